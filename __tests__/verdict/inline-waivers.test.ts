import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covers, readInlineWaivers } from '../../src/verdict/index.ts';

const read = (...lines: string[]) => readInlineWaivers('a.yaml', lines.join('\n'));
const blocks = (...lines: string[]) => read(...lines).waivers.map(({ from, to }) => [from, to]);

describe('what a comment says', () => {
  test('guardrails, a reason, and settings anywhere in it', () => {
    const { waivers, problems } = read(
      'privileged: true # kubeproof:ignore privileged-container,host-* the CNI needs it expires=2027-01-31 owner=@acme/net ticket=OPS-1',
    );
    expect(problems).toEqual([]);
    expect(waivers).toMatchObject([
      {
        guardrail: 'privileged-container',
        reason: 'the CNI needs it',
        owner: '@acme/net',
        expires: '2027-01-31',
        ticket: 'OPS-1',
        file: 'a.yaml',
        line: 1,
      },
      { guardrail: 'host-*' },
    ]);
  });

  test('without an owner the comment itself answers for it', () => {
    expect(read('a: 1 # kubeproof:ignore x fine').waivers[0]?.owner).toBe('a comment in a.yaml:1');
  });

  test('in a template, as a comment of the template', () => {
    const { waivers } = read('a: 1 {{- /* kubeproof:ignore x a good reason */ -}}', 'b: 2');
    expect(waivers).toMatchObject([{ guardrail: 'x', reason: 'a good reason', from: 1, to: 1 }]);
  });

  test.each([
    ['# kubeproof:ignore', 'it names no guardrail'],
    ['# kubeproof:ignore privileged-container', 'it gives no reason'],
    ['# kubeproof:ignore x expires=2027-01-31', 'it gives no reason'],
    ['# kubeproof:ignore x fine expires=soon', 'expires=soon is no date'],
  ])('%s waives nothing, and says why', (comment, why) => {
    const { waivers, problems } = read('a: 1', `  ${comment}`);
    expect(waivers).toEqual([]);
    expect(problems).toMatchObject([
      { code: 'waiver-comment', file: 'a.yaml', line: 2, column: 5, gates: false },
    ]);
    expect(problems[0]?.message).toContain(why);
  });

  test.each(['a: "kubeproof:ignore x y"', 'kubeproof:ignore x y', 'a: b#kubeproof:ignore x y'])(
    'text is no comment: %s',
    line => {
      expect(read(line)).toEqual({ waivers: [], problems: [] });
    },
  );
});

describe('what a comment is about', () => {
  test('behind text: the block that begins on the line', () => {
    expect(
      blocks(
        'spec:',
        '  containers:',
        '    - name: app # kubeproof:ignore x r',
        '      image: a',
        '',
        '    - name: b',
      ),
    ).toEqual([[3, 4]]);
    expect(blocks('a: # kubeproof:ignore x r', '- one', '- two', 'b: 1')).toEqual([[1, 3]]);
    expect(blocks('- one # kubeproof:ignore x r', '- two')).toEqual([[1, 1]]);
  });

  test('alone: the block that begins on the next line of text', () => {
    expect(
      blocks('a:', '  # kubeproof:ignore x r', '  # more words', '', '  b:', '    c: 1', '  d: 2'),
    ).toEqual([[5, 6]]);
  });

  test('actions around it do not end a block in a template', () => {
    expect(
      blocks(
        'a:',
        '  # kubeproof:ignore x r',
        '  b:',
        '{{- if .Values.c }}',
        '    c: 1',
        '{{- end }}',
        '  d: 2',
      ),
    ).toEqual([[3, 5]]);
    expect(blocks('a:', '  # kubeproof:ignore x r', '  {{- toYaml .Values.a | nindent 2 }}', 'b: 1')).toEqual(
      [[3, 3]],
    );
  });

  test('before the first text of a manifest: all of it, up to the next document', () => {
    expect(
      blocks(
        'a: 1',
        '---',
        '# kubeproof:ignore x r',
        'apiVersion: v1',
        'kind: Pod',
        'spec: {}',
        '---',
        'b: 1',
      ),
    ).toEqual([[3, 6]]);
  });

  test('at the top of a values file: the first key only', () => {
    expect(blocks('# kubeproof:ignore x r', 'privileged: true', 'other: 1')).toEqual([[2, 2]]);
  });

  test('at the end, with nothing behind it: nothing else', () => {
    expect(blocks('a: 1', '# kubeproof:ignore x r')).toEqual([[2, 2]]);
  });

  test('covers a place in its file and block, never one of the base', () => {
    const [waiver] = read('a:', '  b: 1 # kubeproof:ignore x r').waivers;
    const place = { kind: 'manifest', file: 'a.yaml', line: 2 } as const;
    expect(covers(waiver!, [{ ...place, file: 'b.yaml' }, place])).toBe(true);
    expect(covers(waiver!, [{ ...place, line: 1 }])).toBe(false);
    expect(covers(waiver!, [{ ...place, side: 'base' }])).toBe(false);
    expect(covers(waiver!, [{ kind: 'file', file: 'a.yaml' }])).toBe(false);
  });
});

test('any text gives blocks inside of it', () => {
  const line = fc.oneof(
    fc.constant('# kubeproof:ignore x r'),
    fc.constantFrom(
      '',
      '---',
      'a:',
      '  - b',
      '    c: 1 # kubeproof:ignore y,z why',
      '{{ if x }}',
      'kind: Pod',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), lines => {
      const count = lines.join('\n').split(/\r?\n/).length;
      for (const { from, to } of read(...lines).waivers) {
        expect(from).toBeGreaterThanOrEqual(1);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(count);
      }
    }),
  );
});

test('a file full of them takes no time, and says where reading ended', () => {
  for (const text of [
    '# kubeproof:ignore x y\n'.repeat(50_000),
    'a: # kubeproof:ignore x y\n'.repeat(50_000),
  ]) {
    const started = performance.now();
    const { waivers, problems } = readInlineWaivers('a.yaml', text);
    // A tenth of a second where nothing else runs; without bounds it took minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(waivers).toHaveLength(2000);
    expect(problems).toMatchObject([{ code: 'waiver-comment', line: 2001, gates: false }]);
  }
});
