import {
  type Json,
  type Manifest,
  own,
  podSpecsOf,
  scalarText,
  stringMap,
  valueAt,
} from '../../../manifest/index.ts';
import { nearest } from '../../../nearest.ts';
import { byText } from '../../../repository/index.ts';
import { type Authorizer, UNNAMED_NAMESPACE } from '../authorizer.ts';
import { accountOf, serviceAccount } from '../subjects.ts';
import type { Binding, Role, Subject } from '../types.ts';
import { vendorOf } from '../vendors.ts';
import { environmentsOf, inEach } from './environments.ts';
import { missingRole, named, objectName } from './naming.ts';
import type { Cluster, Unused, UnusedAnswer, UnusedReason } from './types.ts';

/** A cluster with the objects that are no RBAC: ServiceAccounts, and the workloads that run as them. */
export interface WholeCluster extends Cluster {
  /** What is rendered. */
  readonly manifests: readonly Manifest[];
  /** Of the export of a cluster, which has no workloads: it cannot say what runs. */
  readonly context: readonly Manifest[];
}

/**
 * Roles that nobody is bound to, bindings that give nobody anything, subjects that are not here, and accounts with
 * permissions that nothing here runs as. What comes with Kubernetes is left out.
 */
export function unused(clusters: readonly WholeCluster[]): UnusedAnswer {
  const found = inEach(clusters, cluster => [
    ...unboundRoles(cluster.authorizer),
    ...emptyBindings(cluster.authorizer),
    ...missingRoles(cluster.authorizer),
    ...accounts(cluster),
  ]);
  return {
    environments: environmentsOf(clusters),
    unused: found.sort(
      (a, b) =>
        ORDER.indexOf(a.why) - ORDER.indexOf(b.why) ||
        byText(a.what.name, b.what.name) ||
        byText(a.named ?? '', b.named ?? ''),
    ),
    closed: clusters.every(({ authorizer }) => authorizer.closed),
  };
}

const ORDER: readonly UnusedReason[] = [
  'role-missing',
  'account-missing',
  'binding-empty',
  'role-unbound',
  'account-idle',
];

type Found = Omit<Unused, 'environments'>;

function unboundRoles({ roles, bindings }: Authorizer): Found[] {
  const bound = new Set(bindings.map(({ role }) => role));
  const collected = new Set(
    roles
      .filter(({ aggregated }) => aggregated)
      .flatMap(role => role.rules.map(({ writtenIn }) => writtenIn))
      .map(({ kind, namespace, name }) => objectName({ kind, namespace, name })),
  );
  return roles
    .filter(
      role => isTeams(role) && !bound.has(role) && !collected.has(objectName(role)) && !feedsDefaults(role),
    )
    .map(role => ({ what: named(role, ['metadata', 'name']), why: 'role-unbound' }));
}

/** Collected by `admin`, `edit` or `view`, which every cluster has whether or not they are known here. */
function feedsDefaults({ labels }: Role): boolean {
  return ['admin', 'edit', 'view'].some(
    role => labels[`rbac.authorization.k8s.io/aggregate-to-${role}`] === 'true',
  );
}

/** What somebody wrote, in the repository or in the cluster that was exported. */
function written(bindings: readonly Binding[]): readonly Binding[] {
  return bindings.filter(isTeams);
}

/** Whether a team can take it away: what comes with Kubernetes, or with the vendor of the cluster, comes back. */
function isTeams({ from, name, manifest }: Role | Binding): boolean {
  if (from !== 'context') return from === 'repository';
  const labels = manifest === undefined ? {} : stringMap(valueAt(manifest.object, ['metadata', 'labels']));
  return vendorOf(name, labels) === undefined;
}

function emptyBindings({ bindings }: Authorizer): Found[] {
  return written(bindings)
    .filter(({ subjects }) => subjects.length === 0)
    .map(binding => ({ what: named(binding, ['subjects']), why: 'binding-empty' }));
}

function missingRoles({ bindings, roles }: Authorizer): Found[] {
  return written(bindings)
    .filter(({ role }) => role === undefined)
    .map(binding => {
      const { roleRef, namespace } = binding;
      const candidates = roles
        .filter(
          role => role.kind === roleRef.kind && (role.kind === 'ClusterRole' || role.namespace === namespace),
        )
        .map(({ name }) => name);
      const near = nearest(roleRef.name, candidates);
      return {
        what: named(binding, ['roleRef', 'name']),
        why: 'role-missing',
        named: missingRole(binding),
        ...(near === undefined ? {} : { near }),
      };
    });
}

/** Made by the control plane in every namespace (serviceaccounts_controller). */
const MADE = 'default';

function accounts({ authorizer, manifests, context }: WholeCluster): Found[] {
  const there = new Map<Subject, Manifest>();
  for (const manifest of [...context, ...manifests]) {
    const { group, kind, namespace, name } = manifest.resource;
    if (group === '' && kind === 'ServiceAccount')
      there.set(serviceAccount(namespace || UNNAMED_NAMESPACE, name), manifest);
  }
  const running = runningAs(manifests);
  const isRendered = new Set(manifests);
  const found: Found[] = [];
  for (const subject of authorizer.subjects()) {
    const account = accountOf(subject);
    const bindings = written(authorizer.bindingsOf(subject));
    const [binding] = bindings;
    if (account === undefined || binding === undefined) continue;
    const manifest = there.get(subject);
    if (manifest !== undefined) {
      if (!running.has(subject) && isRendered.has(manifest))
        found.push({
          what: named({ kind: 'ServiceAccount', ...account, from: 'repository', manifest }, [
            'metadata',
            'name',
          ]),
          why: 'account-idle',
        });
      continue;
    }
    if (account.name === MADE || running.has(subject)) continue;
    const near = nearest(`${account.namespace}/${account.name}`, [...there.keys()].map(shortName));
    for (const each of bindings) {
      const at = each.subjects.find(bound => bound.subject === subject)?.index ?? 0;
      found.push({
        what: named(each, ['subjects', at]),
        why: 'account-missing',
        named: subject,
        ...(near === undefined ? {} : { near: `ServiceAccount ${near}` }),
      });
    }
  }
  return found;
}

function shortName(subject: Subject): string {
  return subject.slice('ServiceAccount '.length);
}

/** How deep an object is looked through; Kubernetes' own go no deeper. */
const DEPTH = 24;
/** Custom resources name the account their operator runs pods as under one of these. */
const KEYS = new Set(['serviceAccountName', 'serviceAccount', 'serviceAccountRef']);
const TOKEN = 'kubernetes.io/service-account-token';
const TOKEN_OF = 'kubernetes.io/service-account.name';

/** ServiceAccounts that something here uses: pods, custom resources that name one, and Secrets with a token of one. */
function runningAs(manifests: readonly Manifest[]): ReadonlySet<Subject> {
  const accounts = new Set<Subject>();
  for (const manifest of manifests) {
    const { object, resource } = manifest;
    const namespace = resource.namespace || UNNAMED_NAMESPACE;
    const add = (name: string) => accounts.add(serviceAccount(namespace, name));
    const pods = podSpecsOf(manifest);
    for (const { spec } of pods) {
      const name =
        scalarText(valueAt(spec, ['serviceAccountName'])) || scalarText(valueAt(spec, ['serviceAccount']));
      add(name || MADE);
    }
    if (resource.kind === 'Secret' && object.type === TOKEN)
      add(stringMap(valueAt(object, ['metadata', 'annotations']))[TOKEN_OF] ?? '');
    if (pods.length === 0) for (const name of namesIn(object.spec, DEPTH)) add(name);
  }
  return accounts;
}

/** Names under the keys that name an account: as text, or as a reference. */
function namesIn(value: Json | undefined, depth: number): string[] {
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(item => namesIn(item, depth - 1));
  return Object.entries(value).flatMap(([key, member]) => {
    const name = KEYS.has(key) ? scalarText(member) || scalarText(own(member, 'name')) : '';
    return name === '' ? namesIn(member, depth - 1) : [name];
  });
}
