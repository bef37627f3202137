import { isObject, type Json, type JsonObject } from '../../../src/manifest/index.ts';

/** Numbers from 0 up to 1, always the same for one seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Lists whose order Kubernetes does not look at. */
const UNORDERED = new Set([
  'accessModes',
  'apiGroups',
  'containers',
  'drop',
  'imagePullSecrets',
  'ports',
  'resources',
  'verbs',
  'volumeMounts',
  'volumes',
]);
/** Quantities, each row the same. */
const EQUAL: readonly (readonly Json[])[] = [
  ['500m', '0.5', 0.5, '500000u'],
  ['1', 1, '1000m', '1.0'],
  ['1Gi', '1024Mi', 1_073_741_824, '1073741824'],
  ['128Mi', '134217728', '131072Ki'],
];
/** What may be said and says nothing, by the list or key that an object is in. */
const SILENT: Readonly<Record<string, readonly (readonly [string, Json])[]>> = {
  containers: [
    ['tty', false],
    ['env', []],
    ['terminationMessagePolicy', 'File'],
    ['livenessProbe', null],
  ],
  spec: [
    ['dnsPolicy', 'ClusterFirst'],
    ['nodeSelector', null],
    ['tolerations', []],
    ['terminationGracePeriodSeconds', 30],
  ],
};

/** The same object in other words: other order, equal quantities, defaults that are said. */
export function inOtherWords(value: Json, next: () => number, key = '', hasPod = false): Json {
  if (Array.isArray(value)) {
    const items = value.map(each => inOtherWords(each, next, key, hasPod));
    return UNORDERED.has(key) && !items.some(isNested) ? shuffled(items, next) : items;
  }
  if (isObject(value)) {
    const isPod = Array.isArray(value.containers);
    const members = Object.entries(value).map(([name, each]): [string, Json] => [
      name,
      name === 'limits' || name === 'requests'
        ? quantities(each, next)
        : inOtherWords(each, next, name, isPod),
    ]);
    const said = isPod ? SILENT.spec : hasPod && key === 'containers' ? SILENT.containers : [];
    for (const [name, silent] of said ?? []) {
      if (next() < 0.3 && !Object.hasOwn(value, name)) members.push([name, silent]);
    }
    return Object.fromEntries(shuffled(members, next));
  }
  return value;
}

/** Port ranges and the like are lists without names. */
function isNested(item: Json): boolean {
  return Array.isArray(item);
}

function quantities(value: Json, next: () => number): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const row = EQUAL.find(all => all.includes(each));
      return [name, row === undefined ? each : (row[Math.floor(next() * row.length)] as Json)];
    }),
  );
}

export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item): [number, T] => [next(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** A document in some style or other: block and flow, quotes, comments, anchors. */
export function written(object: JsonObject, next: () => number): string {
  const anchors = new Map<string, string>();
  const note = () => (next() < 0.1 ? `  # ${next() < 0.5 ? 'note' : 'kind: {x: "'}` : '');
  const anchored = (value: Json): { text?: string; prefix: string } => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return { prefix: '' };
    const key = JSON.stringify(value);
    const known = anchors.get(key);
    if (known !== undefined && next() < 0.7) return { text: `*${known}`, prefix: '' };
    if (known !== undefined || next() < 0.7) return { prefix: '' };
    const name = `a${anchors.size}`;
    anchors.set(key, name);
    return { prefix: `&${name} ` };
  };
  const flow = (value: Json): string => {
    const { text, prefix } = anchored(value);
    if (text !== undefined) return `${text} `;
    if (Array.isArray(value)) return `${prefix}[${value.map(flow).join(', ')}]`;
    if (isObject(value))
      return `${prefix}{${Object.entries(value)
        .map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
        .join(', ')}}`;
    return scalar(value);
  };
  const scalar = (value: Json): string => {
    if (typeof value !== 'string') return value === null && next() < 0.5 ? '~' : JSON.stringify(value);
    const isPlain =
      /^[A-Za-z][\w./-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
    if (isPlain && next() < 0.5) return value;
    return next() < 0.5 && !/['\n]/.test(value) ? `'${value}'` : JSON.stringify(value);
  };
  /** What follows a key or a dash. */
  const block = (value: Json, indent: string): string => {
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (typeof value === 'string' && /^[^\s#][^\n]*\n(?:[^\n]+\n)*$/.test(value) && next() < 0.7)
      return ` |\n${value.replace(/^(?=.)/gm, indent)}`;
    if (typeof value !== 'object' || value === null) return ` ${scalar(value)}${note()}\n`;
    if (isEmpty || next() < 0.2) return ` ${flow(value)}${note()}\n`;
    const { text, prefix } = anchored(value);
    if (text !== undefined) return ` ${text}${note()}\n`;
    const remark = next() < 0.1 ? `${indent}# - about\n` : '';
    const lines = Array.isArray(value)
      ? value.map(each => `${indent}-${block(each, `${indent}  `)}`)
      : Object.entries(value).map(([key, each]) => `${indent}${scalar(key)}:${block(each, `${indent}  `)}`);
    return ` ${prefix}\n${remark}${lines.join('')}`;
  };
  const lines = Object.entries(object).map(([key, each]) => `${key}:${block(each, '  ')}`);
  return `${next() < 0.3 ? '# a document\n' : ''}${lines.join('')}`;
}
