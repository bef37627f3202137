import type { Compared } from '../changes/index.ts';
import type { Baseline, Config, Waiver } from '../config/index.ts';
import {
  type Approval,
  type Counts,
  type Finding,
  type Outcome,
  SEVERITIES,
  type Severity,
} from '../findings.ts';
import { plural } from '../plural.ts';
import type { Problem } from '../problems.ts';
import { byText } from '../repository/index.ts';
import { type ApprovalInput, Approvals } from './approvals.ts';
import { expiredWaiver, grownBaseline } from './own-guardrails.ts';
import { type WaiverUse, waiverProblems } from './waiver-use.ts';
import { applied, findWaivers, isExpired } from './waivers.ts';

export interface Judgement {
  readonly outcome: Outcome;
  /** 0 passed, 1 guardrails failed, 2 could not evaluate. */
  readonly exitCode: 0 | 1 | 2;
  /** Sorted by {@link compareFindings}. */
  readonly findings: readonly Finding[];
  readonly counts: {
    readonly new: Counts;
    readonly unchanged: Counts;
    readonly fixed: Counts;
    readonly waived: Counts;
    readonly blocking: number;
  };
  /** One sentence. */
  readonly summary: string;
  /** Agreements that this change needs, in the order of the configuration. */
  readonly approvals: readonly Approval[];
  /** Waivers that accept nothing, or what another accepts already. They do not gate. */
  readonly problems: readonly Problem[];
}

export interface JudgeInput {
  readonly compared: readonly Compared[];
  readonly waivers: readonly Waiver[];
  /** Comments in the sources, by the fingerprint of what they accept. */
  readonly inline?: ReadonlyMap<string, readonly Waiver[]>;
  /** Every comment there is, for what is to be said of them. */
  readonly comments?: readonly Waiver[];
  readonly baseline?: Baseline;
  /** What the change makes of the baseline: it may only get smaller. */
  readonly baselineChange?: { readonly before: Baseline | undefined; readonly after: Baseline | undefined };
  /** What the change does to what judges it: findings of kubeproof's own guardrails. */
  readonly weakened?: readonly Finding[];
  /** Severities that the configuration gives kubeproof's own guardrails. */
  readonly severities?: Config['guardrails'];
  /** Everything there is was judged: a waiver without a finding has none. */
  readonly whole?: boolean;
  readonly problems: readonly Problem[];
  /** Absent: no change needs anybody's agreement. */
  readonly approvals?: ApprovalInput;
  readonly gate: Config['gate'];
  readonly hasBase: boolean;
  /** `YYYY-MM-DD`, in UTC. */
  readonly today: string;
}

/**
 * Decides what blocks. A failing guardrail outweighs an input that was not evaluated: both are shown, and the exit
 * code is the one a person can act on first.
 */
export function judge(input: JudgeInput): Judgement {
  const { gate, hasBase, problems, today } = input;
  const scope = effectiveScope(gate.scope, hasBase);
  const use: WaiverUse = new Map();
  const approvals = new Approvals(input.approvals ?? { rules: [], approvers: 'nobody-asked', calls: [] });
  const fails = (severity: Severity, state: Finding['state']) => blocks(severity, state, gate.failOn, scope);
  const findings: Finding[] = input.compared.map(compared => {
    const { rendering: _rendering, because: _because, toldBy: _toldBy, ...finding } = compared.finding;
    const { fingerprint, state, renderings } = compared;
    const comments = (input.inline?.get(fingerprint) ?? []).filter(w => !isExpired(w, today));
    const accepting = [...findWaivers(compared, input.waivers, today), ...comments];
    if (state !== 'fixed') use.set(fingerprint, accepting);
    const [waiver] = accepting;
    // What was fixed once and is back is nobody's past.
    const judged = waiver === undefined && state === 'new';
    const approved = judged && approvals.accepts(finding.guardrail);
    const waits = judged && gate.failOn !== 'never' && approvals.waits(finding.guardrail);
    const baselined = state === 'unchanged' && input.baseline?.entries.has(fingerprint) === true;
    return {
      ...finding,
      fingerprint,
      state,
      renderings,
      related: [],
      ...(waiver === undefined ? {} : { waiver: applied(waiver) }),
      ...(approved ? { approved: approvals.approversOf(finding.guardrail) } : {}),
      ...(baselined ? { baselined } : {}),
      blocking: waits || (waiver === undefined && !baselined && !approved && fails(finding.severity, state)),
    };
  });
  const waivers = [...input.waivers, ...(input.comments ?? [])];
  const own = [
    ...waivers.filter(w => isExpired(w, today)).map(expiredWaiver),
    ...grown(input.baselineChange),
    ...(input.weakened ?? []),
  ];
  for (const finding of own) {
    const severity = input.severities?.[finding.guardrail]?.severity ?? finding.severity;
    if (severity === 'off') continue;
    const isNew = finding.state === 'new';
    const approved = isNew && approvals.accepts(finding.guardrail);
    const waits = isNew && gate.failOn !== 'never' && approvals.waits(finding.guardrail);
    findings.push({
      ...finding,
      severity,
      ...(approved ? { approved: approvals.approversOf(finding.guardrail) } : {}),
      blocking: waits || (!approved && fails(severity, finding.state)),
    });
  }
  findings.sort(compareFindings);

  const blocking = findings.filter(f => f.blocking).length;
  const incomplete = problems.filter(p => p.gates).length;
  const called = approvals.called(
    findings
      .filter(f => f.state === 'new' && f.waiver === undefined)
      .map(f => ({ kind: f.guardrail, text: f.message })),
  );
  const waiting = gate.failOn === 'never' ? [] : called.filter(({ state }) => state === 'waiting');
  const outcome: Outcome =
    blocking > 0 || waiting.length > 0 ? 'fail' : incomplete > 0 ? 'incomplete' : 'pass';
  const live = findings.filter(f => f.waiver === undefined);
  const counts = {
    new: count(live.filter(f => f.state === 'new')),
    unchanged: count(live.filter(f => f.state === 'unchanged')),
    fixed: count(findings.filter(f => f.state === 'fixed')),
    waived: count(findings.filter(f => f.waiver !== undefined && f.state !== 'fixed')),
    blocking,
  };
  return {
    outcome,
    exitCode: outcome === 'pass' ? 0 : outcome === 'fail' ? 1 : 2,
    findings,
    counts,
    summary: summarize(outcome, findings, scope, incomplete, counts, waiting),
    approvals: called,
    problems: waiverProblems(
      waivers.filter(w => !isExpired(w, today)),
      use,
      input.whole === true,
    ),
  };
}

/** A baseline that did not exist before has grown from nothing. */
function grown(change: JudgeInput['baselineChange']): Finding[] {
  const { before, after } = change ?? {};
  if (after === undefined) return [];
  const added = [...after.entries].filter(([fingerprint]) => before?.entries.has(fingerprint) !== true);
  const lines = added.map(([, line]) => line);
  return lines.length === 0 ? [] : [grownBaseline(after.file, Math.min(...lines), lines.length)];
}

/** `auto` means: what is new where there is a base to compare with, everything otherwise. */
export function effectiveScope(scope: Config['gate']['scope'], hasBase: boolean): 'new' | 'all' {
  if (scope === 'auto') return hasBase ? 'new' : 'all';
  return scope === 'new' && !hasBase ? 'all' : scope;
}

function blocks(
  severity: Severity,
  state: Finding['state'],
  failOn: Config['gate']['failOn'],
  scope: 'new' | 'all',
): boolean {
  if (failOn === 'never' || state === 'fixed') return false;
  if (scope === 'new' && state !== 'new') return false;
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** Worst first: blocking, new before known before fixed, severity, then where. */
export function compareFindings(a: Finding, b: Finding): number {
  const states = ['new', 'unchanged', 'fixed'];
  return (
    Number(b.blocking) - Number(a.blocking) ||
    states.indexOf(a.state) - states.indexOf(b.state) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    byText(a.location?.file ?? a.source ?? '', b.location?.file ?? b.source ?? '') ||
    (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
    byText(a.guardrail, b.guardrail) ||
    byText(a.field, b.field) ||
    byText(a.fingerprint, b.fingerprint)
  );
}

function count(findings: readonly Finding[]): Counts {
  const of = (severity: Severity) => findings.filter(f => f.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
}

/** `alice or acme/security`; of several rules each. */
function whoMay(waiting: readonly Approval[]): string {
  const each = waiting.map(
    ({ from, count }) => `${count > 1 ? `${count} of ` : ''}${from.join(count > 1 ? ', ' : ' or ')}`,
  );
  return [...new Set(each)].join(', and of ');
}

function summarize(
  outcome: Outcome,
  findings: readonly Finding[],
  scope: 'new' | 'all',
  incomplete: number,
  counts: Judgement['counts'],
  waiting: readonly Approval[],
): string {
  const which = scope === 'new' ? 'new ' : '';
  const missing = `${plural(incomplete, 'input')} could not be evaluated`;
  if (outcome === 'fail') {
    const blocking = count(findings.filter(f => f.blocking));
    const parts = [
      blocking.error > 0 ? plural(blocking.error, `${which}error`) : '',
      blocking.warning > 0 ? plural(blocking.warning, `${which}warning`) : '',
      blocking.info > 0 ? plural(blocking.info, `${which}note`) : '',
    ].filter(part => part !== '');
    const verb = counts.blocking === 1 ? 'blocks' : 'block';
    const said = parts.length === 0 ? [] : [`${parts.join(', ')} ${verb} this change`];
    if (waiting.length > 0) {
      said.push(`${said.length === 0 ? 'this change' : 'it'} waits for the approval of ${whoMay(waiting)}`);
    }
    if (incomplete > 0) said.push(missing);
    return said.length === 1 ? (said[0] as string) : `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}`;
  }
  if (outcome === 'incomplete') return missing;
  return scope === 'new' ? 'nothing new blocks this change' : 'nothing blocks';
}
