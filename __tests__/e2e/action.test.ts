import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type Event,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  workflowRunEvent,
} from '../support/events.ts';
import { LoopbackArtifacts, unzipArtifact } from '../support/loopback-artifacts.ts';
import { LoopbackGitHub, type LoopbackGitHubOptions, type PullState } from '../support/loopback-github.ts';
import { checkout, removeTemporary, TestRepository, temporaryFolder } from '../support/repository.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { changedFiles } from '../support/unified-diff.ts';
import { ACCESS, AGENT, BASE, BINDING_LINES, BROKEN_CHART, CHANGE, FIX, PRIVILEGED_LINE } from './shop.ts';

// A run takes a second or two; a machine that does other things too may need many times that.
jest.setTimeout(90_000);

const PULL = 7;
const BOT = 'github-actions[bot]';

/** The parts of report.json (schema kubeproof.report/v1) that the tests look at. */
interface ReportJson {
  readonly schema: string;
  readonly outcome: string;
  readonly exitCode: number;
  readonly base?: { readonly commit?: string };
  readonly head: { readonly commit?: string };
  readonly findings: readonly {
    readonly guardrail: string;
    readonly severity: string;
    readonly state: string;
    readonly blocking: boolean;
    readonly resource: { readonly kind: string; readonly name: string };
    readonly location?: { readonly file: string; readonly line?: number };
  }[];
  readonly counts: object;
  readonly problems: readonly { readonly code: string; readonly target?: string; readonly gates: boolean }[];
}

interface PullCommits {
  readonly repository: TestRepository;
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

/** A repository with a pull request that changes `files`. */
function pullRequest(files: Readonly<Record<string, string | null>>): PullCommits {
  const repository = new TestRepository();
  const base = repository.commit('base', BASE);
  repository.switch('change');
  const head = repository.commit('change', files);
  return { repository, base, head, merge: repository.pullRefs(PULL, base, head) };
}

let change: PullCommits;
let artifacts: LoopbackArtifacts;
let github: LoopbackGitHub;
let pull: PullState;

beforeAll(async () => {
  change = pullRequest(CHANGE);
  artifacts = await LoopbackArtifacts.start();
});
afterAll(async () => {
  await artifacts.close();
  removeTemporary();
});
beforeEach(() => start());
afterEach(async () => {
  artifacts.forget();
  artifacts.refuseWith = undefined;
  await github.close();
});

/** A GitHub on which the pull request was just opened. */
async function start(options: LoopbackGitHubOptions = {}, commits = change): Promise<void> {
  await github?.close();
  github = await LoopbackGitHub.start(options);
  pull = github.open(PULL, {
    repository: commits.repository.folder,
    baseSha: commits.base,
    headSha: commits.head,
    fork: false,
  });
}

/** Where only the publishing is in question, charts and overlays need not be rendered. */
const PLAIN = { paths: 'manifests' };

interface Variation {
  readonly commits?: PullCommits;
  readonly event?: Event;
  readonly workspace?: string;
  readonly runId?: number;
  readonly inputs?: Record<string, string>;
  readonly token?: string;
  readonly env?: Record<string, string>;
  readonly artifactService?: boolean;
}

function review(variation: Variation = {}): Promise<ActionResult> {
  const { base, head, merge, repository } = variation.commits ?? change;
  return runAction({
    workspace: variation.workspace ?? checkout(repository, `refs/pull/${PULL}/merge`, 0),
    event: variation.event ?? pullRequestEvent({ number: PULL, base, head, merge }),
    github,
    ...(variation.artifactService === false ? {} : { artifacts }),
    ...(variation.inputs === undefined ? {} : { inputs: variation.inputs }),
    ...(variation.token === undefined ? {} : { token: variation.token }),
    ...(variation.runId === undefined ? {} : { runId: variation.runId }),
    ...(variation.env === undefined ? {} : { env: variation.env }),
  });
}

function reportOf(result: ActionResult): ReportJson {
  return JSON.parse(readFileSync(result.outputs['report-path'] ?? '', 'utf8')) as ReportJson;
}

/** Asserts an exit status; the whole output is the message when it is another. */
function expectExit(result: ActionResult, exitCode: number): void {
  if (result.exitCode !== exitCode) {
    throw new Error(`exit ${result.exitCode}, expected ${exitCode}\n${result.stdout}\n${result.stderr}`);
  }
}

/** The verdict of the change, whatever could be published. */
function expectBlocked(result: ActionResult): void {
  expectExit(result, 1);
  expect(result.outputs.verdict).toBe('fail');
  expect(result.summary).toContain('cluster-admin');
  expect(result.summary).toMatch(/privileged/);
}

const written = (): [number, number] => [pull.reviewComments.length, pull.issueComments.length];

describe('a pull request that adds four dangers', () => {
  test('one review, one sticky comment, evidence, exit 1; a second run writes nothing and gives the same evidence', async () => {
    const result = await review({ runId: 100 });
    expectBlocked(result);
    expectReview(result);
    expectSaidOnce(result);
    const evidence = expectEvidence(result);

    const before = JSON.stringify([pull.reviews, pull.reviewComments, pull.issueComments]);
    github.forget();
    artifacts.forget();
    const again = await review({ runId: 101 });
    expectBlocked(again);
    expect(github.writes()).toEqual([]);
    expect(github.violations).toEqual([]);
    expect(JSON.stringify([pull.reviews, pull.reviewComments, pull.issueComments])).toBe(before);
    const second = unzipArtifact(artifacts.artifacts[0]!);
    expect([...second.keys()]).toEqual([...evidence.keys()]);
    for (const [path, bytes] of evidence) {
      if (path === 'manifest.json') expect(withoutRun(second.get(path))).toEqual(withoutRun(bytes));
      else if (path !== 'SHA256SUMS') expect([path, second.get(path)?.equals(bytes)]).toEqual([path, true]);
    }
  });

  /** What of the manifest another run repeats. */
  function withoutRun(manifest: Buffer | undefined): object {
    const { created, build, integrity, ...rest } = JSON.parse(String(manifest)) as Record<string, unknown>;
    expect([typeof created, typeof build, typeof integrity]).toEqual(['string', 'object', 'string']);
    return rest;
  }

  function expectReview(result: ActionResult): void {
    expect(github.violations).toEqual([]);

    expect(pull.reviews).toHaveLength(1);
    expect(pull.reviews[0]).toMatchObject({ author: BOT, state: 'COMMENTED', commit: change.head });
    const onAgent = pull.reviewComments.filter(comment => comment.path === AGENT);
    expect(onAgent).toMatchObject([{ line: PRIVILEGED_LINE, side: 'RIGHT', commit: change.head }]);
    expect(onAgent[0]?.body).toMatch(/Container `app` runs privileged/);
    const onAccess = pull.reviewComments.filter(comment => comment.path === ACCESS);
    expect(onAccess.map(comment => comment.side)).not.toContain('LEFT');
    expect(onAccess.every(({ line = 0 }) => line >= BINDING_LINES.first && line <= BINDING_LINES.last)).toBe(
      true,
    );
    const onRole = onAccess.filter(comment => comment.line === BINDING_LINES.role);
    expect(onRole.map(comment => comment.body).join()).toContain('cluster-admin');

    expect(pull.issueComments).toHaveLength(1);
    const sticky = pull.issueComments[0]!.body;
    expect(sticky).toMatch(/^### ❌ kubeproof: \d+ new errors? block/);
    for (const name of [AGENT, ACCESS, 'checkout', 'worker']) expect(sticky).toContain(name);
    expect(sticky).toContain(result.outputs['artifact-digest']?.replace(/^sha256:/, '').slice(0, 12));
    expect(github.requests.length).toBeLessThanOrEqual(15);
  }

  /** Every error has a comment on its line or an annotation, never both. */
  function expectSaidOnce({ annotations, outputs }: ActionResult): void {
    const inline = pull.reviewComments.filter(comment => / · error · new/.test(comment.body));
    const annotated = annotations.filter(annotation => annotation.level === 'error');
    expect(inline.length + annotated.length).toBe(Number(outputs.errors));
    const places = inline.map(comment => `${comment.path}:${comment.line}`);
    for (const { properties } of annotated)
      expect(places).not.toContain(`${properties.file}:${properties.line}`);
  }

  /** Outputs, files on the runner and the uploaded artifact say the same. Returns the artifact's files. */
  function expectEvidence(result: ActionResult): Map<string, Buffer> {
    const report = reportOf(result);
    const { outputs } = result;
    expect(report).toMatchObject({ schema: 'kubeproof.report/v1', outcome: 'fail', exitCode: 1 });
    expect(report.base?.commit).toBe(change.base);
    const privileged = report.findings.filter(finding => finding.guardrail === 'privileged-container');
    expect(
      privileged.map(({ resource, state, blocking }) => [resource.name, state, blocking]).sort(),
    ).toEqual([
      ['agent', 'new', true],
      ['checkout-checkout', 'new', true],
      ['worker', 'new', true],
    ]);
    const added = report.findings.filter(finding => finding.state === 'new');
    const count = (severity: string): string =>
      String(added.filter(each => each.severity === severity).length);
    expect([outputs.errors, outputs.warnings, outputs.infos]).toEqual([
      count('error'),
      count('warning'),
      count('info'),
    ]);
    expect(outputs.blocking).toBe(String(added.filter(finding => finding.blocking).length));
    expect(outputs.fixed).toBe('0');
    expect(JSON.parse(outputs.counts ?? '')).toEqual(report.counts);
    expect(readFileSync(outputs['html-path'] ?? '', 'utf8')).toMatch(/^<!doctype html>/i);
    expect(outputs['sarif-path']).toMatch(/results\.sarif$/);
    expect(JSON.parse(readFileSync(outputs['sarif-path'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' });

    expect(artifacts.refusals).toEqual([]);
    const [artifact] = artifacts.artifacts;
    expect(outputs['artifact-id']).toBe(String(artifact?.id));
    expect(outputs['artifact-digest']?.replace(/^sha256:/, '')).toBe(
      artifact?.digest.replace(/^sha256:/, ''),
    );
    const files = unzipArtifact(artifact!);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'manifest.json',
        'report.html',
        'report.json',
        'results.sarif',
        'rendered/helm/charts/checkout/prod.yaml',
        'rendered/helm/charts/checkout/staging.yaml',
        'rendered/kustomize/deploy/overlays/prod/default.yaml',
      ]),
    );
    expect(files.get('report.json')?.equals(readFileSync(outputs['report-path'] ?? ''))).toBe(true);
    expect(files.get('rendered/helm/charts/checkout/prod.yaml')?.toString()).toContain('privileged: true');
    expect(files.get('rendered/helm/charts/checkout/staging.yaml')?.toString()).toContain(
      'privileged: false',
    );
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      files: { path: string; sha256: string }[];
    };
    const digests = [...files]
      .filter(([path]) => path !== 'manifest.json' && path !== 'SHA256SUMS')
      .map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]);
    expect(manifest.files.map(({ path, sha256 }) => [path, sha256]).sort()).toEqual(digests.sort());
    return files;
  }
});

describe('after the author’s next push', () => {
  function push(files: Readonly<Record<string, string | null>>): PullCommits {
    const repository = new TestRepository();
    const base = repository.commit('base', BASE);
    repository.switch('change');
    repository.commit('change', CHANGE);
    const head = repository.commit('next', files);
    return { repository, base, head, merge: repository.pullRefs(PULL, base, head) };
  }
  function synchronize(next: PullCommits, inputs?: Record<string, string>): Promise<ActionResult> {
    pull.push(next.head, changedFiles(next.repository.folder, next.base, next.head));
    github.forget();
    artifacts.forget();
    const event = pullRequestEvent({ ...next, number: PULL, action: 'synchronize', before: change.head });
    return review({ commits: next, event, runId: 101, ...(inputs === undefined ? {} : { inputs }) });
  }

  test('everything fixed: the comments are gone, the sticky says so, exit 0', async () => {
    await review();
    const listed = pull.reviewComments.length;
    const result = await synchronize(push(FIX));
    expectExit(result, 0);
    expect(result.outputs.verdict).toBe('pass');
    expect(listed).toBeGreaterThan(0);
    expect(pull.reviewComments).toEqual([]);
    expect(pull.issueComments).toHaveLength(1);
    expect(pull.issueComments[0]?.body).toMatch(/^✅ .*fixed/);
    expect(github.violations).toEqual([]);
    github.forget();
    artifacts.forget();
    const again = await synchronize(push(FIX));
    expectExit(again, 0);
    expect(github.writes()).toEqual([]);
  });

  test('a thread with a person’s answer is kept and marked fixed', async () => {
    await review({ inputs: PLAIN });
    const root = pull.reviewComments.find(comment => comment.path === AGENT)!;
    github.reply(pull, 'octocat', root.id, 'Is this really so bad?');
    const result = await synchronize(push(FIX), PLAIN);
    expectExit(result, 0);
    expect(pull.reviewComments.map(comment => comment.author)).toEqual([BOT, 'octocat']);
    expect(pull.reviewComments[0]?.body).toMatch(/✅ .*[Ff]ixed/);
    // resolveReviewThread needs contents: write, which nobody gave us: no attempt that GitHub refused.
    expect(github.requests.filter(request => request.status >= 400)).toEqual([]);
  });

  test('lines moved above a finding: no comment is posted again', async () => {
    await review({ inputs: PLAIN });
    const ids = pull.reviewComments.map(comment => comment.id);
    const result = await synchronize(
      push({ [AGENT]: `# The agent of the shop.\n# Runs on every node.\n${CHANGE[AGENT]}` }),
      PLAIN,
    );
    expectExit(result, 1);
    expect(pull.reviewComments.map(comment => comment.id)).toEqual(ids);
    expect(
      github.writes().filter(request => request.method === 'POST' && request.operation !== 'graphql'),
    ).toEqual([]);
  });

  test('a run that was overtaken publishes nothing', async () => {
    const next = push(FIX);
    pull.push(next.head, changedFiles(next.repository.folder, next.base, next.head));
    const late = await review({ inputs: PLAIN });
    expectExit(late, 1);
    expect(github.writes()).toEqual([]);
  });
});

describe('a token or an event that leaves no room for comments', () => {
  test('a fork: the verdict stands, no comments, and it is said', async () => {
    await start({ tokens: { 'fork-token': { 'pull-requests': 'read', contents: 'read' } } });
    const event = pullRequestEvent({ ...change, number: PULL, fork: true });
    const result = await review({ event, token: 'fork-token', inputs: PLAIN });
    expectBlocked(result);
    expect(written()).toEqual([0, 0]);
    expect(result.summary).toMatch(/read-only|may not write|read only/i);
    expect(
      result.annotations.some(({ level, properties }) => level === 'error' && properties.file === AGENT),
    ).toBe(true);
    expect(artifacts.artifacts).toHaveLength(1);
  });

  test('a read-only token on a branch of the repository', async () => {
    await start({ tokens: { weak: { 'pull-requests': 'read', contents: 'read' } } });
    const result = await review({ token: 'weak', inputs: PLAIN });
    expectBlocked(result);
    expect(written()).toEqual([0, 0]);
    expect(result.summary).toContain('pull-requests: write');
  });

  test('no token at all', async () => {
    const result = await review({ inputs: { ...PLAIN, 'github-token': '' } });
    expectBlocked(result);
    expect(written()).toEqual([0, 0]);
  });

  test('merge_group: judged against the base of the queue, no comments', async () => {
    const event = mergeGroupEvent(change.base, change.merge);
    const result = await review({ event });
    expectBlocked(result);
    expect(written()).toEqual([0, 0]);
    expect(reportOf(result).base?.commit).toBe(change.base);
    expect(github.writes()).toEqual([]);
  });

  test('push: no comments', async () => {
    const workspace = checkout(change.repository, 'refs/heads/change', 0);
    const result = await review({ event: pushEvent(change.base, change.head), workspace });
    expectBlocked(result);
    expect(written()).toEqual([0, 0]);
    expect(github.writes()).toEqual([]);
  });

  test('review and comment switched off', async () => {
    const result = await review({ inputs: { ...PLAIN, review: 'false', comment: 'never' } });
    expectBlocked(result);
    expect(github.writes()).toEqual([]);
  });

  test('pull_request_target is refused before anything is rendered', async () => {
    const event = pullRequestEvent({ ...change, number: PULL, name: 'pull_request_target' });
    const result = await review({ event });
    expectExit(result, 2);
    expect(result.stdout).toMatch(/::error.*pull_request_target/);
    expect(github.requests).toEqual([]);
    expect(artifacts.artifacts).toEqual([]);
  });
});

describe('what GitHub answers never changes the verdict', () => {
  test.each([
    [
      '403 on every write',
      { method: 'POST', status: 403, times: 100, message: 'Resource not accessible by integration' },
    ],
    ['422 on the review', { operation: /^pulls\/create-review$/, status: 422, times: 100 }],
    ['500 on the comments list', { operation: /^pulls\/list-review-comments$/, status: 500, times: 100 }],
    [
      '429 once, then room',
      { operation: /^pulls\/create-review$/, status: 429, headers: { 'retry-after': '1' } },
    ],
    ['401 everywhere', { status: 401, times: 100 }],
    ['500 on GraphQL', { operation: /^graphql$/, status: 500, times: 100 }],
  ])('%s', async (name, failure) => {
    github.fail(failure);
    const result = await review({ inputs: PLAIN });
    expectBlocked(result);
    expect(github.violations).toEqual([]);
    if (name.startsWith('429') || name.includes('GraphQL')) {
      expect(pull.reviews).toHaveLength(1);
      expect(pull.issueComments).toHaveLength(1);
    }
    if (name.startsWith('422')) {
      expect(pull.reviewComments).toEqual([]);
      expect(pull.issueComments[0]?.body).toContain(AGENT);
    }
  });

  test('the secondary limit is waited for', async () => {
    await start({ secondaryLimit: { after: 0, times: 1, retryAfter: 1 } });
    expectBlocked(await review({ inputs: PLAIN }));
    expect([pull.reviews.length, pull.issueComments.length]).toEqual([1, 1]);
  });

  test('a GitHub that is not there', async () => {
    await github.close();
    expectBlocked(await review({ inputs: PLAIN }));
  });

  test('no artifact service: the files stay, and it is said', async () => {
    const result = await review({ artifactService: false, inputs: PLAIN });
    expectBlocked(result);
    expect(reportOf(result).schema).toBe('kubeproof.report/v1');
    expect(result.outputs['artifact-id'] ?? '').toBe('');
    expect(result.summary).toMatch(/artifact service/);
    expect(pull.issueComments).toHaveLength(1);
  });

  test('an artifact service that refuses', async () => {
    artifacts.refuseWith = 403;
    const result = await review({ inputs: PLAIN });
    expectBlocked(result);
    expect(result.outputs['artifact-id'] ?? '').toBe('');
  });
});

describe('what cannot be evaluated is never green', () => {
  test('a shallow clone without the base names fetch-depth', async () => {
    const workspace = checkout(change.repository, `refs/pull/${PULL}/merge`, 1);
    const result = await review({ workspace });
    expectExit(result, 2);
    expect(result.outputs.verdict).toBe('incomplete');
    expect(result.stdout + result.summary).toContain('fetch-depth: 0');
  });

  test('a chart without its dependency: the rest is judged, exit 2', async () => {
    const commits = pullRequest({ ...CHANGE, ...BROKEN_CHART });
    await start({}, commits);
    const result = await review({ commits, inputs: { 'fail-on': 'never' } });
    expectExit(result, 2);
    expect(result.outputs.verdict).toBe('incomplete');
    const report = reportOf(result);
    expect(report.problems.filter(problem => problem.gates)).toMatchObject([
      { target: 'helm:charts/legacy' },
    ]);
    expect(report.findings.filter(finding => finding.guardrail === 'privileged-container')).toHaveLength(3);
    const sticky = pull.issueComments[0]?.body;
    expect(sticky).toMatch(/Not evaluated/);
    expect(sticky).toContain('redis');
    expect(pull.reviewComments.some(comment => comment.path === AGENT)).toBe(true);
  });

  test('a chart without its dependency beside findings that block: exit 1, and both are said', async () => {
    const commits = pullRequest({ [AGENT]: CHANGE[AGENT]!, ...BROKEN_CHART });
    await start({}, commits);
    const result = await review({ commits, inputs: { paths: 'manifests\ncharts/legacy' } });
    expectExit(result, 1);
    expect(pull.issueComments[0]?.body).toMatch(
      /1 new error blocks this change, and 1 input could not be evaluated/,
    );
  });

  test('a change that concerns nothing kubeproof judges', async () => {
    const commits = pullRequest({ 'README.md': '# The shop\n' });
    await start({}, commits);
    const result = await review({ commits });
    expectExit(result, 0);
    expect(result.outputs.verdict).toBe('pass');
    expect(github.writes()).toEqual([]);
  });

  test('the pull request cannot switch off what judges it', async () => {
    const commits = pullRequest({
      ...CHANGE,
      '.kubeproof.yaml': 'gate: {fail-on: never}\nexclude: ["**"]\n',
    });
    await start({}, commits);
    const result = await review({ commits, inputs: PLAIN });
    expectExit(result, 1);
    expect(
      reportOf(result).findings.some(finding => finding.resource.name === 'agent' && finding.blocking),
    ).toBe(true);
  });
});

describe('what a fork’s run evaluated', () => {
  const TOKENS = {
    'test-token': { 'pull-requests': 'write', contents: 'read' },
    fork: { 'pull-requests': 'read', contents: 'read' },
  } as const;

  test('is published by a run of the repository’s own, which checks nothing out', async () => {
    await start({ tokens: TOKENS });
    const { base, head, merge } = change;
    pull = github.open(PULL, {
      repository: change.repository.folder,
      baseSha: base,
      headSha: head,
      fork: true,
    });
    const event = pullRequestEvent({ number: PULL, base, head, merge, fork: true });
    const evaluated = await review({ event, token: 'fork', runId: 500, inputs: PLAIN });
    expectExit(evaluated, 1);
    expect(written()).toEqual([0, 0]);

    const [artifact] = artifacts.artifacts;
    github.artifacts.push({ id: 5, run: 500, name: 'kubeproof', zip: artifact!.zip });
    const published = await review({
      event: workflowRunEvent({ run: 500, head, fork: true }),
      workspace: temporaryFolder(),
      inputs: { mode: 'publish' },
    });
    expectExit(published, 0);
    expect(pull.reviewComments.map(({ path, line }) => [path, line])).toContainEqual([
      AGENT,
      PRIVILEGED_LINE,
    ]);
    expect(pull.issueComments).toHaveLength(1);
    expect(pull.issueComments[0]?.body).toContain('cluster-admin');
    expect(github.violations).toEqual([]);

    const before = github.writes().length;
    const again = await review({
      event: workflowRunEvent({ run: 500, head, fork: true }),
      workspace: temporaryFolder(),
      inputs: { mode: 'publish' },
    });
    expectExit(again, 0);
    expect(github.writes().length).toBe(before);
  });

  test('a run that was not for a pull request leaves nothing to publish', async () => {
    const result = await review({
      event: workflowRunEvent({ run: 500, head: change.head, event: 'push' }),
      workspace: temporaryFolder(),
      inputs: { mode: 'publish' },
    });
    expectExit(result, 0);
    expect(result.stdout).toContain('nothing was published');
    expect(github.requests).toEqual([]);
  });
});

describe('a kind of change that needs somebody’s approval', () => {
  const READER = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pods}
rules:
  - {apiGroups: [""], resources: [pods], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bot-pods}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pods}
subjects:
  - {kind: ServiceAccount, name: bot, namespace: shop}
`;
  const CONFIG = 'approvals:\n  - for: [rbac.cluster-scope]\n    from: ["@Alice", bob]\n';

  test('waits, says for whom, and passes once the head is approved', async () => {
    const repository = new TestRepository();
    const base = repository.commit('base', { ...BASE, '.kubeproof.yaml': CONFIG });
    repository.switch('change');
    const head = repository.commit('change', { [ACCESS]: `${BASE[ACCESS]}${READER}` });
    const commits = { repository, base, head, merge: repository.pullRefs(PULL, base, head) };
    await start({}, commits);

    const waiting = await review({ commits, inputs: PLAIN });
    expectExit(waiting, 1);
    const summary = 'this change waits for the approval of alice or bob';
    expect(pull.issueComments[0]?.body).toContain(summary);
    expect(pull.issueComments[0]?.body).toContain(
      '⏳ Waits for the approval of alice or bob: ServiceAccount shop/bot gains get pods in all namespaces.',
    );

    github.review(pull, 'alice', 'APPROVED');
    const event = pullRequestEvent({
      number: PULL,
      base,
      head,
      merge: commits.merge,
      name: 'pull_request_review',
    });
    const approved = await review({ commits, inputs: PLAIN, event });
    expectExit(approved, 0);
    expect(pull.issueComments).toHaveLength(1);
    expect(pull.issueComments[0]?.body).toContain(`✅ Approved by alice on 2026-01-01 (${head.slice(0, 7)})`);
    expect(JSON.parse(readFileSync(approved.outputs['report-path'] ?? '', 'utf8'))).toMatchObject({
      approvals: [{ state: 'given', given: [{ login: 'alice', commit: head }] }],
    });
    expect(github.violations).toEqual([]);
  });
});

test('names from the pull request cannot speak for the runner', async () => {
  const evil = CHANGE[AGENT]!.replaceAll(
    'name: app',
    'name: "app\\n::error::injected\\n@octocat <img src=x>"',
  );
  const commits = pullRequest({ [AGENT]: evil });
  await start({}, commits);
  const result = await review({ commits, inputs: PLAIN });
  expect(result.exitCode).toBeGreaterThan(0);
  expect(result.stdout).not.toMatch(/^::error::injected/m);
  // Code spans and fences are shown as they are: nothing in them is markup or mentions anybody.
  const shown = (text: string): string => text.replace(/(`+)[\s\S]*?\1/g, '');
  for (const text of [
    result.summary,
    ...pull.issueComments.map(each => each.body),
    ...pull.reviewComments.map(each => each.body),
  ]) {
    expect(shown(text)).not.toContain('<img src');
    expect(shown(text)).not.toMatch(/(^|\s)@octocat/);
  }
});
