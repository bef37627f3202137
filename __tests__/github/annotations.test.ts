import { describe, expect, test } from '@jest/globals';
import { annotationCommands } from '../../src/github/index.ts';
import { diff, finding, fingerprint, report, secretsRead } from './sample.ts';

const none = new Set<string>();

test('one finding', () => {
  const it = finding('x', {
    location: { kind: 'values', file: 'charts/a,b/values.yaml', line: 12, endLine: 14 },
    remediation: 'Set it to false.',
  });
  expect(annotationCommands(report([it]), none, diff)).toEqual([
    '::error file=charts/a%2Cb/values.yaml,line=12,endLine=14,title=kubeproof%3A Containers do not run privileged::' +
      'Container "app" runs privileged: it would own the node it lands on.%0A' +
      'Deployment shop/prod-checkout (prod, staging), guardrail privileged-container%0ASet it to false.',
  ]);
});

test('not what has a comment, is known, fixed or waived', () => {
  const waiver = { id: 'w', owner: 'o', file: '.kubeproof/waivers.yaml', line: 2, reason: 'r' };
  const findings = [
    finding('inline'),
    finding('known', { state: 'unchanged', blocking: false }),
    finding('fixed', { state: 'fixed', blocking: false }),
    finding('waived', { waiver }),
    secretsRead,
  ];
  const lines = annotationCommands(report(findings), new Set([fingerprint('inline')]), diff);
  expect(lines.map(line => line.slice(0, 30))).toEqual(['::error file=access/bot.yaml,l']);
});

describe('limits', () => {
  const at = (i: number, file: string, line: number) =>
    finding(`f${i}`, { location: { kind: 'manifest', file, line } });
  const findings = [
    ...Array.from({ length: 9 }, (_, i) => at(i, 'elsewhere.yaml', i + 1)),
    at(9, 'access/bot.yaml', 99),
    at(10, 'access/bot.yaml', 9),
  ];

  test('ten fit', () => {
    expect(annotationCommands(report(findings.slice(0, 10)), none, diff)).toHaveLength(10);
  });

  test('of eleven nine are shown, those in the diff first', () => {
    const lines = annotationCommands(report(findings), none, diff);
    expect(lines.map(line => /file=([^,]+),line=(\d+)/.exec(line)?.slice(1).join(':'))).toEqual([
      'access/bot.yaml:9',
      'access/bot.yaml:99',
      ...Array.from({ length: 7 }, (_, i) => `elsewhere.yaml:${i + 1}`),
      undefined,
    ]);
    expect(lines[9]).toBe('::error title=kubeproof::2 more errors, see the summary of this run');
  });
});

test('what was removed has no line in the head', () => {
  const removed = finding('x', {
    side: 'removed',
    location: { kind: 'manifest', file: 'access/bot.yaml', line: 9 },
  });
  expect(annotationCommands(report([removed]), none, diff)[0]).toMatch(/^::error title=kubeproof%3A /);
});

test('no text leaves its line', () => {
  const hostile = 'x\n::set-env name=A::b\r::error::c % , :';
  const it = finding('x', {
    message: hostile,
    title: hostile,
    remediation: hostile,
    guardrail: hostile,
    location: { kind: 'manifest', file: hostile, line: 1 },
  });
  const [line, ...more] = annotationCommands(report([it]), none, []);
  expect(more).toEqual([]);
  expect(line).not.toMatch(/[\r\n]/);
  expect(line?.split('::')[1]).toBe(
    'error file=x %3A%3Aset-env name=A%3A%3Ab %3A%3Aerror%3A%3Ac %25 %2C %3A,line=1,title=kubeproof%3A x %3A%3Aset-env name=A%3A%3Ab %3A%3Aerror%3A%3Ac %25 %2C %3A',
  );
});
