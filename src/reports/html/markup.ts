import { escapeHtml } from '../escape.ts';
import { codeParts } from '../words.ts';

/** HTML that is already safe. Only {@link html} makes it, so text cannot get into a page without being escaped. */
export interface Markup {
  readonly markup: string;
}

type Hole = string | number | Markup | readonly Markup[] | undefined;

/** Template whose holes are escaped, unless they are markup themselves; undefined holes are empty. */
export function html(parts: TemplateStringsArray, ...holes: Hole[]): Markup {
  let markup = parts[0] ?? '';
  holes.forEach((hole, i) => {
    markup += filled(hole) + (parts[i + 1] ?? '');
  });
  return { markup };
}

export const NOTHING: Markup = { markup: '' };

function filled(hole: Hole): string {
  if (hole === undefined) return '';
  if (typeof hole === 'string') return escapeHtml(hole);
  if (typeof hole === 'number') return String(hole);
  return 'markup' in hole ? hole.markup : hole.map(part => part.markup).join('');
}

/** Text of hints and advice, in which back-ticks mark commands. */
export function prose(text: string): Markup {
  const parts = codeParts(text).map(part =>
    part.isCode ? html`<code>${part.text}</code>` : html`${part.text}`,
  );
  return html`${parts}`;
}

/** A path that may break after its slashes, and nowhere in a name as long as there is room. */
export function path(text: string): Markup {
  return { markup: `<code>${escapeHtml(text).replaceAll('/', '/<wbr>')}</code>` };
}
