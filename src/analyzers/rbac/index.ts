import { isWorkload } from '../../manifest/index.ts';
import type { Analyzer } from '../types.ts';
import { apply, changeCheck, gained, lost, needed, path, workload } from './change/checks.ts';
import { guards } from './guards/index.ts';

export type { Deployer } from './apply.ts';
export type { ComparisonOptions } from './change/comparison.ts';
export { pointersOf, withPlaces } from './change/places.ts';
export { permissionReport } from './change/report.ts';
export { NO_CHANGES } from './change/types.ts';

/** RBAC: what rules allow, and what a change gives and takes. */
export const rbac: Analyzer = {
  checks: {
    ...guards,
    gained: changeCheck(gained),
    lost: changeCheck(lost),
    path: changeCheck(path),
    workload: changeCheck(workload),
    needed: changeCheck(needed),
    'role-ref': changeCheck(apply('immutable-role-ref')),
    'missing-role': changeCheck(apply('missing-role')),
    'bootstrap-role': changeCheck(apply('bootstrap-reset')),
    refused: changeCheck(apply('refused')),
  },
  // What is written about permissions is judged without the pods that use them; a change of permissions is not.
  reach:
    check =>
    ({ resource: { group, kind } }) =>
      !Object.hasOwn(guards, check) || check === 'exposed-workload' || !isWorkload(group, kind),
};
