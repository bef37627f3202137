import type { FieldPath, Json } from '../../manifest/index.ts';

/** A change of a value at a path: of an object, or of the document that says it. */
export type ValueEdit =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: FieldPath };
