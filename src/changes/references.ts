import { isObject, type Json, own, type PodSpecRef, scalarText } from '../manifest/index.ts';

/** What a pod needs of its namespace. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  readonly name: string;
  /** `once`: read when the container starts. `follows`: files that the kubelet keeps up to date. */
  readonly use: 'once' | 'follows';
}

/** What the pods of a spec do not start without; what is marked optional is left out. */
export function referencesOf({ spec }: PodSpecRef): Reference[] {
  const found: Reference[] = [];
  const add = (kind: Reference['kind'], at: Json | undefined, field: string, use: Reference['use']) => {
    const name = scalarText(own(at, field));
    if (name !== '' && own(at, 'optional') !== true) found.push({ kind, name, use });
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
      .map(mount => scalarText(own(mount, 'name'))),
  );
  for (const volume of list(own(spec, 'volumes'))) {
    const use = fixed.has(scalarText(own(volume, 'name'))) ? 'once' : 'follows';
    add('ConfigMap', own(volume, 'configMap'), 'name', use);
    add('Secret', own(volume, 'secret'), 'secretName', use);
    add('PersistentVolumeClaim', own(volume, 'persistentVolumeClaim'), 'claimName', use);
    for (const source of list(own(own(volume, 'projected'), 'sources'))) {
      add('ConfigMap', own(source, 'configMap'), 'name', use);
      add('Secret', own(source, 'secret'), 'name', use);
    }
  }
  add('ServiceAccount', spec, 'serviceAccountName', 'once');
  return found;
}

/** Names of the Services that a route sends traffic to: Ingresses, and routes of the Gateway API. */
export function backendsOf(object: Json): string[] {
  const spec = own(object, 'spec');
  const names: string[] = [];
  const ingress = (backend: Json | undefined) => {
    names.push(scalarText(own(own(backend, 'service'), 'name')), scalarText(own(backend, 'serviceName')));
  };
  ingress(own(spec, 'defaultBackend'));
  for (const rule of list(own(spec, 'rules'))) {
    for (const path of list(own(own(rule, 'http'), 'paths'))) ingress(own(path, 'backend'));
    for (const backend of list(own(rule, 'backendRefs'))) {
      const elsewhere = own(backend, 'namespace') !== undefined;
      const kind = scalarText(own(backend, 'kind')) || 'Service';
      if (!elsewhere && kind === 'Service') names.push(scalarText(own(backend, 'name')));
    }
  }
  return [...new Set(names.filter(name => name !== ''))];
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
