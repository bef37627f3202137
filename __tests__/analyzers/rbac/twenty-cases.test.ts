import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STAR_GROUPS } from '../../../src/analyzers/rbac/guards/permissions.ts';
import { reach } from '../../../src/analyzers/rbac/reach.ts';
import { evaluateSet } from '../../../src/evaluating.ts';
import { activate, loadPack } from '../../../src/guardrails/index.ts';
import { setOf } from '../../support/manifests.ts';
import { authorizerOf, BOT, granted } from './granted.ts';

const RBAC = 'rbac.authorization.k8s.io';
const CERT = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const { active } = activate(
  guardrails.filter(({ category }) => category === 'rbac'),
  { profile: 'recommended', guardrails: {} },
);

/** Guardrails of the recommended profile that speak, each time they do: `rbac-exec rules`. */
function found(yaml: string): string[] {
  const { findings, problems } = evaluateSet(setOf(yaml), active, { kubernetes: '1.34' });
  expect(problems).toEqual([]);
  return findings.map(({ guardrail, resource }) => `${guardrail} ${resource.kind} ${resource.name}`).sort();
}

/** What the catalogue says of the bot: `SE005 critical`, with the namespace where it is one. */
function paths(yaml: string): string[] {
  return reach(authorizerOf(yaml, { defaults: true }), BOT, { kubernetes: '1.34' })
    .filter(({ within }) => within === undefined)
    .map(({ entry, severity, scope }) => [entry.id, severity, scope].filter(Boolean).join(' '));
}

interface Case {
  readonly number: number;
  readonly name: string;
  readonly grants: readonly string[];
  /** Instead of `grants`. */
  readonly yaml?: string;
  readonly guardrails: readonly string[];
  readonly catalogue: readonly string[];
}

/** A powerful ClusterRole, and what binds it. */
function reader(
  subjects: string,
  name = 'reader',
  rule = '{apiGroups: [""], resources: [secrets], verbs: [get, list]}',
) {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules: [${rule}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
subjects: [${subjects}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}`;
}

// The table of what other tools get wrong, with what is so: ../shared/reference/rbac.md, section 1.7.
const cases: readonly Case[] = [
  {
    number: 1,
    name: 'bind on clusterroles with create on clusterrolebindings is escalation',
    grants: [`bind clusterroles.${RBAC}`, `create clusterrolebindings.${RBAC}`],
    guardrails: ['rbac-escalation-verbs ClusterRole r1'],
    catalogue: ['RB006 critical'],
  },
  {
    number: 2,
    name: 'bind on bindings has no effect',
    grants: [`bind clusterrolebindings.${RBAC}`],
    guardrails: ['rbac-without-effect ClusterRole r1'],
    catalogue: [],
  },
  {
    number: 2,
    name: 'bind on bindings has no effect, in the other form',
    grants: [`bind rolebindings.${RBAC}`],
    guardrails: ['rbac-without-effect ClusterRole r1'],
    catalogue: [],
  },
  {
    number: 3,
    name: 'impersonate on users and groups of the core group is escalation',
    grants: ['impersonate groups,users'],
    guardrails: ['rbac-escalation-verbs ClusterRole r1'],
    catalogue: ['RB012 critical', 'RB013 critical'],
  },
  {
    number: 4,
    name: 'a Role with impersonate on users has no effect',
    grants: ['shop: impersonate users'],
    guardrails: ['rbac-without-effect Role r1'],
    catalogue: [],
  },
  {
    number: 5,
    name: 'get on nodes/proxy runs commands',
    grants: ['get nodes/proxy'],
    guardrails: ['rbac-nodes-proxy ClusterRole r1'],
    catalogue: ['ND001 critical'],
  },
  {
    number: 6,
    name: 'a Role with nodes/proxy has no effect',
    grants: ['shop: get,create nodes/proxy'],
    guardrails: ['rbac-without-effect Role r1'],
    catalogue: [],
  },
  {
    number: 7,
    name: '*/token gives tokens',
    grants: ['create */token'],
    guardrails: ['rbac-token-create ClusterRole r1'],
    catalogue: ['SE006 critical'],
  },
  {
    number: 7,
    name: '*/exec runs commands',
    grants: ['create */exec'],
    guardrails: ['rbac-exec ClusterRole r1'],
    catalogue: ['WL004 critical'],
  },
  {
    number: 7,
    name: '*/proxy is nodes/proxy too',
    grants: ['create */proxy'],
    guardrails: ['rbac-nodes-proxy ClusterRole r1'],
    catalogue: ['ND001 critical', 'WL006 medium'],
  },
  {
    number: 8,
    name: 'pods/* has no effect',
    grants: ['shop: create pods/*'],
    guardrails: ['rbac-without-effect Role r1'],
    catalogue: [],
  },
  {
    number: 9,
    name: 'a ClusterRole that reads Secrets',
    grants: ['get,list secrets'],
    guardrails: ['rbac-secrets-read ClusterRole r1'],
    catalogue: ['SE001 critical'],
  },
  {
    number: 10,
    name: 'a RoleBinding to a ClusterRole that reads Secrets',
    grants: ['shop! get,list secrets'],
    guardrails: ['rbac-secrets-read ClusterRole r1'],
    catalogue: ['SE001 high shop'],
  },
  {
    number: 11,
    name: 'creating Deployments is running pods (a guardrail of the strict profile)',
    grants: ['create deployments.apps'],
    guardrails: [],
    catalogue: ['WL002 critical'],
  },
  {
    number: 12,
    name: 'ConfigMaps of kube-system without names have aws-auth among them',
    grants: ['kube-system: update configmaps'],
    guardrails: ['rbac-cluster-configuration Role r1'],
    catalogue: ['SE008 critical kube-system'],
  },
  {
    number: 13,
    name: 'patch on webhook configurations suffices',
    grants: [`patch validatingwebhookconfigurations.${ADMISSION}`],
    guardrails: ['rbac-webhooks-write ClusterRole r1'],
    catalogue: ['AD001 critical'],
  },
  {
    number: 14,
    name: 'patch on the approval and approve on signers of kubernetes.io issue certificates',
    grants: [
      `create,get certificatesigningrequests.${CERT}`,
      `patch certificatesigningrequests/approval.${CERT}`,
      `approve signers.${CERT} kubernetes.io/*`,
    ],
    guardrails: ['rbac-certificates-approve ClusterRole r3'],
    catalogue: ['RB017 critical'],
  },
  ...[
    ['create persistentvolumes', 'rbac-persistent-volumes-write', 'PV001 high'],
    ['get nodes/proxy', 'rbac-nodes-proxy', 'ND001 critical'],
    [`update mutatingwebhookconfigurations.${ADMISSION}`, 'rbac-webhooks-write', 'AD001 critical'],
    ['create serviceaccounts/token', 'rbac-token-create', 'SE006 critical'],
  ].map(([grant = '', guardrail = '', entry = '']) => ({
    number: 15,
    name: `a ServiceAccount with ${grant} counts like a person`,
    grants: [grant],
    guardrails: [`${guardrail} ClusterRole r1`],
    catalogue: [entry],
  })),
  {
    number: 16,
    name: 'a ServiceAccount behind a group among the subjects',
    grants: [],
    yaml: reader(
      `{kind: Group, name: team-a, apiGroup: ${RBAC}}, {kind: ServiceAccount, name: bot, namespace: shop}`,
    ),
    guardrails: ['rbac-secrets-read ClusterRole reader'],
    catalogue: ['SE001 critical'],
  },
  {
    number: 17,
    name: 'a user with the name of a ServiceAccount is the ServiceAccount',
    grants: [],
    yaml: reader(`{kind: User, name: "system:serviceaccount:shop:bot", apiGroup: ${RBAC}}`),
    guardrails: ['rbac-secrets-read ClusterRole reader'],
    catalogue: ['SE001 critical', 'SU006 low'],
  },
  {
    number: 18,
    name: 'a name with system in it protects nothing',
    grants: [],
    yaml: reader(
      '{kind: ServiceAccount, name: bot, namespace: shop}',
      'my-system-reader',
      '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}',
    ),
    guardrails: ['admin-equivalent-role ClusterRole my-system-reader'],
    catalogue: ['RB001 critical'],
  },
  {
    number: 19,
    name: 'create in one binding and get in another make tokens',
    grants: ['create secrets', 'get secrets'],
    guardrails: ['rbac-secrets-read ClusterRole r2'],
    catalogue: ['SE001 critical', 'SE005 critical'],
  },
  {
    number: 20,
    name: 'deletecollection reads Secrets',
    grants: ['deletecollection secrets'],
    guardrails: ['rbac-secrets-read ClusterRole r1'],
    catalogue: ['SE002 critical'],
  },
];

describe('the twenty cases that others get wrong', () => {
  test.each(cases)('$number: $name', each => {
    const yaml = each.yaml ?? granted(...each.grants);
    expect(found(yaml)).toEqual(each.guardrails);
    expect(paths(yaml)).toEqual(each.catalogue);
  });

  test('are all here', () => {
    expect([...new Set(cases.map(({ number }) => number))]).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});

test('the groups whose stars are left to rbac-wildcard are those it judges', () => {
  const wildcard = guardrails.find(({ id }) => id === 'rbac-wildcard');
  expect(wildcard?.parameters.groups?.default).toEqual([...STAR_GROUPS]);
});

test('creating workloads is told in the strict profile', () => {
  const strict = activate(
    guardrails.filter(({ category }) => category === 'rbac'),
    { profile: 'strict', guardrails: {} },
  ).active;
  const { findings } = evaluateSet(setOf(granted('create deployments.apps')), strict, { kubernetes: '1.34' });
  expect(findings.map(({ guardrail, message }) => [guardrail, message])).toEqual([
    [
      'rbac-pods-write',
      'ServiceAccount shop/bot can write workloads in every namespace (create deployments): their pods run what it says, with any ServiceAccount there and any Secret mounted.',
    ],
  ]);
});
