import type { NetworkReport } from '../analyzers/index.ts';
import type { ChangeReport } from '../changes/index.ts';
import type { Report } from './types.ts';

/**
 * `report.json`: the report itself, schema `schemas/report.schema.json`, without what {@link changesJson} and
 * {@link networkJson} have.
 *
 * Keys are sorted, so that the bytes do not depend on how the producer built the objects. Integers beyond 2^53
 * are written as the digits they are.
 */
export function jsonReport({ changes: _, network: __, ...report }: Report): string {
  return jsonText(report);
}

/** `changes/permissions.json`: what the change does to permissions, alone, with what it is about. */
export function permissionsJson({ tool, kubernetes, base, head, permissions }: Report): string {
  return jsonText({ schema: 'kubeproof.rbac.diff/v1', tool, kubernetes, base, head, ...permissions });
}

/** `changes/network.json`: what the change does to who can connect to whom, with what it is about. */
export function networkJson({
  tool,
  kubernetes,
  base,
  head,
  network,
}: Pick<Report, 'tool' | 'kubernetes' | 'base' | 'head'> & { readonly network: NetworkReport }): string {
  return jsonText({ schema: 'kubeproof.network/v1', tool, kubernetes, base, head, ...network });
}

/** `changes/resources.json`: what the change does to what is deployed, with what it is about. */
export function changesJson({
  tool,
  kubernetes,
  base,
  head,
  changes,
}: Pick<Report, 'tool' | 'kubernetes' | 'base' | 'head'> & { readonly changes: ChangeReport }): string {
  return jsonText({ schema: 'kubeproof.changes/v1', tool, kubernetes, base, head, ...changes });
}

/** Any answer as a JSON file, in the form of {@link stringify}. */
export function jsonText(value: object): string {
  return `${stringify(value)}\n`;
}

/**
 * JSON with sorted keys and two spaces of indent; `bigint` as an integer, `undefined` members left out. ASCII but
 * for letters: controls and invisible characters are escaped, and so are `<` where markup could start and `##[` where
 * a runner would read a command, since such files are also looked at in terminals, pages and logs.
 */
export function stringify(value: unknown, indent = ''): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map(item => inner + stringify(item, inner)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${inner}${text(key)}: ${stringify(member, inner)}`);
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|<(?=[!/?a-z])|(?<=##)\[/gi,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
