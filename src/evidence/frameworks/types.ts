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

/** Parts of the report that joins many bundles, as a template names them. */
export const REPORT_PARTS = ['controls', 'exceptions', 'changes', 'findings', 'coverage', 'gaps'] as const;
export type ReportPart = (typeof REPORT_PARTS)[number];

/** What the report of a framework says that is not counted: written for whoever assesses by that standard. */
export interface ReportTemplate {
  /** Of the document. */
  readonly title: string;
  /** Whom it is for: `the service auditor`. */
  readonly reader: string;
  /** Paragraphs. */
  readonly scope: readonly string[];
  readonly method: readonly string[];
  /** What an assessor of this standard asks for, and what of it is here. */
  readonly asks: readonly {
    readonly what: string;
    readonly answer: string;
    readonly part: ReportPart;
    readonly controls: readonly string[];
  }[];
  /** What this cannot show, one sentence each. */
  readonly limits: readonly string[];
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
  /** Absent: the general one, see `reportTemplate`. */
  readonly report?: ReportTemplate;
  /** File it was read from. */
  readonly file: string;
  /** SHA-256 of that file, hex. */
  readonly digest: string;
}
