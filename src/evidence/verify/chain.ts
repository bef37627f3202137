import { MANIFEST, type Manifest, sha256 } from '../manifest.ts';
import { type ReadBundle, readBundle } from './read.ts';
import type { Said, Verification } from './verify.ts';

/** A bundle that may come before: read when its turn comes, so that a long chain is not all in memory. */
export interface EarlierBundle {
  /** As the user named it. */
  readonly name: string;
  /** SHA-256 of its manifest.json; undefined when it has none. */
  readonly digest: string | undefined;
  readonly read: () => ReadBundle;
  /** Named by itself, not found in a folder of bundles: then it has to be in the chain. */
  readonly meant: boolean;
}

/**
 * A folder or a zip as one that may come before; only what names it is kept in memory.
 * @throws {ProblemError} when it cannot be read
 */
export function earlierBundle(path: string, meant: boolean): EarlierBundle {
  return { ...earlierFrom(readBundle(path), meant), read: () => readBundle(path) };
}

/** A bundle that was read as one that may come before. */
export function earlierFrom(bundle: ReadBundle, meant: boolean): EarlierBundle {
  const manifest = bundle.files.get(MANIFEST);
  const digest = manifest === undefined ? undefined : sha256(manifest);
  return { name: bundle.name, digest, read: () => bundle, meant };
}

/**
 * Follows the chain from a bundle to the one before it and on, as far as the bundles that were given go. Each has to hold by
 * itself, to be the one that its successor names, and not to be younger.
 * @param verify checks one bundle by itself
 */
export async function checkChain(
  manifest: Manifest,
  earlier: readonly EarlierBundle[],
  verify: (bundle: ReadBundle) => Promise<Verification>,
  { proved, broken, unproven }: Said,
): Promise<void> {
  if (earlier.length === 0) {
    unproven.push(
      manifest.previous === null
        ? 'that nothing came before: it names no previous bundle'
        : `the chain: it names sha256:${manifest.previous.digest} as the bundle before it; give that with --previous`,
    );
    return;
  }
  const byDigest = new Map(earlier.map(each => [each.digest, each]));
  const reached = new Set<EarlierBundle>();
  let at: Pick<Manifest, 'previous' | 'created'> = manifest;
  let isWhole = true;
  while (at.previous !== null) {
    const before = byDigest.get(at.previous.digest);
    if (before === undefined || reached.has(before)) break;
    reached.add(before);
    const found = await verify(before.read());
    if (!found.holds) broken.push(...found.broken.map(text => `${before.name}: ${text}`));
    if (found.manifest === undefined) return;
    if (found.manifest.created > at.created)
      broken.push(
        `${before.name} was made later (${found.manifest.created}) than the bundle that follows it`,
      );
    isWhole &&= found.holds && found.manifest.created <= at.created;
    at = found.manifest;
  }
  const stray = earlier.filter(each => each.meant && !reached.has(each));
  for (const { name, digest } of stray) {
    const of = `sha256:${digest ?? 'nothing'}`;
    broken.push(
      at.previous === null
        ? `${reached.size === 0 ? 'it' : 'the first bundle of the chain'} names no previous bundle, and ${name} was given as one`
        : `${reached.size === 0 ? 'it' : 'the chain'} names sha256:${at.previous.digest} as the bundle before it, and ${name} is ${of}`,
    );
  }
  if (stray.length > 0) return;
  if (reached.size > 0 && isWhole) {
    const [only] = reached;
    proved.push(
      reached.size === 1
        ? `${only?.name} is the bundle before it, and holds too`
        : `the ${reached.size} bundles before it hold too, each named by the one after it, back to ${at.created}`,
    );
  }
  unproven.push(
    at.previous === null
      ? `that nothing came before: ${reached.size === 0 ? 'it' : 'the first of them'} names no previous bundle`
      : `what came before that: sha256:${at.previous.digest} (${at.previous.created}) was not given`,
  );
}
