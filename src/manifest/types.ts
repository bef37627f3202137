import type { Json, JsonObject } from '../json.ts';
import type { Environment, Target } from '../target.ts';

export type { Json, JsonObject } from '../json.ts';

/** What identity means: no version. */
export interface Resource {
  /** '' is the core group. */
  readonly group: string;
  readonly kind: string;
  /** '' for cluster-scoped objects and when neither the manifest nor the environment names one. */
  readonly namespace: string;
  readonly name: string;
}

/** Steps into an object: keys and list indexes, as in `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[];

/** Where in a text a YAML node lies. Offsets in UTF-16 code units, lines and columns 1-based, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Which rendering a manifest comes from. */
export interface Origin {
  readonly target: Target;
  readonly environment: Environment;
  /** Position among the documents of that rendering, 0-based. */
  readonly documentIndex: number;
  /** Repository-relative file the document came from, when known (template, base resource, the manifest itself). */
  readonly source?: string;
  /** 0-based line of `source` on which `text` starts; set only where the text *is* the source. */
  readonly sourceLine?: number;
  /** The document's text. */
  readonly text: string;
  /** Path of the object inside the document: empty, or `['items', 3]` for members of a List. */
  readonly within: FieldPath;
}

/** The object read from a rendered document. */
export interface Manifest {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly resource: Resource;
  readonly origin: Origin;
  /** Keys written twice in one mapping; the last one won. Paths inside the document, with the later key's span. */
  readonly duplicateKeys: readonly { readonly path: FieldPath; readonly span: Span }[];
  /** Fields that are another in each rendering of the same files: random values, dates. Absent where there are none. */
  readonly varying?: readonly Varying[];
}

/** A field that another rendering of the same files gives another value. */
export interface Varying {
  readonly path: FieldPath;
  /** What it has there; absent where it has nothing. */
  readonly other?: Json;
}

export type ContainerKind = 'container' | 'initContainer' | 'ephemeralContainer';

/** A pod spec inside some manifest, whatever the kind. */
export interface PodSpecRef {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly spec: JsonObject;
  /** Labels of the pods made from it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Found in a custom resource by its shape. What its operator adds to the pods (labels, defaults) is not known, so
   * nothing that depends on it is certain.
   */
  readonly byShape?: true;
}

/** A container of any kind inside a pod spec. */
export interface ContainerRef {
  readonly pod: PodSpecRef;
  readonly kind: ContainerKind;
  readonly path: FieldPath;
  readonly name: string;
  readonly spec: JsonObject;
}

/** What says a value: `default` when nobody does and Kubernetes' own default applies. */
export type EffectiveSource =
  | 'container'
  | 'pod'
  | 'annotation'
  | 'serviceAccount'
  | 'limitRange'
  | 'limit'
  | 'autoscaler'
  | 'default';

/** A value as it will be in the cluster. */
export interface Effective<T = Json> {
  /** Absent when nothing sets it and Kubernetes has no default. */
  readonly value?: T;
  readonly from: EffectiveSource;
  /** Where the value stands; for `default`, where it should be set. In `manifest`. */
  readonly path: FieldPath;
  /** The manifest that says it: the workload's own, a ServiceAccount or a LimitRange. */
  readonly manifest: Manifest;
}
