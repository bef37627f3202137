// Leaves of the values files of a chart, and other values for them: what the labels of `values.mjs` are made of. Knows
// YAML and nothing of how kubeproof traces.

/** Files of a chart that give it values, as places in a request that can be written anew. */
export function valuesFiles(request) {
  const own = request.files.flatMap((file, index) =>
    /^(?:charts\/[^/]+\/)*values\.yaml$/.test(file.path)
      ? [
          {
            file: file.origin,
            content: file.content,
            depth: file.path.split('/').length,
            slot: ['files', index],
          },
        ]
      : [],
  );
  const given = request.values.map(({ name, content }, index) => ({
    file: name,
    content,
    depth: 0,
    slot: ['values', index],
  }));
  return [...given, ...own];
}

/** The request with other text in one of its values files. What a schema says of the new value is left aside. */
export function withText(request, { slot: [list, index] }, text) {
  const content = new TextEncoder().encode(text);
  const changed = { ...request, [list]: request[list].map((f, i) => (i === index ? { ...f, content } : f)) };
  return { ...changed, files: changed.files.filter(({ path }) => !path.endsWith('values.schema.json')) };
}

/** Every value that a values file writes down, collections too, with its place in the text. */
export function leavesOf(source, { parseYaml, locator, splitDocuments }) {
  const text = new TextDecoder().decode(source.content);
  if (splitDocuments(text).length !== 1) return [];
  const parsed = parseYaml(text);
  if (!parsed.ok) return [];
  const at = locator(text);
  const leaves = [];
  const visit = (value, path) => {
    if (path.length > 0) {
      const { value: span, key, exact } = at(path);
      const shown = span ?? key;
      if (exact && shown !== undefined)
        leaves.push({ source, text, path, value, span, key, line: lineOf(value, span, key) });
    }
    if (value === null || typeof value !== 'object') return;
    for (const [key, member] of Array.isArray(value) ? [...value.entries()] : Object.entries(value))
      visit(member, [...path, key]);
  };
  visit(parsed.value, []);
  return leaves;
}

/** The line a person edits: that of the value, or of the key where the value is a collection. */
function lineOf(value, span, key) {
  return typeof value === 'object' && value !== null ? (key ?? span).line : (span ?? key).line;
}

/** Texts of the file with another value for the leaf: a plausible one, and one that is empty (or no longer is). */
export function variants(leaf) {
  const { value, span, text, path } = leaf;
  // An anchor or an alias has a say in other places.
  if (span === undefined || /[&*]/.test(text.slice(span.start - 1, span.start + 1))) return [];
  return others(value, path).map(other => ({
    other,
    text: `${text.slice(0, span.start)}${JSON.stringify(other)}${text.slice(span.end)}`,
  }));
}

function others(value, path) {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return value === 0 ? [1] : [value + 1, 0];
  if (typeof value === 'string')
    return value === '' ? ['kp-filled'] : [otherText(value, String(path.at(-1))), ''];
  if (Array.isArray(value)) return value.length === 0 ? [['kp-filled']] : [[]];
  if (value !== null) return Object.keys(value).length === 0 ? [{ 'kp-filled': 'kp' }] : [{}];
  return ['kp-filled'];
}

const CHOICES = [
  ['ClusterIP', 'NodePort'],
  ['NodePort', 'ClusterIP'],
  ['LoadBalancer', 'NodePort'],
  ['IfNotPresent', 'Always'],
  ['Always', 'IfNotPresent'],
  ['RollingUpdate', 'Recreate'],
  ['Deployment', 'DaemonSet'],
  ['DaemonSet', 'Deployment'],
  ['StatefulSet', 'Deployment'],
  ['ReadWriteOnce', 'ReadWriteMany'],
  ['TCP', 'UDP'],
  ['ALL', 'NET_RAW'],
  ['RuntimeDefault', 'Unconfined'],
  ['true', 'false'],
  ['false', 'true'],
];

function otherText(value, key) {
  const choice = CHOICES.find(([is]) => is === value)?.[1];
  if (choice !== undefined) return choice;
  if (/\n/.test(value)) return `${value}# kp\n`;
  if (/^\d+(\.\d+)?(m|Mi|Gi|Ki|M|G|s|h|d)?$/.test(value))
    return value.replace(/\d+/, n => String(Number(n) + 1));
  if (/^v?\d+\.\d+\.\d+/.test(value))
    return value.replace(/\.(\d+)(?=$|[^.\d])/, (_, n) => `.${Number(n) + 1}`);
  if (/^\d+%$/.test(value)) return `${Number.parseInt(value, 10) + 1}%`;
  return /path|dir|url/i.test(key) ? `${value}x` : `${value}-kp`;
}

/** Another value for what is written at a place that is no leaf: a line of a text that is YAML again. */
export function variantAt(text, { line, column = 1, endLine = line, endColumn }) {
  const lines = text.split('\n');
  const there = lines[line - 1] ?? '';
  const end = endLine === line && endColumn !== undefined ? endColumn - 1 : there.trimEnd().length;
  const is = there.slice(column - 1, end);
  const scalar = /^(?:[\w.-]+:\s+)?(.*)$/.exec(is)?.[1] ?? is;
  const plain = scalar.replace(/^["']|["']$/g, '');
  const other = /^(true|false)$/.test(plain)
    ? String(plain !== 'true')
    : /^\d+$/.test(plain)
      ? String(Number(plain) + 1)
      : `${plain}-kp`;
  lines[line - 1] = there.slice(0, end - scalar.length) + scalar.replace(plain, other) + there.slice(end);
  return lines.join('\n');
}
