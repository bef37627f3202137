/**
 * What Helm and Kustomize mean by their messages. The texts are Helm's (pkg/engine, pkg/chart, pkg/action, 3.8 to
 * 4.3) and Kustomize's (api/krusty, api/internal/target, 5.x).
 */

export interface ToolError {
  /** One of the render problem codes, the same from every engine. */
  readonly code: string;
  /** The tool's words on one line, without its prefix and its advice about --debug. */
  readonly message: string;
  /** As the tool names it: a template's full name (`chart/templates/x.yaml`), or a path. */
  readonly file?: string;
  /** 1-based, in `file`. */
  readonly line?: number;
  /** 1-based, in `file`. */
  readonly column?: number;
}

/** A tool can repeat a whole template in its message; a person needs the beginning. */
const MAX_MESSAGE = 2_000;

const HELM_CODES: readonly (readonly [RegExp, string])[] = [
  [/found in (?:Chart|requirements)\.yaml, but missing in charts\/ directory/, 'dependency-missing'],
  [/values don't meet the specifications of the schema/, 'values-schema'],
  [
    /chart requires kubeVersion|invalid kube version|could not parse [^\n]{0,300} as [^\n]{0,300}version/,
    'kubernetes-version',
  ],
  [/charts are not installable/, 'chart-not-installable'],
  [/^parse error at |parse error in /, 'template-invalid'],
  [/^execution error at |executing "/, 'template-failed'],
  [/^YAML parse error on /, 'yaml-invalid'],
  [
    /cannot load values\.yaml|failed to parse |failed parsing --set|error parsing index|is not a table/,
    'values-invalid',
  ],
  [
    /cannot load |validation: |Chart\.yaml file is missing|unable to detect chart|invalid chart|unsupported chart/,
    'chart-invalid',
  ],
  [
    /chart (?:file|exceeds|archive)|illegally|error unpacking|\.helmignore|dependencies processing failed/,
    'chart-invalid',
  ],
];

/**
 * Sorts what `helm template` printed to standard error into a code and a place.
 * @param chartName name in Chart.yaml: positions are taken only from templates below it
 */
export function classifyHelmError(stderr: string, chartName: string): ToolError {
  const text = helmText(stderr);
  const message = oneLine(text);
  const code = HELM_CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 'template-failed';
  switch (code) {
    case 'dependency-missing':
      return {
        code,
        message: eachNameOnce(message.slice(message.indexOf('found in '))),
        file: 'Chart.yaml',
      };
    case 'template-invalid':
    case 'template-failed':
      return { code, message, ...templatePosition(text, chartName) };
    case 'yaml-invalid':
      // The line in the message is one of the rendered text, not of the template.
      return { code, message, ...named(/^YAML parse error on (\S+?): /.exec(text)?.[1]) };
    case 'values-invalid':
      return { code, message, ...valuesPosition(text) };
    case 'kubernetes-version':
      return {
        code,
        message,
        ...named(text.includes('chart requires kubeVersion') ? 'Chart.yaml' : undefined),
      };
    case 'chart-invalid':
      return { code, message, ...chartPosition(text) };
    default:
      return { code, message };
  }
}

function named(file: string | undefined): { file?: string } {
  return file === undefined ? {} : { file };
}

/**
 * The innermost template that Helm names: `(chart/templates/x.yaml:5:3)` or `chart/templates/x.yaml:5:3` at the
 * start of a line or after `template: `. Go counts columns from 0.
 */
function templatePosition(text: string, chartName: string): Partial<ToolError> {
  let found: Partial<ToolError> = {};
  for (const match of text.matchAll(/(?:^|\(|template: )([^\s():"<>]{1,1000}):(\d{1,9})(?::(\d{1,9}))?/gm)) {
    const [, file, line, column] = match;
    if (file === undefined || !file.startsWith(`${chartName}/`)) continue;
    found = { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) + 1 }) };
  }
  return found;
}

function valuesPosition(text: string): Partial<ToolError> {
  const file = text.includes('cannot load values.yaml')
    ? 'values.yaml'
    : /failed to parse (\S+?): /.exec(text)?.[1];
  return file === undefined ? {} : { file, ...yamlLine(text) };
}

function chartPosition(text: string): Partial<ToolError> {
  if (text.includes('error unpacking')) return {};
  const file = /cannot load ([A-Za-z]+\.(?:yaml|lock))/.exec(text)?.[1];
  return file === undefined ? { file: 'Chart.yaml' } : { file, ...yamlLine(text) };
}

function yamlLine(text: string): { line?: number } {
  const line = /\bline (\d{1,9})\b/.exec(text)?.[1];
  return line === undefined ? {} : { line: Number(line) };
}

const KUSTOMIZE_CODES: readonly (readonly [RegExp, string])[] = [
  [/must specify --enable-helm/, 'kustomize-helm'],
  [/external plugins disabled|plugin load is disabled|unable to load external plugin/, 'kustomize-plugin'],
  [
    /no 'git' program|\bgit (?:fetch|clone|init|checkout)|proxyconnect|HTTP Error|URL is a git/i,
    'remote-base',
  ],
  [/security; file/, 'load-restricted'],
  [/MalformedYAMLError|yaml: [^\n]{0,500}line \d/, 'yaml-invalid'],
  [/unable to find one of 'kustomization|doesn't exist|no such file or directory/, 'file-missing'],
];

/** Sorts what `kustomize build` printed to standard error. Paths are as Kustomize names them. */
export function classifyKustomizeError(stderr: string): ToolError {
  const text = stderr
    .replace(/^(?:# Warning: .*\n)+/, '')
    .trim()
    .replace(/^error: /i, '');
  const message = oneLine(text);
  const code = KUSTOMIZE_CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 'kustomization-failed';
  if (code === 'yaml-invalid') {
    const file = /in File: ([^\s'"\\]+)/.exec(text)?.[1];
    return { code, message, ...(file === undefined ? {} : { file, ...yamlLine(text) }) };
  }
  if (code === 'file-missing' || code === 'load-restricted') {
    return { code, message, ...named(/(?:failure on|file|path) '([^'\n]{1,1000})'/.exec(text)?.[1]) };
  }
  return { code, message };
}

/**
 * A list of missing dependencies (`... directory: a, b, a`) with each name once: a chart may depend on another
 * several times, under aliases.
 */
export function eachNameOnce(message: string): string {
  const found = /^(.*missing in charts\/ directory: )(.*)$/.exec(message);
  if (found === null) return message;
  const [, before, names] = found as unknown as [string, string, string];
  return before + [...new Set(names.split(', '))].join(', ');
}

/** The error without log lines before it and the advice after it. */
function helmText(stderr: string): string {
  const start = /^Error: /m.exec(stderr);
  const text = start === null ? stderr : stderr.slice(start.index + 'Error: '.length);
  const advice = text.lastIndexOf('Use --debug flag to render out invalid YAML');
  return (advice === -1 ? text : text.slice(0, advice)).trim();
}

function oneLine(text: string): string {
  const line = text
    .split('\n')
    .map(part => part.trim())
    .filter(part => part !== '')
    .join(' ')
    .replace(/\.$/, '');
  const shown = withoutQuotedValues(line);
  return shown.length > MAX_MESSAGE ? `${shown.slice(0, MAX_MESSAGE)} ...` : shown;
}

/** Where Helm, Kustomize and the libraries below them repeat a value, which may be a password. */
const QUOTED_VALUES: readonly (readonly [RegExp, string])[] = [
  [/unknown anchor '[^']*' referenced/g, 'unknown anchor referenced'],
  [/(cannot (?:decode|unmarshal) !!\w+ )`[^`]*`/g, '$1`…`'],
  // One value of the schema's messages: from its place to the complaint.
  [/(at '[^']{0,500}': )'.{1,1000}?' (does not match pattern|is not valid)/gs, '$1the value $2'],
  [/(cannot parse template ").*(": template: )/s, '$1…$2'],
  [/(error calling \w+: parsing time )"(?:[^"\\]|\\.)*"( as "[^"]*").*/s, '$1"…"$2'],
  [/(strconv\.\w+: parsing |time: [a-z ]*duration )"(?:[^"\\]|\\.)*"/g, '$1"…"'],
  [/(range can't iterate over ).*/s, '$1this value'],
  [/(literal sources \[).*(\]: invalid literal source ).*(, expected key=value)/s, '$1…$2…$3'],
  [/(with config: `).*(`: unable to parse SM or JSON patch from \[).*\]/s, '$1…$2…]'],
  [/(node contents: ).*/s, '$1…'],
];

/** Where a quoted value may begin. */
const OPENING =
  /unknown anchor|cannot (?:decode|unmarshal)|at '|cannot parse template|parsing |duration |iterate over |literal sources|with config|node contents/;
/** Longer messages are not searched for the end of what they quote. */
const SEARCHED = 4_000;

/** A tool's message without the values it quotes; keys, names and places stay. What `fail` says is the chart's own word. */
export function withoutQuotedValues(message: string): string {
  if (message.length <= SEARCHED)
    return QUOTED_VALUES.reduce((text, [pattern, to]) => text.replace(pattern, to), message);
  const opening = OPENING.exec(message);
  if (opening === null) return message;
  return `${message.slice(0, opening.index + opening[0].length)} …`;
}
