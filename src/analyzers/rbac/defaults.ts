import data from '../../../data/rbac/defaults.json' with { type: 'json' };
import { type JsonObject, own, valueAt } from '../../manifest/index.ts';
import { RBAC_GROUP } from './types.ts';

/** Set on everything that the API server creates and keeps by itself. */
export const BOOTSTRAPPING_LABEL = 'kubernetes.io/bootstrapping';
/** At `"true"` the API server restores missing rules and subjects whenever it starts. */
export const AUTOUPDATE_ANNOTATION = 'rbac.authorization.kubernetes.io/autoupdate';

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly aggregationRule?: JsonObject;
  /** Positions in `rules` of the file. */
  readonly rules?: readonly number[];
  readonly roleRef?: JsonObject;
  readonly subjects?: JsonObject[];
  readonly since: number;
  /** The first release that does not have it so. */
  readonly until?: number;
}

const ROWS = data.objects as unknown as readonly Row[];
const RULES = data.rules as unknown as readonly JsonObject[];
const MINORS: readonly number[] = data.modules['k8s.io/kubernetes'].map(
  version => minorOf(version) as number,
);
const known = new Map<number, readonly JsonObject[]>();

/**
 * The roles and bindings that a cluster of a Kubernetes release has by itself, with the feature gates of the release
 * as they are by default, sorted by kind, namespace and name. Do not change them: they are shared.
 *
 * Source: Kubernetes' own record in plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata, by way of
 * `data/rbac/defaults.json`. Aggregated roles have no rules here; `aggregate` gives them theirs.
 *
 * @param kubernetes `1.34`, `v1.34.2`; what is older or newer than the data gets the nearest release it has, and
 *   what cannot be read the newest
 */
export function defaultObjects(kubernetes: string): readonly JsonObject[] {
  const [oldest, newest] = [MINORS[0] as number, MINORS.at(-1) as number];
  const minor = Math.min(Math.max(minorOf(kubernetes) ?? newest, oldest), newest);
  let objects = known.get(minor);
  if (objects === undefined) {
    objects = ROWS.filter(({ since, until }) => since <= minor && (until === undefined || minor < until)).map(
      unpacked,
    );
    known.set(minor, objects);
  }
  return objects;
}

/** Whether an object of an export is one that the cluster has by itself. A repository may write the label too. */
export function isBootstrapped(object: JsonObject): boolean {
  return own(valueAt(object, ['metadata', 'labels']), BOOTSTRAPPING_LABEL) === 'rbac-defaults';
}

function unpacked({
  kind,
  name,
  namespace,
  labels,
  aggregationRule,
  rules,
  roleRef,
  subjects,
}: Row): JsonObject {
  return {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { [BOOTSTRAPPING_LABEL]: 'rbac-defaults', ...labels },
      annotations: { [AUTOUPDATE_ANNOTATION]: 'true' },
    },
    ...(aggregationRule === undefined ? {} : { aggregationRule }),
    ...(rules === undefined ? {} : { rules: rules.map(index => RULES[index] as JsonObject) }),
    ...(roleRef === undefined ? {} : { roleRef }),
    ...(subjects === undefined ? {} : { subjects }),
  };
}

/** `1.34`, `v1.34.2` -> 34. */
function minorOf(release: string): number | undefined {
  const match = /^v?1\.(\d+)(?:\.|$|[-+])/.exec(release);
  return match === null ? undefined : Number(match[1]);
}
