/**
 * Rules that no single object can show: code that reads the whole set, or base and head.
 */

export {
  type Connection,
  type NetworkCause,
  type NetworkChange,
  type NetworkReport,
  networkReport,
  networkWithPlaces,
} from './network/index.ts';
export { pointersIn } from './places.ts';
export { Authorizer } from './rbac/authorizer.ts';
export { grantedRole, roleKey } from './rbac/bindings.ts';
export { renderCataloguePage } from './rbac/catalogue/page.ts';
export type * from './rbac/change/types.ts';
export { type ClusterContext, readContext } from './rbac/context.ts';
export { defaultObjects } from './rbac/defaults.ts';
export { deployedTo, environmentNames } from './rbac/environments.ts';
export { type Deployer, NO_CHANGES, permissionReport, pointersOf, withPlaces } from './rbac/index.ts';
export { oversizedRoles } from './rbac/oversized.ts';
export * from './rbac/queries/index.ts';
export type { Subject } from './rbac/types.ts';
export { ANALYZERS, analyze, analyzerChecks, analyzerReach } from './registry.ts';
export type * from './types.ts';
