export { type Compared, compare, renderingKey, type Side } from './compare.ts';
export { fingerprint, logicalResource } from './fingerprint.ts';
export { type ChangeInput, changeReport, unplacedChanges } from './report.ts';
export type {
  ChangedResource,
  ChangeReport,
  Consequence,
  Cause,
  ResourceDelta,
  Restart,
  ShownField,
  Story,
  TextLine,
} from './types.ts';
  UnplacedChanges,
