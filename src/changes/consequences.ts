import { parseQuantity } from '../guardrails/index.ts';
import {
  effectiveWorkload,
  type Manifest,
  type ManifestSet,
  own,
  type Resource,
  resourceLabel,
  scalarText,
} from '../manifest/index.ts';
import { byText } from '../repository/index.ts';
import type { ResourceChange } from './diff/index.ts';
import { refusedFields } from './immutable.ts';
import { backendsOf, referencesOf } from './references.ts';
import type { Restarting } from './restarts.ts';
import type { ChangedResource, Consequence, ConsequenceKind } from './types.ts';
import { changedResource, inRenderings, listed, type Renderings, resourcesText } from './words.ts';

const RISKS = ['high', 'medium', 'low'] as const;
const KINDS: readonly ConsequenceKind[] = ['data', 'refused', 'dangling', 'recreated', 'stale', 'scaled'];
/** Users of a thing named in one sentence. */
const USERS = 3;

/** A consequence in one rendering; those with the same text in several are one. */
interface Found {
  readonly kind: ConsequenceKind;
  readonly risk: Consequence['risk'];
  /** Names resources as it is told to. */
  readonly text: (label: Label, all: readonly Manifest[]) => string;
  /** What is told together whatever the resource; else the same text is. */
  readonly id?: string;
  readonly manifest: Manifest;
}

type Label = (resource: Resource) => string;
const anywhere: Label = resource => resourceLabel({ ...resource, namespace: '' });

export interface ConsequenceInput {
  readonly all: Renderings;
  readonly changes: readonly ResourceChange[];
  readonly base: ManifestSet;
  readonly head: ManifestSet;
  readonly restarts: readonly Restarting[];
}

/** What a change does that its text does not say, highest risk first. */
export function consequencesOf(input: ConsequenceInput): Consequence[] {
  const users = new Users(input.head);
  const restarting = new Set(input.restarts.map(({ manifest }) => key(changedResource(manifest))));
  const found = input.changes.flatMap(change => [
    ...gone(change, users),
    ...recreated(change, input),
    ...refused(change),
    ...scaled(change, input),
    ...stale(change, users, restarting),
  ]);
  const groups = new Map<string, Found[]>();
  for (const each of found) {
    const id = `${each.kind}\0${each.id ?? each.text(anywhere, [each.manifest])}`;
    groups.set(id, [...(groups.get(id) ?? []), each]);
  }
  return [...groups.values()]
    .map(group => {
      const { kind, risk, text } = group[0] as Found;
      const resources = group.map(({ manifest }) => changedResource(manifest));
      const isOne = new Set(resources.map(({ resource }) => resource.namespace)).size === 1;
      const where = inRenderings(resources, input.all);
      return {
        kind,
        risk,
        text: text(
          isOne ? resourceLabel : anywhere,
          group.map(({ manifest }) => manifest),
        ),
        where,
        resources,
      };
    })
    .sort(
      (a, b) =>
        RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        byText(a.text, b.text),
    );
}

/** What is taken away, whatever took its place under another name. */
function gone(change: ResourceChange, users: Users): Found[] {
  const { base, operation, moved } = change;
  if (base === undefined || !(operation === 'removed' || moved === 'name' || moved === 'namespace'))
    return [];
  const found: Found[] = [];
  const lost = dataLost(base);
  if (lost !== undefined) found.push({ kind: 'data', manifest: base, ...lost });
  const left = users.of(base);
  if (left.length > 0) {
    const named = (label: Label) =>
      listed([...new Set(left.map(each => label(each.resource)))].slice(0, USERS));
    const more = left.length > USERS ? ` and ${left.length - USERS} more` : '';
    const routed = base.resource.kind === 'Service';
    found.push({
      kind: 'dangling',
      risk: 'high',
      manifest: base,
      text: label =>
        `${label(base.resource)} goes, and ${named(label)}${more} still ${routed ? 'sends traffic to it' : 'needs it: new pods will not start'}.`,
    });
  }
  return found;
}

function dataLost(base: Manifest): Pick<Found, 'text' | 'risk'> | undefined {
  const { object, resource } = base;
  const { group, kind } = resource;
  const keep = own(own(own(object, 'metadata'), 'annotations'), 'helm.sh/resource-policy') === 'keep';
  // https://helm.sh/docs/howto/charts_tips_and_tricks: Helm leaves it alone.
  if (keep) {
    return {
      risk: 'low',
      text: label => `${label(resource)} leaves the chart and stays in the cluster: Helm is told to keep it.`,
    };
  }
  switch (`${group}/${kind}`) {
    case '/Namespace':
      return { risk: 'high', text: label => `${label(resource)} is deleted with everything in it.` };
    case '/PersistentVolumeClaim':
      return {
        risk: 'high',
        text: label =>
          `${label(resource)} is deleted, and its data with it unless the volume's reclaim policy is Retain.`,
      };
    case '/PersistentVolume':
      return {
        risk: 'medium',
        text: label => `${label(resource)} is deleted: what claims it loses its storage.`,
      };
    case 'apiextensions.k8s.io/CustomResourceDefinition': {
      const of = scalarText(own(own(own(object, 'spec'), 'names'), 'kind'));
      return {
        risk: 'high',
        text: label => `${label(resource)} is deleted with every ${of || 'object'} in the cluster.`,
      };
    }
    case 'apps/StatefulSet': {
      const templates = own(own(object, 'spec'), 'volumeClaimTemplates');
      if (!Array.isArray(templates) || templates.length === 0) return undefined;
      const policy = own(own(object, 'spec'), 'persistentVolumeClaimRetentionPolicy');
      return own(policy, 'whenDeleted') === 'Delete'
        ? {
            risk: 'high',
            text: label =>
              `${label(resource)} is deleted, and its claims with their data (whenDeleted: Delete).`,
          }
        : {
            risk: 'medium',
            text: label =>
              `${label(resource)} is deleted; its claims stay behind with their data, and nobody uses them.`,
          };
    }
    default:
      return undefined;
  }
}

/** Another name or namespace is another object: the old one goes and a new one comes. */
function recreated({ base, head, moved }: ResourceChange, { head: set }: ConsequenceInput): Found[] {
  if (base === undefined || head === undefined || (moved !== 'name' && moved !== 'namespace')) return [];
  // Said where its data is spoken of.
  if (dataLost(base) !== undefined || !set.podSpecs(head).some(({ byShape }) => byShape !== true)) return [];
  const [old, fresh] = [base.resource, head.resource];
  const isElsewhere = moved === 'namespace';
  return [
    {
      kind: 'recreated',
      risk: 'medium',
      manifest: head,
      id: isElsewhere ? `${old.namespace}\0${fresh.namespace}` : `${anywhere(old)}\0${fresh.name}`,
      text: (label, all) =>
        isElsewhere
          ? `${resourcesText(all)}: deleted in namespace ${old.namespace || '(none)'} and made anew in ${fresh.namespace || '(none)'}, which is no rolling update.`
          : `${label(old)} is deleted and ${label(fresh)} made, which is no rolling update.`,
    },
  ];
}

function refused(change: ResourceChange): Found[] {
  const { head } = change;
  if (head === undefined) return [];
  const found: Found[] = [];
  const fields = refusedFields(change);
  if (fields.length > 0) {
    const names = listed([...new Set(fields.map(short))]);
    found.push({
      kind: 'refused',
      risk: 'high',
      manifest: head,
      text: label =>
        `${label(head.resource)}: ${names} cannot be changed in place. The API server refuses it until the ${head.resource.kind} is deleted and made anew.`,
    });
  }
  const storage = change.fields.find(({ field }) => field === 'spec.resources.requests.storage');
  const [old, fresh] = [parseQuantity(storage?.before), parseQuantity(storage?.after)];
  if (head.resource.kind === 'PersistentVolumeClaim' && old !== undefined && fresh !== undefined) {
    if (fresh.compare(old) < 0n)
      found.push({
        kind: 'refused',
        risk: 'high',
        manifest: head,
        text: label =>
          `${label(head.resource)} asks for less storage than it has: the API server refuses to shrink a claim.`,
      });
  }
  return found;
}

/** `spec.selector.matchLabels.app` -> `spec.selector`: the part that is fixed as a whole. */
function short(field: string): string {
  return field
    .split(/[.[]/)
    .slice(0, field.startsWith('spec.') ? 2 : 1)
    .join('.');
}

function scaled({ base, head }: ResourceChange, { base: before, head: after }: ConsequenceInput): Found[] {
  if (base === undefined || head === undefined) return [];
  const [old, fresh] = [replicas(base, before), replicas(head, after)];
  if (old === undefined || fresh === undefined || old === fresh) return [];
  const text = (label: Label) =>
    `${label(head.resource)} goes from ${old} to ${fresh} ${fresh === 1 ? 'pod' : 'pods'}.`;
  return [{ kind: 'scaled', risk: fresh === 0 ? 'medium' : 'low', manifest: head, text }];
}

function replicas(manifest: Manifest, set: ManifestSet): number | undefined {
  const [pod] = set.podSpecs(manifest);
  return pod === undefined ? undefined : effectiveWorkload(pod, set).replicas?.value;
}

/** Content that changes under a name that stays: who uses it does not notice by itself. */
function stale(
  { base, head, moved, fields }: ResourceChange,
  users: Users,
  restarting: ReadonlySet<string>,
): Found[] {
  if (base === undefined || head === undefined || moved !== undefined) return [];
  const { kind } = head.resource;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  if (!fields.some(({ field, noise }) => noise === undefined && /^(?:data|binaryData)\b/.test(field)))
    return [];
  return users.of(head).flatMap(user => {
    if (!LASTING.has(user.resource.kind) || restarting.has(key(changedResource(user)))) return [];
    const once = users.readsOnce(user, head.resource);
    const text = (label: Label) =>
      once
        ? `${label(user.resource)} does not restart: it works with the old content of ${kind} ${head.resource.name} until somebody restarts it.`
        : `${label(user.resource)} does not restart: the files of ${kind} ${head.resource.name} follow in a minute or so, if it reads them again.`;
    return [
      { kind: 'stale' as const, risk: once ? ('medium' as const) : ('low' as const), manifest: user, text },
    ];
  });
}

/** What runs until it is replaced. */
const LASTING = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'Pod', 'ReplicaSet']);

function key({ target, environment, resource }: ChangedResource): string {
  return [target, environment, resource.group, resource.kind, resource.namespace, resource.name].join('\0');
}

/** Who in the head needs what. */
class Users {
  readonly #users = new Map<string, Manifest[]>();
  readonly #once = new Set<string>();
  readonly #head: ManifestSet;

  constructor(head: ManifestSet) {
    this.#head = head;
    for (const manifest of head.manifests) {
      const { kind, group } = manifest.resource;
      for (const pod of head.podSpecs(manifest)) {
        for (const { kind: needed, name, use } of referencesOf(pod)) {
          this.#add(manifest, needed, name);
          if (use === 'once') this.#once.add(`${key(changedResource(manifest))}\0${needed}\0${name}`);
        }
      }
      const isRoute = kind === 'Ingress' || group === 'gateway.networking.k8s.io';
      if (isRoute) for (const name of backendsOf(manifest.object)) this.#add(manifest, 'Service', name);
    }
  }

  /**
   * Among what is deployed together. When nobody is there, among all of an environment of that name: unless one of those
   * renderings has such a resource of its own, which is what is meant then.
   */
  of({ origin, resource }: Manifest): readonly Manifest[] {
    const { kind, namespace, name, group } = resource;
    const all = group === '' ? (this.#users.get([kind, namespace, name].join('\0')) ?? []) : [];
    const here = all.filter(({ origin: { target, environment } }) => {
      return target.id === origin.target.id && environment.name === origin.environment.name;
    });
    if (here.length > 0 || namespace === '' || this.#head.find(resource).length > 0) return here;
    return all.filter(each => each.origin.environment.name === origin.environment.name);
  }

  readsOnce(user: Manifest, { kind, name }: Resource): boolean {
    return this.#once.has(`${key(changedResource(user))}\0${kind}\0${name}`);
  }

  #add(manifest: Manifest, kind: string, name: string): void {
    const id = [kind, manifest.resource.namespace, name].join('\0');
    const known = this.#users.get(id);
    if (known === undefined) this.#users.set(id, [manifest]);
    else if (known.at(-1) !== manifest) known.push(manifest);
  }
}
