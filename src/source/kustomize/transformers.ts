import { RE2JS } from 're2js';
import { type FieldSpec, type FieldSpecs, merged, visitField } from './field-specs.ts';
import { child, itemsOf, type Mark, marked, membersOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import { isClusterScoped, type Resource } from './resource.ts';

/** Does something to each resource; what is not understood concerns that resource alone. */
export function forEach(resources: readonly Resource[], change: (resource: Resource) => void): void {
  for (const resource of resources) {
    try {
      change(resource);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      resource.unsure ??= error.message;
    }
  }
}

const kustomizationMark = (node: Node, field: string): Mark =>
  marked(node, 'kustomization', `set by ${field}`);

/** Sets `namespace` on everything that is not certainly cluster-scoped, and where references to it are known. */
export function setNamespace(resources: readonly Resource[], field: Node, specs: readonly FieldSpec[]): void {
  const value = scalarOf(field);
  if (value === undefined || value === '') return;
  const mark = kustomizationMark(field, 'namespace');
  const set = (node: Node): void => {
    if (typeof node.value === 'object' && node.value !== null)
      throw new NotUnderstood('namespace of a collection');
    node.value = value;
    node.mark = mark;
  };
  const creates = { type: 'scalar', mark } as const;
  forEach(resources, resource => {
    resource.storePreviousId();
    const { group, kind } = resource.id;
    const { root } = resource;
    if (!isClusterScoped(group, kind)) {
      visitField(root, { path: ['metadata', 'namespace'], create: true }, creates, set);
    }
    if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
      for (const subject of itemsOf(child(root, 'subjects'))) {
        if (scalarOf(child(subject, 'name')) === 'default' && subject.value instanceof Map) {
          subject.value.set('namespace', { value, mark });
        }
      }
    }
    for (const spec of specs) {
      const path = spec.path.join('/');
      if (
        path === 'metadata/namespace' ||
        (path === 'metadata/name' && scalarOf(child(root, 'apiVersion')) !== 'v1')
      )
        continue;
      if (path === 'subjects/namespace') continue;
      visitField(root, spec, creates, set);
    }
  });
}

/** `namePrefix` and `nameSuffix`; the part of the name that was there is related. */
export function changeNames(
  resources: readonly Resource[],
  field: Node,
  name: 'namePrefix' | 'nameSuffix',
  specs: readonly FieldSpec[],
): void {
  const part = scalarOf(field);
  if (part === undefined || part === '') return;
  forEach(resources, resource => {
    const { group, kind } = resource.originalId;
    if (kind === 'CustomResourceDefinition' || kind === 'Namespace') return;
    if (kind === 'APIService' && group === 'apiregistration.k8s.io') return;
    for (const spec of specs) {
      if (spec.path.join('/') === 'metadata/name') resource.storePreviousId();
      visitField(resource.root, spec, undefined, node => {
        const old = scalarOf(node) ?? '';
        node.value = name === 'namePrefix' ? part + old : old + part;
        node.mark = { ...kustomizationMark(field, name), related: contributors(node.mark) };
      });
    }
  });
}

function contributors(mark: Mark): Mark[] {
  return [mark, ...(mark.related ?? [])];
}

/** One group of labels or annotations. */
export function setPairs(
  resources: readonly Resource[],
  pairs: Node,
  field: string,
  specs: readonly FieldSpec[],
): void {
  const sorted = membersOf(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
  forEach(resources, ({ root }) => {
    for (const [key, pair] of sorted) {
      const mark = kustomizationMark(pair, field);
      const creates = { type: 'map', mark: kustomizationMark(pairs, field) } as const;
      for (const spec of specs) {
        visitField(root, spec, creates, node => {
          if (!(node.value instanceof Map))
            throw new NotUnderstood(`${field} on something that is no mapping`);
          node.value.set(key, { value: scalarOf(pair) ?? '', mark });
        });
      }
    }
  });
}

/** `labels` in order, then `commonLabels`. */
export function setLabels(
  resources: readonly Resource[],
  labels: Node | undefined,
  common: Node | undefined,
  specs: FieldSpecs,
): void {
  for (const entry of itemsOf(labels)) {
    const pairs = child(entry, 'pairs');
    if (pairs === undefined) continue;
    const has = (key: string) => child(entry, key)?.value === true;
    let paths = merged(labelFields(entry), specs.labels);
    if (has('includeSelectors')) {
      paths = merged(paths, specs.commonLabels);
    } else {
      if (has('includeTemplates')) paths = merged(paths, specs.templateLabels);
      if (has('includeVolumeClaimTemplates')) paths = merged(paths, specs.volumeClaimTemplateLabels);
      paths = merged(paths, [{ path: ['metadata', 'labels'], create: true }]);
    }
    setPairs(resources, pairs, 'labels', paths);
  }
  if (common !== undefined) setPairs(resources, common, 'commonLabels', specs.commonLabels);
}

function labelFields(entry: Node): FieldSpec[] {
  if (itemsOf(child(entry, 'fields')).length > 0) throw new NotUnderstood('labels with fields of their own');
  return [];
}

export function setAnnotations(
  resources: readonly Resource[],
  field: Node,
  specs: readonly FieldSpec[],
): void {
  setPairs(resources, field, 'commonAnnotations', specs);
}

/** One entry of `replicas`: by any name the resource has or had. */
export function setReplicas(resources: readonly Resource[], entry: Node, specs: readonly FieldSpec[]): void {
  const name = scalarOf(child(entry, 'name'));
  const count = child(entry, 'count');
  if (count === undefined) throw new NotUnderstood('replicas without a count');
  const mark = kustomizationMark(count, 'replicas');
  forEach(resources, resource => {
    const ids = resource.allIds;
    for (const spec of specs) {
      if (!ids.some(id => id.name === name && (spec.kind === undefined || spec.kind === id.kind))) continue;
      visitField(resource.root, spec, { type: 'scalar', mark }, node => {
        node.value = Number(scalarOf(count));
        node.mark = mark;
      });
    }
  });
}

/** One entry of `images`, on every container there is and on the fields that are configured. */
export function setImage(resources: readonly Resource[], entry: Node, specs: readonly FieldSpec[]): void {
  const change = imageChange(entry);
  forEach(resources, ({ root }) => {
    if (scalarOf(child(root, 'kind')) === 'CustomResourceDefinition') return;
    containersBelow(root, change);
    for (const spec of specs) visitField(root, { ...spec, create: false }, undefined, change);
  });
}

function containersBelow(node: Node, visit: (image: Node) => void): void {
  for (const [key, value] of membersOf(node)) {
    containersBelow(value, visit);
    if (key !== 'containers' && key !== 'initContainers') continue;
    for (const item of itemsOf(value)) {
      const image = child(item, 'image');
      if (image !== undefined) visit(image);
    }
  }
  for (const item of itemsOf(node)) containersBelow(item, visit);
}

const TAG = '(:[a-zA-Z0-9_.{}-]*)?';
const DIGEST = '(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?';

/** What an entry does to an image; the key that says most about the image is its mark, the rest is related. */
function imageChange(entry: Node): (image: Node) => void {
  const text = (key: string) => scalarOf(child(entry, key)) ?? '';
  const [newName, newTag, digest, suffix] = ['newName', 'newTag', 'digest', 'tagSuffix'].map(text);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(`^${text('name')}${TAG}${DIGEST}$`);
  } catch {
    return () => {};
  }
  return image => {
    const old = scalarOf(image) ?? '';
    if (!pattern.matcher(old).find()) return;
    const parts = splitImage(old);
    const by: string[] = [];
    const use = (key: string, value: string) => {
      by.unshift(key);
      return value;
    };
    if (newName) parts.name = use('newName', newName);
    if (newTag) {
      parts.tag = use('newTag', newTag);
      parts.digest = digest ? use('digest', digest) : '';
    } else if (digest) {
      parts.tag = '';
      parts.digest = use('digest', digest);
    } else if (suffix) {
      parts.tag += use('tagSuffix', suffix);
      parts.digest = '';
    }
    if (by.length === 0) return;
    const marks = by.flatMap(key => {
      const node = child(entry, key);
      return node === undefined ? [] : [kustomizationMark(node, 'images')];
    });
    const value = `${parts.name}${parts.tag && `:${parts.tag}`}${parts.digest && `@${parts.digest}`}`;
    // Containers are visited once for what they are and once for the configured fields.
    if (image.value === value && isWithin(image.mark, entry.mark)) return;
    image.value = value;
    const rest = newName && (newTag || digest) ? [] : contributors(image.mark);
    const [first, ...more] = marks;
    if (first !== undefined) image.mark = { ...first, related: [...more, ...rest] };
  };
}

function isWithin(mark: Mark, entry: Mark): boolean {
  return mark.source === entry.source && entry.path.every((step, index) => mark.path[index] === step);
}

/** Name, tag and digest, cut where kustomize cuts (`api/internal/image`). */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (colon < 0 || at < colon))
    return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (at < 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}
