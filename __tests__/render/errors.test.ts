import { describe, expect, test } from '@jest/globals';
import { classifyHelmError, classifyKustomizeError } from '../../src/render/errors.ts';

const ADVICE = '\n\nUse --debug flag to render out invalid YAML\n';

describe('classifyHelmError', () => {
  // Each text was printed by helm 3.22.0 or 4.3.1.
  test.each([
    [
      'Error: template: app/templates/x.yaml:2:6: executing "app/templates/x.yaml" at <include "foo" .>: error calling include: template: app/templates/_h.tpl:2:10: executing "foo" at <.Values.a.b.c>: nil pointer evaluating interface {}.b',
      { code: 'template-failed', file: 'app/templates/_h.tpl', line: 2, column: 11 },
    ],
    [
      'Error: app/templates/x.yaml:2:6\n  executing "app/templates/x.yaml" at <include "foo" .>:\n    error calling include:\napp/templates/_h.tpl:2:10\n  executing "foo" at <.Values.a.b.c>:\n    nil pointer evaluating interface {}.b',
      { code: 'template-failed', file: 'app/templates/_h.tpl', line: 2, column: 11 },
    ],
    [
      'Error: execution error at (app/charts/db/templates/x.yaml:12:6): multi\nline',
      { code: 'template-failed', file: 'app/charts/db/templates/x.yaml', line: 12, column: 7 },
    ],
    [
      'Error: parse error at (app/templates/x.yaml:3): unclosed action started at app/templates/x.yaml:2',
      { code: 'template-invalid', file: 'app/templates/x.yaml', line: 3 },
    ],
    [
      'Error: YAML parse error on app/templates/x.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
      { code: 'yaml-invalid', file: 'app/templates/x.yaml' },
    ],
    [
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\napp:\n- at '/n': got string, want integer\n",
      { code: 'values-schema' },
    ],
    [
      'Error: failed to parse values/0.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 7: did not find expected node content',
      { code: 'values-invalid', file: 'values/0.yaml', line: 7 },
    ],
    [
      'Error: cannot load values.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content',
      { code: 'values-invalid', file: 'values.yaml', line: 1 },
    ],
    ['Error: failed parsing --set data: error parsing index: EOF', { code: 'values-invalid' }],
    [
      'Error: chart requires kubeVersion: >=9 which is incompatible with Kubernetes v1.37.0',
      { code: 'kubernetes-version', file: 'Chart.yaml' },
    ],
    ['Error: library charts are not installable', { code: 'chart-not-installable' }],
    [
      'Error: validation: chart.metadata.version "x" is invalid',
      { code: 'chart-invalid', file: 'Chart.yaml' },
    ],
    [
      'Error: cannot load Chart.yaml: error converting YAML to JSON: yaml: line 4: did not find expected node content',
      { code: 'chart-invalid', file: 'Chart.yaml', line: 4 },
    ],
    [
      'Error: unable to detect chart at chart/Chart.yaml: open chart/Chart.yaml: no such file or directory',
      { code: 'chart-invalid', file: 'Chart.yaml' },
    ],
  ])('%s', (stderr, expected) => {
    const { message, ...rest } = classifyHelmError(`level=WARN msg="before"\n${stderr}${ADVICE}`, 'app');
    expect(rest).toEqual(expected);
    expect(message).not.toContain('--debug');
    expect(message).not.toContain('\n');
    expect(message).not.toMatch(/^Error|before/);
  });

  test('names missing dependencies alone, each once', () => {
    expect(
      classifyHelmError(
        "Error: an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: db, cache, db",
        'app',
      ),
    ).toEqual({
      code: 'dependency-missing',
      message: 'found in Chart.yaml, but missing in charts/ directory: db, cache',
      file: 'Chart.yaml',
    });
  });

  test('takes no position from text that a template chose', () => {
    expect(
      classifyHelmError(
        'Error: execution error at (app/templates/x.yaml:1:2): see (other/secret.yaml:9:9)',
        'app',
      ),
    ).toMatchObject({ file: 'app/templates/x.yaml', line: 1, column: 3 });
  });

  test('an unknown message is kept, bounded, and read in linear time', () => {
    const started = Date.now();
    const { code, message } = classifyHelmError(
      `Error: ${'(a:'.repeat(100_000)}${' '.repeat(100_000)}`,
      'app',
    );
    expect([code, message.length]).toEqual(['template-failed', 2004]);
    expect(Date.now() - started).toBeLessThan(2000);
  });
});

describe('classifyKustomizeError', () => {
  // Each text was printed by kustomize 5.8.2, without the path of the workspace.
  test.each([
    [
      "Error: accumulating resources: accumulation err='accumulating resources from 'gone.yaml': evalsymlink failure on 'k/gone.yaml' : lstat k/gone.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on 'k/gone.yaml' : lstat k/gone.yaml: no such file or directory",
      { code: 'file-missing', file: 'k/gone.yaml' },
    ],
    [
      "Error: loading KV pairs: file sources: [nope.txt]: evalsymlink failure on 'k/nope.txt' : lstat k/nope.txt: no such file or directory",
      { code: 'file-missing', file: 'k/nope.txt' },
    ],
    [
      "Error: accumulating resources: accumulating resources from 'own.yaml': MalformedYAMLError: yaml: line 2: mapping values are not allowed in this context in File: own.yaml",
      { code: 'yaml-invalid', file: 'own.yaml', line: 2 },
    ],
    [
      "Error: accumulating resources: accumulation err='accumulating resources from '../x.yaml': security; file 'x.yaml' is not in or below 'k'': must build at directory: 'x.yaml': file is not directory",
      { code: 'load-restricted', file: 'x.yaml' },
    ],
    [
      'Error: trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm',
      { code: 'kustomize-helm' },
    ],
    [
      "Error: loading generator plugins: failed to load generator: external plugins disabled; unable to load external plugin 'Mine'",
      { code: 'kustomize-plugin' },
    ],
    [
      "Error: accumulating resources: accumulation err='accumulating resources from 'git@github.com:o/r': evalsymlink failure on 'k/git@github.com:o/r' : lstat k/git@github.com:o: no such file or directory': no 'git' program on path: exec: \"git\": executable file not found in $PATH",
      { code: 'remote-base' },
    ],
    [
      "Error: accumulating resources: accumulation err='accumulating resources from 'https://example.com/a.yaml': Get \"https://example.com/a.yaml\": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused': must build at directory: not a valid directory: evalsymlink failure on 'k/https:/example.com/a.yaml' : lstat k/https:: no such file or directory",
      { code: 'remote-base' },
    ],
    ['Error: invalid Kustomization: json: unknown field "resuorces"', { code: 'kustomization-failed' }],
    [
      "Error: accumulating resources: accumulation err='merging resources from 'b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/x.[noNs]': must build at directory: 'k/b.yaml': file is not directory",
      { code: 'kustomization-failed' },
    ],
    ['Error: kustomization.yaml is empty', { code: 'kustomization-failed' }],
  ])('%s', (stderr, expected) => {
    const { message, ...rest } = classifyKustomizeError(`# Warning: 'bases' is deprecated.\n${stderr}\n`);
    expect(rest).toEqual(expected);
    expect(message).not.toMatch(/^error|Warning/i);
  });
});
