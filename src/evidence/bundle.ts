import { createHash } from 'node:crypto';
import {
  htmlReport,
  jsonReport,
  permissionsJson,
  type RenderedFile,
  type Report,
  sarifReport,
} from '../reports/index.ts';

/** A file of the artifact. */
export interface EvidenceFile {
  /** Relative to the bundle, with `/`. */
  readonly path: string;
  readonly content: string;
}

const README = `What kubeproof checked in one build, and what it found.

report.html     for people: open it in any browser
report.json     the same for programs (schema kubeproof.report/v1)
results.sarif   the same for code scanning tools
rbac.json       what the change does to permissions: who gains and loses what, and through which lines
rendered/       every manifest as it would be deployed, the values of Secrets replaced by digests
manifest.json   every file here with its SHA-256, and what made them

To check that nothing was changed since: compute each file's SHA-256 and compare with manifest.json.
`;

/**
 * The artifact of one build: everything a reviewer or an auditor needs to see what was judged, by what, with which
 * result. Same report, same bytes.
 */
export function evidenceBundle(report: Report, rendered: readonly RenderedFile[]): EvidenceFile[] {
  const files: EvidenceFile[] = [
    { path: 'README.txt', content: README },
    { path: 'report.html', content: htmlReport(report) },
    { path: 'report.json', content: jsonReport(report) },
    { path: 'results.sarif', content: sarifReport(report) },
    { path: 'rbac.json', content: permissionsJson(report) },
    ...rendered.map(file => ({ path: renderedPath(file), content: file.text })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...files, { path: 'manifest.json', content: manifest(report, files) }];
}

/** `rendered/helm/charts/checkout/prod.yaml`: readable, and safe in every file system and zip. */
function renderedPath({ target, environment }: RenderedFile): string {
  const [kind, ...root] = target.split(':');
  const segments = [kind ?? '', ...root.join(':').split('/'), environment].map(s =>
    s.replace(/[^\w.-]+/g, '_').replace(/^\.+$/, '_'),
  );
  return `rendered/${segments.filter(s => s !== '').join('/')}.yaml`;
}

function manifest(report: Report, files: readonly EvidenceFile[]): string {
  const content = {
    schema: 'kubeproof.evidence/v1',
    tool: report.tool,
    engines: report.engines,
    base: report.base ?? null,
    head: report.head,
    outcome: report.outcome,
    config: report.config,
    files: files.map(({ path, content }) => ({
      path,
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
