import {
  changesJson,
  htmlReport,
  jsonReport,
  jsonText,
  networkJson,
  permissionsJson,
  type RenderedFile,
  type Report,
  sarifReport,
} from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import { controlsCsv } from './controls-csv.ts';
import { frameworksJson } from './frameworks/json.ts';
import { controlOutcomes } from './frameworks/outcomes.ts';
import { signedStatement, testResult, verificationSummary } from './in-toto.ts';
import { ATTESTATION, MANIFEST, manifestOf, SIGNATURE, SUMS, sha256, sumsOf } from './manifest.ts';
import { oscalResults } from './oscal.ts';
import { signStatement } from './signing.ts';
import type { BundleInput, EvidenceFile } from './types.ts';

const README = `What kubeproof checked in one build, and what it found.

report.html                        for people: open it in any browser
report.json                        the same for programs (schema kubeproof.report/v1)
results.sarif                      the same for code scanning tools
controls.csv                       controls of standards in every target, for spreadsheets
frameworks.json                    which rules are behind a control, how much they say, why, and by whose reading
assessment-results.oscal.json      the controls for GRC tools (OSCAL Assessment Results)
attestation.intoto.json            the result as an in-toto statement (test-result)
verification-summary.intoto.json   the gate's decision as an in-toto statement (SLSA verification summary)
changes/resources.json             what changes in the cluster: field by field, and what follows from it; where there is a base
changes/permissions.json           what the change does to permissions: who gains and loses what, and through which lines
changes/network.json               what it does to who can connect to whom, as NetworkPolicies have it; where there is a base
rendered/                          every manifest as it would be deployed, the values of Secrets replaced by digests
inputs.json                        every file that was rendered, with its SHA-256
guardrails.json                    every rule with its digest, its settings, and where it had something to judge
waivers.json                       what is accepted: by whom, why, until when; and who agreed to the change
not-evaluated.json                 what nothing is known about
manifest.json                      every file here with its SHA-256, and what made them
manifest.dsse.json                 its signature with a key, where there is one
manifest.sigstore.json             its signature by the workflow that made it, where there is one
SHA256SUMS                         every other file with its SHA-256

To check it: kubeproof verify FOLDER (or the zip). Without kubeproof: sha256sum --check SHA256SUMS, then the digest of
manifest.json against the one that the log of the build, the next bundle or the ledger has. Where it is signed:
  gh attestation verify manifest.json --bundle manifest.sigstore.json --repo OWNER/NAME \\
    --predicate-type https://in-toto.io/attestation/test-result/v0.1
An outcome here supports evidence for a control. It does not say that anybody complies with a standard.
`;

/**
 * The artifact of one build: everything a reviewer or an auditor needs to see what was judged, by what, with which
 * result. Same input, same bytes; only the manifest names a time (an ECDSA signature differs too, as its kind does).
 */
export function evidenceBundle(input: BundleInput): EvidenceFile[] {
  const { report, rendered, facts, key } = input;
  const frameworks = controlOutcomes({ report, frameworks: facts.frameworks, guardrails: facts.guardrails });
  const files: EvidenceFile[] = [
    { path: 'README.txt', content: README },
    { path: 'report.html', content: htmlReport(report, frameworks) },
    { path: 'report.json', content: jsonReport(report) },
    { path: 'results.sarif', content: sarifReport(report, frameworks) },
    ...deltas(report),
    { path: 'controls.csv', content: controlsCsv(frameworks) },
    { path: 'assessment-results.oscal.json', content: oscalResults(input, frameworks) },
    { path: 'frameworks.json', content: frameworksJson(facts.frameworks) },
    { path: 'inputs.json', content: jsonText({ schema: 'kubeproof.inputs/v1', targets: facts.inputs }) },
    {
      path: 'guardrails.json',
      content: jsonText({ schema: 'kubeproof.guardrails/v1', guardrails: facts.guardrails }),
    },
    { path: 'waivers.json', content: waiversJson(input) },
    { path: 'not-evaluated.json', content: notEvaluatedJson(input) },
    ...renderedFiles(rendered),
  ];
  files.push({ path: 'attestation.intoto.json', content: testResult(input, files) });
  files.push({ path: 'verification-summary.intoto.json', content: verificationSummary(input, files) });
  files.sort((a, b) => byText(a.path, b.path));
  const manifest = manifestOf(input, files);
  const bundle = [...files, { path: MANIFEST, content: manifest }];
  if (key !== undefined)
    bundle.push({ path: SIGNATURE, content: signStatement(signedStatement(bundle), key) });
  return withSums(bundle);
}

/** The bundle with what the service that signed {@link attestable} gave: a Sigstore bundle, as JSON. */
export function withAttestation(bundle: readonly EvidenceFile[], sigstore: string): EvidenceFile[] {
  const others = bundle.filter(({ path }) => path !== SUMS && path !== ATTESTATION);
  return withSums([...others, { path: ATTESTATION, content: sigstore }]);
}

/** The statement about a bundle that is to be signed. */
export function attestable(bundle: readonly EvidenceFile[]): string {
  return signedStatement(bundle);
}

function withSums(files: readonly EvidenceFile[]): EvidenceFile[] {
  return [...files, { path: SUMS, content: sumsOf(files.map(({ path, content }) => [path, content])) }];
}

/** `changes/`: what the change does, part by part, as far as it was worked out. */
function deltas(report: Report): EvidenceFile[] {
  const { changes, network } = report;
  return [
    { path: 'changes/permissions.json', content: permissionsJson(report) },
    ...(changes === undefined
      ? []
      : [{ path: 'changes/resources.json', content: changesJson({ ...report, changes }) }]),
    ...(network === undefined
      ? []
      : [{ path: 'changes/network.json', content: networkJson({ ...report, network }) }]),
  ];
}

/** What names a bundle: the SHA-256 of its manifest, hex. For a log that the author of the bundle cannot change later. */
export function bundleDigest(files: readonly EvidenceFile[]): string {
  return sha256(files.find(({ path }) => path === MANIFEST)?.content ?? '');
}

/** What is accepted: entries of the waiver file in force, and every acceptance that a finding was given. */
function waiversJson({ report, facts }: BundleInput): string {
  const applied = report.findings.flatMap(({ waiver, fingerprint, guardrail, state }) =>
    waiver === undefined || state === 'fixed' ? [] : [{ ...waiver, fingerprint, guardrail }],
  );
  return jsonText({
    schema: 'kubeproof.waivers/v1',
    today: facts.today,
    inForce: [...facts.waivers].sort((a, b) => byText(a.id, b.id)),
    applied,
    baselined: report.findings
      .filter(({ baselined }) => baselined === true)
      .map(({ fingerprint }) => fingerprint),
    approvals: report.approvals,
  });
}

function notEvaluatedJson({ report, facts }: BundleInput): string {
  return jsonText({
    schema: 'kubeproof.not-evaluated/v1',
    problems: report.problems.filter(({ gates }) => gates),
    guardrails: facts.guardrails.flatMap(({ id, idle }) =>
      idle === undefined ? [] : [{ id, because: idle }],
    ),
    withoutAnythingToJudge: facts.guardrails
      .filter(({ idle, judged }) => idle === undefined && judged.length === 0)
      .map(({ id }) => id),
  });
}

/** Names that a file system could take for one another, or for a folder of one another, get numbers. */
function renderedFiles(rendered: readonly RenderedFile[]): EvidenceFile[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  return rendered.map(file => {
    const stem = renderedPath(file);
    const isTaken = (path: string) =>
      files.has(path) || folders.has(path) || parents(path).some(parent => files.has(parent));
    let path = `${stem}.yaml`;
    for (let n = 2; isTaken(path.toLowerCase()); n++) path = `${stem.replaceAll('.yaml/', '/')}-${n}.yaml`;
    files.add(path.toLowerCase());
    for (const parent of parents(path.toLowerCase())) folders.add(parent);
    return { path, content: file.text };
  });
}

function parents(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}

/** Longer names are cut: file systems take 255 bytes. */
const LONGEST_NAME = 90;

/** `rendered/helm/charts/checkout/prod`: readable, and safe in every file system and zip. */
function renderedPath({ target, environment }: RenderedFile): string {
  const [kind, ...root] = target.split(':');
  const segments = [kind ?? '', ...root.join(':').split('/'), environment].map(segment =>
    segment
      .replace(/[^\w.-]+/g, '_')
      .slice(0, LONGEST_NAME)
      .replace(/\.+$/, '_'),
  );
  return `rendered/${segments.filter(segment => segment !== '').join('/')}`;
}
