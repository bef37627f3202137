export type * from './types.ts';
export { DEFAULT_LIMITS } from './types.ts';
