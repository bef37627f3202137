import { expect, test } from '@jest/globals';
import { check } from '../../fixes/support.ts';

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'security: {privileged: false}\nimage: {tag: 1.0.0}\n',
  'chart/templates/d.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/app:{{ .Values.image.tag }}
          securityContext: {privileged: {{ .Values.security.privileged }}}
`,
};
const config = (...flags: string[]) => `targets:
  - helm: chart
    environments:
      - {name: dev}
      - name: prod
        set:
          plain:
${flags.map(flag => `            - ${flag}`).join('\n')}
`;

async function places(...flags: string[]) {
  const { report } = await check({ ...CHART, '.kubeproof.yaml': config(...flags) }, { fixes: 'none' });
  return Object.fromEntries(
    report.findings.map(({ guardrail, location }) => [
      guardrail,
      `${location?.kind} ${location?.file}:${location?.line}:${location?.column}`,
    ]),
  );
}

test('a value that a flag of the configuration sets is at the flag', async () => {
  expect(await places('image.tag=latest', 'security.privileged=true')).toMatchObject({
    'image-tag': 'values .kubeproof.yaml:8:25',
    'privileged-container': 'values .kubeproof.yaml:9:35',
  });
  expect((await places('"security.privileged=true"'))['privileged-container']).toBe(
    'values .kubeproof.yaml:8:36',
  );
});

test('two flags with a say, or several values in one: the template line', async () => {
  const template = 'template chart/templates/d.yaml:12:41';
  const twice = await places('security.privileged=false', 'security.privileged=true');
  expect(twice['privileged-container']).toBe(template);
  const both = await places('"image.tag=1.0.0,security.privileged=true"');
  expect(both['privileged-container']).toBe(template);
});
