import type { Json, Manifest } from '../../manifest/index.ts';

/** A step into an object: a key, a position in a list, an item of a list by its merge key, or into text that is YAML or JSON. */
export type Step = string | number | { readonly item: string } | { readonly embedded: true };

/**
 * Why a difference is folded: a checksum of what is shown elsewhere, the version of the chart in a label, the
 * generated name of a ConfigMap or Secret whose content is shown, text that says the same in another form, a value that
 * is another in each rendering of the same.
 */
export type Noise = 'checksum' | 'chart-version' | 'generated-name' | 'format' | 'random';

/** One difference between two objects. */
export interface FieldChange {
  /** By merge key: `spec.template.spec.containers[name=app].image`; what is inside of a text follows ` > `. */
  readonly field: string;
  readonly path: readonly Step[];
  /** `reordered`: the same items of a list whose order counts, in another order. */
  readonly operation: 'added' | 'removed' | 'changed' | 'reordered';
  /** Absent when added. For `reordered`: names of the items in their order. */
  readonly before?: Json;
  /** Absent when removed. */
  readonly after?: Json;
  /** Where an added item of a list stands in the head, 0-based, where order counts. */
  readonly position?: number;
  readonly noise?: Noise;
}

/** What became of one resource in one rendering. At least one of the sides is there. */
export interface ResourceChange {
  readonly operation: 'added' | 'removed' | 'changed';
  readonly base?: Manifest;
  readonly head?: Manifest;
  /** How the two sides belong together when they are not one resource by group, kind, namespace and name. */
  readonly moved?: Moved;
  /** Sorted by field. Empty for what was added or removed as a whole. */
  readonly fields: readonly FieldChange[];
}

/**
 * `content`: the generated suffix of the name says that the content is another. `name`, `namespace`, `group`, `target`:
 * that is another, and the rest tells that it is the same thing.
 */
export type Moved = 'content' | 'name' | 'namespace' | 'group' | 'target';
