import type { FieldPath } from '../manifest/index.ts';
import { joinPath, resolvePath, type Tree } from '../repository/index.ts';
import { chartFiles } from './chart-files.ts';
import { DEFAULT_NAMESPACE, DEFAULT_RELEASE } from './chart-request.ts';
import { RenderFailure, reading } from './failure.ts';
import type { Kustomization } from './kustomization-graph.ts';
import type { ChartRequest } from './types.ts';
import { isMap, lineOfEntry, listAt, readYaml, readYamlMap, textAt, toJson, type YamlMap } from './yaml.ts';

/** A chart that a kustomization inflates, and what is to be left out of its output. */
export interface Inflation {
  readonly name: string;
  readonly request: ChartRequest;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  readonly file: string;
  readonly line?: number;
  /** The entry of the kustomization that pulls the chart in. */
  readonly entry: FieldPath;
  /** Where the first values file of the request was put together from; undefined when it is a file as it is. */
  readonly merged?: MergedValues;
}

/** Values that kustomize joins before Helm sees them: `valuesInline` and a values file. */
export interface MergedValues {
  /** The name of the values file of the request. */
  readonly name: string;
  /** Strongest first: what the first one does not say is the second one's. */
  readonly layers: readonly {
    readonly file: string;
    /** Where in the file the values begin; undefined for those in a text inside it. */
    readonly path: FieldPath | undefined;
  }[];
}

/** Kustomize's default for `helmGlobals.chartHome` (`types.HelmDefaultHome`). */
const DEFAULT_CHART_HOME = 'charts';

/** Keys of a kustomization that inflate charts, with the key that names the chart. */
export const HELM_KEYS = { helmCharts: 'name', helmChartInflationGenerator: 'chartName' } as const;

/**
 * The charts of one kustomization, in order, as requests to Helm: what Kustomize's HelmChartInflationGenerator
 * would run with `--enable-helm`, but only from charts that lie in the repository.
 * @throws {RenderFailure} `helm-chart-not-vendored` and problems with the files a chart entry names.
 */
export function inflationsOf(
  tree: Tree,
  kustomization: Kustomization,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): Inflation[] {
  const { content, text, file, folder } = kustomization;
  if (content === undefined) return [];
  const globals = isMap(content.helmGlobals) ? content.helmGlobals : {};
  const generators = listAt(content, 'generators').flatMap((generator, index) => {
    const found = helmGenerator(tree, folder, generator);
    const name = found === undefined ? undefined : textAt(found.entry, 'name');
    if (found === undefined || name === undefined) return [];
    const settings = found.file === undefined ? undefined : [];
    const at = { file: found.file ?? file, entry: ['generators', index], settings };
    return [inflation(tree, kustomization, {}, name, found.entry, at, options)];
  });
  const entries = [
    ...listAt(content, 'helmCharts').map((entry, index) => ({ key: 'helmCharts' as const, index, entry })),
    ...listAt(content, 'helmChartInflationGenerator').map((entry, index) => ({
      key: 'helmChartInflationGenerator' as const,
      index,
      entry: isMap(entry) ? fromOlderForm(entry) : entry,
    })),
  ];
  const charts = entries.map(({ key, index, entry }) => {
    const name = isMap(entry) ? textAt(entry, 'name') : undefined;
    if (!isMap(entry) || name === undefined) {
      throw new RenderFailure({
        code: 'kustomization-invalid',
        message: `An entry of ${key} names no chart`,
        hint: `Give the entry a "${HELM_KEYS[key]}"`,
        file,
        ...optionalLine(lineOfEntry(text, key, HELM_KEYS[key], '')),
      });
    }
    const line = lineOfEntry(text, key, HELM_KEYS[key], name);
    const older = key === 'helmCharts' ? {} : { inline: 'valuesLocal' };
    const at = { file, entry: [key, index], settings: [key, index], ...older, ...optionalLine(line) };
    return inflation(tree, kustomization, globals, name, entry, at, options);
  });
  return [...charts, ...generators];
}

/** The chart entry behind an item of `generators:` that is the built-in HelmChartInflationGenerator, inline or a file. */
export function helmGenerator(
  tree: Tree,
  folder: string,
  generator: unknown,
): { entry: YamlMap; file: string | undefined } | undefined {
  if (typeof generator !== 'string') return undefined;
  const file = generator.includes('\n') ? undefined : resolvePath(folder, generator);
  if (file !== undefined && !tree.has(file)) return undefined;
  const entry = readYamlMap(file === undefined ? generator : reading(() => tree.text(file)));
  return entry?.kind === 'HelmChartInflationGenerator' && entry.apiVersion === 'builtin'
    ? { entry, file }
    : undefined;
}

/** The fields of `helmChartInflationGenerator` under the names that `helmCharts` gives them. */
function fromOlderForm(entry: YamlMap): YamlMap {
  return {
    name: entry.chartName,
    version: entry.chartVersion,
    repo: entry.chartRepoUrl,
    chartHome: entry.chartHome,
    releaseName: entry.releaseName,
    namespace: entry.releaseNamespace,
    valuesFile: entry.values,
    valuesInline: entry.valuesLocal,
    valuesMerge: entry.valuesMerge,
    includeCRDs: entry.includeCRDs,
  };
}

/** Where a chart's entry is written. */
interface Place {
  readonly file: string;
  readonly line?: number;
  readonly entry: FieldPath;
  /** Where its settings begin in `file`; undefined when they are a text inside it. */
  readonly settings: FieldPath | undefined;
  /** The key of the values in the settings: `valuesInline` unless the older form calls it otherwise. */
  readonly inline?: string;
}

function inflation(
  tree: Tree,
  kustomization: Kustomization,
  globals: YamlMap,
  name: string,
  entry: YamlMap,
  at: Place,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): Inflation {
  const { folder } = kustomization;
  const chart = findChart(tree, folder, globals, name, entry, at);
  const nameTemplate = textAt(entry, 'nameTemplate');
  if (nameTemplate?.includes('{{') === true) {
    throw new RenderFailure({
      code: 'helm-chart-unsupported',
      message: `Chart ${name} takes its release name from the template "${nameTemplate}", which kubeproof does not evaluate`,
      hint: 'Write the release name in "releaseName"',
      file: at.file,
      ...optionalLine(at.line),
    });
  }
  const kubernetes = textAt(entry, 'kubeVersion') ?? options.kubernetes;
  const { values, merged } = valuesOf(tree, folder, chart, name, entry, at);
  const request: ChartRequest = {
    files: chartFiles(tree, chart),
    values,
    set: { json: [], plain: [], string: [], file: [], literal: [] },
    setFiles: {},
    // Without a name Kustomize passes --generate-name, which `helm template` answers with its default name.
    releaseName: nameTemplate ?? textAt(entry, 'releaseName') ?? DEFAULT_RELEASE,
    namespace: textAt(entry, 'namespace') ?? DEFAULT_NAMESPACE,
    kubernetes: kubernetes.replace(/^v/, ''),
    apiVersions: listAt(entry, 'apiVersions').filter(version => typeof version === 'string'),
    includeCrds: entry.includeCRDs === true,
    helm: options.helm,
  };
  return {
    name,
    request,
    skipHooks: entry.skipHooks === true,
    skipTests: entry.skipTests === true,
    file: at.file,
    ...optionalLine(at.line),
    entry: at.entry,
    ...(merged === undefined ? {} : { merged }),
  };
}

function optionalLine(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line };
}

/** Folder of the vendored chart: where Kustomize would look, and where it would have pulled it to. */
function findChart(
  tree: Tree,
  folder: string,
  globals: YamlMap,
  name: string,
  entry: YamlMap,
  { file, line }: Place,
): string {
  const at = { file, ...optionalLine(line) };
  const home = textAt(entry, 'chartHome') ?? textAt(globals, 'chartHome') ?? DEFAULT_CHART_HOME;
  const version = textAt(entry, 'version');
  const repo = textAt(entry, 'repo');
  const plain = resolvePath(folder, `${home}/${name}`);
  const versioned =
    version === undefined ? undefined : resolvePath(folder, `${home}/${name}-${version}/${name}`);
  if (plain === undefined || home.startsWith('/')) {
    throw new RenderFailure({
      code: 'helm-chart-outside-repository',
      message: `Chart ${name} is looked for in ${home}, which lies outside the repository`,
      hint: 'Point helmGlobals.chartHome to a folder of the repository',
      ...at,
    });
  }
  const candidates = version !== undefined && repo !== undefined ? [versioned, plain] : [plain, versioned];
  const found = candidates.find(path => path !== undefined && tree.has(joinPath(path, 'Chart.yaml')));
  if (found !== undefined) return found;
  const target =
    version !== undefined && repo !== undefined
      ? resolvePath(folder, `${home}/${name}-${version}`)
      : undefined;
  throw new RenderFailure({
    code: 'helm-chart-not-vendored',
    message: `Chart ${name}${version === undefined ? '' : ` ${version}`} is not in the repository (looked in ${candidates
      .filter(path => path !== undefined)
      .join(' and ')}), and kubeproof downloads nothing`,
    hint: `Run "${pullCommand(name, repo, version, target ?? resolvePath(folder, home) ?? home)}" and commit the folder`,
    ...at,
  });
}

function pullCommand(
  name: string,
  repo: string | undefined,
  version: string | undefined,
  folder: string,
): string {
  const source = repo?.startsWith('oci://') === true ? `${repo.replace(/\/$/, '')}/${name}` : name;
  const from = repo === undefined || repo.startsWith('oci://') ? '' : ` --repo ${repo}`;
  return `helm pull ${source}${from}${version === undefined ? '' : ` --version ${version}`} --untar --untardir ${folder}`;
}

/** The `-f` files of an inflated chart, in order: valuesFile with valuesInline, then additionalValuesFiles. */
function valuesOf(
  tree: Tree,
  folder: string,
  chart: string,
  name: string,
  entry: YamlMap,
  place: Place,
): { readonly values: ChartRequest['values']; readonly merged?: MergedValues } {
  const at = { file: place.file, ...optionalLine(place.line) };
  const read = (path: string): { name: string; content: Uint8Array } => {
    const resolved = resolvePath(folder, path);
    if (resolved === undefined || !tree.has(resolved)) {
      throw new RenderFailure({
        code: 'values-missing',
        message: `Chart ${name} names the values file ${path}, which is not in the repository`,
        hint: 'Add the file, or correct the path; it is relative to the folder of this kustomization',
        ...at,
      });
    }
    return { name: resolved, content: reading(() => tree.read(resolved)) };
  };
  const valuesFile = textAt(entry, 'valuesFile');
  const inline = isMap(entry.valuesInline) ? entry.valuesInline : {};
  const additional = listAt(entry, 'additionalValuesFiles')
    .filter(path => typeof path === 'string')
    .map(read);
  const first = valuesFile === undefined ? undefined : read(valuesFile);
  if (Object.keys(inline).length === 0) {
    return { values: first === undefined ? additional : [first, ...additional] };
  }
  const defaults = joinPath(chart, 'values.yaml');
  const file = first?.name ?? (tree.has(defaults) ? defaults : undefined);
  const how = textAt(entry, 'valuesMerge') ?? 'override';
  const joined = mergedInline(
    how,
    inline,
    () => {
      if (first !== undefined) return { name: first.name, content: new TextDecoder().decode(first.content) };
      return file === undefined ? undefined : { name: file, content: reading(() => tree.text(file)) };
    },
    name,
    at,
  );
  const inlineLayer = {
    file: place.file,
    path: place.settings === undefined ? undefined : [...place.settings, place.inline ?? 'valuesInline'],
  };
  const fileLayers = file === undefined || how === 'replace' ? [] : [{ file, path: [] }];
  const merged: MergedValues = {
    name: `valuesInline of ${place.file}`,
    layers: how === 'merge' ? [...fileLayers, inlineLayer] : [inlineLayer, ...fileLayers],
  };
  const content = new TextEncoder().encode(toJson(joined));
  return { values: [{ name: merged.name, content }, ...additional], merged };
}

/**
 * valuesInline joined with the values file as Kustomize joins them (`HelmChartInflationGenerator`,
 * `kyaml/yaml/merge2`): `override` lets the inline values win, `merge` the file, `replace` uses the inline values
 * alone. Maps merge, lists and scalars are replaced, null deletes a key.
 */
function mergedInline(
  how: string,
  inline: YamlMap,
  file: () => { name: string; content: string } | undefined,
  chart: string,
  at: { file: string; line?: number },
): YamlMap {
  if (how === 'replace') return inline;
  if (how !== 'override' && how !== 'merge') {
    throw new RenderFailure({
      code: 'kustomization-invalid',
      message: `Chart ${chart} has valuesMerge "${how}", which is none of merge, override, replace`,
      hint: 'Use one of these three, or leave valuesMerge out for override',
      ...at,
    });
  }
  const values = file();
  if (values === undefined) return inline;
  const read = readYaml(values.content);
  if (read === null) return inline;
  if (!isMap(read)) {
    throw new RenderFailure({
      code: 'values-invalid',
      message: `The values file ${values.name} of chart ${chart} is not a YAML mapping`,
      hint: 'Correct the file: kubeproof has to merge it with valuesInline',
      file: values.name,
    });
  }
  return how === 'override' ? merge(read, inline) : merge(inline, read);
}

function merge(under: YamlMap, over: YamlMap): YamlMap {
  const result = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const before = result.get(key);
    if (value === null) result.delete(key);
    else result.set(key, isMap(before) && isMap(value) ? merge(before, value) : value);
  }
  return Object.fromEntries(result);
}

/** Whether a rendered document is a hook that the entry leaves out. Test hooks are hooks of only test events. */
export function isSkipped(text: string, inflation: Pick<Inflation, 'skipHooks' | 'skipTests'>): boolean {
  if (!inflation.skipHooks && !inflation.skipTests) return false;
  if (!text.includes('helm.sh/hook')) return false;
  const metadata = readYamlMap(text)?.metadata;
  const annotations = isMap(metadata) && isMap(metadata.annotations) ? metadata.annotations : {};
  const hook = textAt(annotations, 'helm.sh/hook');
  if (hook === undefined) return false;
  if (inflation.skipHooks) return true;
  return hook.split(',').every(event => ['test', 'test-success'].includes(event.trim()));
}
