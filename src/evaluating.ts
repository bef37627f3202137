import { type AnalyzeOptions, analyze, type Deployer } from './analyzers/index.ts';
import { type Side as ComparedSide, diffSets, type ResourceChange, renderingKey } from './changes/index.ts';
import type { RawFinding } from './findings.ts';
import { type ActiveGuardrail, evaluate, isOnChange } from './guardrails/index.ts';
import { type Manifest, ManifestSet } from './manifest/index.ts';
import type { Problem } from './problems.ts';
import type { ImageScan } from './scans/index.ts';
import type { Side } from './side.ts';

export interface JudgingOptions extends OfChange {
  readonly kubernetes: string;
  /** See {@link isPartial}. */
  readonly partial: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly scans: readonly ImageScan[];
  /** See {@link AnalyzeOptions}. */
  readonly context?: readonly Manifest[];
  readonly deployer?: Deployer;
  readonly all?: readonly ActiveGuardrail[];
  readonly isCompared?: (manifest: Manifest) => boolean;
}

/** What guardrails on change look at beside both sets. */
export interface OfChange {
  /** What differs between base and head, where somebody worked it out already. */
  readonly changes?: readonly ResourceChange[];
  /** Labels of the pull request; absent: nobody knows. */
  readonly labels?: readonly string[];
}

/** Whether something could not be rendered. Both sides are judged alike: else a repair elsewhere brings findings. */
export function isPartial({ renderings, discovery }: Side): boolean {
  return renderings.some(rendering => rendering.failed) || discovery.problems.some(problem => problem.gates);
}

/**
 * Whether the other side has the rendering of a manifest too: what is only on one side because it could not be rendered
 * on the other has neither come nor gone. Undefined where all could be rendered.
 */
export function comparedRenderings(
  head: Side,
  base: Side | undefined,
): ((manifest: Manifest) => boolean) | undefined {
  const sides = [head, ...(base === undefined ? [] : [base])].map(side => comparable(side, []));
  const failed = new Set(sides.flatMap(side => [...side.failed]));
  const targets = new Set(sides.flatMap(side => [...side.failedTargets]));
  if (failed.size + targets.size === 0) return undefined;
  return ({ origin: { target, environment } }) =>
    !targets.has(target.id) && !failed.has(renderingKey(target.id, environment.name));
}

/** What judging a side yields. */
export interface Judged {
  readonly findings: readonly RawFinding[];
  readonly problems: readonly Problem[];
  /** See {@link Evaluation.judged}. */
  readonly judged?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Judges everything one commit would deploy, by expressions and by analyzers. */
export function evaluateSide(
  side: Side,
  base: Side | undefined,
  active: readonly ActiveGuardrail[],
  options: JudgingOptions,
): Judged {
  return evaluateSet(side.set, active, { ...options, ...(base === undefined ? {} : { base: base.set }) });
}

/** Judges a set of manifests, by expressions and by analyzers. */
export function evaluateSet(
  set: ManifestSet,
  active: readonly ActiveGuardrail[],
  options: AnalyzeOptions & OfChange,
): Judged {
  const single = evaluateExpressions(set, active, options);
  const whole = analyze(set, active, options);
  return {
    findings: [...single.findings, ...whole.findings],
    problems: [...single.problems, ...whole.problems],
    ...(single.judged === undefined ? {} : { judged: single.judged }),
  };
}

/** Judges a set by expressions; those on change say something where `base` is there. */
export function evaluateExpressions(
  set: ManifestSet,
  active: readonly ActiveGuardrail[],
  options: AnalyzeOptions & OfChange,
): Judged {
  const { base, labels, isCompared } = options;
  const looksAtChange = active.some(
    ({ guardrail: { check } }) => check.by === 'expression' && isOnChange(check),
  );
  if (base === undefined || !looksAtChange) return evaluate(set, active, options);
  const changes = options.changes ?? diffSets(base, set, isCompared);
  return evaluate(set, active, {
    ...options,
    change: { changes, base, ...(labels === undefined ? {} : { labels }) },
  });
}

/** What analyzers say of a side, and of its change from the base. */
export function analyzeSide(
  side: Side,
  base: Side | undefined,
  active: readonly ActiveGuardrail[],
  options: JudgingOptions,
): Judged {
  return analyze(side.set, active, { ...options, ...(base === undefined ? {} : { base: base.set }) });
}

/** What analyzers say of manifests that each of them judges by itself. */
export function analyzeManifests(
  manifests: readonly Manifest[],
  active: readonly ActiveGuardrail[],
  options: JudgingOptions,
): Judged {
  return manifests.length === 0
    ? { findings: [], problems: [] }
    : analyze(new ManifestSet(manifests), active, options);
}

/** The base has no change of its own to judge; where nothing was rendered anew, the head's findings are its findings. */
export function evaluateBase(
  base: Side,
  head: Side,
  judged: Judged,
  active: readonly ActiveGuardrail[],
  options: JudgingOptions,
): readonly RawFinding[] {
  const identical = base.renderings.length === head.renderings.length && base.renderings.every(r => r.reused);
  if (identical) return judged.findings.filter(f => f.side === 'present');
  return evaluateSide(base, undefined, active, options).findings;
}

/** A side's findings with what of it could be evaluated. */
export function comparable(side: Side, findings: readonly RawFinding[]): ComparedSide {
  return {
    findings,
    targets: side.discovery.targets,
    failed: new Set(
      side.renderings.filter(r => r.failed).map(r => renderingKey(r.target.id, r.environment.name)),
    ),
    failedTargets: new Set(
      side.discovery.problems.flatMap(p => (p.target === undefined || !p.gates ? [] : [p.target])),
    ),
  };
}
