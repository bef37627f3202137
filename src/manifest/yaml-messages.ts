/** What the parser's terse reasons mean for the person who wrote the file. */
const REASONS: readonly (readonly [pattern: RegExp, message: string, hint?: string])[] = [
  [
    /^bad indentation of a mapping entry/,
    'the indentation does not fit the mapping above',
    'align the key with its siblings; a value that contains ": " needs quotes',
  ],
  [
    /^bad indentation of a sequence entry/,
    'the indentation does not fit the list above',
    'align the dash with the other items',
  ],
  [
    /^can not read a block mapping entry|^expected ':' after a mapping key/,
    'expected "key: value", found text without a colon',
    'check the indentation, and the line above for a missing colon or quote',
  ],
  [/^tab characters/, 'a tab is used for indentation', 'indent with spaces'],
  [/within a (double|single) quoted scalar/, 'a quoted text is never closed', 'close the quote'],
  [/within a flow collection/, 'a bracket is never closed', 'close { with } and [ with ]'],
  [
    /^missed comma between flow/,
    'a comma is missing between entries in brackets',
    'separate the entries with commas; put text with { or [ in quotes',
  ],
  [/^expected the node content, but found ','/, 'a comma stands where a value is expected'],
  [
    /^end of the stream or a document separator/,
    'there is text after the end of the value',
    'check the indentation and quotes of this line and the one above',
  ],
  [
    /^deficient indentation/,
    'a quoted text or bracket goes on in a line that is indented too little, or is never closed',
    'close it, or indent every line of a value that spans lines more than its key',
  ],
  [
    /^unknown escape sequence|^expected hexadecimal/,
    'a backslash escape in a double-quoted text is not known',
    'double the backslash, or use single quotes',
  ],
  [/non-printable|valid JSON character/, 'a control character is not allowed in YAML'],
  [/null byte/, 'a NUL byte is not allowed in YAML', 'this does not look like a text file'],
  [/^alias node should not have/, 'an alias cannot have an anchor or a tag of its own'],
  [
    /^name of an (alias|anchor)/,
    'the name after * or & is missing',
    'put a value that starts with * or & in quotes',
  ],
  [/tag|directive/i, 'a tag or directive is malformed', 'put a value that starts with ! or % in quotes'],
];

/**
 * A parser's reason at an offset, as kind, message and hint of a `YamlError`. The text itself is never repeated: it
 * may be a Secret's.
 */
export function explainSyntax(
  reason: string,
  text: string,
  offset: number,
  depth: number,
): { readonly kind: 'syntax' | 'limit'; readonly message: string; readonly hint?: string } {
  if (reason.includes('maxDepth')) {
    return {
      kind: 'limit',
      message: `lists and mappings are nested more than ${depth} deep`,
      hint: 'flatten the document',
    };
  }
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  if (text.slice(lineStart, newline < 0 ? text.length : newline).includes('{{')) {
    return {
      kind: 'syntax',
      message: 'this is not valid YAML',
      hint: 'the line holds a template placeholder {{ }}: render the template first, or exclude the file',
    };
  }
  const before = text.slice(lineStart, offset).trimEnd();
  if (/[@`]/.test(text.charAt(offset)) && /(?:^|[:-])$/.test(before)) {
    return {
      kind: 'syntax',
      message: `a value begins with ${text.charAt(offset)}, which YAML keeps for itself`,
      hint: 'put the value in quotes; where another tool fills it in, do that first or exclude the file',
    };
  }
  if (/^bad indentation of a mapping/.test(reason) && /[}\]]$/.test(before)) {
    return {
      kind: 'syntax',
      message: 'there is text after a closing bracket',
      hint: 'put a value that begins with { or [ in quotes; where another tool fills it in, do that first or exclude the file',
    };
  }
  for (const [pattern, message, hint] of REASONS) {
    if (pattern.test(reason)) return { kind: 'syntax', message, ...(hint === undefined ? {} : { hint }) };
  }
  return { kind: 'syntax', message: `not valid YAML: ${reason}` };
}
