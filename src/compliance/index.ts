/**
 * Many evidence bundles as one report by a standard: what held, what did not, what nobody looked at, what was accepted by
 * whom, and what is not known.
 */
export { frameworkCsv } from './forms/csv.ts';
export { frameworkHtml } from './forms/html.ts';
export { frameworkMarkdown } from './forms/markdown.ts';
export { type JoinInput, joinBuilds } from './join.ts';
export { type ReadBuildsOptions, readBuilds } from './read.ts';
export { type FrameworkReport, frameworkReportJsonSchema } from './schema.ts';
