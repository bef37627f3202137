export { type EvidenceFile, evidenceBundle } from './bundle.ts';
export { redactSecrets } from './redact.ts';
