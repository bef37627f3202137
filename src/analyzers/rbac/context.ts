import { type Manifest, readDocuments, splitDocuments } from '../../manifest/index.ts';
import type { Problem } from '../../problems.ts';
import { joinPath, nameOf, type Tree, TreeError } from '../../repository/index.ts';
import type { Environment, Target } from '../../target.ts';
import { RBAC_GROUP } from './types.ts';

/** What a cluster has beside the repository. */
export interface ClusterContext {
  /** Roles, bindings, Namespaces and ServiceAccounts, sorted by file; nothing else of an export is kept. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** The export that closes the world. */
export const EXPORT_COMMAND =
  'kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts,namespaces -A -o yaml';

/** Kinds of which every cluster has some: an export without them is not one of a whole cluster. */
const WHOLE = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const CORE = new Set(['Namespace', 'ServiceAccount']);
const environment: Environment = { name: 'default', reason: 'context' };

/**
 * Reads an export of a cluster: every YAML and JSON file below a folder, each with Lists or with any number of
 * documents. With it a role that is nowhere does not exist, so a folder that is no export of a whole cluster gates, as
 * does what cannot be read.
 *
 * @param tree the base commit where the head is not trusted
 * @param folder relative to the root of the tree
 */
export function readContext(tree: Tree, folder: string): ClusterContext {
  const files = tree.filesBelow(folder === '.' ? '' : folder).filter(path => /\.(?:ya?ml|json)$/.test(path));
  const shown = folder === '' || folder === '.' ? 'The context folder' : `The context folder "${folder}"`;
  if (files.length === 0) {
    return {
      manifests: [],
      problems: [
        {
          code: 'context-missing',
          message: `${shown} has no YAML or JSON files`,
          hint: `Correct "context" in the configuration, or write an export there: ${EXPORT_COMMAND} > ${joinPath(folder, 'cluster.yaml')}`,
          gates: true,
        },
      ],
    };
  }
  tree.prefetch(files);
  const read = files.map(path => readFile(tree, path, targetOf(folder, files)));
  const manifests = read.flatMap(each => each.manifests).filter(isKept);
  const problems = read.flatMap(each => each.problems);
  const kinds = new Set(manifests.map(({ resource }) => resource.kind));
  const lacking = WHOLE.filter(kind => !kinds.has(kind));
  if (lacking.length > 0 && problems.length === 0) {
    problems.push({
      code: 'context-incomplete',
      message: `${shown} has no ${lacking.join(', no ')}, which every cluster has: it is no export of a whole cluster, and what it lacks would count as not there`,
      hint: `Export all of them: ${EXPORT_COMMAND}`,
      gates: true,
    });
  }
  return { manifests, problems };
}

function targetOf(folder: string, files: readonly string[]): Target {
  return {
    id: `context:${folder}`,
    kind: 'manifests',
    root: folder,
    files,
    environments: [environment],
    inputs: files,
    reason: 'context',
  };
}

function readFile(
  tree: Tree,
  path: string,
  target: Target,
): { manifests: readonly Manifest[]; problems: Problem[] } {
  let text: string;
  try {
    text = tree.text(path);
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    const message = `${nameOf(path)} of the context folder cannot be read: ${error.message}`;
    return { manifests: [], problems: [{ code: 'context-unreadable', message, file: path, gates: true }] };
  }
  const documents = splitDocuments(text).map(document => ({
    text: document.text,
    source: path,
    sourceLine: document.line,
  }));
  const { manifests, problems } = readDocuments({ target, environment, documents });
  return { manifests, problems: problems.map(({ target: _, environment: __, ...problem }) => problem) };
}

/** An export may hold more, Secrets among it: nothing of that is needed. */
function isKept({ resource: { group, kind } }: Manifest): boolean {
  return group === RBAC_GROUP || (group === '' && CORE.has(kind));
}
