import { describe, expect, test } from '@jest/globals';
import { anchorLookup } from '../../src/github/anchors.ts';
import { patchLines } from '../../src/github/api.ts';
import type { DiffFile } from '../../src/github/index.ts';
import type { ReportFinding } from '../../src/reports/index.ts';
import { finding } from './sample.ts';

const PATCH = [
  '@@ -5,4 +5,5 @@ spec:',
  ' five',
  '-six, gone',
  '+six',
  '+seven',
  ' eight',
  ' nine',
  '@@ -40,3 +41,2 @@',
  ' forty-one',
  '-forty-one, gone',
  ' forty-two',
  '\\ No newline at end of file',
].join('\n');

const file: DiffFile = {
  path: 'new.yaml',
  oldPath: 'old.yaml',
  status: 'renamed',
  binary: false,
  ...patchLines(PATCH),
};
const anchorOf = anchorLookup([file, { ...file, path: 'logo.png', oldPath: 'logo.png', binary: true }]);

test('a patch gives its lines', () => {
  expect(file.right.map(({ line, kind, hunk }) => `${line} ${kind} ${hunk}`)).toEqual([
    '5 context 0',
    '6 added 0',
    '7 added 0',
    '8 context 0',
    '9 context 0',
    '41 context 1',
    '42 context 1',
  ]);
  expect(file.left).toEqual([
    { line: 6, kind: 'deleted', hunk: 0 },
    { line: 41, kind: 'deleted', hunk: 1 },
  ]);
  expect(patchLines('')).toEqual({ right: [], left: [] });
});

function at(
  line: number | undefined,
  endLine?: number,
  change: Partial<ReportFinding> = {},
  path = 'new.yaml',
) {
  return anchorOf(
    finding('x', {
      location: {
        kind: 'manifest',
        file: path,
        ...(line !== undefined && { line }),
        ...(endLine !== undefined && { endLine }),
      },
      ...change,
    }),
  );
}

describe('the right side', () => {
  test.each([
    ['an added line', 6, undefined, { line: 6 }],
    ['a context line', 9, undefined, { line: 9 }],
    ['a range in its hunk', 6, 8, { startLine: 6, line: 8 }],
    ['a range of one line', 6, 6, { line: 6 }],
    ['a range that leaves the hunk', 8, 30, { startLine: 8, line: 9 }],
    ['a range over two hunks', 9, 42, { line: 9 }],
    ['a range that starts above, by its first changed line', 2, 8, { line: 6 }],
  ])('%s', (_, line, endLine, expected) => {
    expect(at(line, endLine)).toEqual({ path: 'new.yaml', side: 'RIGHT', ...expected });
  });

  test.each([
    ['outside every hunk', 20, undefined],
    ['a range that only touches context', 38, 41],
    ['no line', undefined, undefined],
  ])('nothing for %s', (_, line, endLine) => {
    expect(at(line, endLine)).toBeUndefined();
  });

  test('nothing in another, a former or a binary file', () => {
    for (const path of ['other.yaml', 'old.yaml', 'logo.png'])
      expect(at(6, undefined, {}, path)).toBeUndefined();
    expect(anchorOf(finding('x', { location: undefined as never }))).toBeUndefined();
  });

  test('a long range is its first line', () => {
    const long = anchorLookup([
      { ...file, right: Array.from({ length: 40 }, (_, i) => ({ line: i + 1, kind: 'added', hunk: 0 })) },
    ]);
    const location = { kind: 'manifest', file: 'new.yaml', line: 3, endLine: 20 } as const;
    expect(long(finding('x', { location }))).toEqual({ path: 'new.yaml', line: 3, side: 'RIGHT' });
  });
});

describe('the left side, for what was removed', () => {
  test('a deleted line, by the path in base', () => {
    expect(at(41, undefined, { side: 'removed' }, 'old.yaml')).toEqual({
      path: 'new.yaml',
      line: 41,
      side: 'LEFT',
    });
    expect(at(40, 44, { side: 'removed' }, 'old.yaml')).toEqual({ path: 'new.yaml', line: 41, side: 'LEFT' });
  });

  test('never a line that is still there', () => {
    expect(at(5, undefined, { side: 'removed' }, 'old.yaml')).toBeUndefined();
    expect(at(6, undefined, { side: 'removed' }, 'new.yaml')).toBeUndefined();
  });
});
