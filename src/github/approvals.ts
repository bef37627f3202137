import type { Approver } from '../findings.ts';
import { field } from '../json.ts';
import type { Problem } from '../problems.ts';
import { type Client, RequestFailure } from '../review/index.ts';
import { readPages } from './pages.ts';
import type { GitHubContext, PullRequest } from './types.ts';

/** 1,000 reviews, 1,000 events: beyond that nobody's approval is certain. */
const PAGES = 10;

/** Reviews that say something about agreement; the latest of a person counts, as on the page of the pull request. */
const SAYING = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

export interface ReadApprovers {
  readonly approvers: readonly Approver[];
  readonly notes: readonly Problem[];
}

export interface ApproversRequest {
  readonly client: Client | undefined;
  /** A client that may read the teams; undefined: they cannot be read. */
  readonly teams: Client | undefined;
  readonly context: GitHubContext;
  readonly pull: Pick<PullRequest, 'number' | 'headSha'>;
  /** Logins and teams (`organisation/team`, lower case) that are asked for; nobody else is looked at. */
  readonly names: readonly string[];
}

interface Review {
  readonly login: string;
  readonly state: string;
  readonly commit: string;
  readonly at: string;
}

/**
 * Who approves the commit that is judged, sorted by login. Approvals of older commits do not count, nor those from
 * before a force push: GitHub re-points their commit to the new head.
 * Source: https://docs.github.com/en/rest/pulls/reviews, /rest/issues/events, /rest/teams/members.
 *
 * What could not be read comes back as notes: then nobody approves, and the gate waits.
 */
export async function readApprovers({
  client,
  teams,
  context,
  pull,
  names,
}: ApproversRequest): Promise<ReadApprovers> {
  if (client === undefined) {
    return {
      approvers: [],
      notes: [
        note(
          'approvals-no-token',
          'No token was given, so no approval could be read',
          'Set the input github-token.',
        ),
      ],
    };
  }
  const at = { owner: context.owner, repo: context.repository };
  try {
    const rows = await all(client, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...at,
      pull_number: pull.number,
    });
    const current = latest(rows.flatMap(readReview)).filter(
      review => review.state === 'APPROVED' && review.commit === pull.headSha,
    );
    if (current.length === 0) return { approvers: [], notes: [] };
    const events = await all(client, 'GET /repos/{owner}/{repo}/issues/{issue_number}/events', {
      ...at,
      issue_number: pull.number,
    });
    const pushed = lastForcePush(events);
    const standing = current.filter(review => review.at > pushed);
    // A longer path is a group of GitLab.
    const asked = names.filter(name => name.split('/').length === 2);
    const { members, notes } = await membersOf(teams, asked, standing);
    const approvers = standing
      .map(({ login, at: when, commit }) => ({
        login,
        at: when,
        commit,
        teams: asked.filter(team => members.get(team)?.has(login.toLowerCase()) === true),
      }))
      .filter(({ login, teams: of }) => of.length > 0 || names.includes(login.toLowerCase()))
      .sort((a, b) => (a.login < b.login ? -1 : 1));
    return { approvers, notes };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    const hint = `The token needs pull-requests: read. GitHub's answer: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`;
    return {
      approvers: [],
      notes: [note('approvals-unread', 'The reviews of the pull request could not be read', hint)],
    };
  }
}

/**
 * The pull request whose merge a push is; undefined for any other commit, and when GitHub does not say.
 * Source: https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export async function mergedPullRequest(
  client: Client,
  { owner, repository, headSha, event }: GitHubContext,
): Promise<Pick<PullRequest, 'number' | 'headSha'> | undefined> {
  if (event !== 'push') return undefined;
  try {
    const data = await client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
      owner,
      repo: repository,
      commit_sha: headSha,
    });
    const merged = (Array.isArray(data) ? data : []).find(
      pull => field(pull, 'merged_at') && field(pull, 'merge_commit_sha') === headSha,
    );
    const [number, head] = [field(merged, 'number'), field(field(merged, 'head'), 'sha')];
    return typeof number === 'number' && typeof head === 'string' ? { number, headSha: head } : undefined;
  } catch (error) {
    if (error instanceof RequestFailure) return undefined;
    throw error;
  }
}

/** Which of the reviewers are in which team; asks only for those who approve. */
async function membersOf(
  client: Client | undefined,
  teams: readonly string[],
  reviews: readonly Review[],
): Promise<{ members: ReadonlyMap<string, ReadonlySet<string>>; notes: Problem[] }> {
  const members = new Map<string, Set<string>>();
  const notes: Problem[] = [];
  if (teams.length === 0 || reviews.length === 0) return { members, notes };
  if (client === undefined) {
    notes.push(
      note(
        'approvals-no-team-token',
        `Members of ${teams.join(', ')} cannot be read with the token of the workflow, so their approvals do not count`,
        "Give a token that may read the organisation's members as the input approvals-token, or name people.",
      ),
    );
    return { members, notes };
  }
  for (const team of teams) {
    const [org, slug] = team.split('/') as [string, string];
    for (const { login } of reviews) {
      const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
      try {
        const data = await client.request(route, { org, team_slug: slug, username: login });
        if (field(data, 'state') !== 'active') continue;
        const known = members.get(team) ?? new Set();
        members.set(team, known.add(login.toLowerCase()));
      } catch (error) {
        // 404 is both "not a member" and "no such team, or none this token may see".
        if (!(error instanceof RequestFailure)) throw error;
        if (error.kind === 'missing') continue;
        notes.push(
          note(
            'approvals-team-unread',
            `Members of ${team} could not be read, so their approvals do not count`,
            `GitHub's answer: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`,
          ),
        );
        break;
      }
    }
  }
  return { members, notes };
}

/** @throws {RequestFailure} when there are more than can be read: then nobody's approval is certain. */
async function all(client: Client, route: string, where: object): Promise<readonly unknown[]> {
  const { rows, complete } = await readPages(client, route, where, PAGES);
  if (!complete) throw new RequestFailure('budget', 0, `there are more than ${rows.length} of them`);
  return rows;
}

function readReview(row: unknown): Review[] {
  const login = field(field(row, 'user'), 'login');
  const [state, commit, at] = [field(row, 'state'), field(row, 'commit_id'), field(row, 'submitted_at')];
  if (typeof login !== 'string' || typeof state !== 'string' || !SAYING.has(state)) return [];
  return [{ login, state, commit: String(commit ?? ''), at: String(at ?? '') }];
}

/** The last review of each person; GitHub lists them in the order of time. */
function latest(reviews: readonly Review[]): Review[] {
  return [...new Map(reviews.map(review => [review.login.toLowerCase(), review])).values()];
}

/** When the branch was force-pushed last; '' when never. Times are all of the form `2026-11-21T09:12:00Z`. */
function lastForcePush(events: readonly unknown[]): string {
  const pushed = events
    .filter(event => field(event, 'event') === 'head_ref_force_pushed')
    .map(event => String(field(event, 'created_at') ?? ''));
  return pushed.sort().at(-1) ?? '';
}

function note(code: string, message: string, hint: string): Problem {
  return { code, message, hint, gates: false };
}
