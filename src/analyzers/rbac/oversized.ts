import { type ManifestSet, resourceLabel } from '../../manifest/index.ts';
import type { Problem } from '../../problems.ts';
import { boundedRules, MAX_ATOMS, policyRules } from './rules.ts';
import { RBAC_GROUP } from './types.ts';

/** Roles that say too much to be taken apart: they are read as granting everything, and that is no evaluation. */
export function oversizedRoles(set: ManifestSet): Problem[] {
  return [...set.ofKind('ClusterRole', RBAC_GROUP), ...set.ofKind('Role', RBAC_GROUP)]
    .filter(({ object }) => boundedRules(policyRules(object.rules)) !== undefined)
    .map(({ resource, origin: { source, sourceLine, target, environment } }) => ({
      code: 'role-too-large',
      message: `the lists of verbs, groups, resources and names of ${resourceLabel(resource)} multiply to more than ${MAX_ATOMS.toLocaleString('en')} permissions, so it is read as one that allows everything`,
      hint: 'split it into roles for what belongs together, or write `*` where everything is meant',
      ...(source === undefined ? {} : { file: source }),
      ...(sourceLine === undefined ? {} : { line: sourceLine + 1 }),
      target: target.id,
      environment: environment.name,
      gates: true,
    }));
}
