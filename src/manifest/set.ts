import { containersOf, podSpecsOf } from './pods.ts';
import { selects, selectsPlain } from './selectors.ts';
import type { ContainerRef, Json, Manifest, PodSpecRef, Resource } from './types.ts';
import { isObject, own, scalarText } from './values.ts';

/** Which rendering: manifests of one target in one environment are deployed together. */
function renderingKey(manifest: Manifest): string {
  return `${manifest.origin.target.id}\0${manifest.origin.environment.name}`;
}

function resourceKey({ group, kind, namespace, name }: Resource): string {
  return `${group}\0${kind}\0${namespace}\0${name}`;
}

/**
 * The objects of a run and the indexes that rules need. Indexes are built on first use and keep the order of the
 * manifests. The same resource may be there several times: once per environment that renders it.
 */
export class ManifestSet {
  readonly manifests: readonly Manifest[];
  readonly #indexes = new Map<string, Map<string, Manifest[]>>();
  readonly #podSpecs = new Map<Manifest, readonly PodSpecRef[]>();
  readonly #containers = new Map<PodSpecRef, readonly ContainerRef[]>();
  #allPodSpecs: readonly PodSpecRef[] | undefined;
  #allContainers: readonly ContainerRef[] | undefined;

  constructor(manifests: readonly Manifest[]) {
    this.manifests = manifests;
  }

  /** Manifests of a kind; of any API group when none is given ('' is the core group). */
  ofKind(kind: string, group?: string): readonly Manifest[] {
    return group === undefined
      ? this.#index('kind', each => [each.resource.kind], kind)
      : this.#index(
          'group-kind',
          each => [`${each.resource.group}/${each.resource.kind}`],
          `${group}/${kind}`,
        );
  }

  /**
   * Every manifest of a resource, one per rendering. With `near`, only those rendered with it if there are any,
   * else all: what a reference in `near` means first is what is deployed together with it.
   */
  find(resource: Resource, near?: Manifest): readonly Manifest[] {
    const all = this.#index('resource', each => [resourceKey(each.resource)], resourceKey(resource));
    return near === undefined ? all : this.prefer(all, near);
  }

  /** Those of `candidates` rendered together with `near`, or all of them when none is. */
  prefer(candidates: readonly Manifest[], near: Manifest): readonly Manifest[] {
    const key = renderingKey(near);
    const together = candidates.filter(each => renderingKey(each) === key);
    return together.length > 0 ? together : candidates;
  }

  /** Manifests of a namespace; '' gives the cluster-scoped ones and those whose namespace nobody names. */
  inNamespace(namespace: string): readonly Manifest[] {
    return this.#index('namespace', each => [each.resource.namespace], namespace);
  }

  /** Manifests of the same target and environment, itself included. */
  renderedWith(manifest: Manifest): readonly Manifest[] {
    return this.#index('rendering', each => [renderingKey(each)], renderingKey(manifest));
  }

  /** Manifests whose `metadata.ownerReferences` name this resource (owners live in the same namespace or in none). */
  byOwner(owner: Resource): readonly Manifest[] {
    return this.#index('owner', ownerKeys, `${owner.group}\0${owner.kind}\0${owner.name}`).filter(
      each => owner.namespace === '' || each.resource.namespace === owner.namespace,
    );
  }

  /** Autoscalers rendered with a workload that scale it: HorizontalPodAutoscalers and KEDA ScaledObjects. */
  autoscalersOf(workload: Manifest): readonly Manifest[] {
    return this.#index('scaled', scaledKeys, scaledKey(workload, workload.resource));
  }

  /**
   * PodDisruptionBudgets of the pod's namespace that select it: those rendered with it, or when none is, those of the
   * whole repository.
   */
  disruptionBudgetsOf(pod: PodSpecRef): readonly Manifest[] {
    const budgets = this.#index('budget', budgetKeys, pod.manifest.resource.namespace);
    const selecting = budgets.filter(each => selects(own(own(each.object, 'spec'), 'selector'), pod.labels));
    return this.prefer(selecting, pod.manifest);
  }

  /**
   * Whether a Service may lead to the pod: one that is rendered with it selects it, or none is there to tell. A pod that
   * all of them leave out is a worker.
   */
  mayBeServed(pod: PodSpecRef): boolean {
    const { resource } = pod.manifest;
    const services = this.#index('service', serviceKeys, serviceKey(pod.manifest, resource.namespace));
    return (
      services.length === 0 ||
      services.some(each => selectsPlain(own(own(each.object, 'spec'), 'selector'), pod.labels))
    );
  }

  /** Pod specs of one manifest, or of the whole set. */
  podSpecs(manifest?: Manifest): readonly PodSpecRef[] {
    if (manifest !== undefined) {
      let pods = this.#podSpecs.get(manifest);
      if (pods === undefined) {
        pods = podSpecsOf(manifest);
        this.#podSpecs.set(manifest, pods);
      }
      return pods;
    }
    this.#allPodSpecs ??= this.manifests.flatMap(each => this.podSpecs(each));
    return this.#allPodSpecs;
  }

  /** Containers of all kinds of one pod spec, or of the whole set. */
  containers(pod?: PodSpecRef): readonly ContainerRef[] {
    if (pod !== undefined) {
      let containers = this.#containers.get(pod);
      if (containers === undefined) {
        containers = containersOf(pod);
        this.#containers.set(pod, containers);
      }
      return containers;
    }
    this.#allContainers ??= this.podSpecs().flatMap(each => this.containers(each));
    return this.#allContainers;
  }

  /**
   * Pod specs in a namespace whose pods a LabelSelector selects. With `near`, only pods rendered with it are looked
   * at: a selector in one environment says nothing about another.
   */
  selectedPods(selector: Json | undefined, namespace: string, near?: Manifest): readonly PodSpecRef[] {
    const among = near === undefined ? this.inNamespace(namespace) : this.renderedWith(near);
    return among
      .filter(each => each.resource.namespace === namespace)
      .flatMap(each => this.podSpecs(each))
      .filter(pod => selects(selector, pod.labels));
  }

  #index(name: string, keysOf: (manifest: Manifest) => readonly string[], key: string): readonly Manifest[] {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new Map();
      for (const manifest of this.manifests) {
        for (const each of keysOf(manifest)) {
          const list = index.get(each);
          if (list === undefined) index.set(each, [manifest]);
          else list.push(manifest);
        }
      }
      this.#indexes.set(name, index);
    }
    return index.get(key) ?? [];
  }
}

function scaledKey(near: Manifest, { group, kind, namespace, name }: Resource): string {
  // The API group in an autoscaler's reference is often an old one.
  const exact = kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet' ? 'apps' : group;
  return [renderingKey(near), exact, kind, namespace, name].join('\0');
}

function scaledKeys(manifest: Manifest): readonly string[] {
  const { group, kind, namespace } = manifest.resource;
  const keda = group === 'keda.sh' && kind === 'ScaledObject';
  if (!keda && !(group === 'autoscaling' && kind === 'HorizontalPodAutoscaler')) return [];
  const target = own(own(manifest.object, 'spec'), 'scaleTargetRef');
  const [targetGroup] = splitApiVersion(scalarText(own(target, 'apiVersion')));
  const targetKind = scalarText(own(target, 'kind')) || (keda ? 'Deployment' : '');
  const name = scalarText(own(target, 'name'));
  return [scaledKey(manifest, { group: targetGroup, kind: targetKind, namespace, name })];
}

function budgetKeys({ resource: { group, kind, namespace } }: Manifest): readonly string[] {
  return group === 'policy' && kind === 'PodDisruptionBudget' ? [namespace] : [];
}

function serviceKey(near: Manifest, namespace: string): string {
  return `${renderingKey(near)}\0${namespace}`;
}

function serviceKeys(manifest: Manifest): readonly string[] {
  const { group, kind, namespace } = manifest.resource;
  return group === '' && kind === 'Service' ? [serviceKey(manifest, namespace)] : [];
}

function ownerKeys(manifest: Manifest): readonly string[] {
  const references = own(own(manifest.object, 'metadata'), 'ownerReferences');
  if (!Array.isArray(references)) return [];
  const keys = references.filter(isObject).map(reference => {
    const [group] = splitApiVersion(scalarText(reference.apiVersion));
    return `${group}\0${scalarText(reference.kind)}\0${scalarText(reference.name)}`;
  });
  return [...new Set(keys)];
}

/** `apps/v1` -> ['apps', 'v1'], `v1` -> ['', 'v1']. */
export function splitApiVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
