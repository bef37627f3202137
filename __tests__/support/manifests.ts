import { type Manifest, ManifestSet, readDocuments, splitDocuments } from '../../src/manifest/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

export const environment: Environment = { name: 'default', reason: 'test' };
export const manifestsTarget: Target = {
  id: 'manifests:deploy',
  kind: 'manifests',
  root: 'deploy',
  files: ['deploy/all.yaml'],
  environments: [environment],
  inputs: ['deploy/all.yaml'],
  reason: 'test',
};

/** Reads YAML as the one file of a target of plain manifests, `deploy/all.yaml`. */
export function readAll(yaml: string): readonly Manifest[] {
  const documents = splitDocuments(yaml).map(({ text, line }) => ({
    text,
    source: 'deploy/all.yaml',
    sourceLine: line,
  }));
  return readDocuments({ target: manifestsTarget, environment, documents }).manifests;
}

/** {@link readAll}, as a set. */
export function setOf(yaml: string): ManifestSet {
  return new ManifestSet(readAll(yaml));
}
