export const id = 616;
export const ids = [616];
export const modules = {

/***/ 29616:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  action: () => (/* binding */ action)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 22 modules
var reports = __webpack_require__(70814);
;// CONCATENATED MODULE: ./lib/src/github/escape.js

/**
 * Untrusted text made safe for GitHub's comments, summaries and logs. Everything that is not in the CommonMark
 * syntax but that GitHub looks for after rendering (mentions, issue references, emoji, bare links) is broken by an
 * invisible space, because a backslash does not stop it.
 */
/** Running text on one line. Never starts a block, a table cell, a mention, a reference, a link or HTML. */
function escapeText(text) {
    return (0,reports/* escapeMarkdown */.FV)(text.trimStart())
        .replace(/@(?=[^\s\u200b])/g, '@\u200b')
        .replace(/\b(GH-)(?=\d)/gi, '$1\u200b')
        .replace(/:(?=[\w+-]+:)/g, ':\u200b')
        .replace(/www\./gi, 'www\u200b.');
}
/**
 * {@link escapeText} for messages of guardrails and problems, which set code between back-ticks as people do: those
 * parts become code spans, whatever is in them.
 */
function escapeMessage(text, inTable = false) {
    return text
        .trimStart()
        .split(/`([^`]+)`/)
        .map((part, index) => (index % 2 === 1 ? codeSpan(part, inTable) : continued(part, index > 0)))
        .join('');
}
/** Text inside a line: a mark at its start is neither list nor heading, and its space counts. */
function continued(text, inside) {
    return inside ? escapeText(`,${text}`).slice(1) : escapeText(text);
}
/**
 * Code span. GitHub applies neither mentions nor references inside. In a table (`inTable`) a text with `|` or `\`
 * becomes a `<code>` element of character references instead: tables are split before code spans are read, and
 * `\\|` would end the cell (GFM specification, 4.10).
 */
function codeSpan(text, inTable = false) {
    const clean = (0,reports/* plain */.pj)(text).trim();
    if (clean === '')
        return '` `';
    if (inTable && /[|\\]/.test(clean))
        return `<code>${references(clean)}</code>`;
    const fence = '`'.repeat(longestRun(clean) + 1);
    const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
    return `${fence}${pad}${clean}${pad}${fence}`;
}
/**
 * Fenced block, longer than any run of back-ticks inside. Lines are cut at `width` UTF-16 units. A comment marker
 * inside loses its effect for readers that search the whole body.
 */
function fencedBlock(lines, language, width = 300) {
    const clean = lines.map(line => (0,reports/* plain */.pj)(clip(line.replace(/\r$/, '').replaceAll('\t', '  '), width)).replaceAll('<!--', '<!\u200b--'));
    const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1));
    return `${fence}${language}\n${clean.join('\n')}\n${fence}`;
}
/** Whether {@link fencedBlock} shows these lines as they are: what is offered to be committed must be what is seen. */
function isShownExactly(lines) {
    return fencedBlock(lines, '').split('\n').slice(1, -1).join('\n') === lines.join('\n');
}
/** Folded block; `body` is Markdown that is already safe. The empty lines make GitHub read it as Markdown. */
function folded(summary, body) {
    return `<details><summary>${escapeText(summary)}</summary>\n\n${body}\n\n</details>`;
}
/** Markdown link; the address is percent-encoded so that it cannot end the link. `label` is already safe. */
function escape_link(label, url) {
    let address;
    try {
        address = new URL(url).href;
    }
    catch {
        return label;
    }
    if (!/^https?:/.test(address))
        return label;
    return `[${label}](${address.replace(/[()<>\\|`'"*_[\]]/g, percent)})`;
}
/** Path of a file as part of a URL. */
function urlPath(path) {
    return path.split('/').map(encodeSegment).join('/');
}
/** Message of a workflow command (`@actions/core`, command.ts, `escapeData`). Acting characters become visible. */
function escapeCommandData(text) {
    const lines = text.split(/\r\n|[\r\n]/).map(reports/* plain */.pj);
    return lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}
/** Property value of a workflow command (`@actions/core`, command.ts, `escapeProperty`). */
function escapeCommandProperty(text) {
    return escapeCommandData((0,reports/* plain */.pj)(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
/** At most `length` UTF-16 units, an ellipsis included; never ends inside a surrogate pair. */
function clip(text, length) {
    if (text.length <= length)
        return text;
    const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1;
    return `${text.slice(0, end)}…`;
}
/** UTF-8 bytes. */
function bytes(text) {
    return Buffer.byteLength(text, 'utf8');
}
function references(text) {
    return text.replace(/[^\p{L}\p{N} ]/gu, character => `&#${character.codePointAt(0)};`);
}
function encodeSegment(segment) {
    return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')).replace(/[!'()*]/g, percent);
}
function percent(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
function longestRun(text) {
    let longest = 0;
    for (const run of text.match(/`+/g) ?? [])
        longest = Math.max(longest, run.length);
    return longest;
}
//# sourceMappingURL=escape.js.map
;// CONCATENATED MODULE: ./lib/src/github/words.js


/** `2 findings`, `1 finding`. */
function plural(n, one, many = `${one}s`) {
    return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}
/** New or blocking, and neither fixed nor waived: what a pull request has to hear about. */
function isShown(finding) {
    return (finding.waiver === undefined && finding.state !== 'fixed' && (finding.state === 'new' || finding.blocking));
}
/** `charts/checkout/values.yaml:12`; without a line when none is proven; the resource when not even a file is. */
function placeOf(finding) {
    const { location } = finding;
    if (location === undefined)
        return finding.source ?? (0,reports/* resourceName */.Iy)(finding.resource);
    return location.line === undefined ? location.file : `${location.file}:${location.line}`;
}
/**
 * A message in two halves, both plain: what is wrong, and why it matters. Guardrails write `what: why`; a message
 * without that is cut after its first sentence.
 */
function halves(message) {
    const text = message.replace(/\s+/g, ' ').trim();
    const match = /^(.{8,200}?)(: |\. )(?=\S)(.*)$/u.exec(text);
    if (match === null)
        return { what: text.replace(/\.$/, ''), why: '' };
    return { what: match[1], why: match[3] };
}
/** Markdown of a message, cut at `length`, in which the container's name, where it is called that, is set as code. */
function prose(text, { container = '' }, length, inTable = false) {
    const start = text.search(/(?<=\bcontainer )/i);
    const names = container === '' || container.includes('`') || start < 0 ? [] : [`"${container}"`, container];
    for (const name of names) {
        const after = text.slice(start + name.length);
        const longerWord = /^[\w.-]*\w/.test(after);
        if (!text.startsWith(name, start) || longerWord)
            continue;
        return escapeMessage(clip(`${text.slice(0, start)}\`${container}\`${after}`, length), inTable);
    }
    return escapeMessage(clip(text, length), inTable);
}
/** Seven digits of a commit. */
function shortSha(sha) {
    return sha.slice(0, 7);
}
/** Fingerprints of the findings that are there and count: neither fixed nor waived. */
function present(report) {
    const findings = new Map();
    for (const finding of report.findings) {
        if (finding.state === 'fixed' || finding.waiver !== undefined)
            continue;
        if (!findings.has(finding.fingerprint))
            findings.set(finding.fingerprint, finding);
    }
    return findings;
}
//# sourceMappingURL=words.js.map
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
    const findings = report.findings.filter(finding => isShown(finding) && !alreadyInline.has(finding.fingerprint));
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
            commands.push(`::${level} title=kubeproof::${plural(left, `more ${level}`)}, see the summary of this run`);
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
    properties.push(['title', `kubeproof: ${clip(finding.title, 200)}`]);
    const names = (0,reports/* environments */.dT)(finding);
    const where = `${(0,reports/* resourceName */.Iy)(finding.resource)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
    const advice = finding.remediation === undefined ? '' : `\n${clip(finding.remediation, 600)}`;
    const message = `${clip(finding.message, 1_000)}\n${clip(where, 300)}, guardrail ${finding.guardrail}${advice}`;
    const list = properties.map(([name, value]) => `${name}=${escapeCommandProperty(value)}`).join(',');
    return `::${level} ${list}::${escapeCommandData(clip(message, MESSAGE_LENGTH))}`;
}
//# sourceMappingURL=annotations.js.map
;// CONCATENATED MODULE: ./lib/src/github/client.js
/** A request that failed for good, after the retries it deserves. */
class RequestFailure extends Error {
    kind;
    status;
    constructor(kind, status, message) {
        super(message);
        this.name = 'RequestFailure';
        this.kind = kind;
        this.status = status;
    }
}
const CLIENT_LIMITS = {
    requests: 60,
    retries: 2,
    waitMs: 60_000,
    totalWaitMs: 150_000,
};
/** One request, milliseconds. */
const TIMEOUT_MS = 30_000;
/**
 * Adds retries and the budget to `send`. Waits as GitHub's "Best practices for using the REST API" ask:
 * `retry-after`, else until `x-ratelimit-reset` when nothing remains, else a minute; doubling from one second for
 * 5xx. A POST is not repeated after 5xx, because it may have happened: the caller looks first.
 */
function createClient(send, options = {}) {
    const limits = options.limits ?? CLIENT_LIMITS;
    const sleep = options.sleep ?? (ms => new Promise(resolve => setTimeout(resolve, ms)));
    const now = options.now ?? Date.now;
    let used = 0;
    let waited = 0;
    async function request(route, parameters = {}) {
        for (let attempt = 0;; attempt++) {
            if (used >= limits.requests) {
                throw new RequestFailure('budget', 0, `this run has made its ${limits.requests} requests`);
            }
            used++;
            let failure;
            let wait;
            try {
                return (await send(route, parameters)).data;
            }
            catch (error) {
                failure = classify(error);
                wait = delay(failure, error, attempt, now);
            }
            const repeatable = failure.kind === 'limited' || (failure.kind === 'unavailable' && !route.startsWith('POST '));
            if (!repeatable ||
                attempt >= limits.retries ||
                wait > limits.waitMs ||
                waited + wait > limits.totalWaitMs) {
                throw failure;
            }
            waited += wait;
            await sleep(wait);
        }
    }
    return {
        request,
        get used() {
            return used;
        },
        get left() {
            return Math.max(0, limits.requests - used);
        },
    };
}
/**
 * The client of a run: octokit over global fetch, at the API the runner names (so GitHub Enterprise Server too).
 * Loaded only when called.
 */
async function connect(context, token, version) {
    const { Octokit } = await Promise.all(/* import() */[__webpack_require__.e(139), __webpack_require__.e(789)]).then(__webpack_require__.bind(__webpack_require__, 19789));
    const quiet = () => { };
    const octokit = new Octokit({
        auth: token,
        baseUrl: context.apiUrl,
        userAgent: `kubeproof/${version}`,
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    return createClient(async (route, parameters) => {
        const { status, data } = await octokit.request(route, {
            ...parameters,
            request: { signal: AbortSignal.timeout(TIMEOUT_MS) },
        });
        return { status, data };
    });
}
function classify(error) {
    const status = statusOf(error);
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    return new RequestFailure(kindOf(status, message, headersOf(error)), status, message);
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
/** Milliseconds to wait before the next try. */
function delay(failure, error, attempt, now) {
    if (failure.kind !== 'limited')
        return 1000 * 2 ** attempt;
    const headers = headersOf(error);
    const after = Number(headers['retry-after']);
    if (headers['retry-after'] !== undefined && Number.isFinite(after) && after >= 0)
        return after * 1000;
    const reset = Number(headers['x-ratelimit-reset']);
    if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) {
        return Math.max(1000, reset * 1000 - now());
    }
    return 60_000 * 2 ** attempt;
}
function statusOf(error) {
    const status = error?.status;
    return typeof status === 'number' ? status : 0;
}
function headersOf(error) {
    const headers = error?.response?.headers;
    if (typeof headers !== 'object' || headers === null)
        return {};
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
//# sourceMappingURL=client.js.map
;// CONCATENATED MODULE: ./lib/src/github/approvals.js

const PAGE = 100;
/** 1,000 reviews, 1,000 events: beyond that nobody's approval is certain. */
const PAGES = 10;
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
        const rows = await pages(client, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
            ...at,
            pull_number: pull.number,
        });
        const current = latest(rows.flatMap(readReview)).filter(review => review.state === 'APPROVED' && review.commit === pull.headSha);
        if (current.length === 0)
            return { approvers: [], notes: [] };
        const events = await pages(client, 'GET /repos/{owner}/{repo}/issues/{issue_number}/events', {
            ...at,
            issue_number: pull.number,
        });
        const pushed = lastForcePush(events);
        const standing = current.filter(review => review.at > pushed);
        const asked = names.filter(name => name.includes('/'));
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
        if (!(error instanceof RequestFailure))
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
        const merged = (Array.isArray(data) ? data : []).find(pull => field(pull, 'merged_at') && field(pull, 'merge_commit_sha') === headSha);
        const [number, head] = [field(merged, 'number'), field(field(merged, 'head'), 'sha')];
        return typeof number === 'number' && typeof head === 'string' ? { number, headSha: head } : undefined;
    }
    catch (error) {
        if (error instanceof RequestFailure)
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
                if (field(data, 'state') !== 'active')
                    continue;
                const known = members.get(team) ?? new Set();
                members.set(team, known.add(login.toLowerCase()));
            }
            catch (error) {
                // 404 is both "not a member" and "no such team, or none this token may see".
                if (!(error instanceof RequestFailure))
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
async function pages(client, route, where) {
    const all = [];
    for (let page = 1; page <= PAGES; page++) {
        const data = await client.request(route, { ...where, per_page: PAGE, page });
        const rows = Array.isArray(data) ? data : [];
        all.push(...rows);
        if (rows.length < PAGE)
            return all;
    }
    throw new RequestFailure('budget', 0, `there are more than ${PAGES * PAGE} of them`);
}
function readReview(row) {
    const login = field(field(row, 'user'), 'login');
    const [state, commit, at] = [field(row, 'state'), field(row, 'commit_id'), field(row, 'submitted_at')];
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
        .filter(event => field(event, 'event') === 'head_ref_force_pushed')
        .map(event => String(field(event, 'created_at') ?? ''));
    return pushed.sort().at(-1) ?? '';
}
function note(code, message, hint) {
    return { code, message, hint, gates: false };
}
function field(value, name) {
    return typeof value === 'object' && value !== null ? value[name] : undefined;
}
//# sourceMappingURL=approvals.js.map
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./lib/src/github/artifact.js


/** The client retries five times with growing waits; a service that answers nothing would cost minutes. */
const artifact_TIMEOUT_MS = 180_000;
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
        const { id, digest } = await deadline(upload, options.timeoutMs ?? artifact_TIMEOUT_MS);
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
    const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(633), __webpack_require__.e(139), __webpack_require__.e(401)]).then(__webpack_require__.bind(__webpack_require__, 36401));
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
// EXTERNAL MODULE: ./lib/src/problems.js
var problems = __webpack_require__(74564);
;// CONCATENATED MODULE: ./lib/src/github/context.js


/** GitHub caps webhook payloads at 25 MB (docs, "Webhook events and payloads"). */
const EVENT_BYTES = 25 * 1024 * 1024;
const KINDS = [
    'pull_request',
    'pull_request_review',
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
        workspace: env.GITHUB_WORKSPACE || process.cwd(),
        ...(pullRequest !== undefined && { pullRequest }),
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
        const { setOutput } = await __webpack_require__.e(/* import() */ 633).then(__webpack_require__.bind(__webpack_require__, 40633));
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
        const { summary } = await __webpack_require__.e(/* import() */ 633).then(__webpack_require__.bind(__webpack_require__, 40633));
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
;// CONCATENATED MODULE: ./lib/src/github/api.js

const api_PAGE = 100;
/** 1,200 comments of each sort; beyond that one run cannot know what stands. */
const api_PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;
/** Who `GITHUB_TOKEN` is, when nothing tells. */
const ACTIONS_BOT = 'github-actions[bot]';
function pullRequestApi(client, context, number) {
    const at = { owner: context.owner, repo: context.repository };
    const pull = { ...at, pull_number: number };
    const issue = { ...at, issue_number: number };
    async function list(route, where) {
        const comments = [];
        for (let page = 1; page <= api_PAGES; page++) {
            const data = await client.request(route, { ...where, per_page: api_PAGE, page });
            const rows = Array.isArray(data) ? data : [];
            for (const row of rows) {
                const comment = readComment(row);
                if (comment !== undefined)
                    comments.push(comment);
            }
            if (rows.length < api_PAGE)
                return { comments, complete: true };
        }
        return { comments, complete: false };
    }
    async function viewer() {
        // GraphQL of GitHub Enterprise Server lives beside /api/v3, not below it.
        const baseUrl = context.apiUrl.replace(/\/api\/v3$/, '/api');
        const query = { baseUrl, query: '{ viewer { login } }' };
        const data = await optional(client.request('POST /graphql', query));
        const login = api_field(api_field(api_field(data, 'data'), 'viewer'), 'login');
        if (typeof login === 'string' && login !== '')
            return login;
        // Personal tokens answer this; GITHUB_TOKEN does not.
        const user = api_field(await optional(client.request('GET /user')), 'login');
        return typeof user === 'string' && user !== '' ? user : ACTIONS_BOT;
    }
    return {
        viewer,
        async headSha() {
            const data = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', pull);
            const sha = api_field(api_field(data, 'head'), 'sha');
            return typeof sha === 'string' ? sha : '';
        },
        reviewComments: () => list('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', pull),
        conversation: () => list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', issue),
        async files() {
            const files = [];
            for (let page = 1; page <= FILE_PAGES; page++) {
                const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
                const data = await client.request(route, { ...pull, per_page: api_PAGE, page });
                const rows = Array.isArray(data) ? data : [];
                for (const row of rows) {
                    const file = readFile(row);
                    if (file !== undefined)
                        files.push(file);
                }
                if (rows.length < api_PAGE)
                    break;
            }
            return files;
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
        async deleteComment(id) {
            await client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
                ...at,
                comment_id: id,
            });
        },
    };
}
/**
 * Lines of a unified diff without file headers, as `pulls/N/files` gives in `patch`. A file without a patch (large
 * or binary, reference/github.md row 32) has none.
 */
function patchLines(patch) {
    const right = [];
    const left = [];
    let hunk = -1;
    let oldLine = 0;
    let newLine = 0;
    for (const text of patch.split('\n')) {
        const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
        if (header !== null) {
            hunk++;
            oldLine = Number(header[1]);
            newLine = Number(header[2]);
        }
        else if (hunk < 0)
            continue;
        else if (text.startsWith('+'))
            right.push({ line: newLine++, kind: 'added', hunk });
        else if (text.startsWith('-'))
            left.push({ line: oldLine++, kind: 'deleted', hunk });
        else if (text.startsWith(' ')) {
            right.push({ line: newLine++, kind: 'context', hunk });
            oldLine++;
        }
    }
    return { right, left };
}
async function optional(request) {
    try {
        return await request;
    }
    catch (error) {
        if (error instanceof RequestFailure)
            return undefined;
        throw error;
    }
}
function readFile(row) {
    const path = api_field(row, 'filename');
    if (typeof path !== 'string')
        return undefined;
    const oldPath = api_field(row, 'previous_filename');
    const patch = api_field(row, 'patch');
    return {
        path,
        ...(typeof oldPath === 'string' && { oldPath }),
        status: String(api_field(row, 'status') ?? ''),
        binary: typeof patch !== 'string',
        ...patchLines(typeof patch === 'string' ? patch : ''),
    };
}
function readComment(row) {
    const id = api_field(row, 'id');
    const body = api_field(row, 'body');
    const inReplyTo = api_field(row, 'in_reply_to_id');
    if (typeof id !== 'number')
        return undefined;
    return {
        id,
        author: author(row) ?? '',
        body: typeof body === 'string' ? body.replaceAll('\r\n', '\n') : '',
        ...(typeof inReplyTo === 'number' && { inReplyTo }),
    };
}
/** Undefined for deleted accounts, whose `user` is null. */
function author(row) {
    const login = api_field(api_field(row, 'user'), 'login');
    return typeof login === 'string' ? login : undefined;
}
function api_field(value, name) {
    return typeof value === 'object' && value !== null ? value[name] : undefined;
}
//# sourceMappingURL=api.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/src/github/marker.js

const STICKY = 'sticky';
const REVIEW = 'review';
/** `<!-- kubeproof:1 id=.. fp=.. ev=.. sha=.. run=.. -->`; `on=` and `n=` follow when known. */
function markerLine(marker) {
    const fields = [
        `id=${marker.instance}`,
        `fp=${marker.fingerprint}`,
        `ev=${marker.evidence}`,
        `sha=${marker.sha}`,
        `run=${marker.run}`,
    ];
    if (marker.targets !== undefined)
        fields.push(`on=${marker.targets.join(',')}`);
    if (marker.findings !== undefined)
        fields.push(`n=${marker.findings}`);
    return `<!-- kubeproof:1 ${fields.join(' ')} -->`;
}
const LINE = /^<!-- kubeproof:1 id=([\w.-]{1,100}) fp=([0-9a-f]{32}|sticky|review) ev=([0-9a-f]{12}) sha=([0-9a-f]{40,64}) run=(\d{1,20}\.\d{1,10})(?: on=((?:[0-9a-f]{8},?)*))?(?: n=(\d{1,9}))? -->$/;
/** The marker of a body: its last line that is not empty, nothing else. Undefined when it is not one of ours. */
function parseMarker(body) {
    const trimmed = body.trimEnd();
    const match = LINE.exec(trimmed.slice(trimmed.lastIndexOf('\n') + 1));
    if (match === null)
        return undefined;
    const [, instance, fingerprint, evidence, sha, run, targets, findings] = match;
    return {
        instance: instance,
        fingerprint: fingerprint,
        evidence: evidence,
        sha: sha,
        run: run,
        ...(targets !== undefined && { targets: targets.split(',').filter(key => key !== '') }),
        ...(findings !== undefined && { findings: Number(findings) }),
    };
}
/** The text of a comment of ours without its marker. */
function withoutMarker(body) {
    const trimmed = body.trimEnd();
    return parseMarker(trimmed) === undefined
        ? trimmed
        : trimmed.slice(0, trimmed.lastIndexOf('\n') + 1).trimEnd();
}
/**
 * Marker of a comment that is ours: written by the viewer, with a marker that parses, of this instance. The author
 * alone is not enough (`github-actions[bot]` is every workflow of a repository), nor is the marker (anybody can copy it).
 */
function ownMarker(comment, viewer, instance) {
    if (comment.author === '' || login(comment.author) !== login(viewer))
        return undefined;
    const marker = parseMarker(comment.body);
    return marker?.instance === instance ? marker : undefined;
}
/** 12 hex digits over texts. */
function evidence(...texts) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
}
/** Short name of a target in markers: 8 hex digits, because ids hold paths. */
function targetKey(id) {
    return (0,external_node_crypto_.createHash)('sha256').update(id).digest('hex').slice(0, 8);
}
/** An instance id as markers hold it. */
function instanceId(text) {
    return text.replace(/[^\w.-]+/g, '-').slice(0, 100) || 'default';
}
/** Whether run `a` started before run `b`; run ids of one repository grow (compared as numbers, attempts second). */
function olderRun(a, b) {
    const [idA = '0', attemptA = '0'] = a.split('.');
    const [idB = '0', attemptB = '0'] = b.split('.');
    const difference = BigInt(idA) - BigInt(idB);
    return difference === 0n ? Number(attemptA) < Number(attemptB) : difference < 0n;
}
/** GraphQL names an app `github-actions`, REST `github-actions[bot]`. */
function login(name) {
    return name.toLowerCase().replace(/\[bot\]$/, '');
}
//# sourceMappingURL=marker.js.map
;// CONCATENATED MODULE: ./lib/src/github/anchors.js

/** A longer range would fold the code it is about out of sight. */
const LONGEST_RANGE = 10;
/**
 * Finds the line of the diff a finding can be commented on. GitHub accepts lines inside hunks only, and one bad
 * position refuses the whole review (reference/github.md, rows 1-4).
 */
function anchorLookup(diff) {
    const byHead = new Map();
    const byBase = new Map();
    for (const file of diff) {
        if (file.binary)
            continue;
        byHead.set(file.path, file);
        byBase.set(file.oldPath ?? file.path, file);
    }
    const at = (location, side) => {
        if (location?.line === undefined)
            return undefined;
        const file = (side === 'LEFT' ? byBase : byHead).get(location.file);
        if (file === undefined)
            return undefined;
        const last = Math.max(location.line, location.endLine ?? location.line);
        return place(file.path, side === 'LEFT' ? file.left : file.right, location.line, last, side);
    };
    return finding => {
        const { side, location, related } = finding;
        const suggested = suggestionAnchor(finding, byHead);
        if (suggested !== undefined)
            return suggested;
        // What was removed is located in the base's text: only a deleted line means the same there and in the diff.
        if (side === 'removed')
            return at(location, 'LEFT');
        const right = at(location, 'RIGHT');
        if (right !== undefined && isAdded(byHead.get(right.path), right.line))
            return right;
        const removal = related.find(place => place.side === 'base');
        return at(removal, 'LEFT') ?? right;
    };
}
/**
 * The lines a proven edit replaces, when GitHub can offer it: one edit, all of its lines in one hunk ("Suggesting
 * changes", and the same limits as multi-line comments).
 */
function suggestionAnchor({ suggestion, state }, byHead) {
    const [edit] = suggestion?.edits ?? [];
    if (edit === undefined || suggestion?.edits.length !== 1 || state === 'fixed')
        return undefined;
    const { file: path, line: first, endLine: line, lines } = edit;
    const start = byHead.get(path)?.right.find(candidate => candidate.line === first);
    const end = byHead.get(path)?.right.find(candidate => candidate.line === line);
    if (start === undefined || end === undefined || start.hunk !== end.hunk)
        return undefined;
    if (!isShownExactly(lines))
        return undefined;
    return { path, line, ...(line === first ? {} : { startLine: first }), side: 'RIGHT', suggestion: lines };
}
function isAdded(file, line) {
    return file?.right.some(candidate => candidate.line === line && candidate.kind !== 'context') ?? false;
}
function place(path, lines, first, last, side) {
    const start = lines.find(({ line }) => line === first);
    if (start === undefined) {
        // The field spans several lines and starts outside the hunks: its first changed line speaks for it.
        const changed = lines.find(({ line, kind }) => kind !== 'context' && line > first && line <= last);
        return changed === undefined ? undefined : { path, line: changed.line, side };
    }
    let line = first;
    for (const candidate of lines) {
        if (candidate.line === line + 1 && candidate.line <= last && candidate.hunk === start.hunk)
            line++;
    }
    if (line === first || line - first >= LONGEST_RANGE)
        return { path, line: first, side };
    return { path, line, startLine: first, side };
}
//# sourceMappingURL=anchors.js.map
// EXTERNAL MODULE: ./lib/src/verdict/index.js + 7 modules
var verdict = __webpack_require__(18386);
;// CONCATENATED MODULE: ./lib/src/github/comment.js





/** Lines of the folded excerpt. */
const EXCERPT_LINES = 16;
const ENVIRONMENTS = 6;
/** Body limit of GitHub is 65,536 characters; counted in bytes with room to spare (reference/github.md, row 8). */
const BODY_BYTES = 60_000;
/** Body of the review comment of a finding: what is wrong, why, where it was rendered, what to do. */
function findingComment(finding, report, anchor, frame) {
    const guardrail = report.guardrails.find(({ id }) => id === finding.guardrail);
    const remediation = finding.remediation ?? guardrail?.remediation ?? '';
    const { what, why } = halves(finding.message);
    const sentence = `**${prose(what, finding, 300)}**${why === '' ? '.' : `: ${escapeMessage(clip(why, 1_000))}`}`;
    const parts = [sentence, whereLine(finding, anchor)].filter(part => part !== '');
    if (anchor?.suggestion !== undefined)
        parts.push(fencedBlock(anchor.suggestion, 'suggestion'));
    else if (remediation !== '')
        parts.push(escapeMessage(clip(oneLine(remediation), 1_000)));
    const small = [
        ...(anchor?.suggestion === undefined
            ? []
            : ['Checked: with this change the finding is gone and nothing new appears.']),
        guardrail === undefined ? codeSpan(finding.guardrail) : escape_link('why, and when it is fine', guardrail.url),
        howToWaive(finding, report, frame),
        finding.severity,
        finding.state === 'new' ? 'new' : 'known',
    ];
    parts.push(`<sub>${small.join(' · ')}</sub>`);
    const rendered = renderedExcerpt(finding);
    if (rendered !== undefined)
        parts.push(rendered);
    return comment_close(parts.join('\n\n'), finding.fingerprint, frame, [
        ...new Set(finding.renderings.map(({ target }) => targetKey(target))),
    ]);
}
/** A comment on the line where that counts, else an entry of the waiver file. */
function howToWaive(finding, report, frame) {
    const { guardrail: id, location } = finding;
    const locked = report.guardrails.find(g => g.id === id)?.locked === true;
    if (report.config.inlineWaivers === 'head' && !locked && location?.line !== undefined)
        return `waive: ${codeSpan(`# ${verdict/* INLINE_MARK */.kB} ${id} <reason>`)} on the line`;
    return `waive: add ${codeSpan(`guardrail: ${id}`)} to ${codeSpan(frame.waivers)}${locked ? ' on the base branch' : ''}`;
}
/** Resource, environments, what stands at the commented line, and the places that are related. */
function whereLine(finding, anchor) {
    const { kind, namespace, name } = finding.resource;
    const names = (0,reports/* environments */.dT)(finding);
    const more = names.length > ENVIRONMENTS ? `, and ${names.length - ENVIRONMENTS} more` : '';
    const listed = names.slice(0, ENVIRONMENTS).map(env => escapeText(clip(env, 60)));
    const resource = `${escapeText(clip(kind, 100))} ${codeSpan(clip(namespace === '' ? name : `${namespace}/${name}`, 320))}`;
    const shownIn = names.length === 0 ? '' : ` (${listed.join(', ')}${more})`;
    // A message that names the resource need not be followed by it.
    const named = shownIn === '' && finding.message.includes((0,reports/* resourceName */.Iy)(finding.resource));
    const parts = named ? [] : [`${resource}${shownIn}`];
    const set = originOf(finding, anchor);
    const related = finding.related
        .filter(location => location.note !== undefined)
        .slice(0, 3)
        .map(location => `${escapeText(clip(location.note, 200))} ${codeSpan(clip(placeText(location), 300))}`);
    const origin = [...(set === '' ? [] : [set]), ...related].join(', ');
    if (origin !== '')
        parts.push(origin);
    return parts.join(' · ');
}
const ORIGINS = {
    values: 'value set',
    template: 'written',
    patch: 'set by the patch',
    kustomization: 'set',
    manifest: '',
    file: '',
};
/** `value set here`, or the place when the comment stands elsewhere. */
function originOf(finding, anchor) {
    const { location } = finding;
    if (location === undefined)
        return '';
    if (anchor?.side === 'LEFT')
        return 'removed here';
    const onIt = anchor !== undefined &&
        anchor.path === location.file &&
        (anchor.startLine ?? anchor.line) === location.line;
    if (location.add !== undefined) {
        const place = onIt ? 'here' : `in ${codeSpan(clip(placeOf(finding), 300))}`;
        return `add ${codeSpan(clip(location.add, 200))} ${place}`;
    }
    const verb = ORIGINS[location.kind];
    if (onIt)
        return verb === '' ? '' : `${verb} here`;
    return `${verb === '' ? 'in' : `${verb} in`} ${codeSpan(clip(placeOf(finding), 300))}`;
}
/** The rendered lines around the field, folded. */
function renderedExcerpt({ rendered }) {
    if (rendered === undefined || rendered.lines.length === 0)
        return undefined;
    const start = Math.max(0, Math.min(rendered.focus - EXCERPT_LINES / 2, rendered.lines.length - EXCERPT_LINES));
    return folded('Rendered', fencedBlock(dedent(rendered.lines.slice(start, start + EXCERPT_LINES)), 'yaml'));
}
function dedent(lines) {
    const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
    const indent = indents.length === 0 ? 0 : Math.min(...indents);
    return lines.map(line => line.slice(Math.min(indent, line.length - line.trimStart().length)));
}
const FOLD = '<details><summary>What it said</summary>\n\n';
const FOLD_END = '\n\n</details>';
/** Body that replaces a comment somebody replied to: fixed or waived, with the former text folded. */
function resolvedComment(resolution, former, marker, frame) {
    const heading = resolution.kind === 'fixed'
        ? `✅ Fixed in ${codeSpan(shortSha(frame.sha))}.`
        : waivedText(resolution.waiver);
    const text = formerText(former);
    const fold = `${FOLD}${text}${FOLD_END}`;
    const body = text === '' || bytes(fold) > BODY_BYTES - 4_000 ? heading : `${heading}\n\n${fold}`;
    const hash = resolvedEvidence(resolution);
    return {
        evidence: hash,
        body: `${body}\n\n${markerLine({ ...marker, evidence: hash, sha: frame.sha, run: frame.run })}`,
    };
}
/** Evidence of {@link resolvedComment}: without the commit, so that a settled comment stays as it is. */
function resolvedEvidence(resolution) {
    return resolution.kind === 'fixed' ? evidence('fixed') : evidence('waived', waivedText(resolution.waiver));
}
function waivedText({ owner, reason, expires, ticket }) {
    const term = expires === undefined ? 'without expiry' : `until ${escapeText(clip(expires, 40))}`;
    const where = ticket === undefined || ticket === '' ? '' : ` (${escapeText(clip(ticket, 200))})`;
    const why = escapeText(clip(oneLine(reason).replace(/\.$/, ''), 1_000));
    return `☑️ Waived by ${escapeText(clip(owner, 100))} ${term}: ${why}${where}.`;
}
/** What a comment said before it was first settled. */
function formerText(former) {
    const text = withoutMarker(former);
    const start = text.indexOf(FOLD);
    if (start < 0 || !text.endsWith(FOLD_END) || !/^(?:✅|☑️) /u.test(text))
        return text;
    return text.slice(start + FOLD.length, -FOLD_END.length);
}
function comment_close(body, fingerprint, frame, targets) {
    const hash = evidence(body);
    const marker = markerLine({
        instance: frame.instance,
        fingerprint,
        evidence: hash,
        sha: frame.sha,
        run: frame.run,
        // A finding in very many targets: without the list any target that was not evaluated keeps the comment.
        ...(targets.length <= 40 && { targets }),
    });
    return { body: `${body}\n\n${marker}`, evidence: hash };
}
function placeText({ file, line }) {
    return line === undefined ? file : `${file}:${line}`;
}
function oneLine(text) {
    return text.replace(/\s+/g, ' ').trim();
}
//# sourceMappingURL=comment.js.map
;// CONCATENATED MODULE: ./lib/src/github/plan.js




/** Comments of ours on lines, per pull request: GitHub refuses reviews somewhere above 30 (reference/github.md, row 6). */
const INLINE_COMMENTS = 25;
/** Edits and deletions of one run; the rest waits for the next. */
const EDITS = 40;
/**
 * Compares what stands with what should: new findings become comments, changed ones edits, settled ones deletions
 * (edits where somebody replied); what was not evaluated this time stays. Planning again after carrying out a plan
 * gives an empty one. Pure.
 */
function planReview(input) {
    const { report, frame } = input;
    const anchorOf = anchorLookup(input.diff);
    const findings = present(report);
    const settledBy = settlements(report);
    const skipped = skippedTargets(report);
    const standing = new Set();
    const steps = [];
    for (const [fingerprint, threads] of threadsByFingerprint(input)) {
        const finding = findings.get(fingerprint);
        if (finding !== undefined) {
            standing.add(fingerprint);
            steps.push(...keep(threads, findingComment(finding, report, anchorOf(finding), frame)));
            continue;
        }
        const resolution = settledBy.get(fingerprint);
        for (const thread of threads) {
            if (resolution === undefined && mayBeUnseen(thread.marker, skipped))
                continue;
            const step = settle(thread, resolution ?? { kind: 'fixed' }, frame);
            if (step !== undefined)
                steps.push(step);
        }
    }
    const now = [...steps]
        .sort((a, b) => Number(a.body === undefined) - Number(b.body === undefined))
        .slice(0, EDITS);
    return {
        create: creations(findings.values(), standing, report, anchorOf, frame),
        update: now.filter((step) => step.body !== undefined),
        remove: now.filter(step => step.body === undefined).map(({ id }) => id),
        postponed: steps.length - now.length,
        standing,
    };
}
/** New findings without a comment, worst first, as many as the limit leaves. */
function creations(findings, standing, report, anchorOf, frame) {
    const create = [];
    for (const finding of findings) {
        if (standing.size + create.length >= INLINE_COMMENTS)
            break;
        if (finding.state !== 'new' || standing.has(finding.fingerprint))
            continue;
        const anchor = anchorOf(finding);
        if (anchor === undefined)
            continue;
        const { body } = findingComment(finding, report, anchor, frame);
        create.push({ ...anchor, fingerprint: finding.fingerprint, body });
    }
    return create;
}
/** One thread stays, and every other one somebody wrote in; the rest are leftovers of racing runs. */
function keep(threads, wanted) {
    const replied = threads.filter(thread => thread.replied);
    const kept = replied.length > 0 ? replied : threads.slice(0, 1);
    return threads.flatMap((thread) => {
        if (!kept.includes(thread))
            return [{ id: thread.comment.id }];
        return thread.marker.evidence === wanted.evidence ? [] : [{ id: thread.comment.id, body: wanted.body }];
    });
}
function settle(thread, resolution, frame) {
    const { comment, marker, replied } = thread;
    if (!replied)
        return { id: comment.id };
    if (marker.evidence === resolvedEvidence(resolution))
        return undefined;
    return { id: comment.id, body: resolvedComment(resolution, comment.body, marker, frame).body };
}
/** Fingerprints the report itself calls fixed or waived. */
function settlements(report) {
    const settled = new Map();
    for (const { fingerprint, state, waiver } of report.findings) {
        if (state === 'fixed')
            settled.set(fingerprint, { kind: 'fixed' });
        else if (waiver !== undefined)
            settled.set(fingerprint, { kind: 'waived', waiver });
    }
    return settled;
}
/** Keys of the targets that were not evaluated; `all` when a gap belongs to no target. */
function skippedTargets(report) {
    const keys = new Set();
    for (const problem of report.problems) {
        if (!problem.gates)
            continue;
        if (problem.target === undefined)
            return 'all';
        keys.add(targetKey(problem.target));
    }
    return keys;
}
/** Whether the finding may only be out of sight: a fix nobody saw is never claimed. */
function mayBeUnseen(marker, skipped) {
    if (skipped === 'all')
        return true;
    if (skipped.size === 0)
        return false;
    return marker.targets === undefined || marker.targets.some(target => skipped.has(target));
}
/** Our threads, by fingerprint in the order of the oldest comment, oldest first. */
function threadsByFingerprint({ comments, viewer, frame }) {
    const answered = new Set();
    for (const comment of comments) {
        if (comment.inReplyTo !== undefined)
            answered.add(comment.inReplyTo);
    }
    const threads = new Map();
    for (const comment of [...comments].sort((a, b) => a.id - b.id)) {
        if (comment.inReplyTo !== undefined)
            continue;
        const marker = ownMarker(comment, viewer, frame.instance);
        if (marker === undefined || marker.fingerprint === STICKY || marker.fingerprint === REVIEW)
            continue;
        const list = threads.get(marker.fingerprint) ?? [];
        list.push({ comment, marker, replied: answered.has(comment.id) });
        threads.set(marker.fingerprint, list);
    }
    return threads;
}
/** Our sticky comments among those of the conversation, oldest first. */
function ownStickies(comments, viewer, instance) {
    return comments
        .map(comment => ({ id: comment.id, marker: ownMarker(comment, viewer, instance) }))
        .filter((own) => own.marker?.fingerprint === STICKY)
        .sort((a, b) => a.id - b.id);
}
/**
 * What to do with the sticky comment: the oldest is kept, copies of racing runs go. It is rewritten for a new head
 * even when it says the same, so that its evidence is that of the head. Pure.
 */
function planSticky(own, wanted, frame) {
    const [first, ...copies] = own;
    const remove = copies.map(({ id }) => id);
    if (wanted === undefined)
        return { kind: 'none', remove: [] };
    if (first === undefined)
        return { kind: 'create', body: wanted.body, remove };
    const { marker } = first;
    if (marker.evidence === wanted.evidence && marker.sha === frame.sha)
        return { kind: 'unchanged', remove };
    if (olderRun(frame.run, marker.run))
        return { kind: 'newer', remove };
    return { kind: 'update', id: first.id, body: wanted.body, remove };
}
//# sourceMappingURL=plan.js.map
;// CONCATENATED MODULE: ./lib/src/github/sections.js




const ICONS = { pass: '✅', fail: '❌', incomplete: '⚠️' };
/** `### ❌ kubeproof: 2 new errors block this pull request`. */
function heading(report) {
    return `### ${ICONS[report.outcome]} kubeproof: ${escapeText(clip(report.summary.replace(/\.$/, ''), 400))}`;
}
/** A row of the findings table: severity, what is wrong, where; the place is linked when `context` is given. */
function findingRow(finding, context) {
    const names = (0,reports/* environments */.dT)(finding);
    const envs = names.length === 0 ? '' : ` (${clip(names.join(', '), 80)})`;
    const what = prose(halves(finding.message).what, finding, 200, true);
    const named = envs === '' && finding.message.includes((0,reports/* resourceName */.Iy)(finding.resource));
    const where = named ? '' : `<br><sub>${escapeText(clip((0,reports/* resourceName */.Iy)(finding.resource), 150) + envs)}</sub>`;
    return `| ${finding.severity} | ${what}${where} | ${linkedPlace(finding, context)} |`;
}
const TABLE_HEAD = '| | | |\n|---|---|---|';
/** The place as code, linked to the commit that was evaluated (the base, for what was removed). */
function linkedPlace(finding, context) {
    const label = codeSpan(clip(placeOf(finding), 200), true);
    const { location } = finding;
    if (location === undefined || context === undefined)
        return label;
    const removed = finding.side === 'removed' || finding.state === 'fixed';
    const sha = removed ? context.baseSha : context.headSha;
    if (sha === undefined)
        return label;
    const line = location.line === undefined ? '' : `#L${location.line}`;
    return escape_link(label, `${repositoryUrl(context)}/blob/${sha}/${urlPath(location.file)}${line}`);
}
/**
 * Rows as one table within `budget` bytes, whole rows only, in the order given.
 * @returns the table ('' without rows) and how many rows it holds.
 */
function pack(rows, budget) {
    let size = bytes(TABLE_HEAD);
    let count = 0;
    for (const row of rows) {
        size += bytes(row) + 1;
        if (size > budget)
            break;
        count++;
    }
    return { text: count === 0 ? '' : [TABLE_HEAD, ...rows.slice(0, count)].join('\n'), count };
}
const MARKS = { given: '✅', waiting: '⏳', unknown: '⏳' };
/** Who has to agree to this change, and who did: one line each. */
function approvalsSection({ approvals }) {
    return approvals
        .map(each => `${MARKS[each.state]} ${escapeMessage(clip((0,reports/* approvalText */.zP)(each), 1_000))}`)
        .join('\\\n');
}
/** Permissions gained and lost: the sentence for dangerous gains, everything in a folded table. */
function permissionsSection(changes, budget) {
    if (changes.length === 0)
        return '';
    const dangerous = changes.flatMap(({ subject, gained }) => gained.filter(g => g.dangerous).map(g => ({ subject, ...g })));
    const gained = changes.filter(change => change.gained.length > 0).length;
    const lost = changes.filter(change => change.lost.length > 0).length;
    const counts = [
        gained > 0 ? `${plural(gained, 'subject gains', 'subjects gain')} permissions` : '',
        lost > 0 ? `${plural(lost, 'subject loses', 'subjects lose')} some` : '',
    ].filter(part => part !== '');
    const sentences = dangerous
        .slice(0, 3)
        .map(({ subject, text, scope, through }) => `${codeSpan(clip(subject, 200))} gains **${escapeText(clip(text, 200))}** in ${escapeText(clip(scope, 120))}, through ${codeSpan(clip(through, 300))}.`);
    const lead = sentences.length > 0 ? sentences.join(' ') : `${counts.join(', ')}.`;
    const rows = changes.flatMap(change => [
        ...change.gained.map(line => permissionRow('+', change.subject, line)),
        ...change.lost.map(line => permissionRow('−', change.subject, line)),
    ]);
    const { text, count } = pack(rows, budget - bytes(lead) - 300);
    const left = rows.length - count;
    const note = left === 0 ? '' : `\n\n${plural(left, 'more line')} in the report.`;
    return `**Permissions** ${lead}${count === 0 ? '' : `\n${folded(counts.join(', '), `${text}${note}`)}`}`;
}
function permissionRow(sign, subject, line) {
    const cell = (value) => codeSpan(clip(value, 300), true);
    const what = `${escapeText(clip(line.text, 300))} in ${escapeText(clip(line.scope, 120))}${line.dangerous ? ' ⚠️' : ''}`;
    return `| ${sign} ${cell(subject)} | ${what} | ${cell(line.through)} |`;
}
/** What was not evaluated and gates: one line each, whole lines within `budget` bytes. */
function notEvaluatedSection(problems, budget) {
    return problemLines(problems.filter(problem => problem.gates), '⚠️ Not evaluated: ', budget);
}
/** One line per problem, with where and what to do. */
function problemLines(problems, prefix, budget) {
    const lines = [];
    let size = 200;
    for (const problem of problems) {
        const line = `${prefix}${problemText(problem)}`;
        size += bytes(line) + 2;
        if (size > budget)
            break;
        lines.push(line);
    }
    const left = problems.length - lines.length;
    if (left > 0)
        lines.push(`${prefix}${plural(left, 'more')}, listed in the report.`);
    return lines.join('\\\n');
}
function problemText(problem) {
    const at = (0,problems/* place */.ik)(problem) || problem.target || '';
    const where = at === '' ? '' : `${codeSpan(clip(at, 300))}: `;
    const environment = problem.environment === undefined ? '' : ` (${escapeText(clip(problem.environment, 60))})`;
    const hint = problem.hint === undefined ? '' : ` ${escapeMessage(clip(problem.hint, 500))}`;
    const message = escapeMessage(clip(problem.message.replace(/\.$/, ''), 500));
    return `${where}${message}${environment}.${hint}`;
}
/** `3 fixed · 41 known · 1 waived until 2027-01-31 · evidence sha256:9f2c… · 3f1c2aa → 8be1d07`. */
function footer(report, context, artifact) {
    return [
        countsText(report),
        artifact === undefined ? '' : evidenceLink(artifact, 'evidence'),
        commits(report, context),
    ]
        .filter(part => part !== '')
        .join(' · ');
}
/** `3 fixed · 41 known · 1 waived until 2027-01-31`. */
function countsText(report) {
    const { fixed, unchanged, waived } = report.counts;
    const parts = [];
    if ((0,reports/* total */.X5)(fixed) > 0)
        parts.push(`${(0,reports/* total */.X5)(fixed).toLocaleString('en-US')} fixed`);
    if ((0,reports/* total */.X5)(unchanged) > 0)
        parts.push(`${(0,reports/* total */.X5)(unchanged).toLocaleString('en-US')} known`);
    if ((0,reports/* total */.X5)(waived) > 0)
        parts.push(`${(0,reports/* total */.X5)(waived).toLocaleString('en-US')} waived${waiverTerm(report)}`);
    return parts.join(' · ');
}
/** Link to the artifact with the start of its digest. */
function evidenceLink(artifact, label) {
    const linked = artifact.url === undefined ? `${label} ${codeSpan(artifact.name)}` : escape_link(label, artifact.url);
    return artifact.digest === undefined
        ? linked
        : `${linked} ${codeSpan(`sha256:${artifact.digest.slice(0, 16)}…`)}`;
}
/** Where everything is: the artifact, else the summary of the run. */
function wholeRecord(context, artifact) {
    if (artifact?.url !== undefined)
        return evidenceLink(artifact, 'the evidence artifact');
    return escape_link('the summary of the run', runUrl(context));
}
function runUrl(context) {
    return `${repositoryUrl(context)}/actions/runs/${context.runId}`;
}
function repositoryUrl({ serverUrl, owner, repository }) {
    return `${serverUrl}/${owner}/${repository}`;
}
function commits(report, context) {
    const base = report.base?.commit ?? '';
    const head = context.headSha;
    if (head === '')
        return '';
    return base === '' ? shortSha(head) : `${shortSha(base)} → ${shortSha(head)}`;
}
/** The next waiver to run out, when any does. */
function waiverTerm(report) {
    const expiries = report.findings
        .filter(finding => finding.state !== 'fixed')
        .map(({ waiver }) => waiver?.expires)
        .filter(expires => expires !== undefined)
        .sort();
    return expiries[0] === undefined ? '' : ` until ${escapeText(expiries[0])}`;
}
//# sourceMappingURL=sections.js.map
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
            if (error instanceof RequestFailure && error.kind === 'invalid') {
                refusal = error.message;
                await refused(list, depth);
            }
            else if (error instanceof RequestFailure && error.kind === 'unavailable' && !looked) {
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
        const there = new Set(now.map(comment => ownMarker(comment, input.viewer, frame.instance)?.fingerprint));
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
        session.note('comments-unplaced', `${plural(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`, refusal === '' ? undefined : `GitHub's answer: ${refusal.slice(0, 200)}`);
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
        ? `Everything is in ${escape_link('the summary of the run', runUrl(context))}.`
        : sticky === undefined
            ? 'Everything is in the kubeproof comment of this pull request.'
            : `Everything is in ${escape_link('the kubeproof comment', conversation)}.`;
    const text = `kubeproof has ${plural(count, 'new finding')} on the lines of this pull request. ${rest}`;
    const { instance, sha, run } = frame;
    return `${text}\n\n${markerLine({ instance, fingerprint: REVIEW, evidence: evidence(text), sha, run })}`;
}
//# sourceMappingURL=review.js.map
;// CONCATENATED MODULE: ./lib/src/github/session.js

/** Requests kept back for the sticky comment: create, list again, repair. */
const RESERVE = 6;
/** Failures of an unavailable GitHub after which a run stops trying. */
const PATIENCE = 3;
/** What one run has written so far, what it could not, and whether it should go on. */
class Session {
    created = 0;
    updated = 0;
    deleted = 0;
    unplaced = 0;
    /** Whether anything failed. */
    troubled = false;
    /** Why nothing more is written. */
    stopped;
    notes = [];
    client;
    unavailable = 0;
    constructor(client) {
        this.client = client;
    }
    get requests() {
        return this.client.used;
    }
    /** Whether a write before the sticky comment is still allowed. */
    mayWrite() {
        return this.stopped === undefined && this.client.left > RESERVE;
    }
    /**
     * Runs one write.
     * @returns whether it happened; false too when its comment is gone, which is no failure.
     */
    async write(what, action) {
        if (this.stopped !== undefined)
            return false;
        try {
            await action();
            return true;
        }
        catch (error) {
            if (error instanceof RequestFailure && error.kind === 'missing')
                return false;
            this.failed(error, what);
            return false;
        }
    }
    /** Records a failure and decides whether to go on. Rethrows what is not GitHub's. */
    failed(error, what) {
        if (!(error instanceof RequestFailure))
            throw error;
        this.troubled = true;
        const status = error.status === 0 ? '' : `${error.status} `;
        const answer = `GitHub's answer: ${status}${error.message.split('\n', 1)[0]?.slice(0, 200)}`;
        switch (error.kind) {
            case 'read-only':
                this.stopped = error.kind;
                this.note('comments-read-only', 'The token may not write to the pull request, so comments were left out; the verdict stands', `Pull requests from forks and by Dependabot get such a token from GitHub; elsewhere give the job "permissions: pull-requests: write". ${answer}`);
                return;
            case 'limited':
                this.stopped = error.kind;
                this.note('comments-limited', 'GitHub limits the rate of requests, so not everything was commented', `Run the job again later. ${answer}`);
                return;
            case 'budget':
                this.stopped = error.kind;
                this.note('comments-budget', `Not everything was commented: ${error.message}`, 'The next run goes on.');
                return;
            case 'unavailable':
                this.unavailable++;
                if (this.unavailable >= PATIENCE)
                    this.stopped = error.kind;
                break;
            case 'refused':
                if (error.status === 401)
                    this.stopped = error.kind;
                break;
        }
        this.note('comments-failed', `Could not ${what}`, answer);
    }
    /** Adds a note, once. */
    note(code, message, hint) {
        if (this.notes.some(note => note.code === code && note.message === message))
            return;
        this.notes.push({ code, message, ...(hint !== undefined && { hint }), gates: false });
    }
}
//# sourceMappingURL=session.js.map
;// CONCATENATED MODULE: ./lib/src/github/sticky.js






const PERMISSIONS_BYTES = 12_000;
const NOT_EVALUATED_BYTES = 10_000;
/**
 * Body of the sticky comment, at most 60,000 bytes; undefined when there is nothing to say and nothing was ever
 * said. Findings are packed whole, worst first; what does not fit is said before everything else.
 */
function stickyComment(input) {
    const { report, former, mode } = input;
    if (mode === 'never')
        return undefined;
    const silent = report.outcome === 'pass' &&
        !report.findings.some(isShown) &&
        report.approvals.length === 0 &&
        !report.problems.some(p => p.gates);
    if (!silent)
        return findingsBody(input);
    if (former === undefined && mode === 'on-findings')
        return undefined;
    return quietBody(input);
}
function findingsBody({ report, context, frame, placement, artifact }) {
    const findings = report.findings.filter(isShown);
    const head = heading(report);
    const permissions = permissionsSection(report.permissions.changes, PERMISSIONS_BYTES);
    const missing = notEvaluatedSection(report.problems, NOT_EVALUATED_BYTES);
    const approvals = approvalsSection(report);
    const foot = footer(report, context, artifact);
    const placed = placementText(placement);
    const rows = findings.map(finding => findingRow(finding, context));
    const fixed = [head, approvals, permissions, missing, foot, placed].reduce((sum, part) => sum + bytes(part) + 2, 0);
    const { text: table, count } = pack(rows, BODY_BYTES - fixed - 1_500);
    const overflow = count === rows.length
        ? ''
        : `This comment lists ${count.toLocaleString('en-US')} of ${plural(rows.length, 'finding')}, the worst first; all of them are in ${wholeRecord(context, artifact)}.`;
    const text = [head, approvals, overflow, table, placed, permissions, missing, foot]
        .filter(part => part !== '')
        .join('\n\n');
    const hash = evidence(head, ...findings.map(finding => findingRow(finding, undefined)), placed, ...(approvals === '' ? [] : [approvals]), permissions, missing, countsText(report));
    return sticky_close(text, hash, frame, findings.length);
}
function quietBody({ report, context, frame, former, artifact }) {
    const listed = former?.findings ?? 0;
    const settled = (0,reports/* total */.X5)(report.counts.waived) > 0 ? 'fixed or waived' : 'fixed';
    const line = listed === 0
        ? '✅ kubeproof: nothing to fix'
        : `✅ kubeproof: ${listed === 1 ? 'the finding is' : `all ${plural(listed, 'finding')} are`} ${settled}`;
    const permissions = permissionsSection(report.permissions.changes, PERMISSIONS_BYTES);
    const foot = footer(report, context, artifact);
    const text = [`${line}${foot === '' ? '' : ` · ${foot}`}`, permissions]
        .filter(part => part !== '')
        .join('\n\n');
    return sticky_close(text, evidence(line, permissions, countsText(report)), frame, listed);
}
function placementText({ inline, refused }) {
    const parts = [];
    if (inline > 0)
        parts.push(`${plural(inline, 'finding has a comment on its line', 'findings have a comment on their line')}`);
    if (refused > 0)
        parts.push(`${refused.toLocaleString('en-US')} could not be placed on a line`);
    return parts.length === 0 ? '' : `<sub>${parts.join('; ')}.</sub>`;
}
function sticky_close(text, hash, frame, findings) {
    const marker = markerLine({
        instance: frame.instance,
        fingerprint: STICKY,
        evidence: hash,
        sha: frame.sha,
        run: frame.run,
        findings,
    });
    return { body: `${text}\n\n${marker}`, evidence: hash };
}
//# sourceMappingURL=sticky.js.map
;// CONCATENATED MODULE: ./lib/src/github/sticky-writer.js



/**
 * Writes the sticky comment. After creating one the conversation is listed again: of two racing runs both see both
 * comments, keep the older and delete the newer.
 */
async function writeSticky(input) {
    const { report, context, frame, options, api, session, placement } = input;
    if (options.comment === 'never')
        return 'none';
    let { viewer } = input;
    let own = ownStickies(input.conversation.comments, viewer, frame.instance);
    const former = own[0]?.marker;
    const wanted = stickyComment({
        report,
        context,
        frame,
        placement,
        mode: options.comment,
        ...(options.artifact !== undefined && { artifact: options.artifact }),
        ...(former !== undefined && { former }),
    });
    if (own.length === 0 && wanted !== undefined && !input.conversation.complete) {
        session.note('comments-too-many', 'The pull request has more comments than one run reads, so the summary comment was left out');
        return 'failed';
    }
    let outcome = 'none';
    for (let round = 0; round < 3; round++) {
        const plan = planSticky(own, wanted, frame);
        if (plan.kind === 'update') {
            const { id, body } = plan;
            if (await session.write('edit the summary comment', () => api.updateComment(id, body))) {
                if (outcome !== 'created')
                    outcome = 'updated';
            }
            else
                outcome = 'failed';
        }
        else if (plan.kind === 'unchanged' && outcome === 'none')
            outcome = 'unchanged';
        else if (plan.kind === 'newer') {
            session.note('comments-newer-run', 'A later run has written the summary comment already; it was left as it is');
            outcome = outcome === 'created' ? outcome : 'unchanged';
        }
        for (const id of plan.remove) {
            if (await session.write('delete a copy of the summary comment', () => api.deleteComment(id)))
                session.deleted++;
        }
        if (plan.kind !== 'create')
            return outcome;
        const { body } = plan;
        const author = await create(session, () => api.createComment(body));
        if (author === 'failed')
            return 'failed';
        if (author === 'created-or-not')
            outcome = 'none';
        else {
            outcome = 'created';
            if (author !== '')
                viewer = author;
        }
        try {
            own = ownStickies((await api.conversation()).comments, viewer, frame.instance);
        }
        catch (error) {
            session.failed(error, 'look for copies of the summary comment');
            return outcome === 'created' ? outcome : 'failed';
        }
        if (outcome === 'created' && own.length <= 1)
            return outcome;
        if (outcome === 'none' && own.length > 0)
            outcome = 'created';
    }
    return outcome === 'none' ? 'failed' : outcome;
}
/** Login of the author ('' when unknown); `created-or-not` when the answer was lost. */
async function create(session, action) {
    if (session.stopped !== undefined)
        return 'failed';
    try {
        return (await action()) ?? '';
    }
    catch (error) {
        session.failed(error, 'write the summary comment');
        const lost = error instanceof RequestFailure && error.kind === 'unavailable' && session.stopped === undefined;
        return lost ? 'created-or-not' : 'failed';
    }
}
//# sourceMappingURL=sticky-writer.js.map
;// CONCATENATED MODULE: ./lib/src/github/publish.js








/**
 * Brings the review of the pull request in line with the report: one review with the new findings, edits, deletions,
 * then the sticky comment, which so can say what really happened. Writes nothing when the pull request has moved on,
 * and nothing when everything stands already. Never rejects for anything GitHub answers, and never changes the
 * verdict: what went wrong comes back as notes.
 * @param client undefined when there is no token.
 */
async function publishReview(report, context, client, diff, options) {
    const pull = context.pullRequest;
    if (pull === undefined || (!options.review && options.comment === 'never'))
        return nothing('off', []);
    if (client === undefined) {
        return nothing('read-only', [
            publish_note('comments-no-token', 'No token was given, so nothing was commented', 'Set the input github-token.'),
        ]);
    }
    const frame = {
        instance: instanceId(options.instance),
        sha: context.headSha,
        run: `${context.runId}.${context.runAttempt}`,
        waivers: options.waivers,
    };
    const api = pullRequestApi(client, context, pull.number);
    const session = new Session(client);
    let state;
    try {
        state = await readState(api, context, options);
    }
    catch (error) {
        session.failed(error, 'read the comments of the pull request');
        return result(session, 'none', new Set());
    }
    if (state.head !== context.headSha)
        return superseded(session, state.head, context.headSha);
    const stickies = ownStickies(state.conversation.comments, state.viewer, frame.instance);
    const inline = new Set();
    if (options.review) {
        const comments = state.review.comments;
        const plan = planReview({ report, diff, comments, viewer: state.viewer, frame });
        for (const fingerprint of plan.standing)
            inline.add(fingerprint);
        if (state.review.complete) {
            const review = { api, session, frame, context, options, viewer: state.viewer };
            const placed = await placeComments(review, plan.create, stickies[0]?.id);
            for (const fingerprint of placed.placed)
                inline.add(fingerprint);
            if (placed.head !== undefined)
                return superseded(session, placed.head, context.headSha);
        }
        else if (plan.create.length > 0) {
            session.note('comments-too-many', 'The pull request has more comments than one run reads, so none was added to lines');
        }
        await carryOut(plan, api, session);
    }
    const sticky = await writeSticky({
        report,
        context,
        frame,
        options,
        api,
        session,
        viewer: state.viewer,
        conversation: state.conversation,
        placement: { inline: countPresent(report, inline), refused: session.unplaced },
    });
    return result(session, sticky, inline);
}
const UNREAD = { comments: [], complete: true };
/** The head is read last, right before the first write. */
async function readState(api, context, options) {
    const viewer = await api.viewer();
    const review = options.review ? await api.reviewComments() : UNREAD;
    const conversation = options.comment === 'never' ? UNREAD : await api.conversation();
    const head = await api.headSha();
    if (head === '')
        throw new RequestFailure('refused', 0, `${context.apiUrl} did not say which commit is the head`);
    return { viewer, review, conversation, head };
}
/** Edits, then deletions. A comment that somebody removed meanwhile is no problem. */
async function carryOut(plan, api, session) {
    let postponed = plan.postponed;
    for (const { id, body } of plan.update) {
        if (!session.mayWrite())
            postponed++;
        else if (await session.write('edit a comment', () => api.updateReviewComment(id, body)))
            session.updated++;
    }
    for (const id of plan.remove) {
        if (!session.mayWrite())
            postponed++;
        else if (await session.write('delete a comment', () => api.deleteReviewComment(id)))
            session.deleted++;
    }
    if (postponed > 0) {
        session.note('comments-postponed', `${plural(postponed, 'edit')} of comments left for the next run`);
    }
}
function countPresent(report, inline) {
    return [...present(report).keys()].filter(fingerprint => inline.has(fingerprint)).length;
}
function superseded(session, head, evaluated) {
    session.note('comments-superseded', `The pull request has a newer head (${shortSha(head)}) than the one evaluated (${shortSha(evaluated)}), so nothing was commented`, 'The run for the newer head comments.');
    return { ...result(session, 'none', new Set()), status: 'superseded' };
}
function result(session, sticky, inline) {
    const { created, updated, deleted, unplaced, notes } = session;
    const wrote = created + updated + deleted > 0 || sticky === 'created' || sticky === 'updated';
    const troubled = session.troubled || sticky === 'failed';
    return {
        status: session.stopped === 'read-only' ? 'read-only' : wrote ? 'published' : troubled ? 'failed' : 'unchanged',
        inline,
        created,
        updated,
        deleted,
        sticky,
        unplaced,
        requests: session.requests,
        notes,
    };
}
function nothing(status, notes) {
    return {
        status,
        inline: new Set(),
        created: 0,
        updated: 0,
        deleted: 0,
        sticky: 'none',
        unplaced: 0,
        requests: 0,
        notes,
    };
}
function publish_note(code, message, hint) {
    return { code, message, hint, gates: false };
}
//# sourceMappingURL=publish.js.map
;// CONCATENATED MODULE: ./lib/src/github/summary.js



/** GitHub refuses a summary over 1 MiB per step (workflow-commands.md); counted in UTF-8 bytes. */
const SUMMARY_BYTES = 1_000_000;
const summary_PERMISSIONS_BYTES = 100_000;
const PROBLEM_BYTES = 50_000;
/** Room for headings and notes that are added after packing. */
const RESERVE_BYTES = 3_000;
/**
 * The job summary: everything the sticky comment says, and the known, fixed and waived findings folded. At most
 * 1,000,000 bytes, whole rows only; what was left out is said first.
 */
function summaryMarkdown(report, context, options = {}) {
    const { artifact, notes = [] } = options;
    const head = heading(report);
    const permissions = permissionsSection(report.permissions.changes, summary_PERMISSIONS_BYTES);
    const missing = notEvaluatedSection(report.problems, PROBLEM_BYTES);
    const approvals = approvalsSection(report);
    const remarks = problemLines(report.problems.filter(problem => !problem.gates), 'ℹ️ ', PROBLEM_BYTES);
    const unpublished = problemLines(notes, 'ℹ️ Not published: ', PROBLEM_BYTES);
    const foot = footer(report, context, artifact);
    const targets = targetsText(report);
    let room = SUMMARY_BYTES -
        RESERVE_BYTES -
        [head, approvals, permissions, missing, remarks, unpublished, foot, targets].reduce((sum, part) => sum + bytes(part) + 2, 0);
    let left = 0;
    const table = (findings, row) => {
        const { text, count } = pack(findings.map(row), room);
        room -= bytes(text);
        left += findings.length - count;
        return text;
    };
    const plain = (finding) => findingRow(finding, context);
    const groups = grouped(report);
    const shown = table(groups.shown, plain);
    const folds = [
        fold(`Known (${groups.known.length})`, table(groups.known, plain)),
        fold(`Waived (${groups.waived.length})`, table(groups.waived, finding => waivedRow(finding, context))),
        fold(`Fixed (${groups.fixed.length})`, table(groups.fixed, plain)),
    ];
    const overflow = left === 0
        ? ''
        : `${plural(left, 'finding')} did not fit here; all of them are in ${artifact?.url === undefined ? 'report.json of the evidence' : wholeRecord(context, artifact)}.`;
    const parts = [
        head,
        approvals,
        overflow,
        shown,
        permissions,
        missing,
        ...folds,
        remarks,
        unpublished,
        targets,
        foot,
    ];
    return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}
function grouped(report) {
    const groups = { shown: [], known: [], waived: [], fixed: [] };
    for (const finding of report.findings) {
        if (finding.state === 'fixed')
            groups.fixed.push(finding);
        else if (finding.waiver !== undefined)
            groups.waived.push(finding);
        else if (isShown(finding))
            groups.shown.push(finding);
        else
            groups.known.push(finding);
    }
    return groups;
}
function waivedRow(finding, context) {
    const { owner = '', reason = '', expires } = finding.waiver ?? {};
    const term = expires === undefined ? '' : ` until ${escapeText(clip(expires, 40))}`;
    const text = ` — ${escapeText(clip(owner, 100))}${term}: ${escapeText(clip(reason, 200))}`;
    const row = findingRow(finding, context);
    const end = row.lastIndexOf(' | ');
    return `${row.slice(0, end)}${text}${row.slice(end)}`;
}
function fold(summary, table) {
    return table === '' ? '' : folded(summary, table);
}
/** `9 targets in 12 environments, 312 objects, 25 guardrails`. */
function targetsText(report) {
    const environments = report.targets.reduce((sum, target) => sum + target.environments.length, 0);
    const parts = [
        `${plural(report.targets.length, 'target')} in ${plural(environments, 'environment')}`,
        plural(report.objects, 'object'),
        plural(report.evaluated, 'guardrail'),
        `Kubernetes ${report.kubernetes}`,
        `kubeproof ${report.tool.version}`,
    ];
    return escapeText(parts.join(', '));
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
var src_package = __webpack_require__(88486);
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
    const { version } = (0,src_package/* ownPackage */.n)();
    const client = inputs.token === '' ? undefined : await connect(context, inputs.token, version);
    const pull = context.pullRequest ?? (client === undefined ? undefined : await mergedPullRequest(client, context));
    if (pull === undefined)
        return { approvers: 'nobody-asked', notes: [] };
    const names = [...new Set(rules.flatMap(rule => rule.from))];
    const teams = inputs.approvalsToken === undefined ? undefined : await connect(context, inputs.approvalsToken, version);
    return readApprovers({ client, teams, context, pull, names });
}
//# sourceMappingURL=approvals.js.map
// EXTERNAL MODULE: ./lib/src/repository/index.js + 11 modules
var repository = __webpack_require__(97711);
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
        return (0,repository/* mergeBase */.wu)(root, named, 'HEAD');
    const { event, baseSha, pullRequest } = context;
    if (baseSha === undefined || NO_COMMIT.test(baseSha))
        return undefined;
    if (pullRequest !== undefined) {
        const head = (0,repository/* resolveCommit */.WL)(root, 'HEAD');
        if (head === pullRequest.headSha)
            return (0,repository/* mergeBase */.wu)(root, baseSha, head);
        return (0,repository/* resolveCommit */.WL)(root, 'HEAD^1');
    }
    // A push may rewrite history: then the commit before it need not be an ancestor.
    return event === 'push' ? (0,repository/* resolveCommit */.WL)(root, baseSha) : (0,repository/* mergeBase */.wu)(root, baseSha, 'HEAD');
}
/**
 * Lines of the pull request that GitHub takes comments on, as far as the checked-out files are those of its head.
 *
 * GitHub shows `merge base ... head`. Where the runner checked out the merge commit, a file that the base branch
 * changed too has other line numbers there: it is left out, and its findings go to the sticky comment.
 */
function pullRequestDiff(root, context, tree) {
    const { pullRequest } = context;
    if (pullRequest === undefined)
        return [];
    const head = (0,repository/* resolveCommit */.WL)(root, pullRequest.headSha);
    const files = (0,repository/* diffLines */.Pp)(root, (0,repository/* mergeBase */.wu)(root, pullRequest.baseSha, head), head);
    if ((0,repository/* resolveCommit */.WL)(root, 'HEAD') === head)
        return files.map(toDiffFile);
    const headTree = (0,repository/* openCommit */.Cg)(root, head);
    headTree.prefetch(files.map(f => f.path));
    return files.filter(file => sameContent(file.path, headTree, tree)).map(toDiffFile);
}
function sameContent(path, a, b) {
    if (a.has(path) !== b.has(path))
        return false;
    return !a.has(path) || a.digest(path) === b.digest(path);
}
function toDiffFile({ path, oldPath, status, binary, hunks }) {
    return {
        path,
        ...(oldPath === undefined ? {} : { oldPath }),
        status,
        binary,
        right: hunks.flatMap((hunk, index) => {
            const added = new Set(hunk.added);
            return hunk.right.map(line => ({
                line,
                kind: added.has(line) ? 'added' : 'context',
                hunk: index,
            }));
        }),
        left: hunks.flatMap((hunk, index) => hunk.left.map(line => ({ line, kind: 'deleted', hunk: index }))),
    };
}
/** Whether an error is about history that the clone does not hold. */
function isShallowError(error) {
    return (error instanceof problems/* ProblemError */.Mm &&
        (error.problem.code === 'base-shallow' || error.problem.code === 'base-not-found'));
}
//# sourceMappingURL=commits.js.map
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
    const approvalsToken = input('approvals-token');
    return {
        token: input('github-token') ?? '',
        ...(approvalsToken === undefined ? {} : { approvalsToken }),
        ...(config === undefined ? {} : { config }),
        paths: (input('paths') ?? '')
            .split(/\r?\n/)
            .map(cleanPath)
            .filter(path => path !== ''),
        ...(base === undefined ? {} : { base }),
        overrides: Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
        review: choice('review', ['true', 'false'], 'true') === 'true',
        comment: choice('comment', ['on-findings', 'always', 'never'], 'on-findings'),
        annotations: choice('annotations', ['true', 'false'], 'true') === 'true',
        artifact: choice('artifact', ['true', 'false', 'required'], 'true'),
        artifactName: input('artifact-name') ?? 'kubeproof',
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
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(82864);
// EXTERNAL MODULE: ./lib/src/config/index.js + 7 modules
var src_config = __webpack_require__(93231);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 3 modules
var src_evidence = __webpack_require__(82393);
// EXTERNAL MODULE: ./lib/src/run.js + 20 modules
var run = __webpack_require__(81740);
;// CONCATENATED MODULE: ./lib/src/action.js













/**
 * The Action: reads what the runner gives, runs, publishes, and sets the exit status, which is the verdict.
 * Nothing that goes wrong while publishing changes it, unless `artifact: required` asked for that.
 */
async function action() {
    try {
        const inputs = readInputs(process.env);
        const context = readContext();
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
/** Says why there is no verdict where a person looks first: an annotation, the summary, the output. */
async function reportFailure(problem) {
    const { file, line = 1, message, hint } = problem;
    const place = file === undefined ? '' : `file=${escapeCommandProperty(file)},line=${line},`;
    const text = hint === undefined ? message : `${message}\n${hint}`;
    process.stdout.write(`::error ${place}title=kubeproof::${escapeCommandData(text)}\n`);
    const fenced = text.replaceAll('````', "''''");
    await writeSummary(`### kubeproof could not evaluate this change\n\n\`\`\`\`text\n${fenced}\n\`\`\`\`\n`);
    await writeOutputs({ verdict: 'incomplete' });
}
async function evaluate(inputs, context) {
    const root = context.workspace;
    const head = (0,repository/* openWorkTree */.wr)(root);
    const commit = baseCommit(root, context, inputs.base);
    const base = commit === undefined ? undefined : (0,repository/* openCommit */.Cg)(root, commit);
    // The change is not trusted with the rules it is judged by: they come from the base, or are the defaults.
    const judge = context.pullRequest !== undefined && base !== undefined ? base : head;
    const { config, problems } = (0,src_config/* loadConfig */.Z9)(judge, inputs.config, inputs.overrides);
    const { waivers, problems: waiverProblems } = (0,src_config/* loadWaivers */.Q2)(judge, config.waivers);
    const { approvers, notes } = await approversOf(inputs, context, config.approvals);
    const result = await (0,run/* run */.eF)({
        head,
        approvers,
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
                ? changedRules(base, head, [inputs.config ?? '', ...src_config/* CONFIG_FILES */.n0, config.waivers, ...config.rules])
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
    const { report, rendered, tree } = result;
    // Links to what was removed or fixed lead to the commit that was compared with.
    const shown = report.base?.commit === undefined ? context : { ...context, baseSha: report.base.commit };
    process.stdout.write((0,reports/* textReport */.Mf)(report, { color: false, width: 120 }));
    const artifact = await keepEvidence((0,src_evidence/* evidenceBundle */.M5)(report, rendered), inputs.artifactName, {
        directory: (0,external_node_path_.join)(process.env.RUNNER_TEMP ?? (0,external_node_path_.join)(context.workspace, '.kubeproof-out'), 'kubeproof', inputs.artifactName),
        upload: inputs.artifact !== 'false',
        context,
    });
    const { diff, notes } = commentableLines(context, tree);
    const review = await publishComments(inputs, shown, report, diff, artifact, result.waivers);
    const remarks = [...artifact.notes, ...notes, ...review.notes];
    if (inputs.annotations) {
        for (const line of annotationCommands(report, review.inline, diff))
            process.stdout.write(`${line}\n`);
    }
    const link = artifact.artifact;
    remarks.push(...(await writeSummary(summaryMarkdown(report, shown, { ...(link === undefined ? {} : { artifact: link }), notes: remarks }))));
    remarks.push(...(await writeOutputs(outputs(report, artifact))));
    for (const note of remarks) {
        const hint = note.hint === undefined ? '' : ` ${note.hint}`;
        process.stdout.write(`::notice title=kubeproof::${escapeCommandData(`${note.message}.${hint}`)}\n`);
    }
    if (inputs.artifact === 'required' && link === undefined && report.exitCode === 0) {
        process.stdout.write('::error title=kubeproof::The evidence could not be uploaded, and artifact is "required"\n');
        return 2;
    }
    return report.exitCode;
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
    const client = idle ? undefined : await connect(context, inputs.token, (0,src_package/* ownPackage */.n)().version);
    return publishReview(report, context, client, diff, {
        review: inputs.review,
        comment: inputs.comment,
        instance: inputs.id,
        waivers,
        ...(artifact.artifact === undefined ? {} : { artifact: artifact.artifact }),
    });
}
/** Without the history for it no line can be commented on; the findings still stand in the sticky comment. */
function commentableLines(context, tree) {
    try {
        return { diff: pullRequestDiff(context.workspace, context, tree), notes: [] };
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
function outputs(report, { artifact, paths }) {
    const { counts } = report;
    const relevant = (severity) => counts.new[severity] + (report.scope === 'all' ? counts.unchanged[severity] : 0);
    return {
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
    };
}
//# sourceMappingURL=action.js.map

/***/ })

};
