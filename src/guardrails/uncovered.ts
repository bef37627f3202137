import {
  type JsonObject,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  selects,
  selectsPlain,
} from '../manifest/index.ts';

/** Whether an object covers a pod in one of the ways its kind has; a NetworkPolicy has one per direction. */
interface Way {
  readonly name: string;
  covers(pod: PodSpecRef): boolean;
}

/**
 * The workloads that an object covered, that are still there after the change, and that nothing of its kind covers any
 * more: pods that a NetworkPolicy or a PodDisruptionBudget selected, that a Service led to, or in the namespace of a
 * ResourceQuota or LimitRange. What is rendered for the same environment counts, whatever the target. Empty for other
 * kinds.
 */
export function uncoveredWorkloads(before: Manifest, head: ManifestSet): Manifest[] {
  const were = waysOf(before);
  if (were.length === 0) return [];
  const { group, kind, namespace } = before.resource;
  const near = head
    .inNamespace(namespace)
    .filter(({ origin }) => origin.environment.name === before.origin.environment.name);
  const are = near
    .filter(({ resource }) => resource.kind === kind && resource.group === group)
    .flatMap(waysOf);
  return near.filter(manifest =>
    head
      .podSpecs(manifest)
      .some(pod =>
        were.some(way => way.covers(pod) && !are.some(each => each.name === way.name && each.covers(pod))),
      ),
  );
}

function waysOf({ object, resource: { group, kind } }: Manifest): Way[] {
  const spec = own(object, 'spec');
  switch (`${group}/${kind}`) {
    case '/ResourceQuota':
    case '/LimitRange':
      return [{ name: kind, covers: () => true }];
    case '/Service':
      return [{ name: kind, covers: ({ labels }) => selectsPlain(own(spec, 'selector'), labels) }];
    case 'policy/PodDisruptionBudget':
      return [{ name: kind, covers: ({ labels }) => selects(own(spec, 'selector'), labels) }];
    case 'networking.k8s.io/NetworkPolicy':
      return directionsOf(object).map(name => ({
        name,
        covers: ({ labels }) => selects(own(spec, 'podSelector') ?? {}, labels),
      }));
    default:
      return [];
  }
}

/** What a NetworkPolicy is about when it does not say: incoming traffic, and outgoing where it has rules for it. */
function directionsOf(policy: JsonObject): string[] {
  const types = own(own(policy, 'spec'), 'policyTypes');
  if (Array.isArray(types) && types.length > 0) return types.map(String);
  return own(own(policy, 'spec'), 'egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}
