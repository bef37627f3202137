import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type FieldPath,
  fieldName,
  type Json,
  parseFieldPath,
  resourceLabel,
} from '../../src/manifest/index.ts';

const OBJECT: Json = {
  metadata: { annotations: { 'a.b/c': 'x' } },
  subjects: [
    { kind: 'ServiceAccount', namespace: 'shop', name: 'app' },
    { kind: 'Group', name: 'system:authenticated' },
  ],
  rules: [{ verbs: ['*'] }, { verbs: ['get'] }],
  spec: {
    containers: [
      {
        name: 'app',
        ports: [
          { containerPort: 53, protocol: 'UDP' },
          { containerPort: 53 },
          { containerPort: 80, protocol: 'TCP' },
        ],
        env: [{ name: 'A' }, { name: 'A' }, { name: 'b"c' }],
        volumeMounts: [{ mountPath: '/var/run, [x]', name: 'v' }, { name: 'w' }],
      },
    ],
    volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    unknown: [{ name: 'x' }],
  },
};

const NAMES: [FieldPath, string][] = [
  [[], ''],
  [
    ['spec', 'containers', 0, 'securityContext', 'privileged'],
    'spec.containers[name=app].securityContext.privileged',
  ],
  [['metadata', 'annotations', 'a.b/c'], 'metadata.annotations["a.b/c"]'],
  [['subjects', 0], 'subjects[kind=ServiceAccount,namespace=shop,name=app]'],
  [['subjects', 1, 'name'], 'subjects[kind=Group,name=system:authenticated].name'],
  [['rules', 1, 'verbs', 0], 'rules[1].verbs[0]'],
  [['spec', 'containers', 0, 'ports', 0], 'spec.containers[name=app].ports[containerPort=53,protocol=UDP]'],
  [['spec', 'containers', 0, 'ports', 1], 'spec.containers[name=app].ports[containerPort=53]'],
  [['spec', 'containers', 0, 'ports', 2], 'spec.containers[name=app].ports[containerPort=80]'],
  [['spec', 'containers', 0, 'env', 0, 'value'], 'spec.containers[name=app].env[name=A].value'],
  [['spec', 'containers', 0, 'env', 1, 'value'], 'spec.containers[name=app].env[name=A,#2].value'],
  [['spec', 'containers', 0, 'env', 2], 'spec.containers[name=app].env[name="b\\"c"]'],
  [
    ['spec', 'containers', 0, 'volumeMounts', 0],
    'spec.containers[name=app].volumeMounts[mountPath="/var/run, [x]"]',
  ],
  [['spec', 'containers', 0, 'volumeMounts', 1], 'spec.containers[name=app].volumeMounts[1]'],
  [['spec', 'volumeClaimTemplates', 0], 'spec.volumeClaimTemplates[metadata.name=data]'],
  [['spec', 'unknown', 0], 'spec.unknown[0]'],
  [['spec', 'containers', 5, 'image'], 'spec.containers[5].image'],
  [['spec', ''], 'spec[""]'],
];

test.each(NAMES)('name of %j', (path, name) => {
  expect(fieldName(OBJECT, path)).toBe(name);
});

test.each(NAMES)('%j comes back from its name', (path, name) => {
  expect(parseFieldPath(name, OBJECT)).toEqual(path);
});

test('names stay when items are reordered', () => {
  const swapped = { spec: { containers: [{ name: 'side' }, { name: 'app' }] } };
  const straight = { spec: { containers: [{ name: 'app' }, { name: 'side' }] } };
  expect(fieldName(swapped, ['spec', 'containers', 1, 'image'])).toBe(
    fieldName(straight, ['spec', 'containers', 0, 'image']),
  );
});

describe('parseFieldPath', () => {
  test('absent keys have a path, absent items have none', () => {
    expect(parseFieldPath('spec.a.b', OBJECT)).toEqual(['spec', 'a', 'b']);
    expect(parseFieldPath('spec.containers[name=other].image', OBJECT)).toBeUndefined();
    expect(parseFieldPath('spec[name=x]', OBJECT)).toBeUndefined();
  });

  test.each([
    'spec..a',
    'spec.',
    '.spec',
    'spec[',
    'spec[]',
    'spec[=x]',
    'spec]',
    'spec.containers[name="x]',
    '[#2]',
  ])('not a field name: %s', text => {
    expect(parseFieldPath(text, OBJECT)).toBeUndefined();
  });

  test('every path comes back from its name', () => {
    const scalar = fc.oneof(fc.string({ maxLength: 4 }), fc.integer());
    const item = fc.dictionary(fc.constantFrom('name', 'containerPort', 'protocol', 'image'), scalar, {
      noNullPrototype: true,
    });
    const list = fc.array(item, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.constantFrom('containers', 'ports', 'env', 'other'),
        list,
        fc.string(),
        (field, items, key) => {
          const object: Json = { spec: { [field]: items } };
          items.forEach((_, index) => {
            const path = ['spec', field, index, key];
            expect(parseFieldPath(fieldName(object, path), object)).toEqual(path);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('labels of resources', () => {
  expect(resourceLabel({ kind: 'Deployment', namespace: 'shop', name: 'prod-checkout' })).toBe(
    'Deployment shop/prod-checkout',
  );
  expect(resourceLabel({ kind: 'ClusterRole', namespace: '', name: 'view' })).toBe('ClusterRole view');
  expect(resourceLabel({ kind: 'Job', namespace: 'shop', name: '' })).toBe('Job shop/(no name)');
});
