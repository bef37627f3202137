import type { ControlResult, FrameworkResult, GuardrailState, Report } from '../../reports/index.ts';
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
 *   and at least one had something to judge there: a direct one, where the control has any.
 * - `not-evaluated`: everything else. Nothing is satisfied because nothing was looked at.
 */
export function controlOutcomes({ report, frameworks, guardrails }: OutcomeInput): FrameworkResult[] {
  const facts = new Map(guardrails.map(fact => [fact.id, { fact, judged: new Set(fact.judged) }]));
  const findings = countsByTarget(report);
  const gaps = gapsOf(report);
  const own = guardrails.filter(({ origin }) => origin === 'custom');
  return frameworks
    .map(framework => withOwn(framework, own))
    .map(({ id, title, version, publisher, url, digest, controls }) => ({
      id,
      title,
      version,
      publisher,
      url,
      digest,
      controls: controls.flatMap(control => {
        const of = control.mappings.map(mapping => ({ mapping, known: facts.get(mapping.guardrail) }));
        // In a repository of a thousand targets most are alike: what is said of one is said of all of them, once.
        const alike = new Map<string, Omit<ControlResult, 'target'>>();
        return report.targets.map(({ id: target }) => {
          const found = findings.get(target);
          const gap = gaps.get(target) ?? gaps.get('');
          const states = of.map(({ mapping, known }) => {
            const counts = found?.get(mapping.guardrail);
            return counts === undefined
              ? known?.judged.has(target) === true
                ? 'j'
                : ''
              : `${counts.open}+${counts.accepted}`;
          });
          const key = `${states.join(' ')}|${gap}`;
          const result =
            alike.get(key) ??
            resultOf(
              control,
              of.map(({ mapping, known }) =>
                stateOf(
                  mapping,
                  known?.fact,
                  known?.judged.has(target) === true,
                  found?.get(mapping.guardrail),
                ),
              ),
              gap,
            );
          alike.set(key, result);
          return { ...result, target };
        });
      }),
    }));
}

/** A team's own guardrails say in their rule file what they support evidence for. */
function withOwn(framework: Framework, own: readonly GuardrailFact[]): Framework {
  const mappings = new Map<string, Mapping[]>();
  for (const { id, controls } of own) {
    for (const control of controls[framework.id] ?? []) {
      const isMapped = framework.controls.some(
        each => each.id === control && each.mappings.some(({ guardrail }) => guardrail === id),
      );
      if (isMapped) continue;
      const reason = 'Its rule file says so.';
      const mapping = {
        guardrail: id,
        strength: 'partial',
        reason,
        source: 'the team that wrote the guardrail',
      } as const;
      mappings.set(control, [...(mappings.get(control) ?? []), mapping]);
    }
  }
  if (mappings.size === 0) return framework;
  const controls = framework.controls.map(control => {
    const more = mappings.get(control.id) ?? [];
    mappings.delete(control.id);
    return { ...control, mappings: [...control.mappings, ...more] };
  });
  const further = [...mappings].map(([id, of]) => ({
    id,
    title: 'Named by guardrails of your own',
    mappings: of,
  }));
  return { ...framework, controls: [...controls, ...further.sort((a, b) => byText(a.id, b.id))] };
}

interface Counts {
  open: number;
  accepted: number;
}

function countsByTarget({ findings }: Report): Map<string, Map<string, Counts>> {
  const targets = new Map<string, Map<string, Counts>>();
  for (const { state, renderings, guardrail, waiver, baselined } of findings) {
    if (state === 'fixed') continue;
    for (const target of new Set(renderings.map(rendering => rendering.target))) {
      const of = targets.get(target) ?? new Map<string, Counts>();
      const counts = of.get(guardrail) ?? { open: 0, accepted: 0 };
      counts[waiver !== undefined || baselined === true ? 'accepted' : 'open'] += 1;
      targets.set(target, of.set(guardrail, counts));
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
  counts: Counts | undefined,
): GuardrailState {
  const about = { id: guardrail, strength, reason, source };
  if (counts !== undefined) return { ...about, state: counts.open > 0 ? 'failed' : 'accepted', ...counts };
  const none = { ...about, open: 0, accepted: 0 };
  if (fact === undefined) return { ...none, state: 'off', why: 'this version does not have it' };
  if (fact.idle !== undefined) return { ...none, state: 'off', why: fact.idle };
  return isJudged ? { ...none, state: 'passed' } : { ...none, state: 'nothing-to-judge' };
}

function resultOf(
  { id, title }: Control,
  guardrails: readonly GuardrailState[],
  gap: string | undefined,
): Omit<ControlResult, 'target'> {
  const sorted = [...guardrails].sort((a, b) => byText(a.id, b.id));
  const deciding = sorted.filter(({ strength }) => strength !== 'contextual');
  const about = { id, title, guardrails: sorted };
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
  const not = (reason: string): Omit<ControlResult, 'target'> => ({
    ...counts,
    outcome: 'not-evaluated',
    reason,
  });
  if (gap !== undefined) return not(`not all of the target could be evaluated: ${gap}`);
  if (deciding.length === 0) return not('what is mapped gives context and decides nothing');
  const off = deciding.filter(({ strength, state }) => strength === 'direct' && state === 'off');
  if (off.length > 0) return not(whyOff(off));
  const passed = deciding.filter(({ state }) => state === 'passed');
  const idle = deciding.filter(({ state }) => state === 'off');
  const direct = deciding.filter(({ strength }) => strength === 'direct');
  if (passed.some(({ strength }) => direct.length === 0 || strength === 'direct')) {
    const silent = idle.length === 0 ? '' : `, ${idle.length} did not run`;
    const reason = `${passed.length} of ${deciding.length} guardrails had something to judge and found nothing${silent}`;
    return { ...counts, outcome: 'satisfied', reason };
  }
  if (passed.length > 0) {
    const reason = `only guardrails that say a part of it had something to judge: ${names(passed)}`;
    return { ...not(reason), nothing: true };
  }
  if (idle.length === deciding.length) return not(whyOff(idle));
  return { ...not('there is nothing in the target that its guardrails judge'), nothing: true };
}

/** Those with the same reason together. */
function whyOff(guardrails: readonly GuardrailState[]): string {
  const reasons = new Map<string, GuardrailState[]>();
  for (const each of guardrails) reasons.set(each.why ?? '', [...(reasons.get(each.why ?? '') ?? []), each]);
  return [...reasons].map(([why, of]) => `${names(of)} did not run: ${why}`).join('; ');
}

/** At most three by name. */
function names(guardrails: readonly GuardrailState[]): string {
  const shown = guardrails.slice(0, 3).map(({ id }) => id);
  return guardrails.length > 3 ? `${shown.join(', ')} and ${guardrails.length - 3} more` : shown.join(', ');
}
