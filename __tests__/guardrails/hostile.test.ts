import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyze } from '../../src/analyzers/index.ts';
import { activate, evaluate, loadPack } from '../../src/guardrails/index.ts';
import { setOf } from './support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const { active } = activate(guardrails, {
  profile: 'strict',
  guardrails: { 'image-registry': { parameters: { allow: ['ghcr.io/acme/*'] } } },
});

const KINDS = [
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
  ['v1', 'Secret'],
  ['v1', 'LimitRange'],
  ['v1', 'ServiceAccount'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
] as const;

/** Keys that rules look at, so that random values land where they hurt. */
const KEYS = [
  'spec',
  'template',
  'jobTemplate',
  'metadata',
  'annotations',
  'labels',
  'containers',
  'initContainers',
  'name',
  'image',
  'securityContext',
  'privileged',
  'runAsUser',
  'runAsNonRoot',
  'seccompProfile',
  'type',
  'capabilities',
  'add',
  'drop',
  'resources',
  'requests',
  'limits',
  'memory',
  'env',
  'value',
  'volumes',
  'hostPath',
  'path',
  'ports',
  'rules',
  'tls',
  'hosts',
  'host',
  'verbs',
  'apiGroups',
  'subjects',
  'roleRef',
  'kind',
  'podSelector',
  'matchLabels',
  'externalIPs',
  'data',
  '__proto__',
  'constructor',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    '',
    'ALL',
    '*',
    'a\nb',
    '{{ x }}',
    'helm.sh/hook',
  ),
  fc.string({ maxLength: 5 }),
);
const json = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const objects = fc
  .array(
    fc.tuple(fc.constantFrom(...KINDS), fc.dictionary(fc.constantFrom(...KEYS), json, { maxKeys: 5 }), json),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map(list =>
    list.map(([[apiVersion, kind], fields, inner], index) => ({
      ...fields,
      apiVersion,
      kind,
      metadata: { name: `n${index}` },
      // Somewhere every kind of rule will look.
      spec: {
        ...(isPlain(fields.spec) ? fields.spec : {}),
        containers: inner,
        template: { spec: { containers: [inner] } },
      },
    })),
  );

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test('no manifest makes a rule throw: it is judged, or a problem gates', () => {
  fc.assert(
    fc.property(objects, list => {
      const set = setOf(list.map(object => JSON.stringify(object)).join('\n---\n'));
      const { findings, problems } = evaluate(set, active, { kubernetes: '1.34' });
      const analyzed = analyze(set, active, { kubernetes: '1.34', base: set });
      for (const finding of [...findings, ...analyzed.findings]) {
        expect(finding.message).not.toMatch(/[\r\n]|\[object Object\]/);
        expect(finding.path.length).toBeGreaterThan(0);
      }
      for (const problem of problems) {
        expect(problem.code).toBe('expression-failed');
        expect(problem.gates).toBe(true);
      }
      expect(analyzed.problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
