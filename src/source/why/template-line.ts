import { lineStarts, positionAt } from '../../manifest/index.ts';
import { buildChartRequest } from '../../render/index.ts';
import { mapRendering, type Printed, type RenderMap } from '../helm/map.ts';
import type { TemplateFile } from '../helm/templates.ts';
import { ExplainedChart } from './chart.ts';
import { type Block, blocksAround, wordsOf } from './conditions.ts';
import { type Difference, effectsOf, outermost } from './effects.ts';
import { lineReader } from './position.ts';
import { keysOf } from './reads.ts';
import type { ExplainOptions, LineAnswer, LineQuestion, RenderedTarget, Step } from './types.ts';

/** Rendered lines of one document that are looked at: a whole document of some size. */
const MAX_LINES = 2000;

/** What a template line is, and what it prints in one rendering. */
export interface TemplateLine {
  /** The first action on the line, or its text. */
  readonly subject: string;
  readonly answer: LineAnswer;
}

/**
 * Which rendered fields a template line prints; for a line that opens a block or calls a template everything that is
 * printed inside. Where nothing is, the outermost block around it of which nothing was rendered.
 * @returns undefined when the file is no template of this chart
 */
export async function explainTemplateLine(
  { rendering, manifests }: RenderedTarget,
  question: LineQuestion,
  options: ExplainOptions,
): Promise<TemplateLine | undefined> {
  const { tree, target, environment, documents } = rendering;
  const chart = new ExplainedChart(rendering, options.render, options.discretion);
  if (!chart.templates.files.some(({ origin }) => origin === question.file)) return undefined;
  const request = buildChartRequest(tree, target.root, environment, options.render);
  const map = await mapRendering(options.engine, request, documents);
  const renderings = [{ target: target.id, environment: environment.name }];
  const text = options.discretion.line(
    { kind: 'template', file: question.file, line: question.line },
    target.id,
  );
  const subject = text?.trim() ?? '';
  const none = { renderings, effects: [], by: [] };
  if (map === undefined) {
    const notes = ['What it prints is not known: the chart does not render with markers in its templates.'];
    return { subject, answer: { ...none, outcome: 'unclear', notes } };
  }
  const file = map.templates.files.find(({ origin }) => origin === question.file);
  if (file === undefined) return undefined;
  const tokens = tokensOn(file, question.line);
  if (tokens.length === 0) {
    return { subject, answer: { ...none, outcome: 'nothing', notes: ['Nothing stands on this line.'] } };
  }
  const seen = new Printing(map, file);
  const fields: Difference[] = [];
  for (const [index, document] of documents.entries()) {
    const lines = seen.linesBy(index, document.text, question.line);
    if (lines.length === 0) continue;
    const read = lineReader(document.text);
    const paths = lines.slice(0, MAX_LINES).flatMap(line => {
      const node = read(line);
      return node === undefined || node.line !== line ? [] : [node.path];
    });
    for (const path of outermost(paths)) fields.push({ document: index, path, change: 'value' });
  }
  const effects = effectsOf(fields, manifests, options.discretion);
  if (effects.length > 0) {
    return { subject, answer: { ...none, outcome: 'rendered', effects, notes: ['Printed into:'] } };
  }
  return {
    subject,
    answer: { ...none, outcome: 'nothing', ...whyNothing(chart, file, tokens[0] ?? 0, seen) },
  };
}

/** Tokens that have a part on a line. */
function tokensOn(file: TemplateFile, line: number): number[] {
  const starts = lineStarts(file.text);
  const from = starts[line - 1];
  if (from === undefined) return [];
  const to = starts[line] ?? file.text.length + 1;
  return file.tokens.flatMap(({ start, end, type }, index) => {
    const part = file.text.slice(Math.max(start, from), Math.min(end, to));
    return start < to && end > from && type !== 'comment' && part.trim() !== '' ? [index] : [];
  });
}

/** What came out of the lines and blocks of one file. */
class Printing {
  readonly #map: RenderMap;
  readonly #file: TemplateFile;
  readonly #starts: readonly number[];
  /** Tokens of the file that printed something or opened what did. */
  readonly active = new Set<number>();
  /** Whether anything of any document is proven to come from this file. */
  used = false;

  constructor(map: RenderMap, file: TemplateFile) {
    this.#map = map;
    this.#file = file;
    this.#starts = lineStarts(file.text);
  }

  /** 1-based lines of a document that a line of the file printed. */
  linesBy(document: number, text: string, line: number): number[] {
    const starts = lineStarts(text);
    const lines = new Set<number>();
    for (let at = 0; at < text.length; ) {
      const printed = this.#map.at(document, at);
      if (printed === undefined) {
        at = nextLine(text, at);
        continue;
      }
      const end = Math.max(printed.end, at + 1);
      if (this.#isBy(printed, line)) {
        const from = at + (/\S/.exec(text.slice(at, end))?.index ?? 0);
        const to = at + text.slice(at, end).trimEnd().length;
        if (to > from) {
          const last = positionAt(starts, to - 1).line;
          for (let each = positionAt(starts, from).line; each <= last; each++) lines.add(each);
        }
      }
      at = end;
    }
    return [...lines];
  }

  /** Whether a piece was printed by a line, by something that the line calls, or inside a block that it opens. */
  #isBy(printed: Printed, line: number): boolean {
    let found = false;
    for (let at: Printed | undefined = printed; at !== undefined; at = at.caller) {
      const { file, token, offset } = at.mark;
      if (file.origin !== this.#file.origin) continue;
      this.used = true;
      for (let index = token; index >= 0 && !(index !== token && this.active.has(index) && found); ) {
        this.active.add(index);
        const own = this.#file.tokens[index];
        if (own === undefined) break;
        const start = index === token ? offset : own.start;
        const last = index === token && at.mark.kind === 'text' ? start : own.end - 1;
        const first = positionAt(this.#starts, start).line;
        if (first <= line && positionAt(this.#starts, last).line >= line) found = true;
        const above = index === token ? (own.inside ?? -1) : own.inside;
        // A branch stands in its block, which the `if` opens.
        const opener = own.type === 'action' && own.opener >= 0 && index !== token ? own.opener : -1;
        index =
          opener >= 0 && opener !== index && own.type === 'action' && own.role === 'else' ? opener : above;
      }
    }
    return found;
  }
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

function whyNothing(
  chart: ExplainedChart,
  file: TemplateFile,
  token: number,
  seen: Printing,
): { by: Step[]; notes: string[] } {
  const name = file.within[token];
  const blocks = blocksAround(file, token);
  // The line may open a block itself.
  const own = file.tokens[token];
  const inner =
    own?.type === 'action' && own.role === 'open' && own.keyword !== 'define'
      ? [...blocks, blockOf(file, token)]
      : blocks;
  const closed = inner.find(block => !seen.active.has(block.token));
  if (own?.type === 'action' && own.role === 'assign') {
    return {
      by: [],
      notes: ['It sets a variable and prints nothing itself; what uses the variable is not followed.'],
    };
  }
  const define = definition(file, token);
  if (define !== undefined && !seen.active.has(define)) {
    return { by: [], notes: [`Nothing that is rendered calls the named template ${JSON.stringify(name)}.`] };
  }
  if (closed === undefined) {
    return { by: [], notes: [seen.used ? 'It prints nothing here.' : 'Nothing of this file is rendered.'] };
  }
  const place = chart.place({
    kind: 'template',
    file: file.origin,
    line: closed.line,
    column: closed.column,
  });
  const keys =
    name === undefined ? keysOf(file, closed.token, undefined, chartOfFile(file), chart.templates) : [];
  return {
    by: [
      { role: 'condition', place, note: wordsOf(closed) },
      ...keys.flatMap(key =>
        chart
          .statements(key)
          .map((step, index) => (index === 0 ? { ...step, decides: true as const } : step)),
      ),
    ],
    notes: ['Not rendered: nothing inside this block is.'],
  };
}

/** The `define` that a token stands in; the token itself when it is one. */
function definition(file: TemplateFile, token: number): number | undefined {
  for (let index = token; index >= 0; ) {
    const action = file.tokens[index];
    if (action?.type === 'action' && action.keyword === 'define') return index;
    index = action?.inside ?? -1;
  }
  return undefined;
}

function blockOf(file: TemplateFile, token: number): Block {
  const { line, column } = positionAt(lineStarts(file.text), file.tokens[token]?.start ?? 0);
  return { file, token, line, column };
}

/** Folders of charts that lead to a template's own; their names, for charts that are not renamed. */
function chartOfFile({ path }: TemplateFile): string[] {
  const steps = path.split('/');
  const chart: string[] = [];
  for (let i = 0; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2)
    chart.push(steps[i + 1] as string);
  return chart;
}
