export { loadScans } from './load.ts';
export { readScan } from './read.ts';
export * from './types.ts';
