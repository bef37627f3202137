export { CONFIG_FILES, type LoadedConfig, loadConfig, loadWaivers, type Overrides } from './load.ts';
export { configSchema, DEFAULT_KUBERNETES, waiversSchema } from './schema.ts';
export type * from './types.ts';
