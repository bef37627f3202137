import { describe, expect, test } from '@jest/globals';
import { type ActiveGuardrail, evaluate, type Guardrail, loadCustom } from '../../src/guardrails/index.ts';
import { setOf, treeOf } from './support.ts';

/** Messages and fields of a rule that finds fault with everything it looks at. */
function seen(applies: string, message: string, manifest: string, field = ''): string[] {
  const text = `id: mine\ntitle: Mine\nseverity: warning\nrationale: r\nremediation: r\napplies: ${applies}\nexpression: "false"\nfield: '${field}'\nmessage: '${message}'\n`;
  const { guardrails, problems } = loadCustom(treeOf({ 'rules/mine.yaml': text }), 'rules');
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const active: ActiveGuardrail = {
    guardrail: guardrails[0] as Guardrail,
    severity: 'warning',
    parameters: {},
  };
  const result = evaluate(setOf(manifest), [active], { kubernetes: '1.34' });
  expect(result.problems).toEqual([]);
  return result.findings.map(finding => `${finding.field}: ${finding.message}`);
}

const SHOP = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: shop, namespace: shop, annotations: {helm.sh/hook: "post-install, test"}}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          initContainers:
            - name: proxy
              restartPolicy: Always
              startupProbe: {tcpSocket: {port: 15020}, timeoutSeconds: 3}
          containers:
            - name: app
              env: [{name: A, value: a}, {name: B, value: b}, {name: A, value: c}, {name: B, value: "$(B)b"}]
              ports: [{name: http, containerPort: 8080}]
              volumeMounts: [{name: host, mountPath: /host}, {name: gone, mountPath: /gone}]
              livenessProbe: {httpGet: {path: /, port: http}}
          volumes:
            - {name: scratch, emptyDir: {}}
            - {name: host, hostPath: {path: /var/run/../run/docker.sock/}}
`;

const POD = 'spec.jobTemplate.spec.template.spec';

describe('what an expression looks at', () => {
  test('volumes, with the path as the kubelet sees it', () => {
    expect(
      seen(
        'volume',
        '{{ volume.name }} {{ effective.?hostPath.?path.orValue("none") }} {{ effective.?hostPath.?risk.orValue("none") }}',
        SHOP,
      ),
    ).toEqual([
      `${POD}.volumes[name=scratch]: scratch none none`,
      `${POD}.volumes[name=host]: host /var/run/docker.sock socket`,
    ]);
  });

  test('volume mounts, with the volume they mount', () => {
    expect(
      seen('volumeMount', '{{ mount.mountPath }} {{ has(volume.hostPath) }} {{ container.name }}', SHOP),
    ).toEqual([
      `${POD}.containers[name=app].volumeMounts[mountPath=/host]: /host true app`,
      `${POD}.containers[name=app].volumeMounts[mountPath=/gone]: /gone false app`,
    ]);
  });

  test('environment variables, and which of them replace an earlier one', () => {
    expect(seen('env', '{{ env.name }} {{ env.overrides }}', SHOP)).toEqual([
      `${POD}.containers[name=app].env[name=A]: A false`,
      `${POD}.containers[name=app].env[name=B]: B false`,
      `${POD}.containers[name=app].env["name=A,#2"]: A true`.replaceAll('"', ''),
      `${POD}.containers[name=app].env["name=B,#2"]: B false`.replaceAll('"', ''),
    ]);
  });

  test('probes of sidecars too, with ports by number and the defaults', () => {
    expect(
      seen(
        'probe',
        '{{ probeKind }} {{ sidecar }} {{ effective.handler }} {{ effective.port }} {{ effective.timeoutSeconds }}',
        SHOP,
      ),
    ).toEqual([
      `${POD}.initContainers[name=proxy].startupProbe: startupProbe true tcpSocket 15020 3`,
      `${POD}.containers[name=app].livenessProbe: livenessProbe false httpGet 8080 1`,
    ]);
  });

  test('hooks and tests say so', () => {
    expect(seen('object', '{{ resource.hook }}, {{ resource.test }}', SHOP)).toEqual([
      ': post-install, test, true',
    ]);
    const argo =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {argocd.argoproj.io/hook: PreSync}}\nspec: {containers: []}';
    expect(seen('object', '{{ resource.hook }}, {{ resource.test }}', argo)).toEqual([': PreSync, false']);
  });
});

test('objects and containers that have no name can be spoken of', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {containers: [{image: "a:1"}, {name: b}]}';
  const message = 'Pod {{ resource.name }} has {{ container.name }}';
  expect(seen('container', message, text).map(each => each.split(': ')[1])).toEqual([
    'Pod has (no name)',
    'Pod has b',
  ]);
});

test('a pod that none of the Services rendered with it selects is not served', () => {
  const pod = (labels: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec: {template: {metadata: {labels: ${labels}}, spec: {containers: [{name: a}]}}}\n`;
  const service = (selector: string, namespace = 'shop') =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: ${namespace}}\nspec: {selector: ${selector}}\n`;
  const served = (text: string) => seen('container', '{{ effective.served }}', text)[0]?.split(': ')[1];
  expect(served(pod('{app: a}'))).toBe('true');
  expect(served(pod('{app: a}') + service('{app: b}'))).toBe('false');
  expect(served(pod('{app: a}') + service('{}'))).toBe('false');
  expect(served(pod('{app: a}') + service('{app: b}', 'other'))).toBe('true');
  expect(served(pod('{app: a, tier: web}') + service('{app: b}') + service('{tier: web}'))).toBe('true');
});

describe('workloads', () => {
  const deployment = (spec: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: shop}\nspec: {${spec}template: {metadata: {labels: {app: shop}}, spec: {containers: []}}}\n`;
  const message =
    '{{ effective.?replicas.orValue(-1) }}, {{ effective.from.?replicas.orValue("") }}; {{ effective.autoscalers }}; {{ effective.disruptionBudgets }}';
  const hpa = (spec: string, target = 'apiVersion: apps/v1, kind: Deployment, name: shop') =>
    `---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: scaler, namespace: shop}\nspec: {scaleTargetRef: {${target}}${spec}}\n`;

  test('replicas: written, the default, the least of an autoscaler unless switched off', () => {
    const of = (text: string) => seen('workload', message, text)[0];
    expect(of(deployment('replicas: 3, '))).toBe(': 3, set here; ; ');
    expect(of(deployment(''))).toBe(': 1, the default; ; ');
    expect(of(deployment('replicas: 3, ') + hpa(', minReplicas: 2'))).toBe(
      ': 2, the least that HorizontalPodAutoscaler scaler scales to; kind: HorizontalPodAutoscaler, name: scaler; ',
    );
    expect(
      of(deployment('') + hpa('', 'apiVersion: extensions/v1beta1, kind: Deployment, name: shop')),
    ).toContain(': 1, the least');
    expect(of(deployment('replicas: 0, ') + hpa(', minReplicas: 2'))).toContain(': 0, set here');
    expect(of(deployment('') + hpa(', minReplicas: 2', 'kind: Deployment, name: other'))).toBe(
      ': 1, the default; ; ',
    );
    expect(
      of(
        `${deployment('')}---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: k, namespace: shop}\nspec: {scaleTargetRef: {name: shop}}\n`,
      ),
    ).toContain(': 0, the least that ScaledObject k');
  });

  test('disruption budgets that select the pods', () => {
    const budget = (namespace: string, app: string) =>
      `---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${app}, namespace: ${namespace}}\nspec: {selector: {matchLabels: {app: ${app}}}}\n`;
    const text = deployment('') + budget('shop', 'shop') + budget('shop', 'other') + budget('else', 'shop');
    expect(seen('workload', message, text)).toEqual([
      ': 1, the default; ; kind: PodDisruptionBudget, name: shop',
    ]);
  });
});

test('a parameter of type quantity takes quantities and nothing else', () => {
  const load = (value: string) =>
    loadCustom(
      treeOf({
        'rules/mine.yaml': `id: mine\ntitle: Mine\nseverity: warning\nrationale: r\nremediation: r\napplies: object\nparameters: {max: {type: quantity, default: ${value}, description: d}}\nexpression: params.max == ""\nmessage: m.\n`,
      }),
      'rules',
    ).problems.map(problem => problem.message);
  for (const value of ['""', '500m', '1Gi', '2', '1.5']) expect(load(value)).toEqual([]);
  expect(load('much')).toEqual(['The default of parameter "max" is not of type quantity']);
});
