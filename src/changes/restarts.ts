import { effectiveWorkload, type Manifest, type ManifestSet, own, scalarText } from '../manifest/index.ts';
import { byText } from '../repository/index.ts';
import type { FieldChange, ResourceChange } from './diff/index.ts';
import { isHook } from './hooked.ts';
import type { Restart } from './types.ts';
import {
  changedResource,
  inRenderings,
  listed,
  logicalKey,
  logicalLabel,
  pluralKind,
  type Renderings,
} from './words.ts';

/** Controllers that make their pods anew when the pod template changes, and where they say how. */
const STRATEGY: Readonly<Record<string, string>> = {
  'apps.openshift.io/DeploymentConfig': 'strategy',
  'apps/DaemonSet': 'updateStrategy',
  'apps/Deployment': 'strategy',
  'apps/StatefulSet': 'updateStrategy',
  'argoproj.io/Rollout': 'strategy',
};

const CONTAINER = /^(?:init|ephemeral)?containers\[[^\]]*\]\.?/i;

/** A workload whose pods are made anew. */
export interface Restarting extends Pick<Restart, 'how' | 'because'> {
  readonly manifest: Manifest;
  /** Absent for a DaemonSet. */
  readonly pods?: number;
}

/** The workload's pods are made anew: its pod template differs, be it in a label or a checksum. */
export function restartOf({ base, head, fields, moved }: ResourceChange, set: ManifestSet): Restarting[] {
  if (base === undefined || head === undefined || (moved !== undefined && moved !== 'target')) return [];
  const strategy = STRATEGY[`${head.resource.group}/${head.resource.kind}`];
  const [pod] = set.podSpecs(head);
  const template = fields.filter(
    // What is made anew at each rendering does it at every deploy, and not because of the change.
    ({ field, noise }) => noise !== 'format' && noise !== 'random' && /^spec\.template\b/.test(field),
  );
  if (strategy === undefined || pod === undefined || template.length === 0 || isHook(head)) return [];
  if (!startsByItself(head)) return [];
  const replicas = effectiveWorkload(pod, set).replicas?.value;
  if (replicas === 0) return [];
  return [
    {
      manifest: head,
      ...(replicas === undefined ? {} : { pods: replicas }),
      how: howOf(head, strategy),
      because: [...new Set(template.map(reason))].sort(),
    },
  ];
}

/**
 * A DeploymentConfig whose triggers leave out ConfigChange waits for somebody to roll it out; without any list of them it has
 * that one (https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/workloads_apis/deploymentconfig-apps-openshift-io-v1).
 */
function startsByItself({ object, resource: { kind } }: Manifest): boolean {
  const triggers = own(own(object, 'spec'), 'triggers');
  if (kind !== 'DeploymentConfig' || !Array.isArray(triggers)) return true;
  return triggers.some(trigger => own(trigger, 'type') === 'ConfigChange');
}

function howOf({ object }: Manifest, field: string): Restart['how'] {
  const type = scalarText(own(own(own(object, 'spec'), field), 'type'));
  return type === 'Recreate' ? 'recreate' : type === 'OnDelete' ? 'manual' : 'rolling';
}

/** The part of the pod that differs, in a word. */
function reason({ field, noise }: FieldChange): string {
  if (noise === 'checksum' || noise === 'generated-name') return 'config';
  if (noise === 'chart-version') return 'chart version label';
  const below = field.replace(/^spec\.template\.?/, '');
  if (below.startsWith('metadata.'))
    return below.startsWith('metadata.labels') ? 'pod labels' : 'pod annotations';
  const inPod = below.replace(/^spec\.?/, '');
  const inContainer = inPod.replace(CONTAINER, '');
  const [word = ''] = inContainer.split(/[.[]/);
  if (inContainer === '' && inPod !== '') return 'containers';
  return word === '' ? 'pod template' : word;
}

/** Those that restart for the same reasons in the same way, told together. */
export function restartGroups(restarting: readonly Restarting[], all: Renderings): Restart[] {
  const groups = new Map<string, Restarting[]>();
  for (const each of restarting) {
    const key = JSON.stringify([each.how, each.because]);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [each]);
    else members.push(each);
  }
  return [...groups.values()]
    .map(group => {
      const { how, because } = group[0] as Restarting;
      const manifests = group.map(({ manifest }) => manifest);
      const resources = manifests.map(changedResource);
      const pods = group.reduce((sum, each) => sum + (each.pods ?? 0), 0);
      const perNode = group.filter(each => each.pods === undefined).length;
      const where = inRenderings(resources, all);
      return { title: titleOf(manifests), where, pods, perNode, how, because, resources };
    })
    .sort((a, b) => b.resources.length - a.resources.length || byText(a.title, b.title));
}

function titleOf(manifests: readonly Manifest[]): string {
  const logical = new Map<string, Manifest[]>();
  for (const each of manifests) {
    const key = logicalKey(each);
    logical.set(key, [...(logical.get(key) ?? []), each]);
  }
  const labels = [...logical.values()].map(members => logicalLabel(members)).sort(byText);
  if (labels.length <= 2) return labels.join(' and ');
  const kinds = [...new Set(manifests.map(({ resource }) => resource.kind))];
  const noun = kinds.length === 1 ? pluralKind(kinds[0] as string) : 'workloads';
  return `${labels.length} ${noun}: ${listed(labels.map(label => label.slice(label.indexOf(' ') + 1)))}`;
}
