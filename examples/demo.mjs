// Reviews the example change: `node examples/demo.mjs`. Needs git and Node 20 or newer, nothing else, no network.
// It makes a small repository from examples/shop (a base commit and a change on top) in a temporary folder, runs
// kubeproof there as a reviewer would, and leaves the HTML report beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-demo-'));

commit('base', 'The shop as it is');
commit('change', 'Profile checkout, let the bot read more, try the new worker');

const cli = join(here, '..', 'dist', 'cli.js');
const evidence = join(folder, '.git', 'kubeproof');
const { status } = spawnSync(process.execPath, [cli, 'check', '--base', 'HEAD~1', '--evidence', evidence], {
  cwd: folder,
  stdio: 'inherit',
});
console.log(`
The repository:       ${folder}
The same as a page:   ${join(evidence, 'report.html')}
All of the evidence:  ${evidence}`);
// 1 is what this change deserves; anything else is a fault of the demo.
process.exitCode = status === 1 ? 0 : 1;

function commit(part, message) {
  cpSync(join(here, 'shop', part), folder, { recursive: true });
  if (part === 'base') git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

function git(...args) {
  const identity = ['-c', 'user.name=Example', '-c', 'user.email=example@example.com', '-c', 'commit.gpgsign=false'];
  const { status, error } = spawnSync('git', [...identity, ...args], {
    cwd: folder,
    stdio: 'inherit',
    // The same commits every time: the same report every time.
    env: { ...process.env, GIT_AUTHOR_DATE: '2026-01-05T09:00:00Z', GIT_COMMITTER_DATE: '2026-01-05T09:00:00Z' },
  });
  if (error !== undefined) throw new Error(`git is needed for the demo: ${error.message}`);
  if (status !== 0) throw new Error(`git ${args[0]} failed`);
}
