import { type Manifest, ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import type { Target } from '../../src/targets/index.ts';

/** Manifests of a YAML stream, as one rendering of a chart. */
export function manifestsOf(text: string, environment = 'default', namespace?: string): readonly Manifest[] {
  const target: Target = {
    id: 'helm:chart',
    kind: 'helm',
    root: 'chart',
    files: [],
    environments: [],
    inputs: [],
    reason: 'test',
  };
  const { manifests, problems } = readDocuments({
    target,
    environment: { name: environment, reason: 'test', ...(namespace === undefined ? {} : { namespace }) },
    documents: splitDocuments(text),
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return manifests;
}

export function setOf(text: string): ManifestSet {
  return new ManifestSet(manifestsOf(text));
}
