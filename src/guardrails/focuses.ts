import type { Manifest, ManifestSet } from '../manifest/index.ts';
import { type Focused, focusesOf } from './focus.ts';
import type { Focus } from './types.ts';

/** What some manifests offer to look at, found once for all guardrails: everything of a focus, or of some kinds. */
export class Focuses {
  readonly #set: ManifestSet;
  readonly #manifests: readonly Manifest[];
  readonly #all = new Map<Focus, readonly Focused[]>();
  /** By `Kind` and by `group/Kind`. */
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
    const byKind = this.#kindsOf(focus);
    const [first] = kinds;
    if (kinds.length === 1 && first !== undefined) return byKind.get(first)?.focused ?? [];
    const found = kinds.flatMap(kind => byKind.get(kind) ?? []);
    if (found.length <= 1) return found[0]?.focused ?? [];
    const places = new Set(found.flatMap(each => each.places));
    return [...places].sort((a, b) => a - b).map(place => all[place] as Focused);
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
    for (const [place, focused] of this.#of(focus).entries()) {
      const { group, kind } = focused.manifest.resource;
      for (const name of [kind, `${group}/${kind}`]) {
        const same = kinds.get(name);
        if (same === undefined) kinds.set(name, { focused: [focused], places: [place] });
        else {
          same.focused.push(focused);
          same.places.push(place);
        }
      }
    }
    known = kinds;
    this.#byKind.set(focus, known);
    return known;
  }
}

interface OfKind {
  readonly focused: Focused[];
  /** In the list of all. */
  readonly places: number[];
}
