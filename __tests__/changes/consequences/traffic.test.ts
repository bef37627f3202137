import { describe, expect, test } from '@jest/globals';
import { changeReport } from '../../../src/changes/index.ts';
import { ManifestSet } from '../../../src/manifest/index.ts';
import { inOne, objects, rendered, report, told, workload } from '../rendered.ts';

const service = (name: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
});
const between = (base: readonly unknown[], head: readonly unknown[]) =>
  told(inOne(objects(...base), objects(...head)), 'traffic');

describe('who is behind a Service', () => {
  const web = workload('Deployment', 'web');
  const api = workload('Deployment', 'api');
  const labelled = (app: string) => workload('Deployment', 'web', { labels: { app } });

  test('its selector finds no pod any more', () => {
    expect(
      between([service('web'), web], [service('web', { selector: { app: 'www', tier: 'a' } }), web]),
    ).toEqual([
      'high traffic: Service shop/web selects no pod any more (was Deployment web): its pods do not have the labels app=www, tier=a.',
    ]);
    expect(between([service('web'), web], [service('web'), labelled('www')])).toEqual([
      'high traffic: Service shop/web selects no pod any more (was Deployment web): its pods do not have the label app=web.',
    ]);
    expect(between([service('web'), web], [service('web')])).toEqual([
      'high traffic: Service shop/web selects no pod any more (was Deployment web): that is gone.',
    ]);
  });

  test('it leads elsewhere, to more, to fewer', () => {
    const wide = { selector: { tier: 'a' } };
    const both = [web, api].map(each => ({
      ...each,
      spec: {
        ...each.spec,
        template: {
          ...each.spec.template,
          metadata: { labels: { ...each.spec.template.metadata.labels, tier: 'a' } },
        },
      },
    }));
    expect(
      between([service('web'), web, api], [service('web', { selector: { app: 'api' } }), web, api]),
    ).toEqual(['medium traffic: Service shop/web leads to Deployment api now (was Deployment web).']);
    expect(between([service('s', wide), both[0]], [service('s', wide), ...both])).toEqual([
      'medium traffic: Service shop/s leads to Deployment api, too, beside Deployment web.',
    ]);
    expect(between([service('s', wide), ...both], [service('s', wide), both[0]])).toEqual([
      'medium traffic: Service shop/s no longer leads to Deployment api, only to Deployment web.',
    ]);
    expect(between([service('web')], [service('web'), web])).toEqual([
      'low traffic: Service shop/web leads to Deployment web now; nothing rendered with it was there before.',
    ]);
  });

  test('nothing is said where its pods are elsewhere, have only other labels, or are those of a Job', () => {
    expect(
      between([service('web'), web], [service('web'), workload('Deployment', 'web', { labels: { v: '2' } })]),
    ).toEqual([]);
    const job = (app: string) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j' },
      spec: {
        template: { metadata: { labels: { app } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
      },
    });
    expect(between([service('web'), web], [service('web'), web, job('web')])).toEqual([]);
    const elsewhere = (text: string) => rendered({ default: text }, 'manifests:other', 'shop');
    expect(
      told(
        report(rendered({ default: objects(service('web'), web) }, 'manifests:a', 'shop'), [
          ...rendered({ default: objects(service('web')) }, 'manifests:a', 'shop'),
          ...elsewhere(objects(web)),
        ]),
        'traffic',
      ),
    ).toEqual([]);
  });
});

describe('ports of a Service', () => {
  const web = (ports: unknown[]) => workload('Deployment', 'web', { container: { ports } });
  const on = (...ports: unknown[]) => service('web', { ports });
  const http = web([{ name: 'http', containerPort: 8080 }]);

  test('a name that no container has any more', () => {
    const by = on({ port: 80, targetPort: 'http' });
    expect(between([by, http], [by, web([{ name: 'web', containerPort: 8080 }])])).toEqual([
      'high traffic: Port 80 of Service shop/web leads nowhere: no container of Deployment web has a port named http.',
    ]);
    expect(between([by, http], [by, web([{ name: 'http', containerPort: 9090 }])])).toEqual([
      'low traffic: Port 80 of Service shop/web leads to port 9090 of the pods now (was 8080).',
    ]);
    // The first of that name counts.
    const later = web([
      { name: 'http', containerPort: 8080 },
      { name: 'http', containerPort: 9090 },
    ]);
    expect(between([by, later], [by, http])).toEqual([]);
    // Only another way to say it.
    expect(between([by, http], [on({ port: 80, targetPort: 8080 }), http])).toEqual([]);
  });

  test('a number that no container declares any more', () => {
    const by = on({ name: 'web', port: 80, targetPort: 8080 });
    expect(between([by, http], [by, web([{ name: 'http', containerPort: 9090 }])])).toEqual([
      'medium traffic: Port 80 (web) of Service shop/web leads to 8080, which no container of Deployment web declares any more (9090).',
    ]);
    expect(between([by, http], [by, web([])])).toEqual([]);
  });

  test('another port, and one port less', () => {
    expect(between([on({ port: 80 }), http], [on({ port: 8080 }), http])).toEqual([
      'medium traffic: Service shop/web listens on port 8080 now (was 80).',
    ]);
    const two = on(
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'metrics', port: 9090, targetPort: 8080 },
    );
    expect(between([two, http], [on({ name: 'http', port: 80, targetPort: 8080 }), http])).toEqual([
      'medium traffic: Service shop/web no longer listens on port 9090 (metrics).',
    ]);
  });
});

test('the type of a Service', () => {
  const of = (type: string, more = {}) => [service('web', { type, ...more })];
  expect(between(of('ClusterIP'), of('LoadBalancer'))).toEqual([
    'medium traffic: Service shop/web gets a load balancer with an address of its own (was ClusterIP).',
  ]);
  expect(between(of('LoadBalancer'), of('NodePort'))).toEqual([
    'high traffic: Service shop/web loses its load balancer and the address of that (NodePort now).',
  ]);
  expect(between([service('web')], of('NodePort'))).toEqual([
    'medium traffic: Service shop/web is open on a port of every node now (was ClusterIP).',
  ]);
  expect(between(of('NodePort'), [service('web')])).toEqual([
    'medium traffic: Service shop/web is no longer open on the nodes (ClusterIP now).',
  ]);
  expect(
    between(
      of('ExternalName', { externalName: 'a.example' }),
      of('ExternalName', { externalName: 'b.example' }),
    ),
  ).toEqual(['high traffic: Service shop/web is another name for b.example now (was a.example).']);
  expect(between([], of('LoadBalancer'))).toEqual([
    'medium traffic: Service shop/web is new and gets a load balancer with an address of its own.',
  ]);
  expect(between(of('LoadBalancer'), [])).toEqual([
    'high traffic: Service shop/web goes, and the address of its load balancer with it.',
  ]);
});

test('what a Secret holds is in no sentence', () => {
  const of = (externalName: string) =>
    new ManifestSet(rendered({ default: objects(service('db', { type: 'ExternalName', externalName })) }));
  const changes = changeReport({
    base: of('a.example'),
    head: of('hunter2.example'),
    hide: text => text.replaceAll('hunter2', '(secret)'),
  });
  expect(changes.consequences.map(({ text }) => text)).toEqual([
    'Service default/db is another name for (secret).example now (was a.example).',
  ]);
});

describe('Ingresses', () => {
  const path = (at: string, to: string, more: { port?: unknown; pathType?: string } = {}) => ({
    path: at,
    pathType: more.pathType ?? 'Prefix',
    backend: { service: { name: to, port: more.port ?? { number: 80 } } },
  });
  const ingress = (hosts: Record<string, unknown[]>, spec = {}, annotations = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', annotations },
    spec: { ...spec, rules: Object.entries(hosts).map(([host, paths]) => ({ host, http: { paths } })) },
  });
  const host = 'shop.example.com';
  const one = (base: unknown[], head: unknown[]) =>
    between([ingress({ [host]: base })], [ingress({ [host]: head })]);

  test('a path goes to another Service, or to another port of it', () => {
    expect(one([path('/', 'web'), path('/api', 'api')], [path('/', 'web'), path('/api', 'pay')])).toEqual([
      'medium traffic: shop.example.com/api goes to Service pay now (was Service api).',
    ]);
    expect(one([path('/', 'web')], [path('/', 'web', { port: { number: 81 } })])).toEqual([
      'medium traffic: shop.example.com/ goes to port 81 of Service web now (was port 80 of Service web).',
    ]);
    const web = service('web', { ports: [{ name: 'http', port: 80 }] });
    expect(
      between(
        [web, ingress({ [host]: [path('/', 'web')] })],
        [web, ingress({ [host]: [path('/', 'web', { port: { name: 'http' } })] })],
      ),
    ).toEqual([]);
  });

  test('a path that comes or goes: what takes its requests', () => {
    expect(one([path('/', 'web'), path('/api', 'api')], [path('/', 'web')])).toEqual([
      'medium traffic: shop.example.com/api goes to Service web now (was Service api).',
    ]);
    expect(one([path('/', 'web')], [path('/', 'web'), path('/api', 'api')])).toEqual([
      'medium traffic: shop.example.com/api goes to Service api now (was Service web).',
    ]);
    expect(one([path('/web', 'web'), path('/api', 'api')], [path('/web', 'web')])).toEqual([
      'high traffic: shop.example.com/api is not served any more (was Service api).',
    ]);
    expect(one([path('/web', 'web')], [path('/web', 'web'), path('/api', 'api')])).toEqual([
      'low traffic: shop.example.com/api is served now: Service api.',
    ]);
    expect(one([path('/', 'web'), path('/api', 'web')], [path('/', 'web')])).toEqual([]);
    expect(one([path('/api', 'api')], [path('/api', 'api', { pathType: 'Exact' })])).toEqual([
      'medium traffic: shop.example.com/api is matched as Exact now (was Prefix).',
    ]);
  });

  test('hosts', () => {
    const paths = [path('/', 'web'), path('/api', 'api')];
    expect(between([ingress({ 'a.example': paths })], [ingress({ 'b.example': paths })])).toEqual([
      'high traffic: b.example in place of a.example: requests for the old host are not served any more (was Service api, Service web).',
    ]);
    expect(
      between([ingress({ 'a.example': paths, 'b.example': paths })], [ingress({ 'a.example': paths })]),
    ).toEqual(['high traffic: b.example is not served any more (was Service api, Service web).']);
    expect(
      between([ingress({ 'a.example': paths })], [ingress({ 'a.example': paths, 'b.example': paths })]),
    ).toEqual(['low traffic: b.example is served now: Service api, Service web.']);
    expect(
      between([ingress({ 'a.example': paths, '*.example': paths })], [ingress({ '*.example': paths })]),
    ).toEqual([
      'medium traffic: a.example follows the rules of *.example now (was Service api, Service web).',
    ]);
  });

  test('the class, in either spelling, and certificates', () => {
    const rules = { [host]: [path('/', 'web')] };
    const old = ingress(rules, {}, { 'kubernetes.io/ingress.class': 'nginx' });
    expect(between([old], [ingress(rules, { ingressClassName: 'nginx' })])).toEqual([]);
    expect(between([old], [ingress(rules, { ingressClassName: 'traefik' })])).toEqual([
      'high traffic: shop.example.com is served through IngressClass traefik now (was IngressClass nginx), which may have another address.',
    ]);
    const tls = (secretName: string) => ingress(rules, { tls: [{ hosts: [host], secretName }] });
    expect(between([tls('a')], [ingress(rules)])).toEqual([
      'high traffic: shop.example.com has no certificate any more: the Ingress says no TLS for it.',
    ]);
    expect(between([tls('a')], [tls('b')])).toEqual([
      'low traffic: shop.example.com has its certificate from Secret b now (was Secret a).',
    ]);
  });

  test('a port that the Service no longer has', () => {
    const shop = ingress({ [host]: [path('/', 'web')] });
    expect(between([shop, service('web')], [shop, service('web', { ports: [{ port: 8080 }] })])).toEqual([
      'high traffic: shop.example.com/ goes to port 80 of Service web, which no longer has it.',
      'medium traffic: Service shop/web listens on port 8080 now (was 80).',
    ]);
  });

  test('the same in several environments with hosts of their own is one entry', () => {
    const all = (to: string) =>
      rendered(
        Object.fromEntries(
          ['dev', 'prod'].map(name => [
            name,
            objects(ingress({ [`${name}.example.com`]: [path('/api', to)] })),
          ]),
        ),
      );
    expect(told(report(all('api'), all('pay')), 'traffic')).toEqual([
      'medium traffic: dev.example.com/api, prod.example.com/api go to Service pay now (was Service api). (in dev, prod)',
    ]);
  });

  test('what another target serves now is still served', () => {
    const all = (id: string) =>
      rendered({ default: objects(ingress({ [host]: [path('/', 'web')] })) }, id, 'shop');
    expect(told(report(all('manifests:a'), all('manifests:b')), 'traffic')).toEqual([]);
  });
});

describe('routes of the Gateway API', () => {
  const route = (rules: unknown[], spec = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'shop' },
    spec: {
      parentRefs: [{ name: 'public', namespace: 'infra' }],
      hostnames: ['shop.example.com'],
      rules,
      ...spec,
    },
  });
  const to = (...refs: unknown[]) => ({ backendRefs: refs });

  test('weights', () => {
    expect(
      between(
        [route([to({ name: 'web', port: 80 })])],
        [route([to({ name: 'web', port: 80, weight: 9 }, { name: 'web2', port: 80, weight: 1 })])],
      ),
    ).toEqual([
      'medium traffic: shop.example.com/ goes to Service web (90 %) and Service web2 (10 %) now (was Service web).',
    ]);
    expect(
      between(
        [route([to({ name: 'web', port: 80, weight: 1 })])],
        [route([to({ name: 'web', port: 80, weight: 50 }, { name: 'b', weight: 0 })])],
      ),
    ).toEqual([]);
  });

  test('another Gateway, a redirect, conditions', () => {
    expect(
      between(
        [route([to({ name: 'web' })])],
        [route([to({ name: 'web' })], { parentRefs: [{ name: 'inner' }] })],
      ),
    ).toEqual([
      'high traffic: shop.example.com is served through Gateway inner now (was Gateway infra/public), which may have another address.',
    ]);
    const redirect = { filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'b.example' } }] };
    expect(between([route([to({ name: 'web' })])], [route([redirect])])).toEqual([
      'medium traffic: shop.example.com/ goes to a redirect to b.example now (was Service web).',
    ]);
    const beta = {
      matches: [{ path: { value: '/' }, method: 'GET', headers: [{ name: 'beta', value: '1' }] }],
      ...to({ name: 'web2' }),
    };
    expect(between([route([to({ name: 'web' })])], [route([to({ name: 'web' }), beta])])).toEqual([
      'medium traffic: shop.example.com/ (GET, header beta=1) goes to Service web2 now (was Service web).',
    ]);
  });

  test('from an Ingress to a route', () => {
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop' },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'shop.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    };
    expect(between([ingress], [route([to({ name: 'web', port: 80 })])])).toEqual([
      'high traffic: shop.example.com is served through Gateway infra/public now (was IngressClass nginx), which may have another address.',
    ]);
  });
});

test('listeners of a Gateway', () => {
  const gateway = (...listeners: unknown[]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'public' },
    spec: { gatewayClassName: 'a', listeners },
  });
  const https = { name: 'https', protocol: 'HTTPS', port: 443, hostname: '*.example.com' };
  const http = { name: 'http', protocol: 'HTTP', port: 80 };
  expect(between([gateway(http, https)], [gateway(https)])).toEqual([
    'high traffic: Gateway shop/public no longer listens for HTTP on port 80 (http).',
  ]);
  expect(between([gateway(https)], [gateway({ ...https, port: 8443 }, http)])).toEqual([
    'high traffic: Gateway shop/public listens for HTTPS on port 8443, *.example.com now (https, was HTTPS on port 443, *.example.com).',
    'low traffic: Gateway shop/public listens for HTTP on port 80 now (http).',
  ]);
});

test('a VirtualService of Istio', () => {
  const virtual = (host: string, gateways: string[] = []) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'shop' },
    spec: {
      hosts: ['shop.example.com'],
      gateways,
      http: [{ match: [{ uri: { prefix: '/api' } }], route: [{ destination: { host } }] }],
    },
  });
  expect(between([virtual('api')], [virtual('pay.shop.svc.cluster.local')])).toEqual([
    'medium traffic: shop.example.com/api goes to Service pay now (was Service api).',
  ]);
  expect(between([virtual('api')], [virtual('api', ['public'])])).toEqual([
    'high traffic: shop.example.com is served through Istio gateway public now (was the mesh), which may have another address.',
  ]);
});

test('a Route of OpenShift', () => {
  const route = (host: string, name: string, more: object = {}) => ({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name: 'shop' },
    spec: { host, to: { kind: 'Service', name }, ...more },
  });
  const host = 'shop.example.com';
  expect(between([route(host, 'api')], [route(host, 'pay')])).toEqual([
    'medium traffic: shop.example.com/ goes to Service pay now (was Service api).',
  ]);
  expect(between([route(host, 'api')], [route('shop.example.org', 'api')])).toEqual([
    'high traffic: shop.example.org in place of shop.example.com: requests for the old host are not served any more (was Service api).',
  ]);
  expect(between([route(host, 'api', { tls: { termination: 'edge' } })], [route(host, 'api')])).toEqual([
    'high traffic: shop.example.com has no certificate any more: the Route says no TLS for it.',
  ]);
  expect(between([route('', 'api')], [route('', 'pay')])).toEqual([]);
});

describe('an IngressRoute of Traefik', () => {
  const route = (match: string, name: string, entryPoints = ['websecure']) => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name: 'shop' },
    spec: { entryPoints, routes: [{ kind: 'Rule', match, services: [{ name, port: 80 }] }] },
  });
  const rule = 'Host(`shop.example.com`) && PathPrefix(`/api`)';

  test('services, hosts, entry points', () => {
    expect(between([route(rule, 'api')], [route(rule, 'pay')])).toEqual([
      'medium traffic: shop.example.com/api goes to Service pay now (was Service api).',
    ]);
    expect(
      between([route(rule, 'api')], [route('Host("shop.example.org") && PathPrefix(`/api`)', 'api')]),
    ).toEqual([
      'high traffic: shop.example.org in place of shop.example.com: requests for the old host are not served any more (was Service api).',
    ]);
    expect(between([route(rule, 'api')], [route(rule, 'api', ['web'])])).toEqual([
      'high traffic: shop.example.com is served through entry point web of Traefik now (was entry point websecure of Traefik), which may have another address.',
    ]);
    expect(
      between([route('Host(`a`) || Host(`b`)', 'api')], [route('Host(`b`) || Host(`a`)', 'pay')]),
    ).toEqual(['medium traffic: a/, b/ go to Service pay now (was Service api).']);
    expect(
      between(
        [route('Host(`a`) && !PathPrefix(`/x`)', 'api')],
        [route('Host(`a`) && !PathPrefix(`/x`)', 'pay')],
      ),
    ).toEqual([
      'medium traffic: a/ (Host(`a`) && !PathPrefix(`/x`)) goes to Service pay now (was Service api).',
    ]);
  });
});

describe('what has nothing left to work on', () => {
  const web = (app: string) => workload('Deployment', 'web', { labels: { app } });
  const policy = (kind: string, apiVersion: string, spec: unknown) => ({
    apiVersion,
    kind,
    metadata: { name: 'p' },
    spec,
  });
  const budget = policy('PodDisruptionBudget', 'policy/v1', {
    minAvailable: 1,
    selector: { matchLabels: { app: 'web' } },
  });
  const network = (matchLabels: unknown, policyTypes = ['Ingress', 'Egress']) =>
    policy('NetworkPolicy', 'networking.k8s.io/v1', { podSelector: { matchLabels }, policyTypes });
  const both = (base: readonly unknown[], head: readonly unknown[]) =>
    told(inOne(objects(...base), objects(...head)), 'unmatched');

  test('a budget and a policy', () => {
    expect(both([budget, web('web')], [budget, web('www')])).toEqual([
      'medium unmatched: PodDisruptionBudget shop/p selects no pod any more (was Deployment web): drains of nodes may stop all of its pods at once.',
    ]);
    expect(both([network({ app: 'web' }), web('web')], [network({ app: 'web' }), web('www')])).toEqual([
      'high unmatched: Deployment shop/web accepts connections from everywhere and connects to everything now: no NetworkPolicy selects it for that any more.',
      'medium unmatched: NetworkPolicy shop/p selects no pod any more (was Deployment web): it limits nothing.',
    ]);
    expect(both([network({}, ['Ingress']), web('web')], [web('web')])).toEqual([
      'high unmatched: Deployment shop/web accepts connections from everywhere now: no NetworkPolicy selects it for that any more.',
    ]);
    expect(both([network({ app: 'web' }), web('web')], [network({}), web('www')])).toEqual([]);
    const moved = [
      ...rendered({ default: objects(web('web')) }, undefined, 'shop'),
      ...rendered({ default: objects(network({})) }, 'manifests:platform', 'shop'),
    ];
    const together = rendered({ default: objects(web('web'), network({})) }, undefined, 'shop');
    expect(told(report(together, moved), 'unmatched')).toEqual([]);
  });

  test('an autoscaler of another workload', () => {
    const scaler = (name: string) =>
      policy('HorizontalPodAutoscaler', 'autoscaling/v2', {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        maxReplicas: 3,
      });
    expect(both([scaler('web'), web('web')], [scaler('www'), web('web')])).toEqual([
      'medium unmatched: HorizontalPodAutoscaler shop/p scales Deployment www now, which is not rendered here (was Deployment web).',
    ]);
    expect(told(inOne(objects(scaler('web'), web('web')), objects(scaler('web'))))).toEqual([
      'high dangling: Deployment shop/web goes, and HorizontalPodAutoscaler shop/p still needs it: there is nothing left to scale.',
    ]);
  });
});
