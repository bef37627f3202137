export type * from './types.ts';
export { PROFILES } from './types.ts';
