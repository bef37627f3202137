import type { Report } from '../../reports/index.ts';
import { byText, type Tree } from '../../repository/index.ts';
import { subjectsOf, TEST_RESULT, VERIFICATION_SUMMARY } from '../in-toto.ts';
import {
  ATTESTATION,
  contentDigest,
  MANIFEST,
  type Manifest,
  manifestSchema,
  SIGNATURE,
  SUMS,
  sha256,
  sumsOf,
  UNLISTED,
  writeManifest,
} from '../manifest.ts';
import type { PreviousBundle } from '../types.ts';
import { type AttestationOptions, checkAttestation } from './attestation.ts';
import { checkChain, type EarlierBundle } from './chain.ts';
import { checkInputs } from './inputs.ts';
import { checkListed } from './listed.ts';
import { isSafePath, type ReadBundle } from './read.ts';
import { checkSignature } from './signature.ts';

/** Longer manifests are not parsed. */
const MANIFEST_BYTES = 64 * 1024 * 1024;
/** Names told of one kind of fault. */
const NAMED = 10;

/** Files without which a bundle says too little. */
const REQUIRED = [
  'assessment-results.oscal.json',
  'attestation.intoto.json',
  'changes/permissions.json',
  'controls.csv',
  'frameworks.json',
  'guardrails.json',
  'inputs.json',
  'not-evaluated.json',
  'report.html',
  'report.json',
  'results.sarif',
  'verification-summary.intoto.json',
  'waivers.json',
];

export interface VerifyOptions {
  /** Bundles that may come before it, in any order. */
  readonly previous?: readonly EarlierBundle[];
  /** Public key in PEM that the signature is held against. */
  readonly key?: string;
  /** What the attestation of a workflow is held against. */
  readonly attestation?: AttestationOptions;
  /** The text of a ledger that has to list it. */
  readonly ledger?: string;
  /** Signatures are left for whoever verifies later; not even that there are any is said. */
  readonly skipSignatures?: true;
  /** Opens a commit of the repository that the inputs are held against; undefined where that does not have it. */
  readonly openCommit?: (commit: string) => Tree | undefined;
  /** Reads report.json by its published schema: the report, or what the text is instead. */
  readonly readReport: (text: string) => Promise<Report | string>;
}

/** What can be said about a bundle. All of it are plain sentences that may hold names from the bundle. */
export interface Verification {
  /** Nothing is broken. */
  readonly holds: boolean;
  /** SHA-256 of manifest.json: what names this bundle. */
  readonly digest?: string;
  /** Only of a manifest that is whole. */
  readonly manifest?: Manifest;
  readonly proved: readonly string[];
  readonly broken: readonly string[];
  /** What nobody could tell from what was given. */
  readonly unproven: readonly string[];
}

/** Checks everything that can be checked without believing anybody. */
export async function verifyBundle(bundle: ReadBundle, options: VerifyOptions): Promise<Verification> {
  const said = { proved: [] as string[], broken: [...bundle.refused], unproven: [] as string[] };
  const bytes = bundle.files.get(MANIFEST);
  if (bytes === undefined) {
    said.broken.push('there is no manifest.json, so nothing can be checked');
    return { holds: false, ...said };
  }
  const digest = sha256(bytes);
  const manifest = readManifest(bytes);
  if (typeof manifest === 'string') {
    said.broken.push(`manifest.json ${manifest}`);
    return { holds: false, digest, ...said };
  }
  said.proved.push('manifest.json is whole, and of the published schema');
  checkFiles(bundle, manifest, said);
  await checkReport(bundle, manifest, options, said);
  await checkChain(manifest, options.previous ?? [], alone(options), said);
  if (options.ledger !== undefined) checkListed(digest, manifest, options.ledger, said);
  if (options.skipSignatures !== true) await checkSignatures(bundle, digest, manifest, options, said);
  checkSource(bundle, manifest, options, said);
  return { holds: said.broken.length === 0, digest, manifest, ...said };
}

/** What a bundle is called by the next one. @returns why it cannot be named, when it is not whole */
export function previousOf({ files }: ReadBundle): PreviousBundle | string {
  const bytes = files.get(MANIFEST);
  if (bytes === undefined) return 'has no manifest.json';
  const manifest = readManifest(bytes);
  if (typeof manifest === 'string') return `has a manifest.json that ${manifest}`;
  const { created, outcome, head } = manifest;
  return {
    digest: sha256(bytes),
    created,
    outcome,
    ...(head.commit === undefined ? {} : { commit: head.commit }),
  };
}

/** @returns what is wrong with it: `is not JSON` */
function readManifest(bytes: Uint8Array): Manifest | string {
  if (bytes.length > MANIFEST_BYTES) return `is larger than ${MANIFEST_BYTES / 1024 / 1024} MB`;
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  const read = manifestSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `is not of the schema, at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`;
  }
  return writeManifest(read.data) === text
    ? read.data
    : 'was changed: it is not what its "integrity" says, byte for byte';
}

/** The files of a bundle in a folder by its manifest, for taking it away; none when there is no bundle. */
export function listedFiles(manifest: Uint8Array): string[] {
  const read = readManifest(manifest);
  if (typeof read === 'string') return [];
  return [...read.files.map(({ path }) => path).filter(path => isSafePath(path)), ...UNLISTED];
}

/** Sentences, as they come up. */
export type Said = Record<'proved' | 'broken' | 'unproven', string[]>;

function checkFiles({ files }: ReadBundle, manifest: Manifest, { proved, broken }: Said): void {
  const paths = manifest.files.map(({ path }) => path);
  const listed = new Set(paths);
  const before = broken.length;
  const tell = (what: string, which: readonly string[]) => {
    if (which.length === 0) return;
    const more = which.length > NAMED ? ` and ${which.length - NAMED} more` : '';
    broken.push(`${what}: ${which.slice(0, NAMED).join(', ')}${more}`);
  };
  tell(
    'paths that lead out of the bundle',
    paths.filter(path => !isSafePath(path)),
  );
  tell(
    'files listed twice, or out of order',
    paths.filter((path, i) => i > 0 && byText(paths[i - 1] ?? '', path) >= 0),
  );
  tell(
    'files that no bundle is without are missing',
    REQUIRED.filter(path => !listed.has(path)),
  );
  tell(
    'files that are listed and not there',
    paths.filter(path => !files.has(path)),
  );
  tell(
    'files that are there and not listed',
    [...files.keys()].filter(path => !listed.has(path) && !UNLISTED.includes(path)),
  );
  tell(
    'files that were changed',
    manifest.files
      .filter(({ path, bytes, sha256: digest }) => {
        const content = files.get(path);
        return content !== undefined && (content.length !== bytes || sha256(content) !== digest);
      })
      .map(({ path }) => path),
  );
  if (contentDigest(manifest.files) !== manifest.content)
    broken.push('"content" of manifest.json is not the digest of its list');
  if (manifest.files.find(({ path }) => path === 'guardrails.json')?.sha256 !== manifest.guardrails.digest)
    broken.push('"guardrails" of manifest.json does not name guardrails.json');
  // All else has told by now which file it is; left are the signatures, which no other list has.
  if (broken.length === before && textOf(files.get(SUMS)) !== sumsOf(files))
    broken.push(`${SUMS} does not list what is there: a signature, or the list, was changed`);
  if (broken.length === before)
    proved.push(`all ${paths.length} files are as manifest.json lists them, and there are no others`);
}

/** Whether what the files say fits together; nothing is said of files that are not there. */
async function checkReport(
  { files }: ReadBundle,
  manifest: Manifest,
  { readReport }: VerifyOptions,
  { proved, broken }: Said,
): Promise<void> {
  const text = textOf(files.get('report.json'));
  if (text === undefined) return;
  const report = await readReport(text);
  if (typeof report === 'string') {
    broken.push(`report.json is ${report}`);
    return;
  }
  proved.push('report.json is of the published schema');
  const same = (a: unknown, b: unknown) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
  const { outcome, exitCode, head, base = null, tool, kubernetes, profile, config } = manifest;
  const of = { outcome, exitCode, head, base, tool, kubernetes, profile, config };
  const different = Object.entries(of).filter(
    ([key, value]) => !same(value, report[key as keyof Report] ?? null),
  );
  if (different.length > 0)
    broken.push(`manifest.json and report.json differ in ${different.map(([key]) => key).join(', ')}`);
  else proved.push('manifest.json and report.json say the same about what was judged, and the outcome');
  const all = [...files].map(([path, content]) => ({
    path,
    content: path.startsWith('rendered/') || path === 'report.json' ? (textOf(content) ?? '') : '',
  }));
  const subjects = subjectsOf(report, all);
  const passed = report.outcome === 'pass';
  const statements = [
    {
      path: 'attestation.intoto.json',
      type: TEST_RESULT,
      key: 'result',
      wanted: passed ? ['PASSED', 'WARNED'] : ['FAILED'],
    },
    {
      path: 'verification-summary.intoto.json',
      type: VERIFICATION_SUMMARY,
      key: 'verificationResult',
      wanted: passed ? ['PASSED'] : ['FAILED'],
    },
  ];
  const wrong = statements.filter(({ path, type, key, wanted }) => {
    const statement = parse(textOf(files.get(path)));
    const result = member(member(statement, 'predicate'), key);
    return !(
      member(statement, 'predicateType') === type &&
      same(member(statement, 'subject'), subjects) &&
      wanted.includes(String(result))
    );
  });
  if (wrong.length > 0)
    broken.push(
      `${wrong.map(({ path }) => path).join(' and ')}: not about what was rendered, or not what the report says`,
    );
  else
    proved.push(
      `both statements are about what was rendered (${subjects.length} subjects), and say what the report says`,
    );
}

function checkSource(
  { files }: ReadBundle,
  manifest: Manifest,
  { openCommit }: VerifyOptions,
  said: Said,
): void {
  const { checkout } = manifest;
  if (openCommit === undefined) {
    said.unproven.push('that the inputs are those of the commit: name a clone with --repository');
    return;
  }
  const text = textOf(files.get('inputs.json'));
  if (checkout === null) {
    said.broken.push('it names no commit that the inputs could be held against');
    return;
  }
  const tree = openCommit(checkout.commit);
  if (tree === undefined)
    said.broken.push(`the repository does not have commit ${checkout.commit}: fetch it there first`);
  else if (text !== undefined) checkInputs(text, manifest, tree, said);
}

/** Who made it, as far as a key or a certificate tells. */
async function checkSignatures(
  { files }: ReadBundle,
  digest: string,
  manifest: Manifest,
  { key, attestation = {} }: VerifyOptions,
  said: Said,
): Promise<void> {
  const signature = files.get(SIGNATURE);
  const attested = files.get(ATTESTATION);
  const statement = files.get('attestation.intoto.json');
  if (signature !== undefined) checkSignature(signature, digest, statement, key, said);
  else if (key !== undefined)
    said.broken.push('it is not signed with a key, and one was given to check the signature with');
  if (attested !== undefined)
    await checkAttestation(attested, digest, statement, manifest, attestation, said);
  else if ((attestation.repository ?? attestation.workflow) !== undefined)
    said.broken.push('no workflow signed it, and one was named that should have');
  if (signature === undefined && attested === undefined && key === undefined)
    said.unproven.push(
      `who made it: it is not signed. Whoever can write all of it can write it anew; compare sha256:${digest} with what was kept elsewhere, or name the next bundle's --previous`,
    );
}

/** How the bundles before it are checked: with the same keys where they are signed, as those may be newer than a bundle. */
function alone({ key, attestation, readReport, skipSignatures }: VerifyOptions) {
  return (bundle: ReadBundle): Promise<Verification> => {
    const hasKey = key !== undefined && bundle.files.has(SIGNATURE);
    const isAttested = attestation !== undefined && bundle.files.has(ATTESTATION);
    return verifyBundle(bundle, {
      readReport,
      ...(hasKey ? { key } : {}),
      ...(isAttested ? { attestation } : {}),
      ...(skipSignatures === undefined ? {} : { skipSignatures }),
    });
  };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** Keys sorted, whatever order they came in. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => byText(a, b))
      .map(([key, each]) => [key, canonical(each)]),
  );
}
