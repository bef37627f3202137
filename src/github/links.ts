import { createHash } from 'node:crypto';
import {
  type CommentFrame,
  instanceId,
  type LinkContext,
  type PublishOptions,
  urlPath,
} from '../review/index.ts';
import type { GitHubContext } from './types.ts';

/** The parts of a run that addresses are made of. */
export type LinkSource = Pick<
  GitHubContext,
  'serverUrl' | 'owner' | 'repository' | 'headSha' | 'baseSha' | 'runId' | 'judged'
>;

export function linkContext(context: LinkSource): LinkContext {
  const { headSha, baseSha, judged } = context;
  // A line means the same only in the text that was judged. The head is preferred: GitHub keeps it for good.
  const commitOf = (sha: string, file: string) =>
    sha === headSha && judged !== undefined && !judged.asAtHead(file) ? judged.commit : sha;
  return {
    headSha,
    ...(baseSha !== undefined && { baseSha }),
    fileUrl: (sha, file, line) =>
      `${repositoryUrl(context)}/blob/${commitOf(sha, file)}/${urlPath(file)}${line === undefined ? '' : `#L${line}`}`,
    runUrl: runUrl(context),
  };
}

/** What comments of a run on a pull request share. */
export function commentFrame(
  context: LinkSource & Pick<GitHubContext, 'runAttempt'>,
  pull: number,
  options: Pick<PublishOptions, 'instance' | 'waivers'>,
): CommentFrame {
  return {
    instance: instanceId(options.instance),
    sha: context.headSha,
    run: `${context.runId}.${context.runAttempt}`,
    waivers: options.waivers,
    // GitHub names files on the page of the changed ones by the SHA-256 of their path.
    placeUrl: ({ path, line, side }) => {
      const file = createHash('sha256').update(path).digest('hex');
      return `${repositoryUrl(context)}/pull/${pull}/files#diff-${file}${side === 'LEFT' ? 'L' : 'R'}${line}`;
    },
    suggestionFence: () => 'suggestion',
  };
}

export function runUrl(context: LinkSource): string {
  return `${repositoryUrl(context)}/actions/runs/${context.runId}`;
}

function repositoryUrl({ serverUrl, owner, repository }: LinkSource): string {
  return `${serverUrl}/${owner}/${repository}`;
}
