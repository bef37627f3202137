import type { FieldPart } from '../findings.ts';
import { jsonText } from '../json.ts';
import {
  type FieldPath,
  imageReference,
  itemNames,
  type Json,
  type Manifest,
  own,
  valueAt,
} from '../manifest/index.ts';
import { type FieldChange, memberName, type ResourceChange, type Step } from './diff/index.ts';
import type { Cause } from './types.ts';

/** A difference that a story tells; without a field the resource as a whole. */
export interface Difference {
  readonly change: ResourceChange;
  readonly field?: FieldChange;
}

/** Fields of a story that are looked for, each in every rendering. */
const MAX_FIELDS = 6;
/** All causes of one story. */
const MAX_CAUSES = 60;

/**
 * Where the differences of a story are. Of a chart each field once per rendering: resources that a chart changes in the same
 * way have the same cause. Elsewhere each resource may have been written by itself.
 */
export function causesOf(differences: readonly Difference[]): Cause[] {
  const causes = new Map<string, readonly Cause[]>();
  const fields = new Set<string>();
  for (const { change, field } of differences) {
    const manifest = (change.head ?? change.base) as Manifest;
    const { target, environment } = manifest.origin;
    const { kind, namespace, name: own } = manifest.resource;
    const isOne = target.kind === 'helm' && field !== undefined;
    const resource = isOne ? '' : `${kind}\0${namespace}\0${own}`;
    const name = field?.field ?? '';
    if (!fields.has(name) && fields.size >= MAX_FIELDS) continue;
    fields.add(name);
    const key = `${target.id}\0${environment.name}\0${resource}\0${name}`;
    if (causes.size >= MAX_CAUSES || causes.has(key)) continue;
    causes.set(key, field === undefined ? wholeOf(change) : [causeOf(change, field)]);
  }
  return [...causes.values()].flat();
}

/** A resource, where it came from and where it went. */
function wholeOf({ base, head, moved }: ResourceChange): Cause[] {
  const path = moved === 'name' || moved === 'namespace' ? ['metadata', moved] : [];
  return [
    ...(head === undefined ? [] : [{ side: 'head' as const, manifest: head, path }]),
    ...(base === undefined ? [] : [{ side: 'base' as const, manifest: base, path }]),
  ];
}

/** What is not in the head was written in the base. */
function causeOf({ base, head }: ResourceChange, field: FieldChange): Cause {
  const isGone = field.operation === 'removed' && base !== undefined;
  const manifest = (isGone ? base : (head ?? base)) as Manifest;
  const path = pathIn(manifest, field.path);
  const part = imagePart(field);
  return {
    side: isGone ? 'base' : 'head',
    manifest,
    path: field.operation === 'changed' ? asFarAs(manifest, path, field) : path,
    ...(part === undefined ? {} : { part }),
  };
}

/** Positions are those of the base: where something else stands there in the head, the list is what can be told. */
function asFarAs({ object }: Manifest, path: FieldPath, { path: steps, after }: FieldChange): FieldPath {
  const at = steps.findIndex(step => typeof step === 'number');
  const value = valueAt(object, path);
  if (at < 0 || (value !== undefined && jsonText(value) === jsonText(after ?? null))) return path;
  return path.slice(0, at);
}

function imagePart({ path, before, after }: FieldChange): FieldPart | undefined {
  if (path.at(-1) !== 'image' || typeof before !== 'string' || typeof after !== 'string') return undefined;
  const [old, fresh] = [imageReference(before), imageReference(after)];
  if (!old.valid || !fresh.valid) return undefined;
  if (old.name !== fresh.name) return 'name';
  if (old.tag !== fresh.tag) return fresh.tag === '' ? undefined : 'tag';
  return fresh.digest === '' ? undefined : 'digest';
}

/** A path by merge key as one by position, as far as it leads in this object; what is inside of a text is the text. */
function pathIn({ object, resource }: Manifest, steps: readonly Step[]): FieldPath {
  const path: (string | number)[] = [];
  let value: Json | undefined = object;
  let list = '';
  for (const [at, step] of steps.entries()) {
    if (typeof step === 'object' && 'embedded' in step) break;
    let next: string | number | undefined;
    if (typeof step !== 'object') next = step;
    else if (Array.isArray(value)) next = positionOf(value, step.item, list);
    if (next === undefined) break;
    // See `comparableObject`: what a Secret says in clear is told as its data.
    const isClear = at === 0 && next === 'data' && resource.kind === 'Secret';
    const key = steps[at + 1];
    if (isClear && typeof key === 'string' && own(own(object, 'data'), key) === undefined)
      next = 'stringData';
    path.push(next);
    if (typeof next === 'string') list = next;
    value = typeof next === 'number' ? (value as readonly Json[])[next] : own(value, next);
  }
  return path;
}

function positionOf(list: readonly Json[], item: string, name: string): number | undefined {
  const named = itemNames(list, name)?.indexOf(item) ?? -1;
  if (named >= 0) return named;
  const member = list.findIndex(each => memberName(each) === item);
  return member >= 0 ? member : undefined;
}
