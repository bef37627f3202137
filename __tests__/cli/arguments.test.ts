import { describe, expect, test } from '@jest/globals';
import { COMMANDS, FLAGS, helpText, parseCommand } from '../../src/cli/arguments.ts';
import { ProblemError } from '../../src/problems.ts';

function problemOf(...argv: string[]) {
  try {
    parseCommand(argv);
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.message}: ${error.problem.hint}`;
    throw error;
  }
  return undefined;
}

describe('the command line', () => {
  test('reads flags in both forms, and paths', () => {
    const parsed = parseCommand(['check', 'a', '--base=main', '-f', 'json', 'b', '-q']);
    expect(parsed.paths).toEqual(['a', 'b']);
    expect([parsed.text('base'), parsed.text('format'), parsed.on('quiet'), parsed.on('verbose')]).toEqual([
      'main',
      'json',
      true,
      false,
    ]);
  });

  test.each([
    [['chek'], 'there is no command "chek": did you mean `check`?'],
    [['zzzzzz'], 'there is no command "zzzzzz": kubeproof --help lists what there is'],
    [['check', '--bse', 'x'], 'kubeproof check has no flag --bse: did you mean `--base`?'],
    [['init', '--base', 'x'], 'kubeproof init has no flag --base: kubeproof --help lists what there is'],
  ])('names what was meant: %j', (argv, message) => {
    expect(problemOf(...argv)).toBe(message);
  });

  test('a flag without its value is wrong usage', () => {
    expect(problemOf('check', '--base')).toContain('--base');
  });

  test('the help names every command, and every flag of each', () => {
    expect(COMMANDS.every(c => helpText('1', undefined).includes(c.help))).toBe(true);
    for (const command of COMMANDS) {
      const text = helpText('1', command);
      expect(command.flags.every(f => text.includes(`--${f}`) && FLAGS[f] !== undefined)).toBe(true);
      expect(text.split('\n').every(line => line.length <= 100)).toBe(true);
    }
  });
});
