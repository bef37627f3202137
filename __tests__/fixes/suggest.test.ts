import { describe, expect, jest, test } from '@jest/globals';
import { check, mended, suggestions } from './support.ts';

jest.setTimeout(60_000);

const settings = { '.kubeproof.yaml': 'profile: recommended\n' };
const limits = '{requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 1Mi}}';
const pod = (security: string, more = '') => `apiVersion: v1
kind: Pod
metadata: {name: x, namespace: shop}
spec:
${more}  containers:
    - name: app # the app
      image: ghcr.io/acme/app:1.0.0
      resources: ${limits}
      securityContext:
${security}`;

describe('suggestions', () => {
  test('a fix that brings other findings to light mends those, too', async () => {
    const files = {
      ...settings,
      'a.yaml': pod('        privileged: true # for now\n        runAsNonRoot: true\n'),
    };
    expect(await suggestions(files)).toEqual({
      'privileged-container spec.containers[name=app].securityContext.privileged': {
        'a.yaml': pod(
          '        privileged: false # for now\n        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n',
        ),
      },
    });
  });

  test('edits of the same lines are one suggestion, the same for every finding', async () => {
    const bare = pod('').replace('      securityContext:\n', '');
    const found = await suggestions({ ...settings, 'a.yaml': bare });
    const expected = pod('        allowPrivilegeEscalation: false\n        runAsNonRoot: true\n');
    expect(Object.values(found)).toEqual([{ 'a.yaml': expected }, { 'a.yaml': expected }]);
  });

  test('every environment whose own values say it is edited', async () => {
    const files = {
      ...settings,
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': 'host: false\n',
      'c/values-prod.yaml': '# prod\nhost: true # why\n',
      'c/values-test.yaml': 'host: true\n',
      'c/templates/p.yaml': pod(
        '        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n',
        '  hostNetwork: {{ .Values.host }}\n',
      ),
    };
    expect(await mended(files)).toEqual({
      'c/values-prod.yaml': '# prod\nhost: false # why\n',
      'c/values-test.yaml': 'host: false\n',
    });
  });

  test('what a template would say twice with other values is not added to it', async () => {
    const template = pod('').replace(
      '      securityContext:\n',
      '      {{- with .Values.security }}\n      securityContext: {{ toYaml . | nindent 8 }}\n      {{- end }}\n',
    );
    const { mending } = await check(
      {
        ...settings,
        'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
        'c/values.yaml': 'other: 1\n',
        'c/templates/p.yaml': template,
      },
      { fixes: 'mend' },
    );
    expect([...(mending?.files.keys() ?? [])]).not.toContain('c/templates/p.yaml');
  });

  test('lines with what a Secret holds are never part of one', async () => {
    const files = {
      ...settings,
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': 'p: hunter2-marker\n',
      'c/templates/s.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: "{{ .Values.p }}"}\n',
      'c/templates/p.yaml': pod('        privileged: true # hunter2-marker\n        runAsNonRoot: true\n'),
    };
    expect(await suggestions(files)).toEqual({});
  });
});
