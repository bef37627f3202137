import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadPack } from '../../src/guardrails/index.ts';
import { check, type Files } from './support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/** Guardrails that know a fix, with their failing examples that need nothing but a manifest. */
const cases = guardrails.flatMap(guardrail => {
  if (guardrail.check.by !== 'expression' || guardrail.check.fix === undefined) return [];
  return guardrail.examples.fail
    .filter(({ parameters, kubernetes, base }) => !parameters && !kubernetes && base === undefined)
    .map(({ name, manifest }) => [guardrail.id, name, manifest.replaceAll(/ +# expect( expect)*$/gm, '')] as const);
});

const configuration = (profile: string) => `profile: ${profile}\n`;

/** The same manifest as a chart would print it, from values and as text, and as a kustomization would patch it. */
function forms(id: string, manifest: string): Record<string, Files> {
  const settings = { '.kubeproof.yaml': configuration(profileOf(id)) };
  const commented = manifest.replace('\nkind:', ' # as served\nkind:');
  return {
    'a plain manifest': { ...settings, 'a.yaml': `# about it\n${commented}` },
    'a base of a kustomization': {
      ...settings,
      'k/kustomization.yaml': 'resources: [a.yaml]\n',
      'k/a.yaml': `# about it\n${commented}`,
    },
    'a template of a chart': {
      ...settings,
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': '',
      'c/templates/a.yaml': `{{- /* about it */}}\n${commented}`,
    },
  };
}

function profileOf(id: string): string {
  return guardrails.find(guardrail => guardrail.id === id)?.profile ?? 'strict';
}

/** Findings by guardrail and field. */
async function judged(files: Files): Promise<string[]> {
  const { report } = await check(files, { fixes: 'none' });
  return report.findings.map(({ guardrail, field }) => `${guardrail} ${field}`);
}

describe('the fix of every guardrail that has one, on its own examples', () => {
  test('there are such guardrails', () => {
    expect(new Set(cases.map(([id]) => id)).size).toBeGreaterThanOrEqual(11);
  });

  test.each(cases)(
    '%s: %s',
    async (id, _name, manifest) => {
      for (const [form, files] of Object.entries(forms(id, manifest))) {
        const before = await judged(files);
        const { mending } = await check(files, { fixes: 'mend', mendOnly: new Set([id]) });
        const after = await judged({ ...files, ...Object.fromEntries(mending?.files ?? []) });
        const fixed = new Set(mending?.fixed.map(({ finding }) => `${finding.guardrail} ${finding.field}`));
        // What is said to be gone is gone, and nothing new appeared.
        expect(after.filter(each => fixed.has(each))).toEqual([]);
        expect(after.filter(each => !before.includes(each))).toEqual([]);
        for (const [file, text] of mending?.files ?? []) {
          for (const comment of (files[file] ?? '').match(/# (?:about it|as served)|\/\* about it \*\//g) ?? [])
            expect(text).toContain(comment);
        }
        // Where the text is the source, every certain fix can be made.
        const mine = before.filter(each => each.startsWith(`${id} `));
        const left = mending?.left.filter(({ refusal }) => refusal.because !== 'choice') ?? [];
        if (form !== 'a template of a chart') {
          expect(left.map(({ finding, refusal }) => [finding.field, refusal])).toEqual([]);
          expect(fixed.size + (mending?.left.length ?? 0)).toBe(mine.length);
        }
      }
    },
    60_000,
  );
});

