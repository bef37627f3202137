import { expect, test } from '@jest/globals';
import { connect, type PublishResult, publishReview } from '../../src/github/index.ts';
import type { Report } from '../../src/reports/index.ts';
import { LoopbackGitHub, type Permissions, type PullState, TOKEN } from '../support/loopback-github.ts';
import { BASE, context, finding, HEAD, options, report } from './sample.ts';

const OURS = [
  'kubeproof: blocked',
  'kubeproof: incomplete',
  'kubeproof: needs approval',
  'kubeproof: permissions',
];
const WRITE: Permissions = { 'pull-requests': 'write', contents: 'read' };

interface Scene {
  readonly github: LoopbackGitHub;
  readonly pull: PullState;
  publish(of: Report, change?: Partial<typeof options>): Promise<PublishResult>;
  writes(): string[];
}

async function scene(may: Permissions, then: (scene: Scene) => Promise<void>): Promise<void> {
  const github = await LoopbackGitHub.start({ tokens: { [TOKEN]: may } });
  try {
    const pull = github.open(7, { files: [], baseSha: BASE, headSha: HEAD });
    pull.labels.push('bug', 'kubeproof: exempt');
    const here = { ...context, apiUrl: github.url };
    await then({
      github,
      pull,
      publish: async (of, change) => {
        const client = await connect(here, TOKEN, '1.4.0');
        const result = await publishReview(of, here, client, [], { ...options, labels: true, ...change });
        expect(github.violations).toEqual([]);
        for (const { gates } of result.notes) expect(gates).toBe(false);
        return result;
      },
      writes: () => github.writes().map(({ operation }) => operation),
    });
  } finally {
    await github.close();
  }
}

const blocked = report([finding('privileged')]);
const gap = report([], { problems: [{ code: 'render-failed', message: 'a chart', gates: true }] });

test('labels that the repository has: set, left alone, changed, taken away; those of others stay', () =>
  scene(WRITE, async ({ github, pull, publish, writes }) => {
    for (const name of OURS) github.labels.add(name);
    expect(await publish(blocked)).toMatchObject({ status: 'published', labels: 'updated', notes: [] });
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt', 'kubeproof: blocked']);
    expect(writes()).toEqual(['issues/create-comment', 'issues/add-labels']);

    github.forget();
    expect(await publish(blocked)).toMatchObject({ status: 'unchanged', labels: 'unchanged' });
    expect(writes()).toEqual([]);

    expect(await publish(gap)).toMatchObject({ labels: 'updated' });
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt', 'kubeproof: incomplete']);
    expect(await publish(report([]), { comment: 'never', review: false })).toMatchObject({
      status: 'published',
      labels: 'updated',
    });
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt']);
  }));

test('not asked for: none is read or written', () =>
  scene(WRITE, async ({ github, publish }) => {
    expect(await publish(blocked, { labels: false })).toMatchObject({ labels: 'off' });
    expect(github.requests.filter(({ operation }) => operation.includes('label'))).toEqual([]);
  }));

test('another instance has labels of its own', () =>
  scene({ ...WRITE, issues: 'write' }, async ({ pull, publish }) => {
    await publish(blocked, { instance: 'prod' });
    await publish(report([]));
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt', 'kubeproof/prod: blocked']);
    await publish(report([]), { instance: 'prod' });
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt']);
  }));

test('a label that the repository lacks: said, with what to do; the comments are there', () =>
  scene(WRITE, async ({ pull, publish }) => {
    const result = await publish(blocked);
    expect(result).toMatchObject({ status: 'published', sticky: 'created', labels: 'failed' });
    expect(result.notes).toEqual([
      {
        code: 'labels-refused',
        message:
          'The token may not set labels on the pull request, so they stay as they were; the verdict stands',
        hint: `With "pull-requests: write" labels can be set that the repository has: create them once, or give the job "issues: write" too, with which GitHub creates them. GitHub's answer: 403 You do not have permission to create labels on this repository.: {"resource":"Repository","field":"label","code":"unauthorized"} - https://docs.github.com/rest`,
        gates: false,
      },
    ]);
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt']);
  }));

test('a read-only token loses the labels with the comments, and says it once', () =>
  scene({ 'pull-requests': 'read', contents: 'read' }, async ({ pull, publish }) => {
    const result = await publish(blocked);
    expect([result.status, result.labels, result.notes.map(({ code }) => code)]).toEqual([
      'read-only',
      'off',
      ['comments-read-only'],
    ]);
    expect(pull.labels).toEqual(['bug', 'kubeproof: exempt']);
  }));

test('an older run leaves what a later one said', () =>
  scene({ ...WRITE, issues: 'write' }, async ({ github, pull, publish }) => {
    await publish(blocked);
    const sticky = pull.issueComments[0]!;
    sticky.body = sticky.body.replace('run=4711.1', 'run=4711.2').replace(/ev=\w+/, 'ev=000000000000');
    github.forget();
    expect(await publish(gap)).toMatchObject({ labels: 'off' });
    expect(github.writes()).toEqual([]);
  }));

test('a label that somebody has just taken away is no failure; a token that has run out is one', () =>
  scene({ ...WRITE, issues: 'write' }, async ({ github, pull, publish }) => {
    await publish(blocked);
    github.fail({ operation: /remove-label/, status: 404 });
    expect(await publish(report([]))).toMatchObject({ labels: 'updated' });
    github.fail({ operation: /remove-label/, status: 401 });
    pull.labels.push('Kubeproof: Incomplete');
    const result = await publish(report([]));
    expect([result.labels, result.notes.map(({ message }) => message)]).toEqual([
      'failed',
      ['Could not set the labels'],
    ]);
  }));
