import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  guardrailJsonSchema,
  guardrailUrl,
  loadPack,
  renderGuardrailIndex,
  renderGuardrailPage,
} from '../../src/guardrails/index.ts';
import { parseYaml } from '../../src/manifest/index.ts';

const root = process.cwd();
const { guardrails } = loadPack(join(root, 'rules'));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('docs/guardrails', () => {
  const folder = join(root, 'docs/guardrails');

  test('has the index and one page per guardrail, and nothing else', () => {
    const pages = guardrails.map(({ category, id }) => `${category}/${id}.md`);
    expect(filesBelow(folder)).toEqual(['README.md', 'coverage.md', ...pages].sort());
  });

  test('is current: npm run generate', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(renderGuardrailIndex(guardrails));
    for (const guardrail of guardrails) {
      const path = join(folder, guardrail.category, `${guardrail.id}.md`);
      expect(readFileSync(path, 'utf8')).toBe(renderGuardrailPage(guardrail));
    }
  });

  test('a page has every section, in order', () => {
    const page = renderGuardrailPage(guardrails.find(({ id }) => id === 'host-path')!);
    expect([...page.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      '# Pods do not mount folders of the node',
      '## Avoid',
      '## Prefer',
      '## Why',
      '## How to fix',
      '## Parameters',
      '## When it is fine',
      '## Controls',
      '## References',
    ]);
    expect(page).toContain('path: /srv/data # ← here');
    expect(page).toContain('| `allow` | list | `[]` |');
    expect(page).toContain('- CIS Kubernetes Benchmark 1.11: 5.2.12');
  });

  test('examples of a change are shown as what differs', () => {
    const page = renderGuardrailPage(guardrails.find(({ id }) => id === 'probe-removed')!);
    expect(page).toContain(
      [
        '```diff',
        '  apiVersion: apps/v1',
        '  kind: Deployment',
        '  metadata: {name: shop}',
        '  spec:',
        '    template:',
        '      spec:',
        '        containers:',
        '          - name: app # ← here',
        '            image: ghcr.io/acme/shop:1.4.2',
        '-           startupProbe: {tcpSocket: {port: 8080}}',
      ].join('\n'),
    );
  });

  test('the index counts by family and profile', () => {
    const [first, second] = guardrails;
    const index = renderGuardrailIndex([
      { ...first!, id: 'a', category: 'api-versions', profile: 'minimal', parameters: {} },
      { ...second!, id: 'b', category: 'api-versions', profile: 'strict', title: 'B | C' },
    ]);
    expect(index).toContain('| [API versions](#api-versions) | 2 | 1 | 0 | 1 |\n| all | 2 | 1 | 0 | 1 |\n');
    expect(index).toContain('| [b](api-versions/b.md) | B \\| C |');
  });

  test('a page says which edit is offered', () => {
    const guardrail = guardrails.find(({ id }) => id === 'host-path')!;
    const fix = { set: { 'a.b': [1n] }, remove: ['c'] };
    const check = { ...guardrail.check, fix } as typeof guardrail.check;
    expect(renderGuardrailPage({ ...guardrail, check })).toContain(
      'where it can prove that it helps:\n\n- set `a.b` to `[1]`\n- remove `c`\n',
    );
  });

  test('an example cannot break out of its code block', () => {
    const guardrail = guardrails[0]!;
    const manifest = 'a: |\n  ```\n  # heading\n';
    const page = renderGuardrailPage({
      ...guardrail,
      examples: { fail: [{ name: 'x', manifest }], pass: [] },
    });
    expect(page).toContain('````yaml\na: |\n  ```\n  # heading\n````');
  });

  test("a finding links to its page, or to the rule file of a team's own", () => {
    expect(guardrailUrl(guardrails.find(({ id }) => id === 'host-path')!)).toMatch(
      /^https:\/\/.*\/docs\/guardrails\/pod-security\/host-path\.md$/,
    );
    expect(guardrailUrl({ id: 'mine', category: 'team', origin: 'custom', file: 'policies/mine.yaml' })).toBe(
      'policies/mine.yaml',
    );
  });
});

describe('schemas/guardrail.schema.json', () => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas/guardrail.schema.json'), 'utf8')) as object;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  test('is current: npm run generate', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(guardrailJsonSchema())));
  });

  test.each(filesBelow(join(root, 'rules')).filter(path => /^(?!frameworks\/).*\/.*\.yaml$/.test(path)))(
    'accepts rules/%s',
    path => {
      const parsed = parseYaml(readFileSync(join(root, 'rules', path), 'utf8'));
      if (!parsed.ok) throw new Error(parsed.error.message);
      validate(parsed.value);
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  test.each([
    ['an unknown key', { remedation: 'x' }],
    ['an analyzer beside an expression', { analyzer: 'network', check: 'x' }],
    ['a wrong severity', { severity: 'fatal' }],
  ])('refuses %s', (_, more) => {
    const rule = {
      id: 'a',
      title: 'A',
      severity: 'error',
      applies: 'object',
      expression: 'true',
      message: 'm',
      rationale: 'r',
      remediation: 'r',
    };
    expect(validate(rule)).toBe(true);
    expect(validate({ ...rule, ...more })).toBe(false);
  });
});

describe('controls', () => {
  const grammars: Record<string, RegExp> = {
    'cis-kubernetes-1.11': /^\d\.\d{1,2}\.\d{1,2}$/,
    'cis-kubernetes-1.12': /^\d\.\d{1,2}(\.\d{1,2})?$/,
    'iso-27001-2022': /^A\.\d\.\d{1,2}$/,
    'nsa-cisa-1.2':
      /^(pod-security|network-separation|authentication-authorization|audit-logging|upgrading)$/,
    'pci-dss-4.0.1': /^\d{1,2}\.\d{1,2}(\.\d{1,2}){1,2}$/,
    pss: /^(baseline|restricted)$/,
    soc2: /^(CC\d\.\d|A1\.\d)$/,
  };

  test.each(guardrails.map(({ id, controls }) => [id, controls] as const))(
    '%s names real ids',
    (_, controls) => {
      for (const [framework, ids] of Object.entries(controls)) {
        expect(Object.keys(grammars)).toContain(framework);
        for (const id of ids) expect(id).toMatch(grammars[framework]!);
      }
    },
  );

  test('CIS ids that have another number in 1.12 than in 1.11 are named with the number of each', () => {
    const numbers = (id: string) => {
      const { controls } = guardrails.find(each => each.id === id) ?? {
        controls: {} as Record<string, string[]>,
      };
      return [controls['cis-kubernetes-1.11'], controls['cis-kubernetes-1.12']];
    };
    // 1.12 took out 5.2.9 of 1.11, about added capabilities: what came after it moved up by one.
    expect(numbers('windows-host-process')).toEqual([['5.2.11'], ['5.2.10']]);
    expect(numbers('host-path')).toEqual([['5.2.12'], ['5.2.11']]);
    expect(numbers('host-port')).toEqual([['5.2.13'], ['5.2.12']]);
    for (const { controls } of guardrails) {
      for (const id of controls['cis-kubernetes-1.12'] ?? []) {
        const [chapter, section, number] = id.split('.').map(Number);
        if (chapter === 5 && section === 2) expect(number).toBeLessThanOrEqual(12);
      }
    }
  });
});
