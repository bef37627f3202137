import { byText } from '../../repository/index.ts';
import type { Authorizer } from './authorizer.ts';
import { reach } from './reach.ts';
import { PRIVILEGED_NAMESPACES } from './severity.ts';
import { accountOf } from './subjects.ts';

/**
 * Namespaces whose ServiceAccounts own the cluster, sorted: whoever can run pods in one owns it too. Those named, and
 * those with a ServiceAccount that takes over the cluster, or another of these namespaces.
 *
 * @param named besides what is found; default `kube-system`
 * @param kubernetes version, `1.34`
 */
export function privilegedNamespaces(
  authorizer: Authorizer,
  kubernetes: string,
  named: readonly string[] = PRIVILEGED_NAMESPACES,
): readonly string[] {
  /** Namespace (or '' for the cluster) -> namespaces with a ServiceAccount that takes it over. */
  const holders = new Map<string, Set<string>>();
  for (const subject of authorizer.subjects()) {
    const home = accountOf(subject)?.namespace;
    if (home === undefined) continue;
    for (const { entry, scope, names, severity } of reach(authorizer, subject, { kubernetes })) {
      if (entry.takeover !== true || (names.length > 0 && severity !== 'critical')) continue;
      const homes = holders.get(scope);
      if (homes === undefined) holders.set(scope, new Set([home]));
      else homes.add(home);
    }
  }
  const privileged = new Set<string>();
  const waiting = [...named, ...(holders.get('') ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (privileged.has(next)) continue;
    privileged.add(next);
    waiting.push(...(holders.get(next) ?? []));
  }
  return [...privileged].sort(byText);
}
