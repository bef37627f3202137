import { jsonText } from '../../../json.ts';
import { type Manifest, own, resourceLabel } from '../../../manifest/index.ts';
import type { Place } from '../openness.ts';
import type { Direction, Policy } from '../policies.ts';
import type { Peer } from '../world.ts';
import type { Comparison, Pair } from './comparison.ts';
import type { NetworkCause, Pointer } from './types.ts';

/**
 * What of the change makes a direction of a workload open to others than before: policies that came, went, select it
 * now or no longer, or say something else, and labels of its own.
 *
 * @param places rules that let in or out what is new: where a changed policy says so
 * @param called what the texts call the workload, where `it` would not be clear
 */
export function causesOf(
  { base, head }: Comparison,
  pair: Pair,
  direction: Direction,
  places: readonly Place[] = [],
  called?: string,
): NetworkCause<Pointer>[] {
  const [before, after] = [base.closing(pair.base, direction), head.closing(pair.head, direction)];
  const was = new Map(before.map(policy => [policy.key, policy]));
  const is = new Set(after.map(({ key }) => key));
  const it = called ?? 'it';
  const causes: NetworkCause<Pointer>[] = [];
  for (const { key, manifest } of after) {
    const label = labelOf(manifest, pair.head);
    const old = was.get(key);
    if (old === undefined) {
      const isNew = !base.policies.has(key);
      causes.push({
        text: isNew ? `${label} is new and selects ${it}` : `${label} selects ${it} now`,
        change: isNew ? 'added' : 'changed',
        place: { side: 'head', manifest, path: ['spec', 'podSelector'] },
      });
    } else if (rulesText(old, direction) !== rulesText({ manifest }, direction)) {
      const own = new Map(
        places.filter(place => place.manifest === manifest).map(({ path }) => [path.join('.'), path]),
      );
      for (const path of own.size > 0 ? own.values() : [['spec', direction]])
        causes.push({ text: `${label} changed`, change: 'changed', place: { side: 'head', manifest, path } });
    }
  }
  for (const { key, manifest } of before) {
    if (is.has(key)) continue;
    const label = labelOf(manifest, pair.base);
    const now = head.policies.get(key);
    causes.push(
      now === undefined
        ? {
            text: `${label} is gone`,
            change: 'removed',
            place: { side: 'base', manifest, path: ['metadata', 'name'] },
          }
        : {
            text: `${label} no longer selects ${it}`,
            change: 'changed',
            place: { side: 'head', ...selectorOf(now.manifest, manifest, pair) },
          },
    );
  }
  return causes.length > 0 ? causes : labelCauses(pair, called);
}

/** Labels of the pods or of their namespace that are others than before. */
export function labelCauses({ base, head }: Pair, called?: string): NetworkCause<Pointer>[] {
  const { manifest, path } = head.pod;
  if (jsonText(base.labels) !== jsonText(head.labels)) {
    const labels = [...path.slice(0, -1), 'metadata', 'labels'];
    const text = called === undefined ? 'its labels changed' : `the labels of ${called} changed`;
    return [{ text, change: 'changed', place: { side: 'head', manifest, path: labels } }];
  }
  if (jsonText(base.namespace.labels) !== jsonText(head.namespace.labels)) {
    const text = `the labels of namespace ${head.namespace.name} changed`;
    return [{ text, change: 'changed', place: { side: 'head', manifest, path: ['metadata', 'namespace'] } }];
  }
  return [];
}

/** Which of the two changed when a policy stopped selecting a workload: its selector, or their labels. */
function selectorOf(now: Manifest, before: Manifest, { head }: Pair): Place {
  const [is, was] = [now, before].map(each => jsonText(own(each.object.spec, 'podSelector') ?? null));
  if (is !== was) return { manifest: now, path: ['spec', 'podSelector'] };
  const { manifest, path } = head.pod;
  return { manifest, path: [...path.slice(0, -1), 'metadata', 'labels'] };
}

function labelOf({ resource }: Manifest, { namespace }: Peer): string {
  return resourceLabel({ ...resource, namespace: namespace.name });
}

function rulesText({ manifest }: Pick<Policy, 'manifest'>, direction: Direction): string {
  return jsonText(own(manifest.object.spec, direction) ?? null);
}
