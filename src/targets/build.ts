import { byText, type Tree } from '../repository/index.ts';
import { type Chart, chartClosure } from './charts.ts';
import { type Draft, targetId } from './draft.ts';
import type { KustomizationGraph } from './kustomization-graph.ts';
import type { Environment, SetValues, Target } from './types.ts';

/**
 * Adds a chart with its environments, or the problems that keep it from being rendered.
 * @returns the target when it was added.
 */
export function addChart(
  tree: Tree,
  draft: Draft,
  chart: Chart,
  environments: readonly Environment[],
  reason: string,
): Target | undefined {
  const id = targetId('helm', chart.folder);
  const closure = chartClosure(tree, chart.folder);
  if (closure.problems.length > 0) {
    draft.problems.push(...closure.problems.map(problem => ({ ...problem, target: id })));
    return undefined;
  }
  const inputs = new Set(closure.files);
  for (const environment of environments) {
    for (const file of [...(environment.values ?? []), ...setFilePaths(environment.set)]) inputs.add(file);
  }
  const target: Target = {
    id,
    kind: 'helm',
    root: chart.folder,
    files: [],
    environments,
    inputs: [...inputs].sort(byText),
    reason,
  };
  draft.targets.push(target);
  return target;
}

/** Adds a kustomization, or the problems that keep it from being built. */
export function addKustomization(
  draft: Draft,
  graph: KustomizationGraph,
  folder: string,
  environments: readonly Environment[],
  reason: string,
  loadRestrictor?: 'rootOnly' | 'none',
): void {
  const id = targetId('kustomize', folder);
  const closure = graph.closure(folder);
  if (closure.problems.length > 0) {
    draft.problems.push(...closure.problems.map(problem => ({ ...problem, target: id })));
    return;
  }
  draft.targets.push({
    id,
    kind: 'kustomize',
    root: folder,
    files: [],
    environments,
    inputs: closure.files,
    reason,
    ...(loadRestrictor === undefined ? {} : { loadRestrictor }),
  });
}

/** Adds plain manifests. */
export function addManifests(
  draft: Draft,
  id: string,
  root: string,
  files: readonly string[],
  environments: readonly Environment[],
  reason: string,
): void {
  const sorted = files.toSorted(byText);
  draft.targets.push({ id, kind: 'manifests', root, files: sorted, environments, inputs: sorted, reason });
}

/** Paths in `--set-file`: `key=path`, several with commas between. */
export function setFilePaths(set: SetValues | undefined): string[] {
  return (set?.file ?? []).flatMap(expression =>
    expression.split(/(?<!\\),/).flatMap(entry => {
      const equals = entry.indexOf('=');
      return equals < 0 ? [] : [entry.slice(equals + 1)];
    }),
  );
}

/** How many, with the word in its form. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
