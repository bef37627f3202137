import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Event } from './events.ts';
import type { LoopbackArtifacts } from './loopback-artifacts.ts';
import { type LoopbackGitHub, TOKEN } from './loopback-github.ts';
import { temporaryFolder } from './repository.ts';

export interface ProcessResult {
  /** Null when it had to be killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ActionResult extends ProcessResult {
  /** What the step set through `GITHUB_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown written to `GITHUB_STEP_SUMMARY`. */
  readonly summary: string;
  /** Workflow commands printed, in order. */
  readonly annotations: readonly Annotation[];
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  /** `file`, `line`, `title` ..., unescaped. */
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface ActionRun {
  readonly workspace: string;
  readonly event: Event;
  readonly github: LoopbackGitHub;
  /** Left out: a runner without the artifact service. */
  readonly artifacts?: LoopbackArtifacts;
  /** What the workflow says under `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What `${{ github.token }}` is. */
  readonly token?: string;
  readonly runId?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Script to run instead of the bundle; for tests of this helper. */
  readonly entry?: string;
}

const BUNDLE = join(process.cwd(), 'dist/index.js');
const COMMAND_LINE = join(process.cwd(), 'dist/cli.js');
/** Every run ends by then, or is killed: a hanging bundle fails its test. */
const DEADLINE_MS = 60_000;

/** Runs the bundled action as the runner does: same folder, variables, files and inputs, and nothing of this process. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const temp = temporaryFolder('runner');
  const file = (name: string, content: string): string => {
    writeFileSync(join(temp, name), content);
    return join(temp, name);
  };
  mkdirSync(join(temp, 'home'));
  const output = file('output', '');
  const summary = file('summary', '');
  const { event } = run;
  const result = await runNode(run.entry ?? BUNDLE, [], {
    cwd: run.workspace,
    env: {
      HOME: join(temp, 'home'),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: run.workspace,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
      GITHUB_SHA: event.sha,
      GITHUB_REF: event.ref,
      GITHUB_REF_NAME: event.ref.replace(/^refs\/(?:heads\/)?/, ''),
      GITHUB_HEAD_REF: event.headRef ?? '',
      GITHUB_BASE_REF: event.baseRef ?? '',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REPOSITORY_ID: '1',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_ACTOR: 'octocat',
      GITHUB_TRIGGERING_ACTOR: 'octocat',
      GITHUB_API_URL: run.github.url,
      GITHUB_GRAPHQL_URL: `${run.github.url}/graphql`,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: String(run.runId ?? 100),
      GITHUB_RUN_NUMBER: '1',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_RETENTION_DAYS: '90',
      GITHUB_WORKFLOW: 'kubeproof',
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/kubeproof.yaml@refs/heads/main',
      GITHUB_JOB: 'kubeproof',
      GITHUB_ACTION: '__kubeproof_kubeproof',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_ENV: file('env', ''),
      GITHUB_PATH: file('path', ''),
      GITHUB_STATE: file('state', ''),
      RUNNER_TEMP: temp,
      RUNNER_TOOL_CACHE: temp,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_NAME: 'loopback',
      RUNNER_ENVIRONMENT: 'github-hosted',
      ...run.artifacts?.environment(),
      ...inputVariables(run.inputs ?? {}, run.token ?? TOKEN),
      ...run.env,
    },
  });
  return {
    ...result,
    outputs: parseOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
    annotations: parseAnnotations(result.stdout),
  };
}

/** Runs the bundled command line. `env` is all it sees beside `PATH` and a home of its own. */
export function runCli(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ProcessResult> {
  return runNode(COMMAND_LINE, args, {
    cwd: options.cwd,
    env: { HOME: temporaryFolder('home'), ...options.env },
  });
}

/** Not `spawnSync`: the loopback servers answer from this process. */
function runNode(
  script: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ProcessResult> {
  if (!existsSync(script)) throw new Error(`${script} is missing. Run: npm run bundle`);
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH ?? '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    child.once('error', failed);
    child.once('close', exitCode => done({ exitCode, ...texts }));
  });
}

/**
 * `INPUT_*` as the runner sets them: every input of action.yml, with its default or empty, then what the workflow
 * says. An input that action.yml does not declare is passed too, as the runner does after a warning.
 */
function inputVariables(given: Readonly<Record<string, string>>, token: string): Record<string, string> {
  const manifest = join(process.cwd(), 'action.yml');
  const declared = existsSync(manifest)
    ? ((load(readFileSync(manifest, 'utf8')) as { inputs?: Record<string, { default?: unknown } | null> })
        .inputs ?? {})
    : { 'github-token': { default: '${{ github.token }}' } };
  const values: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    values[name] = String(input?.default ?? '').replace(/\$\{\{\s*github\.token\s*\}\}/, token);
  }
  return Object.fromEntries(
    Object.entries({ ...values, ...given }).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

/** `name=value` and `name<<DELIMITER` blocks (docs.github.com, "Workflow commands", multiline strings). */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const heredoc = /^([^=]*?)<<(.+)$/.exec(line);
    if (heredoc === null) {
      const equals = line.indexOf('=');
      if (equals < 1) throw new Error(`GITHUB_OUTPUT: invalid line "${line}"`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(heredoc[2] ?? '', at + 1);
    if (end < 0) throw new Error(`GITHUB_OUTPUT: "${heredoc[2]}" never comes`);
    outputs[heredoc[1] ?? ''] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}

/** `::error file=a.yaml,line=3::text` lines. */
export function parseAnnotations(stdout: string): Annotation[] {
  const decode = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  return [...stdout.matchAll(/^::(error|warning|notice)(?: (.*?))?::(.*)$/gm)].map(match => ({
    level: match[1] as Annotation['level'],
    properties: Object.fromEntries(
      (match[2] ?? '')
        .split(',')
        .filter(pair => pair !== '')
        .map(pair => [pair.slice(0, pair.indexOf('=')).trim(), decode(pair.slice(pair.indexOf('=') + 1))]),
    ),
    message: decode(match[3] ?? ''),
  }));
}
