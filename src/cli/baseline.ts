import { join } from 'node:path';
import { loadBaseline } from '../config/index.ts';
import { plural } from '../plural.ts';
import { plain, type Report, type ReportFinding, resourceName } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { runSession } from './run-session.ts';
import { openSession } from './session.ts';
import { printProblem } from './terminal.ts';

/**
 * `kubeproof baseline`: writes the findings there are, for adoption; run again, takes out those that are fixed. Adds to
 * an existing baseline only when told to. Exit status 0, or 2 when not everything could be evaluated: then nothing is
 * taken out, as an absent finding may only be unseen.
 */
export async function baseline(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const { file, entries } = loadBaseline(session.tree, session.config.baseline).baseline ?? {
    file: session.config.baseline,
    entries: undefined,
  };
  const { report } = await runSession(session, undefined, { fixes: 'none' });
  for (const problem of report.problems.filter(p => p.gates)) printProblem(problem);
  const complete = !report.problems.some(p => p.gates) && session.paths.length === 0;
  const findings = acceptable(report);
  const there = new Set(findings.map(({ fingerprint }) => fingerprint));
  const gone = [...(entries?.keys() ?? [])].filter(fingerprint => !there.has(fingerprint));
  const missing = findings.filter(({ fingerprint }) => entries?.has(fingerprint) === false);

  if (!complete && entries !== undefined) {
    process.stderr.write(
      'The baseline stays as it is: an entry without a finding may only be one that was not evaluated.\n',
    );
    return report.problems.some(p => p.gates) ? 2 : 0;
  }
  const grows = entries === undefined || parsed.on('accept-new');
  const kept = findings.filter(({ fingerprint }) => grows || entries?.has(fingerprint));
  const added = entries === undefined ? kept.length : grows ? missing.length : 0;
  if (entries === undefined || added > 0 || gone.length > 0)
    writeFile(join(session.root, file), baselineText(kept));
  const parts = [
    entries === undefined ? `${plural(kept.length, 'finding')} written` : '',
    entries !== undefined && added > 0 ? `${plural(added, 'finding')} added` : '',
    gone.length > 0 ? `${gone.length} fixed, taken out` : '',
    entries !== undefined ? `${kept.length} in it` : '',
    !grows && missing.length > 0 ? `${missing.length} not in it (--accept-new adds them)` : '',
  ];
  process.stdout.write(`${plain(file)}: ${parts.filter(part => part !== '').join(', ')}\n`);
  return complete ? 0 : 2;
}

/** Findings that a baseline can hold: of manifests, and not waived. */
function acceptable(report: Report): ReportFinding[] {
  return report.findings
    .filter(({ waiver, renderings }) => waiver === undefined && renderings.length > 0)
    .sort(
      (a, b) =>
        byText(a.guardrail, b.guardrail) ||
        byText(resourceName(a.resource), resourceName(b.resource)) ||
        byText(a.field, b.field) ||
        byText(a.fingerprint, b.fingerprint),
    );
}

function baselineText(findings: readonly ReportFinding[]): string {
  const lines = findings.map(({ fingerprint, guardrail, resource, field }) => {
    const about = field === '' ? '' : `, field: ${JSON.stringify(field)}`;
    return `  - {fingerprint: "${fingerprint}", guardrail: ${guardrail}, resource: ${JSON.stringify(resourceName(resource))}${about}}\n`;
  });
  return `# Findings that were there before kubeproof was adopted: known, and no reason to fail.
# "kubeproof baseline" takes out what is fixed, and never adds.
findings:${lines.length === 0 ? ' []' : ''}
${lines.join('')}`;
}
