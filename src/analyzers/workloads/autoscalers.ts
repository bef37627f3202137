import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import { type Manifest, own, resourceLabel, scalarText } from '../../manifest/index.ts';
import type { CheckInput, CheckResult } from '../types.ts';

/** Which kind of scaling: the number of pods, or their requests. */
const SCALES: Readonly<Record<string, string>> = {
  'autoscaling/HorizontalPodAutoscaler': 'number of pods',
  'keda.sh/ScaledObject': 'number of pods',
  'autoscaling.k8s.io/VerticalPodAutoscaler': 'requests',
};

/** Autoscalers that scale the same thing of the same workload. A KEDA ScaledObject makes a HorizontalPodAutoscaler. */
export function duplicateAutoscaler({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  const first = new Map<string, Manifest>();
  for (const manifest of set.manifests) {
    const { group, kind } = manifest.resource;
    const scales = SCALES[`${group}/${kind}`];
    if (scales === undefined) continue;
    const vertical = kind === 'VerticalPodAutoscaler';
    const target = own(own(manifest.object, 'spec'), vertical ? 'targetRef' : 'scaleTargetRef');
    const targetKind = scalarText(own(target, 'kind')) || (kind === 'ScaledObject' ? 'Deployment' : '');
    const name = scalarText(own(target, 'name'));
    if (name === '' || adopts(manifest)) continue;
    const { target: rendered, environment } = manifest.origin;
    const key = [scales, rendered.id, environment.name, manifest.resource.namespace, targetKind, name].join(
      '\0',
    );
    const other = first.get(key);
    if (other === undefined) first.set(key, manifest);
    // Folders of manifests often hold variants of one object.
    if (
      other === undefined ||
      (other.resource.kind === kind && other.resource.name === manifest.resource.name)
    ) {
      continue;
    }
    const message = `${resourceLabel(manifest.resource)} and ${resourceLabel(other.resource)} both decide the ${scales} of ${targetKind} ${name}: each undoes what the other does.`;
    const field = vertical ? 'targetRef' : 'scaleTargetRef';
    findings.push(findingAbout(guardrail, manifest, ['spec', field, 'name'], message));
  }
  return { findings };
}

/** KEDA takes over a HorizontalPodAutoscaler that it is told the name of. */
function adopts({ object }: Manifest): boolean {
  const annotations = own(own(object, 'metadata'), 'annotations');
  return scalarText(own(annotations, 'scaledobject.keda.sh/transfer-hpa-ownership')) === 'true';
}
