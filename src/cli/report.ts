import { readFileSync, statSync } from 'node:fs';
import {
  type FrameworkReport,
  frameworkCsv,
  frameworkHtml,
  frameworkMarkdown,
  joinBuilds,
  readBuilds,
} from '../compliance/index.ts';
import {
  type Framework,
  LEDGER_BYTES,
  type LedgerEntry,
  loadFrameworks,
  readFramework,
  readLedger,
  usableKey,
} from '../evidence/index.ts';
import { ownPackage } from '../package.ts';
import { plural } from '../plural.ts';
import { ProblemError } from '../problems.ts';
import { jsonText, plain } from '../reports/index.ts';
import { memoryTree } from '../repository/index.ts';
import { readReport } from '../review/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { readText } from './evidence.ts';
import { chosenFormat } from './format.ts';
import { progressLine } from './terminal.ts';
import { attestationOf } from './verify.ts';

const FORMATS = ['markdown', 'html', 'json', 'csv'] as const;
const EXTENSIONS: Readonly<Record<string, (typeof FORMATS)[number]>> = {
  html: 'html',
  htm: 'html',
  json: 'json',
  csv: 'csv',
  md: 'markdown',
};

const RENDER: Readonly<Record<(typeof FORMATS)[number], (report: FrameworkReport) => string>> = {
  markdown: frameworkMarkdown,
  html: frameworkHtml,
  json: jsonText,
  csv: frameworkCsv,
};

/**
 * `kubeproof report --framework ID BUNDLE...`: many bundles as one report by a standard. 0 when every bundle that was given
 * holds, 1 when some do not (they are named in it and not counted), 2 when there is nothing to report on.
 */
export async function report(parsed: Parsed): Promise<number> {
  const output = parsed.text('output');
  const named = parsed.text('format');
  const extension = output === undefined ? '' : (/\.([a-z]+)$/i.exec(output)?.[1] ?? '').toLowerCase();
  const format = named === undefined ? (EXTENSIONS[extension] ?? 'markdown') : chosenFormat(parsed, FORMATS);
  if (parsed.paths.length === 0)
    throw usage('report takes the bundles to report on', 'name folders, zips, or folders that hold them');
  const asked = askedOf(parsed);
  const framework = frameworkOf(parsed.text('framework'));
  const key = parsed.text('key');
  const attestation = attestationOf(parsed);
  const ledger = parsed.text('ledger');
  const progress = progressLine();
  const read = await readBuilds(parsed.paths, {
    framework,
    readReport,
    ...(key === undefined ? {} : { key: usableKey(readText(key, 'key'), 'public') }),
    ...(attestation === undefined ? {} : { attestation }),
    onProgress: (done, total) => progress.show(`verify ${done}/${total}`),
  }).finally(() => progress.done());
  const joined = joinBuilds({
    version: ownPackage().version,
    framework,
    ...read,
    asked,
    ...(ledger === undefined ? {} : { ledger: ledgerOf(ledger) }),
  });
  const text = RENDER[format](joined);
  if (output === undefined) process.stdout.write(text);
  else writeFile(output, text);
  for (const { bundle, why } of joined.refused)
    process.stderr.write(`not counted: ${plain(bundle)}: ${plain(why.slice(0, 3).join('; '))}\n`);
  process.stderr.write(
    `${plural(joined.builds.length, 'bundle')} of ${plural(joined.lines.length, 'line')} of builds, ${plural(joined.gaps.length, 'gap')}${output === undefined ? '' : `; ${plain(output)}`}\n`,
  );
  return joined.refused.length === 0 ? 0 : 1;
}

function askedOf(parsed: Parsed): FrameworkReport['asked'] {
  const day = (flag: 'from' | 'to') => {
    const values = parsed.list(flag);
    const [value] = values;
    if (value === undefined) return {};
    if (values.length > 1 || !isDay(value))
      throw usage(`--${flag} ${values.join(' ')} is no day`, 'one day, as in 2026-04-01');
    return { [flag]: value };
  };
  const branch = parsed.text('branch');
  const repository = parsed.text('repository');
  const asked: FrameworkReport['asked'] = {
    ...day('from'),
    ...day('to'),
    ...(branch === undefined ? {} : { branch }),
    ...(repository === undefined ? {} : { repository }),
  };
  if (asked.from !== undefined && asked.to !== undefined && asked.from > asked.to)
    throw usage(`--from ${asked.from} is after --to ${asked.to}`, 'turn them round');
  return asked;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** One that comes with kubeproof, or a file in the same format. */
function frameworkOf(name: string | undefined): Framework {
  if (name === undefined)
    throw usage('report needs a standard to report by', 'name one: --framework soc2, or a file of your own');
  if (/\.ya?ml$/.test(name)) {
    const read = readFramework(name, readText(name, 'framework'));
    if ('code' in read) throw new ProblemError(read);
    return read;
  }
  const { frameworks, problems } = loadFrameworks([name], memoryTree({}));
  const [framework] = frameworks;
  const [problem] = problems;
  if (framework !== undefined) return framework;
  throw new ProblemError({
    code: 'framework-unknown',
    message: `--framework names "${name}", which kubeproof does not have`,
    ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
    gates: true,
  });
}

/** @throws {ProblemError} when the ledger cannot be relied on */
function ledgerOf(path: string): readonly LedgerEntry[] {
  try {
    const { size } = statSync(path);
    if (size > LEDGER_BYTES) throw usage(`--ledger ${path} is too large to be a ledger`, 'name a ledger');
    const { entries, broken } = readLedger(readFileSync(path, 'utf8'));
    const [first] = broken;
    if (first !== undefined)
      throw usage(
        `--ledger ${path}: ${first}`,
        'a ledger that was changed says nothing about what is missing',
      );
    return entries;
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw usage(
      `--ledger ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      'name a file',
    );
  }
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
