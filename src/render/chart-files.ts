import { joinPath, nameOf, resolvePath, type Tree } from '../repository/index.ts';
import { RenderFailure, reading } from './failure.ts';
import { helmIgnore } from './helmignore.ts';
import type { InputFile } from './types.ts';
import { isMap, lineOfEntry, listAt, readYamlMap, textAt, type YamlMap } from './yaml.ts';

/** Helm refuses a chart archive that unpacks to more (`MaxDecompressedChartSize`, 100 MiB); a folder gets the same. */
const MAX_CHART_BYTES = 100 * 1024 * 1024;
const MAX_CHART_FILES = 20_000;
/** `file://` dependencies inside `file://` dependencies. */
const MAX_DEPTH = 12;

interface Budget {
  files: number;
  bytes: number;
}

/** A chart's description of itself, as far as preparing a request needs it. */
export interface ChartMetadata {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly dependencies: readonly ChartDependency[];
}

export interface ChartDependency {
  readonly name: string;
  readonly alias: string | undefined;
  readonly repository: string | undefined;
  readonly version: string | undefined;
}

/** Reads Chart.yaml (and, for charts of API version v1, requirements.yaml) out of a chart's texts. */
export function chartMetadata(text: (name: string) => string | undefined): ChartMetadata {
  const chart = readYamlMap(text('Chart.yaml') ?? '') ?? {};
  const listed = listAt(chart, 'dependencies');
  const entries =
    listed.length > 0 ? listed : listAt(readYamlMap(text('requirements.yaml') ?? '') ?? {}, 'dependencies');
  return {
    name: textAt(chart, 'name'),
    type: textAt(chart, 'type'),
    dependencies: entries.filter(isMap).flatMap(dependency),
  };
}

function dependency(entry: YamlMap): ChartDependency[] {
  const name = textAt(entry, 'name');
  if (name === undefined) return [];
  return [
    {
      name,
      alias: textAt(entry, 'alias'),
      repository: textAt(entry, 'repository'),
      version: textAt(entry, 'version'),
    },
  ];
}

/** {@link chartMetadata} of the chart in a folder of the repository. */
export function chartMetadataIn(tree: Tree, root: string): ChartMetadata {
  return chartMetadata(name =>
    tree.has(joinPath(root, name)) ? reading(() => tree.text(joinPath(root, name))) : undefined,
  );
}

/** Where a dependency is declared: for pointing at it. */
export function placeOfDependency(tree: Tree, root: string, name: string): { file: string; line?: number } {
  for (const file of [joinPath(root, 'Chart.yaml'), joinPath(root, 'requirements.yaml')]) {
    const line = tree.has(file)
      ? lineOfEntry(
          reading(() => tree.text(file)),
          'dependencies',
          'name',
          name,
        )
      : undefined;
    if (line !== undefined) return { file, line };
  }
  return { file: joinPath(root, 'Chart.yaml') };
}

/**
 * Every file of the chart in `root`, with its `file://` dependencies where `helm dependency build` would put them.
 *
 * A dependency that is already vendored in charts/ is left as it is, because that copy is what `helm template`
 * uses. One that is neither vendored nor `file://` is left out: the engine reports it.
 * @throws {RenderFailure} for links out of the repository, unreadable files, cycles and charts beyond Helm's size.
 */
export function chartFiles(tree: Tree, root: string): InputFile[] {
  return compose(tree, root, '', [], { files: 0, bytes: 0 });
}

function compose(
  tree: Tree,
  root: string,
  prefix: string,
  above: readonly string[],
  budget: Budget,
): InputFile[] {
  const trail = [...above, root];
  const dependencies = localDependencies(tree, root, trail);
  const paths = tree.filesBelow(root);
  const ignoreFile = joinPath(root, '.helmignore');
  const rules = helmIgnore(tree.has(ignoreFile) ? reading(() => tree.text(ignoreFile)) : '');
  // What Helm would not load need not be readable, and does not count. The rules apply to the folder of a chart or
  // to a chart that is packaged, never to what lies packed in charts/: where dependencies are composed in, the file
  // with the rules is left out, so that the engine does not apply them once more to those.
  // Rules that Helm refuses are left for it to refuse.
  const ignored = rules ?? (() => false);
  const spent = rules !== undefined && (prefix !== '' || dependencies.length > 0);
  const kept = paths.filter(origin => {
    const path = below(root, origin) ?? origin;
    return !ignored(path) && !(spent && path === '.helmignore');
  });
  tree.prefetch(kept);

  const files: InputFile[] = [];
  for (const origin of kept) {
    const content = reading(() => tree.read(origin));
    budget.files += 1;
    budget.bytes += content.length;
    checkBudget(budget, trail[0] ?? root);
    files.push({ path: prefix + (below(root, origin) ?? origin), content, origin });
  }
  const taken = new Set(paths.map(path => below(joinPath(root, 'charts'), path)?.split('/')[0]));
  for (const { name, folder } of dependencies) {
    let place = name;
    for (let count = 2; taken.has(place); count += 1) place = `${name}-${count}`;
    taken.add(place);
    files.push(...compose(tree, folder, `${prefix}charts/${place}/`, trail, budget));
  }
  return files;
}

function checkBudget(budget: Budget, root: string): void {
  if (budget.bytes <= MAX_CHART_BYTES && budget.files <= MAX_CHART_FILES) return;
  const found =
    budget.files > MAX_CHART_FILES ? `more than ${MAX_CHART_FILES} files` : 'more than 100 MiB of files';
  throw new RenderFailure({
    code: 'chart-too-large',
    message: `The chart holds ${found} with its local dependencies, which is more than Helm accepts in one chart`,
    hint: 'Move what the templates do not need out of the chart folder, or list it in .helmignore',
    file: joinPath(root, 'Chart.yaml'),
  });
}

/** The `file://` dependencies of a chart that are not vendored, each once. */
function localDependencies(
  tree: Tree,
  root: string,
  trail: readonly string[],
): { name: string; folder: string }[] {
  const found = new Map<string, { name: string; folder: string }>();
  let vendored: ReadonlySet<string> | undefined;
  for (const { name, repository } of chartMetadataIn(tree, root).dependencies) {
    if (repository?.startsWith('file://') !== true) continue;
    const path = repository.slice('file://'.length);
    const at = placeOfDependency(tree, root, name);
    if (!isChartName(name)) {
      throw new RenderFailure({
        code: 'chart-invalid',
        message: `"${name}" is not a name of a chart dependency`,
        ...at,
      });
    }
    vendored ??= vendoredNames(tree, root);
    if (vendored.has(name) || vendoredArchive(tree, root, name)) continue;
    const folder = resolvePath(root, path);
    if (folder === undefined) {
      throw new RenderFailure({
        code: 'dependency-outside-repository',
        message: `Dependency ${name} is at ${repository}, which lies outside the repository`,
        hint: `Run "helm dependency build ${root || '.'}" and commit ${joinPath(root, 'charts')}, or move the chart into the repository`,
        ...at,
      });
    }
    if (!tree.has(joinPath(folder, 'Chart.yaml'))) {
      throw new RenderFailure({
        code: 'dependency-missing',
        message: `Dependency ${name} is at ${repository}, but ${folder === '' ? 'the repository root' : folder} holds no Chart.yaml`,
        hint: 'Correct the path in "repository"; it is relative to the folder of this Chart.yaml',
        ...at,
      });
    }
    if (trail.includes(folder) || trail.length >= MAX_DEPTH) {
      const cycle = trail.includes(folder);
      throw new RenderFailure({
        code: cycle ? 'dependency-cycle' : 'dependency-too-deep',
        message: cycle
          ? `Dependency ${name} leads back to a chart that depends on it: ${[...trail, folder].map(shown).join(' -> ')}`
          : `Dependency ${name} is nested deeper than ${MAX_DEPTH} charts: ${trail.map(shown).join(' -> ')}`,
        hint: 'Take one of these charts out of the chain',
        ...at,
      });
    }
    found.set(`${name} ${folder}`, { name, folder });
  }
  return [...found.values()];
}

/** `path` relative to `folder`, or undefined when it does not lie below it. */
function below(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function shown(folder: string): string {
  return folder === '' ? '.' : folder;
}

function isChartName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

/** Names of the charts that lie unpacked in charts/. */
function vendoredNames(tree: Tree, root: string): Set<string> {
  const charts = joinPath(root, 'charts');
  const names = new Set<string>();
  for (const path of tree.filesBelow(charts)) {
    const inside = below(charts, path) ?? '';
    if (!/^[^/_.][^/]*\/Chart\.yaml$/.test(inside)) continue;
    const name = readYamlMap(reading(() => tree.text(path)))?.name;
    if (typeof name === 'string') names.add(name);
  }
  return names;
}

/** Whether charts/ holds the packed chart: `<name>-<version>.tgz`. */
function vendoredArchive(tree: Tree, root: string, name: string): boolean {
  const charts = joinPath(root, 'charts');
  return tree.filesBelow(charts).some(path => {
    const file = below(charts, path) ?? '';
    return (
      file === nameOf(path) &&
      file.startsWith(`${name}-`) &&
      /^v?\d.*\.tgz$/.test(file.slice(name.length + 1))
    );
  });
}
