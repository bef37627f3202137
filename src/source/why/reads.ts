import type { Location } from '../../findings.ts';
import { lineStarts } from '../../manifest/index.ts';
import type { Printed } from '../helm/map.ts';
import { type Meaning, meaningOfAction } from '../helm/scope.ts';
import type { TemplateFile, Templates } from '../helm/templates.ts';
import { tokenAt } from './conditions.ts';

/** A key of a chart's values that an action reads. */
export interface ReadKey {
  /** Names that lead to the chart whose values these are. */
  readonly chart: readonly string[];
  readonly path: readonly string[];
}

/** Keys that are listed of one line: a line that reads more says little about any. */
const MAX_KEYS = 6;

/**
 * The calls that lead to a named template, as the locator of lines gives them, made into what the reading of
 * expressions starts from.
 * @param calls innermost first
 */
export function callerOf(calls: readonly Location[], templates: Templates): Printed | undefined {
  return calls.reduceRight<Printed | undefined>((caller, { file: origin, line, column }) => {
    const file = templates.files.find(each => each.origin === origin);
    const token = file === undefined || line === undefined ? -1 : tokenAt(file, line, column ?? 1);
    const action = file?.tokens[token];
    if (file === undefined || action?.type !== 'action') return undefined;
    const mark = { file, token, offset: action.start, kind: 'action' as const };
    return { mark, start: 0, end: 0, caller };
  }, undefined);
}

/** Keys of the values that an action reads, as far as its expression is understood, each once. */
export function keysOf(
  file: TemplateFile,
  token: number,
  caller: Printed | undefined,
  chart: readonly string[],
  templates: Templates,
): ReadKey[] {
  const keys = new Map<string, ReadKey>();
  const visit = (meaning: unknown): void => {
    if (typeof meaning !== 'object' || meaning === null || keys.size >= MAX_KEYS) return;
    if (Array.isArray(meaning)) {
      for (const each of meaning) visit(each);
    } else if (meaning instanceof Map) {
      for (const each of meaning.values()) visit(each);
    } else if (isPath(meaning)) {
      const path = meaning.path.filter(step => typeof step === 'string');
      const isExact = path.length === meaning.path.length && path.length > 0;
      if (isExact) keys.set(JSON.stringify([meaning.chart, path]), { chart: meaning.chart, path });
    } else for (const each of Object.values(meaning)) visit(each);
  };
  visit(meaningOfAction(file, token, caller, chart, templates));
  return [...keys.values()];
}

function isPath(meaning: object): meaning is Extract<Meaning, { type: 'path' }> {
  return 'type' in meaning && meaning.type === 'path';
}

/** Tokens of the actions that print on a line of a template, from a column on. */
export function printingOn(file: TemplateFile, line: number, column: number): number[] {
  const starts = lineStarts(file.text);
  const from = (starts[line - 1] ?? file.text.length) + column - 1;
  const to = starts[line] ?? file.text.length;
  return file.tokens.flatMap((token, index) =>
    token.type === 'action' && token.role === 'print' && token.end > from && token.start < to ? [index] : [],
  );
}
