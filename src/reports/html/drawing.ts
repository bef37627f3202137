import { plural } from '../../plural.ts';
import type { Graph, GraphEdge, GraphNode } from '../graph.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Edges drawn; nobody follows more of them, and the text beside the drawing has all. */
const EDGES = 24;
const NODE = { width: 208, height: 46, gap: 16 };
/** From the left of one column to the left of the next, by how many columns there are. */
const STRIDE = [0, 0, 440, 350];
/** Length of an arrow's tip. */
const TIP = 8;
/** Characters that fit into a line of a node, and on an edge. */
const FIT = { line: 27, edge: 20 };

interface Placed {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

/**
 * Who reaches whom, from left to right: those that only reach others, those in the middle, those that are only reached.
 * What is new is drawn through, what is gone is dashed.
 */
export function graphDrawing(graph: Graph, label: string): Markup {
  const edges = graph.edges.slice(0, EDGES);
  if (edges.length === 0) return NOTHING;
  const columns = columnsOf(graph, edges);
  const tallest = Math.max(...columns.map(({ length }) => length));
  const height = tallest * (NODE.height + NODE.gap) - NODE.gap + 8;
  const stride = STRIDE[columns.length] ?? 0;
  const placed = new Map(
    columns.flatMap((nodes, column) => {
      const used = nodes.length * (NODE.height + NODE.gap) - NODE.gap;
      return nodes.map((node, row): [string, Placed] => [
        node.id,
        { node, x: column * stride + 2, y: 4 + (height - 8 - used) / 2 + row * (NODE.height + NODE.gap) },
      ]);
    }),
  );
  const width = (columns.length - 1) * stride + NODE.width + 4 + (columns.length === 1 ? 120 : 0);
  const left = graph.left + graph.edges.length - edges.length;
  return html`<div class="drawing" tabindex="0" role="region" aria-label="${label}"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}: the list says the same in words">
${edges.map(edge => edgeMarkup(edge, placed))}${edges.map(edge => labelMarkup(edge, edges, placed))}
${[...placed.values()].map(nodeMarkup)}
</svg></div>
${left === 0 ? NOTHING : html`<p class="empty">${plural(left, 'more connection')} not drawn.</p>`}`;
}

/** One to three columns of nodes, each in the order of what it is connected with. */
function columnsOf({ nodes }: Graph, edges: readonly GraphEdge[]): GraphNode[][] {
  const from = new Set(edges.map(edge => edge.from));
  const to = new Set(edges.map(edge => edge.to));
  const column = (id: string) => (!to.has(id) ? 0 : !from.has(id) ? 2 : 1);
  const drawn = nodes.filter(({ id }) => from.has(id) || to.has(id));
  const columns = [0, 1, 2].map(wanted => drawn.filter(({ id }) => column(id) === wanted));
  // Each goes where its neighbours to the left are, so that few lines cross.
  const rows = new Map<string, number>();
  return columns
    .filter(each => each.length > 0)
    .map(each => {
      const weight = (id: string) => {
        const near = edges
          .flatMap(edge =>
            edge.to === id ? [rows.get(edge.from)] : edge.from === id ? [rows.get(edge.to)] : [],
          )
          .filter(row => row !== undefined);
        return near.length === 0 ? 0 : near.reduce((sum, row) => sum + row, 0) / near.length;
      };
      const sorted = each.map(node => ({ node, at: weight(node.id) })).sort((a, b) => a.at - b.at);
      sorted.forEach(({ node }, row) => {
        rows.set(node.id, row);
      });
      return sorted.map(({ node }) => node);
    });
}

function nodeMarkup({ node, x, y }: Placed): Markup {
  const [first, second] = twoLines(node.lines.join(' '));
  const look = `${node.shape === 'effect' ? 'far' : node.shape}${node.fresh === true ? ' fresh' : ''}`;
  const middle = x + NODE.width / 2;
  return html`<g class="${look}"><title>${node.lines.join(' ')}</title><rect x="${x}" y="${round(y)}" width="${NODE.width}" height="${NODE.height}" rx="${node.shape === 'subject' ? 6 : 18}"/>${
    second === undefined
      ? html`<text x="${middle}" y="${round(y + NODE.height / 2 + 4)}">${first}</text>`
      : html`<text class="kind" x="${middle}" y="${round(y + 18)}">${first}</text><text x="${middle}" y="${round(y + 34)}">${second}</text>`
  }</g>
`;
}

interface Curve {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** How far the line runs straight out before it turns. */
  readonly bend: number;
  /** Within a column, or to the left: the line leaves and comes back on the right. */
  readonly back: boolean;
}

function curveOf({ from, to }: GraphEdge, placed: ReadonlyMap<string, Placed>): Curve | undefined {
  const a = placed.get(from);
  const b = placed.get(to);
  if (a === undefined || b === undefined) return undefined;
  const back = b.x <= a.x;
  const start = a.x + NODE.width;
  const end = back ? b.x + NODE.width + TIP : b.x - TIP;
  return {
    from: [start, a.y + NODE.height / 2],
    to: [end, b.y + NODE.height / 2],
    bend: back ? 56 : (end - start) / 2,
    back,
  };
}

function edgeMarkup(edge: GraphEdge, placed: ReadonlyMap<string, Placed>): Markup {
  const curve = curveOf(edge, placed);
  if (curve === undefined) return NOTHING;
  const { from, to, bend, back } = curve;
  const [x, y] = to;
  const towards = back ? -TIP : TIP;
  return html`<g class="edge${edge.fresh === true ? ' fresh' : ' gone'}"><path d="M${round(from[0])},${round(from[1])} C${round(from[0] + bend)},${round(from[1])} ${round(back ? x + bend : x - bend)},${round(y)} ${round(x)},${round(y)}"/><polygon points="${round(x + towards)},${round(y)} ${round(x)},${round(y - 4)} ${round(x)},${round(y + 4)}"/></g>
`;
}

/** The label on its line, near the end where no other line is: where they meet, labels would lie on each other. */
function labelMarkup(
  edge: GraphEdge,
  edges: readonly GraphEdge[],
  placed: ReadonlyMap<string, Placed>,
): Markup {
  const curve = curveOf(edge, placed);
  if (curve === undefined || edge.label === undefined) return NOTHING;
  const leaving = edges.filter(({ from }) => from === edge.from);
  const coming = edges.filter(({ to }) => to === edge.to);
  const t =
    coming.length === 1
      ? leaving.length === 1
        ? 0.5
        : 0.72
      : leaving.length === 1
        ? 0.28
        : 0.5 + (0.24 * coming.indexOf(edge)) / (coming.length - 1);
  const { from, to, bend, back } = curve;
  // A cubic Bézier curve at t.
  const at = (p0: number, p1: number, p2: number, p3: number) =>
    (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t ** 2 * p2 + t ** 3 * p3;
  const x = at(from[0], from[0] + bend, back ? to[0] + bend : to[0] - bend, to[0]);
  const y = at(from[1], from[1], to[1], to[1]);
  return html`<text class="label" x="${round(x)}" y="${round(y + 4)}">${cut(edge.label, FIT.edge)}</text>
`;
}

/** `Deployment` over `shop/web`; other long names break at a blank. */
function twoLines(name: string): [string, string?] {
  const [, kind, rest] = /^([A-Z]\w+) (\S+)$/.exec(name) ?? [];
  if (kind !== undefined && rest !== undefined) return [kind, cut(rest, FIT.line)];
  if (name.length <= FIT.line) return [name];
  const at = name.lastIndexOf(' ', FIT.line);
  return at <= 0 ? [cut(name, FIT.line)] : [name.slice(0, at), cut(name.slice(at + 1), FIT.line)];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
