import { afterAll, describe, expect, test } from '@jest/globals';
import { DEPLOYMENT, lines, place, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const POD = ['spec', 'template', 'spec'] as const;
const SECURE = DEPLOYMENT.replace(
  '          env:\n',
  lines(
    '          securityContext:',
    '            runAsNonRoot: true',
    '            capabilities:',
    '              drop: [ALL]',
    '          env:',
  ),
);
const PATCH_HEAD = ['apiVersion: apps/v1', 'kind: Deployment', 'metadata: {name: web}', 'spec:'];
const overlay = (...text: string[]) => ({
  'base/kustomization.yaml': lines('resources: [web.yaml]'),
  'base/web.yaml': SECURE,
  'app/kustomization.yaml': lines('resources: [../base]', ...text),
});

describe('fields that a patch removed', () => {
  test('null, and $patch: delete of a mapping: the line that says so, then where it was', async () => {
    const rendered = await Rendered.of(engine, {
      ...overlay('patches: [{path: patch.yaml}]'),
      'app/patch.yaml': lines(
        ...PATCH_HEAD,
        '  replicas: null',
        '  template:',
        '    spec:',
        '      containers:',
        '      - name: web',
        '        securityContext:',
        '          runAsNonRoot: null',
        '          capabilities:',
        '            $patch: delete',
      ),
    });
    const context = [...POD, 'containers', 0, 'securityContext'] as const;
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe('patch app/patch.yaml:5:13-17');
    expect(await rendered.where('Deployment', ...context, 'runAsNonRoot')).toBe(
      'patch app/patch.yaml:11:25-29',
    );
    expect(await rendered.where('Deployment', ...context, 'capabilities', 'drop')).toBe(
      'patch app/patch.yaml:13:21-27',
    );
    const origin = await rendered.locate('Deployment', ...context, 'capabilities', 'drop');
    expect(origin?.location).toMatchObject({ note: 'removed by this patch', add: 'capabilities.drop' });
    expect(origin?.related.map(at => `${place(at)} ${at.note}`)).toEqual([
      'manifest base/web.yaml:16:11-26 written here',
      'kustomization app/kustomization.yaml:2:18-28 applies the patch',
    ]);
  });

  test('the remove operation of a JSON patch, and move', async () => {
    const rendered = await Rendered.of(
      engine,
      overlay(
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: |-',
        '    - op: remove',
        '      path: /spec/template/spec/containers/0/securityContext',
        '    - {op: move, from: /spec/replicas, path: /spec/revisionHistoryLimit}',
      ),
    );
    const context = [...POD, 'containers', 0, 'securityContext'] as const;
    expect(await rendered.where('Deployment', ...context, 'runAsNonRoot')).toBe(
      'patch app/kustomization.yaml:5:7',
    );
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'patch app/kustomization.yaml:7:7-73',
    );
    expect((await rendered.locate('Deployment', 'spec', 'replicas'))?.location.note).toBe(
      'removed by this operation',
    );
  });

  test('removed and put back: the later one counts', async () => {
    const rendered = await Rendered.of(
      engine,
      overlay(
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: |-',
        '    - {op: remove, path: /spec/replicas}',
        '- target: {kind: Deployment}',
        '  patch: |-',
        '    - {op: add, path: /spec/replicas, value: 7}',
      ),
    );
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'patch app/kustomization.yaml:8:46-47',
    );
  });
});

describe('fields that never were', () => {
  test('in the overlay’s own patch where it goes there, with the base beside it', async () => {
    const rendered = await Rendered.of(engine, {
      ...overlay('patches: [{path: patch.yaml}]'),
      'app/patch.yaml': lines(
        ...PATCH_HEAD,
        '  template:',
        '    spec:',
        '      containers:',
        '      - name: web',
        '        securityContext:',
        '          privileged: false',
      ),
    });
    const origin = await rendered.locate(
      'Deployment',
      ...POD,
      'containers',
      0,
      'securityContext',
      'runAsUser',
    );
    expect(place(origin?.location)).toBe('patch app/patch.yaml:9:9-24');
    expect(origin?.location.add).toBe('runAsUser');
    expect(origin?.related.map(place)).toEqual([
      'manifest base/web.yaml:16:11-26',
      'kustomization app/kustomization.yaml:2:18-28',
    ]);
    // The patch does not go into the other container.
    expect(await rendered.where('Deployment', ...POD, 'containers', 1, 'securityContext')).toBe(
      'manifest base/web.yaml:23:11',
    );
  });

  test('in the base where the patch is one of many resources, or of a base', async () => {
    const patch = lines(...PATCH_HEAD, '  template:', '    spec:', '      hostNetwork: true');
    const other = SECURE.replaceAll('web', 'other');
    const two = {
      ...overlay('patches: [{path: patch.yaml, target: {kind: Deployment}}]'),
      'base/kustomization.yaml': lines('resources: [web.yaml, other.yaml]'),
      'base/other.yaml': other,
      'app/patch.yaml': patch,
    };
    const many = await Rendered.of(engine, two);
    const absent = { manifest: many.manifest('Deployment', 'web'), path: [...POD, 'securityContext'] };
    expect(place((await many.origin(absent))?.location)).toBe('manifest base/web.yaml:12:5-9');
    const below = await Rendered.of(engine, {
      ...overlay(),
      'base/kustomization.yaml': lines('resources: [web.yaml]', 'patches: [{path: patch.yaml}]'),
      'base/patch.yaml': patch,
    });
    expect(await below.where('Deployment', ...POD, 'securityContext')).toBe('manifest base/web.yaml:12:5-9');
  });
});

describe('what pulls a file in', () => {
  test('every entry from the base up to the overlay, innermost first', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': lines('resources:', '- ../middle', 'components: [../parts]'),
      'middle/kustomization.yaml': lines('resources:', '- ../base'),
      'base/kustomization.yaml': lines('resources:', '- web.yaml'),
      'base/web.yaml': DEPLOYMENT,
      'parts/kustomization.yaml': lines(
        'apiVersion: kustomize.config.k8s.io/v1alpha1',
        'kind: Component',
        'patches:',
        '- target: {kind: Deployment}',
        '  path: patch.json',
      ),
      'parts/patch.json': lines('[{"op": "add", "path": "/spec/paused", "value": true}]'),
    });
    expect(await rendered.related('Deployment', 'spec', 'replicas')).toEqual([
      'kustomization base/kustomization.yaml:2:3-11 pulled in here',
      'kustomization middle/kustomization.yaml:2:3-10 pulled in here',
      'kustomization app/kustomization.yaml:2:3-12 pulled in here',
    ]);
    expect(await rendered.related('Deployment', 'spec', 'paused')).toEqual([
      'kustomization parts/kustomization.yaml:5:9-19 applies the patch',
      'kustomization app/kustomization.yaml:3:14-22 component pulled in here',
    ]);
  });
});
