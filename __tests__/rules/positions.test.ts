import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateSet } from '../../src/evaluating.ts';
import type { RawFinding } from '../../src/findings.ts';
import { type Example, loadPack, runExample } from '../../src/guardrails/index.ts';
import { type FieldPath, locate, splitDocuments } from '../../src/manifest/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/**
 * Whether the line of a finding tells its field from what is around it: the field, or the nearest parent that exists,
 * begins on another line than the parent of that. Otherwise the line would be the same if the guardrail pointed at the
 * whole container.
 */
function isPinned(example: Example, { path, side, rendering }: RawFinding): boolean {
  const documents = splitDocuments((side === 'removed' ? example.base : undefined) ?? example.manifest);
  const text = documents[rendering.documentIndex]?.text ?? '';
  const existing = locate(text, path).path;
  return existing.length === 0 || lineOf(text, existing) !== lineOf(text, existing.slice(0, -1));
}

function lineOf(text: string, path: FieldPath): number | undefined {
  const { key, value } = locate(text, path);
  return (key ?? value)?.line;
}

describe('the examples say where, closely enough that another field would be noticed', () => {
  test.each(guardrails.map(guardrail => [guardrail.id, guardrail] as const))('%s', (_, guardrail) => {
    const pinned = guardrail.examples.fail.flatMap(example =>
      runExample(guardrail, example, evaluateSet).findings.filter(finding => isPinned(example, finding)),
    );
    expect(pinned.map(({ field }) => field)).not.toEqual([]);
  });
});

test('no two examples of a guardrail are of one name', () => {
  const twice = guardrails.flatMap(({ id, examples }) =>
    [...examples.fail, ...examples.pass]
      .map(({ name }) => name)
      .filter((name, index, all) => all.indexOf(name) !== index)
      .map(name => `${id}: ${name}`),
  );
  expect(twice).toEqual([]);
});
