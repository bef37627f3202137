import { type Manifest, own, scalarText, valueAt } from '../../../manifest/index.ts';
import { nearest } from '../../../nearest.ts';
import { isNamespaced, knownKinds } from '../../../schema/index.ts';
import type { Role } from '../types.ts';

/** A resource of the API, as rules name it. */
export interface ApiResource {
  /** `deployments`. */
  readonly plural: string;
  /** '' is the core group. */
  readonly group: string;
  /** undefined: not known. */
  readonly namespaced?: boolean;
  /** What else people call it: `deployment`, `deploy`. */
  readonly aliases: readonly string[];
  /** Known only because rules name it. */
  readonly unserved?: true;
}

/** Short names of Kubernetes' own resources (`ShortNames` in pkg/registry), as `kubectl api-resources` lists them. */
const SHORT: Readonly<Record<string, string>> = {
  cm: 'configmaps',
  cj: 'cronjobs',
  crd: 'customresourcedefinitions',
  crds: 'customresourcedefinitions',
  cs: 'componentstatuses',
  csr: 'certificatesigningrequests',
  deploy: 'deployments',
  ds: 'daemonsets',
  ep: 'endpoints',
  ev: 'events',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  limits: 'limitranges',
  netpol: 'networkpolicies',
  no: 'nodes',
  ns: 'namespaces',
  pc: 'priorityclasses',
  pdb: 'poddisruptionbudgets',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sc: 'storageclasses',
  sts: 'statefulsets',
  svc: 'services',
};

/** Subresources that every resource can have, and those of Kubernetes that no role of its own names. */
const SUBRESOURCES: readonly string[] = [
  '*/status',
  '*/scale',
  'pods/resize',
  'pods/binding',
  'pods/ephemeralcontainers',
  'nodes/log',
  'nodes/checkpoint',
  'nodes/configz',
  'nodes/healthz',
  'nodes/pods',
  'namespaces/finalize',
];

/** Resources that only rules know: no object of them can be made. */
const VIRTUAL: readonly ApiResource[] = [
  { plural: 'users', group: '', namespaced: false, aliases: ['user'] },
  { plural: 'groups', group: '', namespaced: false, aliases: ['group'] },
  { plural: 'signers', group: 'certificates.k8s.io', namespaced: false, aliases: ['signer'] },
];

/**
 * The resources that a Kubernetes version serves, those of the CustomResourceDefinitions among the manifests, and those
 * that rules name with one group.
 */
export class ApiResources {
  readonly #all: readonly ApiResource[];
  /** `pods/exec`, as rules name them. */
  readonly #subresources = new Set(SUBRESOURCES);

  constructor(kubernetes: string, manifests: readonly Manifest[], roles: readonly Role[]) {
    const known = new Map<string, ApiResource>();
    const add = (resource: ApiResource) => {
      const id = `${resource.plural}.${resource.group}`;
      if (!known.has(id)) known.set(id, resource);
    };
    for (const kind of knownKinds(kubernetes)) add(builtIn(kind));
    for (const resource of VIRTUAL) add(resource);
    for (const { object } of manifests) {
      if (object.kind === 'CustomResourceDefinition') add(custom(valueAt(object, ['spec'])));
    }
    for (const { rules } of roles) {
      for (const { rule } of rules) {
        for (const name of rule.resources) if (name.includes('/')) this.#subresources.add(name);
        const [group] = rule.apiGroups;
        if (group === undefined || rule.apiGroups.length > 1 || group === '*') continue;
        for (const name of rule.resources) {
          const plural = name.split('/')[0] as string;
          if (plural !== '*' && plural !== '') add({ plural, group, aliases: [], unserved: true });
        }
      }
    }
    this.#all = [...known.values()];
  }

  /** Those that a word can mean, by plural, singular, kind or short name; of one group where it names one. */
  find(word: string): readonly ApiResource[] {
    const lower = word.toLowerCase();
    const [name = '', ...rest] = lower.split('.');
    const group = rest.join('.');
    const plural = SHORT[name] ?? name;
    const named = this.#all.filter(each => each.plural === plural || each.aliases.includes(name));
    if (group === '') return named;
    return named.filter(each => each.group === group || each.group.startsWith(`${group}.`));
  }

  /** Whether a subresource is one of Kubernetes, or some rule names it. */
  hasSubresource({ plural }: ApiResource, subresource: string): boolean {
    return this.#subresources.has(`${plural}/${subresource}`) || this.#subresources.has(`*/${subresource}`);
  }

  nearest(word: string): string | undefined {
    return nearest(
      word,
      this.#all.flatMap(({ plural, aliases }) => [plural, ...aliases]),
    );
  }
}

/** @param kind `apps/v1/Deployment`, `/v1/Pod` */
function builtIn(kind: string): ApiResource {
  const [group = '', , name = ''] = kind.split('/');
  const namespaced = isNamespaced(group, name);
  return {
    plural: pluralOf(name),
    group,
    aliases: [name.toLowerCase()],
    ...(namespaced === undefined ? {} : { namespaced }),
  };
}

/** Source: `UnsafeGuessKindToResource`, k8s.io/apimachinery/pkg/api/meta/restmapper.go. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (name.endsWith('s')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function custom(spec: ReturnType<typeof valueAt>): ApiResource {
  const names = own(spec, 'names');
  const short = own(names, 'shortNames');
  return {
    plural: scalarText(own(names, 'plural')),
    group: scalarText(own(spec, 'group')),
    namespaced: scalarText(own(spec, 'scope')) !== 'Cluster',
    aliases: [
      scalarText(own(names, 'singular')),
      scalarText(own(names, 'kind')).toLowerCase(),
      ...(Array.isArray(short) ? short.map(name => scalarText(name)) : []),
    ].filter(name => name !== ''),
  };
}
