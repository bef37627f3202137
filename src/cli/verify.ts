import { readBundle, usableKey, verificationText, verifyBundle } from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { jsonText } from '../reports/index.ts';
import { findRepository, openCommit, type Tree, tryCommit } from '../repository/index.ts';
import { readReport } from '../review/index.ts';
import type { Parsed } from './arguments.ts';
import { readText } from './evidence.ts';
import { wantsColor } from './terminal.ts';

/** `kubeproof verify BUNDLE`: 0 only when all holds, 1 when something does not, 2 when there is nothing to verify. */
export async function verify(parsed: Parsed): Promise<number> {
  const [path] = parsed.paths;
  if (path === undefined || parsed.paths.length > 1) {
    throw new ProblemError({
      code: 'usage',
      message: 'verify takes one bundle',
      hint: 'name the folder or the zip: `kubeproof verify evidence`',
      gates: true,
    });
  }
  const previous = parsed.text('previous');
  const key = parsed.text('key');
  const repository = parsed.text('repository');
  const verification = await verifyBundle(readBundle(path), {
    ...(previous === undefined ? {} : { previous: readBundle(previous) }),
    ...(key === undefined ? {} : { key: usableKey(readText(key, 'key'), 'public') }),
    ...(repository === undefined ? {} : { openCommit: commit => commitOf(repository, commit) }),
    readReport,
  });
  const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
  process.stdout.write(
    parsed.on('json') ? jsonText(verification) : verificationText(verification, { color }),
  );
  return verification.holds ? 0 : 1;
}

/** @throws {ProblemError} when the folder is not in a repository. */
function commitOf(folder: string, commit: string): Tree | undefined {
  const root = findRepository(folder);
  return tryCommit(root, commit) === undefined ? undefined : openCommit(root, commit);
}
