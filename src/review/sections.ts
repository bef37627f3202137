import type { AppliedWaiver, Location } from '../findings.ts';
import { plural } from '../plural.ts';
import { type Problem, place } from '../problems.ts';
import {
  approvalText,
  environments,
  type Report,
  type ReportFinding,
  resourceName,
  total,
} from '../reports/index.ts';
import { bytes, clip, codeSpan, escapeMessage, escapeText, link } from './escape.ts';
import type { ArtifactLink } from './types.ts';
import { halves, placeOf, prose, shortSha } from './words.ts';

/** Parts that the sticky comment and the job summary share. Each is safe Markdown. */

/** What links need. */
export interface LinkContext {
  readonly headSha: string;
  readonly baseSha?: string;
  /** Page of a file at a commit, at a line. */
  readonly fileUrl: (sha: string, file: string, line: number | undefined) => string;
  /** Page of the run. */
  readonly runUrl: string;
}

const ICONS = { pass: '✅', fail: '❌', incomplete: '⚠️' } as const;

/** `### ❌ kubeproof: 2 new errors block this pull request`. */
export function heading(report: Report): string {
  return `### ${ICONS[report.outcome]} kubeproof: ${escapeText(clip(report.summary.replace(/\.$/, ''), 400))}`;
}

/**
 * A row of the findings table: severity, what is wrong, and below it where; the place is linked when `context` is given.
 * Two columns, so that the place is in sight on a telephone too.
 * @param more safe Markdown that follows the sentence
 */
export function findingRow(finding: ReportFinding, context: LinkContext | undefined, more = ''): string {
  const names = environments(finding);
  const envs = names.length === 0 ? '' : ` (${clip(names.join(', '), 80)})`;
  const what = prose(halves(finding.message).what, finding, 200, true);
  const resource = resourceName(finding.resource);
  const isNamed = (envs === '' && finding.message.includes(resource)) || placeOf(finding) === resource;
  const of = isNamed ? '' : ` · ${escapeText(clip(resource, 150) + envs)}`;
  return `| ${finding.severity} | ${what}${more}<br>${linkedPlace(finding, context)}${of} |`;
}

export const FINDINGS_HEAD = '| | Finding |\n|---|---|';

/** The place as code, linked to the commit that was evaluated (the base, for what was removed). */
function linkedPlace(finding: ReportFinding, context: LinkContext | undefined): string {
  const label = codeSpan(clip(placeOf(finding), 200), true);
  const { location } = finding;
  if (location === undefined || context === undefined) return label;
  return linked(label, location, context, finding.side === 'removed' || finding.state === 'fixed');
}

/** A label that leads to a line of the head, or of the base. `label` is already safe. */
export function linked(
  label: string,
  { file, line }: Pick<Location, 'file' | 'line'>,
  context: LinkContext,
  inBase: boolean,
): string {
  const sha = inBase ? context.baseSha : context.headSha;
  if (sha === undefined) return label;
  return link(label, context.fileUrl(sha, file, line));
}

/**
 * Rows as one table below its head, within `budget` bytes, whole rows only, in the order given.
 * @returns the table ('' without rows) and how many rows it holds.
 */
export function pack(head: string, rows: readonly string[], budget: number): { text: string; count: number } {
  let size = bytes(head);
  let count = 0;
  for (const row of rows) {
    size += bytes(row) + 1;
    if (size > budget) break;
    count++;
  }
  return { text: count === 0 ? '' : [head, ...rows.slice(0, count)].join('\n'), count };
}

const MARKS = { given: '✅', waiting: '⏳', unknown: '⏳' } as const;

/** Who has to agree to this change, and who did: one line each. */
export function approvalsSection({ approvals }: Report): string {
  return approvals
    .map(each => `${MARKS[each.state]} ${escapeMessage(clip(approvalText(each), 1_000))}`)
    .join('\\\n');
}

/** What was not evaluated and gates: one line each, whole lines within `budget` bytes. */
export function notEvaluatedSection(problems: readonly Problem[], budget: number): string {
  return problemLines(
    problems.filter(problem => problem.gates),
    '⚠️ Not evaluated: ',
    budget,
  );
}

/** One line per problem, with where and what to do. */
export function problemLines(problems: readonly Problem[], prefix: string, budget: number): string {
  const lines: string[] = [];
  let size = 200;
  for (const problem of problems) {
    const line = `${prefix}${problemText(problem)}`;
    size += bytes(line) + 2;
    if (size > budget) break;
    lines.push(line);
  }
  const left = problems.length - lines.length;
  if (left > 0) lines.push(`${prefix}${plural(left, 'more')}, listed in the report.`);
  return lines.join('\\\n');
}

function problemText(problem: Problem): string {
  const at = place(problem) || problem.target || '';
  const where = at === '' ? '' : `${codeSpan(clip(at, 300))}: `;
  const environment =
    problem.environment === undefined ? '' : ` (${escapeText(clip(problem.environment, 60))})`;
  const hint = problem.hint === undefined ? '' : ` ${escapeMessage(clip(problem.hint, 500))}`;
  const message = escapeMessage(clip(problem.message.replace(/\.$/, ''), 500));
  return `${where}${message}${environment}.${hint}`;
}

/** `3 fixed · 41 known · 1 waived until 2027-01-31 · evidence sha256:9f2c… · 3f1c2aa → 8be1d07`. */
export function footer(report: Report, context: LinkContext, artifact: ArtifactLink | undefined): string {
  return [
    countsText(report),
    artifact === undefined ? '' : evidenceLink(artifact, 'evidence'),
    commits(report, context),
  ]
    .filter(part => part !== '')
    .join(' · ');
}

/** `3 fixed · 41 known · 1 waived until 2027-01-31`. */
export function countsText(report: Report): string {
  const { fixed, unchanged, waived } = report.counts;
  const parts: string[] = [];
  if (total(fixed) > 0) parts.push(`${total(fixed).toLocaleString('en-US')} fixed`);
  if (total(unchanged) > 0) parts.push(`${total(unchanged).toLocaleString('en-US')} known`);
  if (total(waived) > 0) parts.push(`${total(waived).toLocaleString('en-US')} waived${waiverTerm(report)}`);
  return parts.join(' · ');
}

/** Link to the artifact with the start of its digest. */
export function evidenceLink(artifact: ArtifactLink, label: string): string {
  const linked =
    artifact.url === undefined ? `${label} ${codeSpan(artifact.name)}` : link(label, artifact.url);
  return artifact.digest === undefined
    ? linked
    : `${linked} ${codeSpan(`sha256:${artifact.digest.slice(0, 16)}…`)}`;
}

/** Where everything is: the artifact, else the summary of the run. */
export function wholeRecord(context: LinkContext, artifact: ArtifactLink | undefined): string {
  if (artifact?.url !== undefined) return evidenceLink(artifact, 'the evidence artifact');
  return link('the summary of the run', context.runUrl);
}

/** Where every changed field is. */
export function changesRecord(context: LinkContext, artifact: ArtifactLink | undefined): string {
  if (artifact === undefined) return link('the summary of the run', context.runUrl);
  return `\`changes/resources.json\` and \`report.html\` of ${evidenceLink(artifact, 'the evidence')}`;
}

function commits(report: Report, context: LinkContext): string {
  const base = report.base?.commit ?? '';
  const head = context.headSha;
  if (head === '') return '';
  return base === '' ? shortSha(head) : `${shortSha(base)} → ${shortSha(head)}`;
}

/** The next waiver to run out, when any does. */
function waiverTerm(report: Report): string {
  const expiries = report.findings
    .filter(finding => finding.state !== 'fixed')
    .map(({ waiver }) => (waiver as AppliedWaiver | undefined)?.expires)
    .filter(expires => expires !== undefined)
    .sort();
  return expiries[0] === undefined ? '' : ` until ${escapeText(expiries[0])}`;
}
