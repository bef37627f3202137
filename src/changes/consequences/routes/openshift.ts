import { list } from '../../../json.ts';
import { type Json, type Manifest, own } from '../../../manifest/index.ts';
import { specOf, textAt } from '../read.ts';
import type { Backend, Routing } from './types.ts';

/** OpenShift's Route; one without a host gets one from the router: https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/network_apis/route-route-openshift-io-v1 */
export function openshiftRouting(manifest: Manifest): Routing {
  const spec = specOf(manifest);
  const host = textAt(spec, 'host');
  const tls = own(spec, 'tls');
  const port = textAt(spec, 'port', 'targetPort');
  const backends = [own(spec, 'to'), ...list(own(spec, 'alternateBackends'))].flatMap(each =>
    textAt(each, 'name') === '' ? [] : [backendOf(each, port)],
  );
  const isServed = host !== '';
  return {
    routes: isServed
      ? [{ owner: manifest, host, path: textAt(spec, 'path') || '/', pathType: 'Prefix', also: '', backends }]
      : [],
    via: 'the OpenShift router',
    tls: new Map(isServed && tls !== undefined && tls !== null ? [[host, '']] : []),
  };
}

/** The weight of the only one, and of one that says none, is 100. */
function backendOf(target: Json | undefined, port: string): Backend {
  const service = textAt(target, 'name');
  const weight = own(target, 'weight');
  return {
    title: `Service ${service}`,
    namespace: '',
    service,
    port,
    weight: typeof weight === 'number' ? weight : 100,
  };
}
