/**
 * Every form a report takes outside GitHub. All of these are pure: the same report gives the same bytes. They lay
 * out what the report says and compute no verdict.
 */
export { escapeHtml, escapeMarkdown, escapeXml, inlineCode, plain, withoutCommands } from './escape.ts';
export { FORMATS, type Format, type FormatName, isFormatName, type RenderOptions } from './formats.ts';
export { gitlabReport } from './gitlab.ts';
export { htmlReport } from './html/index.ts';
export { jsonReport } from './json.ts';
export { junitReport } from './junit.ts';
export { type MarkdownOptions, markdownReport } from './markdown.ts';
export { sarifReport } from './sarif.ts';
export { type FixSummary, fixText } from './text/fix.ts';
export { type TextOptions, textReport } from './text/index.ts';
export { style } from './text/style.ts';
export { type WhyOptions, whyText } from './text/why.ts';
export type * from './types.ts';
export { approvalText, environments, plural, resourceName, total } from './words.ts';
