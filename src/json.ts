/** JSON as Kubernetes sees it. Integers beyond 2^53 are `bigint`, everything else is what `JSON.parse` gives. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
