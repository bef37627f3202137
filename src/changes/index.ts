export { type Compared, compare, renderingKey, type Side } from './compare.ts';
export { diffSets, type ResourceChange } from './diff/index.ts';
export { fingerprint, logicalResource } from './fingerprint.ts';
export { type ChangeInput, changeReport, unplacedChanges } from './report.ts';
export { withoutToldTwice } from './told.ts';
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
