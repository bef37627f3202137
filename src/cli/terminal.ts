import { type Problem, place } from '../problems.ts';
import { plain } from '../reports/index.ts';

/** Columns to fill: the terminal's, within what is pleasant to read. */
export function columns(): number {
  return Math.min(Math.max(process.stdout.columns ?? 100, 60), 100);
}

/** Colours where a person looks, unless NO_COLOR (no-color.org) or a flag says otherwise. */
export function wantsColor(forced: boolean, forbidden: boolean): boolean {
  if (forbidden) return false;
  if (forced) return true;
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
}

/** A problem on standard error, three parts: where, what, what to do. */
export function printProblem(problem: Problem): void {
  const where = place(problem);
  process.stderr.write(`kubeproof: ${where === '' ? '' : `${plain(where)}: `}${plain(problem.message)}\n`);
  for (const line of problem.hint?.split('\n') ?? []) process.stderr.write(`  ${plain(line)}\n`);
}

/** One line that is rewritten while work goes on; nothing at all when standard error is not a terminal. */
export function progressLine(): { show(text: string): void; done(): void } {
  if (process.stderr.isTTY !== true) return { show() {}, done() {} };
  let last = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < 80) return;
      last = now;
      process.stderr.write(`\r\x1b[2K${text.slice(0, columns() - 1)}`);
    },
    done() {
      process.stderr.write('\r\x1b[2K');
    },
  };
}
