import { type FieldPath, isObject, type Json } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { byText, folderOf, joinPath, resolvePath, type Tree } from '../repository/index.ts';
import { KUSTOMIZATION_NAMES } from '../target.ts';
import { chartClosure } from './charts.ts';
import { isRemote } from './remote.ts';
import { listOf, type MappingFile, readMapping, textOf, treeProblem } from './yaml.ts';

/** One kustomization and what it names directly. Paths are repository-relative. */
export interface Kustomization {
  readonly folder: string;
  readonly isComponent: boolean;
  /** Other kustomizations it builds on: resources, bases, components, and folders of generators and transformers. */
  readonly uses: readonly { readonly folder: string; readonly line: number | undefined }[];
  /** Every file it reads itself, its own included. */
  readonly files: readonly string[];
  /** Folders of the charts it inflates. */
  readonly charts: readonly string[];
  readonly problems: readonly Problem[];
}

/** File of a folder's kustomization; undefined when it has none. */
export function kustomizationFile(tree: Tree, folder: string): string | undefined {
  return KUSTOMIZATION_NAMES.map(name => joinPath(folder, name)).find(path => tree.has(path));
}

/**
 * Reads a kustomization and resolves every path that it names. A problem means that kustomize would fail, or would
 * reach outside the repository.
 */
export function readKustomization(tree: Tree, folder: string): Kustomization {
  const file = kustomizationFile(tree, folder) ?? joinPath(folder, KUSTOMIZATION_NAMES[0]!);
  const names = KUSTOMIZATION_NAMES.filter(name => tree.has(joinPath(folder, name)));
  const read = readMapping(tree, file, 'kustomization-invalid');
  const problems: Problem[] = [];
  if (names.length > 1) {
    problems.push({
      code: 'kustomization-ambiguous',
      message: `${folder || 'The root'} holds ${names.join(' and ')}: kustomize accepts only one`,
      hint: 'Remove the one that is out of date',
      file,
      gates: true,
    });
  }
  if (!read.ok) {
    problems.push(read.problem);
    return { folder, isComponent: false, uses: [], files: [file], charts: [], problems };
  }
  const reader = new References(tree, folder, read.value, problems);
  reader.readAll();
  return {
    folder,
    isComponent: read.value.value.kind === 'Component',
    uses: reader.uses,
    files: [file, ...reader.files].sort(byText),
    charts: [...reader.charts].sort(byText),
    problems,
  };
}

/** Walks the fields of a kustomization that name files. */
class References {
  readonly uses: { folder: string; line: number | undefined }[] = [];
  readonly files = new Set<string>();
  readonly charts = new Set<string>();
  readonly #tree: Tree;
  readonly #folder: string;
  readonly #mapping: MappingFile;
  readonly #problems: Problem[];

  constructor(tree: Tree, folder: string, mapping: MappingFile, problems: Problem[]) {
    this.#tree = tree;
    this.#folder = folder;
    this.#mapping = mapping;
    this.#problems = problems;
  }

  /** The fields are those of `types.Kustomization` in sigs.k8s.io/kustomize/api 0.21. */
  readAll(): void {
    const { value } = this.#mapping;
    for (const field of ['resources', 'bases', 'components']) this.#each(field, 'any');
    for (const field of ['generators', 'transformers', 'validators']) this.#each(field, 'any-or-inline');
    for (const field of ['crds', 'configurations']) this.#each(field, 'file');
    this.#each('patchesStrategicMerge', 'file-or-inline');
    for (const field of ['patches', 'patchesJson6902', 'replacements']) this.#eachPath(field);
    for (const field of ['configMapGenerator', 'secretGenerator']) this.#generators(field);
    if (isObject(value.openapi)) this.#file(value.openapi.path, ['openapi', 'path']);
    this.#helmCharts();
    this.#oldHelmCharts();
  }

  #each(field: string, accepts: 'file' | 'any' | 'file-or-inline' | 'any-or-inline'): void {
    listOf(this.#mapping.value[field]).forEach((entry, index) => {
      if (accepts.endsWith('-or-inline') && isInline(entry)) return;
      if (accepts.startsWith('any')) this.#fileOrFolder(entry, [field, index]);
      else this.#file(entry, [field, index]);
    });
  }

  #eachPath(field: string): void {
    listOf(this.#mapping.value[field]).forEach((entry, index) => {
      if (isObject(entry)) this.#file(entry.path, [field, index, 'path']);
    });
  }

  #generators(field: string): void {
    listOf(this.#mapping.value[field]).forEach((entry, index) => {
      if (!isObject(entry)) return;
      listOf(entry.files).forEach((source, at) => {
        // `key=path`, or a path that is its own key.
        const path = textOf(source)?.replace(/^[^=]*=/, '');
        this.#file(path, [field, index, 'files', at]);
      });
      listOf(entry.envs).forEach((path, at) => {
        this.#file(path, [field, index, 'envs', at]);
      });
      this.#file(entry.env, [field, index, 'env']);
    });
  }

  #helmCharts(): void {
    const { helmGlobals, helmCharts } = this.#mapping.value;
    const home = (isObject(helmGlobals) ? textOf(helmGlobals.chartHome) : undefined) ?? 'charts';
    listOf(helmCharts).forEach((chart, index) => {
      if (!isObject(chart)) return;
      this.#chart(home, textOf(chart.name), textOf(chart.version), textOf(chart.repo), ['helmCharts', index]);
      this.#file(chart.valuesFile, ['helmCharts', index, 'valuesFile']);
      listOf(chart.additionalValuesFiles).forEach((path, at) => {
        this.#file(path, ['helmCharts', index, 'additionalValuesFiles', at]);
      });
    });
  }

  #oldHelmCharts(): void {
    const field = 'helmChartInflationGenerator';
    listOf(this.#mapping.value[field]).forEach((chart, index) => {
      if (!isObject(chart)) return;
      const home = textOf(chart.chartHome) ?? 'charts';
      const [name, version, repo] = [chart.chartName, chart.chartVersion, chart.chartRepoUrl].map(textOf);
      this.#chart(home, name, version, repo, [field, index]);
      this.#file(chart.values, [field, index, 'values']);
    });
  }

  /** Where kustomize expects a vendored chart: HelmChartInflationGenerator, `absChartHome`. */
  #chart(
    home: string,
    name: string | undefined,
    version: string | undefined,
    repo: string | undefined,
    path: FieldPath,
  ): void {
    if (name === undefined) return;
    const versioned =
      version !== undefined && repo !== undefined ? `${home}/${name}-${version}/${name}` : `${home}/${name}`;
    const chart = resolvePath(this.#folder, versioned);
    if (chart !== undefined && this.#tree.has(joinPath(chart, 'Chart.yaml'))) {
      const closure = chartClosure(this.#tree, chart);
      for (const file of closure.files) this.files.add(file);
      for (const folder of [chart, ...closure.charts]) this.charts.add(folder);
      this.#problems.push(...closure.problems);
      return;
    }
    const where = chart === undefined ? `${versioned}, outside the repository` : chart;
    const hint =
      chart === undefined
        ? 'Keep vendored charts inside the repository'
        : `Vendor it there${pullCommand(folderOf(chart) || '.', name, version, repo)}`;
    this.#problem(
      'helm-chart-not-vendored',
      `Chart ${quoted(name)} is not in ${where}${repo ? `, and fetching it from ${repo} is not allowed` : ''}`,
      hint,
      [...path, 'name'],
    );
  }

  #fileOrFolder(entry: Json | undefined, path: FieldPath): void {
    const reference = textOf(entry);
    if (reference === undefined) return;
    const target = resolvePath(this.#folder, reference);
    if (target === undefined || this.#tree.has(target) || !this.#tree.hasFolder(target)) {
      this.#file(reference, path);
    } else if (kustomizationFile(this.#tree, target) !== undefined) {
      this.uses.push({ folder: target, line: this.#line(path) });
    } else {
      const message = `${path[0]} names ${quoted(reference)}, a folder without a kustomization.yaml`;
      this.#problem('kustomization-missing', message, 'Add one to that folder, or list its files', path);
    }
  }

  #file(entry: Json | undefined, path: FieldPath): void {
    const reference = textOf(entry);
    if (reference === undefined) return;
    const target = resolvePath(this.#folder, reference);
    if (target !== undefined && this.#tree.has(target)) {
      this.files.add(target);
    } else if (isRemote(reference)) {
      this.#problem(
        'remote-resource',
        `${path[0]} names ${quoted(reference)}, which is not in the repository and is not fetched`,
        'Vendor it into the repository and name the copy: then its content is reviewed too',
        path,
      );
    } else if (target === undefined) {
      const message = `${path[0]} names ${quoted(reference)}, which is outside the repository`;
      this.#problem('path-outside-repository', message, 'Copy what is needed into the repository', path);
    } else {
      this.#missing(reference, target, path);
    }
  }

  #missing(reference: string, target: string, path: FieldPath): void {
    try {
      this.#tree.read(target);
    } catch (error) {
      const { code, hint } = treeProblem(error, target);
      const why = code === 'file-missing' ? `${target} does not exist` : (error as Error).message;
      this.#problem(code, `${path[0]} names ${quoted(reference)}: ${why}`, hint, path);
    }
  }

  #problem(code: string, message: string, hint: string | undefined, path: FieldPath): void {
    const line = this.#line(path);
    this.#problems.push({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      file: this.#mapping.file,
      ...(line === undefined ? {} : { line }),
      gates: true,
    });
  }

  #line(path: FieldPath): number | undefined {
    return this.#mapping.lineOf(path);
  }
}

/** Generators, transformers and strategic merge patches may be written in place instead of named. */
function isInline(entry: Json): boolean {
  return typeof entry === 'string' && /\n|^\s*\{|^[\w./-]+:\s/.test(entry.trim());
}

/** Only of plain words: what a pull request wrote must not become a command that somebody pastes. */
function pullCommand(
  folder: string,
  name: string,
  version: string | undefined,
  repo: string | undefined,
): string {
  const words = ['helm', 'pull', name];
  if (repo !== undefined) words.push('--repo', repo);
  if (version !== undefined) words.push('--version', version);
  words.push('--untar', '--untardir', folder);
  const isPlain = [name, version, repo, folder].every(
    word => word === undefined || /^\w[\w.:/+-]*$|^\.$/.test(word),
  );
  return isPlain ? `: ${words.join(' ')}` : '';
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
