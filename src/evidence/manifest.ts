import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonText } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import type { BundleInput, EvidenceFile } from './types.ts';

export const MANIFEST = 'manifest.json';
/** The signature of the manifest with a key, which the manifest cannot list. */
export const SIGNATURE = 'manifest.dsse.json';
/** The signature of the manifest with the identity of a workflow: a Sigstore bundle. */
export const ATTESTATION = 'manifest.sigstore.json';
/** Every other file with its SHA-256, as `sha256sum` reads it. */
export const SUMS = 'SHA256SUMS';
/** What comes after the manifest, and is not in its list. */
export const UNLISTED: readonly string[] = [MANIFEST, SIGNATURE, ATTESTATION, SUMS];

export const sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hex.');
const tree = z.strictObject({ name: z.string(), commit: z.string().optional() });
export const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);

/** `manifest.json`. */
export const manifestSchema = z
  .strictObject({
    schema: z.literal('kubeproof.evidence/v1'),
    integrity: sha256Hex.describe(
      'SHA-256 of this file as it is with this member left out. It finds damage; it does not prove who wrote the file.',
    ),
    created: time.describe(
      'When the bundle was made: with `build`, the one part that another run of the same commit does not repeat.',
    ),
    today: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .describe('The day waivers were held against.'),
    paths: z.array(z.string()).describe('Repository paths the run was limited to; empty: everything.'),
    tool: z.strictObject({ name: z.literal('kubeproof'), version: z.string() }),
    engines: z
      .array(z.strictObject({ engine: z.string(), tool: z.string(), version: z.string() }))
      .describe('What rendered.'),
    kubernetes: z.string(),
    profile: z.string(),
    base: tree.nullable().describe('What was compared with.'),
    head: tree,
    checkout: z
      .strictObject({
        commit: z.string().regex(/^[0-9a-f]{40,64}$/),
        clean: z.boolean().describe('Whether the files were those of the commit, and no others.'),
      })
      .nullable()
      .describe(
        'What was on disk; null outside git. In a pull request this is often the merge with the base.',
      ),
    build: z
      .strictObject({
        repository: z.string(),
        run: z.string(),
        attempt: z.string(),
        event: z.string(),
        commit: z.string(),
        pullRequest: z.int().optional(),
        branch: z.string().optional().describe('For a pull request its own branch.'),
      })
      .nullable()
      .describe('The run of the CI system that made the bundle; another run does not repeat it.'),
    outcome: z.enum(['pass', 'fail', 'incomplete']),
    exitCode: z.int().min(0).max(2),
    config: z.strictObject({
      file: z.string().optional(),
      digest: sha256Hex.describe('Of the effective configuration.'),
      from: z.enum(['base', 'head', 'defaults']),
      inlineWaivers: z.enum(['head', 'base', 'off']),
    }),
    guardrails: z
      .strictObject({
        known: z.int(),
        evaluated: z.int(),
        digest: sha256Hex.describe('Of the file guardrails.json.'),
      })
      .describe('The rules.'),
    frameworks: z
      .array(z.strictObject({ id: z.string(), digest: sha256Hex.describe('Of the file of its mapping.') }))
      .describe('Frameworks that controls.csv speaks of.'),
    previous: z
      .strictObject({
        digest: sha256Hex.describe('Of the manifest.json of the bundle before this one.'),
        created: time,
        outcome: z.string(),
        commit: z.string().optional(),
      })
      .nullable()
      .describe('The bundle before this one; null when none was named.'),
    content: sha256Hex.describe(
      'Over `files`: the SHA-256 of the lines "<sha256>  <path>\\n" in their order. The same for every run of the same commit, configuration and day.',
    ),
    files: z
      .array(z.strictObject({ path: z.string().min(1), bytes: z.int().min(0), sha256: sha256Hex }))
      .describe('Every file of the bundle but this one, the signatures and SHA256SUMS, sorted by path.'),
  })
  .describe('What an evidence bundle of kubeproof holds.');

export type Manifest = z.output<typeof manifestSchema>;

/** Published as `schemas/bundle.schema.json`. */
export function bundleJsonSchema(): object {
  return {
    ...z.toJSONSchema(manifestSchema),
    $id: 'urn:kubeproof:schema:evidence:v1',
    title: 'manifest.json of a kubeproof evidence bundle, version 1',
  };
}

/** The manifest of a bundle with these files. */
export function manifestOf(input: BundleInput, files: readonly EvidenceFile[]): string {
  const { report, facts, created, previous, checkout, build } = input;
  const listed = files
    .map(({ path, content }) => ({ path, bytes: Buffer.byteLength(content), sha256: sha256(content) }))
    .sort((a, b) => byText(a.path, b.path));
  const guardrails = listed.find(({ path }) => path === 'guardrails.json');
  const { file, digest, from, inlineWaivers } = report.config;
  return writeManifest({
    schema: 'kubeproof.evidence/v1',
    created,
    today: facts.today,
    paths: [...facts.paths],
    tool: report.tool,
    engines: report.engines.map(({ engine, tool, version }) => ({ engine, tool, version })),
    kubernetes: report.kubernetes,
    profile: report.profile,
    base: report.base ?? null,
    head: report.head,
    checkout: checkout ?? null,
    build: build ?? null,
    outcome: report.outcome,
    exitCode: report.exitCode,
    config: { ...(file === undefined ? {} : { file }), digest, from, inlineWaivers },
    guardrails: {
      known: facts.guardrails.length,
      evaluated: report.evaluated,
      digest: guardrails?.sha256 ?? sha256(''),
    },
    frameworks: facts.frameworks.map(({ id, digest }) => ({ id, digest })),
    previous: previous ?? null,
    content: contentDigest(listed),
    files: listed,
  });
}

/** The one way a manifest is written: any other bytes are not what kubeproof wrote. */
export function writeManifest(manifest: Omit<Manifest, 'integrity'>): string {
  const { integrity: _old, ...rest } = manifest as Manifest;
  return jsonText({ ...rest, integrity: sha256(jsonText(rest)) });
}

export function contentDigest(files: Manifest['files']): string {
  return sha256(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
}

/** `SHA256SUMS` of these files, for `sha256sum --check`. */
export function sumsOf(files: Iterable<readonly [path: string, content: string | Uint8Array]>): string {
  return [...files]
    .filter(([path]) => path !== SUMS)
    .sort(([a], [b]) => byText(a, b))
    .map(([path, content]) => `${sha256(content)}  ${path}\n`)
    .join('');
}

/** Hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
