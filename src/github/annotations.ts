import { plural } from '../plural.ts';
import { environments, type Report, type ReportFinding, resourceName } from '../reports/index.ts';
import { clip, type DiffFile, isShown } from '../review/index.ts';
import { escapeCommandData, escapeCommandProperty } from './commands.ts';

/** GitHub shows 10 of each level per step (actions/toolkit, docs/problem-matchers.md); the last says what is missing. */
const PER_LEVEL = 10;

/** The runner cuts a message at 4,096 characters (actions/runner, ExecutionContext.cs). */
const MESSAGE_LENGTH = 2_000;

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Record<ReportFinding['severity'], Level>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/**
 * Workflow commands, one per line of standard output, for findings without a comment on their line: those in the
 * diff first, then worst first. At most 9 errors, 9 warnings and 9 notices, each followed by one that counts the rest.
 */
export function annotationCommands(
  report: Report,
  alreadyInline: ReadonlySet<string>,
  diff: readonly DiffFile[],
): string[] {
  const changed = new Map(diff.map(file => [file.path, new Set(file.right.map(({ line }) => line))]));
  const findings = report.findings.filter(
    finding => isShown(finding) && !alreadyInline.has(finding.fingerprint),
  );
  const commands: string[] = [];
  for (const [severity, level] of Object.entries(LEVELS)) {
    const ranked = findings
      .filter(finding => finding.severity === severity)
      .map((finding, index) => ({ finding, index, distance: distance(finding, changed) }))
      .sort((a, b) => a.distance - b.distance || a.index - b.index);
    const listed = ranked.length <= PER_LEVEL ? ranked : ranked.slice(0, PER_LEVEL - 1);
    commands.push(...listed.map(({ finding }) => command(level, finding)));
    const left = ranked.length - listed.length;
    if (left > 0) {
      commands.push(
        `::${level} title=kubeproof::${plural(left, `more ${level}`)}, see the summary of this run`,
      );
    }
  }
  return commands;
}

/** 0 on a changed line, 1 in a changed file, 2 elsewhere. */
function distance(
  { location, side }: ReportFinding,
  changed: ReadonlyMap<string, ReadonlySet<number>>,
): number {
  const lines = location === undefined ? undefined : changed.get(location.file);
  if (lines === undefined) return 2;
  return location?.line !== undefined && side !== 'removed' && lines.has(location.line) ? 0 : 1;
}

function command(level: Level, finding: ReportFinding): string {
  const { location } = finding;
  const properties: [string, string][] = [];
  // A removed line does not exist in the head's text that annotations are shown on.
  if (location !== undefined && finding.side !== 'removed') {
    properties.push(['file', location.file]);
    if (location.line !== undefined) {
      properties.push(['line', String(location.line)]);
      if (location.endLine !== undefined && location.endLine > location.line) {
        properties.push(['endLine', String(location.endLine)]);
      }
    }
  }
  properties.push(['title', `kubeproof: ${clip(finding.title, 200)}`]);
  const names = environments(finding);
  const where = `${resourceName(finding.resource)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  const advice = finding.remediation === undefined ? '' : `\n${clip(finding.remediation, 600)}`;
  const message = `${clip(finding.message, 1_000)}\n${clip(where, 300)}, guardrail ${finding.guardrail}${advice}`;
  const list = properties.map(([name, value]) => `${name}=${escapeCommandProperty(value)}`).join(',');
  return `::${level} ${list}::${escapeCommandData(clip(message, MESSAGE_LENGTH))}`;
}
