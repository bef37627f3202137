import { z } from 'zod';
import { byText } from '../repository/index.ts';
import { type Manifest, sha256, sha256Hex, time } from './manifest.ts';

/** Larger files are not read: a line is about 600 bytes, so this is some 200,000 builds. */
export const LEDGER_BYTES = 128 * 1024 * 1024;
/** Faults told of one ledger. */
const NAMED = 10;

const name = z.string().max(2000).nullable();

const entrySchema = z
  .strictObject({
    schema: z.literal('kubeproof.ledger/v1'),
    bundle: sha256Hex
      .nullable()
      .describe('SHA-256 of the manifest.json of the bundle; null: a build of which there is none.'),
    created: time.describe('When the bundle was made, or the build without one was.'),
    outcome: z.enum(['pass', 'fail', 'incomplete']).nullable(),
    repository: name.describe('`https://github.com/acme/shop`.'),
    branch: name,
    commit: name.describe('What was judged: for a pull request its head.'),
    run: name.describe('The run of the CI system that made the bundle.'),
    pullRequest: z.int().nullable(),
    content: sha256Hex
      .nullable()
      .describe('`content` of the manifest: the same for every run of the same commit.'),
    previous: sha256Hex.nullable().describe('The bundle before it, as the bundle says.'),
    where: name.describe('Where the bundle is kept.'),
    note: name.describe('Why there is no bundle.'),
    after: sha256Hex
      .nullable()
      .describe('SHA-256 of the line before this one, without its line feed; null in the first line.'),
  })
  .describe('One line of a ledger of evidence bundles: JSON Lines, in the order they were added.');

/** A build that a ledger lists. */
export type LedgerEntry = z.output<typeof entrySchema>;

export interface Ledger {
  /** In the order they were added. */
  readonly entries: readonly LedgerEntry[];
  /** What is wrong with it, as sentences; lines after a broken one are read all the same. */
  readonly broken: readonly string[];
  /** SHA-256 of the last line: what whoever keeps the ledger's end elsewhere compares. */
  readonly end?: string;
}

/** Published as `schemas/ledger.schema.json`. */
export function ledgerJsonSchema(): object {
  return {
    ...z.toJSONSchema(entrySchema),
    $id: 'urn:kubeproof:schema:ledger:v1',
    title: 'A line of a ledger of kubeproof evidence bundles, version 1',
  };
}

/**
 * Reads a ledger as it lies there. Every line names the digest of the one before it, so that a line that was changed, taken
 * out or moved is found; that lines were cut off at the end is not, by this file alone.
 */
export function readLedger(text: string): Ledger {
  const entries: LedgerEntry[] = [];
  const broken: string[] = [];
  const say = (line: number, what: string) => {
    if (broken.length < NAMED) broken.push(`line ${line} of the ledger ${what}`);
  };
  const lines = text.split('\n');
  if (lines.pop() !== '') say(lines.length + 1, 'is cut off: it does not end with a line feed');
  const seen = new Set<string>();
  let before: string | undefined;
  for (const [i, line] of lines.entries()) {
    const entry = readEntry(line);
    if (typeof entry === 'string') say(i + 1, entry);
    else {
      if (entry.after !== (before ?? null))
        say(
          i + 1,
          i === 0
            ? 'names a line before it'
            : 'does not name the line before it: one was changed or taken out',
        );
      if (entry.bundle !== null && seen.has(entry.bundle)) say(i + 1, `lists sha256:${entry.bundle} again`);
      if (entry.bundle !== null) seen.add(entry.bundle);
      entries.push(entry);
    }
    before = sha256(line);
  }
  return { entries, broken, ...(before === undefined ? {} : { end: before }) };
}

/** What is to be listed of a bundle. @param more what the bundle does not say */
export function ledgerEntry(
  digest: string,
  manifest: Manifest,
  more: { readonly branch?: string; readonly where?: string } = {},
): Omit<LedgerEntry, 'after'> {
  const { build, created, outcome, head, checkout, content, previous } = manifest;
  return {
    schema: 'kubeproof.ledger/v1',
    bundle: digest,
    created,
    outcome,
    repository: build?.repository ?? null,
    branch: build?.branch ?? more.branch ?? null,
    commit: build?.commit ?? head.commit ?? checkout?.commit ?? null,
    run: build?.run ?? null,
    pullRequest: build?.pullRequest ?? null,
    content,
    previous: previous?.digest ?? null,
    where: more.where ?? null,
    note: null,
  };
}

/** A build of which there is no bundle, and why. */
export function ledgerGap(
  build: Pick<LedgerEntry, 'created' | 'branch' | 'commit' | 'repository'> & { readonly note: string },
): Omit<LedgerEntry, 'after'> {
  const none = { bundle: null, outcome: null, run: null, pullRequest: null, content: null, previous: null };
  return { schema: 'kubeproof.ledger/v1', ...none, where: null, ...build };
}

/** The line to append to a ledger, with its line feed. @param ledger what {@link readLedger} gave */
export function ledgerLine(entry: Omit<LedgerEntry, 'after'>, { end }: Ledger): string {
  return `${writeEntry({ ...entry, after: end ?? null })}\n`;
}

/** @returns what is wrong with the line: `is not JSON` */
function readEntry(line: string): LedgerEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const read = entrySchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `is not of the schema, at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`;
  }
  return writeEntry(read.data) === line ? read.data : 'is not as kubeproof writes it';
}

/** The one way a line is written: keys sorted. */
function writeEntry(entry: LedgerEntry): string {
  return JSON.stringify(Object.fromEntries(Object.entries(entry).sort(([a], [b]) => byText(a, b))));
}
