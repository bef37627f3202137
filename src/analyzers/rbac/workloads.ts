import { jsonText, list } from '../../json.ts';
import {
  automount,
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  scalarText,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { UNNAMED_NAMESPACE } from './authorizer.ts';
import { serviceAccount } from './subjects.ts';
import type { Subject } from './types.ts';

/** Pods of one workload, and as whom they run. */
export interface Workload {
  readonly pod: PodSpecRef;
  readonly manifest: Manifest;
  /** `Deployment shop/web`. */
  readonly name: string;
  readonly account: Subject;
  /** Field that names the account; where it should stand, when nothing does. */
  readonly accountPath: FieldPath;
  /** Whether the account's token is mounted, and who says so. */
  readonly token: { readonly mounted: boolean; readonly manifest: Manifest; readonly path: FieldPath };
  /** Audiences of projected tokens, sorted; '' is the API server's own. */
  readonly audiences: readonly string[];
}

/** What opens a workload to callers. */
export interface Exposure {
  readonly workload: Workload;
  /** `Ingress shop/web`, `Service shop/web (LoadBalancer)`. */
  readonly by: string;
}

/**
 * Everything that runs pods, in the order of the manifests. Pods that were only recognised by their shape are left out:
 * as whom an operator runs them is not known.
 *
 * @param set the manifests belong to
 */
export function workloadsOf(manifests: readonly Manifest[], set: ManifestSet): Workload[] {
  return manifests.flatMap(manifest =>
    set.podSpecs(manifest).flatMap(pod => (pod.byShape === true ? [] : [workload(pod, set)])),
  );
}

/**
 * Workloads that callers from outside the cluster can reach, by the account they run as: through a Service that has
 * an address of its own, or one that an Ingress or a route leads to. The first of each account.
 */
export function exposures(
  workloads: readonly Workload[],
  manifests: readonly Manifest[],
): ReadonlyMap<Subject, Exposure> {
  const routed = routedServices(manifests);
  const labelled = byLabel(workloads);
  const found = new Map<Subject, Exposure>();
  for (const { resource, object } of manifests) {
    if (resource.group !== '' || resource.kind !== 'Service') continue;
    const name = `${resource.namespace}/${resource.name}`;
    const by = routed.get(name) ?? directly(name, object.spec);
    if (by === undefined) continue;
    const selector = Object.entries(stringMap(own(object.spec, 'selector')));
    // Of those with the rarest label: one that all have says nothing and would cost a look at each.
    const candidates = selector
      .map(label => labelled.get(labelKey(resource.namespace, label)) ?? [])
      .sort((a, b) => a.length - b.length)[0];
    for (const each of candidates ?? []) {
      if (found.has(each.account)) continue;
      if (selector.every(([key, value]) => own(each.pod.labels, key) === value))
        found.set(each.account, { workload: each, by });
    }
  }
  return found;
}

function workload(pod: PodSpecRef, set: ManifestSet): Workload {
  const { manifest, path, spec } = pod;
  const { kind, name } = manifest.resource;
  const namespace = manifest.resource.namespace || UNNAMED_NAMESPACE;
  const old =
    scalarText(own(spec, 'serviceAccountName')) === '' && scalarText(own(spec, 'serviceAccount')) !== '';
  const account =
    scalarText(own(spec, 'serviceAccountName')) || scalarText(own(spec, 'serviceAccount')) || 'default';
  const token = automount(pod, set);
  return {
    pod,
    manifest,
    name: `${kind} ${manifest.resource.namespace === '' ? name : `${namespace}/${name}`}`,
    account: serviceAccount(namespace, account),
    accountPath: [...path, old ? 'serviceAccount' : 'serviceAccountName'],
    token: { mounted: token.value === true, manifest: token.manifest, path: token.path },
    audiences: audiencesOf(spec),
  };
}

/** Audiences of the tokens that a pod asks for, sorted; '' is the API server's own. */
export function audiencesOf(spec: JsonObject): string[] {
  const found = list(spec.volumes).flatMap(volume =>
    list(valueAt(volume, ['projected', 'sources'])).flatMap(source => {
      const token = own(source, 'serviceAccountToken');
      return isObject(token) ? [scalarText(own(token, 'audience'))] : [];
    }),
  );
  return [...new Set(found)].sort(byText);
}

/** What the containers of a pod run: images, commands and arguments. */
export function programOf(spec: JsonObject): string {
  return jsonText(
    [spec.initContainers, spec.containers].map(containers =>
      list(containers).map(container => ['image', 'command', 'args'].map(key => own(container, key) ?? null)),
    ),
  );
}

/** Kinds that lead callers to Services, with where they name them. */
const ROUTES: ReadonlyMap<string, (spec: Json | undefined) => readonly (Json | undefined)[]> = new Map([
  ['networking.k8s.io/Ingress', ingressServices],
  ['extensions/Ingress', ingressServices],
  ['route.openshift.io/Route', spec => [own(own(spec, 'to'), 'name')]],
  ['traefik.io/IngressRoute', traefikServices],
  ['traefik.containo.us/IngressRoute', traefikServices],
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(
    kind => [`gateway.networking.k8s.io/${kind}`, gatewayServices] as const,
  ),
]);

/** Kinds that decide whether a workload is exposed. */
export function isRoute(group: string, kind: string): boolean {
  return (group === '' && kind === 'Service') || ROUTES.has(`${group}/${kind}`);
}

function routedServices(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const routed = new Map<string, string>();
  for (const { resource, object } of manifests) {
    const servicesOf = ROUTES.get(`${resource.group}/${resource.kind}`);
    for (const service of servicesOf?.(object.spec) ?? []) {
      const name = `${resource.namespace}/${scalarText(service)}`;
      if (!routed.has(name)) routed.set(name, `${resource.kind} ${resource.namespace}/${resource.name}`);
    }
  }
  return routed;
}

function ingressServices(spec: Json | undefined): (Json | undefined)[] {
  const backends = [
    own(spec, 'defaultBackend'),
    own(spec, 'backend'),
    ...list(own(spec, 'rules')).flatMap(rule =>
      list(valueAt(rule, ['http', 'paths'])).map(path => own(path, 'backend')),
    ),
  ];
  return backends.map(backend => valueAt(backend, ['service', 'name']) ?? own(backend, 'serviceName'));
}

function gatewayServices(spec: Json | undefined): (Json | undefined)[] {
  return list(own(spec, 'rules')).flatMap(rule =>
    list(own(rule, 'backendRefs')).map(ref => own(ref, 'name')),
  );
}

function traefikServices(spec: Json | undefined): (Json | undefined)[] {
  return list(own(spec, 'routes')).flatMap(route =>
    list(own(route, 'services')).map(service => own(service, 'name')),
  );
}

function directly(name: string, spec: Json | undefined): string | undefined {
  const type = scalarText(own(spec, 'type'));
  if (type === 'LoadBalancer' || type === 'NodePort') return `Service ${name} (${type})`;
  return list(own(spec, 'externalIPs')).length > 0 ? `Service ${name} (externalIPs)` : undefined;
}

function byLabel(workloads: readonly Workload[]): ReadonlyMap<string, Workload[]> {
  const index = new Map<string, Workload[]>();
  for (const each of workloads) {
    for (const label of Object.entries(each.pod.labels)) {
      const key = labelKey(each.manifest.resource.namespace, label);
      const others = index.get(key);
      if (others === undefined) index.set(key, [each]);
      else others.push(each);
    }
  }
  return index;
}

function labelKey(namespace: string, label: readonly [string, string]): string {
  return JSON.stringify([namespace, ...label]);
}
