import { RE2JS } from 're2js';
import { isNamespaced } from '../../schema/index.ts';
import { child, descend, itemsOf, membersOf, type Node, NotUnderstood, scalarOf } from './node.ts';

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

  storePreviousId(): void {
    this.previous.push(this.id);
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
export function matcher(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (/^[\w/-]+$/.test(pattern)) return text => text === pattern;
  return expression(`^(?:${pattern})$`);
}

/** Whether a regular expression is found in a text. @throws {NotUnderstood} when it is none. */
export function expression(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return text => compiled.matcher(text).find();
  } catch {
    throw new NotUnderstood(`pattern ${pattern}`);
  }
}

/** Which of `ids` a selector with regular expressions takes: `resmap.Select` of kustomize. */
export function idMatcher(selector: Selector): (id: Id) => boolean {
  const fields = (['group', 'version', 'kind', 'name', 'namespace'] as const).map(
    field => [field, matcher(selector[field])] as const,
  );
  return id => fields.every(([field, matches]) => matches(id[field]));
}

/** The resources that the `target` of a patch selects: by the original or the present name and namespace. */
export function selectTargets(resources: readonly Resource[], selector: Selector): Resource[] {
  const isKind = idMatcher({ ...selector, name: '', namespace: '' });
  const isName = matcher(selector.name);
  const isNamespace = matcher(selector.namespace);
  return resources.filter(resource => {
    const { id, originalId } = resource;
    return (
      (isNamespace(originalId.namespace) || isNamespace(id.namespace)) &&
      (isName(originalId.name) || isName(id.name)) &&
      isKind(id) &&
      selectsText(selector.labelSelector, descend(resource.root, ['metadata', 'labels'])) &&
      selectsText(selector.annotationSelector, descend(resource.root, ['metadata', 'annotations']))
    );
  });
}

/** Equality, existence and absence; set expressions are not evaluated. */
export function selectsText(expression: string | undefined, labels: Node | undefined): boolean {
  if (expression === undefined || expression === '') return true;
  return expression.split(',').every(part => {
    const match = /^(?:(!)\s*)?([\w./-]+)(?:\s*(==?|!=)\s*([\w.-]*))?$/.exec(part.trim());
    if (match === null || (match[1] !== undefined && match[3] !== undefined)) {
      throw new NotUnderstood(`selector ${expression}`);
    }
    const [, not, key = '', operator, wanted = ''] = match;
    const value = scalarOf(child(labels, key));
    if (operator === undefined) return not === undefined ? value !== undefined : value === undefined;
    return operator === '!=' ? value !== wanted : value === wanted;
  });
}

/** Members of a list object as resources of their own. */
export function expandLists(nodes: readonly Node[]): Node[] {
  return nodes.flatMap(node => {
    const items = child(node, 'items');
    if (!(scalarOf(child(node, 'kind')) ?? '').endsWith('List') || items === undefined) return [node];
    return expandLists(itemsOf(items));
  });
}
