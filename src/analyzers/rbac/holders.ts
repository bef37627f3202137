import type { Manifest } from '../../manifest/index.ts';
import type { Authorizer } from './authorizer.ts';
import type { Binding, Role } from './types.ts';

const byRole = new WeakMap<Authorizer, Map<Role, Binding[]>>();

/** Bindings that grant a role, in the order of the authorizer. */
export function bindingsTo(authorizer: Authorizer, role: Role): readonly Binding[] {
  let bindings = byRole.get(authorizer);
  if (bindings === undefined) {
    bindings = new Map();
    for (const binding of authorizer.bindings) {
      if (binding.role === undefined) continue;
      const list = bindings.get(binding.role);
      if (list === undefined) bindings.set(binding.role, [binding]);
      else list.push(binding);
    }
    byRole.set(authorizer, bindings);
  }
  return bindings.get(role) ?? [];
}

const byManifest = new WeakMap<Authorizer, Map<Manifest, Binding>>();

/** The binding that a manifest is. */
export function bindingOf(authorizer: Authorizer, manifest: Manifest): Binding | undefined {
  let bindings = byManifest.get(authorizer);
  if (bindings === undefined) {
    bindings = new Map();
    for (const binding of authorizer.bindings) {
      if (binding.manifest !== undefined) bindings.set(binding.manifest, binding);
    }
    byManifest.set(authorizer, bindings);
  }
  return bindings.get(manifest);
}
