import { isNamespaced } from '../../schema/index.ts';
import {
  child,
  copyOf,
  itemsOf,
  type Mark,
  membersOf,
  type Node,
  NotUnderstood,
  scalarOf,
  takeOut,
} from './node.ts';
import { groupVersion } from './resource.ts';
import type { Work } from './work.ts';

/** The only one: kustomize takes others of kubectl (`$retainKeys`, `$setElementOrder/…`) for fields. */
const DIRECTIVE = '$patch';

/**
 * Merge keys of the lists of Kubernetes' own kinds (`x-kubernetes-list-map-keys`, else `patchMergeKey`, of the schema
 * that kustomize embeds). `ports` depends on whether it is a Service's. An empty list of keys: a set of scalars.
 */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
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

interface Options {
  readonly work: Work;
  /** A mapping that is merged into remembers the patch: what it lacks is added there. */
  readonly prefersPatch: boolean;
}

interface Context extends Options {
  /** Lists of kinds without a schema are replaced as a whole. */
  readonly known: boolean;
  readonly kind: string;
}

/** Applies a strategic merge patch as kustomize does. @returns undefined when the patch deletes the resource. */
export function strategicMerge(target: Node, patch: Node, options: Options): Node | undefined {
  const [group] = groupVersion(scalarOf(child(target, 'apiVersion')) ?? '');
  const kind = scalarOf(child(target, 'kind')) ?? '';
  const known = isNamespaced(group, kind) !== undefined;
  const merged = merge(target, copyOf(patch), { ...options, known, kind }, []);
  return isGone(merged) ? undefined : merged;
}

/** What a patch took away, and the place in it that says so. */
interface Gone {
  readonly goneBy: Mark;
}

function isGone(merged: Node | Gone): merged is Gone {
  return 'goneBy' in merged;
}

const goneBy = (mark: Mark): Gone => ({ goneBy: { ...mark, note: 'removed by this patch' } });

type Path = readonly string[];

function merge(target: Node | undefined, patch: Node, context: Context, path: Path): Node | Gone {
  if (patch.value === null) return goneBy(patch.mark);
  if (patch.value instanceof Map) return mergeMap(target, patch, context, path);
  if (Array.isArray(patch.value)) return mergeList(target, patch, context, path);
  if (target !== undefined && typeof target.value === 'object' && target.value !== null) {
    throw new NotUnderstood('a patch puts a scalar in place of a collection');
  }
  return patch;
}

function mergeMap(target: Node | undefined, patch: Node, context: Context, path: Path): Node | Gone {
  const mark = child(patch, DIRECTIVE)?.mark ?? patch.mark;
  const directive = takeDirective(patch);
  if (directive === 'delete') return goneBy(mark);
  const missing = target === undefined || target.value === null;
  if (!missing && !(target.value instanceof Map))
    throw new NotUnderstood('a patch changes a node of another type');
  if (missing || directive === 'replace') return settled(patch, context, path);
  const result = target.value as Map<string, Node>;
  for (const [key, value] of membersOf(patch)) {
    const merged = merge(result.get(key), value, context, [...path, key]);
    if (isGone(merged)) takeOut(target, key, merged.goneBy);
    else result.set(key, merged);
  }
  if (context.prefersPatch) target.patched = patch.mark;
  return target;
}

/** What a patch adds where nothing was: without its nulls and directives. */
function settled(patch: Node, context: Context, path: Path): Node {
  const result = new Map<string, Node>();
  for (const [key, value] of membersOf(patch)) {
    const merged = merge(undefined, value, context, [...path, key]);
    if (!isGone(merged)) result.set(key, merged);
  }
  return { value: result, mark: patch.mark };
}

function mergeList(target: Node | undefined, patch: Node, context: Context, path: Path): Node | Gone {
  if (target !== undefined && target.value !== null && !Array.isArray(target.value)) {
    throw new NotUnderstood('a patch changes a node of another type');
  }
  const keys = mergeKeys(context, path);
  if (keys === undefined) return withoutDirectives(patch);
  const bare = itemsOf(patch).find(
    item => child(item, DIRECTIVE) !== undefined && membersOf(item).length === 1,
  );
  if (bare !== undefined) {
    const mark = child(bare, DIRECTIVE)?.mark ?? bare.mark;
    const directive = takeDirective(bare);
    if (directive === 'delete') return goneBy(mark);
    if (directive !== 'replace') throw new NotUnderstood('a list with $patch: merge');
    const rest = itemsOf(patch).filter(item => item !== bare);
    return withoutDirectives({ value: rest, mark: patch.mark });
  }
  const old = itemsOf(target);
  if (keys.length === 0) return mergeScalars(target, patch);
  return mergeKeyed(target, old, patch, keys, context, path);
}

/**
 * Items of the patch come first, in its order, merged with their partners; then the rest of the target. Lists with
 * several keys in use keep the target's order and only what is new comes first.
 */
function mergeKeyed(
  target: Node | undefined,
  old: readonly Node[],
  patch: Node,
  keys: readonly string[],
  context: Context,
  path: Path,
): Node {
  const first = keys[0] ?? '';
  const all = [...itemsOf(patch), ...old];
  if (all.some(item => scalarOf(child(item, first)) === undefined)) {
    throw new NotUnderstood(`a list item without ${first}`);
  }
  const keepsOrder = keys.filter(key => all.some(item => child(item, key) !== undefined)).length > 1;
  const left = [...old];
  const added: Node[] = [];
  for (const item of itemsOf(patch)) {
    context.work.spend(5 * left.length);
    const partners = left.filter(other => isPartner(item, other, keys));
    if (partners.length > 1) throw new NotUnderstood(`several list items with the same ${first}`);
    const partner = partners[0];
    const merged = merge(partner, item, context, path);
    const at = partner === undefined ? -1 : left.indexOf(partner);
    const stays = keepsOrder && partner !== undefined && !isGone(merged);
    if (at >= 0) left.splice(at, 1, ...(stays ? [merged] : []));
    if (!isGone(merged) && !stays) added.push(merged);
  }
  return { value: [...added, ...left], mark: target?.mark ?? patch.mark };
}

/** Equal in every key that both have; the first key is always there. */
function isPartner(a: Node, b: Node, keys: readonly string[]): boolean {
  return keys.every((key, index) => {
    const [x, y] = [scalarOf(child(a, key)), scalarOf(child(b, key))];
    return x === y || (index > 0 && (x === undefined || y === undefined));
  });
}

function mergeScalars(target: Node | undefined, patch: Node): Node {
  const items = itemsOf(patch);
  const values = new Set(items.map(scalarOf));
  const rest = itemsOf(target).filter(item => !values.has(scalarOf(item)));
  return { value: [...items, ...rest], mark: target?.mark ?? patch.mark };
}

function mergeKeys({ known, kind }: Context, path: Path): readonly string[] | undefined {
  const name = path.at(-1) ?? '';
  if (path[0] === 'metadata') {
    return path.length === 2 && known && Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
  }
  if (!known) return undefined;
  if (name === 'ports') {
    if (path.at(-2) === 'containers' || path.at(-2) === 'initContainers')
      return ['containerPort', 'protocol'];
    return kind === 'Service' && path.length === 2 ? ['port', 'protocol'] : undefined;
  }
  if (name === 'imagePullSecrets' && kind === 'ServiceAccount') return undefined;
  if (name === 'finalizers' && path.length !== 2) return undefined;
  return Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
}

/** A list that replaces another is taken as it is. */
function withoutDirectives(list: Node): Node {
  const holds = (node: Node): boolean =>
    membersOf(node).some(([key, value]) => key === DIRECTIVE || holds(value)) || itemsOf(node).some(holds);
  if (holds(list)) throw new NotUnderstood('$patch inside a list that has no merge key');
  return list;
}

function takeDirective(node: Node): string | undefined {
  if (!(node.value instanceof Map)) return undefined;
  const directive = scalarOf(node.value.get(DIRECTIVE));
  node.value.delete(DIRECTIVE);
  if (directive === undefined || ['delete', 'replace', 'merge'].includes(directive)) return directive;
  throw new NotUnderstood(`$patch: ${directive}`);
}
