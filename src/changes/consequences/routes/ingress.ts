import { list } from '../../../json.ts';
import { type Json, type Manifest, own } from '../../../manifest/index.ts';
import { annotationOf, specOf, textAt } from '../read.ts';
import type { Backend, Route, Routing } from './types.ts';

/** An Ingress of networking.k8s.io/v1, or of the APIs before it. */
export function ingressRouting(manifest: Manifest): Routing {
  const spec = specOf(manifest);
  const fallback = own(spec, 'defaultBackend') ?? own(spec, 'backend');
  const routes: Route[] = [];
  const add = (host: string, path: string, pathType: Route['pathType'], backend: Json | undefined) => {
    routes.push({
      owner: manifest,
      host: host || '*',
      path,
      pathType,
      also: '',
      backends: [backendOf(backend)],
    });
  };
  if (fallback !== undefined && fallback !== null) add('*', '', 'Prefix', fallback);
  for (const rule of list(own(spec, 'rules'))) {
    const host = textAt(rule, 'host');
    const paths = list(own(own(rule, 'http'), 'paths'));
    for (const path of paths) {
      const type = textAt(path, 'pathType') === 'Exact' ? 'Exact' : 'Prefix';
      add(host, textAt(path, 'path') || '/', type, own(path, 'backend'));
    }
    if (paths.length === 0 && fallback !== undefined && fallback !== null) add(host, '/', 'Prefix', fallback);
  }
  const tls = new Map<string, string>();
  for (const each of list(own(spec, 'tls'))) {
    for (const host of list(own(each, 'hosts'))) tls.set(String(host), textAt(each, 'secretName'));
  }
  return { routes, via: classOf(manifest, spec), tls };
}

function backendOf(backend: Json | undefined): Backend {
  const service = textAt(backend, 'service', 'name') || textAt(backend, 'serviceName');
  const port =
    textAt(backend, 'service', 'port', 'number') ||
    textAt(backend, 'service', 'port', 'name') ||
    textAt(backend, 'servicePort');
  const other = `${textAt(backend, 'resource', 'kind')} ${textAt(backend, 'resource', 'name')}`;
  return {
    title: service === '' ? other.trim() || 'nothing' : `Service ${service}`,
    namespace: '',
    service,
    // AWS' controller takes its actions from annotations.
    port: port === 'use-annotation' ? '' : port,
    weight: 1,
  };
}

function classOf(manifest: Manifest, spec: Json | undefined): string {
  const name = textAt(spec, 'ingressClassName') || annotationOf(manifest, 'kubernetes.io/ingress.class');
  return name === '' ? 'the default IngressClass' : `IngressClass ${name}`;
}
