import { nearest } from '../nearest.ts';
import { type CelEngine, CelError, type CelExpression, createCelEngine } from './cel/index.ts';
import { compileTemplate, type Template, TemplateError } from './template.ts';
import type { ChangeFocus, ExpressionCheck, Focus } from './types.ts';

const CONTAINER = [
  'container',
  'containerKind',
  'sidecar',
  'arguments',
  'effective',
  'pod',
  'podMetadata',
  'object',
];

const CHANGE = ['object', 'oldObject', 'operation', 'moved', 'source', 'pullRequest'];
const WORKLOAD_CHANGE = [
  ...CHANGE,
  'pod',
  'oldPod',
  'podMetadata',
  'oldPodMetadata',
  'effective',
  'oldEffective',
];

/** The names an expression can use, by what it looks at. `item` and `index` come with `each`. */
export const VARIABLES: Readonly<Record<Focus, readonly string[]>> = {
  object: always('object'),
  workload: always('object', 'pod', 'podMetadata', 'effective'),
  podSpec: always('pod', 'podMetadata', 'effective', 'object'),
  volume: always('volume', 'pod', 'podMetadata', 'effective', 'object'),
  container: always(...CONTAINER),
  volumeMount: always('mount', 'volume', ...CONTAINER),
  env: always('env', ...CONTAINER),
  probe: always('probe', 'probeKind', ...CONTAINER),
  rbacRule: always('rule', 'object'),
  ingressRule: always('rule', 'object'),
  change: always('uncovered', ...CHANGE),
  workloadChange: always(...WORKLOAD_CHANGE),
  containerChange: always('container', 'oldContainer', 'containerKind', ...WORKLOAD_CHANGE),
  changes: always('changes', 'pullRequest'),
};

/** What looks at a change, and says nothing without one. */
const ON_CHANGE: ReadonlySet<Focus> = new Set<ChangeFocus>([
  'change',
  'workloadChange',
  'containerChange',
  'changes',
]);

/** Whether an expression judges a change, and not a state. */
export function isOnChange({ applies }: Pick<ExpressionCheck, 'applies'>): boolean {
  return ON_CHANGE.has(applies);
}

function always(...names: readonly string[]): readonly string[] {
  return [...names, 'params', 'kubernetes', 'resource', 'target'];
}

export interface CompiledCheck {
  readonly when?: CelExpression;
  readonly each?: CelExpression;
  readonly expression: CelExpression;
  readonly message: Template;
  readonly field: Template;
  readonly toldBy: readonly Template[];
  /** Whether the condition looks at parameters only: it holds for everything or for nothing. */
  readonly isWhenOfParameters: boolean;
  /** Whether any part mentions effective values: they cost, so they are worked out only then. */
  readonly usesEffective: boolean;
  /** Likewise the command line taken apart. */
  readonly usesArguments: boolean;
}

/** The keys of a rule file that hold CEL. */
export type CelKey = 'when' | 'each' | 'expression' | 'message' | 'field' | 'told-by' | 'fix';

/** Something in a rule's CEL does not compile; offsets are into the text under `key`. */
export class CompileError extends Error {
  readonly key: CelKey;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  constructor(key: CelKey, text: string, message: string, start: number, end: number) {
    super(message);
    this.name = 'CompileError';
    this.key = key;
    this.text = text;
    this.start = start;
    this.end = end;
  }
}

const engines = new Map<string, CelEngine>();

/** The engine with the helpers that a check calls; one for all that call the same. */
export function engineFor({ helpers = [] }: Pick<ExpressionCheck, 'helpers'>): CelEngine {
  const key = JSON.stringify(
    helpers.map(({ name, arguments: given, expression }) => [name, given, expression]),
  );
  let engine = engines.get(key);
  if (engine === undefined) {
    engine = createCelEngine(helpers);
    engines.set(key, engine);
  }
  return engine;
}

const compiled = new WeakMap<ExpressionCheck, CompiledCheck>();

/**
 * Compiles everything of a rule that is CEL; the same check is compiled once.
 * @throws {CompileError} for the first part that does not compile
 */
export function compileCheck(check: ExpressionCheck): CompiledCheck {
  const known = compiled.get(check) ?? compileAll(check);
  compiled.set(check, known);
  return known;
}

/** Whether an expression's verdict on an object may depend on others: on those that effective values come from. */
export function seesOthers(check: ExpressionCheck): boolean {
  return compileCheck(check).usesEffective;
}

/** What everything but `when` and `each` can use. */
export function innerVariables({ applies, each }: ExpressionCheck): readonly string[] {
  return each === undefined ? VARIABLES[applies] : [...VARIABLES[applies], 'item', 'index'];
}

function compileAll(check: ExpressionCheck): CompiledCheck {
  const engine = engineFor(check);
  const outer = VARIABLES[check.applies];
  const inner = innerVariables(check);
  const when = check.when === undefined ? undefined : whole(engine, 'when', check.when, outer, ['bool']);
  const each = check.each === undefined ? undefined : whole(engine, 'each', check.each, outer, ['list']);
  const expression = whole(engine, 'expression', check.expression, inner, ['bool']);
  const message = template(engine, 'message', check.message, inner);
  const field = template(engine, 'field', check.field, inner);
  const toldBy = (check.toldBy ?? []).map(each => template(engine, 'told-by', each, inner));
  const sources = [check.when, check.each, check.expression, check.message, check.field];
  return {
    ...(when === undefined ? {} : { when }),
    ...(each === undefined ? {} : { each }),
    expression,
    message,
    field,
    toldBy,
    isWhenOfParameters:
      check.when !== undefined &&
      !outer.some(name => name !== 'params' && mentions([check.when], new RegExp(`\\b${name}\\b`))),
    usesEffective: mentions(sources, /\beffective\b/),
    usesArguments: mentions(sources, /\barguments\b/),
  };
}

function mentions(sources: readonly (string | undefined)[], word: RegExp): boolean {
  return sources.some(source => source !== undefined && word.test(source));
}

/** Compiles an expression of one of these types. @throws {CompileError} */
export function whole(
  engine: CelEngine,
  key: CelKey,
  text: string,
  variables: readonly string[],
  types: readonly string[],
): CelExpression {
  let compiled: CelExpression;
  try {
    compiled = engine.compile(text, variables);
  } catch (error) {
    throw error instanceof CelError ? compileError(key, text, error, 0, variables) : error;
  }
  const type = compiled.type.replace(/<.*/, '');
  if (type !== 'dyn' && !types.includes(type)) {
    throw new CompileError(key, text, `it must give a ${types[0]}, but gives a ${type}`, 0, text.length);
  }
  return compiled;
}

/** Compiles a text with holes. @throws {CompileError} */
export function template(
  engine: CelEngine,
  key: CelKey,
  text: string,
  variables: readonly string[],
): Template {
  try {
    return compileTemplate(text, (source, offset) => {
      try {
        return engine.compile(source, variables);
      } catch (error) {
        throw error instanceof CelError ? compileError(key, text, error, offset, variables) : error;
      }
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CompileError(key, text, error.message, error.offset, error.offset + 2);
  }
}

function compileError(
  key: CelKey,
  text: string,
  error: CelError,
  offset: number,
  variables: readonly string[],
): CompileError {
  const [, unknown] = /^Unknown variable: (.*)$/.exec(error.message) ?? [];
  const guess = unknown === undefined || unknown.length < 3 ? undefined : nearest(unknown, variables);
  const meant = guess === undefined ? '' : `did you mean "${guess}"? `;
  const elsewhere = unknown === undefined ? '' : hasIt(unknown);
  const available =
    unknown === undefined ? '' : ` (${elsewhere}${meant}in reach here: ${[...variables].sort().join(', ')})`;
  return new CompileError(
    key,
    text,
    `${error.message}${available}`,
    offset + error.start,
    offset + error.end,
  );
}

/** For a name that only guardrails on change know: what they apply to. */
function hasIt(name: string): string {
  const focuses = [...ON_CHANGE].filter(focus => VARIABLES[focus].includes(name));
  const isElsewhere = Object.entries(VARIABLES).some(
    ([focus, names]) => !ON_CHANGE.has(focus as Focus) && names.includes(name),
  );
  if (focuses.length === 0 || isElsewhere) return '';
  return `it is there with "applies: ${focuses.join('" or "applies: ')}"; `;
}
