import { createHash } from 'node:crypto';
import type { Json } from '../../manifest/index.ts';
import { byText, resolvePath } from '../../repository/index.ts';
import {
  child,
  itemsOf,
  jsonOf,
  type Mark,
  marked,
  membersOf,
  type Node,
  NotUnderstood,
  scalarOf,
  sizeOf,
} from './node.ts';
import { Resource, sameId } from './resource.ts';
import type { Scope } from './scope.ts';
import { STEPS_OF_RESOURCE } from './work.ts';

export type GeneratorField = 'configMapGenerator' | 'secretGenerator';

/**
 * Adds what one entry of a generator makes, or merges it into the resource it names. Marks lead to the literal, the
 * line of the env file, or the file.
 */
export function generate(scope: Scope, field: GeneratorField, entry: Node, globals: Node | undefined): void {
  const { resources, work } = scope;
  const made = generated(scope, field, entry, globals);
  const behavior = scalarOf(child(entry, 'behavior')) ?? 'create';
  if (behavior !== 'merge' && behavior !== 'replace') {
    resources.push(made);
    return;
  }
  const { id } = made;
  const index = resources.findIndex(resource => {
    work.spend(STEPS_OF_RESOURCE * (1 + resource.previous.length));
    return resource.allIds.some(other => sameId(other, id));
  });
  const old = resources[index];
  if (old === undefined) throw new NotUnderstood('a generator merges into something unknown');
  work.spend(sizeOf(old.root));
  resources[index] = mergedWith(old, made, behavior);
}

function generated(scope: Scope, field: GeneratorField, entry: Node, globals: Node | undefined): Resource {
  const isSecret = field === 'secretGenerator';
  const mark: Mark = { ...marked(entry, 'kustomization', `made by ${field}`), entry: true };
  const text = (value: string, at: Mark = mark): Node => ({ value, mark: at });
  const map = (members: Iterable<readonly [string, Node]>, at: Mark = mark): Node => ({
    value: new Map(members),
    mark: at,
  });
  const member = (key: string, node: Node): [string, Node] => [
    key,
    text(scalarOf(node) ?? '', marked(node, 'kustomization', `made by ${field}`)),
  ];
  const metadata = new Map<string, Node>();
  for (const key of ['name', 'namespace']) {
    const node = child(entry, key);
    if (node !== undefined) metadata.set(...member(key, node));
  }
  const options = child(entry, 'options');
  for (const key of ['labels', 'annotations']) {
    const pairs = [...membersOf(child(globals, key)), ...membersOf(child(options, key))];
    if (pairs.length > 0) metadata.set(key, map(pairs.map(([name, node]) => member(name, node))));
  }
  const root = map([
    ['apiVersion', text('v1')],
    ['kind', text(isSecret ? 'Secret' : 'ConfigMap')],
    ['metadata', map(metadata)],
  ]);
  const top = root.value as Map<string, Node>;
  if (isSecret) {
    const type = child(entry, 'type');
    top.set('type', type === undefined ? text('Opaque') : member('type', type)[1]);
  }
  const data = new Map<string, Node>();
  const binary = new Map<string, Node>();
  for (const { key, bytes, mark: at } of pairsOf(scope, field, entry)) {
    const plain = isSecret ? undefined : utf8(bytes);
    if (plain !== undefined) data.set(key, text(plain, at));
    else (isSecret ? data : binary).set(key, text(base64(bytes), at));
  }
  if (data.size > 0 || isSecret) top.set('data', map(data));
  if (binary.size > 0) top.set('binaryData', map(binary));
  const flag = (key: string): Node | undefined =>
    [child(options, key), child(globals, key)].find(n => n?.value === true);
  const immutable = flag('immutable');
  if (immutable !== undefined) {
    top.set('immutable', { value: true, mark: marked(immutable, 'kustomization', `made by ${field}`) });
  }
  const resource = new Resource(root);
  resource.hashed = flag('disableNameSuffixHash') === undefined;
  return resource;
}

interface Pair {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly mark: Mark;
}

/** Keys and values in kustomize's order: env files, literals, files. */
function pairsOf({ tree, folder, work }: Scope, field: GeneratorField, entry: Node): Pair[] {
  const encode = (value: string) => new TextEncoder().encode(value);
  const read = (path: string): string => {
    const full = resolvePath(folder, path);
    if (full === undefined || !tree.has(full)) throw new NotUnderstood(`no file ${path}`);
    return full;
  };
  const pairs: Pair[] = [];
  const single = child(entry, 'env');
  for (const node of [...itemsOf(child(entry, 'envs')), ...(single === undefined ? [] : [single])]) {
    const file = read(scalarOf(node) ?? '');
    const source = {
      file,
      text: tree.text(file),
      line: 0,
      by: marked(node, 'kustomization', `entry of ${field}`),
    };
    work.spend(source.text.length);
    for (const [index, line] of source.text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .entries()) {
      const match = /^\s*([^#=\s][^=]*)(?:=([\s\S]*))?$/.exec(line);
      if (match === null) continue;
      const mark = { kind: 'manifest', source, path: [], line: index + 1, note: `read by ${field}` } as const;
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
    work.spend(bytes.length);
    const source = { file, text: '', line: 0, by: marked(node, 'kustomization', `entry of ${field}`) };
    const mark = { kind: 'manifest', source, path: [], line: 1, note: `read by ${field}` } as const;
    pairs.push({ key: second === undefined ? first.slice(first.lastIndexOf('/') + 1) : first, bytes, mark });
  }
  return pairs;
}

function unquoted(value: string): string {
  const isQuoted = value.length >= 2 && /^["']/.test(value) && value.at(-1) === value[0];
  return isQuoted ? value.slice(1, -1) : value;
}

/** kustomize breaks long ones into lines of 70. */
function base64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return text.length < 70 ? text : text.replace(/.{1,70}/g, '$&\n');
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The new resource with the old one's metadata, and with `merge` its data too. */
function mergedWith(old: Resource, made: Resource, behavior: 'merge' | 'replace'): Resource {
  const under = (key: string, a: Node | undefined, b: Node | undefined, into: Node): void => {
    if (!(into.value instanceof Map) || (a === undefined && b === undefined)) return;
    const members = new Map([...membersOf(a), ...membersOf(b)]);
    into.value.set(key, { value: members, mark: (a ?? b ?? into).mark });
  };
  const result = made.root;
  const [before, after] = [child(old.root, 'metadata'), child(result, 'metadata')];
  if (after === undefined) throw new NotUnderstood('no metadata');
  for (const key of ['labels', 'annotations']) under(key, child(before, key), child(after, key), after);
  for (const key of ['name', 'namespace']) {
    const node = child(before, key);
    if (node !== undefined && after.value instanceof Map) after.value.set(key, node);
  }
  if (behavior === 'merge') {
    if (child(old.root, 'stringData') !== undefined) throw new NotUnderstood('stringData under a generator');
    for (const key of ['data', 'binaryData']) under(key, child(old.root, key), child(result, key), result);
  }
  made.previous.push(...old.previous);
  made.hashed &&= old.hashed;
  made.unsure = old.unsure;
  return made;
}

/** Appends the hash of the content to a generated resource's name (`api/hasher`). */
export function addHash(resource: Resource): void {
  const name = child(child(resource.root, 'metadata'), 'name');
  if (name === undefined) return;
  resource.storePreviousId();
  const value = (key: string): Json => {
    const node = child(resource.root, key);
    return node === undefined ? '' : jsonOf(node);
  };
  const kind = scalarOf(child(resource.root, 'kind')) ?? '';
  const optional = kind === 'Secret' ? 'stringData' : 'binaryData';
  // kustomize looks for a field called "metadata/name", finds none, and hashes an empty name.
  const content: Record<string, Json> = { kind, name: '', data: value('data') };
  if (kind === 'Secret') content.type = value('type');
  if (child(resource.root, optional) !== undefined) content[optional] = value(optional);
  name.value = `${scalarOf(name)}-${hashOf(goJson(content))}`;
}

function hashOf(text: string): string {
  const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 10);
  return [...hex].map(digit => letters[digit] ?? digit).join('');
}

/** JSON as Go writes it: sorted keys, no white space, HTML characters escaped. */
function goJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => byText(a, b));
    return `{${entries.map(([key, member]) => `${goJson(key)}:${goJson(member)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
