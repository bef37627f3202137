import { isObject, type Json } from '../manifest/index.ts';
import type { Draft } from './draft.ts';
import { repositoryPattern } from './patterns.ts';
import type { Source } from './source.ts';

type Params = Readonly<Record<string, Json>>;
/** A guardrail with parameters, or a sentence about why there is none. */
type Answer = { readonly guardrail: string; readonly parameters?: Record<string, Json> } | string;

/**
 * What a custom check of a template is here; docs/generated/templates.md of stackrox/kube-linter has the parameters.
 * Their keys are compared without regard to case, as KubeLinter does.
 */
const TEMPLATES: Readonly<Record<string, (params: Params) => Answer>> = {
  'required-label': params => keyed(params, 'required-labels', 'labels'),
  'required-annotation': params => keyed(params, 'required-annotations', 'annotations'),
  'forbidden-annotation': params => keyed(params, 'forbidden-annotations', 'annotations'),
  'statefulset-volumeclaimtemplate-annotation': ({ annotation, key }) =>
    texts('volume-claim-annotations', 'required', [annotation ?? key ?? null]),
  'minimum-replicas': ({ minreplicas }) => number('replicas', 'min', minreplicas),
  'hpa-minimum-replicas': ({ minreplicas }) => number('autoscaler-minimum', 'min', minreplicas),
  'priority-class-name': ({ acceptedpriorityclassnames }) =>
    texts('priority-class', 'allow', acceptedpriorityclassnames),
  'forbidden-service-types': ({ forbiddenservicetypes }) =>
    others('service-type', SERVICE_TYPES, forbiddenservicetypes),
  'image-pull-policy': ({ forbiddenpolicies }) =>
    others('image-pull-policy', ['Always', 'IfNotPresent', 'Never'], forbiddenpolicies),
  'verify-container-capabilities': ({ forbiddencapabilities, exceptions }) =>
    exceptions === undefined || (Array.isArray(exceptions) && exceptions.length === 0)
      ? texts('dangerous-capabilities', 'forbidden', forbiddencapabilities)
      : 'exceptions from "all" have no parameter: name the capabilities in dangerous-capabilities',
  'dnsconfig-options': ({ key }) => texts('dns-config', 'options', [key ?? null]),
  'sorted-keys': () => ({ guardrail: 'sorted-keys', parameters: { kinds: ['*'] } }),
  'disallowed-api-obj': params => disallowed(params),
  'latest-tag': params => registries(params),
  'cpu-requirements': params => bounds(params, 'cpu', 'millis', 'm'),
  'memory-requirements': params => bounds(params, 'memory', 'mb', 'Mi'),
};

/** Templates that a built-in check uses without parameters of weight: the check's name. */
const SAME_AS_CHECK: Readonly<Record<string, string>> = {
  'liveness-probe': 'no-liveness-probe',
  'readiness-probe': 'no-readiness-probe',
  'read-only-root-fs': 'no-read-only-root-fs',
  privileged: 'privileged-container',
  'anti-affinity': 'no-anti-affinity',
  'non-isolated-pod': 'non-isolated-pod',
};

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

/** One entry of `customChecks`. */
export function customCheck(
  source: Source,
  path: readonly (string | number)[],
  { draft, line, what }: { draft: Draft; line: number; what: string },
): void {
  const template = source.text([...path, 'template'])?.text ?? '';
  const params = source.get([...path, 'params']) ?? {};
  if (!isObject(params)) throw source.wrong([...path, 'params'], 'a mapping');
  const scope = source.get([...path, 'scope']);
  const scoped = scope === undefined ? '' : '; its scope is not carried over';
  const answer = Object.hasOwn(TEMPLATES, template) ? TEMPLATES[template]?.(lowerKeys(params)) : undefined;
  if (typeof answer === 'string') {
    draft.lost(line, what, answer);
    return;
  }
  if (answer !== undefined) {
    const { guardrail, parameters = {} } = answer;
    const severity = draft.inProfile(guardrail) ? {} : { severity: draft.severityOf(guardrail) };
    draft.set(guardrail, { ...severity, parameters, from: what.replace('customChecks ', '') });
    const told = Object.entries(parameters).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    draft.carried(line, what, `${guardrail} with ${told.join(', ')}${scoped}`);
    return;
  }
  const check = draft.tool.checks.get(SAME_AS_CHECK[template] ?? template);
  if (check !== undefined && Object.keys(params).length === 0) {
    draft.turnOn(check, line, what);
    return;
  }
  if (check?.none !== undefined) {
    draft.lost(line, what, check.none);
    return;
  }
  draft.lost(
    line,
    what,
    `the template ${template === '' ? 'is missing' : template} has no guardrail with these parameters: kubeproof new-rule writes one of your own`,
  );
}

function lowerKeys(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key.toLowerCase(), value]));
}

/** `key`, or `key=regular expression`. */
function keyed({ key, value }: Params, guardrail: string, name: string): Answer {
  if (typeof key !== 'string' || key === '') return 'its parameter key is missing';
  const pattern = typeof value === 'string' && value !== '' ? `${key}=${value}` : key;
  return { guardrail, parameters: { [name]: [pattern] } };
}

function texts(guardrail: string, name: string, value: Json | undefined): Answer {
  const list = textList(value);
  return list === undefined || list.length === 0
    ? 'its parameters are missing'
    : { guardrail, parameters: { [name]: list } };
}

/** What is allowed, from what is forbidden. */
function others(guardrail: string, all: readonly string[], forbidden: Json | undefined): Answer {
  const list = textList(forbidden);
  if (list === undefined) return 'its parameters are missing';
  return { guardrail, parameters: { allow: all.filter(value => !list.includes(value)) } };
}

function number(guardrail: string, name: string, value: Json | undefined): Answer {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? { guardrail, parameters: { [name]: value } }
    : 'its parameters are missing';
}

/** Group, version and kind are regular expressions there: only words carry over. */
function disallowed({ group, version, kind }: Params): Answer {
  const word = (value: Json | undefined) =>
    value === undefined || value === ''
      ? ''
      : typeof value === 'string'
        ? /^\^?([\w.-]+)\$?$/.exec(value)?.[1]
        : undefined;
  const [g, v, k] = [word(group), word(version), word(kind)];
  if (k === undefined || k === '' || g === undefined || v === undefined || (v !== '' && g === ''))
    return 'a group, version or kind by regular expression has no form in allowed-kinds';
  const name = [g, v, k].filter(part => part !== '').join('/');
  return { guardrail: 'allowed-kinds', parameters: { forbid: [name] } };
}

function registries({ allowlist, blocklist }: Params): Answer {
  const parameters: Record<string, Json> = {};
  for (const [name, value] of [
    ['allow', allowlist],
    ['deny', blocklist],
  ] as const) {
    const list = textList(value ?? []);
    const patterns = list?.map(repositoryPattern);
    if (patterns === undefined || patterns.includes(undefined))
      return 'of regular expressions only those carry over that are the beginning of an image name: ^ghcr[.]io/acme/.*';
    if (patterns.length > 0) parameters[name] = patterns as string[];
  }
  return Object.keys(parameters).length === 0
    ? 'its parameters are missing'
    : { guardrail: 'image-registry', parameters };
}

/** KubeLinter reports a value between the bounds, the upper one absent for everything above the lower. */
function bounds(params: Params, resource: 'cpu' | 'memory', unit: string, suffix: string): Answer {
  const { requirementstype: type } = params;
  const lower = params[`lowerbound${unit}`] ?? 0;
  const upper = params[`upperbound${unit}`];
  const safe = (value: Json | undefined) => typeof value === 'number' && Number.isSafeInteger(value);
  if (!safe(lower) || (upper !== undefined && upper !== null && !safe(upper)))
    return 'its bounds are no numbers';
  const kinds = type === 'any' ? ['Request', 'Limit'] : type === 'limit' ? ['Limit'] : ['Request'];
  const name = (kind: string, end: string) => `${resource}${kind}${end}`;
  const open = upper === undefined || upper === null;
  if (open && Number(lower) > 0) {
    const value = `${Number(lower) - 1}${suffix}`;
    return {
      guardrail: 'resource-bounds',
      parameters: Object.fromEntries(kinds.map(kind => [name(kind, 'Max'), value])),
    };
  }
  if (!open && Number(upper) > 0 && Number(lower) === 0) {
    const value = `${Number(upper) + 1}${suffix}`;
    return {
      guardrail: 'resource-bounds',
      parameters: Object.fromEntries(kinds.map(kind => [name(kind, 'Min'), value])),
    };
  }
  return open || Number(upper) > 0
    ? 'a range in the middle has no form in resource-bounds'
    : 'that the value is set is for resource-requests, cpu-limit and memory-limit';
}

function textList(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
    ? (value as string[])
    : undefined;
}
