import { nearest } from '../../../nearest.ts';
import { byText } from '../../../repository/index.ts';
import { group, serviceAccount, user } from '../subjects.ts';
import type { Subject } from '../types.ts';

/** What somebody typed for a subject, read against those that are known. */
export type SubjectReading =
  | { readonly type: 'subject'; readonly subject: Subject /** Words it took. */; readonly words: number }
  /** A name that several have. */
  | { readonly type: 'several'; readonly subjects: readonly Subject[] }
  | { readonly type: 'none'; readonly near?: Subject };

const KINDS: readonly (readonly [RegExp, 'account' | 'user' | 'group'])[] = [
  [/^(?:serviceaccounts?|sa)$/i, 'account'],
  [/^(?:users?|u)$/i, 'user'],
  [/^(?:groups?|g)$/i, 'group'],
];

/** Groups that exist without any binding (k8s.io/apiserver/pkg/authentication). */
const GROUPS =
  /^system:(?:masters|nodes|authenticated|unauthenticated|monitoring|bootstrappers(?::.+)?|serviceaccounts(?::.+)?)$/;

/**
 * Reads a subject as people write it: `ServiceAccount shop/bot`, `sa/shop/bot`, `shop/bot`, `User jane`,
 * `group/devs`, `system:serviceaccount:shop:bot`, or a bare name that exactly one known subject has.
 *
 * @param namespace of a ServiceAccount that is named without one
 */
export function readSubject(
  words: readonly string[],
  known: readonly Subject[],
  namespace?: string,
): SubjectReading {
  const [first = '', second] = words;
  const spaced = kindOf(first);
  if (spaced !== undefined && second !== undefined) return ofKind(spaced, second, 2, known, namespace);
  const [, kind = '', rest = ''] = /^([a-z]+)[/:](.+)$/i.exec(first) ?? [];
  const prefixed = kindOf(kind);
  if (prefixed !== undefined) return ofKind(prefixed, rest, 1, known, namespace);
  const alias = user(first);
  if (!alias.startsWith('User ')) return { type: 'subject', subject: alias, words: 1 };
  if (GROUPS.test(first)) return { type: 'subject', subject: group(first), words: 1 };
  return byName(first, known, namespace);
}

function kindOf(word: string): 'account' | 'user' | 'group' | undefined {
  return KINDS.find(([pattern]) => pattern.test(word))?.[1];
}

function ofKind(
  kind: 'account' | 'user' | 'group',
  name: string,
  words: number,
  known: readonly Subject[],
  namespace: string | undefined,
): SubjectReading {
  if (kind === 'user') return { type: 'subject', subject: user(name), words };
  if (kind === 'group') return { type: 'subject', subject: group(name), words };
  const [, home, own] = /^([^/:]+)[/:]([^/:]+)$/.exec(name) ?? [];
  if (home !== undefined && own !== undefined)
    return { type: 'subject', subject: serviceAccount(home, own), words };
  if (namespace !== undefined) return { type: 'subject', subject: serviceAccount(namespace, name), words };
  const accounts = known.filter(subject => subject.startsWith('ServiceAccount '));
  const found = byName(name, accounts, undefined);
  return found.type === 'subject' ? { ...found, words } : found;
}

/** The known subjects of a name: all of `shop/bot`, or the part after the namespace. */
function byName(name: string, known: readonly Subject[], namespace: string | undefined): SubjectReading {
  const matching = known.filter(subject => {
    const full = subject.slice(subject.indexOf(' ') + 1);
    const isAccount = subject.startsWith('ServiceAccount ');
    const [home = '', own = ''] = isAccount ? full.split('/') : ['', full];
    return full === name || (own === name && (namespace === undefined || !isAccount || home === namespace));
  });
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { type: 'subject', subject: only, words: 1 };
  if (matching.length > 1) return { type: 'several', subjects: [...matching].sort(byText) };
  const account = /^([^/]+)\/([^/]+)$/.exec(name);
  if (account !== null)
    return { type: 'subject', subject: serviceAccount(account[1] as string, account[2] as string), words: 1 };
  const near = nearSubject(name, known);
  return near === undefined ? { type: 'none' } : { type: 'none', near };
}

/** The known subject whose name is nearest to a text, with or without its kind and namespace. */
export function nearSubject(text: string, known: readonly Subject[]): Subject | undefined {
  const names = new Map<string, Subject>();
  for (const subject of known) {
    const full = subject.slice(subject.indexOf(' ') + 1);
    for (const name of [subject, full, full.slice(full.indexOf('/') + 1)])
      if (!names.has(name)) names.set(name, subject);
  }
  const name =
    nearest(text, names.keys()) ?? [...names.keys()].find(each => text !== '' && each.includes(text));
  return name === undefined ? undefined : names.get(name);
}
