export { explainField, type FieldSubject } from './field.ts';
export { type FieldMatch, matchField } from './fields.ts';
export { explainLine } from './line.ts';
export { isRendered, type RenderedPlace, readRendered } from './rendered-line.ts';
export { type Matches, matchResource, parseResource, type ResourceQuestion } from './resource-names.ts';
export { isSensitive, oneLine } from './shown.ts';
export type * from './types.ts';
