import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { onOneLine } from '../../src/gitlab/publish.ts';
import { anchorLookup } from '../../src/review/anchors.ts';
import { findingComment } from '../../src/review/comment.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import { diff, finding, richReport } from '../github/sample.ts';
import { frame, links } from './sample.ts';

/** What differs from GitHub: suggestions and addresses. `UPDATE_GOLDEN=1` writes them anew, for a person to read. */
function expectGolden(name: string, text = ''): void {
  const path = join(process.cwd(), '__tests__/gitlab/golden', name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

test('a proven edit of several lines', () => {
  const file = 'charts/checkout/values.yaml';
  const it = finding('edit', {
    suggestion: { edits: [{ file, line: 11, endLine: 13, lines: ['security:', '  privileged: false'] }] },
  });
  const meant = anchorLookup(diff)(it);
  if (meant === undefined) throw new Error('the lines are in the diff');
  expectGolden('comment-suggestion.md', findingComment(it, richReport(), onOneLine(meant), frame).body);
});

test('a finding that has moved from a thread that stays', () => {
  const movedTo = { path: 'charts/checkout/values.yaml', line: 14, side: 'RIGHT' as const };
  expectGolden(
    'comment-moved.md',
    findingComment(finding('x'), richReport(), undefined, frame, { movedTo }).body,
  );
});

test('the summary', () => {
  const placement = { inline: 2, refused: 1, resolvedBy: ['alice'] };
  const input = { report: richReport(), context: links, frame, placement, mode: 'on-findings' } as const;
  expectGolden('sticky.md', stickyComment(input)?.body);
});
