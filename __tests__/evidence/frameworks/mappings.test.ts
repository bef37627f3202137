import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type Framework,
  frameworkIds,
  lintFramework,
  type ReportTemplate,
  readFramework,
  reportTemplate,
} from '../../../src/evidence/index.ts';
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
    for (const { controls, report } of frameworkIds().map(framework)) {
      const reasons = controls.flatMap(({ title, mappings }) => [
        title,
        ...mappings.map(({ reason }) => reason),
      ]);
      for (const text of reasons) expect(text.length).toBeGreaterThanOrEqual(15);
      for (const text of [...reasons, ...texts(report)])
        expect(text).not.toMatch(/complian|certif(y|ied)|guarantee/i);
    }
    for (const text of texts(reportTemplate({ ...framework('pss') })))
      expect(text).not.toMatch(/complian|certif(y|ied)|guarantee/i);
  });

  test('name controls that their standards have', () => {
    for (const id of frameworkIds()) {
      const known = KNOWN[id];
      for (const control of framework(id).controls)
        expect([id, control.id, known?.(control.id)]).toEqual([id, control.id, true]);
    }
  });

  test('decide nothing where only people, documents or hosts can show it', () => {
    const undecided = {
      'pci-dss-4.0.1': ['6.3.2', '7.2.4', '8.6.1', '10.3.2', '10.5.1'],
      gdpr: ['5(2)', '32(1)(d)', '32(4)'],
      'nist-800-53-r5': ['CM-11'],
    };
    for (const [id, controls] of Object.entries(undecided)) {
      const of = framework(id).controls.filter(control => controls.includes(control.id));
      expect(of.map(control => control.id).sort()).toEqual([...controls].sort());
      expect(
        of.flatMap(({ mappings }) => mappings).filter(({ strength }) => strength !== 'contextual'),
      ).toEqual([]);
    }
  });

  test('put change control behind what judges changes: without a base nothing is known of it', () => {
    for (const [id, control] of [
      ['soc2', 'CC8.1'],
      ['pci-dss-4.0.1', '6.5.1'],
      ['iso-27001-2022', 'A.8.32'],
      ['nist-800-53-r5', 'CM-3'],
      ['nist-800-53-r5', 'CM-4'],
    ] as const) {
      const mappings = framework(id).controls.find(each => each.id === control)?.mappings ?? [];
      const direct = mappings
        .filter(({ strength }) => strength === 'direct')
        .map(({ guardrail }) => guardrail);
      expect([id, control, direct]).toEqual([
        id,
        control,
        ['rbac-path-opened', 'rbac-permission-gained', 'security-context-weakened'],
      ]);
      expect(mappings.map(({ guardrail }) => guardrail)).toEqual(
        expect.arrayContaining(['data-deleted', 'replicas-cut']),
      );
    }
  });
});

/** Every text of a template. */
function texts(template: ReportTemplate | undefined): string[] {
  if (template === undefined) return [];
  const { title, reader, scope, method, asks, limits } = template;
  return [
    title,
    reader,
    ...scope,
    ...method,
    ...limits,
    ...asks.flatMap(({ what, answer }) => [what, answer]),
  ];
}

/** Whether the last number of an id is among those its group has: `{'A.5': 37}` has A.5.1 to A.5.37. */
const within =
  (groups: Readonly<Record<string, number>>, separator = '.') =>
  (id: string) => {
    const at = id.lastIndexOf(separator);
    const number = Number(id.slice(at + 1).replace(/\(\d+\)$/, ''));
    return number >= 1 && number <= (groups[id.slice(0, at)] ?? 0);
  };
const among =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id);

/** What there is of each standard: numbers only, as the texts are copyrighted. */
const KNOWN: Readonly<Record<string, (id: string) => boolean>> = {
  // As kube-bench (cfg/cis-1.12) and Prowler (cis_1.12, cis_2.0.1) number them.
  'cis-kubernetes-1.12': within({
    '1.2': 30,
    '1.3': 7,
    '1.4': 2,
    '2': 7,
    '3.1': 3,
    '3.2': 2,
    '4.2': 14,
    '4.3': 1,
    '5.1': 13,
    '5.2': 12,
    '5.3': 2,
    '5.4': 2,
    '5.5': 1,
    '5.6': 4,
  }),
  'cis-kubernetes-1.11': within({ '5.2': 13 }),
  'iso-27001-2022': within({ 'A.5': 37, 'A.6': 8, 'A.7': 14, 'A.8': 34 }),
  'nist-800-53-r5': within({ AC: 25, AU: 16, CM: 14, CP: 13, IA: 12, RA: 10, SC: 51, SI: 23 }, '-'),
  soc2: within({ A1: 3, C1: 2, CC6: 8, CC7: 5, CC8: 1 }),
  gdpr: among('5(1)(f)', '5(2)', '25(2)', '32(1)(a)', '32(1)(b)', '32(1)(c)', '32(1)(d)', '32(4)'),
  hipaa: among(
    '164.308(a)(1)(ii)(B)',
    '164.308(a)(3)(ii)(A)',
    '164.308(a)(4)(ii)(C)',
    '164.308(a)(7)(ii)(A)',
    '164.312(a)(1)',
    '164.312(a)(2)(i)',
    '164.312(a)(2)(iv)',
    '164.312(b)',
    '164.312(d)',
    '164.312(e)(1)',
    '164.312(e)(2)(ii)',
  ),
  'pci-dss-4.0.1': within({
    '1.2': 8,
    '1.3': 3,
    '2.2': 7,
    '3.6': 1,
    '4.2': 2,
    '6.3': 3,
    '6.5': 6,
    '7.2': 6,
    '7.3': 3,
    '8.2': 8,
    '8.6': 3,
    '10.2': 2,
    '10.3': 4,
    '10.5': 1,
    '11.3': 2,
  }),
  // The guide numbers no controls: its chapters.
  'nsa-cisa-1.2': among(
    'audit-logging',
    'authentication-authorization',
    'network-separation',
    'pod-security',
    'upgrading',
  ),
  pss: among('baseline', 'restricted'),
};

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
