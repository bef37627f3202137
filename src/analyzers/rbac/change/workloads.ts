import type { Authorizer } from '../authorizer.ts';
import { LEVELS, type Level } from '../catalogue/index.ts';
import type { Grant, Subject } from '../types.ts';
import type { Workload } from '../workloads.ts';
import type { Analysis } from './analysis.ts';
import { broadest } from './held.ts';
import type { PermissionLine, Pointer, WorkloadChange } from './types.ts';

type Change = Omit<WorkloadChange<Pointer>, 'environments'>;

/**
 * Workloads whose rights changed by their own manifests: another account, a token that is mounted or no longer,
 * another namespace, a projected token for somebody else; and those that callers can reach and whose account gained
 * something that the catalogue knows.
 */
export function workloadChanges(analysis: Analysis): Change[] {
  const before = new Map(analysis.base.workloads.map(each => [identity(each), each]));
  const after = new Set(analysis.head.workloads.map(identity));
  // What moved to another namespace has no twin in its own.
  const moved = new Map(
    analysis.base.workloads.filter(each => !after.has(identity(each))).map(each => [rendered(each), each]),
  );
  return analysis.head.workloads.flatMap(workload => {
    const twin = before.get(identity(workload));
    const from = twin ?? moved.get(rendered(workload));
    if (from === undefined) return newcomer(workload, analysis);
    return [
      ...accountChange(from, workload, twin === undefined, analysis),
      ...audienceChange(from, workload),
    ];
  });
}

/** Workloads that callers can reach and whose account gained something dangerous. */
export function exposedGains(
  analysis: Analysis,
  gains: ReadonlyMap<Subject, readonly PermissionLine<Pointer>[]>,
): Change[] {
  return [...analysis.head.exposed].flatMap(([account, { workload, by }]) => {
    const gained = (gains.get(account) ?? []).filter(line => line.dangerous);
    if (gained.length === 0 || !workload.token.mounted) return [];
    const text = `${workload.name} can be reached through ${by}, and its ${account} gains permissions: whoever takes over the workload has them.`;
    return [
      {
        workload: workload.name,
        what: 'exposed',
        text,
        account,
        exposedBy: by,
        gained,
        lost: [],
        ...worst(gained),
        place: place(workload),
      } satisfies Change,
    ];
  });
}

function accountChange(from: Workload, to: Workload, moved: boolean, analysis: Analysis): Change[] {
  const had = from.token.mounted;
  const has = to.token.mounted;
  if (from.account === to.account && had === has) return [];
  const gained = has ? beyond(analysis, 'head', to.account, had ? from.account : undefined) : [];
  const lost = had ? beyond(analysis, 'base', from.account, has ? to.account : undefined) : [];
  if (gained.length === 0 && lost.length === 0) return [];
  const renamed = from.account !== to.account;
  const what = moved ? 'namespace' : renamed ? 'account' : 'token';
  const exposed = analysis.head.exposed.get(to.account);
  const by = exposed?.workload.manifest === to.manifest ? exposed.by : undefined;
  return [
    {
      workload: to.name,
      what,
      text: `${sentence(what, from, to)}${by === undefined ? '' : ` It can be reached through ${by}.`}`,
      account: to.account,
      ...(renamed ? { before: from.account } : {}),
      ...(by === undefined ? {} : { exposedBy: by }),
      gained,
      lost,
      ...worst(gained),
      place: what === 'token' ? tokenPlace(to) : place(to),
    },
  ];
}

function sentence(what: Change['what'], from: Workload, to: Workload): string {
  if (what === 'token')
    return to.token.mounted
      ? `${to.name} mounts the token of ${to.account} now: its pods have the rights of that account.`
      : `${to.name} no longer mounts the token of ${to.account}: its pods have none of its rights.`;
  if (what === 'namespace')
    return `${to.name} was ${from.name}: it runs as ${to.account} now, not as ${from.account}.`;
  return `${to.name} runs as ${to.account} now, it was ${from.account}.`;
}

/** A new workload that runs as an account that others set up before, with rights the catalogue knows. */
function newcomer(workload: Workload, analysis: Analysis): Change[] {
  const { account, token, name } = workload;
  if (!token.mounted || analysis.base.authorizer.bindingsOf(account).length === 0) return [];
  const dangerous = beyond(analysis, 'head', account, undefined).filter(line => line.dangerous);
  if (dangerous.length === 0) return [];
  return [
    {
      workload: name,
      what: 'account',
      text: `${name} is new and runs as ${account}, which has rights already: its pods have them.`,
      account,
      gained: dangerous,
      lost: [],
      ...worst(dangerous),
      place: place(workload),
    },
  ];
}

function audienceChange(from: Workload, to: Workload): Change[] {
  const fresh = to.audiences.filter(audience => !from.audiences.includes(audience));
  const gone = from.audiences.filter(audience => !to.audiences.includes(audience));
  if (fresh.length === 0 && gone.length === 0) return [];
  const named = (audiences: readonly string[]) =>
    audiences.map(each => (each === '' ? 'the API server' : JSON.stringify(each))).join(', ');
  const parts = [
    ...(fresh.length === 0 ? [] : [`gets a token of ${to.account} that ${named(fresh)} accepts`]),
    ...(gone.length === 0 ? [] : [`no longer gets one that ${named(gone)} accepts`]),
  ];
  return [
    {
      workload: to.name,
      what: 'audience',
      text: `${to.name} ${parts.join(' and ')}.`,
      account: to.account,
      gained: [],
      lost: [],
      place: { side: 'head', manifest: to.manifest, path: [...to.pod.path, 'volumes'] },
    },
  ];
}

/** What an account may do on one side that the other account could not do on the other. */
function beyond(
  analysis: Analysis,
  side: 'base' | 'head',
  account: Subject,
  other: Subject | undefined,
): PermissionLine<Pointer>[] {
  const [mine, others] = side === 'head' ? [analysis.head, analysis.base] : [analysis.base, analysis.head];
  const grants = ownGrants(mine.authorizer, account);
  const more =
    other === undefined ? grants : grants.filter(grant => !others.holders.allows(other, grant.atom));
  return analysis.lines(side, account, broadest(more), other ?? account);
}

/** Of its own bindings and of the groups of service accounts: what everybody has is no difference. */
function ownGrants(authorizer: Authorizer, account: Subject): Grant[] {
  return authorizer
    .holdings(account)
    .filter(({ through }) => through === account || through.startsWith('Group system:serviceaccounts:'))
    .flatMap(holding => authorizer.granted(holding));
}

function worst(lines: readonly PermissionLine<Pointer>[]): { risk?: Level } {
  const risk = LEVELS.find(level => lines.some(line => line.risk === level));
  return risk === undefined ? {} : { risk };
}

function place({ manifest, accountPath }: Workload): Pointer {
  return { side: 'head', manifest, path: accountPath };
}

function tokenPlace({ token: { manifest, path } }: Workload): Pointer {
  return { side: 'head', manifest, path };
}

function identity({ manifest: { resource, origin }, pod }: Workload): string {
  const { group, kind, namespace, name } = resource;
  return JSON.stringify([group, kind, namespace, name, pod.path, origin.target.id, origin.environment.name]);
}

/** The same but for the namespace. */
function rendered({ manifest: { resource, origin }, pod }: Workload): string {
  const { group, kind, name } = resource;
  return JSON.stringify([group, kind, name, pod.path, origin.target.id, origin.environment.name]);
}
