import type {
  EscalationPath,
  Link,
  PermissionChange,
  PermissionLine,
  PermissionReport,
  Risk,
} from '../analyzers/index.ts';
import { type Graph, GraphBuilder } from './graph.ts';
import { sentenceStart } from './words.ts';

/** Words and drawings of permissions that several forms share. Everything here returns raw text. */

/** Whether there is anything to say at all. */
export function hasPermissions(report: PermissionReport): boolean {
  const { changes, paths, workloads, apply, needed, renamed, unknown } = report;
  return (
    report.refactored ||
    [changes, paths.opened, paths.closed, workloads, apply, needed, renamed, unknown].some(
      list => list.length > 0,
    )
  );
}

/** Without what findings say already: one thing is told once. @param messages of the findings that are shown */
export function besidesFindings(report: PermissionReport, messages: readonly string[]): PermissionReport {
  const isNew = ({ text }: { readonly text: string }) =>
    !messages.some(message => message.startsWith(text.replace(/\.$/, '')));
  return {
    ...report,
    apply: report.apply.filter(isNew),
    workloads: report.workloads.filter(isNew),
    needed: report.needed.filter(isNew),
  };
}

/**
 * New paths that no finding tells. One that a change completed with what was there before stays: the finding is about
 * one of its parts.
 */
export function pathsBesides(
  paths: readonly EscalationPath[],
  messages: readonly string[],
): readonly EscalationPath[] {
  const isTold = ({ story, steps }: EscalationPath) =>
    steps.every(step => step.change === 'added') &&
    messages.some(message => story.startsWith(message.replace(/\.$/, '')));
  return paths.filter(path => !isTold(path));
}

/** What each subject can no longer do: titles, in the order of the paths. */
export function closedBySubject(paths: readonly EscalationPath[]): ReadonlyMap<string, readonly string[]> {
  const subjects = new Map<string, string[]>();
  for (const { subject, title } of paths)
    subjects.set(subject, [...new Set([...(subjects.get(subject) ?? []), lowerStart(title)])]);
  return subjects;
}

/** A title in the middle of a sentence. */
function lowerStart(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;
}

/** `a, b, c, and 4 more`. */
export function some(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return more > 0 ? `${texts.slice(0, most).join(', ')}, and ${more} more` : texts.join(', ');
}

/** Entries of every sort, for a count beside a title. */
export function permissionCount({
  changes,
  paths,
  workloads,
  apply,
  needed,
  unknown,
}: PermissionReport): number {
  const lines = changes.reduce((n, { gained, lost }) => n + gained.length + lost.length, 0);
  return (
    lines +
    paths.opened.length +
    paths.closed.length +
    workloads.length +
    apply.length +
    needed.length +
    unknown.length
  );
}

/** What stands under the title: the verdict as a sentence. */
export function permissionNote({ verdict, refactored, changes }: PermissionReport): string {
  if (verdict !== '') return `${sentenceStart(verdict)}.`;
  return refactored && changes.length === 0
    ? "Roles or bindings changed, and nobody's permissions did."
    : 'What this change lets someone do, and what it takes away.';
}

/** ` (prod, staging)`; nothing where it holds in all. */
export function inEnvironments({ environments }: { readonly environments: readonly string[] }): string {
  return environments.length === 0 ? '' : ` (${environments.join(', ')})`;
}

/** `In prod: …`, where it does not hold in all. */
export function saidIn(text: string, { environments }: { readonly environments: readonly string[] }): string {
  return environments.length === 0 ? text : `In ${environments.join(', ')}: ${text}`;
}

/** What a role that nobody here knows leaves open. */
export function unknownText(each: PermissionReport['unknown'][number]): string {
  const { role, subjects, through } = each;
  const gets = subjects.length === 1 ? 'gets' : 'get';
  return saidIn(
    `${role} is nowhere here, so what ${subjects.join(', ')} ${gets} through ${arrows(through)} is not known.`,
    each,
  );
}

const RISK_ORDER = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** Whoever gains the worst first, then whoever gains anything; otherwise as they come. */
export function worstFirst(changes: readonly PermissionChange[]): readonly PermissionChange[] {
  const rank = ({ gained }: PermissionChange) =>
    Math.min(
      gained.length > 0 ? 4 : 5,
      ...gained.map(({ risk }) => (risk === undefined ? 4 : RISK_ORDER[risk])),
    );
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

/** `in all namespaces`, `in namespace shop`, `in the cluster`. */
export function inScope(scope: string): string {
  if (scope.startsWith('wherever ')) return scope;
  return scope === 'cluster' ? 'in the cluster' : `in ${scope}`;
}

const SEVERITY = { critical: 'error', high: 'error', medium: 'warning', low: 'info' } as const;

/** How a risk is coloured: as a finding of that severity. */
export function riskSeverity(risk: Risk): 'error' | 'warning' | 'info' {
  return SEVERITY[risk];
}

/** What is said of a path before its story: `New path`, `Path that got worse`, `Closed path`. */
export function pathTitle(path: EscalationPath, closed: boolean): string {
  if (closed) return 'Closed path';
  return path.was === undefined ? 'New path' : `Path that was ${path.was}`;
}

const CHANGES = { added: 'new', removed: 'gone', same: 'was there' } as const;

/** `new`, `gone`, `was there`. */
export function changeWord({ change }: Pick<Link, 'change'>): string {
  return CHANGES[change];
}

/** Arrows as people draw them; data has `->`. */
export function arrows(text: string): string {
  return text.replaceAll(' -> ', ' → ');
}

/** The chain that gives a permission; without the rules of Kubernetes' own roles, which nobody can edit. */
export function chain({ because, through }: Pick<PermissionLine, 'because' | 'through'>): readonly Link[] {
  const links = because.filter(
    ({ place, change }, index) => index === 0 || place !== undefined || change !== 'same',
  );
  return links.length > 0 ? links : [{ kind: 'binding', text: through, change: 'same' }];
}

/** Lines of one subject that the same binding gives or gave. */
export interface ThroughGroup {
  readonly sign: 'gained' | 'lost';
  readonly through: string;
  readonly lines: readonly PermissionLine[];
}

/** What a subject gained and lost by binding, in the order of the first line of each: gained first. */
export function byThrough({ gained, lost }: PermissionChange): readonly ThroughGroup[] {
  const groups = new Map<string, { sign: 'gained' | 'lost'; through: string; lines: PermissionLine[] }>();
  for (const [sign, lines] of [
    ['gained', gained],
    ['lost', lost],
  ] as const) {
    for (const line of lines) {
      const key = `${sign} ${line.through}`;
      const group = groups.get(key) ?? { sign, through: line.through, lines: [] };
      groups.set(key, group);
      group.lines.push(line);
    }
  }
  return [...groups.values()];
}

/** Paths as a drawing: who, through which bindings and rules, can do what, and what comes of it. */
export function pathGraph(paths: readonly EscalationPath[]): Graph {
  const graph = new GraphBuilder();
  for (const path of paths) {
    const subject = graph.node({ id: `subject ${path.subject}`, lines: [path.subject], shape: 'subject' });
    const effect = graph.node({
      id: `effect ${path.key}`,
      lines: [path.title, `${path.id}, ${path.risk}`],
      shape: 'effect',
      fresh: true,
    });
    for (const step of path.steps) {
      const isNew = step.change === 'added';
      const mark = isNew ? { fresh: true as const } : {};
      const isBound = step.because.some(({ kind, change }) => kind === 'binding' && change === 'added');
      const bound = isBound ? { fresh: true as const } : {};
      const isCollected = step.because.some(({ kind }) => kind === 'aggregation');
      const binding = graph.node({
        id: `through ${step.through}`,
        lines: arrows(step.through).split(' → '),
        shape: 'binding',
        ...bound,
      });
      const permission = graph.node({
        id: `permission ${path.subject} ${step.text} ${step.through}`,
        lines: [step.text, ...(isNew ? ['new'] : [])],
        shape: 'permission',
        ...mark,
      });
      graph.edge({ from: subject, to: binding, ...bound });
      graph.edge({
        from: binding,
        to: permission,
        ...mark,
        ...(isCollected ? { label: 'by aggregation' } : {}),
      });
      graph.edge({ from: permission, to: effect, ...mark });
    }
  }
  return graph.build();
}
