import type { Cluster, InEnvironments } from './types.ts';

/** Asks every cluster and puts equal answers together; in the order in which they first came. */
export function inEach<T extends object, C extends Cluster>(
  clusters: readonly C[],
  ask: (cluster: C) => readonly T[],
): (T & InEnvironments)[] {
  const found = new Map<string, { answer: T; environments: string[] }>();
  for (const cluster of clusters) {
    for (const answer of ask(cluster)) {
      const id = JSON.stringify(answer);
      const known = found.get(id);
      if (known === undefined) found.set(id, { answer, environments: [cluster.environment] });
      else if (known.environments.at(-1) !== cluster.environment)
        known.environments.push(cluster.environment);
    }
  }
  return [...found.values()].map(({ answer, environments }) => ({ ...answer, environments }));
}

export function environmentsOf(clusters: readonly Cluster[]): readonly string[] {
  return clusters.map(({ environment }) => environment);
}
