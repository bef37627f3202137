import { list } from '../../../json.ts';
import { type Json, type Manifest, own, scalarText } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { listed } from '../../words.ts';
import { specOf, textAt } from '../read.ts';
import type { Backend, Route, Routing } from './types.ts';

const PATH_TYPES: Readonly<Record<string, Route['pathType']>> = {
  Exact: 'Exact',
  RegularExpression: 'RegularExpression',
};

/** Routes of the Gateway API: HTTPRoute, GRPCRoute, and those that only know hosts. */
export function gatewayRouting(manifest: Manifest): Routing {
  const spec = specOf(manifest);
  const { namespace } = manifest.resource;
  const hosts = list(own(spec, 'hostnames')).map(scalarText);
  const routes = list(own(spec, 'rules')).flatMap(rule => {
    const backends = list(own(rule, 'backendRefs')).map(ref => backendOf(ref, namespace));
    const instead = insteadOf(rule);
    const matches = list(own(rule, 'matches'));
    return (hosts.length === 0 ? ['*'] : hosts).flatMap(host =>
      (matches.length === 0 ? [{}] : matches).map(
        (match): Route => ({
          owner: manifest,
          host,
          ...matchOf(match),
          backends,
          ...(instead === undefined ? {} : { instead }),
        }),
      ),
    );
  });
  return { routes, via: parentsOf(spec, namespace), tls: new Map() };
}

function matchOf(match: Json): Pick<Route, 'path' | 'pathType' | 'also'> {
  const path = own(match, 'path');
  const method = own(match, 'method');
  const grpc = `${textAt(method, 'service')}/${textAt(method, 'method')}`;
  const isGrpc = typeof method === 'object';
  const also = [
    isGrpc ? '' : scalarText(method),
    ...list(own(match, 'headers')).map(each => `header ${textAt(each, 'name')}=${textAt(each, 'value')}`),
    ...list(own(match, 'queryParams')).map(each => `?${textAt(each, 'name')}=${textAt(each, 'value')}`),
  ].filter(text => text !== '');
  return {
    path: isGrpc ? `/${grpc}` : textAt(path, 'value') || '/',
    pathType: PATH_TYPES[textAt(path, 'type')] ?? 'Prefix',
    also: also.join(', '),
  };
}

function backendOf(ref: Json, own_: string): Backend {
  const kind = textAt(ref, 'kind') || 'Service';
  const namespace = textAt(ref, 'namespace');
  const name = textAt(ref, 'name');
  const weight = own(ref, 'weight');
  const isElsewhere = namespace !== '' && namespace !== own_;
  return {
    title: `${kind} ${isElsewhere ? `${namespace}/` : ''}${name}`,
    namespace: isElsewhere ? namespace : '',
    service: kind === 'Service' ? name : '',
    port: textAt(ref, 'port'),
    weight: typeof weight === 'number' ? weight : typeof weight === 'bigint' ? Number(weight) : 1,
  };
}

function insteadOf(rule: Json): string | undefined {
  const redirect = list(own(rule, 'filters')).find(each => textAt(each, 'type') === 'RequestRedirect');
  if (redirect === undefined) return undefined;
  const to = own(redirect, 'requestRedirect');
  const target = [textAt(to, 'scheme'), textAt(to, 'hostname'), textAt(to, 'path', 'replaceFullPath')]
    .filter(text => text !== '')
    .join(' ');
  return `a redirect${target === '' ? '' : ` to ${target}`}`;
}

function parentsOf(spec: Json | undefined, namespace: string): string {
  const parents = list(own(spec, 'parentRefs')).map(ref => {
    const at = textAt(ref, 'namespace');
    const section = textAt(ref, 'sectionName');
    const name = `${at !== '' && at !== namespace ? `${at}/` : ''}${textAt(ref, 'name')}`;
    return `${textAt(ref, 'kind') || 'Gateway'} ${name}${section === '' ? '' : ` (${section})`}`;
  });
  return parents.length === 0 ? 'no Gateway' : listed(parents.sort(byText));
}
