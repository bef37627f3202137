export { type Baseline, loadBaseline } from './baseline.ts';
export { baselineJsonSchema, configJsonSchema, waiversJsonSchema } from './json-schema.ts';
export { CONFIG_FILES, type LoadedConfig, loadConfig, loadWaivers, type Overrides, UNREAD } from './load.ts';
export { configurationPage } from './page.ts';
export { configSchema, DEFAULT_KUBERNETES, waiversSchema } from './schema.ts';
export { type SharedFile, type SharedReference, sharedReference } from './shared.ts';
export type * from './types.ts';
