import { describe, expect, test } from '@jest/globals';
import { NO_CHANGES, permissionReport, withPlaces } from '../../../../src/analyzers/index.ts';
import { ManifestSet } from '../../../../src/manifest/index.ts';
import { environment, manifestsTarget, setOf } from '../../../support/manifests.ts';
import {
  BOT,
  binding,
  changes,
  deployment,
  links,
  READ_SECRETS,
  reportOf,
  role,
  rule,
  said,
  yaml,
} from './support.ts';

const bot = 'ServiceAccount shop/bot';
const b = binding('RoleBinding b', 'Role r');
const secrets = yaml(role('Role', 'r', [READ_SECRETS]), b);

describe('where it comes from', () => {
  test('a binding of a role that stands is new at its role', () => {
    const r = role('Role', 'r', [READ_SECRETS]);
    expect(links(reportOf(r, secrets).changes[0]?.gained[0])).toEqual([
      `added binding: RoleBinding shop/b gives Role r to ${bot} @ head roleRef.name`,
      'same rule: rule 1 of Role shop/r @ head rules.0',
    ]);
  });

  test('a subject that joins a binding is new at its line', () => {
    const jane = '{kind: User, name: jane}';
    const report = reportOf(
      yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r', jane)),
      yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r', jane, BOT)),
    );
    expect(links(report.changes[0]?.gained[0])[0]).toBe(
      `added binding: RoleBinding shop/b gives Role r to ${bot} @ head subjects.1.name`,
    );
  });

  test('a rule that joins a role is new at the rule, what is lost was at its own', () => {
    const more = yaml(role('Role', 'r', [rule('', 'pods', 'get'), READ_SECRETS]), b);
    const less = yaml(role('Role', 'r', [rule('', 'pods', 'get')]), b);
    expect(links(reportOf(less, more).changes[0]?.gained[0])).toEqual([
      `same binding: RoleBinding shop/b gives Role r to ${bot} @ head roleRef.name`,
      'added rule: rule 2 of Role shop/r @ head rules.1',
    ]);
    expect(links(reportOf(more, less).changes[0]?.lost[0])).toEqual([
      `same binding: RoleBinding shop/b gives Role r to ${bot} @ base roleRef.name`,
      'removed rule: rule 2 of Role shop/r @ base rules.1',
    ]);
  });

  test('roles of Kubernetes have no line', () => {
    const report = reportOf('', binding('RoleBinding b', 'ClusterRole edit'));
    const [first] = report.changes[0]?.gained ?? [];
    expect(first?.because.map(({ place }) => place === undefined)).toEqual([
      false,
      ...Array.from({ length: (first?.because.length ?? 0) - 1 }, () => true),
    ]);
  });

  test('pointers become places, and nothing else of a manifest is left', () => {
    const placed = withPlaces(reportOf('', secrets), ({ side, path }) => ({
      kind: 'manifest',
      file: side,
      line: path.length,
    }));
    expect(placed.changes[0]?.gained[0]?.because.map(link => link.place)).toEqual([
      { kind: 'manifest', file: 'head', line: 2 },
      { kind: 'manifest', file: 'head', line: 2 },
    ]);
    expect(JSON.stringify(placed)).not.toContain('origin');
  });
});

describe('what a line says', () => {
  test('verbs of one resource, resources with the same verbs, names of one resource are one line', () => {
    const rules = [
      rule('', 'pods, services', 'get'),
      rule('', 'services, pods', 'list'),
      rule('', 'configmaps', 'get', ', resourceNames: [b, a]'),
      rule('apps', 'deployments', 'list, get'),
    ];
    expect(changes(reportOf('', yaml(role('Role', 'r', rules), b)))).toEqual([
      `${bot} + get configmaps "a", "b" · namespace shop`,
      `${bot} + get, list deployments.apps, pods, services · namespace shop`,
    ]);
  });

  test('long lists are cut in the text, and whole as rules', () => {
    const many = Array.from({ length: 30 }, (_, i) => `r${String(i).padStart(2, '0')}`);
    const names = many.slice(0, 12).join(', ');
    const report = reportOf(
      '',
      yaml(
        role('Role', 'r', [
          rule('acme.io', many.join(', '), 'get'),
          rule('', 'configmaps', 'update', `, resourceNames: [${names}]`),
        ]),
        b,
      ),
    );
    const [first, second] = report.changes[0]?.gained ?? [];
    expect(first?.text).toMatch(/^get r00\.acme\.io, .*, r19\.acme\.io, 10 more$/);
    expect(first?.rules[0]?.resources).toEqual(many);
    expect(second?.text).toMatch(/^update configmaps "r00", .*, "r09", 2 more$/);
    expect(second?.rules[0]?.resourceNames).toHaveLength(12);
  });

  test('it is exact as rules', () => {
    const report = reportOf(
      '',
      yaml(role('Role', 'r', [rule('', 'pods', 'get'), rule('apps', 'pods', 'get')]), b),
    );
    expect(report.changes[0]?.gained[0]?.rules).toEqual([
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: [], nonResourceURLs: [] },
      { verbs: ['get'], apiGroups: ['apps'], resources: ['pods'], resourceNames: [], nonResourceURLs: [] },
    ]);
  });

  test('what has no namespace cannot be had by a RoleBinding', () => {
    const rules = [rule('', 'nodes, namespaces, pods', 'get')];
    const report = reportOf(
      '',
      yaml(role('ClusterRole', 'r', rules), binding('RoleBinding b', 'ClusterRole r')),
    );
    expect(changes(report)).toEqual([
      `${bot} + get namespaces, pods · namespace shop`,
      `${bot} + get nodes · namespace shop (no effect: it is in no namespace, and a RoleBinding reaches only into its own)`,
    ]);
  });

  test('paths of the API server are of the cluster', () => {
    const urls = '{nonResourceURLs: ["/metrics", "*"], verbs: [get]}';
    const report = reportOf(
      '',
      yaml(role('ClusterRole', 'r', [urls]), binding('ClusterRoleBinding b', 'ClusterRole r')),
    );
    expect(report.changes[0]?.gained.map(line => `${line.text} · ${line.scope}`)).toEqual([
      'get every path of the API server · cluster',
    ]);
  });

  test('from reading to writing, and from some verbs to all', () => {
    const reader = yaml(role('Role', 'r', [rule('', 'configmaps', 'get, list')]), b);
    expect(
      changes(reportOf(reader, yaml(role('Role', 'r', [rule('', 'configmaps', 'get, list, update')]), b))),
    ).toEqual([`${bot} + update configmaps · namespace shop (could only read it before)`]);
    expect(changes(reportOf(reader, yaml(role('Role', 'r', [rule('', 'configmaps', '"*"')]), b)))).toEqual([
      `${bot} + all verbs on configmaps · namespace shop (had get, list before)`,
    ]);
  });

  test('who a group of everybody is', () => {
    const report = reportOf(
      '',
      yaml(
        role('Role', 'r', [READ_SECRETS]),
        binding('RoleBinding b', 'Role r', '{kind: Group, name: "system:serviceaccounts:shop"}'),
      ),
    );
    expect(report.changes[0]).toMatchObject({
      subject: 'Group system:serviceaccounts:shop',
      audience: 'every service account of namespace shop',
    });
  });

  test('a role of thousands of millions of permissions is told as a whole', () => {
    const list = (n: number, of: string) => Array.from({ length: n }, (_, i) => `${of}${i}`).join(', ');
    const huge = rule('', list(100, 'r'), list(150, 'v'));
    const bindings = Array.from({ length: 300 }, (_, i) =>
      binding(`RoleBinding b${i}`, 'ClusterRole huge').replace(
        'namespace: shop}\nsubjects',
        `namespace: n${i}}\nsubjects`,
      ),
    );
    const report = reportOf('', yaml(role('ClusterRole', 'huge', [huge]), ...bindings));
    expect(report.changes[0]?.gained).toHaveLength(300);
    expect(report.changes[0]?.gained[0]?.text).toBe('everything ClusterRole huge grants');
    expect(report.assumptions[0]).toMatch(/so much to so many that it was not all compared/);
  });
});

describe('when there is nothing to say', () => {
  test('the same sets, and changes of other things', () => {
    const config = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: {a: "${value}"}\n`;
    expect(reportOf(secrets, secrets)).toBe(NO_CHANGES);
    expect(reportOf(yaml(secrets, config('1')), yaml(secrets, config('2')))).toBe(NO_CHANGES);
  });

  test('a workload with another image has the rights it had', () => {
    expect(
      reportOf(
        yaml(secrets, deployment({ account: 'bot' })),
        yaml(secrets, deployment({ account: 'bot', image: 'web:2' })),
      ),
    ).toBe(NO_CHANGES);
  });
});

describe('environments', () => {
  const at = (name: string, text: string) => {
    const env = { ...environment, name };
    return setOf(text).manifests.map(manifest => ({
      ...manifest,
      origin: {
        ...manifest.origin,
        target: { ...manifestsTarget, id: `helm:${name}`, environments: [env] },
        environment: env,
      },
    }));
  };
  const role1 = yaml(role('Role', 'r', [rule('', 'pods', 'get')]), b);

  test('what all of them show is said once, what one of them shows with its name', () => {
    const before = new ManifestSet([...at('prod', role1), ...at('staging', role1)]);
    const everywhere = new ManifestSet([...at('prod', secrets), ...at('staging', secrets)]);
    const one = new ManifestSet([...at('prod', role1), ...at('staging', secrets)]);
    const all = permissionReport(before, everywhere, { kubernetes: '1.34' });
    expect(all.changes.map(change => change.environments)).toEqual([[]]);
    expect(all.paths.opened.map(path => path.environments)).toEqual([[]]);
    const some = permissionReport(before, one, { kubernetes: '1.34' });
    expect(some.changes.map(change => change.environments)).toEqual([['staging']]);
  });

  test('what belongs to none is in each', () => {
    const shared = setOf(role('ClusterRole', 'shared', [READ_SECRETS])).manifests;
    const bound = binding('ClusterRoleBinding b', 'ClusterRole shared');
    const before = new ManifestSet([...shared, ...at('prod', role1), ...at('staging', role1)]);
    const after = new ManifestSet([...shared, ...at('prod', yaml(role1, bound)), ...at('staging', role1)]);
    const report = permissionReport(before, after, { kubernetes: '1.34' });
    expect(report.changes.map(change => [change.subject, change.environments])).toEqual([[bot, ['prod']]]);
    expect(report.changes[0]?.gained.map(said)).toEqual(['get, list secrets · all namespaces !critical']);
  });
});

test('an export of the cluster closes the world', () => {
  const context = setOf(
    yaml(
      role('ClusterRole', 'vendor', [rule('', 'nodes/proxy', 'get')]),
      binding('RoleBinding x', 'ClusterRole view'),
    ),
  ).manifests;
  const head = setOf(
    yaml(
      binding('ClusterRoleBinding known', 'ClusterRole vendor'),
      binding('ClusterRoleBinding dangling', 'ClusterRole nowhere'),
    ),
  );
  const report = permissionReport(setOf(''), head, { kubernetes: '1.34', context });
  expect(changes(report)).toEqual([`${bot} + get nodes/proxy · all namespaces !critical`]);
  expect(report.unknown).toEqual([]);
  expect(report.apply.map(({ id, resource }) => `${id} ${resource}`)).toEqual([
    'missing-role ClusterRoleBinding dangling',
  ]);
  expect(report.assumptions).toEqual(['Other authorizers (cloud IAM, webhooks) may allow more.']);
});
