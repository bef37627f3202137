// What a change of values did to rendered objects, field by field.

/** Rendered documents as objects, each with the template that printed it. */
export function objectsOf(documents, parseYaml) {
  return documents.map(({ text }, index) => {
    const parsed = parseYaml(text);
    const object = parsed.ok ? parsed.value : undefined;
    return { index, object, source: /^# Source: (.*)$/m.exec(text)?.[1] ?? '' };
  });
}

/**
 * Fields of `before` that are not the same in `after`: by `document path`, `changed` or `vanished`, and how much went
 * with it: the `object`, a `container`, or a `part` of one.
 */
export function effects(before, after) {
  const found = new Map();
  const twins = pair(before, after);
  for (const item of before) {
    if (item.object === undefined || item.object === null) continue;
    const twin = twins.get(item);
    const report = (path, effect, scope) =>
      found.set(`${item.index} ${JSON.stringify(path)}`, { effect, scope });
    if (twin === undefined) everyLeaf(item.object, [], path => report(path, 'vanished', 'object'));
    else compare(item.object, twin.object, [], report);
  }
  return found;
}

const nameOf = object =>
  `${object?.apiVersion?.split('/')[0]} ${object?.kind} ${object?.metadata?.namespace} ${object?.metadata?.name}`;

/** Objects of one template and kind belong together in their order, or else by name. */
function pair(before, after) {
  const [groups, others] = [byTemplate(before), byTemplate(after)];
  const pairs = new Map();
  for (const [key, items] of groups) {
    const there = others.get(key) ?? [];
    for (const [i, item] of items.entries()) {
      const twin =
        there.find(other => nameOf(other.object) === nameOf(item.object)) ??
        (there.length === items.length ? there[i] : undefined);
      if (twin !== undefined) pairs.set(item, twin);
    }
  }
  // Another template may print the same object.
  for (const item of before) {
    if (pairs.has(item)) continue;
    const twin = after.find(other => nameOf(other.object) === nameOf(item.object));
    if (twin !== undefined) pairs.set(item, twin);
  }
  return pairs;
}

function byTemplate(list) {
  const groups = new Map();
  for (const item of list) {
    const key = `${item.source} ${item.object?.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function compare(a, b, path, report) {
  if (a === null || typeof a !== 'object') {
    if (b === undefined || b === null) report(path, 'vanished', 'part');
    else if (a !== b) report(path, 'changed', 'part');
    return;
  }
  if (b === undefined || b === null || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) {
    everyLeaf(a, path, at => report(at, b === undefined || b === null ? 'vanished' : 'changed', 'part'));
    return;
  }
  const twins = Array.isArray(a) ? items(a, b) : new Map(Object.entries(a).map(([key]) => [key, b[key]]));
  for (const [key, member] of Array.isArray(a) ? a.entries() : Object.entries(a)) {
    const twin = twins.get(key);
    const at = [...path, key];
    const container = /^(?:initC|c|ephemeralC)ontainers$/.test(String(path.at(-1)));
    if (twin === undefined)
      everyLeaf(member, at, leaf => report(leaf, 'vanished', container ? 'container' : 'part'));
    else compare(member, twin, at, report);
  }
}

/** Items of two lists side by side: of the same name or content, then in order where as many are left on both sides. */
function items(a, b) {
  const label = item => JSON.stringify(item?.name ?? item?.mountPath ?? item);
  const free = b.map((item, index) => ({ text: label(item), index }));
  const twins = new Map();
  const lost = [];
  for (const [i, item] of a.entries()) {
    const at = free.findIndex(({ text }) => text === label(item));
    if (at < 0) lost.push(i);
    else twins.set(i, b[free.splice(at, 1)[0].index]);
  }
  if (lost.length === free.length) for (const [n, i] of lost.entries()) twins.set(i, b[free[n].index]);
  return twins;
}

export function everyLeaf(value, path, visit) {
  if (value === null || typeof value !== 'object') return visit(path, value);
  for (const [key, member] of Array.isArray(value) ? value.entries() : Object.entries(value))
    everyLeaf(member, [...path, key], visit);
}
