import { type ChangeReport, changeReport } from '../../src/changes/index.ts';
import { type Manifest, ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

/** Manifests of one target in several environments, each given as the text that was rendered. */
export function rendered(
  environments: Readonly<Record<string, string>>,
  id = 'helm:charts/web',
  namespace?: string,
): Manifest[] {
  return Object.entries(environments).flatMap(([name, text]) => {
    const environment: Environment = {
      name,
      namespace: namespace ?? name,
      releaseName: 'web',
      reason: 'test',
    };
    const [kind, root] = id.split(':') as [Target['kind'], string];
    const target: Target = {
      id,
      kind,
      root,
      files: [],
      environments: [environment],
      inputs: ['base/kustomization.yaml'],
      reason: 'test',
    };
    return readDocuments({ target, environment, documents: splitDocuments(text) }).manifests;
  });
}

export function report(base: readonly Manifest[], head: readonly Manifest[]): ChangeReport {
  return changeReport({ base: new ManifestSet(base), head: new ManifestSet(head) });
}

/** Of one target in the one environment that nobody named. */
export function inOne(base: string, head: string, id?: string): ChangeReport {
  return report(rendered({ default: base }, id, 'shop'), rendered({ default: head }, id, 'shop'));
}

/** `high data: PersistentVolumeClaim ... (in dev)`, of some kinds or of all. */
export function told(changes: ChangeReport, ...kinds: readonly string[]): string[] {
  return changes.consequences
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ kind, risk, text, where }) => `${risk} ${kind}: ${text}${where && ` (${where})`}`);
}

/** Objects written as JSON, as one text. */
export function objects(...all: readonly unknown[]): string {
  return all.map(each => JSON.stringify(each)).join('\n---\n');
}

export function workload(
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  name: string,
  more: {
    labels?: Record<string, string>;
    container?: Record<string, unknown>;
    pod?: Record<string, unknown>;
    spec?: Record<string, unknown>;
    annotations?: Record<string, string>;
  } = {},
) {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, annotations: more.annotations ?? {} },
    spec: {
      selector: { matchLabels: { id: name } },
      ...more.spec,
      template: {
        metadata: { labels: { id: name, app: name, ...more.labels } },
        spec: { containers: [{ name: 'app', image: 'a:1', ...more.container }], ...more.pod },
      },
    },
  };
}
