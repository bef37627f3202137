import type { ContainerRef, Json, Manifest, ManifestSet, PodSpecRef } from '../manifest/index.ts';
import { type CelValue, celAt, manifestToCel, toCel } from './cel/index.ts';
import { effectiveOfContainer, effectiveOfWorkload } from './effective.ts';
import type { Focused } from './focus.ts';
import { once } from './once.ts';
import type { ChangeToJudge, Focus, ObjectChange } from './types.ts';
import { uncoveredWorkloads } from './uncovered.ts';
import { commonVariables, type Variables, variablesWith } from './variables.ts';

/**
 * What guardrails on change look at. `object` and `oldObject` are as in the admission of the API server
 * (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/): null where the other one is
 * created or deleted, and `operation` is CREATE, UPDATE or DELETE. Values of Secrets are hidden on both sides.
 */
export class ChangeFocuses {
  readonly #head: ManifestSet;
  readonly #change: ChangeToJudge;
  readonly #part: readonly ObjectChange[];
  readonly #isFirst: boolean;
  readonly #known = new Map<Focus, readonly Focused[]>();

  /** @param start of the part of the changes that is looked at, `count` of them; all at once is seen in the first part */
  constructor(head: ManifestSet, change: ChangeToJudge, start: number, count: number) {
    this.#head = head;
    this.#change = change;
    this.#part = change.changes.slice(start, start + count);
    this.#isFirst = start === 0;
  }

  /** In the order of the changes; `kinds` as in {@link Focuses.of}. */
  of(focus: Focus, kinds: readonly string[] = []): readonly Focused[] {
    let all = this.#known.get(focus);
    if (all === undefined) {
      all = this.#focusesOf(focus);
      this.#known.set(focus, all);
    }
    if (kinds.length === 0) return all;
    return all.filter(
      ({ manifest: { resource } }) =>
        kinds.includes(resource.kind) || kinds.includes(`${resource.group}/${resource.kind}`),
    );
  }

  #focusesOf(focus: Focus): readonly Focused[] {
    const sides = { head: this.#head, ...this.#change };
    switch (focus) {
      case 'change':
        return this.#part.flatMap(each => objectChange(each, sides));
      case 'workloadChange':
        return this.#part.flatMap(each => workloadChange(each, sides));
      case 'containerChange':
        return this.#part.flatMap(each => containerChanges(each, sides));
      case 'changes':
        return this.#isFirst ? allChanges(this.#change) : [];
      default:
        return [];
    }
  }
}

/** Both sets, and what is known of the pull request. */
interface Sides extends ChangeToJudge {
  readonly head: ManifestSet;
}

/** One side or the other, or both, of what is looked at. */
interface Two<T> {
  readonly old?: T;
  readonly fresh?: T;
}

function objectChange({ base, head, moved }: ObjectChange, { head: set, labels }: Sides): Focused[] {
  const manifest = head ?? base;
  if (manifest === undefined) return [];
  const place = (of: Manifest) => ({ manifest: of, path: [], value: of.object });
  return [
    {
      ...place(manifest),
      ...(head === undefined ? { isGone: true as const } : {}),
      ...(base === undefined ? {} : { old: place(base) }),
      variables: once(kubernetes =>
        variablesWith(commonVariables(manifest, kubernetes), {
          object: head === undefined ? null : manifestToCel(head),
          oldObject: base === undefined ? null : manifestToCel(base),
          operation: operationOf({ ...(base && { old: base }), ...(head && { fresh: head }) }),
          moved: moved ?? '',
          source: manifest.origin.source ?? '',
          uncovered: base === undefined ? [] : uncoveredWorkloads(base, set).map(workloadVariable),
          pullRequest: pullRequestVariable(labels),
        }),
      ),
    },
  ];
}

function workloadVariable({ resource: { kind, name } }: Manifest): CelValue {
  return toCel({ kind, name });
}

function operationOf({ old, fresh }: Two<unknown>): 'CREATE' | 'UPDATE' | 'DELETE' {
  return old === undefined ? 'CREATE' : fresh === undefined ? 'DELETE' : 'UPDATE';
}

function pullRequestVariable(labels: readonly string[] = []): CelValue {
  return new Map([['labels', [...labels]]]);
}

/** The pods that an object makes, before and after. */
function workloadChange(change: ObjectChange, sides: Sides): Focused[] {
  const { base, head } = change;
  const [old] = base === undefined ? [] : sides.base.podSpecs(base);
  const [fresh] = head === undefined ? [] : sides.head.podSpecs(head);
  if (old === undefined && fresh === undefined) return [];
  const pods = { ...(old && { old }), ...(fresh && { fresh }) };
  return objectChange(change, sides).map(focused => {
    const effective = once(() => (fresh === undefined ? new Map() : effectiveOfWorkload(fresh, sides.head)));
    return {
      ...focused,
      ...(fresh === undefined ? {} : { pod: fresh }),
      ...(focused.old === undefined || old === undefined ? {} : { old: { ...focused.old, pod: old } }),
      variables: once(kubernetes =>
        podVariables(
          focused.variables(kubernetes),
          pods,
          once(() => (old === undefined ? new Map() : effectiveOfWorkload(old, sides.base))),
        ),
      ),
      effective,
    };
  });
}

function podVariables(given: Variables, { old, fresh }: Two<PodSpecRef>, oldEffective: () => CelValue) {
  return variablesWith(given, {
    operation: operationOf({ ...(old && { old }), ...(fresh && { fresh }) }),
    pod: podOf(fresh),
    oldPod: podOf(old),
    podMetadata: podMetadataOf(fresh),
    oldPodMetadata: podMetadataOf(old),
    oldEffective: oldEffective(),
  });
}

function podOf(pod: PodSpecRef | undefined): CelValue {
  return pod === undefined ? null : (celAt(manifestToCel(pod.manifest), pod.path) ?? null);
}

function podMetadataOf(pod: PodSpecRef | undefined): CelValue {
  if (pod === undefined) return null;
  return celAt(manifestToCel(pod.manifest), [...pod.path.slice(0, -1), 'metadata']) ?? new Map();
}

/** The containers of all kinds, before and after; `operation` is what becomes of the container. */
function containerChanges(change: ObjectChange, sides: Sides): Focused[] {
  const { base, head } = change;
  const before = base === undefined ? [] : sides.base.podSpecs(base);
  const after = head === undefined ? [] : sides.head.podSpecs(head);
  const [object] = objectChange(change, sides);
  if (object === undefined) return [];
  return pairsOf(before, after, placeOf).flatMap(pods => {
    const containers = pairsOf(
      pods.old === undefined ? [] : sides.base.containers(pods.old),
      pods.fresh === undefined ? [] : sides.head.containers(pods.fresh),
      // Names are unique in a pod, whatever the kind: an init container may have become a sidecar.
      ({ name }) => name,
    );
    return containers.flatMap(pair => containerChange(object, pods, pair, sides));
  });
}

function placeOf({ path }: PodSpecRef): string {
  return JSON.stringify(path);
}

/** Pairs by key; what is left over on both sides, one each, has another name now. */
function pairsOf<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Two<T>[] {
  const left = new Map(before.map(item => [keyOf(item), item]));
  const known = new Set(after.map(keyOf));
  const gone = [...left].flatMap(([key, item]) => (known.has(key) ? [] : [item]));
  const come = after.filter(item => !left.has(keyOf(item)));
  const [renamed] = gone.length === 1 && come.length === 1 ? gone : [];
  const pairs = after.map((fresh): Two<T> => {
    const old = left.get(keyOf(fresh)) ?? (come[0] === fresh ? renamed : undefined);
    return old === undefined ? { fresh } : { old, fresh };
  });
  return renamed === undefined ? [...pairs, ...gone.map(old => ({ old }))] : pairs;
}

function containerChange(
  object: Focused,
  pods: Two<PodSpecRef>,
  { old, fresh }: Two<ContainerRef>,
  sides: Sides,
): Focused[] {
  const shown = fresh ?? old;
  if (shown === undefined) return [];
  const { old: _, isGone: __, ...rest } = object;
  const place = ({ pod, path, spec }: ContainerRef) => ({ manifest: pod.manifest, path, value: spec, pod });
  return [
    {
      ...rest,
      ...place(shown),
      container: shown.name,
      ...(fresh === undefined ? { isGone: true as const } : {}),
      ...(old === undefined ? oldPlace(pods.old) : { old: place(old) }),
      variables: once(kubernetes => {
        const effective = once(() => (old === undefined ? new Map() : effectiveOfContainer(old, sides.base)));
        return variablesWith(podVariables(object.variables(kubernetes), pods, effective), {
          operation: operationOf({ ...(old && { old }), ...(fresh && { fresh }) }),
          container: containerOf(fresh),
          oldContainer: containerOf(old),
          containerKind: shown.kind,
        });
      }),
      effective: once(() => (fresh === undefined ? new Map() : effectiveOfContainer(fresh, sides.head))),
    },
  ];
}

function oldPlace(pod: PodSpecRef | undefined): Pick<Focused, 'old'> {
  return pod === undefined ? {} : { old: { manifest: pod.manifest, path: pod.path, value: pod.spec, pod } };
}

function containerOf(container: ContainerRef | undefined): CelValue {
  if (container === undefined) return null;
  const value = celAt(manifestToCel(container.pod.manifest), container.path);
  return value instanceof Map && !value.has('name')
    ? new Map([...value, ['name', '(no name)']])
    : (value ?? null);
}

/** All that changes, but for what differs only in noise; it is shown at the first that is still there. */
function allChanges({ changes, labels }: ChangeToJudge): Focused[] {
  const real = changes.filter(
    ({ base, head, moved, fields }) =>
      base === undefined ||
      head === undefined ||
      moved !== undefined ||
      fields.some(({ noise }) => noise === undefined),
  );
  const shown = real.find(({ head }) => head !== undefined) ?? real[0];
  const manifest = shown?.head ?? shown?.base;
  if (shown === undefined || manifest === undefined) return [];
  return [
    {
      manifest,
      path: [],
      value: manifest.object,
      ...(shown.head === undefined ? { isGone: true as const } : {}),
      subject: 'all changes',
      variables: once(kubernetes =>
        variablesWith(commonVariables(manifest, kubernetes), {
          changes: real.map(changeVariable),
          pullRequest: pullRequestVariable(labels),
        }),
      ),
    },
  ];
}

function changeVariable({ base, head, moved }: ObjectChange): CelValue {
  const { resource, origin } = (head ?? base) as Manifest;
  const { group, kind, namespace, name } = resource;
  return toCel({
    operation: operationOf({ ...(base && { old: base }), ...(head && { fresh: head }) }),
    moved: moved ?? '',
    target: origin.target.id,
    environment: origin.environment.name,
    resource: { group, kind, namespace, name },
  });
}

/** Prefixes of fields that lead to the side before the change. */
const OLD = ['oldObject', 'oldPod', 'oldContainer'] as const;

/** Where a field before the change is looked for, when it begins with one of the names of that side. */
export function oldStart(
  { old }: Focused,
  field: string,
):
  | {
      readonly manifest: Manifest;
      readonly prefix: Focused['path'];
      readonly root: Json;
      readonly name: string;
    }
  | undefined {
  const start = OLD.find(name => field === name || field.startsWith(`${name}.`));
  if (old === undefined || start === undefined) return undefined;
  const { manifest, path, value, pod } = old;
  const name = field.slice(start.length + 1);
  if (start === 'oldObject') return { manifest, prefix: [], root: manifest.object, name };
  if (start === 'oldPod')
    return pod === undefined ? undefined : { manifest, prefix: pod.path, root: pod.spec, name };
  return { manifest, prefix: path, root: value, name };
}
