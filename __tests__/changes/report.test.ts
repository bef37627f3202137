import { describe, expect, test } from '@jest/globals';
import { type ChangeReport, changeReport } from '../../src/changes/index.ts';
import { type Manifest, ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import {
  changesMarkdown,
  changesText,
  htmlReport,
  jsonReport,
  markdownReport,
  textReport,
} from '../../src/reports/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';
import { bundleOf, contentOf, runOn } from '../evidence/shop.ts';
import { sampleReport } from '../reports/sample-report.ts';

/** Manifests of one chart in several environments. */
function rendered(environments: Readonly<Record<string, string>>, id = 'helm:charts/web'): Manifest[] {
  return Object.entries(environments).flatMap(([name, text]) => {
    const environment: Environment = { name, namespace: name, releaseName: 'web', reason: 'test' };
    const target: Target = {
      id,
      kind: id.startsWith('helm') ? 'helm' : 'kustomize',
      root: id.slice(id.indexOf(':') + 1),
      files: [],
      environments: [environment],
      inputs: ['base/kustomization.yaml'],
      reason: 'test',
    };
    return readDocuments({ target, environment, documents: splitDocuments(text) }).manifests;
  });
}
const report = (base: readonly Manifest[], head: readonly Manifest[]) =>
  changeReport({ base: new ManifestSet(base), head: new ManifestSet(head) });
const inOne = (base: string, head: string) =>
  report(rendered({ default: base }), rendered({ default: head }));
const stories = ({ stories }: ChangeReport) =>
  stories.map(({ kind, title, where, behind }) =>
    [kind, title, where, ...(behind.length === 0 ? [] : [`behind: ${behind.join(', ')}`])].join(' | '),
  );
const consequences = (changes: ChangeReport) =>
  changes.consequences.map(
    ({ kind, risk, text, where }) => `${risk} ${kind}: ${text}${where && ` (${where})`}`,
  );

const deployment = (
  name: string,
  image: string,
  more: { spec?: string; pod?: string; annotations?: string } = {},
) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {team: a}}
spec:
  selector: {matchLabels: {app: ${name}}}
${more.spec ?? ''}  template:
    metadata: {labels: {app: ${name}}, annotations: {${more.annotations ?? ''}}}
    spec:
      containers: [{name: app, image: "${image}"}]
${more.pod ?? ''}---`;

describe('stories', () => {
  test('one image in many resources and environments is one entry, and who does not follow stands out', () => {
    const all = (tag: string) =>
      `${deployment('web', `acme/pay:${tag}`)}${deployment('api', `acme/pay:${tag}`)}`;
    const changes = report(
      rendered({ dev: all('1.4.2'), staging: all('1.4.2'), prod: all('1.4.2') }),
      rendered({ dev: all('1.5.0'), staging: all('1.5.0'), prod: all('1.4.2') }),
    );
    expect(stories(changes)).toEqual([
      'image | image pay 1.4.2 -> 1.5.0 | 2 Deployments (api, web) in dev, staging | behind: prod',
    ]);
    expect(changes.restarts.map(({ title, where, pods, because }) => [title, where, pods, because])).toEqual([
      ['Deployment api and Deployment web', 'in dev, staging', 4, ['image']],
    ]);
  });

  test('what changes in several resources is told once, what is left by resource', () => {
    const all = (team: string, replicas: number) =>
      `${deployment('web', 'a:1', { spec: `  replicas: ${replicas}\n` })}${deployment('api', 'a:1')}`.replaceAll(
        'team: a',
        `team: ${team}`,
      );
    const changes = report(rendered({ default: all('a', 2) }), rendered({ default: all('b', 3) }));
    expect(stories(changes)).toEqual([
      'changed | 2 Deployments (api, web) | ',
      'changed | Deployment default/web | ',
    ]);
    expect(changes.stories.map(({ fields }) => fields.map(({ field }) => field))).toEqual([
      ['metadata.labels.team'],
      ['spec.replicas'],
    ]);
    expect(consequences(changes)).toEqual(['low scaled: Deployment default/web goes from 2 to 3 pods.']);
  });

  test('overlays deep in a repository are named by what tells them apart', () => {
    const all = (tag: string) =>
      ['staging/a', 'staging/b', 'production/c'].flatMap(name => {
        const image = name.startsWith('production') ? 'a:1' : `a:${tag}`;
        return rendered({ default: deployment('web', image) }, `kustomize:components/web/${name}`);
      });
    expect(stories(report(all('1'), all('2')))).toEqual([
      'image | image a 1 -> 2 | Deployment default/web in a, b | behind: production/c',
    ]);
  });

  test('a name that is generated now, another in every environment, is one entry', () => {
    const web = (name: string) =>
      deployment('web', 'a:1', { pod: `      volumes: [{name: c, configMap: {name: ${name}}}]\n` });
    const map = (name: string, env: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {env: ${env}}\n`;
    const names = { dev: 'conf-2kfkht98mk', prod: 'conf-8m9kkd274b' };
    const all = (textOf: (env: string, name: string) => string) =>
      Object.entries(names).flatMap(([env, name]) =>
        rendered({ default: textOf(env, name) }, `kustomize:overlays/${env}`),
      );
    const changes = report(
      all(() => web('conf')),
      all((env, name) => `${web(name)}\n${map(name, env)}`),
    );
    expect(stories(changes)).toEqual([
      'changed | Deployment default/web | in dev, prod',
      'added | ConfigMap default/conf (generated name) | in dev, prod',
    ]);
  });

  test('generated names that were there and are others now are one entry, too', () => {
    const all = (suffixes: readonly string[], value: number) =>
      ['dev', 'prod'].flatMap((name, i) =>
        rendered(
          {
            default: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf-${suffixes[i]}}\ndata: {env: ${name}, a: "${value}"}\n`,
          },
          `kustomize:overlays/${name}`,
        ),
      );
    const changes = report(all(['2kfkht98mk', '8m9kkd274b'], 1), all(['f2b6h8bt84', 'gthmmmt5d9'], 2));
    expect(stories(changes)).toEqual(['changed | ConfigMap default/conf (generated name) | in dev, prod']);
  });

  test('overlays are named by their folders', () => {
    const overlay = (name: string, tag: string) =>
      rendered({ default: deployment('web', `a:${tag}`) }, `kustomize:overlays/${name}`);
    const changes = report(
      [...overlay('dev', '1'), ...overlay('prod', '1')],
      [...overlay('dev', '2'), ...overlay('prod', '1')],
    );
    expect(stories(changes)).toEqual([
      'image | image a 1 -> 2 | Deployment default/web in overlays/dev | behind: prod',
    ]);
  });

  test('moves of many are one entry, and what they delete is said', () => {
    const all = (namespace: string, name = 'web') =>
      rendered({ default: `${deployment(name, 'a:1')}${deployment('api', 'a:1')}` }).map(each => ({
        ...each,
        resource: { ...each.resource, namespace },
      }));
    const moved = report(all('dev'), all('test'));
    expect(stories(moved)).toEqual(['moved | 2 Deployments (api, web): namespace dev -> test | ']);
    expect(consequences(moved)).toEqual([
      'medium recreated: 2 Deployments: deleted in namespace dev and made anew in test, which is no rolling update.',
    ]);
    const named = report(all('dev'), all('dev', 'shop'));
    expect(stories(named)[0]).toBe('moved | Deployment dev/web is named shop now | ');
    expect(consequences(named)).toEqual([
      'medium recreated: Deployment dev/web is deleted and Deployment dev/shop made, which is no rolling update.',
    ]);
  });

  test('noise is folded and counted by itself', () => {
    const service = (version: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: s, labels: {helm.sh/chart: web-${version}}}\n`;
    const changes = inOne(service('1'), service('2'));
    expect(stories(changes)).toEqual(['noise | chart version labels: web-1 -> web-2 | Service default/s']);
    expect(changes.counts).toEqual({ added: 0, removed: 0, changed: 0, noise: 1 });
  });
});

describe('consequences', () => {
  const claim = (more = '') =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data${more}}\nspec: {resources: {requests: {storage: 2Gi}}}\n---\n`;
  const user = deployment('web', 'a:1', {
    pod: '      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n',
  });

  test('a claim that goes, and who still needs it', () => {
    expect(consequences(inOne(claim() + user, user))).toEqual([
      "high data: PersistentVolumeClaim default/data is deleted, and its data with it unless the volume's reclaim policy is Retain.",
      'high dangling: PersistentVolumeClaim default/data goes, and Deployment default/web still needs it: new pods will not start.',
    ]);
  });

  test('one that Helm keeps', () => {
    expect(consequences(inOne(claim(', annotations: {helm.sh/resource-policy: keep}'), ''))).toEqual([
      'low data: PersistentVolumeClaim default/data leaves Git and stays in the cluster: Helm is told to keep it (helm.sh/resource-policy).',
    ]);
  });

  test('many who read the same are one entry', () => {
    const user = (name: string) =>
      deployment(name, 'a:1', { pod: '      volumes: [{name: c, configMap: {name: conf}}]\n' });
    const all = (value: string) =>
      `${user('api')}${user('web')}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: ${value}}\n`;
    expect(consequences(inOne(all('x'), all('y')))).toEqual([
      'low stale: 2 Deployments (api, web) do not restart: the files of ConfigMap conf follow in a minute or so, if they read them again.',
    ]);
  });

  test('fields that cannot be changed in place', () => {
    const labels = (app: string) =>
      deployment('web', 'a:1').replace('matchLabels: {app: web}', `matchLabels: {app: ${app}}`);
    expect(consequences(inOne(labels('x'), labels('y')))).toEqual([
      'high refused: Deployment default/web: spec.selector cannot be changed in place. The API server refuses it until the Deployment is deleted and made anew.',
    ]);
    expect(consequences(inOne(claim(), claim().replace('2Gi', '1Gi')))).toEqual([
      'high refused: PersistentVolumeClaim default/data asks for less storage than it has: the API server refuses to shrink a claim.',
    ]);
    const job = (image: string, hook: string) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {${hook}}}\nspec: {template: {spec: {containers: [{name: a, image: "${image}"}]}}}\n`;
    expect(inOne(job('a:1', ''), job('a:2', '')).consequences.map(({ kind }) => kind)).toEqual(['refused']);
    expect(
      inOne(job('a:1', 'helm.sh/hook: pre-upgrade'), job('a:2', 'helm.sh/hook: pre-upgrade')).consequences,
    ).toEqual([expect.objectContaining({ kind: 'hook' })]);
  });

  const map = (value: string) =>
    `\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: "${value}"}\n---`;
  const reader = (annotations: string, pod: string) => deployment('web', 'a:1', { annotations, pod });
  const mounted = '      volumes: [{name: c, configMap: {name: conf}}]\n';

  test('content that nobody restarts for, and content with a checksum', () => {
    expect(consequences(inOne(map('1') + reader('', mounted), map('2') + reader('', mounted)))).toEqual([
      'low stale: Deployment default/web does not restart: the files of ConfigMap conf follow in a minute or so, if it reads them again.',
    ]);
    const changes = inOne(
      map('1') + reader('checksum/config: x', mounted),
      map('2') + reader('checksum/config: z', mounted),
    );
    expect(consequences(changes)).toEqual([]);
    expect(changes.restarts.map(({ because }) => because)).toEqual([['config']]);
  });
});

describe('what came or went', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {a: hunter2-hunter2}\n';

  test('is told with its content, values of Secrets as digests', () => {
    const [added] = inOne('', secret).stories;
    expect(added?.fields).toEqual([
      {
        field: '',
        resource: 'Secret default/key',
        operation: 'added',
        after: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'key' },
          data: { a: expect.stringMatching(/^sha256:[0-9a-f]{16}$/) },
        },
      },
    ]);
    const [removed] = inOne(secret, '').stories;
    expect(removed?.fields).toMatchObject([{ operation: 'removed', before: { kind: 'Secret' } }]);
  });

  test('one of each name, and nothing of what is huge', () => {
    const map = (name: string, size: number) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: ${'x'.repeat(size)}}\n---\n`;
    const text = `${map('small', 9)}${map('huge', 30_000)}`;
    const [story] = report(rendered({ dev: '', prod: '' }), rendered({ dev: text, prod: text })).stories;
    expect(story?.resources).toHaveLength(4);
    expect(story?.fields.map(({ resource }) => resource)).toEqual(['ConfigMap small']);
  });

  test('a line of it is its name; the diff has it all', () => {
    const markdown = changesMarkdown(inOne('', secret));
    expect(markdown).toContain('* Added **Secret default/key**\n');
    expect(markdown).toContain('@ added Secret default/key\n+apiVersion: v1\n+kind: Secret\n');
    const options = { color: false, width: 100 };
    expect(changesText(inOne('', secret), options)).not.toContain('apiVersion');
    expect(changesText(inOne('', secret), { ...options, verbose: true })).toContain(
      '        +kind: Secret\n',
    );
  });
});

describe('what no report says', () => {
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}}\n`;
  const changes = inOne(secret('hunter2-old'), secret('hunter2-new'));

  test('values of Secrets', () => {
    const everything =
      JSON.stringify(changes) + changesMarkdown(changes) + changesText(changes, { color: false, width: 100 });
    expect(everything).not.toContain('hunter2');
    expect(stories(changes)).toEqual(['changed | Secret default/s | ']);
  });
});

test('the terminal', () => {
  const file = (line: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata:\n  "app.conf": |\n    one\n    ${line}\n    three\n  flag: "${line}"\n`;
  const changes = inOne(
    `${file('two')}---${deployment('web', 'a:1')}`,
    `${file('2')}---${deployment('web', 'a:2')}`,
  );
  expect(changesText(changes, { color: false, width: 100 })).toBe(`What changes  2 resources changed
  · Restarts: Deployment default/web, 1 pod (image).

  ~ image a 1 -> 2: Deployment default/web

  ~ ConfigMap default/conf
      data.flag: two -> "2"
      data["app.conf"]
         one
        -two
        +2
         three
`);
  expect(changesText(inOne('', ''), { color: false, width: 100 })).toBe(
    'Nothing changes in the cluster: base and head render the same.\n',
  );
});

test('a hostile value steers neither terminal nor Markdown', () => {
  const map = (value: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: value } });
  const changes = inOne(map('x'), map('\u001b[2J</details> ```\n::error::@everyone'));
  const text = changesText(changes, { color: false, width: 100 });
  expect(text).not.toContain('\u001b');
  expect(text).not.toMatch(/^\s*::error/m);
  expect(changesMarkdown(changes)).toContain('\n````diff\n');
});

describe('in the reports of a check', () => {
  const changes = inOne(deployment('web', 'a:1'), `${deployment('web', 'a:2')}\n${deployment('api', 'a:2')}`);
  const whole = { ...sampleReport, changes };

  test('the terminal has it when asked for more', () => {
    const options = { color: false, width: 100 };
    expect(textReport(whole, options)).not.toContain('What changes');
    expect(
      textReport(whole, { ...options, verbose: true }),
    ).toContain(`What changes  1 resource added, 1 changed
  · Restarts: Deployment default/web, 1 pod (image).
  ~ image a 1 -> 2: Deployment default/web
  + Deployment default/api
`);
  });

  test('Markdown and HTML have it, report.json leaves it to changes/resources.json', () => {
    expect(markdownReport(whole)).toContain('* Changed **image a 1 → 2**: Deployment default/web\n');
    expect(htmlReport(whole)).toContain('<span class="what">image a 1 → 2</span>');
    expect(jsonReport(whole)).toBe(jsonReport(sampleReport));
  });
});

test('the evidence has them in a file of their own, where there is a base', async () => {
  const [base, head] = ['a:1', 'a:2'].map(image => ({ 'deploy/web.yaml': deployment('web', image) }));
  const files = bundleOf(await runOn(head ?? {}, base));
  expect(JSON.parse(contentOf(files, 'changes/resources.json'))).toMatchObject({
    schema: 'kubeproof.changes/v1',
    stories: [{ kind: 'image', title: 'image a 1 -> 2', where: 'Deployment web' }],
    restarts: [{ title: 'Deployment web', pods: 1, because: ['image'] }],
  });
  expect(JSON.parse(contentOf(files, 'report.json')).changes).toBeUndefined();
});
