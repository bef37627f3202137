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
import { CelError, caret, toCel } from './cel/index.ts';
import { ChangeFocuses, oldStart } from './change-focuses.ts';
import { type CompiledCheck, CompileError, compileCheck, isOnChange } from './compile.ts';
import { findingAbout } from './finding.ts';
import type { Focused } from './focus.ts';
import { Focuses } from './focuses.ts';
import { type Job, runWithDeadline } from './jobs.ts';
import { positionIn } from './position.ts';
import { fillTemplate } from './template.ts';
import type { ActiveGuardrail, Evaluation, EvaluationOptions, ExpressionCheck, Guardrail } from './types.ts';
import type { Variables } from './variables.ts';

const DEADLINE = 5_000;
/**
 * Objects that all guardrails are judged on at a time: what is made of them for expressions is still in the processor's
 * cache, and gone before it has to be kept.
 */
const BLOCK = 100;
/** Such blocks that are judged under one deadline. */
const BLOCKS = 20;

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
  const judgements = active.flatMap(guardrail => judgementOf(guardrail, options) ?? []);
  const { only, deadline = DEADLINE } = options;
  const manifests = only === undefined ? set.manifests : set.manifests.filter(only);
  const blocks: (() => Iterable<Job>)[] = [];
  const onState = judgements.filter(({ check }) => !isOnChange(check));
  for (let start = 0; start < manifests.length; start += BLOCK) {
    blocks.push(() => {
      const focuses = new Focuses(set, manifests.slice(start, start + BLOCK));
      return jobsOf(onState, focuses);
    });
  }
  const onChange = judgements.filter(({ check }) => isOnChange(check));
  const { change } = options;
  for (
    let start = 0;
    change !== undefined && onChange.length > 0 && start < change.changes.length;
    start += BLOCK
  ) {
    blocks.push(() => {
      const focuses = new ChangeFocuses(set, change, start, BLOCK);
      return jobsOf(onChange, focuses);
    });
  }
  for (let start = 0; start < blocks.length; start += BLOCKS)
    runWithDeadline(blocks.slice(start, start + BLOCKS), () => marked(judgements), deadline);
  return {
    findings: judgements.flatMap(({ findings }) => findings),
    problems: judgements.flatMap(judgement => [...judgement.problems, ...failure(judgement)]),
    judged: new Map(judgements.map(({ active, targets }) => [active.guardrail.id, targets])),
  };
}

/** What one guardrail has in hand while it goes over the focuses. */
interface Judgement {
  readonly active: ActiveGuardrail;
  readonly check: ExpressionCheck;
  /** Undefined where it does not compile. */
  readonly compiled: CompiledCheck | undefined;
  readonly params: unknown;
  /** Its condition is about parameters only, and does not hold. */
  readonly isForNothing: boolean;
  readonly options: EvaluationOptions;
  readonly findings: RawFinding[];
  /** Targets in which there was something to judge. */
  readonly targets: Set<string>;
  /** The last of them. */
  target: string | undefined;
  readonly failures: { error: CelError; focused: Focused }[];
  /** What keeps it from being judged any further. */
  readonly problems: Problem[];
  /** The focus being judged, for naming it when time runs out. */
  current: Focused | undefined;
}

function judgementOf(active: ActiveGuardrail, options: EvaluationOptions): Judgement | undefined {
  const { guardrail, parameters } = active;
  const { check } = guardrail;
  if (check.by !== 'expression') return undefined;
  const params = toCel({ ...parameters });
  const none = {
    active,
    check,
    params,
    options,
    findings: [],
    targets: new Set<string>(),
    target: undefined,
    failures: [],
    current: undefined,
  };
  try {
    const compiled = compileCheck(check);
    return { ...none, compiled, isForNothing: isForNothing(compiled, params), problems: [] };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const message = `"${error.key}" of guardrail ${guardrail.id} is not valid CEL: ${error.message}`;
    const problem = { code: 'rule-expression', message, file: guardrail.file, gates: true };
    return { ...none, compiled: undefined, isForNothing: true, problems: [problem] };
  }
}

/** What goes wrong with a condition is told of an object. */
function isForNothing({ when, isWhenOfParameters }: CompiledCheck, params: unknown): boolean {
  if (when === undefined || !isWhenOfParameters) return false;
  try {
    return when.evaluate({ params }) === false;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

/** Made one by one, so that each is gone when it is done. */
function* jobsOf(judgements: readonly Judgement[], focuses: Pick<Focuses, 'of'>): Iterable<Job> {
  for (const judgement of judgements) {
    const job = jobOf(judgement, focuses);
    if (job !== undefined) yield job;
  }
}

/** The work of a guardrail on some objects, if there is any. */
function jobOf(judgement: Judgement, focuses: Pick<Focuses, 'of'>): Job | undefined {
  const { active, check, compiled, options, problems } = judgement;
  if (compiled === undefined || problems.length > 0) return undefined;
  if (judgement.isForNothing) return undefined;
  const of = focuses.of(check.applies, check.kinds);
  if (of.length === 0) return undefined;
  const { around = (_, work) => work(), deadline = DEADLINE } = options;
  return {
    run() {
      around(active.guardrail.id, () => {
        for (const focused of of) judge(focused, judgement, compiled);
      });
    },
    stopped() {
      problems.push(timeout(judgement, deadline));
    },
  };
}

/** Remembers how far all have come, and gives what takes back everything since. */
function marked(judgements: readonly Judgement[]): () => void {
  const before = judgements.map(judgement => ({
    judgement,
    findings: judgement.findings.length,
    failures: judgement.failures.length,
  }));
  return () => {
    for (const { judgement, findings, failures } of before) {
      judgement.findings.length = findings;
      judgement.failures.length = failures;
    }
  };
}

function judge(focused: Focused, judgement: Judgement, check: CompiledCheck): void {
  const { options } = judgement;
  judgement.current = focused;
  const variables = focused.variables(options.kubernetes);
  variables.params = judgement.params;
  try {
    if (check.usesEffective) variables.effective = focused.effective?.() ?? new Map();
    if (check.usesArguments) variables.arguments = focused.arguments?.() ?? new Map();
    if (check.when !== undefined && !truth(check.when.evaluate(variables), check.when)) return;
    // A list with nothing in it was looked at, too.
    const { target } = focused.manifest.origin;
    if (target.id !== judgement.target) {
      judgement.target = target.id;
      judgement.targets.add(target.id);
    }
    if (check.each === undefined) {
      judgeOnce(focused, judgement, check, variables);
      return;
    }
    const list = check.each.evaluate(variables);
    if (!Array.isArray(list))
      throw new CelError('"each" must give a list', check.each.source, 0, check.each.source.length);
    for (let index = 0; index < list.length; index++) {
      variables.item = list[index];
      variables.index = BigInt(index);
      judgeOnce(focused, judgement, check, variables);
    }
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    judgement.failures.push({ error, focused });
  }
}

function judgeOnce(focused: Focused, judgement: Judgement, check: CompiledCheck, variables: Variables): void {
  const { active } = judgement;
  if (truth(check.expression.evaluate(variables), check.expression)) return;
  const field = fillTemplate(check.field, variables);
  const old = focused.old === undefined ? undefined : oldStart(focused, field);
  const manifest = old?.manifest ?? focused.manifest;
  const path = fieldPath(old ?? startOf(focused, field), field, check);
  if (!isBelow(path, focused.path) && isKnown(judgement.findings, manifest, path)) return;
  const { container, subject } = focused;
  const message = fillTemplate(check.message, variables);
  judgement.findings.push(
    findingAbout(active, manifest, path, message, {
      ...(container === undefined ? {} : { container }),
      ...(subject === undefined ? {} : { subject }),
      ...(isOnChange(judgement.check) ? ofChange(focused, old !== undefined, check, variables) : {}),
    }),
  );
}

/** What findings about a change say beside: on which side they stand, and who may have told it already. */
function ofChange(
  { isGone }: Focused,
  isOld: boolean,
  { toldBy }: CompiledCheck,
  variables: Variables,
): Pick<RawFinding, 'side' | 'toldBy'> {
  const ids = toldBy.map(each => fillTemplate(each, variables)).filter(id => id !== '');
  return {
    side: isGone || isOld ? 'removed' : 'added',
    ...(ids.length === 0 ? {} : { toldBy: ids }),
  };
}

/**
 * Where a finding points: relative to the focus, or from the object's root when the field begins with `object.`, or
 * from the pod spec when it begins with `pod.`.
 */
function fieldPath({ prefix, root, name }: Start, field: string, check: CompiledCheck): FieldPath {
  const path = parseFieldPath(name, root);
  if (path !== undefined) return prefix.length === 0 ? path : [...prefix, ...path];
  const [source] = check.field.parts;
  const text = typeof source === 'string' ? source : (source?.source ?? '');
  throw new CelError(`"field" names nothing that exists here: ${field}`, text, 0, text.length);
}

interface Start {
  readonly prefix: FieldPath;
  readonly root: Json;
  readonly name: string;
}

function startOf({ manifest, pod, path, value }: Focused, field: string): Start {
  if (field.startsWith('object.'))
    return { prefix: [], root: manifest.object, name: field.slice('object.'.length) };
  if (pod !== undefined && field.startsWith('pod.'))
    return { prefix: pod.path, root: pod.spec, name: field.slice('pod.'.length) };
  return { prefix: path, root: value, name: field };
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
function failure({ active, check, failures }: Judgement): Problem[] {
  const [first] = failures;
  if (first === undefined) return [];
  const more = failures.length === 1 ? '' : ` and ${failures.length - 1} more`;
  const { error, focused } = first;
  const { guardrail } = active;
  const what = error.helper === undefined ? 'the expression' : `helper "${error.helper}"`;
  return [
    {
      code: 'expression-failed',
      message: `Guardrail ${guardrail.id} could not judge ${describe(focused)}${more}: ${error.message}${isOnChange(check) ? whyNull(error, focused) : ''} (character ${error.start + 1} of ${what})`,
      hint: caret(error.source, error.start, error.end),
      ...placeOf(guardrail, error),
      target: focused.manifest.origin.target.id,
      environment: focused.manifest.origin.environment.name,
      gates: true,
    },
  ];
}

/** The side of a change that is not there. */
function whyNull({ message }: CelError, { isGone, old }: Focused): string {
  if (!message.endsWith('(it is null)')) return '';
  if (isGone) return '; "object" is null where operation is DELETE: limit it with "when"';
  return old === undefined ? '; "oldObject" is null where operation is CREATE: limit it with "when"' : '';
}

/** The keys of a rule that are evaluated, in that order. */
const KEYS = ['when', 'each', 'expression', 'field', 'message'] as const;

/** Where an expression that failed was written; to the character for a team's own. */
function placeOf(
  { check, file, text }: Guardrail,
  { helper, source, start }: CelError,
): Pick<Problem, 'file' | 'line' | 'column'> {
  if (check.by !== 'expression') return { file };
  if (helper !== undefined) {
    const found = check.helpers?.find(({ name }) => name === helper);
    if (found === undefined) return { file };
    const path = ['helpers', helper, 'expression'];
    return {
      file: found.file,
      ...(found.text === undefined ? {} : positionIn(found.text, path, source, start)),
    };
  }
  const key = KEYS.find(name => check[name]?.includes(source));
  return { file, ...(text === undefined || key === undefined ? {} : positionIn(text, [key], source, start)) };
}

function describe({ manifest: { resource }, container }: Focused): string {
  return `${resourceLabel(resource)}${container === undefined ? '' : `, container ${container}`}`;
}
