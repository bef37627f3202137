/** How much a guardrail says about a control. Only the first two decide its outcome. */
export type Strength = 'direct' | 'partial' | 'contextual';

/** Why one guardrail supports evidence for a control. */
export interface Mapping {
  readonly guardrail: string;
  readonly strength: Strength;
  readonly reason: string;
  /** Where the mapping comes from: a published one by name, or our reading. */
  readonly source: string;
}

export interface Control {
  readonly id: string;
  /** In our own words. */
  readonly title: string;
  readonly mappings: readonly Mapping[];
}

/** A standard, and which of its controls the guardrails support evidence for. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly version: string;
  readonly url: string;
  /** Regular expression that every control id of the standard matches. */
  readonly grammar: string;
  /** Whether `controls` of the rule files name every mapping too. */
  readonly inRuleFiles: boolean;
  readonly controls: readonly Control[];
  /** Guardrails that say nothing about this standard, each with the reason. */
  readonly unmapped: readonly {
    readonly reason: string;
    readonly guardrails: readonly string[];
    readonly categories: readonly string[];
  }[];
  /** File it was read from. */
  readonly file: string;
  /** SHA-256 of that file, hex. */
  readonly digest: string;
}
