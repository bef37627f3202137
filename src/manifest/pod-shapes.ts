import type { FieldPath, Json, JsonObject, Manifest } from './types.ts';
import { own } from './values.ts';

/** Kinds (or whole groups) whose pod-shaped parts are patterns, patches, values or schemas, not pods. */
const NOT_PODS =
  /^(?:apiextensions\.k8s\.io|admissionregistration\.k8s\.io|(?:[a-z.]+\.)?kyverno\.io|[a-z.]+\.gatekeeper\.sh|(?:helm|kustomize)\.toolkit\.fluxcd\.io|policies\.kubewarden\.io|kro\.run)\/|^argoproj\.io\/Application(?:Set)?$/;

/** Groups of Kubernetes itself whose kinds have no pods in them; those that have are known by name. */
const WITHOUT_PODS = new Set([
  'authentication.k8s.io',
  'authorization.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** Keys below which something else changes a pod, or which only describe one. */
const NOT_BELOW = new Set([
  'anyPattern',
  'example',
  'examples',
  'mutate',
  'overlay',
  'overlays',
  'override',
  'overrides',
  'patch',
  'patches',
  'pattern',
  'schema',
  'status',
  'values',
  'valuesObject',
]);

const TEMPLATE_KEYS = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

/** Deep enough for a list of manifests with CronJobs in it. */
const DEEPEST = 16;

/**
 * Where a custom resource embeds pod templates: objects below its root with `spec.containers` of which every one has a
 * name and an image, and nothing beside `spec` and `metadata`. A list of containers without images is a patch that an
 * operator merges into its own pods; those are left alone.
 */
export function embeddedTemplates({ object, resource }: Manifest): FieldPath[] {
  if (!resource.group.includes('.') || WITHOUT_PODS.has(resource.group)) return [];
  if (NOT_PODS.test(`${resource.group}/${resource.kind}`)) return [];
  const found: FieldPath[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (key !== 'metadata' && !NOT_BELOW.has(key)) search(value, [key], found);
  }
  return found;
}

function search(value: Json, path: FieldPath, found: FieldPath[]): void {
  if (path.length > DEEPEST || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      search(item, [...path, index], found);
    });
    return;
  }
  if (isPodTemplate(value)) {
    found.push(path);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (!NOT_BELOW.has(key)) search(member, [...path, key], found);
  }
}

function isPodTemplate(value: JsonObject): boolean {
  const spec = own(value, 'spec');
  const containers = own(spec, 'containers');
  return (
    Array.isArray(containers) &&
    containers.length > 0 &&
    containers.every(each => isText(own(each, 'name')) && isText(own(each, 'image'))) &&
    Object.keys(value).every(key => TEMPLATE_KEYS.has(key))
  );
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}
