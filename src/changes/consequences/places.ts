import type { Manifest, ManifestSet, PodSpecRef } from '../../manifest/index.ts';
import { isHook } from '../hooked.ts';

/** Pods that end: nothing is sent to them for long, and nothing keeps them running. */
const ENDING = new Set(['Job', 'CronJob']);

/** The objects of a set by the rendering they are in, and the namespace. */
export class Places {
  readonly #set: ManifestSet;
  readonly #places = new Map<string, Manifest[]>();
  readonly #renderings = new Map<string, Manifest[]>();
  readonly #lasting = new Map<string, readonly PodSpecRef[]>();

  constructor(set: ManifestSet) {
    this.#set = set;
    for (const manifest of set.manifests) {
      add(this.#places, placeOf(manifest), manifest);
      add(this.#renderings, renderingOf(manifest), manifest);
    }
  }

  /** @param place see {@link placeOf} */
  at(place: string): readonly Manifest[] {
    return this.#places.get(place) ?? [];
  }

  /** @param rendering see {@link renderingOf} */
  in(rendering: string): readonly Manifest[] {
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

function add(map: Map<string, Manifest[]>, key: string, manifest: Manifest): void {
  const members = map.get(key);
  if (members === undefined) map.set(key, [manifest]);
  else members.push(manifest);
}
