export { inputsDigest } from './digest.ts';
export { type DiscoverOptions, discover } from './discover.ts';
export { matchTargets, type TargetPair } from './match.ts';
export type * from './types.ts';
