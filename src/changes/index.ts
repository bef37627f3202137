export { type Compared, compare, renderingKey, type Side } from './compare.ts';
export { fingerprint, logicalResource } from './fingerprint.ts';
