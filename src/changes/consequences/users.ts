import type { Manifest, ManifestSet, Resource } from '../../manifest/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { changedResource } from '../words.ts';
import { resourceKeyOf } from './found.ts';
import { madeSecrets, objectReferences, podReferences, type Reference } from './references.ts';

/** A manifest that needs something, and how. */
export interface User {
  readonly manifest: Manifest;
  readonly reference: Reference;
}

/** Who in the head needs what, of the things that change or go. */
export class Users {
  readonly #head: ManifestSet;
  readonly #changes: readonly ResourceChange[];
  #index: ReadonlyMap<string, readonly User[]> | undefined;
  #made: ReadonlySet<string> | undefined;

  constructor(head: ManifestSet, changes: readonly ResourceChange[]) {
    this.#head = head;
    this.#changes = changes;
  }

  /**
   * Each user once, among what is deployed together. When nobody is there, among all of an environment of that name:
   * unless one of those renderings has such a resource of its own, which is what is meant then.
   */
  of({ origin, resource }: Manifest): readonly User[] {
    this.#index ??= indexed(this.#head, this.#changes);
    // Without its definition, a custom resource that belongs to no namespace seems to be in one.
    const keys = new Set([keyOf(resource), keyOf({ ...resource, namespace: '' })]);
    const all = [...keys].flatMap(key => this.#index?.get(key) ?? []);
    if (all.length === 0) return all;
    const here = all.filter(({ manifest: { origin: o } }) => {
      return o.target.id === origin.target.id && o.environment.name === origin.environment.name;
    });
    if (here.length > 0 || this.#head.find(resource).length > 0) return here;
    return all.filter(({ manifest }) => manifest.origin.environment.name === origin.environment.name);
  }

  /** Whether a controller makes a Secret of that name now. */
  isMade(secret: Manifest): boolean {
    if (secret.resource.kind !== 'Secret') return false;
    this.#made ??= new Set(
      this.#head.manifests.flatMap(each =>
        madeSecrets(each).map(name => `${each.resource.namespace}\0${name}`),
      ),
    );
    return this.#made.has(`${secret.resource.namespace}\0${secret.resource.name}`);
  }
}

function indexed(
  head: ManifestSet,
  changes: readonly ResourceChange[],
): ReadonlyMap<string, readonly User[]> {
  const asked = new Set(changes.flatMap(({ base }) => (base === undefined ? [] : [base.resource.name])));
  const users = new Map<string, Map<string, User>>();
  for (const manifest of head.manifests) {
    const references = [
      ...head.podSpecs(manifest).flatMap(podReferences),
      ...objectReferences(manifest),
    ].filter(({ name }) => asked.has(name));
    if (references.length === 0) continue;
    const own = resourceKeyOf(changedResource(manifest));
    for (const reference of references) {
      const key = keyOf(reference);
      const known = users.get(key) ?? new Map<string, User>();
      users.set(key, known);
      known.set(own, { manifest, reference: both(known.get(own)?.reference, reference) });
    }
  }
  return new Map([...users].map(([key, members]) => [key, [...members.values()]]));
}

/** Who reads it once and as a file, too, has read it once. */
function both(known: Reference | undefined, other: Reference): Reference {
  if (known === undefined) return other;
  const first = known.use !== 'once' && other.use === 'once' ? other : known;
  const keys = [...(known.keys ?? []), ...(other.keys ?? [])];
  return keys.length === 0 ? first : { ...first, keys };
}

function keyOf({ group, kind, namespace, name }: Resource | Reference): string {
  return `${group}\0${kind}\0${namespace}\0${name}`;
}
