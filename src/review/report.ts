import type { Report } from '../reports/index.ts';

/** report.json: 100,000 findings are about 100 MB, which nobody reads in a review. */
export const REPORT_BYTES = 50 * 1024 * 1024;

/** Where a bundle has the report, and beside it what the change does to what is deployed. */
export const REPORT_FILE = 'report.json';
export const CHANGES_FILE = 'changes/resources.json';

/**
 * A report that another run wrote, only if it is of the published schema (`schemas/report.schema.json`).
 * @returns what the text is instead, when it is no report: `no JSON: …`
 */
export async function readReport(text: string): Promise<Report | string> {
  const { default: schema } = await import('../../schemas/report.schema.json', { with: { type: 'json' } });
  return checked<Report>(text, schema);
}

/** {@link readReport} for what changes (`schemas/changes.schema.json`). */
export async function readChanges(text: string): Promise<NonNullable<Report['changes']> | string> {
  const { default: schema } = await import('../../schemas/changes.schema.json', { with: { type: 'json' } });
  return checked(text, schema);
}

async function checked<T>(text: string, schema: object): Promise<T | string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
  const z = await import('zod');
  const { success, error } = z
    .fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
    .safeParse(value);
  if (success) return value as T;
  const [issue] = error.issues;
  return `not of the schema, at ${issue?.path.join('.')}: ${issue?.message}`;
}
