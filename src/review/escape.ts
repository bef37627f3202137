import { escapeMarkdown, plain } from '../reports/index.ts';

/**
 * Untrusted text made safe for comments and summaries of GitHub and GitLab. Everything that is not in the CommonMark
 * syntax but that a forge looks for after rendering (mentions, references, emoji, bare links) is broken by an invisible
 * space, because a backslash does not stop it.
 */

/**
 * Running text on one line. Never starts a block, a table cell, a mention, a reference, a link, HTML, or a quick action
 * of GitLab, which is a line that starts with `/`.
 */
export function escapeText(text: string): string {
  return (
    escapeMarkdown(text.trimStart())
      .replace(/^\//, '\\/')
      // Milestones, labels, alerts, snippets and epics of GitLab.
      .replace(/([%~^])(?=[\p{L}"])|(?:\$|&amp;)(?=\d)/gu, '$&\u200b')
      .replace(/@(?=[^\s\u200b])/g, '@\u200b')
      .replace(/:(?=[\w+-]+:)/g, ':\u200b')
      .replace(/www\./gi, 'www\u200b.')
  );
}

/**
 * {@link escapeText} for messages of guardrails and problems, which set code between back-ticks as people do: those
 * parts become code spans, whatever is in them.
 */
export function escapeMessage(text: string, inTable = false): string {
  return text
    .trimStart()
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part, inTable) : continued(part, index > 0)))
    .join('');
}

/** Text inside a line: a mark at its start is neither list nor heading, and its space counts. */
function continued(text: string, inside: boolean): string {
  return inside ? escapeText(`,${text}`).slice(1) : escapeText(text);
}

/**
 * Code span. Forges apply neither mentions nor references inside. In a table (`inTable`) a text with `|` or `\`
 * becomes a `<code>` element of character references instead: tables are split before code spans are read, and
 * `\\|` would end the cell (GFM specification, 4.10). A comment marker inside loses its effect for readers that search
 * the whole body.
 */
export function codeSpan(text: string, inTable = false): string {
  const clean = plain(text).trim().replaceAll('<!--', '<!\u200b--');
  if (clean === '') return '` `';
  if (inTable && /[|\\]/.test(clean)) return `<code>${references(clean)}</code>`;
  const fence = '`'.repeat(longestRun(clean) + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/**
 * Fenced block, longer than any run of back-ticks inside. Lines are cut at `width` UTF-16 units. A comment marker
 * inside loses its effect for readers that search the whole body, and so does a quick action: GitLab looks for those
 * with a regular expression that takes any line of three back-ticks for the end of a block
 * (`lib/gitlab/quick_actions/extractor.rb`).
 */
export function fencedBlock(lines: readonly string[], language: string, width = 300): string {
  const clean = lines.map(line =>
    plain(clip(line.replace(/\r$/, '').replaceAll('\t', '  '), width))
      .replaceAll('<!--', '<!\u200b--')
      .replace(/^\//, '\u200b/'),
  );
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1));
  return `${fence}${language}\n${clean.join('\n')}\n${fence}`;
}

/** Whether {@link fencedBlock} shows these lines as they are: what is offered to be committed must be what is seen. */
export function isShownExactly(lines: readonly string[]): boolean {
  return fencedBlock(lines, '').split('\n').slice(1, -1).join('\n') === lines.join('\n');
}

/** Folded block; `body` is Markdown that is already safe. The empty lines make forges read it as Markdown. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${escapeText(summary)}</summary>\n\n${body}\n\n</details>`;
}

/**
 * Markdown link; the address is percent-encoded so that it cannot end the link. `_` stays as it is: inside a link it is
 * no emphasis, and GitLab's routes (`merge_requests`, names of projects) do not match `%5F`. `label` is already safe.
 */
export function link(label: string, url: string): string {
  let address: string;
  try {
    address = new URL(url).href;
  } catch {
    return label;
  }
  if (!/^https?:/.test(address)) return label;
  return `[${label}](${address.replace(/[()<>\\|`'"*[\]]/g, percent)})`;
}

/** Path of a file as part of a URL. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeSegment).join('/');
}

/** At most `length` UTF-16 units, an ellipsis included; never ends inside a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}

/** UTF-8 bytes. */
export function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function references(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, character => `&#${character.codePointAt(0)};`);
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')).replace(/[!'()*]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}
