import { plain } from '../reports/index.ts';

/** Message of a workflow command (`@actions/core`, command.ts, `escapeData`). Acting characters become visible. */
export function escapeCommandData(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/).map(plain);
  return lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

/** Property value of a workflow command (`@actions/core`, command.ts, `escapeProperty`). */
export function escapeCommandProperty(text: string): string {
  return escapeCommandData(plain(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
