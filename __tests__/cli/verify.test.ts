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
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { SHOP } from '../evidence/shop.ts';

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
function kubeproof(cwd: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { status, stdout, stderr };
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

  test('two machines make the same bundle but for its time', () => {
    const run = (name: string, env: Record<string, string>) => {
      kubeproof(shop(name), ['check', '--evidence', 'out'], env);
      return join(root, name, 'out');
    };
    const here = run('x', { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', SOURCE_DATE_EPOCH: '1780300000' });
    const there = run('deep/er', {
      TZ: 'America/Lima',
      LANG: 'tr_TR.UTF-8',
      SOURCE_DATE_EPOCH: '1780300099',
    });
    const again = run('y', { SOURCE_DATE_EPOCH: '1780300000' });
    expect(list(there)).toEqual(list(here));
    const different = (a: string, b: string) =>
      list(a).filter(path => !readFileSync(join(a, path)).equals(readFileSync(join(b, path))));
    expect(different(here, there)).toEqual(['manifest.json']);
    expect(different(here, again)).toEqual([]);
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
    [['check', '--evidence', 'x', '--previous', '.'], '--previous . has no manifest.json'],
    [
      ['check', '--evidence', 'x', '--sign', '.kubeproof.yaml'],
      'The key cannot be used: it is no private key in PEM',
    ],
    [['check', '--evidence', 'x', '--sign', 'none.pem'], '--sign none.pem cannot be read: ENOENT'],
    [['verify'], 'verify takes one bundle'],
  ])('%j is told before any work', (args, message) => {
    const { status, stderr } = kubeproof(shop('usage'), args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`kubeproof: ${message}`)]);
  });
});
