import { describe, expect, test } from '@jest/globals';
import { inertGrants } from '../../../src/analyzers/rbac/inert/index.ts';
import { rejections } from '../../../src/analyzers/rbac/rejected.ts';
import { readAll } from '../../support/manifests.ts';
import { authorizerOf, granted } from './granted.ts';

const RBAC = 'rbac.authorization.k8s.io';

function inert(yaml: string): string[] {
  const manifests = readAll(yaml);
  const authorizer = authorizerOf(yaml, { defaults: true });
  // The authorizer has manifests of its own reading.
  return authorizer.bindings
    .flatMap(({ manifest }) => manifest ?? [])
    .concat(manifests.filter(({ resource }) => /Role$/.test(resource.kind)))
    .flatMap(manifest => inertGrants(manifest, { authorizer }))
    .map(({ code, path, why, meant }) => `${code} ${path.join('.')}: ${why}. ${meant}`);
}

describe('what has no effect, and what was meant', () => {
  test.each([
    // 1: what is in no namespace, by a RoleBinding.
    [
      'shop: get nodes',
      [
        'cluster-scoped rules.0.resources.0: nodes are in no namespace, and a RoleBinding reaches only into its own. If they are needed, a ClusterRole and a ClusterRoleBinding give them.',
      ],
    ],
    [
      'shop: get,create nodes/proxy',
      [
        'cluster-scoped rules.0.resources.0: nodes/proxy are in no namespace, and a RoleBinding reaches only into its own. If they are needed, a ClusterRole and a ClusterRoleBinding give them.',
      ],
    ],
    [
      'shop: impersonate users',
      [
        'cluster-scoped rules.0.resources.0: users are in no namespace, and a RoleBinding reaches only into its own. If they are needed, a ClusterRole and a ClusterRoleBinding give them.',
      ],
    ],
    [
      'shop! list nodes',
      [
        'cluster-scoped roleRef.name: all of ClusterRole r1 is lost in a RoleBinding: nodes are in no namespace. Make it a ClusterRoleBinding, or remove it.',
      ],
    ],
    [
      'shop! list nodes,pods',
      [
        'cluster-scoped roleRef.name: part of ClusterRole r1 is lost in a RoleBinding: nodes are in no namespace. Give what is in no namespace by a ClusterRoleBinding to a ClusterRole of its own.',
      ],
    ],
    ['shop: get,patch namespaces', []],
    [
      'shop: list namespaces',
      [
        'cluster-scoped rules.0.resources.0: namespaces are in no namespace, and a RoleBinding reaches only into its own. If they are needed, a ClusterRole and a ClusterRoleBinding give them.',
      ],
    ],
    [
      `shop! bind clusterroles.${RBAC} view`,
      [
        'unfinished rules.0.verbs.0: bind alone is of no use: nobody who has it here may create or change bindings. Take it out; one day somebody adds the right to write bindings, and then it is worth everything.',
      ],
    ],
    ['list nodes', []],
    // 2: no patterns.
    [
      'shop: create pods/*',
      [
        'literal-resource rules.0.resources.0: "pods/*" is no pattern: RBAC knows only "*" and "*/subresource". Name the subresources that are needed: pods/attach, pods/binding, pods/ephemeralcontainers, pods/eviction ....',
      ],
    ],
    [
      'get deployments/*.apps',
      [
        'literal-resource rules.0.resources.0: "deployments/*" is no pattern: RBAC knows only "*" and "*/subresource". Name the subresources that are needed: deployments/scale, deployments/status.',
      ],
    ],
    [
      'get */*',
      [
        'literal-resource rules.0.resources.0: "*/*" is no pattern: RBAC knows only "*" and "*/subresource". Name the resources and subresources that are needed.',
      ],
    ],
    ['get */scale', []],
    ['get pods/*,*', []],
    // 3 and 4: names.
    [
      'get secrets *',
      [
        'literal-name rules.0.resourceNames.0: "*" is a name here, and no object has it. To allow every name, leave resourceNames out.',
      ],
    ],
    [
      'deletecollection secrets db',
      [
        'names-unused rules.0.resourceNames: a request to deletecollection has no name that resourceNames could match. Use delete, which has a name.',
      ],
    ],
    [
      'create configmaps election',
      [
        'names-unused rules.0.resourceNames: a request to create has no name that resourceNames could match. Give create in a rule without resourceNames.',
      ],
    ],
    [
      'get,create configmaps election',
      [
        'names-unused rules.0.verbs.1: a request to create has no name that resourceNames could match. Give create in a rule without resourceNames.',
      ],
    ],
    ['get,create,update configmaps election', []],
    [
      'create serviceaccounts/token bot',
      [
        'every-namespace roleRef.name: ClusterRole r1 lets its holder make tokens of ServiceAccount bot, and by a ClusterRoleBinding that is every ServiceAccount of this name in any namespace. Use a RoleBinding in the namespace of the ServiceAccount.',
      ],
    ],
    [
      'list,watch configmaps one',
      [
        'names-one-by-one rules.0.resourceNames: list and watch work only for requests that select one of these names (fieldSelector metadata.name). Most programs use get for one object.',
      ],
    ],
    ['get,list,watch configmaps one', []],
    // 5: groups and names.
    [
      'get pods.v1',
      [
        'wrong-group rules.0.apiGroups.0: "v1" is no API group. The core group, with pods, Secrets and the like, is "".',
      ],
    ],
    [
      'get pods.core',
      [
        'wrong-group rules.0.apiGroups.0: "core" is no API group. The core group, with pods, Secrets and the like, is "".',
      ],
    ],
    [
      'get deployments.apps/v1',
      ['wrong-group rules.0.apiGroups.0: "apps/v1" is no API group. Write "apps", without a version.'],
    ],
    [
      'get deployments',
      [
        'wrong-group rules.0.resources.0: there are no deployments in the core group. Write apiGroups: ["apps"].',
      ],
    ],
    [
      'get pods.apps',
      ['wrong-group rules.0.resources.0: there are no pods in apps. pods are in the core group: write "".'],
    ],
    [
      'get ingresses.extensions',
      [
        'wrong-group rules.0.resources.0: there are no ingresses in extensions. Write apiGroups: ["networking.k8s.io"].',
      ],
    ],
    ['get pods.metrics.k8s.io', []],
    ['get pod', ['wrong-resource rules.0.resources.0: "pod" is no resource. Write pods.']],
    [
      'get Deployment.apps',
      ['wrong-resource rules.0.resources.0: "Deployment" is no resource. Write deployments.'],
    ],
    ['get svc', ['wrong-resource rules.0.resources.0: "svc" is no resource. Write services.']],
    [
      'get configmasp',
      ['wrong-resource rules.0.resources.0: "configmasp" is no resource. Write configmaps.'],
    ],
    [
      'get Widget.acme.example',
      ['wrong-resource rules.0.resources.0: "Widget" is no resource. Write the plural in lower case.'],
    ],
    ['get widget.acme.example', []],
    [
      'get pods/logs',
      ['wrong-resource rules.0.resources.0: pods have no subresource "logs". Write pods/log.'],
    ],
    ['update deployments/finalizers.apps', []],
    ['get nodes/metrics', []],
    // 6: verbs.
    ['read pods', ['wrong-verb rules.0.verbs.0: "read" is no verb. Meant is probably get, list, watch.']],
    ['exec pods', ['wrong-verb rules.0.verbs.0: "exec" is no verb. Meant is probably create on pods/exec.']],
    ['Get pods', ['wrong-verb rules.0.verbs.0: "Get" is no verb. Meant is probably get.']],
    ['wacth pods', ['wrong-verb rules.0.verbs.0: "wacth" is no verb. Meant is probably watch.']],
    ['promote widgets.acme.example', []],
    [
      'delete pods/log',
      ['wrong-verb rules.0.resources.0: nobody can delete pods/log. What can be done is get.'],
    ],
    [
      'approve certificatesigningrequests.certificates.k8s.io',
      [
        'wrong-verb rules.0.verbs.0: approve is asked about signers, not about certificatesigningrequests. Write approve on signers, and update on certificatesigningrequests/approval.',
      ],
    ],
    [
      'impersonate uids',
      [
        'wrong-group rules.0.resources.0: impersonate asks about uids in authentication.k8s.io. Write apiGroups: ["authentication.k8s.io"].',
      ],
    ],
    [
      'impersonate userextras.authentication.k8s.io',
      [
        'wrong-resource rules.0.resources.0: "userextras" has to name the key it is about. Write userextras/scopes, or what the key is.',
      ],
    ],
    [
      'impersonate users.authentication.k8s.io',
      [
        'wrong-group rules.0.resources.0: impersonate asks about users in the core group. Write apiGroups: [""].',
      ],
    ],
    // bind and escalate.
    [
      `bind clusterrolebindings.${RBAC}`,
      [
        `bind-on-bindings rules.0.resources.0: bind on clusterrolebindings is never asked for: the API server asks whether the role may be bound. Name the roles that may be bound: bind on clusterroles, with resourceNames.`,
      ],
    ],
    // 9: a name in every namespace.
    [
      'impersonate serviceaccounts app-sa',
      [
        'every-namespace roleRef.name: ClusterRole r1 lets its holder act as ServiceAccount app-sa, and by a ClusterRoleBinding that is every ServiceAccount of this name in any namespace. Use a RoleBinding in the namespace of the ServiceAccount.',
      ],
    ],
    ['shop: impersonate serviceaccounts app-sa', []],
    // Nothing wrong.
    ['get,list,watch,create,update,patch,delete pods', []],
    ['get /metrics', []],
    ['impersonate:associated-node nodes.authentication.k8s.io *', []],
  ])('%s', (line, expected) => {
    expect(inert(granted(line))).toEqual(expected);
  });

  test('a rule of the old group beside one of the new is no mistake', () => {
    const yaml = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules:
  - {apiGroups: [extensions, networking.k8s.io], resources: [ingresses], verbs: [get]}
  - {apiGroups: [extensions], resources: [deployments], verbs: [get]}
  - {apiGroups: [apps], resources: [deployments], verbs: [get]}
  - {apiGroups: ["", apps], resources: [pods, deployments], verbs: [get]}`;
    expect(inert(yaml)).toEqual([]);
  });

  test('rules beside an aggregationRule', () => {
    const yaml = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]`;
    expect(inert(yaml)).toEqual([
      'overwritten rules: rules beside an aggregationRule are replaced by those of the ClusterRoles that it selects. Put them into a ClusterRole of their own that carries the label.',
    ]);
    expect(inert(yaml.replace(/rules: \[\{apiGroups.*/, 'rules: []'))).toEqual([]);
  });

  test('bind is of use where another role of the holder writes bindings', () => {
    expect(inert(granted(`bind clusterroles.${RBAC}`, `create rolebindings.${RBAC}`))).toEqual([]);
    expect(inert(granted(`escalate clusterroles.${RBAC}`))[0]).toMatch(
      /^unfinished rules\.0\.verbs\.0: escalate alone/,
    );
  });

  test('what is lost in a namespace and held in the cluster anyway is no mistake', () => {
    expect(inert(granted('shop: get,list nodes', 'get,list,watch nodes'))).toEqual([]);
    expect(inert(granted('shop: get,list nodes', 'get nodes'))).toHaveLength(1);
  });

  test('a custom resource that is in no namespace', () => {
    const yaml = granted('shop: get clusterissuers.cert-manager.io');
    const authorizer = authorizerOf(yaml);
    const [role] = readAll(yaml);
    if (role === undefined) throw new Error('no role');
    const codes = (clusterScoped: string[]) =>
      inertGrants(role, { authorizer, clusterScoped: new Set(clusterScoped) }).map(({ code }) => code);
    expect(codes(['cert-manager.io/clusterissuers'])).toEqual(['cluster-scoped']);
    expect(codes([])).toEqual([]);
  });
});

describe('what the API server refuses', () => {
  const role = (kind: string, rule: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: a}\nrules: [${rule}]`;
  const bound = (kind: string, roleRef: string, subject: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: a}\nroleRef: {${roleRef}}\nsubjects: [${subject}]`;
  const good = 'kind: ClusterRole, name: view';

  test.each([
    [
      role('Role', '{verbs: [get], nonResourceURLs: [/metrics]}'),
      'rules.0.nonResourceURLs',
      'a Role has a namespace and paths of the API server have none',
    ],
    [
      role('ClusterRole', '{verbs: [get], nonResourceURLs: [/metrics], apiGroups: [""], resources: [pods]}'),
      'rules.0.resources',
      'a rule is about resources or about paths of the API server, not about both',
    ],
    [
      role('ClusterRole', '{verbs: [], apiGroups: [""], resources: [pods]}'),
      'rules.0.verbs',
      'a rule without verbs allows nothing',
    ],
    [
      role('ClusterRole', '{apiGroups: [""], resources: [pods]}'),
      'rules.0',
      'a rule without verbs allows nothing',
    ],
    [role('Role', '{verbs: [get], resources: [pods]}'), 'rules.0', 'a rule about resources needs apiGroups'],
    [
      role('Role', '{verbs: [get], apiGroups: [""], resources: []}'),
      'rules.0.resources',
      'a rule about resources needs resources',
    ],
    [
      `${role('ClusterRole', '')}\naggregationRule: {}`,
      'aggregationRule',
      'an aggregationRule needs a selector',
    ],
    [
      bound('ClusterRoleBinding', 'kind: Role, name: a', ''),
      'roleRef.kind',
      'a ClusterRoleBinding cannot grant a Role, which has a namespace',
    ],
    [
      bound('RoleBinding', 'kind: role, name: a', ''),
      'roleRef.kind',
      'a RoleBinding grants a Role or a ClusterRole, and nothing of kind "role"',
    ],
    [
      bound('RoleBinding', 'apiGroup: rbac.authorization.k8s.io/v1, kind: Role, name: a', ''),
      'roleRef.apiGroup',
      'roles are in group rbac.authorization.k8s.io, not in "rbac.authorization.k8s.io/v1"',
    ],
    [bound('RoleBinding', 'kind: Role, name: a/b', ''), 'roleRef.name', '"a/b" cannot be the name of a role'],
    [bound('RoleBinding', 'kind: Role', ''), 'roleRef', 'the name of the role is missing'],
    [
      bound('ClusterRoleBinding', good, '{kind: ServiceAccount, name: bot}'),
      'subjects.0',
      'ServiceAccount bot has no namespace, and a ClusterRoleBinding has none to lend',
    ],
    [
      bound('RoleBinding', good, '{kind: ServiceAccount, name: bot, apiGroup: rbac.authorization.k8s.io}'),
      'subjects.0.apiGroup',
      'a ServiceAccount is in the core group, not in "rbac.authorization.k8s.io"',
    ],
    [
      bound('RoleBinding', good, '{kind: Group, name: devs, apiGroup: v1}'),
      'subjects.0.apiGroup',
      'users and groups are in group rbac.authorization.k8s.io, not in "v1"',
    ],
    [
      bound('RoleBinding', good, '{kind: Team, name: devs}'),
      'subjects.0.kind',
      'a subject is a User, a Group or a ServiceAccount, and not a "Team"',
    ],
    [
      bound('RoleBinding', good, '{kind: ServiceAccount, name: "system:serviceaccount:shop:bot"}'),
      'subjects.0.name',
      '"system:serviceaccount:shop:bot" cannot be the name of a ServiceAccount',
    ],
    [
      bound('RoleBinding', good, '{kind: ServiceAccount, name: "mirror-"}'),
      'subjects.0.name',
      '"mirror-" cannot be the name of a ServiceAccount, as if a value that it is made from were empty',
    ],
    [bound('RoleBinding', good, '{kind: User}'), 'subjects.0', 'a subject has no name'],
  ])('%#', (yaml, path, why) => {
    const [manifest] = readAll(yaml);
    if (manifest === undefined) throw new Error('no manifest');
    expect(rejections(manifest).map(each => [each.path.join('.'), each.why])).toEqual([[path, why]]);
    for (const { meant } of rejections(manifest)) expect(meant).toMatch(/\.$/);
  });

  test('what it takes', () => {
    const yaml = [
      role(
        'ClusterRole',
        '{verbs: [get], nonResourceURLs: [/metrics]}, {verbs: [get], apiGroups: [""], resources: [pods, nodes], resourceNames: [a]}',
      ),
      bound('RoleBinding', good, '{kind: ServiceAccount, name: bot}, {kind: User, name: jane}'),
      bound('ClusterRoleBinding', good, '{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nrules: [{}]',
    ].join('\n---\n');
    expect(readAll(yaml).flatMap(rejections)).toEqual([]);
  });
});
