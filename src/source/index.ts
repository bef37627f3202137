export { excerpt, valuesExcerpt } from './excerpt.ts';
export { type Located, type LocatedRendering, locateField, locateFindings } from './locate.ts';
