import type { Analyzer } from '../types.ts';
import { changeCheck, gained, lost } from './change/checks.ts';

export type { ComparisonOptions } from './change/comparison.ts';
export { pointersOf, withPlaces } from './change/places.ts';
export { permissionReport } from './change/report.ts';
export { NO_CHANGES } from './change/types.ts';

/** RBAC: what rules allow, and what a change gives and takes. */
export const rbac: Analyzer = {
  checks: {
    gained: changeCheck(gained),
    lost: changeCheck(lost),
  },
};
