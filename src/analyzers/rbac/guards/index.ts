import type { Check } from '../../types.ts';
import { OPERATORS } from '../catalogue/operators.ts';
import { aggregationGuard } from './aggregation.ts';
import { escalationGuard } from './escalation.ts';
import { everyoneGuard } from './everyone.ts';
import { exposedGuard } from './exposed.ts';
import { inertGuard, rejectedGuard } from './inert.ts';
import { manyGuard } from './many.ts';
import { permissionGuard } from './permissions.ts';
import { secretsGuard } from './secrets.ts';

/** Entries of the catalogue by the check that tells of them; each guardrail of rules/rbac names one. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  'api-paths': ['NR001', 'NR001-logs'],
  'api-services': ['AD004'],
  bindings: ['RB008', 'RB009'],
  certificates: ['RB017', 'RB018'],
  'cluster-configuration': ['SE008', 'SE008-join'],
  'custom-resource-definitions': ['AD003'],
  events: ['EV001'],
  exec: ['WL004', 'WL005'],
  namespaces: ['AD005'],
  network: ['NW001', 'NW002', 'NW003', 'NW004'],
  nodes: ['ND003', 'ND003-status'],
  'nodes-proxy': ['ND001'],
  operators: OPERATORS.map(({ id }) => id),
  'persistent-volumes': ['PV001'],
  policies: ['AD006', 'AD007'],
  'port-forward': ['WL006'],
  'run-pods': ['WL001', 'WL002', 'WL003'],
  'service-accounts': ['SE009'],
  'token-request': ['SE006'],
  webhooks: ['AD001', 'AD001-delete', 'AD002', 'AD002-validating'],
};

/** Those of the strict profile, in which `rbac-wildcard` speaks too: it tells of their stars. */
const WITHOUT_STARS = new Set([
  'bindings',
  'custom-resource-definitions',
  'events',
  'network',
  'nodes',
  'port-forward',
  'run-pods',
  'service-accounts',
]);

const CHECKS = new Map(Object.entries(ENTRIES).flatMap(([name, ids]) => ids.map(id => [id, name] as const)));

/** The check that tells of an entry of the catalogue at the rule that gives it, in the whole cluster. */
export function checkOf(entry: string): string | undefined {
  return CHECKS.get(entry);
}

/** Checks about roles and bindings as they are, with and without a base to compare with. */
export const guards: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    Object.entries(ENTRIES).map(([name, ids]) => [
      name,
      permissionGuard(ids, WITHOUT_STARS.has(name) ? { withoutStars: true } : {}),
    ]),
  ),
  aggregation: aggregationGuard,
  escalation: escalationGuard,
  everyone: everyoneGuard,
  'exposed-workload': exposedGuard,
  'many-bindings': manyGuard,
  misleading: inertGuard('other'),
  rejected: rejectedGuard,
  secrets: secretsGuard,
  'without-effect': inertGuard('nothing'),
};
