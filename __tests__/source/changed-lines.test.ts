import { expect, test } from '@jest/globals';
import { memoryTree } from '../../src/repository/index.ts';
import { ChangedLines } from '../../src/source/index.ts';

const text = (...lines: string[]) => `${lines.join('\n')}\n`;
const base = memoryTree({
  'a.yaml': text('one', 'two', 'three', 'four'),
  'same.yaml': text('one'),
  'gone.yaml': text('one'),
  'windows.yaml': 'one\r\ntwo\r\n',
  'huge.yaml': text(...Array.from({ length: 6_000 }, (_, i) => `old ${i}`)),
});
const head = memoryTree({
  'a.yaml': text('zero', 'one', 'TWO', 'four'),
  'same.yaml': text('one'),
  'new.yaml': text('one'),
  'windows.yaml': 'one\ntwo\nthree\n',
  'huge.yaml': text(...Array.from({ length: 6_000 }, (_, i) => `new ${i}`)),
});
const changed = new ChangedLines(base, head);
const added = (file: string, lines: number) =>
  Array.from({ length: lines }, (_, i) => i + 1).filter(line => changed.added(file, line));

test('added and edited lines in the head, deleted and edited ones in the base', () => {
  expect(added('a.yaml', 4)).toEqual([1, 3]);
  expect([1, 2, 3, 4].filter(line => changed.removed('a.yaml', line))).toEqual([2, 3]);
});

test('an equal file has none, a new or vanished one is nothing else', () => {
  expect(added('same.yaml', 1)).toEqual([]);
  expect(added('new.yaml', 1)).toEqual([1]);
  expect(changed.removed('gone.yaml', 1)).toBe(true);
});

test('line ends are no change', () => {
  expect(added('windows.yaml', 3)).toEqual([3]);
});

test('a file rewritten from top to bottom counts as new, soon', () => {
  expect(added('huge.yaml', 3)).toEqual([1, 2, 3]);
});

test('places that were touched, by what they say now, and by what is gone where nothing is', () => {
  expect(changed.hunks('a.yaml')).toEqual([
    { side: 'head', line: 1, endLine: 1 },
    { side: 'head', line: 3, endLine: 3 },
  ]);
  const shorter = memoryTree({ 'a.yaml': text('one', 'four') });
  expect(new ChangedLines(base, shorter).hunks('a.yaml')).toEqual([{ side: 'base', line: 2, endLine: 3 }]);
  expect(changed.hunks('same.yaml')).toEqual([]);
  expect(changed.hunks('new.yaml')).toBeUndefined();
});
