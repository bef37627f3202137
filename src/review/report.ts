import type { Report } from '../reports/index.ts';

/** report.json: 100,000 findings are about 100 MB, which nobody reads in a review. */
export const REPORT_BYTES = 50 * 1024 * 1024;

/** Where a bundle has the report, and beside it what the change does to what is deployed and to connections. */
export const REPORT_FILE = 'report.json';
const CHANGES_FILE = 'changes/resources.json';
const NETWORK_FILE = 'changes/network.json';
export const BESIDE_REPORT: readonly string[] = [CHANGES_FILE, NETWORK_FILE];

/**
 * A report that another run wrote, only if it is of the published schema (`schemas/report.schema.json`).
 * @returns what the text is instead, when it is no report: `no JSON: …`
 */
export async function readReport(text: string): Promise<Report | string> {
  const { default: schema } = await import('../../schemas/report.schema.json', { with: { type: 'json' } });
  return checked<Report>(text, schema);
}

export interface Beside {
  changes?: NonNullable<Report['changes']>;
  network?: NonNullable<Report['network']>;
  invalid?: { readonly file: string; readonly what: string };
}

/**
 * {@link readReport} for what stands beside it (`schemas/changes.schema.json`, `schemas/network.schema.json`).
 * @param files texts of {@link BESIDE_REPORT}, as far as they are there
 * @returns `invalid`: what one of them is instead (`no JSON: …`)
 */
export async function readBeside(files: Readonly<Record<string, string>>): Promise<Beside> {
  const { [CHANGES_FILE]: changed, [NETWORK_FILE]: connected } = files;
  const found: Beside = {};
  if (changed !== undefined) {
    const { default: schema } = await import('../../schemas/changes.schema.json', { with: { type: 'json' } });
    const changes = await checked<NonNullable<Report['changes']>>(changed, schema);
    if (typeof changes === 'string') return { invalid: { file: CHANGES_FILE, what: changes } };
    found.changes = changes;
  }
  if (connected !== undefined) {
    const { default: schema } = await import('../../schemas/network.schema.json', { with: { type: 'json' } });
    const network = await checked<NonNullable<Report['network']>>(connected, schema);
    if (typeof network === 'string') return { invalid: { file: NETWORK_FILE, what: network } };
    found.network = network;
  }
  return found;
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
