import type { Problem } from '../problems.ts';
import { TreeError, type TreeErrorCode } from '../repository/index.ts';

/** Ends one render from anywhere inside this folder; `renderTarget` turns it into an outcome, nobody else sees it. */
export class RenderFailure extends Error {
  readonly problem: Omit<Problem, 'gates'>;
  constructor(problem: Omit<Problem, 'gates'>) {
    super(problem.message);
    this.name = 'RenderFailure';
    this.problem = problem;
  }
}

const TREE_CODES: Record<TreeErrorCode, string> = {
  missing: 'file-missing',
  'too-large': 'file-too-large',
  unreadable: 'file-unreadable',
  'link-outside-repository': 'link-outside-repository',
  'link-loop': 'link-loop',
};

const TREE_HINTS: Record<TreeErrorCode, string> = {
  missing: 'Add the file, or correct the path that names it',
  'too-large': 'Split the file, or exclude it from the target in .kubeproof.yaml',
  unreadable: 'Make the file readable for the user that runs kubeproof',
  'link-outside-repository': 'Replace the link by the file itself, or point it inside the repository',
  'link-loop': 'Remove the symbolic link that leads back to itself',
};

/** The problem behind a file that a {@link Tree} refuses to give out. */
export function failureOfTree(error: TreeError): RenderFailure {
  return new RenderFailure({
    code: TREE_CODES[error.code],
    message: error.message,
    hint: TREE_HINTS[error.code],
    file: error.path,
  });
}

/** Runs `read`, turning a {@link TreeError} into a {@link RenderFailure}. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TreeError) throw failureOfTree(error);
    throw error;
  }
}
