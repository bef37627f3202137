import { describe, expect, test } from '@jest/globals';
import { memoryTree } from '../../src/repository/index.ts';
import { excerpt, locateField, valuesExcerpt } from '../../src/source/index.ts';
import { mainFile } from '../../src/targets/index.ts';
import { manifestsTarget, readAll } from '../support/manifests.ts';

const YAML = `# the first document
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        spec:
          containers:
            - name: app
              securityContext:
                privileged: true
              command: |
                one
                two
`;
const tree = memoryTree({ 'deploy/all.yaml': YAML });
const web = readAll(YAML)[1];

function at(...path: (string | number)[]) {
  if (web === undefined) throw new Error('the Deployment is missing');
  const { kind, file, line, column, endLine, endColumn, add } = locateField(
    web,
    path,
    manifestsTarget,
    tree,
  ).location;
  return {
    kind,
    file,
    at: `${line}:${column}`,
    end: endLine === undefined ? undefined : `${endLine}:${endColumn}`,
    ...(add === undefined ? {} : { add }),
  };
}
const container = ['spec', 'template', 'spec', 'containers', 0];

describe('plain manifests', () => {
  test('a value is found in its document and List', () => {
    expect(at(...container, 'securityContext', 'privileged')).toEqual({
      kind: 'manifest',
      file: 'deploy/all.yaml',
      at: '19:29',
      end: '19:33',
    });
  });

  test('an absent field is anchored at the key of its nearest parent, with the key to add there', () => {
    expect(at(...container, 'securityContext', 'capabilities', 'drop')).toMatchObject({
      at: '18:15',
      add: 'capabilities.drop',
    });
    expect(at('spec', 'replicas')).toMatchObject({ at: '13:5', add: 'replicas' });
    expect(at('metadata', 'annotations', 'acme.io/owner')).toMatchObject({
      at: '11:5',
      add: 'annotations["acme.io/owner"]',
    });
    expect(at(...container, 'ports', 0, 'name')).toMatchObject({ at: '17:15', add: 'ports[0].name' });
  });

  test('below a key without a value, there', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      resources:\n';
    const [pod] = readAll(text);
    if (pod === undefined) throw new Error('unreadable');
    const path = ['spec', 'containers', 0, 'resources', 'limits', 'memory'];
    expect(locateField(pod, path, manifestsTarget, tree).location).toMatchObject({
      line: 7,
      column: 7,
      add: 'limits.memory',
    });
    expect(locateField(pod, path.slice(0, 4), manifestsTarget, tree).location).not.toHaveProperty('add');
  });

  test('a mapping is pointed at by its key, a list item by its first key', () => {
    expect(at(...container, 'securityContext')).toMatchObject({ at: '18:15' });
    expect(at(...container)).toMatchObject({ at: '17:15' });
  });

  test('a block scalar by its first line', () => {
    expect(at(...container, 'command')).toMatchObject({ at: '20:24', end: undefined });
  });
});

describe('charts and kustomizations', () => {
  const [manifest] = readAll('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n');
  if (manifest === undefined) throw new Error('unreadable');
  const rendered = (source?: string) => {
    const { sourceLine: _, source: __, ...origin } = manifest.origin;
    return { ...manifest, origin: { ...origin, ...(source === undefined ? {} : { source }) } };
  };
  const chart = { ...manifestsTarget, id: 'helm:c', kind: 'helm' as const, root: 'c' };
  const files = memoryTree({ 'c/Chart.yaml': '', 'c/templates/a.yaml': '', 'k/kustomization.yml': '' });

  test('point at the template, without a line: none is proven', () => {
    expect(locateField(rendered('c/templates/a.yaml'), ['data', 'a'], chart, files)).toEqual({
      location: { kind: 'file', file: 'c/templates/a.yaml' },
      renderedLine: 4,
    });
  });

  test('or at the file that stands for the target', () => {
    expect(locateField(rendered(), ['data'], chart, files).location).toEqual({
      kind: 'file',
      file: 'c/Chart.yaml',
    });
    expect(locateField(rendered('gone.yaml'), ['data'], chart, files).location.file).toBe('c/Chart.yaml');
    expect(mainFile({ ...chart, kind: 'kustomize', root: 'k' }, files)).toBe('k/kustomization.yml');
  });
});

describe('excerpts', () => {
  test('are clipped to the text, in both directions', () => {
    expect(excerpt('a\nb\nc\nd\n', 2, 2, 1)).toEqual({ firstLine: 1, lines: ['a', 'b', 'c'] });
    expect(excerpt('a\nb\n', 2, 0, 5)).toEqual({ firstLine: 2, lines: ['b'] });
    expect(excerpt('a\n', 9, 1, 1)).toBeUndefined();
    expect(excerpt('x'.repeat(1000), 1, 0, 0)?.lines[0]).toHaveLength(401);
  });

  test('of values leave out what looks like a password', () => {
    const text =
      'image: a\nadminPassword: hunter2\ndb:\n  token: "abc"\n  secretName: x\n  existingSecret: {a: b}\n';
    expect(valuesExcerpt(text, 3, 9, 9)?.lines).toEqual([
      'image: a',
      'adminPassword: …',
      'db:',
      '  token: …',
      '  secretName: …',
      '  existingSecret: {a: b}',
    ]);
    expect(valuesExcerpt(text, 99, 1, 1)).toBeUndefined();
  });
});
