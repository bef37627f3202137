import { afterAll, expect, test } from '@jest/globals';
import { diffLines, lineMap } from '../../src/repository/index.ts';
import { gitFixture, removeTemporaryFolders } from './git-fixture.ts';

afterAll(removeTemporaryFolders);

const lines = (count: number, change: (line: number) => string | undefined = String) =>
  Array.from({ length: count }, (_, index) => change(index + 1))
    .filter(line => line !== undefined)
    .map(line => `${line}\n`)
    .join('');

test('lists the lines a comment may stand on, on both sides', () => {
  const repository = gitFixture();
  repository.write({ 'a.yaml': lines(20) });
  const base = repository.commit();
  repository.write({
    'a.yaml': lines(20, line => (line === 5 ? 'five' : line === 16 ? undefined : String(line))),
  });
  const head = repository.commit();
  expect(diffLines(repository.root, base, head)).toEqual([
    {
      path: 'a.yaml',
      status: 'modified',
      binary: false,
      hunks: [
        {
          oldStart: 2,
          oldLines: 7,
          newStart: 2,
          newLines: 7,
          right: [2, 3, 4, 5, 6, 7, 8],
          left: [5],
          added: [5],
        },
        {
          oldStart: 13,
          oldLines: 7,
          newStart: 13,
          newLines: 6,
          right: [13, 14, 15, 16, 17, 18],
          left: [16],
          added: [],
        },
      ],
      patchLines: 15,
      patchBytes: expect.any(Number),
    },
  ]);
});

test('knows additions, deletions, renames, binaries, modes and missing line ends', () => {
  const repository = gitFixture();
  repository.write({
    'gone.yaml': 'a\nb\n',
    'old name.yaml': lines(30),
    'bin.dat': Buffer.from([0, 1, 2]),
    'mode.sh': 'x\n',
    'end.yaml': 'a\nb',
  });
  const base = repository.commit();
  repository.remove('gone.yaml');
  repository.remove('old name.yaml');
  repository.write({
    'new "name".yaml': lines(30, line => (line === 30 ? 'last' : String(line))),
    'bin.dat': Buffer.from([0, 1, 3]),
    'end.yaml': 'a\nb\n',
    'grüße\n.yaml': 'x\n',
    'empty.yaml': '',
  });
  repository.git('update-index', '--chmod=+x', 'mode.sh');
  repository.git('add', '-A', '--', '.', ':!mode.sh');
  repository.git('commit', '-q', '-m', 'x');
  const head = repository.git('rev-parse', 'HEAD');
  const found = diffLines(repository.root, base, head).map(({ patchBytes: _, ...file }) => file);
  expect(found).toEqual([
    { path: 'bin.dat', status: 'modified', binary: true, hunks: [], patchLines: 0 },
    { path: 'empty.yaml', status: 'added', binary: false, hunks: [], patchLines: 0 },
    {
      path: 'end.yaml',
      status: 'modified',
      binary: false,
      hunks: [{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 2, right: [1, 2], left: [2], added: [2] }],
      patchLines: 4,
    },
    {
      path: 'gone.yaml',
      status: 'deleted',
      binary: false,
      hunks: [{ oldStart: 1, oldLines: 2, newStart: 0, newLines: 0, right: [], left: [1, 2], added: [] }],
      patchLines: 2,
    },
    {
      path: 'grüße\n.yaml',
      status: 'added',
      binary: false,
      hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 1, right: [1], left: [], added: [1] }],
      patchLines: 1,
    },
    { path: 'mode.sh', status: 'modified', binary: false, hunks: [], patchLines: 0 },
    {
      path: 'new "name".yaml',
      oldPath: 'old name.yaml',
      status: 'renamed',
      binary: false,
      hunks: [
        {
          oldStart: 27,
          oldLines: 4,
          newStart: 27,
          newLines: 4,
          right: [27, 28, 29, 30],
          left: [30],
          added: [30],
        },
      ],
      patchLines: 5,
    },
  ]);
});

test('is not fooled by content that looks like a diff', () => {
  const repository = gitFixture();
  repository.write({ 'a.yaml': '-- a/b.yaml\n++ b/b.yaml\nkeep\n' });
  const base = repository.commit();
  repository.write({ 'a.yaml': '++ b/c.yaml\ndiff --git a/x b/x\n@@ -1 +1 @@\nkeep\n' });
  const head = repository.commit();
  const [file, ...others] = diffLines(repository.root, base, head);
  expect(others).toEqual([]);
  expect(file).toMatchObject({
    path: 'a.yaml',
    status: 'modified',
    hunks: [{ right: [1, 2, 3, 4], left: [1, 2], added: [1, 2, 3] }],
  });
});

test('counts the work tree with files that git does not know yet', () => {
  const repository = gitFixture();
  repository.write({ 'a.yaml': 'a\n', '.gitignore': '*.log\n' });
  const base = repository.commit();
  repository.write({ 'a.yaml': 'b\n', 'new.yaml': 'x\ny', 'x.log': 'log', 'new.bin': Buffer.from([0]) });
  expect(diffLines(repository.root, base, 'worktree')).toMatchObject([
    { path: 'a.yaml', status: 'modified', hunks: [{ right: [1], left: [1] }] },
    { path: 'new.bin', status: 'added', binary: true, hunks: [] },
    {
      path: 'new.yaml',
      status: 'added',
      binary: false,
      hunks: [{ oldStart: 0, right: [1, 2], added: [1, 2], left: [] }],
    },
  ]);
});

test('settings of the user do not change the answer', () => {
  const repository = gitFixture();
  repository.write({ 'dir/a.yaml': lines(20) });
  const base = repository.commit();
  repository.write({ 'dir/a.yaml': lines(20, line => (line === 10 ? 'ten' : String(line))) });
  repository.commit();
  const before = diffLines(repository.root, base, 'HEAD');
  for (const [name, value] of Object.entries({
    'diff.noprefix': 'true',
    'diff.mnemonicPrefix': 'true',
    'diff.context': '9',
    'diff.interHunkContext': '9',
    'color.ui': 'always',
    'diff.suppressBlankEmpty': 'true',
    'diff.external': '/bin/false',
  })) {
    repository.git('config', name, value);
  }
  expect(diffLines(repository.root, base, 'HEAD')).toEqual(before);
  expect(before[0]?.hunks[0]?.added).toEqual([10]);
});

test.each([
  ['nothing', 'a\nb\nc\n', 'a\nb\nc\n', [1, 2, 3]],
  ['lines before, between and behind', 'a\nb\nc\n', '0\na\n1\nb\nc\n2\n', [2, 4, 5]],
  ['lines that go', 'a\nb\nc\nd\n', 'b\nd\n', [undefined, 1, undefined, 2]],
  ['a line that is another', 'a\nb\nc\n', 'a\nB\nc\n', [1, undefined, 3]],
  ['all of it', 'a\nb\n', 'c\n', [undefined, undefined]],
  ['a file that was empty', '', 'a\n', []],
  [
    'two places far apart',
    `${'x\n'.repeat(9)}a\n${'y\n'.repeat(9)}b\n${'z\n'.repeat(9)}`,
    `${'x\n'.repeat(9)}1\n2\na\n${'y\n'.repeat(9)}${'z\n'.repeat(9)}`,
    [
      ...Array.from({ length: 9 }, (_, i) => i + 1),
      ...Array.from({ length: 10 }, (_, i) => i + 12),
      undefined,
      ...Array.from({ length: 9 }, (_, i) => i + 22),
    ],
  ],
])('where lines are after %s', (_, before, after, expected) => {
  const repository = gitFixture();
  repository.write({ 'a.txt': before, 'b.txt': 'b\n' });
  const base = repository.commit('before');
  repository.write({ 'a.txt': after, 'b.txt': 'other\n' });
  const head = repository.commit('after');
  const files = diffLines(repository.root, base, head, ['a.txt']);
  expect(files.filter(({ path }) => path !== 'a.txt')).toEqual([]);
  const [file] = files;
  const where = lineMap(file?.hunks ?? []);
  expect(expected.map((_, index) => where(index + 1))).toEqual(expected);
});
