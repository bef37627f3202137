import { byText, folderOf, joinPath, nameOf, type Tree, type TreeEntry } from '../repository/index.ts';
import { KUSTOMIZATION_NAMES } from '../target.ts';
import { addChart, addKustomization, addManifests, count } from './build.ts';
import { type Chart, readChart } from './charts.ts';
import { type Draft, targetId } from './draft.ts';
import { conventionalEnvironments } from './environments.ts';
import { KustomizationGraph } from './kustomization-graph.ts';
import { manifestFiles, maybeManifest } from './manifest-files.ts';
import type { Environment } from './types.ts';
import { treeProblem } from './yaml.ts';

/** Folders of a chart in which Helm, and nobody else, reads YAML. */
const CHART_FOLDERS = new Set(['templates', 'charts', 'crds', 'ci']);

/** The one environment of a target that nobody gave any. */
export function defaultEnvironment(reason: string): Environment {
  return { name: 'default', reason };
}

/** Discovers every target of a repository. `isExcluded` says which paths are left out. */
export function findTargets(tree: Tree, isExcluded: (path: string) => boolean, draft: Draft): void {
  const entries = tree.entries().filter(entry => !isExcluded(entry.path));
  tree.prefetch(
    entries
      .filter(entry => maybeManifest(entry.path) || isKustomizationName(entry.path))
      .map(({ path }) => path),
  );

  const charts = new ChartFolders(
    entries.filter(entry => nameOf(entry.path) === 'Chart.yaml').map(entry => folderOf(entry.path)),
  );
  const kustomizations = [
    ...new Set(
      entries
        .filter(
          ({ path }) =>
            isKustomizationName(path) && !charts.owns(path, 'reserved') && isKustomization(tree, path),
        )
        .map(({ path }) => folderOf(path)),
    ),
  ];
  const graph = new KustomizationGraph(tree);
  const inflated = findKustomizations(graph, kustomizations, draft);
  findCharts(tree, charts.folders, inflated, draft);

  const owned = graph.files();
  const others = entries.filter(
    ({ path }) => maybeManifest(path) && !owned.has(path) && !charts.owns(path, 'all'),
  );
  findManifests(tree, others, new Set(kustomizations), draft);

  for (const submodule of tree.submodules ?? []) {
    if (isExcluded(submodule)) continue;
    draft.problems.push({
      code: 'submodule-not-evaluated',
      message: `${submodule} is another repository (a submodule): nothing in it was judged`,
      hint: 'Judge it in its own repository',
      file: submodule,
      gates: false,
    });
  }
}

/** @returns folders of charts that some kustomization inflates, with the target that does. */
function findKustomizations(
  graph: KustomizationGraph,
  folders: readonly string[],
  draft: Draft,
): Map<string, string> {
  const inflated = new Map<string, string>();
  const { roots, usedBy } = graph.roots(folders);
  const isRoot = new Set(roots);
  for (const folder of folders) {
    const user = usedBy.get(folder);
    const { isComponent } = graph.at(folder);
    if (isComponent || !isRoot.has(folder)) {
      const reason =
        user === undefined ? 'a component that nothing uses' : `used by ${targetId('kustomize', user)}`;
      draft.skipped.push({ path: folder, kind: 'kustomize', reason });
    } else {
      const environments = [defaultEnvironment('kustomization')];
      addKustomization(draft, graph, folder, environments, 'a kustomization that no other one uses');
    }
    for (const chart of graph.at(folder).charts) {
      if (!inflated.has(chart)) inflated.set(chart, targetId('kustomize', folder));
    }
  }
  return inflated;
}

function findCharts(
  tree: Tree,
  folders: readonly string[],
  inflated: ReadonlyMap<string, string>,
  draft: Draft,
): void {
  const libraries: Chart[] = [];
  const usedBy = new Map<string, string>();
  for (const folder of folders) {
    const user = inflated.get(folder);
    if (user !== undefined) {
      draft.skipped.push({ path: folder, kind: 'helm', reason: `inflated by ${user}` });
      continue;
    }
    const read = readChart(tree, folder);
    if (!read.ok) {
      draft.problems.push({ ...read.problem, target: targetId('helm', folder) });
    } else if (read.chart.isLibrary) {
      libraries.push(read.chart);
    } else {
      const target = addFoundChart(tree, read.chart, draft);
      for (const input of target?.inputs ?? []) {
        if (nameOf(input) === 'Chart.yaml' && !usedBy.has(folderOf(input)))
          usedBy.set(folderOf(input), target!.id);
      }
    }
  }
  for (const { folder } of libraries) {
    const user = usedBy.get(folder);
    const reason =
      user === undefined
        ? 'a library chart: it renders nothing by itself'
        : `a library chart, rendered through ${user}`;
    draft.skipped.push({ path: folder, kind: 'helm', reason });
  }
}

function addFoundChart(tree: Tree, chart: Chart, draft: Draft) {
  let environments: Environment[];
  try {
    environments = conventionalEnvironments(tree, chart);
  } catch (error) {
    draft.problems.push({ ...treeProblem(error, chart.folder), target: targetId('helm', chart.folder) });
    return undefined;
  }
  return addChart(tree, draft, chart, environments, 'a folder with a Chart.yaml');
}

function findManifests(
  tree: Tree,
  entries: readonly TreeEntry[],
  kustomizations: ReadonlySet<string>,
  draft: Draft,
): void {
  const found = manifestFiles(tree, entries);
  draft.problems.push(...found.problems);
  draft.skipped.push(...found.skipped);
  const folders = new Map<string, string[]>();
  for (const file of found.files) {
    const folder = folderOf(file);
    if (isUnusedPatch(file, kustomizations)) {
      draft.skipped.push({
        path: file,
        kind: 'manifests',
        reason: 'by its name a patch, and no kustomization uses it: it is not applied as it stands',
      });
      continue;
    }
    const files = folders.get(folder);
    if (files) files.push(file);
    else folders.set(folder, [file]);
  }
  for (const [folder, files] of [...folders].sort(([a], [b]) => byText(a, b))) {
    const reason = `${count(files.length, 'file')} with Kubernetes objects that no chart or kustomization uses`;
    const id = targetId('manifests', folder);
    addManifests(draft, id, folder, files, [defaultEnvironment('plain manifests')], reason);
  }
}

/** `patch.yaml`, `patch-x.yaml`, `patch1.yaml`, `x_patch.yaml`, `x-patch.yaml`. */
const PATCH_NAME = /^patch(?:es)?\d*(?:[-_.]|$)|[-_.]patch(?:es)?\d*$/i;

/**
 * Whether a file that no kustomization uses is a fragment for one: its name says patch, and it lies beside a
 * kustomization or in the folder `patches` below one. Kubebuilder writes such files, to be switched on by hand.
 */
function isUnusedPatch(path: string, kustomizations: ReadonlySet<string>): boolean {
  if (!PATCH_NAME.test(nameOf(path).replace(/\.(?:ya?ml|json)$/, ''))) return false;
  const folder = folderOf(path);
  return kustomizations.has(folder) || (nameOf(folder) === 'patches' && kustomizations.has(folderOf(folder)));
}

/** Where charts are, and what belongs to them. */
class ChartFolders {
  /** Charts that are not vendored inside another one, sorted. */
  readonly folders: readonly string[];
  readonly #all: ReadonlySet<string>;

  constructor(folders: readonly string[]) {
    this.#all = new Set(folders);
    this.folders = folders
      .filter(folder => !this.owns(joinPath(folder, 'Chart.yaml'), 'reserved'))
      .sort(byText);
  }

  /**
   * Whether a path belongs to a chart: to one of the folders only Helm reads (`reserved`), or anywhere in the
   * chart's folder (`all`). A chart in the repository's root owns its own folders and files, not the whole repository.
   */
  owns(path: string, what: 'reserved' | 'all'): boolean {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (this.#all.has(folder)) {
        const [first, ...rest] = (folder === '' ? path : path.slice(folder.length + 1)).split('/') as [
          string,
          ...string[],
        ];
        if (CHART_FOLDERS.has(first) && rest.length > 0) return true;
        if (
          what === 'all' &&
          (folder !== '' || (rest.length === 0 && /^(?:values\b.*|Chart)\.ya?ml$/.test(first)))
        )
          return true;
      }
      if (folder === '') return false;
    }
  }
}

function isKustomizationName(path: string): boolean {
  return KUSTOMIZATION_NAMES.includes(nameOf(path));
}

/** Flux has a kind Kustomization too, and people keep it in files of that name. */
function isKustomization(tree: Tree, path: string): boolean {
  try {
    const apiVersion = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([^\s"'#]+)/m.exec(tree.text(path))?.[1];
    return apiVersion === undefined || apiVersion.startsWith('kustomize.config.k8s.io/');
  } catch (error) {
    treeProblem(error, path);
    return true;
  }
}
