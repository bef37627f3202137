import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

type MutantsOf = (check: Record<string, string>) => { key: string; text: string; what: string }[];

const script = join(process.cwd(), 'scripts/conformance/mutation/mutants.mjs');
const { mutantsOf } = (await import(pathToFileURL(script).href)) as { mutantsOf: MutantsOf };

const texts = (expression: string) => mutantsOf({ expression }).map(({ text }) => text);

test('clauses are dropped and turned, comparisons turned, conditions negated, literals changed', () => {
  expect(texts('a > 1 && !b')).toEqual([
    '(a > 1)',
    '(!b)',
    '(a > 1) || (!b)',
    '((a) >= (1)) && !b',
    'a > 2 && !b',
    'a > 1 && (b)',
  ]);
  expect(texts('x.exists(y, y in ["a", z]) ? p : q')).toEqual([
    '(p)',
    '(q)',
    'x.all(y, y in ["a", z]) ? p : q',
    'x.exists(y, !((y) in (["a", z]))) ? p : q',
    'x.exists(y, y in ["", z]) ? p : q',
  ]);
});

test('parentheses around the first and last operand go with the clause', () => {
  expect(texts('(a || b) && (c || d)').slice(0, 3)).toEqual(['(a || b)', '(c || d)', '(a || b) || (c || d)']);
  expect(texts('(p ? x : y).all(z, f(z) && "(" != z) || q').slice(0, 2)).toEqual([
    '((p ? x : y).all(z, f(z) && "(" != z))',
    '(q)',
  ]);
});

test('a default becomes one that makes a difference, and is left alone where none can', () => {
  expect(texts('a.?b.orValue("") == "x"')).toContain('a.?b.orValue("x") == "x"');
  expect(texts('a.?b.orValue(1) != 0')).toContain('a.?b.orValue(0) != 0');
  expect(texts('a.?b.orValue("y") in ["x", "y"]')).toContain('a.?b.orValue("") in ["x", "y"]');
  expect(texts('string(a.?b.orValue("")).startsWith("x")')).toContain(
    'string(a.?b.orValue("x")).startsWith("x")',
  );
  expect(texts('a.?b.orValue("").matches("(?i)^(key|token)$")')).toContain(
    'a.?b.orValue("key").matches("(?i)^(key|token)$")',
  );
  expect(texts('a.?b.orValue("") == c')).toContain('a.?b.orValue("mutant") == c');
  expect(texts('a.?b.orValue("").contains("")')).toEqual(['a.?b.orValue("").contains("mutant")']);
});

test('"when" is left out; words of the message in "each" are no part of the verdict', () => {
  const check = { when: 'a', each: '[{"ok": b == 1, "why": "text"}]', expression: 'item.ok', field: 'x' };
  expect(mutantsOf(check)).toEqual([
    { key: 'each', text: '[{"ok": ((b) != (1)), "why": "text"}]', what: 'b != 1' },
    { key: 'each', text: '[{"ok": b == 2, "why": "text"}]', what: '2 for 1 in b == 1' },
    { key: 'when', text: 'true', what: 'left out' },
  ]);
});
