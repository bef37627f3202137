import type { Json } from '../json.ts';

/** The tools whose settings and waivers kubeproof understands; their order is that of the written page. */
export const TOOLS = ['kube-linter', 'trivy', 'checkov', 'kubescape', 'polaris'] as const;
export type ToolId = (typeof TOOLS)[number];

/**
 * How much kubeproof's guardrail says, compared with the other tool's check: the same; more (`wider`), so that leaving
 * out the check alone does not leave out the guardrail; or less (`narrower`).
 */
export const STRENGTHS = ['same', 'wider', 'narrower'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** A guardrail, or the part of it that a check is about. */
export interface Part {
  readonly guardrail: string;
  /** Pattern for the field of its findings. */
  readonly field?: string;
  /** Kind of the objects. */
  readonly kind?: string;
  /** What it has to be told to judge what the check judges. */
  readonly parameters?: Readonly<Record<string, Json>>;
}

/** A check of another tool, and what kubeproof has for it. */
export interface Check {
  readonly id: string;
  /** The tool's name for it, where settings may use that instead of the id. */
  readonly name?: string;
  /** The tool's own severity. */
  readonly severity?: string;
  /** Runs when nobody says otherwise; only given for tools that leave some out. */
  readonly default?: true;
  /** Empty: nothing, because `none`. */
  readonly parts: readonly Part[];
  readonly strength: Strength;
  readonly remark?: string;
  readonly none?: string;
  /** Guardrails that are near, where none is the equivalent. */
  readonly see?: readonly string[];
}

export interface Tool {
  readonly id: ToolId;
  /** As its makers write it. */
  readonly name: string;
  readonly checks: ReadonlyMap<string, Check>;
}
