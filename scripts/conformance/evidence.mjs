// `node scripts/conformance/evidence.mjs SCHEMAS`: a bundle of a small repository against the official schemas of the
// formats in it. SCHEMAS is a folder with oscal-assessment-results.json (NIST OSCAL) and sarif-2.1.0.json (OASIS).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AjvDraft4Or7 from 'ajv';
import addFormats from 'ajv-formats';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Name the folder with the official schemas.');
  process.exit(2);
}
const { bundleOf, contentOf, runOn, SHOP } = await import('../../lib/__tests__/evidence/shop.js');
const { '.kubeproof.yaml': _config, ...unset } = SHOP;
const cases = {
  'two frameworks': SHOP,
  'every framework': unset,
  'no target': { 'README.md': '' },
};
let failed = 0;
for (const [name, files] of Object.entries(cases)) {
  const bundle = bundleOf(await runOn(files));
  const oscal = JSON.parse(contentOf(bundle, 'assessment-results.oscal.json'));
  report(`${name}: OSCAL Assessment Results`, validator('oscal-assessment-results.json')(oscal));
}
process.exitCode = failed === 0 ? 0 : 1;

function validator(file) {
  const schema = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const Ajv = AjvDraft4Or7.default ?? AjvDraft4Or7;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
  (addFormats.default ?? addFormats)(ajv);
  const validate = ajv.compile(schema);
  return value => (validate(value) ? [] : validate.errors);
}

function report(what, errors) {
  console.log(`${errors.length === 0 ? 'valid  ' : 'INVALID'} ${what}`);
  for (const { instancePath, message } of errors.slice(0, 10)) console.log(`  ${instancePath}: ${message}`);
  failed += errors.length;
}
