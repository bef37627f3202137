/**
 * Evidence: a run's result in, files that can be verified later out.
 */
export { attestable, bundleDigest, evidenceBundle, withAttestation } from './bundle.ts';
export { frameworkProblems, lintFramework } from './frameworks/lint.ts';
export {
  frameworkIds,
  frameworkJsonSchema,
  loadFrameworks,
  readFramework,
  reportTemplate,
} from './frameworks/load.ts';
export { controlOutcomes } from './frameworks/outcomes.ts';
export * from './frameworks/types.ts';
export {
  LEDGER_BYTES,
  type Ledger,
  type LedgerEntry,
  ledgerEntry,
  ledgerGap,
  ledgerJsonSchema,
  ledgerLine,
  readLedger,
} from './ledger.ts';
export { bundleJsonSchema, type Manifest } from './manifest.ts';
export { hideValues, redactSecrets } from './redact.ts';
export { secretWords, withoutWords } from './secret-words.ts';
export { usableKey } from './signing.ts';
export type * from './types.ts';
export type { AttestationOptions } from './verify/attestation.ts';
export { type EarlierBundle, earlierBundle, earlierFrom } from './verify/chain.ts';
export {
  BUNDLE_LIMITS,
  type BundleLimits,
  type ReadBundle,
  readBundle,
  readBundleZip,
} from './verify/read.ts';
export { verificationText } from './verify/text.ts';
export {
  listedFiles,
  previousOf,
  type Verification,
  type VerifyOptions,
  verifyBundle,
} from './verify/verify.ts';
