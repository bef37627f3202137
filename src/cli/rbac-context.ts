import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { type ClusterContext, readContext } from '../analyzers/index.ts';
import type { Config } from '../config/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { ProblemError } from '../problems.ts';
import { memoryTree, openFolder, type Tree } from '../repository/index.ts';
import type { Parsed } from './arguments.ts';
import type { Session } from './session.ts';

export interface AskedContext {
  /** Does not render what is context. */
  readonly config: Config;
  /** Absent: none was named. */
  readonly manifests?: readonly Manifest[];
  /** As it was named. */
  readonly name?: string;
}

/**
 * The export of a cluster that `--context` names (a folder or a file, in the repository or anywhere), else the one of the
 * configuration.
 *
 * @throws {ProblemError} when there is none, or it is not whole: an answer would be wrong.
 */
export function contextOf(parsed: Parsed, { config, root, tree }: Session): AskedContext {
  const name = parsed.text('context');
  if (name === undefined) {
    const folder = config.context;
    if (folder !== undefined) return { config, manifests: whole(readContext(tree, folder)), name: folder };
    if (!parsed.on('only-context')) return { config };
    throw new ProblemError({
      code: 'usage',
      message: 'no context is named',
      hint: 'name an export of a cluster: `--context DIR`, or `context` in .kubeproof.yaml',
      gates: true,
    });
  }
  const absolute = resolve(name);
  const manifests = whole(readContext(openContext(absolute, name), '')).map(manifest =>
    writtenBelow(manifest, statSync(absolute).isDirectory() ? name : dirname(name)),
  );
  const within = relative(root, absolute).split(sep).join('/');
  const inside = within !== '' && within !== '..' && !within.startsWith('../');
  const exclude = inside ? [...config.exclude, within, `${within}/**`] : config.exclude;
  return { config: { ...config, exclude }, manifests, name };
}

function openContext(absolute: string, name: string): Tree {
  const isFile = statSync(absolute, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) return openFolder(absolute, name);
  const file = basename(absolute);
  return memoryTree({ [file]: openFolder(dirname(absolute), name).text(file) }, name);
}

function whole({ manifests, problems }: ClusterContext): readonly Manifest[] {
  const [first] = problems;
  if (first !== undefined) throw new ProblemError(first);
  return manifests;
}

/** Files as a person who stands here calls them. */
function writtenBelow(manifest: Manifest, folder: string): Manifest {
  const { source } = manifest.origin;
  if (source === undefined) return manifest;
  const path = folder === '.' ? source : `${folder.replace(/\/+$/, '')}/${source}`;
  return { ...manifest, origin: { ...manifest.origin, source: path } };
}
