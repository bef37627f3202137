import { createHash } from 'node:crypto';
import { PROFILES } from '../guardrails/index.ts';
import { type Json, type JsonObject, locate, locator } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import type { SetValues } from '../target.ts';
import { readYaml } from './read-yaml.ts';
import { configSchema, type RawConfig, waiversSchema } from './schema.ts';
import { extended, readShared, type SharedFile } from './shared.ts';
import type { Config, EnvironmentConfig, GuardrailConfig, TargetConfig, Waiver } from './types.ts';
import { keysAt, schemaProblems } from './validate.ts';

/** Names looked for when nobody names a file, in this order. */
export const CONFIG_FILES = ['.kubeproof.yaml', '.kubeproof.yml'] as const;

/** What inputs of the action and flags of the command line may override. */
export interface Overrides {
  readonly kubernetes?: string;
  readonly profile?: string;
  readonly failOn?: string;
  readonly scope?: string;
  readonly engine?: string;
  readonly helm?: string;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/** What `extends` names was not asked for: only what the file itself says counts. */
export const UNREAD = Symbol('the shared configuration is not read');

/**
 * Reads the configuration from a tree and applies overrides.
 *
 * A file that was named must exist; otherwise the first of {@link CONFIG_FILES} counts, and without one the defaults
 * do. A file with mistakes yields gating problems and the defaults, never half of what was meant.
 *
 * @param shared contents of what `extends` names; without them a configuration that extends another is such a mistake
 */
export function loadConfig(
  tree: Tree,
  file: string | undefined,
  overrides: Overrides,
  shared?: SharedFile | typeof UNREAD,
): LoadedConfig {
  const path = file ?? CONFIG_FILES.find(name => tree.has(name));
  const problems: Problem[] = [];
  let raw: RawConfig | undefined;
  let text = '';
  if (path !== undefined) {
    const read = readYaml(tree, path, 'config');
    problems.push(...read.problems);
    if (read.value !== undefined) {
      text = read.text;
      const parsed = configSchema.safeParse(read.value ?? {}, { reportInput: true });
      if (parsed.success) {
        const over =
          parsed.data.extends === undefined
            ? undefined
            : extend(read.value, parsed.data.extends, path, shared);
        problems.push(...(over?.problems ?? []));
        raw = over === undefined ? parsed.data : over.raw;
      } else
        problems.push(
          ...schemaProblems(parsed.error.issues, path, text, 'config-invalid', at =>
            keysAt(configSchema, at),
          ),
        );
    }
  }
  const base = toConfig(raw ?? configSchema.parse({}), path, text);
  const overridden = applyOverrides(base, overrides);
  problems.push(...overridden.problems);
  return { config: withDigest(overridden.config), problems };
}

/** A configuration with what it extends; without `raw` when that is not there or wrong. */
function extend(
  own: Json,
  name: string,
  file: string,
  shared: SharedFile | typeof UNREAD | undefined,
): { raw?: RawConfig; problems: readonly Problem[] } {
  if (shared === UNREAD) return { raw: configSchema.parse(own), problems: [] };
  if (shared === undefined) {
    const message = `extends names ${name}, which only the Action reads by itself`;
    const hint = 'Give a copy of that file: --extends FILE';
    return { problems: [{ code: 'config-shared-missing', message, hint, file, gates: true }] };
  }
  const { value, problems } = readShared(shared);
  if (value === undefined) return { problems };
  return { raw: configSchema.parse(extended(value, own as JsonObject)), problems };
}

/** Reads the waiver file of a configuration; none is fine, a broken one gates. */
export function loadWaivers(
  tree: Tree,
  file: string,
): { waivers: readonly Waiver[]; problems: readonly Problem[] } {
  if (!tree.has(file)) return { waivers: [], problems: [] };
  const read = readYaml(tree, file, 'waivers');
  if (read.value === undefined) return { waivers: [], problems: read.problems };
  const parsed = waiversSchema.safeParse(read.value, { reportInput: true });
  if (!parsed.success) {
    return {
      waivers: [],
      problems: schemaProblems(parsed.error.issues, file, read.text, 'waivers-invalid', at =>
        keysAt(waiversSchema, at),
      ),
    };
  }
  const at = locator(read.text);
  const waivers = parsed.data.waivers.map((entry, index): Waiver => {
    const span = at(['waivers', index]).value;
    const id = entry.id ?? createHash('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 8);
    return defined({ ...entry, id, file, line: span?.line ?? 1 });
  });
  return { waivers, problems: [] };
}

const version = (value: string | number) => String(value).replace(/^v/, '');

function toConfig(raw: RawConfig, file: string | undefined, text: string): Config {
  const targets = raw.targets?.map((target, index) =>
    toTarget(target, file === undefined ? undefined : locate(text, ['targets', index]).value?.line),
  );
  return defined<Config>({
    extends: raw.extends,
    kubernetes: version(raw.kubernetes),
    profile: raw.profile,
    gate: { failOn: raw.gate['fail-on'], scope: raw.gate.scope },
    engine: raw.engine,
    targets,
    exclude: raw.exclude,
    guardrails: Object.fromEntries(
      Object.entries(raw.guardrails).map(([id, value]) => [id, toGuardrail(value)]),
    ),
    rules: raw.rules.map(folder => folder.replace(/\/+$/, '')),
    scans: raw.scans,
    context: raw.context === undefined ? undefined : folder(raw.context),
    deployer: typeof raw.deployer === 'string' ? { user: raw.deployer, groups: [] } : raw.deployer,
    waivers: raw.waivers,
    inlineWaivers: raw['inline-waivers'] === false ? 'off' : raw['inline-waivers'],
    foreignWaivers: [...new Set(raw['foreign-waivers'])].sort(),
    baseline: raw.baseline,
    approvals: raw.approvals.map(rule => ({
      ...rule,
      from: rule.from.map(name => name.replace(/^@/, '').toLowerCase()),
    })),
    frameworks: raw.frameworks,
    file,
    digest: '',
  });
}

function toGuardrail(value: RawConfig['guardrails'][string]): GuardrailConfig {
  const severity = (s: string | false | undefined) =>
    (s === false ? 'off' : s) as GuardrailConfig['severity'];
  if (typeof value !== 'object') return defined({ severity: severity(value) });
  return defined({
    severity: severity(value.severity),
    parameters: value.parameters as Record<string, Json> | undefined,
    locked: value.locked,
  });
}

type RawTarget = NonNullable<RawConfig['targets']>[number];

function toTarget(raw: RawTarget, line: number | undefined): TargetConfig {
  const environments = (raw.environments ?? []).map(
    (e): EnvironmentConfig =>
      defined({
        name: e.name,
        namespace: e.namespace,
        release: e.release,
        kubernetes: e.kubernetes === undefined ? undefined : version(e.kubernetes),
        apiVersions: e['api-versions'],
        values: e.values,
        set: e.set === undefined ? undefined : defined<SetValues>(e.set),
      }),
  );
  if ('helm' in raw) return defined({ kind: 'helm', path: folder(raw.helm), environments, line });
  if ('kustomize' in raw) {
    return defined({
      kind: 'kustomize',
      path: folder(raw.kustomize),
      loadRestrictor: raw['load-restrictor'],
      environments,
      line,
    });
  }
  const paths = Array.isArray(raw.manifests) ? raw.manifests : [raw.manifests];
  return defined({ kind: 'manifests', path: paths.map(folder), environments, line });
}

/** `./charts/a/` and `charts/a` are the same folder. */
function folder(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
}

function applyOverrides(config: Config, overrides: Overrides): LoadedConfig {
  const problems: Problem[] = [];
  const choose = <T extends string>(
    name: string,
    value: string | undefined,
    allowed: readonly T[],
    current: T,
  ): T => {
    if (value === undefined || value === '') return current;
    if ((allowed as readonly string[]).includes(value)) return value as T;
    problems.push({
      code: 'input-invalid',
      message: `${name} is "${value}", which is not one of ${allowed.join(', ')}`,
      gates: true,
    });
    return current;
  };
  let kubernetes = config.kubernetes;
  if (overrides.kubernetes !== undefined && overrides.kubernetes !== '') {
    if (/^v?1\.\d{1,2}(\.\d{1,3})?$/.test(overrides.kubernetes)) kubernetes = version(overrides.kubernetes);
    else {
      problems.push({
        code: 'input-invalid',
        message: `kubernetes-version is "${overrides.kubernetes}", which is not a Kubernetes version such as "1.34"`,
        gates: true,
      });
    }
  }
  const helm = choose('helm', overrides.helm, ['3', '4'], String(config.engine.helm) as '3' | '4');
  return {
    config: {
      ...config,
      kubernetes,
      profile: choose('profile', overrides.profile, PROFILES, config.profile),
      gate: {
        failOn: choose(
          'fail-on',
          overrides.failOn,
          ['error', 'warning', 'info', 'never'],
          config.gate.failOn,
        ),
        scope: choose('scope', overrides.scope, ['auto', 'new', 'all'], config.gate.scope),
      },
      engine: {
        kind: choose('engine', overrides.engine, ['embedded', 'system'], config.engine.kind),
        helm: helm === '3' ? 3 : 4,
      },
    },
    problems,
  };
}

function withDigest(config: Config): Config {
  const { file: _file, digest: _digest, ...effective } = config;
  const digest = createHash('sha256').update(JSON.stringify(effective)).digest('hex');
  return { ...config, digest };
}

/** Drops keys whose value is undefined, as `exactOptionalPropertyTypes` wants it. */
function defined<T>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
