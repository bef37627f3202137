import { isObject } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { byText, joinPath, resolvePath, type Tree, TreeError } from '../repository/index.ts';
import { listOf, type MappingFile, readMapping, textOf, treeProblem } from './yaml.ts';

/** A chart folder, as far as discovery looks into it. */
export interface Chart {
  readonly folder: string;
  readonly name: string;
  readonly isLibrary: boolean;
  readonly dependencies: readonly LocalDependency[];
}

/** A dependency on a chart in the same repository: `repository: file://../common`. */
interface LocalDependency {
  readonly name: string;
  readonly repository: string;
  /** Where it was declared. */
  readonly file: string;
  readonly line: number | undefined;
}

export type ChartResult =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly problem: Problem };

/** Reads `Chart.yaml`, and for charts of apiVersion v1 `requirements.yaml`. */
export function readChart(tree: Tree, folder: string): ChartResult {
  const read = readMapping(tree, joinPath(folder, 'Chart.yaml'), 'chart-invalid');
  if (!read.ok) return read;
  const { value, file } = read.value;
  const name = textOf(value.name);
  if (name === undefined) {
    const message = `${file} has no "name"`;
    const hint =
      'Add one; if the file is no chart of Helm, leave its folder out with "exclude" in .kubeproof.yaml';
    return { ok: false, problem: { code: 'chart-invalid', message, hint, file, line: 1, gates: true } };
  }
  const dependencies = localDependencies(read.value);
  const requirements = joinPath(folder, 'requirements.yaml');
  if (textOf(value.apiVersion) === 'v1' && tree.has(requirements)) {
    const old = readMapping(tree, requirements, 'chart-invalid');
    if (!old.ok) return old;
    dependencies.push(...localDependencies(old.value));
  }
  return { ok: true, chart: { folder, name, isLibrary: value.type === 'library', dependencies } };
}

function localDependencies(mapping: MappingFile): LocalDependency[] {
  return listOf(mapping.value.dependencies).flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const [name, repository] = [textOf(entry.name), textOf(entry.repository)];
    if (name === undefined || !repository?.startsWith('file://')) return [];
    const line = mapping.lineOf(['dependencies', index, 'repository']);
    return [{ name, repository, file: mapping.file, line }];
  });
}

/** Levels of `file://` dependencies. */
const DEPTH_LIMIT = 100;

/** Every file a chart is made of, and what is wrong with them. */
export interface ChartClosure {
  /** Sorted. */
  readonly files: readonly string[];
  /** Folders of the charts it depends on through `file://`, sorted. */
  readonly charts: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * The chart's folder and, recursively, those of its `file://` dependencies. A dependency that is also vendored in
 * `charts/` need not exist, as for Helm.
 */
export function chartClosure(tree: Tree, root: string): ChartClosure {
  const files = new Set<string>();
  const charts = new Set<string>();
  const problems: Problem[] = [];
  const walk = (folder: string, above: readonly string[]) => {
    const listed = filesOf(tree, folder, problems);
    if (listed === undefined) return;
    for (const file of listed) files.add(file);
    const read = readChart(tree, folder);
    if (!read.ok) {
      problems.push(read.problem);
      return;
    }
    for (const dependency of read.chart.dependencies) {
      const found = findDependency(tree, folder, dependency);
      if (found === 'vendored') continue;
      if (typeof found !== 'string') problems.push(found);
      else if (found === folder || above.includes(found)) problems.push(cycle(dependency, found));
      else if (above.length > DEPTH_LIMIT) problems.push(tooDeep(dependency));
      else if (!charts.has(found)) {
        charts.add(found);
        walk(found, [...above, folder]);
      }
    }
  };
  walk(root, []);
  return { files: [...files].sort(byText), charts: [...charts].sort(byText), problems };
}

/** Files of a chart's folder; links that lead nowhere are problems, because Helm refuses the chart for them. */
function filesOf(tree: Tree, folder: string, problems: Problem[]): readonly string[] | undefined {
  let files: readonly string[];
  try {
    files = tree.filesBelow(folder);
  } catch (error) {
    problems.push(treeProblem(error, folder));
    return undefined;
  }
  return files.filter(file => {
    if (tree.has(file)) return true;
    problems.push(brokenLink(tree, file));
    return false;
  });
}

function brokenLink(tree: Tree, file: string): Problem {
  try {
    tree.read(file);
  } catch (error) {
    if (error instanceof TreeError && error.code === 'missing') {
      const message = `${file} is a symbolic link to a file that does not exist`;
      return {
        code: 'link-broken',
        message,
        hint: 'Helm refuses the chart; mend the link or remove it',
        file,
        gates: true,
      };
    }
    return treeProblem(error, file);
  }
  throw new Error(`${file} is readable and is not a file`);
}

function findDependency(
  tree: Tree,
  folder: string,
  dependency: LocalDependency,
): string | 'vendored' | Problem {
  const path = dependency.repository.slice('file://'.length);
  const target = resolvePath(folder, path);
  if (target !== undefined && tree.has(joinPath(target, 'Chart.yaml'))) return target;
  if (isVendored(tree, folder, dependency.name)) return 'vendored';
  const why =
    target === undefined
      ? 'leads out of the repository'
      : `leads to ${target || 'the root'}, which holds no Chart.yaml`;
  return problemAt(dependency, {
    code: 'dependency-missing',
    message: `Dependency ${named(dependency)} ${why}`,
    hint: `Mend the path, or vendor the chart: helm dependency build ${folder || '.'}`,
  });
}

function isVendored(tree: Tree, folder: string, name: string): boolean {
  const charts = joinPath(folder, 'charts');
  if (tree.has(`${charts}/${name}/Chart.yaml`)) return true;
  const archive = `${charts}/${name}-`;
  return tree.filesBelow(charts).some(file => file.startsWith(archive) && file.endsWith('.tgz'));
}

function cycle(dependency: LocalDependency, folder: string): Problem {
  return problemAt(dependency, {
    code: 'chart-cycle',
    message: `Dependency ${named(dependency)} leads back to ${folder || 'the root'}: the charts depend on each other`,
    hint: 'Move what both need into a third chart',
  });
}

function tooDeep(dependency: LocalDependency): Problem {
  return problemAt(dependency, {
    code: 'chart-too-deep',
    message: `Dependency ${named(dependency)} is more than ${DEPTH_LIMIT} charts away from the first`,
    hint: 'Flatten the dependencies',
  });
}

function named({ name, repository }: LocalDependency): string {
  return `${JSON.stringify(name)} (${repository})`;
}

function problemAt(
  { file, line }: LocalDependency,
  what: Pick<Problem, 'code' | 'message' | 'hint'>,
): Problem {
  return { ...what, file, ...(line === undefined ? {} : { line }), gates: true };
}
