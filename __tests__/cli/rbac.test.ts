import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { git, removeTemporary, TestRepository, temporaryFolder, writeFiles } from '../support/repository.ts';

jest.setTimeout(180_000);
afterAll(removeTemporary);

const CLI = join(process.cwd(), 'lib/src/entries/cli.js');

function ask(cwd: string, ...words: readonly string[]) {
  const args = [CLI, 'rbac', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Access of the example: what a person would try first. */
const ACCESS = (side: string, file: string) =>
  readFileSync(join(process.cwd(), 'examples/shop', side, 'access', file), 'utf8');

const NOTES = `Known: what is rendered here and what Kubernetes 1.34 has by itself. A cluster can hold more
(--context DIR adds an export of it), and cloud IAM or webhooks can allow more than RBAC.
`;

const EXPORT = `apiVersion: v1
kind: List
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: legacy-reader}
    rules: [{apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [db]}]
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: leftover, namespace: shop}
    rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: legacy}
    subjects: [{kind: Group, name: auditors, apiGroup: rbac.authorization.k8s.io}]
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: legacy-reader}
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: gone, namespace: shop}
    subjects: [{kind: ServiceAccount, name: bott, namespace: shop}]
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: legacy-readr}
`;

describe('kubeproof rbac', () => {
  let folder = '';
  let cluster = '';

  beforeAll(() => {
    const repository = new TestRepository();
    folder = repository.folder;
    repository.commit('base', {
      'access/bot.yaml': ACCESS('base', 'bot.yaml'),
      'access/ci.yaml': ACCESS('base', 'ci.yaml'),
    });
    repository.commit('change', { 'access/bot.yaml': ACCESS('change', 'bot.yaml') });
    cluster = temporaryFolder('export');
    writeFiles(cluster, { 'cluster.yaml': EXPORT });
  });

  test('who-can: everybody, through what, and where it is written', () => {
    expect(ask(folder, 'who-can', 'get', 'secret')).toEqual({
      status: 0,
      stderr: '',
      stdout: `Who can get secrets

All namespaces
  ServiceAccount ci/deployer
    ClusterRoleBinding ci-deployer → ClusterRole cluster-admin (of Kubernetes), rule 1
    access/ci.yaml:13
  ServiceAccount shop/bot
    ClusterRoleBinding bot-reader → ClusterRole bot-reader, rule 1
    access/bot.yaml:28 · access/bot.yaml:13
  and 6 of Kubernetes' own subjects: --verbose lists them

Group system:masters can do everything.
${NOTES}`,
    });
  });

  test('can SUBJECT: all that it holds', () => {
    expect(ask(folder, 'can', 'bot')).toEqual({
      status: 0,
      stderr: '',
      stdout: `ServiceAccount shop/bot

All namespaces
  ClusterRoleBinding bot-reader → ClusterRole bot-reader
  access/bot.yaml:28 · access/bot.yaml:11
    get, list  configmaps, pods, secrets

And what Kubernetes gives everybody: system:basic-user, system:discovery, system:public-info-viewer,
system:service-account-issuer-discovery. --verbose shows it.

${NOTES}`,
    });
  });

  test('what Kubernetes gives a subject itself is no small print', () => {
    const { stdout } = ask(folder, 'can', 'system:masters');
    expect(stdout).toContain(`All namespaces
  ClusterRoleBinding cluster-admin → ClusterRole cluster-admin (of Kubernetes)
    all verbs  everything
`);
    expect(stdout).toContain('Group system:masters passes before RBAC is asked: it can do everything.\n');
  });

  test('can SUBJECT VERB RESOURCE: the exit status is the answer', () => {
    const yes = ask(folder, 'can', 'sa/shop/bot', 'get', 'secrets', '-n', 'shop');
    expect(yes.status).toBe(0);
    expect(yes.stdout).toBe(`yes  ServiceAccount shop/bot can get secrets in namespace shop
     ClusterRoleBinding bot-reader → ClusterRole bot-reader, rule 1
     access/bot.yaml:28 · access/bot.yaml:13

${NOTES}`);
    const no = ask(folder, 'can', 'ServiceAccount', 'shop/bot', 'delete', 'secrets');
    expect(no.status).toBe(1);
    expect(no.stdout).toMatch(/^no {2}ServiceAccount shop\/bot cannot delete secrets in any namespace\n/);
  });

  test('an unknown role leaves the answer open, until the context says what there is', () => {
    const open = temporaryFolder('open');
    writeFiles(open, {
      'a.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: vendor, namespace: shop}
subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: vendor}
`,
    });
    const unknown = ask(open, 'can', 'jane', 'get', 'pods', '-n', 'shop');
    expect(unknown.status).toBe(2);
    expect(unknown.stdout).toContain(`not known  User jane may or may not get pods in namespace shop
             ClusterRole vendor is nowhere here, so what RoleBinding shop/vendor gives is not known:`);
    const known = ask(open, 'can', 'jane', 'get', 'pods', '-n', 'shop', '--context', cluster);
    expect([known.status, known.stdout.split('\n')[0]]).toEqual([
      1,
      'no  User jane cannot get pods in namespace shop',
    ]);
  });

  test('paths: what somebody holds leads to, as an overview, a story and a drawing', () => {
    const overview = ask(folder, 'paths');
    expect(overview.status).toBe(0);
    expect(overview.stdout).toContain(
      'ServiceAccount shop/bot\n  critical  Read Secrets, all namespaces  SE001\n',
    );
    const story = ask(folder, 'paths', 'bot').stdout;
    expect(story).toContain(`
critical  Read Secrets  SE001
  ServiceAccount shop/bot can read every Secret in every namespace: `);
    expect(story).toContain(`    1. get, list secrets
       ClusterRoleBinding bot-reader → ClusterRole bot-reader, rule 1
       access/bot.yaml:28 · access/bot.yaml:13
`);
    expect(ask(folder, 'paths', 'bot', '-f', 'mermaid').stdout).toBe(`flowchart LR
  n0(["ServiceAccount shop/bot"])
  n1{{"Read Secrets<br>SE001, critical"}}
  n2["ClusterRoleBinding bot-reader"]
  n3["ClusterRole bot-reader"]
  n4("get, list secrets")
  n0 --> n2
  n2 --> n3
  n3 --> n4
  n4 --> n1
  class n1 effect
  classDef fresh stroke:#d1453b,stroke-width:2px
  classDef effect stroke:#d1453b,stroke-width:2px,stroke-dasharray:4
`);
  });

  test('unused, over what is rendered and an export of a cluster', () => {
    const { status, stdout } = ask(folder, 'unused', '--context', join(cluster, 'cluster.yaml'));
    const file = join(cluster, 'cluster.yaml');
    expect(status).toBe(0);
    expect(stdout).toBe(`Bindings to a role that is not here 1
They grant nothing until somebody makes a role of that name, and then whatever it says.
  RoleBinding shop/gone  names ClusterRole legacy-readr; did you mean legacy-reader?
                         ${file}:21

Subjects that are not here 2
Whoever makes a ServiceAccount of that name gets these permissions.
  ServiceAccount ci/deployer  named by ClusterRoleBinding ci-deployer
                              access/ci.yaml:7
  ServiceAccount shop/bott    named by RoleBinding shop/gone; did you mean ServiceAccount shop/bot?
                              ${file}:20

Roles that nobody is bound to 1
Take them out.
  Role shop/leftover  ${file}:10

Accounts with permissions that nothing here runs as 1
Take the binding out, unless something outside of this repository uses the account.
  ServiceAccount shop/bot  access/bot.yaml:4
${stdout.slice(stdout.indexOf('\nKnown: '))}`);
  });

  test('diff: what the change lets whom do, link by link', () => {
    const { status, stdout } = ask(folder, 'diff', '--base', 'HEAD~1');
    expect(status).toBe(0);
    expect(stdout).toContain(`  ServiceAccount shop/bot
    ClusterRoleBinding bot-reader gives ClusterRole bot-reader to ServiceAccount shop/bot  new
    access/bot.yaml:28:9
    + get, list secrets · all namespaces  critical
        rule 1 of ClusterRole bot-reader  new  access/bot.yaml:13:5
`);
    const json = JSON.parse(ask(folder, 'diff', '--base', 'HEAD~1', '-f', 'json').stdout);
    expect(json.schema).toBe('kubeproof.rbac.diff/v1');
    expect(json.changes.map(({ subject }: { subject: string }) => subject)).toEqual([
      'ServiceAccount shop/bot',
    ]);
    expect(ask(folder, 'diff', '--base', 'HEAD').stdout).toMatch(/^Permissions are the same: /);
  });

  test('the export alone', () => {
    const { stdout } = ask(folder, 'who-can', 'get', 'secrets', '--context', cluster, '--only-context');
    expect(stdout).toContain('  Group auditors\n');
    expect(stdout).toContain('rule 1 · only db\n');
    expect(stdout).not.toContain('ci/deployer');
  });

  test.each([
    [['who-can', 'get', 'secretz'], 'no resource "secretz" is known here', 'did you mean `secrets`?'],
    [['can', 'bott'], 'no binding here names "bott"', 'did you mean `ServiceAccount shop/bot`?'],
    [['unused', '-f', 'dot'], 'there is no dot of this answer', 'table or json'],
    [['who-can', 'get', 'pods', '-f', 'tabel'], 'there is no format "tabel"', 'did you mean `table`?'],
    [['can', 'bot', '--environment', 'prod'], 'no environment "prod"', 'everything here belongs to one'],
    [['diff'], 'there is nothing to compare with', '--base origin/main'],
    [['unused', '--only-context'], 'no context is named', '`--context DIR`'],
    [['unused', '--context', 'nowhere'], 'nowhere cannot be read as a folder', 'Name a folder'],
    [['whocan'], 'there is no command "rbac whocan"', 'did you mean `rbac who-can`?'],
  ])('%j is answered with what to type instead', (words, what, hint) => {
    const { status, stdout, stderr } = ask(folder, ...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(what);
    expect(stderr).toContain(hint);
  });

  test('rbac alone lists its commands', () => {
    const { status, stdout } = ask(folder);
    expect(status).toBe(0);
    expect(stdout.match(/^ {2}rbac \S+/gm)).toEqual([
      '  rbac diff',
      '  rbac who-can',
      '  rbac can',
      '  rbac paths',
      '  rbac unused',
    ]);
  });

  test('what cannot be rendered is named, and leaves a no open', () => {
    const broken = temporaryFolder('broken');
    git(broken, 'init', '--quiet');
    writeFiles(broken, {
      'a.yaml': ACCESS('change', 'bot.yaml'),
      'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'chart/templates/a.yaml': '{{ fail "no" }}\n',
    });
    const no = ask(broken, 'can', 'bot', 'delete', 'secrets');
    expect(no.status).toBe(2);
    expect(no.stderr).toContain('chart/templates/a.yaml');
    expect(ask(broken, 'can', 'bot', 'get', 'secrets').status).toBe(0);
  });
});
