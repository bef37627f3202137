import { jsonText } from '../../reports/index.ts';
import type { Framework, Mapping } from './types.ts';

/**
 * `frameworks.json`: the mappings that were used, with guardrails of the same strength, reason and source together, as
 * their files have them: each of its own would make the file ten times as long.
 */
export function frameworksJson(frameworks: readonly Framework[]): string {
  return jsonText({
    schema: 'kubeproof.frameworks/v1',
    frameworks: frameworks.map(({ controls, ...framework }) => ({
      ...framework,
      controls: controls.map(({ id, title, mappings }) => ({ id, title, mappings: grouped(mappings) })),
    })),
  });
}

function grouped(
  mappings: readonly Mapping[],
): (Omit<Mapping, 'guardrail'> & { readonly guardrails: readonly string[] })[] {
  const groups = new Map<string, Mapping[]>();
  for (const mapping of mappings) {
    const { strength, reason, source } = mapping;
    const key = JSON.stringify([strength, reason, source]);
    groups.get(key)?.push(mapping) ?? groups.set(key, [mapping]);
  }
  return [...groups.values()].map(of => {
    const { strength, reason, source } = of[0] as Mapping;
    return { strength, reason, source, guardrails: of.map(({ guardrail }) => guardrail) };
  });
}
