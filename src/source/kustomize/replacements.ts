import { resolvePath } from '../../repository/index.ts';
import { fileDocuments } from './documents.ts';
import {
  child,
  copyOf,
  itemsOf,
  type Mark,
  marked,
  type Node,
  NotUnderstood,
  scalarOf,
  sizeOf,
} from './node.ts';
import { expression, type Id, idMatcher, selectorOf, textSelector } from './resource.ts';
import { forEach, type Scope } from './scope.ts';
import { STEPS_OF_COPY, STEPS_OF_RESOURCE, type Work } from './work.ts';

/** The entries of `replacements`, those in files of their own included. */
export function replaceAll(scope: Scope, entries: readonly Node[]): void {
  for (const entry of entries) {
    const path = child(entry, 'path');
    const full = path === undefined ? '' : (resolvePath(scope.folder, scalarOf(path) ?? '') ?? '');
    const by = path === undefined ? undefined : marked(path, 'kustomization', 'applies the replacement');
    const documents =
      path === undefined ? [entry] : fileDocuments(scope, full, by, 'kustomization', 'replacement');
    for (const one of documents.flatMap(node => (Array.isArray(node.value) ? node.value : [node]))) {
      replace(scope, one);
    }
  }
}

/** One entry of `replacements`: copies a field of one resource into fields of others. */
function replace(scope: Scope, entry: Node): void {
  const { work } = scope;
  const value = sourceValue(scope, entry);
  const size = sizeOf(value);
  for (const target of itemsOf(child(entry, 'targets'))) {
    const selector = selectorOf(child(target, 'select'));
    const selects = idMatcher(work, selector);
    const hasLabels = textSelector(selector.labelSelector);
    const hasAnnotations = textSelector(selector.annotationSelector);
    const rejects = itemsOf(child(target, 'reject')).map(node => {
      const rejected = selectorOf(node);
      if (rejected.labelSelector !== undefined || rejected.annotationSelector !== undefined)
        throw new NotUnderstood('a rejection by labels');
      return idMatcher(work, rejected);
    });
    const paths = child(target, 'fieldPaths');
    const fields =
      itemsOf(paths).length > 0 ? itemsOf(paths) : [{ value: 'metadata.name', mark: target.mark }];
    forEach(scope, scope.resources, resource => {
      const ids = resource.allIds;
      if (!ids.some(selects) || ids.some(id => rejects.some(reject => reject(id)))) return;
      const metadata = child(resource.root, 'metadata');
      if (!hasLabels(child(metadata, 'labels'))) return;
      if (!hasAnnotations(child(metadata, 'annotations'))) return;
      for (const field of fields) {
        work.spend(size);
        copyTo(work, resource.root, field, value, child(target, 'options'));
      }
    });
  }
}

function sourceValue({ resources, work }: Scope, entry: Node): Node {
  const literal = child(entry, 'sourceValue');
  if (literal !== undefined) return { value: scalarOf(literal) ?? '', mark: literal.mark };
  const source = child(entry, 'source');
  const selector = selectorOf(source, ['fieldPath', 'options']);
  const isSource = (id: Id) =>
    (['group', 'version', 'kind', 'name'] as const).every(
      key => selector[key] === undefined || selector[key] === id[key],
    ) &&
    (selector.namespace === undefined || selector.namespace === id.namespace);
  const matches = resources.filter(resource => {
    work.spend(STEPS_OF_RESOURCE * (1 + resource.previous.length));
    return resource.allIds.some(isSource);
  });
  const found = matches[0];
  if (found === undefined || matches.length > 1) throw new NotUnderstood('the source of a replacement');
  if (found.unsure !== undefined) throw new NotUnderstood(found.unsure);
  let node: Node | undefined = found.root;
  for (const step of steps(scalarOf(child(source, 'fieldPath')) ?? 'metadata.name'))
    node = lookUp(node, step);
  if (node === undefined) throw new NotUnderstood('the source field of a replacement');
  const delimiter = scalarOf(child(child(source, 'options'), 'delimiter')) ?? '';
  if (delimiter === '') return copyOf(node);
  const part = (scalarOf(node) ?? '').split(delimiter)[indexOf(child(source, 'options'))];
  if (part === undefined) throw new NotUnderstood('the source field of a replacement');
  return { value: part, mark: node.mark };
}

function indexOf(options: Node | undefined): number {
  return Number(scalarOf(child(options, 'index')) ?? 0);
}

function lookUp(node: Node | undefined, step: string): Node | undefined {
  const match = /^\[([^=]+)=(.*)\]$/s.exec(step);
  if (match === null) return child(node, Array.isArray(node?.value) ? Number(step) : step);
  const [, key = '', wanted] = match;
  return itemsOf(node).find(item => scalarOf(child(item, key)) === wanted);
}

function copyTo(work: Work, root: Node, field: Node, value: Node, options: Node | undefined): void {
  const path = steps(scalarOf(field) ?? '');
  const create = child(options, 'create')?.value === true;
  const mark: Mark = {
    ...marked(field, 'kustomization', 'set by replacements'),
    related: [value.mark, ...(value.mark.related ?? [])],
  };
  const found = targets(work, root, path, create, mark);
  if (found.length === 0) throw new NotUnderstood('a replacement without a field');
  const delimiter = scalarOf(child(options, 'delimiter')) ?? '';
  for (const node of found) {
    if (delimiter !== '') {
      const parts = (scalarOf(node) ?? '').split(delimiter);
      const index = indexOf(options);
      const text = scalarOf(value) ?? '';
      work.spend((STEPS_OF_COPY * (text.length + (scalarOf(node) ?? '').length)) / 10);
      if (index < 0) parts.unshift(text);
      else if (index >= parts.length) parts.push(text);
      else parts[index] = text;
      const old = [node.mark, ...(node.mark.related ?? [])];
      set(node, parts.join(delimiter), { ...mark, related: [...(mark.related ?? []), ...old] });
    } else if (typeof value.value === 'object' && value.value !== null) {
      work.spend(STEPS_OF_COPY * sizeOf(value));
      node.value = copyOf(value).value;
      node.mark = mark;
    } else {
      set(node, value.value, mark);
    }
  }
}

/** A scalar target keeps its type: kustomize sets the text and leaves the tag. */
function set(node: Node, value: Node['value'], mark: Mark): void {
  if (typeof node.value === 'string' && typeof value !== 'object') node.value = String(value);
  else if (typeof node.value === 'number' && /^-?\d+$/.test(String(value))) node.value = Number(value);
  else node.value = value;
  node.mark = mark;
}

/** Every node that a target path leads to; `create` makes missing mapping entries. */
function targets(work: Work, node: Node, path: readonly string[], create: boolean, mark: Mark): Node[] {
  work.spend(1);
  const [step, ...rest] = path;
  if (step === undefined) return [node];
  if (step === '*') return childrenOf(node).flatMap(item => targets(work, item, rest, create, mark));
  const match = /^\[([^=]*)=(.*)\]$/s.exec(step);
  if (match !== null) {
    const [, key = '', pattern = ''] = match;
    if (key === '') throw new NotUnderstood('a replacement in a list of scalars');
    const matches = expression(work, pattern);
    return itemsOf(node)
      .filter(item => {
        const text = scalarOf(child(item, key));
        return text !== undefined && matches(text);
      })
      .flatMap(item => targets(work, item, rest, create, mark));
  }
  if (Array.isArray(node.value)) {
    if (!/^\d+$/.test(step)) throw new NotUnderstood(`${step} of a list`);
    const item = node.value[Number(step)];
    return item === undefined ? [] : targets(work, item, rest, create, mark);
  }
  if (!(node.value instanceof Map)) throw new NotUnderstood('a replacement inside a text');
  let next = node.value.get(step);
  if (next === undefined && create) {
    if (rest[0] !== undefined && /^(?:\[|\*|\d+$)/.test(rest[0]))
      throw new NotUnderstood('a list to be made');
    next = { value: rest.length === 0 ? '' : new Map(), mark: rest.length === 0 ? mark : node.mark };
    node.value.set(step, next);
  }
  return next === undefined ? [] : targets(work, next, rest, create, mark);
}

function childrenOf(node: Node): Node[] {
  if (Array.isArray(node.value)) return node.value;
  throw new NotUnderstood('* of something that is no list');
}

/** A path split at dots: `\.` is a dot, brackets hold together. */
function steps(path: string): string[] {
  const parts = path.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));
  const result: string[] = [];
  let open: string[] | undefined;
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
function bracketed(part: string): string {
  return part.startsWith('[') && part.endsWith(']') && !part.includes('=') ? part.slice(1, -1) : part;
}
