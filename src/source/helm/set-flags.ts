import { type Json, lineStarts, locator, own, parseYaml, positionAt } from '../../manifest/index.ts';
import type { ChartRequest } from '../../render/index.ts';
import type { Tree } from '../../repository/index.ts';
import type { Environment } from '../../targets/index.ts';
import type { Layer, ValuesPath, Written } from './layers.ts';
import { type SetPath, setPaths } from './set-paths.ts';

/** Where a `--set` flag stands: the file, and where in it the flag's own text begins. */
export interface FlagPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Finds the flag with this text; undefined where it is written in a way that its characters cannot be pointed at. */
export type FlagPlaces = (group: FlagGroup, text: string) => FlagPlace | undefined;

/** Flags of one value each, as they are written: the others say several things, or none that has a line. */
const GROUPS = ['plain', 'string', 'literal'] as const;
type FlagGroup = (typeof GROUPS)[number];

/** The flags of an environment that the configuration states, in the configuration as it is in `tree`. */
export function flagPlaces(tree: Tree, { name, file }: Environment): FlagPlaces {
  if (file === undefined || !tree.has(file)) return () => undefined;
  const text = tree.text(file);
  const parsed = parseYaml(text);
  const targets = parsed.ok ? own(parsed.value, 'targets') : undefined;
  if (!Array.isArray(targets)) return () => undefined;
  const at = locator(text);
  const starts = lineStarts(text);
  return (group, flag) => {
    for (const [target, stated] of targets.entries()) {
      const environments = own(stated, 'environments');
      for (const [index, environment] of (Array.isArray(environments) ? environments : []).entries()) {
        const flags = own(own(environment, 'set'), group);
        if (own(environment, 'name') !== name || !Array.isArray(flags) || !flags.includes(flag)) continue;
        const path = ['targets', target, 'environments', index, 'set', group, flags.indexOf(flag)];
        const span = at(path).value;
        const start = span === undefined ? -1 : text.slice(span.start, span.end).indexOf(flag);
        if (span === undefined || start < 0) return undefined;
        return { file, ...positionAt(starts, span.start + start) };
      }
    }
    return undefined;
  };
}

/** What the flags of a request say at a path: `unclear` when one has a say that is not exactly this value. */
export function writtenByFlag(
  request: ChartRequest,
  path: ValuesPath,
  touching: readonly SetPath[],
  places: FlagPlaces,
): Written | 'unclear' {
  if (touching.length !== 1) return 'unclear';
  for (const group of GROUPS) {
    for (const [index, text] of request.set[group].entries()) {
      const written = readFlag(request, group, index, text, places);
      if (written !== undefined && samePath(written.path, path)) return written.written;
    }
  }
  return 'unclear';
}

function readFlag(
  request: ChartRequest,
  group: FlagGroup,
  index: number,
  text: string,
  places: FlagPlaces,
): { path: SetPath; written: Written } | undefined {
  const equals = text.indexOf('=');
  // Lists, escapes and several values in one flag: what they write is Helm's to say.
  if (equals < 0 || /[\\{}\n]/.test(text) || (group !== 'literal' && text.includes(','))) return undefined;
  const [path] = setPaths({ json: [], plain: [text], string: [], file: [], literal: [] });
  const value = group === 'plain' ? typed(text.slice(equals + 1)) : text.slice(equals + 1);
  const place = places(group, text);
  if (path === undefined || path.includes('*') || value === null || place === undefined) return undefined;
  const span = {
    start: equals + 1,
    end: text.length,
    line: 1,
    column: equals + 2,
    endLine: 1,
    endColumn: text.length + 1,
  };
  const replacedIn = (given: ChartRequest, changed: string): ChartRequest => ({
    ...given,
    set: { ...given.set, [group]: given.set[group].map((flag, at) => (at === index ? changed : flag)) },
  });
  const layer: Layer = {
    file: place.file,
    begins: place,
    text,
    value,
    depth: 0,
    given: true,
    replaced: changed => replacedIn(request, changed),
    replacedIn,
  };
  return { path, written: { layer, value, span, key: undefined } };
}

/** Helm's reading of a bare value (strvals, `typedVal`). */
function typed(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function samePath(set: SetPath, path: ValuesPath): boolean {
  return set.length === path.length && set.every((step, index) => step === String(path[index]));
}
