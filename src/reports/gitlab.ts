import { createHash } from 'node:crypto';
import type { Severity } from '../findings.ts';
import { plain } from './escape.ts';
import { stringify } from './json.ts';
import type { Report } from './types.ts';
import { quotedCode, remedy } from './words.ts';

type GitlabSeverity = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: GitlabSeverity;
  readonly location: {
    readonly path: string;
    readonly lines: { readonly begin: number; readonly end?: number };
  };
}

const SEVERITIES: Readonly<Record<Severity, GitlabSeverity>> = {
  error: 'critical',
  warning: 'major',
  info: 'info',
};

/**
 * GitLab code quality: an array of issues. GitLab compares the reports of both branches itself, so known findings are
 * in it and fixed and waived ones are not. What could not be evaluated is a blocker. A finding without a line stands on
 * line 1, as the format needs one.
 */
export function gitlabReport(report: Report): string {
  const used = new Map<string, number>();
  const unique = (fingerprint: string) => {
    const seen = used.get(fingerprint) ?? 0;
    used.set(fingerprint, seen + 1);
    return seen === 0 ? fingerprint : digest([fingerprint, String(seen)]);
  };
  const fallback = report.config.file ?? '.kubeproof.yaml';
  const root = (target: string | undefined) =>
    report.targets.find(({ id }) => id === target)?.root || fallback;
  const issues: Issue[] = [];
  for (const problem of report.problems) {
    if (!problem.gates) continue;
    const hint = problem.hint === undefined ? '' : `. To do: ${quotedCode(problem.hint)}`;
    issues.push({
      description: plain(`Not evaluated: ${problem.message}${hint}`),
      check_name: problem.code,
      fingerprint: unique(
        digest([
          problem.code,
          problem.file ?? '',
          problem.target ?? '',
          problem.environment ?? '',
          problem.message,
        ]),
      ),
      severity: 'blocker',
      location: {
        path: relative(problem.file ?? root(problem.target)),
        lines: { begin: Math.max(1, problem.line ?? 1) },
      },
    });
  }
  for (const finding of report.findings) {
    if (finding.state === 'fixed' || finding.waiver !== undefined) continue;
    const advice = remedy(report, finding);
    const begin = Math.max(1, finding.location?.line ?? 1);
    const end = finding.location?.endLine ?? begin;
    issues.push({
      description: plain(advice === '' ? finding.message : `${finding.message} ${quotedCode(advice)}`),
      check_name: finding.guardrail,
      fingerprint: unique(finding.fingerprint),
      severity: SEVERITIES[finding.severity],
      location: {
        path: relative(finding.location?.file ?? finding.source ?? root(finding.renderings[0]?.target)),
        lines: end > begin ? { begin, end } : { begin },
      },
    });
  }
  return `${stringify(issues)}\n`;
}

/** Without leading `./` or `/`, which GitLab would take for another file. */
function relative(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '');
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
