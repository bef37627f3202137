import { type Manifest, ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import { type Tree, TreeError } from '../../src/repository/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

/** Manifests of a YAML text, as if a target of the given kind had rendered it. */
export function manifestsOf(
  text: string,
  more: { kind?: Target['kind']; environment?: Partial<Environment> } = {},
): readonly Manifest[] {
  const environment: Environment = { name: 'default', reason: 'test', ...more.environment };
  const kind = more.kind ?? 'manifests';
  const target: Target = {
    id: `${kind}:test`,
    kind,
    root: '',
    files: [],
    environments: [environment],
    inputs: [],
    reason: 'test',
  };
  const { manifests, problems } = readDocuments({ target, environment, documents: splitDocuments(text) });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return manifests;
}

export function manifestOf(text: string): Manifest {
  const [manifest] = manifestsOf(text);
  if (manifest === undefined) throw new Error('no manifest');
  return manifest;
}

export function setOf(text: string, more: Parameters<typeof manifestsOf>[1] = {}): ManifestSet {
  return new ManifestSet(manifestsOf(text, more));
}

/** A tree of files in memory; `unreadable` paths are there and cannot be read. */
export function treeOf(files: Readonly<Record<string, string>>, unreadable: readonly string[] = []): Tree {
  const paths = [...Object.keys(files), ...unreadable].sort();
  const text = (path: string): string => {
    const content = files[path];
    if (content === undefined) throw new TreeError('unreadable', path, `${path} cannot be read`);
    return content;
  };
  return {
    name: 'test',
    entries: () => paths.map(path => ({ path, kind: 'file', size: files[path]?.length ?? 0 })),
    has: path => paths.includes(path),
    hasFolder: folder => paths.some(path => path.startsWith(`${folder}/`)),
    filesBelow: folder => paths.filter(path => folder === '' || path.startsWith(`${folder}/`)),
    read: path => new TextEncoder().encode(text(path)),
    text,
    digest: path => path,
    prefetch: () => undefined,
  };
}
