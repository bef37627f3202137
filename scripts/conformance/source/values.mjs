// Labels rendered fields with the lines of values files that decide them, and asks kubeproof for the same.
//
// The labels owe nothing to kubeproof's tracing: one value in one values file is replaced by another in its text, the
// chart rendered, and every field that is different then is decided by that line. A line whose value shows in the field
// is the one to edit; one that makes the field come and go is a gate.
import { basename, resolve } from 'node:path';
import { effects, everyLeaf, objectsOf } from './effects.mjs';
import { leavesOf, valuesFiles, variantAt, variants, withText } from './leaves.mjs';

/** What is looked at per rendering, unless said otherwise. */
const SIZE = { leaves: 60, fields: 24, undecided: 4, environments: 2 };
/** Fields that a gate takes along before the template line counts as the one to edit; see `conditions.ts`. */
const WIDE = 8;

/**
 * @param folders repositories
 * @param engine opened for `options.helm`
 * @param modules what `lib/src` exports: `load('manifest/index.js')`
 * @param sample fields per rendering
 * @param only part of the roots of the charts to look at
 * @returns figures; `failed` counts answers that name a line which does not decide the field
 */
export async function valuesConformance({
  folders,
  engine,
  options,
  modules,
  sample,
  only = '',
  verbose = false,
  log,
}) {
  const size = {
    ...SIZE,
    ...(sample === undefined ? {} : { fields: sample, leaves: Math.ceil(2.5 * sample) }),
  };
  const all = { charts: 0, owners: new Set(), renders: 0, tally: new Map(), reasons: new Map() };
  for (const folder of folders) {
    const tree = modules.openFolder(resolve(folder));
    const seen = new Set();
    for (const target of modules.discover(tree).targets) {
      const name = basename(target.root) || basename(folder);
      if (
        target.kind !== 'helm' ||
        !target.root.includes(only) ||
        /(^|\/)(\.github|testdata|fixtures)\//.test(target.root)
      )
        continue;
      if (seen.has(name)) continue;
      seen.add(name);
      const here = new Map();
      for (const environment of environmentsOf(target, size.environments)) {
        const bench = new Bench({ tree, target, environment, engine, options, modules, size });
        if (!(await bench.open())) continue;
        for (const answer of await bench.measure()) {
          tally(here, answer);
          if (answer.verdict === 'unknown') {
            const key = `${answer.category}: ${answer.reason}`;
            all.reasons.set(key, (all.reasons.get(key) ?? 0) + 1);
          }
          if (
            answer.verdict === 'wrong' ||
            answer.verdict === 'inexact' ||
            (verbose && answer.verdict === 'unknown')
          )
            log(`  ${answer.verdict}: ${target.id} ${environment.name} ${answer.text}`);
        }
        all.renders += bench.renders;
      }
      if (here.size === 0) continue;
      all.charts++;
      all.owners.add(basename(resolve(folder)));
      log(`${basename(resolve(folder))} ${target.root || '.'}: ${sentence(here)}`);
      for (const [key, counts] of here) add(all.tally, key, counts);
    }
  }
  for (const [category, counts] of [...all.tally].sort()) log(`values, ${category}: ${phrase(counts)}`);
  log(
    `values, all of ${all.charts} charts out of ${all.owners.size} repositories: ${sentence(all.tally)}; ${all.renders} renderings`,
  );
  for (const [reason, count] of [...all.reasons].sort((a, b) => b[1] - a[1]).slice(0, 12))
    log(`  unknown ${count} times: ${reason}`);
  const sums = total(all.tally);
  const fields = sums.exact + sums.unknown + sums.inexact + sums.wrong;
  return {
    failed: sums.wrong,
    charts: all.charts,
    repositories: all.owners.size,
    renderings: all.renders,
    fields,
    exact: `${sums.exact} (${((100 * sums.exact) / Math.max(1, fields)).toFixed(1)} %)`,
    unknown: sums.unknown,
    'on a gate instead of the value': sums.inexact,
    wrong: sums.wrong,
    'no value seen to decide': sums.undecided,
  };
}

function tally(counts, { category, verdict }) {
  add(counts, category, { ...zero(), [verdict]: 1 });
}

const zero = () => ({ exact: 0, unknown: 0, inexact: 0, wrong: 0, undecided: 0 });

function add(tally, key, counts) {
  const known = tally.get(key) ?? zero();
  for (const name of Object.keys(known)) known[name] += counts[name];
  tally.set(key, known);
}

function total(tally) {
  const sums = zero();
  for (const counts of tally.values()) for (const name of Object.keys(sums)) sums[name] += counts[name];
  return sums;
}

function sentence(tally) {
  return phrase(total(tally));
}

function phrase({ exact, unknown, inexact, wrong, undecided }) {
  const fields = exact + unknown + inexact + wrong;
  const share = fields === 0 ? '-' : ((100 * exact) / fields).toFixed(1);
  return `${fields} fields, ${share} % exact (${exact}), ${unknown} unknown, ${inexact} on a gate instead of the value, ${wrong} wrong; ${undecided} that no value was seen to decide`;
}

/** Its own environments, spread; one with several values files and one value set beside them. */
function environmentsOf(target, limit) {
  const list = target.environments;
  const chosen = [];
  const first = list.find(({ name }) => name === 'default') ?? list[0];
  if (first !== undefined) chosen.push(first);
  const others = list.filter(e => e !== first);
  const files = [...new Set(others.flatMap(e => e.values ?? []))];
  if (files.length > 1)
    chosen.push({
      ...others[0],
      name: `files ${files
        .slice(-3)
        .map(f => basename(f))
        .join(' ')}`,
      values: files.slice(-3),
    });
  const room = limit - chosen.length;
  for (let i = 0; i < Math.min(room, others.length); i++)
    chosen.push(others[Math.floor((i * others.length) / Math.min(room, others.length))]);
  return chosen;
}

/** One rendering, its labels, and the comparison. */
class Bench {
  renders = 0;
  #at;
  #request;
  #documents;
  #clean;
  #leaves = [];
  /** By field: by line, what changing it did. */
  #labels = new Map();

  constructor(at) {
    this.#at = at;
  }

  async open() {
    const { tree, target, environment, engine, options, modules } = this.#at;
    const outcome = await modules.renderTarget(tree, target, environment, engine, options);
    if (!outcome.ok || outcome.documents.length === 0) return false;
    this.#documents = outcome.documents;
    this.#request = modules.buildChartRequest(tree, target.root, environment, options);
    this.#clean = objectsOf(outcome.documents, modules.parseYaml);
    this.#leaves = valuesFiles(this.#request).flatMap(source => leavesOf(source, modules));
    return true;
  }

  async measure() {
    const { tree, target, environment, engine, options, modules, size } = this.#at;
    await this.#label(spread(this.#leaves, size.leaves));
    const { manifests } = modules.readDocuments({ target, environment, documents: this.#documents });
    const wanted = this.#wanted(manifests);
    const fields = wanted.map(({ manifest, path }) => ({ manifest, path }));
    const rendering = { tree, target, environment, documents: this.#documents };
    const origins = await modules.locateInChart(engine, rendering, options, fields);
    const map = await modules.mapRendering(engine, this.#request, this.#documents);
    const answers = [];
    for (const [index, field] of wanted.entries())
      answers.push(await this.#judge(field, origins[index], map));
    return answers;
  }

  async #label(leaves) {
    const work = leaves.flatMap(leaf => variants(leaf).map(variant => ({ leaf, variant })));
    const lane = async () => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) {
        const { leaf, variant } = next;
        const found = await this.#render(leaf.source, variant.text);
        if (found === undefined) continue;
        for (const [field, effect] of found)
          this.#note(field, `${leaf.source.file}:${leaf.line}`, effect, leaf);
      }
    };
    await Promise.all([lane(), lane()]);
  }

  async #render(source, text) {
    this.renders++;
    const outcome = await this.#at.engine.renderChart(withText(this.#request, source, text));
    if (!outcome.ok) return undefined;
    const found = effects(
      this.#clean,
      objectsOf(outcome.documents.filter(hasObject), this.#at.modules.parseYaml),
    );
    const byDocument = new Map();
    for (const [field, { effect, scope }] of found) {
      const document = `${field.split(' ')[0]} ${effect}`;
      if (scope === 'part') byDocument.set(document, (byDocument.get(document) ?? 0) + 1);
    }
    for (const [field, effect] of found)
      effect.along = byDocument.get(`${field.split(' ')[0]} ${effect.effect}`) ?? 0;
    return found;
  }

  #note(field, line, { effect, scope, along }, leaf) {
    const lines = this.#labels.get(field) ?? new Map();
    const known = lines.get(line) ?? { follows: false, wide: true, leaf };
    if (effect === 'changed') known.follows = true;
    if (effect === 'vanished' && scope === 'part' && along <= WIDE) known.wide = false;
    lines.set(line, known);
    this.#labels.set(field, lines);
  }

  /** Fields to ask for: decided ones, spread over the lines that decide them, and a few that nothing decides. */
  #wanted(manifests) {
    const { size } = this.#at;
    const all = new Map();
    for (const manifest of manifests) {
      if (manifest.resource.kind === 'Secret' || manifest.origin.source?.endsWith('.tgz')) continue;
      everyLeaf(manifest.object, [], (path, value) => {
        if (value === null || (typeof value === 'string' && (value.length > 150 || value.includes('\n'))))
          return;
        if (/checksum|caBundle|rollme|timestamp/i.test(path.join('.'))) return;
        const field = [...manifest.origin.within, ...path];
        const key = `${manifest.origin.documentIndex} ${JSON.stringify(field)}`;
        all.set(key, { key, manifest, path, field, value });
      });
    }
    const byLine = new Map();
    for (const [key, lines] of this.#labels) {
      if (!all.has(key)) continue;
      for (const line of lines.keys()) byLine.set(line, [...(byLine.get(line) ?? []), key]);
    }
    const chosen = new Set();
    const groups = [...byLine.values()].map(keys =>
      keys.sort((a, b) => weight(all.get(a)) - weight(all.get(b)) || hash(a) - hash(b)),
    );
    for (let round = 0; round < 3 && chosen.size < size.fields; round++)
      for (const keys of groups.sort((a, b) => hash(a[0]) - hash(b[0]))) {
        const next = keys.find(key => !chosen.has(key));
        if (next !== undefined && chosen.size < size.fields) chosen.add(next);
      }
    const rest = [...all.keys()].filter(key => !this.#labels.has(key)).sort((a, b) => hash(a) - hash(b));
    return [...chosen, ...rest.slice(0, size.undecided)].map(key => all.get(key));
  }

  async #judge(field, origin, map) {
    const { text: category, action } = this.#category(field, map);
    const located = origin?.location;
    const say = (verdict, reason) => {
      const lines = [...(this.#labels.get(field.key) ?? [])];
      const seen = lines
        .map(([line, { follows }]) => `${follows ? '' : 'gate '}${line}`)
        .slice(0, 6)
        .join(', ');
      const place = located === undefined ? 'nowhere' : `${located.kind} ${located.file}:${located.line}`;
      const { kind, name } = field.manifest.resource;
      const text = `${kind}/${name} ${field.field.join('.')} = ${JSON.stringify(field.value)} -> ${place} (${reason}); decided by ${seen || 'nothing seen'} | ${action}`;
      return { category, verdict, reason, text };
    };
    if (located?.kind === 'values') {
      const line = `${located.file}:${located.line}`;
      const claim = this.#labels.get(field.key)?.get(line) ?? (await this.#verify(field, located));
      if (claim === undefined) return say('wrong', 'changing that line does not change the field');
      if (claim.follows) return say('exact', 'the value');
      if (this.#followed(field.key)) return say('inexact', 'a gate, and another line is the value');
      return claim.wide
        ? say('inexact', 'takes away the whole object, container or block')
        : say('exact', 'a gate');
    }
    const labels = [...(this.#labels.get(field.key)?.values() ?? [])];
    for (const place of origin?.related ?? []) {
      if (place.kind !== 'values' || this.#labels.get(field.key)?.has(`${place.file}:${place.line}`))
        continue;
      const claim = await this.#verify(field, place);
      if (claim === undefined && /only/.test(place.note ?? ''))
        return say('wrong', `the related line ${place.file}:${place.line} does not decide it`);
    }
    if (labels.length === 0) return say('undecided', 'no value decides it');
    if (this.#followed(field.key)) return say('unknown', 'template line, but it has a values line');
    if (labels.some(({ wide }) => !wide))
      return say('unknown', 'template line, but a gate in the values holds just this');
    const gates = (origin?.related ?? []).some(place =>
      this.#labels.get(field.key)?.has(`${place.file}:${place.line}`),
    );
    return gates
      ? say('exact', 'literal text of the template, with its gate')
      : say('unknown', 'template line without its gate');
  }

  #followed(key) {
    return [...(this.#labels.get(key)?.values() ?? [])].some(({ follows }) => follows);
  }

  /** What becomes of a field when the line that was claimed is changed. */
  async #verify(field, { file, ...range }) {
    const line = `${file}:${range.line}`;
    const here = this.#leaves.filter(leaf => leaf.source.file === file && leaf.line === range.line);
    await this.#label(here);
    const found = this.#labels.get(field.key)?.get(line);
    if (found !== undefined) return found;
    const source = valuesFiles(this.#request).find(f => f.file === file);
    if (source === undefined) return undefined;
    const text = variantAt(new TextDecoder().decode(source.content), range);
    const effect = (await this.#render(source, text))?.get(field.key);
    if (effect === undefined) return undefined;
    this.#note(field.key, line, effect, undefined);
    return this.#labels.get(field.key).get(line);
  }

  /** For the figures only: how the template prints the field, and which file holds a line that decides it. */
  #category({ manifest, field, key }, map) {
    const { text, documentIndex } = manifest.origin;
    const span = this.#at.modules.locate(text, field).value;
    const printed =
      span === undefined
        ? undefined
        : (map?.at(documentIndex, span.start + (/["']/.test(text[span.start]) ? 1 : 0)) ??
          map?.at(documentIndex, span.start));
    const leaves = [...(this.#labels.get(key)?.values() ?? [])].flatMap(({ leaf, follows }) =>
      leaf === undefined ? [] : [{ leaf, follows }],
    );
    const { leaf } = leaves.find(({ follows }) => follows) ?? leaves[0] ?? {};
    const depth = leaf?.source.depth ?? 1;
    const layer =
      depth > 1 || field.chart
        ? ', subchart'
        : depth === 0
          ? ', overlay'
          : /\/charts\//.test(/^# Source: (.*)$/m.exec(text)?.[1] ?? '')
            ? ', subchart'
            : '';
    if (printed === undefined) return { text: `not mapped${layer}`, action: '' };
    const { file, token, kind } = printed.mark;
    const action = file.text.slice(file.tokens[token].start, file.tokens[token].end);
    const ranged = enclosing(file, token).some(keyword => keyword === 'range');
    const construct =
      kind === 'text'
        ? 'condition around text'
        : /\btpl\b/.test(action)
          ? 'tpl'
          : /\binclude\b|^\{\{-?\s*template/.test(action)
            ? 'include'
            : /toYaml|toJson/.test(action)
              ? 'toYaml'
              : /ternary|default|printf|coalesce|merge|\bor\b|\band\b/.test(action)
                ? 'computed'
                : ranged
                  ? 'range'
                  : /\$\w+/.test(action)
                    ? 'variable'
                    : /\.Values/.test(action)
                      ? 'direct'
                      : /\.(Chart|Release|Capabilities|Template)\b/.test(action)
                        ? 'Chart or Release'
                        : 'dot';
    return {
      text: `${construct}${layer}`,
      action: kind === 'text' ? `${file.origin}: text` : `${file.origin}: ${action.replace(/\s+/g, ' ')}`,
    };
  }
}

function enclosing(file, token) {
  const keywords = [];
  for (let at = file.tokens[token]?.inside ?? -1; at >= 0; ) {
    const branch = file.tokens[at];
    keywords.push(branch.keyword);
    at = file.tokens[branch.opener >= 0 ? branch.opener : at]?.inside ?? -1;
  }
  return keywords;
}

/** Names and labels are everywhere; what guardrails speak about comes first. */
function weight({ manifest, field }) {
  const path = field.join('.');
  if (/^metadata|\.metadata\.|selector|matchLabels/.test(path)) return 3;
  if (
    /securityContext|image|privileged|host(Network|PID|IPC|Path)|resources|replicas|rules|serviceAccount|ports|type$/.test(
      path,
    )
  )
    return 0;
  return /Deployment|DaemonSet|StatefulSet|Job|Role|Service|Ingress/.test(manifest.resource.kind) ? 1 : 2;
}

/** As many leaves as asked for, from every file and every top-level key in turn; always the same ones. */
function spread(leaves, count) {
  const groups = new Map();
  for (const leaf of leaves) {
    const key = `${leaf.source.file} ${leaf.path[0]}`;
    groups.set(key, [...(groups.get(key) ?? []), leaf]);
  }
  const order = leaf => hash(leaf.path.join('.')) + (typeof leaf.value === 'object' ? 2 ** 31 : 0);
  const queues = [...groups.values()].map(group => group.sort((a, b) => order(a) - order(b)));
  const chosen = [];
  while (chosen.length < count && queues.some(queue => queue.length > 0))
    for (const queue of queues) {
      const leaf = queue.shift();
      if (leaf !== undefined && chosen.length < count) chosen.push(leaf);
    }
  return chosen;
}

/** FNV-1a: an order that has nothing to do with the alphabet, and is the same everywhere. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }) {
  return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
