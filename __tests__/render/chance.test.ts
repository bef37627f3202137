import { expect, test } from '@jest/globals';
import { drawsNumbers, usesChance } from '../../src/render/chance.ts';
import { chart } from './embedded/support.ts';

const of = (template: string, values = '') => chart({ 'templates/a.yaml': template, 'values.yaml': values });

test.each([
  ['a: {{ randAlphaNum 8 }}', '', true, false],
  ['a: {{ now | date "2006" }}', '', true, false],
  ['a: {{ randInt 1 9 }}', '', true, true],
  ['a: {{ tpl .Values.x . }}', 'x: "{{ shuffle `abc` }}"', true, true],
  ['# as of now: randAlphaNum, shuffle\na: {{ .Values.nowhere }}', 'shuffle: true', false, false],
  ['a: {{ .Values.x }} shuffle }}', '', false, false],
  ['a: {{ uuidv4', '', true, false],
])('%s, %s', (template, values, chance, numbers) => {
  expect([usesChance(of(template, values)), drawsNumbers(of(template, values))]).toEqual([chance, numbers]);
});

test('a text of nothing but braces is gone through once', () => {
  const started = process.cpuUsage();
  expect(usesChance(of(`${'{{ '.repeat(200_000)} now`))).toBe(true);
  expect(usesChance(of(`now ${'{{}}'.repeat(200_000)}`))).toBe(false);
  expect(process.cpuUsage(started).user).toBeLessThan(2e6);
});
