import { type Compared, compare, renderingKey } from './changes/index.ts';
import type { Config } from './config/index.ts';
import { comparable, evaluateSide, type Judged, type JudgingOptions } from './evaluating.ts';
import type { RawFinding, Rendering } from './findings.ts';
import type { JudgeAgain } from './fixes/index.ts';
import { type ActiveGuardrail, type FixAnswer, fixFor } from './guardrails/index.ts';
import type { Manifest, ParsedYaml } from './manifest/index.ts';
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

/** Kinds whose objects have a say in the effective values of others, wherever those were rendered. */
const FAR_REACHING = new Set(['ServiceAccount', 'LimitRange', 'Namespace']);

/**
 * Renders what depends on changed files once more, judges it, and tells how its findings differ from the head's.
 * Expressions look at what was rendered anew, analyzers at everything.
 */
export function rejudging(input: RejudgeInput): JudgeAgain {
  const { engine, config, head, base, active, judged, concurrency, cache } = input;
  const analyzers = new Set(
    active.filter(({ guardrail }) => guardrail.check.by === 'analyzer').map(({ guardrail }) => guardrail.id),
  );
  const everywhere = new Map(input.compared.map(({ fingerprint, renderings }) => [fingerprint, renderings]));
  const known = new Set([...head.problems, ...judged.problems].map(problemKey));
  return async tree => {
    const side = await renderAgain(head, { tree, config, engine, concurrency, cache });
    const anew = new Set(
      side.renderings
        .filter(r => !r.reused)
        .map(({ target, environment }) => renderingKey(target.id, environment.name)),
    );
    const isAnew = ({ target, environment }: Rendering) => anew.has(renderingKey(target, environment));
    const isAnewManifest = ({ origin }: Manifest) =>
      anew.has(renderingKey(origin.target.id, origin.environment.name));
    const reachesFar = [...head.set.manifests, ...side.set.manifests].some(
      manifest => FAR_REACHING.has(manifest.resource.kind) && isAnewManifest(manifest),
    );
    const only = reachesFar ? {} : { only: isAnewManifest };
    const after = evaluateSide(side, base, active, { ...input.options, ...only });
    const before = reachesFar
      ? judged.findings
      : judged.findings.filter(f => analyzers.has(f.guardrail) || isAnew(f.rendering));
    const differences = compare(comparable(head, before), comparable(side, after.findings));
    const left = new Map<string, readonly Rendering[]>();
    const gone = new Set<string>();
    for (const { fingerprint, state, renderings } of differences) {
      // Where nothing was rendered anew, it still shows.
      const elsewhere = reachesFar ? [] : (everywhere.get(fingerprint) ?? []).filter(r => !isAnew(r));
      const still = state === 'fixed' ? elsewhere : [...renderings, ...elsewhere];
      if (still.length === 0) gone.add(fingerprint);
      else left.set(fingerprint, still);
    }
    return {
      gone,
      left,
      rendered: anew.size,
      appeared: differences
        .filter(d => d.state === 'new')
        .map(({ finding }) => ({ finding, fix: fixOf(finding, side, input) })),
      problems: [...side.problems, ...after.problems].filter(p => !known.has(problemKey(p))),
    };
  };
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
