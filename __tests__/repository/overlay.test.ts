import { describe, expect, test } from '@jest/globals';
import { memoryTree, withFiles } from '../../src/repository/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a tree with other contents', () => {
  const tree = memoryTree({ 'a/one.yaml': 'one', 'two.yaml': 'two', 'link.yaml': { link: 'a/one.yaml' } });
  const changed = withFiles(tree, new Map([['a/one.yaml', bytes('changed')]]));

  test('shows them, through links too, and the rest as it was', () => {
    expect(['a/one.yaml', 'link.yaml', 'two.yaml'].map(path => changed.text(path))).toEqual([
      'changed',
      'changed',
      'two',
    ]);
    expect(changed.digest('link.yaml')).toBe(memoryTree({ x: 'changed' }).digest('x'));
    expect(changed.digest('two.yaml')).toBe(tree.digest('two.yaml'));
    expect(changed.entries().map(e => `${e.path} ${e.size}`)).toEqual([
      'a/one.yaml 7',
      'link.yaml 10',
      'two.yaml 3',
    ]);
    expect(changed.filesBelow('a')).toEqual(['a/one.yaml']);
    expect(tree.text('a/one.yaml')).toBe('one');
  });

  test('can be changed again', () => {
    const again = withFiles(
      changed,
      new Map([
        ['two.yaml', bytes('2')],
        ['a/one.yaml', bytes('1')],
      ]),
    );
    expect([again.text('link.yaml'), again.text('two.yaml')]).toEqual(['1', '2']);
  });

  test('does not make files that are not there', () => {
    expect(() => withFiles(tree, new Map([['three.yaml', bytes('')]]))).toThrow('three.yaml does not exist');
  });
});
