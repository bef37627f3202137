import type { Analysis } from './change/analysis.ts';
import type { SubjectDelta } from './change/delta.ts';
import type { NeededPermission, PermissionLine, Pointer } from './change/types.ts';
import { programOf, type Workload } from './workloads.ts';

type Needed = Omit<NeededPermission<Pointer>, 'environments'>;

/**
 * Lost permissions that a workload of the repository seems to need: it runs the same program as before, as the same
 * account, with its token, and that account was given exactly this. Wildcards say nothing about need.
 */
export function neededPermissions(analysis: Analysis): Needed[] {
  const lost = new Map(analysis.deltas().map(delta => [delta.subject, delta]));
  const before = new Map(analysis.base.workloads.map(each => [identity(each), each]));
  return analysis.head.workloads.flatMap(workload => {
    const delta = lost.get(workload.account);
    const twin = before.get(identity(workload));
    if (delta === undefined || twin === undefined || !workload.token.mounted) return [];
    if (twin.account !== workload.account || programOf(twin.pod.spec) !== programOf(workload.pod.spec))
      return [];
    const lines = analysis.lines('base', workload.account, named(delta));
    const place = placeOf(lines);
    if (place === undefined) return [];
    const what = lines
      .slice(0, 3)
      .map(line => `${line.text} in ${line.scope}`)
      .join('; ');
    return [
      {
        subject: workload.account,
        workload: workload.name,
        lost: lines,
        text: `${workload.name} runs the same program as before as ${workload.account}, which can no longer ${what}${lines.length > 3 ? ` and ${lines.length - 3} more` : ''}: where the program needs it, it fails at run time.`,
        place,
      },
    ];
  });
}

function named({ lost }: SubjectDelta): SubjectDelta['lost'] {
  return lost.filter(
    ({ atom, rule }) =>
      rule !== undefined &&
      atom.group !== undefined &&
      atom.verb !== '*' &&
      atom.group !== '*' &&
      !atom.resource.startsWith('*'),
  );
}

/** What the change took away: the rule, the label or the binding. */
function placeOf(lines: readonly PermissionLine<Pointer>[]): Pointer | undefined {
  const links = lines.flatMap(line => line.because);
  return (links.find(link => link.change !== 'same') ?? links[0])?.place;
}

function identity({ manifest: { resource, origin }, pod }: Workload): string {
  const { group, kind, namespace, name } = resource;
  return JSON.stringify([group, kind, namespace, name, pod.path, origin.target.id, origin.environment.name]);
}
