import type { FieldPath, Manifest } from '../../../manifest/index.ts';
import type { Authorizer } from '../authorizer.ts';
import type { Binding, Grant, Role, RoleRule, RoleSource } from '../types.ts';
import type { Link, Pointer } from './types.ts';
import { objectText } from './words.ts';

/** The label prefix by which the roles of Kubernetes take others in (plugin/pkg/auth/authorizer/rbac/bootstrappolicy). */
const AGGREGATE_TO = 'rbac.authorization.k8s.io/aggregate-to-';

/** Chains that give the permissions of one side, each link held against the other side. */
export class Chains {
  readonly side: Pointer['side'];
  readonly #mine: Authorizer;
  readonly #other: Authorizer;
  readonly #bindings: ReadonlyMap<string, Binding>;
  readonly #rules = new Map<RoleRule, Link<Pointer>>();
  readonly #labels = new Map<string, Link<Pointer>>();
  readonly #written = new Map<Role, ReadonlySet<string>>();

  /** @param side of `mine` */
  constructor(side: Pointer['side'], mine: Authorizer, other: Authorizer) {
    this.side = side;
    this.#mine = mine;
    this.#other = other;
    this.#bindings = new Map(other.bindings.map(binding => [identity(binding), binding]));
  }

  /** From the binding over the label that aggregates to the rule. */
  of(grant: Grant): Link<Pointer>[] {
    const { binding, rule } = grant;
    const links = binding.name === '' ? [] : [this.#binding(grant)];
    if (rule === undefined) return links;
    const { role } = binding;
    if (role !== undefined && identity(rule.writtenIn) !== identity(role))
      links.push(this.#label(rule, binding));
    return [...links, this.#rule(rule)];
  }

  /** The binding of this name on the other side. */
  twin(binding: Binding): Binding | undefined {
    return this.#bindings.get(identity(binding));
  }

  /** Whether the binding of this name refers to another role on the other side, which the API server refuses. */
  isRebound(binding: Binding): boolean {
    const twin = this.twin(binding);
    return (
      twin !== undefined &&
      (twin.roleRef.kind !== binding.roleRef.kind || twin.roleRef.name !== binding.roleRef.name)
    );
  }

  #binding({ binding, through }: Grant): Link<Pointer> {
    const named = binding.subjects.find(each => each.subject === through);
    const twin = this.twin(binding);
    const sameRole = twin !== undefined && !this.isRebound(binding);
    const same = sameRole && twin.subjects.some(each => each.subject === through);
    // Where only the subject is new, its line is what changed.
    const path: FieldPath =
      sameRole && !same && named !== undefined ? ['subjects', named.index, 'name'] : roleOf(binding);
    return {
      kind: 'binding',
      text: `${objectText(binding)} gives ${binding.roleRef.kind} ${binding.roleRef.name} to ${through}`,
      change: this.#change(same),
      ...this.#place(binding.manifest, path),
    };
  }

  #label({ writtenIn }: RoleRule, { role, roleRef }: Binding): Link<Pointer> {
    const key = `${identity(writtenIn)} ${roleRef.name}`;
    const known = this.#labels.get(key);
    if (known !== undefined) return known;
    const twin = role && this.#other.role(role.kind, role.namespace, role.name);
    const same = twin?.rules.some(rule => identity(rule.writtenIn) === identity(writtenIn)) === true;
    const source = this.#mine.role(writtenIn.kind, writtenIn.namespace, writtenIn.name);
    const labels = Object.keys(source?.labels ?? {});
    const label =
      labels.find(each => each === `${AGGREGATE_TO}${roleRef.name}`) ??
      labels.find(each => each.startsWith(AGGREGATE_TO));
    const link: Link<Pointer> = {
      kind: 'aggregation',
      text: `${label === undefined ? 'the labels' : `label ${label}`} of ${objectText(writtenIn)} put its rules into ${roleRef.kind} ${roleRef.name}`,
      change: this.#change(same),
      ...this.#place(writtenIn.manifest, ['metadata', 'labels', ...(label === undefined ? [] : [label])]),
    };
    this.#labels.set(key, link);
    return link;
  }

  #rule(rule: RoleRule): Link<Pointer> {
    const known = this.#rules.get(rule);
    if (known !== undefined) return known;
    const { index, writtenIn } = rule;
    const twin = this.#other.role(writtenIn.kind, writtenIn.namespace, writtenIn.name);
    const link: Link<Pointer> = {
      kind: 'rule',
      text: `rule ${index + 1} of ${objectText(writtenIn)}`,
      change: this.#change(twin !== undefined && this.#rulesOf(twin).has(JSON.stringify(rule.rule))),
      ...this.#place(writtenIn.manifest, ['rules', index]),
    };
    this.#rules.set(rule, link);
    return link;
  }

  #rulesOf(role: Role): ReadonlySet<string> {
    let texts = this.#written.get(role);
    if (texts === undefined) {
      texts = new Set(role.rules.map(({ rule }) => JSON.stringify(rule)));
      this.#written.set(role, texts);
    }
    return texts;
  }

  #change(same: boolean): Link['change'] {
    if (same) return 'same';
    return this.side === 'head' ? 'added' : 'removed';
  }

  #place(manifest: Manifest | undefined, path: FieldPath): { readonly place?: Pointer } {
    return manifest === undefined ? {} : { place: { side: this.side, manifest, path } };
  }
}

/** What names the role. Charts print names by helpers, far from the binding. */
function roleOf({ manifest }: Binding): FieldPath {
  return manifest?.origin.target.kind === 'helm' ? ['roleRef'] : ['roleRef', 'name'];
}

function identity({ kind, namespace, name }: Binding | RoleSource | Role): string {
  return JSON.stringify([kind, namespace, name]);
}
