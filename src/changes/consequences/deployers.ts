import type { Manifest } from '../../manifest/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import type { Context, Found } from './found.ts';
import { type Manager, managerOf } from './managers.ts';
import { textAt } from './read.ts';

/** What another setting of a GitOps controller's object does to what it deploys. */
export function deployers({ changes }: Context): Found[] {
  return changes.flatMap(change => {
    const { base, head } = change;
    if (base === undefined || head === undefined || change.moved !== undefined) return [];
    return settings(base, head, change);
  });
}

function settings(base: Manifest, head: Manifest, { fields }: ResourceChange): Found[] {
  const [old, fresh] = [managerOf(base), managerOf(head)];
  if (old === undefined || fresh === undefined) return [];
  const { title, tool, prunes } = fresh;
  const result: Found[] = [];
  const say = (risk: Found['risk'], text: string) =>
    result.push({ kind: 'pruned', risk, manifest: head, text: () => `${title} ${text}` });
  const fate = prunes
    ? 'it deletes what is no longer there'
    : 'what is no longer there stays in the cluster, as it does not prune';
  const isChanged = (field: RegExp) => fields.some(({ field: name }) => field.test(name));

  for (const [way, what] of PLACES[tool]) {
    const [was, is] = [base, head].map(each => textAt(each.object, ...way)) as [string, string];
    if (was !== is && was !== '' && is !== '') say('medium', `${what} ${is} now (was ${was}): ${fate}.`);
  }
  if (old.isSuspended !== fresh.isSuspended) {
    if (fresh.isSuspended) say('medium', 'is suspended: it applies nothing until that is lifted.');
    else say('medium', 'is no longer suspended: all that has changed meanwhile is applied at once.');
  }
  if (tool === 'argocd' && isChanged(/syncPolicy/) && old.isAutomatic !== fresh.isAutomatic) {
    if (fresh.isAutomatic) say('medium', 'is synced by itself now: all that differs is applied at once.');
    else say('low', 'is no longer synced by itself: changes wait until somebody syncs.');
  } else if (old.prunes !== prunes) {
    if (prunes) say('medium', 'prunes now: it deletes what it once made and is no longer in Git.');
    else say('low', 'no longer prunes: what leaves Git stays in the cluster.');
  }
  return result;
}

/** Where it takes what it deploys from, and where that goes. */
const PLACES: Readonly<
  Record<Manager['tool'], readonly (readonly [way: readonly string[], what: string])[]>
> = {
  argocd: [
    [['spec', 'source', 'path'], 'deploys'],
    [['spec', 'destination', 'namespace'], 'deploys into namespace'],
    [['spec', 'destination', 'server'], 'deploys to the cluster'],
    [['spec', 'destination', 'name'], 'deploys to the cluster'],
  ],
  flux: [
    [['spec', 'path'], 'applies'],
    [['spec', 'targetNamespace'], 'applies into namespace'],
  ],
  helm: [[['spec', 'targetNamespace'], 'installs into namespace']],
};
