import { describe, expect, test } from '@jest/globals';
import { type Graph, GraphBuilder, MAX_EDGES } from '../../src/reports/graph.ts';
import { graphDrawing } from '../../src/reports/html/drawing.ts';

function graph(edges: readonly (readonly [from: string, to: string, label?: string])[]): Graph {
  const builder = new GraphBuilder();
  const node = (name: string) => builder.node({ id: name, lines: [name], shape: 'subject' });
  for (const [from, to, label] of edges)
    builder.edge({ from: node(from), to: node(to), ...(label === undefined ? {} : { label }), fresh: true });
  return builder.build();
}
const nodes = (drawing: string) =>
  [...drawing.matchAll(/<title>([^<]*)<\/title><rect x="(\d+)" y="([\d.]+)"/g)].map(([, name, x, y]) => [
    name,
    Number(x),
    Number(y),
  ]);

describe('a drawing of who reaches whom', () => {
  test('goes from left to right, and puts those together that are connected', () => {
    const { markup } = graphDrawing(
      graph([
        ['a', 'y', 'TCP 80'],
        ['b', 'x'],
        ['a', 'z'],
      ]),
      'Connections',
    );
    expect(nodes(markup)).toEqual([
      ['a', 2, 35],
      ['b', 2, 97],
      ['y', 442, 4],
      ['z', 442, 66],
      ['x', 442, 128],
    ]);
    expect(markup).toContain(
      '<path d="M210,58 C322,58 322,27 434,27"/><polygon points="442,27 434,23 434,31"/>',
    );
    expect(markup).toContain('>TCP 80</text>');
    expect(markup).toContain('role="img" aria-label="Connections: the list says the same in words"');
  });

  test('has a column for those in the middle, and for circles', () => {
    const { markup } = graphDrawing(
      graph([
        ['a', 'b'],
        ['b', 'c'],
      ]),
      'x',
    );
    expect(nodes(markup).map(([name, x]) => [name, x])).toEqual([
      ['a', 2],
      ['b', 352],
      ['c', 702],
    ]);
    const circle = graphDrawing(
      graph([
        ['a', 'b'],
        ['b', 'a'],
      ]),
      'x',
    ).markup;
    expect(nodes(circle).map(([, x]) => x)).toEqual([2, 2]);
    expect(circle).not.toContain('NaN');
  });

  test('keeps names text, cuts long ones, and leaves out what nobody could follow', () => {
    const hostile = graphDrawing(
      graph([['<script>alert(1)</script>', 'Deployment shop/"><img src=x>']]),
      'x',
    ).markup;
    expect(hostile).not.toMatch(/<script|<img/);
    const long = graphDrawing(graph([['n'.repeat(300), 'm']]), 'x').markup;
    expect(long).toContain(`>${'n'.repeat(26)}…</text>`);
    const many = graphDrawing(graph(Array.from({ length: 200 }, (_, i) => [`a${i}`, 'b'])), 'x').markup;
    expect(many.match(/<path /g)).toHaveLength(24);
    expect(many).toContain(`${200 - 24} more connections not drawn.`);
    expect(MAX_EDGES).toBeGreaterThan(24);
    expect(graphDrawing(graph([]), 'x').markup).toBe('');
  });
});
