export { excerpt, valuesExcerpt } from './excerpt.ts';
export { type Located, type LocatedRendering, locateField, locateFindings, mainFile } from './locate.ts';
