import type { Check } from '../../types.ts';
import { reach } from '../reach.ts';
import { fill } from '../story.ts';
import { exposures, workloadsOf } from '../workloads.ts';
import { eachWorld } from './findings.ts';

/** Most permissions that are told. */
const MOST = 2;

/**
 * Workloads that callers from outside can reach and whose ServiceAccount has what opens the cluster: told at the field
 * that names the account. Not told where the pod has no token of it.
 */
export const exposedGuard: Check = eachWorld((world, { set }, say) => {
  if (!world.grantsDanger()) return;
  const workloads = workloadsOf(world.deployed, set);
  for (const [account, { workload, by }] of exposures(workloads, world.deployed)) {
    if (!workload.token.mounted) continue;
    const worst = reach(world.authorizer, account, { kubernetes: world.kubernetes }).filter(
      ({ severity, within }) => severity === 'critical' && within === undefined,
    );
    const texts = [...new Set(worst.map(({ entry, scope, names }) => fill(entry.can, scope, names)))];
    if (texts.length === 0) continue;
    const more = texts.length > MOST ? ` and ${texts.length - MOST} more of the kind` : '';
    say(workload.manifest, {
      path: workload.accountPath,
      message: `${workload.name} can be reached through ${by}, and as ${account} it can ${texts.slice(0, MOST).join(', ')}${more}: whoever gets into it can too.`,
      about: account,
    });
  }
});
