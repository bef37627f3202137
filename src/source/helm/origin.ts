import type { Location } from '../../findings.ts';
import type { FieldPath, Json } from '../../manifest/index.ts';

/** Where a field was written, and the places between there and the rendering. */
export interface FieldOrigin {
  readonly location: Location;
  readonly related: readonly Location[];
  /** For a field that is not there: the values key that was shown to set it. */
  readonly key?: ProvenKey;
}

/** A key of a values file, with a value that set the field when the chart was rendered with it. */
export interface ProvenKey {
  readonly file: string;
  /** The whole path in that file; it need not exist. */
  readonly path: FieldPath;
  /** Fit for the field, not meant for anyone to use; `true` or `false` where the key is a switch. */
  readonly value: Json;
}
