import type { ChangedResource, ChangeReport } from '../../src/changes/index.ts';

/** What a pull request to a small shop changes, with everything in it that a {@link ChangeReport} can have. */

const in_ = (
  environment: string,
  kind: string,
  name: string,
  group = 'apps',
  target = 'helm:charts/checkout',
): ChangedResource => ({ target, environment, resource: { group, kind, namespace: 'shop', name } });

const everywhere = (kind: string, name: string, group?: string) =>
  ['dev', 'staging', 'prod'].map(environment => in_(environment, kind, name, group));

export const sampleChanges: ChangeReport = {
  counts: { added: 2, removed: 2, changed: 6, noise: 4 },
  stories: [
    {
      kind: 'removed',
      title: 'PersistentVolumeClaim shop/cart-data',
      where: 'in dev',
      fields: [
        {
          field: '',
          resource: 'PersistentVolumeClaim shop/cart-data',
          operation: 'removed',
          before: {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'cart-data', namespace: 'shop' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '8Gi' } } },
          },
        },
      ],
      resources: [in_('dev', 'PersistentVolumeClaim', 'cart-data', '')],
      behind: [],
      locations: [{ kind: 'template', file: 'charts/checkout/templates/pvc.yaml', line: 1, side: 'base' }],
    },
    {
      kind: 'moved',
      title: 'HorizontalPodAutoscaler shop/checkout: autoscaling/v2beta2 -> autoscaling/v2',
      where: 'in dev, prod, staging',
      fields: [],
      resources: everywhere('HorizontalPodAutoscaler', 'checkout', 'autoscaling'),
      moved: 'group',
      behind: [],
      locations: [{ kind: 'template', file: 'charts/checkout/templates/hpa.yaml', line: 1 }],
    },
    {
      kind: 'image',
      title: 'image pay 1.4.2 -> 1.5.0',
      where: '2 Deployments in dev, staging',
      fields: [],
      resources: [in_('dev', 'Deployment', 'checkout'), in_('staging', 'Deployment', 'checkout')],
      behind: ['prod'],
      locations: [{ kind: 'values', file: 'charts/checkout/values.yaml', line: 3, column: 8 }],
    },
    {
      kind: 'changed',
      title: 'ConfigMap shop/checkout',
      where: 'in prod',
      fields: [
        {
          field: 'data["nginx.conf"]',
          operation: 'changed',
          lines: [
            ' server {',
            '   listen 8080;',
            '-  client_max_body_size 1m;',
            '+  client_max_body_size 16m;',
            '+  keepalive_timeout 30s;',
            ' }',
          ],
        },
        { field: 'data.LOG_LEVEL', operation: 'changed', before: 'debug', after: 'info' },
      ],
      resources: [in_('prod', 'ConfigMap', 'checkout', '')],
      behind: [],
      locations: [
        { kind: 'template', file: 'charts/checkout/templates/config.yaml', line: 9 },
        { kind: 'values', file: 'charts/checkout/values-prod.yaml', line: 12 },
        { kind: 'values', file: 'charts/checkout/values-prod.yaml', line: 15 },
      ],
    },
    {
      kind: 'changed',
      title: 'Deployment shop/checkout',
      where: 'in prod',
      fields: [
        { field: 'spec.replicas', operation: 'changed', before: 2, after: 4 },
        {
          field: 'spec.template.spec.containers[name=app].env[name=FEATURE_X]',
          operation: 'added',
          after: { name: 'FEATURE_X', value: 'on' },
        },
        {
          field: 'spec.template.spec.containers[name=app].resources',
          operation: 'changed',
          before: { requests: { cpu: '250m', memory: '128Mi' } },
          after: { requests: { cpu: '500m', memory: '256Mi' }, limits: { memory: '256Mi' } },
        },
        {
          field: 'spec.template.spec.containers[name=app].args',
          operation: 'changed',
          before: ['--port=8080', '--verbose'],
          after: ['--port=8080'],
        },
        {
          field: 'spec.template.spec.tolerations',
          operation: 'reordered',
          before: ['gpu', 'spot'],
          after: ['spot', 'gpu'],
        },
      ],
      resources: [in_('prod', 'Deployment', 'checkout')],
      behind: [],
      locations: [{ kind: 'values', file: 'charts/checkout/values-prod.yaml', line: 4 }],
    },
    {
      kind: 'changed',
      title: 'Secret shop/token',
      where: 'in prod',
      fields: [
        {
          field: 'data.token',
          operation: 'changed',
          before: 'sha256:0b6af1f2c4d5e6a7',
          after: 'sha256:93dd01aa4b5c6d7e',
        },
      ],
      resources: [in_('prod', 'Secret', 'token', '')],
      behind: [],
      locations: [],
    },
    {
      kind: 'added',
      title: '2 NetworkPolicies: shop/allow-web, shop/deny-all',
      where: 'in prod',
      fields: [],
      resources: [
        in_('prod', 'NetworkPolicy', 'allow-web', 'networking.k8s.io'),
        in_('prod', 'NetworkPolicy', 'deny-all', 'networking.k8s.io'),
      ],
      behind: [],
      locations: [{ kind: 'template', file: 'charts/checkout/templates/network.yaml' }],
    },
    {
      kind: 'noise',
      title: 'chart version labels: checkout-1.4.2 -> checkout-1.5.0',
      where: '4 resources in dev, prod, staging',
      fields: [],
      resources: everywhere('Service', 'checkout', ''),
      noise: 'chart-version',
      behind: [],
      locations: [],
    },
    {
      kind: 'noise',
      title: 'config checksums',
      where: 'Deployment shop/checkout in prod',
      fields: [],
      resources: [in_('prod', 'Deployment', 'checkout')],
      noise: 'checksum',
      behind: [],
      locations: [],
    },
  ],
  restarts: [
    {
      title: 'Deployment shop/checkout',
      where: 'in dev, prod, staging',
      pods: 8,
      perNode: 0,
      how: 'rolling',
      because: ['args', 'config', 'env', 'image', 'resources'],
      resources: everywhere('Deployment', 'checkout'),
    },
    {
      title: 'DaemonSet shop/log-shipper',
      where: 'in prod',
      pods: 0,
      perNode: 1,
      how: 'manual',
      because: ['image'],
      resources: [in_('prod', 'DaemonSet', 'log-shipper')],
    },
  ],
  consequences: [
    {
      kind: 'data',
      risk: 'high',
      text: "PersistentVolumeClaim shop/cart-data is deleted, and its data with it unless the volume's reclaim policy is Retain.",
      where: 'in dev',
      resources: [in_('dev', 'PersistentVolumeClaim', 'cart-data', '')],
    },
    {
      kind: 'stale',
      risk: 'medium',
      text: 'Deployment shop/worker does not restart: it works with the old content of Secret token until somebody restarts it.',
      where: 'in prod',
      resources: [in_('prod', 'Deployment', 'worker')],
    },
    {
      kind: 'scaled',
      risk: 'low',
      text: 'Deployment shop/checkout goes from 2 to 4 pods.',
      where: 'in prod',
      resources: [in_('prod', 'Deployment', 'checkout')],
    },
  ],
  resources: [
    {
      text: '+1500m CPU, +768Mi memory at 4 pods (was 2); fits the quota of namespace shop: 3.2 of 4 CPU.',
      where: 'in prod',
      risk: 'low',
      renderings: [{ target: 'helm:charts/checkout', environment: 'prod' }],
      pods: { before: 2, after: 4 },
      requests: {
        cpu: { before: '500m', after: '2' },
        memory: { before: '256Mi', after: '1Gi' },
      },
      limits: { cpu: { before: '0', after: '0' }, memory: { before: '0', after: '1Gi' } },
      perNode: { cpu: { before: '0', after: '0' }, memory: { before: '0', after: '0' } },
      quotas: [
        {
          namespace: 'shop',
          name: 'shop',
          resource: 'requests.cpu',
          used: '3200m',
          hard: '4',
          exceeds: false,
        },
      ],
    },
  ],
  notCompared: ['helm:charts/legacy'],
};

/** Nothing but what nobody has to read. */
export const noiseOnly: ChangeReport = {
  counts: { added: 0, removed: 0, changed: 0, noise: 4 },
  stories: sampleChanges.stories.filter(({ kind }) => kind === 'noise'),
  restarts: [],
  consequences: [],
  resources: [],
  notCompared: [],
};
