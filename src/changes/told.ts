import type { FieldPath, Resource } from '../manifest/index.ts';
import type { Compared } from './compare.ts';

/**
 * One cause, one voice: leaves out findings about a change where a guardrail on state, of those they name (`toldBy`),
 * has a new finding about the same field, what the field is in, or something in it. Whether that one is waived or blocks
 * does not matter: it is where people are told.
 */
export function withoutToldTwice(compared: readonly Compared[]): Compared[] {
  const named = new Set(compared.flatMap(({ finding }) => finding.toldBy ?? []));
  if (named.size === 0) return [...compared];
  const told = new Map<string, FieldPath[]>();
  for (const { finding, state, renderings } of compared) {
    if (state !== 'new' || !named.has(finding.guardrail)) continue;
    for (const rendering of renderings) {
      const key = keyOf(finding.guardrail, finding.resource, rendering);
      told.set(key, [...(told.get(key) ?? []), finding.path]);
    }
  }
  return compared.filter(({ finding: { toldBy = [], resource, path }, renderings }) => {
    const isTold = toldBy.some(guardrail =>
      renderings.some(rendering =>
        (told.get(keyOf(guardrail, resource, rendering)) ?? []).some(other => isAround(other, path)),
      ),
    );
    return !isTold;
  });
}

function keyOf(
  guardrail: string,
  { group, kind, namespace, name }: Resource,
  { target, environment }: { readonly target: string; readonly environment: string },
): string {
  return JSON.stringify([guardrail, target, environment, group, kind, namespace, name]);
}

/** Whether one of two fields is the other or in it. */
function isAround(a: FieldPath, b: FieldPath): boolean {
  const [outer, inner] = a.length <= b.length ? [a, b] : [b, a];
  return outer.every((step, index) => step === inner[index]);
}
