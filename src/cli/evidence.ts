import { existsSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type BundleInput, listedFiles, previousOf, readBundle, usableKey } from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import type { Parsed } from './arguments.ts';

/**
 * What a bundle is bound to: the one before it (`--previous`), and a key (`--sign`).
 * @throws {ProblemError} when either cannot be read, or there is no bundle to bind
 */
export function chainOf(parsed: Parsed): Pick<BundleInput, 'previous' | 'key'> {
  const [previous, another] = parsed.list('previous');
  const key = parsed.text('sign');
  if (parsed.text('evidence') === undefined && (previous ?? key) !== undefined) {
    throw new ProblemError({
      code: 'usage',
      message: `--${previous === undefined ? 'sign' : 'previous'} is about the evidence bundle, and none is written`,
      hint: 'name a folder for it: --evidence DIR',
      gates: true,
    });
  }
  if (another !== undefined) {
    throw new ProblemError({
      code: 'usage',
      message: '--previous is given twice, and a bundle has one before it',
      hint: 'name the last one; verify takes more',
      gates: true,
    });
  }
  return {
    ...(previous === undefined ? {} : { previous: named(previous) }),
    ...(key === undefined ? {} : { key: usableKey(readText(key, 'sign'), 'private') }),
  };
}

/** Larger files are no key and no list of roots. */
const TEXT_BYTES = 16 * 1024 * 1024;

/** A text file that a flag names. @throws {ProblemError} */
export function readText(path: string, flag: string, most = TEXT_BYTES): string {
  try {
    if (statSync(path).size > most) throw Object.assign(new Error(), { code: `more than ${most} bytes` });
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProblemError({
      code: 'path-missing',
      message: `--${flag} ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      hint: 'name a file',
      gates: true,
    });
  }
}

/** Takes away the bundle that an earlier run left in a folder, and nothing else: its files would belong to no bundle. */
export function removeBundle(folder: string): void {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return;
  const root = realpathSync(folder);
  for (const file of listedFiles(readFileSync(path))) {
    const at = join(folder, file);
    // The folder may have come with the repository: a link in it leads nowhere.
    if (!existsSync(at) || !isWithin(root, realpathSync(dirname(at)))) continue;
    rmSync(at, { force: true });
  }
}

function isWithin(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(root + sep);
}

function named(path: string): NonNullable<BundleInput['previous']> {
  const previous = previousOf(readBundle(path));
  if (typeof previous !== 'string') return previous;
  throw new ProblemError({
    code: 'bundle-unreadable',
    message: `--previous ${path} ${previous}`,
    hint: 'kubeproof verify says more',
    gates: true,
  });
}
