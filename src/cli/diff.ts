import { availableParallelism } from 'node:os';
import { NO_CHANGES } from '../analyzers/index.ts';
import { StoryPlaces } from '../caused.ts';
import type { ChangeReport } from '../changes/index.ts';
import { changesBetween } from '../changing.ts';
import { ownPackage } from '../package.ts';
import { placeFindings } from '../placing.ts';
import { ProblemError, uniqueProblems } from '../problems.ts';
import type { Engine } from '../render/index.ts';
import { changesJson, changesMarkdown, changesText } from '../reports/index.ts';
import { byText, openBase, type Tree } from '../repository/index.ts';
import { discoverOptions } from '../run.ts';
import { openEngine, type RenderedSide, renderSide, type Side } from '../side.ts';
import { discover } from '../targets/index.ts';
import { findVarying } from '../varying.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { type Asked, askedFor, findResources } from './diff-resources.ts';
import { chosenFormat } from './format.ts';
import { show } from './pager.ts';
import { printGaps } from './rbac-format.ts';
import { openSession, renderLimits, type Session } from './session.ts';
import { columns, progressLine, wantsColor } from './terminal.ts';

/** What is there to read when something changes, for scripts: neither passed nor failed. */
const DIFFERS = 3;
const FORMATS = ['text', 'markdown', 'json'] as const;

/**
 * `kubeproof diff --base REF`: what the change does to what is deployed. 0 when nothing changes, 3 when something does,
 * 2 when something could not be rendered.
 */
export async function diff(parsed: Parsed): Promise<number> {
  const format = chosenFormat(parsed, FORMATS);
  const name = parsed.text('base');
  if (name === undefined) {
    throw new ProblemError({
      code: 'usage',
      message: 'there is nothing to compare with',
      hint: 'name a base: `kubeproof diff --base origin/main`, or a folder',
      gates: true,
    });
  }
  const asked = askedFor(parsed.paths, parsed.text('namespace'));
  const session = openSession({ ...parsed, paths: asked.paths });
  const { base, head, changes } = await compared(session, parsed, asked, openBase(session.root, name));
  const output = parsed.text('output');
  const text = written(changes, format, {
    isNarrow: asked.resources.length > 0,
    verbose: parsed.on('verbose'),
    color: output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color')),
    about: {
      kubernetes: session.config.kubernetes,
      base: { ...commitOf(base.tree), name },
      head: { ...commitOf(head.tree), name: head.tree.name },
    },
  });
  if (output === undefined) await show(text, format === 'text' && !parsed.on('no-pager'));
  else writeFile(output, text);
  const problems = uniqueProblems([...session.problems, ...head.problems, ...base.problems]);
  const gaps = printGaps(problems, parsed);
  // What is another at each rendering is no difference between base and head.
  const differs = changes.stories.some(({ noise }) => noise !== 'random');
  return gaps === 0 && differs ? DIFFERS : gaps;
}

function written(
  changes: ChangeReport,
  format: (typeof FORMATS)[number],
  {
    color,
    verbose,
    isNarrow,
    about,
  }: {
    color: boolean;
    verbose: boolean;
    isNarrow: boolean;
    about: Omit<Parameters<typeof changesJson>[0], 'tool' | 'changes'>;
  },
): string {
  switch (format) {
    case 'json':
      return changesJson({ tool: { name: 'kubeproof', version: ownPackage().version }, ...about, changes });
    case 'markdown':
      return changesMarkdown(changes);
    default:
      if (isNarrow && changes.stories.length === 0) return 'Nothing changes in what was asked about.\n';
      return changesText(changes, { color, verbose, width: columns() });
  }
}

/** @throws {ProblemError} when neither side has an environment of that name: an empty answer would say that nothing changes. */
function needEnvironment(name: string, sides: readonly Side[]): void {
  const names = new Set(sides.flatMap(side => side.renderings.map(each => each.environment.name)));
  if (names.has(name)) return;
  const known = [...names].sort(byText);
  throw new ProblemError({
    code: 'usage',
    message: `there is no environment ${JSON.stringify(name)}`,
    hint: known.length === 0 ? 'nothing was found to render' : `there are ${known.join(', ')}`,
    gates: true,
  });
}

function commitOf({ commit }: Tree) {
  return commit === undefined ? {} : { commit };
}

/** Renders both sides, compares them, and finds where the stories were written. */
async function compared(
  session: Session,
  parsed: Parsed,
  { resources }: Asked,
  baseTree: Tree,
): Promise<{ base: Side; head: Side; changes: ChangeReport }> {
  const { config } = session;
  const engine = openEngine(config, renderLimits());
  try {
    const { base, head } = await bothSides(session, engine, baseTree);
    const environment = parsed.text('environment');
    if (environment !== undefined) needEnvironment(environment, [base, head]);
    const wanted = {
      ...(environment === undefined ? {} : { environment }),
      ...(resources.length === 0 ? {} : { only: findResources(resources, [base, head]) }),
    };
    const stories = new StoryPlaces(changesBetween(base, head, wanted), base, head);
    const { causes } = await placeFindings(
      engine,
      config,
      [],
      new Map(),
      { permissions: NO_CHANGES },
      head,
      base,
      stories.asked,
    );
    return { base, head, changes: stories.placed(causes) };
  } finally {
    await engine.close();
  }
}

/** Renders both sides; what has the same inputs is rendered once. */
async function bothSides(
  { config, tree, paths }: Session,
  engine: Engine,
  baseTree: Tree,
): Promise<{ base: Side; head: Side }> {
  const progress = progressLine();
  const cache = new Map();
  const render = (side: Tree, known: ReadonlyMap<string, RenderedSide>, stage: string) =>
    renderSide({
      tree: side,
      discovery: discover(side, discoverOptions(paths, config)),
      config,
      engine,
      known,
      cache,
      concurrency: availableParallelism(),
      onProgress: (done, total) => progress.show(`${stage} ${done}/${total}`),
    });
  try {
    const head = await render(tree, new Map(), 'render');
    const base = await render(
      baseTree,
      new Map(head.renderings.map(each => [each.inputs, each])),
      'render base',
    );
    const options = { config, engine, cache, concurrency: availableParallelism(), ofAll: false };
    const sides = await findVarying(head, base, options);
    return { head: sides.head, base: sides.base ?? base };
  } finally {
    progress.done();
  }
}
