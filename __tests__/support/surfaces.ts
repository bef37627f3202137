import { failureMarkdown, summaryMarkdown } from '../../src/github/summary.ts';
import type { Report } from '../../src/reports/index.ts';
import type { Anchor } from '../../src/review/anchors.ts';
import { type CommentFrame, findingComment, resolvedComment } from '../../src/review/comment.ts';
import { parseMarker } from '../../src/review/marker.ts';
import type { LinkContext } from '../../src/review/sections.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import { artifact, context, frame as githubFrame, links as githubLinks } from '../github/sample.ts';
import { frame as gitlabFrame, links as gitlabLinks } from '../gitlab/sample.ts';

/** A text that a forge shows, under the name of what it is. */
export type Surface = readonly [name: string, markdown: string];

const FORGES: readonly (readonly [string, CommentFrame, LinkContext])[] = [
  ['GitHub', githubFrame, githubLinks],
  ['GitLab', gitlabFrame, gitlabLinks],
];

/** Every comment of a report on one forge. */
function commentsOn(report: Report, text: string, frame: CommentFrame, links: LinkContext): Surface[] {
  const made: Surface[] = [];
  const anchor: Anchor = { path: text, line: 3, side: 'RIGHT' };
  for (const [index, finding] of report.findings.slice(0, 6).entries()) {
    const suggestion = finding.suggestion?.edits[0]?.lines ?? [text];
    const others = report.findings.slice(0, index);
    const plain = findingComment(finding, report, anchor, frame, { others });
    const former = parseMarker(plain.body);
    if (former === undefined) throw new Error(`no marker: ${plain.body}`);
    made.push(['a comment', plain.body]);
    made.push([
      'one with an edit',
      findingComment(finding, report, { ...anchor, suggestion }, frame, { others }).body,
    ]);
    made.push([
      'one that has moved',
      findingComment(finding, report, undefined, frame, { movedTo: anchor }).body,
    ]);
    made.push(['one that is fixed', resolvedComment({ kind: 'fixed' }, plain.body, former, frame).body]);
    const { waiver } = finding;
    if (waiver !== undefined) {
      const waived = resolvedComment({ kind: 'waived', waiver }, plain.body, former, frame);
      made.push(['one that is waived', waived.body]);
    }
  }
  const sticky = { context: links, frame, mode: 'always', artifact } as const;
  const placement = { inline: 2, refused: 1, resolvedBy: [text, ''] };
  const full = stickyComment({ ...sticky, placement, report });
  const quiet: Report = { ...report, outcome: 'pass', approvals: [], problems: [], findings: [] };
  const former = parseMarker(full?.body ?? '');
  if (full === undefined || former === undefined) throw new Error('no summary comment');
  made.push(['the summary comment', full.body]);
  made.push(['a quiet one', `${stickyComment({ ...sticky, placement, former, report: quiet })?.body}`]);
  return made;
}

/** Every comment of a report on every forge; `text` is what stands where the report has no word. */
export function commentsOf(report: Report, text: string): Surface[] {
  return FORGES.flatMap(([forge, frame, links]) =>
    commentsOn(report, text, frame, links).map(([name, body]) => [`${name} on ${forge}`, body] as const),
  );
}

/** What GitHub shows on the page of a run. */
export function summariesOf(report: Report, text: string): Surface[] {
  const problem = { code: 'x', message: text, hint: text, file: text, gates: false };
  return [
    ['the job summary', summaryMarkdown(report, context, { artifact, notes: [problem] })],
    ['the summary of a failure', failureMarkdown(problem)],
  ];
}
