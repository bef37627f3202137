import type { FieldPath, Json, Manifest } from '../../manifest/index.ts';
import { recent } from '../recent.ts';

/** A value as expressions see it: maps are `Map`, integers are `bigint`, other numbers are doubles. */
export type CelValue = null | boolean | number | bigint | string | CelValue[] | Map<string, CelValue>;

/** What stands in the place of a Secret's values. */
export const HIDDEN = '(hidden)';

/**
 * Turns JSON into CEL values.
 *
 * A key whose value is null is left out, as Kubernetes does when it decodes a manifest, so that `has()` and `.?` say
 * what the API server would see. Maps are `Map` because a label may be called `constructor`.
 */
export function toCel(value: Json): CelValue {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'object': {
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toCel);
      const map = new Map<string, CelValue>();
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (item !== null && item !== undefined) map.set(key, toCel(item));
      }
      return map;
    }
    default:
      return value;
  }
}

/**
 * The object of a manifest as a CEL value. Values of Secrets are replaced by {@link HIDDEN}. Everything that is looked at
 * in a manifest asks for it, at about the same time: it is kept for that long, and no longer.
 */
export const manifestToCel = recent((manifest: Manifest): Map<string, CelValue> => {
  const value = toCel(manifest.object) as Map<string, CelValue>;
  if (manifest.resource.kind === 'Secret' && manifest.resource.group === '') hideSecret(value);
  return value;
});

/** Steps into a CEL value; undefined when the path does not exist. */
export function celAt(value: CelValue | undefined, path: FieldPath): CelValue | undefined {
  let at = value;
  for (const step of path) {
    if (at instanceof Map) at = at.get(String(step));
    else if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else return undefined;
  }
  return at;
}

/** `kubectl apply` keeps a copy of the whole object here, Secrets included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function hideSecret(secret: Map<string, CelValue>): void {
  for (const field of ['data', 'stringData']) {
    const entries = secret.get(field);
    if (entries instanceof Map) for (const key of entries.keys()) entries.set(key, HIDDEN);
    else if (entries !== undefined) secret.set(field, HIDDEN);
  }
  const annotations = celAt(secret, ['metadata', 'annotations']);
  if (annotations instanceof Map && annotations.has(LAST_APPLIED)) annotations.set(LAST_APPLIED, HIDDEN);
}
