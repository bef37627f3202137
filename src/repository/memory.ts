import { EntryTree } from './entry-tree.ts';
import type { Tree } from './tree.ts';

/**
 * A tree made of texts, for tests and generated input. A value of `{ link: 'target' }` is a symbolic link.
 */
export function memoryTree(
  files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>,
  name = 'memory',
): Tree {
  const contents = new Map<string, Uint8Array>();
  const links = new Map<string, string>();
  for (const [path, value] of Object.entries(files)) {
    if (typeof value === 'string') contents.set(path, new TextEncoder().encode(value));
    else if (value instanceof Uint8Array) contents.set(path, value);
    else links.set(path, value.link);
  }
  return new EntryTree({
    name,
    submodules: [],
    entries: [
      ...[...contents].map(([path, content]) => ({ path, kind: 'file' as const, size: content.byteLength })),
      ...[...links].map(([path, target]) => ({ path, kind: 'link' as const, size: target.length })),
    ],
    load: path => contents.get(path)!,
    linkTarget: path => links.get(path)!,
  });
}
