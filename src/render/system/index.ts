import { RenderFailure } from '../failure.ts';
import type { Engine, EngineVersion, RenderLimits, RenderOutcome } from '../types.ts';
import { renderWithHelm } from './helm.ts';
import { renderWithKustomize } from './kustomize.ts';
import { type Found, findHelm, findKustomize, type Tool } from './tools.ts';
import { Workspace } from './workspace.ts';

export interface SystemEngineOptions {
  readonly limits: RenderLimits;
  /** Where to look for the tools, in the form of PATH; default: that of this process. */
  readonly path?: string;
}

/**
 * `helm` (3.8 or newer) and `kustomize` (5.0 or newer, or the one in `kubectl`) from PATH. Each render runs in a
 * temporary folder with exactly the files of the request, an empty environment, no plugins, no post-renderers, a
 * deadline and an output limit. Tools are looked up once, when the first render needs them.
 */
export function createSystemEngine(options: SystemEngineOptions): Engine {
  const path = options.path ?? process.env.PATH ?? '';
  let helm: Promise<Found> | undefined;
  let kustomize: Promise<Found> | undefined;
  return {
    renderChart(request) {
      helm ??= findHelm(path);
      return inWorkspace(helm, (tool, workspace) => renderWithHelm(tool, workspace, request, options.limits));
    },
    renderKustomization(request) {
      kustomize ??= findKustomize(path);
      return inWorkspace(kustomize, (tool, workspace) =>
        renderWithKustomize(tool, workspace, request, options.limits),
      );
    },
    async close() {
      // Nothing lives longer than a render: each removes its own folder, and its processes end with it.
    },
  };
}

async function inWorkspace(
  finding: Promise<Found>,
  render: (tool: Tool, workspace: Workspace) => Promise<RenderOutcome>,
): Promise<RenderOutcome> {
  const found = await finding;
  if (!found.ok) return failed(found.problem, found.engine);
  const workspace = await Workspace.create();
  try {
    return await render(found.tool, workspace);
  } catch (error) {
    if (error instanceof RenderFailure) return failed(error.problem, found.tool.engine);
    throw error;
  } finally {
    await workspace.remove();
  }
}

function failed(problem: RenderFailure['problem'], engine: EngineVersion): RenderOutcome {
  return { ok: false, problem: { ...problem, gates: true }, engine };
}
