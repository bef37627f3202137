import { list } from '../../json.ts';
import {
  isObject,
  type Json,
  type Manifest,
  own,
  type PodSpecRef,
  splitApiVersion,
} from '../../manifest/index.ts';
import { annotationOf, specOf, textAt } from './read.ts';

/** Something that an object needs. */
export interface Reference {
  /** '' is the core group. */
  readonly group: string;
  readonly kind: string;
  /** '' for what has none. */
  readonly namespace: string;
  readonly name: string;
  /** What does not work without it, after `still needs it: `. Absent: traffic is sent to it. */
  readonly effect?: string;
  /** `once`: read when the container starts. `follows`: files that the kubelet keeps up to date. Absent: not content. */
  readonly use?: 'once' | 'follows';
  /** Keys of it that must be there. */
  readonly keys?: readonly string[];
}

const NO_PODS = 'new pods will not start';
const REFUSED = 'new pods are refused';
const NO_ROUTE = 'nothing serves it any more';
const NO_CERTIFICATE = 'its certificate is missing';

/** What pods made from a spec do not start without; what is marked optional is left out. */
export function podReferences({ spec, manifest }: PodSpecRef): Reference[] {
  const { namespace } = manifest.resource;
  const found: Reference[] = [];
  const add = (kind: string, at: Json | undefined, field: string, use?: Reference['use']) => {
    const name = textAt(at, field);
    if (name === '' || own(at, 'optional') === true) return;
    const keys = [own(at, 'key'), ...list(own(at, 'items')).map(item => own(item, 'key'))];
    found.push({
      group: '',
      kind,
      namespace,
      name,
      effect: NO_PODS,
      ...(use === undefined ? {} : { use, keys: keys.filter(key => typeof key === 'string') }),
    });
  };
  const containers = [...list(own(spec, 'initContainers')), ...list(own(spec, 'containers'))];
  for (const container of containers) {
    for (const source of list(own(container, 'envFrom'))) {
      add('ConfigMap', own(source, 'configMapRef'), 'name', 'once');
      add('Secret', own(source, 'secretRef'), 'name', 'once');
    }
    for (const { valueFrom } of list(own(container, 'env')).filter(isObject)) {
      add('ConfigMap', own(valueFrom, 'configMapKeyRef'), 'name', 'once');
      add('Secret', own(valueFrom, 'secretKeyRef'), 'name', 'once');
    }
  }
  // Files mounted one by one (`subPath`) are not kept up to date.
  const fixed = new Set(
    containers
      .flatMap(container => list(own(container, 'volumeMounts')))
      .filter(mount => own(mount, 'subPath') !== undefined || own(mount, 'subPathExpr') !== undefined)
      .map(mount => textAt(mount, 'name')),
  );
  for (const volume of list(own(spec, 'volumes'))) {
    const use = fixed.has(textAt(volume, 'name')) ? 'once' : 'follows';
    add('ConfigMap', own(volume, 'configMap'), 'name', use);
    add('Secret', own(volume, 'secret'), 'secretName', use);
    add('PersistentVolumeClaim', own(volume, 'persistentVolumeClaim'), 'claimName');
    for (const source of list(own(own(volume, 'projected'), 'sources'))) {
      add('ConfigMap', own(source, 'configMap'), 'name', use);
      add('Secret', own(source, 'secret'), 'name', use);
    }
    found.push(...storage(own(own(own(volume, 'ephemeral'), 'volumeClaimTemplate'), 'spec')));
  }
  add('ServiceAccount', spec, 'serviceAccountName');
  found.push(
    ...named('scheduling.k8s.io', 'PriorityClass', '', textAt(spec, 'priorityClassName'), REFUSED),
    ...named('node.k8s.io', 'RuntimeClass', '', textAt(spec, 'runtimeClassName'), REFUSED),
  );
  return found;
}

/** What objects other than pods need. Kinds of Kubernetes, the Gateway API, cert-manager and External Secrets. */
export function objectReferences(manifest: Manifest): Reference[] {
  const { group, kind, namespace } = manifest.resource;
  const spec = specOf(manifest);
  switch (`${group}/${kind}`) {
    case '/PersistentVolumeClaim':
      return storage(spec);
    case 'apps/StatefulSet':
      return list(own(spec, 'volumeClaimTemplates')).flatMap(template => storage(own(template, 'spec')));
    case 'extensions/Ingress':
    case 'networking.k8s.io/Ingress':
      return ingressReferences(manifest, spec);
    case 'gateway.networking.k8s.io/Gateway':
      return [
        ...named('gateway.networking.k8s.io', 'GatewayClass', '', textAt(spec, 'gatewayClassName'), NO_ROUTE),
        ...list(own(spec, 'listeners')).flatMap(listener =>
          list(own(own(listener, 'tls'), 'certificateRefs')).flatMap(ref =>
            named('', 'Secret', textAt(ref, 'namespace') || namespace, textAt(ref, 'name'), NO_CERTIFICATE),
          ),
        ),
      ];
    case 'cert-manager.io/Certificate':
      return issuer(namespace, textAt(spec, 'issuerRef', 'kind'), textAt(spec, 'issuerRef', 'name'));
    case 'external-secrets.io/ExternalSecret':
      return store(namespace, own(spec, 'secretStoreRef'));
    case 'autoscaling/HorizontalPodAutoscaler':
      return scaled(namespace, own(spec, 'scaleTargetRef'), '');
    case 'keda.sh/ScaledObject':
      return scaled(namespace, own(spec, 'scaleTargetRef'), 'Deployment');
    case 'admissionregistration.k8s.io/ValidatingWebhookConfiguration':
    case 'admissionregistration.k8s.io/MutatingWebhookConfiguration':
      return webhookReferences(manifest.object);
    case 'traefik.containo.us/IngressRoute':
    case 'traefik.io/IngressRoute':
      return list(own(spec, 'routes')).flatMap(route =>
        list(own(route, 'services')).flatMap(ref =>
          (textAt(ref, 'kind') || 'Service') === 'Service'
            ? service(textAt(ref, 'namespace') || namespace, textAt(ref, 'name'))
            : [],
        ),
      );
    case 'apiextensions.k8s.io/CustomResourceDefinition': {
      const ref = own(own(own(own(spec, 'conversion'), 'webhook'), 'clientConfig'), 'service');
      const effect = 'its objects cannot be converted between versions';
      return named('', 'Service', textAt(ref, 'namespace'), textAt(ref, 'name'), effect);
    }
    default:
      return group === 'gateway.networking.k8s.io' ? routeReferences(namespace, spec) : [];
  }
}

function ingressReferences(manifest: Manifest, spec: Json | undefined): Reference[] {
  const { namespace } = manifest.resource;
  const backends = [own(spec, 'defaultBackend'), own(spec, 'backend')];
  for (const rule of list(own(spec, 'rules'))) {
    for (const path of list(own(own(rule, 'http'), 'paths'))) backends.push(own(path, 'backend'));
  }
  return [
    ...backends.flatMap(backend =>
      service(namespace, textAt(backend, 'service', 'name') || textAt(backend, 'serviceName')),
    ),
    ...named('networking.k8s.io', 'IngressClass', '', textAt(spec, 'ingressClassName'), NO_ROUTE),
    ...list(own(spec, 'tls')).flatMap(tls =>
      named('', 'Secret', namespace, textAt(tls, 'secretName'), NO_CERTIFICATE),
    ),
    ...issuer(namespace, 'Issuer', annotationOf(manifest, 'cert-manager.io/issuer')),
    ...issuer(namespace, 'ClusterIssuer', annotationOf(manifest, 'cert-manager.io/cluster-issuer')),
  ];
}

function routeReferences(namespace: string, spec: Json | undefined): Reference[] {
  return [
    ...list(own(spec, 'parentRefs')).flatMap(ref =>
      (textAt(ref, 'kind') || 'Gateway') === 'Gateway'
        ? named(
            'gateway.networking.k8s.io',
            'Gateway',
            textAt(ref, 'namespace') || namespace,
            textAt(ref, 'name'),
            NO_ROUTE,
          )
        : [],
    ),
    ...list(own(spec, 'rules')).flatMap(rule =>
      list(own(rule, 'backendRefs')).flatMap(ref =>
        (textAt(ref, 'kind') || 'Service') === 'Service'
          ? service(textAt(ref, 'namespace') || namespace, textAt(ref, 'name'))
          : [],
      ),
    ),
  ];
}

function webhookReferences(object: Json): Reference[] {
  return list(own(object, 'webhooks')).flatMap(webhook => {
    const ref = own(own(webhook, 'clientConfig'), 'service');
    // `Fail` is the default of v1.
    const effect =
      textAt(webhook, 'failurePolicy') === 'Ignore'
        ? 'what it checked is no longer checked'
        : 'the API server refuses all writes that it is asked about';
    return named('', 'Service', textAt(ref, 'namespace'), textAt(ref, 'name'), effect);
  });
}

function scaled(namespace: string, ref: Json | undefined, usual: string): Reference[] {
  const kind = textAt(ref, 'kind') || usual;
  const [group] = splitApiVersion(textAt(ref, 'apiVersion'));
  const exact = kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet' ? 'apps' : group;
  return named(exact, kind, namespace, textAt(ref, 'name'), 'there is nothing left to scale');
}

function storage(spec: Json | undefined): Reference[] {
  const name = textAt(spec, 'storageClassName');
  return named('storage.k8s.io', 'StorageClass', '', name, 'new claims stay pending');
}

function issuer(namespace: string, kind: string, name: string): Reference[] {
  const effect = 'certificates are not renewed';
  return named('cert-manager.io', kind || 'Issuer', kind === 'ClusterIssuer' ? '' : namespace, name, effect);
}

function store(namespace: string, ref: Json | undefined): Reference[] {
  const kind = textAt(ref, 'kind') || 'SecretStore';
  const at = kind === 'ClusterSecretStore' ? '' : namespace;
  return named('external-secrets.io', kind, at, textAt(ref, 'name'), 'its Secret is not updated any more');
}

function service(namespace: string, name: string): Reference[] {
  return named('', 'Service', namespace, name);
}

function named(group: string, kind: string, namespace: string, name: string, effect?: string): Reference[] {
  if (name === '' || kind === '') return [];
  return [{ group, kind, namespace, name, ...(effect === undefined ? {} : { effect }) }];
}

const ISSUED = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'];

/** Secrets that a controller makes, by name: for a SealedSecret, ExternalSecret, Certificate, or an Ingress that asks for one. */
export function madeSecrets(manifest: Manifest): string[] {
  const { group, kind, name } = manifest.resource;
  const spec = specOf(manifest);
  switch (`${group}/${kind}`) {
    case 'bitnami.com/SealedSecret':
      return [textAt(spec, 'template', 'metadata', 'name') || name];
    case 'external-secrets.io/ExternalSecret':
      return [textAt(spec, 'target', 'name') || name];
    case 'cert-manager.io/Certificate':
      return [textAt(spec, 'secretName')];
    case 'networking.k8s.io/Ingress':
      // https://cert-manager.io/docs/usage/ingress
      return ISSUED.some(key => annotationOf(manifest, key) !== '')
        ? list(own(spec, 'tls')).map(tls => textAt(tls, 'secretName'))
        : [];
    default:
      return [];
  }
}
