import type { CatalogueEntry } from './types.ts';

export const SUBJECTS: readonly CatalogueEntry[] = [];
