import { type Client, RequestFailure } from '../review/index.ts';

/** GitHub gives the contents of files up to 1 MB this way (docs, "Get repository content"). */
const FILE_BYTES = 1024 * 1024;

/**
 * The text of one file of a repository at a commit.
 * @throws {RequestFailure} also when it is no file, or too large
 */
export async function readFile(
  client: Client,
  at: { readonly owner: string; readonly repository: string; readonly path: string; readonly commit: string },
): Promise<string> {
  const data = await client.request('GET /repos/{owner}/{repo}/contents/{+path}', {
    owner: at.owner,
    repo: at.repository,
    path: at.path,
    ref: at.commit,
  });
  const { content, encoding } = (data ?? {}) as { content?: unknown; encoding?: unknown };
  if (typeof content !== 'string' || encoding !== 'base64') {
    throw new RequestFailure('refused', 200, 'it is not a file');
  }
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length === 0 || bytes.length > FILE_BYTES) {
    throw new RequestFailure('refused', 200, 'it is empty or larger than 1 MB');
  }
  return bytes.toString('utf8');
}
