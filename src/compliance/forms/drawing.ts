import { html, type Markup, NOTHING } from '../../reports/index.ts';
import type { FrameworkReport, ReportControl } from '../schema.ts';
import { dayOf } from './words.ts';

/** Drawings are SVG in the page, for screen and paper; each says in words what it shows. */

const STRIP = { width: 132, height: 14 };

/** What became of a control build by build: a full bar not satisfied, a low one satisfied, a line not evaluated. */
export function historyStrip(history: ReportControl['lines'][number]['history'], line: string): Markup {
  const builds = history.reduce((sum, each) => sum + each.builds, 0);
  if (builds === 0) return NOTHING;
  const { width, height } = STRIP;
  const look = {
    'not-satisfied': [0, height],
    satisfied: [5, height - 5],
    'not-evaluated': [11, 3],
  } as const;
  let from = 0;
  const bars = history.map(({ outcome, builds: n }) => {
    const x = (from / builds) * width;
    from += n;
    const [y, tall] = look[outcome];
    const wide = (n / builds) * width;
    // A gap between runs of builds, as long as there is room for one.
    return html`<rect class="${outcome}" x="${fixed(x)}" y="${y}" width="${fixed(Math.max(wide - (wide > 3 ? 1 : 0), 0.75))}" height="${tall}"/>`;
  });
  const told = history.map(
    ({ outcome, builds: n, from: at }) => `${outcome.replaceAll('-', ' ')} in ${n} from ${dayOf(at)}`,
  );
  return html`<svg class="strip" viewBox="0 0 ${width} ${height}" role="img" aria-label="${line}: ${short(told)}">${bars}</svg>`;
}

function short(told: readonly string[]): string {
  return told.length <= 4
    ? told.join(', ')
    : `${told.slice(0, 2).join(', ')}, ${told.length - 3} more changes, ${told.at(-1)}`;
}

/** How many controls end how, as one bar. */
export function tallyBar(counts: Readonly<Record<string, number>>, label: string): Markup {
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  let from = 0;
  const bars = Object.entries(counts).map(([outcome, n]) => {
    const x = total === 0 ? 0 : (from / total) * 1000;
    from += n;
    const wide = total === 0 ? 0 : (n / total) * 1000;
    return n === 0
      ? NOTHING
      : html`<rect class="${outcome}" x="${fixed(x)}" width="${fixed(Math.max(wide - 3, 1))}" y="0" height="14"/>`;
  });
  return html`<svg class="tally" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}</svg>`;
}

const CHART = { width: 720, height: 230, left: 40, right: 12, top: 12, bottom: 26 };
/** More points than that no eye tells apart. */
const POINTS = 180;
/** Labels below the chart. */
const LABELS = 9;

type Point = FrameworkReport['trend'][number];

/** Findings over time, severity on severity, with what is accepted as a line. Steps: between builds nothing is known. */
export function trendChart(trend: readonly Point[]): Markup {
  const points = thinned(trend);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || trend.length < 2) return NOTHING;
  const { width, height, left, right, top, bottom } = CHART;
  const start = Date.parse(first.at);
  const length = Math.max(Date.parse(last.at) - start, 1);
  const highest = Math.max(
    1,
    ...points.map(({ counts: c, accepted }) => Math.max(c.error + c.warning + c.info, accepted)),
  );
  const step = niceStep(highest);
  const ceiling = Math.ceil(highest / step) * step;
  const x = (at: string) => left + ((Date.parse(at) - start) / length) * (width - left - right);
  const y = (n: number) => top + (1 - n / ceiling) * (height - top - bottom);
  const steps = (value: (point: Point) => number) =>
    points.flatMap((point, i) => {
      const before = points[i - 1];
      const at = `${fixed(x(point.at))},${fixed(y(value(point)))}`;
      return before === undefined ? [at] : [`${fixed(x(point.at))},${fixed(y(value(before)))}`, at];
    });
  const area = (name: string, low: (point: Point) => number, high: (point: Point) => number) =>
    html`<polygon class="${name}" points="${[...steps(high), ...steps(low).reverse()].join(' ')}"/>`;
  const error = ({ counts }: Point) => counts.error;
  const warning = ({ counts }: Point) => counts.error + counts.warning;
  const info = ({ counts }: Point) => counts.error + counts.warning + counts.info;
  const grid = Array.from({ length: ceiling / step + 1 }, (_, i) => i * step);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="Findings over time; the table below has the numbers">
${grid.map(n => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${fixed(y(n))}" y2="${fixed(y(n))}"/><text class="axis" x="${left - 8}" y="${fixed(y(n) + 4)}" text-anchor="end">${n}</text>`)}
${area('error', () => 0, error)}${area('warning', error, warning)}${area('info', warning, info)}
<polyline class="accepted" points="${steps(({ accepted }) => accepted).join(' ')}"/>
${labels(first.at, last.at).map(({ at, text }) => html`<text class="axis" x="${fixed(x(at))}" y="${height - 8}" text-anchor="middle">${text}</text>`)}
</svg>`;
}

/** The last point of each of equal parts of the time. */
function thinned(trend: readonly Point[]): Point[] {
  const [first] = trend;
  const last = trend.at(-1);
  if (trend.length <= POINTS || first === undefined || last === undefined) return [...trend];
  const start = Date.parse(first.at);
  const length = Math.max(Date.parse(last.at) - start, 1);
  const parts = new Map(
    trend.map(point => [Math.floor(((Date.parse(point.at) - start) / length) * POINTS), point]),
  );
  return [first, ...parts.values()];
}

/** Whole days, evenly; months where the time is long. */
function labels(first: string, last: string): { at: string; text: string }[] {
  const days = Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000));
  const every = Math.max(1, Math.ceil(days / (LABELS - 1)));
  const start = Date.parse(`${dayOf(first)}T00:00:00Z`);
  const all: { at: string; text: string }[] = [];
  for (let day = 1; day < days; day += every) {
    const at = new Date(start + day * 86_400_000).toISOString();
    all.push({ at, text: at.slice(5, 10) });
  }
  return all;
}

function niceStep(highest: number): number {
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
  return Math.max(1, step ?? power * 10);
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
