import type { ImagePart } from '../../findings.ts';
import { type FieldSpec, visitField } from './field-specs.ts';
import { child, itemsOf, type Mark, membersOf, type Node, scalarOf } from './node.ts';
import { expression } from './resource.ts';
import { forEach, type Scope } from './scope.ts';
import { kustomizationMark } from './transformers.ts';

/** One entry of `images`, on every container there is and on the fields that are configured. */
export function setImage(scope: Scope, entry: Node, specs: readonly FieldSpec[]): void {
  const { work } = scope;
  const change = imageChange(scope, entry);
  forEach(scope, scope.resources, ({ root }) => {
    if (scalarOf(child(root, 'kind')) === 'CustomResourceDefinition') return;
    containersBelow(scope, root, change);
    for (const spec of specs) visitField(work, root, { ...spec, create: false }, undefined, change);
  });
}

function containersBelow(scope: Scope, node: Node, visit: (image: Node) => void): void {
  scope.work.spend(1);
  for (const [key, value] of membersOf(node)) {
    if (typeof value.value !== 'object') continue;
    containersBelow(scope, value, visit);
    if (key !== 'containers' && key !== 'initContainers') continue;
    for (const item of itemsOf(value)) {
      const image = child(item, 'image');
      if (image !== undefined) visit(image);
    }
  }
  for (const item of itemsOf(node)) containersBelow(scope, item, visit);
}

const TAG = '(:[a-zA-Z0-9_.{}-]*)?';
const DIGEST = '(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?';

/**
 * What an entry does to an image. Each part is marked with the key that set it; the image as a whole with the one that
 * is set last (digest, tag, name), the others are related.
 */
function imageChange({ work }: Scope, entry: Node): (image: Node) => void {
  const text = (key: string) => scalarOf(child(entry, key)) ?? '';
  const [newName, newTag, digest, suffix] = [
    text('newName'),
    text('newTag'),
    text('digest'),
    text('tagSuffix'),
  ];
  const matches = expression(work, `^${text('name')}${TAG}${DIGEST}$`);
  const markOf = (key: string, value: string): Mark | undefined => {
    const node = child(entry, key);
    return value === '' || node === undefined ? undefined : kustomizationMark(node, 'images');
  };
  const nameMark = markOf('newName', newName);
  const tagMark = markOf('newTag', newTag) ?? (digest === '' ? markOf('tagSuffix', suffix) : undefined);
  const digestMark = markOf('digest', digest);
  const primary = digestMark ?? tagMark ?? nameMark;
  if (primary === undefined) return () => {};
  return image => {
    const old = scalarOf(image) ?? '';
    if (!matches(old)) return;
    const was = splitImage(old);
    const name = newName || was.name;
    const tag = newTag || (digest ? '' : was.tag + suffix);
    // What sets a tag takes the digest away, and the other way round.
    const pinned = digest || (newTag || suffix ? '' : was.digest);
    const value = `${name}${tag && `:${tag}`}${pinned && `@${pinned}`}`;
    // Containers are visited once for what they are and once for the configured fields.
    if (image.value === value && isWithin(image.mark, entry.mark)) return;
    const { parts = { name: image.mark, tag: image.mark, digest: image.mark } } = image.mark;
    const now = {
      name: nameMark ?? parts.name,
      tag: tagMark ?? digestMark ?? parts.tag,
      digest: digestMark ?? tagMark ?? parts.digest,
    };
    image.value = value;
    image.mark = { ...primary, related: othersOf(primary, Object.values(now)), parts: now };
  };
}

/** An image's mark for one of its parts: the others are related. */
export function partOf(mark: Mark, part: ImagePart): Mark {
  const { parts } = mark;
  if (parts === undefined) return mark;
  return { ...parts[part], related: othersOf(parts[part], Object.values(parts)) };
}

function othersOf(one: Mark, marks: readonly Mark[]): Mark[] {
  const others = marks.flatMap(mark => [mark, ...(mark.related ?? [])]);
  return [...new Set(others.filter(mark => !isSamePlace(mark, one)))];
}

function isSamePlace(a: Mark, b: Mark): boolean {
  return a.source === b.source && a.path.length === b.path.length && isWithin(a, b);
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
