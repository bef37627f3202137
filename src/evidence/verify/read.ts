import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { ProblemError } from '../../problems.ts';
import { byText } from '../../repository/index.ts';

/** A bundle as it lies there, whoever wrote it: nothing of it is believed. */
export interface ReadBundle {
  /** As the user named it. */
  readonly name: string;
  /** By path relative to the bundle, with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What of it was not read, and why; a bundle with any does not hold. */
  readonly refused: readonly string[];
}

/** Bounds on what is read: a bundle of 10,000 targets is far below them, what goes beyond is no bundle. */
export const BUNDLE_LIMITS = {
  files: 100_000,
  bytes: 1024 * 1024 * 1024,
  zipBytes: 512 * 1024 * 1024,
  pathLength: 1000,
};
/** No deflate stream unpacks to more than about 1032 times its size (zlib's technical notes). */
const DEFLATE_RATIO = 1040;
export type BundleLimits = typeof BUNDLE_LIMITS;

/**
 * Reads a folder or a zip into memory. Nothing is written to disk, no link is followed, and nothing is unpacked beyond the
 * limits.
 * @throws {ProblemError} when there is nothing there, or nothing that could be a bundle
 */
export function readBundle(path: string, limits: BundleLimits = BUNDLE_LIMITS): ReadBundle {
  let isFolder: boolean;
  let size: number;
  try {
    const stat = statSync(path);
    isFolder = stat.isDirectory();
    size = stat.size;
    if (!isFolder && !stat.isFile()) throw unreadable(path, 'it is neither a folder nor a file');
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unreadable(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  if (isFolder) return readFolder(path, limits);
  if (size > limits.zipBytes) throw unreadable(path, `it is larger than ${megabytes(limits.zipBytes)}`);
  return readZip(path, readFileSync(path), limits);
}

/**
 * {@link readBundle} of a zip that is in memory.
 * @param only the one file to unpack; all of them when left out
 * @throws {ProblemError} when it is no zip
 */
export function readBundleZip(name: string, archive: Uint8Array, only?: string): ReadBundle {
  return readZip(name, archive, BUNDLE_LIMITS, only);
}

/** Whether a path stays in the bundle, on every system it may be unpacked on. */
export function isSafePath(path: string, limits: BundleLimits = BUNDLE_LIMITS): boolean {
  return (
    path.length <= limits.pathLength &&
    !/[\\:\u0000-\u001f\u007f]/.test(path) &&
    path.split('/').every(segment => segment !== '' && segment !== '.' && segment !== '..')
  );
}

function readFolder(root: string, limits: BundleLimits): ReadBundle {
  const files = new Map<string, Uint8Array>();
  const refused: string[] = [];
  let bytes = 0;
  const queue = [''];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
      byText(a.name, b.name),
    )) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const absolute = join(root, path);
      if (entry.isDirectory()) {
        if (queue.push(path) + files.size > limits.files || !isSafePath(path, limits))
          throw tooMuch(root, limits);
        continue;
      }
      if (!entry.isFile()) {
        refused.push(`${path} is no file but a link or a device, and was not followed`);
        continue;
      }
      bytes += lstatSync(absolute).size;
      if (bytes > limits.bytes || files.size >= limits.files) throw tooMuch(root, limits);
      files.set(path, readFileSync(absolute));
    }
  }
  return { name: root, files, refused };
}

function readZip(name: string, archive: Uint8Array, limits: BundleLimits, only?: string): ReadBundle {
  const refused: string[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  const isWanted = ({ name: path, size, originalSize, compression }: UnzipFileInfo): boolean => {
    if (path.endsWith('/') && originalSize === 0) return false;
    if (only !== undefined && path !== only) return false;
    bytes += originalSize;
    if (bytes > limits.bytes || seen.size >= limits.files) throw tooMuch(name, limits);
    // As a key of an object that name would be something else.
    const reason =
      !isSafePath(path, limits) || path === '__proto__'
        ? 'leads out of the bundle'
        : originalSize > size * DEFLATE_RATIO + 64
          ? 'says it is larger than it can be'
          : seen.has(path)
            ? 'is in the archive twice'
            : compression !== 0 && compression !== 8
              ? 'is compressed in a way that nobody knows'
              : undefined;
    seen.add(path);
    if (reason !== undefined) refused.push(`${JSON.stringify(path.slice(0, 200))} ${reason}`);
    return reason === undefined;
  };
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(archive, { filter: isWanted });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unreadable(name, `it is no zip that can be read: ${(error as Error).message}`);
  }
  const files = new Map(Object.entries(unpacked).sort(([a], [b]) => byText(a, b)));
  return { name, files: withoutFolder(files), refused };
}

/** A zip made of a folder has its name in front of everything. */
function withoutFolder(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  const [first] = files.keys();
  const prefix = first?.includes('/') === true ? first.slice(0, first.indexOf('/') + 1) : undefined;
  if (prefix === undefined || !files.has(`${prefix}manifest.json`)) return files;
  if (![...files.keys()].every(path => path.startsWith(prefix))) return files;
  return new Map([...files].map(([path, content]) => [path.slice(prefix.length), content]));
}

function tooMuch(name: string, { files, bytes }: BundleLimits): ProblemError {
  return unreadable(name, `it holds more than ${files} files or ${megabytes(bytes)}, which no bundle does`);
}

function unreadable(name: string, why: string): ProblemError {
  return new ProblemError({
    code: 'bundle-unreadable',
    message: `${name} cannot be read as an evidence bundle: ${why}`,
    hint: 'name the folder that `kubeproof check --evidence` wrote, or the zip of the artifact',
    gates: true,
  });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}
