import type { Guardrail } from './types.ts';

export function guardrailUrl(_guardrail: Pick<Guardrail, 'id' | 'category'>): string {
  throw new Error('not written yet');
}
export function renderGuardrailPage(_guardrail: Guardrail): string {
  throw new Error('not written yet');
}
export function renderGuardrailIndex(_guardrails: readonly Guardrail[]): string {
  throw new Error('not written yet');
}
