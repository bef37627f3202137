import { afterEach, describe, expect, test } from '@jest/globals';
import { loadConfig, sharedReference, UNREAD } from '../../src/config/index.ts';
import { connect, readFile } from '../../src/github/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { context } from '../github/sample.ts';
import { LoopbackGitHub } from '../support/loopback-github.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const NAME = `acme/policies/k8s/kubeproof.yaml@${COMMIT}`;

function load(own: string, shared?: string) {
  const tree = memoryTree({ '.kubeproof.yaml': `extends: ${NAME}\n${own}` });
  return loadConfig(tree, undefined, {}, shared === undefined ? undefined : { name: NAME, text: shared });
}

describe('a configuration that extends another', () => {
  test('adds to it: its own word where both say something, lists of approvals and excluded paths together', () => {
    const { config, problems } = load(
      'profile: minimal\nguardrails: {image-registry: {severity: warning}, host-path: off}\nexclude: [b]\napprovals: [{for: [host-path], from: [bob]}]',
      `profile: strict
gate: {fail-on: warning}
guardrails:
  image-registry: {locked: true, parameters: {allow: ["ghcr.io/acme/*"]}}
  privileged-container: {locked: true}
exclude: [a, b]
approvals:
  - {for: [rbac.any], from: [alice]}
`,
    );
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      extends: NAME,
      profile: 'minimal',
      gate: { failOn: 'warning', scope: 'auto' },
      guardrails: {
        'image-registry': { severity: 'warning', locked: true, parameters: { allow: ['ghcr.io/acme/*'] } },
        'privileged-container': { locked: true },
        'host-path': { severity: 'off' },
      },
      exclude: ['a', 'b'],
      approvals: [
        { for: ['rbac.any'], from: ['alice'] },
        { for: ['host-path'], from: ['bob'] },
      ],
    });
  });

  test.each([
    [undefined, `extends names ${NAME}, which only the Action reads by itself`, '.kubeproof.yaml'],
    ['profil: strict', 'unknown key `profil`', NAME],
    ['rules: [policies]', 'a shared configuration cannot have `rules`', NAME],
    [`extends: ${NAME}`, 'a shared configuration cannot have `extends`', NAME],
    ['a: [', 'a bracket is never closed', NAME],
  ])('%j gates and leaves the defaults', (shared, message, file) => {
    const { config, problems } = load('profile: strict', shared);
    expect(problems).toMatchObject([{ file, gates: true }]);
    expect(problems[0]?.message).toContain(message);
    expect(config.profile).toBe('recommended');
  });

  test('is read by itself where nobody asks for the other', () => {
    const tree = memoryTree({ '.kubeproof.yaml': `extends: ${NAME}\nprofile: strict` });
    expect(loadConfig(tree, undefined, {}, UNREAD)).toMatchObject({
      config: { profile: 'strict' },
      problems: [],
    });
  });

  test.each(['acme/policies/a.yaml@main', 'acme/policies/a.yaml', 'a.yaml', `acme/policies@${COMMIT}`])(
    '%s is not pinned to a file at a commit',
    name => {
      const tree = memoryTree({ '.kubeproof.yaml': `extends: ${name}` });
      expect(sharedReference(tree, '.kubeproof.yaml')).toBeUndefined();
      expect(loadConfig(tree, undefined, {}).problems[0]?.message).toContain('40 digits of the commit');
    },
  );
});

describe('the shared file', () => {
  let github: LoopbackGitHub | undefined;
  afterEach(() => github?.close());

  test('is read from GitHub at its commit', async () => {
    github = await LoopbackGitHub.start();
    github.files.set(`acme/shop/k8s/my file.yaml@${COMMIT}`, 'profile: strict\n');
    const tree = memoryTree({ '.kubeproof.yaml': `extends: acme/shop/k8s/my-file.yaml@${COMMIT}` });
    const reference = sharedReference(tree, '.kubeproof.yaml');
    expect(reference).toMatchObject({
      owner: 'acme',
      repository: 'shop',
      path: 'k8s/my-file.yaml',
      commit: COMMIT,
    });
    const client = await connect({ ...context, apiUrl: github.url }, 'test-token', '1.0.0');
    const at = { owner: 'acme', repository: 'shop', path: 'k8s/my file.yaml', commit: COMMIT };
    expect(await readFile(client, at)).toBe('profile: strict\n');
    await expect(readFile(client, { ...at, path: 'other.yaml' })).rejects.toMatchObject({ kind: 'missing' });
    expect(github.violations).toEqual([]);
  });
});
