import { describe, expect, test } from '@jest/globals';
import { isHit, schemaBreaks } from '../../../src/changes/consequences/crd-schema.ts';
import type { Json } from '../../../src/manifest/index.ts';
import { inOne, objects, rendered, report, told } from '../rendered.ts';

const schema = (properties: Record<string, unknown>, more = {}) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});
const texts = (before: unknown, after: unknown) =>
  schemaBreaks(before as Json, after as Json).map(({ what, text }) => `${what}: ${text}`);

describe('schemas', () => {
  const between = (before: Record<string, unknown>, after: Record<string, unknown>) =>
    texts(schema({ a: before }), schema({ a: after }));

  test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
    ['a type', { type: 'string' }, { type: 'integer' }, ['refused: spec.a is integer now (was string)']],
    ['a wider type', { type: 'integer' }, { type: 'number' }, []],
    ['a number or text', { type: 'string' }, { 'x-kubernetes-int-or-string': true }, []],
    [
      'values of a list of them',
      { type: 'string', enum: ['x', 'y', 'z'] },
      { type: 'string', enum: ['z', 'w'] },
      ['refused: spec.a no longer allows "x", "y"'],
    ],
    [
      'such a list at all',
      { type: 'string' },
      { type: 'string', enum: ['x'] },
      ['refused: spec.a only allows "x"'],
    ],
    ['a longer list', { type: 'string', enum: ['x'] }, { type: 'string', enum: ['x', 'y'] }, []],
    [
      'a bound',
      { type: 'integer', minimum: 1 },
      { type: 'integer', minimum: 3 },
      ['refused: spec.a has minimum 3 (was 1)'],
    ],
    ['a looser bound', { type: 'integer', maximum: 1 }, { type: 'integer', maximum: 3 }, []],
    [
      'a new bound',
      { type: 'string' },
      { type: 'string', maxLength: 5 },
      ['refused: spec.a has maxLength 5'],
    ],
    ['a pattern', { type: 'string' }, { type: 'string', pattern: '^a$' }, ['refused: spec.a must match ^a$']],
    [
      'a rule',
      { type: 'string' },
      { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != ""', message: 'say it' }] },
      ['refused: spec.a has a new rule (say it)'],
    ],
    ['null', { type: 'string', nullable: true }, { type: 'string' }, ['refused: spec.a may not be null']],
    [
      'a set',
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'string', maxLength: 3 }, 'x-kubernetes-list-type': 'set' },
      ['refused: spec.a is a set now: each item is there once', 'refused: spec.a[] has maxLength 3'],
    ],
    [
      'unknown fields',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      { type: 'object', properties: { b: {} } },
      ['pruned: whatever spec.a does not name'],
    ],
    [
      'fields of a map',
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string', pattern: 'x' } },
      ['refused: spec.a.* must match x'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(between(before, after)).toEqual(expected);
    expect(between(after, after)).toEqual([]);
  });

  test('what is required, unless it has a default, and what is gone, unless all is kept', () => {
    const a = { a: { type: 'string' } };
    expect(texts(schema(a), schema(a, { required: ['a'] }))).toEqual(['refused: spec.a is required']);
    expect(texts(schema(a), schema({ a: { type: 'string', default: 'x' } }, { required: ['a'] }))).toEqual(
      [],
    );
    expect(texts(schema(a), schema({}))).toEqual(['pruned: spec.a']);
    expect(texts(schema(a), schema({}, { 'x-kubernetes-preserve-unknown-fields': true }))).toEqual([]);
    expect(texts({ ...schema(a), properties: { ...schema(a).properties, metadata: {} } }, schema(a))).toEqual(
      [],
    );
  });

  test('which objects it hits', () => {
    const [required] = schemaBreaks(schema({}) as Json, schema({}, { required: ['a'] }) as Json);
    expect([{ spec: {} }, { spec: { a: 1 } }, {}].map(each => required && isHit(required, each))).toEqual([
      true,
      false,
      false,
    ]);
    const items = (items: unknown) => schema({ l: { type: 'array', items } }) as Json;
    const [item] = schemaBreaks(items({ type: 'string' }), items({ type: 'string', enum: ['x'] }));
    expect(
      [{ spec: { l: ['x', 'y'] } }, { spec: { l: ['x'] } }].map(each => item && isHit(item, each)),
    ).toEqual([true, false]);
  });
});

describe('definitions and their objects', () => {
  const version = (name: string, more: Record<string, unknown> = {}) => ({
    name,
    served: true,
    storage: name === 'v1',
    schema: { openAPIV3Schema: schema({ size: { type: 'integer' } }) },
    ...more,
  });
  const definition = (versions: unknown[], spec = {}) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.acme.io' },
    spec: {
      group: 'acme.io',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions,
      ...spec,
    },
  });
  const widget = (name: string, v: string, spec = {}) => ({
    apiVersion: `acme.io/${v}`,
    kind: 'Widget',
    metadata: { name },
    spec,
  });
  const between = (base: readonly unknown[], head: readonly unknown[], id = 'kustomize:crds') =>
    told(inOne(objects(...base), objects(...head), id));
  const stricter = (required: string[]) =>
    version('v1', { schema: { openAPIV3Schema: schema({ size: { type: 'integer' } }, { required }) } });

  test('a version that is no longer served, and one that objects are stored in', () => {
    const old = definition([version('v1'), version('v1beta1')]);
    const fresh = definition([version('v1')]);
    expect(between([old], [fresh])).toEqual([
      'medium stored: CustomResourceDefinition widgets.acme.io no longer serves v1beta1: who still asks for it gets nothing.',
    ]);
    expect(between([old, widget('a', 'v1beta1')], [fresh, widget('a', 'v1beta1')])).toEqual([
      'high stored: CustomResourceDefinition widgets.acme.io no longer serves v1beta1, in which Widget shop/a is written: it cannot be applied.',
    ]);
    expect(between([fresh], [definition([version('v2', { storage: true })])])).toEqual([
      'high stored: CustomResourceDefinition widgets.acme.io drops v1, in which objects are stored: the API server refuses that while status.storedVersions names it.',
      'medium stored: CustomResourceDefinition widgets.acme.io no longer serves v1: who still asks for it gets nothing.',
    ]);
    expect(
      between(
        [old],
        [definition([version('v1', { storage: false }), version('v1beta1', { storage: true })])],
      ),
    ).toEqual([
      'low stored: CustomResourceDefinition widgets.acme.io stores objects as v1beta1 now (was v1): those that are there stay as they are until they are written again.',
    ]);
  });

  test('a stricter schema, with and without an object that it hits', () => {
    const [old, fresh] = [definition([version('v1')]), definition([stricter(['size'])])];
    expect(between([old, widget('a', 'v1', { size: 1 })], [fresh, widget('a', 'v1', { size: 1 })])).toEqual([
      'medium stored: CustomResourceDefinition widgets.acme.io (v1) takes less than before: spec.size is required. Objects that are otherwise are refused when they are next written.',
    ]);
    expect(between([old, widget('a', 'v1', {})], [fresh, widget('a', 'v1', {})])).toEqual([
      'high stored: CustomResourceDefinition widgets.acme.io (v1) takes less than before: spec.size is required. Objects that are otherwise are refused when they are next written, here Widget shop/a.',
    ]);
    const without = definition([version('v1', { schema: { openAPIV3Schema: schema({}) } })]);
    expect(between([old, widget('a', 'v1', { size: 1 })], [without, widget('a', 'v1', { size: 1 })])).toEqual(
      [
        'high stored: CustomResourceDefinition widgets.acme.io (v1) no longer has spec.size: that is dropped from objects when they are next written, here from Widget shop/a.',
      ],
    );
  });

  test('only bounds are stricter, in several definitions', () => {
    const of = (name: string, more: object) => {
      const each = definition([
        version('v1', { schema: { openAPIV3Schema: schema({ a: { type: 'integer', ...more } }) } }),
      ]);
      return { ...each, metadata: { name } };
    };
    const all = (more: object) => [of('as.acme.io', more), of('bs.acme.io', more)];
    expect(between(all({}), all({ minimum: 1 }))).toEqual([
      'low stored: 2 CustomResourceDefinitions (as.acme.io, bs.acme.io) take less than before, by bounds, patterns or rules. Objects that are otherwise are refused when they are next written.',
    ]);
    expect(between(all({}).slice(1), all({ minimum: 1 }).slice(1))).toEqual([
      'low stored: CustomResourceDefinition bs.acme.io (v1) takes less than before: spec.a has minimum 1. Objects that are otherwise are refused when they are next written.',
    ]);
    const hit = widget('x', 'v1', { a: 0 });
    expect(between([...all({}).slice(1), hit], [...all({ minimum: 1 }).slice(1), hit])).toEqual([
      'high stored: CustomResourceDefinition bs.acme.io (v1) takes less than before: spec.a has minimum 1. Objects that are otherwise are refused when they are next written, here Widget shop/x.',
    ]);
  });

  test('in crds/ of a chart', () => {
    const release = (upgrade: unknown) => ({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'web' },
      spec: {
        chart: { spec: { chart: 'charts/web', sourceRef: { kind: 'GitRepository', name: 'a' } } },
        upgrade,
      },
    });
    const side = (spec: object, upgrade?: unknown) => [
      ...rendered({ default: objects(definition([version('v1')], spec)) }).map(each => ({
        ...each,
        origin: { ...each.origin, source: 'charts/web/crds/widgets.yaml' },
      })),
      ...(upgrade === undefined ? [] : rendered({ default: objects(release(upgrade)) }, 'manifests:apps')),
    ];
    const one = { scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets', shortNames: ['w'] } };
    expect(told(report(side({}), side(one)))).toEqual([
      'medium stored: CustomResourceDefinition widgets.acme.io stays as it is: Helm does not touch what is in crds/ when it upgrades. Apply it yourself first.',
    ]);
    expect(told(report(side({}, { crds: 'CreateReplace' }), side(one, { crds: 'CreateReplace' })))).toEqual(
      [],
    );
    expect(told(report(side({}), []))).toEqual([
      'low data: CustomResourceDefinition widgets.acme.io leaves Git and stays in the cluster: Helm never deletes what is in crds/.',
    ]);
  });

  test('conversion, scope, and the end of the definition', () => {
    const both = [
      version('v1'),
      version('v2', { schema: { openAPIV3Schema: schema({ length: { type: 'integer' } }) } }),
    ];
    const webhook = { conversion: { strategy: 'Webhook', webhook: { clientConfig: { url: 'https://x' } } } };
    expect(between([definition(both, webhook)], [definition(both)])).toEqual([
      'high stored: CustomResourceDefinition widgets.acme.io no longer converts between its versions: fields that are called otherwise there are lost.',
    ]);
    expect(between([definition(both)], [definition(both, { scope: 'Cluster' })])).toEqual([
      'high refused: CustomResourceDefinition widgets.acme.io: spec.scope cannot be changed in place. The API server refuses it until the CustomResourceDefinition is deleted and made anew.',
    ]);
    expect(between([definition(both), widget('a', 'v1')], [widget('a', 'v1')])).toEqual([
      'high data: CustomResourceDefinition widgets.acme.io is deleted with every Widget in the cluster, also Widget a, which cannot be applied any more.',
    ]);
  });
});
