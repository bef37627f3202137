import { plural } from '../plural.ts';
import type { Problem } from '../problems.ts';
import type { Parsed } from './arguments.ts';
import { chosenFormat } from './format.ts';
import { printProblem } from './terminal.ts';

const FORMATS = ['table', 'json', 'dot', 'mermaid'] as const;
export type RbacFormat = (typeof FORMATS)[number];

/** @throws {ProblemError} for a format that there is not. */
export function rbacFormat(parsed: Parsed): RbacFormat {
  return chosenFormat(parsed, FORMATS);
}

/** What could not be rendered, said one by one before it is counted. */
const GAPS = 3;

/** Says what could not be rendered; 2 when that leaves an answer incomplete. */
export function printGaps(problems: readonly Problem[], parsed: Parsed): number {
  const gaps = problems.filter(({ gates }) => gates);
  const all = parsed.on('verbose');
  for (const problem of all ? problems : gaps.slice(0, GAPS)) printProblem(problem);
  if (!all && gaps.length > GAPS) {
    const left = plural(gaps.length - GAPS, 'more thing');
    process.stderr.write(`kubeproof: ${left} could not be evaluated: --verbose lists them\n`);
  }
  return gaps.length > 0 ? 2 : 0;
}
