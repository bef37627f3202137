export const id = 591;
export const ids = [591];
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

/***/ 86972:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createEmbeddedEngine: () => (/* reexport */ createEmbeddedEngine),
  runEmbeddedWorker: () => (/* reexport */ runEmbeddedWorker)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./lib/src/target.js
var target = __webpack_require__(25961);
// EXTERNAL MODULE: ./lib/src/render/chance.js
var chance = __webpack_require__(90451);
// EXTERNAL MODULE: ./lib/src/render/types.js
var types = __webpack_require__(28274);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(73836);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./lib/src/problems.js
var problems = __webpack_require__(49344);
;// CONCATENATED MODULE: ./lib/src/render/embedded/assets.js






const decompress = (0,external_node_util_.promisify)(external_node_zlib_.brotliDecompress);
/** The engine modules that were shipped, loaded when first asked for and then kept. */
class Assets {
    folder;
    manifest;
    modules = new Map();
    constructor(folder) {
        this.folder = folder;
    }
    /** Which tool and version a module is. */
    async version(name) {
        this.manifest ??= this.read('manifest.json').then(content => JSON.parse(content.toString()));
        const { tool, version } = (await this.manifest).modules[name];
        return { engine: 'embedded', tool, version };
    }
    /** The compiled module. */
    module(name) {
        let module = this.modules.get(name);
        if (module === undefined) {
            module = this.compile(name);
            this.modules.set(name, module);
        }
        return module;
    }
    async compile(name) {
        const bytes = await decompress(await this.read(`${name}.wasm.br`));
        // Functions are then checked and compiled when they are first called; a render calls few of them.
        (0,external_node_v8_.setFlagsFromString)('--wasm-lazy-compilation');
        (0,external_node_v8_.setFlagsFromString)('--wasm-lazy-validation');
        return new WebAssembly.Module(bytes);
    }
    async read(file) {
        try {
            return await (0,promises_.readFile)((0,external_node_path_.join)(this.folder, file));
        }
        catch (error) {
            throw new problems/* ProblemError */.Mm({
                code: 'engine-missing',
                message: `the embedded engine cannot be read: ${error.message}`,
                hint: 'Install kubeproof again, or check out dist/ completely: its engine folder belongs to it.',
                gates: true,
            });
        }
    }
}
//# sourceMappingURL=assets.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/message.js
/**
 * The form of requests and replies, see engine/shared/abi: a little-endian uint32 with the length of a JSON header,
 * the header, then all blobs without a gap; the header's `blobs` lists their lengths.
 */
/** Collects blobs while a header is built. */
class Blobs {
    parts = [];
    /** The index under which the header refers to `content`. */
    add(content) {
        return this.parts.push(content) - 1;
    }
    /** A request in a buffer of its own, ready to be transferred. */
    encode(header) {
        const json = new TextEncoder().encode(JSON.stringify({ ...header, blobs: this.parts.map(part => part.byteLength) }));
        const size = this.parts.reduce((sum, part) => sum + part.byteLength, 4 + json.byteLength);
        const message = new Uint8Array(size);
        new DataView(message.buffer).setUint32(0, json.byteLength, true);
        message.set(json, 4);
        let at = 4 + json.byteLength;
        for (const part of this.parts) {
            message.set(part, at);
            at += part.byteLength;
        }
        return message;
    }
}
/** Reads a reply; bytes that are not UTF-8 become U+FFFD. */
function decodeReply(message) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
    const header = JSON.parse(decoder.decode(message.subarray(4, 4 + length)));
    let at = 4 + length;
    const documents = (header.documents ?? []).map((document, index) => {
        const end = at + (header.blobs?.[index] ?? 0);
        const text = decoder.decode(message.subarray(at, end));
        at = end;
        return document.source === undefined ? { text } : { text, source: document.source };
    });
    return { ...(header.error && { error: header.error }), documents, warnings: header.warnings ?? [] };
}
//# sourceMappingURL=message.js.map
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(75919);
;// CONCATENATED MODULE: ./lib/src/render/embedded/pool.js


/** Room in a reply for the header with sources and warnings, beside the rendered text. */
const HEADER_BYTES = 4 * 1024 * 1024;
/** Megabytes of stack: templates that include each other a thousand times are legal, and need more than the default. */
const STACK_MB = 32;
/** A worker thread with at most one call under way. */
class Slot {
    worker;
    modules = new Set();
    job;
    deadline;
    constructor(file) {
        this.worker = new external_node_worker_threads_.Worker(file, {
            resourceLimits: { stackSizeMb: STACK_MB },
            env: {},
            argv: [],
            execArgv: [],
        });
        this.worker.unref();
    }
    send(message, transfer = []) {
        this.worker.postMessage(message, transfer);
    }
}
/**
 * Runs calls in worker threads: as many as allowed, each stopped at its deadline. A worker whose memory has grown is
 * replaced (a new one costs tens of milliseconds), and so is one whose engine died.
 */
class Pool {
    options;
    slots = new Set();
    queue = [];
    ending = 0;
    closed = false;
    constructor(options) {
        this.options = options;
    }
    /** Workers that exist now. */
    get size() {
        return this.slots.size;
    }
    /**
     * @param name the engine to call
     * @param encode makes the encoded request, once per attempt: its buffer is handed over to the worker
     * @throws when the pool is closed or a worker cannot start
     */
    call(name, encode, options = { otherwise: false, fresh: false }) {
        if (this.closed)
            return Promise.reject(new Error('the embedded engine was closed'));
        return new Promise((resolve, reject) => {
            this.queue.push({ name, encode, options, resolve, reject, retried: false });
            void this.next();
        });
    }
    async close() {
        this.closed = true;
        const error = new Error('the embedded engine was closed');
        for (const job of this.queue.splice(0))
            job.reject(error);
        const slots = [...this.slots];
        for (const slot of slots) {
            const job = this.release(slot);
            this.slots.delete(slot);
            job?.reject(error);
        }
        await Promise.all(slots.map(slot => slot.worker.terminate()));
    }
    async next() {
        const waiting = this.queue[0];
        if (waiting === undefined)
            return;
        let module;
        try {
            module = await this.options.assets.module(waiting.name);
        }
        catch (error) {
            const at = this.queue.indexOf(waiting);
            if (at >= 0)
                this.queue.splice(at, 1);
            waiting.reject(error);
            return;
        }
        // Another call of this function may have taken the job, or all workers, while the module was loading.
        if (this.queue[0] !== waiting)
            return;
        const slot = this.freeSlot(waiting.name);
        if (slot === undefined)
            return;
        this.queue.shift();
        this.start(slot, waiting, module);
        void this.next();
    }
    freeSlot(name) {
        const free = [...this.slots].filter(slot => slot.job === undefined);
        const warm = free.find(slot => slot.modules.has(name));
        if (warm !== undefined)
            return warm;
        if (this.slots.size + this.ending < this.options.maxWorkers)
            return this.open();
        return free[0];
    }
    open() {
        const slot = new Slot(this.options.worker);
        this.slots.add(slot);
        slot.worker.on('message', (answer) => this.finish(slot, answer));
        slot.worker.on('error', error => this.finish(slot, { type: 'trap', message: String(error), output: '' }));
        slot.worker.on('exit', code => {
            if (slot.job !== undefined)
                this.finish(slot, { type: 'trap', message: `worker exited with ${code}`, output: '' });
            this.slots.delete(slot);
        });
        return slot;
    }
    start(slot, job, module) {
        slot.job = job;
        slot.worker.ref();
        if (!slot.modules.has(job.name)) {
            slot.modules.add(job.name);
            slot.send({ type: 'module', name: job.name, module });
        }
        slot.deadline = setTimeout(() => {
            this.release(slot);
            this.drop(slot);
            job.resolve({ type: 'timeout' });
            void this.next();
        }, this.options.limits.timeoutMs);
        const replyBytes = this.options.limits.outputBytes + HEADER_BYTES;
        const request = job.encode();
        const call = { type: 'call', name: job.name, request, replyBytes, ...job.options };
        slot.send(call, [request.buffer]);
    }
    finish(slot, answer) {
        const job = this.release(slot);
        if (job === undefined)
            return;
        if (answer.type === 'trap') {
            this.drop(slot);
            if (job.retried)
                job.resolve(answer);
            else {
                job.retried = true;
                this.queue.unshift(job);
            }
        }
        else {
            if (answer.memory > this.options.recycleBytes)
                this.drop(slot);
            if (answer.type === 'too-large')
                job.resolve({ type: 'too-large', bytes: answer.bytes });
            else {
                const { usedChance } = answer;
                job.resolve({ type: 'reply', reply: decodeReply(answer.reply), usedChance });
            }
        }
        void this.next();
    }
    /** Takes the job off a slot and stops its clock. An idle worker does not keep the process alive. */
    release(slot) {
        clearTimeout(slot.deadline);
        slot.worker.unref();
        const job = slot.job;
        slot.job = undefined;
        return job;
    }
    /** Ends a worker. Its place stays taken until its memory is free, so that two never hold it at once. */
    drop(slot) {
        this.slots.delete(slot);
        this.ending++;
        void slot.worker.terminate().then(() => {
            this.ending--;
            void this.next();
        });
    }
}
//# sourceMappingURL=pool.js.map
// EXTERNAL MODULE: ./lib/src/render/errors.js
var errors = __webpack_require__(65916);
;// CONCATENATED MODULE: ./lib/src/render/embedded/problems.js

const HINTS = {
    'dependency-missing': (_, { folder }) => `Run \`helm dependency build ${folder}\` and commit its charts folder; kubeproof downloads nothing.`,
    'values-schema': () => 'Correct the values, or the schema in values.schema.json.',
    'values-invalid': () => 'Correct the values named in the message.',
    'template-failed': () => 'The template refuses these values: set what it asks for, or render with a values file that does.',
    'template-invalid': () => 'Correct the template: it is not valid Go template text.',
    'yaml-invalid': () => 'The template renders text that is not YAML; check indentation and quoting at the named line of the output.',
    'chart-invalid': () => 'Correct the chart; `helm lint` gives the same message.',
    'chart-not-installable': () => 'A library chart is only rendered through the charts that depend on it.',
    'kubernetes-version': () => 'Set another Kubernetes version for this target, or widen kubeVersion in Chart.yaml.',
    'remote-base': () => 'kubeproof renders without network access: vendor the remote base into the repository.',
    'file-missing': () => 'Add the file, or remove the entry.',
    'kustomize-plugin': () => 'kubeproof runs no plugins: commit their output and list it under resources.',
    'kustomize-helm': () => 'Vendor the chart into the repository next to the kustomization; kubeproof downloads nothing.',
};
/** The problem behind an engine's error. */
function errorProblem(error, subject) {
    const file = error.file === undefined ? undefined : subject.origin(error.file);
    const hint = HINTS[error.code]?.(error, subject);
    return {
        code: error.code,
        message: error.code === 'dependency-missing' ? (0,errors/* eachNameOnce */.Gh)(oneLine(error.message)) : oneLine(error.message),
        ...(hint !== undefined && { hint }),
        file: file ?? subject.file,
        ...(file !== undefined && error.line !== undefined && { line: error.line }),
        ...(file !== undefined && error.column !== undefined && { column: error.column }),
        gates: true,
    };
}
/** The problem behind a call that gave no reply. */
function failureProblem(result, subject, limits) {
    const { tool, file } = subject;
    switch (result.type) {
        case 'timeout':
            return {
                code: 'render-timeout',
                message: `${tool} did not finish within ${limits.timeoutMs / 1000} seconds`,
                hint: 'Look for a loop or a recursion in the templates that does not end, or raise the time limit.',
                file,
                gates: true,
            };
        case 'too-large':
            return outputProblem(result.bytes, subject, limits);
        case 'trap':
            if (result.output.includes('out of memory') || result.message.includes('out of memory')) {
                return {
                    code: 'render-memory',
                    message: `${tool} needs more memory than the 1 GiB it may have`,
                    hint: 'Look for a template that repeats its output without end, or split the target.',
                    file,
                    gates: true,
                };
            }
            return {
                code: 'engine-trap',
                message: `${tool} stopped unexpectedly, twice: ${oneLine(`${result.message} ${result.output}`).slice(0, 500)}`,
                hint: 'Render with the system engine instead, and report this as a defect of kubeproof.',
                file,
                gates: true,
            };
    }
}
/** The problem of output beyond the limit. */
function outputProblem(bytes, subject, limits) {
    return {
        code: 'render-output-too-large',
        message: `${subject.tool} rendered ${bytes} bytes, more than the limit of ${limits.outputBytes}`,
        hint: 'Split the target, or raise the output limit.',
        file: subject.file,
        gates: true,
    };
}
/** Finds repository-relative paths by the engine's paths. */
function originsOf(files) {
    const origins = new Map(files.map(file => [file.path, file.origin]));
    return path => origins.get(path);
}
/** A library's message as one sentence: messages of problems have no line breaks. */
function oneLine(text) {
    const line = text
        .split('\n')
        .map(part => part.trim())
        .join(' ')
        .trim()
        .replace(/\.$/, '');
    return (0,errors/* withoutQuotedValues */.hw)(line);
}
//# sourceMappingURL=problems.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/engine.js








const MIB = 1024 * 1024;
/** Memory set aside per worker when their number is chosen: a build of a large kustomization can take this much. */
const WORKER_BYTES = 512 * MIB;
/**
 * The real Helm and Kustomize as WebAssembly, in worker threads. Nothing is loaded before the first render.
 *
 * Rendering rejects only when the engine was closed, or with a {@link ProblemError} `engine-missing` when the
 * modules cannot be read.
 */
function createEmbeddedEngine(options) {
    const limits = options.limits ?? types/* DEFAULT_LIMITS */.d;
    const maxWorkers = options.maxWorkers ?? defaultWorkers();
    const recycleBytes = options.recycleBytes ?? Math.max(32 * MIB, Math.floor((96 * MIB) / maxWorkers));
    const assets = new Assets(options.assets);
    const pool = new Pool({ assets, worker: options.worker, limits, maxWorkers, recycleBytes });
    const run = async (name, encode, subject, options = { otherwise: false, fresh: false }) => {
        const engine = await assets.version(name);
        const result = await pool.call(name, encode, options);
        if (result.type !== 'reply')
            return { ok: false, problem: failureProblem(result, subject, limits), engine };
        const { error, documents, warnings } = result.reply;
        if (error !== undefined)
            return { ok: false, problem: errorProblem(error, subject), engine };
        const bytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
        if (bytes > limits.outputBytes)
            return { ok: false, problem: outputProblem(bytes, subject, limits), engine };
        return {
            ok: true,
            documents: documents.map(({ text, source }) => {
                const origin = source === undefined ? undefined : subject.origin(source);
                return origin === undefined ? { text } : { text, source: origin };
            }),
            engine,
            warnings,
            ...(result.usedChance || options.fresh ? { varies: true } : {}),
        };
    };
    return {
        renderChart: request => run(request.helm === 3 ? 'helm3' : 'helm4', () => encodeChart(request), chartSubject(request), {
            otherwise: request.otherwise === true,
            fresh: (0,chance/* drawsNumbers */.Q)(request),
        }),
        renderKustomization: request => run('kustomize', () => encodeKustomization(request), kustomizationSubject(request)),
        close: () => pool.close(),
    };
}
function defaultWorkers() {
    return Math.max(1, Math.min(4, (0,external_node_os_.availableParallelism)(), Math.floor((0,external_node_os_.totalmem)() / 2 / WORKER_BYTES)));
}
function encodeChart(request) {
    const blobs = new Blobs();
    const named = (path, content) => ({ path, blob: blobs.add(content) });
    const header = {
        files: request.files.map(file => named(file.path, file.content)),
        values: request.values.map(file => named(file.name, file.content)),
        setJson: request.set.json,
        set: request.set.plain,
        setString: request.set.string,
        setFile: request.set.file,
        setLiteral: request.set.literal,
        setFiles: Object.entries(request.setFiles).map(([name, content]) => named(name, content)),
        releaseName: request.releaseName,
        namespace: request.namespace,
        kubernetes: request.kubernetes ?? '',
        apiVersions: request.apiVersions,
        includeCrds: request.includeCrds,
    };
    return blobs.encode(header);
}
function chartSubject(request) {
    const origin = originsOf(request.files);
    const values = new Set(request.values.map(({ name }) => name));
    const file = origin('Chart.yaml') ?? 'Chart.yaml';
    return {
        tool: 'Helm',
        file,
        folder: folderOf(file),
        origin: path => origin(path) ?? (values.has(path) ? path : undefined),
    };
}
function encodeKustomization(request) {
    const blobs = new Blobs();
    const files = request.files.map(({ path, content }) => ({ path, blob: blobs.add(content) }));
    return blobs.encode({ files, root: request.root, loadRestrictor: request.loadRestrictor });
}
function kustomizationSubject(request) {
    const origin = originsOf(request.files);
    const inRoot = target/* KUSTOMIZATION_NAMES */.H.map(name => (request.root === '' ? name : `${request.root}/${name}`));
    const known = inRoot.map(origin).find((path) => path !== undefined);
    return {
        tool: 'Kustomize',
        file: known ?? inRoot[0],
        folder: request.root === '' ? '.' : request.root,
        origin,
    };
}
function folderOf(file) {
    const at = file.lastIndexOf('/');
    return at < 0 ? '.' : file.slice(0, at);
}
//# sourceMappingURL=engine.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/sandbox.js
/**
 * Everything an engine can reach: its own memory, a clock, random bytes, and a place for error output.
 *
 * This is a WASI (preview 1) of our own instead of `node:wasi`, which is experimental: there are no files, no
 * environment and no sockets, because nothing here provides them. Time and randomness are the same in every run, so
 * that `now` and `randAlphaNum` in a chart give the same manifests for base and head; another of each is to be had for
 * finding out what depends on them.
 */
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NO_SUCH_FILE = 44;
const NOT_SUPPORTED = 58;
/** What templates see as now: 2025-01-01T00:00:00Z, in nanoseconds. */
const WALL_CLOCK = 1735689600000000000n;
/** How much later it is at another time: 403 days and odd hours, so that nothing of a date is as before. */
const LATER = 34865567000000000n;
/** The snapshot's monotonic clock stopped at about a second; ours goes on from an hour, so it never turns back. */
const MONOTONIC_START = 3600000000000n;
/** Bytes of error output that are kept, for the message when an engine dies. */
const MAX_ERROR_OUTPUT = 16 * 1024;
/** Thrown through WebAssembly when the Go runtime gives up. */
class EngineExit extends Error {
    constructor(status) {
        super(`the engine stopped with status ${status}`);
        this.name = 'EngineExit';
    }
}
/** A sandbox for one instance of `module`. */
function createSandbox(module) {
    let memory;
    let random = sequence(SEED);
    let wallClock = WALL_CLOCK;
    let usedChance = false;
    let output = '';
    const started = performance.now();
    /** Time the engine slept through without waiting, nanoseconds. */
    let skipped = 0n;
    const monotonic = () => MONOTONIC_START + skipped + BigInt(Math.round((performance.now() - started) * 1e6));
    const view = () => new DataView(memory.buffer);
    const known = {
        args_sizes_get(count, size) {
            view().setUint32(count, 0, true);
            view().setUint32(size, 0, true);
            return SUCCESS;
        },
        args_get: () => SUCCESS,
        environ_sizes_get(count, size) {
            view().setUint32(count, 0, true);
            view().setUint32(size, 0, true);
            return SUCCESS;
        },
        environ_get: () => SUCCESS,
        clock_time_get(clock, _precision, result) {
            if (clock === 0)
                usedChance = true;
            view().setBigUint64(result, clock === 0 ? wallClock : monotonic(), true);
            return SUCCESS;
        },
        random_get(start, length) {
            usedChance = true;
            const bytes = new Uint8Array(memory.buffer, start, length);
            for (let i = 0; i < bytes.length; i++)
                bytes[i] = random();
            return SUCCESS;
        },
        fd_write(_descriptor, vectors, count, written) {
            let total = 0;
            for (let i = 0; i < count; i++) {
                const start = view().getUint32(vectors + i * 8, true);
                const length = view().getUint32(vectors + i * 8 + 4, true);
                if (output.length < MAX_ERROR_OUTPUT) {
                    output += new TextDecoder().decode(new Uint8Array(memory.buffer, start, length));
                }
                total += length;
            }
            view().setUint32(written, total, true);
            return SUCCESS;
        },
        fd_fdstat_get(descriptor, result) {
            if (descriptor > 2)
                return BAD_DESCRIPTOR;
            new Uint8Array(memory.buffer, result, 24).fill(0);
            view().setUint8(result, 2);
            return SUCCESS;
        },
        fd_prestat_get: () => BAD_DESCRIPTOR,
        /**
         * Go's scheduler waits here for timers and files. There are no files, and nothing outside to wait for, so time
         * jumps to the deadline. A subscription has 48 bytes, an event 32. Refusing this call makes Go abort.
         */
        poll_oneoff(subscriptions, events, count, stored) {
            let found = 0;
            for (let i = 0; i < count; i++) {
                const at = subscriptions + i * 48;
                const isClock = view().getUint8(at + 8) === 0;
                if (!isClock)
                    continue;
                const event = events + found++ * 32;
                new Uint8Array(memory.buffer, event, 32).fill(0);
                view().setBigUint64(event, view().getBigUint64(at, true), true);
                const timeout = view().getBigUint64(at + 24, true);
                const isRelative = view().getUint16(at + 40, true) === 0;
                const now = monotonic();
                if (isRelative)
                    skipped += timeout;
                else if (timeout > now)
                    skipped += timeout - now;
            }
            view().setUint32(stored, found, true);
            return SUCCESS;
        },
        path_open: () => NO_SUCH_FILE,
        path_filestat_get: () => NO_SUCH_FILE,
        sched_yield: () => SUCCESS,
        proc_exit(status) {
            throw new EngineExit(status);
        },
    };
    const functions = {};
    for (const { name } of WebAssembly.Module.imports(module))
        functions[name] = known[name] ?? (() => NOT_SUPPORTED);
    return {
        imports: { wasi_snapshot_preview1: functions },
        attach(attached) {
            memory = attached;
        },
        reset(otherwise) {
            random = sequence(otherwise ? OTHER_SEED : SEED);
            wallClock = otherwise ? WALL_CLOCK + LATER : WALL_CLOCK;
            usedChance = false;
        },
        get usedChance() {
            return usedChance;
        },
        errorOutput: () => output,
    };
}
const SEED = 0x6b756265;
const OTHER_SEED = 0x6f746872;
/** Bytes of Chris Doty-Humphrey's small fast counter generator. */
function sequence(seed) {
    let a = seed;
    let b = 0x70726f6f;
    let c = 0x66000001;
    let counter = 1;
    const next = () => {
        const sum = (a + b + counter++) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = ((c << 21) | (c >>> 11)) + sum;
        return (sum >>> 24) & 0xff;
    };
    for (let i = 0; i < 15; i++)
        next();
    return next;
}
//# sourceMappingURL=sandbox.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/instance.js

/** One running engine with its memory. Not usable any more once a call threw. */
class EngineInstance {
    exports;
    sandbox;
    constructor(module) {
        this.sandbox = createSandbox(module);
        const instance = new WebAssembly.Instance(module, this.sandbox.imports);
        this.exports = instance.exports;
        this.sandbox.attach(this.exports.memory);
    }
    /**
     * Answers one request.
     *
     * @param request an encoded request
     * @param otherwise with other random bytes, and at another time
     * @returns the encoded reply, a view of the engine's memory that the next call invalidates
     * @throws when the engine trapped or gave up
     */
    call(request, otherwise = false) {
        this.sandbox.reset(otherwise);
        const at = this.exports.kubeproof_request(request.byteLength) >>> 0;
        new Uint8Array(this.exports.memory.buffer, at, request.byteLength).set(request);
        const packed = BigInt.asUintN(64, this.exports.kubeproof_call());
        return new Uint8Array(this.exports.memory.buffer, Number(packed >> 32n), Number(packed & 0xffffffffn));
    }
    /** Whether the last call asked for the time or for random bytes: then another may give another answer. */
    get usedChance() {
        return this.sandbox.usedChance;
    }
    /** Bytes of memory the instance holds; WebAssembly memory never shrinks. */
    get memory() {
        return this.exports.memory.buffer.byteLength;
    }
    /** What the engine wrote to its error output, for the message after a trap. */
    get errorOutput() {
        return this.sandbox.errorOutput();
    }
}
//# sourceMappingURL=instance.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/worker.js


/**
 * The worker's side: keeps one instance per module and answers one call at a time. Call it at the top of the script
 * that {@link createEmbeddedEngine} starts.
 *
 * @throws {Error} outside a worker thread
 */
function runEmbeddedWorker() {
    const port = external_node_worker_threads_.parentPort;
    if (port === null)
        throw new Error('runEmbeddedWorker only runs in a worker thread');
    const modules = new Map();
    const instances = new Map();
    port.on('message', (message) => {
        if (message.type === 'module') {
            modules.set(message.name, message.module);
            return;
        }
        let instance = instances.get(message.name);
        let answer;
        try {
            if (instance === undefined || message.fresh) {
                instance = new EngineInstance(modules.get(message.name));
                instances.set(message.name, instance);
            }
            // What goes on from call to call is another in the second one.
            if (message.fresh && message.otherwise)
                instance.call(message.request, true);
            const reply = instance.call(message.request, message.otherwise);
            const { usedChance } = instance;
            const memory = [...instances.values()].reduce((sum, { memory }) => sum + memory, 0);
            answer =
                reply.byteLength > message.replyBytes
                    ? { type: 'too-large', bytes: reply.byteLength, memory }
                    : { type: 'reply', reply: reply.slice(), memory, usedChance };
        }
        catch (error) {
            instances.delete(message.name);
            answer = { type: 'trap', message: String(error), output: instance?.errorOutput ?? '' };
        }
        port.postMessage(answer, answer.type === 'reply' ? [answer.reply.buffer] : []);
    });
}
//# sourceMappingURL=worker.js.map
;// CONCATENATED MODULE: ./lib/src/render/embedded/index.js


//# sourceMappingURL=index.js.map

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

/***/ })

};
