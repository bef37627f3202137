import type { ControlOutcome } from '../reports/index.ts';
import type { BuiltControl, Shared } from './build.ts';
import type { Line } from './lines.ts';
import type { ReportControl } from './schema.ts';

const NOT_THERE: BuiltControl = {
  outcome: 'not-evaluated',
  reason: 'nothing was rendered, or its guardrails were not there',
};

/** Every control at the end of the period and over it. */
export function controlsOver(shared: Shared, lines: readonly Line[]): ReportControl[] {
  return shared.controls.map(({ id, title, guardrails }) => {
    const rows = lines.map(({ id: line, builds }) => {
      const results = builds.map(({ controls }) => controls.get(id) ?? NOT_THERE);
      const last = results.at(-1) ?? NOT_THERE;
      return {
        line,
        last,
        results,
        history: historyOf(
          results,
          builds.map(({ row }) => row.created),
        ),
      };
    });
    const all = rows.flatMap(({ results }) => results);
    const count = (wanted: ControlOutcome) => all.filter(({ outcome }) => outcome === wanted).length;
    return {
      id,
      title,
      outcome: atTheEnd(rows.map(({ last }) => last)),
      builds: {
        satisfied: count('satisfied'),
        notSatisfied: count('not-satisfied'),
        notEvaluated: count('not-evaluated'),
      },
      lines: rows.map(({ line, last, history }) => ({
        line,
        outcome: last.outcome,
        reason: last.reason,
        history,
      })),
      guardrails,
    };
  });
}

/** Satisfied only where some line is, and every other one is too or has nothing of the kind. */
export function atTheEnd(last: readonly BuiltControl[]): ControlOutcome {
  if (last.some(({ outcome }) => outcome === 'not-satisfied')) return 'not-satisfied';
  if (last.some(({ outcome, nothing }) => outcome === 'not-evaluated' && nothing !== true))
    return 'not-evaluated';
  return last.some(({ outcome }) => outcome === 'satisfied') ? 'satisfied' : 'not-evaluated';
}

function historyOf(
  results: readonly BuiltControl[],
  times: readonly string[],
): ReportControl['lines'][number]['history'] {
  const history: { outcome: ControlOutcome; from: string; builds: number }[] = [];
  results.forEach(({ outcome }, i) => {
    const current = history.at(-1);
    if (current?.outcome === outcome) current.builds += 1;
    else history.push({ outcome, from: times[i] ?? '', builds: 1 });
  });
  return history;
}
