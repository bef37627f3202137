import type { IssueComment, PullState, Review, ReviewComment } from './github-state.ts';
import type { ChangedFile } from './unified-diff.ts';

/** How GitHub writes the fake's state: the fields that clients read, with GitHub's names. */

export function userJson(login: string): object {
  return { login, id: idOf(login), type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false };
}

export function pullJson(pull: PullState, owner: string, repo: string): object {
  const repository = (of: string, id: number, fork: boolean): object => ({
    id,
    name: repo,
    full_name: `${of}/${repo}`,
    fork,
    private: false,
    owner: userJson(of),
  });
  return {
    id: pull.number * 1000,
    node_id: `PR_${pull.number}`,
    number: pull.number,
    state: pull.state,
    draft: false,
    merged: pull.mergedAs !== undefined,
    ...(pull.mergedAs === undefined
      ? {}
      : { merged_at: '2026-01-02T00:00:00Z', merge_commit_sha: pull.mergedAs }),
    locked: false,
    title: 'Change the shop',
    body: '',
    user: userJson('octocat'),
    html_url: `https://github.com/${owner}/${repo}/pull/${pull.number}`,
    changed_files: pull.files.length,
    head: {
      ref: 'change',
      sha: pull.headSha,
      label: `${pull.fork ? 'stranger' : owner}:change`,
      repo: pull.fork ? repository('stranger', 2, true) : repository(owner, 1, false),
    },
    base: { ref: 'main', sha: pull.baseSha, label: `${owner}:main`, repo: repository(owner, 1, false) },
  };
}

export function labelJson(name: string): object {
  return { id: idOf(name), name, color: 'ededed', default: false, description: null };
}

export function fileJson(file: ChangedFile): object {
  const rows = (file.patch ?? '').split('\n');
  const additions = rows.filter(row => row.startsWith('+')).length;
  const deletions = rows.filter(row => row.startsWith('-')).length;
  return {
    sha: null,
    filename: file.filename,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    ...(file.previousFilename === undefined ? {} : { previous_filename: file.previousFilename }),
    ...(file.patch === undefined ? {} : { patch: file.patch }),
  };
}

export function reviewJson(review: Review): object {
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: userJson(review.author),
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.submittedAt }),
    html_url: `https://github.com/pull#pullrequestreview-${review.id}`,
  };
}

export function reviewCommentJson(comment: ReviewComment): object {
  return {
    id: comment.id,
    node_id: `PRRC_${comment.id}`,
    pull_request_review_id: comment.reviewId,
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
    user: userJson(comment.author),
    body: comment.body,
    path: comment.path,
    diff_hunk: comment.diffHunk,
    side: comment.side,
    subject_type: comment.subjectType,
    line: comment.line ?? null,
    original_line: comment.originalLine ?? null,
    start_line: comment.startLine ?? null,
    start_side: comment.startLine === undefined ? null : comment.side,
    position: comment.line === undefined ? null : 1,
    commit_id: comment.commit,
    original_commit_id: comment.originalCommit,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'NONE',
    html_url: `https://github.com/pull#discussion_r${comment.id}`,
  };
}

export function issueCommentJson(comment: IssueComment): object {
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    user: userJson(comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'NONE',
    html_url: `https://github.com/pull#issuecomment-${comment.id}`,
  };
}

/** A number for a login that never changes. */
function idOf(login: string): number {
  return [...login].reduce((id, letter) => (id * 31 + letter.charCodeAt(0)) % 1_000_000, 7);
}
