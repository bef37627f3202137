import data from '../../data/kubernetes-apis.json' with { type: 'json' };
import type { Json, JsonObject } from '../json.ts';

/** Whether custom kinds are namespaced, by `group/Kind`. */
export type Scopes = ReadonlyMap<string, boolean>;

const BUILT_IN: Readonly<Record<string, boolean>> = data.namespaced;

/**
 * Whether objects of a kind live in a namespace: from the `+genclient:nonNamespaced` markers of Kubernetes' own types,
 * then from the given CustomResourceDefinitions. Undefined for kinds that neither knows.
 */
export function isNamespaced(group: string, kind: string, scopes?: Scopes): boolean | undefined {
  const key = `${group}/${kind}`;
  return Object.hasOwn(BUILT_IN, key) ? BUILT_IN[key] : scopes?.get(key);
}

/** Scopes that the CustomResourceDefinitions among these objects declare. */
export function crdScopes(objects: Iterable<JsonObject>): Scopes {
  const scopes = new Map<string, boolean>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const spec = member(object, 'spec');
    const group = member(spec, 'group');
    const kind = member(member(spec, 'names'), 'kind');
    const scope = member(spec, 'scope');
    if (typeof group !== 'string' || typeof kind !== 'string') continue;
    if (scope === 'Cluster' || scope === 'Namespaced') scopes.set(`${group}/${kind}`, scope === 'Namespaced');
  }
  return scopes;
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
