import { acceptedBy, findCheck } from '../equivalents/index.ts';
import type { Json } from '../manifest/index.ts';
import { matchesPattern } from '../verdict/index.ts';
import { type Draft, type WaiverDraft, waiversOf } from './draft.ts';
import { namePattern, repositoryPattern } from './patterns.ts';
import type { Source } from './source.ts';

/**
 * Exceptions, see examples/exceptions/README.md of kubescape/kubescape: any of `resources` with any of
 * `posturePolicies`; the values are regular expressions for the whole text.
 */
export function importKubescapeExceptions(source: Source, draft: Draft): void {
  for (let index = 0; index < source.length([]); index++) exception(source, index, draft);
}

function exception(source: Source, index: number, draft: Draft): void {
  const line = source.line([index]);
  const name = source.text([index, 'name'])?.text ?? String(index + 1);
  const what = `exception ${name}`;
  const expires = source.text([index, 'expirationDate'])?.text.slice(0, 10);
  const given = source.text([index, 'reason'])?.text ?? '';
  if (expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
    draft.lost(line, what, `"${expires}" is no date such as 2027-01-31`);
    return;
  }
  const resources = Array.from({ length: source.length([index, 'resources']) }, (_, at) =>
    designated(source, [index, 'resources', at, 'attributes']),
  );
  const wrong = resources.find(resource => typeof resource === 'string');
  if (typeof wrong === 'string') {
    draft.lost(line, what, wrong);
    return;
  }
  if (resources.length === 0) {
    draft.lost(line, what, 'it names no resources');
    return;
  }
  const ids: string[] = [];
  for (let at = 0; at < source.length([index, 'posturePolicies']); at++) {
    const path = [index, 'posturePolicies', at];
    const named = source.text([...path, 'controlID']) ?? source.text([...path, 'controlName']);
    const framework = source.text([...path, 'frameworkName'])?.text;
    if (named === undefined && framework === '.*') ids.push(...draft.tool.checks.keys());
    else if (named === undefined)
      draft.lost(
        source.line(path),
        what,
        `the framework ${framework ?? '?'} by name; name its controls by id, or use .*`,
      );
    else {
      const pattern = namePattern(named.text);
      const found =
        pattern?.includes('*') === true
          ? [...draft.tool.checks.keys()].filter(id => matchesPattern(pattern.toUpperCase(), id))
          : [findCheck(draft.tool, pattern ?? named.text)?.id ?? []].flat();
      if (found.length === 0) draft.lost(named.line, what, `Kubescape has no control "${named.text}"`);
      const none = found.length === 1 ? draft.tool.checks.get(found[0] as string)?.none : undefined;
      if (none !== undefined) draft.lost(named.line, what, `${named.text}: ${none}`);
      ids.push(...found);
    }
  }
  const { accepted, refused } = acceptedBy(draft.tool, new Set(ids));
  let count = 0;
  for (const { guardrail, field, kind } of accepted.filter(each => draft.judges(each.guardrail)))
    for (const resource of resources as Resource[]) {
      const merged = { ...(kind === undefined ? {} : { kind }), ...resource };
      count++;
      draft.waive({
        guardrail,
        ...(Object.keys(merged).length === 0 ? {} : { resource: merged }),
        ...(field === undefined ? {} : { field }),
        reason: draft.reason(line, given === '' ? name : given),
        ...(expires === undefined ? {} : { expires }),
      });
    }
  if (accepted.length > 0) draft.carried(line, what, waiversOf(count));
  draft.stays(refused, line, what);
}

type Resource = NonNullable<WaiverDraft['resource']>;

/** A designator as a waiver's resource, or why it is none. */
function designated(source: Source, path: readonly (string | number)[]): Resource | string {
  const resource: { kind?: string; namespace?: string; name?: string } = {};
  for (const key of source.keys(path)) {
    const value = source.text([...path, key])?.text ?? '';
    if (key !== 'kind' && key !== 'namespace' && key !== 'name')
      return key === 'cluster'
        ? 'it is for one cluster; waivers know targets and environments'
        : `it chooses by ${key}; waivers know kind, namespace and name`;
    const pattern = namePattern(value);
    if (pattern === undefined) return `${key} is the regular expression ${value}; waivers know * only`;
    if (pattern !== '*') resource[key] = pattern;
  }
  return resource;
}

/** How an input of Kubescape's controls becomes a parameter. */
interface Input {
  readonly guardrail: string;
  readonly parameter: string;
  readonly as: 'list' | 'repositories' | 'quantity' | 'integer';
  /** What Kubescape ships: where it stands, kubeproof's own default is left alone. */
  readonly shipped?: readonly string[];
}

const bound = (parameter: string): Input => ({
  guardrail: 'resource-bounds',
  parameter,
  as: 'quantity',
  shipped: ['0'],
});

/** Inputs by name, after default-config-inputs.json of kubescape/regolibrary (ce7ef32). */
const INPUTS: Readonly<Record<string, Input>> = {
  imageRepositoryAllowList: { guardrail: 'image-registry', parameter: 'allow', as: 'repositories' },
  untrustedRegistries: { guardrail: 'image-registry', parameter: 'deny', as: 'repositories' },
  publicRegistries: { guardrail: 'image-registry', parameter: 'deny', as: 'repositories' },
  floatingImageTags: { guardrail: 'image-tag', parameter: 'moving', as: 'list' },
  insecureCapabilities: {
    guardrail: 'dangerous-capabilities',
    parameter: 'forbidden',
    as: 'list',
    shipped:
      'SETPCAP NET_ADMIN NET_RAW SYS_MODULE SYS_RAWIO SYS_PTRACE SYS_ADMIN SYS_BOOT MAC_OVERRIDE MAC_ADMIN PERFMON ALL BPF'.split(
        ' ',
      ),
  },
  recommendedLabels: {
    guardrail: 'required-labels',
    parameter: 'labels',
    as: 'list',
    shipped: ['app', 'tier', 'phase', 'version', 'owner', 'env'],
  },
  k8sRecommendedLabels: {
    guardrail: 'recommended-labels',
    parameter: 'labels',
    as: 'list',
    shipped: ['name', 'instance', 'version', 'component', 'part-of', 'managed-by', 'created-by'].map(
      name => `app.kubernetes.io/${name}`,
    ),
  },
  max_critical_vulnerabilities: {
    guardrail: 'image-vulnerabilities',
    parameter: 'maximum',
    as: 'integer',
    shipped: ['5'],
  },
  cpu_request_min: bound('cpuRequestMin'),
  cpu_request_max: bound('cpuRequestMax'),
  cpu_limit_min: bound('cpuLimitMin'),
  cpu_limit_max: bound('cpuLimitMax'),
  memory_request_min: bound('memoryRequestMin'),
  memory_request_max: bound('memoryRequestMax'),
  memory_limit_min: bound('memoryLimitMin'),
  memory_limit_max: bound('memoryLimitMax'),
};

/** Inputs of controls: `postureControlInputs`, bare or inside `settings`. */
export function importKubescapeInputs(source: Source, draft: Draft): void {
  const root =
    [['settings', 'postureControlInputs'], ['postureControlInputs']].find(
      path => source.get(path) !== undefined,
    ) ?? [];
  for (const key of source.keys(root)) {
    const path = [...root, key];
    if (!Array.isArray(source.get(path))) continue;
    const values = source.texts(path).map(({ text }) => text);
    const line = source.line(path);
    const input = Object.hasOwn(INPUTS, key) ? INPUTS[key] : undefined;
    if (values.length === 0) continue;
    if (input === undefined) draft.lost(line, key, 'kubeproof has no parameter for it');
    else if (input.shipped !== undefined && sameValues(values, input.shipped))
      draft.lost(line, key, `Kubescape's own default; kubeproof's of ${input.guardrail} is left alone`);
    else carry(key, values, line, input, draft);
  }
}

function carry(key: string, values: readonly string[], line: number, input: Input, draft: Draft): void {
  const { guardrail, parameter } = input;
  const value = converted(values, input);
  if (value === undefined) {
    draft.lost(line, key, `${values.join(', ')} is nothing that ${guardrail}.${parameter} takes`);
    return;
  }
  draft.set(guardrail, {
    ...(draft.inProfile(guardrail) ? {} : { severity: draft.severityOf(guardrail) }),
    parameters: { [parameter]: value },
    from: key,
  });
  draft.carried(line, key, `${guardrail} with ${parameter} ${JSON.stringify(value)}`);
}

function converted(values: readonly string[], { as }: Input): Json | undefined {
  const [first = ''] = values;
  switch (as) {
    case 'list':
      return [...values];
    case 'repositories': {
      const patterns = values.map(repositoryPattern);
      return patterns.includes(undefined) ? undefined : (patterns as string[]);
    }
    case 'quantity':
      return /^\d+(\.\d+)?(m|[KMGTPE]i?|k)?$/.test(first) ? first : undefined;
    case 'integer':
      return /^\d{1,9}$/.test(first) ? Number(first) : undefined;
  }
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(value => b.includes(value));
}
