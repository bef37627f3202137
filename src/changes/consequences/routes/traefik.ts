import { list } from '../../../json.ts';
import { type Json, type Manifest, own } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { listed } from '../../words.ts';
import { specOf, textAt } from '../read.ts';
import type { Backend, Route, Routing } from './types.ts';

/** Rules whose text is longer are told as they stand. */
const LONGEST = 4_000;

/** IngressRoutes of Traefik: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute */
export function ingressRouteRouting(manifest: Manifest): Routing {
  const spec = specOf(manifest);
  const routes = list(own(spec, 'routes')).flatMap(route => {
    const backends = list(own(route, 'services')).map(each => backendOf(each, manifest));
    return matchesOf(textAt(route, 'match')).map((match): Route => ({ owner: manifest, ...match, backends }));
  });
  const points = list(own(spec, 'entryPoints')).map(String).sort(byText);
  const via =
    points.length === 0 ? 'all entry points of Traefik' : `entry point ${listed(points)} of Traefik`;
  return { routes, via, tls: new Map() };
}

/**
 * Hosts and paths of a rule: ``Host(`a`) && PathPrefix(`/x`)``. What else it asks for, and every rule with a negation or
 * with alternatives of other things than hosts, stays as it is written.
 */
function matchesOf(rule: string): Pick<Route, 'host' | 'path' | 'pathType' | 'also'>[] {
  const calls = rule.length > LONGEST ? [] : [...rule.matchAll(/\b([A-Za-z]+)\(([^()]*)\)/g)];
  const of = (name: string) =>
    calls
      .filter(call => call[1] === name)
      .flatMap(call => [...(call[2] ?? '').matchAll(/[`"]([^`"]*)[`"]/g)].map(each => each[1] ?? ''));
  const hosts = [...new Set(of('Host'))];
  const [prefixes, exact] = [of('PathPrefix'), of('Path')];
  const others = calls.filter(call => !['Host', 'PathPrefix', 'Path'].includes(call[1] ?? ''));
  const isPlain =
    !rule.includes('!') && prefixes.length + exact.length <= 1 && (calls.length > 0 || rule === '');
  const [path = '/'] = [...exact, ...prefixes];
  const also = others.map(call => call[0]).sort(byText);
  return (hosts.length === 0 ? ['*'] : hosts).map(host =>
    isPlain
      ? { host, path, pathType: exact.length > 0 ? 'Exact' : 'Prefix', also: also.join(', ') }
      : { host, path: '/', pathType: 'Prefix', also: rule },
  );
}

function backendOf(service: Json, { resource }: Manifest): Backend {
  const kind = textAt(service, 'kind') || 'Service';
  const namespace = textAt(service, 'namespace');
  const isElsewhere = namespace !== '' && namespace !== resource.namespace;
  const weight = own(service, 'weight');
  const name = textAt(service, 'name');
  return {
    title: `${kind} ${isElsewhere ? `${namespace}/` : ''}${name}`,
    namespace: isElsewhere ? namespace : '',
    service: kind === 'Service' ? name : '',
    port: textAt(service, 'port'),
    weight: typeof weight === 'number' ? weight : typeof weight === 'bigint' ? Number(weight) : 1,
  };
}
