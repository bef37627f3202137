import { plural } from '../plural.ts';
import type { Problem } from '../problems.ts';
import type { Report, ReportFinding } from '../reports/index.ts';
import {
  type ArtifactLink,
  approvalsSection,
  bytes,
  changesRecord,
  clip,
  escapeText,
  FINDINGS_HEAD,
  fencedBlock,
  findingRow,
  folded,
  footer,
  heading,
  isShown,
  type LinkContext,
  notEvaluatedSection,
  pack,
  permissionsSection,
  problemLines,
  reviewChanges,
  reviewNetwork,
  wholeRecord,
} from '../review/index.ts';
import { type LinkSource, linkContext } from './links.ts';

/** GitHub refuses a summary over 1 MiB per step (workflow-commands.md); counted in UTF-8 bytes. */
export const SUMMARY_BYTES = 1_000_000;

const CHANGES_BYTES = 200_000;
const PERMISSIONS_BYTES = 100_000;
/** Paths, problems and the like, each in a line. */
const PERMISSION_ENTRIES = 10;
const PROBLEM_BYTES = 50_000;
/** UTF-16 units of a line that says why there is no verdict. */
const FAILURE_WIDTH = 2_000;
/** Room for headings and notes that are added after packing. */
const RESERVE_BYTES = 3_000;

export interface SummaryOptions {
  readonly artifact?: ArtifactLink;
  /** What could not be published. */
  readonly notes?: readonly Problem[];
}

/**
 * The job summary: everything the sticky comment says, and the known, fixed and waived findings folded. At most
 * 1,000,000 bytes, whole rows only; what was left out is said first.
 */
export function summaryMarkdown(report: Report, source: LinkSource, options: SummaryOptions = {}): string {
  const context = linkContext(source);
  const { artifact, notes = [] } = options;
  const head = heading(report);
  const changes = reviewChanges(report, {
    budget: CHANGES_BYTES,
    record: changesRecord(context, artifact),
    context,
  });
  const permissions = permissionsSection(report.permissions, {
    budget: PERMISSIONS_BYTES,
    limit: PERMISSION_ENTRIES,
    findings: report.findings.filter(isShown),
    context,
  });
  const network = reviewNetwork(report, {
    budget: PERMISSIONS_BYTES,
    limit: PERMISSION_ENTRIES,
    record: wholeRecord(context, artifact),
    context,
  });
  const missing = notEvaluatedSection(report.problems, PROBLEM_BYTES);
  const approvals = approvalsSection(report);
  const remarks = problemLines(
    report.problems.filter(problem => !problem.gates),
    'ℹ️ ',
    PROBLEM_BYTES,
  );
  const unpublished = problemLines(notes, 'ℹ️ Not published: ', PROBLEM_BYTES);
  const foot = footer(report, context, artifact);
  const targets = targetsText(report);
  let room =
    SUMMARY_BYTES -
    RESERVE_BYTES -
    [head, approvals, changes, permissions, network, missing, remarks, unpublished, foot, targets].reduce(
      (sum, part) => sum + bytes(part) + 2,
      0,
    );

  let left = 0;
  const table = (findings: readonly ReportFinding[], row: (finding: ReportFinding) => string): string => {
    const { text, count } = pack(FINDINGS_HEAD, findings.map(row), room);
    room -= bytes(text);
    left += findings.length - count;
    return text;
  };
  const plain = (finding: ReportFinding) => findingRow(finding, context);
  const groups = grouped(report);
  const shown = table(groups.shown, plain);
  const folds = [
    fold(`Known (${groups.known.length})`, table(groups.known, plain)),
    fold(
      `Waived (${groups.waived.length})`,
      table(groups.waived, finding => waivedRow(finding, context)),
    ),
    fold(`Fixed (${groups.fixed.length})`, table(groups.fixed, plain)),
  ];
  const overflow =
    left === 0
      ? ''
      : `${plural(left, 'finding')} did not fit here; all of them are in ${artifact?.url === undefined ? 'report.json of the evidence' : wholeRecord(context, artifact)}.`;
  const parts = [
    head,
    approvals,
    overflow,
    shown,
    changes,
    permissions,
    network,
    missing,
    ...folds,
    remarks,
    unpublished,
    targets,
    foot,
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

/** The summary of a run that came to no verdict: what went wrong, and what to do. */
export function failureMarkdown({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  const lines = [message, ...(hint === undefined ? [] : [hint])].flatMap(text => text.split(/\r\n|[\r\n]/));
  return `### ⚠️ kubeproof could not evaluate this change\n\n${fencedBlock(lines, 'text', FAILURE_WIDTH)}\n`;
}

function grouped(report: Report): Record<'shown' | 'known' | 'waived' | 'fixed', ReportFinding[]> {
  const groups: ReturnType<typeof grouped> = { shown: [], known: [], waived: [], fixed: [] };
  for (const finding of report.findings) {
    if (finding.state === 'fixed') groups.fixed.push(finding);
    else if (finding.waiver !== undefined) groups.waived.push(finding);
    else if (isShown(finding)) groups.shown.push(finding);
    else groups.known.push(finding);
  }
  return groups;
}

function waivedRow(finding: ReportFinding, context: LinkContext): string {
  const { owner = '', reason = '', expires } = finding.waiver ?? {};
  const term = expires === undefined ? '' : ` until ${escapeText(clip(expires, 40))}`;
  const text = ` — ${escapeText(clip(owner, 100))}${term}: ${escapeText(clip(reason, 200))}`;
  return findingRow(finding, context, text);
}

function fold(summary: string, table: string): string {
  return table === '' ? '' : folded(summary, table);
}

/** `9 targets in 12 environments, 312 objects, 25 guardrails`. */
function targetsText(report: Report): string {
  const environments = report.targets.reduce((sum, target) => sum + target.environments.length, 0);
  const parts = [
    `${plural(report.targets.length, 'target')} in ${plural(environments, 'environment')}`,
    plural(report.objects, 'object'),
    plural(report.evaluated, 'guardrail'),
    `Kubernetes ${report.kubernetes}`,
    `kubeproof ${report.tool.version}`,
  ];
  return escapeText(parts.join(', '));
}
