// node scripts/conformance/lexer.mjs FOLDER...: holds the template lexer against Go's own parser, over every template of
// the folders and over damaged copies of them (the same ones every time). Where Go accepts a text, the lexer must find
// the same texts, comments, actions, branches and names at the same places; where the lexer refuses one, Go must too.
// Exit status 1 on any difference. Needs Go, and `npm run build`; npm test does not.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lex } from '../../lib/src/source/helm/lexer.js';

/** Damaged copies of each template. */
const DAMAGED = 6;
const SPACE = ' \t\r\n';
/** What is put into a template to damage it. */
const PIECES = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  '{{- ',
  ' -}}',
  '"',
  '`',
  "'",
  '/*',
  '*/',
  '\n',
  '{{ end }}',
  '{{ else }}',
  '{{ if 1 }}',
  '{{ define "d" }}',
  '{{/* c */}}',
  '{{- /* c */ -}}',
  '\\',
  '{{ block "b" . }}',
  '{{ "}}" }}',
  '{{ break }}',
  '$x := ',
  '{{ template "t" }}',
  '\u{E9}',
];

const folders = process.argv.slice(2);
if (folders.length === 0) fail('name the folders whose templates are read');
const texts = folders.flatMap(folder => [...templatesBelow(folder)]);
const all = texts.flatMap(text => [text, ...damaged(text)]);
const counts = {
  templates: texts.length,
  texts: all.length,
  accepted: 0,
  nodes: 0,
  'refused by both': 0,
  'refused by Go alone': 0,
  different: 0,
};
for (let from = 0; from < all.length; from += 2000) {
  const part = all.slice(from, from + 2000);
  for (const [index, reply] of parsedByGo(part).entries()) compare(part[index], reply);
}
for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(24)}${count}`);
process.exitCode = counts.different === 0 ? 0 : 1;

function* templatesBelow(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (
      !entry.isFile() ||
      !/\/templates\/.*\.(?:ya?ml|tpl|txt)$/.test(path) ||
      path.includes('/node_modules/')
    )
      continue;
    const text = readFileSync(path, 'utf8');
    if (text.includes('{{') && text.length < 200_000) yield text;
  }
}

/** Copies with a piece put in, taken out or moved at a place that follows from the text. */
function* damaged(text) {
  let seed = 2166136261;
  for (let i = 0; i < text.length; i += 7) seed = Math.imul(seed ^ text.charCodeAt(i), 16777619) >>> 0;
  const next = limit => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const braces = [...text.matchAll(/\{\{|\}\}/g)].map(({ index }) => index);
  for (let copy = 0; copy < DAMAGED; copy++) {
    // Near the delimiters, most often.
    const at =
      next(4) === 0 ? next(text.length) : Math.max(0, (braces[next(braces.length)] ?? 0) + next(7) - 3);
    if (next(3) === 0) yield text.slice(0, at) + text.slice(at + 1 + next(4));
    else yield text.slice(0, at) + PIECES[next(PIECES.length)] + text.slice(at);
  }
}

function parsedByGo(list) {
  const { status, stdout, stderr } = spawnSync(
    'go',
    ['run', fileURLToPath(new URL('lexer/main.go', import.meta.url))],
    {
      input: list.map(text => `${JSON.stringify(text)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    },
  );
  if (status !== 0) fail(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

function compare(text, { refused, nodes, names }) {
  const tokens = lex(text);
  if (refused !== undefined) {
    counts[tokens === undefined ? 'refused by both' : 'refused by Go alone']++;
    return;
  }
  counts.accepted++;
  counts.nodes += nodes.length;
  const reason = tokens === undefined ? 'the lexer refuses it' : difference(text, tokens, nodes, names);
  if (reason === undefined) return;
  counts.different++;
  console.log(`different: ${reason}\n${text.slice(0, 300)}\n`);
}

function difference(text, tokens, nodes, names) {
  const byteAt = byteOffsets(text);
  const mine = expected(text, tokens);
  const named = [...mine.names].sort().join('\n');
  if (named !== [...new Set(names)].sort().join('\n')) return `names ${named} | ${names.join(' ')}`;
  const theirs = nodes.map(({ type, at, length = 0 }) => ({ type, at, length }));
  if (mine.nodes.length !== theirs.length) return `${mine.nodes.length} nodes, Go has ${theirs.length}`;
  for (const [index, node] of mine.nodes.entries()) {
    const { type, at, length } = theirs[index];
    const [start, end] = [byteAt(node.start), byteAt(node.end)];
    const same =
      type === 'text' || type === 'comment' ? at === start && at + length === end : at >= start && at < end;
    if (node.type !== type || !same) return `${node.type} ${start}-${end}, Go has ${type} ${at}+${length}`;
  }
  return undefined;
}

/** What the lexer's tokens are in Go's words. */
function expected(text, tokens) {
  const nodes = [];
  const names = new Set();
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'text') {
      let { start, end } = token;
      if (tokens[index - 1]?.trimsRight) while (start < end && SPACE.includes(text[start])) start++;
      if (tokens[index + 1]?.trimsLeft) while (end > start && SPACE.includes(text[end - 1])) end--;
      if (start < end) nodes.push({ type: 'text', start, end });
    } else if (token.type === 'comment') {
      const start = text.indexOf('/*', token.start);
      nodes.push({ type: 'comment', start, end: text.indexOf('*/', start + 2) + 2 });
    } else {
      if (token.keyword === 'define' || token.keyword === 'block') {
        const quoted = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/.exec(text.slice(token.body.start));
        names.add(quoted?.[2] ?? JSON.parse(`"${quoted?.[1] ?? ''}"`));
      }
      const type = typeOf(token);
      if (type !== undefined) nodes.push({ type, start: token.start, end: token.end });
    }
  }
  return { nodes, names };
}

function typeOf({ role, keyword }) {
  if (keyword === 'block') return 'template';
  if (role === 'open') return keyword === 'define' ? undefined : keyword;
  if (role === 'else') return keyword === 'else' ? undefined : keyword.slice('else '.length);
  if (role === 'end') return undefined;
  return keyword === 'template' ? 'template' : role;
}

/** Offsets in UTF-8 of ascending offsets in UTF-16. */
function byteOffsets(text) {
  let known = 0;
  let bytes = 0;
  return offset => {
    if (offset < known) [known, bytes] = [0, 0];
    bytes += Buffer.byteLength(text.slice(known, offset));
    known = offset;
    return bytes;
  };
}

function fail(message) {
  console.error(`conformance lexer: ${message}`);
  process.exit(2);
}
