import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCelEngine, toCel } from '../../src/guardrails/cel/index.ts';
import { innerVariables, VARIABLES } from '../../src/guardrails/compile.ts';
import { focusesOf } from '../../src/guardrails/focus.ts';
import { type ExpressionCheck, type Guardrail, loadPack } from '../../src/guardrails/index.ts';
import { variablesWith } from '../../src/guardrails/variables.ts';
import { ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import { setOf } from './support.ts';

/** Shortcuts say what cel-js says, or nothing: the same results and the same errors, on everything. */

const fast = createCelEngine();
const slow = createCelEngine([], { shortcuts: false });

type Outcome = { readonly value: unknown } | { readonly error: string };

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

type Run = (variables: Record<string, unknown>) => unknown;
const compiled = new Map<string, readonly Run[]>();

/** By both engines; what does not compile fails when it is run. */
function outcomes(source: string, names: readonly string[]): readonly Run[] {
  const key = JSON.stringify([source, names]);
  const known =
    compiled.get(key) ??
    [fast, slow].map((engine): Run => {
      const made = outcome(() => engine.compile(source, names));
      return variables => {
        if ('error' in made) throw new Error(made.error);
        return (made.value as ReturnType<typeof engine.compile>).evaluate(variables);
      };
    });
  compiled.set(key, known);
  return known;
}

function compare(source: string, names: readonly string[], variables: Record<string, unknown>): Outcome {
  const [one, other] = outcomes(source, names).map(run => outcome(() => run(variables)));
  expect(one).toEqual(other);
  return one as Outcome;
}

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const byExpression = guardrails.flatMap(guardrail =>
  guardrail.check.by === 'expression' ? [[guardrail.id, guardrail, guardrail.check] as const] : [],
);

describe('the pack, on its own examples', () => {
  test.each(byExpression)('%s', (_, guardrail, check) => {
    for (const example of [...guardrail.examples.fail, ...guardrail.examples.pass]) {
      const parameters = { ...defaults(guardrail), ...example.parameters };
      for (const focused of focusesOf(tolerantSet(example.manifest), check.applies)) {
        const variables = variablesWith(focused.variables('1.34'), {
          params: toCel(parameters),
          effective: focused.effective?.() ?? new Map(),
          arguments: focused.arguments?.() ?? new Map(),
        });
        compareAll(check, variables);
      }
    }
  });
});

function compareAll(check: ExpressionCheck, variables: Record<string, unknown>): void {
  const outer = VARIABLES[check.applies];
  if (check.when !== undefined) {
    const when = compare(check.when, outer, variables);
    if ('error' in when || when.value !== true) return;
  }
  if (check.each === undefined) {
    compare(check.expression, outer, variables);
    return;
  }
  const items = compare(check.each, outer, variables);
  if ('error' in items || !Array.isArray(items.value)) return;
  for (const [index, item] of items.value.entries())
    compare(check.expression, innerVariables(check), { ...variables, item, index: BigInt(index) });
}

function defaults({ parameters }: Guardrail) {
  return Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, each.default]));
}

/** Some examples are about YAML that cannot be read as it should. */
function tolerantSet(text: string): ManifestSet {
  const environment = { name: 'default', reason: 'test' };
  const target = {
    id: 'manifests:test',
    kind: 'manifests' as const,
    root: '',
    files: [],
    inputs: [],
    reason: 'test',
  };
  const { manifests } = readDocuments({
    target: { ...target, environments: [environment] },
    environment,
    documents: splitDocuments(text),
  });
  return new ManifestSet(manifests);
}

describe('anything else', () => {
  const leaf = fc.constantFrom(
    'object',
    'object.a',
    'object.b',
    'object.list',
    'object.?a.?b.orValue(false)',
    'object.?a.?b.hasValue()',
    'object.a[?"b"].orValue("x")',
    'object.list[?1].orValue(2)',
    'object.list[0]',
    'object["a"]',
    '"a"',
    '1',
    '1.5',
    'true',
    'null',
    '["a", "b"]',
    '[1, object.a]',
    '{"a": 1}',
    'has(object.a)',
    'has(object.a.b)',
    'has(object.?a.b)',
    'size(object.list)',
    'object.a.size()',
    'string(object.a)',
    'object.?a',
    'x',
    'object.a.?b.c',
    'object.?a.optMap(x, x == 1).orValue(false)',
    'object.?a.optMap(x, x.b).hasValue()',
    'isQuantity(object.a)',
    'cel.bind(o, object.?a, o.?b.orValue(1) == 1 && o.hasValue())',
    '(x == 1 ? object.?a : object.?b).orValue(2)',
    'cel.bind(o, has(object.a) ? object.?a : object.?b, o.?b.orValue(o.orValue(3)))',
    'quantity(object.a).compareTo(quantity("1"))',
    'quantity("1").isLessThan(quantity(object.a))',
    'size(object.a) > 0',
    'object.list.size() == 2',
    'object.a == 1',
    '1 in object.list',
    'object.a.matches("^x")',
    'object.a.findAll("x")',
    '9223372036854775807',
  );
  const { expression } = fc.letrec<{ expression: string }>(tie => {
    const inner = tie('expression');
    const pair = (join: (a: string, b: string) => string) =>
      fc.tuple(inner, inner).map(([a, b]) => join(a, b));
    return {
      expression: fc.oneof(
        { maxDepth: 2 },
        leaf,
        fc
          .tuple(inner, fc.constantFrom('&&', '||', '==', '!=', '<', '>=', '+', 'in'), inner)
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        inner.map(a => `!(${a})`),
        pair((a, b) => `(${a}).all(x, ${b})`),
        pair((a, b) => `(${a}).exists(x, ${b})`),
        pair((a, b) => `(${a}).filter(x, ${b})`),
        pair((a, b) => `(${a}).map(x, ${b})`),
        pair((a, b) => `cel.bind(x, ${a}, ${b})`),
        pair((a, b) => `(${a}).startsWith(${b})`),
        pair((a, b) => `(${a}).matches(${b})`),
        pair((a, b) => `(${a}).?a.orValue(${b})`),
        pair((a, b) => `(${a})[${b}]`),
        fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        pair((a, b) => `[${a}, ${b}]`),
        inner.map(a => `(${a}).transformList(i, x, x)`),
        inner.map(a => `type(${a}) == string`),
        inner.map(a => `type(${a}) != list`),
        inner.map(a => `(${a}).upperAscii()`),
        pair((a, b) => `{"a": ${a}, "b": ${b}}`),
        pair((a, b) => `(${a}).indexOf(${b})`),
        pair((a, b) => `(${a}).split(${b})`),
      ),
    };
  });
  const scalar = fc.constantFrom<unknown>('a', 'b', '(', 0, 1, 1.5, true, false);
  const json = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }),
  );
  const objects = fc.record(
    { a: json, b: json, list: fc.array(scalar, { maxLength: 2 }) },
    { requiredKeys: ['list'] },
  );

  test('has the same outcome', () => {
    let evaluated = 0;
    fc.assert(
      fc.property(expression, objects, (source, object) => {
        const result = compare(source, ['object'], { object: toCel(object as never) });
        if ('value' in result) evaluated++;
      }),
      { numRuns: Number(process.env.RUNS ?? 1_500) },
    );
    // Most are nonsense; enough are not.
    expect(evaluated).toBeGreaterThan(100);
  });

  test('effective values, which are made when they are asked for', () => {
    const [focused] = focusesOf(
      setOf(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "x:1"}]}\n',
      ),
      'container',
    );
    const variables = { effective: focused?.effective?.() };
    for (const source of [
      'effective.image.tag == "1"',
      'effective.?gone.orValue(1)',
      'size(effective)',
      '"image" in effective',
    ])
      compare(source, ['effective'], variables);
  });
});
