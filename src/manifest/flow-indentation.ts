import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';

/** What js-yaml says where YAML 1.2 wants more indentation than goyaml does. */
const DEFICIENT = 'deficient indentation';
/** Characters read again, at most, for the sake of lines with too little indentation. */
const WORK = 32 * 1024 * 1024;

/** Spaces inserted before `offset` of the original text, and how many there are up to and with these. */
interface Shift {
  readonly offset: number;
  readonly total: number;
}

/**
 * Events of a text as goyaml sees them: inside brackets and quotes the indentation of a line means nothing (libyaml
 * looks at it in block context only), so that a closing bracket below its key is fine. js-yaml follows YAML 1.2 there
 * and refuses the line; it is then read again with spaces before that line, which change no value, and the offsets
 * are those of the original text.
 * @throws {YAMLException} with a position in the original text.
 */
export function flowTolerantEvents(text: string, maxDepth: number): Event[] {
  const lines: number[] = [];
  let padded = text;
  let refused: YAMLException | undefined;
  for (let work = 0; ; work += padded.length) {
    try {
      const events = parseEvents(padded, { maxDepth });
      const shifts = shiftsOf(lines);
      if (shifts.length > 0) for (const event of events) shiftBack(event, shifts);
      return events;
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      const position = original(error.mark.position, shiftsOf(lines));
      if (work > WORK) throw refused ?? error;
      if (error.reason !== DEFICIENT) {
        // A quote or bracket that is never closed is refused where it was first odd, as long as that is the same one.
        if (refused !== undefined && error.reason.startsWith('unexpected end') && isOneRun(text, lines))
          throw refused;
        error.mark.position = position;
        throw error;
      }
      error.mark.position = position;
      refused ??= error;
      const line = text.lastIndexOf('\n', position - 1) + 1;
      // Padded already and still too little, or a separator, which ends quotes and brackets for goyaml too.
      if (lines.includes(line) || /^(?:---|\.\.\.)/.test(text.slice(line, line + 3))) throw error;
      lines.push(line);
      lines.sort((a, b) => a - b);
      padded = pad(text, lines);
    }
  }
}

/** Whether the lines follow each other. */
function isOneRun(text: string, lines: readonly number[]): boolean {
  return lines.every((line, i) => i === 0 || text.indexOf('\n', lines[i - 1]) + 1 === line);
}

/** More than the column of any key that a person writes; beyond it the line stays refused. */
const PAD = ' '.repeat(1024);

function pad(text: string, lines: readonly number[]): string {
  const parts = lines.map((line, i) => text.slice(lines[i - 1] ?? 0, line));
  return [...parts, text.slice(lines.at(-1))].join(PAD);
}

function shiftsOf(lines: readonly number[]): Shift[] {
  return lines.map((offset, i) => ({ offset, total: (i + 1) * PAD.length }));
}

/** The offset in the original text of an offset in the padded one; what is in the padding is at its line's start. */
function original(offset: number, shifts: readonly Shift[]): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset: at, total } = shifts[middle] as Shift;
    if (at + total - PAD.length <= offset) low = middle + 1;
    else high = middle;
  }
  const last = shifts[low - 1];
  return last === undefined ? offset : Math.max(last.offset, offset - last.total);
}

function shiftBack(event: Event, shifts: readonly Shift[]): void {
  const back = (offset: number) => (offset < 0 ? offset : original(offset, shifts));
  switch (event.type) {
    case EVENT_ID.SCALAR:
      event.valueStart = back(event.valueStart);
      event.valueEnd = back(event.valueEnd);
      event.anchorStart = back(event.anchorStart);
      event.anchorEnd = back(event.anchorEnd);
      event.tagStart = back(event.tagStart);
      event.tagEnd = back(event.tagEnd);
      return;
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      event.start = back(event.start);
      event.anchorStart = back(event.anchorStart);
      event.anchorEnd = back(event.anchorEnd);
      event.tagStart = back(event.tagStart);
      event.tagEnd = back(event.tagEnd);
      return;
    case EVENT_ID.ALIAS:
      event.anchorStart = back(event.anchorStart);
      event.anchorEnd = back(event.anchorEnd);
      return;
    default:
  }
}
