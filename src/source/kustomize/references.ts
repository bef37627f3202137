import type { Json, JsonObject } from '../../manifest/index.ts';
import { child, itemsOf, type Mark, membersOf, type Node, scalarOf } from './node.ts';
import type { Resource } from './resource.ts';
import { expanded, type VariableValue } from './variables.ts';

/** Resources by each name they ever had, where that differs from the final one or their namespace was set. */
export type Names = ReadonlyMap<string, readonly Resource[]>;

export function namesOf(resources: readonly Resource[]): Names {
  const names = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.allIds.map(id => id.name))) {
      const known = names.get(name);
      if (known === undefined) names.set(name, [resource]);
      else known.push(resource);
    }
  }
  return names;
}

/**
 * kustomize's last step: fields that hold a name follow the resource that had it. Which fields those are is not
 * repeated here: a text becomes what was rendered when some resource was called the one and is called the other now.
 * The mark stays, as the reference is edited where it is written; what gives the resource its name is related. The same
 * goes for texts with variables in them.
 */
export function followReferences(
  node: Node,
  rendered: Json,
  names: Names,
  variables: ReadonlyMap<string, VariableValue>,
): void {
  if (Array.isArray(rendered)) {
    const items = itemsOf(node);
    if (items.length !== rendered.length) return;
    for (const [index, item] of items.entries())
      followReferences(item, rendered[index] ?? null, names, variables);
    return;
  }
  if (typeof rendered === 'object' && rendered !== null) {
    followNamespace(node, rendered, names);
    for (const [key, member] of membersOf(node)) {
      if (Object.hasOwn(rendered, key)) followReferences(member, rendered[key] ?? null, names, variables);
    }
    return;
  }
  if (typeof node.value !== 'string' || typeof rendered !== 'string' || node.value === rendered) return;
  const called = names.get(node.value)?.filter(({ id }) => id.name === rendered) ?? [];
  if (called.length > 0) {
    node.value = rendered;
    const name = called.length === 1 ? child(child(called[0]?.root, 'metadata'), 'name')?.mark : undefined;
    if (name !== undefined) node.mark = withRelated(node.mark, [name, ...(name.related ?? [])]);
    return;
  }
  if (variables.size === 0 || !node.value.includes('$(')) return;
  const { text, marks } = expanded(node.value, variables);
  if (text !== rendered) return;
  node.value = rendered;
  node.mark = withRelated(node.mark, marks);
}

function withRelated(mark: Mark, more: readonly Mark[]): Mark {
  return { ...mark, related: [...(mark.related ?? []), ...more] };
}

/** Subjects and webhooks refer by name and namespace. */
function followNamespace(node: Node, rendered: JsonObject, names: Names): void {
  const { name, namespace } = rendered;
  const written = scalarOf(child(node, 'name'));
  if (!(node.value instanceof Map) || written === undefined || typeof namespace !== 'string') return;
  if (scalarOf(child(node, 'namespace')) === namespace) return;
  for (const resource of names.get(written) ?? []) {
    const now = child(child(resource.root, 'metadata'), 'namespace');
    if (resource.id.name === name && now !== undefined && scalarOf(now) === namespace) {
      node.value.set('namespace', {
        value: namespace,
        mark: { ...now.mark, note: `${now.mark.note}, through a reference` },
      });
      return;
    }
  }
}
