export const id = 775;
export const ids = [775];
export const modules = {

/***/ 97775:
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
var nearest = __webpack_require__(17744);
// EXTERNAL MODULE: ./lib/src/problems.js
var src_problems = __webpack_require__(74564);
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
    environment: { type: 'string', value: 'NAME', help: 'only this environment' },
    namespace: {
        type: 'string',
        short: 'n',
        value: 'NAME',
        help: 'of the resource, when several have its name',
    },
    target: { type: 'string', value: 'ID', help: 'only this target, by its id or folder' },
    json: { type: 'boolean', help: 'as JSON, for editors' },
    'accept-new': { type: 'boolean', help: 'add what is not in the baseline yet' },
    write: { type: 'boolean', help: 'write the fixes into the work tree' },
    guardrail: {
        type: 'string',
        multiple: true,
        value: 'ID',
        help: 'only findings of this guardrail; may be repeated',
    },
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
        flags: ['color', 'no-color', 'config', 'help'],
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
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./lib/src/config/index.js + 7 modules
var src_config = __webpack_require__(93231);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 22 modules
var reports = __webpack_require__(70814);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 11 modules
var src_repository = __webpack_require__(97711);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 3 modules
var src_evidence = __webpack_require__(82393);
// EXTERNAL MODULE: ./lib/src/clock.js
var clock = __webpack_require__(82864);
// EXTERNAL MODULE: ./lib/src/run.js + 20 modules
var run = __webpack_require__(81740);
// EXTERNAL MODULE: ./lib/src/render/index.js + 8 modules
var render = __webpack_require__(91995);
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
    const format = formatOf(parsed);
    const session = openSession(parsed);
    const base = baseOf(parsed, session);
    const compared = base === undefined ? undefined : { base, baseName: parsed.text('base') ?? base.name };
    const { report, rendered, timings } = await runSession(session, compared);
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
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 45 modules
var src_guardrails = __webpack_require__(61748);
// EXTERNAL MODULE: ./lib/src/side.js
var src_side = __webpack_require__(79955);
// EXTERNAL MODULE: ./lib/src/targets/index.js + 18 modules
var targets = __webpack_require__(16526);
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
// EXTERNAL MODULE: ./lib/src/evaluating.js
var evaluating = __webpack_require__(84064);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 22 modules
var src_manifest = __webpack_require__(55026);
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
    const wrong = problems.flatMap(({ message, hint }) => [
        message,
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
// EXTERNAL MODULE: ./lib/src/source/locate.js
var locate = __webpack_require__(25682);
// EXTERNAL MODULE: ./lib/src/source/helm/templates.js + 1 modules
var templates = __webpack_require__(29827);
// EXTERNAL MODULE: ./lib/src/source/helm/values.js + 2 modules
var values = __webpack_require__(51625);
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
var scope = __webpack_require__(24599);
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
var kustomize = __webpack_require__(35492);
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
        const chain = await chainOf(rendering, manifest, path, located[index] ?? noPlace(manifest), options);
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
async function chainOf(rendering, manifest, path, located, options) {
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
        const holding = manifests.filter(({ origin }) => origin.documentIndex === document && isWithin(path, origin.within));
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
function isWithin(path, within) {
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
        return answered(said(exact.fields, 'It', discretion, target.id));
    if (isKustomization) {
        const entry = entryAround(node, document.text);
        const inside = await written(entry.from + document.line, entry.to + document.line);
        if (inside !== undefined && inside.fields.length > 0)
            return answered(said(inside.fields, 'The entry it belongs to', discretion, target.id));
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
function said(written, who, discretion, target) {
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
var helm_map = __webpack_require__(5341);
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
        (question.group === undefined || isGroup(resource.group, question.group)) &&
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
function isGroup(group, typed) {
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
// EXTERNAL MODULE: ./lib/src/hidden-values.js
var hidden_values = __webpack_require__(85179);
// EXTERNAL MODULE: ./lib/src/source/index.js + 3 modules
var source = __webpack_require__(95691);
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
        ...optional('target', parsed.text('target')),
        ...optional('environment', parsed.text('environment')),
        ...optional('namespace', parsed.text('namespace')),
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
    const text = readText(absolute, file);
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
function readText(absolute, shown) {
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
function optional(key, value) {
    return value === undefined ? {} : { [key]: value };
}
//# sourceMappingURL=why.js.map
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(88486);
;// CONCATENATED MODULE: ./lib/src/cli.js











const RUNNERS = {
    check: check,
    fix: fix,
    why: why,
    render: commands_render,
    targets: commands_targets,
    rules: rules,
    explain: explain,
    baseline: baseline,
    test: test,
    'new-rule': newRule,
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
