import { describe, expect, test } from '@jest/globals';
import { addWaivers } from '../../src/init/index.ts';

const draft = { guardrail: 'host-path', resource: { kind: 'DaemonSet' }, reason: 'it is an agent' };
const entry = (indent: string) =>
  [
    '- guardrail: host-path',
    '  resource: {kind: DaemonSet}',
    '  owner: to be named',
    '  reason: "it is an agent"',
  ]
    .map(line => `${indent}${line}\n`)
    .join('');

describe('entries are added', () => {
  test.each([
    ['waivers:\n', '  '],
    ['# ours\nwaivers:\n  - guardrail: image-tag\n    owner: a\n    reason: b\n', '  '],
    ['waivers:\n- guardrail: image-tag\n  owner: a\n  reason: b', ''],
    ['waivers:\n      -   guardrail: image-tag\n          owner: a\n          reason: b\n', '        '],
  ])('to %j', (before, indent) => {
    const whole = before.endsWith('\n') ? before : `${before}\n`;
    const added = addWaivers(before, [draft]);
    if (indent.length === 8) expect(added).toBeUndefined();
    else expect(added).toEqual({ text: whole + entry(indent), added: 1 });
  });

  test('once: the second time nothing is missing', () => {
    const first = addWaivers(undefined, [draft]);
    expect(addWaivers(first?.text, [{ ...draft, reason: 'in other words' }])).toEqual({
      text: first?.text,
      added: 0,
    });
    expect(addWaivers(first?.text, [{ ...draft, expires: '2027-01-31' }])?.added).toBe(1);
  });
});

test.each([
  ['waivers: [{guardrail: image-tag, owner: a, reason: b}]\n'],
  ['waivers: []\n'],
  ['waivers:\n  - guardrail: a\nother: 1\n'],
  ['waivers: ['],
  ['- a'],
])('a file that takes no more entries is left alone: %j', before => {
  expect(addWaivers(before, [draft])).toBeUndefined();
});

test('hostile words stay words', () => {
  const { text = '' } = addWaivers(undefined, [
    { guardrail: 'x', resource: { name: 'a}, owner: b #' }, field: '*\n- y', reason: 'a"\nowner: me' },
  ]) ?? { text: '' };
  expect(text.split('\n').slice(2)).toEqual([
    '  - guardrail: x',
    '    resource: {name: "a}, owner: b #"}',
    '    field: "*\\n- y"',
    '    owner: to be named',
    '    reason: "a\\"\\nowner: me"',
    '',
  ]);
});
