import { TypeError as CelTypeError, Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { type CelEngine, CelError, type CelExpression } from './engine.ts';
import { registerKubernetesLibrary } from './library/index.ts';
import { useLinearRegex } from './rewrite.ts';

/** The engine over @marcbachmann/cel-js, with the Kubernetes library and linear-time regular expressions. */
export function createCelEngine(): CelEngine {
  const base = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: LIMITS,
  });
  registerKubernetesLibrary(base);
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
    compile(source, variables): CelExpression {
      let run: (context: Record<string, unknown>) => unknown;
      let type: string;
      try {
        const parsed = environmentFor(variables).parse(useLinearRegex(source));
        const checked = parsed.check();
        if (!checked.valid) throw checked.error ?? new Error('it does not pass the type check');
        run = parsed;
        type = checked.type ?? 'dyn';
      } catch (error) {
        throw celError(error, source);
      }
      return {
        source,
        type,
        evaluate(context) {
          try {
            return run(context as Record<string, unknown>);
          } catch (error) {
            throw celError(error, source);
          }
        },
      };
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

function celError(error: unknown, source: string): CelError {
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    const range = error.range ?? { start: 0, end: source.length };
    return new CelError(error.summary.replaceAll('matchRe', 'matches'), source, range.start, range.end);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CelError(message, source, 0, source.length);
}
