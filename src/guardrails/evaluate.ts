import type { RawFinding } from '../findings.ts';
import {
  type FieldPath,
  type Json,
  type Manifest,
  type ManifestSet,
  parseFieldPath,
  resourceLabel,
} from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { CelError, caret, DeadlineError, toCel, withDeadline } from './cel/index.ts';
import { type CompiledCheck, CompileError, compileCheck } from './compile.ts';
import { findingAbout } from './finding.ts';
import { type Focused, focusesOf } from './focus.ts';
import { fillTemplate } from './template.ts';
import type { ActiveGuardrail, Evaluation, EvaluationOptions, ExpressionCheck, Focus } from './types.ts';

const DEADLINE = 5_000;
/** Focuses judged under one deadline: enough that starting the clock costs nothing. */
const BATCH = 2_000;

/**
 * Judges a set by every active guardrail that is an expression; those of analyzers are skipped.
 *
 * @returns findings in the order of guardrails, then of the set; and as gating problems every guardrail that could not
 *   be evaluated (`expression-failed`, `expression-timeout`), while the others are
 */
export function evaluate(
  set: ManifestSet,
  active: readonly ActiveGuardrail[],
  options: EvaluationOptions,
): Evaluation {
  const findings: RawFinding[] = [];
  const problems: Problem[] = [];
  const focuses = new Map<Focus, readonly Focused[]>();
  const focusesFor = (focus: Focus): readonly Focused[] => {
    let known = focuses.get(focus);
    if (known === undefined) {
      const { only } = options;
      const all = focusesOf(set, focus);
      known = only === undefined ? all : all.filter(({ manifest }) => only(manifest));
      focuses.set(focus, known);
    }
    return known;
  };
  for (const guardrail of active) {
    const { check } = guardrail.guardrail;
    if (check.by !== 'expression') continue;
    const result = evaluateOne(guardrail, check, focusesFor(check.applies), options);
    findings.push(...result.findings);
    problems.push(...result.problems);
  }
  return { findings, problems };
}

/** What one guardrail has in hand while it goes over the focuses. */
interface Judgement {
  readonly active: ActiveGuardrail;
  readonly check: CompiledCheck;
  readonly params: unknown;
  readonly options: EvaluationOptions;
  readonly findings: RawFinding[];
  readonly failures: { error: CelError; focused: Focused }[];
  /** The focus being judged, for naming it when time runs out. */
  current: Focused | undefined;
}

function evaluateOne(
  active: ActiveGuardrail,
  check: ExpressionCheck,
  all: readonly Focused[],
  options: EvaluationOptions,
): Evaluation {
  const { guardrail } = active;
  const wanted = kindFilter(check.kinds);
  const focuses = wanted === undefined ? all : all.filter(wanted);
  if (focuses.length === 0) return { findings: [], problems: [] };
  const deadline = options.deadline ?? DEADLINE;
  let judgement: Judgement;
  try {
    judgement = {
      active,
      check: compileCheck(check),
      params: toCel({ ...active.parameters }),
      options,
      findings: [],
      failures: [],
      current: undefined,
    };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const message = `"${error.key}" of guardrail ${guardrail.id} is not valid CEL: ${error.message}`;
    return {
      findings: [],
      problems: [{ code: 'rule-expression', message, file: guardrail.file, gates: true }],
    };
  }
  const problems: Problem[] = [];
  for (let start = 0; start < focuses.length; start += BATCH) {
    const batch = focuses.slice(start, start + BATCH);
    try {
      withDeadline(() => {
        for (const focused of batch) judge(focused, judgement);
      }, deadline);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      problems.push(timeout(judgement, deadline));
      break;
    }
  }
  const failed = failure(judgement);
  if (failed !== undefined) problems.push(failed);
  return { findings: judgement.findings, problems };
}

function judge(focused: Focused, judgement: Judgement): void {
  const { check, options } = judgement;
  judgement.current = focused;
  const variables = focused.variables(options.kubernetes);
  variables.params = judgement.params;
  try {
    if (check.usesEffective) variables.effective = focused.effective?.() ?? new Map();
    if (check.usesArguments) variables.arguments = focused.arguments?.() ?? new Map();
    if (check.when !== undefined && !truth(check.when.evaluate(variables), check.when)) return;
    if (check.each === undefined) {
      judgeOnce(focused, judgement, variables);
      return;
    }
    const list = check.each.evaluate(variables);
    if (!Array.isArray(list))
      throw new CelError('"each" must give a list', check.each.source, 0, check.each.source.length);
    for (const [index, item] of list.entries()) {
      variables.item = item;
      variables.index = BigInt(index);
      judgeOnce(focused, judgement, variables);
    }
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    judgement.failures.push({ error, focused });
  }
}

function judgeOnce(focused: Focused, judgement: Judgement, variables: Record<string, unknown>): void {
  const { check, active } = judgement;
  if (truth(check.expression.evaluate(variables), check.expression)) return;
  const { manifest } = focused;
  const path = fieldPath(focused, fillTemplate(check.field, variables), check);
  if (!isBelow(path, focused.path) && isKnown(judgement.findings, manifest, path)) return;
  const { container } = focused;
  const message = fillTemplate(check.message, variables);
  judgement.findings.push(
    findingAbout(active, manifest, path, message, container === undefined ? {} : { container }),
  );
}

/**
 * Where a finding points: relative to the focus, or from the object's root when the field begins with `object.`, or
 * from the pod spec when it begins with `pod.`.
 */
function fieldPath(focused: Focused, field: string, check: CompiledCheck): FieldPath {
  const [prefix, root, name] = startOf(focused, field);
  const path = parseFieldPath(name, root);
  if (path !== undefined) return [...prefix, ...path];
  const [source] = check.field.parts;
  const text = typeof source === 'string' ? source : (source?.source ?? '');
  throw new CelError(`"field" names nothing that exists here: ${field}`, text, 0, text.length);
}

function startOf({ manifest, pod, path, value }: Focused, field: string): [FieldPath, Json, string] {
  if (field.startsWith('object.')) return [[], manifest.object, field.slice('object.'.length)];
  if (pod !== undefined && field.startsWith('pod.')) return [pod.path, pod.spec, field.slice('pod.'.length)];
  return [path, value, field];
}

function isBelow(path: FieldPath, parent: FieldPath): boolean {
  return parent.every((step, index) => step === path[index]);
}

/** Whether a finding already speaks about this field of this object: several containers share what the pod says. */
function isKnown(findings: readonly RawFinding[], { resource }: Manifest, path: FieldPath): boolean {
  for (let index = findings.length - 1; index >= 0; index -= 1) {
    const finding = findings[index];
    // One object per manifest: the same reference means the same rendering.
    if (finding === undefined || finding.resource !== resource) return false;
    if (finding.path.length === path.length && isBelow(finding.path, path)) return true;
  }
  return false;
}

function truth(value: unknown, expression: { readonly source: string }): boolean {
  if (typeof value === 'boolean') return value;
  throw new CelError('it must be true or false', expression.source, 0, expression.source.length);
}

/** `Kind` matches in every group, `group/Kind` in one, `/Kind` in the core group. */
function kindFilter(kinds: readonly string[]): ((focused: Focused) => boolean) | undefined {
  if (kinds.length === 0) return undefined;
  const wanted = new Set(kinds);
  return ({ manifest: { resource } }) =>
    wanted.has(resource.kind) || wanted.has(`${resource.group}/${resource.kind}`);
}

function timeout({ active, current }: Judgement, deadline: number): Problem {
  const at = current === undefined ? '' : ` at ${describe(current)}`;
  return {
    code: 'expression-timeout',
    message: `Guardrail ${active.guardrail.id} was stopped after ${deadline} ms${at}`,
    hint: 'Simplify its expression: nested all(), exists() and map() multiply',
    file: active.guardrail.file,
    gates: true,
  };
}

/** One problem for all the objects an expression failed on: they share a cause. */
function failure({ active, failures }: Judgement): Problem | undefined {
  const [first] = failures;
  if (first === undefined) return undefined;
  const more = failures.length === 1 ? '' : ` and ${failures.length - 1} more`;
  const { error, focused } = first;
  return {
    code: 'expression-failed',
    message: `Guardrail ${active.guardrail.id} could not judge ${describe(focused)}${more}: ${error.message} (character ${error.start + 1} of the expression)`,
    hint: caret(error.source, error.start, error.end),
    file: active.guardrail.file,
    target: focused.manifest.origin.target.id,
    environment: focused.manifest.origin.environment.name,
    gates: true,
  };
}

function describe({ manifest: { resource }, container }: Focused): string {
  return `${resourceLabel(resource)}${container === undefined ? '' : `, container ${container}`}`;
}
