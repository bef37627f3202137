import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject, type Manifest } from '../../manifest/index.ts';

/** Holds a whole former object in clear text when `kubectl apply` wrote it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as it may be compared and shown: of a Secret, digests stand for the values. `stringData` is merged into
 * `data` as the API server does it, so that a value which is only written the other way is the same.
 */
export function comparableObject({ object, resource }: Manifest): JsonObject {
  if (resource.kind !== 'Secret' || resource.group !== '') return object;
  const { data, stringData, metadata, ...rest } = object;
  const digests: [string, Json][] = [
    ...entries(data).map(([key, value]): [string, Json] => [key, digest(decoded(value))]),
    ...entries(stringData).map(([key, value]): [string, Json] => [key, digest(plainText(value))]),
  ];
  return {
    ...rest,
    ...(metadata === undefined ? {} : { metadata: withoutApplied(metadata) }),
    ...(digests.length === 0 ? {} : { data: Object.fromEntries(digests) }),
  };
}

/** Something that is no map cannot be applied; it is told apart as a whole. */
function entries(value: Json | undefined): [string, Json][] {
  if (value === undefined || value === null) return [];
  return isObject(value) ? Object.entries(value) : [['(not a map)', value]];
}

/** What is no base64 is refused by the API server; it is told apart by its text. */
function decoded(value: Json): Buffer {
  if (typeof value !== 'string') return plainText(value);
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value.replace(/\s/g, '') ? bytes : Buffer.from(`not base64: ${value}`);
}

function plainText(value: Json): Buffer {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v));
  return Buffer.from(text ?? '');
}

function digest(value: Buffer): string {
  return `sha256:${createHash('sha256').update(value).digest('hex').slice(0, 16)}`;
}

function withoutApplied(metadata: Json): Json {
  if (!isObject(metadata) || !isObject(metadata.annotations)) return metadata;
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations;
  return { ...metadata, annotations };
}
