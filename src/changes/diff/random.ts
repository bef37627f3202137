import { fieldName, type Json, type Manifest, type Varying, valueAt } from '../../manifest/index.ts';
import type { FieldChange } from './types.ts';

/** Named as noise where it differs only in what each rendering makes anew. */
export function withoutVarying(field: FieldChange, base: Manifest, head: Manifest): FieldChange {
  if (base.varying === undefined || head.varying === undefined || field.operation === 'reordered')
    return field;
  return isMadeAnew(base, head, field.field) ? { ...field, noise: 'random' } : field;
}

/** Whether both sides make a field anew at each rendering, and are the same but for that. */
export function isMadeAnew(base: Manifest, head: Manifest, field: string): boolean {
  const [old, fresh] = [varyingAt(base, field), varyingAt(head, field)];
  if (old === undefined || fresh === undefined) return false;
  return steady(base, old) === steady(head, fresh);
}

/** What of an object varies that a field is, or is in. */
function varyingAt(manifest: Manifest, field: string): Varying | undefined {
  const names = namesOf(manifest);
  return manifest.varying?.find((_, index) => {
    const name = names[index] as string;
    return field === name || (field.startsWith(name) && /^(?:[.[]| > )/.test(field.slice(name.length)));
  });
}

const NAMES = new WeakMap<Manifest, readonly string[]>();

/** Of all that varies of an object, worked out once. */
function namesOf(manifest: Manifest): readonly string[] {
  const known = NAMES.get(manifest) ?? (manifest.varying ?? []).map(({ path }) => nameOf(manifest, path));
  NAMES.set(manifest, known);
  return known;
}

/** As a difference calls it: what a Secret says in clear is told as its data. */
function nameOf({ object, resource }: Manifest, path: Varying['path']): string {
  const isClear = resource.kind === 'Secret' && path[0] === 'stringData';
  return fieldName(object, isClear ? ['data', ...path.slice(1)] : path);
}

/** A text with marks for the words that are others in another rendering; only a mark where that cannot be told. */
function steady({ object }: Manifest, { path, other }: Varying): string {
  const value: Json | undefined = valueAt(object, path);
  if (typeof value !== 'string' || typeof other !== 'string') return MARK;
  const [lines, others] = [value.split('\n'), other.split('\n')];
  if (lines.length !== others.length) return MARK;
  return lines.map((line, at) => marked(line, others[at] as string)).join('\n');
}

const MARK = '\0';

function marked(line: string, other: string): string {
  if (line === other) return line;
  const [words, others] = [line.split(BETWEEN), other.split(BETWEEN)];
  const isAlike =
    words.length === others.length && words.every((word, at) => at % 2 === 0 || word === others[at]);
  return isAlike ? words.map((word, at) => (word === others[at] ? word : MARK)).join('') : MARK;
}

/** What stands between words; kept by `split`, at odd places. */
const BETWEEN = /([^A-Za-z0-9]+)/;
