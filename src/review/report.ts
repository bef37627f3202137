import type { ZodType } from 'zod';
import type { Report } from '../reports/index.ts';

/** report.json: 100,000 findings are about 100 MB, which nobody reads in a review. */
export const REPORT_BYTES = 50 * 1024 * 1024;

/** Made once: a command may read hundreds of reports. */
let reportSchema: ReturnType<typeof loadSchema> | undefined;

async function loadSchema(): Promise<ZodType> {
  const [z, { default: schema }] = await Promise.all([
    import('zod'),
    import('../../schemas/report.schema.json', { with: { type: 'json' } }),
  ]);
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

/**
 * A report that another run wrote, only if it is of the published schema (`schemas/report.schema.json`).
 * @returns what the text is instead, when it is no report: `no JSON: …`
 */
export async function readReport(text: string): Promise<Report | string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
  reportSchema ??= loadSchema();
  const checked = (await reportSchema).safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return `not of the schema, at ${issue?.path.join('.')}: ${issue?.message}`;
  }
  return value as Report;
}
