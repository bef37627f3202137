export { type EvidenceFile, evidenceBundle } from './bundle.ts';
export { hideValues, redactSecrets } from './redact.ts';
export { secretWords, withoutWords } from './secret-words.ts';
