import type { CatalogueEntry } from './types.ts';

export const OPERATORS: readonly CatalogueEntry[] = [];
