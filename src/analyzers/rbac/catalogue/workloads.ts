import type { CatalogueEntry } from './types.ts';

export const WORKLOADS: readonly CatalogueEntry[] = [];
