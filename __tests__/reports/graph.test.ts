import { describe, expect, test } from '@jest/globals';
import { dot, GraphBuilder, MAX_EDGES, mermaid } from '../../src/reports/graph.ts';

function chain(...labels: readonly string[]) {
  const graph = new GraphBuilder();
  labels.forEach((label, index) => {
    graph.node({ id: label, lines: [label], shape: index === 0 ? 'subject' : 'permission' });
    const before = labels[index - 1];
    if (before !== undefined) graph.edge({ from: before, to: label, label });
  });
  return graph.build();
}

const HOSTILE = [
  '"]; click n0 "javascript:alert(1)"',
  '<img src=x onerror=alert(1)>',
  '`**x**`',
  'end\n  n9["x"]\n%%{init: {}}%%',
  'a\\"b\u001b[31m\u202e',
  '--> n1 & |"|',
  '```\n# heading',
];

describe('drawings of permissions', () => {
  test('Mermaid: every label is letters, digits, a few marks and character references', () => {
    const text = mermaid(chain('User jane', ...HOSTILE));
    const lines = text.trimEnd().split('\n');
    for (const line of lines.slice(1, -2)) {
      expect(line).toMatch(
        /^ {2}(n\d+(\(\[|\(|\[)"[\p{L}\p{N} .,_/#;-]*"(\]\)|\)|\])|n\d+ -->\|"[\p{L}\p{N} .,_/#;-]*"\| n\d+)$/u,
      );
    }
    expect(lines.filter(line => /^ {2}n\d+[([]/.test(line))).toHaveLength(HOSTILE.length + 1);
  });

  test('a reference stands for its character', () => {
    expect(mermaid(chain('a"b', 'c#d'))).toContain('n0(["a#34;b"])\n  n1("c#35;d")\n');
  });

  test('Graphviz: quotes and backslashes are escaped, and nothing else acts', () => {
    const text = dot(chain('User "x"', ...HOSTILE));
    expect(text).toContain('n0 [label="User \\"x\\"", shape=oval]');
    for (const line of text.split('\n').filter(each => each.includes('label=')))
      expect(line).toMatch(/^ {2}n\d+( -> n\d+)? \[label="(?:[^"\\\n]|\\["\\])*"(, shape=\w+)?\]$/);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test('what was there does not become new by another path that shares it', () => {
    const graph = new GraphBuilder();
    graph.node({ id: 'a', lines: ['a'], shape: 'binding', fresh: true });
    graph.node({ id: 'a', lines: ['a'], shape: 'binding' });
    graph.edge({ from: 'a', to: 'a', fresh: true });
    graph.edge({ from: 'a', to: 'a' });
    const { nodes, edges } = graph.build();
    expect([nodes[0]?.fresh, edges[0]?.fresh]).toEqual([undefined, undefined]);
  });

  test('stops at a number of edges that can be drawn, and says how many are left', () => {
    const graph = new GraphBuilder();
    for (let i = 0; i < MAX_EDGES + 30; i++) {
      graph.node({ id: `a${i}`, lines: [`a${i}`], shape: 'subject' });
      graph.edge({ from: `a${i}`, to: 'a0' });
    }
    const drawing = graph.build();
    const { nodes, edges, left } = drawing;
    expect(mermaid(drawing)).toContain('\n  %% 30 more edges left out\n');
    expect(dot(drawing)).toMatch(/^\/\/ 30 more edges left out\n/);
    expect([nodes.length, edges.length, left]).toEqual([MAX_EDGES, MAX_EDGES, 30]);
  });
});
