import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Problem } from '../problems.ts';
import type { ArtifactLink } from '../review/index.ts';
import type { GitHubContext } from './types.ts';

export interface ArtifactFile {
  /** Relative, with `/`; made safe by {@link uploadArtifact}. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface ArtifactOptions {
  /** Folder the files are written to and stay in, `$RUNNER_TEMP/kubeproof` or so. Created when missing. */
  readonly directory: string;
  /** Whether to upload; false only writes the files. */
  readonly upload: boolean;
  /** For the artifact's link. */
  readonly context?: Pick<GitHubContext, 'serverUrl' | 'owner' | 'repository' | 'runId'>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Longest wait for the service, milliseconds. */
  readonly timeoutMs?: number;
  /** For tests; `@actions/artifact` otherwise, loaded when needed. */
  readonly client?: () => Promise<ArtifactService>;
}

export interface ArtifactService {
  uploadArtifact(
    name: string,
    files: string[],
    rootDirectory: string,
  ): Promise<{ id?: number; size?: number; digest?: string }>;
}

export interface ArtifactResult {
  /** Set when it was uploaded. */
  readonly artifact?: ArtifactLink;
  /** Absolute. */
  readonly directory: string;
  /** Path as asked for -> absolute path on disk. */
  readonly paths: ReadonlyMap<string, string>;
  /** None of them gates. */
  readonly notes: readonly Problem[];
}

/** The client retries five times with growing waits; a service that answers nothing would cost minutes. */
const TIMEOUT_MS = 180_000;

/**
 * Writes the evidence to disk and uploads it as one artifact. Without the service (GitHub Enterprise Server, act, a
 * failing upload) the files stay where they are and a note says where and what to do.
 * @throws when the files cannot be written to disk.
 */
export async function uploadArtifact(
  files: readonly ArtifactFile[],
  name: string,
  options: ArtifactOptions,
): Promise<ArtifactResult> {
  const directory = resolve(options.directory);
  const paths = writeFiles(files, directory);
  const result = { directory, paths, notes: [] as Problem[] };
  if (!options.upload || files.length === 0) return result;
  const env = options.env ?? process.env;
  if (!env.ACTIONS_RESULTS_URL || !env.ACTIONS_RUNTIME_TOKEN) {
    return { ...result, notes: [stayed(directory, 'this runner offers no artifact service')] };
  }
  const safeName = artifactName(name);
  try {
    const service = await (options.client ?? defaultClient)();
    const upload = service.uploadArtifact(safeName, [...paths.values()], directory);
    const { id, digest } = await deadline(upload, options.timeoutMs ?? TIMEOUT_MS);
    const { context } = options;
    const artifact: ArtifactLink = {
      name: safeName,
      ...(id !== undefined && { id }),
      ...(digest !== undefined && digest !== '' && { digest: digest.replace(/^sha256:/, '') }),
      ...(id !== undefined &&
        context !== undefined && {
          url: `${context.serverUrl}/${context.owner}/${context.repository}/actions/runs/${context.runId}/artifacts/${id}`,
        }),
    };
    return { ...result, artifact };
  } catch (error) {
    return { ...result, notes: [stayed(directory, failure(error, safeName))] };
  }
}

/**
 * A name the artifact service takes: without `" : < > | * ? \ /` and line breaks (GitHub docs; toolkit,
 * path-and-artifact-name-validation.ts), at most 200 characters.
 */
export function artifactName(name: string): string {
  return segment(name.replace(/[\\/]/g, '-')) || 'kubeproof';
}

function writeFiles(files: readonly ArtifactFile[], directory: string): Map<string, string> {
  const paths = new Map<string, string>();
  const names = uniqueNames();
  for (const { path, content } of files) {
    const absolute = join(directory, names(path));
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    paths.set(path, absolute);
  }
  return paths;
}

/**
 * Safe relative paths, each given once. Compared without case, because an auditor may unpack on macOS or Windows;
 * a file never stands where another one needs a folder.
 */
function uniqueNames(): (path: string) => string {
  const files = new Set<string>();
  const folders = new Set<string>();
  return path => {
    const segments = path
      .split('/')
      .map(segment)
      .filter(part => part !== '' && part !== '.' && part !== '..');
    const inFile = parents(segments.join('/').toLowerCase()).some(parent => files.has(parent));
    const wanted = segments.join(inFile ? '-' : '/') || 'file';
    let name = wanted;
    for (let n = 2; files.has(name.toLowerCase()) || folders.has(name.toLowerCase()); n++)
      name = numbered(wanted, n);
    files.add(name.toLowerCase());
    for (const parent of parents(name.toLowerCase())) folders.add(parent);
    return name;
  };
}

/** `a/b/c` -> `a`, `a/b`. */
function parents(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** One segment of a path, without characters that file systems or the service refuse. */
function segment(text: string): string {
  const clean = text
    .replace(/[\u0000-\u001f\u007f-\u009f":<>|*?\\/\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '-')
    .replace(/\p{Cs}/gu, '-')
    .replace(/[. ]+$/, '')
    .trim();
  return clean.slice(0, 100);
}

/** `a/b.yaml` -> `a/b-2.yaml`. */
function numbered(path: string, n: number): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? `${path.slice(0, dot)}-${n}${path.slice(dot)}` : `${path}-${n}`;
}

async function defaultClient(): Promise<ArtifactService> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
}

async function deadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the artifact service did not finish within ${ms / 1000} s`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failure(error: unknown, name: string): string {
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
  if ((error as Error | undefined)?.name === 'GHESNotSupportedError') {
    return 'GitHub Enterprise Server does not offer this artifact service';
  }
  if (/\(409\)|already exists|Conflict/i.test(message)) {
    return `the run has an artifact named "${name}" already; give each job its own artifact-name`;
  }
  return message.slice(0, 300);
}

function stayed(directory: string, why: string): Problem {
  return {
    code: 'artifact-not-uploaded',
    message: `The evidence was not uploaded: ${why}`,
    hint: `The files are in ${directory}; a later step can keep them, on GitHub Enterprise Server with actions/upload-artifact@v3.`,
    gates: false,
  };
}
