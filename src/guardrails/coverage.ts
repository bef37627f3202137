import { z } from 'zod';
import { parseYaml } from '../manifest/index.ts';
import { familyTitle } from './page.ts';
import type { Guardrail } from './types.ts';

/** Rows of the table of what the field's tools check (see CONTRIBUTING.md). */
const ROWS = 244;

/** Work that has an issue of its own: what it will judge has no guardrail yet, or not all of them. */
const ISSUES: Readonly<Record<string, string>> = {
  network: 'Network connections between workloads',
  'pod-security': 'Pod Security levels',
  quota: 'Quotas and capacity',
  rbac: 'Effective permissions',
  references: 'References between objects',
  schema: 'Schemas of Kubernetes and of custom resources',
};

/** What an issue of its own is about. */
export function issueTitle(issue: string): string {
  return ISSUES[issue] ?? issue;
}

/** The ways a row is accounted for: exactly one each. */
const KINDS = ['guardrails', 'parameter', 'issue', 'not-applicable'] as const;

const coverageFile = z.array(
  z
    .strictObject({
      row: z.int().min(1).max(ROWS),
      capability: z.string().min(1),
      guardrails: z.array(z.string()).min(1).optional(),
      parameter: z
        .string()
        .regex(/^[a-z0-9-]+\.[A-Za-z0-9]+$/)
        .optional(),
      issue: z.enum(Object.keys(ISSUES) as [string, ...string[]]).optional(),
      'not-applicable': z.string().min(1).optional(),
    })
    .refine(entry => KINDS.filter(kind => entry[kind] !== undefined).length === 1, {
      error: `must have exactly one of ${KINDS.join(', ')}`,
    }),
);

type CoverageEntry = z.infer<typeof coverageFile>[number];

/** One row of the table, and what kubeproof has for it. */
export type CoverageRow = CoverageEntry & {
  /** File name without extension: `pod-security`. */
  readonly category: string;
};

/**
 * Reads `data/coverage/*.yaml`.
 * @param files text by file name without extension
 * @returns every row, sorted
 * @throws Error naming file and place for a row that is not written as it should be
 */
export function readCoverage(files: Readonly<Record<string, string>>): CoverageRow[] {
  const rows = Object.entries(files).flatMap(([category, text]) => {
    const parsed = parseYaml(text);
    if (!parsed.ok) {
      const { line, message } = parsed.error;
      throw new Error(`data/coverage/${category}.yaml:${line}: ${message}`);
    }
    const result = coverageFile.safeParse(parsed.value);
    if (!result.success) {
      throw new Error(`data/coverage/${category}.yaml: ${z.prettifyError(result.error)}`);
    }
    return result.data.map(entry => ({ ...entry, category }));
  });
  return rows.sort((a, b) => a.row - b.row);
}

/**
 * What is wrong with the rows as a whole: numbers missing or given twice, guardrails and parameters that do not exist.
 */
export function coverageProblems(rows: readonly CoverageRow[], guardrails: readonly Guardrail[]): string[] {
  const byId = new Map(guardrails.map(guardrail => [guardrail.id, guardrail]));
  const times = new Map<number, number>();
  for (const { row } of rows) times.set(row, (times.get(row) ?? 0) + 1);
  const problems = Array.from({ length: ROWS }, (_, index) => index + 1)
    .filter(row => times.get(row) !== 1)
    .map(row => `row ${row} is there ${times.get(row) ?? 0} times`);
  for (const entry of rows) {
    const unknown = entry.guardrails?.filter(id => !byId.has(id)) ?? [];
    problems.push(...unknown.map(id => `row ${entry.row}: there is no guardrail ${id}`));
    if (entry.parameter !== undefined) {
      const [id = '', name = ''] = entry.parameter.split('.');
      if (!Object.hasOwn(byId.get(id)?.parameters ?? {}, name)) {
        problems.push(`row ${entry.row}: there is no parameter ${entry.parameter}`);
      }
    }
  }
  return problems;
}

/** The page `docs/guardrails/coverage.md`. */
export function renderCoveragePage(rows: readonly CoverageRow[], guardrails: readonly Guardrail[]): string {
  const folders = new Map(guardrails.map(({ id, category }) => [id, category]));
  const link = (id: string, text: string) => `[${text}](${folders.get(id) ?? '.'}/${id}.md)`;
  const categories = [...new Set(rows.map(({ category }) => category))];
  const sections = categories.map(category => {
    const own = rows.filter(row => row.category === category);
    const lines = own.map(entry => `| ${entry.row} | ${cell(entry.capability)} | ${answer(entry, link)} |`);
    return `## ${familyTitle(category)}\n\n${count(own)}\n\n| row | what is looked at | in kubeproof |\n|---|---|---|\n${lines.join('\n')}`;
  });
  const summary = categories.map(category => {
    const own = rows.filter(row => row.category === category);
    const numbers = KINDS.map(kind => own.filter(entry => entry[kind] !== undefined).length);
    return `| [${familyTitle(category)}](#${familyTitle(category).toLowerCase().replaceAll(' ', '-')}) | ${own.length} | ${numbers.join(' | ')} |`;
  });
  const totals = KINDS.map(kind => rows.filter(entry => entry[kind] !== undefined).length);
  return [
    '<!-- Generated from data/coverage/ and rules/ by `npm run generate`. -->',
    '# What is covered',
    `Fourteen tools and collections of policies check ${ROWS} things in manifests, counted as a union. Each of them is a row below, with what kubeproof has for it.`,
    `| | rows | guardrail | parameter | work with an issue of its own | not applicable |\n|---|---|---|---|---|---|\n${summary.join('\n')}\n| **all** | **${rows.length}** | ${totals.map(number => `**${number}**`).join(' | ')} |`,
    '"Parameter" means that a guardrail judges it once a team has said what it wants. "Work with an issue of its own" is judged from the whole set of objects and is described there; some of it is not built yet.',
    ...sections,
  ]
    .join('\n\n')
    .concat('\n');
}

function answer(entry: CoverageRow, link: (id: string, text: string) => string): string {
  if (entry.guardrails !== undefined) return entry.guardrails.map(id => link(id, id)).join(', ');
  if (entry.parameter !== undefined) {
    const [id = '', name = ''] = entry.parameter.split('.');
    return `parameter \`${name}\` of ${link(id, id)}`;
  }
  if (entry.issue !== undefined) return `*${ISSUES[entry.issue]}*`;
  return `not applicable: ${cell(entry['not-applicable'] ?? '')}`;
}

function count(rows: readonly CoverageRow[]): string {
  const judged = rows.filter(entry => entry.guardrails !== undefined || entry.parameter !== undefined).length;
  return `${judged} of ${rows.length} rows are judged by guardrails.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
