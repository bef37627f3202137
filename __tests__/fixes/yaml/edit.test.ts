import { describe, expect, test } from '@jest/globals';
import { editYaml, type ValueEdit } from '../../../src/fixes/index.ts';
import type { FieldPath, Json } from '../../../src/manifest/index.ts';

const set = (path: FieldPath, value: Json): ValueEdit => ({ op: 'set', path, value });
const remove = (...path: FieldPath): ValueEdit => ({ op: 'remove', path });

describe('a value is replaced', () => {
  test.each<[string, string, ValueEdit, string]>([
    ['with the comment behind it', 'a: true # why\nb: 1\n', set(['a'], false), 'a: false # why\nb: 1\n'],
    ['in its quotes', 'a: \'x\'\nb: "y"\n', set(['a'], "it's"), "a: 'it''s'\nb: \"y\"\n"],
    ['text that other readers take for a boolean gets quotes', 'a: x\n', set(['a'], 'no'), 'a: "no"\n'],
    ['the last of two keys, which counts', 'a: 1\na: 2\n', set(['a'], 3), 'a: 1\na: 3\n'],
    ['item by item', 'l:\n- A # one\n- B\nz: 1\n', set(['l'], ['ALL']), 'l:\n- ALL # one\nz: 1\n'],
    ['where nothing is written', 'a:\n  b: # none\nz: 1\n', set(['a', 'b'], 1), 'a:\n  b: 1 # none\nz: 1\n'],
    ['in JSON', '{"a": {"b": true}}', set(['a', 'b'], 'x'), '{"a": {"b": "x"}}'],
    ['with Windows line ends', 'a: 1\r\nb: 2\r\n', set(['a'], 3), 'a: 3\r\nb: 2\r\n'],
    ['written over several lines', 'a: "x\n  y"\nb: 1\n', set(['a'], 1), 'a: 1\nb: 1\n'],
    ['behind a document marker', '--- {a: 1}\n', set(['a'], 2), '--- {a: 2}\n'],
  ])('%s', (_, text, edit, expected) => {
    expect(editYaml(text, [edit])).toBe(expected);
  });
});

describe('a key is added', () => {
  test.each<[string, string, ValueEdit, string]>([
    [
      'at the end of its siblings, before what follows them',
      'spec:\n    a: 1 # one\n    # about b\n    b: 2\n\n# the end\nz: 3\n',
      set(['spec', 'c'], true),
      'spec:\n    a: 1 # one\n    # about b\n    b: 2\n    c: true\n\n# the end\nz: 3\n',
    ],
    [
      'before ports and volumes, behind what is short',
      'c:\n- name: app\n  image: x\n  # what it serves\n  ports:\n  - port: 1\n',
      set(['c', 0, 'securityContext', 'drop'], ['ALL']),
      'c:\n- name: app\n  image: x\n  securityContext:\n    drop:\n    - ALL\n  # what it serves\n  ports:\n  - port: 1\n',
    ],
    [
      'first, when all that is there is containers',
      'spec:\n  # the app\n  containers:\n    - name: app\n',
      set(['spec', 'token'], false),
      'spec:\n  token: false\n  # the app\n  containers:\n    - name: app\n',
    ],
    [
      'in an empty map, whose scaffolding of comments stays',
      'securityContext: {} # none\n  # drop:\n  # - ALL\nz: 1\n',
      set(['securityContext', 'privileged'], false),
      'securityContext: # none\n  privileged: false\n  # drop:\n  # - ALL\nz: 1\n',
    ],
    ['below null', 'a: ~\n', set(['a', 'b', 'c'], [1]), 'a:\n  b:\n    c:\n      - 1\n'],
    ['in brackets', 'a: { b: 1 } # c\n', set(['a', 'c'], { d: 'x' }), 'a: { b: 1, c: {d: x} } # c\n'],
    ['in empty brackets inside brackets', 'a: {b: {}}\n', set(['a', 'b', 'c'], 1), 'a: {b: {c: 1}}\n'],
    [
      'in JSON over several lines',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
      set(['a', 'c'], { d: { e: true } }),
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": {\n\t\t\t\t"e": true\n\t\t\t}\n\t\t}\n\t}\n}\n',
    ],
    ['where the file ends without a line end', 'a: 1', set(['b'], 2), 'a: 1\nb: 2'],
    ['with Windows line ends', 'a:\r\n  b: 1\r\n', set(['a', 'c'], 2), 'a:\r\n  b: 1\r\n  c: 2\r\n'],
    ['that needs quotes', 'a: {}\n', set(['a', '{}'], 1), 'a:\n  "{}": 1\n'],
    [
      'behind a block of text',
      'a:\n  t: |\n    x\n\nz: 1\n',
      set(['a', 'b'], 1),
      'a:\n  t: |\n    x\n  b: 1\n\nz: 1\n',
    ],
    [
      'beside a merge',
      'x: &x {a: 1}\nw:\n  <<: *x\n',
      set(['w', 'b'], 1),
      'x: &x {a: 1}\nw:\n  <<: *x\n  b: 1\n',
    ],
    ['to a list', 'l:\n  - a # one\nz: 1\n', set(['l', 1], 'b'), 'l:\n  - a # one\n  - b\nz: 1\n'],
  ])('%s', (_, text, edit, expected) => {
    expect(editYaml(text, [edit])).toBe(expected);
  });

  test('several below one parent that is not there become one block', () => {
    const edits = [
      set(['securityContext', 'privileged'], false),
      set(['securityContext', 'capabilities', 'drop'], ['ALL']),
      set(['securityContext', 'readOnlyRootFilesystem'], true),
    ];
    expect(editYaml('name: app\n', edits)).toBe(
      'name: app\nsecurityContext:\n  privileged: false\n  capabilities:\n    drop:\n      - ALL\n  readOnlyRootFilesystem: true\n',
    );
  });
});

describe('something is removed', () => {
  test.each<[string, string, ValueEdit, string]>([
    [
      'with its block and the comment beside it',
      'a: 1\nb: # why\n  c: 2\n# about d\nd: 3\n',
      remove('b'),
      'a: 1\n# about d\nd: 3\n',
    ],
    ['an item', 'l:\n  - a\n  # about b\n  - b\n', remove('l', 0), 'l:\n  # about b\n  - b\n'],
    ['an item in brackets', 'l: [a, b, c]\n', remove('l', 1), 'l: [a, c]\n'],
    ['the last item in brackets', 'l: [a, b ]\n', remove('l', 1), 'l: [a ]\n'],
    ['the only item', 'a:\n  l:\n    - a\nz: 1\n', remove('a', 'l', 0), 'a:\n  l: []\nz: 1\n'],
    ['the only key in brackets', 'a: {b: 1} # c\n', remove('a', 'b'), 'a: {} # c\n'],
    ['the first key behind a dash', 'l:\n  - a: 1\n    b: 2\n', remove('l', 0, 'a'), 'l:\n  - b: 2\n'],
    ['from pretty JSON', '{\n  "a": 1,\n  "b": 2\n}\n', remove('b'), '{\n  "a": 1\n}\n'],
    ['at the end of a file without a line end', 'a: 1\nb: 2', remove('b'), 'a: 1'],
  ])('%s', (_, text, edit, expected) => {
    expect(editYaml(text, [edit])).toBe(expected);
  });
});

describe('what would change more than was asked for is refused', () => {
  test.each<[string, string, ValueEdit]>([
    ['a value that an alias stands for', 'a: &x {b: 1}\nc: *x\n', set(['c', 'b'], 2)],
    ['an anchor that others use', 'a: &x {b: 1}\nc: *x\n', set(['a', 'b'], 2)],
    ['a merged key below', 'x: &x {a: {b: 1, c: 2}}\nw:\n  <<: *x\n', set(['w', 'a', 'b'], 3)],
    ['a key written twice, whose earlier value would come back', 'a: 1\na: 2\n', remove('a')],
    ['a scalar in the way', 'a: 1\n', set(['a', 'b'], 2)],
    ['an index that is not there', 'a: [1]\n', set(['a', 5], 2)],
    ['the comment of a block of text', 'a: | # why\n  x\n', set(['a'], 1)],
    ['comments in what becomes a scalar', 'a:\n  # why\n  b: 1\n', set(['a'], 1)],
    ['a tag that would not fit', 'a: !!str x\n', set(['a'], 1)],
    ['line ends of old', 'a: 1\rb: 2\r', set(['a'], 3)],
    ['a text that is no YAML', 'a: [\n', set(['a'], 3)],
    ['the whole document', 'a: 1\n', remove()],
    ['text at the end of which blank lines count', 'a:\n  t: |+\n    x\n\n', set(['a', 'b'], 1)],
  ])('%s', (_, text, edit) => {
    expect(editYaml(text, [edit])).toBeUndefined();
  });

  test('an anchor nobody uses is no obstacle', () => {
    expect(editYaml('a: &x {b: 1}\n', [set(['a', 'b'], 2)])).toBe('a: &x {b: 2}\n');
  });
});
