export { type ApiLifecycle, KUBERNETES_VERSIONS, knownKinds, lifecycle, serves } from './lifecycle.ts';
export { crdScopes, isNamespaced, type Scopes } from './scopes.ts';
