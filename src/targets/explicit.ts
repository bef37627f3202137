import type { EnvironmentConfig, TargetConfig } from '../config/index.ts';
import type { Problem } from '../problems.ts';
import { folderOf, joinPath, resolvePath, type Tree } from '../repository/index.ts';
import { addChart, addKustomization, addManifests, count, setFilePaths } from './build.ts';
import { readChart } from './charts.ts';
import { type Draft, targetId } from './draft.ts';
import { conventionalEnvironments } from './environments.ts';
import { defaultEnvironment } from './found.ts';
import { literalPrefix, matchesGlob } from './globs.ts';
import { KustomizationGraph } from './kustomization-graph.ts';
import { kustomizationFile } from './kustomizations.ts';
import { manifestFiles, maybeManifest } from './manifest-files.ts';
import type { Environment } from './types.ts';

const REASON = 'configuration';

/** Adds the targets that the configuration states; whatever does not exist is a gating problem at its line. */
export function addExplicitTargets(
  tree: Tree,
  configs: readonly TargetConfig[],
  configFile: string,
  isExcluded: (path: string) => boolean,
  draft: Draft,
): void {
  const graph = new KustomizationGraph(tree);
  const seen = new Set<string>();
  for (const config of configs) {
    const written = typeof config.path === 'string' ? [config.path] : config.path;
    const paths = written.map(path => resolvePath('', path));
    const id = targetId(config.kind, paths.map((path, index) => path ?? written[index]).join(','));
    const problem = (code: string, message: string, hint: string, environment?: string): Problem => ({
      code,
      message,
      hint,
      file: configFile,
      ...(config.line === undefined ? {} : { line: config.line }),
      target: id,
      ...(environment === undefined ? {} : { environment }),
      gates: true,
    });
    const outside = paths.indexOf(undefined);
    if (outside >= 0) {
      const message = `Target path ${JSON.stringify(written[outside])} is outside the repository`;
      draft.problems.push(
        problem('path-outside-repository', message, 'Paths are relative to the root of the repository'),
      );
    } else if (seen.has(id)) {
      const message = `Target ${id} is stated twice`;
      draft.problems.push(problem('target-duplicate', message, 'Put all its environments under one entry'));
    } else {
      seen.add(id);
      const adder = new ExplicitTarget(tree, draft, config, configFile, id, problem);
      if (config.kind === 'helm') adder.chart(paths[0]!);
      else if (config.kind === 'kustomize') adder.kustomization(paths[0]!, graph);
      else adder.manifests(paths as string[], isExcluded);
    }
  }
}

type ToProblem = (code: string, message: string, hint: string, environment?: string) => Problem;

class ExplicitTarget {
  readonly #file: string;
  readonly #tree: Tree;
  readonly #draft: Draft;
  readonly #config: TargetConfig;
  readonly #id: string;
  readonly #problem: ToProblem;

  constructor(tree: Tree, draft: Draft, config: TargetConfig, file: string, id: string, problem: ToProblem) {
    this.#file = file;
    this.#tree = tree;
    this.#draft = draft;
    this.#config = config;
    this.#id = id;
    this.#problem = problem;
  }

  chart(folder: string): void {
    if (!this.#tree.has(joinPath(folder, 'Chart.yaml'))) {
      this.#add(
        'target-not-found',
        `${named(folder)} holds no Chart.yaml`,
        'Name the folder of a Helm chart',
      );
      return;
    }
    const read = readChart(this.#tree, folder);
    if (!read.ok) {
      this.#draft.problems.push({ ...read.problem, target: this.#id });
    } else if (read.chart.isLibrary) {
      const message = `${named(folder)} is a library chart: it renders nothing by itself`;
      this.#add('library-chart', message, 'Name a chart that depends on it');
    } else {
      const stated = this.#environments(read.chart.name);
      const isStated = this.#config.environments.length > 0;
      const environments = isStated ? stated : conventionalEnvironments(this.#tree, read.chart);
      if (environments.length > 0) addChart(this.#tree, this.#draft, read.chart, environments, REASON);
    }
  }

  kustomization(folder: string, graph: KustomizationGraph): void {
    if (kustomizationFile(this.#tree, folder) === undefined) {
      const hint = 'Name a folder with a kustomization.yaml';
      this.#add('target-not-found', `${named(folder)} holds no kustomization.yaml`, hint);
    } else if (graph.at(folder).isComponent) {
      const message = `${named(folder)} is a component: it cannot be built by itself`;
      this.#add('kustomization-component', message, 'Name a kustomization that uses it');
    } else {
      const environments = this.#environmentsOrDefault();
      if (environments.length === 0) return;
      addKustomization(this.#draft, graph, folder, environments, REASON, this.#config.loadRestrictor);
    }
  }

  manifests(patterns: readonly string[], isExcluded: (path: string) => boolean): void {
    const files = new Set<string>();
    for (const pattern of patterns) {
      // A file that is named is meant, whatever it holds.
      const found = this.#tree.has(pattern) ? [pattern] : this.#matching(pattern, isExcluded);
      if (found.length === 0) {
        const message = `${named(pattern)} matches no file with Kubernetes objects`;
        this.#add(
          'target-not-found',
          message,
          'Name files or folders of YAML or JSON manifests; * and ** match',
        );
      }
      for (const file of found) files.add(file);
    }
    const environments = this.#environmentsOrDefault();
    if (files.size === 0 || environments.length === 0) return;
    const roots = patterns
      .map(pattern => literalPrefix(pattern))
      .map(path => (this.#tree.has(path) ? folderOf(path) : path));
    const reason = `${REASON}, ${count(files.size, 'file')}`;
    addManifests(this.#draft, this.#id, commonFolder(roots), [...files], environments, reason);
  }

  #matching(pattern: string, isExcluded: (path: string) => boolean): readonly string[] {
    const entries = this.#tree
      .entries()
      .filter(({ path }) => maybeManifest(path) && matchesGlob(path, pattern || '**') && !isExcluded(path));
    this.#tree.prefetch(entries.map(({ path }) => path));
    const found = manifestFiles(this.#tree, entries);
    this.#draft.problems.push(...found.problems);
    this.#draft.skipped.push(...found.skipped);
    return found.files;
  }

  #environmentsOrDefault(): Environment[] {
    if (this.#config.environments.length === 0) return [defaultEnvironment(REASON)];
    return this.#environments(undefined);
  }

  /** The stated environments whose files exist. */
  #environments(chartName: string | undefined): Environment[] {
    const environments = new Map<string, Environment>();
    for (const config of this.#config.environments) {
      const environment = toEnvironment(config, chartName, this.#file);
      const missing = [...(environment.values ?? []), ...setFilePaths(environment.set)].filter(
        path => !this.#tree.has(path),
      );
      if (environments.has(config.name)) {
        const message = `Environment "${config.name}" of ${this.#id} is stated twice`;
        this.#add('environment-duplicate', message, 'Give each a name of its own', config.name);
      } else if (missing.length > 0) {
        const message = `Values file ${missing.join(', ')} of ${this.#id}, environment "${config.name}", does not exist`;
        this.#add('values-missing', message, 'Paths are relative to the root of the repository', config.name);
      } else environments.set(config.name, environment);
    }
    return [...environments.values()];
  }

  #add(code: string, message: string, hint: string, environment?: string): void {
    this.#draft.problems.push(this.#problem(code, message, hint, environment));
  }
}

function toEnvironment(config: EnvironmentConfig, chartName: string | undefined, file: string): Environment {
  const { name, namespace, release, kubernetes, apiVersions, set } = config;
  const releaseName = release ?? chartName;
  // A path that leaves the repository stays as written: it is then reported as missing.
  const values = config.values?.map(path => resolvePath('', path) ?? path);
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(releaseName === undefined ? {} : { releaseName }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(apiVersions === undefined ? {} : { apiVersions }),
    ...(values === undefined ? {} : { values }),
    ...(set === undefined ? {} : { set, file }),
    reason: REASON,
  };
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders;
  let common = first.split('/');
  for (const folder of rest) {
    const segments = folder.split('/');
    const length = common.findIndex((segment, at) => segment !== segments[at]);
    if (length >= 0) common = common.slice(0, length);
  }
  return common.join('/');
}

function named(path: string): string {
  return path === '' ? 'The root of the repository' : path;
}
