import type { Manifest, ManifestSet, PodSpecRef } from '../../manifest/index.ts';
import { isHook } from '../hooked.ts';

/** Pods that end: nothing is sent to them for long, and nothing keeps them running. */
const ENDING = new Set(['Job', 'CronJob']);

/** The objects of a set by the rendering they are in, and the namespace. Worked out where somebody asks. */
export class Places {
  readonly #set: ManifestSet;
  #renderings: ReadonlyMap<string, readonly Manifest[]> | undefined;
  readonly #namespaces = new Map<string, ReadonlyMap<string, readonly Manifest[]>>();
  readonly #lasting = new Map<string, readonly PodSpecRef[]>();

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
  pods(place: string): readonly PodSpecRef[] {
    let pods = this.#lasting.get(place);
    if (pods === undefined) {
      pods = this.at(place)
        .filter(each => !ENDING.has(each.resource.kind) && !isHook(each))
        .flatMap(each => this.#set.podSpecs(each));
      this.#lasting.set(place, pods);
    }
    return pods;
  }

  /** The same, of all renderings for an environment of that name. */
  podsAround({ origin, resource: { namespace } }: Manifest): readonly PodSpecRef[] {
    return this.#set
      .inNamespace(namespace)
      .filter(each => each.origin.environment.name === origin.environment.name && !isHook(each))
      .flatMap(each => this.#set.podSpecs(each));
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
