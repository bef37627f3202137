import { createHash } from 'node:crypto';
import type { Waiver } from '../config/index.ts';
import type { Location } from '../findings.ts';
import type { Problem } from '../problems.ts';
import { blockOf } from './blocks.ts';

/** A waiver written as a comment in the source: it accepts what stands in the block it belongs to. */
export interface InlineWaiver extends Waiver {
  /** The lines it is about, 1-based, inclusive. */
  readonly from: number;
  readonly to: number;
  /** The comment's own words, to find it again in the base. */
  readonly text: string;
}

export interface InlineWaivers {
  readonly waivers: readonly InlineWaiver[];
  /** Comments that are none because something is missing. They do not gate: what they meant to accept counts. */
  readonly problems: readonly Problem[];
}

/** The most of them that are read of one file: the lines each is about are looked for one after the other. */
const MAX_COMMENTS = 2000;

/** What every such comment contains, for a quick look. */
export const INLINE_MARK = 'kubeproof:ignore';

/** `# kubeproof:ignore ...` and, for templates, `{{/* kubeproof:ignore ... *​/}}`. */
const OPENS = /(?:^|\s)#\s*$|\{\{-?\s*\/\*-?\s*$/;
const CLOSES = /\s*\*\/\s*-?\}\}.*$/;
const SETTINGS = /(?:^|\s)(owner|expires|ticket)=(\S+)/g;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the waivers that stand as comments in a source file: `# kubeproof:ignore ID[,ID] REASON`, with
 * `expires=2027-01-31`, `owner=@team` and `ticket=OPS-1` anywhere in it.
 *
 * Behind a line's text it belongs to the block that begins on the line; alone, to the block that begins on the next
 * one; at the top of a manifest, to all of it ({@link blockOf}).
 */
export function readInlineWaivers(file: string, text: string): InlineWaivers {
  const waivers: InlineWaiver[] = [];
  const problems: Problem[] = [];
  if (!text.includes(INLINE_MARK)) return { waivers, problems };
  const lines = text.split(/\r?\n/);
  let read = 0;
  for (const [index, line] of lines.entries()) {
    const at = line.indexOf(INLINE_MARK);
    if (at < 0 || !OPENS.test(line.slice(0, at))) continue;
    if (++read > MAX_COMMENTS) {
      problems.push({
        code: 'waiver-comment',
        message: `of one file ${MAX_COMMENTS} such comments are read: this one and those below waive nothing`,
        hint: 'put them into the waiver file',
        file,
        line: index + 1,
        gates: false,
      });
      break;
    }
    const words = line
      .slice(at + INLINE_MARK.length)
      .replace(CLOSES, '')
      .trim();
    const said = readWords(words);
    const place = { file, line: index + 1, column: at + 1 };
    if (typeof said === 'string') {
      problems.push({
        code: 'waiver-comment',
        message: `this comment waives nothing: ${said}`,
        hint: `write it as \`# ${INLINE_MARK} privileged-container why that is fine here\``,
        ...place,
        gates: false,
      });
      continue;
    }
    const { from, to } = blockOf(lines, index);
    for (const guardrail of said.guardrails) {
      const id = createHash('sha256').update(`${file}\0${guardrail}\0${words}`).digest('hex').slice(0, 8);
      const owner = said.owner ?? `a comment in ${file}:${index + 1}`;
      waivers.push({ ...said.settings, id, guardrail, owner, file, line: index + 1, from, to, text: words });
    }
  }
  return { waivers, problems };
}

/** Whether a comment is about one of the places a finding comes from. Lines of the base are no such place. */
export function covers({ file, from, to }: InlineWaiver, places: readonly Location[]): boolean {
  return places.some(
    place =>
      place.file === file &&
      place.side !== 'base' &&
      place.line !== undefined &&
      place.line >= from &&
      place.line <= to,
  );
}

interface Words {
  readonly guardrails: readonly string[];
  readonly owner?: string;
  readonly settings: { readonly reason: string; readonly expires?: string; readonly ticket?: string };
}

/** The comment's words taken apart, or what is wrong with them. */
function readWords(words: string): Words | string {
  const ids = /^[\w*-]+(?:,[\w*-]+)*(?=\s|$)/.exec(words)?.[0];
  if (ids === undefined) return 'it names no guardrail';
  const rest = words.slice(ids.length);
  const settings = Object.fromEntries(
    [...rest.matchAll(SETTINGS)].map(([, key, value]) => [key as string, value as string]),
  );
  const { owner, expires, ticket } = settings;
  const reason = rest.replace(SETTINGS, '').replace(/\s+/g, ' ').trim();
  if (reason === '') return 'it gives no reason';
  if (expires !== undefined && !DATE.test(expires)) return `expires=${expires} is no date such as 2027-01-31`;
  return {
    guardrails: [...new Set(ids.split(','))],
    ...(owner === undefined ? {} : { owner }),
    settings: {
      reason,
      ...(expires === undefined ? {} : { expires }),
      ...(ticket === undefined ? {} : { ticket }),
    },
  };
}
