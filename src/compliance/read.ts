import {
  type AttestationOptions,
  type Framework,
  readBundle,
  type VerifyOptions,
} from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { type Build, readBuild, Shared } from './build.ts';
import { findBundles } from './find.ts';
import type { FrameworkReport } from './schema.ts';

export interface ReadBuildsOptions {
  readonly framework: Framework;
  readonly readReport: VerifyOptions['readReport'];
  /** Public key in PEM that signatures are held against. */
  readonly key?: string;
  readonly attestation?: AttestationOptions;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads and verifies every bundle that the names lead to, one after the other: of each only what the report needs is kept.
 * @throws {ProblemError} when a name leads to no bundle
 */
export async function readBuilds(
  names: readonly string[],
  { onProgress, ...options }: ReadBuildsOptions,
): Promise<{ builds: Build[]; refused: FrameworkReport['refused']; shared: Shared }> {
  const shared = new Shared(options.framework);
  const builds: Build[] = [];
  const refused: FrameworkReport['refused'] = [];
  const paths = findBundles(names);
  for (const [i, path] of paths.entries()) {
    onProgress?.(i, paths.length);
    try {
      const build = await readBuild(readBundle(path), { ...options, shared });
      if ('why' in build) refused.push({ bundle: path, ...build, why: [...build.why] });
      else builds.push(build);
    } catch (error) {
      // One that cannot even be read is one of many, and is named among them.
      if (!(error instanceof ProblemError)) throw error;
      refused.push({ bundle: path, why: [error.problem.message] });
    }
  }
  return { builds, refused, shared };
}
