import type { ImagePart, LocationKind } from '../../findings.ts';
import type { FieldPath, Json, JsonObject } from '../../manifest/index.ts';
import type { InflatedChart } from '../../render/index.ts';

/** A text somebody wrote: one YAML document of a file, a whole data file, or a text inside another document. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** 0-based line of the file (of the enclosing text, with `inside`) on which `text` starts. */
  readonly line: number;
  /** The node whose value the text is: an inline patch in a kustomization. */
  readonly inside?: Mark;
  /** The entry that names the file: which kustomization pulls it in. */
  readonly by?: Mark;
  /** The chart that printed the text, and which of its documents it is. */
  readonly chart?: ChartDocument;
}

export interface ChartDocument {
  readonly chart: InflatedChart;
  readonly index: number;
}

/** Where a node of the simulated build was written. */
export interface Mark {
  readonly kind: LocationKind;
  readonly source: Source;
  readonly path: FieldPath;
  /** 1-based line inside the source instead of a path: files that are not YAML. */
  readonly line?: number;
  /** The whole entry made it (`kind` of what a generator makes): only its first line is shown. */
  readonly entry?: true;
  /** What did it, as in `set by images`. */
  readonly note: string;
  /** Others that contributed to the value. */
  readonly related?: readonly Mark[];
  /** For an image: what set each part of it. */
  readonly parts?: Readonly<Record<ImagePart, Mark>>;
}

export type Scalar = null | boolean | number | bigint | string;

/** A node of a resource while transformers work on it; mutable, as in kustomize itself. */
export interface Node {
  value: Scalar | Node[] | Map<string, Node>;
  mark: Mark;
  /** Of a mapping: what took a member away. */
  gone?: Map<string, Mark>;
  /** Of a mapping: the mapping in a patch of the outermost kustomization that was merged into it. */
  patched?: Mark;
}

/** Remembers what takes a member out of a mapping. */
export function takeOut(node: Node, key: string, by: Mark): void {
  if (!(node.value instanceof Map) || !node.value.delete(key)) return;
  node.gone ??= new Map();
  node.gone.set(key, by);
}

/** Nodes in a tree. */
export function sizeOf(node: Node): number {
  let size = 1;
  for (const [, member] of membersOf(node)) size += sizeOf(member);
  for (const item of itemsOf(node)) size += sizeOf(item);
  return size;
}

/** A construct whose effect is not simulated: what it may have touched has no proven source. */
export class NotUnderstood extends Error {}

/** A tree of nodes from a value read at `mark`. */
export function nodeOf(value: Json, mark: Mark): Node {
  const at = (step: string | number): Mark => ({ ...mark, path: [...mark.path, step] });
  if (Array.isArray(value)) return { value: value.map((item, index) => nodeOf(item, at(index))), mark };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, member]) => [key, nodeOf(member, at(key))] as const);
    return { value: new Map(entries), mark };
  }
  return { value, mark };
}

export function copyOf(node: Node): Node {
  const { value, mark } = node;
  if (Array.isArray(value)) return { value: value.map(copyOf), mark };
  if (value instanceof Map) {
    return { value: new Map([...value].map(([key, member]) => [key, copyOf(member)])), mark };
  }
  return { value, mark };
}

export function jsonOf({ value }: Node): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (!(value instanceof Map)) return value;
  const object: JsonObject = Object.create(null);
  for (const [key, member] of value) object[key] = jsonOf(member);
  return object;
}

export function child(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.value instanceof Map) return node.value.get(String(step));
  return Array.isArray(node?.value) && typeof step === 'number' ? node.value[step] : undefined;
}

export function descend(node: Node | undefined, path: FieldPath): Node | undefined {
  return path.reduce<Node | undefined>(child, node);
}

/** Members of a mapping; none for anything else. */
export function membersOf(node: Node | undefined): [string, Node][] {
  return node?.value instanceof Map ? [...node.value] : [];
}

/** Items of a list; none for anything else. */
export function itemsOf(node: Node | undefined): Node[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** A text; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return typeof node?.value === 'string' ? node.value : undefined;
}

/** A scalar as kustomize compares it: the text it was written as, for all that is not exotic. */
export function scalarOf(node: Node | undefined): string | undefined {
  const value = node?.value;
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

/** Same mark, another way to have come by it. */
export function marked(node: Node, kind: LocationKind, note: string): Mark {
  return { ...node.mark, kind, note };
}

/** The entries through which a file came into the build, innermost first. */
export function pulledInBy(mark: Mark): Mark[] {
  const entries: Mark[] = [];
  for (let at: Mark | undefined = mark; at !== undefined; ) {
    const by: Mark | undefined = at.source.inside === undefined ? at.source.by : at.source.inside;
    if (at.source.inside === undefined && by !== undefined) entries.push(by);
    at = by;
  }
  return entries;
}
