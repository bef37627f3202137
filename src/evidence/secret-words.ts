import { isObject, type Json } from '../manifest/index.ts';

/** Shorter values hide half of a text and protect nothing. */
const SHORTEST = 4;
/** Part of a longer value (`postgres://user:part@host`) that looks random enough to be the secret in it. */
const PART = /^(?=.*\d)(?=.*[A-Za-z]).{7,}$/;

/**
 * What the values of Secrets look like where they were written: each value, decoded and encoded, each line of it,
 * and what stands behind `=` or `:` in a line. Longest first.
 */
export function secretWords(objects: Iterable<Json>): string[] {
  const words = new Set<string>();
  for (const object of objects) {
    if (!isObject(object) || object.kind !== 'Secret') continue;
    for (const value of [...members(object.data), ...members(object.stringData)]) addWords(value, words);
    for (const value of members(object.data)) addWords(Buffer.from(value, 'base64').toString('utf8'), words);
  }
  return [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** A text without these words; lines stay where they are. */
export function withoutWords(text: string, words: readonly string[]): string {
  if (words.length === 0) return text;
  // Thousands of words meet hundreds of files: most are told apart by how they begin.
  const beginnings = new Set<string>();
  for (let at = 0; at + SHORTEST <= text.length; at++) beginnings.add(text.slice(at, at + SHORTEST));
  return words
    .filter(word => beginnings.has(word.slice(0, SHORTEST)))
    .reduce((rest, word) => rest.replaceAll(word, '…'), text);
}

function members(map: Json | undefined): string[] {
  return isObject(map) ? Object.values(map).flatMap(v => (v === null || isObject(v) ? [] : [String(v)])) : [];
}

function addWords(value: string, words: Set<string>): void {
  for (const line of value.split('\n')) {
    const whole = line.trim();
    const candidates = [whole, ...whole.split(/[\s"'=:,;@/{}[\]]+/).filter(part => PART.test(part))];
    for (const word of candidates) {
      if (word.length >= SHORTEST && !/^(?:true|false|null|none)$/i.test(word)) words.add(word);
    }
  }
}
