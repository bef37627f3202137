import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/github/client.ts';
import { type DiffFile, publishReview, pullRequestApi } from '../../src/github/index.ts';
import type { Report } from '../../src/reports/index.ts';
import { patchLines } from '../../src/review/index.ts';
import { inProcess } from '../support/in-process.ts';
import {
  type ChangedFile,
  LoopbackGitHub,
  type LoopbackGitHubOptions,
  type PullState,
  TOKEN,
} from '../support/loopback-github.ts';
import { BASE, context, finding, HEAD, options, report } from './sample.ts';

/**
 * GitHub's limits that concern kubeproof, by what they are about: the test that shows that the loopback GitHub keeps to
 * one, and the one that shows that kubeproof stays within it.
 */
const LIMITS: readonly (readonly [limit: string, loopback: string, ours: string])[] = [
  [
    'a comment stands on a line of a hunk',
    'support/loopback-github.test.ts: one comment off the diff refuses the whole review',
    'review/anchors.test.ts: nothing in another, a former or a binary file',
  ],
  [
    'one bad comment refuses the review',
    'support/loopback-github.test.ts: one comment off the diff refuses the whole review',
    'github/publish.test.ts: a review refused for no reason one can see: halved',
  ],
  [
    'a range stays in its hunk',
    'support/loopback-github.test.ts: a start in another hunk',
    'review/anchors.test.ts: a long range is its first line',
  ],
  [
    'a comment on a file is none of a review',
    'support/loopback-github.test.ts: a file-level comment needs no line, but is unknown to reviews',
    'github/limits.test.ts: a line that no comment can stand on is linked in the summary comment',
  ],
  [
    '25 comments in one review',
    'github/publish.test.ts: 1,500 findings: one review, one sticky comment, few requests',
    'review/plan.test.ts: 25 comments, the first of the report, and none more on the next run',
  ],
  [
    'a review has a text',
    'support/loopback-github.test.ts: a COMMENT review needs one',
    'github/publish.test.ts: first run: one review, then the sticky comment; second run: nothing',
  ],
  [
    '65,536 characters',
    'support/loopback-github.test.ts: 65,536 characters are the most',
    'github/budget.test.ts: a comment stays small and whole whatever it is made of',
  ],
  [
    '10 annotations of each level',
    'github/annotations.test.ts: of eleven nine are shown, those in the diff first',
    'github/budget.test.ts: annotations: nine of each level and a count',
  ],
  [
    '1 MiB of summary',
    'github/budget.test.ts: the summary: at most 1,000,000 bytes',
    'github/budget.test.ts: the summary: at most 1,000,000 bytes',
  ],
  [
    '1,000 requests an hour',
    'github/limits.test.ts: requests that have run out',
    'github/client.test.ts: a run has its budget, retries included',
  ],
  [
    'the secondary limit',
    'support/loopback-github.test.ts: the secondary limit says how long to wait',
    'github/publish.test.ts: a secondary limit is waited for',
  ],
  [
    'suggestions stand on lines that are there',
    'github/limits.test.ts: a suggestion on a deleted line is a mistake',
    'review/anchors.test.ts: is offered on the lines it replaces',
  ],
  [
    'resolving needs contents: write',
    'support/loopback-github.test.ts: resolving a thread needs contents: write',
    'github/lifecycle.test.ts: whatever happened to a pull request',
  ],
  [
    'a read-only token',
    'support/loopback-github.test.ts: a read-only token reads, and writes nothing',
    'github/publish.test.ts: a read-only token: said once, nothing tried again',
  ],
  [
    'forks',
    'e2e/action.test.ts: a fork: the verdict stands, no comments, and it is said',
    'e2e/action.test.ts: is published by a run of the repository’s own, which checks nothing out',
  ],
  [
    'labels that the repository lacks',
    'github/labels.test.ts: a label that the repository lacks',
    'github/labels.test.ts: a label that the repository lacks',
  ],
  [
    'the merge commit is not the head',
    'github/context.test.ts: a pull request: its head, not the merge commit',
    'e2e/action.test.ts: one review, one sticky comment, evidence, exit 1',
  ],
  [
    'merge queues',
    'e2e/action.test.ts: merge_group: judged against the base of the queue, no comments',
    'e2e/action.test.ts: merge_group: judged against the base of the queue, no comments',
  ],
  [
    'pull_request_target',
    'github/context.test.ts: pull_request_target is refused before anything is read',
    'e2e/action.test.ts: pull_request_target is refused before anything is rendered',
  ],
  ['3,000 files', 'github/limits.test.ts: thousands of files', 'github/limits.test.ts: thousands of files'],
  [
    'no patch of a large file',
    'github/limits.test.ts: a file that is too large to be shown',
    'github/limits.test.ts: a file that is too large to be shown',
  ],
  [
    'renamed, deleted and binary files',
    'github/limits.test.ts: a renamed file, a deleted one and a picture',
    'repository/diff.test.ts: knows additions, deletions, renames, binaries, modes and missing line ends',
  ],
  [
    'a force push re-points reviews',
    'github/approvals.test.ts: nor one from before a force push',
    'github/approvals.test.ts: nor one from before a force push',
  ],
  [
    'closed and opened again, and drafts',
    'github/limits.test.ts: closed, opened again',
    'github/limits.test.ts: closed, opened again',
  ],
  [
    'names of artifacts',
    'support/loopback-artifacts.test.ts: refuses a second artifact of the same name',
    'github/artifact.test.ts: paths from the pull request stay inside, legal and apart',
  ],
  [
    'GitHub Enterprise Server',
    'github/context.test.ts: GitHub Enterprise Server',
    'e2e/action.test.ts: no artifact service: the files stay, and it is said',
  ],
  [
    '25,000 results of SARIF',
    'reports/sarif.test.ts: keeps the first 25,000 results',
    'reports/sarif.test.ts: keeps the first 25,000 results',
  ],
];

test.each(LIMITS)('%s', (_, ...named) => {
  for (const each of named) {
    const [file, title] = each.split(/: (.*)/s) as [string, string];
    const text = readFileSync(join(process.cwd(), '__tests__', file), 'utf8');
    expect([each, text.includes(title)]).toEqual([each, true]);
  }
});

const here = { ...context, apiUrl: 'https://api.github.com' };

function scene(files: readonly ChangedFile[], given: LoopbackGitHubOptions = {}) {
  const github = LoopbackGitHub.inProcess(given);
  const pull: PullState = github.open(7, { files, baseSha: BASE, headSha: HEAD });
  const publish = async (of: Report, diff: readonly DiffFile[]) => {
    github.forget();
    const client = createClient(inProcess(github, TOKEN), { sleep: async () => {} });
    const result = await publishReview(of, here, client, diff, options);
    expect(result.requests).toBeLessThanOrEqual(60);
    return result;
  };
  return { github, pull, publish };
}

function lines(file: ChangedFile): DiffFile {
  const { filename: path, previousFilename: oldPath, status, patch } = file;
  return {
    path,
    status,
    ...(oldPath !== undefined && { oldPath }),
    binary: patch === undefined,
    ...patchLines(patch ?? ''),
  };
}

const at = (name: string, file: string, line: number, change: Parameters<typeof finding>[1] = {}) =>
  finding(name, { location: { kind: 'manifest', file, line }, related: [], ...change });
const PATCH = '@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3';

describe('what changed', () => {
  test('thousands of files: a comment in one that GitHub does not list, and what is left when a line is refused', async () => {
    const files = Array.from({ length: 3_100 }, (_, i) => ({
      filename: `apps/a${String(i).padStart(4, '0')}.yaml`,
      status: 'modified' as const,
      patch: PATCH,
    }));
    const { github, pull, publish } = scene(files);
    const diff = files.map(lines);
    const last = at('last', 'apps/a3099.yaml', 2);
    expect(await publish(report([last]), diff)).toMatchObject({ created: 1, unplaced: 0 });
    const client = createClient(inProcess(github, TOKEN));
    expect(await pullRequestApi(client, here, 7).files()).toHaveLength(500);

    // GitHub disagrees about one line: what it lists is looked at, and the rest is listed in the comment.
    const wrong = [
      { ...(diff[0] as DiffFile), right: [{ line: 40, kind: 'added' as const, hunk: 0 }] },
      ...diff.slice(1),
    ];
    const three = report([last, at('off', 'apps/a0000.yaml', 40), at('first', 'apps/a0001.yaml', 2)]);
    const result = await publish(three, wrong);
    expect(result).toMatchObject({ created: 1, unplaced: 1, sticky: 'updated' });
    expect(pull.reviewComments.map(({ path }) => path)).toEqual(['apps/a3099.yaml', 'apps/a0001.yaml']);
    expect(pull.issueComments[0]?.body).toContain('1 could not be placed on a line');
  });

  test('a file that is too large to be shown: nobody can comment there, and its finding is listed with its line', async () => {
    const patch = `@@ -0,0 +1,2100 @@\n${Array.from({ length: 2_100 }, (_, i) => `+line ${i}`).join('\n')}`;
    const small = { filename: 'small.yaml', status: 'modified' as const, patch: PATCH };
    const { pull, publish } = scene([{ filename: 'large.yaml', status: 'added', patch }, small]);
    const diff = [lines({ filename: 'large.yaml', status: 'added', patch }), lines(small)];
    const result = await publish(report([at('a', 'large.yaml', 9), at('b', 'small.yaml', 2)]), diff);
    expect(result).toMatchObject({ created: 1, unplaced: 1 });
    expect(pull.reviewComments.map(({ path }) => path)).toEqual(['small.yaml']);
    expect(pull.issueComments[0]?.body).toContain(
      `[\`large.yaml:9\`](https://github.com/acme/shop/blob/${HEAD}/large.yaml#L9)`,
    );
  });

  test('a renamed file, a deleted one and a picture', async () => {
    const files: ChangedFile[] = [
      { filename: 'new.yaml', previousFilename: 'old.yaml', status: 'renamed', patch: PATCH },
      { filename: 'gone.yaml', status: 'removed', patch: '@@ -1,2 +0,0 @@\n-kind: NetworkPolicy\n-spec: {}' },
      { filename: 'logo.png', status: 'modified' },
    ];
    const { github, pull, publish } = scene(files);
    const removed = { side: 'removed' as const };
    const result = await publish(
      report([
        at('right', 'new.yaml', 2),
        at('left', 'old.yaml', 2, removed),
        at('gone', 'gone.yaml', 1, removed),
        at('picture', 'logo.png', 1),
      ]),
      files.map(lines),
    );
    expect([result.created, result.unplaced, github.violations]).toEqual([3, 0, []]);
    expect(pull.reviewComments.map(({ path, line, side }) => [path, line, side])).toEqual([
      ['new.yaml', 2, 'RIGHT'],
      ['new.yaml', 2, 'LEFT'],
      ['gone.yaml', 1, 'LEFT'],
    ]);
    expect(pull.issueComments[0]?.body).toContain('logo.png:1');
  });

  test('a line that no comment can stand on is linked in the summary comment', async () => {
    const file = { filename: 'app.yaml', status: 'modified' as const, patch: PATCH };
    const { pull, publish } = scene([file]);
    const without = finding('no line', { location: { kind: 'file', file: 'app.yaml' }, related: [] });
    const result = await publish(report([at('far', 'app.yaml', 90), without]), [lines(file)]);
    expect([result.created, result.sticky, pull.reviewComments]).toEqual([0, 'created', []]);
    const page = `https://github.com/acme/shop/blob/${HEAD}/app.yaml`;
    expect(pull.issueComments[0]?.body).toContain(`[\`app.yaml:90\`](${page}#L90)`);
    expect(pull.issueComments[0]?.body).toContain(`[\`app.yaml\`](${page})`);
  });

  test('a suggestion on a deleted line is a mistake', async () => {
    const { github } = scene([{ filename: 'a.yaml', status: 'modified', patch: PATCH }]);
    const send = inProcess(github, TOKEN);
    await send('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      owner: 'acme',
      repo: 'shop',
      pull_number: 7,
      event: 'COMMENT',
      body: 'x',
      comments: [{ path: 'a.yaml', line: 2, side: 'LEFT', body: '```suggestion\nb: 4\n```' }],
    });
    expect(github.violations).toEqual(['a suggestion on a deleted line']);
  });
});

test('closed, opened again, in a draft: what stands is left, what changes is followed', async () => {
  const file = { filename: 'app.yaml', status: 'modified' as const, patch: PATCH };
  const { pull, publish } = scene([file]);
  const one = report([at('a', 'app.yaml', 2)]);
  await publish(one, [lines(file)]);
  for (const state of ['closed', 'open'] as const) {
    pull.state = state;
    expect((await publish(one, [lines(file)])).status).toBe('unchanged');
  }
  pull.state = 'closed';
  expect(await publish(report([]), [lines(file)])).toMatchObject({ deleted: 1, sticky: 'updated' });
  const draft = { ...here, pullRequest: { ...here.pullRequest!, draft: true } };
  const { github } = scene([file]);
  const client = createClient(inProcess(github, TOKEN));
  expect(await publishReview(one, draft, client, [lines(file)], options)).toMatchObject({ created: 1 });
});

test('requests that have run out: what is written stays, and it is said', async () => {
  const file = { filename: 'app.yaml', status: 'modified' as const, patch: PATCH };
  const { pull, publish } = scene([file], { primaryLimit: 5 });
  const result = await publish(report([at('a', 'app.yaml', 2)]), [lines(file)]);
  expect([result.created, result.sticky, result.notes.map(({ code }) => code)]).toEqual([
    1,
    'failed',
    ['comments-limited'],
  ]);
  expect(pull.issueComments).toEqual([]);
});
