import { expect, test } from '@jest/globals';
import { loadConfig } from '../src/config/index.ts';
import { memoryTree } from '../src/repository/index.ts';
import { run } from '../src/run.ts';
import { binding, clusterBinding, clusterRole, role, yaml } from './support/rbac.ts';

const jane = { kind: 'User', name: 'jane' };
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const config = 'context: ./cluster/\n';
/** A cluster where jane is bound to a role that the repository keeps. */
const cluster = {
  'cluster/export.yaml': yaml([
    clusterRole('reader', [rule('pods')]),
    clusterRole('other', [rule('pods')]),
    clusterBinding('b', 'reader', [jane]),
    role('local', [rule('pods')]),
    binding('l', 'Role', 'local', [jane]),
  ]),
};

function check(head: Record<string, string>, base: Record<string, string>) {
  const trusted = memoryTree({ ...base, '.kubeproof.yaml': config }, 'base');
  const loaded = loadConfig(trusted, undefined, {});
  return run({
    head: memoryTree({ ...head, '.kubeproof.yaml': config }),
    base: trusted,
    config: loaded.config,
    configFrom: 'base',
    rulesTree: trusted,
    waivers: [],
    paths: [],
    problems: loaded.problems,
    today: '2026-06-01',
  });
}

test('a role of the repository that is bound in the cluster only', async () => {
  const before = { 'deploy/role.yaml': yaml([clusterRole('reader', [rule('pods')])]) };
  const after = { 'deploy/role.yaml': yaml([clusterRole('reader', [rule('pods'), rule('secrets')])]) };
  const { report } = await check({ ...cluster, ...after }, { ...cluster, ...before });
  expect(report.problems).toEqual([]);
  expect(report.targets.map(({ id }) => id)).toEqual(['manifests:deploy']);
  expect(
    report.permissions.changes.map(({ subject, gained }) => [subject, gained.map(line => line.text)]),
  ).toEqual([['User jane', ['get secrets']]]);
});

test('counts as the base has it', async () => {
  const deploy = { 'deploy/b.yaml': yaml([clusterBinding('mine', 'other', [jane])]) };
  const widened = { 'cluster/export.yaml': cluster['cluster/export.yaml'].replace('"pods"', '"secrets"') };
  const { report } = await check({ ...widened, ...deploy }, { ...cluster, ...deploy });
  expect(report.permissions.changes).toEqual([]);
  const none = await check({ ...cluster, ...deploy }, deploy);
  expect(none.report.problems).toMatchObject([{ code: 'context-missing', gates: true }]);
  expect(none.report.exitCode).not.toBe(0);
});
