import type { CatalogueEntry } from './types.ts';

export const ADMISSION: readonly CatalogueEntry[] = [];
