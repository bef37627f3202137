import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_NETWORK_CHANGES } from '../../../src/analyzers/network/index.ts';
import { deployment, policy, reportOf, said, selecting, service } from './support.ts';

const PAYMENTS = '{name: PAYMENTS_URL, value: "http://payments:80/pay"}';
const ALL = [
  deployment('web'),
  deployment('worker'),
  deployment('checkout', { env: PAYMENTS }),
  deployment('payments'),
  service('payments'),
  deployment('monitor', { namespace: 'ops' }),
].join('');
const onlyWeb = policy(
  'worker',
  `{${selecting('worker')}, ingress: [{from: [{${selecting('web')}}], ports: [{port: http}]}]}`,
);
const change = (base: string, head: string) => reportOf(ALL + base, ALL + head);

describe('what opens', () => {
  test('a policy that goes opens what it closed to everybody', () => {
    const report = change(onlyWeb, '');
    expect(said(report)).toEqual([
      'high: Deployment shop/worker accepts connections from everywhere now: NetworkPolicy shop/worker is gone. Before: pods with app=web on TCP 8080. @ base worker metadata.name',
    ]);
    expect(report.verdict).toBe('1 workload is open to callers from outside the cluster now');
    expect(report.connections.gained).toEqual([]);
  });

  test('so does a selector with a slip of the pen', () => {
    expect(said(change(onlyWeb, onlyWeb.replace('app: worker}}, ing', 'app: wroker}}, ing')))).toEqual([
      'high: Deployment shop/worker accepts connections from everywhere now: NetworkPolicy shop/worker no longer selects it. Before: pods with app=web on TCP 8080. @ head worker spec.podSelector',
    ]);
  });

  test('labels that the policy no longer selects are the cause at the labels', () => {
    const report = reportOf(
      deployment('worker') + onlyWeb,
      deployment('worker', { labels: { app: 'workers' } }) + onlyWeb,
    );
    expect(said(report)).toEqual([
      'high: Deployment shop/worker accepts connections from everywhere now: NetworkPolicy shop/worker no longer selects it. Before: pods with app=web on TCP 8080. @ head worker spec.template.metadata.labels',
    ]);
  });

  test.each([
    ['{namespaceSelector: {}}', 'medium', 'every pod of the cluster'],
    ['{ipBlock: {cidr: 0.0.0.0/0}}', 'high', 'every IPv4 address'],
    [
      '{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}',
      'medium',
      '10.0.0.0/16 and 10.2.0.0-10.255.255.255',
    ],
    ['{podSelector: {}}', 'low', 'every pod of its namespace'],
    [
      '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}, podSelector: {matchLabels: {app: monitor}}}',
      'medium',
      'pods with app=monitor in namespace ops',
    ],
    [
      '{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [a, b]}]}}',
      'medium',
      'every pod of namespaces with team notin (a, b)',
    ],
  ])('a peer more: %s', (peer, risk, text) => {
    const more = onlyWeb.replace('from: [', `from: [${peer}, `);
    expect(said(change(onlyWeb, more))).toEqual([
      `${risk}: Deployment shop/worker accepts connections from ${text} on TCP 8080 now: NetworkPolicy shop/worker changed. @ head worker spec.ingress.0.from.0`,
    ]);
  });

  test('a port more, and who can use it', () => {
    const report = change(
      onlyWeb,
      onlyWeb.replace('{port: http}', '{port: http}, {port: 9000, endPort: 9010}'),
    );
    expect(said(report)).toEqual([
      'low: Deployment shop/worker accepts connections from pods with app=web on TCP 9000-9010 now: NetworkPolicy shop/worker changed. @ head worker spec.ingress.0.from.0',
    ]);
    expect(report.connections.gained).toEqual([
      { from: 'Deployment shop/web', to: 'Deployment shop/worker', ports: 'TCP 9000-9010', environments: [] },
    ]);
  });

  test('an exception that goes is the addresses it excepted', () => {
    const out = policy(
      'out',
      `{${selecting('web')}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 443}]}]}`,
    );
    expect(said(change(out, out.replace(', except: [10.1.0.0/16]', '')))).toEqual([
      'low: Deployment shop/web can connect to 10.1.0.0/16 on TCP 443 now: NetworkPolicy shop/out changed. @ head out spec.egress.0.to.0',
    ]);
  });
});

describe('what closes', () => {
  test('a default deny is one entry, and a connection somebody uses another', () => {
    const report = change('', policy('deny', '{podSelector: {}, policyTypes: [Ingress]}'));
    expect(said(report)).toEqual([
      'high: Deployment shop/checkout can no longer connect to Deployment shop/payments: NetworkPolicy shop/deny is new and selects Deployment shop/payments. It seems to use it (variable PAYMENTS_URL). @ head deny spec.podSelector',
      'low: Deployment shop/checkout, Deployment shop/payments, Deployment shop/web and 1 more no longer accept connections from anybody: NetworkPolicy shop/deny is new and selects them. @ head deny spec.podSelector',
    ]);
    expect(report.verdict).toBe('1 workload loses a connection that it seems to use');
  });

  test('labels of a caller that a policy does not know', () => {
    const pay = policy('pay', `{${selecting('payments')}, ingress: [{from: [{${selecting('checkout')}}]}]}`);
    const renamed = ALL.replace('{"app":"checkout"}', '{"app":"checkout-2"}');
    expect(said(reportOf(ALL + pay, renamed + pay))).toEqual([
      'high: Deployment shop/checkout can no longer connect to Deployment shop/payments: the labels of Deployment shop/checkout changed. It seems to use it (variable PAYMENTS_URL). @ head checkout spec.template.metadata.labels',
    ]);
  });
});

describe('no change', () => {
  test('without any policy nothing is said', () => {
    expect(change('', service('web'))).toBe(NO_NETWORK_CHANGES);
  });

  test('the same written otherwise', () => {
    const split = policy(
      'worker',
      `{podSelector: {matchExpressions: [{key: app, operator: In, values: [worker]}]}, policyTypes: [Ingress], ingress: [{from: [{${selecting('web')}}], ports: [{port: 8080, protocol: TCP}]}, {from: [{${selecting('web')}}], ports: [{port: http}]}]}`,
    );
    expect(change(onlyWeb, split)).toBe(NO_NETWORK_CHANGES);
  });

  test('everybody is every pod and every address', () => {
    const open = policy('worker', `{${selecting('worker')}, ingress: [{}]}`);
    const spelled = policy(
      'worker',
      `{${selecting('worker')}, ingress: [{from: [{namespaceSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: "::/0"}}]}]}`,
    );
    expect(change(open, spelled)).toBe(NO_NETWORK_CHANGES);
    expect(change('', open)).toBe(NO_NETWORK_CHANGES);
  });

  test('whatever the order of policies, rules, peers and documents', () => {
    const peers = [
      `{${selecting('web')}}`,
      '{namespaceSelector: {matchLabels: {team: a}}}',
      '{ipBlock: {cidr: 192.0.2.0/24}}',
      '{ipBlock: {cidr: 192.0.2.128/25}}',
    ];
    const rule = fc.record({
      from: fc.subarray(peers, { minLength: 1 }),
      port: fc.constantFrom(80, 443, 8080),
    });
    const rules = fc.array(rule, { minLength: 1, maxLength: 4 });
    const shuffled = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
    const written = (all: readonly { from: readonly string[]; port: number }[]) =>
      policy(
        'p',
        `{podSelector: {}, ingress: [${all.map(({ from, port }) => `{from: [${from.join(', ')}], ports: [{port: ${port}}]}`).join(', ')}]}`,
      );
    fc.assert(
      fc.property(
        rules.chain(all =>
          fc.tuple(
            fc.constant(all),
            shuffled(all).chain(some =>
              fc.tuple(...some.map(each => shuffled(each.from).map(from => ({ ...each, from })))),
            ),
          ),
        ),
        ([all, other]) => {
          expect(reportOf(ALL + written(all), written(other) + ALL)).toBe(NO_NETWORK_CHANGES);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('policies of other kinds are named', () => {
  const cilium = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: c, namespace: shop}
spec: {}
---
`;
  const report = change(onlyWeb + cilium, cilium);
  expect(report.notConsidered).toEqual(['CiliumNetworkPolicy shop/c']);
  expect(report.assumptions).toEqual(['The network plugin enforces NetworkPolicies; some do not.']);
});

test('what a hostile policy can hold is read', () => {
  fc.assert(
    fc.property(fc.jsonValue(), spec => {
      const odd = policy('odd', JSON.stringify(spec));
      expect(reportOf(ALL + onlyWeb, ALL + onlyWeb + odd).changes).toBeDefined();
    }),
    { numRuns: 200 },
  );
});
