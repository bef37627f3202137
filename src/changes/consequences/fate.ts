import { type Manifest, own } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { listed, resourcesText } from '../words.ts';
import { type Context, type Found, isGone } from './found.ts';
import { cascadeOf, type Manager } from './managers.ts';
import { annotationOf, optionsOf, specOf, textAt } from './read.ts';

/** What becomes of an object that leaves Git. */
export interface Fate {
  readonly stays: boolean;
  /** Why it stays, as the end of a sentence: `Argo CD Application web does not prune`. */
  readonly why: string;
  /** Those that decide it; none where the object itself says it, or nobody is known. */
  readonly managers: readonly Manager[];
}

/**
 * What becomes of an object that is no longer rendered. Where nobody is known to deploy its target, it counts as deleted,
 * as by `helm upgrade`.
 */
export function fateOf(
  manifest: Manifest,
  { managers, former, head }: Pick<Context, 'managers' | 'former' | 'head'>,
): Fate {
  const { target } = manifest.origin;
  const before = former.of(target);
  if (before.length > 0 && before.every(each => head.find(each.manifest.resource).length === 0)) {
    // What becomes of it is told where its manager goes.
    const stays = before.every(each => cascadeOf(each.manifest)?.deletes === false);
    const titles = listed(before.map(({ title }) => title));
    return { stays, why: stays ? `${titles} goes without what it deployed` : '', managers: [] };
  }
  const all = managers.of(target);
  const ways = all.map(manager => wayOf(manifest, manager));
  if (all.length === 0 && target.kind === 'helm' && isKept(manifest))
    return { stays: true, why: 'Helm is told to keep it (helm.sh/resource-policy)', managers: [] };
  if (isHelmCrd(manifest) && all.every(({ tool }) => tool === 'helm'))
    return { stays: true, why: 'Helm never deletes what is in crds/', managers: [] };
  if (all.length === 0) return { stays: false, why: '', managers: [] };
  if (ways.every(way => way !== undefined)) {
    const said = ways.every(way => way?.byObject) ? [] : all;
    return { stays: true, why: [...new Set(ways.map(way => way?.why))].sort().join('; '), managers: said };
  }
  return { stays: false, why: '', managers: all.filter((_, i) => ways[i] === undefined) };
}

/** Why it stays where a manager deploys it; undefined when it is deleted. */
function wayOf(manifest: Manifest, manager: Manager): { why: string; byObject: boolean } | undefined {
  const { tool, title, prunes, isAutomatic, isSuspended } = manager;
  const byObject = (why: string) => ({ why, byObject: true });
  const byManager = (why: string) => ({ why, byObject: false });
  switch (tool) {
    case 'argocd':
      // https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options
      if (optionsOf(manifest, 'argocd.argoproj.io/sync-options').includes('Prune=false'))
        return byObject('Argo CD is told not to prune it (Prune=false)');
      if (isSyncOption(manager, 'Prune=false')) return byManager(`${title} does not prune (Prune=false)`);
      if (!isAutomatic)
        return byManager(`${title} is not synced by itself: it goes when somebody syncs with pruning`);
      return prunes ? undefined : byManager(`${title} does not prune (syncPolicy.automated.prune)`);
    case 'flux':
      // https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
      if (fluxSays(manifest, 'prune') === 'disabled')
        return byObject('Flux is told not to prune it (kustomize.toolkit.fluxcd.io/prune)');
      if (!prunes) return byManager(`${title} does not prune (prune: false)`);
      return isSuspended ? byManager(`${title} is suspended: it goes when that is lifted`) : undefined;
    default:
      if (isKept(manifest)) return byObject('Helm is told to keep it (helm.sh/resource-policy)');
      return isSuspended ? byManager(`${title} is suspended: it goes when that is lifted`) : undefined;
  }
}

/** https://helm.sh/docs/chart_best_practices/custom_resource_definitions: made at the installation, and then left alone. */
export function isHelmCrd({ origin: { target, source = '' }, resource }: Manifest): boolean {
  return (
    target.kind === 'helm' && resource.kind === 'CustomResourceDefinition' && /(?:^|\/)crds\//.test(source)
  );
}

function isKept(manifest: Manifest): boolean {
  return annotationOf(manifest, 'helm.sh/resource-policy') === 'keep';
}

function isSyncOption({ manifest }: Manager, option: string): boolean {
  const spec = specOf(manifest);
  const at = manifest.resource.kind === 'ApplicationSet' ? own(own(spec, 'template'), 'spec') : spec;
  const options = own(own(at, 'syncPolicy'), 'syncOptions');
  return Array.isArray(options) && options.includes(option);
}

/** Flux reads its marks from labels, too. */
function fluxSays(manifest: Manifest, what: string): string {
  const key = `kustomize.toolkit.fluxcd.io/${what}`;
  return (annotationOf(manifest, key) || textAt(manifest.object, 'metadata', 'labels', key)).toLowerCase();
}

/** What GitOps controllers delete, and what they leave behind. */
export function pruned(context: Context): Found[] {
  return context.changes.flatMap((change): Found[] => {
    const { base } = change;
    if (base === undefined || !isGone(change)) return [];
    const { stays, why, managers } = fateOf(base, context);
    if (managers.length === 0) return [];
    const titles = listed(managers.map(({ title }) => title).sort(byText));
    if (stays) {
      return [
        {
          kind: 'pruned',
          risk: 'low',
          manifest: base,
          id: `stays\0${why}`,
          text: (_, all) =>
            `${resourcesText(all)} ${all.length === 1 ? 'leaves Git and stays' : 'leave Git and stay'} in the cluster: ${why}.`,
        },
      ];
    }
    const [{ tool }] = managers as readonly [Manager];
    const when = {
      argocd: 'as soon as it sees the change (automated prune)',
      flux: 'at its next reconciliation (prune: true)',
      helm: 'with its next upgrade',
    }[tool];
    return [
      {
        kind: 'pruned',
        risk: 'medium',
        manifest: base,
        id: `pruned\0${titles}`,
        text: (_, all) => `${titles} deletes ${resourcesText(all)} ${when}.`,
      },
    ];
  });
}
