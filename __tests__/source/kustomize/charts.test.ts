import { afterAll, describe, expect, test } from '@jest/globals';
import { lines, place, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const POD = ['spec', 'template', 'spec'] as const;
const CONTAINER = [...POD, 'containers', 0] as const;
const CHART = {
  'app/charts/side/Chart.yaml': lines('apiVersion: v2', 'name: side', 'version: 1.0.0'),
  'app/charts/side/values.yaml': lines(
    'image: acme/side:1.0',
    'replicas: 1',
    'pull: Always',
    'resources:',
    '  limits:',
    '    memory: 64Mi',
    'level: low',
  ),
  'app/charts/side/templates/web.yaml': lines(
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: {{ .Release.Name }}-side',
    'spec:',
    '  replicas: {{ .Values.replicas }}',
    '  selector:',
    '    matchLabels: {app: side}',
    '  template:',
    '    metadata:',
    '      labels: {app: side}',
    '    spec:',
    '      hostNetwork: true',
    '      containers:',
    '      - name: side',
    '        image: {{ .Values.image }}',
    '        imagePullPolicy: {{ .Values.pull }}',
    '        resources:',
    '          {{- toYaml .Values.resources | nindent 10 }}',
    '        env:',
    '        - name: LEVEL',
    '          value: {{ .Values.level | quote }}',
  ),
  'app/charts/side/templates/config.yaml': lines(
    '{{- range $name := list "one" "two" }}',
    '---',
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: {{ $name }}',
    'data:',
    '  level: {{ $.Values.level }}',
    '{{- end }}',
  ),
};

describe('a chart that a kustomization inflates', () => {
  const files = {
    ...CHART,
    'app/kustomization.yaml': lines(
      'helmCharts:',
      '- name: side',
      '  releaseName: shop',
      '  valuesFile: values.yaml',
      '  additionalValuesFiles:',
      '  - more.yaml',
      '  valuesInline:',
      '    image: acme/side:2.0',
      '    resources:',
      '      limits:',
      '        cpu: 1',
      'patches:',
      '- path: patch.yaml',
      'namespace: prod',
    ),
    'app/values.yaml': lines('replicas: 3', 'resources:', '  limits:', '    memory: 128Mi'),
    'app/more.yaml': lines('level: high'),
    'app/patch.yaml': lines(
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: shop-side',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '      - name: side',
      '        securityContext:',
      '          privileged: true',
    ),
  };

  test('untouched fields: values where they win, else the template', async () => {
    const rendered = await Rendered.of(engine, files);
    const limits = [...CONTAINER, 'resources', 'limits'];
    const places = await rendered.places(
      'Deployment',
      [...CONTAINER, 'image'],
      ['spec', 'replicas'],
      [...limits, 'memory'],
      [...limits, 'cpu'],
      [...CONTAINER, 'env', 0, 'value'],
      [...CONTAINER, 'imagePullPolicy'],
      [...POD, 'hostNetwork'],
    );
    expect(places).toEqual([
      'values app/kustomization.yaml:8:12-25',
      'values app/values.yaml:1:11-12',
      'values app/values.yaml:4:13-18',
      'values app/kustomization.yaml:11:14-15',
      'values app/more.yaml:1:8-12',
      'values app/charts/side/values.yaml:3:7-13',
      'template app/charts/side/templates/web.yaml:13:20-24',
    ]);
    expect(await rendered.where('ConfigMap', 'data', 'level')).toBe('values app/more.yaml:1:8-12');
  }, 30_000);

  test('what is related: the template line, and the entry that pulls the chart in', async () => {
    const rendered = await Rendered.of(engine, files);
    expect(await rendered.related('Deployment', ...CONTAINER, 'image')).toEqual([
      'values app/charts/side/values.yaml:1:8-21 default that is overridden',
      'template app/charts/side/templates/web.yaml:16:16-35 printed by this template line',
      'kustomization app/kustomization.yaml:2:3 chart pulled in here',
    ]);
    expect(await rendered.related('Deployment', ...POD, 'hostNetwork')).toEqual([
      'kustomization app/kustomization.yaml:2:3 chart pulled in here',
    ]);
  });

  test('what a patch or a transformer sets is theirs; what neither has is added in the patch or the template', async () => {
    const rendered = await Rendered.of(engine, files);
    const where = (...path: (string | number)[]) => rendered.where('Deployment', ...path);
    expect(await where(...CONTAINER, 'securityContext', 'privileged')).toBe('patch app/patch.yaml:11:23-27');
    expect(await where('metadata', 'namespace')).toBe('kustomization app/kustomization.yaml:14:12-16');
    const inPatch = await rendered.locate('Deployment', ...CONTAINER, 'livenessProbe');
    expect(place(inPatch?.location)).toBe('patch app/patch.yaml:9:9');
    expect(inPatch?.related.map(place)).toContain('template app/charts/side/templates/web.yaml:15:9-19');
    const inTemplate = await rendered.locate(
      'Deployment',
      ...CONTAINER,
      'env',
      0,
      'valueFrom',
      'secretKeyRef',
    );
    expect(place(inTemplate?.location)).toBe('template app/charts/side/templates/web.yaml:21:11-22');
    expect(inTemplate?.location.add).toBe('valueFrom.secretKeyRef');
  });

  test('an image that images changes in part leads into the chart for the rest', async () => {
    const rendered = await Rendered.of(engine, {
      ...files,
      'app/kustomization.yaml': `${files['app/kustomization.yaml']}images: [{name: acme/side, newTag: "3"}]\n`,
    });
    const path = [...CONTAINER, 'image'];
    const manifest = rendered.manifest('Deployment');
    const [whole, name] = await Promise.all([
      rendered.origin({ manifest, path }),
      rendered.origin({ manifest, path, part: 'name' }),
    ]);
    expect(place(whole?.location)).toBe('kustomization app/kustomization.yaml:15:36-39');
    expect(whole?.related.map(place)).toContain('values app/kustomization.yaml:8:12-25');
    expect(place(name?.location)).toBe('values app/kustomization.yaml:8:12-25');
  });
});

test('valuesMerge: the file wins with merge, nothing else counts with replace', async () => {
  const files = (how: string) => ({
    ...CHART,
    'app/kustomization.yaml': lines(
      'helmCharts:',
      '- name: side',
      '  valuesFile: values.yaml',
      `  valuesMerge: ${how}`,
      '  valuesInline: {replicas: 5, pull: Never, image: "a/b:1", resources: {}, level: x}',
    ),
    'app/values.yaml': lines('replicas: 3', 'level: y'),
  });
  const merge = await Rendered.of(engine, files('merge'));
  expect(await merge.where('Deployment', 'spec', 'replicas')).toBe('values app/values.yaml:1:11-12');
  expect(await merge.where('Deployment', ...CONTAINER, 'imagePullPolicy')).toBe(
    'values app/kustomization.yaml:5:37-42',
  );
  const replace = await Rendered.of(engine, files('replace'));
  expect(await replace.where('Deployment', 'spec', 'replicas')).toBe('values app/kustomization.yaml:5:28-29');
});

test('valuesInline without a file is joined with the chart’s own values', async () => {
  const rendered = await Rendered.of(engine, {
    ...CHART,
    'app/kustomization.yaml': lines('helmCharts:', '- name: side', '  valuesInline:', '    pull: Never'),
  });
  expect(await rendered.where('Deployment', ...CONTAINER, 'imagePullPolicy')).toBe(
    'values app/kustomization.yaml:4:11-16',
  );
  expect(await rendered.where('Deployment', ...CONTAINER, 'image')).toBe(
    'values app/charts/side/values.yaml:1:8-21',
  );
});

test('in a base, under an overlay that renames; chartHome', async () => {
  const rendered = await Rendered.of(engine, {
    ...Object.fromEntries(
      Object.entries(CHART).map(([path, text]) => [path.replace('app/charts', 'vendored'), text]),
    ),
    'base/kustomization.yaml': lines(
      'helmGlobals:',
      '  chartHome: ../vendored',
      'helmCharts:',
      '- name: side',
      '  releaseName: shop',
    ),
    'app/kustomization.yaml': lines('resources:', '- ../base', 'namePrefix: x-'),
  });
  expect(await rendered.where('Deployment', ...CONTAINER, 'image')).toBe(
    'values vendored/side/values.yaml:1:8-21',
  );
  expect(await rendered.related('Deployment', ...POD, 'hostNetwork')).toEqual([
    'kustomization base/kustomization.yaml:4:3 chart pulled in here',
    'kustomization app/kustomization.yaml:2:3-10 pulled in here',
  ]);
  const name = await rendered.locate('Deployment', 'metadata', 'name');
  expect(rendered.manifest('Deployment').resource.name).toBe('x-shop-side');
  expect(place(name?.location)).toBe('kustomization app/kustomization.yaml:3:13-15');
  expect(name?.related.map(place)).toContain('template vendored/side/templates/web.yaml:4:9-28');
});

test('a HelmChartInflationGenerator, in a file and in place', async () => {
  const generator = [
    'apiVersion: builtin',
    'kind: HelmChartInflationGenerator',
    'metadata: {name: side}',
    'name: side',
    'releaseName: shop',
    'valuesInline:',
    '  replicas: 4',
  ];
  const inFile = await Rendered.of(engine, {
    ...CHART,
    'app/kustomization.yaml': lines('generators:', '- side.yaml'),
    'app/side.yaml': lines(...generator),
  });
  expect(await inFile.where('Deployment', 'spec', 'replicas')).toBe('values app/side.yaml:7:13-14');
  expect(await inFile.related('Deployment', ...POD, 'hostNetwork')).toEqual([
    'kustomization app/kustomization.yaml:2:3-12 chart pulled in here',
  ]);
  const inPlace = await Rendered.of(engine, {
    ...CHART,
    'app/kustomization.yaml': lines('generators:', '- |-', ...generator.map(line => `  ${line}`)),
  });
  expect(await inPlace.where('Deployment', ...POD, 'hostNetwork')).toBe(
    'template app/charts/side/templates/web.yaml:13:20-24',
  );
  // The line in the text inside the kustomization is not looked for.
  expect(await inPlace.where('Deployment', 'spec', 'replicas')).toBe(
    'template app/charts/side/templates/web.yaml:6:13-35',
  );
  expect(await inPlace.related('Deployment', 'spec', 'replicas')).toEqual([
    'values app/charts/side/values.yaml:2:11-12 default that is overridden',
    'kustomization app/kustomization.yaml:2:3 chart pulled in here',
  ]);
});
