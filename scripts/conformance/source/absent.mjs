// The `absent` part of `npm run conformance:source`. For every finding of the strict profile about a field that is not
// there, the values key that is said to set it is written into its file as text, by the line and the key to add alone;
// the chart is rendered, and the field has to be there with the value.
import { basename, resolve } from 'node:path';

const { activate, evaluate, loadPack } = await import(
  new URL('../../../lib/src/guardrails/index.js', import.meta.url).href
);

/**
 * Measures the charts of repositories, in their first two environments.
 * @returns how many charts and fields there were, where they were located, how many of the keys set their field when
 * written (`right`), how many did not (`failed`), and how many could not be written as text (`unclear`)
 */
export async function absentConformance({ folders, engine, options, modules, verbose, log }) {
  const total = { failed: 0, charts: 0, ...NOTHING };
  const { openFolder, discover, ownPackage } = modules;
  const { active } = activate(loadPack(ownPackage().rules).guardrails, { profile: 'strict', guardrails: {} });
  for (const folder of folders) {
    const tree = openFolder(resolve(folder));
    for (const target of discover(tree).targets.filter(({ kind }) => kind === 'helm')) {
      const counts = await measureChart({ engine, tree, target, active, options, modules, verbose, log });
      if (counts === undefined) continue;
      total.charts++;
      for (const [name, count] of Object.entries(counts)) total[name] += count;
      log(`${basename(resolve(folder))} ${target.root}: ${line(counts)}`);
    }
  }
  const { wrong, ...figures } = total;
  return {
    ...figures,
    failed: wrong,
    clean: `${Math.round(total.clean)} ms`,
    mapped: `${Math.round(total.mapped)} ms`,
  };
}

const NOTHING = {
  fields: 0,
  key: 0,
  template: 0,
  unknown: 0,
  right: 0,
  wrong: 0,
  unclear: 0,
  clean: 0,
  mapped: 0,
};

/** Counts in a line. */
function line({ fields, key, template, unknown, right, wrong, unclear, clean, mapped }) {
  return `${fields} absent fields, ${key} on a values key, ${template} on the template, ${unknown} unknown; written as text ${right} right, ${wrong} wrong, ${unclear} unclear; render ${Math.round(clean)} ms, locate ${Math.round(mapped)} ms`;
}

async function measureChart({ engine, tree, target, active, options, modules, verbose, log }) {
  const { renderTarget, readDocuments, ManifestSet, valueAt, locateInChart, buildChartRequest } = modules;
  const counts = { ...NOTHING };
  let rendered = false;
  for (const environment of target.environments.slice(0, 2)) {
    let before = performance.now();
    const outcome = await renderTarget(tree, target, environment, engine, options);
    if (!outcome.ok || outcome.documents.length === 0) continue;
    rendered = true;
    counts.clean += performance.now() - before;
    const { documents } = outcome;
    const { manifests } = readDocuments({ target, environment, documents });
    const { findings } = evaluate(new ManifestSet(manifests), active, { kubernetes: options.kubernetes });
    const wanted = new Map();
    for (const { path, rendering } of findings) {
      const manifest = manifests.find(m => m.origin.documentIndex === rendering.documentIndex);
      if (manifest === undefined || !isAbsent(valueAt(manifest.object, path))) continue;
      wanted.set(JSON.stringify([rendering.documentIndex, path]), { manifest, path });
    }
    const fields = [...wanted.values()];
    before = performance.now();
    const found = await locateInChart(engine, { tree, target, environment, documents }, options, fields);
    counts.mapped += performance.now() - before;
    const request = buildChartRequest(tree, target.root, environment, options);
    for (const [index, { manifest, path }] of fields.entries()) {
      counts.fields++;
      const origin = found[index];
      const name = `${environment.name} ${manifest.resource.kind}/${manifest.resource.name} ${path.join('.')}`;
      if (origin?.location.kind !== 'values') {
        counts[origin === undefined ? 'unknown' : 'template']++;
        if (verbose)
          log(`  ${origin === undefined ? 'unknown' : `template ${shown(origin.location)}`}: ${name}`);
        continue;
      }
      counts.key++;
      const effect = await written(engine, request, origin, manifest, path, modules);
      counts[effect]++;
      if (verbose || effect !== 'right') log(`  ${effect}: ${name} <- ${shown(origin.location)}`);
    }
  }
  return rendered ? counts : undefined;
}

function isAbsent(value) {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function shown({ file, line, column, add }) {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}${add === undefined ? '' : ` + ${add}`}`;
}

/** What becomes of a field when the key is written where its location says. */
async function written(engine, request, { location, key }, { origin }, path, modules) {
  const { fieldName, own, parseFieldPath, parseYaml, valueAt } = modules;
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const edited = content => {
    const text = insert(decoder.decode(content), location, key.value);
    return text === undefined ? undefined : encoder.encode(text);
  };
  let changed = false;
  const change = (name, file) => {
    if (name !== location.file) return file;
    const content = edited(file.content);
    changed ||= content !== undefined;
    return content === undefined ? file : { ...file, content };
  };
  const values = request.values.map(file => change(file.name, file));
  const files = changed ? request.files : request.files.map(file => change(file.origin, file));
  if (!changed) return 'unclear';
  const outcome = await engine.renderChart({ ...request, values, files });
  if (!outcome.ok) return 'wrong';
  const before = parseYaml(origin.text);
  const name = fieldName(before.value, [...origin.within, ...path]);
  const identity = object => JSON.stringify([own(object, 'kind'), own(own(object, 'metadata'), 'name')]);
  for (const { text } of outcome.documents) {
    if (headerOf(text) !== headerOf(origin.text)) continue;
    const parsed = parseYaml(text);
    if (!parsed.ok || identity(parsed.value) !== identity(before.value)) continue;
    const at = parseFieldPath(name, parsed.value);
    const value = at === undefined ? undefined : valueAt(parsed.value, at);
    if (isSet(value, location, key.value)) return 'right';
  }
  return 'wrong';
}

/** Whether a field has the value of its key, or, where the key is a switch, any. */
function isSet(value, { add }, wanted) {
  if (value === undefined || value === null) return false;
  if (typeof wanted !== 'boolean') return holds(value, wanted);
  return add === undefined || typeof value !== 'boolean' || value === wanted;
}

function headerOf(text) {
  return /^# Source: (.*)$/m.exec(text)?.[1];
}

function holds(value, wanted) {
  if (typeof wanted !== 'object' || wanted === null) return String(value) === String(wanted);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(wanted)) return wanted.every(item => value.some(other => holds(other, item)));
  return Object.entries(wanted).every(([key, member]) => holds(value[key], member));
}

/** A values file with a key written into it as a person would; undefined where the text is too unusual for that. */
function insert(text, { line, column, endColumn, add }, value) {
  const lines = text.split('\n');
  const json = JSON.stringify(value);
  const at = lines[line - 1];
  if (add === undefined) {
    if (endColumn === undefined) return undefined;
    const word = at.slice(column - 1, endColumn - 1);
    // A switch that stands there with the wrong value, or a key with nothing behind it.
    if (at.slice(endColumn - 1).startsWith(':')) return replaceEmpty(lines, line, endColumn, json);
    return `${[...lines.slice(0, line - 1), at.slice(0, column - 1) + json + at.slice(column - 1 + word.length), ...lines.slice(line)].join('\n')}`;
  }
  const steps = stepsOf(add);
  if (steps === undefined || steps.some(step => typeof step === 'number')) return undefined;
  if (column === undefined)
    return `${text.trimEnd()}\n${JSON.stringify(steps[0])}: ${nested(steps.slice(1), json)}\n`;
  const addition = `${JSON.stringify(steps[0])}: ${nested(steps.slice(1), json)}`;
  const before = at.slice(0, column - 1);
  const rest =
    endColumn === undefined
      ? at.slice(column - 1).replace(/^("[^"]*"|'[^']*'|[^:]*)/, '')
      : at.slice(endColumn - 1);
  // The first key of a list item stands for the item.
  if (/^\s*(?:-\s+)+$/.test(before)) {
    return [
      ...lines.slice(0, line - 1),
      before + addition,
      `${' '.repeat(column - 1)}${at.slice(column - 1)}`,
      ...lines.slice(line),
    ].join('\n');
  }
  const flow = /^:\s+\{(?!\s*\})/.exec(rest);
  if (flow !== null) {
    const cut = at.length - rest.length + flow[0].length;
    return [
      ...lines.slice(0, line - 1),
      `${at.slice(0, cut)}${addition}, ${at.slice(cut)}`,
      ...lines.slice(line),
    ].join('\n');
  }
  if (!/^\s*$/.test(before)) {
    return before.includes('{')
      ? replaceEmpty(lines, line, at.length - rest.length + 1, `{${addition}}`)
      : undefined;
  }
  const empty = /^:\s*(?:\{\s*\}|null|~|""|''|false|\[\s*\])?\s*(?:#.*)?$/.test(rest);
  const child = lines.slice(line).find(next => /^\s*[^\s#]/.test(next));
  const indent = child === undefined ? 0 : child.length - child.trimStart().length;
  const hasChildren = /^:\s*(?:&\S+\s*)?(?:#.*)?$/.test(rest) && indent > column - 1;
  // `resources:`, and on the next line `{}`: as charts do that keep examples in comments there.
  if (hasChildren && /^\{\s*\}/.test(child.trim())) {
    const place = lines.indexOf(child, line);
    return [
      ...lines.slice(0, place),
      child.replace(/\{\s*\}/, `{${addition}}`),
      ...lines.slice(place + 1),
    ].join('\n');
  }
  if (hasChildren)
    return [...lines.slice(0, line), `${' '.repeat(indent)}${addition}`, ...lines.slice(line)].join('\n');
  return empty ? replaceEmpty(lines, line, at.length - rest.length + 1, `{${addition}}`) : undefined;
}

/** A line with the empty value behind its key replaced. */
function replaceEmpty(lines, line, column, text) {
  const at = lines[line - 1];
  const rest = at.slice(column - 1);
  const match = /^(:\s*)(\{\s*\}|null|~|""|''|false|\[\s*\])?/.exec(rest);
  if (match === null) return undefined;
  const tail = rest.slice(match[0].length);
  if (match[2] === undefined && !/^\s*(?:#.*)?$/.test(tail) && !/^\s*[,}]/.test(tail)) return undefined;
  return [
    ...lines.slice(0, line - 1),
    `${at.slice(0, column - 1)}: ${text}${tail}`,
    ...lines.slice(line),
  ].join('\n');
}

function nested(steps, json) {
  return steps.reduceRight((inner, step) => `{${JSON.stringify(step)}: ${inner}}`, json);
}

/** The steps of `limits.memory`, `a["b/c"].d`. */
function stepsOf(name) {
  const steps = [];
  let rest = name;
  while (rest !== '') {
    const match = /^\.?([^.[\]"]+)|^\[("(?:[^"\\]|\\.)*")\]|^\[(\d+)\]/.exec(rest);
    if (match === null) return undefined;
    steps.push(match[1] ?? (match[2] === undefined ? Number(match[3]) : JSON.parse(match[2])));
    rest = rest.slice(match[0].length);
  }
  return steps;
}
