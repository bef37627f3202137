import { resolvePath, type Tree } from '../repository/index.ts';
import { kustomizationFile } from '../targets/index.ts';
import { reading } from './failure.ts';
import { isMap, lineOfValue, listAt, readYamlMap, textAt, type YamlMap } from './yaml.ts';

/** One kustomization or component of a graph. */
export interface Kustomization {
  readonly folder: string;
  /** Repository-relative path of its file. */
  readonly file: string;
  readonly text: string;
  /** Undefined when it cannot be read here; the engine says what is wrong with it. */
  readonly content: YamlMap | undefined;
}

/** The kustomization in `root` and every one below it in the graph, each once, `root` first. */
export function kustomizationGraph(tree: Tree, root: string): Kustomization[] {
  const found: Kustomization[] = [];
  const seen = new Set<string>();
  const open = [root];
  for (let folder = open.shift(); folder !== undefined; folder = open.shift()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const file = kustomizationFile(tree, folder);
    if (file === undefined) continue;
    const text = reading(() => tree.text(file));
    const content = readYamlMap(text);
    found.push({ folder, file, text, content });
    for (const path of content === undefined ? [] : folderEntries(content)) {
      const below = resolvePath(folder, path);
      if (below !== undefined && !tree.has(below)) open.push(below);
    }
  }
  return found;
}

/** Entries that may be folders with a kustomization of their own. */
function folderEntries(content: YamlMap): string[] {
  return ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'].flatMap(key =>
    listAt(content, key).filter(entry => typeof entry === 'string'),
  );
}

/** No address is longer; keeps the patterns below cheap on hostile input. */
const MAX_REFERENCE = 4096;

/** A reference that Kustomize would fetch. */
export interface RemoteReference {
  readonly value: string;
  readonly line: number | undefined;
}

/** Every reference of a kustomization that Kustomize would clone or download, in the order of its fields. */
export function remoteReferences(
  kustomization: Pick<Kustomization, 'folder' | 'text' | 'content'>,
  exists: (path: string) => boolean,
): RemoteReference[] {
  const { folder, text, content } = kustomization;
  if (content === undefined) return [];
  const local = (value: string): boolean => {
    const path = resolvePath(folder, value);
    return path !== undefined && exists(path);
  };
  const folders = folderEntries(content).filter(value => isRemoteFolder(value) && !local(value));
  const files = fileEntries(content).filter(value => /^https?:\/\//i.test(value));
  return [...new Set([...folders, ...files])].map(value => ({ value, line: lineOfValue(text, value) }));
}

/** Entries that are files only; Kustomize downloads each that is an http or https address. */
function fileEntries(content: YamlMap): string[] {
  const plain = ['crds', 'configurations', 'patchesStrategicMerge'].flatMap(key => listAt(content, key));
  const withPath = ['patches', 'patchesJson6902', 'replacements']
    .flatMap(key => listAt(content, key))
    .map(entry => (isMap(entry) ? entry.path : undefined));
  const generated = ['configMapGenerator', 'secretGenerator']
    .flatMap(key => listAt(content, key))
    .filter(isMap)
    .flatMap(entry => [...listAt(entry, 'files'), ...listAt(entry, 'envs'), entry.env])
    .map(entry => (typeof entry === 'string' ? entry.replace(/^[^=/]+=/, '') : undefined));
  const openapi = isMap(content.openapi) ? textAt(content.openapi, 'path') : undefined;
  return [...plain, ...withPath, ...generated, openapi].filter(entry => typeof entry === 'string');
}

/**
 * Whether Kustomize takes an entry that is not there locally for a repository: an address with a scheme, scp
 * syntax, a query such as `?ref=`, a path in a `.git` repository, or a well-known host (`git.NewRepoSpecFromURL`).
 */
export function isRemoteFolder(value: string): boolean {
  if (value.length > MAX_REFERENCE) return false;
  return (
    /^[a-z][a-z0-9+.-]*:(?:\/\/|:)/i.test(value) ||
    /^(?:[^/@\s]+@[^/:\s]+:|git@)/.test(value) ||
    /\?(?:[^/]*&)?(?:ref|version|timeout|submodules)=/.test(value) ||
    /\.git(?:\/|$|\?)/.test(value) ||
    /_git\//.test(value) ||
    /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]/i.test(value)
  );
}
