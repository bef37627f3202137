import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClient } from '../../src/github/client.ts';
import {
  type DiffFile,
  type GitHubContext,
  type PublishResult,
  publishReview,
} from '../../src/github/index.ts';
import type { Report, ReportFinding } from '../../src/reports/index.ts';
import { ownLabels } from '../../src/review/labels.ts';
import { ownMarker, parseMarker } from '../../src/review/marker.ts';
import { expectLikeFresh, type SeenComment } from '../support/comments-as-seen.ts';
import { inProcess } from '../support/in-process.ts';
import { type Failure, LoopbackGitHub, type PullState } from '../support/loopback-github.ts';
import { type ChangedFile, commentableLines } from '../support/unified-diff.ts';
import { BASE, BOT, context, finding, options, report } from './sample.ts';

/**
 * A pull request lives through pushes, force pushes, people and failures in any order, with runs that overlap. In the
 * end the review has to be what a run on a fresh pull request gives. `LIFECYCLES=2000` runs more of them.
 */
const SEQUENCES = Number(process.env.LIFECYCLES ?? 80);

const FILE = 'charts/checkout/values.yaml';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const TARGET = 'helm:charts/checkout';
const TOKENS = {
  writes: { 'pull-requests': 'write', contents: 'read' },
  resolves: { 'pull-requests': 'write', contents: 'write' },
  reads: { 'pull-requests': 'read', contents: 'read' },
} as const;
type Token = keyof typeof TOKENS;

/** What one commit of the branch has: the findings, in the order of their lines, and how much stands above each. */
interface Commit {
  readonly sha: string;
  readonly files: readonly ChangedFile[];
  readonly diff: readonly DiffFile[];
  readonly report: Report;
}

interface Content {
  readonly findings: readonly {
    readonly name: string;
    readonly above: number;
    readonly inDiff: boolean;
    readonly waived: boolean;
    readonly message: string;
  }[];
  readonly gap: string | undefined;
}

const WAIVER = { id: 'w', owner: 'ops', reason: 'known', file: 'w.yaml', line: 1 };

function commitOf(number: number, { findings, gap }: Content): Commit {
  const rows: string[] = [];
  const found: ReportFinding[] = [];
  for (const { name, above, inDiff, waived, message } of findings) {
    for (let i = 0; i < above; i++) rows.push(` filler ${i} above ${name}`);
    rows.push(`+${name}: bad`);
    const line = inDiff ? rows.length : 9_000;
    found.push(
      finding(name, {
        message,
        location: { kind: 'values', file: FILE, line },
        ...(waived ? { waiver: WAIVER } : {}),
      }),
    );
  }
  const added = rows.filter(row => row.startsWith('+')).length;
  const patch = `@@ -1,${rows.length - added} +1,${rows.length} @@\n${rows.join('\n')}`;
  const files: ChangedFile[] = rows.length === 0 ? [] : [{ filename: FILE, status: 'modified', patch }];
  const right = commentableLines(rows.length === 0 ? '' : patch, 'RIGHT').map(({ line, hunk }) => ({
    line,
    kind: 'added' as const,
    hunk,
  }));
  return {
    sha: number.toString(16).padStart(40, 'a'),
    files,
    diff: [{ path: FILE, status: 'modified', binary: false, right, left: [] }],
    report: report(found, {
      problems:
        gap === undefined
          ? []
          : [{ code: 'x', message: 'x', gates: true, ...(gap === '' ? {} : { target: gap }) }],
    }),
  };
}

class World {
  readonly github: LoopbackGitHub;
  readonly pull: PullState;
  /** Texts that people wrote, and where they can still be found. */
  readonly said: string[] = [];
  commits: Commit[];
  #runs = 100;

  constructor(github: LoopbackGitHub, first: Commit) {
    this.github = github;
    for (const name of ownLabels('default')) github.labels.add(name);
    this.pull = github.open(7, { files: first.files, baseSha: BASE, headSha: first.sha });
    this.commits = [first];
  }

  get head(): Commit {
    return this.commits.at(-1) as Commit;
  }

  async publish(of: Commit, token: Token, run = ++this.#runs): Promise<PublishResult> {
    const at: GitHubContext = {
      ...context,
      headSha: of.sha,
      runId: String(run),
      pullRequest: { ...(context.pullRequest as NonNullable<GitHubContext['pullRequest']>), headSha: of.sha },
    };
    const client = createClient(inProcess(this.github, token), { sleep: async () => {}, now: () => 0 });
    const result = await publishReview(of.report, at, client, of.diff, { ...options, labels: true });
    if (of !== this.head) {
      const { created, updated, deleted, sticky, labels } = result;
      expect([created, updated, deleted, ['created', 'updated'].includes(sticky)]).toEqual([0, 0, 0, false]);
      expect(labels).toBe('off');
    }
    return result;
  }

  /** A run that no other run overlaps: it makes no copies, whatever answers get lost. */
  async publishAlone(of: Commit, token: Token): Promise<PublishResult> {
    const before = copies(this.pull);
    const result = await this.publish(of, token);
    expect(copies(this.pull)).toBeLessThanOrEqual(before);
    return result;
  }

  /** Run numbers of two runs that started one after the other. */
  twoRuns(): [number, number] {
    this.#runs += 2;
    return [this.#runs - 1, this.#runs];
  }

  ourRoots() {
    return this.pull.reviewComments.filter(each => each.inReplyTo === undefined && each.author === BOT);
  }
}

type Step = (world: World) => unknown;

const anyContent = fc.record({
  findings: fc.subarray(NAMES).chain(names =>
    fc.tuple(
      ...names.map(name =>
        fc.record({
          name: fc.constant(name),
          above: fc.nat(3),
          inDiff: fc.boolean().map(no => !no || name !== 'f'),
          waived: fc.nat(3).map(n => n === 0),
          message: fc.constantFrom('One: a.', 'Two: b.'),
        }),
      ),
    ),
  ),
  gap: fc.constantFrom(undefined, undefined, undefined, TARGET, ''),
});

const anyToken = fc.constantFrom<Token>('writes', 'writes', 'resolves', 'reads');
const anyFailure: fc.Arbitrary<Failure> = fc
  .record({
    operation: fc.constantFrom(
      /create-review$/,
      /update-review-comment/,
      /delete-review-comment/,
      /^issues\/(create|update|delete)-comment/,
      /list/,
      /^pulls\/get$/,
      /graphql/,
      /label/,
    ),
    nth: fc.integer({ min: 1, max: 3 }),
    times: fc.integer({ min: 1, max: 4 }),
    answer: fc.constantFrom(
      { status: 403, message: 'Resource not accessible by integration' },
      { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '1' } },
      { status: 404 },
      { status: 422 },
      { status: 429 },
      { status: 500 },
      { status: 502, lost: true },
    ),
  })
  .map(({ answer, ...where }) => ({ ...where, ...answer }));

const nth = fc.nat(7);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(anyContent, fc.boolean()).map(
      ([content, force]): Step =>
        world => {
          const next = commitOf(world.commits.length + 1, content);
          world.commits.push(next);
          if (force) world.github.forcePush(world.pull, next.sha, next.files);
          else world.pull.push(next.sha, next.files);
        },
    ),
  },
  {
    weight: 6,
    arbitrary: anyToken.map(
      (token): Step =>
        world =>
          world.publishAlone(world.head, token),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(anyToken, anyFailure).map(
      ([token, failure]): Step =>
        async world => {
          world.github.fail(failure);
          await world.publishAlone(world.head, token);
          world.github.heal();
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(anyToken, fc.boolean(), fc.nat(12)).map(
      ([token, stale, delay]): Step =>
        async world => {
          const before = (stale ? world.commits.at(-2) : undefined) ?? world.head;
          const [first, second] = world.twoRuns();
          const newer = world.publish(world.head, token, second);
          for (let i = 0; i < delay; i++) await Promise.resolve();
          await Promise.all([world.publish(before, token, first), newer]);
          expect(ownStickies(world.pull).length).toBeLessThanOrEqual(1);
        },
    ),
  },
  {
    weight: 2,
    arbitrary: nth.map(
      (n): Step =>
        world => {
          const root = world.ourRoots()[n];
          if (root === undefined) return;
          const text = `A person's thought ${world.said.length}`;
          world.said.push(text);
          world.github.reply(world.pull, 'alice', root.id, text);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        world => {
          const root = world.ourRoots()[n];
          if (root !== undefined) world.pull.threads.set(root.id, { resolvedBy: 'alice' });
        },
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        world => {
          const root = world.ourRoots()[n];
          const all = world.pull.reviewComments;
          // Who deletes the first comment of a thread with answers leaves the answers; such a thread is nobody's here.
          if (root !== undefined && !all.some(each => each.inReplyTo === root.id))
            all.splice(all.indexOf(root), 1);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('bug', ...ownLabels('default')).map(
      (name): Step =>
        ({ pull }) => {
          const index = pull.labels.indexOf(name);
          if (index >= 0 && name !== 'bug') pull.labels.splice(index, 1);
          else if (index < 0) pull.labels.push(name);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (sticky): Step =>
        world => {
          const { issueComments } = world.pull;
          if (sticky) issueComments.splice(0, 1);
          else {
            const text = `Ship it ${world.said.length}`;
            world.said.push(text);
            world.github.comment(world.pull, 'bob', text);
          }
        },
    ),
  },
);

/** Labels that we may set. */
function ourLabels(pull: PullState): string[] {
  return pull.labels.filter(name => ownLabels('default').includes(name)).sort();
}

/** Markers of our sticky comments. */
function ownStickies(pull: PullState) {
  return pull.issueComments.flatMap(
    ({ author, body }) => ownMarker({ id: 0, author, body }, BOT, 'default') ?? [],
  );
}

/**
 * How many comments in the diff say what another one says already. Outdated ones, which GitHub folds, may have to wait
 * for their end: a finding that comes back gets its new comment first.
 */
function copies(pull: PullState): number {
  const roots = pull.reviewComments.filter(
    each => each.inReplyTo === undefined && each.author === BOT && each.line !== undefined,
  );
  const names = roots.map(({ body }) => parseMarker(body)?.fingerprint);
  return names.length - new Set(names).size + Math.max(0, ownStickies(pull).length - 1);
}

/** Our comments as people see them: fingerprint, place, what it says. */
function seen(pull: PullState): SeenComment[] {
  return pull.reviewComments
    .filter(each => each.inReplyTo === undefined && each.author === BOT)
    .map(({ id, path, line, side, body }) => ({
      fingerprint: parseMarker(body)?.fingerprint ?? '',
      place: line === undefined ? 'outdated' : `${path}:${line}:${side}`,
      says: body.slice(0, body.lastIndexOf('\n')),
      touched:
        pull.reviewComments.some(reply => reply.inReplyTo === id) ||
        pull.threads.get(id)?.resolvedBy === 'alice',
      resolved: pull.threads.get(id)?.resolvedBy !== undefined,
    }));
}

test('whatever happened to a pull request, the next run that may write puts it right and then has nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyContent,
      fc.array(anyStep, { maxLength: 9 }),
      anyContent,
      fc.constantFrom<Token>('writes', 'resolves'),
      async (start, steps, end, token) => {
        const github = LoopbackGitHub.inProcess({ tokens: TOKENS });
        const world = new World(github, commitOf(1, start));
        for (const step of steps) await step(world);
        const last = commitOf(world.commits.length + 1, end);
        world.commits.push(last);
        world.pull.push(last.sha, last.files);

        const before = seen(world.pull);
        const labelled = world.pull.labels.includes('bug');
        const result = await world.publish(last, token);
        expect([result.status, result.notes]).toEqual([expect.stringMatching(/^(published|unchanged)$/), []]);
        const written = github.writes().length;
        const again = await world.publish(last, token);
        expect([again.status, github.writes().length]).toEqual(['unchanged', written]);
        expect(github.violations).toEqual([]);

        const texts = [...world.pull.reviewComments, ...world.pull.issueComments].map(({ body }) => body);
        const lost = world.said.filter(text => !texts.includes(text));
        expect(lost.filter(text => !text.startsWith('Ship it'))).toEqual([]);
        const ids = new Set(world.pull.reviewComments.map(({ id }) => id));
        const orphans = world.pull.reviewComments.filter(
          ({ inReplyTo }) => inReplyTo !== undefined && !ids.has(inReplyTo),
        );
        expect(orphans).toEqual([]);

        const fresh = new World(LoopbackGitHub.inProcess({ tokens: TOKENS }), last);
        await fresh.publish(last, token);
        expectLikeFresh({ before, actual: seen(world.pull), wanted: seen(fresh.pull) }, last.report, TARGET);

        expect(ourLabels(world.pull)).toEqual(ourLabels(fresh.pull));
        expect(world.pull.labels.includes('bug')).toBe(labelled);

        const stickies = world.pull.issueComments.filter(
          ({ author, body }) => ownMarker({ id: 0, author, body }, BOT, 'default') !== undefined,
        );
        expect(stickies.length).toBeLessThanOrEqual(1);
        if (fresh.pull.issueComments.length > 0) {
          const said = (text = '') => text.split('\n\n')[0];
          expect(said(stickies[0]?.body)).toBe(said(fresh.pull.issueComments[0]?.body));
        }
      },
    ),
    { numRuns: SEQUENCES },
  );
}, 600_000);
