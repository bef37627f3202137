import type { Problem } from '../problems.ts';
import { joinPath, type Tree, TreeError } from '../repository/index.ts';
import { type Environment, mainFile, type Target } from '../targets/index.ts';
import { chartMetadataIn, placeOfDependency } from './chart-files.ts';
import { buildChartRequest } from './chart-request.ts';
import { failureOfTree, RenderFailure } from './failure.ts';
import { hintFor } from './hints.ts';
import { renderKustomizationTarget } from './kustomization-target.ts';
import { NO_ENGINE, renderManifests } from './manifests.ts';
import { placeOfRefusedValue } from './schema-place.ts';
import type { Engine, RenderedDocument, RenderOutcome } from './types.ts';

export interface RenderOptions {
  /** Kubernetes version of the run, `1.34`; an environment's own wins. */
  readonly kubernetes: string;
  readonly helm: 3 | 4;
}

/**
 * Renders one target in one environment. Rejects for nothing that a repository can contain, only for an engine that
 * is not usable at all ({@link ProblemError}).
 *
 * Charts and kustomizations go through `engine`; plain manifests are split here and need none. Every problem
 * carries the target, the environment, a file and what to do. A render without a single document is `ok: true` with
 * a notice `render-empty` that does not gate: a chart that values switch off renders nothing on purpose, every
 * input was read, and the comparison with the base has to see exactly that. A library chart is the same case.
 */
export async function renderTarget(
  tree: Tree,
  target: Target,
  environment: Environment,
  engine: Engine,
  options: RenderOptions,
): Promise<RenderOutcome> {
  const about = { target: target.id, environment: environment.name };
  const file = mainFile(target, tree);
  try {
    const outcome = await render(tree, target, environment, engine, options);
    if (!outcome.ok)
      return {
        ...outcome,
        problem: located(tree, target, environment, {
          file,
          ...hintFor(outcome.problem.code, file),
          ...outcome.problem,
          ...about,
        }),
      };
    const documents = outcome.documents.filter(hasContent);
    const notices = outcome.notices ?? (documents.length > 0 ? [] : [empty(target, file)]);
    if (notices.length === 0) return { ...outcome, documents };
    return { ...outcome, documents, notices: notices.map(notice => ({ ...notice, ...about })) };
  } catch (error) {
    const failure = error instanceof TreeError ? failureOfTree(error) : error;
    if (!(failure instanceof RenderFailure)) throw error;
    return { ok: false, problem: { file, ...failure.problem, ...about, gates: true }, engine: NO_ENGINE };
  }
}

async function render(
  tree: Tree,
  target: Target,
  environment: Environment,
  engine: Engine,
  options: RenderOptions,
): Promise<RenderOutcome> {
  switch (target.kind) {
    case 'manifests':
      return renderManifests(tree, target.files);
    case 'kustomize': {
      const kubernetes = environment.kubernetes ?? options.kubernetes;
      return renderKustomizationTarget(tree, target, engine, { kubernetes, helm: options.helm });
    }
    case 'helm': {
      if (chartMetadataIn(tree, target.root).type === 'library') return library(target);
      return engine.renderChart(buildChartRequest(tree, target.root, environment, options));
    }
  }
}

/** Helm refuses to render a library chart by itself, and there is nothing in it to judge. */
function library(target: Target): RenderOutcome {
  const notice: Problem = {
    code: 'chart-library',
    message: `${target.root === '' ? 'The chart' : target.root} is a library chart: it renders nothing by itself and is judged through the charts that use it`,
    file: joinPath(target.root, 'Chart.yaml'),
    hint: 'Nothing to do',
    gates: false,
  };
  return { ok: true, documents: [], engine: NO_ENGINE, warnings: [], notices: [notice] };
}

const EMPTY: Record<Target['kind'], { what: string; hint: string }> = {
  helm: {
    what: 'The chart renders no object with these values',
    hint: 'Nothing to do when that is meant; otherwise add the values file that switches its objects on to the environment',
  },
  kustomize: {
    what: 'The kustomization renders no object',
    hint: 'Nothing to do when that is meant; otherwise list its files under "resources"',
  },
  manifests: {
    what: 'The manifests hold no object',
    hint: 'Nothing to do when that is meant; otherwise check whether everything in the file is commented out',
  },
};

function empty(target: Target, file: string): Problem {
  const { what, hint } = EMPTY[target.kind];
  return { code: 'render-empty', message: what, hint, file, gates: false };
}

/** A document of more than separators, white space and comments. */
function hasContent({ text }: RenderedDocument): boolean {
  return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}

/** Points a missing dependency at its entry and a refused value at its line, which the engines know only by name. */
function located(tree: Tree, target: Target, environment: Environment, problem: Problem): Problem {
  if (problem.line !== undefined || target.kind !== 'helm') return problem;
  if (problem.code === 'values-schema') {
    return { ...problem, ...placeOfRefusedValue(tree, target, environment, problem.message) };
  }
  if (problem.code !== 'dependency-missing') return problem;
  const missing = problem.message.slice(problem.message.lastIndexOf(':') + 1).split(',');
  const first = chartMetadataIn(tree, target.root).dependencies.find(({ name }) =>
    missing.some(word => word.trim() === name),
  );
  return first === undefined ? problem : { ...problem, ...placeOfDependency(tree, target.root, first.name) };
}
