import { describe, expect, test } from '@jest/globals';
import { fieldName, hostPathOf } from '../../src/manifest/index.ts';
import { setOf } from './fixtures.ts';

function templates(text: string): string[] {
  return setOf(text)
    .podSpecs()
    .map(pod => `${fieldName(pod.manifest.object, pod.path)}${pod.byShape === true ? ' by shape' : ''}`);
}

const SPEC = 'spec: {containers: [{name: a, image: x}]}';

describe('pod templates', () => {
  test.each([
    ['v1', 'Pod', 'spec'],
    ['v1', 'PodTemplate', 'template.spec'],
    ['v1', 'ReplicationController', 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', 'spec.template.spec'],
    ['batch/v1', 'Job', 'spec.template.spec'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
    ['argoproj.io/v1alpha1', 'Rollout', 'spec.template.spec'],
    ['serving.knative.dev/v1', 'Service', 'spec.template.spec'],
    ['serving.knative.dev/v1', 'Revision', 'spec'],
  ])('%s %s', (apiVersion, kind, path) => {
    const steps = path.split('.').slice(0, -1);
    const body = steps.reduceRight((inner, step) => `${step}: {${inner}}`, SPEC);
    expect(templates(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, ${body}}`)).toEqual([
      path,
    ]);
  });

  test('custom resources that embed a whole pod template, wherever', () => {
    const of = (group: string, kind: string, spec: string) =>
      templates(`{apiVersion: ${group}/v1, kind: ${kind}, metadata: {name: a}, spec: ${spec}}`);
    expect(
      of('kubeflow.org', 'PyTorchJob', `{pytorchReplicaSpecs: {Worker: {template: {${SPEC}}}}}`),
    ).toEqual(['spec.pytorchReplicaSpecs.Worker.template.spec by shape']);
    expect(
      of('batch.volcano.sh', 'Job', `{tasks: [{template: {metadata: {labels: {a: b}}, ${SPEC}}}]}`),
    ).toEqual(['spec.tasks[0].template.spec by shape']);
    expect(
      of(
        'work.open-cluster-management.io',
        'ManifestWork',
        `{workload: {manifests: [{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, template: {${SPEC}}}}]}}`,
      ),
    ).toEqual(['spec.workload.manifests[0].spec.template.spec by shape']);
  });

  test('patches, patterns, values, schemas and the containers that an operator adds are no pods', () => {
    const template = `{template: {${SPEC}}}`;
    const none = (apiVersion: string, kind: string, spec: string) =>
      expect(
        templates(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: ${spec}}`),
      ).toEqual([]);
    none('monitoring.coreos.com/v1', 'Prometheus', '{containers: [{name: a, image: x}]}');
    none(
      'elasticsearch.k8s.elastic.co/v1',
      'Elasticsearch',
      '{nodeSets: [{podTemplate: {spec: {containers: [{name: a}]}}}]}',
    );
    none('kyverno.io/v1', 'ClusterPolicy', `{rules: [${template}]}`);
    none('mutations.gatekeeper.sh/v1', 'Assign', template);
    none('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `{values: ${template}}`);
    none('argoproj.io/v1alpha1', 'Application', `{source: {helm: {valuesObject: ${template}}}}`);
    none('acme.example/v1', 'App', `{overrides: ${template}}`);
    none('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `{versions: [${template}]}`);
    none('acme.example/v1', 'App', '{template: {spec: {containers: []}}}');
  });
});

test.each([
  ['/var/run/docker.sock', 'socket'],
  ['/run/containerd/containerd.sock', 'socket'],
  ['/run/k3s/containerd/containerd.sock', 'socket'],
  ['/var/run/crio/crio.sock/', 'socket'],
  ['\\\\.\\pipe\\docker_engine', 'socket'],
  ['/', 'sensitive'],
  ['/etc', 'sensitive'],
  ['/etc/../etc/', 'sensitive'],
  ['/etc/kubernetes/azure.json', 'sensitive'],
  ['/var/lib/kubelet', 'sensitive'],
  ['/var/run', 'sensitive'],
  ['/root/.aws', 'sensitive'],
  ['/var/lib/kubelet/plugins/csi.acme.example', 'other'],
  ['/etc/localtime', 'other'],
  ['/etc/ssl/certs', 'other'],
  ['/dev/kvm', 'other'],
  ['/var/log', 'other'],
  ['/data', 'other'],
])('the path %s of the node is %s', (path, risk) => {
  expect(hostPathOf(path).risk).toBe(risk);
});
