import type { ChangedResource, ChangeReport, Consequence, Story } from './types.ts';

const RANK: Readonly<Record<Consequence['risk'], number>> = { high: 0, medium: 1, low: 2 };

/**
 * The stories that are not noise, largest risk first: that of the worst consequence which names one of its resources.
 * Stories of the same risk stay in the order of the report.
 */
export function storiesByRisk({ stories, consequences }: ChangeReport): Story[] {
  const risks = new Map<string, number>();
  for (const { risk, resources } of consequences) {
    for (const each of resources) {
      const key = keyOf(each);
      risks.set(key, Math.min(risks.get(key) ?? 3, RANK[risk]));
    }
  }
  const rankOf = ({ resources }: Story) =>
    resources.reduce((least, each) => Math.min(least, risks.get(keyOf(each)) ?? 3), 3);
  return stories
    .filter(({ kind }) => kind !== 'noise')
    .map(story => ({ story, rank: rankOf(story) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ story }) => story);
}

function keyOf({ target, environment, resource }: ChangedResource): string {
  const { group, kind, namespace, name } = resource;
  return [target, environment, group, kind, namespace, name].join('\0');
}
