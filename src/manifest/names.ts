import type { FieldPath, Json, JsonObject, Resource } from './types.ts';
import { isObject, own, scalarText, valueAt } from './values.ts';

/**
 * By which fields the items of a list are told apart, by the list's own name. Several alternatives in order: the
 * first whose first field the item has is used. From `patchMergeKey` and `+listMapKey` in Kubernetes' types; for
 * lists that Kubernetes replaces whole, the field that people tell the items apart by.
 */
const MERGE_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
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
const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;
const PLAIN_VALUE = /^[^\s"\\[\],=#]+$/;

/**
 * Name of a field by merge key: `spec.containers[name=app].securityContext.privileged`. It stays the same when list
 * items move. Items that have no merge key are named by index, items that share one with an earlier item get an
 * ordinal (`[name=app,#2]`), keys that are not identifiers are quoted (`metadata.labels["app.kubernetes.io/name"]`).
 * The field itself need not exist. {@link parseFieldPath} is the inverse.
 */
export function fieldName(object: Json, path: FieldPath): string {
  let name = '';
  let value: Json | undefined = object;
  let list = '';
  for (const step of path) {
    if (typeof step === 'number') {
      name += Array.isArray(value) ? itemName(value, step, list) : `[${step}]`;
      value = Array.isArray(value) ? value[step] : undefined;
    } else {
      if (!PLAIN_KEY.test(step)) name += `[${JSON.stringify(step)}]`;
      else name += name === '' ? step : `.${step}`;
      value = own(value, step);
      list = step;
    }
  }
  return name;
}

/** `Deployment shop/prod-checkout`, `ClusterRole view`. */
export function resourceLabel(resource: Pick<Resource, 'kind' | 'namespace' | 'name'>): string {
  const name = resource.name === '' ? '(no name)' : resource.name;
  return resource.namespace === ''
    ? `${resource.kind} ${name}`
    : `${resource.kind} ${resource.namespace}/${name}`;
}

function itemName(items: readonly Json[], index: number, list: string): string {
  const item = items[index];
  if (isObject(item) && Object.hasOwn(MERGE_KEYS, list)) {
    for (const keys of MERGE_KEYS[list] ?? []) {
      const key = keyOf(item, keys);
      if (key === undefined) continue;
      let ordinal = 1;
      for (let before = 0; before < index; before++) {
        const other = items[before];
        if (isObject(other) && keyOf(other, keys) === key) ordinal++;
      }
      return ordinal === 1 ? `[${key}]` : `[${key},#${ordinal}]`;
    }
  }
  return `[${index}]`;
}

/**
 * What tells the items of a list apart, as {@link fieldName} writes it: `[name=app]`, `[name=app,#2]`. Undefined when an
 * item has no merge key: then it is known by its position alone. Lists without a merge key of their own are told apart by
 * the `name`, `key` or `id` that each of their items has for itself.
 */
export function itemNames(items: readonly Json[], list: string): readonly string[] | undefined {
  const alternatives = Object.hasOwn(MERGE_KEYS, list) ? (MERGE_KEYS[list] ?? []) : [];
  const seen = new Map<string, number>();
  const names: string[] = [];
  for (const item of items) {
    const key = isObject(item) ? firstKey(item, alternatives) : undefined;
    if (key === undefined) return namesByContent(items);
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    names.push(ordinal === 1 ? `[${key}]` : `[${key},#${ordinal}]`);
  }
  return names;
}

/** Whether Kubernetes itself merges a list of this name by key: the order of its items says nothing then. */
export function hasMergeKey(list: string): boolean {
  return Object.hasOwn(MERGE_KEYS, list);
}

function firstKey(item: JsonObject, alternatives: readonly (readonly string[])[]): string | undefined {
  for (const keys of alternatives) {
    const key = keyOf(item, keys);
    if (key !== undefined) return key;
  }
  return undefined;
}

function namesByContent(items: readonly Json[]): readonly string[] | undefined {
  for (const field of ['name', 'key', 'id']) {
    const names = items.map(item => (isObject(item) ? keyOf(item, [field]) : undefined));
    if (names.every(name => name !== undefined) && new Set(names).size === names.length)
      return names.map(name => `[${name}]`);
  }
  return undefined;
}

/** `name=app`, `containerPort=53,protocol=UDP`; undefined when the item lacks the first field. */
function keyOf(item: JsonObject, fields: readonly string[]): string | undefined {
  const parts: string[] = [];
  for (const [position, field] of fields.entries()) {
    const text = scalarText(valueAt(item, field.split('.')));
    if (text === '' && position === 0) return undefined;
    if (text === '' || DEFAULTS[field] === text) continue;
    parts.push(`${field}=${PLAIN_VALUE.test(text) ? text : JSON.stringify(text)}`);
  }
  return parts.join(',');
}

type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'item';
      readonly fields: readonly (readonly [string, string])[];
      readonly ordinal: number;
    };

/**
 * Resolves a field name (dotted, list items as `[name=app]` or `[0]`, quoted keys as `["a/b"]`) against an object.
 * Keys need not exist: an absent field has a path too. Undefined when the text is not a field name, when a list has
 * no such item, or when a step asks for an item of something that is not a list.
 */
export function parseFieldPath(text: string, object: Json): FieldPath | undefined {
  const steps = stepsOf(text);
  if (steps === undefined) return undefined;
  const path: (string | number)[] = [];
  let value: Json | undefined = object;
  for (const step of steps) {
    if (step.kind === 'key') {
      path.push(step.key);
      value = own(value, step.key);
    } else {
      const index = step.kind === 'index' ? step.index : findItem(value, step.fields, step.ordinal);
      if (index === undefined) return undefined;
      path.push(index);
      value = Array.isArray(value) ? value[index] : undefined;
    }
  }
  return path;
}

function findItem(
  list: Json | undefined,
  fields: readonly (readonly [string, string])[],
  ordinal: number,
): number | undefined {
  if (!Array.isArray(list)) return undefined;
  let seen = 0;
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) continue;
    const equal = fields.every(([field, text]) => scalarText(valueAt(item, field.split('.'))) === text);
    const usual = Object.entries(DEFAULTS).every(([field, text]) => {
      const found = scalarText(own(item, field));
      return found === '' || found === text || fields.some(([named]) => named === field);
    });
    if (equal && (usual || fields.every(([field]) => field === 'name')) && ++seen === ordinal) return index;
  }
  return undefined;
}

/** Read last: a guardrail points at the same field of one object after the other. */
let known = new Map<string, readonly Step[] | undefined>();
const MOST_KNOWN = 200;

function stepsOf(text: string): readonly Step[] | undefined {
  if (known.has(text)) return known.get(text);
  const steps = parseSteps(text);
  if (known.size >= MOST_KNOWN) known = new Map();
  known.set(text, steps);
  return steps;
}

function parseSteps(text: string): Step[] | undefined {
  const steps: Step[] = [];
  const pattern =
    /(?:^|(?!^)\.)([^.[\]"]+)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\[((?:[^\]"]|"(?:[^"\\]|\\.)*")+)\]/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, key, quoted, index, item] = match;
    if (key !== undefined) steps.push({ kind: 'key', key });
    else if (quoted !== undefined) {
      const unquoted = unquote(quoted);
      if (unquoted === undefined) return undefined;
      steps.push({ kind: 'key', key: unquoted });
    } else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else {
      const step = parseItem(item ?? '');
      if (step === undefined) return undefined;
      steps.push(step);
    }
  }
  return steps;
}

function parseItem(text: string): Step | undefined {
  const fields: (readonly [string, string])[] = [];
  let ordinal = 1;
  const pattern = /(?:^|,)(?:#(\d+)|([\w.-]+)=("(?:[^"\\]|\\.)*"|[^",]*))/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, number, field, raw] = match;
    if (number !== undefined) ordinal = Number(number);
    else if (field !== undefined && raw !== undefined) {
      const value = raw.startsWith('"') ? unquote(raw) : raw;
      if (value === undefined) return undefined;
      fields.push([field, value]);
    }
  }
  return fields.length === 0 ? undefined : { kind: 'item', fields, ordinal };
}

function unquote(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
