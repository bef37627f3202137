import type { ToolId } from '../equivalents/index.ts';
import type { Guardrail } from '../guardrails/index.ts';
import { isObject, type Json } from '../manifest/index.ts';
import { ProblemError } from '../problems.ts';
import { importCheckov } from './checkov.ts';
import { Draft, type Imported } from './draft.ts';
import { importKubeLinter } from './kube-linter.ts';
import { importKubescapeExceptions, importKubescapeInputs } from './kubescape.ts';
import { importPolaris } from './polaris.ts';
import { Source } from './source.ts';
import { importTrivyConfig, importTrivyIgnore, importTrivyIgnoreYaml } from './trivy.ts';

interface Format {
  readonly tool: ToolId;
  /** By the file's name. */
  readonly name: RegExp;
  /** By what is in it; `undefined` where the name alone decides. */
  readonly content?: (value: Json) => boolean;
  readonly read: (source: Source, draft: Draft) => void;
}

const has = (value: Json, ...keys: string[]) =>
  isObject(value) && keys.some(key => Object.hasOwn(value, key));
const inside = (value: Json, key: string): Json =>
  isObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;

/** In this order: the first whose name fits, else the first whose content does. */
const FORMATS: readonly Format[] = [
  {
    tool: 'kube-linter',
    name: /^\.?kube-?linter.*\.ya?ml$/,
    content: value =>
      has(
        inside(value, 'checks'),
        'include',
        'exclude',
        'addAllBuiltIn',
        'doNotAutoAddDefaults',
        'ignorePaths',
      ) || Array.isArray(inside(value, 'customChecks')),
    read: importKubeLinter,
  },
  {
    tool: 'trivy',
    name: /^\.?trivyignore\.ya?ml$/,
    content: value => Array.isArray(inside(value, 'misconfigurations')),
    read: importTrivyIgnoreYaml,
  },
  {
    tool: 'trivy',
    name: /^\.?trivy\.ya?ml$/,
    content: value => has(value, 'misconfiguration', 'ignorefile'),
    read: importTrivyConfig,
  },
  {
    tool: 'checkov',
    name: /^\.?checkov.*\.ya?ml$/,
    content: value => has(value, 'skip-check', 'check', 'soft-fail', 'soft-fail-on', 'hard-fail-on'),
    read: importCheckov,
  },
  {
    tool: 'polaris',
    name: /^\.?polaris.*\.ya?ml$/,
    content: value => has(value, 'exemptions') || isSeverities(inside(value, 'checks')),
    read: importPolaris,
  },
  {
    tool: 'kubescape',
    name: /^$/,
    content: value => Array.isArray(value) && value.some(item => has(item, 'posturePolicies', 'policyType')),
    read: importKubescapeExceptions,
  },
  {
    tool: 'kubescape',
    name: /^$/,
    content: value =>
      has(value, 'postureControlInputs', 'imageRepositoryAllowList', 'insecureCapabilities') ||
      has(inside(value, 'settings'), 'postureControlInputs'),
    read: importKubescapeInputs,
  },
];

function isSeverities(value: Json): boolean {
  return (
    isObject(value) &&
    Object.values(value).some(each => each === 'danger' || each === 'warning' || each === 'ignore')
  );
}

/**
 * Reads a settings file of another tool, known by its name or by what is in it.
 * @param file as it is shown
 * @param pack every guardrail there is, by id
 * @throws {ProblemError} for a file that belongs to no tool known here, or that its tool could not read either
 */
export function importSettings(file: string, text: string, pack: ReadonlyMap<string, Guardrail>): Imported {
  const name = file.split('/').at(-1) ?? file;
  if (/^\.?trivyignore$/.test(name)) {
    const draft = new Draft('trivy', file, pack);
    importTrivyIgnore(text, draft);
    return draft.done();
  }
  const source = new Source(file, text);
  const format =
    FORMATS.find(each => each.name.test(name)) ?? FORMATS.find(each => each.content?.(source.value) === true);
  if (format === undefined) {
    throw new ProblemError({
      code: 'import-unknown',
      message: `${file} is no settings file that kubeproof knows`,
      hint: 'it takes those of KubeLinter, Trivy, Checkov, Kubescape (exceptions, control inputs) and Polaris',
      file,
      gates: true,
    });
  }
  if (source.value !== null && !isObject(source.value) && !Array.isArray(source.value))
    throw source.wrong([], 'a mapping');
  const draft = new Draft(format.tool, file, pack);
  format.read(source, draft);
  return draft.done();
}
