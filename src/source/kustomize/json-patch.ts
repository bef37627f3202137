import { isDeepStrictEqual } from 'node:util';
import {
  child,
  copyOf,
  itemsOf,
  jsonOf,
  type Mark,
  type Node,
  NotUnderstood,
  sizeOf,
  takeOut,
  textOf,
} from './node.ts';
import { STEPS_OF_COPY, type Work } from './work.ts';

/**
 * Applies the operations of a JSON patch (RFC 6902) in order; a value added or replaced keeps the mark of the
 * operation's `value`. Changes `root` in place.
 * @throws {NotUnderstood} when an operation cannot be applied: kustomize would have refused to build.
 */
export function applyJsonPatch(work: Work, root: Node, patch: Node): void {
  work.spend(STEPS_OF_COPY * sizeOf(patch));
  for (const operation of itemsOf(patch)) apply(work, root, operation);
}

function apply(work: Work, root: Node, operation: Node): void {
  const path = pointer(textOf(child(operation, 'path')));
  switch (textOf(child(operation, 'op'))) {
    case 'add':
      add(root, path, operand(operation));
      return;
    case 'replace': {
      const value = operand(operation);
      if (path.length === 0) throw new NotUnderstood('a patch replaces the whole object');
      put(root, path, value);
      return;
    }
    case 'remove':
      take(root, path, operation);
      return;
    case 'move':
      add(root, path, take(root, pointer(textOf(child(operation, 'from'))), operation));
      return;
    case 'copy': {
      const original = get(root, pointer(textOf(child(operation, 'from'))));
      work.spend(STEPS_OF_COPY * sizeOf(original));
      add(root, path, copyOf(original));
      return;
    }
    case 'test':
      work.spend(sizeOf(get(root, path)));
      if (isDeepStrictEqual(jsonOf(get(root, path)), jsonOf(operand(operation)))) return;
      throw new NotUnderstood('a test operation fails');
    default:
      throw new NotUnderstood('an unknown operation');
  }
}

function operand(operation: Node): Node {
  const value = child(operation, 'value');
  if (value === undefined) throw new NotUnderstood('an operation without a value');
  return copyOf(value);
}

function pointer(text: string | undefined): string[] {
  if (text === undefined || (text !== '' && !text.startsWith('/'))) throw new NotUnderstood('a path');
  return text
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function get(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const step of path) {
    const next = Array.isArray(node.value)
      ? node.value[index(step, node.value.length - 1)]
      : child(node, step);
    if (next === undefined) throw new NotUnderstood(`no ${step}`);
    node = next;
  }
  return node;
}

function parent(root: Node, path: readonly string[]): [Node, string] {
  const last = path.at(-1);
  if (last === undefined) throw new NotUnderstood('the whole object');
  return [get(root, path.slice(0, -1)), last];
}

function add(root: Node, path: readonly string[], node: Node): void {
  const [into, last] = parent(root, path);
  if (into.value instanceof Map) into.value.set(last, node);
  else if (!Array.isArray(into.value)) throw new NotUnderstood('a scalar as parent');
  else into.value.splice(last === '-' ? into.value.length : index(last, into.value.length), 0, node);
}

/** As the library does it: in a mapping, what is not there yet is added. */
function put(root: Node, path: readonly string[], node: Node): void {
  const [into, last] = parent(root, path);
  if (into.value instanceof Map) into.value.set(last, node);
  else if (Array.isArray(into.value)) into.value[index(last, into.value.length - 1)] = node;
  else throw new NotUnderstood('a scalar as parent');
}

function take(root: Node, path: readonly string[], operation: Node): Node {
  const [from, last] = parent(root, path);
  const found = get(from, [last]);
  const by: Mark = { ...operation.mark, entry: true, note: 'removed by this operation' };
  if (from.value instanceof Map) takeOut(from, last, by);
  else if (Array.isArray(from.value)) from.value.splice(index(last, from.value.length - 1), 1);
  return found;
}

/** Plain indexes only: the library's negative ones are left aside. */
function index(step: string, highest: number): number {
  const number = /^\d+$/.test(step) ? Number(step) : -1;
  if (number < 0 || number > highest) throw new NotUnderstood(`index ${step}`);
  return number;
}
