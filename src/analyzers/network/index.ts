import type { Analyzer } from '../types.ts';
import { workloadWithoutPolicy } from './without-policy.ts';

export type { NetworkOptions } from './change/comparison.ts';
export { networkReport, networkWithPlaces } from './change/report.ts';
export type { Connection, NetworkCause, NetworkChange, NetworkReport, NetworkRisk } from './change/types.ts';
export { NO_NETWORK_CHANGES } from './change/types.ts';

/** NetworkPolicies and the pods they select. */
export const network: Analyzer = { checks: { 'workload-without-policy': workloadWithoutPolicy } };
