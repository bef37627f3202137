import { list } from '../../json.ts';
import { effectiveWorkload, type Json, type Manifest, type ManifestSet, own } from '../../manifest/index.ts';
import { listed } from '../words.ts';
import type { Context, Found, Label } from './found.ts';
import { specOf, textAt } from './read.ts';

/** How many pods a workload keeps running; with an autoscaler the fewest. Undefined for what does not count them. */
export function replicasOf(manifest: Manifest, set: ManifestSet): number | undefined {
  const [pod] = set.podSpecs(manifest);
  return pod === undefined ? undefined : effectiveWorkload(pod, set).replicas?.value;
}

/** Other numbers of pods, be it because the workload says so or its autoscaler. */
export function scaled({ changes, base: before, head: after }: Context): Found[] {
  const seen = new Set<Manifest>();
  return changes.flatMap(({ base, head }) => {
    if (base === undefined || head === undefined) return [];
    return workloadsOf(base, head, before, after).flatMap(([old, fresh]): Found[] => {
      if (seen.has(fresh)) return [];
      seen.add(fresh);
      const [was, is] = [replicasOf(old, before), replicasOf(fresh, after)];
      if (was === undefined || is === undefined || was === is) return [];
      const text = (label: Label) =>
        `${label(fresh.resource)} goes from ${was} to ${is} ${is === 1 ? 'pod' : 'pods'}.`;
      return [{ kind: 'scaled', risk: is === 0 ? 'medium' : 'low', manifest: fresh, text }];
    });
  });
}

/** The workload itself, or the one that an autoscaler works on, on both sides. */
export function workloadsOf(
  base: Manifest,
  head: Manifest,
  before: ManifestSet,
  after: ManifestSet,
): (readonly [Manifest, Manifest])[] {
  const { kind } = head.resource;
  if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject')
    return after.podSpecs(head).length === 0 ? [] : [[base, head]];
  const [old, fresh] = [scaleTarget(base, before), scaleTarget(head, after)];
  return old === undefined || fresh === undefined ? [] : [[old, fresh]];
}

/** What an autoscaler works on, among what is rendered with it. */
export function scaleTarget(autoscaler: Manifest, set: ManifestSet): Manifest | undefined {
  const ref = own(specOf(autoscaler), 'scaleTargetRef');
  const kind = textAt(ref, 'kind') || (autoscaler.resource.kind === 'ScaledObject' ? 'Deployment' : '');
  return set
    .renderedWith(autoscaler)
    .find(
      ({ resource }) =>
        resource.kind === kind &&
        resource.name === textAt(ref, 'name') &&
        resource.namespace === autoscaler.resource.namespace,
    );
}

/** A number of pods or a percentage of them. */
function amountOf(value: Json | undefined, of: number): number | undefined {
  const match = /^(\d{1,9})(%?)$/.exec(textAt({ value: value ?? null }, 'value'));
  if (match === null) return undefined;
  // Kubernetes rounds down what may be missing (intstr `GetScaledValueFromIntOrPercent`).
  return match[2] === '%' ? Math.floor((Number(match[1]) * of) / 100) : Number(match[1]);
}

/** Rollouts in which nothing answers for a while, or that wait for ever. */
export function downtime({ restarts, head: set }: Context): Found[] {
  return restarts.flatMap(({ manifest, pods, how }): Found[] => {
    const { kind, group } = manifest.resource;
    if (how !== 'rolling' || pods === undefined || group !== 'apps') return [];
    const spec = specOf(manifest);
    const found = (risk: Found['risk'], said: (name: string) => string): Found[] => [
      { kind: 'downtime', risk, manifest, text: label => said(label(manifest.resource)) },
    ];
    if (kind === 'StatefulSet') {
      if (pods !== 1) return [];
      return together('one pod', manifest, (label, names) =>
        names.length === 1
          ? `${label(manifest.resource)} has one pod: nothing answers until the new one is ready.`
          : `${names.length} StatefulSets have one pod each (${listed(names)}): nothing answers until the new one is ready.`,
      );
    }
    if (kind !== 'Deployment') return [];
    const most = own(own(own(spec, 'strategy'), 'rollingUpdate'), 'maxUnavailable');
    const missing = amountOf(most, pods);
    if (missing !== undefined && missing >= pods) {
      const all = pods === 1 ? 'its only pod' : `all ${pods} pods`;
      return found(
        'medium',
        name =>
          `${name} may stop ${all} before a new one is ready (maxUnavailable ${textAt({ most: most ?? null }, 'most')}).`,
      );
    }
    return waiting(manifest, set).flatMap(({ name: claim, mode }) =>
      mode === 'ReadWriteOncePod'
        ? found(
            'high',
            name =>
              `${name} rolls over a claim that one pod may use at a time (${claim}, ReadWriteOncePod): the new pod waits for the old one, which waits for it. Strategy Recreate would not.`,
          )
        : together('one node', manifest, (label, names) =>
            names.length === 1
              ? `${label(manifest.resource)} rolls over a claim that one node may use at a time (${claim}, ReadWriteOnce): on another node the new pod waits for the old one, which waits for it.`
              : `${names.length} Deployments roll over claims that one node may use at a time (${listed(names)}, ReadWriteOnce): on another node the new pod waits for the old one, which waits for it.`,
          ),
    );
  });
}

/** What is so in many places is one low entry. */
function together(
  id: string,
  manifest: Manifest,
  text: (label: Label, names: readonly string[]) => string,
): Found[] {
  return [
    {
      kind: 'downtime',
      risk: 'low',
      manifest,
      id,
      name: manifest.resource.name,
      text: (label, _, names) => text(label, names),
    },
  ];
}

/** Claims of its pods that cannot be in two places. */
function waiting(manifest: Manifest, set: ManifestSet): { name: string; mode: string }[] {
  const [pod] = set.podSpecs(manifest);
  const names = list(own(pod?.spec, 'volumes')).map(volume =>
    textAt(volume, 'persistentVolumeClaim', 'claimName'),
  );
  return [...new Set(names)].flatMap(name => {
    if (name === '') return [];
    const { namespace } = manifest.resource;
    const [claim] = set.find({ group: '', kind: 'PersistentVolumeClaim', namespace, name }, manifest);
    const modes = claim === undefined ? [] : list(own(specOf(claim), 'accessModes')).map(String);
    const [mode] = modes;
    const isAlone = modes.length === 1 && (mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
    return isAlone && mode !== undefined ? [{ name, mode }] : [];
  });
}
