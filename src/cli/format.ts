import { nearest } from '../nearest.ts';
import { ProblemError } from '../problems.ts';
import type { Parsed } from './arguments.ts';

/** The form `--format` asks for; the first one when it is not given. @throws {ProblemError} for one that there is not */
export function chosenFormat<T extends string>(parsed: Parsed, formats: readonly [T, ...T[]]): T {
  const name = parsed.text('format') ?? formats[0];
  const known = formats.find(format => format === name);
  if (known !== undefined) return known;
  const close = nearest(name, formats);
  throw new ProblemError({
    code: 'usage',
    message: `there is no format "${name}"`,
    hint: close === undefined ? `there are ${formats.join(', ')}` : `did you mean \`${close}\`?`,
    gates: true,
  });
}
