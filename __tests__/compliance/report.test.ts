import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { strToU8, zipSync } from 'fflate';
import {
  type FrameworkReport,
  frameworkCsv,
  frameworkHtml,
  frameworkMarkdown,
  joinBuilds,
  readBuilds,
} from '../../src/compliance/index.ts';
import {
  type EvidenceFile,
  type Framework,
  loadFrameworks,
  readFramework,
} from '../../src/evidence/index.ts';
import { jsonText } from '../../src/reports/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { readReport } from '../../src/review/index.ts';
import { writeQuarter } from './quarter.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-quarter-'));
let bundles: EvidenceFile[][];
const [pss] = loadFrameworks(['pss'], memoryTree({})).frameworks as [Framework];

async function report(
  names: readonly string[] = ['1', '2', '3'],
  asked: FrameworkReport['asked'] = {},
  framework: Framework = pss,
): Promise<FrameworkReport> {
  const paths = names.map(name => join(folder, name));
  const { refused, builds, shared } = await readBuilds(paths, { framework, readReport });
  const short = (path: string) => path.slice(folder.length + 1);
  return joinBuilds({
    version: '1.2.3',
    framework,
    builds: builds.map(build => ({
      ...build,
      row: { ...build.row, bundle: short(build.row.bundle), tool: '1.2.3' },
    })),
    refused: refused.map(each => ({ ...each, bundle: short(each.bundle) })),
    shared,
    asked,
  });
}

beforeAll(async () => {
  bundles = await writeQuarter(folder);
  const zip = Object.fromEntries((bundles[1] ?? []).map(({ path, content }) => [path, strToU8(content)]));
  writeFileSync(join(folder, 'second.zip'), zipSync(zip));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Digests follow from the rules and the version: their bytes are no part of what is looked at. */
const stable = (text: string) =>
  text
    .replace(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replace(/sha256:[0-9a-f]{8,}…/g, 'sha256:DIGEST…')
    .replace(/<code>[0-9a-f]{12}…<\/code>/g, '<code>DIGEST…</code>')
    .replace(/sha256-[\w+/=]{44}/g, 'sha256-STYLE')
    .replace(/\d+ of \d+ guardrails/g, 'N of N guardrails')
    .replace(/, \d+ did not run/g, ', N did not run');
const golden = (name: string, text: string) => {
  const file = join(process.cwd(), '__tests__/compliance/golden', name);
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
};

describe('the report of many bundles', () => {
  test('says what held at the end and over the period, who accepted what, and how long findings stayed', async () => {
    const joined = await report();
    expect(joined).toMatchObject({
      period: { first: '2026-04-01T09:00:00Z', last: '2026-04-14T09:00:00Z' },
      asOf: '2026-04-14',
      lines: [{ id: 'acme/shop, main', kind: 'branch', builds: 3, outcome: 'pass' }],
      controls: [
        {
          id: 'baseline',
          outcome: 'satisfied',
          builds: { satisfied: 2, notSatisfied: 1, notEvaluated: 0 },
          lines: [
            {
              line: 'acme/shop, main',
              history: [
                { outcome: 'satisfied', from: '2026-04-01T09:00:00Z', builds: 1 },
                { outcome: 'not-satisfied', from: '2026-04-11T09:00:00Z', builds: 1 },
                { outcome: 'satisfied', from: '2026-04-14T09:00:00Z', builds: 1 },
              ],
            },
          ],
        },
        // Four of its guardrails are in a stricter profile than was used.
        { id: 'restricted', outcome: 'not-evaluated' },
      ],
      exceptions: [{ owner: '@jane', expires: '2026-05-01', ticket: 'SHOP-1', state: 'open' }],
      repair: { bySeverity: { error: { fixed: expect.any(Number), longestHours: 72 } } },
      coverage: { builds: 3, links: 2, linked: 2, missing: [] },
      refused: [],
    });
    expect(joined.repair.bySeverity.error.fixed).toBeGreaterThan(0);
  });

  test('in every form is as it was looked at', async () => {
    const joined = await report();
    golden('report.md', stable(frameworkMarkdown(joined)));
    golden(
      'report.html',
      stable(frameworkHtml(joined)).replace(/<style>[\s\S]*<\/style>/, '<style></style>'),
    );
    const rows = frameworkCsv(joined).split('\r\n');
    expect(rows[0]).toMatch(/^framework,control,title,outcome at the end,/);
    expect(rows[1]).toMatch(
      /^pss,baseline,[^,]+,satisfied,"acme\/shop, main",satisfied,[^,]+,2,1,0,apparmor-profile; /,
    );
    expect(rows).toHaveLength(4);
  });

  test('as JSON is of the published schema', async () => {
    const schema = JSON.parse(
      readFileSync(join(process.cwd(), 'schemas/framework-report.schema.json'), 'utf8'),
    );
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const value = JSON.parse(jsonText(await report()));
    expect(validate(value) || validate.errors).toBe(true);
    expect(validate({ ...value, asOf: 'today' })).toBe(false);
  });

  test('is the same in whatever order and form bundles are named, each counted once', async () => {
    const joined = await report();
    expect(jsonText(await report(['3', '1', '2']))).toBe(jsonText(joined));
    const twice = await report(['3', 'second.zip', '1', '2']);
    expect(twice).toMatchObject({ repeated: 1, builds: [{}, {}, {}] });
    expect(jsonText({ ...twice, repeated: 0 }).replaceAll('second.zip', '2')).toBe(jsonText(joined));
  });

  test('looks into folders, follows no link, and says what is no bundle', async () => {
    symlinkSync(join(folder, '1'), join(folder, '2', 'link'));
    const { builds, refused } = await readBuilds([folder], { framework: pss, readReport });
    rmSync(join(folder, '2', 'link'));
    expect(builds.map(({ row }) => row.bundle.slice(folder.length + 1))).toEqual(['1', '3', 'second.zip']);
    expect(refused).toMatchObject([{ why: [expect.stringContaining('link')] }]);
    await expect(readBuilds([join(folder, '1', 'rendered')], { framework: pss, readReport })).rejects.toThrow(
      /there is no bundle in it/,
    );
    await expect(readBuilds([join(folder, 'nowhere')], { framework: pss, readReport })).rejects.toThrow(
      /ENOENT/,
    );
  });
});

describe('a bundle that does not hold', () => {
  const path = () => join(folder, '2', 'controls.csv');

  test('is named, counts for nothing, and leaves a gap in the chain', async () => {
    const text = readFileSync(path(), 'utf8');
    writeFileSync(path(), text.replace('not satisfied', 'satisfied'));
    const joined = await report();
    writeFileSync(path(), text);
    expect(joined).toMatchObject({
      refused: [{ bundle: '2', why: [expect.stringContaining('changed')] }],
      builds: [{ bundle: '1' }, { bundle: '3' }],
      coverage: { links: 1, linked: 0, missing: [{ line: 'acme/shop, main' }] },
      controls: [{ builds: { satisfied: 2, notSatisfied: 0 } }, {}],
    });
    expect(joined.gaps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['bundle-refused', 'missing-bundle']),
    );
    expect(frameworkMarkdown(joined)).toContain('2 does not hold: files that were changed: controls.csv');
  });

  test('is one that is not signed, where a key was given', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { builds, refused } = await readBuilds([join(folder, '1')], { framework: pss, readReport, key });
    expect(builds).toEqual([]);
    expect(refused).toMatchObject([{ why: [expect.stringContaining('it is not signed')] }]);
  });

  test('alone is nothing to report on', async () => {
    const text = readFileSync(path(), 'utf8');
    writeFileSync(path(), `${text} `);
    await expect(report(['2'])).rejects.toThrow(/no bundle holds: 2 files that were changed/);
    writeFileSync(path(), text);
  });
});

describe('what is asked for', () => {
  test('limits the report by day, branch and repository', async () => {
    const days = await report(undefined, { from: '2026-04-11', to: '2026-04-30' });
    expect(days).toMatchObject({
      leftOut: 1,
      asOf: '2026-04-30',
      builds: [{ bundle: '2' }, { bundle: '3' }],
    });
    // What the first of them names is here, though outside of the period.
    expect(days.coverage.missing).toEqual([]);
    expect(await report(undefined, { branch: 'ma*', repository: 'acme/*' })).toMatchObject({ leftOut: 0 });
    await expect(report(undefined, { branch: 'release' })).rejects.toThrow(/none of the 3 bundles/);
    await expect(report(undefined, { repository: 'acme/pay' })).rejects.toThrow(/none of the 3 bundles/);
  });

  test('may be a framework of a team, with a text of its own or the general one', async () => {
    const text = `id: acme
title: Rules of Acme
publisher: Acme
version: "3"
url: https://acme.example/rules
grammar: "A-[0-9]+"
source: the platform team
controls:
  - id: A-1
    title: No container owns its node
    guardrails:
      - strength: direct
        reason: It is what the rule says.
        ids: [privileged-container]
`;
    const own = readFramework('compliance/acme.yaml', text) as Framework;
    const joined = await report(undefined, {}, own);
    expect(joined).toMatchObject({
      framework: { id: 'acme', title: 'Rules of Acme' },
      template: { title: 'Kubernetes changes: what their checks show of the controls' },
      controls: [{ id: 'A-1', outcome: 'satisfied', builds: { satisfied: 2, notSatisfied: 1 } }],
    });
    const more = `${text}report:
  title: Acme's own
  reader: the board
  scope: [All of it.]
  method: [We look.]
  asks: [{what: Is it safe?, answer: See., part: controls}]
  limits: [Nothing else.]
`;
    expect((await report(undefined, {}, readFramework('a.yaml', more) as Framework)).template).toMatchObject({
      title: "Acme's own",
      asks: [{ what: 'Is it safe?', answer: 'See.', part: 'controls', controls: [] }],
    });
  });
});

test('no form of the report promises anything, and names of others stay text', async () => {
  const joined = await report();
  const hostile: FrameworkReport = JSON.parse(
    jsonText(joined)
      .replaceAll('acme/shop, main', '<img src=x> | [a](javascript:b) @all')
      .replaceAll('tags are signed', '=cmd()'),
  );
  const page = frameworkHtml(hostile);
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/<script|<link|"javascript:|\son[a-z]+=/);
  expect(frameworkMarkdown(hostile)).toContain('&lt;img src=x&gt; \\| \\[a\\](javascript:b) @\u200ball');
  for (const text of [page, frameworkMarkdown(joined), frameworkCsv(joined)])
    expect(text).not.toMatch(/\bcompliant\b|\bcertified\b|guarantee/i);
});
