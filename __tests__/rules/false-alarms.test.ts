import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { evaluateSet } from '../../src/evaluating.ts';
import { loadPack, runExample } from '../../src/guardrails/index.ts';

/**
 * The effective values behind most false findings of tools that read one field alone. Every row judges one text by one
 * guardrail: `# expect` marks what is really wrong, and everything else in the text looks wrong and is not.
 */
const { guardrails } = loadPack(join(process.cwd(), 'rules'));

const deployment = (pod: string, name = 'shop', metadata = '') =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${metadata}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${pod.replace(/^/gm, '      ')}
---
`;

type Row = readonly [topic: string, guardrail: string, manifest: string, target?: 'helm'];

const ROWS: readonly Row[] = [
  [
    'the container wins over the pod, and inherits what it leaves unset',
    'run-as-non-root',
    deployment(
      'securityContext: {runAsNonRoot: true}\ncontainers:\n- {name: a, image: "a:1"}\n- {name: b, image: "b:1", securityContext: {runAsNonRoot: false}} # expect',
    ) +
      deployment(
        'securityContext: {runAsNonRoot: false}\ncontainers:\n- {name: a, image: "a:1", securityContext: {runAsNonRoot: true}}',
      ),
  ],
  [
    'seccomp: the container wins over the pod',
    'seccomp-profile',
    deployment(
      'securityContext: {seccompProfile: {type: RuntimeDefault}}\ncontainers:\n- {name: a, image: "a:1"}\n- {name: b, image: "b:1", securityContext: {seccompProfile: {type: Localhost, localhostProfile: b}}}',
    ) +
      deployment(
        'securityContext: {runAsUser: 1}\ncontainers:\n- {name: a, image: "a:1"} # expect\n- {name: b, image: "b:1", securityContext: {seccompProfile: {type: RuntimeDefault}}}',
      ),
  ],
  [
    'what only a container has is not inherited from the pod',
    'privilege-escalation',
    deployment(
      'securityContext: {allowPrivilegeEscalation: false}\ncontainers:\n- {name: a, image: "a:1"} # expect\n- {name: b, image: "b:1", securityContext: {allowPrivilegeEscalation: false}}',
    ),
  ],
  [
    'what only a pod has is not looked for in containers',
    'host-namespaces',
    deployment(
      'hostNetwork: false\ncontainers:\n- {name: a, image: "a:1", securityContext: {hostNetwork: true}}',
    ) + deployment('hostNetwork: true # expect\ncontainers: [{name: a, image: "a:1"}]'),
  ],
  [
    'init containers, sidecars and ephemeral containers count',
    'privileged-container',
    deployment(
      'initContainers:\n- {name: a, image: "a:1", securityContext: {privileged: true}} # expect\n- {name: b, image: "b:1", restartPolicy: Always, securityContext: {privileged: true}} # expect\ncontainers:\n- {name: c, image: "c:1", securityContext: {privileged: false}}\nephemeralContainers:\n- {name: d, image: "d:1", securityContext: {privileged: true}} # expect',
    ),
  ],
  [
    'the token: the pod wins over its ServiceAccount, which wins over the default',
    'service-account-token',
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: quiet}\nautomountServiceAccountToken: false\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: loud}\nautomountServiceAccountToken: true\n---\n${deployment('serviceAccountName: quiet\ncontainers: [{name: a, image: "a:1"}]', 'a')}${deployment('serviceAccountName: quiet\nautomountServiceAccountToken: true # expect\ncontainers: [{name: a, image: "a:1"}]', 'b')}${deployment('serviceAccountName: loud\nautomountServiceAccountToken: false\ncontainers: [{name: a, image: "a:1"}]', 'c')}`,
  ],
  [
    'the ServiceAccount: the old field says the same, and the one called default counts where none is named',
    'service-account-token',
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nautomountServiceAccountToken: false\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: quiet}\nautomountServiceAccountToken: false\n---\n${deployment('containers: [{name: a, image: "a:1"}]', 'a')}${deployment('serviceAccount: quiet\ncontainers: [{name: a, image: "a:1"}]', 'b')}${deployment('automountServiceAccountToken: true # expect\ncontainers: [{name: a, image: "a:1"}]', 'c')}`,
  ],
  [
    'a LimitRange fills in what is missing, in its own namespace',
    'memory-limit',
    `apiVersion: v1\nkind: LimitRange\nmetadata: {name: a, namespace: shop}\nspec: {limits: [{type: Container, default: {memory: 64Mi}}]}\n---\n${deployment('containers: [{name: a, image: "a:1"}]', 'a', ', namespace: shop')}${deployment('containers:\n- name: a # expect\n  image: "a:1"', 'b', ', namespace: other')}`,
  ],
  [
    'a limit is a request too',
    'resource-requests',
    deployment(
      'containers:\n- {name: a, image: "a:1", resources: {limits: {cpu: 1, memory: 64Mi}}}\n- name: b\n  image: "b:1"\n  resources: # expect\n    limits: {cpu: 1}',
    ),
  ],
  [
    'a read-only folder of the node is not a writable one',
    'writable-host-path',
    deployment(
      'containers:\n- name: a\n  image: "a:1"\n  volumeMounts:\n  - {name: logs, mountPath: /a, readOnly: true}\n  - {name: logs, mountPath: /b} # expect\n  - {name: own, mountPath: /c}\nvolumes:\n- {name: logs, hostPath: {path: /var/log}}\n- {name: own, emptyDir: {}}',
    ),
  ],
  [
    'but Baseline forbids it nevertheless',
    'host-path',
    deployment(
      'containers: [{name: a, image: "a:1", volumeMounts: [{name: logs, mountPath: /a, readOnly: true}]}]\nvolumes:\n- {name: logs, hostPath: {path: /var/log}} # expect',
    ),
  ],
  [
    'images: a digest is enough, a port is no tag, latest may be part of a tag',
    'image-tag',
    deployment(
      `containers:\n- {name: a, image: "a@sha256:${'0'.repeat(64)}"}\n- {name: b, image: "a:latest@sha256:${'0'.repeat(64)}"}\n- {name: c, image: "host:5000/app"} # expect\n- {name: d, image: "host:5000/app:1.2"}\n- {name: e, image: "a:1.2-latest"}\n- {name: f, image: "a:latest"} # expect`,
    ),
  ],
  [
    'images: pulled always where latest is meant, if not present else',
    'image-pull-policy',
    deployment(
      'containers:\n- {name: a, image: "host:5000/app"}\n- {name: b, image: "a:latest"}\n- name: c # expect\n  image: host:5000/app:1.2',
    ),
  ],
  [
    'placement is said by a selector or by an affinity',
    'node-placement',
    `${deployment('nodeSelector: {kubernetes.io/arch: amd64}\ncontainers: [{name: a, image: "a:1"}]', 'a')}${deployment('affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}]}}}\ncontainers: [{name: a, image: "a:1"}]', 'b')}`,
  ],
  [
    'ports of containers are information: a number needs none, a name does',
    'probe-port',
    deployment(
      'containers:\n- name: a\n  image: "a:1"\n  ports: [{name: http, containerPort: 80}]\n  readinessProbe: {tcpSocket: {port: 8080}}\n  livenessProbe: {tcpSocket: {port: http}}\n  startupProbe: {tcpSocket: {port: https}} # expect',
    ),
  ],
  [
    'a NetworkPolicy may select several workloads, in its own namespace',
    'workload-without-network-policy',
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}}\n---\n${deployment('containers: [{name: a, image: "a:1"}]', 'a', ', namespace: shop')}${deployment('containers: [{name: a, image: "a:1"}]', 'b', ', namespace: shop')}${deployment('containers: [{name: a, image: "a:1"}]', 'c', ', namespace: shop').replace('metadata: {labels: {app: c}}', 'metadata: {labels: {app: c}} # expect')}${deployment('containers: [{name: a, image: "a:1"}]', 'd', ', namespace: other')}`,
  ],
  [
    'a NetworkPolicy without policyTypes is about egress only where it has egress rules',
    'network-policy-egress-any-address',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}, ingress: [{}]}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: b}\nspec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]} # expect\n',
  ],
  [
    'pods are found in every kind that carries one, and nowhere else',
    'privileged-container',
    [
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "a:1", securityContext: {privileged: true}}]}}}}} # expect',
      'apiVersion: v1\nkind: PodTemplate\nmetadata: {name: b}\ntemplate: {spec: {containers: [{name: a, image: "a:1", securityContext: {privileged: true}}]}} # expect',
      'apiVersion: v1\nkind: ReplicationController\nmetadata: {name: c}\nspec: {template: {spec: {containers: [{name: a, image: "a:1", securityContext: {privileged: true}}]}}} # expect',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\nspec: {containers: [{name: a, image: "a:1", securityContext: {privileged: true}}]}',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: e}\nspec: {containers: [{name: a, securityContext: {privileged: true}}]}',
    ].join('\n---\n'),
  ],
  [
    'items of lists are objects in their own right, also where they leave out their kind',
    'cluster-admin-binding',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBindingList\nitems:\n- metadata: {name: a}\n  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin} # expect\n  subjects: [{kind: ServiceAccount, name: a, namespace: a}]\n- metadata: {name: b}\n  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n  subjects: [{kind: ServiceAccount, name: a, namespace: a}]\n',
  ],
  [
    'the test pod of a chart is no part of what runs',
    'run-as-non-root',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: a, image: "a:1"}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, annotations: {helm.sh/hook: pre-install}}\nspec: {containers: [{name: a, image: "a:1"}]} # expect\n`,
    'helm',
  ],
  [
    'an object of a chart that names no namespace is not in default',
    'default-namespace',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: default}\n',
    'helm',
  ],
  [
    'nor is one of a manifest',
    'default-namespace',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: default} # expect\n',
  ],
  [
    'what is not in the repository may be in the cluster: no Service here does not mean that nobody calls',
    'readiness-probe',
    deployment('containers:\n- {name: a, image: "a:1", ports: [{containerPort: 80}]} # expect'),
  ],
];

test.each(ROWS)('%s (%s)', (...[_topic, id, manifest, target]: Row) => {
  const guardrail = guardrails.find(each => each.id === id);
  if (guardrail === undefined) throw new Error(`no guardrail ${id}`);
  const example = { name: id, manifest, ...(target === undefined ? {} : { target: { kind: target } }) };
  const result = runExample(guardrail, example, evaluateSet);
  expect(result.problems).toEqual([]);
  expect(result.found).toEqual(result.expected);
});
