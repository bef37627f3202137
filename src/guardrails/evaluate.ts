import type { ManifestSet } from '../manifest/index.ts';
import type { ActiveGuardrail, Evaluation, EvaluationOptions } from './types.ts';

export function evaluate(_set: ManifestSet, _active: readonly ActiveGuardrail[], _options: EvaluationOptions): Evaluation {
  throw new Error('not written yet');
}
