import {
  type FieldPath,
  isObject,
  type Json,
  type YamlEntry,
  type YamlNode,
  yamlNodes,
} from '../../manifest/index.ts';
import {
  childLines,
  entryLines,
  flowToYaml,
  isFilled,
  itemLines,
  keyToYaml,
  type Style,
  scalarToYaml,
} from './print.ts';
import { styleOf } from './style.ts';
import type { ValueEdit } from './types.ts';

/** Something that cannot be edited in a way that is sure to be right. */
class Refused extends Error {}

/** A node and how it is reached. */
interface Reached {
  readonly node: YamlNode;
  /** The entry it is the value of; undefined for list items and the root. */
  readonly entry: YamlEntry | undefined;
  readonly parent: YamlNode | undefined;
  /** Position in the parent. */
  readonly index: number;
  /** It stands inside brackets. */
  readonly inFlow: boolean;
}

/** Makes one edit of one document's text; see `editYaml`, which checks what comes out. */
export class DocumentEditor {
  readonly #text: string;
  readonly #root: YamlNode | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#root = yamlNodes(text);
  }

  /** The text with the edit made; undefined when it is refused. */
  apply(edit: ValueEdit): string | undefined {
    if (this.#root === undefined) return undefined;
    try {
      return edit.op === 'set' ? this.#set(edit.path, edit.value) : this.#remove(edit.path);
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  #set(path: FieldPath, value: Json): string {
    let at = this.#start();
    for (const [depth, step] of path.entries()) {
      const rest = path.slice(depth + 1);
      const next = stepInto(at, step);
      if (next !== undefined) {
        at = next;
        continue;
      }
      const { node } = at;
      if (node.type === 'map' && typeof step === 'string')
        return this.#addEntry(at, step, nested(rest, value));
      if (node.type === 'list' && step === node.items.length) return this.#addItem(at, nested(rest, value));
      if (this.#isNull(node)) return this.#replace(at, nested(path.slice(depth), value));
      throw new Refused();
    }
    return this.#replace(at, value);
  }

  #remove(path: FieldPath): string {
    let at = this.#start();
    for (const step of path) {
      const next = stepInto(at, step);
      if (next === undefined) throw new Refused();
      at = next;
    }
    const { parent, node, entry, index, inFlow } = at;
    if (parent === undefined) throw new Refused();
    const members = parent.type === 'map' ? parent.entries.length : parent.items.length;
    if (members === 1) return this.#empty(path);
    if (inFlow) return this.#removeFlow(parent, index);
    if (parent.type === 'map') {
      // An earlier key of the same name would come back.
      if (parent.entries.some(other => other !== entry && other.name === entry?.name)) throw new Refused();
      return this.#removeEntry(parent, index);
    }
    return this.#cutLines(this.#dashOf(node), endOf(node));
  }

  #start(): Reached {
    return { node: this.#root as YamlNode, entry: undefined, parent: undefined, index: 0, inFlow: false };
  }

  #isNull(node: YamlNode): boolean {
    if (node.style === 'nothing') return true;
    return node.style === 'plain' && /^(?:~|null|Null|NULL)$/.test(this.#text.slice(node.start, node.end));
  }

  /** Puts a value in place of another that cannot be changed member by member. */
  #replace(at: Reached, value: Json): string {
    const { node, entry, inFlow, parent } = at;
    if (node.type === 'alias') throw new Refused();
    if (inFlow || (parent?.type === 'list' && node.style !== 'block')) {
      if (node.style === 'nothing') throw new Refused();
      return this.#splice(node.start, node.end, flowToYaml(value, this.#isJson(node, parent)));
    }
    if (entry === undefined) throw new Refused();
    const colon = this.#colonOf(entry);
    const from = node.decoratedFrom === undefined ? colon : Math.max(node.decoratedFrom, colon);
    if (node.style === 'nothing' && node.decoratedFrom !== undefined) throw new Refused();
    const until = node.style === 'nothing' ? colon : node.end;
    if (!isFilled(value)) {
      if (isScalarOnLine(node)) {
        if (node.style === 'literal' || node.style === 'folded')
          this.#refuseComments(from, this.#lineEnd(node.start));
        return this.#splice(node.start, node.end, this.#inQuotesOf(node, value));
      }
      this.#refuseComments(from, until);
      return this.#splice(colon, until, ` ${scalarToYaml(value, false)}`);
    }
    this.#refuseComments(from, until);
    if (this.#text.slice(colon, until).includes('\n')) throw new Refused();
    const indent = this.#columnOf(entry.key.start);
    const lines = childLines(value, this.#style()).map(line => indent + line);
    const opened = this.#splice(colon, until, '');
    return insertAfterLine(opened, colon, lines);
  }

  #addEntry({ node, entry, inFlow, parent }: Reached, key: string, value: Json): string {
    if (node.style === 'flow') {
      const isOpened = node.entries.length === 0 && !inFlow && entry !== undefined;
      if (isOpened) return this.#replace({ node, entry, inFlow, parent, index: 0 }, { [key]: value });
      return this.#addFlow(node, parent, json => [`${keyToYaml(key, json)}: `, value]);
    }
    const indent = this.#columnOf((node.entries[0] as YamlEntry).key.start);
    const lines = entryLines(key, value, this.#style()).map(line => indent + line);
    const before = node.entries.findIndex(({ value: sibling }) => isListOfMaps(sibling));
    const previous = node.entries[before < 0 ? node.entries.length - 1 : before - 1];
    if (previous !== undefined) return insertAfterLine(this.#text, this.#endOfEntry(previous), lines);
    const first = node.entries[0] as YamlEntry;
    const lineStart = this.#lineStart(first.key.start);
    if (this.#text.slice(lineStart, first.key.start).trim() === '' && lineStart > 0) {
      return insertAfterLine(this.#text, this.#aboveComments(lineStart, indent) - 1, lines);
    }
    return insertAfterLine(this.#text, this.#endOfEntry(node.entries.at(-1) as YamlEntry), lines);
  }

  #addItem({ node, entry, inFlow, parent }: Reached, value: Json): string {
    if (node.style === 'flow') {
      if (node.items.length === 0 && !inFlow && entry !== undefined)
        return this.#replace({ node, entry, inFlow, parent, index: 0 }, [value]);
      return this.#addFlow(node, parent, () => ['', value]);
    }
    const last = node.items.at(-1) as YamlNode;
    const indent = this.#columnOf(this.#dashOf(last));
    const lines = itemLines(value, this.#style()).map(line => indent + line);
    return insertAfterLine(this.#text, endOf(last), lines);
  }

  /** Adds a member inside brackets: on a line of its own where the last one has one. */
  #addFlow(node: YamlNode, parent: YamlNode | undefined, make: (json: boolean) => [string, Json]): string {
    const json = this.#isJson(node, parent);
    const [key, value] = make(json);
    const members = node.type === 'map' ? node.entries.map(e => e.value) : node.items;
    const starts = node.type === 'map' ? node.entries.map(e => e.key.start) : node.items.map(i => i.start);
    const last = members.at(-1);
    const text = key + flowToYaml(value, json);
    if (last === undefined) return this.#splice(node.start + 1, node.end - 1, text);
    const lastStart = starts.at(-1) ?? 0;
    const lastEnd = Math.max(endOf(last), lastStart);
    const tail = this.#text.slice(lastEnd, node.end - 1);
    const comma = /^\s*,/.exec(tail)?.[0] ?? '';
    const lead = this.#text.slice(this.#lineStart(lastStart), lastStart);
    if (lead.trim() !== '' || !tail.includes('\n')) {
      if (tail.includes('#')) throw new Refused();
      return this.#splice(lastEnd, lastEnd + comma.length, `, ${text}${comma.trim()}`);
    }
    const shown = isFilled(value) && isObject(value) ? this.#openFlow(key, value, lead, json) : text;
    const separated = comma === '' ? this.#splice(lastEnd, lastEnd, ',') : this.#text;
    return insertAfterLine(separated, lastEnd + 1, `${lead}${shown}${comma.trim()}`.split('\n'));
  }

  /** A map inside brackets, one member a line. */
  #openFlow(key: string, value: Json, lead: string, json: boolean): string {
    const step = lead.includes('\t') ? '\t' : ' '.repeat(this.#flowStep());
    const print = (member: Json, indent: string): string => {
      if (!isObject(member) || !isFilled(member)) return flowToYaml(member, json);
      const inner = Object.entries(member).map(
        ([name, each]) => `${indent}${step}${keyToYaml(name, json)}: ${print(each, indent + step)}`,
      );
      return `{\n${inner.join(',\n')}\n${indent}}`;
    };
    return key + print(value, lead);
  }

  /** Indentation of the first line that is indented at all. */
  #flowStep(): number {
    return /^( +)\S/m.exec(this.#text)?.[1]?.length ?? 2;
  }

  #removeFlow(parent: YamlNode, index: number): string {
    const starts = parent.type === 'map' ? parent.entries.map(e => e.key.start) : parent.items.map(fromOf);
    const ends =
      parent.type === 'map'
        ? parent.entries.map(e => Math.max(endOf(e.value), e.key.end))
        : parent.items.map(endOf);
    const isLast = index === starts.length - 1;
    const from = isLast ? (ends[index - 1] as number) : (starts[index] as number);
    const until = isLast ? (ends[index] as number) : (starts[index + 1] as number);
    if (from < 0 || until < from) throw new Refused();
    this.#refuseComments(from, until);
    return this.#splice(from, until, '');
  }

  #removeEntry(map: YamlNode, index: number): string {
    const entry = map.entries[index] as YamlEntry;
    const lineStart = this.#lineStart(entry.key.start);
    if (this.#text.slice(lineStart, entry.key.start).trim() === '')
      return this.#cutLines(entry.key.start, this.#endOfEntry(entry));
    // The key stands behind a dash: the next one takes its place.
    const next = map.entries[index + 1];
    if (next === undefined) throw new Refused();
    const between = this.#text.slice(this.#endOfEntry(entry), next.key.start);
    if (/^[ \t]*#|\n[ \t]*#/.test(between)) throw new Refused();
    return this.#splice(entry.key.start, next.key.start, '');
  }

  /** Removes the only member: what held it is empty then. */
  #empty(path: FieldPath): string {
    let at = this.#start();
    for (const step of path.slice(0, -1)) at = stepInto(at, step) as Reached;
    const { node, entry } = at;
    const text = node.type === 'map' ? '{}' : '[]';
    if (node.style === 'flow') {
      this.#refuseComments(node.start, node.end);
      return this.#splice(node.start, node.end, text);
    }
    if (entry === undefined || node.decoratedFrom !== undefined) throw new Refused();
    const colon = this.#colonOf(entry);
    const [only] =
      node.type === 'map' ? node.entries.map(e => e.key.start) : node.items.map(i => this.#dashOf(i));
    const lineStart = this.#lineStart(only as number);
    if (lineStart <= colon) throw new Refused();
    const shorter = this.#cutLines(only as number, node.end);
    return `${shorter.slice(0, colon)} ${text}${shorter.slice(colon)}`;
  }

  /** Cuts whole lines, from the one that holds `from` to the one that holds `until`. */
  #cutLines(from: number, until: number): string {
    const start = this.#lineStart(from);
    if (this.#text.slice(start, from).trim() !== '') throw new Refused();
    const newline = this.#text.indexOf('\n', until);
    if (newline >= 0) return this.#text.slice(0, start) + this.#text.slice(newline + 1);
    // The last line has no line end: nor has the one that is last now.
    return this.#text.slice(0, start).replace(/\r?\n$/, '');
  }

  #style(): Style {
    return { ...styleOf(this.#text, this.#root as YamlNode), json: false };
  }

  #isJson(node: YamlNode, parent: YamlNode | undefined): boolean {
    const near = [node, ...(parent === undefined ? [] : [parent]), this.#root as YamlNode];
    const keyed = near.find(each => each.style === 'flow' && each.entries.length > 0);
    if (keyed !== undefined) return keyed.entries.every(({ key }) => key.style === 'double');
    return node.items.length > 0 && node.items.every(item => item.style === 'double');
  }

  #inQuotesOf(node: YamlNode, value: Json): string {
    if (typeof value === 'string' && node.style === 'double') return JSON.stringify(value);
    if (typeof value === 'string' && node.style === 'single' && /^[\x20-\x7e]*$/.test(value))
      return `'${value.replaceAll("'", "''")}'`;
    return scalarToYaml(value, false);
  }

  /** Offset of the dash before a list item. */
  #dashOf(item: YamlNode): number {
    let at = fromOf(item) - 1;
    while (at > 0 && ' \t\r\n'.includes(this.#text.charAt(at))) at--;
    if (this.#text.charAt(at) !== '-') throw new Refused();
    return at;
  }

  /** Offset behind a key's colon. */
  #colonOf({ key }: YamlEntry): number {
    let at = key.end;
    while (this.#text.charAt(at) === ' ') at++;
    if (this.#text.charAt(at) !== ':') throw new Refused();
    return at + 1;
  }

  #endOfEntry(entry: YamlEntry): number {
    return entry.value.end >= 0 ? entry.value.end : this.#colonOf(entry);
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  #lineEnd(offset: number): number {
    const newline = this.#text.indexOf('\n', offset);
    return newline < 0 ? this.#text.length : newline;
  }

  /** Start of the first of the comment lines that stand right above a line, at its indentation. */
  #aboveComments(lineStart: number, indent: string): number {
    let at = lineStart;
    while (at > 0) {
      const above = this.#lineStart(at - 1);
      if (!this.#text.startsWith(`${indent}#`, above)) break;
      at = above;
    }
    return at;
  }

  /** White space as wide as what stands before an offset on its line. */
  #columnOf(offset: number): string {
    const lead = this.#text.slice(this.#lineStart(offset), offset);
    if (/[^ -]/.test(lead)) throw new Refused();
    return ' '.repeat(lead.length);
  }

  #refuseComments(from: number, until: number): void {
    if (this.#text.slice(from, until).includes('#')) throw new Refused();
  }

  #splice(from: number, until: number, text: string): string {
    return this.#text.slice(0, from) + text + this.#text.slice(until);
  }
}

function stepInto({ node, inFlow }: Reached, step: string | number): Reached | undefined {
  const within = inFlow || node.style === 'flow';
  if (typeof step === 'number') {
    const item = node.items[step];
    return item && { node: item, entry: undefined, parent: node, index: step, inFlow: within };
  }
  const index = node.entries.findLastIndex(({ name }) => name === step);
  const entry = node.entries[index];
  return entry && { node: entry.value, entry, parent: node, index, inFlow: within };
}

function nested(path: FieldPath, value: Json): Json {
  if (path.some(step => typeof step !== 'string')) throw new Refused();
  return path.reduceRight<Json>((inner, step) => ({ [step]: inner }), value);
}

function isScalarOnLine({ type, style }: YamlNode): boolean {
  return type === 'scalar' && style !== 'nothing';
}

/** What a new key is put in front of: containers, ports, volumes. */
function isListOfMaps({ type, style, items }: YamlNode): boolean {
  return type === 'list' && style === 'block' && items.some(item => item.type === 'map');
}

function fromOf(node: YamlNode): number {
  return node.decoratedFrom ?? node.start;
}

/** End of a node that is written. */
function endOf({ end }: YamlNode): number {
  if (end < 0) throw new Refused();
  return end;
}

/** Adds lines below the one that holds an offset, with its line end. */
function insertAfterLine(text: string, offset: number, lines: readonly string[]): string {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  const isWindows = newline < 0 ? text.includes('\r\n') : text.charAt(newline - 1) === '\r';
  const at = isWindows && newline >= 0 ? end - 1 : end;
  const lineEnd = isWindows ? '\r\n' : '\n';
  return text.slice(0, at) + lines.map(line => lineEnd + line).join('') + text.slice(at);
}
