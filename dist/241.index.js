export const id = 241;
export const ids = [241];
export const modules = {

/***/ 9508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ today)
/* harmony export */ });
/** Today in UTC, `YYYY-MM-DD`; `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in where runs must be repeatable. */
function today() {
    const epoch = process.env.SOURCE_DATE_EPOCH;
    const now = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
    return now.toISOString().slice(0, 10);
}
//# sourceMappingURL=clock.js.map

/***/ }),

/***/ 3856:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n0: () => (/* reexport */ CONFIG_FILES),
  Z9: () => (/* reexport */ loadConfig),
  Q2: () => (/* reexport */ loadWaivers)
});

// UNUSED EXPORTS: DEFAULT_KUBERNETES, configJsonSchema, configSchema, configurationPage, waiversJsonSchema, waiversSchema

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
;// CONCATENATED MODULE: ./lib/src/config/schema.js

/**
 * `.kubeproof.yaml`: the one place that holds names, types, defaults and explanations. The published JSON Schema
 * (`schemas/kubeproof.schema.json`), the typed configuration and the defaults of every action input come from here.
 */
/** What kubeproof assumes where nobody says otherwise. `action.yml` repeats none of these. */
const DEFAULT_KUBERNETES = '1.34';
const severity = schemas/* enum */.k5n(['error', 'warning', 'info']);
const schema_text = schemas/* string */.YjP().min(1);
const repositoryPath = schema_text.describe('Path relative to the root of the repository.');
const kubernetes = schemas/* union */.KCZ([schemas/* string */.YjP().regex(/^v?1\.\d{1,2}(\.\d{1,3})?$/, 'a Kubernetes version such as "1.34"'), schemas/* number */.aig()])
    .describe('Kubernetes version to render and judge for, such as "1.34".');
const json = schemas/* json */.Pq9();
const set = schemas/* strictObject */.rej({
    json: schemas/* array */.YOg(schema_text).optional().describe('As `helm --set-json`.'),
    plain: schemas/* array */.YOg(schema_text).optional().describe('As `helm --set`.'),
    string: schemas/* array */.YOg(schema_text).optional().describe('As `helm --set-string`.'),
    file: schemas/* array */.YOg(schema_text).optional().describe('As `helm --set-file`: key=path in the repository.'),
    literal: schemas/* array */.YOg(schema_text).optional().describe('As `helm --set-literal`.'),
})
    .describe("Single values on top of the values files, in Helm's fixed order.");
const environment = schemas/* strictObject */.rej({
    name: schema_text.describe('Name of the environment: prod, staging ...'),
    namespace: schema_text.optional().describe('Namespace of the release.'),
    release: schema_text.optional().describe('Helm release name; the chart’s name when left out.'),
    kubernetes: kubernetes.optional(),
    'api-versions': schemas/* array */.YOg(schema_text).optional().describe('As `helm --api-versions`.'),
    values: schemas/* array */.YOg(repositoryPath).optional().describe('Values files, in order.'),
    set: set.optional(),
});
const environments = schemas/* array */.YOg(environment).optional().describe('Left out: found by convention.');
const target = schemas/* union */.KCZ([
    schemas/* strictObject */.rej({ helm: repositoryPath.describe('Folder of a chart.'), environments }),
    schemas/* strictObject */.rej({
        kustomize: repositoryPath.describe('Folder of a kustomization.'),
        'load-restrictor': schemas/* enum */.k5n(['rootOnly', 'none'])
            .optional()
            .describe('`none` lets a kustomization read files outside its folder, as `--load-restrictor LoadRestrictionsNone`.'),
        environments,
    }),
    schemas/* strictObject */.rej({
        manifests: schemas/* union */.KCZ([repositoryPath, schemas/* array */.YOg(repositoryPath)])
            .describe('Folders or files of plain manifests; * and ** match.'),
        environments,
    }),
]);
const guardrail = schemas/* union */.KCZ([
    // YAML 1.1, which Kubernetes reads, turns a bare `off` into false.
    schemas/* literal */.euz(['off', false]).describe('Switch the guardrail off.'),
    severity.describe('Change its severity.'),
    schemas/* strictObject */.rej({
        severity: schemas/* union */.KCZ([severity, schemas/* literal */.euz(['off', false])]).optional(),
        parameters: schemas/* record */.g1P(schemas/* string */.YjP(), json).optional().describe('See the page of the guardrail.'),
    }),
]);
const schema_configSchema = schemas/* strictObject */.rej({
    kubernetes: kubernetes.default(DEFAULT_KUBERNETES),
    profile: schemas/* enum */.k5n(['minimal', 'recommended', 'strict'])
        .default('recommended')
        .describe('How much is judged: only what is certainly dangerous, what a careful reviewer would say, or everything.'),
    gate: schemas/* strictObject */.rej({
        'fail-on': schemas/* enum */.k5n(['error', 'warning', 'info', 'never'])
            .default('error')
            .describe('The least severity that fails the check.'),
        scope: schemas/* enum */.k5n(['auto', 'new', 'all'])
            .default('auto')
            .describe('Whether only new findings fail it, or all. auto: new where there is a base to compare with, else all.'),
    })
        .prefault({}),
    engine: schemas/* strictObject */.rej({
        kind: schemas/* enum */.k5n(['embedded', 'system'])
            .default('embedded')
            .describe('The libraries that come with kubeproof, or the helm and kustomize on PATH.'),
        helm: schemas/* literal */.euz([3, 4]).default(4).describe('Major version of Helm.'),
    })
        .prefault({}),
    targets: schemas/* array */.YOg(target).optional().describe('What to render. Left out: discovered.'),
    exclude: schemas/* array */.YOg(schema_text).default([]).describe('Paths that discovery leaves out; * and ** match.'),
    guardrails: schemas/* record */.g1P(schemas/* string */.YjP(), guardrail).default({}).describe('Settings by guardrail id.'),
    rules: schemas/* array */.YOg(repositoryPath).default([]).describe('Folders with your own guardrails.'),
    waivers: repositoryPath.default('.kubeproof/waivers.yaml').describe('File of accepted findings.'),
    frameworks: schemas/* array */.YOg(schema_text).default([]).describe('Compliance frameworks to report on, such as soc2.'),
})
    .describe('Configuration of kubeproof.');
const date = schemas/* string */.YjP().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-31');
const schema_waiversSchema = schemas/* strictObject */.rej({
    waivers: schemas/* array */.YOg(schemas/* strictObject */.rej({
        id: schema_text.optional().describe('Name of this entry; derived from its content when left out.'),
        guardrail: schema_text.describe('Id of the guardrail.'),
        resource: schemas/* strictObject */.rej({ kind: schema_text.optional(), namespace: schema_text.optional(), name: schema_text.optional() })
            .optional()
            .describe('Which resources; * matches any text.'),
        container: schema_text.optional(),
        target: schema_text.optional().describe('Target id, as `kubeproof targets` prints it; * matches.'),
        environment: schema_text.optional(),
        fingerprint: schemas/* string */.YjP()
            .regex(/^[0-9a-f]{32}$/, 'a fingerprint of 32 hex digits')
            .optional(),
        owner: schema_text.describe('Who answers for it.'),
        reason: schema_text.describe('Why it is acceptable.'),
        expires: date.optional().describe('Last day it counts, such as 2027-01-31.'),
        ticket: schema_text.optional(),
    })),
})
    .describe('Accepted findings of kubeproof, each with an owner, a reason and, better, an end.');
//# sourceMappingURL=schema.js.map
;// CONCATENATED MODULE: ./lib/src/config/json-schema.js


/** JSON Schema (2020-12) of `.kubeproof.yaml`, for editors; published as `schemas/kubeproof.schema.json`. */
function json_schema_configJsonSchema() {
    return publish(configSchema, 'Configuration of kubeproof');
}
/** JSON Schema (2020-12) of the waiver file; published as `schemas/waivers.schema.json`. */
function json_schema_waiversJsonSchema() {
    return publish(waiversSchema, 'Waivers of kubeproof');
}
function publish(schema, title) {
    // `input`: keys with a default need not be written.
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return { $schema, title, ...rest };
}
//# sourceMappingURL=json-schema.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 22 modules
var guardrails = __webpack_require__(6651);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var manifest = __webpack_require__(7754);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var repository = __webpack_require__(9776);
// EXTERNAL MODULE: ./lib/src/nearest.js
var nearest = __webpack_require__(1636);
;// CONCATENATED MODULE: ./lib/src/config/validate.js


/**
 * Turns what a schema has against a YAML file into problems with file, line and column.
 * @param knownKeys keys the schema allows at a path, for suggestions.
 */
function schemaProblems(issues, file, text, code, knownKeys) {
    return issues.flatMap(issue => describe(issue, []).map(d => toProblem(d, file, text, code, knownKeys)));
}
function describe(issue, prefix) {
    const path = [...prefix, ...issue.path.map(step => (typeof step === 'number' ? step : String(step)))];
    switch (issue.code) {
        case 'unrecognized_keys':
            return issue.keys.map(key => ({ path: [...path, key], message: '', unknownKey: key }));
        case 'invalid_union':
            return describeUnion(issue.errors, path);
        case 'invalid_value':
            return [
                { path, message: `${validate_name(path)} must be one of ${issue.values.map(v => String(v)).join(', ')}` },
            ];
        case 'invalid_type':
            return issue.input === undefined && issue.message.includes('received undefined')
                ? [{ path, message: `${validate_name(path)} is missing` }]
                : [{ path, message: `${validate_name(path)} must be ${article(issue.expected)}` }];
        case 'invalid_format':
            return [{ path, message: `${validate_name(path)} must be ${issue.message}` }];
        case 'too_small':
            return [{ path, message: `${validate_name(path)} must not be empty` }];
        default:
            return [{ path, message: `${validate_name(path)}: ${issue.message}` }];
    }
}
/** Of several forms, the one meant is the one that got furthest: the others' complaints only confuse. */
function describeUnion(branches, path) {
    const described = branches.map(issues => issues.flatMap(issue => describe(issue, path)));
    const depth = (d) => Math.max(0, ...d.map(x => x.path.length));
    const deepest = Math.max(...described.map(depth));
    const candidates = described.filter(d => depth(d) === deepest);
    if (deepest > path.length) {
        return candidates.reduce((a, b) => (b.length < a.length ? b : a));
    }
    const choices = [...new Set(candidates.flat().map(d => d.message.replace(/^.*? must be (one of )?/, '')))];
    return [{ path, message: `${validate_name(path)} must be ${choices.join(', or ')}` }];
}
function validate_name(path) {
    return path.length === 0 ? 'the file' : `\`${path.map(String).join('.')}\``;
}
function article(expected) {
    const words = {
        string: 'a text',
        number: 'a number',
        boolean: 'true or false',
        array: 'a list',
        object: 'a mapping',
        record: 'a mapping',
    };
    return words[expected] ?? `a ${expected}`;
}
function toProblem(described, file, text, code, knownKeys) {
    const at = (0,manifest/* locate */.x5)(text, described.path);
    const span = at.key ?? at.value;
    const position = span === undefined ? {} : { line: span.line, column: span.column };
    const base = { code, file, ...position, gates: true };
    if (described.unknownKey === undefined)
        return { ...base, message: described.message };
    const known = knownKeys(described.path.slice(0, -1));
    const close = (0,nearest/* nearest */.p)(described.unknownKey, known);
    return {
        ...base,
        message: `unknown key \`${described.unknownKey}\``,
        hint: close === undefined ? `known keys here: ${known.join(', ')}` : `did you mean \`${close}\`?`,
    };
}
/** Keys a zod schema allows at `path`, looking through unions, arrays, records and defaults. */
function keysAt(schema, path) {
    let candidates = [schema];
    for (const step of path)
        candidates = candidates.flatMap(s => children(s, step));
    return [...new Set(candidates.flatMap(s => objectKeys(s)))].sort();
}
const defOf = (schema) => schema._zod.def;
function unwrap(schema) {
    const def = defOf(schema);
    if (def.type === 'union')
        return def.options.flatMap(unwrap);
    if (['optional', 'default', 'prefault', 'nullable'].includes(def.type))
        return unwrap(def.innerType);
    return [schema];
}
function children(schema, step) {
    return unwrap(schema).flatMap(s => {
        const def = defOf(s);
        if (def.type === 'array')
            return [def.element];
        if (def.type === 'record')
            return [def.valueType];
        if (def.type !== 'object')
            return [];
        const child = def.shape[String(step)];
        return child === undefined ? [] : [child];
    });
}
function objectKeys(schema) {
    return unwrap(schema).flatMap(s => {
        const def = defOf(s);
        return def.type === 'object' ? Object.keys(def.shape) : [];
    });
}
//# sourceMappingURL=validate.js.map
;// CONCATENATED MODULE: ./lib/src/config/load.js






/** Names looked for when nobody names a file, in this order. */
const CONFIG_FILES = ['.kubeproof.yaml', '.kubeproof.yml'];
/**
 * Reads the configuration from a tree and applies overrides.
 *
 * A file that was named must exist; otherwise the first of {@link CONFIG_FILES} counts, and without one the defaults
 * do. A file with mistakes yields gating problems and the defaults, never half of what was meant.
 */
function loadConfig(tree, file, overrides) {
    const path = file ?? CONFIG_FILES.find(name => tree.has(name));
    const problems = [];
    let raw;
    let text = '';
    if (path !== undefined) {
        const read = readYaml(tree, path, 'config');
        problems.push(...read.problems);
        if (read.value !== undefined) {
            text = read.text;
            const parsed = schema_configSchema.safeParse(read.value ?? {}, { reportInput: true });
            if (parsed.success)
                raw = parsed.data;
            else
                problems.push(...schemaProblems(parsed.error.issues, path, text, 'config-invalid', at => keysAt(schema_configSchema, at)));
        }
    }
    const base = toConfig(raw ?? schema_configSchema.parse({}), path, text);
    const overridden = applyOverrides(base, overrides);
    problems.push(...overridden.problems);
    return { config: withDigest(overridden.config), problems };
}
/** Reads the waiver file of a configuration; none is fine, a broken one gates. */
function loadWaivers(tree, file) {
    if (!tree.has(file))
        return { waivers: [], problems: [] };
    const read = readYaml(tree, file, 'waivers');
    if (read.value === undefined)
        return { waivers: [], problems: read.problems };
    const parsed = schema_waiversSchema.safeParse(read.value, { reportInput: true });
    if (!parsed.success) {
        return {
            waivers: [],
            problems: schemaProblems(parsed.error.issues, file, read.text, 'waivers-invalid', at => keysAt(schema_waiversSchema, at)),
        };
    }
    const waivers = parsed.data.waivers.map((entry, index) => {
        const span = (0,manifest/* locate */.x5)(read.text, ['waivers', index]).value;
        const id = entry.id ?? (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 8);
        return defined({ ...entry, id, file, line: span?.line ?? 1 });
    });
    return { waivers, problems: [] };
}
function readYaml(tree, path, what) {
    let text;
    try {
        text = tree.text(path);
    }
    catch (error) {
        if (!(error instanceof repository/* TreeError */.jh))
            throw error;
        return {
            text: '',
            problems: [
                {
                    code: `${what}-unreadable`,
                    message: `${path} cannot be read: ${error.message}`,
                    hint: error.code === 'missing' ? 'name an existing file, or leave it out' : 'make it a regular file',
                    file: path,
                    gates: true,
                },
            ],
        };
    }
    const parsed = (0,manifest/* parseYaml */.hN)(text);
    if (!parsed.ok) {
        const { message, line, column } = parsed.error;
        return {
            text,
            problems: [
                { code: `${what}-invalid`, message, hint: 'mend the YAML', file: path, line, column, gates: true },
            ],
        };
    }
    const duplicates = parsed.duplicateKeys.map(({ path: at, span }) => ({
        code: `${what}-invalid`,
        message: `the key \`${at.join('.')}\` is written twice`,
        hint: 'keep one of them',
        file: path,
        line: span.line,
        column: span.column,
        gates: true,
    }));
    return { value: parsed.value ?? {}, text, problems: duplicates };
}
const version = (value) => String(value).replace(/^v/, '');
function toConfig(raw, file, text) {
    const targets = raw.targets?.map((target, index) => toTarget(target, file === undefined ? undefined : (0,manifest/* locate */.x5)(text, ['targets', index]).value?.line));
    return defined({
        kubernetes: version(raw.kubernetes),
        profile: raw.profile,
        gate: { failOn: raw.gate['fail-on'], scope: raw.gate.scope },
        engine: raw.engine,
        targets,
        exclude: raw.exclude,
        guardrails: Object.fromEntries(Object.entries(raw.guardrails).map(([id, value]) => [id, toGuardrail(value)])),
        rules: raw.rules.map(folder => folder.replace(/\/+$/, '')),
        waivers: raw.waivers,
        frameworks: raw.frameworks,
        file,
        digest: '',
    });
}
function toGuardrail(value) {
    const severity = (s) => (s === false ? 'off' : s);
    if (typeof value !== 'object')
        return defined({ severity: severity(value) });
    return defined({
        severity: severity(value.severity),
        parameters: value.parameters,
    });
}
function toTarget(raw, line) {
    const environments = (raw.environments ?? []).map((e) => defined({
        name: e.name,
        namespace: e.namespace,
        release: e.release,
        kubernetes: e.kubernetes === undefined ? undefined : version(e.kubernetes),
        apiVersions: e['api-versions'],
        values: e.values,
        set: e.set === undefined ? undefined : defined(e.set),
    }));
    if ('helm' in raw)
        return defined({ kind: 'helm', path: folder(raw.helm), environments, line });
    if ('kustomize' in raw) {
        return defined({
            kind: 'kustomize',
            path: folder(raw.kustomize),
            loadRestrictor: raw['load-restrictor'],
            environments,
            line,
        });
    }
    const paths = Array.isArray(raw.manifests) ? raw.manifests : [raw.manifests];
    return defined({ kind: 'manifests', path: paths.map(folder), environments, line });
}
/** `./charts/a/` and `charts/a` are the same folder. */
function folder(path) {
    return path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
}
function applyOverrides(config, overrides) {
    const problems = [];
    const choose = (name, value, allowed, current) => {
        if (value === undefined || value === '')
            return current;
        if (allowed.includes(value))
            return value;
        problems.push({
            code: 'input-invalid',
            message: `${name} is "${value}", which is not one of ${allowed.join(', ')}`,
            gates: true,
        });
        return current;
    };
    let kubernetes = config.kubernetes;
    if (overrides.kubernetes !== undefined && overrides.kubernetes !== '') {
        if (/^v?1\.\d{1,2}(\.\d{1,3})?$/.test(overrides.kubernetes))
            kubernetes = version(overrides.kubernetes);
        else {
            problems.push({
                code: 'input-invalid',
                message: `kubernetes-version is "${overrides.kubernetes}", which is not a Kubernetes version such as "1.34"`,
                gates: true,
            });
        }
    }
    const helm = choose('helm', overrides.helm, ['3', '4'], String(config.engine.helm));
    return {
        config: {
            ...config,
            kubernetes,
            profile: choose('profile', overrides.profile, guardrails/* PROFILES */.jI, config.profile),
            gate: {
                failOn: choose('fail-on', overrides.failOn, ['error', 'warning', 'info', 'never'], config.gate.failOn),
                scope: choose('scope', overrides.scope, ['auto', 'new', 'all'], config.gate.scope),
            },
            engine: {
                kind: choose('engine', overrides.engine, ['embedded', 'system'], config.engine.kind),
                helm: helm === '3' ? 3 : 4,
            },
        },
        problems,
    };
}
function withDigest(config) {
    const { file: _file, digest: _digest, ...effective } = config;
    const digest = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(effective)).digest('hex');
    return { ...config, digest };
}
/** Drops keys whose value is undefined, as `exactOptionalPropertyTypes` wants it. */
function defined(value) {
    return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined));
}
//# sourceMappingURL=load.js.map
;// CONCATENATED MODULE: ./lib/src/config/page.js

/** `docs/configuration.md`: every key with its type, default and explanation, from the schemas. */
function configurationPage() {
    return `# Configuration

<!-- Generated by "npm run generate" from src/config/schema.ts. -->

## \`.kubeproof.yaml\`

At the root of the repository. Every key has a default; an unknown key is an error that names the nearest one.
On pull requests the file of the *base* commit counts.

${table(configJsonSchema())}

## The waiver file

\`.kubeproof/waivers.yaml\`, or what \`waivers\` names. A waiver that has run out is a finding.

${table(waiversJsonSchema())}
`;
}
function table(schema) {
    const rows = keys(schema, '').map(({ path, node, required }) => `| \`${path}\` | ${cell(typeText(node))} | ${required ? 'required' : node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``} | ${cell(node.description ?? '')} |`);
    return `| key | type | default | |\n|---|---|---|---|\n${rows.join('\n')}`;
}
function keys(node, prefix) {
    if (node.anyOf !== undefined)
        return unique(node.anyOf.flatMap(n => keys(n, prefix)));
    if (node.items !== undefined)
        return keys(node.items, `${prefix}[]`);
    const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
        const path = prefix === '' ? name : `${prefix}.${name}`;
        const required = node.required?.includes(name) === true && child.default === undefined;
        return [{ path, node: child, required }, ...keys(child, path)];
    });
    const others = typeof node.additionalProperties === 'object' ? keys(node.additionalProperties, `${prefix}.<id>`) : [];
    return [...own, ...others];
}
function unique(found) {
    return found.filter((key, index) => found.findIndex(k => k.path === key.path) === index);
}
function typeText(node) {
    if (node.anyOf !== undefined)
        return [...new Set(node.anyOf.map(typeText))].join(' or ');
    const values = node.enum ?? (node.const === undefined ? undefined : [node.const]);
    if (values !== undefined)
        return values.map(v => `\`${String(v)}\``).join(', ');
    if (node.type === 'array')
        return `list of ${node.items === undefined ? 'values' : typeText(node.items)}`;
    if (node.type === 'object')
        return 'mapping';
    return node.type === 'string' ? 'text' : (node.type ?? 'any');
}
function cell(text) {
    return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
//# sourceMappingURL=page.js.map
;// CONCATENATED MODULE: ./lib/src/config/index.js




//# sourceMappingURL=index.js.map

/***/ }),

/***/ 7838:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  M5: () => (/* reexport */ evidenceBundle),
  X8: () => (/* reexport */ hideValues),
  fp: () => (/* reexport */ redactSecrets),
  C5: () => (/* reexport */ secretWords),
  ak: () => (/* reexport */ withoutWords)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/src/reports/index.js + 20 modules
var reports = __webpack_require__(2248);
;// CONCATENATED MODULE: ./lib/src/evidence/bundle.js


const README = `What kubeproof checked in one build, and what it found.

report.html     for people: open it in any browser
report.json     the same for programs (schema kubeproof.report/v1)
results.sarif   the same for code scanning tools
rendered/       every manifest as it would be deployed, the values of Secrets replaced by digests
manifest.json   every file here with its SHA-256, and what made them

To check that nothing was changed since: compute each file's SHA-256 and compare with manifest.json.
`;
/**
 * The artifact of one build: everything a reviewer or an auditor needs to see what was judged, by what, with which
 * result. Same report, same bytes.
 */
function evidenceBundle(report, rendered) {
    const files = [
        { path: 'README.txt', content: README },
        { path: 'report.html', content: (0,reports/* htmlReport */.g8)(report) },
        { path: 'report.json', content: (0,reports/* jsonReport */.L7)(report) },
        { path: 'results.sarif', content: (0,reports/* sarifReport */._I)(report) },
        ...rendered.map(file => ({ path: renderedPath(file), content: file.text })),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
    return [...files, { path: 'manifest.json', content: manifest(report, files) }];
}
/** `rendered/helm/charts/checkout/prod.yaml`: readable, and safe in every file system and zip. */
function renderedPath({ target, environment }) {
    const [kind, ...root] = target.split(':');
    const segments = [kind ?? '', ...root.join(':').split('/'), environment].map(s => s.replace(/[^\w.-]+/g, '_').replace(/^\.+$/, '_'));
    return `rendered/${segments.filter(s => s !== '').join('/')}.yaml`;
}
function manifest(report, files) {
    const content = {
        schema: 'kubeproof.evidence/v1',
        tool: report.tool,
        engines: report.engines,
        base: report.base ?? null,
        head: report.head,
        outcome: report.outcome,
        config: report.config,
        files: files.map(({ path, content }) => ({
            path,
            bytes: Buffer.byteLength(content),
            sha256: (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex'),
        })),
    };
    return `${JSON.stringify(content, null, 2)}\n`;
}
//# sourceMappingURL=bundle.js.map
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var src_manifest = __webpack_require__(7754);
;// CONCATENATED MODULE: ./lib/src/evidence/redact.js


/** Holds a whole former Secret in clear text when `kubectl apply` wrote it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/**
 * A document with the values of Secrets (and of a kustomization's `secretGenerator`) replaced by digests, so that two
 * builds can be compared and nothing leaks. Lines stay where they are. A document that cannot be read is left out: nobody knows what is in it.
 */
function redactSecrets(text) {
    // Neither the word nor an escape that could spell it: most documents need no second parse.
    if (!/secret/i.test(text) && !text.includes('\\'))
        return text;
    const parsed = (0,src_manifest/* parseYaml */.hN)(text);
    if (!parsed.ok)
        return '# This document is not valid YAML and was left out.\n';
    const paths = secretPaths(parsed.value, []);
    if (paths.length === 0)
        return text;
    // What follows the document's end is no part of the object, and nobody knows what it is.
    if (parsed.ignoredFrom !== undefined)
        return redactSecrets(text
            .split('\n')
            .slice(0, parsed.ignoredFrom - 1)
            .join('\n'));
    // Of a key written twice only the last is in the object. On one line, for excerpts by line to show nothing wrong.
    if (parsed.duplicateKeys.length > 0)
        return `${JSON.stringify(redactObject(parsed.value, paths))}\n`;
    const redacted = replaceSpans(text, paths, parsed.value);
    const check = (0,src_manifest/* parseYaml */.hN)(redacted);
    if (check.ok && secretPaths(check.value, []).every(path => isDigest((0,src_manifest/* valueAt */.fK)(check.value, path))))
        return redacted;
    // Aliases and unusual styles: the text cannot be cut safely, so the object is written anew.
    return `${JSON.stringify(redactObject(parsed.value, paths), null, 2)}\n`;
}
/**
 * A document's text with the values at these paths hidden; lines stay where they are. Values that cannot be found in
 * the text, or that are no scalars, are left alone.
 */
function hideValues(text, paths) {
    const scalars = paths.flatMap(path => {
        const { value, exact } = (0,src_manifest/* locate */.x5)(text, path);
        return exact && value !== undefined ? [value] : [];
    });
    return scalars
        .sort((a, b) => b.start - a.start)
        .reduce((result, { start, end }) => {
        const lines = result.slice(start, end).split('\n').length - 1;
        return `${result.slice(0, start)}***${'\n'.repeat(lines)}${result.slice(end)}`;
    }, text);
}
/** Paths of everything in a document that is a Secret's value. */
function secretPaths(value, at, inSecretList = false) {
    if (!(0,src_manifest/* isObject */.Gv)(value))
        return [];
    if (Array.isArray(value.items)) {
        // Members of a typed list may leave their kind out.
        const typed = value.kind === 'SecretList';
        return value.items.flatMap((item, i) => secretPaths(item, [...at, 'items', i], typed));
    }
    if (Array.isArray(value.secretGenerator)) {
        return value.secretGenerator.flatMap((entry, i) => {
            const literals = (0,src_manifest/* isObject */.Gv)(entry) && Array.isArray(entry.literals) ? entry.literals : [];
            return literals.map((_, j) => [...at, 'secretGenerator', i, 'literals', j]);
        });
    }
    if (value.kind !== 'Secret' && !(inSecretList && value.kind === undefined))
        return [];
    const below = (key) => {
        const map = value[key];
        return (0,src_manifest/* isObject */.Gv)(map)
            ? Object.keys(map).map(name => [...at, key, name])
            : map == null
                ? []
                : [[...at, key]];
    };
    const annotations = (0,src_manifest/* isObject */.Gv)(value.metadata) ? value.metadata.annotations : undefined;
    const applied = (0,src_manifest/* isObject */.Gv)(annotations) && LAST_APPLIED in annotations
        ? [[...at, 'metadata', 'annotations', LAST_APPLIED]]
        : [];
    return [...below('data'), ...below('stringData'), ...applied];
}
function replaceSpans(text, paths, document) {
    const cuts = paths
        .map(path => ({ span: (0,src_manifest/* locate */.x5)(text, path).value, value: (0,src_manifest/* valueAt */.fK)(document, path) }))
        .flatMap(({ span, value }) => (span === undefined ? [] : [{ ...span, value }]))
        .sort((a, b) => b.start - a.start);
    let result = text;
    for (const { start, end, value } of cuts) {
        const lines = result.slice(start, end).split('\n').length - 1;
        result = `${result.slice(0, start)}"${digest(value)}"${'\n'.repeat(lines)}${result.slice(end)}`;
    }
    return result;
}
function redactObject(document, paths) {
    const copy = structuredClone(document);
    for (const path of paths) {
        const parent = (0,src_manifest/* valueAt */.fK)(copy, path.slice(0, -1));
        // Works for lists too: their indexes are keys.
        parent[String(path.at(-1))] = digest((0,src_manifest/* valueAt */.fK)(document, path));
    }
    return copy;
}
function digest(value) {
    const text = typeof value === 'string'
        ? value
        : JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v));
    return `sha256:${(0,external_node_crypto_.createHash)('sha256')
        .update(text ?? '')
        .digest('hex')
        .slice(0, 16)}`;
}
function isDigest(value) {
    return typeof value === 'string' && /^sha256:[0-9a-f]{16}$/.test(value);
}
//# sourceMappingURL=redact.js.map
;// CONCATENATED MODULE: ./lib/src/evidence/secret-words.js

/** Shorter values hide half of a text and protect nothing. */
const SHORTEST = 4;
/** Part of a longer value (`postgres://user:part@host`) that looks random enough to be the secret in it. */
const PART = /^(?=.*\d)(?=.*[A-Za-z]).{7,}$/;
/**
 * What the values of Secrets look like where they were written: each value, decoded and encoded, each line of it,
 * and what stands behind `=` or `:` in a line. Longest first.
 */
function secretWords(objects) {
    const words = new Set();
    for (const object of objects) {
        if (!(0,src_manifest/* isObject */.Gv)(object) || object.kind !== 'Secret')
            continue;
        for (const value of [...members(object.data), ...members(object.stringData)])
            addWords(value, words);
        for (const value of members(object.data))
            addWords(Buffer.from(value, 'base64').toString('utf8'), words);
    }
    return [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
/** A text without these words; lines stay where they are. */
function withoutWords(text, words) {
    if (words.length === 0)
        return text;
    // Thousands of words meet hundreds of files: most are told apart by how they begin.
    const beginnings = new Set();
    for (let at = 0; at + SHORTEST <= text.length; at++)
        beginnings.add(text.slice(at, at + SHORTEST));
    return words
        .filter(word => beginnings.has(word.slice(0, SHORTEST)))
        .reduce((rest, word) => rest.replaceAll(word, '…'), text);
}
function members(map) {
    return (0,src_manifest/* isObject */.Gv)(map) ? Object.values(map).flatMap(v => (v === null || (0,src_manifest/* isObject */.Gv)(v) ? [] : [String(v)])) : [];
}
function addWords(value, words) {
    for (const line of value.split('\n')) {
        const whole = line.trim();
        const candidates = [whole, ...whole.split(/[\s"'=:,;@/{}[\]]+/).filter(part => PART.test(part))];
        for (const word of candidates) {
            if (word.length >= SHORTEST && !/^(?:true|false|null|none)$/i.test(word))
                words.add(word);
        }
    }
}
//# sourceMappingURL=secret-words.js.map
;// CONCATENATED MODULE: ./lib/src/evidence/index.js



//# sourceMappingURL=index.js.map

/***/ }),

/***/ 410:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ SEVERITIES)
/* harmony export */ });
const SEVERITIES = ['error', 'warning', 'info'];
//# sourceMappingURL=findings.js.map

/***/ }),

/***/ 6651:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  jI: () => (/* reexport */ PROFILES),
  Yf: () => (/* reexport */ activate),
  _3: () => (/* reexport */ evaluate),
  Bd: () => (/* reexport */ findingAbout),
  jW: () => (/* reexport */ guardrailUrl),
  g4: () => (/* reexport */ loadCustom),
  eC: () => (/* reexport */ loadPack),
  zR: () => (/* reexport */ renderGuardrailPage)
});

// UNUSED EXPORTS: guardrailJsonSchema, renderGuardrailIndex, runExample

// EXTERNAL MODULE: ./lib/src/nearest.js
var nearest = __webpack_require__(1636);
;// CONCATENATED MODULE: ./lib/src/guardrails/types.js
const PROFILES = ['minimal', 'recommended', 'strict'];
//# sourceMappingURL=types.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/activate.js


/**
 * Applies the configuration to the guardrails that were loaded.
 *
 * A guardrail is active when the profile includes it (a team's own is in every profile unless its file says
 * otherwise), or when the configuration names it: naming one is asking for it. `severity: off` always wins.
 */
function activate(guardrails, settings) {
    const problems = [];
    const ids = guardrails.map(guardrail => guardrail.id);
    const known = new Set(ids);
    const at = settings.file === undefined ? {} : { file: settings.file };
    for (const id of Object.keys(settings.guardrails).sort()) {
        if (known.has(id))
            continue;
        const guess = (0,nearest/* nearest */.p)(id, ids);
        problems.push({
            code: 'guardrail-unknown',
            message: `The configuration names a guardrail "${id}" that does not exist`,
            hint: guess === undefined ? 'List them with: kubeproof rules' : `Did you mean "${guess}"?`,
            ...at,
            gates: true,
        });
    }
    const active = [];
    for (const guardrail of [...guardrails].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        const wish = Object.hasOwn(settings.guardrails, guardrail.id)
            ? settings.guardrails[guardrail.id]
            : undefined;
        if (wish?.severity === 'off')
            continue;
        if (wish === undefined && !includes(settings.profile, guardrail.profile))
            continue;
        const parameters = activate_withDefaults(guardrail.parameters);
        for (const [name, value] of Object.entries(wish?.parameters ?? {})) {
            const problem = parameterProblem(guardrail, name, value);
            if (problem === undefined)
                parameters[name] = value;
            else
                problems.push({ ...problem, ...at });
        }
        active.push({ guardrail, severity: wish?.severity ?? guardrail.severity, parameters });
    }
    return { active, problems };
}
/** Every parameter with its default. */
function activate_withDefaults(declared) {
    return Object.fromEntries(Object.entries(declared).map(([name, parameter]) => [name, parameter.default]));
}
/** Whether a value has a parameter's declared type. Lists are lists of strings. */
function hasType(value, type) {
    if (type === 'list')
        return Array.isArray(value) && value.every(item => typeof item === 'string');
    if (type === 'integer')
        return typeof value === 'bigint' || Number.isSafeInteger(value);
    return typeof value === type;
}
function includes(chosen, needed) {
    return PROFILES.indexOf(needed) <= PROFILES.indexOf(chosen);
}
function parameterProblem(guardrail, name, value) {
    const declared = Object.hasOwn(guardrail.parameters, name) ? guardrail.parameters[name] : undefined;
    if (declared === undefined) {
        const names = Object.keys(guardrail.parameters).sort();
        const guess = (0,nearest/* nearest */.p)(name, names);
        const has = names.length === 0 ? 'It has no parameters' : `It has: ${names.join(', ')}`;
        return {
            code: 'parameter-unknown',
            message: `Guardrail ${guardrail.id} has no parameter "${name}"`,
            hint: guess === undefined ? has : `Did you mean "${guess}"?`,
            gates: true,
        };
    }
    if (hasType(value, declared.type))
        return undefined;
    const wanted = declared.type === 'list' ? 'a list of strings' : `of type ${declared.type}`;
    return {
        code: 'parameter-type',
        message: `Parameter "${name}" of guardrail ${guardrail.id} must be ${wanted}`,
        hint: `Its default is ${JSON.stringify(declared.default, (_, item) => (typeof item === 'bigint' ? Number(item) : item))}`,
        gates: true,
    };
}
//# sourceMappingURL=activate.js.map
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var src_manifest = __webpack_require__(7754);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/deadline.js

/** A job did not finish in time. */
class DeadlineError extends Error {
    constructor(milliseconds) {
        super(`not finished after ${milliseconds} ms`);
        this.name = 'DeadlineError';
    }
}
const sandbox = { job: () => undefined };
const context = (0,external_node_vm_.createContext)(sandbox);
const script = new external_node_vm_.Script('job()');
/**
 * Runs synchronous code and terminates it when the time is up, wherever it is: V8 interrupts everything that was
 * called from the script, also in functions of this realm. Cheaper than a worker: nothing has to be copied.
 *
 * @throws {DeadlineError} when the time is up; whatever the job throws otherwise
 */
function withDeadline(job, milliseconds) {
    sandbox.job = job;
    try {
        return script.runInContext(context, { timeout: milliseconds });
    }
    catch (error) {
        if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
            throw new DeadlineError(milliseconds);
        }
        throw error;
    }
    finally {
        sandbox.job = () => undefined;
    }
}
//# sourceMappingURL=deadline.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/engine.js
/** An expression that does not compile or does not evaluate. Offsets are UTF-16 code units into `source`, end exclusive. */
class CelError extends Error {
    source;
    start;
    end;
    constructor(message, source, start, end) {
        super(message);
        this.name = 'CelError';
        this.source = source;
        this.start = Math.min(start, source.length);
        this.end = Math.max(this.start, Math.min(end, source.length));
    }
}
/** The line of the text that is meant, with carets below it. Two lines, no trailing newline. */
function caret(text, start, end) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const newline = text.indexOf('\n', start);
    const lineEnd = newline === -1 ? text.length : newline;
    const width = Math.max(1, Math.min(end, lineEnd) - start);
    return `${text.slice(lineStart, lineEnd)}\n${' '.repeat(start - lineStart)}${'^'.repeat(width)}`;
}
//# sourceMappingURL=engine.js.map
// EXTERNAL MODULE: ./node_modules/@marcbachmann/cel-js/lib/index.js + 13 modules
var lib = __webpack_require__(7337);
// EXTERNAL MODULE: ./node_modules/re2js/build/index.js
var build = __webpack_require__(2856);
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/quantity.js
/**
 * Kubernetes quantities (`500m`, `1Gi`, `1e3`), exact to a nano unit as in apimachinery's resource.Quantity:
 * anything finer is rounded away from zero, anything beyond int64 is capped.
 */
class Quantity {
    /** In units of 10^-9. */
    nano;
    constructor(nano) {
        this.nano = nano > LIMIT ? LIMIT : nano < -LIMIT ? -LIMIT : nano;
    }
    add(other) {
        return new Quantity(this.nano + other.nano);
    }
    sub(other) {
        return new Quantity(this.nano - other.nano);
    }
    compare(other) {
        return this.nano < other.nano ? -1n : this.nano > other.nano ? 1n : 0n;
    }
    sign() {
        return this.compare(ZERO);
    }
    isInteger() {
        return this.nano % GIGA === 0n;
    }
    /** @throws RangeError when it is not a whole number */
    asInteger() {
        if (!this.isInteger())
            throw new RangeError('the quantity is not a whole number');
        return this.nano / GIGA;
    }
    asApproximateFloat() {
        return Number(this.nano) / 1e9;
    }
}
const GIGA = 10n ** 9n;
const LIMIT = (2n ** 63n - 1n) * GIGA;
const ZERO = new Quantity(0n);
/** Grammar of apimachinery's quantity.go: a signed decimal with a decimal, binary or exponent suffix. */
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d{1,3}))?$/;
const DECIMAL = {
    n: -9,
    u: -6,
    m: -3,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
};
const BINARY = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
/** Reads a quantity as it stands in YAML: text, or a plain number. Undefined when it is not one. */
function parseQuantity(value) {
    const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
    // Kubernetes has no limit here; digits beyond this one cannot change the result.
    if (typeof text !== 'string' || text.length > 128)
        return undefined;
    const match = GRAMMAR.exec(text);
    if (match === null)
        return undefined;
    const [, sign, whole = '', fraction = '', suffix = '', exponent = '0'] = match;
    if (whole === '' && fraction === '')
        return undefined;
    const digits = BigInt(whole + fraction);
    const power = 9 + (DECIMAL[suffix] ?? 0) + Number(exponent) - fraction.length;
    const scaled = digits << (BINARY[suffix] ?? 0n);
    const nano = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power));
    return new Quantity(sign === '-' ? -nano : nano);
}
function divideUp(value, by) {
    return (value + by - 1n) / by;
}
//# sourceMappingURL=quantity.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/library.js


/**
 * The functions that CEL in the Kubernetes API server has beyond the core language
 * (https://kubernetes.io/docs/reference/using-api/cel/): quantities, regular expressions, lists, sets, strings.
 */
function registerKubernetesLibrary(environment) {
    registerQuantity(environment);
    registerRegex(environment);
    registerLists(environment);
    registerSets(environment);
    registerStrings(environment);
}
function registerQuantity(environment) {
    const quantity = (value) => {
        const parsed = parseQuantity(value);
        if (parsed === undefined)
            throw new Error(`"${String(value).slice(0, 40)}" is not a quantity`);
        return parsed;
    };
    const whole = (value) => quantity(value);
    environment
        .registerType('kubernetes.Quantity', Quantity)
        .registerFunction('quantity(string): kubernetes.Quantity', quantity)
        // YAML may say `cpu: 1`; the API server turns it into text before admission sees it.
        .registerFunction('quantity(int): kubernetes.Quantity', quantity)
        .registerFunction('quantity(double): kubernetes.Quantity', quantity)
        .registerFunction('isQuantity(dyn): bool', (value) => parseQuantity(value) !== undefined)
        .registerFunction('kubernetes.Quantity.sign(): int', (a) => a.sign())
        .registerFunction('kubernetes.Quantity.isInteger(): bool', (a) => a.isInteger())
        .registerFunction('kubernetes.Quantity.asInteger(): int', (a) => a.asInteger())
        .registerFunction('kubernetes.Quantity.asApproximateFloat(): double', (a) => a.asApproximateFloat())
        .registerFunction('kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool', (a, b) => a.nano < b.nano)
        .registerFunction('kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool', (a, b) => a.nano > b.nano)
        .registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a, b) => a.compare(b))
        .registerFunction('kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity', (a, b) => a.add(b))
        .registerFunction('kubernetes.Quantity.add(int): kubernetes.Quantity', (a, b) => a.add(whole(b)))
        .registerFunction('kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity', (a, b) => a.sub(b))
        .registerFunction('kubernetes.Quantity.sub(int): kubernetes.Quantity', (a, b) => a.sub(whole(b)));
}
function registerRegex(environment) {
    const compiled = new Map();
    const regex = (pattern) => {
        let known = compiled.get(pattern);
        if (known === undefined) {
            // Patterns can be computed from manifests: keep the cache from growing with them.
            if (compiled.size > 500)
                compiled.clear();
            known = build/* RE2JS */.L3.compile(pattern);
            compiled.set(pattern, known);
        }
        return known;
    };
    const findAll = (text, pattern, limit) => {
        const matcher = regex(pattern).matcher(text);
        const found = [];
        while ((limit < 0n || found.length < limit) && matcher.find())
            found.push(matcher.group() ?? '');
        return found;
    };
    environment
        .registerFunction('string.matchRe(string): bool', (text, pattern) => regex(pattern).test(text))
        .registerFunction('matchRe(string, string): bool', (text, pattern) => regex(pattern).test(text))
        .registerFunction('string.find(string): string', (text, pattern) => findAll(text, pattern, 1n)[0] ?? '')
        .registerFunction('string.findAll(string): list<string>', (text, pattern) => findAll(text, pattern, -1n))
        .registerFunction('string.findAll(string, int): list<string>', findAll);
}
function registerLists(environment) {
    environment
        .registerFunction('list.sum(): dyn', (list) => list.reduce(plus, list.length === 0 ? 0n : undefined))
        .registerFunction('list.min(): dyn', (list) => extreme(list, 'min', -1))
        .registerFunction('list.max(): dyn', (list) => extreme(list, 'max', 1))
        .registerFunction('list.isSorted(): bool', (list) => list.every((item, index) => index === 0 || order(list[index - 1], item) <= 0))
        .registerFunction('list.indexOf(dyn): int', (list, item) => BigInt(list.findIndex(candidate => equal(candidate, item))))
        .registerFunction('list.lastIndexOf(dyn): int', (list, item) => BigInt(list.findLastIndex(candidate => equal(candidate, item))))
        .registerFunction('list.distinct(): list', (list) => distinct(list))
        .registerFunction('list.flatten(): list', (list) => list.flat());
}
class SetsNamespace {
}
function registerSets(environment) {
    const contains = (list, sublist) => sublist.every(item => list.some(candidate => equal(candidate, item)));
    environment
        .registerType('SetsNamespace', SetsNamespace)
        .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
        .registerFunction('SetsNamespace.contains(list, list): bool', (_, list, sublist) => contains(list, sublist))
        .registerFunction('SetsNamespace.equivalent(list, list): bool', (_, a, b) => contains(a, b) && contains(b, a))
        .registerFunction('SetsNamespace.intersects(list, list): bool', (_, a, b) => a.some(item => b.some(candidate => equal(candidate, item))));
}
function registerStrings(environment) {
    environment
        .registerFunction('string.replace(string, string): string', (text, from, to) => text.split(from).join(to))
        .registerFunction('string.charAt(int): string', (text, index) => [...text][Number(index)] ?? '')
        .registerFunction('string.reverse(): string', (text) => [...text].reverse().join(''));
}
function plus(sum, item) {
    if (sum === undefined)
        return item;
    if (sum instanceof Quantity && item instanceof Quantity)
        return sum.add(item);
    if (typeof sum === 'bigint' && typeof item === 'bigint')
        return sum + item;
    if ((typeof sum === 'number' || typeof sum === 'bigint') &&
        (typeof item === 'number' || typeof item === 'bigint')) {
        return Number(sum) + Number(item);
    }
    throw new Error('sum() needs a list of numbers');
}
function extreme(list, name, sign) {
    if (list.length === 0)
        throw new Error(`${name}() of an empty list`);
    return list.reduce((best, item) => (order(item, best) * sign > 0 ? item : best));
}
/** Order of two values of one type. */
function order(a, b) {
    if (a instanceof Quantity && b instanceof Quantity)
        return Number(a.compare(b));
    const numbers = isNumber(a) && isNumber(b);
    if (!numbers && (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'boolean'))) {
        throw new Error('the items of the list cannot be compared');
    }
    const [left, right] = [a, b];
    return left < right ? -1 : left > right ? 1 : 0;
}
function isNumber(value) {
    return typeof value === 'number' || typeof value === 'bigint';
}
/** CEL equality: deep, numbers by value. */
function equal(a, b) {
    // biome-ignore lint/suspicious/noDoubleEquals: compares bigint and number by value
    if (isNumber(a) && isNumber(b))
        return a == b;
    if (a instanceof Quantity && b instanceof Quantity)
        return a.nano === b.nano;
    if (Array.isArray(a) && Array.isArray(b)) {
        return a.length === b.length && a.every((item, index) => equal(item, b[index]));
    }
    const [left, right] = [entries(a), entries(b)];
    if (left !== undefined && right !== undefined) {
        return (left.size === right.size &&
            [...left].every(([key, item]) => right.has(key) && equal(item, right.get(key))));
    }
    return a === b;
}
function entries(value) {
    if (value instanceof Map)
        return value;
    return typeof value === 'object' && value !== null && value.constructor === Object
        ? new Map(Object.entries(value))
        : undefined;
}
function distinct(list) {
    const kept = [];
    for (const item of list)
        if (!kept.some(other => equal(other, item)))
            kept.push(item);
    return kept;
}
//# sourceMappingURL=library.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/rewrite.js
/**
 * Renames calls of `matches` to `matchRe`, which is registered on RE2: the library's own `matches` runs on JavaScript's
 * backtracking expressions and cannot be replaced. Same length, so every offset stays true. Strings and comments are
 * left alone.
 */
function useLinearRegex(source) {
    return source.replace(TOKEN, (token, word) => (word === undefined ? token : `matchRe`));
}
/** A string literal, a comment, or (captured) a call of `matches`. Alternatives are disjoint: linear time. */
const TOKEN = new RegExp([
    String.raw `[rR][bB]?"""[\s\S]*?(?:"""|$)`,
    String.raw `[rR][bB]?'''[\s\S]*?(?:'''|$)`,
    String.raw `[rR][bB]?"[^"\n]*(?:"|$|\n)`,
    String.raw `[rR][bB]?'[^'\n]*(?:'|$|\n)`,
    String.raw `"""(?:\\[\s\S]|(?!""")[^\\])*(?:"""|$)`,
    String.raw `'''(?:\\[\s\S]|(?!''')[^\\])*(?:'''|$)`,
    String.raw `"(?:\\.|[^"\\\n])*(?:"|$|\n)`,
    String.raw `'(?:\\.|[^'\\\n])*(?:'|$|\n)`,
    String.raw `//[^\n]*`,
    String.raw `\b(matches)(?=\s*\()`,
    // Longer words, so that a literal's prefix is not found inside one.
    String.raw `[A-Za-z_]\w*`,
].join('|'), 'g');
//# sourceMappingURL=rewrite.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/marcbachmann.js




/** The engine over @marcbachmann/cel-js, with the Kubernetes library and linear-time regular expressions. */
function createCelEngine() {
    const base = new lib/* Environment */.OH({
        enableOptionalTypes: true,
        homogeneousAggregateLiterals: false,
        limits: LIMITS,
    });
    registerKubernetesLibrary(base);
    const environments = new Map();
    const environmentFor = (variables) => {
        const key = [...variables].sort().join(',');
        let known = environments.get(key);
        if (known === undefined) {
            known = base.clone();
            for (const name of variables)
                known.registerVariable(name, 'dyn');
            environments.set(key, known);
        }
        return known;
    };
    return {
        compile(source, variables) {
            let run;
            let type;
            try {
                const parsed = environmentFor(variables).parse(useLinearRegex(source));
                const checked = parsed.check();
                if (!checked.valid)
                    throw checked.error ?? new Error('it does not pass the type check');
                run = parsed;
                type = checked.type ?? 'dyn';
            }
            catch (error) {
                throw celError(error, source);
            }
            return {
                source,
                type,
                evaluate(context) {
                    try {
                        return run(context);
                    }
                    catch (error) {
                        throw celError(error, source);
                    }
                },
            };
        },
    };
}
const LIMITS = {
    maxAstNodes: 5_000,
    maxDepth: 100,
    maxListElements: 500,
    maxMapEntries: 500,
    maxCallArguments: 16,
};
function celError(error, source) {
    if (error instanceof lib/* ParseError */.mB || error instanceof lib/* EvaluationError */.ZN || error instanceof lib/* TypeError */.hg) {
        const range = error.range ?? { start: 0, end: source.length };
        return new CelError(error.summary.replaceAll('matchRe', 'matches'), source, range.start, range.end);
    }
    const message = error instanceof Error ? error.message : String(error);
    return new CelError(message, source, 0, source.length);
}
//# sourceMappingURL=marcbachmann.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/values.js
/** What stands in the place of a Secret's values. */
const HIDDEN = '(hidden)';
/**
 * Turns JSON into CEL values.
 *
 * A key whose value is null is left out, as Kubernetes does when it decodes a manifest, so that `has()` and `.?` say
 * what the API server would see. Maps are `Map` because a label may be called `constructor`.
 */
function toCel(value) {
    switch (typeof value) {
        case 'number':
            return Number.isSafeInteger(value) ? BigInt(value) : value;
        case 'object': {
            if (value === null)
                return null;
            if (Array.isArray(value))
                return value.map(toCel);
            const map = new Map();
            for (const key of Object.keys(value)) {
                const item = value[key];
                if (item !== null && item !== undefined)
                    map.set(key, toCel(item));
            }
            return map;
        }
        default:
            return value;
    }
}
const converted = new WeakMap();
/** The object of a manifest as a CEL value, converted once. Values of Secrets are replaced by {@link HIDDEN}. */
function manifestToCel(manifest) {
    const known = converted.get(manifest.object);
    if (known !== undefined)
        return known;
    const value = toCel(manifest.object);
    if (manifest.resource.kind === 'Secret' && manifest.resource.group === '')
        hideSecret(value);
    converted.set(manifest.object, value);
    return value;
}
/** Steps into a CEL value; undefined when the path does not exist. */
function celAt(value, path) {
    let at = value;
    for (const step of path) {
        if (at instanceof Map)
            at = at.get(String(step));
        else if (Array.isArray(at) && typeof step === 'number')
            at = at[step];
        else
            return undefined;
    }
    return at;
}
/** `kubectl apply` keeps a copy of the whole object here, Secrets included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
function hideSecret(secret) {
    for (const field of ['data', 'stringData']) {
        const entries = secret.get(field);
        if (entries instanceof Map)
            for (const key of entries.keys())
                entries.set(key, HIDDEN);
        else if (entries !== undefined)
            secret.set(field, HIDDEN);
    }
    const annotations = celAt(secret, ['metadata', 'annotations']);
    if (annotations instanceof Map && annotations.has(LAST_APPLIED))
        annotations.set(LAST_APPLIED, HIDDEN);
}
//# sourceMappingURL=values.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/cel/index.js





//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/template.js

/** An unclosed hole: offset of its `{{`. */
class TemplateError extends Error {
    offset;
    constructor(offset) {
        super('"{{" is never closed by "}}"');
        this.name = 'TemplateError';
        this.offset = offset;
    }
}
/**
 * Compiles a text with holes. White space outside of holes is folded, as messages are one line.
 * @throws {TemplateError} for an unclosed hole; {CelError} for a hole that does not compile, with offsets into the whole text
 */
function compileTemplate(text, compile) {
    const parts = [];
    let at = 0;
    for (;;) {
        const open = text.indexOf('{{', at);
        if (open === -1)
            break;
        const close = text.indexOf('}}', open + 2);
        if (close === -1)
            throw new TemplateError(open);
        if (open > at)
            parts.push(folded(text.slice(at, open)));
        const hole = text.slice(open + 2, close);
        const lead = hole.length - hole.trimStart().length;
        parts.push(compile(hole.trim(), open + 2 + lead));
        at = close + 2;
    }
    if (at < text.length)
        parts.push(folded(text.slice(at)));
    return { parts };
}
function folded(text) {
    return text.replace(/\s+/g, ' ');
}
/** Fills the holes. @throws {CelError} */
function fillTemplate(template, variables) {
    let text = '';
    for (const part of template.parts)
        text += typeof part === 'string' ? part : show(part.evaluate(variables));
    return text;
}
/** Longest piece of a manifest that a message quotes. */
const LONGEST = 200;
/** A value as people read it: on one line, lists joined by ", ", long text cut. */
function show(value) {
    const text = plain(value).replace(/[\s\p{Cc}]+/gu, ' ');
    return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
function plain(value) {
    if (Array.isArray(value))
        return value.map(plain).join(', ');
    if (value instanceof Map)
        return [...value].map(([key, item]) => `${key}: ${plain(item)}`).join(', ');
    if (value instanceof Quantity)
        return String(value.asApproximateFloat());
    return String(value);
}
//# sourceMappingURL=template.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/compile.js


/** The names an expression can use, by what it looks at. `item` and `index` come with `each`. */
const VARIABLES = {
    object: always('object'),
    podSpec: always('pod', 'podMetadata', 'effective', 'object'),
    container: always('container', 'containerKind', 'effective', 'pod', 'podMetadata', 'object'),
    rbacRule: always('rule', 'object'),
    ingressRule: always('rule', 'object'),
};
function always(...names) {
    return [...names, 'params', 'kubernetes', 'resource', 'target'];
}
/** Something in a rule's CEL does not compile; offsets are into the text under `key`. */
class CompileError extends Error {
    key;
    text;
    start;
    end;
    constructor(key, text, message, start, end) {
        super(message);
        this.name = 'CompileError';
        this.key = key;
        this.text = text;
        this.start = start;
        this.end = end;
    }
}
const engine = createCelEngine();
const compiled = new WeakMap();
/**
 * Compiles everything of a rule that is CEL; the same check is compiled once.
 * @throws {CompileError} for the first part that does not compile
 */
function compileCheck(check) {
    const known = compiled.get(check) ?? compileAll(check);
    compiled.set(check, known);
    return known;
}
function compileAll(check) {
    const outer = VARIABLES[check.applies];
    const inner = check.each === undefined ? outer : [...outer, 'item', 'index'];
    const when = check.when === undefined ? undefined : whole('when', check.when, outer, ['bool']);
    const each = check.each === undefined ? undefined : whole('each', check.each, outer, ['list']);
    const expression = whole('expression', check.expression, inner, ['bool']);
    const message = template('message', check.message, inner);
    const field = template('field', check.field, inner);
    const sources = [check.when, check.each, check.expression, check.message, check.field];
    return {
        ...(when === undefined ? {} : { when }),
        ...(each === undefined ? {} : { each }),
        expression,
        message,
        field,
        usesEffective: sources.some(source => source !== undefined && /\beffective\b/.test(source)),
    };
}
function whole(key, text, variables, types) {
    let compiled;
    try {
        compiled = engine.compile(text, variables);
    }
    catch (error) {
        throw error instanceof CelError ? compileError(key, text, error, 0, variables) : error;
    }
    const type = compiled.type.replace(/<.*/, '');
    if (type !== 'dyn' && !types.includes(type)) {
        throw new CompileError(key, text, `it must give a ${types[0]}, but gives a ${type}`, 0, text.length);
    }
    return compiled;
}
function template(key, text, variables) {
    try {
        return compileTemplate(text, (source, offset) => {
            try {
                return engine.compile(source, variables);
            }
            catch (error) {
                throw error instanceof CelError ? compileError(key, text, error, offset, variables) : error;
            }
        });
    }
    catch (error) {
        if (!(error instanceof TemplateError))
            throw error;
        throw new CompileError(key, text, error.message, error.offset, error.offset + 2);
    }
}
function compileError(key, text, error, offset, variables) {
    const available = error.message.startsWith('Unknown variable')
        ? ` (in reach here: ${[...variables].sort().join(', ')})`
        : '';
    return new CompileError(key, text, `${error.message}${available}`, offset + error.start, offset + error.end);
}
//# sourceMappingURL=compile.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/finding.js

/** A finding about a field of a manifest, with everything that follows from the manifest filled in. */
function findingAbout(active, manifest, path, message, more = {}) {
    const { target, environment, documentIndex, source } = manifest.origin;
    return {
        guardrail: active.guardrail.id,
        severity: active.severity,
        resource: manifest.resource,
        apiVersion: manifest.apiVersion,
        path,
        field: (0,src_manifest/* fieldName */.w5)(manifest.object, path),
        message,
        side: 'present',
        rendering: { target: target.id, environment: environment.name, documentIndex },
        ...(source === undefined ? {} : { source }),
        ...more,
    };
}
//# sourceMappingURL=finding.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/effective.js


/** `runAsNonRoot`, `runAsUser`, `seccompProfile` (its type), `resources.requests`, `resources.limits`. */
function effectiveOfContainer(container, set) {
    const { runAsNonRoot, runAsUser, seccompProfile, resources } = (0,src_manifest/* effectiveContainer */.F_)(container, set);
    const map = start();
    add(map, container.pod, 'runAsNonRoot', runAsNonRoot);
    add(map, container.pod, 'runAsUser', runAsUser);
    const type = (0,src_manifest/* isObject */.Gv)(seccompProfile.value) ? seccompProfile.value.type : undefined;
    add(map, container.pod, 'seccompProfile', {
        ...withoutValue(seccompProfile),
        ...(type === undefined ? {} : { value: type }),
    });
    map.set('resources', new Map([
        ['requests', values(resources.requests)],
        ['limits', values(resources.limits)],
    ]));
    return map;
}
/** `automountServiceAccountToken`. */
function effectiveOfPod(pod, set) {
    const map = start();
    add(map, pod, 'automountServiceAccountToken', (0,src_manifest/* automount */.X_)(pod, set));
    return map;
}
function start() {
    return new Map([
        ['from', new Map()],
        ['field', new Map()],
    ]);
}
function add(map, pod, name, effective) {
    if (effective.value !== undefined)
        map.set(name, toCel(effective.value));
    const from = map.get('from');
    if (from instanceof Map)
        from.set(name, fromText(effective));
    const field = map.get('field');
    if (field instanceof Map && effective.manifest === pod.manifest) {
        field.set(name, `object.${(0,src_manifest/* fieldName */.w5)(pod.manifest.object, effective.path)}`);
    }
}
function fromText({ from, manifest: { resource } }) {
    switch (from) {
        case 'container':
            return 'set here';
        case 'pod':
            return 'inherited from the pod';
        case 'annotation':
            return 'set by an annotation';
        case 'serviceAccount':
            return `set by ServiceAccount ${resource.name}`;
        case 'limitRange':
            return `default of LimitRange ${resource.name}`;
        case 'limit':
            return 'equal to the limit';
        case 'default':
            return 'the default';
    }
}
function withoutValue({ value: _, ...rest }) {
    return rest;
}
function values(resources) {
    const map = new Map();
    for (const [name, { value }] of Object.entries(resources)) {
        if (value !== undefined)
            map.set(name, toCel(value));
    }
    return map;
}
//# sourceMappingURL=effective.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/variables.js
/** The variables that every expression has, whatever it looks at; `params` is set per guardrail. */
function commonVariables(manifest, kubernetes) {
    return {
        resource: resourceVariable(manifest),
        target: targetVariable(manifest),
        kubernetes: kubernetesVariable(manifest.origin.environment.kubernetes ?? kubernetes),
    };
}
function resourceVariable({ resource: { group, kind, namespace, name } }) {
    return new Map([
        ['group', group],
        ['kind', kind],
        ['namespace', namespace],
        ['name', name],
    ]);
}
/** What is rendered: `target.kind`, and `target.namespace`, '' when no environment names one. */
function targetVariable({ origin: { target, environment } }) {
    return new Map([
        ['kind', target.kind],
        ['namespace', environment.namespace ?? ''],
    ]);
}
/** `kubernetes.version` is text, `kubernetes.minor` a number: `1.34` -> 34. */
function kubernetesVariable(version) {
    let known = versions.get(version);
    if (known === undefined) {
        const minor = /^v?1\.(\d+)/.exec(version)?.[1] ?? '0';
        known = new Map([
            ['version', version],
            ['minor', BigInt(minor)],
        ]);
        versions.set(version, known);
    }
    return known;
}
/** One value per version: there is one for nearly every run. */
const versions = new Map();
//# sourceMappingURL=variables.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/focus.js




/** Everything of one focus in a set, in the set's order. */
function focusesOf(set, focus) {
    switch (focus) {
        case 'object':
            return set.manifests.map(objectFocus);
        case 'podSpec':
            return set.podSpecs().map(pod => podFocus(set, pod));
        case 'container':
            return set.podSpecs().flatMap(pod => {
                const shared = once((kubernetes) => podVariables(pod, kubernetes));
                return set.containers(pod).map(container => containerFocus(set, container, shared));
            });
        case 'rbacRule':
            return set.manifests.filter(isRole).flatMap(manifest => listFocuses(manifest, ['rules']));
        case 'ingressRule':
            return set.manifests.filter(isIngress).flatMap(manifest => listFocuses(manifest, ['spec', 'rules']));
    }
}
function objectFocus(manifest) {
    return {
        manifest,
        path: [],
        value: manifest.object,
        variables: once(kubernetes => ({
            ...commonVariables(manifest, kubernetes),
            object: manifestToCel(manifest),
        })),
    };
}
function podFocus(set, pod) {
    return {
        manifest: pod.manifest,
        path: pod.path,
        value: pod.spec,
        variables: once(kubernetes => podVariables(pod, kubernetes)),
        effective: once(() => effectiveOfPod(pod, set)),
    };
}
function podVariables(pod, kubernetes) {
    const object = manifestToCel(pod.manifest);
    return {
        ...commonVariables(pod.manifest, kubernetes),
        object,
        pod: celAt(object, pod.path) ?? new Map(),
        podMetadata: celAt(object, [...pod.path.slice(0, -1), 'metadata']) ?? new Map(),
    };
}
function containerFocus(set, container, shared) {
    const { pod, path, name, kind, spec } = container;
    return {
        manifest: pod.manifest,
        path,
        value: spec,
        container: name,
        variables: once(kubernetes => ({
            ...shared(kubernetes),
            container: celAt(manifestToCel(pod.manifest), path) ?? new Map(),
            containerKind: kind,
        })),
        effective: once(() => effectiveOfContainer(container, set)),
    };
}
function listFocuses(manifest, path) {
    const list = (0,src_manifest/* valueAt */.fK)(manifest.object, path);
    if (!Array.isArray(list))
        return [];
    return list.flatMap((value, index) => {
        if (!(0,src_manifest/* isObject */.Gv)(value))
            return [];
        const at = [...path, index];
        const variables = once((kubernetes) => {
            const object = manifestToCel(manifest);
            return { ...commonVariables(manifest, kubernetes), object, rule: celAt(object, at) ?? new Map() };
        });
        return [{ manifest, path: at, value, variables }];
    });
}
function isRole({ resource }) {
    return (resource.group === 'rbac.authorization.k8s.io' &&
        (resource.kind === 'Role' || resource.kind === 'ClusterRole'));
}
function isIngress({ resource }) {
    return (resource.kind === 'Ingress' && (resource.group === 'networking.k8s.io' || resource.group === 'extensions'));
}
/** Several guardrails ask for the same thing, with the same arguments. */
function once(make) {
    let made;
    return (...args) => {
        made ??= { value: make(...args) };
        return made.value;
    };
}
//# sourceMappingURL=focus.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/evaluate.js






const DEADLINE = 5_000;
/** Focuses judged under one deadline: enough that starting the clock costs nothing. */
const BATCH = 2_000;
/**
 * Judges a set by every active guardrail that is an expression; those of analyzers are skipped.
 *
 * @returns findings in the order of guardrails, then of the set; and as gating problems every guardrail that could not
 *   be evaluated (`expression-failed`, `expression-timeout`), while the others are
 */
function evaluate(set, active, options) {
    const findings = [];
    const problems = [];
    const focuses = new Map();
    const focusesFor = (focus) => {
        const known = focuses.get(focus) ?? focusesOf(set, focus);
        focuses.set(focus, known);
        return known;
    };
    for (const guardrail of active) {
        const { check } = guardrail.guardrail;
        if (check.by !== 'expression')
            continue;
        const result = evaluateOne(guardrail, check, focusesFor(check.applies), options);
        findings.push(...result.findings);
        problems.push(...result.problems);
    }
    return { findings, problems };
}
function evaluateOne(active, check, all, options) {
    const { guardrail } = active;
    const wanted = kindFilter(check.kinds);
    const focuses = wanted === undefined ? all : all.filter(wanted);
    if (focuses.length === 0)
        return { findings: [], problems: [] };
    const deadline = options.deadline ?? DEADLINE;
    let judgement;
    try {
        judgement = {
            active,
            check: compileCheck(check),
            params: toCel({ ...active.parameters }),
            options,
            findings: [],
            failures: [],
            current: undefined,
        };
    }
    catch (error) {
        if (!(error instanceof CompileError))
            throw error;
        const message = `"${error.key}" of guardrail ${guardrail.id} is not valid CEL: ${error.message}`;
        return {
            findings: [],
            problems: [{ code: 'rule-expression', message, file: guardrail.file, gates: true }],
        };
    }
    const problems = [];
    for (let start = 0; start < focuses.length; start += BATCH) {
        const batch = focuses.slice(start, start + BATCH);
        try {
            withDeadline(() => {
                for (const focused of batch)
                    judge(focused, judgement);
            }, deadline);
        }
        catch (error) {
            if (!(error instanceof DeadlineError))
                throw error;
            problems.push(timeout(judgement, deadline));
            break;
        }
    }
    const failed = failure(judgement);
    if (failed !== undefined)
        problems.push(failed);
    return { findings: judgement.findings, problems };
}
function judge(focused, judgement) {
    const { check, options } = judgement;
    judgement.current = focused;
    const variables = focused.variables(options.kubernetes);
    variables.params = judgement.params;
    try {
        if (check.usesEffective)
            variables.effective = focused.effective?.() ?? new Map();
        if (check.when !== undefined && !truth(check.when.evaluate(variables), check.when))
            return;
        if (check.each === undefined) {
            judgeOnce(focused, judgement, variables);
            return;
        }
        const list = check.each.evaluate(variables);
        if (!Array.isArray(list))
            throw new CelError('"each" must give a list', check.each.source, 0, check.each.source.length);
        for (const [index, item] of list.entries()) {
            variables.item = item;
            variables.index = BigInt(index);
            judgeOnce(focused, judgement, variables);
        }
    }
    catch (error) {
        if (!(error instanceof CelError))
            throw error;
        judgement.failures.push({ error, focused });
    }
}
function judgeOnce(focused, judgement, variables) {
    const { check, active } = judgement;
    if (truth(check.expression.evaluate(variables), check.expression))
        return;
    const { manifest } = focused;
    const path = fieldPath(focused, fillTemplate(check.field, variables), check);
    if (!isBelow(path, focused.path) && isKnown(judgement.findings, manifest, path))
        return;
    const { container } = focused;
    const message = fillTemplate(check.message, variables);
    judgement.findings.push(findingAbout(active, manifest, path, message, container === undefined ? {} : { container }));
}
/** Where a finding points: relative to the focus, or from the object's root when the field begins with `object.`. */
function fieldPath(focused, field, check) {
    const [prefix, root, name] = field.startsWith('object.')
        ? [[], focused.manifest.object, field.slice('object.'.length)]
        : [focused.path, focused.value, field];
    const path = (0,src_manifest/* parseFieldPath */.Zl)(name, root);
    if (path !== undefined)
        return [...prefix, ...path];
    const [source] = check.field.parts;
    const text = typeof source === 'string' ? source : (source?.source ?? '');
    throw new CelError(`"field" names nothing that exists here: ${field}`, text, 0, text.length);
}
function isBelow(path, parent) {
    return parent.every((step, index) => step === path[index]);
}
/** Whether a finding already speaks about this field of this object: several containers share what the pod says. */
function isKnown(findings, { resource }, path) {
    for (let index = findings.length - 1; index >= 0; index -= 1) {
        const finding = findings[index];
        // One object per manifest: the same reference means the same rendering.
        if (finding === undefined || finding.resource !== resource)
            return false;
        if (finding.path.length === path.length && isBelow(finding.path, path))
            return true;
    }
    return false;
}
function truth(value, expression) {
    if (typeof value === 'boolean')
        return value;
    throw new CelError('it must be true or false', expression.source, 0, expression.source.length);
}
/** `Kind` matches in every group, `group/Kind` in one, `/Kind` in the core group. */
function kindFilter(kinds) {
    if (kinds.length === 0)
        return undefined;
    const wanted = new Set(kinds);
    return ({ manifest: { resource } }) => wanted.has(resource.kind) || wanted.has(`${resource.group}/${resource.kind}`);
}
function timeout({ active, current }, deadline) {
    const at = current === undefined ? '' : ` at ${describe(current)}`;
    return {
        code: 'expression-timeout',
        message: `Guardrail ${active.guardrail.id} was stopped after ${deadline} ms${at}`,
        hint: 'Simplify its expression: nested all(), exists() and map() multiply',
        file: active.guardrail.file,
        gates: true,
    };
}
/** One problem for all the objects an expression failed on: they share a cause. */
function failure({ active, failures }) {
    const [first] = failures;
    if (first === undefined)
        return undefined;
    const more = failures.length === 1 ? '' : ` and ${failures.length - 1} more`;
    const { error, focused } = first;
    return {
        code: 'expression-failed',
        message: `Guardrail ${active.guardrail.id} could not judge ${describe(focused)}${more}: ${error.message} (character ${error.start + 1} of the expression)`,
        hint: caret(error.source, error.start, error.end),
        file: active.guardrail.file,
        target: focused.manifest.origin.target.id,
        environment: focused.manifest.origin.environment.name,
        gates: true,
    };
}
function describe({ manifest: { resource }, container }) {
    return `${(0,src_manifest/* resourceLabel */.bP)(resource)}${container === undefined ? '' : `, container ${container}`}`;
}
//# sourceMappingURL=evaluate.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/examples.js


/** Version that examples are judged for when they name none. */
const KUBERNETES = '1.34';
/** Runs one example of a guardrail, as the tests of the pack and `kubeproof test` do. */
function runExample(guardrail, example, judge) {
    const head = readExample(example.manifest);
    const base = example.base === undefined ? undefined : readExample(example.base);
    const parameters = { ...withDefaults(guardrail.parameters), ...example.parameters };
    const evaluation = judge(head.set, [{ guardrail, severity: guardrail.severity, parameters }], {
        kubernetes: example.kubernetes ?? KUBERNETES,
        ...(base === undefined ? {} : { base: base.set }),
    });
    return {
        expected: [
            ...expectedLines('base', example.base ?? ''),
            ...expectedLines('manifest', example.manifest),
        ].sort(),
        found: evaluation.findings
            .map(finding => finding.side === 'removed' && base !== undefined
            ? `base:${lineOf(base.set, finding)}`
            : `manifest:${lineOf(head.set, finding)}`)
            .sort(),
        findings: evaluation.findings,
        problems: [...head.problems, ...(base?.problems ?? []), ...evaluation.problems],
    };
}
function expectedLines(name, text) {
    return text.split('\n').flatMap((line, index) => {
        const match = /#((?:\s+expect)+)\s*$/.exec(line);
        return match === null
            ? []
            : Array((match[1] ?? '').trim().split(/\s+/).length).fill(`${name}:${index + 1}`);
    });
}
function lineOf(set, finding) {
    const manifest = set.manifests.find(each => each.resource === finding.resource);
    return manifest === undefined ? 0 : lineIn(manifest, finding);
}
function lineIn({ origin }, finding) {
    const located = locate(origin.text, [...origin.within, ...finding.path]);
    return (origin.sourceLine ?? 0) + ((located.key ?? located.value)?.line ?? 0);
}
function readExample(text) {
    const { manifests, problems } = readDocuments({
        target: TARGET,
        environment: TARGET.environments[0] ?? { name: 'default', reason: 'example' },
        documents: splitDocuments(text).map(document => ({
            text: document.text,
            source: 'example.yaml',
            sourceLine: document.line,
        })),
    });
    return { set: new ManifestSet(manifests), problems };
}
const TARGET = {
    id: 'manifests:example',
    kind: 'manifests',
    root: '',
    files: ['example.yaml'],
    environments: [{ name: 'default', reason: 'example' }],
    inputs: ['example.yaml'],
    reason: 'example',
};
//# sourceMappingURL=examples.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var repository = __webpack_require__(9776);
;// CONCATENATED MODULE: ./lib/src/guardrails/position.js
/**
 * Where an offset into a scalar's value lies in the YAML text that says it. Works for every scalar style: the value's
 * visible characters appear in the text in order, with only quotes, escapes, line breaks and indentation between.
 *
 * @param text the file
 * @param span the scalar in the file
 * @returns 1-based line and column
 */
function positionInScalar(text, span, value, offset) {
    let at = span.start;
    // The header of a block scalar (`>-`, `|2`) has no characters of the value.
    if (text[at] === '|' || text[at] === '>')
        at = text.indexOf('\n', at) + 1;
    for (let index = 0; index <= offset && index < value.length; index += 1) {
        const wanted = value.charAt(index);
        if (/\s/.test(wanted))
            continue;
        const found = text.indexOf(wanted, at);
        if (found === -1 || found >= span.end)
            break;
        at = index === offset ? found : found + 1;
    }
    return lineAndColumn(text, at);
}
/** 1-based line and column of an offset. */
function lineAndColumn(text, offset) {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    let line = 1;
    for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1))
        line += 1;
    return { line, column: offset - lineStart + 1 };
}
//# sourceMappingURL=position.js.map
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
// EXTERNAL MODULE: ./lib/src/findings.js
var findings = __webpack_require__(410);
;// CONCATENATED MODULE: ./lib/src/guardrails/schema.js



/**
 * The format of a rule file, once: validation, the loader's types and the JSON Schema for editors come from here.
 * Every `describe` is shown by editors.
 */
const id = schemas/* string */.YjP()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case: lower-case words joined by "-"')
    .max(80);
const schema_text = schemas/* string */.YjP().trim().min(1, 'must not be empty');
const cel = schemas/* string */.YjP().trim().min(1, 'must not be empty').max(10_000);
const json = schemas/* json */.Pq9();
const kubernetes = schemas/* string */.YjP().regex(/^1\.\d{1,3}$/, 'must be a Kubernetes version such as "1.34"');
const parameter = schemas/* strictObject */.rej({
    type: schemas/* enum */.k5n(['string', 'integer', 'boolean', 'list']).describe('A list is a list of strings.'),
    default: json.describe('Value when the configuration says nothing.'),
    description: schema_text,
})
    .describe('A setting that the configuration can change; expressions see it as params.<name>.');
const example = schemas/* strictObject */.rej({
    name: schema_text.describe('What is shown, in a few words.'),
    manifest: schema_text.describe('One or more YAML documents. In failing examples, lines that are meant end in "# expect".'),
    parameters: schemas/* record */.g1P(schemas/* string */.YjP(), json).optional(),
    kubernetes: kubernetes.optional().describe('Kubernetes version it is judged for.'),
    base: schema_text.optional().describe('State before the change, for analyzers that compare.'),
});
const FOCUSES = ['object', 'podSpec', 'container', 'rbacRule', 'ingressRule'];
const guardrailFile = schemas/* strictObject */.rej({
    id: id.describe('Same as the file name. Used in the configuration, in waivers and in links.'),
    title: schema_text
        .max(100)
        .describe('The state wanted, as a sentence without stop: Containers do not run privileged.'),
    severity: schemas/* enum */.k5n(findings/* SEVERITIES */.o).describe('error blocks a pull request by default.'),
    profile: schemas/* enum */.k5n(PROFILES)
        .default('minimal')
        .describe('The smallest profile that includes it. minimal: always on.'),
    since: schemas/* string */.YjP()
        .regex(/^\d+\.\d+\.\d+$/, 'must be a version such as "1.2.0"')
        .optional()
        .describe('Version that introduced it.'),
    applies: schemas/* enum */.k5n(FOCUSES).optional().describe('What the expression looks at, one at a time.'),
    kinds: schemas/* array */.YOg(schema_text)
        .optional()
        .describe('Limits it to objects of these kinds, as Kind or group/Kind ("/Service" is the core group).'),
    when: cel.optional().describe('CEL: judged only where this is true.'),
    each: cel.optional().describe('CEL: a list; judged once per item, as item and index.'),
    expression: cel.optional().describe('CEL: true when all is well.'),
    field: schemas/* string */.YjP()
        .optional()
        .describe('Field it points at, relative to what it looks at; may have {{ CEL }} holes.'),
    message: schema_text.optional().describe('What is wrong and why it matters here; may have {{ CEL }} holes.'),
    fix: schemas/* strictObject */.rej({
        set: schemas/* record */.g1P(schemas/* string */.YjP(), json).optional().describe('Field, relative to the focus, and its new value.'),
        remove: schemas/* array */.YOg(schema_text).optional().describe('Fields to remove, relative to the focus.'),
    })
        .optional()
        .describe('An edit that mends it.'),
    sensitive: schemas/* boolean */.zMY()
        .optional()
        .describe('The field holds a credential: excerpts of source and rendered text hide its value.'),
    analyzer: schema_text.optional().describe('Instead of an expression: the analyzer that judges it.'),
    check: schema_text.optional().describe('The check of that analyzer.'),
    rationale: schema_text.describe('Why it matters.'),
    remediation: schema_text.describe('How it is mended.'),
    'not-when': schema_text.optional().describe('When breaking it is fine.'),
    references: schemas/* array */.YOg(schemas/* url */.OZ5({ protocol: /^https$/ }))
        .default([])
        .describe('Pages to read on.'),
    controls: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* union */.KCZ([schema_text, schemas/* array */.YOg(schema_text)]))
        .default({})
        .describe('Controls of frameworks it supports evidence for: framework id, then control ids (quote them).'),
    parameters: schemas/* record */.g1P(schemas/* string */.YjP().regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase'), parameter).default({}),
    examples: schemas/* strictObject */.rej({ fail: schemas/* array */.YOg(example).default([]), pass: schemas/* array */.YOg(example).default([]) })
        .default({ fail: [], pass: [] })
        .describe('Its tests and its documentation.'),
});
/** The JSON Schema of a rule file (draft 2020-12), as published in `schemas/guardrail.schema.json`. */
function guardrailJsonSchema() {
    const { $schema, ...schema } = z.toJSONSchema(guardrailFile, { io: 'input' });
    return {
        $schema,
        title: 'kubeproof guardrail',
        description: 'One guardrail of kubeproof: rules/<category>/<id>.yaml, or a file in a folder of your own.',
        ...schema,
        oneOf: [
            { required: ['applies', 'expression', 'message'], properties: { analyzer: false, check: false } },
            { required: ['analyzer', 'check'], properties: { applies: false, expression: false } },
        ],
    };
}
//# sourceMappingURL=schema.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/load.js











/** Larger than any rule a person writes; the limit keeps hostile files from costing time. */
const LARGEST = 256 * 1024;
/**
 * Loads kubeproof's own guardrails: `<rulesDir>/<category>/<id>.yaml`.
 * @param rulesDir folder in the file system; messages call its files `rules/...`
 */
function loadPack(rulesDir) {
    const files = [];
    for (const category of (0,external_node_fs_.readdirSync)(rulesDir, { withFileTypes: true })) {
        if (!category.isDirectory() || category.name === 'frameworks')
            continue;
        for (const name of (0,external_node_fs_.readdirSync)((0,external_node_path_.join)(rulesDir, category.name))) {
            if (!isRuleFile(name))
                continue;
            files.push({
                file: `rules/${category.name}/${name}`,
                category: category.name,
                stem: stem(name),
                text: (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(rulesDir, category.name, name), 'utf8'),
                origin: 'pack',
            });
        }
    }
    return loadFiles(files);
}
/**
 * Loads a team's own guardrails: every YAML file below a folder of the repository. A policy of another kind found
 * there (an admission policy, a Kyverno policy) is a problem, since it would look as if it were evaluated.
 * The category is the name of the folder that holds the file.
 */
function loadCustom(tree, folder) {
    const root = folder.replace(/^\.?\/+|\/+$/g, '');
    const files = [];
    const problems = [];
    const paths = tree.filesBelow(root).filter(isRuleFile);
    if (paths.length === 0) {
        problems.push({
            code: 'rules-missing',
            message: `The folder of own guardrails "${folder}" has no YAML files`,
            hint: 'Correct "rules" in the configuration, or remove the entry',
            gates: true,
        });
    }
    for (const path of paths) {
        let text;
        try {
            text = tree.text(path);
        }
        catch (error) {
            if (!(error instanceof repository/* TreeError */.jh))
                throw error;
            problems.push({ code: 'rule-unreadable', message: error.message, file: path, gates: true });
            continue;
        }
        const segments = path.split('/');
        files.push({
            file: path,
            category: segments.at(-2) ?? 'custom',
            stem: stem(segments.at(-1) ?? path),
            text,
            origin: 'custom',
        });
    }
    const loaded = loadFiles(files);
    return { guardrails: loaded.guardrails, problems: [...problems, ...loaded.problems] };
}
function isRuleFile(path) {
    return /\.ya?ml$/.test(path);
}
function stem(name) {
    return name.replace(/\.ya?ml$/, '');
}
function loadFiles(files) {
    const byId = new Map();
    const problems = [];
    for (const file of [...files].sort((a, b) => (a.file < b.file ? -1 : 1))) {
        const loaded = loadFile(file);
        problems.push(...loaded.problems);
        if (loaded.guardrail === undefined)
            continue;
        const earlier = byId.get(loaded.guardrail.id);
        if (earlier === undefined)
            byId.set(loaded.guardrail.id, loaded.guardrail);
        else
            problems.push(duplicateId(file, loaded.guardrail, earlier));
    }
    const guardrails = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { guardrails, problems };
}
function loadFile(file) {
    if (file.text.length > LARGEST) {
        return { problems: [ruleProblem(file, `The rule file is larger than ${LARGEST / 1024} KiB`)] };
    }
    const parsed = (0,src_manifest/* parseYaml */.hN)(file.text);
    if (!parsed.ok) {
        const { message, hint, line, column } = parsed.error;
        const problem = ruleProblem(file, `The rule file is not valid YAML: ${message}`);
        return { problems: [{ ...problem, ...(hint === undefined ? {} : { hint }), line, column }] };
    }
    const ignoredFrom = secondDocument(file.text) ?? parsed.ignoredFrom;
    if (ignoredFrom !== undefined) {
        const problem = ruleProblem(file, 'The rule file holds more than one document, and only the first would count');
        return {
            problems: [
                { ...problem, hint: 'Give every guardrail a file of its own', line: ignoredFrom, column: 1 },
            ],
        };
    }
    for (const duplicate of parsed.duplicateKeys) {
        const key = String(duplicate.path.at(-1));
        const { line, column } = duplicate.span;
        return { problems: [{ ...ruleProblem(file, `The key "${key}" is written twice`), line, column }] };
    }
    if (file.origin === 'custom' && (0,src_manifest/* isObject */.Gv)(parsed.value) && Object.hasOwn(parsed.value, 'apiVersion')) {
        const kind = String(parsed.value.kind ?? 'Kubernetes object').slice(0, 60);
        const what = `The folder of own guardrails holds a ${kind}, which kubeproof does not evaluate yet`;
        return {
            problems: [
                { ...ruleProblem(file, what), code: 'rule-not-evaluated', hint: 'Keep it in another folder' },
            ],
        };
    }
    if (!(0,src_manifest/* isObject */.Gv)(parsed.value)) {
        return { problems: [at(file, [], 'The rule file holds no rule', 'It begins with "id: <file name>"')] };
    }
    const result = guardrailFile.safeParse(parsed.value);
    if (!result.success) {
        const problems = result.error.issues.flatMap(issue => schemaProblems(file, issue));
        return {
            problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
        };
    }
    const problems = [];
    const rule = result.data;
    if (rule.id !== file.stem) {
        problems.push(at(file, ['id'], `The id "${rule.id}" must equal the file name`, `Name the file ${rule.id}.yaml`));
    }
    for (const [name, parameter] of Object.entries(rule.parameters)) {
        if (hasType(parameter.default, parameter.type))
            continue;
        problems.push(at(file, ['parameters', name, 'default'], `The default of parameter "${name}" is not of type ${parameter.type}`));
    }
    problems.push(...exampleProblems(file, rule));
    const check = checkOf(file, rule, problems);
    if (check === undefined || problems.length > 0)
        return { problems };
    return { guardrail: guardrailOf(file, rule, check), problems: [] };
}
/** 1-based line on which a second document begins. */
function secondDocument(text) {
    const second = (0,src_manifest/* splitDocuments */.ZF)(text)[1];
    return second === undefined ? undefined : second.line + 1;
}
function guardrailOf(file, rule, check) {
    const controls = Object.entries(rule.controls).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
        id: rule.id,
        category: file.category,
        title: rule.title,
        severity: rule.severity,
        profile: rule.profile,
        since: rule.since ?? '',
        rationale: rule.rationale,
        remediation: rule.remediation,
        ...(rule['not-when'] === undefined ? {} : { notWhen: rule['not-when'] }),
        ...(rule.sensitive === true ? { sensitive: true } : {}),
        references: rule.references,
        controls: Object.fromEntries(controls.map(([name, ids]) => [name, typeof ids === 'string' ? [ids] : ids])),
        parameters: rule.parameters,
        check,
        examples: rule.examples,
        file: file.file,
        digest: (0,external_node_crypto_.createHash)('sha256').update(file.text).digest('hex'),
        origin: file.origin,
    };
}
/** The rule's check, compiled once to see that it can be; reports what is missing, too much or wrong. */
function checkOf(file, rule, problems) {
    if (rule.analyzer !== undefined || rule.check !== undefined) {
        for (const key of [
            'applies',
            'kinds',
            'when',
            'each',
            'expression',
            'field',
            'message',
            'fix',
        ]) {
            if (rule[key] !== undefined) {
                problems.push(at(file, [key], `"${key}" does not go together with "analyzer"`));
            }
        }
        if (rule.analyzer !== undefined && rule.check !== undefined) {
            return { by: 'analyzer', analyzer: rule.analyzer, check: rule.check };
        }
        const missing = rule.analyzer === undefined ? 'analyzer' : 'check';
        problems.push(at(file, [], `"${missing}" is missing`, '"analyzer" and "check" go together'));
        return undefined;
    }
    const { applies, expression, message } = rule;
    if (applies === undefined || expression === undefined || message === undefined) {
        for (const key of ['applies', 'expression', 'message']) {
            if (rule[key] === undefined)
                problems.push(at(file, [], `"${key}" is missing`));
        }
        return undefined;
    }
    const check = {
        by: 'expression',
        applies: applies,
        kinds: rule.kinds ?? [],
        ...(rule.when === undefined ? {} : { when: rule.when }),
        ...(rule.each === undefined ? {} : { each: rule.each }),
        expression,
        field: rule.field ?? '',
        message,
        ...(rule.fix === undefined ? {} : { fix: rule.fix }),
    };
    try {
        compileCheck(check);
    }
    catch (error) {
        if (!(error instanceof CompileError))
            throw error;
        problems.push(compileProblem(file, error));
    }
    return check;
}
function compileProblem(file, error) {
    const span = (0,src_manifest/* locate */.x5)(file.text, [error.key]).value;
    const raw = positionedText(file, error);
    return {
        code: 'rule-expression',
        message: `"${error.key}" of guardrail ${file.stem} is not valid CEL: ${error.message}`,
        hint: caret(error.text, error.start, error.end),
        file: file.file,
        ...(span === undefined
            ? {}
            : positionInScalar(file.text, span, raw, error.start + raw.indexOf(error.text))),
        gates: true,
    };
}
/** The schema trims what it reads; positions need the value as YAML gives it. */
function positionedText(file, error) {
    const parsed = (0,src_manifest/* parseYaml */.hN)(file.text);
    const value = parsed.ok && (0,src_manifest/* isObject */.Gv)(parsed.value) ? parsed.value[error.key] : undefined;
    return typeof value === 'string' ? value : error.text;
}
function exampleProblems(file, rule) {
    const problems = [];
    for (const side of ['fail', 'pass']) {
        for (const [index, example] of rule.examples[side].entries()) {
            for (const [name, value] of Object.entries(example.parameters ?? {})) {
                const declared = Object.hasOwn(rule.parameters, name) ? rule.parameters[name] : undefined;
                if (declared !== undefined && hasType(value, declared.type))
                    continue;
                const path = ['examples', side, index, 'parameters', name];
                const what = declared === undefined ? 'is not declared' : `must be of type ${declared.type}`;
                problems.push(at(file, path, `The parameter "${name}" of this example ${what}`));
            }
        }
    }
    return problems;
}
function schemaProblems(file, issue) {
    const path = issue.path;
    const where = path.length === 0 ? 'The rule file' : `"${path.join('.')}"`;
    if (issue.code === 'unrecognized_keys') {
        const known = knownKeys(path);
        return issue.keys.map(key => {
            const guess = (0,nearest/* nearest */.p)(key, known);
            const hint = guess === undefined ? `Known here: ${known.join(', ')}` : `Did you mean "${guess}"?`;
            return { ...at(file, [...path, key], `Unknown key "${key}"`, hint), code: 'rule-unknown-key' };
        });
    }
    if (issue.code === 'invalid_type' && issue.input === undefined) {
        return [at(file, path.slice(0, -1), `"${path.join('.')}" is missing`)];
    }
    if (issue.code === 'invalid_value') {
        return [at(file, path, `${where} must be one of: ${issue.values.map(String).join(', ')}`)];
    }
    return [at(file, path, `${where}: ${issue.message}`)];
}
/** The keys allowed at a place of a rule file, for suggestions. */
function knownKeys(path) {
    if (path.length === 0)
        return Object.keys(guardrailFile.shape);
    if (path[0] === 'fix')
        return ['set', 'remove'];
    if (path[0] === 'parameters')
        return ['type', 'default', 'description'];
    if (path[0] === 'examples' && path.length === 1)
        return ['fail', 'pass'];
    return ['name', 'manifest', 'parameters', 'kubernetes', 'base'];
}
function duplicateId(file, guardrail, earlier) {
    return at(file, ['id'], `The id "${guardrail.id}" is taken by ${earlier.file}`, 'Give one of them another id and file name');
}
function at(file, path, message, hint) {
    const located = (0,src_manifest/* locate */.x5)(file.text, path);
    const span = located.key ?? located.value;
    return {
        ...ruleProblem(file, message),
        ...(hint === undefined ? {} : { hint }),
        line: span?.line ?? 1,
        column: span?.column ?? 1,
    };
}
function ruleProblem(file, message) {
    return { code: 'rule-invalid', message, file: file.file, gates: true };
}
//# sourceMappingURL=load.js.map
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
;// CONCATENATED MODULE: ./lib/src/guardrails/page.js

/** Where the generated pages are published. */
const PAGES = `${src_package/* DOCUMENTATION */.l}/guardrails`;
const FRAMEWORK_NAMES = {
    'cis-kubernetes-1.11': 'CIS Kubernetes Benchmark 1.11',
    'cis-kubernetes-1.12': 'CIS Kubernetes Benchmark 1.12',
    'iso-27001-2022': 'ISO/IEC 27001:2022 Annex A',
    'nsa-cisa-1.2': 'NSA/CISA Kubernetes Hardening Guide 1.2',
    'pci-dss-4.0.1': 'PCI DSS 4.0.1',
    pss: 'Pod Security Standards',
    soc2: 'SOC 2 (TSC 2017)',
};
/** Page of a guardrail: of the documentation for those of the pack, the rule file for a team's own. */
function guardrailUrl(guardrail) {
    if (guardrail.origin === 'custom' && guardrail.file !== undefined)
        return guardrail.file;
    return `${PAGES}/${guardrail.category}/${guardrail.id}.md`;
}
/**
 * A guardrail's page in Markdown: Avoid, Prefer, Why, How to fix, Parameters, When it is fine, Controls, References.
 * `kubeproof explain` prints the same.
 */
function renderGuardrailPage(guardrail) {
    const { examples, parameters, controls, references } = guardrail;
    const sections = [
        `# ${guardrail.title}`,
        `\`${guardrail.id}\` · ${guardrail.category} · ${guardrail.severity} · profile ${guardrail.profile}${guardrail.since === '' ? '' : ` · since ${guardrail.since}`}`,
        exampleSection('Avoid', examples.fail),
        exampleSection('Prefer', examples.pass),
        `## Why\n\n${paragraph(guardrail.rationale)}`,
        `## How to fix\n\n${paragraph(guardrail.remediation)}`,
        parameterSection(guardrail.id, parameters),
        guardrail.notWhen === undefined ? '' : `## When it is fine\n\n${paragraph(guardrail.notWhen)}`,
        controlSection(controls),
        references.length === 0 ? '' : `## References\n\n${references.map(url => `- <${url}>`).join('\n')}`,
    ];
    return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}
/** The index of the pages, by category. */
function renderGuardrailIndex(guardrails) {
    const categories = [...new Set(guardrails.map(({ category }) => category))].sort();
    const sections = categories.map(category => {
        const rows = guardrails
            .filter(guardrail => guardrail.category === category)
            .sort((a, b) => (a.id < b.id ? -1 : 1))
            .map(({ id, title, severity, profile }) => `| [${id}](${category}/${id}.md) | ${cell(title)} | ${severity} | ${profile} |`);
        return `## ${category}\n\n| guardrail | what is wanted | severity | profile |\n|---|---|---|---|\n${rows.join('\n')}`;
    });
    const intro = `# Guardrails\n\n${guardrails.length} guardrails come with kubeproof. The profile \`minimal\` has only what is certainly wrong or dangerous, \`recommended\` (the default) what a careful reviewer would say, \`strict\` everything; each includes the one before. Naming a guardrail in the configuration switches it on, \`severity: off\` switches it off.`;
    return `${[GENERATED, intro, ...sections].join('\n\n')}\n`;
}
const GENERATED = '<!-- Generated from rules/ by scripts/guardrails/docs.mjs. -->';
function exampleSection(title, examples) {
    if (examples.length === 0)
        return '';
    const shown = examples.map(({ name, manifest, parameters, kubernetes }) => {
        const settings = [
            ...(kubernetes === undefined ? [] : [`Kubernetes ${kubernetes}`]),
            ...Object.entries(parameters ?? {}).map(([key, value]) => `\`${key}: ${JSON.stringify(value)}\``),
        ];
        const heading = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
        const aside = settings.length === 0 ? '' : ` (${settings.join(', ')})`;
        return `${heading}${aside}:\n\n${fence(manifest.trimEnd().replace(/\s*#(?:\s+expect)+\s*$/gm, ' # ← here'))}`;
    });
    return `## ${title}\n\n${shown.join('\n\n')}`;
}
/** A code block whose fence is longer than any in the text. */
function fence(text) {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
    const ticks = '`'.repeat(longest + 1);
    return `${ticks}yaml\n${text}\n${ticks}`;
}
function parameterSection(id, parameters) {
    const entries = Object.entries(parameters);
    if (entries.length === 0)
        return '';
    const rows = entries.map(([name, { type, default: value, description }]) => `| \`${name}\` | ${type} | \`${cell(page_json(value))}\` | ${cell(paragraph(description))} |`);
    const [first] = entries;
    const sample = first === undefined
        ? ''
        : `\n\n${fence(`guardrails:\n  ${id}:\n    parameters:\n      ${first[0]}: ${page_json(first[1].default)}`)}`;
    return `## Parameters\n\n| name | type | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}${sample}`;
}
function controlSection(controls) {
    const entries = Object.entries(controls);
    if (entries.length === 0)
        return '';
    const rows = entries.map(([framework, ids]) => {
        const name = Object.hasOwn(FRAMEWORK_NAMES, framework) ? FRAMEWORK_NAMES[framework] : framework;
        return `- ${name}: ${ids.join(', ')}`;
    });
    return `## Controls\n\nA passing result supports evidence for these controls; it makes nobody compliant by itself.\n\n${rows.join('\n')}`;
}
function page_json(value) {
    return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item));
}
/** Folded YAML text as one paragraph. */
function paragraph(text) {
    return text.replace(/\s+/g, ' ').trim();
}
function cell(text) {
    return text.replaceAll('|', '\\|');
}
//# sourceMappingURL=page.js.map
;// CONCATENATED MODULE: ./lib/src/guardrails/index.js
/**
 * Guardrails: rule files in, findings out.
 *
 *   loadPack / loadCustom -> activate (configuration) -> evaluate (expressions; analyzers have their own folder)
 */








//# sourceMappingURL=index.js.map

/***/ }),

/***/ 7754:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  yQ: () => (/* reexport */ ManifestSet),
  X_: () => (/* reexport */ automount),
  F_: () => (/* reexport */ effectiveContainer),
  w5: () => (/* reexport */ fieldName),
  Gv: () => (/* reexport */ values_isObject),
  _$: () => (/* reexport */ lineStarts),
  x5: () => (/* reexport */ locate),
  fl: () => (/* reexport */ locator),
  ZV: () => (/* reexport */ own),
  Zl: () => (/* reexport */ parseFieldPath),
  hN: () => (/* reexport */ parseYaml),
  t$: () => (/* reexport */ positionAt),
  r9: () => (/* reexport */ readDocuments),
  bP: () => (/* reexport */ resourceLabel),
  ws: () => (/* reexport */ scalarText),
  ko: () => (/* reexport */ selects),
  Np: () => (/* reexport */ splitApiVersion),
  ZF: () => (/* reexport */ splitDocuments),
  Qi: () => (/* reexport */ stringMap),
  fK: () => (/* reexport */ valueAt)
});

// UNUSED EXPORTS: DEFAULT_BUDGET, containersOf, isWorkload, podSpecsOf, selectsPlain

;// CONCATENATED MODULE: ./lib/src/manifest/documents.js
/** A line that separates documents: three dashes, then nothing, white space, or content of the next document. */
const SEPARATOR = /^---(?:[ \t\r]|$)/;
/** A separator line without content: it belongs to no document. */
const BARE = /^---[ \t\r]*(?:#.*)?$/;
/** A line without content; also the end-of-document marker. */
const NOTHING = /^(?:\.\.\.)?[ \t\r]*(?:#.*)?$/;
/**
 * Splits a stream into documents before parsing, as Kubernetes does (apimachinery `YAMLReader`: a line that starts
 * with `---`), so that one broken document does not hide the others. Documents without content (blank, comments
 * only) are left out; a byte order mark is removed; `%` directives at the start of the stream stay with the document
 * they introduce. A separator that carries content (`--- {a: 1}`) is part of its document's text.
 */
function splitDocuments(text) {
    const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
    const documents = [];
    let start = 0;
    let startLine = 0;
    let content = 'none';
    const finish = (end) => {
        if (content !== 'none')
            documents.push({ text: source.slice(start, end), line: startLine });
    };
    for (let at = 0, line = 0; at < source.length; line++) {
        const newline = source.indexOf('\n', at);
        const end = newline < 0 ? source.length : newline;
        const next = newline < 0 ? source.length : newline + 1;
        if (source.startsWith('---', at) && SEPARATOR.test(source.slice(at, end))) {
            if (content === 'directives') {
                content = 'some';
            }
            else {
                finish(at);
                const bare = BARE.test(source.slice(at, end));
                start = bare ? next : at;
                startLine = bare ? line + 1 : line;
                content = bare ? 'none' : 'some';
            }
        }
        else if (content !== 'some' && !NOTHING.test(source.slice(at, end))) {
            content = start === 0 && source.startsWith('%', at) ? 'directives' : 'some';
        }
        at = next;
    }
    finish(source.length);
    return documents;
}
//# sourceMappingURL=documents.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/values.js
/** Whether a value is a JSON object (not null, not a list). */
function values_isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** An own property of an object; undefined for anything that is not an object or does not have it. */
function own(value, key) {
    return values_isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
/** The value at a path; undefined when a step is missing. Inherited properties are never followed. */
function valueAt(root, path) {
    let value = root;
    for (const step of path) {
        if (Array.isArray(value))
            value = typeof step === 'number' ? value[step] : undefined;
        else
            value = own(value, String(step));
        if (value === undefined)
            return undefined;
    }
    return value;
}
/** Sets an own property whatever its name: assigning to `__proto__` would change the prototype instead. */
function setOwn(target, key, value) {
    if (key === '__proto__') {
        Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    }
    else {
        target[key] = value;
    }
}
/** The members of an object whose values are strings: labels, annotations. Everything else is left out. */
function stringMap(value) {
    const result = Object.create(null);
    if (values_isObject(value)) {
        for (const [key, member] of Object.entries(value))
            if (typeof member === 'string')
                result[key] = member;
    }
    return result;
}
/** Text of a scalar as Kubernetes would print it; '' for anything else. */
function scalarText(value) {
    if (typeof value === 'string')
        return value;
    return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
        ? String(value)
        : '';
}
//# sourceMappingURL=values.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/effective.js

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
/**
 * What applies to a container once pod, ServiceAccount, LimitRange and API defaults are considered. A value in the
 * container wins over the pod's (core/v1 `SecurityContext`: "the value specified in SecurityContext takes
 * precedence"); null counts as unset.
 */
function effectiveContainer(container, set) {
    return {
        runAsNonRoot: inherited(container, 'runAsNonRoot'),
        runAsUser: inherited(container, 'runAsUser'),
        runAsGroup: inherited(container, 'runAsGroup'),
        seccompProfile: inherited(container, 'seccompProfile'),
        appArmorProfile: appArmor(container),
        seLinuxOptions: inherited(container, 'seLinuxOptions'),
        imagePullPolicy: pullPolicy(container),
        resources: resources(container, set),
    };
}
/**
 * Whether the ServiceAccount's token is mounted: the pod's own setting, else the ServiceAccount's, else true
 * (serviceaccount admission plugin `shouldAutomount`).
 */
function automount(pod, set) {
    const field = 'automountServiceAccountToken';
    const path = [...pod.path, field];
    const manifest = pod.manifest;
    const inPod = own(pod.spec, field);
    if (typeof inPod === 'boolean')
        return { value: inPod, from: 'pod', path, manifest };
    const name = scalarText(own(pod.spec, 'serviceAccountName')) || scalarText(own(pod.spec, 'serviceAccount'));
    const accounts = set.find({ group: '', kind: 'ServiceAccount', namespace: manifest.resource.namespace, name: name || 'default' }, manifest);
    for (const account of accounts) {
        const value = own(account.object, field);
        if (typeof value === 'boolean')
            return { value, from: 'serviceAccount', path: [field], manifest: account };
    }
    return { value: true, from: 'default', path, manifest };
}
function inherited(container, field) {
    const { pod } = container;
    const path = [...container.path, 'securityContext', field];
    const manifest = pod.manifest;
    const inContainer = own(own(container.spec, 'securityContext'), field);
    if (isSet(inContainer))
        return { value: inContainer, from: 'container', path, manifest };
    const inPod = own(own(pod.spec, 'securityContext'), field);
    if (isSet(inPod)) {
        return { value: inPod, from: 'pod', path: [...pod.path, 'securityContext', field], manifest };
    }
    return { from: 'default', path, manifest };
}
/**
 * AppArmor has an annotation per container besides its fields; the API server copies it into a container that has no
 * field (core/pod strategy `applyAppArmorVersionSkew`), so it stands between the container's field and the pod's.
 */
function appArmor(container) {
    const effective = inherited(container, 'appArmorProfile');
    if (effective.from === 'container')
        return effective;
    const key = `${APPARMOR_ANNOTATION}${container.name}`;
    const { annotations, path, manifest } = container.pod;
    const annotation = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    const profile = annotation === undefined ? undefined : profileOf(annotation);
    if (profile === undefined)
        return effective;
    return {
        value: profile,
        from: 'annotation',
        path: [...path.slice(0, -1), 'metadata', 'annotations', key],
        manifest,
    };
}
function profileOf(annotation) {
    if (annotation === 'unconfined')
        return { type: 'Unconfined' };
    if (annotation === 'runtime/default')
        return { type: 'RuntimeDefault' };
    if (annotation.startsWith('localhost/')) {
        return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
    }
    return undefined;
}
/** Unset is `Always` for the tag `latest` or no tag, else `IfNotPresent` (core/v1 defaults `SetDefaults_Container`). */
function pullPolicy(container) {
    const path = [...container.path, 'imagePullPolicy'];
    const manifest = container.pod.manifest;
    const written = own(container.spec, 'imagePullPolicy');
    if (typeof written === 'string' && written !== '')
        return { value: written, from: 'container', path, manifest };
    const value = tagOf(scalarText(own(container.spec, 'image'))) === 'latest' ? 'Always' : 'IfNotPresent';
    return { value, from: 'default', path, manifest };
}
/** Tag of an image; `latest` when it has neither tag nor digest. A registry's port is not a tag. */
function tagOf(image) {
    const [name = '', digest] = image.split('@', 2);
    const colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf('/'))
        return name.slice(colon + 1);
    return digest === undefined ? 'latest' : '';
}
/**
 * Requests and limits as admission leaves them. First API defaulting: a missing request becomes the limit
 * (`SetDefaults_Pod`); then LimitRanges of type Container in the namespace fill what is missing (LimitRanger
 * `mergePodResourceRequirements`: containers and init containers, not ephemeral ones).
 */
function resources(container, set) {
    const written = own(container.spec, 'resources');
    const limits = writtenResources(container, own(written, 'limits'), 'limits');
    const requests = writtenResources(container, own(written, 'requests'), 'requests');
    if (container.kind === 'ephemeralContainer')
        return { requests, limits };
    for (const [name, limit] of Object.entries(limits))
        requests[name] ??= { ...limit, from: 'limit' };
    for (const { manifest, index, item } of limitRangeItems(container.pod.manifest, set)) {
        const defaults = limitRangeDefaults(item, ['spec', 'limits', index]);
        for (const [name, found] of Object.entries(defaults.limits)) {
            limits[name] ??= { ...found, from: 'limitRange', manifest };
        }
        for (const [name, found] of Object.entries(defaults.requests)) {
            requests[name] ??= { ...found, from: 'limitRange', manifest };
        }
    }
    return { requests, limits };
}
function writtenResources(container, value, list) {
    const result = Object.create(null);
    if (!values_isObject(value))
        return result;
    for (const [name, quantity] of Object.entries(value)) {
        if (!isSet(quantity))
            continue;
        const path = [...container.path, 'resources', list, name];
        result[name] = { value: quantity, from: 'container', path, manifest: container.pod.manifest };
    }
    return result;
}
function limitRangeItems(workload, set) {
    const { namespace } = workload.resource;
    const ranges = set.ofKind('LimitRange', '').filter(each => each.resource.namespace === namespace);
    return set.prefer(ranges, workload).flatMap(manifest => {
        const limits = own(own(manifest.object, 'spec'), 'limits');
        if (!Array.isArray(limits))
            return [];
        return limits.flatMap((item, index) => values_isObject(item) && item.type === 'Container' ? [{ manifest, index, item }] : []);
    });
}
/**
 * What a LimitRange item gives to containers, after its own defaulting (`SetDefaults_LimitRangeItem`): a missing
 * default limit is the max, a missing default request is the default limit, else the min.
 */
function limitRangeDefaults(item, at) {
    const limits = Object.create(null);
    const requests = Object.create(null);
    const fill = (target, field) => {
        const quantities = own(item, field);
        if (!values_isObject(quantities))
            return;
        for (const [name, value] of Object.entries(quantities))
            target[name] ??= { value, path: [...at, field, name] };
    };
    fill(limits, 'default');
    fill(limits, 'max');
    fill(requests, 'defaultRequest');
    for (const [name, limit] of Object.entries(limits))
        requests[name] ??= limit;
    fill(requests, 'min');
    return { limits, requests };
}
function isSet(value) {
    return value !== undefined && value !== null;
}
//# sourceMappingURL=effective.js.map
// EXTERNAL MODULE: ./node_modules/js-yaml/dist/js-yaml.mjs
var js_yaml = __webpack_require__(3243);
;// CONCATENATED MODULE: ./lib/src/manifest/flow-indentation.js

/** What js-yaml says where YAML 1.2 wants more indentation than goyaml does. */
const DEFICIENT = 'deficient indentation';
/** Characters read again, at most, for the sake of lines with too little indentation. */
const WORK = 32 * 1024 * 1024;
/**
 * Events of a text as goyaml sees them: inside brackets and quotes the indentation of a line means nothing (libyaml
 * looks at it in block context only), so that a closing bracket below its key is fine. js-yaml follows YAML 1.2 there
 * and refuses the line; it is then read again with spaces before that line, which change no value, and the offsets
 * are those of the original text.
 * @throws {YAMLException} with a position in the original text.
 */
function flowTolerantEvents(text, maxDepth) {
    const lines = [];
    let padded = text;
    let refused;
    for (let work = 0;; work += padded.length) {
        try {
            const events = (0,js_yaml/* parseEvents */.PH)(padded, { maxDepth });
            const shifts = shiftsOf(lines);
            if (shifts.length > 0)
                for (const event of events)
                    shiftBack(event, shifts);
            return events;
        }
        catch (error) {
            if (!(error instanceof js_yaml/* YAMLException */.tB) || error.mark === undefined)
                throw error;
            const position = original(error.mark.position, shiftsOf(lines));
            if (work > WORK)
                throw refused ?? error;
            if (error.reason !== DEFICIENT) {
                // A quote or bracket that is never closed is refused where it was first odd, as long as that is the same one.
                if (refused !== undefined && error.reason.startsWith('unexpected end') && isOneRun(text, lines))
                    throw refused;
                error.mark.position = position;
                throw error;
            }
            error.mark.position = position;
            refused ??= error;
            const line = text.lastIndexOf('\n', position - 1) + 1;
            // Padded already and still too little, or a separator, which ends quotes and brackets for goyaml too.
            if (lines.includes(line) || /^(?:---|\.\.\.)/.test(text.slice(line, line + 3)))
                throw error;
            lines.push(line);
            lines.sort((a, b) => a - b);
            padded = pad(text, lines);
        }
    }
}
/** Whether the lines follow each other. */
function isOneRun(text, lines) {
    return lines.every((line, i) => i === 0 || text.indexOf('\n', lines[i - 1]) + 1 === line);
}
/** More than the column of any key that a person writes; beyond it the line stays refused. */
const PAD = ' '.repeat(1024);
function pad(text, lines) {
    const parts = lines.map((line, i) => text.slice(lines[i - 1] ?? 0, line));
    return [...parts, text.slice(lines.at(-1))].join(PAD);
}
function shiftsOf(lines) {
    return lines.map((offset, i) => ({ offset, total: (i + 1) * PAD.length }));
}
/** The offset in the original text of an offset in the padded one; what is in the padding is at its line's start. */
function original(offset, shifts) {
    let low = 0;
    let high = shifts.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        const { offset: at, total } = shifts[middle];
        if (at + total - PAD.length <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    const last = shifts[low - 1];
    return last === undefined ? offset : Math.max(last.offset, offset - last.total);
}
function shiftBack(event, shifts) {
    const back = (offset) => (offset < 0 ? offset : original(offset, shifts));
    switch (event.type) {
        case js_yaml/* EVENT_ID */.hy.SCALAR:
            event.valueStart = back(event.valueStart);
            event.valueEnd = back(event.valueEnd);
            event.anchorStart = back(event.anchorStart);
            event.anchorEnd = back(event.anchorEnd);
            event.tagStart = back(event.tagStart);
            event.tagEnd = back(event.tagEnd);
            return;
        case js_yaml/* EVENT_ID */.hy.MAPPING:
        case js_yaml/* EVENT_ID */.hy.SEQUENCE:
            event.start = back(event.start);
            event.anchorStart = back(event.anchorStart);
            event.anchorEnd = back(event.anchorEnd);
            event.tagStart = back(event.tagStart);
            event.tagEnd = back(event.tagEnd);
            return;
        case js_yaml/* EVENT_ID */.hy.ALIAS:
            event.anchorStart = back(event.anchorStart);
            event.anchorEnd = back(event.anchorEnd);
            return;
        default:
    }
}
//# sourceMappingURL=flow-indentation.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/text.js
/** Offsets at which the lines of a text start; lines end at `\n`, as editors and GitHub count them. */
function lineStarts(text) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        starts.push(at + 1);
    return starts;
}
/** 1-based line and column of an offset. */
function positionAt(starts, offset) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
/** A span from offsets; end exclusive. */
function spanOf(starts, start, end) {
    const from = positionAt(starts, start);
    const to = positionAt(starts, end);
    return { start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
//# sourceMappingURL=text.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/events.js



/**
 * A List of a few thousand objects fits; API servers themselves refuse single objects beyond 3 MiB
 * (`--max-request-bytes`, apiserver `MaxRequestBodyBytes`).
 */
const DEFAULT_BUDGET = { characters: 32 * 1024 * 1024, nodes: 2_000_000, depth: 256 };
/** Carrier of an error at an offset. */
class YamlProblem extends Error {
    kind;
    offset;
    hint;
    constructor(message, offset, kind = 'syntax', hint) {
        super(message);
        this.kind = kind;
        this.offset = offset;
        this.hint = hint;
    }
}
/**
 * Events of the first document of a text, without its document event, and the offset of the next document's content.
 * @throws {YAMLException} and what {@link parseYaml} turns into an error.
 */
function documentEvents(text, budget) {
    const control = CONTROL.exec(text);
    if (control !== null) {
        const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        throw new YamlProblem(`the control character U+${code} is not allowed in YAML`, control.index);
    }
    if (text.startsWith('%'))
        checkDirectives(text);
    const events = flowTolerantEvents(text, budget.depth);
    if (events.length === 0)
        return { events };
    let end = events.length;
    for (let depth = 0, index = 0; index < events.length; index++) {
        const type = events[index]?.type;
        if (type === js_yaml/* EVENT_ID */.hy.POP)
            depth--;
        else if (type !== js_yaml/* EVENT_ID */.hy.SCALAR && type !== js_yaml/* EVENT_ID */.hy.ALIAS)
            depth++;
        if (depth === 0) {
            end = index + 1;
            break;
        }
    }
    const next = events.slice(end).find(event => keyRange(event).end > 0);
    const first = events.slice(1, end - 1);
    return next === undefined ? { events: first } : { events: first, next: keyRange(next).start };
}
/** goyaml's reader accepts tab, line breaks and printable characters. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** goyaml v2 reads YAML 1.1 only, and no directives besides %YAML and %TAG. */
function checkDirectives(text) {
    for (const line of text.matchAll(/^(?:%([^ \t\r\n]*)[ \t]*([^ \t\r\n]*)|---)/gm)) {
        const [all, name = '', version = ''] = line;
        if (all === '---')
            return;
        if (name === 'TAG' || (name === 'YAML' && version === '1.1'))
            continue;
        const what = name === 'YAML' ? `%YAML ${version}` : `the directive %${name}`;
        throw new YamlProblem(`${what} is refused by Kubernetes, which reads YAML 1.1`, line.index, 'syntax', 'remove the line');
    }
}
/** Where the `...` marker cuts a document, and the first line of content after it. */
function documentEnd(text) {
    if (!text.includes('...'))
        return undefined;
    const marker = /^\.\.\.(?=[ \t\r\n]|$)/m.exec(text);
    if (marker === null)
        return undefined;
    const after = /^(?!\.\.\.(?:[ \t\r]|$))(?!---[ \t\r]*(?:#.*)?$)[ \t]*[^\s#%]/m.exec(text.slice(marker.index));
    if (after === null)
        return { offset: marker.index };
    const before = text.slice(0, marker.index + after.index);
    return { offset: marker.index, ignoredFrom: lineStarts(before).length };
}
/** Where an event's node starts and ends in the text, quotes included; collections end where they start. */
function keyRange(event) {
    switch (event.type) {
        case js_yaml/* EVENT_ID */.hy.SCALAR: {
            if (event.valueStart < 0) {
                const end = Math.max(event.anchorEnd, event.tagEnd, 0);
                return { start: end, end };
            }
            const quote = event.style === js_yaml/* SCALAR_STYLE */.jK.DOUBLE_QUOTED || event.style === js_yaml/* SCALAR_STYLE */.jK.SINGLE_QUOTED;
            return { start: event.valueStart - (quote ? 1 : 0), end: event.valueEnd + (quote ? 1 : 0) };
        }
        case js_yaml/* EVENT_ID */.hy.ALIAS:
            return { start: event.anchorStart - 1, end: event.anchorEnd };
        case js_yaml/* EVENT_ID */.hy.MAPPING:
        case js_yaml/* EVENT_ID */.hy.SEQUENCE:
            return { start: event.start, end: event.start };
        default:
            return { start: 0, end: 0 };
    }
}
//# sourceMappingURL=events.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/names.js

/**
 * By which fields the items of a list are told apart, by the list's own name. Several alternatives in order: the
 * first whose first field the item has is used. From `patchMergeKey` and `+listMapKey` in Kubernetes' types; for
 * lists that Kubernetes replaces whole, the field that people tell the items apart by.
 */
const MERGE_KEYS = {
    conditions: [['type']],
    configMaps: [['name']],
    containers: [['name']],
    devices: [['name']],
    egress: [['name']],
    env: [['name']],
    ephemeralContainers: [['name']],
    hostAliases: [['ip']],
    httpHeaders: [['name']],
    imagePullSecrets: [['name']],
    initContainers: [['name']],
    items: [['key']],
    limits: [['type']],
    matchExpressions: [['key', 'operator']],
    ownerReferences: [['uid'], ['kind', 'name']],
    parameters: [['name']],
    paths: [['path', 'pathType']],
    ports: [['containerPort', 'protocol'], ['port', 'protocol'], ['name']],
    readinessGates: [['conditionType']],
    resourceClaims: [['name']],
    rules: [['host']],
    schedulingGates: [['name']],
    secrets: [['name']],
    subjects: [['kind', 'namespace', 'name']],
    sysctls: [['name']],
    tls: [['secretName']],
    topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
    validations: [['expression']],
    variables: [['name']],
    versions: [['name']],
    volumeClaimTemplates: [['metadata.name']],
    volumeDevices: [['devicePath']],
    volumeMounts: [['mountPath']],
    volumes: [['name']],
    webhooks: [['name']],
};
/** Key fields whose usual value is left out of names, so that writing the default does not change identity. */
const DEFAULTS = { protocol: 'TCP' };
const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;
const PLAIN_VALUE = /^[^\s"\\[\],=#]+$/;
/**
 * Name of a field by merge key: `spec.containers[name=app].securityContext.privileged`. It stays the same when list
 * items move. Items that have no merge key are named by index, items that share one with an earlier item get an
 * ordinal (`[name=app,#2]`), keys that are not identifiers are quoted (`metadata.labels["app.kubernetes.io/name"]`).
 * The field itself need not exist. {@link parseFieldPath} is the inverse.
 */
function fieldName(object, path) {
    let name = '';
    let value = object;
    let list = '';
    for (const step of path) {
        if (typeof step === 'number') {
            name += Array.isArray(value) ? itemName(value, step, list) : `[${step}]`;
            value = Array.isArray(value) ? value[step] : undefined;
        }
        else {
            if (!PLAIN_KEY.test(step))
                name += `[${JSON.stringify(step)}]`;
            else
                name += name === '' ? step : `.${step}`;
            value = own(value, step);
            list = step;
        }
    }
    return name;
}
/** `Deployment shop/prod-checkout`, `ClusterRole view`. */
function resourceLabel(resource) {
    const name = resource.name === '' ? '(no name)' : resource.name;
    return resource.namespace === ''
        ? `${resource.kind} ${name}`
        : `${resource.kind} ${resource.namespace}/${name}`;
}
function itemName(items, index, list) {
    const item = items[index];
    if (values_isObject(item) && Object.hasOwn(MERGE_KEYS, list)) {
        for (const keys of MERGE_KEYS[list] ?? []) {
            const key = keyOf(item, keys);
            if (key === undefined)
                continue;
            let ordinal = 1;
            for (let before = 0; before < index; before++) {
                const other = items[before];
                if (values_isObject(other) && keyOf(other, keys) === key)
                    ordinal++;
            }
            return ordinal === 1 ? `[${key}]` : `[${key},#${ordinal}]`;
        }
    }
    return `[${index}]`;
}
/** `name=app`, `containerPort=53,protocol=UDP`; undefined when the item lacks the first field. */
function keyOf(item, fields) {
    const parts = [];
    for (const [position, field] of fields.entries()) {
        const text = scalarText(valueAt(item, field.split('.')));
        if (text === '' && position === 0)
            return undefined;
        if (text === '' || DEFAULTS[field] === text)
            continue;
        parts.push(`${field}=${PLAIN_VALUE.test(text) ? text : JSON.stringify(text)}`);
    }
    return parts.join(',');
}
/**
 * Resolves a field name (dotted, list items as `[name=app]` or `[0]`, quoted keys as `["a/b"]`) against an object.
 * Keys need not exist: an absent field has a path too. Undefined when the text is not a field name, when a list has
 * no such item, or when a step asks for an item of something that is not a list.
 */
function parseFieldPath(text, object) {
    const steps = parseSteps(text);
    if (steps === undefined)
        return undefined;
    const path = [];
    let value = object;
    for (const step of steps) {
        if (step.kind === 'key') {
            path.push(step.key);
            value = own(value, step.key);
        }
        else {
            const index = step.kind === 'index' ? step.index : findItem(value, step.fields, step.ordinal);
            if (index === undefined)
                return undefined;
            path.push(index);
            value = Array.isArray(value) ? value[index] : undefined;
        }
    }
    return path;
}
function findItem(list, fields, ordinal) {
    if (!Array.isArray(list))
        return undefined;
    let seen = 0;
    for (const [index, item] of list.entries()) {
        if (!values_isObject(item))
            continue;
        const equal = fields.every(([field, text]) => scalarText(valueAt(item, field.split('.'))) === text);
        const usual = Object.entries(DEFAULTS).every(([field, text]) => {
            const found = scalarText(own(item, field));
            return found === '' || found === text || fields.some(([named]) => named === field);
        });
        if (equal && (usual || fields.every(([field]) => field === 'name')) && ++seen === ordinal)
            return index;
    }
    return undefined;
}
function parseSteps(text) {
    const steps = [];
    const pattern = /(?:^|(?!^)\.)([^.[\]"]+)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\[((?:[^\]"]|"(?:[^"\\]|\\.)*")+)\]/gy;
    while (pattern.lastIndex < text.length) {
        const match = pattern.exec(text);
        if (match === null)
            return undefined;
        const [, key, quoted, index, item] = match;
        if (key !== undefined)
            steps.push({ kind: 'key', key });
        else if (quoted !== undefined) {
            const unquoted = unquote(quoted);
            if (unquoted === undefined)
                return undefined;
            steps.push({ kind: 'key', key: unquoted });
        }
        else if (index !== undefined)
            steps.push({ kind: 'index', index: Number(index) });
        else {
            const step = parseItem(item ?? '');
            if (step === undefined)
                return undefined;
            steps.push(step);
        }
    }
    return steps;
}
function parseItem(text) {
    const fields = [];
    let ordinal = 1;
    const pattern = /(?:^|,)(?:#(\d+)|([\w.-]+)=("(?:[^"\\]|\\.)*"|[^",]*))/gy;
    while (pattern.lastIndex < text.length) {
        const match = pattern.exec(text);
        if (match === null)
            return undefined;
        const [, number, field, raw] = match;
        if (number !== undefined)
            ordinal = Number(number);
        else if (field !== undefined && raw !== undefined) {
            const value = raw.startsWith('"') ? unquote(raw) : raw;
            if (value === undefined)
                return undefined;
            fields.push([field, value]);
        }
    }
    return fields.length === 0 ? undefined : { kind: 'item', fields, ordinal };
}
function unquote(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'string' ? value : undefined;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=names.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/pods.js

const ITSELF = [[]];
const SPEC_TEMPLATE = [['spec', 'template']];
/**
 * Where each kind keeps its pod template: an object with `metadata` and `spec`, the pod spec. The only place that
 * knows. Kinds of Kubernetes, Argo Rollouts, Knative Serving, OpenKruise and OpenShift.
 */
const POD_TEMPLATES = new Map([
    ['/Pod', ITSELF],
    ['/PodTemplate', [['template']]],
    ['/ReplicationController', SPEC_TEMPLATE],
    ['apps/Deployment', SPEC_TEMPLATE],
    ['apps/StatefulSet', SPEC_TEMPLATE],
    ['apps/DaemonSet', SPEC_TEMPLATE],
    ['apps/ReplicaSet', SPEC_TEMPLATE],
    ['extensions/Deployment', SPEC_TEMPLATE],
    ['extensions/DaemonSet', SPEC_TEMPLATE],
    ['extensions/ReplicaSet', SPEC_TEMPLATE],
    ['batch/Job', SPEC_TEMPLATE],
    ['batch/CronJob', [['spec', 'jobTemplate', 'spec', 'template']]],
    ['argoproj.io/Rollout', SPEC_TEMPLATE],
    ['serving.knative.dev/Service', SPEC_TEMPLATE],
    ['serving.knative.dev/Configuration', SPEC_TEMPLATE],
    ['serving.knative.dev/Revision', ITSELF],
    ['apps.kruise.io/CloneSet', SPEC_TEMPLATE],
    ['apps.kruise.io/StatefulSet', SPEC_TEMPLATE],
    ['apps.kruise.io/DaemonSet', SPEC_TEMPLATE],
    ['apps.kruise.io/BroadcastJob', SPEC_TEMPLATE],
    [
        'apps.kruise.io/AdvancedCronJob',
        [
            ['spec', 'template', 'jobTemplate', 'spec', 'template'],
            ['spec', 'template', 'broadcastJobTemplate', 'spec', 'template'],
        ],
    ],
    [
        'apps.kruise.io/UnitedDeployment',
        [
            ['spec', 'template', 'statefulSetTemplate', 'spec', 'template'],
            ['spec', 'template', 'advancedStatefulSetTemplate', 'spec', 'template'],
            ['spec', 'template', 'cloneSetTemplate', 'spec', 'template'],
            ['spec', 'template', 'deploymentTemplate', 'spec', 'template'],
        ],
    ],
    ['apps.openshift.io/DeploymentConfig', SPEC_TEMPLATE],
]);
const CONTAINER_LISTS = [
    ['initContainers', 'initContainer'],
    ['containers', 'container'],
    ['ephemeralContainers', 'ephemeralContainer'],
];
/** Whether objects of this kind can make pods. */
function isWorkload(group, kind) {
    return POD_TEMPLATES.has(`${group}/${kind}`);
}
/** The pod specs inside a manifest: none, one, or (OpenKruise) the one of several places that is filled in. */
function podSpecsOf(manifest) {
    const { group, kind } = manifest.resource;
    const result = [];
    for (const path of POD_TEMPLATES.get(`${group}/${kind}`) ?? []) {
        const template = valueAt(manifest.object, path);
        const spec = own(template, 'spec');
        if (!values_isObject(spec))
            continue;
        const metadata = own(template, 'metadata');
        result.push({
            manifest,
            path: [...path, 'spec'],
            spec,
            labels: stringMap(own(metadata, 'labels')),
            annotations: stringMap(own(metadata, 'annotations')),
        });
    }
    return result;
}
/** Every container of a pod spec: init containers (sidecars too) first, then containers, then ephemeral ones. */
function containersOf(pod) {
    const result = [];
    for (const [field, kind] of CONTAINER_LISTS) {
        const list = own(pod.spec, field);
        if (!Array.isArray(list))
            continue;
        list.forEach((spec, index) => {
            if (!values_isObject(spec))
                return;
            const name = typeof spec.name === 'string' ? spec.name : '';
            result.push({ pod, kind, path: [...pod.path, field, index], name, spec });
        });
    }
    return result;
}
//# sourceMappingURL=pods.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/scalars.js
/**
 * Scalars as Kubernetes resolves them: `resolve.go` of goyaml v2 (go.yaml.in/yaml/v2, the parser inside
 * sigs.k8s.io/yaml), then the conversion to JSON.
 */
const PREFIX = 'tag:yaml.org,2002:';
/** A float that JSON cannot hold: `.inf`, `.nan`. An error as a value, but fine as a key. */
class NotJson {
    text;
    /** What Kubernetes writes when it is a key. */
    key;
    constructor(text, key) {
        this.text = text;
        this.key = key;
    }
}
/** A float: as a key it is printed in another way than an integer of the same value. */
class Float {
    value;
    constructor(value) {
        this.value = value;
    }
}
const WORDS = new Map();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
    WORDS.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
    WORDS.set(word, false);
for (const word of ['', '~', 'null', 'Null', 'NULL'])
    WORDS.set(word, null);
for (const word of ['.nan', '.NaN', '.NAN'])
    WORDS.set(word, new NotJson(word, '.nan'));
for (const word of ['.inf', '.Inf', '.INF']) {
    WORDS.set(word, new NotJson(word, '.inf'));
    WORDS.set(`+${word}`, new NotJson(`+${word}`, '.inf'));
    WORDS.set(`-${word}`, new NotJson(`-${word}`, '-.inf'));
}
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
/** The value of a plain scalar without a tag. Timestamps and sexagesimals are strings. */
function resolvePlain(text) {
    const first = text.charCodeAt(0);
    const isDigit = first >= 48 && first <= 57;
    if (isDigit || first === 43 || first === 45) {
        const word = isDigit ? undefined : WORDS.get(text);
        return word ?? resolveNumber(text);
    }
    if (text.length > 5)
        return first === 46 ? resolveDot(text) : text;
    const word = WORDS.get(text);
    if (word !== undefined)
        return word;
    return first === 46 ? resolveDot(text) : text;
}
function resolveDot(text) {
    if (!DOT_FLOAT.test(text))
        return text;
    const value = Number(text);
    return Number.isFinite(value) ? new Float(value) : text;
}
function resolveNumber(text) {
    if (text.length < 16 && DECIMAL.test(text))
        return Number(text) || 0;
    const plain = text.includes('_') ? text.replaceAll('_', '') : text;
    const integer = INTEGER.exec(plain);
    if (integer !== null) {
        const value = integerOf(integer);
        if (value !== undefined)
            return value;
    }
    if (!FLOAT.test(plain))
        return text;
    const value = Number(plain);
    return Number.isFinite(value) ? new Float(value) : text;
}
/** Integers of 64 bits, signed or not; undefined beyond. A sign excludes the unsigned range, as in Go. */
function integerOf([, sign, hex, binary, octal, decimal]) {
    const digits = hex !== undefined
        ? `0x${hex}`
        : binary !== undefined
            ? `0b${binary}`
            : octal !== undefined
                ? `0o${octal}`
                : (decimal ?? '');
    if (digits.length > 80 && digits.replace(/^0[xbo]0*/, '').length > 64)
        return undefined;
    const magnitude = BigInt(digits);
    const value = sign === '-' ? -magnitude : magnitude;
    const highest = sign === '' ? 0xffffffffffffffffn : 0x7fffffffffffffffn;
    if (value < -0x8000000000000000n || value > highest)
        return undefined;
    return value >= -0x1fffffffffffffn && value <= 0x1fffffffffffffn ? Number(value) : value;
}
/** Go's `time.Parse` with goyaml's four layouts, as far as it matters: they stay strings either way. */
function looksLikeTimestamp(text) {
    return /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d{1,2}:\d{1,2}:\d{1,2})/.test(text);
}
/** Thrown when an explicit tag does not fit its scalar; the message completes "a value ..." and never shows it. */
class TagError extends Error {
}
const CHECKED = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);
/**
 * The value of a scalar with an explicit tag, given in full (`tag:yaml.org,2002:int`) or local (`!mine`).
 * Tags that goyaml does not know leave the text as a string.
 * @throws {TagError}
 */
function resolveTagged(tag, text) {
    const name = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '';
    if (name === 'binary')
        return decodeBinary(text);
    if (!CHECKED.has(name) || name === 'str')
        return text;
    const value = resolvePlain(text);
    const type = typeOf(value, text);
    if (type === name)
        return value;
    if (name === 'float' && type === 'int' && !(typeof value === 'bigint' && value > 0x7fffffffffffffffn)) {
        return new Float(Number(value));
    }
    throw new TagError(`is tagged !!${name} but is not one`);
}
function typeOf(value, text) {
    if (value === null)
        return 'null';
    if (typeof value === 'boolean')
        return 'bool';
    if (typeof value === 'number' || typeof value === 'bigint')
        return 'int';
    if (value instanceof Float || value instanceof NotJson)
        return 'float';
    return looksLikeTimestamp(text) ? 'timestamp' : 'str';
}
function decodeBinary(text) {
    const packed = text.replace(/[\r\n]/g, '');
    if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
        throw new TagError('is tagged !!binary but is not valid base64');
    }
    return Buffer.from(packed, 'base64').toString('utf8');
}
/** How a resolved key is written as a JSON key; undefined for those that Kubernetes refuses. */
function keyText(value) {
    if (typeof value === 'string')
        return value;
    if (value === null)
        return undefined;
    if (value instanceof NotJson)
        return value.key;
    if (value instanceof Float)
        return floatKey(value.value);
    if (typeof value === 'bigint' && value > 0x7fffffffffffffffn)
        return undefined;
    return String(value);
}
/** Go's `strconv.FormatFloat(value, 'g', -1, 32)`. */
function floatKey(value) {
    const single = Math.fround(value);
    if (!Number.isFinite(single))
        return value > 0 ? '.inf' : '-.inf';
    if (single === 0)
        return Object.is(value, -0) || value < 0 ? '-0' : '0';
    let shortest = '';
    for (let digits = 1; digits <= 9; digits++) {
        shortest = single.toExponential(digits - 1);
        if (Math.fround(Number(shortest)) === single)
            break;
    }
    const [mantissa = '', power = '0'] = shortest.split('e');
    const exponent = Number(power);
    if (exponent >= -4 && exponent < 6) {
        const digits = mantissa.replace(/[-.]/g, '').length;
        return Number(shortest).toFixed(Math.max(digits - 1 - exponent, 0));
    }
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
//# sourceMappingURL=scalars.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/positions.js




/**
 * Where the field at `path` is written in a document: through aliases and merges, at the last of duplicate keys.
 * When the field does not exist, the nearest parent that does. Positions count from the start of `text`.
 * A text that cannot be parsed gives `{ exact: false, path: [] }` without spans.
 */
function locate(text, path) {
    return locator(text)(path);
}
/** {@link locate} for many paths of one document: the text is parsed once. */
function locator(text) {
    let source;
    try {
        source = new Source(text);
    }
    catch {
        return () => ({ exact: false, path: [] });
    }
    const found = source;
    return path => found.locate(path);
}
/** A document as events, with what is needed to walk it without reading everything in between. */
class Source {
    #text;
    #events;
    #starts;
    /** By event index: the index after the node that starts there. */
    #after;
    /** By index of an alias event: index of the node it stands for. */
    #targets = new Map();
    constructor(text) {
        this.#text = text;
        this.#events = documentEvents(text.slice(0, documentEnd(text)?.offset), DEFAULT_BUDGET).events;
        this.#starts = lineStarts(text);
        this.#after = new Int32Array(this.#events.length);
        this.#index();
    }
    locate(path) {
        if (this.#events.length === 0)
            return { exact: path.length === 0, path: [] };
        let entry = { key: undefined, value: 0 };
        let depth = 0;
        for (const step of path) {
            const next = this.#step(this.#resolve(entry.value), step);
            if (next === undefined)
                break;
            entry = next;
            depth++;
        }
        const value = this.#span(this.#resolve(entry.value));
        const key = entry.key === undefined ? undefined : this.#span(entry.key);
        return {
            ...(value === undefined ? {} : { value }),
            ...(key === undefined ? {} : { key }),
            exact: depth === path.length,
            path: path.slice(0, depth),
        };
    }
    #index() {
        const open = [];
        const anchors = new Map();
        for (const [index, event] of this.#events.entries()) {
            if (event.type === js_yaml/* EVENT_ID */.hy.POP) {
                const start = open.pop();
                if (start !== undefined)
                    this.#after[start] = index + 1;
                continue;
            }
            this.#after[index] = index + 1;
            if (event.type === js_yaml/* EVENT_ID */.hy.DOCUMENT)
                continue;
            const name = event.anchorStart < 0 ? '' : this.#text.slice(event.anchorStart, event.anchorEnd);
            if (event.type === js_yaml/* EVENT_ID */.hy.ALIAS) {
                const target = anchors.get(name);
                if (target !== undefined)
                    this.#targets.set(index, target);
                continue;
            }
            if (name !== '')
                anchors.set(name, index);
            if (event.type !== js_yaml/* EVENT_ID */.hy.SCALAR)
                open.push(index);
        }
    }
    #resolve(index) {
        return this.#targets.get(index) ?? index;
    }
    #step(index, step) {
        const type = this.#events[index]?.type;
        if (type === js_yaml/* EVENT_ID */.hy.SEQUENCE && typeof step === 'number') {
            let at = index + 1;
            for (let item = 0; this.#isNode(at); item++, at = this.#after[at] ?? at) {
                if (item === step)
                    return { key: undefined, value: at };
            }
            return undefined;
        }
        return type === js_yaml/* EVENT_ID */.hy.MAPPING ? this.#member(index, String(step)) : undefined;
    }
    /** The entry that gives `name` its value: the last one written, merges counted where they stand. */
    #member(index, name) {
        let found;
        let at = index + 1;
        while (this.#isNode(at)) {
            const key = at;
            const value = this.#after[key] ?? key;
            if (this.#isMerge(key))
                found = this.#merged(value, name) ?? found;
            else if (this.#keyText(key) === name)
                found = { key, value };
            at = this.#after[value] ?? value;
        }
        return found;
    }
    #merged(index, name) {
        const target = this.#resolve(index);
        const type = this.#events[target]?.type;
        if (type === js_yaml/* EVENT_ID */.hy.MAPPING)
            return target === index || target < index ? this.#member(target, name) : undefined;
        if (type !== js_yaml/* EVENT_ID */.hy.SEQUENCE)
            return undefined;
        for (let at = target + 1; this.#isNode(at); at = this.#after[at] ?? at) {
            const found = this.#merged(at, name);
            if (found !== undefined)
                return found;
        }
        return undefined;
    }
    #isNode(index) {
        const event = this.#events[index];
        return event !== undefined && event.type !== js_yaml/* EVENT_ID */.hy.POP;
    }
    #isMerge(index) {
        const event = this.#events[index];
        if (event?.type !== js_yaml/* EVENT_ID */.hy.SCALAR || this.#text.slice(event.valueStart, event.valueEnd) !== '<<')
            return false;
        return event.style === js_yaml/* SCALAR_STYLE */.jK.PLAIN || event.tagStart >= 0;
    }
    #keyText(index) {
        const event = this.#events[this.#resolve(index)];
        if (event?.type !== js_yaml/* EVENT_ID */.hy.SCALAR)
            return undefined;
        const text = (0,js_yaml/* getScalarValue */.KE)(this.#text, event);
        if (event.tagStart >= 0) {
            const tag = this.#text.slice(event.tagStart, event.tagEnd);
            return keyText(resolveTagged(tag.replace(/^!!/, 'tag:yaml.org,2002:'), text));
        }
        return event.style === js_yaml/* SCALAR_STYLE */.jK.PLAIN ? keyText(resolvePlain(text)) : text;
    }
    /** The text of a node; undefined when nothing is written for it. */
    #span(index) {
        const event = this.#events[index];
        if (event === undefined)
            return undefined;
        let { start, end } = keyRange(event);
        if (event.type === js_yaml/* EVENT_ID */.hy.SCALAR) {
            if (event.valueStart < 0)
                return undefined;
            if (event.style === js_yaml/* SCALAR_STYLE */.jK.LITERAL_BLOCK || event.style === js_yaml/* SCALAR_STYLE */.jK.FOLDED_BLOCK) {
                start = this.#blockHeader(event.valueStart);
                end = start + this.#text.slice(start, end).trimEnd().length;
            }
        }
        else if (event.type === js_yaml/* EVENT_ID */.hy.MAPPING || event.type === js_yaml/* EVENT_ID */.hy.SEQUENCE) {
            end = this.#collectionEnd(index);
        }
        return spanOf(this.#starts, start, end);
    }
    /** Offset of `|` or `>` on the line before a block scalar's first. */
    #blockHeader(valueStart) {
        const lineStart = this.#text.lastIndexOf('\n', valueStart - 2) + 1;
        const line = this.#text.slice(lineStart, valueStart);
        const header = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?[\r\n]*$/.exec(line);
        return header === null ? valueStart : lineStart + header.index;
    }
    #collectionEnd(index) {
        const event = this.#events[index];
        if (event?.type !== js_yaml/* EVENT_ID */.hy.MAPPING && event?.type !== js_yaml/* EVENT_ID */.hy.SEQUENCE)
            return 0;
        const isFlow = this.#text[event.start] === '{' || this.#text[event.start] === '[';
        let end = isFlow ? event.start + 1 : event.start;
        let last = index;
        for (let at = index + 1; this.#isNode(at); at = this.#after[at] ?? at) {
            last = at;
        }
        if (last !== index) {
            const type = this.#events[last]?.type;
            const isCollection = type === js_yaml/* EVENT_ID */.hy.MAPPING || type === js_yaml/* EVENT_ID */.hy.SEQUENCE;
            const value = isCollection ? this.#collectionEnd(last) : this.#span(last)?.end;
            end = value ?? this.#endOfEmpty(index, last);
        }
        if (!isFlow)
            return end;
        return this.#closingBracket(end);
    }
    /** Where a collection ends whose last value is not written: after its key and colon, or its dash. */
    #endOfEmpty(index, last) {
        let before = index;
        for (let at = index + 1; at < last; at = this.#after[at] ?? at)
            before = at;
        const event = this.#events[index];
        const from = before === index
            ? event?.type === js_yaml/* EVENT_ID */.hy.SEQUENCE
                ? event.start
                : 0
            : (this.#span(before)?.end ?? 0);
        const indicator = event?.type === js_yaml/* EVENT_ID */.hy.SEQUENCE ? /[-,]/g : /:/g;
        indicator.lastIndex = from;
        const match = indicator.exec(this.#text);
        return match === null ? from : match.index + 1;
    }
    #closingBracket(from) {
        const pattern = /#[^\n]*|[\]}]/g;
        pattern.lastIndex = from;
        for (let match = pattern.exec(this.#text); match !== null; match = pattern.exec(this.#text)) {
            if (!match[0].startsWith('#'))
                return match.index + 1;
        }
        return from;
    }
}
//# sourceMappingURL=positions.js.map
// EXTERNAL MODULE: ./lib/src/schema/index.js + 3 modules
var schema = __webpack_require__(3007);
;// CONCATENATED MODULE: ./lib/src/manifest/selectors.js

/**
 * Whether a LabelSelector (`matchLabels`, `matchExpressions`) selects an object with these labels.
 *
 * As in Kubernetes (apimachinery `LabelSelectorAsSelector`): an absent selector selects nothing, an empty one
 * everything, all requirements must hold, and `NotIn` holds for objects that lack the key. A selector that the API
 * server would refuse (unknown operator, `In` without values) selects nothing.
 */
function selects(selector, labels) {
    if (!values_isObject(selector))
        return false;
    const { matchLabels, matchExpressions } = selector;
    if (matchLabels !== undefined && matchLabels !== null) {
        if (!values_isObject(matchLabels))
            return false;
        if (!hasAll(matchLabels, labels))
            return false;
    }
    if (matchExpressions === undefined || matchExpressions === null)
        return true;
    return Array.isArray(matchExpressions) && matchExpressions.every(each => holds(each, labels));
}
/**
 * Whether a plain selector (`spec.selector` of Services and ReplicationControllers) selects these labels.
 * An absent or empty one selects nothing.
 */
function selectsPlain(selector, labels) {
    return isObject(selector) && Object.keys(selector).length > 0 && hasAll(selector, labels);
}
function hasAll(wanted, labels) {
    return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
function holds(requirement, labels) {
    if (!values_isObject(requirement) || typeof requirement.key !== 'string')
        return false;
    const { key, operator } = requirement;
    const values = Array.isArray(requirement.values) ? requirement.values : [];
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
        case 'In':
            return value !== undefined && values.includes(value);
        case 'NotIn':
            return values.length > 0 && (value === undefined || !values.includes(value));
        case 'Exists':
            return value !== undefined;
        case 'DoesNotExist':
            return value === undefined;
        default:
            return false;
    }
}
//# sourceMappingURL=selectors.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/set.js



/** Which rendering: manifests of one target in one environment are deployed together. */
function renderingKey(manifest) {
    return `${manifest.origin.target.id}\0${manifest.origin.environment.name}`;
}
function resourceKey({ group, kind, namespace, name }) {
    return `${group}\0${kind}\0${namespace}\0${name}`;
}
/**
 * The objects of a run and the indexes that rules need. Indexes are built on first use and keep the order of the
 * manifests. The same resource may be there several times: once per environment that renders it.
 */
class ManifestSet {
    manifests;
    #indexes = new Map();
    #podSpecs = new Map();
    #containers = new Map();
    #allPodSpecs;
    #allContainers;
    constructor(manifests) {
        this.manifests = manifests;
    }
    /** Manifests of a kind; of any API group when none is given ('' is the core group). */
    ofKind(kind, group) {
        return group === undefined
            ? this.#index('kind', each => [each.resource.kind], kind)
            : this.#index('group-kind', each => [`${each.resource.group}/${each.resource.kind}`], `${group}/${kind}`);
    }
    /**
     * Every manifest of a resource, one per rendering. With `near`, only those rendered with it if there are any,
     * else all: what a reference in `near` means first is what is deployed together with it.
     */
    find(resource, near) {
        const all = this.#index('resource', each => [resourceKey(each.resource)], resourceKey(resource));
        return near === undefined ? all : this.prefer(all, near);
    }
    /** Those of `candidates` rendered together with `near`, or all of them when none is. */
    prefer(candidates, near) {
        const key = renderingKey(near);
        const together = candidates.filter(each => renderingKey(each) === key);
        return together.length > 0 ? together : candidates;
    }
    /** Manifests of a namespace; '' gives the cluster-scoped ones and those whose namespace nobody names. */
    inNamespace(namespace) {
        return this.#index('namespace', each => [each.resource.namespace], namespace);
    }
    /** Manifests of the same target and environment, itself included. */
    renderedWith(manifest) {
        return this.#index('rendering', each => [renderingKey(each)], renderingKey(manifest));
    }
    /** Manifests whose `metadata.ownerReferences` name this resource (owners live in the same namespace or in none). */
    byOwner(owner) {
        return this.#index('owner', ownerKeys, `${owner.group}\0${owner.kind}\0${owner.name}`).filter(each => owner.namespace === '' || each.resource.namespace === owner.namespace);
    }
    /** Pod specs of one manifest, or of the whole set. */
    podSpecs(manifest) {
        if (manifest !== undefined) {
            let pods = this.#podSpecs.get(manifest);
            if (pods === undefined) {
                pods = podSpecsOf(manifest);
                this.#podSpecs.set(manifest, pods);
            }
            return pods;
        }
        this.#allPodSpecs ??= this.manifests.flatMap(each => this.podSpecs(each));
        return this.#allPodSpecs;
    }
    /** Containers of all kinds of one pod spec, or of the whole set. */
    containers(pod) {
        if (pod !== undefined) {
            let containers = this.#containers.get(pod);
            if (containers === undefined) {
                containers = containersOf(pod);
                this.#containers.set(pod, containers);
            }
            return containers;
        }
        this.#allContainers ??= this.podSpecs().flatMap(each => this.containers(each));
        return this.#allContainers;
    }
    /**
     * Pod specs in a namespace whose pods a LabelSelector selects. With `near`, only pods rendered with it are looked
     * at: a selector in one environment says nothing about another.
     */
    selectedPods(selector, namespace, near) {
        const among = near === undefined ? this.inNamespace(namespace) : this.renderedWith(near);
        return among
            .filter(each => each.resource.namespace === namespace)
            .flatMap(each => this.podSpecs(each))
            .filter(pod => selects(selector, pod.labels));
    }
    #index(name, keysOf, key) {
        let index = this.#indexes.get(name);
        if (index === undefined) {
            index = new Map();
            for (const manifest of this.manifests) {
                for (const each of keysOf(manifest)) {
                    const list = index.get(each);
                    if (list === undefined)
                        index.set(each, [manifest]);
                    else
                        list.push(manifest);
                }
            }
            this.#indexes.set(name, index);
        }
        return index.get(key) ?? [];
    }
}
function ownerKeys(manifest) {
    const references = own(own(manifest.object, 'metadata'), 'ownerReferences');
    if (!Array.isArray(references))
        return [];
    const keys = references.filter(values_isObject).map(reference => {
        const [group] = splitApiVersion(scalarText(reference.apiVersion));
        return `${group}\0${scalarText(reference.kind)}\0${scalarText(reference.name)}`;
    });
    return [...new Set(keys)];
}
/** `apps/v1` -> ['apps', 'v1'], `v1` -> ['', 'v1']. */
function splitApiVersion(apiVersion) {
    const slash = apiVersion.indexOf('/');
    return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
//# sourceMappingURL=set.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/composer.js





/** Builds values from events, counting the steps goyaml's decoder would take. */
class Composer {
    duplicates = [];
    #text;
    #events;
    #budget;
    #isJson;
    #at = 0;
    #decoded = 1;
    #aliased = 0;
    #anchors;
    #path = [];
    #starts;
    constructor(text, events, budget) {
        this.#text = text;
        this.#events = events;
        this.#budget = budget;
        this.#isJson = /^\s*\{/.test(text);
    }
    lineStarts() {
        this.#starts ??= lineStarts(this.#text);
        return this.#starts;
    }
    document() {
        return this.#events.length === 0 ? null : this.#value();
    }
    #value() {
        const event = this.#events[this.#at];
        if (event === undefined)
            return null;
        if (++this.#decoded > this.#budget.nodes)
            this.#tooLarge();
        switch (event.type) {
            case js_yaml/* EVENT_ID */.hy.SCALAR: {
                this.#at++;
                const before = this.#decoded;
                const value = this.#json(this.#scalar(event), event);
                if (event.anchorStart >= 0) {
                    this.#anchor(event, { value, isMapping: false, size: this.#decoded - before + 1 });
                }
                return value;
            }
            case js_yaml/* EVENT_ID */.hy.ALIAS:
                return this.#alias(event).value;
            case js_yaml/* EVENT_ID */.hy.MAPPING: {
                const value = {};
                this.#collection(event, value, true, () => this.#mapping(value));
                return value;
            }
            case js_yaml/* EVENT_ID */.hy.SEQUENCE: {
                const value = [];
                this.#collection(event, value, false, () => this.#sequence(value));
                return value;
            }
            default:
                throw new YamlProblem('the document ends too early', this.#text.length);
        }
    }
    #collection(event, value, isMapping, fill) {
        this.#at++;
        if (event.anchorStart < 0) {
            fill();
        }
        else {
            const before = this.#decoded - 1;
            const anchored = { value, isMapping, size: undefined };
            this.#anchor(event, anchored);
            fill();
            anchored.size = this.#decoded - before;
        }
        this.#at++;
    }
    #sequence(list) {
        while (this.#events[this.#at]?.type !== js_yaml/* EVENT_ID */.hy.POP) {
            this.#path.push(list.length);
            list.push(this.#value());
            this.#path.pop();
        }
    }
    #mapping(object) {
        let merged;
        for (;;) {
            const event = this.#events[this.#at];
            if (event === undefined || event.type === js_yaml/* EVENT_ID */.hy.POP)
                return;
            if (this.#isMerge(event)) {
                this.#at++;
                merged ??= new Set();
                this.#merge(object, merged);
                continue;
            }
            const key = this.#key(event);
            if (Object.hasOwn(object, key)) {
                if (merged?.has(key)) {
                    merged.delete(key);
                }
                else {
                    const { start, end } = keyRange(event);
                    this.duplicates.push({ path: [...this.#path, key], start, end });
                }
            }
            this.#path.push(key);
            const value = this.#value();
            this.#path.pop();
            if (key === '__proto__')
                setOwn(object, key, value);
            else
                object[key] = value;
        }
    }
    #key(event) {
        if (++this.#decoded > this.#budget.nodes)
            this.#tooLarge();
        const start = this.#offset();
        let resolved;
        if (event.type === js_yaml/* EVENT_ID */.hy.SCALAR) {
            this.#at++;
            resolved = this.#scalar(event);
            if (event.anchorStart >= 0) {
                const value = resolved instanceof NotJson ? resolved.text : jsonOf(resolved);
                this.#anchor(event, { value, isMapping: false, size: 1 });
            }
        }
        else if (event.type === js_yaml/* EVENT_ID */.hy.ALIAS) {
            const { value } = this.#alias(event);
            if (typeof value === 'object' && value !== null)
                this.#complexKey(start);
            resolved = value;
        }
        else {
            this.#complexKey(start);
        }
        const key = keyText(resolved);
        if (key !== undefined)
            return key;
        const found = resolved === null ? 'null (or nothing at all)' : String(resolved);
        throw new YamlProblem(`a key is ${found}, which Kubernetes does not accept as a key`, start, 'syntax', 'give the key a name, or put it in quotes');
    }
    #complexKey(offset) {
        throw new YamlProblem('a list or a mapping is used as a key', offset, 'syntax', 'put values that start with { or [ in quotes; an unrendered template placeholder reads like this too');
    }
    #isMerge(event) {
        if (event.type !== js_yaml/* EVENT_ID */.hy.SCALAR || event.valueEnd - event.valueStart !== 2)
            return false;
        if (!this.#text.startsWith('<<', event.valueStart))
            return false;
        if (event.tagStart >= 0) {
            const tag = this.#tag(event.tagStart, event.tagEnd);
            return tag === 'tag:yaml.org,2002:merge';
        }
        return event.style === js_yaml/* SCALAR_STYLE */.jK.PLAIN;
    }
    /** Later values win, in the order written; within a list of mappings the earlier ones win. */
    #merge(object, merged) {
        const event = this.#events[this.#at];
        const start = event === undefined ? this.#text.length : keyRange(event).start;
        const sources = [];
        if (event?.type === js_yaml/* EVENT_ID */.hy.SEQUENCE) {
            this.#at++;
            while (this.#events[this.#at]?.type !== js_yaml/* EVENT_ID */.hy.POP)
                sources.unshift(this.#mergeSource(start));
            this.#at++;
        }
        else {
            sources.push(this.#mergeSource(start));
        }
        for (const source of sources) {
            for (const [key, value] of Object.entries(source)) {
                setOwn(object, key, value);
                merged.add(key);
            }
        }
    }
    #mergeSource(start) {
        const event = this.#events[this.#at];
        if (event?.type === js_yaml/* EVENT_ID */.hy.MAPPING)
            return this.#value();
        if (event?.type === js_yaml/* EVENT_ID */.hy.ALIAS) {
            this.#decoded++;
            const target = this.#alias(event);
            if (target.isMapping)
                return target.value;
        }
        throw new YamlProblem('the merge key << needs a mapping, or a list of mappings, as its value', start, 'syntax', 'merge an anchor that stands on a mapping, or quote the key to mean the text "<<"');
    }
    #alias(event) {
        this.#at++;
        const name = this.#text.slice(event.anchorStart, event.anchorEnd);
        const target = this.#anchors?.get(name);
        if (target === undefined) {
            throw new YamlProblem('an alias refers to an anchor that is not defined before it', event.anchorStart - 1, 'syntax', 'define the anchor above, or put a value that starts with * in quotes');
        }
        if (target.size === undefined) {
            throw new YamlProblem('an alias stands inside the value it refers to', event.anchorStart - 1);
        }
        this.#decoded += target.size;
        this.#aliased += target.size;
        if (this.#decoded > this.#budget.nodes)
            this.#tooLarge(event.anchorStart - 1);
        if (isExcessive(this.#aliased, this.#decoded)) {
            throw new YamlProblem(`aliases expand to ${this.#aliased} values, which Kubernetes refuses as excessive aliasing`, event.anchorStart - 1, 'limit', 'write the repeated parts out, or remove the aliases that nest in one another');
        }
        return target;
    }
    #anchor(event, anchored) {
        this.#anchors ??= new Map();
        this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchored);
    }
    #scalar(event) {
        const text = event.fast
            ? this.#text.slice(event.valueStart, event.valueEnd)
            : (0,js_yaml/* getScalarValue */.KE)(this.#text, event);
        if (event.style === js_yaml/* SCALAR_STYLE */.jK.DOUBLE_QUOTED && !event.fast && !this.#isJson)
            this.#checkEscapes(event);
        if (event.tagStart < 0)
            return event.style === js_yaml/* SCALAR_STYLE */.jK.PLAIN ? resolvePlain(text) : text;
        const tag = this.#tag(event.tagStart, event.tagEnd);
        try {
            return resolveTagged(tag, text);
        }
        catch (error) {
            if (error instanceof TagError)
                throw new YamlProblem(`a value ${error.message}`, keyRange(event).start);
            throw error;
        }
    }
    /** goyaml v2 knows neither `\/` nor escaped surrogates. Text that starts with `{` is read as JSON first, which does. */
    #checkEscapes(event) {
        const pattern = /\\(?:(\/)|u([dD][89a-fA-F][0-9a-fA-F]{2})|[\s\S])/g;
        for (const match of this.#text.slice(event.valueStart, event.valueEnd).matchAll(pattern)) {
            if (match[1] === undefined && match[2] === undefined)
                continue;
            const found = match[1] === undefined ? `\\u${match[2]}` : '\\/';
            throw new YamlProblem(`the escape ${found} in a double-quoted text is valid in JSON but not in Kubernetes' YAML`, event.valueStart + match.index, 'syntax', match[1] === undefined ? 'write the character itself' : 'write / without the backslash');
        }
    }
    /** A tag in full. Handles declared by %TAG are not resolved: goyaml ignores the tags they could make. */
    #tag(start, end) {
        const written = this.#text.slice(start, end);
        if (written.startsWith('!!'))
            return `tag:yaml.org,2002:${written.slice(2)}`;
        return written.startsWith('!<') ? written.slice(2, -1) : written;
    }
    #json(resolved, event) {
        if (resolved instanceof NotJson) {
            throw new YamlProblem(`${resolved.text} is a number that JSON, and so Kubernetes, cannot hold`, keyRange(event).start, 'syntax', 'put it in quotes if it is meant as text');
        }
        return jsonOf(resolved);
    }
    #tooLarge(offset = this.#offset()) {
        throw new YamlProblem(`the document has more than ${this.#budget.nodes} values once its aliases are expanded`, offset, 'limit', 'split it, or remove the aliases that nest in one another');
    }
    /** Where the current event is; for one that has no text, where the one before it ends. */
    #offset() {
        for (let at = this.#at; at >= 0; at--) {
            const event = this.#events[at];
            if (event === undefined || event.type === js_yaml/* EVENT_ID */.hy.POP)
                continue;
            const { start, end } = keyRange(event);
            if (end > 0)
                return at === this.#at ? start : end;
        }
        return 0;
    }
}
function jsonOf(resolved) {
    return resolved instanceof Float ? resolved.value : resolved;
}
/** goyaml's `allowedAliasRatio`: how much of a document may come from aliases. */
function isExcessive(aliased, decoded) {
    if (aliased <= 100 || decoded <= 1000)
        return false;
    const low = 400_000;
    const high = 4_000_000;
    const beyond = Math.min(Math.max(decoded - low, 0) / (high - low), 1);
    return aliased / decoded > 0.99 - 0.89 * beyond;
}
//# sourceMappingURL=composer.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/yaml-messages.js
/** What the parser's terse reasons mean for the person who wrote the file. */
const REASONS = [
    [
        /^bad indentation of a mapping entry/,
        'the indentation does not fit the mapping above',
        'align the key with its siblings; a value that contains ": " needs quotes',
    ],
    [
        /^bad indentation of a sequence entry/,
        'the indentation does not fit the list above',
        'align the dash with the other items',
    ],
    [
        /^can not read a block mapping entry|^expected ':' after a mapping key/,
        'expected "key: value", found text without a colon',
        'check the indentation, and the line above for a missing colon or quote',
    ],
    [/^tab characters/, 'a tab is used for indentation', 'indent with spaces'],
    [/within a (double|single) quoted scalar/, 'a quoted text is never closed', 'close the quote'],
    [/within a flow collection/, 'a bracket is never closed', 'close { with } and [ with ]'],
    [
        /^missed comma between flow/,
        'a comma is missing between entries in brackets',
        'separate the entries with commas; put text with { or [ in quotes',
    ],
    [/^expected the node content, but found ','/, 'a comma stands where a value is expected'],
    [
        /^end of the stream or a document separator/,
        'there is text after the end of the value',
        'check the indentation and quotes of this line and the one above',
    ],
    [
        /^deficient indentation/,
        'a quoted text or bracket goes on in a line that is indented too little, or is never closed',
        'close it, or indent every line of a value that spans lines more than its key',
    ],
    [
        /^unknown escape sequence|^expected hexadecimal/,
        'a backslash escape in a double-quoted text is not known',
        'double the backslash, or use single quotes',
    ],
    [/non-printable|valid JSON character/, 'a control character is not allowed in YAML'],
    [/null byte/, 'a NUL byte is not allowed in YAML', 'this does not look like a text file'],
    [/^alias node should not have/, 'an alias cannot have an anchor or a tag of its own'],
    [
        /^name of an (alias|anchor)/,
        'the name after * or & is missing',
        'put a value that starts with * or & in quotes',
    ],
    [/tag|directive/i, 'a tag or directive is malformed', 'put a value that starts with ! or % in quotes'],
];
/**
 * A parser's reason at an offset, as kind, message and hint of a `YamlError`. The text itself is never repeated: it
 * may be a Secret's.
 */
function explainSyntax(reason, text, offset, depth) {
    if (reason.includes('maxDepth')) {
        return {
            kind: 'limit',
            message: `lists and mappings are nested more than ${depth} deep`,
            hint: 'flatten the document',
        };
    }
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const newline = text.indexOf('\n', offset);
    if (text.slice(lineStart, newline < 0 ? text.length : newline).includes('{{')) {
        return {
            kind: 'syntax',
            message: 'this is not valid YAML',
            hint: 'the line holds a template placeholder {{ }}: render the template first, or exclude the file',
        };
    }
    for (const [pattern, message, hint] of REASONS) {
        if (pattern.test(reason))
            return { kind: 'syntax', message, ...(hint === undefined ? {} : { hint }) };
    }
    return { kind: 'syntax', message: `not valid YAML: ${reason}` };
}
//# sourceMappingURL=yaml-messages.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/yaml.js





/**
 * Reads one YAML (or JSON) document exactly as Kubernetes does: goyaml v2 as used by sigs.k8s.io/yaml, then JSON.
 * YAML 1.1 booleans (as keys too), Go integer syntax, no sexagesimals, timestamps as strings, `.inf` refused,
 * merges in the order written, duplicate keys: the last one wins and is recorded. Takes a document from
 * {@link splitDocuments}; of a stream only the first document is read, as Kubernetes does.
 * Never throws for any text.
 */
function parseYaml(text, budget = DEFAULT_BUDGET) {
    try {
        if (text.length > budget.characters) {
            throw new YamlProblem(`the document has ${text.length} characters, more than the ${budget.characters} that are read`, 0, 'limit', 'split it into several documents or files, or exclude the file');
        }
        const end = documentEnd(text);
        const source = end === undefined ? text : text.slice(0, end.offset);
        const { events, next } = documentEvents(source, budget);
        const composer = new Composer(source, events, budget);
        const value = composer.document();
        const ignoredFrom = next === undefined ? end?.ignoredFrom : positionAt(composer.lineStarts(), next).line;
        const duplicateKeys = composer.duplicates.map(({ path, start, end: to }) => {
            return { path, span: spanOf(composer.lineStarts(), start, to) };
        });
        return {
            ok: true,
            value,
            duplicateKeys,
            ...(ignoredFrom === undefined ? {} : { ignoredFrom }),
        };
    }
    catch (error) {
        return { ok: false, error: describe(error, text, budget) };
    }
}
function describe(error, text, budget) {
    if (error instanceof YamlProblem) {
        const { line, column } = positionAt(lineStarts(text), error.offset);
        const hint = error.hint === undefined ? {} : { hint: error.hint };
        return { kind: error.kind, message: error.message, ...hint, line, column };
    }
    if (error instanceof js_yaml/* YAMLException */.tB) {
        const offset = Math.min(error.mark?.position ?? 0, text.length);
        const { line, column } = positionAt(lineStarts(text), offset);
        return { ...explainSyntax(error.reason ?? '', text, offset, budget.depth), line, column };
    }
    if (error instanceof RangeError) {
        return { kind: 'limit', message: 'the document is nested too deeply to be read', line: 1, column: 1 };
    }
    throw error;
}
//# sourceMappingURL=yaml.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/read.js





/** What makes a broken document look like one of Kubernetes: the key at the start of a line or of a flow mapping. */
const KUBERNETES_KEY = /(?:^|[{,])[ \t]*(?:[-?][ \t]+)*["']?(?:apiVersion|kind)["']?[ \t]*:/m;
/** How deep Lists inside Lists are followed; kubectl's own have one level. */
const LIST_DEPTH = 8;
/**
 * Reads what was rendered: one manifest per object, Lists expanded. What cannot be read is a gating problem with
 * file and line where the text is the source. In plain manifest files, documents that are not Kubernetes are left
 * alone and counted; anywhere else they are a problem, because the API server would refuse them.
 */
function readDocuments(request) {
    const reader = new Reader(request);
    request.documents.forEach((document, index) => {
        reader.read(document, index);
    });
    return reader.result();
}
class Reader {
    #request;
    #drafts = [];
    #problems = [];
    #skipped = 0;
    constructor(request) {
        this.#request = request;
    }
    result() {
        const scopes = new Map([
            ...(this.#request.scopes ?? []),
            ...(0,schema/* crdScopes */.F2)(this.#drafts.map(({ object }) => object)),
        ]);
        const manifests = this.#drafts.map(draft => this.#manifest(draft, scopes));
        return { manifests, problems: this.#problems, skipped: this.#skipped };
    }
    read(document, documentIndex) {
        const parsed = this.#parse(document.text);
        if (!parsed.ok) {
            const { kind, message, hint, line, column } = parsed.error;
            if (kind === 'syntax' && this.#isPlain() && !KUBERNETES_KEY.test(document.text)) {
                this.#skipped++;
                return;
            }
            this.#problem(document, documentIndex, {
                code: kind === 'limit' ? 'yaml-limit' : 'yaml-invalid',
                message: `${this.#isPlain() ? 'this document' : 'a rendered document'} cannot be read as YAML: ${message}`,
                ...(hint === undefined ? {} : { hint }),
                line,
                column,
            });
            return;
        }
        if (parsed.value === null)
            return;
        const before = this.#drafts.length;
        const isKubernetes = this.#object(parsed.value, document, documentIndex, [], parsed.duplicateKeys, 0);
        if (isKubernetes && parsed.ignoredFrom !== undefined) {
            this.#problem(document, documentIndex, {
                code: 'yaml-content-ignored',
                message: 'Kubernetes reads the document up to its end marker and ignores what follows here',
                hint: 'separate documents with a line "---", not with "..."',
                line: parsed.ignoredFrom,
                column: 1,
            });
        }
        if (!isKubernetes && this.#drafts.length === before)
            this.#notKubernetes(parsed.value, document, documentIndex);
    }
    #parse(text) {
        const { cache, budget = DEFAULT_BUDGET } = this.#request;
        const known = cache?.get(text);
        if (known !== undefined)
            return known;
        const parsed = parseYaml(text, budget);
        cache?.set(text, parsed);
        return parsed;
    }
    #isPlain() {
        return this.#request.target.kind === 'manifests';
    }
    /** Adds an object and, for lists, its members; false when the value is not an object of Kubernetes. */
    #object(value, document, documentIndex, within, duplicateKeys, depth) {
        if (!values_isObject(value))
            return false;
        const apiVersion = own(value, 'apiVersion');
        const kind = own(value, 'kind');
        if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '')
            return false;
        const items = own(value, 'items');
        const isList = kind.endsWith('List');
        if (!Array.isArray(items) || !isList) {
            this.#drafts.push({ object: value, apiVersion, kind, document, documentIndex, within, duplicateKeys });
        }
        if (!Array.isArray(items))
            return true;
        for (const [index, item] of items.entries()) {
            const path = [...within, 'items', index];
            const member = asMember(item, apiVersion, kind);
            if (depth < LIST_DEPTH && this.#object(member, document, documentIndex, path, duplicateKeys, depth + 1))
                continue;
            if (isList)
                this.#badMember(item, index, kind, document, documentIndex);
        }
        return true;
    }
    #badMember(item, index, kind, document, documentIndex) {
        this.#problem(document, documentIndex, {
            code: 'not-kubernetes',
            message: `item ${index} of this ${kind} is not an object with apiVersion and kind (${summary(item)})`,
            hint: 'give every item of the list its apiVersion and kind',
        });
    }
    #notKubernetes(value, document, documentIndex) {
        if (this.#isPlain()) {
            this.#skipped++;
            return;
        }
        this.#problem(document, documentIndex, {
            code: 'not-kubernetes',
            message: `a rendered document is not a Kubernetes object with apiVersion and kind (${summary(value)})`,
            hint: 'check the template or file that prints it',
            line: 1,
        });
    }
    #manifest(draft, scopes) {
        const { object, apiVersion, kind, document, documentIndex, within, duplicateKeys } = draft;
        const { target, environment } = this.#request;
        const [group] = splitApiVersion(apiVersion);
        const metadata = own(object, 'metadata');
        const namespaced = (0,schema/* isNamespaced */.ik)(group, kind, scopes) ?? true;
        const written = scalarText(own(metadata, 'namespace'));
        const namespace = namespaced ? written || (environment.namespace ?? '') : '';
        const name = scalarText(own(metadata, 'name')) || scalarText(own(metadata, 'generateName'));
        const resource = { group, kind, namespace, name };
        return {
            object,
            apiVersion,
            resource,
            origin: {
                target,
                environment,
                documentIndex,
                ...(document.source === undefined ? {} : { source: document.source }),
                ...(document.sourceLine === undefined ? {} : { sourceLine: document.sourceLine }),
                text: document.text,
                within,
            },
            duplicateKeys: within.length === 0 ? duplicateKeys : duplicateKeys.filter(({ path }) => startsWith(path, within)),
        };
    }
    #problem(document, documentIndex, { line, column, ...problem }) {
        const { target, environment } = this.#request;
        const isSource = document.sourceLine !== undefined;
        const message = isSource || document.source !== undefined
            ? problem.message
            : `${problem.message}, document ${documentIndex + 1} of the output`;
        const rendered = !isSource && line !== undefined ? `${message}, line ${line} of the document` : message;
        this.#problems.push({
            ...problem,
            message: rendered,
            ...(document.source === undefined ? {} : { file: document.source }),
            ...(isSource && line !== undefined ? { line: line + (document.sourceLine ?? 0) } : {}),
            ...(isSource && line !== undefined && column !== undefined ? { column } : {}),
            target: target.id,
            environment: environment.name,
            gates: true,
        });
    }
}
/**
 * A member of a list as an object of its own. Members of typed lists (`RoleList`) may leave out kind and apiVersion
 * (apimachinery `unstructuredJSONScheme.decodeToList`); a plain `List` says nothing about its members.
 */
function asMember(item, apiVersion, listKind) {
    const kind = listKind.replace(/List$/, '');
    if (!values_isObject(item) || kind === '' || kind === listKind || scalarText(own(item, 'kind')) !== '')
        return item;
    return { ...item, kind, apiVersion: own(item, 'apiVersion') || apiVersion };
}
function startsWith(path, prefix) {
    return prefix.every((step, index) => path[index] === step);
}
/** What a value is, for messages, without showing what it holds. */
function summary(value) {
    if (Array.isArray(value))
        return `it is a list of ${value.length}`;
    if (!values_isObject(value))
        return `it is ${value === null ? 'empty' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`}`;
    const keys = Object.keys(value).slice(0, 5);
    const lacks = ['apiVersion', 'kind'].filter(key => typeof own(value, key) !== 'string' || own(value, key) === '');
    return `it lacks ${lacks.join(' and ')}; its keys: ${keys.join(', ') || 'none'}`;
}
//# sourceMappingURL=read.js.map
;// CONCATENATED MODULE: ./lib/src/manifest/index.js












//# sourceMappingURL=index.js.map

/***/ }),

/***/ 1636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ nearest)
/* harmony export */ });
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1916);

/** The candidate a typo most likely meant, or undefined when none is close. Ties go to the first in order. */
function nearest(word, candidates) {
    // Input may be hostile: the distance costs time in the product of both lengths.
    if (word.length > 100)
        return undefined;
    let best;
    let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
    for (const candidate of candidates) {
        const d = (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(word.toLowerCase(), candidate.toLowerCase());
        if (d < bestDistance) {
            best = candidate;
            bestDistance = d;
        }
    }
    return best;
}
//# sourceMappingURL=nearest.js.map

/***/ }),

/***/ 4922:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ DOCUMENTATION),
/* harmony export */   n: () => (/* binding */ ownPackage)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3136);



// Held in a variable: a bundler would read `new URL(..., import.meta.url)` as a request to copy a file.
const here = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)((0,node_url__WEBPACK_IMPORTED_MODULE_2__.fileURLToPath)(import.meta.url));
let found;
/** @throws Error when the installation is damaged: files of the package are missing. */
function ownPackage() {
    found ??= find();
    return found;
}
function find() {
    for (let folder = here;; folder = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(folder)) {
        const manifest = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'package.json');
        if ((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(manifest)) {
            const { name, version } = JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(manifest, 'utf8'));
            if (name === 'kubeproof' && version !== undefined) {
                const bundled = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(here, 'worker.js');
                return {
                    version,
                    rules: (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'rules'),
                    engines: (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'dist', 'engine'),
                    worker: (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(bundled) ? bundled : (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(here, 'entries', 'worker.js'),
                };
            }
        }
        if ((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(folder) === folder)
            throw new Error(`the package that ${here} belongs to is not complete: no package.json of kubeproof above it`);
    }
}
/** Where the written pages of the project live. */
const DOCUMENTATION = 'https://github.com/kubeproof/kubeproof/blob/main/docs';
//# sourceMappingURL=package.js.map

/***/ }),

/***/ 9344:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mm: () => (/* binding */ ProblemError),
/* harmony export */   OH: () => (/* binding */ uniqueProblems),
/* harmony export */   R3: () => (/* binding */ internalProblem),
/* harmony export */   ik: () => (/* binding */ place)
/* harmony export */ });
/** Thrown only for wrong usage and for an environment kubeproof cannot run in (exit 2); carries a {@link Problem}. */
class ProblemError extends Error {
    problem;
    constructor(problem) {
        super(problem.message);
        this.name = 'ProblemError';
        this.problem = problem;
    }
}
/** `file:line:column` as far as it is known, for messages. */
function place(at) {
    if (at.file === undefined)
        return '';
    if (at.line === undefined)
        return at.file;
    return at.column === undefined ? `${at.file}:${at.line}` : `${at.file}:${at.line}:${at.column}`;
}
/**
 * A fault of kubeproof itself as a problem: it must not look like a verdict.
 * @returns the sentence for people; the stack goes beside it, for the report of the fault.
 */
function internalProblem(error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
        problem: {
            code: 'internal-error',
            message: `kubeproof itself failed, so nothing can be said about this change: ${message}`,
            hint: 'Please report it with the lines below: https://github.com/kubeproof/kubeproof/issues',
            gates: true,
        },
        stack: error instanceof Error && error.stack !== undefined ? error.stack : message,
    };
}
/** The same complaint about several environments or overlays is made once, and names the targets it costs. */
function uniqueProblems(problems) {
    const groups = new Map();
    for (const problem of problems) {
        const { environment, target, gates, ...rest } = problem;
        const key = JSON.stringify(rest);
        groups.set(key, [...(groups.get(key) ?? []), problem]);
    }
    return [...groups.values()]
        .map(merged)
        .sort((a, b) => Number(b.gates) - Number(a.gates) ||
        order(a.file, b.file) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        order(a.message, b.message));
}
/** Targets named in a complaint before the rest is counted. */
const TARGETS_NAMED = 3;
function merged(group) {
    const { environment, target, ...first } = group[0];
    const rest = { ...first, gates: group.some(problem => problem.gates) };
    const targets = [...new Set(group.flatMap(problem => problem.target ?? []))].sort();
    if (targets.length > 1) {
        const more = targets.length - TARGETS_NAMED;
        const named = targets.slice(0, TARGETS_NAMED).join(', ');
        const all = more > 0 ? `${named} and ${more} more ${more === 1 ? 'target' : 'targets'}` : named;
        return { ...rest, message: rest.gates ? `${rest.message}; not evaluated for it: ${all}` : rest.message };
    }
    return {
        ...rest,
        ...(target !== undefined && group.every(problem => problem.target === target) ? { target } : {}),
        ...(environment !== undefined &&
            group.every(problem => problem.target === target && problem.environment === environment)
            ? { environment }
            : {}),
    };
}
function order(a = '', b = '') {
    return a < b ? -1 : a > b ? 1 : 0;
}
//# sourceMappingURL=problems.js.map

/***/ }),

/***/ 2116:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AQ: () => (/* binding */ chartFiles),
  _9: () => (/* binding */ chartMetadata),
  Dv: () => (/* binding */ chartMetadataIn),
  OA: () => (/* binding */ placeOfDependency)
});

// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var src_repository = __webpack_require__(9776);
// EXTERNAL MODULE: ./lib/src/render/failure.js
var failure = __webpack_require__(4301);
;// CONCATENATED MODULE: ./lib/src/render/helmignore.js

/** Helm's built-in rule: hidden files directly in templates/. */
const DEFAULT_RULES = 'templates/.?*';
/**
 * Whether `.helmignore` keeps a file out of a chart, as Helm's `internal/ignore` decides it: rules are tried in
 * order for the file and each folder above it, patterns are Go's `filepath.Match`, a trailing `/` means folders
 * only, and a path that a `!rule` does not match is ignored. Undefined when Helm refuses a pattern.
 */
function helmIgnore(text) {
    const rules = [];
    for (const line of `${text}\n${DEFAULT_RULES}`.split('\n')) {
        const rule = parseRule(line);
        if (rule === 'refused')
            return undefined;
        if (rule !== undefined)
            rules.push(rule);
    }
    const folders = new Map();
    const folderIgnored = (folder) => {
        if (folder === '')
            return false;
        let ignored = folders.get(folder);
        if (ignored === undefined) {
            ignored = folderIgnored((0,src_repository/* folderOf */.yS)(folder)) || ignores(rules, folder, true);
            folders.set(folder, ignored);
        }
        return ignored;
    };
    return path => folderIgnored((0,src_repository/* folderOf */.yS)(path)) || ignores(rules, path, false);
}
function ignores(rules, path, isFolder) {
    for (const rule of rules) {
        if (rule.negated) {
            if ((rule.folderOnly && !isFolder) || !rule.matches(path))
                return true;
        }
        else if ((!rule.folderOnly || isFolder) && rule.matches(path)) {
            return true;
        }
    }
    return false;
}
function parseRule(line) {
    let pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#'))
        return undefined;
    if (pattern.includes('**'))
        return 'refused';
    const negated = pattern.startsWith('!');
    if (negated)
        pattern = pattern.slice(1);
    const folderOnly = pattern.endsWith('/');
    if (folderOnly)
        pattern = pattern.slice(0, -1);
    const anchored = pattern.includes('/');
    const glob = compileGlob(pattern.startsWith('/') ? pattern.slice(1) : pattern);
    if (glob === undefined)
        return 'refused';
    return { negated, folderOnly, matches: path => glob(anchored ? path : (0,src_repository/* nameOf */.Vb)(path)) };
}
/**
 * Go's `filepath.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` quotes. Linear memory and
 * at most pattern length times path length steps, whatever a pull request writes into the file. Undefined for a
 * pattern that is malformed.
 */
function compileGlob(pattern) {
    const steps = parseGlob(pattern);
    if (steps === undefined)
        return undefined;
    return text => {
        const characters = [...text];
        let at = 0;
        let step = 0;
        let retryStep = -1;
        let retryAt = 0;
        while (at < characters.length || step < steps.length) {
            const current = steps[step];
            const character = characters[at];
            if (current === '*') {
                retryStep = step;
                retryAt = at;
                step += 1;
            }
            else if (current !== undefined && character !== undefined && current(character)) {
                step += 1;
                at += 1;
            }
            else if (retryStep >= 0 && retryAt < characters.length && characters[retryAt] !== '/') {
                retryAt += 1;
                at = retryAt;
                step = retryStep + 1;
            }
            else {
                return false;
            }
        }
        return true;
    };
}
function parseGlob(pattern) {
    const characters = [...pattern];
    const steps = [];
    for (let index = 0; index < characters.length; index += 1) {
        const character = characters[index];
        if (character === '*')
            steps.push('*');
        else if (character === '?')
            steps.push(other => other !== '/');
        else if (character === '[') {
            const end = characters.indexOf(']', index + 2);
            if (end === -1)
                return undefined;
            steps.push(characterClass(characters.slice(index + 1, end)));
            index = end;
        }
        else {
            if (character === '\\')
                index += 1;
            const wanted = characters[index];
            if (wanted === undefined)
                return undefined;
            steps.push(other => other === wanted);
        }
    }
    return steps;
}
function characterClass(inside) {
    const negated = inside[0] === '^';
    const members = negated ? inside.slice(1) : inside;
    const ranges = [];
    for (let index = 0; index < members.length; index += 1) {
        const low = members[index] ?? '';
        const ranged = members[index + 1] === '-' && members[index + 2] !== undefined;
        ranges.push([low, ranged ? (members[index + 2] ?? low) : low]);
        if (ranged)
            index += 2;
    }
    return character => character !== '/' && ranges.some(([low, high]) => low <= character && character <= high) !== negated;
}
//# sourceMappingURL=helmignore.js.map
// EXTERNAL MODULE: ./lib/src/render/yaml.js
var yaml = __webpack_require__(3516);
;// CONCATENATED MODULE: ./lib/src/render/chart-files.js




/** Helm refuses a chart archive that unpacks to more (`MaxDecompressedChartSize`, 100 MiB); a folder gets the same. */
const MAX_CHART_BYTES = 100 * 1024 * 1024;
const MAX_CHART_FILES = 20_000;
/** `file://` dependencies inside `file://` dependencies. */
const MAX_DEPTH = 12;
/** Reads Chart.yaml (and, for charts of API version v1, requirements.yaml) out of a chart's texts. */
function chartMetadata(text) {
    const chart = (0,yaml/* readYamlMap */.ii)(text('Chart.yaml') ?? '') ?? {};
    const listed = (0,yaml/* listAt */.gT)(chart, 'dependencies');
    const entries = listed.length > 0 ? listed : (0,yaml/* listAt */.gT)((0,yaml/* readYamlMap */.ii)(text('requirements.yaml') ?? '') ?? {}, 'dependencies');
    return {
        name: (0,yaml/* textAt */.$6)(chart, 'name'),
        type: (0,yaml/* textAt */.$6)(chart, 'type'),
        dependencies: entries.filter(yaml/* isMap */.jh).flatMap(dependency),
    };
}
function dependency(entry) {
    const name = (0,yaml/* textAt */.$6)(entry, 'name');
    if (name === undefined)
        return [];
    return [
        {
            name,
            alias: (0,yaml/* textAt */.$6)(entry, 'alias'),
            repository: (0,yaml/* textAt */.$6)(entry, 'repository'),
            version: (0,yaml/* textAt */.$6)(entry, 'version'),
        },
    ];
}
/** {@link chartMetadata} of the chart in a folder of the repository. */
function chartMetadataIn(tree, root) {
    return chartMetadata(name => tree.has((0,src_repository/* joinPath */.uJ)(root, name)) ? (0,failure/* reading */.hF)(() => tree.text((0,src_repository/* joinPath */.uJ)(root, name))) : undefined);
}
/** Where a dependency is declared: for pointing at it. */
function placeOfDependency(tree, root, name) {
    for (const file of [(0,src_repository/* joinPath */.uJ)(root, 'Chart.yaml'), (0,src_repository/* joinPath */.uJ)(root, 'requirements.yaml')]) {
        const line = tree.has(file)
            ? (0,yaml/* lineOfEntry */.S3)((0,failure/* reading */.hF)(() => tree.text(file)), 'dependencies', 'name', name)
            : undefined;
        if (line !== undefined)
            return { file, line };
    }
    return { file: (0,src_repository/* joinPath */.uJ)(root, 'Chart.yaml') };
}
/**
 * Every file of the chart in `root`, with its `file://` dependencies where `helm dependency build` would put them.
 *
 * A dependency that is already vendored in charts/ is left as it is, because that copy is what `helm template`
 * uses. One that is neither vendored nor `file://` is left out: the engine reports it.
 * @throws {RenderFailure} for links out of the repository, unreadable files, cycles and charts beyond Helm's size.
 */
function chartFiles(tree, root) {
    return compose(tree, root, '', [], { files: 0, bytes: 0 });
}
function compose(tree, root, prefix, above, budget) {
    const trail = [...above, root];
    const dependencies = localDependencies(tree, root, trail);
    const paths = tree.filesBelow(root);
    const ignoreFile = (0,src_repository/* joinPath */.uJ)(root, '.helmignore');
    const rules = helmIgnore(tree.has(ignoreFile) ? (0,failure/* reading */.hF)(() => tree.text(ignoreFile)) : '');
    // What Helm would not load need not be readable, and does not count. The rules apply to the folder of a chart or
    // to a chart that is packaged, never to what lies packed in charts/: where dependencies are composed in, the file
    // with the rules is left out, so that the engine does not apply them once more to those.
    // Rules that Helm refuses are left for it to refuse.
    const ignored = rules ?? (() => false);
    const spent = rules !== undefined && (prefix !== '' || dependencies.length > 0);
    const kept = paths.filter(origin => {
        const path = below(root, origin) ?? origin;
        return !ignored(path) && !(spent && path === '.helmignore');
    });
    tree.prefetch(kept);
    const files = [];
    for (const origin of kept) {
        const content = (0,failure/* reading */.hF)(() => tree.read(origin));
        budget.files += 1;
        budget.bytes += content.length;
        checkBudget(budget, trail[0] ?? root);
        files.push({ path: prefix + (below(root, origin) ?? origin), content, origin });
    }
    const taken = new Set(paths.map(path => below((0,src_repository/* joinPath */.uJ)(root, 'charts'), path)?.split('/')[0]));
    for (const { name, folder } of dependencies) {
        let place = name;
        for (let count = 2; taken.has(place); count += 1)
            place = `${name}-${count}`;
        taken.add(place);
        files.push(...compose(tree, folder, `${prefix}charts/${place}/`, trail, budget));
    }
    return files;
}
function checkBudget(budget, root) {
    if (budget.bytes <= MAX_CHART_BYTES && budget.files <= MAX_CHART_FILES)
        return;
    const found = budget.files > MAX_CHART_FILES ? `more than ${MAX_CHART_FILES} files` : 'more than 100 MiB of files';
    throw new failure/* RenderFailure */.bh({
        code: 'chart-too-large',
        message: `The chart holds ${found} with its local dependencies, which is more than Helm accepts in one chart`,
        hint: 'Move what the templates do not need out of the chart folder, or list it in .helmignore',
        file: (0,src_repository/* joinPath */.uJ)(root, 'Chart.yaml'),
    });
}
/** The `file://` dependencies of a chart that are not vendored, each once. */
function localDependencies(tree, root, trail) {
    const found = new Map();
    let vendored;
    for (const { name, repository } of chartMetadataIn(tree, root).dependencies) {
        if (repository?.startsWith('file://') !== true)
            continue;
        const path = repository.slice('file://'.length);
        const at = placeOfDependency(tree, root, name);
        if (!isChartName(name)) {
            throw new failure/* RenderFailure */.bh({
                code: 'chart-invalid',
                message: `"${name}" is not a name of a chart dependency`,
                ...at,
            });
        }
        vendored ??= vendoredNames(tree, root);
        if (vendored.has(name) || vendoredArchive(tree, root, name))
            continue;
        const folder = (0,src_repository/* resolvePath */.o1)(root, path);
        if (folder === undefined) {
            throw new failure/* RenderFailure */.bh({
                code: 'dependency-outside-repository',
                message: `Dependency ${name} is at ${repository}, which lies outside the repository`,
                hint: `Run "helm dependency build ${root || '.'}" and commit ${(0,src_repository/* joinPath */.uJ)(root, 'charts')}, or move the chart into the repository`,
                ...at,
            });
        }
        if (!tree.has((0,src_repository/* joinPath */.uJ)(folder, 'Chart.yaml'))) {
            throw new failure/* RenderFailure */.bh({
                code: 'dependency-missing',
                message: `Dependency ${name} is at ${repository}, but ${folder === '' ? 'the repository root' : folder} holds no Chart.yaml`,
                hint: 'Correct the path in "repository"; it is relative to the folder of this Chart.yaml',
                ...at,
            });
        }
        if (trail.includes(folder) || trail.length >= MAX_DEPTH) {
            const cycle = trail.includes(folder);
            throw new failure/* RenderFailure */.bh({
                code: cycle ? 'dependency-cycle' : 'dependency-too-deep',
                message: cycle
                    ? `Dependency ${name} leads back to a chart that depends on it: ${[...trail, folder].map(shown).join(' -> ')}`
                    : `Dependency ${name} is nested deeper than ${MAX_DEPTH} charts: ${trail.map(shown).join(' -> ')}`,
                hint: 'Take one of these charts out of the chain',
                ...at,
            });
        }
        found.set(`${name} ${folder}`, { name, folder });
    }
    return [...found.values()];
}
/** `path` relative to `folder`, or undefined when it does not lie below it. */
function below(folder, path) {
    if (folder === '')
        return path;
    return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
function shown(folder) {
    return folder === '' ? '.' : folder;
}
function isChartName(name) {
    return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}
/** Names of the charts that lie unpacked in charts/. */
function vendoredNames(tree, root) {
    const charts = (0,src_repository/* joinPath */.uJ)(root, 'charts');
    const names = new Set();
    for (const path of tree.filesBelow(charts)) {
        const inside = below(charts, path) ?? '';
        if (!/^[^/_.][^/]*\/Chart\.yaml$/.test(inside))
            continue;
        const name = (0,yaml/* readYamlMap */.ii)((0,failure/* reading */.hF)(() => tree.text(path)))?.name;
        if (typeof name === 'string')
            names.add(name);
    }
    return names;
}
/** Whether charts/ holds the packed chart: `<name>-<version>.tgz`. */
function vendoredArchive(tree, root, name) {
    const charts = (0,src_repository/* joinPath */.uJ)(root, 'charts');
    return tree.filesBelow(charts).some(path => {
        const file = below(charts, path) ?? '';
        return (file === (0,src_repository/* nameOf */.Vb)(path) &&
            file.startsWith(`${name}-`) &&
            /^v?\d.*\.tgz$/.test(file.slice(name.length + 1)));
    });
}
//# sourceMappingURL=chart-files.js.map

/***/ }),

/***/ 4301:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   At: () => (/* binding */ failureOfTree),
/* harmony export */   bh: () => (/* binding */ RenderFailure),
/* harmony export */   hF: () => (/* binding */ reading)
/* harmony export */ });
/* harmony import */ var _repository_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9776);

/** Ends one render from anywhere inside this folder; `renderTarget` turns it into an outcome, nobody else sees it. */
class RenderFailure extends Error {
    problem;
    constructor(problem) {
        super(problem.message);
        this.name = 'RenderFailure';
        this.problem = problem;
    }
}
const TREE_CODES = {
    missing: 'file-missing',
    'too-large': 'file-too-large',
    unreadable: 'file-unreadable',
    'link-outside-repository': 'link-outside-repository',
    'link-loop': 'link-loop',
};
const TREE_HINTS = {
    missing: 'Add the file, or correct the path that names it',
    'too-large': 'Split the file, or exclude it from the target in .kubeproof.yaml',
    unreadable: 'Make the file readable for the user that runs kubeproof',
    'link-outside-repository': 'Replace the link by the file itself, or point it inside the repository',
    'link-loop': 'Remove the symbolic link that leads back to itself',
};
/** The problem behind a file that a {@link Tree} refuses to give out. */
function failureOfTree(error) {
    return new RenderFailure({
        code: TREE_CODES[error.code],
        message: error.message,
        hint: TREE_HINTS[error.code],
        file: error.path,
    });
}
/** Runs `read`, turning a {@link TreeError} into a {@link RenderFailure}. */
function reading(read) {
    try {
        return read();
    }
    catch (error) {
        if (error instanceof _repository_index_js__WEBPACK_IMPORTED_MODULE_0__/* .TreeError */ .jh)
            throw failureOfTree(error);
        throw error;
    }
}
//# sourceMappingURL=failure.js.map

/***/ }),

/***/ 9505:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ hintFor)
/* harmony export */ });
/* harmony import */ var _repository_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9776);

/** What to do about a render problem, by code; the same whichever engine reports it. */
const HINTS = {
    'dependency-missing': folder => `Run "helm dependency build ${folder}" and commit its charts folder; kubeproof downloads nothing`,
    'values-schema': () => 'Correct the values, or the schema in values.schema.json',
    'values-invalid': () => 'Correct the values named in the message',
    'template-failed': () => 'The template refuses these values: set what it asks for, or render with a values file that does',
    'template-invalid': () => 'Correct the template: it is not valid Go template text',
    'yaml-invalid': () => 'Check indentation and quoting; a line in the message of a chart is one of the rendered text',
    'chart-invalid': () => 'Correct the chart; "helm lint" gives the same message',
    'chart-not-installable': () => 'A library chart is only rendered through the charts that depend on it',
    'kubernetes-version': () => 'Set another Kubernetes version for this target, or widen kubeVersion in Chart.yaml',
    'remote-base': () => 'Commit a copy of the remote files and refer to that folder',
    'file-missing': () => 'Add the file, or remove the entry that names it',
    'load-restricted': () => 'Move the file below the kustomization, or set the load restrictor of this target to none as your deployment does',
    'kustomize-plugin': () => 'kubeproof runs no plugins: commit their output and list it under resources',
    'kustomize-helm': () => 'Vendor the chart into the repository next to the kustomization; kubeproof downloads nothing',
    'kustomization-failed': folder => `Run "kustomize build ${folder}" to see the same message, and correct the kustomization`,
    'kustomization-invalid': () => 'Correct the file so that it is one YAML mapping',
};
/** The hint for a code, when there is one; `file` is the Chart.yaml or kustomization of the target. */
function hintFor(code, file) {
    const hint = HINTS[code]?.((0,_repository_index_js__WEBPACK_IMPORTED_MODULE_0__/* .folderOf */ .yS)(file) || '.');
    return hint === undefined ? {} : { hint };
}
//# sourceMappingURL=hints.js.map

/***/ }),

/***/ 7982:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  dR: () => (/* reexport */ types/* DEFAULT_LIMITS */.d),
  GL: () => (/* reexport */ buildChartRequest),
  P: () => (/* reexport */ createEngine),
  S_: () => (/* reexport */ renderTarget),
  qX: () => (/* reexport */ template_origins/* templateOrigins */.q)
});

// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var repository = __webpack_require__(9776);
// EXTERNAL MODULE: ./lib/src/render/chart-files.js + 1 modules
var chart_files = __webpack_require__(2116);
// EXTERNAL MODULE: ./lib/src/render/failure.js
var render_failure = __webpack_require__(4301);
// EXTERNAL MODULE: ./lib/src/render/set-file.js
var set_file = __webpack_require__(9490);
;// CONCATENATED MODULE: ./lib/src/render/chart-request.js




/** What `helm template` calls a release that nobody named. */
const DEFAULT_RELEASE = 'release-name';
/** Helm's namespace when none is given and no cluster is configured. */
const DEFAULT_NAMESPACE = 'default';
/**
 * Everything `helm template` needs to render the chart in `root` in one environment.
 * @throws {RenderFailure} for files that are missing or refused.
 */
function buildChartRequest(tree, root, environment, options) {
    const set = environment.set ?? {};
    const file = set.file ?? [];
    return {
        files: (0,chart_files/* chartFiles */.AQ)(tree, root),
        values: (environment.values ?? []).map(name => ({ name, content: readNamed(tree, name, 'values file') })),
        set: {
            json: set.json ?? [],
            plain: set.plain ?? [],
            string: set.string ?? [],
            file,
            literal: set.literal ?? [],
        },
        setFiles: Object.fromEntries(file.flatMap(set_file/* setFileArguments */.H).map(({ path }) => [path, readNamed(tree, path, 'file of --set-file')])),
        releaseName: environment.releaseName ?? DEFAULT_RELEASE,
        namespace: environment.namespace ?? DEFAULT_NAMESPACE,
        kubernetes: environment.kubernetes ?? options.kubernetes,
        apiVersions: environment.apiVersions ?? [],
        includeCrds: true,
        helm: options.helm,
    };
}
function readNamed(tree, name, role) {
    const path = (0,repository/* resolvePath */.o1)('', name);
    if (path === undefined) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'file-outside-repository',
            message: `The ${role} ${name} lies outside the repository`,
            hint: 'Name a file by its path from the repository root',
        });
    }
    if (!tree.has(path) && !isEntry(tree, path)) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'values-missing',
            message: `The ${role} ${name} does not exist in the ${tree.name}`,
            hint: 'Add the file, or correct the environment that names it',
            file: path,
        });
    }
    return (0,render_failure/* reading */.hF)(() => tree.read(path));
}
/** A link that leaves the repository is an entry that `has` denies; reading it gives the better message. */
function isEntry(tree, path) {
    return tree.entries().some(entry => entry.path === path);
}
//# sourceMappingURL=chart-request.js.map
;// CONCATENATED MODULE: ./lib/src/render/create-engine.js
/**
 * The engine of a run. Construction costs nothing: WebAssembly is compiled, or a tool looked up, when the first
 * chart or kustomization is rendered, so a repository of plain manifests never pays for either.
 */
function createEngine(options) {
    let loading;
    let closed = false;
    const load = () => {
        if (closed)
            throw new Error('the engine was closed before this render');
        loading ??= construct(options);
        return loading;
    };
    return {
        get loaded() {
            return loading !== undefined;
        },
        async renderChart(request) {
            return (await load()).renderChart(request);
        },
        async renderKustomization(request) {
            return (await load()).renderKustomization(request);
        },
        async close() {
            closed = true;
            if (loading !== undefined)
                await (await loading).close();
        },
    };
}
async function construct(options) {
    if (options.kind === 'system') {
        const { createSystemEngine } = await __webpack_require__.e(/* import() */ 382).then(__webpack_require__.bind(__webpack_require__, 7382));
        return createSystemEngine({ limits: options.limits });
    }
    const { createEmbeddedEngine } = await __webpack_require__.e(/* import() */ 591).then(__webpack_require__.bind(__webpack_require__, 6972));
    return createEmbeddedEngine({ assets: options.assets, worker: options.worker, limits: options.limits });
}
//# sourceMappingURL=create-engine.js.map
// EXTERNAL MODULE: ./lib/src/targets/index.js + 18 modules
var targets = __webpack_require__(7031);
// EXTERNAL MODULE: ./lib/src/render/hints.js
var hints = __webpack_require__(9505);
// EXTERNAL MODULE: ./lib/src/render/yaml.js
var yaml = __webpack_require__(3516);
;// CONCATENATED MODULE: ./lib/src/render/helm-inflation.js





/** Kustomize's default for `helmGlobals.chartHome` (`types.HelmDefaultHome`). */
const DEFAULT_CHART_HOME = 'charts';
/** Keys of a kustomization that inflate charts, with the key that names the chart. */
const HELM_KEYS = { helmCharts: 'name', helmChartInflationGenerator: 'chartName' };
/**
 * The charts of one kustomization, in order, as requests to Helm: what Kustomize's HelmChartInflationGenerator
 * would run with `--enable-helm`, but only from charts that lie in the repository.
 * @throws {RenderFailure} `helm-chart-not-vendored` and problems with the files a chart entry names.
 */
function inflationsOf(tree, kustomization, options) {
    const { content, text, file, folder } = kustomization;
    if (content === undefined)
        return [];
    const globals = (0,yaml/* isMap */.jh)(content.helmGlobals) ? content.helmGlobals : {};
    const generators = (0,yaml/* listAt */.gT)(content, 'generators').flatMap(generator => {
        const found = helmGenerator(tree, folder, generator);
        const name = found === undefined ? undefined : (0,yaml/* textAt */.$6)(found.entry, 'name');
        if (found === undefined || name === undefined)
            return [];
        return [inflation(tree, kustomization, {}, name, found.entry, { file: found.file ?? file }, options)];
    });
    const entries = [
        ...(0,yaml/* listAt */.gT)(content, 'helmCharts').map(entry => ({ key: 'helmCharts', entry })),
        ...(0,yaml/* listAt */.gT)(content, 'helmChartInflationGenerator').map(entry => ({
            key: 'helmChartInflationGenerator',
            entry: (0,yaml/* isMap */.jh)(entry) ? fromOlderForm(entry) : entry,
        })),
    ];
    const charts = entries.map(({ key, entry }) => {
        const name = (0,yaml/* isMap */.jh)(entry) ? (0,yaml/* textAt */.$6)(entry, 'name') : undefined;
        if (!(0,yaml/* isMap */.jh)(entry) || name === undefined) {
            throw new render_failure/* RenderFailure */.bh({
                code: 'kustomization-invalid',
                message: `An entry of ${key} names no chart`,
                hint: `Give the entry a "${HELM_KEYS[key]}"`,
                file,
                ...optionalLine((0,yaml/* lineOfEntry */.S3)(text, key, HELM_KEYS[key], '')),
            });
        }
        const at = { file, ...optionalLine((0,yaml/* lineOfEntry */.S3)(text, key, HELM_KEYS[key], name)) };
        return inflation(tree, kustomization, globals, name, entry, at, options);
    });
    return [...charts, ...generators];
}
/** The chart entry behind an item of `generators:` that is the built-in HelmChartInflationGenerator, inline or a file. */
function helmGenerator(tree, folder, generator) {
    if (typeof generator !== 'string')
        return undefined;
    const file = generator.includes('\n') ? undefined : (0,repository/* resolvePath */.o1)(folder, generator);
    if (file !== undefined && !tree.has(file))
        return undefined;
    const entry = (0,yaml/* readYamlMap */.ii)(file === undefined ? generator : (0,render_failure/* reading */.hF)(() => tree.text(file)));
    return entry?.kind === 'HelmChartInflationGenerator' && entry.apiVersion === 'builtin'
        ? { entry, file }
        : undefined;
}
/** The fields of `helmChartInflationGenerator` under the names that `helmCharts` gives them. */
function fromOlderForm(entry) {
    return {
        name: entry.chartName,
        version: entry.chartVersion,
        repo: entry.chartRepoUrl,
        chartHome: entry.chartHome,
        releaseName: entry.releaseName,
        namespace: entry.releaseNamespace,
        valuesFile: entry.values,
        valuesInline: entry.valuesLocal,
        valuesMerge: entry.valuesMerge,
        includeCRDs: entry.includeCRDs,
    };
}
function inflation(tree, kustomization, globals, name, entry, at, options) {
    const { folder } = kustomization;
    const chart = findChart(tree, folder, globals, name, entry, at);
    const nameTemplate = (0,yaml/* textAt */.$6)(entry, 'nameTemplate');
    if (nameTemplate?.includes('{{') === true) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'helm-chart-unsupported',
            message: `Chart ${name} takes its release name from the template "${nameTemplate}", which kubeproof does not evaluate`,
            hint: 'Write the release name in "releaseName"',
            ...at,
        });
    }
    const kubernetes = (0,yaml/* textAt */.$6)(entry, 'kubeVersion') ?? options.kubernetes;
    const request = {
        files: (0,chart_files/* chartFiles */.AQ)(tree, chart),
        values: valuesOf(tree, folder, chart, name, entry, at),
        set: { json: [], plain: [], string: [], file: [], literal: [] },
        setFiles: {},
        // Without a name Kustomize passes --generate-name, which `helm template` answers with its default name.
        releaseName: nameTemplate ?? (0,yaml/* textAt */.$6)(entry, 'releaseName') ?? DEFAULT_RELEASE,
        namespace: (0,yaml/* textAt */.$6)(entry, 'namespace') ?? DEFAULT_NAMESPACE,
        kubernetes: kubernetes.replace(/^v/, ''),
        apiVersions: (0,yaml/* listAt */.gT)(entry, 'apiVersions').filter(version => typeof version === 'string'),
        includeCrds: entry.includeCRDs === true,
        helm: options.helm,
    };
    return {
        name,
        request,
        skipHooks: entry.skipHooks === true,
        skipTests: entry.skipTests === true,
        ...at,
    };
}
function optionalLine(line) {
    return line === undefined ? {} : { line };
}
/** Folder of the vendored chart: where Kustomize would look, and where it would have pulled it to. */
function findChart(tree, folder, globals, name, entry, at) {
    const home = (0,yaml/* textAt */.$6)(entry, 'chartHome') ?? (0,yaml/* textAt */.$6)(globals, 'chartHome') ?? DEFAULT_CHART_HOME;
    const version = (0,yaml/* textAt */.$6)(entry, 'version');
    const repo = (0,yaml/* textAt */.$6)(entry, 'repo');
    const plain = (0,repository/* resolvePath */.o1)(folder, `${home}/${name}`);
    const versioned = version === undefined ? undefined : (0,repository/* resolvePath */.o1)(folder, `${home}/${name}-${version}/${name}`);
    if (plain === undefined || home.startsWith('/')) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'helm-chart-outside-repository',
            message: `Chart ${name} is looked for in ${home}, which lies outside the repository`,
            hint: 'Point helmGlobals.chartHome to a folder of the repository',
            ...at,
        });
    }
    const candidates = version !== undefined && repo !== undefined ? [versioned, plain] : [plain, versioned];
    const found = candidates.find(path => path !== undefined && tree.has((0,repository/* joinPath */.uJ)(path, 'Chart.yaml')));
    if (found !== undefined)
        return found;
    const target = version !== undefined && repo !== undefined
        ? (0,repository/* resolvePath */.o1)(folder, `${home}/${name}-${version}`)
        : undefined;
    throw new render_failure/* RenderFailure */.bh({
        code: 'helm-chart-not-vendored',
        message: `Chart ${name}${version === undefined ? '' : ` ${version}`} is not in the repository (looked in ${candidates
            .filter(path => path !== undefined)
            .join(' and ')}), and kubeproof downloads nothing`,
        hint: `Run "${pullCommand(name, repo, version, target ?? (0,repository/* resolvePath */.o1)(folder, home) ?? home)}" and commit the folder`,
        ...at,
    });
}
function pullCommand(name, repo, version, folder) {
    const source = repo?.startsWith('oci://') === true ? `${repo.replace(/\/$/, '')}/${name}` : name;
    const from = repo === undefined || repo.startsWith('oci://') ? '' : ` --repo ${repo}`;
    return `helm pull ${source}${from}${version === undefined ? '' : ` --version ${version}`} --untar --untardir ${folder}`;
}
/** The `-f` files of an inflated chart, in order: valuesFile with valuesInline, then additionalValuesFiles. */
function valuesOf(tree, folder, chart, name, entry, at) {
    const read = (path) => {
        const resolved = (0,repository/* resolvePath */.o1)(folder, path);
        if (resolved === undefined || !tree.has(resolved)) {
            throw new render_failure/* RenderFailure */.bh({
                code: 'values-missing',
                message: `Chart ${name} names the values file ${path}, which is not in the repository`,
                hint: 'Add the file, or correct the path; it is relative to the folder of this kustomization',
                ...at,
            });
        }
        return { name: resolved, content: (0,render_failure/* reading */.hF)(() => tree.read(resolved)) };
    };
    const valuesFile = (0,yaml/* textAt */.$6)(entry, 'valuesFile');
    const inline = (0,yaml/* isMap */.jh)(entry.valuesInline) ? entry.valuesInline : {};
    const additional = (0,yaml/* listAt */.gT)(entry, 'additionalValuesFiles')
        .filter(path => typeof path === 'string')
        .map(read);
    const first = valuesFile === undefined ? undefined : read(valuesFile);
    if (Object.keys(inline).length === 0)
        return first === undefined ? additional : [first, ...additional];
    const merged = mergedInline((0,yaml/* textAt */.$6)(entry, 'valuesMerge') ?? 'override', inline, () => {
        if (first !== undefined)
            return { name: first.name, content: new TextDecoder().decode(first.content) };
        const defaults = (0,repository/* joinPath */.uJ)(chart, 'values.yaml');
        return tree.has(defaults) ? { name: defaults, content: (0,render_failure/* reading */.hF)(() => tree.text(defaults)) } : undefined;
    }, name, at);
    return [
        { name: `valuesInline of ${at.file}`, content: new TextEncoder().encode((0,yaml/* toJson */.aB)(merged)) },
        ...additional,
    ];
}
/**
 * valuesInline joined with the values file as Kustomize joins them (`HelmChartInflationGenerator`,
 * `kyaml/yaml/merge2`): `override` lets the inline values win, `merge` the file, `replace` uses the inline values
 * alone. Maps merge, lists and scalars are replaced, null deletes a key.
 */
function mergedInline(how, inline, file, chart, at) {
    if (how === 'replace')
        return inline;
    if (how !== 'override' && how !== 'merge') {
        throw new render_failure/* RenderFailure */.bh({
            code: 'kustomization-invalid',
            message: `Chart ${chart} has valuesMerge "${how}", which is none of merge, override, replace`,
            hint: 'Use one of these three, or leave valuesMerge out for override',
            ...at,
        });
    }
    const values = file();
    if (values === undefined)
        return inline;
    const read = (0,yaml/* readYaml */.gM)(values.content);
    if (read === null)
        return inline;
    if (!(0,yaml/* isMap */.jh)(read)) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'values-invalid',
            message: `The values file ${values.name} of chart ${chart} is not a YAML mapping`,
            hint: 'Correct the file: kubeproof has to merge it with valuesInline',
            file: values.name,
        });
    }
    return how === 'override' ? merge(read, inline) : merge(inline, read);
}
function merge(under, over) {
    const result = new Map(Object.entries(under));
    for (const [key, value] of Object.entries(over)) {
        const before = result.get(key);
        if (value === null)
            result.delete(key);
        else
            result.set(key, (0,yaml/* isMap */.jh)(before) && (0,yaml/* isMap */.jh)(value) ? merge(before, value) : value);
    }
    return Object.fromEntries(result);
}
/** Whether a rendered document is a hook that the entry leaves out. Test hooks are hooks of only test events. */
function isSkipped(text, inflation) {
    if (!inflation.skipHooks && !inflation.skipTests)
        return false;
    if (!text.includes('helm.sh/hook'))
        return false;
    const metadata = (0,yaml/* readYamlMap */.ii)(text)?.metadata;
    const annotations = (0,yaml/* isMap */.jh)(metadata) && (0,yaml/* isMap */.jh)(metadata.annotations) ? metadata.annotations : {};
    const hook = (0,yaml/* textAt */.$6)(annotations, 'helm.sh/hook');
    if (hook === undefined)
        return false;
    if (inflation.skipHooks)
        return true;
    return hook.split(',').every(event => ['test', 'test-success'].includes(event.trim()));
}
//# sourceMappingURL=helm-inflation.js.map
// EXTERNAL MODULE: ./lib/src/render/kustomization-edit.js
var kustomization_edit = __webpack_require__(959);
// EXTERNAL MODULE: ./lib/src/render/kustomization-graph.js
var kustomization_graph = __webpack_require__(6415);
;// CONCATENATED MODULE: ./lib/src/render/kustomization-target.js







/** Folder, next to a kustomization, of the files that stand for its inflated charts. Exists only in requests. */
const GENERATED_FOLDER = '.kubeproof-helm';
/**
 * Renders a kustomization: charts it inflates are rendered first, then the engine gets the graph with their output
 * as ordinary resources. The user's files are never edited, only the copies in the request.
 * @throws {RenderFailure} for remote references, charts that are not vendored, and files that are refused.
 */
async function renderKustomizationTarget(tree, target, engine, options) {
    if ((0,targets/* kustomizationFile */.Oi)(tree, target.root) === undefined) {
        throw new render_failure/* RenderFailure */.bh({
            code: 'kustomization-missing',
            message: `${target.root === '' ? 'The repository root' : target.root} holds no kustomization.yaml`,
            hint: 'Correct the target in .kubeproof.yaml, or add the file',
            file: (0,repository/* joinPath */.uJ)(target.root, 'kustomization.yaml'),
        });
    }
    const graph = (0,kustomization_graph/* kustomizationGraph */.eD)(tree, target.root);
    refuseRemote(tree, graph);
    const replaced = new Map();
    const generated = [];
    const sources = new Map();
    const warnings = [];
    for (const kustomization of graph) {
        const inflations = inflationsOf(tree, kustomization, options);
        if (inflations.length === 0)
            continue;
        const paths = [];
        for (const [index, inflation] of inflations.entries()) {
            const outcome = await engine.renderChart(inflation.request);
            if (!outcome.ok)
                return {
                    ...outcome,
                    problem: { ...outcome.problem, message: inFailure(inflation, outcome.problem.message) },
                };
            warnings.push(...outcome.warnings);
            const kept = outcome.documents.filter(({ text }) => !isSkipped(text, inflation));
            for (const { path, documents } of bySource(kept, `${GENERATED_FOLDER}/${index + 1}-${inflation.name}`)) {
                const source = documents[0]?.source;
                const full = (0,repository/* joinPath */.uJ)(kustomization.folder, path);
                if (source !== undefined)
                    sources.set(full, source);
                paths.push(path);
                generated.push({
                    path: full,
                    content: new TextEncoder().encode(documents.map(({ text }) => `---\n${text.trimEnd()}\n`).join('')),
                    origin: source ?? kustomization.file,
                });
            }
        }
        replaced.set(kustomization.file, new TextEncoder().encode(rewritten(tree, kustomization, paths)));
    }
    const inputs = [
        ...new Set([...target.inputs.filter(path => tree.has(path)), ...graph.map(({ file }) => file)]),
    ].sort();
    tree.prefetch(inputs);
    const files = inputs.map((path) => {
        return { path, content: replaced.get(path) ?? (0,render_failure/* reading */.hF)(() => tree.read(path)), origin: path };
    });
    const outcome = await engine.renderKustomization({
        files: [...files, ...generated],
        root: target.root,
        loadRestrictor: target.loadRestrictor ?? 'rootOnly',
    });
    if (!outcome.ok)
        return outcome;
    const documents = outcome.documents.map(document => {
        const source = document.source === undefined ? undefined : sources.get(document.source);
        return source === undefined ? document : { ...document, source };
    });
    return { ...outcome, documents, warnings: [...warnings, ...outcome.warnings] };
}
function inFailure(inflation, message) {
    const at = inflation.line === undefined ? inflation.file : `${inflation.file}:${inflation.line}`;
    return `Chart ${inflation.name}, inflated by ${at}: ${message}`;
}
/** Consecutive documents of one template make one file, so that each keeps its source and the order stays. */
function bySource(documents, folder) {
    const files = [];
    for (const document of documents) {
        const last = files.at(-1);
        if (last !== undefined && last.documents[0]?.source === document.source)
            last.documents.push(document);
        else
            files.push({ path: `${folder}/${files.length + 1}.yaml`, documents: [document] });
    }
    return files;
}
/** The kustomization with its charts taken out and their output put in as resources. */
function rewritten(tree, kustomization, paths) {
    const content = kustomization.content ?? {};
    const generators = (0,yaml/* listAt */.gT)(content, 'generators');
    const kept = generators.filter(generator => helmGenerator(tree, kustomization.folder, generator) === undefined);
    return (0,kustomization_edit/* editKustomization */.I)(kustomization.text, content, {
        remove: [...Object.keys(HELM_KEYS), 'helmGlobals'],
        append: { resources: paths },
        ...(kept.length === generators.length ? {} : { replace: { generators: kept } }),
    });
}
/** Kustomize would clone or download these; kubeproof does neither, and says so before anything runs. */
function refuseRemote(tree, graph) {
    for (const kustomization of graph) {
        const remote = (0,kustomization_graph/* remoteReferences */.Vw)(kustomization, path => tree.has(path) || tree.hasFolder(path));
        const first = remote[0];
        if (first === undefined)
            continue;
        const more = remote.length === 1 ? '' : ` and ${remote.length - 1} more`;
        throw new render_failure/* RenderFailure */.bh({
            code: 'remote-base',
            message: `${first.value}${more} would have to be fetched, and kubeproof fetches nothing: this kustomization was not evaluated`,
            hint: 'Commit a copy of the remote files and refer to that folder',
            file: kustomization.file,
            ...(first.line === undefined ? {} : { line: first.line }),
        });
    }
}
//# sourceMappingURL=kustomization-target.js.map
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var manifest = __webpack_require__(7754);
;// CONCATENATED MODULE: ./lib/src/render/placeholders.js


/** `{{ x }}`, `{% x %}`, `<% x %>`, `@@x@@` on one line; the bounds keep a hostile line from costing its square. */
const PLACEHOLDER = /\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}|<%[^%\n]{0,300}%>|@@\w{1,100}@@/g;
/**
 * Parts the documents of one file into those to be judged and those that placeholders of a template language keep
 * from being YAML. A file of templates only is told at discovery; this is for files that also hold documents that
 * can be read, which are judged. A document counts as a template only when it reads as a Kubernetes object
 * once its placeholders are filled in: what is broken for any other reason is the reader's to report.
 */
function withoutTemplates(documents) {
    const templates = new Set(documents.filter(({ text }) => isTemplate(text)));
    const rest = documents.filter(document => !templates.has(document));
    if (templates.size === 0 || !rest.some(({ text }) => isObjectOfKubernetes(text)))
        return { documents, templates: [] };
    return { documents: rest, templates: [...templates] };
}
function isTemplate(text) {
    const filled = text
        .split('\n')
        .map(line => (line.replace(PLACEHOLDER, '').trim() === '' ? '' : line.replace(PLACEHOLDER, 'x')))
        .join('\n');
    if (filled === text)
        return false;
    const parsed = (0,manifest/* parseYaml */.hN)(text);
    return !parsed.ok && parsed.error.kind !== 'limit' && isObjectOfKubernetes(filled);
}
function isObjectOfKubernetes(text) {
    const parsed = (0,manifest/* parseYaml */.hN)(text);
    const value = parsed.ok ? parsed.value : undefined;
    return (0,yaml/* isMap */.jh)(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}
//# sourceMappingURL=placeholders.js.map
;// CONCATENATED MODULE: ./lib/src/render/manifests.js



/** The engine of what nothing renders. */
const NO_ENGINE = { engine: 'none', tool: 'none', version: '' };
/**
 * The documents of plain manifest files, each with the file and line its text starts on. Documents that another tool
 * has to fill in first are left out, with a notice.
 */
function renderManifests(tree, files) {
    tree.prefetch(files);
    const templates = [];
    const documents = files.flatMap(source => {
        const split = (0,manifest/* splitDocuments */.ZF)((0,render_failure/* reading */.hF)(() => tree.text(source))).map(({ text, line }) => {
            return { text, source, sourceLine: line };
        });
        const found = withoutTemplates(split);
        templates.push(...found.templates);
        return found.documents;
    });
    return {
        ok: true,
        documents,
        engine: NO_ENGINE,
        warnings: [],
        ...(templates.length === 0 ? {} : { notices: [notEvaluated(templates)] }),
    };
}
/** One notice per target: documentation and test data come in dozens. The words are those of discovery. */
function notEvaluated(templates) {
    const [first] = templates;
    const one = templates.length === 1;
    const others = new Set(templates.map(({ source }) => source)).size - 1;
    const files = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'file' : 'files'}`;
    return {
        code: 'template-not-evaluated',
        message: `${templates.length} ${one ? 'document' : 'documents'} in ${first.source}${files} ${one ? 'looks' : 'look'} like Kubernetes, but placeholders of a template language keep ${one ? 'it' : 'them'} from being YAML`,
        hint: `Nothing was judged in ${one ? 'it' : 'them'}. Leave the ${others === 0 ? 'file' : 'files'} out with "exclude" in .kubeproof.yaml, or commit what ${one ? 'it renders' : 'they render'} to`,
        ...(first.source === undefined ? {} : { file: first.source }),
        line: (first.sourceLine ?? 0) + 1,
        gates: false,
    };
}
//# sourceMappingURL=manifests.js.map
;// CONCATENATED MODULE: ./lib/src/render/schema-place.js



/** `c: - at '/port': got string`, the first value that Helm's schema check complains about, and of which chart. */
const COMPLAINT = /(?:^|\s)([\w.-]+):\s+- at '(\/[^']*)'/;
/**
 * The line that wrote the value a chart's schema refuses: in the values file that counts, last one first, or in the
 * chart's own. Undefined when the value stands in none of them, as when it is missing.
 */
function placeOfRefusedValue(tree, target, environment, message) {
    const [, chart, pointer] = COMPLAINT.exec(message) ?? [];
    if (chart === undefined || pointer === undefined)
        return undefined;
    const inside = chart === (0,chart_files/* chartMetadataIn */.Dv)(tree, target.root).name ? [] : [chart];
    const keys = [...inside, ...pointer.slice(1).split('/').map(unescaped)];
    const files = [...(environment.values ?? [])].reverse();
    for (const file of [...files, (0,repository/* joinPath */.uJ)(target.root, 'values.yaml')]) {
        if (!tree.has(file))
            continue;
        const text = tree.text(file);
        const parsed = (0,manifest/* parseYaml */.hN)(text);
        const path = parsed.ok ? pathTo(parsed.value, keys) : undefined;
        const span = path === undefined ? undefined : (0,manifest/* locate */.x5)(text, path).value;
        if (span !== undefined)
            return { file, line: span.line, column: span.column };
    }
    return undefined;
}
/** The keys of a JSON pointer as a path into `value`; undefined when it leads nowhere. */
function pathTo(value, keys) {
    const path = [];
    for (const key of keys) {
        path.push(Array.isArray((0,manifest/* valueAt */.fK)(value, path)) ? Number(key) : key);
        if ((0,manifest/* valueAt */.fK)(value, path) === undefined)
            return undefined;
    }
    return path;
}
/** RFC 6901, section 4. */
function unescaped(token) {
    return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
//# sourceMappingURL=schema-place.js.map
;// CONCATENATED MODULE: ./lib/src/render/render-target.js









/**
 * Renders one target in one environment. Rejects for nothing that a repository can contain, only for an engine that
 * is not usable at all ({@link ProblemError}).
 *
 * Charts and kustomizations go through `engine`; plain manifests are split here and need none. Every problem
 * carries the target, the environment, a file and what to do. A render without a single document is `ok: true` with
 * a notice `render-empty` that does not gate: a chart that values switch off renders nothing on purpose, every
 * input was read, and the comparison with the base has to see exactly that. A library chart is the same case.
 */
async function renderTarget(tree, target, environment, engine, options) {
    const about = { target: target.id, environment: environment.name };
    const file = (0,targets/* mainFile */.qN)(target, tree);
    try {
        const outcome = await render(tree, target, environment, engine, options);
        if (!outcome.ok)
            return {
                ...outcome,
                problem: located(tree, target, environment, {
                    file,
                    ...(0,hints/* hintFor */.J)(outcome.problem.code, file),
                    ...outcome.problem,
                    ...about,
                }),
            };
        const documents = outcome.documents.filter(hasContent);
        const notices = outcome.notices ?? (documents.length > 0 ? [] : [empty(target, file)]);
        if (notices.length === 0)
            return { ...outcome, documents };
        return { ...outcome, documents, notices: notices.map(notice => ({ ...notice, ...about })) };
    }
    catch (error) {
        const failure = error instanceof repository/* TreeError */.jh ? (0,render_failure/* failureOfTree */.At)(error) : error;
        if (!(failure instanceof render_failure/* RenderFailure */.bh))
            throw error;
        return { ok: false, problem: { file, ...failure.problem, ...about, gates: true }, engine: NO_ENGINE };
    }
}
async function render(tree, target, environment, engine, options) {
    switch (target.kind) {
        case 'manifests':
            return renderManifests(tree, target.files);
        case 'kustomize': {
            const kubernetes = environment.kubernetes ?? options.kubernetes;
            return renderKustomizationTarget(tree, target, engine, { kubernetes, helm: options.helm });
        }
        case 'helm': {
            if ((0,chart_files/* chartMetadataIn */.Dv)(tree, target.root).type === 'library')
                return library(target);
            return engine.renderChart(buildChartRequest(tree, target.root, environment, options));
        }
    }
}
/** Helm refuses to render a library chart by itself, and there is nothing in it to judge. */
function library(target) {
    const notice = {
        code: 'chart-library',
        message: `${target.root === '' ? 'The chart' : target.root} is a library chart: it renders nothing by itself and is judged through the charts that use it`,
        file: (0,repository/* joinPath */.uJ)(target.root, 'Chart.yaml'),
        hint: 'Nothing to do',
        gates: false,
    };
    return { ok: true, documents: [], engine: NO_ENGINE, warnings: [], notices: [notice] };
}
const EMPTY = {
    helm: {
        what: 'The chart renders no object with these values',
        hint: 'Nothing to do when that is meant; otherwise add the values file that switches its objects on to the environment',
    },
    kustomize: {
        what: 'The kustomization renders no object',
        hint: 'Nothing to do when that is meant; otherwise list its files under "resources"',
    },
    manifests: {
        what: 'The manifests hold no object',
        hint: 'Nothing to do when that is meant; otherwise check whether everything in the file is commented out',
    },
};
function empty(target, file) {
    const { what, hint } = EMPTY[target.kind];
    return { code: 'render-empty', message: what, hint, file, gates: false };
}
/** A document of more than separators, white space and comments. */
function hasContent({ text }) {
    return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
/** Points a missing dependency at its entry and a refused value at its line, which the engines know only by name. */
function located(tree, target, environment, problem) {
    if (problem.line !== undefined || target.kind !== 'helm')
        return problem;
    if (problem.code === 'values-schema') {
        return { ...problem, ...placeOfRefusedValue(tree, target, environment, problem.message) };
    }
    if (problem.code !== 'dependency-missing')
        return problem;
    const missing = problem.message.slice(problem.message.lastIndexOf(':') + 1).split(',');
    const first = (0,chart_files/* chartMetadataIn */.Dv)(tree, target.root).dependencies.find(({ name }) => missing.some(word => word.trim() === name));
    return first === undefined ? problem : { ...problem, ...(0,chart_files/* placeOfDependency */.OA)(tree, target.root, first.name) };
}
//# sourceMappingURL=render-target.js.map
// EXTERNAL MODULE: ./lib/src/render/template-origins.js
var template_origins = __webpack_require__(9659);
// EXTERNAL MODULE: ./lib/src/render/types.js
var types = __webpack_require__(8274);
;// CONCATENATED MODULE: ./lib/src/render/index.js





//# sourceMappingURL=index.js.map

/***/ }),

/***/ 959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ editKustomization)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3516);


/**
 * The text of a kustomization without some top-level keys and with entries appended to top-level lists. Edits the
 * text where that can be shown to give exactly the wanted content, so that comments, line numbers and everything
 * YAML can express stay; writes the content as JSON, which is YAML too, where it cannot.
 */
function editKustomization(text, content, change) {
    const wanted = Object.fromEntries(Object.entries(content).filter(([key]) => !change.remove.includes(key)));
    for (const [key, entries] of Object.entries(change.replace ?? {}))
        wanted[key] = entries;
    for (const [key, entries] of Object.entries(change.append)) {
        if (entries.length > 0)
            wanted[key] = [...(0,_yaml_js__WEBPACK_IMPORTED_MODULE_1__/* .listAt */ .gT)(content, key), ...entries];
    }
    let edited = text.endsWith('\n') || text === '' ? text : `${text}\n`;
    for (const key of change.remove)
        edited = blankTopLevel(edited, key);
    for (const [key, entries] of Object.entries(change.append)) {
        if (entries.length > 0)
            edited = appendTopLevel(edited, key, entries, Object.hasOwn(content, key));
    }
    const read = (0,_yaml_js__WEBPACK_IMPORTED_MODULE_1__/* .readYamlMap */ .ii)(edited);
    return (0,node_util__WEBPACK_IMPORTED_MODULE_0__.isDeepStrictEqual)(read, wanted) ? edited : `${(0,_yaml_js__WEBPACK_IMPORTED_MODULE_1__/* .toJson */ .aB)(wanted)}\n`;
}
/** Lines of a top-level key: its own and all that follow up to the next key at the margin. */
function topLevelRange(lines, key) {
    const start = lines.findIndex(line => line.startsWith(`${key}:`));
    if (start === -1)
        return undefined;
    let end = start + 1;
    while (end < lines.length && /^(?:[\s#-]|$)/.test(lines[end] ?? '') && !/^---/.test(lines[end] ?? ''))
        end += 1;
    return [start, end];
}
function blankTopLevel(text, key) {
    const lines = text.split('\n');
    const range = topLevelRange(lines, key);
    if (range === undefined)
        return text;
    return lines.map((line, index) => (index >= range[0] && index < range[1] ? '' : line)).join('\n');
}
function appendTopLevel(text, key, entries, present) {
    const items = (indent) => entries.map(entry => `${indent}- ${JSON.stringify(entry)}`);
    if (!present)
        return `${text}${key}:\n${items('').join('\n')}\n`;
    const lines = text.split('\n');
    const range = topLevelRange(lines, key);
    if (range === undefined)
        return text;
    const last = lines.findLastIndex((line, index) => index > range[0] && index < range[1] && /^\s*-\s/.test(line));
    const indent = /^\s*/.exec(lines[last] ?? '')?.[0] ?? '';
    lines.splice(last === -1 ? range[0] + 1 : last + 1, 0, ...items(indent));
    return lines.join('\n');
}
//# sourceMappingURL=kustomization-edit.js.map

/***/ }),

/***/ 6415:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vw: () => (/* binding */ remoteReferences),
/* harmony export */   eD: () => (/* binding */ kustomizationGraph)
/* harmony export */ });
/* unused harmony export isRemoteFolder */
/* harmony import */ var _repository_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9776);
/* harmony import */ var _targets_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7031);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4301);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3516);




/** The kustomization in `root` and every one below it in the graph, each once, `root` first. */
function kustomizationGraph(tree, root) {
    const found = [];
    const seen = new Set();
    const open = [root];
    for (let folder = open.shift(); folder !== undefined; folder = open.shift()) {
        if (seen.has(folder))
            continue;
        seen.add(folder);
        const file = (0,_targets_index_js__WEBPACK_IMPORTED_MODULE_1__/* .kustomizationFile */ .Oi)(tree, folder);
        if (file === undefined)
            continue;
        const text = (0,_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .reading */ .hF)(() => tree.text(file));
        const content = (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .readYamlMap */ .ii)(text);
        found.push({ folder, file, text, content });
        for (const path of content === undefined ? [] : folderEntries(content)) {
            const below = (0,_repository_index_js__WEBPACK_IMPORTED_MODULE_0__/* .resolvePath */ .o1)(folder, path);
            if (below !== undefined && !tree.has(below))
                open.push(below);
        }
    }
    return found;
}
/** Entries that may be folders with a kustomization of their own. */
function folderEntries(content) {
    return ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'].flatMap(key => (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(content, key).filter(entry => typeof entry === 'string'));
}
/** No address is longer; keeps the patterns below cheap on hostile input. */
const MAX_REFERENCE = 4096;
/** Every reference of a kustomization that Kustomize would clone or download, in the order of its fields. */
function remoteReferences(kustomization, exists) {
    const { folder, text, content } = kustomization;
    if (content === undefined)
        return [];
    const local = (value) => {
        const path = (0,_repository_index_js__WEBPACK_IMPORTED_MODULE_0__/* .resolvePath */ .o1)(folder, value);
        return path !== undefined && exists(path);
    };
    const folders = folderEntries(content).filter(value => isRemoteFolder(value) && !local(value));
    const files = fileEntries(content).filter(value => /^https?:\/\//i.test(value));
    return [...new Set([...folders, ...files])].map(value => ({ value, line: (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .lineOfValue */ .jq)(text, value) }));
}
/** Entries that are files only; Kustomize downloads each that is an http or https address. */
function fileEntries(content) {
    const plain = ['crds', 'configurations', 'patchesStrategicMerge'].flatMap(key => (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(content, key));
    const withPath = ['patches', 'patchesJson6902', 'replacements']
        .flatMap(key => (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(content, key))
        .map(entry => ((0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(entry) ? entry.path : undefined));
    const generated = ['configMapGenerator', 'secretGenerator']
        .flatMap(key => (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(content, key))
        .filter(_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)
        .flatMap(entry => [...(0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(entry, 'files'), ...(0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .listAt */ .gT)(entry, 'envs'), entry.env])
        .map(entry => (typeof entry === 'string' ? entry.replace(/^[^=/]+=/, '') : undefined));
    const openapi = (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .isMap */ .jh)(content.openapi) ? (0,_yaml_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(content.openapi, 'path') : undefined;
    return [...plain, ...withPath, ...generated, openapi].filter(entry => typeof entry === 'string');
}
/**
 * Whether Kustomize takes an entry that is not there locally for a repository: an address with a scheme, scp
 * syntax, a query such as `?ref=`, a path in a `.git` repository, or a well-known host (`git.NewRepoSpecFromURL`).
 */
function isRemoteFolder(value) {
    if (value.length > MAX_REFERENCE)
        return false;
    return (/^[a-z][a-z0-9+.-]*:(?:\/\/|:)/i.test(value) ||
        /^(?:[^/@\s]+@[^/:\s]+:|git@)/.test(value) ||
        /\?(?:[^/]*&)?(?:ref|version|timeout|submodules)=/.test(value) ||
        /\.git(?:\/|$|\?)/.test(value) ||
        /_git\//.test(value) ||
        /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]/i.test(value));
}
//# sourceMappingURL=kustomization-graph.js.map

/***/ }),

/***/ 9490:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ setFileArguments),
/* harmony export */   p: () => (/* binding */ withSetFilePaths)
/* harmony export */ });
/**
 * The paths in a `--set-file` argument: strvals grammar, `a.b=path,c=path`, where `\` quotes the next character in
 * a key and a path ends at the next comma.
 */
function setFileArguments(argument) {
    const pairs = [];
    let at = 0;
    while (at < argument.length) {
        while (at < argument.length && argument[at] !== '=')
            at += argument[at] === '\\' ? 2 : 1;
        if (at >= argument.length)
            break;
        const start = at + 1;
        const comma = argument.indexOf(',', start);
        const end = comma === -1 ? argument.length : comma;
        pairs.push({ path: argument.slice(start, end), start, end });
        at = end + 1;
    }
    return pairs;
}
/** The argument with every path replaced. */
function withSetFilePaths(argument, replace) {
    let result = '';
    let from = 0;
    for (const { path, start, end } of setFileArguments(argument)) {
        result += argument.slice(from, start) + replace(path);
        from = end;
    }
    return result + argument.slice(from);
}
//# sourceMappingURL=set-file.js.map

/***/ }),

/***/ 9659:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ templateOrigins)
/* harmony export */ });
/* harmony import */ var _chart_files_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2116);

/**
 * Traces a template's full name, as in `# Source: shop/charts/db/templates/a.yaml`, back to the file it was read
 * from. The two differ: a name is made of the names of charts and aliases, a path of folders; a packed dependency
 * has one file for all its templates. Gives undefined where the file cannot be told for certain.
 */
function templateOrigins(files) {
    const byPath = new Map(files.map(file => [file.path, file]));
    const text = (path) => {
        const file = byPath.get(path);
        return file === undefined ? undefined : new TextDecoder().decode(file.content);
    };
    const charts = new Map();
    /** Folders of the unpacked charts directly in charts/ of a chart, by the chart's name. */
    const children = (prefix) => {
        let known = charts.get(prefix);
        if (known === undefined) {
            known = new Map([...byPath.keys()].flatMap(path => {
                if (!path.startsWith(`${prefix}charts/`) || !path.endsWith('/Chart.yaml'))
                    return [];
                const folder = path.slice(0, -'Chart.yaml'.length);
                if (folder.slice(prefix.length).split('/').length !== 3)
                    return [];
                const { name } = (0,_chart_files_js__WEBPACK_IMPORTED_MODULE_0__/* .chartMetadata */ ._9)(file => text(folder + file));
                return name === undefined ? [] : [[name, folder]];
            }));
            charts.set(prefix, known);
        }
        return known;
    };
    const find = (prefix, rest) => {
        const [, called, inside] = /^charts\/([^/]+)\/(.+)$/.exec(rest) ?? [];
        if (called === undefined || inside === undefined)
            return byPath.get(prefix + rest);
        const aliased = (0,_chart_files_js__WEBPACK_IMPORTED_MODULE_0__/* .chartMetadata */ ._9)(file => text(prefix + file)).dependencies.find(({ alias }) => alias === called);
        const name = aliased?.name ?? called;
        const folder = children(prefix).get(name);
        return folder === undefined ? archive(files, prefix, name) : find(folder, inside);
    };
    return name => find('', name.slice(name.indexOf('/') + 1));
}
/** The packed chart of that name; undefined when two versions lie side by side. */
function archive(files, prefix, name) {
    const found = files.filter(({ path }) => {
        const file = path.slice(`${prefix}charts/`.length);
        return (path.startsWith(`${prefix}charts/${name}-`) && /^v?\d[^/]*\.tgz$/.test(file.slice(name.length + 1)));
    });
    return found.length === 1 ? found[0] : undefined;
}
//# sourceMappingURL=template-origins.js.map

/***/ }),

/***/ 8274:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ DEFAULT_LIMITS)
/* harmony export */ });
const DEFAULT_LIMITS = { timeoutMs: 60_000, outputBytes: 64 * 1024 * 1024 };
//# sourceMappingURL=types.js.map

/***/ }),

/***/ 3516:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   PX: () => (/* binding */ scalarsIn),
/* harmony export */   S3: () => (/* binding */ lineOfEntry),
/* harmony export */   aB: () => (/* binding */ toJson),
/* harmony export */   gM: () => (/* binding */ readYaml),
/* harmony export */   gT: () => (/* binding */ listAt),
/* harmony export */   ii: () => (/* binding */ readYamlMap),
/* harmony export */   jh: () => (/* binding */ isMap),
/* harmony export */   jq: () => (/* binding */ lineOfValue)
/* harmony export */ });
/* harmony import */ var _manifest_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7754);

/** Chart.yaml, kustomization.yaml and values files beyond this are left to the engine, which has a deadline. */
const BUDGET = { characters: 4 * 1024 * 1024, nodes: 500_000, depth: 128 };
/**
 * The one document in `text` as Helm and Kustomize read it (null for an empty text), or undefined when it is not
 * readable: broken, more than one document, too large, or an alias bomb. Used only to prepare requests; what is
 * wrong with the file is said by the engine, in the words users know.
 */
function readYaml(text) {
    if (text.length > BUDGET.characters)
        return undefined;
    const [document, ...more] = (0,_manifest_index_js__WEBPACK_IMPORTED_MODULE_0__/* .splitDocuments */ .ZF)(text);
    if (document === undefined)
        return null;
    if (more.length > 0)
        return undefined;
    const parsed = (0,_manifest_index_js__WEBPACK_IMPORTED_MODULE_0__/* .parseYaml */ .hN)(document.text, BUDGET);
    return parsed.ok ? parsed.value : undefined;
}
/** {@link readYaml}, or undefined when the document is not a mapping. */
function readYamlMap(text) {
    const value = readYaml(text);
    return isMap(value) ? value : undefined;
}
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** JSON with integers of any size written out. */
function toJson(value) {
    if (typeof value === 'bigint')
        return String(value);
    if (Array.isArray(value))
        return `[${value.map(toJson).join(', ')}]`;
    if (!isMap(value))
        return JSON.stringify(value);
    return `{${Object.entries(value)
        .map(([key, child]) => `${JSON.stringify(key)}: ${toJson(child)}`)
        .join(', ')}}`;
}
/** The list under a key, or nothing when it is absent or something else. */
function listAt(map, key) {
    const value = map[key];
    return Array.isArray(value) ? value : [];
}
/** The non-empty string under a key; a number or boolean is given as its text, as a version `1.10` may be. */
function textAt(map, key) {
    const value = map[key];
    if (typeof value === 'string')
        return value === '' ? undefined : value;
    return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
        ? String(value)
        : undefined;
}
/**
 * 1-based line of the entry of the top-level list `key` that has `field: value`, or of the key itself, or
 * undefined. Reads lines rather than nodes: good for pointing at an entry, not for deciding anything.
 */
function lineOfEntry(text, key, field, value) {
    const lines = text.split('\n');
    const start = lines.findIndex(line => line.startsWith(`${key}:`));
    if (start === -1)
        return undefined;
    for (let index = start; index < lines.length; index += 1) {
        const line = lines[index] ?? '';
        if (index > start && /^[A-Za-z]/.test(line))
            break;
        const entry = /^[\s-]*["']?([A-Za-z]+)["']?\s*:\s*(.*)$/.exec(line);
        if (entry?.[1] === field && unquoted(entry[2] ?? '') === value)
            return index + 1;
    }
    return start + 1;
}
/** The plain list items and values of a text with their 1-based lines, as far as lines tell. */
function scalarsIn(text) {
    return text.split('\n').flatMap((line, index) => {
        const item = unquoted(line.trim().replace(/^(?:-\s+)+/, ''));
        const keyed = unquoted(item.replace(/^["']?[A-Za-z0-9]+["']?:\s+/, ''));
        return [...new Set([item, keyed])].map(value => ({ value, line: index + 1 }));
    });
}
/** 1-based line on which a plain list item or value equals `value`, or undefined. */
function lineOfValue(text, value) {
    return scalarsIn(text).find(scalar => scalar.value === value)?.line;
}
function unquoted(text) {
    const comment = text.indexOf(' #');
    const bare = (comment === -1 ? text : text.slice(0, comment)).trim();
    const quoted = /^(["'])(.*)\1$/.exec(bare);
    return quoted?.[2] ?? bare;
}
//# sourceMappingURL=yaml.js.map

/***/ }),

/***/ 2248:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  hR: () => (/* reexport */ FORMATS),
  dT: () => (/* reexport */ environments),
  FV: () => (/* reexport */ escapeMarkdown),
  g8: () => (/* reexport */ htmlReport),
  xg: () => (/* reexport */ isFormatName),
  L7: () => (/* reexport */ jsonReport),
  pj: () => (/* reexport */ plain),
  Iy: () => (/* reexport */ resourceName),
  _I: () => (/* reexport */ sarifReport),
  Mf: () => (/* reexport */ textReport),
  X5: () => (/* reexport */ total)
});

// UNUSED EXPORTS: escapeHtml, escapeXml, gitlabReport, inlineCode, junitReport, markdownReport, withoutCommands

;// CONCATENATED MODULE: ./lib/src/reports/escape.js
/**
 * Untrusted text made safe for the place it goes to. Names, messages, paths and excerpts all come from the pull
 * request; nothing of them may steer a terminal, a browser, a parser or a forge.
 */
/**
 * Characters that act instead of being shown: C0 and C1 controls (terminal escapes start with one), bidirectional
 * overrides and invisible marks (they make text read differently from what it is), line and paragraph separators,
 * noncharacters (XML 1.0 refuses U+FFFE and U+FFFF).
 */
const ACTING = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu;
/**
 * One line of harmless text: white space becomes a space, every other acting character its visible picture (`␛`
 * for ESC) or its code (`\u{202e}`), a lone surrogate the replacement character.
 */
function plain(text) {
    return text.replace(ACTING, visible);
}
function visible(character) {
    const code = character.codePointAt(0);
    if (code === 9 || code === 10 || code === 13 || code === 0x2028 || code === 0x2029)
        return ' ';
    if (code < 0x20)
        return String.fromCharCode(0x2400 + code);
    if (code === 0x7f)
        return '\u2421';
    if (code >= 0xd800 && code <= 0xdfff)
        return '\ufffd';
    return `\\u{${code.toString(16)}}`;
}
const MARKUP = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
};
/** For element content and quoted attributes of HTML, on one line; without effect on a runner's log, too. */
function escapeHtml(text) {
    return plain(text)
        .replace(/[&<>"']/g, character => MARKUP[character])
        .replaceAll('##[', '##&#91;')
        .replace(/^( *)::/, '$1&#58;:');
}
/** For element content and quoted attributes of XML 1.0, on one line. The five entities are the same. */
const escapeXml = escapeHtml;
/**
 * For running text in Markdown (CommonMark, GitHub, GitLab). Besides the syntax it takes the effect from mentions,
 * issue references and bare links, which forges look for after rendering, so that a backslash does not stop them:
 * an invisible space breaks those.
 */
function escapeMarkdown(text) {
    return plain(text)
        .replace(/[\\`*_{}[\]<>|~$]/g, '\\$&')
        .replace(/&/g, '&amp;')
        .replace(/\\</g, '&lt;')
        .replace(/\\>/g, '&gt;')
        .replace(/^(\s*)([-+=#]|\d+[.)])/, (_, space, mark) => mark.length === 1 ? `${space}\\${mark}` : `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`)
        .replace(/@(?=[\p{L}\p{N}])/gu, '@\u200b')
        .replace(/([#!%&])(?=\d)/g, '$1\u200b')
        .replace(/:\/\//g, ':\u200b//')
        .replace(/\bwww\./gi, 'www\u200b.');
}
/**
 * Code span of Markdown: a fence longer than any run of back-ticks inside. A `|` is escaped where the span stands
 * in a table (`inTable`), because tables split before code spans are read (GFM specification, 4.10).
 */
function inlineCode(text, inTable = false) {
    const clean = plain(text).trim();
    if (clean === '')
        return '';
    const fence = '`'.repeat(longestRun(clean) + 1);
    const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
    const span = `${fence}${pad}${clean}${pad}${fence}`;
    return inTable ? span.replaceAll('|', '\\|') : span;
}
/** Fenced block of Markdown; the fence is longer than any run of back-ticks inside. */
function codeBlock(lines, language) {
    const clean = lines.map(plainLine);
    const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1));
    return `${fence}${language}\n${clean.join('\n')}\n${fence}`;
}
/** Like {@link plain} for a line of code: tabs become two spaces, so that columns stay countable. */
function plainLine(line) {
    return plain(line.replace(/\r$/, '').replaceAll('\t', '  '));
}
function longestRun(text) {
    return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
/** An address that is safe to follow: https only, nothing else becomes a link. */
function safeUrl(url) {
    if (!/^https:\/\//i.test(url))
        return undefined;
    try {
        return new URL(url).href;
    }
    catch {
        return undefined;
    }
}
/**
 * Takes the effect on a runner's log from lines that people read: GitHub's runner obeys `::command` where a line
 * starts with it, leading space or not, and `##[command]` anywhere in a line (actions/runner, ActionCommand.cs). A
 * space breaks both.
 */
function withoutCommands(text) {
    return text.replaceAll('##[', '## [').replace(/^([ \t]*):(?=:)/gm, '$1: ');
}
//# sourceMappingURL=escape.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/src/reports/json.js
/**
 * `report.json`: the report itself, schema `schemas/report.schema.json`.
 *
 * Keys are sorted, so that the bytes do not depend on how the producer built the objects. Integers beyond 2^53
 * are written as the digits they are.
 */
function jsonReport(report) {
    return `${stringify(report)}\n`;
}
/**
 * JSON with sorted keys and two spaces of indent; `bigint` as an integer, `undefined` members left out. ASCII but
 * for letters: controls and invisible characters are escaped, and so are `<` where markup could start and `##[` where
 * a runner would read a command, since such files are also looked at in terminals, pages and logs.
 */
function stringify(value, indent = '') {
    if (typeof value === 'string')
        return json_text(value);
    if (typeof value === 'bigint')
        return value.toString();
    if (value === null || typeof value !== 'object')
        return JSON.stringify(value) ?? 'null';
    const inner = `${indent}  `;
    if (Array.isArray(value)) {
        if (value.length === 0)
            return '[]';
        return `[\n${value.map(item => inner + stringify(item, inner)).join(',\n')}\n${indent}]`;
    }
    const members = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => `${inner}${json_text(key)}: ${stringify(member, inner)}`);
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
function json_text(value) {
    return JSON.stringify(value).replace(/[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|<(?=[!/?a-z])|(?<=##)\[/gi, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
//# sourceMappingURL=json.js.map
// EXTERNAL MODULE: ./lib/src/problems.js
var src_problems = __webpack_require__(9344);
;// CONCATENATED MODULE: ./lib/src/reports/words.js

/** Words that several forms share. Everything here returns raw text: the caller escapes it for its own place. */
/** `2 errors`, `1 warning`. */
function plural(n, one, many = `${one}s`) {
    return `${n} ${n === 1 ? one : many}`;
}
function total(counts) {
    return counts.error + counts.warning + counts.info;
}
/** `2 errors, 1 warning`; severities without findings are left out; empty when there are none. */
function countsBySeverity(counts) {
    return [
        counts.error > 0 ? plural(counts.error, 'error') : '',
        counts.warning > 0 ? plural(counts.warning, 'warning') : '',
        counts.info > 0 ? plural(counts.info, 'note') : '',
    ]
        .filter(part => part !== '')
        .join(', ');
}
/** `Deployment shop/prod-checkout`, `ClusterRole reader`. */
function resourceName(resource) {
    return `${resource.kind} ${resource.namespace === '' ? '' : `${resource.namespace}/`}${resource.name}`;
}
/** Names of the environments that show a finding; empty where there is only the one nobody named. */
function environments(finding) {
    const names = [...new Set(finding.renderings.map(rendering => rendering.environment))];
    return names.length === 1 && names[0] === 'default' ? [] : names;
}
/** `Deployment shop/prod-checkout, container app (prod, staging)`. */
function subjectOf(finding) {
    const container = finding.container === undefined ? '' : `, container ${finding.container}`;
    const names = environments(finding);
    return `${resourceName(finding.resource)}${container}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}
/** `helm 4.3.1`, with `(embedded)` or `(system)` left to the caller. */
function engineName(engine) {
    return engine.tool === 'none' ? 'plain files' : `${engine.tool} ${engine.version}`;
}
/** `helm 4.3.1, kustomize 5.8.2 (embedded)`; engines of one sort share the bracket. */
function engineNames(engines) {
    const sorts = ['embedded', 'system'];
    return sorts
        .map(sort => {
        const names = engines.filter(e => e.engine === sort && e.tool !== 'none').map(engineName);
        return names.length === 0 ? '' : `${names.join(', ')} (${sort})`;
    })
        .filter(text => text !== '')
        .join(', ');
}
/** A commit as people write it: seven digits of a full hash, anything else as it is. */
function shortCommit(commit) {
    return /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : commit;
}
/** `main (3f1c2aa)`, or whatever of both is known. */
function revision(side) {
    if (side.commit === undefined)
        return side.name;
    const short = shortCommit(side.commit);
    return ['', side.commit, short].includes(side.name) ? short : `${side.name} (${short})`;
}
/** `until 2027-01-31`, or `without expiry`. */
function waiverTerm(waiver) {
    return waiver.expires === undefined ? 'without expiry' : `until ${waiver.expires}`;
}
/** Where to look: the location when one was established, else the source of the document, else its target. */
function where(finding) {
    return (0,src_problems/* place */.ik)(finding.location ?? {}) || finding.source || finding.renderings[0]?.target || '(no file)';
}
function sentenceStart(text) {
    return text.slice(0, 1).toUpperCase() + text.slice(1);
}
/** What to do: the finding's own advice, else its guardrail's; empty when neither has any. */
function remedy(report, finding) {
    return finding.remediation ?? report.guardrails.find(g => g.id === finding.guardrail)?.remediation ?? '';
}
/** Those whose line is known first, as they show the source; otherwise in the order given. */
function provenFirst(findings) {
    const isProven = (finding) => finding.location?.line !== undefined;
    return [...findings.filter(isProven), ...findings.filter(finding => !isProven(finding))];
}
/** Hints and advice mark commands with back-ticks: the text in its parts. A back-tick without a partner is text. */
function codeParts(text) {
    return text
        .split(/`([^`]+)`/)
        .map((part, i) => ({ text: part, isCode: i % 2 === 1 }))
        .filter(part => part.text !== '');
}
/** Hints and advice for places without markup: commands stand in quotes, unless they have quotes of their own. */
function quotedCode(text) {
    return text.replace(/`([^`]+)`/g, (marked, code) => (code.includes('"') ? marked : `"${code}"`));
}
const OUTCOME_WORDS = { pass: 'passed', fail: 'failed', incomplete: 'incomplete' };
/**
 * One line of figures: `2 errors, 1 warning are new · 3 fixed · 41 known (not blocking) · 1 waived until 2027-01-31`.
 */
function countsLine(report) {
    const { counts } = report;
    const compared = report.base !== undefined;
    const fresh = countsBySeverity(counts.new);
    const known = total(counts.unchanged);
    const waived = report.findings.filter(f => f.waiver !== undefined && f.state !== 'fixed');
    const parts = [];
    if (compared) {
        parts.push(fresh === '' ? 'nothing new' : `${fresh} ${total(counts.new) === 1 ? 'is' : 'are'} new`);
        if (total(counts.fixed) > 0)
            parts.push(`${total(counts.fixed)} fixed`);
        if (known > 0)
            parts.push(`${known} known${report.scope === 'new' ? ' (not blocking)' : ''}`);
    }
    else {
        const all = {
            error: counts.new.error + counts.unchanged.error,
            warning: counts.new.warning + counts.unchanged.warning,
            info: counts.new.info + counts.unchanged.info,
        };
        parts.push(countsBySeverity(all) || 'no findings');
    }
    if (waived.length > 0) {
        const terms = [...new Set(waived.map(f => waiverTerm(f.waiver)))];
        parts.push(`${total(counts.waived)} waived${terms.length === 1 ? ` ${terms[0]}` : ''}`);
    }
    return parts;
}
/** Findings that deserve the reader's eye: what is new or blocks, and everything alive when all of it counts. */
function shown(report) {
    return report.findings.filter(f => f.blocking ||
        (f.waiver === undefined &&
            f.state !== 'fixed' &&
            (f.state === 'new' || report.scope === 'all' || report.base === undefined)));
}
//# sourceMappingURL=words.js.map
;// CONCATENATED MODULE: ./lib/src/reports/gitlab.js




const SEVERITIES = {
    error: 'critical',
    warning: 'major',
    info: 'info',
};
/**
 * GitLab code quality: an array of issues. GitLab compares the reports of both branches itself, so known findings are
 * in it and fixed and waived ones are not. What could not be evaluated is a blocker. A finding without a line stands on
 * line 1, as the format needs one.
 */
function gitlabReport(report) {
    const used = new Map();
    const unique = (fingerprint) => {
        const seen = used.get(fingerprint) ?? 0;
        used.set(fingerprint, seen + 1);
        return seen === 0 ? fingerprint : digest([fingerprint, String(seen)]);
    };
    const fallback = report.config.file ?? '.kubeproof.yaml';
    const root = (target) => report.targets.find(({ id }) => id === target)?.root || fallback;
    const issues = [];
    for (const problem of report.problems) {
        if (!problem.gates)
            continue;
        const hint = problem.hint === undefined ? '' : `. To do: ${quotedCode(problem.hint)}`;
        issues.push({
            description: plain(`Not evaluated: ${problem.message}${hint}`),
            check_name: problem.code,
            fingerprint: unique(digest([
                problem.code,
                problem.file ?? '',
                problem.target ?? '',
                problem.environment ?? '',
                problem.message,
            ])),
            severity: 'blocker',
            location: {
                path: relative(problem.file ?? root(problem.target)),
                lines: { begin: Math.max(1, problem.line ?? 1) },
            },
        });
    }
    for (const finding of report.findings) {
        if (finding.state === 'fixed' || finding.waiver !== undefined)
            continue;
        const advice = remedy(report, finding);
        const begin = Math.max(1, finding.location?.line ?? 1);
        const end = finding.location?.endLine ?? begin;
        issues.push({
            description: plain(advice === '' ? finding.message : `${finding.message} ${quotedCode(advice)}`),
            check_name: finding.guardrail,
            fingerprint: unique(finding.fingerprint),
            severity: SEVERITIES[finding.severity],
            location: {
                path: relative(finding.location?.file ?? finding.source ?? root(finding.renderings[0]?.target)),
                lines: end > begin ? { begin, end } : { begin },
            },
        });
    }
    return `${stringify(issues)}\n`;
}
/** Without leading `./` or `/`, which GitLab would take for another file. */
function relative(path) {
    return path.replace(/^(?:\.?\/)+/, '');
}
function digest(parts) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
//# sourceMappingURL=gitlab.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/markup.js


/** Template whose holes are escaped, unless they are markup themselves; undefined holes are empty. */
function html(parts, ...holes) {
    let markup = parts[0] ?? '';
    holes.forEach((hole, i) => {
        markup += filled(hole) + (parts[i + 1] ?? '');
    });
    return { markup };
}
const NOTHING = { markup: '' };
function filled(hole) {
    if (hole === undefined)
        return '';
    if (typeof hole === 'string')
        return escapeHtml(hole);
    if (typeof hole === 'number')
        return String(hole);
    return 'markup' in hole ? hole.markup : hole.map(part => part.markup).join('');
}
/** Text of hints and advice, in which back-ticks mark commands. */
function prose(text) {
    const parts = codeParts(text).map(part => part.isCode ? html `<code>${part.text}</code>` : html `${part.text}`);
    return html `${parts}`;
}
/** A path that may break after its slashes, and nowhere in a name as long as there is room. */
function path(text) {
    return { markup: `<code>${escapeHtml(text).replaceAll('/', '/<wbr>')}</code>` };
}
//# sourceMappingURL=markup.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/code.js


/** Source lines with their numbers; the line that is meant is marked, and in it the range. */
function sourceExcerpt(excerpt, location, caption) {
    if (excerpt === undefined || excerpt.lines.length === 0)
        return NOTHING;
    const lines = excerpt.lines.map((line, i) => {
        const number = excerpt.firstLine + i;
        return number === location?.line
            ? html `<span class="line hit"><span class="no">${number}</span>${withRange(line, location)}\n</span>`
            : html `<span class="line"><span class="no">${number}</span>${plainLine(line)}\n</span>`;
    });
    return figure(caption, lines);
}
/** Rendered lines; `focus` is the index of the one that is meant. */
function renderedExcerpt(lines, focus) {
    return figure('Rendered', lines.map((line, i) => i === focus
        ? html `<span class="line hit">${plainLine(line)}\n</span>`
        : html `<span class="line">${plainLine(line)}\n</span>`));
}
/** A scrolling block takes the focus, so that the keyboard can scroll it. */
function figure(caption, lines) {
    return html `<figure class="code"><figcaption>${caption}</figcaption><pre tabindex="0" role="region" aria-label="${caption}"><code>${lines}</code></pre></figure>`;
}
function withRange(line, location) {
    if (location.column === undefined)
        return html `${plainLine(line)}`;
    const start = location.column - 1;
    const sameLine = location.endLine === undefined || location.endLine === location.line;
    const end = sameLine && location.endColumn !== undefined ? location.endColumn - 1 : line.length;
    if (start >= end || start >= line.length)
        return html `${plainLine(line)}`;
    return html `${plainLine(line.slice(0, start))}<mark>${plainLine(line.slice(start, end))}</mark>${plainLine(line.slice(end))}`;
}
//# sourceMappingURL=code.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/findings.js





/** Findings shown with excerpt and advice; the rest stands in tables, so that ten thousand still open at once. */
const IN_FULL = 300;
const WORD = { error: 'Error', warning: 'Warning', info: 'Note' };
function severityTag(severity) {
    return html `<span class="sev ${severity}">${WORD[severity]}</span>`;
}
/** Cards for the findings that matter now: those that block are open. */
function findingCards(report, findings) {
    const guardrails = new Map(report.guardrails.map(guardrail => [guardrail.id, guardrail]));
    const full = findings.slice(0, IN_FULL);
    const rest = findings.slice(IN_FULL);
    const blocking = full.filter(finding => finding.blocking);
    const others = full.filter(finding => !finding.blocking);
    const cards = (list) => sameMessage(list).map(group => card(report, group, guardrails.get(group[0]?.guardrail ?? '')));
    const title = blocking.length > 0 || report.scope === 'new' ? 'Not blocking' : 'All findings';
    return html `${blocking.length === 0 ? NOTHING : html `<h3>Blocking</h3>\n<div class="cards">${cards(blocking)}</div>`}${others.length === 0 ? NOTHING : html `<h3>${title}</h3>\n<div class="cards">${cards(others)}</div>`}${rest.length === 0
        ? NOTHING
        : html `<h3>${plural(rest.length, 'more finding')}, by guardrail</h3>\n${findingTables(report, rest, 'More findings')}`}`;
}
/** Findings of one guardrail that say the same stand together, in the order of their first. */
function sameMessage(findings) {
    const groups = new Map();
    for (const finding of findings) {
        const key = JSON.stringify([finding.guardrail, finding.severity, finding.message]);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [finding]);
        else
            group.push(finding);
    }
    return [...groups.values()];
}
/** One message with the one place it is about, or with a fold per place. */
function card(report, group, guardrail) {
    const first = group[0];
    const one = group.length === 1;
    const advice = remedy(report, first);
    const shared = group.every(finding => remedy(report, finding) === advice);
    const link = guardrailLink(first.guardrail, guardrail);
    return html `<details class="card finding ${first.severity}"${first.blocking ? html ` open` : NOTHING}>
<summary>${severityTag(first.severity)}<span class="what">${first.message}</span><span class="where">${one ? path(where(first)) : plural(group.length, 'place')}</span></summary>
<div class="body">
<p class="meta">${link}${one ? html `<span>${subjectOf(first)}</span>` : NOTHING}</p>
${one
        ? evidence(first, advice)
        : html `<div class="places">${group.map(finding => html `<details class="place"><summary>${path(where(finding))} <span class="quiet">${subjectOf(finding)}</span></summary><div class="body">
${evidence(finding, shared ? '' : remedy(report, finding))}</div></details>
`)}</div>`}
${!one && shared ? fix(advice) : NOTHING}
${guardrail === undefined || guardrail.rationale === ''
        ? NOTHING
        : html `<details class="more"><summary>Why it matters</summary><p>${prose(guardrail.rationale)}</p>${guardrail.notWhen === undefined ? NOTHING : html `<p>Fine when: ${prose(guardrail.notWhen)}</p>`}</details>`}
</div></details>
`;
}
function fix(advice) {
    return advice === '' ? NOTHING : html `<p class="fix"><b>Fix</b> ${prose(advice)}</p>`;
}
/** One place: the source, what to do there, where else it comes from, and what was rendered. */
function evidence(finding, advice) {
    return html `${sourceExcerpt(finding.excerpt, finding.location, where(finding))}
${fix(advice)}
${finding.related.length === 0
        ? NOTHING
        : html `<ul class="related">${finding.related.map(related => html `<li>${sentenceStart(related.note ?? 'see')}: ${path((0,src_problems/* place */.ik)(related))}</li>`)}</ul>`}
${finding.rendered === undefined
        ? NOTHING
        : html `<details class="more"><summary>Rendered</summary>${renderedExcerpt(finding.rendered.lines, finding.rendered.focus)}</details>`}
<p class="print-id">Field <code>${finding.field}</code> · fingerprint <code>${finding.fingerprint}</code></p>
`;
}
/** The guardrail's id, leading to its page where the address is safe. */
function guardrailLink(id, guardrail) {
    const url = guardrail === undefined ? undefined : safeUrl(guardrail.url);
    return url === undefined
        ? html `<code>${id}</code>`
        : html `<a href="${url}" rel="noreferrer"><code>${id}</code></a>`;
}
/** Places only, a table per guardrail, closed; `label` names them for screen readers. */
function findingTables(report, findings, label) {
    const guardrails = new Map(report.guardrails.map(guardrail => [guardrail.id, guardrail]));
    const groups = new Map();
    for (const finding of findings) {
        const key = `${finding.severity} ${finding.guardrail}`;
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [finding]);
        else
            group.push(finding);
    }
    return html `<div class="cards">${[...groups.values()].map(group => {
        const first = group[0];
        const title = guardrails.get(first.guardrail)?.title ?? first.title;
        return html `<details class="card finding ${first.severity}">
<summary>${severityTag(first.severity)}<span class="what">${title}</span><span class="where"><code>${first.guardrail}</code> · ${plural(group.length, 'place')}</span></summary>
<div class="body">${table(`${label}: ${first.guardrail}`, ['Where', 'Resource', 'Finding'], group.map(finding => html `<tr><td>${path(where(finding))}</td><td>${subjectOf(finding)}</td><td>${finding.message}</td></tr>`))}</div></details>
`;
    })}</div>`;
}
/** A table that scrolls sideways by itself where it is wider than the page; `label` is for screen readers. */
function table(label, headings, rows) {
    return html `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${headings.map(heading => html `<th scope="col">${heading}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}
//# sourceMappingURL=findings.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/sections.js





/** What each subject may do now and may no longer do. */
function permissionCards(report) {
    const row = (line, sign) => html `<li class="${sign}${line.dangerous && sign === 'gained' ? ' danger' : ''}"><span class="sign" aria-hidden="true">${sign === 'gained' ? '+' : '−'}</span><div><p><span class="hidden">${sign}: </span><code>${line.text}</code> <span class="scope">${line.scope}</span>${line.dangerous ? html ` <span class="flag">dangerous</span>` : NOTHING}</p><p class="through">${line.through}</p></div></li>
`;
    return html `<div class="subjects">${report.permissions.map(change => html `<section class="subject"><h3>${change.subject}</h3><ul>
${change.gained.map(line => row(line, 'gained'))}${change.lost.map(line => row(line, 'lost'))}</ul></section>
`)}</div>`;
}
function problemList(problems) {
    return html `<ul class="problems">${problems.map(problem => {
        const scope = [problem.target, problem.environment].filter(part => part !== undefined).join(', ');
        const at = (0,src_problems/* place */.ik)(problem);
        return html `<li><p><b>${problem.message}</b></p>
<p class="meta">${at === '' ? NOTHING : path(at)}${scope === '' ? NOTHING : html `<span>${scope}</span>`}</p>
${problem.hint === undefined ? NOTHING : html `<p class="fix"><b>To do</b> ${prose(problem.hint)}</p>`}</li>
`;
    })}</ul>`;
}
function waiverTable(findings) {
    return table('Waived', ['Guardrail', 'Resource', 'Owner', 'Reason', 'Until'], findings.map(finding => {
        const waiver = finding.waiver;
        return html `<tr><td><code>${finding.guardrail}</code></td><td>${resourceName(finding.resource)}<br><span class="quiet">${path(where(finding))}</span></td><td>${waiver.owner}</td><td>${waiver.reason}${waiver.ticket === undefined ? NOTHING : html ` <span class="quiet">${waiver.ticket}</span>`}</td><td class="nowrap">${waiver.expires ?? 'no expiry'}</td></tr>
`;
    }));
}
/** What was rendered, by which program, and the digest of the result. */
function targetTable(report) {
    return table('Targets', ['Target', 'Environment', 'Rendered by', 'Objects', 'SHA-256 of the result'], report.targets.flatMap(target => target.environments.map(environment => html `<tr><td>${path(target.id)}</td><td>${environment.name}</td><td class="nowrap">${engineName(environment.engine)}</td><td class="number">${environment.digest === undefined ? '' : environment.objects}</td><td>${environment.digest === undefined
        ? html `<b class="bad">not rendered</b>`
        : html `<code class="digest" title="${environment.digest}">${environment.digest.slice(0, 16)}…</code>${environment.unchanged ? html ` <span class="quiet">inputs unchanged</span>` : NOTHING}`}</td></tr>
`)));
}
/** The guardrails that spoke, with the controls they support evidence for. */
function guardrailTable(report) {
    const alive = new Map();
    for (const finding of report.findings) {
        if (finding.state === 'fixed')
            continue;
        alive.set(finding.guardrail, (alive.get(finding.guardrail) ?? 0) + 1);
    }
    return table('Guardrails', ['Guardrail', 'Severity', 'Findings', 'Controls'], report.guardrails.map(guardrail => html `<tr><td>${guardrail.title}<br><span class="quiet">${guardrailLink(guardrail.id, guardrail)} · ${guardrail.category}</span></td><td>${severityTag(guardrail.severity)}</td><td class="number">${alive.get(guardrail.id) ?? 0}</td><td>${controls(guardrail.controls)}${references(guardrail.references)}</td></tr>
`));
}
function controls(of) {
    const frameworks = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
    if (frameworks.length === 0)
        return html `<span class="quiet">none mapped</span>`;
    return html `<ul class="controls">${frameworks.map(([framework, ids]) => html `<li><span class="quiet">${framework}</span> ${ids.join(', ')}</li>`)}</ul>`;
}
function references(urls) {
    const links = urls.map(safeUrl).filter(url => url !== undefined);
    return html `${links.map(url => html `<a class="reference" href="${url}" rel="noreferrer">${new URL(url).hostname}</a> `)}`;
}
//# sourceMappingURL=sections.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/styles.js
/**
 * The style sheet of the page. Colours are tokens, given twice (light and dark); text on every ground has a contrast of
 * 4.5 or more (WCAG 2.2 AA).
 */
const STYLES = `
:root{color-scheme:light dark;
--paper:#fcfcfb;--card:#fff;--sunk:#f4f5f4;--ink:#1a1d21;--soft:#5a626b;--line:#dfe2e4;--link:#0a5a78;
--error:#b0241c;--error-wash:#fdf0ee;--warning:#855000;--warning-wash:#fdf5e4;--info:#2a5c9e;--info-wash:#eef4fc;--good:#1c6b40;--good-wash:#edf7f0;
--mono:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{
--paper:#121517;--card:#191d20;--sunk:#20252a;--ink:#e8eaec;--soft:#a0a9b2;--line:#30373d;--link:#7cc4e4;
--error:#ff968c;--error-wash:#371b19;--warning:#eebb62;--warning-wash:#332712;--info:#93bff5;--info-wash:#18283d;--good:#7fd3a0;--good-wash:#15301f}}
.fail{--accent:var(--error);--wash:var(--error-wash)}.incomplete{--accent:var(--warning);--wash:var(--warning-wash)}.pass{--accent:var(--good);--wash:var(--good-wash)}
.error{--accent:var(--error);--wash:var(--error-wash)}.warning{--accent:var(--warning);--wash:var(--warning-wash)}.info{--accent:var(--info);--wash:var(--info-wash)}
*{box-sizing:border-box}
html{scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans)}
.page{max-width:76rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3,p,ul,dl,dd,figure,fieldset{margin:0;padding:0}
ul{list-style:none}fieldset{border:0;min-width:0}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font-family:var(--mono);font-size:.875em}
code{overflow-wrap:anywhere}
.quiet,.note,.meta,.through{color:var(--soft)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem;background:var(--card);padding:.5rem 1rem;z-index:2}.skip:focus{left:1rem;top:1rem}
.count{font-variant-numeric:tabular-nums;font-weight:400;color:var(--soft)}
.nowrap{white-space:nowrap}

.head{padding:clamp(1.5rem,4vw,3rem) 0 1.75rem}
.brand{font-weight:650;letter-spacing:-.01em;margin-bottom:1.25rem}.brand span{font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
h1{font-size:clamp(1.5rem,1.1rem + 1.9vw,2.35rem);line-height:1.2;letter-spacing:-.02em;font-weight:620;max-width:28em;text-wrap:balance}
.verdict{display:block;width:fit-content;font-size:.8125rem;line-height:1;letter-spacing:.04em;text-transform:uppercase;font-weight:700;color:var(--paper);background:var(--accent);padding:.45rem .65rem;border-radius:4px;margin-bottom:.9rem}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2.25rem;margin-top:1.5rem;font-size:.875rem}
.facts dt{color:var(--soft)}.facts dd{overflow-wrap:anywhere}

.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));border:1px solid var(--line);border-radius:8px;background:var(--card);overflow:hidden}
.figure{padding:.9rem 1.1rem 1rem;box-shadow:-1px -1px 0 var(--line)}
.figure dt{font-size:.875rem;color:var(--soft)}
.figure b{display:block;font-size:1.9rem;line-height:1.25;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums;color:var(--accent,inherit)}
.figure span{display:block;font-size:.8125rem;line-height:1.4;color:var(--soft)}
.figure:not(.fail,.pass,.incomplete) b{color:inherit}.figure.zero b{color:var(--soft);font-weight:400}

.contents ul{display:flex;gap:.15rem 1.35rem;flex-wrap:wrap;font-size:.875rem;padding-bottom:1.25rem}
.contents a{display:block;padding:.2rem 0;color:var(--ink);text-decoration:none}.contents a:hover{color:var(--link);text-decoration:underline}

main>section{padding-top:2.75rem}
h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.012em;font-weight:620;padding-bottom:.75rem}
h3{font-size:.9375rem;font-weight:620;padding:1rem 0 .6rem}
.note{max-width:44em;margin:-.35rem 0 1rem;font-size:.9375rem}
.empty{color:var(--soft)}

.filters{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;font-size:.875rem;align-items:center}
.filters legend{float:left;color:var(--soft);padding:0;margin-right:1.1rem}
.filters label{display:inline-flex;gap:.4rem;align-items:center;padding:.2rem 0;cursor:pointer}
.filters input{accent-color:var(--link);width:1rem;height:1rem;margin:0}
main:has(#show-error:not(:checked)) #findings .finding.error,
main:has(#show-warning:not(:checked)) #findings .finding.warning,
main:has(#show-info:not(:checked)) #findings .finding.info{display:none}

.cards{display:grid;gap:.5rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;min-width:0;content-visibility:auto;contain-intrinsic-size:auto 3.6rem}
.card>summary{display:grid;grid-template-columns:5.1rem minmax(0,1fr) 1rem;gap:.1rem .9rem;align-items:baseline;padding:.75rem 1.1rem;cursor:pointer;list-style:none;border-radius:8px}
summary::-webkit-details-marker{display:none}
.card>summary::after,.place>summary::before,.more>summary::before{content:"";width:.5rem;height:.5rem;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}
.card>summary::after{grid-area:1/3;align-self:start;margin-top:.42rem;transform:translateY(-.1rem) rotate(45deg)}
.card[open]>summary::after{transform:translateY(.12rem) rotate(-135deg)}
.card>summary:hover{background:var(--sunk)}
.card[open]>summary:hover{background:none}
.what{font-weight:560;overflow-wrap:anywhere}
.where{grid-column:2;color:var(--soft);font-size:.9375rem;overflow-wrap:anywhere}
.sev{font-size:.8125rem;font-weight:650;color:var(--accent);white-space:nowrap}
.sev::before{content:"";display:inline-block;width:.5rem;height:.5rem;margin-right:.5rem;background:currentColor;border-radius:50%}
.sev.error::before{border-radius:1px}.sev.warning::before{clip-path:polygon(50% 0,100% 100%,0 100%);border-radius:0}
.body{padding:.1rem 1.1rem 1.15rem;display:grid;gap:.75rem;min-width:0}
.body>*{min-width:0}
.meta{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.875rem}
.meta span,.meta code{overflow-wrap:anywhere}
.fix{max-width:46em;overflow-wrap:anywhere}.fix b{margin-right:.5em;font-weight:620}
.related{font-size:.875rem;color:var(--soft)}.related code{color:var(--ink)}
.more>summary,.place>summary{cursor:pointer;font-size:.875rem;list-style:none;display:flex;gap:.65rem;align-items:baseline}
.more>summary{color:var(--link);width:fit-content}.more>summary::before{border-color:currentColor}
.more[open]>summary::before,.place[open]>summary::before{transform:rotate(45deg)}
.more>summary::before,.place>summary::before{flex:none;position:relative;top:-.05rem}
.place{border-top:1px solid var(--line)}.place>summary{padding:.5rem 0;flex-wrap:wrap}.place>.body{padding:0 0 1rem 1.15rem}.place:last-child{border-bottom:1px solid var(--line)}
.more>p,.more>figure{margin-top:.5rem;max-width:46em}.more>figure{max-width:none}.more>p{font-size:.9375rem}
.print-id{display:none;font-size:.75rem;color:var(--soft)}

.code{border:1px solid var(--line);border-radius:6px;overflow:hidden;background:var(--sunk)}
.code figcaption{font:.8125rem/1.4 var(--mono);color:var(--soft);padding:.4rem .9rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.code pre{margin:0;padding:.45rem 0;overflow-x:auto;font-size:.875rem;line-height:1.6;tab-size:2}
.code code{display:inline-block;min-width:100%;font-size:1em;overflow-wrap:normal}
.line{display:block;padding:0 .9rem}
.no{display:inline-block;min-width:2.2em;margin-right:1.1em;text-align:right;color:var(--soft);user-select:none}
.hit{background:var(--wash);box-shadow:inset 3px 0 0 var(--accent)}
.hit .no{color:var(--accent);font-weight:650}
mark{background:none;color:var(--accent);font-weight:650;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.25em}

.subjects{display:grid;gap:.5rem}
.subject{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.15rem 1.1rem .8rem}
.subject h3{padding:.8rem 0 .35rem;overflow-wrap:anywhere}
.subject li{display:grid;grid-template-columns:1rem minmax(0,1fr);gap:.6rem;padding:.3rem 0}
.sign{font:650 1rem/1.55 var(--mono);color:var(--warning)}.lost .sign{color:var(--good)}.danger .sign,.danger code{color:var(--error)}
.scope{margin-left:.5rem;font-size:.9375rem;color:var(--soft)}.through{font-size:.875rem;overflow-wrap:anywhere}
.flag{font-size:.8125rem;font-weight:650;color:var(--error);background:var(--error-wash);border-radius:3px;padding:.1rem .4rem;margin-left:.5rem}

.problems{display:grid;gap:.5rem}
.problems li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.85rem 1.1rem;display:grid;gap:.2rem;overflow-wrap:anywhere}
#not-evaluated .problems li{background:var(--warning-wash);border-color:transparent;box-shadow:inset 3px 0 0 var(--warning);border-radius:3px 8px 8px 3px}
#not-evaluated .meta,#not-evaluated .meta code{color:var(--ink)}
.problems b{font-weight:600}

.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card)}
.body .scroll{border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.55rem .9rem;border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
th{font-weight:400;color:var(--soft);white-space:nowrap}
td{min-width:6rem}td code{overflow-wrap:break-word}td.number{min-width:0;text-align:right;font-variant-numeric:tabular-nums}
.digest{font-size:.78rem;color:var(--soft)}.bad{color:var(--error);font-weight:600}
.controls{display:grid;gap:.1rem}.controls .quiet{display:inline-block;min-width:11em}
.reference{font-size:.8125rem}

footer{margin-top:3rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--soft);display:grid;gap:.3rem}

@media (min-width:64rem){
.page{display:grid;grid-template-columns:11.5rem minmax(0,1fr);column-gap:3rem}
.head,footer{grid-column:1/-1}
.contents{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow-y:auto}
.contents ul{display:grid;gap:.05rem}.contents a{display:flex;justify-content:space-between;gap:.5rem;padding:.28rem 0}}
@media (max-width:46rem){
.card>summary{grid-template-columns:minmax(0,1fr) 1rem}.what,.where{grid-column:1}.card>summary::after{grid-area:1/2}
.facts{display:grid;gap:.35rem}.facts div{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.75rem}
.figures{grid-template-columns:1fr 1fr}.figure:last-child:nth-child(odd){grid-column:1/-1}
.no{min-width:1.6em;margin-right:.8em}
.card>summary,.body,.subject,.problems li{padding-left:.85rem;padding-right:.85rem}}
@media print{
:root{color-scheme:light;--paper:#fff;--card:#fff;--sunk:#f6f6f6;--ink:#000;--soft:#4a4f55;--line:#c9cdd1;--link:#000;
--error:#a01d16;--error-wash:#fbeeec;--warning:#744600;--warning-wash:#fbf3e2;--info:#234f8a;--info-wash:#edf2fa;--good:#155a34;--good-wash:#ebf5ee}
@page{margin:16mm 14mm}
html{font-size:9.5pt}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{display:block;max-width:none;padding:0}
.contents,.filters,.skip{display:none}
.head{padding-top:0}
details::details-content{content-visibility:visible;display:block;height:auto}
.card{content-visibility:visible;}.code,.card>summary{break-inside:avoid}.card>summary{break-after:avoid}
.card>summary::after,.more>summary::before,.place>summary::before{display:none}.more>summary{color:var(--soft)}
h2,h3{break-after:avoid}tr,.figure,.problems li,.subject li{break-inside:avoid}
.scroll,.code pre{overflow:visible}.code pre,.code code{white-space:pre-wrap;overflow-wrap:anywhere}
.print-id{display:block}main>section{padding-top:1.5rem}
td{min-width:0;overflow-wrap:anywhere}.controls .quiet{min-width:0}}
`;
//# sourceMappingURL=styles.js.map
;// CONCATENATED MODULE: ./lib/src/reports/html/index.js






const html_WORD = { pass: 'Passed', fail: 'Failed', incomplete: 'Incomplete' };
/**
 * One self-contained page: no network, no script, light and dark, for screen, paper and screen readers. The content
 * security policy admits this very style sheet by its hash, and nothing else.
 */
function htmlReport(report) {
    const sections = sectionsOf(report);
    const hash = (0,external_node_crypto_.createHash)('sha256').update(STYLES).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
    const page = html `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>kubeproof: ${report.summary}</title>
<style>${{ markup: STYLES }}</style>
</head>
<body class="${report.outcome}">
<a class="skip" href="#main">Skip to the findings</a>
<div class="page">
<header class="head">
<p class="brand">kubeproof <span>${report.tool.version}</span></p>
<h1><span class="verdict">${html_WORD[report.outcome]}</span> ${headline(report.summary)}</h1>
${facts(report)}
</header>
<nav class="contents" aria-label="Contents"><ul>
${sections.map(section => html `<li><a href="#${section.id}">${section.title}${section.count === undefined ? NOTHING : html ` <span class="count">${section.count}</span>`}</a></li>
`)}</ul></nav>
<main id="main">
${figures(report)}
${sections.map(section => html `<section id="${section.id}" aria-labelledby="${section.id}-title">
<h2 id="${section.id}-title">${section.title}${section.count === undefined ? NOTHING : html ` <span class="count">${section.count}</span>`}</h2>
${section.note === undefined ? NOTHING : html `<p class="note">${section.note}</p>`}
${section.content}
</section>
`)}</main>
<footer>
<p>Configuration: ${report.config.file ?? 'defaults'}${report.config.from === 'defaults' ? '' : `, read from ${report.config.from}`} · <code class="digest">sha256:${report.config.digest}</code></p>
<p>The same report for programs: <code>report.json</code> (${report.schema}) and <code>results.sarif</code>.</p>
</footer>
</div>
</body>
</html>
`;
    return page.markup;
}
/** The summary as a sentence. */
function headline(summary) {
    const text = summary.slice(0, 1).toUpperCase() + summary.slice(1);
    return /[.?:]$/.test(text) ? text : `${text}.`;
}
function facts(report) {
    const rows = [
        [
            'Compared',
            report.base === undefined
                ? `${revision(report.head)}, with no base`
                : `${revision(report.base)} → ${revision(report.head)}`,
        ],
        ['Kubernetes', report.kubernetes],
        ['Rendered by', engineNames(report.engines) || 'nothing to render'],
        [
            'Judged',
            `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}, ${plural(report.evaluated, 'guardrail')} (${report.profile})`,
        ],
        ['Fails on', gate(report)],
    ];
    return html `<dl class="facts">${rows.map(([name, value]) => html `<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
/** What the gate was set to, in words. */
function gate(report) {
    const fresh = report.scope === 'new' ? 'new ' : '';
    const words = {
        error: `${fresh}errors`,
        warning: `${fresh}errors and warnings`,
        info: `any ${fresh}finding`,
        never: 'nothing',
    };
    return words[report.failOn];
}
/** The figures at the top. */
function figures(report) {
    const { counts } = report;
    const gaps = report.problems.filter(problem => problem.gates).length;
    const figure = (name, value, detail, look = '') => html `<div class="figure ${value === 0 ? 'zero' : look}"><dt>${name}</dt><dd><b>${value}</b>${detail === '' ? NOTHING : html `<span>${detail}</span>`}</dd></div>`;
    const known = total(counts.unchanged);
    return html `<dl class="figures">${report.base === undefined
        ? figure('Findings', total(counts.new) + known, countsBySeverity(sum(counts.new, counts.unchanged)), report.outcome)
        : html `${figure('New', total(counts.new), countsBySeverity(counts.new), report.outcome)}${figure('Fixed', total(counts.fixed), countsBySeverity(counts.fixed), 'pass')}${figure('Known', known, countsBySeverity(counts.unchanged))}`}${figure('Waived', total(counts.waived), countsBySeverity(counts.waived))}${figure('Not evaluated', gaps, gaps === 0 ? '' : 'see what to do', 'incomplete')}</dl>`;
}
function sum(a, b) {
    return { error: a.error + b.error, warning: a.warning + b.warning, info: a.info + b.info };
}
/** Every section that has something to say, in reading order. */
function sectionsOf(report) {
    const now = shown(report);
    const listed = new Set(now);
    const gaps = report.problems.filter(problem => problem.gates);
    const notes = report.problems.filter(problem => !problem.gates);
    const known = report.findings.filter(f => f.state === 'unchanged' && f.waiver === undefined && !listed.has(f));
    const waived = report.findings.filter(f => f.waiver !== undefined && f.state !== 'fixed');
    const fixed = report.findings.filter(f => f.state === 'fixed');
    const changes = report.permissions.reduce((n, { gained, lost }) => n + gained.length + lost.length, 0);
    const sections = [
        gaps.length === 0
            ? undefined
            : {
                id: 'not-evaluated',
                title: 'Not evaluated',
                count: gaps.length,
                note: 'Nothing is known about these. They are not counted as passed.',
                content: problemList(gaps),
            },
        {
            id: 'findings',
            title: report.scope === 'new' && report.base !== undefined ? 'New findings' : 'Findings',
            count: now.length,
            content: now.length === 0
                ? html `<p class="empty">${report.outcome === 'incomplete' ? 'None in what could be evaluated.' : 'None.'}</p>`
                : html `${filters(now)}${findingCards(report, now)}`,
        },
        changes === 0
            ? undefined
            : {
                id: 'permissions',
                title: 'Permissions',
                count: changes,
                note: 'What this change lets someone do, and what it takes away.',
                content: permissionCards(report),
            },
        known.length === 0
            ? undefined
            : {
                id: 'known',
                title: 'Known',
                count: known.length,
                note: 'There before this change; they do not block it.',
                content: findingTables(report, known, 'Known'),
            },
        waived.length === 0
            ? undefined
            : { id: 'waived', title: 'Waived', count: waived.length, content: waiverTable(waived) },
        fixed.length === 0
            ? undefined
            : {
                id: 'fixed',
                title: 'Fixed',
                count: fixed.length,
                note: 'Gone with this change. Places are those of the base.',
                content: findingTables(report, fixed, 'Fixed'),
            },
        notes.length === 0
            ? undefined
            : { id: 'worth-knowing', title: 'Worth knowing', count: notes.length, content: problemList(notes) },
        report.targets.length === 0
            ? undefined
            : { id: 'targets', title: 'Targets', count: report.targets.length, content: targetTable(report) },
        report.guardrails.length === 0
            ? undefined
            : {
                id: 'guardrails',
                title: 'Guardrails and controls',
                count: report.guardrails.length,
                note: `Those with a finding, of ${report.evaluated} evaluated. A control named here is one a guardrail supports evidence for; a control not named here is not thereby satisfied.`,
                content: guardrailTable(report),
            },
    ];
    return sections.filter(section => section !== undefined);
}
/** Switches per severity, worked by the style sheet alone. */
function filters(findings) {
    const names = [
        ['error', 'Errors'],
        ['warning', 'Warnings'],
        ['info', 'Notes'],
    ];
    const present = names
        .map(([severity, name]) => ({
        severity,
        name,
        count: findings.filter(f => f.severity === severity).length,
    }))
        .filter(({ count }) => count > 0);
    if (present.length < 2)
        return NOTHING;
    return html `<fieldset class="filters"><legend>Show</legend>${present.map(({ severity, name, count }) => html `<label><input type="checkbox" id="show-${severity}" checked autocomplete="off"> ${name} <span class="count">${count}</span></label>`)}</fieldset>`;
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/reports/junit.js



/** Suite for what belongs to no target: waivers, configuration. */
const GENERAL = 'kubeproof';
/**
 * JUnit XML as Jenkins and GitLab read it: a suite per target, in it one test per finding. What blocks is a failure,
 * what could not be evaluated an error, known and waived findings are skipped tests, findings that do not block are
 * passed tests with their text as output, and a target without any is one passed test. No times: the report has no
 * clock.
 */
function junitReport(report) {
    const suites = new Map(report.targets.map(target => [target.id, []]));
    const add = (suite, test) => {
        const tests = suites.get(suite);
        if (tests === undefined)
            suites.set(suite, [test]);
        else
            tests.push(test);
    };
    for (const problem of report.problems) {
        if (!problem.gates)
            continue;
        add(problem.target ?? GENERAL, {
            name: `not evaluated${problem.environment === undefined ? '' : ` (${problem.environment})`}: ${problem.code}`,
            classname: problem.target ?? GENERAL,
            outcome: 'error',
            type: problem.code,
            message: problem.message,
            text: [(0,src_problems/* place */.ik)(problem), problem.hint === undefined ? '' : `To do: ${quotedCode(problem.hint)}`],
        });
    }
    for (const finding of report.findings) {
        if (finding.state === 'fixed')
            continue;
        const suite = finding.renderings[0]?.target ?? GENERAL;
        add(suite, testCase(report, suite, finding));
    }
    const parts = [...suites].map(([name, tests]) => suiteXml(name, tests.length > 0 ? tests : [nothingFound(name)]));
    const all = [...suites.values()].flatMap(tests => (tests.length > 0 ? tests : [nothingFound('')]));
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites name="${escapeXml(report.tool.name)}"${counters(all)}>`,
        ...parts,
        '</testsuites>',
        '',
    ].join('\n');
}
function nothingFound(classname) {
    return { name: 'no findings', classname, outcome: 'passed', type: '', message: '', text: [] };
}
function testCase(report, suite, finding) {
    const known = finding.state === 'unchanged' && !finding.blocking && report.base !== undefined;
    const { waiver } = finding;
    const advice = remedy(report, finding);
    const why = waiver !== undefined
        ? `waived by ${waiver.owner} ${waiverTerm(waiver)}: ${waiver.reason}`
        : known
            ? 'known before this change'
            : '';
    return {
        name: `${finding.guardrail}: ${resourceName(finding.resource)} ${finding.field}`,
        classname: suite,
        outcome: finding.blocking ? 'failure' : why === '' ? 'passed' : 'skipped',
        type: finding.severity,
        message: finding.blocking || why === '' ? finding.message : why,
        text: [
            `${where(finding)} ${finding.severity} ${finding.guardrail}`,
            finding.message,
            advice === '' ? '' : `Fix: ${quotedCode(advice)}`,
            ...finding.related.map(related => `${related.note ?? 'see'}: ${(0,src_problems/* place */.ik)(related)}`),
        ],
    };
}
function counters(tests) {
    const count = (outcome) => tests.filter(test => test.outcome === outcome).length;
    return ` tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}
function suiteXml(name, tests) {
    return [
        `  <testsuite name="${escapeXml(name)}"${counters(tests)}>`,
        ...tests.map(caseXml),
        '  </testsuite>',
    ].join('\n');
}
function caseXml(test) {
    const open = `    <testcase name="${escapeXml(test.name)}" classname="${escapeXml(test.classname)}"`;
    const text = test.text
        .filter(line => line !== '')
        .map(escapeXml)
        .join('\n');
    if (test.outcome === 'passed') {
        return text === '' ? `${open}/>` : `${open}>\n      <system-out>${text}</system-out>\n    </testcase>`;
    }
    if (test.outcome === 'skipped')
        return `${open}>\n      <skipped message="${escapeXml(test.message)}"/>\n    </testcase>`;
    const attributes = `message="${escapeXml(test.message)}" type="${escapeXml(test.type)}"`;
    return `${open}>\n      <${test.outcome} ${attributes}>${text}</${test.outcome}>\n    </testcase>`;
}
//# sourceMappingURL=junit.js.map
;// CONCATENATED MODULE: ./lib/src/reports/markdown.js



const LIMIT = 50;
const MARKS = { pass: '✅', fail: '❌', incomplete: '⚠️' };
/** For people, in any forge: GitHub's Markdown (tables) and `<details>`, no other HTML. */
function markdownReport(report, options = {}) {
    const limit = options.limit ?? LIMIT;
    const findings = shown(report);
    const gaps = report.problems.filter(problem => problem.gates);
    const notes = report.problems.filter(problem => !problem.gates);
    const parts = [
        `# ${MARKS[report.outcome]} kubeproof: ${escapeMarkdown(report.summary)}`,
        escapeMarkdown(countsLine(report).join(' · ')),
        gaps.length === 0 ? '' : `## Not evaluated\n\n${gaps.map(problemItem).join('\n')}`,
        findings.length === 0
            ? ''
            : [
                '## Findings',
                markdown_table(findings.slice(0, limit)),
                ...worthDetails(findings.slice(0, limit)).map(finding => details(report, finding)),
                findings.length > limit
                    ? `*${plural(findings.length - limit, 'more finding')} left out here; the JSON and HTML reports have all of them.*`
                    : '',
            ]
                .filter(part => part !== '')
                .join('\n\n'),
        report.permissions.length === 0 ? '' : `## Permissions\n\n${permissions(report.permissions, limit)}`,
        notes.length === 0 ? '' : `## Worth knowing\n\n${notes.map(problemItem).join('\n')}`,
        waivers(report),
        footer(report),
    ];
    return withoutCommands(`${parts.filter(part => part !== '').join('\n\n')}\n`);
}
/**
 * What blocks, and of a guardrail that does not block its first finding, one whose line is known if there is any: the
 * table has the others' places.
 */
function worthDetails(findings) {
    const leads = new Map();
    const blocking = findings.filter(finding => finding.blocking);
    for (const finding of [...blocking, ...provenFirst(findings)]) {
        if (!leads.has(finding.guardrail))
            leads.set(finding.guardrail, finding);
    }
    return findings.filter(finding => finding.blocking || leads.get(finding.guardrail) === finding);
}
/** Text of hints and advice, in which back-ticks mark commands. */
function markdown_prose(text) {
    return codeParts(text)
        .map(part => (part.isCode ? inlineCode(part.text) : escapeMarkdown(part.text)))
        .join('');
}
function markdown_table(findings) {
    return [
        '| Severity | Finding | Where |',
        '|---|---|---|',
        ...findings.map(finding => `| ${finding.blocking ? `**${finding.severity}**` : finding.severity} | ${escapeMarkdown(finding.message)} | ${inlineCode(where(finding), true)} |`),
    ].join('\n');
}
function details(report, finding) {
    const guardrail = report.guardrails.find(({ id }) => id === finding.guardrail);
    const url = guardrail === undefined ? undefined : safeUrl(guardrail.url);
    const name = url === undefined ? inlineCode(finding.guardrail) : `[${inlineCode(finding.guardrail)}](<${url}>)`;
    const advice = remedy(report, finding);
    const { excerpt, rendered } = finding;
    return [
        `### ${escapeMarkdown(finding.message)}`,
        `${inlineCode(where(finding))} · ${finding.severity} · ${name} · ${escapeMarkdown(subjectOf(finding))}`,
        excerpt === undefined || excerpt.lines.length === 0
            ? ''
            : codeBlock(numbered(excerpt.lines, excerpt.firstLine, finding.location?.line), 'text'),
        advice === '' ? '' : `**Fix:** ${markdown_prose(advice)}`,
        finding.related
            .map(related => `${escapeMarkdown(sentenceStart(related.note ?? 'see'))}: ${inlineCode((0,src_problems/* place */.ik)(related))}`)
            .join(' · '),
        rendered === undefined
            ? ''
            : `<details><summary>Rendered</summary>\n\n${codeBlock(numbered(rendered.lines, undefined, rendered.focus), 'text')}\n\n</details>`,
    ]
        .filter(part => part !== '')
        .join('\n\n');
}
/** Lines with `>` before the one that is meant; with their numbers when the first one's is known. */
function numbered(lines, first, marked) {
    const digits = first === undefined ? 0 : String(first + lines.length - 1).length;
    return lines.map((line, i) => {
        const number = first === undefined ? '' : `${String(first + i).padStart(digits)} | `;
        return `${i + (first ?? 0) === marked ? '>' : ' '} ${number}${line}`.trimEnd();
    });
}
function permissions(changes, limit) {
    const row = (subject, sign, line) => `| ${escapeMarkdown(subject)} | ${sign} | ${line.dangerous ? `**${escapeMarkdown(line.text)}**` : escapeMarkdown(line.text)} | ${escapeMarkdown(line.scope)} | ${escapeMarkdown(line.through)} |`;
    const rows = changes.flatMap(change => [
        ...change.gained.map(line => row(change.subject, 'gains', line)),
        ...change.lost.map(line => row(change.subject, 'loses', line)),
    ]);
    const more = rows.length > limit ? `\n\n*${plural(rows.length - limit, 'more change')} left out here.*` : '';
    return `| Subject | | Permission | Where | Through |\n|---|---|---|---|---|\n${rows.slice(0, limit).join('\n')}${more}`;
}
function problemItem(problem) {
    const at = (0,src_problems/* place */.ik)(problem) || [problem.target, problem.environment].filter(Boolean).join(', ');
    const hint = problem.hint === undefined ? '' : `. To do: ${markdown_prose(problem.hint)}`;
    return `- ${at === '' ? '' : `${inlineCode(at)}: `}${escapeMarkdown(problem.message)}${hint}`;
}
function waivers(report) {
    const waived = report.findings.filter(finding => finding.waiver !== undefined && finding.state !== 'fixed');
    if (waived.length === 0)
        return '';
    const rows = waived.slice(0, LIMIT).map(finding => {
        const { owner, reason, expires } = finding.waiver;
        return `| ${inlineCode(finding.guardrail, true)} | ${escapeMarkdown(resourceName(finding.resource))} | ${escapeMarkdown(owner)} | ${escapeMarkdown(reason)} | ${escapeMarkdown(expires ?? 'no expiry')} |`;
    });
    const more = waived.length > LIMIT
        ? `\n\n*${plural(waived.length - LIMIT, 'more waived finding')} left out here.*`
        : '';
    return `## Waived\n\n| Guardrail | Resource | Owner | Reason | Until |\n|---|---|---|---|---|\n${rows.join('\n')}${more}`;
}
function footer(report) {
    const parts = [
        `kubeproof ${report.tool.version}`,
        engineNames(report.engines),
        `Kubernetes ${report.kubernetes}`,
        `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}, ${plural(report.evaluated, 'guardrail')}`,
        report.base === undefined ? revision(report.head) : `${revision(report.base)} → ${revision(report.head)}`,
    ];
    return `---\n\n${escapeMarkdown(parts.filter(part => part !== '').join(' · '))}`;
}
//# sourceMappingURL=markdown.js.map
;// CONCATENATED MODULE: ./lib/src/reports/sarif.js



/** What GitHub accepts of one file (code scanning, "SARIF results exceed one or more limits"). */
const LIMITS = { results: 25_000, rules: 25_000, locations: 1_000, tags: 20 };
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' };
/**
 * SARIF 2.1.0 (OASIS, errata 01). New and unchanged findings with `baselineState`, fixed ones left out as code
 * scanning expects; waivers as suppressions; what was not evaluated as notifications. Findings beyond GitHub's
 * limit are left out from the end of the report's order, and a notification says how many.
 */
function sarifReport(report) {
    const alive = report.findings.filter(finding => finding.state !== 'fixed');
    const kept = alive.slice(0, LIMITS.results);
    const guardrails = report.guardrails.slice(0, LIMITS.rules);
    const frameworks = taxonomies(guardrails);
    const ruleIndex = new Map(guardrails.map((guardrail, i) => [guardrail.id, i]));
    const run = {
        tool: {
            driver: {
                name: report.tool.name,
                version: report.tool.version,
                semanticVersion: report.tool.version,
                rules: guardrails.map(guardrail => rule(guardrail, frameworks)),
                ...(frameworks.length === 0
                    ? {}
                    : { supportedTaxonomies: frameworks.map(({ name }, index) => ({ name, index })) }),
            },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Root of the repository.' } } },
        invocations: [invocation(report, alive.length - kept.length)],
        results: kept.map(finding => result(report, finding, ruleIndex.get(finding.guardrail))),
        ...(frameworks.length === 0 ? {} : { taxonomies: frameworks }),
        properties: {
            kubernetes: report.kubernetes,
            engines: engineNames(report.engines),
            profile: report.profile,
            outcome: report.outcome,
            ...(report.head.commit === undefined ? {} : { headCommit: report.head.commit }),
            ...(report.base?.commit === undefined ? {} : { baseCommit: report.base.commit }),
        },
    };
    return `${stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] })}\n`;
}
/** One taxonomy per framework, with the controls that the report's guardrails name. */
function taxonomies(guardrails) {
    const controls = new Map();
    for (const guardrail of guardrails) {
        for (const [framework, ids] of Object.entries(guardrail.controls)) {
            const set = controls.get(framework) ?? new Set();
            for (const id of ids)
                set.add(id);
            controls.set(framework, set);
        }
    }
    return [...controls]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, ids]) => ({ name, taxa: [...ids].sort().map(id => ({ id })) }));
}
function rule(guardrail, frameworks) {
    const url = safeUrl(guardrail.url);
    const parts = [
        guardrail.rationale,
        guardrail.remediation,
        guardrail.notWhen === undefined ? '' : `Fine when: ${guardrail.notWhen}`,
    ].filter(part => part !== '');
    const links = [url, ...guardrail.references.map(safeUrl)].filter(link => link !== undefined);
    const pairs = Object.entries(guardrail.controls).sort(([a], [b]) => (a < b ? -1 : 1));
    const tags = [
        guardrail.category,
        ...pairs.flatMap(([framework, ids]) => ids.map(id => `${framework}/${id}`)),
    ];
    const relationships = pairs.flatMap(([framework, ids]) => {
        const index = frameworks.findIndex(({ name }) => name === framework);
        const taxa = frameworks[index]?.taxa ?? [];
        return ids.map(id => ({
            target: {
                id,
                index: taxa.findIndex(taxon => taxon.id === id),
                toolComponent: { name: framework, index },
            },
            kinds: ['relevant'],
        }));
    });
    return {
        id: guardrail.id,
        shortDescription: { text: plain(guardrail.title) },
        fullDescription: { text: plain(guardrail.rationale || guardrail.title) },
        help: {
            text: [...parts.map(plain), ...links].join('\n\n') || plain(guardrail.title),
            markdown: [...parts.map(escapeMarkdown), ...links.map(link => `<${link}>`)].join('\n\n') ||
                plain(guardrail.title),
        },
        ...(url === undefined ? {} : { helpUri: url }),
        defaultConfiguration: { level: LEVELS[guardrail.severity] },
        properties: { tags: [...new Set(tags)].slice(0, LIMITS.tags) },
        ...(relationships.length === 0 ? {} : { relationships }),
    };
}
function result(report, finding, ruleIndex) {
    const at = finding.location ?? (finding.source === undefined ? undefined : { kind: 'file', file: finding.source });
    const advice = remedy(report, finding);
    const { resource, waiver } = finding;
    return {
        ruleId: finding.guardrail,
        ...(ruleIndex === undefined ? {} : { ruleIndex }),
        level: LEVELS[finding.severity],
        kind: 'fail',
        message: { text: message(advice === '' ? finding.message : `${finding.message} ${advice}`) },
        baselineState: finding.state === 'new' ? 'new' : 'unchanged',
        partialFingerprints: { 'kubeproof/v1': finding.fingerprint },
        locations: [
            {
                ...(at === undefined ? {} : { physicalLocation: physical(at) }),
                logicalLocations: [
                    {
                        name: plain(finding.field),
                        fullyQualifiedName: plain(`${resourceName(resource)} ${finding.field}`),
                        kind: 'member',
                    },
                    { name: plain(resource.name), fullyQualifiedName: plain(resourceName(resource)), kind: 'resource' },
                ],
            },
        ],
        ...(finding.related.length === 0
            ? {}
            : {
                relatedLocations: finding.related.slice(0, LIMITS.locations).map((related, id) => ({
                    id,
                    physicalLocation: physical(related),
                    ...(related.note === undefined ? {} : { message: { text: message(related.note) } }),
                })),
            }),
        ...(waiver === undefined
            ? {}
            : {
                suppressions: [
                    {
                        kind: 'external',
                        status: 'accepted',
                        justification: plain([
                            waiver.reason,
                            `Owner: ${waiver.owner}.`,
                            waiver.expires && `Until ${waiver.expires}.`,
                            waiver.ticket,
                        ]
                            .filter(Boolean)
                            .join(' ')),
                    },
                ],
            }),
        properties: {
            blocking: finding.blocking,
            environments: environments(finding),
            targets: [...new Set(finding.renderings.map(rendering => rendering.target))].slice(0, LIMITS.locations),
        },
    };
}
function physical(at) {
    return {
        artifactLocation: { uri: relativeUri(at.file), uriBaseId: '%SRCROOT%' },
        ...(at.line === undefined
            ? {}
            : {
                region: {
                    startLine: at.line,
                    ...(at.column === undefined ? {} : { startColumn: at.column }),
                    ...(at.endLine === undefined ? {} : { endLine: at.endLine }),
                    ...(at.column === undefined || at.endColumn === undefined ? {} : { endColumn: at.endColumn }),
                },
            }),
    };
}
/** A repository-relative path as a relative reference (RFC 3986): no segment can be taken for a scheme or a query. */
function relativeUri(path) {
    return path
        .replace(/\p{Cs}/gu, '\ufffd')
        .split('/')
        .map(encodeURIComponent)
        .join('/');
}
/** `[text](target)` in a message is a link (SARIF 3.11.6); brackets that could make one are escaped. */
function message(text) {
    const clean = plain(text);
    return clean.includes('](') ? clean.replace(/[\\[\]]/g, '\\$&') : clean;
}
function invocation(report, leftOut) {
    const notifications = report.problems.map(notification);
    if (leftOut > 0) {
        notifications.push({
            level: 'warning',
            message: {
                text: `${plural(leftOut, 'finding')} left out: code scanning takes ${LIMITS.results} per file. The JSON report has all of them.`,
            },
            descriptor: { id: 'results-left-out' },
        });
    }
    return {
        executionSuccessful: report.outcome !== 'incomplete' && !report.problems.some(problem => problem.gates),
        exitCode: report.exitCode,
        exitCodeDescription: plain(report.summary),
        ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
    };
}
function notification(problem) {
    const scope = [problem.target, problem.environment].filter(part => part !== undefined).join(', ');
    const text = [
        problem.message,
        scope === '' ? '' : ` (${scope})`,
        problem.hint === undefined ? '' : `. To do: ${problem.hint}`,
    ];
    const at = problem.file === undefined ? undefined : { kind: 'file', ...problem, file: problem.file };
    return {
        level: problem.gates ? 'error' : 'note',
        message: { text: message(text.join('')) },
        descriptor: { id: problem.code },
        ...(at === undefined ? {} : { locations: [{ physicalLocation: physical(at) }] }),
    };
}
//# sourceMappingURL=sarif.js.map
;// CONCATENATED MODULE: ./lib/src/reports/wrap.js
/** Columns a terminal gives a text: marks that combine take none, East Asian wide characters and emoji two. */
function columns(text) {
    if (/^[\x20-\x7e]*$/.test(text))
        return text.length;
    let sum = 0;
    for (const character of text)
        sum += columnsOf(character);
    return sum;
}
function columnsOf(character) {
    if (/\p{M}/u.test(character))
        return 0;
    return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u.test(character)
        ? 2
        : 1;
}
/**
 * Wraps on spaces to at most `width` columns. A word is never broken, so a path or a link stays whole and
 * clickable even where it is wider than the line.
 */
function wrap(text, width) {
    const lines = [];
    let line = '';
    let used = 0;
    for (const word of text.split(/ +/)) {
        if (word === '')
            continue;
        const size = columns(word);
        if (line !== '' && used + 1 + size > width) {
            lines.push(line);
            line = word;
            used = size;
        }
        else {
            line = line === '' ? word : `${line} ${word}`;
            used += line === word ? size : size + 1;
        }
    }
    if (line !== '')
        lines.push(line);
    return lines;
}
/** Cuts to at most `width` columns, with an ellipsis where something is missing. */
function cut(text, width) {
    if (columns(text) <= width)
        return text;
    let kept = '';
    let used = 0;
    for (const character of text) {
        used += columnsOf(character);
        if (used > width - 1)
            break;
        kept += character;
    }
    return `${kept}…`;
}
/** Parts on one line as long as they fit, separated by middle dots; a part that does not fit begins a line. */
function wrapParts(parts, width) {
    const lines = [];
    for (const part of parts) {
        if (part === '')
            continue;
        const last = lines.at(-1);
        if (last !== undefined && columns(last) + 3 + columns(part) <= width) {
            lines[lines.length - 1] = `${last} · ${part}`;
        }
        else {
            lines.push(...wrap(part, width));
        }
    }
    return lines;
}
//# sourceMappingURL=wrap.js.map
;// CONCATENATED MODULE: ./lib/src/reports/text/excerpt.js


/**
 * Source lines with their numbers, `>` on the line that is meant and carets under the range, followed by `note`.
 * A line too long for the screen is shown around the range.
 */
function excerptLines(finding, note, indent, style) {
    const { excerpt, location } = finding;
    if (excerpt === undefined || excerpt.lines.length === 0)
        return [];
    const source = trimEnd(excerpt.lines, (location?.line ?? 0) - excerpt.firstLine);
    const lastLine = excerpt.firstLine + source.length - 1;
    const digits = String(lastLine).length;
    const room = style.width - indent.length - digits - 5;
    const lines = [];
    source.forEach((written, i) => {
        const number = excerpt.firstLine + i;
        const marked = location?.line === number;
        const range = marked ? rangeOf(written, finding) : undefined;
        const shift = range !== undefined && range.end > room ? Math.max(0, range.start - Math.floor(room / 3)) : 0;
        const text = plainLine(written);
        const seen = cut(shift > 0 ? `…${text.slice(shift + 1)}` : text, room);
        const gutter = `${marked ? '>' : ' '} ${String(number).padStart(digits)} |`;
        const shownGutter = marked ? style.severity(finding.severity, gutter) : style.as('dim', gutter);
        const code = seen.trim() === '' ? '' : ` ${style.as(marked ? 'bold' : 'dim', seen.trimEnd())}`;
        lines.push(`${indent}${shownGutter}${code}`);
        if (!marked)
            return;
        const blank = `${indent}  ${' '.repeat(digits)} ${style.as('dim', '|')}`;
        if (range === undefined) {
            for (const part of wrap(note, room))
                lines.push(`${blank} ${part}`);
            return;
        }
        const start = range.start - shift;
        const carets = '^'.repeat(Math.max(1, Math.min(range.end - shift, room) - start));
        const beside = room - start - carets.length - 1;
        const fits = columns(note) <= beside;
        lines.push(`${blank} ${' '.repeat(start)}${style.severity(finding.severity, carets)}${fits && note !== '' ? ` ${style.as('dim', note)}` : ''}`);
        if (!fits)
            for (const part of wrap(note, room))
                lines.push(`${blank} ${style.as('dim', part)}`);
    });
    return lines;
}
/** Without blank lines at the end, but never without line `keep`. */
function trimEnd(lines, keep) {
    let end = lines.length;
    while (end > keep + 1 && end > 1 && lines[end - 1]?.trim() === '')
        end--;
    return lines.slice(0, end);
}
/** Screen columns of the range on its first line, 0-based, end exclusive; undefined when no column is known. */
function rangeOf(source, { location }) {
    if (location?.line === undefined || location.column === undefined)
        return undefined;
    const at = (column) => columns(plainLine(source.slice(0, column - 1)));
    const start = at(location.column);
    const sameLine = location.endLine === undefined || location.endLine === location.line;
    const end = sameLine ? at(location.endColumn ?? location.column + 1) : columns(plainLine(source));
    return { start, end: Math.max(start + 1, end) };
}
//# sourceMappingURL=excerpt.js.map
;// CONCATENATED MODULE: ./lib/src/reports/text/repeats.js

/** Puts together what several overlays render from one file, in the order given. */
function repeats(findings) {
    const groups = new Map();
    for (const finding of findings) {
        const { resource, container, message, field } = finding;
        const key = JSON.stringify([where(finding), resource.kind, resource.name, container, message, field]);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [finding]);
        else
            group.push(finding);
    }
    return [...groups.values()].flatMap(group => {
        const targets = new Set(group.flatMap(finding => finding.renderings.map(({ target }) => target)));
        // Two findings of one target are two, however alike they look.
        const [first] = group;
        return first === undefined || targets.size < group.length
            ? group.map(finding => ({ first: finding, otherTargets: 0 }))
            : [{ first, otherTargets: targets.size - 1 }];
    });
}
/** `Deployment shop/web, container app (prod), and in 2 other targets`. */
function subjects({ first, otherTargets }) {
    return `${subjectOf(first)}${otherTargets === 0 ? '' : `, and in ${plural(otherTargets, 'other target')}`}`;
}
/** Whether two messages say the same of two things: equal but for the names of resource and container. */
function saysTheSame(a, b) {
    return a.message === b.message || withoutNames(a) === withoutNames(b);
}
function withoutNames({ message, resource, container }) {
    const names = [`${resource.namespace}/${resource.name}`, resource.name, container ?? '', resource.kind];
    return names
        .filter(name => name !== '')
        .reduce((text, name) => text.replaceAll(new RegExp(`(?<![\\w.-])${literal(name)}(?![\\w-])`, 'g'), '\0'), message);
}
function literal(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
//# sourceMappingURL=repeats.js.map
;// CONCATENATED MODULE: ./lib/src/reports/text/findings.js






const HEAD = '  ';
const BODY = '    ';
/** With this many findings of one guardrail or more, the first is shown in full and the others by their place. */
const REPEATED = 3;
/** Places listed per guardrail before the rest is counted. */
const PLACES = 10;
/**
 * Findings of one guardrail stand together, in the order the report gives their first; of them those whose line is
 * known lead. `all` shows each of them in
 * full.
 */
function findingBlocks(report, findings, all, style) {
    const groups = new Map();
    for (const finding of findings) {
        const key = [finding.guardrail, finding.severity, label(report, finding)].join(' ');
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [finding]);
        else
            group.push(finding);
    }
    const lines = [];
    for (const findings of groups.values()) {
        const group = provenFirst(findings);
        const found = all ? group.map(first => ({ first, otherTargets: 0 })) : repeats(group);
        const full = all || found.length < REPEATED ? found : found.slice(0, 1);
        full.forEach((repeat, i) => {
            lines.push(...inFull(report, repeat, all && i === 0, style), '');
        });
        if (full.length < found.length) {
            lines.pop();
            lines.push(...elsewhere(found, style), '');
        }
    }
    return lines;
}
/** What a finding is besides being new. */
function label(report, finding) {
    if (finding.waiver !== undefined)
        return `waived ${waiverTerm(finding.waiver)}`;
    if (finding.state === 'fixed')
        return 'fixed';
    return finding.state === 'unchanged' && report.base !== undefined ? 'known' : '';
}
function inFull(report, repeat, why, style) {
    const finding = repeat.first;
    const paragraph = (text, look) => wrap(plain(text), style.width - BODY.length).map(line => `${BODY}${look === undefined ? line : style.as(look, line)}`);
    const guardrail = report.guardrails.find(g => g.id === finding.guardrail);
    const state = label(report, finding);
    const lines = [
        `${HEAD}${style.as('underline', where(finding))}  ${style.severity(finding.severity, finding.severity)}  ${style.as('bold', finding.guardrail)}${state === '' ? '' : style.as('dim', `  ${state}`)}`,
        ...paragraph(finding.message),
    ];
    const written = finding.location?.kind === 'manifest' ? 'in' : 'rendered into';
    const into = `${written} ${plain(subjects(repeat))}`;
    const excerpt = excerptLines(finding, into, BODY, style);
    lines.push(...(excerpt.length > 0 ? excerpt : paragraph(`In ${subjects(repeat)}.`, 'dim')));
    const advice = remedy(report, finding);
    if (advice !== '')
        lines.push(...paragraph(`Fix: ${quotedCode(advice)}`));
    if (finding.waiver !== undefined) {
        lines.push(...paragraph(`Waived by ${finding.waiver.owner}: ${finding.waiver.reason}`));
    }
    if (why && guardrail !== undefined) {
        lines.push(...paragraph(`Why: ${quotedCode(guardrail.rationale)}`));
        if (guardrail.notWhen !== undefined)
            lines.push(...paragraph(`Fine when: ${quotedCode(guardrail.notWhen)}`));
    }
    const traces = finding.related.map(related => related.note === undefined ? (0,src_problems/* place */.ik)(related) : `${sentenceStart(related.note)}: ${(0,src_problems/* place */.ik)(related)}`);
    for (const line of wrapParts([...traces, guardrail?.url ?? ''].map(plain), style.width - BODY.length)) {
        lines.push(`${BODY}${style.as('dim', line)}`);
    }
    return lines;
}
/** The other places of a guardrail: one line each, with the message where it says something else than the first one's. */
function elsewhere([first, ...others], style) {
    const listed = others.slice(0, PLACES);
    const lines = [`${BODY}${style.as('dim', `The same in ${plural(others.length, 'more place')}:`)}`];
    const widest = Math.min(48, Math.max(...listed.map(repeat => columns(plain(where(repeat.first))))));
    for (const repeat of listed) {
        const same = first !== undefined && saysTheSame(first.first, repeat.first);
        const at = plain(where(repeat.first));
        const text = plain(same ? subjects(repeat) : repeat.first.message);
        const gap = ' '.repeat(Math.max(0, widest - columns(at)) + 2);
        const indent = BODY.length + 2;
        if (columns(at) <= widest && indent + widest + 2 + columns(text) <= style.width) {
            lines.push(`${BODY}  ${style.as('underline', at)}${gap}${text}`);
        }
        else {
            lines.push(`${BODY}  ${style.as('underline', at)}`);
            for (const line of wrap(text, style.width - indent - 2))
                lines.push(`${BODY}    ${line}`);
        }
    }
    if (listed.length < others.length) {
        lines.push(`${BODY}  ${style.as('dim', `and ${others.length - listed.length} more: --verbose lists them, --format json has them all`)}`);
    }
    return lines;
}
//# sourceMappingURL=findings.js.map
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./lib/src/reports/text/style.js


const SEVERITY = {
    error: ['bold', 'red'],
    warning: ['bold', 'yellow'],
    info: ['bold', 'cyan'],
};
const OUTCOME = {
    pass: ['bold', 'green'],
    fail: ['bold', 'red'],
    incomplete: ['bold', 'yellow'],
};
const WIDEST = 100;
const NARROWEST = 40;
/** `width`: columns of the terminal; lines never use more than 100, and a width below 40 counts as 40. */
function style(color, width) {
    // Without `validateStream: false` newer Node asks standard output whether colours are fine; the caller decided.
    const as = (look, text) => color ? (0,external_node_util_.styleText)(look, plain(text), { validateStream: false }) : plain(text);
    return {
        width: Math.max(NARROWEST, Math.min(WIDEST, Number.isFinite(width) ? Math.floor(width) : WIDEST)),
        as,
        severity: (severity, text) => as(SEVERITY[severity], text),
        outcome: (outcome, text) => as(OUTCOME[outcome], text),
    };
}
//# sourceMappingURL=style.js.map
;// CONCATENATED MODULE: ./lib/src/reports/text/index.js






/** Permission lines shown before the rest is counted. */
const PERMISSIONS = 12;
/** What the terminal shows. Ends with a line break; has no control characters but line breaks and its own colours. */
function textReport(report, options) {
    const look = style(options.color, options.width);
    const { verbose = false, quiet = false } = options;
    const gaps = report.problems.filter(problem => problem.gates);
    const notes = report.problems.filter(problem => !problem.gates);
    const findings = quiet
        ? report.findings.filter(finding => finding.blocking)
        : verbose
            ? report.findings
            : shown(report);
    const sections = [];
    if (!quiet)
        sections.push(header(report, look));
    const blocks = findingBlocks(report, findings, verbose, look);
    if (blocks.length > 0)
        sections.push(blocks.slice(0, -1));
    if (!quiet && report.permissions.length > 0) {
        sections.push(text_permissions(report.permissions, verbose, look));
    }
    if (gaps.length > 0)
        sections.push(problems('Not evaluated', 'yellow', gaps, look));
    if (!quiet && notes.length > 0)
        sections.push(problems('Worth knowing', 'cyan', notes, look));
    const end = quiet ? [] : wrapParts(countsLine(report).map(plain), look.width);
    sections.push([...end, ...lastLine(report, options.durationMs, look)]);
    return withoutCommands(`${sections.map(lines => lines.join('\n')).join('\n\n')}\n`);
}
function header(report, look) {
    const parts = [
        `${report.tool.name} ${report.tool.version}`,
        engineNames(report.engines),
        `Kubernetes ${report.kubernetes}`,
        report.base === undefined ? 'no base, every finding counts' : `base ${revision(report.base)}`,
    ];
    return wrapParts(parts.map(plain), look.width).map((line, i) => i === 0 && line.startsWith(`${report.tool.name} `)
        ? `${look.as('bold', report.tool.name)}${look.as('dim', line.slice(report.tool.name.length))}`
        : look.as('dim', line));
}
/** What each subject may do now and may no longer do, and through which binding. */
function text_permissions(changes, verbose, look) {
    const lines = [look.as('bold', 'Permissions')];
    let left = verbose ? Number.POSITIVE_INFINITY : PERMISSIONS;
    let hidden = 0;
    for (const change of changes) {
        const both = [
            ...change.gained.map(line => ({ ...line, sign: '+' })),
            ...change.lost.map(line => ({ ...line, sign: '-' })),
        ];
        const visible = both.slice(0, Math.max(0, left));
        hidden += both.length - visible.length;
        left -= visible.length;
        if (visible.length === 0)
            continue;
        lines.push(`  ${plain(change.subject)}`);
        visible.forEach((line, i) => {
            const alarm = line.dangerous && line.sign === '+';
            const text = wrap(plain(`${line.text} · ${line.scope}`), look.width - 18);
            text.forEach((part, row) => {
                const sign = row === 0 ? `${line.sign} ` : '  ';
                const tail = alarm && row === text.length - 1 ? `  ${look.as(['bold', 'red'], 'dangerous')}` : '';
                lines.push(`    ${alarm ? look.as('red', sign + part) : look.as(line.sign === '+' ? 'yellow' : 'green', sign + part)}${tail}`);
            });
            const next = visible[i + 1];
            if (next?.through === line.through && next.sign === line.sign)
                return;
            for (const part of wrap(plain(`through ${line.through}`), look.width - 8)) {
                lines.push(`      ${look.as('dim', part)}`);
            }
        });
    }
    if (hidden > 0) {
        lines.push(`  ${look.as('dim', `and ${plural(hidden, 'more change')}: --verbose lists them, --format json has them all`)}`);
    }
    return lines;
}
function problems(title, color, list, look) {
    const lines = [look.as(['bold', color], title)];
    for (const problem of list) {
        const at = (0,src_problems/* place */.ik)(problem) || [problem.target, problem.environment].filter(Boolean).join(', ');
        const target = problem.target === undefined || at === problem.target ? '' : ` (${problem.target})`;
        const [first = '', ...rest] = wrap(plain(`${problem.message}${target}`), look.width - 4);
        if (at === '')
            lines.push(`  ${first}`);
        else if (columns(plain(`  ${at}  ${first}`)) <= look.width)
            lines.push(`  ${look.as('underline', at)}  ${first}`);
        else
            lines.push(`  ${look.as('underline', at)}`, `    ${first}`);
        for (const line of rest)
            lines.push(`    ${line}`);
        if (problem.hint !== undefined) {
            for (const line of wrap(plain(`To do: ${quotedCode(problem.hint)}`), look.width - 4))
                lines.push(`    ${line}`);
        }
    }
    return lines;
}
/** `9 targets, 312 objects, 1.1 s`, and at the right edge the outcome. */
function lastLine(report, durationMs, look) {
    const seconds = durationMs === undefined ? '' : `, ${(durationMs / 1000).toFixed(1)} s`;
    const left = `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}${seconds}`;
    const words = { pass: 'PASSED', fail: 'FAILED', incomplete: 'INCOMPLETE' };
    const right = `${words[report.outcome]} (exit ${report.exitCode})`;
    const gap = look.width - left.length - right.length;
    return [`${look.as('dim', left)}${' '.repeat(Math.max(2, gap))}${look.outcome(report.outcome, right)}`];
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/reports/formats.js







/** Every value of `--format`, in the order the help lists them. */
const FORMATS = {
    text: { extension: 'txt', render: textReport, machine: false },
    json: { extension: 'json', render: jsonReport, machine: true },
    sarif: { extension: 'sarif', render: sarifReport, machine: true },
    junit: { extension: 'xml', render: junitReport, machine: true },
    markdown: { extension: 'md', render: report => markdownReport(report), machine: true },
    html: { extension: 'html', render: htmlReport, machine: true },
    gitlab: { extension: 'json', render: gitlabReport, machine: true },
};
function isFormatName(name) {
    return Object.hasOwn(FORMATS, name);
}
//# sourceMappingURL=formats.js.map
;// CONCATENATED MODULE: ./lib/src/reports/index.js
/**
 * Every form a report takes outside GitHub. All of these are pure: the same report gives the same bytes. They lay
 * out what the report says and compute no verdict.
 */










//# sourceMappingURL=index.js.map

/***/ }),

/***/ 9776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  jh: () => (/* reexport */ TreeError),
  z4: () => (/* reexport */ byText),
  Pp: () => (/* reexport */ diffLines),
  W1: () => (/* reexport */ findRepository),
  yS: () => (/* reexport */ folderOf),
  UO: () => (/* reexport */ isWithin),
  uJ: () => (/* reexport */ joinPath),
  wu: () => (/* reexport */ mergeBase),
  Vb: () => (/* reexport */ nameOf),
  m: () => (/* reexport */ openBase),
  Cg: () => (/* reexport */ openCommit),
  NE: () => (/* reexport */ openFolder),
  wr: () => (/* reexport */ openWorkTree),
  WL: () => (/* reexport */ resolveCommit),
  o1: () => (/* reexport */ resolvePath)
});

// UNUSED EXPORTS: headCommit, isShallow, memoryTree

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/src/problems.js
var problems = __webpack_require__(9344);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/src/repository/paths.js
/**
 * Repository-relative POSIX paths: no leading or trailing `/`, no `.` or `..` segments, '' is the root.
 */
/** Folder of a path; '' for files in the root. */
function folderOf(path) {
    const slash = path.lastIndexOf('/');
    return slash < 0 ? '' : path.slice(0, slash);
}
/** Last segment of a path. */
function nameOf(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}
/** `folder/name`, where either may be the root. Both must be clean already. */
function joinPath(folder, name) {
    if (folder === '')
        return name;
    return name === '' ? folder : `${folder}/${name}`;
}
/** Whether `path` is `folder` or lies below it. */
function isWithin(path, folder) {
    return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
/**
 * What `relative`, written in a file of `folder`, names inside the repository. Undefined when it is absolute or
 * climbs out of the repository.
 */
function resolvePath(folder, relative) {
    if (relative.startsWith('/'))
        return undefined;
    const segments = folder === '' ? [] : folder.split('/');
    for (const segment of relative.split('/')) {
        if (segment === '' || segment === '.')
            continue;
        if (segment !== '..')
            segments.push(segment);
        else if (segments.pop() === undefined)
            return undefined;
    }
    return segments.join('/');
}
/** Order of code units: the same on every machine, whatever its locale. */
function byText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
//# sourceMappingURL=paths.js.map
;// CONCATENATED MODULE: ./lib/src/repository/tree.js
class TreeError extends Error {
    code;
    path;
    constructor(code, path, message) {
        super(message);
        this.name = 'TreeError';
        this.code = code;
        this.path = path;
    }
}
//# sourceMappingURL=tree.js.map
;// CONCATENATED MODULE: ./lib/src/repository/entry-tree.js



/** A file larger than this is never read: no manifest, chart or values file comes near it. Bytes. */
const FILE_LIMIT = 32 * 1024 * 1024;
/** As in Linux: so many links on the way to one file is a loop. */
const LINK_LIMIT = 40;
/** Files that links to folders may add to one listing; nested links multiply. */
const LINKED_FILES_LIMIT = 50_000;
/**
 * The one implementation of {@link Tree}: symbolic links are followed by name inside the list of entries, so a link
 * can never reach anything that is not in the repository, whatever the disk holds.
 */
class entry_tree_EntryTree {
    name;
    commit;
    submodules;
    #source;
    #entries;
    #byPath;
    #folders = new Set(['']);
    #contents = new Map();
    #digests = new Map();
    #listings = new Map();
    constructor(source) {
        this.name = source.name;
        if (source.commit !== undefined)
            this.commit = source.commit;
        this.submodules = source.submodules.toSorted(byText);
        this.#source = source;
        this.#entries = source.entries.toSorted((a, b) => byText(a.path, b.path));
        this.#byPath = new Map(this.#entries.map(entry => [entry.path, entry]));
        for (const { path } of this.#entries) {
            for (let at = folderOf(path); !this.#folders.has(at); at = folderOf(at))
                this.#folders.add(at);
        }
    }
    entries() {
        return this.#entries;
    }
    has(path) {
        return this.#resolve(path).kind === 'file';
    }
    hasFolder(path) {
        return this.#resolve(path).kind === 'folder';
    }
    filesBelow(folder) {
        const known = this.#listings.get(folder);
        if (known)
            return known;
        const at = this.#resolve(folder);
        const files = at.kind === 'folder'
            ? this.#list(folder, at.path, [at.path], { left: LINKED_FILES_LIMIT, folder })
            : [];
        files.sort(byText);
        this.#listings.set(folder, files);
        return files;
    }
    read(path) {
        const file = this.#file(path);
        const known = this.#contents.get(file);
        if (known)
            return known;
        this.#refuseLarge(file, path);
        const content = this.#source.load(file);
        this.#contents.set(file, content);
        return content;
    }
    text(path) {
        return new TextDecoder('utf-8').decode(this.read(path));
    }
    digest(path) {
        const file = this.#file(path);
        const known = this.#digests.get(file);
        if (known)
            return known;
        const digest = (0,external_node_crypto_.createHash)('sha256').update(this.read(path)).digest('hex');
        this.#digests.set(file, digest);
        return digest;
    }
    prefetch(paths) {
        if (!this.#source.loadAll)
            return;
        const wanted = new Set();
        for (const path of paths) {
            const at = this.#resolve(path);
            if (at.kind !== 'file' || this.#contents.has(at.path))
                continue;
            if (this.#byPath.get(at.path).size <= FILE_LIMIT)
                wanted.add(at.path);
        }
        if (wanted.size === 0)
            return;
        for (const [path, content] of this.#source.loadAll([...wanted]))
            this.#contents.set(path, content);
    }
    #file(path) {
        const at = this.#resolve(path);
        if (at.kind === 'error')
            throw at.error;
        if (at.kind === 'file')
            return at.path;
        // A link to a folder above itself is the one way in which a listed path can be a folder.
        if (this.#byPath.has(path))
            throw loop(path);
        throw new TreeError('missing', path, `${path} is a folder, not a file`);
    }
    #refuseLarge(file, path) {
        const { size } = this.#byPath.get(file);
        if (size <= FILE_LIMIT)
            return;
        const mebibytes = (bytes) => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
        const message = `${path} has ${mebibytes(size)}, more than the ${mebibytes(FILE_LIMIT)} that are read`;
        throw new TreeError('too-large', path, message);
    }
    /** Follows links segment by segment, as the operating system would, but only inside the list of entries. */
    #resolve(path) {
        let done = '';
        const rest = path === '' ? [] : path.split('/');
        let links = 0;
        while (rest.length > 0) {
            const segment = rest.shift();
            if (segment === '' || segment === '.')
                continue;
            if (segment === '..') {
                if (done === '')
                    return outside(path);
                done = folderOf(done);
                continue;
            }
            const next = joinPath(done, segment);
            const entry = this.#byPath.get(next);
            if (entry === undefined) {
                if (!this.#folders.has(next))
                    return missing(path);
                done = next;
            }
            else if (entry.kind === 'file') {
                return rest.length === 0 ? { kind: 'file', path: next } : missing(path);
            }
            else {
                links += 1;
                if (links > LINK_LIMIT)
                    return { kind: 'error', error: loop(path) };
                const target = this.#source.linkTarget(next);
                if (target.startsWith('/'))
                    return outside(path);
                rest.unshift(...target.split('/'));
            }
        }
        return { kind: 'folder', path: done };
    }
    /**
     * Files below the real folder `real`, named below `shown`. Links to folders are entered unless that would go round
     * in a circle; a link that leads nowhere is listed, so that whoever reads it learns why.
     */
    #list(shown, real, above, budget) {
        const files = [];
        const prefix = real === '' ? '' : `${real}/`;
        for (let index = lowerBound(this.#entries, prefix); index < this.#entries.length; index += 1) {
            const entry = this.#entries[index];
            if (!entry.path.startsWith(prefix))
                break;
            const path = joinPath(shown, entry.path.slice(prefix.length));
            const at = entry.kind === 'link' ? this.#resolve(entry.path) : undefined;
            if (at?.kind === 'folder' &&
                !above.some(folder => isWithin(folder, at.path)) &&
                !isWithin(entry.path, at.path)) {
                for (const file of this.#list(path, at.path, [...above, at.path], budget)) {
                    budget.left -= 1;
                    if (budget.left < 0) {
                        const message = `links below ${budget.folder || 'the root'} lead to more than ${LINKED_FILES_LIMIT} files`;
                        throw new TreeError('too-large', budget.folder, message);
                    }
                    files.push(file);
                }
            }
            else {
                files.push(path);
            }
        }
        return files;
    }
}
/** Index of the first entry whose path is not before `prefix`. */
function lowerBound(entries, prefix) {
    let low = 0;
    let high = entries.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (entries[middle].path < prefix)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
function missing(path) {
    return { kind: 'error', error: new TreeError('missing', path, `${path} does not exist`) };
}
function outside(path) {
    const message = `${path} is a symbolic link that leads out of the repository`;
    return { kind: 'error', error: new TreeError('link-outside-repository', path, message) };
}
function loop(path) {
    return new TreeError('link-loop', path, `${path} is a symbolic link that leads back to itself`);
}
//# sourceMappingURL=entry-tree.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./lib/src/repository/git.js


/** Output of one git command kept in memory at most. Bytes. */
const OUTPUT_LIMIT = 512 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
/**
 * Runs git in `root` without a shell. The repository's content cannot make it run anything: hooks, file system
 * monitors, pagers, external diffs and lazy fetches are off, and nothing of `GIT_*` leaks in from outside.
 *
 * @throws {ProblemError} `git-missing`, `git-failed` (time or output out of bounds).
 */
function git(root, args, input) {
    const guarded = [
        '--no-pager',
        '--no-replace-objects',
        '--no-optional-locks',
        '-c',
        `safe.directory=${root}`,
        '-c',
        'core.fsmonitor=false',
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'core.quotePath=false',
        '-c',
        'core.precomposeUnicode=true',
        '-c',
        'protocol.allow=never',
        ...args,
    ];
    const run = (0,external_node_child_process_.spawnSync)('git', guarded, {
        cwd: root,
        env: environment(),
        maxBuffer: OUTPUT_LIMIT,
        timeout: TIMEOUT_MS,
        windowsHide: true,
        ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
    });
    if (run.error !== undefined)
        throw failure(run.error, root, args);
    return { ok: run.status === 0, stdout: run.stdout, stderr: run.stderr.toString('utf8').trim() };
}
/** First line of the output without the line end; undefined when git says no. */
function gitLine(root, args) {
    const run = git(root, args);
    if (!run.ok)
        return undefined;
    return run.stdout.toString('utf8').split('\n', 1)[0].replace(/\r$/, '');
}
/** {@link git} for commands that only fail when something is broken. @throws {ProblemError} `git-failed` */
function gitOutput(root, args, input) {
    const run = git(root, args, input);
    if (run.ok)
        return run.stdout;
    throw new problems/* ProblemError */.Mm({
        code: 'git-failed',
        message: `git ${args[0]} failed: ${firstLine(run.stderr) || 'no message'}`,
        hint: 'Run the same command in the repository to see more, or check the clone with "git fsck"',
        gates: true,
    });
}
function failure(error, root, args) {
    if (error.code === 'ENOENT') {
        return new problems/* ProblemError */.Mm({
            code: 'git-missing',
            message: `git could not be started in ${root}`,
            hint: 'Install git and have it on PATH; without it kubeproof can read a folder but compare nothing',
            gates: true,
        });
    }
    const why = error.code === 'ETIMEDOUT'
        ? `took longer than ${TIMEOUT_MS / 1000} seconds`
        : error.code === 'ENOBUFS'
            ? `printed more than ${OUTPUT_LIMIT / 1024 / 1024} MiB`
            : `failed: ${error.message}`;
    return new problems/* ProblemError */.Mm({ code: 'git-failed', message: `git ${args[0]} ${why}`, gates: true });
}
/** `GIT_DIR`, `GIT_EXTERNAL_DIFF` and their kin are dropped; messages are in English, questions are never asked. */
function environment() {
    const kept = Object.entries(process.env).filter(([name]) => !/^(GIT_|LC_|LANG|PAGER$|LESS$)/i.test(name));
    return {
        ...Object.fromEntries(kept),
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_NO_LAZY_FETCH: '1',
        GIT_LITERAL_PATHSPECS: '1',
        GIT_ATTR_NOSYSTEM: '1',
    };
}
function firstLine(text) {
    return text.split('\n', 1)[0].replace(/^fatal: /, '');
}
//# sourceMappingURL=git.js.map
;// CONCATENATED MODULE: ./lib/src/repository/refs.js


const DEEPEN = 'Set "fetch-depth: 0" in the "with:" of actions/checkout; in a clone of your own run "git fetch --unshallow", or "git fetch --deepen=100"';
/**
 * Root of the work tree that holds `dir`, absolute.
 * @throws {ProblemError} `not-a-repository`, `git-missing`.
 */
function findRepository(dir) {
    // `safe.directory` is given for the folder itself, but its root may be further up: allow any for this one question.
    const run = git(dir, ['-c', 'safe.directory=*', 'rev-parse', '--show-toplevel']);
    if (run.ok)
        return run.stdout.toString('utf8').replace(/\r?\n$/, '');
    throw new problems/* ProblemError */.Mm({
        code: 'not-a-repository',
        message: `${dir} is not inside a git work tree`,
        hint: 'Run kubeproof inside a clone, or check out the repository before the action (actions/checkout)',
        gates: true,
    });
}
/** Commit of `HEAD`. @throws {ProblemError} `base-not-found` in a repository without commits. */
function headCommit(root) {
    return resolveCommit(root, 'HEAD');
}
/** Whether the clone lacks history. */
function isShallow(root) {
    return gitLine(root, ['rev-parse', '--is-shallow-repository']) === 'true';
}
/**
 * Full id of the commit that `ref` names. A branch that exists only on `origin` is found too, as in a fresh clone.
 * @throws {ProblemError} `base-shallow` when the clone is too shallow to know, `base-not-found` otherwise.
 */
function resolveCommit(root, ref) {
    const commit = tryCommit(root, ref);
    if (commit !== undefined)
        return commit;
    if (isReference(ref) && isShallow(root)) {
        throw new problems/* ProblemError */.Mm({
            code: 'base-shallow',
            message: `Commit ${quoted(ref)} is not in this shallow clone`,
            hint: DEEPEN,
            gates: true,
        });
    }
    throw new problems/* ProblemError */.Mm({
        code: 'base-not-found',
        message: `${quoted(ref)} is not a commit, branch or tag of this repository`,
        hint: 'Name one that exists here ("git branch --all" lists them), fetch it first, or name a folder as ./folder',
        gates: true,
    });
}
/** {@link resolveCommit}, undefined where that throws. */
function tryCommit(root, ref) {
    if (!isReference(ref))
        return undefined;
    for (const name of [ref, `refs/remotes/origin/${ref}`]) {
        const commit = gitLine(root, [
            'rev-parse',
            '--verify',
            '--quiet',
            '--end-of-options',
            `${name}^{commit}`,
        ]);
        if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit))
            return commit;
    }
    return undefined;
}
/**
 * Best common ancestor of two references or commits.
 * @throws {ProblemError} `base-shallow`, `base-not-found`.
 */
function mergeBase(root, a, b) {
    const commits = [resolveCommit(root, a), resolveCommit(root, b)];
    const base = gitLine(root, ['merge-base', ...commits]);
    if (base)
        return base;
    const names = `${quoted(a)} and ${quoted(b)}`;
    if (isShallow(root)) {
        throw new problems/* ProblemError */.Mm({
            code: 'base-shallow',
            message: `The history of this shallow clone does not reach back to where ${names} part`,
            hint: DEEPEN,
            gates: true,
        });
    }
    throw new problems/* ProblemError */.Mm({
        code: 'base-not-found',
        message: `${names} have no commit in common`,
        hint: 'Name a base that shares history with the change, or compare with a folder',
        gates: true,
    });
}
/** Nothing that git could read as an option, a range, a path or several words. */
function isReference(ref) {
    return ref !== '' && !ref.startsWith('-') && !/[\0-\x20\x7f:*?[\\]|\.\./.test(ref);
}
function quoted(ref) {
    return JSON.stringify(ref.length > 100 ? `${ref.slice(0, 100)}…` : ref);
}
//# sourceMappingURL=refs.js.map
;// CONCATENATED MODULE: ./lib/src/repository/commit.js





/** Content read with one `git cat-file`. Bytes. */
const BATCH_BYTES = 128 * 1024 * 1024;
/**
 * The repository as of a commit, read from git's objects; the work tree is never touched. Names are relative to
 * `root`, which may be a folder inside the work tree.
 * @throws {ProblemError} `base-not-found`, `base-shallow`, `git-missing`, `git-failed`.
 */
function openCommit(root, commit) {
    return new entry_tree_EntryTree(commitSource(root, resolveCommit(root, commit)));
}
/** What a commit, given by its full id, holds. */
function commitSource(root, id) {
    const entries = [];
    const submodules = [];
    const blobs = new Map();
    // "<mode> SP <type> SP <object> SP+ <size> TAB <path> NUL"
    const listing = gitOutput(root, ['ls-tree', '-r', '-z', '-l', id]).toString('utf8');
    for (const record of listing.split('\0')) {
        const tab = record.indexOf('\t');
        if (tab < 0)
            continue;
        const [mode, type, object, size] = record.slice(0, tab).split(/ +/);
        const path = record.slice(tab + 1);
        if (type === 'commit')
            submodules.push(path);
        if (type !== 'blob')
            continue;
        // Without its object (a partial clone) a file has no size; reading it says so.
        const bytes = /^\d+$/.test(size) ? Number(size) : 0;
        blobs.set(path, { object, size: bytes });
        entries.push({ path, kind: mode === '120000' ? 'link' : 'file', size: bytes });
    }
    const links = entries.filter(entry => entry.kind === 'link' && entry.size <= 4096).map(entry => entry.path);
    const linkTargets = loadAll(root, blobs, links);
    return {
        name: id.slice(0, 7),
        commit: id,
        submodules,
        entries,
        load: path => loadAll(root, blobs, [path]).get(path) ?? unreadable(path),
        loadAll: paths => loadAll(root, blobs, paths),
        linkTarget: path => Buffer.from(linkTargets.get(path) ?? unreadable(path)).toString('utf8'),
    };
}
/** Reads blobs in batches; objects that git does not have are left out. */
function loadAll(root, blobs, paths) {
    const contents = new Map();
    const wanted = paths.toSorted(byText);
    while (wanted.length > 0) {
        const batch = [];
        for (let bytes = 0; wanted.length > 0;) {
            bytes += blobs.get(wanted[0]).size;
            if (batch.length > 0 && bytes > BATCH_BYTES)
                break;
            batch.push(wanted.shift());
        }
        readBatch(root, blobs, batch, contents);
    }
    return contents;
}
function readBatch(root, blobs, paths, contents) {
    const input = paths.map(path => `${blobs.get(path).object}\n`).join('');
    // A missing object of a partial clone ends git early; what it had printed by then still counts.
    const { stdout } = git(root, ['cat-file', '--batch'], input);
    let at = 0;
    for (const path of paths) {
        const end = stdout.indexOf(10, at);
        if (end < 0)
            return;
        const [, type, size] = stdout.toString('utf8', at, end).split(' ');
        at = end + 1;
        if (type !== 'blob' || size === undefined)
            continue;
        const bytes = Number(size);
        // A copy: a slice would keep the whole batch in memory.
        if (bytes <= FILE_LIMIT && at + bytes <= stdout.length) {
            contents.set(path, new Uint8Array(stdout.subarray(at, at + bytes)));
        }
        at += bytes + 1;
    }
}
function unreadable(path) {
    const message = `${path} is listed in the commit, but its content is not in this clone (a partial clone?)`;
    throw new TreeError('unreadable', path, message);
}
//# sourceMappingURL=commit.js.map
;// CONCATENATED MODULE: ./lib/src/repository/folder.js









/** Never part of a repository's own content. */
const LEFT_OUT = new Set(['.git', 'node_modules']);
/** More files than this in a plain folder: somebody named the wrong one. */
const WALK_LIMIT = 500_000;
/**
 * The work tree at `root`: what git tracks plus what is new and not ignored, as it is on disk now. Outside git, or
 * without git, everything below `root`.
 * @throws {ProblemError} `folder-not-found`, `folder-too-large`, `git-failed`.
 */
function openWorkTree(root) {
    const listed = trackedAndNew(root);
    if (listed === undefined)
        return openFolder(root, 'work tree');
    const source = diskSource(root, 'work tree', listed.onDisk);
    return new entry_tree_EntryTree(listed.sparse.size === 0 ? source : withSparse(root, source, listed.sparse));
}
/**
 * A plain folder, without `.git` and `node_modules`.
 * @param name for messages; the path as given when left out.
 * @throws {ProblemError} `folder-not-found`, `folder-too-large`.
 */
function openFolder(path, name = path) {
    return new entry_tree_EntryTree(diskSource(path, name, walk(path)));
}
/** Undefined outside git, or without it. */
function trackedAndNew(root) {
    let listing;
    try {
        const run = git(root, [
            'ls-files',
            '-z',
            '-t',
            '--cached',
            '--others',
            '--exclude-standard',
            '--deduplicate',
        ]);
        if (!run.ok)
            return undefined;
        listing = run.stdout.toString('utf8');
    }
    catch (error) {
        if (error instanceof problems/* ProblemError */.Mm && error.problem.code === 'git-missing')
            return undefined;
        throw error;
    }
    const onDisk = new Set();
    const sparse = new Set();
    // "<tag> SP <path> NUL", where the tag S stands for a file that git was told to leave out.
    for (const record of listing.split('\0')) {
        if (record === '')
            continue;
        (record.startsWith('S ') ? sparse : onDisk).add(record.slice(2));
    }
    return { onDisk: [...onDisk], sparse };
}
/** A sparse checkout is a view of the repository, not a smaller repository: the rest is read from HEAD. */
function withSparse(root, disk, sparse) {
    const commit = commitSource(root, headCommit(root));
    const present = new Set(disk.entries.map(entry => entry.path));
    const added = commit.entries.filter(({ path }) => sparse.has(path) && !present.has(path));
    const isAdded = new Set(added.map(({ path }) => path));
    return {
        ...disk,
        entries: [...disk.entries, ...added],
        load: path => (isAdded.has(path) ? commit.load(path) : disk.load(path)),
        loadAll: paths => commit.loadAll(paths.filter(path => isAdded.has(path))),
        linkTarget: path => (isAdded.has(path) ? commit.linkTarget(path) : disk.linkTarget(path)),
    };
}
function walk(root) {
    const paths = [];
    const waiting = [''];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        for (const item of list(root, folder)) {
            if (LEFT_OUT.has(item.name))
                continue;
            const path = joinPath(folder, item.name);
            if (item.isDirectory())
                waiting.push(path);
            else
                paths.push(path);
        }
        if (paths.length > WALK_LIMIT) {
            throw new problems/* ProblemError */.Mm({
                code: 'folder-too-large',
                message: `${root} holds more than ${WALK_LIMIT} files`,
                hint: 'Name the folder of the repository, not one that holds many of them',
                gates: true,
            });
        }
    }
    return paths;
}
function list(root, folder) {
    try {
        return (0,external_node_fs_.readdirSync)((0,external_node_path_.join)(root, folder), { withFileTypes: true });
    }
    catch (error) {
        throw new problems/* ProblemError */.Mm({
            code: 'folder-not-found',
            message: `${folder === '' ? root : folder} cannot be read as a folder (${error.code})`,
            hint: 'Name a folder that exists and may be read',
            gates: true,
        });
    }
}
function diskSource(folder, name, paths) {
    const root = (0,external_node_fs_.realpathSync)((0,external_node_path_.resolve)(folder));
    const isPlain = plainFolders(root);
    const entries = [];
    const submodules = [];
    for (const listed of paths) {
        const path = listed.replace(/\/$/, '');
        const found = isPlain(folderOf(path))
            ? (0,external_node_fs_.lstatSync)((0,external_node_path_.join)(root, path), { throwIfNoEntry: false })
            : undefined;
        if (found?.isSymbolicLink())
            entries.push({ path, kind: 'link', size: found.size });
        else if (found?.isFile())
            entries.push({ path, kind: 'file', size: found.size });
        else if (found?.isDirectory())
            submodules.push(path);
    }
    return {
        name,
        submodules,
        entries,
        load: path => readPlain(root, path),
        linkTarget: path => onDisk(path, () => (0,external_node_fs_.readlinkSync)((0,external_node_path_.join)(root, path))),
    };
}
/**
 * Whether a folder is on disk what git says it is. A tracked `a/b` whose `a` was replaced by a symbolic link does not
 * exist for git, and reading it could leave the repository.
 */
function plainFolders(root) {
    const known = new Map([['', true]]);
    return function isPlain(folder) {
        let plain = known.get(folder);
        if (plain === undefined) {
            plain =
                isPlain(folderOf(folder)) &&
                    (0,external_node_fs_.lstatSync)((0,external_node_path_.join)(root, folder), { throwIfNoEntry: false })?.isDirectory() === true;
            known.set(folder, plain);
        }
        return plain;
    };
}
/** Reads without following a link and without waiting for a pipe, should the path have changed since it was listed. */
function readPlain(root, path) {
    return onDisk(path, () => {
        const flags = external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0);
        const file = (0,external_node_fs_.openSync)((0,external_node_path_.join)(root, path), flags);
        try {
            if (!(0,external_node_fs_.fstatSync)(file).isFile())
                throw new Error('not a file');
            return (0,external_node_fs_.readFileSync)(file);
        }
        finally {
            (0,external_node_fs_.closeSync)(file);
        }
    });
}
function onDisk(path, read) {
    try {
        return read();
    }
    catch (error) {
        const { code, message } = error;
        throw new TreeError('unreadable', path, `${path} cannot be read (${code ?? message})`);
    }
}
//# sourceMappingURL=folder.js.map
;// CONCATENATED MODULE: ./lib/src/repository/base.js






/**
 * What a change is compared with: for a git reference the merge base of it and HEAD, for a folder the folder as it
 * is. `./x`, `../x`, `/x` and `x/` are always folders; other names are references first.
 *
 * @param cwd what a relative folder is relative to.
 * @throws {ProblemError} `base-not-found`, `base-shallow`, `git-missing`, `git-failed`, `folder-too-large`.
 */
function openBase(root, spec, cwd = process.cwd()) {
    const folder = (0,external_node_path_.resolve)(cwd, spec);
    if (/^(\.{1,2}$|\.{0,2}\/)|\/$/.test(spec)) {
        if (isFolder(folder))
            return openFolder(folder, spec);
        throw new problems/* ProblemError */.Mm({
            code: 'base-not-found',
            message: `The base folder ${JSON.stringify(spec)} does not exist`,
            hint: 'Name a folder that exists, or a git reference such as origin/main',
            gates: true,
        });
    }
    if (spec !== '' && tryCommit(root, spec) === undefined && isFolder(folder))
        return openFolder(folder, spec);
    return openCommit(root, mergeBase(root, 'HEAD', spec));
}
function isFolder(path) {
    try {
        return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
    }
    catch {
        return false;
    }
}
//# sourceMappingURL=base.js.map
;// CONCATENATED MODULE: ./lib/src/repository/diff.js





/**
 * The change between a commit and another one, or the work tree with its untracked files, file by file, sorted by
 * path. Lines are exactly those that GitHub accepts comments on: `git diff --find-renames -U3`.
 *
 * @throws {ProblemError} `git-failed`, `git-missing`.
 */
function diffLines(root, base, head) {
    const revisions = head === 'worktree' ? [base] : [base, head];
    const output = gitOutput(root, [
        'diff',
        '--find-renames',
        '-l2000',
        '-U3',
        '--inter-hunk-context=0',
        '--diff-algorithm=myers',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--no-indent-heuristic',
        '--ignore-submodules=all',
        '--src-prefix=a/',
        '--dst-prefix=b/',
        '-O/dev/null',
        '--relative',
        '--end-of-options',
        ...revisions,
        '--',
    ]);
    const files = parseDiff(output);
    if (head === 'worktree')
        files.push(...untracked(root));
    return files.sort((a, b) => byText(a.path, b.path));
}
/** Reads the output of `git diff`. Works on bytes: only header lines are decoded, whatever the files hold. */
function parseDiff(output) {
    const files = [];
    const lines = lineReader(output);
    let file;
    const close = (end) => {
        if (file)
            files.push(finish(file, end));
    };
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
        if (startsWith(output, line.start, 'diff --git ')) {
            close(line.start);
            const [oldPath, path] = bothNames(line.text().slice('diff --git '.length));
            file = {
                path,
                oldPath,
                status: 'modified',
                binary: false,
                hunks: [],
                patchLines: 0,
                start: line.start,
            };
        }
        else if (file !== undefined && startsWith(output, line.start, '@@ ')) {
            file.hunks.push(readHunk(output, line.text(), lines, file));
        }
        else if (file !== undefined) {
            readHeader(file, line.text());
        }
    }
    close(output.length);
    return files;
}
function readHeader(file, line) {
    if (line.startsWith('new file mode '))
        file.status = 'added';
    else if (line.startsWith('deleted file mode '))
        file.status = 'deleted';
    else if (line.startsWith('rename from ')) {
        file.status = 'renamed';
        file.oldPath = unquote(line.slice('rename from '.length));
    }
    else if (line.startsWith('rename to '))
        file.path = unquote(line.slice('rename to '.length));
    else if (line.startsWith('--- '))
        file.oldPath = withoutPrefix(line.slice(4)) ?? file.oldPath;
    else if (line.startsWith('+++ '))
        file.path = withoutPrefix(line.slice(4)) ?? file.path;
    else if (line.startsWith('Binary files ') || line === 'GIT binary patch')
        file.binary = true;
}
function readHunk(output, header, lines, file) {
    const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(header);
    const [oldStart, oldLines, newStart, newLines] = [
        numbers[1],
        numbers[2] ?? 1,
        numbers[3],
        numbers[4] ?? 1,
    ].map(Number);
    const right = [];
    const left = [];
    const added = [];
    let oldLine = oldStart;
    let newLine = newStart;
    const oldEnd = oldStart + oldLines;
    const newEnd = newStart + newLines;
    // Counting, not looking at the text, tells where a hunk ends: a deleted line may read "-- a/x".
    while (oldLine < oldEnd || newLine < newEnd) {
        const line = lines.next();
        if (line === undefined)
            break;
        file.patchLines += 1;
        const mark = line.end > line.start ? output[line.start] : 0x20;
        if (mark === 0x2b) {
            right.push(newLine);
            added.push(newLine);
            newLine += 1;
        }
        else if (mark === 0x2d) {
            left.push(oldLine);
            oldLine += 1;
        }
        else if (mark !== 0x5c) {
            right.push(newLine);
            oldLine += 1;
            newLine += 1;
        }
    }
    return { oldStart, oldLines, newStart, newLines, right, left, added };
}
function finish(file, end) {
    const { path, oldPath, status, binary, hunks, patchLines, start } = file;
    return {
        path,
        ...(oldPath === path ? {} : { oldPath }),
        status,
        binary,
        hunks,
        patchLines,
        patchBytes: end - start,
    };
}
/** Files git does not track yet: added from the first line to the last. */
function untracked(root) {
    const listing = gitOutput(root, ['ls-files', '-z', '--others', '--exclude-standard']).toString('utf8');
    return listing.split('\0').flatMap(path => {
        const found = path === '' || path.endsWith('/') ? undefined : (0,external_node_fs_.lstatSync)((0,external_node_path_.join)(root, path), { throwIfNoEntry: false });
        if (!found?.isFile())
            return [];
        const content = found.size <= FILE_LIMIT ? (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(root, path)) : undefined;
        // As git does: a zero byte near the start makes a file binary.
        const binary = content === undefined || content.subarray(0, 8000).includes(0);
        const count = binary ? 0 : countLines(content);
        const added = Array.from({ length: count }, (_, index) => index + 1);
        const hunk = { oldStart: 0, oldLines: 0, newStart: 1, newLines: count, right: added, left: [], added };
        return [
            {
                path,
                status: 'added',
                binary,
                hunks: count === 0 ? [] : [hunk],
                patchLines: count,
                patchBytes: found.size + count,
            },
        ];
    });
}
function countLines(content) {
    let count = 0;
    for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1))
        count += 1;
    return content.length > 0 && content.at(-1) !== 10 ? count + 1 : count;
}
function lineReader(output) {
    let at = 0;
    return {
        next() {
            if (at >= output.length)
                return undefined;
            const start = at;
            const newline = output.indexOf(10, at);
            const end = newline < 0 ? output.length : newline;
            at = end + 1;
            return { start, end, text: () => output.toString('utf8', start, end) };
        },
    };
}
function startsWith(output, at, text) {
    return output.toString('latin1', at, at + text.length) === text;
}
/** `a/x b/x`: only read where no other header names the file, and then both names are the same. */
function bothNames(text) {
    if (text.startsWith('"')) {
        const end = closingQuote(text);
        return [unquote(text.slice(0, end)).slice(2), unquote(text.slice(end + 1)).slice(2)];
    }
    const length = (text.length - 1) / 2;
    return [text.slice(2, length), text.slice(length + 3)];
}
/** Undefined for `/dev/null`. A name with spaces is followed by a tab. */
function withoutPrefix(text) {
    const name = unquote(text.replace(/\t$/, ''));
    return name === '/dev/null' ? undefined : name.slice(2);
}
function closingQuote(text) {
    for (let index = 1; index < text.length; index += 1) {
        if (text[index] === '\\')
            index += 1;
        else if (text[index] === '"')
            return index + 1;
    }
    return text.length;
}
const ESCAPES = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
/** Undoes git's C-style quoting of unusual names. */
function unquote(text) {
    if (!text.startsWith('"'))
        return text;
    const bytes = [];
    for (const part of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
        if (part[1] !== undefined)
            bytes.push(Buffer.from([Number.parseInt(part[1], 8)]));
        else if (part[2] !== undefined)
            bytes.push(Buffer.from([ESCAPES[part[2]] ?? part[2].charCodeAt(0)]));
        else
            bytes.push(Buffer.from(part[0]));
    }
    return Buffer.concat(bytes).toString('utf8');
}
//# sourceMappingURL=diff.js.map
;// CONCATENATED MODULE: ./lib/src/repository/memory.js

/**
 * A tree made of texts, for tests and generated input. A value of `{ link: 'target' }` is a symbolic link.
 */
function memoryTree(files, name = 'memory') {
    const contents = new Map();
    const links = new Map();
    for (const [path, value] of Object.entries(files)) {
        if (typeof value === 'string')
            contents.set(path, new TextEncoder().encode(value));
        else if (value instanceof Uint8Array)
            contents.set(path, value);
        else
            links.set(path, value.link);
    }
    return new EntryTree({
        name,
        submodules: [],
        entries: [
            ...[...contents].map(([path, content]) => ({ path, kind: 'file', size: content.byteLength })),
            ...[...links].map(([path, target]) => ({ path, kind: 'link', size: target.length })),
        ],
        load: path => contents.get(path),
        linkTarget: path => links.get(path),
    });
}
//# sourceMappingURL=memory.js.map
;// CONCATENATED MODULE: ./lib/src/repository/index.js








//# sourceMappingURL=index.js.map

/***/ }),

/***/ 9979:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  UZ: () => (/* binding */ discoverOptions),
  Pw: () => (/* binding */ loadGuardrails),
  eF: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./lib/src/guardrails/index.js + 22 modules
var guardrails = __webpack_require__(6651);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var src_manifest = __webpack_require__(7754);
;// CONCATENATED MODULE: ./lib/src/analyzers/rbac/dangerous.js
const WRITE = ['create', 'update', 'patch'];
const READ = ['get', 'list', 'watch'];
/** Permissions from which more can be had than they say. The first match explains a grant. */
const DANGERS = [
    {
        group: '',
        resources: ['secrets'],
        verbs: [...READ, 'patch', 'deletecollection'],
        why: 'read credentials',
    },
    {
        group: 'rbac.authorization.k8s.io',
        resources: ['roles', 'clusterroles'],
        verbs: ['escalate', 'bind'],
        why: 'give itself any permission',
    },
    {
        group: '',
        resources: ['users', 'groups'],
        verbs: ['impersonate'],
        why: 'act as somebody else',
        clusterOnly: true,
    },
    {
        group: '',
        resources: ['serviceaccounts'],
        verbs: ['impersonate'],
        why: 'act as another service account',
    },
    {
        group: '',
        resources: ['serviceaccounts/token'],
        verbs: ['create'],
        why: 'make tokens of other service accounts',
    },
    {
        group: '',
        resources: ['pods'],
        verbs: WRITE,
        why: 'run pods with any service account and Secret of the namespace',
    },
    {
        group: '',
        resources: ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'],
        verbs: ['get', ...WRITE],
        why: 'run commands inside other pods',
    },
    {
        group: 'apps',
        resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
        verbs: WRITE,
        why: 'run pods with any service account and Secret of the namespace',
    },
    {
        group: 'batch',
        resources: ['jobs', 'cronjobs'],
        verbs: WRITE,
        why: 'run pods with any service account and Secret of the namespace',
    },
    {
        group: '',
        resources: ['nodes/proxy'],
        verbs: ['get', 'delete', ...WRITE],
        why: 'run commands on every node, past audit and admission',
        clusterOnly: true,
    },
    {
        group: '',
        resources: ['persistentvolumes'],
        verbs: WRITE,
        why: 'mount folders of the nodes',
        clusterOnly: true,
    },
    {
        group: '',
        resources: ['namespaces'],
        verbs: ['update', 'patch'],
        why: 'lower the Pod Security level of namespaces',
    },
    {
        group: 'rbac.authorization.k8s.io',
        resources: ['rolebindings', 'clusterrolebindings'],
        verbs: WRITE,
        why: 'hand its permissions to others',
    },
    {
        group: 'admissionregistration.k8s.io',
        resources: [
            'mutatingwebhookconfigurations',
            'validatingwebhookconfigurations',
            'validatingadmissionpolicies',
            'validatingadmissionpolicybindings',
            'mutatingadmissionpolicies',
            'mutatingadmissionpolicybindings',
        ],
        verbs: [...WRITE, 'delete', 'deletecollection'],
        why: 'read and change, or stop checking, what others create',
        clusterOnly: true,
    },
    {
        group: 'certificates.k8s.io',
        resources: ['signers'],
        verbs: ['approve', 'sign'],
        why: 'issue certificates for other identities',
        clusterOnly: true,
    },
];
/**
 * What a grant allows beyond its words, as the end of "it can …"; undefined for ordinary permissions.
 *
 * Single permissions only; combinations are not looked at. `pods/*` is no wildcard in RBAC, `*` + `/exec` is.
 */
function dangerOf(atom) {
    if (atom.group === undefined)
        return atom.resource === '*' || atom.resource === '/*' ? 'reach every path of the API server' : undefined;
    if (atom.verb === '*' && atom.resource === '*')
        return 'do everything';
    return DANGERS.find(d => (d.clusterOnly !== true || atom.namespace === '') &&
        (atom.group === '*' || atom.group === d.group) &&
        (atom.verb === '*' || d.verbs.includes(atom.verb)) &&
        d.resources.some(resource => matchesResource(atom.resource, resource)))?.why;
}
/**
 * Whether a guardrail judges the rule of a ClusterRole that grants this by itself (`rbac-secrets-read`,
 * `rbac-escalation-verbs`, `rbac-wildcard`): then the role's line has its finding already.
 */
function judgedInClusterRole({ verb, resource, name }) {
    if (name !== undefined)
        return false;
    if (verb === '*' && resource === '*')
        return true;
    if (['escalate', 'bind', 'impersonate'].includes(verb))
        return true;
    return matchesResource(resource, 'secrets') && [...READ, 'deletecollection', '*'].includes(verb);
}
function matchesResource(granted, resource) {
    if (granted === '*' || granted === resource)
        return true;
    const sub = resource.indexOf('/');
    return sub !== -1 && granted === `*${resource.slice(sub)}`;
}
//# sourceMappingURL=dangerous.js.map
// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var repository = __webpack_require__(9776);
;// CONCATENATED MODULE: ./lib/src/analyzers/rbac/covers.js
/**
 * Answers whether a set of grants already allows an atom, with the wildcards of rules as the API server reads them
 * (pkg/apis/rbac/v1/evaluation_helpers.go): `*` for verbs, groups and resources, `*` + `/sub` for a subresource of any
 * resource, no names for any name, the cluster for every namespace, a trailing `*` in URLs.
 */
class Coverage {
    held = new Set();
    urls = [];
    constructor(grants) {
        for (const { atom } of grants) {
            this.held.add(key(atom));
            if (atom.group === undefined)
                this.urls.push(atom);
        }
    }
    allows(atom) {
        if (this.held.has(key(atom)))
            return true;
        if (atom.group === undefined)
            return this.urls.some(url => coversUrl(url, atom));
        const sub = atom.resource.indexOf('/');
        const resources = [atom.resource, '*', ...(sub === -1 ? [] : [`*${atom.resource.slice(sub)}`])];
        for (const namespace of new Set([atom.namespace, ''])) {
            for (const verb of [atom.verb, '*']) {
                for (const group of [atom.group, '*']) {
                    for (const resource of resources) {
                        if (this.held.has(key({ verb, group, resource, namespace })))
                            return true;
                        if (atom.name !== undefined &&
                            this.held.has(key({ verb, group, resource, namespace, name: atom.name })))
                            return true;
                    }
                }
            }
        }
        return false;
    }
}
/** A text that is equal for equal atoms. */
function key({ verb, group, resource, name, namespace }) {
    return JSON.stringify([namespace, group ?? null, resource, verb, name ?? null]);
}
function coversUrl(held, wanted) {
    if (held.verb !== '*' && held.verb !== wanted.verb)
        return false;
    if (held.resource === wanted.resource)
        return true;
    return held.resource.endsWith('*') && wanted.resource.startsWith(held.resource.replace(/\*+$/, ''));
}
//# sourceMappingURL=covers.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/rbac/permissions.js

const RBAC_GROUP = 'rbac.authorization.k8s.io';
/** A resource name no API has: the verbs of a role that is not among the manifests. */
const UNKNOWN_ROLE = 'role:';
/**
 * Who may do what by the Roles, ClusterRoles and bindings of a set.
 *
 * Aggregated ClusterRoles are resolved, `User system:serviceaccount:ns:name` is read as the ServiceAccount it is
 * (plugin/pkg/auth/authorizer/rbac, appliesToUser), and `cluster-admin` is known. Of other roles that are not in the
 * set nobody here can say what they grant: each is one atom of its own.
 */
function permissionsOf(set) {
    const roles = new RoleIndex(set);
    const permissions = new Map();
    for (const binding of [
        ...set.ofKind('ClusterRoleBinding', RBAC_GROUP),
        ...set.ofKind('RoleBinding', RBAC_GROUP),
    ]) {
        const namespace = binding.resource.kind === 'RoleBinding' ? binding.resource.namespace : '';
        if (binding.resource.kind === 'RoleBinding' && namespace === '')
            continue;
        const { roleRef } = binding.object;
        const { role, rules } = roles.resolve(roleRef, namespace);
        const atoms = rules === undefined
            ? [
                {
                    verb: '*',
                    resource: `${UNKNOWN_ROLE}${(0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(roleRef, 'kind'))} ${(0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(roleRef, 'name'))}`,
                    namespace,
                },
            ]
            : rules.flatMap(rule => atomsOf(rule, namespace));
        for (const subject of subjectsOf(binding)) {
            const grants = permissions.get(subject) ?? [];
            for (const atom of atoms)
                grants.push({ atom, binding, ...(role === undefined ? {} : { role }) });
            permissions.set(subject, grants);
        }
    }
    return new Map([...permissions].sort(([a], [b]) => (a < b ? -1 : 1)));
}
/** Roles by name, with aggregation resolved once. */
class RoleIndex {
    byKey = new Map();
    clusterRoles;
    constructor(set) {
        this.clusterRoles = set.ofKind('ClusterRole', RBAC_GROUP);
        for (const role of [...this.clusterRoles, ...set.ofKind('Role', RBAC_GROUP)]) {
            const { kind, namespace, name } = role.resource;
            this.byKey.set(`${kind}/${kind === 'Role' ? namespace : ''}/${name}`, role);
        }
    }
    resolve(roleRef, namespace) {
        const kind = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(roleRef, 'kind'));
        const name = (0,src_manifest/* scalarText */.ws)((0,src_manifest/* own */.ZV)(roleRef, 'name'));
        const role = this.byKey.get(`${kind}/${kind === 'Role' ? namespace : ''}/${name}`);
        if (role !== undefined)
            return { role, rules: this.rulesOf(role) };
        // The one default role that never differs between versions (bootstrappolicy/policy.go).
        if (kind === 'ClusterRole' && name === 'cluster-admin') {
            return {
                rules: [
                    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
                    { nonResourceURLs: ['*'], verbs: ['*'] },
                ],
            };
        }
        return {};
    }
    rulesOf(role) {
        const aggregation = role.object.aggregationRule;
        if (aggregation === undefined || aggregation === null)
            return objects(role.object.rules);
        // The controller overwrites what stands in `rules` (pkg/controller/clusterroleaggregation).
        const selectors = objects((0,src_manifest/* own */.ZV)(aggregation, 'clusterRoleSelectors'));
        return this.clusterRoles
            .filter(r => r !== role &&
            selectors.some(selector => (0,src_manifest/* selects */.ko)(selector, (0,src_manifest/* stringMap */.Qi)((0,src_manifest/* valueAt */.fK)(r.object, ['metadata', 'labels'])))))
            .flatMap(r => objects(r.object.rules));
    }
}
/** A rule's atoms: the product of its lists, as RuleAllows reads it (pkg/registry/rbac/validation/policy_compact.go). */
function atomsOf(rule, namespace) {
    const verbs = strings(rule.verbs);
    const urls = namespace === '' ? strings(rule.nonResourceURLs) : [];
    const names = strings(rule.resourceNames);
    if (names.length === 0)
        names.push(undefined);
    const atoms = [];
    for (const verb of verbs) {
        for (const resource of urls)
            atoms.push({ verb, resource, namespace: '' });
        for (const group of strings(rule.apiGroups)) {
            for (const resource of strings(rule.resources)) {
                for (const name of names) {
                    atoms.push({ verb, group, resource, namespace, ...(name === undefined ? {} : { name }) });
                }
            }
        }
    }
    return atoms;
}
function subjectsOf(binding) {
    const subjects = objects(binding.object.subjects).map(subject => {
        const name = (0,src_manifest/* scalarText */.ws)(subject.name);
        if (subject.kind === 'ServiceAccount') {
            return `ServiceAccount ${(0,src_manifest/* scalarText */.ws)(subject.namespace) || binding.resource.namespace}/${name}`;
        }
        const alias = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
        if (subject.kind === 'User' && alias !== null)
            return `ServiceAccount ${alias[1]}/${alias[2]}`;
        return `${(0,src_manifest/* scalarText */.ws)(subject.kind)} ${name}`;
    });
    return [...new Set(subjects)];
}
/** Groups every request of a subject carries (k8s.io/apiserver/pkg/authentication). */
function implicitGroups(subject) {
    if (subject === 'User system:anonymous')
        return ['Group system:unauthenticated'];
    if (subject.startsWith('Group '))
        return [];
    const namespace = /^ServiceAccount ([^/]*)\//.exec(subject)?.[1];
    const own = namespace === undefined
        ? []
        : ['Group system:serviceaccounts', `Group system:serviceaccounts:${namespace}`];
    return [...own, 'Group system:authenticated'];
}
function objects(value) {
    return Array.isArray(value) ? value.filter(src_manifest/* isObject */.Gv) : [];
}
function strings(value) {
    return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}
//# sourceMappingURL=permissions.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/rbac/delta.js




/**
 * Effective permissions of the head against those of the base, by subject, sorted. Splitting, reordering or moving
 * rules is no change; a permission that a wildcard or a group already gave is not gained.
 */
function permissionDelta(base, head) {
    const before = permissionsOf(base);
    const after = permissionsOf(head);
    const subjects = [...new Set([...before.keys(), ...after.keys()])].sort();
    return subjects
        .map(subject => ({
        subject,
        gained: missing(subject, after, before),
        lost: missing(subject, before, after),
    }))
        .filter(d => d.gained.length > 0 || d.lost.length > 0);
}
/** Grants of `subject` in `from` that nothing in `other` allows it. */
function missing(subject, from, other) {
    const grants = from.get(subject) ?? [];
    if (grants.length === 0)
        return [];
    const held = [subject, ...implicitGroups(subject)].flatMap(s => other.get(s) ?? []);
    const coverage = new Coverage(held);
    const seen = new Set();
    return grants.filter(grant => {
        const id = key(grant.atom);
        if (seen.has(id))
            return false;
        seen.add(id);
        return !coverage.allows(grant.atom);
    });
}
/** The delta as lines for people: verbs merged per resource, resources with the same verbs merged per scope. */
function permissionChanges(base, head) {
    return permissionDelta(base, head).map(({ subject, gained, lost }) => ({
        subject,
        gained: compact(gained),
        lost: compact(lost),
    }));
}
/** Merges grants of the same binding, scope and danger into as few lines as say the same. */
function compact(grants) {
    const lines = new Map();
    for (const grant of grants) {
        const { atom } = grant;
        const line = JSON.stringify([scopeText(atom), through(grant), dangerOf(atom) !== undefined]);
        const entry = lines.get(line) ?? { grant, verbs: new Map() };
        lines.set(line, entry);
        const what = resourceText(atom);
        entry.verbs.set(what, (entry.verbs.get(what) ?? new Set()).add(atom.verb));
    }
    return [...lines.values()]
        .flatMap(({ grant, verbs }) => {
        const byVerbs = new Map();
        for (const [resource, set] of verbs) {
            const text = set.has('*') ? 'all verbs on' : [...set].sort(byCustom).join(', ');
            byVerbs.set(text, [...(byVerbs.get(text) ?? []), resource]);
        }
        return [...byVerbs].map(([verb, resources]) => ({
            text: resources[0]?.startsWith(UNKNOWN_ROLE)
                ? `everything ${resources[0].slice(UNKNOWN_ROLE.length)} grants (it is not in the repository)`
                : `${verb} ${resources.sort().join(', ')}`,
            scope: scopeText(grant.atom),
            through: through(grant),
            dangerous: dangerOf(grant.atom) !== undefined,
        }));
    })
        .sort((a, b) => Number(b.dangerous) - Number(a.dangerous) || (0,repository/* byText */.z4)(a.scope, b.scope) || (0,repository/* byText */.z4)(a.text, b.text));
}
/** `secrets`, `deployments.apps`, `secrets "db"`, `everything`. */
function resourceText({ group, resource, name }) {
    if (resource.startsWith(UNKNOWN_ROLE))
        return resource;
    const named = name === undefined ? '' : ` "${name}"`;
    if (group === undefined)
        return resource === '*' ? 'every path of the API server' : `path ${resource}`;
    if (resource === '*')
        return group === '*'
            ? 'everything'
            : group === ''
                ? 'everything in the core group'
                : `everything in ${group}`;
    return `${resource}${group === '' || group === '*' ? '' : `.${group}`}${named}`;
}
function scopeText({ namespace, group, resource }) {
    if (namespace !== '')
        return `namespace ${namespace}`;
    return group === undefined && !resource.startsWith(UNKNOWN_ROLE) ? 'cluster' : 'all namespaces';
}
function through({ binding }) {
    const { kind, name } = binding.resource;
    const roleRef = (binding.object.roleRef ?? {});
    return `${kind} ${name} -> ${String(roleRef.kind)} ${String(roleRef.name)}`;
}
/** The order people say verbs in. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
function byCustom(a, b) {
    const rank = (verb) => (VERBS.indexOf(verb) + VERBS.length + 1) % (VERBS.length + 1);
    return rank(a) - rank(b) || (0,repository/* byText */.z4)(a, b);
}
//# sourceMappingURL=delta.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/rbac/index.js





/**
 * RBAC as a change: what subjects may do in the head that they could not do in the base, and the reverse. A first
 * version over the Roles, ClusterRoles and bindings of the repository.
 */
const rbac = { checks: { gained: change('gained'), lost: change('lost') } };
function change(direction) {
    return ({ set, base, guardrail }) => {
        if (base === undefined)
            return { findings: [] };
        const findings = [];
        for (const delta of permissionDelta(base, set)) {
            // Ordinary permissions stand in the table; a finding is for what deserves a second look.
            const grants = direction === 'gained'
                ? delta.gained.filter(g => dangerOf(g.atom) !== undefined && !isClusterAdmin(g) && !judgedInRole(g, base))
                : delta.lost;
            const other = direction === 'gained' ? base : set;
            for (const [anchor, group] of byAnchor(grants, other, delta.subject)) {
                findings.push(finding(delta.subject, anchor, group, direction, guardrail));
            }
        }
        return { findings };
    };
}
/** `cluster-admin-binding` speaks about these already, at the same line. */
function isClusterAdmin({ binding }) {
    const { kind, name } = (binding.object.roleRef ?? {});
    return kind === 'ClusterRole' && name === 'cluster-admin';
}
/** The rule itself is new and has a finding at its own line: one cause, one comment. */
function judgedInRole({ atom, role }, base) {
    if (role?.resource.kind !== 'ClusterRole' || !judgedInClusterRole(atom))
        return false;
    const rules = JSON.stringify(role.object.rules);
    return !base.find(role.resource).some(twin => JSON.stringify(twin.object.rules) === rules);
}
/** What a binding says, to tell whether it changed. */
function grantsOf(binding) {
    return JSON.stringify([binding.object.roleRef, binding.object.subjects]);
}
/** The object that changed: the role where the binding is as it was, otherwise the binding. */
function byAnchor(grants, other, subject) {
    const groups = new Map();
    for (const grant of grants) {
        const { binding, role } = grant;
        const same = other.find(binding.resource).some(twin => grantsOf(twin) === grantsOf(binding));
        const anchor = same && role !== undefined
            ? { manifest: role, path: ['rules'] }
            : { manifest: binding, path: ['roleRef', 'name'] };
        const { target, environment } = anchor.manifest.origin;
        const id = JSON.stringify([
            target.id,
            environment.name,
            (0,src_manifest/* resourceLabel */.bP)(anchor.manifest.resource),
            subject,
        ]);
        const group = groups.get(id) ?? [anchor, []];
        groups.set(id, group);
        group[1].push(grant);
    }
    return [...groups.values()];
}
function finding(subject, { manifest, path }, grants, direction, active) {
    const lines = compact(grants).map(line => `${line.text} in ${line.scope}`.replace('in cluster', 'in the cluster'));
    const why = [...new Set(grants.map(g => dangerOf(g.atom)).filter(w => w !== undefined))];
    const can = direction === 'gained' ? 'can now' : 'can no longer';
    const message = `${subject} ${can} ${lines.join('; ')}${direction === 'gained' ? `: it can ${why.join(', ')}` : ''}.`;
    return (0,guardrails/* findingAbout */.Bd)(active, manifest, path, message, {
        side: direction === 'gained' ? 'added' : 'removed',
        subject,
    });
}
//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/src/schema/index.js + 3 modules
var schema = __webpack_require__(3007);
;// CONCATENATED MODULE: ./lib/src/analyzers/api-versions/index.js



/** API versions that Kubernetes has given up, or is about to. */
const apiVersions = { checks: { removed, deprecated } };
/** Versions that the target Kubernetes no longer serves. */
function removed(input) {
    return judge(input, (manifest, life, minor, target) => {
        if (life.removed === undefined || minor < minorOf(life.removed))
            return undefined;
        return `${describe(manifest)} does not exist in Kubernetes ${target}: it was removed in ${life.removed}, so the API server refuses it.${replacement(manifest, life, 'Use')}`;
    });
}
/** Versions that are still served, and announced to go. */
function deprecated(input) {
    return judge(input, (manifest, life, minor) => {
        if (life.deprecated === undefined || minor < minorOf(life.deprecated))
            return undefined;
        if (life.removed !== undefined && minor >= minorOf(life.removed))
            return undefined;
        // A replacement that is newer than the cluster cannot be used yet.
        if (life.replacement !== undefined && !isServed(life.replacement, minor))
            return undefined;
        const since = `${describe(manifest)} is deprecated since ${life.deprecated}`;
        const what = life.removed === undefined
            ? `${since}, though no version is announced yet that removes it.`
            : `${since} and removed in ${life.removed}: that upgrade will refuse it.`;
        return `${what}${replacement(manifest, life, 'Move to')}`;
    });
}
function judge({ set, guardrail, kubernetes }, say) {
    const findings = [];
    for (const manifest of set.manifests) {
        const [group, version] = (0,src_manifest/* splitApiVersion */.Np)(manifest.apiVersion);
        const life = (0,schema/* lifecycle */.Bl)(group, version, manifest.resource.kind);
        if (life === undefined)
            continue;
        const target = manifest.origin.environment.kubernetes ?? kubernetes;
        const message = say(manifest, life, minorOf(target), target);
        if (message !== undefined)
            findings.push((0,guardrails/* findingAbout */.Bd)(guardrail, manifest, ['apiVersion'], message));
    }
    return { findings };
}
function isServed({ group, version, kind }, minor) {
    const life = (0,schema/* lifecycle */.Bl)(group, version, kind);
    return life?.introduced === undefined || minorOf(life.introduced) <= minor;
}
function describe({ apiVersion, resource: { kind } }) {
    return `${kind} ${apiVersion}`;
}
function replacement({ resource }, { replacement: next }, verb) {
    if (next === undefined)
        return '';
    const apiVersion = next.group === '' ? next.version : `${next.group}/${next.version}`;
    return ` ${verb} ${apiVersion}${next.kind === resource.kind ? '' : ` ${next.kind}`}.`;
}
/** `1.34`, `v1.34.2` -> 34. */
function minorOf(version) {
    return Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0);
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/manifest/index.js


/** What is wrong with the YAML itself, though it can be read. */
const manifest = { checks: { 'duplicate-key': duplicateKey } };
/** Keys written twice, the last one of which counts: one finding per mapping, however many of its keys. */
function duplicateKey({ set, guardrail }) {
    const findings = [];
    for (const each of set.manifests) {
        const mappings = new Map();
        for (const { path } of each.duplicateKeys) {
            const inside = path.slice(each.origin.within.length);
            const mapping = JSON.stringify(inside.slice(0, -1));
            mappings.set(mapping, [...(mappings.get(mapping) ?? []), inside]);
        }
        for (const [first, ...others] of mappings.values()) {
            if (first === undefined)
                continue;
            findings.push((0,guardrails/* findingAbout */.Bd)(guardrail, each, first, message(each, [first, ...others])));
        }
    }
    return { findings };
}
function message({ object }, paths) {
    const keys = [...new Set(paths.map(path => `"${path.at(-1)}"`))];
    const parent = (0,src_manifest/* fieldName */.w5)(object, paths[0]?.slice(0, -1) ?? []);
    const where = parent === '' ? 'at the top' : `in ${parent}`;
    return keys.length === 1
        ? `The key ${keys[0]} is written twice ${where}: this one counts, the earlier one is lost without a word.`
        : `The keys ${keys.join(', ')} are written twice ${where}: the later ones count, the earlier ones are lost without a word.`;
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/network/index.js


/** NetworkPolicies and the pods they select. */
const network = { checks: { 'workload-without-policy': workloadWithoutPolicy } };
/** Workloads that nobody calls, or whose pods end before anybody could. */
const NOT_CALLED = new Set(['Job', 'CronJob']);
/**
 * Workloads that no NetworkPolicy of their namespace selects. Policies are looked for among what is rendered together
 * with the workload, and in the rest of the repository: a platform team may keep them apart. Where nobody has said the
 * namespace (an object without one, a chart whose environment names none and that was rendered into `default` only
 * because some namespace is needed), the same namespace is meant only by what is rendered together.
 *
 * Where a part of the repository could not be rendered, the policy that selects the workload may be in it; then only
 * a workload that is rendered together with policies of its namespace is judged.
 *
 * Unless the parameter `everywhere` is true, a namespace without any policy is left alone: there the absence is a
 * decision about the cluster, not about the workload. A policy of another kind (Cilium, Calico) silences it too, since
 * what it selects is not known here.
 */
function workloadWithoutPolicy({ set, guardrail, partial }) {
    const everywhere = guardrail.parameters.everywhere === true;
    const findings = [];
    for (const pod of set.podSpecs()) {
        if (!isJudged(pod))
            continue;
        const policies = policiesFor(pod.manifest, set);
        const together = new Set(set.renderedWith(pod.manifest));
        if (!everywhere && !policies.some(policy => !partial || together.has(policy)))
            continue;
        if (policies.some(policy => isForeign(policy) || (0,src_manifest/* selects */.ko)((0,src_manifest/* valueAt */.fK)(policy.object, ['spec', 'podSelector']), pod.labels))) {
            continue;
        }
        findings.push((0,guardrails/* findingAbout */.Bd)(guardrail, pod.manifest, labelsPath(pod), network_message(pod.manifest, policies)));
    }
    return { findings };
}
function isJudged({ spec, manifest }) {
    const hook = (0,src_manifest/* valueAt */.fK)(manifest.object, ['metadata', 'annotations', 'helm.sh/hook']);
    return !NOT_CALLED.has(manifest.resource.kind) && hook === undefined && (0,src_manifest/* own */.ZV)(spec, 'hostNetwork') !== true;
}
function policiesFor(workload, set) {
    const { namespace } = workload.resource;
    const all = set.inNamespace(namespace).filter(isPolicy);
    const together = new Set(set.renderedWith(workload));
    return isNamespaceStated(workload)
        ? all.filter(policy => together.has(policy) || isNamespaceStated(policy))
        : all.filter(policy => together.has(policy));
}
function isNamespaceStated({ resource: { namespace }, origin: { target, environment } }) {
    return (namespace !== '' &&
        !(target.kind === 'helm' && environment.namespace === undefined && namespace === 'default'));
}
function isPolicy({ resource: { kind, group } }) {
    return (kind === 'NetworkPolicy' && group !== '') || kind === 'CiliumNetworkPolicy';
}
function isForeign({ resource: { group } }) {
    return group !== 'networking.k8s.io' && group !== 'extensions';
}
function labelsPath(pod) {
    return [...pod.path.slice(0, -1), 'metadata', 'labels'];
}
function network_message(workload, policies) {
    const { namespace } = workload.resource;
    const where = isNamespaceStated(workload) ? `of namespace ${namespace}` : 'rendered with it';
    // One policy is there once per environment.
    const names = [...new Set(policies.map(({ resource }) => resource.name))];
    const why = names.length === 0
        ? `no NetworkPolicy ${where} is found`
        : names.length === 1
            ? `NetworkPolicy ${names[0]} does not select its labels`
            : `none of the ${names.length} NetworkPolicies ${where} selects its labels`;
    return `${(0,src_manifest/* resourceLabel */.bP)(workload.resource)} accepts connections from every pod of the cluster: ${why}.`;
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/quota/index.js

/** Namespaces and their ResourceQuotas. */
const quota = { checks: { 'namespace-without-quota': namespaceWithoutQuota } };
/** Namespaces declared in the set that no ResourceQuota in the set belongs to. */
function namespaceWithoutQuota({ set, guardrail }) {
    const except = new Set(Array.isArray(guardrail.parameters.except) ? guardrail.parameters.except : []);
    const limited = new Set(set.ofKind('ResourceQuota', '').map(({ resource }) => resource.namespace));
    const findings = [];
    for (const namespace of set.ofKind('Namespace', '')) {
        const { name } = namespace.resource;
        if (except.has(name) || limited.has(name))
            continue;
        const message = `Namespace ${name} has no ResourceQuota: one mistake in it can take what the whole cluster has.`;
        findings.push((0,guardrails/* findingAbout */.Bd)(guardrail, namespace, ['metadata', 'name'], message));
    }
    return { findings };
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/registry.js





/** Every analyzer by the name rule files use (`analyzer:`). */
const ANALYZERS = {
    'api-versions': apiVersions,
    manifest: manifest,
    network: network,
    quota: quota,
    rbac: rbac,
};
/**
 * Runs every active guardrail that is judged by an analyzer.
 *
 * @param set manifests of the head, all targets and environments
 * @param active guardrails with settings applied; those with expressions are skipped
 */
function analyze(set, active, options) {
    const findings = [];
    const problems = [];
    for (const guardrail of active) {
        const check = guardrail.guardrail.check;
        if (check.by !== 'analyzer')
            continue;
        const run = findCheck(check.analyzer, check.check);
        if (run === undefined) {
            problems.push({
                code: 'analyzer-unknown',
                message: `Guardrail ${guardrail.guardrail.id} names analyzer "${check.analyzer}" with check "${check.check}", which does not exist`,
                file: guardrail.guardrail.file,
                gates: true,
            });
            continue;
        }
        const result = run({
            set,
            guardrail,
            kubernetes: options.kubernetes,
            partial: options.partial ?? false,
            ...(options.base === undefined ? {} : { base: options.base }),
        });
        findings.push(...result.findings);
        problems.push(...(result.problems ?? []));
    }
    return { findings, problems };
}
/** Names come from rule files: only own properties count. */
function findCheck(analyzer, check) {
    const checks = Object.hasOwn(ANALYZERS, analyzer) ? ANALYZERS[analyzer]?.checks : undefined;
    return checks !== undefined && Object.hasOwn(checks, check) ? checks[check] : undefined;
}
/** Analyzer names with the checks they offer, for `kubeproof rules` and for validating rule files. */
function analyzerChecks() {
    return Object.fromEntries(Object.entries(ANALYZERS).map(([name, { checks }]) => [name, Object.keys(checks)]));
}
//# sourceMappingURL=registry.js.map
;// CONCATENATED MODULE: ./lib/src/analyzers/index.js
/**
 * Rules that no single object can show: code that reads the whole set, or base and head.
 */


//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/src/evidence/index.js + 3 modules
var evidence = __webpack_require__(7838);
// EXTERNAL MODULE: ./lib/src/package.js
var src_package = __webpack_require__(4922);
;// CONCATENATED MODULE: ./lib/src/source/excerpt.js
/** Longest line that is shown whole: rendered ConfigMaps hold lines of megabytes. */
const LINE_LIMIT = 400;
/**
 * Lines `line - before` to `line + after` of a text, 1-based, clipped to the text.
 * @returns the lines and the number of the first one; undefined when `line` is not in the text.
 */
function excerpt(text, line, before, after) {
    const all = text.split('\n');
    if (line < 1 || line > all.length)
        return undefined;
    const from = Math.max(1, line - before);
    const to = Math.min(all.length, line + after);
    const lines = all.slice(from - 1, to).map(clip);
    while (lines.length > 0 && from + lines.length - 1 > line && lines.at(-1) === '')
        lines.pop();
    return { firstLine: from, lines };
}
function clip(line) {
    const text = line.replace(/\r$/, '');
    return text.length > LINE_LIMIT ? `${text.slice(0, LINE_LIMIT)}…` : text;
}
/** Keys whose values nobody wants to read in a review. */
const SENSITIVE = /^(\s*(?:-\s+)?["']?[\w.-]*(?:passw|secret|token|credential|api-?_?key|private-?_?key)[\w.-]*["']?\s*:\s+)([^\s#{[&*|>].*)$/i;
/** {@link excerpt} of a values file, where passwords may stand beside anything: their values are left out. */
function valuesExcerpt(...[text, ...rest]) {
    const shown = excerpt(text, ...rest);
    return shown && { ...shown, lines: shown.lines.map(line => line.replace(SENSITIVE, '$1…')) };
}
//# sourceMappingURL=excerpt.js.map
// EXTERNAL MODULE: ./lib/src/targets/index.js + 18 modules
var targets = __webpack_require__(7031);
;// CONCATENATED MODULE: ./lib/src/source/field-span.js

/**
 * A scalar points at its value, everything else at the key (or the first key of a list item) that introduces it.
 * Positions count in the document's text. Undefined when nothing of the field is written.
 */
function fieldSpan({ origin, object }, path) {
    const at = (0,src_manifest/* locate */.x5)(origin.text, [...origin.within, ...path]);
    const scalar = at.exact && !isCollection((0,src_manifest/* valueAt */.fK)(object, path));
    const span = scalar ? (at.value ?? at.key) : (at.key ?? firstLine(at.value));
    return span === undefined ? undefined : { span, exact: at.exact };
}
function isCollection(value) {
    return typeof value === 'object' && value !== null;
}
function firstLine(span) {
    if (span === undefined || span.endLine === span.line)
        return span;
    return { ...span, endLine: span.line, endColumn: span.column };
}
//# sourceMappingURL=field-span.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/layers.js

/**
 * The files that give a chart its values: `-f` files, the chart's own defaults, those of the charts inside it.
 *
 * `--set` and its kin have no line; what they touch is not looked for here.
 */
class ValueLayers {
    #request;
    #find;
    #layers = new Map();
    #keysSet;
    /** @param find the file behind a full name like `shop/charts/db/values.yaml` */
    constructor(request, find) {
        this.#request = request;
        this.#find = find;
        const { json, plain, string, file, literal } = request.set;
        const expressions = [...json, ...plain, ...string, ...file, ...literal];
        this.#keysSet = new Set(
        // `{"a": ...}` sets anything.
        expressions.flatMap(text => (text.trimStart().startsWith('{') ? ['*'] : topKeys(text))));
    }
    /**
     * The layer that decides the value at a path of a chart's values; undefined when nothing is written there, when
     * `--set` may have a say, or when the layers are too entangled to tell.
     */
    find(chart, path) {
        const candidates = path[0] === 'global'
            ? chart.map((_, depth) => [...chart.slice(0, depth), ...path]).concat([[...chart, ...path]])
            : [[...chart, ...path]];
        for (const candidate of candidates) {
            const written = this.#strongest(candidate, chart);
            if (written !== 'absent')
                return written;
        }
        return undefined;
    }
    /** Keys or indexes of the collection at a path: those of the file that decides it, or of all that merge into it. */
    members(chart, path) {
        const keys = new Set();
        const full = [...chart, ...path];
        for (const layer of this.#strongestFirst(chart)) {
            if (layer === 'unreadable')
                return [];
            const { value } = descend(layer.value, full.slice(layer.depth));
            if (Array.isArray(value))
                return keys.size === 0 ? value.map((_, index) => index) : [];
            if ((0,src_manifest/* isObject */.Gv)(value))
                for (const key of Object.keys(value))
                    keys.add(key);
        }
        return [...keys];
    }
    #strongest(full, chart) {
        if (this.#keysSet.has('*') || this.#keysSet.has(String(full[0])))
            return undefined;
        for (const layer of this.#strongestFirst(chart)) {
            // It may say anything, and whatever is weaker may then not be the one.
            if (layer === 'unreadable')
                return undefined;
            if (layer.depth > 0 && !startsWith(full, chart.slice(0, layer.depth)))
                continue;
            const inLayer = full.slice(layer.depth);
            const { value, reached, path } = descend(layer.value, inLayer);
            if (value === undefined) {
                // A list, a scalar or null above replaces all that weaker layers say below it.
                if (reached === 'replaced')
                    return undefined;
                continue;
            }
            if (value === null)
                return undefined;
            const at = (0,src_manifest/* locate */.x5)(layer.text, path);
            const span = at.value ?? at.key;
            return at.exact && span !== undefined ? { layer, value, span, key: at.key } : undefined;
        }
        return 'absent';
    }
    #strongestFirst(chart) {
        const { values } = this.#request;
        const layers = values.map((_, index) => this.#valuesFile(index)).reverse();
        for (let depth = 0; depth <= chart.length; depth++)
            layers.push(this.#defaults(chart.slice(0, depth)));
        return layers.filter(layer => layer !== undefined);
    }
    #valuesFile(index) {
        const request = this.#request;
        const file = request.values[index];
        if (file === undefined)
            return undefined;
        return this.#layer(`f${index}`, () => readLayer(file.name, file.content, 0, content => ({
            ...request,
            values: request.values.map((v, i) => (i === index ? { ...v, content } : v)),
        })));
    }
    #defaults(chart) {
        const request = this.#request;
        return this.#layer(JSON.stringify(chart), () => {
            const name = ['chart', ...chart.flatMap(part => ['charts', part]), 'values.yaml'].join('/');
            const file = this.#find(name);
            if (file === undefined || file.path.endsWith('.tgz'))
                return undefined;
            return readLayer(file.origin, file.content, chart.length, content => ({
                ...request,
                files: request.files.map(f => (f.path === file.path ? { ...f, content } : f)),
            }));
        });
    }
    #layer(key, read) {
        if (!this.#layers.has(key))
            this.#layers.set(key, read());
        return this.#layers.get(key);
    }
}
/** First keys of an expression in strvals grammar: `a.b=1,c[0]=2` sets `a` and `c`. */
function topKeys(expression) {
    const keys = expression.split(',').map(part => /^\s*([\w-]+)(?=[.[=])/.exec(part)?.[1]);
    return keys[0] === undefined ? ['*'] : keys.filter(key => key !== undefined);
}
function readLayer(file, content, depth, replaced) {
    const text = new TextDecoder().decode(content);
    const documents = (0,src_manifest/* splitDocuments */.ZF)(text).length;
    if (documents === 0)
        return undefined;
    // The newest versions of Helm merge the documents of a values file: a line in the first may not be the one.
    const parsed = documents === 1 ? (0,src_manifest/* parseYaml */.hN)(text) : undefined;
    if (parsed?.ok !== true)
        return 'unreadable';
    const encoder = new TextEncoder();
    return { file, text, value: parsed.value, depth, replaced: changed => replaced(encoder.encode(changed)) };
}
function descend(root, steps) {
    let value = root;
    const path = [];
    for (const step of steps) {
        let next;
        if (Array.isArray(value)) {
            path.push(Number(step));
            next = /^\d+$/.test(String(step)) ? value[Number(step)] : undefined;
        }
        else if ((0,src_manifest/* isObject */.Gv)(value)) {
            path.push(step);
            if (!Object.hasOwn(value, String(step)))
                return { reached: 'absent', path };
            next = value[String(step)];
        }
        if (next === undefined)
            return { reached: 'replaced', path };
        value = next;
    }
    return { value, reached: 'value', path };
}
function startsWith(path, prefix) {
    return prefix.every((step, index) => path[index] === step);
}
//# sourceMappingURL=layers.js.map
// EXTERNAL MODULE: ./lib/src/render/index.js + 8 modules
var render = __webpack_require__(7982);
;// CONCATENATED MODULE: ./lib/src/source/helm/expression.js
const UNKNOWN = { type: 'unknown' };
/** Longest pipeline that is read: real ones have a few hundred characters. */
const MAX_LENGTH = 20_000;
const MAX_DEPTH = 100;
const LEXEME = /([ \t\r\n]+)|("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*')|(\$\w*(?:\.\w+)*|\.\w+(?:\.\w+)*|[+-]?\d[\w.+-]*|\w+)|(:=|[=|(),.])/y;
/**
 * Reads the pipeline of an action (without delimiters and keyword), with the variables it declares.
 * What it cannot read is `unknown`, never an error: a value is then not traced.
 */
function parsePipeline(text) {
    const lexemes = text.length > MAX_LENGTH ? undefined : lexemesOf(text);
    if (lexemes === undefined)
        return { variables: [], value: UNKNOWN };
    const declared = /^(\$\w*)(?:\s*,\s*(\$\w*))?\s*:?=(?!=)\s*/.exec(text);
    const variables = declared?.slice(1, 3).filter((name) => name !== undefined) ?? [];
    const rest = declared === null ? lexemes : lexemesOf(text.slice(declared[0].length));
    if (rest === undefined)
        return { variables: [], value: UNKNOWN };
    const parser = new Parser(rest);
    const value = parser.pipeline(0);
    return { variables: variables.map(name => name.slice(1)), value: parser.done() ? value : UNKNOWN };
}
function lexemesOf(text) {
    const lexemes = [];
    LEXEME.lastIndex = 0;
    while (LEXEME.lastIndex < text.length) {
        const match = LEXEME.exec(text);
        if (match === null)
            return undefined;
        const [found, space, string, word] = match;
        const type = space !== undefined
            ? 'space'
            : string !== undefined
                ? 'string'
                : word !== undefined
                    ? 'word'
                    : 'symbol';
        lexemes.push({ type, text: found });
    }
    return lexemes;
}
class Parser {
    #lexemes;
    #at = 0;
    constructor(lexemes) {
        this.#lexemes = lexemes;
    }
    done() {
        this.#space();
        return this.#at >= this.#lexemes.length;
    }
    pipeline(depth) {
        let value = this.#command(undefined, depth);
        this.#space();
        while (this.#is('|')) {
            this.#at++;
            value = this.#command(value, depth);
            this.#space();
        }
        return value;
    }
    /** One command: an operand, or a function with arguments; `piped` becomes its last argument. */
    #command(piped, depth) {
        this.#space();
        const first = this.#lexemes[this.#at];
        const name = first?.type === 'word' && isFunction(first.text) ? first.text : undefined;
        if (name !== undefined)
            this.#at++;
        const args = [];
        for (;;) {
            this.#space();
            const operand = this.#operand(depth);
            if (operand === undefined)
                break;
            args.push(operand);
        }
        if (name !== undefined) {
            return { type: 'call', name, args: piped === undefined ? args : [...args, piped] };
        }
        const [value] = args;
        return value !== undefined && args.length === 1 && piped === undefined ? value : UNKNOWN;
    }
    #operand(depth) {
        const lexeme = this.#lexemes[this.#at];
        if (lexeme === undefined || lexeme.text === '|' || lexeme.text === ')')
            return undefined;
        this.#at++;
        if (lexeme.text === '(') {
            if (depth >= MAX_DEPTH)
                return UNKNOWN;
            const inner = this.pipeline(depth + 1);
            if (!this.#is(')'))
                return UNKNOWN;
            this.#at++;
            const next = this.#lexemes[this.#at];
            if (next?.type !== 'word' || !next.text.startsWith('.'))
                return inner;
            this.#at++;
            return { type: 'fields', base: inner, names: next.text.slice(1).split('.') };
        }
        if (lexeme.type === 'string')
            return { type: 'literal', value: unquote(lexeme.text) };
        if (lexeme.text === '.')
            return { type: 'dot' };
        return lexeme.type === 'word' ? operandOf(lexeme.text) : UNKNOWN;
    }
    #is(symbol) {
        return this.#lexemes[this.#at]?.text === symbol;
    }
    #space() {
        while (this.#lexemes[this.#at]?.type === 'space')
            this.#at++;
    }
}
const CONSTANTS = new Map([
    ['true', true],
    ['false', false],
    ['nil', null],
]);
function isFunction(word) {
    return /^[A-Za-z_]/.test(word) && !CONSTANTS.has(word);
}
function operandOf(word) {
    const constant = CONSTANTS.get(word);
    if (constant !== undefined)
        return { type: 'literal', value: constant };
    if (word.startsWith('.'))
        return { type: 'fields', base: { type: 'dot' }, names: word.slice(1).split('.') };
    if (word.startsWith('$')) {
        const [name = '', ...names] = word.slice(1).split('.');
        const base = { type: 'variable', name };
        return names.length === 0 ? base : { type: 'fields', base, names };
    }
    if (/^[+-]?\d/.test(word))
        return { type: 'literal', value: Number(word) };
    // A function among the arguments: called without any of its own.
    return { type: 'call', name: word, args: [] };
}
function unquote(text) {
    if (text.startsWith('`'))
        return text.slice(1, -1);
    return text.slice(1, -1).replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}
//# sourceMappingURL=expression.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/lexer.js
const OPENERS = new Set(['if', 'with', 'range', 'define', 'block']);
const KEYWORD = /^(if|else|end|range|with|define|block|template|break|continue)(?!\w)/;
/** text/template's white space: what trim markers remove and what may stand beside them. */
const SPACE = ' \t\r\n';
/**
 * Cuts a Go template into text, actions and comments, with exact offsets, as text/template's lexer does
 * (`{{-` and `-}}` only with white space beside the dash; comments only directly behind the opening delimiter).
 * Every character belongs to exactly one token.
 * @returns undefined for what text/template would refuse: an action, string or comment without an end, or blocks
 * that do not nest.
 */
function lex(text) {
    const tokens = [];
    const open = [];
    /** The branch in force, per open block. */
    const branches = [];
    let at = 0;
    while (at < text.length) {
        const start = text.indexOf('{{', at);
        if (start < 0)
            break;
        if (start > at)
            tokens.push({ type: 'text', start: at, end: start, inside: branches.at(-1) ?? -1 });
        const trimsLeft = text[start + 2] === '-' && isSpace(text[start + 3]);
        const from = start + (trimsLeft ? 3 : 2);
        // As in text/template: one white space character belongs to the trim marker, then a comment may start.
        const commentAt = trimsLeft ? from + 1 : from;
        if (text.startsWith('/*', commentAt)) {
            const close = text.indexOf('*/', commentAt + 2);
            if (close < 0)
                return undefined;
            const end = closing(text, close + 2);
            if (end === undefined)
                return undefined;
            tokens.push({
                type: 'comment',
                start,
                end: end.after,
                trimsLeft,
                trimsRight: end.trims,
                inside: branches.at(-1) ?? -1,
            });
            at = end.after;
            continue;
        }
        const end = endOfAction(text, from);
        if (end === undefined)
            return undefined;
        const action = classify(text, from, end.body);
        let inside = branches.at(-1) ?? -1;
        let opener = -1;
        const index = tokens.length;
        if (action.role === 'else' || action.role === 'end') {
            const block = open.at(-1);
            if (block === undefined)
                return undefined;
            opener = block;
            branches.pop();
            inside = branches.at(-1) ?? -1;
            if (action.role === 'end')
                open.pop();
            else
                branches.push(index);
        }
        else if (action.role === 'open') {
            open.push(index);
            branches.push(index);
        }
        tokens.push({
            type: 'action',
            start,
            end: end.after,
            trimsLeft,
            trimsRight: end.trims,
            ...action,
            inside,
            opener,
        });
        at = end.after;
    }
    if (open.length > 0)
        return undefined;
    if (at < text.length)
        tokens.push({ type: 'text', start: at, end: text.length, inside: -1 });
    return tokens;
}
function isSpace(character) {
    return character !== undefined && SPACE.includes(character);
}
/** The closing delimiter at `at`, with or without a trim marker. */
function closing(text, at) {
    if (text.startsWith('}}', at))
        return { after: at + 2, trims: false };
    if (isSpace(text[at]) && text.startsWith('-}}', at + 1))
        return { after: at + 4, trims: true };
    return undefined;
}
/** Finds the end of an action, past strings, raw strings and character constants. */
function endOfAction(text, from) {
    let at = from;
    while (at < text.length) {
        const end = closing(text, at);
        if (end !== undefined)
            return { body: at, ...end };
        const character = text[at];
        if (character === '`') {
            const close = text.indexOf('`', at + 1);
            if (close < 0)
                return undefined;
            at = close + 1;
        }
        else if (character === '"' || character === "'") {
            const after = quoted(text, at);
            if (after === undefined)
                return undefined;
            at = after;
        }
        else
            at++;
    }
    return undefined;
}
/** Behind the closing quote of the string that starts at `at`; undefined when the line ends first. */
function quoted(text, at) {
    for (let i = at + 1; i < text.length; i++) {
        const character = text[i];
        if (character === '\\')
            i++;
        else if (character === text[at])
            return i + 1;
        else if (character === '\n')
            return undefined;
    }
    return undefined;
}
function classify(text, from, to) {
    let start = from;
    while (start < to && isSpace(text[start]))
        start++;
    let end = to;
    while (end > start && isSpace(text[end - 1]))
        end--;
    // A keyword is short; the pipeline behind it may be a megabyte.
    const word = KEYWORD.exec(text.slice(start, Math.min(end, start + 16)))?.[1];
    if (word === undefined) {
        const assigns = /^\$\w*\s*(?::=|=(?!=))/.test(text.slice(start, Math.min(end, start + 200)));
        return { role: assigns ? 'assign' : 'print', keyword: '', body: { start, end } };
    }
    start += word.length;
    while (start < end && isSpace(text[start]))
        start++;
    const body = { start, end };
    if (word === 'end')
        return { role: 'end', keyword: word, body };
    if (word === 'break' || word === 'continue')
        return { role: 'jump', keyword: word, body };
    if (word === 'template')
        return { role: 'print', keyword: word, body };
    if (word !== 'else')
        return { role: OPENERS.has(word) ? 'open' : 'print', keyword: word, body };
    const chained = /^(if|with)(?!\w)/.exec(text.slice(start, Math.min(end, start + 8)))?.[1];
    if (chained === undefined)
        return { role: 'else', keyword: word, body };
    start += chained.length;
    while (start < end && isSpace(text[start]))
        start++;
    return { role: 'else', keyword: `else ${chained}`, body: { start, end } };
}
//# sourceMappingURL=lexer.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/templates.js


const TEMPLATE = /^(?:charts\/[^/]+\/)*templates\//;
/** Where markers start and end; both are characters for private use that no chart has a reason to contain. */
const MARK_START = '\u{E000}';
const MARK_END = '\u{E001}';
/**
 * Reads every template of a chart, packed dependencies left out. Files that are not UTF-8, that hold marker
 * characters, or whose blocks do not nest are left out too: what they print cannot be traced.
 */
function readTemplates(inputs) {
    const files = inputs.flatMap(input => (TEMPLATE.test(input.path) ? (templateFile(input) ?? []) : []));
    const calls = files.flatMap(callsOf);
    return { files, calls, straight: straightTemplates(files, calls), prints: printsByName(files) };
}
function printsByName(files) {
    const prints = new Map();
    for (const file of files) {
        for (const [token, action] of file.tokens.entries()) {
            const name = file.within[token];
            if (name === undefined || action.type !== 'action' || action.role !== 'print')
                continue;
            const known = prints.get(name);
            if (known === undefined)
                prints.set(name, [{ file, token }]);
            else
                known.push({ file, token });
        }
    }
    return prints;
}
function templateFile({ path, origin, content }) {
    const text = decode(content);
    if (text === undefined || text.includes(MARK_START) || text.includes(MARK_END))
        return undefined;
    const tokens = lex(text);
    if (tokens === undefined)
        return undefined;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const partial = name.startsWith('_') || path.endsWith('NOTES.txt');
    const within = [];
    for (const token of tokens) {
        // The end of a named template is its last part.
        const inside = token.type === 'action' && token.role === 'end' ? token.opener : token.inside;
        const branch = inside < 0 ? undefined : tokens[inside];
        const names = branch?.type === 'action' && (branch.keyword === 'define' || branch.keyword === 'block');
        within.push(names
            ? definedName(text.slice(branch.body.start, branch.body.end))
            : inside < 0
                ? undefined
                : within[inside]);
    }
    return { path, origin, text, tokens, within, partial };
}
/** Helm reads templates as UTF-8 and drops a byte order mark; other bytes would move every offset. */
function decode(content) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(content);
    }
    catch {
        return undefined;
    }
}
const STRING = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/;
/** Name in `define "name"`, `block "name" .` and `template "name" .`; '' for one that cannot be read. */
function definedName(body) {
    const match = STRING.exec(body);
    return match?.[1] ?? match?.[2] ?? '';
}
/** The pipeline of `template "name" pipeline` and `block "name" pipeline`. */
function argumentOf(body) {
    const rest = body.replace(STRING, '').trim();
    return rest === '' ? { type: 'literal', value: null } : parsePipeline(rest).value;
}
function bodyOf(file, token) {
    return file.text.slice(token.body.start, token.body.end);
}
function callsOf(file) {
    return file.tokens.flatMap((token, index) => {
        if (token.type !== 'action' || token.role === 'end' || token.role === 'jump')
            return [];
        const body = bodyOf(file, token);
        if (token.keyword === 'define')
            return [];
        if (token.keyword === 'template' || token.keyword === 'block') {
            const call = { file, token: index, argument: argumentOf(body) };
            return [{ ...call, name: definedName(body) || undefined, straight: true }];
        }
        if (!body.includes('include') && !body.includes('tpl'))
            return [];
        const { value } = parsePipeline(body);
        const printed = token.role === 'print' ? printedInclude(value) : undefined;
        const calls = [];
        const visit = (expression) => {
            if (expression.type === 'fields')
                visit(expression.base);
            if (expression.type === 'unknown')
                calls.push(...mentioned(file, index, body));
            if (expression.type !== 'call')
                return;
            for (const argument of expression.args)
                visit(argument);
            if (expression.name !== 'include')
                return;
            const [name, argument = { type: 'unknown' }] = expression.args;
            const known = name?.type === 'literal' && typeof name.value === 'string' ? name.value : undefined;
            // A file included by its path: its own text is at stake, and comparing the renderings shows it.
            if (known === undefined && body.includes('BasePath'))
                return;
            calls.push({ file, token: index, name: known, argument, straight: expression === printed });
        };
        visit(value);
        return calls;
    });
}
/** The include whose text an action prints as it is, or indented. */
function printedInclude(value) {
    if (value.type !== 'call')
        return undefined;
    if (value.name === 'include')
        return value;
    const last = value.args.at(-1);
    return (value.name === 'nindent' || value.name === 'indent') && last !== undefined
        ? printedInclude(last)
        : undefined;
}
/** The templates named in a pipeline that could not be read: nothing is known about what becomes of their text. */
function mentioned(file, token, body) {
    const names = [...body.matchAll(/\binclude\s+(?:"([^"]*)"|`([^`]*)`)?/g)];
    return names.map(match => ({
        file,
        token,
        name: match[1] ?? match[2],
        argument: { type: 'unknown' },
        straight: false,
    }));
}
/** A template is straight when every call of it is, and none of them stands in a template that is not. */
function straightTemplates(files, calls) {
    const straight = new Set(files.flatMap(({ within }) => within.filter(name => name !== undefined)));
    straight.delete('');
    if (calls.some(call => call.name === undefined && !call.straight))
        return new Set();
    for (let before = -1; before !== straight.size;) {
        before = straight.size;
        for (const { file, token, name, straight: printed } of calls) {
            if (name === undefined)
                continue;
            const caller = file.within[token];
            if (!printed || (caller !== undefined && !straight.has(caller)))
                straight.delete(name);
        }
        // A computed name can be any template's.
        const hidden = calls.some(({ file, token, name }) => {
            const caller = file.within[token];
            return name === undefined && caller !== undefined && !straight.has(caller);
        });
        if (hidden)
            straight.clear();
    }
    return straight;
}
//# sourceMappingURL=templates.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/markers.js


/** White space, as trim markers remove it. */
const markers_SPACE = ' \t\r\n';
/**
 * Put before what an instrumented file prints. Helm reads the head of each document only to sort it, and reads one
 * YAML document: behind the document end it accepts anything. The marker keeps a `{{-` from trimming the line break.
 */
const PREAMBLE = '{}\n...\n';
/** Marks in a chart after which no further file gets any; the largest public charts have some ten thousand. */
const MAX_MARKS = 500_000;
/** Markers in the output of one template: beyond, where they stood is not kept. */
const MAX_RUNS = 1_000_000;
const GUARD = `${MARK_START}${MARK_END}`;
/**
 * Copies of a chart's templates with markers before each piece of text and before each action that prints.
 * A marker never stands inside an action, nor between an action and white space that the action trims, so the
 * rendering is the same but for the markers.
 * @param straight named templates that get markers
 */
function instrument(templates, straight) {
    const marks = [];
    const texts = new Map();
    for (const file of templates.files) {
        if (marks.length > MAX_MARKS)
            break;
        const body = instrumentFile(file, straight, marks);
        const text = file.partial ? body : `${PREAMBLE}${GUARD}${body}`;
        // What a marker breaks must not reach the engine as an error of the chart.
        if (lex(text) !== undefined)
            texts.set(file.path, text);
    }
    return { texts, marks };
}
function instrumentFile(file, straight, marks) {
    const { text, tokens, within } = file;
    const parts = [];
    const marked = (index) => {
        const name = within[index];
        return name === undefined ? !file.partial : straight.has(name);
    };
    const marker = (token, offset, kind) => {
        marks.push({ file, token, offset, kind });
        return `${MARK_START}${(marks.length - 1).toString(36)}${MARK_END}`;
    };
    /** Actions that get a marker: those that print, and the end of a named template. */
    const markedAction = (index) => {
        const token = tokens[index];
        if (token?.type !== 'action')
            return undefined;
        if (token.role === 'print')
            return marked(index) ? { ...token, kind: 'action' } : undefined;
        return token.role === 'end' && isDefine(tokens[token.opener]) && straight.has(within[index] ?? '')
            ? { ...token, kind: 'end' }
            : undefined;
    };
    for (const [index, token] of tokens.entries()) {
        if (token.type !== 'text') {
            const action = markedAction(index);
            // Behind text that it trims, its marker already stands.
            if (action !== undefined && !(action.trimsLeft && tokens[index - 1]?.type === 'text'))
                parts.push(marker(index, action.start, action.kind));
            parts.push(text.slice(token.start, token.end));
            continue;
        }
        const body = marked(index) ? markLines(text, token, offset => marker(index, offset, 'text')) : undefined;
        const plain = body ?? text.slice(token.start, token.end);
        const next = markedAction(index + 1);
        if (next?.trimsLeft === true) {
            let kept = plain.length;
            while (kept > 0 && markers_SPACE.includes(plain[kept - 1] ?? '-'))
                kept--;
            parts.push(plain.slice(0, kept), marker(index + 1, next.start, next.kind), plain.slice(kept));
        }
        else
            parts.push(plain);
    }
    return parts.join('');
}
function isDefine(token) {
    return token?.type === 'action' && (token.keyword === 'define' || token.keyword === 'block');
}
/** Puts a marker before the first character of each line that is not blank. */
function markLines(text, token, marker) {
    let out = '';
    for (let at = token.start; at < token.end;) {
        const newline = text.indexOf('\n', at);
        const end = newline < 0 || newline >= token.end ? token.end : newline + 1;
        let first = at;
        while (first < end && markers_SPACE.includes(text[first] ?? '-'))
            first++;
        out += text.slice(at, first);
        if (first < end)
            out += marker(first) + text.slice(first, end);
        at = end;
    }
    return out;
}
const MARKER = new RegExp(`${MARK_START}([0-9a-z]*)${MARK_END}`, 'g');
/** Undefined for a text with more markers than are kept. */
function strip(text) {
    const runs = [];
    const parts = [];
    let at = 0;
    let offset = 0;
    for (const match of text.matchAll(MARKER)) {
        parts.push(text.slice(at, match.index));
        offset += match.index - at;
        at = match.index + match[0].length;
        if (runs.length >= MAX_RUNS)
            return undefined;
        if (match[1] !== '')
            runs.push({ offset, mark: Number.parseInt(match[1] ?? '', 36) });
    }
    parts.push(text.slice(at));
    return { text: parts.join(''), runs };
}
//# sourceMappingURL=markers.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/map.js



/** Files that may break the instrumented rendering before it is given up. */
const MAX_RETRIES = 3;
/**
 * Renders a chart a second time from instrumented templates and holds the result against the clean rendering.
 *
 * Only text that is the same in both is mapped: a document as a whole, or else line by line where just a few lines
 * differ (a checksum over an instrumented file). The clean rendering is never changed by this.
 * @returns undefined when no template can be instrumented.
 */
async function mapRendering(engine, request, documents) {
    const templates = readTemplates(request.files);
    for (const straight of [templates.straight, new Set()]) {
        const rendered = await renderInstrumented(engine, request, instrument(templates, straight));
        if (rendered !== undefined)
            return joinRenderings(documents, rendered, templates);
        if (templates.straight.size === 0)
            break;
    }
    return undefined;
}
async function renderInstrumented(engine, request, { texts, marks }) {
    const encoder = new TextEncoder();
    const copies = new Map([...texts].map(([path, text]) => [path, encoder.encode(text)]));
    for (let attempt = 0; attempt <= MAX_RETRIES && copies.size > 0; attempt++) {
        const files = request.files.map(file => ({ ...file, content: copies.get(file.path) ?? file.content }));
        const outcome = await engine.renderChart({ ...request, files, includeCrds: false });
        if (outcome.ok)
            return { documents: outcome.documents, marks };
        const broken = request.files.find(({ path, origin }) => origin === outcome.problem.file && copies.has(path));
        if (broken === undefined)
            return undefined;
        copies.delete(broken.path);
    }
    return undefined;
}
function joinRenderings(documents, { documents: instrumented, marks }, templates) {
    const outputs = outputsByTemplate(instrumented, marks);
    const alignments = align(documents, outputs);
    return {
        templates,
        at(document, offset) {
            const alignment = alignments[document];
            if (alignment === undefined)
                return undefined;
            const line = alignment.lines[lastAtMost(alignment.lines, l => l.from, offset)];
            if (line === undefined || offset - line.from >= line.proven)
                return undefined;
            const { output } = alignment;
            const there = offset + line.to - line.from;
            const index = lastAtMost(output.pieces, p => p.offset, there);
            const piece = output.pieces[index];
            if (piece === undefined || !isWritten(output, piece, there))
                return undefined;
            return printedAt(output, index, there - offset);
        },
    };
}
function printedAt({ pieces, text }, index, shift) {
    const piece = pieces[index];
    if (piece?.mark === undefined)
        return undefined;
    return {
        mark: piece.mark,
        start: piece.offset - shift,
        end: (pieces[index + 1]?.offset ?? text.length) - shift,
        get caller() {
            return piece.caller === undefined ? undefined : printedAt({ pieces, text }, piece.caller, shift);
        },
    };
}
/** Whether the character at `offset` is the written text itself: whatever else stands behind a marker is not its. */
function isWritten({ text }, { offset: start, mark }, offset) {
    if (mark?.kind !== 'text')
        return true;
    const length = offset - start + 1;
    return text.slice(start, start + length) === mark.file.text.slice(mark.offset, mark.offset + length);
}
/** Index of the last item whose key is at most `wanted`; -1 when there is none. Keys ascend. */
function lastAtMost(items, key, wanted) {
    let low = 0;
    let high = items.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (key(items[middle]) <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}
const HEADER = /^# Source: (.*)\n/;
/** Name of the template in Helm's header line, and where the document begins behind it. */
function header(text) {
    const match = HEADER.exec(text);
    return { name: match?.[1] ?? '', length: match?.[0].length ?? 0 };
}
function outputsByTemplate(documents, marks) {
    const texts = new Map();
    for (const { text } of documents) {
        const { name, length } = header(text);
        const body = text.slice(length);
        const known = texts.get(name);
        texts.set(name, known === undefined ? body : `${known}\n---\n${body}`);
    }
    const outputs = new Map();
    for (const [name, whole] of texts) {
        if (name === '' || !whole.startsWith(PREAMBLE))
            continue;
        const stripped = strip(whole.slice(PREAMBLE.length));
        if (stripped === undefined)
            continue;
        const { text, runs } = stripped;
        outputs.set(name, { text, pieces: piecesOf(runs, marks), documents: documentsIn(text) });
    }
    return outputs;
}
function piecesOf(runs, marks) {
    const pieces = [];
    const frames = [];
    const targets = new Map();
    for (const { offset, mark: id } of runs) {
        const mark = marks[id];
        if (mark === undefined)
            continue;
        const name = mark.file.within[mark.token];
        const depth = frames.findLastIndex(frame => frame.name === name);
        if (name === undefined)
            frames.length = 0;
        else if (depth >= 0)
            frames.length = depth + 1;
        else
            frames.push({ name, caller: undefined, before: pieces.length - 1 });
        const frame = frames.at(-1);
        if (mark.kind === 'end') {
            frames.pop();
            // Behind a call that no marker stands at, the text goes on that the call is part of.
            const around = frame?.caller === undefined ? pieces[frame?.before ?? -1] : undefined;
            pieces.push({ offset, mark: around?.mark, caller: around?.caller });
            continue;
        }
        const caller = frame?.caller;
        const recursive = caller !== undefined && withinOf(pieces[caller]?.mark) === name;
        if (mark.kind === 'action') {
            if (!targets.has(mark))
                targets.set(mark, callOf(mark.file, mark.token)?.name);
            const target = targets.get(mark);
            if (target !== undefined)
                frames.push({ name: target, caller: pieces.length, before: pieces.length });
        }
        pieces.push({ offset, mark, caller: recursive ? undefined : caller });
    }
    return pieces;
}
function withinOf(mark) {
    return mark?.file.within[mark.token];
}
/** The named template that an action prints, and what it hands in; undefined for every other action. */
function callOf(file, token) {
    const action = file.tokens[token];
    if (action?.type !== 'action')
        return undefined;
    const body = bodyOf(file, action);
    if (action.keyword === 'template') {
        const [, name, rest = ''] = /^"([^"\\]*)"\s*(.*)$/s.exec(body) ?? [];
        return name === undefined ? undefined : { name, argument: parsePipeline(rest).value };
    }
    const include = body.includes('include') ? printedInclude(parsePipeline(body).value) : undefined;
    if (include?.type !== 'call')
        return undefined;
    const [name, argument = { type: 'unknown' }] = include.args;
    return name?.type === 'literal' && typeof name.value === 'string'
        ? { name: name.value, argument }
        : undefined;
}
/** Helm's separator, in all versions: a line that begins with three dashes. */
function documentsIn(text) {
    const documents = [];
    let from = 0;
    const finish = (end, next) => {
        const bounds = trimmed(text, from, end);
        if (bounds.end > bounds.start)
            documents.push({ ...bounds, taken: false });
        from = next;
    };
    for (let at = text.startsWith('---') ? 0 : text.indexOf('\n---') + 1; at > 0 || from === 0;) {
        if (!text.startsWith('---', at))
            break;
        finish(at, at + 3);
        const next = text.indexOf('\n---', at + 3);
        if (next < 0)
            break;
        at = next + 1;
    }
    finish(text.length, text.length);
    return documents;
}
function trimmed(text, from, to) {
    let start = from;
    let end = to;
    while (start < end && /\s/.test(text[start] ?? ''))
        start++;
    while (end > start && /\s/.test(text[end - 1] ?? ''))
        end--;
    return { start, end };
}
function align(documents, outputs) {
    const alignments = documents.map(() => undefined);
    const bodies = documents.map(({ text }) => {
        const { name, length } = header(text);
        const bounds = trimmed(text, length, text.length);
        return { text, name, ...bounds };
    });
    for (const [index, body] of bodies.entries()) {
        const output = outputs.get(body.name);
        const twin = output?.documents.find(d => !d.taken && same(output.text, d, body));
        if (output === undefined || twin === undefined)
            continue;
        twin.taken = true;
        alignments[index] = {
            output,
            lines: [{ from: body.start, to: twin.start, proven: Number.POSITIVE_INFINITY }],
        };
    }
    for (const [index, body] of bodies.entries()) {
        const output = outputs.get(body.name);
        if (output === undefined || alignments[index] !== undefined)
            continue;
        const lines = linesOf(body.text, body.start, body.end);
        const close = output.documents.flatMap(document => {
            if (document.taken)
                return [];
            const pairs = compareLines(lines, linesOf(output.text, document.start, document.end));
            return pairs === undefined ? [] : [{ document, pairs }];
        });
        // Two that are as close: which one it is would be a guess.
        const [only] = close;
        if (only === undefined || close.length > 1)
            continue;
        only.document.taken = true;
        alignments[index] = { output, lines: only.pairs };
    }
    return alignments;
}
function same(text, at, body) {
    return (at.end - at.start === body.end - body.start &&
        text.slice(at.start, at.end) === body.text.slice(body.start, body.end));
}
function linesOf(text, start, end) {
    const lines = [];
    for (let at = start; at <= end;) {
        const newline = text.indexOf('\n', at);
        const stop = newline < 0 || newline > end ? end : newline;
        lines.push({ offset: at, text: text.slice(at, stop) });
        at = stop + 1;
    }
    return lines;
}
/** Lines that may differ between a document and its instrumented twin: a checksum or two, not the substance. */
const MAX_DIFFERENT_SHARE = 0.1;
/** Lines side by side; undefined when these are not two renderings of one document. */
function compareLines(clean, instrumented) {
    if (clean.length !== instrumented.length)
        return undefined;
    let different = 0;
    const lines = clean.map((line, index) => {
        const twin = instrumented[index];
        if (line.text !== twin.text)
            different++;
        return { from: line.offset, to: twin.offset, proven: commonStart(line.text, twin.text) };
    });
    return different <= Math.max(2, clean.length * MAX_DIFFERENT_SHARE) ? lines : undefined;
}
/** Characters at the start of two lines that are the same. */
function commonStart(a, b) {
    let length = 0;
    while (length < a.length && a[length] === b[length])
        length++;
    return length;
}
//# sourceMappingURL=map.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/mutations.js

/** Renderings made to prove values, per chart and environment. */
const MAX_MUTATIONS = 8;
/** Changes values in memory, renders again and looks at what became of a field. */
class Mutations {
    #engine;
    #clean;
    #rendered = new Map();
    #left;
    constructor(engine, clean, limit = MAX_MUTATIONS) {
        this.#engine = engine;
        this.#clean = clean;
        this.#left = limit;
    }
    /**
     * Whether a field of a document changes when the value does, while the object around it stays what it is.
     * False as well when the value cannot be changed, or when no more renderings are allowed.
     */
    async decides(written, document, field) {
        return (await this.effect(written, document, field)) === 'changed';
    }
    /** What a change of a value does to a field; `unclear` when the rendering fails or is not comparable. */
    async effect(written, document, field) {
        const before = this.#clean[document];
        const documents = await this.#renderChanged(written);
        const after = documents?.[document];
        if (before === undefined || after === undefined || documents?.length !== this.#clean.length)
            return 'unclear';
        const [was, is] = [(0,src_manifest/* parseYaml */.hN)(before.text), (0,src_manifest/* parseYaml */.hN)(after.text)];
        if (!was.ok || !is.ok || identity(was.value) !== identity(is.value))
            return 'unclear';
        const around = field.slice(0, -1);
        if (shape((0,src_manifest/* valueAt */.fK)(was.value, around)) !== shape((0,src_manifest/* valueAt */.fK)(is.value, around)))
            return 'unclear';
        const [old, changed] = [(0,src_manifest/* valueAt */.fK)(was.value, field), (0,src_manifest/* valueAt */.fK)(is.value, field)];
        if (changed === undefined || typeof changed !== typeof old || typeof old === 'object')
            return 'unclear';
        return old === changed ? 'same' : 'changed';
    }
    #renderChanged(written) {
        const { layer, value, span } = written;
        const key = `${layer.file} ${span.start}`;
        const known = this.#rendered.get(key);
        if (known !== undefined)
            return known;
        const other = changedScalar(value);
        if (other === undefined || this.#left <= 0)
            return Promise.resolve(undefined);
        this.#left--;
        const text = `${layer.text.slice(0, span.start)}${other}${layer.text.slice(span.end)}`;
        const rendering = this.#engine
            .renderChart(layer.replaced(text))
            .then(outcome => (outcome.ok ? outcome.documents.filter(hasObject) : undefined));
        this.#rendered.set(key, rendering);
        return rendering;
    }
}
/** YAML of another scalar of the same type; undefined for what is not a scalar. */
function changedScalar(value) {
    if (typeof value === 'string')
        return JSON.stringify(`${value}x`);
    if (typeof value === 'number' && Number.isSafeInteger(value))
        return String(value + 1);
    if (typeof value === 'boolean')
        return String(!value);
    return undefined;
}
function identity(value) {
    return JSON.stringify([(0,src_manifest/* own */.ZV)(value, 'kind'), (0,src_manifest/* own */.ZV)((0,src_manifest/* own */.ZV)(value, 'metadata'), 'name')]);
}
/** Keys of a map, length of a list: what stays when only a value changes. */
function shape(value) {
    if (Array.isArray(value))
        return String(value.length);
    return (0,src_manifest/* isObject */.Gv)(value) ? JSON.stringify(Object.keys(value)) : typeof value;
}
/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }) {
    return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
//# sourceMappingURL=mutations.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/scope.js
var _a;



const scope_UNKNOWN = { type: 'unknown' };
const LITERAL = { type: 'literal' };
/** Functions whose last argument comes out as it went in, but for quotes, indentation and the type. */
const TRANSPARENT = new Set([
    'quote',
    'squote',
    'toString',
    'toYaml',
    'toYamlPretty',
    'toJson',
    'nindent',
    'indent',
    'trim',
    'int',
    'int64',
    'float64',
    'tpl',
    'required',
    'toRawJson',
    'mustToYaml',
    'mustToJson',
    'deepCopy',
]);
/** Functions that give the map that is their first argument, with fewer keys. */
const FEWER_KEYS = new Set(['omit', 'pick']);
const MERGES = new Set(['merge', 'mustMerge', 'mergeOverwrite', 'mustMergeOverwrite']);
/** Steps from an expression to what it depends on, and actions a scan goes back: bounds on hostile templates. */
const MAX_STEPS = 4000;
/** Expressions that lead to one another, as in a template that includes itself. */
const scope_MAX_DEPTH = 200;
/**
 * What the action of a printed piece stands for in the values, followed through `with`, `range`, variables and the
 * arguments of the templates that led there.
 * @param chart names that lead to the chart of the rendered template
 */
function meaningOf(printed, chart, templates) {
    return new Scope(chart, templates).ofPrinted(printed);
}
class Scope {
    #chart;
    #templates;
    #pipelines = new Map();
    #steps = 0;
    #depth = 0;
    constructor(chart, templates) {
        this.#chart = chart;
        this.#templates = templates;
    }
    ofPrinted({ mark, caller }) {
        const action = mark.file.tokens[mark.token];
        if (action?.type !== 'action' || action.keyword === 'template')
            return scope_UNKNOWN;
        const place = { file: mark.file, token: mark.token, caller };
        return this.#evaluate(this.#pipeline(mark.file, action).value, place);
    }
    #pipeline(file, action) {
        let pipeline = this.#pipelines.get(action);
        if (pipeline === undefined) {
            pipeline = parsePipeline(bodyOf(file, action));
            this.#pipelines.set(action, pipeline);
        }
        return pipeline;
    }
    #evaluate(expression, place) {
        if (++this.#steps > MAX_STEPS || this.#depth >= scope_MAX_DEPTH)
            return scope_UNKNOWN;
        this.#depth++;
        const meaning = this.#read(expression, place);
        this.#depth--;
        return meaning;
    }
    #read(expression, place) {
        switch (expression.type) {
            case 'literal':
                return LITERAL;
            case 'dot':
                return this.#dot(place);
            case 'variable':
                return this.#variable(expression.name, place);
            case 'fields':
                return expression.names.reduce(fieldOf, this.#evaluate(expression.base, place));
            case 'call':
                return this.#call(expression.name, expression.args, place);
            case 'unknown':
                return scope_UNKNOWN;
        }
    }
    #call(name, args, place) {
        const values = () => args.map(argument => this.#evaluate(argument, place));
        // `tpl` takes the text first, everything else the value last.
        const main = name === 'tpl' || FEWER_KEYS.has(name) ? args[0] : args.at(-1);
        if (TRANSPARENT.has(name) || FEWER_KEYS.has(name))
            return main === undefined ? scope_UNKNOWN : this.#evaluate(main, place);
        if (MERGES.has(name))
            return { type: 'merged', maps: values() };
        switch (name) {
            case 'default':
                return { type: 'first', options: values().reverse() };
            case 'coalesce':
            case 'or':
                return { type: 'first', options: values() };
            case 'dict':
                return this.#dict(args, place);
            case 'get':
            case 'index':
                return this.#member(args, place);
            case 'include':
                return this.#included(args, place);
            default:
                return { type: 'computed', from: values() };
        }
    }
    #dict(args, place) {
        const entries = new Map();
        for (let i = 0; i + 1 < args.length; i += 2) {
            const [key, value] = [args[i], args[i + 1]];
            if (key?.type !== 'literal' || typeof key.value !== 'string' || value === undefined)
                return scope_UNKNOWN;
            entries.set(key.value, this.#evaluate(value, place));
        }
        return { type: 'dict', entries };
    }
    #member([base, ...keys], place) {
        if (base === undefined)
            return scope_UNKNOWN;
        return keys.reduce((meaning, key) => key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')
            ? fieldOf(meaning, String(key.value))
            : scope_UNKNOWN, this.#evaluate(base, place));
    }
    /** A template whose text is not traced piece by piece: all that its actions print. */
    #included([name, argument], place) {
        if (name?.type !== 'literal' || argument === undefined)
            return scope_UNKNOWN;
        const dot = this.#evaluate(argument, place);
        const from = [];
        for (const { file, token } of this.#templates.prints.get(String(name.value)) ?? []) {
            const action = file.tokens[token];
            if (action?.type !== 'action' || ++this.#steps > MAX_STEPS)
                return scope_UNKNOWN;
            const inner = new _a(this.#chart, this.#templates);
            inner.#steps = this.#steps;
            inner.#depth = this.#depth;
            inner.#argument = dot;
            from.push(inner.#evaluate(this.#pipeline(file, action).value, { file, token, caller: undefined }));
            this.#steps = inner.#steps;
        }
        return { type: 'computed', from };
    }
    /** Dot of a named template that was entered by {@link #included}. */
    #argument;
    #dot(place) {
        const { file } = place;
        for (let index = file.tokens[place.token]?.inside ?? -1; index >= 0;) {
            if (++this.#steps > MAX_STEPS)
                return scope_UNKNOWN;
            const branch = file.tokens[index];
            if (branch?.type !== 'action')
                return scope_UNKNOWN;
            const outside = branch.opener >= 0 ? branch.opener : index;
            if (branch.keyword === 'define')
                return this.#handedIn(place);
            if (branch.keyword === 'with' || branch.keyword === 'else with')
                return this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside });
            if (branch.keyword === 'range')
                return each(this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside }));
            if (branch.keyword === 'block')
                return scope_UNKNOWN;
            index = file.tokens[outside]?.inside ?? -1;
        }
        return file.partial ? scope_UNKNOWN : { type: 'root', chart: this.#chart };
    }
    /** The dot a named template was called with. */
    #handedIn(place) {
        if (this.#argument !== undefined)
            return this.#argument;
        const { caller } = place;
        if (caller === undefined)
            return scope_UNKNOWN;
        const call = callOf(caller.mark.file, caller.mark.token);
        if (call === undefined)
            return scope_UNKNOWN;
        const from = { file: caller.mark.file, token: caller.mark.token, caller: caller.caller };
        return this.#evaluate(call.argument, from);
    }
    #variable(name, place) {
        const { file, token } = place;
        const visible = new Set([-1]);
        let defined = false;
        for (let index = file.tokens[token]?.inside ?? -1; index >= 0;) {
            visible.add(index);
            const branch = file.tokens[index];
            if (branch?.type !== 'action')
                return scope_UNKNOWN;
            // What the head of a block declares is seen in all its branches.
            if (branch.opener >= 0)
                visible.add(branch.opener);
            defined ||= branch.keyword === 'define';
            index = file.tokens[branch.opener >= 0 ? branch.opener : index]?.inside ?? -1;
        }
        if (name === '') {
            if (defined)
                return this.#handedIn(place);
            return file.partial ? scope_UNKNOWN : { type: 'root', chart: this.#chart };
        }
        for (let index = token - 1; index >= 0; index--) {
            if (++this.#steps > MAX_STEPS)
                return scope_UNKNOWN;
            const action = file.tokens[index];
            if (action?.type !== 'action' || !declares(file, action))
                continue;
            const pipeline = this.#pipeline(file, action);
            const which = pipeline.variables.indexOf(name);
            if (which < 0)
                continue;
            const seen = action.role === 'open' || action.role === 'else' ? visible.has(index) : visible.has(action.inside);
            const sets = !/^[^=]*:=/.test(bodyOf(file, action));
            // Set in a branch that may or may not have been taken.
            if (!seen) {
                if (sets)
                    return scope_UNKNOWN;
                continue;
            }
            const value = this.#evaluate(pipeline.value, { ...place, token: index });
            if (action.keyword !== 'range')
                return value;
            const item = pipeline.variables.length === 1 || which === 1;
            return item ? each(value) : scope_UNKNOWN;
        }
        return scope_UNKNOWN;
    }
}
_a = Scope;
function declares(file, action) {
    if (action.role === 'assign')
        return true;
    return (action.role === 'open' || action.role === 'else') && file.text[action.body.start] === '$';
}
function fieldOf(meaning, name) {
    switch (meaning.type) {
        case 'root':
            return name === 'Values' ? { type: 'path', chart: meaning.chart, path: [] } : scope_UNKNOWN;
        case 'path':
            return { ...meaning, path: [...meaning.path, name] };
        case 'dict':
            return meaning.entries.get(name) ?? scope_UNKNOWN;
        case 'first':
            return { type: 'first', options: meaning.options.map(option => fieldOf(option, name)) };
        case 'merged':
            return { type: 'merged', maps: meaning.maps.map(map => fieldOf(map, name)) };
        default:
            return scope_UNKNOWN;
    }
}
function each(meaning) {
    return meaning.type === 'path' ? { ...meaning, path: [...meaning.path, { each: true }] } : scope_UNKNOWN;
}
//# sourceMappingURL=scope.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/values.js


/** Values of a list or map that is ranged over, tried one by one. */
const MAX_MEMBERS = 200;
/** Values that are changed to find the one that decides a field. */
const MAX_TRIALS = 4;
/**
 * Finds the line of a values file that decides a field of a rendered manifest.
 *
 * The expression on the template line leads to a path in the values, and that to the strongest layer that sets it.
 * It counts when the expression prints the value as it is and both are equal, or when the field follows a change
 * of the value there.
 */
async function traceValue(manifest, path, map, layers, mutations) {
    const { origin } = manifest;
    const field = [...origin.within, ...path];
    const rendered = (0,src_manifest/* valueAt */.fK)(manifest.object, path);
    if (rendered === undefined || rendered === null)
        return undefined;
    const source = new RenderedField(origin.text, origin.documentIndex, map);
    const chart = chartOf(origin.text);
    if (chart === undefined)
        return undefined;
    for (const part of source.parts(field)) {
        const meaning = meaningOf(part.printed, chart, map.templates);
        const candidates = expand(candidatesOf(pick(meaning, part.tail), layers), layers);
        const whole = part.text === undefined;
        const shown = whole ? rendered : part.text;
        const written = candidates.flatMap(({ chart: at, path: to, direct }) => {
            const found = layers.find(at, to);
            return found === undefined ? [] : [{ found, direct: direct && equal(found.value, shown) }];
        });
        const unique = [
            ...new Map(written.map(w => [`${w.found.layer.file} ${w.found.span.start}`, w])).values(),
        ];
        const direct = unique.filter(w => w.direct);
        if (direct.length === 1 && direct[0] !== undefined)
            return direct[0].found;
        const trials = direct.length > 1 ? direct : unique;
        if (trials.length > MAX_TRIALS)
            continue;
        for (const { found } of trials) {
            if (await mutations.decides(found, origin.documentIndex, field))
                return found;
        }
    }
    return undefined;
}
/** Names that lead from the rendered chart to the one a template belongs to, out of Helm's header line. */
function chartOf(text) {
    const name = /^# Source: (.*)$/m.exec(text)?.[1];
    if (name === undefined)
        return undefined;
    const steps = name.split('/');
    const chart = [];
    for (let i = 1; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2)
        chart.push(steps[i + 1]);
    return chart;
}
class RenderedField {
    #text;
    #document;
    #map;
    #locate;
    constructor(text, document, map) {
        this.#text = text;
        this.#document = document;
        this.#map = map;
        this.#locate = (0,src_manifest/* locator */.fl)(text);
    }
    /** The actions that printed a field's value; the last one first, as it is closest to what a finding is about. */
    parts(field) {
        const at = this.#locate(field);
        if (!at.exact || at.value === undefined)
            return [];
        const pieces = this.#pieces(at.value);
        if (pieces === undefined)
            return [];
        const actions = pieces.filter(({ mark }) => mark.kind === 'action');
        const [only] = actions;
        if (only === undefined)
            return [];
        if (pieces.length === 1)
            return [{ printed: only, tail: this.#tail(field, only), text: undefined }];
        const texts = actions.map(piece => this.#slice(piece, at.value));
        const rest = pieces.filter(({ mark }) => mark.kind === 'text').map(p => this.#slice(p, at.value));
        if (actions.length === 1 && rest.every(text => /^["']?$/.test(text)))
            return [{ printed: only, tail: [], text: undefined }];
        return actions.map((printed, i) => ({ printed, tail: [], text: texts[i] })).reverse();
    }
    #slice(piece, span) {
        return this.#text.slice(Math.max(piece.start, span.start), Math.min(piece.end, span.end));
    }
    /** What printed a span, from its start to its end; undefined when part of it is not proven. */
    #pieces(span) {
        const pieces = [];
        for (let at = span.start; at < span.end;) {
            const piece = this.#map.at(this.#document, at);
            if (piece === undefined || piece.end <= at || pieces.length > 50)
                return undefined;
            pieces.push(piece);
            at = piece.end;
        }
        return pieces;
    }
    #isIn(offset, piece) {
        return offset !== undefined && offset >= piece.start && offset < piece.end;
    }
    /** Steps from the outermost node that an action printed down to the field. */
    #tail(field, piece) {
        let depth = field.length;
        while (depth > 0 && this.#isIn(this.#locate(field.slice(0, depth - 1)).value?.start, piece))
            depth--;
        const step = field[depth - 1];
        if (step === undefined)
            return field;
        if (typeof step === 'string') {
            const printsKey = this.#isIn(this.#locate(field.slice(0, depth)).key?.start, piece);
            return field.slice(printsKey ? depth - 1 : depth);
        }
        const list = field.slice(0, depth - 1);
        if (!this.#printsItem(list, step, piece))
            return field.slice(depth);
        let first = step;
        while (first > 0 && this.#printsItem(list, first - 1, piece))
            first--;
        return [step - first, ...field.slice(depth)];
    }
    /** Whether an action printed a list item together with its dash. */
    #printsItem(list, index, piece) {
        let at = (this.#locate([...list, index]).value?.start ?? 0) - 1;
        while (at > 0 && ' \n\r\t'.includes(this.#text[at] ?? '-'))
            at--;
        return this.#text[at] === '-' && this.#isIn(at, piece);
    }
}
/** A printed `dict`: the entry that the field lies in. */
function pick(meaning, tail) {
    let at = meaning;
    let rest = tail;
    while (at.type === 'dict' && rest.length > 0) {
        at = at.entries.get(String(rest[0])) ?? { type: 'unknown' };
        rest = rest.slice(1);
    }
    return { meaning: at, tail: rest };
}
function candidatesOf({ meaning, tail }, layers) {
    switch (meaning.type) {
        case 'path':
            return [{ chart: meaning.chart, path: [...meaning.path, ...tail.map(String)], direct: true }];
        case 'first':
            return firstSet(meaning.options, tail, layers);
        case 'merged':
            return meaning.maps.flatMap(map => candidatesOf({ meaning: map, tail }, layers).map(candidate => ({ ...candidate, direct: false })));
        case 'computed':
            return meaning.from.flatMap(from => candidatesOf({ meaning: from, tail: [] }, layers).map(candidate => ({ ...candidate, direct: false })));
        case 'dict':
            return [...meaning.entries.values()].flatMap(from => candidatesOf({ meaning: from, tail: [] }, layers).map(candidate => ({ ...candidate, direct: false })));
        default:
            return [];
    }
}
/** The options up to the one that is certainly not empty; only that one is certain. */
function firstSet(options, tail, layers) {
    const passed = [];
    for (const option of options) {
        const found = candidatesOf({ meaning: option, tail }, layers);
        const [only] = found;
        const plain = option.type === 'path' && only !== undefined && option.path.every(step => typeof step === 'string');
        const written = plain ? layers.find(option.chart, option.path) : undefined;
        if (written !== undefined && only !== undefined && !isEmpty(written.value))
            return [...passed, only];
        passed.push(...found.map(candidate => ({ ...candidate, direct: false })));
    }
    return passed;
}
/** What a template takes for empty. */
function isEmpty(value) {
    if (value === null || value === false || value === '' || value === 0)
        return true;
    return Array.isArray(value) ? value.length === 0 : (0,src_manifest/* isObject */.Gv)(value) && Object.keys(value).length === 0;
}
/** Every member of what is ranged over. */
function expand(candidates, layers) {
    return candidates.flatMap(({ chart, path, direct }) => {
        let paths = [[]];
        for (const step of path) {
            paths = paths.flatMap(prefix => typeof step === 'string'
                ? [[...prefix, step]]
                : layers.members(chart, prefix).map(key => [...prefix, key]));
            if (paths.length > MAX_MEMBERS)
                return [];
        }
        return paths.map(full => ({ chart, path: full, direct }));
    });
}
/** Equal as Kubernetes would see it, quotes around scalars aside. */
function equal(written, rendered) {
    if (Array.isArray(written))
        return (Array.isArray(rendered) &&
            written.length === rendered.length &&
            written.every((item, index) => equal(item, rendered[index])));
    if ((0,src_manifest/* isObject */.Gv)(written)) {
        const keys = Object.keys(written);
        return ((0,src_manifest/* isObject */.Gv)(rendered) &&
            keys.length === Object.keys(rendered).length &&
            keys.every(key => Object.hasOwn(rendered, key) && equal(written[key], rendered[key])));
    }
    if (rendered === null || rendered === undefined || typeof rendered === 'object')
        return false;
    return written !== null && (0,src_manifest/* scalarText */.ws)(written) === (0,src_manifest/* scalarText */.ws)(rendered);
}
//# sourceMappingURL=values.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/locate.js








/**
 * Finds the lines that fields of one chart's rendering come from: the values line where that is proven, else the
 * template line. Renders the chart again: once for the map, and a bounded number of times to prove values.
 * @returns for each field; undefined where no line is proven
 */
async function locateInChart(engine, rendering, options, fields) {
    const { tree, target, environment, documents } = rendering;
    const request = (0,render/* buildChartRequest */.GL)(tree, target.root, environment, options);
    const map = (await mapRendering(engine, request, documents)) ?? NO_MAP;
    const layers = new ValueLayers(request, (0,render/* templateOrigins */.qX)(request.files));
    const mutations = new Mutations(engine, documents);
    const found = [];
    // One after the other: which values are tried must not depend on timing.
    for (const { manifest, path } of fields) {
        const span = fieldSpan(manifest, path);
        const printed = span === undefined ? undefined : map.at(manifest.origin.documentIndex, span.span.start);
        if (span === undefined || printed === undefined) {
            found.push(span === undefined ? undefined : unrendered(tree, manifest, span.span));
            continue;
        }
        const template = templateLocation(printed, span.span);
        const written = span.exact ? await traceValue(manifest, path, map, layers, mutations) : undefined;
        const callers = callersOf(printed);
        found.push(written === undefined
            ? { location: template, related: callers }
            : {
                location: valuesLocation(written),
                related: [{ ...template, note: 'printed by this template line' }, ...callers],
            });
    }
    return found;
}
/** When nothing could be instrumented. */
const NO_MAP = { at: () => undefined, templates: readTemplates([]) };
/** A file of crds/ is printed as it is: the text is the source. */
function unrendered(tree, { origin }, span) {
    const { source, text } = origin;
    if (source === undefined || !/(?:^|\/)crds\//.test(source) || !tree.has(source))
        return undefined;
    const start = text.startsWith('# Source: ') ? text.indexOf('\n') + 1 : 0;
    const body = text.slice(start).trimEnd();
    const file = tree.text(source);
    const at = file.indexOf(body);
    // Written twice: which of the two it is cannot be told.
    if (body === '' || at < 0 || file.indexOf(body, at + 1) >= 0)
        return undefined;
    const place = (0,src_manifest/* positionAt */.t$)((0,src_manifest/* lineStarts */._$)(file), at + span.start - start);
    const length = span.endLine === span.line ? span.end - span.start : undefined;
    return { location: { kind: 'manifest', file: source, ...range(place, length) }, related: [] };
}
/** The text itself, or the action that printed it. */
function templateLocation({ mark, start, end: pieceEnd }, span) {
    const { file, token } = mark;
    const starts = (0,src_manifest/* lineStarts */._$)(file.text);
    if (mark.kind === 'text') {
        const from = mark.offset + span.start - start;
        const at = (0,src_manifest/* positionAt */.t$)(starts, from);
        const line = file.text.slice(from, (starts[at.line] ?? file.text.length + 1) - 1);
        // A value that goes on behind this piece of text (quotes around an action) goes on to the end of the line.
        const length = span.end <= pieceEnd ? Math.min(span.end - span.start, line.length) : line.length;
        return { kind: 'template', file: file.origin, ...range(at, line.slice(0, length).trimEnd().length) };
    }
    const action = file.tokens[token];
    const at = (0,src_manifest/* positionAt */.t$)(starts, mark.offset);
    const end = (0,src_manifest/* positionAt */.t$)(starts, action?.end ?? mark.offset);
    return {
        kind: 'template',
        file: file.origin,
        ...range(at, end.line === at.line ? end.column - at.column : undefined),
        // The text of that template is worked on, so its own lines are not traced.
        ...(callOf(file, token) === undefined ? {} : { note: 'printed by the named template called here' }),
    };
}
function range(at, length) {
    return length === undefined || length <= 0
        ? { ...at }
        : { ...at, endLine: at.line, endColumn: at.column + length };
}
/** The actions that called the named template, innermost first. */
function callersOf(printed) {
    const callers = [];
    for (let at = printed.caller; at !== undefined && callers.length < 5; at = at.caller) {
        const { file, offset } = at.mark;
        const { line, column } = (0,src_manifest/* positionAt */.t$)((0,src_manifest/* lineStarts */._$)(file.text), offset);
        const last = callers.at(-1);
        if (last?.file === file.origin && last.line === line)
            continue;
        callers.push({ kind: 'template', file: file.origin, line, column, note: 'called by this template line' });
    }
    return callers;
}
function valuesLocation({ layer, value, span, key }) {
    const shown = typeof value === 'object' ? (key ?? span) : span;
    const { line, column, endLine, endColumn } = shown;
    return {
        kind: 'values',
        file: layer.file,
        line,
        column,
        ...(endLine === line && endColumn > column ? { endLine, endColumn } : {}),
    };
}
//# sourceMappingURL=locate.js.map
;// CONCATENATED MODULE: ./lib/src/source/helm/index.js





//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/node.js
/** A construct whose effect is not simulated: what it may have touched has no proven source. */
class NotUnderstood extends Error {
}
/** A tree of nodes from a value read at `mark`. */
function nodeOf(value, mark) {
    const at = (step) => ({ ...mark, path: [...mark.path, step] });
    if (Array.isArray(value))
        return { value: value.map((item, index) => nodeOf(item, at(index))), mark };
    if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([key, member]) => [key, nodeOf(member, at(key))]);
        return { value: new Map(entries), mark };
    }
    return { value, mark };
}
function copyOf(node) {
    const { value, mark } = node;
    if (Array.isArray(value))
        return { value: value.map(copyOf), mark };
    if (value instanceof Map) {
        return { value: new Map([...value].map(([key, member]) => [key, copyOf(member)])), mark };
    }
    return { value, mark };
}
function jsonOf({ value }) {
    if (Array.isArray(value))
        return value.map(jsonOf);
    if (!(value instanceof Map))
        return value;
    const object = Object.create(null);
    for (const [key, member] of value)
        object[key] = jsonOf(member);
    return object;
}
function child(node, step) {
    if (node?.value instanceof Map)
        return node.value.get(String(step));
    return Array.isArray(node?.value) && typeof step === 'number' ? node.value[step] : undefined;
}
function node_descend(node, path) {
    return path.reduce(child, node);
}
/** Members of a mapping; none for anything else. */
function membersOf(node) {
    return node?.value instanceof Map ? [...node.value] : [];
}
/** Items of a list; none for anything else. */
function itemsOf(node) {
    return Array.isArray(node?.value) ? node.value : [];
}
/** A text; undefined for anything else. */
function textOf(node) {
    return typeof node?.value === 'string' ? node.value : undefined;
}
/** A scalar as kustomize compares it: the text it was written as, for all that is not exotic. */
function scalarOf(node) {
    const value = node?.value;
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}
/** Same mark, another way to have come by it. */
function marked(node, kind, note) {
    return { ...node.mark, kind, note };
}
//# sourceMappingURL=node.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/documents.js


/** Every document of a YAML file. @throws {NotUnderstood} when it cannot be read the way kustomize reads it. */
function fileDocuments(tree, file, kind, note) {
    return textDocuments(tree.text(file), { file, inside: undefined }, kind, note);
}
/** Every document of a text that a kustomization holds, such as an inline patch. */
function inlineDocuments(node, kind, note) {
    return textDocuments(textOf(node) ?? '', { file: node.mark.source.file, inside: node.mark }, kind, note);
}
function textDocuments(text, from, kind, note) {
    return (0,src_manifest/* splitDocuments */.ZF)(text).flatMap(document => {
        const parsed = (0,src_manifest/* parseYaml */.hN)(document.text);
        if (!parsed.ok)
            throw new NotUnderstood(`${from.file}: ${parsed.error.message}`);
        if (parsed.value === null)
            return [];
        const inside = from.inside === undefined ? {} : { inside: from.inside };
        const source = { file: from.file, text: document.text, line: document.line, ...inside };
        return [nodeOf(parsed.value, { kind, source, path: [], note })];
    });
}
//# sourceMappingURL=documents.js.map
// EXTERNAL MODULE: ./node_modules/re2js/build/index.js
var build = __webpack_require__(2856);
;// CONCATENATED MODULE: ./lib/src/source/kustomize/resource.js



const CLUSTER = '_non_namespaceable_';
/** A resource on its way through the build. */
class Resource {
    root;
    /** Oldest first, the present one left out. */
    previous = [];
    /** Why nothing is known of it any more; undefined while everything done to it was simulated. */
    unsure;
    /** Generated: its name gets a hash of its content at the end. */
    hashed = false;
    constructor(root) {
        this.root = root;
    }
    get id() {
        const [group, version] = groupVersion(scalarOf(child(this.root, 'apiVersion')) ?? '');
        const kind = scalarOf(child(this.root, 'kind')) ?? '';
        const name = scalarOf(node_descend(this.root, ['metadata', 'name'])) ?? '';
        const namespace = scalarOf(node_descend(this.root, ['metadata', 'namespace'])) ?? '';
        return { group, version, kind, name, namespace: effectiveNamespace(group, kind, namespace) };
    }
    get originalId() {
        return this.previous[0] ?? this.id;
    }
    get allIds() {
        return [...this.previous, this.id];
    }
    storePreviousId() {
        this.previous.push(this.id);
    }
}
function isClusterScoped(group, kind) {
    return (0,schema/* isNamespaced */.ik)(group, kind) === false;
}
function effectiveNamespace(group, kind, namespace) {
    if (isClusterScoped(group, kind))
        return CLUSTER;
    return namespace === '' ? 'default' : namespace;
}
function groupVersion(apiVersion) {
    const slash = apiVersion.indexOf('/');
    return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
function sameId(a, b) {
    return (a.group === b.group &&
        a.version === b.version &&
        a.kind === b.kind &&
        a.name === b.name &&
        a.namespace === b.namespace);
}
/** @throws {NotUnderstood} for fields that kustomize's selectors do not have. */
function selectorOf(node, more = []) {
    const selector = {};
    for (const [key, value] of membersOf(node)) {
        const text = scalarOf(value);
        if (![...SELECTOR_FIELDS, ...more].includes(key))
            throw new NotUnderstood(`selector field ${key}`);
        if (text !== undefined && text !== '')
            selector[key] = text;
    }
    return selector;
}
const SELECTOR_FIELDS = [
    'group',
    'version',
    'kind',
    'name',
    'namespace',
    'labelSelector',
    'annotationSelector',
];
/** An anchored regular expression, as every part of a selector is one; everything without a pattern. */
function matcher(pattern) {
    if (pattern === undefined || pattern === '')
        return () => true;
    if (/^[\w/-]+$/.test(pattern))
        return text => text === pattern;
    return expression(`^(?:${pattern})$`);
}
/** Whether a regular expression is found in a text. @throws {NotUnderstood} when it is none. */
function expression(pattern) {
    try {
        const compiled = build/* RE2JS */.L3.compile(pattern);
        return text => compiled.matcher(text).find();
    }
    catch {
        throw new NotUnderstood(`pattern ${pattern}`);
    }
}
/** Which of `ids` a selector with regular expressions takes: `resmap.Select` of kustomize. */
function idMatcher(selector) {
    const fields = ['group', 'version', 'kind', 'name', 'namespace'].map(field => [field, matcher(selector[field])]);
    return id => fields.every(([field, matches]) => matches(id[field]));
}
/** The resources that the `target` of a patch selects: by the original or the present name and namespace. */
function selectTargets(resources, selector) {
    const isKind = idMatcher({ ...selector, name: '', namespace: '' });
    const isName = matcher(selector.name);
    const isNamespace = matcher(selector.namespace);
    return resources.filter(resource => {
        const { id, originalId } = resource;
        return ((isNamespace(originalId.namespace) || isNamespace(id.namespace)) &&
            (isName(originalId.name) || isName(id.name)) &&
            isKind(id) &&
            selectsText(selector.labelSelector, node_descend(resource.root, ['metadata', 'labels'])) &&
            selectsText(selector.annotationSelector, node_descend(resource.root, ['metadata', 'annotations'])));
    });
}
/** Equality, existence and absence; set expressions are not evaluated. */
function selectsText(expression, labels) {
    if (expression === undefined || expression === '')
        return true;
    return expression.split(',').every(part => {
        const match = /^(?:(!)\s*)?([\w./-]+)(?:\s*(==?|!=)\s*([\w.-]*))?$/.exec(part.trim());
        if (match === null || (match[1] !== undefined && match[3] !== undefined)) {
            throw new NotUnderstood(`selector ${expression}`);
        }
        const [, not, key = '', operator, wanted = ''] = match;
        const value = scalarOf(child(labels, key));
        if (operator === undefined)
            return not === undefined ? value !== undefined : value === undefined;
        return operator === '!=' ? value !== wanted : value === wanted;
    });
}
/** Members of a list object as resources of their own. */
function expandLists(nodes) {
    return nodes.flatMap(node => {
        const items = child(node, 'items');
        if (!(scalarOf(child(node, 'kind')) ?? '').endsWith('List') || items === undefined)
            return [node];
        return expandLists(itemsOf(items));
    });
}
//# sourceMappingURL=resource.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/field-specs.js


function spec(path, kind = '', more = { create: true }) {
    return { path: path.split('/'), ...(kind === '' ? {} : { kind }), ...more };
}
const TEMPLATE_OWNERS = [
    ['ReplicationController', { version: 'v1' }],
    ['Deployment', {}],
    ['ReplicaSet', {}],
    ['DaemonSet', {}],
    ['StatefulSet', {}],
    ['Job', { group: 'batch' }],
];
function metadataSpecs(field) {
    return [
        spec(`metadata/${field}`),
        ...TEMPLATE_OWNERS.map(([kind, gvk]) => spec(`spec/template/metadata/${field}`, kind, { create: true, ...gvk })),
        spec(`spec/jobTemplate/metadata/${field}`, 'CronJob', { create: true, group: 'batch' }),
        spec(`spec/jobTemplate/spec/template/metadata/${field}`, 'CronJob', { create: true, group: 'batch' }),
    ];
}
const POD_AFFINITY = 'spec/template/spec/affinity';
const SELECTORS_INSIDE_PODS = ['podAffinity', 'podAntiAffinity']
    .flatMap(kind => [
    `${POD_AFFINITY}/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
    `${POD_AFFINITY}/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
])
    .concat('spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels');
const CLAIM_LABELS = [
    spec('spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet', { create: true, group: 'apps' }),
];
/** kustomize's own (`api/internal/konfig/builtinpluginconsts`, 5.8). */
const BUILT_IN = {
    namePrefix: [spec('metadata/name', '', {})],
    nameSuffix: [spec('metadata/name', '', {})],
    namespace: [
        spec('metadata/name', 'Namespace'),
        spec('spec/service/namespace', 'APIService', { create: true, group: 'apiregistration.k8s.io' }),
        spec('spec/conversion/webhook/clientConfig/service/namespace', 'CustomResourceDefinition', {
            group: 'apiextensions.k8s.io',
        }),
    ],
    commonLabels: [
        spec('spec/selector', 'Service', { create: true, version: 'v1' }),
        spec('spec/selector', 'ReplicationController', { create: true, version: 'v1' }),
        spec('spec/selector/matchLabels', 'Deployment'),
        spec('spec/selector/matchLabels', 'ReplicaSet'),
        spec('spec/selector/matchLabels', 'DaemonSet'),
        spec('spec/selector/matchLabels', 'StatefulSet', { create: true, group: 'apps' }),
        ...['Deployment', 'StatefulSet'].flatMap(kind => SELECTORS_INSIDE_PODS.map(path => spec(path, kind, { group: 'apps' }))),
        spec('spec/selector/matchLabels', 'Job', { group: 'batch' }),
        spec('spec/jobTemplate/spec/selector/matchLabels', 'CronJob', { group: 'batch' }),
        spec('spec/selector/matchLabels', 'PodDisruptionBudget', { group: 'policy' }),
        ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map(path => spec(`spec/${path}/matchLabels`, 'NetworkPolicy', { group: 'networking.k8s.io' })),
        ...metadataSpecs('labels'),
        ...CLAIM_LABELS,
    ],
    labels: [],
    templateLabels: metadataSpecs('labels'),
    volumeClaimTemplateLabels: CLAIM_LABELS,
    commonAnnotations: metadataSpecs('annotations'),
    images: [
        ...['spec', 'spec/template/spec'].flatMap(path => ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map(field => spec(`${path}/${field}`))),
        spec('spec/jobTemplate/spec/template/spec/volumes[]/image/reference'),
    ],
    replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(kind => spec('spec/replicas', kind)),
};
/** The specs that a `configurations` file adds. */
function withConfiguration(specs, configuration) {
    const result = { ...specs };
    for (const [name, list] of membersOf(configuration)) {
        if (!Object.hasOwn(BUILT_IN, name))
            continue;
        result[name] = merged(result[name] ?? [], itemsOf(list).map(specOf));
    }
    return result;
}
/** Both, each spec once. */
function mergedSpecs(a, b) {
    if (a === b)
        return a;
    const names = Object.keys(BUILT_IN);
    return Object.fromEntries(names.map(name => [name, merged(a[name], b[name])]));
}
/** The entries of a `fieldSpecs` or `fields` list. */
function specOf(node) {
    const text = (key) => scalarOf(child(node, key)) ?? '';
    const [group, version, kind] = [text('group'), text('version'), text('kind')];
    return {
        path: text('path')
            .split(/(?<!\\)\//)
            .map(step => step.replaceAll('\\/', '/')),
        ...(group === '' ? {} : { group }),
        ...(version === '' ? {} : { version }),
        ...(kind === '' ? {} : { kind }),
        create: child(node, 'create')?.value === true,
    };
}
function merged(a, b) {
    const byKey = new Map();
    for (const one of [...a, ...b]) {
        const key = JSON.stringify([one.path, one.group, one.version, one.kind]);
        const known = byKey.get(key);
        byKey.set(key, known === undefined ? one : { ...known, create: (known.create ?? false) || (one.create ?? false) });
    }
    return [...byKey.values()];
}
/**
 * Visits the fields that a spec names in a resource. Missing ones are made, with `mark`, when the spec says so and
 * the transformer creates nodes of a type at all.
 */
function visitField(root, { path, group, version, kind, create }, creates, visit) {
    const [itsGroup, itsVersion] = groupVersion(scalarOf(child(root, 'apiVersion')) ?? '');
    if (kind !== undefined && kind !== scalarOf(child(root, 'kind')))
        return;
    if ((group !== undefined && group !== itsGroup) || (version !== undefined && version !== itsVersion))
        return;
    const walk = (node, depth) => {
        const step = path[depth];
        if (step === undefined) {
            visit(node);
            return;
        }
        if (Array.isArray(node.value)) {
            for (const item of node.value)
                walk(item, depth);
            return;
        }
        if (!(node.value instanceof Map))
            return;
        const isList = step.endsWith('[]');
        const name = isList ? step.slice(0, -2) : step;
        let next = node.value.get(name);
        if (create === true && creates !== undefined && !isList && (next === undefined || next.value === null)) {
            const isLast = depth === path.length - 1;
            // What only leads to the field has no place of its own: something else in it would go to the parent.
            next = {
                value: isLast && creates.type === 'scalar' ? '' : new Map(),
                mark: isLast ? creates.mark : node.mark,
            };
            node.value.set(name, next);
        }
        if (next !== undefined && next.value !== null)
            walk(next, depth + 1);
    };
    walk(root, 0);
}
//# sourceMappingURL=field-specs.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/generators.js




/**
 * Adds what one entry of a generator makes, or merges it into the resource it names. Marks lead to the literal, the
 * line of the env file, or the file.
 */
function generate(resources, tree, folder, field, entry, globals) {
    const made = generated(tree, folder, field, entry, globals);
    const behavior = scalarOf(child(entry, 'behavior')) ?? 'create';
    if (behavior !== 'merge' && behavior !== 'replace') {
        resources.push(made);
        return;
    }
    const index = resources.findIndex(({ allIds }) => allIds.some(id => sameId(id, made.id)));
    const old = resources[index];
    if (old === undefined)
        throw new NotUnderstood('a generator merges into something unknown');
    resources[index] = mergedWith(old, made, behavior);
}
function generated(tree, folder, field, entry, globals) {
    const isSecret = field === 'secretGenerator';
    const mark = { ...marked(entry, 'kustomization', `made by ${field}`), entry: true };
    const text = (value, at = mark) => ({ value, mark: at });
    const map = (members, at = mark) => ({
        value: new Map(members),
        mark: at,
    });
    const member = (key, node) => [
        key,
        text(scalarOf(node) ?? '', marked(node, 'kustomization', `made by ${field}`)),
    ];
    const metadata = new Map();
    for (const key of ['name', 'namespace']) {
        const node = child(entry, key);
        if (node !== undefined)
            metadata.set(...member(key, node));
    }
    const options = child(entry, 'options');
    for (const key of ['labels', 'annotations']) {
        const pairs = [...membersOf(child(globals, key)), ...membersOf(child(options, key))];
        if (pairs.length > 0)
            metadata.set(key, map(pairs.map(([name, node]) => member(name, node))));
    }
    const root = map([
        ['apiVersion', text('v1')],
        ['kind', text(isSecret ? 'Secret' : 'ConfigMap')],
        ['metadata', map(metadata)],
    ]);
    const top = root.value;
    if (isSecret) {
        const type = child(entry, 'type');
        top.set('type', type === undefined ? text('Opaque') : member('type', type)[1]);
    }
    const data = new Map();
    const binary = new Map();
    for (const { key, bytes, mark: at } of pairsOf(tree, folder, field, entry)) {
        const plain = isSecret ? undefined : utf8(bytes);
        if (plain !== undefined)
            data.set(key, text(plain, at));
        else
            (isSecret ? data : binary).set(key, text(base64(bytes), at));
    }
    if (data.size > 0 || isSecret)
        top.set('data', map(data));
    if (binary.size > 0)
        top.set('binaryData', map(binary));
    const flag = (key) => [child(options, key), child(globals, key)].find(n => n?.value === true);
    const immutable = flag('immutable');
    if (immutable !== undefined) {
        top.set('immutable', { value: true, mark: marked(immutable, 'kustomization', `made by ${field}`) });
    }
    const resource = new Resource(root);
    resource.hashed = flag('disableNameSuffixHash') === undefined;
    return resource;
}
/** Keys and values in kustomize's order: env files, literals, files. */
function pairsOf(tree, folder, field, entry) {
    const encode = (value) => new TextEncoder().encode(value);
    const read = (path) => {
        const full = (0,repository/* resolvePath */.o1)(folder, path);
        if (full === undefined || !tree.has(full))
            throw new NotUnderstood(`no file ${path}`);
        return full;
    };
    const pairs = [];
    const single = child(entry, 'env');
    for (const node of [...itemsOf(child(entry, 'envs')), ...(single === undefined ? [] : [single])]) {
        const file = read(scalarOf(node) ?? '');
        const source = { file, text: tree.text(file), line: 0 };
        for (const [index, line] of source.text.split(/\r?\n/).entries()) {
            const match = /^\s*([^#=\s][^=]*)(?:=([\s\S]*))?$/.exec(line);
            if (match === null)
                continue;
            const mark = { kind: 'manifest', source, path: [], line: index + 1, note: `read by ${field}` };
            pairs.push({ key: match[1] ?? '', bytes: encode(match[2] ?? ''), mark });
        }
    }
    for (const node of itemsOf(child(entry, 'literals'))) {
        const [, key = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(scalarOf(node) ?? '') ?? [];
        pairs.push({
            key,
            bytes: encode(unquoted(value)),
            mark: marked(node, 'kustomization', `set by ${field}`),
        });
    }
    for (const node of itemsOf(child(entry, 'files'))) {
        const [first = '', second] = (scalarOf(node) ?? '').split('=');
        const file = read(second ?? first);
        const bytes = tree.read(file);
        const source = { file, text: '', line: 0 };
        const mark = { kind: 'manifest', source, path: [], line: 1, note: `read by ${field}` };
        pairs.push({ key: second === undefined ? first.slice(first.lastIndexOf('/') + 1) : first, bytes, mark });
    }
    return pairs;
}
function unquoted(value) {
    const isQuoted = value.length >= 2 && /^["']/.test(value) && value.at(-1) === value[0];
    return isQuoted ? value.slice(1, -1) : value;
}
/** kustomize breaks long ones into lines of 70. */
function base64(bytes) {
    const text = Buffer.from(bytes).toString('base64');
    return text.length < 70 ? text : text.replace(/.{1,70}/g, '$&\n');
}
function utf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
}
/** The new resource with the old one's metadata, and with `merge` its data too. */
function mergedWith(old, made, behavior) {
    const under = (key, a, b, into) => {
        if (!(into.value instanceof Map) || (a === undefined && b === undefined))
            return;
        const members = new Map([...membersOf(a), ...membersOf(b)]);
        into.value.set(key, { value: members, mark: (a ?? b ?? into).mark });
    };
    const result = made.root;
    const [before, after] = [child(old.root, 'metadata'), child(result, 'metadata')];
    if (after === undefined)
        throw new NotUnderstood('no metadata');
    for (const key of ['labels', 'annotations'])
        under(key, child(before, key), child(after, key), after);
    for (const key of ['name', 'namespace']) {
        const node = child(before, key);
        if (node !== undefined && after.value instanceof Map)
            after.value.set(key, node);
    }
    if (behavior === 'merge') {
        if (child(old.root, 'stringData') !== undefined)
            throw new NotUnderstood('stringData under a generator');
        for (const key of ['data', 'binaryData'])
            under(key, child(old.root, key), child(result, key), result);
    }
    made.previous.push(...old.previous);
    made.hashed &&= old.hashed;
    made.unsure = old.unsure;
    return made;
}
/** Appends the hash of the content to a generated resource's name (`api/hasher`). */
function addHash(resource) {
    const name = child(child(resource.root, 'metadata'), 'name');
    if (name === undefined)
        return;
    resource.storePreviousId();
    const value = (key) => {
        const node = child(resource.root, key);
        return node === undefined ? '' : jsonOf(node);
    };
    const kind = scalarOf(child(resource.root, 'kind')) ?? '';
    const optional = kind === 'Secret' ? 'stringData' : 'binaryData';
    // kustomize looks for a field called "metadata/name", finds none, and hashes an empty name.
    const content = { kind, name: '', data: value('data') };
    if (kind === 'Secret')
        content.type = value('type');
    if (child(resource.root, optional) !== undefined)
        content[optional] = value(optional);
    name.value = `${scalarOf(name)}-${hashOf(goJson(content))}`;
}
function hashOf(text) {
    const letters = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
    const hex = (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 10);
    return [...hex].map(digit => letters[digit] ?? digit).join('');
}
/** JSON as Go writes it: sorted keys, no white space, HTML characters escaped. */
function goJson(value) {
    if (Array.isArray(value))
        return `[${value.map(goJson).join(',')}]`;
    if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).sort(([a], [b]) => (0,repository/* byText */.z4)(a, b));
        return `{${entries.map(([key, member]) => `${goJson(key)}:${goJson(member)}`).join(',')}}`;
    }
    if (typeof value === 'bigint')
        return String(value);
    return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
//# sourceMappingURL=generators.js.map
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./lib/src/source/kustomize/json-patch.js


/**
 * Applies the operations of a JSON patch (RFC 6902) in order; a value added or replaced keeps the mark of the
 * operation's `value`. Changes `root` in place.
 * @throws {NotUnderstood} when an operation cannot be applied: kustomize would have refused to build.
 */
function applyJsonPatch(root, patch) {
    for (const operation of itemsOf(patch))
        apply(root, operation);
}
function apply(root, operation) {
    const path = pointer(textOf(child(operation, 'path')));
    switch (textOf(child(operation, 'op'))) {
        case 'add':
            add(root, path, operand(operation));
            return;
        case 'replace': {
            const value = operand(operation);
            if (path.length === 0)
                throw new NotUnderstood('a patch replaces the whole object');
            put(root, path, value);
            return;
        }
        case 'remove':
            take(root, path);
            return;
        case 'move':
            add(root, path, take(root, pointer(textOf(child(operation, 'from')))));
            return;
        case 'copy':
            add(root, path, copyOf(get(root, pointer(textOf(child(operation, 'from'))))));
            return;
        case 'test':
            if ((0,external_node_util_.isDeepStrictEqual)(jsonOf(get(root, path)), jsonOf(operand(operation))))
                return;
            throw new NotUnderstood('a test operation fails');
        default:
            throw new NotUnderstood('an unknown operation');
    }
}
function operand(operation) {
    const value = child(operation, 'value');
    if (value === undefined)
        throw new NotUnderstood('an operation without a value');
    return copyOf(value);
}
function pointer(text) {
    if (text === undefined || (text !== '' && !text.startsWith('/')))
        throw new NotUnderstood('a path');
    return text
        .split('/')
        .slice(1)
        .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
function get(root, path) {
    let node = root;
    for (const step of path) {
        const next = Array.isArray(node.value)
            ? node.value[index(step, node.value.length - 1)]
            : child(node, step);
        if (next === undefined)
            throw new NotUnderstood(`no ${step}`);
        node = next;
    }
    return node;
}
function json_patch_parent(root, path) {
    const last = path.at(-1);
    if (last === undefined)
        throw new NotUnderstood('the whole object');
    return [get(root, path.slice(0, -1)), last];
}
function add(root, path, node) {
    const [into, last] = json_patch_parent(root, path);
    if (into.value instanceof Map)
        into.value.set(last, node);
    else if (!Array.isArray(into.value))
        throw new NotUnderstood('a scalar as parent');
    else
        into.value.splice(last === '-' ? into.value.length : index(last, into.value.length), 0, node);
}
/** As the library does it: in a mapping, what is not there yet is added. */
function put(root, path, node) {
    const [into, last] = json_patch_parent(root, path);
    if (into.value instanceof Map)
        into.value.set(last, node);
    else if (Array.isArray(into.value))
        into.value[index(last, into.value.length - 1)] = node;
    else
        throw new NotUnderstood('a scalar as parent');
}
function take(root, path) {
    const [from, last] = json_patch_parent(root, path);
    const found = get(from, [last]);
    if (from.value instanceof Map)
        from.value.delete(last);
    else if (Array.isArray(from.value))
        from.value.splice(index(last, from.value.length - 1), 1);
    return found;
}
/** Plain indexes only: the library's negative ones are left aside. */
function index(step, highest) {
    const number = /^\d+$/.test(step) ? Number(step) : -1;
    if (number < 0 || number > highest)
        throw new NotUnderstood(`index ${step}`);
    return number;
}
//# sourceMappingURL=json-patch.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/strategic-merge.js



const DIRECTIVE = '$patch';
/**
 * Merge keys of the lists of Kubernetes' own kinds (`x-kubernetes-list-map-keys`, else `patchMergeKey`, of the schema
 * that kustomize embeds). `ports` depends on whether it is a Service's. An empty list of keys: a set of scalars.
 */
const MERGE_KEYS = {
    containers: ['name'],
    initContainers: ['name'],
    ephemeralContainers: ['name'],
    env: ['name'],
    volumeMounts: ['mountPath'],
    volumeDevices: ['devicePath'],
    volumes: ['name'],
    imagePullSecrets: ['name'],
    hostAliases: ['ip'],
    topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
    webhooks: ['name'],
    secrets: ['name'],
    ownerReferences: ['uid'],
    finalizers: [],
};
/** Applies a strategic merge patch as kustomize does. @returns undefined when the patch deletes the resource. */
function strategicMerge(target, patch) {
    const [group] = groupVersion(scalarOf(child(target, 'apiVersion')) ?? '');
    const kind = scalarOf(child(target, 'kind')) ?? '';
    return merge(target, copyOf(patch), { known: (0,schema/* isNamespaced */.ik)(group, kind) !== undefined, kind }, []);
}
function merge(target, patch, context, path) {
    if (patch.value === null)
        return undefined;
    if (patch.value instanceof Map)
        return mergeMap(target, patch, context, path);
    if (Array.isArray(patch.value))
        return mergeList(target, patch, context, path);
    if (target !== undefined && typeof target.value === 'object' && target.value !== null) {
        throw new NotUnderstood('a patch puts a scalar in place of a collection');
    }
    return patch;
}
function mergeMap(target, patch, context, path) {
    const directive = takeDirective(patch);
    if (directive === 'delete')
        return undefined;
    const missing = target === undefined || target.value === null;
    if (!missing && !(target.value instanceof Map))
        throw new NotUnderstood('a patch changes a node of another type');
    if (missing || directive === 'replace')
        return settled(patch, context, path);
    const result = target.value;
    for (const [key, value] of membersOf(patch)) {
        if (key.startsWith('$'))
            throw new NotUnderstood(`directive ${key}`);
        const merged = merge(result.get(key), value, context, [...path, key]);
        if (merged === undefined)
            result.delete(key);
        else
            result.set(key, merged);
    }
    return target;
}
/** What a patch adds where nothing was: without its nulls and directives. */
function settled(patch, context, path) {
    const result = new Map();
    for (const [key, value] of membersOf(patch)) {
        if (key.startsWith('$'))
            throw new NotUnderstood(`directive ${key}`);
        const merged = merge(undefined, value, context, [...path, key]);
        if (merged !== undefined)
            result.set(key, merged);
    }
    return { value: result, mark: patch.mark };
}
function mergeList(target, patch, context, path) {
    if (target !== undefined && target.value !== null && !Array.isArray(target.value)) {
        throw new NotUnderstood('a patch changes a node of another type');
    }
    const keys = mergeKeys(context, path);
    if (keys === undefined)
        return withoutDirectives(patch);
    const bare = itemsOf(patch).find(item => child(item, DIRECTIVE) !== undefined && membersOf(item).length === 1);
    if (bare !== undefined) {
        const directive = takeDirective(bare);
        if (directive === 'delete')
            return undefined;
        if (directive !== 'replace')
            throw new NotUnderstood('a list with $patch: merge');
        const rest = itemsOf(patch).filter(item => item !== bare);
        return withoutDirectives({ value: rest, mark: patch.mark });
    }
    const old = itemsOf(target);
    if (keys.length === 0)
        return mergeScalars(target, patch);
    return mergeKeyed(target, old, patch, keys, context, path);
}
/**
 * Items of the patch come first, in its order, merged with their partners; then the rest of the target. Lists with
 * several keys in use keep the target's order and only what is new comes first.
 */
function mergeKeyed(target, old, patch, keys, context, path) {
    const first = keys[0] ?? '';
    const all = [...itemsOf(patch), ...old];
    if (all.some(item => scalarOf(child(item, first)) === undefined)) {
        throw new NotUnderstood(`a list item without ${first}`);
    }
    const keepsOrder = keys.filter(key => all.some(item => child(item, key) !== undefined)).length > 1;
    const left = [...old];
    const added = [];
    for (const item of itemsOf(patch)) {
        const partners = left.filter(other => isPartner(item, other, keys));
        if (partners.length > 1)
            throw new NotUnderstood(`several list items with the same ${first}`);
        const partner = partners[0];
        const merged = merge(partner, item, context, path);
        const at = partner === undefined ? -1 : left.indexOf(partner);
        const stays = keepsOrder && partner !== undefined && merged !== undefined;
        if (at >= 0)
            left.splice(at, 1, ...(stays ? [merged] : []));
        if (merged !== undefined && !stays)
            added.push(merged);
    }
    return { value: [...added, ...left], mark: target?.mark ?? patch.mark };
}
/** Equal in every key that both have; the first key is always there. */
function isPartner(a, b, keys) {
    return keys.every((key, index) => {
        const [x, y] = [scalarOf(child(a, key)), scalarOf(child(b, key))];
        return x === y || (index > 0 && (x === undefined || y === undefined));
    });
}
function mergeScalars(target, patch) {
    const items = itemsOf(patch);
    const values = new Set(items.map(scalarOf));
    const rest = itemsOf(target).filter(item => !values.has(scalarOf(item)));
    return { value: [...items, ...rest], mark: target?.mark ?? patch.mark };
}
function mergeKeys({ known, kind }, path) {
    const name = path.at(-1) ?? '';
    if (path[0] === 'metadata') {
        return path.length === 2 && known && Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
    }
    if (!known)
        return undefined;
    if (name === 'ports') {
        if (path.at(-2) === 'containers' || path.at(-2) === 'initContainers')
            return ['containerPort', 'protocol'];
        return kind === 'Service' && path.length === 2 ? ['port', 'protocol'] : undefined;
    }
    if (name === 'imagePullSecrets' && kind === 'ServiceAccount')
        return undefined;
    if (name === 'finalizers' && path.length !== 2)
        return undefined;
    return Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
}
/** A list that replaces another is taken as it is. */
function withoutDirectives(list) {
    const holds = (node) => membersOf(node).some(([key, value]) => key === DIRECTIVE || holds(value)) || itemsOf(node).some(holds);
    if (holds(list))
        throw new NotUnderstood('$patch inside a list that has no merge key');
    return list;
}
function takeDirective(node) {
    if (!(node.value instanceof Map))
        return undefined;
    const directive = scalarOf(node.value.get(DIRECTIVE));
    node.value.delete(DIRECTIVE);
    if (directive === undefined || ['delete', 'replace', 'merge'].includes(directive))
        return directive;
    throw new NotUnderstood(`$patch: ${directive}`);
}
//# sourceMappingURL=strategic-merge.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/transformers.js




/** Does something to each resource; what is not understood concerns that resource alone. */
function forEach(resources, change) {
    for (const resource of resources) {
        try {
            change(resource);
        }
        catch (error) {
            if (!(error instanceof NotUnderstood))
                throw error;
            resource.unsure ??= error.message;
        }
    }
}
const kustomizationMark = (node, field) => marked(node, 'kustomization', `set by ${field}`);
/** Sets `namespace` on everything that is not certainly cluster-scoped, and where references to it are known. */
function setNamespace(resources, field, specs) {
    const value = scalarOf(field);
    if (value === undefined || value === '')
        return;
    const mark = kustomizationMark(field, 'namespace');
    const set = (node) => {
        if (typeof node.value === 'object' && node.value !== null)
            throw new NotUnderstood('namespace of a collection');
        node.value = value;
        node.mark = mark;
    };
    const creates = { type: 'scalar', mark };
    forEach(resources, resource => {
        resource.storePreviousId();
        const { group, kind } = resource.id;
        const { root } = resource;
        if (!isClusterScoped(group, kind)) {
            visitField(root, { path: ['metadata', 'namespace'], create: true }, creates, set);
        }
        if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
            for (const subject of itemsOf(child(root, 'subjects'))) {
                if (scalarOf(child(subject, 'name')) === 'default' && subject.value instanceof Map) {
                    subject.value.set('namespace', { value, mark });
                }
            }
        }
        for (const spec of specs) {
            const path = spec.path.join('/');
            if (path === 'metadata/namespace' ||
                (path === 'metadata/name' && scalarOf(child(root, 'apiVersion')) !== 'v1'))
                continue;
            if (path === 'subjects/namespace')
                continue;
            visitField(root, spec, creates, set);
        }
    });
}
/** `namePrefix` and `nameSuffix`; the part of the name that was there is related. */
function changeNames(resources, field, name, specs) {
    const part = scalarOf(field);
    if (part === undefined || part === '')
        return;
    forEach(resources, resource => {
        const { group, kind } = resource.originalId;
        if (kind === 'CustomResourceDefinition' || kind === 'Namespace')
            return;
        if (kind === 'APIService' && group === 'apiregistration.k8s.io')
            return;
        for (const spec of specs) {
            if (spec.path.join('/') === 'metadata/name')
                resource.storePreviousId();
            visitField(resource.root, spec, undefined, node => {
                const old = scalarOf(node) ?? '';
                node.value = name === 'namePrefix' ? part + old : old + part;
                node.mark = { ...kustomizationMark(field, name), related: contributors(node.mark) };
            });
        }
    });
}
function contributors(mark) {
    return [mark, ...(mark.related ?? [])];
}
/** One group of labels or annotations. */
function setPairs(resources, pairs, field, specs) {
    const sorted = membersOf(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
    forEach(resources, ({ root }) => {
        for (const [key, pair] of sorted) {
            const mark = kustomizationMark(pair, field);
            const creates = { type: 'map', mark: kustomizationMark(pairs, field) };
            for (const spec of specs) {
                visitField(root, spec, creates, node => {
                    if (!(node.value instanceof Map))
                        throw new NotUnderstood(`${field} on something that is no mapping`);
                    node.value.set(key, { value: scalarOf(pair) ?? '', mark });
                });
            }
        }
    });
}
/** `labels` in order, then `commonLabels`. */
function setLabels(resources, labels, common, specs) {
    for (const entry of itemsOf(labels)) {
        const pairs = child(entry, 'pairs');
        if (pairs === undefined)
            continue;
        const has = (key) => child(entry, key)?.value === true;
        let paths = merged(labelFields(entry), specs.labels);
        if (has('includeSelectors')) {
            paths = merged(paths, specs.commonLabels);
        }
        else {
            if (has('includeTemplates'))
                paths = merged(paths, specs.templateLabels);
            if (has('includeVolumeClaimTemplates'))
                paths = merged(paths, specs.volumeClaimTemplateLabels);
            paths = merged(paths, [{ path: ['metadata', 'labels'], create: true }]);
        }
        setPairs(resources, pairs, 'labels', paths);
    }
    if (common !== undefined)
        setPairs(resources, common, 'commonLabels', specs.commonLabels);
}
function labelFields(entry) {
    if (itemsOf(child(entry, 'fields')).length > 0)
        throw new NotUnderstood('labels with fields of their own');
    return [];
}
function setAnnotations(resources, field, specs) {
    setPairs(resources, field, 'commonAnnotations', specs);
}
/** One entry of `replicas`: by any name the resource has or had. */
function setReplicas(resources, entry, specs) {
    const name = scalarOf(child(entry, 'name'));
    const count = child(entry, 'count');
    if (count === undefined)
        throw new NotUnderstood('replicas without a count');
    const mark = kustomizationMark(count, 'replicas');
    forEach(resources, resource => {
        const ids = resource.allIds;
        for (const spec of specs) {
            if (!ids.some(id => id.name === name && (spec.kind === undefined || spec.kind === id.kind)))
                continue;
            visitField(resource.root, spec, { type: 'scalar', mark }, node => {
                node.value = Number(scalarOf(count));
                node.mark = mark;
            });
        }
    });
}
/** One entry of `images`, on every container there is and on the fields that are configured. */
function setImage(resources, entry, specs) {
    const change = imageChange(entry);
    forEach(resources, ({ root }) => {
        if (scalarOf(child(root, 'kind')) === 'CustomResourceDefinition')
            return;
        containersBelow(root, change);
        for (const spec of specs)
            visitField(root, { ...spec, create: false }, undefined, change);
    });
}
function containersBelow(node, visit) {
    for (const [key, value] of membersOf(node)) {
        containersBelow(value, visit);
        if (key !== 'containers' && key !== 'initContainers')
            continue;
        for (const item of itemsOf(value)) {
            const image = child(item, 'image');
            if (image !== undefined)
                visit(image);
        }
    }
    for (const item of itemsOf(node))
        containersBelow(item, visit);
}
const TAG = '(:[a-zA-Z0-9_.{}-]*)?';
const DIGEST = '(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?';
/** What an entry does to an image; the key that says most about the image is its mark, the rest is related. */
function imageChange(entry) {
    const text = (key) => scalarOf(child(entry, key)) ?? '';
    const [newName, newTag, digest, suffix] = ['newName', 'newTag', 'digest', 'tagSuffix'].map(text);
    let pattern;
    try {
        pattern = build/* RE2JS */.L3.compile(`^${text('name')}${TAG}${DIGEST}$`);
    }
    catch {
        return () => { };
    }
    return image => {
        const old = scalarOf(image) ?? '';
        if (!pattern.matcher(old).find())
            return;
        const parts = splitImage(old);
        const by = [];
        const use = (key, value) => {
            by.unshift(key);
            return value;
        };
        if (newName)
            parts.name = use('newName', newName);
        if (newTag) {
            parts.tag = use('newTag', newTag);
            parts.digest = digest ? use('digest', digest) : '';
        }
        else if (digest) {
            parts.tag = '';
            parts.digest = use('digest', digest);
        }
        else if (suffix) {
            parts.tag += use('tagSuffix', suffix);
            parts.digest = '';
        }
        if (by.length === 0)
            return;
        const marks = by.flatMap(key => {
            const node = child(entry, key);
            return node === undefined ? [] : [kustomizationMark(node, 'images')];
        });
        const value = `${parts.name}${parts.tag && `:${parts.tag}`}${parts.digest && `@${parts.digest}`}`;
        // Containers are visited once for what they are and once for the configured fields.
        if (image.value === value && isWithin(image.mark, entry.mark))
            return;
        image.value = value;
        const rest = newName && (newTag || digest) ? [] : contributors(image.mark);
        const [first, ...more] = marks;
        if (first !== undefined)
            image.mark = { ...first, related: [...more, ...rest] };
    };
}
function isWithin(mark, entry) {
    return mark.source === entry.source && entry.path.every((step, index) => mark.path[index] === step);
}
/** Name, tag and digest, cut where kustomize cuts (`api/internal/image`). */
function splitImage(image) {
    const slash = Math.max(image.indexOf('/'), 0);
    const at = image.indexOf('@', slash);
    const colon = image.indexOf(':', slash);
    if (at < 0 && colon < 0)
        return { name: image, tag: '', digest: '' };
    if (at >= 0 && (colon < 0 || at < colon))
        return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
    if (at < 0)
        return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
    return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}
//# sourceMappingURL=transformers.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/patches.js







/** A patch by path, or the text of one. */
function patchDocuments({ tree, folder }, node) {
    const text = textOf(node) ?? '';
    const path = text.includes('\n') ? undefined : (0,repository/* resolvePath */.o1)(folder, text);
    if (path !== undefined && tree.has(path))
        return expandLists(fileDocuments(tree, path, 'patch', 'set by this patch'));
    return expandLists(inlineDocuments(node, 'patch', 'set by this inline patch'));
}
/** An entry of `patches` or `patchesJson6902`. */
function applyPatch(context, entry) {
    const { resources } = context;
    const text = child(entry, 'patch') ?? child(entry, 'jsonOp') ?? child(entry, 'path');
    if (text === undefined)
        throw new NotUnderstood('a patch without content');
    const documents = patchDocuments(context, text);
    const target = child(entry, 'target');
    const selected = target === undefined ? undefined : selectTargets(resources, selectorOf(target));
    const first = documents[0];
    if (Array.isArray(first?.value)) {
        if (selected === undefined || documents.length > 1)
            throw new NotUnderstood('a JSON patch without a target');
        forEach(selected, resource => {
            resource.storePreviousId();
            applyJsonPatch(resource.root, first);
        });
        return;
    }
    const options = child(entry, 'options');
    const allows = (key) => child(options, key)?.value === true;
    const changes = { name: allows('allowNameChange'), kind: allows('allowKindChange') };
    if (selected === undefined) {
        for (const patch of documents)
            mergeIntoNamed(context, patch, changes);
    }
    else {
        if (first === undefined || documents.length > 1)
            throw new NotUnderstood('several patches for one target');
        mergeInto(context, selected, first, changes);
    }
}
/** A strategic merge patch for the resource that it names. */
function mergeIntoNamed(context, patch, changes = { name: false, kind: false }) {
    const { id } = new Resource(patch);
    const found = context.resources.filter(({ allIds }) => allIds.some(other => sameId(id, other)));
    if (found.length === 0 && context.open)
        return;
    if (found.length !== 1)
        throw new NotUnderstood(`the target of a patch for ${id.kind} ${id.name}`);
    mergeInto(context, found, patch, changes);
}
function mergeInto({ resources }, selected, patch, changes) {
    const deleted = new Set();
    forEach(selected, resource => {
        if (changes.name || changes.kind)
            resource.storePreviousId();
        const metadata = child(resource.root, 'metadata');
        const kept = {
            apiVersion: child(resource.root, 'apiVersion'),
            kind: child(resource.root, 'kind'),
            name: child(metadata, 'name'),
            namespace: child(metadata, 'namespace'),
        };
        const root = strategicMerge(resource.root, patch);
        if (root === undefined) {
            deleted.add(resource);
            return;
        }
        resource.root = root;
        restore(root, 'apiVersion', kept.apiVersion);
        if (!changes.kind)
            restore(root, 'kind', kept.kind);
        const after = child(root, 'metadata');
        if (!changes.name)
            restore(after, 'name', kept.name);
        restore(after, 'namespace', kept.namespace);
    });
    for (const resource of deleted)
        resources.splice(resources.indexOf(resource), 1);
}
function restore(node, key, value) {
    if (!(node?.value instanceof Map))
        return;
    if (value === undefined)
        node.value.delete(key);
    else
        node.value.set(key, value);
}
//# sourceMappingURL=patches.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/replacements.js





/** The entries of `replacements`, those in files of their own included. */
function replaceAll({ tree, folder, resources }, entries) {
    for (const entry of entries) {
        const path = scalarOf(child(entry, 'path'));
        const full = path === undefined ? undefined : ((0,repository/* resolvePath */.o1)(folder, path) ?? '');
        const documents = full === undefined ? [entry] : fileDocuments(tree, full, 'kustomization', 'replacement');
        for (const one of documents.flatMap(node => (Array.isArray(node.value) ? node.value : [node]))) {
            replace(resources, one);
        }
    }
}
/** One entry of `replacements`: copies a field of one resource into fields of others. */
function replace(resources, entry) {
    const value = sourceValue(resources, entry);
    for (const target of itemsOf(child(entry, 'targets'))) {
        const selector = selectorOf(child(target, 'select'));
        const selects = idMatcher(selector);
        const rejects = itemsOf(child(target, 'reject')).map(node => {
            const rejected = selectorOf(node);
            if (rejected.labelSelector !== undefined || rejected.annotationSelector !== undefined)
                throw new NotUnderstood('a rejection by labels');
            return idMatcher(rejected);
        });
        const paths = child(target, 'fieldPaths');
        const fields = itemsOf(paths).length > 0 ? itemsOf(paths) : [{ value: 'metadata.name', mark: target.mark }];
        forEach(resources, resource => {
            const ids = resource.allIds;
            if (!ids.some(selects) || ids.some(id => rejects.some(reject => reject(id))))
                return;
            const metadata = child(resource.root, 'metadata');
            if (!selectsText(selector.labelSelector, child(metadata, 'labels')))
                return;
            if (!selectsText(selector.annotationSelector, child(metadata, 'annotations')))
                return;
            for (const field of fields)
                copyTo(resource.root, field, value, child(target, 'options'));
        });
    }
}
function sourceValue(resources, entry) {
    const literal = child(entry, 'sourceValue');
    if (literal !== undefined)
        return { value: scalarOf(literal) ?? '', mark: literal.mark };
    const source = child(entry, 'source');
    const selector = selectorOf(source, ['fieldPath', 'options']);
    const isSource = (id) => ['group', 'version', 'kind', 'name'].every(key => selector[key] === undefined || selector[key] === id[key]) &&
        (selector.namespace === undefined || selector.namespace === id.namespace);
    const matches = resources.filter(({ allIds }) => allIds.some(isSource));
    const found = matches[0];
    if (found === undefined || matches.length > 1)
        throw new NotUnderstood('the source of a replacement');
    if (found.unsure !== undefined)
        throw new NotUnderstood(found.unsure);
    let node = found.root;
    for (const step of steps(scalarOf(child(source, 'fieldPath')) ?? 'metadata.name'))
        node = lookUp(node, step);
    if (node === undefined)
        throw new NotUnderstood('the source field of a replacement');
    const delimiter = scalarOf(child(child(source, 'options'), 'delimiter')) ?? '';
    if (delimiter === '')
        return copyOf(node);
    const part = (scalarOf(node) ?? '').split(delimiter)[indexOf(child(source, 'options'))];
    if (part === undefined)
        throw new NotUnderstood('the source field of a replacement');
    return { value: part, mark: node.mark };
}
function indexOf(options) {
    return Number(scalarOf(child(options, 'index')) ?? 0);
}
function lookUp(node, step) {
    const match = /^\[([^=]+)=(.*)\]$/s.exec(step);
    if (match === null)
        return child(node, Array.isArray(node?.value) ? Number(step) : step);
    const [, key = '', wanted] = match;
    return itemsOf(node).find(item => scalarOf(child(item, key)) === wanted);
}
function copyTo(root, field, value, options) {
    const path = steps(scalarOf(field) ?? '');
    const create = child(options, 'create')?.value === true;
    const mark = {
        ...marked(field, 'kustomization', 'set by replacements'),
        related: [value.mark, ...(value.mark.related ?? [])],
    };
    const found = replacements_targets(root, path, create, mark);
    if (found.length === 0)
        throw new NotUnderstood('a replacement without a field');
    const delimiter = scalarOf(child(options, 'delimiter')) ?? '';
    for (const node of found) {
        if (delimiter !== '') {
            const parts = (scalarOf(node) ?? '').split(delimiter);
            const index = indexOf(options);
            const text = scalarOf(value) ?? '';
            if (index < 0)
                parts.unshift(text);
            else if (index >= parts.length)
                parts.push(text);
            else
                parts[index] = text;
            const old = [node.mark, ...(node.mark.related ?? [])];
            set(node, parts.join(delimiter), { ...mark, related: [...(mark.related ?? []), ...old] });
        }
        else if (typeof value.value === 'object' && value.value !== null) {
            node.value = copyOf(value).value;
            node.mark = mark;
        }
        else {
            set(node, value.value, mark);
        }
    }
}
/** A scalar target keeps its type: kustomize sets the text and leaves the tag. */
function set(node, value, mark) {
    if (typeof node.value === 'string' && typeof value !== 'object')
        node.value = String(value);
    else if (typeof node.value === 'number' && /^-?\d+$/.test(String(value)))
        node.value = Number(value);
    else
        node.value = value;
    node.mark = mark;
}
/** Every node that a target path leads to; `create` makes missing mapping entries. */
function replacements_targets(node, path, create, mark) {
    const [step, ...rest] = path;
    if (step === undefined)
        return [node];
    if (step === '*')
        return childrenOf(node).flatMap(item => replacements_targets(item, rest, create, mark));
    const match = /^\[([^=]*)=(.*)\]$/s.exec(step);
    if (match !== null) {
        const [, key = '', pattern = ''] = match;
        if (key === '')
            throw new NotUnderstood('a replacement in a list of scalars');
        const matches = expression(pattern);
        return itemsOf(node)
            .filter(item => {
            const text = scalarOf(child(item, key));
            return text !== undefined && matches(text);
        })
            .flatMap(item => replacements_targets(item, rest, create, mark));
    }
    if (Array.isArray(node.value)) {
        if (!/^\d+$/.test(step))
            throw new NotUnderstood(`${step} of a list`);
        const item = node.value[Number(step)];
        return item === undefined ? [] : replacements_targets(item, rest, create, mark);
    }
    if (!(node.value instanceof Map))
        throw new NotUnderstood('a replacement inside a text');
    let next = node.value.get(step);
    if (next === undefined && create) {
        if (rest[0] !== undefined && /^(?:\[|\*|\d+$)/.test(rest[0]))
            throw new NotUnderstood('a list to be made');
        next = { value: rest.length === 0 ? '' : new Map(), mark: rest.length === 0 ? mark : node.mark };
        node.value.set(step, next);
    }
    return next === undefined ? [] : replacements_targets(next, rest, create, mark);
}
function childrenOf(node) {
    if (Array.isArray(node.value))
        return node.value;
    throw new NotUnderstood('* of something that is no list');
}
/** A path split at dots: `\.` is a dot, brackets hold together. */
function steps(path) {
    const parts = path.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));
    const result = [];
    let open;
    for (const part of parts) {
        if (open === undefined && part.startsWith('[') && !part.endsWith(']')) {
            open = [part];
            continue;
        }
        if (open === undefined) {
            result.push(bracketed(part));
            continue;
        }
        open.push(part);
        if (part.endsWith(']')) {
            result.push(bracketed(open.join('.')));
            open = undefined;
        }
    }
    return result;
}
/** `[a.b/c]` is a key; `[name=x]` selects. */
function bracketed(part) {
    return part.startsWith('[') && part.endsWith(']') && !part.includes('=') ? part.slice(1, -1) : part;
}
//# sourceMappingURL=replacements.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/plugins.js





/**
 * Runs a transformer that is configured as an object of its own (`transformers` of a kustomization). For those that
 * are not kustomize's own nothing is known about any resource afterwards.
 */
function applyPlugin(context, plugin) {
    const kind = scalarOf(child(plugin, 'kind')) ?? '';
    const isBuiltIn = scalarOf(child(plugin, 'apiVersion')) === 'builtin' && Object.hasOwn(PLUGINS, kind);
    const run = isBuiltIn ? PLUGINS[kind] : undefined;
    if (run === undefined) {
        for (const resource of context.resources)
            resource.unsure ??= `transformer ${kind}`;
        return;
    }
    run(context, plugin, itemsOf(child(plugin, 'fieldSpecs')).map(specOf));
}
const PLUGINS = {
    PatchTransformer: applyPatch,
    PatchJson6902Transformer: applyPatch,
    PatchStrategicMergeTransformer: (context, plugin) => {
        const inline = child(plugin, 'patches');
        for (const text of [...itemsOf(child(plugin, 'paths')), ...(inline === undefined ? [] : [inline])]) {
            for (const patch of patchDocuments(context, text))
                mergeIntoNamed(context, patch);
        }
    },
    NamespaceTransformer: ({ resources }, plugin, specs) => {
        if (child(plugin, 'unsetOnly') !== undefined || child(plugin, 'setRoleBindingSubjects') !== undefined) {
            throw new NotUnderstood('options of NamespaceTransformer');
        }
        setNamespace(resources, needed(child(plugin, 'metadata'), 'namespace'), specs);
    },
    PrefixTransformer: ({ resources }, plugin, specs) => {
        changeNames(resources, needed(plugin, 'prefix'), 'namePrefix', specs);
    },
    SuffixTransformer: ({ resources }, plugin, specs) => {
        changeNames(resources, needed(plugin, 'suffix'), 'nameSuffix', specs);
    },
    LabelTransformer: ({ resources }, plugin, specs) => {
        setPairs(resources, needed(plugin, 'labels'), 'labels', specs);
    },
    AnnotationsTransformer: ({ resources }, plugin, specs) => {
        setPairs(resources, needed(plugin, 'annotations'), 'commonAnnotations', specs);
    },
    ImageTagTransformer: ({ resources }, plugin, specs) => {
        setImage(resources, needed(plugin, 'imageTag'), specs);
    },
    ReplicaCountTransformer: ({ resources }, plugin, specs) => {
        setReplicas(resources, needed(plugin, 'replica'), specs);
    },
    ReplacementTransformer: (context, plugin) => {
        replaceAll(context, itemsOf(child(plugin, 'replacements')));
    },
};
function needed(node, key) {
    const found = child(node, key);
    if (found === undefined)
        throw new NotUnderstood(`a transformer without ${key}`);
    return found;
}
//# sourceMappingURL=plugins.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/build.js











/** Fields of a kustomization that are simulated, or that have no part in what is rendered. */
const UNDERSTOOD = new Set(`apiVersion kind metadata resources bases components configurations crds configMapGenerator secretGenerator
  generatorOptions patchesStrategicMerge patches namespace namePrefix nameSuffix labels commonLabels commonAnnotations
  patchesJson6902 replicas images imageTags replacements transformers sortOptions buildMetadata vars validators`.split(/\s+/));
/** Make resources that this does not know, and leave all others alone. */
const ADDING = new Set(['generators', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator']);
/**
 * Builds a kustomization as kustomize does, on nodes that know where they were written. What a resource went through
 * and is not simulated leaves it `unsure`.
 * @throws {NotUnderstood} when nothing can be said about any resource.
 */
function buildKustomization(tree, root) {
    const { resources } = accumulate(tree, root, undefined, []);
    for (const resource of resources)
        if (resource.hashed)
            addHash(resource);
    return resources;
}
function accumulate(tree, folder, parent, above) {
    if (above.includes(folder))
        throw new NotUnderstood('kustomizations that contain each other');
    const file = (0,targets/* kustomizationFile */.Oi)(tree, folder);
    if (file === undefined)
        throw new NotUnderstood(`no kustomization in ${folder}`);
    const documents = fileDocuments(tree, file, 'kustomization', 'kustomization');
    const content = documents[0];
    if (!(content?.value instanceof Map) || documents.length > 1)
        throw new NotUnderstood(file);
    const unknown = [...content.value.keys()].find(key => !UNDERSTOOD.has(key) && !ADDING.has(key));
    if (unknown !== undefined)
        throw new NotUnderstood(`${unknown} in ${file}`);
    const field = (name) => child(content, name);
    const items = (...names) => names.flatMap(name => itemsOf(field(name)));
    const resources = parent?.resources ?? [];
    let specs = parent?.specs ?? BUILT_IN;
    let open = (parent?.open ?? false) || [...content.value.keys()].some(key => ADDING.has(key));
    const within = [...above, folder];
    for (const entry of items('resources', 'bases')) {
        const path = (0,repository/* resolvePath */.o1)(folder, scalarOf(entry) ?? '');
        if (path === undefined)
            throw new NotUnderstood(`resource ${scalarOf(entry)}`);
        if (tree.has(path)) {
            resources.push(...readResources(tree, path));
            continue;
        }
        const below = accumulate(tree, path, undefined, within);
        resources.push(...below.resources);
        specs = mergedSpecs(specs, below.specs);
        open ||= below.open;
    }
    specs = mergedSpecs(specs, BUILT_IN);
    for (const entry of items('configurations')) {
        const path = (0,repository/* resolvePath */.o1)(folder, scalarOf(entry) ?? '') ?? '';
        for (const document of fileDocuments(tree, path, 'kustomization', 'configuration')) {
            specs = withConfiguration(specs, document);
        }
    }
    for (const name of ['configMapGenerator', 'secretGenerator']) {
        for (const entry of items(name))
            generate(resources, tree, folder, name, entry, field('generatorOptions'));
    }
    for (const entry of items('components')) {
        const path = (0,repository/* resolvePath */.o1)(folder, scalarOf(entry) ?? '');
        if (path === undefined)
            throw new NotUnderstood(`component ${scalarOf(entry)}`);
        ({ specs, open } = accumulate(tree, path, { resources, specs, open }, within));
    }
    const context = { tree, folder, resources, open };
    transform(context, specs, field, items);
    for (const entry of items('transformers')) {
        for (const plugin of pluginsOf(tree, folder, entry, within))
            applyPlugin(context, plugin);
    }
    return { resources, specs, open };
}
/** Configurations of transformers: a file, a folder that is a kustomization of its own, or written in place. */
function pluginsOf(tree, folder, entry, above) {
    const text = scalarOf(entry) ?? '';
    const path = text.includes('\n') ? undefined : (0,repository/* resolvePath */.o1)(folder, text);
    if (path === undefined)
        return inlineDocuments(entry, 'kustomization', 'transformer');
    if (tree.has(path))
        return fileDocuments(tree, path, 'kustomization', 'transformer');
    return accumulate(tree, path, undefined, above).resources.map(({ root, unsure }) => {
        if (unsure !== undefined)
            throw new NotUnderstood(unsure);
        return root;
    });
}
/** The built-in transformers in kustomize's order (`configureBuiltinTransformers`). */
function transform(context, specs, field, items) {
    const { resources } = context;
    for (const entry of items('patchesStrategicMerge')) {
        for (const patch of patchDocuments(context, entry))
            mergeIntoNamed(context, patch);
    }
    for (const entry of items('patches'))
        applyPatch(context, entry);
    const namespace = field('namespace');
    if (namespace !== undefined)
        setNamespace(resources, namespace, specs.namespace);
    for (const name of ['namePrefix', 'nameSuffix']) {
        const part = field(name);
        if (part !== undefined)
            changeNames(resources, part, name, specs[name]);
    }
    setLabels(resources, field('labels'), field('commonLabels'), specs);
    const annotations = field('commonAnnotations');
    if (annotations !== undefined)
        setAnnotations(resources, annotations, specs.commonAnnotations);
    for (const entry of items('patchesJson6902'))
        applyPatch(context, entry);
    for (const entry of items('replicas'))
        setReplicas(resources, entry, specs.replicas);
    for (const entry of items('images', 'imageTags'))
        setImage(resources, entry, specs.images);
    replaceAll(context, items('replacements'));
}
function readResources(tree, path) {
    return expandLists(fileDocuments(tree, path, 'manifest', 'written here')).map(root => {
        const resource = new Resource(root);
        const annotations = child(child(root, 'metadata'), 'annotations');
        for (const key of ['needs-hash', 'behavior']) {
            if (child(annotations, `kustomize.config.k8s.io/${key}`) !== undefined)
                resource.unsure = `annotation ${key}`;
        }
        return resource;
    });
}
//# sourceMappingURL=build.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/compare.js
/** Paths at which a simulated resource is not what was rendered; a list of another length differs as a whole. */
function differences(node, rendered) {
    const found = [];
    compare(node, rendered, [], found);
    return found;
}
function compare(node, rendered, path, found) {
    const value = node?.value;
    if (Array.isArray(value)) {
        if (!Array.isArray(rendered) || rendered.length !== value.length) {
            found.push(path);
            return;
        }
        for (const [index, item] of value.entries())
            compare(item, rendered[index], [...path, index], found);
    }
    else if (value instanceof Map) {
        if (typeof rendered !== 'object' || rendered === null || Array.isArray(rendered)) {
            found.push(path);
            return;
        }
        for (const key of new Set([...value.keys(), ...Object.keys(rendered)])) {
            compare(value.get(key), Object.hasOwn(rendered, key) ? rendered[key] : undefined, [...path, key], found);
        }
    }
    else if (value !== rendered && (value !== null || rendered !== undefined)) {
        // A null that is not rendered is an entry without a value, which kustomize drops while it merges.
        found.push(path);
    }
}
/** Whether nothing differs on the way to a path, at it or below it. */
function agrees(found, path, below) {
    return !found.some(different => {
        const common = Math.min(different.length, path.length);
        for (let index = 0; index < common; index++)
            if (different[index] !== path[index])
                return false;
        return below || different.length <= path.length;
    });
}
//# sourceMappingURL=compare.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/place.js

/** Turns marks into places in files; every document is parsed for positions once. */
class Places {
    #tree;
    #locators = new Map();
    constructor(tree) {
        this.#tree = tree;
    }
    /**
     * @param whole a scalar points at its value, a collection at the key (or first key of a list item) before it.
     * @returns undefined when the mark's field is not where it was read.
     */
    of(mark, whole) {
        const span = this.#span(mark, whole);
        if (span === undefined)
            return undefined;
        const range = { line: span.line, column: span.column };
        const isShort = span.endLine === span.line && span.endColumn > span.column;
        const end = isShort ? { endLine: span.endLine, endColumn: span.endColumn } : {};
        return { kind: mark.kind, file: mark.source.file, ...range, ...end, note: mark.note };
    }
    #span(mark, whole) {
        if (mark.line !== undefined)
            return { line: mark.line, column: 1, endLine: mark.line, endColumn: 1 };
        const at = this.#locator(mark.source.text)(mark.path);
        if (!at.exact)
            return undefined;
        const span = whole && mark.entry === undefined ? (at.value ?? at.key) : (at.key ?? place_firstLine(at.value));
        if (span === undefined)
            return undefined;
        return this.#inFile(mark.source, span);
    }
    #locator(text) {
        let known = this.#locators.get(text);
        if (known === undefined) {
            known = (0,src_manifest/* locator */.fl)(text);
            this.#locators.set(text, known);
        }
        return known;
    }
    /** A line of an inline text is the line of the file that ends in it; anything else is the text as a whole. */
    #inFile(source, span) {
        const line = span.line + source.line;
        const { inside } = source;
        if (inside === undefined)
            return { ...span, line, endLine: span.endLine + source.line };
        const outer = this.#locator(inside.source.text)(inside.path).value;
        if (outer === undefined)
            return undefined;
        const lines = this.#tree.text(source.file).split(/\r?\n/);
        const offset = outer.line + inside.source.line;
        const written = lines[offset + line - 1];
        const inner = source.text.split(/\r?\n/)[span.line - 1];
        const header = lines[offset - 1]?.slice(outer.column - 1) ?? '';
        if (written === undefined || inner === undefined || !/^[|>]/.test(header) || !written.endsWith(inner)) {
            const start = { line: offset, column: outer.column };
            return { ...start, endLine: outer.endLine + inside.source.line, endColumn: outer.endColumn };
        }
        const indent = written.length - inner.length;
        return {
            line: offset + line,
            column: span.column + indent,
            endLine: offset + line + span.endLine - span.line,
            endColumn: span.endColumn + indent,
        };
    }
}
function place_firstLine(span) {
    if (span === undefined || span.endLine === span.line)
        return span;
    return { ...span, endLine: span.line, endColumn: span.column };
}
//# sourceMappingURL=place.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/references.js

function namesOf(resources) {
    const names = new Map();
    for (const resource of resources) {
        for (const name of new Set(resource.allIds.map(id => id.name))) {
            names.set(name, [...(names.get(name) ?? []), resource]);
        }
    }
    return names;
}
/**
 * kustomize's last step: fields that hold a name follow the resource that had it. Which fields those are is not
 * repeated here: a text becomes what was rendered when some resource was called the one and is called the other now.
 * The mark stays: the reference is edited where it is written.
 */
function followReferences(node, rendered, names) {
    if (Array.isArray(rendered)) {
        const items = itemsOf(node);
        if (items.length !== rendered.length)
            return;
        for (const [index, item] of items.entries())
            followReferences(item, rendered[index] ?? null, names);
        return;
    }
    if (typeof rendered === 'object' && rendered !== null) {
        followNamespace(node, rendered, names);
        for (const [key, member] of membersOf(node)) {
            if (Object.hasOwn(rendered, key))
                followReferences(member, rendered[key] ?? null, names);
        }
        return;
    }
    if (typeof node.value !== 'string' || typeof rendered !== 'string' || node.value === rendered)
        return;
    if (names.get(node.value)?.some(({ id }) => id.name === rendered))
        node.value = rendered;
}
/** Subjects and webhooks refer by name and namespace. */
function followNamespace(node, rendered, names) {
    const { name, namespace } = rendered;
    const written = scalarOf(child(node, 'name'));
    if (!(node.value instanceof Map) || written === undefined || typeof namespace !== 'string')
        return;
    if (scalarOf(child(node, 'namespace')) === namespace)
        return;
    for (const resource of names.get(written) ?? []) {
        const now = child(child(resource.root, 'metadata'), 'namespace');
        if (resource.id.name === name && now !== undefined && scalarOf(now) === namespace) {
            node.value.set('namespace', {
                value: namespace,
                mark: { ...now.mark, note: `${now.mark.note}, through a reference` },
            });
            return;
        }
    }
}
//# sourceMappingURL=references.js.map
;// CONCATENATED MODULE: ./lib/src/source/kustomize/index.js







/** Simulations by tree and folder: one serves every finding of a target. */
const simulations = new WeakMap();
/**
 * Which line in which file somebody has to edit to change the field `path` of a manifest that a kustomization
 * rendered: the patch, the entry of a kustomization, or the document of a base; for a field that does not exist the
 * nearest parent that does. `related` holds what else contributed to the value: the name under a prefix, the source
 * of a replacement.
 *
 * The build is done again, without the engine, on nodes that know where they were written, and the answer counts only
 * where its result is what the engine rendered. Undefined otherwise, and for resources that a chart, a plugin or
 * anything else not simulated had a part in.
 */
function locateInKustomization(tree, target, manifest, path) {
    const simulation = simulationOf(tree, target.root);
    const resource = simulation?.resources.find(candidate => isRenderedAs(candidate, manifest));
    if (simulation === undefined || resource === undefined || resource.unsure !== undefined)
        return undefined;
    let different = simulation.compared.get(resource);
    if (different === undefined) {
        followReferences(resource.root, manifest.object, simulation.names);
        different = differences(resource.root, manifest.object);
        simulation.compared.set(resource, different);
    }
    let depth = path.length;
    while (depth > 0 && (0,src_manifest/* valueAt */.fK)(manifest.object, path.slice(0, depth)) === undefined)
        depth--;
    const existing = path.slice(0, depth);
    const isThere = depth === path.length;
    if (!agrees(different, path, isThere) || !agrees(different, existing, false))
        return undefined;
    const node = node_descend(resource.root, existing);
    if (node === undefined)
        return undefined;
    const isScalar = typeof node.value !== 'object' || node.value === null;
    const location = simulation.places.of(node.mark, isScalar);
    if (location === undefined)
        return undefined;
    const related = (node.mark.related ?? []).flatMap(mark => simulation.places.of(mark, true) ?? []);
    return { ...location, related };
}
function simulationOf(tree, root) {
    let ofTree = simulations.get(tree);
    if (ofTree === undefined) {
        ofTree = new Map();
        simulations.set(tree, ofTree);
    }
    if (!ofTree.has(root))
        ofTree.set(root, simulate(tree, root));
    return ofTree.get(root);
}
function simulate(tree, root) {
    try {
        const resources = buildKustomization(tree, root);
        return { resources, names: namesOf(resources), places: new Places(tree), compared: new Map() };
    }
    catch (error) {
        if (error instanceof NotUnderstood || error instanceof repository/* TreeError */.jh)
            return undefined;
        throw error;
    }
}
function isRenderedAs(resource, manifest) {
    const { root } = resource;
    const metadata = child(root, 'metadata');
    return (scalarOf(child(root, 'apiVersion')) === manifest.apiVersion &&
        scalarOf(child(root, 'kind')) === manifest.resource.kind &&
        scalarOf(child(metadata, 'name')) === manifest.resource.name &&
        (scalarOf(child(metadata, 'namespace')) ?? '') ===
            (scalarOfJson((0,src_manifest/* valueAt */.fK)(manifest.object, ['metadata', 'namespace'])) ?? ''));
}
function scalarOfJson(value) {
    return typeof value === 'string' ? value : undefined;
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/source/locate.js




/**
 * Where a person has to edit to change `path` of a manifest, as far as that shows without rendering again.
 *
 * Plain manifests: the node itself, or its nearest existing parent. Charts and kustomizations: the file the document
 * came from, without a line.
 */
function locateField(manifest, path, target, tree) {
    const { origin } = manifest;
    const span = fieldSpan(manifest, path)?.span;
    if (origin.source !== undefined && origin.sourceLine !== undefined) {
        return { location: { kind: 'manifest', file: origin.source, ...toRange(span, origin.sourceLine) } };
    }
    const file = origin.source !== undefined && tree.has(origin.source) ? origin.source : (0,targets/* mainFile */.qN)(target, tree);
    return { location: { kind: 'file', file }, renderedLine: span?.line ?? 1 };
}
/**
 * Locates findings. Charts are rendered again to find the lines ({@link locateInChart}), each once however many
 * findings it has; kustomizations are built again on nodes that know their lines ({@link locateInKustomization}). Where
 * no line is proven, the file stands.
 * @param concurrency charts mapped at the same time
 */
async function locateFindings(engine, items, options, concurrency) {
    const charts = new Map();
    for (const item of items) {
        const { finding, rendering } = item;
        if (finding.location !== undefined || rendering.target.kind !== 'helm')
            continue;
        const known = charts.get(rendering);
        if (known === undefined)
            charts.set(rendering, [item]);
        else
            known.push(item);
    }
    const origins = new Map();
    const waiting = [...charts];
    const lane = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [rendering, wanted] = next;
            const fields = wanted.map(({ manifest, finding }) => ({ manifest, path: finding.path }));
            const found = await locateInChart(engine, rendering, options, fields);
            for (const [index, item] of wanted.entries())
                origins.set(item, found[index]);
        }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    return items.map(item => {
        const { finding, manifest, rendering } = item;
        if (finding.location !== undefined)
            return { location: finding.location };
        const plain = locateField(manifest, finding.path, manifest.origin.target, rendering.tree);
        return { ...plain, ...(origins.get(item) ?? kustomizeOrigin(item)) };
    });
}
function kustomizeOrigin({ finding, manifest, rendering: { tree, target }, }) {
    if (target.kind !== 'kustomize')
        return undefined;
    const found = locateInKustomization(tree, target, manifest, finding.path);
    if (found === undefined)
        return undefined;
    const { related, ...location } = found;
    return { location, related };
}
function toRange(span, offset) {
    if (span === undefined)
        return { line: offset + 1 };
    const range = { line: span.line + offset, column: span.column };
    // Block scalars and flow collections: the first line is where the edit starts.
    if (span.endLine !== span.line || span.endColumn <= span.column)
        return range;
    return { ...range, endLine: span.endLine + offset, endColumn: span.endColumn };
}
//# sourceMappingURL=locate.js.map
;// CONCATENATED MODULE: ./lib/src/source/index.js


//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/src/findings.js
var findings = __webpack_require__(410);
;// CONCATENATED MODULE: ./lib/src/verdict/waiver-expired.js

/** What stands for a rule file where kubeproof judges its own input: a waiver is no manifest. */
const WAIVER_EXPIRED = {
    id: 'waiver-expired',
    title: 'Waivers are renewed or removed when they run out',
    category: 'waivers',
    severity: 'warning',
    rationale: 'A waiver is a decision with an end. After it nobody has accepted the finding any more, and it counts again.',
    remediation: 'Fix what was waived and remove the entry, or have its owner decide again and set a new date.',
    references: [],
    controls: { soc2: ['CC3.2', 'CC5.3'] },
};
/** The finding that a waiver has run out, at its line in the waiver file. */
function expiredWaiver(waiver, blocking) {
    const identity = JSON.stringify([WAIVER_EXPIRED.id, waiver.file, waiver.id]);
    return {
        guardrail: WAIVER_EXPIRED.id,
        severity: WAIVER_EXPIRED.severity,
        resource: { group: 'kubeproof', kind: 'Waiver', namespace: '', name: waiver.id },
        apiVersion: '',
        path: ['expires'],
        field: 'expires',
        message: `The waiver of ${waiver.guardrail} by ${waiver.owner} ran out on ${waiver.expires}: what it accepted counts again.`,
        side: 'present',
        source: waiver.file,
        fingerprint: (0,external_node_crypto_.createHash)('sha256').update(identity).digest('hex').slice(0, 32),
        state: 'unchanged',
        renderings: [],
        blocking,
        related: [],
        location: { kind: 'manifest', file: waiver.file, line: waiver.line },
    };
}
//# sourceMappingURL=waiver-expired.js.map
;// CONCATENATED MODULE: ./lib/src/verdict/waivers.js
/** Whether `text` is matched by a pattern in which `*` stands for any characters; linear in both lengths. */
function matchesPattern(pattern, text) {
    const parts = pattern.split('*');
    if (parts.length === 1)
        return pattern === text;
    const first = parts[0] ?? '';
    const last = parts[parts.length - 1] ?? '';
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
        return false;
    let from = first.length;
    const end = text.length - last.length;
    for (const part of parts.slice(1, -1)) {
        const at = text.indexOf(part, from);
        if (at === -1 || at + part.length > end)
            return false;
        from = at + part.length;
    }
    return true;
}
/** Whether a waiver still counts on `today` (both `YYYY-MM-DD`): its last day is included. */
function isExpired(waiver, today) {
    return waiver.expires !== undefined && waiver.expires < today;
}
/** The first waiver in file order that accepts a finding and has not expired. */
function findWaiver(compared, waivers, today) {
    const waiver = waivers.find(w => !isExpired(w, today) && accepts(w, compared));
    if (waiver === undefined)
        return undefined;
    const { id, owner, reason, expires, ticket } = waiver;
    return {
        id,
        owner,
        reason,
        ...(expires === undefined ? {} : { expires }),
        ...(ticket === undefined ? {} : { ticket }),
    };
}
function accepts(waiver, { fingerprint, finding, renderings }) {
    const fits = (pattern, value) => pattern === undefined || matchesPattern(pattern, value);
    return (waiver.guardrail === finding.guardrail &&
        (waiver.fingerprint === undefined || waiver.fingerprint === fingerprint) &&
        fits(waiver.resource?.kind, finding.resource.kind) &&
        fits(waiver.resource?.namespace, finding.resource.namespace) &&
        fits(waiver.resource?.name, finding.resource.name) &&
        fits(waiver.container, finding.container ?? '') &&
        // One finding may show in several renderings: all of them have to be accepted.
        renderings.every(r => fits(waiver.target, r.target) && fits(waiver.environment, r.environment)));
}
//# sourceMappingURL=waivers.js.map
;// CONCATENATED MODULE: ./lib/src/verdict/judge.js




/**
 * Decides what blocks. A failing guardrail outweighs an input that was not evaluated: both are shown, and the exit
 * code is the one a person can act on first.
 */
function judge_judge(input) {
    const { gate, hasBase, problems, today } = input;
    const scope = effectiveScope(gate.scope, hasBase);
    const findings = input.compared.map(compared => {
        const { rendering: _rendering, ...finding } = compared.finding;
        const waiver = findWaiver(compared, input.waivers, today);
        return {
            ...finding,
            fingerprint: compared.fingerprint,
            state: compared.state,
            renderings: compared.renderings,
            related: [],
            ...(waiver === undefined ? {} : { waiver }),
            blocking: waiver === undefined && blocks(finding.severity, compared.state, gate.failOn, scope),
        };
    });
    for (const waiver of input.waivers.filter(w => isExpired(w, today))) {
        findings.push(expiredWaiver(waiver, blocks(WAIVER_EXPIRED.severity, 'unchanged', gate.failOn, scope)));
    }
    findings.sort(compareFindings);
    const blocking = findings.filter(f => f.blocking).length;
    const incomplete = problems.filter(p => p.gates).length;
    const outcome = blocking > 0 ? 'fail' : incomplete > 0 ? 'incomplete' : 'pass';
    const live = findings.filter(f => f.waiver === undefined);
    const counts = {
        new: count(live.filter(f => f.state === 'new')),
        unchanged: count(live.filter(f => f.state === 'unchanged')),
        fixed: count(findings.filter(f => f.state === 'fixed')),
        waived: count(findings.filter(f => f.waiver !== undefined && f.state !== 'fixed')),
        blocking,
    };
    return {
        outcome,
        exitCode: outcome === 'pass' ? 0 : outcome === 'fail' ? 1 : 2,
        findings,
        counts,
        summary: summarize(outcome, findings, scope, incomplete, counts),
    };
}
/** `auto` means: what is new where there is a base to compare with, everything otherwise. */
function effectiveScope(scope, hasBase) {
    if (scope === 'auto')
        return hasBase ? 'new' : 'all';
    return scope === 'new' && !hasBase ? 'all' : scope;
}
function blocks(severity, state, failOn, scope) {
    if (failOn === 'never' || state === 'fixed')
        return false;
    if (scope === 'new' && state !== 'new')
        return false;
    return findings/* SEVERITIES */.o.indexOf(severity) <= findings/* SEVERITIES */.o.indexOf(failOn);
}
/** Worst first: blocking, new before known before fixed, severity, then where. */
function compareFindings(a, b) {
    const states = ['new', 'unchanged', 'fixed'];
    return (Number(b.blocking) - Number(a.blocking) ||
        states.indexOf(a.state) - states.indexOf(b.state) ||
        findings/* SEVERITIES */.o.indexOf(a.severity) - findings/* SEVERITIES */.o.indexOf(b.severity) ||
        (0,repository/* byText */.z4)(a.location?.file ?? a.source ?? '', b.location?.file ?? b.source ?? '') ||
        (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
        (0,repository/* byText */.z4)(a.guardrail, b.guardrail) ||
        (0,repository/* byText */.z4)(a.field, b.field) ||
        (0,repository/* byText */.z4)(a.fingerprint, b.fingerprint));
}
function count(findings) {
    const of = (severity) => findings.filter(f => f.severity === severity).length;
    return { error: of('error'), warning: of('warning'), info: of('info') };
}
/** `2 errors`, `1 warning`. */
function plural(n, word) {
    return `${n} ${word}${n === 1 ? '' : 's'}`;
}
function summarize(outcome, findings, scope, incomplete, counts) {
    const which = scope === 'new' ? 'new ' : '';
    const missing = `${plural(incomplete, 'input')} could not be evaluated`;
    if (outcome === 'fail') {
        const blocking = count(findings.filter(f => f.blocking));
        const parts = [
            blocking.error > 0 ? plural(blocking.error, `${which}error`) : '',
            blocking.warning > 0 ? plural(blocking.warning, `${which}warning`) : '',
            blocking.info > 0 ? plural(blocking.info, `${which}note`) : '',
        ].filter(part => part !== '');
        const verb = counts.blocking === 1 ? 'blocks' : 'block';
        return `${parts.join(', ')} ${verb} this change${incomplete > 0 ? `, and ${missing}` : ''}`;
    }
    if (outcome === 'incomplete')
        return missing;
    return scope === 'new' ? 'nothing new blocks this change' : 'nothing blocks';
}
//# sourceMappingURL=judge.js.map
;// CONCATENATED MODULE: ./lib/src/verdict/index.js



//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/src/assemble.js








/** Lines of source shown above and below a finding's line. */
const SOURCE_CONTEXT = 2;
/** Lines of rendered text shown above and below a finding's field. */
const RENDERED_CONTEXT = 4;
/** Puts everything the stages found into the one structure that all surfaces show, and locates the findings. */
async function assembleReport(all) {
    const { input, headSide, baseSide, judgement, problems, permissions, active } = all;
    const { head, base, config } = input;
    const titles = new Map([WAIVER_EXPIRED, ...all.guardrails].map(g => [g.id, g.title]));
    const onHead = manifestIndex(headSide);
    const onBase = baseSide === undefined ? undefined : manifestIndex(baseSide);
    const hidden = new HiddenValues(all.guardrails, judgement.findings, baseSide === undefined ? [headSide] : [headSide, baseSide]);
    const placed = judgement.findings.map(finding => {
        const fixed = finding.state === 'fixed' || finding.side === 'removed';
        const side = fixed && onBase !== undefined && baseSide !== undefined ? baseSide : headSide;
        return { finding, side, subject: subjectOf(finding, side === headSide ? onHead : (onBase ?? onHead)) };
    });
    const located = await locate(all.engine, config, placed);
    const findings = placed
        .map(item => present(item, located.get(item.finding), titles.get(item.finding.guardrail), hidden))
        .sort(compareFindings);
    const spoke = new Set(findings.map(f => f.guardrail));
    const scope = effectiveScope(config.gate.scope, base !== undefined);
    const report = {
        schema: 'kubeproof.report/v1',
        tool: { name: 'kubeproof', version: (0,src_package/* ownPackage */.n)().version },
        engines: engines(headSide),
        kubernetes: config.kubernetes,
        profile: config.profile,
        head: treeName(head),
        ...(base === undefined ? {} : { base: { ...treeName(base), name: input.baseName ?? base.name } }),
        scope,
        failOn: config.gate.failOn,
        outcome: judgement.outcome,
        exitCode: judgement.exitCode,
        summary: judgement.summary,
        findings,
        counts: judgement.counts,
        permissions,
        targets: assemble_targets(headSide, baseSide),
        objects: headSide.set.manifests.length,
        problems,
        guardrails: [
            ...active.filter(a => spoke.has(a.guardrail.id)).map(reportGuardrail),
            ...(spoke.has(WAIVER_EXPIRED.id)
                ? [{ ...WAIVER_EXPIRED, url: `${src_package/* DOCUMENTATION */.l}/configuration.md#the-waiver-file` }]
                : []),
        ],
        evaluated: active.length,
        config: {
            ...(config.file === undefined ? {} : { file: config.file }),
            digest: config.digest,
            from: input.configFrom,
        },
    };
    return { report, rendered: headSide.renderings.filter(r => !r.failed).map(renderedFile) };
}
function treeName({ name, commit }) {
    return { name, ...(commit === undefined ? {} : { commit }) };
}
function manifestIndex({ tree, renderings }) {
    const index = new Map();
    for (const { target, environment, documents, manifests } of renderings) {
        const rendering = { tree, target, environment, documents };
        for (const manifest of manifests) {
            const key = manifestKey(target.id, environment.name, manifest.origin.documentIndex, manifest.resource);
            if (!index.has(key))
                index.set(key, { manifest, rendering });
        }
    }
    return index;
}
function subjectOf({ renderings, resource }, index) {
    const [first] = renderings;
    if (first === undefined)
        return undefined;
    return index.get(manifestKey(first.target, first.environment, first.documentIndex, resource));
}
/** Where the findings with a manifest are; see {@link locateFindings}. */
async function locate(engine, config, placed) {
    const items = placed.flatMap(({ finding, subject }) => subject === undefined ? [] : [{ finding, ...subject }]);
    const options = { kubernetes: config.kubernetes, helm: config.engine.helm };
    const located = await locateFindings(engine, items, options, (0,external_node_os_.availableParallelism)());
    return new Map(items.map(({ finding }, index) => [finding, located[index]]));
}
function manifestKey(target, environment, document, resource) {
    return JSON.stringify([
        target,
        environment,
        document,
        resource.group,
        resource.kind,
        resource.namespace,
        resource.name,
    ]);
}
/** Credentials that some guardrail found: no excerpt of their object shows them, whichever finding it belongs to. */
class HiddenValues {
    paths = new Map();
    sensitive;
    words = new Map();
    sources = new Map();
    sides;
    constructor(guardrails, findings, sides) {
        this.sides = sides;
        this.sensitive = new Set(guardrails.filter(g => g.sensitive).map(g => g.id));
        for (const { path, resource } of findings.filter(f => this.concerns(f))) {
            const key = JSON.stringify(resource);
            this.paths.set(key, [...(this.paths.get(key) ?? []), path]);
        }
    }
    /** Whether what a finding points at is a credential. */
    concerns(finding) {
        return this.sensitive.has(finding.guardrail);
    }
    /** A source file of a target without what ended up in the target's Secrets, under whatever key it was written. */
    source(tree, file, target) {
        const key = JSON.stringify([this.sides.findIndex(side => side.tree === tree), target, file]);
        let text = this.sources.get(key);
        if (text === undefined) {
            text = (0,evidence/* withoutWords */.ak)(tree.text(file), this.wordsOf(target));
            this.sources.set(key, text);
        }
        return text;
    }
    wordsOf(target) {
        let words = this.words.get(target);
        if (words === undefined) {
            const renderings = this.sides.flatMap(side => side.renderings.filter(r => r.target.id === target));
            words = (0,evidence/* secretWords */.C5)(renderings.flatMap(r => r.manifests.map(m => m.object)));
            this.words.set(target, words);
        }
        return words;
    }
    /** The object's document as it may be shown. */
    text({ origin, resource }) {
        const paths = this.paths.get(JSON.stringify(resource)) ?? [];
        return (0,evidence/* hideValues */.X8)((0,evidence/* redactSecrets */.fp)(origin.text), paths.map(path => [...origin.within, ...path]));
    }
}
function present({ finding, side, subject }, located, title = finding.guardrail, hidden) {
    if (subject === undefined || located === undefined) {
        const shown = finding.location === undefined ? undefined : sourceExcerpt(side, finding.location, hidden);
        return { ...finding, title, ...(shown === undefined ? {} : { excerpt: shown }) };
    }
    const { manifest } = subject;
    const { location } = located;
    const text = hidden.text(manifest);
    // Whose value the field is, the values file of a chart says in clear.
    const silent = finding.resource.kind === 'Secret' || hidden.concerns(finding);
    const shown = manifest.origin.sourceLine !== undefined
        ? documentExcerpt(manifest, text, location.line)
        : silent
            ? undefined
            : sourceExcerpt(side, location, hidden, subject.rendering.target.id);
    const rendered = located.renderedLine === undefined
        ? undefined
        : excerpt(text, located.renderedLine, RENDERED_CONTEXT, RENDERED_CONTEXT);
    return {
        ...finding,
        title,
        location,
        related: [...(located.related ?? []), ...finding.related],
        ...(shown === undefined ? {} : { excerpt: shown }),
        ...(rendered === undefined || located.renderedLine === undefined
            ? {}
            : { rendered: { lines: rendered.lines, focus: located.renderedLine - rendered.firstLine } }),
    };
}
/** Lines of the finding's own document only: the next one in the file may be a Secret. */
function documentExcerpt({ origin }, text, line) {
    if (line === undefined || origin.sourceLine === undefined)
        return undefined;
    const shown = excerpt(text, line - origin.sourceLine, SOURCE_CONTEXT, SOURCE_CONTEXT);
    return shown && { firstLine: shown.firstLine + origin.sourceLine, lines: shown.lines };
}
/**
 * Lines around a location, of a template's or file's own document, and of a values file without its passwords. What the
 * target's Secrets hold is left out of all of them.
 */
function sourceExcerpt(side, { kind, file, line }, hidden, target = '') {
    if (line === undefined || !side.tree.has(file))
        return undefined;
    const text = hidden.source(side.tree, file, target);
    if (kind === 'values')
        return valuesExcerpt(text, line, SOURCE_CONTEXT, SOURCE_CONTEXT);
    const document = (0,src_manifest/* splitDocuments */.ZF)(text).findLast(d => d.line < line);
    if (document === undefined)
        return undefined;
    // A template is no YAML, and a patch may stand as text in a kustomization: what belongs to the Secret cannot be told.
    const opaque = kind === 'template' || kind === 'kustomization';
    const context = opaque && /kind["']?:\s*["']?Secret/.test(document.text) ? 0 : SOURCE_CONTEXT;
    const clear = kind === 'template' ? document.text : (0,evidence/* redactSecrets */.fp)(document.text);
    const at = line - document.line;
    const shown = kind === 'template' ? valuesExcerpt(clear, at, context, context) : excerpt(clear, at, context, context);
    return shown && { firstLine: shown.firstLine + document.line, lines: shown.lines };
}
function engines(side) {
    const seen = new Map();
    for (const { engine } of side.renderings)
        if (engine.tool !== 'none')
            seen.set(`${engine.tool} ${engine.version}`, engine);
    return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, engine]) => engine);
}
function assemble_targets(head, base) {
    const before = new Set(base?.renderings.filter(r => r.reused).map(r => r.inputs));
    return head.discovery.targets.map(({ id, kind, root }) => ({
        id,
        kind,
        root,
        environments: head.renderings.filter(r => r.target.id === id).map(r => reportEnvironment(r, before)),
    }));
}
function reportEnvironment(rendering, before) {
    const { environment, engine, manifests, failed, inputs } = rendering;
    return {
        name: environment.name,
        engine,
        objects: manifests.length,
        ...(failed ? {} : { digest: (0,external_node_crypto_.createHash)('sha256').update(assemble_text(rendering)).digest('hex') }),
        unchanged: before.has(inputs),
    };
}
function assemble_text({ documents }) {
    return documents.map(d => d.text).join('\n---\n');
}
function renderedFile({ target, environment, documents }) {
    const parts = documents.map(({ text, source }) => {
        const body = (0,evidence/* redactSecrets */.fp)(text).replace(/^\n+/, '').trimEnd();
        return source === undefined ? `---\n${body}\n` : `---\n# Source: ${source}\n${body}\n`;
    });
    return { target: target.id, environment: environment.name, text: parts.join('') };
}
function reportGuardrail({ guardrail, severity }) {
    const { id, title, category, rationale, remediation, notWhen, references, controls } = guardrail;
    return {
        id,
        title,
        category,
        severity,
        rationale,
        remediation,
        ...(notWhen === undefined ? {} : { notWhen }),
        references,
        controls,
        url: (0,guardrails/* guardrailUrl */.jW)({ id, category }),
    };
}
//# sourceMappingURL=assemble.js.map
;// CONCATENATED MODULE: ./lib/src/changes/fingerprint.js

/** Raised when the recipe changes, so that fingerprints of different recipes never meet. */
const SCHEME = 'kp1';
/**
 * A resource's name as the author knows it: the release name and the namespace of the environment stand as
 * placeholders, so that `prod-web` and `staging-web` of one chart are the same resource.
 */
function logicalResource(resource, target, environment) {
    if (target.kind !== 'helm')
        return resource;
    const { releaseName, namespace } = environment;
    const name = releaseName !== undefined &&
        (resource.name === releaseName || resource.name.startsWith(`${releaseName}-`))
        ? `{release}${resource.name.slice(releaseName.length)}`
        : resource.name;
    return {
        ...resource,
        name,
        namespace: namespace !== undefined && resource.namespace === namespace ? '{namespace}' : resource.namespace,
    };
}
/**
 * A base that several overlays build on is one cause: then the folder of its file stands for the overlay, and the
 * namespace, which overlays set, does not count.
 */
function homeOf(finding, target, environment) {
    const { source, resource } = finding;
    const shared = target.kind === 'kustomize' && source !== undefined && !isBelow(source, target.root);
    if (!shared)
        return { root: target.root, target: target.id, resource: logicalResource(resource, target, environment) };
    return { root: source.replace(/\/?[^/]*$/, ''), target: '', resource: { ...resource, namespace: '' } };
}
function isBelow(file, folder) {
    return folder === '' || folder === '.' || file.startsWith(`${folder}/`);
}
/**
 * What makes two findings the same: never a line, a message, a version or a commit, so that it survives a rebase, a
 * reflow and an upgrade. 32 hex digits.
 * @param ordinal tells true duplicates of one rendering apart, 0-based in document order.
 */
function fingerprint(finding, target, environment, ordinal) {
    const { root, target: id, resource } = homeOf(finding, target, environment);
    const { group, kind, namespace, name } = resource;
    const identity = [
        SCHEME,
        finding.guardrail,
        root,
        id,
        [group, kind, namespace, name],
        finding.field,
        finding.subject ?? '',
        finding.side,
        ordinal,
    ];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
//# sourceMappingURL=fingerprint.js.map
;// CONCATENATED MODULE: ./lib/src/changes/compare.js


/** Key of a rendering in {@link Side.failed}. */
function renderingKey(target, environment) {
    return `${target}\0${environment}`;
}
/**
 * Matches the findings of base and head by fingerprint.
 *
 * Without a base every finding is `unchanged`: nothing says that this change brought it. One cause shows in several
 * renderings; it is `new` as soon as one of them existed before and was not seen to show it: what staging always had
 * is new in production. A finding that is only on the base side is `fixed` when all its renderings were
 * evaluated on the head side or no longer exist; where one failed nobody knows, and it is left out, not claimed.
 */
function compare_compare(base, head) {
    // Head findings may speak of what was removed: then only the base knows the rendering.
    const targets = [...(base?.targets ?? []), ...head.targets];
    const headGroups = group(head.findings, targets);
    const baseGroups = base === undefined ? new Map() : group(base.findings, targets);
    const compared = [];
    for (const [print, members] of headGroups) {
        const before = baseGroups.get(print);
        const fresh = base === undefined || before === undefined
            ? members[0]
            : members.find(m => existed(m, base) && !before.some(b => b.key === m.key));
        const state = base === undefined || fresh === undefined ? 'unchanged' : 'new';
        compared.push(summary(print, state, members, fresh));
    }
    for (const [print, members] of baseGroups) {
        if (headGroups.has(print))
            continue;
        const unknown = members.some(m => head.failedTargets.has(m.finding.rendering.target) || head.failed.has(m.key));
        if (!unknown)
            compared.push(summary(print, 'fixed', members));
    }
    return compared.sort((a, b) => (0,repository/* byText */.z4)(a.fingerprint, b.fingerprint));
}
function summary(fingerprint, state, members, shown = members[0]) {
    const { finding } = shown;
    const others = members.filter(m => m !== shown).map(m => m.finding.rendering);
    return { fingerprint, state, finding, renderings: [finding.rendering, ...others] };
}
/** Whether the base had this rendering, evaluated or not. */
function existed({ finding: { rendering } }, base) {
    const target = base.targets.find(t => t.id === rendering.target);
    if (target === undefined)
        return base.failedTargets.has(rendering.target);
    return target.environments.some(e => e.name === rendering.environment);
}
function group(findings, all) {
    const targets = new Map(all.map(target => [target.id, target]));
    const environments = new Map();
    for (const target of all) {
        for (const environment of target.environments)
            environments.set(renderingKey(target.id, environment.name), environment);
    }
    const ordinals = new Map();
    const groups = new Map();
    for (const finding of findings) {
        const { rendering } = finding;
        const key = renderingKey(rendering.target, rendering.environment);
        const target = targets.get(rendering.target);
        const environment = environments.get(key);
        if (target === undefined || environment === undefined) {
            throw new Error(`finding of ${finding.guardrail} names the unknown rendering ${rendering.target} (${rendering.environment})`);
        }
        const first = fingerprint(finding, target, environment, 0);
        const ordinal = ordinals.get(`${key}\0${first}`) ?? 0;
        ordinals.set(`${key}\0${first}`, ordinal + 1);
        const print = ordinal === 0 ? first : fingerprint(finding, target, environment, ordinal);
        groups.set(print, [...(groups.get(print) ?? []), { key, finding }]);
    }
    for (const members of groups.values())
        members.sort((a, b) => (0,repository/* byText */.z4)(a.key, b.key));
    return groups;
}
//# sourceMappingURL=compare.js.map
;// CONCATENATED MODULE: ./lib/src/changes/index.js


//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/src/problems.js
var src_problems = __webpack_require__(9344);
// EXTERNAL MODULE: ./lib/src/side.js
var side = __webpack_require__(1455);
;// CONCATENATED MODULE: ./lib/src/run.js











/**
 * The whole way, one stage after the other:
 * discover -> render -> read -> evaluate -> compare -> judge -> locate -> report.
 */
async function run(input) {
    const engine = (0,side/* openEngine */.F)(input.config, input.limits ?? render/* DEFAULT_LIMITS */.dR);
    try {
        return await runWith(engine, input);
    }
    finally {
        await engine.close();
    }
}
async function runWith(engine, input) {
    const { head, base, config } = input;
    const clock = stopwatch();
    const { active, all, problems: guardrailProblems } = loadGuardrails(input);
    const found = (0,targets/* discover */.k4)(head, discoverOptions(input.paths, config));
    const foundBase = base === undefined ? undefined : (0,targets/* discover */.k4)(base, discoverOptions(input.paths, config));
    clock.lap('discover');
    const common = {
        config,
        engine,
        concurrency: (0,external_node_os_.availableParallelism)(),
        cache: new Map(),
    };
    const progress = (stage) => (done, total) => input.onProgress?.(stage, done, total);
    const headSide = await (0,side/* renderSide */.a)({
        ...common,
        tree: head,
        discovery: found,
        known: new Map(),
        onProgress: progress('render'),
    });
    let baseSide;
    if (base !== undefined && foundBase !== undefined) {
        const known = new Map(headSide.renderings.map(r => [r.inputs, r]));
        baseSide = await (0,side/* renderSide */.a)({
            ...common,
            tree: base,
            discovery: foundBase,
            known,
            onProgress: progress('render base'),
        });
    }
    clock.lap('render and read');
    const partial = isPartial(headSide) || (baseSide !== undefined && isPartial(baseSide));
    const options = { kubernetes: config.kubernetes, partial };
    const judged = evaluateSide(headSide, baseSide, active, options);
    const judgedBase = baseSide === undefined ? undefined : evaluateBase(baseSide, headSide, judged, active, options);
    const permissions = baseSide === undefined ? [] : permissionChanges(baseSide.set, headSide.set);
    clock.lap('evaluate');
    const compared = compare_compare(baseSide === undefined ? undefined : comparable(baseSide, judgedBase ?? []), comparable(headSide, judged.findings));
    clock.lap('compare');
    const problems = (0,src_problems/* uniqueProblems */.OH)([
        ...input.problems,
        ...guardrailProblems,
        ...headSide.problems,
        ...judged.problems,
        ...(baseSide === undefined ? [] : baseProblems(baseSide, headSide)),
    ]);
    const judgement = judge_judge({
        compared,
        waivers: input.waivers,
        problems,
        gate: config.gate,
        hasBase: base !== undefined,
        today: input.today,
    });
    clock.lap('judge');
    const result = await assembleReport({
        engine,
        input,
        headSide,
        baseSide,
        judgement,
        problems,
        permissions,
        active,
        guardrails: all,
    });
    clock.lap('locate and report');
    return { ...result, timings: clock.laps };
}
/** What discovery is told by the command line and the configuration. */
function discoverOptions(paths, config) {
    const { exclude, targets, file } = config;
    return {
        paths,
        exclude,
        ...(targets === undefined ? {} : { targets }),
        ...(file === undefined ? {} : { configFile: file }),
    };
}
/** The pack and the team's own guardrails, with the run's settings applied. */
function loadGuardrails(input) {
    const { config, rulesTree } = input;
    const loaded = [(0,guardrails/* loadPack */.eC)((0,src_package/* ownPackage */.n)().rules), ...config.rules.map(folder => (0,guardrails/* loadCustom */.g4)(rulesTree, folder))];
    const all = loaded.flatMap(l => l.guardrails);
    const { active, problems } = (0,guardrails/* activate */.Yf)(all, config);
    return { active, all, problems: [...loaded.flatMap(l => l.problems), ...problems] };
}
/** Whether something could not be rendered. Both sides are judged alike: else a repair elsewhere brings findings. */
function isPartial({ renderings, discovery }) {
    return renderings.some(rendering => rendering.failed) || discovery.problems.some(problem => problem.gates);
}
function evaluateSide(side, base, active, options) {
    const single = (0,guardrails/* evaluate */._3)(side.set, active, options);
    const whole = analyze(side.set, active, { ...options, ...(base === undefined ? {} : { base: base.set }) });
    return {
        findings: [...single.findings, ...whole.findings],
        problems: [...single.problems, ...whole.problems],
    };
}
/** The base has no change of its own to judge; where nothing was rendered anew, the head's findings are its findings. */
function evaluateBase(base, head, judged, active, options) {
    const identical = base.renderings.length === head.renderings.length && base.renderings.every(r => r.reused);
    if (identical)
        return judged.findings.filter(f => f.side === 'present');
    return evaluateSide(base, undefined, active, options).findings;
}
function comparable(side, findings) {
    return {
        findings,
        targets: side.discovery.targets,
        failed: new Set(side.renderings.filter(r => r.failed).map(r => renderingKey(r.target.id, r.environment.name))),
        failedTargets: new Set(side.discovery.problems.flatMap(p => (p.target === undefined || !p.gates ? [] : [p.target]))),
    };
}
/** Problems of discovery that only say that something is not there yet. */
const NOT_THERE = new Set([
    'target-not-found',
    'values-missing',
    'path-not-found',
    'path-no-targets',
    'no-targets',
]);
/** What the base could not evaluate and the head could: its findings all count as new, and that is worth a word. */
function baseProblems(base, head) {
    const key = ({ code, target, environment }) => JSON.stringify([code, target, environment]);
    const broken = new Set(head.problems.map(key));
    const discovered = base.discovery.problems.filter(p => p.target !== undefined && p.gates && !NOT_THERE.has(p.code));
    const rendered = base.renderings
        .filter(r => r.failed && !r.reused)
        .flatMap(r => r.problems.filter(p => p.gates));
    return [...discovered, ...rendered]
        .filter(p => !broken.has(key(p)))
        .map(p => ({
        ...p,
        message: `the base could not be evaluated (${p.message}), so every finding of it counts as new`,
        gates: false,
    }));
}
function stopwatch() {
    const laps = {};
    let last = performance.now();
    return {
        laps,
        lap(name) {
            const now = performance.now();
            laps[name] = now - last;
            last = now;
        },
    };
}
//# sourceMappingURL=run.js.map

/***/ }),

/***/ 3007:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F2: () => (/* reexport */ crdScopes),
  ik: () => (/* reexport */ isNamespaced),
  Bl: () => (/* reexport */ lifecycle)
});

// UNUSED EXPORTS: KUBERNETES_VERSIONS, knownKinds, serves

;// CONCATENATED MODULE: ./lib/data/kubernetes-apis.json
const kubernetes_apis_namespaceObject = /*#__PURE__*/JSON.parse('{"e4":["1.20","1.21","1.22","1.23","1.24","1.25","1.26","1.27","1.28","1.29","1.30","1.31","1.32","1.33","1.34","1.35","1.36","1.37"],"Ok":{"/v1/ComponentStatus":[null,null,null,null],"/v1/ConfigMap":["1.2",null,null,null],"/v1/Endpoints":["1.0",null,null,null],"/v1/Event":["1.0",null,null,null],"/v1/LimitRange":["1.0",null,null,null],"/v1/Namespace":["1.0",null,null,null],"/v1/Node":["1.0",null,null,null],"/v1/PersistentVolume":["1.0",null,null,null],"/v1/PersistentVolumeClaim":["1.0",null,null,null],"/v1/Pod":["1.0",null,null,null],"/v1/PodTemplate":["1.0",null,null,null],"/v1/ReplicationController":["1.0",null,null,null],"/v1/ResourceQuota":["1.0",null,null,null],"/v1/Secret":["1.0",null,null,null],"/v1/Service":["1.0",null,null,null],"/v1/ServiceAccount":["1.0",null,null,null],"admissionregistration.k8s.io/v1/MutatingAdmissionPolicy":["1.36",null,null,null],"admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding":["1.36",null,null,null],"admissionregistration.k8s.io/v1/MutatingWebhookConfiguration":["1.16",null,null,null],"admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy":["1.30",null,null,null],"admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding":["1.30",null,null,null],"admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration":["1.16",null,null,null],"admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicy":["1.32","1.35","1.38",null],"admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicyBinding":["1.32","1.35","1.38",null],"admissionregistration.k8s.io/v1alpha1/ValidatingAdmissionPolicy":["1.26","1.29","1.32",null],"admissionregistration.k8s.io/v1alpha1/ValidatingAdmissionPolicyBinding":["1.26","1.29","1.32",null],"admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy":["1.34","1.37","1.40","admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"],"admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding":["1.34","1.37","1.40","admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding"],"admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration":["1.9","1.16","1.22","admissionregistration.k8s.io/v1/MutatingWebhookConfiguration"],"admissionregistration.k8s.io/v1beta1/ValidatingAdmissionPolicy":["1.28","1.31","1.34",null],"admissionregistration.k8s.io/v1beta1/ValidatingAdmissionPolicyBinding":["1.28","1.31","1.34",null],"admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration":["1.9","1.16","1.22","admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration"],"apiextensions.k8s.io/v1/CustomResourceDefinition":["1.16",null,null,null],"apiextensions.k8s.io/v1beta1/CustomResourceDefinition":["1.7","1.16","1.22","apiextensions.k8s.io/v1/CustomResourceDefinition"],"apiregistration.k8s.io/v1/APIService":["1.10",null,null,null],"apiregistration.k8s.io/v1beta1/APIService":["1.7","1.19","1.22","apiregistration.k8s.io/v1/APIService"],"apps/v1/ControllerRevision":["1.9",null,null,null],"apps/v1/DaemonSet":["1.9",null,null,null],"apps/v1/Deployment":["1.9",null,null,null],"apps/v1/ReplicaSet":["1.9",null,null,null],"apps/v1/StatefulSet":["1.9",null,null,null],"apps/v1beta1/ControllerRevision":["1.7","1.8","1.16","apps/v1/ControllerRevision"],"apps/v1beta1/Deployment":["1.6","1.8","1.16","apps/v1/Deployment"],"apps/v1beta1/StatefulSet":["1.5","1.8","1.16","apps/v1/StatefulSet"],"apps/v1beta2/ControllerRevision":["1.8","1.9","1.16","apps/v1/ControllerRevision"],"apps/v1beta2/DaemonSet":["1.8","1.9","1.16","apps/v1/DaemonSet"],"apps/v1beta2/Deployment":["1.8","1.9","1.16","apps/v1/Deployment"],"apps/v1beta2/ReplicaSet":["1.8","1.9","1.16","apps/v1/ReplicaSet"],"apps/v1beta2/StatefulSet":["1.8","1.9","1.16","apps/v1/StatefulSet"],"auditregistration.k8s.io/v1alpha1/AuditSink":[null,null,"1.20",null],"authentication.k8s.io/v1/SelfSubjectReview":["1.28",null,null,null],"authentication.k8s.io/v1/TokenReview":["1.6",null,null,null],"authentication.k8s.io/v1alpha1/SelfSubjectReview":["1.26","1.29","1.32",null],"authentication.k8s.io/v1beta1/SelfSubjectReview":["1.27","1.30","1.33",null],"authentication.k8s.io/v1beta1/TokenReview":["1.4","1.19","1.22","authentication.k8s.io/v1/TokenReview"],"authorization.k8s.io/v1/LocalSubjectAccessReview":["1.19",null,null,null],"authorization.k8s.io/v1/SelfSubjectAccessReview":["1.19",null,null,null],"authorization.k8s.io/v1/SelfSubjectRulesReview":["1.19",null,null,null],"authorization.k8s.io/v1/SubjectAccessReview":["1.6",null,null,null],"authorization.k8s.io/v1beta1/LocalSubjectAccessReview":["1.2","1.19","1.22","authorization.k8s.io/v1/LocalSubjectAccessReview"],"authorization.k8s.io/v1beta1/SelfSubjectAccessReview":["1.2","1.19","1.22","authorization.k8s.io/v1/SelfSubjectAccessReview"],"authorization.k8s.io/v1beta1/SelfSubjectRulesReview":["1.8","1.19","1.22","authorization.k8s.io/v1/SelfSubjectRulesReview"],"authorization.k8s.io/v1beta1/SubjectAccessReview":["1.2","1.19","1.22","authorization.k8s.io/v1/SubjectAccessReview"],"autoscaling/v1/HorizontalPodAutoscaler":["1.2",null,null,null],"autoscaling/v2/HorizontalPodAutoscaler":["1.23",null,null,null],"autoscaling/v2beta1/HorizontalPodAutoscaler":["1.8","1.22","1.25","autoscaling/v2/HorizontalPodAutoscaler"],"autoscaling/v2beta2/HorizontalPodAutoscaler":["1.12","1.23","1.26","autoscaling/v2/HorizontalPodAutoscaler"],"batch/v1/CronJob":["1.21",null,null,null],"batch/v1/Job":["1.2",null,null,null],"batch/v1beta1/CronJob":["1.8","1.21","1.25","batch/v1/CronJob"],"batch/v2alpha1/CronJob":[null,null,"1.21",null],"certificates.k8s.io/v1/CertificateSigningRequest":["1.19",null,null,null],"certificates.k8s.io/v1/ClusterTrustBundle":["1.37",null,null,null],"certificates.k8s.io/v1/PodCertificateRequest":["1.37",null,null,null],"certificates.k8s.io/v1alpha1/ClusterTrustBundle":["1.26","1.34","1.37",null],"certificates.k8s.io/v1alpha1/PodCertificateRequest":["1.34","1.37","1.35",null],"certificates.k8s.io/v1beta1/CertificateSigningRequest":["1.12","1.19","1.22","certificates.k8s.io/v1/CertificateSigningRequest"],"certificates.k8s.io/v1beta1/ClusterTrustBundle":["1.33","1.37","1.40","certificates.k8s.io/v1/ClusterTrustBundle"],"certificates.k8s.io/v1beta1/PodCertificateRequest":["1.35","1.37","1.40","certificates.k8s.io/v1/PodCertificateRequest"],"coordination.k8s.io/v1/Lease":["1.14",null,null,null],"coordination.k8s.io/v1alpha1/LeaseCandidate":["1.31","1.34","1.32",null],"coordination.k8s.io/v1alpha2/LeaseCandidate":["1.32","1.35","1.38",null],"coordination.k8s.io/v1beta1/Lease":["1.12","1.19","1.22","coordination.k8s.io/v1/Lease"],"coordination.k8s.io/v1beta1/LeaseCandidate":["1.33","1.36","1.39",null],"discovery.k8s.io/v1/EndpointSlice":["1.21",null,null,null],"discovery.k8s.io/v1alpha1/EndpointSlice":[null,null,"1.21",null],"discovery.k8s.io/v1beta1/EndpointSlice":["1.16","1.21","1.25","discovery.k8s.io/v1/EndpointSlice"],"events.k8s.io/v1/Event":["1.19",null,null,null],"events.k8s.io/v1beta1/Event":["1.8","1.22","1.25",null],"extensions/v1beta1/DaemonSet":["1.1","1.8","1.16","apps/v1/DaemonSet"],"extensions/v1beta1/Deployment":["1.1","1.8","1.16","apps/v1/Deployment"],"extensions/v1beta1/Ingress":["1.1","1.14","1.22","networking.k8s.io/v1/Ingress"],"extensions/v1beta1/NetworkPolicy":["1.3","1.9","1.16","networking.k8s.io/v1/NetworkPolicy"],"extensions/v1beta1/PodSecurityPolicy":["1.2","1.11","1.16","policy/v1beta1/PodSecurityPolicy"],"extensions/v1beta1/ReplicaSet":["1.2","1.8","1.16","apps/v1/ReplicaSet"],"flowcontrol.apiserver.k8s.io/v1/FlowSchema":["1.29",null,null,null],"flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration":["1.29",null,null,null],"flowcontrol.apiserver.k8s.io/v1alpha1/FlowSchema":["1.18","1.20","1.21","flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"],"flowcontrol.apiserver.k8s.io/v1alpha1/PriorityLevelConfiguration":["1.18","1.20","1.21","flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration"],"flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema":["1.20","1.23","1.26","flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"],"flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration":["1.20","1.23","1.26","flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration"],"flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema":["1.23","1.26","1.29","flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"],"flowcontrol.apiserver.k8s.io/v1beta2/PriorityLevelConfiguration":["1.23","1.26","1.29","flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration"],"flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema":["1.26","1.29","1.32","flowcontrol.apiserver.k8s.io/v1/FlowSchema"],"flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration":["1.26","1.29","1.32","flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration"],"imagepolicy.k8s.io/v1alpha1/ImageReview":[null,null,null,null],"internal.apiserver.k8s.io/v1alpha1/StorageVersion":[null,null,null,null],"lifecycle.k8s.io/v1alpha1/Eviction":["1.37","1.40","1.43",null],"lifecycle.k8s.io/v1alpha1/EvictionRequest":["1.37","1.40","1.43",null],"networking.k8s.io/v1/IPAddress":["1.33",null,null,null],"networking.k8s.io/v1/Ingress":["1.19",null,null,null],"networking.k8s.io/v1/IngressClass":["1.19",null,null,null],"networking.k8s.io/v1/NetworkPolicy":["1.7",null,null,null],"networking.k8s.io/v1/ServiceCIDR":["1.33",null,null,null],"networking.k8s.io/v1alpha1/ClusterCIDR":["1.25","1.28","1.29",null],"networking.k8s.io/v1alpha1/IPAddress":["1.27","1.30","1.33",null],"networking.k8s.io/v1alpha1/ServiceCIDR":["1.27","1.30","1.33",null],"networking.k8s.io/v1beta1/IPAddress":["1.31","1.34","1.37",null],"networking.k8s.io/v1beta1/Ingress":["1.14","1.19","1.22","networking.k8s.io/v1/Ingress"],"networking.k8s.io/v1beta1/IngressClass":["1.18","1.19","1.22","networking.k8s.io/v1/IngressClassList"],"networking.k8s.io/v1beta1/ServiceCIDR":["1.31","1.34","1.37",null],"node.k8s.io/v1/RuntimeClass":["1.20",null,null,null],"node.k8s.io/v1alpha1/RuntimeClass":[null,null,null,null],"node.k8s.io/v1beta1/RuntimeClass":["1.13","1.22","1.25",null],"policy/v1/Eviction":["1.22",null,null,null],"policy/v1/PodDisruptionBudget":["1.21",null,null,null],"policy/v1beta1/Eviction":["1.5","1.22","1.25",null],"policy/v1beta1/PodDisruptionBudget":["1.5","1.21","1.25","policy/v1/PodDisruptionBudget"],"policy/v1beta1/PodSecurityPolicy":["1.10","1.21","1.25",null],"rbac.authorization.k8s.io/v1/ClusterRole":["1.8",null,null,null],"rbac.authorization.k8s.io/v1/ClusterRoleBinding":["1.8",null,null,null],"rbac.authorization.k8s.io/v1/Role":["1.8",null,null,null],"rbac.authorization.k8s.io/v1/RoleBinding":["1.8",null,null,null],"rbac.authorization.k8s.io/v1alpha1/ClusterRole":[null,null,null,null],"rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding":[null,null,null,null],"rbac.authorization.k8s.io/v1alpha1/Role":[null,null,null,null],"rbac.authorization.k8s.io/v1alpha1/RoleBinding":[null,null,null,null],"rbac.authorization.k8s.io/v1beta1/ClusterRole":["1.6","1.17","1.22","rbac.authorization.k8s.io/v1/ClusterRole"],"rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding":["1.6","1.17","1.22","rbac.authorization.k8s.io/v1/ClusterRoleBinding"],"rbac.authorization.k8s.io/v1beta1/Role":["1.6","1.17","1.22","rbac.authorization.k8s.io/v1/Role"],"rbac.authorization.k8s.io/v1beta1/RoleBinding":["1.6","1.17","1.22","rbac.authorization.k8s.io/v1/RoleBinding"],"resource.k8s.io/v1/DeviceClass":["1.34",null,null,null],"resource.k8s.io/v1/DeviceTaintRule":["1.37",null,null,null],"resource.k8s.io/v1/ResourceClaim":["1.34",null,null,null],"resource.k8s.io/v1/ResourceClaimTemplate":["1.34",null,null,null],"resource.k8s.io/v1/ResourceSlice":["1.34",null,null,null],"resource.k8s.io/v1alpha1/PodScheduling":[null,null,"1.27",null],"resource.k8s.io/v1alpha1/ResourceClaim":[null,null,"1.27",null],"resource.k8s.io/v1alpha1/ResourceClaimTemplate":[null,null,"1.27",null],"resource.k8s.io/v1alpha1/ResourceClass":[null,null,"1.27",null],"resource.k8s.io/v1alpha2/PodSchedulingContext":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceClaim":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceClaimParameters":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceClaimTemplate":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceClass":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceClassParameters":[null,null,"1.31",null],"resource.k8s.io/v1alpha2/ResourceSlice":[null,null,"1.31",null],"resource.k8s.io/v1alpha3/DeviceClass":["1.31","1.34","1.34","resource.k8s.io/v1beta1/DeviceClass"],"resource.k8s.io/v1alpha3/DeviceTaintRule":["1.33","1.36","1.39",null],"resource.k8s.io/v1alpha3/PodSchedulingContext":[null,null,"1.32",null],"resource.k8s.io/v1alpha3/ResourceClaim":["1.31","1.34","1.34","resource.k8s.io/v1beta1/ResourceClaim"],"resource.k8s.io/v1alpha3/ResourceClaimTemplate":["1.31","1.34","1.34","resource.k8s.io/v1beta1/ResourceClaimTemplate"],"resource.k8s.io/v1alpha3/ResourcePoolStatusRequest":["1.36","1.39","1.42",null],"resource.k8s.io/v1alpha3/ResourceSlice":["1.31","1.34","1.34","resource.k8s.io/v1beta1/ResourceSlice"],"resource.k8s.io/v1beta1/DeviceClass":["1.32","1.35","1.38",null],"resource.k8s.io/v1beta1/ResourceClaim":["1.32","1.35","1.38",null],"resource.k8s.io/v1beta1/ResourceClaimTemplate":["1.32","1.35","1.38",null],"resource.k8s.io/v1beta1/ResourceSlice":["1.32","1.35","1.38",null],"resource.k8s.io/v1beta2/DeviceClass":["1.33","1.36","1.39",null],"resource.k8s.io/v1beta2/DeviceTaintRule":["1.36","1.39","1.42",null],"resource.k8s.io/v1beta2/ResourceClaim":["1.33","1.36","1.39",null],"resource.k8s.io/v1beta2/ResourceClaimTemplate":["1.33","1.36","1.39",null],"resource.k8s.io/v1beta2/ResourceSlice":["1.33","1.36","1.39",null],"scheduling.k8s.io/v1/PriorityClass":["1.14",null,null,null],"scheduling.k8s.io/v1alpha1/PriorityClass":[null,null,"1.36",null],"scheduling.k8s.io/v1alpha1/Workload":[null,null,"1.36",null],"scheduling.k8s.io/v1alpha2/PodGroup":[null,null,"1.37",null],"scheduling.k8s.io/v1alpha2/Workload":[null,null,"1.37",null],"scheduling.k8s.io/v1alpha3/CompositePodGroup":[null,null,null,null],"scheduling.k8s.io/v1alpha3/PodGroup":[null,null,null,null],"scheduling.k8s.io/v1alpha3/Workload":[null,null,null,null],"scheduling.k8s.io/v1beta1/PodGroup":["1.37","1.40","1.43",null],"scheduling.k8s.io/v1beta1/PriorityClass":["1.11","1.14","1.22","scheduling.k8s.io/v1/PriorityClass"],"scheduling.k8s.io/v1beta1/Workload":["1.37","1.40","1.43",null],"settings.k8s.io/v1alpha1/PodPreset":[null,null,"1.20",null],"storage.k8s.io/v1/CSIDriver":["1.18",null,null,null],"storage.k8s.io/v1/CSINode":["1.17",null,null,null],"storage.k8s.io/v1/CSIStorageCapacity":["1.24",null,null,null],"storage.k8s.io/v1/StorageClass":["1.6",null,null,null],"storage.k8s.io/v1/VolumeAttachment":["1.13",null,null,null],"storage.k8s.io/v1/VolumeAttributesClass":["1.34",null,null,null],"storage.k8s.io/v1alpha1/CSIStorageCapacity":["1.19","1.21","1.24","storage.k8s.io/v1beta1/CSIStorageCapacity"],"storage.k8s.io/v1alpha1/VolumeAttachment":["1.9","1.21","1.24","storage.k8s.io/v1/VolumeAttachment"],"storage.k8s.io/v1alpha1/VolumeAttributesClass":["1.29","1.32","1.35","storage.k8s.io/v1/VolumeAttributesClass"],"storage.k8s.io/v1beta1/CSIDriver":["1.14","1.19","1.22","storage.k8s.io/v1/CSIDriver"],"storage.k8s.io/v1beta1/CSINode":["1.14","1.17","1.22","storage.k8s.io/v1/CSINode"],"storage.k8s.io/v1beta1/CSIStorageCapacity":["1.21","1.24","1.27","storage.k8s.io/v1/CSIStorageCapacity"],"storage.k8s.io/v1beta1/StorageClass":["1.4","1.19","1.22","storage.k8s.io/v1/StorageClass"],"storage.k8s.io/v1beta1/VolumeAttachment":["1.10","1.19","1.22","storage.k8s.io/v1/VolumeAttachment"],"storage.k8s.io/v1beta1/VolumeAttributesClass":["1.31","1.34","1.37","storage.k8s.io/v1/VolumeAttributesClass"],"storagemigration.k8s.io/v1/StorageVersionMigration":["1.37",null,null,null],"storagemigration.k8s.io/v1alpha1/StorageVersionMigration":["1.30","1.33","1.35",null],"storagemigration.k8s.io/v1beta1/StorageVersionMigration":["1.35","1.37","1.40","storagemigration.k8s.io/v1/StorageVersionMigration"]},"yQ":{"/ComponentStatus":false,"/ConfigMap":true,"/Endpoints":true,"/Event":true,"/LimitRange":true,"/Namespace":false,"/Node":false,"/PersistentVolume":false,"/PersistentVolumeClaim":true,"/Pod":true,"/PodTemplate":true,"/ReplicationController":true,"/ResourceQuota":true,"/Secret":true,"/Service":true,"/ServiceAccount":true,"admissionregistration.k8s.io/MutatingAdmissionPolicy":false,"admissionregistration.k8s.io/MutatingAdmissionPolicyBinding":false,"admissionregistration.k8s.io/MutatingWebhookConfiguration":false,"admissionregistration.k8s.io/ValidatingAdmissionPolicy":false,"admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding":false,"admissionregistration.k8s.io/ValidatingWebhookConfiguration":false,"apiextensions.k8s.io/CustomResourceDefinition":false,"apiregistration.k8s.io/APIService":false,"apps/ControllerRevision":true,"apps/DaemonSet":true,"apps/Deployment":true,"apps/ReplicaSet":true,"apps/StatefulSet":true,"auditregistration.k8s.io/AuditSink":false,"authentication.k8s.io/SelfSubjectReview":false,"authentication.k8s.io/TokenReview":false,"authorization.k8s.io/LocalSubjectAccessReview":true,"authorization.k8s.io/SelfSubjectAccessReview":false,"authorization.k8s.io/SelfSubjectRulesReview":false,"authorization.k8s.io/SubjectAccessReview":false,"autoscaling/HorizontalPodAutoscaler":true,"batch/CronJob":true,"batch/Job":true,"certificates.k8s.io/CertificateSigningRequest":false,"certificates.k8s.io/ClusterTrustBundle":false,"certificates.k8s.io/PodCertificateRequest":true,"coordination.k8s.io/Lease":true,"coordination.k8s.io/LeaseCandidate":true,"discovery.k8s.io/EndpointSlice":true,"events.k8s.io/Event":true,"extensions/DaemonSet":true,"extensions/Deployment":true,"extensions/Ingress":true,"extensions/NetworkPolicy":true,"extensions/PodSecurityPolicy":false,"extensions/ReplicaSet":true,"flowcontrol.apiserver.k8s.io/FlowSchema":false,"flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration":false,"imagepolicy.k8s.io/ImageReview":false,"internal.apiserver.k8s.io/StorageVersion":false,"lifecycle.k8s.io/Eviction":true,"lifecycle.k8s.io/EvictionRequest":true,"networking.k8s.io/ClusterCIDR":false,"networking.k8s.io/IPAddress":false,"networking.k8s.io/Ingress":true,"networking.k8s.io/IngressClass":false,"networking.k8s.io/NetworkPolicy":true,"networking.k8s.io/ServiceCIDR":false,"node.k8s.io/RuntimeClass":false,"policy/Eviction":true,"policy/PodDisruptionBudget":true,"policy/PodSecurityPolicy":false,"rbac.authorization.k8s.io/ClusterRole":false,"rbac.authorization.k8s.io/ClusterRoleBinding":false,"rbac.authorization.k8s.io/Role":true,"rbac.authorization.k8s.io/RoleBinding":true,"resource.k8s.io/DeviceClass":false,"resource.k8s.io/DeviceTaintRule":false,"resource.k8s.io/PodScheduling":true,"resource.k8s.io/PodSchedulingContext":true,"resource.k8s.io/ResourceClaim":true,"resource.k8s.io/ResourceClaimParameters":true,"resource.k8s.io/ResourceClaimTemplate":true,"resource.k8s.io/ResourceClass":false,"resource.k8s.io/ResourceClassParameters":true,"resource.k8s.io/ResourcePoolStatusRequest":false,"resource.k8s.io/ResourceSlice":false,"scheduling.k8s.io/CompositePodGroup":true,"scheduling.k8s.io/PodGroup":true,"scheduling.k8s.io/PriorityClass":false,"scheduling.k8s.io/Workload":true,"settings.k8s.io/PodPreset":true,"storage.k8s.io/CSIDriver":false,"storage.k8s.io/CSINode":false,"storage.k8s.io/CSIStorageCapacity":true,"storage.k8s.io/StorageClass":false,"storage.k8s.io/VolumeAttachment":false,"storage.k8s.io/VolumeAttributesClass":false,"storagemigration.k8s.io/StorageVersionMigration":false}}');
;// CONCATENATED MODULE: ./lib/src/schema/lifecycle.js

const APIS = kubernetes_apis_namespaceObject.Ok;
/** Kubernetes releases whose API is known, oldest first: `1.20` ... */
const KUBERNETES_VERSIONS = kubernetes_apis_namespaceObject.e4;
/**
 * Life of a built-in API version, from Kubernetes' own `zz_generated.prerelease-lifecycle.go` in k8s.io/api,
 * apiextensions-apiserver and kube-aggregator (see `data/kubernetes-apis.json` for the module versions). A version
 * that left the module earlier than its tags say counts as removed with that release. Undefined for kinds that are
 * not Kubernetes' own.
 */
function lifecycle(group, version, kind) {
    const key = `${group}/${version}/${kind}`;
    const row = Object.hasOwn(APIS, key) ? APIS[key] : undefined;
    if (row === undefined)
        return undefined;
    const [introduced, deprecated, removed, replacement] = row;
    return {
        ...(introduced === null ? {} : { introduced }),
        ...(deprecated === null ? {} : { deprecated }),
        ...(removed === null ? {} : { removed }),
        ...(replacement === null ? {} : { replacement: parseReplacement(replacement) }),
    };
}
/**
 * Whether a Kubernetes release (`1.34`, `1.34.2`, `v1.34`) serves an API version of a kind; undefined for kinds that
 * are not Kubernetes' own and for releases that cannot be read.
 */
function serves(release, group, version, kind) {
    const life = lifecycle(group, version, kind);
    const minor = minorOf(release);
    if (life === undefined || minor === undefined)
        return undefined;
    const from = life.introduced === undefined ? 0 : (minorOf(life.introduced) ?? 0);
    const until = life.removed === undefined ? undefined : minorOf(life.removed);
    return minor >= from && (until === undefined || minor < until);
}
/** Kinds that a Kubernetes release serves, as `group/version/Kind` (core group: `/v1/Pod`), sorted. */
function knownKinds(release) {
    return Object.keys(APIS).filter(key => {
        const [group = '', version = '', kind = ''] = key.split('/');
        return serves(release, group, version, kind) === true;
    });
}
/** `1.34`, `v1.34.2` -> 34. */
function minorOf(release) {
    const match = /^v?1\.(\d+)(?:\.|$|[-+])/.exec(release);
    return match === null ? undefined : Number(match[1]);
}
function parseReplacement(text) {
    const [group = '', version = '', kind = ''] = text.split('/');
    return { group, version, kind };
}
//# sourceMappingURL=lifecycle.js.map
;// CONCATENATED MODULE: ./lib/src/schema/scopes.js

const BUILT_IN = kubernetes_apis_namespaceObject.yQ;
/**
 * Whether objects of a kind live in a namespace: from the `+genclient:nonNamespaced` markers of Kubernetes' own types,
 * then from the given CustomResourceDefinitions. Undefined for kinds that neither knows.
 */
function isNamespaced(group, kind, scopes) {
    const key = `${group}/${kind}`;
    return Object.hasOwn(BUILT_IN, key) ? BUILT_IN[key] : scopes?.get(key);
}
/** Scopes that the CustomResourceDefinitions among these objects declare. */
function crdScopes(objects) {
    const scopes = new Map();
    for (const object of objects) {
        if (object.kind !== 'CustomResourceDefinition')
            continue;
        const spec = member(object, 'spec');
        const group = member(spec, 'group');
        const kind = member(member(spec, 'names'), 'kind');
        const scope = member(spec, 'scope');
        if (typeof group !== 'string' || typeof kind !== 'string')
            continue;
        if (scope === 'Cluster' || scope === 'Namespaced')
            scopes.set(`${group}/${kind}`, scope === 'Namespaced');
    }
    return scopes;
}
function member(value, key) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return undefined;
    return Object.hasOwn(value, key) ? value[key] : undefined;
}
//# sourceMappingURL=scopes.js.map
;// CONCATENATED MODULE: ./lib/src/schema/index.js


//# sourceMappingURL=index.js.map

/***/ }),

/***/ 1455:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ openEngine),
/* harmony export */   a: () => (/* binding */ renderSide)
/* harmony export */ });
/* harmony import */ var _manifest_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7754);
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4922);
/* harmony import */ var _render_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7982);
/* harmony import */ var _schema_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3007);
/* harmony import */ var _targets_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7031);





/** The engine a configuration asks for, from what comes with the package; the caller closes it. */
function openEngine({ engine }, limits) {
    const { engines, worker } = (0,_package_js__WEBPACK_IMPORTED_MODULE_1__/* .ownPackage */ .n)();
    return (0,_render_index_js__WEBPACK_IMPORTED_MODULE_2__/* .createEngine */ .P)({ kind: engine.kind, helm: engine.helm, assets: engines, worker, limits });
}
/** Renders and reads every target of a discovery, in parallel; the result's order does not depend on timing. */
async function renderSide(options) {
    const { tree, discovery, concurrency, onProgress } = options;
    const jobs = discovery.targets.flatMap(target => target.environments.map(environment => ({ target, environment })));
    let done = 0;
    const rendered = await mapConcurrent(jobs, concurrency, async ({ target, environment }) => {
        const rendering = await renderOne(target, environment, options);
        onProgress(++done, jobs.length, target.id);
        return rendering;
    });
    const renderings = readAll(rendered, options.cache);
    return {
        tree,
        discovery,
        renderings,
        set: new _manifest_index_js__WEBPACK_IMPORTED_MODULE_0__/* .ManifestSet */ .yQ(renderings.flatMap(r => r.manifests)),
        problems: [...discovery.problems, ...renderings.flatMap(r => r.problems)],
    };
}
async function renderOne(target, environment, options) {
    const { tree, config, engine, known } = options;
    const kubernetes = environment.kubernetes ?? config.kubernetes;
    const { kind, helm } = config.engine;
    const inputs = (0,_targets_index_js__WEBPACK_IMPORTED_MODULE_4__/* .inputsDigest */ .KA)(tree, target, environment, `${kubernetes} ${kind} ${helm}`);
    const twin = known.get(inputs);
    if (twin !== undefined)
        return { ...twin, reused: true };
    const outcome = await (0,_render_index_js__WEBPACK_IMPORTED_MODULE_2__/* .renderTarget */ .S_)(tree, target, environment, engine, { kubernetes, helm });
    const found = { target, environment, engine: outcome.engine, inputs, manifests: [], reused: false };
    const about = { target: target.id, environment: environment.name };
    if (outcome.ok) {
        const problems = (outcome.notices ?? []).map(notice => ({ ...about, ...notice }));
        return { ...found, documents: outcome.documents, problems, failed: false };
    }
    // Defaults that nobody asked for may well lack what the real environments set.
    const optional = environment.optional === true && target.environments.length > 1;
    const problem = { ...about, ...outcome.problem, ...(optional ? { gates: false } : {}) };
    return { ...found, documents: [], problems: [problem], failed: true };
}
/** Custom kinds may be declared in another target than they are used in: then all is read once more, from the cache. */
function readAll(renderings, cache) {
    const first = renderings.map(r => read(r, cache));
    const scopes = (0,_schema_index_js__WEBPACK_IMPORTED_MODULE_3__/* .crdScopes */ .F2)(first.flatMap(r => r.manifests.map(m => m.object)));
    return scopes.size === 0 ? first : renderings.map(r => read(r, cache, scopes));
}
function read(rendering, cache, scopes) {
    const { target, environment, documents } = rendering;
    if (rendering.reused || rendering.failed)
        return rendering;
    const result = (0,_manifest_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readDocuments */ .r9)({
        target,
        environment,
        documents,
        cache,
        ...(scopes === undefined ? {} : { scopes }),
    });
    const about = { target: target.id, environment: environment.name };
    const problems = [...rendering.problems, ...result.problems.map(problem => ({ ...about, ...problem }))];
    return { ...rendering, manifests: result.manifests, problems, failed: result.problems.some(p => p.gates) };
}
async function mapConcurrent(items, limit, work) {
    const results = new Array(items.length);
    let next = 0;
    const lane = async () => {
        while (next < items.length) {
            const index = next++;
            results[index] = await work(items[index]);
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
    return results;
}
//# sourceMappingURL=side.js.map

/***/ }),

/***/ 5961:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ KUSTOMIZATION_NAMES)
/* harmony export */ });
/**
 * What the word target means to every stage: a leaf that all of them may import, so that none has to import another
 * for it. `targets/` finds them.
 */
/** The names kustomize looks for, in its order. */
const KUSTOMIZATION_NAMES = [
    'kustomization.yaml',
    'kustomization.yml',
    'Kustomization',
];
//# sourceMappingURL=target.js.map

/***/ }),

/***/ 7031:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  k4: () => (/* reexport */ discover),
  KA: () => (/* reexport */ inputsDigest),
  Oi: () => (/* reexport */ kustomizationFile),
  qN: () => (/* reexport */ mainFile)
});

// UNUSED EXPORTS: KUSTOMIZATION_NAMES, matchTargets

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/src/repository/index.js + 10 modules
var repository = __webpack_require__(9776);
// EXTERNAL MODULE: ./lib/src/manifest/index.js + 16 modules
var manifest = __webpack_require__(7754);
;// CONCATENATED MODULE: ./lib/src/targets/yaml.js


/** Reads a file that must hold one YAML mapping; otherwise says what is wrong, with `code` when it is no mapping. */
function readMapping(tree, file, code) {
    let text;
    try {
        text = tree.text(file);
    }
    catch (error) {
        return { ok: false, problem: treeProblem(error, file) };
    }
    const parsed = (0,manifest/* parseYaml */.hN)(text);
    if (!parsed.ok) {
        const { message, line, column } = parsed.error;
        return {
            ok: false,
            problem: {
                code: 'yaml-invalid',
                message: `${file} is not valid YAML: ${message}`,
                file,
                line,
                column,
                gates: true,
            },
        };
    }
    if ((0,manifest/* isObject */.Gv)(parsed.value))
        return { ok: true, value: { file, value: parsed.value, lineOf: lines(text) } };
    const found = parsed.value === null ? 'is empty' : `holds ${describe(parsed.value)}`;
    return {
        ok: false,
        problem: { code, message: `${file} ${found} where a mapping is expected`, file, line: 1, gates: true },
    };
}
/** The text is parsed for positions only when somebody asks for one. */
function lines(text) {
    let find;
    return path => {
        find ??= (0,manifest/* locator */.fl)(text);
        const at = find(path);
        return (at.value ?? at.key)?.line;
    };
}
const TREE_CODES = {
    missing: 'file-missing',
    'too-large': 'file-too-large',
    unreadable: 'file-unreadable',
    'link-outside-repository': 'link-outside-repository',
    'link-loop': 'link-loop',
};
const TREE_HINTS = {
    missing: 'Add the file, or take the reference out',
    'too-large': 'Split the file, or leave it out with "exclude" in .kubeproof.yaml if it is no manifest',
    unreadable: 'Check the file and the clone; a partial clone has to fetch its content first',
    'link-outside-repository': 'Put the file itself into the repository: what lies outside differs from machine to machine',
    'link-loop': 'Point the link at a file',
};
/** A {@link TreeError} as a gating problem; other errors are passed on. */
function treeProblem(error, file) {
    if (!(error instanceof repository/* TreeError */.jh))
        throw error;
    return {
        code: TREE_CODES[error.code],
        message: error.message,
        hint: TREE_HINTS[error.code],
        file,
        gates: true,
    };
}
/** A field that should be a list; anything else is left for the tool itself to refuse. */
function listOf(value) {
    return Array.isArray(value) ? value : [];
}
function textOf(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function describe(value) {
    if (Array.isArray(value))
        return 'a list';
    return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
//# sourceMappingURL=yaml.js.map
;// CONCATENATED MODULE: ./lib/src/targets/charts.js



/** Reads `Chart.yaml`, and for charts of apiVersion v1 `requirements.yaml`. */
function readChart(tree, folder) {
    const read = readMapping(tree, (0,repository/* joinPath */.uJ)(folder, 'Chart.yaml'), 'chart-invalid');
    if (!read.ok)
        return read;
    const { value, file } = read.value;
    const name = textOf(value.name);
    if (name === undefined) {
        const message = `${file} has no "name"`;
        const hint = 'Add one; if the file is no chart of Helm, leave its folder out with "exclude" in .kubeproof.yaml';
        return { ok: false, problem: { code: 'chart-invalid', message, hint, file, line: 1, gates: true } };
    }
    const dependencies = localDependencies(read.value);
    const requirements = (0,repository/* joinPath */.uJ)(folder, 'requirements.yaml');
    if (textOf(value.apiVersion) === 'v1' && tree.has(requirements)) {
        const old = readMapping(tree, requirements, 'chart-invalid');
        if (!old.ok)
            return old;
        dependencies.push(...localDependencies(old.value));
    }
    return { ok: true, chart: { folder, name, isLibrary: value.type === 'library', dependencies } };
}
function localDependencies(mapping) {
    return listOf(mapping.value.dependencies).flatMap((entry, index) => {
        if (!(0,manifest/* isObject */.Gv)(entry))
            return [];
        const [name, repository] = [textOf(entry.name), textOf(entry.repository)];
        if (name === undefined || !repository?.startsWith('file://'))
            return [];
        const line = mapping.lineOf(['dependencies', index, 'repository']);
        return [{ name, repository, file: mapping.file, line }];
    });
}
/** Levels of `file://` dependencies. */
const DEPTH_LIMIT = 100;
/**
 * The chart's folder and, recursively, those of its `file://` dependencies. A dependency that is also vendored in
 * `charts/` need not exist, as for Helm.
 */
function chartClosure(tree, root) {
    const files = new Set();
    const charts = new Set();
    const problems = [];
    const walk = (folder, above) => {
        const listed = filesOf(tree, folder, problems);
        if (listed === undefined)
            return;
        for (const file of listed)
            files.add(file);
        const read = readChart(tree, folder);
        if (!read.ok) {
            problems.push(read.problem);
            return;
        }
        for (const dependency of read.chart.dependencies) {
            const found = findDependency(tree, folder, dependency);
            if (found === 'vendored')
                continue;
            if (typeof found !== 'string')
                problems.push(found);
            else if (found === folder || above.includes(found))
                problems.push(cycle(dependency, found));
            else if (above.length > DEPTH_LIMIT)
                problems.push(tooDeep(dependency));
            else if (!charts.has(found)) {
                charts.add(found);
                walk(found, [...above, folder]);
            }
        }
    };
    walk(root, []);
    return { files: [...files].sort(repository/* byText */.z4), charts: [...charts].sort(repository/* byText */.z4), problems };
}
/** Files of a chart's folder; links that lead nowhere are problems, because Helm refuses the chart for them. */
function filesOf(tree, folder, problems) {
    let files;
    try {
        files = tree.filesBelow(folder);
    }
    catch (error) {
        problems.push(treeProblem(error, folder));
        return undefined;
    }
    return files.filter(file => {
        if (tree.has(file))
            return true;
        problems.push(brokenLink(tree, file));
        return false;
    });
}
function brokenLink(tree, file) {
    try {
        tree.read(file);
    }
    catch (error) {
        if (error instanceof repository/* TreeError */.jh && error.code === 'missing') {
            const message = `${file} is a symbolic link to a file that does not exist`;
            return {
                code: 'link-broken',
                message,
                hint: 'Helm refuses the chart; mend the link or remove it',
                file,
                gates: true,
            };
        }
        return treeProblem(error, file);
    }
    throw new Error(`${file} is readable and is not a file`);
}
function findDependency(tree, folder, dependency) {
    const path = dependency.repository.slice('file://'.length);
    const target = (0,repository/* resolvePath */.o1)(folder, path);
    if (target !== undefined && tree.has((0,repository/* joinPath */.uJ)(target, 'Chart.yaml')))
        return target;
    if (isVendored(tree, folder, dependency.name))
        return 'vendored';
    const why = target === undefined
        ? 'leads out of the repository'
        : `leads to ${target || 'the root'}, which holds no Chart.yaml`;
    return problemAt(dependency, {
        code: 'dependency-missing',
        message: `Dependency ${named(dependency)} ${why}`,
        hint: `Mend the path, or vendor the chart: helm dependency build ${folder || '.'}`,
    });
}
function isVendored(tree, folder, name) {
    const charts = (0,repository/* joinPath */.uJ)(folder, 'charts');
    if (tree.has(`${charts}/${name}/Chart.yaml`))
        return true;
    const archive = `${charts}/${name}-`;
    return tree.filesBelow(charts).some(file => file.startsWith(archive) && file.endsWith('.tgz'));
}
function cycle(dependency, folder) {
    return problemAt(dependency, {
        code: 'chart-cycle',
        message: `Dependency ${named(dependency)} leads back to ${folder || 'the root'}: the charts depend on each other`,
        hint: 'Move what both need into a third chart',
    });
}
function tooDeep(dependency) {
    return problemAt(dependency, {
        code: 'chart-too-deep',
        message: `Dependency ${named(dependency)} is more than ${DEPTH_LIMIT} charts away from the first`,
        hint: 'Flatten the dependencies',
    });
}
function named({ name, repository }) {
    return `${JSON.stringify(name)} (${repository})`;
}
function problemAt({ file, line }, what) {
    return { ...what, file, ...(line === undefined ? {} : { line }), gates: true };
}
//# sourceMappingURL=charts.js.map
;// CONCATENATED MODULE: ./lib/src/targets/draft.js

function newDraft() {
    return { targets: [], problems: [], skipped: [] };
}
/** `helm:charts/checkout`; the root folder is `.`. */
function targetId(kind, root) {
    return `${kind}:${root === '' ? '.' : root}`;
}
/** Everything sorted, and nothing said twice. */
function finish(draft) {
    const problems = new Map(draft.problems.map(problem => [JSON.stringify(problem), problem]));
    return {
        targets: draft.targets.toSorted((a, b) => (0,repository/* byText */.z4)(a.id, b.id)),
        problems: [...problems.values()].sort(byPlace),
        skipped: draft.skipped.toSorted((a, b) => (0,repository/* byText */.z4)(a.path, b.path) || (0,repository/* byText */.z4)(a.kind, b.kind)),
    };
}
function byPlace(a, b) {
    return ((0,repository/* byText */.z4)(a.file ?? '', b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (0,repository/* byText */.z4)(a.code, b.code) ||
        (0,repository/* byText */.z4)(a.target ?? '', b.target ?? '') ||
        (0,repository/* byText */.z4)(a.environment ?? '', b.environment ?? '') ||
        (0,repository/* byText */.z4)(a.message, b.message));
}
//# sourceMappingURL=draft.js.map
;// CONCATENATED MODULE: ./lib/src/targets/build.js



/**
 * Adds a chart with its environments, or the problems that keep it from being rendered.
 * @returns the target when it was added.
 */
function addChart(tree, draft, chart, environments, reason) {
    const id = targetId('helm', chart.folder);
    const closure = chartClosure(tree, chart.folder);
    if (closure.problems.length > 0) {
        draft.problems.push(...closure.problems.map(problem => ({ ...problem, target: id })));
        return undefined;
    }
    const inputs = new Set(closure.files);
    for (const environment of environments) {
        for (const file of [...(environment.values ?? []), ...setFilePaths(environment.set)])
            inputs.add(file);
    }
    const target = {
        id,
        kind: 'helm',
        root: chart.folder,
        files: [],
        environments,
        inputs: [...inputs].sort(repository/* byText */.z4),
        reason,
    };
    draft.targets.push(target);
    return target;
}
/** Adds a kustomization, or the problems that keep it from being built. */
function addKustomization(draft, graph, folder, environments, reason, loadRestrictor) {
    const id = targetId('kustomize', folder);
    const closure = graph.closure(folder);
    if (closure.problems.length > 0) {
        draft.problems.push(...closure.problems.map(problem => ({ ...problem, target: id })));
        return;
    }
    draft.targets.push({
        id,
        kind: 'kustomize',
        root: folder,
        files: [],
        environments,
        inputs: closure.files,
        reason,
        ...(loadRestrictor === undefined ? {} : { loadRestrictor }),
    });
}
/** Adds plain manifests. */
function addManifests(draft, id, root, files, environments, reason) {
    const sorted = files.toSorted(repository/* byText */.z4);
    draft.targets.push({ id, kind: 'manifests', root, files: sorted, environments, inputs: sorted, reason });
}
/** Paths in `--set-file`: `key=path`, several with commas between. */
function setFilePaths(set) {
    return (set?.file ?? []).flatMap(expression => expression.split(/(?<!\\),/).flatMap(entry => {
        const equals = entry.indexOf('=');
        return equals < 0 ? [] : [entry.slice(equals + 1)];
    }));
}
/** How many, with the word in its form. */
function count(number, one, many = `${one}s`) {
    return `${number} ${number === 1 ? one : many}`;
}
//# sourceMappingURL=build.js.map
;// CONCATENATED MODULE: ./lib/src/targets/digest.js



/**
 * SHA-256 (hex) over everything a rendering depends on: the target, the environment, the content of every input and
 * `extra` (engine version, Kubernetes version: whatever else the caller's output depends on, JSON-serialisable).
 * Equal digests mean equal output. Values files outside the chart that only other environments use do not count.
 */
function inputsDigest(tree, target, environment, extra = null) {
    const inputs = inputsOf(target, environment);
    tree.prefetch(inputs);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const { reason: _reason, ...settings } = environment;
    hash.update(canonical([target.id, target.root, target.files, target.loadRestrictor ?? 'rootOnly', settings, extra]));
    for (const path of inputs)
        hash.update(canonical([path, contentDigest(tree, path)]));
    return hash.digest('hex');
}
function inputsOf(target, environment) {
    if (target.kind !== 'helm')
        return [...target.inputs];
    const own = new Set(externalFiles(target, environment));
    const others = new Set(target.environments.flatMap(other => externalFiles(target, other)));
    return target.inputs.filter(path => own.has(path) || !others.has(path));
}
function externalFiles(target, environment) {
    return [...(environment.values ?? []), ...setFilePaths(environment.set)].filter(path => !(0,repository/* isWithin */.UO)(path, target.root));
}
function contentDigest(tree, path) {
    try {
        return tree.digest(path);
    }
    catch (error) {
        if (error instanceof repository/* TreeError */.jh)
            return error.code;
        throw error;
    }
}
/** JSON with sorted keys. */
function canonical(value) {
    return JSON.stringify(value, (_key, part) => {
        if (part === null || typeof part !== 'object' || Array.isArray(part))
            return part;
        return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (0,repository/* byText */.z4)(a, b)));
    });
}
//# sourceMappingURL=digest.js.map
;// CONCATENATED MODULE: ./lib/src/targets/environments.js

/**
 * Where values files are kept by convention, relative to the chart: beside `values.yaml`, as chart-testing wants
 * them, and in a folder per environment. The group is the environment's name.
 */
const CONVENTIONS = [
    { pattern: /^values[-.]([^/]+)\.ya?ml$/, name: match => match },
    { pattern: /^ci\/([^/]+)-values\.ya?ml$/, name: match => `ci-${match}` },
    { pattern: /^environments\/([^/]+)\/values\.ya?ml$/, name: match => match },
    { pattern: /^environments\/([^/]+)\.ya?ml$/, name: match => match },
];
/** Not values: the schema some tools keep as YAML, and files that are encrypted at rest. */
const NO_VALUES = /^schema$|(^|[-.])(enc|encrypted|sops|dec)$/;
/** Words that name a place to deploy to, as opposed to a flavour of the chart (`values-ha.yaml`). */
const PLACES = new Set([
    ['dev', 'develop', 'development', 'local', 'minikube', 'kind', 'sandbox', 'preview', 'review'],
    ['test', 'testing', 'tst', 'qa', 'uat', 'int', 'integration', 'perf', 'load', 'demo', 'beta'],
    ['stage', 'staging', 'stg', 'preprod', 'acc', 'acceptance', 'canary'],
    ['prod', 'production', 'prd', 'live', 'dr'],
].flat());
/**
 * The environments of a chart that nobody described: one per values file found by convention, and the chart's own
 * defaults. Defaults are left out when the values files name two or more places to deploy to (prod, staging ...):
 * then nobody deploys the defaults alone. Beside one place (the defaults serve the others) or mere flavours they stay,
 * as `optional`: a chart may demand values.
 */
function conventionalEnvironments(tree, chart) {
    const found = new Map();
    const prefix = chart.folder === '' ? '' : `${chart.folder}/`;
    const files = tree.filesBelow(chart.folder).map(file => file.slice(prefix.length));
    let places = 0;
    for (const { pattern, name } of CONVENTIONS) {
        for (const file of files) {
            const match = pattern.exec(file)?.[1];
            if (match === undefined || NO_VALUES.test(match))
                continue;
            const wanted = name(match);
            // Two conventions may agree on a name; the second one says where it comes from.
            const key = found.has(wanted) ? file.replace(/\.ya?ml$/, '').replaceAll('/', '-') : wanted;
            if (isPlace(file, match))
                places += 1;
            found.set(key, {
                name: key,
                releaseName: chart.name,
                values: [(0,repository/* joinPath */.uJ)(chart.folder, file)],
                reason: `values file ${file}`,
            });
        }
    }
    if (places < 2 && !found.has('default')) {
        found.set('default', {
            name: 'default',
            releaseName: chart.name,
            ...(found.size > 0 ? { optional: true } : {}),
            reason: 'chart defaults',
        });
    }
    return [...found.values()].sort((a, b) => (0,repository/* byText */.z4)(a.name, b.name));
}
function isPlace(file, name) {
    if (file.startsWith('ci/'))
        return false;
    const words = name.toLowerCase().split(/[-_.]/);
    return file.startsWith('environments/') || words.some(word => PLACES.has(word));
}
//# sourceMappingURL=environments.js.map
// EXTERNAL MODULE: ./lib/src/target.js
var src_target = __webpack_require__(5961);
;// CONCATENATED MODULE: ./lib/src/targets/remote.js
/**
 * Whether kustomize would fetch this resource, should no local file or folder have the name.
 *
 * Source: `NewRepoSpecFromURL` and `IsRemoteFile` of sigs.k8s.io/kustomize/api 0.21 (internal/git/repospec.go,
 * internal/loader/fileloader.go): a scheme, a user before the host, or github.com; `git::` is dropped first.
 */
function isRemote(reference) {
    const bare = reference.replace(/^git::/i, '');
    return (/^(?:https?|ssh|file|oci):\/\//i.test(bare) ||
        /^github\.com[/:]/i.test(bare) ||
        /^[a-z][a-z0-9-]*@[^/:]+[/:]/i.test(bare));
}
//# sourceMappingURL=remote.js.map
;// CONCATENATED MODULE: ./lib/src/targets/kustomizations.js






/** File of a folder's kustomization; undefined when it has none. */
function kustomizationFile(tree, folder) {
    return src_target/* KUSTOMIZATION_NAMES */.H.map(name => (0,repository/* joinPath */.uJ)(folder, name)).find(path => tree.has(path));
}
/**
 * Reads a kustomization and resolves every path that it names. A problem means that kustomize would fail, or would
 * reach outside the repository.
 */
function readKustomization(tree, folder) {
    const file = kustomizationFile(tree, folder) ?? (0,repository/* joinPath */.uJ)(folder, src_target/* KUSTOMIZATION_NAMES */.H[0]);
    const names = src_target/* KUSTOMIZATION_NAMES */.H.filter(name => tree.has((0,repository/* joinPath */.uJ)(folder, name)));
    const read = readMapping(tree, file, 'kustomization-invalid');
    const problems = [];
    if (names.length > 1) {
        problems.push({
            code: 'kustomization-ambiguous',
            message: `${folder || 'The root'} holds ${names.join(' and ')}: kustomize accepts only one`,
            hint: 'Remove the one that is out of date',
            file,
            gates: true,
        });
    }
    if (!read.ok) {
        problems.push(read.problem);
        return { folder, isComponent: false, uses: [], files: [file], charts: [], problems };
    }
    const reader = new References(tree, folder, read.value, problems);
    reader.readAll();
    return {
        folder,
        isComponent: read.value.value.kind === 'Component',
        uses: reader.uses,
        files: [file, ...reader.files].sort(repository/* byText */.z4),
        charts: [...reader.charts].sort(repository/* byText */.z4),
        problems,
    };
}
/** Walks the fields of a kustomization that name files. */
class References {
    uses = [];
    files = new Set();
    charts = new Set();
    #tree;
    #folder;
    #mapping;
    #problems;
    constructor(tree, folder, mapping, problems) {
        this.#tree = tree;
        this.#folder = folder;
        this.#mapping = mapping;
        this.#problems = problems;
    }
    /** The fields are those of `types.Kustomization` in sigs.k8s.io/kustomize/api 0.21. */
    readAll() {
        const { value } = this.#mapping;
        for (const field of ['resources', 'bases', 'components'])
            this.#each(field, 'any');
        for (const field of ['generators', 'transformers', 'validators'])
            this.#each(field, 'any-or-inline');
        for (const field of ['crds', 'configurations'])
            this.#each(field, 'file');
        this.#each('patchesStrategicMerge', 'file-or-inline');
        for (const field of ['patches', 'patchesJson6902', 'replacements'])
            this.#eachPath(field);
        for (const field of ['configMapGenerator', 'secretGenerator'])
            this.#generators(field);
        if ((0,manifest/* isObject */.Gv)(value.openapi))
            this.#file(value.openapi.path, ['openapi', 'path']);
        this.#helmCharts();
        this.#oldHelmCharts();
    }
    #each(field, accepts) {
        listOf(this.#mapping.value[field]).forEach((entry, index) => {
            if (accepts.endsWith('-or-inline') && isInline(entry))
                return;
            if (accepts.startsWith('any'))
                this.#fileOrFolder(entry, [field, index]);
            else
                this.#file(entry, [field, index]);
        });
    }
    #eachPath(field) {
        listOf(this.#mapping.value[field]).forEach((entry, index) => {
            if ((0,manifest/* isObject */.Gv)(entry))
                this.#file(entry.path, [field, index, 'path']);
        });
    }
    #generators(field) {
        listOf(this.#mapping.value[field]).forEach((entry, index) => {
            if (!(0,manifest/* isObject */.Gv)(entry))
                return;
            listOf(entry.files).forEach((source, at) => {
                // `key=path`, or a path that is its own key.
                const path = textOf(source)?.replace(/^[^=]*=/, '');
                this.#file(path, [field, index, 'files', at]);
            });
            listOf(entry.envs).forEach((path, at) => {
                this.#file(path, [field, index, 'envs', at]);
            });
            this.#file(entry.env, [field, index, 'env']);
        });
    }
    #helmCharts() {
        const { helmGlobals, helmCharts } = this.#mapping.value;
        const home = ((0,manifest/* isObject */.Gv)(helmGlobals) ? textOf(helmGlobals.chartHome) : undefined) ?? 'charts';
        listOf(helmCharts).forEach((chart, index) => {
            if (!(0,manifest/* isObject */.Gv)(chart))
                return;
            this.#chart(home, textOf(chart.name), textOf(chart.version), textOf(chart.repo), ['helmCharts', index]);
            this.#file(chart.valuesFile, ['helmCharts', index, 'valuesFile']);
            listOf(chart.additionalValuesFiles).forEach((path, at) => {
                this.#file(path, ['helmCharts', index, 'additionalValuesFiles', at]);
            });
        });
    }
    #oldHelmCharts() {
        const field = 'helmChartInflationGenerator';
        listOf(this.#mapping.value[field]).forEach((chart, index) => {
            if (!(0,manifest/* isObject */.Gv)(chart))
                return;
            const home = textOf(chart.chartHome) ?? 'charts';
            const [name, version, repo] = [chart.chartName, chart.chartVersion, chart.chartRepoUrl].map(textOf);
            this.#chart(home, name, version, repo, [field, index]);
            this.#file(chart.values, [field, index, 'values']);
        });
    }
    /** Where kustomize expects a vendored chart: HelmChartInflationGenerator, `absChartHome`. */
    #chart(home, name, version, repo, path) {
        if (name === undefined)
            return;
        const versioned = version !== undefined && repo !== undefined ? `${home}/${name}-${version}/${name}` : `${home}/${name}`;
        const chart = (0,repository/* resolvePath */.o1)(this.#folder, versioned);
        if (chart !== undefined && this.#tree.has((0,repository/* joinPath */.uJ)(chart, 'Chart.yaml'))) {
            const closure = chartClosure(this.#tree, chart);
            for (const file of closure.files)
                this.files.add(file);
            for (const folder of [chart, ...closure.charts])
                this.charts.add(folder);
            this.#problems.push(...closure.problems);
            return;
        }
        const where = chart === undefined ? `${versioned}, outside the repository` : chart;
        const hint = chart === undefined
            ? 'Keep vendored charts inside the repository'
            : `Vendor it there${pullCommand((0,repository/* folderOf */.yS)(chart) || '.', name, version, repo)}`;
        this.#problem('helm-chart-not-vendored', `Chart ${quoted(name)} is not in ${where}${repo ? `, and fetching it from ${repo} is not allowed` : ''}`, hint, [...path, 'name']);
    }
    #fileOrFolder(entry, path) {
        const reference = textOf(entry);
        if (reference === undefined)
            return;
        const target = (0,repository/* resolvePath */.o1)(this.#folder, reference);
        if (target === undefined || this.#tree.has(target) || !this.#tree.hasFolder(target)) {
            this.#file(reference, path);
        }
        else if (kustomizationFile(this.#tree, target) !== undefined) {
            this.uses.push({ folder: target, line: this.#line(path) });
        }
        else {
            const message = `${path[0]} names ${quoted(reference)}, a folder without a kustomization.yaml`;
            this.#problem('kustomization-missing', message, 'Add one to that folder, or list its files', path);
        }
    }
    #file(entry, path) {
        const reference = textOf(entry);
        if (reference === undefined)
            return;
        const target = (0,repository/* resolvePath */.o1)(this.#folder, reference);
        if (target !== undefined && this.#tree.has(target)) {
            this.files.add(target);
        }
        else if (isRemote(reference)) {
            this.#problem('remote-resource', `${path[0]} names ${quoted(reference)}, which is not in the repository and is not fetched`, 'Vendor it into the repository and name the copy: then its content is reviewed too', path);
        }
        else if (target === undefined) {
            const message = `${path[0]} names ${quoted(reference)}, which is outside the repository`;
            this.#problem('path-outside-repository', message, 'Copy what is needed into the repository', path);
        }
        else {
            this.#missing(reference, target, path);
        }
    }
    #missing(reference, target, path) {
        try {
            this.#tree.read(target);
        }
        catch (error) {
            const { code, hint } = treeProblem(error, target);
            const why = code === 'file-missing' ? `${target} does not exist` : error.message;
            this.#problem(code, `${path[0]} names ${quoted(reference)}: ${why}`, hint, path);
        }
    }
    #problem(code, message, hint, path) {
        const line = this.#line(path);
        this.#problems.push({
            code,
            message,
            ...(hint === undefined ? {} : { hint }),
            file: this.#mapping.file,
            ...(line === undefined ? {} : { line }),
            gates: true,
        });
    }
    #line(path) {
        return this.#mapping.lineOf(path);
    }
}
/** Generators, transformers and strategic merge patches may be written in place instead of named. */
function isInline(entry) {
    return typeof entry === 'string' && /\n|^\s*\{|^[\w./-]+:\s/.test(entry.trim());
}
/** Only of plain words: what a pull request wrote must not become a command that somebody pastes. */
function pullCommand(folder, name, version, repo) {
    const words = ['helm', 'pull', name];
    if (repo !== undefined)
        words.push('--repo', repo);
    if (version !== undefined)
        words.push('--version', version);
    words.push('--untar', '--untardir', folder);
    const isPlain = [name, version, repo, folder].every(word => word === undefined || /^\w[\w.:/+-]*$|^\.$/.test(word));
    return isPlain ? `: ${words.join(' ')}` : '';
}
function quoted(text) {
    return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
//# sourceMappingURL=kustomizations.js.map
;// CONCATENATED MODULE: ./lib/src/targets/kustomization-graph.js


/** Levels of kustomizations that use one another. */
const kustomization_graph_DEPTH_LIMIT = 200;
/** The kustomizations of a repository and who uses whom. Each is read once. */
class KustomizationGraph {
    #tree;
    #read = new Map();
    constructor(tree) {
        this.#tree = tree;
    }
    at(folder) {
        let kustomization = this.#read.get(folder);
        if (kustomization === undefined) {
            kustomization = readKustomization(this.#tree, folder);
            this.#read.set(folder, kustomization);
        }
        return kustomization;
    }
    /** Every file that some kustomization read so far names, whether it can be built or not. */
    files() {
        return new Set([...this.#read.values()].flatMap(kustomization => kustomization.files));
    }
    /** Files, charts and problems of a kustomization and of everything it builds on. */
    closure(root) {
        const files = new Set();
        const charts = new Set();
        const problems = [];
        const done = new Set();
        const round = [];
        const walk = (folder) => {
            const kustomization = this.at(folder);
            done.add(folder);
            round.push(folder);
            for (const file of kustomization.files)
                files.add(file);
            for (const chart of kustomization.charts)
                charts.add(chart);
            problems.push(...kustomization.problems);
            for (const { folder: used, line } of kustomization.uses) {
                if (round.includes(used))
                    problems.push(this.#cycle(folder, line, [...round.slice(round.indexOf(used)), used]));
                else if (round.length > kustomization_graph_DEPTH_LIMIT)
                    problems.push(this.#tooDeep(folder, line));
                else if (!done.has(used))
                    walk(used);
            }
            round.pop();
        };
        walk(root);
        return { files: [...files].sort(repository/* byText */.z4), charts: [...charts].sort(repository/* byText */.z4), problems };
    }
    /**
     * Of `folders`, those that nothing else uses: what somebody builds. A ring of kustomizations that only use each
     * other has no such root; its first member stands for it, so that the mistake is reported.
     */
    roots(folders) {
        const usedBy = new Map();
        for (const folder of folders) {
            for (const { folder: used } of this.at(folder).uses) {
                if (used !== folder && !usedBy.has(used))
                    usedBy.set(used, folder);
            }
        }
        const roots = folders.filter(folder => !usedBy.has(folder));
        const reached = new Set();
        for (const root of roots)
            this.#reach(root, reached);
        for (const folder of folders) {
            if (reached.has(folder))
                continue;
            roots.push(folder);
            this.#reach(folder, reached);
        }
        return { roots: roots.sort(repository/* byText */.z4), usedBy };
    }
    #reach(from, reached) {
        const waiting = [from];
        for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
            if (reached.has(folder))
                continue;
            reached.add(folder);
            waiting.push(...this.at(folder).uses.map(use => use.folder));
        }
    }
    #tooDeep(folder, line) {
        return this.#problem(folder, line, {
            code: 'kustomization-too-deep',
            message: `More than ${kustomization_graph_DEPTH_LIMIT} kustomizations build on one another`,
            hint: 'Flatten them: a handful of levels is what people can follow',
        });
    }
    #cycle(folder, line, round) {
        const names = round.map(name => name || '.');
        const shown = names.length > 8 ? [...names.slice(0, 6), '…', names.at(-1)] : names;
        return this.#problem(folder, line, {
            code: 'kustomization-cycle',
            message: `Kustomizations use each other in a circle: ${shown.join(' -> ')}`,
            hint: 'Take one of the references out',
        });
    }
    #problem(folder, line, what) {
        const file = kustomizationFile(this.#tree, folder);
        return {
            ...what,
            ...(file === undefined ? {} : { file }),
            ...(line === undefined ? {} : { line }),
            gates: true,
        };
    }
}
//# sourceMappingURL=kustomization-graph.js.map
;// CONCATENATED MODULE: ./lib/src/targets/classify.js

/**
 * Groups and kinds of files that tools read from disk. They look like objects and are never applied.
 * Sources: the tools' own configuration references; `*.config.k8s.io`, kubeadm, audit and authentication files:
 * kubernetes.io/docs/reference/config-api.
 */
const TOOL_GROUPS = new Set([
    'backstage.io',
    'cli.kyverno.io',
    'client.authentication.k8s.io',
    'apiserver.config.k8s.io',
    'apiserver.k8s.io',
    'audit.k8s.io',
    'ctlptl.dev',
    'devspace',
    'eksctl.io',
    'k0sctl.k0sproject.io',
    'k3d.io',
    'kind.x-k8s.io',
    'krew.googlecontainertools.github.com',
    'kubeadm.k8s.io',
    'kubecontrollermanager.config.k8s.io',
    'kubelet.config.k8s.io',
    'kubeproxy.config.k8s.io',
    'kubescheduler.config.k8s.io',
    'kustomize.config.k8s.io',
    'scorecard.operatorframework.io',
    'skaffold',
    'task.dev',
]);
/** `{{`, `{%`, `<%`, `${`, `@@x@@`: placeholders of template languages, which make YAML that is none. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{|@@\w+@@/;
/** The two keys at the start of a line, as block YAML has them. */
const TOP_API_VERSION = /^["']?apiVersion["']?[ \t]*:/m;
const TOP_KIND = /^["']?kind["']?[ \t]*:/m;
/** A quoted key may hide its letters behind escapes, which Kubernetes undoes. */
const ESCAPED = /\\[xuU]/;
/** Classifies a file by its text; parses only what the text alone cannot decide. */
function classify(path, text) {
    const mentions = text.includes('apiVersion') && text.includes('kind');
    if (!mentions && !ESCAPED.test(text))
        return 'other';
    const looksLike = path.endsWith('.json')
        ? text.includes('"apiVersion"') && text.includes('"kind"')
        : TOP_API_VERSION.test(text) && TOP_KIND.test(text);
    if (looksLike && !path.endsWith('.json') && !mayBeTool(text) && !PLACEHOLDER.test(text))
        return 'kubernetes';
    const documents = path.endsWith('.json') ? readJson(text) : readDocuments(text);
    // Too large or too deep to look into: the reader says so, in its own words.
    if (documents.includes(LIMIT))
        return 'kubernetes';
    const objects = documents.filter(isKubernetes);
    if (objects.some(object => !isToolFile(object)))
        return 'kubernetes';
    // Broken documents are the reader's to report, unless another tool has to fill them in first.
    if (documents.includes(BROKEN) && looksLike)
        return PLACEHOLDER.test(text) ? 'template' : 'kubernetes';
    return objects.length > 0 ? 'configuration' : 'other';
}
/** Whether some document may be a tool's own file; a closer look decides. */
function mayBeTool(text) {
    const versions = text.matchAll(/^["']?apiVersion["']?[ \t]*:[ \t]*["']?([^\s"'#]+)/gm);
    const isConfig = /^["']?kind["']?[ \t]*:[ \t]*["']?Config\b/m.test(text);
    return isConfig || [...versions].some(match => isToolGroup(match[1]));
}
/** Stand for documents that cannot be read. */
const BROKEN = Symbol('broken');
const LIMIT = Symbol('limit');
function readDocuments(text) {
    return (0,manifest/* splitDocuments */.ZF)(text).map(document => {
        const parsed = (0,manifest/* parseYaml */.hN)(document.text);
        if (parsed.ok)
            return parsed.value;
        return parsed.error.kind === 'limit' ? LIMIT : BROKEN;
    });
}
function readJson(text) {
    try {
        return [JSON.parse(text)];
    }
    catch {
        return readDocuments(text);
    }
}
function isKubernetes(value) {
    return (0,manifest/* isObject */.Gv)(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}
function isToolFile(object) {
    const apiVersion = object.apiVersion;
    // A kubeconfig says `v1`, `Config`; no such kind exists in the core group.
    return isToolGroup(apiVersion) || (apiVersion === 'v1' && object.kind === 'Config');
}
function isToolGroup(apiVersion) {
    const slash = apiVersion.indexOf('/');
    return slash >= 0 && TOOL_GROUPS.has(apiVersion.slice(0, slash));
}
//# sourceMappingURL=classify.js.map
;// CONCATENATED MODULE: ./lib/src/targets/manifest-files.js





const MANIFEST = /\.(?:ya?ml|json)$/;
/** Whether a file's name says that it may hold manifests. */
function maybeManifest(path) {
    return MANIFEST.test(path);
}
/**
 * Which of some YAML and JSON files hold Kubernetes objects. Files that cannot be read are problems: what is in them
 * is not known. A link is left out where the file it leads to is looked at under its own name.
 */
function manifestFiles(tree, entries) {
    const files = [];
    const problems = [];
    const skipped = [];
    const templates = [];
    for (const { path, kind } of entries) {
        if ((0,repository/* nameOf */.Vb)(path) === 'Chart.yaml')
            continue;
        try {
            if (kind === 'link' && isSeenElsewhere(tree, path))
                continue;
            if (isUtf16(tree.read(path))) {
                problems.push({
                    code: 'yaml-encoding',
                    message: `${path} is encoded in UTF-16, which is not read`,
                    hint: 'Save it as UTF-8',
                    file: path,
                    gates: true,
                });
                continue;
            }
            const found = classify(path, tree.text(path));
            if (found === 'kubernetes')
                files.push(path);
            if (found === 'configuration' && !src_target/* KUSTOMIZATION_NAMES */.H.includes((0,repository/* nameOf */.Vb)(path))) {
                skipped.push({
                    path,
                    kind: 'manifests',
                    reason: 'configuration of a tool, never sent to an API server',
                });
            }
            if (found === 'template')
                templates.push(path);
        }
        catch (error) {
            const problem = treeProblem(error, path);
            // A link to nothing holds nothing; it is only worth a word.
            const dangling = error instanceof repository/* TreeError */.jh && error.code === 'missing';
            problems.push(dangling ? { ...problem, code: 'link-broken', gates: false } : problem);
        }
    }
    return { files, problems: [...problems, ...templateNotices(templates)], skipped };
}
/** A link to a folder, or to a file that discovery looks at under its own name. */
function isSeenElsewhere(tree, path) {
    if (tree.hasFolder(path))
        return true;
    const size = tree.read(path).byteLength;
    return tree
        .entries()
        .some(entry => entry.kind === 'file' &&
        entry.size === size &&
        maybeManifest(entry.path) &&
        tree.digest(entry.path) === tree.digest(path));
}
function isUtf16(content) {
    return (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
}
/** One notice per folder: documentation and test data come in dozens. */
function templateNotices(paths) {
    const folders = new Map();
    for (const path of paths)
        folders.set((0,repository/* folderOf */.yS)(path), [...(folders.get((0,repository/* folderOf */.yS)(path)) ?? []), path]);
    return [...folders.values()].map(files => {
        const [first, ...others] = files;
        const which = others.length === 0 ? `${first} looks` : `${first} and ${count(others.length, 'file')} beside it look`;
        return {
            code: 'template-not-evaluated',
            message: `${which} like Kubernetes, but placeholders of a template language keep it from being YAML`,
            hint: 'Nothing was judged in it. Leave it out with "exclude" in .kubeproof.yaml, or commit what it renders to',
            file: first,
            gates: false,
        };
    });
}
//# sourceMappingURL=manifest-files.js.map
;// CONCATENATED MODULE: ./lib/src/targets/found.js









/** Folders of a chart in which Helm, and nobody else, reads YAML. */
const CHART_FOLDERS = new Set(['templates', 'charts', 'crds', 'ci']);
/** The one environment of a target that nobody gave any. */
function defaultEnvironment(reason) {
    return { name: 'default', reason };
}
/** Discovers every target of a repository. `isExcluded` says which paths are left out. */
function findTargets(tree, isExcluded, draft) {
    const entries = tree.entries().filter(entry => !isExcluded(entry.path));
    tree.prefetch(entries
        .filter(entry => maybeManifest(entry.path) || isKustomizationName(entry.path))
        .map(({ path }) => path));
    const charts = new ChartFolders(entries.filter(entry => (0,repository/* nameOf */.Vb)(entry.path) === 'Chart.yaml').map(entry => (0,repository/* folderOf */.yS)(entry.path)));
    const kustomizations = [
        ...new Set(entries
            .filter(({ path }) => isKustomizationName(path) && !charts.owns(path, 'reserved') && isKustomization(tree, path))
            .map(({ path }) => (0,repository/* folderOf */.yS)(path))),
    ];
    const graph = new KustomizationGraph(tree);
    const inflated = findKustomizations(graph, kustomizations, draft);
    findCharts(tree, charts.folders, inflated, draft);
    const owned = graph.files();
    const others = entries.filter(({ path }) => maybeManifest(path) && !owned.has(path) && !charts.owns(path, 'all'));
    findManifests(tree, others, new Set(kustomizations), draft);
    for (const submodule of tree.submodules ?? []) {
        if (isExcluded(submodule))
            continue;
        draft.problems.push({
            code: 'submodule-not-evaluated',
            message: `${submodule} is another repository (a submodule): nothing in it was judged`,
            hint: 'Judge it in its own repository',
            file: submodule,
            gates: false,
        });
    }
}
/** @returns folders of charts that some kustomization inflates, with the target that does. */
function findKustomizations(graph, folders, draft) {
    const inflated = new Map();
    const { roots, usedBy } = graph.roots(folders);
    const isRoot = new Set(roots);
    for (const folder of folders) {
        const user = usedBy.get(folder);
        const { isComponent } = graph.at(folder);
        if (isComponent || !isRoot.has(folder)) {
            const reason = user === undefined ? 'a component that nothing uses' : `used by ${targetId('kustomize', user)}`;
            draft.skipped.push({ path: folder, kind: 'kustomize', reason });
        }
        else {
            const environments = [defaultEnvironment('kustomization')];
            addKustomization(draft, graph, folder, environments, 'a kustomization that no other one uses');
        }
        for (const chart of graph.at(folder).charts) {
            if (!inflated.has(chart))
                inflated.set(chart, targetId('kustomize', folder));
        }
    }
    return inflated;
}
function findCharts(tree, folders, inflated, draft) {
    const libraries = [];
    const usedBy = new Map();
    for (const folder of folders) {
        const user = inflated.get(folder);
        if (user !== undefined) {
            draft.skipped.push({ path: folder, kind: 'helm', reason: `inflated by ${user}` });
            continue;
        }
        const read = readChart(tree, folder);
        if (!read.ok) {
            draft.problems.push({ ...read.problem, target: targetId('helm', folder) });
        }
        else if (read.chart.isLibrary) {
            libraries.push(read.chart);
        }
        else {
            const target = addFoundChart(tree, read.chart, draft);
            for (const input of target?.inputs ?? []) {
                if ((0,repository/* nameOf */.Vb)(input) === 'Chart.yaml' && !usedBy.has((0,repository/* folderOf */.yS)(input)))
                    usedBy.set((0,repository/* folderOf */.yS)(input), target.id);
            }
        }
    }
    for (const { folder } of libraries) {
        const user = usedBy.get(folder);
        const reason = user === undefined
            ? 'a library chart: it renders nothing by itself'
            : `a library chart, rendered through ${user}`;
        draft.skipped.push({ path: folder, kind: 'helm', reason });
    }
}
function addFoundChart(tree, chart, draft) {
    let environments;
    try {
        environments = conventionalEnvironments(tree, chart);
    }
    catch (error) {
        draft.problems.push({ ...treeProblem(error, chart.folder), target: targetId('helm', chart.folder) });
        return undefined;
    }
    return addChart(tree, draft, chart, environments, 'a folder with a Chart.yaml');
}
function findManifests(tree, entries, kustomizations, draft) {
    const found = manifestFiles(tree, entries);
    draft.problems.push(...found.problems);
    draft.skipped.push(...found.skipped);
    const folders = new Map();
    for (const file of found.files) {
        const folder = (0,repository/* folderOf */.yS)(file);
        if (isUnusedPatch(file, kustomizations)) {
            draft.skipped.push({
                path: file,
                kind: 'manifests',
                reason: 'by its name a patch, and no kustomization uses it: it is not applied as it stands',
            });
            continue;
        }
        const files = folders.get(folder);
        if (files)
            files.push(file);
        else
            folders.set(folder, [file]);
    }
    for (const [folder, files] of [...folders].sort(([a], [b]) => (0,repository/* byText */.z4)(a, b))) {
        const reason = `${count(files.length, 'file')} with Kubernetes objects that no chart or kustomization uses`;
        const id = targetId('manifests', folder);
        addManifests(draft, id, folder, files, [defaultEnvironment('plain manifests')], reason);
    }
}
/** `patch.yaml`, `patch-x.yaml`, `patch1.yaml`, `x_patch.yaml`, `x-patch.yaml`. */
const PATCH_NAME = /^patch(?:es)?\d*(?:[-_.]|$)|[-_.]patch(?:es)?\d*$/i;
/**
 * Whether a file that no kustomization uses is a fragment for one: its name says patch, and it lies beside a
 * kustomization or in the folder `patches` below one. Kubebuilder writes such files, to be switched on by hand.
 */
function isUnusedPatch(path, kustomizations) {
    if (!PATCH_NAME.test((0,repository/* nameOf */.Vb)(path).replace(/\.(?:ya?ml|json)$/, '')))
        return false;
    const folder = (0,repository/* folderOf */.yS)(path);
    return kustomizations.has(folder) || ((0,repository/* nameOf */.Vb)(folder) === 'patches' && kustomizations.has((0,repository/* folderOf */.yS)(folder)));
}
/** Where charts are, and what belongs to them. */
class ChartFolders {
    /** Charts that are not vendored inside another one, sorted. */
    folders;
    #all;
    constructor(folders) {
        this.#all = new Set(folders);
        this.folders = folders
            .filter(folder => !this.owns((0,repository/* joinPath */.uJ)(folder, 'Chart.yaml'), 'reserved'))
            .sort(repository/* byText */.z4);
    }
    /**
     * Whether a path belongs to a chart: to one of the folders only Helm reads (`reserved`), or anywhere in the
     * chart's folder (`all`). A chart in the repository's root owns its own folders and files, not the whole repository.
     */
    owns(path, what) {
        for (let folder = (0,repository/* folderOf */.yS)(path);; folder = (0,repository/* folderOf */.yS)(folder)) {
            if (this.#all.has(folder)) {
                const [first, ...rest] = (folder === '' ? path : path.slice(folder.length + 1)).split('/');
                if (CHART_FOLDERS.has(first) && rest.length > 0)
                    return true;
                if (what === 'all' &&
                    (folder !== '' || (rest.length === 0 && /^(?:values\b.*|Chart)\.ya?ml$/.test(first))))
                    return true;
            }
            if (folder === '')
                return false;
        }
    }
}
function isKustomizationName(path) {
    return src_target/* KUSTOMIZATION_NAMES */.H.includes((0,repository/* nameOf */.Vb)(path));
}
/** Flux has a kind Kustomization too, and people keep it in files of that name. */
function isKustomization(tree, path) {
    try {
        const apiVersion = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([^\s"'#]+)/m.exec(tree.text(path))?.[1];
        return apiVersion === undefined || apiVersion.startsWith('kustomize.config.k8s.io/');
    }
    catch (error) {
        treeProblem(error, path);
        return true;
    }
}
//# sourceMappingURL=found.js.map
;// CONCATENATED MODULE: ./lib/src/targets/globs.js
/**
 * Whether a repository-relative path matches a pattern: `*` and `?` within a segment, `**` for any number of
 * segments. A pattern that matches a folder matches everything below it; a trailing `/` changes nothing.
 * Time is bounded by the product of the lengths, whatever the pattern.
 */
function matchesGlob(path, pattern) {
    const wanted = pattern
        .replace(/^\.?\/+/, '')
        .split('/')
        .filter(segment => segment !== '' && segment !== '.');
    return matchesSegments(path.split('/'), wanted);
}
/** The leading segments of a pattern that hold no wildcard. */
function literalPrefix(pattern) {
    const segments = pattern.split('/').filter(segment => segment !== '' && segment !== '.');
    const wild = segments.findIndex(segment => /[*?]/.test(segment));
    return (wild < 0 ? segments : segments.slice(0, wild)).join('/');
}
/** Row by row: `reachable[i]` says whether the path's first `i` segments can match the pattern so far. */
function matchesSegments(path, pattern) {
    let reachable = path.map(() => false);
    reachable.unshift(true);
    for (const wanted of pattern) {
        const next = reachable.map(() => false);
        if (wanted === '**') {
            let open = false;
            for (let at = 0; at <= path.length; at += 1) {
                open ||= reachable[at];
                next[at] = open;
            }
        }
        else {
            for (let at = 0; at < path.length; at += 1) {
                if (reachable[at] && matchesSegment(path[at], wanted))
                    next[at + 1] = true;
            }
        }
        reachable = next;
    }
    // A folder stands for what is below it, so any prefix of the path will do; the root alone matches nothing.
    return pattern.length > 0 && reachable.some((reached, at) => reached && at > 0);
}
/** Greedy with one point to go back to: linear in the text for each star. */
function matchesSegment(text, pattern) {
    let at = 0;
    let wanted = 0;
    let star = -1;
    let resume = 0;
    while (at < text.length) {
        if (wanted < pattern.length && pattern[wanted] === '*') {
            star = wanted;
            resume = at;
            wanted += 1;
        }
        else if (wanted < pattern.length && (pattern[wanted] === '?' || pattern[wanted] === text[at])) {
            wanted += 1;
            at += 1;
        }
        else if (star >= 0) {
            wanted = star + 1;
            resume += 1;
            at = resume;
        }
        else
            return false;
    }
    while (pattern[wanted] === '*')
        wanted += 1;
    return wanted === pattern.length;
}
//# sourceMappingURL=globs.js.map
;// CONCATENATED MODULE: ./lib/src/targets/explicit.js










const REASON = 'configuration';
/** Adds the targets that the configuration states; whatever does not exist is a gating problem at its line. */
function addExplicitTargets(tree, configs, configFile, isExcluded, draft) {
    const graph = new KustomizationGraph(tree);
    const seen = new Set();
    for (const config of configs) {
        const written = typeof config.path === 'string' ? [config.path] : config.path;
        const paths = written.map(path => (0,repository/* resolvePath */.o1)('', path));
        const id = targetId(config.kind, paths.map((path, index) => path ?? written[index]).join(','));
        const problem = (code, message, hint, environment) => ({
            code,
            message,
            hint,
            file: configFile,
            ...(config.line === undefined ? {} : { line: config.line }),
            target: id,
            ...(environment === undefined ? {} : { environment }),
            gates: true,
        });
        const outside = paths.indexOf(undefined);
        if (outside >= 0) {
            const message = `Target path ${JSON.stringify(written[outside])} is outside the repository`;
            draft.problems.push(problem('path-outside-repository', message, 'Paths are relative to the root of the repository'));
        }
        else if (seen.has(id)) {
            const message = `Target ${id} is stated twice`;
            draft.problems.push(problem('target-duplicate', message, 'Put all its environments under one entry'));
        }
        else {
            seen.add(id);
            const adder = new ExplicitTarget(tree, draft, config, id, problem);
            if (config.kind === 'helm')
                adder.chart(paths[0]);
            else if (config.kind === 'kustomize')
                adder.kustomization(paths[0], graph);
            else
                adder.manifests(paths, isExcluded);
        }
    }
}
class ExplicitTarget {
    #tree;
    #draft;
    #config;
    #id;
    #problem;
    constructor(tree, draft, config, id, problem) {
        this.#tree = tree;
        this.#draft = draft;
        this.#config = config;
        this.#id = id;
        this.#problem = problem;
    }
    chart(folder) {
        if (!this.#tree.has((0,repository/* joinPath */.uJ)(folder, 'Chart.yaml'))) {
            this.#add('target-not-found', `${explicit_named(folder)} holds no Chart.yaml`, 'Name the folder of a Helm chart');
            return;
        }
        const read = readChart(this.#tree, folder);
        if (!read.ok) {
            this.#draft.problems.push({ ...read.problem, target: this.#id });
        }
        else if (read.chart.isLibrary) {
            const message = `${explicit_named(folder)} is a library chart: it renders nothing by itself`;
            this.#add('library-chart', message, 'Name a chart that depends on it');
        }
        else {
            const stated = this.#environments(read.chart.name);
            const isStated = this.#config.environments.length > 0;
            const environments = isStated ? stated : conventionalEnvironments(this.#tree, read.chart);
            if (environments.length > 0)
                addChart(this.#tree, this.#draft, read.chart, environments, REASON);
        }
    }
    kustomization(folder, graph) {
        if (kustomizationFile(this.#tree, folder) === undefined) {
            const hint = 'Name a folder with a kustomization.yaml';
            this.#add('target-not-found', `${explicit_named(folder)} holds no kustomization.yaml`, hint);
        }
        else if (graph.at(folder).isComponent) {
            const message = `${explicit_named(folder)} is a component: it cannot be built by itself`;
            this.#add('kustomization-component', message, 'Name a kustomization that uses it');
        }
        else {
            const environments = this.#environmentsOrDefault();
            if (environments.length === 0)
                return;
            addKustomization(this.#draft, graph, folder, environments, REASON, this.#config.loadRestrictor);
        }
    }
    manifests(patterns, isExcluded) {
        const files = new Set();
        for (const pattern of patterns) {
            // A file that is named is meant, whatever it holds.
            const found = this.#tree.has(pattern) ? [pattern] : this.#matching(pattern, isExcluded);
            if (found.length === 0) {
                const message = `${explicit_named(pattern)} matches no file with Kubernetes objects`;
                this.#add('target-not-found', message, 'Name files or folders of YAML or JSON manifests; * and ** match');
            }
            for (const file of found)
                files.add(file);
        }
        const environments = this.#environmentsOrDefault();
        if (files.size === 0 || environments.length === 0)
            return;
        const roots = patterns
            .map(pattern => literalPrefix(pattern))
            .map(path => (this.#tree.has(path) ? (0,repository/* folderOf */.yS)(path) : path));
        const reason = `${REASON}, ${count(files.size, 'file')}`;
        addManifests(this.#draft, this.#id, commonFolder(roots), [...files], environments, reason);
    }
    #matching(pattern, isExcluded) {
        const entries = this.#tree
            .entries()
            .filter(({ path }) => maybeManifest(path) && matchesGlob(path, pattern || '**') && !isExcluded(path));
        this.#tree.prefetch(entries.map(({ path }) => path));
        const found = manifestFiles(this.#tree, entries);
        this.#draft.problems.push(...found.problems);
        this.#draft.skipped.push(...found.skipped);
        return found.files;
    }
    #environmentsOrDefault() {
        if (this.#config.environments.length === 0)
            return [defaultEnvironment(REASON)];
        return this.#environments(undefined);
    }
    /** The stated environments whose files exist. */
    #environments(chartName) {
        const environments = new Map();
        for (const config of this.#config.environments) {
            const environment = toEnvironment(config, chartName);
            const missing = [...(environment.values ?? []), ...setFilePaths(environment.set)].filter(path => !this.#tree.has(path));
            if (environments.has(config.name)) {
                const message = `Environment "${config.name}" of ${this.#id} is stated twice`;
                this.#add('environment-duplicate', message, 'Give each a name of its own', config.name);
            }
            else if (missing.length > 0) {
                const message = `Values file ${missing.join(', ')} of ${this.#id}, environment "${config.name}", does not exist`;
                this.#add('values-missing', message, 'Paths are relative to the root of the repository', config.name);
            }
            else
                environments.set(config.name, environment);
        }
        return [...environments.values()];
    }
    #add(code, message, hint, environment) {
        this.#draft.problems.push(this.#problem(code, message, hint, environment));
    }
}
function toEnvironment(config, chartName) {
    const { name, namespace, release, kubernetes, apiVersions, set } = config;
    const releaseName = release ?? chartName;
    // A path that leaves the repository stays as written: it is then reported as missing.
    const values = config.values?.map(path => (0,repository/* resolvePath */.o1)('', path) ?? path);
    return {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(releaseName === undefined ? {} : { releaseName }),
        ...(kubernetes === undefined ? {} : { kubernetes }),
        ...(apiVersions === undefined ? {} : { apiVersions }),
        ...(values === undefined ? {} : { values }),
        ...(set === undefined ? {} : { set }),
        reason: REASON,
    };
}
function commonFolder(folders) {
    const [first = '', ...rest] = folders;
    let common = first.split('/');
    for (const folder of rest) {
        const segments = folder.split('/');
        const length = common.findIndex((segment, at) => segment !== segments[at]);
        if (length >= 0)
            common = common.slice(0, length);
    }
    return common.join('/');
}
function explicit_named(path) {
    return path === '' ? 'The root of the repository' : path;
}
//# sourceMappingURL=explicit.js.map
;// CONCATENATED MODULE: ./lib/src/targets/select.js

/**
 * Keeps the targets that lie at or below `paths`; for a path where no target lies, those that are built from it (a
 * values file, a base, a library chart). A path that leads to none is a gating problem.
 */
function selectPaths(tree, draft, paths) {
    const selected = new Map();
    const problems = new Set(draft.problems.filter(problem => problem.file === undefined));
    for (const written of paths) {
        const path = (0,repository/* resolvePath */.o1)('', written);
        if (path === undefined || !(tree.has(path) || tree.hasFolder(path))) {
            problems.add({
                code: 'path-not-found',
                message: `${JSON.stringify(written)} does not exist in the repository`,
                hint: 'Paths are relative to the root of the repository',
                gates: true,
            });
            continue;
        }
        const here = draft.problems.filter(problem => concerns(problem, path));
        const lying = draft.targets.flatMap(target => lyingAt(target, path));
        const found = lying.length > 0
            ? lying
            : draft.targets.filter(target => target.inputs.some(file => (0,repository/* isWithin */.UO)(file, path)));
        for (const problem of here)
            problems.add(problem);
        for (const target of found)
            selected.set(target.id, mergeFiles(selected.get(target.id), target));
        if (found.length === 0 && !here.some(problem => problem.gates))
            problems.add(nothingAt(written));
    }
    return {
        targets: [...selected.values()],
        problems: [...problems],
        skipped: draft.skipped.filter(({ path }) => paths.some(wanted => (0,repository/* isWithin */.UO)(path, (0,repository/* resolvePath */.o1)('', wanted) ?? wanted))),
    };
}
/** The target, or of plain manifests the part, that lies at or below a path. */
function lyingAt(target, path) {
    if ((0,repository/* isWithin */.UO)(target.root, path))
        return [target];
    if (target.kind !== 'manifests')
        return [];
    const files = target.files.filter(file => (0,repository/* isWithin */.UO)(file, path));
    return files.length === 0 ? [] : [{ ...target, files, inputs: files }];
}
/** Two paths may name two files of one target. */
function mergeFiles(before, target) {
    if (before === undefined || target.kind !== 'manifests')
        return target;
    const files = [...new Set([...before.files, ...target.files])].sort();
    return { ...target, files, inputs: files };
}
function concerns(problem, path) {
    if (problem.file !== undefined && (0,repository/* isWithin */.UO)(problem.file, path))
        return true;
    const root = problem.target?.slice(problem.target.indexOf(':') + 1);
    return root !== undefined && (0,repository/* isWithin */.UO)(root === '.' ? '' : root, path);
}
function nothingAt(path) {
    return {
        code: 'path-no-targets',
        message: `Nothing to evaluate at ${JSON.stringify(path)}`,
        hint: '"kubeproof targets" lists what was found in the repository, and why',
        gates: true,
    };
}
//# sourceMappingURL=select.js.map
;// CONCATENATED MODULE: ./lib/src/targets/discover.js






/**
 * Finds what in a repository is a chart, a kustomization or a set of manifests, and every file each depends on.
 * Never throws for anything a repository can contain: what cannot be evaluated is a problem. The same tree gives the
 * same answer, byte for byte.
 */
function discover(tree, options = {}) {
    const isExcluded = (path) => (options.exclude ?? []).some(pattern => matchesGlob(path, pattern));
    let draft = newDraft();
    if (options.targets === undefined)
        findTargets(tree, isExcluded, draft);
    else
        addExplicitTargets(tree, options.targets, options.configFile ?? '.kubeproof.yaml', isExcluded, draft);
    if (options.paths !== undefined && options.paths.length > 0)
        draft = selectPaths(tree, draft, options.paths);
    if (draft.targets.length === 0 && !draft.problems.some(problem => problem.gates))
        nothingFound(tree, draft);
    return finish(draft);
}
function nothingFound(tree, draft) {
    const files = tree.entries().length;
    const passed = draft.skipped.length === 0 ? '' : `; ${count(draft.skipped.length, 'candidate')} passed over`;
    draft.problems.push({
        code: 'no-targets',
        message: `Nothing to evaluate: ${count(files, 'file')}, and no Helm chart, kustomization or Kubernetes manifest among them${passed}`,
        hint: 'Run in the root of the repository, check "exclude" and the paths given, or state "targets" in .kubeproof.yaml; "kubeproof targets" tells what was looked at',
        gates: true,
    });
}
//# sourceMappingURL=discover.js.map
;// CONCATENATED MODULE: ./lib/src/targets/main-file.js



/** The file that stands for a target as a whole, for messages and where no better place is known. */
function mainFile(target, tree) {
    switch (target.kind) {
        case 'helm':
            return (0,repository/* joinPath */.uJ)(target.root, 'Chart.yaml');
        case 'kustomize':
            return kustomizationFile(tree, target.root) ?? (0,repository/* joinPath */.uJ)(target.root, src_target/* KUSTOMIZATION_NAMES */.H[0]);
        case 'manifests':
            return target.files[0] ?? target.root;
    }
}
//# sourceMappingURL=main-file.js.map
;// CONCATENATED MODULE: ./lib/src/targets/match.js

/**
 * Pairs the targets of base and head by id, sorted by id. A target that could not be discovered on one side (see
 * `Discovery.problems`) is missing there too: look before reading that as added or removed.
 */
function matchTargets(base, head) {
    const before = new Map(base.targets.map(target => [target.id, target]));
    const after = new Map(head.targets.map(target => [target.id, target]));
    return [...new Set([...before.keys(), ...after.keys()])].sort(byText).map(id => {
        const baseTarget = before.get(id);
        const headTarget = after.get(id);
        return { id, ...(baseTarget && { base: baseTarget }), ...(headTarget && { head: headTarget }) };
    });
}
//# sourceMappingURL=match.js.map
;// CONCATENATED MODULE: ./lib/src/targets/index.js






//# sourceMappingURL=index.js.map

/***/ })

};
