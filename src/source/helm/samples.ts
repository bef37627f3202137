import type { FieldPath, Json } from '../../manifest/index.ts';

const MARK = /kubeproof(\d+)x/;

/** A text by which a value is known again in a rendering. It is a valid name of anything in Kubernetes. */
export function markOf(id: number): string {
  return `kubeproof${id}x`;
}

/** The number of the mark somewhere in a value; undefined when there is none. */
export function markIn(value: Json | undefined): number | undefined {
  if (typeof value === 'string') {
    const id = MARK.exec(value)?.[1];
    return id === undefined ? undefined : Number(id);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = markIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Fields that are maps or lists, with a mark in them. */
const COLLECTIONS: Readonly<Record<string, (mark: string) => Json>> = {
  add: mark => [mark],
  affinity: mark => ({ nodeAffinity: { kubeproof: mark } }),
  annotations: mark => ({ [mark]: mark }),
  args: mark => [mark],
  capabilities: mark => ({ drop: [mark] }),
  command: mark => [mark],
  drop: mark => [mark],
  env: mark => [{ name: mark, value: mark }],
  envFrom: mark => [{ configMapRef: { name: mark } }],
  hosts: mark => [mark],
  imagePullSecrets: mark => [{ name: mark }],
  labels: mark => ({ [mark]: mark }),
  lifecycle: mark => ({ preStop: { exec: { command: [mark] } } }),
  livenessProbe: probe,
  loadBalancerSourceRanges: mark => [mark],
  matchLabels: mark => ({ [mark]: mark }),
  nodeSelector: mark => ({ [mark]: mark }),
  podSelector: mark => ({ matchLabels: { [mark]: mark } }),
  readinessProbe: probe,
  seccompProfile: mark => ({ type: 'Localhost', localhostProfile: mark }),
  selector: mark => ({ matchLabels: { [mark]: mark } }),
  securityContext: mark => ({ seccompProfile: { type: 'Localhost', localhostProfile: mark } }),
  startupProbe: probe,
  tls: mark => [{ secretName: mark }],
  tolerations: mark => [{ key: mark, operator: 'Exists' }],
  topologySpreadConstraints: mark => [{ topologyKey: mark, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
  volumeMounts: mark => [{ name: mark, mountPath: `/${mark}` }],
  volumes: mark => [{ name: mark, emptyDir: {} }],
};

function probe(mark: string): Json {
  return { httpGet: { path: `/${mark}`, port: 8080 } };
}

const BOOLEANS = new Map<string, boolean>([
  ['allowPrivilegeEscalation', false],
  ['automountServiceAccountToken', false],
  ['enableServiceLinks', false],
  ['hostIPC', false],
  ['hostNetwork', false],
  ['hostPID', false],
  ['hostUsers', false],
  ['immutable', true],
  ['privileged', false],
  ['readOnly', true],
  ['readOnlyRootFilesystem', true],
  ['runAsNonRoot', true],
  ['shareProcessNamespace', false],
  ['suspend', false],
]);

/** Numbers as people write them, far from what a chart would choose. */
const NUMBERS = new Map<string, number>([
  ['activeDeadlineSeconds', 30_000],
  ['backoffLimit', 13],
  ['containerPort', 18_000],
  ['failureThreshold', 113],
  ['fsGroup', 31_000],
  ['maxUnavailable', 13],
  ['minAvailable', 13],
  ['minReadySeconds', 113],
  ['periodSeconds', 113],
  ['progressDeadlineSeconds', 1300],
  ['replicas', 13],
  ['revisionHistoryLimit', 113],
  ['runAsGroup', 31_000],
  ['runAsUser', 31_000],
  ['terminationGracePeriodSeconds', 1300],
  ['timeoutSeconds', 113],
  ['ttlSecondsAfterFinished', 1300],
]);

/** Texts that are names out of a closed set. */
const WORDS = new Map<string, string>([
  ['imagePullPolicy', 'IfNotPresent'],
  ['operator', 'Exists'],
  ['protocol', 'SCTP'],
]);

/**
 * A value fit for a field: of its type, so that a chart's schema and its templates take it, and different for every
 * `id` wherever the type allows.
 */
export function sampleOf(path: FieldPath, id: number): Json {
  return sample(path, id, false);
}

/** The same as far as it can be with a mark in it ({@link markIn}): for finding out, not for proving. */
export function markedSample(path: FieldPath, id: number): Json {
  return sample(path, id, true);
}

function sample(path: FieldPath, id: number, marked: boolean): Json {
  const leaf = String(path.at(-1) ?? '');
  const above = String(path.at(-2) ?? '');
  const mark = markOf(id);
  const or = <T extends Json>(value: T) => (marked ? mark : value);
  if (above === 'limits' || above === 'requests')
    return or(leaf === 'cpu' ? `${1000 + id}m` : `${1000 + id}Mi`);
  if (leaf === 'resources') return { limits: { memory: or(`${1000 + id}Mi`) } };
  if (leaf === 'limits' || leaf === 'requests')
    return { cpu: or(`${1000 + id}m`), memory: or(`${1000 + id}Mi`) };
  if (leaf === 'type' && above === 'seccompProfile') return or('RuntimeDefault');
  if (leaf === 'type' && above === 'strategy') return or('Recreate');
  if (leaf === 'drop' && above === 'capabilities') return [or('ALL')];
  const collection = Object.hasOwn(COLLECTIONS, leaf) ? COLLECTIONS[leaf] : undefined;
  if (collection !== undefined) return collection(mark);
  const number = NUMBERS.get(leaf);
  if (number !== undefined) return or(number + id);
  return or(BOOLEANS.get(leaf) ?? WORDS.get(leaf) ?? mark);
}
