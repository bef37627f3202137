import { type FieldPath, locator, type Manifest } from '../../../manifest/index.ts';
import type { Binding, Provenance, Role, RoleSource } from '../types.ts';
import type { Named, Through, WrittenAt } from './types.ts';

const locators = new WeakMap<Manifest, ReturnType<typeof locator>>();

/** Where a field of a manifest is written; the file alone where it was rendered from something else. */
export function writtenAt(manifest: Manifest, path: FieldPath): WrittenAt | undefined {
  const { source, sourceLine, text, within } = manifest.origin;
  if (source === undefined) return undefined;
  if (sourceLine === undefined) return { file: source };
  const find = locators.get(manifest) ?? locator(text);
  locators.set(manifest, find);
  const { key, value } = find([...within, ...path]);
  return { file: source, line: sourceLine + ((key ?? value)?.line ?? 1) };
}

/** `RoleBinding shop/bot`, `ClusterRole reader`. */
export function objectName({
  kind,
  namespace,
  name,
}: Pick<RoleSource, 'namespace' | 'name'> & { kind: string }) {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** @param path of the field that matters */
export function named(
  object: { kind: string; namespace: string; name: string; from: Provenance; manifest?: Manifest },
  path: FieldPath,
): Named {
  const at = object.manifest === undefined ? undefined : writtenAt(object.manifest, path);
  return { name: objectName(object), from: object.from, ...(at === undefined ? {} : { at }) };
}

/** A binding and the role it grants. @param group set where the binding names a group of the holder */
export function throughOf(binding: Binding, group?: string): Through {
  return {
    binding: named(binding, ['roleRef', 'name']),
    role: binding.role === undefined ? { name: missingRole(binding) } : roleName(binding.role),
    ...(group === undefined ? {} : { group }),
  };
}

export function roleName(role: Role): Named {
  return named(role, ['metadata', 'name']);
}

/** The name of a role that a binding refers to, whether or not it is there. */
export function missingRole({ roleRef, namespace }: Binding): string {
  return objectName({ ...roleRef, namespace: roleRef.kind === 'Role' ? namespace : '' });
}
