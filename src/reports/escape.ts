/**
 * Untrusted text made safe for the place it goes to. Names, messages, paths and excerpts all come from the pull
 * request; nothing of them may steer a terminal, a browser, a parser or a forge.
 */

/**
 * Characters that act instead of being shown: C0 and C1 controls (terminal escapes start with one), bidirectional
 * overrides and invisible marks (they make text read differently from what it is), line and paragraph separators,
 * noncharacters (XML 1.0 refuses U+FFFE and U+FFFF).
 */
const ACTING =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * One line of harmless text: white space becomes a space, every other acting character its visible picture (`␛`
 * for ESC) or its code (`\u{202e}`), a lone surrogate the replacement character.
 */
export function plain(text: string): string {
  return text.replace(ACTING, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code === 9 || code === 10 || code === 13 || code === 0x2028 || code === 0x2029) return ' ';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `\\u{${code.toString(16)}}`;
}

const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For element content and quoted attributes of HTML, on one line; without effect on a runner's log, too. */
export function escapeHtml(text: string): string {
  return plain(text)
    .replace(/[&<>"']/g, character => MARKUP[character] as string)
    .replaceAll('##[', '##&#91;')
    .replace(/^( *)::/, '$1&#58;:');
}

/** For element content and quoted attributes of XML 1.0, on one line. The five entities are the same. */
export const escapeXml = escapeHtml;

/**
 * For running text in Markdown (CommonMark, GitHub, GitLab). Besides the syntax it takes the effect from mentions,
 * issue references and bare links, which forges look for after rendering, so that a backslash does not stop them:
 * an invisible space breaks those.
 */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]<>|~$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/\\</g, '&lt;')
    .replace(/\\>/g, '&gt;')
    .replace(/^(\s*)([-+=#]|\d+[.)])/, (_, space: string, mark: string) =>
      mark.length === 1 ? `${space}\\${mark}` : `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    )
    .replace(/@(?=[\p{L}\p{N}])/gu, '@\u200b')
    .replace(/([#!%&])(?=\d)/g, '$1\u200b')
    .replace(/\b(GH-)(?=\d)/gi, '$1\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\bwww\./gi, 'www\u200b.');
}

/**
 * Code span of Markdown: a fence longer than any run of back-ticks inside. A `|` is escaped where the span stands
 * in a table (`inTable`), because tables split before code spans are read (GFM specification, 4.10).
 */
export function inlineCode(text: string, inTable = false): string {
  const clean = plain(text).trim();
  if (clean === '') return '';
  const fence = '`'.repeat(longestRun(clean) + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  const span = `${fence}${pad}${clean}${pad}${fence}`;
  return inTable ? span.replaceAll('|', '\\|') : span;
}

/** Fenced block of Markdown; the fence is longer than any run of back-ticks inside. */
export function codeBlock(lines: readonly string[], language: string): string {
  const clean = lines.map(plainLine);
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1));
  return `${fence}${language}\n${clean.join('\n')}\n${fence}`;
}

/** Like {@link plain} for a line of code: tabs become two spaces, so that columns stay countable. */
export function plainLine(line: string): string {
  return plain(line.replace(/\r$/, '').replaceAll('\t', '  '));
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}

/** An address that is safe to follow: https only, nothing else becomes a link. */
export function safeUrl(url: string): string | undefined {
  if (!/^https:\/\//i.test(url)) return undefined;
  try {
    return new URL(url).href;
  } catch {
    return undefined;
  }
}

/**
 * Takes the effect on a runner's log from lines that people read: GitHub's runner obeys `::command` where a line
 * starts with it, leading space or not, and `##[command]` anywhere in a line (actions/runner, ActionCommand.cs). A
 * space breaks both.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll('##[', '## [').replace(/^([ \t]*):(?=:)/gm, '$1: ');
}
