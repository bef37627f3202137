import { type Json, type Manifest, own, type PodSpecRef } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { listed } from '../words.ts';
import { anywhere, type Context, type Found, isGone } from './found.ts';
import { placeOf } from './places.ts';
import { Pods } from './pods.ts';
import { portsOf } from './ports.ts';
import { specOf, textAt } from './read.ts';

/** A Service on both sides, with the pods it leads to. */
export interface Served {
  readonly before: Manifest;
  readonly after: Manifest;
  readonly was: readonly PodSpecRef[];
  readonly is: readonly PodSpecRef[];
}

/** Which workloads Services lead to, by which ports, and who reaches them. */
export function services(context: Context): Found[] {
  const { changes, places } = context;
  const found: Found[] = [];
  for (const [place, touched] of touchedPlaces(context)) {
    const changed = new Pods(touched.pods);
    const old = new Map(servicesAt(places.base.at(place)));
    for (const [name, after] of servicesAt(places.head.at(place))) {
      const before = old.get(name);
      if (before === undefined) continue;
      const selectors = [before, after].map(each => own(specOf(each), 'selector'));
      if (
        !touched.services.has(after) &&
        selectors.every(selector => changed.selectedBy(selector).length === 0)
      )
        continue;
      const served: Served = {
        before,
        after,
        was: selected(before, places.base.pods(place)),
        is: selected(after, places.head.pods(place)),
      };
      found.push(...pods(served, context), ...portsOf(served));
    }
  }
  return [...found, ...changes.flatMap(reach)];
}

/** What changes in a place: Services, and pods whose labels or ports do, as they were and as they are. */
interface Touched {
  readonly services: Set<Manifest>;
  readonly pods: PodSpecRef[];
}

function touchedPlaces({ changes, base: before, head: after }: Context): ReadonlyMap<string, Touched> {
  const places = new Map<string, Touched>();
  for (const { base, head, operation, moved, fields } of changes) {
    const isWhole = operation !== 'changed' || moved !== undefined;
    const hasPods = isWhole || fields.some(({ field }) => PODS.test(field));
    for (const [manifest, set] of [
      [base, before],
      [head, after],
    ] as const) {
      if (manifest === undefined) continue;
      const isService = manifest.resource.kind === 'Service';
      const pods = hasPods && !isService ? set.podSpecs(manifest) : [];
      if (!isService && pods.length === 0) continue;
      const key = placeOf(manifest);
      const touched = places.get(key) ?? { services: new Set(), pods: [] };
      places.set(key, touched);
      if (isService) touched.services.add(manifest);
      touched.pods.push(...pods);
    }
  }
  return places;
}

/** Fields that say which labels pods have, and which ports. */
const PODS = /labels|ports|containers\[[^\]]*\]$/i;

function servicesAt(manifests: readonly Manifest[]): (readonly [string, Manifest])[] {
  return manifests
    .filter(({ resource: { group, kind } }) => group === '' && kind === 'Service')
    .map(each => [each.resource.name, each] as const);
}

function selected(service: Manifest, pods: Pods): readonly PodSpecRef[] {
  const spec = specOf(service);
  return textAt(spec, 'type') === 'ExternalName' ? [] : pods.selectedBy(own(spec, 'selector'));
}

/** Who is behind it. */
function pods({ after, was, is }: Served, context: Context): Found[] {
  const found = (risk: Found['risk'], said: (name: string) => string): Found[] => [
    { kind: 'traffic', risk, manifest: after, text: label => said(label(after.resource)) },
  ];
  const [old, fresh] = [workloadsOf(was), workloadsOf(is)];
  const lost = old.filter(name => !fresh.includes(name));
  const gained = fresh.filter(name => !old.includes(name));
  if (old.length > 0 && fresh.length === 0) {
    const selector = own(specOf(after), 'selector');
    // Without a selector, somebody else says where it leads.
    if (selector === undefined || textAt(specOf(after), 'type') === 'ExternalName') return [];
    const around = context.places.head.podsAround(after);
    if (around.selectedBy(selector).length > 0) return [];
    const why = whyEmpty(was, around.all, selector);
    return found('high', name => `${name} selects no pod any more (was ${listed(old)}): ${why}.`);
  }
  if (lost.length > 0 && gained.length > 0)
    return found('medium', name => `${name} leads to ${listed(fresh)} now (was ${listed(old)}).`);
  if (lost.length > 0)
    return found('medium', name => `${name} no longer leads to ${listed(lost)}, only to ${listed(fresh)}.`);
  if (gained.length > 0) {
    return old.length > 0
      ? found('medium', name => `${name} leads to ${listed(gained)}, too, beside ${listed(old)}.`)
      : found(
          'low',
          name => `${name} leads to ${listed(fresh)} now; nothing rendered with it was there before.`,
        );
  }
  return [];
}

function workloadsOf(pods: readonly PodSpecRef[]): string[] {
  return [...new Set(pods.map(({ manifest }) => anywhere(manifest.resource)))].sort(byText);
}

/** Which labels are missing, or that nobody is there. */
function whyEmpty(was: readonly PodSpecRef[], around: readonly PodSpecRef[], selector: Json): string {
  const names = new Set(was.map(({ manifest }) => anywhere(manifest.resource)));
  const left = around.find(({ manifest }) => names.has(anywhere(manifest.resource)));
  if (left === undefined) return names.size === 1 ? 'that is gone' : 'those are gone';
  const missing = Object.entries(selector as Record<string, Json>)
    .filter(([key, value]) => !Object.hasOwn(left.labels, key) || left.labels[key] !== value)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `its pods do not have ${missing.length === 1 ? 'the label' : 'the labels'} ${listed(missing)}`;
}

const BALANCED = 'LoadBalancer';

/** From where it is reached: its type, and what that brings with it. */
function reach(change: ResourceChange): Found[] {
  const { base, head } = change;
  const service = head ?? base;
  if (service?.resource.kind !== 'Service' || service.resource.group !== '') return [];
  const found = (risk: Found['risk'], said: (name: string) => string): Found[] => [
    { kind: 'traffic', risk, manifest: service, text: label => said(label(service.resource)) },
  ];
  if (base === undefined || isGone(change)) {
    if (base !== undefined && typeOf(base) === BALANCED && head === undefined)
      return found('high', name => `${name} goes, and the address of its load balancer with it.`);
    if (head !== undefined && typeOf(head) === BALANCED)
      return found('medium', name => `${name} is new and gets a load balancer with an address of its own.`);
    return [];
  }
  if (head === undefined) return [];
  const [old, fresh] = [typeOf(base), typeOf(head)];
  const [was, is] = [textAt(specOf(base), 'externalName'), textAt(specOf(head), 'externalName')];
  if (fresh === 'ExternalName') {
    if (old === fresh)
      return was === is ? [] : found('high', name => `${name} is another name for ${is} now (was ${was}).`);
    return found('high', name => `${name} is another name for ${is} now: it leads to no pod (was ${old}).`);
  }
  if (old === fresh) return addresses(base, head, found);
  if (old === 'ExternalName')
    return found('medium', name => `${name} leads to pods now (was another name for ${was}).`);
  if (fresh === BALANCED)
    return found('medium', name => `${name} gets a load balancer with an address of its own (was ${old}).`);
  if (old === BALANCED)
    return found('high', name => `${name} loses its load balancer and the address of that (${fresh} now).`);
  return fresh === 'NodePort'
    ? found('medium', name => `${name} is open on a port of every node now (was ${old}).`)
    : found('medium', name => `${name} is no longer open on the nodes (${fresh} now).`);
}

function addresses(
  base: Manifest,
  head: Manifest,
  found: (risk: Found['risk'], said: (name: string) => string) => Found[],
): Found[] {
  const [was, is] = [base, head].map(each => textAt(specOf(each), 'loadBalancerIP')) as [string, string];
  if (typeOf(head) !== BALANCED || was === is || was === '') return [];
  return found('high', name =>
    is === ''
      ? `${name} no longer asks for the address ${was}: its load balancer may get another.`
      : `${name} asks for the address ${is} now (was ${was}).`,
  );
}

function typeOf(service: Manifest): string {
  return textAt(specOf(service), 'type') || 'ClusterIP';
}
