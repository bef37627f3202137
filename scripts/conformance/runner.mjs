// npm run conformance:runner
//
// Runs the action through nektos/act as a workflow with `uses: ./` would: act reads action.yml, gives inputs and
// contexts, and passes outputs on to the next step, all by its own understanding of the runner and not by ours.
// No docker: jobs run on this machine (`-P ubuntu-latest=-self-hosted`), with the `node` that is first on PATH.
// GitHub is the loopback one of the end-to-end tests; act has no artifact service that current clients can use.
//
// act is taken from PATH, else from ACT, else installed with `go install` into a temporary folder.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ACT = 'github.com/nektos/act@v0.2.89';
const ROOT = process.cwd();
/** What a release of the action consists of. */
const ACTION_FILES = ['action.yml', 'dist', 'rules', 'package.json'];
const PULL = 7;
const DEADLINE_MS = 120_000;

const temporary = mkdtempSync(join(tmpdir(), 'kubeproof-conformance-'));
let failures = 0;
try {
  await main();
} catch (error) {
  console.error(`conformance:runner: ${error.message}`);
  failures += 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function main() {
  if (!existsSync(join(ROOT, 'dist/index.js')))
    throw new Error('dist/index.js is missing. Run: npm run bundle');
  const act = findAct();
  const { LoopbackGitHub, TestRepository, pullRequestEvent, git, shop, TOKEN } = await loadSupport();

  const repository = new TestRepository(folder('repository'));
  for (const name of ACTION_FILES) {
    cpSync(join(ROOT, name), join(repository.folder, name), { recursive: true });
  }
  const base = repository.commit('base', { ...shop.BASE, '.github/workflows/review.yaml': workflow() });
  repository.switch('change');
  const head = repository.commit('change', shop.CHANGE);
  const merge = repository.pullRefs(PULL, base, head);
  git(repository.folder, 'checkout', '--quiet', '--detach', merge);
  // act reads the repository's name from here; it fetches nothing.
  git(repository.folder, 'remote', 'add', 'origin', 'https://github.com/acme/shop');

  const github = await LoopbackGitHub.start();
  try {
    const pull = github.open(PULL, { repository: repository.folder, baseSha: base, headSha: head });
    const event = join(temporary, 'event.json');
    writeFileSync(event, JSON.stringify(pullRequestEvent({ number: PULL, base, head, merge }).payload));
    const { status, output } = await run(act, repository.folder, event, github.url, TOKEN);

    const expect = expectation();
    expect('the workflow ran to its end', status === 0);
    expect('the step failed, as its findings want', output.includes('OUTCOME=failure'));
    expect('the next step reads the verdict', output.includes('VERDICT=fail'));
    expect('the next step reads the number of errors', /ERRORS=[1-9]\d*\b/.test(output));
    expect('the next step reads JSON', /NEW=[1-9]\d*\b/.test(output));
    expect('the report is where the output says', output.includes('REPORT=kubeproof.report/v1'));
    expect('inputs of the workflow arrive', output.includes('OUTCOME_SECOND=failure'));
    expect('findings without a comment are annotated', output.includes(`::error file=${shop.AGENT},line=`));
    expect('a runner without artifacts is told so', /artifact service/.test(output));
    expect('one review was posted', pull.reviews.length === 1);
    expect(
      'a comment stands on the changed line',
      pull.reviewComments.some(({ path, line }) => path === shop.AGENT && line === shop.PRIVILEGED_LINE),
    );
    expect('one sticky comment was posted', pull.issueComments.length === 1);
    expect('GitHub had nothing against any request', github.violations.length === 0);
    if (failures > 0) console.error(`\n${output}\n${github.violations.join('\n')}`);
  } finally {
    await github.close();
  }
}

/** The workflow of the README, the action once more with inputs, and a step that reads what both gave. */
function workflow() {
  return `name: review
on: pull_request
permissions:
  contents: read
  pull-requests: write
jobs:
  kubeproof:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - uses: ./
        id: kubeproof
        continue-on-error: true
      - uses: ./
        id: second
        continue-on-error: true
        with:
          review: false
          comment: never
          artifact: false
          paths: |
            manifests
            charts
      - shell: bash
        env:
          COUNTS: \${{ steps.kubeproof.outputs.counts }}
          REPORT: \${{ steps.kubeproof.outputs.report-path }}
        run: |
          echo "OUTCOME=\${{ steps.kubeproof.outcome }}"
          echo "OUTCOME_SECOND=\${{ steps.second.outcome }}"
          echo "VERDICT=\${{ steps.kubeproof.outputs.verdict }}"
          echo "ERRORS=\${{ steps.kubeproof.outputs.errors }}"
          node -e 'console.log("NEW=" + JSON.parse(process.env.COUNTS).new.error)'
          node -e 'console.log("REPORT=" + JSON.parse(require("fs").readFileSync(process.env.REPORT)).schema)'
`;
}

async function run(act, repository, event, apiUrl, token) {
  // act looks for its cache, its settings and its socket in the home folder: give it an empty one.
  const home = folder('home');
  writeFileSync(join(home, '.actrc'), '');
  const args = [
    'pull_request',
    '--eventpath',
    event,
    '--platform',
    'ubuntu-latest=-self-hosted',
    '--secret',
    `GITHUB_TOKEN=${token}`,
    '--env',
    `GITHUB_API_URL=${apiUrl}`,
    '--action-offline-mode',
    '--container-daemon-socket',
    '-',
  ];
  const child = spawn(act, args, {
    cwd: repository,
    env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => (output += text));
  const status = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  return { status, output };
}

/** Prints one line per expectation, and counts what does not hold. */
function expectation() {
  return (what, holds) => {
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
    if (!holds) failures += 1;
  };
}

function findAct() {
  for (const candidate of [process.env.ACT, 'act']) {
    if (candidate !== undefined && spawnSync(candidate, ['--version']).status === 0) return candidate;
  }
  console.log(`act is not on PATH: go install ${ACT} into a temporary folder ...`);
  const bin = folder('bin');
  const installed = spawnSync('go', ['install', ACT], {
    env: { ...process.env, GOBIN: bin },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (installed.status === 0) return join(bin, 'act');
  const reason =
    installed.error === undefined ? `go install ended with ${installed.status}` : 'there is no Go either';
  throw new Error(
    `act was not found, and could not be installed (${reason}). Install it (https://nektosact.com) and put it on PATH, or name it in ACT.`,
  );
}

/** The end-to-end tests' own helpers, as the compiler wrote them. */
async function loadSupport() {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.json'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const load = path => import(pathToFileURL(join(ROOT, 'lib/__tests__', path)).href);
  const [github, repository, events, shop] = await Promise.all(
    ['support/loopback-github.js', 'support/repository.js', 'support/events.js', 'e2e/shop.js'].map(load),
  );
  return { ...github, ...repository, ...events, shop };
}

function folder(name) {
  const path = join(temporary, name);
  mkdirSync(path);
  return path;
}
