import type { FieldPath } from '../../../manifest/index.ts';
import type { Authorizer } from '../authorizer.ts';
import type { PolicyRule, Role } from '../types.ts';
import type { RoleContents } from './contents.ts';

/** Why something that is written has no effect, or another than it seems. */
export type InertCode =
  | 'bind-on-bindings'
  | 'cluster-scoped'
  | 'every-namespace'
  | 'literal-name'
  | 'literal-resource'
  | 'names-unused'
  | 'names-one-by-one'
  | 'overwritten'
  | 'unfinished'
  | 'wrong-group'
  | 'wrong-resource'
  | 'wrong-verb';

/** Something that is written into a role or a binding and does not do what it says. */
export interface Inert {
  readonly code: InertCode;
  readonly path: FieldPath;
  /** `nothing`: it has no effect. `other`: it has one, and not the one it seems to have. */
  readonly does: 'nothing' | 'other';
  /** What is written and why that is so: a clause without stop that begins with what is written. */
  readonly why: string;
  /** What was probably meant: a sentence. */
  readonly meant: string;
}

/** What has to be known beside the object. */
export interface InertWorld {
  readonly authorizer: Authorizer;
  /** Custom resources without a namespace, `group/plural`. */
  readonly clusterScoped?: ReadonlySet<string>;
}

/** One rule of a role, and the role it is in. */
export interface RuleAt {
  readonly kind: string;
  readonly name: string;
  readonly rule: PolicyRule;
  readonly path: FieldPath;
  /** Of all rules of the role. */
  readonly contents: RoleContents;
  /** The role as the authorizer has it. */
  readonly role?: Role;
  readonly world: InertWorld;
}
