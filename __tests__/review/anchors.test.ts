import { describe, expect, test } from '@jest/globals';
import type { DiffFile } from '../../src/github/index.ts';
import type { ReportFinding } from '../../src/reports/index.ts';
import { anchorLookup } from '../../src/review/anchors.ts';
import { patchLines } from '../../src/review/patch.ts';
import { finding } from '../github/sample.ts';

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

describe('what the change took away', () => {
  const removal = { kind: 'manifest', file: 'old.yaml', line: 6, side: 'base', note: 'gone' } as const;

  test('is told on the deleted line, unless the line to edit is one the change wrote', () => {
    expect(at(5, undefined, { related: [removal] })).toEqual({ path: 'new.yaml', line: 6, side: 'LEFT' });
    expect(at(7, undefined, { related: [removal] })).toEqual({ path: 'new.yaml', line: 7, side: 'RIGHT' });
  });

  test('stays on the line to edit when the deleted one is not in the diff', () => {
    expect(at(5, undefined, { related: [{ ...removal, line: 3 }] })).toEqual({
      path: 'new.yaml',
      line: 5,
      side: 'RIGHT',
    });
  });
});

describe('a proven edit', () => {
  const suggest = (line: number, endLine: number, lines = ['six: false'], file = 'new.yaml') =>
    at(9, undefined, { suggestion: { edits: [{ file, line, endLine, lines }] } });

  test('is offered on the lines it replaces', () => {
    expect(suggest(6, 6)).toEqual({ path: 'new.yaml', line: 6, side: 'RIGHT', suggestion: ['six: false'] });
    expect(suggest(6, 8)).toMatchObject({ startLine: 6, line: 8, suggestion: ['six: false'] });
    expect(suggest(6, 6, [])).toMatchObject({ line: 6, suggestion: [] });
  });

  test.each([
    ['outside the hunks', () => suggest(20, 20)],
    ['over two hunks', () => suggest(9, 41)],
    ['in another file', () => suggest(6, 6, ['six'], 'other.yaml')],
    ['with a tab', () => suggest(6, 6, ['\tsix'])],
    ['with a mark that turns the text round', () => suggest(6, 6, ['six\u202e'])],
    ['with a line too long to read', () => suggest(6, 6, ['x'.repeat(400)])],
    [
      'in two files',
      () => {
        const edit = { file: 'new.yaml', line: 6, endLine: 6, lines: ['x'] };
        return at(9, undefined, { suggestion: { edits: [edit, { ...edit, file: 'b.yaml' }] } });
      },
    ],
  ])('is not offered %s', (_, anchor) => {
    expect(anchor()).toEqual({ path: 'new.yaml', line: 9, side: 'RIGHT' });
  });
});
