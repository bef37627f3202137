import { ProblemError } from '../problems.ts';
import { dot, mermaid, pathGraph, permissionsJson, permissionText } from '../reports/index.ts';
import { openBase } from '../repository/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { contextOf } from './rbac-context.ts';
import { printGaps, rbacFormat } from './rbac-format.ts';
import { runSession } from './run-session.ts';
import { openSession } from './session.ts';
import { columns, wantsColor } from './terminal.ts';

/** `kubeproof rbac diff --base REF`: what the change lets whom do. 2 when something could not be evaluated. */
export async function rbacDiff(parsed: Parsed): Promise<number> {
  const format = rbacFormat(parsed);
  const name = parsed.text('base');
  if (name === undefined) {
    throw new ProblemError({
      code: 'usage',
      message: 'there is nothing to compare with',
      hint: 'name a base: `kubeproof rbac diff --base origin/main`, or a folder',
      gates: true,
    });
  }
  const opened = openSession(parsed);
  const { config, manifests } = contextOf(parsed, opened);
  const session = { ...opened, config };
  const base = openBase(session.root, name);
  const { report } = await runSession(
    session,
    { base, baseName: name },
    { fixes: 'none', ...(manifests === undefined ? {} : { context: manifests }) },
  );
  const { permissions } = report;
  const output = parsed.text('output');
  const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
  const drawing = () => pathGraph(permissions.paths.opened);
  const text = {
    table: () => permissionText(permissions, { color, width: columns(), notes: [] }),
    json: () => permissionsJson(report),
    dot: () => dot(drawing()),
    mermaid: () => mermaid(drawing()),
  }[format]();
  if (output === undefined) process.stdout.write(text);
  else writeFile(output, text);
  return printGaps(report.problems, parsed);
}
