import { TypeError as CelTypeError, Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { RE2JSException } from 're2js';
import { functionHint, keyHint } from './available.ts';
import { type CelEngine, CelError, type CelExpression, type CelHelper } from './engine.ts';
import { registerKubernetesLibrary } from './library/index.ts';
import { balanced, type Rewritten, rewrite } from './rewrite.ts';
import { type CallableHelper, type SyntaxNode, shortcutFor, UNSURE } from './shortcuts/index.ts';
import { withWrittenNames } from './stand-ins.ts';

/**
 * The engine over @marcbachmann/cel-js, with the Kubernetes library and linear-time regular expressions.
 *
 * @param helpers what expressions can call as `helpers.<name>(...)`; one that calls others comes after them
 * @param options `shortcuts: false` has cel-js evaluate everything, for comparing
 * @throws {CelError} for a helper that does not compile
 */
export function createCelEngine(
  helpers: readonly CelHelper[] = [],
  { shortcuts = true }: { readonly shortcuts?: boolean } = {},
): CelEngine {
  library ??= libraryEnvironment();
  const { environment: base, callable } = withHelpers(library, helpers, shortcuts);
  const environments = new Map<string, Environment>();
  const environmentFor = (variables: readonly string[]): Environment => {
    const key = [...variables].sort().join(',');
    let known = environments.get(key);
    if (known === undefined) {
      known = base.clone();
      for (const name of variables) known.registerVariable(name, 'dyn');
      environments.set(key, known);
    }
    return known;
  };
  return {
    compile(source, variables) {
      const environment = environmentFor(variables);
      const compiled = compileIn(environment, source);
      return shortcuts ? withShortcut(compiled, environment, variables, callable) : compiled;
    },
  };
}

const LIMITS = {
  maxAstNodes: 5_000,
  maxDepth: 100,
  maxListElements: 500,
  maxMapEntries: 500,
  maxCallArguments: 16,
};

let library: Environment | undefined;

function libraryEnvironment(): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: LIMITS,
  });
  registerKubernetesLibrary(environment);
  return environment;
}

class HelpersNamespace {}

/** What an environment is cloned from cannot be changed any more: each helper is added to a clone of its own. */
function withHelpers(
  library: Environment,
  helpers: readonly CelHelper[],
  shortcuts: boolean,
): { readonly environment: Environment; readonly callable: ReadonlyMap<string, CallableHelper> } {
  const callable = new Map<string, CallableHelper>();
  let environment = library.clone();
  if (helpers.length > 0) {
    environment
      .registerType('HelpersNamespace', HelpersNamespace)
      .registerConstant('helpers', 'HelpersNamespace', new HelpersNamespace());
  }
  for (const { name, arguments: given, expression } of helpers) {
    const inner = environment.clone();
    for (const argument of given) inner.registerVariable(argument.name, argument.type);
    const names = given.map(argument => argument.name);
    const types = given.map(({ type }) => type);
    const checked = compileIn(inner, expression, name);
    const compiled = shortcuts ? withShortcut(checked, inner, names, callable) : checked;
    const run = (values: readonly unknown[]) =>
      compiled.evaluate(Object.fromEntries(names.map((argument, index) => [argument, values[index]])));
    environment = environment
      .clone()
      .registerFunction(
        `HelpersNamespace.${name}(${types.join(', ')}): ${compiled.type}`,
        (_: unknown, ...values: unknown[]) => run(values),
      );
    callable.set(name, { types, run });
  }
  return { environment, callable };
}

function withShortcut(
  compiled: CelExpression,
  environment: Environment,
  variables: readonly string[],
  helpers: ReadonlyMap<string, CallableHelper>,
): CelExpression {
  const { text } = rewrite(compiled.source);
  const part = (source: string) => {
    try {
      const parsed = environment.parse(balanced(source));
      return parsed.check().valid ? parsed : undefined;
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  };
  const shortcut = shortcutFor({
    root: environment.parse(text).ast as unknown as SyntaxNode,
    text,
    variables: new Set(variables),
    part,
    helpers,
  });
  if (shortcut === undefined) return compiled;
  return {
    ...compiled,
    evaluate(context) {
      let given: unknown = UNSURE;
      try {
        given = shortcut(context);
      } catch (error) {
        // A pattern that is none: cel-js says where.
        if (!(error instanceof RE2JSException)) throw error;
      }
      return given === UNSURE ? compiled.evaluate(context) : given;
    },
  };
}

function compileIn(environment: Environment, source: string, helper?: string): CelExpression {
  const rewritten = rewrite(source);
  let parsed: ReturnType<Environment['parse']>;
  let type: string;
  try {
    parsed = environment.parse(rewritten.text);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error('it does not pass the type check');
    type = checked.type ?? 'dyn';
  } catch (error) {
    throw celError(error, source, rewritten, helper, functionHint(error, environment));
  }
  return {
    source,
    type,
    evaluate(context) {
      try {
        return parsed(context as Record<string, unknown>);
      } catch (error) {
        const again = () => parsed(context as Record<string, unknown>);
        const hint = functionHint(error, environment) || keyHint(error, again);
        throw celError(error, source, rewritten, helper, hint);
      }
    },
  };
}

function celError(
  error: unknown,
  source: string,
  { original }: Rewritten,
  helper: string | undefined,
  hint: string,
): CelError {
  // Already said by the helper that was called.
  if (error instanceof CelError) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    const range = error.range ?? { start: 0, end: source.length };
    const message = `${withWrittenNames(error.summary)}${hint}`;
    return new CelError(message, source, original(range.start), original(range.end), helper);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CelError(message, source, 0, source.length, helper);
}
