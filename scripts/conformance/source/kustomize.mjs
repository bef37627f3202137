// Labels fields of built kustomizations with the lines that set them, and asks kubeproof for the same.
//
// The labels owe nothing to kubeproof's tracing: one value in one file (an entry of a kustomization, a patch, a document
// of a base, values of an inflated chart) is replaced by another, the kustomization is built by the real kustomize, and
// every field that is different then is set by that line. Lines that remove something are taken out the same way. Both
// directions are held: each field that followed must be led to that line, and no field that did not may be.
// Places to add what is missing are tried by adding it there.
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { places } from './kustomize-lines.mjs';
import { SAMPLE } from './kustomize-sample.mjs';

/** A field that nothing has. */
const PROBE = 'kubeproofProbe';
/** `switches`: the line decides whether another one, which is named, counts. */
const COLUMNS = ['exact', 'contributes', 'switches', 'unknown', 'wrong', 'untried'];

/**
 * @param folders repositories; a made-up one in which every transformer has something to do is always looked at
 * @param modules what `lib/src` exports
 * @param sample lines that are changed per target and kind of line; the made-up one is tried with three times as many
 * @returns figures; `failed` counts answers that name a line which does not set the field
 */
export async function kustomizeConformance({
  folders,
  engine,
  options,
  modules,
  sample = 2,
  verbose = false,
  log,
}) {
  const all = { targets: 0, renders: 0, fields: 0, located: 0, kinds: new Map() };
  const sampleTree = modules.memoryTree(SAMPLE);
  const trees = [
    { name: 'sample', tree: sampleTree, lines: sample * 3 },
    ...folders.map(folder => ({
      name: basename(resolve(folder)),
      tree: modules.openFolder(resolve(folder)),
      lines: sample,
    })),
  ];
  for (const { name, tree, lines } of trees) {
    const before = { targets: all.targets, fields: all.fields, located: all.located };
    const targets = modules.discover(tree).targets.filter(({ kind }) => kind === 'kustomize');
    for (const target of targets) {
      const bench = new Bench({ tree, target, engine, options, modules, lines, verbose, log, all });
      await bench.measure();
    }
    if (all.targets > before.targets)
      log(
        `${name}: ${all.targets - before.targets} of ${targets.length} kustomizations, a line for ${all.located - before.located} of ${all.fields - before.fields} fields`,
      );
  }
  return report(all, log);
}

class Bench {
  constructor(given) {
    Object.assign(this, given);
    this.environment = given.target.environments[0];
  }

  async measure() {
    const { tree, target, modules, all } = this;
    this.before = await this.render(tree);
    if (this.before === undefined) return;
    all.targets++;
    this.leaves = this.before.flatMap((manifest, index) => {
      return leavesOf(manifest.object).map(path => ({ index, path, key: keyOf(index, path) }));
    });
    const claims = await this.locate(this.leaves);
    this.claims = new Map(this.leaves.map(({ key }, i) => [key, claims[i]]));
    all.fields += this.leaves.length;
    all.located += claims.filter(claim => claim !== undefined).length;
    this.candidates = [...places(tree, target, modules)];
    for (const place of this.spread(this.candidates, ({ kind }) => kind)) {
      await (place.removes ? this.tryRemoval(place) : this.tryLine(place));
    }
    await this.tryAbsent();
  }

  locate(fields, part) {
    const { engine, tree, target, environment, options, modules } = this;
    const wanted = fields.map(({ index, path }) => ({
      manifest: this.before[index],
      path,
      ...(part === undefined ? {} : { part }),
    }));
    return modules.locateInKustomization(engine, { tree, target, environment }, options, wanted);
  }

  /** A few of each group, the same every time. */
  spread(list, groupOf) {
    const groups = new Map();
    for (const item of list) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
    const key = item => sha256(`${this.target.id} ${item.file} ${item.line} ${item.column} ${item.key}`);
    return [...groups.values()].flatMap(group => sortedBy(group, key).slice(0, this.lines));
  }

  async render(tree) {
    const { target, environment, engine, options, modules, all } = this;
    all.renders++;
    const outcome = await modules.renderTarget(tree, target, environment, engine, options);
    if (!outcome.ok) {
      if (this.verbose && tree === this.tree)
        this.log(`  not built: ${target.id}: ${outcome.problem.message}`);
      return undefined;
    }
    return modules.readDocuments({ documents: outcome.documents, target, environment }).manifests;
  }

  async renderWith(file, text) {
    const after = await this.render(withFile(this.tree, file, text));
    return after === undefined ? undefined : pairs(this.before, after);
  }

  /** Fields that are not the same in another build, but for names with a hash of the content. */
  followers(after) {
    const { valueAt } = this.modules;
    return this.leaves.filter(({ index, path }) => {
      const [was, is] = [
        valueAt(this.before[index].object, path),
        valueAt(after[index]?.object ?? null, path),
      ];
      if (is === undefined || JSON.stringify(was) === JSON.stringify(is)) return false;
      return stem(was) === undefined || stem(was) !== stem(is);
    });
  }

  async tryLine(place) {
    const after = await this.renderWith(place.file, place.text);
    if (after === undefined || after.includes(undefined)) {
      this.count(place.kind, 'untried');
      return;
    }
    const following = this.followers(after);
    const followed = new Set(following.map(({ key }) => key));
    // What did not follow must not be led here.
    const misled = this.leaves.filter(
      ({ key }) => !followed.has(key) && isAt(this.claims.get(key)?.location, place),
    );
    const isHashed = ({ index, path }) => {
      return stem(this.modules.valueAt(this.before[index].object, path)) !== undefined;
    };
    for (const field of misled.filter(field => !isHashed(field))) this.wrong(place, field, 'did not follow');
    let verdict = following.length === 0 ? undefined : 'exact';
    for (const field of following) {
      const one = await this.verdictOn(place, field);
      if (one === 'wrong') this.wrong(place, field, 'followed');
      if (verdict === undefined || COLUMNS.indexOf(one) > COLUMNS.indexOf(verdict)) verdict = one;
    }
    if (following.length === 0 && misled.length === 0) verdict = 'overridden';
    if (verdict === 'unknown' && this.verbose)
      this.log(`  unknown: ${place.kind} ${place.file}:${place.line} ${this.nameOf(following[0])}`);
    if (verdict !== 'wrong') this.count(place.kind, verdict, following.length);
  }

  async verdictOn(place, field) {
    let claim = this.claims.get(field.key);
    // Many fields of a chart at once share a few trials.
    if (claim?.location.kind === 'template') [claim] = await this.locate([field]);
    if (claim === undefined) return 'unknown';
    const part = { 'images newName': 'name', 'images newTag': 'tag', 'images digest': 'digest' }[place.kind];
    if (part !== undefined) [claim] = await this.locate([field], part);
    if (isOn(claim?.location, place)) return 'exact';
    if (claim?.related.some(at => isOn(at, place))) return 'contributes';
    // The template line that prints the value is a step short of it, and said to be that.
    if (claim?.location.kind === 'template') return 'unknown';
    return claim !== undefined && (await this.sets(claim.location, field)) ? 'switches' : 'wrong';
  }

  /** Whether a field follows a change at the place that is named for it. */
  async sets(location, { key }) {
    const place = this.candidates.find(candidate => isAt(location, candidate));
    const after = place && (await this.renderWith(place.file, place.text));
    return after !== undefined && this.followers(after).some(field => field.key === key);
  }

  async tryRemoval(place) {
    const after = await this.renderWith(place.file, place.text);
    if (after === undefined || after.includes(undefined)) {
      this.count(place.kind, 'untried');
      return;
    }
    const { valueAt } = this.modules;
    const restored = after.flatMap((manifest, index) =>
      topmostNew(this.before[index].object, manifest.object, valueAt).map(path => ({
        index,
        path,
        key: keyOf(index, path),
      })),
    );
    if (restored.length === 0) {
      this.count(place.kind, 'overridden');
      return;
    }
    const claims = await this.locate(restored);
    for (const [i, claim] of claims.entries()) {
      if (claim === undefined) this.count(place.kind, 'unknown', 1);
      else if (isOn(claim.location, place, 3)) this.count(place.kind, 'exact', 1);
      else this.wrong(place, restored[i], 'was removed here');
    }
  }

  /** Adds a field below the place that is named for its parent. */
  async tryAbsent() {
    const wanted = this.before.flatMap(({ object }, index) =>
      mappingsOf(object).map(path => ({
        index,
        path: [...path, PROBE],
        key: keyOf(index, [...path, PROBE]),
      })),
    );
    const claims = await this.locate(wanted);
    const placed = wanted.flatMap((field, i) => {
      const { location } = claims[i] ?? {};
      return location === undefined ? [] : [{ ...location, ...field }];
    });
    const group = ({ kind }) => `absent, in a ${kind}`;
    for (const place of this.spread(placed, group)) {
      const text = withProbe(this.tree.text(place.file), place, place.path.slice(0, -1));
      const after = text === undefined ? undefined : await this.renderWith(place.file, text);
      if (after === undefined || after.includes(undefined)) {
        this.count(group(place), 'untried');
        continue;
      }
      // A mapping that a transformer made has no line; what would be in it is added to the nearest parent that has one.
      const paths = [0, 1, 2].map(up => [...place.path.slice(0, -1 - up), PROBE]);
      const { object } = after[place.index];
      const isThere = paths.some(path => this.modules.valueAt(object, path) !== undefined);
      if (isThere) this.count(group(place), 'exact', 1);
      else this.wrong({ ...place, kind: group(place) }, place, 'was added here');
    }
  }

  wrong(place, field, what) {
    this.count(place.kind, 'wrong', 1);
    const claim = this.claims.get(field.key)?.location;
    const named =
      claim === undefined ? 'nowhere' : `${claim.file}:${claim.line}:${claim.column} (${claim.note})`;
    this.log(
      `  WRONG ${this.nameOf(field)} ${what}: ${place.kind} ${place.file}:${place.line}:${place.column}; led to ${named}`,
    );
  }

  nameOf({ index, path }) {
    const { kind, name } = this.before[index].resource;
    return `${this.target.id} ${kind}/${name} ${path.join('.')}`;
  }

  count(kind, verdict, fields = 0) {
    const { kinds } = this.all;
    const counts = kinds.get(kind) ?? {
      lines: 0,
      fields: 0,
      overridden: 0,
      exact: 0,
      contributes: 0,
      switches: 0,
      unknown: 0,
      wrong: 0,
      untried: 0,
    };
    kinds.set(kind, counts);
    counts[verdict]++;
    counts.lines++;
    if (verdict !== 'untried') counts.fields += fields;
  }
}

/** The line of a location is that of a place; a span of lines counts as a whole. */
function isOn(location, { file, line }, before = 0) {
  if (location === undefined || location.file !== file) return false;
  return (
    location.line - 0 <= line && line <= Math.max(location.endLine ?? location.line, location.line + before)
  );
}

/** The very value at a place. */
function isAt(location, { file, line, column }) {
  return location?.file === file && location.line === line && location.column === column;
}

/** A name without the hash of its content; undefined for any other text. */
function stem(text) {
  if (typeof text !== 'string') return undefined;
  return /^(.+)-[2456789bcdfghkmt]{10}$/.exec(text)?.[1];
}

/** For each manifest the one it has become: by identity, or by its place where only names are other ones. */
function pairs(before, after) {
  const byName = new Map(after.map(manifest => [identity(manifest), manifest]));
  const sameOrder =
    before.length === after.length &&
    before.every(({ resource }, i) => resource.kind === after[i].resource.kind);
  return before.map((manifest, index) => {
    const same = byName.get(identity(manifest));
    if (same !== undefined) return same;
    if (sameOrder) return after[index];
    const known = new Set(before.map(identity));
    const left = after.filter(
      other => other.resource.kind === manifest.resource.kind && !known.has(identity(other)),
    );
    const gone = before.filter(
      other => other.resource.kind === manifest.resource.kind && !byName.has(identity(other)),
    );
    return left.length === gone.length ? left[gone.indexOf(manifest)] : undefined;
  });
}

function identity({ apiVersion, resource: { kind, namespace, name } }) {
  return [apiVersion, kind, namespace, name].join(' ');
}

function leavesOf(value, path = []) {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return members.flatMap(([step, member]) => leavesOf(member, [...path, step]));
}

function mappingsOf(value, path = []) {
  if (typeof value !== 'object' || value === null) return [];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const below = members.flatMap(([step, member]) => mappingsOf(member, [...path, step]));
  return !Array.isArray(value) && members.length > 0 ? [path, ...below] : below;
}

/** Members of mappings that only the second object has, without what is in them; lists must be as long as before. */
function topmostNew(before, after, valueAt, path = []) {
  const [was, is] = [valueAt(before, path), valueAt(after, path)];
  if (typeof was !== 'object' || was === null || typeof is !== 'object' || is === null) return [];
  if (Array.isArray(was) !== Array.isArray(is) || (Array.isArray(was) && was.length !== is.length)) return [];
  return Object.keys(is).flatMap(key => {
    const step = Array.isArray(is) ? Number(key) : key;
    if (Object.hasOwn(was, key)) return topmostNew(before, after, valueAt, [...path, step]);
    return [[...path, step]];
  });
}

/** The text with one more entry in the mapping whose key, or first key, stands at a location. */
function withProbe(text, { line, column }, parent) {
  const lines = text.split('\n');
  const before = lines[line - 1]?.slice(0, column - 1) ?? '';
  const isItem = typeof parent.at(-1) === 'number' && /^\s*-\s+$/.test(before);
  const isFirst = isItem || parent.length === 0;
  const next = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
  if (!isFirst && (!/:\s*(?:#.*)?$/.test(lines[line - 1] ?? '') || next.length < column)) return undefined;
  const indent = isFirst ? ' '.repeat(column - 1) : next;
  lines.splice(isFirst ? line - 1 : line, 0, `${indent}${PROBE}: x`);
  if (isFirst && before !== '') {
    lines[line - 1] = `${before}${PROBE}: x`;
    lines[line] = indent + lines[line].slice(column - 1);
  }
  return lines.join('\n');
}

/** A tree in which one file says something else. */
function withFile(tree, file, text) {
  const content = new TextEncoder().encode(text);
  return {
    name: tree.name,
    entries: () => tree.entries(),
    has: path => tree.has(path),
    hasFolder: path => tree.hasFolder(path),
    filesBelow: folder => tree.filesBelow(folder),
    read: path => (path === file ? content : tree.read(path)),
    text: path => (path === file ? text : tree.text(path)),
    digest: path => (path === file ? sha256(text) : tree.digest(path)),
    prefetch: paths => tree.prefetch(paths),
  };
}

function keyOf(index, path) {
  return `${index} ${JSON.stringify(path)}`;
}

function sortedBy(list, keyOfItem) {
  return list
    .map(item => [keyOfItem(item), item])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function report({ targets, renders, fields, located, kinds }, log) {
  const columns = ['lines', 'fields', ...COLUMNS, 'overridden'];
  const sums = {};
  log(`\n${'what was changed'.padEnd(28)}${columns.map(name => name.padStart(12)).join('')}`);
  const row = (name, counts) =>
    log(`${name.padEnd(28)}${columns.map(column => String(counts[column] ?? 0).padStart(12)).join('')}`);
  const overlay = {};
  for (const [kind, counts] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    row(kind, counts);
    for (const column of columns) {
      sums[column] = (sums[column] ?? 0) + counts[column];
      if (kind !== 'document') overlay[column] = (overlay[column] ?? 0) + counts[column];
    }
  }
  row('all', sums);
  row('all but documents', overlay);
  const told = overlay.exact + overlay.contributes + overlay.switches + overlay.unknown + overlay.wrong;
  const share = (100 * (told - overlay.unknown - overlay.wrong)) / Math.max(1, told);
  log(`exact for ${share.toFixed(1)} % of the ${told} lines of overlays that set something`);
  return {
    failed: sums.wrong ?? 0,
    targets,
    renders,
    fields,
    located,
    'lines of overlays': told,
    'exact, %': share.toFixed(1),
    unknown: overlay.unknown,
  };
}
