import { byText } from '../../../repository/index.ts';
import type { Authorizer } from '../authorizer.ts';
import { Coverage } from '../covers.ts';
import { implicitGroups } from '../subjects.ts';
import type { Atom, Grant, Subject } from '../types.ts';

/** Atoms that a line is held against, for a remark; of one resource. */
const MAX_ABOUT = 100;

/** What one subject's own bindings give it. */
class Held {
  readonly #coverage = new Coverage();
  readonly #atoms: readonly Atom[];
  #about: Map<string, Atom[]> | undefined;

  constructor(atoms: readonly Atom[]) {
    this.#atoms = atoms;
    for (const atom of atoms) this.#coverage.add(atom);
  }

  allows(atom: Atom): boolean {
    return this.#coverage.allows(atom);
  }

  about(atom: Atom): readonly Atom[] {
    this.#about ??= this.#byResource();
    return this.#about.get(resourceKey(atom)) ?? [];
  }

  #byResource(): Map<string, Atom[]> {
    const about = new Map<string, Atom[]>();
    for (const atom of this.#atoms) {
      const key = resourceKey(atom);
      const others = about.get(key);
      if (others === undefined) about.set(key, [atom]);
      else if (others.length < MAX_ABOUT) others.push(atom);
    }
    return about;
  }
}

/**
 * What everybody holds on one side: an index per subject, made when it is first asked for. Those of groups are kept,
 * of the others the last one.
 */
export class Holders {
  readonly #authorizer: Authorizer;
  readonly #groups = new Map<Subject, Held>();
  #last: { readonly subject: Subject; readonly held: Held } | undefined;

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /** Whether the subject may do this, by its own bindings or those of the groups it is in. */
  allows(subject: Subject, atom: Atom): boolean {
    return this.#of(subject).some(held => held.allows(atom));
  }

  /** What the subject holds on this very group and resource; of many names, the first. */
  about(subject: Subject, atom: Atom): readonly Atom[] {
    return this.#of(subject).flatMap(held => held.about(atom));
  }

  #of(subject: Subject): Held[] {
    return [subject, ...implicitGroups(subject)].map(each => this.#direct(each));
  }

  #direct(subject: Subject): Held {
    if (subject.startsWith('Group ')) {
      const known = this.#groups.get(subject) ?? this.#make(subject);
      this.#groups.set(subject, known);
      return known;
    }
    if (this.#last?.subject !== subject) this.#last = { subject, held: this.#make(subject) };
    return this.#last.held;
  }

  #make(subject: Subject): Held {
    return new Held(this.#authorizer.bindingsOf(subject).flatMap(binding => this.#authorizer.atoms(binding)));
  }
}

/** Each atom once, and none that another one of them covers; the rest in the order it came. */
export function broadest(grants: readonly Grant[]): Grant[] {
  const ranked = grants.map((grant, index) => ({ grant, index, breadth: breadth(grant.atom) }));
  ranked.sort((a, b) => b.breadth - a.breadth || a.index - b.index);
  const coverage = new Coverage();
  const kept = ranked.filter(({ grant: { atom } }) => {
    if (coverage.allows(atom)) return false;
    coverage.add(atom);
    return true;
  });
  return kept.sort((a, b) => a.index - b.index).map(({ grant }) => grant);
}

/** An atom can only be covered by one that is at least as broad. */
function breadth({ verb, group, resource, name, namespace }: Atom): number {
  const url = group === undefined && resource.endsWith('*') ? 1 / resource.length : 0;
  return (
    Number(verb === '*') +
    Number(group === '*') +
    (resource === '*' ? 2 : Number(resource.startsWith('*/'))) +
    Number(name === undefined) +
    Number(namespace === '') +
    url
  );
}

function resourceKey({ group, resource }: Atom): string {
  return `${group ?? ' '}/${resource}`;
}

/** Names sorted, each once. */
export function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(byText);
}
