import { gitlabReport } from './gitlab.ts';
import { htmlReport } from './html/index.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';
import { type TextOptions, textReport } from './text/index.ts';
import type { Report } from './types.ts';

export type FormatName = 'text' | 'json' | 'sarif' | 'junit' | 'markdown' | 'html' | 'gitlab';

/** What the caller knows about where the output goes; only `text` looks at it. */
export type RenderOptions = TextOptions;

/** One value of `--format`. */
export interface Format {
  /** Of a file in this format, without dot: `sarif.json` is not used, GitHub and editors look for `.sarif`. */
  readonly extension: string;
  readonly render: (report: Report, options: RenderOptions) => string;
  /** Read by programs: goes to standard output untouched, with everything said to people on standard error. */
  readonly machine: boolean;
}

/** Every value of `--format`, in the order the help lists them. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  text: { extension: 'txt', render: textReport, machine: false },
  json: { extension: 'json', render: jsonReport, machine: true },
  sarif: { extension: 'sarif', render: report => sarifReport(report), machine: true },
  junit: { extension: 'xml', render: junitReport, machine: true },
  markdown: { extension: 'md', render: report => markdownReport(report), machine: true },
  html: { extension: 'html', render: report => htmlReport(report), machine: true },
  gitlab: { extension: 'json', render: gitlabReport, machine: true },
};

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
