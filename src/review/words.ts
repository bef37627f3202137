import { type Report, type ReportFinding, resourceName } from '../reports/index.ts';
import { clip, escapeMessage } from './escape.ts';

/** New or blocking, and neither fixed nor waived: what a pull request has to hear about. */
export function isShown(finding: ReportFinding): boolean {
  return (
    finding.waiver === undefined && finding.state !== 'fixed' && (finding.state === 'new' || finding.blocking)
  );
}

/** `charts/checkout/values.yaml:12`; without a line when none is proven; the resource when not even a file is. */
export function placeOf(finding: ReportFinding): string {
  const { location } = finding;
  if (location === undefined) return finding.source ?? resourceName(finding.resource);
  return location.line === undefined ? location.file : `${location.file}:${location.line}`;
}

const SHORTEST_HALF = 8;
const LONGEST_HALF = 200;

/** Whether a text ends inside of parentheses or back-ticks. */
function isInside(text: string): boolean {
  const count = (sign: string) => text.split(sign).length - 1;
  return count('(') > count(')') || count('`') % 2 === 1;
}

/**
 * A message in two halves, both plain: what is wrong, and why it matters. Guardrails write `what: why`; a message
 * without that is cut after its first sentence.
 */
export function halves(message: string): { what: string; why: string } {
  const text = message.replace(/\s+/g, ' ').trim();
  const end = /: |\. (?=\S)/g;
  for (let found = end.exec(text); found !== null && found.index <= LONGEST_HALF; found = end.exec(text)) {
    const what = text.slice(0, found.index);
    const why = text.slice(found.index + 2);
    if (what.length >= SHORTEST_HALF && why !== '' && !isInside(what)) return { what, why };
  }
  return { what: text.replace(/\.$/, ''), why: '' };
}

/** Markdown of a message, cut at `length`, in which the container's name, where it is called that, is set as code. */
export function prose(
  text: string,
  { container = '' }: Pick<ReportFinding, 'container'>,
  length: number,
  inTable = false,
): string {
  const start = text.search(/(?<=\bcontainer )/i);
  const names = container === '' || container.includes('`') || start < 0 ? [] : [`"${container}"`, container];
  for (const name of names) {
    const after = text.slice(start + name.length);
    const longerWord = /^[\w.-]*\w/.test(after);
    if (!text.startsWith(name, start) || longerWord) continue;
    return escapeMessage(clip(`${text.slice(0, start)}\`${container}\`${after}`, length), inTable);
  }
  return escapeMessage(clip(text, length), inTable);
}

/** Seven digits of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** Fingerprints of the findings that are there and count: neither fixed nor waived. */
export function present(report: Report): Map<string, ReportFinding> {
  const findings = new Map<string, ReportFinding>();
  for (const finding of report.findings) {
    if (finding.state === 'fixed' || finding.waiver !== undefined) continue;
    if (!findings.has(finding.fingerprint)) findings.set(finding.fingerprint, finding);
  }
  return findings;
}
