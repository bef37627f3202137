import { createHash } from 'node:crypto';
import type { Tree } from './tree.ts';

/**
 * A tree in which some files have another content, and everything else is as it was. Links to those files show the new
 * content too.
 *
 * @param files by path; each must be a file of `tree`
 */
export function withFiles(tree: Tree, files: ReadonlyMap<string, Uint8Array>): Tree {
  // A tree reads a file once, however it is reached: its content tells which file a path leads to.
  const replaced = new Map<Uint8Array, Uint8Array>();
  for (const [path, content] of files) replaced.set(tree.read(path), content);
  const digests = new Map<Uint8Array, string>();
  const read = (path: string): Uint8Array => {
    const content = tree.read(path);
    return replaced.get(content) ?? content;
  };
  return {
    name: tree.name,
    ...(tree.submodules === undefined ? {} : { submodules: tree.submodules }),
    entries: () =>
      tree.entries().map(entry => {
        const content = files.get(entry.path);
        return content === undefined ? entry : { ...entry, size: content.byteLength };
      }),
    has: path => tree.has(path),
    hasFolder: path => tree.hasFolder(path),
    filesBelow: folder => tree.filesBelow(folder),
    read,
    text: path => new TextDecoder('utf-8').decode(read(path)),
    digest: path => {
      const content = tree.read(path);
      const other = replaced.get(content);
      if (other === undefined) return tree.digest(path);
      let digest = digests.get(other);
      if (digest === undefined) {
        digest = createHash('sha256').update(other).digest('hex');
        digests.set(other, digest);
      }
      return digest;
    },
    prefetch: paths => tree.prefetch(paths),
  };
}
