import type { Approver } from '../findings.ts';
import { field } from '../json.ts';
import type { Problem } from '../problems.ts';
import { type Client, type Parameters, RequestFailure } from '../review/index.ts';
import type { Page } from './client.ts';
import { readPages } from './pages.ts';
import type { GitLabContext } from './types.ts';

/** 500 versions, 500 notes: beyond that nobody's approval is certain. */
const PAGES = 5;

const MERGE_REQUEST = '/projects/{id}/merge_requests/{iid}';

export interface ReadApprovers {
  readonly approvers: readonly Approver[];
  /** What could not be read, and whose approval does not count; none of them gates. */
  readonly notes: readonly Problem[];
}

export interface ApproversRequest {
  readonly client: Client;
  readonly context: Pick<GitLabContext, 'projectId' | 'mergeRequest' | 'headSha'>;
  /** Logins and groups (`group/subgroup`, lower case) that are asked for; nobody else is looked at. */
  readonly names: readonly string[];
}

interface Approval {
  readonly id: number;
  readonly login: string;
  /** Milliseconds since the epoch; undefined before GitLab said so (`approved_at`). */
  readonly at: number | undefined;
}

/**
 * Who approves the commit that is judged, sorted by login. GitLab keeps approvals through a push unless the project is
 * set to remove them, so one counts only when it is later than the version of the diff that brought the head. That of
 * the author does not count: GitLab lets authors approve, unless the project forbids it.
 * Source: docs.gitlab.com/api/merge_request_approvals, /merge_requests ("merge request diff versions"), /members.
 *
 * What could not be read comes back as notes: then nobody approves, and the gate waits.
 */
export async function readApprovers({ client, context, names }: ApproversRequest): Promise<ReadApprovers> {
  const at = { id: context.projectId, iid: context.mergeRequest };
  try {
    const { body } = (await client.request(`GET ${MERGE_REQUEST}/approvals`, at)) as Page;
    const rows = field(body, 'approved_by');
    const given = (Array.isArray(rows) ? rows : []).flatMap(readApproval);
    if (given.length === 0) return { approvers: [], notes: [] };
    const pushed = await arrivalOf(client, at, context.headSha);
    if (pushed === undefined) {
      const message = 'The merge request is at another commit than this pipeline, so no approval counts';
      return { approvers: [], notes: [note('approvals-other-head', message, 'Run its latest pipeline.')] };
    }
    const timed = await withTimes(client, at, given);
    const late = timed.filter(each => each.at !== undefined && each.at > pushed);
    const { standing, notes } = await withoutAuthor(client, at, late, names);
    const asked = names.filter(name => name.includes('/'));
    const groups = await groupsOf(client, asked, standing);
    const approvers = standing
      .map(({ login, at: when = 0 }) => ({
        login,
        at: new Date(when).toISOString().replace(/\.\d+Z$/, 'Z'),
        commit: context.headSha,
        teams: asked.filter(group => groups.members.get(group)?.has(login.toLowerCase()) === true),
      }))
      .filter(({ login, teams }) => teams.length > 0 || names.includes(login.toLowerCase()))
      .sort((a, b) => (a.login < b.login ? -1 : 1));
    return { approvers, notes: [...notes, ...groups.notes] };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    const message = 'The approvals of the merge request could not be read, so none counts';
    return { approvers: [], notes: [note('approvals-unread', message, answerOf(error))] };
  }
}

function readApproval(row: unknown): Approval[] {
  const [id, login] = [field(field(row, 'user'), 'id'), field(field(row, 'user'), 'username')];
  if (typeof id !== 'number' || typeof login !== 'string') return [];
  return [{ id, login, at: time(field(row, 'approved_at')) }];
}

/** When the head came: its oldest version of the diff since another head was there; undefined when it is not the head. */
async function arrivalOf(client: Client, at: Parameters, head: string): Promise<number | undefined> {
  const { rows, complete } = await readPages(client, `GET ${MERGE_REQUEST}/versions`, at, PAGES);
  if (!complete) throw new RequestFailure('budget', 0, `there are more than ${rows.length} versions`);
  const newestFirst = [...rows].sort((a, b) => Number(field(b, 'id')) - Number(field(a, 'id')));
  let arrival: number | undefined;
  for (const row of newestFirst) {
    if (field(row, 'head_commit_sha') !== head) break;
    arrival = time(field(row, 'created_at'));
  }
  return arrival;
}

/** The times that the answer left out, from what GitLab itself noted on the merge request. */
async function withTimes(client: Client, at: Parameters, given: readonly Approval[]): Promise<Approval[]> {
  if (given.every(({ at: when }) => when !== undefined)) return [...given];
  const { rows } = await readPages(client, `GET ${MERGE_REQUEST}/notes`, at, PAGES);
  const said = new Map<unknown, number>();
  for (const row of rows) {
    if (field(row, 'system') !== true || field(row, 'body') !== 'approved this merge request') continue;
    const login = field(field(row, 'author'), 'username');
    said.set(login, Math.max(said.get(login) ?? 0, time(field(row, 'created_at')) ?? 0));
  }
  return given.map(each => ({ ...each, at: each.at ?? said.get(each.login) }));
}

async function withoutAuthor(
  client: Client,
  at: Parameters,
  given: readonly Approval[],
  names: readonly string[],
): Promise<{ standing: readonly Approval[]; notes: Problem[] }> {
  if (given.length === 0) return { standing: [], notes: [] };
  const { body } = (await client.request(`GET ${MERGE_REQUEST}`, at)) as Page;
  const author = field(field(body, 'author'), 'username');
  const standing = given.filter(({ login }) => login !== author);
  const isAsked = names.includes(String(author).toLowerCase());
  if (standing.length === given.length || !isAsked) return { standing, notes: [] };
  const message = `${author} opened this merge request, so that approval does not count`;
  return {
    standing,
    notes: [note('approvals-own', message, 'Somebody else of those named has to approve.')],
  };
}

/** Which of them are direct members of which group. */
async function groupsOf(
  client: Client,
  groups: readonly string[],
  given: readonly Approval[],
): Promise<{ members: ReadonlyMap<string, ReadonlySet<string>>; notes: Problem[] }> {
  const members = new Map<string, Set<string>>();
  const notes: Problem[] = [];
  for (const group of groups) {
    for (const { id, login } of given) {
      try {
        const { body } = (await client.request('GET /groups/{group}/members/{user}', {
          group,
          user: id,
        })) as Page;
        if (field(body, 'state') !== 'active') continue;
        members.set(group, (members.get(group) ?? new Set()).add(login.toLowerCase()));
      } catch (error) {
        // 404 is both "not a member" and "no such group, or none this token may see".
        if (!(error instanceof RequestFailure)) throw error;
        if (error.kind === 'missing') continue;
        const message = `Members of ${group} could not be read, so their approvals do not count`;
        notes.push(note('approvals-team-unread', message, answerOf(error)));
        break;
      }
    }
  }
  return { members, notes };
}

function time(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function answerOf({ status, message }: RequestFailure): string {
  return `GitLab's answer: ${status} ${message.split('\n', 1)[0]?.slice(0, 200)}`;
}

function note(code: string, message: string, hint: string): Problem {
  return { code, message, hint, gates: false };
}
