import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { parseCommand } from '../../src/cli/arguments.ts';
import { check } from '../../src/cli/check.ts';
import { ledgerAdd, ledgerGapAdd } from '../../src/cli/ledger.ts';
import { verify } from '../../src/cli/verify.ts';
import { previousOf, readBundle } from '../../src/evidence/index.ts';
import { bundleOf, runOn, SHOP } from '../evidence/shop.ts';

const cli = join(process.cwd(), 'lib/src/entries/cli.js');
let root = '';
/** A folder with the files of the shop. */
function shop(name: string): string {
  for (const [path, text] of Object.entries(SHOP)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}
function kubeproof(cwd: string, args: string[], env: Record<string, string> = {}, node = process.execPath) {
  const { status, stdout, stderr } = spawnSync(node, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { status, stdout, stderr };
}
/** Without a process of its own. @returns the exit status, and what went to standard output */
async function inProcess(...args: string[]): Promise<[number, string]> {
  const parsed = parseCommand(args);
  const runners = { check, verify, 'ledger add': ledgerAdd, 'ledger gap': ledgerGapAdd };
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const status = await runners[parsed.command.name as keyof typeof runners](parsed);
    return [status, out.mock.calls.map(([text]) => String(text)).join('')];
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
const list = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kubeproof-verify-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('kubeproof check --evidence and kubeproof verify', () => {
  test('a signed bundle, the next one, a zip of it, and one changed byte', () => {
    const folder = shop('a');
    const git = (...args: string[]) =>
      spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).stdout.trim();
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'shop');
    const commit = git('rev-parse', 'HEAD');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(root, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(root, 'pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const sign = ['--sign', '../key.pem'];
    expect(kubeproof(folder, ['check', '--evidence', '../one', ...sign]).status).toBe(1);
    expect(kubeproof(folder, ['check', '--evidence', '../two', '--previous', '../one', ...sign]).status).toBe(
      1,
    );

    const whole = kubeproof(root, ['verify', 'two', '--previous', 'one', '--key', 'pub.pem']);
    expect(whole.stdout).toMatch(
      /^bundle {2}sha256:[0-9a-f]{64}\nmade {4}\S+Z by kubeproof \S+\nabout {3}work tree: fail \(exit 1\)\n/,
    );
    expect(whole.stdout).toContain(`\nfrom    ${commit}\n`);
    expect(whole.stdout).toContain('  ✓ it is signed with the key that was given\n');
    expect(whole.stdout).toContain('  ✓ one is the bundle before it, and holds too\n');
    expect([whole.status, whole.stderr]).toEqual([0, '']);

    const held = kubeproof(root, ['verify', 'two', '--key', 'pub.pem', '--repository', 'a']);
    expect(held.stdout).toContain(`  ✓ all 4 inputs are as commit ${commit} has them\n`);
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--amend', '-m', 'other');
    expect(held.status).toBe(0);

    const entries = list(join(root, 'two')).map(
      path => [path, readFileSync(join(root, 'two', path))] as const,
    );
    writeFileSync(join(root, 'two.zip'), zipSync(Object.fromEntries(entries)));
    const json = kubeproof(root, ['verify', 'two.zip', '--key', 'pub.pem', '--json']);
    expect([json.status, JSON.parse(json.stdout).holds]).toEqual([0, true]);

    writeFileSync(join(folder, 'new.txt'), '');
    kubeproof(folder, ['check', 'good', '--evidence', '../dirty']);
    const limited = kubeproof(root, ['verify', 'dirty']).stdout;
    expect(limited).toContain('\nonly    good\n');
    expect(limited).toContain(', with changes that were not committed\n');
    writeFileSync(join(folder, 'good/pod.yaml'), SHOP['bad/pod.yaml'] ?? '');
    kubeproof(folder, ['check', '--evidence', '../dirty']);
    const edited = kubeproof(root, ['verify', 'dirty', '--repository', 'a']);
    expect([edited.status, edited.stdout]).toEqual([
      1,
      expect.stringMatching(
        /inputs that commit [0-9a-f]{40} has otherwise \(the bundle says that the work tree had changes\): good\/pod.yaml\n/,
      ),
    ]);
    expect(kubeproof(root, ['verify', 'dirty', '--repository', process.cwd()]).stdout).toMatch(
      /the repository does not have commit [0-9a-f]{40}: fetch it there first\n/,
    );

    appendFileSync(join(root, 'two/controls.csv'), ' ');
    const changed = kubeproof(root, ['verify', 'two', '--key', 'pub.pem']);
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain('Does not hold\n  ✗ files that were changed: controls.csv\n');
    expect(kubeproof(root, ['verify', 'nowhere'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'kubeproof: nowhere cannot be read as an evidence bundle: ENOENT\n  name the folder that `kubeproof check --evidence` wrote, or the zip of the artifact\n',
    });
  }, 60_000);

  // Another Node where there is one: NODE_OTHER=/path/to/node.
  test('two machines make the same bundle but for its time', () => {
    const run = (name: string, env: Record<string, string>, mask = 0o022, node?: string) => {
      const before = process.umask(mask);
      try {
        const { status, stderr } = kubeproof(shop(name), ['check', '--evidence', 'out'], env, node);
        expect([status, stderr]).toEqual([1, expect.stringContaining('evidence sha256:')]);
      } finally {
        process.umask(before);
      }
      return join(root, name, 'out');
    };
    const here = run('x', { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', SOURCE_DATE_EPOCH: '1780300000' });
    const far = { TZ: 'America/Lima', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: '/nowhere' };
    const there = run(
      'deep/er',
      { ...far, SOURCE_DATE_EPOCH: '1780300099' },
      0o077,
      process.env.NODE_OTHER || undefined,
    );
    const again = run('y', { SOURCE_DATE_EPOCH: '1780300000' });
    expect(list(there)).toEqual(list(here));
    const different = (a: string, b: string) =>
      list(a).filter(path => !readFileSync(join(a, path)).equals(readFileSync(join(b, path))));
    expect(different(here, there)).toEqual(['SHA256SUMS', 'manifest.json']);
    expect(different(here, again)).toEqual([]);
  }, 60_000);

  test('a chain of bundles in a folder, and the ledger that lists them', async () => {
    const result = await runOn(SHOP);
    const bundles = ['kept/a', 'kept/b', 'last'].map(name => join(root, name));
    for (const [i, bundle] of bundles.entries()) {
      const previous = i === 0 ? undefined : previousOf(readBundle(bundles[i - 1] ?? ''));
      if (typeof previous === 'string') throw new Error(previous);
      const created = `2026-06-0${i + 1}T00:00:00Z`;
      for (const { path, content } of bundleOf(result, { created, ...(previous && { previous }) })) {
        mkdirSync(dirname(join(bundle, path)), { recursive: true });
        writeFileSync(join(bundle, path), content);
      }
    }
    const ledger = join(root, 'ledger.jsonl');
    const lost = ['--commit', '1'.repeat(40), '--because', 'the runner was lost', '--branch', 'main'];
    expect(await inProcess('ledger', 'gap', ledger, ...lost)).toEqual([
      0,
      expect.stringMatching(/^line 1 of .*ledger.jsonl, which ends with sha256:[0-9a-f]{64}\n$/),
    ]);
    for (const bundle of bundles) {
      const where = ['--where', `s3://evidence/${basename(bundle)}`];
      expect((await inProcess('ledger', 'add', ledger, bundle, '--branch', 'main', ...where))[0]).toBe(0);
    }
    const again = await inProcess('ledger', 'add', ledger, bundles[0] ?? '');
    expect(again).toEqual([0, expect.stringMatching(/^sha256:[0-9a-f]{64} is listed already\n$/)]);
    const lines = readFileSync(ledger, 'utf8').trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { bundle: null, note: 'the runner was lost', commit: '1'.repeat(40), after: null },
      { where: 's3://evidence/a', branch: 'main', previous: null, created: '2026-06-01T00:00:00Z' },
      { where: 's3://evidence/b' },
      { where: 's3://evidence/last' },
    ]);

    const [status, said] = await inProcess(
      'verify',
      bundles[2] ?? '',
      '--previous',
      join(root, 'kept'),
      '--ledger',
      ledger,
    );
    expect(said).toContain(
      '  ✓ the 2 bundles before it hold too, each named by the one after it, back to 2026-06-01T00:00:00Z\n',
    );
    expect(said).toContain('  ✓ the ledger lists it, as build 4 of 4\n');
    expect(status).toBe(0);

    writeFileSync(ledger, `${[lines[0], lines[2], lines[3]].join('\n')}\n`);
    const without = await inProcess('verify', bundles[2] ?? '', '--ledger', ledger);
    expect(without).toEqual([
      1,
      expect.stringContaining(
        '✗ line 2 of the ledger does not name the line before it: one was changed or taken out\n',
      ),
    ]);
    await expect(inProcess('ledger', 'add', ledger, bundles[0] ?? '')).rejects.toThrow(
      /ledger.jsonl is not as it was written: line 2 of the ledger does not name the line before it/,
    );
    appendFileSync(join(bundles[1] ?? '', 'controls.csv'), ' ');
    expect((await inProcess('ledger', 'add', join(root, 'new.jsonl'), bundles[1] ?? ''))[0]).toBe(1);
    expect(existsSync(join(root, 'new.jsonl'))).toBe(false);
    expect((await inProcess('verify', bundles[2] ?? '', '--previous', join(root, 'kept')))[0]).toBe(1);
  }, 60_000);

  test('a folder that holds an earlier bundle holds only the new one, and nothing outside is touched', () => {
    const folder = shop('again');
    kubeproof(folder, ['check', '--evidence', '../out']);
    writeFileSync(join(root, 'out/mine.txt'), 'kept');
    renameSync(join(root, 'out/rendered'), join(root, 'elsewhere'));
    symlinkSync('../elsewhere', join(root, 'out/rendered'));
    const outside = list(join(root, 'elsewhere'));
    rmSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, '.kubeproof.yaml'), 'targets: [{manifests: good/*.yaml}]\n');
    kubeproof(folder, ['check', '--evidence', '../out']);
    expect(list(join(root, 'elsewhere')).filter(path => !path.includes('good'))).toEqual(
      outside.filter(path => !path.includes('good')),
    );
    expect(existsSync(join(root, 'out/mine.txt'))).toBe(true);
    expect(kubeproof(root, ['verify', 'out']).stdout).toContain(
      'files that are there and not listed: mine.txt\n',
    );
  }, 60_000);

  test.each([
    [['check', '--previous', '.'], '--previous is about the evidence bundle, and none is written'],
    [['check', '--evidence', 'x', '--previous', 'docs'], '--previous docs has no manifest.json'],
    [
      ['check', '--evidence', 'x', '--sign', 'package.json'],
      'The key cannot be used: it is no private key in PEM',
    ],
    [['check', '--evidence', 'x', '--sign', 'none.pem'], '--sign none.pem cannot be read: ENOENT'],
    [['check', '--evidence', 'x', '--previous', '.', '--previous', '.'], '--previous is given twice'],
    [['verify'], 'verify takes one bundle'],
    [['verify', '.', '--previous', 'src'], '--previous src holds no evidence bundle'],
    [['verify', '.', '--trusted-root', 'none'], '--trusted-root none cannot be read: ENOENT'],
    [['ledger', 'add', 'l.jsonl'], 'ledger add takes a ledger and a bundle'],
    [['ledger', 'gap', 'l.jsonl', '--because', 'x', '--commit', 'main'], '--commit is "main"'],
  ])('%j is told before any work', async (args, message) => {
    await expect(inProcess(...args)).rejects.toThrow(message);
  });
});
