import { splitDocuments } from '../../manifest/index.ts';
import { folderOf, joinPath, nameOf, resolvePath } from '../../repository/index.ts';
import { KUSTOMIZATION_NAMES } from '../../target.ts';
import { classifyKustomizeError } from '../errors.ts';
import { RenderFailure } from '../failure.ts';
import { hintFor } from '../hints.ts';
import { editKustomization } from '../kustomization-edit.ts';
import { remoteReferences } from '../kustomization-graph.ts';
import type { KustomizationRequest, RenderedDocument, RenderLimits, RenderOutcome } from '../types.ts';
import { listAt, readYamlMap, scalarsIn, type YamlMap } from '../yaml.ts';
import { finished } from './limits.ts';
import { type OriginAnnotation, takeOrigin } from './origin-annotation.ts';
import { run } from './run.ts';
import type { Tool } from './tools.ts';
import type { Workspace } from './workspace.ts';

const OPTION = 'originAnnotations';

/**
 * Builds a kustomization with the `kustomize` on PATH.
 *
 * Kustomize tells where a resource came from only as an annotation that the top kustomization asks for. The copy in
 * the workspace asks for it, and the annotation is taken out of the output again. Where a file speaks of annotations
 * itself it could see the difference; then the build without them is the result, and the one with them only says
 * where each document came from.
 * @throws {RenderFailure} when the tool does not come to an end, and for files it would fetch
 */
export async function renderWithKustomize(
  tool: Tool,
  workspace: Workspace,
  request: KustomizationRequest,
  limits: RenderLimits,
): Promise<RenderOutcome> {
  const kustomizations = readKustomizations(request);
  refuseRemote(request, kustomizations);
  for (const file of request.files) await workspace.write(file.path, file.content);
  const build = async (): Promise<Built> => {
    const result = await run(tool.command, [...tool.prefix, ...buildArguments(request)], {
      cwd: workspace.files,
      env: workspace.environment(),
      ...limits,
    });
    const { code, stdout, stderr } = finished(result, tool, limits);
    return { ok: code === 0, stdout, stderr: workspace.clean(stderr) };
  };

  const top = kustomizations.find(({ path }) => folderOf(path) === request.root);
  const edited = top === undefined ? undefined : withOrigins(top);
  let traced: Traced[] | undefined;
  if (top !== undefined && edited !== undefined) {
    await workspace.replace(top.path, new TextEncoder().encode(edited));
    const built = await build();
    traced = built.ok ? tracedDocuments(built.stdout, request.root) : undefined;
    if (traced !== undefined && !mentionsAnnotations(request)) return rendered(tool, traced, built.stderr);
    await workspace.replace(top.path, new TextEncoder().encode(top.text));
  }
  const built = await build();
  if (!built.ok) return failed(tool, request, kustomizations, built.stderr);
  const asked = top !== undefined && asksForOrigins(top.content);
  const documents = splitDocuments(built.stdout).map(({ text }, index): RenderedDocument => {
    if (asked) return { text, ...sourceOf(takeOrigin(text)?.origin, request.root) };
    const other = traced?.[index];
    return other?.source !== undefined && other.text === text ? { text, source: other.source } : { text };
  });
  return rendered(tool, documents, built.stderr);
}

interface Built {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

type Traced = RenderedDocument;

interface Kustomization {
  readonly path: string;
  readonly text: string;
  readonly content: YamlMap;
}

/**
 * The kustomizations of a request, preferred names first.
 * @throws {RenderFailure} for one that is not readable here: what Kustomize might fetch for it could not be told
 */
function readKustomizations(request: KustomizationRequest): Kustomization[] {
  const names: readonly string[] = KUSTOMIZATION_NAMES;
  return request.files
    .filter(({ path }) => names.includes(nameOf(path)))
    .sort((a, b) => names.indexOf(nameOf(a.path)) - names.indexOf(nameOf(b.path)))
    .map(({ path, content: bytes }) => {
      const text = new TextDecoder().decode(bytes);
      const content = readYamlMap(text);
      if (content === undefined) {
        throw new RenderFailure({
          code: 'kustomization-invalid',
          message: `${path} is not a readable YAML mapping`,
          ...hintFor('kustomization-invalid', path),
          file: path,
        });
      }
      return { path, text, content };
    });
}

function refuseRemote(request: KustomizationRequest, kustomizations: readonly Kustomization[]): void {
  const folders = new Set<string>();
  for (const { path } of request.files) {
    for (let folder = path; folder !== '' && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  }
  for (const { path, text, content } of kustomizations) {
    const [first] = remoteReferences({ folder: folderOf(path), text, content }, found => folders.has(found));
    if (first === undefined) continue;
    throw new RenderFailure({
      code: 'remote-base',
      message: `the remote base ${first.value} was not evaluated: kubeproof renders without network access`,
      ...hintFor('remote-base', path),
      file: path,
      ...(first.line === undefined ? {} : { line: first.line }),
    });
  }
}

function buildArguments(request: KustomizationRequest): string[] {
  const restrictor = request.loadRestrictor === 'none' ? 'LoadRestrictionsNone' : 'LoadRestrictionsRootOnly';
  return [`--load-restrictor=${restrictor}`, request.root === '' ? '.' : `./${request.root}`];
}

function asksForOrigins(content: YamlMap): boolean {
  return listAt(content, 'buildMetadata').includes(OPTION);
}

/** The top kustomization asking for origins, or undefined when it does already. */
function withOrigins({ text, content }: Kustomization): string | undefined {
  if (asksForOrigins(content)) return undefined;
  return editKustomization(text, content, { remove: [], append: { buildMetadata: [OPTION] } });
}

/** Documents without the annotation, each with its source; undefined when one does not carry the annotation. */
function tracedDocuments(stdout: string, root: string): Traced[] | undefined {
  const documents: Traced[] = [];
  for (const { text } of splitDocuments(stdout)) {
    const taken = takeOrigin(text);
    if (taken === undefined) return undefined;
    documents.push({ text: taken.text, ...sourceOf(taken.origin, root) });
  }
  return documents;
}

function sourceOf(origin: OriginAnnotation | undefined, root: string): { source?: string } {
  const path = origin?.configuredIn ?? origin?.path;
  if (path === undefined || origin?.repo !== undefined) return {};
  const source = resolvePath(root, path);
  return source === undefined ? {} : { source };
}

/** Whether a file could see the annotation: a replacement or JSON patch that speaks of annotations by path. */
function mentionsAnnotations(request: KustomizationRequest): boolean {
  return request.files.some(({ content }) => {
    const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return text.includes('metadata/annotations') || text.includes('metadata.annotations');
  });
}

function rendered(tool: Tool, documents: readonly RenderedDocument[], stderr: string): RenderOutcome {
  const warnings = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('# Warning'))
    .slice(0, 100);
  return { ok: true, documents, engine: tool.engine, warnings };
}

function failed(
  tool: Tool,
  request: KustomizationRequest,
  kustomizations: readonly Kustomization[],
  stderr: string,
): RenderOutcome {
  const error = classifyKustomizeError(stderr);
  const main =
    kustomizations.find(({ path }) => folderOf(path) === request.root)?.path ??
    joinPath(request.root, KUSTOMIZATION_NAMES[0]);
  return {
    ok: false,
    engine: tool.engine,
    problem: {
      code: error.code,
      message: error.message,
      ...hintFor(error.code, main),
      file: main,
      ...placeOf(error, request, kustomizations),
      gates: true,
    },
  };
}

/** The broken file itself, which Kustomize names as its entry does, or the entry that names a missing or refused one. */
function placeOf(
  error: ReturnType<typeof classifyKustomizeError>,
  request: KustomizationRequest,
  kustomizations: readonly Kustomization[],
): { file?: string; line?: number } {
  if (error.file === undefined) return {};
  const present = new Set(request.files.map(({ path }) => path));
  for (const { path, text } of kustomizations) {
    for (const { value, line } of scalarsIn(text)) {
      const named = resolvePath(folderOf(path), value.replace(/^[^=/]*=/, ''));
      if (named === undefined) continue;
      if (error.code !== 'yaml-invalid') {
        if (named === error.file) return { file: path, line };
      } else if (value === error.file && present.has(named)) {
        return { file: named, ...(error.line === undefined ? {} : { line: error.line }) };
      }
    }
  }
  return {};
}
