import { CATALOGUE, LEVELS, type Level } from '../catalogue/index.ts';
import type { Reached, Step } from '../reached.ts';
import { atomsOf, resourceMatches, urlMatches } from '../rules.ts';
import type { Binding, Grant, Subject } from '../types.ts';
import type { Holders } from './held.ts';
import type { Chains } from './links.ts';
import type { EscalationPath, PathStep, Pointer } from './types.ts';
import { throughText } from './words.ts';

/** Paths of one subject on one side, and what tells of their steps. */
export interface Reaching {
  readonly reached: readonly Reached[];
  readonly chains: Chains;
  /** Of the other side. */
  readonly other: Holders;
}

type Path = Omit<EscalationPath<Pointer>, 'environments'>;

/** Milder ones are said at the permission itself. */
const TOLD: ReadonlySet<Level> = new Set(['critical', 'high', 'medium']);

/** Entries that are the same path under another name: where only some objects are named, and all that is everything. */
const FAMILY: ReadonlyMap<string, string> = new Map([
  ...CATALOGUE.flatMap(({ id, namedAs }) => (namedAs === undefined ? [] : [[namedAs, id] as const])),
  ['RB002', 'RB001'],
  ['RB003', 'RB001'],
]);

/**
 * Paths that one side has and the other lacks: those that a broader one of the other side does not contain already,
 * and those that got worse. What follows from being allowed everything is not told again.
 */
export function pathsBeyond(mine: Reaching, others: readonly Reached[]): Path[] {
  return openedBy(mine, others).map(({ told }) => told);
}

/** The same, with what the catalogue says of each. */
export function openedBy(
  mine: Reaching,
  others: readonly Reached[],
): { readonly reached: Reached; readonly told: Path }[] {
  const closed = mine.chains.side === 'base';
  const families = byFamily(others);
  const everything = new Set(
    others.filter(({ entry }) => EVERYTHING.has(entry.id)).map(({ scope }) => scope),
  );
  return mine.reached.flatMap(path => {
    if (path.within !== undefined || !TOLD.has(path.severity)) return [];
    if (isOfGroup(path)) return [];
    const related = families.get(family(path)) ?? [];
    if (related.some(other => contains(other, path) && (closed || !isWorse(path.severity, other.severity))))
      return [];
    if (isInside(everything, path)) return [];
    const story = toldPath(path, closed ? [] : related, mine);
    // With nothing of it new it was there all along, and only now no worse path says so.
    const asBad = related.some(other => reachesScope(other, path) && !isWorse(path.severity, other.severity));
    const same = story.steps.every(step => step.change === 'same');
    return same && (asBad || story.was === undefined) ? [] : [{ reached: path, told: story }];
  });
}

/** The paths that a permission is part of. */
export function pathsOf(reached: readonly Reached[]): (grant: Grant) => readonly Reached[] {
  // By the binding too: a group may have the same role in thousands of namespaces.
  const steps = new Map<Grant['rule'], Map<Binding | string, { step: Step; path: Reached }[]>>();
  for (const path of reached) {
    for (const step of path.steps) {
      const { rule, binding } = step.grant;
      const ofRule = steps.get(rule) ?? new Map<Binding | string, { step: Step; path: Reached }[]>();
      steps.set(rule, ofRule);
      const list = ofRule.get(bindingKey(binding)) ?? [];
      ofRule.set(bindingKey(binding), list);
      list.push({ step, path });
    }
  }
  return grant =>
    (steps.get(grant.rule)?.get(bindingKey(grant.binding)) ?? [])
      .filter(({ step }) => isPart(grant, step))
      .map(({ path }) => path);
}

/** The worst path that a permission is part of. */
export function riskOf(reached: readonly Reached[]): (grant: Grant) => Level | undefined {
  const partOf = pathsOf(reached);
  return grant => {
    const levels = new Set(partOf(grant).map(path => path.severity));
    return LEVELS.find(level => levels.has(level));
  };
}

export function isWorse(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) < LEVELS.indexOf(other);
}

/** All of it comes from a group, whose own path it is. */
function isOfGroup({ subject, steps }: Reached): boolean {
  const [first] = steps;
  return (
    first !== undefined &&
    first.grant.through !== subject &&
    steps.every(step => step.grant.through === first.grant.through)
  );
}

function toldPath(path: Reached, related: readonly Reached[], mine: Reaching): Path {
  const steps = path.steps.map(step => toldStep(step, path.subject, mine));
  const was = related
    .filter(other => isWorse(path.severity, other.severity))
    .map(other => other.severity)
    .sort((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b))[0];
  return {
    id: path.entry.id,
    title: path.entry.title,
    subject: path.subject,
    risk: path.severity,
    ...(was === undefined ? {} : { was }),
    namespace: path.scope,
    names: path.names,
    story: [path.story, ...completion(steps)].join(' '),
    steps,
    key: path.key,
  };
}

function toldStep(
  { grant, verbs, resources }: Step,
  subject: Subject,
  { chains, other }: Reaching,
): PathStep<Pointer> {
  const { binding } = grant;
  // Any of the verbs on any of the resources will do: the step was there if one of them was.
  const ways = resources.flatMap(resource => verbs.map(verb => ({ ...grant.atom, verb, resource })));
  const because = chains.of(grant);
  // What is about a whole role or binding is as new as what gives it.
  const same =
    resources.length === 0
      ? because.every(link => link.change === 'same') || holdsAll(other, subject, binding)
      : ways.some(way => other.allows(subject, way));
  return {
    text: resources.length === 0 ? 'everything' : `${verbs.join(', ')} ${resources.join(', ')}`,
    change: same ? 'same' : chains.side === 'head' ? 'added' : 'removed',
    through: throughText(binding),
    because,
  };
}

/** Whether a subject may do all that a binding gives: the role was renamed, or its rules were moved. */
function holdsAll(holders: Holders, subject: Subject, { role, namespace }: Binding): boolean {
  if (role === undefined) return false;
  return role.rules.every(({ rule }) =>
    atomsOf(rule, namespace).every(atom => holders.allows(subject, atom)),
  );
}

/** Says what completes a path of which a part was there. */
export function completion(steps: readonly PathStep<Pointer>[]): string[] {
  const texts = (change: PathStep['change']) => [
    ...new Set(steps.filter(step => step.change === change).map(step => step.text)),
  ];
  const same = texts('same');
  const added = texts('added');
  const removed = texts('removed');
  if (same.length === 0) return [];
  if (added.length > 0) return [`New is ${added.join(' and ')}; ${same.join(' and ')} was there before.`];
  return removed.length > 0 ? [`Gone is ${removed.join(' and ')}; ${same.join(' and ')} stays.`] : [];
}

function family({ entry }: Reached): string {
  return FAMILY.get(entry.id) ?? entry.id;
}

function contains(outer: Reached, inner: Reached): boolean {
  if (!reachesScope(outer, inner)) return false;
  if (outer.names.length === 0) return true;
  return inner.names.length > 0 && inner.names.every(name => outer.names.includes(name));
}

function reachesScope(outer: Reached, inner: Reached): boolean {
  return outer.scope === '' || outer.scope === inner.scope;
}

function byFamily(paths: readonly Reached[]): ReadonlyMap<string, readonly Reached[]> {
  const families = new Map<string, Reached[]>();
  for (const path of paths) {
    const known = families.get(family(path));
    if (known === undefined) families.set(family(path), [path]);
    else known.push(path);
  }
  return families;
}

/** Whoever was allowed everything was allowed this. @param scopes where that was */
function isInside(scopes: ReadonlySet<string>, { entry, scope }: Reached): boolean {
  if (EVERYTHING.has(entry.id) || entry.needs.length === 0) return false;
  return scopes.has('') || scopes.has(scope);
}

const EVERYTHING = new Set(['RB001', 'RB002', 'RB003']);

/** Bindings without a name stand for any that there may be of their role. */
function bindingKey(binding: Binding): Binding | string {
  return binding.name === '' ? binding.roleRef.name : binding;
}

function isPart({ atom }: Grant, { grant, verbs, resources }: Step): boolean {
  if (atom.verb !== '*' && !verbs.includes('*') && !verbs.includes(atom.verb)) return false;
  if (resources.length === 0) return true;
  if (atom.group === undefined) return resources.some(path => urlMatches(atom.resource, path));
  if (atom.group !== '*' && grant.atom.group !== '*' && atom.group !== grant.atom.group) return false;
  return resources.some(resource => {
    const slash = resource.indexOf('/');
    return slash === -1
      ? resource === '*' || resourceMatches(atom.resource, resource, '')
      : resourceMatches(atom.resource, resource.slice(0, slash), resource.slice(slash + 1));
  });
}
