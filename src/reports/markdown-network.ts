import type { NetworkReport } from '../analyzers/index.ts';
import { plural } from '../plural.ts';
import { mermaid } from './graph.ts';
import { bytes, type ChangeWriter, PLAIN } from './markdown-changes.ts';
import {
  connectionCounts,
  connectionText,
  hasNetwork,
  networkGraph,
  networkNote,
  networkText,
} from './network.ts';
import { cut } from './wrap.ts';

/** Columns of a sentence: what comes from a pull request may be endless. */
const SENTENCE = 600;
/** Lines that caused one change. */
const PLACES = 3;
/** Bytes of the section of the Markdown report, and of a drawing. */
const REPORT = 60_000;
const DRAWING = 20_000;

export interface NetworkSectionOptions {
  /** Most bytes (UTF-8) of the whole. */
  readonly budget: number;
  readonly writer: ChangeWriter;
  /** Safe Markdown in front: `**Network** `. */
  readonly lead: string;
  /** Changes told one by one. */
  readonly limit: number;
  /** Where everything is, as safe Markdown. */
  readonly record: string;
}

/**
 * Who can connect to whom now, and no longer: a line per change, worst first, then single connections and a drawing,
 * folded. Whole entries only; '' when nothing changes.
 */
export function networkSection(report: NetworkReport | undefined, options: NetworkSectionOptions): string {
  if (!hasNetwork(report)) return '';
  const { budget, writer, lead, limit, record } = options;
  const text = (raw: string) => writer.text(cut(raw, SENTENCE));
  const head = `${lead}${text(networkNote(report))}`;
  let room = budget - bytes(head) - 400;
  const take = (parts: readonly string[]): string[] => {
    const kept: string[] = [];
    for (const part of parts) {
      if (bytes(part) + 2 > room) break;
      room -= bytes(part) + 2;
      kept.push(part);
    }
    return kept;
  };
  const items = take(
    report.changes.slice(0, limit).map(change => {
      const places = [...new Set(change.because.map(({ place }) => writer.place(place)))]
        .filter(place => place !== '')
        .slice(0, PLACES);
      const said = text(networkText(change));
      return [`- ${change.risk === 'high' ? `⚠️ **${said}**` : said}`, ...places].join(' · ');
    }),
  );
  const left = report.changes.length - items.length;
  const notes = report.notConsidered.length === 0 ? '' : take([notConsidered(report, writer)]).join('');
  const [drawing = ''] = take([drawn(report, writer)]);
  const { gained, lost } = report.connections;
  const lines = take([
    ...lost.map(each => `- − ${text(connectionText(each))}`),
    ...gained.map(each => `- + ${text(connectionText(each))}`),
  ]);
  const unlisted = gained.length + lost.length - lines.length;
  const rest = unlisted > 0 ? `\n\n*${plural(unlisted, 'more connection')} in ${record}.*` : '';
  return [
    head,
    items.join('\n'),
    left > 0 ? `*${plural(left, 'more change')} of connections in ${record}.*` : '',
    notes,
    drawing,
    lines.length === 0
      ? ''
      : writer.fold(`Between workloads: ${connectionCounts(report)}`, `${lines.join('\n')}${rest}`),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** {@link networkSection} for the Markdown report. */
export function reportedNetwork(report: NetworkReport | undefined, limit: number): string {
  return networkSection(report, {
    budget: REPORT,
    writer: PLAIN,
    lead: '## Network\n\n',
    limit,
    record: '`changes/network.json`',
  });
}

function notConsidered({ notConsidered: names }: NetworkReport, writer: ChangeWriter): string {
  const named = names.slice(0, 3).map(name => writer.code(cut(name, SENTENCE)));
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `Not considered, and may allow more or less: ${named.join(', ')}${more}`;
}

function drawn(report: NetworkReport, writer: ChangeWriter): string {
  const graph = networkGraph(report);
  if (graph.edges.length < 2) return '';
  const text = mermaid(graph);
  // Labels hold nothing but letters and references, so the fence cannot be left.
  return bytes(text) > DRAWING
    ? ''
    : writer.fold('What opens and closes, as a graph', `\`\`\`mermaid\n${text.trimEnd()}\n\`\`\``);
}
