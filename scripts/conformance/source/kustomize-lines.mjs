// Places in the files of a kustomization that can be changed, with the change: what the labels of `kustomize.mjs` are
// made of. Knows YAML and the fields of a kustomization, and nothing of how kubeproof traces.

/** Values of these tell things apart or name files: with another one it is another object, or none. */
const IDENTITY = new Set(
  'apiVersion kind name namespace path target select source reject op from mountPath devicePath containerPort port ip topologyKey uid $patch'.split(
    ' ',
  ),
);
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Every place that can be changed, by what it is: a field of a kustomization, a patch, a document.
 * @returns `{ kind, file, line, column, text }`: 1-based, `text` is the file's with the change
 */
export function places(tree, target, modules) {
  const roles = new Map();
  const found = [];
  for (const file of target.inputs.filter(path => NAMES.includes(path.split('/').at(-1)) && tree.has(path))) {
    const folder = file.split('/').slice(0, -1).join('/');
    const [document] = documentsOf(tree.text(file), modules);
    if (document === undefined) continue;
    rolesOf(document.value, folder, roles, modules);
    found.push(...inKustomization(tree, file, document, modules));
  }
  for (const file of target.inputs.filter(path => tree.has(path))) {
    const role = roles.get(file) ?? (/(?:^|\/)values\.ya?ml$/.test(file) ? 'values of a chart' : undefined);
    if (role !== undefined) found.push(...inFile(tree, file, role, modules));
  }
  return found.filter(({ text }) => text !== undefined);
}

function documentsOf(text, { splitDocuments, parseYaml, locator }) {
  return splitDocuments(text).flatMap(({ text: own, line }) => {
    const parsed = parseYaml(own);
    return parsed.ok && parsed.value !== null ? [{ value: parsed.value, line, at: locator(own) }] : [];
  });
}

/** What the files are that a kustomization names. */
function rolesOf(content, folder, roles, { resolvePath }) {
  const name = (path, role) => {
    const full = typeof path === 'string' && !path.includes('\n') ? resolvePath(folder, path) : undefined;
    if (full !== undefined && !roles.has(full)) roles.set(full, role);
  };
  const list = key => (Array.isArray(content?.[key]) ? content[key] : []);
  for (const path of list('patchesStrategicMerge')) name(path, 'patch');
  for (const key of ['patches', 'patchesJson6902']) for (const entry of list(key)) name(entry?.path, 'patch');
  for (const key of ['configMapGenerator', 'secretGenerator']) {
    for (const entry of list(key)) {
      for (const path of entry?.envs ?? []) name(path, 'generator envs');
      name(entry?.env, 'generator envs');
      for (const path of entry?.files ?? []) name(String(path).replace(/^[^=/]+=/, ''), 'generator files');
    }
  }
  for (const path of list('transformers')) name(path, 'transformer object');
  for (const path of list('generators')) name(path, 'chart generator object');
  for (const entry of list('helmCharts')) {
    for (const path of [entry?.valuesFile, ...(entry?.additionalValuesFiles ?? [])])
      name(path, 'chart valuesFile');
  }
  for (const path of list('resources')) name(path, 'document');
}

/** Fields of a kustomization that set something, by what they are called in the table. */
const FIELDS = [
  [/^(namespace|namePrefix|nameSuffix)$/, path => path[0]],
  [/^images\/\d+\/(newName|newTag|digest)$/, path => `images ${path[2]}`],
  [/^replicas\/\d+\/count$/, () => 'replicas'],
  [/^labels\/\d+\/pairs\/[^/]+$/, () => 'labels'],
  [/^(commonLabels|commonAnnotations)\/.+$/, path => path[0]],
  [/^(configMap|secret)Generator\/\d+\/literals\/\d+$/, () => 'generator literals'],
  [/^(configMap|secret)Generator\/\d+\/options\/(labels|annotations)\/.+$/, () => 'generator options'],
  [/^generatorOptions\/(labels|annotations)\/.+$/, () => 'generatorOptions'],
  [/^secretGenerator\/\d+\/type$/, () => 'generator type'],
  [/^replacements\/\d+\/sourceValue$/, () => 'replacements sourceValue'],
  [/^helmCharts\/\d+\/valuesInline\/.+$/, () => 'chart valuesInline'],
];
const INLINE = /^(?:(?:patches|patchesJson6902)\/\d+\/patch|patchesStrategicMerge\/\d+|transformers\/\d+)$/;

function* inKustomization(tree, file, document, modules) {
  const text = tree.text(file);
  for (const { path, value, key, span } of scalars(document)) {
    const joined = path.join('/');
    if (typeof value === 'string' && value.includes('\n') && INLINE.test(joined)) {
      const kind = path[0] === 'transformers' ? 'transformer object' : 'patch, inline';
      yield* inText(text, file, value, key, span, document.line, kind, modules);
      continue;
    }
    const kind = FIELDS.find(([pattern]) => pattern.test(joined))?.[1](path);
    if (kind !== undefined) yield changed(text, file, document.line, span, value, kind, path);
  }
}

function* inFile(tree, file, role, modules) {
  const text = tree.text(file);
  if (role === 'generator files') {
    yield { kind: role, file, line: 1, column: 1, text: text.replace(/$/m, 'x') };
    return;
  }
  if (role === 'generator envs') {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (!/^\s*[^#=\s]+=/.test(line)) continue;
      const at = line.trimEnd().length;
      const other = lines.with(index, `${line.slice(0, at)}x${line.slice(at)}`).join('\n');
      yield { kind: role, file, line: index + 1, column: 1, text: other };
    }
    return;
  }
  for (const document of documentsOf(text, modules))
    yield* inDocument(text, file, document, role, shift(0, 0));
}

/** Lines of a text in a block scalar are lines of the file, behind the indentation. */
function* inText(text, file, inner, _key, outer, above, kind, modules) {
  const lines = text.split('\n');
  const header = lines[outer.line + above - 1]?.slice(outer.column - 1) ?? '';
  if (!/^\|[-+]?\s*(?:#.*)?$/.test(header.trimEnd())) return;
  const indent = /^\s*/.exec(lines[outer.line + above] ?? '')[0].length;
  for (const document of documentsOf(inner, modules)) {
    yield* inDocument(text, file, document, kind, shift(outer.line + above, indent));
  }
}

const shift = (lines, columns) => ({ lines, columns });

function* inDocument(text, file, document, role, by) {
  const place = span => ({
    line: span.line + by.lines,
    endLine: span.endLine + by.lines,
    column: span.column + by.columns,
    endColumn: span.endColumn + by.columns,
  });
  const isPatch = role.startsWith('patch');
  const isJson = isPatch && Array.isArray(document.value);
  for (const { path, value, key, span } of scalars(document)) {
    const removed = isPatch
      ? restored(text, file, document, path, value, place(span), key && place(key))
      : undefined;
    if (removed !== undefined) yield removed;
    const isIdentity = path.some(
      step => IDENTITY.has(step) && (step !== 'name' || isPatch || path.length < 3),
    );
    if (value === null || (isJson ? path[1] !== 'value' : isIdentity)) continue;
    if (
      role === 'transformer object' &&
      !/^(labels|annotations|prefix|suffix|imageTag|replica)$/.test(path[0])
    )
      continue;
    if (role === 'chart generator object' && path[0] !== 'valuesInline') continue;
    const kind = isJson ? `JSON ${role}` : role;
    yield changed(text, file, document.line, place(span), value, kind, path);
  }
}

/** What takes something away, made to leave it: the object has a field more then. */
function restored(text, file, document, path, value, span, key) {
  const lines = text.split('\n');
  const at = span.line + document.line - 1;
  const line = lines[at] ?? '';
  const made = (kind, next) => ({
    kind,
    file,
    line: at + 1,
    column: span.column,
    removes: true,
    text: next?.join('\n'),
  });
  if (Array.isArray(document.value)) {
    if (path[1] !== 'op' || value !== 'remove') return undefined;
    const target = document.value[path[0]].path;
    const flow = /\{.*op.*\}/.test(line);
    const copy = line.replace(/(["']?)remove\1/, flow ? `copy, "from": ${JSON.stringify(target)}` : 'copy');
    const from = `${' '.repeat(line.replace(/^(\s*)- /, '$1  ').search(/\S/))}from: ${JSON.stringify(target)}`;
    return made(
      'JSON patch, remove',
      flow ? lines.with(at, copy) : lines.with(at, copy).toSpliced(at + 1, 0, from),
    );
  }
  const isDirective = path.at(-1) === '$patch' && value === 'delete' && path.length > 1;
  if (value !== null && !isDirective) return undefined;
  if (typeof path.at(-1) !== 'string' || key === undefined) return undefined;
  if (!/^\s*["']?[\w$./-]+["']?:[^{}[\]]*$/.test(line)) return undefined;
  return made(isDirective ? 'patch, $patch: delete' : 'patch, null', lines.with(at, ''));
}

function* scalars({ value: root, at }) {
  const open = [{ value: root, path: [] }];
  while (open.length > 0) {
    const { value, path } = open.pop();
    if (typeof value === 'object' && value !== null) {
      const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
      for (const [step, member] of members) open.push({ value: member, path: [...path, step] });
      continue;
    }
    const { value: span, key, exact } = at(path);
    if (exact && (span ?? key) !== undefined) yield { path, value, key, span: span ?? key };
  }
}

/** The file with the value at a place changed to another of its type. */
function changed(text, file, above, span, value, kind, path) {
  const lines = text.split('\n');
  const at = span.line + above - 1;
  const line = lines[at] ?? '';
  const end = span.endLine === span.line ? span.endColumn - 1 : undefined;
  const token = line.slice(span.column - 1, end);
  const result = { kind, file, line: at + 1, column: span.column, path };
  // An anchor or an alias has a say in other places.
  if (/^[&*]/.test(token)) return { ...result, text: undefined };
  if (end === undefined) {
    const isBlock = /^[|>][-+0-9]*\s*$/.test(token) && /\S/.test(lines[at + 1] ?? '');
    return { ...result, text: isBlock ? lines.with(at + 1, `${lines[at + 1]}x`).join('\n') : undefined };
  }
  const other = otherToken(token, value);
  const next = other && lines.with(at, line.slice(0, span.column - 1) + other + line.slice(end));
  return { ...result, text: next?.join('\n') };
}

function otherToken(token, value) {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return value ? 'false' : 'true';
  if (typeof value === 'number' && /^-?\d+$/.test(token)) return String(Number(token) + 1);
  const quoted = /^(["'])(.*)\1$/s.exec(token);
  const inner = quoted?.[2] ?? token;
  const other = /sha256:[0-9a-f]+$/.test(inner)
    ? inner.replace(/.$/, last => (last === '0' ? '1' : '0'))
    : /^-?\d+(?:\.\d+)?$/.test(inner)
      ? `${inner}1`
      : `${inner}x`;
  return quoted === null ? other : `${quoted[1]}${other}${quoted[1]}`;
}
