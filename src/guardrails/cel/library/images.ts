import type { Environment } from '@marcbachmann/cel-js';
import { type ImageReference, imageReference } from '../../../manifest/index.ts';
import { failure } from './failure.ts';

/** As go-containerregistry has the parts of a reference, which the API server uses. */
class Image {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  constructor({ registry, repository, tag, digest }: ImageReference) {
    this.registry = registry === 'docker.io' ? 'index.docker.io' : registry;
    this.repository = repository;
    this.digest = digest;
    // Beside a digest the tag says nothing, and is dropped.
    this.tag = digest !== '' ? '' : tag === '' ? 'latest' : tag;
  }
}

/** Kubernetes' image library, since 1.33: https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#Image */
export function registerImages(environment: Environment): void {
  environment
    .registerType('kubernetes.Image', Image)
    .registerOperator('kubernetes.Image == kubernetes.Image', (a: Image, b: Image) => text(a) === text(b))
    .registerFunction('image(string): kubernetes.Image', (reference: string) => {
      const parsed = imageReference(reference);
      if (!parsed.valid) throw failure(`"${reference.slice(0, 60)}" is not an image reference`);
      return new Image(parsed);
    })
    .registerFunction('isImage(string): bool', (reference: string) => imageReference(reference).valid)
    .registerFunction('kubernetes.Image.containsDigest(): bool', (image: Image) => image.digest !== '')
    .registerFunction('kubernetes.Image.registry(): string', (image: Image) => image.registry)
    .registerFunction('kubernetes.Image.repository(): string', (image: Image) => image.repository)
    .registerFunction('kubernetes.Image.tag(): string', (image: Image) => image.tag)
    .registerFunction('kubernetes.Image.digest(): string', (image: Image) => image.digest)
    .registerFunction('kubernetes.Image.identifier(): string', (image: Image) => image.digest || image.tag);
}

function text({ registry, repository, tag, digest }: Image): string {
  return [registry, repository, tag, digest].join(' ');
}
