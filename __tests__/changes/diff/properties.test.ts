import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffSets } from '../../../src/changes/diff/index.ts';
import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  type JsonObject,
  ManifestSet,
  readDocuments,
  valueAt,
} from '../../../src/manifest/index.ts';
import type { Environment, Target } from '../../../src/target.ts';
import { inOtherWords, numbers, shuffled, written } from './written-otherwise.ts';

const RUNS = Number(process.env.DIFF_RUNS ?? 100);

const environment: Environment = { name: 'prod', namespace: 'shop', reason: 'test' };
const target: Target = {
  id: 'manifests:apps',
  kind: 'manifests',
  root: 'apps',
  files: [],
  environments: [environment],
  inputs: [],
  reason: 'test',
};

/** Documents of some files, as a target has them. */
function setOf(files: readonly (readonly string[])[]): ManifestSet {
  const documents = files.flatMap((texts, at) =>
    texts.map(text => ({ text, source: `apps/${at}.yaml`, sourceLine: 0 })),
  );
  const { manifests, problems } = readDocuments({ target, environment, documents });
  expect(problems).toEqual([]);
  return new ManifestSet(manifests);
}

const word = fc.constantFrom(
  'web',
  'api',
  'cache',
  'queue',
  'on',
  'no',
  '1',
  '0x1f',
  '1e3',
  '08',
  'a: b',
  "it's",
  '#x',
  '',
);
const name = fc.constantFrom('web', 'api', 'cache', 'queue', 'mail', 'cron');
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'app.kubernetes.io/name', 'on', '1'), word, {
  maxKeys: 3,
});
const unique = <T>(item: fc.Arbitrary<T>, key: (item: T) => unknown, maxLength = 3) =>
  fc.uniqueArray(item, { selector: key, minLength: 1, maxLength });
const resources = fc.record(
  {
    limits: fc.record(
      { cpu: fc.constantFrom('500m', '1', 2), memory: fc.constantFrom('1Gi', '128Mi') },
      { requiredKeys: [] },
    ),
    requests: fc.record({ cpu: fc.constantFrom('500m', '1', 0.1) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['limits'] },
);
const container = fc.record(
  {
    name,
    image: fc.constantFrom('acme/web:1.4.2', 'redis:8', 'ghcr.io/acme/api@sha256:abc'),
    args: fc.array(word, { minLength: 1, maxLength: 3 }),
    env: unique(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: word }), each => each.name),
    ports: unique(
      fc.record(
        { containerPort: fc.integer({ min: 80, max: 84 }), name },
        { requiredKeys: ['containerPort'] },
      ),
      each => each.containerPort,
    ),
    resources,
    volumeMounts: unique(
      fc.record({ name, mountPath: fc.constantFrom('/a', '/b', '/c') }),
      each => each.mountPath,
    ),
    securityContext: fc.record({
      runAsUser: fc.integer({ min: 1, max: 3 }),
      capabilities: fc.record({
        drop: fc.uniqueArray(fc.constantFrom('ALL', 'NET_RAW', 'KILL'), { minLength: 1 }),
      }),
    }),
  },
  { requiredKeys: ['name', 'image'] },
);
const podSpec = fc.record(
  {
    containers: unique(container, each => each.name),
    serviceAccountName: name,
    volumes: unique(fc.record({ name, configMap: fc.record({ name }) }), each => each.name),
    hostNetwork: fc.constant(true),
    tolerations: fc.array(fc.record({ key: word, operator: fc.constant('Exists') }), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: ['containers'] },
);
const metadata = fc.record({ name, labels, annotations: labels }, { requiredKeys: ['name'] });
const object = fc.oneof(
  fc.record({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constantFrom('Deployment', 'DaemonSet'),
    metadata,
    spec: fc.record({
      selector: fc.record({ matchLabels: labels }),
      template: fc.record({ metadata: fc.record({ labels }), spec: podSpec }),
    }),
  }),
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Service'),
    metadata,
    spec: fc.record({
      selector: labels,
      ports: unique(
        fc.record({ port: fc.integer({ min: 1, max: 4 }), targetPort: fc.constantFrom(80, 'http') }),
        each => each.port,
      ),
    }),
  }),
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constantFrom('ConfigMap'),
    metadata,
    data: fc.dictionary(
      fc.constantFrom('a', 'b', 'app.yaml', 'run.sh'),
      fc.oneof(word, fc.constantFrom('a: 1\nb: [x]\n', '{"a": 1}', 'line\nand line\n')),
    ),
  }),
  fc.record({
    apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
    kind: fc.constant('Role'),
    metadata,
    rules: fc.array(
      fc.record({
        apiGroups: fc.constant(['', 'apps']),
        resources: fc.constant(['pods', 'secrets']),
        verbs: fc.uniqueArray(fc.constantFrom('get', 'list', 'watch'), { minLength: 1 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    apiVersion: fc.constant('acme.example/v1'),
    kind: fc.constant('Shop'),
    metadata,
    spec: fc.dictionary(
      fc.constantFrom('size', 'on', 'list', 'deep'),
      fc.oneof(word, fc.integer(), fc.boolean(), fc.array(word), labels),
    ),
  }),
) as fc.Arbitrary<JsonObject>;
const keyOf = (each: JsonObject) => JSON.stringify([each.kind, valueAt(each, ['metadata', 'name'])]);
const objects = fc.uniqueArray(object, { selector: keyOf, minLength: 1, maxLength: 5 });
const seed = fc.integer();

/** Objects as YAML in files, each in a style of its own. */
function rendered(all: readonly JsonObject[], next: () => number): ManifestSet {
  const texts = all.map(each => written(each, next));
  const lists =
    texts.length > 1 && next() < 0.2
      ? [written({ apiVersion: 'v1', kind: 'List', items: [...all] as Json[] }, next)]
      : undefined;
  const files: string[][] = [[], [], []];
  for (const text of lists ?? texts) files[Math.floor(next() * files.length)]?.push(text);
  return setOf(files);
}

describe('generated manifests', () => {
  test('written in any other way are no change', () => {
    fc.assert(
      fc.property(objects, seed, seed, (all, one, other) => {
        const [first, second] = [numbers(one), numbers(other)];
        const base = rendered(all, first);
        const again = shuffled(all, second).map(each => inOtherWords(each, second) as JsonObject);
        expect(diffSets(base, rendered(again, second))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('with one field that is another have one change, at its path', () => {
    fc.assert(
      fc.property(objects, seed, seed, fc.nat(), (all, one, other, at) => {
        const choices = all.flatMap((each, index) => leaves(each, []).map(path => ({ index, path })));
        fc.pre(choices.length > 0);
        const { index, path } = choices[at % choices.length] as (typeof choices)[number];
        const before = all[index] as JsonObject;
        const head = all.map((each, i) => (i === index ? (edited(each, path) as JsonObject) : each));
        const [first, second] = [numbers(one), numbers(other)];
        const again = shuffled(head, second).map(each => inOtherWords(each, second) as JsonObject);
        const found = diffSets(rendered(all, first), rendered(again, second));
        expect(found.map(({ head }) => keyOf(head?.object as JsonObject))).toEqual([keyOf(before)]);
        const text = String(valueAt(before, path));
        const fields = found.flatMap(({ fields }) => fields.map(({ field }) => field));
        // What is inside of YAML is told by what it says.
        if (fields.length === 1 && fields[0]?.startsWith(`${fieldName(before, path)} > `) === true) {
          expect(text).toMatch(/^[{a]/);
          return;
        }
        expect(fields).toEqual([fieldName(before, path)]);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Plain values but for those that an object or an item of a list is known by, which make it another. */
function leaves(value: Json, path: FieldPath): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => leaves(each, [...path, at]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
  const key = String(path.at(-1));
  const isOfSet = ['drop', 'verbs', 'apiGroups', 'resources'].includes(String(path.at(-2)));
  const isKey =
    /^(?:apiVersion|kind|key|name|mountPath|containerPort|port|operator)$/.test(key) &&
    !path.includes('data') &&
    !path.includes('labels');
  return isOfSet || (isKey && path.at(-2) !== 'configMap') ? [] : [path];
}

/** Another value of the same sort. */
function edited(value: Json, [step, ...rest]: FieldPath): Json {
  if (step === undefined) {
    if (typeof value === 'number') return value + 1;
    if (typeof value === 'boolean') return !value;
    return typeof value === 'string' && /^[{a][\s\S]*1/.test(value) ? value.replace('1', '7') : `${value}9`;
  }
  if (Array.isArray(value)) return value.map((each, at) => (at === step ? edited(each, rest) : each));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, each]) => [key, key === step ? edited(each, rest) : each]),
  );
}
