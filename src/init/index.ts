/** `kubeproof init --from`: settings of other tools as kubeproof's configuration and waivers. */
export type { Imported, Note, WaiverDraft } from './draft.ts';
export { importSettings } from './recognise.ts';
export { addWaivers, configText, type Merged, mergeImports, NO_OWNER } from './write.ts';
