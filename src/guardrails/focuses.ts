import type { Manifest, ManifestSet } from '../manifest/index.ts';
import { type Focused, focusesOf } from './focus.ts';
import type { Focus } from './types.ts';

/** What some manifests offer to look at, found once for all guardrails: everything of a focus, or of some kinds. */
export class Focuses {
  readonly #set: ManifestSet;
  readonly #manifests: readonly Manifest[];
  readonly #all = new Map<Focus, readonly Focused[]>();
  readonly #byKind = new Map<Focus, ReadonlyMap<string, OfKind>>();

  /** @param set what effective values may come from */
  constructor(set: ManifestSet, manifests: readonly Manifest[]) {
    this.#set = set;
    this.#manifests = manifests;
  }

  /**
   * In the order of the manifests.
   * @param kinds `Kind` in every group, `group/Kind` in one, `/Kind` in the core group; empty means all
   */
  of(focus: Focus, kinds: readonly string[] = []): readonly Focused[] {
    const all = this.#of(focus);
    if (kinds.length === 0 || all.length === 0) return all;
    const found = [...this.#kindsOf(focus).values()].filter(
      ({ kind, qualified }) => kinds.includes(kind) || kinds.includes(qualified),
    );
    if (found.length <= 1) return (found[0]?.places ?? []).map(place => all[place] as Focused);
    const places = found.flatMap(each => each.places).sort((a, b) => a - b);
    return places.map(place => all[place] as Focused);
  }

  #of(focus: Focus): readonly Focused[] {
    let known = this.#all.get(focus);
    if (known === undefined) {
      known = focusesOf(this.#set, focus, this.#manifests);
      this.#all.set(focus, known);
    }
    return known;
  }

  #kindsOf(focus: Focus): ReadonlyMap<string, OfKind> {
    let known = this.#byKind.get(focus);
    if (known !== undefined) return known;
    const kinds = new Map<string, OfKind>();
    for (const [place, { manifest }] of this.#of(focus).entries()) {
      const { group, kind } = manifest.resource;
      const qualified = `${group}/${kind}`;
      const same = kinds.get(qualified);
      if (same === undefined) kinds.set(qualified, { kind, qualified, places: [place] });
      else same.places.push(place);
    }
    known = kinds;
    this.#byKind.set(focus, known);
    return known;
  }
}

interface OfKind {
  readonly kind: string;
  /** `group/Kind`. */
  readonly qualified: string;
  /** In the list of all. */
  readonly places: number[];
}
