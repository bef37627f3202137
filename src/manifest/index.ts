export { type DocumentText, splitDocuments } from './documents.ts';
export {
  automount,
  type Effective,
  type EffectiveContainer,
  type EffectiveResources,
  effectiveContainer,
} from './effective.ts';
export { DEFAULT_BUDGET, type YamlBudget } from './events.ts';
export { fieldName, parseFieldPath, resourceLabel } from './names.ts';
export { containersOf, isWorkload, podSpecsOf } from './pods.ts';
export { type Located, locate, locator } from './positions.ts';
export { type ReadRequest, type ReadResult, readDocuments } from './read.ts';
export { selects, selectsPlain } from './selectors.ts';
export { ManifestSet, splitApiVersion } from './set.ts';
export { lineStarts, positionAt } from './text.ts';
export type * from './types.ts';
export { isObject, own, scalarText, stringMap, valueAt } from './values.ts';
export { type ParsedYaml, parseYaml, type YamlError } from './yaml.ts';
