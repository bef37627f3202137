/**
 * Guardrails: rule files in, findings out.
 *
 *   loadPack / loadCustom -> activate (configuration) -> evaluate (expressions; analyzers have their own folder)
 */
export { activate } from './activate.ts';
export { parseQuantity } from './cel/quantity.ts';
export { isOnChange, seesOthers } from './compile.ts';
export {
  type CoverageRow,
  coverageProblems,
  issueTitle,
  readCoverage,
  renderCoveragePage,
} from './coverage.ts';
export { evaluate } from './evaluate.ts';
export { type ExampleResult, type Judge, runExample } from './examples.ts';
export { findingAbout } from './finding.ts';
export { type FixAnswer, fixFor, type ObjectEdit } from './fix.ts';
export { helpersJsonSchema } from './helpers.ts';
export { loadCustom, loadPack, readPack } from './load.ts';
export { guardrailUrl, renderGuardrailIndex, renderGuardrailPage } from './page.ts';
export { guardrailJsonSchema } from './schema.ts';
export type * from './types.ts';
export { PROFILES } from './types.ts';
