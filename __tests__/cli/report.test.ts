import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseCommand } from '../../src/cli/arguments.ts';
import { ledgerAdd } from '../../src/cli/ledger.ts';
import { report } from '../../src/cli/report.ts';
import { writeQuarter } from '../compliance/quarter.ts';

const root = mkdtempSync(join(tmpdir(), 'kubeproof-report-'));
const quarter = join(root, 'quarter');

/** Without a process of its own. */
async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const parsed = parseCommand(args);
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const text = ({ mock }: typeof out) => mock.calls.map(([each]) => String(each)).join('');
  try {
    const status = await (parsed.command.name === 'report' ? report(parsed) : ledgerAdd(parsed));
    return { status, out: text(out), err: text(err) };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

beforeAll(async () => {
  await writeQuarter(quarter);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('kubeproof report', () => {
  test('prints Markdown, or the form that the name of the output has', async () => {
    const { status, out, err } = await run('report', '--framework', 'pss', quarter);
    expect(status).toBe(0);
    expect(out).toMatch(/^# Kubernetes changes: what their checks show of the controls\n/);
    expect(err).toMatch(/^3 bundles of 1 line of builds, \d+ gaps\n$/);
    const written = async (name: string, ...more: string[]) => {
      await run('report', '--framework', 'gdpr', quarter, '-o', join(root, name), ...more);
      return readFileSync(join(root, name), 'utf8');
    };
    expect(await written('gdpr.html')).toMatch(/^<!doctype html>/);
    expect(await written('gdpr.csv')).toMatch(/^framework,control,/);
    expect(JSON.parse(await written('gdpr.txt', '--format', 'json'))).toMatchObject({
      schema: 'kubeproof.framework-report/v1',
      framework: { id: 'gdpr' },
    });
  });

  test('says 1 and which bundle when one does not hold, and 2 when nothing is left', async () => {
    const path = join(quarter, '3', 'controls.csv');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text} `);
    const { status, err } = await run('report', '--framework', 'pss', quarter);
    const alone = run('report', '--framework', 'pss', join(quarter, '3'));
    await expect(alone).rejects.toThrow(/no bundle holds/);
    writeFileSync(path, text);
    expect(status).toBe(1);
    expect(err).toContain(`not counted: ${join(quarter, '3')}: files that were changed: controls.csv`);
  });

  test('holds what is here against a ledger, and does not rely on one that was changed', async () => {
    const ledger = join(root, 'ledger.jsonl');
    for (const n of ['1', '2', '3']) await run('ledger', 'add', ledger, join(quarter, n));
    const args = ['report', '--framework', 'pss', '--ledger', ledger, '--format', 'json'];
    const { out } = await run(...args, join(quarter, '1'), join(quarter, '3'));
    expect(JSON.parse(out)).toMatchObject({
      coverage: { ledger: true, without: 0, missing: [{ created: '2026-04-11T09:00:00Z' }] },
    });
    const text = readFileSync(ledger, 'utf8');
    writeFileSync(ledger, text.split('\n').slice(1).join('\n'));
    await expect(run(...args, quarter)).rejects.toThrow(/line 1 of the ledger/);
    writeFileSync(ledger, text);
  });

  test.each([
    [[], 'report takes the bundles to report on'],
    [['x'], 'report needs a standard to report by'],
    [['--framework', 'soc', 'x'], '--framework names "soc", which kubeproof does not have'],
    [['--framework', 'nowhere.yaml', 'x'], '--framework nowhere.yaml cannot be read: ENOENT'],
    [['--framework', 'pss', '--from', '2026-02-30', 'x'], '--from 2026-02-30 is no day'],
    [['--framework', 'pss', '--from', '2026-05-01', '--to', '2026-04-01', 'x'], 'is after --to 2026-04-01'],
    [['--framework', 'pss', '--format', 'pdf', 'x'], 'there is no format "pdf"'],
    [
      ['--framework', 'pss', join(root, 'nowhere')],
      'is no evidence bundle, and no folder of bundles: ENOENT',
    ],
  ])('report %j says what is wrong', async (args, message) => {
    await expect(run('report', ...args)).rejects.toThrow(message);
  });
});
