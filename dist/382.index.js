export const id = 382;
export const ids = [382];
export const modules = {

/***/ 90451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ usesChance),
/* harmony export */   Q: () => (/* binding */ drawsNumbers)
/* harmony export */ });
/** Functions of Helm's templates that give something else each time (Masterminds/sprig, functions.go). */
const CHANCE = [
    'randAlpha',
    'randAlphaNum',
    'randAscii',
    'randBytes',
    'randInt',
    'randNumeric',
    'genCA',
    'genCAWithKey',
    'genPrivateKey',
    'genSelfSignedCert',
    'genSelfSignedCertWithKey',
    'genSignedCert',
    'genSignedCertWithKey',
    'uuidv4',
    'now',
    'shuffle',
    'bcrypt',
    'htpasswd',
    'encryptAES',
];
/**
 * Those that draw from Go's math/rand (numeric.go, strings.go of Sprig): its generator starts with the module and goes on
 * from call to call, whatever random bytes it is given.
 */
const OWN_GENERATOR = ['randInt', 'shuffle'];
/** Whether an action anywhere in a chart or its values names a function that gives something else each time. */
function usesChance(request) {
    return isNamed(request, CHANCE);
}
/** Whether one of them goes on from call to call. */
function drawsNumbers(request) {
    return isNamed(request, OWN_GENERATOR);
}
function isNamed({ files, values }, functions) {
    const word = new RegExp(`\\b(?:${functions.join('|')})\\b`);
    return [...files, ...values].some(({ content }) => {
        const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
        return functions.some(name => bytes.includes(name)) && isInAction(bytes.toString(), word);
    });
}
function isInAction(text, word) {
    for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
        const end = text.indexOf('}}', at);
        if (word.test(text.slice(at, end < 0 ? undefined : end)))
            return true;
        if (end < 0)
            return false;
        at = end;
    }
    return false;
}
//# sourceMappingURL=chance.js.map

/***/ }),

/***/ 65916:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AP: () => (/* binding */ classifyKustomizeError),
/* harmony export */   B9: () => (/* binding */ classifyHelmError),
/* harmony export */   Gh: () => (/* binding */ eachNameOnce),
/* harmony export */   hw: () => (/* binding */ withoutQuotedValues)
/* harmony export */ });
/**
 * What Helm and Kustomize mean by their messages. The texts are Helm's (pkg/engine, pkg/chart, pkg/action, 3.8 to
 * 4.3) and Kustomize's (api/krusty, api/internal/target, 5.x).
 */
/** A tool can repeat a whole template in its message; a person needs the beginning. */
const MAX_MESSAGE = 2_000;
const HELM_CODES = [
    [/found in (?:Chart|requirements)\.yaml, but missing in charts\/ directory/, 'dependency-missing'],
    [/values don't meet the specifications of the schema/, 'values-schema'],
    [
        /chart requires kubeVersion|invalid kube version|could not parse [^\n]{0,300} as [^\n]{0,300}version/,
        'kubernetes-version',
    ],
    [/charts are not installable/, 'chart-not-installable'],
    [/^parse error at |parse error in /, 'template-invalid'],
    [/^execution error at |executing "/, 'template-failed'],
    [/^YAML parse error on /, 'yaml-invalid'],
    [
        /cannot load values\.yaml|failed to parse |failed parsing --set|error parsing index|is not a table/,
        'values-invalid',
    ],
    [
        /cannot load |validation: |Chart\.yaml file is missing|unable to detect chart|invalid chart|unsupported chart/,
        'chart-invalid',
    ],
    [
        /chart (?:file|exceeds|archive)|illegally|error unpacking|\.helmignore|dependencies processing failed/,
        'chart-invalid',
    ],
];
/**
 * Sorts what `helm template` printed to standard error into a code and a place.
 * @param chartName name in Chart.yaml: positions are taken only from templates below it
 */
function classifyHelmError(stderr, chartName) {
    const text = helmText(stderr);
    const message = oneLine(text);
    const code = HELM_CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 'template-failed';
    switch (code) {
        case 'dependency-missing':
            return {
                code,
                message: eachNameOnce(message.slice(message.indexOf('found in '))),
                file: 'Chart.yaml',
            };
        case 'template-invalid':
        case 'template-failed':
            return { code, message, ...templatePosition(text, chartName) };
        case 'yaml-invalid':
            // The line in the message is one of the rendered text, not of the template.
            return { code, message, ...named(/^YAML parse error on (\S+?): /.exec(text)?.[1]) };
        case 'values-invalid':
            return { code, message, ...valuesPosition(text) };
        case 'kubernetes-version':
            return {
                code,
                message,
                ...named(text.includes('chart requires kubeVersion') ? 'Chart.yaml' : undefined),
            };
        case 'chart-invalid':
            return { code, message, ...chartPosition(text) };
        default:
            return { code, message };
    }
}
function named(file) {
    return file === undefined ? {} : { file };
}
/**
 * The innermost template that Helm names: `(chart/templates/x.yaml:5:3)` or `chart/templates/x.yaml:5:3` at the
 * start of a line or after `template: `. Go counts columns from 0.
 */
function templatePosition(text, chartName) {
    let found = {};
    for (const match of text.matchAll(/(?:^|\(|template: )([^\s():"<>]{1,1000}):(\d{1,9})(?::(\d{1,9}))?/gm)) {
        const [, file, line, column] = match;
        if (file === undefined || !file.startsWith(`${chartName}/`))
            continue;
        found = { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) + 1 }) };
    }
    return found;
}
function valuesPosition(text) {
    const file = text.includes('cannot load values.yaml')
        ? 'values.yaml'
        : /failed to parse (\S+?): /.exec(text)?.[1];
    return file === undefined ? {} : { file, ...yamlLine(text) };
}
function chartPosition(text) {
    if (text.includes('error unpacking'))
        return {};
    const file = /cannot load ([A-Za-z]+\.(?:yaml|lock))/.exec(text)?.[1];
    return file === undefined ? { file: 'Chart.yaml' } : { file, ...yamlLine(text) };
}
function yamlLine(text) {
    const line = /\bline (\d{1,9})\b/.exec(text)?.[1];
    return line === undefined ? {} : { line: Number(line) };
}
const KUSTOMIZE_CODES = [
    [/must specify --enable-helm/, 'kustomize-helm'],
    [/external plugins disabled|plugin load is disabled|unable to load external plugin/, 'kustomize-plugin'],
    [
        /no 'git' program|\bgit (?:fetch|clone|init|checkout)|proxyconnect|HTTP Error|URL is a git/i,
        'remote-base',
    ],
    [/security; file/, 'load-restricted'],
    [/MalformedYAMLError|yaml: [^\n]{0,500}line \d/, 'yaml-invalid'],
    [/unable to find one of 'kustomization|doesn't exist|no such file or directory/, 'file-missing'],
];
/** Sorts what `kustomize build` printed to standard error. Paths are as Kustomize names them. */
function classifyKustomizeError(stderr) {
    const text = stderr
        .replace(/^(?:# Warning: .*\n)+/, '')
        .trim()
        .replace(/^error: /i, '');
    const message = oneLine(text);
    const code = KUSTOMIZE_CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 'kustomization-failed';
    if (code === 'yaml-invalid') {
        const file = /in File: ([^\s'"\\]+)/.exec(text)?.[1];
        return { code, message, ...(file === undefined ? {} : { file, ...yamlLine(text) }) };
    }
    if (code === 'file-missing' || code === 'load-restricted') {
        return { code, message, ...named(/(?:failure on|file|path) '([^'\n]{1,1000})'/.exec(text)?.[1]) };
    }
    return { code, message };
}
/**
 * A list of missing dependencies (`... directory: a, b, a`) with each name once: a chart may depend on another
 * several times, under aliases.
 */
function eachNameOnce(message) {
    const found = /^(.*missing in charts\/ directory: )(.*)$/.exec(message);
    if (found === null)
        return message;
    const [, before, names] = found;
    return before + [...new Set(names.split(', '))].join(', ');
}
/** The error without log lines before it and the advice after it. */
function helmText(stderr) {
    const start = /^Error: /m.exec(stderr);
    const text = start === null ? stderr : stderr.slice(start.index + 'Error: '.length);
    const advice = text.lastIndexOf('Use --debug flag to render out invalid YAML');
    return (advice === -1 ? text : text.slice(0, advice)).trim();
}
function oneLine(text) {
    const line = text
        .split('\n')
        .map(part => part.trim())
        .filter(part => part !== '')
        .join(' ')
        .replace(/\.$/, '');
    const shown = withoutQuotedValues(line);
    return shown.length > MAX_MESSAGE ? `${shown.slice(0, MAX_MESSAGE)} ...` : shown;
}
/** Where Helm, Kustomize and the libraries below them repeat a value, which may be a password. */
const QUOTED_VALUES = [
    [/unknown anchor '[^']*' referenced/g, 'unknown anchor referenced'],
    [/(cannot (?:decode|unmarshal) !!\w+ )`[^`]*`/g, '$1`…`'],
    // One value of the schema's messages: from its place to the complaint.
    [/(at '[^']{0,500}': )'.{1,1000}?' (does not match pattern|is not valid)/gs, '$1the value $2'],
    [/(cannot parse template ").*(": template: )/s, '$1…$2'],
    [/(error calling \w+: parsing time )"(?:[^"\\]|\\.)*"( as "[^"]*").*/s, '$1"…"$2'],
    [/(strconv\.\w+: parsing |time: [a-z ]*duration )"(?:[^"\\]|\\.)*"/g, '$1"…"'],
    [/(range can't iterate over ).*/s, '$1this value'],
    [/(literal sources \[).*(\]: invalid literal source ).*(, expected key=value)/s, '$1…$2…$3'],
    [/(with config: `).*(`: unable to parse SM or JSON patch from \[).*\]/s, '$1…$2…]'],
    [/(node contents: ).*/s, '$1…'],
];
/** Where a quoted value may begin. */
const OPENING = /unknown anchor|cannot (?:decode|unmarshal)|at '|cannot parse template|parsing |duration |iterate over |literal sources|with config|node contents/;
/** Longer messages are not searched for the end of what they quote. */
const SEARCHED = 4_000;
/** A tool's message without the values it quotes; keys, names and places stay. What `fail` says is the chart's own word. */
function withoutQuotedValues(message) {
    if (message.length <= SEARCHED)
        return QUOTED_VALUES.reduce((text, [pattern, to]) => text.replace(pattern, to), message);
    const opening = OPENING.exec(message);
    if (opening === null)
        return message;
    return `${message.slice(0, opening.index + opening[0].length)} …`;
}
//# sourceMappingURL=errors.js.map

/***/ }),

/***/ 57382:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createSystemEngine: () => (/* binding */ createSystemEngine)
});

// EXTERNAL MODULE: ./lib/src/render/failure.js
var failure = __webpack_require__(24301);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 23 modules
var manifest = __webpack_require__(11093);
// EXTERNAL MODULE: ./lib/src/render/chance.js
var chance = __webpack_require__(90451);
// EXTERNAL MODULE: ./lib/src/render/chart-files.js + 1 modules
var chart_files = __webpack_require__(12116);
// EXTERNAL MODULE: ./lib/src/render/errors.js
var errors = __webpack_require__(65916);
// EXTERNAL MODULE: ./lib/src/render/hints.js
var hints = __webpack_require__(59505);
// EXTERNAL MODULE: ./lib/src/render/set-file.js
var set_file = __webpack_require__(79490);
// EXTERNAL MODULE: ./lib/src/render/template-origins.js
var template_origins = __webpack_require__(79659);
;// CONCATENATED MODULE: ./lib/src/render/system/limits.js

/**
 * The tool's output when it came to an end by itself, whatever its exit status.
 * @throws {RenderFailure} when it did not
 */
function finished(result, tool, limits) {
    const name = `${tool.engine.tool} ${tool.engine.version}`;
    switch (result.type) {
        case 'exit':
            return result;
        case 'timeout':
            throw new failure/* RenderFailure */.bh({
                code: 'render-timeout',
                message: `${name} did not finish within ${limits.timeoutMs / 1000} seconds`,
                hint: 'Look for a loop or a recursion in the templates that does not end, or raise the time limit',
            });
        case 'too-large':
            throw new failure/* RenderFailure */.bh({
                code: 'render-output-too-large',
                message: `${name} rendered more than the limit of ${limits.outputBytes} bytes`,
                hint: 'Split the target, or raise the output limit',
            });
        case 'failed':
            throw new failure/* RenderFailure */.bh({
                code: 'tool-failed',
                message: `${name} stopped unexpectedly: ${result.message}`,
                hint: 'Run it by hand on this target, or use the embedded engine',
            });
    }
}
//# sourceMappingURL=limits.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./lib/src/render/system/run.js

/** Of standard error; a tool can write without end there too. */
const STDERR_BYTES = 256 * 1024;
/** Process groups that run now, so that none outlives this process. */
const groups = new Set();
let hooked = false;
/**
 * Runs a program without a shell, in a process group of its own that is killed at the deadline, when it writes more
 * than it may, and when it leaves children behind.
 */
function run(command, args, options) {
    return new Promise(resolve => {
        const child = (0,external_node_child_process_.spawn)(command, args, {
            cwd: options.cwd,
            env: options.env,
            stdio: ['ignore', 'pipe', 'pipe'],
            detached: true,
            windowsHide: true,
        });
        const stdout = new Collected();
        const stderr = new Collected();
        let settled = false;
        const finish = (result) => {
            if (settled)
                return;
            settled = true;
            clearTimeout(timer);
            if (child.pid !== undefined)
                killGroup(child.pid);
            child.stdout.destroy();
            child.stderr.destroy();
            resolve(result);
        };
        const timer = setTimeout(() => finish({ type: 'timeout', stderr: stderr.text() }), options.timeoutMs);
        if (child.pid !== undefined)
            track(child.pid);
        child.on('error', error => finish({ type: 'failed', message: error.message }));
        child.stdout.on('data', (chunk) => {
            stdout.add(chunk);
            if (stdout.bytes > options.outputBytes)
                finish({ type: 'too-large' });
        });
        child.stderr.on('data', (chunk) => {
            if (stderr.bytes < STDERR_BYTES)
                stderr.add(chunk.subarray(0, STDERR_BYTES - stderr.bytes));
        });
        child.on('close', (code, signal) => {
            if (code === null)
                finish({ type: 'failed', message: `it was ended by ${signal}` });
            else
                finish({ type: 'exit', code, stdout: stdout.text(), stderr: stderr.text() });
        });
    });
}
class Collected {
    bytes = 0;
    chunks = [];
    add(chunk) {
        this.chunks.push(chunk);
        this.bytes += chunk.length;
    }
    text() {
        return Buffer.concat(this.chunks).toString('utf8');
    }
}
function track(pid) {
    groups.add(pid);
    if (hooked)
        return;
    hooked = true;
    process.once('exit', () => {
        for (const group of groups)
            killGroup(group);
    });
}
function killGroup(pid) {
    groups.delete(pid);
    try {
        process.kill(-pid, 'SIGKILL');
    }
    catch {
        // The group is gone already.
    }
}
//# sourceMappingURL=run.js.map
;// CONCATENATED MODULE: ./lib/src/render/system/helm.js










/** Folder of the chart in the workspace. */
const CHART = 'chart';
/**
 * Renders a chart with the `helm` on PATH.
 * @throws {RenderFailure} when the tool does not come to an end, or is too old for what the request uses
 */
async function renderWithHelm(tool, workspace, request, limits) {
    for (const file of request.files)
        await workspace.write(`${CHART}/${file.path}`, file.content);
    for (const [index, { content }] of request.values.entries())
        await workspace.write(valuesPath(index), content);
    const setFiles = Object.entries(request.setFiles);
    for (const [index, [, content]] of setFiles.entries())
        await workspace.write(`set/${index}`, content);
    const setPaths = new Map(setFiles.map(([name], index) => [name, `set/${index}`]));
    const result = await run(tool.command, [...tool.prefix, ...helmArguments(tool, request, setPaths)], {
        cwd: workspace.files,
        env: workspace.environment(),
        ...limits,
    });
    const { code, stdout, stderr } = finished(result, tool, limits);
    const origins = (0,template_origins/* templateOrigins */.q)(request.files);
    if (code !== 0)
        return failed(tool, request, workspace.clean(stderr), origins);
    return {
        ok: true,
        documents: documentsOf(stdout, origins),
        engine: tool.engine,
        warnings: warningsIn(workspace.clean(stderr)),
        ...((0,chance/* usesChance */.N)(request) ? { varies: true } : {}),
    };
}
function valuesPath(index) {
    return `values/${index}.yaml`;
}
function helmArguments(tool, request, setPaths) {
    const { set } = request;
    requireVersion(tool, set.json.length > 0, 10, '--set-json');
    requireVersion(tool, set.literal.length > 0, 12, '--set-literal');
    const files = set.file.map(argument => (0,set_file/* withSetFilePaths */.p)(argument, path => setPaths.get(path) ?? path));
    return [
        `--namespace=${request.namespace}`,
        ...(request.includeCrds ? ['--include-crds'] : []),
        ...(request.kubernetes === undefined ? [] : [`--kube-version=${request.kubernetes}`]),
        ...request.apiVersions.map(version => `--api-versions=${version}`),
        ...request.values.map((_, index) => `--values=${valuesPath(index)}`),
        ...set.json.map(argument => `--set-json=${argument}`),
        ...set.plain.map(argument => `--set=${argument}`),
        ...set.string.map(argument => `--set-string=${argument}`),
        ...files.map(argument => `--set-file=${argument}`),
        ...set.literal.map(argument => `--set-literal=${argument}`),
        '--',
        request.releaseName,
        `./${CHART}`,
    ];
}
function requireVersion(tool, used, minor, flag) {
    if (!used || tool.version.major > 3 || tool.version.minor >= minor)
        return;
    throw new failure/* RenderFailure */.bh({
        code: 'tool-too-old',
        message: `${tool.command} is helm ${tool.version.text}, and ${flag} needs 3.${minor} or newer`,
        hint: 'Install a newer helm, or use the embedded engine',
    });
}
/**
 * Helm's output as documents. Helm writes a line `# Source:` after the separator before each manifest; a file of
 * crds/ is printed as it is, so its further documents have none and belong to the one before.
 */
function documentsOf(stdout, origins) {
    const headers = sourceHeaders(stdout);
    let next = 0;
    let source;
    return (0,manifest/* splitDocuments */.ZF)(stdout).map(({ text, line }) => {
        for (let header = headers[next]; header !== undefined && header.line <= line; header = headers[next]) {
            source = origins(header.name)?.origin;
            next += 1;
        }
        return source === undefined ? { text } : { text, source };
    });
}
/** The `# Source:` lines that stand directly after a separator, with their 0-based lines. */
function sourceHeaders(stdout) {
    const prefix = '# Source: ';
    const lines = stdout.split('\n');
    return lines.flatMap((line, index) => line.startsWith(prefix) && lines[index - 1] === '---'
        ? [{ line: index, name: line.slice(prefix.length).trim() }]
        : []);
}
/** Lines that Helm prints while it succeeds: `coalesce.go:301: warning: ...`, `level=WARN msg=...`. */
function warningsIn(stderr) {
    return stderr
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
        .slice(0, 100);
}
function failed(tool, request, stderr, origins) {
    const byPath = new Map(request.files.map(file => [file.path, file]));
    const text = (path) => {
        const content = byPath.get(path)?.content;
        return content === undefined ? undefined : new TextDecoder().decode(content);
    };
    const error = (0,errors/* classifyHelmError */.B9)(stderr, (0,chart_files/* chartMetadata */._9)(text).name ?? '');
    const index = /^values\/(\d+)\.yaml$/.exec(error.file ?? '')?.[1];
    const values = index === undefined ? undefined : request.values[Number(index)];
    const input = error.file === undefined ? undefined : (origins(error.file) ?? byPath.get(error.file));
    const file = values?.name ?? input?.origin;
    const message = values === undefined ? error.message : error.message.replaceAll(error.file ?? '', values.name);
    const chart = byPath.get('Chart.yaml')?.origin ?? 'Chart.yaml';
    // Lines of a template in a packed chart are not lines of the archive.
    const exact = file !== undefined && !file.endsWith('.tgz');
    return {
        ok: false,
        engine: tool.engine,
        problem: {
            code: error.code,
            message,
            ...(0,hints/* hintFor */.J)(error.code, chart),
            file: file ?? chart,
            ...(exact && error.line !== undefined ? { line: error.line } : {}),
            ...(exact && error.column !== undefined ? { column: error.column } : {}),
            gates: true,
        },
    };
}
//# sourceMappingURL=helm.js.map
// EXTERNAL MODULE: ./lib/src/repository/index.js + 12 modules
var repository = __webpack_require__(2038);
// EXTERNAL MODULE: ./lib/src/target.js
var target = __webpack_require__(25961);
// EXTERNAL MODULE: ./lib/src/render/kustomization-edit.js
var kustomization_edit = __webpack_require__(20959);
// EXTERNAL MODULE: ./lib/src/render/kustomization-graph.js
var kustomization_graph = __webpack_require__(66415);
// EXTERNAL MODULE: ./lib/src/render/yaml.js
var yaml = __webpack_require__(63516);
;// CONCATENATED MODULE: ./lib/src/render/system/origin-annotation.js

const KEY = '    config.kubernetes.io/origin: ';
/**
 * Takes the origin annotation out of a document that Kustomize printed, which is the last thing it adds, so that
 * the rest is byte for byte what it prints without. Undefined when the document has none.
 */
function takeOrigin(text) {
    const lines = text.split('\n');
    const metadata = lines.indexOf('metadata:');
    if (metadata === -1)
        return undefined;
    const end = blockEnd(lines, metadata, '  ');
    const annotations = lines.indexOf('  annotations:', metadata);
    if (annotations === -1 || annotations >= end)
        return undefined;
    const annotationsEnd = blockEnd(lines, annotations, '    ');
    const start = lines.findIndex((line, index) => index > annotations && index < annotationsEnd && line.startsWith(KEY));
    if (start === -1)
        return undefined;
    const stop = blockEnd(lines, start, '      ');
    const block = lines
        .slice(start, stop)
        .map(line => line.slice(4))
        .join('\n');
    const value = (0,yaml/* textAt */.$6)((0,yaml/* readYamlMap */.ii)(block) ?? {}, KEY.trim().slice(0, -1));
    const content = (0,yaml/* readYamlMap */.ii)(value ?? '') ?? {};
    const alone = annotations + 1 === start && stop === annotationsEnd;
    lines.splice(alone ? annotations : start, stop - (alone ? annotations : start));
    return {
        text: lines.join('\n'),
        origin: {
            path: (0,yaml/* textAt */.$6)(content, 'path'),
            configuredIn: (0,yaml/* textAt */.$6)(content, 'configuredIn'),
            repo: (0,yaml/* textAt */.$6)(content, 'repo'),
        },
    };
}
/** The first line after `start` that is indented less than `indent`; empty lines of block scalars have no indent. */
function blockEnd(lines, start, indent) {
    let end = start + 1;
    while (end < lines.length && (lines[end] === '' || lines[end]?.startsWith(indent) === true))
        end += 1;
    while (lines[end - 1] === '')
        end -= 1;
    return end;
}
//# sourceMappingURL=origin-annotation.js.map
;// CONCATENATED MODULE: ./lib/src/render/system/kustomize.js












const OPTION = 'originAnnotations';
/**
 * Builds a kustomization with the `kustomize` on PATH.
 *
 * Kustomize tells where a resource came from only as an annotation that the top kustomization asks for. The copy in
 * the workspace asks for it, and the annotation is taken out of the output again. Where a file speaks of annotations
 * itself it could see the difference; then the build without them is the result, and the one with them only says
 * where each document came from.
 * @throws {RenderFailure} when the tool does not come to an end, and for files it would fetch
 */
async function renderWithKustomize(tool, workspace, request, limits) {
    const kustomizations = readKustomizations(request);
    refuseRemote(request, kustomizations);
    for (const file of request.files)
        await workspace.write(file.path, file.content);
    const build = async () => {
        const result = await run(tool.command, [...tool.prefix, ...buildArguments(request)], {
            cwd: workspace.files,
            env: workspace.environment(),
            ...limits,
        });
        const { code, stdout, stderr } = finished(result, tool, limits);
        return { ok: code === 0, stdout, stderr: workspace.clean(stderr) };
    };
    const top = kustomizations.find(({ path }) => (0,repository/* folderOf */.yS)(path) === request.root);
    const edited = top === undefined ? undefined : withOrigins(top);
    let traced;
    if (top !== undefined && edited !== undefined) {
        await workspace.replace(top.path, new TextEncoder().encode(edited));
        const built = await build();
        traced = built.ok ? tracedDocuments(built.stdout, request.root) : undefined;
        if (traced !== undefined && !mentionsAnnotations(request))
            return rendered(tool, traced, built.stderr);
        await workspace.replace(top.path, new TextEncoder().encode(top.text));
    }
    const built = await build();
    if (!built.ok)
        return kustomize_failed(tool, request, kustomizations, built.stderr);
    const asked = top !== undefined && asksForOrigins(top.content);
    const documents = (0,manifest/* splitDocuments */.ZF)(built.stdout).map(({ text }, index) => {
        if (asked)
            return { text, ...sourceOf(takeOrigin(text)?.origin, request.root) };
        const other = traced?.[index];
        return other?.source !== undefined && other.text === text ? { text, source: other.source } : { text };
    });
    return rendered(tool, documents, built.stderr);
}
/**
 * The kustomizations of a request, preferred names first.
 * @throws {RenderFailure} for one that is not readable here: what Kustomize might fetch for it could not be told
 */
function readKustomizations(request) {
    const names = target/* KUSTOMIZATION_NAMES */.H;
    return request.files
        .filter(({ path }) => names.includes((0,repository/* nameOf */.Vb)(path)))
        .sort((a, b) => names.indexOf((0,repository/* nameOf */.Vb)(a.path)) - names.indexOf((0,repository/* nameOf */.Vb)(b.path)))
        .map(({ path, content: bytes }) => {
        const text = new TextDecoder().decode(bytes);
        const content = (0,yaml/* readYamlMap */.ii)(text);
        if (content === undefined) {
            throw new failure/* RenderFailure */.bh({
                code: 'kustomization-invalid',
                message: `${path} is not a readable YAML mapping`,
                ...(0,hints/* hintFor */.J)('kustomization-invalid', path),
                file: path,
            });
        }
        return { path, text, content };
    });
}
function refuseRemote(request, kustomizations) {
    const folders = new Set();
    for (const { path } of request.files) {
        for (let folder = path; folder !== '' && !folders.has(folder); folder = (0,repository/* folderOf */.yS)(folder))
            folders.add(folder);
    }
    for (const { path, text, content } of kustomizations) {
        const [first] = (0,kustomization_graph/* remoteReferences */.Vw)({ folder: (0,repository/* folderOf */.yS)(path), text, content }, found => folders.has(found));
        if (first === undefined)
            continue;
        throw new failure/* RenderFailure */.bh({
            code: 'remote-base',
            message: `the remote base ${first.value} was not evaluated: kubeproof renders without network access`,
            ...(0,hints/* hintFor */.J)('remote-base', path),
            file: path,
            ...(first.line === undefined ? {} : { line: first.line }),
        });
    }
}
function buildArguments(request) {
    const restrictor = request.loadRestrictor === 'none' ? 'LoadRestrictionsNone' : 'LoadRestrictionsRootOnly';
    return [`--load-restrictor=${restrictor}`, request.root === '' ? '.' : `./${request.root}`];
}
function asksForOrigins(content) {
    return (0,yaml/* listAt */.gT)(content, 'buildMetadata').includes(OPTION);
}
/** The top kustomization asking for origins, or undefined when it does already. */
function withOrigins({ text, content }) {
    if (asksForOrigins(content))
        return undefined;
    return (0,kustomization_edit/* editKustomization */.I)(text, content, { remove: [], append: { buildMetadata: [OPTION] } });
}
/** Documents without the annotation, each with its source; undefined when one does not carry the annotation. */
function tracedDocuments(stdout, root) {
    const documents = [];
    for (const { text } of (0,manifest/* splitDocuments */.ZF)(stdout)) {
        const taken = takeOrigin(text);
        if (taken === undefined)
            return undefined;
        documents.push({ text: taken.text, ...sourceOf(taken.origin, root) });
    }
    return documents;
}
function sourceOf(origin, root) {
    const path = origin?.configuredIn ?? origin?.path;
    if (path === undefined || origin?.repo !== undefined)
        return {};
    const source = (0,repository/* resolvePath */.o1)(root, path);
    return source === undefined ? {} : { source };
}
/** Whether a file could see the annotation: a replacement or JSON patch that speaks of annotations by path. */
function mentionsAnnotations(request) {
    return request.files.some(({ content }) => {
        const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
        return text.includes('metadata/annotations') || text.includes('metadata.annotations');
    });
}
function rendered(tool, documents, stderr) {
    const warnings = stderr
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '' && !line.startsWith('# Warning'))
        .slice(0, 100);
    return { ok: true, documents, engine: tool.engine, warnings };
}
function kustomize_failed(tool, request, kustomizations, stderr) {
    const error = (0,errors/* classifyKustomizeError */.AP)(stderr);
    const main = kustomizations.find(({ path }) => (0,repository/* folderOf */.yS)(path) === request.root)?.path ??
        (0,repository/* joinPath */.uJ)(request.root, target/* KUSTOMIZATION_NAMES */.H[0]);
    return {
        ok: false,
        engine: tool.engine,
        problem: {
            code: error.code,
            message: error.message,
            ...(0,hints/* hintFor */.J)(error.code, main),
            file: main,
            ...placeOf(error, request, kustomizations),
            gates: true,
        },
    };
}
/** The broken file itself, which Kustomize names as its entry does, or the entry that names a missing or refused one. */
function placeOf(error, request, kustomizations) {
    if (error.file === undefined)
        return {};
    const present = new Set(request.files.map(({ path }) => path));
    for (const { path, text } of kustomizations) {
        for (const { value, line } of (0,yaml/* scalarsIn */.PX)(text)) {
            const named = (0,repository/* resolvePath */.o1)((0,repository/* folderOf */.yS)(path), value.replace(/^[^=/]*=/, ''));
            if (named === undefined)
                continue;
            if (error.code !== 'yaml-invalid') {
                if (named === error.file)
                    return { file: path, line };
            }
            else if (value === error.file && present.has(named)) {
                return { file: named, ...(error.line === undefined ? {} : { line: error.line }) };
            }
        }
    }
    return {};
}
//# sourceMappingURL=kustomize.js.map
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(73836);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./lib/src/render/system/workspace.js




/** A temporary folder that holds exactly the files of one render, and the homes a tool may write to. */
class Workspace {
    folder;
    /** The tool's working folder: what it is given lies below. */
    files;
    constructor(folder) {
        this.folder = folder;
        this.files = (0,external_node_path_.join)(folder, 'work');
    }
    static async create() {
        const workspace = new Workspace(await (0,promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), 'kubeproof-')));
        await (0,promises_.mkdir)(workspace.files);
        for (const name of ['home', 'cache', 'config', 'data', 'plugins', 'tmp', 'bin'])
            await (0,promises_.mkdir)((0,external_node_path_.join)(workspace.folder, name));
        return workspace;
    }
    /**
     * Writes a file below {@link files}.
     * @throws {RenderFailure} for a path that would lead anywhere else, or that the file system refuses
     */
    async write(path, content) {
        const steps = path.split('/');
        if (steps.some(step => step === '' || step === '.' || step === '..') || /[\\\0]/.test(path)) {
            throw new failure/* RenderFailure */.bh({
                code: 'file-name-refused',
                message: `The file name ${JSON.stringify(path)} cannot be given to a tool`,
                hint: 'Rename the file',
            });
        }
        const target = (0,external_node_path_.join)(this.files, ...steps);
        try {
            await (0,promises_.mkdir)((0,external_node_path_.dirname)(target), { recursive: true });
            // wx: never through a link, never over another file.
            await (0,promises_.writeFile)(target, content, { flag: 'wx', mode: 0o600 });
        }
        catch (error) {
            const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
            throw new failure/* RenderFailure */.bh({
                code: 'file-name-refused',
                message: `The file ${path} could not be written to the temporary folder (${reason})`,
                hint: 'Rename the file when its name is the cause, or free space in the temporary folder',
            });
        }
    }
    /** Gives a file that {@link write} wrote a new content. */
    async replace(path, content) {
        await (0,promises_.writeFile)((0,external_node_path_.join)(this.files, path), content);
    }
    /** Removes absolute paths of this machine from a tool's message. */
    clean(text) {
        return text
            .replaceAll(`/private${this.files}`, this.files)
            .replaceAll(`${this.files}/`, '')
            .replaceAll(this.files, '.')
            .replaceAll(this.folder, '');
    }
    async remove() {
        await (0,promises_.rm)(this.folder, { recursive: true, force: true });
    }
    /**
     * The environment of a tool: nothing of this process but the clock zone of UTC. No PATH, so that it starts no
     * other program (git, plugins, post-renderers); homes that are empty; a proxy that nobody answers at, so that an
     * address in a file cannot be fetched.
     */
    environment() {
        const at = (name) => (0,external_node_path_.join)(this.folder, name);
        const nobody = 'http://127.0.0.1:9';
        return {
            PATH: at('bin'),
            HOME: at('home'),
            TMPDIR: at('tmp'),
            LANG: 'C.UTF-8',
            TZ: 'UTC',
            HELM_CACHE_HOME: at('cache'),
            HELM_CONFIG_HOME: at('config'),
            HELM_DATA_HOME: at('data'),
            HELM_PLUGINS: at('plugins'),
            KUSTOMIZE_PLUGIN_HOME: at('plugins'),
            XDG_CACHE_HOME: at('cache'),
            XDG_CONFIG_HOME: at('config'),
            XDG_DATA_HOME: at('data'),
            HTTP_PROXY: nobody,
            HTTPS_PROXY: nobody,
            http_proxy: nobody,
            https_proxy: nobody,
        };
    }
}
//# sourceMappingURL=workspace.js.map
;// CONCATENATED MODULE: ./lib/src/render/system/tools.js





/** `helm version` itself takes milliseconds; a wrapper script may take longer. */
const VERSION_TIMEOUT_MS = 20_000;
const VERSION_BYTES = 64 * 1024;
/** OCI charts and today's `--include-crds` output came with 3.8. */
const OLDEST_HELM = { major: 3, minor: 8 };
/** First with today's `buildMetadata`, `--load-restrictor` names and field order. */
const OLDEST_KUSTOMIZE = { major: 5, minor: 0 };
/** The `helm` on PATH. */
async function findHelm(path) {
    const command = await which('helm', path);
    if (command === undefined)
        return missing('helm', 'helm is not on PATH', 'Install Helm 3.8 or newer');
    const output = await ask(command, ['version', '--template', '{{.Version}}']);
    if (!output.ok)
        return missing('helm', `${command} does not tell its version: ${output.message}`, RUNNABLE);
    return accept('helm', command, ['template'], output.text, OLDEST_HELM);
}
/** The `kustomize` on PATH, or the one inside `kubectl`. */
async function findKustomize(path) {
    const kustomize = await which('kustomize', path);
    if (kustomize !== undefined) {
        const output = await ask(kustomize, ['version']);
        if (!output.ok)
            return missing('kustomize', `${kustomize} does not tell its version: ${output.message}`, RUNNABLE);
        return accept('kustomize', kustomize, ['build'], output.text, OLDEST_KUSTOMIZE);
    }
    const kubectl = await which('kubectl', path);
    if (kubectl === undefined) {
        return missing('kustomize', 'neither kustomize nor kubectl is on PATH', 'Install Kustomize 5.0 or newer');
    }
    const output = await ask(kubectl, ['version', '--client', '--output', 'json']);
    if (!output.ok)
        return missing('kustomize', `${kubectl} does not tell its version: ${output.message}`, RUNNABLE);
    const version = /"kustomizeVersion"\s*:\s*"([^"]*)"/.exec(output.text)?.[1] ?? '';
    return accept('kustomize', kubectl, ['kustomize'], version, OLDEST_KUSTOMIZE);
}
const RUNNABLE = 'Put the program itself on PATH: kubeproof runs it in an empty environment, where version managers and wrapper scripts do not work';
function accept(tool, command, prefix, output, oldest) {
    const version = readVersion(output);
    if (version === undefined) {
        return missing(tool, `${command} answers "${output.trim().slice(0, 200)}" when asked for its version`, RUNNABLE);
    }
    const engine = { engine: 'system', tool, version: version.text };
    if (version.major < oldest.major || (version.major === oldest.major && version.minor < oldest.minor)) {
        const problem = {
            code: 'tool-too-old',
            message: `${command} is ${tool} ${version.text}, and kubeproof needs ${oldest.major}.${oldest.minor} or newer`,
            hint: `Install a newer ${tool}, or use the embedded engine`,
        };
        return { ok: false, problem, engine };
    }
    return { ok: true, tool: { command, prefix, version, engine } };
}
function missing(tool, message, hint) {
    return {
        ok: false,
        problem: {
            code: 'tool-missing',
            message: `The system engine cannot render: ${message}`,
            hint: `${hint}, or use the embedded engine`,
        },
        engine: { engine: 'system', tool, version: '' },
    };
}
/** The first semantic version in an answer: `v3.14.0+g3fc9f4b`, `{Version:kustomize/v4.5.7 ...}`. */
function readVersion(text) {
    const match = /(?:^|[v/\s])(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[0-9A-Za-z.-]{1,64})?/.exec(text.slice(0, 4096));
    if (match === null)
        return undefined;
    const [, major, minor, patch, pre] = match;
    return { major: Number(major), minor: Number(minor), text: `${major}.${minor}.${patch}${pre ?? ''}` };
}
async function ask(command, args) {
    const workspace = await Workspace.create();
    try {
        const result = await run(command, args, {
            cwd: workspace.files,
            env: workspace.environment(),
            timeoutMs: VERSION_TIMEOUT_MS,
            outputBytes: VERSION_BYTES,
        });
        switch (result.type) {
            case 'exit':
                if (result.code === 0)
                    return { ok: true, text: result.stdout };
                return {
                    ok: false,
                    message: `exit status ${result.code}, ${workspace.clean(result.stderr).trim().slice(0, 300)}`,
                };
            case 'timeout':
                return { ok: false, message: `no answer within ${VERSION_TIMEOUT_MS / 1000} seconds` };
            case 'too-large':
                return { ok: false, message: 'its answer does not end' };
            case 'failed':
                return { ok: false, message: result.message };
        }
    }
    finally {
        await workspace.remove();
    }
}
/** The executable of that name in the first absolute folder of PATH: a relative one could lie in the repository. */
async function which(name, path) {
    for (const folder of path.split(external_node_path_.delimiter)) {
        if (!(0,external_node_path_.isAbsolute)(folder))
            continue;
        const file = (0,external_node_path_.join)(folder, name);
        try {
            await (0,promises_.access)(file, external_node_fs_.constants.X_OK);
            if ((await (0,promises_.stat)(file)).isFile())
                return file;
        }
        catch {
            // Not here.
        }
    }
    return undefined;
}
//# sourceMappingURL=tools.js.map
;// CONCATENATED MODULE: ./lib/src/render/system/index.js





/**
 * `helm` (3.8 or newer) and `kustomize` (5.0 or newer, or the one in `kubectl`) from PATH. Each render runs in a
 * temporary folder with exactly the files of the request, an empty environment, no plugins, no post-renderers, a
 * deadline and an output limit. Tools are looked up once, when the first render needs them.
 */
function createSystemEngine(options) {
    const path = options.path ?? process.env.PATH ?? '';
    let helm;
    let kustomize;
    return {
        renderChart(request) {
            helm ??= findHelm(path);
            return inWorkspace(helm, (tool, workspace) => renderWithHelm(tool, workspace, request, options.limits));
        },
        renderKustomization(request) {
            kustomize ??= findKustomize(path);
            return inWorkspace(kustomize, (tool, workspace) => renderWithKustomize(tool, workspace, request, options.limits));
        },
        async close() {
            // Nothing lives longer than a render: each removes its own folder, and its processes end with it.
        },
    };
}
async function inWorkspace(finding, render) {
    const found = await finding;
    if (!found.ok)
        return system_failed(found.problem, found.engine);
    const workspace = await Workspace.create();
    try {
        return await render(found.tool, workspace);
    }
    catch (error) {
        if (error instanceof failure/* RenderFailure */.bh)
            return system_failed(error.problem, found.tool.engine);
        throw error;
    }
    finally {
        await workspace.remove();
    }
}
function system_failed(problem, engine) {
    return { ok: false, problem: { ...problem, gates: true }, engine };
}
//# sourceMappingURL=index.js.map

/***/ })

};
