import { nearSubject, readSubject, type Subject, type WholeCluster } from '../analyzers/index.ts';
import { ProblemError } from '../problems.ts';
import { byText } from '../repository/index.ts';

/** Candidates listed when several can be meant. */
const LISTED = 10;

/** Everybody who is named by a binding, and the ServiceAccounts that are there. */
export function knownSubjects(clusters: readonly WholeCluster[]): readonly Subject[] {
  const known = new Set<Subject>();
  for (const { authorizer, manifests, context } of clusters) {
    for (const subject of authorizer.subjects()) known.add(subject);
    for (const { resource } of [...manifests, ...context]) {
      if (resource.kind === 'ServiceAccount' && resource.group === '')
        known.add(`ServiceAccount ${resource.namespace || '(not named)'}/${resource.name}`);
    }
  }
  return [...known].sort(byText);
}

/**
 * The subject that the first words name, how many words that took, and what is worth saying of it.
 *
 * @throws {ProblemError} when nobody or several can be meant.
 */
export function askedSubject(
  words: readonly string[],
  clusters: readonly WholeCluster[],
  namespace: string | undefined,
): { subject: Subject; words: number; notes: readonly string[] } {
  const known = knownSubjects(clusters);
  if (words.length === 0) {
    throw usage(
      'there is no subject to ask about',
      'name one, as in `ServiceAccount shop/bot`, `shop/bot`, `User jane` or `Group devs`',
    );
  }
  const reading = readSubject(words, known, namespace);
  if (reading.type === 'several') {
    const listed = reading.subjects.slice(0, LISTED);
    const more = reading.subjects.length - listed.length;
    throw usage(
      `${JSON.stringify(words[0])} can be several subjects; ask for one of them`,
      [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    );
  }
  if (reading.type === 'none') {
    throw usage(
      `no binding here names ${JSON.stringify(words[0])}`,
      reading.near === undefined
        ? 'write it with its kind, as in `ServiceAccount shop/bot`, `User jane` or `Group devs`'
        : `did you mean \`${reading.near}\`?`,
    );
  }
  const { subject } = reading;
  if (known.includes(subject)) return { subject, words: reading.words, notes: [] };
  const near = nearSubject(subject.slice(subject.indexOf(' ') + 1), known);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  const note = subject.startsWith('ServiceAccount ')
    ? `${subject} is not here, and no binding names it.${meant}`
    : `No binding here names ${subject}.${meant}`;
  return { subject, words: reading.words, notes: [note] };
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
