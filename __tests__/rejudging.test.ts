import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { analyzerReach } from '../src/analyzers/index.ts';
import { evaluateSet } from '../src/evaluating.ts';
import type { RawFinding } from '../src/findings.ts';
import { type ActiveGuardrail, type Guardrail, loadPack, seesOthers } from '../src/guardrails/index.ts';
import {
  isWorkload,
  type Manifest,
  ManifestSet,
  readDocuments,
  splitDocuments,
} from '../src/manifest/index.ts';
import { readScan } from '../src/scans/index.ts';

/**
 * Proving a fix judges only what its edit can change. What analyzers and guardrails say of their reach is held here
 * against all examples of the pack.
 */

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

function manifestsOf(text: string): readonly Manifest[] {
  const environment = { name: 'default', reason: 'test' };
  const target = {
    id: 'manifests:test',
    kind: 'manifests' as const,
    root: '',
    files: [],
    inputs: [],
    reason: 'test',
  };
  return readDocuments({
    target: { ...target, environments: [environment] },
    environment,
    documents: splitDocuments(text),
  }).manifests;
}

function activeOf(guardrail: Guardrail, parameters: ActiveGuardrail['parameters'] = {}): ActiveGuardrail {
  const defaults = Object.entries(guardrail.parameters).map(([name, each]) => [name, each.default]);
  return {
    guardrail,
    severity: guardrail.severity,
    parameters: { ...Object.fromEntries(defaults), ...parameters },
  };
}

function findings(manifests: readonly Manifest[], active: ActiveGuardrail, example: Example): RawFinding[] {
  const scans = (example.scans ?? []).flatMap(report => readScan('scan.json', report) ?? []);
  const { kubernetes = '1.34' } = example;
  return [...evaluateSet(new ManifestSet(manifests), [active], { kubernetes, scans }).findings];
}

type Example = Guardrail['examples']['fail'][number];

const examplesOf = ({ examples }: Guardrail): readonly Example[] => [...examples.fail, ...examples.pass];

describe('analyzers of one object', () => {
  const alone = guardrails.filter(
    ({ check }) => check.by === 'analyzer' && analyzerReach(check) === 'object',
  );

  test('are those of versions, credentials, images and the YAML itself', () => {
    const names = alone.map(({ check }) => (check.by === 'analyzer' ? check.analyzer : ''));
    expect([...new Set(names)].sort()).toEqual(['api-versions', 'credentials', 'images', 'manifest']);
  });

  test.each(alone.map(each => [each.id, each] as const))('%s', (_, guardrail) => {
    for (const example of examplesOf(guardrail)) {
      const manifests = manifestsOf(example.manifest);
      const active = activeOf(guardrail, example.parameters);
      const each = manifests.flatMap(manifest => findings([manifest], active, example));
      expect(each).toEqual(findings(manifests, active, example));
    }
  });
});

describe('a workload has no say in the verdict on another object', () => {
  const others = guardrails.filter(({ check }) =>
    check.by === 'expression'
      ? seesOthers(check)
      : analyzerReach(check) !== 'object' && check.analyzer === 'rbac',
  );
  const isPod = ({ resource: { group, kind } }: Manifest) => isWorkload(group, kind);

  test.each(others.map(each => [each.id, each] as const))('%s', (_, guardrail) => {
    const { check } = guardrail;
    if (check.by === 'analyzer') {
      const reach = analyzerReach(check);
      const [pod] = manifestsOf('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n');
      // Those that look at workloads say so.
      if (reach === 'object' || pod === undefined || reach(pod)) return;
    }
    for (const example of examplesOf(guardrail)) {
      const manifests = manifestsOf(example.manifest);
      const active = activeOf(guardrail, example.parameters);
      const all = findings(manifests, active, example);
      for (const left of manifests.filter(isPod)) {
        const rest = findings(
          manifests.filter(manifest => manifest !== left),
          active,
          example,
        );
        expect(rest).toEqual(all.filter(({ resource }) => resource !== left.resource));
      }
    }
  });
});
