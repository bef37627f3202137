import type { Analyzer } from '../types.ts';
import { duplicateAutoscaler } from './autoscalers.ts';
import { budgetBlocksEvictions, budgetsOverlap } from './budgets.ts';
import { sharedServiceAccount } from './service-accounts.ts';

/** What several objects say about one workload: disruption budgets, autoscalers, ServiceAccounts. */
export const workloads: Analyzer = {
  checks: {
    'budget-blocks-evictions': budgetBlocksEvictions,
    'budgets-overlap': budgetsOverlap,
    'duplicate-autoscaler': duplicateAutoscaler,
    'shared-service-account': sharedServiceAccount,
  },
};
