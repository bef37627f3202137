import { spawn } from 'node:child_process';

/**
 * Shows a text to a person as git does: on a terminal through `$PAGER`, or `less` when it is not set, which leaves at once
 * what fits on one screen; everywhere else, and with `PAGER=cat` or an empty one, as it is. A pager that cannot be started
 * is done without.
 */
export async function show(text: string, isWanted: boolean): Promise<void> {
  const pager = process.env.PAGER ?? 'less';
  if (!isWanted || process.stdout.isTTY !== true || pager === '' || pager === 'cat') {
    process.stdout.write(text);
    return;
  }
  if (!(await paged(pager, text))) process.stdout.write(text);
}

/** Exit status of a shell that does not find its command, or may not run it. */
const NOT_STARTED = new Set([126, 127]);

/** @returns whether the pager ran, to whatever end. */
function paged(pager: string, text: string): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(pager, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      // Quit when it fits, keep colours, leave the text on the screen: what git sets when nobody says otherwise.
      env: { LESS: 'FRX', ...process.env },
    });
    child.on('error', () => resolve(false));
    child.on('close', status => resolve(!NOT_STARTED.has(status ?? 0)));
    // Who quits before the end closes the pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
