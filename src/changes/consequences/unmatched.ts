import { list } from '../../json.ts';
import { isObject, type Json, type Manifest, own, type PodSpecRef, selects } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { listed } from '../words.ts';
import { anywhere, type Context, type Found } from './found.ts';
import { placeOf } from './places.ts';
import { specOf } from './read.ts';
import { scaleTarget } from './scaled.ts';

/** Budgets, policies and autoscalers that have nothing left to work on, and pods that no policy limits any more. */
export function unmatched(context: Context): Found[] {
  const { changes, places } = context;
  const touched = touchedPlaces(changes);
  const found: Found[] = [];
  for (const place of touched) {
    const old = places.base.at(place);
    for (const after of places.head.at(place)) {
      const what = KINDS[`${after.resource.group}/${after.resource.kind}`];
      if (what === undefined) continue;
      const before = old.find(
        ({ resource: { kind, name } }) => kind === after.resource.kind && name === after.resource.name,
      );
      if (before !== undefined) found.push(...what(before, after, context));
    }
    found.push(...unlimited(place, context));
  }
  return found;
}

const KINDS: Readonly<Record<string, (before: Manifest, after: Manifest, context: Context) => Found[]>> = {
  'policy/PodDisruptionBudget': (before, after, context) =>
    emptied(before, after, 'selector', 'drains of nodes may stop all of its pods at once', context),
  'networking.k8s.io/NetworkPolicy': (before, after, context) =>
    emptied(before, after, 'podSelector', 'it limits nothing', context),
  'autoscaling/HorizontalPodAutoscaler': aimless,
  'keda.sh/ScaledObject': aimless,
};

/** Where such an object changes, or labels of pods do. */
function touchedPlaces(changes: readonly ResourceChange[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { base, head, operation, moved, fields } of changes) {
    const manifest = (head ?? base) as Manifest;
    const { group, kind } = manifest.resource;
    const isWhole = operation !== 'changed' || moved !== undefined;
    if (
      !isWhole &&
      KINDS[`${group}/${kind}`] === undefined &&
      !fields.some(({ field }) => field.includes('labels'))
    )
      continue;
    for (const each of [base, head]) if (each !== undefined) places.add(placeOf(each));
  }
  return places;
}

function emptied(
  before: Manifest,
  after: Manifest,
  field: string,
  effect: string,
  { places }: Context,
): Found[] {
  const [old, fresh] = [before, after].map(each => own(specOf(each), field)) as [Json, Json];
  // An empty selector speaks of the namespace.
  if (isEmpty(fresh)) return [];
  const was = places.base.pods(placeOf(before)).all.filter(pod => selects(old, pod.labels));
  if (was.length === 0) return [];
  if (places.head.podsAround(after).all.some(pod => selects(fresh, pod.labels))) return [];
  return [
    {
      kind: 'unmatched',
      risk: 'medium',
      manifest: after,
      text: label =>
        `${label(after.resource)} selects no pod any more (was ${listed(names(was))}): ${effect}.`,
    },
  ];
}

function aimless(before: Manifest, after: Manifest, { base, head }: Context): Found[] {
  const old = scaleTarget(before, base);
  if (old === undefined || scaleTarget(after, head) !== undefined) return [];
  const ref = own(specOf(after), 'scaleTargetRef');
  // What goes itself is told there.
  if (own(ref, 'name') === old.resource.name && (own(ref, 'kind') ?? old.resource.kind) === old.resource.kind)
    return [];
  const text: Found['text'] = label =>
    `${label(after.resource)} scales ${String(own(ref, 'kind') ?? 'Deployment')} ${String(own(ref, 'name'))} now, which is not rendered here (was ${anywhere(old.resource)}).`;
  return [{ kind: 'unmatched', risk: 'medium', manifest: after, text }];
}

/** Pods that a NetworkPolicy limited and none does now: then everybody may connect. */
function unlimited(place: string, { places, head }: Context): Found[] {
  const old = new Map(places.base.pods(place).all.map(pod => [anywhere(pod.manifest.resource), pod]));
  const before = places.base.at(place).filter(isPolicy);
  if (before.length === 0) return [];
  const { namespace } = (before[0] as Manifest).resource;
  // Of other targets, too: policies may have moved.
  const after = head.ofKind('NetworkPolicy', 'networking.k8s.io').filter(({ resource, origin }) => {
    const here = (before[0] as Manifest).origin.environment.name;
    return resource.namespace === namespace && origin.environment.name === here;
  });
  return places.head.pods(place).all.flatMap((pod): Found[] => {
    const was = old.get(anywhere(pod.manifest.resource));
    if (was === undefined || pod.byShape) return [];
    const lost = (['Ingress', 'Egress'] as const).filter(
      direction => limits(before, was, direction) && !limits(after, pod, direction),
    );
    if (lost.length === 0) return [];
    const effect = lost
      .map(direction =>
        direction === 'Ingress' ? 'accepts connections from everywhere' : 'connects to everything',
      )
      .join(' and ');
    return [
      {
        kind: 'unmatched',
        risk: 'high',
        manifest: pod.manifest,
        text: label =>
          `${label(pod.manifest.resource)} ${effect} now: no NetworkPolicy selects it for that any more.`,
      },
    ];
  });
}

function limits(policies: readonly Manifest[], pod: PodSpecRef, direction: 'Ingress' | 'Egress'): boolean {
  return policies.some(policy => {
    const spec = specOf(policy);
    return selects(own(spec, 'podSelector') ?? {}, pod.labels) && typesOf(spec).includes(direction);
  });
}

/** Defaults of networking/v1: Ingress always, Egress where there are rules for it. */
function typesOf(spec: Json | undefined): readonly Json[] {
  const written = list(own(spec, 'policyTypes'));
  if (written.length > 0) return written;
  return list(own(spec, 'egress')).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function isPolicy({ resource: { group, kind } }: Manifest): boolean {
  return group === 'networking.k8s.io' && kind === 'NetworkPolicy';
}

function isEmpty(selector: Json | undefined): boolean {
  const labels = own(selector, 'matchLabels');
  return (
    list(own(selector, 'matchExpressions')).length === 0 &&
    !(isObject(labels) && Object.keys(labels).length > 0)
  );
}

function names(pods: readonly PodSpecRef[]): string[] {
  return [...new Set(pods.map(({ manifest }) => anywhere(manifest.resource)))].sort(byText);
}
