/** Everything that can keep a rendered line from being led back to the line it was written on, and the words for it. */
export const DEGRADATIONS = {
  // Proven down to the action that called a named template.
  'text-worked-on': 'the text of the named template called here is worked on before it is printed',
  'name-computed': 'the name of the template called here is computed',
  'template-unread': 'the named template called here stands in a file that is not traced',
  block: 'the text of a block is not traced',
  // Not proven at all: the template file is all that is known.
  'packed-chart': 'the template lies in a packed chart, which has no lines in the repository',
  'not-utf-8': 'the template is not UTF-8 text',
  'syntax-unread': 'the template has actions that do not nest',
  'source-unknown': 'Helm names no template that it came from',
  'markers-taken': 'all characters for private use occur in the chart already',
  'too-many-pieces': 'the chart has too many lines to trace them all',
  'markers-refused': 'Helm does not render the template with markers in it',
  'rendering-differs': 'with markers in its template it renders differently',
  ambiguous: 'several rendered documents are equally like it',
  'document-begun-elsewhere': 'an action prints where this document begins',
} as const;

/** Why a rendered line is not led back to the line it was written on. */
export type Degradation = keyof typeof DEGRADATIONS;
