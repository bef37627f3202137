import { createHash } from 'node:crypto';
import type { RawFinding } from '../findings.ts';
import type { Resource } from '../manifest/index.ts';
import type { Environment, Target } from '../targets/index.ts';

/** Raised when the recipe changes, so that fingerprints of different recipes never meet. */
const SCHEME = 'kp1';

/**
 * A resource's name as the author knows it: the release name and the namespace of the environment stand as
 * placeholders, so that `prod-web` and `staging-web` of one chart are the same resource.
 */
export function logicalResource(resource: Resource, target: Target, environment: Environment): Resource {
  if (target.kind !== 'helm') return resource;
  const { releaseName, namespace } = environment;
  const name =
    releaseName !== undefined &&
    (resource.name === releaseName || resource.name.startsWith(`${releaseName}-`))
      ? `{release}${resource.name.slice(releaseName.length)}`
      : resource.name;
  return {
    ...resource,
    name,
    namespace:
      namespace !== undefined && resource.namespace === namespace ? '{namespace}' : resource.namespace,
  };
}

/** Where a finding belongs, whatever is built on top of it. */
interface Home {
  readonly root: string;
  /** '' where overlays share it. */
  readonly target: string;
  readonly resource: Resource;
}

/**
 * A base that several overlays build on is one cause: then the folder of its file stands for the overlay, and the
 * namespace, which overlays set, does not count.
 */
function homeOf(finding: RawFinding, target: Target, environment: Environment): Home {
  const { source, resource } = finding;
  const shared = target.kind === 'kustomize' && source !== undefined && !isBelow(source, target.root);
  if (!shared)
    return { root: target.root, target: target.id, resource: logicalResource(resource, target, environment) };
  return { root: source.replace(/\/?[^/]*$/, ''), target: '', resource: { ...resource, namespace: '' } };
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' || folder === '.' || file.startsWith(`${folder}/`);
}

/**
 * What makes two findings the same: never a line, a message, a version or a commit, so that it survives a rebase, a
 * reflow and an upgrade. 32 hex digits.
 * @param ordinal tells true duplicates of one rendering apart, 0-based in document order.
 */
export function fingerprint(
  finding: RawFinding,
  target: Target,
  environment: Environment,
  ordinal: number,
): string {
  const { root, target: id, resource } = homeOf(finding, target, environment);
  const { group, kind, namespace, name } = resource;
  const identity = [
    SCHEME,
    finding.guardrail,
    root,
    id,
    [group, kind, namespace, name],
    finding.field,
    finding.subject ?? '',
    finding.side,
    ordinal,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
