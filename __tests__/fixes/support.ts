import { loadConfig, loadWaivers } from '../../src/config/index.ts';
import { applyEdits } from '../../src/fixes/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { type RunInput, type RunResult, run } from '../../src/run.ts';

export type Files = Readonly<Record<string, string>>;

/** Runs as the command line does. */
export function check(head: Files, more: Partial<RunInput> = {}): Promise<RunResult> {
  const tree = memoryTree(head);
  const { config, problems } = loadConfig(tree, undefined, {});
  const { waivers, problems: waiverProblems } = loadWaivers(tree, config.waivers);
  return run({
    head: tree,
    config,
    configFrom: 'head',
    rulesTree: tree,
    waivers,
    paths: [],
    problems: [...problems, ...waiverProblems],
    today: '2026-06-01',
    ...more,
  });
}

/** Every suggestion by guardrail and field: the files as they would be with it, those alone that change. */
export async function suggestions(head: Files, more: Partial<RunInput> = {}): Promise<Record<string, Files>> {
  const { report } = await check(head, more);
  const found: Record<string, Record<string, string>> = {};
  for (const { guardrail, field, suggestion } of report.findings) {
    if (suggestion === undefined) continue;
    const files = [...new Set(suggestion.edits.map(({ file }) => file))];
    found[`${guardrail} ${field}`] = Object.fromEntries(
      files.map(file => [
        file,
        applyEdits(
          head[file] ?? '',
          suggestion.edits.filter(edit => edit.file === file),
        ),
      ]),
    );
  }
  return found;
}

/** The files that `kubeproof fix` would write. */
export async function mended(head: Files, more: Partial<RunInput> = {}): Promise<Files> {
  const { mending } = await check(head, { ...more, fixes: 'mend' });
  return Object.fromEntries(mending?.files ?? []);
}
