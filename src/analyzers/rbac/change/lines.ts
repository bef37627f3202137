import { byText } from '../../../repository/index.ts';
import { LEVELS, type Level } from '../catalogue/index.ts';
import { worksInNamespace } from '../inert/scope.ts';
import { knownResource } from '../names.ts';
import type { Atom, Grant, Subject } from '../types.ts';
import type { Holders } from './held.ts';
import type { Chains } from './links.ts';
import type { Link, PermissionLine, Pointer } from './types.ts';
import { isRead, otherVerbs, resourceText, rulesOf, scopeText, throughText, verbsText } from './words.ts';

export interface Telling {
  readonly subject: Subject;
  readonly chains: Chains;
  /** What everybody holds on the other side: what a line is held against. */
  readonly other: Holders;
  /** Of the worst path of the catalogue that a grant is part of. */
  readonly riskOf: (grant: Grant) => Level | undefined;
}

/** Names in one line: more than these are counted. */
const MAX_NAMES = 10;
/** Resources in one line, likewise. */
const MAX_RESOURCES = 20;

/** Merges grants of the same binding, scope and risk into as few lines as say the same, worst first. */
export function permissionLines(grants: readonly Grant[], telling: Telling): PermissionLine<Pointer>[] {
  const groups = new Map<string, { grants: Grant[]; risk: Level | undefined }>();
  for (const grant of grants) {
    const risk = telling.riskOf(grant);
    const key = JSON.stringify([
      scopeText(grant.atom),
      throughText(grant.binding),
      risk ?? '',
      isKnown(grant),
    ]);
    const group = groups.get(key) ?? { grants: [], risk };
    groups.set(key, group);
    group.grants.push(grant);
  }
  return [...groups.values()]
    .flatMap(group => linesOf(group.grants, group.risk, telling))
    .sort(
      (a, b) =>
        rank(a.risk) - rank(b.risk) ||
        Number(b.dangerous) - Number(a.dangerous) ||
        byText(a.scope, b.scope) ||
        byText(a.text, b.text) ||
        byText(a.through, b.through),
    );
}

function linesOf(
  grants: readonly Grant[],
  risk: Level | undefined,
  telling: Telling,
): PermissionLine<Pointer>[] {
  const byVerbs = new Map<string, { verbs: string; grants: Grant[]; notes: readonly string[] }>();
  for (const { verbs, notes, grants: same } of resources(grants, telling)) {
    const key = JSON.stringify([verbs, notes]);
    const group = byVerbs.get(key) ?? { verbs, grants: [], notes };
    byVerbs.set(key, group);
    group.grants.push(...same);
  }
  return [...byVerbs.values()].map(({ verbs, grants: line, notes }) => {
    const { atom, binding } = line[0] as Grant;
    return {
      text: isKnown(line[0] as Grant)
        ? `${verbs} ${clipped(objects(line), MAX_RESOURCES).join(', ')}`
        : `everything ${resourceText(atom)} grants${binding.role === undefined ? ' (it is not in the repository)' : ''}`,
      scope: scopeText(atom),
      through: throughText(binding),
      dangerous: risk !== undefined && risk !== 'low',
      ...(risk === undefined ? {} : { risk }),
      rules: isKnown(line[0] as Grant) ? rulesOf(line.map(grant => grant.atom)) : [],
      namespace: atom.namespace,
      notes,
      because: linksOf(line, telling),
    };
  });
}

/** Grants of one group and resource that have the same verbs. */
interface SameVerbs {
  readonly verbs: string;
  readonly notes: readonly string[];
  readonly grants: readonly Grant[];
}

function resources(grants: readonly Grant[], telling: Telling): SameVerbs[] {
  const about = new Map<string, Grant[]>();
  for (const grant of grants) {
    const { group, resource, name } = grant.atom;
    const key = JSON.stringify([group ?? null, resource, name ?? null]);
    const same = about.get(key);
    if (same === undefined) about.set(key, [grant]);
    else same.push(grant);
  }
  return [...about.values()].map(same => {
    const { atom } = same[0] as Grant;
    const held = telling.other.about(telling.subject, atom);
    const verbs = new Set(same.map(grant => grant.atom.verb));
    const said = saying(atom, verbs, held, telling);
    const notes = hasNoEffect(atom, verbs) ? [NO_EFFECT, ...said.notes] : said.notes;
    return { ...said, notes, grants: same };
  });
}

/** What the verbs are called, and how they compare with what the subject has on the other side. */
function saying(
  atom: Atom,
  verbs: ReadonlySet<string>,
  held: readonly Atom[],
  { chains }: Telling,
): Omit<SameVerbs, 'grants'> {
  const here = held.filter(other => covers(other, atom));
  const kept = new Set(here.map(other => other.verb));
  if (chains.side === 'base') {
    if (!verbs.has('*') || kept.size === 0) return { verbs: verbsText(verbs), notes: [] };
    const text = `all other verbs (${otherVerbs(atom, kept).join(', ')}) on`;
    return { verbs: text, notes: [`keeps ${verbsText(kept)}`] };
  }
  const text = verbs.has('*') ? 'all verbs on' : verbsText(verbs);
  if (here.length > 0) {
    if (verbs.has('*')) return { verbs: text, notes: [`had ${verbsText(kept)} before`] };
    if ([...kept].every(isRead) && ![...verbs].every(isRead))
      return { verbs: text, notes: ['could only read it before'] };
    return { verbs: text, notes: [] };
  }
  const same = held.filter(other => verbs.has(other.verb));
  const named = same.filter(other => other.name !== undefined && inScope(other, atom));
  if (atom.name === undefined && named.length > 0)
    return { verbs: text, notes: [`was only ${quoted(named.map(other => other.name ?? ''))}`] };
  const namespaces = [...new Set(same.map(other => other.namespace))]
    .filter(each => each !== '')
    .sort(byText);
  if (atom.namespace === '' && namespaces.length > 0) {
    const some = clipped(namespaces, MAX_NAMES).join(', ');
    return {
      verbs: text,
      notes: [`was only in ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${some}`],
    };
  }
  return { verbs: text, notes: [] };
}

const NO_EFFECT = 'no effect: it is in no namespace, and a RoleBinding reaches only into its own';

function hasNoEffect({ namespace, group, resource: written }: Atom, verbs: ReadonlySet<string>): boolean {
  if (namespace === '' || group === undefined) return false;
  const [resource = '', subresource] = written.split('/');
  const known = knownResource(group, resource);
  if (known === undefined || known.namespaced) return false;
  const rule = {
    verbs: [...verbs],
    apiGroups: [group],
    resources: [written],
    resourceNames: [],
    nonResourceURLs: [],
  };
  return !worksInNamespace(known, subresource, rule);
}

function covers(other: Atom, atom: Atom): boolean {
  return inScope(other, atom) && (other.name === undefined || other.name === atom.name);
}

function inScope(other: Atom, atom: Atom): boolean {
  return other.namespace === '' || other.namespace === atom.namespace;
}

/** `pods`, `secrets "db", "queue"`. */
function objects(grants: readonly Grant[]): string[] {
  const names = new Map<string, string[]>();
  for (const { atom } of grants) {
    const what = resourceText(atom);
    const known = names.get(what) ?? [];
    names.set(what, known);
    if (atom.name !== undefined) known.push(atom.name);
  }
  return [...names]
    .map(([what, list]) => (list.length === 0 ? what : `${what} ${quoted(list)}`))
    .sort(byText);
}

function quoted(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort(byText).map(name => JSON.stringify(name));
  return clipped(sorted, MAX_NAMES).join(', ');
}

function clipped(names: readonly string[], most: number): string[] {
  const left = names.length - most;
  return left > 0 ? [...names.slice(0, most), `${left} more`] : [...names];
}

/** Every link of every grant of the line once, bindings first. */
function linksOf(grants: readonly Grant[], { chains }: Telling): Link<Pointer>[] {
  const links = new Map<string, Link<Pointer>>();
  const sources = new Set<Grant['rule']>();
  for (const grant of grants) {
    if (grant.rule !== undefined && sources.has(grant.rule)) continue;
    sources.add(grant.rule);
    for (const link of chains.of(grant)) if (!links.has(link.text)) links.set(link.text, link);
  }
  const order: readonly Link['kind'][] = ['binding', 'aggregation', 'rule'];
  return [...links.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function isKnown({ rule }: Grant): boolean {
  return rule !== undefined;
}

function rank(risk: Level | undefined): number {
  return risk === undefined ? LEVELS.length : LEVELS.indexOf(risk);
}
