/**
 * Rules that no single object can show: code that reads the whole set, or base and head.
 */
export { grantedRole, roleKey } from './rbac/bindings.ts';
export { type ClusterContext, readContext } from './rbac/context.ts';
export type * from './rbac/change/types.ts';
export { type Deployer, NO_CHANGES, permissionReport, pointersOf, withPlaces } from './rbac/index.ts';
export { ANALYZERS, analyze, analyzerChecks } from './registry.ts';
export type * from './types.ts';
