import { z } from 'zod';
import { type CoverageRow, type Guardrail, issueTitle } from '../guardrails/index.ts';
import { type Json, parseYaml } from '../manifest/index.ts';
import { type Check, type Part, STRENGTHS, type Tool, type ToolId } from './types.ts';

/**
 * One file of `data/equivalents/`. A check has one outcome: `guardrails`; `row`, the row of `data/coverage/` that
 * answers it; or `none` with the reason.
 */
const checkSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9_-]+$/),
    name: z.string().min(1).optional(),
    severity: z.enum(['low', 'medium', 'high', 'critical']).optional(),
    default: z.literal(true).optional(),
    guardrails: z
      .array(
        z.union([
          z.string().transform(id => ({ id })),
          z.strictObject({
            id: z.string(),
            field: z.string().optional(),
            kind: z.string().optional(),
            parameters: z.record(z.string(), z.json()).optional(),
          }),
        ]),
      )
      .min(1)
      .optional(),
    row: z.int().optional(),
    none: z.string().min(1).optional(),
    strength: z.enum(STRENGTHS).optional(),
    remark: z.string().min(1).optional(),
    see: z.array(z.string()).min(1).optional(),
  })
  .refine(entry => ['guardrails', 'row', 'none'].filter(key => Object.hasOwn(entry, key)).length === 1, {
    error: 'must have exactly one of guardrails, row, none',
  })
  .refine(entry => (entry.strength === undefined) === (entry.remark === undefined), {
    error: 'strength and remark belong together: the sentence says where it is wider or narrower',
  })
  .refine(entry => entry.strength === undefined || entry.guardrails !== undefined, {
    error: 'strength is for guardrails',
  });

const fileSchema = z.strictObject({ tool: z.string().min(1), checks: z.array(checkSchema).min(1) });

type Entry = z.output<typeof checkSchema>;

/**
 * Reads a file of `data/equivalents/` and looks up the rows it refers to.
 * @param text YAML
 * @param rows of `data/coverage/`
 * @throws Error naming file and place for what is not written as it should be: ids out of order or twice, too
 */
export function readEquivalents(id: ToolId, text: string, rows: readonly CoverageRow[]): Tool {
  const file = `data/equivalents/${id}.yaml`;
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(`${file}:${parsed.error.line}: ${parsed.error.message}`);
  const result = fileSchema.safeParse(parsed.value);
  if (!result.success) throw new Error(`${file}: ${z.prettifyError(result.error)}`);
  const { tool, checks } = result.data;
  const order = new Intl.Collator('en', { numeric: true });
  for (const [index, { id: check }] of checks.entries()) {
    const before = checks[index - 1]?.id;
    if (before !== undefined && order.compare(before, check) >= 0)
      throw new Error(`${file}: ${check} stands after ${before}; checks are sorted, each once`);
  }
  return { id, name: tool, checks: new Map(checks.map(entry => [entry.id, toCheck(entry, rows, file)])) };
}

function toCheck(entry: Entry, rows: readonly CoverageRow[], file: string): Check {
  const { id, name, severity, strength = 'same', remark, see, none } = entry;
  const about = {
    id,
    ...(name === undefined ? {} : { name }),
    ...(severity === undefined ? {} : { severity }),
    ...(entry.default === undefined ? {} : { default: true as const }),
  };
  if (entry.row !== undefined) {
    const row = rows.find(({ row }) => row === entry.row);
    if (row === undefined) throw new Error(`${file}: ${id}: there is no row ${entry.row} in data/coverage`);
    return { ...about, ...answer(row) };
  }
  if (none !== undefined)
    return { ...about, parts: [], strength, none, ...(see === undefined ? {} : { see }) };
  const parts = (entry.guardrails ?? []).map(({ id: guardrail, ...narrowed }) => {
    return { guardrail, ...narrowed } as Part;
  });
  return { ...about, parts, strength, ...(remark === undefined ? {} : { remark }) };
}

/** What the row of the coverage says, as the outcome of a check. */
function answer(row: CoverageRow): Omit<Check, 'id'> {
  const { capability, guardrails, parameter, issue } = row;
  if (guardrails !== undefined) {
    // Nobody compared the check with each of them: none is taken for the whole of it.
    const remark = `what comes nearest to ${lowerFirst(capability)}`;
    return { parts: guardrails.map(guardrail => ({ guardrail })), strength: 'wider', remark };
  }
  if (parameter !== undefined) {
    const [guardrail = '', name = ''] = parameter.split('.');
    return {
      parts: [{ guardrail }],
      strength: 'narrower',
      remark: `once the parameter \`${name}\` is given`,
    };
  }
  const reason =
    issue === undefined
      ? (row['not-applicable'] ?? '')
      : `${lowerFirst(capability)}: work of its own (${issueTitle(issue)}), not in the pack yet`;
  return { parts: [], strength: 'same', none: reason };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]*(?=\s)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** What is wrong with a tool's checks as a whole: guardrails and parameters that do not exist. */
export function equivalentsProblems(tool: Tool, guardrails: readonly Guardrail[]): string[] {
  const byId = new Map(guardrails.map(guardrail => [guardrail.id, guardrail]));
  return [...tool.checks.values()].flatMap(({ id, parts, see = [] }) => [
    ...[...parts.map(part => part.guardrail), ...see]
      .filter(guardrail => !byId.has(guardrail))
      .map(guardrail => `${tool.id} ${id}: there is no guardrail ${guardrail}`),
    ...parts.flatMap(({ guardrail, parameters = {} }) =>
      Object.keys(parameters)
        .filter(name => !Object.hasOwn(byId.get(guardrail)?.parameters ?? {}, name))
        .map(name => `${tool.id} ${id}: there is no parameter ${guardrail}.${name}`),
    ),
  ]);
}

/** `data/equivalents.json`, which the code reads: one check a line. */
export function equivalentsJson(tools: readonly Tool[]): string {
  const blocks = tools.map(({ id, name, checks }) => {
    const lines = [...checks.values()].map(check => `      ${JSON.stringify(check as unknown as Json)}`);
    return `  {\n    "id": ${JSON.stringify(id)},\n    "name": ${JSON.stringify(name)},\n    "checks": [\n${lines.join(',\n')}\n    ]\n  }`;
  });
  return `[\n${blocks.join(',\n')}\n]\n`;
}
