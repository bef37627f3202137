import type { ApprovalRule } from '../config/index.ts';
import type { Approval, Approver } from '../findings.ts';
import { byText } from '../repository/index.ts';
import { matchesPattern } from './waivers.ts';

/** Something a change does that may need somebody's agreement. */
export interface Call {
  /** A guardrail's id, or a kind of change such as `rbac.cluster-scope`. */
  readonly kind: string;
  /** What it does, one plain sentence. */
  readonly text: string;
}

/**
 * Approving reviews of this very commit; `nobody-asked`: there is no pull request whose reviews could count;
 * `asked-before`: what is judged has passed with its approvals already, as everything in a merge queue.
 */
export type ApproversKnown = readonly Approver[] | 'nobody-asked' | 'asked-before';

export interface ApprovalInput {
  readonly rules: readonly ApprovalRule[];
  readonly approvers: ApproversKnown;
  /** What the change does beside its findings. */
  readonly calls: readonly Call[];
}

/** Findings that say what a kind of change to permissions is: who agrees to the one agrees to the other. */
const SPEAKS_OF: Readonly<Record<string, readonly string[]>> = {
  'rbac.escalation': ['rbac-path-*'],
  'rbac.dangerous': ['rbac-permission-gained', 'rbac-path-*'],
  'rbac.cluster-scope': [],
  'rbac.any': ['rbac-permission-gained'],
};

/** What the rules of a configuration say of one change. */
export class Approvals {
  readonly #input: ApprovalInput;

  constructor(input: ApprovalInput) {
    this.#input = input;
  }

  /** Whether findings of this guardrail are accepted: every rule that asks for approval has it. */
  accepts(guardrail: string): boolean {
    const rules = this.#input.rules.filter(rule => concerns(rule, guardrail));
    return rules.length > 0 && rules.every(rule => this.#state(rule) === 'given');
  }

  /** Who agreed to findings of this guardrail, sorted; nobody where that was settled before. */
  approversOf(guardrail: string): readonly Approver[] {
    const rules = this.#input.rules.filter(rule => concerns(rule, guardrail));
    const given = new Map(rules.flatMap(rule => this.#given(rule)).map(each => [each.login, each]));
    return [...given.values()].sort((a, b) => byText(a.login, b.login));
  }

  /** Whether a finding of this guardrail has to wait for somebody. */
  waits(guardrail: string): boolean {
    return this.#input.rules.some(rule => concerns(rule, guardrail) && this.#state(rule) === 'waiting');
  }

  /**
   * The rules that this change falls under, in their order.
   * @param findings what is new, each under its guardrail
   */
  called(findings: readonly Call[]): Approval[] {
    return this.#input.rules.flatMap(rule => {
      const calls = [
        ...this.#input.calls.filter(call => rule.for.some(pattern => matchesPattern(pattern, call.kind))),
        ...findings.filter(call => concerns(rule, call.kind)),
      ];
      if (calls.length === 0) return [];
      const because = [...new Set(calls.map(({ text }) => text))].sort(byText);
      return [{ ...rule, because, given: this.#given(rule), state: this.#state(rule) }];
    });
  }

  #given(rule: ApprovalRule): Approver[] {
    const { approvers } = this.#input;
    if (typeof approvers === 'string') return [];
    return approvers.filter(({ login, teams }) =>
      [login.toLowerCase(), ...teams].some(name => rule.from.includes(name)),
    );
  }

  #state(rule: ApprovalRule): Approval['state'] {
    if (this.#input.approvers === 'nobody-asked') return 'unknown';
    if (this.#input.approvers === 'asked-before') return 'given';
    return this.#given(rule).length >= rule.count ? 'given' : 'waiting';
  }
}

/** Whether a rule is about findings of a guardrail: by its id, or by the kind of change that the guardrail tells of. */
function concerns(rule: ApprovalRule, guardrail: string): boolean {
  return rule.for.some(
    pattern =>
      matchesPattern(pattern, guardrail) ||
      (SPEAKS_OF[pattern] ?? []).some(spoken => matchesPattern(spoken, guardrail)),
  );
}
