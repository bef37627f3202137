import type { PolicyRule } from '../types.ts';

const ROLES = new Set(['clusterroles', 'roles', '*']);

/** What a role grants over all its rules: gathered once, however many rules ask. */
export class RoleContents {
  /** Groups by resource. */
  readonly #groups = new Map<string, Set<string>>();
  /** Verbs on roles. */
  readonly #onRoles = new Set<string>();

  constructor(rules: readonly PolicyRule[]) {
    for (const { verbs, apiGroups, resources } of rules) {
      for (const resource of new Set(resources)) {
        const groups = this.#groups.get(resource) ?? new Set();
        this.#groups.set(resource, groups);
        for (const group of apiGroups) groups.add(group);
        if (ROLES.has(resource)) for (const verb of verbs) this.#onRoles.add(verb);
      }
    }
  }

  /** Whether it has something on a resource in one of these groups. */
  gives(resource: string, groups: readonly string[]): boolean {
    return [resource, '*'].some(each => {
      const given = this.#groups.get(each);
      return given !== undefined && ['*', ...groups].some(group => given.has(group));
    });
  }

  /** Whether it has `bind` or `escalate` where that is asked for. */
  hasOnRoles(verb: string): boolean {
    return this.#onRoles.has(verb) || this.#onRoles.has('*');
  }
}
