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

/** The same complaint about several environments or overlays is made once, and names the targets it costs. */
export function uniqueProblems(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { environment, target, gates, ...rest } = problem;
    const key = JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()]
    .map(merged)
    .sort(
      (a, b) =>
        Number(b.gates) - Number(a.gates) ||
        order(a.file, b.file) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        order(a.message, b.message),
    );
}

/** Targets named in a complaint before the rest is counted. */
const TARGETS_NAMED = 3;

function merged(group: readonly Problem[]): Problem {
  const { environment, target, ...first } = group[0] as Problem;
  const rest = { ...first, gates: group.some(problem => problem.gates) };
  const targets = [...new Set(group.flatMap(problem => problem.target ?? []))].sort();
  if (targets.length > 1) {
    const more = targets.length - TARGETS_NAMED;
    const named = targets.slice(0, TARGETS_NAMED).join(', ');
    const all = more > 0 ? `${named} and ${more} more ${more === 1 ? 'target' : 'targets'}` : named;
    return { ...rest, message: rest.gates ? `${rest.message}; not evaluated for it: ${all}` : rest.message };
  }
  return {
    ...rest,
    ...(target !== undefined && group.every(problem => problem.target === target) ? { target } : {}),
    ...(environment !== undefined &&
    group.every(problem => problem.target === target && problem.environment === environment)
      ? { environment }
      : {}),
  };
}

function order(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
