import type { RawFinding } from '../../../findings.ts';
import { type ActiveGuardrail, findingAbout } from '../../../guardrails/index.ts';
import { type Manifest, resourceLabel } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { applyProblems } from '../apply.ts';
import { UNNAMED_NAMESPACE } from '../authorizer.ts';
import type { Level } from '../catalogue/index.ts';
import { checkOf } from '../guards/index.ts';
import { neededPermissions } from '../needed.ts';
import type { Reached } from '../reach.ts';
import { ANONYMOUS, EVERYONE } from '../severity.ts';
import { fill, fillAt, namesSaid } from '../story.ts';
import type { Atom, Grant, Subject } from '../types.ts';
import { type Analysis, analysesOf } from './analysis.ts';
import type { Chains } from './links.ts';
import { completion, isWorse, openedBy, pathsOf } from './paths.ts';
import type { ApplyProblem, Link, PermissionLine, Pointer } from './types.ts';
import { workloadChanges } from './workloads.ts';

/** Reasons in one message: more than these nobody reads. */
const MAX_REASONS = 3;
/** Permissions in one message, likewise; the report has them all. */
const MAX_LINES = 4;

/** What a finding is made of, before its guardrail is known. */
export interface Said {
  readonly place: Pointer;
  readonly subject: string;
  readonly message: string;
  readonly remediation?: string;
  readonly because?: readonly Link<Pointer>[];
}

/** A check that speaks about every environment's change. */
export function changeCheck(say: (analysis: Analysis, input: CheckInput) => readonly Said[]): Check {
  return input => {
    const { set, base, guardrail, kubernetes, context, isCompared } = input;
    if (base === undefined) return { findings: [] };
    const findings = new Map<string, RawFinding>();
    const options = {
      kubernetes,
      ...(context === undefined ? {} : { context }),
      ...(isCompared === undefined ? {} : { isCompared }),
    };
    for (const analysis of analysesOf(base, set, options)) {
      for (const said of say(analysis, input)) {
        const raw = findingOf(said, guardrail);
        // What belongs to no environment is looked at in each.
        const key = JSON.stringify([raw.rendering, raw.resource, raw.field, raw.subject]);
        if (!findings.has(key)) findings.set(key, raw);
      }
    }
    return { findings: [...findings.values()] };
  };
}

/** Dangerous permissions gained, one finding for each subject and object that brings them. */
export function gained(analysis: Analysis, input: CheckInput): Said[] {
  const { chains } = analysis.head;
  const guards = activeChecks(input);
  return analysis.deltas().flatMap(({ subject, gained: grants }) => {
    // Combinations are told by themselves, as paths.
    const completed = new Set(completedPaths(analysis, subject).map(({ reached }) => reached.key));
    const paths = analysis.head
      .reached(subject)
      .filter(each => isBad(each.severity) && !isCombined(each) && !completed.has(each.key));
    const partOf = pathsOf(paths);
    const unjudged = grants.filter(grant => {
      const untold = partOf(grant).filter(each => !isTold(grant, each, chains, guards));
      return untold.length > 0;
    });
    return byAnchor(unjudged, chains).map(([place, group]) => {
      const lines = analysis.lines('head', subject, group);
      const why = reasons(new Set(group.flatMap(partOf)));
      return {
        place,
        subject,
        message: `${subject} can now ${sentence(lines)}${why === '' ? '' : `: it can ${why}`}.`,
        because: lines.flatMap(line => line.because),
      };
    });
  });
}

/** Paths that several objects open together, and those that the change completes: where it does. */
export function path(analysis: Analysis, input: CheckInput): Said[] {
  const guards = activeChecks(input);
  const opened = analysis.concerned().flatMap(subject => completedPaths(analysis, subject));
  return opened.flatMap(({ reached, told }) => {
    if (isToldAtRule(reached, guards)) return [];
    const links = [...told.steps]
      .sort((a, b) => Number(a.change === 'same') - Number(b.change === 'same'))
      .flatMap(step => step.because);
    const place = anchorOf(links);
    if (place === undefined) return [];
    const { entry, subject } = reached;
    const message = [`${subject} can now ${canText(reached)}: ${entry.so}.`, ...completion(told.steps)].join(
      ' ',
    );
    return [{ place, subject: `${subject} ${entry.id}`, message, because: links }];
  });
}

/** Opened paths whose steps are of different roles, or were there in part: no role, and no added line, shows them. */
function completedPaths({ head, base }: Analysis, subject: Subject): ReturnType<typeof openedBy> {
  const opened = openedBy(
    { reached: head.reached(subject), chains: head.chains, other: base.holders },
    base.reached(subject),
  );
  return opened.filter(({ reached, told }) => {
    const inPart = new Set(told.steps.map(({ change }) => change === 'same')).size > 1;
    return isBad(told.risk) && (isCombined(reached) || (inPart && hasParts(reached)));
  });
}

/** Workloads that run as somebody with dangerous permissions since the change. */
export function workload(analysis: Analysis): Said[] {
  return workloadChanges(analysis).flatMap(({ place, account, text, gained: lines, risk }) => {
    if (risk === undefined || risk === 'low') return [];
    // What the account gains by this change too is told where it gains it.
    const held = lines.filter(line => line.because.every(link => link.change === 'same'));
    const dangerous = held.filter(line => line.dangerous).slice(0, MAX_REASONS);
    if (dangerous.length === 0) return [];
    return [
      {
        place,
        subject: account,
        message: `${text} It can ${sentence(dangerous)}.`,
        because: dangerous.flatMap(line => line.because),
      },
    ];
  });
}

/** Permissions taken from accounts whose workloads seem to need them. */
export function needed(analysis: Analysis): Said[] {
  return neededPermissions(analysis).map(({ place, text, workload: name, lost: lines }) => ({
    place,
    subject: name,
    message: text,
    because: lines.flatMap(line => line.because),
  }));
}

/** What happens when the change is applied, one guardrail for each of these. */
export function apply(id: ApplyProblem['id']): (analysis: Analysis, input: CheckInput) => Said[] {
  return (analysis, { kubernetes, deployer }) =>
    applyProblems(analysis, { kubernetes, ...(deployer === undefined ? {} : { deployer }) })
      .filter(problem => problem.id === id)
      .map(({ place, text, remediation, resource }) => ({
        place,
        subject: resource,
        message: text,
        remediation,
      }));
}

/** A guardrail about roles as they are says it where the last part is written. */
function isToldAtRule({ entry, scope }: Reached, guards: ReadonlySet<string>): boolean {
  const check = checkOf(entry.id);
  return scope === '' && check !== undefined && guards.has(check);
}

/** The steps are of different roles: no single one shows it. */
function isCombined({ steps }: Reached): boolean {
  const roles = new Set(
    steps.map(({ grant: { rule } }) =>
      JSON.stringify([rule?.writtenIn.kind, rule?.writtenIn.namespace, rule?.writtenIn.name]),
    ),
  );
  return roles.size > 1 && hasParts({ steps });
}

/** Several permissions have to come together. */
function hasParts({ steps }: Pick<Reached, 'steps'>): boolean {
  return new Set(steps.map(({ verbs, resources }) => JSON.stringify([verbs, resources]))).size > 1;
}

/** Every permission lost, one finding for each subject and object that gave them. */
export function lost(analysis: Analysis): Said[] {
  return analysis.deltas().flatMap(({ subject, lost: grants }) =>
    byAnchor(grants, analysis.base.chains).map(([place, group]) => ({
      place,
      subject,
      message: `${subject} can no longer ${sentence(analysis.lines('base', subject, group))}.`,
    })),
  );
}

/** Checks of guardrails about roles as they are that run too. */
function activeChecks({ active }: CheckInput): ReadonlySet<string> {
  return new Set(
    active.flatMap(({ guardrail: { check } }) =>
      check.by === 'analyzer' && check.analyzer === 'rbac' ? [check.check] : [],
    ),
  );
}

function isBad(level: Level): boolean {
  return level === 'critical' || level === 'high';
}

/**
 * Told by another guardrail already, at the binding (that about `cluster-admin`) or at the rule: then the rule has to
 * be new. One cause, one finding.
 */
function isTold(
  grant: Grant,
  { entry, scope }: Reached,
  chains: Chains,
  guards: ReadonlySet<string>,
): boolean {
  const { binding, rule } = grant;
  if (binding.roleRef.kind === 'ClusterRole' && binding.roleRef.name === 'cluster-admin') return true;
  const links = chains.of(grant);
  const isNew = (kind: Link['kind']) => links.some(link => link.kind === kind && link.change === 'added');
  if (
    isNew('binding') &&
    (isEverybody(grant.through) || (guards.has('role-ref') && chains.isRebound(binding)))
  )
    return true;
  if (isNew('aggregation') && guards.has('aggregation')) return true;
  if (!isNew('rule')) return false;
  if (rule?.writtenIn.kind === 'ClusterRole' && toldOfClusterRoles(grant.atom, guards)) return true;
  const check = checkOf(entry.id);
  return scope === '' && check !== undefined && guards.has(check) && grant.atom.resource !== '*';
}

/** Of whom `rbac-bind-everyone` and `rbac-bind-unauthenticated` say at the binding that it gives them anything. */
function isEverybody(subject: Subject): boolean {
  return EVERYONE.has(subject) || ANONYMOUS.has(subject);
}

/** What `rbac-wildcard`, `rbac-secrets-read` and `rbac-escalation-verbs` say of every ClusterRole. */
function toldOfClusterRoles({ verb, resource, name }: Atom, guards: ReadonlySet<string>): boolean {
  if (name !== undefined) return false;
  if (verb === '*' && resource === '*') return true;
  if (['escalate', 'bind', 'impersonate'].includes(verb)) return guards.has('escalation');
  const reads = ['get', 'list', 'watch', 'deletecollection', '*'].includes(verb);
  return reads && (resource === 'secrets' || resource === '*');
}

/** What the catalogue says of permissions, worst first. */
function reasons(paths: ReadonlySet<Reached>): string {
  const texts = [...paths]
    .sort((a, b) => Number(isWorse(b.severity, a.severity)) - Number(isWorse(a.severity, b.severity)))
    .map(canText);
  const distinct = [...new Set(texts)];
  const more = distinct.length > MAX_REASONS ? [`${distinct.length - MAX_REASONS} more of the kind`] : [];
  const said = [...distinct.slice(0, MAX_REASONS), ...more];
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}

/** Where people look first: the first link of the chain that changed. */
function byAnchor(grants: readonly Grant[], chains: Chains): [Pointer, Grant[]][] {
  const groups = new Map<string, [Pointer, Grant[]]>();
  for (const grant of grants) {
    const anchor = anchorOf(chains.of(grant));
    if (anchor === undefined) continue;
    const { target, environment } = anchor.manifest.origin;
    const id = JSON.stringify([target.id, environment.name, resourceLabel(anchor.manifest.resource)]);
    const group = groups.get(id) ?? [anchor, []];
    groups.set(id, group);
    group[1].push(grant);
  }
  return [...groups.values()];
}

/** The first link that the change brought or took; else the first that is written anywhere here. */
export function anchorOf(links: readonly Link<Pointer>[]): Pointer | undefined {
  const written = links.filter(link => link.place !== undefined);
  return (written.find(link => link.change !== 'same') ?? written[0])?.place;
}

/** `get pods in namespace shop; do everything with Secrets in all namespaces`: completes "can now". */
function sentence(lines: readonly PermissionLine<Pointer>[]): string {
  const said = lines
    .slice(0, MAX_LINES)
    .map(({ text, scope }) => `${doing(text)} in ${scope === 'cluster' ? 'the cluster' : scope}`);
  const left = lines.length - said.length;
  return [...said, ...(left > 0 ? [`${left} more`] : [])].join('; ');
}

function doing(text: string): string {
  if (text.startsWith('everything ')) return `do ${text}`;
  return text
    .replace(/^all verbs on everything/, 'do everything')
    .replace(/^all verbs on /, 'do everything with ')
    .replace(/^all other verbs \(([^()]*)\) on /, '$1 ');
}

/** What a path of the catalogue comes to: completes "can". */
function canText({ entry, scope, names }: Reached): string {
  const said = namesSaid(entry, scope, names);
  return scope === UNNAMED_NAMESPACE
    ? fillAt(entry.can, 'in its namespace', said)
    : fill(entry.can, scope, said);
}

/**
 * A subject as the author of a chart or a kustomization knows it, for what makes findings the same: the accounts of
 * `prod` and `staging` are one.
 */
function logicalSubject(subject: string, { resource, origin: { environment } }: Manifest): string {
  const match = /^ServiceAccount ([^/]*)\/([^ ]*)(.*)$/.exec(subject);
  if (match === null) return subject;
  const [, namespace = '', name = '', rest = ''] = match;
  const own = new Set([resource.namespace || environment.namespace || UNNAMED_NAMESPACE, UNNAMED_NAMESPACE]);
  const { releaseName } = environment;
  const released =
    releaseName !== undefined && (name === releaseName || name.startsWith(`${releaseName}-`))
      ? `{release}${name.slice(releaseName.length)}`
      : name;
  return `ServiceAccount ${own.has(namespace) ? '{namespace}' : namespace}/${released}${rest}`;
}

function findingOf(
  { place, subject, message, remediation, because }: Said,
  active: ActiveGuardrail,
): RawFinding {
  const { manifest, path, side } = place;
  const raw = findingAbout(active, manifest, path, message, {
    side: side === 'head' ? 'added' : 'removed',
    subject: logicalSubject(subject, manifest),
    ...(remediation === undefined ? {} : { remediation }),
  });
  const [first] = path;
  const pointers = (because ?? []).flatMap(({ place: at, text }) =>
    at === undefined || at === place ? [] : [{ ...at, note: text }],
  );
  return {
    ...raw,
    // Positions of rules and subjects move with every line above them: they are no part of what the finding is.
    ...(first === 'rules' || first === 'subjects' ? { field: first } : {}),
    ...(pointers.length === 0 ? {} : { because: pointers }),
  };
}
