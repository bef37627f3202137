import type { CatalogueEntry } from './catalogue/index.ts';
import type { Step } from './reached.ts';
import type { Grant, Subject } from './types.ts';

interface Told {
  readonly entry: CatalogueEntry;
  readonly subject: Subject;
  readonly scope: string;
  readonly names: readonly string[];
  readonly steps: readonly Step[];
}

/** Most names that are listed; the rest is counted. */
const NAMES = 5;

/**
 * `ServiceAccount shop/bot can read every Secret in namespace shop: passwords, keys and tokens. RoleBinding bot gives it
 * get, list on secrets (Role reader).`
 */
export function storyOf({ entry, subject, scope, names, steps }: Told): string {
  const given = givenBy(subject, steps);
  return `${subject} can ${fill(entry.can, scope, namesSaid(entry, scope, names))}: ${entry.so}.${given === '' ? '' : ` ${given}.`}`;
}

/** Of objects that are namespaces a RoleBinding reaches the one it is in. */
export function namesSaid(
  { needs }: CatalogueEntry,
  scope: string,
  names: readonly string[],
): readonly string[] {
  const isNamespace = needs.some(need => need.some(permission => permission.ofNamespace === true));
  return isNamespace && scope !== '' && names.length === 0 ? [scope] : names;
}

/** Fills `{where}` and `{all of them|one of them}`. */
export function fill(text: string, scope: string, names: readonly string[]): string {
  return fillAt(text, scope === '' ? 'in every namespace' : `in namespace ${scope}`, names);
}

/** {@link fill}, with the words for where it is: `in namespaces a, b`. */
export function fillAt(text: string, where: string, names: readonly string[]): string {
  // One pass, and by functions: what is filled in is not looked at again.
  return text.replace(/\{([^|{}]*)\|([^|{}]*)\}|\{where\}/g, (hole, all: string, one: string) => {
    if (hole === '{where}') return where;
    return names.length === 0 ? all : `${names.length > 1 ? plural(one) : one} ${listed(names)}`.trim();
  });
}

/** Of what the catalogue calls things: `Secret`, `NetworkPolicy`; a text that ends in `of` stays. */
function plural(one: string): string {
  if (one === '' || /(?:s| of)$/.test(one)) return one;
  return one.endsWith('y') ? `${one.slice(0, -1)}ies` : `${one}s`;
}

/** `get, list secrets (ClusterRoleBinding bot, ClusterRole reader)`. */
export function stepText(grant: Grant, verbs: readonly string[], resources: readonly string[]): string {
  return `${verbs.join(', ')} ${resources.join(', ')} (${bindingText(grant)})`;
}

/** `RoleBinding bot, Role reader`; with where aggregation takes the rule from. */
function bindingText({ binding, rule }: Grant): string {
  const { kind, name, roleRef } = binding;
  const role = `${roleRef.kind} ${roleRef.name}`;
  const written = rule?.writtenIn;
  const taken =
    written === undefined || written.name === roleRef.name
      ? ''
      : `, which takes it from ClusterRole ${written.name}`;
  return `${name === '' ? '' : `${kind} ${name}, `}${role}${taken}`;
}

/** `RoleBinding a gives it bind on clusterroles and create on rolebindings (Role x)`. */
function givenBy(subject: Subject, steps: readonly Step[]): string {
  const byGrant = new Map<string, { grant: Grant; what: string[] }>();
  for (const { grant, verbs, resources } of steps) {
    if (grant.binding.name === '') continue;
    const id = JSON.stringify([grant.through, bindingText(grant)]);
    const entry = byGrant.get(id) ?? { grant, what: [] };
    byGrant.set(id, entry);
    const what = resources.length === 0 ? '' : `${verbs.join(', ')} on ${resources.join(', ')}`;
    if (what !== '' && !entry.what.includes(what)) entry.what.push(what);
  }
  return [...byGrant.values()]
    .map(({ grant, what }) => {
      const { binding, through } = grant;
      const whom =
        through === subject
          ? subject.startsWith('ServiceAccount ')
            ? 'it'
            : 'them'
          : `everyone in ${through.slice('Group '.length)}`;
      const role = bindingText(grant).slice(`${binding.kind} ${binding.name}, `.length);
      const given = what.length === 0 ? role : `${what.join(' and ')} (${role})`;
      return `${binding.kind} ${binding.name} gives ${whom} ${given}`;
    })
    .join('; ');
}

/** The first few, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES).join(', ');
  return names.length > NAMES ? `${shown} and ${names.length - NAMES} more` : shown;
}
