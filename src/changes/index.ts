export { type Alike, alikeConsequences, alikeStories } from './alike.ts';
export { type Compared, compare, renderingKey, type Side } from './compare.ts';
export { diffSets, type ResourceChange } from './diff/index.ts';
export { fingerprint, logicalResource } from './fingerprint.ts';
export { type ChangeInput, changeReport, unplacedChanges } from './report.ts';
export { storiesByRisk } from './risk.ts';
export { withoutToldTwice } from './told.ts';
export type {
  Cause,
  ChangedResource,
  ChangeReport,
  Consequence,
  ResourceDelta,
  Restart,
  ShownField,
  Story,
  TextLine,
  UnplacedChanges,
} from './types.ts';
