import type { Problem } from '../problems.ts';

/**
 * Sets step outputs through `@actions/core`, which separates them with a random delimiter. Values should be short:
 * all outputs of a job share 1 MB (GitHub docs, output limitations).
 * @returns a note when the runner does not take them; never throws.
 */
export async function writeOutputs(outputs: Readonly<Record<string, string>>): Promise<Problem[]> {
  try {
    const { setOutput } = await import('@actions/core');
    for (const name of Object.keys(outputs).sort()) setOutput(name, outputs[name]);
    return [];
  } catch (error) {
    return [note('outputs-unwritten', `The outputs of the step could not be written: ${reason(error)}`)];
  }
}

/**
 * Writes the job summary of this step, replacing what the step wrote before.
 * @returns a note when the runner has no place for it; never throws.
 */
export async function writeSummary(markdown: string): Promise<Problem[]> {
  try {
    const { summary } = await import('@actions/core');
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
    return [];
  } catch (error) {
    return [note('summary-unwritten', `The job summary could not be written: ${reason(error)}`)];
  }
}

function note(code: string, message: string): Problem {
  return { code, message, hint: 'The verdict stands; the report on disk has everything.', gates: false };
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
