import type {
  ControlResult,
  FrameworkResult,
  GuardrailState,
  Report,
  ReportFinding,
} from '../../reports/index.ts';
import { byText } from '../../repository/index.ts';
import type { GuardrailFact } from '../types.ts';
import type { Control, Framework, Mapping } from './types.ts';

/** What outcomes are worked out from. */
export interface OutcomeInput {
  readonly report: Report;
  readonly frameworks: readonly Framework[];
  readonly guardrails: readonly GuardrailFact[];
}

/**
 * The outcome of every control in every target.
 *
 * - `not-satisfied`: a guardrail that decides (direct or partial) has a finding there; waived and baselined ones count
 *   too, since accepting a risk does not remove it.
 * - `satisfied`: there is no such finding, everything of the target could be evaluated, every direct guardrail was on,
 *   and at least one that decides had something to judge there.
 * - `not-evaluated`: everything else. Nothing is satisfied because nothing was looked at.
 */
export function controlOutcomes({ report, frameworks, guardrails }: OutcomeInput): FrameworkResult[] {
  const facts = new Map(guardrails.map(fact => [fact.id, fact]));
  const judged = new Map(guardrails.map(fact => [fact.id, new Set(fact.judged)]));
  const findings = findingsByTarget(report);
  const gaps = gapsOf(report);
  return frameworks.map(({ id, title, version, publisher, url, digest, controls }) => ({
    id,
    title,
    version,
    publisher,
    url,
    digest,
    controls: controls.flatMap(control =>
      report.targets.map(target => {
        const of = findings.get(target.id) ?? new Map<string, ReportFinding[]>();
        const states = control.mappings.map(mapping =>
          stateOf(
            mapping,
            facts.get(mapping.guardrail),
            judged.get(mapping.guardrail)?.has(target.id) === true,
            of,
          ),
        );
        return resultOf(control, target.id, states, gaps.get(target.id) ?? gaps.get(''));
      }),
    ),
  }));
}

function findingsByTarget({ findings }: Report): Map<string, Map<string, ReportFinding[]>> {
  const targets = new Map<string, Map<string, ReportFinding[]>>();
  for (const finding of findings) {
    if (finding.state === 'fixed') continue;
    for (const target of new Set(finding.renderings.map(rendering => rendering.target))) {
      const of = targets.get(target) ?? new Map<string, ReportFinding[]>();
      targets.set(target, of);
      of.set(finding.guardrail, [...(of.get(finding.guardrail) ?? []), finding]);
    }
  }
  return targets;
}

/** Why a target was not evaluated as a whole; '' speaks for all of them. */
function gapsOf({ problems, targets }: Report): Map<string, string> {
  const gaps = new Map<string, string>();
  for (const { gates, target = '', message } of problems)
    if (gates && !gaps.has(target)) gaps.set(target, message);
  for (const { id, environments } of targets) {
    const failed = environments.filter(({ digest }) => digest === undefined).map(({ name }) => name);
    if (failed.length > 0 && !gaps.has(id))
      gaps.set(id, `environment ${failed.join(', ')} could not be rendered`);
    if (environments.length === 0 && !gaps.has(id)) gaps.set(id, 'it has no environment');
  }
  return gaps;
}

function stateOf(
  { guardrail, strength, reason, source }: Mapping,
  fact: GuardrailFact | undefined,
  isJudged: boolean,
  findings: ReadonlyMap<string, readonly ReportFinding[]>,
): GuardrailState {
  const about = { id: guardrail, strength, reason, source };
  const found = findings.get(guardrail) ?? [];
  const accepted = found.filter(f => f.waiver !== undefined || f.baselined === true).length;
  if (found.length > 0)
    return {
      ...about,
      state: accepted === found.length ? 'accepted' : 'failed',
      open: found.length - accepted,
      accepted,
    };
  const none = { ...about, open: 0, accepted: 0 };
  if (fact === undefined) return { ...none, state: 'off', why: 'this version does not have it' };
  if (fact.idle !== undefined) return { ...none, state: 'off', why: fact.idle };
  return isJudged ? { ...none, state: 'passed' } : { ...none, state: 'nothing-to-judge' };
}

function resultOf(
  { id, title }: Control,
  target: string,
  guardrails: readonly GuardrailState[],
  gap: string | undefined,
): ControlResult {
  const sorted = [...guardrails].sort((a, b) => byText(a.id, b.id));
  const deciding = sorted.filter(({ strength }) => strength !== 'contextual');
  const about = { id, title, target, guardrails: sorted };
  const broken = deciding.filter(({ state }) => state === 'failed' || state === 'accepted');
  const open = broken.reduce((sum, each) => sum + each.open, 0);
  const accepted = broken.reduce((sum, each) => sum + each.accepted, 0);
  const counts = { ...about, open, accepted };
  if (broken.length > 0) {
    const parts = [
      ...(open === 0 ? [] : [`${open} open`]),
      ...(accepted === 0 ? [] : [`${accepted} accepted`]),
    ];
    return {
      ...counts,
      outcome: 'not-satisfied',
      reason: `findings of ${names(broken)}: ${parts.join(', ')}`,
    };
  }
  const not = (reason: string): ControlResult => ({ ...counts, outcome: 'not-evaluated', reason });
  if (gap !== undefined) return not(`not all of the target could be evaluated: ${gap}`);
  if (deciding.length === 0) return not('what is mapped gives context and decides nothing');
  const off = deciding.filter(({ strength, state }) => strength === 'direct' && state === 'off');
  if (off.length > 0) return not(`${names(off)} did not run: ${off[0]?.why}`);
  const passed = deciding.filter(({ state }) => state === 'passed');
  if (passed.length > 0)
    return {
      ...counts,
      outcome: 'satisfied',
      reason: `${passed.length} of ${deciding.length} guardrails had something to judge and found nothing`,
    };
  const idle = deciding.filter(({ state }) => state === 'off');
  return not(
    idle.length === deciding.length
      ? `${names(idle)} did not run: ${idle[0]?.why}`
      : 'there is nothing in the target that its guardrails judge',
  );
}

/** At most three by name. */
function names(guardrails: readonly GuardrailState[]): string {
  const shown = guardrails.slice(0, 3).map(({ id }) => id);
  return guardrails.length > 3 ? `${shown.join(', ')} and ${guardrails.length - 3} more` : shown.join(', ');
}
