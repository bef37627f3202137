// Maps every rendered line of every chart to the template line that printed it, and checks what can be checked: where
// the mapped source line holds no action, its text is the rendered line. Counts how each line was established and why
// the others were not. With a second engine, every line must be led back to the same place by both.
import { basename, resolve } from 'node:path';
import { completed } from './stand-ins.mjs';

/**
 * @param folders repositories
 * @param engine opened for `options.helm`
 * @param other another engine, whose maps must be the same; undefined: none
 * @param modules what `lib/src` exports
 * @param standIns whether missing dependencies are taken from the folders, or left out
 * @param sample renderings per chart; undefined: all
 * @returns figures; `failed` counts wrong lines and differences between the engines
 */
export async function templatesConformance({
  folders,
  engine,
  other,
  options,
  modules,
  standIns = false,
  sample,
  verbose = false,
  log,
}) {
  const total = counters();
  const owners = new Set();
  const unusable = new Map();
  for (const folder of folders) {
    const tree = modules.openFolder(resolve(folder));
    for (const target of modules.discover(tree).targets.filter(({ kind }) => kind === 'helm')) {
      const name = `${basename(resolve(folder))} ${target.root || '.'}`;
      const work = standIns ? completed(modules, folders, tree, target) : { tree, target, stoodIn: [] };
      const here = counters();
      const problems = new Set();
      for (const environment of spread(work.target.environments, sample)) {
        const problem = await measure(here, {
          ...work,
          environment,
          engine,
          other,
          options,
          modules,
          verbose,
          log,
        });
        if (problem !== undefined) problems.add(problem);
      }
      if (here.renderings === 0) {
        for (const problem of problems) unusable.set(problem, (unusable.get(problem) ?? 0) + 1);
        if (verbose) log(`  not usable: ${name}: ${[...problems].join(', ') || 'renders nothing'}`);
        continue;
      }
      here.charts = 1;
      owners.add(basename(resolve(folder)));
      log(`${name}${work.stoodIn.length > 0 ? ` (${work.stoodIn.join(', ')})` : ''}: ${sentence(here)}`);
      add(total, here);
    }
  }
  for (const [reason, count] of [...total.reasons].sort()) log(`  degraded, ${reason}: ${count}`);
  const degraded = total.lines - total.line;
  return {
    failed: total.wrong + total.differing,
    charts: total.charts,
    repositories: owners.size,
    'not usable': [...unusable].map(([reason, count]) => `${count} ${reason}`).join(', ') || 0,
    renderings: total.renderings,
    lines: total.lines,
    'on a line': `${total.line} (${percent(total.line, total.lines)})`,
    'on a call': `${total.call} (${percent(total.call, total.lines)})`,
    'on a file': `${total.file} (${percent(total.file, total.lines)})`,
    degraded: `${degraded} (${percent(degraded, total.lines)})`,
    'ends of lines not proven': total.ends,
    compared: total.compared,
    wrong: total.wrong,
    ...(other === undefined
      ? {}
      : {
          'held against the other engine': total.held,
          'rendered otherwise there': total.apart,
          differing: total.differing,
        }),
    'render, ms': Math.round(total.render),
    'map, ms': Math.round(total.map),
  };
}

function counters() {
  return {
    charts: 0,
    renderings: 0,
    lines: 0,
    line: 0,
    call: 0,
    file: 0,
    ends: 0,
    compared: 0,
    wrong: 0,
    held: 0,
    apart: 0,
    differing: 0,
    render: 0,
    map: 0,
    reasons: new Map(),
  };
}

function add(total, here) {
  for (const [key, value] of Object.entries(here)) {
    if (typeof value === 'number') total[key] += value;
    else
      for (const [reason, count] of value)
        total.reasons.set(reason, (total.reasons.get(reason) ?? 0) + count);
  }
}

function sentence(c) {
  const rest = c.lines - c.line;
  return `${c.renderings} renderings, ${c.lines} lines, ${percent(c.line, c.lines)} on a line, ${c.call} on a call, ${c.file} on a file${rest > 0 ? ` (${[...c.reasons.keys()].sort().join(', ')})` : ''}; ${c.compared} compared, ${c.wrong} wrong; render ${Math.round(c.render)} ms, map ${Math.round(c.map)} ms`;
}

function percent(part, all) {
  return all === 0 ? '-' : `${((100 * part) / all).toFixed(2)} %`;
}

/** As many of a list, from its start to its end. */
function spread(list, count = list.length) {
  if (count >= list.length) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
}

async function measure(here, { tree, target, environment, engine, other, options, modules, verbose, log }) {
  let before = performance.now();
  const outcome = await modules.renderTarget(tree, target, environment, engine, options);
  if (!outcome.ok) return outcome.problem.code;
  if (outcome.documents.length === 0) return undefined;
  const { documents } = outcome;
  const request = modules.buildChartRequest(tree, target.root, environment, options);
  here.render += performance.now() - before;
  before = performance.now();
  const map = await modules.mapRendering(engine, request, documents);
  here.map += performance.now() - before;
  here.renderings++;
  const name = `${target.id} ${environment.name}`;
  const second = other === undefined ? undefined : await secondMap(other, request, modules);
  if (other !== undefined && second === undefined) {
    here.differing++;
    log(`  ${name}: the other engine does not render it`);
  }
  for (const [index, document] of documents.entries()) {
    if (/(?:^|\/)crds\//.test(document.source ?? '')) continue;
    const twin = second === undefined ? undefined : second.take(document.text);
    for (const line of linesOf(document.text)) {
      count(here, map, index, line, `${name} ${document.source}`, verbose ? log : undefined, log);
      if (twin === undefined) {
        if (second !== undefined) here.apart++;
        continue;
      }
      const [mine, theirs] = [place(map.at(index, line.first)), place(second.map.at(twin, line.first))];
      here.held++;
      if (mine === theirs) continue;
      here.differing++;
      log(
        `  engines differ: ${name} ${document.source} | ${line.text.trim().slice(0, 80)} | ${mine} | ${theirs}`,
      );
    }
  }
  return undefined;
}

/** The map of the other engine, and its documents by text. */
async function secondMap(engine, request, modules) {
  const outcome = await engine.renderChart(request);
  if (!outcome.ok) return undefined;
  const map = await modules.mapRendering(engine, request, outcome.documents);
  const byText = new Map();
  for (const [index, { text }] of outcome.documents.entries()) {
    const known = byText.get(text.trimEnd());
    if (known === undefined) byText.set(text.trimEnd(), [index]);
    else known.push(index);
  }
  return { map, take: text => byText.get(text.trimEnd())?.shift() };
}

function place(printed) {
  return printed === undefined ? '?' : `${printed.mark.file.path}:${printed.mark.offset}`;
}

/** Lines that say something, with the offsets of their first and last character. */
function linesOf(text) {
  const lines = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const first = offset + line.length - line.trimStart().length;
    const last = offset + line.trimEnd().length - 1;
    offset += line.length + 1;
    if (line.trim() !== '' && !line.startsWith('# Source: ')) lines.push({ text: line, first, last });
  }
  return lines;
}

function count(here, map, index, { text, first, last }, name, detail, log) {
  here.lines++;
  const printed = map.at(index, first);
  const degradation = printed === undefined ? map.degradation(index) : printed.degradation;
  if (degradation === undefined) here.line++;
  else {
    here[printed === undefined ? 'file' : 'call']++;
    here.reasons.set(degradation, (here.reasons.get(degradation) ?? 0) + 1);
    detail?.(`  ${degradation}: ${name} | ${text.slice(0, 100)}`);
  }
  if (map.at(index, last) === undefined) {
    here.ends++;
    detail?.(`  end not proven: ${name} | ${text.slice(0, 100)}`);
  }
  if (printed === undefined) return;
  const { file, offset } = printed.mark;
  const written = lineAt(file.text, offset);
  // Only lines that one piece of text printed as a whole can be compared.
  if (written.includes('{{') || written.includes('}}') || inAction(file, offset) || printed.end <= last)
    return;
  here.compared++;
  if (written.trim() === text.trim()) return;
  here.wrong++;
  log(`  wrong: ${name} | ${file.origin} | ${written.trim().slice(0, 80)} | ${text.trim().slice(0, 80)}`);
}

/** An action over several lines has lines without delimiters. */
function inAction(file, at) {
  return file.tokens.some(token => token.type !== 'text' && token.start <= at && at < token.end);
}

function lineAt(text, offset) {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}
