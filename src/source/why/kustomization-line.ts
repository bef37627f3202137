import type { Location } from '../../findings.ts';
import { fieldName, splitDocuments, valueAt } from '../../manifest/index.ts';
import { folderOf } from '../../repository/index.ts';
import { kustomizationFile } from '../../targets/index.ts';
import { type WrittenHere, writtenAt } from '../kustomize/index.ts';
import { outermost } from './effects.ts';
import { isPrefix, lineReader, type NodeAtLine } from './position.ts';
import type {
  Discretion,
  Effect,
  ExplainOptions,
  LineAnswer,
  LineQuestion,
  RenderedTarget,
  Step,
} from './types.ts';

export interface KustomizationLine {
  readonly what: 'kustomization' | 'manifest';
  readonly subject: string;
  readonly answer: LineAnswer;
  /** When the line asked for holds nothing: the one that is explained. */
  readonly line?: number;
}

/**
 * Which rendered fields a line of a kustomization, a patch or a base decides; where another line has the last word,
 * which one. The build is followed with an eye on what that line wrote.
 * @returns undefined when the file has no part in the kustomization, or the line holds nothing
 */
export async function explainKustomizationLine(
  { rendering, manifests }: RenderedTarget,
  { file, line, column }: LineQuestion,
  { engine, render, discretion }: ExplainOptions,
): Promise<KustomizationLine | undefined> {
  const { tree, target, environment } = rendering;
  if (!tree.has(file) || !target.inputs.includes(file)) return undefined;
  const document = splitDocuments(tree.text(file)).findLast(each => each.line < line);
  if (document === undefined) return undefined;
  const node =
    lineReader(document.text)(line - document.line, column) ??
    plainLineAt(document.text, line - document.line);
  if (node === undefined) return undefined;
  const at = node.line + document.line;
  const isKustomization = kustomizationFile(tree, folderOf(file)) === file;
  const base = { renderings: [{ target: target.id, environment: environment.name }], by: [], effects: [] };
  const answered = (
    answer: Pick<LineAnswer, 'outcome' | 'notes'> & Partial<LineAnswer>,
  ): KustomizationLine => ({
    what: isKustomization ? 'kustomization' : 'manifest',
    subject: fieldName(null, node.path) || 'the document',
    answer: { ...base, ...answer },
    ...(at === line ? {} : { line: at }),
  });
  const written = (from: number, to: number) =>
    writtenAt(engine, rendering, render, manifests, ({ file: there, line: start = 0, endLine = start }) => {
      return there === file && start <= to && endLine >= from;
    });
  const exact = await written(at, at);
  if (exact === undefined) return answered({ outcome: 'unclear', notes: [UNKNOWN] });
  if (exact.fields.length > 0) return answered(said(exact.fields, 'It', discretion, target.id));
  if (isKustomization) {
    const entry = entryAround(node, document.text);
    const inside = await written(entry.from + document.line, entry.to + document.line);
    if (inside !== undefined && inside.fields.length > 0)
      return answered(said(inside.fields, 'The entry it belongs to', discretion, target.id));
  }
  return answered(
    exact.unsure > 0
      ? { outcome: 'unclear', notes: [UNKNOWN] }
      : { outcome: 'nothing', notes: ['No rendered field follows it.'] },
  );
}

const UNKNOWN = 'What follows it is not known: something in this build is not followed.';

/** Lines of a data file of a generator, which is no YAML. */
function plainLineAt(text: string, line: number): NodeAtLine | undefined {
  const written = text.split('\n')[line - 1];
  return written === undefined || written.trim() === '' ? undefined : { path: [], value: written, line };
}

function said(
  written: readonly WrittenHere[],
  who: string,
  discretion: Discretion,
  target: string,
): Pick<LineAnswer, 'outcome' | 'notes' | 'effects' | 'by'> {
  const fields = telling(written);
  const decided = fields.filter(({ by }) => by === undefined);
  const overridden = fields.filter(({ by }) => by !== undefined);
  const by = overriding(overridden, discretion, target);
  if (decided.length === 0) {
    return {
      outcome: 'overridden',
      effects: effectsOf(overridden, discretion),
      by,
      notes: ['Overridden by'],
    };
  }
  const through = decided.every(({ how }) => how === 'through');
  const part = decided.every(({ how }) => how === 'part');
  const verb = through ? 'brings in:' : part ? 'has a part in:' : 'decides:';
  const rest = by.length === 0 || through ? [] : ['What else it sets is overridden elsewhere.'];
  const notes = [...rest, `${who} ${verb}`];
  return { outcome: 'decides', effects: effectsOf(decided, discretion), by: [], notes };
}

/** Without maps and lists of which single fields are known, and without names that only say which item is meant. */
function telling(fields: readonly WrittenHere[]): WrittenHere[] {
  const leaves = fields.filter(({ manifest, path }) => !isCollection(valueAt(manifest.object, path)));
  const known = leaves.length > 0 && fields.every(({ path }) => path.length > 0) ? leaves : fields;
  return known.filter(({ manifest, path }) => {
    if (path.at(-1) !== 'name' || typeof path.at(-2) !== 'number') return true;
    const item = path.slice(0, -1);
    return !known.some(
      other =>
        other.manifest === manifest &&
        other.path.length >= path.length &&
        other.path.at(item.length) !== 'name' &&
        isPrefix(item, other.path),
    );
  });
}

function overriding(fields: readonly WrittenHere[], discretion: Discretion, target: string): Step[] {
  const places = new Map(
    fields.flatMap(({ by }) => (by === undefined ? [] : [[`${by.file}:${by.line}`, by] as const])),
  );
  return [...places.values()].map(({ note, ...place }): Step => {
    const text = discretion.line(place, target);
    const shown: Location & { text?: string } = text === undefined ? place : { ...place, text };
    return { role: 'written', place: shown, decides: true, ...(note === undefined ? {} : { note }) };
  });
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function effectsOf(fields: readonly WrittenHere[], discretion: Discretion): Effect[] {
  const manifests = [...new Set(fields.map(({ manifest }) => manifest))];
  return manifests.flatMap(manifest => {
    const paths = fields.filter(field => field.manifest === manifest).map(({ path }) => path);
    return outermost(paths).map(
      (path): Effect => ({
        resource: manifest.resource,
        field: fieldName(manifest.object, path),
        value: path.length === 0 ? { state: 'set', text: '' } : discretion.rendered(manifest, path),
      }),
    );
  });
}

/** Lines of the list item, or else the field, of a kustomization that a node belongs to. */
function entryAround({ path }: NodeAtLine, text: string): { from: number; to: number } {
  const item = path.findIndex(step => typeof step === 'number');
  const entry = path.slice(0, item >= 0 ? item + 1 : 1);
  const read = lineReader(text);
  const inside = text.split('\n').flatMap((_, index) => {
    const node = read(index + 1);
    const isInside = node?.line === index + 1 && entry.every((step, depth) => node.path[depth] === step);
    return isInside ? [index + 1] : [];
  });
  return { from: inside[0] ?? 0, to: inside.at(-1) ?? 0 };
}
