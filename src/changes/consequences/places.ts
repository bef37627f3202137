import type { Manifest, ManifestSet } from '../../manifest/index.ts';
import { isHook } from '../hooked.ts';
import { Pods } from './pods.ts';

/** Pods that end: nothing is sent to them for long, and nothing keeps them running. */
const ENDING = new Set(['Job', 'CronJob']);

/** The objects of a set by the rendering they are in, and the namespace. Worked out where somebody asks. */
export class Places {
  readonly #set: ManifestSet;
  #renderings: ReadonlyMap<string, readonly Manifest[]> | undefined;
  readonly #namespaces = new Map<string, ReadonlyMap<string, readonly Manifest[]>>();
  readonly #lasting = new Map<string, Pods>();
  readonly #around = new Map<string, Pods>();

  constructor(set: ManifestSet) {
    this.#set = set;
  }

  /** @param place see {@link placeOf} */
  at(place: string): readonly Manifest[] {
    const end = place.lastIndexOf('\0');
    const rendering = place.slice(0, end);
    let namespaces = this.#namespaces.get(rendering);
    if (namespaces === undefined) {
      namespaces = grouped(this.in(rendering), each => each.resource.namespace);
      this.#namespaces.set(rendering, namespaces);
    }
    return namespaces.get(place.slice(end + 1)) ?? [];
  }

  /** @param rendering see {@link renderingOf} */
  in(rendering: string): readonly Manifest[] {
    this.#renderings ??= grouped(this.#set.manifests, renderingOf);
    return this.#renderings.get(rendering) ?? [];
  }

  /** Pods that are there to stay: of hooks and Jobs they are not. */
  pods(place: string): Pods {
    let pods = this.#lasting.get(place);
    if (pods === undefined) {
      pods = this.#podsOf(this.at(place).filter(each => !ENDING.has(each.resource.kind)));
      this.#lasting.set(place, pods);
    }
    return pods;
  }

  /** All pods but those of hooks, of all renderings for an environment of that name. */
  podsAround({ origin: { environment }, resource: { namespace } }: Manifest): Pods {
    const key = `${environment.name}\0${namespace}`;
    let pods = this.#around.get(key);
    if (pods === undefined) {
      const all = this.#set.inNamespace(namespace);
      pods = this.#podsOf(all.filter(each => each.origin.environment.name === environment.name));
      this.#around.set(key, pods);
    }
    return pods;
  }

  #podsOf(manifests: readonly Manifest[]): Pods {
    return new Pods(manifests.filter(each => !isHook(each)).flatMap(each => this.#set.podSpecs(each)));
  }
}

export function renderingOf({ origin: { target, environment } }: Manifest): string {
  return `${target.id}\0${environment.name}`;
}

export function placeOf(manifest: Manifest): string {
  return `${renderingOf(manifest)}\0${manifest.resource.namespace}`;
}

function grouped(
  manifests: readonly Manifest[],
  keyOf: (manifest: Manifest) => string,
): ReadonlyMap<string, readonly Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const key = keyOf(manifest);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [manifest]);
    else members.push(manifest);
  }
  return groups;
}
