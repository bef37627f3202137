import {
  type ContainerRef,
  type Effective,
  type EffectivePod,
  effectiveContainer,
  effectivePod,
  effectiveWorkload,
  fieldName,
  hostPathOf,
  type ImageReference,
  imageReference,
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  scalarText,
} from '../manifest/index.ts';
import { type CelValue, toCel } from './cel/index.ts';
import { once } from './once.ts';

/**
 * Effective values as expressions see them, `effective.<name>`; absent when nothing sets the value and Kubernetes has
 * no default. Beside them `effective.from.<name>` says where the value comes from ("inherited from the pod"), and
 * `effective.field.<name>` names the field that says it, for `field:`. Each is worked out when it is asked for.
 */
type EffectiveMap = Map<string, CelValue>;

/**
 * `runAsNonRoot`, `runAsUser`, `runAsGroup`, `seccompProfile` and `appArmorProfile` (their types), `seLinuxOptions`,
 * `hostProcess`, `imagePullPolicy`, `image` (its parts), `resources.requests` and `.limits`, `served` (a Service may
 * lead to it), and those of the pod.
 */
export function effectiveOfContainer(container: ContainerRef, set: ManifestSet): EffectiveMap {
  const { pod } = container;
  const all = once(() => effectiveContainer(container, set));
  const ofPod = once(() => effectivePod(pod, set));
  const value = (name: string): Effective | undefined => {
    if (name === 'seccompProfile' || name === 'appArmorProfile') return typeOf(all()[name]);
    const ofContainer = OF_CONTAINER.find(each => each === name);
    return ofContainer === undefined ? podValue(ofPod(), name) : all()[ofContainer];
  };
  return effectiveMap(pod.manifest, value, {
    served: () => set.mayBeServed(pod),
    image: () => imageValue(imageReference(scalarText(own(container.spec, 'image')))),
    resources: about => {
      const { requests, limits } = all().resources;
      return new Map<string, CelValue>([
        ['requests', each(requests, about)],
        ['limits', each(limits, about)],
      ]);
    },
  });
}

const OF_CONTAINER = [
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'seLinuxOptions',
  'hostProcess',
  'imagePullPolicy',
] as const;

/**
 * `automountServiceAccountToken`, `serviceAccountName`, `imagePullSecrets` (names), `restartPolicy`,
 * `terminationGracePeriodSeconds`, `os`.
 */
export function effectiveOfPod(pod: PodSpecRef, set: ManifestSet): EffectiveMap {
  const all = once(() => effectivePod(pod, set));
  return effectiveMap(pod.manifest, name => podValue(all(), name), {});
}

/** `replicas`, `autoscalers`, `disruptionBudgets`, and those of the pod. */
export function effectiveOfWorkload(pod: PodSpecRef, set: ManifestSet): EffectiveMap {
  const all = once(() => effectiveWorkload(pod, set));
  const ofPod = once(() => effectivePod(pod, set));
  const value = (name: string) => (name === 'replicas' ? all().replicas : podValue(ofPod(), name));
  return effectiveMap(pod.manifest, value, {
    autoscalers: () => all().autoscalers.map(nameValue),
    disruptionBudgets: () => all().disruptionBudgets.map(nameValue),
  });
}

function podValue(pod: EffectivePod, name: string): Effective | undefined {
  return Object.hasOwn(pod, name) ? pod[name as keyof EffectivePod] : undefined;
}

/** What of an effective value is asked for. */
type About = (effective: Effective) => CelValue | undefined;

/**
 * @param value finds an effective value by name
 * @param others names that are no single value, given what is asked for of each value in them
 */
function effectiveMap(
  manifest: Manifest,
  value: (name: string) => Effective | undefined,
  others: Readonly<Record<string, (about: About) => CelValue>>,
): EffectiveMap {
  const showing = (about: About, more: (name: string) => CelValue | undefined = () => undefined) =>
    lazyMap(name => {
      const other = Object.hasOwn(others, name) ? others[name] : undefined;
      if (other !== undefined) return other(about);
      const effective = value(name);
      return effective === undefined ? more(name) : about(effective);
    });
  const parts: Readonly<Record<string, () => EffectiveMap>> = {
    from: () => showing(fromText),
    field: () =>
      showing(effective =>
        effective.manifest === manifest ? `object.${fieldName(manifest.object, effective.path)}` : undefined,
      ),
  };
  return showing(
    effective => (effective.value === undefined ? undefined : toCel(effective.value)),
    name => (Object.hasOwn(parts, name) ? parts[name]?.() : undefined),
  );
}

/** A map whose values are made when they are asked for; its size and keys say nothing. */
function lazyMap(make: (name: string) => CelValue | undefined): EffectiveMap {
  const made = new Map<string, CelValue | undefined>();
  const map: EffectiveMap = new Map();
  // Not a subclass: the expression library knows a map by its constructor.
  map.get = name => {
    if (!made.has(name)) made.set(name, make(name));
    return made.get(name);
  };
  return map;
}

function each(values: Readonly<Record<string, Effective>>, about: About): EffectiveMap {
  const map: EffectiveMap = new Map();
  for (const [name, effective] of Object.entries(values)) {
    const shown = about(effective);
    if (shown !== undefined) map.set(name, shown);
  }
  return map;
}

/** `hostPath.path` and `hostPath.risk`, for volumes that are one. */
export function effectiveOfVolume(volume: JsonObject): EffectiveMap {
  const written = own(own(volume, 'hostPath'), 'path');
  if (typeof written !== 'string') return new Map();
  const { path, risk } = hostPathOf(written);
  return new Map<string, CelValue>([
    [
      'hostPath',
      new Map([
        ['path', path],
        ['risk', risk],
      ]),
    ],
  ]);
}

/** `handler` (`httpGet`, `exec` ...), `port` (a number, when it can be told), and the defaults of core/v1 `Probe`. */
export function effectiveOfProbe(probe: JsonObject, container: ContainerRef): EffectiveMap {
  const map: EffectiveMap = new Map();
  for (const [name, fallback] of Object.entries(PROBE_DEFAULTS)) {
    map.set(name, toCel(own(probe, name) ?? fallback));
  }
  const handler = HANDLERS.find(each => isObject(own(probe, each)));
  if (handler === undefined) return map;
  map.set('handler', handler);
  const port = portNumber(own(own(probe, handler), 'port'), container);
  if (port !== undefined) map.set('port', port);
  return map;
}

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];

const PROBE_DEFAULTS = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

function portNumber(port: Json | undefined, { spec }: ContainerRef): bigint | undefined {
  if (typeof port === 'bigint' || Number.isSafeInteger(port)) return BigInt(port as number);
  const ports = own(spec, 'ports');
  if (typeof port !== 'string' || !Array.isArray(ports)) return undefined;
  if (/^\d{1,9}$/.test(port)) return BigInt(port);
  const number = own(
    ports.find(each => own(each, 'name') === port),
    'containerPort',
  );
  return Number.isSafeInteger(number) ? BigInt(number as number) : undefined;
}

function fromText({ from, manifest: { resource } }: Effective): string {
  switch (from) {
    case 'container':
      return 'set here';
    case 'pod':
      return 'inherited from the pod';
    case 'annotation':
      return 'set by an annotation';
    case 'serviceAccount':
      return `set by ServiceAccount ${resource.name}`;
    case 'limitRange':
      return `default of LimitRange ${resource.name}`;
    case 'limit':
      return 'equal to the limit';
    case 'autoscaler':
      return `the least that ${resource.kind} ${resource.name} scales to`;
    case 'default':
      return 'the default';
  }
}

function typeOf({ value, ...rest }: Effective): Effective {
  const type = isObject(value) ? own(value, 'type') : undefined;
  return type === undefined || type === null ? rest : { ...rest, value: type };
}

function imageValue(image: ImageReference): CelValue {
  return new Map<string, CelValue>(Object.entries(image));
}

function nameValue({ resource: { kind, name } }: Manifest): CelValue {
  return new Map([
    ['kind', kind],
    ['name', name],
  ]);
}
