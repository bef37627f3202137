import { describe, expect, test } from '@jest/globals';
import { alikeConsequences, alikeStories, type ChangeReport } from '../../src/changes/index.ts';
import { changesMarkdown, changesText } from '../../src/reports/index.ts';
import { inOne } from './rendered.ts';

const deployment = (name: string, tag: string, account = 'default') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      serviceAccountName: ${account}
      containers: [{name: ${name}, image: "acme/${name}:${tag}", env: [{name: VERSION, value: "${tag}"}]}]
---`;
const names = ['api', 'api-v2', 'cart', 'web'];
const all = (each: (name: string) => string) => names.map(each).join('\n');
const groups = ({ stories }: ChangeReport) =>
  alikeStories(stories).map(({ first, names: others }) => [first.title, ...others]);

describe('entries that are alike but for names', () => {
  test('a release: one image each, one version', () => {
    const changes = inOne(
      all(name => deployment(name, '1')),
      all(name => deployment(name, '2')),
    );
    expect(groups(changes)).toEqual([
      ['image api 1 -> 2', 'api-v2', 'cart', 'web'],
      ['Deployment shop/api', 'api-v2', 'cart', 'web'],
    ]);
    expect(changesText(changes, { color: false, width: 100 })).toContain(
      '  ~ image api 1 -> 2: Deployment shop/api\n    and 3 more alike: api-v2, cart, web\n',
    );
    expect(changesMarkdown(changes)).toContain(
      '* Changed **image api 1 → 2**: Deployment shop/api · and 3 more alike: api-v2, cart, web\n',
    );
  });

  test('each its own account', () => {
    const changes = inOne(
      all(name => deployment(name, '1')),
      all(name => deployment(name, '1', name)),
    );
    expect(groups(changes)).toEqual([['Deployment shop/api', 'api-v2', 'cart', 'web']]);
  });

  test('another value is another entry', () => {
    const changes = inOne(
      all(name => deployment(name, '1')),
      all(name => deployment(name, '1', name === 'web' ? 'other' : name)),
    );
    expect(groups(changes)).toEqual([['Deployment shop/api', 'api-v2', 'cart'], ['Deployment shop/web']]);
  });

  test('consequences, too', () => {
    const claim = (name: string) =>
      `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}}\nspec: {}\n---\n`;
    const { consequences } = inOne(all(claim), '');
    const groups = alikeConsequences(consequences.filter(({ kind }) => kind === 'data'));
    expect(groups.map(({ names: others }) => others)).toEqual([['api-v2', 'cart', 'web']]);
    expect(changesText(inOne(all(claim), ''), { color: false, width: 300 }).replace(/\s+/g, ' ')).toContain(
      "unless the volume's reclaim policy is Retain. The same for api-v2, cart, web.",
    );
  });

  test('what is large is alike to nothing', () => {
    const [story] = inOne(deployment('a', '1'), deployment('a', '2')).stories;
    const of = (name: string, count = 1) => ({
      ...story!,
      title: `Deployment ${name}`,
      where: '',
      resources: Array.from({ length: count }, () => ({
        ...story!.resources[0]!,
        resource: { ...story!.resources[0]!.resource, name },
      })),
    });
    expect(alikeStories([of('a'), of('x')])).toHaveLength(1);
    expect(alikeStories([of('a', 99), of('x', 99)])).toHaveLength(2);
  });
});
