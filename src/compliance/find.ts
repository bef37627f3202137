import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../problems.ts';
import { byText } from '../repository/index.ts';

/** Folders below a given one that are looked into: `quarter/shop/2026-05-03/`. */
const DEPTH = 4;
/** More bundles than a large organisation makes in a quarter. */
const MOST = 20_000;

/**
 * Bundles by what the user named: a folder with a manifest.json and a zip are one each; any other folder is looked into for
 * both. Below what was named no link is followed.
 * @returns paths, sorted within each name
 * @throws {ProblemError} when there is nothing of that name, or no bundle below it
 */
export function findBundles(names: readonly string[]): string[] {
  return names.flatMap(name => {
    const found: string[] = [];
    look(name, 0, found, name);
    if (found.length === 0) throw none(name, 'there is no bundle in it');
    return found;
  });
}

function look(path: string, depth: number, found: string[], name: string): void {
  const kind = kindOf(path, name, depth === 0);
  if (kind === 'file' && (depth === 0 || path.toLowerCase().endsWith('.zip'))) found.push(path);
  if (found.length > MOST) throw none(name, `there are more than ${MOST} bundles in it`);
  if (kind !== 'folder') return;
  const entries = readdirSync(path).sort(byText);
  if (entries.includes('manifest.json')) found.push(path);
  else if (depth < DEPTH) for (const entry of entries) look(join(path, entry), depth + 1, found, name);
}

function kindOf(path: string, name: string, follow: boolean): 'file' | 'folder' | 'other' {
  try {
    const stat = follow ? statSync(path) : lstatSync(path);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch (error) {
    throw none(name, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function none(name: string, why: string): ProblemError {
  return new ProblemError({
    code: 'bundle-unreadable',
    message: `${name} is no evidence bundle, and no folder of bundles: ${why}`,
    hint: 'name folders that `kubeproof check --evidence` wrote, zips of artifacts, or folders that hold them',
    gates: true,
  });
}
