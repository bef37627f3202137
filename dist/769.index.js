export const id = 769;
export const ids = [769];
export const modules = {

/***/ 54769:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cli: () => (/* binding */ cli)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./lib/src/nearest.js
var nearest = __webpack_require__(11636);
// EXTERNAL MODULE: ./lib/src/problems.js
var src_problems = __webpack_require__(49344);
;// CONCATENATED MODULE: ./lib/src/cli/arguments.js



/** Every flag there is; commands name the ones they take. */
const FLAGS = {
    base: {
        type: 'string',
        value: 'REF',
        help: 'compare with a git reference (its merge base with HEAD) or a folder',
    },
    format: {
        type: 'string',
        short: 'f',
        value: 'FORMAT',
        help: 'text, json, sarif, junit, markdown, html or gitlab',
    },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write there instead of to standard output' },
    evidence: { type: 'string', value: 'DIR', help: 'leave the evidence bundle there' },
    approvals: {
        type: 'string',
        value: 'FORGE',
        help: 'gitlab: ask the merge request of this pipeline who approves',
    },
    previous: {
        type: 'string',
        multiple: true,
        value: 'BUNDLE',
        help: 'the evidence bundle before this one: its digest goes in',
    },
    sign: { type: 'string', value: 'FILE', help: 'private key (PEM) to sign the evidence bundle with' },
    repository: {
        type: 'string',
        value: 'DIR',
        help: 'a clone that has the commit: the inputs are held against it',
    },
    key: { type: 'string', value: 'FILE', help: 'public key (PEM) of whoever signed' },
    'trusted-root': {
        type: 'string',
        value: 'FILE',
        help: 'Sigstore roots to hold it against (gh attestation trusted-root)',
    },
    'signer-repository': {
        type: 'string',
        value: 'NAME',
        help: 'whose workflow has to have signed: acme/shop',
    },
    'signer-workflow': {
        type: 'string',
        value: 'FILE',
        help: 'which workflow: acme/shop/.github/workflows/a.yaml, or with @REF',
    },
    ledger: { type: 'string', value: 'FILE', help: 'a ledger that has to list it' },
    where: { type: 'string', value: 'ADDRESS', help: 'where the bundle is kept, for whoever looks for it' },
    branch: { type: 'string', value: 'NAME', help: 'of the build, where the bundle does not name it' },
    commit: { type: 'string', value: 'SHA', help: 'that was built' },
    because: { type: 'string', value: 'TEXT', help: 'why there is no bundle of a build' },
    config: { type: 'string', short: 'c', value: 'FILE', help: 'configuration; .kubeproof.yaml when left out' },
    extends: {
        type: 'string',
        value: 'FILE',
        help: 'copy of the shared configuration that `extends` names',
    },
    framework: { type: 'string', value: 'ID', help: 'the standard to report by, or a file of your own' },
    to: { type: 'string', value: 'DAY', help: 'last day of the period' },
    profile: { type: 'string', value: 'NAME', help: 'minimal, recommended or strict' },
    'kubernetes-version': { type: 'string', value: 'X.Y', help: 'version to render and judge for' },
    'fail-on': { type: 'string', value: 'SEVERITY', help: 'error, warning, info or never' },
    scope: { type: 'string', value: 'SCOPE', help: 'what fails the check: new findings, or all' },
    engine: { type: 'string', value: 'ENGINE', help: 'embedded, or system: helm and kustomize from PATH' },
    helm: { type: 'string', value: 'MAJOR', help: 'Helm 3 or 4' },
    environment: { type: 'string', value: 'NAME', help: 'only this environment' },
    namespace: {
        type: 'string',
        short: 'n',
        value: 'NAME',
        help: 'of the resource, when several have its name',
    },
    target: { type: 'string', value: 'ID', help: 'only this target, by its id or folder' },
    json: { type: 'boolean', help: 'as JSON, for editors' },
    context: {
        type: 'string',
        value: 'DIR',
        help: 'export of a cluster: RBAC, namespaces and ServiceAccounts as YAML',
    },
    'only-context': { type: 'boolean', help: 'ask the context alone, without what the repository renders' },
    group: {
        type: 'string',
        multiple: true,
        value: 'NAME',
        help: 'a group the subject is in; may be repeated',
    },
    'accept-new': { type: 'boolean', help: 'add what is not in the baseline yet' },
    write: { type: 'boolean', help: 'write what is shown into the work tree' },
    gitlab: { type: 'boolean', help: 'as comments on the merge request of this pipeline of GitLab CI' },
    id: { type: 'string', value: 'NAME', help: 'tells several kubeproof jobs of one project apart' },
    comment: {
        type: 'string',
        value: 'MODE',
        help: 'the summary comment: on-findings, on-changes, always or never',
    },
    'on-fixed': {
        type: 'string',
        value: 'MODE',
        help: 'comments of fixed findings: auto, resolve, keep or delete',
    },
    label: {
        type: 'string',
        multiple: true,
        value: 'NAME',
        help: 'labels of the pull request, with commas between; may be repeated',
    },
    change: { type: 'boolean', help: 'one that judges a change, and not a state' },
    labels: { type: 'boolean', help: 'set labels that say how it stands, such as "kubeproof: blocked"' },
    guardrail: {
        type: 'string',
        multiple: true,
        value: 'ID',
        help: 'only findings of this guardrail; may be repeated',
    },
    from: {
        type: 'string',
        multiple: true,
        value: 'FILE',
        help: 'settings of another tool to carry over; may be repeated',
    },
    force: { type: 'boolean', help: 'replace files that exist' },
    quiet: { type: 'boolean', short: 'q', help: 'only the result line' },
    verbose: { type: 'boolean', short: 'v', help: 'known findings too, and times' },
    color: { type: 'boolean', help: 'colours even when not on a terminal' },
    'no-color': { type: 'boolean', help: 'no colours' },
    'no-pager': { type: 'boolean', help: 'do not page what is longer than the screen' },
    help: { type: 'boolean', short: 'h', help: 'this text' },
};
const COMMON = ['config', 'extends', 'profile', 'kubernetes-version', 'engine', 'helm', 'help'];
const RBAC = [
    'context',
    'only-context',
    'environment',
    'format',
    'output',
    'verbose',
    'color',
    'no-color',
    ...COMMON.filter(flag => flag !== 'profile'),
];
const RBAC_FORMATS = 'table, json, dot or mermaid';
const COMMANDS = [
    {
        name: 'check',
        arguments: '[paths]',
        help: 'render, judge, and say what is wrong',
        flags: [
            'base',
            'label',
            'format',
            'output',
            'evidence',
            'previous',
            'sign',
            'approvals',
            'fail-on',
            'scope',
            'quiet',
            'verbose',
            'color',
            'no-color',
            ...COMMON,
        ],
    },
    {
        name: 'fix',
        arguments: '[paths]',
        help: 'show proven fixes (exit 1 while there are any), or write them',
        flags: ['base', 'write', 'guardrail', 'color', 'no-color', ...COMMON],
    },
    {
        name: 'why',
        arguments: 'KIND/NAME FIELD | FILE:LINE',
        help: 'where a rendered field comes from, or what a source line does',
        flags: ['environment', 'namespace', 'target', 'json', 'color', 'no-color', ...COMMON],
    },
    {
        name: 'render',
        arguments: '[paths]',
        help: 'print what would be deployed, Secrets as digests',
        flags: ['output', ...COMMON],
    },
    {
        name: 'diff',
        arguments: '[PATH|KIND/NAME]',
        help: 'what a change does to what is deployed (exit 3 when something changes)',
        flags: [
            'base',
            'environment',
            'namespace',
            'format',
            'output',
            'verbose',
            'color',
            'no-color',
            'no-pager',
            ...COMMON.filter(flag => flag !== 'profile'),
        ],
        flagHelp: { format: 'text, markdown or json', verbose: 'what is folded, and every gap' },
    },
    {
        name: 'rbac diff',
        arguments: '[paths]',
        help: 'what a change lets whom do, and what it takes away',
        flags: ['base', ...RBAC.filter(flag => flag !== 'only-context' && flag !== 'environment')],
        flagHelp: { format: RBAC_FORMATS, verbose: 'all that could not be evaluated' },
    },
    {
        name: 'rbac who-can',
        arguments: 'VERB RESOURCE [NAME]',
        help: 'who can do something: `get secrets`, `create pods/exec -n shop`',
        flags: ['namespace', ...RBAC],
        flagHelp: {
            format: RBAC_FORMATS,
            namespace: 'there; anywhere when left out',
            verbose: "Kubernetes' own subjects too",
        },
    },
    {
        name: 'rbac can',
        arguments: 'SUBJECT [VERB RESOURCE [NAME]]',
        help: 'what a subject can do, or whether it can (exit 0 yes, 1 no, 2 not known)',
        flags: ['namespace', 'group', ...RBAC],
        flagHelp: {
            format: RBAC_FORMATS,
            namespace: 'there, and of a ServiceAccount that is named without one',
            verbose: 'what Kubernetes gives everybody, too',
        },
    },
    {
        name: 'rbac paths',
        arguments: '[SUBJECT]',
        help: 'from what a subject holds to what it can become',
        flags: ['namespace', ...RBAC],
        flagHelp: {
            format: RBAC_FORMATS,
            namespace: 'of a ServiceAccount that is named without one',
            verbose: "Kubernetes' own subjects, and low risks too",
        },
    },
    {
        name: 'rbac unused',
        arguments: '',
        help: 'roles bound to nobody, subjects and roles that do not exist',
        flags: RBAC,
        flagHelp: { format: 'table or json', verbose: 'all that could not be rendered' },
    },
    { name: 'targets', arguments: '[paths]', help: 'what was found to render, and why', flags: [...COMMON] },
    { name: 'rules', arguments: '', help: 'the guardrails that are active', flags: ['format', ...COMMON] },
    {
        name: 'explain',
        arguments: 'ID',
        help: 'one guardrail: why, how to fix it, examples',
        flags: [...COMMON],
    },
    {
        name: 'test',
        arguments: '[paths]',
        help: 'run the examples of your own guardrails',
        flags: ['color', 'no-color', 'config', 'extends', 'help'],
    },
    {
        name: 'new-rule',
        arguments: 'ID',
        help: 'write a guardrail of your own to start from',
        flags: ['change', 'config', 'help'],
    },
    {
        name: 'baseline',
        arguments: '',
        help: 'accept what is there today; run again, take out what is fixed',
        flags: ['accept-new', ...COMMON],
    },
    {
        name: 'waivers convert',
        arguments: '[paths]',
        help: 'waivers of other tools as our own: show them (exit 1), or write them',
        flags: ['write', 'color', 'no-color', ...COMMON],
    },
    {
        name: 'publish',
        arguments: '[REPORT]',
        help: 'post report.json to a merge request: evidence/report.json, a file, or - for stdin',
        flags: ['gitlab', 'id', 'comment', 'on-fixed', 'labels', 'help'],
    },
    {
        name: 'verify',
        arguments: 'BUNDLE',
        help: 'whether an evidence bundle is as it was written: exit 0 only when all holds',
        flags: [
            'previous',
            'ledger',
            'key',
            'trusted-root',
            'signer-repository',
            'signer-workflow',
            'repository',
            'json',
            'color',
            'no-color',
            'help',
        ],
        flagHelp: {
            previous: 'bundles before this one, or a folder of them; may be repeated',
            json: 'as JSON, for programs',
        },
    },
    {
        name: 'ledger add',
        arguments: 'LEDGER BUNDLE',
        help: 'list a bundle in the file that lists all that are kept',
        flags: ['where', 'branch', 'help'],
    },
    {
        name: 'ledger gap',
        arguments: 'LEDGER',
        help: 'list a build that left no bundle, and why',
        flags: ['because', 'commit', 'branch', 'help'],
        flagHelp: { branch: 'of the build' },
    },
    {
        name: 'report',
        arguments: 'BUNDLE...',
        help: 'many evidence bundles as one report by a standard',
        flags: [
            'framework',
            'from',
            'to',
            'repository',
            'branch',
            'ledger',
            'key',
            'trusted-root',
            'signer-repository',
            'signer-workflow',
            'format',
            'output',
            'help',
        ],
        flagHelp: {
            from: 'first day of the period',
            repository: 'only builds of this one; `*` stands for any characters',
            branch: 'only builds of this one; `*` stands for any characters',
            ledger: 'a ledger of the builds: what it lists and is not here is a gap',
            key: 'public key (PEM): only bundles signed with it count',
            format: "html, markdown, json or csv; by the output's name when left out",
        },
        flagValues: { from: 'DAY', repository: 'PATTERN', branch: 'PATTERN' },
    },
    {
        name: 'init',
        arguments: '',
        help: 'write a configuration and a workflow, or what other tools are set to',
        flags: ['from', 'force', 'color', 'no-color', 'help'],
    },
];
/** Columns of commands and their arguments in the help of all. */
const COMMAND_WIDTH = 20;
/** Whether commands of two words begin with it. */
function isGroup(word) {
    return COMMANDS.some(({ name }) => name.startsWith(`${word} `));
}
/**
 * @returns `undefined` when help or the version was asked for at the top.
 * @throws {ProblemError} for an unknown command or flag, with the nearest one named.
 */
function parseCommand(argv) {
    const [first = '', second = ''] = argv;
    const grouped = isGroup(first);
    const name = grouped ? `${first} ${second}`.trim() : first;
    const rest = argv.slice(grouped ? 2 : 1);
    const command = COMMANDS.find(c => c.name === name);
    if (command === undefined) {
        throw usage(name === first && grouped ? `${first} takes a command` : `there is no command "${name}"`, (0,nearest/* nearest */.p)(name, COMMANDS.map(c => c.name)), grouped ? `kubeproof ${first} --help` : undefined);
    }
    const options = {};
    for (const name of command.flags) {
        const { type, short, multiple = false } = FLAGS[name];
        options[name] = { type, multiple, ...(short === undefined ? {} : { short }) };
    }
    try {
        const { values, positionals } = (0,external_node_util_.parseArgs)({ args: rest, options, allowPositionals: true, strict: true });
        return {
            command,
            paths: positionals,
            text: flag => (typeof values[flag] === 'string' ? values[flag] : undefined),
            list: flag => [values[flag] ?? []].flat().map(String),
            on: flag => values[flag] === true,
        };
    }
    catch (error) {
        const { code, message } = error;
        if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
            const flag = /'--?([^'=\s]+)/.exec(message)?.[1] ?? '';
            const close = (0,nearest/* nearest */.p)(flag, command.flags);
            throw usage(`kubeproof ${command.name} has no flag --${flag}`, close === undefined ? undefined : `--${close}`);
        }
        if (code?.startsWith('ERR_PARSE_ARGS') === true)
            throw usage(message.split('\n')[0] ?? message);
        throw error;
    }
}
function usage(message, suggestion, help = 'kubeproof --help') {
    const hint = suggestion === undefined ? `${help} lists what there is` : `did you mean \`${suggestion}\`?`;
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
/** The help of one command, of the commands that begin with a word, or of all. */
function helpText(version, command) {
    if (typeof command === 'string') {
        const members = COMMANDS.filter(({ name }) => name.startsWith(`${command} `));
        const width = Math.max(...members.map(c => `${c.name} ${c.arguments}`.length)) + 2;
        const lines = members.map(c => `  ${`${c.name} ${c.arguments}`.padEnd(width)}${c.help}`);
        return `${lines.join('\n')}\n\nkubeproof ${command} COMMAND --help lists the flags of a command.\n`;
    }
    if (command !== undefined) {
        const flags = command.flags.map(name => {
            const { short, value: usual, help: general } = FLAGS[name];
            const value = command.flagValues?.[name] ?? usual;
            const help = command.flagHelp?.[name] ?? general;
            const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
            return `  ${left.padEnd(30)}${help}`;
        });
        return `kubeproof ${command.name} ${command.arguments}\n  ${command.help}\n\n${flags.join('\n')}\n`;
    }
    const commands = COMMANDS.map(({ name, arguments: taken, help }) => {
        const left = `${name} ${taken}`.trimEnd();
        // Long ones have their help below, so that the column stays narrow.
        return left.length < COMMAND_WIDTH
            ? `  ${left.padEnd(COMMAND_WIDTH)}${help}`
            : `  ${left}\n  ${' '.repeat(COMMAND_WIDTH)}${help}`;
    });
    return `kubeproof ${version}: reviews Kubernetes changes before they are merged.

${commands.join('\n')}

kubeproof COMMAND --help lists the flags of a command.
Exit status: 0 passed, 1 guardrails failed, 2 something could not be evaluated.
`;
}
//# sourceMappingURL=arguments.js.map
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/src/config/index.js + 8 modules
var src_config = __webpack_require__(8009);
// EXTERNAL MODULE: ./lib/src/plural.js
var plural = __webpack_require__(17858);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 45 modules
var reports = __webpack_require__(19177);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 12 modules
var src_repository = __webpack_require__(2038);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(79508);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 24 modules
var src_evidence = __webpack_require__(46393);
// EXTERNAL MODULE: ./lib/src/json.js
var json = __webpack_require__(38674);
// EXTERNAL MODULE: ./lib/src/review/index.js + 21 modules
var review = __webpack_require__(99717);
;// CONCATENATED MODULE: ./lib/src/gitlab/pages.js
/** Rows of one page: the most GitLab gives. */
const PAGE = 100;
/** Every row of a list, at most `pages` pages of 100 (docs.gitlab.com/api/rest, "Offset-based pagination"). */
async function readPages(client, route, where, pages) {
    const rows = [];
    for (let page = 1, read = 0; page !== undefined; read++) {
        if (read === pages)
            return { rows, complete: false };
        const answer = (await client.request(route, { ...where, per_page: PAGE, page }));
        if (Array.isArray(answer.body))
            rows.push(...answer.body);
        page = answer.next;
    }
    return { rows, complete: true };
}
//# sourceMappingURL=pages.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/approvals.js



/** 500 versions, 500 notes: beyond that nobody's approval is certain. */
const PAGES = 5;
const MERGE_REQUEST = '/projects/{id}/merge_requests/{iid}';
/**
 * Who approves the commit that is judged, sorted by login. GitLab keeps approvals through a push unless the project is
 * set to remove them, so one counts only when it is later than the version of the diff that brought the head. That of
 * the author does not count: GitLab lets authors approve, unless the project forbids it.
 * Source: docs.gitlab.com/api/merge_request_approvals, /merge_requests ("merge request diff versions"), /members.
 *
 * What could not be read comes back as notes: then nobody approves, and the gate waits.
 */
async function readApprovers({ client, context, names }) {
    const at = { id: context.projectId, iid: context.mergeRequest };
    try {
        const { body } = (await client.request(`GET ${MERGE_REQUEST}/approvals`, at));
        const rows = (0,json/* field */.ZZ)(body, 'approved_by');
        const given = (Array.isArray(rows) ? rows : []).flatMap(readApproval);
        if (given.length === 0)
            return { approvers: [], notes: [] };
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
    }
    catch (error) {
        if (!(error instanceof review/* RequestFailure */.e6))
            throw error;
        const message = 'The approvals of the merge request could not be read, so none counts';
        return { approvers: [], notes: [note('approvals-unread', message, answerOf(error))] };
    }
}
function readApproval(row) {
    const [id, login] = [(0,json/* field */.ZZ)((0,json/* field */.ZZ)(row, 'user'), 'id'), (0,json/* field */.ZZ)((0,json/* field */.ZZ)(row, 'user'), 'username')];
    if (typeof id !== 'number' || typeof login !== 'string')
        return [];
    return [{ id, login, at: time((0,json/* field */.ZZ)(row, 'approved_at')) }];
}
/** When the head came: its oldest version of the diff since another head was there; undefined when it is not the head. */
async function arrivalOf(client, at, head) {
    const { rows, complete } = await readPages(client, `GET ${MERGE_REQUEST}/versions`, at, PAGES);
    if (!complete)
        throw new review/* RequestFailure */.e6('budget', 0, `there are more than ${rows.length} versions`);
    const newestFirst = [...rows].sort((a, b) => Number((0,json/* field */.ZZ)(b, 'id')) - Number((0,json/* field */.ZZ)(a, 'id')));
    let arrival;
    for (const row of newestFirst) {
        if ((0,json/* field */.ZZ)(row, 'head_commit_sha') !== head)
            break;
        arrival = time((0,json/* field */.ZZ)(row, 'created_at'));
    }
    return arrival;
}
/** The times that the answer left out, from what GitLab itself noted on the merge request. */
async function withTimes(client, at, given) {
    if (given.every(({ at: when }) => when !== undefined))
        return [...given];
    const { rows } = await readPages(client, `GET ${MERGE_REQUEST}/notes`, at, PAGES);
    const said = new Map();
    for (const row of rows) {
        if ((0,json/* field */.ZZ)(row, 'system') !== true || (0,json/* field */.ZZ)(row, 'body') !== 'approved this merge request')
            continue;
        const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(row, 'author'), 'username');
        said.set(login, Math.max(said.get(login) ?? 0, time((0,json/* field */.ZZ)(row, 'created_at')) ?? 0));
    }
    return given.map(each => ({ ...each, at: each.at ?? said.get(each.login) }));
}
async function withoutAuthor(client, at, given, names) {
    if (given.length === 0)
        return { standing: [], notes: [] };
    const { body } = (await client.request(`GET ${MERGE_REQUEST}`, at));
    const author = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(body, 'author'), 'username');
    const standing = given.filter(({ login }) => login !== author);
    const isAsked = names.includes(String(author).toLowerCase());
    if (standing.length === given.length || !isAsked)
        return { standing, notes: [] };
    const message = `${author} opened this merge request, so that approval does not count`;
    return {
        standing,
        notes: [note('approvals-own', message, 'Somebody else of those named has to approve.')],
    };
}
/** Which of them are direct members of which group. */
async function groupsOf(client, groups, given) {
    const members = new Map();
    const notes = [];
    for (const group of groups) {
        for (const { id, login } of given) {
            try {
                const { body } = (await client.request('GET /groups/{group}/members/{user}', {
                    group,
                    user: id,
                }));
                if ((0,json/* field */.ZZ)(body, 'state') !== 'active')
                    continue;
                members.set(group, (members.get(group) ?? new Set()).add(login.toLowerCase()));
            }
            catch (error) {
                // 404 is both "not a member" and "no such group, or none this token may see".
                if (!(error instanceof review/* RequestFailure */.e6))
                    throw error;
                if (error.kind === 'missing')
                    continue;
                const message = `Members of ${group} could not be read, so their approvals do not count`;
                notes.push(note('approvals-team-unread', message, answerOf(error)));
                break;
            }
        }
    }
    return { members, notes };
}
function time(value) {
    const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(parsed) ? undefined : parsed;
}
function answerOf({ status, message }) {
    return `GitLab's answer: ${status} ${message.split('\n', 1)[0]?.slice(0, 200)}`;
}
function note(code, message, hint) {
    return { code, message, hint, gates: false };
}
//# sourceMappingURL=approvals.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/client.js

/**
 * Requests of one run. GitLab takes no comments in bulk: 25 new ones, 40 edits and what it takes to read. GitLab.com
 * allows 2,000 a minute (docs.gitlab.com/user/gitlab_com, "Rate limits on GitLab.com").
 */
const REQUESTS = 120;
/** A client for GitLab over `send`: {@link sendTo}, or a fake of a test. Every answer is a {@link Page}. */
function createClient(send, options = {}) {
    return (0,review/* limitedClient */.K5)(send, kindOf, {
        ...options,
        limits: options.limits ?? { requests: REQUESTS, retries: 2, waitMs: 60_000, totalWaitMs: 150_000 },
    });
}
/**
 * Requests to the REST API over global fetch.
 *
 * A redirect is refused: fetch would hand the header with the token to whatever host it names. Global fetch knows no
 * proxies unless Node is told (`NODE_USE_ENV_PROXY=1`, from Node 22.21 and 24.5 on).
 * @param apiUrl `CI_API_V4_URL`
 */
function sendTo(apiUrl, token, version) {
    return async (route, parameters) => {
        const { method, path, rest } = fill(route, parameters);
        const url = new URL(`${apiUrl.replace(/\/+$/, '')}${path}`);
        const reads = method === 'GET' || method === 'DELETE';
        if (reads)
            for (const [name, value] of Object.entries(rest))
                url.searchParams.set(name, String(value));
        const response = await fetch(url, {
            method,
            headers: {
                'private-token': token,
                'user-agent': `kubeproof/${version}`,
                ...(reads ? {} : { 'content-type': 'application/json' }),
            },
            ...(reads ? {} : { body: JSON.stringify(rest) }),
            redirect: 'manual',
            signal: AbortSignal.timeout(review/* TIMEOUT_MS */.rl),
        }).catch((error) => {
            throw new Error(unreachable(url, error));
        });
        const text = await response.text();
        const body = parse(text);
        if (!response.ok) {
            const reason = response.status < 400 ? `redirects to ${response.headers.get('location')}` : said(body, text);
            throw Object.assign(new Error(reason), {
                status: response.status,
                response: { headers: Object.fromEntries(response.headers) },
            });
        }
        const next = Number(response.headers.get('x-next-page') ?? '');
        return { status: response.status, data: { body, ...(next > 0 && { next }) } };
    };
}
/** A route with its parameters put in; what is left is the query or the body. */
function fill(route, parameters) {
    const rest = { ...parameters };
    const [method = 'GET', template = '/'] = route.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, name) => {
        const value = encodeURIComponent(String(rest[name]));
        delete rest[name];
        return value;
    });
    return { method, path, rest };
}
function kindOf(status) {
    if (status === 429)
        return 'limited';
    // A scope or a role that is missing. GitLab hides what a token may not see at all behind 404.
    if (status === 403)
        return 'read-only';
    if (status === 400 || status === 422)
        return 'invalid';
    if (status === 404 || status === 410)
        return 'missing';
    // 409: somebody else's request holds what this one needs.
    if (status === 0 || status === 409 || status >= 500)
        return 'unavailable';
    return 'refused';
}
/** GitLab answers with `message` (text, or an object by field) or with `error` and `error_description`. */
function said(body, text) {
    const { message, error, error_description: description } = (body ?? {});
    const parts = [message ?? error, description].filter(part => part !== undefined);
    if (parts.length === 0)
        return text.slice(0, 200);
    return parts.map(part => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}
function unreachable(url, error) {
    const cause = error.cause?.message;
    const proxied = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some(name => process.env[name]);
    const hint = proxied && process.env.NODE_USE_ENV_PROXY === undefined
        ? '; a proxy is set, which Node only uses with NODE_USE_ENV_PROXY=1 (Node 22.21 and 24.5 or newer)'
        : '';
    return `${url.origin} cannot be reached: ${cause ?? error.message}${hint}`;
}
function parse(text) {
    try {
        return text === '' ? undefined : JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=client.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/context.js

/**
 * The merge request that the pipeline is for.
 * @returns undefined in a pipeline that is for none: there is nothing to comment on
 * @throws {ProblemError} outside of GitLab CI, or when a variable is not what GitLab writes
 */
function readContext(env) {
    const apiUrl = env.CI_API_V4_URL ?? '';
    if (apiUrl === '') {
        throw new src_problems/* ProblemError */.Mm({
            code: 'not-a-pipeline',
            message: 'CI_API_V4_URL is not set, so it is not known which GitLab to publish to',
            hint: 'Run it in a job of GitLab CI; elsewhere set CI_API_V4_URL, CI_PROJECT_ID, CI_PROJECT_URL, CI_MERGE_REQUEST_IID and CI_COMMIT_SHA as GitLab would.',
            gates: true,
        });
    }
    if ((env.CI_MERGE_REQUEST_IID ?? '') === '')
        return undefined;
    const read = (name, pattern, ...others) => {
        const [value = ''] = [name, ...others].map(each => env[each]).filter(text => (text ?? '') !== '');
        if (pattern.test(value))
            return value;
        throw broken(name, value);
    };
    const checkedOut = read('CI_COMMIT_SHA', COMMIT);
    return {
        apiUrl: read('CI_API_V4_URL', ADDRESS).replace(/\/+$/, ''),
        projectUrl: read('CI_MERGE_REQUEST_PROJECT_URL', ADDRESS, 'CI_PROJECT_URL').replace(/\/+$/, ''),
        projectId: read('CI_MERGE_REQUEST_PROJECT_ID', NUMBER, 'CI_PROJECT_ID'),
        mergeRequest: Number(read('CI_MERGE_REQUEST_IID', NUMBER)),
        // Only pipelines for merged results name it; in others the checked-out commit is the tip.
        headSha: (env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA ?? '') === ''
            ? checkedOut
            : read('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', COMMIT),
        checkedOut,
        run: `${NUMBER.test(env.CI_JOB_ID ?? '') ? env.CI_JOB_ID : read('CI_PIPELINE_ID', NUMBER)}.1`,
        runUrl: [env.CI_JOB_URL, env.CI_PIPELINE_URL, env.CI_PROJECT_URL].find(url => ADDRESS.test(url ?? '')) ?? '',
    };
}
/**
 * The token to write with.
 * @returns undefined, with why, when there is none that could
 */
function readToken(env) {
    const token = env.KUBEPROOF_GITLAB_TOKEN || env.GITLAB_TOKEN || '';
    if (token !== '')
        return { token };
    const forked = (env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID ?? '') !== '' &&
        env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== env.CI_MERGE_REQUEST_PROJECT_ID;
    return {
        hint: forked
            ? 'A pipeline of a fork does not get the variables of this project. The verdict and the reports of the job are there.'
            : 'Make a project access token with the scope "api" and the role Developer, and put it into the masked variable KUBEPROOF_GITLAB_TOKEN (or GITLAB_TOKEN). CI_JOB_TOKEN cannot write comments.',
    };
}
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NUMBER = /^[1-9]\d{0,18}$/;
const ADDRESS = /^https?:\/\/[^\s/][^\s]*$/;
function broken(name, value) {
    return new src_problems/* ProblemError */.Mm({
        code: 'not-a-pipeline',
        message: value === '' ? `${name} is not set` : `${name} is not what GitLab writes: "${value.slice(0, 200)}"`,
        hint: 'GitLab sets it in pipelines of merge requests: rules: - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
        gates: true,
    });
}
//# sourceMappingURL=context.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/src/gitlab/api.js



/** 1,200 discussions, and as many notes. */
const api_PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;
/** The role that may resolve threads (docs.gitlab.com/api/discussions, "Resolve a merge request thread"). */
const DEVELOPER = 30;
const api_MERGE_REQUEST = '/projects/{id}/merge_requests/{iid}';
/**
 * @param known the merge request as it was read at the start: comments stand where they should only if their position
 *   is of its diff; undefined before that
 */
function mergeRequestApi(client, { projectId, mergeRequest: iid }, known) {
    const at = { id: projectId, iid };
    /** Of the listing of discussions, which says it along the way. */
    const states = new Map();
    let user;
    async function request(route, parameters = {}) {
        return (await client.request(route, { ...at, ...parameters })).body;
    }
    const list = (what, pages) => readPages(client, `GET ${api_MERGE_REQUEST}/${what}`, at, pages);
    async function mergeRequest() {
        const data = await request(`GET ${api_MERGE_REQUEST}`);
        return {
            refs: readRefs((0,json/* field */.ZZ)(data, 'diff_refs')),
            author: String((0,json/* field */.ZZ)((0,json/* field */.ZZ)(data, 'author'), 'username') ?? ''),
        };
    }
    /** Whether the token may resolve threads: GitLab does not say it of a thread. */
    async function mayResolve() {
        if (user === undefined)
            return false;
        if (known?.author === user.login)
            return true;
        const member = await optional(client.request('GET /projects/{id}/members/all/{user}', { id: projectId, user: user.id }));
        return Number((0,json/* field */.ZZ)(member?.body, 'access_level') ?? 0) >= DEVELOPER;
    }
    return {
        mergeRequest,
        async viewer() {
            const data = (await client.request('GET /user')).body;
            const [id, login] = [(0,json/* field */.ZZ)(data, 'id'), (0,json/* field */.ZZ)(data, 'username')];
            if (typeof id !== 'number' || typeof login !== 'string') {
                throw new review/* RequestFailure */.e6('refused', 0, 'GitLab did not say whose token it is');
            }
            user = { id, login };
            return login;
        },
        async headSha() {
            return (await mergeRequest()).refs?.head ?? '';
        },
        async reviewComments() {
            const comments = [];
            states.clear();
            const { rows, complete } = await list('discussions', api_PAGES);
            for (const row of rows) {
                const notes = (0,json/* field */.ZZ)(row, 'notes');
                const written = (Array.isArray(notes) ? notes : []).filter(note => (0,json/* field */.ZZ)(note, 'system') !== true);
                const [first] = written;
                const root = (0,json/* field */.ZZ)(first, 'id');
                if ((0,json/* field */.ZZ)(first, 'type') !== 'DiffNote' || typeof root !== 'number')
                    continue;
                for (const note of written) {
                    const comment = readNote(note, note === first ? undefined : root, known?.refs);
                    if (comment !== undefined)
                        comments.push(comment);
                }
                const id = (0,json/* field */.ZZ)(row, 'id');
                const resolvable = written.filter(note => (0,json/* field */.ZZ)(note, 'resolvable') === true);
                const resolved = resolvable.length > 0 && resolvable.every(note => (0,json/* field */.ZZ)(note, 'resolved') === true);
                const by = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(resolvable[0], 'resolved_by'), 'username');
                if (typeof id === 'string' && resolvable.length > 0) {
                    // A deleted account resolves as nobody.
                    states.set(root, { id, ...(resolved && { resolvedBy: typeof by === 'string' ? by : '' }) });
                }
            }
            return { comments, complete };
        },
        async conversation() {
            const { rows, complete } = await list('notes', api_PAGES);
            const comments = rows
                .filter(row => (0,json/* field */.ZZ)(row, 'system') !== true && (0,json/* field */.ZZ)(row, 'type') !== 'DiffNote')
                .flatMap(row => readNote(row, undefined, undefined) ?? []);
            return { comments, complete };
        },
        async threads() {
            const may = await mayResolve();
            return new Map([...states].map(([root, state]) => [root, { ...state, mayResolve: may, mayUnresolve: may }]));
        },
        async setResolved(discussion, resolved) {
            await request(`PUT ${api_MERGE_REQUEST}/discussions/{discussion}`, { discussion, resolved });
        },
        async files() {
            const { rows } = await list('diffs', FILE_PAGES);
            return rows.flatMap(row => readFile(row) ?? []);
        },
        async drafts() {
            let data;
            try {
                data = await request(`GET ${api_MERGE_REQUEST}/draft_notes`);
            }
            catch (error) {
                if (error instanceof review/* RequestFailure */.e6 && error.kind === 'missing')
                    return undefined;
                throw error;
            }
            return (Array.isArray(data) ? data : []).flatMap(row => {
                const [id, note] = [(0,json/* field */.ZZ)(row, 'id'), (0,json/* field */.ZZ)(row, 'note')];
                return typeof id === 'number' ? [{ id, body: api_text(note) }] : [];
            });
        },
        async createDraft(note, position) {
            await request(`POST ${api_MERGE_REQUEST}/draft_notes`, { note, position });
        },
        async deleteDraft(draft) {
            await request(`DELETE ${api_MERGE_REQUEST}/draft_notes/{draft}`, { draft });
        },
        async publishDrafts() {
            await request(`POST ${api_MERGE_REQUEST}/draft_notes/bulk_publish`);
        },
        async createDiscussion(body, position) {
            await request(`POST ${api_MERGE_REQUEST}/discussions`, { body, position });
        },
        async createComment(body) {
            return author(await request(`POST ${api_MERGE_REQUEST}/notes`, { body }));
        },
        async labels() {
            const names = (0,json/* field */.ZZ)(await request(`GET ${api_MERGE_REQUEST}`), 'labels');
            return (Array.isArray(names) ? names : []).filter(name => typeof name === 'string');
        },
        async changeLabels(add, remove) {
            await request(`PUT ${api_MERGE_REQUEST}`, {
                ...(add.length > 0 && { add_labels: add.join(',') }),
                ...(remove.length > 0 && { remove_labels: remove.join(',') }),
            });
        },
        updateReviewComment: update,
        updateComment: update,
        deleteReviewComment: remove,
        deleteComment: remove,
    };
    async function update(note, body) {
        await request(`PUT ${api_MERGE_REQUEST}/notes/{note}`, { note, body });
    }
    async function remove(note) {
        await request(`DELETE ${api_MERGE_REQUEST}/notes/{note}`, { note });
    }
}
/** Where a comment goes in GitLab's terms; undefined when GitLab's diff does not show the line. */
function positionOf({ path, line, side }, files, refs) {
    const file = files.find(each => each.path === path);
    const found = (side === 'LEFT' ? file?.left : file?.right)?.find(each => each.line === line);
    if (file === undefined || found === undefined)
        return undefined;
    return {
        position_type: 'text',
        base_sha: refs.base,
        start_sha: refs.start,
        head_sha: refs.head,
        old_path: file.oldPath ?? file.path,
        new_path: file.path,
        ...(side === 'LEFT' ? { old_line: line } : { new_line: line }),
        ...(found.oldLine !== undefined && { old_line: found.oldLine }),
    };
}
function readRefs(value) {
    const [base, start, head] = ['base_sha', 'start_sha', 'head_sha'].map(name => (0,json/* field */.ZZ)(value, name));
    if (typeof base !== 'string' || typeof start !== 'string' || typeof head !== 'string')
        return undefined;
    return { base, start, head };
}
function readFile(row) {
    const path = (0,json/* field */.ZZ)(row, 'new_path');
    if (typeof path !== 'string')
        return undefined;
    const oldPath = (0,json/* field */.ZZ)(row, 'old_path');
    const patch = api_text((0,json/* field */.ZZ)(row, 'diff'));
    return {
        path,
        ...(typeof oldPath === 'string' && oldPath !== path && { oldPath }),
        status: (0,json/* field */.ZZ)(row, 'deleted_file') === true
            ? 'removed'
            : (0,json/* field */.ZZ)(row, 'new_file') === true
                ? 'added'
                : 'modified',
        // Collapsed and too large ones come without.
        binary: patch === '',
        ...(0,review/* patchLines */.UZ)(patch),
    };
}
function readNote(note, inReplyTo, refs) {
    const id = (0,json/* field */.ZZ)(note, 'id');
    if (typeof id !== 'number')
        return undefined;
    const place = refs === undefined ? undefined : readPlace((0,json/* field */.ZZ)(note, 'position'), refs);
    return {
        id,
        author: author(note) ?? '',
        body: api_text((0,json/* field */.ZZ)(note, 'body')).replaceAll('\r\n', '\n'),
        ...(inReplyTo !== undefined && { inReplyTo }),
        ...(place !== undefined && { place }),
    };
}
/** Undefined for comments on whole files and images, and for outdated ones: GitLab leaves those at the diff they had. */
function readPlace(position, refs) {
    const of = readRefs(position);
    if (of === undefined || of.base !== refs.base || of.start !== refs.start || of.head !== refs.head)
        return undefined;
    const [path, newLine, oldLine] = ['new_path', 'new_line', 'old_line'].map(name => (0,json/* field */.ZZ)(position, name));
    const line = newLine ?? oldLine;
    if (typeof path !== 'string' || typeof line !== 'number')
        return undefined;
    return { path, line, side: typeof newLine === 'number' ? 'RIGHT' : 'LEFT' };
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
function author(note) {
    const login = (0,json/* field */.ZZ)((0,json/* field */.ZZ)(note, 'author'), 'username');
    return typeof login === 'string' ? login : undefined;
}
function api_text(value) {
    return typeof value === 'string' ? value : '';
}
//# sourceMappingURL=api.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/place.js



/**
 * Posts the comments with one notification: as drafts, which are published together. Publishing takes every draft of
 * the account, so where there are others (a person's pending review under the same token) each comment is posted by
 * itself. GitLab drops a draft whose position it cannot resolve without a word: what really stands is read afterwards.
 */
async function placeComments(input, comments, { session, viewer }) {
    if (comments.length === 0)
        return { placed: [] };
    const placing = { ...input, session, viewer };
    const ready = comments.flatMap(comment => {
        const position = positionOf(comment, input.files, input.refs);
        return position === undefined ? [] : [{ comment, position }];
    });
    session.unplaced += comments.length - ready.length;
    try {
        const outcome = await post(placing, ready);
        if ('head' in outcome)
            return { placed: [], head: outcome.head };
        if (outcome.refused.size > 0)
            session.unplaced += outcome.refused.size;
        if (!outcome.tried)
            return { placed: [] };
        const standing = await standingNow(placing);
        const placed = ready.map(({ comment }) => comment.fingerprint).filter(each => standing.has(each));
        session.created += placed.length;
        const lost = ready.length - placed.length - outcome.refused.size;
        if (lost > 0 && outcome.whole)
            session.unplaced += lost;
        return { placed };
    }
    catch (error) {
        session.failed(error, 'comment on lines');
        return { placed: [] };
    }
    finally {
        if (session.unplaced > 0) {
            session.note('comments-unplaced', `${(0,plural/* plural */.L)(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`);
        }
    }
}
async function post(placing, ready) {
    const { api, session, frame } = placing;
    const drafts = await api.drafts();
    const others = drafts?.filter(({ body }) => runOf(body, frame) === undefined) ?? [];
    const runs = drafts?.flatMap(({ body }) => runOf(body, frame) ?? []) ?? [];
    if (runs.some(run => (0,review/* olderRun */.kO)(frame.run, run))) {
        session.note('comments-newer-run', 'A later run is commenting already; nothing was added to lines');
        return { refused: new Set(), tried: false, whole: false };
    }
    // One that cannot be deleted would be published as a copy.
    if (!(await clear(placing, drafts ?? [])))
        return { refused: new Set(), tried: false, whole: false };
    const each = drafts === undefined || others.length > 0;
    const refused = new Set();
    let done = 0;
    for (const { comment, position } of ready) {
        if (!session.mayWrite())
            break;
        const { fingerprint, body } = comment;
        try {
            if (each)
                await api.createDiscussion(body, position);
            else
                await api.createDraft(body, position);
            done++;
        }
        catch (error) {
            if (error instanceof review/* RequestFailure */.e6 && error.kind === 'invalid')
                refused.add(fingerprint);
            else
                session.failed(error, 'comment on a line');
        }
    }
    const whole = done + refused.size === ready.length;
    if (each)
        return { refused, tried: true, whole };
    const pending = (await api.drafts()) ?? [];
    const head = await api.headSha();
    if (head !== frame.sha) {
        await clear(placing, pending);
        return { head };
    }
    // What an older run has written meanwhile: that one will find its drafts gone, and its findings commented.
    await clear(placing, pending.filter(({ body }) => runOf(body, frame) !== frame.run));
    const published = await publishDrafts(placing);
    return { refused, tried: true, whole: whole && published };
}
/**
 * Deletes drafts of ours that are not of a later run: most are of one that did not get as far as to publish.
 * @returns whether none of them is left
 */
async function clear({ api, session, frame }, drafts) {
    const due = drafts.filter(({ body }) => {
        const run = runOf(body, frame);
        return run !== undefined && !(0,review/* olderRun */.kO)(frame.run, run);
    });
    for (const { id } of due)
        await session.write('delete a draft', () => api.deleteDraft(id));
    if (due.length === 0)
        return true;
    const left = new Set(((await api.drafts()) ?? []).map(({ id }) => id));
    return !due.some(({ id }) => left.has(id));
}
/** Publishing again what was published already does nothing, so a lost answer is no harm. */
async function publishDrafts({ api, session }) {
    for (let attempt = 0; attempt < 2 && session.stopped === undefined; attempt++) {
        if (await session.write('publish the comments', () => api.publishDrafts()))
            return true;
    }
    return false;
}
async function standingNow({ api, viewer, frame }) {
    const { comments } = await api.reviewComments();
    return new Set(comments.flatMap(comment => (0,review/* ownMarker */["do"])(comment, viewer, frame.instance)?.fingerprint ?? []));
}
/** The run that wrote a draft of ours; undefined when it is somebody else's. */
function runOf(body, { instance }) {
    const marker = (0,review/* parseMarker */.gY)(body);
    return marker?.instance === instance ? marker.run : undefined;
}
//# sourceMappingURL=place.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/publish.js





const WORDS = {
    name: 'GitLab',
    change: 'merge request',
    readOnly: 'It needs a project access token with the scope "api" and the role Developer; CI_JOB_TOKEN cannot write comments.',
    resolve: 'GitLab asks for the role Developer.',
    labels: 'GitLab asks for the role Developer.',
};
const THE_HEAD = { asAtHead: () => true, right: () => src_repository/* AS_IS */.Q_, left: () => src_repository/* AS_IS */.Q_ };
/**
 * Brings the comments of the merge request in line with the report ({@link reconcile}).
 * @param judged what the report's lines are of, when that is not the head
 */
async function publishMergeRequest(report, context, client, options, judged = THE_HEAD) {
    const links = linkContext(context, report, judged.asAtHead);
    const frame = commentFrame(context, options);
    try {
        const known = await mergeRequestApi(client, context).mergeRequest();
        const api = mergeRequestApi(client, context, known);
        const { refs } = known;
        const files = refs?.head === context.headSha && options.review ? await api.files() : [];
        return await (0,review/* reconcile */.Lq)(report, {
            words: WORDS,
            client,
            api,
            frame,
            links,
            anchor: onOneLine,
            place: (comments, state) => refs === undefined
                ? Promise.resolve({ placed: [] })
                : placeComments({ api, frame, files, refs }, comments, state),
        }, refs === undefined ? [] : withJudgedLines(files, judged, refs.base), options);
    }
    catch (error) {
        return (0,review/* unreadable */.O$)({ client, words: WORDS }, error);
    }
}
/** The files with the lines that the report names; those that are not in both texts take no comments. */
function withJudgedLines(files, { right, left }, base) {
    const now = right(files.map(({ path }) => path));
    const before = left(base, files.map(({ path, oldPath = path }) => oldPath));
    const followed = (lines, to) => lines.flatMap((each) => {
        const line = to(each.line);
        return line === undefined ? [] : [{ ...each, line, ...(line !== each.line && { at: each.line }) }];
    });
    return files.map(file => ({
        ...file,
        right: followed(file.right, now(file.path)),
        left: followed(file.left, before(file.oldPath ?? file.path)),
    }));
}
/**
 * GitLab's comments stand on one line; a suggestion says how many below it replaces (docs.gitlab.com, "Suggest
 * changes", at most 100).
 */
function onOneLine(anchor) {
    const { startLine, line, ...rest } = anchor;
    if (startLine === undefined)
        return anchor;
    const below = line - startLine;
    if (anchor.suggestion === undefined)
        return { ...rest, line: startLine };
    if (below <= 100)
        return { ...rest, line: startLine, below };
    const { suggestion: _suggestion, ...without } = rest;
    return { ...without, line: startLine };
}
function commentFrame({ headSha, run, projectUrl, mergeRequest }, options) {
    return {
        instance: (0,review/* instanceId */.D)(options.instance),
        sha: headSha,
        run,
        waivers: options.waivers,
        // GitLab names files on the page of the changes by the SHA-1 of their path.
        placeUrl: ({ path }) => `${projectUrl}/-/merge_requests/${mergeRequest}/diffs#${(0,external_node_crypto_.createHash)('sha1').update(path).digest('hex')}`,
        suggestionFence: ({ below = 0 }) => `suggestion:-0+${below}`,
    };
}
/** Files that differ from the head's are shown at the commit that was judged: a line means the same only there. */
function linkContext({ projectUrl, headSha, checkedOut, runUrl }, report, asAtHead = () => true) {
    const base = report.base?.commit;
    return {
        headSha,
        ...(base !== undefined && { baseSha: base }),
        fileUrl: (sha, file, line) => {
            const commit = sha === headSha && !asAtHead(file) ? checkedOut : sha;
            return `${projectUrl}/-/blob/${commit}/${(0,review/* urlPath */.Lx)(file)}${line === undefined ? '' : `#L${line}`}`;
        },
        runUrl,
    };
}
//# sourceMappingURL=publish.js.map
;// CONCATENATED MODULE: ./lib/src/gitlab/index.js
/** Everything that talks to GitLab. As with GitHub, the verdict never depends on it. */




//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
;// CONCATENATED MODULE: ./lib/src/cli/approvals.js



/**
 * Who agrees to the change, where `--approvals gitlab` asks the merge request of this pipeline; elsewhere nobody can be
 * asked, and the report says who will have to be. Nothing is asked where the configuration names no approvals.
 * @throws {ProblemError} for another forge, and outside of GitLab CI
 */
async function approversOf(parsed, rules) {
    const forge = parsed.text('approvals');
    if (forge !== undefined && forge !== 'gitlab') {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `--approvals is "${forge}"`,
            hint: 'It can be gitlab; on GitHub the action reads approvals by itself',
            gates: true,
        });
    }
    if (rules.length === 0)
        return { approvers: 'nobody-asked', notes: [] };
    if (forge === undefined) {
        const message = 'The configuration asks for approvals, and nobody was asked who approves';
        const hint = 'kubeproof check --approvals gitlab asks the merge request of the pipeline';
        const isThere = (process.env.CI_MERGE_REQUEST_IID ?? '') !== '';
        const note = { code: 'approvals-not-asked', message, hint, gates: false };
        return { approvers: 'nobody-asked', notes: isThere ? [note] : [] };
    }
    const context = readContext(process.env);
    if (context === undefined)
        return { approvers: 'nobody-asked', notes: [] };
    const access = readToken(process.env);
    if ('hint' in access) {
        const message = 'No token was given, so no approval could be read';
        return {
            approvers: [],
            notes: [{ code: 'approvals-no-token', message, hint: access.hint, gates: false }],
        };
    }
    const client = createClient(sendTo(context.apiUrl, access.token, (0,src_package/* ownPackage */.nl)().version));
    const names = [...new Set(rules.flatMap(rule => rule.from))];
    return readApprovers({ client, context, names });
}
//# sourceMappingURL=approvals.js.map
;// CONCATENATED MODULE: ./lib/src/cli/evidence.js




/**
 * What a bundle is bound to: the one before it (`--previous`), and a key (`--sign`).
 * @throws {ProblemError} when either cannot be read, or there is no bundle to bind
 */
function chainOf(parsed) {
    const [previous, another] = parsed.list('previous');
    const key = parsed.text('sign');
    if (parsed.text('evidence') === undefined && (previous ?? key) !== undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `--${previous === undefined ? 'sign' : 'previous'} is about the evidence bundle, and none is written`,
            hint: 'name a folder for it: --evidence DIR',
            gates: true,
        });
    }
    if (another !== undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: '--previous is given twice, and a bundle has one before it',
            hint: 'name the last one; verify takes more',
            gates: true,
        });
    }
    return {
        ...(previous === undefined ? {} : { previous: named(previous) }),
        ...(key === undefined ? {} : { key: (0,src_evidence/* usableKey */.S2)(readText(key, 'sign'), 'private') }),
    };
}
/** Larger files are no key and no list of roots. */
const TEXT_BYTES = 16 * 1024 * 1024;
/** A text file that a flag names. @throws {ProblemError} */
function readText(path, flag, most = TEXT_BYTES) {
    try {
        if ((0,external_node_fs_.statSync)(path).size > most)
            throw Object.assign(new Error(), { code: `more than ${most} bytes` });
        return (0,external_node_fs_.readFileSync)(path, 'utf8');
    }
    catch (error) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'path-missing',
            message: `--${flag} ${path} cannot be read: ${error.code ?? String(error)}`,
            hint: 'name a file',
            gates: true,
        });
    }
}
/** Takes away the bundle that an earlier run left in a folder, and nothing else: its files would belong to no bundle. */
function removeBundle(folder) {
    const path = (0,external_node_path_.join)(folder, 'manifest.json');
    if (!(0,external_node_fs_.existsSync)(path))
        return;
    const root = (0,external_node_fs_.realpathSync)(folder);
    for (const file of (0,src_evidence/* listedFiles */.Ho)((0,external_node_fs_.readFileSync)(path))) {
        const at = (0,external_node_path_.join)(folder, file);
        // The folder may have come with the repository: a link in it leads nowhere.
        if (!(0,external_node_fs_.existsSync)(at) || !isWithin(root, (0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(at))))
            continue;
        (0,external_node_fs_.rmSync)(at, { force: true });
    }
}
function isWithin(root, folder) {
    return folder === root || folder.startsWith(root + external_node_path_.sep);
}
function named(path) {
    const previous = (0,src_evidence/* previousOf */.te)((0,src_evidence/* readBundle */.Bo)(path));
    if (typeof previous !== 'string')
        return previous;
    throw new src_problems/* ProblemError */.Mm({
        code: 'bundle-unreadable',
        message: `--previous ${path} ${previous}`,
        hint: 'kubeproof verify says more',
        gates: true,
    });
}
//# sourceMappingURL=evidence.js.map
;// CONCATENATED MODULE: ./lib/src/cli/format.js


/** The form `--format` asks for; the first one when it is not given. @throws {ProblemError} for one that there is not */
function chosenFormat(parsed, formats) {
    const name = parsed.text('format') ?? formats[0];
    const known = formats.find(format => format === name);
    if (known !== undefined)
        return known;
    const close = (0,nearest/* nearest */.p)(name, formats);
    throw new src_problems/* ProblemError */.Mm({
        code: 'usage',
        message: `there is no format "${name}"`,
        hint: close === undefined ? `there are ${formats.join(', ')}` : `did you mean \`${close}\`?`,
        gates: true,
    });
}
//# sourceMappingURL=format.js.map
// EXTERNAL MODULE: ./lib/src/run.js + 23 modules
var run = __webpack_require__(66537);
// EXTERNAL MODULE: ./lib/src/render/index.js + 10 modules
var render = __webpack_require__(26962);
;// CONCATENATED MODULE: ./lib/src/cli/session.js






/** @throws {ProblemError} for paths that do not exist or lie outside the repository. */
function openSession(parsed) {
    const here = (0,external_node_fs_.realpathSync)(process.cwd());
    const repository = repositoryAround(here);
    const root = repository ?? here;
    const tree = repository === undefined ? (0,src_repository/* openFolder */.NE)(here, 'work tree') : (0,src_repository/* openWorkTree */.wr)(root);
    const configFile = parsed.text('config');
    const shared = parsed.text('extends');
    const { config, problems } = (0,src_config/* loadConfig */.Z9)(tree, configFile === undefined ? undefined : inside(root, here, configFile), overrides(parsed), shared === undefined ? undefined : { name: shared, text: textOf(shared) });
    const { waivers, problems: waiverProblems } = (0,src_config/* loadWaivers */.Q2)(tree, config.waivers);
    return {
        root,
        isRepository: repository !== undefined,
        tree,
        config,
        waivers,
        problems: [...problems, ...waiverProblems],
        paths: parsed.paths.map(path => inside(root, here, path)).filter(path => path !== ''),
    };
}
/** A file the user names, wherever it is. */
function textOf(path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, 'utf8');
    }
    catch (error) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'path-missing',
            message: `--extends ${path} cannot be read: ${error.message}`,
            hint: 'Name a copy of the file that "extends" of the configuration names',
            gates: true,
        });
    }
}
/** Outside a repository the current folder is all there is. */
function repositoryAround(folder) {
    try {
        return (0,src_repository/* findRepository */.W1)(folder);
    }
    catch (error) {
        if (error instanceof src_problems/* ProblemError */.Mm && error.problem.code === 'not-a-repository')
            return undefined;
        throw error;
    }
}
function overrides(parsed) {
    const given = {
        kubernetes: parsed.text('kubernetes-version'),
        profile: parsed.text('profile'),
        failOn: parsed.text('fail-on'),
        scope: parsed.text('scope'),
        engine: parsed.text('engine'),
        helm: parsed.text('helm'),
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
/** A path as the user wrote it, relative to the repository's root. */
function inside(root, here, path) {
    const absolute = (0,external_node_path_.resolve)(here, path);
    if (!(0,external_node_fs_.existsSync)(absolute)) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'path-missing',
            message: `${path} does not exist`,
            hint: 'name a file or folder below the current one',
            gates: true,
        });
    }
    // Only the folder is resolved: a link itself is named as the user sees it.
    const within = (0,external_node_path_.relative)(root, absolute);
    if (within === '..' || within.startsWith(`..${external_node_path_.sep}`)) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'path-outside',
            message: `${path} is outside the repository ${root}`,
            hint: 'run kubeproof in the repository that holds it',
            gates: true,
        });
    }
    return within.split(external_node_path_.sep).join('/');
}
/** The default bounds, or a shorter deadline from `KUBEPROOF_RENDER_TIMEOUT_MS`. */
function renderLimits() {
    const timeout = Number(process.env.KUBEPROOF_RENDER_TIMEOUT_MS);
    return Number.isInteger(timeout) && timeout > 0
        ? { ...render/* DEFAULT_LIMITS */.dR, timeoutMs: timeout }
        : render/* DEFAULT_LIMITS */.dR;
}
//# sourceMappingURL=session.js.map
;// CONCATENATED MODULE: ./lib/src/cli/terminal.js


/** Columns to fill: the terminal's, within what is pleasant to read. */
function columns() {
    return Math.min(Math.max(process.stdout.columns ?? 100, 60), 100);
}
/** Colours where a person looks, unless NO_COLOR (no-color.org) or a flag says otherwise. */
function wantsColor(forced, forbidden) {
    if (forbidden)
        return false;
    if (forced)
        return true;
    return process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
}
/** A problem on standard error, three parts: where, what, what to do. */
function printProblem(problem) {
    const where = (0,src_problems/* place */.ik)(problem);
    process.stderr.write(`kubeproof: ${where === '' ? '' : `${(0,reports/* plain */.pj)(where)}: `}${(0,reports/* plain */.pj)(problem.message)}\n`);
    for (const line of problem.hint?.split('\n') ?? [])
        process.stderr.write(`  ${(0,reports/* plain */.pj)(line)}\n`);
}
/** One line that is rewritten while work goes on; nothing at all when standard error is not a terminal. */
function progressLine() {
    if (process.stderr.isTTY !== true)
        return { show() { }, done() { } };
    let last = 0;
    return {
        show(text) {
            const now = performance.now();
            if (now - last < 80)
                return;
            last = now;
            process.stderr.write(`\r\x1b[2K${text.slice(0, columns() - 1)}`);
        },
        done() {
            process.stderr.write('\r\x1b[2K');
        },
    };
}
//# sourceMappingURL=terminal.js.map
;// CONCATENATED MODULE: ./lib/src/cli/run-session.js




/** Judges the work tree of a session, with progress on a terminal. */
async function runSession(session, compared, more = {}) {
    const progress = progressLine();
    return await (0,run/* run */.eF)({
        head: session.tree,
        ...compared,
        ...more,
        config: session.config,
        configFrom: session.config.file === undefined ? 'defaults' : 'head',
        rulesTree: session.tree,
        waivers: session.waivers,
        paths: session.paths,
        problems: session.problems,
        today: (0,clock/* today */.E)(),
        limits: renderLimits(),
        onProgress: (stage, done, total) => progress.show(`${stage} ${done}/${total}`),
    }).finally(() => progress.done());
}
//# sourceMappingURL=run-session.js.map
;// CONCATENATED MODULE: ./lib/src/cli/check.js













/** `kubeproof check`: the exit status is the verdict. */
async function check(parsed) {
    const started = performance.now();
    const format = chosenFormat(parsed, Object.keys(reports/* FORMATS */.hR));
    const evidence = parsed.text('evidence');
    // Read in front: what cannot be read is told before the work.
    const chain = chainOf(parsed);
    const opened = openSession(parsed);
    const { approvers, notes } = await approversOf(parsed, opened.config.approvals);
    const session = { ...opened, problems: [...opened.problems, ...notes] };
    const base = baseOf(parsed, session);
    const compared = base === undefined ? undefined : { base, baseName: parsed.text('base') ?? base.name };
    const { report, rendered, facts, timings } = await runSession(session, compared, {
        approvers,
        // As GitLab CI has them in CI_MERGE_REQUEST_LABELS.
        labels: parsed.list('label').flatMap(labels => labels.split(',')),
    });
    let left = '';
    if (evidence !== undefined) {
        const source = (0,src_repository/* checkout */.Pt)(session.root);
        removeBundle(evidence);
        const bundle = (0,src_evidence/* evidenceBundle */.M5)({
            report,
            rendered,
            facts: facts(),
            created: (0,clock/* now */.t)(),
            ...chain,
            ...(source === undefined ? {} : { checkout: source }),
        });
        for (const file of bundle)
            writeFile((0,external_node_path_.join)(evidence, file.path), file.content);
        left = `evidence sha256:${(0,src_evidence/* bundleDigest */.bH)(bundle)} in ${(0,reports/* plain */.pj)(evidence)}\n`;
    }
    const output = parsed.text('output');
    const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
    const options = {
        width: columns(),
        verbose: parsed.on('verbose'),
        quiet: parsed.on('quiet'),
        durationMs: performance.now() - started,
    };
    const text = reports/* FORMATS */.hR[format].render(report, { ...options, color });
    if (output === undefined)
        process.stdout.write(text);
    else
        writeFile(output, text);
    process.stderr.write(left);
    // Whoever asked for a machine format or a file still wants to see how it went.
    if (reports/* FORMATS */.hR[format].machine || output !== undefined) {
        process.stderr.write(reports/* FORMATS */.hR.text.render(report, { ...options, color: false, quiet: true }));
    }
    if (parsed.on('verbose')) {
        for (const [stage, ms] of Object.entries(timings))
            process.stderr.write(`${stage}: ${ms.toFixed(0)} ms\n`);
        process.stderr.write(`peak memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`);
    }
    return report.exitCode;
}
function baseOf(parsed, session) {
    const base = parsed.text('base');
    return base === undefined ? undefined : (0,src_repository/* openBase */.m)(session.root, base);
}
/** @throws {ProblemError} when the file cannot be written. */
function writeFile(path, content) {
    try {
        (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
        (0,external_node_fs_.writeFileSync)(path, content);
    }
    catch (error) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'output-unwritable',
            message: `${path} cannot be written: ${error.code ?? error.message}`,
            hint: 'name a file in a folder that you may write to',
            gates: true,
        });
    }
}
//# sourceMappingURL=check.js.map
;// CONCATENATED MODULE: ./lib/src/cli/baseline.js









/**
 * `kubeproof baseline`: writes the findings there are, for adoption; run again, takes out those that are fixed. Adds to
 * an existing baseline only when told to. Exit status 0, or 2 when not everything could be evaluated: then nothing is
 * taken out, as an absent finding may only be unseen.
 */
async function baseline(parsed) {
    const session = openSession(parsed);
    const { file, entries } = (0,src_config/* loadBaseline */.oU)(session.tree, session.config.baseline).baseline ?? {
        file: session.config.baseline,
        entries: undefined,
    };
    const { report } = await runSession(session, undefined, { fixes: 'none' });
    for (const problem of report.problems.filter(p => p.gates))
        printProblem(problem);
    const complete = !report.problems.some(p => p.gates) && session.paths.length === 0;
    const findings = acceptable(report);
    const there = new Set(findings.map(({ fingerprint }) => fingerprint));
    const gone = [...(entries?.keys() ?? [])].filter(fingerprint => !there.has(fingerprint));
    const missing = findings.filter(({ fingerprint }) => entries?.has(fingerprint) === false);
    if (!complete && entries !== undefined) {
        process.stderr.write('The baseline stays as it is: an entry without a finding may only be one that was not evaluated.\n');
        return report.problems.some(p => p.gates) ? 2 : 0;
    }
    const grows = entries === undefined || parsed.on('accept-new');
    const kept = findings.filter(({ fingerprint }) => grows || entries?.has(fingerprint));
    const added = entries === undefined ? kept.length : grows ? missing.length : 0;
    if (entries === undefined || added > 0 || gone.length > 0)
        writeFile((0,external_node_path_.join)(session.root, file), baselineText(kept));
    const parts = [
        entries === undefined ? `${(0,plural/* plural */.L)(kept.length, 'finding')} written` : '',
        entries !== undefined && added > 0 ? `${(0,plural/* plural */.L)(added, 'finding')} added` : '',
        gone.length > 0 ? `${gone.length} fixed, taken out` : '',
        entries !== undefined ? `${kept.length} in it` : '',
        !grows && missing.length > 0 ? `${missing.length} not in it (--accept-new adds them)` : '',
    ];
    process.stdout.write(`${(0,reports/* plain */.pj)(file)}: ${parts.filter(part => part !== '').join(', ')}\n`);
    return complete ? 0 : 2;
}
/** Findings that a baseline can hold: of manifests, and not waived. */
function acceptable(report) {
    return report.findings
        .filter(({ waiver, renderings }) => waiver === undefined && renderings.length > 0)
        .sort((a, b) => (0,src_repository/* byText */.z4)(a.guardrail, b.guardrail) ||
        (0,src_repository/* byText */.z4)((0,reports/* resourceName */.Iy)(a.resource), (0,reports/* resourceName */.Iy)(b.resource)) ||
        (0,src_repository/* byText */.z4)(a.field, b.field) ||
        (0,src_repository/* byText */.z4)(a.fingerprint, b.fingerprint));
}
function baselineText(findings) {
    const lines = findings.map(({ fingerprint, guardrail, resource, field }) => {
        const about = field === '' ? '' : `, field: ${JSON.stringify(field)}`;
        return `  - {fingerprint: "${fingerprint}", guardrail: ${guardrail}, resource: ${JSON.stringify((0,reports/* resourceName */.Iy)(resource))}${about}}\n`;
    });
    return `# Findings that were there before kubeproof was adopted: known, and no reason to fail.
# "kubeproof baseline" takes out what is fixed, and never adds.
findings:${lines.length === 0 ? ' []' : ''}
${lines.join('')}`;
}
//# sourceMappingURL=baseline.js.map
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 57 modules
var src_guardrails = __webpack_require__(28201);
// EXTERNAL MODULE: ./lib/src/side.js
var src_side = __webpack_require__(51455);
// EXTERNAL MODULE: ./lib/src/targets/index.js + 18 modules
var targets = __webpack_require__(87031);
;// CONCATENATED MODULE: ./lib/src/cli/commands.js













/** `kubeproof targets`: what was found, what was left out, and why. */
async function commands_targets(parsed) {
    const session = openSession(parsed);
    const found = discovery(session);
    const lines = found.targets.flatMap(target => [
        (0,reports/* plain */.pj)(`${target.id}  (${target.reason})`),
        ...target.environments.map(e => {
            const settings = [
                e.namespace === undefined ? '' : `namespace ${e.namespace}`,
                e.values === undefined || e.values.length === 0 ? '' : `values ${e.values.join(', ')}`,
            ].filter(s => s !== '');
            return (0,reports/* plain */.pj)(`  ${e.name}: ${e.reason}${settings.length === 0 ? '' : ` · ${settings.join(' · ')}`}`);
        }),
        ...target.files.map(file => (0,reports/* plain */.pj)(`    ${file}`)),
    ]);
    if (found.skipped.length > 0) {
        lines.push(...(lines.length === 0 ? [] : ['']), 'Left out');
        lines.push(...found.skipped.map(({ path, reason }) => (0,reports/* plain */.pj)(`  ${path || '.'}  (${reason})`)));
    }
    process.stdout.write(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
    return finish([...session.problems, ...found.problems]);
}
/** `kubeproof render`: every rendered manifest, as one YAML stream, the values of Secrets replaced by digests. */
async function commands_render(parsed) {
    const session = openSession(parsed);
    const { config, tree } = session;
    const engine = (0,src_side/* openEngine */.F5)(config, renderLimits());
    const progress = progressLine();
    const side = await (0,src_side/* renderSide */.aR)({
        tree,
        discovery: discovery(session),
        config,
        engine,
        known: new Map(),
        cache: new Map(),
        concurrency: (0,external_node_os_.availableParallelism)(),
        onProgress: (done, total) => progress.show(`render ${done}/${total}`),
    }).finally(async () => {
        progress.done();
        await engine.close();
    });
    const text = side.renderings
        .flatMap(({ target, environment, documents }) => documents.map(({ text, source }) => {
        const from = source === undefined ? '' : ` · ${source}`;
        return `---\n# ${target.id} · ${environment.name}${from}\n${(0,src_evidence/* redactSecrets */.fp)(text).replace(/^\n+/, '').trimEnd()}\n`;
    }))
        .join('');
    const output = parsed.text('output');
    if (output === undefined)
        process.stdout.write(process.stdout.isTTY ? withoutControls(text) : text);
    else
        writeFile(output, text);
    return finish([...session.problems, ...side.problems]);
}
/** What is not YAML yet may hold sequences that a terminal obeys. */
function withoutControls(text) {
    return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');
}
/** `kubeproof rules`: the guardrails in force, one line each. */
async function rules(parsed) {
    const session = openSession(parsed);
    const { active, problems } = (0,run/* loadGuardrails */.Pw)({ config: session.config, rulesTree: session.tree });
    const rows = [...active].sort((a, b) => (0,src_repository/* byText */.z4)(a.guardrail.category, b.guardrail.category) || (0,src_repository/* byText */.z4)(a.guardrail.id, b.guardrail.id));
    if (parsed.text('format') === 'json') {
        const list = rows.map(({ guardrail, severity, parameters }) => ({
            id: guardrail.id,
            category: guardrail.category,
            title: guardrail.title,
            severity,
            profile: guardrail.profile,
            origin: guardrail.origin,
            parameters,
            controls: guardrail.controls,
        }));
        process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
        return finish([...session.problems, ...problems]);
    }
    const width = Math.max(...rows.map(r => r.guardrail.id.length), 0);
    let category = '';
    for (const { guardrail, severity } of rows) {
        if (guardrail.category !== category) {
            process.stdout.write(`${category === '' ? '' : '\n'}${(0,reports/* plain */.pj)(guardrail.category)}\n`);
            category = guardrail.category;
        }
        process.stdout.write(`  ${(0,reports/* plain */.pj)(guardrail.id.padEnd(width))}  ${severity.padEnd(7)}  ${(0,reports/* plain */.pj)(guardrail.title)}\n`);
    }
    process.stdout.write(`\n${rows.length} guardrails of profile ${session.config.profile}. kubeproof explain ID says more.\n`);
    return finish([...session.problems, ...problems]);
}
/** `kubeproof explain ID`: the guardrail's page. */
async function explain(parsed) {
    const id = parsed.paths[0];
    if (id === undefined || parsed.paths.length > 1) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'explain takes the id of one guardrail',
            hint: 'kubeproof rules lists them',
            gates: true,
        });
    }
    const session = openSession({ ...parsed, paths: [] });
    const { all } = (0,run/* loadGuardrails */.Pw)({ config: session.config, rulesTree: session.tree });
    const guardrail = all.find(g => g.id === id);
    if (guardrail === undefined) {
        const close = (0,nearest/* nearest */.p)(id, all.map(g => g.id));
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `there is no guardrail "${id}"`,
            hint: close === undefined ? 'kubeproof rules lists them' : `did you mean \`${close}\`?`,
            gates: true,
        });
    }
    process.stdout.write((0,src_guardrails/* renderGuardrailPage */.zR)(guardrail));
    return 0;
}
function discovery({ tree, config, paths }) {
    return (0,targets/* discover */.k4)(tree, (0,run/* discoverOptions */.UZ)(paths, config));
}
function finish(problems) {
    for (const problem of (0,src_problems/* uniqueProblems */.OH)(problems))
        printProblem(problem);
    return problems.some(p => p.gates) ? 2 : 0;
}
//# sourceMappingURL=commands.js.map
// EXTERNAL MODULE: ./lib/src/analyzers/index.js + 120 modules
var analyzers = __webpack_require__(61056);
// EXTERNAL MODULE: ./lib/src/caused.js
var caused = __webpack_require__(83253);
// EXTERNAL MODULE: ./lib/src/changing.js
var changing = __webpack_require__(20711);
// EXTERNAL MODULE: ./lib/src/placing.js
var placing = __webpack_require__(62838);
// EXTERNAL MODULE: ./lib/src/varying.js
var varying = __webpack_require__(66670);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 23 modules
var src_manifest = __webpack_require__(11093);
// EXTERNAL MODULE: ./lib/src/source/locate.js
var locate = __webpack_require__(17798);
// EXTERNAL MODULE: ./lib/src/source/helm/templates.js + 1 modules
var templates = __webpack_require__(53717);
// EXTERNAL MODULE: ./lib/src/source/helm/values.js + 2 modules
var values = __webpack_require__(3252);
;// CONCATENATED MODULE: ./lib/src/source/why/chart-layers.js


/** The arguments of Helm's `--set` family, weakest first: the order in which Helm applies the groups. */
const SET_FLAGS = [
    ['json', '--set-json'],
    ['plain', '--set'],
    ['string', '--set-string'],
    ['file', '--set-file'],
    ['literal', '--set-literal'],
];
/** Everything that gives a chart its values, for people to read: nothing is decided here. */
class ChartLayers {
    #request;
    #find;
    #defaults = new Map();
    #handed;
    constructor(request) {
        this.#request = request;
        this.#find = (0,render/* templateOrigins */.qX)(request.files);
        this.#handed = request.values.flatMap(({ name, content }, index) => read(name, content, [], 'handed', changed => ({
            ...request,
            values: request.values.map((v, i) => (i === index ? { ...v, content: changed } : v)),
        })));
    }
    /** The files that are this one; a chart may be there under two names. */
    filesAt(file, charts) {
        const defaults = charts.flatMap(chart => this.#default(chart) ?? []);
        return [...this.#handed, ...defaults].filter(layer => layer.file === file);
    }
    /**
     * What every layer says about a path of a chart's values, strongest first. Layers that say nothing are left out.
     * @param chart names that lead to the chart whose template uses the value
     * @param path below the values of that chart
     */
    say(chart, path) {
        const isGlobal = path[0] === 'global';
        const places = isGlobal
            ? [...chart.keys(), chart.length].map(depth => [...chart.slice(0, depth), ...path])
            : [[...chart, ...path]];
        return places.flatMap(full => this.#saidAt(full, chart));
    }
    #saidAt(full, chart) {
        const said = [];
        for (const [group, flag] of [...SET_FLAGS].reverse()) {
            for (const expression of [...this.#request.set[group]].reverse()) {
                if (mentions(expression, full))
                    said.push({ layer: { argument: `${flag} ${expression}` }, note: 'argument' });
            }
        }
        const defaults = [...chart.keys(), chart.length].map(depth => chart.slice(0, depth));
        const files = [...[...this.#handed].reverse(), ...defaults.flatMap(of => this.#default(of) ?? [])];
        for (const layer of files) {
            if (!layer.chart.every((step, index) => full[index] === step))
                continue;
            const path = full.slice(layer.chart.length);
            const value = valueIn(layer.value, path);
            if (value === undefined)
                continue;
            const { value: span, key } = (0,src_manifest/* locate */.x5)(layer.text, path);
            const shown = span !== undefined && !isCollection(value) ? span : (key ?? span);
            said.push({
                layer,
                path,
                value,
                note: this.#note(layer, full),
                ...(shown === undefined ? {} : { span: shown }),
            });
        }
        return said;
    }
    #note({ kind, chart }, full) {
        if (kind === 'handed')
            return 'values file';
        if (chart.length > 0)
            return `default of chart ${chart.at(-1)}`;
        return this.#find(`chart/charts/${full[0]}/Chart.yaml`) === undefined
            ? 'chart default'
            : `section ${full[0]} of the parent chart`;
    }
    #default(chart) {
        const key = JSON.stringify(chart);
        if (!this.#defaults.has(key)) {
            const request = this.#request;
            const file = this.#find(['chart', ...chart.flatMap(part => ['charts', part]), 'values.yaml'].join('/'));
            const layers = file === undefined || file.path.endsWith('.tgz')
                ? []
                : read(file.origin, file.content, chart, 'default', content => ({
                    ...request,
                    files: request.files.map(f => (f.path === file.path ? { ...f, content } : f)),
                }));
            this.#defaults.set(key, layers[0]);
        }
        return this.#defaults.get(key);
    }
}
function read(file, content, chart, kind, replaced) {
    const text = new TextDecoder().decode(content);
    const parsed = (0,src_manifest/* splitDocuments */.ZF)(text).length === 1 ? (0,src_manifest/* parseYaml */.hN)(text) : undefined;
    if (parsed?.ok !== true)
        return [];
    const encoder = new TextEncoder();
    return [
        { file, text, value: parsed.value, chart, kind, replaced: changed => replaced(encoder.encode(changed)) },
    ];
}
/** Whether an argument of the `--set` family sets a path, something above it or below it. */
function mentions(expression, path) {
    if (expression.trimStart().startsWith('{'))
        return true;
    const keys = expression.split(/(?<!\\),/).map(part => /^\s*([^=]+)=/.exec(part)?.[1] ?? '');
    return keys.some(key => {
        const steps = key.split(/(?<!\\)\.|\[(\d+)\]/).filter(step => step !== undefined && step !== '');
        const length = Math.min(steps.length, path.length);
        return (length > 0 && steps.slice(0, length).every((step, i) => step.replaceAll('\\', '') === String(path[i])));
    });
}
function valueIn(root, path) {
    let value = root;
    for (const step of path) {
        if (Array.isArray(value))
            value = value[Number(step)];
        else
            value = (0,src_manifest/* isObject */.Gv)(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
        if (value === undefined)
            return undefined;
    }
    return value;
}
function isCollection(value) {
    return typeof value === 'object' && value !== null;
}
//# sourceMappingURL=chart-layers.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/conditions.js


/** The `if`, `with` and `range` branches around a token, outermost first. */
function blocksAround(file, token) {
    const blocks = [];
    for (let index = file.tokens[token]?.inside ?? -1; index >= 0;) {
        const action = file.tokens[index];
        if (action?.type !== 'action')
            break;
        if (action.keyword !== 'define' && action.keyword !== 'block')
            blocks.unshift(blockAt(file, index));
        index = file.tokens[action.opener >= 0 ? action.opener : index]?.inside ?? -1;
    }
    return blocks;
}
function blockAt(file, token) {
    const action = file.tokens[token];
    const starts = (0,src_manifest/* lineStarts */._$)(file.text);
    const start = (0,src_manifest/* positionAt */.t$)(starts, action?.start ?? 0);
    const end = (0,src_manifest/* positionAt */.t$)(starts, action?.end ?? 0);
    return {
        file,
        token,
        line: start.line,
        column: start.column,
        ...(end.line === start.line ? { endColumn: end.column } : {}),
    };
}
/** `if .Values.enabled`; for an `else` the condition that it is the opposite of: `else of if .Values.enabled`. */
function wordsOf({ file, token }) {
    const action = file.tokens[token];
    if (action?.type !== 'action')
        return '';
    const body = (0,templates/* bodyOf */.EN)(file, action).trim().replace(/\s+/g, ' ');
    if (body !== '' || action.opener < 0)
        return `${action.keyword} ${body}`.trim();
    const opener = file.tokens[action.opener];
    return opener?.type === 'action'
        ? `else of ${opener.keyword} ${(0,templates/* bodyOf */.EN)(file, opener).trim().replace(/\s+/g, ' ')}`
        : action.keyword;
}
/** Index of the token at a 1-based place of a file; -1 behind its end. */
function tokenAt(file, line, column) {
    const offset = ((0,src_manifest/* lineStarts */._$)(file.text)[line - 1] ?? file.text.length) + column - 1;
    return file.tokens.findIndex(({ start, end }) => start <= offset && offset < end);
}
//# sourceMappingURL=conditions.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/position.js

/**
 * What of a YAML document stands on a line: the key or list item that begins there, the scalar that goes on there;
 * where several begin (`a: {b: 1, c: 2}`), the one they have in common. For a blank line or a comment, what
 * stands on the next line that has anything.
 * @param column 1-based; tells several nodes on one line apart
 * @returns undefined for a text that cannot be read, and behind its end
 */
function nodeAtLine(text, line, column) {
    return lineReader(text)(line, column);
}
/** {@link nodeAtLine} for many lines of one text. */
function lineReader(text) {
    const parsed = (0,src_manifest/* parseYaml */.hN)(text);
    if (!parsed.ok)
        return () => undefined;
    const { value: root } = parsed;
    const lines = text.split('\n');
    const locate = (0,src_manifest/* locator */.fl)(text);
    return (line, column) => {
        const at = contentLine(lines, line);
        if (at === undefined)
            return undefined;
        const found = [];
        collect(root, [], at, locate, found);
        const exact = column === undefined ? undefined : found.findLast(path => covers(locate(path), at, column));
        const path = exact ?? common(found, at, locate);
        if (path === undefined)
            return undefined;
        let value = root;
        for (const step of path)
            value = childOf(value, step) ?? null;
        return { path, value, line: at };
    };
}
/** The line itself, or below a comment or a gap the next one with content. */
function contentLine(lines, line) {
    for (let at = line; at >= 1 && at <= lines.length; at++) {
        if (!/^\s*(?:#.*)?$/.test(lines[at - 1] ?? ''))
            return at;
    }
    return undefined;
}
/** Paths of nodes that begin on a line, or of the scalar that goes on there; parents before their children. */
function collect(value, path, line, locate, found) {
    for (const step of stepsOf(value)) {
        const next = [...path, step];
        const { key, value: span } = locate(next);
        const start = key ?? span;
        if (start === undefined || start.line > line)
            continue;
        // An alias stands elsewhere than its node: its key is all that is here.
        const end = span !== undefined && span.start >= start.start ? span.endLine : start.endLine;
        if (end < line)
            continue;
        const member = childOf(value, step) ?? null;
        if (start.line === line || !position_isCollection(member))
            found.push(next);
        if (position_isCollection(member))
            collect(member, next, line, locate, found);
    }
}
/** The deepest of the paths that all leaves on the line lie below. */
function common(found, line, locate) {
    const leaves = found.filter(path => !found.some(other => other.length > path.length && isPrefix(path, other)));
    const [first, ...rest] = leaves;
    if (first === undefined)
        return undefined;
    let depth = first.length;
    for (const leaf of rest) {
        let shared = 0;
        while (shared < depth && leaf[shared] === first[shared])
            shared++;
        depth = shared;
    }
    const shared = first.slice(0, depth);
    const begins = (locate(shared).key ?? locate(shared).value)?.line === line;
    return rest.length === 0 || (depth > 0 && begins) ? shared : first;
}
function covers({ key, value }, line, column) {
    const holds = (span) => span !== undefined &&
        (span.line < line || (span.line === line && span.column <= column)) &&
        (span.endLine > line || (span.endLine === line && span.endColumn > column));
    return holds(key) || holds(value);
}
function stepsOf(value) {
    if (Array.isArray(value))
        return value.map((_, index) => index);
    return (0,src_manifest/* isObject */.Gv)(value) ? Object.keys(value) : [];
}
function childOf(value, step) {
    if (Array.isArray(value))
        return typeof step === 'number' ? value[step] : undefined;
    return (0,src_manifest/* isObject */.Gv)(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
}
function position_isCollection(value) {
    return typeof value === 'object' && value !== null;
}
function isPrefix(path, of) {
    return path.length <= of.length && path.every((step, index) => of[index] === step);
}
//# sourceMappingURL=position.js.map
// EXTERNAL MODULE: ./lib/src/source/helm/scope.js
var scope = __webpack_require__(56155);
;// CONCATENATED MODULE: ./lib/src/source/why/reads.js



/** Keys that are listed of one line: a line that reads more says little about any. */
const MAX_KEYS = 6;
/**
 * The calls that lead to a named template, as the locator of lines gives them, made into what the reading of
 * expressions starts from.
 * @param calls innermost first
 */
function callerOf(calls, templates) {
    return calls.reduceRight((caller, { file: origin, line, column }) => {
        const file = templates.files.find(each => each.origin === origin);
        const token = file === undefined || line === undefined ? -1 : tokenAt(file, line, column ?? 1);
        const action = file?.tokens[token];
        if (file === undefined || action?.type !== 'action')
            return undefined;
        const mark = { file, token, offset: action.start, kind: 'action' };
        return { mark, start: 0, end: 0, caller };
    }, undefined);
}
/** Keys of the values that an action reads, as far as its expression is understood, each once. */
function keysOf(file, token, caller, chart, templates) {
    const keys = new Map();
    const visit = (meaning) => {
        if (typeof meaning !== 'object' || meaning === null || keys.size >= MAX_KEYS)
            return;
        if (Array.isArray(meaning)) {
            for (const each of meaning)
                visit(each);
        }
        else if (meaning instanceof Map) {
            for (const each of meaning.values())
                visit(each);
        }
        else if (isPath(meaning)) {
            const path = meaning.path.filter(step => typeof step === 'string');
            const isExact = path.length === meaning.path.length && path.length > 0;
            if (isExact)
                keys.set(JSON.stringify([meaning.chart, path]), { chart: meaning.chart, path });
        }
        else
            for (const each of Object.values(meaning))
                visit(each);
    };
    visit((0,scope/* meaningOfAction */.rQ)(file, token, caller, chart, templates));
    return [...keys.values()];
}
function isPath(meaning) {
    return 'type' in meaning && meaning.type === 'path';
}
/** Tokens of the actions that print on a line of a template, from a column on. */
function printingOn(file, line, column) {
    const starts = (0,src_manifest/* lineStarts */._$)(file.text);
    const from = (starts[line - 1] ?? file.text.length) + column - 1;
    const to = starts[line] ?? file.text.length;
    return file.tokens.flatMap((token, index) => token.type === 'action' && token.role === 'print' && token.end > from && token.start < to ? [index] : []);
}
//# sourceMappingURL=reads.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/chart.js








/** A chart in one environment, with what explaining several of its fields has in common. */
class ExplainedChart {
    layers;
    templates;
    #rendering;
    #discretion;
    constructor(rendering, options, discretion) {
        const { tree, target, environment } = rendering;
        const request = (0,render/* buildChartRequest */.GL)(tree, target.root, environment, options);
        this.layers = new ChartLayers(request);
        this.templates = (0,templates/* readTemplates */.QT)(request.files);
        this.#rendering = rendering;
        this.#discretion = discretion;
    }
    /** The way from the place that was found for a field to the rendered line. */
    chain(manifest, path, { location, related = [] }) {
        const rendered = (0,src_manifest/* valueAt */.fK)(manifest.object, path);
        const chart = (0,values/* chartOf */.I)(manifest.origin.text) ?? [];
        const written = location.kind === 'values' ? this.#writtenAt(location, chart) : undefined;
        const all = location.kind === 'template' ? [location, ...related] : related;
        const [printed, ...calls] = all.filter(({ kind }) => kind === 'template');
        const keys = printed === undefined ? [] : this.#keysRead(printed, calls, chart);
        const steps = [];
        if (written !== undefined)
            steps.push(...this.statements(written, location));
        const full = written === undefined ? [] : [...written.chart, ...written.path];
        for (const key of keys) {
            // What holds the key that is proven says nothing more.
            if (!isPrefix([...key.chart, ...key.path], full))
                steps.push(...this.statements(key));
        }
        const isSaid = ({ file, line }) => steps.some(({ place }) => place?.file === file && place.line === line);
        for (const { note, ...at } of all.filter(each => each.kind !== 'template' && !isSaid(each))) {
            steps.push({ role: 'contributes', place: this.place(at), ...(note === undefined ? {} : { note }) });
        }
        if (printed !== undefined)
            steps.push({ role: 'printed', place: this.place(printed) });
        for (const call of calls)
            steps.push({ role: 'called', place: this.place(call) });
        steps.push(...this.#conditions(printed === undefined ? [] : [printed, ...calls]));
        return {
            edit: this.place(location),
            proof: proofOf(location, written?.value, rendered),
            steps,
            unknown: unknownOf(location, keys.length > 0 && location.add === undefined),
        };
    }
    place({ note: _note, ...location }) {
        const text = this.#discretion.line(location, this.#rendering.target.id);
        return text === undefined ? location : { ...location, text };
    }
    /** A statement as a step; its value as it may be shown. */
    statement({ layer, path, span, value, note }, decides) {
        const mark = decides ? { decides: true } : {};
        if ('argument' in layer)
            return { role: 'values', argument: layer.argument, note, ...mark };
        const { target } = this.#rendering;
        const place = this.place({
            kind: 'values',
            file: layer.file,
            ...(span === undefined ? {} : { line: span.line, column: span.column }),
        });
        const shown = value === undefined ? {} : { value: this.#discretion.value(path ?? [], value, target.id) };
        return { role: 'values', place, note, ...shown, ...mark };
    }
    #writtenAt(location, chart) {
        const { file, line, column } = location;
        if (line === undefined)
            return undefined;
        const charts = [...chart.keys(), chart.length].map(depth => chart.slice(0, depth));
        for (const layer of this.layers.filesAt(file, charts)) {
            const node = nodeAtLine(layer.text, line, column);
            if (node === undefined)
                continue;
            const added = location.add === undefined ? [] : ((0,src_manifest/* parseFieldPath */.Zl)(location.add, null) ?? []);
            return { ...relative(layer, [...node.path, ...added], chart), value: node.value };
        }
        return undefined;
    }
    /** Keys that the actions on the printing line read. */
    #keysRead(printed, calls, chart) {
        const file = this.templates.files.find(({ origin }) => origin === printed.file);
        if (file === undefined || printed.line === undefined || printed.add !== undefined)
            return [];
        const caller = callerOf(calls, this.templates);
        const keys = printingOn(file, printed.line, printed.column ?? 1).flatMap(token => keysOf(file, token, caller, chart, this.templates));
        return [...new Map(keys.map(key => [dotted([...key.chart, ...key.path]), key])).values()];
    }
    /** What every layer says about a key; with `location`, the one there is what counts. */
    statements({ chart, path }, location) {
        const key = dotted(path[0] === 'global' ? path : [...chart, ...path]);
        return this.layers.say(chart, path).map(statement => {
            const { layer, span } = statement;
            const isThere = location !== undefined &&
                'file' in layer &&
                layer.file === location.file &&
                span?.line === location.line;
            return { ...this.statement(statement, isThere && location.add === undefined), key };
        });
    }
    /** What must hold for these lines to be rendered: blocks of callers first, each once. */
    #conditions(lines) {
        const steps = new Map();
        for (const { file: origin, line, column } of [...lines].reverse()) {
            const file = this.templates.files.find(each => each.origin === origin);
            if (file === undefined || line === undefined)
                continue;
            const token = tokenAt(file, line, column ?? 1);
            for (const block of blocksAround(file, token)) {
                const place = this.place({
                    kind: 'template',
                    file: origin,
                    line: block.line,
                    column: block.column,
                    ...(block.endColumn === undefined ? {} : { endLine: block.line, endColumn: block.endColumn }),
                });
                steps.set(`${origin}:${block.line}:${block.column}`, {
                    role: 'condition',
                    place,
                    note: wordsOf(block),
                });
            }
        }
        return [...steps.values()];
    }
}
/** `image.tag`, `env[0].value`, `annotations["a.b/c"]`. */
function dotted(path) {
    return (0,src_manifest/* fieldName */.w5)(null, path);
}
/** A path of a layer's file as a path below the values of the chart that uses it, or of the one it is global to. */
function relative({ chart: prefix }, path, chart) {
    const full = [...prefix, ...path];
    let depth = 0;
    while (depth < chart.length && full[depth] === chart[depth])
        depth++;
    const isGlobal = full[depth] === 'global';
    return isGlobal || depth === chart.length ? { chart, path: full.slice(depth) } : { chart: [], path: full };
}
function proofOf(location, written, rendered) {
    if (location.line === undefined)
        return 'none';
    if (location.kind === 'manifest')
        return 'source';
    if (location.kind !== 'values')
        return 'markers';
    if (location.add !== undefined || written === undefined)
        return 'changed';
    if (same(written, rendered))
        return 'equal';
    const [part, whole] = [(0,src_manifest/* scalarText */.ws)(written), (0,src_manifest/* scalarText */.ws)(rendered)];
    return part !== '' && whole.includes(part) ? 'part' : 'changed';
}
function same(a, b) {
    if ((0,src_manifest/* isObject */.Gv)(a) || Array.isArray(a))
        return canonical(a) === canonical(b ?? null);
    return b !== undefined && a !== null && (0,src_manifest/* scalarText */.ws)(a) === (0,src_manifest/* scalarText */.ws)(b);
}
function canonical(value) {
    if (Array.isArray(value))
        return `[${value.map(canonical).join(',')}]`;
    if (!(0,src_manifest/* isObject */.Gv)(value))
        return value === null ? 'null' : JSON.stringify((0,src_manifest/* scalarText */.ws)(value));
    return `{${Object.keys(value)
        .sort()
        .map(key => `${JSON.stringify(key)}:${canonical(value[key])}`)
        .join(',')}}`;
}
function unknownOf({ kind, line, note }, readsValues) {
    if (line === undefined)
        return [note ?? 'no line of a template or values file is proven for it'];
    if (kind === 'template' && readsValues)
        return ['which of these values decides it, and how, is not proven'];
    return [];
}
//# sourceMappingURL=chart.js.map
// EXTERNAL MODULE: ./lib/src/source/kustomize/index.js + 22 modules
var kustomize = __webpack_require__(10925);
;// CONCATENATED MODULE: ./lib/src/source/why/kustomization.js

/** What an entry of a kustomization says of itself when it is on the way to a place. */
const PULLING = /pulled in here|applies the patch|pulls in|chart/;
/** The way of a field through a kustomization: what wrote it, in order, and the entries that bring those files in. */
async function kustomizationChain(rendering, manifest, path, { location, related = [] }, { engine, render, discretion }) {
    const { target } = rendering;
    const placed = ({ note: _note, ...at }) => {
        const text = discretion.line(at, target.id);
        return text === undefined ? at : { ...at, text };
    };
    const noted = (at, role) => ({
        role,
        place: placed(at),
        ...(at.note === undefined ? {} : { note: at.note }),
    });
    const history = (await (0,kustomize/* historyOf */.om)(engine, rendering, render, manifest, path)) ?? [];
    const isSame = (at) => at.file === location.file && at.line === location.line;
    const written = history.map(({ location: at, value }) => ({
        ...noted(at, 'written'),
        value: value === undefined ? 'removed' : discretion.value(path, value, target.id),
        ...(isSame(at) ? { decides: true } : {}),
    }));
    const through = new Map();
    for (const at of [
        ...related.filter(({ note }) => isPulling(note)),
        ...history.flatMap(each => each.through),
    ])
        through.set(`${at.file}:${at.line}`, at);
    const others = related.filter(at => !isPulling(at.note) && !history.some(each => sameLine(each.location, at)));
    const isFollowed = location.line !== undefined;
    return {
        edit: placed(location),
        proof: isFollowed ? 'followed' : 'none',
        steps: [
            ...written,
            ...others.map(at => noted(at, at.kind === 'template' ? 'printed' : 'contributes')),
            ...[...through.values()].map(at => noted(at, 'included')),
        ],
        unknown: isFollowed
            ? []
            : [location.note ?? 'something in this build is not followed, so no line is proven'],
    };
}
function isPulling(note) {
    return note !== undefined && PULLING.test(note);
}
function sameLine(a, b) {
    return a.file === b.file && a.line === b.line;
}
//# sourceMappingURL=kustomization.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/field.js




/**
 * Explains a field of one resource in all renderings that have it. Renderings with the same answer share it.
 * @param subjects the objects, with the path of the field in each: lists may differ
 */
async function explainField(subjects, options) {
    const [first] = subjects;
    if (first === undefined)
        throw new Error('a field of nothing');
    // An object as a whole is where it says what it is.
    const items = subjects.map(({ path, ...subject }) => {
        const at = path.length === 0 ? ['kind'] : path;
        return { ...subject, path: at, isWhole: path.length === 0, finding: { path: at } };
    });
    const located = await (0,locate/* locateFindings */.H)(options.engine, items, options.render, options.concurrency);
    const answers = [];
    for (const [index, { manifest, rendering, path, isWhole }] of items.entries()) {
        const chain = await field_chainOf(rendering, manifest, path, located[index] ?? noPlace(manifest), options);
        answers.push(field_answerOf(manifest, rendering, isWhole ? [] : path, chain, options.discretion));
    }
    return {
        kind: 'field',
        resource: first.manifest.resource,
        apiVersion: first.manifest.apiVersion,
        field: (0,src_manifest/* fieldName */.w5)(first.manifest.object, first.path),
        answers: mergeAnswers(answers),
    };
}
function noPlace({ origin }) {
    return { location: { kind: 'file', file: origin.source ?? origin.target.root } };
}
function field_answerOf(manifest, { target, environment }, path, { edit, proof, steps, unknown }, discretion) {
    const { kind, name } = manifest.resource;
    const value = path.length === 0
        ? { state: 'set', text: `${kind} ${name}` }
        : discretion.rendered(manifest, path);
    const isHidden = value.state === 'hidden';
    return {
        renderings: [
            { target: target.id, environment: environment.name, namespace: manifest.resource.namespace },
        ],
        value,
        edit: isHidden ? concealed(edit) : edit,
        proof,
        steps: isHidden ? steps.map(concealedStep) : steps,
        unknown,
    };
}
/** A step on the way of a value that nobody may see: what other layers say may be such a value too. */
function concealedStep({ place, argument, value, ...step }) {
    return {
        ...step,
        ...(place === undefined ? {} : { place: concealed(place) }),
        ...(argument === undefined ? {} : { argument: argument.replace(/=.*$/s, '=…') }),
        ...(value === undefined ? {} : { value: 'hidden' }),
    };
}
/** A line without what it says: texts of a template, anything behind a key. */
function concealed({ text, ...place }) {
    if (text === undefined)
        return place;
    const shown = place.kind === 'template' && text.includes('{{')
        ? text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '"…"')
        : text.replace(/^(\s*(?:-\s+)?[^\s:]+:\s+)\S.*$|^(\s*)\S.*$/, (_, key, indent = '') => `${key ?? indent}…`);
    return { ...place, text: shown };
}
async function field_chainOf(rendering, manifest, path, located, options) {
    const { render, discretion } = options;
    switch (rendering.target.kind) {
        case 'helm':
            return new ExplainedChart(rendering, render, discretion).chain(manifest, path, located);
        case 'kustomize':
            return kustomizationChain(rendering, manifest, path, located, options);
        case 'manifests': {
            const text = discretion.line(located.location, rendering.target.id);
            const edit = text === undefined ? located.location : { ...located.location, text };
            const exists = (0,src_manifest/* valueAt */.fK)(manifest.object, path) !== undefined;
            return {
                edit,
                proof: 'source',
                steps: [],
                unknown: exists || edit.line !== undefined ? [] : ['No line is known.'],
            };
        }
    }
}
/** Answers that differ only in who gives them, put together. */
function mergeAnswers(answers) {
    const groups = new Map();
    for (const answer of answers) {
        const { renderings, ...rest } = answer;
        const key = JSON.stringify(rest);
        const known = groups.get(key);
        groups.set(key, known === undefined ? answer : { ...known, renderings: [...known.renderings, ...renderings] });
    }
    return [...groups.values()];
}
//# sourceMappingURL=field.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/fields.js


/** Fields of an object looked at for a suffix: more than any real one has. */
const MAX_FIELDS = 50_000;
/** What is at the top of objects. */
const TOP = new Set([
    'apiVersion',
    'kind',
    'metadata',
    'spec',
    'data',
    'stringData',
    'binaryData',
    'status',
    'type',
]);
/** Fields of containers (core/v1 `Container`) that people ask for although nobody has set them. */
const OF_CONTAINERS = new Set(`args command env envFrom image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources restartPolicy
  securityContext startupProbe stdin terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts
  workingDir`.split(/\s+/));
/** Fields one step below a container's field (core/v1 `SecurityContext`, `ResourceRequirements`), by their own name. */
const BELOW_CONTAINERS = new Map([
    ...`allowPrivilegeEscalation capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser
  seccompProfile`
        .split(/\s+/)
        .map(name => [name, 'securityContext']),
    ...['limits', 'requests'].map(name => [name, 'resources']),
]);
/** Fields of pod specs (core/v1 `PodSpec`), the same. */
const OF_PODS = new Set(`activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC
  hostNetwork hostPID hostUsers hostname imagePullSecrets initContainers nodeName nodeSelector os preemptionPolicy
  priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccountName
  shareProcessNamespace terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes`.split(/\s+/));
/**
 * Finds the field that a text names: from the top of the object (`spec.replicas`), or any unambiguous end of a
 * field's name (`image`, `securityContext.privileged`). Of a field that is not there the path it would have, where
 * the object, or what every container and pod can have, tells.
 */
function matchField(text, object) {
    const whole = (0,src_manifest/* parseFieldPath */.Zl)(text, object);
    if (whole !== undefined && (0,src_manifest/* valueAt */.fK)(object, whole) !== undefined)
        return { type: 'one', path: whole, exists: true };
    const all = pathsOf(object);
    const wanted = fields_stepsOf(text);
    if (wanted === undefined)
        return { type: 'none' };
    const ends = unique(all.filter(path => path.length >= wanted.length && endsWith(path, wanted, object)), object);
    if (ends.length > 0)
        return several(ends, object, true);
    // A full name, or an end of one, of a field that is not there.
    const [first = ''] = wanted;
    if (whole !== undefined && (TOP.has(first) || (0,src_manifest/* valueAt */.fK)(object, [first]) !== undefined))
        return { type: 'one', path: whole, exists: false };
    const open = wanted.length === 1 ? [] : all.filter(path => endsWith(path, wanted.slice(0, 1), object));
    const below = open.flatMap(path => {
        const rest = (0,src_manifest/* parseFieldPath */.Zl)(text, { [first]: (0,src_manifest/* valueAt */.fK)(object, path) ?? null });
        return rest === undefined ? [] : [[...path, ...rest.slice(1)]];
    });
    const pods = all.filter(path => Array.isArray((0,src_manifest/* valueAt */.fK)(object, [...path, 'containers'])));
    const places = [
        ...(OF_PODS.has(first) ? pods : []),
        ...(OF_CONTAINERS.has(first) ? pods.flatMap(pod => containersIn(pod, object)) : []),
        ...pods
            .flatMap(pod => containersIn(pod, object))
            .flatMap(container => {
            const parent = BELOW_CONTAINERS.get(first);
            return parent === undefined ? [] : [[...container, parent]];
        }),
    ];
    const added = places.flatMap(path => {
        const rest = (0,src_manifest/* parseFieldPath */.Zl)(text, (0,src_manifest/* valueAt */.fK)(object, path) ?? null);
        return rest === undefined ? [] : [[...path, ...rest]];
    });
    const candidates = unique([...below, ...added], object);
    if (candidates.length > 0)
        return several(candidates, object, false);
    const names = new Set([
        ...all.flatMap(path => path.filter(step => typeof step === 'string')),
        ...(pods.length > 0 ? [...OF_CONTAINERS, ...OF_PODS, ...BELOW_CONTAINERS.keys()] : []),
    ]);
    const close = (0,nearest/* nearest */.p)(first, names);
    return close === undefined || close === first
        ? { type: 'none' }
        : { type: 'none', near: [close, ...wanted.slice(1)].join('.') };
}
function containersIn(pod, object) {
    const list = [...pod, 'containers'];
    const containers = (0,src_manifest/* valueAt */.fK)(object, list);
    return Array.isArray(containers) ? containers.map((_, index) => [...list, index]) : [];
}
function several(paths, object, exists) {
    const [only] = paths;
    if (only !== undefined && paths.length === 1)
        return { type: 'one', path: only, exists };
    return { type: 'several', fields: paths.map(path => (0,src_manifest/* fieldName */.w5)(object, path)) };
}
/** Steps of a name that is not resolved against an object: items as they are written. */
function fields_stepsOf(text) {
    const steps = [...text.matchAll(/[^.[\]"]+|\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]/g)].map(match => match[0]);
    return steps.length > 0 ? steps : undefined;
}
/** Whether a path ends in these steps; `[name=app]` and `[0]` are held against the item. */
function endsWith(path, wanted, object) {
    const offset = path.length - wanted.length;
    return wanted.every((text, index) => {
        const step = path[offset + index];
        if (!text.startsWith('['))
            return step === text;
        const list = path.slice(0, offset + index);
        if (typeof step === 'string')
            return text === `[${JSON.stringify(step)}]`;
        const found = (0,src_manifest/* parseFieldPath */.Zl)(text, (0,src_manifest/* valueAt */.fK)(object, list) ?? null);
        return found?.[0] === step;
    });
}
function unique(paths, object) {
    return [...new Map(paths.map(path => [(0,src_manifest/* fieldName */.w5)(object, path), path])).values()];
}
/** Every field of an object, parents first. */
function pathsOf(object) {
    const paths = [];
    const visit = (value, path) => {
        if (paths.length >= MAX_FIELDS)
            return;
        if (path.length > 0)
            paths.push(path);
        if (Array.isArray(value))
            for (const [index, item] of value.entries())
                visit(item, [...path, index]);
        else if ((0,src_manifest/* isObject */.Gv)(value))
            for (const key of Object.keys(value))
                visit(value[key], [...path, key]);
    };
    visit(object, []);
    return paths;
}
//# sourceMappingURL=fields.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/effects.js

/** Differences after which no more are looked for. */
const MAX_DIFFERENCES = 5000;
/** What is different between two renderings of one chart, document by document, at the highest field that differs. */
function differencesOf(before, after) {
    const found = [];
    const later = after.map(effects_read);
    const earlier = before.map(effects_read);
    const inOrder = earlier.length === later.length && earlier.every((d, i) => d.place === later[i]?.place);
    const left = new Set(later.keys());
    const pairs = earlier.map((document, index) => {
        const twin = inOrder ? index : [...left].find(other => later[other]?.key === document.key);
        if (twin !== undefined)
            left.delete(twin);
        return [index, twin];
    });
    for (const [index, twin] of pairs) {
        const old = earlier[index]?.value;
        if (old === undefined)
            continue;
        const now = twin === undefined ? undefined : later[twin]?.value;
        if (now === undefined)
            found.push({ document: index, path: [], change: 'disappears' });
        else
            compare(index, old, now, [], found);
    }
    for (const index of left) {
        const object = later[index]?.value;
        if (object !== undefined)
            found.push({ path: [], change: 'appears', object });
    }
    return found;
}
function effects_read({ text }) {
    const source = /^# Source: (.*)$/m.exec(text)?.[1] ?? '';
    const parsed = (0,src_manifest/* parseYaml */.hN)(text);
    const value = parsed.ok && parsed.value !== null ? parsed.value : undefined;
    const metadata = (0,src_manifest/* own */.ZV)(value, 'metadata');
    const place = JSON.stringify([source, (0,src_manifest/* own */.ZV)(value, 'kind')]);
    return { value, place, key: JSON.stringify([place, (0,src_manifest/* own */.ZV)(metadata, 'namespace'), (0,src_manifest/* own */.ZV)(metadata, 'name')]) };
}
function compare(document, old, now, path, found) {
    if (found.length >= MAX_DIFFERENCES)
        return;
    if ((0,src_manifest/* isObject */.Gv)(old) && (0,src_manifest/* isObject */.Gv)(now)) {
        for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
            member(document, (0,src_manifest/* own */.ZV)(old, key), (0,src_manifest/* own */.ZV)(now, key), [...path, key], found);
        }
    }
    else if (Array.isArray(old) && Array.isArray(now)) {
        for (let index = 0; index < Math.max(old.length, now.length); index++) {
            member(document, old[index], now[index], [...path, index], found);
        }
    }
    else if (old !== now)
        found.push({ document, path, change: 'value' });
}
function member(document, old, now, path, found) {
    if (old === undefined)
        found.push({ document, path, change: 'appears' });
    else if (now === undefined)
        found.push({ document, path, change: 'disappears' });
    else
        compare(document, old, now, path, found);
}
/** Fields as people see them: of the object that holds them, with the value they have. */
function effectsOf(fields, manifests, discretion) {
    return fields.flatMap(({ document, path, change, object }) => {
        const changed = change === 'value' ? {} : { change };
        if (document === undefined)
            return [{ resource: resourceOf(object), field: '', value: { state: 'absent' }, ...changed }];
        // Of a List the member that holds the field; of the List itself, all of its members.
        const holding = manifests.filter(({ origin }) => origin.documentIndex === document && effects_isWithin(path, origin.within));
        return holding.map(manifest => {
            const inside = path.slice(manifest.origin.within.length);
            return {
                resource: manifest.resource,
                field: (0,src_manifest/* fieldName */.w5)(manifest.object, inside),
                value: inside.length === 0 || (0,src_manifest/* valueAt */.fK)(manifest.object, inside) === undefined
                    ? { state: 'absent' }
                    : discretion.rendered(manifest, inside),
                ...changed,
            };
        });
    });
}
function effects_isWithin(path, within) {
    return within.every((step, index) => index >= path.length || path[index] === step);
}
function resourceOf(object) {
    const text = (value) => (typeof value === 'string' ? value : '');
    const metadata = (0,src_manifest/* own */.ZV)(object, 'metadata');
    const [group = ''] = text((0,src_manifest/* own */.ZV)(object, 'apiVersion')).split('/').slice(0, -1);
    return {
        group,
        kind: text((0,src_manifest/* own */.ZV)(object, 'kind')),
        namespace: text((0,src_manifest/* own */.ZV)(metadata, 'namespace')),
        name: text((0,src_manifest/* own */.ZV)(metadata, 'name')),
    };
}
/** Paths none of which lies below another. */
function outermost(paths) {
    const keys = new Set(paths.map(path => JSON.stringify(path)));
    return paths.filter(path => !path.some((_, depth) => depth > 0 && keys.has(JSON.stringify(path.slice(0, depth)))));
}
//# sourceMappingURL=effects.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/kustomization-line.js






/**
 * Which rendered fields a line of a kustomization, a patch or a base decides; where another line has the last word,
 * which one. The build is followed with an eye on what that line wrote.
 * @returns undefined when the file has no part in the kustomization, or the line holds nothing
 */
async function explainKustomizationLine({ rendering, manifests }, { file, line, column }, { engine, render, discretion }) {
    const { tree, target, environment } = rendering;
    if (!tree.has(file) || !target.inputs.includes(file))
        return undefined;
    const document = (0,src_manifest/* splitDocuments */.ZF)(tree.text(file)).findLast(each => each.line < line);
    if (document === undefined)
        return undefined;
    const node = lineReader(document.text)(line - document.line, column) ??
        plainLineAt(document.text, line - document.line);
    if (node === undefined)
        return undefined;
    const at = node.line + document.line;
    const isKustomization = (0,targets/* kustomizationFile */.Oi)(tree, (0,src_repository/* folderOf */.yS)(file)) === file;
    const base = { renderings: [{ target: target.id, environment: environment.name }], by: [], effects: [] };
    const answered = (answer) => ({
        what: isKustomization ? 'kustomization' : 'manifest',
        subject: (0,src_manifest/* fieldName */.w5)(null, node.path) || 'the document',
        answer: { ...base, ...answer },
        ...(at === line ? {} : { line: at }),
    });
    const written = (from, to) => (0,kustomize/* writtenAt */.nt)(engine, rendering, render, manifests, ({ file: there, line: start = 0, endLine = start }) => {
        return there === file && start <= to && endLine >= from;
    });
    const exact = await written(at, at);
    if (exact === undefined)
        return answered({ outcome: 'unclear', notes: [UNKNOWN] });
    if (exact.fields.length > 0)
        return answered(kustomization_line_said(exact.fields, 'It', discretion, target.id));
    if (isKustomization) {
        const entry = entryAround(node, document.text);
        const inside = await written(entry.from + document.line, entry.to + document.line);
        if (inside !== undefined && inside.fields.length > 0)
            return answered(kustomization_line_said(inside.fields, 'The entry it belongs to', discretion, target.id));
    }
    return answered(exact.unsure > 0
        ? { outcome: 'unclear', notes: [UNKNOWN] }
        : { outcome: 'nothing', notes: ['No rendered field follows it.'] });
}
const UNKNOWN = 'What follows it is not known: something in this build is not followed.';
/** Lines of a data file of a generator, which is no YAML. */
function plainLineAt(text, line) {
    const written = text.split('\n')[line - 1];
    return written === undefined || written.trim() === '' ? undefined : { path: [], value: written, line };
}
function kustomization_line_said(written, who, discretion, target) {
    const fields = telling(written);
    const decided = fields.filter(({ by }) => by === undefined);
    const overridden = fields.filter(({ by }) => by !== undefined);
    const by = overriding(overridden, discretion, target);
    if (decided.length === 0) {
        return {
            outcome: 'overridden',
            effects: kustomization_line_effectsOf(overridden, discretion),
            by,
            notes: ['Overridden by'],
        };
    }
    const through = decided.every(({ how }) => how === 'through');
    const part = decided.every(({ how }) => how === 'part');
    const verb = through ? 'brings in:' : part ? 'has a part in:' : 'decides:';
    const rest = by.length === 0 || through ? [] : ['What else it sets is overridden elsewhere.'];
    const notes = [...rest, `${who} ${verb}`];
    return { outcome: 'decides', effects: kustomization_line_effectsOf(decided, discretion), by: [], notes };
}
/** Without maps and lists of which single fields are known, and without names that only say which item is meant. */
function telling(fields) {
    const leaves = fields.filter(({ manifest, path }) => !kustomization_line_isCollection((0,src_manifest/* valueAt */.fK)(manifest.object, path)));
    const known = leaves.length > 0 && fields.every(({ path }) => path.length > 0) ? leaves : fields;
    return known.filter(({ manifest, path }) => {
        if (path.at(-1) !== 'name' || typeof path.at(-2) !== 'number')
            return true;
        const item = path.slice(0, -1);
        return !known.some(other => other.manifest === manifest &&
            other.path.length >= path.length &&
            other.path.at(item.length) !== 'name' &&
            isPrefix(item, other.path));
    });
}
function overriding(fields, discretion, target) {
    const places = new Map(fields.flatMap(({ by }) => (by === undefined ? [] : [[`${by.file}:${by.line}`, by]])));
    return [...places.values()].map(({ note, ...place }) => {
        const text = discretion.line(place, target);
        const shown = text === undefined ? place : { ...place, text };
        return { role: 'written', place: shown, decides: true, ...(note === undefined ? {} : { note }) };
    });
}
function kustomization_line_isCollection(value) {
    return typeof value === 'object' && value !== null;
}
function kustomization_line_effectsOf(fields, discretion) {
    const manifests = [...new Set(fields.map(({ manifest }) => manifest))];
    return manifests.flatMap(manifest => {
        const paths = fields.filter(field => field.manifest === manifest).map(({ path }) => path);
        return outermost(paths).map((path) => ({
            resource: manifest.resource,
            field: (0,src_manifest/* fieldName */.w5)(manifest.object, path),
            value: path.length === 0 ? { state: 'set', text: '' } : discretion.rendered(manifest, path),
        }));
    });
}
/** Lines of the list item, or else the field, of a kustomization that a node belongs to. */
function entryAround({ path }, text) {
    const item = path.findIndex(step => typeof step === 'number');
    const entry = path.slice(0, item >= 0 ? item + 1 : 1);
    const read = lineReader(text);
    const inside = text.split('\n').flatMap((_, index) => {
        const node = read(index + 1);
        const isInside = node?.line === index + 1 && entry.every((step, depth) => node.path[depth] === step);
        return isInside ? [index + 1] : [];
    });
    return { from: inside[0] ?? 0, to: inside.at(-1) ?? 0 };
}
//# sourceMappingURL=kustomization-line.js.map
// EXTERNAL MODULE: ./lib/src/source/helm/map.js + 3 modules
var helm_map = __webpack_require__(71439);
;// CONCATENATED MODULE: ./lib/src/source/why/template-line.js








/** Rendered lines of one document that are looked at: a whole document of some size. */
const MAX_LINES = 2000;
/**
 * Which rendered fields a template line prints; for a line that opens a block or calls a template everything that is
 * printed inside. Where nothing is, the outermost block around it of which nothing was rendered.
 * @returns undefined when the file is no template of this chart
 */
async function explainTemplateLine({ rendering, manifests }, question, options) {
    const { tree, target, environment, documents } = rendering;
    const chart = new ExplainedChart(rendering, options.render, options.discretion);
    if (!chart.templates.files.some(({ origin }) => origin === question.file))
        return undefined;
    const request = (0,render/* buildChartRequest */.GL)(tree, target.root, environment, options.render);
    const map = await (0,helm_map/* mapRendering */.jQ)(options.engine, request, documents);
    const renderings = [{ target: target.id, environment: environment.name }];
    const text = options.discretion.line({ kind: 'template', file: question.file, line: question.line }, target.id);
    const subject = text?.trim() ?? '';
    const none = { renderings, effects: [], by: [] };
    if (map === undefined) {
        const notes = ['What it prints is not known: the chart does not render with markers in its templates.'];
        return { subject, answer: { ...none, outcome: 'unclear', notes } };
    }
    const file = map.templates.files.find(({ origin }) => origin === question.file);
    if (file === undefined)
        return undefined;
    const tokens = tokensOn(file, question.line);
    if (tokens.length === 0) {
        return { subject, answer: { ...none, outcome: 'nothing', notes: ['Nothing stands on this line.'] } };
    }
    const seen = new Printing(map, file);
    const fields = [];
    for (const [index, document] of documents.entries()) {
        const lines = seen.linesBy(index, document.text, question.line);
        if (lines.length === 0)
            continue;
        const read = lineReader(document.text);
        const paths = lines.slice(0, MAX_LINES).flatMap(line => {
            const node = read(line);
            return node === undefined || node.line !== line ? [] : [node.path];
        });
        for (const path of outermost(paths))
            fields.push({ document: index, path, change: 'value' });
    }
    const effects = effectsOf(fields, manifests, options.discretion);
    if (effects.length > 0) {
        return { subject, answer: { ...none, outcome: 'rendered', effects, notes: ['Printed into:'] } };
    }
    return {
        subject,
        answer: { ...none, outcome: 'nothing', ...whyNothing(chart, file, tokens[0] ?? 0, seen) },
    };
}
/** Tokens that have a part on a line. */
function tokensOn(file, line) {
    const starts = (0,src_manifest/* lineStarts */._$)(file.text);
    const from = starts[line - 1];
    if (from === undefined)
        return [];
    const to = starts[line] ?? file.text.length + 1;
    return file.tokens.flatMap(({ start, end, type }, index) => {
        const part = file.text.slice(Math.max(start, from), Math.min(end, to));
        return start < to && end > from && type !== 'comment' && part.trim() !== '' ? [index] : [];
    });
}
/** What came out of the lines and blocks of one file. */
class Printing {
    #map;
    #file;
    #starts;
    /** Tokens of the file that printed something or opened what did. */
    active = new Set();
    /** Whether anything of any document is proven to come from this file. */
    used = false;
    constructor(map, file) {
        this.#map = map;
        this.#file = file;
        this.#starts = (0,src_manifest/* lineStarts */._$)(file.text);
    }
    /** 1-based lines of a document that a line of the file printed. */
    linesBy(document, text, line) {
        const starts = (0,src_manifest/* lineStarts */._$)(text);
        const lines = new Set();
        for (let at = 0; at < text.length;) {
            const printed = this.#map.at(document, at);
            if (printed === undefined) {
                at = nextLine(text, at);
                continue;
            }
            const end = Math.max(printed.end, at + 1);
            if (this.#isBy(printed, line)) {
                const from = at + (/\S/.exec(text.slice(at, end))?.index ?? 0);
                const to = at + text.slice(at, end).trimEnd().length;
                if (to > from) {
                    const last = (0,src_manifest/* positionAt */.t$)(starts, to - 1).line;
                    for (let each = (0,src_manifest/* positionAt */.t$)(starts, from).line; each <= last; each++)
                        lines.add(each);
                }
            }
            at = end;
        }
        return [...lines];
    }
    /** Whether a piece was printed by a line, by something that the line calls, or inside a block that it opens. */
    #isBy(printed, line) {
        let found = false;
        for (let at = printed; at !== undefined; at = at.caller) {
            const { file, token, offset } = at.mark;
            if (file.origin !== this.#file.origin)
                continue;
            this.used = true;
            for (let index = token; index >= 0 && !(index !== token && this.active.has(index) && found);) {
                this.active.add(index);
                const own = this.#file.tokens[index];
                if (own === undefined)
                    break;
                const start = index === token ? offset : own.start;
                const last = index === token && at.mark.kind === 'text' ? start : own.end - 1;
                const first = (0,src_manifest/* positionAt */.t$)(this.#starts, start).line;
                if (first <= line && (0,src_manifest/* positionAt */.t$)(this.#starts, last).line >= line)
                    found = true;
                const above = index === token ? (own.inside ?? -1) : own.inside;
                // A branch stands in its block, which the `if` opens.
                const opener = own.type === 'action' && own.opener >= 0 && index !== token ? own.opener : -1;
                index =
                    opener >= 0 && opener !== index && own.type === 'action' && own.role === 'else' ? opener : above;
            }
        }
        return found;
    }
}
function nextLine(text, at) {
    const newline = text.indexOf('\n', at);
    return newline < 0 ? text.length : newline + 1;
}
function whyNothing(chart, file, token, seen) {
    const name = file.within[token];
    const blocks = blocksAround(file, token);
    // The line may open a block itself.
    const own = file.tokens[token];
    const inner = own?.type === 'action' && own.role === 'open' && own.keyword !== 'define'
        ? [...blocks, blockOf(file, token)]
        : blocks;
    const closed = inner.find(block => !seen.active.has(block.token));
    if (own?.type === 'action' && own.role === 'assign') {
        return {
            by: [],
            notes: ['It sets a variable and prints nothing itself; what uses the variable is not followed.'],
        };
    }
    const define = definition(file, token);
    if (define !== undefined && !seen.active.has(define)) {
        return { by: [], notes: [`Nothing that is rendered calls the named template ${JSON.stringify(name)}.`] };
    }
    if (closed === undefined) {
        return { by: [], notes: [seen.used ? 'It prints nothing here.' : 'Nothing of this file is rendered.'] };
    }
    const place = chart.place({
        kind: 'template',
        file: file.origin,
        line: closed.line,
        column: closed.column,
    });
    const keys = name === undefined ? keysOf(file, closed.token, undefined, chartOfFile(file), chart.templates) : [];
    return {
        by: [
            { role: 'condition', place, note: wordsOf(closed) },
            ...keys.flatMap(key => chart
                .statements(key)
                .map((step, index) => (index === 0 ? { ...step, decides: true } : step))),
        ],
        notes: ['Not rendered: nothing inside this block is.'],
    };
}
/** The `define` that a token stands in; the token itself when it is one. */
function definition(file, token) {
    for (let index = token; index >= 0;) {
        const action = file.tokens[index];
        if (action?.type === 'action' && action.keyword === 'define')
            return index;
        index = action?.inside ?? -1;
    }
    return undefined;
}
function blockOf(file, token) {
    const { line, column } = (0,src_manifest/* positionAt */.t$)((0,src_manifest/* lineStarts */._$)(file.text), file.tokens[token]?.start ?? 0);
    return { file, token, line, column };
}
/** Folders of charts that lead to a template's own; their names, for charts that are not renamed. */
function chartOfFile({ path }) {
    const steps = path.split('/');
    const chart = [];
    for (let i = 0; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2)
        chart.push(steps[i + 1]);
    return chart;
}
//# sourceMappingURL=template-line.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/values-line.js







/** Values below one key that are changed together. */
const MAX_LEAVES = 40;
/** Renderings made to see what follows one line, per environment. */
const MAX_RENDERINGS = 10;
/** Places named that read a value nobody sees. */
const MAX_READS = 3;
/**
 * What follows a line of a values file: found by changing the value there, rendering again and comparing. What
 * changes by itself from one rendering to the next (generated passwords, times) does not count.
 * @returns undefined when the file gives this chart no values, or the line holds none
 */
async function explainValuesLine({ rendering, manifests }, question, options) {
    const { tree, target, environment, documents } = rendering;
    const chart = new ExplainedChart(rendering, options.render, options.discretion);
    const charts = chartsOf(documents);
    const [layer] = chart.layers.filesAt(question.file, charts);
    if (layer === undefined)
        return undefined;
    const node = nodeAtLine(layer.text, question.line, question.column);
    if (node === undefined || node.path.length === 0)
        return undefined;
    const renderings = [{ target: target.id, environment: environment.name }];
    const base = { renderings, effects: [], by: [], notes: [] };
    const key = keyIn(layer, node.path, charts);
    const stronger = values_line_overriding(chart, layer, key, node);
    if (stronger !== undefined) {
        return { node, answer: { ...base, outcome: 'overridden', by: [stronger], notes: ['Overridden by'] } };
    }
    const clean = (0,render/* buildChartRequest */.GL)(tree, target.root, environment, options.render);
    const trial = new Trial(options.engine, documents, layer, () => options.engine.renderChart(clean));
    const differences = await trial.follow(node);
    if (differences === undefined) {
        return {
            node,
            answer: {
                ...base,
                outcome: 'unclear',
                notes: ['What follows it is not known: with another value here, the chart does not render.'],
            },
        };
    }
    const effects = effectsOf(differences, manifests, options.discretion);
    if (effects.length > 0) {
        return {
            node,
            answer: {
                ...base,
                outcome: 'decides',
                effects,
                notes: ['Changed here and rendered again, these follow:'],
            },
        };
    }
    const reads = readsOf(chart, clean.files, key);
    const notes = reads.length > 0
        ? ['Nothing that is rendered follows it. It is read here:']
        : [`Nothing that is rendered follows it; no template names .Values.${dotted(key.path)}.`];
    return { node, answer: { ...base, outcome: 'nothing', by: reads, notes } };
}
/** Names that lead to every chart that printed something, and the charts on the way. */
function chartsOf(documents) {
    const charts = new Map([['[]', []]]);
    for (const { text } of documents) {
        const steps = /^# Source: (.*)$/m.exec(text)?.[1]?.split('/') ?? [];
        const names = [];
        for (let i = 1; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2) {
            names.push(steps[i + 1]);
            charts.set(JSON.stringify(names), [...names]);
        }
    }
    return [...charts.values()];
}
/** The chart that a path of a values file is about, and the path in its values. */
function keyIn(layer, path, charts) {
    const full = [...layer.chart, ...path];
    const about = charts
        .filter(chart => chart.length < full.length && chart.every((step, index) => full[index] === step))
        .sort((a, b) => b.length - a.length)[0];
    return relative(layer, path, about ?? layer.chart);
}
/** What a stronger layer says instead; a map is put together from all layers and overridden by none. */
function values_line_overriding(chart, layer, { chart: of, path }, node) {
    if ((0,src_manifest/* isObject */.Gv)(node.value))
        return undefined;
    const said = chart.layers.say(of, path);
    const own = said.findIndex(statement => statement.layer === layer);
    const first = said[0];
    return own > 0 && first !== undefined ? chart.statement(first, true) : undefined;
}
/** Values changed in memory, and what became of the rendering. */
class Trial {
    #engine;
    #documents;
    #layer;
    #again;
    #left = MAX_RENDERINGS;
    #restless;
    constructor(engine, documents, layer, again) {
        this.#engine = engine;
        this.#documents = documents;
        this.#layer = layer;
        this.#again = again;
    }
    /** Fields that differ when the value, or every value below a map, is another one; undefined when nothing renders. */
    async follow({ path, value }) {
        const leaves = leavesOf(value, path).slice(0, MAX_LEAVES);
        const together = await this.#first(attempts(this.#layer, leaves));
        if (together !== undefined || leaves.length === 1)
            return together;
        const found = new Map();
        let rendered = false;
        for (const leaf of leaves) {
            const differences = await this.#first(attempts(this.#layer, [leaf]).slice(0, 1));
            rendered ||= differences !== undefined;
            for (const difference of differences ?? [])
                found.set(keyOf(difference), difference);
        }
        return rendered ? [...found.values()] : undefined;
    }
    /** Differences of the first of these texts that renders; of one without any, the next is tried too. */
    async #first(texts) {
        let result;
        for (const text of texts) {
            if (this.#left-- <= 0)
                break;
            const outcome = await this.#engine.renderChart(this.#layer.replaced(text));
            if (!outcome.ok)
                continue;
            const all = differencesOf(this.#documents, outcome.documents.filter(hasObject));
            const restless = all.length === 0 ? new Set() : await this.#byThemselves();
            result = all.filter(difference => !restless.has(keyOf(difference)));
            if (result.length > 0)
                return result;
        }
        return result;
    }
    /** What differs from one rendering to the next without any change. */
    async #byThemselves() {
        if (this.#restless === undefined) {
            const outcome = await this.#again();
            const differences = outcome.ok
                ? differencesOf(this.#documents, outcome.documents.filter(hasObject))
                : [];
            this.#restless = new Set(differences.map(keyOf));
        }
        return this.#restless;
    }
}
function keyOf({ document, path, change, object }) {
    const name = (0,src_manifest/* isObject */.Gv)(object) ? [object.kind, (0,src_manifest/* valueAt */.fK)(object, ['metadata', 'name'])] : [];
    return JSON.stringify([document, path, change, name]);
}
/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }) {
    return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
/** Scalars and empty collections. */
function leavesOf(value, path) {
    if (Array.isArray(value) && value.length > 0)
        return value.flatMap((item, index) => leavesOf(item, [...path, index]));
    if ((0,src_manifest/* isObject */.Gv)(value) && Object.keys(value).length > 0)
        return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
    return [{ path, value }];
}
/** The file with these values changed, in several ways: a schema or a template may refuse one. */
function attempts({ text }, leaves) {
    const ways = Math.max(...leaves.map(({ value }) => others(value).length), 0);
    return Array.from({ length: ways }, (_, way) => {
        const cuts = leaves.flatMap(({ path, value }) => {
            const options = others(value);
            const other = options[Math.min(way, options.length - 1)];
            const { value: span, key } = (0,src_manifest/* locate */.x5)(text, path);
            if (other === undefined)
                return [];
            return span === undefined
                ? emptyValue(text, key, other)
                : [{ start: span.start, end: span.end, text: other }];
        });
        return [...cuts]
            .sort((a, b) => b.start - a.start)
            .reduce((result, cut) => `${result.slice(0, cut.start)}${cut.text}${result.slice(cut.end)}`, text);
    });
}
/** `key:` without a value: one behind the colon. */
function emptyValue(text, key, other) {
    const colon = key === undefined ? -1 : text.indexOf(':', key.end);
    return colon < 0 ? [] : [{ start: colon + 1, end: colon + 1, text: ` ${other}` }];
}
/** Other values of a type, in YAML, the likeliest to be accepted first. */
function others(value) {
    if (typeof value === 'boolean')
        return [String(!value)];
    if (typeof value === 'number' || typeof value === 'bigint')
        return [String(Number(value) + 1), String(Math.max(1, Number(value) - 1))];
    if (typeof value === 'string')
        return value === ''
            ? ['"kubeproof"', '"1"']
            : [JSON.stringify(`${value}x`), JSON.stringify(/^\d+$/.test(value) ? `${value}1` : 'kubeproof'), '""'];
    if (value === null)
        return ['"kubeproof"', '1', 'true'];
    return Array.isArray(value)
        ? ['["kubeproof"]', '[{name: kubeproof}]']
        : ['{kubeproof: "1"}', '{kubeproof: {kubeproof: "1"}}'];
}
/** Template lines that name a key, with what they are printed under. */
function readsOf(chart, files, { path }) {
    const names = path
        .filter(step => typeof step === 'string')
        .map(step => step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`\\.Values\\.${names.join('\\.')}(?![\\w])`, 'g');
    const steps = [];
    for (const file of (0,templates/* readTemplates */.QT)(files).files) {
        const starts = (0,src_manifest/* lineStarts */._$)(file.text);
        for (const match of file.text.matchAll(pattern)) {
            const { line, column } = (0,src_manifest/* positionAt */.t$)(starts, match.index);
            const token = tokenAt(file, line, column);
            if (file.tokens[token]?.type !== 'action' || steps.length >= MAX_READS)
                continue;
            const [outer] = blocksAround(file, token);
            const place = chart.place({ kind: 'template', file: file.origin, line, column });
            steps.push({
                role: 'printed',
                place,
                ...(outer === undefined ? {} : { note: `inside ${wordsOf(outer)}` }),
            });
        }
    }
    return steps;
}
//# sourceMappingURL=values-line.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/line.js







/**
 * Explains what a source line does in each of the renderings that depend on its file.
 * @returns undefined when the file has no part in any of them that is understood
 */
async function explainLine(question, renderings, options) {
    const answers = new Array(renderings.length).fill(undefined);
    const waiting = [...renderings.entries()];
    const lane = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [index, rendered] = next;
            answers[index] = await answerIn(rendered, question, options);
        }
    };
    await Promise.all(Array.from({ length: Math.min(options.concurrency, renderings.length) }, lane));
    const all = answers.filter(answer => answer !== undefined);
    const [first] = all;
    const target = renderings[0]?.rendering.target.id;
    if (first === undefined || target === undefined)
        return undefined;
    const same = all.filter(({ what, subject }) => what === first.what && subject === first.subject);
    const at = { kind: first.what, file: question.file, line: first.line ?? question.line };
    const text = options.discretion.line(at, target);
    const line = {
        ...at,
        ...(question.column === undefined || first.line !== undefined ? {} : { column: question.column }),
        ...(text === undefined ? {} : { text }),
    };
    return {
        kind: 'line',
        line,
        what: first.what,
        subject: first.subject,
        ...(first.value === undefined ? {} : { value: first.value }),
        answers: mergeNamespaces(same.map(({ answer }) => answer)),
    };
}
/** Answers that differ in no more than the namespace of what they are about are one, and name none. */
function mergeNamespaces(answers) {
    const merged = mergeAnswers(answers);
    const without = (answer) => ({
        ...answer,
        effects: answer.effects.map(effect => ({ ...effect, resource: { ...effect.resource, namespace: '' } })),
    });
    const groups = mergeAnswers(merged.map(without));
    return groups.map(group => merged.find(({ renderings }) => renderings.length === group.renderings.length && renderings[0] === group.renderings[0]) ?? group);
}
async function answerIn(rendered, question, options) {
    const { target } = rendered.rendering;
    switch (target.kind) {
        case 'helm': {
            const values = await explainValuesLine(rendered, question, options);
            if (values !== undefined) {
                const { path, value, line } = values.node;
                const isMap = typeof value === 'object' && value !== null;
                return {
                    what: 'values',
                    subject: dotted(path),
                    ...(isMap ? {} : { value: options.discretion.value(path, value, target.id) }),
                    answer: values.answer,
                    ...(line === question.line ? {} : { line }),
                };
            }
            const template = await explainTemplateLine(rendered, question, options);
            return template && { what: 'template', ...template };
        }
        case 'kustomize':
            return explainKustomizationLine(rendered, question, options);
        case 'manifests':
            return explainManifestLine(rendered, question, options);
    }
}
/** A line of a plain manifest: the field that stands there. */
function explainManifestLine({ rendering, manifests }, { file, line, column }, { discretion }) {
    const { tree, target, environment } = rendering;
    if (!tree.has(file))
        return undefined;
    const document = (0,src_manifest/* splitDocuments */.ZF)(tree.text(file)).findLast(each => each.line < line);
    const node = document && lineReader(document.text)(line - document.line, column);
    if (document === undefined || node === undefined)
        return undefined;
    const here = manifests.filter(({ origin }) => origin.source === file && origin.sourceLine === document.line && startsWith(node.path, origin.within));
    const [manifest] = here;
    if (manifest === undefined)
        return undefined;
    const path = node.path.slice(manifest.origin.within.length);
    const at = node.line + document.line;
    const field = (0,src_manifest/* fieldName */.w5)(manifest.object, path);
    return {
        what: 'manifest',
        subject: field === '' ? manifest.resource.kind : field,
        answer: {
            renderings: [{ target: target.id, environment: environment.name }],
            outcome: 'decides',
            effects: here.map(({ resource }) => ({ resource, field, value: discretion.rendered(manifest, path) })),
            by: [],
            notes: ['A plain manifest: it is deployed as it stands.'],
        },
        ...(at === line ? {} : { line: at }),
    };
}
function startsWith(path, prefix) {
    return prefix.every((step, index) => path[index] === step);
}
//# sourceMappingURL=line.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/rendered-line.js


/** How `kubeproof render` introduces a document: `# helm:charts/shop · prod · charts/shop/templates/a.yaml`. */
const HEADER = /^# ((?:helm|kustomize|manifests):\S*) · (\S+)(?: · .*)?$/m;
/** Whether a text was written by `kubeproof render`. */
function isRendered(text) {
    return HEADER.test(text.slice(0, 2000));
}
/** Finds the object and field on a line of rendered output; undefined where there is none. */
function readRendered(text, line, column) {
    const document = (0,src_manifest/* splitDocuments */.ZF)(text).findLast(each => each.line < line);
    if (document === undefined)
        return undefined;
    const parsed = (0,src_manifest/* parseYaml */.hN)(document.text);
    const node = lineReader(document.text)(line - document.line, column);
    if (!parsed.ok || node === undefined)
        return undefined;
    const kind = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(parsed.value, 'kind'));
    const metadata = (0,src_manifest/* own */.ZV)(parsed.value, 'metadata');
    const name = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(metadata, 'name'));
    if (kind === '' || name === '')
        return undefined;
    const [group] = (0,src_manifest/* splitApiVersion */.Np)((0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(parsed.value, 'apiVersion')));
    const namespace = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(metadata, 'namespace'));
    const [, target, environment] = HEADER.exec(document.text) ?? [];
    return {
        question: { kind, name, ...(group === '' ? {} : { group }), ...(namespace === '' ? {} : { namespace }) },
        field: (0,src_manifest/* fieldName */.w5)(parsed.value, node.path),
        path: node.path,
        ...(target === undefined ? {} : { target }),
        ...(environment === undefined ? {} : { environment }),
        line: node.line + document.line,
        text: text.split('\n')[node.line + document.line - 1] ?? '',
    };
}
//# sourceMappingURL=rendered-line.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/resource-names.js



/** kubectl's short names (`kubectl api-resources`). */
const SHORT = {
    cj: 'CronJob',
    cm: 'ConfigMap',
    crd: 'CustomResourceDefinition',
    crds: 'CustomResourceDefinition',
    csr: 'CertificateSigningRequest',
    deploy: 'Deployment',
    ds: 'DaemonSet',
    ep: 'Endpoints',
    hpa: 'HorizontalPodAutoscaler',
    ing: 'Ingress',
    limits: 'LimitRange',
    netpol: 'NetworkPolicy',
    ns: 'Namespace',
    pc: 'PriorityClass',
    pdb: 'PodDisruptionBudget',
    po: 'Pod',
    pv: 'PersistentVolume',
    pvc: 'PersistentVolumeClaim',
    quota: 'ResourceQuota',
    rc: 'ReplicationController',
    rs: 'ReplicaSet',
    sa: 'ServiceAccount',
    sc: 'StorageClass',
    sts: 'StatefulSet',
    svc: 'Service',
};
/**
 * Reads `KIND/NAME`, `KIND.GROUP/NAME` and `KIND/NAMESPACE/NAME`; undefined for anything else.
 */
function parseResource(text) {
    const match = /^([A-Za-z][\w-]*)((?:\.[\w-]+)*)\/(?:([^/\s]+)\/)?([^/\s]+)$/.exec(text);
    if (match === null)
        return undefined;
    const [, kind = '', dotted = '', namespace, name = ''] = match;
    // kubectl takes a version between the two: deployments.v1.apps.
    const group = dotted.slice(1).replace(/^v\d+(?:(?:alpha|beta)\d+)?(?:\.|$)/, '');
    return {
        kind,
        name,
        ...(group === '' ? {} : { group }),
        ...(namespace === undefined ? {} : { namespace }),
    };
}
/** Names listed when nothing matches. */
const MAX_NEAR = 5;
/**
 * Finds the manifests that a question means: by kind (in any case, plural, short, or as a CRD of the repository names
 * it), group, namespace and name. A name that nothing has exactly may be what is left of it without a release's name
 * or prefix, when that leaves one kind of name: `deploy/shop` for `Deployment/prod-shop`.
 */
function matchResource(question, manifests) {
    const isKind = kindMatcher(question.kind, manifests);
    const ofKind = manifests.filter(({ resource }) => isKind(resource) &&
        (question.group === undefined || resource_names_isGroup(resource.group, question.group)) &&
        (question.namespace === undefined || resource.namespace === question.namespace));
    const exact = ofKind.filter(({ resource }) => resource.name === question.name);
    if (exact.length > 0)
        return { found: exact, near: [], unknownKind: false };
    const longer = ofKind.filter(({ resource: { name } }) => isPartOf(question.name, name));
    if (new Set(longer.map(({ resource }) => resource.name)).size === 1)
        return { found: longer, near: [], unknownKind: false };
    if (ofKind.length === 0) {
        const kinds = [...new Set(manifests.map(({ resource }) => resource.kind))].sort(src_repository/* byText */.z4);
        const close = (0,nearest/* nearest */.p)(question.kind, [...kinds, ...Object.keys(SHORT)]);
        return {
            found: [],
            near: close === undefined ? [] : [`${SHORT[close] ?? close}/${question.name}`],
            unknownKind: true,
        };
    }
    return { found: [], near: nearNames(question.name, ofKind), unknownKind: false };
}
/** Names of resources near one, most similar first. */
function nearNames(name, manifests) {
    const left = new Set(manifests.map(({ resource }) => resource.name));
    const near = [...left].filter(other => other.includes(name) || name.includes(other)).sort(src_repository/* byText */.z4);
    for (const other of near)
        left.delete(other);
    for (let next = (0,nearest/* nearest */.p)(name, left); next !== undefined; next = (0,nearest/* nearest */.p)(name, left)) {
        near.push(next);
        left.delete(next);
    }
    const all = near.length === 0 && left.size <= MAX_NEAR ? [...left].sort(src_repository/* byText */.z4) : near;
    const kind = manifests[0]?.resource.kind ?? '';
    return all.slice(0, MAX_NEAR).map(other => `${kind}/${other}`);
}
function isPartOf(part, name) {
    return name.startsWith(`${part}-`) || name.endsWith(`-${part}`) || name.includes(`-${part}-`);
}
function resource_names_isGroup(group, typed) {
    const wanted = typed.toLowerCase();
    return group === wanted || group.startsWith(`${wanted}.`) || (wanted === 'core' && group === '');
}
function kindMatcher(typed, manifests) {
    const word = typed.toLowerCase();
    const own = customKinds(manifests).get(word);
    const short = SHORT[word];
    return ({ kind }) => {
        const lower = kind.toLowerCase();
        return word === lower || word === resource_names_plural(lower) || kind === short || own?.has(kind) === true;
    };
}
/** How API servers make plurals of their own kinds (apimachinery, `UnsafeGuessKindToResource`). */
function resource_names_plural(kind) {
    if (kind === 'endpoints')
        return kind;
    if (/[sx]$/.test(kind))
        return `${kind}es`;
    return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
/** Kinds by the names that CRDs of the repository give them. */
function customKinds(manifests) {
    const kinds = new Map();
    for (const { object, resource } of manifests) {
        if (resource.kind !== 'CustomResourceDefinition')
            continue;
        const names = (0,src_manifest/* own */.ZV)((0,src_manifest/* own */.ZV)(object, 'spec'), 'names');
        if (!(0,src_manifest/* isObject */.Gv)(names))
            continue;
        const { kind, plural: many, singular } = (0,src_manifest/* stringMap */.Qi)(names);
        const short = Array.isArray(names.shortNames) ? names.shortNames : [];
        for (const name of [many, singular, ...short]) {
            if (kind === undefined || typeof name !== 'string')
                continue;
            kinds.set(name, (kinds.get(name) ?? new Set()).add(kind));
        }
    }
    return kinds;
}
//# sourceMappingURL=resource-names.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/shown.js

/** Longest text of a value: what a terminal shows of it is less. */
const LONGEST = 300;
const SENSITIVE = /passw|secret|token|credential|api[-_]?key|private[-_]?key/i;
/** Names of things about secrets that are none: `secretName`, `tokenPath`, `imagePullSecrets`. */
const ABOUT = /(?:names?|refs?|class|mount|path|file|type|namespace|enabled|ttl|seconds|issuer|provider|store|secrets?)$/i;
/** Whether a key's value is one that nobody wants to read: `password`, `apiKey`; not `secretName`. */
function isSensitive(key) {
    return SENSITIVE.test(key) && (!ABOUT.test(key) || /^(?:\w*[-_])?secret$/i.test(key));
}
/** A value on one line, as YAML would have it in flow style; texts under sensitive keys are left out. */
function oneLine(value, path = []) {
    const text = flow(value, String(path.findLast(step => typeof step === 'string') ?? ''), 0);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
function flow(value, key, depth) {
    if (Array.isArray(value)) {
        if (depth > 3 && value.length > 0)
            return '[…]';
        return `[${value
            .slice(0, 20)
            .map(item => flow(item, key, depth + 1))
            .join(', ')}${value.length > 20 ? ', …' : ''}]`;
    }
    if ((0,src_manifest/* isObject */.Gv)(value)) {
        const entries = Object.entries(value);
        if (depth > 3 && entries.length > 0)
            return '{…}';
        // An environment variable's name says what its value is.
        const named = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(value, 'name'));
        return `{${entries
            .slice(0, 20)
            .map(([name, member]) => `${name}: ${flow(member, name === 'value' && named !== '' ? named : name, depth + 1)}`)
            .join(', ')}${entries.length > 20 ? ', …' : ''}}`;
    }
    if (typeof value === 'string')
        return isSensitive(key) && value !== '' ? '…' : quoted(value, depth > 0);
    return value === null ? 'null' : String(value);
}
/** What YAML reads as something else than a text: numbers, booleans, null (core schema and YAML 1.1). */
const OTHER = /^(?:~|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|[-+]?\.inf|\.nan)$/i;
/** Quoted where YAML would read something else than this text. */
function quoted(text, inFlow) {
    const [first = ''] = text.split('\n');
    const lines = text.trimEnd().split('\n').length;
    if (lines > 1)
        return `${JSON.stringify(first)}… (${lines} lines)`;
    const isPlain = text !== '' &&
        text.trim() === text &&
        !/^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?: |$))/.test(text) &&
        !/: | #|:$/.test(text) &&
        !(inFlow && /[,[\]{}]/.test(text)) &&
        !OTHER.test(text);
    return isPlain ? text : JSON.stringify(text);
}
//# sourceMappingURL=shown.js.map
;// CONCATENATED MODULE: ./lib/src/source/why/index.js






//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/cli/diff-resources.js




/**
 * Tells paths from resources: what exists is a path; `deployment/web`, `deploy/shop/web`, `deployments.apps/web` and
 * `deployment web` are resources as kubectl takes them.
 */
function askedFor(words, namespace) {
    const paths = [];
    const resources = [];
    for (let at = 0; at < words.length; at++) {
        const word = words[at] ?? '';
        const next = words[at + 1];
        const isName = next !== undefined && !(0,external_node_fs_.existsSync)(next) && parseResource(next) === undefined;
        const spaced = isName && !word.includes('/') ? parseResource(`${word}/${next}`) : undefined;
        const found = (0,external_node_fs_.existsSync)(word) ? undefined : (parseResource(word) ?? spaced);
        if (found === undefined) {
            // One that is neither is reported as the path it may have been.
            paths.push(word);
            continue;
        }
        if (found === spaced)
            at++;
        resources.push(namespace === undefined ? found : { ...found, namespace });
    }
    if (namespace !== undefined && resources.length === 0) {
        throw diff_resources_usage('--namespace says which of several resources is meant, and none is named', 'name one: `deployment/web`');
    }
    return { paths, resources };
}
/**
 * The manifests of both sides that are asked about.
 * @throws {ProblemError} for a resource that neither side has, with what comes near: an empty answer would say that
 *   nothing changes.
 */
function findResources(questions, sides) {
    const manifests = sides.flatMap(({ set }) => set.manifests);
    const found = questions.flatMap(question => {
        const matches = matchResource(question, manifests);
        if (matches.found.length === 0)
            throw notFound(question, matches.near, manifests);
        return matches.found;
    });
    return new Set(found);
}
function notFound(question, near, manifests) {
    const { kind, group, namespace, name } = question;
    const typed = `${kind}${group === undefined ? '' : `.${group}`}/${name}`;
    const { namespace: _, ...anywhere } = question;
    const elsewhere = namespace === undefined ? [] : matchResource(anywhere, manifests).found;
    if (elsewhere.length > 0) {
        const names = [...new Set(elsewhere.map(({ resource }) => resource.namespace || '(none)'))].sort(src_repository/* byText */.z4);
        return diff_resources_usage(`neither base nor head renders ${typed} in namespace ${namespace}`, `it is in ${names.join(', ')}`);
    }
    const hint = near.length > 0
        ? `did you mean ${near.join(', ')}?`
        : '"kubeproof render" prints everything that is rendered';
    return diff_resources_usage(`neither base nor head renders ${typed}, and there is no such path`, hint);
}
function diff_resources_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=diff-resources.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./lib/src/cli/pager.js

/**
 * Shows a text to a person as git does: on a terminal through `$PAGER`, or `less` when it is not set, which leaves at once
 * what fits on one screen; everywhere else, and with `PAGER=cat` or an empty one, as it is. A pager that cannot be started
 * is done without.
 */
async function show(text, isWanted) {
    const pager = process.env.PAGER ?? 'less';
    if (!isWanted || process.stdout.isTTY !== true || pager === '' || pager === 'cat') {
        process.stdout.write(text);
        return;
    }
    if (!(await paged(pager, text)))
        process.stdout.write(text);
}
/** Exit status of a shell that does not find its command, or may not run it. */
const NOT_STARTED = new Set([126, 127]);
/** @returns whether the pager ran, to whatever end. */
function paged(pager, text) {
    return new Promise(resolve => {
        const child = (0,external_node_child_process_.spawn)(pager, {
            shell: true,
            stdio: ['pipe', 'inherit', 'inherit'],
            // Quit when it fits, keep colours, leave the text on the screen: what git sets when nobody says otherwise.
            env: { LESS: 'FRX', ...process.env },
        });
        child.on('error', () => resolve(false));
        child.on('close', status => resolve(!NOT_STARTED.has(status ?? 0)));
        // Who quits before the end closes the pipe.
        child.stdin.on('error', () => undefined);
        child.stdin.end(text);
    });
}
//# sourceMappingURL=pager.js.map
;// CONCATENATED MODULE: ./lib/src/cli/rbac-format.js



const FORMATS = ['table', 'json', 'dot', 'mermaid'];
/** @throws {ProblemError} for a format that there is not. */
function rbacFormat(parsed) {
    return chosenFormat(parsed, FORMATS);
}
/** What could not be rendered, said one by one before it is counted. */
const GAPS = 3;
/** Says what could not be rendered; 2 when that leaves an answer incomplete. */
function printGaps(problems, parsed) {
    const gaps = problems.filter(({ gates }) => gates);
    const all = parsed.on('verbose');
    for (const problem of all ? problems : gaps.slice(0, GAPS))
        printProblem(problem);
    if (!all && gaps.length > GAPS) {
        const left = (0,plural/* plural */.L)(gaps.length - GAPS, 'more thing');
        process.stderr.write(`kubeproof: ${left} could not be evaluated: --verbose lists them\n`);
    }
    return gaps.length > 0 ? 2 : 0;
}
//# sourceMappingURL=rbac-format.js.map
;// CONCATENATED MODULE: ./lib/src/cli/diff.js




















/** What is there to read when something changes, for scripts: neither passed nor failed. */
const DIFFERS = 3;
const diff_FORMATS = ['text', 'markdown', 'json'];
/**
 * `kubeproof diff --base REF`: what the change does to what is deployed. 0 when nothing changes, 3 when something does,
 * 2 when something could not be rendered.
 */
async function diff(parsed) {
    const format = chosenFormat(parsed, diff_FORMATS);
    const name = parsed.text('base');
    if (name === undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'there is nothing to compare with',
            hint: 'name a base: `kubeproof diff --base origin/main`, or a folder',
            gates: true,
        });
    }
    const asked = askedFor(parsed.paths, parsed.text('namespace'));
    const session = openSession({ ...parsed, paths: asked.paths });
    const { base, head, changes } = await compared(session, parsed, asked, (0,src_repository/* openBase */.m)(session.root, name));
    const output = parsed.text('output');
    const text = written(changes, format, {
        isNarrow: asked.resources.length > 0,
        verbose: parsed.on('verbose'),
        color: output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color')),
        about: {
            kubernetes: session.config.kubernetes,
            base: { ...commitOf(base.tree), name },
            head: { ...commitOf(head.tree), name: head.tree.name },
        },
    });
    if (output === undefined)
        await show(text, format === 'text' && !parsed.on('no-pager'));
    else
        writeFile(output, text);
    const problems = (0,src_problems/* uniqueProblems */.OH)([...session.problems, ...head.problems, ...base.problems]);
    const gaps = printGaps(problems, parsed);
    // What is another at each rendering is no difference between base and head.
    const differs = changes.stories.some(({ noise }) => noise !== 'random');
    return gaps === 0 && differs ? DIFFERS : gaps;
}
function written(changes, format, { color, verbose, isNarrow, about, }) {
    switch (format) {
        case 'json':
            return (0,reports/* changesJson */.c$)({ tool: { name: 'kubeproof', version: (0,src_package/* ownPackage */.nl)().version }, ...about, changes });
        case 'markdown':
            return (0,reports/* changesMarkdown */.T4)(changes);
        default:
            if (isNarrow && changes.stories.length === 0)
                return 'Nothing changes in what was asked about.\n';
            return (0,reports/* changesText */.Tb)(changes, { color, verbose, width: columns() });
    }
}
/** @throws {ProblemError} when neither side has an environment of that name: an empty answer would say that nothing changes. */
function needEnvironment(name, sides) {
    const names = new Set(sides.flatMap(side => side.renderings.map(each => each.environment.name)));
    if (names.has(name))
        return;
    const known = [...names].sort(src_repository/* byText */.z4);
    throw new src_problems/* ProblemError */.Mm({
        code: 'usage',
        message: `there is no environment ${JSON.stringify(name)}`,
        hint: known.length === 0 ? 'nothing was found to render' : `there are ${known.join(', ')}`,
        gates: true,
    });
}
function commitOf({ commit }) {
    return commit === undefined ? {} : { commit };
}
/** Renders both sides, compares them, and finds where the stories were written. */
async function compared(session, parsed, { resources }, baseTree) {
    const { config } = session;
    const engine = (0,src_side/* openEngine */.F5)(config, renderLimits());
    try {
        const { base, head } = await bothSides(session, engine, baseTree);
        const environment = parsed.text('environment');
        if (environment !== undefined)
            needEnvironment(environment, [base, head]);
        const wanted = {
            ...(environment === undefined ? {} : { environment }),
            ...(resources.length === 0 ? {} : { only: findResources(resources, [base, head]) }),
        };
        const stories = new caused/* StoryPlaces */.i((0,changing/* changesBetween */.i)(base, head, wanted), base, head);
        const { causes } = await (0,placing/* placeFindings */.k)(engine, config, [], new Map(), { permissions: analyzers/* NO_CHANGES */.eo }, head, base, stories.asked);
        return { base, head, changes: stories.placed(causes) };
    }
    finally {
        await engine.close();
    }
}
/** Renders both sides; what has the same inputs is rendered once. */
async function bothSides({ config, tree, paths }, engine, baseTree) {
    const progress = progressLine();
    const cache = new Map();
    const render = (side, known, stage) => (0,src_side/* renderSide */.aR)({
        tree: side,
        discovery: (0,targets/* discover */.k4)(side, (0,run/* discoverOptions */.UZ)(paths, config)),
        config,
        engine,
        known,
        cache,
        concurrency: (0,external_node_os_.availableParallelism)(),
        onProgress: (done, total) => progress.show(`${stage} ${done}/${total}`),
    });
    try {
        const head = await render(tree, new Map(), 'render');
        const base = await render(baseTree, new Map(head.renderings.map(each => [each.inputs, each])), 'render base');
        const options = { config, engine, cache, concurrency: (0,external_node_os_.availableParallelism)(), ofAll: false };
        const sides = await (0,varying/* findVarying */.I)(head, base, options);
        return { head: sides.head, base: sides.base ?? base };
    }
    finally {
        progress.done();
    }
}
//# sourceMappingURL=diff.js.map
;// CONCATENATED MODULE: ./lib/src/cli/write-fixes.js



/**
 * Writes files of a changed tree into the work tree, each whole or not at all: it is written beside the old one and
 * then takes its name. Nothing is written when one of them cannot be.
 *
 * @throws {ProblemError} for a file that is not a plain file, lies behind a symbolic link, or is not what was read
 */
function writeFixes({ root, tree: read }, changed, files) {
    for (const file of files)
        refuseOthers(root, file, read);
    for (const file of files)
        replace((0,external_node_path_.join)(root, file), file, changed.read(file));
}
function refuseOthers(root, file, read) {
    const path = (0,external_node_path_.join)(root, file);
    const found = (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || (0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(path)) !== (0,external_node_path_.join)((0,external_node_fs_.realpathSync)(root), (0,external_node_path_.dirname)(file)))
        throw unwritable(file, 'it is not a plain file here, or lies behind a symbolic link', 'edit it by hand');
    if (!(0,external_node_fs_.readFileSync)(path).equals(read.read(file)))
        throw unwritable(file, 'it changed while kubeproof was at work', 'run kubeproof fix again');
}
function replace(path, file, content) {
    const temporary = `${path}.kubeproof-${process.pid}`;
    try {
        const old = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0));
        const { mode } = (0,external_node_fs_.fstatSync)(old);
        (0,external_node_fs_.closeSync)(old);
        const created = (0,external_node_fs_.openSync)(temporary, 'wx', mode & 0o777);
        try {
            for (let at = 0; at < content.byteLength;)
                at += (0,external_node_fs_.writeSync)(created, content, at);
            (0,external_node_fs_.fchmodSync)(created, mode & 0o777);
        }
        finally {
            (0,external_node_fs_.closeSync)(created);
        }
        (0,external_node_fs_.renameSync)(temporary, path);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(temporary, { force: true });
        const { code, message } = error;
        throw unwritable(file, code ?? message, 'see that you may write there');
    }
}
function unwritable(file, why, hint) {
    return new src_problems/* ProblemError */.Mm({
        code: 'fix-unwritable',
        message: `${file} was not written: ${why}`,
        file,
        hint,
        gates: true,
    });
}
//# sourceMappingURL=write-fixes.js.map
;// CONCATENATED MODULE: ./lib/src/cli/fix.js









/** Times that everything is judged anew: one fix may make another possible. */
const MAX_ROUNDS = 5;
/**
 * `kubeproof fix`: shows what can be mended, or writes it.
 * @returns 0 when there is nothing to fix, or it was written; 1 when there are fixes that were not written; 2 when
 *   something could not be evaluated, or what was written turned out otherwise.
 */
async function fix(parsed) {
    const session = openSession(parsed);
    const only = guardrailsOf(parsed, session);
    const base = parsed.text('base');
    const compared = base === undefined ? undefined : { base: (0,src_repository/* openBase */.m)(session.root, base), baseName: base };
    const { summary, problems, tree } = await mendAll(session, only, compared);
    const isWriting = parsed.on('write') && summary.files.length > 0;
    if (isWriting) {
        writeFixes(session, tree, summary.files.map(({ file }) => file));
        await checkWritten(session, summary.fixed.map(({ finding }) => finding), compared);
    }
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    process.stdout.write((0,reports/* fixText */.Xc)({ ...summary, written: isWriting }, { color, width: columns() }));
    for (const problem of problems)
        printProblem(problem);
    if (summary.files.length > 0 && !isWriting)
        return 1;
    return problems.some(problem => problem.gates) ? 2 : 0;
}
/** Mends, judges what comes out, and mends again until nothing more comes of it. */
async function mendAll(session, only, compared) {
    const files = new Map();
    const shown = new Map();
    const fixed = [];
    let left = [];
    let tree = session.tree;
    for (let round = 0;; round++) {
        const more = { fixes: 'mend', ...(only === undefined ? {} : { mendOnly: only }) };
        const { mending, report } = await runSession({ ...session, tree }, compared, more);
        left = mending?.left ?? [];
        if (mending === undefined || mending.files.size === 0 || round === MAX_ROUNDS) {
            const summary = {
                files: [...shown.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
                fixed,
                left: left.map(({ finding, refusal }) => ({ finding, ...inWords(refusal) })),
                written: false,
            };
            return { summary, problems: report.problems, tree };
        }
        for (const [file, text] of mending.files)
            files.set(file, new TextEncoder().encode(text));
        for (const each of mending.shown) {
            shown.set(each.file, { ...each, before: shown.get(each.file)?.before ?? each.before });
        }
        fixed.push(...mending.fixed);
        tree = (0,src_repository/* withFiles */.oT)(session.tree, files);
    }
}
/** Reads what is on disk now and judges it: the findings must be gone. */
async function checkWritten(session, fixed, compared) {
    const tree = session.isRepository ? (0,src_repository/* openWorkTree */.wr)(session.root) : (0,src_repository/* openFolder */.NE)(session.root);
    const { report } = await runSession({ ...session, tree }, compared, { fixes: 'none' });
    const there = new Set(report.findings.filter(f => f.state !== 'fixed').map(f => f.fingerprint));
    const still = fixed.filter(({ fingerprint }) => there.has(fingerprint));
    if (still.length === 0)
        return;
    throw new src_problems/* ProblemError */.Mm({
        code: 'fix-not-effective',
        message: `${still.length} of the findings are still there after the files were written (${still[0]?.guardrail})`,
        hint: 'git diff shows what was written; please report this with the file',
        gates: true,
    });
}
function guardrailsOf(parsed, session) {
    const wanted = parsed.list('guardrail');
    if (wanted.length === 0)
        return undefined;
    const { all } = (0,run/* loadGuardrails */.Pw)({ config: session.config, rulesTree: session.tree });
    const known = all.map(({ id }) => id);
    for (const id of wanted) {
        if (known.includes(id))
            continue;
        const close = (0,nearest/* nearest */.p)(id, known);
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `there is no guardrail "${id}"`,
            hint: close === undefined ? 'kubeproof rules lists them' : `did you mean \`${close}\`?`,
            gates: true,
        });
    }
    return new Set(wanted);
}
function inWords(refusal) {
    switch (refusal.because) {
        case 'no-fix':
            return { reason: 'no fix is known for the guardrail' };
        case 'choice':
            return { reason: 'a person must choose' };
        case 'no-line':
            return { reason: 'the line to edit is not known' };
        case 'not-editable':
            return { reason: 'the line cannot be edited (an expression, an alias, a link)' };
        case 'not-proven':
            return { reason: 'no edit was proven to help' };
        case 'new-findings':
            return { reason: 'the fix would bring new findings', detail: refusal.guardrails.join(', ') };
        case 'secret':
            return { reason: 'the lines hold values of a Secret' };
        case 'limit':
            return { reason: 'too many were tried before' };
    }
}
//# sourceMappingURL=fix.js.map
// EXTERNAL MODULE: ./lib/src/verdict/index.js + 8 modules
var verdict = __webpack_require__(53947);
;// CONCATENATED MODULE: ./lib/src/init/checkov.js

const SEVERITIES = new Set(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
/** Settings that are not about what is found, with what is said of them. */
const OTHERS = {
    baseline: '`kubeproof baseline` writes one',
    'external-checks-dir': '`kubeproof new-rule` writes guardrails of your own, in CEL',
    'external-checks-git': '`kubeproof new-rule` writes guardrails of your own, in CEL',
    framework: 'charts, kustomizations and plain manifests are found by themselves; `targets` names others',
    'skip-framework': '`exclude` leaves folders out',
    'var-file': 'values belong to a chart and an environment: see `targets` in docs/configuration.md',
};
/** `.checkov.yaml`: the flags of the command line as keys; lists may be texts with commas. */
function importCheckov(source, draft) {
    const only = source.texts(['check'], true);
    const skipped = source.texts(['skip-check'], true);
    const chosen = expand(only, 'check', draft);
    const out = expand(skipped, 'skip-check', draft);
    if (only.length > 0) {
        draft.profile = 'minimal';
        draft.carried(source.line(['check']), 'check', 'profile: minimal, plus what is named; minimal holds only what is certainly wrong or dangerous');
        const left = new Set(out.map(({ item }) => item.text));
        for (const { item, what } of chosen) {
            const check = draft.tool.checks.get(item.text);
            if (check !== undefined && !left.has(item.text))
                draft.turnOn(check, item.line, what);
        }
    }
    const running = new Set(only.length === 0 ? draft.tool.checks.keys() : chosen.map(({ item }) => item.text));
    draft.leaveOut(out, new Set([...draft.tool.checks.keys()].filter(id => !running.has(id))));
    if (only.length === 0) {
        const skips = new Set(out.map(({ item }) => item.text));
        draft.running = new Set([...running].filter(id => !skips.has(id)));
    }
    for (const [key, severity] of [
        ['soft-fail-on', 'warning'],
        ['hard-fail-on', 'error'],
    ])
        for (const { item, what } of expand(source.texts([key], true), key, draft)) {
            const check = draft.tool.checks.get(item.text);
            if (check !== undefined)
                draft.turnOn(check, item.line, what, severity);
        }
    if (source.on(['soft-fail'])) {
        if (source.get(['hard-fail-on']) === undefined) {
            draft.failOn = 'never';
            draft.carried(source.line(['soft-fail']), 'soft-fail', 'gate.fail-on: never');
        }
        else
            draft.lost(source.line(['soft-fail']), 'soft-fail', 'errors block, since hard-fail-on wants some to; `gate.fail-on: never` lets everything pass');
    }
    for (const item of source.texts(['skip-path'], true)) {
        const folder = /^([\w./-]+?)(?:\/?\.\*)?$/.exec(item.text)?.[1];
        if (folder !== undefined)
            draft.exclude({ ...item, text: folder }, `skip-path ${item.text}`);
        else
            draft.lost(item.line, `skip-path ${item.text}`, 'a regular expression; `exclude` takes paths with * and **');
    }
    const known = new Set(['check', 'skip-check', 'soft-fail-on', 'hard-fail-on', 'soft-fail', 'skip-path']);
    for (const key of source.keys([]))
        if (!known.has(key))
            draft.lost(source.line([key]), key, OTHERS[key] ?? 'it is about how Checkov runs or prints');
}
/** Ids about Kubernetes, wildcards written out; everything else is named as lost. */
function expand(items, key, draft) {
    return items.flatMap(item => {
        const what = `${key} ${item.text}`;
        if (SEVERITIES.has(item.text.toUpperCase())) {
            draft.lost(item.line, what, 'severities of Checkov come from its platform, not from the file');
            return [];
        }
        const ids = [...draft.tool.checks.keys()].filter(id => (0,verdict/* matchesPattern */.MT)(item.text, id));
        if (ids.length === 0 && !/K8S/.test(item.text)) {
            draft.lost(item.line, what, /^CKV/.test(item.text) ? 'it is not about Kubernetes' : 'it is no check of Checkov for manifests');
            return [];
        }
        return ids.length === 0
            ? [{ item, what }]
            : ids.map(id => ({
                item: { ...item, text: id },
                what: id === item.text ? what : `${what}: ${id}`,
            }));
    });
}
//# sourceMappingURL=checkov.js.map
// EXTERNAL MODULE: ./lib/src/equivalents/index.js + 4 modules
var equivalents = __webpack_require__(92495);
// EXTERNAL MODULE: ./lib/src/findings.js
var src_findings = __webpack_require__(10410);
;// CONCATENATED MODULE: ./lib/src/init/draft.js




/** Collects what a settings file comes to. */
class Draft {
    tool;
    file;
    profile = 'recommended';
    failOn;
    /** Checks that run by the tool's own choice: nobody named them. */
    running = new Set();
    kubernetes;
    #pack;
    #guardrails = new Map();
    #wished = new Map();
    #exclude = new Set();
    #waivers = [];
    #notes = [];
    constructor(tool, file, pack) {
        this.tool = (0,equivalents/* toolOf */.wS)(tool);
        this.file = file;
        this.#pack = pack;
    }
    carried(line, what, outcome) {
        this.#notes.push({ line, what, outcome, carried: true });
    }
    lost(line, what, outcome) {
        this.#notes.push({ line, what, outcome, carried: false });
    }
    /** Whether the profile has a guardrail by itself. */
    inProfile(guardrail) {
        const own = this.#pack.get(guardrail)?.profile;
        return own !== undefined && src_guardrails/* PROFILES */.jI.indexOf(own) <= src_guardrails/* PROFILES */.jI.indexOf(this.profile);
    }
    /** Whether a guardrail judges anything: what does not needs no waiver. */
    judges(guardrail) {
        const severity = this.#guardrails.get(guardrail)?.severity;
        return severity === undefined ? this.inProfile(guardrail) : severity !== 'off';
    }
    severityOf(guardrail) {
        return this.#pack.get(guardrail)?.severity ?? 'warning';
    }
    /** Whatever is said later wins over severity and each parameter; to be on wins over `off`. */
    set(guardrail, setting) {
        const known = this.#guardrails.get(guardrail);
        if (known?.severity !== undefined && known.severity !== 'off' && setting.severity === 'off')
            return;
        this.#guardrails.set(guardrail, joinSettings(known, setting));
    }
    exclude(path, what) {
        const pattern = path.text.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
        if (pattern === '' || /^[~/]|(^|\/)\.\.(\/|$)/.test(pattern)) {
            this.lost(path.line, what, 'it is not a path inside the repository');
            return;
        }
        this.#exclude.add(pattern);
        this.carried(path.line, what, `exclude: ${pattern}`);
    }
    waive(waiver) {
        const key = JSON.stringify(waiver);
        if (!this.#waivers.some(other => JSON.stringify(other) === key))
            this.#waivers.push(waiver);
    }
    /** The reason a waiver has when the tool's own file gives none. */
    reason(line, given = '') {
        const from = `carried over from ${this.file}:${line}`;
        const words = given.replace(/\s+/g, ' ').trim();
        return words === '' ? from : `${words} (${from})`;
    }
    /**
     * Checks that run. What the profile has is left to it, unless the tool's own severity says otherwise.
     * @param severity for their guardrails; the guardrail's own when left out
     */
    turnOn(check, line, what, severity) {
        if (check.none !== undefined) {
            this.lost(line, what, check.none);
            return;
        }
        const outcomes = check.parts.map(part => this.#on(part, check, severity));
        this.carried(line, what, `${outcomes.join('; ')}${differs(check)}`);
    }
    #on({ guardrail, parameters }, { id }, severity) {
        const known = this.#guardrails.get(guardrail)?.severity;
        // Several checks may be one guardrail: the worst severity that one of them has counts.
        const wished = [severity, this.#wished.get(guardrail)];
        const worst = src_findings/* SEVERITIES */.o.find(each => wished.includes(each));
        if (worst !== undefined)
            this.#wished.set(guardrail, worst);
        const own = this.severityOf(guardrail);
        const needed = !this.inProfile(guardrail) || (worst !== undefined && worst !== own);
        const wanted = worst ?? own;
        if (needed || parameters !== undefined || known !== undefined)
            this.set(guardrail, {
                ...(needed || known !== undefined ? { severity: wanted } : {}),
                ...(parameters === undefined ? {} : { parameters }),
                from: id,
            });
        return `${guardrail} ${needed ? `on (${wanted})` : `(in profile ${this.profile})`}`;
    }
    /**
     * Checks that are left out by name.
     * @param idle checks that do not run anyway
     */
    leaveOut(named, idle) {
        const found = named.map(({ item, what }) => ({ item, what, check: (0,equivalents/* findCheck */.Sd)(this.tool, item.text) }));
        const left = new Set([...idle, ...found.flatMap(({ check }) => check?.id ?? [])]);
        const { accepted, refused } = (0,equivalents/* acceptedBy */.lA)(this.tool, left);
        for (const { item, what, check } of found) {
            if (check === undefined) {
                this.lost(item.line, what, this.unknown(item.text));
                continue;
            }
            if (check.none !== undefined) {
                this.lost(item.line, what, check.none);
                continue;
            }
            const outcomes = [];
            for (const { guardrail, field, kind, checks } of accepted.filter(each => each.checks.includes(check.id))) {
                if (field === undefined && kind === undefined) {
                    this.set(guardrail, {
                        severity: 'off',
                        from: checks.filter(id => !idle.has(id)).join(', '),
                        ...(item.comment === undefined ? {} : { why: item.comment }),
                    });
                    outcomes.push(`${guardrail}: off`);
                }
                else if (!this.judges(guardrail)) {
                    outcomes.push(`${guardrail} is not in profile ${this.profile}: nothing to leave out`);
                }
                else {
                    this.waive({
                        guardrail,
                        ...(kind === undefined ? {} : { resource: { kind } }),
                        ...(field === undefined ? {} : { field }),
                        reason: this.reason(item.line, item.comment ?? `${check.id} is left out`),
                    });
                    outcomes.push(`${guardrail}: waived${kind === undefined ? '' : ` for a ${kind}`}${at(field)}`);
                }
            }
            if (outcomes.length > 0)
                this.carried(item.line, what, outcomes.join('; '));
            this.stays(refused.filter(each => each.checks.includes(check.id)), item.line, what);
        }
    }
    /** Says which guardrails go on judging although one of the checks they answer is left out. */
    stays(refused, line, what) {
        for (const { guardrail, also } of refused) {
            if (this.judges(guardrail))
                this.lost(line, what, `${guardrail} stays: it also answers ${also.join(', ')}`);
            else
                this.carried(line, what, `${guardrail} is not in profile ${this.profile}: nothing to leave out`);
        }
    }
    /** Says that there is no such check, and which one may be meant. */
    unknown(id) {
        const close = (0,nearest/* nearest */.p)(id, [...this.tool.checks.keys()]);
        const guess = close === undefined ? '' : `; was ${close} meant?`;
        return `${this.tool.name} has no check "${id}" for manifests${guess}`;
    }
    /** Guardrails that checks which run there would need to be switched on for. */
    #beyond() {
        const needed = [...this.running].flatMap(id => this.tool.checks.get(id)?.parts ?? []);
        const ids = new Set(needed.map(({ guardrail }) => guardrail));
        return [...ids].filter(id => !this.inProfile(id) && !this.#guardrails.has(id)).sort();
    }
    done() {
        const { tool, file, profile, failOn, kubernetes } = this;
        return {
            tool,
            file,
            profile,
            ...(failOn === undefined ? {} : { failOn }),
            ...(kubernetes === undefined ? {} : { kubernetes }),
            exclude: [...this.#exclude],
            guardrails: this.#guardrails,
            waivers: this.#waivers,
            beyond: this.#beyond(),
            notes: this.#notes
                .map((note, index) => ({ note, index }))
                .sort((a, b) => a.note.line - b.note.line || a.index - b.index)
                .map(({ note }) => note),
        };
    }
}
/** Lists of parameters add up, other values are replaced. */
function joinSettings(known, setting) {
    if (known === undefined)
        return setting;
    const parameters = { ...known.parameters };
    for (const [name, value] of Object.entries(setting.parameters ?? {})) {
        const before = parameters[name];
        parameters[name] =
            Array.isArray(before) && Array.isArray(value)
                ? [...before, ...value.filter(item => !before.includes(item))]
                : value;
    }
    const severity = setting.severity ?? known.severity;
    const from = [...new Set([...known.from.split(', '), ...setting.from.split(', ')])].join(', ');
    const why = setting.why ?? known.why;
    return {
        ...(severity === undefined ? {} : { severity }),
        ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
        from,
        ...(why === undefined ? {} : { why }),
    };
}
/** How many waivers one setting comes to. */
function waiversOf(count) {
    if (count === 0)
        return 'the profile has none of its guardrails: nothing to waive';
    return count === 1 ? '1 waiver' : `${count} waivers`;
}
/** The field of a waiver, in words. */
function at(field) {
    return field === undefined ? '' : ` at ${field.replaceAll('*', '')}`;
}
function differs({ strength, remark }) {
    return remark === undefined ? '' : `; ${strength}: ${remark}`;
}
//# sourceMappingURL=draft.js.map
;// CONCATENATED MODULE: ./lib/src/init/patterns.js
/**
 * A regular expression as a pattern of image-registry, where it is the beginning of an image name and nothing else:
 * `^ghcr\.io/acme/.*$` is `ghcr.io/acme/*`.
 */
function repositoryPattern(expression) {
    const match = /^\^?((?:[\w/@:-]|\\[.-]|\[\.\]|\.(?!\*))+?)(\.\*)?\$?$/.exec(expression);
    if (match === null)
        return undefined;
    const text = (match[1] ?? '').replace(/\\(.)|\[(\.)\]/g, '$1$2');
    return match[2] === undefined && !expression.endsWith('/') ? text.replace(/\/$/, '') : `${text}*`;
}
/**
 * A regular expression that is matched against the whole of a name, as a pattern with `*`: only words, `.*` and
 * alternatives of nothing carry over. Undefined for every other one.
 */
function namePattern(expression) {
    const text = expression.replace(/^\^/, '').replace(/\$$/, '');
    if (!/^(?:[\w:-]|\\[.-]|\[\.\]|\.\*|\.)*$/.test(text))
        return undefined;
    return text
        .replace(/\.\*/g, '\0')
        .replace(/\\(.)|\[(\.)\]/g, '$1$2')
        .replaceAll('\0', '*');
}
//# sourceMappingURL=patterns.js.map
;// CONCATENATED MODULE: ./lib/src/init/kube-linter-templates.js


/**
 * What a custom check of a template is here; docs/generated/templates.md of stackrox/kube-linter has the parameters.
 * Their keys are compared without regard to case, as KubeLinter does.
 */
const TEMPLATES = {
    'required-label': params => keyed(params, 'required-labels', 'labels'),
    'required-annotation': params => keyed(params, 'required-annotations', 'annotations'),
    'forbidden-annotation': params => keyed(params, 'forbidden-annotations', 'annotations'),
    'statefulset-volumeclaimtemplate-annotation': ({ annotation, key }) => texts('volume-claim-annotations', 'required', [annotation ?? key ?? null]),
    'minimum-replicas': ({ minreplicas }) => number('replicas', 'min', minreplicas),
    'hpa-minimum-replicas': ({ minreplicas }) => number('autoscaler-minimum', 'min', minreplicas),
    'priority-class-name': ({ acceptedpriorityclassnames }) => texts('priority-class', 'allow', acceptedpriorityclassnames),
    'forbidden-service-types': ({ forbiddenservicetypes }) => kube_linter_templates_others('service-type', SERVICE_TYPES, forbiddenservicetypes),
    'image-pull-policy': ({ forbiddenpolicies }) => kube_linter_templates_others('image-pull-policy', ['Always', 'IfNotPresent', 'Never'], forbiddenpolicies),
    'verify-container-capabilities': ({ forbiddencapabilities, exceptions }) => exceptions === undefined || (Array.isArray(exceptions) && exceptions.length === 0)
        ? texts('dangerous-capabilities', 'forbidden', forbiddencapabilities)
        : 'exceptions from "all" have no parameter: name the capabilities in dangerous-capabilities',
    'dnsconfig-options': ({ key }) => texts('dns-config', 'options', [key ?? null]),
    'sorted-keys': () => ({ guardrail: 'sorted-keys', parameters: { kinds: ['*'] } }),
    'disallowed-api-obj': params => disallowed(params),
    'latest-tag': params => registries(params),
    'cpu-requirements': params => bounds(params, 'cpu', 'millis', 'm'),
    'memory-requirements': params => bounds(params, 'memory', 'mb', 'Mi'),
};
/** Templates that a built-in check uses without parameters of weight: the check's name. */
const SAME_AS_CHECK = {
    'liveness-probe': 'no-liveness-probe',
    'readiness-probe': 'no-readiness-probe',
    'read-only-root-fs': 'no-read-only-root-fs',
    privileged: 'privileged-container',
    'anti-affinity': 'no-anti-affinity',
    'non-isolated-pod': 'non-isolated-pod',
};
const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
/** One entry of `customChecks`. */
function customCheck(source, path, { draft, line, what }) {
    const template = source.text([...path, 'template'])?.text ?? '';
    const params = source.get([...path, 'params']) ?? {};
    if (!(0,src_manifest/* isObject */.Gv)(params))
        throw source.wrong([...path, 'params'], 'a mapping');
    const scope = source.get([...path, 'scope']);
    const scoped = scope === undefined ? '' : '; its scope is not carried over';
    const answer = Object.hasOwn(TEMPLATES, template) ? TEMPLATES[template]?.(lowerKeys(params)) : undefined;
    if (typeof answer === 'string') {
        draft.lost(line, what, answer);
        return;
    }
    if (answer !== undefined) {
        const { guardrail, parameters = {} } = answer;
        const severity = draft.inProfile(guardrail) ? {} : { severity: draft.severityOf(guardrail) };
        draft.set(guardrail, { ...severity, parameters, from: what.replace('customChecks ', '') });
        const told = Object.entries(parameters).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
        draft.carried(line, what, `${guardrail} with ${told.join(', ')}${scoped}`);
        return;
    }
    const check = draft.tool.checks.get(SAME_AS_CHECK[template] ?? template);
    if (check !== undefined && Object.keys(params).length === 0) {
        draft.turnOn(check, line, what);
        return;
    }
    if (check?.none !== undefined) {
        draft.lost(line, what, check.none);
        return;
    }
    draft.lost(line, what, `the template ${template === '' ? 'is missing' : template} has no guardrail with these parameters: kubeproof new-rule writes one of your own`);
}
function lowerKeys(params) {
    return Object.fromEntries(Object.entries(params).map(([key, value]) => [key.toLowerCase(), value]));
}
/** `key`, or `key=regular expression`. */
function keyed({ key, value }, guardrail, name) {
    if (typeof key !== 'string' || key === '')
        return 'its parameter key is missing';
    const pattern = typeof value === 'string' && value !== '' ? `${key}=${value}` : key;
    return { guardrail, parameters: { [name]: [pattern] } };
}
function texts(guardrail, name, value) {
    const list = textList(value);
    return list === undefined || list.length === 0
        ? 'its parameters are missing'
        : { guardrail, parameters: { [name]: list } };
}
/** What is allowed, from what is forbidden. */
function kube_linter_templates_others(guardrail, all, forbidden) {
    const list = textList(forbidden);
    if (list === undefined)
        return 'its parameters are missing';
    return { guardrail, parameters: { allow: all.filter(value => !list.includes(value)) } };
}
function number(guardrail, name, value) {
    return typeof value === 'number' && Number.isSafeInteger(value)
        ? { guardrail, parameters: { [name]: value } }
        : 'its parameters are missing';
}
/** Group, version and kind are regular expressions there: only words carry over. */
function disallowed({ group, version, kind }) {
    const word = (value) => value === undefined || value === ''
        ? ''
        : typeof value === 'string'
            ? /^\^?([\w.-]+)\$?$/.exec(value)?.[1]
            : undefined;
    const [g, v, k] = [word(group), word(version), word(kind)];
    if (k === undefined || k === '' || g === undefined || v === undefined || (v !== '' && g === ''))
        return 'a group, version or kind by regular expression has no form in allowed-kinds';
    const name = [g, v, k].filter(part => part !== '').join('/');
    return { guardrail: 'allowed-kinds', parameters: { forbid: [name] } };
}
function registries({ allowlist, blocklist }) {
    const parameters = {};
    for (const [name, value] of [
        ['allow', allowlist],
        ['deny', blocklist],
    ]) {
        const list = textList(value ?? []);
        const patterns = list?.map(repositoryPattern);
        if (patterns === undefined || patterns.includes(undefined))
            return 'of regular expressions only those carry over that are the beginning of an image name: ^ghcr[.]io/acme/.*';
        if (patterns.length > 0)
            parameters[name] = patterns;
    }
    return Object.keys(parameters).length === 0
        ? 'its parameters are missing'
        : { guardrail: 'image-registry', parameters };
}
/** KubeLinter reports a value between the bounds, the upper one absent for everything above the lower. */
function bounds(params, resource, unit, suffix) {
    const { requirementstype: type } = params;
    const lower = params[`lowerbound${unit}`] ?? 0;
    const upper = params[`upperbound${unit}`];
    const safe = (value) => typeof value === 'number' && Number.isSafeInteger(value);
    if (!safe(lower) || (upper !== undefined && upper !== null && !safe(upper)))
        return 'its bounds are no numbers';
    const kinds = type === 'any' ? ['Request', 'Limit'] : type === 'limit' ? ['Limit'] : ['Request'];
    const name = (kind, end) => `${resource}${kind}${end}`;
    const open = upper === undefined || upper === null;
    if (open && Number(lower) > 0) {
        const value = `${Number(lower) - 1}${suffix}`;
        return {
            guardrail: 'resource-bounds',
            parameters: Object.fromEntries(kinds.map(kind => [name(kind, 'Max'), value])),
        };
    }
    if (!open && Number(upper) > 0 && Number(lower) === 0) {
        const value = `${Number(upper) + 1}${suffix}`;
        return {
            guardrail: 'resource-bounds',
            parameters: Object.fromEntries(kinds.map(kind => [name(kind, 'Min'), value])),
        };
    }
    return open || Number(upper) > 0
        ? 'a range in the middle has no form in resource-bounds'
        : 'that the value is set is for resource-requests, cpu-limit and memory-limit';
}
function textList(value) {
    return Array.isArray(value) && value.every(item => typeof item === 'string')
        ? value
        : undefined;
}
//# sourceMappingURL=kube-linter-templates.js.map
;// CONCATENATED MODULE: ./lib/src/init/kube-linter.js

/**
 * `.kube-linter.yaml`, see docs/configuring-kubelinter.md of stackrox/kube-linter: `exclude` wins over `include`,
 * `addAllBuiltIn` over `doNotAutoAddDefaults`; custom checks run unless they are excluded.
 */
function importKubeLinter(source, draft) {
    const { tool } = draft;
    const excluded = source.texts(['checks', 'exclude']);
    const included = source.texts(['checks', 'include']);
    const all = source.on(['checks', 'addAllBuiltIn']);
    const none = source.on(['checks', 'doNotAutoAddDefaults']) && !all;
    const out = new Set(excluded.map(({ text }) => text));
    const running = new Set([...tool.checks.values()]
        .filter(check => all || (check.default === true && !none) || included.some(i => i.text === check.id))
        .map(({ id }) => id)
        .filter(id => !out.has(id)));
    if (!none && !all)
        draft.running = running;
    const custom = customNames(source);
    if (none) {
        draft.profile = 'minimal';
        draft.carried(source.line(['checks', 'doNotAutoAddDefaults']), 'doNotAutoAddDefaults', 'profile: minimal, plus what is included; minimal holds only what is certainly wrong or dangerous');
    }
    if (all) {
        const line = source.line(['checks', 'addAllBuiltIn']);
        const there = [];
        for (const check of tool.checks.values()) {
            if (!running.has(check.id))
                continue;
            const isThere = check.parts.every(part => part.parameters === undefined && draft.inProfile(part.guardrail));
            if (check.none === undefined && isThere)
                there.push(check.id);
            else
                draft.turnOn(check, line, `addAllBuiltIn: ${check.id}`);
        }
        draft.carried(line, 'addAllBuiltIn', `profile ${draft.profile} has what answers ${there.join(', ')}`);
    }
    for (const { text, line } of included) {
        const check = tool.checks.get(text);
        if (check !== undefined && !out.has(text))
            draft.turnOn(check, line, `include ${text}`);
        else if (out.has(text))
            draft.lost(line, `include ${text}`, 'it is excluded as well, and that wins');
        else if (!custom.has(text))
            draft.lost(line, `include ${text}`, draft.unknown(text));
    }
    const idle = new Set([...tool.checks.keys()].filter(id => !running.has(id) && !out.has(id)));
    draft.leaveOut(excluded.filter(({ text }) => !custom.has(text)).map(item => ({ item, what: `exclude ${item.text}` })), idle);
    for (const item of source.texts(['checks', 'ignorePaths']))
        draft.exclude(item, `ignorePaths ${item.text}`);
    for (let index = 0; index < source.length(['customChecks']); index++) {
        const name = source.text(['customChecks', index, 'name']);
        const line = name?.line ?? source.line(['customChecks', index]);
        const what = `customChecks ${name?.text ?? index + 1}`;
        if (name !== undefined && out.has(name.text))
            draft.carried(line, what, 'left out: it is excluded');
        else
            customCheck(source, ['customChecks', index], { draft, line, what });
    }
}
function customNames(source) {
    const names = Array.from({ length: source.length(['customChecks']) }, (_, index) => source.text(['customChecks', index, 'name']));
    return new Set(names.flatMap(name => name?.text ?? []));
}
//# sourceMappingURL=kube-linter.js.map
;// CONCATENATED MODULE: ./lib/src/init/kubescape.js




/**
 * Exceptions, see examples/exceptions/README.md of kubescape/kubescape: any of `resources` with any of
 * `posturePolicies`; the values are regular expressions for the whole text.
 */
function importKubescapeExceptions(source, draft) {
    for (let index = 0; index < source.length([]); index++)
        exception(source, index, draft);
}
function exception(source, index, draft) {
    const line = source.line([index]);
    const name = source.text([index, 'name'])?.text ?? String(index + 1);
    const what = `exception ${name}`;
    const expires = source.text([index, 'expirationDate'])?.text.slice(0, 10);
    const given = source.text([index, 'reason'])?.text ?? '';
    if (expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
        draft.lost(line, what, `"${expires}" is no date such as 2027-01-31`);
        return;
    }
    const resources = Array.from({ length: source.length([index, 'resources']) }, (_, at) => designated(source, [index, 'resources', at, 'attributes']));
    const wrong = resources.find(resource => typeof resource === 'string');
    if (typeof wrong === 'string') {
        draft.lost(line, what, wrong);
        return;
    }
    if (resources.length === 0) {
        draft.lost(line, what, 'it names no resources');
        return;
    }
    const ids = [];
    for (let at = 0; at < source.length([index, 'posturePolicies']); at++) {
        const path = [index, 'posturePolicies', at];
        const named = source.text([...path, 'controlID']) ?? source.text([...path, 'controlName']);
        const framework = source.text([...path, 'frameworkName'])?.text;
        if (named === undefined && framework === '.*')
            ids.push(...draft.tool.checks.keys());
        else if (named === undefined)
            draft.lost(source.line(path), what, `the framework ${framework ?? '?'} by name; name its controls by id, or use .*`);
        else {
            const pattern = namePattern(named.text);
            const found = pattern?.includes('*') === true
                ? [...draft.tool.checks.keys()].filter(id => (0,verdict/* matchesPattern */.MT)(pattern.toUpperCase(), id))
                : [(0,equivalents/* findCheck */.Sd)(draft.tool, pattern ?? named.text)?.id ?? []].flat();
            if (found.length === 0)
                draft.lost(named.line, what, `Kubescape has no control "${named.text}"`);
            const none = found.length === 1 ? draft.tool.checks.get(found[0])?.none : undefined;
            if (none !== undefined)
                draft.lost(named.line, what, `${named.text}: ${none}`);
            ids.push(...found);
        }
    }
    const { accepted, refused } = (0,equivalents/* acceptedBy */.lA)(draft.tool, new Set(ids));
    let count = 0;
    for (const { guardrail, field, kind } of accepted.filter(each => draft.judges(each.guardrail)))
        for (const resource of resources) {
            const merged = { ...(kind === undefined ? {} : { kind }), ...resource };
            count++;
            draft.waive({
                guardrail,
                ...(Object.keys(merged).length === 0 ? {} : { resource: merged }),
                ...(field === undefined ? {} : { field }),
                reason: draft.reason(line, given === '' ? name : given),
                ...(expires === undefined ? {} : { expires }),
            });
        }
    if (accepted.length > 0)
        draft.carried(line, what, waiversOf(count));
    draft.stays(refused, line, what);
}
/** A designator as a waiver's resource, or why it is none. */
function designated(source, path) {
    const resource = {};
    for (const key of source.keys(path)) {
        const value = source.text([...path, key])?.text ?? '';
        if (key !== 'kind' && key !== 'namespace' && key !== 'name')
            return key === 'cluster'
                ? 'it is for one cluster; waivers know targets and environments'
                : `it chooses by ${key}; waivers know kind, namespace and name`;
        const pattern = namePattern(value);
        if (pattern === undefined)
            return `${key} is the regular expression ${value}; waivers know * only`;
        if (pattern !== '*')
            resource[key] = pattern;
    }
    return resource;
}
const bound = (parameter) => ({
    guardrail: 'resource-bounds',
    parameter,
    as: 'quantity',
    shipped: ['0'],
});
/** Inputs by name, after default-config-inputs.json of kubescape/regolibrary (ce7ef32). */
const INPUTS = {
    imageRepositoryAllowList: { guardrail: 'image-registry', parameter: 'allow', as: 'repositories' },
    untrustedRegistries: { guardrail: 'image-registry', parameter: 'deny', as: 'repositories' },
    publicRegistries: { guardrail: 'image-registry', parameter: 'deny', as: 'repositories' },
    floatingImageTags: { guardrail: 'image-tag', parameter: 'moving', as: 'list' },
    insecureCapabilities: {
        guardrail: 'dangerous-capabilities',
        parameter: 'forbidden',
        as: 'list',
        shipped: 'SETPCAP NET_ADMIN NET_RAW SYS_MODULE SYS_RAWIO SYS_PTRACE SYS_ADMIN SYS_BOOT MAC_OVERRIDE MAC_ADMIN PERFMON ALL BPF'.split(' '),
    },
    recommendedLabels: {
        guardrail: 'required-labels',
        parameter: 'labels',
        as: 'list',
        shipped: ['app', 'tier', 'phase', 'version', 'owner', 'env'],
    },
    k8sRecommendedLabels: {
        guardrail: 'recommended-labels',
        parameter: 'labels',
        as: 'list',
        shipped: ['name', 'instance', 'version', 'component', 'part-of', 'managed-by', 'created-by'].map(name => `app.kubernetes.io/${name}`),
    },
    max_critical_vulnerabilities: {
        guardrail: 'image-vulnerabilities',
        parameter: 'maximum',
        as: 'integer',
        shipped: ['5'],
    },
    cpu_request_min: bound('cpuRequestMin'),
    cpu_request_max: bound('cpuRequestMax'),
    cpu_limit_min: bound('cpuLimitMin'),
    cpu_limit_max: bound('cpuLimitMax'),
    memory_request_min: bound('memoryRequestMin'),
    memory_request_max: bound('memoryRequestMax'),
    memory_limit_min: bound('memoryLimitMin'),
    memory_limit_max: bound('memoryLimitMax'),
};
/** Inputs of controls: `postureControlInputs`, bare or inside `settings`. */
function importKubescapeInputs(source, draft) {
    const root = [['settings', 'postureControlInputs'], ['postureControlInputs']].find(path => source.get(path) !== undefined) ?? [];
    for (const key of source.keys(root)) {
        const path = [...root, key];
        if (!Array.isArray(source.get(path)))
            continue;
        const values = source.texts(path).map(({ text }) => text);
        const line = source.line(path);
        const input = Object.hasOwn(INPUTS, key) ? INPUTS[key] : undefined;
        if (values.length === 0)
            continue;
        if (input === undefined)
            draft.lost(line, key, 'kubeproof has no parameter for it');
        else if (input.shipped !== undefined && sameValues(values, input.shipped))
            draft.lost(line, key, `Kubescape's own default; kubeproof's of ${input.guardrail} is left alone`);
        else
            carry(key, values, line, input, draft);
    }
}
function carry(key, values, line, input, draft) {
    const { guardrail, parameter } = input;
    const value = converted(values, input);
    if (value === undefined) {
        draft.lost(line, key, `${values.join(', ')} is nothing that ${guardrail}.${parameter} takes`);
        return;
    }
    draft.set(guardrail, {
        ...(draft.inProfile(guardrail) ? {} : { severity: draft.severityOf(guardrail) }),
        parameters: { [parameter]: value },
        from: key,
    });
    draft.carried(line, key, `${guardrail} with ${parameter} ${JSON.stringify(value)}`);
}
function converted(values, { as }) {
    const [first = ''] = values;
    switch (as) {
        case 'list':
            return [...values];
        case 'repositories': {
            const patterns = values.map(repositoryPattern);
            return patterns.includes(undefined) ? undefined : patterns;
        }
        case 'quantity':
            return /^\d+(\.\d+)?(m|[KMGTPE]i?|k)?$/.test(first) ? first : undefined;
        case 'integer':
            return /^\d{1,9}$/.test(first) ? Number(first) : undefined;
    }
}
function sameValues(a, b) {
    return a.length === b.length && a.every(value => b.includes(value));
}
//# sourceMappingURL=kubescape.js.map
;// CONCATENATED MODULE: ./lib/src/init/polaris.js


const SEVERITY = { danger: 'error', warning: 'warning', error: 'error' };
/**
 * Polaris' `config.yaml`: `checks` with their severity (`ignore`, or absent: it does not run), and `exemptions`, whose
 * names of controllers and containers are beginnings.
 */
function importPolaris(source, draft) {
    const running = new Set();
    const ignored = [];
    const custom = new Set(source.keys(['customChecks']));
    for (const id of source.keys(['checks'])) {
        const severity = source.text(['checks', id]);
        if (severity === undefined || custom.has(id))
            continue;
        const { text, line } = severity;
        if (text !== 'ignore' && SEVERITY[text] === undefined)
            throw source.wrong(['checks', id], 'ignore, warning or danger');
        if (text === 'ignore')
            ignored.push({ item: { text: id, line }, what: `${id}: ignore` });
        else
            running.add(id);
    }
    for (const id of running) {
        const { text = '', line = 1 } = source.text(['checks', id]) ?? {};
        const check = draft.tool.checks.get(id);
        if (check === undefined)
            draft.lost(line, `${id}: ${text}`, draft.unknown(id));
        else
            draft.turnOn(check, line, `${id}: ${text}`, SEVERITY[text]);
    }
    const idle = new Set([...draft.tool.checks.keys()].filter(id => !running.has(id) && !ignored.some(({ item }) => item.text === id)));
    draft.leaveOut(ignored, idle);
    if (idle.size > 0 && source.keys(['checks']).length > 0)
        draft.carried(source.line(['checks']), 'checks', `${idle.size} checks that are not listed do not run there; here profile recommended decides about them`);
    for (const id of custom)
        draft.lost(source.line(['customChecks', id]), `customChecks ${id}`, 'a JSON schema; `kubeproof new-rule` writes it as a guardrail of your own');
    for (let index = 0; index < source.length(['exemptions']); index++)
        exemption(source, index, draft);
    if (source.length(['mutations']) > 0)
        draft.lost(source.line(['mutations']), 'mutations', '`kubeproof fix` shows the edits it can prove');
    for (const key of ['disallowExemptions', 'disallowConfigExemptions', 'disallowAnnotationExemptions'])
        if (source.on([key]))
            draft.lost(source.line([key]), key, '`locked: true` does so for one guardrail, `inline-waivers: off` for all that stands in the sources');
}
function exemption(source, index, draft) {
    const at = ['exemptions', index];
    const line = source.line(at);
    const namespace = source.text([...at, 'namespace'])?.text ?? '';
    const controllers = source.texts([...at, 'controllerNames']).map(({ text }) => `${text}*`);
    const containers = source.texts([...at, 'containerNames']).map(({ text }) => `${text}*`);
    const rules = source.texts([...at, 'rules']);
    const what = `exemption ${index + 1}`;
    if (namespace === '' && controllers.length === 0 && containers.length === 0) {
        draft.lost(line, what, 'it names neither a namespace nor a controller nor a container');
        return;
    }
    const ids = rules.length === 0 ? [...draft.tool.checks.keys()] : rules.map(({ text }) => text);
    const { accepted, refused } = (0,equivalents/* acceptedBy */.lA)(draft.tool, new Set(ids));
    let count = 0;
    for (const { guardrail, field, kind } of accepted.filter(each => draft.judges(each.guardrail)))
        for (const name of controllers.length === 0 ? [undefined] : controllers)
            for (const container of containers.length === 0 ? [undefined] : containers) {
                const resource = {
                    ...(kind === undefined ? {} : { kind }),
                    ...(namespace === '' ? {} : { namespace }),
                    ...(name === undefined ? {} : { name }),
                };
                count++;
                draft.waive({
                    guardrail,
                    ...(Object.keys(resource).length === 0 ? {} : { resource }),
                    ...(container === undefined ? {} : { container }),
                    ...(field === undefined ? {} : { field }),
                    reason: draft.reason(line),
                });
            }
    if (accepted.length > 0)
        draft.carried(line, what, waiversOf(count));
    for (const { text, line: at } of rules) {
        const check = draft.tool.checks.get(text);
        if (check === undefined)
            draft.lost(at, `${what}: ${text}`, draft.unknown(text));
        else if (check.none !== undefined)
            draft.lost(at, `${what}: ${text}`, check.none);
        draft.stays(refused.filter(each => each.checks.includes(text)), at, `${what}: ${text}`);
    }
}
//# sourceMappingURL=polaris.js.map
;// CONCATENATED MODULE: ./lib/src/init/source.js


/** The settings file of another tool: YAML or JSON whose values are asked for by path and known by line. */
class Source {
    file;
    value;
    #at;
    #lines;
    /** @throws {ProblemError} for what is no YAML, with file and line. */
    constructor(file, text) {
        const parsed = (0,src_manifest/* parseYaml */.hN)(text);
        if (!parsed.ok) {
            const { message, line, column } = parsed.error;
            throw problem({ message, hint: 'mend the file', file, line, column });
        }
        this.file = file;
        this.value = parsed.value ?? null;
        this.#at = (0,src_manifest/* locator */.fl)(text);
        this.#lines = text.split(/\r?\n/);
    }
    /** What stands at a path; undefined where nothing does. */
    get(path) {
        let value = this.value;
        for (const step of path) {
            if (typeof step === 'number')
                value = Array.isArray(value) ? value[step] : undefined;
            else
                value = (0,src_manifest/* isObject */.Gv)(value) && Object.hasOwn(value, step) ? value[step] : undefined;
        }
        return value ?? undefined;
    }
    line(path) {
        const { key, value } = this.#at(path);
        return (key ?? value)?.line ?? 1;
    }
    keys(path) {
        const value = this.get(path);
        if (value === undefined)
            return [];
        if (!(0,src_manifest/* isObject */.Gv)(value))
            throw this.wrong(path, 'a mapping');
        return Object.keys(value);
    }
    /** Length of the list at a path; 0 where there is none. */
    length(path) {
        const value = this.get(path);
        if (value === undefined)
            return 0;
        if (!Array.isArray(value))
            throw this.wrong(path, 'a list');
        return value.length;
    }
    text(path) {
        const value = this.get(path);
        if (value === undefined)
            return undefined;
        if (typeof value !== 'string')
            throw this.wrong(path, 'a text');
        return { text: value, line: this.line(path) };
    }
    on(path) {
        const value = this.get(path);
        if (value === undefined)
            return false;
        if (typeof value !== 'boolean')
            throw this.wrong(path, 'true or false');
        return value;
    }
    /** A list of texts; one text with commas where the tool takes that too. */
    texts(path, commas = false) {
        const value = this.get(path);
        if (value === undefined)
            return [];
        const line = this.line(path);
        if (commas && typeof value === 'string')
            return split(value, line);
        if (!Array.isArray(value))
            throw this.wrong(path, 'a list of texts');
        return value.flatMap((item, index) => {
            const at = this.line([...path, index]);
            if (typeof item === 'number' || typeof item === 'bigint')
                return [{ text: String(item), line: at }];
            if (typeof item !== 'string')
                throw this.wrong([...path, index], 'a text');
            const comment = this.comment(at);
            const about = { line: at, ...(comment === undefined ? {} : { comment }) };
            return commas ? split(item, at).map(each => ({ ...each, ...about })) : [{ text: item, ...about }];
        });
    }
    /** The comment behind the value that begins on a line, or those right above it. */
    comment(line) {
        const behind = /\s#+\s*(.*)$/.exec(this.#lines[line - 1] ?? '')?.[1];
        if (behind !== undefined && behind.trim() !== '')
            return behind.trim();
        const above = [];
        for (let at = line - 2; at >= 0; at--) {
            const words = /^\s*#+\s*(.*)$/.exec(this.#lines[at] ?? '')?.[1];
            if (words === undefined)
                break;
            above.unshift(words.trim());
        }
        const text = above.join(' ').trim();
        return text === '' ? undefined : text;
    }
    wrong(path, wanted) {
        const { key, value } = this.#at(path);
        const { line = 1, column = 1 } = value ?? key ?? {};
        const name = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
        return problem({
            message: `${name} must be ${wanted}`,
            hint: 'nothing was carried over; mend the file and run it again',
            file: this.file,
            line,
            column,
        });
    }
}
function split(text, line) {
    return text.split(',').flatMap(part => (part.trim() === '' ? [] : [{ text: part.trim(), line }]));
}
function problem(about) {
    return new src_problems/* ProblemError */.Mm({ code: 'import-invalid', ...about, gates: true });
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./lib/src/init/trivy.js


const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** `.trivyignore`: an id a line, `exp:2027-01-31` behind it; comments above are taken for the reason. */
function importTrivyIgnore(text, draft) {
    const ignored = [];
    let comments = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
        const words = line.trim();
        if (words.startsWith('#'))
            comments.push(words.replace(/^#+\s*/, ''));
        else if (words === '')
            comments = [];
        else {
            const [id = '', ...rest] = words.split(/\s+/);
            const expires = rest.find(word => word.startsWith('exp:'))?.slice('exp:'.length);
            const reason = comments.join(' ');
            ignored.push({
                item: { text: id, line: index + 1 },
                reason,
                paths: [],
                ...(expires === undefined ? {} : { expires }),
            });
        }
    }
    ignore(ignored, draft);
}
/** `.trivyignore.yaml`: `misconfigurations` with `id`, `paths`, `expired_at` and `statement`. */
function importTrivyIgnoreYaml(source, draft) {
    const ignored = [];
    for (let index = 0; index < source.length(['misconfigurations']); index++) {
        const at = ['misconfigurations', index];
        const id = source.text([...at, 'id']);
        if (id === undefined)
            throw source.wrong(at, 'a mapping with an id');
        const comment = source.comment(id.line);
        const item = { ...id, ...(comment === undefined ? {} : { comment }) };
        const expires = source.text([...at, 'expired_at'])?.text.slice(0, 10);
        ignored.push({
            item,
            reason: source.text([...at, 'statement'])?.text ?? '',
            paths: source.texts([...at, 'paths']).map(({ text }) => text),
            ...(expires === undefined ? {} : { expires }),
        });
    }
    ignore(ignored, draft);
    for (const key of source.keys([]))
        if (key !== 'misconfigurations')
            draft.lost(source.line([key]), key, 'kubeproof looks at manifests; Trivy goes on looking at these');
}
function ignore(ignored, draft) {
    const lasting = [];
    for (const each of ignored) {
        const { item, expires, paths } = each;
        const what = `ignore ${item.text}`;
        if (/^(CVE|GHSA)-/i.test(item.text)) {
            draft.lost(item.line, what, 'a vulnerability: `scans` reads reports in which Trivy has left it out already');
        }
        else if (expires === undefined && paths.length === 0)
            lasting.push({ item, what });
        else if (expires !== undefined && !DATE.test(expires))
            draft.lost(item.line, what, `"${expires}" is no date such as 2027-01-31`);
        else
            waive(each, what, draft);
    }
    draft.leaveOut(lasting, new Set());
    const out = new Set(ignored.map(({ item }) => (0,equivalents/* findCheck */.Sd)(draft.tool, item.text)?.id));
    draft.running = new Set([...draft.tool.checks.keys()].filter(id => !out.has(id)));
}
/** What is ignored until a day, or in some files only, is waived. */
function waive({ item, expires, reason, paths }, what, draft) {
    const check = (0,equivalents/* findCheck */.Sd)(draft.tool, item.text);
    if (check === undefined || check.none !== undefined) {
        draft.lost(item.line, what, check?.none ?? draft.unknown(item.text));
        return;
    }
    const { accepted, refused } = (0,equivalents/* acceptedBy */.lA)(draft.tool, new Set([check.id]));
    for (const { guardrail, field, kind } of accepted) {
        if (!draft.judges(guardrail)) {
            draft.carried(item.line, what, `${guardrail} is not in profile ${draft.profile}: nothing to leave out`);
            continue;
        }
        for (const source of paths.length === 0 ? [undefined] : paths.map(sourcePattern))
            draft.waive({
                guardrail,
                ...(kind === undefined ? {} : { resource: { kind } }),
                ...(field === undefined ? {} : { field }),
                ...(source === undefined ? {} : { source }),
                reason: draft.reason(item.line, reason === '' ? item.comment : reason),
                ...(expires === undefined ? {} : { expires }),
            });
        const where = paths.length === 0 ? '' : ` in ${paths.join(', ')}`;
        const until = expires === undefined ? '' : ` until ${expires}`;
        draft.carried(item.line, what, `${guardrail}: waived${at(field)}${where}${until}`);
    }
    draft.stays(refused, item.line, what);
}
/** Of manifests Trivy often knows the name of the file alone. */
function sourcePattern(path) {
    return path.includes('/') ? path : `**/${path}`;
}
/** Settings about how Trivy runs, which have no meaning here. */
const ABOUT_TRIVY = 'it is about how Trivy runs or prints';
/** `trivy.yaml`: what is reported, and where it looks. */
function importTrivyConfig(source, draft) {
    const severities = source.texts(['severity'], true);
    if (severities.length > 0)
        bySeverity(severities, draft);
    for (const key of ['skip-dirs', 'skip-files'])
        for (const item of source.texts(['scan', key]))
            draft.exclude(item, `scan.${key} ${item.text}`);
    const ignoreFile = source.text(['ignorefile']);
    if (ignoreFile !== undefined)
        draft.lost(ignoreFile.line, 'ignorefile', `carry it over too: --from ${ignoreFile.text}`);
    const version = source.text(['misconfiguration', 'helm', 'kube-version']);
    if (version !== undefined && version.text !== '') {
        const minor = /^v?(1\.\d{1,2})(\.\d+)?$/.exec(version.text)?.[1];
        if (minor === undefined)
            draft.lost(version.line, 'helm.kube-version', `"${version.text}" is no version such as 1.34`);
        else {
            draft.kubernetes = minor;
            draft.carried(version.line, 'helm.kube-version', `kubernetes: "${minor}"`);
        }
    }
    for (const key of ['values', 'set', 'set-string', 'set-file']) {
        const items = source.texts(['misconfiguration', 'helm', key]);
        if (items[0] !== undefined)
            draft.lost(items[0].line, `helm.${key}`, 'values belong to a chart and an environment: see `targets` in docs/configuration.md');
    }
    const known = new Set(['severity', 'scan', 'ignorefile', 'misconfiguration']);
    for (const key of source.keys([]))
        if (!known.has(key))
            draft.lost(source.line([key]), key, ABOUT_TRIVY);
}
/** Guardrails all of whose checks Trivy would not report: they are told, and block nothing. */
function bySeverity(severities, draft) {
    const shown = new Set(severities.map(({ text }) => text.toLowerCase()));
    const checks = [...draft.tool.checks.values()];
    const isShown = ({ severity = '' }) => shown.has(severity);
    const reported = new Set(checks.filter(isShown).flatMap(check => check.parts.map(part => part.guardrail)));
    const hidden = new Set(checks.filter(check => !isShown(check)).map(({ id }) => id));
    const lowered = (0,equivalents/* acceptedBy */.lA)(draft.tool, hidden)
        .accepted.map(({ guardrail }) => guardrail)
        .filter(id => draft.inProfile(id) && draft.severityOf(id) !== 'info' && !reported.has(id))
        .sort();
    draft.running = new Set(checks.filter(isShown).map(({ id }) => id));
    for (const guardrail of lowered)
        draft.set(guardrail, { severity: 'info', from: 'severity' });
    draft.carried(severities[0]?.line ?? 1, `severity ${severities.map(({ text }) => text.toLowerCase()).join(', ')}`, lowered.length === 0
        ? 'nothing is rated lower'
        : `info, as Trivy would not report their checks: ${lowered.join(', ')}`);
}
//# sourceMappingURL=trivy.js.map
;// CONCATENATED MODULE: ./lib/src/init/recognise.js









const has = (value, ...keys) => (0,src_manifest/* isObject */.Gv)(value) && keys.some(key => Object.hasOwn(value, key));
const recognise_inside = (value, key) => (0,src_manifest/* isObject */.Gv)(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
/** In this order: the first whose name fits, else the first whose content does. */
const recognise_FORMATS = [
    {
        tool: 'kube-linter',
        name: /^\.?kube-?linter.*\.ya?ml$/,
        content: value => has(recognise_inside(value, 'checks'), 'include', 'exclude', 'addAllBuiltIn', 'doNotAutoAddDefaults', 'ignorePaths') || Array.isArray(recognise_inside(value, 'customChecks')),
        read: importKubeLinter,
    },
    {
        tool: 'trivy',
        name: /^\.?trivyignore\.ya?ml$/,
        content: value => Array.isArray(recognise_inside(value, 'misconfigurations')),
        read: importTrivyIgnoreYaml,
    },
    {
        tool: 'trivy',
        name: /^\.?trivy\.ya?ml$/,
        content: value => has(value, 'misconfiguration', 'ignorefile'),
        read: importTrivyConfig,
    },
    {
        tool: 'checkov',
        name: /^\.?checkov.*\.ya?ml$/,
        content: value => has(value, 'skip-check', 'check', 'soft-fail', 'soft-fail-on', 'hard-fail-on'),
        read: importCheckov,
    },
    {
        tool: 'polaris',
        name: /^\.?polaris.*\.ya?ml$/,
        content: value => has(value, 'exemptions') || isSeverities(recognise_inside(value, 'checks')),
        read: importPolaris,
    },
    {
        tool: 'kubescape',
        name: /^$/,
        content: value => Array.isArray(value) && value.some(item => has(item, 'posturePolicies', 'policyType')),
        read: importKubescapeExceptions,
    },
    {
        tool: 'kubescape',
        name: /^$/,
        content: value => has(value, 'postureControlInputs', 'imageRepositoryAllowList', 'insecureCapabilities') ||
            has(recognise_inside(value, 'settings'), 'postureControlInputs'),
        read: importKubescapeInputs,
    },
];
function isSeverities(value) {
    return ((0,src_manifest/* isObject */.Gv)(value) &&
        Object.values(value).some(each => each === 'danger' || each === 'warning' || each === 'ignore'));
}
/**
 * Reads a settings file of another tool, known by its name or by what is in it.
 * @param file as it is shown
 * @param pack every guardrail there is, by id
 * @throws {ProblemError} for a file that belongs to no tool known here, or that its tool could not read either
 */
function importSettings(file, text, pack) {
    const name = file.split('/').at(-1) ?? file;
    if (/^\.?trivyignore$/.test(name)) {
        const draft = new Draft('trivy', file, pack);
        importTrivyIgnore(text, draft);
        return draft.done();
    }
    const source = new Source(file, text);
    const format = recognise_FORMATS.find(each => each.name.test(name)) ?? recognise_FORMATS.find(each => each.content?.(source.value) === true);
    if (format === undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'import-unknown',
            message: `${file} is no settings file that kubeproof knows`,
            hint: 'it takes those of KubeLinter, Trivy, Checkov, Kubescape (exceptions, control inputs) and Polaris',
            file,
            gates: true,
        });
    }
    if (source.value !== null && !(0,src_manifest/* isObject */.Gv)(source.value) && !Array.isArray(source.value))
        throw source.wrong([], 'a mapping');
    const draft = new Draft(format.tool, file, pack);
    format.read(source, draft);
    return draft.done();
}
//# sourceMappingURL=recognise.js.map
;// CONCATENATED MODULE: ./lib/src/init/write.js




/** What stands for the owner until the team names one. */
const NO_OWNER = 'to be named';
/** What one file asks for wins over what another leaves out. */
function mergeImports(imports) {
    const guardrails = new Map();
    const remarks = [];
    for (const { guardrails: own, file, tool } of imports) {
        for (const [id, { from, ...rest }] of own) {
            const setting = { ...rest, from: `${tool.name} ${from}` };
            const known = guardrails.get(id);
            const isOff = setting.severity === 'off';
            if (known !== undefined && isOff !== (known.severity === 'off')) {
                remarks.push(`${id} is on: ${file} and another file disagree about it`);
                guardrails.set(id, isOff ? known : setting);
            }
            else
                guardrails.set(id, worse(known, setting));
        }
    }
    const profiles = imports.map(({ profile }) => src_guardrails/* PROFILES */.jI.indexOf(profile));
    const profile = src_guardrails/* PROFILES */.jI[Math.max(...profiles)] ?? 'recommended';
    if (new Set(profiles).size > 1)
        remarks.push(`profile: ${profile}, the widest that one of the files needs`);
    const waivers = new Map(imports.flatMap(each => each.waivers).map(each => [JSON.stringify(each), each]));
    return {
        profile,
        kubernetes: imports.findLast(each => each.kubernetes !== undefined)?.kubernetes ?? src_config/* DEFAULT_KUBERNETES */.jY,
        failOn: imports.length > 0 && imports.every(each => each.failOn === 'never') ? 'never' : 'error',
        exclude: [...new Set(imports.flatMap(each => each.exclude))].sort(),
        guardrails,
        waivers: [...waivers.values()],
        remarks,
    };
}
function worse(known, setting) {
    const joined = joinSettings(known, setting);
    const both = [known?.severity, setting.severity];
    const severity = ['error', 'warning', 'info'].find(each => both.includes(each));
    return severity === undefined ? joined : { ...joined, severity };
}
const SCHEMA = 'https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/kubeproof.schema.json';
/** `.kubeproof.yaml` for what was carried over. */
function configText(imports, merged) {
    const { profile, kubernetes, failOn, exclude, guardrails } = merged;
    const tools = [...new Set(imports.flatMap(({ tool }) => tool.id))];
    const entries = [...guardrails].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
        `# yaml-language-server: $schema=${SCHEMA}`,
        `# Carried over from ${comment([...new Set(imports.map(({ file }) => file))].join(', '))} by kubeproof init --from.`,
        `kubernetes: "${kubernetes}"`,
        `profile: ${profile}`,
        'gate:',
        `  fail-on: ${failOn}`,
        '  scope: auto                 # new findings on pull requests, all findings elsewhere',
        `# foreign-waivers: [${tools.join(', ')}]   # take waivers in annotations and comments of ${tools.length === 1 ? 'this tool' : 'these tools'} too`,
        ...(exclude.length === 0 ? [] : ['exclude:', ...exclude.map(path => `  - ${scalar(path)}`)]),
        ...(entries.length === 0 ? [] : ['guardrails:', ...entries.map(([id, setting]) => entry(id, setting))]),
        '',
    ].join('\n');
}
function entry(id, { severity, parameters, from, why }) {
    const value = parameters === undefined
        ? String(severity)
        : write_flow({ ...(severity === undefined ? {} : { severity }), parameters });
    return `  ${id}: ${value} # ${comment(why === undefined ? from : `${from}: ${why}`)}`;
}
/** Text behind a `#`: it must not end the line. */
function comment(text) {
    const clean = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/g, ' ');
    return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
/** In the flow style of YAML. */
function write_flow(value) {
    if (Array.isArray(value))
        return `[${value.map(write_flow).join(', ')}]`;
    if ((0,src_manifest/* isObject */.Gv)(value))
        return `{${Object.entries(value)
            .map(([key, member]) => `${scalar(key)}: ${write_flow(member)}`)
            .join(', ')}}`;
    return typeof value === 'string' ? scalar(value) : String(value);
}
/** A text as YAML: bare where nothing reads it otherwise. */
function scalar(text) {
    const bare = /^[A-Za-z][\w./-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text);
    return bare ? text : JSON.stringify(text);
}
const NEW_FILE = `# Accepted findings. Every entry wants an owner: the team that answers for it. Better with an end, \`expires\`.
waivers:
`;
/**
 * A waiver file with entries added that it does not have yet, behind those that are there.
 * @param before undefined when there is no file
 * @returns undefined when the file is not written in a way that takes more entries
 */
function addWaivers(before, drafts) {
    if (before === undefined) {
        const text = `${NEW_FILE}${drafts.map(draft => item(draft, '  ')).join('')}`;
        return { text, added: drafts.length };
    }
    const known = entriesOf(before);
    if (known === undefined)
        return undefined;
    const keys = new Set(known.map(write_keyOf));
    const missing = drafts.filter(draft => !keys.has(write_keyOf(draft)));
    if (missing.length === 0)
        return { text: before, added: 0 };
    // The column of an item is that of its content, two behind the dash.
    const column = known.length === 0 ? undefined : (0,src_manifest/* locate */.x5)(before, ['waivers', 0]).value?.column;
    const indent = ' '.repeat(Math.max((column ?? 5) - 3, 0));
    const whole = before.endsWith('\n') ? before : `${before}\n`;
    const text = whole + missing.map(draft => item(draft, indent)).join('');
    return entriesOf(text)?.length === known.length + missing.length
        ? { text, added: missing.length }
        : undefined;
}
function entriesOf(text) {
    const parsed = (0,src_manifest/* parseYaml */.hN)(text);
    if (!parsed.ok || !(0,src_manifest/* isObject */.Gv)(parsed.value ?? null))
        return undefined;
    const { waivers = null } = parsed.value;
    return waivers === null ? [] : Array.isArray(waivers) ? waivers : undefined;
}
/** What makes two entries the same decision: what they accept, and until when. */
function write_keyOf(value) {
    const draft = (0,src_manifest/* isObject */.Gv)(value) ? value : {};
    const { guardrail, resource = null, container = null, field = null, target = null, source = null, expires = null, } = draft;
    const { kind = null, namespace = null, name = null } = (0,src_manifest/* isObject */.Gv)(resource) ? resource : {};
    return JSON.stringify([
        guardrail ?? null,
        kind,
        namespace,
        name,
        container,
        field,
        target,
        source,
        expires,
    ]);
}
function item(draft, indent) {
    const { guardrail, resource, container, field, target, source, reason, expires } = draft;
    const lines = [
        `guardrail: ${guardrail}`,
        ...(resource === undefined ? [] : [`resource: ${write_flow(resource)}`]),
        ...(container === undefined ? [] : [`container: ${scalar(container)}`]),
        ...(field === undefined ? [] : [`field: ${scalar(field)}`]),
        ...(target === undefined ? [] : [`target: ${scalar(target)}`]),
        ...(source === undefined ? [] : [`source: ${scalar(source)}`]),
        `owner: ${NO_OWNER}`,
        `reason: ${JSON.stringify(reason)}`,
        ...(expires === undefined ? [] : [`expires: ${expires}`]),
    ];
    return `${indent}- ${lines.join(`\n${indent}  `)}\n`;
}
//# sourceMappingURL=write.js.map
;// CONCATENATED MODULE: ./lib/src/init/index.js


//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/cli/init.js












const STARTER_CONFIG = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/kubeproof.schema.json
# Everything here has a default: delete what you do not change.
kubernetes: "1.34"
profile: recommended          # minimal, recommended or strict
gate:
  fail-on: error              # the least severity that fails the check
  scope: auto                 # new findings on pull requests, all findings elsewhere
# guardrails:
#   image-registry: {severity: error, parameters: {allow: [ghcr.io/acme/*]}}
`;
const STARTER_WORKFLOW = `name: kubeproof
on:
  pull_request:
  merge_group:
permissions:
  contents: read
  pull-requests: write
concurrency:
  group: kubeproof-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true
jobs:
  kubeproof:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0        # the base of the pull request is compared with
      - uses: kubeproof/kubeproof@v0
`;
const WORKFLOW = '.github/workflows/kubeproof.yaml';
/** The most that is read of a settings file, in bytes: the largest seen have some ten thousand. */
const MAX_SETTINGS = 1024 * 1024;
/**
 * `kubeproof init`: a configuration and a workflow to start from, or what the settings of other tools come to. What
 * exists is left alone unless `--force` says otherwise.
 */
async function init(parsed) {
    if (parsed.paths.length > 0) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `init takes no argument, "${parsed.paths[0]}" was given`,
            hint: `to carry over settings: kubeproof init --from ${parsed.paths[0]}`,
            gates: true,
        });
    }
    const session = openSession(parsed);
    const { root, config } = session;
    const read = (file) => (0,external_node_fs_.existsSync)((0,external_node_path_.join)(root, file)) ? (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(root, file), 'utf8') : undefined;
    const configFile = src_config/* CONFIG_FILES */.n0.find(file => (0,external_node_fs_.existsSync)((0,external_node_path_.join)(root, file))) ?? src_config/* CONFIG_FILES */.n0[0];
    const wanted = [];
    const add = (file, after, does = 'replaces it') => wanted.push({ file, before: read(file), after, does });
    const from = parsed.list('from');
    if (from.length === 0)
        add(configFile, STARTER_CONFIG);
    else {
        const { all } = (0,run/* loadGuardrails */.Pw)({ config, rulesTree: session.tree });
        const pack = new Map(all.map(guardrail => [guardrail.id, guardrail]));
        const imports = from.map(file => importSettings(file, readSettings(file), pack));
        const merged = mergeImports(imports);
        const text = configText(imports, merged);
        refuseBroken(text);
        process.stdout.write(imports.map(notes).join(''));
        for (const remark of merged.remarks)
            process.stdout.write(`${(0,reports/* plain */.pj)(remark)}\n`);
        add(configFile, text);
        if (merged.waivers.length > 0) {
            const waivers = addWaivers(read(config.waivers), merged.waivers);
            if (waivers === undefined)
                printProblem(init_unwritable(config.waivers));
            else if (waivers.added === 0)
                process.stdout.write(`${(0,reports/* plain */.pj)(config.waivers)} has the waivers already\n`);
            else
                add(config.waivers, waivers.text, `adds ${(0,plural/* plural */.L)(waivers.added, 'waiver')} (owner: ${NO_OWNER}; name one)`);
        }
    }
    add(WORKFLOW, STARTER_WORKFLOW);
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    for (const each of wanted)
        settle(each, { root, force: parsed.on('force'), color, diff: from.length > 0 });
    process.stdout.write('Next: kubeproof check\n');
    return 0;
}
function settle({ file, before, after, does }, { root, force, color, diff }) {
    const name = (0,reports/* plain */.pj)(file);
    if (before === after) {
        process.stdout.write(`${name} is so already\n`);
    }
    else if (before === undefined || (force && file !== WORKFLOW)) {
        writeFile((0,external_node_path_.join)(root, file), after);
        const what = does.startsWith('adds') ? `: ${does}` : '';
        process.stdout.write(`${name} ${before === undefined ? 'written' : 'changed'}${(0,reports/* plain */.pj)(what)}\n`);
    }
    else {
        process.stdout.write(`${name} exists and was left alone\n`);
        if (!diff || file === WORKFLOW)
            return;
        process.stdout.write(`--force ${(0,reports/* plain */.pj)(does)}:\n${(0,reports/* diffText */.NI)({ file, before, after }, { color, width: columns() })}`);
    }
}
/** Guardrails named before the rest is counted. */
const NAMED = 8;
/** One entry for each setting: its line, its name, and what became of it. */
function notes({ tool, file, notes: all, beyond }) {
    const width = String(Math.max(...all.map(({ line }) => line), 0)).length;
    const entry = (left, text) => {
        const [first = '', ...rest] = (0,reports/* wrap */.LV)((0,reports/* plain */.pj)(text), columns() - left.length);
        return [`${left}${first}`, ...rest.map(line => `${' '.repeat(left.length)}${line}`)];
    };
    const section = (title, carried) => {
        const lines = all
            .filter(note => note.carried === carried)
            .flatMap(({ line, what, outcome }) => entry(`    ${String(line).padStart(width)}  `, `${what}: ${outcome}`));
        return lines.length === 0 ? [] : [`  ${title}`, ...lines];
    };
    const lines = [...section('carried over, by line:', true), ...section('not carried over:', false)];
    if (lines.length === 0)
        lines.push('  nothing in it differs from what kubeproof does by itself');
    if (beyond.length > 0) {
        const more = beyond.length > NAMED ? ` and ${beyond.length - NAMED} more` : '';
        const named = `${beyond.slice(0, NAMED).join(', ')}${more}`;
        const text = `${tool.name} also runs checks whose guardrails only profile strict has: ${named}. Name under \`guardrails\` those you want.`;
        lines.push(...entry('  ', text));
    }
    return `${(0,reports/* plain */.pj)(file)} (${tool.name})\n${lines.join('\n')}\n\n`;
}
/** @throws {ProblemError} for what cannot be read */
function readSettings(file) {
    const fail = (why) => new src_problems/* ProblemError */.Mm({
        code: 'import-unreadable',
        message: `${file} cannot be read: ${why}`,
        hint: 'name a settings file of KubeLinter, Trivy, Checkov, Kubescape or Polaris',
        gates: true,
    });
    let content;
    try {
        content = (0,external_node_fs_.readFileSync)((0,external_node_path_.resolve)(process.cwd(), file));
    }
    catch (error) {
        const { code } = error;
        throw fail(code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : String(code));
    }
    if (content.byteLength > MAX_SETTINGS)
        throw fail('it is larger than 1 MiB');
    return content.toString('utf8').replace(/^\ufeff/, '');
}
/** What is written must be what kubeproof takes: a value of the other tool may fit nothing here. */
function refuseBroken(text) {
    const tree = (0,src_repository/* memoryTree */.KJ)({ [src_config/* CONFIG_FILES */.n0[0]]: text });
    const { config, problems } = (0,src_config/* loadConfig */.Z9)(tree, src_config/* CONFIG_FILES */.n0[0], {});
    const { problems: ofGuardrails } = (0,run/* loadGuardrails */.Pw)({ config, rulesTree: tree });
    const ofSettings = ofGuardrails.filter(({ code }) => !code.startsWith('rule-'));
    const [first] = [...problems, ...ofSettings];
    if (first === undefined)
        return;
    throw new src_problems/* ProblemError */.Mm({
        code: 'import-invalid',
        message: `what the settings come to is not valid here: ${first.message}`,
        hint: 'nothing was written; leave out the setting, or report it',
        gates: true,
    });
}
function init_unwritable(file) {
    return {
        code: 'waivers-unwritable',
        message: 'entries cannot be added to this file: its list of waivers is not at its end, or in one line',
        hint: 'write `waivers:` as the last key, one entry below the other',
        file,
        gates: false,
    };
}
//# sourceMappingURL=init.js.map
;// CONCATENATED MODULE: ./lib/src/cli/ledger.js






/** `kubeproof ledger add LEDGER BUNDLE`: appends one line; 1 when the bundle does not hold, and then nothing is added. */
async function ledgerAdd(parsed) {
    const [path, bundlePath] = parsed.paths;
    if (path === undefined || bundlePath === undefined || parsed.paths.length > 2)
        throw ledger_usage('ledger add takes a ledger and a bundle', 'kubeproof ledger add ledger.jsonl evidence.zip');
    const ledger = readOrNew(path);
    // Who signed is for whoever verifies; here it only has to be whole.
    const { holds, digest, manifest, broken } = await (0,src_evidence/* verifyBundle */.IF)((0,src_evidence/* readBundle */.Bo)(bundlePath), {
        readReport: review/* readReport */.tL,
        skipSignatures: true,
    });
    if (!holds || digest === undefined || manifest === undefined) {
        process.stderr.write(`${bundlePath} does not hold, and was not listed:\n`);
        for (const text of broken)
            process.stderr.write(`  ${JSON.stringify(text).slice(1, -1)}\n`);
        return 1;
    }
    if (ledger.entries.some(({ bundle }) => bundle === digest)) {
        process.stdout.write(`sha256:${digest} is listed already\n`);
        return 0;
    }
    const branch = parsed.text('branch');
    const where = parsed.text('where');
    append(path, ledger, (0,src_evidence/* ledgerEntry */.ay)(digest, manifest, {
        ...(branch === undefined ? {} : { branch }),
        ...(where === undefined ? {} : { where }),
    }));
    return 0;
}
/** `kubeproof ledger gap LEDGER --commit SHA --because TEXT`: lists a build of which there is no bundle. */
async function ledgerGapAdd(parsed) {
    const [path] = parsed.paths;
    const [note, commit] = [parsed.text('because'), parsed.text('commit')];
    if (path === undefined || parsed.paths.length > 1 || note === undefined || commit === undefined)
        throw ledger_usage('ledger gap takes a ledger, the commit and the reason', 'kubeproof ledger gap ledger.jsonl --commit SHA --because "the runner was lost"');
    if (!/^[0-9a-f]{40,64}$/.test(commit))
        throw ledger_usage(`--commit is "${commit}"`, 'give the full id of the commit');
    const branch = parsed.text('branch') ?? null;
    append(path, readOrNew(path), (0,src_evidence/* ledgerGap */.gV)({ created: (0,clock/* now */.t)(), note, commit, branch, repository: null }));
    return 0;
}
/** @throws {ProblemError} for a ledger that does not hold: nothing is put on top of what was tampered with */
function readOrNew(path) {
    const ledger = (0,src_evidence/* readLedger */.SC)((0,external_node_fs_.existsSync)(path) ? readText(path, 'ledger', src_evidence/* LEDGER_BYTES */.O8) : '');
    const [first] = ledger.broken;
    if (first === undefined)
        return ledger;
    throw new src_problems/* ProblemError */.Mm({
        code: 'ledger-broken',
        message: `${path} is not as it was written: ${first}`,
        hint: 'take the last version that is; whoever keeps the digest of its end elsewhere can tell which',
        gates: true,
    });
}
function append(path, ledger, entry) {
    const line = (0,src_evidence/* ledgerLine */.oc)(entry, ledger);
    try {
        (0,external_node_fs_.appendFileSync)(path, line);
    }
    catch (error) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'output-unwritable',
            message: `${path} cannot be written: ${error.code ?? String(error)}`,
            hint: 'name a file in a folder that you may write to',
            gates: true,
        });
    }
    const { end } = (0,src_evidence/* readLedger */.SC)(line);
    process.stdout.write(`line ${ledger.entries.length + 1} of ${path}, which ends with sha256:${end}\n`);
}
function ledger_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=ledger.js.map
;// CONCATENATED MODULE: ./lib/src/cli/new-rule.js






const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** `kubeproof new-rule [--change] ID`: a guardrail of one's own that works and whose examples pass, to be changed. */
async function newRule(parsed) {
    const [id, ...others] = parsed.paths;
    if (id === undefined || others.length > 0 || !ID.test(id)) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'new-rule takes the id of the guardrail to write, in lower case with hyphens',
            hint: 'for example `kubeproof new-rule team-label`',
            gates: true,
        });
    }
    const { root, config } = openSession({ ...parsed, paths: [] });
    const folder = config.rules[0] ?? 'policies';
    const path = `${folder}/${id}.yaml`;
    if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(root, path))) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'rule-exists',
            message: `${path} exists and was left alone`,
            hint: 'choose another id, or edit the file',
            gates: true,
        });
    }
    writeFile((0,external_node_path_.join)(root, path), (parsed.on('change') ? CHANGE_RULE : RULE).replaceAll('ID', id));
    const register = config.rules.length > 0
        ? []
        : [`Name its folder in ${config.file ?? '.kubeproof.yaml'}:  rules: [${folder}/]`];
    const lines = [`${path} written`, ...register, `Next: kubeproof test ${path}`];
    process.stdout.write(`${lines.map(reports/* plain */.pj).join('\n')}\n`);
    return 0;
}
const RULE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/guardrail.schema.json
# How to write one: https://github.com/kubeproof/kubeproof/blob/main/docs/writing-guardrails.md
id: ID
title: Workloads say which team answers for them        # what is wanted, as a sentence
severity: warning                                       # error, warning or info
applies: object                                         # or container, podSpec, volume, env, probe, rbacRule ...
kinds: [apps/Deployment, apps/StatefulSet, apps/DaemonSet]
parameters:
  label: {type: string, default: team, description: Name of the label.}
expression: 'params.label in object.metadata.?labels.orValue({})'   # CEL, true when all is well
field: metadata.labels                                  # what to edit
message: >-
  {{ resource.kind }} {{ resource.name }} has no label {{ params.label }}: at night nobody knows whom to call.
rationale: >-
  An incident is shorter when the manifest says who knows the workload.
remediation: Add the label with the name of your team.
examples:
  fail:
    - name: no labels at all
      manifest: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: # expect
          name: web
    - name: other labels
      manifest: |
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: store
          labels: {app: store} # expect
  pass:
    - name: the label is there
      manifest: |
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {team: checkout}
`;
const CHANGE_RULE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/guardrail.schema.json
# How to write one: https://github.com/kubeproof/kubeproof/blob/main/docs/writing-guardrails.md#guardrails-on-change
id: ID
title: Topics of the message bus are not deleted        # what is wanted, as a sentence
severity: error                                         # error, warning or info
applies: change                                         # or workloadChange, containerChange, changes
kinds: [kafka.strimzi.io/KafkaTopic]
when: operation == "DELETE"                             # or CREATE, UPDATE; then "object" or "oldObject" is null
expression: 'oldObject.metadata.?annotations["acme.example/empty"].orValue("") == "true"'   # CEL, true when all is well
field: kind                                             # of what is gone, in the base; else of what is there now
message: >-
  {{ resource.kind }} {{ resource.name }} is deleted, and its messages with it.
rationale: >-
  Whoever reads a topic finds out when it is gone.
remediation: Drain the topic first, say so in the annotation acme.example/empty, then delete it.
examples:
  fail:
    - name: a topic in use
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic # expect
        metadata:
          name: orders
    - name: an annotation that says something else
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic # expect
        metadata:
          name: orders
          annotations: {acme.example/empty: "soon"}
  pass:
    - name: it was drained
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata:
          name: orders
          annotations: {acme.example/empty: "true"}
    - name: it stays
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata: {name: orders}
      manifest: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata: {name: orders}
        spec: {partitions: 3}
`;
//# sourceMappingURL=new-rule.js.map
;// CONCATENATED MODULE: ./lib/src/cli/publish.js










const ON_FIXED = ['auto', 'resolve', 'keep', 'delete'];
/** Where `check --evidence evidence` leaves it. */
const DEFAULT_REPORT = 'evidence/report.json';
/**
 * `kubeproof publish --gitlab [REPORT]`: what a report says, as comments. The verdict is that of `check`: whatever the
 * forge answers, this passes, and says on standard error what could not be written. Only a report or an environment
 * that cannot be used is an error.
 */
async function publish(parsed) {
    if (!parsed.on('gitlab') || parsed.paths.length > 1) {
        throw publish_usage(parsed.on('gitlab') ? 'publish takes one report' : 'publish needs the forge to publish to', 'kubeproof publish --gitlab evidence/report.json; on GitHub the action publishes by itself');
    }
    const options = {
        review: true,
        comment: choice(parsed, 'comment', review/* COMMENT_MODES */.p8),
        onFixed: choice(parsed, 'on-fixed', ON_FIXED),
        labels: parsed.on('labels'),
        instance: parsed.text('id') ?? 'default',
        waivers: '.kubeproof/waivers.yaml',
    };
    const context = readContext(process.env);
    if (context === undefined) {
        process.stdout.write('This pipeline is for no merge request, so there is nothing to comment on\n');
        return 0;
    }
    const report = await reportOf(parsed.paths[0]);
    requireSameCommit(report, context);
    const access = readToken(process.env);
    if ('hint' in access) {
        const message = 'No token was given, so nothing was commented';
        printProblem({ code: 'comments-no-token', message, hint: access.hint, gates: false });
        return 0;
    }
    const client = createClient(sendTo(context.apiUrl, access.token, (0,src_package/* ownPackage */.nl)().version));
    const { judged, notes } = comparison(context, report);
    const result = await publishMergeRequest(report, context, client, options, judged);
    process.stdout.write(`${publish_said(result, context)}\n`);
    for (const note of [...notes, ...result.notes])
        printProblem(note);
    return 0;
}
function publish_said({ status, created, updated, deleted, sticky, labels, requests }, { mergeRequest }) {
    const where = `merge request !${mergeRequest}`;
    if (status === 'unchanged')
        return `The comments of ${where} say this already (${requests} requests)`;
    if (status !== 'published')
        return `Nothing was published to ${where}: ${status}`;
    return `Published to ${where}: ${created} comments created, ${updated} edited, ${deleted} deleted; summary comment: ${sticky}${labels === 'off' ? '' : `; labels: ${labels}`} (${requests} requests)`;
}
async function reportOf(named) {
    const name = named ?? (isThere(DEFAULT_REPORT) || process.stdin.isTTY ? DEFAULT_REPORT : '-');
    const file = name !== '-' && isFolder(name) ? (0,external_node_path_.join)(name, 'report.json') : name;
    let text;
    try {
        if (file !== '-' && (0,external_node_fs_.statSync)(file).size > review/* REPORT_BYTES */.Fn)
            throw new Error('it is larger than a report is');
        text = file === '-' ? await standardInput() : (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    catch (error) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'report-unreadable',
            message: `${file === '-' ? 'Standard input' : file} cannot be read: ${error.message}`,
            hint: `Write the report first: kubeproof check --evidence evidence leaves ${DEFAULT_REPORT}`,
            gates: true,
        });
    }
    const report = await (0,review/* readReport */.tL)(text);
    if (typeof report === 'string')
        throw invalid(file === '-' ? 'Standard input' : file, report);
    return file === '-' ? report : { ...report, ...(await deltasBeside(file)) };
}
/** What changes in the cluster, which a bundle has beside its report. */
async function deltasBeside(report) {
    const texts = {};
    for (const name of review/* BESIDE_REPORT */.AG) {
        const file = (0,external_node_path_.join)((0,external_node_path_.dirname)(report), name);
        const size = (0,external_node_fs_.statSync)(file, { throwIfNoEntry: false })?.size;
        if (size === undefined)
            continue;
        if (size > review/* REPORT_BYTES */.Fn)
            throw invalid(file, 'larger than it is written');
        texts[name] = (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    const { invalid: wrong, ...deltas } = await (0,review/* readBeside */.ri)(texts);
    if (wrong !== undefined)
        throw invalid((0,external_node_path_.join)((0,external_node_path_.dirname)(report), wrong.file), wrong.what);
    return deltas;
}
function invalid(file, what) {
    return new src_problems/* ProblemError */.Mm({
        code: 'report-invalid',
        message: `${file} is ${(0,reports/* plain */.pj)(what)}`,
        hint: 'It has to be what the same version of kubeproof wrote',
        gates: true,
    });
}
async function standardInput() {
    const chunks = [];
    let size = 0;
    for await (const chunk of process.stdin) {
        size += chunk.length;
        if (size > review/* REPORT_BYTES */.Fn)
            throw new Error('it is larger than a report is');
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
/** @throws {ProblemError} when the report is about another commit than this pipeline: its lines would be others. */
function requireSameCommit(report, { checkedOut, headSha }) {
    const { commit } = report.head;
    if (commit === undefined || commit === checkedOut || commit === headSha)
        return;
    throw new src_problems/* ProblemError */.Mm({
        code: 'report-of-another-commit',
        message: `The report is about commit ${(0,reports/* plain */.pj)(commit.slice(0, 40))}, and this pipeline about ${checkedOut}`,
        hint: 'Publish the report in the pipeline that wrote it',
        gates: true,
    });
}
/**
 * A pipeline for merged results judges the merge with the target branch: lines of files that both sides changed have
 * other numbers there than GitLab knows. Where the clone cannot say, no line is commented on.
 */
function comparison({ checkedOut, headSha }, report) {
    const base = report.base?.commit;
    const notes = [];
    const orNothing = (follow) => {
        try {
            return follow();
        }
        catch (error) {
            if (!(error instanceof src_problems/* ProblemError */.Mm))
                throw error;
            const message = `Not every line could be commented on: ${error.problem.message}`;
            if (notes.length === 0)
                notes.push({ ...error.problem, message, gates: false });
            return () => () => undefined;
        }
    };
    const root = () => (0,src_repository/* findRepository */.W1)(process.cwd());
    let opened;
    const trees = () => {
        opened ??= [(0,src_repository/* openCommit */.Cg)(root(), checkedOut), (0,src_repository/* openCommit */.Cg)(root(), headSha)];
        return opened;
    };
    return {
        notes,
        judged: {
            asAtHead: path => {
                if (checkedOut === headSha)
                    return true;
                try {
                    return (0,src_repository/* sameContent */.Cm)(path, ...trees());
                }
                catch (error) {
                    if (error instanceof src_problems/* ProblemError */.Mm)
                        return false;
                    throw error;
                }
            },
            right: paths => checkedOut === headSha
                ? src_repository/* AS_IS */.Q_
                : orNothing(() => (0,src_repository/* followLines */.Z9)(root(), headSha, checkedOut, trees()[0], paths)),
            left: (from, paths) => base === undefined || base === from
                ? src_repository/* AS_IS */.Q_
                : orNothing(() => (0,src_repository/* followLines */.Z9)(root(), from, base, (0,src_repository/* openCommit */.Cg)(root(), base), paths)),
        },
    };
}
function isThere(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false }) !== undefined;
}
function isFolder(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
/** The first choice when the flag is not given. */
function choice(parsed, flag, choices) {
    const given = parsed.text(flag) ?? choices[0];
    const found = choices.find(each => each === given);
    if (found !== undefined)
        return found;
    const close = (0,nearest/* nearest */.p)(given ?? '', choices);
    throw publish_usage(`--${flag} is "${given}"`, close === undefined ? `It can be ${choices.join(', ')}` : `did you mean \`${close}\`?`);
}
function publish_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=publish.js.map
;// CONCATENATED MODULE: ./lib/src/rbac.js








/**
 * The clusters that permissions can be asked of: what the repository renders for each environment, over the context
 * and what Kubernetes itself has.
 *
 * @throws {ProblemError} for an environment that does not exist.
 */
async function openClusters(input) {
    const { set, problems } = input.onlyContext === true ? { set: new src_manifest/* ManifestSet */.yQ([]), problems: [] } : await rendered(input);
    const defaults = (0,analyzers/* defaultObjects */.ij)(input.config.kubernetes);
    const names = wanted((0,analyzers/* environmentNames */.iF)(set), input.environment);
    const clusters = names.map(environment => {
        const own = (0,analyzers/* deployedTo */.Ys)(set, environment);
        const { context } = input;
        return {
            environment,
            authorizer: new analyzers/* Authorizer */.SX({ manifests: own, defaults, ...(context === undefined ? {} : { context }) }),
            manifests: own,
            context: context ?? [],
        };
    });
    return { clusters, problems };
}
async function rendered({ tree, config, engine, context, onProgress }) {
    const { set, problems } = await (0,src_side/* renderSide */.aR)({
        tree,
        discovery: (0,targets/* discover */.k4)(tree, (0,run/* discoverOptions */.UZ)([], config)),
        config,
        engine,
        known: new Map(),
        cache: new Map(),
        concurrency: (0,external_node_os_.availableParallelism)(),
        onProgress: (done, total) => onProgress?.(done, total),
    });
    // With a cluster to ask, a folder without anything to render is no fault.
    return {
        set,
        problems: context === undefined ? problems : problems.filter(({ code }) => code !== 'no-targets'),
    };
}
function wanted(names, name) {
    if (name === undefined)
        return names;
    if (names.includes(name))
        return [name];
    const close = (0,nearest/* nearest */.p)(name, names);
    const all = names.length === 1 ? 'everything here belongs to one' : `there are ${names.slice(0, 10).join(', ')}`;
    throw new src_problems/* ProblemError */.Mm({
        code: 'usage',
        message: `no environment ${JSON.stringify(name)} has roles or bindings of its own`,
        hint: close === undefined ? all : `did you mean \`${close}\`?`,
        gates: true,
    });
}
//# sourceMappingURL=rbac.js.map
;// CONCATENATED MODULE: ./lib/src/cli/rbac-context.js





/**
 * The export of a cluster that `--context` names (a folder or a file, in the repository or anywhere), else the one of the
 * configuration.
 *
 * @throws {ProblemError} when there is none, or it is not whole: an answer would be wrong.
 */
function contextOf(parsed, { config, root, tree }) {
    const name = parsed.text('context');
    if (name === undefined) {
        const folder = config.context;
        if (folder !== undefined)
            return { config, manifests: whole((0,analyzers/* readContext */.yI)(tree, folder)), name: folder };
        if (!parsed.on('only-context'))
            return { config };
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'no context is named',
            hint: 'name an export of a cluster: `--context DIR`, or `context` in .kubeproof.yaml',
            gates: true,
        });
    }
    const absolute = (0,external_node_path_.resolve)(name);
    const manifests = whole((0,analyzers/* readContext */.yI)(openContext(absolute, name), '')).map(manifest => writtenBelow(manifest, (0,external_node_fs_.statSync)(absolute).isDirectory() ? name : (0,external_node_path_.dirname)(name)));
    const within = (0,external_node_path_.relative)(root, absolute).split(external_node_path_.sep).join('/');
    const inside = within !== '' && within !== '..' && !within.startsWith('../');
    const exclude = inside ? [...config.exclude, within, `${within}/**`] : config.exclude;
    return { config: { ...config, exclude }, manifests, name };
}
function openContext(absolute, name) {
    const isFile = (0,external_node_fs_.statSync)(absolute, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile)
        return (0,src_repository/* openFolder */.NE)(absolute, name);
    const file = (0,external_node_path_.basename)(absolute);
    return (0,src_repository/* memoryTree */.KJ)({ [file]: (0,src_repository/* openFolder */.NE)((0,external_node_path_.dirname)(absolute), name).text(file) }, name);
}
function whole({ manifests, problems }) {
    const [first] = problems;
    if (first !== undefined)
        throw new src_problems/* ProblemError */.Mm(first);
    return manifests;
}
/** Files as a person who stands here calls them. */
function writtenBelow(manifest, folder) {
    const { source } = manifest.origin;
    if (source === undefined)
        return manifest;
    const path = folder === '.' ? source : `${folder.replace(/\/+$/, '')}/${source}`;
    return { ...manifest, origin: { ...manifest.origin, source: path } };
}
//# sourceMappingURL=rbac-context.js.map
;// CONCATENATED MODULE: ./lib/src/cli/rbac-subject.js



/** Candidates listed when several can be meant. */
const LISTED = 10;
/** Everybody who is named by a binding, and the ServiceAccounts that are there. */
function knownSubjects(clusters) {
    const known = new Set();
    for (const { authorizer, manifests, context } of clusters) {
        for (const subject of authorizer.subjects())
            known.add(subject);
        for (const { resource } of [...manifests, ...context]) {
            if (resource.kind === 'ServiceAccount' && resource.group === '')
                known.add(`ServiceAccount ${resource.namespace || '(not named)'}/${resource.name}`);
        }
    }
    return [...known].sort(src_repository/* byText */.z4);
}
/**
 * The subject that the first words name, how many words that took, and what is worth saying of it.
 *
 * @throws {ProblemError} when nobody or several can be meant.
 */
function askedSubject(words, clusters, namespace) {
    const known = knownSubjects(clusters);
    if (words.length === 0) {
        throw rbac_subject_usage('there is no subject to ask about', 'name one, as in `ServiceAccount shop/bot`, `shop/bot`, `User jane` or `Group devs`');
    }
    const reading = (0,analyzers/* readSubject */.$e)(words, known, namespace);
    if (reading.type === 'several') {
        const listed = reading.subjects.slice(0, LISTED);
        const more = reading.subjects.length - listed.length;
        throw rbac_subject_usage(`${JSON.stringify(words[0])} can be several subjects; ask for one of them`, [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    }
    if (reading.type === 'none') {
        throw rbac_subject_usage(`no binding here names ${JSON.stringify(words[0])}`, reading.near === undefined
            ? 'write it with its kind, as in `ServiceAccount shop/bot`, `User jane` or `Group devs`'
            : `did you mean \`${reading.near}\`?`);
    }
    const { subject } = reading;
    if (known.includes(subject))
        return { subject, words: reading.words, notes: [] };
    const near = (0,analyzers/* nearSubject */.nN)(subject.slice(subject.indexOf(' ') + 1), known);
    const meant = near === undefined ? '' : ` Did you mean ${near}?`;
    const note = subject.startsWith('ServiceAccount ')
        ? `${subject} is not here, and no binding names it.${meant}`
        : `No binding here names ${subject}.${meant}`;
    return { subject, words: reading.words, notes: [note] };
}
function rbac_subject_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=rbac-subject.js.map
;// CONCATENATED MODULE: ./lib/src/cli/rbac.js











/** `kubeproof rbac who-can VERB RESOURCE [NAME]`. */
async function rbacWhoCan(parsed) {
    const asking = await rbac_open(parsed);
    const read = questionOf(parsed.paths, asking);
    const { question, asked, notes } = read;
    const answer = (0,analyzers/* whoCan */.Vh)(asking.clusters, question);
    return print(asking, {
        table: options => (0,reports/* whoCanText */.eu)(worded(read), answer, {
            ...options,
            notes: [...notes, `${analyzers/* ALL_POWERFUL */.pO} can do everything.`, ...options.notes],
        }),
        json: { schema: 'kubeproof.rbac.who-can/v1', question: question.request, ...answer },
        graph: () => (0,reports/* whoCanGraph */.hI)(asked, answer, parsed.on('verbose')),
    });
}
/** `kubeproof rbac can SUBJECT [VERB RESOURCE [NAME]]`; with a question the exit status is the answer. */
async function rbacCan(parsed) {
    const asking = await rbac_open(parsed);
    const { subject, words, notes } = askedSubject(parsed.paths, asking.clusters, parsed.text('namespace'));
    const always = subject === analyzers/* ALL_POWERFUL */.pO ? [`${analyzers/* ALL_POWERFUL */.pO} passes before RBAC is asked: it can do everything.`] : [];
    const groups = parsed.list('group').map((name) => `Group ${name}`);
    const rest = parsed.paths.slice(words);
    if (rest.length === 0) {
        const answer = (0,analyzers/* can */.$3)(asking.clusters, subject, groups);
        return print(asking, {
            table: options => (0,reports/* canText */.mT)(answer, { ...options, notes: [...always, ...notes, ...options.notes] }),
            json: { schema: 'kubeproof.rbac.can/v1', ...answer },
            graph: () => (0,reports/* canGraph */.Xw)(answer, parsed.on('verbose')),
        });
    }
    const read = questionOf(rest, asking);
    const answer = (0,analyzers/* may */._L)(asking.clusters, subject, read.question, groups);
    const status = print(asking, {
        table: options => (0,reports/* mayText */.X1)(worded(read), answer, {
            ...options,
            notes: [...always, ...notes, ...read.notes, ...options.notes],
        }),
        json: { schema: 'kubeproof.rbac.may/v1', question: read.question.request, ...answer },
    });
    const answers = new Set(answer.answers.map(({ allowed }) => allowed));
    // What could not be rendered can only add to what somebody may do.
    if (answers.size === 1 && answers.has('yes'))
        return 0;
    return status !== 0 || answers.has('unknown') ? 2 : 1;
}
/** `kubeproof rbac paths [SUBJECT]`. */
async function rbacPaths(parsed) {
    const asking = await rbac_open(parsed);
    const { kubernetes } = asking.session.config;
    const schema = 'kubeproof.rbac.paths/v1';
    const isFull = parsed.on('verbose');
    if (parsed.paths.length === 0) {
        const everybody = knownSubjects(asking.clusters);
        const own = everybody.filter(subject => isFull || !isOwn(subject, asking.clusters));
        const answer = (0,analyzers/* paths */.f0)(asking.clusters, { kubernetes, subjects: own });
        return print(asking, {
            table: options => (0,reports/* overviewText */.Fo)(answer, options),
            json: { schema, ...answer },
            graph: () => (0,reports/* reachGraph */.SK)(answer, isFull),
        });
    }
    const { subject, words, notes } = askedSubject(parsed.paths, asking.clusters, parsed.text('namespace'));
    if (parsed.paths.length > words)
        throw rbac_usage(`${JSON.stringify(parsed.paths.slice(words).join(' '))} is one word too many`, 'name one subject');
    const answer = (0,analyzers/* paths */.f0)(asking.clusters, { kubernetes, subjects: [subject] });
    return print(asking, {
        table: options => (0,reports/* pathsText */.qe)(subject, answer, { ...options, notes: [...notes, ...options.notes] }),
        json: { schema, subject, ...answer },
        graph: () => (0,reports/* reachGraph */.SK)(answer, isFull),
    });
}
/** Named by bindings that every cluster has, and by nobody here. */
function isOwn(subject, clusters) {
    const bindings = clusters.flatMap(({ authorizer }) => authorizer.bindingsOf(subject));
    return bindings.length > 0 && bindings.every(({ from }) => from === 'default');
}
/** `kubeproof rbac unused`. */
async function rbacUnused(parsed) {
    noArguments(parsed);
    const asking = await rbac_open(parsed);
    const answer = (0,analyzers/* unused */.x3)(asking.clusters);
    return print(asking, {
        table: options => (0,reports/* unusedText */.qw)(answer, options),
        json: { schema: 'kubeproof.rbac.unused/v1', ...answer },
    });
}
function noArguments({ command, paths }) {
    const [first] = paths;
    if (first === undefined)
        return;
    throw rbac_usage(`kubeproof ${command.name} takes no argument, and ${JSON.stringify(first)} is one`, 'leave it out');
}
async function rbac_open(parsed) {
    const format = rbacFormat(parsed);
    const session = openSession({ ...parsed, paths: [] });
    const { config, manifests: context, name } = contextOf(parsed, session);
    const progress = progressLine();
    const engine = (0,src_side/* openEngine */.F5)(config, renderLimits());
    const environment = parsed.text('environment');
    const { clusters, problems } = await openClusters({
        tree: session.tree,
        config,
        engine,
        ...(context === undefined ? {} : { context }),
        onlyContext: parsed.on('only-context'),
        ...(environment === undefined ? {} : { environment }),
        onProgress: (done, total) => progress.show(`render ${done}/${total}`),
    }).finally(async () => {
        progress.done();
        await engine.close();
    });
    return {
        parsed,
        session,
        clusters,
        problems: (0,src_problems/* uniqueProblems */.OH)([...session.problems, ...problems]),
        format,
        notes: [basis(config.kubernetes, name, parsed.on('only-context'))],
    };
}
/** What an answer rests on, and what it leaves out. */
function basis(kubernetes, context, alone) {
    const more = 'cloud IAM or webhooks can allow more than RBAC.';
    const own = `what Kubernetes ${kubernetes} has by itself`;
    if (context === undefined)
        return `Known: what is rendered here and ${own}. A cluster can hold more (--context DIR adds an export of it), and ${more}`;
    return `Known: ${alone ? '' : 'what is rendered here, '}the cluster of ${context}, and ${own}; ${more}`;
}
function worded({ asked, isOfCluster, question }) {
    return { asked, isOfCluster, anywhere: question.anywhere };
}
function questionOf(words, { clusters, session, parsed }) {
    const resources = new analyzers/* ApiResources */.wx(session.config.kubernetes, clusters.flatMap(({ manifests, context }) => [...context, ...manifests]), clusters.flatMap(({ authorizer }) => authorizer.roles));
    const reading = (0,analyzers/* readQuestion */.H1)(words, parsed.text('namespace'), resources);
    if ('wrong' in reading)
        throw rbac_usage(reading.wrong, reading.hint);
    return reading;
}
/** Prints an answer, then what could not be rendered; 2 when that leaves the answer incomplete. */
function print({ parsed, format, notes, problems }, { table, json, graph }) {
    const output = parsed.text('output');
    const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
    const text = () => {
        if (format === 'json')
            return (0,reports/* jsonText */.s$)(json);
        if (format === 'table')
            return table({ color, width: columns(), verbose: parsed.on('verbose'), notes });
        if (graph === undefined)
            throw rbac_usage(`there is no ${format} of this answer`, 'ask for table or json');
        return format === 'dot' ? (0,reports/* dot */.Om)(graph()) : (0,reports/* mermaid */.a4)(graph());
    };
    if (output === undefined)
        process.stdout.write(text());
    else
        writeFile(output, text());
    return printGaps(problems, parsed);
}
function rbac_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=rbac.js.map
;// CONCATENATED MODULE: ./lib/src/cli/rbac-diff.js









/** `kubeproof rbac diff --base REF`: what the change lets whom do. 2 when something could not be evaluated. */
async function rbacDiff(parsed) {
    const format = rbacFormat(parsed);
    const name = parsed.text('base');
    if (name === undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'there is nothing to compare with',
            hint: 'name a base: `kubeproof rbac diff --base origin/main`, or a folder',
            gates: true,
        });
    }
    const opened = openSession(parsed);
    const { config, manifests } = contextOf(parsed, opened);
    const session = { ...opened, config };
    const base = (0,src_repository/* openBase */.m)(session.root, name);
    const { report } = await runSession(session, { base, baseName: name }, { fixes: 'none', ...(manifests === undefined ? {} : { context: manifests }) });
    const { permissions } = report;
    const output = parsed.text('output');
    const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
    const drawing = () => (0,reports/* pathGraph */.A4)(permissions.paths.opened);
    const text = {
        table: () => (0,reports/* permissionText */.Je)(permissions, { color, width: columns(), notes: [] }),
        json: () => (0,reports/* permissionsJson */.FU)(report),
        dot: () => (0,reports/* dot */.Om)(drawing()),
        mermaid: () => (0,reports/* mermaid */.a4)(drawing()),
    }[format]();
    if (output === undefined)
        process.stdout.write(text);
    else
        writeFile(output, text);
    return printGaps(report.problems, parsed);
}
//# sourceMappingURL=rbac-diff.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/csv.js

const COLUMNS = [
    'framework',
    'control',
    'title',
    'outcome at the end',
    'line of builds',
    'outcome of the line',
    'reason',
    'builds satisfied',
    'builds not satisfied',
    'builds not evaluated',
    'guardrails that decide',
];
/** The controls for spreadsheets (RFC 4180): one row for each control in each line of builds. */
function frameworkCsv({ framework, controls }) {
    const rows = controls.flatMap(({ id, title, outcome, lines, guardrails }) => lines.map(({ line, outcome: ofLine, reason, history }) => {
        const builds = (wanted) => String(history.reduce((sum, each) => sum + (each.outcome === wanted ? each.builds : 0), 0));
        return [
            framework.id,
            id,
            title,
            outcome.replaceAll('-', ' '),
            line,
            ofLine.replaceAll('-', ' '),
            reason,
            builds('satisfied'),
            builds('not-satisfied'),
            builds('not-evaluated'),
            guardrails
                .filter(({ strength }) => strength !== 'contextual')
                .map(guardrail => guardrail.id)
                .join('; '),
        ];
    }));
    return [COLUMNS, ...rows].map(reports/* csvLine */.zT).join('');
}
//# sourceMappingURL=csv.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/words.js
/** What the forms of the report call things. Raw text: each form escapes for itself. */
const OUTCOMES = ['not-satisfied', 'satisfied', 'not-evaluated'];
const OUTCOME = {
    'not-satisfied': 'Not satisfied',
    satisfied: 'Satisfied by what was checked',
    'not-evaluated': 'Not evaluated',
};
const BUILD_OUTCOME = { pass: 'passed', fail: 'failed', incomplete: 'incomplete' };
const STATE = {
    open: 'open',
    expired: 'ran out',
    withdrawn: 'withdrawn',
};
const APPROVAL = { given: 'agreed', waiting: 'not given', unknown: 'not known' };
/** Headings of gaps, in the order they are told. */
const GAP = {
    'bundle-refused': 'Bundles that do not hold',
    'missing-bundle': 'Builds without a bundle here',
    'chain-broken': 'Chains that start anew',
    'not-in-ledger': 'Bundles that the ledger does not list',
    'not-evaluated': 'Not evaluated',
    'run-limited': 'Runs limited to some paths',
    'guardrail-off': 'Guardrails that did not run',
    'approval-missing': 'Changes without the agreement asked for',
    'not-compared': 'Builds that were compared with nothing',
    'exception-expired': 'Exceptions that ran out',
    'exception-without-end': 'Exceptions without a last day',
    baseline: 'Findings in the baseline',
    'only-pull-requests': 'No builds of what was merged',
    'no-repository': 'Builds that name no repository',
    'other-mapping': 'Other versions of the mapping',
    unsigned: 'Bundles without a signature',
};
/** What every form says at its top. */
const WORDING = 'This report supports evidence for controls. It does not say that anybody complies with a standard: that is for an auditor to judge, who also looks at people, contracts and the running systems.';
function dayOf(time) {
    return time.slice(0, 10);
}
/** `2026-04-01 to 2026-06-30` */
function periodText({ asked, period }) {
    return `${asked.from ?? dayOf(period.first)} to ${asked.to ?? dayOf(period.last)}`;
}
/** `3.5 hours`, `12 days` */
function durationText(hours) {
    if (hours === null)
        return 'not known';
    if (hours < 48)
        return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
    return `${Math.round(hours / 2.4) / 10} days`;
}
/** What the time to fix is, in one sentence. */
function repairText({ fixed, meanHours, medianHours, longestHours, older, open, }) {
    const rest = [
        ...(older === 0 ? [] : [`${older} more were fixed that were there from the first build on`]),
        ...(open === 0 ? [] : [`${open} are still there`]),
    ];
    const also = rest.length === 0 ? '' : ` (${rest.join('; ')})`;
    if (fixed === 0)
        return `nothing came and went within the period${also}`;
    return `${fixed} came and went: ${durationText(meanHours)} on average, half of them within ${durationText(medianHours)}, the longest ${durationText(longestHours)}${also}`;
}
/** How many controls end how. */
function tally(report) {
    const count = (wanted) => report.controls.filter(({ outcome }) => outcome === wanted).length;
    return {
        'not-satisfied': count('not-satisfied'),
        satisfied: count('satisfied'),
        'not-evaluated': count('not-evaluated'),
    };
}
/** `38 of 41 builds satisfied, 3 not` */
function buildsText({ satisfied, notSatisfied, notEvaluated, }) {
    const all = satisfied + notSatisfied + notEvaluated;
    const parts = [
        ...(satisfied === 0 ? [] : [`satisfied in ${satisfied}`]),
        ...(notSatisfied === 0 ? [] : [`not in ${notSatisfied}`]),
        ...(notEvaluated === 0 ? [] : [`not evaluated in ${notEvaluated}`]),
    ];
    return `${parts.join(', ')} of ${all}`;
}
/** What the figures rest on: sentences that no template can know. */
function words_basis(report) {
    const { builds, refused, leftOut, repeated, framework, coverage, lines, asOf } = report;
    const engines = [...new Set(builds.map(({ tool }) => tool))].sort();
    const profiles = [...new Set(builds.map(({ profile }) => profile))].sort();
    const configurations = new Set(builds.map(({ configuration }) => configuration)).size;
    return [
        `${builds.length} bundles count, of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'} of builds; ${refused.length} do not hold and were not counted${leftOut === 0 ? '' : `; ${leftOut} are outside of what was asked for`}${repeated === 0 ? '' : `; ${repeated} were given more than once`}.`,
        `Each bundle was verified: the digest of every file, the report by its schema, and that its statements are about what was rendered. ${builds.filter(({ signed }) => signed).length} of ${builds.length} have a signature that was checked.`,
        `Made by kubeproof ${engines.join(', ')} with profile ${profiles.join(', ')} and ${configurations} ${configurations === 1 ? 'configuration' : 'different configurations'}; this report by kubeproof ${report.tool.version}.`,
        `Controls were worked out anew from every bundle, by one mapping for the whole period: ${framework.id}, sha256:${framework.digest}.`,
        `Chain: ${coverage.linked} of ${coverage.links} bundles that name one before them have it here. Exceptions are held against ${asOf}.`,
    ];
}
/** What is said where no change is listed. */
const NO_CHANGES = 'No build that was compared with the one before shows a change that gave dangerous permissions or asked for an agreement.';
/** How many bundles are here, and how many others say there are. */
function coverageText({ coverage }) {
    const { builds, links, linked, missing, without, ledger } = coverage;
    const byLedger = ledger
        ? `By the ledger, ${without} ${without === 1 ? 'build' : 'builds'} left none.`
        : 'No ledger was given, so builds that left no bundle are known only by the chain.';
    return `${builds} ${builds === 1 ? 'bundle' : 'bundles'} here. ${links} name the one before them in the period; of these ${linked} have it here. ${missing.length} that others name are not here. ${byLedger}`;
}
//# sourceMappingURL=words.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/drawing.js


/** Drawings are SVG in the page, for screen and paper; each says in words what it shows. */
const STRIP = { width: 132, height: 14 };
/** What became of a control build by build: a full bar not satisfied, a low one satisfied, a line not evaluated. */
function historyStrip(history, line) {
    const builds = history.reduce((sum, each) => sum + each.builds, 0);
    if (builds === 0)
        return reports/* NOTHING */.K$;
    const { width, height } = STRIP;
    const look = {
        'not-satisfied': [0, height],
        satisfied: [5, height - 5],
        'not-evaluated': [11, 3],
    };
    let from = 0;
    const bars = history.map(({ outcome, builds: n }) => {
        const x = (from / builds) * width;
        from += n;
        const [y, tall] = look[outcome];
        const wide = (n / builds) * width;
        // A gap between runs of builds, as long as there is room for one.
        return (0,reports/* html */.qy) `<rect class="${outcome}" x="${fixed(x)}" y="${y}" width="${fixed(Math.max(wide - (wide > 3 ? 1 : 0), 0.75))}" height="${tall}"/>`;
    });
    const told = history.map(({ outcome, builds: n, from: at }) => `${outcome.replaceAll('-', ' ')} in ${n} from ${dayOf(at)}`);
    return (0,reports/* html */.qy) `<svg class="strip" viewBox="0 0 ${width} ${height}" role="img" aria-label="${line}: ${drawing_short(told)}">${bars}</svg>`;
}
function drawing_short(told) {
    return told.length <= 4
        ? told.join(', ')
        : `${told.slice(0, 2).join(', ')}, ${told.length - 3} more changes, ${told.at(-1)}`;
}
/** How many controls end how, as one bar. */
function tallyBar(counts, label) {
    const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
    let from = 0;
    const bars = Object.entries(counts).map(([outcome, n]) => {
        const x = total === 0 ? 0 : (from / total) * 1000;
        from += n;
        const wide = total === 0 ? 0 : (n / total) * 1000;
        return n === 0
            ? reports/* NOTHING */.K$
            : (0,reports/* html */.qy) `<rect class="${outcome}" x="${fixed(x)}" width="${fixed(Math.max(wide - 3, 1))}" y="0" height="14"/>`;
    });
    return (0,reports/* html */.qy) `<svg class="tally" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}</svg>`;
}
const CHART = { width: 720, height: 230, left: 40, right: 12, top: 12, bottom: 26 };
/** More points than that no eye tells apart. */
const POINTS = 180;
/** Labels below the chart. */
const LABELS = 9;
/** Findings over time, severity on severity, with what is accepted as a line. Steps: between builds nothing is known. */
function trendChart(trend) {
    const points = thinned(trend);
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined || trend.length < 2)
        return reports/* NOTHING */.K$;
    const { width, height, left, right, top, bottom } = CHART;
    const start = Date.parse(first.at);
    const length = Math.max(Date.parse(last.at) - start, 1);
    const highest = Math.max(1, ...points.map(({ counts: c, accepted }) => Math.max(c.error + c.warning + c.info, accepted)));
    const step = niceStep(highest);
    const ceiling = Math.ceil(highest / step) * step;
    const x = (at) => left + ((Date.parse(at) - start) / length) * (width - left - right);
    const y = (n) => top + (1 - n / ceiling) * (height - top - bottom);
    const steps = (value) => points.flatMap((point, i) => {
        const before = points[i - 1];
        const at = `${fixed(x(point.at))},${fixed(y(value(point)))}`;
        return before === undefined ? [at] : [`${fixed(x(point.at))},${fixed(y(value(before)))}`, at];
    });
    const area = (name, low, high) => (0,reports/* html */.qy) `<polygon class="${name}" points="${[...steps(high), ...steps(low).reverse()].join(' ')}"/>`;
    const error = ({ counts }) => counts.error;
    const warning = ({ counts }) => counts.error + counts.warning;
    const info = ({ counts }) => counts.error + counts.warning + counts.info;
    const grid = Array.from({ length: ceiling / step + 1 }, (_, i) => i * step);
    return (0,reports/* html */.qy) `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="Findings over time; the table below has the numbers">
${grid.map(n => (0,reports/* html */.qy) `<line class="grid" x1="${left}" x2="${width - right}" y1="${fixed(y(n))}" y2="${fixed(y(n))}"/><text class="axis" x="${left - 8}" y="${fixed(y(n) + 4)}" text-anchor="end">${n}</text>`)}
${area('error', () => 0, error)}${area('warning', error, warning)}${area('info', warning, info)}
<polyline class="accepted" points="${steps(({ accepted }) => accepted).join(' ')}"/>
${labels(first.at, last.at).map(({ at, text }) => (0,reports/* html */.qy) `<text class="axis" x="${fixed(x(at))}" y="${height - 8}" text-anchor="middle">${text}</text>`)}
</svg>`;
}
/** The last point of each of equal parts of the time. */
function thinned(trend) {
    const [first] = trend;
    const last = trend.at(-1);
    if (trend.length <= POINTS || first === undefined || last === undefined)
        return [...trend];
    const start = Date.parse(first.at);
    const length = Math.max(Date.parse(last.at) - start, 1);
    const parts = new Map(trend.map(point => [Math.floor(((Date.parse(point.at) - start) / length) * POINTS), point]));
    return [first, ...parts.values()];
}
/** Whole days, evenly; months where the time is long. */
function labels(first, last) {
    const days = Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000));
    const every = Math.max(1, Math.ceil(days / (LABELS - 1)));
    const start = Date.parse(`${dayOf(first)}T00:00:00Z`);
    const all = [];
    for (let day = 1; day < days; day += every) {
        const at = new Date(start + day * 86_400_000).toISOString();
        all.push({ at, text: at.slice(5, 10) });
    }
    return all;
}
function niceStep(highest) {
    const rough = highest / 4;
    const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
    const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
    return Math.max(1, step ?? power * 10);
}
function fixed(value) {
    return String(Math.round(value * 100) / 100);
}
//# sourceMappingURL=drawing.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/html-people.js



/** Entries of one cell told. */
const TOLD = 12;
/** Gaps of one kind told; the JSON form has all. */
const html_people_GAPS = 60;
/** Who accepted what, why, and until when. */
function exceptionRows({ exceptions, asOf }, table) {
    if (exceptions.length === 0)
        return (0,reports/* html */.qy) `<p class="quiet">No build has a waiver.</p>`;
    return table('Exceptions', ['Exception', 'Owner', 'Reason', 'Until', `On ${asOf}`, { number: 'Findings' }], exceptions.map(({ id, guardrails, owner, reason, ticket, expires, state, findings, line, place }) => (0,reports/* html */.qy) `<tr><td>${guardrails.join(', ')}<br><span class="quiet">${line} · ${id} · ${place}</span></td><td>${owner}</td><td>${reason}${ticket === undefined ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) ` <span class="quiet">${ticket}</span>`}</td><td class="nowrap">${expires ?? (0,reports/* html */.qy) `<span class="bad">no last day</span>`}</td><td>${state === 'expired' ? (0,reports/* html */.qy) `<span class="bad">${STATE[state]}</span>` : STATE[state]}</td><td class="number">${findings}</td></tr>
`));
}
/** Changes that matter, and who agreed to them at which commit. */
function changeRows({ changes }, table) {
    if (changes.length === 0)
        return (0,reports/* html */.qy) `<p class="quiet">${NO_CHANGES}</p>`;
    return table('Changes and who agreed', ['Change', 'What it lets somebody do', 'Who agreed'], changes.map(({ build, line, pullRequest, run, escalations, approvals }) => {
        const address = run === undefined ? undefined : (0,reports/* safeUrl */.Pl)(run);
        const commit = (0,reports/* html */.qy) `<code>${build.commit.slice(0, 12) || 'no commit named'}</code>`;
        const because = approvals.flatMap(each => each.because);
        const entries = [
            ...escalations.map(({ who, what, risk }) => (0,reports/* html */.qy) `<p>${who}: ${what} <span class="quiet">${risk}</span></p>`),
            ...because.map(each => (0,reports/* html */.qy) `<p>${each}</p>`),
        ];
        const more = entries.length - TOLD;
        return (0,reports/* html */.qy) `<tr><td><span class="nowrap">${dayOf(build.created)}</span> ${address === undefined ? commit : (0,reports/* html */.qy) `<a href="${address}" rel="noreferrer">${commit}</a>`}<br><span class="quiet">${line}${pullRequest === undefined ? '' : `, pull request ${pullRequest}`}</span></td><td>${entries.slice(0, TOLD)}${more > 0 ? (0,reports/* html */.qy) `<p class="quiet">and ${more} more</p>` : reports/* NOTHING */.K$}</td><td>${approvals.length === 0 ? (0,reports/* html */.qy) `<span class="bad">nobody was asked</span>` : approvals.map(agreed)}</td></tr>
`;
    }));
}
function agreed({ for: kinds, from, count, state, given, }) {
    const asked = (0,reports/* html */.qy) `<span class="quiet">${kinds.join(', ')}: ${count} of ${from.join(', ')}</span>`;
    const people = given.map(({ login, at, commit }) => (0,reports/* html */.qy) `<p>${login} <span class="nowrap">${dayOf(at)}</span> at <code>${commit.slice(0, 12)}</code></p>`);
    const status = state === 'given' ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<p class="bad">${APPROVAL[state]}</p>`;
    return (0,reports/* html */.qy) `${people}${status}<p>${asked}</p>`;
}
/** What is not known, kind by kind, and what no bundle could show. */
function gapList({ gaps, template }) {
    const kinds = Object.keys(GAP);
    return (0,reports/* html */.qy) `${gaps.length === 0 ? (0,reports/* html */.qy) `<p class="quiet">None that kubeproof knows of.</p>` : reports/* NOTHING */.K$}
${kinds.map(kind => {
        const of = gaps.filter(each => each.kind === kind);
        const more = of.length - html_people_GAPS;
        return of.length === 0
            ? reports/* NOTHING */.K$
            : (0,reports/* html */.qy) `<div class="gap"><h3>${GAP[kind]}</h3>
<ul>${of.slice(0, html_people_GAPS).map(({ line, text }) => (0,reports/* html */.qy) `<li>${line === '' ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<span class="quiet">${line}:</span> `}${text}</li>`)}${more > 0 ? (0,reports/* html */.qy) `<li class="quiet">${(0,plural/* plural */.L)(more, 'more', 'more')}: the JSON form has them</li>` : reports/* NOTHING */.K$}</ul></div>
`;
    })}
<div class="gap"><h3>What no bundle can show</h3>
<ul>${template.limits.map(each => (0,reports/* html */.qy) `<li>${each}</li>`)}</ul></div>`;
}
//# sourceMappingURL=html-people.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/styles.js

/** The style sheet of the joined report: a document that is read on paper as often as on a screen. */
const DOCUMENT_STYLES = `${reports/* TOKENS */.xZ}*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans);overflow-wrap:anywhere}
.page{max-width:66rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
ul{padding-left:1.15em}li{margin:.2rem 0}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code{font:.875em var(--mono);overflow-wrap:anywhere}
.quiet{color:var(--soft)}.bad{color:var(--error);font-weight:600}.number{text-align:right;font-variant-numeric:tabular-nums}.nowrap{white-space:nowrap}
.skip{position:absolute;left:-99rem;background:var(--card);padding:.5rem 1rem;z-index:2}.skip:focus{left:1rem;top:1rem}
.cover{padding:clamp(1.5rem,5vw,3.5rem) 0 1.5rem;border-bottom:2px solid var(--ink)}
.brand{font-weight:650;letter-spacing:-.01em;margin-bottom:1.5rem}.brand span{font-weight:400;color:var(--soft)}
h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.4rem);line-height:1.15;letter-spacing:-.02em;font-weight:640;max-width:24em;text-wrap:balance}
.lead{margin-top:.8rem;font-size:1.0625rem;color:var(--soft)}.lead b{color:var(--ink);font-weight:560}
.wording{margin-top:1.25rem;padding:.7rem 1rem;border-left:3px solid var(--ink);background:var(--sunk);font-size:.9375rem;max-width:52em}
.contents{padding:1rem 0}.contents ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.35rem;font-size:.875rem}.contents li{margin:0}
.contents a{color:var(--ink);text-decoration:none}.contents a:hover{text-decoration:underline;color:var(--link)}
section{padding-top:2.25rem}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.012em;font-weight:640;padding-bottom:.6rem}
h3{font-size:1rem;font-weight:620;padding:1.1rem 0 .45rem}
section>p{max-width:46em}section>p+p{margin-top:.6rem}section>ul{max-width:52em}
.tally{display:block;width:100%;height:.875rem;margin:.5rem 0 .75rem;border-radius:4px}
.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;font-size:.9375rem}.key b{font-variant-numeric:tabular-nums}
.key .mark{margin-right:.5rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin-top:1.25rem}
.figures div{background:var(--card);padding:.8rem 1rem}.figures dt{font-size:.875rem;color:var(--soft)}.figures b{display:block;font-size:1.6rem;line-height:1.25;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums}.figures span{font-size:.8125rem;color:var(--soft)}
rect.not-satisfied,.mark.not-satisfied{fill:var(--error);background:var(--error)}rect.satisfied,.mark.satisfied{fill:var(--good);background:var(--good)}rect.not-evaluated,.mark.not-evaluated{fill:var(--soft);background:none}
.mark{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;flex:none}.mark.not-satisfied{border-radius:1px}.mark.not-evaluated{box-shadow:inset 0 0 0 1.5px var(--soft)}
.tally rect.not-evaluated{fill:var(--line)}
.outcome{display:flex;gap:.55rem;align-items:baseline}.outcome.not-satisfied{font-weight:600;color:var(--error)}
.strip{display:block;width:8.25rem;height:.875rem;background:linear-gradient(var(--line),var(--line)) 0 100%/100% 1px no-repeat}
.chart{display:block;width:100%;height:auto;margin:.5rem 0}
.chart .grid{stroke:var(--line);stroke-width:1}.chart .axis{fill:var(--soft);font:11px var(--sans)}
.chart .error{fill:var(--error)}.chart .warning{fill:var(--warning);fill-opacity:.65}.chart .info{fill:var(--info);fill-opacity:.35}
.chart .accepted{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;font-size:.875rem;color:var(--soft);list-style:none;padding:0}
.legend i{display:inline-block;width:.85rem;height:.6rem;margin-right:.45rem;border-radius:1px}
.legend .error i{background:var(--error)}.legend .warning i{background:var(--warning);opacity:.65}.legend .info i{background:var(--info);opacity:.35}.legend .accepted i{height:0;border-top:2px dashed var(--ink);vertical-align:.25em}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card);margin-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--line);overflow-wrap:break-word;min-width:5rem}
thead th{border-top:0;background:var(--sunk);font-weight:600;white-space:nowrap;overflow-wrap:break-word}th.number,td.number{text-align:right;min-width:3.5rem}
td ul{padding-left:1em}td p+p{margin-top:.35rem}
.id{font-weight:640;overflow-wrap:break-word}td.id,td.strength{white-space:nowrap;overflow-wrap:normal}
td.line{min-width:9rem}td.state{min-width:7.25rem;overflow-wrap:normal}
.line-history{display:grid;grid-template-columns:8.25rem;gap:.15rem;padding:.1rem 0}.line-history+.line-history{margin-top:.45rem}
.gap h3{padding-bottom:.2rem}
.mapping td{font-size:.8125rem}
details>summary{cursor:pointer;color:var(--link);font-size:.9375rem;padding:.3rem 0}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--soft);overflow-wrap:anywhere}
@media (max-width:40rem){th,td{padding:.45rem .6rem}td{min-width:9rem}td.number{min-width:0}.figures{grid-template-columns:1fr 1fr}.figures div:last-child:nth-child(odd){grid-column:1/-1}}
@media print{
${reports/* PRINT_TOKENS */.dP}
@page{size:A4;margin:18mm 15mm 20mm;@bottom-left{content:"kubeproof";font:8pt sans-serif;color:#4a4f55}@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#4a4f55}}
html{font-size:9.25pt}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:none;padding:0}.contents,.skip{display:none}.cover{padding-top:0}
a{text-decoration:none}
section{padding-top:1.4rem}section.sheet{break-before:page;padding-top:0}
h2,h3,.legend{break-after:avoid}tr,.figures,.chart,.wording,.key{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible;border-radius:0;border-width:1px 0}th,td{min-width:0;padding:.35rem .5rem}td{overflow-wrap:anywhere}td.state{min-width:6.5rem;overflow-wrap:normal}td.id,td.strength{overflow-wrap:normal}thead th:not(.number){white-space:normal}
details::details-content{content-visibility:visible;display:block;height:auto}summary{display:none}}
`;
//# sourceMappingURL=styles.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/html.js







const HEADINGS = {
    controls: 'Controls',
    exceptions: 'Exceptions',
    changes: 'Changes and who agreed',
    findings: 'Findings over time',
    coverage: 'Coverage',
    gaps: 'Gaps',
};
const STRENGTHS = ['direct', 'partial', 'contextual'];
/** Rows of one table; the JSON form has all. */
const ROWS = 1000;
/** Reasons of one control told. */
const REASONS = 6;
/**
 * The report as one self-contained page that prints as an A4 document: no network, no script. The content security policy
 * admits this very style sheet by its hash, and nothing else.
 */
function frameworkHtml(report) {
    const { framework, template } = report;
    const hash = (0,external_node_crypto_.createHash)('sha256').update(DOCUMENT_STYLES).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
    const page = (0,reports/* html */.qy) `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${template.title}, ${periodText(report)}</title>
<style>${{ markup: DOCUMENT_STYLES }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
<header class="cover">
<p class="brand">kubeproof <span>${report.tool.version}</span></p>
<h1>${template.title}</h1>
<p class="lead"><b>${periodText(report)}</b> · ${framework.title} ${framework.version}, ${publisher(framework)} · for ${template.reader}</p>
<p class="wording">${WORDING}</p>
</header>
<nav class="contents" aria-label="Contents"><ul>
<li><a href="#asked">What an assessor asks for</a></li><li><a href="#scope">Scope and method</a></li>
${Object.entries(HEADINGS).map(([id, title]) => (0,reports/* html */.qy) `<li><a href="#${id}">${title}</a></li>`)}
<li><a href="#builds">Builds</a></li><li><a href="#mapping">Mapping</a></li>
</ul></nav>
<main id="main">
${overview(report)}
${part('asked', 'What an assessor asks for', asks(report))}
${part('scope', 'Scope and method', html_scope(report))}
${part('controls', HEADINGS.controls, controls(report), true)}
${part('exceptions', HEADINGS.exceptions, exceptionRows(report, table))}
${part('changes', HEADINGS.changes, changeRows(report, table))}
${part('findings', HEADINGS.findings, findings(report), true)}
${part('coverage', HEADINGS.coverage, coverage(report))}
${part('gaps', HEADINGS.gaps, gapList(report))}
${part('builds', 'Builds', builds(report), true)}
${part('mapping', 'Mapping', mapping(report), true)}
</main>
<footer><p>Mapping <code>sha256:${framework.digest}</code>. The same report for programs: <code>--format json</code> (${report.schema}).</p></footer>
</div>
</body>
</html>
`;
    return page.markup;
}
function publisher({ publisher: name, url }) {
    const address = (0,reports/* safeUrl */.Pl)(url);
    return address === undefined ? (0,reports/* html */.qy) `${name}` : (0,reports/* html */.qy) `<a href="${address}" rel="noreferrer">${name}</a>`;
}
function part(id, title, content, isSheet = false) {
    return (0,reports/* html */.qy) `<section id="${id}" aria-labelledby="${id}-title"${isSheet ? (0,reports/* html */.qy) ` class="sheet"` : reports/* NOTHING */.K$}>
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}
/** A table whose head is repeated on every printed page; `label` is for screen readers. */
function table(label, headings, rows) {
    const shown = rows.slice(0, ROWS);
    const rest = rows.length - shown.length;
    return (0,reports/* html */.qy) `<div class="scroll" tabindex="0" role="region" aria-label="Table: ${label}"><table><thead><tr>${headings.map(heading => typeof heading === 'string'
        ? (0,reports/* html */.qy) `<th scope="col">${heading}</th>`
        : (0,reports/* html */.qy) `<th scope="col" class="number">${heading.number}</th>`)}</tr></thead><tbody>
${shown}</tbody></table></div>${rest === 0 ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<p class="quiet">${rest} more rows are in the JSON form.</p>`}`;
}
function overview(report) {
    const counts = tally(report);
    const { exceptions, repair, coverage, builds, lines, gaps } = report;
    const open = exceptions.filter(({ state }) => state === 'open').length;
    const expired = exceptions.filter(({ state }) => state === 'expired').length;
    const missing = coverage.missing.length + coverage.without;
    const said = OUTCOMES.map(each => `${counts[each]} ${OUTCOME[each].toLowerCase()}`).join(', ');
    const figure = (name, value, detail) => (0,reports/* html */.qy) `<div><dt>${name}</dt><dd><b>${value}</b><span>${detail}</span></dd></div>`;
    return (0,reports/* html */.qy) `<section aria-labelledby="overview-title">
<h2 id="overview-title">${(0,plural/* plural */.L)(report.controls.length, 'control')} at the end of the period</h2>
${tallyBar(counts, said)}
<ul class="key">${OUTCOMES.map(each => (0,reports/* html */.qy) `<li><span class="mark ${each}"></span><b>${counts[each]}</b> ${OUTCOME[each].toLowerCase()}</li>`)}</ul>
<dl class="figures">${figure('Builds', builds.length, `of ${(0,plural/* plural */.L)(lines.length, 'line')}`)}${figure('Without a bundle', missing, missing === 0 ? 'none that the chain or the ledger names' : 'see coverage')}${figure('Open exceptions', open, expired === 0 ? '' : `${expired} ran out`)}${figure('Time to fix', repair.all.meanHours === null ? 'not known' : durationText(repair.all.meanHours), `on average, of ${(0,plural/* plural */.L)(repair.all.fixed, 'finding')}`)}${figure('Gaps', gaps.length, gaps.length === 0 ? '' : 'what is not known')}</dl>
</section>
`;
}
function asks({ template }) {
    return table('What an assessor asks for', ['Asked for', 'Here', 'Part'], template.asks.map(({ what, answer, part: where, controls: ids }) => (0,reports/* html */.qy) `<tr><td>${what}${ids.length === 0 ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<br><span class="quiet">${ids.join(', ')}</span>`}</td><td>${answer}</td><td class="nowrap"><a href="#${where}">${HEADINGS[where]}</a></td></tr>
`));
}
function html_scope(report) {
    return (0,reports/* html */.qy) `${report.template.scope.map(each => (0,reports/* html */.qy) `<p>${each}</p>`)}
${table('Lines of builds', ['Builds of', 'From', 'To', { number: 'Builds' }, 'The last one', 'Its bundle'], report.lines.map(({ id, first, last, builds: n, outcome, latest }) => (0,reports/* html */.qy) `<tr><td>${id}</td><td class="nowrap">${dayOf(first)}</td><td class="nowrap">${dayOf(last)}</td><td class="number">${n}</td><td>${BUILD_OUTCOME[outcome]}</td><td><code title="${latest}">sha256:${latest.slice(0, 16)}…</code></td></tr>
`))}
<h3>How it was worked out</h3>
${report.template.method.map(each => (0,reports/* html */.qy) `<p>${each}</p>`)}
<ul>${words_basis(report).map(each => (0,reports/* html */.qy) `<li>${each}</li>`)}</ul>`;
}
function controls(report) {
    return (0,reports/* html */.qy) `<p>Each bar shows one line of builds over the period: tall where the control was not satisfied, low where it was satisfied by what was checked, a thin line where it was not evaluated. A control is satisfied at the end only where the last build of some line shows it, and that of every other line does too or has nothing of the kind.</p>
${table('Controls', ['Control', 'At the end', 'Over the period', 'Where, and why'], report.controls.map(({ id, title, outcome, builds: over, lines }) => {
        const why = lines.filter(line => line.outcome === outcome);
        const more = why.length - REASONS;
        return (0,reports/* html */.qy) `<tr><td><span class="id">${id}</span><br>${title}</td><td class="state"><span class="outcome ${outcome}"><span class="mark ${outcome}"></span>${OUTCOME[outcome]}</span></td><td class="line">${lines
            .slice(0, REASONS)
            .map(({ line, history }) => (0,reports/* html */.qy) `<div class="line-history">${historyStrip(history, line)}${lines.length === 1 ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<span class="quiet">${line}</span>`}</div>`)}<span class="quiet">${buildsText(over)}</span></td><td>${why
            .slice(0, REASONS)
            .map(({ line, reason }) => (0,reports/* html */.qy) `<p><span class="quiet">${line}:</span> ${reason}</p>`)}${more > 0 ? (0,reports/* html */.qy) `<p class="quiet">and ${more} more</p>` : reports/* NOTHING */.K$}</td></tr>
`;
    }))}`;
}
function findings({ trend, months, repair }) {
    const severities = [
        ['error', 'Errors'],
        ['warning', 'Warnings'],
        ['info', 'Notes'],
    ];
    return (0,reports/* html */.qy) `${trendChart(trend)}
<ul class="legend">${severities.map(([name, word]) => (0,reports/* html */.qy) `<li class="${name}"><i></i>${word}</li>`)}<li class="accepted"><i></i>Accepted, by waiver or baseline</li></ul>
${table('Findings by month', [
        'Month',
        ...['Builds', 'Failed', 'Incomplete', 'Came', 'Fixed', 'Errors', 'Warnings', 'Notes', 'Accepted'].map(number => ({ number })),
    ], months.map(({ month, builds: n, failed, incomplete, appeared, fixed, open, accepted }) => (0,reports/* html */.qy) `<tr><td>${month}</td>${[n, failed, incomplete, appeared, fixed, open.error, open.warning, open.info, accepted].map(value => (0,reports/* html */.qy) `<td class="number">${value}</td>`)}</tr>
`))}
<h3>Time to fix</h3>
<p>From the first build of a branch with a finding to the first one that evaluated everything and shows that it is gone. In all, ${repairText(repair.all)}.</p>
<ul>${severities.map(([name, word]) => (0,reports/* html */.qy) `<li>${word}: ${repairText(repair.bySeverity[name])}.</li>`)}</ul>
${repair.stoppedBefore === 0 ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) `<p>${(0,plural/* plural */.L)(repair.stoppedBefore, 'finding')} of pull requests never came to a branch.</p>`}
${repair.longestOpen.length === 0
        ? reports/* NOTHING */.K$
        : (0,reports/* html */.qy) `<h3>There for longest</h3>
${table('Findings that are there for longest', ['Since', 'Finding', 'Where'], repair.longestOpen.map(({ since, fromStart, severity, guardrail, what, line, accepted }) => (0,reports/* html */.qy) `<tr><td class="nowrap">${dayOf(since)}${fromStart ? (0,reports/* html */.qy) `<br><span class="quiet">or before</span>` : reports/* NOTHING */.K$}</td><td>${what}<br><span class="quiet">${severity} · ${guardrail}${accepted ? ' · accepted' : ''}</span></td><td>${line}</td></tr>
`))}`}`;
}
function coverage(report) {
    const { missing } = report.coverage;
    return (0,reports/* html */.qy) `<p>${coverageText(report)}</p>
${missing.length === 0
        ? reports/* NOTHING */.K$
        : table('Missing bundles', ['Missing bundle', 'Made', 'Commit', 'Builds of', 'Named by'], missing.map(({ digest, created, commit, line, namedBy }) => (0,reports/* html */.qy) `<tr><td><code>sha256:${digest.slice(0, 24)}…</code></td><td class="nowrap">${dayOf(created)}</td><td><code>${commit.slice(0, 12)}</code></td><td>${line}</td><td>${namedBy === null ? 'the ledger' : (0,reports/* html */.qy) `<code>${namedBy.slice(0, 12)}…</code>`}</td></tr>
`))}`;
}
function builds({ builds: all, refused }) {
    return (0,reports/* html */.qy) `${table('Builds', ['Made', 'Builds of', 'Commit', 'Outcome', { number: 'Findings' }, { number: 'Accepted' }, 'Bundle'], all.map(({ created, line, commit, outcome, counts, accepted, digest, run, pullRequest, signed }) => {
        const address = run === undefined ? undefined : (0,reports/* safeUrl */.Pl)(run);
        const name = (0,reports/* html */.qy) `<code>${commit.slice(0, 12) || 'not named'}</code>`;
        return (0,reports/* html */.qy) `<tr><td class="nowrap">${created.slice(0, 16).replace('T', ' ')}</td><td>${line}${pullRequest === undefined ? reports/* NOTHING */.K$ : (0,reports/* html */.qy) ` <span class="quiet">#${pullRequest}</span>`}</td><td>${address === undefined ? name : (0,reports/* html */.qy) `<a href="${address}" rel="noreferrer">${name}</a>`}</td><td>${BUILD_OUTCOME[outcome]}</td><td class="number">${counts.error + counts.warning + counts.info}</td><td class="number">${accepted}</td><td><code>sha256:${digest.slice(0, 16)}…</code>${signed ? (0,reports/* html */.qy) ` <span class="quiet">signed</span>` : reports/* NOTHING */.K$}</td></tr>
`;
    }))}
${refused.length === 0
        ? reports/* NOTHING */.K$
        : (0,reports/* html */.qy) `<h3>Bundles that do not hold</h3>
${table('Bundles that do not hold', ['Bundle', 'Why'], refused.map(({ bundle, why }) => (0,reports/* html */.qy) `<tr><td>${(0,reports/* path */.Ae)(bundle)}</td><td>${why.slice(0, REASONS).map(each => (0,reports/* html */.qy) `<p>${each}</p>`)}</td></tr>
`))}`}`;
}
function mapping({ controls: all }) {
    return (0,reports/* html */.qy) `<p>What each outcome is worked out from. Direct: what the control asks for. Partial: a part of it. Contextual: worth knowing; it decides nothing. Whoever reads the standard otherwise can drop rows: the mapping is a file.</p>
<div class="mapping">${table('Mapping', ['Control', 'Strength', 'Guardrails, and why'], all.flatMap(({ id, guardrails }) => {
        const groups = new Map();
        for (const each of guardrails) {
            const key = JSON.stringify([each.strength, each.reason, each.source]);
            groups.get(key)?.push(each) ?? groups.set(key, [each]);
        }
        const strongest = [...groups.values()].sort((a, b) => STRENGTHS.indexOf(a[0]?.strength) - STRENGTHS.indexOf(b[0]?.strength));
        return strongest.map(of => {
            const [first] = of;
            return (0,reports/* html */.qy) `<tr><td class="id">${id}</td><td class="strength">${first.strength}</td><td>${of.map(each => each.id).join(', ')}<br><span class="quiet">${first.reason} Source: ${first.source}.</span></td></tr>
`;
        });
    }))}</div>`;
}
//# sourceMappingURL=html.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/forms/markdown.js



/** Gaps of one kind told; the JSON form has all. */
const markdown_NAMED = 20;
/** The report as Markdown: for a wiki, a ticket, a terminal. */
function frameworkMarkdown(report) {
    const { framework, template, lines } = report;
    return [
        `# ${markdown_text(template.title)}`,
        `${markdown_text(framework.title)} ${markdown_text(framework.version)}, ${markdown_text(framework.publisher)} · ${periodText(report)} · for ${markdown_text(template.reader)}`,
        `> ${WORDING}`,
        '## Scope',
        ...template.scope.map(markdown_text),
        markdown_table(['Builds of', 'From', 'To', 'Builds', 'Last'], lines.map(({ id, first, last, builds, outcome }) => [
            markdown_text(id),
            dayOf(first),
            dayOf(last),
            String(builds),
            outcome,
        ])),
        '## Method',
        ...template.method.map(markdown_text),
        list(words_basis(report).map(markdown_text)),
        '## What an assessor asks for',
        markdown_table(['Asked for', 'Here'], template.asks.map(({ what, answer, part, controls }) => [
            `${markdown_text(what)}${controls.length === 0 ? '' : ` (${controls.map(markdown_text).join(', ')})`}`,
            `${markdown_text(answer)} See [${markdown_HEADINGS[part]}](#${markdown_anchor(markdown_HEADINGS[part])}).`,
        ])),
        ...markdown_controls(report),
        ...exceptions(report),
        ...changes(report),
        ...markdown_findings(report),
        ...markdown_coverage(report),
        ...gaps(report),
    ]
        .join('\n\n')
        .concat('\n');
}
const markdown_HEADINGS = {
    controls: 'Controls',
    exceptions: 'Exceptions',
    changes: 'Changes and who agreed',
    findings: 'Findings over time',
    coverage: 'Coverage',
    gaps: 'Gaps',
};
function markdown_controls(report) {
    const counts = tally(report);
    return [
        `## ${markdown_HEADINGS.controls}`,
        `At the end of the period: ${OUTCOMES.map(each => `${counts[each]} ${OUTCOME[each].toLowerCase()}`).join(', ')}.`,
        markdown_table(['Control', 'At the end', 'Over the period', 'Where, and why'], report.controls.map(({ id, title, outcome, builds, lines }) => [
            `**${markdown_text(id)}** ${markdown_text(title)}`,
            outcome === 'not-satisfied' ? `**${OUTCOME[outcome]}**` : OUTCOME[outcome],
            buildsText(builds),
            lines
                .filter(line => line.outcome === outcome)
                .slice(0, 3)
                .map(({ line, reason }) => `${markdown_text(line)}: ${markdown_text(reason)}`)
                .join('<br>'),
        ])),
    ];
}
function exceptions({ exceptions: all, asOf }) {
    return [
        `## ${markdown_HEADINGS.exceptions}`,
        all.length === 0
            ? 'None.'
            : markdown_table(['Exception', 'Owner', 'Reason', 'Until', `On ${asOf}`, 'Findings', 'Where'], all.map(({ id, guardrails, owner, reason, ticket, expires, state, findings: n, line }) => [
                `${markdown_text(id)}<br>${guardrails.map(markdown_text).join(', ')}`,
                markdown_text(owner),
                `${markdown_text(reason)}${ticket === undefined ? '' : ` (${markdown_text(ticket)})`}`,
                expires ?? '**no last day**',
                STATE[state],
                String(n),
                markdown_text(line),
            ])),
    ];
}
function changes({ changes: all }) {
    return [
        `## ${markdown_HEADINGS.changes}`,
        all.length === 0
            ? NO_CHANGES
            : markdown_table(['Change', 'What it lets somebody do', 'Who agreed'], all.map(({ build, line, pullRequest, escalations, approvals, run }) => [
                `${dayOf(build.created)} ${markdown_link(build.commit.slice(0, 12) || 'no commit named', run)}<br>${markdown_text(line)}${pullRequest === undefined ? '' : ` (pull request ${pullRequest})`}`,
                [
                    ...escalations.map(({ who, what, risk }) => `${markdown_text(who)}: ${markdown_text(what)} (${markdown_text(risk)})`),
                    ...approvals.flatMap(({ because }) => because.map(markdown_text)),
                ]
                    .slice(0, 8)
                    .join('<br>'),
                approvals.length === 0
                    ? 'nobody was asked'
                    : approvals
                        .map(({ given, state, from, count }) => given.length === 0
                        ? `${APPROVAL[state]}: ${count} of ${from.map(markdown_text).join(', ')}`
                        : given
                            .map(({ login, at, commit }) => `${markdown_text(login)} ${markdown_text(dayOf(at))} at ${markdown_text(commit.slice(0, 12))}`)
                            .join('<br>'))
                        .join('<br>'),
            ])),
    ];
}
function markdown_findings({ repair, months }) {
    return [
        `## ${markdown_HEADINGS.findings}`,
        `Time to fix: ${repairText(repair.all)}.`,
        list(['error', 'warning', 'info'].map(severity => `${severity}: ${repairText(repair.bySeverity[severity])}`)),
        ...(repair.stoppedBefore === 0
            ? []
            : [`${(0,plural/* plural */.L)(repair.stoppedBefore, 'finding')} of pull requests never came to a branch.`]),
        markdown_table(['Month', 'Builds', 'Failed', 'Incomplete', 'Came', 'Fixed', 'Errors', 'Warnings', 'Notes', 'Accepted'], months.map(each => [
            each.month,
            each.builds,
            each.failed,
            each.incomplete,
            each.appeared,
            each.fixed,
            each.open.error,
            each.open.warning,
            each.open.info,
            each.accepted,
        ].map(String))),
        ...(repair.longestOpen.length === 0
            ? []
            : [
                '### There for longest',
                markdown_table(['Since', 'Finding', 'Where'], repair.longestOpen
                    .slice(0, markdown_NAMED)
                    .map(({ since, fromStart, guardrail, severity, what, line, accepted }) => [
                    `${dayOf(since)}${fromStart ? ' or before' : ''}`,
                    `${severity} ${markdown_text(guardrail)}: ${markdown_text(what)}${accepted ? ' (accepted)' : ''}`,
                    markdown_text(line),
                ])),
            ]),
    ];
}
function markdown_coverage(report) {
    const { missing } = report.coverage;
    return [
        `## ${markdown_HEADINGS.coverage}`,
        coverageText(report),
        ...(missing.length === 0
            ? []
            : [
                markdown_table(['Missing bundle', 'Made', 'Commit', 'Builds of'], missing
                    .slice(0, markdown_NAMED)
                    .map(({ digest, created, commit, line }) => [
                    `\`sha256:${digest}\``,
                    created,
                    markdown_text(commit.slice(0, 12)),
                    markdown_text(line),
                ])),
            ]),
    ];
}
function gaps({ gaps: all, template }) {
    const kinds = Object.keys(GAP);
    return [
        `## ${markdown_HEADINGS.gaps}`,
        all.length === 0 ? 'None that kubeproof knows of.' : '',
        ...kinds.flatMap(kind => {
            const of = all.filter(each => each.kind === kind);
            if (of.length === 0)
                return [];
            const rest = of.length - markdown_NAMED;
            return [
                `**${GAP[kind]}**`,
                list([
                    ...of
                        .slice(0, markdown_NAMED)
                        .map(({ line, text: what }) => `${line === '' ? '' : `${markdown_text(line)}: `}${markdown_text(what)}`),
                    ...(rest > 0 ? [`and ${rest} more`] : []),
                ]),
            ];
        }),
        '**What this cannot show**',
        list(template.limits.map(markdown_text)),
    ].filter(part => part !== '');
}
/** Longer texts are cut: whoever made a bundle does not decide how long the report is. */
const markdown_LONGEST = 600;
function markdown_text(value) {
    return (0,reports/* escapeMarkdown */.FV)(value.length > markdown_LONGEST ? `${value.slice(0, markdown_LONGEST)}…` : value);
}
function markdown_link(label, url) {
    const safe = url === undefined ? undefined : (0,reports/* safeUrl */.Pl)(url);
    return safe === undefined
        ? markdown_text(label)
        : `[${markdown_text(label)}](${safe.replace(/[()\s]/g, encodeURIComponent)})`;
}
function list(items) {
    return items.map(item => `- ${item}`).join('\n');
}
function markdown_table(headings, rows) {
    const row = (cells) => `| ${cells.join(' | ')} |`;
    return [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');
}
function markdown_anchor(heading) {
    return heading.toLowerCase().replaceAll(' ', '-');
}
//# sourceMappingURL=markdown.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/lines.js

/** Builds by time; of the same second, by digest. */
function byTime(a, b) {
    return ((0,src_repository/* byText */.z4)(a.row.created, b.row.created) ||
        (0,src_repository/* byText */.z4)(a.row.digest, b.row.digest) ||
        (0,src_repository/* byText */.z4)(a.row.bundle, b.row.bundle));
}
/**
 * A line for every branch that was built. Builds of pull requests judge what is not merged yet: they stand in only where a
 * repository has no others.
 */
function linesOf(builds) {
    const names = repositoryNames(builds.map(({ row }) => row.repository));
    const repositories = grouped(builds, ({ row }) => row.repository);
    const lines = [...repositories].flatMap(([repository, of]) => {
        const name = names.get(repository) ?? repository;
        const merged = of.filter(build => !isProposal(build));
        if (merged.length === 0) {
            const id = `${name}, pull requests`;
            return [{ id, repository, branch: '', kind: 'pull-requests', builds: [...of].sort(byTime) }];
        }
        return [...grouped(merged, ({ branch }) => branch)].map(([branch, each]) => ({
            id: branch === '' ? name : `${name}, ${branch}`,
            repository,
            branch,
            kind: 'branch',
            builds: [...each].sort(byTime),
        }));
    });
    return lines.sort((a, b) => (0,src_repository/* byText */.z4)(a.id, b.id));
}
/** Whether a build judges what somebody proposes, and not what is on a branch. */
function isProposal({ row }) {
    return row.pullRequest !== undefined || row.event === 'merge_group';
}
/** `acme/shop` for `https://github.com/acme/shop`, where no other host has one of that name. */
function repositoryNames(addresses) {
    const short = new Map([...new Set(addresses)].map(address => [address, shortName(address)]));
    const names = [...short.values()];
    return new Map([...short].map(([address, name]) => [
        address,
        names.filter(each => each === name).length > 1 ? address : name,
    ]));
}
function shortName(address) {
    if (address === '')
        return '(no repository named)';
    const [, path] = /^https?:\/\/[^/]+\/(.+?)\/?$/.exec(address) ?? [];
    return path ?? address;
}
/** In the order of the first of each. */
function grouped(items, key) {
    const groups = new Map();
    for (const item of items)
        groups.get(key(item))?.push(item) ?? groups.set(key(item), [item]);
    return groups;
}
//# sourceMappingURL=lines.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/changes.js

/**
 * Changes that asked for an agreement, or that let somebody do something dangerous. On a branch each build is one
 * change; of pull requests only the last build counts, as the ones before were never merged.
 */
function changesOf(lines) {
    return lines
        .flatMap(line => (line.kind === 'branch' ? line.builds : lastOfEach(line.builds)).map(build => ({ line, build })))
        .filter(({ build }) => build.approvals.length > 0 || build.escalations.length > 0)
        .sort((a, b) => byTime(a.build, b.build))
        .map(({ line, build: { row, approvals, escalations } }) => ({
        build: { digest: row.digest, created: row.created, commit: row.commit },
        line: line.id,
        ...(row.pullRequest === undefined ? {} : { pullRequest: row.pullRequest }),
        ...(row.run === undefined ? {} : { run: row.run }),
        escalations: [...escalations],
        approvals: approvals.map(({ for: kinds, from, count, because, state, given }) => ({
            for: [...kinds],
            from: [...from],
            count,
            because: [...because],
            state,
            given: given.map(({ login, at, commit }) => ({ login, at, commit })),
        })),
    }));
}
function lastOfEach(builds) {
    const last = new Map();
    for (const build of builds)
        last.set(build.row.pullRequest ?? build.row.digest, build);
    return [...last.values()];
}
//# sourceMappingURL=changes.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/controls.js
const NOT_THERE = {
    outcome: 'not-evaluated',
    reason: 'nothing was rendered, or its guardrails were not there',
};
/** Every control at the end of the period and over it. */
function controlsOver(shared, lines) {
    return shared.controls.map(({ id, title, guardrails }) => {
        const rows = lines.map(({ id: line, builds }) => {
            const results = builds.map(({ controls }) => controls.get(id) ?? NOT_THERE);
            const last = results.at(-1) ?? NOT_THERE;
            return {
                line,
                last,
                results,
                history: historyOf(results, builds.map(({ row }) => row.created)),
            };
        });
        const all = rows.flatMap(({ results }) => results);
        const count = (wanted) => all.filter(({ outcome }) => outcome === wanted).length;
        return {
            id,
            title,
            outcome: atTheEnd(rows.map(({ last }) => last)),
            builds: {
                satisfied: count('satisfied'),
                notSatisfied: count('not-satisfied'),
                notEvaluated: count('not-evaluated'),
            },
            lines: rows.map(({ line, last, history }) => ({
                line,
                outcome: last.outcome,
                reason: last.reason,
                history,
            })),
            guardrails,
        };
    });
}
/** Satisfied only where some line is, and every other one is too or has nothing of the kind. */
function atTheEnd(last) {
    if (last.some(({ outcome }) => outcome === 'not-satisfied'))
        return 'not-satisfied';
    if (last.some(({ outcome, nothing }) => outcome === 'not-evaluated' && nothing !== true))
        return 'not-evaluated';
    return last.some(({ outcome }) => outcome === 'satisfied') ? 'satisfied' : 'not-evaluated';
}
function historyOf(results, times) {
    const history = [];
    results.forEach(({ outcome }, i) => {
        const current = history.at(-1);
        if (current?.outcome === outcome)
            current.builds += 1;
        else
            history.push({ outcome, from: times[i] ?? '', builds: 1 });
    });
    return history;
}
//# sourceMappingURL=controls.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/coverage.js
/** Which bundles others say there are, and are not here: by the chain, and by the ledger. */
function coverageOf(input) {
    const { lines, builds, here, from, to, ledger = [] } = input;
    const lineOf = new Map(lines.flatMap(({ id, builds: of }) => of.map(build => [build, id])));
    const inPeriod = (created) => (from === '' || created.slice(0, 10) >= from) && (to === '' || created.slice(0, 10) <= to);
    const missing = new Map();
    let links = 0;
    let linked = 0;
    for (const build of builds) {
        const { previous, row } = build;
        if (previous === undefined || !inPeriod(previous.created))
            continue;
        links += 1;
        if (here.has(previous.digest))
            linked += 1;
        else if (!missing.has(previous.digest)) {
            const line = lineOf.get(build) ?? '';
            missing.set(previous.digest, { ...previous, line, namedBy: row.digest });
        }
    }
    const listed = new Set(ledger.map(({ bundle }) => bundle));
    const without = [];
    for (const { bundle, created, commit, repository, branch, note } of ledger) {
        const line = lines.find(each => each.repository === (repository ?? '') && (each.branch === '' || each.branch === (branch ?? '')))?.id;
        if (line === undefined || !inPeriod(created))
            continue;
        if (bundle === null) {
            const of = commit === null ? '' : ` of commit ${commit.slice(0, 12)}`;
            const why = note === null ? '' : `: ${note}`;
            without.push({
                kind: 'missing-bundle',
                line,
                text: `the build${of} at ${created} left no bundle${why}`,
            });
        }
        else if (!here.has(bundle) && !missing.has(bundle)) {
            missing.set(bundle, { digest: bundle, created, commit: commit ?? '', line, namedBy: null });
        }
    }
    const unlisted = ledger.length === 0 ? [] : builds.filter(({ row }) => !listed.has(row.digest));
    const gaps = [
        ...[...missing.values()].map(({ digest, created, commit, line, namedBy }) => ({
            kind: 'missing-bundle',
            line,
            text: `bundle sha256:${digest} of ${created}${commit === '' ? '' : `, commit ${commit.slice(0, 12)},`} is not here or does not hold; ${namedBy === null ? 'the ledger lists it' : 'the next one names it'}`,
        })),
        ...without,
        ...lines.flatMap(chainStarts),
        ...unlisted.map((build) => ({
            kind: 'not-in-ledger',
            line: lineOf.get(build) ?? '',
            text: `the ledger does not list ${build.row.bundle}, sha256:${build.row.digest}`,
        })),
    ];
    const all = [...missing.values()];
    return {
        coverage: {
            builds: builds.length,
            links,
            linked,
            missing: all,
            ledger: input.ledger !== undefined,
            without: without.length,
        },
        gaps,
    };
}
/** Where a chain starts anew, whoever looks cannot tell whether something was left out before. */
function chainStarts({ id, builds }) {
    const starts = builds.filter(({ previous }, i) => i > 0 && previous === undefined);
    if (starts.length === 0)
        return [];
    const first = starts[0]?.row.created;
    return [
        {
            kind: 'chain-broken',
            line: id,
            text: `${starts.length} of ${builds.length} bundles name none before them (the first of ${first}): whether builds between were left out cannot be told from them`,
        },
    ];
}
//# sourceMappingURL=coverage.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/exceptions.js

/** Every waiver that some build of a line has, with what became of it. */
function exceptionsOf(lines, asOf) {
    const rows = lines.flatMap(line => inLine(line, asOf));
    const rank = { open: 0, expired: 1, withdrawn: 2 };
    return rows.sort((a, b) => rank[a.state] - rank[b.state] ||
        b.findings - a.findings ||
        (0,src_repository/* byText */.z4)(a.line, b.line) ||
        (0,src_repository/* byText */.z4)(a.id, b.id));
}
function inLine({ id: line, builds }, asOf) {
    const seen = new Map();
    for (const { row, waivers, waived } of builds) {
        for (const risk of waivers) {
            const known = seen.get(risk.id);
            const guardrails = known?.guardrails ?? new Set();
            guardrails.add(risk.guardrail);
            seen.set(risk.id, {
                risk,
                guardrails,
                first: known?.first ?? row.created,
                last: row.created,
                findings: waived.get(risk.id) ?? 0,
            });
        }
    }
    const end = builds.at(-1)?.row.created;
    return [...seen].map(([id, { risk, guardrails, first, last, findings }]) => ({
        line,
        id,
        guardrails: [...guardrails].sort(src_repository/* byText */.z4),
        owner: risk.owner,
        reason: risk.reason,
        ...(risk.ticket === undefined ? {} : { ticket: risk.ticket }),
        expires: risk.expires ?? null,
        place: `${risk.file}:${risk.line}`,
        first,
        last,
        findings,
        state: 
        // A waiver is good through its last day.
        risk.expires !== undefined && risk.expires < asOf ? 'expired' : last === end ? 'open' : 'withdrawn',
    }));
}
//# sourceMappingURL=exceptions.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/gaps.js



/** Everything that somebody who relies on the report has to know is not in it, worst first. */
function gapsOf(input) {
    const { lines, builds, refused, coverage } = input;
    return [
        ...refused.map(({ bundle, why }) => gap('bundle-refused', '', `${bundle} does not hold: ${why.join('; ')}`)),
        ...coverage,
        ...lines.flatMap(notEvaluated),
        ...lines.flatMap(line => guardrailsOff(line, input.framework)),
        ...approvals(input),
        ...lines.flatMap(notCompared),
        ...gaps_exceptions(input),
        ...lines.flatMap(gaps_baseline),
        ...lines
            .filter(({ kind }) => kind === 'pull-requests')
            .map(({ id }) => gap('only-pull-requests', id, 'only pull requests were built: what was merged, and when, is not known here, so neither is how long findings stayed')),
        ...lines
            .filter(({ repository }) => repository === '')
            .map(({ id, builds: of }) => gap('no-repository', id, `${(0,plural/* plural */.L)(of.length, 'bundle')} of builds outside of a CI system name no repository, and are taken as those of one`)),
        ...otherMapping(builds, input.framework),
        ...unsigned(builds),
    ];
}
function gap(kind, line, text) {
    return { kind, line, text };
}
function notEvaluated({ id, builds }) {
    const last = builds.at(-1)?.row.notEvaluated ?? [];
    const incomplete = builds.filter(({ row }) => row.notEvaluated.length > 0).length;
    const limited = builds.filter(({ row }) => row.limited).length;
    return [
        ...last.map(text => gap('not-evaluated', id, `not evaluated in the last build: ${text}`)),
        ...(incomplete === 0
            ? []
            : [
                gap('not-evaluated', id, `${incomplete} of ${(0,plural/* plural */.L)(builds.length, 'build')} could not evaluate everything`),
            ]),
        ...(limited === 0
            ? []
            : [
                gap('run-limited', id, `${limited} of ${(0,plural/* plural */.L)(builds.length, 'build')} looked at some paths only`),
            ]),
    ];
}
/** Guardrails named for one reason; the rest is counted. */
const gaps_NAMED = 6;
/** What decides a control of this framework, and did not run when the line was last built. */
function guardrailsOff({ id, builds }, { controls }) {
    const last = builds.at(-1);
    if (last === undefined)
        return [];
    const direct = new Set(controls.flatMap(({ mappings }) => mappings.filter(({ strength }) => strength === 'direct').map(({ guardrail }) => guardrail)));
    const off = [...direct].flatMap(guardrail => {
        const why = last.known.has(guardrail) ? last.idle.get(guardrail) : 'that version does not have it';
        return why === undefined ? [] : [{ guardrail, why }];
    });
    return [...grouped(off, ({ why }) => why)].map(([why, of]) => {
        const ids = of.map(({ guardrail }) => guardrail).sort(src_repository/* byText */.z4);
        const more = ids.length > gaps_NAMED ? ` and ${ids.length - gaps_NAMED} more` : '';
        return gap('guardrail-off', id, `${ids.slice(0, gaps_NAMED).join(', ')}${more} did not run in the last build: ${why}`);
    });
}
function approvals({ changes, lines }) {
    const kinds = new Map(lines.map(({ id, kind }) => [id, kind]));
    return changes.flatMap(({ build, line, approvals: asked, escalations }) => {
        const commit = build.commit.slice(0, 12) || build.created;
        const open = asked.filter(({ state }) => state !== 'given');
        const told = open.map(({ for: what, from, count, state }) => gap('approval-missing', line, `${commit}: ${what.join(', ')} asked for ${count} of ${from.join(', ')}; ${state === 'waiting' ? 'it was not given' : 'whether it was given is not known'}`));
        const unasked = asked.length === 0 && escalations.length > 0 && kinds.get(line) === 'branch'
            ? [
                gap('approval-missing', line, `${commit}: ${(0,plural/* plural */.L)(escalations.length, 'dangerous permission')} came with this change, and the configuration asks nobody to agree to that`),
            ]
            : [];
        return [...told, ...unasked];
    });
}
/** What a build did to permissions is known only where it was compared; the first of all has nothing to be compared with. */
function notCompared({ id, builds }) {
    const alone = builds.filter(({ compared }) => !compared).length;
    return alone === 0
        ? []
        : [
            gap('not-compared', id, `${alone} of ${(0,plural/* plural */.L)(builds.length, 'build')} had no base: what they changed, and gave to whom, is not known`),
        ];
}
function gaps_exceptions({ exceptions: all }) {
    return all.flatMap(({ line, id, owner, expires, state }) => {
        if (state === 'expired')
            return [gap('exception-expired', line, `exception ${id} of ${owner} ran out on ${expires}`)];
        return state === 'open' && expires === null
            ? [gap('exception-without-end', line, `exception ${id} of ${owner} has no last day`)]
            : [];
    });
}
function gaps_baseline({ id, builds }) {
    const known = builds.at(-1)?.baselined ?? 0;
    return known === 0
        ? []
        : [
            gap('baseline', id, `${(0,plural/* plural */.L)(known, 'finding')} in the baseline: there before kubeproof was, accepted by nobody by name, without a last day`),
        ];
}
function otherMapping(builds, { digest }) {
    const other = builds.filter(({ row }) => row.mapping !== undefined && row.mapping !== digest).length;
    return other === 0
        ? []
        : [
            gap('other-mapping', '', `${other} of ${(0,plural/* plural */.L)(builds.length, 'bundle')} were made with another version of the mapping: their controls.csv may say otherwise than this report, which judges all of them by one mapping`),
        ];
}
function unsigned(builds) {
    const bare = builds.filter(({ row }) => !row.signed).length;
    return bare === 0
        ? []
        : [
            gap('unsigned', '', `${bare} of ${(0,plural/* plural */.L)(builds.length, 'bundle')} have no signature that was checked: that nothing was changed since is proved by their digests only where those were kept elsewhere`),
        ];
}
//# sourceMappingURL=gaps.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/repair.js



/** Findings listed as open for longest. */
const repair_LISTED = 25;
const HOUR = 3_600_000;
/**
 * Every stay of every finding on a branch. A finding is gone only when a build shows it: one that evaluated everything,
 * and in which its guardrail ran. One that comes back stays a second time.
 */
function episodesOf(lines, findings) {
    return lines.filter(({ kind }) => kind === 'branch').flatMap(line => repair_inLine(line, findings));
}
function repair_inLine({ id: line, builds }, findings) {
    const done = [];
    const open = new Map();
    builds.forEach((build, i) => {
        const { created } = build.row;
        const present = new Set(build.present);
        for (const [finding, episode] of open) {
            if (present.has(finding) || !shows(build, findings.of(finding).guardrail))
                continue;
            done.push({ ...episode, until: created });
            open.delete(finding);
        }
        for (const finding of build.present) {
            if (!open.has(finding))
                open.set(finding, { line, finding, since: created, fromStart: i === 0 });
        }
    });
    return [...done, ...open.values()];
}
/** Whether it says something that a build has no finding of a guardrail. */
function shows({ row, idle, known }, guardrail) {
    return row.outcome !== 'incomplete' && !row.limited && known.has(guardrail) && !idle.has(guardrail);
}
/** How long findings stayed, by severity, and those that are there for longest. */
function repairOf(episodes, lines, builds, findings) {
    const of = (severity) => durations(episodes.filter(({ finding }) => findings.of(finding).severity === severity));
    const accepted = new Map(lines.map(({ id, builds: all }) => [id, all.at(-1)?.accepted]));
    const [error, warning, info] = src_findings/* SEVERITIES */.o.map(of);
    return {
        all: durations(episodes),
        bySeverity: { error, warning, info },
        longestOpen: episodes
            .filter(({ until }) => until === undefined)
            .map(({ line, finding, since, fromStart }) => ({
            line,
            ...findings.of(finding),
            since,
            fromStart,
            accepted: accepted.get(line)?.has(finding) === true,
        }))
            .sort((a, b) => src_findings/* SEVERITIES */.o.indexOf(a.severity) - src_findings/* SEVERITIES */.o.indexOf(b.severity) ||
            (0,src_repository/* byText */.z4)(a.since, b.since) ||
            (0,src_repository/* byText */.z4)(a.line, b.line) ||
            (0,src_repository/* byText */.z4)(a.fingerprint, b.fingerprint))
            .slice(0, repair_LISTED),
        stoppedBefore: stoppedBefore(lines, builds),
    };
}
function durations(episodes) {
    const over = episodes.filter(({ until }) => until !== undefined);
    const hours = over
        .filter(({ fromStart }) => !fromStart)
        .map(({ since, until = since }) => (Date.parse(until) - Date.parse(since)) / HOUR)
        .sort((a, b) => a - b);
    const middle = hours.length / 2;
    const median = hours.length % 2 === 1
        ? hours[Math.floor(middle)]
        : ((hours[middle - 1] ?? 0) + (hours[middle] ?? 0)) / 2;
    return {
        fixed: hours.length,
        meanHours: hours.length === 0 ? null : rounded(hours.reduce((sum, each) => sum + each, 0) / hours.length),
        medianHours: hours.length === 0 ? null : rounded(median ?? 0),
        longestHours: hours.length === 0 ? null : rounded(hours.at(-1) ?? 0),
        older: over.length - hours.length,
        open: episodes.length - over.length,
    };
}
function rounded(hours) {
    return Math.round(hours * 10) / 10;
}
/** What pull requests would have brought, and no build of a branch of that repository ever had. */
function stoppedBefore(lines, builds) {
    const repositories = new Set(lines.filter(({ kind }) => kind === 'branch').map(line => line.repository));
    const arrived = new Set(lines
        .filter(({ kind }) => kind === 'branch')
        .flatMap(line => line.builds.flatMap(({ present }) => [...present])));
    const proposed = builds.filter(build => isProposal(build) && repositories.has(build.row.repository));
    return new Set(proposed.flatMap(({ fresh }) => fresh.filter(finding => !arrived.has(finding)))).size;
}
//# sourceMappingURL=repair.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/trend.js

/** Findings over all lines after each of their builds: what each line had when it was last built. */
function trendOf(lines) {
    const now = new Map();
    return lines
        .flatMap(line => line.builds.map(build => ({ line: line.id, build })))
        .sort((a, b) => byTime(a.build, b.build))
        .map(({ line, build }) => {
        now.set(line, build);
        return { at: build.row.created, ...sums([...now.values()]) };
    });
}
function sums(builds) {
    const total = (of) => builds.reduce((sum, build) => sum + of(build), 0);
    return {
        counts: {
            error: total(({ row }) => row.counts.error),
            warning: total(({ row }) => row.counts.warning),
            info: total(({ row }) => row.counts.info),
        },
        accepted: total(({ row }) => row.accepted),
    };
}
/** The same month by month, with what came and went. Months without a build are there too, as they were left. */
function monthsOf(lines, builds, episodes) {
    const trend = trendOf(lines);
    const months = monthsFrom(builds.map(({ row }) => row.created.slice(0, 7)));
    return months.map(month => {
        const of = builds.filter(({ row }) => row.created.startsWith(month));
        const end = trend.findLast(({ at }) => at.slice(0, 7) <= month);
        return {
            month,
            builds: of.length,
            failed: of.filter(({ row }) => row.outcome === 'fail').length,
            incomplete: of.filter(({ row }) => row.outcome === 'incomplete').length,
            appeared: episodes.filter(({ since, fromStart }) => !fromStart && since.startsWith(month)).length,
            fixed: episodes.filter(({ until }) => until?.startsWith(month) === true).length,
            open: end?.counts ?? { error: 0, warning: 0, info: 0 },
            accepted: end?.accepted ?? 0,
        };
    });
}
/** More than a century of months is a bundle that lies about its time. */
const MONTHS = 1200;
function monthsFrom(names) {
    const sorted = [...new Set(names)].sort();
    const [first] = sorted;
    const last = sorted.at(-1);
    if (first === undefined || last === undefined)
        return [];
    const number = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
    const length = number(last) - number(first) + 1;
    if (length > MONTHS)
        return sorted;
    return Array.from({ length }, (_, i) => {
        const at = number(first) + i;
        return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
    });
}
//# sourceMappingURL=trend.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/join.js












/**
 * One report of many bundles. The same bundles give the same report, in whatever order they are named.
 * @throws {ProblemError} when no bundle is left to report on
 */
function joinBuilds(input) {
    const { framework, shared, asked, ledger } = input;
    const distinct = [
        ...new Map([...input.builds].sort(byTime).map(build => [build.row.digest, build])).values(),
    ];
    const builds = distinct.filter(build => isAsked(build, asked, distinct));
    const [first] = builds;
    const last = builds.at(-1);
    if (first === undefined || last === undefined)
        throw nothing(input, distinct.length);
    const lines = linesOf(builds);
    const asOf = asked.to ?? [...builds.map(({ today }) => today)].sort().at(-1) ?? '';
    const episodes = episodesOf(lines, shared.findings);
    const refused = [...input.refused].sort((a, b) => (0,src_repository/* byText */.z4)(a.bundle, b.bundle));
    const exceptions = exceptionsOf(lines, asOf);
    const changes = changesOf(lines);
    const { coverage, gaps } = coverageOf({
        lines,
        builds,
        here: new Set(distinct.map(({ row }) => row.digest)),
        from: asked.from ?? '',
        to: asked.to ?? '',
        ...(ledger === undefined ? {} : { ledger }),
    });
    const { id, title, version, publisher, url, digest } = framework;
    const { title: heading, reader, scope, method, asks, limits } = (0,src_evidence/* reportTemplate */.J8)(framework);
    return {
        schema: 'kubeproof.framework-report/v1',
        tool: { name: 'kubeproof', version: input.version },
        framework: { id, title, version, publisher, url, digest },
        template: {
            title: heading,
            reader,
            scope: [...scope],
            method: [...method],
            asks: asks.map(({ controls, ...ask }) => ({ ...ask, controls: [...controls] })),
            limits: [...limits],
        },
        asked,
        period: { first: first.row.created, last: last.row.created },
        asOf,
        builds: rowsOf(builds, lines),
        leftOut: distinct.length - builds.length,
        repeated: input.builds.length - distinct.length,
        refused,
        lines: lines.map(lineRow),
        controls: controlsOver(shared, lines),
        exceptions,
        changes,
        trend: trendOf(lines),
        months: monthsOf(lines, builds, episodes),
        repair: repairOf(episodes, lines, builds, shared.findings),
        coverage,
        gaps: gapsOf({ framework, lines, builds, refused, exceptions, changes, coverage: gaps }),
    };
}
function isAsked({ row, branch }, { from, to, branch: branches, repository }, all) {
    const day = row.created.slice(0, 10);
    if ((from !== undefined && day < from) || (to !== undefined && day > to))
        return false;
    if (branches !== undefined && !(0,verdict/* matchesPattern */.MT)(branches, branch))
        return false;
    if (repository === undefined)
        return true;
    const name = repositoryNames(all.map(each => each.row.repository)).get(row.repository) ?? '';
    return (0,verdict/* matchesPattern */.MT)(repository, name) || (0,verdict/* matchesPattern */.MT)(repository, row.repository);
}
function rowsOf(builds, lines) {
    const names = repositoryNames(builds.map(({ row }) => row.repository));
    const lineOf = new Map(lines.flatMap(({ id, builds: of }) => of.map(build => [build, id])));
    return builds.map(build => ({
        ...build.row,
        line: lineOf.get(build) ?? `${names.get(build.row.repository)}, pull requests`,
    }));
}
function lineRow({ id, repository, branch, kind, builds }) {
    const [first] = builds;
    const last = builds.at(-1) ?? first;
    return {
        id,
        repository,
        branch,
        kind,
        builds: builds.length,
        first: first.row.created,
        last: last.row.created,
        latest: last.row.digest,
        outcome: last.row.outcome,
    };
}
function nothing({ refused }, held) {
    const [first] = refused;
    return new src_problems/* ProblemError */.Mm({
        code: 'nothing-to-report',
        message: held > 0
            ? `none of the ${held} bundles that hold is of that time, branch and repository`
            : `no bundle holds: ${first?.bundle} ${first?.why.slice(0, 3).join('; ')}`,
        hint: held > 0
            ? 'widen --from, --to, --branch or --repository'
            : '`kubeproof verify BUNDLE` says more of each',
        gates: true,
    });
}
//# sourceMappingURL=join.js.map
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js
var schemas = __webpack_require__(55156);
;// CONCATENATED MODULE: ./lib/src/compliance/build.js




/**
 * The findings of all builds, each once: a quarter of builds has the same ones over and over, so builds keep numbers.
 */
class FindingIndex {
    #numbers = new Map();
    #known = [];
    /** @param at when the build was: what the newest says of it counts, in whatever order they are read */
    number({ fingerprint, guardrail, severity, message, resource }, at) {
        const number = this.#numbers.get(fingerprint) ?? this.#known.length;
        const known = this.#known[number];
        if (known === undefined || known.at < at) {
            const what = `${(0,reports/* resourceName */.Iy)(resource)}: ${message}`;
            this.#known[number] = { fingerprint, guardrail, severity, what, at };
            this.#numbers.set(fingerprint, number);
        }
        return number;
    }
    of(number) {
        const { fingerprint, guardrail, severity, what } = this.#known[number];
        return { fingerprint, guardrail, severity, what };
    }
}
/** What all builds share, so that it is kept once. */
class Shared {
    findings = new FindingIndex();
    #controls;
    #given;
    constructor({ controls }) {
        this.#given = controls.length;
        this.#controls = new Map(controls.map(({ id, title, mappings }) => [
            id,
            { id, title, guardrails: mappings.map(({ guardrail, ...rest }) => ({ id: guardrail, ...rest })) },
        ]));
    }
    /** Takes what own guardrails add to the controls of the framework. */
    add(results) {
        for (const { id, title, guardrails } of results) {
            const known = this.#controls.get(id) ?? { id, title, guardrails: [] };
            const names = new Set(known.guardrails.map(guardrail => guardrail.id));
            const more = guardrails
                .filter(guardrail => !names.has(guardrail.id))
                .map(({ id: guardrail, strength, reason, source }) => ({ id: guardrail, strength, reason, source }));
            this.#controls.set(id, { id, title, guardrails: [...known.guardrails, ...more] });
        }
    }
    /** In the order of the framework; what only own guardrails name comes after. */
    get controls() {
        const all = [...this.#controls.values()].map(({ guardrails, ...control }) => ({
            ...control,
            guardrails: [...guardrails].sort((a, b) => (0,src_repository/* byText */.z4)(a.id, b.id)),
        }));
        const own = all.slice(this.#given).sort((a, b) => (0,src_repository/* byText */.z4)(a.id, b.id));
        return [...all.slice(0, this.#given), ...own];
    }
}
const guardrailsFile = schemas.object({
    guardrails: schemas.array(schemas.object({
        id: schemas.string(),
        title: schemas.string(),
        category: schemas.string(),
        origin: schemas["enum"](['pack', 'custom']),
        digest: schemas.string(),
        severity: schemas["enum"](['error', 'warning', 'info', 'off']),
        parameters: schemas.record(schemas.string(), schemas.unknown()),
        controls: schemas.record(schemas.string(), schemas.array(schemas.string())),
        judged: schemas.array(schemas.string()),
        idle: schemas.string().optional(),
    })),
});
const waiver = schemas.object({
    id: schemas.string(),
    guardrail: schemas.string(),
    owner: schemas.string(),
    reason: schemas.string(),
    expires: schemas.string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .optional(),
    ticket: schemas.string().optional(),
    file: schemas.string(),
    line: schemas.int(),
});
const waiversFile = schemas.object({ inForce: schemas.array(waiver), applied: schemas.array(waiver) });
/** What one bundle says, if it holds; else why it does not. Nothing of one that does not hold is believed. */
async function readBuild(bundle, options) {
    const { framework, key, attestation, readReport, shared } = options;
    let report = 'not there';
    const isSigned = (key ?? attestation) !== undefined;
    const { holds, digest, manifest, broken } = await (0,src_evidence/* verifyBundle */.IF)(bundle, {
        ...(isSigned ? {} : { skipSignatures: true }),
        ...(key === undefined ? {} : { key }),
        ...(attestation === undefined ? {} : { attestation }),
        readReport: async (text) => {
            report = await readReport(text);
            return report;
        },
    });
    const about = digest === undefined ? {} : { digest };
    if (!holds || manifest === undefined || digest === undefined)
        return { ...about, why: broken };
    const guardrails = build_parse(bundle, 'guardrails.json', guardrailsFile);
    const waivers = build_parse(bundle, 'waivers.json', waiversFile);
    if (typeof report === 'string' || guardrails === undefined || waivers === undefined)
        return { ...about, why: ['its content is not what kubeproof writes'] };
    if (Number.isNaN(Date.parse(manifest.created)))
        return { ...about, why: [`${manifest.created} is no time`] };
    const verified = { name: bundle.name, digest, manifest, report, isSigned };
    return extract(verified, { guardrails, waivers }, { framework, shared });
}
function extract({ name, digest, manifest, report, isSigned }, files, { framework, shared }) {
    const { findings } = shared;
    const { build, previous, created, today, outcome, paths, tool, profile, config } = manifest;
    const facts = files.guardrails.guardrails;
    const there = report.findings.filter(({ state }) => state !== 'fixed');
    const isAccepted = (finding) => finding.waiver !== undefined || finding.baselined === true;
    const open = there.filter(finding => !isAccepted(finding));
    const bySeverity = (severity) => open.filter(finding => finding.severity === severity).length;
    const mapping = manifest.frameworks.find(({ id }) => id === framework.id)?.digest;
    const controls = (0,src_evidence/* controlOutcomes */.b)({ report, frameworks: [framework], guardrails: facts }).flatMap(of => of.controls);
    shared.add(report.targets.length === 0 ? [] : controls.filter(firstOf(controls)));
    return {
        row: {
            digest,
            created,
            commit: build?.commit ?? report.head.commit ?? '',
            bundle: name,
            repository: build?.repository ?? '',
            event: build?.event ?? '',
            ...(build === null ? {} : { run: build.run }),
            ...(build?.pullRequest === undefined ? {} : { pullRequest: build.pullRequest }),
            outcome,
            counts: { error: bySeverity('error'), warning: bySeverity('warning'), info: bySeverity('info') },
            accepted: there.length - open.length,
            limited: paths.length > 0,
            notEvaluated: build_notEvaluated(report),
            signed: isSigned,
            tool: tool.version,
            profile,
            configuration: config.digest,
            ...(mapping === undefined ? {} : { mapping }),
        },
        branch: branchOf(manifest),
        today,
        compared: manifest.base !== null,
        previous: previous === null
            ? undefined
            : { digest: previous.digest, created: previous.created, commit: previous.commit ?? '' },
        present: Uint32Array.from(there.map(finding => findings.number(finding, created))).sort(),
        accepted: new Set(there.filter(isAccepted).map(finding => findings.number(finding, created))),
        fresh: open.filter(({ state }) => state === 'new').map(finding => findings.number(finding, created)),
        baselined: there.filter(({ baselined, waiver: of }) => baselined === true && of === undefined).length,
        waivers: [...files.waivers.inForce, ...files.waivers.applied],
        waived: waivedBy(there),
        approvals: report.approvals,
        escalations: escalationsOf(report),
        idle: new Map(facts.flatMap(({ id, idle }) => (idle === undefined ? [] : [[id, idle]]))),
        known: new Set(facts.map(({ id }) => id)),
        controls: controlsOf(controls, paths.length > 0),
    };
}
/** Whether a result is the first of its control: what is behind it is the same in every target. */
function firstOf(results) {
    return ({ id }, i) => i === 0 || results[i - 1]?.id !== id;
}
/** The branch a bundle was made for, where it says so. */
function branchOf({ build }) {
    const branch = build === null ? undefined : build.branch;
    return typeof branch === 'string' ? branch : '';
}
function waivedBy(findings) {
    const counts = new Map();
    for (const { waiver: of } of findings)
        if (of !== undefined)
            counts.set(of.id, (counts.get(of.id) ?? 0) + 1);
    return counts;
}
/** At most so many are named of one build. */
const build_NAMED = 20;
function build_notEvaluated({ problems }) {
    const texts = problems
        .filter(({ gates }) => gates)
        .map(({ message, target }) => (target === undefined ? message : `${target}: ${message}`));
    const distinct = [...new Set(texts)];
    return distinct.length <= build_NAMED
        ? distinct
        : [...distinct.slice(0, build_NAMED), `and ${distinct.length - build_NAMED} more`];
}
/** What somebody can do from now on that is dangerous: paths first, then single permissions that no path names. */
function escalationsOf({ permissions: { paths, changes } }) {
    const isHigh = (risk) => risk === 'critical' || risk === 'high';
    const opened = paths.opened
        .filter(({ risk }) => isHigh(risk))
        .map(({ subject, title, risk }) => ({ who: subject, what: title, risk: risk }));
    const gained = changes.flatMap(({ subject, gained: lines }) => lines
        .filter(({ risk }) => isHigh(risk))
        .map(({ text, scope, risk }) => ({ who: subject, what: `${text} (${scope})`, risk: risk })));
    const all = [...opened, ...gained];
    return all.filter((each, i) => all.findIndex(({ who, what }) => who === each.who && what === each.what) === i);
}
/** Every control over all targets of the build. */
function controlsOf(results, isLimited) {
    const byId = new Map();
    for (const result of results)
        byId.get(result.id)?.push(result) ?? byId.set(result.id, [result]);
    return new Map([...byId].map(([id, of]) => [id, overTargets(of, isLimited)]));
}
/**
 * - not satisfied: in any target;
 * - satisfied: in some target, and in every other one there is nothing to judge, and nothing was left out;
 * - not evaluated: everything else.
 */
function overTargets(results, isLimited) {
    const broken = results.filter(({ outcome }) => outcome === 'not-satisfied');
    if (broken.length > 0)
        return { outcome: 'not-satisfied', reason: reasons(broken) };
    const satisfied = results.filter(({ outcome }) => outcome === 'satisfied');
    const unknown = results.filter(({ outcome, nothing }) => outcome === 'not-evaluated' && nothing !== true);
    if (unknown.length > 0)
        return { outcome: 'not-evaluated', reason: reasons(unknown) };
    if (satisfied.length === 0) {
        const reason = results.length === 0 ? 'there was no target' : 'no target has anything that its guardrails judge';
        return { outcome: 'not-evaluated', reason, ...(isLimited ? {} : { nothing: true }) };
    }
    if (isLimited)
        return { outcome: 'not-evaluated', reason: 'the run was limited to some paths' };
    return { outcome: 'satisfied', reason: reasons(satisfied) };
}
/** The reason most targets have, and how many there are. */
function reasons(results) {
    const targets = new Map();
    for (const { reason, target } of results)
        targets.get(reason)?.push(target) ?? targets.set(reason, [target]);
    const [first, ...rest] = [...targets].sort(([, a], [, b]) => b.length - a.length);
    if (first === undefined)
        return '';
    const [reason, where] = first;
    const others = where.length > 1 ? ` and ${where.length - 1} more` : '';
    const more = rest.length === 0 ? '' : `; other reasons in ${rest.reduce((sum, [, of]) => sum + of.length, 0)} more`;
    return `${where[0]}${others}: ${reason}${more}`;
}
/** A JSON file of a bundle in its form; undefined when it has another. */
function build_parse({ files }, path, schema) {
    const bytes = files.get(path);
    if (bytes === undefined)
        return undefined;
    try {
        const read = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
        return read.success ? read.data : undefined;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=build.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/find.js




/** Folders below a given one that are looked into: `quarter/shop/2026-05-03/`. */
const DEPTH = 4;
/** More bundles than a large organisation makes in a quarter. */
const MOST = 20_000;
/**
 * Bundles by what the user named: a folder with a manifest.json and a zip are one each; any other folder is looked into for
 * both. Below what was named no link is followed.
 * @returns paths, sorted within each name
 * @throws {ProblemError} when there is nothing of that name, or no bundle below it
 */
function findBundles(names) {
    return names.flatMap(name => {
        const found = [];
        look(name, 0, found, name);
        if (found.length === 0)
            throw none(name, 'there is no bundle in it');
        return found;
    });
}
function look(path, depth, found, name) {
    const kind = find_kindOf(path, name, depth === 0);
    if (kind === 'file' && (depth === 0 || path.toLowerCase().endsWith('.zip')))
        found.push(path);
    if (found.length > MOST)
        throw none(name, `there are more than ${MOST} bundles in it`);
    if (kind !== 'folder')
        return;
    const entries = (0,external_node_fs_.readdirSync)(path).sort(src_repository/* byText */.z4);
    if (entries.includes('manifest.json'))
        found.push(path);
    else if (depth < DEPTH)
        for (const entry of entries)
            look((0,external_node_path_.join)(path, entry), depth + 1, found, name);
}
function find_kindOf(path, name, follow) {
    try {
        const stat = follow ? (0,external_node_fs_.statSync)(path) : (0,external_node_fs_.lstatSync)(path);
        return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
    }
    catch (error) {
        throw none(name, error.code ?? String(error));
    }
}
function none(name, why) {
    return new src_problems/* ProblemError */.Mm({
        code: 'bundle-unreadable',
        message: `${name} is no evidence bundle, and no folder of bundles: ${why}`,
        hint: 'name folders that `kubeproof check --evidence` wrote, zips of artifacts, or folders that hold them',
        gates: true,
    });
}
//# sourceMappingURL=find.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/read.js




/**
 * Reads and verifies every bundle that the names lead to, one after the other: of each only what the report needs is kept.
 * @throws {ProblemError} when a name leads to no bundle
 */
async function readBuilds(names, { onProgress, ...options }) {
    const shared = new Shared(options.framework);
    const builds = [];
    const refused = [];
    const paths = findBundles(names);
    for (const [i, path] of paths.entries()) {
        onProgress?.(i, paths.length);
        try {
            const build = await readBuild((0,src_evidence/* readBundle */.Bo)(path), { ...options, shared });
            if ('why' in build)
                refused.push({ bundle: path, ...build, why: [...build.why] });
            else
                builds.push(build);
        }
        catch (error) {
            // One that cannot even be read is one of many, and is named among them.
            if (!(error instanceof src_problems/* ProblemError */.Mm))
                throw error;
            refused.push({ bundle: path, why: [error.problem.message] });
        }
    }
    return { builds, refused, shared };
}
//# sourceMappingURL=read.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/schema.js


const digest = schemas.string().regex(/^[0-9a-f]{64}$/);
const day = schemas.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const schema_time = schemas.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const count = schemas.int().min(0);
const outcome = schemas["enum"](['not-satisfied', 'satisfied', 'not-evaluated']);
const severity = schemas["enum"](['error', 'warning', 'info']);
const counts = schemas.strictObject({ error: count, warning: count, info: count });
const buildRef = schemas.strictObject({
    digest: digest.describe('SHA-256 of manifest.json of the bundle.'),
    created: schema_time,
    commit: schemas.string().describe('Empty where the bundle names none.'),
});
const build = schemas.strictObject({
    ...buildRef.shape,
    bundle: schemas.string().describe('As it was named on the command line.'),
    line: schemas.string().describe('The line of builds it belongs to: `acme/shop, main`.'),
    repository: schemas.string().describe('Empty where the bundle names none.'),
    event: schemas.string(),
    run: schemas.string().optional().describe('The run of the CI system.'),
    pullRequest: schemas.int().optional(),
    outcome: schemas["enum"](['pass', 'fail', 'incomplete']),
    counts: counts.describe('Findings that nobody accepted.'),
    accepted: count.describe('Findings that are waived or in the baseline.'),
    limited: schemas.boolean().describe('Whether the run was limited to some paths.'),
    notEvaluated: schemas.array(schemas.string()).describe('What nothing is known about, and why.'),
    signed: schemas.boolean().describe('Whether it has a signature that was checked.'),
    tool: schemas.string(),
    profile: schemas.string(),
    configuration: digest,
    mapping: digest.optional().describe('The mapping of this framework that the bundle was made with.'),
})
    .describe('A build whose bundle holds.');
const line = schemas.strictObject({
    id: schemas.string(),
    repository: schemas.string(),
    branch: schemas.string().describe('Empty where the bundles do not say.'),
    kind: schemas["enum"](['branch', 'pull-requests'])
        .describe('pull-requests: there is no build of what was merged, so those of the requests stand in.'),
    builds: count,
    first: schema_time,
    last: schema_time,
    latest: digest.describe('The bundle that says how things are at the end.'),
    outcome: schemas["enum"](['pass', 'fail', 'incomplete']),
})
    .describe('The builds of one branch of one repository, in the order of their time.');
const control = schemas.strictObject({
    id: schemas.string(),
    title: schemas.string(),
    outcome: outcome.describe('At the end: satisfied only where some line is and all others are, or have nothing to judge.'),
    builds: schemas.strictObject({ satisfied: count, notSatisfied: count, notEvaluated: count })
        .describe('Over the period, all lines.'),
    lines: schemas.array(schemas.strictObject({
        line: schemas.string(),
        outcome,
        reason: schemas.string(),
        history: schemas.array(schemas.strictObject({ outcome, from: schema_time, builds: count }))
            .describe('Runs of builds with the same outcome.'),
    })),
    guardrails: schemas.array(schemas.strictObject({
        id: schemas.string(),
        strength: schemas["enum"](['direct', 'partial', 'contextual']),
        reason: schemas.string(),
        source: schemas.string(),
    }))
        .describe('What the outcome is worked out from.'),
});
const schema_exception = schemas.strictObject({
    line: schemas.string(),
    id: schemas.string(),
    guardrails: schemas.array(schemas.string()),
    owner: schemas.string(),
    reason: schemas.string(),
    ticket: schemas.string().optional(),
    expires: day.nullable().describe('null: it does not expire.'),
    place: schemas.string().describe('File and line.'),
    first: schema_time.describe('The first build of the period that has it.'),
    last: schema_time,
    findings: count.describe('Findings it accepts, in the last build that has it.'),
    state: schemas["enum"](['open', 'expired', 'withdrawn'])
        .describe('At `asOf`; withdrawn: the last build of the line does not have it any more.'),
})
    .describe('A waiver.');
const approval = schemas.strictObject({
    for: schemas.array(schemas.string()),
    from: schemas.array(schemas.string()),
    count,
    because: schemas.array(schemas.string()),
    state: schemas["enum"](['given', 'waiting', 'unknown']),
    given: schemas.array(schemas.strictObject({ login: schemas.string(), at: schemas.string(), commit: schemas.string() })),
});
const change = schemas.strictObject({
    build: buildRef,
    line: schemas.string(),
    pullRequest: schemas.int().optional(),
    run: schemas.string().optional(),
    escalations: schemas.array(schemas.strictObject({ who: schemas.string(), what: schemas.string(), risk: schemas.string() }))
        .describe('What somebody can do from now on that is dangerous.'),
    approvals: schemas.array(approval).describe('Agreements that the configuration asked for.'),
})
    .describe('A change that asked for an agreement, or that gave somebody dangerous permissions.');
const duration = schemas.strictObject({
    fixed: count.describe('Came and went within the period.'),
    meanHours: schemas.number().nullable(),
    medianHours: schemas.number().nullable(),
    longestHours: schemas.number().nullable(),
    older: count.describe('Fixed, and there from the first build on: for how long before is not known.'),
    open: count.describe('There at the end, accepted or not.'),
})
    .describe('From the first build of a line with a finding to the first whole build without it.');
const schema_gap = schemas.strictObject({
    kind: schemas["enum"]([
        'bundle-refused',
        'not-evaluated',
        'run-limited',
        'missing-bundle',
        'chain-broken',
        'not-in-ledger',
        'approval-missing',
        'not-compared',
        'exception-without-end',
        'exception-expired',
        'baseline',
        'guardrail-off',
        'only-pull-requests',
        'no-repository',
        'other-mapping',
        'unsigned',
    ]),
    line: schemas.string().describe('Empty: not of one line.'),
    text: schemas.string(),
});
/** The report that joins many bundles. */
const frameworkReportSchema = schemas.strictObject({
    schema: schemas.literal('kubeproof.framework-report/v1'),
    tool: schemas.strictObject({ name: schemas.literal('kubeproof'), version: schemas.string() }),
    framework: schemas.strictObject({
        id: schemas.string(),
        title: schemas.string(),
        version: schemas.string(),
        publisher: schemas.string(),
        url: schemas.string(),
        digest: digest.describe('SHA-256 of the file of the mapping.'),
    }),
    template: schemas.strictObject({
        title: schemas.string(),
        reader: schemas.string(),
        scope: schemas.array(schemas.string()),
        method: schemas.array(schemas.string()),
        asks: schemas.array(schemas.strictObject({
            what: schemas.string(),
            answer: schemas.string(),
            part: schemas["enum"](src_evidence/* REPORT_PARTS */.IS),
            controls: schemas.array(schemas.string()),
        })),
        limits: schemas.array(schemas.string()),
    }),
    asked: schemas.strictObject({
        from: day.optional(),
        to: day.optional(),
        branch: schemas.string().optional(),
        repository: schemas.string().optional(),
    })
        .describe('What the report was limited to.'),
    period: schemas.strictObject({ first: schema_time, last: schema_time }).describe('Of the builds that count.'),
    asOf: day.describe('The day that exceptions are held against.'),
    builds: schemas.array(build).describe('By time.'),
    leftOut: count.describe('Bundles that hold and are outside of what was asked for.'),
    repeated: count.describe('Bundles that were given more than once.'),
    refused: schemas.array(schemas.strictObject({ bundle: schemas.string(), digest: digest.optional(), why: schemas.array(schemas.string()) }))
        .describe('Bundles that do not hold: nothing in them is counted.'),
    lines: schemas.array(line),
    controls: schemas.array(control),
    exceptions: schemas.array(schema_exception).describe('Those that accept most first; open ones before others.'),
    changes: schemas.array(change).describe('By time.'),
    trend: schemas.array(schemas.strictObject({ at: schema_time, counts, accepted: count }))
        .describe('Findings over all lines after each build of a line.'),
    months: schemas.array(schemas.strictObject({
        month: schemas.string().regex(/^\d{4}-\d{2}$/),
        builds: count,
        failed: count,
        incomplete: count,
        appeared: count,
        fixed: count,
        open: counts.describe('At the end of the month, nobody accepted them.'),
        accepted: count,
    })),
    repair: schemas.strictObject({
        all: duration,
        bySeverity: schemas.strictObject({ error: duration, warning: duration, info: duration }),
        longestOpen: schemas.array(schemas.strictObject({
            line: schemas.string(),
            fingerprint: schemas.string(),
            guardrail: schemas.string(),
            severity,
            what: schemas.string(),
            since: schema_time,
            fromStart: schemas.boolean().describe('It was there in the first build of the line.'),
            accepted: schemas.boolean(),
        })),
        stoppedBefore: count.describe('Findings that were new in a pull request and never came to a branch whose builds are here.'),
    }),
    coverage: schemas.strictObject({
        builds: count.describe('Bundles that count, of branches and pull requests.'),
        links: count.describe('Bundles that name the one before them.'),
        linked: count.describe('Of these: the one before is here, and holds.'),
        missing: schemas.array(schemas.strictObject({
            ...buildRef.shape,
            line: schemas.string(),
            namedBy: digest.nullable().describe('null: the ledger lists it.'),
        }))
            .describe('Bundles that others name or that the ledger lists, and that are not here.'),
        ledger: schemas.boolean().describe('Whether a ledger was given.'),
        without: count.describe('Builds that the ledger lists as having left no bundle.'),
    }),
    gaps: schemas.array(schema_gap),
})
    .describe('What many evidence bundles show of the controls of one standard.');
/** Published as `schemas/framework-report.schema.json`. */
function frameworkReportJsonSchema() {
    return {
        ...z.toJSONSchema(frameworkReportSchema),
        $id: 'urn:kubeproof:schema:framework-report:v1',
        title: 'A report by a framework, of many kubeproof evidence bundles, version 1',
    };
}
//# sourceMappingURL=schema.js.map
;// CONCATENATED MODULE: ./lib/src/compliance/index.js
/**
 * Many evidence bundles as one report by a standard: what held, what did not, what nobody looked at, what was accepted by
 * whom, and what is not known.
 */






//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/cli/verify.js









/** `kubeproof verify BUNDLE`: 0 only when all holds, 1 when something does not, 2 when there is nothing to verify. */
async function verify(parsed) {
    const [path] = parsed.paths;
    if (path === undefined || parsed.paths.length > 1) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'verify takes one bundle',
            hint: 'name the folder or the zip: `kubeproof verify evidence`',
            gates: true,
        });
    }
    const previous = parsed.list('previous').flatMap(earlier);
    const key = parsed.text('key');
    const ledger = parsed.text('ledger');
    const repository = parsed.text('repository');
    const attestation = attestationOf(parsed);
    const verification = await (0,src_evidence/* verifyBundle */.IF)((0,src_evidence/* readBundle */.Bo)(path), {
        previous,
        ...(key === undefined ? {} : { key: (0,src_evidence/* usableKey */.S2)(readText(key, 'key'), 'public') }),
        ...(attestation === undefined ? {} : { attestation }),
        ...(ledger === undefined ? {} : { ledger: readText(ledger, 'ledger', src_evidence/* LEDGER_BYTES */.O8) }),
        ...(repository === undefined ? {} : { openCommit: commit => verify_commitOf(repository, commit) }),
        readReport: review/* readReport */.tL,
    });
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    process.stdout.write(parsed.on('json') ? (0,reports/* jsonText */.s$)(verification) : (0,src_evidence/* verificationText */.nF)(verification, { color }));
    return verification.holds ? 0 : 1;
}
/** What a workflow's signature is held against, where any of it was given. */
function attestationOf(parsed) {
    const roots = parsed.text('trusted-root');
    const repository = parsed.text('signer-repository');
    const workflow = parsed.text('signer-workflow');
    if ((roots ?? repository ?? workflow) === undefined)
        return undefined;
    return {
        ...(roots === undefined ? {} : { trustedRoots: readText(roots, 'trusted-root') }),
        ...(repository === undefined ? {} : { repository }),
        ...(workflow === undefined ? {} : { workflow }),
    };
}
/** A bundle, or those in a folder of them: folders with a manifest, and zips. */
function earlier(path) {
    const isBundle = !(0,external_node_fs_.existsSync)(path) || !(0,external_node_fs_.statSync)(path).isDirectory() || (0,external_node_fs_.existsSync)((0,external_node_path_.join)(path, 'manifest.json'));
    if (isBundle)
        return [(0,src_evidence/* earlierBundle */.fI)(path, true)];
    const found = (0,external_node_fs_.readdirSync)(path, { withFileTypes: true })
        .filter(entry => (entry.isFile() && entry.name.endsWith('.zip')) ||
        (entry.isDirectory() && (0,external_node_fs_.existsSync)((0,external_node_path_.join)(path, entry.name, 'manifest.json'))))
        .map(({ name }) => (0,external_node_path_.join)(path, name))
        .sort(src_repository/* byText */.z4);
    if (found.length > 0)
        return found.map(each => (0,src_evidence/* earlierBundle */.fI)(each, false));
    throw new src_problems/* ProblemError */.Mm({
        code: 'bundle-unreadable',
        message: `--previous ${path} holds no evidence bundle`,
        hint: 'name a bundle, or a folder with bundles: folders that have a manifest.json, and zips',
        gates: true,
    });
}
/** @throws {ProblemError} when the folder is not in a repository. */
function verify_commitOf(folder, commit) {
    const root = (0,src_repository/* findRepository */.W1)(folder);
    return (0,src_repository/* tryCommit */.NF)(root, commit) === undefined ? undefined : (0,src_repository/* openCommit */.Cg)(root, commit);
}
//# sourceMappingURL=verify.js.map
;// CONCATENATED MODULE: ./lib/src/cli/report.js














const report_FORMATS = ['markdown', 'html', 'json', 'csv'];
const EXTENSIONS = {
    html: 'html',
    htm: 'html',
    json: 'json',
    csv: 'csv',
    md: 'markdown',
};
const RENDER = {
    markdown: frameworkMarkdown,
    html: frameworkHtml,
    json: reports/* jsonText */.s$,
    csv: frameworkCsv,
};
/**
 * `kubeproof report --framework ID BUNDLE...`: many bundles as one report by a standard. 0 when every bundle that was given
 * holds, 1 when some do not (they are named in it and not counted), 2 when there is nothing to report on.
 */
async function report(parsed) {
    const output = parsed.text('output');
    const named = parsed.text('format');
    const extension = output === undefined ? '' : (/\.([a-z]+)$/i.exec(output)?.[1] ?? '').toLowerCase();
    const format = named === undefined ? (EXTENSIONS[extension] ?? 'markdown') : chosenFormat(parsed, report_FORMATS);
    if (parsed.paths.length === 0)
        throw report_usage('report takes the bundles to report on', 'name folders, zips, or folders that hold them');
    const asked = askedOf(parsed);
    const framework = frameworkOf(parsed.text('framework'));
    const key = parsed.text('key');
    const attestation = attestationOf(parsed);
    const ledger = parsed.text('ledger');
    const progress = progressLine();
    const read = await readBuilds(parsed.paths, {
        framework,
        readReport: review/* readReport */.tL,
        ...(key === undefined ? {} : { key: (0,src_evidence/* usableKey */.S2)(readText(key, 'key'), 'public') }),
        ...(attestation === undefined ? {} : { attestation }),
        onProgress: (done, total) => progress.show(`verify ${done}/${total}`),
    }).finally(() => progress.done());
    const joined = joinBuilds({
        version: (0,src_package/* ownPackage */.nl)().version,
        framework,
        ...read,
        asked,
        ...(ledger === undefined ? {} : { ledger: ledgerOf(ledger) }),
    });
    const text = RENDER[format](joined);
    if (output === undefined)
        process.stdout.write(text);
    else
        writeFile(output, text);
    for (const { bundle, why } of joined.refused)
        process.stderr.write(`not counted: ${(0,reports/* plain */.pj)(bundle)}: ${(0,reports/* plain */.pj)(why.slice(0, 3).join('; '))}\n`);
    process.stderr.write(`${(0,plural/* plural */.L)(joined.builds.length, 'bundle')} of ${(0,plural/* plural */.L)(joined.lines.length, 'line')} of builds, ${(0,plural/* plural */.L)(joined.gaps.length, 'gap')}${output === undefined ? '' : `; ${(0,reports/* plain */.pj)(output)}`}\n`);
    return joined.refused.length === 0 ? 0 : 1;
}
function askedOf(parsed) {
    const day = (flag) => {
        const values = parsed.list(flag);
        const [value] = values;
        if (value === undefined)
            return {};
        if (values.length > 1 || !isDay(value))
            throw report_usage(`--${flag} ${values.join(' ')} is no day`, 'one day, as in 2026-04-01');
        return { [flag]: value };
    };
    const branch = parsed.text('branch');
    const repository = parsed.text('repository');
    const asked = {
        ...day('from'),
        ...day('to'),
        ...(branch === undefined ? {} : { branch }),
        ...(repository === undefined ? {} : { repository }),
    };
    if (asked.from !== undefined && asked.to !== undefined && asked.from > asked.to)
        throw report_usage(`--from ${asked.from} is after --to ${asked.to}`, 'turn them round');
    return asked;
}
function isDay(text) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
        return false;
    const at = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
/** One that comes with kubeproof, or a file in the same format. */
function frameworkOf(name) {
    if (name === undefined)
        throw report_usage('report needs a standard to report by', 'name one: --framework soc2, or a file of your own');
    if (/\.ya?ml$/.test(name)) {
        const read = (0,src_evidence/* readFramework */.lH)(name, readText(name, 'framework'));
        if ('code' in read)
            throw new src_problems/* ProblemError */.Mm(read);
        return read;
    }
    const { frameworks, problems } = (0,src_evidence/* loadFrameworks */.AZ)([name], (0,src_repository/* memoryTree */.KJ)({}));
    const [framework] = frameworks;
    const [problem] = problems;
    if (framework !== undefined)
        return framework;
    throw new src_problems/* ProblemError */.Mm({
        code: 'framework-unknown',
        message: `--framework names "${name}", which kubeproof does not have`,
        ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
        gates: true,
    });
}
/** @throws {ProblemError} when the ledger cannot be relied on */
function ledgerOf(path) {
    try {
        const { size } = (0,external_node_fs_.statSync)(path);
        if (size > src_evidence/* LEDGER_BYTES */.O8)
            throw report_usage(`--ledger ${path} is too large to be a ledger`, 'name a ledger');
        const { entries, broken } = (0,src_evidence/* readLedger */.SC)((0,external_node_fs_.readFileSync)(path, 'utf8'));
        const [first] = broken;
        if (first !== undefined)
            throw report_usage(`--ledger ${path}: ${first}`, 'a ledger that was changed says nothing about what is missing');
        return entries;
    }
    catch (error) {
        if (error instanceof src_problems/* ProblemError */.Mm)
            throw error;
        throw report_usage(`--ledger ${path} cannot be read: ${error.code ?? String(error)}`, 'name a file');
    }
}
function report_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
//# sourceMappingURL=report.js.map
// EXTERNAL MODULE: ./lib/src/evaluating.js
var evaluating = __webpack_require__(14548);
;// CONCATENATED MODULE: ./lib/src/cli/test.js









/**
 * `kubeproof test [PATHS]`: runs the examples of a team's own guardrails and says which of them are not judged as they
 * claim, and where. Exit status 0, 1 when examples fail, 2 when a rule file cannot be used.
 */
async function test(parsed) {
    const session = openSession(parsed);
    const wanted = session.paths.length > 0 ? session.paths : session.config.rules;
    if (wanted.length === 0) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: 'there are no guardrails of your own to test',
            hint: 'name a folder: `kubeproof test policies`, or list it under `rules` in .kubeproof.yaml; `kubeproof new-rule ID` writes a first one',
            gates: true,
        });
    }
    const { guardrails, problems } = loadWanted(session.tree, wanted);
    const look = (0,reports/* style */.iF)(wantsColor(parsed.on('color'), parsed.on('no-color')), columns());
    let passed = 0;
    let failed = 0;
    for (const guardrail of guardrails) {
        const lines = test_linesOf(session.tree, guardrail);
        process.stdout.write(`${(0,reports/* plain */.pj)(guardrail.file)}  ${look.as('bold', guardrail.id)}\n`);
        const examples = ['fail', 'pass'].flatMap(kind => guardrail.examples[kind].map((example, index) => ({ kind, example, index })));
        if (examples.length === 0)
            process.stdout.write('    has no examples: nothing shows that it works\n');
        for (const { kind, example, index } of examples) {
            const wrong = judgeExample(guardrail, kind, example, part => lines(kind, index, part));
            if (wrong.length === 0)
                passed++;
            else
                failed++;
            const sign = wrong.length === 0 ? look.as('green', '✓') : look.as('red', '✗');
            process.stdout.write(`  ${sign} ${kind === 'fail' ? 'fails' : 'passes'}: ${(0,reports/* plain */.pj)(example.name)}\n`);
            for (const line of wrong)
                process.stdout.write(`      ${(0,reports/* plain */.pj)(line)}\n`);
        }
    }
    for (const problem of problems)
        printProblem(problem);
    process.stdout.write(`\n${(0,plural/* plural */.L)(guardrails.length, 'guardrail')}, ${(0,plural/* plural */.L)(passed + failed, 'example')}: ${passed.toLocaleString('en-US')} as they should be, ${failed.toLocaleString('en-US')} not\n`);
    if (problems.some(p => p.gates))
        return 2;
    return failed > 0 ? 1 : 0;
}
/** Folders, or single files of them. */
function loadWanted(tree, paths) {
    const loaded = paths.map(path => {
        if (!tree.has(path))
            return (0,src_guardrails/* loadCustom */.g4)(tree, path);
        const { guardrails, problems } = (0,src_guardrails/* loadCustom */.g4)(tree, (0,src_repository/* folderOf */.yS)(path));
        return {
            guardrails: guardrails.filter(({ file }) => file === path),
            problems: problems.filter(({ file }) => file === path),
        };
    });
    return {
        guardrails: loaded.flatMap(({ guardrails }) => guardrails),
        problems: loaded.flatMap(({ problems }) => problems),
    };
}
/** What is wrong with an example, one line each; nothing when it is judged as it claims. */
function judgeExample(guardrail, kind, example, place) {
    const { found, findings, problems, ...result } = (0,src_guardrails/* runExample */.qY)(guardrail, example, evaluating/* evaluateSet */.oW);
    const expected = kind === 'pass' ? [] : result.expected;
    const wrong = problems.flatMap(({ message, hint, file, line, column }) => [
        line === undefined ? message : `${file}:${line}:${column ?? 1}  ${message}`,
        ...(hint?.split('\n').map(line => `  ${line}`) ?? []),
    ]);
    const at = (position) => {
        const [part, line] = position.split(':');
        return place(part === 'base' ? 'base' : 'manifest')(Number(line));
    };
    for (const position of surplus(expected, found))
        wrong.push(`${at(position)}  a finding was expected here`);
    const messages = findings.map(({ message }) => message);
    for (const position of surplus(found, expected)) {
        const asked = kind === 'pass' ? 'this should pass' : 'no "# expect" stands here';
        wrong.push(`${at(position)}  found, but ${asked}: ${messages.join(' ')}`);
    }
    if (kind === 'fail' && expected.length === 0 && wrong.length === 0)
        wrong.push(`${place(example.manifest === '' ? 'base' : 'manifest')(1)}  it has no "# expect" on the line that is meant, and nothing is found`);
    return wrong;
}
/** Items of `all` that `others` has fewer of. */
function surplus(all, others) {
    const left = [...others];
    return all.filter(item => {
        const at = left.indexOf(item);
        if (at >= 0)
            left.splice(at, 1);
        return at < 0;
    });
}
/** Turns lines of an example into places of the rule file. */
function test_linesOf(tree, { file, id }) {
    const documents = (0,src_manifest/* splitDocuments */.ZF)(tree.text(file));
    const document = documents.find(({ text }) => text.includes(id)) ?? documents[0];
    const locate = (0,src_manifest/* locator */.fl)(document?.text ?? '');
    return (kind, index, part) => {
        const header = locate(['examples', kind, index, part]).value?.line ?? 0;
        // The text of a block scalar begins below its header.
        return line => `${file}:${(document?.line ?? 0) + header + line}`;
    };
}
//# sourceMappingURL=test.js.map
// EXTERNAL MODULE: ./lib/src/foreign.js
var foreign = __webpack_require__(27074);
;// CONCATENATED MODULE: ./lib/src/cli/waivers.js



















/**
 * `kubeproof waivers convert`: waivers of other tools as kubeproof's own. Annotations become entries of the waiver file,
 * comments a comment beside them. Only what accepts a finding today is converted, and what is accepted by a waiver of
 * kubeproof's own is not converted again. What the other tools read stays as it is.
 * @returns 0 when there is nothing to convert, or it was written; 1 when it was only shown; 2 when something could not
 *   be evaluated, as a waiver may then seem to accept nothing.
 */
async function convertWaivers(parsed) {
    const opened = openSession(parsed);
    const tools = opened.config.foreignWaivers.length > 0 ? opened.config.foreignWaivers : equivalents/* TOOLS */.It;
    // Asked for by name they are read, whatever the configuration says about them.
    const session = {
        ...opened,
        config: { ...opened.config, foreignWaivers: tools, inlineWaivers: 'head' },
    };
    const foreign = await foreignOf(session);
    const { report } = await runSession(session, undefined, { fixes: 'none' });
    const used = usedBy(report);
    const { narrow, wide } = byWidth(foreign.comments, report, used);
    const files = waivers_changes(session, { ...foreign, comments: narrow }, used);
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    for (const { file, before, after } of files) {
        const shown = { file, before: (0,src_evidence/* redactSecrets */.fp)(before), after: (0,src_evidence/* redactSecrets */.fp)(after) };
        process.stdout.write(`${(0,reports/* diffText */.NI)(shown, { color, width: columns() })}\n`);
    }
    const isWriting = parsed.on('write') && files.length > 0;
    if (isWriting)
        write(session, files);
    process.stdout.write(`${(0,reports/* wrap */.LV)(conclusion(files, isWriting), columns()).join('\n')}\n`);
    for (const problem of [...told(report, foreign), ...wide])
        printProblem(problem);
    if (report.problems.some(problem => problem.gates))
        return 2;
    return files.length > 0 && !isWriting ? 1 : 0;
}
async function foreignOf(session) {
    const { tree, config, paths } = session;
    const engine = (0,src_side/* openEngine */.F5)(config, renderLimits());
    try {
        const side = await (0,src_side/* renderSide */.aR)({
            tree,
            discovery: (0,targets/* discover */.k4)(tree, (0,run/* discoverOptions */.UZ)(paths, config)),
            config,
            engine,
            known: new Map(),
            cache: new Map(),
            concurrency: (0,external_node_os_.availableParallelism)(),
            onProgress: () => undefined,
        });
        return await (0,foreign/* readForeign */.vM)(engine, config, side);
    }
    finally {
        await engine.close();
    }
}
function usedBy({ findings }) {
    const used = new Map();
    for (const finding of findings) {
        if (finding.waiver === undefined || finding.state === 'fixed')
            continue;
        const key = placeOf(finding.waiver);
        used.set(key, [...(used.get(key) ?? []), finding]);
    }
    return waiver => used.get(placeOf(waiver)) ?? [];
}
function placeOf({ id, file, line }) {
    return JSON.stringify([id, file, line]);
}
function waivers_changes(session, foreign, used) {
    const { tree, config } = session;
    const changed = [];
    const drafts = foreign.annotations.flatMap(annotation => draftsOf(annotation, annotation.key, annotation.resource, used(annotation)));
    if (drafts.length > 0) {
        const before = tree.has(config.waivers) ? tree.text(config.waivers) : undefined;
        const result = addWaivers(before, drafts);
        if (result === undefined)
            printProblem({
                code: 'waivers-unwritable',
                message: 'entries cannot be added to this file: its list of waivers is not at its end, or in one line',
                hint: 'write `waivers:` as the last key, one entry below the other',
                file: config.waivers,
                gates: false,
            });
        else if (result.added > 0)
            changed.push({
                file: config.waivers,
                before: before ?? '',
                after: result.text,
                added: result.added,
                isNew: before === undefined,
            });
    }
    const byFile = new Map();
    for (const comment of foreign.comments)
        if (used(comment).length > 0)
            byFile.set(comment.file, [...(byFile.get(comment.file) ?? []), comment]);
    for (const [file, comments] of [...byFile].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const before = tree.text(file);
        changed.push({
            file,
            before,
            after: withComments(before, comments, used),
            added: comments.length,
            isNew: false,
        });
    }
    return changed;
}
/** Comments of kubeproof name guardrails, not fields: those that would so accept more are left out, and named. */
function byWidth(comments, { findings }, used) {
    const narrow = [];
    const wide = [];
    for (const comment of comments) {
        const ids = new Set(used(comment).map(({ guardrail }) => guardrail));
        const more = findings.find(({ guardrail, waiver, location, related, state }) => ids.has(guardrail) &&
            waiver === undefined &&
            state !== 'fixed' &&
            location !== undefined &&
            (0,verdict/* covers */.hU)(comment, [location, ...related]));
        if (more === undefined)
            narrow.push(comment);
        else
            wide.push({
                code: 'waiver-too-wide',
                message: `the comment ${comment.text} was not converted: one of kubeproof here would accept ${more.field} too`,
                hint: `put \`# ${verdict/* INLINE_MARK */.kB} ${more.guardrail} REASON\` at the field that is meant`,
                file: comment.file,
                line: comment.line,
                gates: false,
            });
    }
    return { narrow, wide };
}
/** An entry for each part of a guardrail that has a finding. */
function draftsOf(waiver, key, { kind, namespace, name }, findings) {
    const parts = waiver.accepts.filter(part => findings.some(finding => (0,verdict/* acceptsFinding */.F5)({ accepts: [part] }, finding)));
    // Without a namespace the name alone would reach objects of other targets.
    const targets = new Set(findings.flatMap(({ renderings }) => renderings.map(({ target }) => target)));
    const [target] = namespace === '' && targets.size === 1 ? targets : [];
    return parts.map(({ guardrail, field }) => ({
        guardrail,
        resource: { kind, ...(namespace === '' ? {} : { namespace }), name },
        ...(field === undefined ? {} : { field }),
        ...(target === undefined ? {} : { target }),
        reason: `${waiver.reason} (${key} in ${waiver.file}:${waiver.line})`,
        ...(waiver.expires === undefined ? {} : { expires: waiver.expires }),
    }));
}
/** Above a comment that stands alone, behind one that stands behind text: so both are about the same lines. */
function withComments(text, comments, used) {
    const lines = text.split('\n');
    for (const comment of [...comments].sort((a, b) => b.line - a.line)) {
        const line = lines[comment.line - 1] ?? '';
        const ids = [...new Set(used(comment).map(({ guardrail }) => guardrail))].sort().join(',');
        const expires = comment.expires === undefined ? '' : ` expires=${comment.expires}`;
        const own = `# ${verdict/* INLINE_MARK */.kB} ${ids} ${comment.reason}${expires}`;
        const end = line.endsWith('\r') ? '\r' : '';
        const bare = line.slice(0, line.length - end.length);
        if (/^\s*#/.test(line))
            lines.splice(comment.line - 1, 0, `${/^\s*/.exec(bare)?.[0] ?? ''}${own}${end}`);
        else
            lines[comment.line - 1] = `${bare.trimEnd()} ${own}${end}`;
    }
    return lines.join('\n');
}
function write(session, files) {
    const there = files.filter(({ isNew }) => !isNew);
    const contents = new Map(there.map(({ file, after }) => [file, new TextEncoder().encode(after)]));
    writeFixes(session, (0,src_repository/* withFiles */.oT)(session.tree, contents), [...contents.keys()]);
    for (const { file, after, isNew } of files)
        if (isNew)
            writeFile((0,external_node_path_.join)(session.root, file), after);
}
function conclusion(files, written) {
    if (files.length === 0)
        return 'Nothing to convert: no waiver of another tool accepts anything by itself.';
    const what = files.map(({ file, added }) => `${(0,reports/* plain */.pj)(file)}: ${(0,plural/* plural */.L)(added, 'waiver')}`).join(', ');
    return written
        ? `Written: ${what}. Name an owner where it says "to be named". What the other tools read is still there.`
        : `To be added: ${what}. --write does it; what the other tools read stays.`;
}
/** What is to be said of waivers that were not converted. */
function told(report, foreign) {
    const places = new Set([...foreign.comments, ...foreign.annotations].map(({ file, line }) => `${file}:${line}`));
    return (0,src_problems/* uniqueProblems */.OH)(report.problems.filter(({ code, file, line, gates }) => gates || code === 'foreign-waiver' || (code === 'waiver-unused' && places.has(`${file}:${line}`))));
}
//# sourceMappingURL=waivers.js.map
// EXTERNAL MODULE: ./lib/src/hidden-values.js
var hidden_values = __webpack_require__(65511);
// EXTERNAL MODULE: ./lib/src/source/index.js + 3 modules
var source = __webpack_require__(93);
;// CONCATENATED MODULE: ./lib/src/why.js











/**
 * Explains a field of a resource: in every target and environment that renders it.
 * @param field any unambiguous end of the field's name; '' asks about the resource itself
 * @throws {ProblemError} for a resource or field that is not there or can mean several, with what to type instead.
 */
async function whyField(input, question, field) {
    const found = wantedTargets(input, discovered(input), () => true);
    const side = await why_render(input, found);
    const subjects = subjectsOf(input, side, question, field);
    const fields = withPaths(subjects, question, field);
    const explanation = await explainField(fields, explainOptions(input, side));
    const targets = new Set(subjects.map(({ rendering }) => rendering.target.id));
    const problems = side.problems.filter(({ target }) => target !== undefined && targets.has(target));
    return { explanation, problems };
}
/**
 * Explains what a line of a source file does, in every target and environment that depends on it.
 * @throws {ProblemError} when nothing depends on the file, nothing of it renders, or the line holds nothing.
 */
async function whyLine(input, question) {
    const { file, line } = question;
    const discovery = discovered(input);
    const wanted = wantedTargets(input, discovery, ({ inputs }) => inputs.includes(file));
    if (wanted.targets.length === 0)
        throw nothingDepends(input, file, discovery);
    const side = await why_render(input, wanted);
    const renderings = side.renderings
        .filter(({ failed, documents }) => !failed || documents.length > 0)
        .map(({ target, environment, documents, manifests }) => ({
        rendering: { tree: side.tree, target, environment, documents },
        manifests,
    }));
    const failed = side.problems.find(({ gates }) => gates);
    if (renderings.length === 0 && failed !== undefined)
        throw new src_problems/* ProblemError */.Mm(failed);
    const explanation = await explainLine(question, renderings, explainOptions(input, side));
    if (explanation === undefined) {
        throw why_usage(`nothing is known about ${file}:${line}`, 'lines of values files, templates, kustomizations, patches and manifests can be explained');
    }
    return { explanation, problems: side.problems };
}
/** Explains a line of a file that `kubeproof render` wrote, or of any manifest that names its object. */
async function whyRendered(input, place, asked) {
    const { target, environment } = { ...place, ...input };
    const narrowed = {
        ...input,
        ...(target === undefined ? {} : { target }),
        ...(environment === undefined ? {} : { environment }),
    };
    const { explanation, problems } = await whyField(narrowed, place.question, place.field);
    return { explanation: { ...explanation, asked }, problems };
}
function nothingDepends({ target, tree }, file, { problems, skipped }) {
    const own = problems.find(problem => problem.file !== undefined && problem.file === file);
    if (own !== undefined)
        return new src_problems/* ProblemError */.Mm(own);
    const left = skipped.find(({ path }) => file === path || file.startsWith(`${path}/`));
    if (left !== undefined)
        return why_usage(`${left.path} is left out: ${left.reason}`, '"kubeproof targets" lists what is rendered');
    const what = tree.has(file)
        ? `nothing that is rendered depends on ${file}`
        : `${file} is not in the repository`;
    return why_usage(target === undefined ? what : `${what}, as far as ${target} is concerned`, '"kubeproof targets" lists what is rendered');
}
function discovered({ tree, config }) {
    return (0,targets/* discover */.k4)(tree, (0,run/* discoverOptions */.UZ)([], config));
}
/** The targets asked about, with the environments asked about. */
function wantedTargets({ target, environment }, found, isMeant) {
    const folder = target?.replace(/\/+$/, '');
    const named = found.targets.filter(({ id, root }) => folder === undefined || id === folder || root === folder);
    if (named.length === 0 && target !== undefined) {
        throw why_usage(`there is no target ${JSON.stringify(target)}`, '"kubeproof targets" lists them');
    }
    const inEnvironment = named.flatMap(each => {
        const environments = each.environments.filter(({ name }) => environment === undefined || name === environment);
        return environments.length === 0 ? [] : [{ ...each, environments }];
    });
    if (inEnvironment.length === 0 && environment !== undefined) {
        const names = [...new Set(named.flatMap(each => each.environments.map(({ name }) => name)))].sort(src_repository/* byText */.z4);
        throw why_usage(`there is no environment ${JSON.stringify(environment)}`, `there are ${names.slice(0, 10).join(', ')}`);
    }
    return { ...found, targets: inEnvironment.filter(isMeant) };
}
async function why_render({ tree, config, engine, known, onProgress }, discovery) {
    const side = await (0,src_side/* renderSide */.aR)({
        tree,
        discovery,
        config,
        engine,
        known: known ?? new Map(),
        cache: new Map(),
        concurrency: (0,external_node_os_.availableParallelism)(),
        onProgress: (done, total) => onProgress?.(done, total),
    });
    for (const rendering of side.renderings)
        known?.set(rendering.inputs, rendering);
    return side;
}
function explainOptions({ tree, config, engine }, side) {
    return {
        engine,
        render: { kubernetes: config.kubernetes, helm: config.engine.helm },
        concurrency: (0,external_node_os_.availableParallelism)(),
        discretion: new Discreet(tree, new hidden_values/* HiddenValues */.P([], [], [side])),
    };
}
/** Candidates listed when several can be meant. */
const MAX_LISTED = 20;
/** Renderings of one resource in which `why` explains a field at most. */
const MAX_TARGETS = 12;
/** The objects that a question means: one resource, in every rendering that has it. */
function subjectsOf(input, side, question, field) {
    const { namespace = question.namespace } = input;
    const asked = namespace === undefined ? question : { ...question, namespace };
    const subjects = side.renderings.flatMap(({ target, environment, documents, manifests }) => {
        const rendering = { tree: side.tree, target, environment, documents };
        return manifests.map(manifest => ({ manifest, rendering }));
    });
    const manifests = subjects.map(({ manifest }) => manifest);
    const matches = matchResource(asked, manifests);
    const { found } = matches;
    if (found.length === 0)
        throw why_notFound(asked, matches, manifests, side);
    const isFound = new Set(found);
    const matching = subjects.filter(({ manifest }) => isFound.has(manifest));
    const typed = typedAs(question);
    const what = field === '' ? '' : ` ${shellWord(field)}`;
    const kinds = [...new Set(found.map(({ resource: { kind, group } }) => `${kind}.${group || 'core'}`))];
    if (kinds.length > 1) {
        throw ambiguous(`${typed} can be of several kinds`, kinds.sort(src_repository/* byText */.z4).map(kind => `kubeproof why ${kind}/${question.name}${what}`));
    }
    const targets = [...new Set(matching.map(({ rendering }) => rendering.target.id))];
    if (targets.length > MAX_TARGETS) {
        throw ambiguous(`${targets.length} targets render ${typed}`, targets.slice(0, MAX_TARGETS).map(id => `kubeproof why ${typed}${what} --target ${id}`), targets.length - MAX_TARGETS);
    }
    const twice = namesakes(matching);
    if (twice.length > 0) {
        throw ambiguous(`there are several ${typed}`, twice.map(name => `kubeproof why ${typed}${what} -n ${shellWord(name)}`));
    }
    return matching;
}
function typedAs({ kind, group, name }) {
    return `${kind}${group === undefined ? '' : `.${group}`}/${name}`;
}
/** As a shell takes it for one word. */
function shellWord(text) {
    return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
/** Namespaces of resources with one name in one rendering. */
function namesakes(subjects) {
    const seen = new Map();
    for (const { manifest, rendering } of subjects) {
        const key = rendering.documents;
        seen.set(key, (seen.get(key) ?? new Set()).add(manifest.resource.namespace));
    }
    const several = [...seen.values()].find(names => names.size > 1);
    return several === undefined ? [] : [...several].sort(src_repository/* byText */.z4);
}
function why_notFound(question, { near, unknownKind }, manifests, { problems }) {
    const typed = typedAs(question);
    const { namespace, ...anywhere } = question;
    const elsewhere = namespace === undefined ? [] : matchResource(anywhere, manifests).found;
    const namespaces = [...new Set(elsewhere.map(({ resource }) => resource.namespace))].sort(src_repository/* byText */.z4);
    if (namespaces.length > 0) {
        const [only = ''] = namespaces;
        const where = namespaces.length === 1 && only === ''
            ? 'it names no namespace'
            : `it is in ${namespaces.filter(name => name !== '').join(', ')}`;
        return why_usage(`nothing renders ${typed} in namespace ${namespace}`, where);
    }
    const failed = problems.filter(problem => problem.gates);
    const [first] = failed;
    const what = manifests.length === 0 ? 'nothing was rendered' : `nothing renders ${typed}`;
    const because = first === undefined
        ? ''
        : `; ${failed.length === 1 ? 'one thing' : `${failed.length} things`} could not be rendered: ${first.message}`;
    const suggestions = unknownKind ? `did you mean ${near.join(', ')}?` : `near it: ${near.join(', ')}`;
    const other = first?.hint ?? '"kubeproof render" prints everything that is rendered';
    return why_usage(`${what}${because}`, near.length > 0 ? suggestions : other);
}
/** The path of the field asked about in each object; the first one that has it, when there is one, comes first. */
function withPaths(subjects, question, field) {
    if (field === '')
        return subjects.map(subject => ({ ...subject, path: [] }));
    const typed = typedAs(question);
    const matches = subjects.map(({ manifest }) => matchField(field, manifest.object));
    const found = matches.findIndex(match => match.type === 'one' && match.exists);
    const first = found >= 0 ? found : matches.findIndex(match => match.type === 'one');
    const named = matches[first];
    const subject = subjects[first];
    if (named?.type !== 'one' || subject === undefined)
        throw unclearField(matches, subjects, typed, field);
    const name = (0,src_manifest/* fieldName */.w5)(subject.manifest.object, named.path);
    const paths = subjects.map(({ manifest }, index) => {
        const match = matches[index];
        if (match?.type === 'one' && (match.exists || found < 0))
            return match.path;
        // It is clear elsewhere what is meant.
        return (0,src_manifest/* parseFieldPath */.Zl)(name, manifest.object) ?? named.path;
    });
    const all = subjects.map((each, index) => ({ ...each, path: paths[index] ?? named.path }));
    return [...all.slice(first, first + 1), ...all.slice(0, first), ...all.slice(first + 1)];
}
function unclearField(matches, subjects, typed, field) {
    const several = matches.findIndex(({ type }) => type === 'several');
    const match = matches[several];
    const subject = subjects[several];
    if (match?.type === 'several' && subject !== undefined) {
        return ambiguous(`${field} can be several fields of ${(0,src_manifest/* resourceLabel */.bP)(subject.manifest.resource)}`, match.fields.slice(0, MAX_LISTED).map(name => `kubeproof why ${typed} ${shellWord(name)}`), match.fields.length - MAX_LISTED);
    }
    const near = matches.flatMap(each => (each.type === 'none' ? (each.near ?? []) : []))[0];
    return why_usage(`${typed} has no field ${JSON.stringify(field)}, and where it would be is not clear`, near === undefined
        ? 'write it from the top of the object, as in spec.template.spec.containers[name=app].image'
        : `did you mean ${near}?`);
}
function why_usage(message, hint) {
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
/** @param more candidates that are not listed */
function ambiguous(message, commands, more = 0) {
    const rest = more > 0 ? [`and ${more} more`] : [];
    return why_usage(`${message}; ask for one of them`, [...commands, ...rest].join('\n'));
}
const DIGEST = /^sha256:[0-9a-f]{16}$/;
/** Shows nothing that a Secret holds, under whatever key it was written. */
class Discreet {
    #tree;
    #hidden;
    #redacted = new Map();
    constructor(tree, hidden) {
        this.#tree = tree;
        this.#hidden = hidden;
    }
    rendered(manifest, path) {
        const clear = (0,src_manifest/* valueAt */.fK)(manifest.object, path);
        if (clear === undefined)
            return { state: 'absent' };
        const shown = (0,src_manifest/* valueAt */.fK)(this.#redact(manifest), [...manifest.origin.within, ...path]);
        if (shown === undefined)
            return { state: 'hidden' };
        if (typeof shown === 'string' && shown !== clear && DIGEST.test(shown))
            return { state: 'hidden', digest: shown };
        if (typeof clear === 'string' && clear !== '' && isSensitive(this.#keyOf(manifest, path)))
            return { state: 'hidden' };
        return {
            state: 'set',
            text: this.#hidden.withoutSecrets(oneLine(shown, path), manifest.origin.target.id),
        };
    }
    line({ kind, file, line }, target) {
        if (line === undefined || !this.#tree.has(file))
            return undefined;
        const text = this.#hidden.source(this.#tree, file, target);
        if (kind === 'values' || kind === 'template')
            return (0,source/* valuesExcerpt */.y4)(text, line, 0, 0)?.lines[0];
        const document = (0,src_manifest/* splitDocuments */.ZF)(text).findLast(d => d.line < line);
        return document && (0,source/* excerpt */.Kb)((0,src_evidence/* redactSecrets */.fp)(document.text), line - document.line, 0, 0)?.lines[0];
    }
    value(path, value, target) {
        return this.#hidden.withoutSecrets(oneLine(value, path), target);
    }
    /** The key a value belongs to; of an environment variable its name. */
    #keyOf({ object }, path) {
        const last = path.at(-1);
        const name = last === 'value' ? (0,src_manifest/* valueAt */.fK)(object, [...path.slice(0, -1), 'name']) : undefined;
        return typeof name === 'string' ? name : String(path.findLast(step => typeof step === 'string') ?? '');
    }
    #redact(manifest) {
        if (!this.#redacted.has(manifest)) {
            const parsed = (0,src_manifest/* parseYaml */.hN)(this.#hidden.text(manifest));
            this.#redacted.set(manifest, parsed.ok ? parsed.value : undefined);
        }
        return this.#redacted.get(manifest);
    }
}
//# sourceMappingURL=why.js.map
;// CONCATENATED MODULE: ./lib/src/cli/why.js









/** `kubeproof why`: where a rendered field comes from, or what a source line does. */
async function why(parsed) {
    const session = openSession({ ...parsed, paths: [] });
    const progress = progressLine();
    const engine = (0,src_side/* openEngine */.F5)(session.config, renderLimits());
    const input = {
        tree: session.tree,
        config: session.config,
        engine,
        ...why_optional('target', parsed.text('target')),
        ...why_optional('environment', parsed.text('environment')),
        ...why_optional('namespace', parsed.text('namespace')),
        onProgress: (done, total) => progress.show(`render ${done}/${total}`),
    };
    const { explanation, problems } = await ask(parsed.paths, session, input).finally(async () => {
        progress.done();
        await engine.close();
    });
    if (parsed.on('json')) {
        process.stdout.write(`${JSON.stringify({ schema: 'kubeproof.why/v1', ...explanation }, null, 2)}\n`);
    }
    else {
        const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
        process.stdout.write((0,reports/* whyText */.ss)(explanation, { color, width: columns() }));
    }
    for (const problem of problems)
        printProblem(problem);
    return 0;
}
/** Answers a question as it was typed. */
async function ask(words, session, input) {
    const [first = '', second, third] = words;
    const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(first) ?? [];
    if (file !== undefined && words.length === 1) {
        return whyAt(file, Number(line), column === undefined ? undefined : Number(column), session, input);
    }
    // `Deployment shop image`, as kubectl takes it.
    const spaced = second !== undefined && !first.includes('/') ? parseResource(`${first}/${second}`) : undefined;
    const resource = spaced ?? parseResource(first);
    const field = spaced === undefined ? second : third;
    if (resource === undefined || words.length > (spaced === undefined ? 2 : 3))
        throw cli_why_usage(words);
    return whyField(input, resource, field ?? '');
}
/** A line of a file: of the source when the repository holds it, else of something that was rendered. */
function whyAt(file, line, column, { root, tree }, input) {
    const absolute = (0,external_node_path_.resolve)(file);
    const path = (0,external_node_path_.relative)(root, absolute).split(external_node_path_.sep).join('/');
    const isSource = tree.has(path) && !isRendered(tree.text(path));
    const at = column === undefined ? {} : { column };
    if (isSource)
        return whyLine(input, { file: path, line, ...at });
    const text = why_readText(absolute, file);
    const place = readRendered(text, line, column);
    if (place === undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `${file}:${line} is neither in the repository nor a line of a rendered object`,
            hint: 'name a source file, or a file written by "kubeproof render --output FILE"',
            gates: true,
        });
    }
    return whyRendered(input, place, { kind: 'file', file, line: place.line });
}
/** Rendered files larger than this are not read. */
const MAX_BYTES = 64 * 1024 * 1024;
/** @throws {ProblemError} when there is no such file, or it cannot be read. */
function why_readText(absolute, shown) {
    try {
        const { size } = (0,external_node_fs_.statSync)(absolute);
        if (size <= MAX_BYTES)
            return (0,external_node_fs_.readFileSync)(absolute, 'utf8');
    }
    catch (error) {
        const { code } = error;
        const message = code === 'ENOENT' ? `${shown} does not exist` : `${shown} cannot be read: ${code}`;
        throw new src_problems/* ProblemError */.Mm({
            code: 'path-missing',
            message,
            hint: 'name a file by its path from here',
            gates: true,
        });
    }
    throw new src_problems/* ProblemError */.Mm({ code: 'usage', message: `${shown} is larger than 64 MiB`, gates: true });
}
function cli_why_usage(words) {
    return new src_problems/* ProblemError */.Mm({
        code: 'usage',
        message: words.length === 0
            ? 'kubeproof why needs a question'
            : `${JSON.stringify(words.join(' '))} is neither a field nor a line`,
        hint: 'type KIND/NAME FIELD, as in `why Deployment/shop image`, or FILE:LINE',
        gates: true,
    });
}
function why_optional(key, value) {
    return value === undefined ? {} : { [key]: value };
}
//# sourceMappingURL=why.js.map
;// CONCATENATED MODULE: ./lib/src/cli.js




















const RUNNERS = {
    check: check,
    fix: fix,
    why: why,
    render: commands_render,
    diff: diff,
    targets: commands_targets,
    rules: rules,
    explain: explain,
    baseline: baseline,
    test: test,
    'new-rule': newRule,
    'waivers convert': convertWaivers,
    'rbac diff': rbacDiff,
    'rbac who-can': rbacWhoCan,
    'rbac can': rbacCan,
    'rbac paths': rbacPaths,
    'rbac unused': rbacUnused,
    publish: publish,
    report: report,
    verify: verify,
    'ledger add': ledgerAdd,
    'ledger gap': ledgerGapAdd,
    init: init,
};
/**
 * The command line. Sets the exit status: 0 passed, 1 guardrails failed, 2 could not evaluate or wrong usage.
 * @param argv arguments after the program's name.
 */
async function cli(argv) {
    // A reader that closes the pipe early (`| head`) has what it wants.
    process.stdout.on('error', error => {
        if (error.code !== 'EPIPE')
            throw error;
    });
    // Engines run in worker threads and child processes: leaving at once ends them all.
    process.once('SIGINT', () => process.exit(130));
    try {
        const first = argv[0];
        if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
            process.stdout.write(helpText((0,src_package/* ownPackage */.nl)().version));
        }
        else if (first === '--version' || first === 'version') {
            process.stdout.write(`${(0,src_package/* ownPackage */.nl)().version}\n`);
        }
        else if (isGroup(first) && (argv[1] === undefined || argv[1] === '--help' || argv[1] === '-h')) {
            process.stdout.write(helpText((0,src_package/* ownPackage */.nl)().version, first));
        }
        else {
            const parsed = parseCommand(argv);
            if (parsed.on('help'))
                process.stdout.write(helpText((0,src_package/* ownPackage */.nl)().version, parsed.command));
            else
                process.exitCode = await RUNNERS[parsed.command.name](parsed);
        }
    }
    catch (error) {
        process.exitCode = 2;
        if (error instanceof src_problems/* ProblemError */.Mm)
            return printProblem(error.problem);
        const { problem, stack } = (0,src_problems/* internalProblem */.R3)(error);
        printProblem(problem);
        process.stderr.write(`${stack}\n`);
    }
}
//# sourceMappingURL=cli.js.map

/***/ })

};
