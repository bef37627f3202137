import { afterAll, describe, expect, test } from '@jest/globals';
import { baseCommit, judgedCommit, pullRequestDiff } from '../../src/action/commits.ts';
import type { GitHubContext } from '../../src/github/index.ts';
import { linkContext } from '../../src/github/links.ts';
import { openWorkTree } from '../../src/repository/index.ts';
import { anchorLookup } from '../../src/review/anchors.ts';
import { findingComment } from '../../src/review/comment.ts';
import { context, finding, frame, report } from '../github/sample.ts';
import { checkout, git, removeTemporary, TestRepository } from '../support/repository.ts';

afterAll(removeTemporary);

const LINES = Array.from({ length: 40 }, (_, i) => `line${i + 1}: 1`);

/** The lines with some replaced; a text may hold several lines, '' none. */
function text(changes: Readonly<Record<number, string>>): string {
  return `${LINES.flatMap((line, i) => {
    const now = changes[i + 1];
    return now === undefined ? [line] : now === '' ? [] : [now];
  }).join('\n')}\n`;
}

/** A pull request whose base moved on, checked out as the runner does: the merge commit. */
function mergedCheckout(files: Readonly<Record<'start' | 'base' | 'head', Record<string, string | null>>>) {
  const repository = new TestRepository();
  repository.commit('start', files.start);
  repository.switch('change');
  const head = repository.commit('head', files.head);
  repository.switch('main');
  const base = repository.commit('base', files.base);
  repository.pullRefs(7, base, head);
  const root = checkout(repository, 'refs/pull/7/merge', 0);
  const pull = { ...context.pullRequest!, headSha: head, baseSha: base };
  const here: GitHubContext = { ...context, headSha: head, baseSha: base, pullRequest: pull };
  const compared = baseCommit(root, here, undefined);
  expect(compared).toBe(base);
  return { root, here, diff: pullRequestDiff(root, here, openWorkTree(root), compared) };
}

describe('the merge commit is checked out', () => {
  const both = {
    start: { 'a.yaml': text({}), 'b.yaml': text({}), 'gone.yaml': text({}) },
    base: { 'a.yaml': text({ 2: 'line2: 1\nbase: 1\nbase: 2', 30: '' }) },
    head: {
      'a.yaml': text({ 20: 'line20: 2', 21: 'line21: 2', 35: '' }),
      'b.yaml': text({ 20: 'line20: 2' }),
      'gone.yaml': null,
    },
  };

  test('a file that only the change touched: its lines as they are', () => {
    const b = mergedCheckout(both).diff.find(({ path }) => path === 'b.yaml')!;
    expect(b.right.find(({ kind }) => kind === 'added')).toEqual({ line: 20, kind: 'added', hunk: 0 });
    expect(b.left).toEqual([{ line: 20, kind: 'deleted', hunk: 0 }]);
  });

  test('one that both touched: each line is followed from the head to what was judged, and from the start to the base', () => {
    const a = mergedCheckout(both).diff.find(({ path }) => path === 'a.yaml')!;
    expect(a.right.filter(({ kind }) => kind === 'added')).toEqual([
      { line: 22, at: 20, kind: 'added', hunk: 0 },
      { line: 23, at: 21, kind: 'added', hunk: 0 },
    ]);
    // Line 35 of the start is line 36 of the base: two came, one went.
    expect(a.left).toEqual([
      { line: 22, at: 20, kind: 'deleted', hunk: 0 },
      { line: 23, at: 21, kind: 'deleted', hunk: 0 },
      { line: 36, at: 35, kind: 'deleted', hunk: 1 },
    ]);
  });

  test('a comment goes to the number that GitHub knows the line by', () => {
    const anchorOf = anchorLookup(mergedCheckout(both).diff);
    const at = (line: number, change = {}) =>
      anchorOf(
        finding('x', { location: { kind: 'manifest', file: 'a.yaml', line }, related: [], ...change }),
      );
    expect(at(22)).toEqual({ path: 'a.yaml', line: 20, judged: 22, side: 'RIGHT' });
    expect(at(36, { side: 'removed' })).toEqual({ path: 'a.yaml', line: 35, judged: 36, side: 'LEFT' });
    expect(at(22, { location: { kind: 'manifest', file: 'a.yaml', line: 22, endLine: 23 } })).toEqual({
      path: 'a.yaml',
      line: 21,
      startLine: 20,
      judged: 22,
      side: 'RIGHT',
    });
    const edit = { file: 'a.yaml', line: 22, endLine: 23, lines: ['line20: 3'] };
    expect(at(22, { suggestion: { edits: [edit] } })).toEqual({
      path: 'a.yaml',
      line: 21,
      startLine: 20,
      judged: 22,
      side: 'RIGHT',
      suggestion: ['line20: 3'],
    });
    // What stands at 20 in the merge is line 18 of the head: in the hunk as context, by its own number.
    expect(at(20)).toEqual({ path: 'a.yaml', line: 18, judged: 20, side: 'RIGHT' });
    expect(at(4)).toBeUndefined();
    const it = finding('x', { location: { kind: 'values', file: 'a.yaml', line: 22 }, related: [] });
    expect(findingComment(it, report([it]), anchorOf(it), frame).body).toContain('value set here');
  });

  test('a link leads to the head where the line is the same there, else to what was judged', () => {
    const { root, here } = mergedCheckout(both);
    const judged = judgedCommit(root, here, openWorkTree(root), ['a.yaml', 'b.yaml', 'gone.yaml'])!;
    expect(judged.commit).toBe(git(root, 'rev-parse', 'HEAD'));
    const { fileUrl } = linkContext({ ...here, judged });
    const of = (path: string) => fileUrl(here.headSha, path, 3).split('/').slice(6, 7)[0];
    expect([of('a.yaml'), of('b.yaml')]).toEqual([judged.commit, here.headSha]);
  });

  test('a file that is gone', () => {
    const gone = mergedCheckout(both).diff.find(({ path }) => path === 'gone.yaml')!;
    expect([gone.status, gone.right, gone.left.length, gone.left[0]]).toEqual([
      'deleted',
      [],
      40,
      { line: 1, kind: 'deleted', hunk: 0 },
    ]);
  });
});

test('the head itself is checked out: lines are its own', () => {
  const repository = new TestRepository();
  const base = repository.commit('start', { 'a.yaml': text({}) });
  repository.switch('change');
  const head = repository.commit('head', { 'a.yaml': text({ 20: 'line20: 2' }) });
  const pull = { ...context.pullRequest!, headSha: head, baseSha: base };
  const here: GitHubContext = { ...context, headSha: head, baseSha: base, pullRequest: pull };
  const [a] = pullRequestDiff(repository.folder, here, openWorkTree(repository.folder), base);
  expect([a!.right.filter(({ kind }) => kind === 'added'), a!.left]).toEqual([
    [{ line: 20, kind: 'added', hunk: 0 }],
    [{ line: 20, kind: 'deleted', hunk: 0 }],
  ]);
});
