/**
 * What could not be done, said so that a person can act on it.
 *
 * Every stage returns problems instead of throwing them for anything that the repository, the user or the
 * environment can cause. A problem with `gates: true` makes the verdict `incomplete` (exit 2): an input that was
 * not evaluated must never read as passed.
 */
export interface Problem {
  /** Kebab-case, stable: `dependency-missing`, `render-failed`, `yaml-invalid`, `link-outside-repository` ... */
  readonly code: string;
  /** One sentence: what happened, with the value that was found. No trailing stop, no markup. */
  readonly message: string;
  /** What to do about it; omitted only when the message already says so. */
  readonly hint?: string;
  /** Repository-relative POSIX path, when one is to blame. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** Id of the target that was not evaluated. */
  readonly target?: string;
  /** Environment of the target, when only that one failed. */
  readonly environment?: string;
  /** Whether the verdict becomes `incomplete`. */
  readonly gates: boolean;
}

/** Thrown only for wrong usage and for an environment kubeproof cannot run in (exit 2); carries a {@link Problem}. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** `file:line:column` as far as it is known, for messages. */
export function place(at: { file?: string; line?: number; column?: number }): string {
  if (at.file === undefined) return '';
  if (at.line === undefined) return at.file;
  return at.column === undefined ? `${at.file}:${at.line}` : `${at.file}:${at.line}:${at.column}`;
}

/**
 * A fault of kubeproof itself as a problem: it must not look like a verdict.
 * @returns the sentence for people; the stack goes beside it, for the report of the fault.
 */
export function internalProblem(error: unknown): { problem: Problem; stack: string } {
  const message = error instanceof Error ? error.message : String(error);
  return {
    problem: {
      code: 'internal-error',
      message: `kubeproof itself failed, so nothing can be said about this change: ${message}`,
      hint: 'Please report it with the lines below: https://github.com/kubeproof/kubeproof/issues',
      gates: true,
    },
    stack: error instanceof Error && error.stack !== undefined ? error.stack : message,
  };
}
