import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseYaml, splitDocuments } from '../../src/manifest/index.ts';

describe('splitDocuments', () => {
  test.each<[string, string, [string, number][]]>([
    ['nothing', '', []],
    ['one document', 'a: 1\n', [['a: 1\n', 0]]],
    [
      'several',
      '---\na: 1\n---\nb: 2\n---\n',
      [
        ['a: 1\n', 1],
        ['b: 2\n', 3],
      ],
    ],
    [
      'no line end at the end',
      'a: 1\n---\nb: 2',
      [
        ['a: 1\n', 0],
        ['b: 2', 2],
      ],
    ],
    ['blank and comment-only documents', '# x\n---\n\n  # y\n---\na: 1\n---\n# z', [['a: 1\n', 5]]],
    ['a comment before its document stays', '---\n# x\na: 1\n', [['# x\na: 1\n', 1]]],
    [
      'windows line ends',
      'a: 1\r\n---\r\nb: 2\r\n',
      [
        ['a: 1\r\n', 0],
        ['b: 2\r\n', 2],
      ],
    ],
    ['a byte order mark', '\uFEFFa: 1\n', [['a: 1\n', 0]]],
    [
      'separators with white space or a comment',
      'a: 1\n---  \nb: 2\n--- # third\nc: 3\n',
      [
        ['a: 1\n', 0],
        ['b: 2\n', 2],
        ['c: 3\n', 4],
      ],
    ],
    [
      'content on the separator',
      'a: 1\n--- {b: 2}\n---\nc: 3\n',
      [
        ['a: 1\n', 0],
        ['--- {b: 2}\n', 1],
        ['c: 3\n', 3],
      ],
    ],
    [
      'a directive stays with its document',
      '%YAML 1.1\n---\na: 1\n---\nb: 2\n',
      [
        ['%YAML 1.1\n---\na: 1\n', 0],
        ['b: 2\n', 4],
      ],
    ],
    [
      'a percent sign later hides no neighbour',
      'a: 1\n---\n%b\n---\nc: 3\n',
      [
        ['a: 1\n', 0],
        ['%b\n', 2],
        ['c: 3\n', 4],
      ],
    ],
    ['an end marker alone', '...\n---\na: 1\n...\n', [['a: 1\n...\n', 2]]],
    ['indented dashes', 'a: |\n  ---\n  x\n', [['a: |\n  ---\n  x\n', 0]]],
    ['four dashes', 'a: 1\n----\n', [['a: 1\n----\n', 0]]],
  ])('%s', (_, text, expected) => {
    expect(splitDocuments(text).map(({ text: part, line }) => [part, line])).toEqual(expected);
  });

  test('one broken document does not hide its neighbours', () => {
    const parts = splitDocuments('a: 1\n---\nb: [\n---\nc: "\n---\nd: 4\n').map(({ text }) =>
      parseYaml(text),
    );
    expect(parts.map(part => (part.ok ? part.value : part.error.line))).toEqual([{ a: 1 }, 2, 2, { d: 4 }]);
  });

  test('never loses a document, and lines are right', () => {
    const document = fc
      .dictionary(
        fc.stringMatching(/^[a-z]{1,5}$/),
        fc.oneof(fc.integer(), fc.string(), fc.constant('---')),
        {
          minKeys: 1,
          maxKeys: 4,
        },
      )
      .map(value => Object.entries(value).map(([key, member]) => `${key}: ${JSON.stringify(member)}`));
    const separator = fc.constantFrom(
      '---',
      '--- ',
      '---\t',
      '--- # note',
      '---\n# only a comment\n---',
      '---\r',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(separator, document), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (pieces, leading) => {
          const lines: string[] = [];
          const starts: number[] = [];
          pieces.forEach(([mark, body], index) => {
            if (index > 0 || leading) lines.push(...mark.split('\n'));
            starts.push(lines.length);
            lines.push(...body);
          });
          const parts = splitDocuments(`${lines.join('\n')}\n`);
          expect(parts.map(({ line }) => line)).toEqual(starts);
          expect(parts.map(({ text }) => text)).toEqual(pieces.map(([, body]) => `${body.join('\n')}\n`));
        },
      ),
      { numRuns: 300 },
    );
  });
});
