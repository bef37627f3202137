import { diffArrays } from 'diff';
import { jsonText } from '../../json.ts';
import {
  fieldName,
  hasMergeKey,
  isObject,
  itemNames,
  type Json,
  type JsonObject,
  type Manifest,
  own,
  parseYaml,
} from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { isDefault, type Place } from './defaults.ts';
import { isSet, sameScalar } from './same.ts';
import type { FieldChange, Step } from './types.ts';

/** Differences within one list without keys beyond which it is told as changed from its first difference on. */
const EDITS = 2_000;
/** Characters written to compare items of such lists, per object: lists in lists write theirs once per level. */
const WRITTEN = 50_000_000;
/** Text that is looked into for YAML or JSON, UTF-16 code units. */
const EMBEDDED = 1_000_000;
const STRUCTURED_NAME = /\.(?:ya?ml|json)$/i;

/** Where the walk is. */
interface At {
  readonly path: readonly Step[];
  /** As people read it, see {@link FieldChange.field}. */
  readonly name: string;
  /** With `[]` for the items of lists, for {@link isDefault}. */
  readonly pattern: string;
  /** The last key, the one above, and the name of the list that is gone through. */
  readonly key: string;
  readonly above: string;
}

const ROOT: At = { path: [], name: '', pattern: '', key: '', above: '' };

/**
 * What differs between two objects of one kind, field by field, sorted. What means the same is no difference: order of
 * keys and of lists that are merged by key or are sets, null and absent, equal quantities and durations, the API server's
 * defaults.
 * @param about names the kind; the objects may be its digests instead of its values.
 */
export function diffFields(about: Manifest, before: JsonObject, after: JsonObject): FieldChange[] {
  const { group, kind } = about.resource;
  const walk = new Walk({ kind: `${group}/${kind}`, hasPods: HAS_PODS.has(`${group}/${kind}`) });
  walk.value(before, after, ROOT);
  return walk.found.sort((a, b) => byText(a.field, b.field) || byText(a.operation, b.operation));
}

const HAS_PODS = new Set([
  '/Pod',
  '/ReplicationController',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'argoproj.io/Rollout',
  'batch/CronJob',
  'batch/Job',
]);

/** Where objects hold somebody else's text or schema: only equal is equal. */
const CONTENT: Readonly<Record<string, RegExp>> = {
  '/ConfigMap': /^(?:data|binaryData)\b/,
  '/Secret': /^(?:data|stringData)\b/,
  'apiextensions.k8s.io/CustomResourceDefinition': /^spec\.versions\[\]\.schema\b/,
};

class Walk {
  readonly found: FieldChange[] = [];
  private readonly place: Place;
  private readonly content: RegExp | undefined;
  /** Of what stands in a text nobody knows how its reader takes null: it is a value as any other. */
  private readonly isEmbedded: boolean;
  private written = 0;

  constructor(place: Place, isEmbedded = false) {
    this.place = place;
    this.isEmbedded = isEmbedded;
    this.content = Object.hasOwn(CONTENT, place.kind) ? CONTENT[place.kind] : undefined;
  }

  value(before: Json, after: Json, at: At): void {
    if (before === after) return;
    if (isObject(before) && isObject(after)) this.objects(before, after, at);
    else if (Array.isArray(before) && Array.isArray(after)) this.lists(before, after, at);
    else if (this.isSame(before, after, at)) return;
    else if (typeof before === 'string' && typeof after === 'string') this.texts(before, after, at);
    else if (before === null && !this.isEmbedded) this.add('added', at, undefined, after);
    else if (after === null && !this.isEmbedded) this.add('removed', at, before);
    else this.add('changed', at, before, after);
  }

  private objects(before: JsonObject, after: JsonObject, at: At): void {
    for (const key of Object.keys(before)) {
      const below = into(at, key);
      const [old, fresh] = [own(before, key) as Json, own(after, key)];
      if (this.isThere(old) && this.isThere(fresh)) this.value(old, fresh, below);
      else if (!this.isThere(fresh)) this.gone(old, below, before, 'removed');
      else this.gone(fresh, below, after, 'added');
    }
    for (const key of Object.keys(after)) {
      if (!Object.hasOwn(before, key)) this.gone(own(after, key) as Json, into(at, key), after, 'added');
    }
  }

  private isThere(value: Json | undefined): value is Json {
    return value !== undefined && (value !== null || this.isEmbedded);
  }

  /** One side has it, the other does not. */
  private gone(value: Json, at: At, parent: JsonObject, operation: 'added' | 'removed'): void {
    if (!this.isThere(value) || (!this.isContent(at) && isDefault(this.place, at.pattern, value, parent)))
      return;
    if (operation === 'added') this.add('added', at, undefined, value);
    else this.add('removed', at, value);
  }

  private lists(before: readonly Json[], after: readonly Json[], at: At): void {
    const [oldNames, newNames] = [itemNames(before, at.key), itemNames(after, at.key)];
    if (oldNames !== undefined && newNames !== undefined && before.length + after.length > 0) {
      this.keyed(before, after, oldNames, newNames, at);
    } else if (isSet(at.key) && [...before, ...after].every(isScalar)) {
      this.sets(before, after, at);
    } else {
      this.sequence(before, after, at);
    }
  }

  private keyed(
    before: readonly Json[],
    after: readonly Json[],
    oldNames: readonly string[],
    newNames: readonly string[],
    at: At,
  ): void {
    const fresh = new Map(newNames.map((name, i) => [name, i]));
    const old = new Map(oldNames.map((name, i) => [name, i]));
    for (const [i, name] of oldNames.entries()) {
      const j = fresh.get(name);
      const below = item(at, { item: name }, name);
      if (j === undefined) this.add('removed', below, before[i]);
      else this.value(before[i] as Json, after[j] as Json, below);
    }
    const ordered = orderCounts(at.key, [...before, ...after]);
    for (const [j, name] of newNames.entries()) {
      if (old.has(name)) continue;
      this.add('added', item(at, { item: name }, name), undefined, after[j], ordered ? j : undefined);
    }
    if (!ordered) return;
    const common = oldNames.filter(name => fresh.has(name));
    const now = newNames.filter(name => old.has(name));
    if (common.some((name, i) => name !== now[i])) {
      this.found.push({
        field: at.name,
        path: at.path,
        operation: 'reordered',
        before: oldNames.map(bare),
        after: newNames.map(bare),
      });
    }
  }

  /** Plain values whose order says nothing: each is named by itself. */
  private sets(before: readonly Json[], after: readonly Json[], at: At): void {
    const [old, fresh] = [new Set(before), new Set(after)];
    for (const value of old) if (!fresh.has(value)) this.add('removed', member(at, value), value);
    for (const value of fresh) if (!old.has(value)) this.add('added', member(at, value), undefined, value);
  }

  /** Items known by their position: what is in both in the same order stays, the rest is paired as it comes. */
  private sequence(before: readonly Json[], after: readonly Json[], at: At): void {
    const isContent = this.isContent(at);
    const [a, b] = [before, after].map(list => list.map(each => canonical(each, isContent))) as [
      string[],
      string[],
    ];
    this.written += [...a, ...b].reduce((sum, text) => sum + text.length, 0);
    const changes = this.written > WRITTEN ? undefined : diffArrays(a, b, { maxEditLength: EDITS });
    if (changes === undefined) {
      this.add('changed', at, [...before], [...after]);
      return;
    }
    const edits = changes.reduce((sum, { added, removed, count }) => sum + (added || removed ? count : 0), 0);
    const unlike = a.length === b.length ? [...a.keys()].filter(at => a[at] !== b[at]) : undefined;
    // Items that were edited where they stand, though one more like another may be further down.
    if (unlike !== undefined && unlike.length * 2 <= edits) {
      for (const x of unlike) this.value(before[x] as Json, after[x] as Json, item(at, x, `[${x}]`));
      return;
    }
    let [i, j] = [0, 0];
    let gone: number[] = [];
    let come: number[] = [];
    const settle = () => {
      const pairs = Math.min(gone.length, come.length);
      for (let n = 0; n < pairs; n++) {
        const [x, y] = [gone[n] as number, come[n] as number];
        this.value(before[x] as Json, after[y] as Json, item(at, x, `[${x}]`));
      }
      for (const x of gone.slice(pairs)) this.add('removed', item(at, x, `[${x}]`), before[x]);
      for (const y of come.slice(pairs)) this.add('added', item(at, y, `[${y}]`), undefined, after[y], y);
      gone = [];
      come = [];
    };
    for (const { added, removed, count } of changes) {
      if (removed) for (let n = 0; n < count; n++) gone.push(i++);
      else if (added) for (let n = 0; n < count; n++) come.push(j++);
      else {
        settle();
        i += count;
        j += count;
      }
    }
    settle();
  }

  private texts(before: string, after: string, at: At): void {
    const [old, fresh] = [structureOf(before, at.key), structureOf(after, at.key)];
    if (old === undefined || fresh === undefined) {
      this.add('changed', at, before, after);
      return;
    }
    const inner = new Walk({ kind: '/ConfigMap', hasPods: false }, true);
    inner.value(old, fresh, {
      ...ROOT,
      path: [...at.path, { embedded: true }],
      name: `${at.name} > `,
    });
    this.found.push(...inner.found);
    if (inner.found.length === 0)
      this.found.push({
        field: at.name,
        path: at.path,
        operation: 'changed',
        before,
        after,
        noise: 'format',
      });
  }

  private isSame(before: Json, after: Json, at: At): boolean {
    const { key, above } = at;
    return (
      !this.isContent(at) && isScalar(before) && isScalar(after) && sameScalar(before, after, key, above)
    );
  }

  private isContent({ pattern }: At): boolean {
    return this.isEmbedded || this.content?.test(pattern) === true;
  }

  private add(
    operation: FieldChange['operation'],
    at: At,
    before?: Json,
    after?: Json,
    position?: number,
  ): void {
    const noise = noiseAt(at);
    this.found.push({
      field: at.name,
      path: at.path,
      operation,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(position === undefined ? {} : { position }),
      ...(noise === undefined ? {} : { noise }),
    });
  }
}

function into(at: At, key: string): At {
  const written = fieldName(null, [key]);
  const joint = at.name === '' || at.name.endsWith(' > ') || written.startsWith('[') ? '' : '.';
  return {
    path: [...at.path, key],
    name: `${at.name}${joint}${written}`,
    pattern: at.pattern === '' ? key : `${at.pattern}.${key}`,
    key,
    above: at.key,
  };
}

function item(at: At, step: Step, name: string): At {
  return { ...at, path: [...at.path, step], name: `${at.name}${name}`, pattern: `${at.pattern}[]` };
}

function member(at: At, value: Json): At {
  const name = memberName(value);
  return item(at, { item: name }, name);
}

/** How a member of a set is called: `[get]`. */
export function memberName(value: Json): string {
  return `[${typeof value === 'string' && /^[\w.*:/-]+$/.test(value) ? value : jsonText(value)}]`;
}

/** `[name=app]` -> `app`. */
function bare(name: string): string {
  return name.slice(name.indexOf('=') + 1, -1);
}

/**
 * Init containers run one after the other, and a variable may refer to those before it. Of lists that only their
 * content names, nobody knows.
 */
function orderCounts(list: string, items: readonly Json[]): boolean {
  if (list === 'initContainers') return true;
  if (list === 'env') return items.some(each => String(own(each, 'value') ?? '').includes('$('));
  return !hasMergeKey(list);
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object';
}

/** Equal for items that are equal whatever the order of their keys, and of lists in them whose order says nothing. */
function canonical(value: Json, isContent: boolean): string {
  return jsonText(sorted(value, '', isContent));
}

function sorted(value: Json, key: string, isContent: boolean): Json {
  if (Array.isArray(value)) {
    const items = value.map(each => sorted(each, key, isContent));
    const isFree = !isContent && (isSet(key) ? items.every(isScalar) : !orderCounts(key, value));
    return isFree ? items.sort((a, b) => byText(jsonText(a), jsonText(b))) : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.sort(([a], [b]) => byText(a, b)).map(([name, each]) => [name, sorted(each, name, isContent)]),
  );
}

/** What a text holds that is YAML or JSON by its name, or JSON whatever its name: `{job="a"}` is a selector, and no mapping. */
function structureOf(text: string, key: string): Json | undefined {
  if (text.length > EMBEDDED || !(STRUCTURED_NAME.test(key) || isJson(text))) return undefined;
  const parsed = parseYaml(text);
  if (!parsed.ok || parsed.ignoredFrom !== undefined || parsed.duplicateKeys.length > 0) return undefined;
  return typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : undefined;
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function noiseAt({ above, key, path }: At): FieldChange['noise'] {
  if (path.some(step => typeof step === 'object')) return undefined;
  if (above === 'annotations' && /^checksum\/|(?:^|[/.-])(?:checksum|config-?hash)$/i.test(key))
    return 'checksum';
  if (above === 'labels' && VERSION_LABELS.has(key)) return 'chart-version';
  return undefined;
}

/** https://helm.sh/docs/chart_best_practices/labels, and what charts wrote before. */
const VERSION_LABELS = new Set(['helm.sh/chart', 'app.kubernetes.io/version', 'chart']);
