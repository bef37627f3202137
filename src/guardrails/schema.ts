export function guardrailJsonSchema(): Record<string, unknown> {
  throw new Error('not written yet');
}
