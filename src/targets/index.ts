export { KUSTOMIZATION_NAMES } from '../target.ts';
export { inputsDigest } from './digest.ts';
export { type DiscoverOptions, discover } from './discover.ts';
export { matchesGlob } from './globs.ts';
export { kustomizationFile } from './kustomizations.ts';
export { mainFile } from './main-file.ts';
export { matchTargets, type TargetPair } from './match.ts';
export type * from './types.ts';
