import type { SourceEdit } from '../findings.ts';
import { plural } from '../plural.ts';
import { type Problem, place } from '../problems.ts';
import { codeBlock, escapeMarkdown, inlineCode, safeUrl, withoutCommands } from './escape.ts';
import { reportedChanges } from './markdown-changes.ts';
import { reportedNetwork } from './markdown-network.ts';
import { permissionsMarkdown } from './markdown-permissions.ts';
import { besidesFindings } from './permissions.ts';
import type { Report, ReportFinding } from './types.ts';
import {
  approvalText,
  codeParts,
  countsLine,
  engineNames,
  provenFirst,
  remedy,
  resourceName,
  revision,
  sentenceStart,
  shown,
  subjectOf,
  where,
} from './words.ts';

export interface MarkdownOptions {
  /** Findings and permissions shown before the rest is counted: forges cut or refuse long texts. */
  readonly limit?: number;
}

const LIMIT = 50;
const MARKS = { pass: '✅', fail: '❌', incomplete: '⚠️' } as const;

/** For people, in any forge: GitHub's Markdown (tables) and `<details>`, no other HTML. */
export function markdownReport(report: Report, options: MarkdownOptions = {}): string {
  const limit = options.limit ?? LIMIT;
  const findings = shown(report);
  const gaps = report.problems.filter(problem => problem.gates);
  const notes = report.problems.filter(problem => !problem.gates);
  const parts = [
    `# ${MARKS[report.outcome]} kubeproof: ${escapeMarkdown(report.summary)}`,
    escapeMarkdown(countsLine(report).join(' · ')),
    gaps.length === 0 ? '' : `## Not evaluated\n\n${gaps.map(problemItem).join('\n')}`,
    findings.length === 0
      ? ''
      : [
          '## Findings',
          table(findings.slice(0, limit)),
          ...worthDetails(findings.slice(0, limit)).map(finding => details(report, finding)),
          findings.length > limit
            ? `*${plural(findings.length - limit, 'more finding')} left out here; the JSON and HTML reports have all of them.*`
            : '',
        ]
          .filter(part => part !== '')
          .join('\n\n'),
    report.approvals.length === 0
      ? ''
      : `## Approvals\n\n${report.approvals.map(each => `- ${escapeMarkdown(approvalText(each))}`).join('\n')}`,
    report.changes === undefined ? '' : reportedChanges(report.changes),
    reportedNetwork(report.network, limit),
    permissionsMarkdown(
      besidesFindings(
        report.permissions,
        findings.map(({ message }) => message),
      ),
      limit,
    ),
    notes.length === 0 ? '' : `## Worth knowing\n\n${notes.map(problemItem).join('\n')}`,
    waivers(report),
    footer(report),
  ];
  return withoutCommands(`${parts.filter(part => part !== '').join('\n\n')}\n`);
}

/**
 * What blocks, and of a guardrail that does not block its first finding, one whose line is known if there is any: the
 * table has the others' places.
 */
function worthDetails(findings: readonly ReportFinding[]): ReportFinding[] {
  const leads = new Map<string, ReportFinding>();
  const blocking = findings.filter(finding => finding.blocking);
  for (const finding of [...blocking, ...provenFirst(findings)]) {
    if (!leads.has(finding.guardrail)) leads.set(finding.guardrail, finding);
  }
  return findings.filter(finding => finding.blocking || leads.get(finding.guardrail) === finding);
}

/** Text of hints and advice, in which back-ticks mark commands. */
function prose(text: string): string {
  return codeParts(text)
    .map(part => (part.isCode ? inlineCode(part.text) : escapeMarkdown(part.text)))
    .join('');
}

function table(findings: readonly ReportFinding[]): string {
  return [
    '| Severity | Finding | Where |',
    '|---|---|---|',
    ...findings.map(
      finding =>
        `| ${finding.blocking ? `**${finding.severity}**` : finding.severity} | ${escapeMarkdown(finding.message)} | ${inlineCode(where(finding), true)} |`,
    ),
  ].join('\n');
}

function details(report: Report, finding: ReportFinding): string {
  const guardrail = report.guardrails.find(({ id }) => id === finding.guardrail);
  const url = guardrail === undefined ? undefined : safeUrl(guardrail.url);
  const name =
    url === undefined ? inlineCode(finding.guardrail) : `[${inlineCode(finding.guardrail)}](<${url}>)`;
  const advice = remedy(report, finding);
  const { excerpt, rendered } = finding;
  return [
    `### ${escapeMarkdown(finding.message)}`,
    `${inlineCode(where(finding))} · ${finding.severity} · ${name} · ${escapeMarkdown(subjectOf(finding))}`,
    excerpt === undefined || excerpt.lines.length === 0
      ? ''
      : codeBlock(numbered(excerpt.lines, excerpt.firstLine, finding.location?.line), 'text'),
    finding.location?.add === undefined ? '' : `**Add** ${inlineCode(finding.location.add)} here.`,
    advice === '' ? '' : `**Fix:** ${prose(advice)}`,
    ...(finding.suggestion?.edits ?? []).map(proven),
    finding.related
      .map(
        related => `${escapeMarkdown(sentenceStart(related.note ?? 'see'))}: ${inlineCode(place(related))}`,
      )
      .join(' · '),
    rendered === undefined
      ? ''
      : `<details><summary>Rendered</summary>\n\n${codeBlock(numbered(rendered.lines, undefined, rendered.focus), 'text')}\n\n</details>`,
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

function proven({ file, line, endLine, lines }: SourceEdit): string {
  const place = inlineCode(`${file}:${line}${line === endLine ? '' : `-${endLine}`}`);
  return lines.length === 0
    ? `**Proven edit:** delete ${place}.`
    : `**Proven edit** in ${place}:\n\n${codeBlock(numbered(lines, line, undefined), 'text')}`;
}

/** Lines with `>` before the one that is meant; with their numbers when the first one's is known. */
function numbered(lines: readonly string[], first: number | undefined, marked: number | undefined): string[] {
  const digits = first === undefined ? 0 : String(first + lines.length - 1).length;
  return lines.map((line, i) => {
    const number = first === undefined ? '' : `${String(first + i).padStart(digits)} | `;
    return `${i + (first ?? 0) === marked ? '>' : ' '} ${number}${line}`.trimEnd();
  });
}

function problemItem(problem: Problem): string {
  const at = place(problem) || [problem.target, problem.environment].filter(Boolean).join(', ');
  const hint = problem.hint === undefined ? '' : `. To do: ${prose(problem.hint)}`;
  return `- ${at === '' ? '' : `${inlineCode(at)}: `}${escapeMarkdown(problem.message)}${hint}`;
}

function waivers(report: Report): string {
  const waived = report.findings.filter(finding => finding.waiver !== undefined && finding.state !== 'fixed');
  if (waived.length === 0) return '';
  const rows = waived.slice(0, LIMIT).map(finding => {
    const { owner, reason, expires } = finding.waiver as NonNullable<ReportFinding['waiver']>;
    return `| ${inlineCode(finding.guardrail, true)} | ${escapeMarkdown(resourceName(finding.resource))} | ${escapeMarkdown(owner)} | ${escapeMarkdown(reason)} | ${escapeMarkdown(expires ?? 'no expiry')} |`;
  });
  const more =
    waived.length > LIMIT
      ? `\n\n*${plural(waived.length - LIMIT, 'more waived finding')} left out here.*`
      : '';
  return `## Waived\n\n| Guardrail | Resource | Owner | Reason | Until |\n|---|---|---|---|---|\n${rows.join('\n')}${more}`;
}

function footer(report: Report): string {
  const parts = [
    `kubeproof ${report.tool.version}`,
    engineNames(report.engines),
    `Kubernetes ${report.kubernetes}`,
    `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}, ${plural(report.evaluated, 'guardrail')}`,
    report.base === undefined ? revision(report.head) : `${revision(report.base)} → ${revision(report.head)}`,
  ];
  return `---\n\n${escapeMarkdown(parts.filter(part => part !== '').join(' · '))}`;
}
