import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { controlsCsv } from '../../src/evidence/controls-csv.ts';
import type { EvidenceFile } from '../../src/evidence/index.ts';
import { uploadArtifact } from '../../src/github/index.ts';
import type { RunResult } from '../../src/run.ts';
import { bundleOf, CREATED, contentOf, pod, runOn, SHOP } from './shop.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let result: RunResult;
let files: EvidenceFile[];
const json = (path: string) => JSON.parse(contentOf(files, path));

beforeAll(async () => {
  result = await runOn(SHOP);
  files = bundleOf(result);
});

describe('the evidence bundle', () => {
  test('holds the report in its forms, what was rendered, by which rules, and what is accepted', () => {
    expect(files.map(f => f.path)).toEqual([
      'README.txt',
      'assessment-results.oscal.json',
      'attestation.intoto.json',
      'changes/permissions.json',
      'controls.csv',
      'frameworks.json',
      'guardrails.json',
      'inputs.json',
      'not-evaluated.json',
      'rendered/manifests/bad/_.yaml/default.yaml',
      'rendered/manifests/data/_.yaml/default.yaml',
      'rendered/manifests/good/_.yaml/default.yaml',
      'report.html',
      'report.json',
      'results.sarif',
      'verification-summary.intoto.json',
      'waivers.json',
      'manifest.json',
      'SHA256SUMS',
    ]);
  });

  test('lists every other file with its true digest, and is of the published schema', () => {
    const manifest = json('manifest.json');
    expect(manifest.files.map((f: { path: string }) => f.path)).toEqual(files.slice(0, -2).map(f => f.path));
    for (const { path, bytes, sha256: digest } of manifest.files) {
      expect(digest).toBe(sha256(contentOf(files, path)));
      expect(bytes).toBe(Buffer.byteLength(contentOf(files, path)));
    }
    expect(manifest).toMatchObject({
      created: CREATED,
      today: '2026-06-01',
      paths: [],
      outcome: 'fail',
      exitCode: 1,
      previous: null,
      checkout: null,
      build: null,
      config: { file: '.kubeproof.yaml', from: 'head' },
      frameworks: [{ id: 'pss' }, { id: 'soc2' }],
      guardrails: { digest: sha256(contentOf(files, 'guardrails.json')) },
    });
    const schema = JSON.parse(readFileSync(join(process.cwd(), 'schemas/bundle.schema.json'), 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(manifest) || validate.errors).toBe(true);
    expect(validate({ ...manifest, files: [{ path: 'a' }] })).toBe(false);
  });

  test('has the mappings that were used, with rules of one reason together', () => {
    const { schema, frameworks } = json('frameworks.json');
    expect(schema).toBe('kubeproof.frameworks/v1');
    expect(frameworks.map((each: { id: string }) => each.id)).toEqual(['pss', 'soc2']);
    const [baseline] = frameworks[0].controls;
    expect(baseline.id).toBe('baseline');
    expect(baseline.mappings).toEqual([
      {
        strength: 'direct',
        reason: 'Each is one field that this level forbids or demands, judged by its effective value.',
        source: 'published: https://kubernetes.io/docs/concepts/security/pod-security-standards/',
        guardrails: expect.arrayContaining(['host-path', 'privileged-container']),
      },
      {
        strength: 'partial',
        reason: 'Looks at one of the things that the level forbids more widely, and says which.',
        source: 'our reading of the standard',
        guardrails: ['container-runtime-socket', 'sensitive-host-path'],
      },
    ]);
  });

  test('names every file of every target with its digest', () => {
    expect(json('inputs.json').targets).toMatchObject([
      {
        target: 'manifests:bad/*.yaml',
        files: [
          { path: 'bad/pod.yaml', sha256: sha256(SHOP['bad/pod.yaml'] ?? '') },
          { path: 'bad/secret.yaml', sha256: sha256(SHOP['bad/secret.yaml'] ?? '') },
        ],
        environments: [{ name: 'default', values: [] }],
      },
      { target: 'manifests:data/*.yaml', files: [{ path: 'data/map.yaml' }] },
      { target: 'manifests:good/*.yaml', files: [{ path: 'good/pod.yaml', sha256: sha256(pod('good')) }] },
    ]);
  });

  test('says of every guardrail with which settings it ran, and where it had something to judge', () => {
    const { guardrails } = json('guardrails.json') as { guardrails: { id: string }[] };
    const of = (id: string) => guardrails.find(each => each.id === id);
    expect(of('privileged-container')).toMatchObject({
      severity: 'error',
      origin: 'pack',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      judged: ['manifests:bad/*.yaml', 'manifests:good/*.yaml'],
    });
    expect(of('image-registry')).toMatchObject({
      severity: 'off',
      judged: [],
      idle: 'it is in profile strict, and recommended was used',
    });
    expect(of('rbac-permission-gained')).toMatchObject({
      judged: [],
      idle: 'it judges a change, and there was no base to compare with',
    });
    expect(of('service-exposed')).toMatchObject({
      judged: [],
      idle: 'it judges a change, and there was no base to compare with',
    });
    expect(of('image-vulnerabilities')).toMatchObject({
      idle: 'it needs reports of image scanners, and the configuration names none',
    });
    expect(json('not-evaluated.json').guardrails).toContainEqual({
      id: 'rbac-permission-gained',
      because: 'it judges a change, and there was no base to compare with',
    });
    expect(json('not-evaluated.json').withoutAnythingToJudge).toContain('cluster-admin-binding');
  });

  test('names waivers in force with owner, reason and expiry, and what they accept', async () => {
    const waivers = `waivers:
  - guardrail: privileged-container
    resource: {name: bad}
    owner: '@acme/platform'
    reason: It moves next week
    expires: 2026-07-01
  - guardrail: replicas
    owner: '@acme/platform'
    reason: Long gone
    expires: 2026-01-01
`;
    const waived = bundleOf(await runOn({ ...SHOP, '.kubeproof/waivers.yaml': waivers }));
    const { inForce, applied } = JSON.parse(contentOf(waived, 'waivers.json'));
    expect(inForce).toMatchObject([
      {
        guardrail: 'privileged-container',
        owner: '@acme/platform',
        reason: 'It moves next week',
        expires: '2026-07-01',
      },
    ]);
    expect(applied).toMatchObject([{ guardrail: 'privileged-container', owner: '@acme/platform' }]);
  });

  test('is the same bytes every time but for the time and what follows from it', async () => {
    expect(bundleOf(result)).toEqual(files);
    const later = bundleOf(await runOn(SHOP), { created: '2026-06-01T23:59:59Z' });
    const different = later.filter((file, i) => file.content !== files[i]?.content).map(file => file.path);
    expect(different).toEqual(['manifest.json', 'SHA256SUMS']);
    const lines = (list: EvidenceFile[]) => contentOf(list, 'manifest.json').split('\n');
    const changed = lines(later).filter((line, i) => line !== lines(files)[i]);
    expect(changed.map(line => line.trim().split(':')[0])).toEqual(['"created"', '"integrity"']);
  });

  test('shows no value of a Secret', () => {
    for (const { content } of files) expect(content).not.toContain('open-sesame');
  });

  test('targets whose names become the same path keep their manifests', () => {
    const rendered = ['a:x y', 'a:x_y', 'a:X?y'].map(target => ({ target, environment: 'e', text: target }));
    const paths = bundleOf({ ...result, rendered }).map(f => f.path);
    expect(paths.filter(path => path.startsWith('rendered/'))).toEqual([
      'rendered/a/X_y/e-3.yaml',
      'rendered/a/x_y/e-2.yaml',
      'rendered/a/x_y/e.yaml',
    ]);
  });
});

test('a path of rendered manifests is never a folder of another, nor one that an upload would change', async () => {
  const names = [
    ['a:x', 'y'],
    ['a:x/y.yaml', 'z'],
    ['a:../..', '..'],
    [`a:${'long'.repeat(100)}`, 'e.'],
  ];
  const rendered = names.map(([target = '', environment = '']) => ({ target, environment, text: '' }));
  const bundle = bundleOf({ ...result, rendered });
  const paths = bundle.map(f => f.path);
  expect(paths.filter(path => path.startsWith('rendered/'))).toEqual([
    'rendered/a/_/_/_.yaml',
    `rendered/a/${'long'.repeat(100).slice(0, 90)}/e_.yaml`,
    'rendered/a/x/y.yaml',
    'rendered/a/x/y/z-2.yaml',
  ]);
  // The upload makes names safe in its own way: then no file would be where the manifest says.
  const directory = mkdtempSync(join(tmpdir(), 'kubeproof-upload-'));
  const uploaded = await uploadArtifact(bundle, 'evidence', { directory, upload: false });
  expect([...uploaded.paths].filter(([path, at]) => at !== join(directory, path))).toEqual([]);
  rmSync(directory, { recursive: true });
});

test('names the commit on disk and the run that made it, where they are known', () => {
  const checkout = { commit: 'c'.repeat(40), clean: false };
  const build = {
    repository: 'https://github.com/acme/shop',
    run: 'https://github.com/acme/shop/actions/runs/7',
    attempt: '1',
    event: 'pull_request',
    commit: 'd'.repeat(40),
    pullRequest: 12,
  };
  const made = bundleOf(result, { checkout, build });
  expect(JSON.parse(contentOf(made, 'manifest.json'))).toMatchObject({ checkout, build });
  expect(made.filter((file, i) => file.content !== files[i]?.content).map(file => file.path)).toEqual([
    'manifest.json',
    'SHA256SUMS',
  ]);
});

test('SHA256SUMS is what sha256sum reads, of every other file', () => {
  expect(contentOf(files, 'SHA256SUMS')).toBe(
    [...files]
      .filter(({ path }) => path !== 'SHA256SUMS')
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, content }) => `${sha256(content)}  ${path}\n`)
      .join(''),
  );
});

describe('controls.csv', () => {
  test('has a row for each control in each target', () => {
    const [head, ...rows] = contentOf(files, 'controls.csv').trimEnd().split('\r\n');
    expect(head).toBe(
      'framework,control,title,target,outcome,reason,open findings,accepted findings,guardrails with findings,guardrails that passed,had nothing to judge,did not run',
    );
    expect(rows).toHaveLength((2 + 11) * 3);
    expect(rows).toContainEqual(
      expect.stringMatching(
        /^pss,baseline,Pods [^,]+,manifests:bad\/\*\.yaml,not satisfied,findings of privileged-container: 1 open,1,0,privileged-container \(direct\),/,
      ),
    );
  });

  test('holds nothing that a spreadsheet would run, and no cell breaks a row', () => {
    const guardrails = [
      { id: 'x', strength: 'direct', state: 'passed', reason: '', source: '', open: 0, accepted: 0 } as const,
    ];
    const about = { id: '1', outcome: 'satisfied', open: 0, accepted: 0, guardrails } as const;
    const control = {
      ...about,
      title: '=HYPERLINK("http://evil.example")',
      target: '@SUM(1)',
      reason: 'a\nb,"c"',
    };
    const framework = {
      id: '-1+1',
      title: '',
      version: '',
      publisher: '',
      url: '',
      digest: '',
      controls: [control],
    };
    const [, ...rows] = controlsCsv([framework]).split('\r\n');
    expect(rows).toEqual([
      `'-1+1,1,"'=HYPERLINK(""http://evil.example"")",'@SUM(1),satisfied,"a\nb,""c""",0,0,,x (direct),0,0`,
      '',
    ]);
  });
});

describe('assessment-results.oscal.json', () => {
  test('has findings only where the outcome is known, and an observation for all', () => {
    const { results } = json('assessment-results.oscal.json')['assessment-results'];
    const titles = (of: readonly { title: string }[]) => of.map(({ title }) => title);
    expect(titles(results)).toEqual([
      'Pod Security Standards (1.34)',
      'SOC 2 (Trust Services Criteria 2017, points of focus 2022)',
    ]);
    const [{ observations, findings }] = results;
    const about = (title: string) => observations.find((each: { title: string }) => each.title === title);
    expect(titles(observations)).toEqual([
      'baseline: not satisfied in 1',
      'baseline: satisfied in 1',
      'baseline: not evaluated in 1',
      'restricted: not satisfied in 1',
      'restricted: not evaluated in 2',
    ]);
    expect(about('baseline: not evaluated in 1').description).toBe(
      'manifests:data/*.yaml: there is nothing in the target that its guardrails judge',
    );
    expect(findings.map((each: { target: object }) => each.target)).toEqual([
      {
        type: 'objective-id',
        'target-id': 'pss_baseline',
        status: { state: 'not-satisfied', reason: 'fail' },
      },
      { type: 'objective-id', 'target-id': 'pss_baseline', status: { state: 'satisfied', reason: 'pass' } },
      {
        type: 'objective-id',
        'target-id': 'pss_restricted',
        status: { state: 'not-satisfied', reason: 'fail' },
      },
    ]);
    expect(findings[0]['related-observations']).toEqual([
      { 'observation-uuid': about('baseline: not satisfied in 1').uuid },
    ]);
    expect(findings[0].uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('report.html', () => {
  test('shows every framework and promises nothing', () => {
    const page = contentOf(files, 'report.html');
    expect(page).toContain(
      '<span class="what">Pod Security Standards <span class="quiet">1.34</span></span>',
    );
    expect(page).toContain('<span class="tally">2 not satisfied</span>');
    expect(page).toContain('it does not show that a standard is met');
    expect(page).not.toMatch(/compliant/i);
  });

  test('names of targets and texts of frameworks are text', () => {
    const evil = '<img src=x onerror=alert(1)>\u001b[31m';
    const target = {
      ...result.report.targets[0],
      id: `helm:${evil}`,
    } as RunResult['report']['targets'][number];
    const facts = result.facts();
    const frameworks = facts.frameworks.map(framework => ({
      ...framework,
      title: evil,
      url: 'javascript:alert(1)',
    }));
    const made = bundleOf({
      ...result,
      report: { ...result.report, targets: [target] },
      facts: () => ({ ...facts, frameworks }),
    });
    const page = contentOf(made, 'report.html');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toMatch(/<img|href="javascript|\u001b/);
    for (const path of ['assessment-results.oscal.json', 'frameworks.json', 'attestation.intoto.json'])
      expect(contentOf(made, path)).not.toMatch(/\u001b|<img/);
  });
});

describe('the attestations', () => {
  test('are about what was rendered, and say what became of it', () => {
    const bad = contentOf(files, 'rendered/manifests/bad/_.yaml/default.yaml');
    const exact = result.report.targets.find(({ id }) => id.includes('bad'))?.environments[0]?.digest;
    const statement = json('attestation.intoto.json');
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'FAILED',
        failedTests: ['privileged-container'],
        warnedTests: [],
      },
    });
    expect(statement.subject).toHaveLength(6);
    expect(statement.subject).toContainEqual({
      name: 'rendered/manifests/bad/_.yaml/default.yaml',
      digest: { sha256: sha256(bad) },
    });
    expect(statement.subject).toContainEqual({
      name: 'manifests:bad/*.yaml default',
      digest: { sha256: exact },
    });
    expect(statement.predicate.passedTests).toContain('host-namespaces');
    expect(statement.predicate.passedTests).not.toContain('cluster-admin-binding');
    expect(json('verification-summary.intoto.json')).toMatchObject({
      predicateType: 'https://slsa.dev/verification_summary/v1',
      subject: statement.subject,
      predicate: {
        timeVerified: '2026-06-01T00:00:00Z',
        verificationResult: 'FAILED',
        verifiedLevels: ['FAILED'],
        policy: { digest: { sha256: sha256(contentOf(files, 'guardrails.json')) } },
        inputAttestations: [{ digest: { sha256: sha256(contentOf(files, 'attestation.intoto.json')) } }],
      },
    });
  });

  test('a run that passes says so', async () => {
    const passing = bundleOf(await runOn({ 'good/map.yaml': SHOP['data/map.yaml'] ?? '' }));
    expect(JSON.parse(contentOf(passing, 'attestation.intoto.json')).predicate).toMatchObject({
      result: 'PASSED',
      failedTests: [],
    });
    expect(JSON.parse(contentOf(passing, 'verification-summary.intoto.json')).predicate).toMatchObject({
      verificationResult: 'PASSED',
      verifiedLevels: ['KUBEPROOF_RECOMMENDED'],
    });
  });
});
