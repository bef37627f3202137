import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { plain } from '../escape.ts';
import type { Report, ReportFinding } from '../types.ts';
import { provenFirst, quotedCode, remedy, sentenceStart, waiverTerm, where } from '../words.ts';
import { columns, wrap, wrapParts } from '../wrap.ts';
import { excerptLines } from './excerpt.ts';
import { type Repeat, repeats, saysTheSame, subjects } from './repeats.ts';
import type { Look, Style } from './style.ts';

const HEAD = '  ';
const BODY = '    ';

/** With this many findings of one guardrail or more, the first is shown in full and the others by their place. */
const REPEATED = 3;
/** A suggestion was rendered and judged again before it became one. */
const FIXABLE = '"kubeproof fix" can do it; nothing else changes.';

/** Places listed per guardrail before the rest is counted. */
const PLACES = 10;

/**
 * Findings of one guardrail stand together, in the order the report gives their first; of them those whose line is
 * known lead. `all` shows each of them in
 * full.
 */
export function findingBlocks(
  report: Report,
  findings: readonly ReportFinding[],
  all: boolean,
  style: Style,
): string[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = [finding.guardrail, finding.severity, label(report, finding)].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const lines: string[] = [];
  for (const findings of groups.values()) {
    const group = provenFirst(findings);
    const found = all ? group.map(first => ({ first, otherTargets: 0 })) : repeats(group);
    const full = all || found.length < REPEATED ? found : found.slice(0, 1);
    full.forEach((repeat, i) => {
      lines.push(...inFull(report, repeat, all && i === 0, style), '');
    });
    if (full.length < found.length) {
      lines.pop();
      lines.push(...elsewhere(found, style), '');
    }
  }
  return lines;
}

/** What a finding is besides being new. */
function label(report: Report, finding: ReportFinding): string {
  if (finding.waiver !== undefined) return `waived ${waiverTerm(finding.waiver)}`;
  if (finding.state === 'fixed') return 'fixed';
  if (finding.approved !== undefined) return 'approved';
  return finding.state === 'unchanged' && report.base !== undefined ? 'known' : '';
}

function inFull(report: Report, repeat: Repeat, why: boolean, style: Style): string[] {
  const finding = repeat.first;
  const paragraph = (text: string, look?: Look) =>
    wrap(plain(text), style.width - BODY.length).map(
      line => `${BODY}${look === undefined ? line : style.as(look, line)}`,
    );
  const guardrail = report.guardrails.find(g => g.id === finding.guardrail);
  const state = label(report, finding);
  const lines = [
    `${HEAD}${style.as('underline', where(finding))}  ${style.severity(finding.severity, finding.severity)}  ${style.as('bold', finding.guardrail)}${
      state === '' ? '' : style.as('dim', `  ${state}`)
    }`,
    ...paragraph(finding.message),
  ];
  const written = finding.location?.kind === 'manifest' ? 'in' : 'rendered into';
  const { add } = finding.location ?? {};
  const into = `${add === undefined ? '' : `add ${plain(add)} here: `}${written} ${plain(subjects(repeat))}`;
  const excerpt = excerptLines(finding, into, BODY, style);
  lines.push(...(excerpt.length > 0 ? excerpt : paragraph(`In ${subjects(repeat)}.`, 'dim')));
  const fixable = finding.suggestion === undefined ? '' : FIXABLE;
  const advice = `${quotedCode(remedy(report, finding))} ${fixable}`.trim();
  if (advice !== '') lines.push(...paragraph(`Fix: ${advice}`));
  if (finding.waiver !== undefined) {
    lines.push(...paragraph(`Waived by ${finding.waiver.owner}: ${finding.waiver.reason}`));
  }
  if (why && guardrail !== undefined) {
    lines.push(...paragraph(`Why: ${quotedCode(guardrail.rationale)}`));
    if (guardrail.notWhen !== undefined)
      lines.push(...paragraph(`Fine when: ${quotedCode(guardrail.notWhen)}`));
  }
  const traces = finding.related.map(related =>
    related.note === undefined ? place(related) : `${sentenceStart(related.note)}: ${place(related)}`,
  );
  for (const line of wrapParts([...traces, guardrail?.url ?? ''].map(plain), style.width - BODY.length)) {
    lines.push(`${BODY}${style.as('dim', line)}`);
  }
  return lines;
}

/** The other places of a guardrail: one line each, with the message where it says something else than the first one's. */
function elsewhere([first, ...others]: readonly Repeat[], style: Style): string[] {
  const listed = others.slice(0, PLACES);
  const lines = [`${BODY}${style.as('dim', `The same in ${plural(others.length, 'more place')}:`)}`];
  const widest = Math.min(48, Math.max(...listed.map(repeat => columns(plain(where(repeat.first))))));
  for (const repeat of listed) {
    const same = first !== undefined && saysTheSame(first.first, repeat.first);
    const at = plain(where(repeat.first));
    const text = plain(same ? subjects(repeat) : repeat.first.message);
    const gap = ' '.repeat(Math.max(0, widest - columns(at)) + 2);
    const indent = BODY.length + 2;
    if (columns(at) <= widest && indent + widest + 2 + columns(text) <= style.width) {
      lines.push(`${BODY}  ${style.as('underline', at)}${gap}${text}`);
    } else {
      lines.push(`${BODY}  ${style.as('underline', at)}`);
      for (const line of wrap(text, style.width - indent - 2)) lines.push(`${BODY}    ${line}`);
    }
  }
  if (listed.length < others.length) {
    lines.push(
      `${BODY}  ${style.as('dim', `and ${others.length - listed.length} more: --verbose lists them, --format json has them all`)}`,
    );
  }
  return lines;
}
