export const id = 221;
export const ids = [221];
export const modules = {

/***/ 53221:
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
    previous: {
        type: 'string',
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
    config: { type: 'string', short: 'c', value: 'FILE', help: 'configuration; .kubeproof.yaml when left out' },
    extends: {
        type: 'string',
        value: 'FILE',
        help: 'copy of the shared configuration that `extends` names',
    },
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
        help: 'the summary comment: on-findings, always or never',
    },
    'on-fixed': {
        type: 'string',
        value: 'MODE',
        help: 'comments of fixed findings: auto, resolve, keep or delete',
    },
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
            'format',
            'output',
            'evidence',
            'previous',
            'sign',
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
        arguments: '[paths]',
        help: 'what a change does to what is deployed (exit 3 when something changes)',
        flags: [
            'base',
            'environment',
            'format',
            'output',
            'verbose',
            'color',
            'no-color',
            ...COMMON.filter(flag => flag !== 'profile'),
        ],
        flagHelp: { format: 'text, markdown or json', verbose: 'all that could not be evaluated' },
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
        flags: ['config', 'help'],
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
        flags: ['gitlab', 'id', 'comment', 'on-fixed', 'help'],
    },
    {
        name: 'verify',
        arguments: 'BUNDLE',
        help: 'whether an evidence bundle is as it was written: exit 0 only when all holds',
        flags: ['previous', 'key', 'repository', 'json', 'color', 'no-color', 'help'],
        flagHelp: {
            previous: 'the bundle that this one follows',
            json: 'as JSON, for programs',
        },
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
            const { short, value, help: general } = FLAGS[name];
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
// EXTERNAL MODULE: ./lib/src/reports/index.js + 36 modules
var reports = __webpack_require__(46890);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 11 modules
var src_repository = __webpack_require__(49603);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(79508);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 17 modules
var src_evidence = __webpack_require__(93162);
;// CONCATENATED MODULE: ./lib/src/cli/evidence.js




/**
 * What a bundle is bound to: the one before it (`--previous`), and a key (`--sign`).
 * @throws {ProblemError} when either cannot be read, or there is no bundle to bind
 */
function chainOf(parsed) {
    const previous = parsed.text('previous');
    const key = parsed.text('sign');
    if (parsed.text('evidence') === undefined && (previous ?? key) !== undefined) {
        throw new src_problems/* ProblemError */.Mm({
            code: 'usage',
            message: `--${previous === undefined ? 'sign' : 'previous'} is about the evidence bundle, and none is written`,
            hint: 'name a folder for it: --evidence DIR',
            gates: true,
        });
    }
    return {
        ...(previous === undefined ? {} : { previous: named(previous) }),
        ...(key === undefined ? {} : { key: (0,src_evidence/* usableKey */.S2)(readText(key, 'sign'), 'private') }),
    };
}
/** A text file that a flag names. @throws {ProblemError} */
function readText(path, flag) {
    try {
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
// EXTERNAL MODULE: ./lib/src/run.js + 24 modules
var run = __webpack_require__(78172);
// EXTERNAL MODULE: ./lib/src/render/index.js + 9 modules
var render = __webpack_require__(8346);
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
    const session = openSession(parsed);
    const base = baseOf(parsed, session);
    const compared = base === undefined ? undefined : { base, baseName: parsed.text('base') ?? base.name };
    const { report, rendered, facts, timings } = await runSession(session, compared);
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
        entries === undefined ? `${(0,reports/* plural */.LS)(kept.length, 'finding')} written` : '',
        entries !== undefined && added > 0 ? `${(0,reports/* plural */.LS)(added, 'finding')} added` : '',
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
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 49 modules
var src_guardrails = __webpack_require__(6178);
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
// EXTERNAL MODULE: ./lib/src/changing.js
var changing = __webpack_require__(20711);
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
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
        const left = (0,reports/* plural */.LS)(gaps.length - GAPS, 'more thing');
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
    const session = openSession(parsed);
    const { base, head } = await bothSides(session, (0,src_repository/* openBase */.m)(session.root, name));
    const environment = parsed.text('environment');
    if (environment !== undefined)
        needEnvironment(environment, [base, head]);
    const changes = (0,changing/* changesBetween */.i)(base, head, environment);
    const output = parsed.text('output');
    const text = written(changes, format, {
        color: output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color')),
        about: {
            kubernetes: session.config.kubernetes,
            base: { ...commitOf(base.tree), name },
            head: { ...commitOf(head.tree), name: head.tree.name },
        },
    });
    if (output === undefined)
        process.stdout.write(text);
    else
        writeFile(output, text);
    const problems = (0,src_problems/* uniqueProblems */.OH)([...session.problems, ...head.problems, ...base.problems]);
    const gaps = printGaps(problems, parsed);
    return gaps === 0 && changes.stories.length > 0 ? DIFFERS : gaps;
}
function written(changes, format, { color, about }) {
    switch (format) {
        case 'json':
            return (0,reports/* changesJson */.c$)({ tool: { name: 'kubeproof', version: (0,src_package/* ownPackage */.n)().version }, ...about, changes });
        case 'markdown':
            return (0,reports/* changesMarkdown */.T4)(changes);
        default:
            return (0,reports/* changesText */.Tb)(changes, { color, width: columns() });
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
/** Renders both sides; what has the same inputs is rendered once. */
async function bothSides(session, baseTree) {
    const { config, tree, paths } = session;
    const engine = (0,src_side/* openEngine */.F5)(config, renderLimits());
    const progress = progressLine();
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
    const cache = new Map();
    try {
        const head = await render(tree, new Map(), 'render');
        const base = await render(baseTree, new Map(head.renderings.map(each => [each.inputs, each])), 'render base');
        return { base, head };
    }
    finally {
        progress.done();
        await engine.close();
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
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 22 modules
var src_manifest = __webpack_require__(26711);
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
var findings = __webpack_require__(10410);
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
        const worst = findings/* SEVERITIES */.o.find(each => wished.includes(each));
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
    'forbidden-service-types': ({ forbiddenservicetypes }) => others('service-type', SERVICE_TYPES, forbiddenservicetypes),
    'image-pull-policy': ({ forbiddenpolicies }) => others('image-pull-policy', ['Always', 'IfNotPresent', 'Never'], forbiddenpolicies),
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
function others(guardrail, all, forbidden) {
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
        : flow({ ...(severity === undefined ? {} : { severity }), parameters });
    return `  ${id}: ${value} # ${comment(why === undefined ? from : `${from}: ${why}`)}`;
}
/** Text behind a `#`: it must not end the line. */
function comment(text) {
    const clean = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/g, ' ');
    return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
/** In the flow style of YAML. */
function flow(value) {
    if (Array.isArray(value))
        return `[${value.map(flow).join(', ')}]`;
    if ((0,src_manifest/* isObject */.Gv)(value))
        return `{${Object.entries(value)
            .map(([key, member]) => `${scalar(key)}: ${flow(member)}`)
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
    const keys = new Set(known.map(keyOf));
    const missing = drafts.filter(draft => !keys.has(keyOf(draft)));
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
function keyOf(value) {
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
        ...(resource === undefined ? [] : [`resource: ${flow(resource)}`]),
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
                add(config.waivers, waivers.text, `adds ${(0,reports/* plural */.LS)(waivers.added, 'waiver')} (owner: ${NO_OWNER}; name one)`);
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
;// CONCATENATED MODULE: ./lib/src/cli/new-rule.js






const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** `kubeproof new-rule ID`: a guardrail of one's own that works and whose examples pass, to be changed. */
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
    writeFile((0,external_node_path_.join)(root, path), RULE.replaceAll('ID', id));
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
//# sourceMappingURL=new-rule.js.map
// EXTERNAL MODULE: ./lib/src/review/index.js + 18 modules
var review = __webpack_require__(14033);
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
// EXTERNAL MODULE: ./lib/src/json.js
var json = __webpack_require__(38674);
;// CONCATENATED MODULE: ./lib/src/gitlab/api.js


const PAGE = 100;
/** 1,200 discussions, and as many notes. */
const PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;
/** The role that may resolve threads (docs.gitlab.com/api/discussions, "Resolve a merge request thread"). */
const DEVELOPER = 30;
const MERGE_REQUEST = '/projects/{id}/merge_requests/{iid}';
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
    async function list(route, pages, each) {
        for (let page = 1, read = 0; page !== undefined; read++) {
            if (read === pages)
                return false;
            const answer = (await client.request(route, { ...at, per_page: PAGE, page }));
            for (const row of Array.isArray(answer.body) ? answer.body : [])
                each(row);
            page = answer.next;
        }
        return true;
    }
    async function mergeRequest() {
        const data = await request(`GET ${MERGE_REQUEST}`);
        return {
            refs: readRefs((0,json/* field */.Z)(data, 'diff_refs')),
            author: String((0,json/* field */.Z)((0,json/* field */.Z)(data, 'author'), 'username') ?? ''),
        };
    }
    /** Whether the token may resolve threads: GitLab does not say it of a thread. */
    async function mayResolve() {
        if (user === undefined)
            return false;
        if (known?.author === user.login)
            return true;
        const member = await optional(client.request('GET /projects/{id}/members/all/{user}', { id: projectId, user: user.id }));
        return Number((0,json/* field */.Z)(member?.body, 'access_level') ?? 0) >= DEVELOPER;
    }
    return {
        mergeRequest,
        async viewer() {
            const data = (await client.request('GET /user')).body;
            const [id, login] = [(0,json/* field */.Z)(data, 'id'), (0,json/* field */.Z)(data, 'username')];
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
            const complete = await list(`GET ${MERGE_REQUEST}/discussions`, PAGES, row => {
                const notes = (0,json/* field */.Z)(row, 'notes');
                const written = (Array.isArray(notes) ? notes : []).filter(note => (0,json/* field */.Z)(note, 'system') !== true);
                const [first] = written;
                const root = (0,json/* field */.Z)(first, 'id');
                if ((0,json/* field */.Z)(first, 'type') !== 'DiffNote' || typeof root !== 'number')
                    return;
                for (const note of written) {
                    const comment = readNote(note, note === first ? undefined : root, known?.refs);
                    if (comment !== undefined)
                        comments.push(comment);
                }
                const id = (0,json/* field */.Z)(row, 'id');
                const resolvable = written.filter(note => (0,json/* field */.Z)(note, 'resolvable') === true);
                const resolved = resolvable.length > 0 && resolvable.every(note => (0,json/* field */.Z)(note, 'resolved') === true);
                const by = (0,json/* field */.Z)((0,json/* field */.Z)(resolvable[0], 'resolved_by'), 'username');
                if (typeof id === 'string' && resolvable.length > 0) {
                    // A deleted account resolves as nobody.
                    states.set(root, { id, ...(resolved && { resolvedBy: typeof by === 'string' ? by : '' }) });
                }
            });
            return { comments, complete };
        },
        async conversation() {
            const comments = [];
            const complete = await list(`GET ${MERGE_REQUEST}/notes`, PAGES, row => {
                if ((0,json/* field */.Z)(row, 'system') === true || (0,json/* field */.Z)(row, 'type') === 'DiffNote')
                    return;
                const comment = readNote(row, undefined, undefined);
                if (comment !== undefined)
                    comments.push(comment);
            });
            return { comments, complete };
        },
        async threads() {
            const may = await mayResolve();
            return new Map([...states].map(([root, state]) => [root, { ...state, mayResolve: may, mayUnresolve: may }]));
        },
        async setResolved(discussion, resolved) {
            await request(`PUT ${MERGE_REQUEST}/discussions/{discussion}`, { discussion, resolved });
        },
        async files() {
            const files = [];
            await list(`GET ${MERGE_REQUEST}/diffs`, FILE_PAGES, row => {
                const file = readFile(row);
                if (file !== undefined)
                    files.push(file);
            });
            return files;
        },
        async drafts() {
            let data;
            try {
                data = await request(`GET ${MERGE_REQUEST}/draft_notes`);
            }
            catch (error) {
                if (error instanceof review/* RequestFailure */.e6 && error.kind === 'missing')
                    return undefined;
                throw error;
            }
            return (Array.isArray(data) ? data : []).flatMap(row => {
                const [id, note] = [(0,json/* field */.Z)(row, 'id'), (0,json/* field */.Z)(row, 'note')];
                return typeof id === 'number' ? [{ id, body: api_text(note) }] : [];
            });
        },
        async createDraft(note, position) {
            await request(`POST ${MERGE_REQUEST}/draft_notes`, { note, position });
        },
        async deleteDraft(draft) {
            await request(`DELETE ${MERGE_REQUEST}/draft_notes/{draft}`, { draft });
        },
        async publishDrafts() {
            await request(`POST ${MERGE_REQUEST}/draft_notes/bulk_publish`);
        },
        async createDiscussion(body, position) {
            await request(`POST ${MERGE_REQUEST}/discussions`, { body, position });
        },
        async createComment(body) {
            return author(await request(`POST ${MERGE_REQUEST}/notes`, { body }));
        },
        updateReviewComment: update,
        updateComment: update,
        deleteReviewComment: remove,
        deleteComment: remove,
    };
    async function update(note, body) {
        await request(`PUT ${MERGE_REQUEST}/notes/{note}`, { note, body });
    }
    async function remove(note) {
        await request(`DELETE ${MERGE_REQUEST}/notes/{note}`, { note });
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
    const [base, start, head] = ['base_sha', 'start_sha', 'head_sha'].map(name => (0,json/* field */.Z)(value, name));
    if (typeof base !== 'string' || typeof start !== 'string' || typeof head !== 'string')
        return undefined;
    return { base, start, head };
}
function readFile(row) {
    const path = (0,json/* field */.Z)(row, 'new_path');
    if (typeof path !== 'string')
        return undefined;
    const oldPath = (0,json/* field */.Z)(row, 'old_path');
    const patch = api_text((0,json/* field */.Z)(row, 'diff'));
    return {
        path,
        ...(typeof oldPath === 'string' && oldPath !== path && { oldPath }),
        status: (0,json/* field */.Z)(row, 'deleted_file') === true
            ? 'removed'
            : (0,json/* field */.Z)(row, 'new_file') === true
                ? 'added'
                : 'modified',
        // Collapsed and too large ones come without.
        binary: patch === '',
        ...(0,review/* patchLines */.UZ)(patch),
    };
}
function readNote(note, inReplyTo, refs) {
    const id = (0,json/* field */.Z)(note, 'id');
    if (typeof id !== 'number')
        return undefined;
    const place = refs === undefined ? undefined : readPlace((0,json/* field */.Z)(note, 'position'), refs);
    return {
        id,
        author: author(note) ?? '',
        body: api_text((0,json/* field */.Z)(note, 'body')).replaceAll('\r\n', '\n'),
        ...(inReplyTo !== undefined && { inReplyTo }),
        ...(place !== undefined && { place }),
    };
}
/** Undefined for comments on whole files and images, and for outdated ones: GitLab leaves those at the diff they had. */
function readPlace(position, refs) {
    const of = readRefs(position);
    if (of === undefined || of.base !== refs.base || of.start !== refs.start || of.head !== refs.head)
        return undefined;
    const [path, newLine, oldLine] = ['new_path', 'new_line', 'old_line'].map(name => (0,json/* field */.Z)(position, name));
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
    const login = (0,json/* field */.Z)((0,json/* field */.Z)(note, 'author'), 'username');
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
            session.note('comments-unplaced', `${(0,review/* plural */.LS)(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`);
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
};
/**
 * Brings the comments of the merge request in line with the report ({@link reconcile}).
 * @param asAtHead whether a file of the report's commit is that of the head; lines of others cannot be commented on
 */
async function publishMergeRequest(report, context, client, options, asAtHead = () => true) {
    const links = linkContext(context, report, asAtHead);
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
        }, files.filter(file => isCommentable(file, asAtHead)), options);
    }
    catch (error) {
        return (0,review/* unreadable */.O$)({ client, words: WORDS }, error);
    }
}
function isCommentable({ path, status }, asAtHead) {
    return status === 'removed' || asAtHead(path);
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
;// CONCATENATED MODULE: ./lib/src/cli/publish.js










const COMMENT = ['on-findings', 'always', 'never'];
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
        comment: choice(parsed, 'comment', COMMENT),
        onFixed: choice(parsed, 'on-fixed', ON_FIXED),
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
    const client = createClient(sendTo(context.apiUrl, access.token, (0,src_package/* ownPackage */.n)().version));
    const { asAtHead, notes } = comparison(context);
    const result = await publishMergeRequest(report, context, client, options, asAtHead);
    process.stdout.write(`${publish_said(result, context)}\n`);
    for (const note of [...notes, ...result.notes])
        printProblem(note);
    return 0;
}
function publish_said({ status, created, updated, deleted, sticky, requests }, { mergeRequest }) {
    const where = `merge request !${mergeRequest}`;
    if (status === 'unchanged')
        return `The comments of ${where} say this already (${requests} requests)`;
    if (status !== 'published')
        return `Nothing was published to ${where}: ${status}`;
    return `Published to ${where}: ${created} comments created, ${updated} edited, ${deleted} deleted; summary comment: ${sticky} (${requests} requests)`;
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
    if (typeof report !== 'string')
        return report;
    throw new src_problems/* ProblemError */.Mm({
        code: 'report-invalid',
        message: `${file === '-' ? 'Standard input' : file} is ${(0,reports/* plain */.pj)(report)}`,
        hint: 'It has to be the report.json that the same version of kubeproof wrote',
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
/** A pipeline for merged results judges files that the target branch may have changed too: their lines are not the head's. */
function comparison({ checkedOut, headSha }) {
    if (checkedOut === headSha)
        return { asAtHead: () => true, notes: [] };
    try {
        const root = (0,src_repository/* findRepository */.W1)(process.cwd());
        const [judged, head] = [(0,src_repository/* openCommit */.Cg)(root, checkedOut), (0,src_repository/* openCommit */.Cg)(root, headSha)];
        return {
            asAtHead: path => judged.has(path) && head.has(path) && judged.digest(path) === head.digest(path),
            notes: [],
        };
    }
    catch (error) {
        if (!(error instanceof src_problems/* ProblemError */.Mm))
            throw error;
        const { problem } = error;
        const message = `No line could be commented on: ${problem.message}`;
        return { asAtHead: () => false, notes: [{ ...problem, message, gates: false }] };
    }
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
// EXTERNAL MODULE: ./lib/src/analyzers/index.js + 100 modules
var analyzers = __webpack_require__(8765);
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
        const lines = linesOf(session.tree, guardrail);
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
    process.stdout.write(`\n${(0,reports/* plural */.LS)(guardrails.length, 'guardrail')}, ${(0,reports/* plural */.LS)(passed + failed, 'example')}: ${passed} as they should be, ${failed} not\n`);
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
        wrong.push(`${place('manifest')(1)}  it has no "# expect" on the line that is meant, and nothing is found`);
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
function linesOf(tree, { file, id }) {
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
    const previous = parsed.text('previous');
    const key = parsed.text('key');
    const repository = parsed.text('repository');
    const verification = await (0,src_evidence/* verifyBundle */.IF)((0,src_evidence/* readBundle */.Bo)(path), {
        ...(previous === undefined ? {} : { previous: (0,src_evidence/* readBundle */.Bo)(previous) }),
        ...(key === undefined ? {} : { key: (0,src_evidence/* usableKey */.S2)(readText(key, 'key'), 'public') }),
        ...(repository === undefined ? {} : { openCommit: commit => verify_commitOf(repository, commit) }),
        readReport: review/* readReport */.tL,
    });
    const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
    process.stdout.write(parsed.on('json') ? (0,reports/* jsonText */.s$)(verification) : (0,src_evidence/* verificationText */.nF)(verification, { color }));
    return verification.holds ? 0 : 1;
}
/** @throws {ProblemError} when the folder is not in a repository. */
function verify_commitOf(folder, commit) {
    const root = (0,src_repository/* findRepository */.W1)(folder);
    return (0,src_repository/* tryCommit */.NF)(root, commit) === undefined ? undefined : (0,src_repository/* openCommit */.Cg)(root, commit);
}
//# sourceMappingURL=verify.js.map
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
    const files = changes(session, { ...foreign, comments: narrow }, used);
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
function changes(session, foreign, used) {
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
    const what = files.map(({ file, added }) => `${(0,reports/* plain */.pj)(file)}: ${(0,reports/* plural */.LS)(added, 'waiver')}`).join(', ');
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
        answers.push(answerOf(manifest, rendering, isWhole ? [] : path, chain, options.discretion));
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
function answerOf(manifest, { target, environment }, path, { edit, proof, steps, unknown }, discretion) {
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
                found.set(values_line_keyOf(difference), difference);
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
            result = all.filter(difference => !restless.has(values_line_keyOf(difference)));
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
            this.#restless = new Set(differences.map(values_line_keyOf));
        }
        return this.#restless;
    }
}
function values_line_keyOf({ document, path, change, object }) {
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
    const ways = Math.max(...leaves.map(({ value }) => values_line_others(value).length), 0);
    return Array.from({ length: ways }, (_, way) => {
        const cuts = leaves.flatMap(({ path, value }) => {
            const options = values_line_others(value);
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
function values_line_others(value) {
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
        return word === lower || word === plural(lower) || kind === short || own?.has(kind) === true;
    };
}
/** How API servers make plurals of their own kinds (apimachinery, `UnsafeGuessKindToResource`). */
function plural(kind) {
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
    const text = shown_flow(value, String(path.findLast(step => typeof step === 'string') ?? ''), 0);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
function shown_flow(value, key, depth) {
    if (Array.isArray(value)) {
        if (depth > 3 && value.length > 0)
            return '[…]';
        return `[${value
            .slice(0, 20)
            .map(item => shown_flow(item, key, depth + 1))
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
            .map(([name, member]) => `${name}: ${shown_flow(member, name === 'value' && named !== '' ? named : name, depth + 1)}`)
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
        throw notFound(asked, matches, manifests, side);
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
function notFound(question, { near, unknownKind }, manifests, { problems }) {
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
    verify: verify,
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
            process.stdout.write(helpText((0,src_package/* ownPackage */.n)().version));
        }
        else if (first === '--version' || first === 'version') {
            process.stdout.write(`${(0,src_package/* ownPackage */.n)().version}\n`);
        }
        else if (isGroup(first) && (argv[1] === undefined || argv[1] === '--help' || argv[1] === '-h')) {
            process.stdout.write(helpText((0,src_package/* ownPackage */.n)().version, first));
        }
        else {
            const parsed = parseCommand(argv);
            if (parsed.on('help'))
                process.stdout.write(helpText((0,src_package/* ownPackage */.n)().version, parsed.command));
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
