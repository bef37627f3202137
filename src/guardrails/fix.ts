import {
  type FieldPath,
  isObject,
  type Json,
  type Manifest,
  type ManifestSet,
  parseFieldPath,
} from '../manifest/index.ts';
import {
  type CelEngine,
  CelError,
  type CelExpression,
  DeadlineError,
  Quantity,
  toCel,
  withDeadline,
} from './cel/index.ts';
import { compileCheck, engineFor, innerVariables, template, whole } from './compile.ts';
import { type Focused, focusesOf } from './focus.ts';
import { fillTemplate, type Template } from './template.ts';
import type { ActiveGuardrail, ExpressionCheck } from './types.ts';
import { variablesWith } from './variables.ts';

/** A change of an object; the path counts from its root. */
export type ObjectEdit =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: FieldPath };

/** What would mend a finding; `none`: the guardrail knows no fix, `choice`: here a person must decide. */
export type FixAnswer = readonly ObjectEdit[] | 'none' | 'choice';

/** A value whose texts may have holes. */
type Filled = (variables: Readonly<Record<string, unknown>>) => Json;

interface CompiledFix {
  readonly when?: CelExpression;
  readonly set: readonly (readonly [field: Template, value: Filled])[];
  readonly remove: readonly Template[];
}

/** Longest time that finding one fix may take, in milliseconds. */
const DEADLINE = 1_000;

const compiled = new WeakMap<ExpressionCheck, CompiledFix>();

/**
 * Compiles the CEL of a check's fix; undefined when it has none.
 * @throws {CompileError} for the first part that does not compile
 */
export function compileFix(check: ExpressionCheck): CompiledFix | undefined {
  const { fix } = check;
  if (fix === undefined) return undefined;
  const known = compiled.get(check);
  if (known !== undefined) return known;
  const variables = innerVariables(check);
  const engine = engineFor(check);
  const made = {
    ...(fix.when === undefined ? {} : { when: whole(engine, 'fix', fix.when, variables, ['bool']) }),
    set: Object.entries(fix.set ?? {}).map(
      ([field, value]) =>
        [template(engine, 'fix', field, variables), valueWithHoles(engine, value, variables)] as const,
    ),
    remove: (fix.remove ?? []).map(field => template(engine, 'fix', field, variables)),
  };
  compiled.set(check, made);
  return made;
}

function valueWithHoles(engine: CelEngine, value: Json, variables: readonly string[]): Filled {
  if (Array.isArray(value)) {
    const items = value.map(item => valueWithHoles(engine, item, variables));
    return given => items.map(item => item(given));
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, valueWithHoles(engine, member, variables)] as const,
    );
    return given => Object.fromEntries(members.map(([key, member]) => [key, member(given)]));
  }
  if (typeof value !== 'string' || !value.includes('{{')) return () => value;
  const text = template(engine, 'fix', value.trim(), variables);
  const [only, ...others] = text.parts;
  if (others.length === 0 && only !== undefined && typeof only !== 'string')
    return given => jsonOf(only.evaluate(given));
  return given => fillTemplate(text, given);
}

/**
 * The edits of an object that its guardrail is certain about, for one finding.
 *
 * @param finding where it points, in the manifest given
 * @param set everything that was judged together: effective values may come from elsewhere
 */
export function fixFor(
  { guardrail: { check }, parameters }: ActiveGuardrail,
  { path, manifest }: { readonly path: FieldPath; readonly manifest: Manifest },
  set: ManifestSet,
  kubernetes: string,
): FixAnswer {
  if (check.by !== 'expression') return 'none';
  const fix = compileFix(check);
  if (fix === undefined) return 'none';
  try {
    return withDeadline(() => {
      const params = toCel({ ...parameters });
      for (const focused of focusesOf(set, check.applies, [manifest])) {
        const edits = editsAt(focused, check, fix, path, params, kubernetes);
        if (edits !== undefined) return edits;
      }
      return 'choice';
    }, DEADLINE);
  } catch (error) {
    if (error instanceof CelError || error instanceof DeadlineError) return 'choice';
    throw error;
  }
}

/** The fix where a focus yields the finding at `path`; undefined where it does not. */
function editsAt(
  focused: Focused,
  check: ExpressionCheck,
  fix: CompiledFix,
  path: FieldPath,
  params: unknown,
  kubernetes: string,
): FixAnswer | undefined {
  const { when, each, expression, field } = compileCheck(check);
  const outer = variablesWith(focused.variables(kubernetes), {
    params,
    effective: focused.effective?.() ?? new Map(),
    arguments: focused.arguments?.() ?? new Map(),
  });
  if (when !== undefined && when.evaluate(outer) !== true) return undefined;
  const list = each === undefined ? [undefined] : each.evaluate(outer);
  if (!Array.isArray(list)) return undefined;
  for (const [index, item] of list.entries()) {
    const inner = each === undefined ? outer : variablesWith(outer, { item, index: BigInt(index) });
    if (expression.evaluate(inner) === true) continue;
    if (!isSame(pathOf(focused, fillTemplate(field, inner)), path)) continue;
    if (fix.when !== undefined && fix.when.evaluate(inner) !== true) return 'choice';
    return resolve(focused, fix, inner);
  }
  return undefined;
}

function resolve(focused: Focused, fix: CompiledFix, variables: Record<string, unknown>): FixAnswer {
  const edits: ObjectEdit[] = [];
  for (const [field, value] of fix.set) {
    const path = pathOf(focused, fillTemplate(field, variables));
    if (path === undefined) return 'choice';
    edits.push({ op: 'set', path, value: value(variables) });
  }
  for (const field of fix.remove) {
    const path = pathOf(focused, fillTemplate(field, variables));
    if (path === undefined) return 'choice';
    edits.push({ op: 'remove', path });
  }
  return edits;
}

/** Relative to the focus, or from the object's root when the field begins with `object.`. */
function pathOf({ manifest, path, value }: Focused, field: string): FieldPath | undefined {
  if (field.startsWith('object.')) return parseFieldPath(field.slice('object.'.length), manifest.object);
  const below = parseFieldPath(field, value);
  return below && [...path, ...below];
}

function isSame(a: FieldPath | undefined, b: FieldPath): boolean {
  return a !== undefined && a.length === b.length && a.every((step, index) => step === b[index]);
}

function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, jsonOf(item)]));
  if (value instanceof Quantity) return value.asApproximateFloat();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Json;
  throw new CelError('a value of this type cannot be written into a manifest', '', 0, 0);
}
