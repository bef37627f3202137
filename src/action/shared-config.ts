import { CONFIG_FILES, type SharedFile, sharedReference } from '../config/index.ts';
import { connect, type GitHubContext, RequestFailure, readFile } from '../github/index.ts';
import { ownPackage } from '../package.ts';
import { ProblemError } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import type { Inputs } from './inputs.ts';

/**
 * The shared configuration that a tree's configuration extends, read from GitHub at its commit; undefined when there is
 * none. @throws {ProblemError} when GitHub does not give it
 */
export async function sharedConfig(
  inputs: Inputs,
  context: GitHubContext,
  tree: Tree,
): Promise<SharedFile | undefined> {
  const file = inputs.config ?? CONFIG_FILES.find(name => tree.has(name));
  const reference = file === undefined ? undefined : sharedReference(tree, file);
  if (file === undefined || reference === undefined) return undefined;
  const token = inputs.extendsToken ?? inputs.token;
  try {
    const client = await connect(context, token, ownPackage().version);
    return { name: reference.text, text: await readFile(client, reference) };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    throw new ProblemError({
      code: 'config-shared-unreadable',
      message: `extends names ${reference.text}, which could not be read: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`,
      hint: 'Check the path and the commit; for a private repository give a token that may read it as the input extends-token.',
      file,
      gates: true,
    });
  }
}
