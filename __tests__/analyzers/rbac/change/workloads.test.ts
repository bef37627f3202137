import { describe, expect, test } from '@jest/globals';
import { binding, deployment, READ_SECRETS, reportOf, role, rule, said, yaml } from './support.ts';

const bot = 'ServiceAccount shop/bot';
const secrets = yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r'));
const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}${spec}}\n`;
const account = (more: string) =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: bot, namespace: shop}\n${more}`;

describe('rights of a workload', () => {
  test('change with the mount of its token', () => {
    const off = yaml(secrets, deployment({ account: 'bot', spec: 'automountServiceAccountToken: false' }));
    const on = yaml(secrets, deployment({ account: 'bot' }));
    const [mounted] = reportOf(off, on).workloads;
    expect(mounted).toMatchObject({
      what: 'token',
      text: `Deployment shop/web mounts the token of ${bot} now: its pods have the rights of that account.`,
      risk: 'high',
    });
    expect(mounted?.gained.map(said)).toEqual(['get, list secrets · namespace shop !high']);
    const [unmounted] = reportOf(on, off).workloads;
    expect(unmounted).toMatchObject({ what: 'token', gained: [] });
    expect(unmounted?.lost.map(said)).toEqual(['get, list secrets · namespace shop !high']);
  });

  test('change with the ServiceAccount that says so, at its line', () => {
    const pods = deployment({ account: 'bot' });
    const [change] = reportOf(
      yaml(secrets, pods, account('automountServiceAccountToken: false\n')),
      yaml(secrets, pods, account('automountServiceAccountToken: true\n')),
    ).workloads;
    expect(change).toMatchObject({
      what: 'token',
      place: { path: ['automountServiceAccountToken'], manifest: { resource: { kind: 'ServiceAccount' } } },
    });
  });

  test('change with its namespace', () => {
    const [change] = reportOf(
      yaml(secrets, deployment({ account: 'bot', namespace: 'other' })),
      yaml(secrets, deployment({ account: 'bot' })),
    ).workloads;
    expect(change).toMatchObject({
      workload: 'Deployment shop/web',
      what: 'namespace',
      before: 'ServiceAccount other/bot',
      text: `Deployment shop/web was Deployment other/web: it runs as ${bot} now, not as ServiceAccount other/bot.`,
    });
  });

  test('come with a new workload that runs as an account which others set up', () => {
    expect(reportOf(secrets, yaml(secrets, deployment({ account: 'bot' }))).workloads).toMatchObject([
      {
        what: 'account',
        text: `Deployment shop/web is new and runs as ${bot}, which has rights already: its pods have them.`,
        risk: 'high',
      },
    ]);
    const harmless = yaml(role('Role', 'r', [rule('', 'pods', 'get')]), binding('RoleBinding b', 'Role r'));
    expect(reportOf(harmless, yaml(harmless, deployment({ account: 'bot' }))).workloads).toEqual([]);
  });

  test('do not change with an account that may do the same', () => {
    const both = yaml(
      role('Role', 'r', [READ_SECRETS]),
      binding('RoleBinding b', 'Role r'),
      binding('RoleBinding c', 'Role r', '{kind: ServiceAccount, name: web, namespace: shop}'),
    );
    const report = reportOf(
      yaml(both, deployment({ account: 'web' })),
      yaml(both, deployment({ account: 'bot' })),
    );
    expect(report.workloads).toEqual([]);
  });

  test('are asked for with a token for somebody else', () => {
    const token = (audience: string) =>
      deployment({
        account: 'bot',
        spec: `volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: ${audience}}}]}}]`,
      });
    expect(
      reportOf(yaml(secrets, token('vault')), yaml(secrets, token('sts.amazonaws.com'))).workloads,
    ).toMatchObject([
      {
        what: 'audience',
        text: `Deployment shop/web gets a token of ${bot} that "sts.amazonaws.com" accepts and no longer gets one that "vault" accepts.`,
      },
    ]);
  });
});

describe('a workload that others can reach', () => {
  const ingress = (backend: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec: {${backend}}
`;
  const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
`;

  test.each<[string, string, string]>([
    ['a load balancer', service(', type: LoadBalancer'), 'Service shop/web (LoadBalancer)'],
    ['a port of the nodes', service(', type: NodePort'), 'Service shop/web (NodePort)'],
    ['an external address', service(', externalIPs: [192.0.2.1]'), 'Service shop/web (externalIPs)'],
    [
      'an Ingress',
      yaml(service(''), ingress('rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]')),
      'Ingress shop/shop',
    ],
    [
      'a default backend',
      yaml(service(''), ingress('defaultBackend: {service: {name: web}}')),
      'Ingress shop/shop',
    ],
    ['a route', yaml(service(''), route), 'HTTPRoute shop/shop'],
  ])('by %s stands out when its account gains', (_, open, by) => {
    const pods = yaml(deployment({ account: 'bot' }), open);
    const { workloads, changes } = reportOf(pods, yaml(pods, secrets));
    expect(workloads).toMatchObject([{ what: 'exposed', exposedBy: by, account: bot, risk: 'critical' }]);
    // Whoever takes over what everybody can reach has it: one worse than for others.
    expect(changes[0]?.gained.map(said)).toEqual(['get, list secrets · namespace shop !critical']);
  });

  test.each<[string, string]>([
    ['within the cluster only', service('')],
    ['another one', service(', type: LoadBalancer').replace('app: web', 'app: api')],
    ['in another namespace', service(', type: LoadBalancer').replace('namespace: shop', 'namespace: other')],
    ['nothing selected', service(', type: LoadBalancer').replace('selector: {app: web}', 'selector: {}')],
  ])('%s does not', (_, open) => {
    const pods = yaml(deployment({ account: 'bot' }), open);
    expect(reportOf(pods, yaml(pods, secrets)).workloads).toEqual([]);
  });
});

test('a permission is worse where the namespace enforces less, and the change of its label says so', () => {
  const pods = yaml(role('Role', 'r', [rule('', 'pods', 'create')]), binding('RoleBinding b', 'Role r'));
  const namespace = (level: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: ${level}}}\n`;
  const report = reportOf(yaml(pods, namespace('restricted')), yaml(pods, namespace('privileged')));
  expect(report.changes).toEqual([]);
  expect(report.paths.opened).toMatchObject([{ id: 'WL001', risk: 'high', was: 'medium', subject: bot }]);
  expect(report.refactored).toBe(false);
});
