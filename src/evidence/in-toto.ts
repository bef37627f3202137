import { PROJECT } from '../package.ts';
import { jsonText, type Report } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import { MANIFEST, sha256 } from './manifest.ts';
import type { BundleInput, EvidenceFile } from './types.ts';

const STATEMENT = 'https://in-toto.io/Statement/v1';
export const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
export const VERIFICATION_SUMMARY = 'https://slsa.dev/verification_summary/v1';

/** What a statement is about. */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/**
 * What statements are about: the rendered manifests. By the file of the bundle, which anybody can check, and by the exact
 * text with the values of Secrets, which whoever deploys can check. Without any, the report itself.
 */
export function subjectsOf(report: Report, files: readonly EvidenceFile[]): Subject[] {
  const rendered = files
    .filter(({ path }) => path.startsWith('rendered/'))
    .map(({ path, content }) => ({ name: path, digest: { sha256: sha256(content) } }));
  const exact = report.targets.flatMap(({ id, environments }) =>
    environments.flatMap(({ name, digest }) =>
      digest === undefined ? [] : [{ name: `${id} ${name}`, digest: { sha256: digest } }],
    ),
  );
  const subjects = [...rendered, ...exact].sort((a, b) => byText(a.name, b.name));
  if (subjects.length > 0) return subjects;
  const content = files.find(({ path }) => path === 'report.json')?.content ?? '';
  return [{ name: 'report.json', digest: { sha256: sha256(content) } }];
}

/**
 * `attestation.intoto.json`: the result of this run as an in-toto statement with a test-result predicate. Tests are the
 * guardrails: one is passed when it had something to judge and found nothing that is open.
 * https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
 */
export function testResult({ report, facts }: BundleInput, files: readonly EvidenceFile[]): string {
  const open = new Map<string, Set<string>>();
  for (const { guardrail, severity, state, waiver, baselined, blocking } of report.findings) {
    if (state === 'fixed' || waiver !== undefined || baselined === true) continue;
    const of = open.get(guardrail) ?? new Set();
    open.set(guardrail, of.add(blocking || severity === 'error' ? 'failed' : 'warned'));
  }
  const with_ = (kind: string) =>
    [...open]
      .flatMap(([id, kinds]) => ((kinds.has('failed') ? 'failed' : 'warned') === kind ? [id] : []))
      .sort(byText);
  const passed = facts.guardrails
    .filter(({ id, judged }) => judged.length > 0 && !open.has(id))
    .map(({ id }) => id);
  const result = report.outcome !== 'pass' ? 'FAILED' : open.size > 0 ? 'WARNED' : 'PASSED';
  return statement(subjectsOf(report, files), TEST_RESULT, {
    result,
    configuration: [
      { name: 'configuration', digest: { sha256: report.config.digest } },
      descriptor('guardrails.json', files),
      descriptor('inputs.json', files),
      descriptor('waivers.json', files),
    ],
    passedTests: passed,
    warnedTests: with_('warned'),
    failedTests: with_('failed'),
  });
}

/**
 * `verification-summary.intoto.json`: the gate's decision as a SLSA verification summary. Its time is the day of the run,
 * so that another run gives the same bytes; the manifest has the second. https://slsa.dev/spec/v1.0/verification_summary
 */
export function verificationSummary({ report, facts }: BundleInput, files: readonly EvidenceFile[]): string {
  const passed = report.outcome === 'pass';
  const attestation = files.find(({ path }) => path === 'attestation.intoto.json');
  return statement(subjectsOf(report, files), VERIFICATION_SUMMARY, {
    verifier: { id: PROJECT, version: { kubeproof: report.tool.version } },
    timeVerified: `${facts.today}T00:00:00Z`,
    resourceUri: `urn:kubeproof:head:${encodeURIComponent(report.head.commit ?? report.head.name)}`,
    policy: { uri: `${PROJECT}#guardrails.json`, digest: descriptor('guardrails.json', files).digest },
    inputAttestations:
      attestation === undefined
        ? []
        : [{ uri: attestation.path, digest: { sha256: sha256(attestation.content) } }],
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: [passed ? `KUBEPROOF_${report.profile.toUpperCase()}` : 'FAILED'],
  });
}

/** What GitHub's own action takes of one statement (actions/attest, "subject limit"). */
const SUBJECTS = 1024;

/**
 * What a signature of a bundle says: `attestation.intoto.json`, about the manifest as well, which lists all the rest. So whoever
 * deploys can ask by the digest of what is deployed; where there are too many for one statement, the manifest speaks alone.
 */
export function signedStatement(files: readonly EvidenceFile[]): string {
  const content = (path: string) => files.find(file => file.path === path)?.content ?? '';
  const { subject, predicate } = JSON.parse(content('attestation.intoto.json')) as {
    subject: Subject[];
    predicate: object;
  };
  const manifest = { name: MANIFEST, digest: { sha256: sha256(content(MANIFEST)) } };
  const all = subject.length < SUBJECTS ? [manifest, ...subject] : [manifest];
  return statement(all, TEST_RESULT, predicate);
}

/** `<name of a file> <digest>` as in-toto's ResourceDescriptor. */
function descriptor(path: string, files: readonly EvidenceFile[]): Subject {
  const content = files.find(file => file.path === path)?.content ?? '';
  return { name: path, digest: { sha256: sha256(content) } };
}

function statement(subject: readonly Subject[], predicateType: string, predicate: object): string {
  return jsonText({ _type: STATEMENT, subject, predicateType, predicate });
}
