import type * as z from 'zod';
import { type FieldPath, locate } from '../manifest/index.ts';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';

type Issue = z.core.$ZodIssue;

/**
 * Turns what a schema has against a YAML file into problems with file, line and column.
 * @param knownKeys keys the schema allows at a path, for suggestions.
 */
export function schemaProblems(
  issues: readonly Issue[],
  file: string,
  text: string,
  code: string,
  knownKeys: (path: FieldPath) => readonly string[],
): Problem[] {
  return issues.flatMap(issue => describe(issue, []).map(d => toProblem(d, file, text, code, knownKeys)));
}

interface Described {
  readonly path: FieldPath;
  readonly message: string;
  readonly unknownKey?: string;
}

function describe(issue: Issue, prefix: FieldPath): Described[] {
  const path = [...prefix, ...issue.path.map(step => (typeof step === 'number' ? step : String(step)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({ path: [...path, key], message: '', unknownKey: key }));
    case 'invalid_union':
      return describeUnion(issue.errors, path);
    case 'invalid_value':
      return [
        { path, message: `${name(path)} must be one of ${issue.values.map(v => String(v)).join(', ')}` },
      ];
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('received undefined')
        ? [{ path, message: `${name(path)} is missing` }]
        : [{ path, message: `${name(path)} must be ${article(issue.expected)}` }];
    case 'invalid_format':
      return [{ path, message: `${name(path)} must be ${issue.message}` }];
    case 'too_small':
      return [{ path, message: `${name(path)} must not be empty` }];
    default:
      return [{ path, message: `${name(path)}: ${issue.message}` }];
  }
}

/** Of several forms, the one meant is the one that got furthest: the others' complaints only confuse. */
function describeUnion(branches: readonly (readonly Issue[])[], path: FieldPath): Described[] {
  const described = branches.map(issues => issues.flatMap(issue => describe(issue, path)));
  const depth = (d: readonly Described[]) => Math.max(0, ...d.map(x => x.path.length));
  const deepest = Math.max(...described.map(depth));
  const candidates = described.filter(d => depth(d) === deepest);
  if (deepest > path.length) {
    return candidates.reduce((a, b) => (b.length < a.length ? b : a));
  }
  const choices = [...new Set(candidates.flat().map(d => d.message.replace(/^.*? must be (one of )?/, '')))];
  return [{ path, message: `${name(path)} must be ${choices.join(', or ')}` }];
}

function name(path: FieldPath): string {
  return path.length === 0 ? 'the file' : `\`${path.map(String).join('.')}\``;
}

function article(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
  };
  return words[expected] ?? `a ${expected}`;
}

function toProblem(
  described: Described,
  file: string,
  text: string,
  code: string,
  knownKeys: (path: FieldPath) => readonly string[],
): Problem {
  const at = locate(text, described.path);
  const span = at.key ?? at.value;
  const position = span === undefined ? {} : { line: span.line, column: span.column };
  const base = { code, file, ...position, gates: true };
  if (described.unknownKey === undefined) return { ...base, message: described.message };
  const known = knownKeys(described.path.slice(0, -1));
  const close = nearest(described.unknownKey, known);
  return {
    ...base,
    message: `unknown key \`${described.unknownKey}\``,
    hint: close === undefined ? `known keys here: ${known.join(', ')}` : `did you mean \`${close}\`?`,
  };
}

/** Keys a zod schema allows at `path`, looking through unions, arrays, records and defaults. */
export function keysAt(schema: z.ZodType, path: FieldPath): string[] {
  let candidates: z.core.$ZodType[] = [schema];
  for (const step of path) candidates = candidates.flatMap(s => children(s, step));
  return [...new Set(candidates.flatMap(s => objectKeys(s)))].sort();
}

type Def = { type: string } & Record<string, unknown>;
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = defOf(schema);
  if (def.type === 'union') return (def.options as z.core.$ZodType[]).flatMap(unwrap);
  if (['optional', 'default', 'prefault', 'nullable'].includes(def.type))
    return unwrap(def.innerType as z.core.$ZodType);
  return [schema];
}

function children(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  return unwrap(schema).flatMap(s => {
    const def = defOf(s);
    if (def.type === 'array') return [def.element as z.core.$ZodType];
    if (def.type === 'record') return [def.valueType as z.core.$ZodType];
    if (def.type !== 'object') return [];
    const child = (def.shape as Record<string, z.core.$ZodType>)[String(step)];
    return child === undefined ? [] : [child];
  });
}

function objectKeys(schema: z.core.$ZodType): string[] {
  return unwrap(schema).flatMap(s => {
    const def = defOf(s);
    return def.type === 'object' ? Object.keys(def.shape as object) : [];
  });
}
