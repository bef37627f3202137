import type { NetworkChange, NetworkReport } from '../../analyzers/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { connectionCounts, connectionText, networkGraph, networkText } from '../network.ts';
import { graphDrawing } from './drawing.ts';
import { html, type Markup, NOTHING, path, prose } from './markup.ts';

/** Changes, and connections of a sort, shown one by one; changes/network.json has more. */
const CHANGES = 200;
const CONNECTIONS = 300;

const LOOK = { high: 'error', medium: 'warning', low: 'info' } as const;
const NAME = { high: 'High', medium: 'Medium', low: 'Low' } as const;

/** What a change does to who can connect to whom: change by change with the lines that caused it, then single connections. */
export function networkSection(report: NetworkReport): Markup {
  const { changes, connections, notConsidered, assumptions } = report;
  const more = changes.length - CHANGES;
  const single = [
    ...connections.lost.slice(0, CONNECTIONS).map(each => html`<li>No longer: ${connectionText(each)}</li>`),
    ...connections.gained.slice(0, CONNECTIONS).map(each => html`<li>New: ${connectionText(each)}</li>`),
  ];
  const assumed = [
    ...(notConsidered.length === 0
      ? []
      : [`Not considered, and may allow more or less: ${notConsidered.join(', ')}.`]),
    ...assumptions,
  ];
  return html`${graphDrawing(networkGraph(report), 'Connections')}
${changes.length === 0 ? NOTHING : html`<ul class="risks">${changes.slice(0, CHANGES).map(item)}</ul>`}
${more > 0 ? html`<p class="empty">${plural(more, 'more change')}: changes/network.json of the evidence has them all.</p>` : NOTHING}
${single.length === 0 ? NOTHING : html`<details class="card info"><summary><span class="what">Between workloads: ${connectionCounts(report)}</span></summary><div class="body"><ul>${single}</ul></div></details>`}
${assumed.length === 0 ? NOTHING : html`<ul class="assumed">${assumed.map(text => html`<li>${prose(text)}</li>`)}</ul>`}`;
}

function item(change: NetworkChange): Markup {
  const places = [...new Set(change.because.map(cause => place(cause.place)))];
  return html`<li><span class="sev ${LOOK[change.risk]}">${NAME[change.risk]}</span><span>${networkText(change)}${places.map(at => html` ${path(at)}`)}</span></li>`;
}
