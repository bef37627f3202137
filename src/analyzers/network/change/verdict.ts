import type { NetworkChange, Reach } from './types.ts';

/** One line about all changes; '' for none: `2 workloads are open to everything now, 1 used connection is closed`. */
export function verdict(changes: readonly NetworkChange<unknown>[]): string {
  const count = (is: (change: NetworkChange<unknown>) => boolean) =>
    new Set(changes.filter(is).flatMap(({ workloads }) => workloads)).size;
  const to =
    (...levels: Reach['level'][]) =>
    ({ gained, direction }: NetworkChange<unknown>) =>
      direction === 'ingress' && levels.includes(gained[0]?.level ?? 'pods');
  const said: [number, string, string][] = [
    [
      count(to('everywhere', 'outside')),
      'is open to callers from outside the cluster now',
      'are open to callers from outside the cluster now',
    ],
    [
      count(to('cluster', 'namespaces', 'private')),
      'is open to other namespaces now',
      'are open to other namespaces now',
    ],
    [
      count(({ what, risk }) => what === 'connection-lost' && risk === 'high'),
      'loses a connection that it seems to use',
      'lose connections that they seem to use',
    ],
  ];
  const parts = said.flatMap(([n, one, many]) =>
    n === 0 ? [] : [n === 1 ? `1 workload ${one}` : `${n} workloads ${many}`],
  );
  if (parts.length > 0) return parts.join(', ');
  const isMore = changes.some(({ gained, what }) => gained.length > 0 || what === 'connection-gained');
  const isLess = changes.some(({ lost, what }) => lost.length > 0 || what === 'connection-lost');
  if (isMore && isLess) return 'some connections are new, some are closed';
  return isMore ? 'some connections are new' : isLess ? 'some connections are closed' : '';
}
