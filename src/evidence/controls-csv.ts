import type { ControlResult, FrameworkResult, GuardrailState } from '../reports/index.ts';

const COLUMNS = [
  'framework',
  'control',
  'title',
  'target',
  'outcome',
  'reason',
  'open findings',
  'accepted findings',
  'guardrails that passed',
  'guardrails with findings',
  'guardrails with nothing to judge',
  'guardrails that did not run',
  'context',
  'sources',
];

/** `controls.csv` (RFC 4180): one row for each control in each target, for spreadsheets. */
export function controlsCsv(frameworks: readonly FrameworkResult[]): string {
  const rows = frameworks.flatMap(({ id, controls }) => controls.map(control => row(id, control)));
  return [COLUMNS, ...rows].map(cells => `${cells.map(cell).join(',')}\r\n`).join('');
}

function row(framework: string, control: ControlResult): string[] {
  const { guardrails } = control;
  const deciding = guardrails.filter(({ strength }) => strength !== 'contextual');
  const names = (of: readonly GuardrailState[], ...states: readonly string[]) =>
    of
      .filter(({ state }) => states.includes(state))
      .map(({ id, strength }) => `${id} (${strength})`)
      .join('; ');
  return [
    framework,
    control.id,
    control.title,
    control.target,
    control.outcome.replaceAll('-', ' '),
    control.reason,
    String(control.open),
    String(control.accepted),
    names(deciding, 'passed'),
    names(deciding, 'failed', 'accepted'),
    names(deciding, 'nothing-to-judge'),
    names(deciding, 'off'),
    guardrails
      .filter(({ strength }) => strength === 'contextual')
      .map(({ id, state }) => `${id}: ${state}`)
      .join('; '),
    [...new Set(guardrails.map(({ source }) => source))].join('; '),
  ];
}

/** Spreadsheets run cells that begin like a formula; an apostrophe in front makes them text (OWASP, CSV injection). */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
