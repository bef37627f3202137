import { readFileSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { ProblemError } from '../problems.ts';
import { whyText } from '../reports/index.ts';
import { openEngine } from '../side.ts';
import { isRendered, parseResource, readRendered } from '../source/why/index.ts';
import { type Answered, type WhyInput, whyField, whyLine, whyRendered } from '../why.ts';
import type { Parsed } from './arguments.ts';
import { openSession, renderLimits, type Session } from './session.ts';
import { columns, printProblem, progressLine, wantsColor } from './terminal.ts';

/** `kubeproof why`: where a rendered field comes from, or what a source line does. */
export async function why(parsed: Parsed): Promise<number> {
  const session = openSession({ ...parsed, paths: [] });
  const progress = progressLine();
  const engine = openEngine(session.config, renderLimits());
  const input: WhyInput = {
    tree: session.tree,
    config: session.config,
    engine,
    ...optional('target', parsed.text('target')),
    ...optional('environment', parsed.text('environment')),
    ...optional('namespace', parsed.text('namespace')),
    onProgress: (done, total) => progress.show(`render ${done}/${total}`),
  };
  const { explanation, problems } = await ask(parsed.paths, session, input).finally(async () => {
    progress.done();
    await engine.close();
  });
  if (parsed.on('json')) {
    process.stdout.write(`${JSON.stringify({ schema: 'kubeproof.why/v1', ...explanation }, null, 2)}\n`);
  } else {
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    process.stdout.write(whyText(explanation, { color, width: columns() }));
  }
  for (const problem of problems) printProblem(problem);
  return 0;
}

/** Answers a question as it was typed. */
export async function ask(
  words: readonly string[],
  session: Pick<Session, 'root' | 'tree'>,
  input: WhyInput,
): Promise<Answered> {
  const [first = '', second, third] = words;
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(first) ?? [];
  if (file !== undefined && words.length === 1) {
    return whyAt(file, Number(line), column === undefined ? undefined : Number(column), session, input);
  }
  // `Deployment shop image`, as kubectl takes it.
  const spaced =
    second !== undefined && !first.includes('/') ? parseResource(`${first}/${second}`) : undefined;
  const resource = spaced ?? parseResource(first);
  const field = spaced === undefined ? second : third;
  if (resource === undefined || words.length > (spaced === undefined ? 2 : 3)) throw usage(words);
  return whyField(input, resource, field ?? '');
}

/** A line of a file: of the source when the repository holds it, else of something that was rendered. */
function whyAt(
  file: string,
  line: number,
  column: number | undefined,
  { root, tree }: Pick<Session, 'root' | 'tree'>,
  input: WhyInput,
): Promise<Answered> {
  const absolute = resolve(file);
  const path = relative(root, absolute).split(sep).join('/');
  const isSource = tree.has(path) && !isRendered(tree.text(path));
  const at = column === undefined ? {} : { column };
  if (isSource) return whyLine(input, { file: path, line, ...at });
  const text = readText(absolute, file);
  const place = readRendered(text, line, column);
  if (place === undefined) {
    throw new ProblemError({
      code: 'usage',
      message: `${file}:${line} is neither in the repository nor a line of a rendered object`,
      hint: 'name a source file, or a file written by "kubeproof render --output FILE"',
      gates: true,
    });
  }
  return whyRendered(input, place, { kind: 'file', file, line: place.line });
}

/** Rendered files larger than this are not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @throws {ProblemError} when there is no such file, or it cannot be read. */
function readText(absolute: string, shown: string): string {
  try {
    const { size } = statSync(absolute);
    if (size <= MAX_BYTES) return readFileSync(absolute, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? `${shown} does not exist` : `${shown} cannot be read: ${code}`;
    throw new ProblemError({
      code: 'path-missing',
      message,
      hint: 'name a file by its path from here',
      gates: true,
    });
  }
  throw new ProblemError({ code: 'usage', message: `${shown} is larger than 64 MiB`, gates: true });
}

function usage(words: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'usage',
    message:
      words.length === 0
        ? 'kubeproof why needs a question'
        : `${JSON.stringify(words.join(' '))} is neither a field nor a line`,
    hint: 'type KIND/NAME FIELD, as in `why Deployment/shop image`, or FILE:LINE',
    gates: true,
  });
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
