import type { CatalogueEntry } from './types.ts';

export const NETWORK: readonly CatalogueEntry[] = [];
