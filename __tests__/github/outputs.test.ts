import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeOutputs, writeSummary } from '../../src/github/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-outputs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.GITHUB_OUTPUT;
  delete process.env.GITHUB_STEP_SUMMARY;
});

function given(name: 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY', content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  process.env[name] = path;
  return path;
}

test('outputs, sorted, none able to set another', async () => {
  const path = given('GITHUB_OUTPUT', '');
  expect(await writeOutputs({ verdict: 'fail', counts: '{"a":1}\nevil=1\nEOF' })).toEqual([]);
  const text = readFileSync(path, 'utf8');
  const [, name, delimiter] = /^(counts)<<(ghadelimiter_[0-9a-f-]+)\n/.exec(text) ?? [];
  expect(name).toBe('counts');
  expect(text).toMatch(
    new RegExp(
      `^counts<<${delimiter}\n\\{"a":1\\}\nevil=1\nEOF\n${delimiter}\nverdict<<(\\S+)\nfail\n\\1\n$`,
    ),
  );
});

test('outputs that cannot be written', async () => {
  process.env.GITHUB_OUTPUT = join(folder, 'missing');
  expect(await writeOutputs({ verdict: 'fail' })).toMatchObject([
    { code: 'outputs-unwritten', gates: false },
  ]);
});

test('without a place for the summary: a note; with one: it is replaced', async () => {
  expect(await writeSummary('x')).toMatchObject([{ code: 'summary-unwritten', gates: false }]);
  const path = given('GITHUB_STEP_SUMMARY', 'before');
  expect(await writeSummary('### one\n')).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('### one\n');
  expect(await writeSummary('### two\n')).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('### two\n');
});
