export { type DocumentText, splitDocuments } from './documents.ts';
export {
  automount,
  type EffectiveContainer,
  type EffectivePod,
  effectiveContainer,
  effectivePod,
} from './effective.ts';
export type { EffectiveResources } from './effective-resources.ts';
export { type EffectiveWorkload, effectiveWorkload } from './effective-workload.ts';
export { DEFAULT_BUDGET, type YamlBudget } from './events.ts';
export { type HostPath, hostPathOf } from './host-paths.ts';
export { type ImageReference, imageReference } from './images.ts';
export { fieldName, hasMergeKey, itemNames, parseFieldPath, resourceLabel } from './names.ts';
export { type YamlEntry, type YamlNode, yamlNodes } from './nodes.ts';
export { containersOf, isWorkload, podSpecsOf } from './pods.ts';
export { type Located, locate, locator } from './positions.ts';
export { type ReadRequest, type ReadResult, readDocuments } from './read.ts';
export { selects, selectsPlain } from './selectors.ts';
export { ManifestSet, splitApiVersion } from './set.ts';
export { lineStarts, positionAt } from './text.ts';
export type * from './types.ts';
export { isObject, own, scalarText, stringMap, valueAt } from './values.ts';
export { withVarying } from './varying.ts';
export { type ParsedYaml, parseYaml, type YamlError } from './yaml.ts';
