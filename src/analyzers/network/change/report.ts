import type { Location } from '../../../findings.ts';
import { type ManifestSet, resourceLabel } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { replaced } from '../../places.ts';
import { type Comparison, comparisons, type NetworkOptions } from './comparison.ts';
import { type Found, openings } from './openings.ts';
import { type ConnectionFound, connectionPairs, toldConnections, touchedPairs } from './pairs.ts';
import {
  type Connection,
  type NetworkChange,
  type NetworkReport,
  NO_NETWORK_CHANGES,
  type Pointer,
} from './types.ts';
import { verdict } from './verdict.ts';
import { listed } from './words.ts';

/** Connections of each sort that are listed one by one. */
const MAX_CONNECTIONS = 1_000;
/** Workloads named in one sentence. */
const NAMED = 3;
const RISKS = ['high', 'medium', 'low'] as const;

/**
 * What a change does to who can connect to whom, as the NetworkPolicies of the repository have it. Deterministic; empty
 * when nothing that decides about connections changed, and where no policy is written at all.
 */
export function networkReport(
  base: ManifestSet,
  head: ManifestSet,
  options: NetworkOptions,
): NetworkReport<Pointer> {
  const { all, everywhere } = comparisons(base, head, options);
  const analyses = all.map(comparison => analysisOf(comparison));
  const changes = merged(analyses, everywhere);
  const connections = {
    gained: connectionsOf(analyses, 'gained', everywhere),
    lost: connectionsOf(analyses, 'lost', everywhere),
  };
  if (changes.length + connections.gained.length + connections.lost.length === 0) return NO_NETWORK_CHANGES;
  const notConsidered = others(all);
  return {
    changes,
    connections: {
      gained: connections.gained.slice(0, MAX_CONNECTIONS),
      lost: connections.lost.slice(0, MAX_CONNECTIONS),
    },
    notConsidered,
    assumptions: assumptions(analyses, options, connections),
    verdict: verdict(changes),
  };
}

/** The report with lines instead of pointers. */
export function networkWithPlaces(
  report: NetworkReport<Pointer>,
  placeOf: (pointer: Pointer) => Location,
): NetworkReport {
  return replaced(report, placeOf) as NetworkReport;
}

interface Analysis {
  readonly comparison: Comparison;
  readonly found: readonly Found[];
  readonly gained: readonly ConnectionFound[];
  readonly lost: readonly ConnectionFound[];
  readonly isTooMuch: boolean;
}

function analysisOf(comparison: Comparison): Analysis {
  const touched = touchedPairs(comparison);
  const opened = openings(comparison, touched);
  const names = new Set(opened.map(({ workload }) => workload));
  const told = new Set(touched.filter(({ head }) => names.has(head.name)).map(({ head }) => head.key));
  const pairs = connectionPairs(comparison, touched);
  return { comparison, ...pairs, found: [...opened, ...toldConnections(comparison, pairs, told)] };
}

/** Workloads of which the same is said for the same reason are one entry, and so are environments. */
function merged(analyses: readonly Analysis[], everywhere: boolean): NetworkChange<Pointer>[] {
  const groups = new Map<string, { first: Found; names: Map<string, Set<string>> }>();
  for (const { comparison, found } of analyses) {
    for (const each of found) {
      const causes = each.because.map(({ text, change }) => [text, change]);
      const key = JSON.stringify([each.what, each.direction, each.says, causes]);
      const group = groups.get(key) ?? { first: each, names: new Map<string, Set<string>>() };
      groups.set(key, group);
      const environments = group.names.get(each.workload) ?? new Set<string>();
      group.names.set(each.workload, environments.add(comparison.environment));
    }
  }
  const changes = [...groups.values()].flatMap(({ first, names }) => {
    // The same workloads in the same environments: one sentence.
    const sets = new Map<string, string[]>();
    for (const [name, environments] of names) {
      const key = JSON.stringify([...environments].sort(byText));
      sets.set(key, [...(sets.get(key) ?? []), name]);
    }
    return [...sets].map(([key, workloads]) =>
      changeOf(first, workloads, JSON.parse(key) as string[], analyses, everywhere),
    );
  });
  return changes.sort(
    (a, b) =>
      RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
      b.workloads.length - a.workloads.length ||
      byText(a.text, b.text) ||
      byText(a.environments.join(), b.environments.join()),
  );
}

function changeOf(
  { what, direction, risk, says, gained, lost, because }: Found,
  names: readonly string[],
  environments: readonly string[],
  analyses: readonly Analysis[],
  everywhere: boolean,
): NetworkChange<Pointer> {
  const workloads = [...names].sort(byText);
  return {
    what,
    direction,
    workloads,
    environments: everywhere && environments.length === analyses.length ? [] : environments,
    risk,
    text: `${listed(workloads, NAMED)} ${workloads.length === 1 ? says : plural(says)}`,
    gained,
    lost,
    because,
  };
}

/** Of several: `accepts` becomes `accept`, `it` `them`. */
function plural(says: string): string {
  return says
    .replace(/^accepts /, 'accept ')
    .replace(/^no longer accepts /, 'no longer accept ')
    .replace(/ selects it\b/g, ' selects them')
    .replace(/: its labels/, ': their labels')
    .replace(/\. It seems/, '. They seem');
}

function connectionsOf(
  analyses: readonly Analysis[],
  which: 'gained' | 'lost',
  everywhere: boolean,
): Connection[] {
  const found = new Map<string, { connection: Omit<Connection, 'environments'>; environments: string[] }>();
  for (const analysis of analyses) {
    for (const { from, to, ports, usedBy } of analysis[which]) {
      const connection = {
        from: from.head.name,
        to: to.head.name,
        ports: ports.toString(),
        ...(usedBy === undefined ? {} : { usedBy }),
      };
      const key = JSON.stringify(connection);
      const known = found.get(key) ?? { connection, environments: [] };
      found.set(key, known);
      if (!known.environments.includes(analysis.comparison.environment))
        known.environments.push(analysis.comparison.environment);
    }
  }
  return [...found.values()]
    .map(({ connection, environments }) => ({
      ...connection,
      environments: everywhere && environments.length === analyses.length ? [] : environments,
    }))
    .sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to) || byText(a.ports, b.ports));
}

/** API groups whose policies decide about connections, too. */
const OTHER_GROUPS = new Set([
  'cilium.io',
  'projectcalico.org',
  'crd.projectcalico.org',
  'policy.networking.k8s.io',
  'crd.antrea.io',
]);

function others(all: readonly Comparison[]): string[] {
  const names = all.flatMap(({ manifests }) =>
    manifests
      .filter(({ resource: { group, kind } }) => OTHER_GROUPS.has(group) && kind.endsWith('Policy'))
      .map(({ resource }) => resourceLabel(resource)),
  );
  return [...new Set(names)].sort(byText);
}

function assumptions(
  analyses: readonly Analysis[],
  { isCompared }: NetworkOptions,
  { gained, lost }: NetworkReport<Pointer>['connections'],
): string[] {
  const onNodes = analyses.some(({ comparison: { base, head } }) => base.onNodes + head.onNodes > 0);
  return [
    'The network plugin enforces NetworkPolicies; some do not.',
    ...(onNodes ? ['Pods on the network of their node are left out: policies do not reach them.'] : []),
    ...(analyses.some(({ isTooMuch }) => isTooMuch)
      ? [
          'There are too many workloads to compare every pair of them, or too many connections to list them all.',
        ]
      : []),
    ...(Math.max(gained.length, lost.length) > MAX_CONNECTIONS
      ? [`At most ${MAX_CONNECTIONS} new and ${MAX_CONNECTIONS} lost connections are listed.`]
      : []),
    ...(isCompared === undefined ? [] : ['What could not be rendered, before or after, is not compared.']),
  ];
}
