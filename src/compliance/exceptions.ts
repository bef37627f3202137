import { byText } from '../repository/index.ts';
import type { AcceptedRisk } from './build.ts';
import type { Line } from './lines.ts';
import type { ReportException } from './schema.ts';

/** Every waiver that some build of a line has, with what became of it. */
export function exceptionsOf(lines: readonly Line[], asOf: string): ReportException[] {
  const rows = lines.flatMap(line => inLine(line, asOf));
  const rank = { open: 0, expired: 1, withdrawn: 2 };
  return rows.sort(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      b.findings - a.findings ||
      byText(a.line, b.line) ||
      byText(a.id, b.id),
  );
}

function inLine({ id: line, builds }: Line, asOf: string): ReportException[] {
  interface Seen {
    risk: AcceptedRisk;
    guardrails: Set<string>;
    first: string;
    last: string;
    findings: number;
  }
  const seen = new Map<string, Seen>();
  for (const { row, waivers, waived } of builds) {
    for (const risk of waivers) {
      const known = seen.get(risk.id);
      const guardrails = known?.guardrails ?? new Set();
      guardrails.add(risk.guardrail);
      seen.set(risk.id, {
        risk,
        guardrails,
        first: known?.first ?? row.created,
        last: row.created,
        findings: waived.get(risk.id) ?? 0,
      });
    }
  }
  const end = builds.at(-1)?.row.created;
  return [...seen].map(([id, { risk, guardrails, first, last, findings }]) => ({
    line,
    id,
    guardrails: [...guardrails].sort(byText),
    owner: risk.owner,
    reason: risk.reason,
    ...(risk.ticket === undefined ? {} : { ticket: risk.ticket }),
    expires: risk.expires ?? null,
    place: `${risk.file}:${risk.line}`,
    first,
    last,
    findings,
    state:
      // A waiver is good through its last day.
      risk.expires !== undefined && risk.expires < asOf ? 'expired' : last === end ? 'open' : 'withdrawn',
  }));
}
