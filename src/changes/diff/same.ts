import data from '../../../data/api-defaults.json' with { type: 'json' };
import { parseQuantity } from '../../guardrails/index.ts';
import type { Json } from '../../manifest/index.ts';

/** What holds quantities by the name of a resource, and fields that are one. */
const QUANTITY_MAPS = new Set([
  'limits',
  'requests',
  'hard',
  'capacity',
  'podFixed',
  'default',
  'defaultRequest',
  'max',
  'min',
]);
const QUANTITIES = new Set(['sizeLimit', 'averageValue', 'divisor']);
const DURATION_NAME = /(?:duration|interval|timeout|period|for|renewBefore|ttl|delay|window|age|backoff)$/i;
const DURATION = /^(?:\d{1,15}(?:\.\d{1,9})?(?:ns|us|ms|s|m|h))+$/;
const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/**
 * Lists of plain values whose order says nothing to Kubernetes: sets by its OpenAPI document, and those that it does not
 * merge but whose readers take them as sets: RBAC, admission, volumes, network policies, Ingress.
 */
const SETS = new Set([
  ...data.sets,
  'accessModes',
  'add',
  'apiGroups',
  'apiVersions',
  'categories',
  'clusterIPs',
  'drop',
  'externalIPs',
  'hostnames',
  'hosts',
  'ipFamilies',
  'loadBalancerSourceRanges',
  'namespaces',
  'nonResourceURLs',
  'operations',
  'policyTypes',
  'resourceNames',
  'resources',
  'scopes',
  'shortNames',
  'supplementalGroups',
  'verbs',
]);

/** Whether the order of a list of plain values says nothing. */
export function isSet(list: string): boolean {
  return SETS.has(list);
}

/** Whether two plain values mean the same in a field: equal, equal quantities where one stands, equal durations. */
export function sameScalar(before: Json, after: Json, field: string, parent: string): boolean {
  if (before === after) return true;
  if (QUANTITY_MAPS.has(parent) || QUANTITIES.has(field)) {
    const [a, b] = [parseQuantity(before), parseQuantity(after)];
    if (a !== undefined && b !== undefined) return a.compare(b) === 0n;
  }
  if (typeof before === 'string' && typeof after === 'string' && DURATION_NAME.test(field)) {
    const [a, b] = [nanoseconds(before), nanoseconds(after)];
    return a !== undefined && a === b;
  }
  return false;
}

/** As Go's `time.ParseDuration` reads it; undefined when it is no duration. */
function nanoseconds(text: string): number | undefined {
  if (text.length > 64 || !DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ns|us|ms|s|m|h)/g)) {
    sum += Number(number) * (UNITS[unit as string] as number);
  }
  return Math.round(sum);
}
