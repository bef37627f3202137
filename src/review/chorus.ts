import type { ReportFinding } from '../reports/index.ts';
import type { AnchorLookup } from './anchors.ts';

/**
 * Findings with one thing to say: those of one guardrail at one line (a namespace that a kustomization sets for thirty
 * objects), and those that one edit settles together. The first of them speaks, for all.
 */
export interface Chorus {
  /** Whether this finding is the one that speaks. */
  leads(finding: ReportFinding): boolean;
  /** The others that a finding speaks for, in the order of the report. */
  behind(finding: ReportFinding): readonly ReportFinding[];
}

/**
 * @param findings in the order of the report
 * @param hasThread whether a finding has a comment already: then it goes on speaking
 */
export function chorusOf(
  findings: Iterable<ReportFinding>,
  anchorOf: AnchorLookup,
  hasThread: (fingerprint: string) => boolean,
): Chorus {
  const groups = new Map<string, ReportFinding[]>();
  const groupOf = new Map<ReportFinding, ReportFinding[]>();
  for (const finding of findings) {
    if (finding.state !== 'new') continue;
    const anchor = anchorOf(finding);
    if (anchor === undefined) continue;
    const { path, line, startLine, side, suggestion } = anchor;
    const what = suggestion === undefined ? finding.guardrail : [startLine, suggestion];
    const id = JSON.stringify([path, line, side, what]);
    const group = groups.get(id) ?? [];
    groups.set(id, group);
    group.push(finding);
    groupOf.set(finding, group);
  }
  const leader = (group: readonly ReportFinding[]) =>
    group.find(({ fingerprint }) => hasThread(fingerprint)) ?? group[0];
  return {
    leads: finding => {
      const group = groupOf.get(finding);
      return group === undefined || leader(group) === finding;
    },
    behind: finding => {
      const group = groupOf.get(finding);
      return group === undefined || leader(group) !== finding ? [] : group.filter(each => each !== finding);
    },
  };
}
