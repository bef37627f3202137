import type { Connection, NetworkChange, NetworkReport } from '../analyzers/index.ts';
import { plural } from '../plural.ts';
import { type Graph, GraphBuilder } from './graph.ts';
import { saidIn } from './permissions.ts';
import { sentenceStart } from './words.ts';

/** Words and drawings of connections that several forms share. Everything here returns raw text. */

/** Whether there is anything to say at all. */
export function hasNetwork(report: NetworkReport | undefined): report is NetworkReport {
  return report !== undefined && networkCount(report) > 0;
}

/** Entries of every sort, for a count beside a title. */
export function networkCount({ changes, connections }: NetworkReport): number {
  return changes.length > 0 ? changes.length : connections.gained.length + connections.lost.length;
}

/** What stands under the title: the verdict as a sentence. */
export function networkNote({ verdict }: NetworkReport): string {
  return verdict === ''
    ? 'Who can connect to whom, as NetworkPolicies have it.'
    : `${sentenceStart(verdict)}.`;
}

/** `In prod: Deployment shop/web accepts connections from everywhere now: …`. */
export function networkText({ text, environments }: NetworkChange): string {
  return saidIn(text, { environments });
}

/** `Deployment shop/web → Deployment shop/db on TCP 5432 (prod), which variable DB_URL names`. */
export function connectionText({ from, to, ports, environments, usedBy }: Connection): string {
  const on = ports === 'all ports' ? '' : ` on ${ports}`;
  const where = environments.length === 0 ? '' : ` (${environments.join(', ')})`;
  return `${from} → ${to}${on}${where}${usedBy === undefined ? '' : `, named by ${usedBy}`}`;
}

/** `3 connections are new, 1 gone`: between workloads of the repository. */
export function connectionCounts({ connections: { gained, lost } }: NetworkReport): string {
  const parts = [
    gained.length === 0 ? '' : plural(gained.length, 'connection is new', 'connections are new'),
    lost.length === 0
      ? ''
      : gained.length === 0
        ? plural(lost.length, 'connection is gone', 'connections are gone')
        : `${lost.length} gone`,
  ];
  return parts.filter(part => part !== '').join(', ');
}

/** What the change opens and closes, as a drawing: workloads, and whoever is at the other end. */
export function networkGraph({ changes, connections }: NetworkReport): Graph {
  const graph = new GraphBuilder();
  const workload = (name: string) => graph.node({ id: `workload ${name}`, lines: [name], shape: 'subject' });
  for (const { workloads, direction, gained } of changes) {
    for (const { peer, ports, level } of gained) {
      const far = level === 'everywhere' || level === 'outside';
      const other = graph.node({
        id: `peer ${peer}`,
        lines: [peer],
        shape: far ? 'effect' : 'binding',
        fresh: true,
      });
      for (const name of workloads) {
        const own = workload(name);
        const [from, to] = direction === 'ingress' ? [other, own] : [own, other];
        graph.edge({ from, to, label: ports, fresh: true });
      }
    }
  }
  for (const { from, to, ports } of connections.lost) {
    graph.edge({ from: workload(from), to: workload(to), label: `no longer: ${ports}` });
  }
  return graph.build();
}
