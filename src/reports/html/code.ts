import type { Location } from '../../findings.ts';
import { plainLine } from '../escape.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Source lines with their numbers; the line that is meant is marked, and in it the range. */
export function sourceExcerpt(
  excerpt: { readonly firstLine: number; readonly lines: readonly string[] } | undefined,
  location: Location | undefined,
  caption: string,
): Markup {
  if (excerpt === undefined || excerpt.lines.length === 0) return NOTHING;
  const lines = excerpt.lines.map((line, i) => {
    const number = excerpt.firstLine + i;
    return number === location?.line
      ? html`<span class="line hit"><span class="no">${number}</span>${withRange(line, location)}\n</span>`
      : html`<span class="line"><span class="no">${number}</span>${plainLine(line)}\n</span>`;
  });
  return figure(caption, lines);
}

/** Rendered lines; `focus` is the index of the one that is meant. */
export function renderedExcerpt(lines: readonly string[], focus: number): Markup {
  return figure(
    'Rendered',
    lines.map((line, i) =>
      i === focus
        ? html`<span class="line hit">${plainLine(line)}\n</span>`
        : html`<span class="line">${plainLine(line)}\n</span>`,
    ),
  );
}

/** A scrolling block takes the focus, so that the keyboard can scroll it. */
function figure(caption: string, lines: readonly Markup[]): Markup {
  return html`<figure class="code"><figcaption>${caption}</figcaption><pre tabindex="0" role="region" aria-label="${caption}"><code>${lines}</code></pre></figure>`;
}

function withRange(line: string, location: Location): Markup {
  if (location.column === undefined) return html`${plainLine(line)}`;
  const start = location.column - 1;
  const sameLine = location.endLine === undefined || location.endLine === location.line;
  const end = sameLine && location.endColumn !== undefined ? location.endColumn - 1 : line.length;
  if (start >= end || start >= line.length) return html`${plainLine(line)}`;
  return html`${plainLine(line.slice(0, start))}<mark>${plainLine(line.slice(start, end))}</mark>${plainLine(line.slice(end))}`;
}
