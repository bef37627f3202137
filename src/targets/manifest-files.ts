import type { Problem } from '../problems.ts';
import { folderOf, nameOf, type Tree, type TreeEntry, TreeError } from '../repository/index.ts';
import { KUSTOMIZATION_NAMES } from '../target.ts';
import { count } from './build.ts';
import { classify } from './classify.ts';
import type { Skipped } from './types.ts';
import { treeProblem } from './yaml.ts';

const MANIFEST = /\.(?:ya?ml|json)$/;

/** Whether a file's name says that it may hold manifests. */
export function maybeManifest(path: string): boolean {
  return MANIFEST.test(path);
}

export interface ManifestFiles {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
}

/**
 * Which of some YAML and JSON files hold Kubernetes objects. Files that cannot be read are problems: what is in them
 * is not known. A link is left out where the file it leads to is looked at under its own name.
 */
export function manifestFiles(tree: Tree, entries: readonly TreeEntry[]): ManifestFiles {
  const files: string[] = [];
  const problems: Problem[] = [];
  const skipped: Skipped[] = [];
  const templates: string[] = [];
  for (const { path, kind } of entries) {
    if (nameOf(path) === 'Chart.yaml') continue;
    try {
      if (kind === 'link' && isSeenElsewhere(tree, path)) continue;
      if (isUtf16(tree.read(path))) {
        problems.push({
          code: 'yaml-encoding',
          message: `${path} is encoded in UTF-16, which is not read`,
          hint: 'Save it as UTF-8',
          file: path,
          gates: true,
        });
        continue;
      }
      const found = classify(path, tree.text(path));
      if (found === 'kubernetes') files.push(path);
      if (found === 'configuration' && !KUSTOMIZATION_NAMES.includes(nameOf(path))) {
        skipped.push({
          path,
          kind: 'manifests',
          reason: 'configuration of a tool, never sent to an API server',
        });
      }
      if (found === 'template') templates.push(path);
    } catch (error) {
      const problem = treeProblem(error, path);
      // A link to nothing holds nothing; it is only worth a word.
      const dangling = error instanceof TreeError && error.code === 'missing';
      problems.push(dangling ? { ...problem, code: 'link-broken', gates: false } : problem);
    }
  }
  return { files, problems: [...problems, ...templateNotices(templates)], skipped };
}

/** A link to a folder, or to a file that discovery looks at under its own name. */
function isSeenElsewhere(tree: Tree, path: string): boolean {
  if (tree.hasFolder(path)) return true;
  const size = tree.read(path).byteLength;
  return tree
    .entries()
    .some(
      entry =>
        entry.kind === 'file' &&
        entry.size === size &&
        maybeManifest(entry.path) &&
        tree.digest(entry.path) === tree.digest(path),
    );
}

function isUtf16(content: Uint8Array): boolean {
  return (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
}

/** One notice per folder: documentation and test data come in dozens. */
function templateNotices(paths: readonly string[]): Problem[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), path]);
  return [...folders.values()].map(files => {
    const [first, ...others] = files as [string, ...string[]];
    const which =
      others.length === 0 ? `${first} looks` : `${first} and ${count(others.length, 'file')} beside it look`;
    return {
      code: 'template-not-evaluated',
      message: `${which} like Kubernetes, but placeholders of a template language keep it from being YAML`,
      hint: 'Nothing was judged in it. Leave it out with "exclude" in .kubeproof.yaml, or commit what it renders to',
      file: first,
      gates: false,
    };
  });
}
