import type { Json, JsonObject } from '../../manifest/index.ts';
import { child, itemsOf, type Mark, membersOf, type Node, scalarOf } from './node.ts';
import type { Resource } from './resource.ts';
import { expanded, type VariableValue } from './variables.ts';

/** Resources of one name that are looked at: of more than these none is told from the others. */
const MAX_NAMESAKES = 200;

/** Resources by each name they ever had. */
export type Names = ReadonlyMap<string, readonly Resource[]>;

export function namesOf(resources: readonly Resource[]): Names {
  const names = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.allIds.map(id => id.name))) {
      const known = names.get(name);
      if (known === undefined) names.set(name, [resource]);
      else if (known.length < MAX_NAMESAKES) known.push(resource);
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
  const follow = (at: Node, is: Json, around: readonly string[]): void => {
    if (Array.isArray(is)) {
      const items = itemsOf(at);
      if (items.length !== is.length) return;
      for (const [index, item] of items.entries()) follow(item, is[index] ?? null, around);
      return;
    }
    if (typeof is === 'object' && is !== null) {
      followNamespace(at, is, names);
      const kind = scalarOf(child(at, 'kind')) ?? '';
      for (const [key, member] of membersOf(at)) {
        if (Object.hasOwn(is, key)) follow(member, is[key] ?? null, [around.at(-1) ?? '', kind, key]);
      }
      return;
    }
    if (typeof at.value !== 'string' || typeof is !== 'string' || at.value === is) return;
    const called = names.get(at.value)?.filter(({ id }) => id.name === is) ?? [];
    if (called.length > 0) {
      at.value = is;
      const name = child(child(meant(called, around)?.root, 'metadata'), 'name')?.mark;
      if (name !== undefined) at.mark = withRelated(at.mark, [name, ...(name.related ?? [])]);
      return;
    }
    if (variables.size === 0 || !at.value.includes('$(')) return;
    const { text, marks } = expanded(at.value, variables);
    if (text !== is) return;
    at.value = is;
    at.mark = withRelated(at.mark, marks);
  };
  follow(node, rendered, []);
}

/** Of several resources of a name the one whose kind the keys around a reference speak of (`configMapKeyRef`). */
function meant(called: readonly Resource[], around: readonly string[]): Resource | undefined {
  if (called.length === 1) return called[0];
  const words = around.join(' ').toLowerCase();
  const fitting = called.filter(({ id }) => id.kind !== '' && words.includes(id.kind.toLowerCase()));
  return fitting.length === 1 ? fitting[0] : undefined;
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
