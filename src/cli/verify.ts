import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttestationOptions,
  type EarlierBundle,
  earlierBundle,
  LEDGER_BYTES,
  readBundle,
  usableKey,
  verificationText,
  verifyBundle,
} from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { jsonText } from '../reports/index.ts';
import { byText, findRepository, openCommit, type Tree, tryCommit } from '../repository/index.ts';
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
  const previous = parsed.list('previous').flatMap(earlier);
  const key = parsed.text('key');
  const ledger = parsed.text('ledger');
  const repository = parsed.text('repository');
  const attestation = attestationOf(parsed);
  const verification = await verifyBundle(readBundle(path), {
    previous,
    ...(key === undefined ? {} : { key: usableKey(readText(key, 'key'), 'public') }),
    ...(attestation === undefined ? {} : { attestation }),
    ...(ledger === undefined ? {} : { ledger: readText(ledger, 'ledger', LEDGER_BYTES) }),
    ...(repository === undefined ? {} : { openCommit: commit => commitOf(repository, commit) }),
    readReport,
  });
  const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
  process.stdout.write(
    parsed.on('json') ? jsonText(verification) : verificationText(verification, { color }),
  );
  return verification.holds ? 0 : 1;
}

/** What a workflow's signature is held against, where any of it was given. */
export function attestationOf(parsed: Parsed): AttestationOptions | undefined {
  const roots = parsed.text('trusted-root');
  const repository = parsed.text('signer-repository');
  const workflow = parsed.text('signer-workflow');
  if ((roots ?? repository ?? workflow) === undefined) return undefined;
  return {
    ...(roots === undefined ? {} : { trustedRoots: readText(roots, 'trusted-root') }),
    ...(repository === undefined ? {} : { repository }),
    ...(workflow === undefined ? {} : { workflow }),
  };
}

/** A bundle, or those in a folder of them: folders with a manifest, and zips. */
function earlier(path: string): EarlierBundle[] {
  const isBundle =
    !existsSync(path) || !statSync(path).isDirectory() || existsSync(join(path, 'manifest.json'));
  if (isBundle) return [earlierBundle(path, true)];
  const found = readdirSync(path, { withFileTypes: true })
    .filter(
      entry =>
        (entry.isFile() && entry.name.endsWith('.zip')) ||
        (entry.isDirectory() && existsSync(join(path, entry.name, 'manifest.json'))),
    )
    .map(({ name }) => join(path, name))
    .sort(byText);
  if (found.length > 0) return found.map(each => earlierBundle(each, false));
  throw new ProblemError({
    code: 'bundle-unreadable',
    message: `--previous ${path} holds no evidence bundle`,
    hint: 'name a bundle, or a folder with bundles: folders that have a manifest.json, and zips',
    gates: true,
  });
}

/** @throws {ProblemError} when the folder is not in a repository. */
function commitOf(folder: string, commit: string): Tree | undefined {
  const root = findRepository(folder);
  return tryCommit(root, commit) === undefined ? undefined : openCommit(root, commit);
}
