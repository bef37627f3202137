import { csvCell, csvLine, type FrameworkResult, type GuardrailState } from '../reports/index.ts';

const COLUMNS = [
  'framework',
  'control',
  'title',
  'target',
  'outcome',
  'reason',
  'open findings',
  'accepted findings',
  'guardrails with findings',
  'guardrails that passed',
  'had nothing to judge',
  'did not run',
];

/**
 * `controls.csv` (RFC 4180): one row for each control in each target, for spreadsheets. Which guardrails are behind a
 * control, how much they say, why and by whose reading, is in frameworks.json.
 */
export function controlsCsv(frameworks: readonly FrameworkResult[]): string {
  // Targets that are alike share what is said of their guardrails.
  const texts = new Map<readonly GuardrailState[], string>();
  const rows: string[] = [csvLine(COLUMNS)];
  for (const { id, controls } of frameworks) {
    for (const { id: control, title, target, outcome, reason, open, accepted, guardrails } of controls) {
      const text = texts.get(guardrails) ?? csvLine(states(guardrails));
      texts.set(guardrails, text);
      const cells = [
        id,
        control,
        title,
        target,
        outcome.replaceAll('-', ' '),
        reason,
        String(open),
        String(accepted),
      ];
      rows.push(`${cells.map(csvCell).join(',')},${text}`);
    }
  }
  return rows.join('');
}

function states(guardrails: readonly GuardrailState[]): string[] {
  const deciding = guardrails.filter(({ strength }) => strength !== 'contextual');
  const names = (...wanted: readonly string[]) =>
    deciding
      .filter(({ state }) => wanted.includes(state))
      .map(({ id, strength }) => (strength === 'direct' ? `${id} (direct)` : id))
      .join('; ');
  const count = (state: string) => String(deciding.filter(each => each.state === state).length);
  return [names('failed', 'accepted'), names('passed'), count('nothing-to-judge'), count('off')];
}
