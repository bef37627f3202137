import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { $ZodIssue } from 'zod/v4/core';
import { type FieldPath, isObject, type Json, locate, parseYaml, splitDocuments } from '../manifest/index.ts';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import { type Tree, TreeError } from '../repository/index.ts';
import { hasType } from './activate.ts';
import { caret } from './cel/index.ts';
import { CompileError, compileCheck, isOnChange } from './compile.ts';
import { compileFix } from './fix.ts';
import {
  callsIn,
  HELPER_FILE,
  helpersOf,
  type LoadedHelpers,
  loadHelpers,
  unknownHelper,
} from './helpers.ts';
import { positionIn, positionInScalar } from './position.ts';
import { EXAMPLE_KEYS, type GuardrailFile, guardrailFile } from './schema.ts';
import type {
  AnalyzerCheck,
  Example,
  ExpressionCheck,
  Focus,
  Guardrail,
  LoadedGuardrails,
  Parameter,
  Profile,
} from './types.ts';

/** A rule file's text and where it stands. */
interface RuleFile {
  /** For messages. */
  readonly file: string;
  readonly category: string;
  /** File name without extension. */
  readonly stem: string;
  readonly text: string;
  readonly origin: Guardrail['origin'];
}

/** Larger than any rule a person writes; the limit keeps hostile files from costing time. */
const LARGEST = 256 * 1024;

/**
 * Loads kubeproof's own guardrails: `<rulesDir>/<category>/<id>.yaml`.
 * @param rulesDir folder in the file system; messages call its files `rules/...`
 */
export function loadPack(rulesDir: string): LoadedGuardrails {
  const files: RuleFile[] = [];
  const helpers = readdirSync(rulesDir)
    .filter(name => HELPER_FILE.test(name))
    .map(name => ruleFile(`rules/${name}`, readFileSync(join(rulesDir, name), 'utf8'), 'pack'));
  for (const category of readdirSync(rulesDir, { withFileTypes: true })) {
    if (!category.isDirectory() || category.name === 'frameworks') continue;
    for (const name of readdirSync(join(rulesDir, category.name))) {
      if (!isRuleFile(name)) continue;
      const text = readFileSync(join(rulesDir, category.name, name), 'utf8');
      files.push(ruleFile(`rules/${category.name}/${name}`, text, 'pack'));
    }
  }
  return loadFiles(files, helpers);
}

/**
 * Reads the pack as {@link loadPack} gave it when the bundle was made: parsing and checking hundreds of rule files takes
 * longer than most runs.
 */
export function readPack(file: string): LoadedGuardrails {
  return { guardrails: JSON.parse(readFileSync(file, 'utf8')) as Guardrail[], problems: [] };
}

/**
 * Loads a team's own guardrails: every YAML file below a folder of the repository. A policy of another kind found
 * there (an admission policy, a Kyverno policy) is a problem, since it would look as if it were evaluated.
 * The category is the name of the folder that holds the file.
 */
export function loadCustom(tree: Tree, folder: string): LoadedGuardrails {
  const root = folder.replace(/^\.?\/+|\/+$/g, '');
  const files: RuleFile[] = [];
  const problems: Problem[] = [];
  const paths = tree.filesBelow(root).filter(isRuleFile);
  if (paths.length === 0) {
    problems.push({
      code: 'rules-missing',
      message: `The folder of own guardrails "${folder}" has no YAML files`,
      hint: 'Correct "rules" in the configuration, or remove the entry',
      gates: true,
    });
  }
  for (const path of paths) {
    let text: string;
    try {
      text = tree.text(path);
    } catch (error) {
      if (!(error instanceof TreeError)) throw error;
      problems.push({ code: 'rule-unreadable', message: error.message, file: path, gates: true });
      continue;
    }
    files.push(ruleFile(path, text, 'custom'));
  }
  const isHelpers = ({ file }: RuleFile) => HELPER_FILE.test(file);
  const loaded = loadFiles(
    files.filter(file => !isHelpers(file)),
    files.filter(isHelpers),
  );
  return { guardrails: loaded.guardrails, problems: [...problems, ...loaded.problems] };
}

function isRuleFile(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function stem(name: string): string {
  return name.replace(/\.ya?ml$/, '');
}

function ruleFile(file: string, text: string, origin: Guardrail['origin']): RuleFile {
  const segments = file.split('/');
  return {
    file,
    category: segments.at(-2) ?? 'custom',
    stem: stem(segments.at(-1) ?? file),
    text,
    origin,
  };
}

function loadFiles(files: readonly RuleFile[], helperFiles: readonly RuleFile[]): LoadedGuardrails {
  const byId = new Map<string, Guardrail>();
  const helpers = loadHelpers([...helperFiles].sort((a, b) => (a.file < b.file ? -1 : 1)));
  const problems: Problem[] = [...helpers.problems];
  for (const file of [...files].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const loaded = loadFile(file, helpers);
    problems.push(...loaded.problems);
    if (loaded.guardrail === undefined) continue;
    const earlier = byId.get(loaded.guardrail.id);
    if (earlier === undefined) byId.set(loaded.guardrail.id, loaded.guardrail);
    else problems.push(duplicateId(file, loaded.guardrail, earlier));
  }
  const guardrails = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { guardrails, problems };
}

function loadFile(
  file: RuleFile,
  helpers: LoadedHelpers,
): { guardrail?: Guardrail; problems: readonly Problem[] } {
  if (file.text.length > LARGEST) {
    return { problems: [ruleProblem(file, `The rule file is larger than ${LARGEST / 1024} KiB`)] };
  }
  const parsed = parseYaml(file.text);
  if (!parsed.ok) {
    const { message, hint, line, column } = parsed.error;
    const problem = ruleProblem(file, `The rule file is not valid YAML: ${message}`);
    return { problems: [{ ...problem, ...(hint === undefined ? {} : { hint }), line, column }] };
  }
  const ignoredFrom = secondDocument(file.text) ?? parsed.ignoredFrom;
  if (ignoredFrom !== undefined) {
    const problem = ruleProblem(
      file,
      'The rule file holds more than one document, and only the first would count',
    );
    return {
      problems: [
        { ...problem, hint: 'Give every guardrail a file of its own', line: ignoredFrom, column: 1 },
      ],
    };
  }
  for (const duplicate of parsed.duplicateKeys) {
    const key = String(duplicate.path.at(-1));
    const { line, column } = duplicate.span;
    return { problems: [{ ...ruleProblem(file, `The key "${key}" is written twice`), line, column }] };
  }
  if (file.origin === 'custom' && isObject(parsed.value) && Object.hasOwn(parsed.value, 'apiVersion')) {
    const kind = String(parsed.value.kind ?? 'Kubernetes object').slice(0, 60);
    const what = `The folder of own guardrails holds a ${kind}, which kubeproof does not evaluate yet`;
    return {
      problems: [
        { ...ruleProblem(file, what), code: 'rule-not-evaluated', hint: 'Keep it in another folder' },
      ],
    };
  }

  if (!isObject(parsed.value)) {
    return { problems: [at(file, [], 'The rule file holds no rule', 'It begins with "id: <file name>"')] };
  }
  const result = guardrailFile.safeParse(parsed.value);
  if (!result.success) {
    const problems = result.error.issues.flatMap(issue => schemaProblems(file, issue));
    return {
      problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
    };
  }
  const problems: Problem[] = [];
  const rule = result.data;
  if (rule.id !== file.stem) {
    problems.push(
      at(file, ['id'], `The id "${rule.id}" must equal the file name`, `Name the file ${rule.id}.yaml`),
    );
  }
  for (const [name, parameter] of Object.entries(rule.parameters)) {
    if (hasType(parameter.default as Json, parameter.type)) continue;
    problems.push(
      at(
        file,
        ['parameters', name, 'default'],
        `The default of parameter "${name}" is not of type ${parameter.type}`,
      ),
    );
  }
  problems.push(...exampleProblems(file, rule));
  const check = checkOf(file, rule, helpers, problems);
  if (check === undefined || problems.length > 0) return { problems };
  return { guardrail: guardrailOf(file, rule, check), problems: [] };
}

/** 1-based line on which a second document begins. */
function secondDocument(text: string): number | undefined {
  const second = splitDocuments(text)[1];
  return second === undefined ? undefined : second.line + 1;
}

function guardrailOf(file: RuleFile, rule: GuardrailFile, check: Guardrail['check']): Guardrail {
  const controls = Object.entries(rule.controls).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id: rule.id,
    category: file.category,
    title: rule.title,
    severity: rule.severity as Guardrail['severity'],
    profile: rule.profile as Profile,
    since: rule.since ?? '',
    rationale: rule.rationale,
    remediation: rule.remediation,
    ...(rule['not-when'] === undefined ? {} : { notWhen: rule['not-when'] }),
    ...(rule.sensitive === true ? { sensitive: true as const } : {}),
    ...(rule.part === undefined ? {} : { part: rule.part }),
    references: rule.references,
    controls: Object.fromEntries(
      controls.map(([name, ids]) => [name, typeof ids === 'string' ? [ids] : ids]),
    ),
    parameters: rule.parameters as Record<string, Parameter>,
    check,
    examples: rule.examples as { fail: Example[]; pass: Example[] },
    file: file.file,
    digest: digestOf(file, check),
    origin: file.origin,
    ...(file.origin === 'custom' ? { text: file.text } : {}),
  };
}

function digestOf({ text }: RuleFile, check: Guardrail['check']): string {
  const hash = createHash('sha256').update(text);
  const helpers = check.by === 'expression' ? (check.helpers ?? []) : [];
  for (const { name, arguments: given, expression } of helpers)
    hash.update(JSON.stringify([name, given, expression]));
  return hash.digest('hex');
}

/** The rule's check, compiled once to see that it can be; reports what is missing, too much or wrong. */
function checkOf(
  file: RuleFile,
  rule: GuardrailFile,
  helpers: LoadedHelpers,
  problems: Problem[],
): ExpressionCheck | AnalyzerCheck | undefined {
  if (rule.analyzer !== undefined || rule.check !== undefined) {
    for (const key of [
      'applies',
      'kinds',
      'when',
      'each',
      'expression',
      'field',
      'message',
      'told-by',
      'fix',
    ] as const) {
      if (rule[key] !== undefined) {
        problems.push(at(file, [key], `"${key}" does not go together with "analyzer"`));
      }
    }
    if (rule.analyzer !== undefined && rule.check !== undefined) {
      return { by: 'analyzer', analyzer: rule.analyzer, check: rule.check };
    }
    const missing = rule.analyzer === undefined ? 'analyzer' : 'check';
    problems.push(at(file, [], `"${missing}" is missing`, '"analyzer" and "check" go together'));
    return undefined;
  }
  const { applies, expression, message } = rule;
  if (applies === undefined || expression === undefined || message === undefined) {
    for (const key of ['applies', 'expression', 'message'] as const) {
      if (rule[key] === undefined) problems.push(at(file, [], `"${key}" is missing`));
    }
    return undefined;
  }
  const check: ExpressionCheck = {
    by: 'expression',
    applies: applies as Focus,
    kinds: rule.kinds ?? [],
    ...(rule.when === undefined ? {} : { when: rule.when }),
    ...(rule.each === undefined ? {} : { each: rule.each }),
    expression,
    field: rule.field ?? '',
    message,
    ...(rule['told-by'] === undefined ? {} : { toldBy: rule['told-by'] }),
    ...(rule.fix === undefined ? {} : { fix: rule.fix as NonNullable<ExpressionCheck['fix']> }),
  };
  problems.push(...changeProblems(file, rule, check));
  const texts = celTexts(check);
  const used = helpersOf(
    texts.map(([, text]) => text),
    helpers.helpers,
  );
  for (const [key, text] of texts) {
    for (const { name, offset } of callsIn(text)) {
      if (used.some(helper => helper.name === name)) continue;
      const { message, hint } = unknownHelper(name, helpers);
      const place = positionIn(file.text, [key], text, offset);
      problems.push({ ...at(file, [key], message, hint), code: 'rule-expression', ...place });
    }
  }
  if (problems.length > 0) return undefined;
  const whole: ExpressionCheck = used.length === 0 ? check : { ...check, helpers: used };
  try {
    compileCheck(whole);
    compileFix(whole);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    problems.push(compileProblem(file, error));
  }
  return whole;
}

/** What does not go together with judging a change, and what does only with that. */
function changeProblems(file: RuleFile, rule: GuardrailFile, check: ExpressionCheck): Problem[] {
  if (isOnChange(check)) {
    if (rule.fix === undefined) return [];
    const why = 'Whether to go back is for a person to say';
    return [at(file, ['fix'], `"fix" does not go together with "applies: ${check.applies}"`, why)];
  }
  if (rule['told-by'] === undefined) return [];
  const hint = 'It says which guardrails on state tell the same as one on change';
  return [at(file, ['told-by'], `"told-by" does not go together with "applies: ${check.applies}"`, hint)];
}

/** Everything of a check that is CEL or has holes with it, by key. */
function celTexts({ toldBy, fix, ...check }: ExpressionCheck): [string, string][] {
  const { when, each, expression, message, field } = check;
  const texts = {
    when,
    each,
    expression,
    message,
    field,
    'told-by': toldBy?.join('\n'),
    fix: fix && JSON.stringify(fix),
  };
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    text === undefined ? [] : [[key, text]],
  );
}

function compileProblem(file: RuleFile, error: CompileError): Problem {
  const span = locate(file.text, [error.key]).value;
  const raw = positionedText(file, error);
  return {
    code: 'rule-expression',
    message: `"${error.key}" of guardrail ${file.stem} is not valid CEL: ${error.message}`,
    hint: caret(error.text, error.start, error.end),
    file: file.file,
    ...(span === undefined
      ? {}
      : error.key === 'fix' || error.key === 'told-by'
        ? { line: span.line, column: span.column }
        : positionInScalar(file.text, span, raw, error.start + raw.indexOf(error.text))),
    gates: true,
  };
}

/** The schema trims what it reads; positions need the value as YAML gives it. */
function positionedText(file: RuleFile, error: CompileError): string {
  const parsed = parseYaml(file.text);
  const value = parsed.ok && isObject(parsed.value) ? parsed.value[error.key] : undefined;
  return typeof value === 'string' ? value : error.text;
}

function exampleProblems(file: RuleFile, rule: GuardrailFile): Problem[] {
  const problems: Problem[] = [];
  for (const side of ['fail', 'pass'] as const) {
    for (const [index, example] of rule.examples[side].entries()) {
      for (const [name, value] of Object.entries(example.parameters ?? {})) {
        const declared = Object.hasOwn(rule.parameters, name) ? rule.parameters[name] : undefined;
        if (declared !== undefined && hasType(value as Json, declared.type)) continue;
        const path = ['examples', side, index, 'parameters', name];
        const what = declared === undefined ? 'is not declared' : `must be of type ${declared.type}`;
        problems.push(at(file, path, `The parameter "${name}" of this example ${what}`));
      }
    }
  }
  return problems;
}

function schemaProblems(file: RuleFile, issue: $ZodIssue): Problem[] {
  const path = issue.path as FieldPath;
  const where = path.length === 0 ? 'The rule file' : `"${path.join('.')}"`;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    return issue.keys.map(key => {
      const guess = nearest(key, known);
      const hint = guess === undefined ? `Known here: ${known.join(', ')}` : `Did you mean "${guess}"?`;
      return { ...at(file, [...path, key], `Unknown key "${key}"`, hint), code: 'rule-unknown-key' };
    });
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [at(file, path.slice(0, -1), `"${path.join('.')}" is missing`)];
  }
  if (issue.code === 'invalid_value') {
    return [at(file, path, `${where} must be one of: ${issue.values.map(String).join(', ')}`)];
  }
  return [at(file, path, `${where}: ${issue.message}`)];
}

/** The keys allowed at a place of a rule file, for suggestions. */
function knownKeys(path: FieldPath): readonly string[] {
  if (path.length === 0) return Object.keys(guardrailFile.shape);
  if (path[0] === 'fix') return ['when', 'set', 'remove'];
  if (path[0] === 'parameters') return ['type', 'default', 'description'];
  if (path[0] === 'examples' && path.length === 1) return ['fail', 'pass'];
  return EXAMPLE_KEYS;
}

function duplicateId(file: RuleFile, guardrail: Guardrail, earlier: Guardrail): Problem {
  return at(
    file,
    ['id'],
    `The id "${guardrail.id}" is taken by ${earlier.file}`,
    'Give one of them another id and file name',
  );
}

function at(file: RuleFile, path: FieldPath, message: string, hint?: string): Problem {
  const located = locate(file.text, path);
  const span = located.key ?? located.value;
  return {
    ...ruleProblem(file, message),
    ...(hint === undefined ? {} : { hint }),
    line: span?.line ?? 1,
    column: span?.column ?? 1,
  };
}

function ruleProblem(file: RuleFile, message: string): Problem {
  return { code: 'rule-invalid', message, file: file.file, gates: true };
}
