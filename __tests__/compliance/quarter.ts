import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleDigest, type EvidenceFile } from '../../src/evidence/index.ts';
import { bundleOf, pod, runOn } from '../evidence/shop.ts';

/** What the baseline of the Pod Security Standards is worked out from; other rules may come and go. */
const RULES = [
  'apparmor-profile',
  'dangerous-capabilities',
  'host-namespaces',
  'host-path',
  'host-port',
  'probe-host',
  'proc-mount',
  'seccomp-unconfined',
  'selinux-options',
  'unsafe-sysctl',
  'windows-host-process',
];
const CONFIG = `profile: minimal
frameworks: [pss]
targets:
  - manifests: app/*.yaml
guardrails:
${RULES.map(id => `  ${id}: {severity: error}\n`).join('')}`;
const WAIVERS = `waivers:
  - guardrail: image-digest
    resource: {kind: Pod, name: web}
    owner: "@jane"
    reason: tags are signed
    expires: 2026-05-01
    ticket: SHOP-1
`;
const commitOf = (n: number) => String(n).repeat(40);

/** Builds of `main`: a privileged pod comes with the second and is gone with the third. */
const STEPS: readonly (readonly [day: string, privileged: boolean])[] = [
  ['2026-04-01', false],
  ['2026-04-11', true],
  ['2026-04-14', false],
];

/** Three chained bundles of a branch of acme/shop in folders, `1` to `3`. */
export async function writeQuarter(folder: string): Promise<EvidenceFile[][]> {
  const bundles: EvidenceFile[][] = [];
  let base: Record<string, string> | undefined;
  for (const [i, [day, privileged]] of STEPS.entries()) {
    const head: Record<string, string> = {
      '.kubeproof.yaml': CONFIG,
      '.kubeproof/waivers.yaml': WAIVERS,
      'app/web.yaml': pod('web', privileged),
    };
    const before = bundles.at(-1);
    const bundle = bundleOf(await runOn(head, base, day), {
      created: `${day}T09:00:00Z`,
      build: {
        repository: 'https://github.com/acme/shop',
        run: `https://github.com/acme/shop/actions/runs/${i + 1}`,
        attempt: '1',
        event: 'push',
        commit: commitOf(i + 1),
        branch: 'main',
      },
      ...(before === undefined
        ? {}
        : {
            previous: {
              digest: bundleDigest(before),
              created: `${STEPS[i - 1]?.[0]}T09:00:00Z`,
              outcome: 'pass',
              commit: commitOf(i),
            },
          }),
    });
    bundles.push(bundle);
    base = head;
    for (const { path, content } of bundle) {
      const file = join(folder, String(i + 1), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  return bundles;
}
