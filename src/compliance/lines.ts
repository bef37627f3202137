import { byText } from '../repository/index.ts';
import type { Build } from './build.ts';
import type { ReportLine } from './schema.ts';

/** The builds of one branch of one repository that say how things are there, by time. */
export interface Line {
  readonly id: string;
  readonly repository: string;
  readonly branch: string;
  readonly kind: ReportLine['kind'];
  readonly builds: readonly Build[];
}

/** Builds by time; of the same second, by digest. */
export function byTime(a: Build, b: Build): number {
  return (
    byText(a.row.created, b.row.created) ||
    byText(a.row.digest, b.row.digest) ||
    byText(a.row.bundle, b.row.bundle)
  );
}

/**
 * A line for every branch that was built. Builds of pull requests judge what is not merged yet: they stand in only where a
 * repository has no others.
 */
export function linesOf(builds: readonly Build[]): Line[] {
  const names = repositoryNames(builds.map(({ row }) => row.repository));
  const repositories = grouped(builds, ({ row }) => row.repository);
  const lines = [...repositories].flatMap(([repository, of]): Line[] => {
    const name = names.get(repository) ?? repository;
    const merged = of.filter(build => !isProposal(build));
    if (merged.length === 0) {
      const id = `${name}, pull requests`;
      return [{ id, repository, branch: '', kind: 'pull-requests', builds: [...of].sort(byTime) }];
    }
    return [...grouped(merged, ({ branch }) => branch)].map(([branch, each]) => ({
      id: branch === '' ? name : `${name}, ${branch}`,
      repository,
      branch,
      kind: 'branch',
      builds: [...each].sort(byTime),
    }));
  });
  return lines.sort((a, b) => byText(a.id, b.id));
}

/** Whether a build judges what somebody proposes, and not what is on a branch. */
export function isProposal({ row }: Build): boolean {
  return row.pullRequest !== undefined || row.event === 'merge_group';
}

/** `acme/shop` for `https://github.com/acme/shop`, where no other host has one of that name. */
export function repositoryNames(addresses: readonly string[]): Map<string, string> {
  const short = new Map([...new Set(addresses)].map(address => [address, shortName(address)]));
  const names = [...short.values()];
  return new Map(
    [...short].map(([address, name]) => [
      address,
      names.filter(each => each === name).length > 1 ? address : name,
    ]),
  );
}

function shortName(address: string): string {
  if (address === '') return '(no repository named)';
  const [, path] = /^https?:\/\/[^/]+\/(.+?)\/?$/.exec(address) ?? [];
  return path ?? address;
}

/** In the order of the first of each. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.get(key(item))?.push(item) ?? groups.set(key(item), [item]);
  return groups;
}
