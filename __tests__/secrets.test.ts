import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../src/config/index.ts';
import { evidenceBundle } from '../src/evidence/index.ts';
import { FORMATS } from '../src/reports/index.ts';
import { memoryTree } from '../src/repository/index.ts';
import { run } from '../src/run.ts';

const MARK = 'hunter2-marker';
const BASE64 = Buffer.from(MARK).toString('base64');
const pod = (privileged = 'true') => `apiVersion: v1
kind: Pod
metadata: {name: x, namespace: shop}
spec:
  containers:
    - name: app
      image: ghcr.io/acme/app:1.0.0
      securityContext: {privileged: ${privileged}}
`;
const head = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n';

/** Everything that is written of a check of these files. */
async function everything(files: Record<string, string>): Promise<string> {
  const tree = memoryTree(files);
  const { config, problems } = loadConfig(tree, undefined, {});
  const result = await run({
    head: tree,
    config,
    configFrom: 'head',
    rulesTree: tree,
    waivers: [],
    paths: [],
    problems,
    today: '2026-06-01',
  });
  const { report, rendered, facts } = result;
  expect(report.findings.length + report.problems.length).toBeGreaterThan(0);
  const formats = Object.values(FORMATS).map(f => f.render(report, { color: false, width: 120 }));
  return [
    ...formats,
    ...evidenceBundle({ report, rendered, facts: facts(), created: '2026-06-01T00:00:00Z' }).map(
      f => f.content,
    ),
  ].join('\n');
}
const chart = (values: string, templates: Record<string, string>) => ({
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'c/values.yaml': values,
  ...Object.fromEntries(Object.entries(templates).map(([k, v]) => [`c/templates/${k}`, v])),
});
const kustomization = (text: string, files: Record<string, string> = {}) => ({
  'k/kustomization.yaml': text,
  'k/pod.yaml': pod(),
  ...files,
});
const privileged = pod('{{ .Values.priv }}');
const fromValues = `${head}stringData:\n  a: {{ .Values.`;

const CASES: Record<string, Record<string, string>> = {
  'a template with the Secret beside another document': chart('', {
    'a.yaml': `${pod()}---\n{kind: Secret, apiVersion: v1, metadata: {name: s}, stringData: {a: ${MARK}}}\n`,
  }),
  'values under a key that says nothing': chart(`blob: ${MARK}\npriv: true\n`, {
    's.yaml': `${fromValues}blob }}\n`,
    'p.yaml': privileged,
  }),
  'values in a flow mapping': chart(`db: {pw: ${MARK}}\npriv: true\n`, {
    's.yaml': `${head}data:\n  a: {{ .Values.db.pw | b64enc }}\n`,
    'p.yaml': privileged,
  }),
  'values in a block': chart(`blob: |\n  ${MARK}\npriv: true\n`, {
    's.yaml': `${head}data:\n  a: {{ .Values.blob | b64enc }}\n`,
    'p.yaml': privileged,
  }),
  'part of an address': chart(`blob: ${MARK}\npriv: true\n`, {
    's.yaml': `${fromValues}blob | printf "postgres://app:%s@db" }}\n`,
    'p.yaml': privileged,
  }),
  'an alias that is none': chart('', { 's.yaml': `${head}stringData:\n  a: *${MARK}\n` }),
  'a value of the wrong type': chart(`password: !!int ${MARK}\n`, { 'p.yaml': pod() }),
  'a value that the schema refuses': {
    ...chart(`password: ${MARK}\n`, { 'p.yaml': pod() }),
    'c/values.schema.json': '{"properties":{"password":{"pattern":"^[A-Z]+$"}}}',
  },
  'a long value that the schema refuses': {
    ...chart(`password: ${MARK.repeat(400)}\n`, { 'p.yaml': pod() }),
    'c/values.schema.json': '{"properties":{"password":{"pattern":"^[A-Z]+$"}}}',
  },
  'a value that is no template': chart(`password: "${MARK} {{ foo }}"\n`, {
    's.yaml': `${head}stringData:\n  a: {{ tpl .Values.password . }}\n`,
  }),
  'a value that is no date': chart(`password: ${MARK}\n`, {
    's.yaml': `${head}stringData:\n  a: {{ mustToDate "2006" .Values.password }}\n`,
  }),
  'a value that cannot be ranged over': chart(`password: ${MARK}\n`, {
    's.yaml': `${head}stringData:\n  a: {{ range .Values.password }}{{ end }}\n`,
  }),
  'a value that is no whole number': chart(`password: ${MARK}\n`, {
    's.yaml': `${head}stringData:\n  a: {{ fromJson .Values.password }} {{ .Values.password | mustFromJson }}\n`,
  }),
  'a literal without its key': kustomization(
    `resources: [pod.yaml]\nsecretGenerator:\n- {name: a, literals: [${MARK}]}\n`,
  ),
  'a patch of a Secret that is none': kustomization(
    `resources: [pod.yaml, s.yaml]\npatches:\n- {target: {kind: Secret}, patch: "[{op: add, path: /stringData, value: {a: ${MARK}}}]"}\n`,
    { 'k/s.yaml': `${head}data: {a: eA==}\n` },
  ),
  'what follows the end of a document': {
    'a.yaml': `${pod()}---\n${head}stringData: {a: x}\n...\nb: ${MARK}\n`,
  },
  'literals of a generator': kustomization(
    `resources: [pod.yaml]\nsecretGenerator:\n- {name: a, literals: [p=${MARK}]}\npatches:\n- target: {kind: Pod}\n  patch: |-\n    - {op: add, path: /spec/hostNetwork, value: true}\n`,
  ),
};

describe('no output holds the value of a Secret', () => {
  test.each(Object.entries(CASES))('%s', async (_, files) => {
    const text = await everything(files);
    expect(text).not.toContain(MARK);
    expect(text).not.toContain(BASE64);
  });

  test('whatever the shape of a plain manifest', async () => {
    const style = fc.constantFrom(
      `stringData:\n  a: ${MARK}\n`,
      `stringData:\n  a: x\n  b: |\n    ${MARK}\n`,
      `data: {a: ${BASE64}}\n`,
      `data: ["${MARK}"]\n`,
      `"stringData": {"a": "${MARK}"}\n`,
      `stringData: &x {a: ${MARK}}\ndata: *x\n`,
      `stringData:\n  a: ${MARK}\n  a: other\n`,
    );
    const property = fc.asyncProperty(fc.array(style, { minLength: 1, maxLength: 3 }), async styles => {
      const documents = styles.map((s, i) => `${head.replace('name: s', `name: s${i}`)}${s}`);
      const text = await everything({ 'a.yaml': [pod(), ...documents].join('---\n') });
      expect(text).not.toContain(MARK);
      expect(text).not.toContain(BASE64);
    });
    await fc.assert(property, { numRuns: 12, seed: 1 });
  });
});
