import { list } from '../../../json.ts';
import { type Json, type Manifest, own, scalarText, selectsPlain } from '../../../manifest/index.ts';

import type { Peer } from '../world.ts';

/** Characters of one value that are looked through: names of hosts stand in short ones. */
const MAX_VALUE = 10_000;
/** A host with a scheme in front or a port behind it. */
const HOSTS =
  /\/\/(?:[^\s/@]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)|(?:^|[\s,;=@"'])([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):\d{1,5}(?!\d)/g;
/** Variables whose value is a host. */
const HOST_VARIABLE = /(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|SERVER|ENDPOINT|SERVICE)S?$/i;
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Who names whose Service in variables, commands and arguments: the nearest thing to knowing who calls whom. */
export class Uses {
  readonly #services: readonly Manifest[];
  readonly #hosts = new Map<Peer, ReadonlyMap<string, string>>();

  constructor(manifests: readonly Manifest[]) {
    this.#services = manifests.filter(({ resource: { group, kind } }) => group === '' && kind === 'Service');
  }

  /** Where `from` names a Service that leads to `to`: `variable PAYMENTS_URL`. */
  between(from: Peer, to: Peer): string | undefined {
    const hosts = this.#hostsOf(from);
    if (hosts.size === 0) return undefined;
    for (const { resource, object } of this.#services) {
      if (resource.namespace !== to.pod.manifest.resource.namespace) continue;
      if (!selectsPlain(own(object.spec, 'selector'), to.labels)) continue;
      const { name, namespace } = resource;
      const isNear = from.namespace.key === to.namespace.key;
      const found = hosts.get(`${name}.${namespace}`) ?? (isNear ? hosts.get(name) : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Hosts as `service` and `service.namespace`, each with where it stands first. */
  #hostsOf(peer: Peer): ReadonlyMap<string, string> {
    let known = this.#hosts.get(peer);
    if (known === undefined) {
      known = hostsOf(peer);
      this.#hosts.set(peer, known);
    }
    return known;
  }
}

function hostsOf({ pod: { spec } }: Peer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (host: string, where: string) => {
    const [service = '', namespace] = host.split('.');
    // Another domain is another host: `payments.example.com` is not the Service.
    const isService = namespace === undefined || /^[^.]+\.[^.]+(?:\.svc(?:\..+)?)?$/.test(host);
    const key = namespace === undefined ? service : `${service}.${namespace}`;
    if (isService && !found.has(key)) found.set(key, where);
  };
  for (const container of [...list(spec.initContainers), ...list(spec.containers)]) {
    for (const variable of list(own(container, 'env'))) {
      const [name, value] = [scalarText(own(variable, 'name')), scalarText(own(variable, 'value'))];
      for (const host of hostsIn(value)) add(host, `variable ${name}`);
      if (HOST_VARIABLE.test(name) && HOST.test(value)) add(value, `variable ${name}`);
    }
    for (const [field, where] of [
      ['command', 'command'],
      ['args', 'arguments'],
    ] as const) {
      for (const host of list(own(container, field)).flatMap(each => hostsIn(textOf(each))))
        add(host, `its ${where}`);
    }
  }
  return found;
}

function textOf(value: Json): string {
  return scalarText(value);
}

function hostsIn(value: string): string[] {
  if (value.length > MAX_VALUE) return [];
  return [...value.matchAll(HOSTS)].map(match => match[1] ?? match[2] ?? '');
}
