import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, renderingKey, type Side } from '../../src/changes/index.ts';
import type { RawFinding } from '../../src/findings.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

const environment = (name: string, more: Partial<Environment> = {}): Environment => ({
  name,
  reason: '',
  ...more,
});
const chart = (environments: readonly Environment[]): Target => ({
  id: 'helm:charts/web',
  kind: 'helm',
  root: 'charts/web',
  files: [],
  inputs: [],
  reason: '',
  environments,
});
const target = chart([
  environment('prod', { releaseName: 'prod', namespace: 'p' }),
  environment('staging', { releaseName: 'staging', namespace: 's' }),
]);

function finding(env: string, more: Partial<RawFinding> = {}): RawFinding {
  return {
    guardrail: 'privileged-container',
    severity: 'error',
    resource: { group: 'apps', kind: 'Deployment', namespace: env[0] ?? '', name: `${env}-web` },
    apiVersion: 'apps/v1',
    path: ['spec'],
    field: 'spec.x',
    message: 'm',
    side: 'present',
    rendering: { target: target.id, environment: env, documentIndex: 0 },
    ...more,
  };
}
const side = (findings: readonly RawFinding[], failed: readonly string[] = []): Side => ({
  findings,
  targets: [target],
  failed: new Set(failed.map(env => renderingKey(target.id, env))),
  failedTargets: new Set(),
});
const summary = (base: Side | undefined, head: Side) =>
  compare(base, head).map(c => `${c.state} in ${c.renderings.map(r => r.environment).join(', ')}`);

describe('comparing findings', () => {
  test('new, unchanged and fixed', () => {
    expect(summary(side([]), side([finding('prod')]))).toEqual(['new in prod']);
    expect(summary(side([finding('prod')]), side([finding('prod')]))).toEqual(['unchanged in prod']);
    expect(summary(side([finding('prod')]), side([]))).toEqual(['fixed in prod']);
    expect(summary(undefined, side([finding('prod')]))).toEqual(['unchanged in prod']);
  });

  test('the same cause in several environments is one finding that lists them', () => {
    expect(summary(side([]), side([finding('staging'), finding('prod')]))).toEqual(['new in prod, staging']);
  });

  test('what staging always had is new in production', () => {
    const known = side([finding('staging')]);
    expect(summary(known, side([finding('staging'), finding('prod')]))).toEqual(['new in prod, staging']);
    expect(
      compare(known, side([finding('staging'), finding('prod')]))[0]?.finding.rendering.environment,
    ).toBe('prod');
    expect(summary(side([finding('prod'), finding('staging')]), known)).toEqual(['unchanged in staging']);
  });

  test('an environment that is added brings no new cause; one that could not be judged before may', () => {
    const both = side([finding('staging'), finding('prod')]);
    const onlyStaging = { ...side([finding('staging')]), targets: [chart(target.environments.slice(1))] };
    expect(summary(onlyStaging, both)).toEqual(['unchanged in prod, staging']);
    expect(summary(side([finding('staging')], ['prod']), both)).toEqual(['new in prod, staging']);
  });

  test('a base that several overlays build on is one cause', () => {
    const overlays = ['a', 'b'].map(
      (name): Target => ({
        ...target,
        id: `kustomize:overlays/${name}`,
        kind: 'kustomize',
        root: `overlays/${name}`,
        environments: [environment('default')],
      }),
    );
    const from = (name: string, source: string) =>
      finding('default', {
        source,
        resource: { group: 'apps', kind: 'Deployment', namespace: name, name: 'web' },
        rendering: { target: `kustomize:overlays/${name}`, environment: 'default', documentIndex: 0 },
      });
    const of = (findings: readonly RawFinding[]): Side => ({
      findings,
      targets: overlays,
      failed: new Set(),
      failedTargets: new Set(),
    });
    const renderings = (c: Side) => compare(of([]), c).map(x => x.renderings.map(r => r.target));
    expect(renderings(of([from('a', 'base/web.yaml'), from('b', 'base/web.yaml')]))).toEqual([
      ['kustomize:overlays/a', 'kustomize:overlays/b'],
    ]);
    expect(renderings(of([from('a', 'overlays/a/web.yaml'), from('b', 'overlays/b/web.yaml')]))).toHaveLength(
      2,
    );
    // A patch that protected one overlay goes away: known in the other, new here.
    const states = compare(
      of([from('a', 'base/web.yaml')]),
      of([from('a', 'base/web.yaml'), from('b', 'base/web.yaml')]),
    );
    expect(states.map(c => `${c.state} ${c.finding.rendering.target}`)).toEqual(['new kustomize:overlays/b']);
  });

  test('what could not be evaluated is not claimed as fixed', () => {
    expect(summary(side([finding('prod')]), side([], ['prod']))).toEqual([]);
    expect(summary(side([finding('prod')]), side([], ['staging']))).toEqual(['fixed in prod']);
    expect(summary(side([finding('prod')]), { ...side([]), failedTargets: new Set([target.id]) })).toEqual(
      [],
    );
  });

  test('neither line, message, severity nor API version belong to the identity', () => {
    const changed = finding('prod', {
      message: 'other',
      severity: 'info',
      apiVersion: 'apps/v2',
      path: ['other'],
    });
    expect(summary(side([finding('prod')]), side([changed]))).toEqual(['unchanged in prod']);
  });

  test.each<[string, Partial<RawFinding>]>([
    ['guardrail', { guardrail: 'x' }],
    ['field', { field: 'spec.y' }],
    ['side', { side: 'added' }],
    ['subject', { subject: 'User jane' }],
    ['resource', { resource: { group: 'apps', kind: 'Deployment', namespace: 'p', name: 'prod-db' } }],
  ])('another %s is another finding', (_, more) => {
    expect(summary(side([finding('prod')]), side([finding('prod', more)])).sort()).toEqual([
      'fixed in prod',
      'new in prod',
    ]);
  });

  test('true duplicates are told apart by their order', () => {
    expect(summary(side([finding('prod')]), side([finding('prod'), finding('prod')])).sort()).toEqual([
      'new in prod',
      'unchanged in prod',
    ]);
  });

  test('comparing a side with itself gives nothing new and nothing fixed, in whatever order', () => {
    const fields = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    fc.assert(
      fc.property(fields, list => {
        const findings = list.map(field => finding('prod', { field }));
        const states = compare(side(findings), side([...findings].reverse())).map(c => c.state);
        expect(states.every(s => s === 'unchanged')).toBe(true);
        expect(states.length).toBe(list.length);
      }),
    );
  });
});
