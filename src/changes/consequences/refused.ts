import { parseQuantity } from '../../guardrails/index.ts';
import { own } from '../../manifest/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { listed, resourcesText } from '../words.ts';
import { holdsData } from './deleted.ts';
import { anywhere, type Context, type Found, type Label } from './found.ts';
import { refusedFields } from './immutable.ts';
import { annotationOf, optionsOf, specOf, textAt } from './read.ts';

/** Another name or namespace is another object: the old one goes and a new one comes. */
export function recreated(context: Context): Found[] {
  return context.changes.flatMap(({ base, head, moved }): Found[] => {
    if (base === undefined || head === undefined || (moved !== 'name' && moved !== 'namespace')) return [];
    // Said where its data is spoken of.
    if (holdsData(base, context) || !context.head.podSpecs(head).some(({ byShape }) => byShape !== true))
      return [];
    const [old, fresh] = [base.resource, head.resource];
    const isElsewhere = moved === 'namespace';
    return [
      {
        kind: 'recreated',
        risk: 'medium',
        manifest: head,
        id: isElsewhere ? `${old.namespace}\0${fresh.namespace}` : `${anywhere(old)}\0${fresh.name}`,
        text: (label, all) =>
          isElsewhere
            ? `${resourcesText(all)}: deleted in namespace ${old.namespace || '(none)'} and made anew in ${fresh.namespace || '(none)'}, which is no rolling update.`
            : `${label(old)} is deleted and ${label(fresh)} made, which is no rolling update.`,
      },
    ];
  });
}

/** What the API server will not take, and what its tool deletes and makes anew for that. */
export function refused(context: Context): Found[] {
  return context.changes.flatMap(change => [...fixedFields(change, context), ...shrunk(change)]);
}

function fixedFields(change: ResourceChange, context: Context): Found[] {
  const { head } = change;
  const fields = refusedFields(change);
  if (head === undefined || fields.length === 0) return [];
  const names = listed(fields);
  const { kind } = head.resource;
  const force = forcedBy(change, context);
  const said = (text: (name: string) => string, more: Pick<Found, 'kind' | 'risk'>): Found[] => [
    { ...more, manifest: head, text: (label: Label) => text(label(head.resource)) },
  ];
  if (force !== undefined) {
    return said(name => `${name} is deleted and made anew (${force}): ${names} cannot be changed in place.`, {
      kind: 'recreated',
      risk: 'medium',
    });
  }
  const kept = textAt(specOf(head), 'ttlSecondsAfterFinished');
  if (kind === 'Job' && kept !== '') {
    return said(
      name =>
        `${name}: ${names} cannot be changed in place. The API server refuses it while the old Job is there, which is until ${kept} seconds after it ended.`,
      { kind: 'refused', risk: 'medium' },
    );
  }
  return said(
    name =>
      `${name}: ${names} cannot be changed in place. The API server refuses it until the ${kind} is deleted and made anew.`,
    { kind: 'refused', risk: 'high' },
  );
}

/** What makes the tool replace an object that it cannot change. */
function forcedBy({ head, base }: ResourceChange, { managers }: Context): string | undefined {
  if (head === undefined || base === undefined) return undefined;
  const known = managers.of(head.origin.target);
  const isFlux = known.some(({ tool }) => tool === 'flux');
  const force = 'kustomize.toolkit.fluxcd.io/force';
  if (annotationOf(head, force).toLowerCase() === 'enabled') return force;
  if (isFlux && known.every(({ manifest }) => own(specOf(manifest), 'force') === true))
    return 'spec.force of Flux';
  const options = optionsOf(head, 'argocd.argoproj.io/sync-options');
  return options.includes('Force=true') && options.includes('Replace=true')
    ? 'Replace=true and Force=true of Argo CD'
    : undefined;
}

function shrunk({ head, fields }: ResourceChange): Found[] {
  if (head?.resource.kind !== 'PersistentVolumeClaim') return [];
  const storage = fields.find(({ field }) => field === 'spec.resources.requests.storage');
  const [old, fresh] = [parseQuantity(storage?.before), parseQuantity(storage?.after)];
  if (old === undefined || fresh === undefined || fresh.compare(old) >= 0n) return [];
  const text = (label: Label) =>
    `${label(head.resource)} asks for less storage than it has: the API server refuses to shrink a claim.`;
  return [{ kind: 'refused', risk: 'high', manifest: head, text }];
}
