import { describe, expect, test } from '@jest/globals';
import { type ParsedYaml, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import type { RenderedDocument } from '../../src/render/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

const MANIFESTS: Target = {
  id: 'manifests:deploy',
  kind: 'manifests',
  root: 'deploy',
  files: ['deploy/app.yaml'],
  environments: [],
  inputs: ['deploy/app.yaml'],
  reason: 'test',
};
const CHART: Target = { ...MANIFESTS, id: 'helm:charts/app', kind: 'helm', root: 'charts/app', files: [] };
const ENVIRONMENT: Environment = { name: 'prod', namespace: 'shop', reason: 'test' };

/** The documents of a file, as the stage before gives them for plain manifests. */
function fileDocuments(text: string, source = 'deploy/app.yaml'): RenderedDocument[] {
  return splitDocuments(text).map(({ text: part, line }) => ({ text: part, source, sourceLine: line }));
}

function readFile(text: string) {
  return readDocuments({ target: MANIFESTS, environment: ENVIRONMENT, documents: fileDocuments(text) });
}

function readChart(...texts: string[]) {
  return readDocuments({ target: CHART, environment: ENVIRONMENT, documents: texts.map(text => ({ text })) });
}

describe('identity', () => {
  test.each([
    [
      'namespace of the manifest',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: other}',
      { group: 'apps', kind: 'Deployment', namespace: 'other', name: 'a' },
    ],
    [
      'namespace of the environment',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}',
      { group: '', kind: 'Secret', namespace: 'shop', name: 'a' },
    ],
    [
      'none for cluster-scoped kinds, whatever is written',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a, namespace: x}',
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'a' },
    ],
    [
      'a generated name',
      'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}',
      { group: 'batch', kind: 'Job', namespace: 'shop', name: 'a-' },
    ],
    [
      'an unquoted number as a name',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: 12}',
      { group: '', kind: 'Pod', namespace: 'shop', name: '12' },
    ],
    [
      'no metadata',
      'apiVersion: v1\nkind: Pod\nmetadata:',
      { group: '', kind: 'Pod', namespace: 'shop', name: '' },
    ],
  ])('%s', (_, text, resource) => {
    expect(readChart(text).manifests.map(each => each.resource)).toEqual([resource]);
  });

  test('definitions in the same rendering, or known before, say the scope of custom kinds', () => {
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: issuers}\nspec: {group: c.io, scope: Cluster, names: {kind: Issuer}}';
    const issuer = 'apiVersion: c.io/v1\nkind: Issuer\nmetadata: {name: a}';
    const namespaces = (result: ReturnType<typeof readChart>) =>
      result.manifests.map(({ resource }) => resource.namespace);
    expect(namespaces(readChart(issuer))).toEqual(['shop']);
    expect(namespaces(readChart(issuer, crd))).toEqual(['', '']);
    const scopes = new Map([['c.io/Issuer', false]]);
    const known = readDocuments({
      target: CHART,
      environment: ENVIRONMENT,
      documents: [{ text: issuer }],
      scopes,
    });
    expect(namespaces(known)).toEqual(['']);
  });
});

describe('lists', () => {
  test('members are manifests of their own, with their path and their duplicate keys', () => {
    const text = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a}
  data: {x: "1", x: "2"}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Secret, metadata: {name: b}}
`;
    const { manifests, problems } = readFile(text);
    expect(problems).toEqual([]);
    expect(manifests.map(({ resource, origin }) => [resource.kind, origin.within])).toEqual([
      ['ConfigMap', ['items', 0]],
      ['Secret', ['items', 1, 'items', 0]],
    ]);
    expect(manifests[0]?.duplicateKeys).toMatchObject([
      { path: ['items', 0, 'data', 'x'], span: { line: 7, column: 18 } },
    ]);
    expect(manifests[1]?.duplicateKeys).toEqual([]);
    expect(manifests[0]?.origin).toMatchObject({
      source: 'deploy/app.yaml',
      sourceLine: 0,
      documentIndex: 0,
    });
  });

  test('members of typed lists may leave out kind and apiVersion', () => {
    const { manifests } = readFile(
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- metadata: {name: a}\n  rules: []\n',
    );
    expect(manifests).toHaveLength(1);
    expect(manifests[0]).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      resource: { group: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
      object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a' } },
    });
  });

  test('what hides below items of another kind is seen, as kubectl would apply it', () => {
    const { manifests } = readFile(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: b}}, x]\n',
    );
    expect(manifests.map(({ resource }) => resource.kind)).toEqual(['ConfigMap', 'Pod']);
  });

  test('a member that is no object is a gating problem', () => {
    const { manifests, problems } = readFile('apiVersion: v1\nkind: List\nitems: [{kind: Pod}]\n');
    expect(manifests).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: 'not-kubernetes',
        message:
          'item 0 of this List is not an object with apiVersion and kind (it lacks apiVersion; its keys: kind)',
        file: 'deploy/app.yaml',
        gates: true,
      },
    ]);
  });
});

describe('what is not read', () => {
  test('broken YAML in a file: file, line and column, and the neighbours are read', () => {
    const { manifests, problems, skipped } = readFile(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\n  metadata: {name: b}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: c}\n',
    );
    expect(manifests.map(({ resource }) => resource.name)).toEqual(['a', 'c']);
    expect(skipped).toBe(0);
    expect(problems).toEqual([
      {
        code: 'yaml-invalid',
        message: 'this document cannot be read as YAML: the indentation does not fit the mapping above',
        hint: 'align the key with its siblings; a value that contains ": " needs quotes',
        file: 'deploy/app.yaml',
        line: 7,
        column: 11,
        target: 'manifests:deploy',
        environment: 'prod',
        gates: true,
      },
    ]);
  });

  test('files that are not Kubernetes are left alone and counted, broken or not', () => {
    const result = readFile(
      'services:\n  web: {image: x}\n---\na: [\n---\n- 1\n---\napiVersion: 1\nkind: x\n',
    );
    expect(result).toEqual({ manifests: [], problems: [], skipped: 4 });
  });

  test.each([
    '{"apiVersion": "v1", "x": 1\n',
    '[{kind: Pod,\n',
    'items:\n- kind: Pod\n  x: [\n',
    "'apiVersion' : v1\nx: [\n",
  ])('a broken document that looks like Kubernetes is a problem: %j', text => {
    expect(readFile(text).problems).toMatchObject([
      { code: 'yaml-invalid', file: 'deploy/app.yaml', gates: true },
    ]);
  });

  test('rendered documents must be Kubernetes', () => {
    const { problems, skipped } = readChart('a: 1\nb: 2', '- 1', '# nothing\n', 'apiVersion: v1\nkind: [');
    expect(skipped).toBe(0);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'not-kubernetes',
        'a rendered document is not a Kubernetes object with apiVersion and kind (it lacks apiVersion and kind; its keys: a, b), document 1 of the output, line 1 of the document',
      ],
      [
        'not-kubernetes',
        'a rendered document is not a Kubernetes object with apiVersion and kind (it is a list of 1), document 2 of the output, line 1 of the document',
      ],
      ['yaml-invalid', expect.stringMatching(/, document 4 of the output, line 2 of the document$/)],
    ]);
    expect(problems.every(({ gates, line }) => gates && line === undefined)).toBe(true);
  });

  test('a rendered document that names its template is reported on that file, without a line it cannot know', () => {
    const { problems } = readDocuments({
      target: CHART,
      environment: ENVIRONMENT,
      documents: [{ text: 'apiVersion: v1\nkind: "', source: 'charts/app/templates/a.yaml' }],
    });
    expect(problems).toMatchObject([
      { code: 'yaml-invalid', file: 'charts/app/templates/a.yaml', target: CHART.id },
    ]);
    expect(problems[0]).not.toHaveProperty('line');
    expect(problems[0]?.message).toMatch(/, line 2 of the document$/);
  });

  test('content that Kubernetes ignores is a problem', () => {
    const { manifests, problems } = readFile(
      '# x\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n...\napiVersion: v1\nkind: Pod\n',
    );
    expect(manifests).toHaveLength(1);
    expect(problems).toMatchObject([
      { code: 'yaml-content-ignored', file: 'deploy/app.yaml', line: 7, gates: true },
    ]);
  });

  test('an alias bomb gates even where it does not look like Kubernetes', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level++) {
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(readFile(`x: 1\n---\n${lines.join('\n')}\n`).problems).toMatchObject([
      { code: 'yaml-limit', file: 'deploy/app.yaml', line: 6, gates: true },
    ]);
  });

  test.each([
    '!!int hunter2',
    '*hunter2',
    '!hunter2!x y',
    '"\\qhunter2"',
    '[hunter2',
    '"hunter2',
    'hunter2: b: c',
    '@hunter2',
    '!hunter2{ {{',
  ])('values of Secrets are not repeated in problems: %s', value => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: ${value}\n`;
    const { problems } = readFile(text);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

test('the same text is parsed once', () => {
  const cache = new Map<string, ParsedYaml>();
  const documents = [{ text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}' }];
  const [first] = readDocuments({ target: CHART, environment: ENVIRONMENT, documents, cache }).manifests;
  const other: Environment = { name: 'dev', namespace: 'dev', reason: 'test' };
  const [second] = readDocuments({ target: CHART, environment: other, documents, cache }).manifests;
  expect(cache.size).toBe(1);
  expect(second?.object).toBe(first?.object);
  expect([first?.resource.namespace, second?.resource.namespace]).toEqual(['shop', 'dev']);
});
