// npm run conformance:formats -- SCHEMAS [READERS]
//
// Holds every format that is written against its official schema or, where there is none, the facts of its
// specification. SCHEMAS is a folder with NIST's oscal-assessment-results.json and the sarif-2.1.0.json of OASIS.
//
// READERS is a folder with programs of others that read these formats, and have to open them; those that are not there
// are said to be missing:
//   npm install --prefix READERS @microsoft/sarif-multitool
//   python3 -m venv READERS/venv && READERS/venv/bin/pip install compliance-trestle in-toto-attestation
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const [folder, readers] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder with the official schemas.');
  process.exit(2);
}
const { bundleOf, contentOf, runOn, SHOP } = await import('../../lib/__tests__/evidence/shop.js');
const { attestable } = await import('../../lib/src/evidence/index.js');
const { sampleReport } = await import('../../lib/__tests__/reports/sample-report.js');
const { FORMATS } = await import('../../lib/src/reports/index.js');
const { openInReaders } = await import('./formats/readers.mjs');

const oscal = validator('oscal-assessment-results.json');
const sarif = validator('sarif-2.1.0.json');
let failed = 0;
/** Every file that a reader is to open, by format. */
const written = { sarif: [], oscal: [], 'in-toto': [], junit: [], csv: [] };
const scratch = mkdtempSync(join(tmpdir(), 'kubeproof-formats-'));
const keep = (format, name, content) => {
  const path = join(scratch, `${written[format].length}-${name}`);
  writeFileSync(path, content);
  written[format].push(path);
};

const { '.kubeproof.yaml': _config, ...unset } = SHOP;
const cases = { 'two frameworks': SHOP, 'every framework': unset, 'no target': { 'README.md': '' } };
for (const [name, files] of Object.entries(cases)) {
  const bundle = bundleOf(await runOn(files));
  const json = path => JSON.parse(contentOf(bundle, path));
  for (const [format, path] of [
    ['oscal', 'assessment-results.oscal.json'],
    ['sarif', 'results.sarif'],
    ['in-toto', 'attestation.intoto.json'],
    ['in-toto', 'verification-summary.intoto.json'],
    ['csv', 'controls.csv'],
  ])
    keep(format, path, contentOf(bundle, path));
  keep('in-toto', 'signed.intoto.json', attestable(bundle));
  report(`${name}: what is signed`, testResult(JSON.parse(attestable(bundle))));
  report(`${name}: OSCAL Assessment Results`, oscal(json('assessment-results.oscal.json')));
  report(`${name}: SARIF`, sarif(json('results.sarif')));
  report(`${name}: in-toto test result`, testResult(json('attestation.intoto.json')));
  report(`${name}: SLSA verification summary`, verificationSummary(json('verification-summary.intoto.json')));
}
report('a report with everything: SARIF', sarif(JSON.parse(FORMATS.sarif.render(sampleReport, {}))));
report(
  'a report with everything: GitLab code quality',
  gitlab(JSON.parse(FORMATS.gitlab.render(sampleReport, {}))),
);
keep('sarif', 'everything.sarif', FORMATS.sarif.render(sampleReport, {}));
keep('junit', 'everything.xml', FORMATS.junit.render(sampleReport, {}));
failed += openInReaders(readers, written, scratch);
rmSync(scratch, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;

function validator(file) {
  const { $schema: _draft, id, ...schema } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  // Draft 4 says `id` where draft 7 says `$id`; SARIF's schema uses nothing else that differs.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
  (addFormats.default ?? addFormats)(ajv);
  const validate = ajv.compile(id === undefined ? schema : { $id: id, ...schema });
  return value => (validate(value) ? [] : validate.errors.map(e => `${e.instancePath}: ${e.message}`));
}

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
function statement({ _type, subject, predicate }, check) {
  const digest = each => typeof each.name === 'string' && /^[0-9a-f]{64}$/.test(each.digest?.sha256);
  return [
    ...(_type === 'https://in-toto.io/Statement/v1' ? [] : [`_type ${_type}`]),
    ...(subject.length > 0 && subject.every(digest) ? [] : ['subject']),
    ...Object.entries(check(predicate)).flatMap(([what, holds]) => (holds ? [] : [what])),
  ];
}

/** https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md */
function testResult(value) {
  const texts = list => list.every(text => typeof text === 'string');
  return statement(value, p => ({
    predicateType: value.predicateType === 'https://in-toto.io/attestation/test-result/v0.1',
    result: ['PASSED', 'WARNED', 'FAILED'].includes(p.result),
    configuration: p.configuration.length > 0 && p.configuration.every(each => each.digest?.sha256),
    tests: texts(p.passedTests) && texts(p.warnedTests) && texts(p.failedTests),
  }));
}

/** https://slsa.dev/spec/v1.0/verification_summary#fields */
function verificationSummary(value) {
  return statement(value, p => ({
    predicateType: value.predicateType === 'https://slsa.dev/verification_summary/v1',
    verifier: URL.canParse(p.verifier.id),
    timeVerified: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(p.timeVerified),
    resourceUri: URL.canParse(p.resourceUri),
    policy: URL.canParse(p.policy.uri),
    inputAttestations: p.inputAttestations.every(each => each.digest.sha256),
    verificationResult: ['PASSED', 'FAILED'].includes(p.verificationResult),
    verifiedLevels:
      Array.isArray(p.verifiedLevels) && p.verifiedLevels.every(level => !level.startsWith('SLSA_')),
  }));
}

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
function gitlab(issues) {
  const prints = new Set(issues.map(issue => issue.fingerprint));
  return [
    ...(prints.size === issues.length ? [] : ['a fingerprint is there twice']),
    ...issues.flatMap(({ description, check_name, severity, location }, i) =>
      description !== '' &&
      check_name !== '' &&
      ['info', 'minor', 'major', 'critical', 'blocker'].includes(severity) &&
      !/^(?:\.?\/|\.\.)/.test(location.path) &&
      Number.isInteger(location.lines?.begin ?? location.positions?.begin?.line)
        ? []
        : [`/${i}`],
    ),
  ];
}

function report(what, errors) {
  console.log(`${errors.length === 0 ? 'valid  ' : 'INVALID'} ${what}`);
  for (const error of errors.slice(0, 10)) console.log(`  ${error}`);
  failed += errors.length;
}
