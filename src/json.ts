/** JSON as Kubernetes sees it. Integers beyond 2^53 are `bigint`, everything else is what `JSON.parse` gives. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Equal for equal values whose keys come in the same order. `JSON.stringify` alone refuses integers beyond 2^53. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? { integer: String(each) } : each,
  );
}

/** A member of what another program answered, which may be anything; undefined where there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The items of a list; none where there is no list. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
