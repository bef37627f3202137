import type {
  Alike,
  ChangeReport,
  Consequence,
  ResourceDelta,
  Restart,
  ShownField,
  Story,
} from '../changes/index.ts';
import type { Location } from '../findings.ts';
import { plural } from '../plural.ts';
import { stringify } from './json.ts';

/** Words about changes that several forms share: raw text, each form escapes it for its place. */

/** Whether the change changes nothing that is deployed. */
export function isNothing({ stories }: ChangeReport): boolean {
  return stories.length === 0;
}

/** Whether nobody has to know: nothing but noise, and nothing that follows from it. */
export function isQuiet({ stories, restarts, consequences }: ChangeReport): boolean {
  return stories.every(({ kind }) => kind === 'noise') && restarts.length === 0 && consequences.length === 0;
}

/** Consequences that cannot be taken back. */
export function graveConsequences({ consequences }: ChangeReport): number {
  return consequences.filter(({ risk }) => risk === 'high').length;
}

/** `2 resources added, 14 changed; only labels, checksums or generated names in 10 more`. */
export function changedCounts({ counts }: ChangeReport): string {
  const { added, removed, changed, noise } = counts;
  const [first, ...rest] = (
    [
      [added, 'added'],
      [removed, 'removed'],
      [changed, 'changed'],
    ] as const
  ).filter(([count]) => count > 0);
  if (first === undefined)
    return `only labels, checksums or generated names, in ${plural(noise, 'resource')}`;
  const said = [
    `${plural(first[0], 'resource')} ${first[1]}`,
    ...rest.map(([count, word]) => `${count} ${word}`),
  ].join(', ');
  return noise > 0 ? `${said}; only labels, checksums or generated names in ${noise} more` : said;
}

const HOW: Readonly<Record<Restart['how'], string>> = {
  rolling: '',
  recreate: ' All stop before the first new one starts.',
  manual: ' Each follows when somebody deletes it (OnDelete).',
};

/** `Restarts: Deployment shop/web in dev, prod, 6 pods (image, env).` */
export function restartText({ title, where, pods, perNode, how, because }: Restart): string {
  const count = [
    pods > 0 ? plural(pods, 'pod') : '',
    perNode > 0 ? (perNode > 1 ? `one pod per node of each DaemonSet` : 'one pod per node') : '',
  ].filter(part => part !== '');
  return `Restarts: ${title}${where === '' ? '' : ` ${where}`}, ${count.join(' and ')} (${because.join(', ')}).${HOW[how]}`;
}

export function consequenceText({ text, where }: Consequence): string {
  return where === '' ? text : `${text.replace(/\.$/, '')} (${where}).`;
}

/** `Resources in dev: +500m CPU at 4 pods (was 2).` */
export function deltaText({ text, where }: ResourceDelta): string {
  return `Resources${where === '' ? '' : ` ${where}`}: ${text}`;
}

/** `does not follow: prod`; after `limit` names the rest is counted. */
export function behindText({ behind }: Pick<Story, 'behind'>, limit: number): string {
  const more = behind.length - limit;
  return `does not follow: ${behind.slice(0, limit).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `and 10 more alike: cart, checkout, currency, email and 6 more`; empty where there are no others. */
export function alikeText(
  { others, names }: Pick<Alike<unknown>, 'others' | 'names'>,
  limit: number,
): string {
  if (others.length === 0) return '';
  const left = names.length - limit;
  const named = `${names.slice(0, limit).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
  return `and ${others.length} more alike: ${named}`;
}

/** A consequence, and whom else it is true of. */
export function alikeConsequenceText(alike: Alike<Consequence>, limit: number): string {
  const { first, names } = alike;
  const left = names.length - limit;
  const text = consequenceText(first);
  if (names.length === 0) return text;
  return `${text} The same for ${names.slice(0, limit).join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
}

/** Text with arrows as people write them, for places that are no terminal. */
export function arrowed(text: string): string {
  return text.replaceAll(' -> ', ' → ');
}

/** Fields that are told where there is little room: what came or went as a whole is told by its name. */
export function toldFields({ fields }: Story): readonly ShownField[] {
  return fields.filter(({ resource }) => resource === undefined);
}

/** The source lines of a story, each once: one that the change edited is a line of both sides. */
export function placesOf({ locations }: Pick<Story, 'locations'>): readonly Location[] {
  const seen = new Set<string>();
  return locations.filter(({ file, line = 0 }) => {
    const key = `${file}:${line}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

const POD = /^spec\.(?:jobTemplate\.spec\.)?template\.spec\.(?=.)/;

/**
 * The field as short as it is clear, and what became of it where the values alone do not tell: fields of pods without the
 * way to their spec, items by their bare names.
 */
export function fieldLead({ field, resource, operation }: ShownField): string {
  if (resource !== undefined) return `${operation} ${resource}`;
  const name = field === '' ? 'the object' : field.replace(POD, '').replace(/\[name=([^\],"]+)\]/g, '[$1]');
  if (operation === 'reordered') return `${name}, order`;
  return operation === 'changed' ? name : `${operation} ${name}`;
}

/** A field's values: in one line where both are short plain values, and as lines of a diff. */
export function valueLines({ operation, before, after, lines }: ShownField): {
  value?: string;
  lines: readonly string[];
} {
  if (lines !== undefined) return { lines };
  const [old, fresh] = [before, after].map(each => (each === undefined ? undefined : written(each)));
  const all = [...prefixed('-', old), ...prefixed('+', fresh)];
  const isShort = [old, fresh].every(text => text === undefined || !text.includes('\n'));
  if (!isShort) return { lines: all };
  const value = operation === 'added' ? fresh : operation === 'removed' ? old : `${old} -> ${fresh}`;
  return { ...(value === undefined ? {} : { value }), lines: all };
}

function prefixed(sign: string, text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').map(line => `${sign}${line}`);
}

/** A value as people write it: text as it is unless it could be taken for something else. */
function written(value: unknown): string {
  if (Array.isArray(value) && value.every(each => typeof each !== 'object'))
    return `[${value.map(scalar).join(', ')}]`;
  if (value === null || typeof value !== 'object') return scalar(value);
  const lines = yamlish(value, '');
  return lines.length === 1 && !Array.isArray(value) && Object.keys(value).length === 1
    ? `{${lines[0]}}`
    : lines.join('\n');
}

/** Objects in the manner of YAML, for reading. */
function yamlish(value: unknown, indent: string): string[] {
  if (value === null || typeof value !== 'object') return [`${indent}${scalar(value)}`];
  const entries = Array.isArray(value) ? value.map(each => ['-', each] as const) : Object.entries(value);
  if (entries.length === 0) return [`${indent}${Array.isArray(value) ? '[]' : '{}'}`];
  return entries.flatMap(([key, each]) => {
    const lead = key === '-' && Array.isArray(value) ? '-' : `${key}:`;
    const isPlain = each === null || typeof each !== 'object' || Object.keys(each).length === 0;
    if (isPlain) return [`${indent}${lead} ${yamlish(each, '').join('')}`];
    const below = yamlish(each, `${indent}  `);
    if (lead !== '-') return [`${indent}${lead}`, ...below];
    const [first = '', ...rest] = below;
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return stringify(value);
  return /^(?:|true|false|null|-?[\d.]+|\s.*|.*[\s:])$/s.test(value) ? JSON.stringify(value) : value;
}
