import { availableParallelism } from 'node:os';
import type { Config } from './config/index.ts';
import type { Finding, Rendering } from './findings.ts';
import { type Fixable, type JudgeAgain, type Mending, mend, suggest, type Workbench } from './fixes/index.ts';
import { type ActiveGuardrail, fixFor, type Guardrail } from './guardrails/index.ts';
import { HiddenValues } from './hidden-values.ts';
import { parseFieldPath } from './manifest/index.ts';
import type { Placed } from './placing.ts';
import type { Engine } from './render/index.ts';
import type { Tree } from './repository/index.ts';
import type { Side } from './side.ts';
import { type LocatedRendering, locateFindings, type Unlocated } from './source/index.ts';

export interface FixInput {
  readonly input: {
    readonly config: Config;
    readonly base?: Tree;
    readonly fixes?: 'suggest' | 'mend' | 'none';
    readonly mendOnly?: ReadonlySet<string>;
  };
  readonly engine: Engine;
  readonly head: Side;
  readonly active: readonly ActiveGuardrail[];
  readonly guardrails: readonly Guardrail[];
  readonly placed: readonly Placed[];
  readonly judgeAgain: JudgeAgain;
}

/** Files that change, by path, as they may be shown: without what the Secrets of their targets hold. */
export interface ShownMending extends Mending {
  readonly shown: readonly { readonly file: string; readonly before: string; readonly after: string }[];
}

/** Proves fixes: a suggestion for each finding that is shown, or one mending of all of them. */
export async function fixFindings(
  all: FixInput,
): Promise<{ readonly placed: readonly Placed[]; readonly mending?: ShownMending }> {
  const { input, head, placed } = all;
  if (input.fixes === 'none') return { placed };
  const hidden = new HiddenValues(
    all.guardrails,
    placed.map(({ finding }) => finding),
    [head],
  );
  const bench = workbench(all, hidden);
  const items = fixables(placed, head, input.base !== undefined);
  if (input.fixes === 'mend') {
    const { mendOnly } = input;
    const wanted = items.filter(({ finding }) => mendOnly?.has(finding.guardrail) ?? true);
    const mending = await mend(wanted, bench);
    return { placed, mending: { ...mending, shown: shownTexts(mending, head, hidden) } };
  }
  const suggestions = await suggest(items, bench, head.set.manifests.length);
  return {
    placed: placed.map(item => {
      const suggestion = suggestions.get(item.finding);
      return suggestion === undefined ? item : { ...item, finding: { ...item.finding, suggestion } };
    }),
  };
}

function workbench(
  { engine, input: { config }, head, active, judgeAgain }: FixInput,
  hidden: HiddenValues,
): Workbench {
  const byId = new Map(active.map(each => [each.guardrail.id, each]));
  const renderings = new Map<string, LocatedRendering>();
  const options = { kubernetes: config.kubernetes, helm: config.engine.helm };
  return {
    tree: head.tree,
    judgeAgain,
    fixFor: (finding, manifest) => {
      const guardrail = byId.get(finding.guardrail);
      if (guardrail === undefined || guardrail.guardrail.sensitive === true) return 'none';
      return fixFor(guardrail, { path: finding.path, manifest }, head.set, config.kubernetes);
    },
    locate: items => locateFindings(engine, items, options, availableParallelism()),
    subjectIn: (finding, rendering) => subjectIn(head, finding, rendering, renderings),
    isClear: (text, target) => hidden.withoutSecrets(text, target) === text,
  };
}

function shownTexts(
  { files }: Mending,
  { tree, discovery }: Side,
  hidden: HiddenValues,
): ShownMending['shown'] {
  return [...files].map(([file, text]) => {
    const targets = discovery.targets.filter(({ inputs }) => inputs.includes(file));
    const clear = (whole: string) =>
      targets.reduce((rest, target) => hidden.withoutSecrets(rest, target.id), whole);
    return { file, before: clear(tree.text(file)), after: clear(text) };
  });
}

/** The object that a finding is about, as one rendering shows it. */
function subjectIn(
  { tree, renderings }: Side,
  { resource, field }: Pick<Finding, 'resource' | 'field'>,
  { target, environment, documentIndex }: Rendering,
  known: Map<string, LocatedRendering>,
): Unlocated | undefined {
  const found = renderings.find(r => r.target.id === target && r.environment.name === environment);
  if (found === undefined) return undefined;
  const key = JSON.stringify([target, environment]);
  const rendering = known.get(key) ?? {
    tree,
    target: found.target,
    environment: found.environment,
    documents: found.documents,
  };
  known.set(key, rendering);
  for (const manifest of found.manifests) {
    const { kind, group } = manifest.resource;
    if (manifest.origin.documentIndex !== documentIndex || kind !== resource.kind || group !== resource.group)
      continue;
    const path = parseFieldPath(field, manifest.object);
    if (path !== undefined) return { finding: { path }, manifest, rendering };
  }
  return undefined;
}

/** Findings that a fix is looked for: those of the head that people are shown and have not accepted. */
function fixables(placed: readonly Placed[], head: Side, hasBase: boolean): Fixable[] {
  return placed.flatMap(({ finding, side, subject, located }) => {
    const isShown =
      finding.waiver === undefined &&
      (finding.state === 'new' || (!hasBase && finding.state === 'unchanged'));
    if (!isShown || side !== head || subject === undefined || located === undefined) return [];
    return [{ finding, located, ...subject }];
  });
}
