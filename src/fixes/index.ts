/**
 * Fixes: from what a guardrail is certain about to lines of the source, proven.
 *
 *   candidates (what could be edited where) -> changes (the edited files) -> solver (rendered and judged again)
 */
export { applyEdits } from './lines.ts';
export { type Mending, mend } from './mend.ts';
export type { Refusal } from './solver.ts';
export { suggest } from './suggest.ts';
export type { Fixable, JudgeAgain, Rejudged, Workbench } from './types.ts';
export { editYaml } from './yaml/edit.ts';
export type { ValueEdit } from './yaml/types.ts';
