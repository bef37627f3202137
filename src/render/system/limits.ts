import { RenderFailure } from '../failure.ts';
import type { RenderLimits } from '../types.ts';
import type { RunResult } from './run.ts';
import type { Tool } from './tools.ts';

/**
 * The tool's output when it came to an end by itself, whatever its exit status.
 * @throws {RenderFailure} when it did not
 */
export function finished(
  result: RunResult,
  tool: Tool,
  limits: RenderLimits,
): Extract<RunResult, { type: 'exit' }> {
  const name = `${tool.engine.tool} ${tool.engine.version}`;
  switch (result.type) {
    case 'exit':
      return result;
    case 'timeout':
      throw new RenderFailure({
        code: 'render-timeout',
        message: `${name} did not finish within ${limits.timeoutMs / 1000} seconds`,
        hint: 'Look for a loop or a recursion in the templates that does not end, or raise the time limit',
      });
    case 'too-large':
      throw new RenderFailure({
        code: 'render-output-too-large',
        message: `${name} rendered more than the limit of ${limits.outputBytes} bytes`,
        hint: 'Split the target, or raise the output limit',
      });
    case 'failed':
      throw new RenderFailure({
        code: 'tool-failed',
        message: `${name} stopped unexpectedly: ${result.message}`,
        hint: 'Run it by hand on this target, or use the embedded engine',
      });
  }
}
