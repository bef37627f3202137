import type { Atom, Grant } from './types.ts';

/**
 * Answers whether a set of grants already allows an atom, with the wildcards of rules as the API server reads them
 * (pkg/apis/rbac/v1/evaluation_helpers.go): `*` for verbs, groups and resources, `*` + `/sub` for a subresource of any
 * resource, no names for any name, the cluster for every namespace, a trailing `*` in URLs.
 */
export class Coverage {
  private readonly held = new Set<string>();
  private readonly urls: Atom[] = [];

  constructor(grants: Iterable<Grant>) {
    for (const { atom } of grants) {
      this.held.add(key(atom));
      if (atom.group === undefined) this.urls.push(atom);
    }
  }

  allows(atom: Atom): boolean {
    if (this.held.has(key(atom))) return true;
    if (atom.group === undefined) return this.urls.some(url => coversUrl(url, atom));
    const sub = atom.resource.indexOf('/');
    const resources = [atom.resource, '*', ...(sub === -1 ? [] : [`*${atom.resource.slice(sub)}`])];
    for (const namespace of new Set([atom.namespace, ''])) {
      for (const verb of [atom.verb, '*']) {
        for (const group of [atom.group, '*']) {
          for (const resource of resources) {
            if (this.held.has(key({ verb, group, resource, namespace }))) return true;
            if (
              atom.name !== undefined &&
              this.held.has(key({ verb, group, resource, namespace, name: atom.name }))
            )
              return true;
          }
        }
      }
    }
    return false;
  }
}

/** A text that is equal for equal atoms. */
export function key({ verb, group, resource, name, namespace }: Atom): string {
  return JSON.stringify([namespace, group ?? null, resource, verb, name ?? null]);
}

function coversUrl(held: Atom, wanted: Atom): boolean {
  if (held.verb !== '*' && held.verb !== wanted.verb) return false;
  if (held.resource === wanted.resource) return true;
  return held.resource.endsWith('*') && wanted.resource.startsWith(held.resource.replace(/\*+$/, ''));
}
