import { appendFileSync, existsSync } from 'node:fs';
import { now } from '../clock.ts';
import {
  LEDGER_BYTES,
  type Ledger,
  type LedgerEntry,
  ledgerEntry,
  ledgerGap,
  ledgerLine,
  readBundle,
  readLedger,
  verifyBundle,
} from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { readReport } from '../review/index.ts';
import type { Parsed } from './arguments.ts';
import { readText } from './evidence.ts';

/** `kubeproof ledger add LEDGER BUNDLE`: appends one line; 1 when the bundle does not hold, and then nothing is added. */
export async function ledgerAdd(parsed: Parsed): Promise<number> {
  const [path, bundlePath] = parsed.paths;
  if (path === undefined || bundlePath === undefined || parsed.paths.length > 2)
    throw usage('ledger add takes a ledger and a bundle', 'kubeproof ledger add ledger.jsonl evidence.zip');
  const ledger = readOrNew(path);
  // Who signed is for whoever verifies; here it only has to be whole.
  const { holds, digest, manifest, broken } = await verifyBundle(readBundle(bundlePath), {
    readReport,
    skipSignatures: true,
  });
  if (!holds || digest === undefined || manifest === undefined) {
    process.stderr.write(`${bundlePath} does not hold, and was not listed:\n`);
    for (const text of broken) process.stderr.write(`  ${JSON.stringify(text).slice(1, -1)}\n`);
    return 1;
  }
  if (ledger.entries.some(({ bundle }) => bundle === digest)) {
    process.stdout.write(`sha256:${digest} is listed already\n`);
    return 0;
  }
  const branch = parsed.text('branch');
  const where = parsed.text('where');
  append(
    path,
    ledger,
    ledgerEntry(digest, manifest, {
      ...(branch === undefined ? {} : { branch }),
      ...(where === undefined ? {} : { where }),
    }),
  );
  return 0;
}

/** `kubeproof ledger gap LEDGER --commit SHA --because TEXT`: lists a build of which there is no bundle. */
export async function ledgerGapAdd(parsed: Parsed): Promise<number> {
  const [path] = parsed.paths;
  const [note, commit] = [parsed.text('because'), parsed.text('commit')];
  if (path === undefined || parsed.paths.length > 1 || note === undefined || commit === undefined)
    throw usage(
      'ledger gap takes a ledger, the commit and the reason',
      'kubeproof ledger gap ledger.jsonl --commit SHA --because "the runner was lost"',
    );
  if (!/^[0-9a-f]{40,64}$/.test(commit))
    throw usage(`--commit is "${commit}"`, 'give the full id of the commit');
  const branch = parsed.text('branch') ?? null;
  append(path, readOrNew(path), ledgerGap({ created: now(), note, commit, branch, repository: null }));
  return 0;
}

/** @throws {ProblemError} for a ledger that does not hold: nothing is put on top of what was tampered with */
function readOrNew(path: string): Ledger {
  const ledger = readLedger(existsSync(path) ? readText(path, 'ledger', LEDGER_BYTES) : '');
  const [first] = ledger.broken;
  if (first === undefined) return ledger;
  throw new ProblemError({
    code: 'ledger-broken',
    message: `${path} is not as it was written: ${first}`,
    hint: 'take the last version that is; whoever keeps the digest of its end elsewhere can tell which',
    gates: true,
  });
}

function append(path: string, ledger: Ledger, entry: Omit<LedgerEntry, 'after'>): void {
  const line = ledgerLine(entry, ledger);
  try {
    appendFileSync(path, line);
  } catch (error) {
    throw new ProblemError({
      code: 'output-unwritable',
      message: `${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      hint: 'name a file in a folder that you may write to',
      gates: true,
    });
  }
  const { end } = readLedger(line);
  process.stdout.write(`line ${ledger.entries.length + 1} of ${path}, which ends with sha256:${end}\n`);
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
