import type { LocationKind } from '../../findings.ts';
import { parseYaml, splitDocuments } from '../../manifest/index.ts';
import { type Mark, type Node, NotUnderstood, nodeOf, type Source, textOf } from './node.ts';
import type { Scope } from './scope.ts';
import { STEPS_OF_DOCUMENT, type Work } from './work.ts';

/** Every document of a YAML file. @throws {NotUnderstood} when it cannot be read the way kustomize reads it. */
export function fileDocuments(
  { tree, work }: Pick<Scope, 'tree' | 'work'>,
  file: string,
  by: Mark | undefined,
  kind: LocationKind,
  note: string,
): Node[] {
  return textDocuments(work, tree.text(file), { file, ...(by === undefined ? {} : { by }) }, kind, note);
}

/** Every document of a text that a kustomization holds, such as an inline patch. */
export function inlineDocuments(
  { work }: Pick<Scope, 'work'>,
  node: Node,
  kind: LocationKind,
  note: string,
): Node[] {
  const { mark } = node;
  return textDocuments(work, textOf(node) ?? '', { file: mark.source.file, inside: mark }, kind, note);
}

/** Every document of a text that comes from somewhere. */
export function textDocuments(
  work: Work,
  text: string,
  from: Omit<Source, 'text' | 'line'>,
  kind: LocationKind,
  note: string,
): Node[] {
  work.spend(STEPS_OF_DOCUMENT + text.length);
  return splitDocuments(text).flatMap(document => {
    const parsed = parseYaml(document.text);
    if (!parsed.ok) throw new NotUnderstood(`${from.file}: ${parsed.error.message}`);
    if (parsed.value === null) return [];
    const source = { ...from, text: document.text, line: document.line };
    return [nodeOf(parsed.value, { kind, source, path: [], note })];
  });
}
