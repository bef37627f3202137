import type { NetworkReport } from '../../analyzers/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { plain } from '../escape.ts';
import { connectionCounts, connectionText, networkText } from '../network.ts';
import { wrap } from '../wrap.ts';
import type { Style } from './style.ts';

/** Changes told before the rest is counted. */
const CHANGES = 6;
const COLORS = { high: 'red', medium: 'yellow', low: 'dim' } as const;

/**
 * What a change does to who can connect to whom. `full`: with the lines that caused it, every connection between
 * workloads, and what is taken for granted.
 */
export function networkLines(report: NetworkReport, full: boolean, look: Style): string[] {
  const { changes, connections, notConsidered, assumptions } = report;
  const [first = '', ...rest] = wrap(plain(report.verdict), look.width - 13);
  const lines = [
    `${look.as('bold', 'Network')}${first === '' ? '' : `      ${first}`}`,
    ...rest.map(line => `             ${line}`),
  ];
  const told = full ? changes : changes.slice(0, CHANGES);
  for (const change of told) {
    const mark = change.risk === 'high' ? '! ' : '  ';
    for (const [row, text] of wrap(plain(networkText(change)), look.width - 4).entries()) {
      const start = row === 0 ? mark : '  ';
      lines.push(
        `  ${change.risk === 'low' ? `${start}${text}` : look.as(COLORS[change.risk], start + text)}`,
      );
    }
    const places = [...new Set(change.because.map(cause => plain(place(cause.place))))];
    for (const at of full ? places : places.slice(0, 1)) lines.push(`      ${look.as('underline', at)}`);
  }
  if (told.length < changes.length)
    lines.push(
      `    ${look.as('dim', `and ${plural(changes.length - told.length, 'more change')}: --verbose tells them all`)}`,
    );
  const counts = connectionCounts(report);
  if (counts !== '' && !full) lines.push(`    ${look.as('dim', `between workloads, ${counts}`)}`);
  if (full) {
    for (const [sign, color, all] of [
      ['-', 'red', connections.lost],
      ['+', 'green', connections.gained],
    ] as const) {
      for (const each of all) {
        for (const [row, text] of wrap(plain(connectionText(each)), look.width - 6).entries())
          lines.push(`    ${look.as(color, `${row === 0 ? `${sign} ` : '  '}${text}`)}`);
      }
    }
    const notes = [
      ...(notConsidered.length === 0
        ? []
        : [`Not considered, and may allow more or less: ${notConsidered.join(', ')}.`]),
      ...assumptions,
    ];
    for (const note of notes) {
      for (const line of wrap(plain(note), look.width - 2)) lines.push(`  ${look.as('dim', line)}`);
    }
  }
  return lines;
}
