import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ChartRequest,
  createEngine,
  type InputFile,
  type KustomizationRequest,
  type RenderOutcome,
} from '../../src/render/index.ts';
import { createSystemEngine } from '../../src/render/system/index.ts';
import { FakeTools } from './support.ts';

const LIMITS = { timeoutMs: 20_000, outputBytes: 1024 * 1024 };

function file(path: string, content: string, origin = `repo/${path}`): InputFile {
  return { path, content: new TextEncoder().encode(content), origin };
}

const CHART: ChartRequest = {
  files: [
    file(
      'Chart.yaml',
      'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, alias: store}\n- {name: packed}\n',
    ),
    file('templates/a.yaml', 'a'),
    file('charts/database/Chart.yaml', 'name: db\n', 'lib/db/Chart.yaml'),
    file('charts/database/templates/b.yaml', 'b', 'lib/db/templates/b.yaml'),
    file('charts/packed-1.0.0.tgz', 'archive'),
    file('crds/c.yaml', 'c'),
  ],
  values: [{ name: 'env/prod.yaml', content: new TextEncoder().encode('a: 1') }],
  set: { json: ['j=1'], plain: ['p=1'], string: ['s=1'], file: ['f=env/some file.txt'], literal: ['l=1'] },
  setFiles: { 'env/some file.txt': new TextEncoder().encode('content') },
  releaseName: '-release',
  namespace: 'shop',
  kubernetes: '1.34',
  apiVersions: ['a/v1', 'b/v1'],
  includeCrds: true,
  helm: 4,
};

const KUSTOMIZATION: KustomizationRequest = {
  files: [
    file('k/kustomization.yaml', 'resources: [a.yaml]\n', 'k/kustomization.yaml'),
    file('k/a.yaml', 'kind: A\n', 'k/a.yaml'),
  ],
  root: 'k',
  loadRestrictor: 'rootOnly',
};

/** A helm that answers the question for its version and runs `body` otherwise. */
function helm(body: string, version = 'v3.14.0'): Record<string, string> {
  return { helm: `if [ "$1" = version ]; then echo '${version}'; exit 0; fi\n${body}` };
}

function kustomize(body: string, version = 'v5.8.1'): Record<string, string> {
  return { kustomize: `if [ "$1" = version ]; then echo '${version}'; exit 0; fi\n${body}` };
}

/** Temporary folders of this suite alone, so that what is left behind can be seen. */
const temporary = mkdtempSync(join(tmpdir(), 'kubeproof-system-test-'));
const inherited = process.env.TMPDIR;
beforeAll(() => {
  process.env.TMPDIR = temporary;
});
afterAll(() => {
  if (inherited === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = inherited;
  rmSync(temporary, { recursive: true, force: true });
});

let tools: FakeTools | undefined;
afterEach(() => {
  tools?.remove();
  tools = undefined;
});

function engineOver(scripts: Record<string, string>, limits = LIMITS) {
  tools = new FakeTools(scripts);
  return createSystemEngine({ limits, path: tools.bin });
}

function problemOf(outcome: RenderOutcome) {
  if (outcome.ok) throw new Error(`rendered ${JSON.stringify(outcome)}`);
  return outcome.problem;
}

/** Temporary folders of renders that were not removed. */
function leftovers(): string[] {
  return readdirSync(temporary).filter(name => !name.startsWith('kubeproof-tools-'));
}

describe('finding the tools', () => {
  test('says which tool is missing, and never looks in relative folders', async () => {
    tools = new FakeTools(helm('exit 0'));
    const engine = createSystemEngine({ limits: LIMITS, path: '.:bin:' });
    expect(problemOf(await engine.renderChart(CHART))).toEqual({
      code: 'tool-missing',
      message: 'The system engine cannot render: helm is not on PATH',
      hint: 'Install Helm 3.8 or newer, or use the embedded engine',
      gates: true,
    });
    expect(problemOf(await engine.renderKustomization(KUSTOMIZATION))).toMatchObject({
      code: 'tool-missing',
      message: 'The system engine cannot render: neither kustomize nor kubectl is on PATH',
    });
  });

  test.each([
    ['v3.7.2', '3.7.2'],
    ['v2.17.0', '2.17.0'],
    ['v3.7.0-rc.1+g0abc', '3.7.0-rc.1'],
  ])('refuses helm %s by name', async (answer, version) => {
    const outcome = await engineOver(helm('exit 0', answer)).renderChart(CHART);
    expect(problemOf(outcome)).toMatchObject({ code: 'tool-too-old', gates: true });
    expect(problemOf(outcome).message).toMatch(
      new RegExp(`/helm is helm ${version.replaceAll('.', '\\.')}, and kubeproof needs 3\\.8 or newer$`),
    );
    expect(outcome.engine).toEqual({ engine: 'system', tool: 'helm', version });
  });

  test('refuses an old kustomize, also that of kubectl', async () => {
    const old = await engineOver(
      kustomize('exit 0', '{Version:kustomize/v4.5.7 GitCommit:x}'),
    ).renderKustomization(KUSTOMIZATION);
    expect(problemOf(old).message).toMatch(
      /kustomize is kustomize 4\.5\.7, and kubeproof needs 5\.0 or newer$/,
    );
    tools?.remove();
    const kubectl = await engineOver({
      kubectl: `echo '{"kustomizeVersion": "v4.5.7"}'`,
    }).renderKustomization(KUSTOMIZATION);
    expect(problemOf(kubectl).message).toMatch(/kubectl is kustomize 4\.5\.7/);
  });

  test('uses kubectl kustomize where there is no kustomize', async () => {
    const engine = engineOver({
      kubectl: `if [ "$1" = version ]; then echo '{"kustomizeVersion": "v5.4.2"}'; exit 0; fi\necho "kind: $1"`,
    });
    expect(await engine.renderKustomization(KUSTOMIZATION)).toEqual({
      ok: true,
      documents: [{ text: 'kind: kustomize\n' }],
      engine: { engine: 'system', tool: 'kustomize', version: '5.4.2' },
      warnings: [],
    });
  });

  test('explains a helm that cannot run in an empty environment', async () => {
    const engine = engineOver({ helm: 'echo "no HOME for shims" >&2; exit 3' });
    const { code, message, hint } = problemOf(await engine.renderChart(CHART));
    expect([code, hint]).toEqual(['tool-missing', expect.stringContaining('version managers')]);
    expect(message).toMatch(/does not tell its version: exit status 3, no HOME for shims$/);
  });

  test('asks for the version once', async () => {
    const engine = engineOver({
      helm: `if [ "$1" = version ]; then echo x >>"\${0%/*}/../asked"; echo v4.0.0; exit 0; fi\necho 'kind: A'`,
    });
    await Promise.all([engine.renderChart(CHART), engine.renderChart(CHART)]);
    expect(readFileSync(`${tools?.folder}/asked`, 'utf8')).toBe('x\n');
  });
});

describe('running helm', () => {
  test('gives it the files, the flags in order, and nothing of this environment', async () => {
    process.env.KUBECONFIG = '/secret/kubeconfig';
    process.env.GITHUB_TOKEN = 'secret';
    try {
      const engine = engineOver(
        helm(`for each in "$@"; do echo "- '$each'"; done
echo ---
/usr/bin/env | while IFS= read -r line; do echo "# $line"; echo "- \${line%%=*}"; done
echo ---
/usr/bin/find . -type f | while IFS= read -r line; do echo "- $line"; done
echo ---
while IFS= read -r line; do echo "- $line"; done < set/0
echo
`),
      );
      const outcome = await engine.renderChart(CHART);
      if (!outcome.ok) throw new Error(outcome.problem.message);
      const lists = outcome.documents.map(({ text }) =>
        text.split('\n').flatMap(line => (line.startsWith('- ') ? [line.slice(2)] : [])),
      );
      expect(lists[0]?.map(each => each.replaceAll("'", ''))).toEqual([
        'template',
        '--namespace=shop',
        '--include-crds',
        '--kube-version=1.34',
        '--api-versions=a/v1',
        '--api-versions=b/v1',
        '--values=values/0.yaml',
        '--set-json=j=1',
        '--set=p=1',
        '--set-string=s=1',
        '--set-file=f=set/0',
        '--set-literal=l=1',
        '--',
        '-release',
        './chart',
      ]);
      const shell = ['PWD', 'SHLVL', 'OLDPWD', '_'];
      expect(lists[1]?.filter(name => !shell.includes(name)).sort()).toEqual([
        'HELM_CACHE_HOME',
        'HELM_CONFIG_HOME',
        'HELM_DATA_HOME',
        'HELM_PLUGINS',
        'HOME',
        'HTTPS_PROXY',
        'HTTP_PROXY',
        'KUSTOMIZE_PLUGIN_HOME',
        'LANG',
        'PATH',
        'TMPDIR',
        'TZ',
        'XDG_CACHE_HOME',
        'XDG_CONFIG_HOME',
        'XDG_DATA_HOME',
        'http_proxy',
        'https_proxy',
      ]);
      const environment = outcome.documents[1]?.text ?? '';
      expect(environment).toMatch(/^# PATH=\/.*\/kubeproof-\w+\/bin$/m);
      expect(environment).toMatch(/^# HOME=\/.*\/kubeproof-\w+\/home$/m);
      expect(environment).toContain('# HTTPS_PROXY=http://127.0.0.1:9\n');
      expect(environment).not.toContain('secret');
      expect(lists[2]?.sort()).toEqual(
        [...CHART.files.map(({ path }) => `./chart/${path}`), './set/0', './values/0.yaml'].sort(),
      );
    } finally {
      delete process.env.KUBECONFIG;
      delete process.env.GITHUB_TOKEN;
    }
    expect(leftovers()).toEqual([]);
  });

  test('splits its output and traces each document to the file in the repository', async () => {
    const engine = engineOver(
      helm(`echo 'level=WARN msg="careful"' >&2
printf -- '---\\n# Source: shop/crds/c.yaml\\n---\\nkind: One\\n---\\nkind: Two\\n'
printf -- '---\\n# Source: shop/charts/store/templates/b.yaml\\nkind: Three\\ntext: |\\n  # Source: shop/templates/a.yaml\\n'
printf -- '---\\n# Source: shop/charts/packed/templates/x.yaml\\nkind: Four\\n'
printf -- '---\\n# Source: shop/templates/a.yaml\\n# Source: shop/crds/c.yaml\\nkind: Five\\n---\\n# Source: shop/templates/gone.yaml\\nkind: Six\\n'`),
    );
    const outcome = await engine.renderChart(CHART);
    if (!outcome.ok) throw new Error(outcome.problem.message);
    expect(outcome.documents.map(({ text, source }) => [/kind: (\w+)/.exec(text)?.[1], source])).toEqual([
      ['One', 'repo/crds/c.yaml'],
      ['Two', 'repo/crds/c.yaml'],
      ['Three', 'lib/db/templates/b.yaml'],
      ['Four', 'repo/charts/packed-1.0.0.tgz'],
      ['Five', 'repo/templates/a.yaml'],
      ['Six', undefined],
    ]);
    expect(outcome.documents[2]?.text).toBe(
      '# Source: shop/charts/store/templates/b.yaml\nkind: Three\ntext: |\n  # Source: shop/templates/a.yaml\n',
    );
    expect(outcome.engine).toEqual({ engine: 'system', tool: 'helm', version: '3.14.0' });
    expect(outcome.warnings).toEqual(['level=WARN msg="careful"']);
  });

  test('maps a failing template to file and line', async () => {
    const engine = engineOver(
      helm(
        `echo 'Error: execution error at (shop/charts/store/templates/b.yaml:3:4): need a password' >&2; exit 1`,
      ),
    );
    expect(problemOf(await engine.renderChart(CHART))).toEqual({
      code: 'template-failed',
      message: 'execution error at (shop/charts/store/templates/b.yaml:3:4): need a password',
      hint: expect.stringContaining('set what it asks for'),
      file: 'lib/db/templates/b.yaml',
      line: 3,
      column: 5,
      gates: true,
    });
  });

  test('maps a broken values file to its name, without paths of this machine', async () => {
    const engine = engineOver(
      helm(
        `echo "Error: failed to parse values/0.yaml: error converting YAML to JSON: yaml: line 2: found $PWD/chart/x" >&2; exit 1`,
      ),
    );
    expect(problemOf(await engine.renderChart(CHART))).toMatchObject({
      code: 'values-invalid',
      message: 'failed to parse env/prod.yaml: error converting YAML to JSON: yaml: line 2: found chart/x',
      file: 'env/prod.yaml',
      line: 2,
    });
  });

  test('refuses flags its version does not know', async () => {
    const engine = engineOver(helm('exit 0', 'v3.9.0'));
    expect(problemOf(await engine.renderChart(CHART))).toMatchObject({
      code: 'tool-too-old',
      message: expect.stringMatching(/helm 3\.9\.0, and --set-json needs 3\.10 or newer$/),
    });
  });

  test.each([['../up.yaml'], ['/etc/x'], ['a//b'], ['a/./b'], ['a\\b'], ['']])(
    'refuses the file name %j',
    async name => {
      const engine = engineOver(helm('exit 0'));
      const outcome = await engine.renderChart({ ...CHART, files: [...CHART.files, file(name, 'x')] });
      expect(problemOf(outcome)).toMatchObject({ code: 'file-name-refused', gates: true });
      expect(leftovers()).toEqual([]);
    },
  );
});

describe('limits', () => {
  test('a render that does not end is killed with its children at the deadline', async () => {
    const engine = engineOver(
      helm(`/bin/sleep 60 & echo $! >"\${0%/*}/../child"\nwhile true; do /bin/sleep 60; done`),
      { timeoutMs: 500, outputBytes: 1000 },
    );
    const started = Date.now();
    expect(problemOf(await engine.renderChart(CHART))).toMatchObject({
      code: 'render-timeout',
      message: 'helm 3.14.0 did not finish within 0.5 seconds',
    });
    expect(Date.now() - started).toBeLessThan(5000);
    const child = Number(readFileSync(`${tools?.folder}/child`, 'utf8'));
    await new Promise(resolve => setTimeout(resolve, 100));
    const state = existsSync(`/proc/${child}/stat`)
      ? readFileSync(`/proc/${child}/stat`, 'utf8').split(' ')[2]
      : 'gone';
    expect(['gone', 'Z', 'X']).toContain(state);
    expect(leftovers()).toEqual([]);
  });

  test('an endless output is cut off', async () => {
    const engine = engineOver(helm(`while true; do echo 'kind: A'; done`), {
      timeoutMs: 20_000,
      outputBytes: 10_000,
    });
    expect(problemOf(await engine.renderChart(CHART))).toMatchObject({
      code: 'render-output-too-large',
      message: 'helm 3.14.0 rendered more than the limit of 10000 bytes',
    });
  });

  test('an endless error message is bounded', async () => {
    const engine = engineOver(
      helm(
        `echo 'Error: boom' >&2; i=0; while [ $i -lt 3000 ]; do echo '${'x'.repeat(200)}' >&2; i=$((i+1)); done; exit 1`,
      ),
    );
    expect(problemOf(await engine.renderChart(CHART)).message.length).toBeLessThan(2100);
  });

  test('a tool that crashes is named', async () => {
    const engine = engineOver(helm('kill -SEGV $$'));
    expect(problemOf(await engine.renderChart(CHART))).toMatchObject({
      code: 'tool-failed',
      message: 'helm 3.14.0 stopped unexpectedly: it was ended by SIGSEGV',
    });
  });
});

describe('running kustomize', () => {
  /** Prints a document with an origin if the kustomization asks for origins. */
  const annotating = `
asked=no
while IFS= read -r line; do case "$line" in *originAnnotations*) asked=yes;; esac; done < k/kustomization.yaml
if [ $asked = yes ]; then
printf 'kind: A\\nmetadata:\\n  annotations:\\n    config.kubernetes.io/origin: |\\n      path: ../base/a.yaml\\n  name: a\\n---\\nkind: B\\nmetadata:\\n  annotations:\\n    a: |\\n      x\\n\\n      y\\n    config.kubernetes.io/origin: |\\n      configuredIn: ../base/kustomization.yaml\\n      configuredBy:\\n        kind: ConfigMapGenerator\\n    z: "1"\\n  name: b\\n'
else
printf 'kind: A\\nmetadata:\\n  name: a\\n---\\nkind: PLAIN\\nmetadata:\\n  annotations:\\n    z: "1"\\n  name: b\\n'
fi
echo "$*" >"\${0%/*}/../arguments"`;

  test('reads sources from annotations that it asks for and takes out again', async () => {
    const engine = engineOver(kustomize(annotating));
    expect(await engine.renderKustomization({ ...KUSTOMIZATION, loadRestrictor: 'none' })).toEqual({
      ok: true,
      documents: [
        { text: 'kind: A\nmetadata:\n  name: a\n', source: 'base/a.yaml' },
        {
          text: 'kind: B\nmetadata:\n  annotations:\n    a: |\n      x\n\n      y\n    z: "1"\n  name: b\n',
          source: 'base/kustomization.yaml',
        },
      ],
      engine: { engine: 'system', tool: 'kustomize', version: '5.8.1' },
      warnings: [],
    });
    expect(readFileSync(`${tools?.folder}/arguments`, 'utf8')).toBe(
      'build --load-restrictor=LoadRestrictionsNone ./k\n',
    );
  });

  test('takes the build without them where a file could see them', async () => {
    const engine = engineOver(kustomize(annotating));
    const files = [
      ...KUSTOMIZATION.files,
      file('k/patch.yaml', '- {op: add, path: /metadata/annotations/x, value: y}\n'),
    ];
    const outcome = await engine.renderKustomization({ ...KUSTOMIZATION, files });
    expect(
      outcome.ok && outcome.documents.map(({ text, source }) => [text.slice(0, 11).trim(), source]),
    ).toEqual([
      ['kind: A\nmet', 'base/a.yaml'],
      ['kind: PLAIN', undefined],
    ]);
  });

  test('leaves annotations alone that the author asked for', async () => {
    const engine = engineOver(kustomize(annotating));
    const files = [
      file(
        'k/kustomization.yaml',
        'resources: [a.yaml]\nbuildMetadata: [originAnnotations]\n',
        'k/kustomization.yaml',
      ),
    ];
    const outcome = await engine.renderKustomization({ ...KUSTOMIZATION, files });
    if (!outcome.ok) throw new Error(outcome.problem.message);
    expect(outcome.documents[0]?.source).toBe('base/a.yaml');
    expect(outcome.documents[0]?.text).toContain(
      'config.kubernetes.io/origin: |\n      path: ../base/a.yaml',
    );
  });

  test('never starts for a remote reference or a kustomization it cannot read', async () => {
    const engine = engineOver(kustomize('echo started >"${0%/*}/../started"'));
    const build = (content: string) =>
      engine.renderKustomization({
        ...KUSTOMIZATION,
        files: [file('k/kustomization.yaml', content, 'k/kustomization.yaml')],
      });
    expect(problemOf(await build('resources:\n- https://example.com/x.yaml\n'))).toMatchObject({
      code: 'remote-base',
      file: 'k/kustomization.yaml',
      line: 2,
    });
    expect(problemOf(await build('resources: [\n'))).toMatchObject({
      code: 'kustomization-invalid',
      file: 'k/kustomization.yaml',
    });
    expect(existsSync(`${tools?.folder}/started`)).toBe(false);
  });

  test('points at the entry of a missing file', async () => {
    const engine = engineOver(
      kustomize(
        `echo "Error: accumulating resources: evalsymlink failure on '$PWD/k/b.yaml' : lstat $PWD/k/b.yaml: no such file or directory" >&2; exit 1`,
      ),
    );
    const files = [file('k/kustomization.yaml', '# x\nresources:\n- b.yaml\n', 'k/kustomization.yaml')];
    expect(problemOf(await engine.renderKustomization({ ...KUSTOMIZATION, files }))).toMatchObject({
      code: 'file-missing',
      message:
        "accumulating resources: evalsymlink failure on 'k/b.yaml' : lstat k/b.yaml: no such file or directory",
      file: 'k/kustomization.yaml',
      line: 3,
    });
  });
});

describe('createEngine', () => {
  let path: string | undefined;
  beforeAll(() => {
    path = process.env.PATH;
  });
  afterAll(() => {
    process.env.PATH = path;
  });

  test('loads the system engine with the first render, from PATH', async () => {
    tools = new FakeTools(helm(`echo 'kind: A'`));
    process.env.PATH = tools.bin;
    const engine = createEngine({
      kind: 'system',
      helm: 4,
      assets: '/nowhere',
      worker: '/nowhere',
      limits: LIMITS,
    });
    expect(engine.loaded).toBe(false);
    expect(await engine.renderChart(CHART)).toMatchObject({ ok: true, documents: [{ text: 'kind: A\n' }] });
    expect(engine.loaded).toBe(true);
    await engine.close();
    await expect(engine.renderChart(CHART)).rejects.toThrow('closed');
  });

  test('closes without ever having loaded', async () => {
    const engine = createEngine({
      kind: 'embedded',
      helm: 4,
      assets: '/nowhere',
      worker: '/nowhere',
      limits: LIMITS,
    });
    await engine.close();
    expect(engine.loaded).toBe(false);
  });
});
