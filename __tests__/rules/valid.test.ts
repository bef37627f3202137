import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadPack } from '../../src/guardrails/index.ts';
import { isObject, type JsonObject, parseYaml, splitDocuments } from '../../src/manifest/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/** Rules about manifests that are not what a current API server takes: their examples cannot be valid. */
const ABOUT_INVALID = new Set(['api-version-removed', 'api-version-deprecated', 'duplicate-key']);

/** Kinds that kubernetes-models has no class for: custom resources, and files that are configuration of a program. */
const OTHER_GROUPS = /\.(?:io|dev|com|sh|aws|example)\//;
const NOT_OF_THE_API =
  /^(?:(?:pod-security\.admission|\w+)\.config|audit|kubeadm|gateway\.networking|karpenter|cluster\.x-|kind\.x-|agents\.x-)\.?k8s\.(?:io|aws)\/|^v1\/(?:Config|Policy)$/;

interface Model {
  new (data: unknown): { validate(): void };
}

async function modelOf({ apiVersion, kind }: JsonObject): Promise<Model | undefined> {
  const path = String(apiVersion);
  if (OTHER_GROUPS.test(path) && !path.includes('.k8s.io/')) return undefined;
  if (NOT_OF_THE_API.test(`${path}/${String(kind)}`)) return undefined;
  const module = (await import(`kubernetes-models/${path}/${String(kind)}`)) as Record<string, unknown>;
  return (module[String(kind)] ??
    (module.default as Record<string, unknown> | undefined)?.[String(kind)]) as Model;
}

const passing = guardrails
  .filter(g => !ABOUT_INVALID.has(g.id))
  .flatMap(g => g.examples.pass.map(example => [g.id, example.name, example.manifest] as const));

// A passing example teaches how to write it: it has to be a manifest that a cluster takes.
test.each(passing)('%s, %s: the example is a valid object', async (_id, _name, manifest) => {
  for (const { text } of splitDocuments(manifest)) {
    const parsed = parseYaml(text);
    const value = parsed.ok ? parsed.value : undefined;
    expect(isObject(value)).toBe(true);
    const model = await modelOf(value as JsonObject);
    if (model !== undefined) expect(() => new model(value).validate()).not.toThrow();
  }
});
