import { DeadlineError, withDeadline } from './cel/index.ts';

/** The work of one guardrail on some objects. */
export interface Job {
  run(): void;
  /** Takes back what a run has done that did not come to its end. */
  undo(): void;
  /** It was stopped by itself, so it is to blame. */
  stopped(): void;
}

/**
 * Runs jobs one after the other under one deadline, since starting a clock costs more than most jobs. Where it passes,
 * they are run again: each group under a deadline of its own, and where that passes too, each job.
 *
 * @param groups each makes its jobs when they are to be run
 * @param deadline milliseconds
 */
export function runWithDeadline(groups: readonly (() => readonly Job[])[], deadline: number): void {
  const made: Job[] = [];
  const isInTime = runs(() => {
    for (const group of groups) {
      const jobs = group();
      made.push(...jobs);
      for (const job of jobs) job.run();
    }
  }, deadline);
  if (isInTime) return;
  for (const job of made.reverse()) job.undo();
  for (const group of groups) {
    if (groups.length > 1) runWithDeadline([group], deadline);
    else runEach(group(), deadline);
  }
}

function runEach(jobs: readonly Job[], deadline: number): void {
  for (const job of jobs) {
    if (runs(() => job.run(), deadline)) continue;
    job.undo();
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
