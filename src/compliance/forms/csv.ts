import { csvLine } from '../../reports/index.ts';
import type { FrameworkReport } from '../schema.ts';

const COLUMNS = [
  'framework',
  'control',
  'title',
  'outcome at the end',
  'line of builds',
  'outcome of the line',
  'reason',
  'builds satisfied',
  'builds not satisfied',
  'builds not evaluated',
  'guardrails that decide',
];

/** The controls for spreadsheets (RFC 4180): one row for each control in each line of builds. */
export function frameworkCsv({ framework, controls }: FrameworkReport): string {
  const rows = controls.flatMap(({ id, title, outcome, lines, guardrails }) =>
    lines.map(({ line, outcome: ofLine, reason, history }) => {
      const builds = (wanted: string) =>
        String(history.reduce((sum, each) => sum + (each.outcome === wanted ? each.builds : 0), 0));
      return [
        framework.id,
        id,
        title,
        outcome.replaceAll('-', ' '),
        line,
        ofLine.replaceAll('-', ' '),
        reason,
        builds('satisfied'),
        builds('not-satisfied'),
        builds('not-evaluated'),
        guardrails
          .filter(({ strength }) => strength !== 'contextual')
          .map(guardrail => guardrail.id)
          .join('; '),
      ];
    }),
  );
  return [COLUMNS, ...rows].map(csvLine).join('');
}
