import type { RawFinding } from '../findings.ts';
import {
  locate,
  type Manifest,
  ManifestSet,
  readDocuments,
  splitDocuments,
  withVarying,
} from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { type ImageScan, readScan } from '../scans/index.ts';
import type { Environment, Target } from '../target.ts';
import { withDefaults } from './activate.ts';
import { isOnChange } from './compile.ts';
import type { ActiveGuardrail, Evaluation, Example, Guardrail } from './types.ts';

/** What running an example showed. It is as it should be when `found` equals `expected` and there are no problems. */
export interface ExampleResult {
  /**
   * Lines of the example that end in `# expect`, as `manifest:12` or `base:3`, once per finding meant (`# expect expect`
   * is two), sorted. What a change takes away is expected in the base.
   */
  readonly expected: readonly string[];
  /** Lines the findings lie on, in the same form. */
  readonly found: readonly string[];
  readonly findings: readonly RawFinding[];
  readonly problems: readonly Problem[];
}

/** Judges a set by guardrails: expressions and analyzers together. Handed in, so that this folder needs no analyzers. */
export type Judge = (
  set: ManifestSet,
  active: readonly ActiveGuardrail[],
  options: {
    readonly kubernetes: string;
    readonly base?: ManifestSet;
    readonly labels?: readonly string[];
    readonly scans?: readonly ImageScan[];
    readonly deployer?: { readonly user: string; readonly groups: readonly string[] };
  },
) => Evaluation;

/** Version that examples are judged for when they name none. */
const KUBERNETES = '1.34';

/** Runs one example of a guardrail, as the tests of the pack and `kubeproof test` do. */
export function runExample(guardrail: Guardrail, example: Example, judge: Judge): ExampleResult {
  const head = readExample(example.manifest, example.target, example.again);
  const { check } = guardrail;
  // To a guardrail on change, what has no past is new.
  const before = example.base ?? (check.by === 'expression' && isOnChange(check) ? '' : undefined);
  const base = before === undefined ? undefined : readExample(before, example.target);
  const parameters = { ...withDefaults(guardrail.parameters), ...example.parameters };
  const evaluation = judge(head.set, [{ guardrail, severity: guardrail.severity, parameters }], {
    kubernetes: example.kubernetes ?? KUBERNETES,
    scans: (example.scans ?? []).flatMap(report => readScan('scan.json', report) ?? []),
    ...(base === undefined ? {} : { base: base.set }),
    ...(example.labels === undefined ? {} : { labels: example.labels }),
    ...(example.deployer === undefined ? {} : { deployer: { user: example.deployer, groups: [] } }),
  });
  return {
    expected: [
      ...expectedLines('base', example.base ?? ''),
      ...expectedLines('manifest', example.manifest),
    ].sort(),
    found: evaluation.findings
      .map(finding =>
        finding.side === 'removed' && base !== undefined
          ? `base:${lineOf(base.set, finding)}`
          : `manifest:${lineOf(head.set, finding)}`,
      )
      .sort(),
    findings: evaluation.findings,
    problems: [...head.problems, ...(base?.problems ?? []), ...evaluation.problems],
  };
}

function expectedLines(name: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /#((?:\s+expect)+)\s*$/.exec(line);
    return match === null
      ? []
      : Array<string>((match[1] ?? '').trim().split(/\s+/).length).fill(`${name}:${index + 1}`);
  });
}

function lineOf(set: ManifestSet, finding: RawFinding): number {
  const manifest = set.manifests.find(each => each.resource === finding.resource);
  return manifest === undefined ? 0 : lineIn(manifest, finding);
}

function lineIn({ origin }: Manifest, finding: RawFinding): number {
  const located = locate(origin.text, [...origin.within, ...finding.path]);
  return (origin.sourceLine ?? 0) + ((located.key ?? located.value)?.line ?? 0);
}

function readExample(
  text: string,
  { kind = 'manifests', namespace, source = 'example.yaml' }: Partial<NonNullable<Example['target']>> = {},
  again?: string,
): { readonly set: ManifestSet; readonly problems: readonly Problem[] } {
  const inNamespace = namespace === undefined ? {} : { namespace };
  const { manifests, problems } = readDocuments({
    target: { ...TARGET, id: `${kind}:example`, kind },
    environment: { ...ENVIRONMENT, ...inNamespace },
    documents: splitDocuments(text).map(document => ({
      text: document.text,
      source,
      sourceLine: document.line,
    })),
  });
  const second = again === undefined ? [] : readExample(again, { kind, ...inNamespace }).set.manifests;
  const all = again === undefined ? manifests : withVarying(manifests, second);
  return { set: new ManifestSet(all), problems };
}

const ENVIRONMENT: Environment = { name: 'default', reason: 'example' };

const TARGET: Target = {
  id: 'manifests:example',
  kind: 'manifests',
  root: '',
  files: ['example.yaml'],
  environments: [ENVIRONMENT],
  inputs: ['example.yaml'],
  reason: 'example',
};
