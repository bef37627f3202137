import { byText } from '../../../repository/index.ts';
import type { Authorizer } from '../authorizer.ts';
import { urlMatches } from '../rules.ts';
import { implicitGroups } from '../subjects.ts';
import type { Atom, Grant, Subject } from '../types.ts';

/**
 * Atoms that somebody holds, for asking whether they already allow another one, with the wildcards of rules as the
 * API server reads them: `*` for verbs, groups and resources, `*` + `/sub` for that subresource of any resource, no
 * name for any name, the cluster for every namespace, a trailing `*` in URLs. Each atom is covered by a single one, as
 * in `Covers` (component-helpers/auth/rbac/validation/policy_comparator.go). An unknown role (an atom without group
 * and rule) is covered by itself only.
 */
export class Held {
  readonly #keys = new Set<string>();
  readonly #urls: Atom[] = [];
  readonly #byResource = new Map<string, Atom[]>();

  constructor(grants: Iterable<Pick<Grant, 'atom' | 'rule'>> = []) {
    for (const grant of grants) this.add(grant);
  }

  add({ atom, rule }: Pick<Grant, 'atom' | 'rule'>): void {
    const id = atomKey(atom);
    if (this.#keys.has(id)) return;
    this.#keys.add(id);
    if (atom.group === undefined && rule !== undefined) this.#urls.push(atom);
    const about = `${atom.group ?? ' '}/${atom.resource}`;
    const others = this.#byResource.get(about);
    if (others === undefined) this.#byResource.set(about, [atom]);
    else others.push(atom);
  }

  allows({ atom, rule }: Pick<Grant, 'atom' | 'rule'>): boolean {
    if (this.#keys.has(atomKey(atom))) return true;
    const { verb, group, resource, name, namespace } = atom;
    if (rule === undefined) return namespace !== '' && this.#keys.has(atomKey({ ...atom, namespace: '' }));
    if (group === undefined) return this.#urls.some(url => coversUrl(url, atom));
    const sub = resource.indexOf('/');
    const resources = [resource, '*', ...(sub === -1 ? [] : [`*${resource.slice(sub)}`])];
    for (const scope of namespace === '' ? [''] : [namespace, '']) {
      for (const heldVerb of ['*', verb]) {
        for (const heldGroup of ['*', group]) {
          for (const held of resources) {
            const wide = { verb: heldVerb, group: heldGroup, resource: held, namespace: scope };
            if (this.#keys.has(atomKey(wide))) return true;
            if (name !== undefined && this.#keys.has(atomKey({ ...wide, name }))) return true;
          }
        }
      }
    }
    return false;
  }

  /** Atoms that name this very group and resource. */
  about({ group, resource }: Atom): readonly Atom[] {
    return this.#byResource.get(`${group ?? ' '}/${resource}`) ?? [];
  }
}

/** What everybody holds on one side: an index per subject, made when it is first asked for; those of groups are kept. */
export class Holders {
  readonly #authorizer: Authorizer;
  readonly #groups = new Map<Subject, Held>();
  #last: { readonly subject: Subject; readonly held: Held } | undefined;

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /** Of the subject's own bindings. */
  direct(subject: Subject): Held {
    if (subject.startsWith('Group ')) {
      const known = this.#groups.get(subject) ?? this.#make(subject);
      this.#groups.set(subject, known);
      return known;
    }
    if (this.#last?.subject !== subject) this.#last = { subject, held: this.#make(subject) };
    return this.#last.held;
  }

  /** Whether the subject may do this, by its own bindings or those of the groups it is in. */
  allows(subject: Subject, grant: Pick<Grant, 'atom' | 'rule'>): boolean {
    return [subject, ...implicitGroups(subject)].some(each => this.direct(each).allows(grant));
  }

  /** What the subject holds on this very group and resource. */
  about(subject: Subject, atom: Atom): readonly Atom[] {
    return [subject, ...implicitGroups(subject)].flatMap(each => this.direct(each).about(atom));
  }

  #make(subject: Subject): Held {
    const bindings = this.#authorizer.bindingsOf(subject);
    return new Held(bindings.flatMap(binding => this.#authorizer.granted({ binding, through: subject })));
  }
}

/** Each atom once, and none that another one of them covers; the rest in the order it came. */
export function broadest(grants: readonly Grant[]): Grant[] {
  const ranked = grants.map((grant, index) => ({ grant, index, breadth: breadth(grant.atom) }));
  ranked.sort((a, b) => b.breadth - a.breadth || a.index - b.index);
  const held = new Held();
  const kept = ranked.filter(({ grant }) => {
    if (held.allows(grant)) return false;
    held.add(grant);
    return true;
  });
  return kept.sort((a, b) => a.index - b.index).map(({ grant }) => grant);
}

/** A text that is equal for equal atoms, and for no others: parts end with NUL and 1, NUL itself is doubled. */
export function atomKey({ verb, group, resource, name, namespace }: Atom): string {
  return `${part(namespace)}${part(resource)}${part(verb)}${part(group)}${part(name)}`;
}

function part(value: string | undefined): string {
  if (value === undefined) return '\0\x02';
  return `${value.includes('\0') ? value.replaceAll('\0', '\0\0') : value}\0\x01`;
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

function coversUrl(held: Atom, wanted: Atom): boolean {
  return (held.verb === '*' || held.verb === wanted.verb) && urlMatches(held.resource, wanted.resource);
}

/** Names sorted, each once. */
export function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(byText);
}
