import { RE2JS } from 're2js';
import type { Problem } from '../../problems.ts';
import type { Framework } from './types.ts';

/** What the linter needs to know of a guardrail. */
export interface LintedGuardrail {
  readonly id: string;
  readonly category: string;
  readonly controls: Readonly<Record<string, readonly string[]>>;
}

/**
 * What is wrong with a framework's mapping: ids that do not exist or do not fit the grammar, controls or mappings given
 * twice, guardrails that are neither mapped nor said to be unmapped, and rows that contradict the rule files.
 */
export function lintFramework(framework: Framework, guardrails: readonly LintedGuardrail[]): string[] {
  const { controls, unmapped, file } = framework;
  const problems = faults(framework, new Set(guardrails.map(({ id }) => id)));
  const mapped = new Set(controls.flatMap(({ mappings }) => mappings.map(({ guardrail }) => guardrail)));
  const known = new Set(guardrails.map(({ id }) => id));
  const left = new Set<string>();
  const categories = new Set(guardrails.map(({ category }) => category));
  for (const entry of unmapped) {
    for (const id of entry.guardrails) {
      if (!known.has(id)) problems.push(`"unmapped" names guardrail "${id}", which does not exist`);
      if (mapped.has(id)) problems.push(`guardrail "${id}" is mapped and unmapped`);
      left.add(id);
    }
    for (const category of entry.categories) {
      if (!categories.has(category))
        problems.push(`"unmapped" names category "${category}", which does not exist`);
    }
  }
  const whole = new Set(unmapped.flatMap(entry => entry.categories));
  for (const { id, category } of guardrails) {
    if (!mapped.has(id) && !left.has(id) && !whole.has(category))
      problems.push(`guardrail "${id}" (${category}) is neither mapped nor unmapped`);
  }
  return [...problems, ...contradictions(framework, guardrails)].map(problem => `${file}: ${problem}`);
}

/**
 * What keeps a team's own framework from being used as it was meant, as gating problems: a guardrail that does not exist
 * would never be evaluated, and nobody would know why.
 */
export function frameworkProblems(
  frameworks: readonly Framework[],
  guardrails: readonly { readonly id: string }[],
): Problem[] {
  const known = new Set(guardrails.map(({ id }) => id));
  return frameworks
    .filter(({ file }) => !file.startsWith('rules/frameworks/'))
    .flatMap(framework =>
      faults(framework, known).map(message => ({
        code: 'framework-invalid',
        message: `The framework ${framework.file} cannot be relied on: ${message}`,
        file: framework.file,
        gates: true,
      })),
    );
}

/** Ids that do not exist, do not fit the grammar, or are there twice. */
function faults({ controls, grammar }: Framework, known: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  let shape: RE2JS;
  try {
    // Linear: the grammar may be a stranger's.
    shape = RE2JS.compile(grammar);
  } catch {
    return [`"grammar" is no regular expression: ${grammar}`];
  }
  const seen = new Set<string>();
  for (const { id, mappings } of controls) {
    if (!shape.matches(id)) problems.push(`control "${id}" does not match ${grammar}`);
    if (seen.has(id)) problems.push(`control "${id}" is there twice`);
    seen.add(id);
    const named = new Set<string>();
    for (const { guardrail } of mappings) {
      if (!known.has(guardrail))
        problems.push(`control ${id} names guardrail "${guardrail}", which does not exist`);
      if (named.has(guardrail)) problems.push(`control ${id} names guardrail "${guardrail}" twice`);
      named.add(guardrail);
    }
  }
  return problems;
}

/** Rule files say what they support themselves: both have to say the same. */
function contradictions(
  { id: framework, inRuleFiles, controls }: Framework,
  guardrails: readonly LintedGuardrail[],
): string[] {
  const problems: string[] = [];
  const rows = new Set(
    controls.flatMap(({ id, mappings }) => mappings.map(({ guardrail }) => `${guardrail} ${id}`)),
  );
  const said = new Set<string>();
  for (const { id, controls: of } of guardrails) {
    for (const control of of[framework] ?? []) {
      said.add(`${id} ${control}`);
      if (!rows.has(`${id} ${control}`))
        problems.push(`guardrail "${id}" says it supports ${control}, and there is no such row`);
    }
  }
  if (inRuleFiles) {
    for (const row of rows) {
      if (!said.has(row)) problems.push(`the row "${row}" is not under "controls" of its rule file`);
    }
  }
  return problems;
}
