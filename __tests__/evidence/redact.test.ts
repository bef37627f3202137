import { describe, expect, test } from '@jest/globals';
import { redactSecrets } from '../../src/evidence/index.ts';
import { parseYaml } from '../../src/manifest/index.ts';

const HIDDEN = 'hunter2-swordfish';

const cases: [string, string][] = [
  [
    'data',
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${HIDDEN}\n  user: ${HIDDEN}2\n`,
  ],
  [
    'stringData with a block scalar',
    `kind: Secret\nstringData:\n  file: |\n    first ${HIDDEN}\n    second ${HIDDEN}\ntype: Opaque\n`,
  ],
  ['a flow mapping', `{kind: Secret, data: {a: ${HIDDEN}, "b": "${HIDDEN}"}}\n`],
  [
    'a List',
    `kind: List\nitems:\n- kind: Secret\n  data:\n    a: ${HIDDEN}\n- kind: ConfigMap\n  data: {b: open}\n`,
  ],
  ['a typed list without kinds', `kind: SecretList\nitems:\n- data:\n    a: ${HIDDEN}\n`],
  ['an escaped kind', `kind: "\\x53ecret"\ndata:\n  a: ${HIDDEN}\n`],
  ['an anchor elsewhere', `kind: Secret\nmetadata:\n  name: &a ${HIDDEN}\ndata:\n  a: *a\n`],
  ['a merge', `kind: Secret\nx: &m\n  a: ${HIDDEN}\ndata:\n  <<: *m\n`],
  [
    'what kubectl apply left',
    `kind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"${HIDDEN}"}}'\n`,
  ],
  ['data that is no mapping', `kind: Secret\ndata: ${HIDDEN}\n`],
  ['JSON', `{"kind":"Secret","data":{"a":"${HIDDEN}"}}`],
  ['a folded value over lines', `kind: Secret\nstringData:\n  a: >-\n    ${HIDDEN}\n    more\n`],
  ['a generator', `secretGenerator:\n- name: s\n  literals:\n  - password=${HIDDEN}\n`],
  ['broken YAML', `kind: Secret\ndata:\n  a: ${HIDDEN}\n b: [`],
];

describe('values of Secrets', () => {
  test.each(cases)('never survive: %s', (_, text) => {
    expect(redactSecrets(text)).not.toContain('swordfish');
  });

  test('become digests in place; lines stay where they are', () => {
    const lines = redactSecrets(
      'kind: Secret\ndata:\n  a: x # why\n  b: |\n    one\n    two\ntype: Opaque\n',
    ).split('\n');
    expect(lines[2]).toBe('  a: "sha256:2d711642b726b044" # why');
    expect(lines[3]).toMatch(/^ {2}b: "sha256:[0-9a-f]{16}"$/);
    expect(lines[6]).toBe('type: Opaque');
  });

  test('equal values have equal digests, others have others', () => {
    const at = (text: string) => {
      const parsed = parseYaml(redactSecrets(text));
      return parsed.ok ? (parsed.value as { data: Record<string, string> }).data : {};
    };
    const { a, b, c } = at('kind: Secret\ndata: {a: one, b: one, c: two}\n');
    expect(a).toMatch(/^sha256:[0-9a-f]{16}$/);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('everything else is untouched', () => {
    for (const text of [
      'kind: ConfigMap\ndata: {password: open}\n',
      'kind: SecretStore\nspec: {data: {a: b}}\n',
      'not: [yaml',
    ]) {
      expect(redactSecrets(text)).toBe(text);
    }
  });
});

test('a Secret with integers beyond what a double holds, whose text cannot be cut', () => {
  const text = 'kind: Secret\nextra: 9007199254740993\ndata: {a: c2VjcmV0}\ndata: {a: c2VjcmV0}\n';
  expect(redactSecrets(text)).toMatch(
    /^\{"kind":"Secret","extra":"9007199254740993","data":\{"a":"sha256:[0-9a-f]+"\}\}\n$/,
  );
});
