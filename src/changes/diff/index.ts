import type { Manifest, ManifestSet } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { diffFields } from './fields.ts';
import { type Pair, pairRendering, pairTargets, resourceKey, withoutGenerated } from './pair.ts';
import { isMadeAnew, withoutVarying } from './random.ts';
import { comparableObject } from './secrets.ts';
import { effort } from './similar.ts';
import type { FieldChange, ResourceChange } from './types.ts';

export { memberName } from './fields.ts';
export { withoutGenerated } from './pair.ts';
export { comparableObject } from './secrets.ts';
export type * from './types.ts';

/**
 * What would be deployed otherwise: every resource that is new, gone or different, sorted by target, environment and
 * resource. Renderings are compared with themselves, one target in one environment; what is rendered on one side only
 * is new or gone as a whole, unless the same resource left one target for another.
 * @param isCompared says which manifests count: nobody knows what is new where the other side could not be rendered.
 */
export function diffSets(
  base: ManifestSet,
  head: ManifestSet,
  isCompared: (manifest: Manifest) => boolean = () => true,
): ResourceChange[] {
  const [old, fresh] = [byRendering(base, isCompared), byRendering(head, isCompared)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort(byText);
  const spent = effort();
  const pairs = pairTargets(
    keys.flatMap(key => pairRendering(old.get(key) ?? [], fresh.get(key) ?? [], spent)),
  );
  const generated = generatedNames(pairs);
  return pairs.flatMap(pair => changeOf(pair, generated)).sort(inOrder);
}

function byRendering(set: ManifestSet, isCompared: (manifest: Manifest) => boolean): Map<string, Manifest[]> {
  const renderings = new Map<string, Manifest[]>();
  for (const manifest of set.manifests) {
    if (!isCompared(manifest)) continue;
    const key = renderingOf(manifest);
    const members = renderings.get(key);
    if (members === undefined) renderings.set(key, [manifest]);
    else members.push(manifest);
  }
  return renderings;
}

function renderingOf({ origin }: Manifest): string {
  return `${origin.target.id}\0${origin.environment.name}`;
}

/** Names with another generated suffix than before, by rendering. */
function generatedNames(pairs: readonly Pair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { base, head, moved } of pairs) {
    if (moved !== 'content' || base === undefined || head === undefined) continue;
    const key = renderingOf(head);
    const known = names.get(key) ?? new Set();
    known.add(`${base.resource.name}\0${head.resource.name}`);
    names.set(key, known);
  }
  return names;
}

function changeOf(
  { base, head, moved }: Pair,
  generated: ReadonlyMap<string, ReadonlySet<string>>,
): ResourceChange[] {
  if (base === undefined) return head === undefined ? [] : [{ operation: 'added', head, fields: [] }];
  if (head === undefined) return [{ operation: 'removed', base, fields: [] }];
  const isSame = base.object === head.object && moved === undefined;
  if (isSame) return [];
  const found = diffFields(head, comparableObject(base), comparableObject(head));
  const names = generated.get(renderingOf(head));
  // A name that is made anew at each rendering is no other name.
  const isRenamed = moved === 'name' && !isMadeAnew(base, head, 'metadata.name');
  const isElsewhere = moved === 'namespace' && !(isAnywhere(base) && isAnywhere(head));
  const isMoved = moved === 'name' ? isRenamed : moved === 'namespace' ? isElsewhere : true;
  const move = isMoved ? moved : undefined;
  const fields = found
    .filter(({ path }) => (move === undefined && moved !== 'namespace') || !isIdentity(path))
    .map(field => withoutVarying(names === undefined ? field : withGenerated(field, names), base, head));
  if (fields.length === 0 && move === undefined) return [];
  return [{ operation: 'changed', base, head, fields, ...(move === undefined ? {} : { moved: move }) }];
}

/**
 * In the namespace of the release, which nobody named: a template that writes it (`default`, where one is needed to
 * render) means what one means that leaves it to Helm.
 */
function isAnywhere({ origin: { target, environment }, resource: { namespace } }: Manifest): boolean {
  return (
    target.kind === 'helm' &&
    environment.namespace === undefined &&
    (namespace === '' || namespace === 'default')
  );
}

/** What says how a resource is called is told by the move. */
function isIdentity([first, second, third]: FieldChange['path']): boolean {
  return first === 'metadata' && (second === 'name' || second === 'namespace') && third === undefined;
}

/** A reference follows the content: its own difference says nothing more. */
function withGenerated(field: FieldChange, names: ReadonlySet<string>): FieldChange {
  const { before, after } = field;
  if (typeof before !== 'string' || typeof after !== 'string') return field;
  const follows = names.has(`${before}\0${after}`) && withoutGenerated(before) === withoutGenerated(after);
  return follows ? { ...field, noise: 'generated-name' } : field;
}

function inOrder(a: ResourceChange, b: ResourceChange): number {
  const [x, y] = [(a.head ?? a.base) as Manifest, (b.head ?? b.base) as Manifest];
  return (
    byText(renderingOf(x), renderingOf(y)) ||
    byText(resourceKey(x.resource), resourceKey(y.resource)) ||
    byText(a.operation, b.operation)
  );
}
