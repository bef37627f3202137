import type { Location } from '../findings.ts';
import { type FieldPath, lineStarts, splitDocuments, type YamlNode, yamlNodes } from '../manifest/index.ts';
import { blockText, type DocumentPlace } from './changes.ts';

/** A node of a YAML file. */
export interface NodePlace {
  readonly place: DocumentPlace;
  readonly path: FieldPath;
}

/**
 * The node that a location points at: a scalar by its value, a collection by its key, a list item by its first key.
 *
 * @param text the file, without a byte order mark
 * @param last the field's last step that exists; it tells a list item from the first key in it
 * @returns undefined when nothing begins at that place
 */
export function placeOf(
  text: string,
  location: Location,
  last: string | number | undefined,
): NodePlace | undefined {
  const { file, line, column } = location;
  if (line === undefined) return undefined;
  const documents = splitDocuments(text);
  const document = documents.findLastIndex(each => each.line < line);
  const body = documents[document];
  if (body === undefined) return undefined;
  const found = findNode(body.text, line - body.line, column ?? 1, last);
  if (found === undefined) return undefined;
  if (found.inner === undefined) return { place: { file, document }, path: found.path };
  const { document: inner, path } = found.inner;
  return { place: { file, document, inside: { path: found.path, document: inner } }, path };
}

interface Found {
  readonly path: FieldPath;
  /** The place is in the text that the node at `path` holds. */
  readonly inner?: { readonly document: number; readonly path: FieldPath };
}

function findNode(
  text: string,
  line: number,
  column: number,
  last: string | number | undefined,
): Found | undefined {
  const root = yamlNodes(text);
  const start = lineStarts(text)[line - 1];
  if (root === undefined || start === undefined) return undefined;
  const offset = start + column - 1;
  const paths: FieldPath[] = [];
  let block: FieldPath | undefined;
  visit(root, [], (node, path, key) => {
    if (node.start === offset || key?.start === offset) paths.push(path);
    else if (node.style === 'literal' && node.start < offset && offset < node.end) block = path;
  });
  if (block !== undefined && paths.length === 0) {
    const inner = inBlock(text, block, line, column, last);
    return inner && { path: block, inner };
  }
  const path =
    typeof last === 'number'
      ? (paths.find(each => typeof each.at(-1) === 'number') ?? paths.at(-1))
      : (paths.findLast(each => each.at(-1) === last) ??
        paths.findLast(each => typeof each.at(-1) === 'string'));
  return path && { path };
}

function inBlock(
  text: string,
  path: FieldPath,
  line: number,
  column: number,
  last: string | number | undefined,
): Found['inner'] {
  const block = blockText(text, path);
  if (block === undefined) return undefined;
  const at = line - block.line;
  const documents = splitDocuments(block.text);
  const document = documents.findLastIndex(each => each.line < at);
  const body = documents[document];
  if (body === undefined) return undefined;
  const found = findNode(body.text, at - body.line, column - block.indent.length, last);
  return found && found.inner === undefined ? { document, path: found.path } : undefined;
}

function visit(
  node: YamlNode,
  path: FieldPath,
  see: (node: YamlNode, path: FieldPath, key?: YamlNode) => void,
  key?: YamlNode,
): void {
  see(node, path, key);
  for (const entry of node.entries) {
    if (entry.name !== undefined) visit(entry.value, [...path, entry.name], see, entry.key);
  }
  for (const [index, item] of node.items.entries()) visit(item, [...path, index], see);
}
