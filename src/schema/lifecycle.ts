import data from '../../data/kubernetes-apis.json' with { type: 'json' };

/** When an API version of a kind came and goes. Versions as `1.25`. */
export interface ApiLifecycle {
  /** Unknown for alpha versions that were never enabled by default. */
  readonly introduced?: string;
  readonly deprecated?: string;
  /** The first release that does not serve it. For versions still served this is Kubernetes' plan. */
  readonly removed?: string;
  readonly replacement?: { readonly group: string; readonly version: string; readonly kind: string };
}

type Row = readonly [
  introduced: string | null,
  deprecated: string | null,
  removed: string | null,
  replacement: string | null,
];

const APIS = data.apis as unknown as Readonly<Record<string, Row>>;

/** Kubernetes releases whose API is known, oldest first: `1.20` ... */
export const KUBERNETES_VERSIONS: readonly string[] = data.versions;

/**
 * Life of a built-in API version, from Kubernetes' own `zz_generated.prerelease-lifecycle.go` in k8s.io/api,
 * apiextensions-apiserver and kube-aggregator (see `data/kubernetes-apis.json` for the module versions). A version
 * that left the module earlier than its tags say counts as removed with that release. Undefined for kinds that are
 * not Kubernetes' own.
 */
export function lifecycle(group: string, version: string, kind: string): ApiLifecycle | undefined {
  const key = `${group}/${version}/${kind}`;
  const row = Object.hasOwn(APIS, key) ? APIS[key] : undefined;
  if (row === undefined) return undefined;
  const [introduced, deprecated, removed, replacement] = row;
  return {
    ...(introduced === null ? {} : { introduced }),
    ...(deprecated === null ? {} : { deprecated }),
    ...(removed === null ? {} : { removed }),
    ...(replacement === null ? {} : { replacement: parseReplacement(replacement) }),
  };
}

/**
 * Whether a Kubernetes release (`1.34`, `1.34.2`, `v1.34`) serves an API version of a kind; undefined for kinds that
 * are not Kubernetes' own and for releases that cannot be read.
 */
export function serves(release: string, group: string, version: string, kind: string): boolean | undefined {
  const life = lifecycle(group, version, kind);
  const minor = minorOf(release);
  if (life === undefined || minor === undefined) return undefined;
  const from = life.introduced === undefined ? 0 : (minorOf(life.introduced) ?? 0);
  const until = life.removed === undefined ? undefined : minorOf(life.removed);
  return minor >= from && (until === undefined || minor < until);
}

/** Kinds that a Kubernetes release serves, as `group/version/Kind` (core group: `/v1/Pod`), sorted. */
export function knownKinds(release: string): readonly string[] {
  return Object.keys(APIS).filter(key => {
    const [group = '', version = '', kind = ''] = key.split('/');
    return serves(release, group, version, kind) === true;
  });
}

/** `1.34`, `v1.34.2` -> 34. */
function minorOf(release: string): number | undefined {
  const match = /^v?1\.(\d+)(?:\.|$|[-+])/.exec(release);
  return match === null ? undefined : Number(match[1]);
}

function parseReplacement(text: string): { group: string; version: string; kind: string } {
  const [group = '', version = '', kind = ''] = text.split('/');
  return { group, version, kind };
}
