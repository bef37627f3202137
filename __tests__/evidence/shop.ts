import { loadConfig, loadWaivers } from '../../src/config/index.ts';
import { type BundleInput, type EvidenceFile, evidenceBundle } from '../../src/evidence/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { type RunResult, run } from '../../src/run.ts';

export const CREATED = '2026-06-01T09:12:00Z';

export const pod = (name: string, privileged = false) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
  containers:
    - name: app
      image: ghcr.io/acme/app:1.0.0
      resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 1Mi}}
      securityContext: {privileged: ${privileged}, runAsNonRoot: true, allowPrivilegeEscalation: ${privileged}}
`;
const secret = `apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop}
stringData: {key: open-sesame-4711}
`;
export const SHOP: Record<string, string> = {
  'good/pod.yaml': pod('good'),
  'bad/pod.yaml': pod('bad', true),
  'bad/secret.yaml': secret,
  'data/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {a: b}\n',
  '.kubeproof.yaml': `frameworks: [pss, soc2]
targets:
  - manifests: good/*.yaml
  - manifests: bad/*.yaml
  - manifests: data/*.yaml
`,
};

/** A run over files, as the command line does it. */
export async function runOn(
  head: Record<string, string>,
  base?: Record<string, string>,
  today = '2026-06-01',
): Promise<RunResult> {
  const tree = memoryTree(head);
  const { config, problems } = loadConfig(tree, undefined, {});
  const { waivers, problems: waiverProblems } = loadWaivers(tree, config.waivers);
  return await run({
    head: tree,
    ...(base === undefined ? {} : { base: memoryTree(base, 'base') }),
    config,
    configFrom: 'head',
    rulesTree: tree,
    waivers,
    paths: [],
    problems: [...problems, ...waiverProblems],
    today,
  });
}

export function bundleOf(
  { report, rendered, facts }: RunResult,
  more: Partial<BundleInput> = {},
): EvidenceFile[] {
  return evidenceBundle({ report, rendered, facts: facts(), created: CREATED, ...more });
}

export function contentOf(files: readonly EvidenceFile[], path: string): string {
  const file = files.find(each => each.path === path);
  if (file === undefined) throw new Error(`no ${path} among ${files.map(each => each.path).join(', ')}`);
  return file.content;
}
