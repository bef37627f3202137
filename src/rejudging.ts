import { analyzerReach, type Reach } from './analyzers/index.ts';
import { type Compared, compare, renderingKey } from './changes/index.ts';
import type { Config } from './config/index.ts';
import {
  analyzeManifests,
  analyzeSide,
  comparable,
  evaluateExpressions,
  type Judged,
  type JudgingOptions,
} from './evaluating.ts';
import type { RawFinding, Rendering } from './findings.ts';
import type { JudgeAgain } from './fixes/index.ts';
import {
  type ActiveGuardrail,
  evaluate,
  type FixAnswer,
  fixFor,
  isOnChange,
  seesOthers,
} from './guardrails/index.ts';
import { isWorkload, type Manifest, type ParsedYaml } from './manifest/index.ts';
import type { Problem } from './problems.ts';
import type { Engine } from './render/index.ts';
import { renderAgain, type Side } from './side.ts';

export interface RejudgeInput {
  readonly engine: Engine;
  readonly config: Config;
  readonly head: Side;
  readonly base: Side | undefined;
  readonly active: readonly ActiveGuardrail[];
  readonly options: JudgingOptions;
  /** What the head was judged to be. */
  readonly judged: Judged;
  readonly compared: readonly Compared[];
  readonly concurrency: number;
  readonly cache: Map<string, ParsedYaml>;
}

/** Kinds whose objects have a say in the effective values of others, in whatever rendering those are. */
const FAR_REACHING = new Set(['ServiceAccount', 'LimitRange', 'Namespace']);

/**
 * Renders what depends on changed files once more, judges it, and tells how its findings differ from the head's.
 *
 * What can have another verdict is judged: objects that changed; by guardrails that look at effective values, all that
 * was rendered with them, unless only workloads changed, which have no say in those of others; by analyzers of more
 * than an object, everything, if anything changed that they look at.
 */
export function rejudging(input: RejudgeInput): JudgeAgain {
  const { engine, config, head, base, active, judged, concurrency, cache } = input;
  const reaches = active.map(each => [each, reachOf(each)] as const);
  const everywhere = new Map(input.compared.map(({ fingerprint, renderings }) => [fingerprint, renderings]));
  const known = new Set([...head.problems, ...judged.problems].map(problemKey));
  return async tree => {
    const side = await renderAgain(head, { tree, config, engine, concurrency, cache });
    const anew = side.renderings.filter(r => !r.reused);
    const keys = new Set(anew.map(({ target, environment }) => renderingKey(target.id, environment.name)));
    const isAnew = ({ target, environment }: Rendering) => keys.has(renderingKey(target, environment));
    const isAnewManifest = ({ origin }: Manifest) =>
      keys.has(renderingKey(origin.target.id, origin.environment.name));
    const [before, now] = [head, side].map(({ set }) => set.manifests.filter(isAnewManifest)) as [
      Manifest[],
      Manifest[],
    ];
    const was = changed(before, now);
    const is = changed(now, before);
    const differing = [...was, ...is];
    const isAlone = differing.every(({ resource: { group, kind } }) => isWorkload(group, kind));
    const isFar = differing.some(({ resource }) => FAR_REACHING.has(resource.kind));
    const widths = new Map(
      reaches.map(([each, reach]) => [each, widthOf(reach, differing, isAlone, isFar)] as const),
    );
    const only = (width: Width) => active.filter(each => widths.get(each) === width);
    const { options } = input;
    const after = [
      evaluate(side.set, only('changed'), { ...options, only: manifest => is.has(manifest) }),
      evaluate(side.set, only('anew'), { ...options, only: isAnewManifest }),
      evaluateExpressions(side.set, only('all'), allOf(options, base)),
      analyzeManifests([...is], only('changed'), options),
      analyzeSide(side, base, only('all'), options),
    ];
    const changedBefore = new Set([...was].map(({ resource }) => resource));
    const ids = new Map(active.map(each => [each.guardrail.id, each]));
    const judgedBefore = judged.findings.filter(finding => {
      const guardrail = ids.get(finding.guardrail);
      switch (guardrail === undefined ? 'none' : widths.get(guardrail)) {
        case 'changed':
          return changedBefore.has(finding.resource);
        case 'anew':
          return isAnew(finding.rendering);
        case 'all':
          return true;
        default:
          return false;
      }
    });
    const differences = compare(
      comparable(head, judgedBefore),
      comparable(
        side,
        after.flatMap(({ findings }) => findings),
      ),
    );
    const looked = new Set(judgedBefore.map(({ rendering }) => rendering));
    const left = new Map<string, readonly Rendering[]>();
    const gone = new Set<string>();
    for (const { fingerprint, state, renderings } of differences) {
      // Where it was not looked for, it still shows.
      const elsewhere = (everywhere.get(fingerprint) ?? []).filter(rendering => !looked.has(rendering));
      const still = state === 'fixed' ? elsewhere : [...renderings, ...elsewhere];
      if (still.length === 0) gone.add(fingerprint);
      else left.set(fingerprint, still);
    }
    const problems = [...side.problems, ...after.flatMap(each => each.problems)];
    return {
      gone,
      left,
      rendered: anew.length,
      appeared: differences
        .filter(({ state }) => state === 'new')
        .map(({ finding }) => ({ finding, fix: fixOf(finding, side, input) })),
      problems: problems.filter(problem => !known.has(problemKey(problem))),
    };
  };
}

/** With the base, and without what differed from it before. */
function allOf({ changes: _, ...options }: JudgingOptions, base: Side | undefined) {
  return { ...options, ...(base === undefined ? {} : { base: base.set }) };
}

/** How far from an object its verdict by a guardrail may be decided; see {@link Reach} for analyzers. */
type GuardrailReach = Reach | 'rendering';

function reachOf({ guardrail: { check } }: ActiveGuardrail): GuardrailReach {
  if (check.by === 'analyzer') return analyzerReach(check);
  if (isOnChange(check)) return () => true;
  return seesOthers(check) ? 'rendering' : 'object';
}

/** What is judged again: objects that changed, those rendered anew, all of them, none. */
type Width = 'changed' | 'anew' | 'all' | 'none';

function widthOf(
  reach: GuardrailReach,
  differing: readonly Manifest[],
  isAlone: boolean,
  isFar: boolean,
): Width {
  if (reach === 'object') return 'changed';
  if (reach === 'rendering') return isAlone ? 'changed' : isFar ? 'all' : 'anew';
  return differing.some(reach) ? 'all' : 'none';
}

/** Manifests of the first list that the second one does not have in the same rendering, word for word. */
function changed(manifests: readonly Manifest[], others: readonly Manifest[]): ReadonlySet<Manifest> {
  const key = ({ origin, resource }: Manifest) =>
    JSON.stringify([origin.target.id, origin.environment.name, origin.within, resource, origin.text]);
  const known = new Set(others.map(key));
  return new Set(manifests.filter(manifest => !known.has(key(manifest))));
}

function fixOf(finding: RawFinding, { renderings, set }: Side, { active, config }: RejudgeInput): FixAnswer {
  const { target, environment, documentIndex } = finding.rendering;
  const guardrail = active.find(each => each.guardrail.id === finding.guardrail);
  const manifest = renderings
    .find(r => r.target.id === target && r.environment.name === environment)
    ?.manifests.find(m => m.origin.documentIndex === documentIndex && m.resource === finding.resource);
  if (guardrail === undefined || manifest === undefined) return 'none';
  return fixFor(guardrail, { path: finding.path, manifest }, set, config.kubernetes);
}

/** Messages count what they are about: the same problem may say another number. */
function problemKey({ code, target, environment, file }: Problem): string {
  return JSON.stringify([code, target, environment, file]);
}
