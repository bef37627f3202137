import { plural } from '../../plural.ts';
import { type Problem, place } from '../../problems.ts';
import { isNothing } from '../changes.ts';
import { plain, withoutCommands } from '../escape.ts';
import { hasNetwork } from '../network.ts';
import { besidesFindings, hasPermissions, pathsBesides } from '../permissions.ts';
import type { Approval, Report } from '../types.ts';
import { approvalText, countsLine, engineNames, quotedCode, revision, shown } from '../words.ts';
import { columns, wrap, wrapParts } from '../wrap.ts';
import { changeLines } from './changes.ts';
import { findingBlocks } from './findings.ts';
import { networkLines } from './network.ts';
import { permissionLines } from './permissions.ts';
import { type Style, style } from './style.ts';

export interface TextOptions {
  /** Whether to write ANSI colours; the caller knows whether a terminal reads them. */
  readonly color: boolean;
  /** Columns of the terminal; lines are wrapped on words at no more than 100. */
  readonly width: number;
  /** Every finding in full, known, fixed and waived ones too, with the reasons behind each guardrail. */
  readonly verbose?: boolean;
  /** Only what blocks, what was not evaluated, and the last line. */
  readonly quiet?: boolean;
  /** How long the run took, milliseconds; it is no part of the report, which has no clock. */
  readonly durationMs?: number;
}

/** What the terminal shows. Ends with a line break; has no control characters but line breaks and its own colours. */
export function textReport(report: Report, options: TextOptions): string {
  const look = style(options.color, options.width);
  const { verbose = false, quiet = false } = options;
  const gaps = report.problems.filter(problem => problem.gates);
  const notes = report.problems.filter(problem => !problem.gates);
  const findings = quiet
    ? report.findings.filter(finding => finding.blocking)
    : verbose
      ? report.findings
      : shown(report);

  const sections: string[][] = [];
  if (!quiet) sections.push(header(report, look));
  const blocks = findingBlocks(report, findings, verbose, look);
  if (blocks.length > 0) sections.push(blocks.slice(0, -1));
  if (verbose && !quiet && report.changes !== undefined && !isNothing(report.changes))
    sections.push(changeLines(report.changes, look));
  if (!quiet && hasPermissions(report.permissions)) {
    const told = findings.map(({ message }) => message);
    const { paths, ...rest } = besidesFindings(report.permissions, told);
    const left = {
      ...rest,
      paths: { ...paths, opened: verbose ? paths.opened : pathsBesides(paths.opened, told) },
    };
    sections.push(permissionLines(left, verbose, look));
  }
  if (!quiet && hasNetwork(report.network)) sections.push(networkLines(report.network, verbose, look));
  const approvals = report.approvals.filter(each => !quiet || each.state === 'waiting');
  if (approvals.length > 0) sections.push(approvalLines(approvals, look));
  if (gaps.length > 0) sections.push(problems('Not evaluated', 'yellow', gaps, look));
  if (!quiet && notes.length > 0) sections.push(problems('Worth knowing', 'cyan', notes, look));
  const end = quiet ? [] : wrapParts(countsLine(report).map(plain), look.width);
  sections.push([...end, ...lastLine(report, options.durationMs, look)]);
  return withoutCommands(`${sections.map(lines => lines.join('\n')).join('\n\n')}\n`);
}

function header(report: Report, look: Style): string[] {
  const parts = [
    `${report.tool.name} ${report.tool.version}`,
    engineNames(report.engines),
    `Kubernetes ${report.kubernetes}`,
    report.base === undefined ? 'no base, every finding counts' : `base ${revision(report.base)}`,
  ];
  return wrapParts(parts.map(plain), look.width).map((line, i) =>
    i === 0 && line.startsWith(`${report.tool.name} `)
      ? `${look.as('bold', report.tool.name)}${look.as('dim', line.slice(report.tool.name.length))}`
      : look.as('dim', line),
  );
}

function approvalLines(approvals: readonly Approval[], look: Style): string[] {
  const colors = { given: 'green', waiting: 'red', unknown: 'yellow' } as const;
  return [
    look.as('bold', 'Approvals'),
    ...approvals.flatMap(approval =>
      wrap(plain(approvalText(approval)), look.width - 4).map((line, i) =>
        i === 0 ? `  ${look.as(colors[approval.state], line)}` : `    ${line}`,
      ),
    ),
  ];
}

function problems(title: string, color: 'yellow' | 'cyan', list: readonly Problem[], look: Style): string[] {
  const lines = [look.as(['bold', color], title)];
  for (const problem of list) {
    const at = place(problem) || [problem.target, problem.environment].filter(Boolean).join(', ');
    const target = problem.target === undefined || at === problem.target ? '' : ` (${problem.target})`;
    const [first = '', ...rest] = wrap(plain(`${problem.message}${target}`), look.width - 4);
    if (at === '') lines.push(`  ${first}`);
    else if (columns(plain(`  ${at}  ${first}`)) <= look.width)
      lines.push(`  ${look.as('underline', at)}  ${first}`);
    else lines.push(`  ${look.as('underline', at)}`, `    ${first}`);
    for (const line of rest) lines.push(`    ${line}`);
    if (problem.hint !== undefined) {
      for (const line of wrap(plain(`To do: ${quotedCode(problem.hint)}`), look.width - 4))
        lines.push(`    ${line}`);
    }
  }
  return lines;
}

/** `9 targets, 312 objects, 1.1 s`, and at the right edge the outcome. */
function lastLine(report: Report, durationMs: number | undefined, look: Style): string[] {
  const seconds = durationMs === undefined ? '' : `, ${(durationMs / 1000).toFixed(1)} s`;
  const left = `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}${seconds}`;
  const words = { pass: 'PASSED', fail: 'FAILED', incomplete: 'INCOMPLETE' };
  const right = `${words[report.outcome]} (exit ${report.exitCode})`;
  const gap = look.width - left.length - right.length;
  return [`${look.as('dim', left)}${' '.repeat(Math.max(2, gap))}${look.outcome(report.outcome, right)}`];
}
