import { existsSync } from 'node:fs';
import type { Manifest } from '../manifest/index.ts';
import { ProblemError } from '../problems.ts';
import { byText } from '../repository/index.ts';
import type { Side } from '../side.ts';
import { matchResource, parseResource, type ResourceQuestion } from '../source/why/index.ts';

/** What was typed behind `kubeproof diff`. */
export interface Asked {
  readonly paths: readonly string[];
  readonly resources: readonly ResourceQuestion[];
}

/**
 * Tells paths from resources: what exists is a path; `deployment/web`, `deploy/shop/web`, `deployments.apps/web` and
 * `deployment web` are resources as kubectl takes them.
 */
export function askedFor(words: readonly string[], namespace: string | undefined): Asked {
  const paths: string[] = [];
  const resources: ResourceQuestion[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    const isName = next !== undefined && !existsSync(next) && parseResource(next) === undefined;
    const spaced = isName && !word.includes('/') ? parseResource(`${word}/${next}`) : undefined;
    const found = existsSync(word) ? undefined : (parseResource(word) ?? spaced);
    if (found === undefined) {
      // One that is neither is reported as the path it may have been.
      paths.push(word);
      continue;
    }
    if (found === spaced) at++;
    resources.push(namespace === undefined ? found : { ...found, namespace });
  }
  if (namespace !== undefined && resources.length === 0) {
    throw usage(
      '--namespace says which of several resources is meant, and none is named',
      'name one: `deployment/web`',
    );
  }
  return { paths, resources };
}

/**
 * The manifests of both sides that are asked about.
 * @throws {ProblemError} for a resource that neither side has, with what comes near: an empty answer would say that
 *   nothing changes.
 */
export function findResources(
  questions: readonly ResourceQuestion[],
  sides: readonly Side[],
): ReadonlySet<Manifest> {
  const manifests = sides.flatMap(({ set }) => set.manifests);
  const found = questions.flatMap(question => {
    const matches = matchResource(question, manifests);
    if (matches.found.length === 0) throw notFound(question, matches.near, manifests);
    return matches.found;
  });
  return new Set(found);
}

function notFound(
  question: ResourceQuestion,
  near: readonly string[],
  manifests: readonly Manifest[],
): ProblemError {
  const { kind, group, namespace, name } = question;
  const typed = `${kind}${group === undefined ? '' : `.${group}`}/${name}`;
  const { namespace: _, ...anywhere } = question;
  const elsewhere = namespace === undefined ? [] : matchResource(anywhere, manifests).found;
  if (elsewhere.length > 0) {
    const names = [...new Set(elsewhere.map(({ resource }) => resource.namespace || '(none)'))].sort(byText);
    return usage(
      `neither base nor head renders ${typed} in namespace ${namespace}`,
      `it is in ${names.join(', ')}`,
    );
  }
  const hint =
    near.length > 0
      ? `did you mean ${near.join(', ')}?`
      : '"kubeproof render" prints everything that is rendered';
  return usage(`neither base nor head renders ${typed}, and there is no such path`, hint);
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
