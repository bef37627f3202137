import { plural } from '../plural.ts';
import { graveConsequences, isQuiet, type Report, total } from '../reports/index.ts';
import { reviewChanges, reviewNetwork } from './changes.ts';
import type { Body, CommentFrame } from './comment.ts';
import { BODY_BYTES } from './comment.ts';
import { bytes, clip, codeSpan, folded } from './escape.ts';
import { evidence, type Marker, markerLine, STICKY } from './marker.ts';
import { permissionsSection } from './permissions.ts';
import {
  approvalsSection,
  changesRecord,
  countsText,
  FINDINGS_HEAD,
  findingRow,
  footer,
  heading,
  type LinkContext,
  notEvaluatedSection,
  pack,
  wholeRecord,
} from './sections.ts';
import type { ArtifactLink, CommentMode } from './types.ts';
import { isShown } from './words.ts';

const PERMISSIONS_BYTES = 12_000;
const NETWORK_BYTES = 6_000;
/** Changes of connections told one by one. */
const NETWORK_ENTRIES = 6;
const NOT_EVALUATED_BYTES = 10_000;
/** What changes: at least its first lines, whatever else is to be said, and at most what somebody may want to unfold. */
const CHANGES_LEAST = 6_000;
const CHANGES_BYTES = 40_000;

/** Findings that are seen without unfolding, where there are more than a few more. */
const SEEN = 12;
/** A second head, and what opens the others. */
const FOLD_BYTES = 200;

/** What became of the findings meant for lines. */
export interface Placement {
  /** Findings of this report with a comment on their line. */
  readonly inline: number;
  /** Findings whose position the forge refused. */
  readonly refused: number;
  /** Who resolved threads of findings that are still there. */
  readonly resolvedBy: readonly string[];
}

export interface StickyInput {
  readonly report: Report;
  readonly context: LinkContext;
  readonly frame: CommentFrame;
  readonly placement: Placement;
  readonly mode: CommentMode;
  readonly artifact?: ArtifactLink;
  /** Marker of the sticky comment that exists. */
  readonly former?: Marker;
}

/**
 * Body of the sticky comment, at most 60,000 bytes; undefined when there is nothing to say and nothing was ever
 * said. Findings are packed whole, worst first; what does not fit is said before everything else. What changes takes
 * the room they leave. Alone it is worth a comment where it cannot be taken back, or where that is asked for.
 */
export function stickyComment(input: StickyInput): Body | undefined {
  const { report, former, mode } = input;
  if (mode === 'never') return undefined;
  const silent =
    report.outcome === 'pass' &&
    !report.findings.some(isShown) &&
    report.approvals.length === 0 &&
    !report.problems.some(p => p.gates);
  if (!silent) return findingsBody(input);
  if (former === undefined && !isWorthAComment(report, mode)) return undefined;
  return quietBody(input);
}

function isWorthAComment(report: Report, mode: CommentMode): boolean {
  const { changes } = report;
  if (mode === 'always') return true;
  if (mode === 'on-changes' && changes !== undefined && !isQuiet(changes)) return true;
  return grave(report) > 0;
}

/** What a reviewer has to know before the merge, although nothing blocks it. */
function grave({ changes, network }: Report): number {
  const opened = network?.changes.filter(({ risk }) => risk === 'high').length ?? 0;
  return opened + (changes === undefined ? 0 : graveConsequences(changes));
}

function findingsBody({ report, context, frame, placement, artifact }: StickyInput): Body {
  const findings = report.findings.filter(isShown);
  const head = heading(report);
  const options = { budget: PERMISSIONS_BYTES, findings };
  const permissions = permissionsSection(report.permissions, { ...options, context });
  const missing = notEvaluatedSection(report.problems, NOT_EVALUATED_BYTES);
  const approvals = approvalsSection(report);
  const foot = footer(report, context, artifact);
  const placed = placementText(placement);
  const record = changesRecord(context, artifact);
  const network = networkText(report, wholeRecord(context, artifact), context);
  const least = reviewChanges(report, { budget: CHANGES_LEAST, record, context });
  const rows = findings.map(finding => findingRow(finding, context));
  const fixed = [head, approvals, permissions, network, missing, foot, placed].reduce(
    (sum, part) => sum + bytes(part) + 2,
    0,
  );
  const room = BODY_BYTES - fixed - 1_500;
  const { text: packed, count } = pack(FINDINGS_HEAD, rows, room - bytes(least) - FOLD_BYTES);
  const table = count <= SEEN + 2 ? packed : inSight(rows, count);
  const budget = Math.min(CHANGES_BYTES, room - bytes(table));
  const changes = reviewChanges(report, { budget, record, context });
  const overflow =
    count === rows.length
      ? ''
      : `This comment lists ${count.toLocaleString('en-US')} of ${plural(rows.length, 'finding')}, the worst first; all of them are in ${wholeRecord(context, artifact)}.`;
  const text = [head, approvals, overflow, table, placed, changes, permissions, network, missing, foot]
    .filter(part => part !== '')
    .join('\n\n');
  const hash = evidence(
    head,
    ...findings.map(finding => findingRow(finding, undefined)),
    placed,
    ...(approvals === '' ? [] : [approvals]),
    ...changesEvidence(report),
    permissionsSection(report.permissions, options),
    ...networkEvidence(report),
    missing,
    countsText(report),
  );
  return close(text, hash, frame, findings.length);
}

function quietBody({ report, context, frame, former, artifact }: StickyInput): Body {
  const listed = former?.findings ?? 0;
  const settled = total(report.counts.waived) > 0 ? 'fixed or waived' : 'fixed';
  const toKnow = grave(report);
  const line =
    listed === 0
      ? toKnow === 0
        ? '✅ kubeproof: nothing to fix'
        : `### ⚠️ kubeproof: nothing blocks, and ${plural(toKnow, 'consequence')} to know before it is merged`
      : `✅ kubeproof: ${listed === 1 ? 'the finding is' : `all ${plural(listed, 'finding')} are`} ${settled}`;
  const permissions = permissionsSection(report.permissions, { budget: PERMISSIONS_BYTES, context });
  const foot = footer(report, context, artifact);
  const record = changesRecord(context, artifact);
  const network = networkText(report, wholeRecord(context, artifact), context);
  const changes = reviewChanges(report, { budget: CHANGES_BYTES, record, context });
  const first = changes === '' && foot !== '' ? `${line} · ${foot}` : line;
  const text = [first, changes, permissions, network, changes === '' ? '' : foot]
    .filter(part => part !== '')
    .join('\n\n');
  return close(
    text,
    evidence(
      line,
      ...changesEvidence(report),
      permissionsSection(report.permissions, { budget: PERMISSIONS_BYTES }),
      ...networkEvidence(report),
      countsText(report),
    ),
    frame,
    listed,
  );
}

/** What changes, without links and numbers of lines; nothing where nothing does, as it was before there was such a section. */
function changesEvidence(report: Report): string[] {
  const text = reviewChanges(report, { budget: CHANGES_BYTES, record: '' });
  return text === '' ? [] : [text];
}

function networkText(report: Report, record: string, context?: LinkContext): string {
  return reviewNetwork(report, { budget: NETWORK_BYTES, limit: NETWORK_ENTRIES, record, context });
}

/** As {@link changesEvidence}. */
function networkEvidence(report: Report): string[] {
  const text = networkText(report, '');
  return text === '' ? [] : [text];
}

/** The first rows as a table, and the others as one that is folded. */
function inSight(rows: readonly string[], count: number): string {
  const table = (part: readonly string[]) => [FINDINGS_HEAD, ...part].join('\n');
  const others = rows.slice(SEEN, count);
  const title = plural(others.length, 'more finding');
  return `${table(rows.slice(0, SEEN))}\n\n${folded(title, table(others))}`;
}

function placementText({ inline, refused, resolvedBy }: Placement): string {
  const parts: string[] = [];
  if (inline > 0)
    parts.push(
      `${plural(inline, 'finding has a comment on its line', 'findings have a comment on their line')}`,
    );
  if (refused > 0) parts.push(`${refused.toLocaleString('en-US')} could not be placed on a line`);
  if (resolvedBy.length > 0) {
    const who = [...new Set(resolvedBy)]
      .sort()
      .map(login => (login === '' ? 'somebody' : codeSpan(clip(login, 60))));
    const what =
      resolvedBy.length === 1
        ? 'a thread of a finding that is'
        : `${resolvedBy.length} threads of findings that are`;
    parts.push(`${who.join(', ')} resolved ${what} still there`);
  }
  return parts.length === 0 ? '' : `<sub>${parts.join('; ')}.</sub>`;
}

function close(text: string, hash: string, frame: CommentFrame, findings: number): Body {
  const marker = markerLine({
    instance: frame.instance,
    fingerprint: STICKY,
    evidence: hash,
    sha: frame.sha,
    run: frame.run,
    findings,
  });
  return { body: `${text}\n\n${marker}`, evidence: hash };
}
