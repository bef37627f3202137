import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Framework, frameworkIds, lintFramework, readFramework } from '../../../src/evidence/index.ts';
import { loadPack } from '../../../src/guardrails/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const read = (id: string) => {
  const file = `rules/frameworks/${id}.yaml`;
  return readFramework(file, readFileSync(join(process.cwd(), file), 'utf8'));
};
const framework = (id: string): Framework => {
  const found = read(id);
  if ('code' in found) throw new Error(found.message);
  return found;
};

describe('the mappings that come with kubeproof', () => {
  test('are there for every framework that rule files name, and are not guardrails', () => {
    expect(frameworkIds()).toEqual([
      'cis-kubernetes-1.11',
      'cis-kubernetes-1.12',
      'gdpr',
      'hipaa',
      'iso-27001-2022',
      'nist-800-53-r5',
      'nsa-cisa-1.2',
      'pci-dss-4.0.1',
      'pss',
      'soc2',
    ]);
    const named = new Set(guardrails.flatMap(({ controls }) => Object.keys(controls)));
    expect([...named].filter(id => !frameworkIds().includes(id))).toEqual([]);
    expect(guardrails.filter(({ category }) => category === 'frameworks')).toEqual([]);
  });

  test.each(frameworkIds())('%s has no fault', id => {
    expect(framework(id).id).toBe(id);
    expect(lintFramework(framework(id), guardrails)).toEqual([]);
  });

  test('say why, and promise nothing', () => {
    for (const { controls } of frameworkIds().map(framework)) {
      for (const { title, mappings } of controls) {
        for (const text of [title, ...mappings.map(({ reason }) => reason)]) {
          expect(text.length).toBeGreaterThanOrEqual(15);
          expect(text).not.toMatch(/complian|certif(y|ied)|guarantee/i);
        }
      }
    }
  });
});

describe('the linter', () => {
  const good = framework('pss');
  const [baseline] = good.controls;
  if (baseline === undefined) throw new Error('pss has no control');
  const lint = (change: Partial<Framework>) => lintFramework({ ...good, ...change }, guardrails);
  const mapping = { guardrail: 'replicas', strength: 'direct', reason: 'It is.', source: 'us' } as const;

  test('finds ids that do not exist, do not fit, or are there twice', () => {
    expect(lint({ controls: [...good.controls, { ...baseline, id: 'Basel' }] })).toContain(
      'rules/frameworks/pss.yaml: control "Basel" does not match baseline|restricted',
    );
    expect(lint({ controls: [...good.controls, baseline] })).toContain(
      'rules/frameworks/pss.yaml: control "baseline" is there twice',
    );
    const twice = {
      ...baseline,
      mappings: [
        ...baseline.mappings,
        { ...mapping, guardrail: 'host-path' },
        { ...mapping, guardrail: 'host-pat' },
      ],
    };
    expect(lint({ controls: [twice, ...good.controls.slice(1)] })).toEqual(
      expect.arrayContaining([
        'rules/frameworks/pss.yaml: control baseline names guardrail "host-path" twice',
        'rules/frameworks/pss.yaml: control baseline names guardrail "host-pat", which does not exist',
      ]),
    );
  });

  test('finds guardrails that nobody thought of, or that are on both sides', () => {
    expect(
      lint({
        unmapped: good.unmapped.map(entry => ({
          ...entry,
          categories: entry.categories.filter(c => c !== 'probes'),
        })),
      }),
    ).toContain(
      'rules/frameworks/pss.yaml: guardrail "liveness-probe" (probes) is neither mapped nor unmapped',
    );
    expect(
      lint({
        unmapped: [
          ...good.unmapped,
          { reason: 'x', guardrails: ['host-path', 'nobody'], categories: ['none'] },
        ],
      }),
    ).toEqual([
      'rules/frameworks/pss.yaml: guardrail "host-path" is mapped and unmapped',
      'rules/frameworks/pss.yaml: "unmapped" names guardrail "nobody", which does not exist',
      'rules/frameworks/pss.yaml: "unmapped" names category "none", which does not exist',
    ]);
  });

  test('finds where it and the rule files say different things', () => {
    const without = {
      ...baseline,
      mappings: baseline.mappings.filter(({ guardrail }) => guardrail !== 'host-path'),
    };
    expect(lint({ controls: [without, ...good.controls.slice(1)] })).toContain(
      'rules/frameworks/pss.yaml: guardrail "host-path" says it supports baseline, and there is no such row',
    );
    const more = { ...baseline, mappings: [...baseline.mappings, mapping] };
    expect(lint({ inRuleFiles: true, controls: [more, ...good.controls.slice(1)] })).toContain(
      'rules/frameworks/pss.yaml: the row "replicas baseline" is not under "controls" of its rule file',
    );
  });

  test('a file that is not of the format is refused with its place', () => {
    expect(readFramework('a.yaml', 'id: x\nid2: y\n')).toMatchObject({
      code: 'framework-invalid',
      gates: true,
    });
    expect(readFramework('a.yaml', 'a: [')).toMatchObject({
      code: 'framework-invalid',
      line: expect.any(Number),
    });
    expect(readFramework('a.yaml', `a: ${'x'.repeat(2 ** 20)}`)).toMatchObject({
      message: expect.stringContaining('larger than'),
    });
  });
});
