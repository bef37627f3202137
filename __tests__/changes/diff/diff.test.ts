import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FieldChange, Step } from '../../../src/changes/diff/index.ts';
import { diffSets } from '../../../src/changes/diff/index.ts';
import { fieldName, isObject, type Json, type JsonObject, ManifestSet } from '../../../src/manifest/index.ts';
import { manifestsOf } from '../../manifest/fixtures.ts';

const set = (text: string, environment = 'default') =>
  new ManifestSet(manifestsOf(text, environment, 'shop'));
const of = (object: JsonObject) => set(JSON.stringify(object));
const said = (base: string, head: string) =>
  diffSets(set(base), set(head)).map(({ operation, moved, fields, base: old, head: fresh }) => ({
    what: `${operation}${moved === undefined ? '' : ` (${moved})`} ${(fresh ?? old)?.resource.kind} ${(fresh ?? old)?.resource.name}`,
    fields: fields.map(
      ({ field, operation, before, after, noise }) =>
        `${operation} ${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}${noise === undefined ? '' : ` (${noise})`}`,
    ),
  }));
const fieldsOf = (base: string, head: string) => said(base, head).flatMap(({ fields }) => fields);

const workload = (pod: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
${more}  template:
    metadata: {labels: {app: web}}
    spec: ${pod}
`;
const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${data}`;

describe('what means the same', () => {
  test.each([
    ['order of containers', '{containers: [{name: a}, {name: b}]}', '{containers: [{name: b}, {name: a}]}'],
    [
      'quantities',
      '{containers: [{name: a, resources: {limits: {cpu: 500m, memory: 1Gi}}}]}',
      '{containers: [{name: a, resources: {limits: {cpu: 0.5, memory: 1024Mi}}}]}',
    ],
    [
      'defaults',
      '{containers: [{name: a, image: "a:1", ports: [{containerPort: 80}]}]}',
      '{restartPolicy: Always, containers: [{name: a, image: "a:1", imagePullPolicy: IfNotPresent, ports: [{containerPort: 80, protocol: TCP}]}], volumes: []}',
    ],
    ['null', '{containers: [{name: a}], nodeSelector: null}', '{containers: [{name: a}]}'],
    [
      'capabilities as a set',
      '{containers: [{name: a, securityContext: {capabilities: {drop: [A, B]}}}]}',
      '{containers: [{name: a, securityContext: {capabilities: {drop: [B, A]}}}]}',
    ],
  ])('%s', (_, before, after) => {
    expect(said(workload(before), workload(after))).toEqual([]);
  });

  test('a strategy that is the default as a whole', () => {
    const strategy = '  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%}}\n  replicas: 1\n';
    expect(said(workload('{}'), workload('{}', strategy))).toEqual([]);
  });

  test('what a claim template is, written out', () => {
    const set = (more: string) =>
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec: {volumeClaimTemplates: [{${more}metadata: {name: d}}]}\n`;
    expect(said(set(''), set('apiVersion: v1, kind: PersistentVolumeClaim, '))).toEqual([]);
  });

  test('durations of a custom resource', () => {
    const rule = (time: string) =>
      `apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}\nspec: {duration: ${time}}\n`;
    expect(said(rule('2160h'), rule('2160h0m0s'))).toEqual([]);
    expect(fieldsOf(rule('2160h'), rule('2161h'))).toEqual(['changed spec.duration: "2160h" -> "2161h"']);
  });

  test('stringData and data of a Secret', () => {
    const secret = (more: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${more}\n`;
    expect(said(secret('stringData: {a: hunter2}'), secret('data: {a: aHVudGVyMg==}'))).toEqual([]);
  });
});

describe('what does not', () => {
  test('text that looks like a quantity', () => {
    expect(fieldsOf(configMap('c', '  limits: "1"\n'), configMap('c', '  limits: "1000m"\n'))).toEqual([
      'changed data.limits: "1" -> "1000m"',
    ]);
  });

  test('an empty selector, which selects everything', () => {
    const policy = (spec: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {ingress: [{from: [${spec}]}]}\n`;
    expect(fieldsOf(policy('{podSelector: {}}'), policy('{podSelector: {}, namespaceSelector: {}}'))).toEqual(
      ['added spec.ingress[0].from[0].namespaceSelector: undefined -> {}'],
    );
  });

  test('order of init containers, and of variables that refer to others', () => {
    expect(
      fieldsOf(
        workload('{initContainers: [{name: a}, {name: b}]}'),
        workload('{initContainers: [{name: b}, {name: a}]}'),
      ),
    ).toEqual(['reordered spec.template.spec.initContainers: ["a","b"] -> ["b","a"]']);
    const env = (list: string) => workload(`{containers: [{name: a, env: [${list}]}]}`);
    const [x, y] = ['{name: X, value: "1"}', '{name: Y, value: "$(X)"}'];
    expect(fieldsOf(env(`${x}, ${y}`), env(`${y}, ${x}`))).toHaveLength(1);
    expect(fieldsOf(env(`${x}, {name: Z}`), env(`{name: Z}, ${x}`))).toEqual([]);
  });

  test('one argument among others', () => {
    const args = (list: string) => workload(`{containers: [{name: a, args: [${list}]}]}`);
    expect(fieldsOf(args('--a, --b, --c'), args('--a, --c'))).toEqual([
      'removed spec.template.spec.containers[name=a].args[1]: "--b" -> undefined',
    ]);
    expect(fieldsOf(args('--a, --b=1, --c'), args('--a, --b=2, --c'))).toEqual([
      'changed spec.template.spec.containers[name=a].args[1]: "--b=1" -> "--b=2"',
    ]);
  });
});

describe('names', () => {
  test('a generated suffix is another content, and references follow', () => {
    const all = (suffix: string, value: string) =>
      `${configMap(`app-${suffix}`, `  a: "${value}"\n`)}---\n${workload(`{containers: [{name: a, envFrom: [{configMapRef: {name: app-${suffix}}}]}]}`)}`;
    expect(said(all('7fdm8c5g9h', '1'), all('2hk5b6t4md', '2'))).toEqual([
      { what: 'changed (content) ConfigMap app-2hk5b6t4md', fields: ['changed data.a: "1" -> "2"'] },
      {
        what: 'changed Deployment web',
        fields: [
          'changed spec.template.spec.containers[name=a].envFrom[0].configMapRef.name: "app-7fdm8c5g9h" -> "app-2hk5b6t4md" (generated-name)',
        ],
      },
    ]);
  });

  test('another name, namespace and API group', () => {
    expect(said(configMap('old', '  a: "1"\n'), configMap('new', '  a: "1"\n'))).toEqual([
      { what: 'changed (name) ConfigMap new', fields: [] },
    ]);
    const in1 = configMap('c', '  a: "1"\n').replace('name: c', 'name: c, namespace: one');
    expect(said(in1, in1.replace('one', 'two'))).toEqual([
      { what: 'changed (namespace) ConfigMap c', fields: [] },
    ]);
    const ingress = (group: string) =>
      `apiVersion: ${group}/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {}\n`;
    expect(said(ingress('extensions'), ingress('networking.k8s.io'))).toEqual([
      {
        what: 'changed (group) Ingress i',
        fields: ['changed apiVersion: "extensions/v1" -> "networking.k8s.io/v1"'],
      },
    ]);
  });

  const named = (name: string, image: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}, team: shop}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      serviceAccountName: shop
      containers: [{name: app, image: "${image}", ports: [{containerPort: 8080}]${more}}]
---
`;

  test('another name and a little else', () => {
    expect(said(named('checkout', 'acme/pay:1.4.2'), named('payments', 'acme/pay:1.5.0'))).toEqual([
      {
        what: 'changed (name) Deployment payments',
        fields: [
          'changed metadata.labels.app: "checkout" -> "payments"',
          'changed spec.selector.matchLabels.app: "checkout" -> "payments"',
          'changed spec.template.metadata.labels.app: "checkout" -> "payments"',
          'changed spec.template.spec.containers[name=app].image: "acme/pay:1.4.2" -> "acme/pay:1.5.0"',
        ],
      },
    ]);
    // The same template, and another program: something else.
    expect(
      said(named('checkout', 'acme/pay:1'), named('payments', 'acme/other:1')).map(({ what }) => what),
    ).toEqual(['removed Deployment checkout', 'added Deployment payments']);
    // Nobody knows which.
    const two = named('one', 'acme/pay:1.5.0') + named('two', 'acme/pay:1.6.0');
    expect(said(named('checkout', 'acme/pay:1.4.2'), two).map(({ what }) => what)).toEqual([
      'removed Deployment checkout',
      'added Deployment one',
      'added Deployment two',
    ]);
    // Too much else.
    const env = `, env: [${[...Array(9).keys()].map(i => `{name: V${i}, value: x}`).join()}]`;
    expect(
      said(named('checkout', 'acme/pay:1'), named('payments', 'acme/pay:1', env)).map(({ what }) => what),
    ).toEqual(['removed Deployment checkout', 'added Deployment payments']);
  });

  test('many that could be others cost little', () => {
    const many = (prefix: string, size: number) =>
      [...Array(size).keys()].map(i => named(`${prefix}-${i}`, `acme/pay:${prefix}`)).join('');
    const started = process.cpuUsage();
    expect(said(many('old', 300), many('new', 300))).toHaveLength(600);
    expect(said(many('old', 45), many('new', 45))).toHaveLength(90);
    expect(process.cpuUsage(started).user).toBeLessThan(5e6);
  });

  test('two that could be it are no rename', () => {
    const two = `${configMap('x', '  a: "1"\n')}---\n${configMap('z', '  a: "1"\n')}`;
    expect(said(configMap('old', '  a: "1"\n'), two).map(({ what }) => what)).toEqual([
      'removed ConfigMap old',
      'added ConfigMap x',
      'added ConfigMap z',
    ]);
  });
});

describe('noise and content', () => {
  test('checksums and chart versions are named', () => {
    const meta = (sum: string, version: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: s, annotations: {checksum/config: ${sum}}, labels: {helm.sh/chart: web-${version}}}\n`;
    expect(fieldsOf(meta('a', '1'), meta('b', '2'))).toEqual([
      'changed metadata.annotations["checksum/config"]: "a" -> "b" (checksum)',
      'changed metadata.labels["helm.sh/chart"]: "web-1" -> "web-2" (chart-version)',
    ]);
  });

  test('YAML and JSON in text are compared by what they say', () => {
    expect(
      fieldsOf(
        configMap('c', '  app.yaml: |\n    server: {port: 1}\n    # note\n'),
        configMap('c', '  app.yaml: |\n    server:\n      port: 2\n'),
      ),
    ).toEqual(['changed data["app.yaml"] > server.port: 1 -> 2']);
    expect(
      fieldsOf(configMap('c', '  a.json: \'{"a": 1}\'\n'), configMap('c', '  a.json: \'{"a":1}\'\n')),
    ).toEqual(['changed data["a.json"]: "{\\"a\\": 1}" -> "{\\"a\\":1}" (format)']);
  });

  test('text that only begins like JSON is text, and null inside of a text is a value', () => {
    const monitor = (expr: string) =>
      `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m}\nspec: {match: '${expr}'}\n`;
    expect(fieldsOf(monitor('{__name__="a", job="b"}'), monitor('{__name__="c", job="b"}'))).toEqual([
      'changed spec.match: "{__name__=\\"a\\", job=\\"b\\"}" -> "{__name__=\\"c\\", job=\\"b\\"}"',
    ]);
    expect(fieldsOf(configMap('c', '  v.yaml: "a: 1\\nb:"\n'), configMap('c', '  v.yaml: "a: 1"\n'))).toEqual(
      ['removed data["v.yaml"] > b: null -> undefined'],
    );
    expect(
      fieldsOf(configMap('c', '  v.yaml: "a: 1\\nb:"\n'), configMap('c', '  v.yaml: "a: 1\\nb: 2"\n')),
    ).toEqual(['changed data["v.yaml"] > b: null -> 2']);
  });

  test('values of Secrets are digests', () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}, same: x}\n`;
    const [field, ...more] = fieldsOf(secret('hunter2'), secret('correct-horse'));
    expect(more).toEqual([]);
    expect(field).toMatch(/^changed data\.password: "sha256:[0-9a-f]{16}" -> "sha256:[0-9a-f]{16}"$/);
  });
});

/** Objects as they are in manifests: maps, lists with names, plain lists. */
const scalar = fc.oneof(fc.constantFrom('a', 'b', '1', 'x\ny'), fc.integer({ min: 0, max: 3 }), fc.boolean());
const { spec } = fc.letrec<{ spec: JsonObject; value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('p', 'q', 'r'), tie('value')), {
        selector: ([name]) => name,
        maxLength: 3,
      })
      .map(items => items.map(([name, value]) => ({ name, value }))),
    tie('spec'),
  ),
  spec: fc.dictionary(fc.constantFrom('args', 'steps', 'f', 'g.h/i', 'h'), tie('value'), {
    maxKeys: 4,
  }),
}));
const widget = (body: Json): JsonObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'w' },
  spec: body,
});

/** Applies changes to a copy of the base: a second reading of what they say. */
function applied(base: Json, changes: readonly FieldChange[]): Json {
  const copy = structuredClone(base);
  const those = (operation: FieldChange['operation']) => changes.filter(each => each.operation === operation);
  const last = ({ path }: FieldChange) => Number(path.at(-1));
  for (const { path, after } of those('changed')) set1(copy, path, after as Json);
  for (const { path, after } of those('reordered')) {
    // Those that stay come into the head's order; those that go are taken out below.
    const list = at(copy, path) as Json[];
    const order = after as string[];
    list.sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
  }
  for (const { path } of those('removed').sort((a, b) => (last(b) || 0) - (last(a) || 0))) remove(copy, path);
  const added = those('added').sort(
    (a, b) => a.path.length - b.path.length || (a.position ?? 0) - (b.position ?? 0),
  );
  for (const { path, after, position } of added) {
    const parent = at(copy, path.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(position ?? parent.length, 0, after as Json);
    else set1(copy, path, after as Json);
  }
  return copy;
}
const nameOf = (value: Json) => String(isObject(value) ? value.name : '');
/** Names are those of the base's list, so items are looked for by name alone. */
const indexOf = (list: Json[], step: Step) =>
  typeof step === 'object' && 'item' in step
    ? list.findIndex(each => `[name=${nameOf(each)}]` === step.item)
    : Number(step);
function at(value: Json, path: readonly Step[]): Json {
  return path.reduce<Json>(
    (found, step) =>
      (Array.isArray(found) ? found[indexOf(found, step)] : (found as JsonObject)[String(step)]) as Json,
    value,
  );
}
function set1(root: Json, path: readonly Step[], value: Json): void {
  const parent = at(root, path.slice(0, -1));
  const step = path.at(-1) as Step;
  if (Array.isArray(parent)) parent[indexOf(parent, step)] = value;
  else {
    const shape = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(parent, String(step), shape);
  }
}
function remove(root: Json, path: readonly Step[]): void {
  const parent = at(root, path.slice(0, -1));
  const step = path.at(-1) as Step;
  if (Array.isArray(parent)) parent.splice(indexOf(parent, step), 1);
  else delete (parent as JsonObject)[String(step)];
}

describe('properties', () => {
  test('an object differs in nothing from itself, however its keys are ordered', () => {
    const reversed = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(reversed)
        : isObject(value)
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, each]) => [key, reversed(each)]),
            )
          : value;
    fc.assert(
      fc.property(spec, body => {
        expect(diffSets(of(widget(body)), of(reversed(widget(body)) as JsonObject))).toEqual([]);
      }),
    );
  });

  test('what the changes say, done to the base, gives the head', () => {
    fc.assert(
      fc.property(spec, spec, (a, b) => {
        const [base, head] = [of(widget(a)), of(widget(b))];
        const [change] = diffSets(base, head);
        const result = applied(base.manifests[0]?.object as Json, change?.fields ?? []);
        expect(diffSets(of(result as JsonObject), head)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('one field that is another is one change, at its path', () => {
    const leaves = (value: Json, at: readonly (string | number)[]): (readonly (string | number)[])[] =>
      Array.isArray(value)
        ? value.flatMap((each, i) => leaves(each, [...at, i]))
        : isObject(value)
          ? Object.entries(value).flatMap(([key, each]) => leaves(each, [...at, key]))
          : [at];
    const pod = `{serviceAccountName: a, initContainers: [{name: i, image: "i:1"}], volumes: [{name: v, configMap: {name: c}}],
      containers: [{name: a, image: "a:1", args: [x, z], env: [{name: A, value: "1"}], ports: [{containerPort: 80, name: http}],
        resources: {limits: {cpu: 1, memory: 1Gi}}, securityContext: {runAsUser: 5, capabilities: {drop: [ALL, NET_RAW]}}},
        {name: b, image: "b:1", readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3}}]}`;
    const [manifest] = manifestsOf(workload(pod, '  replicas: 3\n  paused: true\n'));
    const base = manifest?.object as JsonObject;
    // What an item is known by makes it another item: that is one gone and one new.
    const isKey = (path: readonly (string | number)[]) =>
      /^(?:apiVersion|kind|name|mountPath|containerPort)$/.test(String(path.at(-1))) &&
      !path.includes('configMap');
    const paths = leaves(base, []).filter(path => !isKey(path) && !path.includes('drop'));
    expect(paths).toHaveLength(18);
    for (const path of paths) {
      const head = structuredClone(base);
      const parent = path
        .slice(0, -1)
        .reduce<Json>((at, step) => (at as JsonObject)[step] as Json, head) as JsonObject;
      const key = String(path.at(-1));
      const old = parent[key];
      parent[key] = typeof old === 'number' ? old + 1 : typeof old === 'boolean' ? !old : `${old}9`;
      const found = diffSets(of(base), of(head)).flatMap(({ fields }) => fields);
      expect(found.map(({ field }) => field)).toEqual([fieldName(base, path)]);
    }
  });

  test('where documents stand says nothing', () => {
    const documents = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), spec), {
      selector: ([name]) => name,
      maxLength: 4,
    });
    const text = (list: readonly (readonly [string, Json])[]) =>
      list.map(([name, body]) => JSON.stringify({ ...widget(body), metadata: { name } })).join('\n---\n');
    const plainly = (base: string, head: string) => said(base, head);
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        expect(plainly(text([...a].reverse()), text([...b].reverse()))).toEqual(plainly(text(a), text(b)));
        expect(plainly(text(a), text([...a].reverse()))).toEqual([]);
      }),
    );
  });
});

test('5,000 objects of which one in a hundred changed take less than two seconds of a processor', () => {
  const all = (changed: number) =>
    new ManifestSet(
      manifestsOf(
        Array.from({ length: 5_000 }, (_, i) =>
          workload(`{containers: [{name: a, image: "a:${i % 100 === 0 ? changed : 0}"}]}`).replace(
            'name: web',
            `name: web-${i}`,
          ),
        ).join('---\n'),
      ),
    );
  const [base, head] = [all(1), all(2)];
  const start = process.cpuUsage();
  expect(diffSets(base, head)).toHaveLength(50);
  expect(process.cpuUsage(start).user).toBeLessThan(2e6);
});
