import { joinPath, type Tree } from '../repository/index.ts';
import { KUSTOMIZATION_NAMES, type Target } from '../target.ts';
import { kustomizationFile } from './kustomizations.ts';

/** The file that stands for a target as a whole, for messages and where no better place is known. */
export function mainFile(target: Target, tree: Tree): string {
  switch (target.kind) {
    case 'helm':
      return joinPath(target.root, 'Chart.yaml');
    case 'kustomize':
      return kustomizationFile(tree, target.root) ?? joinPath(target.root, KUSTOMIZATION_NAMES[0]);
    case 'manifests':
      return target.files[0] ?? target.root;
  }
}
