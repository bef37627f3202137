import { createHash } from 'node:crypto';
import {
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  locate,
  parseYaml,
  valueAt,
} from '../manifest/index.ts';

/** Holds a whole former Secret in clear text when `kubectl apply` wrote it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A document with the values of Secrets (and of a kustomization's `secretGenerator`) replaced by digests, so that two
 * builds can be compared and nothing leaks. Lines stay where they are. A document that cannot be read is left out: nobody knows what is in it.
 */
export function redactSecrets(text: string): string {
  // Neither the word nor an escape that could spell it: most documents need no second parse.
  if (!/secret/i.test(text) && !text.includes('\\')) return text;
  const parsed = parseYaml(text);
  if (!parsed.ok) return '# This document is not valid YAML and was left out.\n';
  const paths = secretPaths(parsed.value, []);
  if (paths.length === 0) return text;
  // What follows the document's end is no part of the object, and nobody knows what it is.
  if (parsed.ignoredFrom !== undefined)
    return redactSecrets(
      text
        .split('\n')
        .slice(0, parsed.ignoredFrom - 1)
        .join('\n'),
    );
  // Of a key written twice only the last is in the object. On one line, for excerpts by line to show nothing wrong.
  if (parsed.duplicateKeys.length > 0) return `${written(redactObject(parsed.value, paths))}\n`;
  const redacted = replaceSpans(text, paths, parsed.value);
  const check = parseYaml(redacted);
  if (check.ok && secretPaths(check.value, []).every(path => isDigest(valueAt(check.value, path))))
    return redacted;
  // Aliases and unusual styles: the text cannot be cut safely, so the object is written anew.
  return `${written(redactObject(parsed.value, paths), 2)}\n`;
}

/**
 * A document's text with the values at these paths hidden; lines stay where they are. Values that cannot be found in
 * the text, or that are no scalars, are left alone.
 */
export function hideValues(text: string, paths: readonly FieldPath[]): string {
  const scalars = paths.flatMap(path => {
    const { value, exact } = locate(text, path);
    return exact && value !== undefined ? [value] : [];
  });
  return scalars
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end }) => {
      const lines = result.slice(start, end).split('\n').length - 1;
      return `${result.slice(0, start)}***${'\n'.repeat(lines)}${result.slice(end)}`;
    }, text);
}

/** Paths of everything in a document that is a Secret's value. */
function secretPaths(value: Json, at: FieldPath, inSecretList = false): FieldPath[] {
  if (!isObject(value)) return [];
  if (Array.isArray(value.items)) {
    // Members of a typed list may leave their kind out.
    const typed = value.kind === 'SecretList';
    return value.items.flatMap((item, i) => secretPaths(item, [...at, 'items', i], typed));
  }
  if (Array.isArray(value.secretGenerator)) {
    return value.secretGenerator.flatMap((entry, i) => {
      const literals = isObject(entry) && Array.isArray(entry.literals) ? entry.literals : [];
      return literals.map((_, j) => [...at, 'secretGenerator', i, 'literals', j]);
    });
  }
  if (value.kind !== 'Secret' && !(inSecretList && value.kind === undefined)) return [];
  const below = (key: string): FieldPath[] => {
    const map = value[key];
    return isObject(map)
      ? Object.keys(map).map(name => [...at, key, name])
      : map == null
        ? []
        : [[...at, key]];
  };
  const annotations = isObject(value.metadata) ? value.metadata.annotations : undefined;
  const applied: FieldPath[] =
    isObject(annotations) && LAST_APPLIED in annotations
      ? [[...at, 'metadata', 'annotations', LAST_APPLIED]]
      : [];
  return [...below('data'), ...below('stringData'), ...applied];
}

function replaceSpans(text: string, paths: readonly FieldPath[], document: Json): string {
  const cuts = paths
    .map(path => ({ span: locate(text, path).value, value: valueAt(document, path) }))
    .flatMap(({ span, value }) => (span === undefined ? [] : [{ ...span, value }]))
    .sort((a, b) => b.start - a.start);
  let result = text;
  for (const { start, end, value } of cuts) {
    const lines = result.slice(start, end).split('\n').length - 1;
    result = `${result.slice(0, start)}"${digest(value)}"${'\n'.repeat(lines)}${result.slice(end)}`;
  }
  return result;
}

/** JSON; integers beyond 2^53 as texts, which JSON.stringify refuses. */
function written(value: Json, indent?: number): string {
  return JSON.stringify(value, (_, each: Json) => (typeof each === 'bigint' ? String(each) : each), indent);
}

function redactObject(document: Json, paths: readonly FieldPath[]): Json {
  const copy = structuredClone(document);
  for (const path of paths) {
    const parent = valueAt(copy, path.slice(0, -1)) as JsonObject;
    // Works for lists too: their indexes are keys.
    parent[String(path.at(-1))] = digest(valueAt(document, path));
  }
  return copy;
}

function digest(value: Json | undefined): string {
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v));
  return `sha256:${createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 16)}`;
}

function isDigest(value: Json | undefined): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{16}$/.test(value);
}
