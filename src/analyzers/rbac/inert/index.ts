import { isObject, type JsonObject, type Manifest } from '../../../manifest/index.ts';
import { policyRules } from '../rules.ts';
import { RBAC_GROUP } from '../types.ts';
import { inertBinding } from './binding.ts';
import { RoleContents } from './contents.ts';
import { inertRule, overwritten } from './rule.ts';
import type { Inert, InertWorld } from './types.ts';

export type { Inert, InertCode, InertWorld } from './types.ts';

/** Everything in a role or a binding that has no effect or a misleading one, in the order of the object. */
export function inertGrants(manifest: Manifest, world: InertWorld): Inert[] {
  const { resource, object } = manifest;
  if (resource.group !== RBAC_GROUP) return [];
  if (resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding')
    return inertBinding(manifest, world);
  if (resource.kind !== 'Role' && resource.kind !== 'ClusterRole') return [];
  const written = Array.isArray(object.rules) ? object.rules : [];
  if (resource.kind === 'ClusterRole' && isObject(object.aggregationRule) && written.length > 0) {
    return [overwritten()];
  }
  const { kind, name } = resource;
  const role = world.authorizer.role(kind, kind === 'Role' ? resource.namespace : '', name);
  const rules = policyRules(written.map(rule => (isObject(rule) ? rule : ({} as JsonObject))));
  const contents = new RoleContents(rules);
  return rules.flatMap((rule, index) =>
    inertRule({
      kind,
      name,
      rule,
      contents,
      path: ['rules', index],
      world,
      ...(role === undefined ? {} : { role }),
    }),
  );
}
