import { evaluateSet } from '../evaluating.ts';
import {
  type Example,
  type Guardrail,
  type LoadedGuardrails,
  loadCustom,
  runExample,
} from '../guardrails/index.ts';
import { locator, splitDocuments } from '../manifest/index.ts';
import { plural } from '../plural.ts';
import { ProblemError } from '../problems.ts';
import { plain, style } from '../reports/index.ts';
import { folderOf, type Tree } from '../repository/index.ts';
import type { Parsed } from './arguments.ts';
import { openSession } from './session.ts';
import { columns, printProblem, wantsColor } from './terminal.ts';

/**
 * `kubeproof test [PATHS]`: runs the examples of a team's own guardrails and says which of them are not judged as they
 * claim, and where. Exit status 0, 1 when examples fail, 2 when a rule file cannot be used.
 */
export async function test(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const wanted = session.paths.length > 0 ? session.paths : session.config.rules;
  if (wanted.length === 0) {
    throw new ProblemError({
      code: 'usage',
      message: 'there are no guardrails of your own to test',
      hint: 'name a folder: `kubeproof test policies`, or list it under `rules` in .kubeproof.yaml; `kubeproof new-rule ID` writes a first one',
      gates: true,
    });
  }
  const { guardrails, problems } = loadWanted(session.tree, wanted);
  const look = style(wantsColor(parsed.on('color'), parsed.on('no-color')), columns());
  let passed = 0;
  let failed = 0;
  for (const guardrail of guardrails) {
    const lines = linesOf(session.tree, guardrail);
    process.stdout.write(`${plain(guardrail.file)}  ${look.as('bold', guardrail.id)}\n`);
    const examples = (['fail', 'pass'] as const).flatMap(kind =>
      guardrail.examples[kind].map((example, index) => ({ kind, example, index })),
    );
    if (examples.length === 0) process.stdout.write('    has no examples: nothing shows that it works\n');
    for (const { kind, example, index } of examples) {
      const wrong = judgeExample(guardrail, kind, example, part => lines(kind, index, part));
      if (wrong.length === 0) passed++;
      else failed++;
      const sign = wrong.length === 0 ? look.as('green', '✓') : look.as('red', '✗');
      process.stdout.write(`  ${sign} ${kind === 'fail' ? 'fails' : 'passes'}: ${plain(example.name)}\n`);
      for (const line of wrong) process.stdout.write(`      ${plain(line)}\n`);
    }
  }
  for (const problem of problems) printProblem(problem);
  process.stdout.write(
    `\n${plural(guardrails.length, 'guardrail')}, ${plural(passed + failed, 'example')}: ${passed.toLocaleString('en-US')} as they should be, ${failed.toLocaleString('en-US')} not\n`,
  );
  if (problems.some(p => p.gates)) return 2;
  return failed > 0 ? 1 : 0;
}

/** Folders, or single files of them. */
function loadWanted(tree: Tree, paths: readonly string[]): LoadedGuardrails {
  const loaded = paths.map(path => {
    if (!tree.has(path)) return loadCustom(tree, path);
    const { guardrails, problems } = loadCustom(tree, folderOf(path));
    return {
      guardrails: guardrails.filter(({ file }) => file === path),
      problems: problems.filter(({ file }) => file === path),
    };
  });
  return {
    guardrails: loaded.flatMap(({ guardrails }) => guardrails),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

/** What is wrong with an example, one line each; nothing when it is judged as it claims. */
function judgeExample(
  guardrail: Guardrail,
  kind: 'fail' | 'pass',
  example: Example,
  place: (part: 'manifest' | 'base') => (line: number) => string,
): string[] {
  const { found, findings, problems, ...result } = runExample(guardrail, example, evaluateSet);
  const expected = kind === 'pass' ? [] : result.expected;
  const wrong = problems.flatMap(({ message, hint, file, line, column }) => [
    line === undefined ? message : `${file}:${line}:${column ?? 1}  ${message}`,
    ...(hint?.split('\n').map(line => `  ${line}`) ?? []),
  ]);
  const at = (position: string) => {
    const [part, line] = position.split(':');
    return place(part === 'base' ? 'base' : 'manifest')(Number(line));
  };
  for (const position of surplus(expected, found)) wrong.push(`${at(position)}  a finding was expected here`);
  const messages = findings.map(({ message }) => message);
  for (const position of surplus(found, expected)) {
    const asked = kind === 'pass' ? 'this should pass' : 'no "# expect" stands here';
    wrong.push(`${at(position)}  found, but ${asked}: ${messages.join(' ')}`);
  }
  if (kind === 'fail' && expected.length === 0 && wrong.length === 0)
    wrong.push(
      `${place(example.manifest === '' ? 'base' : 'manifest')(1)}  it has no "# expect" on the line that is meant, and nothing is found`,
    );
  return wrong;
}

/** Items of `all` that `others` has fewer of. */
function surplus(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter(item => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Turns lines of an example into places of the rule file. */
function linesOf(
  tree: Tree,
  { file, id }: Guardrail,
): (kind: 'fail' | 'pass', index: number, part: 'manifest' | 'base') => (line: number) => string {
  const documents = splitDocuments(tree.text(file));
  const document = documents.find(({ text }) => text.includes(id)) ?? documents[0];
  const locate = locator(document?.text ?? '');
  return (kind, index, part) => {
    const header = locate(['examples', kind, index, part]).value?.line ?? 0;
    // The text of a block scalar begins below its header.
    return line => `${file}:${(document?.line ?? 0) + header + line}`;
  };
}
