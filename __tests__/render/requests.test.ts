import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseYaml } from '../../src/manifest/index.ts';
import { compileGlob, helmIgnore } from '../../src/render/helmignore.ts';
import { editKustomization } from '../../src/render/kustomization-edit.ts';
import { isRemoteFolder } from '../../src/render/kustomization-graph.ts';
import { setFileArguments, withSetFilePaths } from '../../src/render/set-file.ts';
import { takeOrigin } from '../../src/render/system/origin-annotation.ts';
import { readVersion } from '../../src/render/system/tools.ts';
import { readYamlMap } from '../../src/render/yaml.ts';

describe('.helmignore', () => {
  test.each([
    ['*.txt', 'a.txt', true],
    ['*.txt', 'dir/a.txt', true],
    ['*.txt', 'a.txt.yaml', false],
    ['/a.txt', 'a.txt', true],
    ['/a.txt', 'dir/a.txt', false],
    ['dir/', 'dir/a/b.txt', true],
    ['dir/', 'x/dir/b.txt', true],
    ['dir/', 'dir', false],
    ['dir', 'dir/b.txt', true],
    ['a/b', 'a/b/c', true],
    ['a/b', 'x/a/b', false],
    ['a*c', 'a/c', false],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['\\*x', '*x', true],
    ['*.txt\n[', 'a.txt', undefined],
    ['a/**', 'a/b', undefined],
    ['a\\', 'a', undefined],
    ['# *.txt', 'a.txt', false],
    ['  *.txt  ', 'a.txt', true],
    ['!*.yaml', 'a.txt', true],
    ['!*.yaml', 'a.yaml', false],
    ['', 'templates/.hidden.yaml', true],
    ['', 'templates/a.yaml', false],
  ])('%j and %s: %s', (rules, path, expected) => {
    expect(helmIgnore(rules)?.(path)).toBe(expected);
  });

  test('a pattern made to be slow is not', () => {
    const started = Date.now();
    expect(compileGlob(`${'a*'.repeat(200)}b`)?.('a'.repeat(2000))).toBe(false);
    expect(Date.now() - started).toBeLessThan(1000);
  });

  test('a pattern without wildcards matches itself alone', () => {
    const plain = fc.string({ minLength: 1 }).filter(text => !/[*?[\\\ud800-\udfff]/.test(text));
    fc.assert(fc.property(plain, plain, (one, other) => compileGlob(one)?.(other) === (one === other)));
  });
});

describe('--set-file arguments', () => {
  test.each([
    ['a=x', ['x']],
    ['a.b[0]=dir/x.txt,c=y', ['dir/x.txt', 'y']],
    ['a\\=b=x', ['x']],
    ['a\\,b=x=y,c=z', ['x=y', 'z']],
    ['a', []],
    ['a=', ['']],
    ['', []],
  ])('%s', (argument, paths) => {
    expect(setFileArguments(argument).map(({ path }) => path)).toEqual(paths);
  });

  test('replacing each path by itself changes nothing', () => {
    fc.assert(fc.property(fc.string(), argument => withSetFilePaths(argument, path => path) === argument));
    expect(withSetFilePaths('a=x,b=y', path => `set/${path}`)).toBe('a=set/x,b=set/y');
  });
});

describe('editing a kustomization', () => {
  const change = { remove: ['helmCharts', 'helmGlobals'], append: { resources: ['new.yaml'] } };
  test.each([
    ['helmCharts:\n- name: a\n', '\n\nresources:\n- "new.yaml"\n'],
    ['resources:\n- a\n# c\nhelmCharts:\n  - name: a\n', 'resources:\n- a\n- "new.yaml"\n# c\n\n\n'],
    ['resources: # none yet\nhelmCharts: []\n', 'resources: # none yet\n- "new.yaml"\n\n'],
    ['helmCharts: [{name: a}]\nnamespace: x', '\nnamespace: x\nresources:\n- "new.yaml"\n'],
    ['resources: [a, "no"]\n', '{"resources": ["a", "no", "new.yaml"]}\n'],
    [
      '{"helmGlobals": {}, "namespace": "x", "big": 12345678901234567890}',
      '{"namespace": "x", "big": 12345678901234567890, "resources": ["new.yaml"]}\n',
    ],
  ])('%j', (text, expected) => {
    expect(editKustomization(text, readYamlMap(text) ?? {}, change)).toBe(expected);
  });

  test('always has exactly the content wanted', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9./-]{0,8}$/);
    const lists = fc.record({
      before: fc.constantFrom('', '# comment\n', 'namespace: yes-please\n', 'commonLabels:\n  a: "on"\n'),
      resources: fc.option(fc.array(name, { minLength: 1, maxLength: 3 })),
      indent: fc.constantFrom('', '  ', '    '),
      flow: fc.boolean(),
      chart: fc.constantFrom(
        'helmCharts:\n- name: a\n  valuesInline:\n    x: |\n      resources:\n      - no\n',
        'helmCharts: []\n',
        '',
      ),
      after: fc.constantFrom('', '\n# end\n', 'images:\n- name: b\n  newTag: "1"\n'),
      chartFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(lists, ({ before, resources, indent, flow, chart, after, chartFirst }) => {
        const quoted = (resources ?? []).map(each => JSON.stringify(each));
        const list =
          resources === null
            ? ''
            : flow
              ? `resources: [${quoted.join(', ')}]\n`
              : `resources:\n${quoted.map(each => `${indent}- ${each}\n`).join('')}`;
        const text = before + (chartFirst ? chart + list : list + chart) + after;
        const content = readYamlMap(text) ?? {};
        const { helmCharts: _, ...rest } = content;
        const edited = parseYaml(editKustomization(text, content, change));
        expect(edited.ok && edited.value).toEqual({ ...rest, resources: [...(resources ?? []), 'new.yaml'] });
      }),
    );
  });
});

describe('remote folders', () => {
  test.each([
    'https://github.com/org/repo//deploy?ref=v1',
    'http://example.com/x',
    'ssh://git@host/repo',
    'git@github.com:org/repo',
    'git::https://host/repo',
    'github.com/org/repo/deploy',
    'host.example/org/repo.git//deploy',
    'host.example/org/repo?ref=main',
    'https://dev.azure.com/org/project/_git/repo',
  ])('%s is', value => expect(isRemoteFolder(value)).toBe(true));
  test.each(['../base', 'base', './a.yaml', 'a/b.gitops/c', 'deploy@2/a.yaml', 'a:b.yaml', 'x'.repeat(5000)])(
    '%s is not',
    value => expect(isRemoteFolder(value)).toBe(false),
  );
});

describe('origin annotations', () => {
  test('of an object that only shows one in its data stay', () => {
    const text =
      'apiVersion: v1\ndata:\n  a: |\n    metadata:\n      annotations:\n        config.kubernetes.io/origin: |\n          path: x\nkind: ConfigMap\nmetadata:\n  name: a\n';
    expect(takeOrigin(text)).toBeUndefined();
  });

  test('are read with any path', () => {
    const text =
      'metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: "a: b.yaml"\n      repo: https://example.com/r\n      ref: v1\n  name: a\n';
    expect(takeOrigin(text)).toEqual({
      text: 'metadata:\n  name: a\n',
      origin: { path: 'a: b.yaml', configuredIn: undefined, repo: 'https://example.com/r' },
    });
  });
});

describe('versions', () => {
  test.each([
    ['v3.14.0+g3fc9f4b', { major: 3, minor: 14, text: '3.14.0' }],
    ['v4.0.0-beta.1', { major: 4, minor: 0, text: '4.0.0-beta.1' }],
    ['{Version:kustomize/v4.5.7 GitCommit:56d82a8 GoOs:linux}', { major: 4, minor: 5, text: '4.5.7' }],
    ['v5.5.0', { major: 5, minor: 5, text: '5.5.0' }],
    ['no version here', undefined],
    ['', undefined],
  ])('%s', (text, version) => expect(readVersion(text)).toEqual(version));
});
