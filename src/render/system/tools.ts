import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Problem } from '../../problems.ts';
import type { EngineVersion } from '../types.ts';
import { run } from './run.ts';
import { Workspace } from './workspace.ts';

/** A program on PATH that can render. */
export interface Tool {
  readonly command: string;
  /** The subcommand that builds: `template`, `build`, or `kustomize` of kubectl. */
  readonly prefix: readonly string[];
  readonly version: Version;
  readonly engine: EngineVersion;
}

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** A tool, or why there is none. */
export type Found =
  | { readonly ok: true; readonly tool: Tool }
  | { readonly ok: false; readonly problem: Omit<Problem, 'gates'>; readonly engine: EngineVersion };

/** `helm version` itself takes milliseconds; a wrapper script may take longer. */
const VERSION_TIMEOUT_MS = 20_000;
const VERSION_BYTES = 64 * 1024;

/** OCI charts and today's `--include-crds` output came with 3.8. */
const OLDEST_HELM = { major: 3, minor: 8 };
/** First with today's `buildMetadata`, `--load-restrictor` names and field order. */
const OLDEST_KUSTOMIZE = { major: 5, minor: 0 };

/** The `helm` on PATH. */
export async function findHelm(path: string): Promise<Found> {
  const command = await which('helm', path);
  if (command === undefined) return missing('helm', 'helm is not on PATH', 'Install Helm 3.8 or newer');
  const output = await ask(command, ['version', '--template', '{{.Version}}']);
  if (!output.ok) return missing('helm', `${command} does not tell its version: ${output.message}`, RUNNABLE);
  return accept('helm', command, ['template'], output.text, OLDEST_HELM);
}

/** The `kustomize` on PATH, or the one inside `kubectl`. */
export async function findKustomize(path: string): Promise<Found> {
  const kustomize = await which('kustomize', path);
  if (kustomize !== undefined) {
    const output = await ask(kustomize, ['version']);
    if (!output.ok)
      return missing('kustomize', `${kustomize} does not tell its version: ${output.message}`, RUNNABLE);
    return accept('kustomize', kustomize, ['build'], output.text, OLDEST_KUSTOMIZE);
  }
  const kubectl = await which('kubectl', path);
  if (kubectl === undefined) {
    return missing('kustomize', 'neither kustomize nor kubectl is on PATH', 'Install Kustomize 5.0 or newer');
  }
  const output = await ask(kubectl, ['version', '--client', '--output', 'json']);
  if (!output.ok)
    return missing('kustomize', `${kubectl} does not tell its version: ${output.message}`, RUNNABLE);
  const version = /"kustomizeVersion"\s*:\s*"([^"]*)"/.exec(output.text)?.[1] ?? '';
  return accept('kustomize', kubectl, ['kustomize'], version, OLDEST_KUSTOMIZE);
}

const RUNNABLE =
  'Put the program itself on PATH: kubeproof runs it in an empty environment, where version managers and wrapper scripts do not work';

function accept(
  tool: 'helm' | 'kustomize',
  command: string,
  prefix: readonly string[],
  output: string,
  oldest: { readonly major: number; readonly minor: number },
): Found {
  const version = readVersion(output);
  if (version === undefined) {
    return missing(
      tool,
      `${command} answers "${output.trim().slice(0, 200)}" when asked for its version`,
      RUNNABLE,
    );
  }
  const engine: EngineVersion = { engine: 'system', tool, version: version.text };
  if (version.major < oldest.major || (version.major === oldest.major && version.minor < oldest.minor)) {
    const problem = {
      code: 'tool-too-old',
      message: `${command} is ${tool} ${version.text}, and kubeproof needs ${oldest.major}.${oldest.minor} or newer`,
      hint: `Install a newer ${tool}, or use the embedded engine`,
    };
    return { ok: false, problem, engine };
  }
  return { ok: true, tool: { command, prefix, version, engine } };
}

function missing(tool: 'helm' | 'kustomize', message: string, hint: string): Found {
  return {
    ok: false,
    problem: {
      code: 'tool-missing',
      message: `The system engine cannot render: ${message}`,
      hint: `${hint}, or use the embedded engine`,
    },
    engine: { engine: 'system', tool, version: '' },
  };
}

/** The first semantic version in an answer: `v3.14.0+g3fc9f4b`, `{Version:kustomize/v4.5.7 ...}`. */
export function readVersion(text: string): Version | undefined {
  const match = /(?:^|[v/\s])(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[0-9A-Za-z.-]{1,64})?/.exec(
    text.slice(0, 4096),
  );
  if (match === null) return undefined;
  const [, major, minor, patch, pre] = match;
  return { major: Number(major), minor: Number(minor), text: `${major}.${minor}.${patch}${pre ?? ''}` };
}

async function ask(
  command: string,
  args: readonly string[],
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }> {
  const workspace = await Workspace.create();
  try {
    const result = await run(command, args, {
      cwd: workspace.files,
      env: workspace.environment(),
      timeoutMs: VERSION_TIMEOUT_MS,
      outputBytes: VERSION_BYTES,
    });
    switch (result.type) {
      case 'exit':
        if (result.code === 0) return { ok: true, text: result.stdout };
        return {
          ok: false,
          message: `exit status ${result.code}, ${workspace.clean(result.stderr).trim().slice(0, 300)}`,
        };
      case 'timeout':
        return { ok: false, message: `no answer within ${VERSION_TIMEOUT_MS / 1000} seconds` };
      case 'too-large':
        return { ok: false, message: 'its answer does not end' };
      case 'failed':
        return { ok: false, message: result.message };
    }
  } finally {
    await workspace.remove();
  }
}

/** The executable of that name in the first absolute folder of PATH: a relative one could lie in the repository. */
async function which(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
