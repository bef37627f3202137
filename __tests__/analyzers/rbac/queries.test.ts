import { describe, expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import {
  ApiResources,
  can,
  may,
  paths,
  readQuestion,
  readSubject,
  unused,
  type WholeCluster,
  whoCan,
} from '../../../src/analyzers/rbac/queries/index.ts';
import { readAll } from '../../support/manifests.ts';

const KUBERNETES = '1.34';

function cluster(yaml: string, environment = 'default', context?: string): WholeCluster {
  const manifests = readAll(yaml);
  const exported = context === undefined ? undefined : readAll(context);
  return {
    environment,
    manifests,
    context: exported ?? [],
    authorizer: new Authorizer({
      manifests,
      defaults: defaultObjects(KUBERNETES),
      ...(exported === undefined ? {} : { context: exported }),
    }),
  };
}

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1';

function role(name: string, rule: string, namespace?: string): string {
  const [kind, where] = namespace === undefined ? ['ClusterRole', ''] : ['Role', `, namespace: ${namespace}`];
  return `---\n${rbac}\nkind: ${kind}\nmetadata: {name: ${name}${where}}\nrules: [${rule}]\n`;
}

function binding(name: string, kind: string, to: string, subject: string, namespace?: string): string {
  const [own, where] =
    namespace === undefined ? ['ClusterRoleBinding', ''] : ['RoleBinding', `, namespace: ${namespace}`];
  return `---\n${rbac}\nkind: ${own}\nmetadata: {name: ${name}${where}}\nsubjects: [${subject}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${to}}\n`;
}

const SECRETS = '{apiGroups: [""], resources: [secrets], verbs: [get]}';
const NAMED = '{apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [db, queue]}';
const BOT = '{kind: ServiceAccount, name: bot, namespace: shop}';
const JANE = '{kind: User, name: jane}';

function ask(clusters: readonly WholeCluster[], words: string, namespace?: string) {
  const resources = new ApiResources(
    KUBERNETES,
    clusters.flatMap(each => each.manifests),
    clusters.flatMap(each => each.authorizer.roles),
  );
  const reading = readQuestion(words.split(' '), namespace, resources);
  if ('wrong' in reading) throw new Error(reading.wrong);
  return reading;
}

/** `ServiceAccount shop/bot in shop, only db`, without Kubernetes' own. */
function holders(clusters: readonly WholeCluster[], words: string, namespace?: string): string[] {
  return whoCan(clusters, ask(clusters, words, namespace).question)
    .holders.filter(({ through }) => through.binding.from !== 'default')
    .map(
      ({ subject, scope, names, environments }) =>
        `${subject} in ${scope || 'all'}${names.length === 0 ? '' : `, only ${names.join(' ')}`}${environments.length === clusters.length ? '' : ` (${environments.join(' ')})`}`,
    );
}

describe('who can', () => {
  const shop = cluster(
    role('reader', SECRETS) +
      role('named', NAMED, 'shop') +
      role('nodes', '{apiGroups: [""], resources: [nodes], verbs: [get]}') +
      binding('a', 'ClusterRole', 'reader', BOT) +
      binding('b', 'ClusterRole', 'reader', JANE, 'shop') +
      binding('c', 'Role', 'named', '{kind: Group, name: devs}', 'shop') +
      binding('d', 'ClusterRole', 'nodes', JANE, 'shop') +
      binding('e', 'ClusterRole', 'namespaces', JANE, 'shop') +
      role('namespaces', '{apiGroups: [""], resources: [namespaces], verbs: [get, list]}'),
  );

  test('anywhere, when no namespace is named; a rule with names says which', () => {
    expect(holders([shop], 'get secrets')).toEqual([
      'ServiceAccount shop/bot in all',
      'Group devs in shop, only db queue',
      'User jane in shop',
    ]);
  });

  test('in one namespace: what holds there and everywhere', () => {
    expect(holders([shop], 'get secrets', 'other')).toEqual(['ServiceAccount shop/bot in all']);
    expect(holders([shop], 'get secrets db', 'shop')).toEqual([
      'ServiceAccount shop/bot in all',
      'Group devs in shop, only db',
      'User jane in shop',
    ]);
    expect(holders([shop], 'get secrets other', 'shop')).not.toContain('Group devs in shop, only db');
  });

  test('a RoleBinding gives nothing on what is in no namespace, but for the namespace itself', () => {
    expect(holders([shop], 'get nodes')).toEqual([]);
    expect(holders([shop], 'get namespaces')).toEqual(['User jane in shop']);
    expect(holders([shop], 'get namespaces shop')).toEqual(['User jane in shop']);
    expect(holders([shop], 'list namespaces')).toEqual([]);
  });

  test('every environment is asked, and what is the same in some stands together', () => {
    const yaml = role('reader', SECRETS) + binding('a', 'ClusterRole', 'reader', BOT);
    const clusters = [
      cluster(yaml, 'prod'),
      cluster(yaml + binding('b', 'ClusterRole', 'reader', JANE), 'staging'),
    ];
    expect(holders(clusters, 'get secrets')).toEqual([
      'ServiceAccount shop/bot in all',
      'User jane in all (staging)',
    ]);
  });

  test('a role that is nowhere leaves it open, unless an export says that it is not there', () => {
    const yaml = binding('a', 'ClusterRole', 'vendor', BOT);
    const { question } = ask([cluster(yaml)], 'get secrets');
    const [unknown] = whoCan([cluster(yaml)], question).unknown;
    expect([unknown?.subject, unknown?.through.role]).toEqual([
      'ServiceAccount shop/bot',
      { name: 'ClusterRole vendor' },
    ]);
    expect(whoCan([cluster(yaml, 'default', role('other', SECRETS))], question).unknown).toEqual([]);
  });

  test('what aggregation collects is said to be written where it is written', () => {
    const fed = cluster(
      `---\n${rbac}\nkind: ClusterRole\nmetadata: {name: extra, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}\nrules: [${SECRETS}]\n${binding('a', 'ClusterRole', 'view', JANE, 'shop')}`,
    );
    const [holder] = whoCan([fed], ask([fed], 'get secrets', 'shop').question).holders.filter(
      ({ through }) => through.binding.from !== 'default',
    );
    expect(holder).toMatchObject({
      subject: 'User jane',
      through: { role: { name: 'ClusterRole view', from: 'default' } },
      rule: { name: 'ClusterRole extra', number: 1, at: { file: 'deploy/all.yaml', line: 5 } },
    });
  });
});

describe('a question as people write it', () => {
  const crd = `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec: {group: stable.example.com, scope: Cluster, names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}}
`;
  const resources = new ApiResources(KUBERNETES, readAll(crd), cluster('').authorizer.roles);
  const read = (words: string, namespace?: string) =>
    readQuestion(words === '' ? [] : words.split(' '), namespace, resources);

  test.each([
    ['GET Secret', 'get secrets'],
    ['create po/exec', 'create pods/exec'],
    ['get deploy', 'get deployments.apps'],
    ['get deployments.apps/scale', 'get deployments.apps/scale'],
    ['get certificatesigningrequests', 'get certificatesigningrequests.certificates.k8s.io'],
    ['get endpoints', 'get endpoints'],
    ['get ct', 'get crontabs.stable.example.com'],
    ['get widgets.example.com', 'get widgets.example.com'],
    ['impersonate users jane', 'impersonate users "jane"'],
    ['* *', 'do everything with all resources'],
    ['get /metrics', 'get /metrics'],
  ])('%s', (words, asked) => {
    expect(read(words)).toMatchObject({ asked });
  });

  test.each([
    ['', 'there is no question', '`get secrets`'],
    ['get', '"get" is no question', '`get secrets`'],
    ['read secrets', '"read" is no verb of the API', 'did you mean `get`?'],
    ['exec pods', '"exec" is no verb of the API', '`create pods/exec`'],
    ['get secretz', 'no resource "secretz" is known here', 'did you mean `secrets`?'],
    ['get widgets', 'no resource "widgets" is known here', '`widgets.example.com`'],
    ['list /metrics', '"list" is no HTTP method', '`get /metrics`'],
  ])('%s is answered with what to type instead', (words, wrong, hint) => {
    const reading = read(words);
    expect(reading).toMatchObject({ wrong });
    expect('hint' in reading && reading.hint).toContain(hint);
  });

  test('what was left out of the question is said', () => {
    const notes = (words: string, namespace?: string) => {
      const reading = read(words, namespace);
      return 'notes' in reading ? reading.notes : [];
    };
    expect(notes('get nodes', 'shop')).toEqual(['The namespace shop was left out: nodes belong to none.']);
    expect(notes('create secrets db')).toEqual([
      'A request to create names no object, so the name is not part of the question.',
    ]);
    expect(notes('get secrets/db')).toEqual([
      'secrets/db is a subresource that no rule here names. For one object, ask with its name: get secrets db.',
    ]);
    expect(notes('get events')).toEqual(['Asked about events; there is events.events.k8s.io too.']);
    expect(notes('get pods/log', 'shop')).toEqual([]);
  });
});

describe('can', () => {
  const shop = cluster(
    role('reader', `${SECRETS}, {apiGroups: [apps], resources: [deployments/scale], verbs: [update, get]}`) +
      role('named', NAMED, 'shop') +
      binding('a', 'ClusterRole', 'reader', BOT) +
      binding('b', 'Role', 'named', JANE, 'shop') +
      binding('c', 'ClusterRole', 'reader', '{kind: Group, name: devs}', 'web'),
  );

  test('every binding with its rules, in words', () => {
    const [first] = can([shop], 'ServiceAccount shop/bot').held;
    expect(first).toMatchObject({
      scope: '',
      rules: [
        { verbs: ['get'], resources: ['secrets'], names: [] },
        { verbs: ['get', 'update'], resources: ['deployments.apps/scale'], names: [] },
      ],
    });
  });

  test('a group that somebody is said to be in', () => {
    const held = can([shop], 'User jane', ['Group devs']).held.filter(
      ({ through }) => through.binding.from !== 'default',
    );
    expect(held.map(({ scope, through }) => [scope, through.group])).toEqual([
      ['shop', undefined],
      ['web', 'Group devs'],
    ]);
  });

  test.each([
    ['User jane', 'get secrets', 'shop', 'no', ['db queue']],
    ['User jane', 'get secrets db', 'shop', 'yes', []],
    ['User jane', 'get secrets db', undefined, 'no', ['db']],
    ['ServiceAccount shop/bot', 'get secrets', undefined, 'yes', []],
    ['ServiceAccount shop/bot', 'delete secrets', undefined, 'no', []],
  ] as const)('%s: %s in %s is %s', (subject, words, namespace, allowed, elsewhere) => {
    const [answer] = may([shop], subject, ask([shop], words, namespace).question).answers;
    expect(answer?.allowed).toBe(allowed);
    expect(answer?.elsewhere.map(({ names }) => names.join(' '))).toEqual(elsewhere);
  });
});

describe('a subject as people write it', () => {
  const known = ['Group devs', 'ServiceAccount shop/bot', 'ServiceAccount web/bot', 'User jane@acme.example'];
  const read = (text: string, namespace?: string) => {
    const reading = readSubject(text.split(' '), known, namespace);
    if (reading.type === 'subject') return `${reading.subject} ${reading.words}`;
    return reading.type === 'several' ? reading.subjects.join(', ') : `? ${reading.near ?? ''}`;
  };

  test.each([
    ['ServiceAccount shop/bot', 'ServiceAccount shop/bot 2'],
    ['serviceaccount/shop/bot', 'ServiceAccount shop/bot 1'],
    ['sa/shop/bot get', 'ServiceAccount shop/bot 1'],
    ['sa:shop:bot', 'ServiceAccount shop/bot 1'],
    ['system:serviceaccount:shop:bot', 'ServiceAccount shop/bot 1'],
    ['User system:serviceaccount:shop:bot', 'ServiceAccount shop/bot 2'],
    ['shop/bot', 'ServiceAccount shop/bot 1'],
    ['other/app', 'ServiceAccount other/app 1'],
    ['user/jane', 'User jane 1'],
    ['jane@acme.example', 'User jane@acme.example 1'],
    ['Group devs', 'Group devs 2'],
    ['devs get pods', 'Group devs 1'],
    ['system:authenticated', 'Group system:authenticated 1'],
    ['system:serviceaccounts:shop', 'Group system:serviceaccounts:shop 1'],
    ['bot', 'ServiceAccount shop/bot, ServiceAccount web/bot'],
    ['sa bot', 'ServiceAccount shop/bot, ServiceAccount web/bot'],
    ['jan@acme.example', '? User jane@acme.example'],
    ['acme', '? User jane@acme.example'],
    ['zzz', '? '],
  ])('%s', (text, subject) => {
    expect(read(text)).toBe(subject);
  });

  test('a namespace says which of several is meant', () => {
    expect(read('bot', 'web')).toBe('ServiceAccount web/bot 1');
    expect(read('sa bot', 'new')).toBe('ServiceAccount new/bot 2');
  });
});

describe('unused', () => {
  const why = (each: WholeCluster) =>
    unused([each]).unused.map(({ why, what, named, near }) =>
      [why, what.name, named, near].filter(part => part !== undefined).join(' · '),
    );

  test('roles without bindings, bindings that give nothing, subjects that are not here', () => {
    const shop = cluster(`${role('alone', SECRETS)}${role('bound', SECRETS)}${role('reader', SECRETS, 'shop')}
---
${rbac}
kind: ClusterRole
metadata: {name: fed, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}
rules: [${SECRETS}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: bot, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {serviceAccountName: runs, containers: []}}}
${binding('a', 'ClusterRole', 'bound', BOT)}${binding('b', 'Role', 'raeder', '{kind: ServiceAccount, name: runs}', 'shop')}${binding('c', 'ClusterRole', 'bound', '{kind: ServiceAccount, name: bott, namespace: shop}')}${binding('d', 'ClusterRole', 'view', '{kind: ServiceAccount, name: default}', 'shop')}${binding('e', 'ClusterRole', 'view', '', 'shop')}`);
    expect(why(shop)).toEqual([
      'role-missing · RoleBinding shop/b · Role shop/raeder · reader',
      'account-missing · ClusterRoleBinding c · ServiceAccount shop/bott · ServiceAccount shop/bot',
      'binding-empty · RoleBinding shop/e',
      'role-unbound · ClusterRole alone',
      'role-unbound · Role shop/reader',
      'account-idle · ServiceAccount shop/bot',
    ]);
  });

  test('an operator, or whoever holds a token, uses an account too', () => {
    const uses = [
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p, namespace: shop}\nspec: {serviceAccountName: bot}',
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: p, namespace: shop}\nspec: {provider: {vault: {auth: {kubernetes: {serviceAccountRef: {name: bot}}}}}}',
      'apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\nmetadata: {name: p, namespace: shop, annotations: {kubernetes.io/service-account.name: bot}}',
    ];
    const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: bot, namespace: shop}\n';
    const bound = account + binding('a', 'ClusterRole', 'view', BOT);
    expect(why(cluster(bound))).toEqual(['account-idle · ServiceAccount shop/bot']);
    for (const use of uses) expect(why(cluster(`${bound}---\n${use}\n`))).toEqual([]);
  });

  test('what an export has may run there', () => {
    const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: bot, namespace: shop}\n';
    expect(why(cluster(binding('a', 'ClusterRole', 'view', BOT), 'default', account))).toEqual([]);
  });
});

describe('paths', () => {
  test('what several rules come to together, with each step', () => {
    const shop = cluster(
      role('a', '{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}') +
        role(
          'b',
          '{apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}',
        ) +
        binding('a', 'ClusterRole', 'a', BOT) +
        binding('b', 'ClusterRole', 'b', BOT),
    );
    const [path] = paths([shop], { kubernetes: KUBERNETES, subjects: ['ServiceAccount shop/bot'] }).paths;
    expect(path).toMatchObject({
      id: 'RB006',
      risk: 'critical',
      subject: 'ServiceAccount shop/bot',
      scope: '',
    });
    expect(path?.steps.map(({ text, through }) => [text, through.binding.name])).toEqual([
      ['bind clusterroles', 'ClusterRoleBinding a'],
      ['create clusterrolebindings', 'ClusterRoleBinding b'],
    ]);
  });

  test('Kubernetes alone leads nowhere', () => {
    const plain = cluster('');
    const subjects = ['User jane', 'ServiceAccount shop/bot'];
    expect(paths([plain], { kubernetes: KUBERNETES, subjects }).paths).toEqual([]);
  });
});
