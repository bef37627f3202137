export const id = 801;
export const ids = [801];
export const modules = {

/***/ 801:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cli: () => (/* binding */ cli)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./lib/src/nearest.js
var nearest = __webpack_require__(1636);
// EXTERNAL MODULE: ./lib/src/problems.js
var src_problems = __webpack_require__(9344);
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
    config: { type: 'string', short: 'c', value: 'FILE', help: 'configuration; .kubeproof.yaml when left out' },
    profile: { type: 'string', value: 'NAME', help: 'minimal, recommended or strict' },
    'kubernetes-version': { type: 'string', value: 'X.Y', help: 'version to render and judge for' },
    'fail-on': { type: 'string', value: 'SEVERITY', help: 'error, warning, info or never' },
    scope: { type: 'string', value: 'SCOPE', help: 'what fails the check: new findings, or all' },
    engine: { type: 'string', value: 'ENGINE', help: 'embedded, or system: helm and kustomize from PATH' },
    helm: { type: 'string', value: 'MAJOR', help: 'Helm 3 or 4' },
    quiet: { type: 'boolean', short: 'q', help: 'only the result line' },
    verbose: { type: 'boolean', short: 'v', help: 'known findings too, and times' },
    color: { type: 'boolean', help: 'colours even when not on a terminal' },
    'no-color': { type: 'boolean', help: 'no colours' },
    help: { type: 'boolean', short: 'h', help: 'this text' },
};
const COMMON = ['config', 'profile', 'kubernetes-version', 'engine', 'helm', 'help'];
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
        name: 'render',
        arguments: '[paths]',
        help: 'print what would be deployed, Secrets as digests',
        flags: ['output', ...COMMON],
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
        name: 'init',
        arguments: '',
        help: 'write a configuration and a workflow to start from',
        flags: ['help'],
    },
];
/**
 * @returns `undefined` when help or the version was asked for at the top.
 * @throws {ProblemError} for an unknown command or flag, with the nearest one named.
 */
function parseCommand(argv) {
    const [first = '', ...rest] = argv;
    const command = COMMANDS.find(c => c.name === first);
    if (command === undefined) {
        throw usage(`there is no command "${first}"`, (0,nearest/* nearest */.p)(first, COMMANDS.map(c => c.name)));
    }
    const options = {};
    for (const name of command.flags) {
        const { type, short } = FLAGS[name];
        options[name] = short === undefined ? { type } : { type, short };
    }
    try {
        const { values, positionals } = (0,external_node_util_.parseArgs)({ args: rest, options, allowPositionals: true, strict: true });
        return {
            command,
            paths: positionals,
            text: flag => (typeof values[flag] === 'string' ? values[flag] : undefined),
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
function usage(message, suggestion) {
    const hint = suggestion === undefined ? 'kubeproof --help lists what there is' : `did you mean \`${suggestion}\`?`;
    return new src_problems/* ProblemError */.Mm({ code: 'usage', message, hint, gates: true });
}
/** The help of one command, or of all. Fits 80 columns. */
function helpText(version, command) {
    if (command !== undefined) {
        const flags = command.flags.map(name => {
            const { short, value, help } = FLAGS[name];
            const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
            return `  ${left.padEnd(30)}${help}`;
        });
        return `kubeproof ${command.name} ${command.arguments}\n  ${command.help}\n\n${flags.join('\n')}\n`;
    }
    const commands = COMMANDS.map(c => `  ${`${c.name} ${c.arguments}`.padEnd(20)}${c.help}`);
    return `kubeproof ${version}: reviews Kubernetes changes before they are merged.

${commands.join('\n')}

kubeproof COMMAND --help lists the flags of a command.
Exit status: 0 passed, 1 guardrails failed, 2 something could not be evaluated.
`;
}
//# sourceMappingURL=arguments.js.map
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(9508);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 3 modules
var src_evidence = __webpack_require__(7838);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 20 modules
var reports = __webpack_require__(2248);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var src_repository = __webpack_require__(9776);
// EXTERNAL MODULE: ./lib/src/run.js + 50 modules
var run = __webpack_require__(9979);
// EXTERNAL MODULE: ./lib/src/config/index.js + 5 modules
var src_config = __webpack_require__(3856);
// EXTERNAL MODULE: ./lib/src/render/index.js + 8 modules
var render = __webpack_require__(7982);
;// CONCATENATED MODULE: ./lib/src/cli/session.js






/** @throws {ProblemError} for paths that do not exist or lie outside the repository. */
function openSession(parsed) {
    const here = (0,external_node_fs_.realpathSync)(process.cwd());
    const repository = repositoryAround(here);
    const root = repository ?? here;
    const tree = repository === undefined ? (0,src_repository/* openFolder */.NE)(here) : (0,src_repository/* openWorkTree */.wr)(root);
    const configFile = parsed.text('config');
    const { config, problems } = (0,src_config/* loadConfig */.Z9)(tree, configFile === undefined ? undefined : inside(root, here, configFile), overrides(parsed));
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
    if (problem.hint !== undefined)
        process.stderr.write(`  ${(0,reports/* plain */.pj)(problem.hint)}\n`);
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
;// CONCATENATED MODULE: ./lib/src/cli/check.js











/** `kubeproof check`: the exit status is the verdict. */
async function check(parsed) {
    const started = performance.now();
    const format = formatOf(parsed);
    const session = openSession(parsed);
    const base = baseOf(parsed, session);
    const progress = progressLine();
    const { report, rendered, timings } = await (0,run/* run */.eF)({
        head: session.tree,
        ...(base === undefined ? {} : { base, baseName: parsed.text('base') ?? base.name }),
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
    const evidence = parsed.text('evidence');
    if (evidence !== undefined) {
        for (const file of (0,src_evidence/* evidenceBundle */.M5)(report, rendered))
            writeFile((0,external_node_path_.join)(evidence, file.path), file.content);
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
function formatOf(parsed) {
    const name = parsed.text('format') ?? 'text';
    if ((0,reports/* isFormatName */.xg)(name))
        return name;
    const close = (0,nearest/* nearest */.p)(name, Object.keys(reports/* FORMATS */.hR));
    throw new src_problems/* ProblemError */.Mm({
        code: 'usage',
        message: `there is no format "${name}"`,
        hint: close === undefined ? `there are ${Object.keys(reports/* FORMATS */.hR).join(', ')}` : `did you mean \`${close}\`?`,
        gates: true,
    });
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
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 22 modules
var guardrails = __webpack_require__(6651);
// EXTERNAL MODULE: ./lib/src/side.js
var src_side = __webpack_require__(1455);
// EXTERNAL MODULE: ./lib/src/targets/index.js + 18 modules
var targets = __webpack_require__(7031);
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
    const engine = (0,src_side/* openEngine */.F)(config, renderLimits());
    const progress = progressLine();
    const side = await (0,src_side/* renderSide */.a)({
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
    process.stdout.write((0,guardrails/* renderGuardrailPage */.zR)(guardrail));
    return 0;
}
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
/** `kubeproof init`: a configuration and a workflow to start from; what exists is left alone. */
async function init(parsed) {
    const { root } = openSession(parsed);
    const files = [
        ['.kubeproof.yaml', STARTER_CONFIG],
        ['.github/workflows/kubeproof.yaml', STARTER_WORKFLOW],
    ];
    for (const [path, content] of files) {
        if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(root, path))) {
            process.stdout.write(`${path} exists and was left alone\n`);
        }
        else {
            writeFile((0,external_node_path_.join)(root, path), content);
            process.stdout.write(`${path} written\n`);
        }
    }
    process.stdout.write('Next: kubeproof check\n');
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
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
;// CONCATENATED MODULE: ./lib/src/cli.js






const RUNNERS = { check: check, render: commands_render, targets: commands_targets, rules: rules, explain: explain, init: init };
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
