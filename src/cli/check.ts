import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { now } from '../clock.ts';
import { bundleDigest, evidenceBundle } from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { FORMATS, type FormatName, plain } from '../reports/index.ts';
import { checkout, openBase, type Tree } from '../repository/index.ts';
import { approversOf } from './approvals.ts';
import type { Parsed } from './arguments.ts';
import { chainOf, removeBundle } from './evidence.ts';
import { chosenFormat } from './format.ts';
import { runSession } from './run-session.ts';
import { openSession, type Session } from './session.ts';
import { columns, wantsColor } from './terminal.ts';

/** `kubeproof check`: the exit status is the verdict. */
export async function check(parsed: Parsed): Promise<number> {
  const started = performance.now();
  const format = chosenFormat(parsed, Object.keys(FORMATS) as [FormatName, ...FormatName[]]);
  const evidence = parsed.text('evidence');
  // Read in front: what cannot be read is told before the work.
  const chain = chainOf(parsed);
  const opened = openSession(parsed);
  const { approvers, notes } = await approversOf(parsed, opened.config.approvals);
  const session = { ...opened, problems: [...opened.problems, ...notes] };
  const base = baseOf(parsed, session);
  const compared = base === undefined ? undefined : { base, baseName: parsed.text('base') ?? base.name };
  const { report, rendered, facts, timings } = await runSession(session, compared, {
    approvers,
    // As GitLab CI has them in CI_MERGE_REQUEST_LABELS.
    labels: parsed.list('label').flatMap(labels => labels.split(',')),
  });

  let left = '';
  if (evidence !== undefined) {
    const source = checkout(session.root);
    removeBundle(evidence);
    const bundle = evidenceBundle({
      report,
      rendered,
      facts: facts(),
      created: now(),
      ...chain,
      ...(source === undefined ? {} : { checkout: source }),
    });
    for (const file of bundle) writeFile(join(evidence, file.path), file.content);
    left = `evidence sha256:${bundleDigest(bundle)} in ${plain(evidence)}\n`;
  }
  const output = parsed.text('output');
  const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
  const options = {
    width: columns(),
    verbose: parsed.on('verbose'),
    quiet: parsed.on('quiet'),
    durationMs: performance.now() - started,
  };
  const text = FORMATS[format].render(report, { ...options, color });
  if (output === undefined) process.stdout.write(text);
  else writeFile(output, text);
  process.stderr.write(left);
  // Whoever asked for a machine format or a file still wants to see how it went.
  if (FORMATS[format].machine || output !== undefined) {
    process.stderr.write(FORMATS.text.render(report, { ...options, color: false, quiet: true }));
  }
  if (parsed.on('verbose')) {
    for (const [stage, ms] of Object.entries(timings))
      process.stderr.write(`${stage}: ${ms.toFixed(0)} ms\n`);
    process.stderr.write(`peak memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`);
  }
  return report.exitCode;
}

function baseOf(parsed: Parsed, session: Session): Tree | undefined {
  const base = parsed.text('base');
  return base === undefined ? undefined : openBase(session.root, base);
}

/** @throws {ProblemError} when the file cannot be written. */
export function writeFile(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw new ProblemError({
      code: 'output-unwritable',
      message: `${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      hint: 'name a file in a folder that you may write to',
      gates: true,
    });
  }
}
