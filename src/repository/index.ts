export type * from './tree.ts';
export { TreeError } from './tree.ts';
