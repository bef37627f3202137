import { findingAbout } from '../../guardrails/index.ts';
import {
  type FieldPath,
  fieldName,
  type Manifest,
  podSpecsOf,
  resourceLabel,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import type { CheckInput, CheckResult } from '../types.ts';

/** Fields that are named beside the first. */
const NAMED = 2;

/** Values that each rendering of the same files makes anew: one finding per object, about the one that matters most. */
export function randomValue({ set, guardrail }: CheckInput): CheckResult {
  const findings = set.manifests.flatMap(manifest => {
    const hooks = hooksOf(manifest);
    // A hook is made and deleted at each deploy, and one for tests only when somebody asks: a name of its own keeps them apart.
    const paths = (manifest.varying ?? [])
      .map(({ path }) => path)
      .filter(path => hooks.length === 0 || !(isName(path) || hooks.every(hook => hook.startsWith('test'))));
    const ranked = [...paths].sort((a, b) => rank(manifest, a) - rank(manifest, b));
    const [first] = ranked;
    if (first === undefined) return [];
    const finding = findingAbout(guardrail, manifest, first, message(manifest, first, ranked.slice(1)));
    // The template makes it, whatever values it adds to it.
    return [{ ...finding, part: 'key' as const }];
  });
  return { findings };
}

function hooksOf({ object }: Manifest): string[] {
  const written = stringMap(valueAt(object, ['metadata', 'annotations']))['helm.sh/hook'] ?? '';
  return written.split(',').flatMap(hook => hook.trim() || []);
}

/** Names, then what restarts pods, then values. */
function rank(manifest: Manifest, path: FieldPath): number {
  if (isName(path)) return 0;
  return inPods(manifest, path) ? 1 : 2;
}

function isName(path: FieldPath): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
}

/** Whether a field is in what pods are made from: another value there makes them anew. */
function inPods(manifest: Manifest, path: FieldPath): boolean {
  return podSpecsOf(manifest).some(pod => {
    const template = pod.path.slice(0, -1);
    return template.length > 0 && template.every((step, at) => path[at] === step);
  });
}

function message(manifest: Manifest, first: FieldPath, others: readonly FieldPath[]): string {
  const { object, resource } = manifest;
  const label = resourceLabel(resource);
  const field = fieldName(object, first);
  const more = moreText(others.map(path => fieldName(object, path)));
  if (isName(first))
    return `${label} gets another name at every rendering${more}: each deploy makes one more, and a controller that prunes deletes the one before.`;
  if (inPods(manifest, first) && isReplaced(manifest))
    return `${label} has another ${field} at every rendering${more}: its pods are replaced at every deploy, whether anything changed or not.`;
  if (resource.kind === 'Secret')
    return `${label} gets another ${field} at every rendering${more}: whoever applies what "helm template" prints, as Argo CD does, replaces it at every sync, and what was set up with the one before does not know it.`;
  return `${label} gets another ${field} at every rendering${more}: it is never in sync with the cluster, and each deploy replaces it.`;
}

/** Whose pods follow their template. */
function isReplaced({ resource: { kind } }: Manifest): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet' || kind === 'Rollout';
}

function moreText(names: readonly string[]): string {
  if (names.length === 0) return '';
  const rest = names.length - NAMED;
  return ` (and ${names.slice(0, NAMED).join(', ')}${rest > 0 ? `, ${rest} more` : ''})`;
}
