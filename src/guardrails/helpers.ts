import { z } from 'zod';
import { type FieldPath, isObject, locate, parseYaml } from '../manifest/index.ts';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import { CelError, caret, createCelEngine, HELPER_TYPES, REPLACED } from './cel/index.ts';
import { positionIn } from './position.ts';
import type { Guardrail, Helper } from './types.ts';

/** Name of the files that hold helpers, in a folder of rules or below it. */
export const HELPER_FILE = /(?:^|\/)helpers\.ya?ml$/;

/** Words that CEL keeps for itself (cel-spec, "Syntax": `RESERVED` and the literals). */
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);

const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase')
  // YAML 1.1, as Kubernetes reads it, has n, y, on and off for these.
  .refine(word => !RESERVED.has(word), 'is a word of CEL: take another name');

/** The format of a helper file. Every `describe` is shown by editors. */
export const helperFile = z.strictObject({
  helpers: z
    .record(
      name,
      z.strictObject({
        description: z.string().trim().min(1, 'must not be empty').describe('What it tells, in a sentence.'),
        arguments: z
          .record(name, z.enum(HELPER_TYPES))
          .default({})
          .describe('What it is called with, in this order: names and their types; dyn is anything.'),
        expression: z
          .string()
          .trim()
          .min(1, 'must not be empty')
          .max(10_000)
          .describe('CEL: sees its arguments and nothing else, and can call other helpers.'),
      }),
    )
    .describe('Expressions by name; guardrails of the same folder call them as helpers.<name>(...).'),
});

/** The JSON Schema of a helper file (draft 2020-12), as published in `schemas/helpers.schema.json`. */
export function helpersJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(helperFile, { io: 'input' });
  return {
    $schema,
    title: 'kubeproof helpers',
    description: 'Expressions that guardrails share: helpers.yaml in a folder of guardrails of your own.',
    ...schema,
  };
}

/** Helpers of one folder of rules. */
export interface LoadedHelpers {
  /** Those that work, each behind those it calls. */
  readonly helpers: readonly Helper[];
  /** File of every helper that was written, also of those that do not work. */
  readonly written: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

interface HelperText {
  readonly file: string;
  readonly text: string;
  readonly origin: Guardrail['origin'];
}

/** Reads helper files and compiles each helper once. */
export function loadHelpers(files: readonly HelperText[]): LoadedHelpers {
  const problems: Problem[] = [];
  const written = new Map<string, Helper>();
  for (const file of files) {
    for (const helper of readHelpers(file, problems)) {
      const earlier = written.get(helper.name);
      if (earlier === undefined) written.set(helper.name, helper);
      else {
        const message = `The helper "${helper.name}" is written in ${earlier.file} already`;
        problems.push(at(file, ['helpers', helper.name], message, 'Give one of them another name'));
      }
    }
  }
  const texts = new Map(files.map(file => [file.file, file]));
  const helpers: Helper[] = [];
  for (const helper of inOrder(written)) {
    const file = texts.get(helper.file) as HelperText;
    const problem = recursion(helper, written, file) ?? compileProblem(helper, helpers, written, file);
    if (problem === undefined) helpers.push(helper);
    else problems.push(problem);
  }
  return {
    helpers,
    written: new Map([...written.values()].map(helper => [helper.name, helper.file])),
    problems,
  };
}

/** Of some helpers those that texts call, and those that these call, in the same order. */
export function helpersOf(
  texts: readonly (string | undefined)[],
  helpers: readonly Helper[],
): readonly Helper[] {
  const wanted = new Set(
    texts.flatMap(text => (text === undefined ? [] : callsIn(text).map(call => call.name))),
  );
  for (const helper of [...helpers].reverse()) {
    if (wanted.has(helper.name)) for (const call of callsIn(helper.expression)) wanted.add(call.name);
  }
  return helpers.filter(helper => wanted.has(helper.name));
}

/** Calls of helpers in a text; `offset` is that of the name. Also in strings: that does no harm. */
export function callsIn(text: string): { readonly name: string; readonly offset: number }[] {
  return [...text.matchAll(/\bhelpers\s*\.\s*([A-Za-z]\w*)\s*\(/g)].map(match => {
    const [whole, called = ''] = match;
    return { name: called, offset: match.index + whole.indexOf(called, 'helpers'.length) };
  });
}

/** What is said of a call that leads nowhere. */
export function unknownHelper(
  called: string,
  { helpers, written }: Pick<LoadedHelpers, 'helpers' | 'written'>,
): { readonly message: string; readonly hint: string } {
  const broken = written.get(called);
  if (broken !== undefined)
    return { message: `helpers.${called}() cannot be used`, hint: `See what is said about ${broken}` };
  const names = helpers.map(each => each.name).sort();
  const guess = nearest(called, names);
  const hint =
    names.length === 0
      ? 'Helpers are written in helpers.yaml, in the same folder of rules'
      : guess === undefined
        ? `There is: ${names.join(', ')}`
        : `Did you mean helpers.${guess}()?`;
  return { message: `There is no helper "${called}"`, hint };
}

function readHelpers(file: HelperText, problems: Problem[]): Helper[] {
  const parsed = parseYaml(file.text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    problems.push({ ...problemOf(file, `The helper file is not valid YAML: ${message}`), line, column });
    return [];
  }
  const result = helperFile.safeParse(parsed.value, { reportInput: true });
  if (!result.success) {
    for (const issue of result.error.issues) {
      const where = issue.path.length === 0 ? 'The helper file' : `"${issue.path.join('.')}"`;
      const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
      problems.push(at(file, issue.path as FieldPath, `${where}: ${message}`));
    }
    return [];
  }
  return Object.entries(result.data.helpers).flatMap(
    ([helper, { description, arguments: given, expression }]) => {
      if (REPLACED.has(helper)) {
        const message = `"${helper}" is a function of CEL`;
        problems.push(at(file, ['helpers', helper], message, 'Give the helper another name'));
        return [];
      }
      const types = Object.entries(given).map(([argument, type]) => ({ name: argument, type }));
      const text = file.origin === 'custom' ? { text: file.text } : {};
      return [{ name: helper, description, arguments: types, expression, file: file.file, ...text }];
    },
  );
}

/** Each behind those it calls, as far as that is possible; else in the order of the files. */
function inOrder(helpers: ReadonlyMap<string, Helper>): Helper[] {
  const ordered = new Set<Helper>();
  const visit = (helper: Helper, above: ReadonlySet<Helper>): void => {
    if (ordered.has(helper) || above.has(helper)) return;
    const inside = new Set([...above, helper]);
    for (const call of callsIn(helper.expression)) {
      const called = helpers.get(call.name);
      if (called !== undefined) visit(called, inside);
    }
    ordered.add(helper);
  };
  for (const helper of helpers.values()) visit(helper, new Set());
  return [...ordered];
}

/** A helper that calls itself, over however many others, would never end. */
function recursion(
  helper: Helper,
  helpers: ReadonlyMap<string, Helper>,
  file: HelperText,
): Problem | undefined {
  const seen = new Set<string>();
  const search = (from: Helper, way: readonly string[]): readonly string[] | undefined => {
    for (const { name: called } of callsIn(from.expression)) {
      if (called === helper.name) return [...way, called];
      const next = helpers.get(called);
      if (next === undefined || seen.has(called)) continue;
      seen.add(called);
      const found = search(next, [...way, called]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const way = search(helper, [helper.name]);
  if (way === undefined) return undefined;
  const message = `The helper "${helper.name}" calls itself: ${way.join(' -> ')}`;
  return at(file, ['helpers', helper.name], message, 'A helper may only call others');
}

function compileProblem(
  helper: Helper,
  before: readonly Helper[],
  written: ReadonlyMap<string, Helper>,
  file: HelperText,
): Problem | undefined {
  const path = ['helpers', helper.name, 'expression'];
  const files = new Map([...written.values()].map(each => [each.name, each.file]));
  const unknown = callsIn(helper.expression).find(call => !before.some(each => each.name === call.name));
  if (unknown !== undefined) {
    const { message, hint } = unknownHelper(unknown.name, { helpers: before, written: files });
    return {
      ...problemOf(file, `Helper "${helper.name}": ${message}`),
      hint,
      ...positionIn(file.text, path, helper.expression, unknown.offset),
    };
  }
  try {
    createCelEngine([...helpersOf([helper.expression], before), helper]);
    return undefined;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const names = helper.arguments.map(argument => argument.name);
    const available = error.message.startsWith('Unknown variable')
      ? ` (a helper sees its arguments: ${names.length === 0 ? 'none here' : names.join(', ')})`
      : '';
    return {
      code: 'rule-expression',
      message: `Helper "${helper.name}" is not valid CEL: ${error.message}${available}`,
      hint: caret(error.source, error.start, error.end),
      file: file.file,
      ...positionIn(file.text, path, helper.expression, error.start),
      gates: true,
    };
  }
}

function at(file: HelperText, path: FieldPath, message: string, hint?: string): Problem {
  const parsed = parseYaml(file.text);
  const located = parsed.ok && isObject(parsed.value) ? locate(file.text, path) : undefined;
  const span = located?.key ?? located?.value;
  return {
    ...problemOf(file, message),
    ...(hint === undefined ? {} : { hint }),
    line: span?.line ?? 1,
    column: span?.column ?? 1,
  };
}

function problemOf({ file }: HelperText, message: string): Problem {
  return { code: 'rule-invalid', message, file, gates: true };
}
