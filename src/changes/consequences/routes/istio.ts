import { list } from '../../../json.ts';
import { type Json, type Manifest, own, scalarText } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { listed } from '../../words.ts';
import { specOf, textAt } from '../read.ts';
import type { Backend, Route, Routing } from './types.ts';

/** HTTP routes of Istio's VirtualService; those of TCP and TLS are shown as fields. */
export function virtualServiceRouting(manifest: Manifest): Routing {
  const spec = specOf(manifest);
  const hosts = list(own(spec, 'hosts')).map(scalarText);
  const routes = list(own(spec, 'http')).flatMap(http => {
    const backends = list(own(http, 'route')).map(each => backendOf(each, manifest));
    const redirect = own(http, 'redirect') ?? own(http, 'directResponse');
    const matches = list(own(http, 'match'));
    return hosts.flatMap(host =>
      (matches.length === 0 ? [{}] : matches).map(
        (match): Route => ({
          owner: manifest,
          host,
          ...matchOf(match),
          backends,
          ...(redirect === undefined ? {} : { instead: 'a redirect' }),
        }),
      ),
    );
  });
  const gateways = list(own(spec, 'gateways')).map(scalarText).sort(byText);
  const via = gateways.length === 0 ? 'the mesh' : `Istio gateway ${listed(gateways)}`;
  return { routes, via, tls: new Map() };
}

function matchOf(match: Json): Pick<Route, 'path' | 'pathType' | 'also'> {
  const uri = own(match, 'uri');
  const [prefix, exact, pattern] = ['prefix', 'exact', 'regex'].map(key => textAt(uri, key)) as [
    string,
    string,
    string,
  ];
  const headers = own(match, 'headers');
  const also =
    typeof headers === 'object' && headers !== null
      ? Object.entries(headers).map(
          ([name, value]) =>
            `header ${name}=${textAt(value, 'exact') || textAt(value, 'prefix') || textAt(value, 'regex')}`,
        )
      : [];
  const method = textAt(match, 'method', 'exact');
  return {
    path: exact || pattern || prefix || '/',
    pathType: exact !== '' ? 'Exact' : pattern !== '' ? 'RegularExpression' : 'Prefix',
    also: [...(method === '' ? [] : [method]), ...also.sort(byText)].join(', '),
  };
}

/** A host without dots, or below `svc`, is a Service: https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination */
function backendOf(route: Json, { resource }: Manifest): Backend {
  const host = textAt(route, 'destination', 'host');
  const subset = textAt(route, 'destination', 'subset');
  const [service = '', namespace = resource.namespace, svc = 'svc'] = host.split('.');
  const isService = svc === 'svc';
  const isElsewhere = namespace !== resource.namespace;
  const weight = own(route, 'weight');
  const name = isService ? `Service ${isElsewhere ? `${namespace}/` : ''}${service}` : host;
  return {
    title: subset === '' ? name : `${name} (${subset})`,
    namespace: isService && isElsewhere ? namespace : '',
    service: isService ? service : '',
    port: textAt(route, 'destination', 'port', 'number'),
    weight: typeof weight === 'number' ? weight : typeof weight === 'bigint' ? Number(weight) : 1,
  };
}
