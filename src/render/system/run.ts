import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Of standard output, bytes. */
  readonly outputBytes: number;
}

export type RunResult =
  | { readonly type: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly type: 'timeout'; readonly stderr: string }
  | { readonly type: 'too-large' }
  | { readonly type: 'failed'; readonly message: string };

/** Of standard error; a tool can write without end there too. */
const STDERR_BYTES = 256 * 1024;

/** Process groups that run now, so that none outlives this process. */
const groups = new Set<number>();
let hooked = false;

/**
 * Runs a program without a shell, in a process group of its own that is killed at the deadline, when it writes more
 * than it may, and when it leaves children behind.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    const stdout = new Collected();
    const stderr = new Collected();
    let settled = false;
    const finish = (result: RunResult): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (child.pid !== undefined) killGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish({ type: 'timeout', stderr: stderr.text() }), options.timeoutMs);

    if (child.pid !== undefined) track(child.pid);
    child.on('error', error => finish({ type: 'failed', message: error.message }));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.add(chunk);
      if (stdout.bytes > options.outputBytes) finish({ type: 'too-large' });
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.bytes < STDERR_BYTES) stderr.add(chunk.subarray(0, STDERR_BYTES - stderr.bytes));
    });
    child.on('close', (code, signal) => {
      if (code === null) finish({ type: 'failed', message: `it was ended by ${signal}` });
      else finish({ type: 'exit', code, stdout: stdout.text(), stderr: stderr.text() });
    });
  });
}

class Collected {
  bytes = 0;
  private readonly chunks: Buffer[] = [];

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

function track(pid: number): void {
  groups.add(pid);
  if (hooked) return;
  hooked = true;
  process.once('exit', () => {
    for (const group of groups) killGroup(group);
  });
}

function killGroup(pid: number): void {
  groups.delete(pid);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
