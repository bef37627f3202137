import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { show } from '../../src/cli/pager.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-pager-'));
const file = join(folder, 'paged');
const { PAGER } = process.env;
const { isTTY } = process.stdout;
let written = '';

beforeEach(() => {
  written = '';
  process.stdout.isTTY = true;
  jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.stdout.isTTY = isTTY;
  if (PAGER === undefined) delete process.env.PAGER;
  else process.env.PAGER = PAGER;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('on a terminal the pager gets the text, and who quits before the end is no error', async () => {
  process.env.PAGER = `cat > '${file}'`;
  await show('one\ntwo\n', true);
  expect([written, readFileSync(file, 'utf8')]).toEqual(['', 'one\ntwo\n']);
  process.env.PAGER = 'true';
  await show('x'.repeat(1_000_000), true);
  expect(written).toBe('');
});

test.each([
  ['that is not there', 'kubeproof-no-such-pager -x 2>/dev/null', true, true],
  ['that is none', 'cat', true, true],
  ['that is empty', '', true, true],
  ['that nobody wants', 'true', true, false],
  ['without a terminal', 'true', false, true],
])('a pager %s: the text as it is', async (_, pager, terminal, isWanted) => {
  process.env.PAGER = pager;
  process.stdout.isTTY = terminal;
  await show('one\n', isWanted);
  expect(written).toBe('one\n');
});
