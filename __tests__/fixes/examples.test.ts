import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/findings.ts';
import { loadPack } from '../../src/guardrails/index.ts';
import { check, type Files } from './support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/** Every so many guardrails are rendered, too: how an edit finds its place in a chart does not depend on the guardrail. */
const RENDERED = 3;

/** Guardrails that know a fix, with their failing examples that need nothing but a manifest. */
const cases = guardrails.flatMap(guardrail => {
  if (guardrail.check.by !== 'expression' || guardrail.check.fix === undefined) return [];
  const manifests = guardrail.examples.fail
    .filter(({ parameters, kubernetes, base }) => !parameters && !kubernetes && base === undefined)
    // To render takes long; more of the same kind show nothing new.
    .slice(0, 2)
    .map(({ manifest }) =>
      manifest.replaceAll(/ +#(?: +expect)+$/gm, '').replace('\nkind:', ' # as served\nkind:'),
    );
  return [[guardrail.id, guardrail.profile, manifests] as const];
});
const rendered = new Set(cases.filter((_, index) => index % RENDERED === 0).map(([id]) => id));

/** The same manifests as they are; the first, where asked for, also as the base of a kustomization and in a chart. */
function forms(profile: string, manifests: readonly string[], isRendered: boolean): Files {
  const files: Record<string, string> = { '.kubeproof.yaml': `profile: ${profile}\n` };
  for (const [index, manifest] of manifests.entries()) {
    files[`plain/${index}/a.yaml`] = `# about it\n${manifest}`;
    if (index > 0 || !isRendered) continue;
    files[`base/${index}/kustomization.yaml`] = 'resources: [a.yaml]\n';
    files[`base/${index}/a.yaml`] = `# about it\n${manifest}`;
    files[`chart${index}/Chart.yaml`] = `apiVersion: v2\nname: c${index}\nversion: 1.0.0\n`;
    files[`chart${index}/templates/a.yaml`] = `{{- /* about it */}}\n${manifest}`;
  }
  return files;
}

const label = ({ guardrail, field, renderings }: Finding) =>
  `${renderings[0]?.target} ${renderings[0]?.documentIndex} ${guardrail} ${field}`;

describe('the fix of every guardrail that has one, on its own examples', () => {
  test('there are such guardrails', () => {
    expect(cases.length).toBeGreaterThanOrEqual(11);
  });

  test.each(cases)(
    '%s',
    async (id, profile, manifests) => {
      const files = forms(profile, manifests, rendered.has(id));
      const { mending, report } = await check(files, { fixes: 'mend', mendOnly: new Set([id]) });
      if (mending === undefined) throw new Error('nothing was tried');
      const changed = Object.fromEntries(mending.files);
      const after = await check({ ...files, ...changed }, { fixes: 'none' });

      // What is said to be gone is gone, and nothing new appeared.
      const before = new Set(report.findings.map(label));
      const now = after.report.findings.map(label);
      const fixed = new Set(mending.fixed.map(({ finding }) => label(finding)));
      expect(fixed.size).toBeGreaterThan(0);
      expect(now.filter(each => fixed.has(each))).toEqual([]);
      expect(now.filter(each => !before.has(each))).toEqual([]);
      expect(after.report.problems.filter(({ gates }) => gates)).toEqual([]);

      for (const [file, text] of Object.entries(changed)) {
        for (const comment of (files[file] ?? '').match(/# (?:about it|as served)|\/\* about it \*\//g) ?? [])
          expect(text).toContain(comment);
      }

      // Where the text is the source every fix can be made; only what a person must choose stays.
      const stays = mending.left.filter(
        ({ finding, refusal }) =>
          refusal.because !== 'choice' &&
          !finding.renderings.some(({ target }) => target.startsWith('helm:')),
      );
      expect(stays.map(({ finding, refusal }) => [label(finding), refusal])).toEqual([]);
    },
    120_000,
  );
});
