import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editYaml, type ValueEdit } from '../../../src/fixes/index.ts';
import { type FieldPath, isObject, type Json, locate, parseYaml } from '../../../src/manifest/index.ts';
import { documents } from './documents.ts';

const written = fc.constantFrom<Json>(
  true,
  false,
  'RuntimeDefault',
  5,
  ['ALL'],
  { type: 'RuntimeDefault' },
  {
    capabilities: { drop: ['ALL'] },
  },
);

/** A document and an edit somewhere in it. */
const edits = documents.chain(document => {
  const paths = pathsOf(document.value).filter(path => path.length > 0);
  const maps = pathsOf(document.value).filter(path => isObject(at(document.value, path)));
  return fc
    .record({
      kind: fc.constantFrom('replace', 'add', 'addDeep', 'remove', 'append'),
      pick: fc.nat(1000),
      value: written,
    })
    .map(({ kind, pick, value }): { text: string; before: Json; edit: ValueEdit } => {
      const path = paths[pick % paths.length] as FieldPath;
      const map = maps[pick % maps.length] as FieldPath;
      const list = pathsOf(document.value).filter(each => Array.isArray(at(document.value, each)));
      const into = list[pick % Math.max(list.length, 1)];
      const common = { text: document.text, before: document.value };
      if (kind === 'remove') return { ...common, edit: { op: 'remove', path } };
      if (kind === 'replace') return { ...common, edit: { op: 'set', path, value } };
      if (kind === 'append' && into !== undefined) {
        const length = (at(document.value, into) as Json[]).length;
        return { ...common, edit: { op: 'set', path: [...into, length], value } };
      }
      const added = kind === 'addDeep' ? ['fresh', 'deeper'] : ['fresh'];
      return { ...common, edit: { op: 'set', path: [...map, ...added], value } };
    });
});

describe('edits of generated documents', () => {
  test('the generator writes what it says', () => {
    fc.assert(
      fc.property(documents, ({ value, text }) => {
        const parsed = parseYaml(text);
        expect(parsed.ok && parsed.value).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('read as what was asked for; every other line and every comment stays', () => {
    let made = 0;
    let asked = 0;
    fc.assert(
      fc.property(edits, ({ text, before, edit }) => {
        asked++;
        const edited = editYaml(text, [edit]);
        if (edited === undefined) return;
        made++;
        const parsed = parseYaml(edited);
        expect(parsed.ok && parsed.value).toEqual(intended(before, edit));
        const touched = linesOf(text, edit);
        const old = text.split('\n');
        const kept = old.filter((_, index) => !touched.has(index + 1));
        expect(isSubsequence(kept, edited.split('\n'), text)).toBe(true);
        for (const comment of text.match(/#c\d+/g) ?? []) {
          const line = old.findIndex(each => new RegExp(`${comment}\\b`).test(each)) + 1;
          // What stood in a block that is gone went with it.
          const replaced = edit.op === 'set' && isCollection(at(before, edit.path));
          if ((edit.op === 'remove' || replaced) && touched.has(line)) continue;
          expect(edited).toMatch(new RegExp(`${comment}\\b`));
        }
        if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 2000 },
    );
    // Refusing is always right and never useful.
    expect(made / asked).toBeGreaterThan(0.9);
  });
});

/** Lines that the node is written on, or its nearest parent's key when it is not there. */
function linesOf(text: string, edit: ValueEdit): Set<number> {
  const touched = new Set<number>();
  const mark = (path: FieldPath) => {
    const { key, value } = locate(text, path);
    const first = (key ?? value)?.line ?? 1;
    const last = (value ?? key)?.endLine ?? 0;
    for (let line = first; line <= last; line++) touched.add(line);
  };
  const located = locate(text, edit.path);
  if (located.exact) mark(edit.path);
  else {
    // What is added may open an empty parent; a comma may be added to the last member.
    const { key, value } = locate(text, located.path);
    const parent = value ?? key;
    if (parent !== undefined && /^[{[~n]/.test(text.slice(parent.start, parent.end)))
      for (let line = parent.line; line <= parent.endLine; line++) touched.add(line);
    if (value === undefined && key !== undefined) touched.add(key.line);
  }
  if (edit.op === 'remove') {
    const { key, value } = locate(text, edit.path.slice(0, -1));
    if (key !== undefined) touched.add(key.line);
    // A first key behind a dash: the next one takes its place.
    if (value !== undefined) {
      touched.add(value.line);
      const members = locate(text, edit.path).value;
      if (members !== undefined) for (const more of [1, 2]) touched.add(members.endLine + more);
      const own = locate(text, edit.path).key;
      if (own !== undefined) for (const more of [1, 2]) touched.add(own.line + more);
    }
  }
  return touched;
}

function isSubsequence(wanted: readonly string[], lines: readonly string[], text: string): boolean {
  // The last line of a file without a final line end gets one, or loses it.
  const same = (a: string | undefined, b: string | undefined) =>
    a === b || (text.includes('\r\n') && !text.endsWith('\n') && a?.trimEnd() === b?.trimEnd());
  let at = 0;
  for (const line of lines) if (at < wanted.length && same(wanted[at], line)) at++;
  return at === wanted.length;
}

function isCollection(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function pathsOf(value: Json): FieldPath[] {
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item).map(path => [index, ...path]))
    : isObject(value)
      ? Object.entries(value).flatMap(([key, member]) => pathsOf(member).map(path => [key, ...path]))
      : [];
  return [[], ...below];
}

function at(value: Json, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>(
    (node, step) => (node as Record<string | number, Json> | undefined)?.[step],
    value,
  );
}

/** What the edit means, said in another way than the code says it. */
function intended(before: Json, edit: ValueEdit): Json {
  const root = structuredClone(before);
  let node = root as Record<string | number, Json>;
  for (const step of edit.path.slice(0, -1)) {
    if (node[step] === undefined || node[step] === null) node[step] = {};
    node = node[step] as Record<string | number, Json>;
  }
  const last = edit.path.at(-1) as string | number;
  if (edit.op === 'set') node[last] = structuredClone(edit.value);
  else if (Array.isArray(node)) node.splice(Number(last), 1);
  else delete node[last];
  return root;
}
