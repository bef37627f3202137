import { RE2JS } from 're2js';
import { isNamespaced } from '../../schema/index.ts';
import { child, descend, itemsOf, membersOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import type { Scope } from './scope.ts';
import { MAX_PATTERN, STEPS_OF_RESOURCE, type Work } from './work.ts';

/** What kustomize tells resources apart by. */
export interface Id {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Effective: `default` when none is written, one of its own for what is certainly cluster-scoped. */
  readonly namespace: string;
}

const CLUSTER = '_non_namespaceable_';

/** A resource on its way through the build. */
export class Resource {
  root: Node;
  /** Oldest first, the present one left out. */
  readonly previous: Id[] = [];
  /** Why nothing is known of it any more; undefined while everything done to it was simulated. */
  unsure: string | undefined;
  /** Generated: its name gets a hash of its content at the end. */
  hashed = false;

  constructor(root: Node) {
    this.root = root;
  }

  get id(): Id {
    const [group, version] = groupVersion(scalarOf(child(this.root, 'apiVersion')) ?? '');
    const kind = scalarOf(child(this.root, 'kind')) ?? '';
    const name = scalarOf(descend(this.root, ['metadata', 'name'])) ?? '';
    const namespace = scalarOf(descend(this.root, ['metadata', 'namespace'])) ?? '';
    return { group, version, kind, name, namespace: effectiveNamespace(group, kind, namespace) };
  }

  get originalId(): Id {
    return this.previous[0] ?? this.id;
  }

  get allIds(): Id[] {
    return [...this.previous, this.id];
  }

  /** Before what changes the identity; once is as good as often. */
  storePreviousId(): void {
    const { id } = this;
    const last = this.previous.at(-1);
    if (last === undefined || !sameId(last, id)) this.previous.push(id);
  }
}

export function isClusterScoped(group: string, kind: string): boolean {
  return isNamespaced(group, kind) === false;
}

function effectiveNamespace(group: string, kind: string, namespace: string): string {
  if (isClusterScoped(group, kind)) return CLUSTER;
  return namespace === '' ? 'default' : namespace;
}

export function groupVersion(apiVersion: string): [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

export function sameId(a: Id, b: Id): boolean {
  return (
    a.group === b.group &&
    a.version === b.version &&
    a.kind === b.kind &&
    a.name === b.name &&
    a.namespace === b.namespace
  );
}

/** A selector as written: fields that are absent select everything. */
export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** @throws {NotUnderstood} for fields that kustomize's selectors do not have. */
export function selectorOf(node: Node | undefined, more: readonly string[] = []): Selector {
  const selector: Record<string, string> = {};
  for (const [key, value] of membersOf(node)) {
    const text = scalarOf(value);
    if (![...SELECTOR_FIELDS, ...more].includes(key)) throw new NotUnderstood(`selector field ${key}`);
    if (text !== undefined && text !== '') selector[key] = text;
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
export function matcher(work: Work, pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (/^[\w/-]+$/.test(pattern)) return text => text === pattern;
  return expression(work, `^(?:${pattern})$`);
}

/**
 * Whether a regular expression is found in a text. Costs about as much as an automaton of that size.
 * @throws {NotUnderstood} when it is none, or one whose automaton may be large.
 */
export function expression(work: Work, pattern: string): (text: string) => boolean {
  if (pattern.length > MAX_PATTERN || /\{\d*,?\d\d/.test(pattern))
    throw new NotUnderstood('a pattern of that size');
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch {
    throw new NotUnderstood(`pattern ${pattern}`);
  }
  return text => {
    if (text.length > MAX_PATTERN) throw new NotUnderstood('a text of that length');
    work.spend(1 + (text.length * pattern.length) / 64);
    return compiled.matcher(text).find();
  };
}

/** Which of `ids` a selector with regular expressions takes: `resmap.Select` of kustomize. */
export function idMatcher(work: Work, selector: Selector): (id: Id) => boolean {
  const fields = (['group', 'version', 'kind', 'name', 'namespace'] as const).map(
    field => [field, matcher(work, selector[field])] as const,
  );
  return id => fields.every(([field, matches]) => matches(id[field]));
}

/** The resources that the `target` of a patch selects: by the original or the present name and namespace. */
export function selectTargets({ resources, work }: Scope, selector: Selector): Resource[] {
  const isKind = idMatcher(work, { ...selector, name: '', namespace: '' });
  const isName = matcher(work, selector.name);
  const isNamespace = matcher(work, selector.namespace);
  const hasLabels = textSelector(selector.labelSelector);
  const hasAnnotations = textSelector(selector.annotationSelector);
  return resources.filter(resource => {
    work.spend(2 * STEPS_OF_RESOURCE);
    const { id, originalId } = resource;
    return (
      (isNamespace(originalId.namespace) || isNamespace(id.namespace)) &&
      (isName(originalId.name) || isName(id.name)) &&
      isKind(id) &&
      hasLabels(descend(resource.root, ['metadata', 'labels'])) &&
      hasAnnotations(descend(resource.root, ['metadata', 'annotations']))
    );
  });
}

/** {@link textSelector} for one use. */
export function selectsText(expression: string | undefined, labels: Node | undefined): boolean {
  return textSelector(expression)(labels);
}

/** Requirements in a selector by labels or annotations. */
const MAX_REQUIREMENTS = 50;

/**
 * Whether labels or annotations satisfy a selector (`k8s.io/apimachinery/pkg/labels`): equality, existence, sets.
 * @throws {NotUnderstood} for anything else.
 */
export function textSelector(expression: string | undefined): (labels: Node | undefined) => boolean {
  if (expression === undefined || expression.trim() === '') return () => true;
  const parts = expression.length > MAX_PATTERN ? [] : expression.split(/,(?![^(]*\))/);
  if (parts.length === 0 || parts.length > MAX_REQUIREMENTS)
    throw new NotUnderstood('a selector of that length');
  const requirements = parts.map(part => requirement(part.trim()));
  return labels => requirements.every(holds => holds(labels));
}

function requirement(text: string): (labels: Node | undefined) => boolean {
  const value = (labels: Node | undefined, key: string) => scalarOf(child(labels, key));
  const set = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const wanted = new Set(list.split(',').map(item => item.trim()));
    return labels => {
      const found = value(labels, key);
      return operator === 'in'
        ? found !== undefined && wanted.has(found)
        : found === undefined || !wanted.has(found);
    };
  }
  const match = /^(?:(!)\s*)?([\w./-]+)(?:\s*(==?|!=)\s*([\w.-]*))?$/.exec(text);
  if (match === null || (match[1] !== undefined && match[3] !== undefined)) {
    throw new NotUnderstood(`selector ${text}`);
  }
  const [, not, key = '', operator, wanted = ''] = match;
  return labels => {
    const found = value(labels, key);
    if (operator === undefined) return not === undefined ? found !== undefined : found === undefined;
    return operator === '!=' ? found !== wanted : found === wanted;
  };
}

/** Members of a list object as resources of their own. */
export function expandLists(nodes: readonly Node[]): Node[] {
  return nodes.flatMap(node => {
    const items = child(node, 'items');
    if (!(scalarOf(child(node, 'kind')) ?? '').endsWith('List') || items === undefined) return [node];
    return expandLists(itemsOf(items));
  });
}
