import { describe, expect, test } from '@jest/globals';
import { inOne, objects, rendered, report, told, workload } from '../rendered.ts';

const map = (name: string, annotations = {}, data = { a: '1' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, annotations },
  data,
});
const application = (path: string, spec: Record<string, unknown> = {}, name = 'web') => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name },
  spec: { source: { repoURL: 'https://git.example/shop', path }, ...spec },
});
const automated = (prune?: boolean) => ({ syncPolicy: { automated: prune === undefined ? {} : { prune } } });
const flux = (path: string, spec: Record<string, unknown> = {}, name = 'web') => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name },
  spec: { path, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, prune: true, ...spec },
});
/** What is said when a ConfigMap leaves a target that something else in the repository deploys. */
function removed(manager: unknown, gone: unknown, id = 'kustomize:deploy/web') {
  const managers = rendered({ default: objects(manager) }, 'manifests:clusters', 'gitops');
  const side = (...all: unknown[]) => [...managers, ...rendered({ default: objects(...all) }, id, 'shop')];
  return told(report(side(map('stays'), gone), side(map('stays'))));
}

describe('what leaves Git', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'an Application that prunes',
      application('deploy/web', automated(true)),
      map('a'),
      [
        'medium pruned: Argo CD Application web deletes ConfigMap shop/a as soon as it sees the change (automated prune). (in deploy/web)',
      ],
    ],
    [
      'one that does not',
      application('./deploy/web/', automated()),
      map('a'),
      [
        'low pruned: ConfigMap shop/a leaves Git and stays in the cluster: Argo CD Application web does not prune (syncPolicy.automated.prune). (in deploy/web)',
      ],
    ],
    [
      'one that somebody syncs',
      application('deploy/web'),
      map('a'),
      [
        'low pruned: ConfigMap shop/a leaves Git and stays in the cluster: Argo CD Application web is not synced by itself: it goes when somebody syncs with pruning. (in deploy/web)',
      ],
    ],
    ['one of something else', application('deploy/api', automated(true)), map('a'), []],
    [
      'an object that Argo CD leaves',
      application('deploy/web', automated(true)),
      map('a', { 'argocd.argoproj.io/sync-options': 'Validate=false,Prune=false' }),
      [],
    ],
    [
      'a Kustomization that prunes',
      flux('./deploy'),
      map('a'),
      [
        'medium pruned: Flux Kustomization web deletes ConfigMap shop/a at its next reconciliation (prune: true). (in deploy/web)',
      ],
    ],
    [
      'one that does not',
      flux('./deploy/web', { prune: false }),
      map('a'),
      [
        'low pruned: ConfigMap shop/a leaves Git and stays in the cluster: Flux Kustomization web does not prune (prune: false). (in deploy/web)',
      ],
    ],
    [
      'one that is suspended',
      flux('./deploy/web', { suspend: true }),
      map('a'),
      [
        'low pruned: ConfigMap shop/a leaves Git and stays in the cluster: Flux Kustomization web is suspended: it goes when that is lifted. (in deploy/web)',
      ],
    ],
    [
      'an object that Flux leaves',
      flux('./deploy/web'),
      map('a', { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }),
      [],
    ],
    [
      'an ApplicationSet of folders',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'ApplicationSet',
        metadata: { name: 'all' },
        spec: {
          generators: [{ git: { repoURL: 'https://git.example/shop', directories: [{ path: 'deploy/*' }] } }],
          template: {
            spec: {
              source: { repoURL: 'https://git.example/shop', path: '{{.path.path}}' },
              ...automated(true),
            },
          },
        },
      },
      map('a'),
      [
        'medium pruned: Argo CD ApplicationSet all deletes ConfigMap shop/a as soon as it sees the change (automated prune). (in deploy/web)',
      ],
    ],
  ])('%s', (_, manager, gone, expected) => {
    expect(removed(manager, gone)).toEqual(expected);
  });

  test('a claim that stays has not lost its data', () => {
    const claim = (annotations = {}) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', annotations },
      spec: {},
    });
    expect(removed(flux('./deploy/web'), claim())).toEqual([
      "high data: PersistentVolumeClaim shop/data is deleted, and its data with it unless the volume's reclaim policy is Retain. (in deploy/web)",
      'medium pruned: Flux Kustomization web deletes PersistentVolumeClaim shop/data at its next reconciliation (prune: true). (in deploy/web)',
    ]);
    expect(removed(flux('./deploy/web'), claim({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }))).toEqual(
      [
        'low data: PersistentVolumeClaim shop/data leaves Git and stays in the cluster: Flux is told not to prune it (kustomize.toolkit.fluxcd.io/prune). (in deploy/web)',
      ],
    );
    // Argo CD does not know what Helm is told.
    expect(
      removed(
        application('charts/web', automated(true)),
        claim({ 'helm.sh/resource-policy': 'keep' }),
        'helm:charts/web',
      )[0],
    ).toBe(
      "high data: PersistentVolumeClaim shop/data is deleted, and its data with it unless the volume's reclaim policy is Retain. (in charts/web)",
    );
  });

  test('a HelmRelease of a chart in the repository', () => {
    const release = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'web' },
      spec: {
        chart: { spec: { chart: './charts/web', sourceRef: { kind: 'GitRepository', name: 'shop' } } },
      },
    };
    expect(removed(release, map('a'), 'helm:charts/web')).toEqual([
      'medium pruned: Flux HelmRelease web deletes ConfigMap shop/a with its next upgrade. (in charts/web)',
    ]);
  });

  test('with what deployed it', () => {
    const both = (manager: unknown, text: string) => [
      ...rendered(
        { default: objects(flux('./', {}, 'root'), ...(manager ? [manager] : [])) },
        'manifests:.',
        'gitops',
      ),
      ...rendered({ default: text }, 'kustomize:deploy/web', 'shop'),
    ];
    const claim = objects({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'd' },
      spec: {},
    });
    expect(told(report(both(flux('./deploy/web'), claim), both(undefined, '')))).toEqual([
      'high data: Kustomization gitops/web is deleted, and everything it deployed with it (prune: true).',
      "high data: PersistentVolumeClaim shop/d is deleted, and its data with it unless the volume's reclaim policy is Retain. (in deploy/web)",
      'medium pruned: Flux Kustomization root deletes Kustomization gitops/web at its next reconciliation (prune: true).',
    ]);
    expect(told(report(both(flux('./deploy/web', { prune: false }), claim), both(undefined, '')))).toEqual([
      'medium data: Kustomization gitops/web is deleted; what it deployed stays in the cluster, and nobody keeps it up to date.',
      'medium pruned: Flux Kustomization root deletes Kustomization gitops/web at its next reconciliation (prune: true).',
      'low data: PersistentVolumeClaim shop/d leaves Git and stays in the cluster: Flux Kustomization web goes without what it deployed. (in deploy/web)',
    ]);
  });

  test('paths of another repository are not ours', () => {
    const others = ['a', 'b', 'c'].map(name => application(`apps/${name}`, automated(true), name));
    const managers = rendered(
      { default: objects(...others, application('deploy/web', automated(true))) },
      'manifests:clusters',
      'gitops',
    );
    const side = (...all: unknown[]) => [
      ...managers,
      ...rendered({ default: objects(...all) }, 'kustomize:deploy/web', 'shop'),
    ];
    expect(told(report(side(map('stays'), map('a')), side(map('stays'))))).toEqual([]);
  });
});

test('the end of what deploys', () => {
  const gone = (object: unknown) => told(inOne(objects(object), '', 'manifests:clusters'), 'data');
  expect(gone(application('x'))).toEqual([
    'medium data: Application shop/web is deleted; what it deployed stays in the cluster, and nobody keeps it up to date.',
  ]);
  const cascading = application('x');
  expect(
    gone({ ...cascading, metadata: { name: 'web', finalizers: ['resources-finalizer.argocd.argoproj.io'] } }),
  ).toEqual([
    'high data: Application shop/web is deleted, and everything it deployed with it (resources-finalizer).',
  ]);
  expect(gone(flux('x'))).toEqual([
    'high data: Kustomization shop/web is deleted, and everything it deployed with it (prune: true).',
  ]);
  expect(gone(flux('x', { prune: false }))).toEqual([
    'medium data: Kustomization shop/web is deleted; what it deployed stays in the cluster, and nobody keeps it up to date.',
  ]);
  expect(gone(flux('x', { deletionPolicy: 'Orphan' }))).toEqual([
    'medium data: Kustomization shop/web is deleted; what it deployed stays in the cluster, and nobody keeps it up to date.',
  ]);
});

test('other settings of what deploys', () => {
  const between = (base: unknown, head: unknown) =>
    told(inOne(objects(base), objects(head), 'manifests:clusters'));
  expect(between(flux('./a'), flux('./b'))).toEqual([
    'medium pruned: Flux Kustomization web applies ./b now (was ./a): it deletes what is no longer there.',
  ]);
  expect(between(flux('./a', { prune: false }), flux('./b', { prune: false }))).toEqual([
    'medium pruned: Flux Kustomization web applies ./b now (was ./a): what is no longer there stays in the cluster, as it does not prune.',
  ]);
  expect(between(flux('./a'), flux('./a', { suspend: true }))).toEqual([
    'medium pruned: Flux Kustomization web is suspended: it applies nothing until that is lifted.',
  ]);
  expect(between(flux('./a', { prune: false }), flux('./a'))).toEqual([
    'medium pruned: Flux Kustomization web prunes now: it deletes what it once made and is no longer in Git.',
  ]);
  const into = (namespace: string) => application('a', { ...automated(true), destination: { namespace } });
  expect(between(into('x'), into('y'))).toEqual([
    'medium pruned: Argo CD Application web deploys into namespace y now (was x): it deletes what is no longer there.',
  ]);
  expect(between(application('a'), application('a', automated(true)))).toEqual([
    'medium pruned: Argo CD Application web is synced by itself now: all that differs is applied at once.',
  ]);
  expect(between(application('a', automated(true)), application('a', automated()))).toEqual([
    'low pruned: Argo CD Application web no longer prunes: what leaves Git stays in the cluster.',
  ]);
});

describe('hooks', () => {
  const job = (name: string, annotations: Record<string, string>, image = 'a:1') => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { template: { spec: { containers: [{ name: 'a', image }] } } },
  });
  const helm = (hook: string, more = {}) => ({ 'helm.sh/hook': hook, ...more });
  const between = (base: readonly unknown[], head: readonly unknown[], id?: string) =>
    told(inOne(objects(...base), objects(...head), id), 'hook');
  const [old, fresh] = [map('c'), map('c', {}, { a: '2' })];

  test('those that run because something changes, and those that do not', () => {
    const all = [
      job('migrate', helm('pre-install,pre-upgrade')),
      job('seed', helm('pre-upgrade')),
      job('setup', helm('post-install')),
      job('check', helm('test')),
    ];
    expect(between([old, ...all], [fresh, ...all])).toEqual([
      'low hook: Jobs migrate, seed run before the upgrade (Helm hook pre-upgrade).',
    ]);
    expect(between([old, ...all], [old, ...all])).toEqual([]);
    expect(between([], [old, ...all])).toEqual([
      'low hook: Job migrate runs before the installation (Helm hook pre-install).',
      'low hook: Job setup runs after the installation (Helm hook post-install).',
    ]);
  });

  test('a hook is no workload that restarts', () => {
    const of = (image: string) =>
      objects(
        workload('Deployment', 'web', {
          container: { image },
          annotations: { 'helm.sh/hook': 'pre-upgrade' },
        }),
      );
    expect(inOne(of('a:1'), of('a:2')).restarts).toEqual([]);
  });

  test('one that is new, changed, gone', () => {
    const hook = helm('pre-upgrade');
    expect(between([old], [old, job('m', hook)])).toEqual([
      'medium hook: Job m is a new hook and runs before the upgrade (Helm hook pre-upgrade).',
    ]);
    expect(between([job('m', hook)], [job('m', hook, 'a:2')])).toEqual([
      'medium hook: Job m is changed and runs before the upgrade (Helm hook pre-upgrade).',
    ]);
    expect(between([old, job('m', hook)], [old])).toEqual([
      'medium hook: Job m no longer runs before each upgrade (Helm hook pre-upgrade).',
    ]);
    expect(between([old], [old, job('m', helm('post-delete'))])).toEqual([
      'low hook: Job m is a new hook and runs after the release is deleted (Helm hook post-delete).',
    ]);
  });

  test('a Job that is still there', () => {
    const kept = job('m', helm('pre-upgrade', { 'helm.sh/hook-delete-policy': 'hook-failed' }));
    expect(between([old, kept], [fresh, kept])).toEqual([
      'medium hook: Job shop/m of the last time is still there (hook-delete-policy hook-failed): Helm cannot make it again until somebody deletes it.',
      'low hook: Job m runs before the upgrade (Helm hook pre-upgrade).',
    ]);
  });

  test("Argo CD's, and Helm's where Argo CD deploys the chart", () => {
    const sync = job('m', { 'argocd.argoproj.io/hook': 'PreSync' });
    expect(between([old, sync], [fresh, sync], 'manifests:deploy')).toEqual([
      'low hook: Job m runs before the sync (Argo CD hook PreSync).',
    ]);
    const app = application('charts/web', automated());
    const both = job('m', helm('pre-install'));
    expect(
      told(
        report(
          [
            ...rendered({ default: objects(app) }, 'manifests:apps', 'argocd'),
            ...rendered({ default: objects(old, both) }),
          ],
          [
            ...rendered({ default: objects(app) }, 'manifests:apps', 'argocd'),
            ...rendered({ default: objects(fresh, both) }),
          ],
        ),
        'hook',
      ),
    ).toEqual(['low hook: Job m runs before the sync (Argo CD hook PreSync). (in charts/web)']);
    // Flux applies it like any other Job, and kubectl one of Helm's.
    const plain = job('m', helm('pre-upgrade'));
    expect(between([old, plain], [fresh, plain], 'manifests:deploy')).toEqual([]);
    const wave = (n: string) => map('c', { 'argocd.argoproj.io/sync-wave': n });
    expect(between([old], [wave('2')])).toEqual([
      'low hook: ConfigMap shop/c is applied in sync wave 2 now (was 0).',
    ]);
  });
});

describe('rollouts', () => {
  const of = (kind: 'Deployment' | 'StatefulSet', image: string, spec = {}, pod = {}) =>
    workload(kind, 'web', { container: { image }, spec, pod });
  const rolled = (kind: 'Deployment' | 'StatefulSet', spec = {}, pod = {}, ...more: unknown[]) =>
    told(
      inOne(objects(of(kind, 'a:1', spec, pod), ...more), objects(of(kind, 'a:2', spec, pod), ...more)),
      'downtime',
    );
  const most = (maxUnavailable: unknown, replicas: number) => ({
    replicas,
    strategy: { rollingUpdate: { maxUnavailable } },
  });

  test('all pods at once', () => {
    expect(rolled('Deployment', most('100%', 3))).toEqual([
      'medium downtime: Deployment shop/web may stop all 3 pods before a new one is ready (maxUnavailable 100%).',
    ]);
    expect(rolled('Deployment', most(1, 1))).toEqual([
      'medium downtime: Deployment shop/web may stop its only pod before a new one is ready (maxUnavailable 1).',
    ]);
    expect(rolled('Deployment', most('50%', 3))).toEqual([]);
    expect(rolled('Deployment')).toEqual([]);
    const two = ['a', 'b'].map(name => ({ ...of('StatefulSet', 'a:1'), metadata: { name } }));
    const next = ['a', 'b'].map(name => ({ ...of('StatefulSet', 'a:2'), metadata: { name } }));
    expect(told(inOne(objects(...two), objects(...next)), 'downtime')).toEqual([
      'low downtime: 2 StatefulSets have one pod each (a, b): nothing answers until the new one is ready.',
    ]);
    expect(rolled('StatefulSet')).toEqual([
      'low downtime: StatefulSet shop/web has one pod: nothing answers until the new one is ready.',
    ]);
  });

  test('a claim that cannot be in two places', () => {
    const claim = (mode: string) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: [mode] },
    });
    const pod = { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] };
    expect(rolled('Deployment', {}, pod, claim('ReadWriteOnce'))).toEqual([
      'low downtime: Deployment shop/web rolls over a claim that one node may use at a time (data, ReadWriteOnce): on another node the new pod waits for the old one, which waits for it.',
    ]);
    expect(rolled('Deployment', {}, pod, claim('ReadWriteOncePod'))).toEqual([
      'high downtime: Deployment shop/web rolls over a claim that one pod may use at a time (data, ReadWriteOncePod): the new pod waits for the old one, which waits for it. Strategy Recreate would not.',
    ]);
    expect(rolled('Deployment', {}, pod, claim('ReadWriteMany'))).toEqual([]);
    expect(rolled('Deployment', { strategy: { type: 'Recreate' } }, pod, claim('ReadWriteOncePod'))).toEqual(
      [],
    );
  });
});

describe('what is still needed', () => {
  const gone = (needed: unknown, ...users: unknown[]) =>
    told(inOne(objects(needed, ...users), objects(...users)), 'dangling');
  const thing = (apiVersion: string, kind: string, name = 'x', more = {}) => ({
    apiVersion,
    kind,
    metadata: { name },
    ...more,
  });
  const ingress = (spec: unknown, annotations = {}) => ({
    ...thing('networking.k8s.io/v1', 'Ingress', 'web', { spec }),
    metadata: { name: 'web', annotations },
  });

  test.each<[string, unknown, unknown, string]>([
    [
      'a PriorityClass',
      thing('scheduling.k8s.io/v1', 'PriorityClass'),
      workload('Deployment', 'web', { pod: { priorityClassName: 'x' } }),
      'PriorityClass x goes, and Deployment shop/web still needs it: new pods are refused.',
    ],
    [
      'a StorageClass',
      thing('storage.k8s.io/v1', 'StorageClass'),
      thing('v1', 'PersistentVolumeClaim', 'd', { spec: { storageClassName: 'x' } }),
      'StorageClass x goes, and PersistentVolumeClaim shop/d still needs it: new claims stay pending.',
    ],
    [
      'an IngressClass',
      thing('networking.k8s.io/v1', 'IngressClass'),
      ingress({ ingressClassName: 'x' }),
      'IngressClass x goes, and Ingress shop/web still needs it: nothing serves it any more.',
    ],
    [
      'a Secret with a certificate',
      thing('v1', 'Secret'),
      ingress({ tls: [{ hosts: ['a'], secretName: 'x' }] }),
      'Secret shop/x goes, and Ingress shop/web still needs it: its certificate is missing.',
    ],
    [
      'a ClusterIssuer',
      thing('cert-manager.io/v1', 'ClusterIssuer'),
      ingress({}, { 'cert-manager.io/cluster-issuer': 'x' }),
      'ClusterIssuer shop/x goes, and Ingress shop/web still needs it: certificates are not renewed.',
    ],
    [
      'a SecretStore',
      thing('external-secrets.io/v1', 'SecretStore'),
      thing('external-secrets.io/v1', 'ExternalSecret', 'e', { spec: { secretStoreRef: { name: 'x' } } }),
      'SecretStore shop/x goes, and ExternalSecret shop/e still needs it: its Secret is not updated any more.',
    ],
    [
      'a Service of a webhook',
      thing('v1', 'Service'),
      thing('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'hook', {
        webhooks: [{ name: 'a', clientConfig: { service: { namespace: 'shop', name: 'x' } } }],
      }),
      'Service shop/x goes, and ValidatingWebhookConfiguration hook still needs it: the API server refuses all writes that it is asked about.',
    ],
    [
      'a Gateway',
      thing('gateway.networking.k8s.io/v1', 'Gateway'),
      thing('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', { spec: { parentRefs: [{ name: 'x' }] } }),
      'Gateway shop/x goes, and HTTPRoute shop/r still needs it: nothing serves it any more.',
    ],
  ])('%s', (_, needed, user, expected) => {
    const found = gone(needed, user).map(text => text.replace(/^high dangling: /, ''));
    expect(found).toEqual([expected]);
  });

  test('a Secret that a controller makes now', () => {
    const user = workload('Deployment', 'web', {
      pod: { volumes: [{ name: 's', secret: { secretName: 'x' } }] },
    });
    const sealed = thing('bitnami.com/v1alpha1', 'SealedSecret');
    const said = (...more: unknown[]) =>
      told(inOne(objects(thing('v1', 'Secret'), user), objects(user, ...more)), 'dangling');
    expect(said(sealed)).toEqual([]);
    const issued = ingress({ tls: [{ hosts: ['a'], secretName: 'x' }] }, { 'cert-manager.io/issuer': 'i' });
    expect(said(issued)).toEqual([]);
    expect(said()).toEqual([
      'high dangling: Secret shop/x goes, and Deployment shop/web still needs it: new pods will not start.',
    ]);
  });

  test('a key that pods name', () => {
    const reads = workload('Deployment', 'web', {
      container: {
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'a' } } }],
        envFrom: [{ configMapRef: { name: 'c' } }],
      },
    });
    const between = (base: object, head: object) =>
      told(
        inOne(objects(map('c', {}, base as never), reads), objects(map('c', {}, head as never), reads)),
        'dangling',
      );
    expect(between({ a: '1', b: '2' }, { b: '2' })).toEqual([
      'high dangling: ConfigMap shop/c no longer has the key a, and Deployment shop/web still reads it: new pods will not start.',
    ]);
    expect(between({ a: '1', b: '2' }, { a: '1' })).toEqual([]);
  });

  test('a namespace with something in it', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    expect(gone(namespace, map('a'), map('b'))).toEqual([
      'high dangling: Namespace shop goes, and 2 resources still belong there, such as ConfigMap a: they are refused unless something else makes it.',
    ]);
  });
});

describe('fields that cannot be changed', () => {
  const job = (image: string, annotations = {}, spec = {}) =>
    objects({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', annotations },
      spec: { ...spec, template: { spec: { containers: [{ name: 'a', image }] } } },
    });

  test('what its tool makes anew, and what is gone after a while', () => {
    const force = { 'kustomize.toolkit.fluxcd.io/force': 'enabled' };
    expect(told(inOne(job('a', force), job('b', force)))).toEqual([
      'medium recreated: Job shop/j is deleted and made anew (kustomize.toolkit.fluxcd.io/force): spec.template cannot be changed in place.',
    ]);
    const replace = { 'argocd.argoproj.io/sync-options': 'Force=true,Replace=true' };
    expect(told(inOne(job('a', replace), job('b', replace)))).toEqual([
      'medium recreated: Job shop/j is deleted and made anew (Replace=true and Force=true of Argo CD): spec.template cannot be changed in place.',
    ]);
    const ttl = { ttlSecondsAfterFinished: 60 };
    expect(told(inOne(job('a', {}, ttl), job('b', {}, ttl)))).toEqual([
      'medium refused: Job shop/j: spec.template cannot be changed in place. The API server refuses it while the old Job is there, which is until 60 seconds after it ended.',
    ]);
  });
});
