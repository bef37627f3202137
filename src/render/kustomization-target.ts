import { joinPath, type Tree, TreeError } from '../repository/index.ts';
import { kustomizationFile, type Target } from '../targets/index.ts';
import { RenderFailure, reading } from './failure.ts';
import { HELM_KEYS, helmGenerator, type Inflation, inflationsOf, isSkipped } from './helm-inflation.ts';
import { editKustomization } from './kustomization-edit.ts';
import { type Kustomization, kustomizationGraph, remoteReferences } from './kustomization-graph.ts';
import type { Engine, InputFile, RenderedDocument, RenderOutcome } from './types.ts';
import { listAt } from './yaml.ts';

/** Folder, next to a kustomization, of the files that stand for its inflated charts. Exists only in requests. */
const GENERATED_FOLDER = '.kubeproof-helm';

/**
 * Renders a kustomization: charts it inflates are rendered first, then the engine gets the graph with their output
 * as ordinary resources. The user's files are never edited, only the copies in the request.
 * @throws {RenderFailure} for remote references, charts that are not vendored, and files that are refused.
 */
export async function renderKustomizationTarget(
  tree: Tree,
  target: Target,
  engine: Engine,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): Promise<RenderOutcome> {
  if (kustomizationFile(tree, target.root) === undefined) {
    throw new RenderFailure({
      code: 'kustomization-missing',
      message: `${target.root === '' ? 'The repository root' : target.root} holds no kustomization.yaml`,
      hint: 'Correct the target in .kubeproof.yaml, or add the file',
      file: joinPath(target.root, 'kustomization.yaml'),
    });
  }
  const graph = kustomizationGraph(tree, target.root);
  refuseRemote(tree, graph);
  const inflated = await inflateGraph(tree, graph, engine, options);
  if (!inflated.ok) return inflated.outcome;
  const replaced = new Map<string, Uint8Array>();
  const generated: InputFile[] = [];
  const sources = new Map<string, string>();
  for (const kustomization of graph) {
    const charts = inflated.charts.filter(chart => chart.kustomization === kustomization);
    if (charts.length === 0) continue;
    const paths: string[] = [];
    for (const [index, { inflation, documents, kept }] of charts.entries()) {
      for (const file of bySource(
        kept.flatMap(at => documents[at] ?? []),
        `${GENERATED_FOLDER}/${index + 1}-${inflation.name}`,
      )) {
        const source = file.documents[0]?.source;
        const full = joinPath(kustomization.folder, file.path);
        if (source !== undefined) sources.set(full, source);
        paths.push(file.path);
        generated.push({
          path: full,
          content: new TextEncoder().encode(
            file.documents.map(({ text }) => `---\n${text.trimEnd()}\n`).join(''),
          ),
          origin: source ?? kustomization.file,
        });
      }
    }
    replaced.set(kustomization.file, new TextEncoder().encode(rewritten(tree, kustomization, paths)));
  }

  const inputs = [
    ...new Set([...target.inputs.filter(path => tree.has(path)), ...graph.map(({ file }) => file)]),
  ].sort();
  tree.prefetch(inputs);
  const files = inputs.map((path): InputFile => {
    return { path, content: replaced.get(path) ?? reading(() => tree.read(path)), origin: path };
  });
  const outcome = await engine.renderKustomization({
    files: [...files, ...generated],
    root: target.root,
    loadRestrictor: target.loadRestrictor ?? 'rootOnly',
  });
  if (!outcome.ok) return outcome;
  const documents = outcome.documents.map(document => {
    const source = document.source === undefined ? undefined : sources.get(document.source);
    return source === undefined ? document : { ...document, source };
  });
  return {
    ...outcome,
    documents,
    warnings: [...inflated.warnings, ...outcome.warnings],
    ...(inflated.varies ? { varies: true as const } : {}),
  };
}

/** A chart that a kustomization pulls in, rendered. */
export interface InflatedChart {
  readonly kustomization: Kustomization;
  readonly inflation: Inflation;
  /** Everything Helm rendered. */
  readonly documents: readonly RenderedDocument[];
  /** Indexes of those that the kustomization takes, in order, which it then treats as ordinary resources. */
  readonly kept: readonly number[];
}

/**
 * The charts that the kustomization in `root` and all below it inflate, rendered with the same requests as
 * {@link renderKustomizationTarget} makes. Empty when one of them cannot be rendered: rendering says why.
 */
export async function inflateCharts(
  tree: Tree,
  root: string,
  engine: Engine,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): Promise<readonly InflatedChart[]> {
  try {
    const inflated = await inflateGraph(tree, kustomizationGraph(tree, root), engine, options);
    return inflated.ok ? inflated.charts : [];
  } catch (error) {
    if (error instanceof RenderFailure || error instanceof TreeError) return [];
    throw error;
  }
}

type InflatedGraph =
  | {
      readonly ok: true;
      readonly charts: readonly InflatedChart[];
      readonly warnings: readonly string[];
      readonly varies: boolean;
    }
  | { readonly ok: false; readonly outcome: RenderOutcome };

async function inflateGraph(
  tree: Tree,
  graph: readonly Kustomization[],
  engine: Engine,
  options: { readonly kubernetes: string; readonly helm: 3 | 4 },
): Promise<InflatedGraph> {
  const charts: InflatedChart[] = [];
  const warnings: string[] = [];
  let varies = false;
  for (const kustomization of graph) {
    for (const inflation of inflationsOf(tree, kustomization, options)) {
      const outcome = await engine.renderChart(inflation.request);
      if (!outcome.ok) {
        const message = inFailure(inflation, outcome.problem.message);
        return { ok: false, outcome: { ...outcome, problem: { ...outcome.problem, message } } };
      }
      warnings.push(...outcome.warnings);
      varies ||= outcome.varies === true;
      const { documents } = outcome;
      const kept = [...documents.keys()].filter(at => !isSkipped(documents[at]?.text ?? '', inflation));
      charts.push({ kustomization, inflation, documents, kept });
    }
  }
  return { ok: true, charts, warnings, varies };
}

function inFailure(inflation: Inflation, message: string): string {
  const at = inflation.line === undefined ? inflation.file : `${inflation.file}:${inflation.line}`;
  return `Chart ${inflation.name}, inflated by ${at}: ${message}`;
}

/** Consecutive documents of one template make one file, so that each keeps its source and the order stays. */
function bySource(
  documents: readonly RenderedDocument[],
  folder: string,
): { path: string; documents: RenderedDocument[] }[] {
  const files: { path: string; documents: RenderedDocument[] }[] = [];
  for (const document of documents) {
    const last = files.at(-1);
    if (last !== undefined && last.documents[0]?.source === document.source) last.documents.push(document);
    else files.push({ path: `${folder}/${files.length + 1}.yaml`, documents: [document] });
  }
  return files;
}

/** The kustomization with its charts taken out and their output put in as resources. */
function rewritten(tree: Tree, kustomization: Kustomization, paths: readonly string[]): string {
  const content = kustomization.content ?? {};
  const generators = listAt(content, 'generators');
  const kept = generators.filter(
    generator => helmGenerator(tree, kustomization.folder, generator) === undefined,
  );
  return editKustomization(kustomization.text, content, {
    remove: [...Object.keys(HELM_KEYS), 'helmGlobals'],
    append: { resources: paths },
    ...(kept.length === generators.length ? {} : { replace: { generators: kept } }),
  });
}

/** Kustomize would clone or download these; kubeproof does neither, and says so before anything runs. */
function refuseRemote(tree: Tree, graph: readonly Kustomization[]): void {
  for (const kustomization of graph) {
    const remote = remoteReferences(kustomization, path => tree.has(path) || tree.hasFolder(path));
    const first = remote[0];
    if (first === undefined) continue;
    const more = remote.length === 1 ? '' : ` and ${remote.length - 1} more`;
    throw new RenderFailure({
      code: 'remote-base',
      message: `${first.value}${more} would have to be fetched, and kubeproof fetches nothing: this kustomization was not evaluated`,
      hint: 'Commit a copy of the remote files and refer to that folder',
      file: kustomization.file,
      ...(first.line === undefined ? {} : { line: first.line }),
    });
  }
}
