import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import {
  type Files,
  removeTemporary,
  TestRepository,
  temporaryFolder,
  writeFiles,
} from '../support/repository.ts';
import { type ProcessResult, runCli } from '../support/run-action.ts';
import { AGENT, BASE, BINDING_LINES, BROKEN_CHART, CHANGE, FIX, PRIVILEGED_LINE } from './shop.ts';

jest.setTimeout(90_000);

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
  repository.commit('base', BASE);
  repository.switch('change');
  repository.commit('change', CHANGE);
});
afterAll(removeTemporary);

/** A folder outside of any repository. */
function folder(files: Files): string {
  const path = temporaryFolder('folder');
  writeFiles(path, files);
  return path;
}

const kubeproof = (
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProcessResult> => runCli(args, { cwd, env });

function expectExit(result: ProcessResult, exitCode: number): void {
  if (result.exitCode !== exitCode) {
    throw new Error(`exit ${result.exitCode}, expected ${exitCode}\n${result.stdout}\n${result.stderr}`);
  }
  // A stack trace is never what a user should see.
  expect(result.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}

const POD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: shop}\ndata: {a: b}\n';

describe('check', () => {
  test('1 for a change that adds errors, with place, excerpt and what to do', async () => {
    const result = await kubeproof(repository.folder, ['check', '--base', 'main']);
    expectExit(result, 1);
    expect(result.stdout).toContain(`${AGENT}:${PRIVILEGED_LINE}:`);
    expect(result.stdout).toContain('privileged-container');
    expect(result.stdout).toContain(`> ${BINDING_LINES.role} |   name: cluster-admin`);
    expect(result.stdout).not.toContain('\u001b[');
  });

  test('0 against itself: what was there before does not fail it', async () => {
    const result = await kubeproof(repository.folder, ['check', '--base', 'HEAD']);
    expectExit(result, 0);
  });

  test('1 without a base: everything counts', async () => {
    expectExit(await kubeproof(repository.folder, ['check']), 1);
  });

  test('0 when nothing is wrong with the change', async () => {
    const mended = new TestRepository();
    mended.commit('base', BASE);
    mended.switch('change');
    mended.commit('fix', FIX);
    const result = await kubeproof(mended.folder, ['check', '--base', 'main']);
    expectExit(result, 0);
  });

  test('2 when something could not be evaluated, and the rest is judged', async () => {
    const path = folder({ [AGENT]: CHANGE[AGENT]!, ...BROKEN_CHART });
    const result = await kubeproof(path, ['check', '--fail-on', 'never']);
    expectExit(result, 2);
    expect(result.stdout).toContain('charts/legacy');
    expect(result.stdout).toContain('redis');
    expect(result.stdout).toContain(AGENT);
  });

  test('the uncommitted work tree is what is judged', async () => {
    const own = new TestRepository();
    own.commit('base', BASE);
    expectExit(await kubeproof(own.folder, ['check', 'manifests', '--base', 'HEAD']), 0);
    writeFiles(own.folder, { [AGENT]: CHANGE[AGENT]! });
    expectExit(await kubeproof(own.folder, ['check', 'manifests', '--base', 'HEAD']), 1);
  });

  test('a folder as base', async () => {
    const head = folder({ [AGENT]: CHANGE[AGENT]! });
    expectExit(await kubeproof(head, ['check', '--base', `${folder({ [AGENT]: CHANGE[AGENT]! })}/`]), 0);
    expectExit(await kubeproof(head, ['check', '--base', `${folder({ [AGENT]: BASE[AGENT]! })}/`]), 1);
  });

  test('paths narrow it', async () => {
    const result = await kubeproof(repository.folder, [
      'check',
      'deploy',
      '--base',
      'main',
      '--format',
      'json',
    ]);
    const { findings } = JSON.parse(result.stdout) as { findings: { resource: { name: string } }[] };
    expect(new Set(findings.map(finding => finding.resource.name))).toEqual(new Set(['worker']));
  });

  test.each([
    [
      'json',
      (text: string) =>
        expect(JSON.parse(text)).toMatchObject({ schema: 'kubeproof.report/v1', exitCode: 1 }),
    ],
    ['sarif', (text: string) => expect(JSON.parse(text)).toMatchObject({ version: '2.1.0', runs: [{}] })],
    [
      'gitlab',
      (text: string) =>
        expect(JSON.parse(text)).toEqual(
          expect.arrayContaining([expect.objectContaining({ fingerprint: expect.any(String) })]),
        ),
    ],
    ['junit', (text: string) => expect(text).toMatch(/^<\?xml[\s\S]*<testsuites[\s\S]*<\/testsuites>\s*$/)],
    ['markdown', (text: string) => expect(text).toContain(AGENT)],
    ['html', (text: string) => expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i)],
  ])('%s on standard output is nothing but that', async (format, check) => {
    const result = await kubeproof(repository.folder, [
      'check',
      'manifests',
      '--base',
      'main',
      '--format',
      format,
    ]);
    expectExit(result, 1);
    check(result.stdout);
    expect(result.stderr).toMatch(/FAILED|fail/i);
  });

  test('--output writes the file, in the format asked for', async () => {
    const output = join(temporaryFolder('output'), 'deep/results.sarif');
    const result = await kubeproof(repository.folder, [
      'check',
      '--base',
      'main',
      '-f',
      'sarif',
      '-o',
      output,
    ]);
    expectExit(result, 1);
    expect(result.stdout).toBe('');
    const sarif = JSON.parse(readFileSync(output, 'utf8')) as {
      runs: {
        results: {
          baselineState: string;
          locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
        }[];
      }[];
    };
    const results = sarif.runs[0]?.results ?? [];
    expect(results.length).toBeGreaterThan(0);
    expect(results.map(each => each.baselineState)).toContain('new');
    for (const each of results) {
      expect(['new', 'unchanged']).toContain(each.baselineState);
      expect(each.locations[0]?.physicalLocation.artifactLocation.uri).not.toMatch(/^(\/|file:|\.\.)/);
    }
  });

  test('the same bytes twice, from another folder and at another time', async () => {
    const args = ['check', '--base', 'main', '--format', 'json'];
    const [first, second] = await Promise.all([
      kubeproof(repository.folder, args),
      kubeproof(join(repository.folder, 'charts'), args, { TZ: 'Asia/Tokyo', LC_ALL: 'C' }),
    ]);
    expect(first.stdout).toBe(second.stdout);
  });

  test('a base that does not exist is 2, with what to do', async () => {
    const result = await kubeproof(repository.folder, ['check', '--base', 'origin/nowhere']);
    expectExit(result, 2);
    expect(result.stderr).toContain('origin/nowhere');
    expect(result.stdout).toBe('');
  });
});

describe('the other commands', () => {
  test('targets: what was found, and why', async () => {
    const result = await kubeproof(repository.folder, ['targets']);
    expectExit(result, 0);
    for (const text of ['helm:charts/checkout', 'prod', 'staging', 'kustomize:deploy/overlays/prod', AGENT]) {
      expect(result.stdout).toContain(text);
    }
    expect(result.stdout).not.toContain('kustomize:deploy/base');
    expect(result.stdout).toMatch(
      /\n\nLeft out\n(?: .*\n)* {2}deploy\/base {2}\(used by kustomize:deploy\/overlays\/prod\)\n/,
    );
  });

  test('render: one YAML stream of everything', async () => {
    const result = await kubeproof(repository.folder, ['render', 'charts']);
    expectExit(result, 0);
    const kinds = loadAll(result.stdout).map(each => (each as { kind?: string } | null)?.kind);
    expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'Service', 'NetworkPolicy']));
    expect(result.stdout).toContain('privileged: true');
  });

  test('rules and explain', async () => {
    const rules = await kubeproof(repository.folder, ['rules']);
    expectExit(rules, 0);
    expect(rules.stdout).toMatch(/privileged-container +error/);
    const explain = await kubeproof(repository.folder, ['explain', 'privileged-container']);
    expectExit(explain, 0);
    expect(explain.stdout).toContain('privileged');
    const unknown = await kubeproof(repository.folder, ['explain', 'privileged-contaner']);
    expectExit(unknown, 2);
    expect(unknown.stderr).toContain('privileged-container');
  });

  test('init in an empty folder, and again', async () => {
    const path = folder({});
    expectExit(await kubeproof(path, ['init']), 0);
    expect(load(readFileSync(join(path, '.kubeproof.yaml'), 'utf8'))).toMatchObject({
      profile: 'recommended',
    });
    const workflows = readdirSync(join(path, '.github/workflows'));
    expect(workflows).toHaveLength(1);
    const before = readFileSync(join(path, '.kubeproof.yaml'), 'utf8');
    expectExit(await kubeproof(path, ['init']), 0);
    expect(readFileSync(join(path, '.kubeproof.yaml'), 'utf8')).toBe(before);
  });

  test('help and version, and what the help says exists', async () => {
    const help = await kubeproof(folder({}), ['--help']);
    expectExit(help, 0);
    for (const name of ['check', 'render', 'targets', 'rules', 'explain', 'init']) {
      expect(help.stdout).toContain(name);
      expectExit(await kubeproof(folder({}), [name, '--help']), 0);
    }
    expect((await kubeproof(folder({}), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what bad input gets', () => {
  test('an unknown flag, command or format names the nearest', async () => {
    const flag = await kubeproof(repository.folder, ['check', '--bse', 'main']);
    expectExit(flag, 2);
    expect(flag.stderr).toContain('--base');
    const command = await kubeproof(repository.folder, ['chek']);
    expectExit(command, 2);
    expect(command.stderr).toContain('check');
    const format = await kubeproof(repository.folder, ['check', '--format', 'sarfi']);
    expectExit(format, 2);
    expect(format.stderr).toContain('sarif');
  });

  test.each([
    ['an empty folder', {}],
    ['a folder without anything for Kubernetes', { 'README.md': '# Hello\n', 'data.yaml': 'a: 1\n' }],
  ])('%s is not green: there is nothing to judge', async (_, files) => {
    const result = await kubeproof(folder(files), ['check']);
    expectExit(result, 2);
    expect(result.stdout + result.stderr).toMatch(/[Nn]o targets|[Nn]othing/);
  });

  test('an unknown key in the configuration is named with its line and the nearest key', async () => {
    const result = await kubeproof(
      folder({ 'a.yaml': POD, '.kubeproof.yaml': 'kubernetes: "1.34"\nprofil: strict\n' }),
      ['check'],
    );
    expectExit(result, 2);
    expect(result.stdout + result.stderr).toMatch(/\.kubeproof\.yaml:2/);
    expect(result.stdout + result.stderr).toContain('profile');
  });

  test('a broken document does not hide its neighbours', async () => {
    const path = folder({ 'all.yaml': `${POD}---\nkind: [\n---\n${CHANGE[AGENT]}` });
    const result = await kubeproof(path, ['check', '--fail-on', 'never']);
    expectExit(result, 2);
    expect(result.stdout).toMatch(/all\.yaml:\d+/);
    expect(result.stdout).toContain('privileged-container');
  });

  test('an alias bomb is refused in no time', async () => {
    const levels = 'abcdefghij'.split('').map((name, i, all) => {
      const previous = all[i - 1];
      return `${name}: &${name} [${Array(10)
        .fill(previous === undefined ? 'lol' : `*${previous}`)
        .join(', ')}]`;
    });
    const path = folder({
      'bomb.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${levels.join('\n')}\n`,
      'ok.yaml': POD,
    });
    const started = performance.now();
    const result = await kubeproof(path, ['check']);
    expectExit(result, 2);
    expect(result.stdout).toContain('bomb.yaml');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a link out of the repository is not followed', async () => {
    const secret = join(folder({ 'secret.yaml': `${POD}# top secret\n` }), 'secret.yaml');
    const path = folder({ 'ok.yaml': POD });
    symlinkSync(secret, join(path, 'linked.yaml'));
    const result = await kubeproof(path, ['check', '--format', 'json']);
    expectExit(result, 2);
    expect(result.stdout).toContain('linked.yaml');
    expect(result.stdout).not.toContain('top secret');
  });

  test('an endless template ends at the deadline, named; the rest is judged', async () => {
    const path = folder({
      'charts/endless/Chart.yaml': 'apiVersion: v2\nname: endless\nversion: 0.1.0\n',
      'charts/endless/templates/loop.yaml':
        '{{- range $a := until 100000 }}{{- range $b := until 100000 }}{{- if eq $a $b 1 2 3 }}x{{ end }}{{ end }}{{ end }}\n',
      [AGENT]: CHANGE[AGENT]!,
    });
    const started = performance.now();
    const result = await kubeproof(path, ['check', '--fail-on', 'never'], {
      KUBEPROOF_RENDER_TIMEOUT_MS: '1500',
    });
    expectExit(result, 2);
    expect(result.stdout).toContain('charts/endless');
    expect(result.stdout).toContain('privileged-container');
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('200 MB of YAML are refused without being read', async () => {
    const path = folder({ 'ok.yaml': POD });
    const file = openSync(join(path, 'huge.yaml'), 'w');
    writeSync(file, POD);
    ftruncateSync(file, 200 * 1024 * 1024);
    closeSync(file);
    const started = performance.now();
    const result = await kubeproof(path, ['check']);
    expectExit(result, 2);
    expect(result.stdout).toContain('huge.yaml');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a file that cannot be written is an error, not a crash', async () => {
    const path = folder({ 'ok.yaml': POD, taken: 'a file' });
    const result = await kubeproof(path, [
      'check',
      '--format',
      'json',
      '--output',
      join(path, 'taken/report.json'),
    ]);
    expectExit(result, 2);
    expect(result.stderr).toContain('taken/report.json');
  });

  test('nothing is left behind in the repository', async () => {
    const path = folder({ ...BASE });
    const before = readdirSync(path, { recursive: true }).sort();
    await kubeproof(path, ['check']);
    await kubeproof(path, ['render']);
    expect(readdirSync(path, { recursive: true }).sort()).toEqual(before);
    expect(existsSync(join(path, '.kubeproof'))).toBe(false);
  });
});

test('values of Secrets never leave the process', async () => {
  const secret = 'c3VwZXItc2VjcmV0LXZhbHVl';
  const files = {
    'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata: {password: ${secret}}\nstringData: {token: super-secret-value}\n`,
  };
  const evidence = temporaryFolder('evidence');
  const path = folder(files);
  mkdirSync(join(path, 'empty'));
  for (const format of ['text', 'json', 'sarif', 'html', 'markdown']) {
    const result = await kubeproof(path, ['check', '--format', format, '--evidence', evidence]);
    expect(result.stdout + result.stderr).not.toMatch(/super-secret-value|c3VwZXItc2VjcmV0/);
  }
  const rendered = await kubeproof(path, ['render']);
  expect(rendered.stdout).toContain('kind: Secret');
  expect(rendered.stdout).not.toMatch(/super-secret-value|c3VwZXItc2VjcmV0/);
  const written = readdirSync(evidence, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  expect(written.map(entry => entry.name)).toContain('report.json');
  for (const entry of written) {
    expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toMatch(
      /super-secret-value|c3VwZXItc2VjcmV0/,
    );
  }
});
