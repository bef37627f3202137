import type { Tree } from '../../repository/index.ts';
import { NotUnderstood } from './node.ts';
import type { Resource } from './resource.ts';
import { STEPS_OF_RESOURCE, type Work } from './work.ts';

/** What the transformers of one kustomization work on. */
export interface Scope {
  readonly tree: Tree;
  /** Folder of the kustomization: where its paths start. */
  readonly folder: string;
  readonly resources: Resource[];
  /** Something else adds resources: a name that is not found may still be there. */
  readonly open: boolean;
  /** The kustomization that is built, not one below it. */
  readonly outermost: boolean;
  readonly work: Work;
}

/** Does something to each resource; what is not understood concerns that resource alone. */
export function forEach(
  { work }: Pick<Scope, 'work'>,
  resources: readonly Resource[],
  change: (resource: Resource) => void,
): void {
  for (const resource of resources) {
    work.spend(STEPS_OF_RESOURCE);
    work.watch(resource);
    try {
      change(resource);
      work.watch(resource);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      resource.unsure ??= error.message;
    }
  }
}
