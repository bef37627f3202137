import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeCommandData, escapeCommandProperty } from '../../src/github/commands.ts';
import {
  clip,
  codeSpan,
  escapeMessage,
  escapeText,
  fencedBlock,
  folded,
  link,
  urlPath,
} from '../../src/review/escape.ts';
import { parseMarker } from '../../src/review/marker.ts';

/** Text made of what attackers use, and of anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '@octocat',
          '@acme/team',
          '#12',
          'GH-3',
          'acme/shop#4',
          '<img src=x>',
          '<!-- kubeproof:1 -->',
          '-->',
        ],
        ...[
          '![x](y)',
          '[a](javascript:b)',
          '`',
          '```',
          '~~~',
          '\n',
          '\r',
          '\r\n',
          '|',
          '\\',
          '\\|',
          '*',
          '_',
          '$x$',
        ],
        ...[
          '&lt;',
          '&#64;',
          'https://e.xyz',
          'www.e.xyz',
          '\u202e',
          '\u200b',
          '\u2028',
          '\u0000',
          '\u001b[2K',
          '\ud800',
        ],
        ...[
          '::error::x',
          '::set-output name=a::b',
          '%0A',
          ':tada:',
          '# h',
          '- [ ] x',
          '1. a',
          '</details>',
          '> q',
        ],
      ),
      fc.string({ unit: 'binary' }),
      fc.string(),
    ),
  )
  .map(parts => parts.join(''));

const EFFECTS: readonly [string, RegExp][] = [
  ['mention', /@[\p{L}\p{N}]/u],
  ['issue reference', /#\d/],
  ['issue reference by GH', /\bGH-\d/i],
  ['HTML', /[<>]/],
  ['link or image', /(?<!\\)(?:\\\\)*[[\]]/],
  ['code', /(?<!\\)(?:\\\\)*`/],
  ['emphasis', /(?<!\\)(?:\\\\)*[*_~]/],
  ['table cell', /(?<!\\)(?:\\\\)*\|/],
  ['mathematics', /(?<!\\)(?:\\\\)*\$/],
  ['bare link', /:\/\/|www\.\w/i],
  ['emoji', /:[\w+-]+:/],
  ['entity', /&(?!amp;|lt;|gt;)/],
  ['control or direction', /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u],
  ['block', /^\s*(?:[-+=#]|\d+[.)])/],
];

test.each(EFFECTS)('no text has an active %s', (_, pattern) => {
  fc.assert(
    fc.property(hostile, text => {
      expect(escapeText(text)).not.toMatch(pattern);
    }),
    { numRuns: 300 },
  );
});

test('text keeps reading as it was', () => {
  expect(escapeText('Container "app" runs privileged: it would own the node')).toBe(
    'Container "app" runs privileged: it would own the node',
  );
  expect(escapeText('ask @octocat about #12 or GH-3')).toBe(
    'ask @\u200boctocat about #\u200b12 or GH-\u200b3',
  );
  expect(escapeText('a <b> & [c](d) `e`')).toBe('a &lt;b&gt; &amp; \\[c\\](d) \\`e\\`');
  expect(escapeText('nice :tada: https://x.y')).toBe('nice :\u200btada: https:\u200b//x.y');
});

test('messages keep their code', () => {
  expect(escapeMessage('Run `helm dependency build @x`, then `a|b`')).toBe(
    'Run `helm dependency build @x`, then `a|b`',
  );
  expect(escapeMessage('set `a|b` - or @x', true)).toBe('set <code>a&#124;b</code> - or @\u200bx');
  expect(escapeMessage('one ` only')).toBe('one \\` only');
  expect(escapeMessage('`a`GH-1 `b`# c')).toBe('`a`GH-\u200b1 `b`# c');
});

describe('what only GitLab looks for', () => {
  test('a line is no quick action, wherever it stands in the message', () => {
    expect(escapeText('/close')).toBe('\\/close');
    expect(escapeMessage('  /assign me')).toBe('\\/assign me');
    expect(escapeMessage('`a` /close')).toBe('`a` /close');
  });

  test('nor is it in a block, whose end GitLab sees at any three back-ticks', () => {
    expect(fencedBlock(['```', '/merge', ' /merge'], 'yaml')).toBe(
      '````yaml\n```\n\u200b/merge\n /merge\n````',
    );
  });

  test('milestones, labels, alerts, snippets and merge requests are text', () => {
    const broken = ['%"1.0"', '%next', '~bug', '^alert#1', '$12', '!34', '&5'].map(escapeText);
    for (const text of broken) expect(text).toContain('\u200b');
    expect(escapeText('80% of ~ 5 $HOME')).not.toContain('\u200b');
  });
});

describe('code spans', () => {
  test('are longer than the back-ticks inside', () => {
    expect(codeSpan('a')).toBe('`a`');
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('``')).toBe('``` `` ```');
    expect(codeSpan('')).toBe('` `');
    expect(codeSpan('a|b', true)).toBe('<code>a&#124;b</code>');
    expect(codeSpan('@x\\|<i>', true)).toBe('<code>&#64;x&#92;&#124;&#60;i&#62;</code>');
    expect(codeSpan('plain', true)).toBe('`plain`');
  });

  test('cannot be left, nor can the cell they stand in', () => {
    fc.assert(
      fc.property(hostile, text => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)![0];
        expect(span.endsWith(fence)).toBe(true);
        const inner = span.slice(fence.length, -fence.length);
        expect((inner.match(/`+/g) ?? []).map(run => run.length)).not.toContain(fence.length);
        expect(span).not.toMatch(/[\r\n\u202e]/);
        expect(codeSpan(text, true)).not.toMatch(/[|\r\n]/);
      }),
    );
  });
});

test('a fence is longer than every run inside, and no marker in it can be found', () => {
  expect(fencedBlock(['a', '```', 'b'], 'yaml')).toBe('````yaml\na\n```\nb\n````');
  fc.assert(
    fc.property(fc.array(hostile), lines => {
      const block = fencedBlock(lines, 'yaml');
      const rows = block.split('\n');
      const fence = rows.at(-1) as string;
      expect(rows.slice(1, -1).filter(row => row.trim().startsWith(fence))).toEqual([]);
      expect(rows).toHaveLength(lines.length === 0 ? 3 : lines.length + 2);
      expect(block).not.toContain('<!--');
      expect(parseMarker(block)).toBeUndefined();
    }),
  );
});

test('links: only http(s), never left early', () => {
  expect(link('x', 'https://e.com/a(b)|c')).toBe('[x](https://e.com/a%28b%29%7Cc)');
  expect(link('x', 'https://e.com/a_b/-/merge_requests')).toBe('[x](https://e.com/a_b/-/merge_requests)');
  expect(link('x', 'javascript:alert(1)')).toBe('x');
  expect(link('x', 'no address')).toBe('x');
  expect(urlPath('a b/ü)#?.yaml')).toBe('a%20b/%C3%BC%29%23%3F.yaml');
  expect(urlPath('a/\ud800.yaml')).toBe('a/%EF%BF%BD.yaml');
});

test('a folded block', () => {
  expect(folded('A <b>', 'text')).toBe('<details><summary>A &lt;b&gt;</summary>\n\ntext\n\n</details>');
});

describe('workflow commands', () => {
  test('exact', () => {
    expect(escapeCommandData('50%\nnext\r\n::error::x')).toBe('50%25%0Anext%0A::error::x');
    expect(escapeCommandProperty('a:b,c%\nd')).toBe('a%3Ab%2Cc%25 d');
  });

  test('stay on their line and inside their property', () => {
    fc.assert(
      fc.property(hostile, text => {
        expect(escapeCommandData(text)).not.toMatch(/[\r\n\u001b]|%(?!25|0A)/);
        expect(escapeCommandProperty(text)).not.toMatch(/[\r\n:,]/);
      }),
    );
  });
});

test('clip never ends inside a character', () => {
  expect(clip('abcdef', 4)).toBe('abc…');
  expect(clip('abcd', 4)).toBe('abcd');
  expect(clip('ab😀cd', 4)).toBe('ab…');
});
