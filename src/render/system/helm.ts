import { splitDocuments } from '../../manifest/index.ts';
import { usesChance } from '../chance.ts';
import { chartMetadata } from '../chart-files.ts';
import { classifyHelmError } from '../errors.ts';
import { RenderFailure } from '../failure.ts';
import { hintFor } from '../hints.ts';
import { withSetFilePaths } from '../set-file.ts';
import { templateOrigins } from '../template-origins.ts';
import type { ChartRequest, InputFile, RenderedDocument, RenderLimits, RenderOutcome } from '../types.ts';
import { finished } from './limits.ts';
import { run } from './run.ts';
import type { Tool } from './tools.ts';
import type { Workspace } from './workspace.ts';

/** Folder of the chart in the workspace. */
const CHART = 'chart';

/**
 * Renders a chart with the `helm` on PATH.
 * @throws {RenderFailure} when the tool does not come to an end, or is too old for what the request uses
 */
export async function renderWithHelm(
  tool: Tool,
  workspace: Workspace,
  request: ChartRequest,
  limits: RenderLimits,
): Promise<RenderOutcome> {
  for (const file of request.files) await workspace.write(`${CHART}/${file.path}`, file.content);
  for (const [index, { content }] of request.values.entries())
    await workspace.write(valuesPath(index), content);
  const setFiles = Object.entries(request.setFiles);
  for (const [index, [, content]] of setFiles.entries()) await workspace.write(`set/${index}`, content);
  const setPaths = new Map(setFiles.map(([name], index) => [name, `set/${index}`]));

  const result = await run(tool.command, [...tool.prefix, ...helmArguments(tool, request, setPaths)], {
    cwd: workspace.files,
    env: workspace.environment(),
    ...limits,
  });
  const { code, stdout, stderr } = finished(result, tool, limits);
  const origins = templateOrigins(request.files);
  if (code !== 0) return failed(tool, request, workspace.clean(stderr), origins);
  return {
    ok: true,
    documents: documentsOf(stdout, origins),
    engine: tool.engine,
    warnings: warningsIn(workspace.clean(stderr)),
    ...(usesChance(request) ? { varies: true as const } : {}),
  };
}

function valuesPath(index: number): string {
  return `values/${index}.yaml`;
}

function helmArguments(tool: Tool, request: ChartRequest, setPaths: ReadonlyMap<string, string>): string[] {
  const { set } = request;
  requireVersion(tool, set.json.length > 0, 10, '--set-json');
  requireVersion(tool, set.literal.length > 0, 12, '--set-literal');
  const files = set.file.map(argument => withSetFilePaths(argument, path => setPaths.get(path) ?? path));
  return [
    `--namespace=${request.namespace}`,
    ...(request.includeCrds ? ['--include-crds'] : []),
    ...(request.kubernetes === undefined ? [] : [`--kube-version=${request.kubernetes}`]),
    ...request.apiVersions.map(version => `--api-versions=${version}`),
    ...request.values.map((_, index) => `--values=${valuesPath(index)}`),
    ...set.json.map(argument => `--set-json=${argument}`),
    ...set.plain.map(argument => `--set=${argument}`),
    ...set.string.map(argument => `--set-string=${argument}`),
    ...files.map(argument => `--set-file=${argument}`),
    ...set.literal.map(argument => `--set-literal=${argument}`),
    '--',
    request.releaseName,
    `./${CHART}`,
  ];
}

function requireVersion(tool: Tool, used: boolean, minor: number, flag: string): void {
  if (!used || tool.version.major > 3 || tool.version.minor >= minor) return;
  throw new RenderFailure({
    code: 'tool-too-old',
    message: `${tool.command} is helm ${tool.version.text}, and ${flag} needs 3.${minor} or newer`,
    hint: 'Install a newer helm, or use the embedded engine',
  });
}

/**
 * Helm's output as documents. Helm writes a line `# Source:` after the separator before each manifest; a file of
 * crds/ is printed as it is, so its further documents have none and belong to the one before.
 */
function documentsOf(stdout: string, origins: (name: string) => InputFile | undefined): RenderedDocument[] {
  const headers = sourceHeaders(stdout);
  let next = 0;
  let source: string | undefined;
  return splitDocuments(stdout).map(({ text, line }) => {
    for (let header = headers[next]; header !== undefined && header.line <= line; header = headers[next]) {
      source = origins(header.name)?.origin;
      next += 1;
    }
    return source === undefined ? { text } : { text, source };
  });
}

/** The `# Source:` lines that stand directly after a separator, with their 0-based lines. */
function sourceHeaders(stdout: string): { line: number; name: string }[] {
  const prefix = '# Source: ';
  const lines = stdout.split('\n');
  return lines.flatMap((line, index) =>
    line.startsWith(prefix) && lines[index - 1] === '---'
      ? [{ line: index, name: line.slice(prefix.length).trim() }]
      : [],
  );
}

/** Lines that Helm prints while it succeeds: `coalesce.go:301: warning: ...`, `level=WARN msg=...`. */
function warningsIn(stderr: string): string[] {
  return stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .slice(0, 100);
}

function failed(
  tool: Tool,
  request: ChartRequest,
  stderr: string,
  origins: (name: string) => InputFile | undefined,
): RenderOutcome {
  const byPath = new Map(request.files.map(file => [file.path, file]));
  const text = (path: string): string | undefined => {
    const content = byPath.get(path)?.content;
    return content === undefined ? undefined : new TextDecoder().decode(content);
  };
  const error = classifyHelmError(stderr, chartMetadata(text).name ?? '');
  const index = /^values\/(\d+)\.yaml$/.exec(error.file ?? '')?.[1];
  const values = index === undefined ? undefined : request.values[Number(index)];
  const input = error.file === undefined ? undefined : (origins(error.file) ?? byPath.get(error.file));
  const file = values?.name ?? input?.origin;
  const message =
    values === undefined ? error.message : error.message.replaceAll(error.file ?? '', values.name);
  const chart = byPath.get('Chart.yaml')?.origin ?? 'Chart.yaml';
  // Lines of a template in a packed chart are not lines of the archive.
  const exact = file !== undefined && !file.endsWith('.tgz');
  return {
    ok: false,
    engine: tool.engine,
    problem: {
      code: error.code,
      message,
      ...hintFor(error.code, chart),
      file: file ?? chart,
      ...(exact && error.line !== undefined ? { line: error.line } : {}),
      ...(exact && error.column !== undefined ? { column: error.column } : {}),
      gates: true,
    },
  };
}
