import { helpText, isGroup, parseCommand } from './cli/arguments.ts';
import { baseline } from './cli/baseline.ts';
import { check } from './cli/check.ts';
import { explain, render, rules, targets } from './cli/commands.ts';
import { diff } from './cli/diff.ts';
import { fix } from './cli/fix.ts';
import { init } from './cli/init.ts';
import { ledgerAdd, ledgerGapAdd } from './cli/ledger.ts';
import { newRule } from './cli/new-rule.ts';
import { publish } from './cli/publish.ts';
import { rbacCan, rbacPaths, rbacUnused, rbacWhoCan } from './cli/rbac.ts';
import { rbacDiff } from './cli/rbac-diff.ts';
import { report } from './cli/report.ts';
import { printProblem } from './cli/terminal.ts';
import { test } from './cli/test.ts';
import { verify } from './cli/verify.ts';
import { convertWaivers } from './cli/waivers.ts';
import { why } from './cli/why.ts';
import { ownPackage } from './package.ts';
import { internalProblem, ProblemError } from './problems.ts';

const RUNNERS = {
  check,
  fix,
  why,
  render,
  diff,
  targets,
  rules,
  explain,
  baseline,
  test,
  'new-rule': newRule,
  'waivers convert': convertWaivers,
  'rbac diff': rbacDiff,
  'rbac who-can': rbacWhoCan,
  'rbac can': rbacCan,
  'rbac paths': rbacPaths,
  'rbac unused': rbacUnused,
  publish,
  report,
  verify,
  'ledger add': ledgerAdd,
  'ledger gap': ledgerGapAdd,
  init,
};

/**
 * The command line. Sets the exit status: 0 passed, 1 guardrails failed, 2 could not evaluate or wrong usage.
 * @param argv arguments after the program's name.
 */
export async function cli(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`| head`) has what it wants.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  // Engines run in worker threads and child processes: leaving at once ends them all.
  process.once('SIGINT', () => process.exit(130));
  try {
    const first = argv[0];
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      process.stdout.write(helpText(ownPackage().version));
    } else if (first === '--version' || first === 'version') {
      process.stdout.write(`${ownPackage().version}\n`);
    } else if (isGroup(first) && (argv[1] === undefined || argv[1] === '--help' || argv[1] === '-h')) {
      process.stdout.write(helpText(ownPackage().version, first));
    } else {
      const parsed = parseCommand(argv);
      if (parsed.on('help')) process.stdout.write(helpText(ownPackage().version, parsed.command));
      else process.exitCode = await RUNNERS[parsed.command.name as keyof typeof RUNNERS](parsed);
    }
  } catch (error) {
    process.exitCode = 2;
    if (error instanceof ProblemError) return printProblem(error.problem);
    const { problem, stack } = internalProblem(error);
    printProblem(problem);
    process.stderr.write(`${stack}\n`);
  }
}
