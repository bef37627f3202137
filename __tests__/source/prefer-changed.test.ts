import { expect, test } from '@jest/globals';
import type { Location } from '../../src/findings.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { ChangedLines, preferChanged } from '../../src/source/index.ts';

const values: Location = { kind: 'values', file: 'values.yaml', line: 1, column: 13 };
const template: Location = {
  kind: 'template',
  file: 'templates/a.yaml',
  line: 2,
  note: 'printed by this template line',
};

function changing(files: Record<string, string>): ChangedLines {
  const base = { 'values.yaml': 'privileged: true\n', 'templates/a.yaml': 'a:\nb: 1\n' };
  return new ChangedLines(memoryTree(base), memoryTree({ ...base, ...files }));
}

test('the line that the change touched goes in front, what it took the place of says so', () => {
  const changed = changing({ 'templates/a.yaml': 'a:\nb: {{ .Values.privileged }}\n' });
  const { note: _, ...first } = template;
  expect(preferChanged({ location: values, renderedLine: 4, related: [template] }, changed)).toEqual({
    location: first,
    renderedLine: 4,
    related: [{ ...values, note: 'the value is set here' }],
  });
});

test('what is right already, or was not touched at all, stays', () => {
  const located = { location: values, related: [template] };
  const both = { 'values.yaml': 'privileged: yes\n', 'templates/a.yaml': 'a:\nb: 2\n' };
  expect(preferChanged(located, changing(both))).toBe(located);
  expect(preferChanged(located, changing({}))).toBe(located);
});

test('a line of the base is no line to edit', () => {
  const located = { location: values, related: [{ ...template, side: 'base' as const }] };
  expect(preferChanged(located, changing({ 'templates/a.yaml': 'a:\nc: 2\n' }))).toBe(located);
});
