import { describe, expect, test } from '@jest/globals';
import {
  evidence,
  instanceId,
  type Marker,
  markerLine,
  olderRun,
  ownMarker,
  parseMarker,
  targetKey,
  withoutMarker,
} from '../../src/review/marker.ts';
import { BOT, HEAD } from '../github/sample.ts';

const marker: Marker = {
  instance: 'default',
  fingerprint: '0123456789abcdef0123456789abcdef',
  evidence: '0123456789ab',
  sha: HEAD,
  run: '4711.2',
};

test('writes and reads the same', () => {
  expect(markerLine(marker)).toBe(
    `<!-- kubeproof:1 id=default fp=0123456789abcdef0123456789abcdef ev=0123456789ab sha=${HEAD} run=4711.2 -->`,
  );
  for (const m of [
    marker,
    { ...marker, targets: ['01234567', '89abcdef'] },
    { ...marker, targets: [], findings: 3 },
  ]) {
    expect(parseMarker(`text\n\n${markerLine(m)}\n`)).toEqual(m);
  }
});

describe('what is no marker', () => {
  const line = markerLine(marker);
  test.each([
    ['quoted in the text', `${line}\nmore`],
    ['behind other text', `x ${line}`],
    ['another version', line.replace(':1', ':2')],
    ['an id with a space', line.replace('id=default', 'id=a b')],
    ['a short fingerprint', line.replace('fp=0123', 'fp=')],
    ['a run that is no number', line.replace('4711', 'x')],
    ['more fields', line.replace(' -->', ' x=1 -->')],
    ['nothing', ''],
  ])('%s', (_, body) => {
    expect(parseMarker(body)).toBeUndefined();
  });
});

describe('a comment is ours', () => {
  const body = `text\n\n${markerLine(marker)}`;
  test.each([
    [BOT, BOT, 'default', true],
    [BOT, 'github-actions', 'default', true],
    ['github-actions', BOT, 'default', true],
    ['mallory', BOT, 'default', false],
    [BOT, BOT, 'other', false],
    ['', '', 'default', false],
  ])('author %j, viewer %j, instance %j: %j', (author, viewer, instance, ours) => {
    expect(ownMarker({ id: 1, author, body }, viewer, instance) !== undefined).toBe(ours);
  });

  test('never without a marker', () => {
    expect(ownMarker({ id: 1, author: BOT, body: 'text' }, BOT, 'default')).toBeUndefined();
  });
});

test('text without its marker', () => {
  expect(withoutMarker(`a\n\n${markerLine(marker)}\n`)).toBe('a');
  expect(withoutMarker('a\nb')).toBe('a\nb');
});

test('runs compare as numbers', () => {
  expect(olderRun('9.1', '10.1')).toBe(true);
  expect(olderRun('10.2', '10.10')).toBe(true);
  expect(olderRun('10.1', '10.1')).toBe(false);
  expect(olderRun('99999999999999999999.1', '99999999999999999998.1')).toBe(false);
});

test('ids and digests', () => {
  expect(instanceId('matrix job / a')).toBe('matrix-job-a');
  expect(instanceId('')).toBe('default');
  expect(parseMarker(markerLine({ ...marker, instance: instanceId('--> @x') }))?.instance).toBe('---x');
  expect(evidence('a', 'b')).not.toBe(evidence('ab'));
  expect(evidence('a')).toMatch(/^[0-9a-f]{12}$/);
  expect(targetKey('helm:charts/checkout')).toMatch(/^[0-9a-f]{8}$/);
});
