import { resolvePath, type Tree } from '../repository/index.ts';
import type { Environment } from '../targets/index.ts';
import { capabilitiesOf } from './capabilities.ts';
import { chartFiles } from './chart-files.ts';
import { RenderFailure, reading } from './failure.ts';
import { setFileArguments } from './set-file.ts';
import type { ChartRequest } from './types.ts';

/** What `helm template` calls a release that nobody named. */
export const DEFAULT_RELEASE = 'release-name';
/** Helm's namespace when none is given and no cluster is configured. */
export const DEFAULT_NAMESPACE = 'default';

/**
 * Everything `helm template` needs to render the chart in `root` in one environment, as if a cluster of its Kubernetes
 * release were there ({@link capabilitiesOf}).
 * @throws {RenderFailure} for files that are missing or refused.
 */
export function buildChartRequest(
  tree: Tree,
  root: string,
  environment: Environment,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): ChartRequest {
  const set = environment.set ?? {};
  const file = set.file ?? [];
  const { kubernetes, apiVersions } = capabilitiesOf(environment.kubernetes ?? options.kubernetes);
  return {
    files: chartFiles(tree, root),
    values: (environment.values ?? []).map(name => ({ name, content: readNamed(tree, name, 'values file') })),
    set: {
      json: set.json ?? [],
      plain: set.plain ?? [],
      string: set.string ?? [],
      file,
      literal: set.literal ?? [],
    },
    setFiles: Object.fromEntries(
      file.flatMap(setFileArguments).map(({ path }) => [path, readNamed(tree, path, 'file of --set-file')]),
    ),
    releaseName: environment.releaseName ?? DEFAULT_RELEASE,
    namespace: environment.namespace ?? DEFAULT_NAMESPACE,
    kubernetes,
    apiVersions: [...new Set([...apiVersions, ...(environment.apiVersions ?? [])])],
    includeCrds: true,
    helm: options.helm,
  };
}

function readNamed(tree: Tree, name: string, role: string): Uint8Array {
  const path = resolvePath('', name);
  if (path === undefined) {
    throw new RenderFailure({
      code: 'file-outside-repository',
      message: `The ${role} ${name} lies outside the repository`,
      hint: 'Name a file by its path from the repository root',
    });
  }
  if (!tree.has(path) && !isEntry(tree, path)) {
    throw new RenderFailure({
      code: 'values-missing',
      message: `The ${role} ${name} does not exist in the ${tree.name}`,
      hint: 'Add the file, or correct the environment that names it',
      file: path,
    });
  }
  return reading(() => tree.read(path));
}

/** A link that leaves the repository is an entry that `has` denies; reading it gives the better message. */
function isEntry(tree: Tree, path: string): boolean {
  return tree.entries().some(entry => entry.path === path);
}
