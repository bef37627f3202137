import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const cli = join(process.cwd(), 'lib/src/entries/cli.js');
let folder = '';
const kubeproof = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KUBE_LINTER = `checks:
  include: [no-read-only-root-fs]
  exclude:
    - docker-sock # CI builds
    - host-network
    - dangling-service
`;

const CONFIG = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/kubeproof.schema.json
# Carried over from .kube-linter.yaml by kubeproof init --from.
kubernetes: "1.34"
profile: recommended
gate:
  fail-on: error
  scope: auto                 # new findings on pull requests, all findings elsewhere
# foreign-waivers: [kube-linter]   # take waivers in annotations and comments of this tool too
guardrails:
  container-runtime-socket: off # KubeLinter docker-sock: CI builds
  read-only-root-filesystem: info # KubeLinter no-read-only-root-fs
`;

const WAIVERS = `# Accepted findings. Every entry wants an owner: the team that answers for it. Better with an end, \`expires\`.
waivers:
  - guardrail: host-namespaces
    field: "*hostNetwork"
    owner: to be named
    reason: "host-network is left out (carried over from .kube-linter.yaml:5)"
`;

describe('init --from', () => {
  test('writes what it carried over and says what it could not; the second time there is nothing to do', () => {
    write('.kube-linter.yaml', KUBE_LINTER);
    const { status, stdout, stderr } = kubeproof('init', '--from', '.kube-linter.yaml');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.replace(/(?<=6 {2}exclude dangling-service: )[^.]*?(?=\n {2}KubeLinter)/, 'WHY')).toBe(
      `.kube-linter.yaml (KubeLinter)
  carried over, by line:
    2  include no-read-only-root-fs: read-only-root-filesystem on (info)
    4  exclude docker-sock: container-runtime-socket: off
    5  exclude host-network: host-namespaces: waived at hostNetwork
  not carried over:
    6  exclude dangling-service: WHY
  KubeLinter also runs checks whose guardrails only profile strict has: capabilities-drop-all,
  deprecated-service-account-field, disruption-budget-unhealthy-pods, job-ttl, pod-spread,
  ssh-server. Name under \`guardrails\` those you want.

.kubeproof.yaml written
.kubeproof/waivers.yaml written: adds 1 waiver (owner: to be named; name one)
.github/workflows/kubeproof.yaml written
Next: kubeproof check
`,
    );
    expect(read('.kubeproof.yaml')).toBe(CONFIG);
    expect(read('.kubeproof/waivers.yaml')).toBe(WAIVERS);
    expect(kubeproof('init', '--from', '.kube-linter.yaml').stdout.split('\n').slice(-5)).toEqual([
      '.kubeproof/waivers.yaml has the waivers already',
      '.kubeproof.yaml is so already',
      '.github/workflows/kubeproof.yaml is so already',
      'Next: kubeproof check',
      '',
    ]);
  });

  test('leaves what exists alone and shows the difference, unless told', () => {
    write('.kube-linter.yaml', KUBE_LINTER);
    write('.kubeproof.yaml', 'profile: strict\n');
    write('.kubeproof/waivers.yaml', 'waivers:\n- {guardrail: x, owner: a, reason: b}\n');
    const { status, stdout } = kubeproof('init', '--from', '.kube-linter.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '.kubeproof.yaml exists and was left alone\n--force replaces it:\n--- a/.kubeproof.yaml\n',
    );
    expect(stdout).toContain('\n-profile: strict\n');
    expect(stdout).toContain(
      '.kubeproof/waivers.yaml exists and was left alone\n--force adds 1 waiver (owner: to be named; name one):\n',
    );
    expect(read('.kubeproof.yaml')).toBe('profile: strict\n');
    const told = kubeproof('init', '--from', '.kube-linter.yaml', '--force');
    expect(told.stdout).toContain('.kubeproof.yaml changed\n.kubeproof/waivers.yaml changed: adds 1 waiver');
    expect(read('.kubeproof.yaml')).toBe(CONFIG);
    expect(read('.kubeproof/waivers.yaml')).toBe(
      `waivers:\n- {guardrail: x, owner: a, reason: b}\n${WAIVERS.split('\n').slice(2).join('\n').replace(/^ {2}/gm, '')}`,
    );
  });

  test('takes several files, and a configuration with another ending', () => {
    write('.trivyignore', 'KSV017 exp:2027-01-31\n');
    write('polaris.yaml', 'checks: {tagNotSpecified: ignore}\n');
    write('.kubeproof.yml', 'profile: strict\n');
    const { stdout } = kubeproof('init', '--from', '.trivyignore', '--from', 'polaris.yaml', '--force');
    expect(stdout).toContain('.kubeproof.yml changed\n');
    expect(existsSync(join(folder, '.kubeproof.yaml'))).toBe(false);
    expect(read('.kubeproof.yml')).toContain('# Carried over from .trivyignore, polaris.yaml by kubeproof');
    expect(read('.kubeproof.yml')).toContain('\n# foreign-waivers: [trivy, polaris]');
    expect(read('.kubeproof.yml')).toContain('\n  image-tag: off # Polaris tagNotSpecified\n');
  });

  test.each([
    [
      'bad.yaml',
      'checks:\n  include: no\n',
      '.kube-linter.yaml:2:12: `checks.include` must be a list of texts',
    ],
    ['open.yaml', 'checks: [\n', '.kube-linter.yaml:'],
  ])('a file with mistakes is an error at its line, and nothing is written (%s)', (_, text, message) => {
    write('.kube-linter.yaml', text);
    const { status, stdout, stderr } = kubeproof('init', '--from', '.kube-linter.yaml');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`kubeproof: ${message}`);
    expect(existsSync(join(folder, '.kubeproof.yaml'))).toBe(false);
  });

  test.each([
    [['--from', 'nothere.yaml'], 'nothere.yaml cannot be read: it does not exist'],
    [['--from', '.'], '. cannot be read: it is a folder'],
    [['.kube-linter.yaml'], 'init takes no argument, ".kube-linter.yaml" was given'],
  ])('wrong usage: %j', (args, message) => {
    const { status, stderr } = kubeproof('init', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('init alone writes something to start from, and leaves what exists alone', () => {
  write('.kubeproof.yaml', 'profile: strict\n');
  expect(kubeproof('init').stdout).toBe(
    '.kubeproof.yaml exists and was left alone\n.github/workflows/kubeproof.yaml written\nNext: kubeproof check\n',
  );
  expect(read('.kubeproof.yaml')).toBe('profile: strict\n');
});
