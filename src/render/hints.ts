import { folderOf } from '../repository/index.ts';

/** What to do about a render problem, by code; the same whichever engine reports it. */
const HINTS: Readonly<Record<string, (folder: string) => string>> = {
  'dependency-missing': folder =>
    `Run "helm dependency build ${folder}" and commit its charts folder; kubeproof downloads nothing`,
  'values-schema': () => 'Correct the values, or the schema in values.schema.json',
  'values-invalid': () => 'Correct the values named in the message',
  'template-failed': () =>
    'The template refuses these values: set what it asks for, or render with a values file that does',
  'template-invalid': () => 'Correct the template: it is not valid Go template text',
  'yaml-invalid': () =>
    'Check indentation and quoting; a line in the message of a chart is one of the rendered text',
  'chart-invalid': () => 'Correct the chart; "helm lint" gives the same message',
  'chart-not-installable': () => 'A library chart is only rendered through the charts that depend on it',
  'kubernetes-version': () =>
    'Set another Kubernetes version for this target, or widen kubeVersion in Chart.yaml',
  'remote-base': () => 'Commit a copy of the remote files and refer to that folder',
  'file-missing': () => 'Add the file, or remove the entry that names it',
  'load-restricted': () =>
    'Move the file below the kustomization, or set the load restrictor of this target to none as your deployment does',
  'kustomize-plugin': () => 'kubeproof runs no plugins: commit their output and list it under resources',
  'kustomize-helm': () =>
    'Vendor the chart into the repository next to the kustomization; kubeproof downloads nothing',
  'kustomization-failed': folder =>
    `Run "kustomize build ${folder}" to see the same message, and correct the kustomization`,
  'kustomization-invalid': () => 'Correct the file so that it is one YAML mapping',
};

/** The hint for a code, when there is one; `file` is the Chart.yaml or kustomization of the target. */
export function hintFor(code: string, file: string): { hint?: string } {
  const hint = HINTS[code]?.(folderOf(file) || '.');
  return hint === undefined ? {} : { hint };
}
