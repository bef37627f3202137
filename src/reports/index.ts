/**
 * Every form a report takes outside GitHub. All of these are pure: the same report gives the same bytes. They lay
 * out what the report says and compute no verdict.
 */
export { graveConsequences, isQuiet } from './changes.ts';
export { csvCell, csvLine } from './csv.ts';
export {
  escapeHtml,
  escapeMarkdown,
  escapeXml,
  inlineCode,
  plain,
  safeUrl,
  withoutCommands,
} from './escape.ts';
export { FORMATS, type Format, type FormatName, isFormatName, type RenderOptions } from './formats.ts';
export { gitlabReport } from './gitlab.ts';
export { dot, type Graph, mermaid } from './graph.ts';
export { htmlReport } from './html/index.ts';
export { html, type Markup, NOTHING, path, prose } from './html/markup.ts';
export { PRINT_TOKENS, TOKENS } from './html/styles.ts';
export { changesJson, jsonReport, jsonText, networkJson, permissionsJson } from './json.ts';
export { junitReport } from './junit.ts';
export { type MarkdownOptions, markdownReport } from './markdown.ts';
export {
  type ChangeWriter,
  changesMarkdown,
  changesSection,
} from './markdown-changes.ts';
export { type NetworkSectionOptions, networkSection } from './markdown-network.ts';
export {
  arrows,
  besidesFindings,
  byThrough,
  closedBySubject,
  hasPermissions,
  inEnvironments,
  inScope,
  pathGraph,
  pathsBesides,
  pathTitle,
  saidIn,
  some,
  unknownText,
  worstFirst,
} from './permissions.ts';
export { canGraph, reachGraph, whoCanGraph } from './rbac-graphs.ts';
export { sarifReport } from './sarif.ts';
export { type ChangesTextOptions, changesText } from './text/changes.ts';
export { diffText, type FixSummary, fixText } from './text/fix.ts';
export { type TextOptions, textReport } from './text/index.ts';
export { permissionText } from './text/permissions.ts';
export { type Asked, canText, mayText, type RbacOptions, whoCanText } from './text/rbac.ts';
export { overviewText, pathsText } from './text/rbac-paths.ts';
export { unusedText } from './text/rbac-unused.ts';
export { style } from './text/style.ts';
export { type WhyOptions, whyText } from './text/why.ts';
export type * from './types.ts';
export { approvalText, environments, resourceName, sentenceStart, total } from './words.ts';
export { wrap } from './wrap.ts';
