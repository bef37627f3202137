import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateSet } from '../../../src/evaluating.ts';
import { activate, loadPack } from '../../../src/guardrails/index.ts';
import type { JsonObject } from '../../../src/json.ts';
import { setOf } from '../../support/manifests.ts';
import { granted } from './granted.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/** What a guardrail says, with the role or binding and the field it says it at. */
function told(id: string, yaml: string, parameters: JsonObject = {}): string[][] {
  const { active } = activate(
    guardrails.filter(guardrail => guardrail.id === id),
    { profile: 'strict', guardrails: { [id]: { parameters } } },
  );
  const { findings, problems } = evaluateSet(setOf(yaml), active, { kubernetes: '1.34' });
  expect(problems).toEqual([]);
  return findings.map(({ resource, path, message }) => [resource.name, path.join('.'), message]);
}

describe('reading every Secret', () => {
  const id = 'rbac-secrets-read';

  test('is told once for the same holder, with the other roles that give it', () => {
    const yaml = granted('get,list,watch secrets', 'get secrets', 'list configmaps,secrets');
    expect(told(id, yaml)).toEqual([
      [
        'r1',
        'rules.0.resources.0',
        'ServiceAccount shop/bot can read every Secret in every namespace (get, list, watch): passwords, keys, and tokens to act as others. ClusterRoles r2, r3 give it too.',
      ],
    ]);
  });

  test('in the whole cluster has what is in one namespace in it, whichever comes first', () => {
    const yaml = granted('shop! get secrets', 'get secrets');
    expect(told(id, yaml).map(([role, , message]) => [role, message])).toEqual([
      [
        'r2',
        'ServiceAccount shop/bot can read every Secret in every namespace (get): passwords, keys, and tokens to act as others. ClusterRole r1 gives it too.',
      ],
    ]);
  });

  test('by the same role in two files is told in each: one of them is applied', () => {
    const yaml = granted('get secrets', 'list secrets');
    expect(
      told(id, `${yaml}\n---\n${yaml}`).map(([role, , message]) => [role, message?.split(': ')[0]]),
    ).toEqual([
      ['r1', 'ServiceAccount shop/bot can read every Secret in every namespace (get)'],
      ['r1', 'ServiceAccount shop/bot can read every Secret in every namespace (get)'],
    ]);
  });

  test('in two namespaces is two causes', () => {
    const yaml = granted('shop! get secrets', 'web! get secrets');
    expect(told(id, yaml).map(([role, , message]) => [role, message?.split(':')[0]])).toEqual([
      ['r1', 'ServiceAccount shop/bot can read every Secret in namespace shop (get)'],
      ['r2', 'ServiceAccount shop/bot can read every Secret in namespace web (get)'],
    ]);
  });

  test('by a star is told each time: there is more in it', () => {
    const yaml = granted('get secrets', '* secrets,configmaps', 'get,list,create *');
    expect(told(id, yaml)).toEqual([
      [
        'r2',
        'rules.0.resources.0',
        'ServiceAccount shop/bot can do everything with every Secret in every namespace: passwords, keys, and tokens to act as others. ClusterRole r1 gives it too.',
      ],
      [
        'r3',
        'rules.0.resources.0',
        'ServiceAccount shop/bot can get, list, create every resource of the core group in every namespace: all Secrets and whatever an upgrade adds are in it.',
      ],
    ]);
  });

  test('and by a star for resources, with all it may do to them', () => {
    const yaml = granted('delete,get,patch *');
    const messages = (groups: string) =>
      told(id, yaml.replace('apiGroups":[""]', `apiGroups":${groups}`)).map(([, , message]) => message);
    expect(messages('["*"]')).toEqual([
      'ServiceAccount shop/bot can delete, get, patch every resource of every API group in every namespace: all Secrets and whatever an upgrade adds are in it.',
    ]);
    expect(messages('["","apps"]')).toEqual([
      'ServiceAccount shop/bot can delete, get, patch every resource of the core group, apps in every namespace: all Secrets and whatever an upgrade adds are in it.',
    ]);
  });

  test('is told of a role that nobody is bound to, for whoever will be', () => {
    const [role = ''] = granted('deletecollection secrets').split('---');
    expect(told(id, role)).toEqual([
      [
        'r1',
        'rules.0.resources.0',
        'Whoever is bound to ClusterRole r1 can read every Secret wherever it is bound (deletecollection): passwords, keys, and tokens to act as others.',
      ],
    ]);
  });

  test('by three stars in a namespace of the cluster itself, of which no other guardrail speaks', () => {
    const star = (namespace: string) =>
      granted(`${namespace}: * *`).replace('apiGroups":[""]', 'apiGroups":["*"]');
    expect(told(id, star('kube-system')).map(([, , message]) => message)).toEqual([
      'ServiceAccount shop/bot can do everything with every resource of every API group in namespace kube-system: all Secrets and whatever an upgrade adds are in it.',
    ]);
    expect(told(id, star('shop'), { namespaced: true })).toEqual([]);
    expect(told('rbac-wildcard', star('kube-system'))).toEqual([]);
    expect(told('rbac-wildcard', star('shop'))).toHaveLength(1);
  });

  test('is not told of those who may', () => {
    const yaml = granted('get secrets');
    expect(told(id, yaml, { allowed: ['ServiceAccount shop/bot'] })).toEqual([]);
    expect(told(id, yaml, { allowed: ['ServiceAccount shop/other'] })).toHaveLength(1);
  });
});

test('what is dangerous is told with the verbs and resources that give it', () => {
  const webhooks = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
  expect(told('rbac-webhooks-write', granted(`get,update ${webhooks}`))).toEqual([
    [
      'r1',
      'rules.0.resources.0',
      'ServiceAccount shop/bot can rewrite any admission webhook (update validatingwebhookconfigurations): it is sent every object that is written, Secrets too, and a mutating one may change it.',
    ],
  ]);
  expect(told('rbac-persistent-volumes-write', granted('get,list,update persistentvolumes'))).toEqual([]);
  expect(told('rbac-persistent-volumes-write', granted('* persistentvolumes'))).toEqual([
    [
      'r1',
      'rules.0.resources.0',
      'ServiceAccount shop/bot can make PersistentVolumes of any folder of any node (create persistentvolumes): Pod Security looks at the claim, not at the hostPath behind it.',
    ],
  ]);
});

test('of many resources the first are named', () => {
  const grants = (resources: string) =>
    told('rbac-wildcard', granted(`shop: * ${resources}`)).map(([, , message]) => message);
  expect(grants('pods,events,services,endpoints,configmaps')).toEqual([
    'Role r1 grants every verb on pods, events, services, endpoints, configmaps in the core group: deleting all of them at once is in it.',
  ]);
  expect(grants('pods,events,services,endpoints,configmaps,limitranges')).toEqual([
    'Role r1 grants every verb on pods, events, services, endpoints and 2 more in the core group: deleting all of them at once is in it.',
  ]);
});

describe('what everybody is given', () => {
  const id = 'rbac-bind-everyone';
  const everybody = (yaml: string, group = 'system:authenticated') =>
    yaml.replace(
      '{kind: ServiceAccount, name: bot, namespace: shop}',
      `{kind: Group, name: "${group}", apiGroup: rbac.authorization.k8s.io}`,
    );

  test('is told with the worst of it', () => {
    expect(told(id, everybody(granted('create,get,list pods,pods/exec,secrets')))).toEqual([
      [
        'b1',
        'subjects.0.name',
        'ClusterRoleBinding b1 gives r1 to system:authenticated: everyone who can log in, and every pod, can read every Secret in every namespace, have a token made for any ServiceAccount in every namespace, and read it, and 2 more of the kind.',
      ],
    ]);
    expect(told(id, everybody(granted('shop! get,list widgets'), 'system:serviceaccounts'))).toEqual([
      [
        'b1',
        'subjects.0.name',
        'RoleBinding b1 gives r1 to system:serviceaccounts: every pod of the cluster can get, list widgets.',
      ],
    ]);
  });

  test('by a role that is elsewhere', () => {
    const [, binding = ''] = everybody(granted('get widgets')).split('---');
    expect(told(id, binding).map(([, , message]) => message)).toEqual([
      'ClusterRoleBinding b1 gives r1 to system:authenticated: everyone who can log in, and every pod, has it, and what is in it is not written here.',
    ]);
  });

  test('is not told where it reads what it names, or calls a Service it names', () => {
    for (const grant of [
      'get,list configmaps info',
      'create,get services/proxy http:certificates:',
      'get /version',
    ])
      expect(told(id, everybody(granted(grant)))).toEqual([]);
    for (const grant of ['get secrets key', 'get pods/exec db-0', 'update configmaps info', 'get /debug/*'])
      expect(told(id, everybody(granted(grant)))).toHaveLength(1);
  });
});
