import type { Problem } from '../../problems.ts';
import { eachNameOnce, withoutQuotedValues } from '../errors.ts';
import type { InputFile, RenderLimits } from '../types.ts';
import type { ReplyError } from './message.ts';
import type { CallResult } from './pool.ts';

/** What a problem is about: a chart or a kustomization. */
export interface Subject {
  /** `Helm` or `Kustomize`, for messages. */
  readonly tool: string;
  /** The file that stands for the whole target, repository-relative: Chart.yaml or the kustomization file. */
  readonly file: string;
  /** Repository-relative folder of the target, for commands in hints. */
  readonly folder: string;
  /** Repository-relative path of an input file, by the path under which the engine knows it. */
  readonly origin: (path: string) => string | undefined;
}

const HINTS: Readonly<Record<string, (error: ReplyError, subject: Subject) => string>> = {
  'dependency-missing': (_, { folder }) =>
    `Run \`helm dependency build ${folder}\` and commit its charts folder; kubeproof downloads nothing.`,
  'values-schema': () => 'Correct the values, or the schema in values.schema.json.',
  'values-invalid': () => 'Correct the values named in the message.',
  'template-failed': () =>
    'The template refuses these values: set what it asks for, or render with a values file that does.',
  'template-invalid': () => 'Correct the template: it is not valid Go template text.',
  'yaml-invalid': () =>
    'The template renders text that is not YAML; check indentation and quoting at the named line of the output.',
  'chart-invalid': () => 'Correct the chart; `helm lint` gives the same message.',
  'chart-not-installable': () => 'A library chart is only rendered through the charts that depend on it.',
  'kubernetes-version': () =>
    'Set another Kubernetes version for this target, or widen kubeVersion in Chart.yaml.',
  'remote-base': () =>
    'kubeproof renders without network access: vendor the remote base into the repository.',
  'file-missing': () => 'Add the file, or remove the entry.',
  'kustomize-plugin': () => 'kubeproof runs no plugins: commit their output and list it under resources.',
  'kustomize-helm': () =>
    'Vendor the chart into the repository next to the kustomization; kubeproof downloads nothing.',
};

/** The problem behind an engine's error. */
export function errorProblem(error: ReplyError, subject: Subject): Problem {
  const file = error.file === undefined ? undefined : subject.origin(error.file);
  const hint = HINTS[error.code]?.(error, subject);
  return {
    code: error.code,
    message:
      error.code === 'dependency-missing' ? eachNameOnce(oneLine(error.message)) : oneLine(error.message),
    ...(hint !== undefined && { hint }),
    file: file ?? subject.file,
    ...(file !== undefined && error.line !== undefined && { line: error.line }),
    ...(file !== undefined && error.column !== undefined && { column: error.column }),
    gates: true,
  };
}

/** The problem behind a call that gave no reply. */
export function failureProblem(
  result: Exclude<CallResult, { type: 'reply' }>,
  subject: Subject,
  limits: RenderLimits,
): Problem {
  const { tool, file } = subject;
  switch (result.type) {
    case 'timeout':
      return {
        code: 'render-timeout',
        message: `${tool} did not finish within ${limits.timeoutMs / 1000} seconds`,
        hint: 'Look for a loop or a recursion in the templates that does not end, or raise the time limit.',
        file,
        gates: true,
      };
    case 'too-large':
      return outputProblem(result.bytes, subject, limits);
    case 'trap':
      if (result.output.includes('out of memory') || result.message.includes('out of memory')) {
        return {
          code: 'render-memory',
          message: `${tool} needs more memory than the 1 GiB it may have`,
          hint: 'Look for a template that repeats its output without end, or split the target.',
          file,
          gates: true,
        };
      }
      return {
        code: 'engine-trap',
        message: `${tool} stopped unexpectedly, twice: ${oneLine(`${result.message} ${result.output}`).slice(0, 500)}`,
        hint: 'Render with the system engine instead, and report this as a defect of kubeproof.',
        file,
        gates: true,
      };
  }
}

/** The problem of output beyond the limit. */
export function outputProblem(bytes: number, subject: Subject, limits: RenderLimits): Problem {
  return {
    code: 'render-output-too-large',
    message: `${subject.tool} rendered ${bytes} bytes, more than the limit of ${limits.outputBytes}`,
    hint: 'Split the target, or raise the output limit.',
    file: subject.file,
    gates: true,
  };
}

/** Finds repository-relative paths by the engine's paths. */
export function originsOf(files: readonly InputFile[]): (path: string) => string | undefined {
  const origins = new Map(files.map(file => [file.path, file.origin]));
  return path => origins.get(path);
}

/** A library's message as one sentence: messages of problems have no line breaks. */
function oneLine(text: string): string {
  const line = text
    .split('\n')
    .map(part => part.trim())
    .join(' ')
    .trim()
    .replace(/\.$/, '');
  return withoutQuotedValues(line);
}
