import { describe, expect, test } from '@jest/globals';
import { CATALOGUE } from '../../../src/analyzers/rbac/catalogue/index.ts';
import { reach, reachOfRole } from '../../../src/analyzers/rbac/reach.ts';
import { authorizerOf, BOT, granted } from './granted.ts';

const RBAC = 'rbac.authorization.k8s.io';
const CERT = 'certificates.k8s.io';
const AUTHN = 'authentication.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** `SE001 critical`, `SE001 high shop`, `SE004 medium shop [db]`; without what is part of being allowed everything. */
function reached(yaml: string, { subject = BOT, kubernetes = '1.34', defaults = false } = {}): string[] {
  return reach(authorizerOf(yaml, { defaults }), subject, { kubernetes })
    .filter(each => each.within === undefined)
    .map(({ entry, severity, scope, names }) =>
      [entry.id, severity, scope, names.length === 0 ? '' : `[${names.join(', ')}]`]
        .filter(Boolean)
        .join(' '),
    );
}

interface Row {
  readonly grants: readonly string[];
  readonly is: readonly string[];
  readonly kubernetes?: string;
}

const rows: readonly Row[] = [
  // RB001 to RB003: three stars, in one rule.
  { grants: ['* *.*'], is: ['RB001 critical'] },
  {
    grants: ['get,list,watch,create,update,patch,delete,deletecollection secrets.*'],
    is: ['SE001 critical', 'SE005 critical'],
  },
  { grants: ['shop: * *.*'], is: ['RB003 high shop'] },
  { grants: ['kube-system! * *.*'], is: ['RB003 critical kube-system'] },
  // RB004, RB005: escalate with a write, on the same role.
  { grants: [`escalate,update clusterroles.${RBAC}`], is: ['RB004 critical'] },
  { grants: [`escalate clusterroles.${RBAC}`, `patch clusterroles.${RBAC}`], is: ['RB004 critical'] },
  {
    grants: [`escalate,update clusterroles.${RBAC} tenant`],
    is: ['RB004 high [tenant]', 'RB009 low [tenant]'],
  },
  {
    grants: [`escalate,update clusterroles.${RBAC} cluster-admin`],
    is: ['RB004 critical [cluster-admin]', 'RB009 low [cluster-admin]'],
  },
  { grants: [`escalate clusterroles.${RBAC} a`, `update clusterroles.${RBAC} b`], is: ['RB009 low [b]'] },
  { grants: [`escalate clusterroles.${RBAC}`], is: [] },
  { grants: [`shop! escalate,update clusterroles.${RBAC}`], is: [] },
  { grants: [`shop: escalate,patch roles.${RBAC}`], is: ['RB005 high shop'] },
  { grants: [`escalate,patch roles.${RBAC}`], is: ['RB005 critical'] },
  // RB006 to RB009: bind, with a write on bindings; a write alone.
  { grants: [`bind clusterroles.${RBAC}`, `create clusterrolebindings.${RBAC}`], is: ['RB006 critical'] },
  { grants: [`bind clusterroles.${RBAC}`], is: [] },
  { grants: [`bind clusterrolebindings.${RBAC}`], is: [] },
  { grants: [`shop! bind clusterroles.${RBAC}`, `create clusterrolebindings.${RBAC}`], is: ['RB008 medium'] },
  { grants: [`bind clusterroles.${RBAC}`, `shop: create rolebindings.${RBAC}`], is: ['RB007 high shop'] },
  {
    grants: [`shop! bind clusterroles.${RBAC}`, `shop: patch rolebindings.${RBAC}`],
    is: ['RB007 high shop'],
  },
  {
    grants: [`shop! bind clusterroles.${RBAC}`, `other: patch rolebindings.${RBAC}`],
    is: ['RB008 medium other'],
  },
  {
    grants: [`kube-system: bind roles.${RBAC}`, `kube-system: create rolebindings.${RBAC}`],
    is: ['RB007 critical kube-system'],
  },
  { grants: [`create clusterrolebindings.${RBAC}`], is: ['RB008 medium'] },
  { grants: [`shop: update roles.${RBAC}`], is: ['RB009 medium shop'] },
  // RB012 to RB015: impersonation.
  { grants: ['impersonate users'], is: ['RB012 critical'] },
  { grants: ['shop: impersonate users'], is: [] },
  { grants: ['shop! impersonate users'], is: [] },
  { grants: ['impersonate users jane'], is: ['RB012 high [jane]'] },
  {
    grants: ['impersonate users system:kube-controller-manager'],
    is: ['RB012 critical [system:kube-controller-manager]'],
  },
  { grants: ['impersonate users,groups'], is: ['RB012 critical', 'RB013 critical'] },
  { grants: ['impersonate groups'], is: [] },
  {
    grants: ['impersonate groups system:masters', 'shop: impersonate serviceaccounts'],
    is: ['RB013 critical [system:masters]', 'RB014 high shop'],
  },
  { grants: ['impersonate serviceaccounts'], is: ['RB014 critical'] },
  { grants: ['kube-system: impersonate serviceaccounts'], is: ['RB014 critical kube-system'] },
  { grants: [`impersonate userextras/scopes.${AUTHN}`], is: ['RB015 medium'] },
  { grants: [`impersonate uids.${AUTHN}`], is: ['RB015 medium'] },
  { grants: [`impersonate userextras.${AUTHN}`], is: [] },
  { grants: [`impersonate userextras/*.${AUTHN}`], is: [] },
  { grants: ['impersonate uids'], is: [] },
  // RB016: both questions, of the same mode, and only where the API server asks them.
  {
    grants: [`impersonate:user-info users.${AUTHN}`, 'shop: impersonate-on:user-info:list pods'],
    is: ['RB016 medium shop'],
    kubernetes: '1.36',
  },
  { grants: [`impersonate:user-info users.${AUTHN}`, 'shop: impersonate-on:user-info:list pods'], is: [] },
  {
    grants: [`impersonate:user-info users.${AUTHN}`, 'impersonate-on:serviceaccount:list pods'],
    is: [],
    kubernetes: '1.36',
  },
  {
    grants: [
      `impersonate:serviceaccount serviceaccounts.${AUTHN}`,
      'impersonate-on:serviceaccount:get secrets',
    ],
    is: ['RB016-serviceaccount high'],
    kubernetes: '1.36',
  },
  {
    grants: [`impersonate:arbitrary-node nodes.${AUTHN}`, 'impersonate-on:arbitrary-node:get pods'],
    is: ['RB016-node high'],
    kubernetes: '1.36',
  },
  {
    grants: [`impersonate:associated-node nodes.${AUTHN} *`, 'impersonate-on:associated-node:get pods'],
    is: ['RB016-own-node medium [*]'],
    kubernetes: '1.36',
  },
  {
    grants: [`impersonate:associated-node nodes.${AUTHN} n1`, 'impersonate-on:associated-node:get pods'],
    is: [],
    kubernetes: '1.36',
  },
  // RB017 to RB019: certificates.
  {
    grants: [
      `create,get certificatesigningrequests.${CERT}`,
      `patch certificatesigningrequests/approval.${CERT}`,
      `approve signers.${CERT} kubernetes.io/*`,
    ],
    is: ['RB017 critical [kubernetes.io/*]'],
  },
  {
    grants: [
      `create,get certificatesigningrequests.${CERT}`,
      `update certificatesigningrequests/approval.${CERT}`,
      `approve signers.${CERT}`,
    ],
    is: ['RB017 critical'],
  },
  {
    grants: [
      `create,get certificatesigningrequests.${CERT}`,
      `update certificatesigningrequests/approval.${CERT}`,
      `approve signers.${CERT} issuers.cert-manager.io/*`,
    ],
    is: [],
  },
  { grants: [`create,get certificatesigningrequests.${CERT}`, `approve signers.${CERT}`], is: [] },
  {
    grants: [`create certificatesigningrequests,certificatesigningrequests/nodeclient.${CERT}`],
    is: ['RB018 high'],
  },
  {
    grants: [`attest signers.${CERT} acme.example/ca`, `update clustertrustbundles.${CERT}`],
    is: ['RB019 low [acme.example/ca]'],
  },
  {
    grants: [`sign signers.${CERT}`, `update certificatesigningrequests/status.${CERT}`],
    is: ['RB019-sign low'],
  },
  // SE001 to SE006: Secrets and tokens.
  { grants: ['watch secrets'], is: ['SE001 critical'] },
  { grants: ['shop: list secrets'], is: ['SE001 high shop'] },
  { grants: ['kube-system! get secrets'], is: ['SE001 critical kube-system'] },
  { grants: ['get secrets', 'shop: get secrets'], is: ['SE001 critical'] },
  { grants: ['get secrets.vault.acme.example'], is: [] },
  { grants: ['get secrets/*'], is: [] },
  { grants: ['get secrets db', 'get secrets cache'], is: ['SE004 medium [cache, db]'] },
  {
    grants: ['get secrets db', 'shop: get secrets db', 'other: get secrets mail'],
    is: ['SE004 medium [db]', 'SE004 medium other [mail]'],
  },
  { grants: ['shop: get secrets *'], is: ['SE004 medium shop [*]'] },
  { grants: ['shop: deletecollection secrets'], is: ['SE002 high shop'] },
  { grants: ['shop: deletecollection secrets db'], is: [] },
  { grants: ['shop: patch secrets'], is: ['SE003 high shop'] },
  { grants: ['shop: update secrets'], is: [] },
  { grants: ['shop: create secrets', 'shop: get secrets'], is: ['SE001 high shop', 'SE005 high shop'] },
  {
    grants: ['create secrets', 'kube-system: get secrets'],
    is: ['SE001 critical kube-system', 'SE005 critical kube-system'],
  },
  { grants: ['shop: create secrets', 'other: get secrets'], is: ['SE001 high other'] },
  { grants: ['create serviceaccounts/token'], is: ['SE006 critical'] },
  { grants: ['create */token'], is: ['SE006 critical'] },
  { grants: ['shop: create serviceaccounts/token bot'], is: ['SE006 medium shop [bot]'] },
  { grants: ['request-serviceaccounts-token-audience vault'], is: ['SE007 low'] },
  { grants: ['request-serviceaccounts-token-audience vault'], is: [], kubernetes: '1.32' },
  // SE008: no names means aws-auth too.
  { grants: ['kube-system: update configmaps'], is: ['SE008 critical kube-system'] },
  { grants: ['kube-system: update configmaps coredns'], is: ['SE008 high kube-system [coredns]'] },
  { grants: ['update configmaps aws-auth'], is: ['SE008 critical kube-system [aws-auth]'] },
  { grants: ['kube-system: update configmaps election'], is: [] },
  { grants: ['shop: update configmaps'], is: [] },
  {
    grants: ['kube-public: patch configmaps cluster-info'],
    is: ['SE008-join high kube-public [cluster-info]'],
  },
  {
    grants: ['shop: patch serviceaccounts', 'shop: create deployments.apps'],
    is: ['WL002 high shop', 'SE009 medium shop'],
  },
  { grants: ['shop: patch serviceaccounts'], is: [] },
  { grants: [`create tokenreviews.${AUTHN}`], is: ['SE011 low'] },
  // WL001 to PV002: pods and nodes.
  { grants: ['shop: create pods'], is: ['WL001 high shop'] },
  { grants: ['create pods'], is: ['WL001 critical'] },
  { grants: ['create pods x'], is: [] },
  { grants: ['create,patch pods x'], is: ['WL001 high [x]', 'WL003 high [x]'] },
  { grants: ['create deployments.apps'], is: ['WL002 critical'] },
  { grants: ['create deployments'], is: [] },
  { grants: ['shop: patch cronjobs.batch'], is: ['WL002 high shop'] },
  { grants: ['shop: patch pods'], is: ['WL003 high shop'] },
  { grants: ['shop: create pods/exec'], is: ['WL004 high shop'] },
  { grants: ['shop: get pods/exec'], is: ['WL004 high shop'] },
  { grants: ['shop: get pods/exec'], is: [], kubernetes: '1.35' },
  { grants: ['create */exec'], is: ['WL004 critical'] },
  { grants: ['create pods/*'], is: [] },
  { grants: ['create pods'], is: ['WL001 critical'] },
  { grants: ['shop: create pods/exec db-0'], is: ['WL004 medium shop [db-0]'] },
  { grants: ['shop: patch pods/ephemeralcontainers'], is: ['WL005 high shop'] },
  { grants: ['shop: get services/proxy'], is: ['WL006 low shop'] },
  { grants: ['get pods/log'], is: ['WL007 low'] },
  { grants: ['shop: create pods/eviction', 'patch nodes'], is: ['ND003 high', 'WL008 medium shop'] },
  { grants: ['shop: create pods/eviction'], is: [] },
  { grants: ['create pods/binding'], is: ['WL009 medium'] },
  { grants: ['patch deployments/scale.apps'], is: ['WL010 medium'] },
  { grants: ['get nodes/proxy'], is: ['ND001 critical'] },
  { grants: ['get */proxy'], is: ['ND001 critical', 'WL006 medium'] },
  { grants: ['shop! get nodes/proxy'], is: [] },
  { grants: ['get nodes/proxy n1'], is: ['ND001 high [n1]'] },
  { grants: ['get nodes/log,nodes/metrics'], is: ['ND002 low'] },
  { grants: ['create nodes/checkpoint'], is: ['ND002-checkpoint medium'] },
  { grants: ['patch nodes/status'], is: ['ND003-status medium'] },
  { grants: ['create volumeattachments.storage.k8s.io'], is: ['ND004 medium'] },
  { grants: ['create persistentvolumes'], is: ['PV001 high'] },
  { grants: ['shop! create persistentvolumes'], is: [] },
  { grants: ['update,patch persistentvolumes'], is: ['PV001-claim medium'] },
  { grants: ['create,patch persistentvolumes'], is: ['PV001 high'] },
  {
    grants: ['shop: create volumesnapshots.snapshot.storage.k8s.io', 'shop: create persistentvolumeclaims'],
    is: ['PV002 low shop'],
  },
  // AD001 to AD008.
  { grants: [`patch validatingwebhookconfigurations.${ADMISSION}`], is: ['AD001 critical'] },
  { grants: [`update validatingwebhookconfigurations.${ADMISSION} mine`], is: ['AD001 medium [mine]'] },
  { grants: [`delete mutatingwebhookconfigurations.${ADMISSION}`], is: ['AD001-delete high'] },
  { grants: [`shop! patch validatingwebhookconfigurations.${ADMISSION}`], is: [] },
  { grants: [`create mutatingadmissionpolicies.${ADMISSION}`], is: ['AD002 critical'] },
  { grants: [`delete validatingadmissionpolicybindings.${ADMISSION}`], is: ['AD002-validating high'] },
  { grants: ['update customresourcedefinitions.apiextensions.k8s.io'], is: ['AD003 medium'] },
  { grants: ['update apiservices.apiregistration.k8s.io'], is: ['AD004 high'] },
  { grants: ['patch namespaces'], is: ['AD005 high'] },
  { grants: ['shop: patch namespaces'], is: ['AD005 high shop'] },
  { grants: ['shop! patch namespaces other'], is: [] },
  { grants: ['patch namespaces shop'], is: ['AD005 medium [shop]'] },
  { grants: ['create policyexceptions.kyverno.io'], is: ['AD006 high'] },
  { grants: ['delete k8srequiredlabels.constraints.gatekeeper.sh'], is: ['AD006 high'] },
  {
    grants: ['use securitycontextconstraints.security.openshift.io privileged'],
    is: ['AD007 high [privileged]'],
  },
  { grants: ['use securitycontextconstraints.security.openshift.io restricted-v2'], is: [] },
  { grants: ['update priorityclasses.scheduling.k8s.io'], is: ['AD008 medium'] },
  // NW001 to NR001.
  { grants: ['patch services/status'], is: ['NW001 medium'] },
  { grants: ['shop: update endpointslices.discovery.k8s.io'], is: ['NW002 low shop'] },
  { grants: ['create httproutes.gateway.networking.k8s.io'], is: ['NW003 medium'] },
  { grants: ['create networkpolicies.networking.k8s.io'], is: [] },
  { grants: ['delete networkpolicies.networking.k8s.io'], is: ['NW004 medium'] },
  { grants: ['deletecollection events.events.k8s.io'], is: ['EV001 medium'] },
  { grants: ['kube-system: update leases.coordination.k8s.io'], is: ['EV002 low kube-system'] },
  { grants: ['kube-system: update leases.coordination.k8s.io my-election'], is: [] },
  { grants: ['get /*'], is: ['NR001 medium'] },
  { grants: ['get /debug/pprof/*'], is: ['NR001-logs medium'] },
  { grants: ['get /metrics'], is: ['NR001-metrics low'] },
  { grants: ['get /healthz'], is: [] },
  { grants: ['shop! get /metrics'], is: [] },
  // TP001: by its own group only.
  { grants: ['create workflows.argoproj.io'], is: ['TP001-argo-workflows high'] },
  { grants: ['shop: create taskruns.tekton.dev'], is: ['TP001-tekton medium shop'] },
  { grants: ['create workflows.*'], is: [] },
  { grants: ['get workflows.argoproj.io'], is: [] },
];

describe('the catalogue, entry by entry', () => {
  test.each(rows)('$grants $kubernetes', ({ grants, is, kubernetes }) => {
    const found = reached(granted(...grants), kubernetes === undefined ? {} : { kubernetes });
    expect([...found].sort()).toEqual([...is].sort());
  });

  test('every entry is reached by one of these, or below', () => {
    const here = new Set(rows.flatMap(({ is }) => is.map(each => each.split(' ')[0])));
    const below = /^(?:RB002|RB010|RB011|RB020|SU00\d|TP001-.*)$/;
    expect(CATALOGUE.map(({ id }) => id).filter(id => !here.has(id) && !below.test(id))).toEqual([]);
  });

  test.each(CATALOGUE.filter(({ id }) => id.startsWith('TP001')))('$id', ({ id, needs }) => {
    const { verbs, group, resources } = needs[0]?.[0] ?? { verbs: [], resources: [] };
    const resource = resources[0] === '*' ? 'anything' : resources[0];
    const [first] = reached(granted(`${verbs[0]} ${resource}.${group}`));
    expect(first).toMatch(new RegExp(`^${id} `));
  });

  test('ids are there once, and every text is whole', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const { can, so, source, title } of CATALOGUE) {
      expect(`${can} ${so} ${title}`).not.toMatch(/undefined|[.!]$|’|\s\s/);
      expect(source).toMatch(/^https:\/\//);
    }
  });
});

/** A binding of `roleRef` for the given subjects. */
function binding(subjects: string, role: string, namespace = ''): string {
  const [kind, at] =
    namespace === '' ? ['ClusterRoleBinding', ''] : ['RoleBinding', `, namespace: ${namespace}`];
  return `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: bound${at}}
subjects: [${subjects}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "${role}"}`;
}

describe('whole roles and subjects', () => {
  const group = (name: string) => `{kind: Group, name: "${name}", apiGroup: rbac.authorization.k8s.io}`;
  const account = (name: string) => `{kind: ServiceAccount, name: ${name}, namespace: shop}`;

  test('cluster-admin, with the cluster known and without', () => {
    const yaml = binding(account('bot'), 'cluster-admin');
    expect(reached(yaml)).toEqual(['RB002 critical']);
    expect(reached(yaml, { defaults: true })).toEqual(['RB002 critical']);
    expect(reached(binding(account('bot'), 'cluster-admin', 'shop'), { defaults: true })).toEqual([
      'RB003 high shop',
    ]);
  });

  test('what is part of everything says so', () => {
    const all = reach(authorizerOf(binding(account('bot'), 'cluster-admin'), { defaults: true }), BOT, {
      kubernetes: '1.34',
    });
    const [admin, ...rest] = all;
    expect(admin?.entry.id).toBe('RB002');
    expect(rest.length).toBeGreaterThan(30);
    expect(new Set(rest.map(({ within }) => within))).toEqual(new Set([admin?.key]));
  });

  test('an aggregated role with an empty selector', () => {
    const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
aggregationRule: {clusterRoleSelectors: [{}]}
rules: []`;
    expect(reached(role + binding(account('bot'), 'all'), { defaults: true })).toEqual([
      'RB001 critical',
      'RB010 critical',
    ]);
  });

  test('a label that feeds view', () => {
    const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: crd-reader, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]`;
    const yaml = role + binding(account('bot'), 'view', 'shop');
    expect(reached(yaml, { defaults: true })).toEqual([
      'SE001 high shop',
      'RB011 medium shop',
      'WL007 low shop',
    ]);
    const [secrets, fed] = reach(authorizerOf(yaml, { defaults: true }), BOT, { kubernetes: '1.34' });
    expect(secrets?.story).toBe(
      'ServiceAccount shop/bot can read every Secret in namespace shop: passwords, keys and tokens. RoleBinding bound gives it get on secrets (ClusterRole view, which takes it from ClusterRole crd-reader).',
    );
    expect(fed?.story).toBe(
      'ServiceAccount shop/bot can do more in namespace shop than the default role says that it is bound to: a label feeds the rules of another ClusterRole into it, for everybody who has it. RoleBinding bound gives it ClusterRole view, which takes it from ClusterRole crd-reader.',
    );
  });

  test('a label that feeds edit what edit has anyway says nothing', () => {
    const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: more, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]`;
    const ids = reached(role + binding(account('bot'), 'edit', 'shop'), { defaults: true });
    expect(ids.filter(id => id.startsWith('RB011'))).toEqual([]);
  });

  test('a role that is nowhere counts only where the cluster is known', () => {
    const yaml = binding(account('bot'), 'gone', 'shop');
    expect(reached(yaml)).toEqual([]);
  });

  const reader = granted('get secrets');
  test.each([
    ['system:unauthenticated', ['SU001 critical [ClusterRole r1]', 'SE001 critical']],
    ['system:authenticated', ['SE001 critical', 'SU002 critical [ClusterRole r1]']],
    ['system:serviceaccounts', ['SE001 critical', 'SU003 critical [ClusterRole r1]']],
    ['system:serviceaccounts:shop', ['SE001 critical', 'SU003 high [ClusterRole r1]']],
    ['system:masters', ['SE001 critical', 'SU005 critical [ClusterRole r1]']],
    ['devs', ['SE001 critical']],
  ])('Group %s', (name, expected) => {
    const found = reached(reader + binding(group(name), 'r1'), { subject: `Group ${name}` });
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test('anonymous users may have what is public', () => {
    const yaml = binding('{kind: User, name: system:anonymous}', 'system:public-info-viewer');
    expect(reached(yaml, { subject: 'User system:anonymous', defaults: true })).toEqual([]);
  });

  test('the default ServiceAccount, a ServiceAccount written as a user, a role of a controller', () => {
    const roles = granted('get configmaps');
    expect(
      reached(roles + binding(account('default'), 'r1'), { subject: 'ServiceAccount shop/default' }),
    ).toEqual(['SU004 medium [ClusterRole r1]']);
    const alias = binding('{kind: User, name: "system:serviceaccount:shop:bot"}', 'r1', 'shop');
    expect(reached(roles + alias)).toEqual(['SU006 low shop [ClusterRole r1]']);
    const controller = binding(account('bot'), 'system:controller:ttl-controller');
    expect(reached(controller, { defaults: true })).toEqual([
      'ND003 high',
      'SU007 high [ClusterRole system:controller:ttl-controller]',
    ]);
  });
});

// The names of roles that may be bound: as bad as what they give.
test.each([
  ['view', 'low'],
  ['edit', 'critical'],
  ['cluster-admin', 'critical'],
  ['nobody-knows', 'high'],
])('bind of ClusterRole %s only is %s', (name, severity) => {
  const yaml = granted(`bind clusterroles.${RBAC} ${name}`, `create clusterrolebindings.${RBAC}`);
  const found = reached(yaml, { defaults: true }).filter(each => each.startsWith('RB006'));
  expect(found).toEqual([`RB006 ${severity} [${name}]`]);
});

// What the default roles are marked to hold, they hold: else a label on them would be told, or not, by mistake.
test.each([
  ['view', ['view']],
  ['edit', ['view', 'edit']],
  ['admin', ['view', 'edit', 'admin']],
])('ClusterRole %s holds exactly the entries marked for it', (name, marks) => {
  const authorizer = authorizerOf('', { defaults: true });
  const role = authorizer.role('ClusterRole', '', name);
  if (role === undefined) throw new Error(`no ${name}`);
  const found = reachOfRole(authorizer, role, 'shop', { kubernetes: '1.34' }).map(({ entry }) => entry.id);
  const marked = CATALOGUE.filter(({ heldBy }) => heldBy !== undefined && marks.includes(heldBy)).map(
    ({ id }) => id,
  );
  const covered = new Set(
    CATALOGUE.filter(({ unless }) => unless?.some(id => found.includes(id))).map(({ id }) => id),
  );
  expect(found.filter(id => !marked.includes(id))).toEqual([]);
  expect(marked.filter(id => !found.includes(id) && !covered.has(id))).toEqual([]);
});
