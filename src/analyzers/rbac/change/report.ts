import type { ManifestSet } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { applyProblems } from '../apply.ts';
import { LEVELS } from '../catalogue/index.ts';
import { neededPermissions } from '../needed.ts';
import type { Subject } from '../types.ts';
import { type Analysis, analysesOf } from './analysis.ts';
import type { ComparisonOptions } from './comparison.ts';
import { isWritten } from './delta.ts';
import { sorted } from './held.ts';
import { pathsBeyond } from './paths.ts';
import { renamedBindings } from './renamed.ts';
import {
  type EscalationPath,
  NO_CHANGES,
  type PermissionChange,
  type PermissionLine,
  type PermissionReport,
  type Pointer,
  type UnknownRole,
} from './types.ts';
import { verdict } from './verdict.ts';
import { audienceOf, objectText, scopeText, throughText } from './words.ts';
import { exposedGains, workloadChanges } from './workloads.ts';

/** What the change does to permissions. Deterministic; empty when nothing that decides about them changed. */
export function permissionReport(
  base: ManifestSet,
  head: ManifestSet,
  options: ComparisonOptions,
): PermissionReport<Pointer> {
  const analyses = analysesOf(base, head, options);
  if (analyses.length === 0) return NO_CHANGES;
  const all = <T extends object>(itemsOf: (analysis: Analysis) => readonly T[]) => merged(analyses, itemsOf);
  const changes = all(changesOf).sort(bySubject);
  const opened = all(analysis => pathsOf(analysis, 'head')).sort(byRisk);
  const closed = all(analysis => pathsOf(analysis, 'base')).sort(byRisk);
  const workloads = all(analysis => [
    ...workloadChanges(analysis),
    ...exposedGains(analysis, gainsOf(analysis)),
  ]).sort((a, b) => byText(a.workload, b.workload) || byText(a.what, b.what) || byText(a.text, b.text));
  const found = {
    changes,
    paths: { opened, closed },
    workloads,
    apply: all(analysis => applyProblems(analysis, options)).sort(
      (a, b) => byText(a.id, b.id) || byText(a.resource, b.resource) || byText(a.text, b.text),
    ),
    needed: all(neededPermissions).sort(
      (a, b) => byText(a.workload, b.workload) || byText(a.subject, b.subject),
    ),
    renamed: all(renamedBindings).sort((a, b) => byText(a.from, b.from)),
    unknown: all(unknownRoles).sort((a, b) => byText(a.through, b.through) || byText(a.scope, b.scope)),
  };
  const rules = analyses.some(({ comparison }) => !comparison.sameRules);
  const said = [opened, closed, workloads, found.apply, found.unknown, changes].some(list => list.length > 0);
  if (!rules && !said) return NO_CHANGES;
  const report = { ...found, refactored: rules && !said };
  const isWhole = analyses.some(analysis => analysis.deltas().some(delta => delta.isWhole === true));
  return {
    ...report,
    assumptions: [...(isWhole ? [TOO_MUCH] : []), ...assumptions(options)],
    verdict: verdict(report),
  };
}

const TOO_MUCH =
  'The roles of this change grant so much to so many that it was not all compared: where a line says everything that a role grants, some of it may have been there.';

type Change = Omit<PermissionChange<Pointer>, 'environments'>;

function changesOf(analysis: Analysis): Change[] {
  const subjects = analysis.deltas().map(({ subject, gained, lost }) => {
    const audience = audienceOf(subject);
    return {
      subject,
      ...(audience === undefined ? {} : { audience }),
      gained: analysis.lines('head', subject, gained),
      lost: analysis.lines('base', subject, lost),
    };
  });
  return [...subjects, ...boundElsewhere(analysis)];
}

/** Roles of the cluster itself that the repository adds to: bindings that are not in it may give them to anybody. */
function boundElsewhere(analysis: Analysis): Change[] {
  if (analysis.head.authorizer.closed) return [];
  const same = new Map<string, { names: string[]; change: Omit<Change, 'subject'> }>();
  for (const { role, before, gained, lost } of analysis.roleDeltas()) {
    const subject = `whoever is bound to ${objectText(role)}`;
    const wherever = (line: PermissionLine<Pointer>) => ({ ...line, scope: 'wherever it is bound' });
    const change = {
      audience: 'by bindings outside the repository',
      gained: analysis.lines('head', subject, gained, subject, analysis.head.reachedBy(role)).map(wherever),
      lost: analysis.lines('base', subject, lost, subject, analysis.base.reachedBy(before)).map(wherever),
    };
    // A label that feeds view feeds edit and admin too: one sentence for the three.
    const text = (lines: readonly PermissionLine<unknown>[]) => lines.map(line => line.text);
    const key = JSON.stringify([role.kind, text(change.gained), text(change.lost)]);
    const known = same.get(key);
    if (known === undefined) same.set(key, { names: [role.name], change });
    else known.names.push(role.name);
  }
  return [...same.values()].map(({ names, change }) => ({
    subject: `whoever is bound to ClusterRole ${listed(names)}`,
    ...change,
  }));
}

function listed(names: readonly string[]): string {
  const [last, ...others] = [...sorted(names)].reverse();
  return others.length === 0 ? (last ?? '') : `${others.reverse().join(', ')} or ${last}`;
}

function pathsOf(analysis: Analysis, side: Pointer['side']): Omit<EscalationPath<Pointer>, 'environments'>[] {
  const [mine, other] = side === 'head' ? [analysis.head, analysis.base] : [analysis.base, analysis.head];
  const about = { chains: mine.chains, other: other.holders };
  const subjects = analysis
    .concerned()
    .flatMap(subject => pathsBeyond({ reached: mine.reached(subject), ...about }, other.reached(subject)));
  if (mine.authorizer.closed) return subjects;
  const roles = analysis.roleDeltas().flatMap(({ role, before }) => {
    const [here, there] = side === 'head' ? [role, before] : [before, role];
    return pathsBeyond({ reached: mine.reachedBy(here), ...about }, other.reachedBy(there));
  });
  return [...subjects, ...roles];
}

function gainsOf(analysis: Analysis): ReadonlyMap<Subject, readonly PermissionLine<Pointer>[]> {
  const exposed = analysis.head.exposed;
  return new Map(
    analysis
      .deltas()
      .filter(({ subject }) => exposed.has(subject))
      .map(({ subject, gained }) => [subject, analysis.lines('head', subject, gained)]),
  );
}

/** Bindings that are new, or new for somebody, and whose role is nowhere. */
function unknownRoles({ base, head }: Analysis): Omit<UnknownRole<Pointer>, 'environments'>[] {
  return head.authorizer.bindings.flatMap(binding => {
    const { role, manifest, roleRef, namespace } = binding;
    if (role !== undefined || manifest === undefined || !head.authorizer.mayExist(binding)) return [];
    if (isWritten(binding, base.authorizer)) return [];
    const twin = head.chains.twin(binding);
    const before = new Set(twin?.subjects.map(each => each.subject));
    const subjects = sorted(binding.subjects.map(each => each.subject));
    const same =
      twin?.roleRef.kind === roleRef.kind &&
      twin.roleRef.name === roleRef.name &&
      twin.role === undefined &&
      subjects.every(subject => before.has(subject));
    if (same) return [];
    const place: Pointer = { side: 'head', manifest, path: ['roleRef', 'name'] };
    return [
      {
        role: `${roleRef.kind} ${roleRef.name}`,
        scope: scopeText({ verb: '*', group: '', resource: '*', namespace }),
        subjects,
        through: throughText(binding),
        place,
      },
    ];
  });
}

/** Items that are the same but for their places are one, with the environments that have it. */
function merged<T extends object>(
  analyses: readonly Analysis[],
  itemsOf: (analysis: Analysis) => readonly T[],
): (T & { readonly environments: readonly string[] })[] {
  const all = analyses.every(({ comparison }) => comparison.everywhere);
  const same = new Map<string, { item: T; environments: string[] }>();
  for (const analysis of analyses) {
    for (const item of itemsOf(analysis)) {
      const key = analyses.length === 1 ? String(same.size) : textOf(item);
      const known = same.get(key) ?? { item, environments: [] };
      same.set(key, known);
      if (!known.environments.includes(analysis.environment)) known.environments.push(analysis.environment);
    }
  }
  return [...same.values()].map(({ item, environments }) => ({
    ...item,
    environments: all && environments.length === analyses.length ? [] : environments,
  }));
}

function textOf(item: object): string {
  return JSON.stringify(item, (name, value) => (name === 'place' ? undefined : value));
}

function assumptions({ context, kubernetes, isCompared }: ComparisonOptions): string[] {
  return [
    ...(context === undefined
      ? [
          `Roles and bindings are those of the repository and of Kubernetes ${kubernetes} itself; what else a cluster has is not known: name an export of it as context to close that gap.`,
        ]
      : []),
    ...(isCompared === undefined ? [] : ['What could not be rendered, before or after, is not compared.']),
    'Other authorizers (cloud IAM, webhooks) may allow more.',
  ];
}

function bySubject(a: PermissionChange<unknown>, b: PermissionChange<unknown>): number {
  return byText(a.subject, b.subject) || byText(a.environments.join(), b.environments.join());
}

function byRisk(a: EscalationPath<unknown>, b: EscalationPath<unknown>): number {
  return (
    LEVELS.indexOf(a.risk) - LEVELS.indexOf(b.risk) ||
    byText(a.id, b.id) ||
    byText(a.subject, b.subject) ||
    byText(a.key, b.key) ||
    byText(a.environments.join(), b.environments.join())
  );
}
