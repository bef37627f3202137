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
  const { group, kind, namespace, name } = logicalResource(finding.resource, target, environment);
  const identity = [
    SCHEME,
    finding.guardrail,
    target.root,
    target.id,
    [group, kind, namespace, name],
    finding.field,
    finding.subject ?? '',
    finding.side,
    ordinal,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
