import { structuredPatch } from 'diff';
import type { Finding } from '../../findings.ts';
import { plural } from '../../plural.ts';
import { plain } from '../escape.ts';
import { resourceName } from '../words.ts';
import { wrap } from '../wrap.ts';
import { type Style, style } from './style.ts';

/** What `kubeproof fix` found out, as people read it. */
export interface FixSummary {
  /** Files that change, by path: their texts as they may be shown. */
  readonly files: readonly { readonly file: string; readonly before: string; readonly after: string }[];
  /** Findings that are gone then, with the files edited for them. */
  readonly fixed: readonly { readonly finding: Finding; readonly files: readonly string[] }[];
  /** Findings that stay: why, in a few words, and what belongs to the reason. */
  readonly left: readonly { readonly finding: Finding; readonly reason: string; readonly detail?: string }[];
  readonly written: boolean;
}

/** Lines of context in a diff. */
const CONTEXT = 3;

/**
 * A unified diff for every file, headed by the findings that go away with it; then what stays, by reason. The diff is
 * one that `git apply` takes.
 */
export function fixText(
  summary: FixSummary,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const look = style(color, width);
  const { files, fixed, left, written } = summary;
  const lines: string[] = [];
  for (const { file, before, after } of files) {
    const here = fixed.filter(each => each.files[0] === file);
    lines.push(
      ...here.map(({ finding }) => headline(finding, look)),
      ...patch(file, before, after, look),
      '',
    );
  }
  if (left.length > 0)
    lines.push(
      look.as('bold', `Not fixed: ${plural(left.length, 'finding')}`),
      ...reasons(summary, look),
      '',
    );
  lines.push(...conclusion(files.length, fixed.length, left.length, written));
  return `${lines.join('\n')}\n`;
}

function headline({ severity, guardrail, resource, container }: Finding, look: Style): string {
  const about = `${resourceName(resource)}${container === undefined ? '' : `, container ${container}`}`;
  return `${look.severity(severity, severity.padEnd(7))}  ${plain(guardrail)}  ${look.as('dim', about)}`;
}

/** A unified diff of one file, one that `git apply` takes. */
export function diffText(
  { file, before, after }: { readonly file: string; readonly before: string; readonly after: string },
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  return `${patch(file, before, after, style(color, width)).join('\n')}\n`;
}

function patch(file: string, before: string, after: string, look: Style): string[] {
  const { hunks } = structuredPatch(file, file, before, after, '', '', { context: CONTEXT });
  const lines = [look.as('bold', `--- a/${file}`), look.as('bold', `+++ b/${file}`)];
  for (const { oldStart, oldLines, newStart, newLines, lines: changed } of hunks) {
    lines.push(look.as('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`));
    for (const line of changed) {
      const text = line.replace(/\r$/, '');
      lines.push(
        line.startsWith('+')
          ? look.as('green', text)
          : line.startsWith('-')
            ? look.as('red', text)
            : plain(text),
      );
    }
  }
  return lines;
}

/** One line for each reason: how many findings, of which guardrails. */
function reasons({ left }: FixSummary, look: Style): string[] {
  const byReason = new Map<string, Map<string, number>>();
  for (const { finding, reason, detail } of left) {
    const counts = byReason.get(reason) ?? new Map<string, number>();
    byReason.set(reason, counts);
    const name = detail === undefined ? finding.guardrail : `${finding.guardrail} (${detail})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...byReason].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([reason, counts]) => {
    const names = [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([name, count]) => (count === 1 ? plain(name) : `${plain(name)} ×${count}`));
    const sum = [...counts.values()].reduce((total, count) => total + count, 0);
    const [first = '', ...rest] = wrap(`${reason}: ${names.join(', ')}`, look.width - 7);
    return [`${String(sum).padStart(5)}  ${first}`, ...rest.map(line => `       ${line}`)];
  });
}

function conclusion(files: number, fixed: number, left: number, written: boolean): string[] {
  if (files === 0) return [left === 0 ? 'Nothing to fix.' : 'Nothing that kubeproof can fix by itself.'];
  const changed = plural(files, 'file');
  const gone = fixed === 1 ? '1 finding is gone' : `${fixed} findings are gone`;
  if (written) return [`${gone}, ${changed} written and checked once more.`];
  return [
    `With ${files === 1 ? 'this change' : `these changes to ${changed}`} ${gone} and nothing new appears.`,
    'Write them: kubeproof fix --write',
  ];
}
