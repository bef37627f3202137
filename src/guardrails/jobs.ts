import { DeadlineError, withDeadline } from './cel/index.ts';

/** The work of one guardrail on some objects. */
export interface Job {
  run(): void;
  /** It was stopped by itself, so it is to blame. */
  stopped(): void;
}

/**
 * Runs jobs one after the other under one deadline, since starting a clock costs more than most jobs. Where it passes,
 * they are run again: each group under a deadline of its own, and where that passes too, each job. Jobs that are done
 * are not kept: what they looked at would have to be kept with them.
 *
 * @param groups each makes its jobs, as they are run
 * @param mark remembers how far all jobs have come, and gives what takes back everything since
 * @param deadline milliseconds
 */
export function runWithDeadline(
  groups: readonly (() => Iterable<Job>)[],
  mark: () => () => void,
  deadline: number,
): void {
  const undo = mark();
  const isInTime = runs(() => {
    for (const group of groups) for (const job of group()) job.run();
  }, deadline);
  if (isInTime) return;
  undo();
  for (const group of groups) {
    if (groups.length > 1) runWithDeadline([group], mark, deadline);
    else runEach(group(), mark, deadline);
  }
}

function runEach(jobs: Iterable<Job>, mark: () => () => void, deadline: number): void {
  for (const job of jobs) {
    const undo = mark();
    if (runs(() => job.run(), deadline)) continue;
    undo();
    job.stopped();
  }
}

function runs(work: () => void, deadline: number): boolean {
  try {
    withDeadline(work, deadline);
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}
