/**
 * Evidence: a run's result in, files that can be verified later out.
 */
export { bundleDigest, evidenceBundle } from './bundle.ts';
export { frameworkProblems, lintFramework } from './frameworks/lint.ts';
export { frameworkIds, frameworkJsonSchema, loadFrameworks, readFramework } from './frameworks/load.ts';
export { controlOutcomes } from './frameworks/outcomes.ts';
export type * from './frameworks/types.ts';
export { bundleJsonSchema } from './manifest.ts';
export { hideValues, redactSecrets } from './redact.ts';
export { secretWords, withoutWords } from './secret-words.ts';
export { usableKey } from './signing.ts';
export type * from './types.ts';
export { BUNDLE_LIMITS, type BundleLimits, type ReadBundle, readBundle } from './verify/read.ts';
export { verificationText } from './verify/text.ts';
export {
  listedFiles,
  previousOf,
  type Verification,
  type VerifyOptions,
  verifyBundle,
} from './verify/verify.ts';
