import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Report, ReportFinding } from '../../src/reports/index.ts';
import type { CommentPlace, ExistingComment, OnFixed, ThreadState } from '../../src/review/index.ts';
import { evidence, markerLine, parseMarker } from '../../src/review/marker.ts';
import {
  EDITS,
  INLINE_COMMENTS,
  type PlanInput,
  planReview,
  type ReviewPlan,
} from '../../src/review/plan.ts';
import { ownStickies, planSticky } from '../../src/review/stickies.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import {
  BOT,
  diff,
  diffFile,
  finding,
  fingerprint,
  frame,
  HEAD,
  links,
  report,
  secretsRead,
} from '../github/sample.ts';

const WAIVER = {
  id: 'w',
  owner: 'platform',
  file: '.kubeproof/waivers.yaml',
  line: 2,
  reason: 'Node agent',
  expires: '2027-01-31',
};

/** A plan with its steps by what they do. */
interface Sorted extends Omit<ReviewPlan, 'steps' | 'resolvedByPeople'> {
  readonly update: readonly { readonly id: number; readonly body: string }[];
  readonly remove: readonly number[];
  readonly resolve: readonly string[];
  readonly unresolve: readonly string[];
  readonly resolvedByPeople: readonly string[];
}

function plan(
  of: Report,
  comments: readonly ExistingComment[] = [],
  change: Partial<PlanInput> = {},
): Sorted {
  const { steps, resolvedByPeople, ...rest } = planReview({
    report: of,
    diff,
    comments,
    viewer: BOT,
    frame,
    onFixed: 'auto',
    ...change,
  });
  const kind = (name: string) =>
    steps.flatMap(step => (step.kind === name && 'thread' in step ? [step.thread] : []));
  return {
    ...rest,
    update: steps.flatMap(step => (step.kind === 'edit' ? [{ id: step.id, body: step.body }] : [])),
    remove: steps.flatMap(step => (step.kind === 'delete' ? [step.id] : [])),
    resolve: kind('resolve'),
    unresolve: kind('unresolve'),
    resolvedByPeople: [...resolvedByPeople.values()],
  };
}

/** The comment that a finding gets, as it stands afterwards. */
function standing(id: number, of: ReportFinding, change: Partial<ExistingComment> = {}): ExistingComment {
  const { body, path, line, side, startLine } = plan(report([of])).create[0]!;
  const place: CommentPlace = { path, line, side, ...(startLine === undefined ? {} : { startLine }) };
  return { id, author: BOT, body, place, ...change };
}

/** The line of a comment is in the diff no more. */
function outdated({ place: _place, ...comment }: ExistingComment): ExistingComment {
  return comment;
}

const reply = (to: number, author = 'alice'): ExistingComment => ({
  id: to + 1000,
  author,
  body: 'Why?',
  inReplyTo: to,
});

const privileged = finding('privileged');

const EMPTY = { create: [], update: [], remove: [], resolve: [], unresolve: [], postponed: 0 };

describe('one finding', () => {
  test('new, in the diff: a comment', () => {
    const { create, ...rest } = plan(report([privileged]));
    expect(create).toMatchObject([
      {
        path: 'charts/checkout/values.yaml',
        line: 12,
        side: 'RIGHT',
        fingerprint: fingerprint('privileged'),
      },
    ]);
    const { create: _none, ...empty } = EMPTY;
    expect(rest).toEqual({ ...empty, resolvedByPeople: [], standing: new Set(), speaksFor: new Map() });
    expect(parseMarker(create[0]!.body)).toMatchObject({
      fingerprint: fingerprint('privileged'),
      sha: HEAD,
      run: '4711.1',
    });
  });

  test.each<[string, Partial<ReportFinding>]>([
    ['off the diff', { location: { kind: 'manifest', file: 'other.yaml', line: 1 } }],
    ['without a line', { location: { kind: 'file', file: 'access/bot.yaml' } }],
    ['known', { state: 'unchanged' }],
    ['waived', { waiver: WAIVER }],
    ['fixed', { state: 'fixed' }],
  ])('%s: no comment', (_, change) => {
    expect(plan(report([finding('x', change)]))).toMatchObject(EMPTY);
  });

  test('standing and unchanged: nothing', () => {
    const result = plan(report([privileged]), [standing(1, privileged)]);
    expect(result).toMatchObject(EMPTY);
    expect([...result.standing]).toEqual([fingerprint('privileged')]);
  });

  test('standing and changed: an edit in place', () => {
    const changed = finding('privileged', { message: 'Container "app" runs privileged: it owns the node.' });
    const { update, create, remove } = plan(report([changed]), [standing(1, privileged)]);
    expect(update).toEqual([{ id: 1, body: plan(report([changed])).create[0]!.body }]);
    expect([create, remove]).toEqual([[], []]);
  });

  test('standing, its line no longer in the diff: it stays and names the place', () => {
    const { update } = plan(report([privileged]), [standing(1, privileged)], { diff: [] });
    expect(update[0]!.body).toContain('value set in `charts/checkout/values.yaml:12`');
  });

  test('gone and nobody replied: deleted', () => {
    expect(plan(report([]), [standing(1, privileged)])).toMatchObject({ ...EMPTY, remove: [1] });
  });

  test('gone after a reply: edited once, never deleted', () => {
    const comments = [standing(1, privileged), reply(1)];
    const { update, remove } = plan(report([]), comments);
    expect(remove).toEqual([]);
    expect(update).toHaveLength(1);
    expect(update[0]!.body).toMatch(
      /^✅ Fixed in `8be1d07`\.\n\n<details><summary>What it said<\/summary>\n\n\*\*Container `app`/,
    );
    const settled = [{ ...comments[0]!, body: update[0]!.body }, reply(1)];
    expect(plan(report([]), settled)).toMatchObject(EMPTY);
    expect(
      plan(report([]), settled, { frame: { ...frame, sha: 'd'.repeat(40), run: '5000.1' } }),
    ).toMatchObject(EMPTY);
    const again = plan(report([privileged]), settled);
    expect(again.update).toEqual([{ id: 1, body: plan(report([privileged])).create[0]!.body }]);
  });

  test('waived after a reply: says by whom, keeps the former text once', () => {
    const waived = report([finding('privileged', { waiver: WAIVER })]);
    const comments = [standing(1, privileged), reply(1)];
    const fixed = plan(report([]), comments).update[0]!.body;
    const { update } = plan(waived, [{ ...comments[0]!, body: fixed }, reply(1)]);
    expect(update[0]!.body).toMatch(/^☑️ Waived by platform until 2027-01-31: Node agent\.\n/);
    expect(update[0]!.body.match(/What it said/g)).toHaveLength(1);
    expect(plan(waived, [standing(1, privileged)])).toMatchObject({ ...EMPTY, remove: [1] });
  });
});

describe('a finding whose line is another one now', () => {
  const other: CommentPlace = { path: 'charts/checkout/values.yaml', line: 9, side: 'RIGHT' };
  const moved = (change: Partial<ExistingComment> = {}) =>
    standing(1, privileged, { place: other, ...change });

  test.each([
    ['on another line', moved()],
    ['outdated', outdated(moved())],
  ])('%s: a new comment, and the old one goes once that stands', (_, there) => {
    const { create, remove, update, standing: kept } = plan(report([privileged]), [there]);
    expect(create.map(({ line }) => line)).toEqual([12]);
    expect([remove, update, [...kept]]).toEqual([[1], [], []]);
  });

  test('after a reply the thread stays and says where it is now, once', () => {
    const comments = [moved(), reply(1)];
    const { create, remove, update } = plan(report([privileged]), comments);
    expect([create, remove]).toEqual([[], []]);
    const path = createHash('sha256').update('charts/checkout/values.yaml').digest('hex');
    expect(update[0]!.body).toContain(
      `➡️ Now at [\`charts/checkout/values.yaml:12\`](https://github.com/acme/shop/pull/7/files#diff-${path}R12).\n\n**Container`,
    );
    const after = [{ ...comments[0]!, body: update[0]!.body }, reply(1)];
    expect(plan(report([privileged]), after)).toMatchObject(EMPTY);
  });

  test('a thread that a person resolved is not started anew', () => {
    const threads = new Map([[1, state(1, 'alice')]]);
    const { create, remove, resolvedByPeople } = plan(report([privileged]), [moved()], { threads });
    expect([create, remove, resolvedByPeople]).toEqual([[], [], ['alice']]);
  });

  test('its new line is not in the diff: it stays', () => {
    const { create, remove } = plan(report([privileged]), [outdated(moved())], { diff: [] });
    expect([create, remove]).toEqual([[], []]);
  });
});

function state(id: number, resolvedBy?: string, may = true): ThreadState {
  const resolved = resolvedBy !== undefined;
  return {
    id: `T${id}`,
    mayResolve: may && !resolved,
    mayUnresolve: may && resolved,
    ...(resolved ? { resolvedBy } : {}),
  };
}

describe('threads', () => {
  const gone = (
    resolvedBy?: string,
    may = true,
    onFixed: OnFixed = 'auto',
    comments = [standing(1, privileged)],
  ) => plan(report([]), comments, { onFixed, threads: new Map([[1, state(1, resolvedBy, may)]]) });

  test('a token that may resolve: edited and resolved, the history stays', () => {
    expect(gone()).toMatchObject({ ...EMPTY, update: [{ id: 1 }], resolve: ['T1'] });
  });

  test('one that may not: deleted, as an open thread would block the merge', () => {
    expect(gone(undefined, false)).toMatchObject({ ...EMPTY, remove: [1] });
  });

  test('resolved by a person: edited, as it blocks nothing', () => {
    expect(gone('alice', false)).toMatchObject({ ...EMPTY, update: [{ id: 1 }] });
  });

  test.each<[OnFixed, object]>([
    ['keep', { update: [{ id: 1 }] }],
    ['delete', { remove: [1] }],
    ['resolve', { update: [{ id: 1 }], resolve: ['T1'] }],
  ])('on-fixed: %s', (onFixed, steps) => {
    expect(gone(undefined, true, onFixed)).toMatchObject({ ...EMPTY, ...steps });
  });

  test('even on-fixed: delete keeps what somebody answered', () => {
    expect(gone(undefined, true, 'delete', [standing(1, privileged), reply(1)])).toMatchObject({
      ...EMPTY,
      update: [{ id: 1 }],
    });
  });

  test('back again: said again, and open again only if we had resolved it', () => {
    const fixed = { ...standing(1, privileged), body: gone().update[0]!.body };
    const back = (by: string) =>
      plan(report([privileged]), [fixed], { threads: new Map([[1, state(1, by)]]) });
    expect(back(BOT)).toMatchObject({ ...EMPTY, update: [{ id: 1 }], unresolve: ['T1'] });
    expect(back('github-actions')).toMatchObject({ unresolve: ['T1'] });
    expect(back('alice')).toMatchObject({ ...EMPTY, update: [{ id: 1 }], resolvedByPeople: ['alice'] });
  });
});

describe('what was not evaluated', () => {
  const gap = (target?: string) => [
    { code: 'render-failed', message: 'x', gates: true, ...(target !== undefined && { target }) },
  ];
  test('keeps the comments of its target', () => {
    expect(
      plan(report([], { problems: gap('helm:charts/checkout') }), [standing(1, privileged)]),
    ).toMatchObject(EMPTY);
  });

  test('does not keep those of other targets', () => {
    expect(
      plan(report([], { problems: gap('helm:charts/other') }), [standing(1, privileged)]).remove,
    ).toEqual([1]);
  });

  test('keeps all when nobody knows what is missing', () => {
    expect(plan(report([], { problems: gap() }), [standing(1, privileged)])).toMatchObject(EMPTY);
  });

  test('does not keep what the report saw fixed', () => {
    const fixed = report([finding('privileged', { state: 'fixed' })], { problems: gap() });
    expect(plan(fixed, [standing(1, privileged)]).remove).toEqual([1]);
  });
});

describe('comments of others', () => {
  test.each([
    ['another author with our marker', { author: 'mallory' }],
    ['our author without a marker', { body: 'text' }],
  ])('%s', (_, change) => {
    expect(plan(report([]), [standing(1, privileged, change)])).toMatchObject(EMPTY);
    expect(plan(report([privileged]), [standing(1, privileged, change)]).create).toHaveLength(1);
  });

  test('another instance', () => {
    const other = { frame: { ...frame, instance: 'other' } };
    expect(plan(report([]), [standing(1, privileged)], other)).toMatchObject(EMPTY);
  });
});

test('copies of racing runs: the oldest stays, or those with replies', () => {
  const copies = [standing(3, privileged), standing(1, privileged), standing(2, privileged)];
  expect(plan(report([privileged]), copies)).toMatchObject({ ...EMPTY, remove: [2, 3] });
  expect(plan(report([privileged]), [...copies, reply(2)])).toMatchObject({ ...EMPTY, remove: [1, 3] });
});

describe('many findings of one guardrail at one line', () => {
  const all = Array.from({ length: 30 }, (_, i) =>
    finding(`f${i}`, { resource: { group: '', kind: 'Service', namespace: 'shop', name: `s${i}` } }),
  );

  test('are one comment, which names the others', () => {
    const { create } = plan(report(all));
    expect(create.map(each => each.fingerprint)).toEqual([all[0]!.fingerprint]);
    expect(create[0]!.body).toContain(
      'This line has 29 more findings of the same kind: `Service shop/s1`, `Service shop/s2`, `Service shop/s3`, `Service shop/s4`, `Service shop/s5`, `Service shop/s6` and 23 others.',
    );
  });

  test('the one that spoke goes on speaking; when it is fixed the next one does', () => {
    const spoke = plan(report(all)).create[0]!;
    const place: CommentPlace = { path: spoke.path, line: spoke.line, side: spoke.side };
    const there: ExistingComment = { id: 1, author: BOT, body: spoke.body, place };
    expect(plan(report(all), [there])).toMatchObject(EMPTY);
    const [, ...left] = all;
    const next = plan(report(left), [there]);
    expect([next.create.map(each => each.fingerprint), next.remove]).toEqual([[left[0]!.fingerprint], [1]]);
    const fewer = plan(report(all.slice(0, 2)), [there]);
    expect(fewer.update[0]!.body).toContain(
      'This line has one more finding of the same kind: `Service shop/s1`.',
    );
  });

  test('so are those that one edit settles, whatever their guardrails', () => {
    const file = 'charts/checkout/values.yaml';
    const edit = (text: string) => ({ edits: [{ file, line: 12, endLine: 12, lines: [text] }] });
    const privileged = finding('a', { suggestion: edit('safe: true') });
    const root = finding('b', {
      guardrail: 'run-as-non-root',
      message: 'Container "app" may run as root: it would.',
      suggestion: edit('safe: true'),
    });
    const other = finding('c', { guardrail: 'host-network', suggestion: edit('safe: maybe') });
    const { create, speaksFor } = plan(report([privileged, root, other]));
    expect(create.map(each => each.fingerprint)).toEqual([privileged.fingerprint, other.fingerprint]);
    expect(create[0]!.body).toContain('The same edit settles one more: Container `app` may run as root.');
    expect([...speaksFor]).toEqual([[privileged.fingerprint, [root.fingerprint]]]);
    const there = standing(1, privileged);
    const left = plan(report([root, other]), [there]);
    expect([left.create.map(each => each.fingerprint), left.remove]).toEqual([
      [root.fingerprint, other.fingerprint],
      [1],
    ]);
  });

  test('other guardrails at that line speak for themselves', () => {
    const both = [finding('a'), finding('b', { guardrail: 'host-network' })];
    expect(plan(report(both)).create).toHaveLength(2);
  });
});

describe('limits', () => {
  const lines = Array.from({ length: 1500 }, (_, i) => i + 1);
  const wide = [diffFile('charts/checkout/values.yaml', 1, 1500, lines)];
  const many = lines.map(line =>
    finding(`f${line}`, { location: { kind: 'values', file: 'charts/checkout/values.yaml', line } }),
  );

  test('25 comments, the first of the report, and none more on the next run', () => {
    const { create } = plan(report(many), [], { diff: wide });
    expect(create.map(({ line }) => line)).toEqual(lines.slice(0, INLINE_COMMENTS));
    const there = create.map(({ body, path, line, side }, index) => ({
      id: index + 1,
      author: BOT,
      body,
      place: { path, line, side },
    }));
    expect(plan(report(many), there, { diff: wide })).toMatchObject(EMPTY);
  });

  test('40 edits and deletions; edits first', () => {
    const there = many.slice(0, 60).map((of, index) => {
      const marker = parseMarker(standing(1, privileged).body)!;
      return {
        id: index + 1,
        author: BOT,
        body: `x\n\n${markerLine({ ...marker, fingerprint: of.fingerprint })}`,
      };
    });
    const { update, remove, postponed } = plan(report(many.slice(55, 60)), there, { diff: [] });
    expect([update.length, remove.length, postponed]).toEqual([5, EDITS - 5, 20]);
  });
});

/** A conversation that plans are carried out on and people write in. */
class Threads {
  comments: ExistingComment[] = [];
  readonly replies: number[] = [];
  /** Who resolved, by root. */
  readonly resolved = new Map<number, string>();
  private lastId = 0;
  private readonly mayResolve: boolean;

  constructor(mayResolve: boolean) {
    this.mayResolve = mayResolve;
  }

  states(): ReadonlyMap<number, ThreadState> {
    return new Map(
      this.comments.map(({ id }) => {
        const by = this.resolved.get(id);
        return [
          id,
          {
            id: `T${id}`,
            mayResolve: this.mayResolve && by === undefined,
            mayUnresolve: this.mayResolve && by !== undefined,
            ...(by === undefined ? {} : { resolvedBy: by }),
          },
        ];
      }),
    );
  }

  carryOut({ create, update, remove, resolve, unresolve }: Sorted): void {
    const bodies = new Map(update.map(({ id, body }) => [id, body]));
    this.comments = this.comments
      .filter(({ id }) => !remove.includes(id))
      .map(comment => ({ ...comment, body: bodies.get(comment.id) ?? comment.body }));
    for (const thread of resolve) this.resolved.set(Number(thread.slice(1)), BOT);
    for (const thread of unresolve) this.resolved.delete(Number(thread.slice(1)));
    for (const { body, path, line, side, startLine } of create) {
      this.add({
        author: BOT,
        body,
        place: { path, line, side, ...(startLine === undefined ? {} : { startLine }) },
      });
    }
  }

  /** Answers in the n-th thread, when there is one. */
  answer(n: number, author: string): void {
    const root = this.root(n);
    if (root !== undefined) this.replies.push(this.add({ author, body: 'A thought', inReplyTo: root.id }));
  }

  /** A racing run posted the n-th thread's comment too. */
  repeat(n: number): void {
    const root = this.root(n);
    if (root !== undefined) this.add({ ...root });
  }

  /** A person resolves the n-th thread. */
  resolve(n: number): void {
    const root = this.root(n);
    if (root !== undefined) this.resolved.set(root.id, 'alice');
  }

  /** A push takes the n-th thread's line out of the diff. */
  outdate(n: number): void {
    const root = this.root(n);
    if (root !== undefined)
      this.comments = this.comments.map(each => (each === root ? outdated(each) : each));
  }

  private root(n: number): ExistingComment | undefined {
    return this.comments.filter(({ inReplyTo }) => inReplyTo === undefined)[n];
  }

  private add(comment: Omit<ExistingComment, 'id'>): number {
    this.lastId++;
    this.comments.push({ ...comment, id: this.lastId });
    return this.lastId;
  }
}

const anyFinding = (name: string) =>
  fc
    .record({
      state: fc.constantFrom('new', 'unchanged', 'fixed'),
      waived: fc.boolean(),
      line: fc.constantFrom(3, 9, 12, undefined),
      message: fc.constantFrom('One: a.', 'Two: b.'),
    })
    .map(({ state, waived, line, message }) =>
      finding(name, {
        state,
        message,
        location: {
          kind: 'values',
          file: 'charts/checkout/values.yaml',
          ...(line !== undefined && { line }),
        },
        ...(waived && { waiver: WAIVER }),
      }),
    );
const anyReport = fc
  .record({
    findings: fc.tuple(...['a', 'b', 'c', 'd'].map(name => fc.option(anyFinding(name), { nil: undefined }))),
    gap: fc.constantFrom(undefined, 'helm:charts/checkout', 'helm:charts/other', ''),
  })
  .map(({ findings, gap }) =>
    report(
      findings.filter(f => f !== undefined),
      {
        problems:
          gap === undefined
            ? []
            : [{ code: 'x', message: 'x', gates: true, ...(gap !== '' && { target: gap }) }],
      },
    ),
  );
const someone = fc.option(fc.nat(5));
const anyHistory = fc.array(
  fc.record({
    report: anyReport,
    answer: someone,
    by: fc.constantFrom('alice', BOT),
    repeat: someone,
    resolve: someone,
    outdate: someone,
  }),
  { maxLength: 8 },
);
const anyToken = fc.record({ mayResolve: fc.boolean(), told: fc.boolean() });
const anyOnFixed = fc.constantFrom<OnFixed>('auto', 'keep', 'delete', 'resolve');

test('after any history one more plan, carried out, leaves nothing to do and loses no reply', () => {
  fc.assert(
    fc.property(
      anyHistory,
      anyReport,
      anyToken,
      anyOnFixed,
      (history, last, { mayResolve, told }, onFixed) => {
        const threads = new Threads(mayResolve);
        const next = (of: Report) =>
          plan(of, threads.comments, { onFixed, ...(told ? { threads: threads.states() } : {}) });
        for (const { report: then, answer, by, repeat, resolve, outdate } of history) {
          threads.carryOut(next(then));
          if (answer !== null) threads.answer(answer, by);
          if (repeat !== null) threads.repeat(repeat);
          if (resolve !== null) threads.resolve(resolve);
          if (outdate !== null) threads.outdate(outdate);
        }
        threads.carryOut(next(last));
        expect(next(last)).toMatchObject(EMPTY);
        const ids = new Set(threads.comments.map(({ id }) => id));
        expect(threads.replies.filter(id => !ids.has(id))).toEqual([]);
        const roots = threads.comments.map(({ inReplyTo }) => inReplyTo).filter(id => id !== undefined);
        expect(roots.filter(id => !ids.has(id))).toEqual([]);
      },
    ),
    { numRuns: 1000 },
  );
});

describe('the sticky comment', () => {
  const body = (of: Report, change = {}) =>
    stickyComment({
      report: of,
      context: links,
      frame,
      placement: { inline: 0, refused: 0, resolvedBy: [] },
      mode: 'on-findings',
      ...change,
    });
  const two = report([privileged, secretsRead]);
  const wanted = body(two)!;
  const own = (id: number, text = wanted.body) => ({ id, marker: parseMarker(text)! });

  test('is created, left, rewritten for a new head or other findings', () => {
    expect(planSticky([], wanted, frame)).toEqual({ kind: 'create', body: wanted.body, remove: [] });
    expect(planSticky([own(5)], wanted, frame)).toEqual({ kind: 'unchanged', remove: [] });
    const next = { ...frame, sha: 'd'.repeat(40), run: '4712.1' };
    expect(planSticky([own(5)], wanted, next)).toMatchObject({ kind: 'update', id: 5 });
    const other = body(report([privileged]))!;
    expect(planSticky([own(5)], other, frame)).toEqual({
      kind: 'update',
      id: 5,
      body: other.body,
      remove: [],
    });
  });

  test('copies go, the oldest stays', () => {
    expect(planSticky([own(5), own(6), own(9)], wanted, frame)).toEqual({
      kind: 'unchanged',
      remove: [6, 9],
    });
  });

  test('an older run does not overwrite', () => {
    const other = body(report([privileged]))!;
    expect(planSticky([own(5)], other, { ...frame, run: '4710.9' })).toEqual({ kind: 'newer', remove: [] });
  });

  test('ours are found by author and marker, oldest first', () => {
    const comments = [
      { id: 9, author: BOT, body: wanted.body },
      { id: 4, author: BOT, body: wanted.body },
      { id: 2, author: 'mallory', body: wanted.body },
      { id: 1, author: BOT, body: `x\n\n${wanted.body}\nquoted` },
    ];
    expect(ownStickies(comments, BOT, 'default').map(({ id }) => id)).toEqual([4, 9]);
  });

  test('says nothing where nothing was ever said', () => {
    const clean = report([finding('known', { state: 'unchanged', blocking: false })]);
    expect(body(clean)).toBeUndefined();
    expect(body(clean, { mode: 'always' })?.body).toMatch(
      /^✅ kubeproof: nothing to fix · 1 known · 3f1c2aa → 8be1d07\n/,
    );
    expect(body(two, { mode: 'never' })).toBeUndefined();
    expect(body(report([], { problems: [{ code: 'x', message: 'it broke', gates: true }] }))?.body).toMatch(
      /^### ⚠️ kubeproof: 1 input could not be evaluated\n\n⚠️ Not evaluated: it broke\.\n/,
    );
  });

  test('all is fixed, and stays so', () => {
    const clean = report([]);
    const fixed = body(clean, { former: parseMarker(wanted.body) })!;
    expect(fixed.body).toMatch(/^✅ kubeproof: all 2 findings are fixed · 3f1c2aa → 8be1d07\n/);
    const again = body(clean, { former: parseMarker(fixed.body) })!;
    expect(again.body).toBe(fixed.body);
    const waived = report([finding('privileged', { waiver: WAIVER })]);
    expect(body(waived, { former: parseMarker(wanted.body) })?.body).toMatch(
      /^✅ kubeproof: all 2 findings are fixed or waived · 1 waived until 2027-01-31 · /,
    );
  });

  test('what it says does not depend on commit, run or artifact', () => {
    const other = body(two, {
      context: { ...links, headSha: 'd'.repeat(40) },
      frame: { ...frame, sha: 'd'.repeat(40), run: '9.9' },
      artifact: { name: 'x', id: 3, url: 'https://github.com/x' },
    })!;
    expect(other.evidence).toBe(wanted.evidence);
    expect(evidence(other.body)).not.toBe(evidence(wanted.body));
  });
});
