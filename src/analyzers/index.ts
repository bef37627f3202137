/**
 * Rules that no single object can show: code that reads the whole set, or base and head.
 */
export { grantedRole, roleKey } from './rbac/bindings.ts';
export { type PermissionChange, type PermissionLine, permissionChanges } from './rbac/index.ts';
export { ANALYZERS, analyze, analyzerChecks } from './registry.ts';
export type * from './types.ts';
