export const id = 567;
export const ids = [567];
export const modules = {

/***/ 23567:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  action: () => (/* binding */ action)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/src/review/index.js + 21 modules
var review = __webpack_require__(99717);
// EXTERNAL MODULE: ./lib/src/plural.js
var plural = __webpack_require__(17858);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 45 modules
var reports = __webpack_require__(19177);
;// CONCATENATED MODULE: ./lib/src/github/commands.js

/** Message of a workflow command (`@actions/core`, command.ts, `escapeData`). Acting characters become visible. */
function escapeCommandData(text) {
    const lines = text.split(/\r\n|[\r\n]/).map(reports/* plain */.pj);
    return lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}
/** Property value of a workflow command (`@actions/core`, command.ts, `escapeProperty`). */
function escapeCommandProperty(text) {
    return escapeCommandData((0,reports/* plain */.pj)(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
//# sourceMappingURL=commands.js.map
;// CONCATENATED MODULE: ./lib/src/github/annotations.js




/** GitHub shows 10 of each level per step (actions/toolkit, docs/problem-matchers.md); the last says what is missing. */
const PER_LEVEL = 10;
/** The runner cuts a message at 4,096 characters (actions/runner, ExecutionContext.cs). */
const MESSAGE_LENGTH = 2_000;
const LEVELS = {
    error: 'error',
    warning: 'warning',
    info: 'notice',
};
/**
 * Workflow commands, one per line of standard output, for findings without a comment on their line: those in the
 * diff first, then worst first. At most 9 errors, 9 warnings and 9 notices, each followed by one that counts the rest.
 */
function annotationCommands(report, alreadyInline, diff) {
    const changed = new Map(diff.map(file => [file.path, new Set(file.right.map(({ line }) => line))]));
    const findings = report.findings.filter(finding => (0,review/* isShown */.aJ)(finding) && !alreadyInline.has(finding.fingerprint));
    const commands = [];
    for (const [severity, level] of Object.entries(LEVELS)) {
        const ranked = findings
            .filter(finding => finding.severity === severity)
            .map((finding, index) => ({ finding, index, distance: distance(finding, changed) }))
            .sort((a, b) => a.distance - b.distance || a.index - b.index);
        const listed = ranked.length <= PER_LEVEL ? ranked : ranked.slice(0, PER_LEVEL - 1);
        commands.push(...listed.map(({ finding }) => command(level, finding)));
        const left = ranked.length - listed.length;
        if (left > 0) {
            commands.push(`::${level} title=kubeproof::${(0,plural/* plural */.L)(left, `more ${level}`)}, see the summary of this run`);
        }
    }
    return commands;
}
/** 0 on a changed line, 1 in a changed file, 2 elsewhere. */
function distance({ location, side }, changed) {
    const lines = location === undefined ? undefined : changed.get(location.file);
    if (lines === undefined)
        return 2;
    return location?.line !== undefined && side !== 'removed' && lines.has(location.line) ? 0 : 1;
}
function command(level, finding) {
    const { location } = finding;
    const properties = [];
    // A removed line does not exist in the head's text that annotations are shown on.
    if (location !== undefined && finding.side !== 'removed') {
        properties.push(['file', location.file]);
        if (location.line !== undefined) {
            properties.push(['line', String(location.line)]);
            if (location.endLine !== undefined && location.endLine > location.line) {
                properties.push(['endLine', String(location.endLine)]);
            }
        }
    }
    properties.push(['title', `kubeproof: ${(0,review/* clip */.$Q)(finding.title, 200)}`]);
    const names = (0,reports/* environments */.dT)(finding);
    const where = `${(0,reports/* resourceName */.Iy)(finding.resource)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
    const advice = finding.remediation === undefined ? '' : `\n${(0,review/* clip */.$Q)(finding.remediation, 600)}`;
    const message = `${(0,review/* clip */.$Q)(finding.message, 1_000)}\n${(0,review/* clip */.$Q)(where, 300)}, guardrail ${finding.guardrail}${advice}`;
    const list = properties.map(([name, value]) => `${name}=${escapeCommandProperty(value)}`).join(',');
    return `::${level} ${list}::${escapeCommandData((0,review/* clip */.$Q)(message, MESSAGE_LENGTH))}`;
}
//# sourceMappingURL=annotations.js.map
// EXTERNAL MODULE: ./lib/src/json.js
var json = __webpack_require__(38674);
;// CONCATENATED MODULE: ./lib/src/github/pages.js
/** Rows of one page: the most GitHub gives. */
const PAGE = 100;
/**
 * Every row of a list, at most `pages` pages of 100.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
async function readPages(client, route, where, pages) {
    const rows = [];
    for (let page = 1; page <= pages; page++) {
        const data = await client.request(route, { ...where, per_page: PAGE, page });
        const read = Array.isArray(data) ? data : [];
        rows.push(...read);
        if (read.length < PAGE)
            return { rows, complete: true };
    }
    return { rows, complete: false };
}
//# sourceMappingURL=pages.js.map
;// CONCATENATED MODULE: ./lib/src/github/api.js



/** 1,200 comments of each sort; beyond that one run cannot know what stands. */
const PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;
/** 500 threads. */
const THREAD_PAGES = 5;
/** A pull request has at most 100 labels. */
const LABEL_PAGES = 1;
/** Who `GITHUB_TOKEN` is, when nothing tells. */
const ACTIONS_BOT = 'github-actions[bot]';
function pullRequestApi(client, context, number) {
    const at = { owner: context.owner, repo: context.repository };
    const pull = { ...at, pull_number: number };
    const issue = { ...at, issue_number: number };
    async function list(route, where) {
        const { rows, complete } = await readPages(client, route, where, PAGES);
        return { comments: rows.flatMap(row => readComment(row) ?? []), complete };
    }
    function graphql(query, variables = {}) {
        // GraphQL of GitHub Enterprise Server lives beside /api/v3, not below it.
        const baseUrl = context.apiUrl.replace(/\/api\/v3$/, '/api');
        return client.request('POST /graphql', { baseUrl, query, variables });
    }
    async function viewer() {
        const data = await optional(graphql('{ viewer { login } }'));
        const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)((0,json/* field */.ZZ)(data, 'data'), 'viewer'), 'login');
        if (typeof login === 'string' && login !== '')
            return login;
        // Personal tokens answer this; GITHUB_TOKEN does not.
        const user = (0,json/* field */.ZZ)(await optional(client.request('GET /user')), 'login');
        return typeof user === 'string' && user !== '' ? user : ACTIONS_BOT;
    }
    return {
        viewer,
        async headSha() {
            const data = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', pull);
            const sha = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(data, 'head'), 'sha');
            return typeof sha === 'string' ? sha : '';
        },
        reviewComments: () => list('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', pull),
        conversation: () => list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', issue),
        async files() {
            const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
            const { rows } = await readPages(client, route, pull, FILE_PAGES);
            return rows.flatMap(row => readFile(row) ?? []);
        },
        async createReview(sha, body, comments) {
            const data = await client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
                ...pull,
                commit_id: sha,
                event: 'COMMENT',
                body,
                comments: comments.map(comment => ({
                    path: comment.path,
                    line: comment.line,
                    side: comment.side,
                    ...(comment.startLine !== undefined && { start_line: comment.startLine, start_side: comment.side }),
                    body: comment.body,
                })),
            });
            return author(data);
        },
        async updateReviewComment(id, body) {
            await client.request('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
                ...at,
                comment_id: id,
                body,
            });
        },
        async deleteReviewComment(id) {
            await client.request('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
                ...at,
                comment_id: id,
            });
        },
        async createComment(body) {
            return author(await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...issue, body }));
        },
        async updateComment(id, body) {
            await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
                ...at,
                comment_id: id,
                body,
            });
        },
        async threads() {
            const states = new Map();
            let after = null;
            for (let page = 0; page < THREAD_PAGES; page++) {
                const variables = { owner: context.owner, name: context.repository, number, after };
                const data = await optional(graphql(THREADS, variables));
                const list = (0,json/* field */.ZZ)((0,json/* field */.ZZ)((0,json/* field */.ZZ)((0,json/* field */.ZZ)(data, 'data'), 'repository'), 'pullRequest'), 'reviewThreads');
                const nodes = (0,json/* field */.ZZ)(list, 'nodes');
                if (!Array.isArray(nodes))
                    return undefined;
                for (const node of nodes)
                    readThread(node, states);
                const info = (0,json/* field */.ZZ)(list, 'pageInfo');
                const cursor = (0,json/* field */.ZZ)(info, 'endCursor');
                if ((0,json/* field */.ZZ)(info, 'hasNextPage') !== true || typeof cursor !== 'string')
                    return states;
                after = cursor;
            }
            return states;
        },
        async setResolved(thread, resolved) {
            const name = resolved ? 'resolveReviewThread' : 'unresolveReviewThread';
            const mutation = `mutation($thread: ID!) { ${name}(input: {threadId: $thread}) { thread { id } } }`;
            const errors = (0,json/* field */.ZZ)(await graphql(mutation, { thread }), 'errors');
            const [error] = Array.isArray(errors) ? errors : [];
            if (error === undefined)
                return;
            const message = String((0,json/* field */.ZZ)(error, 'message') ?? 'refused');
            const type = (0,json/* field */.ZZ)(error, 'type');
            const kind = type === 'FORBIDDEN' ? 'read-only' : type === 'NOT_FOUND' ? 'missing' : 'refused';
            throw new review/* RequestFailure */.e6(kind, 200, message);
        },
        async deleteComment(id) {
            await client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
                ...at,
                comment_id: id,
            });
        },
        async labels() {
            const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/labels';
            const { rows } = await readPages(client, route, issue, LABEL_PAGES);
            return rows.flatMap(row => {
                const name = (0,json/* field */.ZZ)(row, 'name');
                return typeof name === 'string' ? [name] : [];
            });
        },
        async changeLabels(add, remove) {
            if (add.length > 0) {
                const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
                await client.request(route, { ...issue, labels: add });
            }
            for (const name of remove) {
                const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
                await client.request(route, { ...issue, name }).catch((error) => {
                    if (!(error instanceof review/* RequestFailure */.e6) || error.kind !== 'missing')
                        throw error;
                });
            }
        },
    };
}
const THREADS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        nodes {
          id isResolved viewerCanResolve viewerCanUnresolve
          resolvedBy { login }
          comments(first: 1) { nodes { databaseId } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;
function readThread(node, states) {
    const comments = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(node, 'comments'), 'nodes');
    const first = (0,json/* field */.ZZ)(Array.isArray(comments) ? comments[0] : undefined, 'databaseId');
    const id = (0,json/* field */.ZZ)(node, 'id');
    if (typeof first !== 'number' || typeof id !== 'string')
        return;
    const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(node, 'resolvedBy'), 'login');
    const resolved = (0,json/* field */.ZZ)(node, 'isResolved') === true;
    states.set(first, {
        id,
        // A deleted account resolves as nobody.
        ...(resolved ? { resolvedBy: typeof login === 'string' ? login : '' } : {}),
        mayResolve: (0,json/* field */.ZZ)(node, 'viewerCanResolve') === true,
        mayUnresolve: (0,json/* field */.ZZ)(node, 'viewerCanUnresolve') === true,
    });
}
async function optional(request) {
    try {
        return await request;
    }
    catch (error) {
        if (error instanceof review/* RequestFailure */.e6)
            return undefined;
        throw error;
    }
}
function readFile(row) {
    const path = (0,json/* field */.ZZ)(row, 'filename');
    if (typeof path !== 'string')
        return undefined;
    const oldPath = (0,json/* field */.ZZ)(row, 'previous_filename');
    const patch = (0,json/* field */.ZZ)(row, 'patch');
    return {
        path,
        ...(typeof oldPath === 'string' && { oldPath }),
        status: String((0,json/* field */.ZZ)(row, 'status') ?? ''),
        binary: typeof patch !== 'string',
        ...(0,review/* patchLines */.UZ)(typeof patch === 'string' ? patch : ''),
    };
}
function readComment(row) {
    const id = (0,json/* field */.ZZ)(row, 'id');
    const body = (0,json/* field */.ZZ)(row, 'body');
    const inReplyTo = (0,json/* field */.ZZ)(row, 'in_reply_to_id');
    const place = readPlace(row);
    if (typeof id !== 'number')
        return undefined;
    return {
        id,
        author: author(row) ?? '',
        body: typeof body === 'string' ? body.replaceAll('\r\n', '\n') : '',
        ...(typeof inReplyTo === 'number' && { inReplyTo }),
        ...(place !== undefined && { place }),
    };
}
/** Undefined for comments of the conversation, on whole files, and outdated ones, whose `line` is null. */
function readPlace(row) {
    const [path, line, side, start] = ['path', 'line', 'side', 'start_line'].map(name => (0,json/* field */.ZZ)(row, name));
    if (typeof path !== 'string' || typeof line !== 'number')
        return undefined;
    return {
        path,
        line,
        ...(typeof start === 'number' && start !== line && { startLine: start }),
        side: side === 'LEFT' ? 'LEFT' : 'RIGHT',
    };
}
/** Undefined for deleted accounts, whose `user` is null. */
function author(row) {
    const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(row, 'user'), 'login');
    return typeof login === 'string' ? login : undefined;
}
//# sourceMappingURL=api.js.map
;// CONCATENATED MODULE: ./lib/src/github/approvals.js



/** 1,000 reviews, 1,000 events: beyond that nobody's approval is certain. */
const approvals_PAGES = 10;
/** Reviews that say something about agreement; the latest of a person counts, as on the page of the pull request. */
const SAYING = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);
/**
 * Who approves the commit that is judged, sorted by login. Approvals of older commits do not count, nor those from
 * before a force push: GitHub re-points their commit to the new head.
 * Source: https://docs.github.com/en/rest/pulls/reviews, /rest/issues/events, /rest/teams/members.
 *
 * What could not be read comes back as notes: then nobody approves, and the gate waits.
 */
async function readApprovers({ client, teams, context, pull, names, }) {
    if (client === undefined) {
        return {
            approvers: [],
            notes: [
                note('approvals-no-token', 'No token was given, so no approval could be read', 'Set the input github-token.'),
            ],
        };
    }
    const at = { owner: context.owner, repo: context.repository };
    try {
        const rows = await approvals_all(client, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
            ...at,
            pull_number: pull.number,
        });
        const current = latest(rows.flatMap(readReview)).filter(review => review.state === 'APPROVED' && review.commit === pull.headSha);
        if (current.length === 0)
            return { approvers: [], notes: [] };
        const events = await approvals_all(client, 'GET /repos/{owner}/{repo}/issues/{issue_number}/events', {
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
    }
    catch (error) {
        if (!(error instanceof review/* RequestFailure */.e6))
            throw error;
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
async function mergedPullRequest(client, { owner, repository, headSha, event }) {
    if (event !== 'push')
        return undefined;
    try {
        const data = await client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
            owner,
            repo: repository,
            commit_sha: headSha,
        });
        const merged = (Array.isArray(data) ? data : []).find(pull => (0,json/* field */.ZZ)(pull, 'merged_at') && (0,json/* field */.ZZ)(pull, 'merge_commit_sha') === headSha);
        const [number, head] = [(0,json/* field */.ZZ)(merged, 'number'), (0,json/* field */.ZZ)((0,json/* field */.ZZ)(merged, 'head'), 'sha')];
        return typeof number === 'number' && typeof head === 'string' ? { number, headSha: head } : undefined;
    }
    catch (error) {
        if (error instanceof review/* RequestFailure */.e6)
            return undefined;
        throw error;
    }
}
/** Which of the reviewers are in which team; asks only for those who approve. */
async function membersOf(client, teams, reviews) {
    const members = new Map();
    const notes = [];
    if (teams.length === 0 || reviews.length === 0)
        return { members, notes };
    if (client === undefined) {
        notes.push(note('approvals-no-team-token', `Members of ${teams.join(', ')} cannot be read with the token of the workflow, so their approvals do not count`, "Give a token that may read the organisation's members as the input approvals-token, or name people."));
        return { members, notes };
    }
    for (const team of teams) {
        const [org, slug] = team.split('/');
        for (const { login } of reviews) {
            const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
            try {
                const data = await client.request(route, { org, team_slug: slug, username: login });
                if ((0,json/* field */.ZZ)(data, 'state') !== 'active')
                    continue;
                const known = members.get(team) ?? new Set();
                members.set(team, known.add(login.toLowerCase()));
            }
            catch (error) {
                // 404 is both "not a member" and "no such team, or none this token may see".
                if (!(error instanceof review/* RequestFailure */.e6))
                    throw error;
                if (error.kind === 'missing')
                    continue;
                notes.push(note('approvals-team-unread', `Members of ${team} could not be read, so their approvals do not count`, `GitHub's answer: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`));
                break;
            }
        }
    }
    return { members, notes };
}
/** @throws {RequestFailure} when there are more than can be read: then nobody's approval is certain. */
async function approvals_all(client, route, where) {
    const { rows, complete } = await readPages(client, route, where, approvals_PAGES);
    if (!complete)
        throw new review/* RequestFailure */.e6('budget', 0, `there are more than ${rows.length} of them`);
    return rows;
}
function readReview(row) {
    const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(row, 'user'), 'login');
    const [state, commit, at] = [(0,json/* field */.ZZ)(row, 'state'), (0,json/* field */.ZZ)(row, 'commit_id'), (0,json/* field */.ZZ)(row, 'submitted_at')];
    if (typeof login !== 'string' || typeof state !== 'string' || !SAYING.has(state))
        return [];
    return [{ login, state, commit: String(commit ?? ''), at: String(at ?? '') }];
}
/** The last review of each person; GitHub lists them in the order of time. */
function latest(reviews) {
    return [...new Map(reviews.map(review => [review.login.toLowerCase(), review])).values()];
}
/** When the branch was force-pushed last; '' when never. Times are all of the form `2026-11-21T09:12:00Z`. */
function lastForcePush(events) {
    const pushed = events
        .filter(event => (0,json/* field */.ZZ)(event, 'event') === 'head_ref_force_pushed')
        .map(event => String((0,json/* field */.ZZ)(event, 'created_at') ?? ''));
    return pushed.sort().at(-1) ?? '';
}
function note(code, message, hint) {
    return { code, message, hint, gates: false };
}
//# sourceMappingURL=approvals.js.map
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./lib/src/github/artifact.js


/** The client retries five times with growing waits; a service that answers nothing would cost minutes. */
const TIMEOUT_MS = 180_000;
/**
 * Writes the evidence to disk and uploads it as one artifact. Without the service (GitHub Enterprise Server, act, a
 * failing upload) the files stay where they are and a note says where and what to do.
 * @throws when the files cannot be written to disk.
 */
async function uploadArtifact(files, name, options) {
    const directory = (0,external_node_path_.resolve)(options.directory);
    const paths = writeFiles(files, directory);
    const result = { directory, paths, notes: [] };
    if (!options.upload || files.length === 0)
        return result;
    const env = options.env ?? process.env;
    if (!env.ACTIONS_RESULTS_URL || !env.ACTIONS_RUNTIME_TOKEN) {
        return { ...result, notes: [stayed(directory, 'this runner offers no artifact service')] };
    }
    const safeName = artifactName(name);
    try {
        const service = await (options.client ?? defaultClient)();
        const upload = service.uploadArtifact(safeName, [...paths.values()], directory);
        const { id, digest } = await deadline(upload, options.timeoutMs ?? TIMEOUT_MS);
        const { context } = options;
        const artifact = {
            name: safeName,
            ...(id !== undefined && { id }),
            ...(digest !== undefined && digest !== '' && { digest: digest.replace(/^sha256:/, '') }),
            ...(id !== undefined &&
                context !== undefined && {
                url: `${context.serverUrl}/${context.owner}/${context.repository}/actions/runs/${context.runId}/artifacts/${id}`,
            }),
        };
        return { ...result, artifact };
    }
    catch (error) {
        return { ...result, notes: [stayed(directory, failure(error, safeName))] };
    }
}
/**
 * A name the artifact service takes: without `" : < > | * ? \ /` and line breaks (GitHub docs; toolkit,
 * path-and-artifact-name-validation.ts), at most 200 characters.
 */
function artifactName(name) {
    return segment(name.replace(/[\\/]/g, '-')) || 'kubeproof';
}
function writeFiles(files, directory) {
    const paths = new Map();
    const names = uniqueNames();
    for (const { path, content } of files) {
        const absolute = (0,external_node_path_.join)(directory, names(path));
        (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(absolute), { recursive: true });
        (0,external_node_fs_.writeFileSync)(absolute, content);
        paths.set(path, absolute);
    }
    return paths;
}
/**
 * Safe relative paths, each given once. Compared without case, because an auditor may unpack on macOS or Windows;
 * a file never stands where another one needs a folder.
 */
function uniqueNames() {
    const files = new Set();
    const folders = new Set();
    return path => {
        const segments = path
            .split('/')
            .map(segment)
            .filter(part => part !== '' && part !== '.' && part !== '..');
        const inFile = parents(segments.join('/').toLowerCase()).some(parent => files.has(parent));
        const wanted = segments.join(inFile ? '-' : '/') || 'file';
        let name = wanted;
        for (let n = 2; files.has(name.toLowerCase()) || folders.has(name.toLowerCase()); n++)
            name = numbered(wanted, n);
        files.add(name.toLowerCase());
        for (const parent of parents(name.toLowerCase()))
            folders.add(parent);
        return name;
    };
}
/** `a/b/c` -> `a`, `a/b`. */
function parents(path) {
    const segments = path.split('/');
    return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}
/** One segment of a path, without characters that file systems or the service refuse. */
function segment(text) {
    const clean = text
        .replace(/[\u0000-\u001f\u007f-\u009f":<>|*?\\/\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '-')
        .replace(/\p{Cs}/gu, '-')
        .replace(/[. ]+$/, '')
        .trim();
    return clean.slice(0, 100);
}
/** `a/b.yaml` -> `a/b-2.yaml`. */
function numbered(path, n) {
    const dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? `${path.slice(0, dot)}-${n}${path.slice(dot)}` : `${path}-${n}`;
}
async function defaultClient() {
    const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(439), __webpack_require__.e(659), __webpack_require__.e(138), __webpack_require__.e(351), __webpack_require__.e(291)]).then(__webpack_require__.bind(__webpack_require__, 92291));
    return new DefaultArtifactClient();
}
async function deadline(work, ms) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`the artifact service did not finish within ${ms / 1000} s`)), ms);
    });
    try {
        return await Promise.race([work, late]);
    }
    finally {
        clearTimeout(timer);
    }
}
function failure(error, name) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
    if (error?.name === 'GHESNotSupportedError') {
        return 'GitHub Enterprise Server does not offer this artifact service';
    }
    if (/\(409\)|already exists|Conflict/i.test(message)) {
        return `the run has an artifact named "${name}" already; give each job its own artifact-name`;
    }
    return message.slice(0, 300);
}
function stayed(directory, why) {
    return {
        code: 'artifact-not-uploaded',
        message: `The evidence was not uploaded: ${why}`,
        hint: `The files are in ${directory}; a later step can keep them, on GitHub Enterprise Server with actions/upload-artifact@v3.`,
        gates: false,
    };
}
//# sourceMappingURL=artifact.js.map
;// CONCATENATED MODULE: ./lib/src/github/attest.js


/** As GitHub's own action has it (actions/attest 3, sign.ts). */
const RETRIES = 3;
const attest_TIMEOUT_MS = 10_000;
/**
 * Who signs for a repository: the public services of Sigstore for public ones, GitHub's own for all others, so that
 * nothing of a private repository gets into a public log. https://docs.github.com/actions/concepts/security/artifact-attestations
 */
function attestServices({ serverUrl, isPublic }) {
    const { hostname } = new URL(serverUrl);
    if (hostname === 'github.com' && isPublic === true)
        return { fulcio: 'https://fulcio.sigstore.dev', log: 'https://rekor.sigstore.dev' };
    const host = hostname === 'github.com' ? 'githubapp.com' : hostname;
    return { fulcio: `https://fulcio.${host}`, timestamps: `https://timestamp.${host}` };
}
/**
 * Signs an in-toto statement with the identity of the workflow that runs, and hands it to GitHub's attestation service, where
 * `gh attestation verify` finds it. Everything that this needs is loaded here. What goes wrong is a note.
 * @param statement JSON
 * @param client undefined without a token: signed all the same, and not handed over
 */
async function attest(statement, context, client, { services = attestServices(context), retries = RETRIES } = {}) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
    if (!url || !token) {
        const hint = context.pullRequest?.fork === true
            ? 'Pull requests from forks get no identity; their evidence stays unsigned.'
            : 'Allow it in the job: "permissions: id-token: write" and "attestations: write".';
        return { notes: [unsigned('the job may not ask for an identity', hint)] };
    }
    let bundle;
    try {
        bundle = await sign(statement, services, retries);
    }
    catch (error) {
        return { notes: [unsigned(reasonOf(error), `Services: ${Object.values(services).join(', ')}.`)] };
    }
    const sigstore = `${JSON.stringify(bundle, null, 2)}\n`;
    if (client === undefined)
        return { sigstore, notes: [unlisted('no token was given')] };
    const { owner, repository, serverUrl } = context;
    try {
        const stored = await client.request('POST /repos/{owner}/{repo}/attestations', {
            owner,
            repo: repository,
            bundle,
        });
        const id = (0,json/* field */.ZZ)(stored, 'id');
        return {
            sigstore,
            ...(typeof id === 'number' ? { url: `${serverUrl}/${owner}/${repository}/attestations/${id}` } : {}),
            notes: [],
        };
    }
    catch (error) {
        if (!(error instanceof review/* RequestFailure */.e6))
            throw error;
        return { sigstore, notes: [unlisted(`GitHub answered ${error.status} ${reasonOf(error)}`)] };
    }
}
/** The audience that Fulcio takes tokens for. */
const AUDIENCE = 'sigstore';
async function sign(statement, services, retries) {
    const { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(138), __webpack_require__.e(463), __webpack_require__.e(179)]).then(__webpack_require__.t.bind(__webpack_require__, 15179, 19));
    // Masks the token in the log, and knows the proxy of the runner.
    const { getIDToken } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(659)]).then(__webpack_require__.bind(__webpack_require__, 91659));
    const { bundleToJSON } = await Promise.all(/* import() */[__webpack_require__.e(654), __webpack_require__.e(40)]).then(__webpack_require__.t.bind(__webpack_require__, 61040, 19));
    const { fulcio, log, timestamps } = services;
    const options = { timeout: attest_TIMEOUT_MS, retry: retries };
    const builder = new DSSEBundleBuilder({
        signer: new FulcioSigner({
            identityProvider: { getToken: () => getIDToken(AUDIENCE) },
            fulcioBaseURL: fulcio,
            ...options,
        }),
        witnesses: [
            ...(log === undefined
                ? []
                : [new RekorWitness({ rekorBaseURL: log, fetchOnConflict: true, ...options })]),
            ...(timestamps === undefined ? [] : [new TSAWitness({ tsaBaseURL: timestamps, ...options })]),
        ],
    });
    const data = Buffer.from(statement);
    return bundleToJSON(await builder.create({ data, type: 'application/vnd.in-toto+json' }));
}
/** The innermost reason is the one that says something; answers of services may be long, and hold anything. */
function reasonOf(error) {
    const { message, cause, code } = error;
    // The message of this one quotes the token.
    if (code === 'IDENTITY_TOKEN_PARSE_ERROR')
        return 'the identity that GitHub gave cannot be read';
    const inner = cause instanceof Error ? `: ${cause.message}` : '';
    return `${message}${inner}`.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
function unsigned(why, hint) {
    return { code: 'evidence-unsigned', message: `The evidence is not signed: ${why}`, hint, gates: false };
}
function unlisted(why) {
    return {
        code: 'attestation-unlisted',
        message: `The evidence is signed, and GitHub does not list the attestation: ${why}`,
        hint: 'The job needs "permissions: attestations: write", and the plan of a private repository has to offer them. The signature is in the artifact.',
        gates: false,
    };
}
//# sourceMappingURL=attest.js.map
;// CONCATENATED MODULE: ./lib/src/github/client.js

/** Variables that name a proxy, as `@actions/http-client` reads them. */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
/**
 * The client of a run: octokit at the API the runner names (so GitHub Enterprise Server too), through the proxy of the
 * runner where it has one. Loaded only when called.
 */
async function connect(context, token, version) {
    const quiet = () => { };
    const options = {
        baseUrl: context.apiUrl,
        userAgent: `kubeproof/${version}`,
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    };
    const proxied = token !== '' && PROXIES.some(name => process.env[name]);
    const octokit = proxied
        ? // Global fetch knows no proxies; the toolkit's client does, no_proxy included.
            (await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(439), __webpack_require__.e(351)]).then(__webpack_require__.bind(__webpack_require__, 61351))).getOctokit(token, options)
        : new (await Promise.all(/* import() */[__webpack_require__.e(439), __webpack_require__.e(303)]).then(__webpack_require__.bind(__webpack_require__, 11303))).Octokit({ ...options, auth: token });
    return createClient(async (route, parameters) => {
        const { status, data } = await octokit.request(route, {
            ...parameters,
            request: { signal: AbortSignal.timeout(review/* TIMEOUT_MS */.rl) },
        });
        return { status, data };
    });
}
/** A client for GitHub over `send`: octokit's `request`, or a fake of a test. */
function createClient(send, options = {}) {
    return (0,review/* limitedClient */.K5)(send, kindOf, options);
}
function kindOf(status, message, headers) {
    const limited = headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        /secondary rate limit|rate limit exceeded|abuse detection/i.test(message);
    if (status === 429 || (status === 403 && limited))
        return 'limited';
    if (status === 403 && /resource not accessible|must have admin|read-?only/i.test(message))
        return 'read-only';
    if (status === 422)
        return 'invalid';
    if (status === 404 || status === 410)
        return 'missing';
    if (status === 0 || status >= 500)
        return 'unavailable';
    return 'refused';
}
//# sourceMappingURL=client.js.map
;// CONCATENATED MODULE: ./lib/src/github/contents.js

/** GitHub gives the contents of files up to 1 MB this way (docs, "Get repository content"). */
const FILE_BYTES = 1024 * 1024;
/**
 * The text of one file of a repository at a commit.
 * @throws {RequestFailure} also when it is no file, or too large
 */
async function contents_readFile(client, at) {
    const data = await client.request('GET /repos/{owner}/{repo}/contents/{+path}', {
        owner: at.owner,
        repo: at.repository,
        path: at.path,
        ref: at.commit,
    });
    const { content, encoding } = (data ?? {});
    if (typeof content !== 'string' || encoding !== 'base64') {
        throw new review/* RequestFailure */.e6('refused', 200, 'it is not a file');
    }
    const bytes = Buffer.from(content, 'base64');
    if (bytes.length === 0 || bytes.length > FILE_BYTES) {
        throw new review/* RequestFailure */.e6('refused', 200, 'it is empty or larger than 1 MB');
    }
    return bytes.toString('utf8');
}
//# sourceMappingURL=contents.js.map
// EXTERNAL MODULE: ./lib/src/problems.js
var problems = __webpack_require__(49344);
;// CONCATENATED MODULE: ./lib/src/github/context.js


/** GitHub caps webhook payloads at 25 MB (docs, "Webhook events and payloads"). */
const EVENT_BYTES = 25 * 1024 * 1024;
const KINDS = [
    'pull_request',
    'pull_request_review',
    'workflow_run',
    'merge_group',
    'push',
    'schedule',
    'workflow_dispatch',
];
const PULL_REQUEST = /^pull_request(?:_review)?$/;
/**
 * What started the run, from the variables and the event file of the runner.
 * @throws {ProblemError} outside a workflow, for an unreadable event, and for `pull_request_target`.
 */
function readContext(env = process.env) {
    const eventName = env.GITHUB_EVENT_NAME ?? '';
    if (eventName === 'pull_request_target')
        throw targetRefused();
    const { owner, repository } = splitRepository(env.GITHUB_REPOSITORY ?? '');
    const event = KINDS.find(kind => kind === eventName) ?? 'other';
    const payload = readEvent(env.GITHUB_EVENT_PATH, event);
    const pullRequest = PULL_REQUEST.test(event)
        ? readPullRequest(payload, env.GITHUB_EVENT_PATH ?? '')
        : undefined;
    const workflowRun = event === 'workflow_run' ? readWorkflowRun(payload) : undefined;
    const mergeGroup = record(payload.merge_group);
    const headSha = pullRequest?.headSha ??
        (event === 'merge_group' ? sha(mergeGroup.head_sha) : undefined) ??
        sha(env.GITHUB_SHA);
    if (headSha === undefined) {
        throw broken('GITHUB_SHA', env.GITHUB_SHA ?? '', 'is not a commit id');
    }
    const baseSha = pullRequest?.baseSha ??
        (event === 'merge_group' ? sha(mergeGroup.base_sha) : undefined) ??
        (event === 'push' ? sha(payload.before) : undefined);
    const branch = pullRequest?.headRef || env.GITHUB_REF_NAME;
    // `acme/shop/.github/workflows/kubeproof.yaml@refs/heads/main`
    const workflow = /\/\.github\/workflows\/([^/@]+)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1];
    const source = record(payload.repository);
    return {
        event,
        eventName,
        owner,
        repository,
        apiUrl: address('GITHUB_API_URL', env.GITHUB_API_URL || 'https://api.github.com'),
        serverUrl: address('GITHUB_SERVER_URL', env.GITHUB_SERVER_URL || 'https://github.com'),
        headSha,
        ...(baseSha !== undefined && { baseSha }),
        runId: digits(env.GITHUB_RUN_ID) ?? '0',
        runAttempt: digits(env.GITHUB_RUN_ATTEMPT) ?? '1',
        ...(branch ? { branch } : {}),
        ...(workflow !== undefined && { workflow }),
        ...(typeof source.private === 'boolean' && {
            isPublic: !source.private && (source.visibility ?? 'public') === 'public',
        }),
        workspace: env.GITHUB_WORKSPACE || process.cwd(),
        ...(pullRequest !== undefined && { pullRequest }),
        ...(workflowRun !== undefined && { workflowRun }),
    };
}
function readPullRequest(payload, file) {
    const pull = record(payload.pull_request);
    const head = record(pull.head);
    const base = record(pull.base);
    const number = pull.number ?? payload.number;
    const headSha = sha(head.sha);
    const baseSha = sha(base.sha);
    if (!Number.isSafeInteger(number) ||
        number < 1 ||
        headSha === undefined ||
        baseSha === undefined) {
        throw new problems/* ProblemError */.Mm({
            code: 'event-invalid',
            message: `The event file ${file} names no pull request with a number, a head and a base commit`,
            hint: 'Run the action on the event "pull_request", with the event file the runner wrote.',
            gates: true,
        });
    }
    const headRepository = record(head.repo).id;
    const baseRepository = record(base.repo).id;
    return {
        number: number,
        headSha,
        baseSha,
        headRef: context_text(head.ref),
        baseRef: context_text(base.ref),
        // A deleted fork has no head repository any more.
        fork: headRepository === undefined || headRepository !== baseRepository,
        draft: pull.draft === true,
        labels: Array.isArray(pull.labels) ? pull.labels.map(label => context_text(record(label).name)) : [],
    };
}
/** Undefined when the payload is not what GitHub sends. */
function readWorkflowRun(payload) {
    const run = record(payload.workflow_run);
    const headSha = sha(run.head_sha);
    const id = digits(String(run.id ?? ''));
    if (headSha === undefined || id === undefined)
        return undefined;
    return {
        id,
        attempt: digits(String(run.run_attempt ?? '')) ?? '1',
        event: context_text(run.event),
        headSha,
        headBranch: context_text(run.head_branch),
        headOwner: context_text(record(record(run.head_repository).owner).login),
    };
}
function readEvent(path, event) {
    if (path === undefined || path === '') {
        if (!PULL_REQUEST.test(event) && event !== 'merge_group')
            return {};
        throw broken('GITHUB_EVENT_PATH', '', `is not set, but the event is ${event}`);
    }
    try {
        if ((0,external_node_fs_.statSync)(path).size > EVENT_BYTES)
            throw new Error(`it is larger than ${EVENT_BYTES} bytes`);
        const value = JSON.parse((0,external_node_fs_.readFileSync)(path, 'utf8'));
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
            throw new Error('it holds no JSON object');
        }
        return value;
    }
    catch (error) {
        throw new problems/* ProblemError */.Mm({
            code: 'event-unreadable',
            message: `The event file ${path} cannot be read: ${error.message}`,
            hint: 'The runner writes it and names it in GITHUB_EVENT_PATH; the variable should not be changed.',
            gates: true,
        });
    }
}
function splitRepository(name) {
    const match = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(name);
    if (match === null)
        throw broken('GITHUB_REPOSITORY', name, 'is not of the form owner/name');
    return { owner: match[1], repository: match[2] };
}
function address(variable, value) {
    if (/^https?:\/\/[^\s/]/.test(value) && URL.canParse(value))
        return value.replace(/\/+$/, '');
    throw broken(variable, value, 'is not an http(s) address');
}
function broken(variable, value, what) {
    return new problems/* ProblemError */.Mm({
        code: 'not-a-workflow',
        message: `${variable} ${what}${value === '' ? '' : `: "${value.slice(0, 200)}"`}`,
        hint: 'The action runs inside a GitHub workflow; elsewhere use the command line: kubeproof check --base REF',
        gates: true,
    });
}
function targetRefused() {
    return new problems/* ProblemError */.Mm({
        code: 'pull-request-target-refused',
        message: 'The event is pull_request_target, which runs with write access and secrets; kubeproof does not render a pull request there, because charts and kustomizations are programs of the author',
        hint: 'Use "on: pull_request". For pull requests from forks the token is read-only then: the verdict, the annotations, the summary and the artifact still come, only the comments are left out.',
        gates: true,
    });
}
/** Commit id, SHA-1 or SHA-256; the all-zero id (a new branch) is none. */
function sha(value) {
    if (typeof value !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value))
        return undefined;
    return /^0+$/.test(value) ? undefined : value;
}
function digits(value) {
    return value !== undefined && /^\d{1,20}$/.test(value) ? value : undefined;
}
function record(value) {
    return typeof value === 'object' && value !== null ? value : {};
}
function context_text(value) {
    return typeof value === 'string' ? value : '';
}
//# sourceMappingURL=context.js.map
;// CONCATENATED MODULE: ./lib/src/github/outputs.js
/**
 * Sets step outputs through `@actions/core`, which separates them with a random delimiter. Values should be short:
 * all outputs of a job share 1 MB (GitHub docs, output limitations).
 * @returns a note when the runner does not take them; never throws.
 */
async function writeOutputs(outputs) {
    try {
        const { setOutput } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(659)]).then(__webpack_require__.bind(__webpack_require__, 91659));
        for (const name of Object.keys(outputs).sort())
            setOutput(name, outputs[name]);
        return [];
    }
    catch (error) {
        return [outputs_note('outputs-unwritten', `The outputs of the step could not be written: ${reason(error)}`)];
    }
}
/**
 * Writes the job summary of this step, replacing what the step wrote before.
 * @returns a note when the runner has no place for it; never throws.
 */
async function writeSummary(markdown) {
    try {
        const { summary } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(659)]).then(__webpack_require__.bind(__webpack_require__, 91659));
        await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
        return [];
    }
    catch (error) {
        return [outputs_note('summary-unwritten', `The job summary could not be written: ${reason(error)}`)];
    }
}
function outputs_note(code, message) {
    return { code, message, hint: 'The verdict stands; the report on disk has everything.', gates: false };
}
function reason(error) {
    return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
}
//# sourceMappingURL=outputs.js.map
;// CONCATENATED MODULE: ./lib/src/github/previous-artifact.js

/** Runs looked at, newest first: one page. */
const RUNS = 50;
/** Runs asked for their artifacts: several in a row without any means that the workflow leaves none. */
const ASKED = 5;
/** Larger archives are not downloaded only to be named. */
const PREVIOUS_BYTES = 64 * 1024 * 1024;
/**
 * The artifact of that name which the last finished run of this workflow on this branch left, whatever its verdict: a
 * failed build is a build. A branch of the same name in a fork is another branch.
 * @returns why there is none, as the end of a sentence, when there is none
 * @throws {RequestFailure} when GitHub does not tell: `actions: read` is what it takes
 */
async function previousArtifact(client, context, name) {
    const { owner, repository, branch, workflow, runId, pullRequest } = context;
    if (workflow === undefined || branch === undefined)
        return 'the runner names no workflow and branch';
    if (context.event === 'merge_group')
        return 'a merge queue has a branch for each try';
    if (pullRequest?.fork === true)
        return 'branches of forks have no chain';
    const at = { owner, repo: repository };
    const listed = await client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
        ...at,
        workflow_id: workflow,
        branch,
        status: 'completed',
        exclude_pull_requests: true,
        per_page: RUNS,
        ...(pullRequest === undefined ? {} : { event: 'pull_request' }),
    });
    const own = `${owner}/${repository}`.toLowerCase();
    const runs = list(listed, 'workflow_runs').filter(run => String((0,json/* field */.ZZ)(run, 'id')) !== runId &&
        (0,json/* field */.ZZ)(run, 'head_branch') === branch &&
        String((0,json/* field */.ZZ)((0,json/* field */.ZZ)(run, 'head_repository'), 'full_name')).toLowerCase() === own &&
        (pullRequest === undefined) === !String((0,json/* field */.ZZ)(run, 'event')).startsWith('pull_request'));
    for (const run of runs.slice(0, ASKED)) {
        const artifacts = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
            ...at,
            run_id: Number((0,json/* field */.ZZ)(run, 'id')),
            name,
            per_page: 100,
        });
        const found = list(artifacts, 'artifacts').find(artifact => (0,json/* field */.ZZ)(artifact, 'name') === name && (0,json/* field */.ZZ)(artifact, 'expired') !== true);
        const id = (0,json/* field */.ZZ)(found, 'id');
        if (typeof id !== 'number')
            continue;
        if (Number((0,json/* field */.ZZ)(found, 'size_in_bytes')) > PREVIOUS_BYTES)
            return tooLarge(run);
        const zip = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', { ...at, artifact_id: id, archive_format: 'zip' });
        if (!(zip instanceof ArrayBuffer) || zip.byteLength > PREVIOUS_BYTES)
            return tooLarge(run);
        return { run: String((0,json/* field */.ZZ)(run, 'id')), zip: new Uint8Array(zip) };
    }
    return runs.length === 0
        ? `no run of ${workflow} on ${branch} has finished yet`
        : `the last ${Math.min(runs.length, ASKED)} runs of ${workflow} on ${branch} left no artifact "${name}"`;
}
function list(value, key) {
    const found = (0,json/* field */.ZZ)(value, key);
    return Array.isArray(found) ? found : [];
}
function tooLarge(run) {
    return `the artifact of run ${(0,json/* field */.ZZ)(run, 'id')} is larger than ${PREVIOUS_BYTES / 1024 / 1024} MB`;
}
//# sourceMappingURL=previous-artifact.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/src/github/links.js


function linkContext(context) {
    const { headSha, baseSha, judged } = context;
    // A line means the same only in the text that was judged. The head is preferred: GitHub keeps it for good.
    const commitOf = (sha, file) => sha === headSha && judged !== undefined && !judged.asAtHead(file) ? judged.commit : sha;
    return {
        headSha,
        ...(baseSha !== undefined && { baseSha }),
        fileUrl: (sha, file, line) => `${repositoryUrl(context)}/blob/${commitOf(sha, file)}/${(0,review/* urlPath */.Lx)(file)}${line === undefined ? '' : `#L${line}`}`,
        runUrl: runUrl(context),
    };
}
/** What comments of a run on a pull request share. */
function commentFrame(context, pull, options) {
    return {
        instance: (0,review/* instanceId */.D)(options.instance),
        sha: context.headSha,
        run: `${context.runId}.${context.runAttempt}`,
        waivers: options.waivers,
        // GitHub names files on the page of the changed ones by the SHA-256 of their path.
        placeUrl: ({ path, line, side }) => {
            const file = (0,external_node_crypto_.createHash)('sha256').update(path).digest('hex');
            return `${repositoryUrl(context)}/pull/${pull}/files#diff-${file}${side === 'LEFT' ? 'L' : 'R'}${line}`;
        },
        suggestionFence: () => 'suggestion',
    };
}
function runUrl(context) {
    return `${repositoryUrl(context)}/actions/runs/${context.runId}`;
}
function repositoryUrl({ serverUrl, owner, repository }) {
    return `${serverUrl}/${owner}/${repository}`;
}
//# sourceMappingURL=links.js.map
;// CONCATENATED MODULE: ./lib/src/github/review.js



/** Halvings of a refused review: 25 comments end as single ones. */
const DEPTH = 5;
/**
 * Posts the comments as one review. GitHub refuses a review as a whole for one bad position (422): then positions are
 * checked against GitHub's own diff, and what is still refused is halved until the bad ones stand alone; those are
 * left to the sticky comment.
 */
async function placeComments(input, comments, sticky) {
    const { api, session, frame } = input;
    const placed = [];
    let checked = false;
    let looked = false;
    let moved;
    let refusal = '';
    const give = (list) => {
        session.unplaced += list.length;
    };
    const done = (list) => {
        session.created += list.length;
        placed.push(...list.map(({ fingerprint }) => fingerprint));
    };
    async function post(list, depth) {
        if (list.length === 0 || moved !== undefined)
            return;
        if (!session.mayWrite())
            return give(list);
        try {
            await api.createReview(frame.sha, reviewBody(input, list.length, sticky), list);
            done(list);
        }
        catch (error) {
            if (error instanceof review/* RequestFailure */.e6 && error.kind === 'invalid') {
                refusal = error.message;
                await refused(list, depth);
            }
            else if (error instanceof review/* RequestFailure */.e6 && error.kind === 'unavailable' && !looked) {
                looked = true;
                await lookAgain(list, depth, error);
            }
            else
                session.failed(error, 'post the review');
        }
    }
    async function refused(list, depth) {
        if (!checked) {
            checked = true;
            const head = await api.headSha();
            if (head !== frame.sha) {
                moved = head;
                return;
            }
            const good = inDiff(list, await api.files());
            give(list.filter(comment => !good.includes(comment)));
            if (good.length < list.length)
                return post(good, depth);
        }
        if (list.length === 1 || depth >= DEPTH)
            return give(list);
        const middle = Math.ceil(list.length / 2);
        await post(list.slice(0, middle), depth + 1);
        await post(list.slice(middle), depth + 1);
    }
    /** The review may have been written although the answer was lost: a second one would repeat every comment. */
    async function lookAgain(list, depth, error) {
        const { comments: now } = await api.reviewComments();
        const there = new Set(now.map(comment => (0,review/* ownMarker */["do"])(comment, input.viewer, frame.instance)?.fingerprint));
        done(list.filter(({ fingerprint }) => there.has(fingerprint)));
        const missing = list.filter(({ fingerprint }) => !there.has(fingerprint));
        if (missing.length < list.length)
            return post(missing, depth);
        session.failed(error, 'post the review at once; it was tried again');
        await post(missing, depth);
    }
    try {
        await post(comments, 0);
    }
    catch (error) {
        session.failed(error, 'check the refused review');
    }
    if (session.unplaced > 0) {
        session.note('comments-unplaced', `${(0,plural/* plural */.L)(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`, refusal === '' ? undefined : `GitHub's answer: ${refusal.slice(0, 200)}`);
    }
    return { placed, ...(moved !== undefined && { head: moved }) };
}
/** Comments whose position GitHub's own diff has. */
function inDiff(list, files) {
    const byPath = new Map(files.map(file => [file.path, file]));
    return list.filter(({ path, line, startLine, side }) => {
        const file = byPath.get(path);
        const lines = (side === 'LEFT' ? file?.left : file?.right) ?? [];
        const end = lines.find(candidate => candidate.line === line);
        const start = lines.find(candidate => candidate.line === (startLine ?? line));
        return end !== undefined && start?.hunk === end.hunk;
    });
}
/** GitHub requires a text for the review itself. */
function reviewBody({ context, frame, options }, count, sticky) {
    const { serverUrl, owner, repository, pullRequest } = context;
    const conversation = `${serverUrl}/${owner}/${repository}/pull/${pullRequest?.number}#issuecomment-${sticky}`;
    const rest = options.comment === 'never'
        ? `Everything is in ${(0,review/* link */.nf)('the summary of the run', runUrl(context))}.`
        : sticky === undefined
            ? 'Everything is in the kubeproof comment of this pull request.'
            : `Everything is in ${(0,review/* link */.nf)('the kubeproof comment', conversation)}.`;
    const text = `kubeproof has ${(0,plural/* plural */.L)(count, 'comment')} on lines of this pull request. ${rest}`;
    const { instance, sha, run } = frame;
    return `${text}\n\n${(0,review/* markerLine */.B_)({ instance, fingerprint: review/* REVIEW */.nb, evidence: (0,review/* evidence */.MX)(text), sha, run })}`;
}
//# sourceMappingURL=review.js.map
;// CONCATENATED MODULE: ./lib/src/github/publish.js




const WORDS = {
    name: 'GitHub',
    change: 'pull request',
    readOnly: 'Pull requests from forks and by Dependabot get such a token from GitHub; elsewhere give the job "permissions: pull-requests: write".',
    resolve: 'GitHub asks for contents: write, which kubeproof does not need for anything else.',
    labels: 'With "pull-requests: write" labels can be set that the repository has: create them once, or give the job "issues: write" too, with which GitHub creates them.',
};
/**
 * Brings the review of the pull request in line with the report ({@link reconcile}).
 * @param client undefined when there is no token.
 */
async function publishReview(report, context, client, diff, options) {
    const pull = context.pullRequest;
    if (pull === undefined || (!options.review && options.comment === 'never' && !options.labels))
        return (0,review/* nothing */.s6)('off', []);
    if (client === undefined) {
        return (0,review/* nothing */.s6)('read-only', [
            {
                code: 'comments-no-token',
                message: 'No token was given, so nothing was commented',
                hint: 'Set the input github-token.',
                gates: false,
            },
        ]);
    }
    const frame = commentFrame(context, pull.number, options);
    const api = pullRequestApi(client, context, pull.number);
    const forge = { words: WORDS, client, api, frame, links: linkContext(context) };
    return (0,review/* reconcile */.Lq)(report, {
        ...forge,
        place: (comments, { session, viewer, sticky }) => placeComments({ api, session, frame, context, options, viewer }, comments, sticky),
    }, diff, options);
}
//# sourceMappingURL=publish.js.map
// EXTERNAL MODULE: ./node_modules/fflate/esm/index.mjs
var esm = __webpack_require__(51306);
;// CONCATENATED MODULE: ./lib/src/github/published-run.js




/** The artifact as downloaded. */
const ZIP_BYTES = 20 * 1024 * 1024;
/**
 * The report that another run of this repository left as an artifact, without anything in it that a stranger could put
 * there for the eyes of a reviewer: the run may be that of a fork, whose author writes the workflow too. Read are size,
 * form, `report.json` and the deltas beside it; nothing is rendered and nothing else of the archive is unpacked.
 * Source: https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions
 *
 * @param guardrailUrl address of a guardrail's page; addresses of the report are not used
 * @throws {ProblemError} when there is none, it is too large, or not of the published schema
 */
async function readPublishedReport(client, { owner, repository }, run, artifactName, guardrailUrl) {
    const at = { owner, repo: repository };
    const listed = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
        ...at,
        run_id: Number(run.id),
        name: artifactName,
        per_page: 100,
    });
    const artifacts = (0,json/* field */.ZZ)(listed, 'artifacts');
    const found = (Array.isArray(artifacts) ? artifacts : []).find(artifact => (0,json/* field */.ZZ)(artifact, 'name') === artifactName && (0,json/* field */.ZZ)(artifact, 'expired') !== true);
    const id = (0,json/* field */.ZZ)(found, 'id');
    if (typeof id !== 'number') {
        throw problem('artifact-missing', `Run ${run.id} left no artifact "${artifactName}"`, 'The evaluating workflow has to upload its evidence (artifact: true, the default), and both have to agree on artifact-name.');
    }
    if (Number((0,json/* field */.ZZ)(found, 'size_in_bytes')) > ZIP_BYTES)
        throw published_run_tooLarge(run);
    const archive = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', { ...at, artifact_id: id, archive_format: 'zip' });
    return withoutAddresses(await parse(unpacked(archive, run), run), guardrailUrl);
}
/**
 * The open pull request whose head a run evaluated, by what GitHub itself says of the run; undefined when the pull
 * request has moved on or is closed. The payload lists none for forks, and what the artifact says is not believed.
 */
async function pullRequestOf(client, { owner, repository }, run) {
    const rows = await client.request('GET /repos/{owner}/{repo}/pulls', {
        owner,
        repo: repository,
        state: 'open',
        head: `${run.headOwner}:${run.headBranch}`,
        per_page: 100,
    });
    for (const row of Array.isArray(rows) ? rows : []) {
        const [head, base] = [(0,json/* field */.ZZ)(row, 'head'), (0,json/* field */.ZZ)(row, 'base')];
        const number = (0,json/* field */.ZZ)(row, 'number');
        if ((0,json/* field */.ZZ)(head, 'sha') !== run.headSha || typeof number !== 'number')
            continue;
        return {
            number,
            headSha: run.headSha,
            baseSha: String((0,json/* field */.ZZ)(base, 'sha') ?? ''),
            headRef: run.headBranch,
            baseRef: String((0,json/* field */.ZZ)(base, 'ref') ?? ''),
            fork: (0,json/* field */.ZZ)((0,json/* field */.ZZ)(head, 'repo'), 'id') !== (0,json/* field */.ZZ)((0,json/* field */.ZZ)(base, 'repo'), 'id'),
            draft: (0,json/* field */.ZZ)(row, 'draft') === true,
            labels: [],
        };
    }
    return undefined;
}
/** The texts that are read, by their name. */
function unpacked(archive, run) {
    if (!(archive instanceof ArrayBuffer) || archive.byteLength > ZIP_BYTES)
        throw published_run_tooLarge(run);
    let files;
    try {
        files = (0,esm/* unzipSync */.AO)(new Uint8Array(archive), {
            filter: ({ name, originalSize }) => {
                if (name !== review/* REPORT_FILE */.Uq && !review/* BESIDE_REPORT */.AG.includes(name))
                    return false;
                if (originalSize > review/* REPORT_BYTES */.Fn)
                    throw published_run_tooLarge(run);
                return true;
            },
        });
    }
    catch (error) {
        if (error instanceof problems/* ProblemError */.Mm)
            throw error;
        throw invalid(run, `its archive cannot be read: ${error.message}`);
    }
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, (0,esm/* strFromU8 */.he)(bytes)]));
}
async function parse(files, run) {
    const { [review/* REPORT_FILE */.Uq]: text, ...others } = files;
    if (text === undefined)
        throw invalid(run, `it has no ${review/* REPORT_FILE */.Uq}`);
    const report = await (0,review/* readReport */.tL)(text);
    if (typeof report === 'string')
        throw invalid(run, `${review/* REPORT_FILE */.Uq} is ${report}`);
    const { invalid: wrong, ...deltas } = await (0,review/* readBeside */.ri)(others);
    if (wrong !== undefined)
        throw invalid(run, `${wrong.file} is ${wrong.what}`);
    return { ...report, ...deltas };
}
/** Texts are escaped where they are shown; addresses and suggestions are what a reader acts on without reading. */
function withoutAddresses(report, guardrailUrl) {
    return {
        ...report,
        findings: report.findings.map(({ suggestion: _suggestion, ...finding }) => finding),
        guardrails: report.guardrails.map(guardrail => ({
            ...guardrail,
            url: guardrailUrl(guardrail.id),
            references: [],
        })),
    };
}
function published_run_tooLarge(run) {
    return invalid(run, 'it is larger than a report is');
}
function invalid(run, why) {
    return problem('artifact-invalid', `The artifact of run ${run.id} is not published: ${why}`, 'It has to be the evidence that the same version of kubeproof uploaded.');
}
function problem(code, message, hint) {
    return new problems/* ProblemError */.Mm({ code, message, hint, gates: true });
}
/** Why GitHub did not give what publishing needs. */
function publishFailure(error) {
    return {
        code: 'publish-failed',
        message: 'The evidence of the run could not be read from GitHub',
        hint: `The job needs "permissions: actions: read" and "pull-requests: write". GitHub's answer: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`,
        gates: true,
    };
}
//# sourceMappingURL=published-run.js.map
;// CONCATENATED MODULE: ./lib/src/github/summary.js



/** GitHub refuses a summary over 1 MiB per step (workflow-commands.md); counted in UTF-8 bytes. */
const SUMMARY_BYTES = 1_000_000;
const CHANGES_BYTES = 200_000;
const PERMISSIONS_BYTES = 100_000;
/** Paths, problems and the like, each in a line. */
const PERMISSION_ENTRIES = 10;
const PROBLEM_BYTES = 50_000;
/** UTF-16 units of a line that says why there is no verdict. */
const FAILURE_WIDTH = 2_000;
/** Room for headings and notes that are added after packing. */
const RESERVE_BYTES = 3_000;
/**
 * The job summary: everything the sticky comment says, and the known, fixed and waived findings folded. At most
 * 1,000,000 bytes, whole rows only; what was left out is said first.
 */
function summaryMarkdown(report, source, options = {}) {
    const context = linkContext(source);
    const { artifact, notes = [] } = options;
    const head = (0,review/* heading */.R_)(report);
    const changes = (0,review/* reviewChanges */.o2)(report, {
        budget: CHANGES_BYTES,
        record: (0,review/* changesRecord */.ZF)(context, artifact),
        context,
    });
    const permissions = (0,review/* permissionsSection */.Ae)(report.permissions, {
        budget: PERMISSIONS_BYTES,
        limit: PERMISSION_ENTRIES,
        findings: report.findings.filter(review/* isShown */.aJ),
        context,
    });
    const network = (0,review/* reviewNetwork */.N6)(report, {
        budget: PERMISSIONS_BYTES,
        limit: PERMISSION_ENTRIES,
        record: (0,review/* wholeRecord */.HZ)(context, artifact),
        context,
    });
    const missing = (0,review/* notEvaluatedSection */.gy)(report.problems, PROBLEM_BYTES);
    const approvals = (0,review/* approvalsSection */.cI)(report);
    const remarks = (0,review/* problemLines */.pb)(report.problems.filter(problem => !problem.gates), 'ℹ️ ', PROBLEM_BYTES);
    const unpublished = (0,review/* problemLines */.pb)(notes, 'ℹ️ Not published: ', PROBLEM_BYTES);
    const foot = (0,review/* footer */.qr)(report, context, artifact);
    const targets = targetsText(report);
    let room = SUMMARY_BYTES -
        RESERVE_BYTES -
        [head, approvals, changes, permissions, network, missing, remarks, unpublished, foot, targets].reduce((sum, part) => sum + (0,review/* bytes */.ee)(part) + 2, 0);
    let left = 0;
    const table = (findings, row) => {
        const { text, count } = (0,review/* pack */.qq)(review/* FINDINGS_HEAD */.EC, findings.map(row), room);
        room -= (0,review/* bytes */.ee)(text);
        left += findings.length - count;
        return text;
    };
    const plain = (finding) => (0,review/* findingRow */.ex)(finding, context);
    const groups = grouped(report);
    const shown = table(groups.shown, plain);
    const folds = [
        fold(`Known (${groups.known.length})`, table(groups.known, plain)),
        fold(`Waived (${groups.waived.length})`, table(groups.waived, finding => waivedRow(finding, context))),
        fold(`Fixed (${groups.fixed.length})`, table(groups.fixed, plain)),
    ];
    const overflow = left === 0
        ? ''
        : `${(0,plural/* plural */.L)(left, 'finding')} did not fit here; all of them are in ${artifact?.url === undefined ? 'report.json of the evidence' : (0,review/* wholeRecord */.HZ)(context, artifact)}.`;
    const parts = [
        head,
        approvals,
        overflow,
        shown,
        changes,
        permissions,
        network,
        missing,
        ...folds,
        remarks,
        unpublished,
        targets,
        foot,
    ];
    return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}
/** The summary of a run that came to no verdict: what went wrong, and what to do. */
function failureMarkdown({ message, hint }) {
    const lines = [message, ...(hint === undefined ? [] : [hint])].flatMap(text => text.split(/\r\n|[\r\n]/));
    return `### ⚠️ kubeproof could not evaluate this change\n\n${(0,review/* fencedBlock */.zW)(lines, 'text', FAILURE_WIDTH)}\n`;
}
function grouped(report) {
    const groups = { shown: [], known: [], waived: [], fixed: [] };
    for (const finding of report.findings) {
        if (finding.state === 'fixed')
            groups.fixed.push(finding);
        else if (finding.waiver !== undefined)
            groups.waived.push(finding);
        else if ((0,review/* isShown */.aJ)(finding))
            groups.shown.push(finding);
        else
            groups.known.push(finding);
    }
    return groups;
}
function waivedRow(finding, context) {
    const { owner = '', reason = '', expires } = finding.waiver ?? {};
    const term = expires === undefined ? '' : ` until ${(0,review/* escapeText */.X1)((0,review/* clip */.$Q)(expires, 40))}`;
    const text = ` — ${(0,review/* escapeText */.X1)((0,review/* clip */.$Q)(owner, 100))}${term}: ${(0,review/* escapeText */.X1)((0,review/* clip */.$Q)(reason, 200))}`;
    return (0,review/* findingRow */.ex)(finding, context, text);
}
function fold(summary, table) {
    return table === '' ? '' : (0,review/* folded */.TM)(summary, table);
}
/** `9 targets in 12 environments, 312 objects, 25 guardrails`. */
function targetsText(report) {
    const environments = report.targets.reduce((sum, target) => sum + target.environments.length, 0);
    const parts = [
        `${(0,plural/* plural */.L)(report.targets.length, 'target')} in ${(0,plural/* plural */.L)(environments, 'environment')}`,
        (0,plural/* plural */.L)(report.objects, 'object'),
        (0,plural/* plural */.L)(report.evaluated, 'guardrail'),
        `Kubernetes ${report.kubernetes}`,
        `kubeproof ${report.tool.version}`,
    ];
    return (0,review/* escapeText */.X1)(parts.join(', '));
}
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./lib/src/github/index.js
/**
 * Everything that talks to GitHub. The verdict never depends on it: what cannot be published comes back as notes.
 *
 * Order of a run: `readContext` -> evaluation -> `uploadArtifact` -> `publishReview` -> `annotationCommands`,
 * `summaryMarkdown` + `writeSummary`, `writeOutputs` -> exit.
 */















//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
;// CONCATENATED MODULE: ./lib/src/action/approvals.js


/**
 * Who agrees to the change that is judged. On a pull request those who approve its head; on a push those who approved
 * the pull request it came from. A merge queue takes only what passed before, so there nobody is asked again.
 */
async function approversOf(inputs, context, rules) {
    if (rules.length === 0)
        return { approvers: 'nobody-asked', notes: [] };
    if (context.event === 'merge_group')
        return { approvers: 'asked-before', notes: [] };
    const { version } = (0,src_package/* ownPackage */.nl)();
    const client = inputs.token === '' ? undefined : await connect(context, inputs.token, version);
    const pull = context.pullRequest ?? (client === undefined ? undefined : await mergedPullRequest(client, context));
    if (pull === undefined)
        return { approvers: 'nobody-asked', notes: [] };
    const names = [...new Set(rules.flatMap(rule => rule.from))];
    const teams = inputs.approvalsToken === undefined ? undefined : await connect(context, inputs.approvalsToken, version);
    return readApprovers({ client, teams, context, pull, names });
}
//# sourceMappingURL=approvals.js.map
// EXTERNAL MODULE: ./lib/src/repository/index.js + 12 modules
var src_repository = __webpack_require__(2038);
;// CONCATENATED MODULE: ./lib/src/action/commits.js


/** A push that creates a branch names this as the commit before. */
const NO_COMMIT = /^0+$/;
/**
 * The commit that the checked-out state is compared with, or undefined where the event has none.
 *
 * For a pull request the runner checks out the merge commit: its first parent is exactly what the change would be
 * merged into. Where the head itself is checked out, the merge base with the base branch counts.
 * @throws {ProblemError} `base-shallow` when the clone does not hold it, with the `fetch-depth` to set.
 */
function baseCommit(root, context, named) {
    if (named !== undefined)
        return (0,src_repository/* mergeBase */.wu)(root, named, 'HEAD');
    const { event, baseSha, pullRequest } = context;
    if (baseSha === undefined || NO_COMMIT.test(baseSha))
        return undefined;
    if (pullRequest !== undefined) {
        const head = (0,src_repository/* resolveCommit */.WL)(root, 'HEAD');
        if (head === pullRequest.headSha)
            return (0,src_repository/* mergeBase */.wu)(root, baseSha, head);
        return (0,src_repository/* resolveCommit */.WL)(root, 'HEAD^1');
    }
    // A push may rewrite history: then the commit before it need not be an ancestor.
    return event === 'push' ? (0,src_repository/* resolveCommit */.WL)(root, baseSha) : (0,src_repository/* mergeBase */.wu)(root, baseSha, 'HEAD');
}
/**
 * Lines of the pull request that GitHub takes comments on: those of `merge base ... head`.
 *
 * What was judged may have other numbers there: the runner checks out the merge commit, and what was taken away is
 * located in the base's present text. In files that both sides changed each line is followed from one text to the other;
 * one that is not in both is left out, and its findings go to the sticky comment.
 * @param judged the tree that was judged
 * @param base the commit that it was compared with
 */
function pullRequestDiff(root, context, judged, base) {
    const { pullRequest } = context;
    if (pullRequest === undefined)
        return [];
    const head = (0,src_repository/* resolveCommit */.WL)(root, pullRequest.headSha);
    const start = (0,src_repository/* mergeBase */.wu)(root, pullRequest.baseSha, head);
    const files = (0,src_repository/* diffLines */.Pp)(root, start, head);
    const isHead = (0,src_repository/* resolveCommit */.WL)(root, 'HEAD') === head;
    const right = isHead
        ? src_repository/* AS_IS */.Q_
        : (0,src_repository/* followLines */.Z9)(root, head, 'worktree', judged, files.map(({ path }) => path));
    const before = files.map(({ path, oldPath = path }) => oldPath);
    const left = base === undefined || base === start
        ? src_repository/* AS_IS */.Q_
        : (0,src_repository/* followLines */.Z9)(root, start, base, (0,src_repository/* openCommit */.Cg)(root, base), before);
    return files.map(file => toDiffFile(file, right(file.path), left(file.oldPath ?? file.path)));
}
function toDiffFile({ path, oldPath, status, binary, hunks }, right, left) {
    const lines = (kindOf, hunk, numbers, to) => numbers.flatMap((at) => {
        const line = to(at);
        return line === undefined ? [] : [{ line, kind: kindOf(at), hunk, ...(line !== at && { at }) }];
    });
    return {
        path,
        ...(oldPath === undefined ? {} : { oldPath }),
        status,
        binary,
        right: hunks.flatMap((hunk, index) => {
            const added = new Set(hunk.added);
            return lines(line => (added.has(line) ? 'added' : 'context'), index, hunk.right, right);
        }),
        left: hunks.flatMap((hunk, index) => lines(() => 'deleted', index, hunk.left, left)),
    };
}
/**
 * The merge commit that the runner checked out, for links to its lines; undefined where that is the head itself.
 * @param paths files that will be asked for
 */
function judgedCommit(root, { pullRequest }, judged, paths) {
    if (pullRequest === undefined)
        return undefined;
    const commit = (0,src_repository/* resolveCommit */.WL)(root, 'HEAD');
    if (commit === pullRequest.headSha)
        return undefined;
    const head = (0,src_repository/* openCommit */.Cg)(root, pullRequest.headSha);
    head.prefetch(paths.filter(path => head.has(path)));
    return { commit, asAtHead: path => (0,src_repository/* sameContent */.Cm)(path, head, judged) };
}
/** Whether an error is about history that the clone does not hold. */
function isShallowError(error) {
    return (error instanceof problems/* ProblemError */.Mm &&
        (error.problem.code === 'base-shallow' || error.problem.code === 'base-not-found'));
}
//# sourceMappingURL=commits.js.map
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 24 modules
var src_evidence = __webpack_require__(46393);
;// CONCATENATED MODULE: ./lib/src/action/evidence.js





/** What evidence says of the run on GitHub that made it, and of what was checked out there. */
function provenance(context) {
    const { serverUrl, owner, repository, runId, runAttempt, eventName, headSha, pullRequest, branch } = context;
    const address = `${serverUrl}/${owner}/${repository}`;
    const checkedOut = (0,src_repository/* checkout */.Pt)(context.workspace);
    return {
        build: {
            repository: address,
            run: `${address}/actions/runs/${runId}`,
            attempt: runAttempt,
            event: eventName,
            commit: headSha,
            ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }),
            ...(branch === undefined ? {} : { branch }),
        },
        ...(checkedOut === undefined ? {} : { checkout: checkedOut }),
    };
}
/**
 * The bundle before this one: where the input `previous` says, else the artifact of the last run on this branch. That
 * none can be found is no problem: a bundle says whether it names one.
 * @throws {ProblemError} only for a path of the input that holds none
 */
async function chainOf(inputs, context) {
    const { previous, token } = inputs;
    if (previous === 'none')
        return { said: 'no chain: previous is "none"' };
    if (previous !== undefined)
        return named((0,src_evidence/* previousOf */.te)((0,src_evidence/* readBundle */.Bo)(previous)), previous, true);
    if (token === '')
        return { said: 'no previous bundle: no token was given' };
    try {
        const client = await connect(context, token, (0,src_package/* ownPackage */.nl)().version);
        const found = await previousArtifact(client, context, inputs.artifactName);
        if (typeof found === 'string')
            return { said: `no previous bundle: ${found}` };
        const name = `the artifact of run ${found.run}`;
        return named((0,src_evidence/* previousOf */.te)((0,src_evidence/* readBundleZip */.Yx)(name, found.zip, 'manifest.json')), name, false);
    }
    catch (error) {
        if (error instanceof review/* RequestFailure */.e6) {
            const needs = error.kind === 'read-only' || error.status === 403 ? ' (the job needs "actions: read")' : '';
            return { said: `no previous bundle: GitHub answered ${error.status} when asked for runs${needs}` };
        }
        if (error instanceof problems/* ProblemError */.Mm)
            return { said: `no previous bundle: ${error.problem.message}` };
        throw error;
    }
}
function named(previous, name, isMeant) {
    if (typeof previous !== 'string')
        return { previous, said: `follows sha256:${previous.digest} (${name})` };
    if (!isMeant)
        return { said: `no previous bundle: ${name} ${previous}` };
    throw new problems/* ProblemError */.Mm({
        code: 'bundle-unreadable',
        message: `the input previous names ${name}, which ${previous}`,
        hint: 'name the folder or the zip of an evidence bundle, or "none"',
        gates: true,
    });
}
/** The bundle with the signature of this workflow, where the input `attest` asks for one. */
async function signedBundle(bundle, inputs, context) {
    if (inputs.attest === 'false')
        return { bundle, signed: false, notes: [] };
    const client = inputs.token === '' ? undefined : await connect(context, inputs.token, (0,src_package/* ownPackage */.nl)().version);
    const { sigstore, url, notes } = await attest((0,src_evidence/* attestable */.AB)(bundle), context, client);
    if (sigstore === undefined)
        return { bundle, signed: false, notes };
    return {
        bundle: (0,src_evidence/* withAttestation */.Nq)(bundle, sigstore),
        signed: true,
        ...(url === undefined ? {} : { url }),
        notes,
    };
}
//# sourceMappingURL=evidence.js.map
;// CONCATENATED MODULE: ./lib/src/action/inputs.js



/** @throws {ProblemError} for a value that an input does not take. */
function readInputs(env) {
    // The runner's own naming: spaces become underscores, case is raised, hyphens stay (actions/toolkit, core.ts).
    const input = (name) => {
        const value = env[`INPUT_${name.toUpperCase()}`]?.trim();
        return value === undefined || value === '' ? undefined : value;
    };
    const choice = (name, allowed, fallback) => {
        const value = input(name) ?? fallback;
        if (allowed.includes(value))
            return value;
        throw new problems/* ProblemError */.Mm({
            code: 'input-invalid',
            message: `the input ${name} is "${value}"`,
            hint: `use ${allowed.join(', ')}, or leave it out`,
            gates: true,
        });
    };
    const overrides = {
        kubernetes: input('kubernetes-version'),
        profile: input('profile'),
        failOn: input('fail-on'),
        scope: input('scope'),
        engine: input('engine'),
        helm: input('helm'),
    };
    const config = input('config');
    const base = input('base');
    const previous = input('previous');
    const signingKey = input('signing-key');
    const approvalsToken = input('approvals-token');
    const extendsToken = input('extends-token');
    return {
        mode: choice('mode', ['check', 'publish'], 'check'),
        token: input('github-token') ?? '',
        ...(approvalsToken === undefined ? {} : { approvalsToken }),
        ...(extendsToken === undefined ? {} : { extendsToken }),
        ...(config === undefined ? {} : { config }),
        paths: (input('paths') ?? '')
            .split(/\r?\n/)
            .map(cleanPath)
            .filter(path => path !== ''),
        ...(base === undefined ? {} : { base }),
        overrides: Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
        review: choice('review', ['true', 'false'], 'true') === 'true',
        comment: choice('comment', review/* COMMENT_MODES */.p8, 'on-findings'),
        onFixed: choice('on-fixed', ['auto', 'keep', 'delete', 'resolve'], 'auto'),
        labels: choice('labels', ['true', 'false'], 'false') === 'true',
        annotations: choice('annotations', ['true', 'false'], 'true') === 'true',
        artifact: choice('artifact', ['true', 'false', 'required'], 'true'),
        artifactName: input('artifact-name') ?? 'kubeproof',
        ...(previous === undefined ? {} : { previous }),
        attest: choice('attest', ['true', 'false', 'required'], 'false'),
        ...(signingKey === undefined ? {} : { signingKey: (0,src_evidence/* usableKey */.S2)(signingKey, 'private') }),
        id: input('id') ?? 'default',
    };
}
function cleanPath(line) {
    const path = line
        .trim()
        .replace(/^(\.\/)+/, '')
        .replace(/\/+$/, '');
    if (path.startsWith('/') || path.split('/').includes('..')) {
        throw new problems/* ProblemError */.Mm({
            code: 'input-invalid',
            message: `the input paths names "${path}", which is not inside the repository`,
            hint: 'name folders or files relative to the root of the repository',
            gates: true,
        });
    }
    return path === '.' ? '' : path;
}
//# sourceMappingURL=inputs.js.map
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 57 modules
var guardrails = __webpack_require__(28201);
// EXTERNAL MODULE: ./lib/src/run.js + 23 modules
var run = __webpack_require__(66537);
;// CONCATENATED MODULE: ./lib/src/action/publish-run.js





/**
 * Posts what a run with a read-only token evaluated, as that of a fork's pull request: on `workflow_run`, with the
 * repository's own token, from the evidence that run left. Nothing of the pull request is checked out or rendered.
 * The verdict is that of the evaluating run; this one only fails when there is nothing it could publish.
 * @throws {ProblemError} on another event, and when GitHub or the artifact does not give what is needed
 * @returns undefined when the run was not for an open pull request that is still where it was
 */
async function publishRun(inputs, context) {
    const { workflowRun: run } = context;
    if (run === undefined) {
        throw new problems/* ProblemError */.Mm({
            code: 'publish-event',
            message: `mode is "publish", but the event is ${context.eventName}`,
            hint: 'Publish on "workflow_run" of the workflow that evaluates; evaluate on "pull_request" with mode "check".',
            gates: true,
        });
    }
    if (inputs.token === '') {
        throw new problems/* ProblemError */.Mm({
            code: 'comments-no-token',
            message: 'No token was given, so nothing can be published',
            hint: 'Set the input github-token.',
            gates: true,
        });
    }
    if (!/^pull_request(?:_review)?$/.test(run.event))
        return undefined;
    const client = await connect(context, inputs.token, (0,src_package/* ownPackage */.nl)().version);
    try {
        const pull = await pullRequestOf(client, context, run);
        if (pull === undefined)
            return undefined;
        const report = await readPublishedReport(client, context, run, inputs.artifactName, pageOf);
        const there = {
            ...context,
            headSha: pull.headSha,
            baseSha: report.base?.commit ?? pull.baseSha,
            runId: run.id,
            runAttempt: run.attempt,
            pullRequest: pull,
        };
        const diff = await pullRequestApi(client, there, pull.number).files();
        return await publishReview(report, there, client, diff, {
            review: inputs.review,
            comment: inputs.comment,
            instance: inputs.id,
            onFixed: inputs.onFixed,
            labels: inputs.labels,
            waivers: '.kubeproof/waivers.yaml',
        });
    }
    catch (error) {
        if (error instanceof review/* RequestFailure */.e6)
            throw new problems/* ProblemError */.Mm(publishFailure(error));
        throw error;
    }
}
/** The page of a guardrail of the pack, else the index: addresses of the report are not believed. */
function pageOf(id) {
    const guardrail = (0,run/* ownPack */.CZ)().guardrails.find(each => each.id === id);
    return guardrail === undefined ? `${src_package/* DOCUMENTATION */.l0}/guardrails/README.md` : (0,guardrails/* guardrailUrl */.jW)(guardrail);
}
//# sourceMappingURL=publish-run.js.map
// EXTERNAL MODULE: ./lib/src/config/index.js + 8 modules
var src_config = __webpack_require__(8009);
;// CONCATENATED MODULE: ./lib/src/action/shared-config.js




/**
 * The shared configuration that a tree's configuration extends, read from GitHub at its commit; undefined when there is
 * none. @throws {ProblemError} when GitHub does not give it
 */
async function sharedConfig(inputs, context, tree) {
    const file = inputs.config ?? src_config/* CONFIG_FILES */.n0.find(name => tree.has(name));
    const reference = file === undefined ? undefined : (0,src_config/* sharedReference */.D9)(tree, file);
    if (file === undefined || reference === undefined)
        return undefined;
    const token = inputs.extendsToken ?? inputs.token;
    try {
        const client = await connect(context, token, (0,src_package/* ownPackage */.nl)().version);
        return { name: reference.text, text: await contents_readFile(client, reference) };
    }
    catch (error) {
        if (!(error instanceof review/* RequestFailure */.e6))
            throw error;
        throw new problems/* ProblemError */.Mm({
            code: 'config-shared-unreadable',
            message: `extends names ${reference.text}, which could not be read: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`,
            hint: 'Check the path and the commit; for a private repository give a token that may read it as the input extends-token.',
            file,
            gates: true,
        });
    }
}
//# sourceMappingURL=shared-config.js.map
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(79508);
;// CONCATENATED MODULE: ./lib/src/action.js
















/**
 * The Action: reads what the runner gives, runs, publishes, and sets the exit status, which is the verdict.
 * Nothing that goes wrong while publishing changes it, unless `artifact: required` asked for that.
 */
async function action() {
    try {
        const inputs = readInputs(process.env);
        const context = readContext();
        if (inputs.mode === 'publish')
            return await publishOther(inputs, context);
        const result = await evaluate(inputs, context);
        process.exitCode = await publish(inputs, context, result);
    }
    catch (error) {
        process.exitCode = 2;
        if (error instanceof problems/* ProblemError */.Mm)
            return await reportFailure(error.problem);
        const { problem, stack } = (0,problems/* internalProblem */.R3)(error);
        // Lines of a stack may hold anything the input held: none may be a command to the runner.
        process.stderr.write(`${stack.replace(/^/gm, '  | ')}\n`);
        await reportFailure(problem);
    }
}
/** Posts what another run evaluated. Its verdict stands as it is: this job only fails when nothing can be published. */
async function publishOther(inputs, context) {
    const result = await publishRun(inputs, context);
    const said = result === undefined
        ? 'The run was not for an open pull request that is still at this commit, so nothing was published'
        : `Published: ${result.status}, ${result.created} comments created, ${result.updated} edited, ${result.deleted} deleted, summary comment ${result.sticky}${result.labels === 'off' ? '' : `, labels ${result.labels}`}`;
    for (const { message, hint } of [{ message: said, hint: undefined }, ...(result?.notes ?? [])]) {
        const text = hint === undefined ? message : `${message}. ${hint}`;
        process.stdout.write(`::notice title=kubeproof::${escapeCommandData(text)}\n`);
    }
}
/** Says why there is no verdict where a person looks first: an annotation, the summary, the output. */
async function reportFailure(problem) {
    const { file, line = 1, message, hint } = problem;
    const place = file === undefined ? '' : `file=${escapeCommandProperty(file)},line=${line},`;
    const text = hint === undefined ? message : `${message}\n${hint}`;
    process.stdout.write(`::error ${place}title=kubeproof::${escapeCommandData(text)}\n`);
    await writeSummary(failureMarkdown(problem));
    await writeOutputs({ verdict: 'incomplete' });
}
async function evaluate(inputs, context) {
    const root = context.workspace;
    const head = (0,src_repository/* openWorkTree */.wr)(root);
    const commit = baseCommit(root, context, inputs.base);
    const base = commit === undefined ? undefined : (0,src_repository/* openCommit */.Cg)(root, commit);
    // The change is not trusted with the rules it is judged by: they come from the base, or are the defaults.
    const judge = context.pullRequest !== undefined && base !== undefined ? base : head;
    const shared = await sharedConfig(inputs, context, judge);
    const { config, problems } = (0,src_config/* loadConfig */.Z9)(judge, inputs.config, inputs.overrides, shared);
    const { waivers, problems: waiverProblems } = (0,src_config/* loadWaivers */.Q2)(judge, config.waivers);
    const { approvers, notes } = await approversOf(inputs, context, config.approvals);
    const result = await (0,run/* run */.eF)({
        head,
        approvers,
        ...(context.pullRequest === undefined ? {} : { labels: context.pullRequest.labels }),
        ...(base === undefined
            ? {}
            : { base, baseName: inputs.base ?? (context.pullRequest?.baseRef || base.name) }),
        config,
        configFrom: config.file === undefined ? 'defaults' : judge === base ? 'base' : 'head',
        rulesTree: judge,
        waivers,
        paths: inputs.paths,
        problems: [
            ...problems,
            ...waiverProblems,
            ...notes,
            ...(judge === base
                ? changedRules(base, head, [
                    inputs.config ?? '',
                    ...src_config/* CONFIG_FILES */.n0,
                    config.waivers,
                    config.context ?? '',
                    ...config.rules,
                ])
                : []),
        ],
        today: (0,clock/* today */.E)(),
    });
    return { ...result, tree: head, waivers: config.waivers };
}
/** Says when the change touches what it is judged by: that counts only after it is merged. */
function changedRules(base, head, paths) {
    const digest = (tree, path) => (tree.has(path) ? tree.digest(path) : '');
    return paths
        .flatMap(path => [path, ...base.filesBelow(path || '\0'), ...head.filesBelow(path || '\0')])
        .filter((path, index, all) => path !== '' && all.indexOf(path) === index)
        .filter(path => digest(base, path) !== digest(head, path))
        .map(file => ({
        code: 'rules-changed',
        message: `this change edits ${file}, which it is judged by: what counts here is the version of the base`,
        file,
        gates: false,
    }));
}
async function publish(inputs, context, result) {
    const { report, rendered, facts, tree } = result;
    const shown = withCommits(context, tree, report);
    process.stdout.write((0,reports/* textReport */.Mf)(report, { color: false, width: 120 }));
    const { previous, said } = await chainOf(inputs, context);
    const made = (0,src_evidence/* evidenceBundle */.M5)({
        report,
        rendered,
        facts: facts(),
        created: (0,clock/* now */.t)(),
        ...provenance(context),
        ...(previous === undefined ? {} : { previous }),
        ...(inputs.signingKey === undefined ? {} : { key: inputs.signingKey }),
    });
    const evidence = await signedBundle(made, inputs, context);
    process.stdout.write(`evidence sha256:${(0,src_evidence/* bundleDigest */.bH)(made)}, ${(0,reports/* plain */.pj)(said)}\n`);
    const artifact = await keepEvidence(evidence.bundle, inputs.artifactName, {
        directory: (0,external_node_path_.join)(process.env.RUNNER_TEMP ?? (0,external_node_path_.join)(context.workspace, '.kubeproof-out'), 'kubeproof', inputs.artifactName),
        upload: inputs.artifact !== 'false',
        context,
    });
    const { diff, notes } = commentableLines(context, tree, report.base?.commit);
    const review = await publishComments(inputs, shown, report, diff, artifact, result.waivers);
    const remarks = [...evidence.notes, ...artifact.notes, ...notes, ...review.notes];
    if (inputs.annotations) {
        for (const line of annotationCommands(report, review.inline, diff))
            process.stdout.write(`${line}\n`);
    }
    const link = artifact.artifact;
    remarks.push(...(await writeSummary(summaryMarkdown(report, shown, { ...(link === undefined ? {} : { artifact: link }), notes: remarks }))));
    remarks.push(...(await writeOutputs(outputs(report, artifact, (0,src_evidence/* bundleDigest */.bH)(made), evidence.url))));
    for (const note of remarks) {
        const hint = note.hint === undefined ? '' : ` ${note.hint}`;
        process.stdout.write(`::notice title=kubeproof::${escapeCommandData(`${note.message}.${hint}`)}\n`);
    }
    if (inputs.artifact === 'required' && link === undefined && report.exitCode === 0) {
        process.stdout.write('::error title=kubeproof::The evidence could not be uploaded, and artifact is "required"\n');
        return 2;
    }
    if (inputs.attest === 'required' && !evidence.signed && report.exitCode === 0) {
        process.stdout.write('::error title=kubeproof::The evidence could not be signed, and attest is "required"\n');
        return 2;
    }
    return report.exitCode;
}
/** Links lead to the text a line is of: what was judged, and for what was removed or fixed what it was compared with. */
function withCommits(context, tree, report) {
    const base = report.base?.commit;
    const paths = report.findings.flatMap(({ location }) => location?.file ?? []);
    let judged;
    try {
        judged = judgedCommit(context.workspace, context, tree, [...new Set(paths)]);
    }
    catch (error) {
        if (!isShallowError(error))
            throw error;
    }
    return {
        ...context,
        ...(base === undefined ? {} : { baseSha: base }),
        ...(judged === undefined ? {} : { judged }),
    };
}
/** A disk that takes no files is no verdict about the change. */
async function keepEvidence(...args) {
    try {
        return await uploadArtifact(...args);
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const note = {
            code: 'evidence-unwritten',
            message: `The evidence could not be written: ${reason}`,
            gates: false,
        };
        return { directory: args[2].directory, paths: new Map(), notes: [note] };
    }
}
async function publishComments(inputs, context, report, diff, artifact, waivers) {
    // Nothing to comment on, or nothing to comment with: then the client need not be loaded.
    const idle = context.pullRequest === undefined || inputs.token === '';
    const client = idle ? undefined : await connect(context, inputs.token, (0,src_package/* ownPackage */.nl)().version);
    return publishReview(report, context, client, diff, {
        review: inputs.review,
        comment: inputs.comment,
        onFixed: inputs.onFixed,
        labels: inputs.labels,
        instance: inputs.id,
        waivers,
        ...(artifact.artifact === undefined ? {} : { artifact: artifact.artifact }),
    });
}
/** Without the history for it no line can be commented on; the findings still stand in the sticky comment. */
function commentableLines(context, tree, base) {
    try {
        return { diff: pullRequestDiff(context.workspace, context, tree, base), notes: [] };
    }
    catch (error) {
        if (!isShallowError(error))
            throw error;
        return {
            diff: [],
            notes: [
                {
                    ...error.problem,
                    message: `No line could be commented on: ${error.problem.message}`,
                    gates: false,
                },
            ],
        };
    }
}
/** Files of the evidence that a following step may want. */
const RESULTS = new Set(['report.json', 'report.html', 'results.sarif']);
/** What the other outputs say, in one piece. */
function resultJson({ outcome, summary, counts, approvals }, { artifact, paths, }) {
    return JSON.stringify({
        verdict: outcome,
        summary,
        counts,
        approvals: approvals.map(({ for: kinds, from, state }) => ({ for: kinds, from, state })),
        artifact: artifact ?? null,
        paths: Object.fromEntries([...paths].filter(([path]) => RESULTS.has(path))),
    });
}
function outputs(report, { artifact, paths }, evidenceDigest, attestationUrl = '') {
    const { counts } = report;
    const relevant = (severity) => counts.new[severity] + (report.scope === 'all' ? counts.unchanged[severity] : 0);
    return {
        result: resultJson(report, { artifact, paths }),
        verdict: report.outcome,
        errors: String(relevant('error')),
        warnings: String(relevant('warning')),
        infos: String(relevant('info')),
        blocking: String(counts.blocking),
        fixed: String(counts.fixed.error + counts.fixed.warning + counts.fixed.info),
        counts: JSON.stringify(counts),
        'report-path': paths.get('report.json') ?? '',
        'sarif-path': paths.get('results.sarif') ?? '',
        'html-path': paths.get('report.html') ?? '',
        'artifact-id': artifact?.id === undefined ? '' : String(artifact.id),
        'artifact-digest': artifact?.digest ?? '',
        'evidence-digest': evidenceDigest,
        'attestation-url': attestationUrl,
    };
}
//# sourceMappingURL=action.js.map

/***/ })

};
