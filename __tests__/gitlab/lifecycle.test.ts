import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClient } from '../../src/gitlab/client.ts';
import { type GitLabContext, publishMergeRequest } from '../../src/gitlab/index.ts';
import type { Report, ReportFinding } from '../../src/reports/index.ts';
import { ownMarker, type PublishResult, parseMarker } from '../../src/review/index.ts';
import { finding, options, report } from '../github/sample.ts';
import { expectLikeFresh, type SeenComment } from '../support/comments-as-seen.ts';
import type { Refs } from '../support/gitlab-state.ts';
import {
  BOT,
  type ChangedFile,
  type Failure,
  LoopbackGitLab,
  type MergeRequestState,
} from '../support/loopback-gitlab.ts';
import { context, refs } from './sample.ts';

/**
 * A merge request lives through pushes, force pushes, people and failures in any order, with runs that overlap. In the
 * end its comments have to be what a run on a fresh merge request gives. `LIFECYCLES=2000` runs more of them.
 */
const SEQUENCES = Number(process.env.LIFECYCLES ?? 250);

const FILE = 'charts/checkout/values.yaml';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const TARGET = 'helm:charts/checkout';
const TOKENS = {
  resolves: { login: BOT, scope: 'api', role: 'developer' },
  writes: { login: BOT, scope: 'api', role: 'reporter' },
  reads: { login: BOT, scope: 'read_api', role: 'developer' },
} as const;
type Token = keyof typeof TOKENS;

/** What one commit of the branch has: the findings, in the order of their lines, and how much stands above each. */
interface Commit {
  readonly refs: Refs;
  readonly files: readonly ChangedFile[];
  readonly report: Report;
}

interface Content {
  readonly findings: readonly {
    readonly name: string;
    readonly above: number;
    readonly kind: 'added' | 'context' | 'deleted' | 'elsewhere';
    readonly waived: boolean;
    readonly message: string;
  }[];
  readonly gap: string | undefined;
  /** The target branch went on: another base for the same commit. */
  readonly base: number;
}

const WAIVER = { id: 'w', owner: 'ops', reason: 'known', file: 'w.yaml', line: 1 };
const MARK = { added: '+', context: ' ', deleted: '-', elsewhere: '+' } as const;

function commitOf(number: number, { findings, gap, base }: Content): Commit {
  const rows: string[] = [];
  const found: ReportFinding[] = [];
  const count = (marks: string) => rows.filter(row => marks.includes(row.charAt(0))).length;
  for (const { name, above, kind, waived, message } of findings) {
    for (let i = 0; i < above; i++) rows.push(` filler ${i} above ${name}`);
    rows.push(`${MARK[kind]}${name}: bad`);
    const line = kind === 'elsewhere' ? 9_000 : kind === 'deleted' ? count('- ') : count('+ ');
    found.push(
      finding(name, {
        message,
        side: kind === 'deleted' ? 'removed' : 'present',
        location: { kind: 'values', file: FILE, line },
        ...(waived ? { waiver: WAIVER } : {}),
      }),
    );
  }
  const diff = `@@ -1,${count('- ')} +1,${count('+ ')} @@\n${rows.join('\n')}`;
  return {
    refs: refs(number.toString(16).padStart(40, 'a'), base.toString(16).padStart(40, 'b')),
    files: rows.length === 0 ? [] : [{ newPath: FILE, diff }],
    report: report(found, {
      problems:
        gap === undefined
          ? []
          : [{ code: 'x', message: 'x', gates: true, ...(gap === '' ? {} : { target: gap }) }],
    }),
  };
}

class World {
  readonly gitlab: LoopbackGitLab;
  readonly merge: MergeRequestState;
  /** Texts that people wrote. */
  readonly said: string[] = [];
  commits: Commit[];
  #runs = 100;
  readonly #drafts: boolean;

  constructor(gitlab: LoopbackGitLab, first: Commit, drafts = true) {
    this.#drafts = drafts;
    this.gitlab = gitlab;
    this.merge = gitlab.open(7, first);
    this.commits = [first];
  }

  get head(): Commit {
    return this.commits.at(-1) as Commit;
  }

  push(content: Content): Commit {
    const next = commitOf(this.commits.length + 1, content);
    this.commits.push(next);
    this.gitlab.push(this.merge, next.refs, next.files);
    return next;
  }

  async publish(of: Commit, token: Token, run = ++this.#runs): Promise<PublishResult> {
    const sha = of.refs.head_sha;
    const at: GitLabContext = { ...context, headSha: sha, checkedOut: sha, run: `${run}.1` };
    const client = createClient(this.gitlab.sender(token), { sleep: async () => {}, now: () => 0 });
    const result = await publishMergeRequest(of.report, at, client, options);
    if (of !== this.head) {
      const { created, updated, deleted, sticky } = result;
      expect([created, updated, deleted, ['created', 'updated'].includes(sticky)]).toEqual([0, 0, 0, false]);
    }
    return result;
  }

  /** A run that no other run overlaps: it makes no copies, whatever answers get lost. */
  async publishAlone(of: Commit, token: Token, failing = false): Promise<PublishResult> {
    const before = copies(this.merge);
    const sent = this.merge.notifications;
    const result = await this.publish(of, token);
    expect(copies(this.merge)).toBeLessThanOrEqual(before);
    // One for the comments on lines, one for the summary; a GitLab without drafts gets them one by one.
    if (!failing && this.#drafts) expect(this.merge.notifications - sent).toBeLessThanOrEqual(2);
    return result;
  }

  /** Run numbers of two runs that started one after the other. */
  twoRuns(): [number, number] {
    this.#runs += 2;
    return [this.#runs - 1, this.#runs];
  }

  ourRoots() {
    return this.merge.threadRoots().filter(({ author }) => author === BOT);
  }
}

type Step = (world: World) => unknown;

const anyContent: fc.Arbitrary<Content> = fc.record({
  findings: fc.subarray(NAMES).chain(names =>
    fc.tuple(
      ...names.map(name =>
        fc.record({
          name: fc.constant(name),
          above: fc.nat(3),
          kind: fc.constantFrom<'added' | 'context' | 'deleted' | 'elsewhere'>(
            'added',
            'added',
            'context',
            'deleted',
            'elsewhere',
          ),
          waived: fc.nat(3).map(n => n === 0),
          message: fc.constantFrom('One: a.', 'Two: b.', '/close: this.'),
        }),
      ),
    ),
  ),
  gap: fc.constantFrom(undefined, undefined, undefined, TARGET, ''),
  base: fc.nat(1),
});

const anyToken = fc.constantFrom<Token>('writes', 'resolves', 'resolves', 'reads');
const anyFailure: fc.Arbitrary<Failure> = fc
  .record({
    operation: fc.constantFrom(
      /create-(draft|discussion)/,
      /publish-drafts/,
      /(delete|list)-drafts?/,
      /(create|update|delete)-note/,
      /resolve/,
      /list/,
      /get-/,
    ),
    nth: fc.integer({ min: 1, max: 3 }),
    times: fc.integer({ min: 1, max: 4 }),
    answer: fc.constantFrom<Pick<Failure, 'status' | 'headers' | 'lost'>>(
      { status: 400 },
      { status: 401 },
      { status: 403 },
      { status: 404 },
      { status: 409 },
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 500 },
      { status: 502, lost: true },
    ),
  })
  .map(({ answer, ...where }) => ({ ...where, ...answer }));

const nth = fc.nat(7);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: anyContent.map(
      (content): Step =>
        world =>
          world.push(content),
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
          world.gitlab.fail(failure);
          await world.publishAlone(world.head, token, true);
          world.gitlab.heal();
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(anyToken, fc.boolean(), fc.nat(20)).map(
      ([token, stale, delay]): Step =>
        async world => {
          const before = (stale ? world.commits.at(-2) : undefined) ?? world.head;
          const [first, second] = world.twoRuns();
          const newer = world.publish(world.head, token, second);
          for (let i = 0; i < delay; i++) await Promise.resolve();
          await Promise.all([world.publish(before, token, first), newer]);
          expect(ownStickies(world.merge).length).toBeLessThanOrEqual(1);
        },
    ),
  },
  {
    // Somebody pushes while a run is at work.
    weight: 2,
    arbitrary: fc.tuple(anyToken, anyContent, fc.nat(20)).map(
      ([token, content, delay]): Step =>
        async world => {
          const of = world.head;
          const sha = of.refs.head_sha;
          const [run] = world.twoRuns();
          const at: GitLabContext = { ...context, headSha: sha, checkedOut: sha, run: `${run}.1` };
          const client = createClient(world.gitlab.sender(token), { sleep: async () => {}, now: () => 0 });
          const running = publishMergeRequest(of.report, at, client, options);
          for (let i = 0; i < delay; i++) await Promise.resolve();
          world.push(content);
          await running;
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
          world.gitlab.reply(world.merge, 'alice', root.id, text);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        world => {
          const root = world.ourRoots()[n];
          if (root !== undefined) world.gitlab.resolve(world.merge, root.id, 'alice');
        },
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        world => {
          const root = world.ourRoots()[n];
          const discussion = root === undefined ? undefined : world.merge.discussionOf(root.id);
          // Who deletes the first note of a thread with answers leaves the answers; such a thread is nobody's here.
          if (discussion === undefined || discussion.notes.some(({ author }) => author !== BOT)) return;
          world.merge.discussions.splice(world.merge.discussions.indexOf(discussion), 1);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (sticky): Step =>
        world => {
          const { discussions } = world.merge;
          const at = discussions.findIndex(({ individual }) => individual);
          if (!sticky) {
            const text = `Ship it ${world.said.length}`;
            world.said.push(text);
            world.gitlab.comment(world.merge, 'bob', text);
          } else if (at >= 0 && discussions[at]?.notes[0]?.author === BOT) discussions.splice(at, 1);
        },
    ),
  },
);

/** Markers of our sticky comments. */
function ownStickies({ notes }: MergeRequestState) {
  return notes
    .filter(({ type }) => type === null)
    .flatMap(({ author, body }) => ownMarker({ id: 0, author, body }, BOT, 'default') ?? []);
}

/**
 * How many comments say what another one says already, at the same place: one of a finding that moved may stand beside
 * the new one until the next run, when it could not be deleted.
 */
function copies(merge: MergeRequestState): number {
  const names = seen(merge).map(({ fingerprint, place }) => `${fingerprint} ${place}`);
  return names.length - new Set(names).size + Math.max(0, ownStickies(merge).length - 1);
}

/** Our comments as people see them: fingerprint, place, what it says. */
function seen(merge: MergeRequestState): SeenComment[] {
  return merge
    .threadRoots()
    .filter(({ author }) => author === BOT)
    .map(({ id, position, body, resolvedBy }) => ({
      fingerprint: parseMarker(body)?.fingerprint ?? '',
      place: merge.isCurrent(position)
        ? `${position?.new_path}:${position?.old_line}:${position?.new_line}`
        : 'outdated',
      says: body.slice(0, body.lastIndexOf('\n')),
      touched:
        resolvedBy === 'alice' ||
        (merge.discussionOf(id)?.notes ?? []).some(({ author, system }) => author !== BOT && !system),
      resolved: resolvedBy !== undefined,
    }));
}

test('whatever happened to a merge request, the next run that may write puts it right and then has nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyContent,
      fc.array(anyStep, { maxLength: 9 }),
      anyContent,
      fc.constantFrom<Token>('writes', 'resolves'),
      fc.nat(3).map(n => n > 0),
      async (start, steps, end, token, drafts) => {
        const gitlab = LoopbackGitLab.inProcess({ tokens: TOKENS, drafts });
        const world = new World(gitlab, commitOf(1, start), drafts);
        for (const step of steps) await step(world);
        const last = world.push(end);

        const before = seen(world.merge);
        const result = await world.publish(last, token);
        expect([result.status, result.notes]).toEqual([expect.stringMatching(/^(published|unchanged)$/), []]);
        const written = gitlab.writes().length;
        const again = await world.publish(last, token);
        expect([again.status, gitlab.writes().length]).toEqual(['unchanged', written]);
        expect(gitlab.violations).toEqual([]);

        const texts = world.merge.notes.map(({ body }) => body);
        expect(world.said.filter(text => !texts.includes(text))).toEqual([]);
        const orphans = world.merge.threadRoots().filter(({ author }) => author !== BOT);
        expect(orphans).toEqual([]);

        const fresh = new World(LoopbackGitLab.inProcess({ tokens: TOKENS }), last);
        await fresh.publish(last, token);
        expectLikeFresh(
          { before, actual: seen(world.merge), wanted: seen(fresh.merge) },
          last.report,
          TARGET,
        );

        expect(ownStickies(world.merge).length).toBeLessThanOrEqual(1);
        const sticky = (merge: MergeRequestState) =>
          merge.notes.find(({ author, type }) => author === BOT && type === null)?.body.split('\n\n')[0];
        if (sticky(fresh.merge) !== undefined) expect(sticky(world.merge)).toBe(sticky(fresh.merge));
      },
    ),
    { numRuns: SEQUENCES },
  );
}, 600_000);
