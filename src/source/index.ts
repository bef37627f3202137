export { ChangedLines, type Hunk } from './changed-lines.ts';
export { excerpt, valuesExcerpt } from './excerpt.ts';
export type { ProvenKey } from './helm/index.ts';
export {
  type Located,
  type LocatedRendering,
  locateField,
  locateFindings,
  type Unlocated,
} from './locate.ts';
export { preferChanged } from './prefer-changed.ts';
