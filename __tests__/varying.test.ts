import { describe, expect, jest, test } from '@jest/globals';
import { loadConfig } from '../src/config/index.ts';
import { DEFAULT_LIMITS, type Engine } from '../src/render/index.ts';
import { memoryTree, type Tree } from '../src/repository/index.ts';
import { openEngine, type RenderedSide, renderSide, type Side } from '../src/side.ts';
import { discover } from '../src/targets/index.ts';
import { findVarying } from '../src/varying.ts';
import { runOn } from './evidence/shop.ts';

jest.setTimeout(60_000);

const secret = `apiVersion: v1
kind: Secret
metadata: {name: web}
stringData:
  extra: {{ randAlphaNum 3 }}
  password: {{ randAlphaNum 16 }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  url: "http://{{ randAlphaNum 8 }}@{{ .Values.host }}/"
  settings: |
    salt: {{ randAlphaNum 8 }}
    level: {{ .Values.level }}
  plain: same
`;
const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        rolled: {{ now | date "20060102150405" | quote }}
    spec: {containers: [{name: app, image: "acme/web:{{ .Values.tag }}"}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: "migrate-{{ randInt 100000 999999 }}"}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: app, image: acme/migrate:1}]}
`;
const chart = (values: string, template: string) => ({
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': values,
  'web/templates/secret.yaml': template,
  'web/templates/workload.yaml': workload,
  '.kubeproof.yaml': 'profile: minimal\nguardrails: {random-value: warning}\n',
});
const values = (host: string, level: string) => `tag: "1"\nhost: ${host}\nlevel: ${level}\n`;
const run = async (head: Record<string, string>, base: Record<string, string>) =>
  (await runOn(head, base)).report;

describe('rendering twice', () => {
  const text = (name: string, random: boolean) => ({
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`${name}/values.yaml`]: 'x: "1"\n',
    [`${name}/templates/a.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {x: "{{ .Values.x }}${random ? '{{ uuidv4 }}' : ''}"}\n`,
  });
  const files = { ...text('same', true), ...text('other', true), ...text('plain', false) };
  const changed = { ...files, 'other/values.yaml': 'x: "2"\n', 'plain/values.yaml': 'x: "2"\n' };

  test.each([
    [false, ['other of base', 'other of head']],
    [true, ['other of base', 'other of head', 'same of head']],
  ])('is done for what asked for chance; of all: %s', async (ofAll, expected) => {
    const [base, head] = [memoryTree(files, 'base'), memoryTree(changed, 'head')];
    const { config } = loadConfig(head, undefined, {});
    const real = openEngine(config, DEFAULT_LIMITS);
    const again: string[] = [];
    const engine: Engine = {
      ...real,
      renderChart: request => {
        const side = request.files.some(
          ({ origin, content }) => origin === 'other/values.yaml' && `${Buffer.from(content)}`.includes('2'),
        );
        const name = request.files[0]?.origin.split('/')[0] ?? '';
        if (request.otherwise === true) again.push(`${name} of ${side || name === 'same' ? 'head' : 'base'}`);
        return real.renderChart(request);
      },
    };
    const common = { config, engine, cache: new Map(), concurrency: 2, onProgress: () => undefined };
    const render = (tree: Tree, known: ReadonlyMap<string, RenderedSide>) =>
      renderSide({ ...common, tree, discovery: discover(tree, { paths: [], exclude: [] }), known });
    try {
      const first = await render(head, new Map());
      const second = await render(base, new Map(first.renderings.map(each => [each.inputs, each])));
      const found = await findVarying(first, second, { ...common, ofAll });
      expect(again.sort()).toEqual(expected);
      const varying = (side: Side | undefined) =>
        side?.set.manifests.filter(each => each.varying !== undefined).map(each => each.resource.name);
      const names = ofAll ? ['other', 'same'] : ['other'];
      expect([varying(found.head), varying(found.base)]).toEqual([names, names]);
    } finally {
      await real.close();
    }
  });
});

describe('what each rendering makes anew', () => {
  const before = chart(values('a.example', 'info'), secret);

  test('is folded, and what is another beside it is not', async () => {
    // One call less: all that come after it give something else.
    const fewer = secret.replace('{{ randAlphaNum 3 }}', '{{ randAlphaNum 2 }}');
    const { changes } = await run(chart(values('a.example', 'info'), fewer), before);
    expect(changes?.stories.map(({ kind, title, noise }) => [kind, title, noise])).toEqual([
      ['noise', 'values that are made anew at each rendering', 'random'],
    ]);
    expect(changes?.restarts).toEqual([]);
    const other = await run(chart(values('b.example', 'debug'), fewer), before);
    expect(
      other.changes?.stories.map(({ kind, fields }) => [kind, fields.map(({ field }) => field)]),
    ).toEqual([
      ['changed', ['data.settings', 'data.url']],
      ['noise', []],
    ]);
  });

  test('is a finding, once per object, and without the value', async () => {
    const report = await run(before, { '.kubeproof.yaml': before['.kubeproof.yaml'] });
    const found = report.findings.filter(({ guardrail }) => guardrail === 'random-value');
    expect(
      found.map(({ resource, field, location, message }) => [
        resource.kind,
        field,
        `${location?.file}:${location?.line}`,
        message.slice(0, message.indexOf(':')),
      ]),
    ).toEqual([
      [
        'Secret',
        'stringData.extra',
        'web/templates/secret.yaml:5',
        'Secret web gets another stringData.extra at every rendering (and stringData.password)',
      ],
      [
        'ConfigMap',
        'data.url',
        'web/templates/secret.yaml:12',
        'ConfigMap web gets another data.url at every rendering (and data.settings)',
      ],
      [
        'Deployment',
        'spec.template.metadata.annotations.rolled',
        'web/templates/workload.yaml:10',
        'Deployment web has another spec.template.metadata.annotations.rolled at every rendering',
      ],
      [
        'Job',
        'metadata.name',
        'web/templates/workload.yaml:15',
        'Job migrate-276643 gets another name at every rendering',
      ],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/[A-Za-z0-9]{16}@/);
  });
});
