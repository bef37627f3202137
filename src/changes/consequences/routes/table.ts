import { list } from '../../../json.ts';
import type { Manifest, ManifestSet } from '../../../manifest/index.ts';
import { own } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { listed } from '../../words.ts';
import { specOf, textAt } from '../read.ts';
import { gatewayRouting } from './gateway.ts';
import { ingressRouting } from './ingress.ts';
import { virtualServiceRouting } from './istio.ts';
import { openshiftRouting } from './openshift.ts';
import { ingressRouteRouting } from './traefik.ts';
import type { Backend, Route, Routing } from './types.ts';

/** Requests that are told apart from others in one rendering. */
export interface Entry {
  readonly route: Route;
  /** Where they go, as it is told: `Service a (90 %) and Service b (10 %)`. */
  readonly to: string;
  /** The same with ports, to compare. */
  readonly exactly: string;
  /** `port 8080 of Service a`. */
  readonly withPorts: string;
}

export interface Table {
  /** By host, then by {@link keyOf}. */
  readonly hosts: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** Routes by prefix without more conditions, by host and {@link withoutSlash}. */
  readonly prefixes: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** Who serves each host. */
  readonly via: ReadonlyMap<string, string>;
  /** Secrets of the hosts' certificates. */
  readonly tls: ReadonlyMap<string, string>;
  /** Whose routes each host has. */
  readonly owners: ReadonlyMap<string, Manifest>;
}

const READERS: Readonly<Record<string, (manifest: Manifest) => Routing>> = {
  'extensions/Ingress': ingressRouting,
  'networking.k8s.io/Ingress': ingressRouting,
  'gateway.networking.k8s.io/HTTPRoute': gatewayRouting,
  'gateway.networking.k8s.io/GRPCRoute': gatewayRouting,
  'gateway.networking.k8s.io/TLSRoute': gatewayRouting,
  'networking.istio.io/VirtualService': virtualServiceRouting,
  'route.openshift.io/Route': openshiftRouting,
  'traefik.containo.us/IngressRoute': ingressRouteRouting,
  'traefik.io/IngressRoute': ingressRouteRouting,
};

const KINDS = new Set(Object.keys(READERS).map(key => key.slice(key.indexOf('/') + 1)));

/** What an object says about routes; undefined where it says nothing of them. */
export function routingOf(manifest: Manifest): Routing | undefined {
  const { group, kind } = manifest.resource;
  if (!KINDS.has(kind) || isCanary(manifest)) return undefined;
  return READERS[`${group}/${kind}`]?.(manifest);
}

/** What a table is asked about: other hosts and routes to other Services are left out, but for wildcards. */
export interface Touched {
  readonly hosts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

function isAsked({ host, backends }: Route, { hosts, services }: Touched): boolean {
  return host.startsWith('*') || hosts.has(host) || backends.some(({ service }) => services.has(service));
}

/** A copy of an Ingress that takes a part of its traffic (ingress-nginx) is left out: nobody knows which part. */
function isCanary({ object }: Manifest): boolean {
  const annotations = own(own(object, 'metadata'), 'annotations');
  return textAt(annotations, 'nginx.ingress.kubernetes.io/canary') === 'true';
}

/** Where requests go, by what is rendered together. */
export function tableOf(manifests: readonly Manifest[], set: ManifestSet, touched: Touched): Table {
  const hosts = new Map<string, Map<string, Route[]>>();
  const via = new Map<string, Set<string>>();
  const tls = new Map<string, string>();
  const owners = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const routing = routingOf(manifest);
    if (routing === undefined) continue;
    for (const [host, secret] of routing.tls) tls.set(host, secret);
    for (const route of routing.routes) {
      if (!isAsked(route, touched)) continue;
      const entries = hosts.get(route.host) ?? new Map<string, Route[]>();
      hosts.set(route.host, entries);
      const key = keyOf(route);
      entries.set(key, [...(entries.get(key) ?? []), route]);
      via.set(route.host, (via.get(route.host) ?? new Set()).add(routing.via));
      if (!owners.has(route.host)) owners.set(route.host, manifest);
    }
  }
  const table = new Map(
    [...hosts].map(([host, entries]) => [
      host,
      new Map([...entries].map(([key, routes]) => [key, entryOf(routes, set)])),
    ]),
  );
  return {
    hosts: table,
    prefixes: new Map([...table].map(([host, entries]) => [host, prefixesOf(entries)])),
    via: new Map([...via].map(([host, all]) => [host, listed([...all].sort(byText))])),
    tls,
    owners,
  };
}

function prefixesOf(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  return new Map(
    [...entries.values()].flatMap(entry => {
      const { path, pathType, also } = entry.route;
      return pathType === 'Prefix' && also === '' ? [[withoutSlash(path), entry] as const] : [];
    }),
  );
}

/** `/api/` is the prefix `/api`. */
export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

export function keyOf({ path, pathType, also }: Route): string {
  return `${path}\0${pathType}\0${also}`;
}

function entryOf(routes: readonly Route[], set: ManifestSet): Entry {
  const [route] = routes as readonly [Route];
  const parts = routes.map(each => destination(each, set));
  const join = (pick: (part: ReturnType<typeof destination>) => string) =>
    [...new Set(parts.map(pick))].sort(byText).join(' and ');
  return {
    route,
    to: join(({ to }) => to),
    exactly: join(({ exactly }) => exactly),
    withPorts: join(({ withPorts }) => withPorts),
  };
}

function destination({ backends, instead, owner }: Route, set: ManifestSet) {
  const total = backends.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  const shown = backends
    .filter(({ weight }) => weight > 0)
    .map(backend => {
      const share = Math.round((backend.weight * 1000) / total) / 10;
      const port = portNumber(backend, owner, set);
      const part = share === 100 ? '' : ` (${share} %)`;
      return {
        to: `${backend.title}${part}`,
        exactly: `${backend.title}\0${port}\0${share}`,
        withPorts: `${port === '' ? '' : `port ${port} of `}${backend.title}${part}`,
      };
    })
    .sort((a, b) => byText(a.exactly, b.exactly));
  if (shown.length === 0) {
    const to = instead ?? 'nothing';
    return { to, exactly: to, withPorts: to };
  }
  return {
    to: shown.map(({ to }) => to).join(' and '),
    exactly: shown.map(({ exactly }) => exactly).join('\0\0'),
    withPorts: shown.map(({ withPorts }) => withPorts).join(' and '),
  };
}

/** The number of a port that is named, where its Service is rendered here. */
function portNumber(backend: Backend, owner: Manifest, set: ManifestSet): string {
  if (/^\d*$/.test(backend.port)) return backend.port;
  const found = servicePorts(backend, owner, set)?.find(each => each.name === backend.port);
  return found?.number ?? backend.port;
}

/** Ports of the Service that is meant; undefined where it is not rendered here, or has none of its own. */
export function servicePorts(
  { service, namespace }: Backend,
  owner: Manifest,
  set: ManifestSet,
): { name: string; number: string }[] | undefined {
  if (service === '') return undefined;
  const at = namespace === '' ? owner.resource.namespace : namespace;
  const [found] = set.find({ group: '', kind: 'Service', namespace: at, name: service }, owner);
  if (found === undefined) return undefined;
  const ports = list(own(specOf(found), 'ports'));
  return ports.length === 0
    ? undefined
    : ports.map(port => ({ name: textAt(port, 'name'), number: textAt(port, 'port') }));
}
