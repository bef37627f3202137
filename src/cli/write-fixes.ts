import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import type { Session } from './session.ts';

/**
 * Writes files of a changed tree into the work tree, each whole or not at all: it is written beside the old one and
 * then takes its name. Nothing is written when one of them cannot be.
 *
 * @throws {ProblemError} for a file that is not a plain file, lies behind a symbolic link, or is not what was read
 */
export function writeFixes({ root, tree: read }: Session, changed: Tree, files: readonly string[]): void {
  for (const file of files) refuseOthers(root, file, read);
  for (const file of files) replace(join(root, file), file, changed.read(file));
}

function refuseOthers(root: string, file: string, read: Tree): void {
  const path = join(root, file);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true || realpathSync(dirname(path)) !== join(realpathSync(root), dirname(file)))
    throw unwritable(file, 'it is not a plain file here, or lies behind a symbolic link', 'edit it by hand');
  if (!readFileSync(path).equals(read.read(file)))
    throw unwritable(file, 'it changed while kubeproof was at work', 'run kubeproof fix again');
}

function replace(path: string, file: string, content: Uint8Array): void {
  const temporary = `${path}.kubeproof-${process.pid}`;
  try {
    const old = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const { mode } = fstatSync(old);
    closeSync(old);
    const created = openSync(temporary, 'wx', mode & 0o777);
    try {
      for (let at = 0; at < content.byteLength; ) at += writeSync(created, content, at);
      fchmodSync(created, mode & 0o777);
    } finally {
      closeSync(created);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw unwritable(file, code ?? message, 'see that you may write there');
  }
}

function unwritable(file: string, why: string, hint: string): ProblemError {
  return new ProblemError({
    code: 'fix-unwritable',
    message: `${file} was not written: ${why}`,
    file,
    hint,
    gates: true,
  });
}
