import type { LocationKind } from '../../findings.ts';
import { parseYaml, splitDocuments } from '../../manifest/index.ts';
import type { Tree } from '../../repository/index.ts';
import { type Mark, type Node, NotUnderstood, nodeOf, textOf } from './node.ts';

/** Every document of a YAML file. @throws {NotUnderstood} when it cannot be read the way kustomize reads it. */
export function fileDocuments(tree: Tree, file: string, kind: LocationKind, note: string): Node[] {
  return textDocuments(tree.text(file), { file, inside: undefined }, kind, note);
}

/** Every document of a text that a kustomization holds, such as an inline patch. */
export function inlineDocuments(node: Node, kind: LocationKind, note: string): Node[] {
  return textDocuments(textOf(node) ?? '', { file: node.mark.source.file, inside: node.mark }, kind, note);
}

function textDocuments(
  text: string,
  from: { readonly file: string; readonly inside: Mark | undefined },
  kind: LocationKind,
  note: string,
): Node[] {
  return splitDocuments(text).flatMap(document => {
    const parsed = parseYaml(document.text);
    if (!parsed.ok) throw new NotUnderstood(`${from.file}: ${parsed.error.message}`);
    if (parsed.value === null) return [];
    const inside = from.inside === undefined ? {} : { inside: from.inside };
    const source = { file: from.file, text: document.text, line: document.line, ...inside };
    return [nodeOf(parsed.value, { kind, source, path: [], note })];
  });
}
