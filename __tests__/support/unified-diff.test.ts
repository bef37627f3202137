import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { changedFiles, commentableLines } from './unified-diff.ts';

test('numbers the lines that may be commented on', () => {
  const patch = ['@@ -3,3 +5,3 @@ spec:', ' a', '-b', '+c', '\\ No newline at end of file'].join('\n');
  expect(commentableLines(patch, 'RIGHT')).toEqual([
    { line: 5, text: 'a', hunk: 0 },
    { line: 6, text: 'c', hunk: 0 },
  ]);
  expect(commentableLines(patch, 'LEFT')).toEqual([{ line: 4, text: 'b', hunk: 0 }]);
});

test('lists what a pull request changes since the merge base', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeproof-diff-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  try {
    git('init', '-q', '-b', 'main');
    for (const name of ['changed', 'gone', 'moved'])
      writeFileSync(join(folder, `${name}.yaml`), `kind: ${name}\nmetadata:\n  name: a\n  namespace: b\n`);
    git('add', '.');
    git('commit', '-qm', 'base');
    git('switch', '-qc', 'change');
    writeFileSync(join(folder, 'changed.yaml'), 'kind: changed\nmetadata:\n  name: z\n  namespace: b\n');
    writeFileSync(join(folder, 'naïve name.yaml'), 'kind: New');
    git('mv', 'moved.yaml', 'here.yaml');
    git('rm', '-q', 'gone.yaml');
    git('add', '.');
    git('commit', '-qm', 'head');
    const head = git('rev-parse', 'HEAD');
    git('switch', '-q', 'main');
    writeFileSync(join(folder, 'elsewhere.yaml'), 'kind: Later\n');
    git('add', '.');
    git('commit', '-qm', 'main moves on');
    expect(changedFiles(folder, 'main', head)).toEqual([
      {
        filename: 'changed.yaml',
        status: 'modified',
        patch: '@@ -1,4 +1,4 @@\n kind: changed\n metadata:\n-  name: a\n+  name: z\n   namespace: b',
      },
      {
        filename: 'gone.yaml',
        status: 'removed',
        patch: expect.stringMatching(/^@@ -1,4 \+0,0 @@\n-kind: gone/),
      },
      { filename: 'here.yaml', status: 'renamed', previousFilename: 'moved.yaml' },
      {
        filename: 'naïve name.yaml',
        status: 'added',
        patch: '@@ -0,0 +1 @@\n+kind: New\n\\ No newline at end of file',
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
