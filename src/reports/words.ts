import type { AppliedWaiver, Severity } from '../findings.ts';
import { plural } from '../plural.ts';
import { place } from '../problems.ts';
import type { EngineVersion } from '../render/index.ts';
import type { Approval, Counts, Report, ReportFinding, Resource } from './types.ts';

/** Words that several forms share. Everything here returns raw text: the caller escapes it for its own place. */

export function total(counts: Counts): number {
  return counts.error + counts.warning + counts.info;
}

/** `2 errors, 1 warning`; severities without findings are left out; empty when there are none. */
export function countsBySeverity(counts: Counts): string {
  return [
    counts.error > 0 ? plural(counts.error, 'error') : '',
    counts.warning > 0 ? plural(counts.warning, 'warning') : '',
    counts.info > 0 ? plural(counts.info, 'note') : '',
  ]
    .filter(part => part !== '')
    .join(', ');
}

/** `Deployment shop/prod-checkout`, `ClusterRole reader`. */
export function resourceName(resource: Resource): string {
  return `${resource.kind} ${resource.namespace === '' ? '' : `${resource.namespace}/`}${resource.name}`;
}

/** Names of the environments that show a finding; empty where there is only the one nobody named. */
export function environments(finding: ReportFinding): string[] {
  const names = [...new Set(finding.renderings.map(rendering => rendering.environment))];
  return names.length === 1 && names[0] === 'default' ? [] : names;
}

/** `Deployment shop/prod-checkout, container app (prod, staging)`. */
export function subjectOf(finding: ReportFinding): string {
  const container = finding.container === undefined ? '' : `, container ${finding.container}`;
  const names = environments(finding);
  return `${resourceName(finding.resource)}${container}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}

/** `helm 4.3.1`, with `(embedded)` or `(system)` left to the caller. */
export function engineName(engine: EngineVersion): string {
  return engine.tool === 'none' ? 'plain files' : `${engine.tool} ${engine.version}`;
}

/** `helm 4.3.1, kustomize 5.8.2 (embedded)`; engines of one sort share the bracket. */
export function engineNames(engines: readonly EngineVersion[]): string {
  const sorts = ['embedded', 'system'] as const;
  return sorts
    .map(sort => {
      const names = engines.filter(e => e.engine === sort && e.tool !== 'none').map(engineName);
      return names.length === 0 ? '' : `${names.join(', ')} (${sort})`;
    })
    .filter(text => text !== '')
    .join(', ');
}

/** A commit as people write it: seven digits of a full hash, anything else as it is. */
export function shortCommit(commit: string): string {
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : commit;
}

/** `main (3f1c2aa)`, or whatever of both is known. */
export function revision(side: { readonly name: string; readonly commit?: string }): string {
  if (side.commit === undefined) return side.name;
  const short = shortCommit(side.commit);
  return ['', side.commit, short].includes(side.name) ? short : `${side.name} (${short})`;
}

/** `until 2027-01-31`, or `without expiry`. */
export function waiverTerm(waiver: AppliedWaiver): string {
  return waiver.expires === undefined ? 'without expiry' : `until ${waiver.expires}`;
}

/** Reasons told of an approval before the rest is counted. */
const REASONS = 3;

/** `Waits for the approval of alice or acme/security: ServiceAccount shop/bot gains ...`. */
export function approvalText({ state, from, count, given, because }: Approval): string {
  const names = count > 1 ? `${count} of ${from.join(', ')}` : from.join(' or ');
  const by = given.map(({ login, at, commit }) => `${login} on ${at.slice(0, 10)} (${shortCommit(commit)})`);
  const missing = given.length === 0 ? '' : `; so far ${by.join(', ')}`;
  const lead = {
    given: by.length === 0 ? `Approved by ${names} before it was queued` : `Approved by ${by.join(', ')}`,
    waiting: `Waits for the approval of ${names}${missing}`,
    unknown: `Will need the approval of ${names}`,
  }[state];
  const said = because.slice(0, REASONS).map(text => text.replace(/\.$/, ''));
  const more = because.length - said.length;
  return `${lead}: ${said.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

/** Where to look: the location when one was established, else the source of the document, else its target. */
export function where(finding: ReportFinding): string {
  return place(finding.location ?? {}) || finding.source || finding.renderings[0]?.target || '(no file)';
}

export function sentenceStart(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What to do: the finding's own advice, else its guardrail's; empty when neither has any. */
export function remedy(report: Report, finding: ReportFinding): string {
  return finding.remediation ?? report.guardrails.find(g => g.id === finding.guardrail)?.remediation ?? '';
}

/** Those whose line is known first, as they show the source; otherwise in the order given. */
export function provenFirst(findings: readonly ReportFinding[]): ReportFinding[] {
  const isProven = (finding: ReportFinding) => finding.location?.line !== undefined;
  return [...findings.filter(isProven), ...findings.filter(finding => !isProven(finding))];
}

/** Hints and advice mark commands with back-ticks: the text in its parts. A back-tick without a partner is text. */
export function codeParts(text: string): { readonly text: string; readonly isCode: boolean }[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => ({ text: part, isCode: i % 2 === 1 }))
    .filter(part => part.text !== '');
}

/** Hints and advice for places without markup: commands stand in quotes, unless they have quotes of their own. */
export function quotedCode(text: string): string {
  return text.replace(/`([^`]+)`/g, (marked, code: string) => (code.includes('"') ? marked : `"${code}"`));
}

export const OUTCOME_WORDS = { pass: 'passed', fail: 'failed', incomplete: 'incomplete' } as const;

/**
 * One line of figures: `2 errors, 1 warning are new · 3 fixed · 41 known (not blocking) · 1 waived until 2027-01-31`.
 */
export function countsLine(report: Report): string[] {
  const { counts } = report;
  const compared = report.base !== undefined;
  const fresh = countsBySeverity(counts.new);
  const known = total(counts.unchanged);
  const waived = report.findings.filter(f => f.waiver !== undefined && f.state !== 'fixed');
  const parts: string[] = [];
  if (compared) {
    parts.push(fresh === '' ? 'nothing new' : `${fresh} ${total(counts.new) === 1 ? 'is' : 'are'} new`);
    if (total(counts.fixed) > 0) parts.push(`${total(counts.fixed)} fixed`);
    if (known > 0) parts.push(`${known} known${report.scope === 'new' ? ' (not blocking)' : ''}`);
  } else {
    const baselined = report.findings.filter(f => f.baselined === true && f.waiver === undefined);
    const of = (severity: Severity) =>
      counts.new[severity] +
      counts.unchanged[severity] -
      baselined.filter(f => f.severity === severity).length;
    const all = { error: of('error'), warning: of('warning'), info: of('info') };
    parts.push(
      countsBySeverity(all) || (baselined.length > 0 ? 'nothing beyond the baseline' : 'no findings'),
    );
    if (baselined.length > 0) parts.push(`${baselined.length} in the baseline (not blocking)`);
  }
  if (waived.length > 0) {
    const terms = [...new Set(waived.map(f => waiverTerm(f.waiver as AppliedWaiver)))];
    parts.push(`${total(counts.waived)} waived${terms.length === 1 ? ` ${terms[0]}` : ''}`);
  }
  return parts;
}

/** Findings that deserve the reader's eye: what is new or blocks, and everything alive when all of it counts. */
export function shown(report: Report): ReportFinding[] {
  return report.findings.filter(
    f =>
      f.blocking ||
      (f.waiver === undefined &&
        f.baselined !== true &&
        f.state !== 'fixed' &&
        (f.state === 'new' || report.scope === 'all' || report.base === undefined)),
  );
}
