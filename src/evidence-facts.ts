import type { ClusterContext } from './analyzers/index.ts';
import type { Config, Waiver } from './config/index.ts';
import type { Judged } from './evaluating.ts';
import type { EvidenceFacts, Framework, GuardrailFact, InputFile, TargetInputs } from './evidence/index.ts';
import { type ActiveGuardrail, type Guardrail, isOnChange } from './guardrails/index.ts';
import { type Manifest, podSpecsOf } from './manifest/index.ts';
import { byText, type Tree, TreeError } from './repository/index.ts';
import type { Side } from './side.ts';
import { isExpired } from './verdict/index.ts';

export interface FactsInput {
  readonly head: Side;
  readonly hasBase: boolean;
  readonly config: Config;
  readonly waivers: readonly Waiver[];
  readonly today: string;
  readonly paths: readonly string[];
  readonly active: readonly ActiveGuardrail[];
  readonly all: readonly Guardrail[];
  readonly judged: Judged['judged'];
  readonly context?: ClusterContext['manifests'];
  readonly frameworks: readonly Framework[];
}

/** What a run knows that no report shows and evidence needs: inputs with digests, and what became of each guardrail. */
export function evidenceFacts(input: FactsInput): EvidenceFacts {
  const { head, config, waivers, today, all, active, frameworks } = input;
  const running = new Map(active.map(each => [each.guardrail.id, each]));
  const manifests = manifestsByTarget(head);
  return {
    today,
    paths: [...new Set(input.paths)].sort(byText),
    inputs: head.discovery.targets
      .map(target => targetInputs(target.id, head, config))
      .sort((a, b) => byText(a.target, b.target)),
    guardrails: [...all]
      .sort((a, b) => byText(a.id, b.id))
      .map(guardrail => guardrailFact(guardrail, running.get(guardrail.id), manifests, input)),
    waivers: waivers.filter(waiver => !isExpired(waiver, today)),
    frameworks,
  };
}

function targetInputs(id: string, { discovery, renderings, tree }: Side, config: Config): TargetInputs {
  const target = discovery.targets.find(each => each.id === id);
  const paths = [...new Set(target?.inputs ?? [])].sort(byText);
  tree.prefetch(paths);
  return {
    target: id,
    files: paths.map(path => inputFile(tree, path)),
    environments: renderings
      .filter(rendering => rendering.target.id === id)
      .map(({ environment, inputs }) => ({
        name: environment.name,
        ...(environment.namespace === undefined ? {} : { namespace: environment.namespace }),
        kubernetes: environment.kubernetes ?? config.kubernetes,
        values: environment.values ?? [],
        inputs,
      })),
  };
}

function inputFile(tree: Tree, path: string): InputFile {
  try {
    return { path, sha256: tree.digest(path) };
  } catch (error) {
    if (error instanceof TreeError) return { path, unreadable: error.code };
    throw error;
  }
}

function manifestsByTarget({ renderings }: Side): Map<string, Manifest[]> {
  const targets = new Map<string, Manifest[]>();
  for (const { target, manifests } of renderings)
    targets.set(target.id, [...(targets.get(target.id) ?? []), ...manifests]);
  return targets;
}

function guardrailFact(
  guardrail: Guardrail,
  running: ActiveGuardrail | undefined,
  manifests: ReadonlyMap<string, readonly Manifest[]>,
  input: FactsInput,
): GuardrailFact {
  const { id, title, category, origin, digest, controls } = guardrail;
  const idle = whyIdle(guardrail, running, input);
  const targets = idle === undefined ? judgedTargets(guardrail, running, manifests, input) : [];
  return {
    id,
    title,
    category,
    origin,
    digest,
    severity: running?.severity ?? 'off',
    parameters: running?.parameters ?? {},
    controls,
    judged: targets,
    ...(idle === undefined ? {} : { idle }),
  };
}

/** Why a guardrail says nothing about this run whatever the manifests are; its examples say what it needs. */
function whyIdle(
  { id, profile, parameters, examples, check }: Guardrail,
  running: ActiveGuardrail | undefined,
  { config, hasBase, context }: FactsInput,
): string | undefined {
  if (running === undefined) {
    return config.guardrails[id]?.severity === 'off'
      ? 'the configuration switches it off'
      : `it is in profile ${profile}, and ${config.profile} was used`;
  }
  const everyFailing = (needs: (example: Guardrail['examples']['fail'][number]) => boolean) =>
    examples.fail.length > 0 && examples.fail.every(needs);
  const judgesChange =
    (check.by === 'expression' && isOnChange(check)) || everyFailing(({ base }) => base !== undefined);
  if (!hasBase && judgesChange) return 'it judges a change, and there was no base to compare with';
  if (config.scans.length === 0 && everyFailing(({ scans }) => scans !== undefined))
    return 'it needs reports of image scanners, and the configuration names none';
  if (
    config.deployer === undefined &&
    context === undefined &&
    everyFailing(({ deployer }) => deployer !== undefined)
  )
    return 'it needs to know who deploys, and the configuration does not say';
  const asGiven = Object.entries(parameters).every(
    ([name, { default: value }]) => JSON.stringify(running.parameters[name]) === JSON.stringify(value),
  );
  const isSilent = asGiven && Object.keys(parameters).length > 0;
  if (isSilent && everyFailing(example => Object.keys(example.parameters ?? {}).length > 0))
    return `it needs its parameters (${Object.keys(parameters).join(', ')}), and the configuration sets none`;
  return undefined;
}

const isWorkload = (manifest: Manifest) => podSpecsOf(manifest).length > 0;
const hasKind =
  (...kinds: string[]) =>
  ({ resource }: Manifest) =>
    kinds.includes(resource.kind);
const isRbac = hasKind('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding');

/** What checks of analyzers look at, where that is not any object. */
const LOOKS_AT: Readonly<Record<string, (manifest: Manifest) => boolean>> = {
  images: isWorkload,
  quota: hasKind('Namespace'),
  rbac: isRbac,
  'rbac workload': isWorkload,
  'rbac needed': manifest => isRbac(manifest) || isWorkload(manifest),
  'workloads budget-blocks-evictions': hasKind('PodDisruptionBudget'),
  'workloads budgets-overlap': hasKind('PodDisruptionBudget'),
  'workloads duplicate-autoscaler': hasKind(
    'HorizontalPodAutoscaler',
    'VerticalPodAutoscaler',
    'ScaledObject',
  ),
  'workloads shared-service-account': isWorkload,
};

/**
 * Targets with workloads of a namespace that has a NetworkPolicy, there or in another target: where there is none at all
 * nobody looks, unless the guardrail is told to look `everywhere`.
 */
function withPolicies(manifests: ReadonlyMap<string, readonly Manifest[]>, everywhere: boolean): string[] {
  const isPolicy = hasKind('NetworkPolicy');
  const namespaces = new Set(
    [...manifests.values()].flatMap(of => of.filter(isPolicy).map(({ resource }) => resource.namespace)),
  );
  return [...manifests]
    .filter(([, of]) =>
      of.some(
        manifest => isWorkload(manifest) && (everywhere || namespaces.has(manifest.resource.namespace)),
      ),
    )
    .map(([target]) => target)
    .sort(byText);
}

function judgedTargets(
  { id, check }: Guardrail,
  running: ActiveGuardrail | undefined,
  manifests: ReadonlyMap<string, readonly Manifest[]>,
  { judged }: FactsInput,
): string[] {
  if (check.by === 'expression') return [...(judged?.get(id) ?? [])].sort(byText);
  if (check.analyzer === 'network') return withPolicies(manifests, running?.parameters.everywhere === true);
  const looksAt = LOOKS_AT[`${check.analyzer} ${check.check}`] ?? LOOKS_AT[check.analyzer] ?? (() => true);
  return [...manifests].flatMap(([target, of]) => (of.some(looksAt) ? [target] : [])).sort(byText);
}
