import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  parseFieldPath,
  valueAt,
} from '../../manifest/index.ts';
import { nearest } from '../../nearest.ts';

/** What the text for a field can mean in one object. */
export type FieldMatch =
  /** `exists`: it is there; else it is a field that could be there. */
  | { readonly type: 'one'; readonly path: FieldPath; readonly exists: boolean }
  /** Full names of the fields that end like this. */
  | { readonly type: 'several'; readonly fields: readonly string[] }
  | { readonly type: 'none'; readonly near?: string };

/** Fields of an object looked at for a suffix: more than any real one has. */
const MAX_FIELDS = 50_000;

/** What is at the top of objects. */
const TOP = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'data',
  'stringData',
  'binaryData',
  'status',
  'type',
]);

/** Fields of containers (core/v1 `Container`) that people ask for although nobody has set them. */
const OF_CONTAINERS = new Set(
  `args command env envFrom image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources restartPolicy
  securityContext startupProbe stdin terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts
  workingDir`.split(/\s+/),
);

/** Fields one step below a container's field (core/v1 `SecurityContext`, `ResourceRequirements`), by their own name. */
const BELOW_CONTAINERS = new Map<string, string>([
  ...`allowPrivilegeEscalation capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser
  seccompProfile`
    .split(/\s+/)
    .map(name => [name, 'securityContext'] as const),
  ...['limits', 'requests'].map(name => [name, 'resources'] as const),
]);

/** Fields of pod specs (core/v1 `PodSpec`), the same. */
const OF_PODS = new Set(
  `activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC
  hostNetwork hostPID hostUsers hostname imagePullSecrets initContainers nodeName nodeSelector os preemptionPolicy
  priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccountName
  shareProcessNamespace terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes`.split(
    /\s+/,
  ),
);

/**
 * Finds the field that a text names: from the top of the object (`spec.replicas`), or any unambiguous end of a
 * field's name (`image`, `securityContext.privileged`). Of a field that is not there the path it would have, where
 * the object, or what every container and pod can have, tells.
 */
export function matchField(text: string, object: Json): FieldMatch {
  const whole = parseFieldPath(text, object);
  if (whole !== undefined && valueAt(object, whole) !== undefined)
    return { type: 'one', path: whole, exists: true };
  const all = pathsOf(object);
  const wanted = stepsOf(text);
  if (wanted === undefined) return { type: 'none' };
  const ends = unique(
    all.filter(path => path.length >= wanted.length && endsWith(path, wanted, object)),
    object,
  );
  if (ends.length > 0) return several(ends, object, true);
  // A full name, or an end of one, of a field that is not there.
  const [first = ''] = wanted;
  if (whole !== undefined && (TOP.has(first) || valueAt(object, [first]) !== undefined))
    return { type: 'one', path: whole, exists: false };
  const open = wanted.length === 1 ? [] : all.filter(path => endsWith(path, wanted.slice(0, 1), object));
  const below = open.flatMap(path => {
    const rest = parseFieldPath(text, { [first]: valueAt(object, path) ?? null });
    return rest === undefined ? [] : [[...path, ...rest.slice(1)]];
  });
  const pods = all.filter(path => Array.isArray(valueAt(object, [...path, 'containers'])));
  const places = [
    ...(OF_PODS.has(first) ? pods : []),
    ...(OF_CONTAINERS.has(first) ? pods.flatMap(pod => containersIn(pod, object)) : []),
    ...pods
      .flatMap(pod => containersIn(pod, object))
      .flatMap(container => {
        const parent = BELOW_CONTAINERS.get(first);
        return parent === undefined ? [] : [[...container, parent]];
      }),
  ];
  const added = places.flatMap(path => {
    const rest = parseFieldPath(text, valueAt(object, path) ?? null);
    return rest === undefined ? [] : [[...path, ...rest]];
  });
  const candidates = unique([...below, ...added], object);
  if (candidates.length > 0) return several(candidates, object, false);
  const names = new Set([
    ...all.flatMap(path => path.filter(step => typeof step === 'string')),
    ...(pods.length > 0 ? [...OF_CONTAINERS, ...OF_PODS, ...BELOW_CONTAINERS.keys()] : []),
  ]);
  const close = nearest(first, names);
  return close === undefined || close === first
    ? { type: 'none' }
    : { type: 'none', near: [close, ...wanted.slice(1)].join('.') };
}

function containersIn(pod: FieldPath, object: Json): FieldPath[] {
  const list = [...pod, 'containers'];
  const containers = valueAt(object, list);
  return Array.isArray(containers) ? containers.map((_, index) => [...list, index]) : [];
}

function several(paths: readonly FieldPath[], object: Json, exists: boolean): FieldMatch {
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return { type: 'one', path: only, exists };
  return { type: 'several', fields: paths.map(path => fieldName(object, path)) };
}

/** Steps of a name that is not resolved against an object: items as they are written. */
function stepsOf(text: string): string[] | undefined {
  const steps = [...text.matchAll(/[^.[\]"]+|\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]/g)].map(match => match[0]);
  return steps.length > 0 ? steps : undefined;
}

/** Whether a path ends in these steps; `[name=app]` and `[0]` are held against the item. */
function endsWith(path: FieldPath, wanted: readonly string[], object: Json): boolean {
  const offset = path.length - wanted.length;
  return wanted.every((text, index) => {
    const step = path[offset + index];
    if (!text.startsWith('[')) return step === text;
    const list = path.slice(0, offset + index);
    if (typeof step === 'string') return text === `[${JSON.stringify(step)}]`;
    const found = parseFieldPath(text, valueAt(object, list) ?? null);
    return found?.[0] === step;
  });
}

function unique(paths: readonly FieldPath[], object: Json): FieldPath[] {
  return [...new Map(paths.map(path => [fieldName(object, path), path])).values()];
}

/** Every field of an object, parents first. */
export function pathsOf(object: Json): FieldPath[] {
  const paths: FieldPath[] = [];
  const visit = (value: Json, path: FieldPath): void => {
    if (paths.length >= MAX_FIELDS) return;
    if (path.length > 0) paths.push(path);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else if (isObject(value)) for (const key of Object.keys(value)) visit(value[key] as Json, [...path, key]);
  };
  visit(object, []);
  return paths;
}
