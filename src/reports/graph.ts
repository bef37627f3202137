import { plural } from '../plural.ts';
import { plain } from './escape.ts';

/** A drawing of who reaches what through what. Labels are plain text: each notation escapes them for itself. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Edges that are not drawn. */
  readonly left: number;
}

export interface GraphNode {
  /** Unique; any text. */
  readonly id: string;
  /** One or more lines. */
  readonly lines: readonly string[];
  readonly shape: 'subject' | 'binding' | 'role' | 'permission' | 'effect';
  /** Came with the change. */
  readonly fresh?: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly fresh?: boolean;
}

/** Edges drawn before a notation gives up: GitHub's Mermaid stops at 500, and nobody reads half of that. */
export const MAX_EDGES = 120;
/** Characters of one line of a label. */
const MAX_LABEL = 80;

/** Collects nodes and edges, each once, in the order they are added. */
export class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  node(node: GraphNode): string {
    const known = this.#nodes.get(node.id);
    if (known === undefined) this.#nodes.set(node.id, node);
    // What somebody holds already does not become new because something else about it is.
    else if (known.fresh === true && node.fresh !== true) this.#nodes.set(node.id, node);
    return node.id;
  }

  edge(edge: GraphEdge): void {
    const id = JSON.stringify([edge.from, edge.to, edge.label ?? '']);
    const known = this.#edges.get(id);
    if (known === undefined || (known.fresh === true && edge.fresh !== true)) this.#edges.set(id, edge);
  }

  /** The first {@link MAX_EDGES} edges with their nodes. */
  build(): Graph {
    const edges = [...this.#edges.values()].slice(0, MAX_EDGES);
    const drawn = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const left = this.#edges.size - edges.length;
    const nodes = [...this.#nodes.values()].filter(({ id }) => left === 0 || drawn.has(id));
    return { nodes, edges, left };
  }
}

const SHAPES = {
  subject: ['([', '])'],
  binding: ['[', ']'],
  role: ['[', ']'],
  permission: ['(', ')'],
  effect: ['{{', '}}'],
} as const;

/**
 * Mermaid flowchart, as GitHub draws it (https://mermaid.js.org/syntax/flowchart.html). In labels everything but
 * letters, digits and a few marks is a character reference, so that nothing of a name is syntax, markup or a link.
 */
export function mermaid(graph: Graph): string {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = ['flowchart LR'];
  if (graph.left > 0) lines.push(`  %% ${plural(graph.left, 'more edge')} left out`);
  for (const { id, lines: text, shape } of graph.nodes) {
    const [open, close] = SHAPES[shape];
    lines.push(`  ${ids.get(id)}${open}"${text.map(reference).join('<br>')}"${close}`);
  }
  for (const { from, to, label, fresh } of graph.edges) {
    const arrow = fresh === true ? '==>' : '-->';
    lines.push(
      `  ${ids.get(from)} ${arrow}${label === undefined ? '' : `|"${reference(label)}"|`} ${ids.get(to)}`,
    );
  }
  const classes = [
    ['fresh', graph.nodes.filter(node => node.fresh === true && node.shape !== 'effect')],
    ['effect', graph.nodes.filter(({ shape }) => shape === 'effect')],
  ] as const;
  for (const [name, nodes] of classes) {
    if (nodes.length > 0) lines.push(`  class ${nodes.map(({ id }) => ids.get(id)).join(',')} ${name}`);
  }
  // Readable on light and dark grounds: only borders have a colour of their own.
  lines.push('  classDef fresh stroke:#d1453b,stroke-width:2px');
  lines.push('  classDef effect stroke:#d1453b,stroke-width:2px,stroke-dasharray:4');
  return `${lines.join('\n')}\n`;
}

/** Mermaid's own form of a character reference: `#35;`. */
function reference(text: string): string {
  return clipped(text).replace(/[^\p{L}\p{N} .,_/-]/gu, character => `#${character.codePointAt(0)};`);
}

const DOT_SHAPES = {
  subject: 'oval',
  binding: 'box',
  role: 'folder',
  permission: 'note',
  effect: 'octagon',
} as const;

/** Graphviz (https://graphviz.org/doc/info/lang.html): a quoted string obeys `"` and `\` alone. */
export function dot(graph: Graph): string {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const text = (lines: readonly string[]) =>
    `"${lines.map(line => clipped(line).replace(/["\\]/g, '\\$&')).join('\\n')}"`;
  const lines = [
    ...(graph.left > 0 ? [`// ${plural(graph.left, 'more edge')} left out`] : []),
    'digraph permissions {',
    '  rankdir=LR',
    '  node [fontname="sans-serif"]',
    '  edge [fontname="sans-serif"]',
  ];
  for (const { id, lines: label, shape, fresh } of graph.nodes) {
    const look = fresh === true || shape === 'effect' ? ', color="#d1453b", penwidth=2' : '';
    lines.push(`  ${ids.get(id)} [label=${text(label)}, shape=${DOT_SHAPES[shape]}${look}]`);
  }
  for (const { from, to, label, fresh } of graph.edges) {
    const looks = [
      label === undefined ? '' : `label=${text([label])}`,
      fresh === true ? 'color="#d1453b", penwidth=2' : '',
    ].filter(look => look !== '');
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)}${looks.length === 0 ? '' : ` [${looks.join(', ')}]`}`);
  }
  return `${lines.join('\n')}\n}\n`;
}

function clipped(text: string): string {
  const clean = plain(text);
  return [...clean].length <= MAX_LABEL ? clean : `${[...clean].slice(0, MAX_LABEL - 1).join('')}…`;
}
