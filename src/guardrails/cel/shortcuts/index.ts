/**
 * Shortcuts through the commonest parts of CEL: fields, optional fields, logic, comparison, `in`, macros over lists, tests
 * of text and quantities. They are closures over plain values, several times as fast as cel-js, which dispatches on types
 * at every step.
 *
 * A shortcut only says what it is certain about. What it does not know, or what looks like an error (a missing key, a
 * value of another type), gives {@link UNSURE}, and cel-js evaluates the whole expression: results and errors are its own.
 */
export { shortcutFor } from './maker.ts';
export { type CallableHelper, type SyntaxNode, UNSURE } from './types.ts';
