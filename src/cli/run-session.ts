import { today } from '../clock.ts';
import type { Tree } from '../repository/index.ts';
import { type RunInput, type RunResult, run } from '../run.ts';
import { renderLimits, type Session } from './session.ts';
import { progressLine } from './terminal.ts';

/** Judges the work tree of a session, with progress on a terminal. */
export async function runSession(
  session: Session,
  compared?: { readonly base: Tree; readonly baseName: string },
  more: Pick<RunInput, 'approvers' | 'context' | 'fixes' | 'labels' | 'mendOnly'> = {},
): Promise<RunResult> {
  const progress = progressLine();
  return await run({
    head: session.tree,
    ...compared,
    ...more,
    config: session.config,
    configFrom: session.config.file === undefined ? 'defaults' : 'head',
    rulesTree: session.tree,
    waivers: session.waivers,
    paths: session.paths,
    problems: session.problems,
    today: today(),
    limits: renderLimits(),
    onProgress: (stage, done, total) => progress.show(`${stage} ${done}/${total}`),
  }).finally(() => progress.done());
}
