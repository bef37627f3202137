import { lines } from './support.ts';

/** A ConfigMap that asks for little. */
export const config = (name: string, ...more: string[]) =>
  lines('apiVersion: v1', 'kind: ConfigMap', `metadata: {name: ${name}}`, 'data: {a: b}', ...more);

export const times = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Three thousand of them. */
export const MANY: string = times(3_000, index => config(`c${index}`)).join('---\n');

export const resources = (...more: string[]) => lines('resources: [all.yaml]', ...more);

/** Kustomizations in `app` that are more than anybody wants to wait for. */
export const TOO_LARGE: Readonly<Record<string, () => Record<string, string>>> = {
  'kustomizations nested thousands deep': () =>
    Object.fromEntries(
      times(5_000, String).map((_, index) => [
        `${index === 0 ? 'app' : `level${index}`}/kustomization.yaml`,
        lines(`resources: [../level${index + 1}]`),
      ]),
    ),
  'each pulling in the one below twice': () => ({
    ...Object.fromEntries(
      times(40, String).map((_, index) => [
        `${index === 0 ? 'app' : `level${index}`}/kustomization.yaml`,
        lines(`resources: [../level${index + 1}, ../level${index + 1}]`),
      ]),
    ),
    'level40/kustomization.yaml': resources(),
    'level40/all.yaml': config('c0'),
  }),
  'thousands of patches with patterns over thousands of resources': () => ({
    'app/kustomization.yaml': resources(
      'patches:',
      ...times(5_000, index => `- {target: {name: "(c|.)*${index}.+x?[a-z]*"}, path: patch.json}`),
    ),
    'app/patch.json': '[{"op": "test", "path": "/kind", "value": "ConfigMap"}]',
    'app/all.yaml': MANY,
  }),
  'thousands of labels on thousands of resources': () => ({
    'app/kustomization.yaml': resources('commonLabels:', ...times(5_000, index => `  l${index}: x`)),
    'app/all.yaml': MANY,
  }),
  'a patch that doubles what it copies': () => ({
    'app/kustomization.yaml': resources('patches: [{target: {kind: ConfigMap}, path: patch.yaml}]'),
    'app/patch.yaml': lines(...times(200, index => `- {op: copy, from: /data, path: /data/x${index}}`)),
    'app/all.yaml': config('c0'),
  }),
  'replacements that double a text': () => ({
    'app/kustomization.yaml': resources(
      'replacements:',
      ...times(60, () =>
        lines(
          '- source: {kind: ConfigMap, fieldPath: data.text}',
          '  targets:',
          '  - select: {kind: ConfigMap}',
          '    fieldPaths: [data.text]',
          '    options: {delimiter: ":"}',
        ).trimEnd(),
      ),
    ),
    'app/all.yaml': lines(
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: c0}',
      'data: {text: "a:b", a: b}',
    ),
  }),
  'images over a large tree': () => ({
    'app/kustomization.yaml': resources(
      'images:',
      ...times(5_000, index => `- {name: i${index}, newTag: x}`),
    ),
    'app/all.yaml': MANY,
  }),
  'lists of thousands merged item by item': () => {
    const pod = (value: string) =>
      lines(
        'apiVersion: v1',
        'kind: Pod',
        'metadata: {name: p}',
        'spec:',
        '  containers:',
        ...times(20_000, index => `  - {name: n${index}, image: ${value}}`),
      );
    return {
      'app/kustomization.yaml': resources('patches: [{path: patch.yaml}]'),
      'app/patch.yaml': pod('b'),
      'app/all.yaml': `${config('c0')}---\n${pod('a')}`,
    };
  },
  'variables without end': () => ({
    'app/kustomization.yaml': resources(
      'vars:',
      ...times(5_000, index => `- {name: v${index}, objref: {kind: ConfigMap, name: c${index}}}`),
    ),
    'app/all.yaml': MANY,
  }),
};
