import { availableParallelism } from 'node:os';
import { acceptedByComments, readBaselines, readComments } from './accepted.ts';
import {
  type ClusterContext,
  NO_CHANGES,
  networkReport,
  oversizedRoles,
  type Pointer,
  permissionReport,
  readContext,
} from './analyzers/index.ts';
import { approvalInput } from './approving.ts';
import { assembleReport } from './assemble.ts';
import { StoryPlaces } from './caused.ts';
import { compare, diffSets, withoutToldTwice } from './changes/index.ts';
import { changesBetween } from './changing.ts';
import type { Config, Waiver } from './config/index.ts';
import { comparable, comparedRenderings, evaluateBase, evaluateSide, isPartial } from './evaluating.ts';
import { type EvidenceFacts, frameworkProblems, loadFrameworks } from './evidence/index.ts';
import { evidenceFacts } from './evidence-facts.ts';
import { fixFindings, type ShownMending } from './fixing.ts';
import { acceptedByForeign, readForeign } from './foreign.ts';
import {
  type ActiveGuardrail,
  activate,
  type Guardrail,
  type LoadedGuardrails,
  loadCustom,
  loadPack,
  readPack,
} from './guardrails/index.ts';
import type { ParsedYaml } from './manifest/index.ts';
import { ownPackage } from './package.ts';
import { type Deltas, placeFindings } from './placing.ts';
import { type Problem, uniqueProblems } from './problems.ts';
import { rejudging } from './rejudging.ts';
import { DEFAULT_LIMITS, type Engine, type RenderLimits } from './render/index.ts';
import type { RenderedFile, Report } from './reports/index.ts';
import type { Tree } from './repository/index.ts';
import { loadScans } from './scans/index.ts';
import { openEngine, renderSide, type Side } from './side.ts';
import { type DiscoverOptions, discover } from './targets/index.ts';
import { findVarying } from './varying.ts';
import { type ApproversKnown, type JudgeInput, judge, OWN_GUARDRAILS, weakened } from './verdict/index.ts';
import { weakenings } from './weakening/index.ts';

export interface RunInput {
  readonly head: Tree;
  /** What the head is compared with; absent: everything counts as it stands. */
  readonly base?: Tree;
  /** What people call the base: the reference they named, the branch of the pull request. */
  readonly baseName?: string;
  readonly config: Config;
  /** Where the configuration came from. */
  readonly configFrom: Report['config']['from'];
  /** Own guardrails are read from here: the base commit where the head is not trusted. */
  readonly rulesTree: Tree;
  readonly waivers: readonly Waiver[];
  /** Limits the run to these repository paths; empty means everything. */
  readonly paths: readonly string[];
  /** What reading configuration and waivers already found. */
  readonly problems: readonly Problem[];
  /** An export of the cluster, instead of the one that the configuration names. */
  readonly context?: ClusterContext['manifests'];
  /** Labels of the pull request, for guardrails that ask for one. */
  readonly labels?: readonly string[];
  /** Who agrees to the change; absent: nobody was asked. */
  readonly approvers?: ApproversKnown;
  /** `YYYY-MM-DD`, UTC: the day waivers are held against. */
  readonly today: string;
  /**
   * What is done about findings that their guardrail knows a fix for: proven for those shown (default), all mended
   * together (`mending` of the result), or nothing.
   */
  readonly fixes?: 'suggest' | 'mend' | 'none';
  /** Limits `mend` to findings of these guardrails. */
  readonly mendOnly?: ReadonlySet<string>;
  readonly limits?: RenderLimits;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

export interface RunResult {
  readonly report: Report;
  readonly rendered: readonly RenderedFile[];
  /** What evidence needs beside the report; worked out when asked for. */
  readonly facts: () => EvidenceFacts;
  /** The files as `fixes: 'mend'` would have them. */
  readonly mending?: ShownMending;
  /** Milliseconds per stage, for `--verbose` and the benchmark; not part of the report. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * The whole way, one stage after the other:
 * discover -> render -> read -> evaluate -> compare -> judge -> locate -> fix -> report.
 */
export async function run(input: RunInput): Promise<RunResult> {
  const engine = openEngine(input.config, input.limits ?? DEFAULT_LIMITS);
  try {
    return await runWith(engine, input);
  } finally {
    await engine.close();
  }
}

async function runWith(engine: Engine, input: RunInput): Promise<RunResult> {
  const { head, base, config } = input;
  const clock = stopwatch();
  const { active, all, problems: guardrailProblems } = loadGuardrails(input);

  const found = discover(head, discoverOptions(input.paths, config));
  const foundBase = base === undefined ? undefined : discover(base, discoverOptions(input.paths, config));
  clock.lap('discover');

  const common = {
    config,
    engine,
    concurrency: availableParallelism(),
    cache: new Map<string, ParsedYaml>(),
  };
  const progress = (stage: string) => (done: number, total: number) => input.onProgress?.(stage, done, total);
  const rendered = await renderSide({
    ...common,
    tree: head,
    discovery: found,
    known: new Map(),
    onProgress: progress('render'),
  });
  let renderedBase: Side | undefined;
  if (base !== undefined && foundBase !== undefined) {
    const known = new Map(rendered.renderings.map(r => [r.inputs, r]));
    renderedBase = await renderSide({
      ...common,
      tree: base,
      discovery: foundBase,
      known,
      onProgress: progress('render base'),
    });
  }
  const ofAll = active.some(({ guardrail }) => guardrail.id === RANDOM_VALUE);
  const { head: headSide, base: baseSide } = await findVarying(rendered, renderedBase, { ...common, ofAll });
  clock.lap('render and read');

  const partial = isPartial(headSide) || (baseSide !== undefined && isPartial(baseSide));
  const { scans, problems: scanProblems } = loadScans(head, config.scans);
  const { context, problems: contextProblems } = clusterContext(input);
  // Those that come with kubeproof are in order, and only evidence needs them.
  const chosen =
    config.frameworks.length === 0 ? undefined : loadFrameworks(config.frameworks, input.rulesTree);
  const { kubernetes, deployer } = config;
  const isCompared = comparedRenderings(headSide, baseSide);
  const cluster = {
    kubernetes,
    ...context,
    ...(deployer === undefined ? {} : { deployer }),
    ...(isCompared === undefined ? {} : { isCompared }),
  };
  const differences = baseSide === undefined ? undefined : diffSets(baseSide.set, headSide.set, isCompared);
  const options = {
    ...cluster,
    partial,
    today: input.today,
    scans,
    all: active,
    ...(differences === undefined ? {} : { changes: differences }),
    ...(input.labels === undefined ? {} : { labels: input.labels }),
  };
  const evaluated = evaluateSide(headSide, baseSide, active, options);
  const judgedBase =
    baseSide === undefined ? undefined : evaluateBase(baseSide, headSide, evaluated, active, options);
  const deltas: Deltas<Pointer> =
    baseSide === undefined
      ? { permissions: NO_CHANGES }
      : {
          permissions: permissionReport(baseSide.set, headSide.set, cluster),
          network: networkReport(baseSide.set, headSide.set, cluster),
        };
  clock.lap('evaluate');

  const compared = withoutToldTwice(
    compare(
      baseSide === undefined ? undefined : comparable(baseSide, judgedBase ?? []),
      comparable(headSide, evaluated.findings),
    ),
  );
  clock.lap('compare');

  const problems = uniqueProblems([
    ...input.problems,
    ...guardrailProblems,
    ...scanProblems,
    ...contextProblems,
    ...(chosen === undefined ? [] : [...chosen.problems, ...frameworkProblems(chosen.frameworks, all)]),
    ...headSide.problems,
    ...evaluated.problems,
    ...oversizedRoles(headSide.set),
    ...(baseSide === undefined ? [] : baseProblems(baseSide, headSide)),
  ]);
  const baselines = readBaselines(input);
  const comments = readComments(input, headSide);
  const foreign = await readForeign(engine, config, headSide);
  const weaker = base === undefined ? [] : weakenings({ base, head, config, guardrails: all }).map(weakened);
  const judging: JudgeInput = {
    compared,
    waivers: input.waivers,
    comments: [...comments.waivers, ...foreign.comments, ...foreign.annotations],
    ...baselines.judging,
    whole: input.paths.length === 0 && !partial,
    problems: [...problems, ...baselines.problems],
    ...(base === undefined
      ? {}
      : { approvals: approvalInput(config.approvals, input.approvers, deltas.permissions) }),
    weakened: weaker,
    severities: config.guardrails,
    gate: config.gate,
    hasBase: base !== undefined,
    today: input.today,
  };
  const first = judge(judging);
  clock.lap('judge');

  const stories =
    baseSide === undefined
      ? undefined
      : new StoryPlaces(
          changesBetween(baseSide, headSide, differences === undefined ? {} : { differences }),
          baseSide,
          headSide,
        );
  clock.lap('changes');

  const {
    placed: located,
    causes,
    ...shown
  } = await placeFindings(
    engine,
    config,
    first.findings,
    new Map(
      compared.flatMap(({ fingerprint, finding: { because } }) =>
        because === undefined ? [] : [[fingerprint, because]],
      ),
    ),
    deltas,
    headSide,
    baseSide,
    stories?.asked,
  );
  const accepted = joined(
    acceptedByComments(comments.waivers, located, config, base),
    acceptedByForeign(foreign, located, config, baseSide),
  );
  const judgement = accepted.size === 0 ? first : judge({ ...judging, inline: accepted });
  const judged = new Map(judgement.findings.map(finding => [finding.fingerprint, finding]));
  const settled = located.map(item => ({
    ...item,
    finding: judged.get(item.finding.fingerprint) ?? item.finding,
  }));
  clock.lap('locate');

  const judgeAgain = rejudging({
    ...common,
    head: headSide,
    base: baseSide,
    active,
    options,
    judged: evaluated,
    compared,
  });
  const { placed, mending } = await fixFindings({
    input,
    engine,
    head: headSide,
    active,
    guardrails: all,
    placed: settled,
    judgeAgain,
  });
  clock.lap('fix');

  const result = assembleReport({
    input,
    headSide,
    baseSide,
    judgement,
    placed,
    problems: uniqueProblems([
      ...judging.problems,
      ...comments.problems,
      ...foreign.problems,
      ...judgement.problems,
    ]),
    ...shown,
    ...(stories === undefined ? {} : { changes: stories.placed(causes) }),
    active,
    guardrails: all,
  });
  clock.lap('report');
  const facts = () =>
    evidenceFacts({
      head: headSide,
      hasBase: base !== undefined,
      config,
      waivers: input.waivers,
      today: input.today,
      paths: input.paths,
      active,
      all,
      judged: evaluated.judged,
      ...context,
      frameworks: (chosen ?? loadFrameworks([], input.rulesTree)).frameworks,
    });
  return { ...result, facts, ...(mending === undefined ? {} : { mending }), timings: clock.laps };
}

/** What either of two accepts, the first one's in front. */
function joined(
  a: ReadonlyMap<string, readonly Waiver[]>,
  b: ReadonlyMap<string, readonly Waiver[]>,
): ReadonlyMap<string, readonly Waiver[]> {
  const all = new Map(a);
  for (const [fingerprint, waivers] of b) all.set(fingerprint, [...(all.get(fingerprint) ?? []), ...waivers]);
  return all;
}

/** The export of the cluster that the configuration names; one that cannot be relied on says nothing but that. */
function clusterContext({ config, rulesTree, context }: RunInput): {
  context: { readonly context?: ClusterContext['manifests'] };
  problems: readonly Problem[];
} {
  if (context !== undefined) return { context: { context }, problems: [] };
  if (config.context === undefined) return { context: {}, problems: [] };
  const { manifests, problems } = readContext(rulesTree, config.context);
  return { context: problems.length === 0 ? { context: manifests } : {}, problems };
}

/** What discovery is told by the command line and the configuration. */
export function discoverOptions(paths: readonly string[], config: Config): DiscoverOptions {
  const { exclude, context, targets, file } = config;
  return {
    paths,
    // What the cluster has already is not what the repository deploys.
    exclude: context === undefined ? exclude : [...exclude, `${context}/**`],
    ...(targets === undefined ? {} : { targets }),
    ...(file === undefined ? {} : { configFile: file }),
  };
}

let pack: LoadedGuardrails | undefined;

/** The guardrails that come with this version, read once. */
export function ownPack(): LoadedGuardrails {
  const { rules, pack: made } = ownPackage();
  pack ??= made === undefined ? loadPack(rules) : readPack(made);
  return pack;
}

/** The pack and the team's own guardrails, with the run's settings applied. */
export function loadGuardrails(input: Pick<RunInput, 'config' | 'rulesTree'>): {
  active: readonly ActiveGuardrail[];
  all: readonly Guardrail[];
  problems: readonly Problem[];
} {
  const { config, rulesTree } = input;
  const loaded = [ownPack(), ...config.rules.map(folder => loadCustom(rulesTree, folder))];
  const all = loaded.flatMap(l => l.guardrails);
  const own = new Set(OWN_GUARDRAILS.map(({ id }) => id));
  const settings = Object.entries(config.guardrails).filter(([id]) => !own.has(id));
  const { active, problems } = activate(all, { ...config, guardrails: Object.fromEntries(settings) });
  return { active, all, problems: [...loaded.flatMap(l => l.problems), ...problems] };
}

/** The guardrail that judges what each rendering makes anew, in targets that nobody touched as well. */
const RANDOM_VALUE = 'random-value';

/** Problems of discovery that only say that something is not there yet. */
const NOT_THERE = new Set([
  'target-not-found',
  'values-missing',
  'path-not-found',
  'path-no-targets',
  'no-targets',
]);

/** What the base could not evaluate and the head could: its findings all count as new, and that is worth a word. */
function baseProblems(base: Side, head: Side): Problem[] {
  const key = ({ code, target, environment }: Problem) => JSON.stringify([code, target, environment]);
  const broken = new Set(head.problems.map(key));
  const discovered = base.discovery.problems.filter(
    p => p.target !== undefined && p.gates && !NOT_THERE.has(p.code),
  );
  const rendered = base.renderings
    .filter(r => r.failed && !r.reused)
    .flatMap(r => r.problems.filter(p => p.gates));
  return [...discovered, ...rendered]
    .filter(p => !broken.has(key(p)))
    .map(p => ({
      ...p,
      message: `the base could not be evaluated (${p.message}), so every finding of it counts as new`,
      gates: false,
    }));
}

function stopwatch() {
  const laps: Record<string, number> = {};
  let last = performance.now();
  return {
    laps,
    lap(name: string) {
      const now = performance.now();
      laps[name] = now - last;
      last = now;
    },
  };
}
