import { createHash } from 'node:crypto';
import type { ChangeReport } from './changes/index.ts';
import type { Config } from './config/index.ts';
import { redactSecrets } from './evidence/index.ts';
import type { Location } from './findings.ts';
import { type ActiveGuardrail, type Guardrail, guardrailUrl } from './guardrails/index.ts';
import { HiddenValues } from './hidden-values.ts';
import { type Manifest, splitDocuments } from './manifest/index.ts';
import { DOCUMENTATION, ownPackage } from './package.ts';
import type { Placed } from './placing.ts';
import type { Problem } from './problems.ts';
import type { EngineVersion } from './render/index.ts';
import type {
  NetworkReport,
  PermissionReport,
  RenderedFile,
  Report,
  ReportEnvironment,
  ReportFinding,
  ReportGuardrail,
  ReportTarget,
} from './reports/index.ts';
import type { Tree } from './repository/index.ts';
import type { RenderedSide, Side } from './side.ts';
import { excerpt, valuesExcerpt } from './source/index.ts';
import {
  compareFindings,
  effectiveScope,
  type Judgement,
  OWN_GUARDRAILS,
  type OwnGuardrail,
} from './verdict/index.ts';

/** Lines of source shown above and below a finding's line. */
const SOURCE_CONTEXT = 2;
/** Lines of rendered text shown above and below a finding's field. */
const RENDERED_CONTEXT = 4;

/** What assembling needs to know of the run's input. */
export interface Facts {
  readonly head: Tree;
  readonly base?: Tree;
  readonly baseName?: string;
  readonly config: Config;
  readonly configFrom: Report['config']['from'];
}

export interface AssembleInput {
  readonly input: Facts;
  readonly headSide: Side;
  readonly baseSide: Side | undefined;
  readonly judgement: Judgement;
  /** The judgement's findings, each with its place. */
  readonly placed: readonly Placed[];
  readonly problems: readonly Problem[];
  readonly permissions: PermissionReport;
  /** Absent without a base. */
  readonly network?: NetworkReport;
  /** Absent without a base. */
  readonly changes?: ChangeReport;
  readonly active: readonly ActiveGuardrail[];
  readonly guardrails: readonly Guardrail[];
}

/** Puts everything the stages found into the one structure that all surfaces show. */
export function assembleReport(all: AssembleInput): { report: Report; rendered: RenderedFile[] } {
  const { input, headSide, baseSide, judgement, placed, problems, permissions, network, changes, active } =
    all;
  const { head, base, config } = input;
  const titles = new Map([...OWN_GUARDRAILS, ...all.guardrails].map(g => [g.id, g.title]));
  const hidden = new HiddenValues(
    all.guardrails,
    judgement.findings,
    baseSide === undefined ? [headSide] : [headSide, baseSide],
  );
  const findings = placed
    .map(item => present(item, titles.get(item.finding.guardrail), hidden))
    .sort(compareFindings);
  const spoke = new Set(findings.map(f => f.guardrail));
  const scope = effectiveScope(config.gate.scope, base !== undefined);
  const report: Report = {
    schema: 'kubeproof.report/v1',
    tool: { name: 'kubeproof', version: ownPackage().version },
    engines: engines(headSide),
    kubernetes: config.kubernetes,
    profile: config.profile,
    head: treeName(head),
    ...(base === undefined ? {} : { base: { ...treeName(base), name: input.baseName ?? base.name } }),
    scope,
    failOn: config.gate.failOn,
    outcome: judgement.outcome,
    exitCode: judgement.exitCode,
    summary: judgement.summary,
    findings,
    counts: judgement.counts,
    approvals: judgement.approvals,
    permissions,
    ...(network === undefined ? {} : { network }),
    ...(changes === undefined ? {} : { changes }),
    targets: targets(headSide, baseSide),
    objects: headSide.set.manifests.length,
    problems,
    guardrails: [
      ...active.filter(a => spoke.has(a.guardrail.id)).map(a => reportGuardrail(a, config)),
      ...OWN_GUARDRAILS.filter(({ id }) => spoke.has(id)).map(ownGuardrail),
    ],
    evaluated: active.length,
    config: {
      ...(config.file === undefined ? {} : { file: config.file }),
      digest: config.digest,
      from: input.configFrom,
      inlineWaivers: config.inlineWaivers,
    },
  };
  return { report, rendered: headSide.renderings.filter(r => !r.failed).map(renderedFile) };
}

function treeName({ name, commit }: { name: string; commit?: string }) {
  return { name, ...(commit === undefined ? {} : { commit }) };
}

function present(
  { finding, side, subject, located }: Placed,
  title = finding.guardrail,
  hidden: HiddenValues,
): ReportFinding {
  if (subject === undefined || located === undefined) {
    const shown = finding.location === undefined ? undefined : sourceExcerpt(side, finding.location, hidden);
    return { ...finding, title, ...(shown === undefined ? {} : { excerpt: shown }) };
  }
  const { manifest } = subject;
  const { location } = located;
  const text = hidden.text(manifest);
  // Whose value the field is, the values file of a chart says in clear.
  const silent = finding.resource.kind === 'Secret' || hidden.concerns(finding);
  const shown =
    manifest.origin.sourceLine !== undefined
      ? documentExcerpt(manifest, text, location.line)
      : silent
        ? undefined
        : sourceExcerpt(side, location, hidden, subject.rendering.target.id);
  const rendered =
    located.renderedLine === undefined
      ? undefined
      : excerpt(text, located.renderedLine, RENDERED_CONTEXT, RENDERED_CONTEXT);
  return {
    ...finding,
    title,
    location,
    related: [...(located.related ?? []), ...finding.related],
    ...(shown === undefined ? {} : { excerpt: shown }),
    ...(rendered === undefined || located.renderedLine === undefined
      ? {}
      : { rendered: { lines: rendered.lines, focus: located.renderedLine - rendered.firstLine } }),
  };
}

/** Lines of the finding's own document only: the next one in the file may be a Secret. */
function documentExcerpt(
  { origin }: Manifest,
  text: string,
  line: number | undefined,
): ReportFinding['excerpt'] {
  if (line === undefined || origin.sourceLine === undefined) return undefined;
  const shown = excerpt(text, line - origin.sourceLine, SOURCE_CONTEXT, SOURCE_CONTEXT);
  return shown && { firstLine: shown.firstLine + origin.sourceLine, lines: shown.lines };
}

/**
 * Lines around a location, of a template's or file's own document, and of a values file without its passwords. What the
 * target's Secrets hold is left out of all of them.
 */
function sourceExcerpt(
  side: Side,
  { kind, file, line }: Location,
  hidden: HiddenValues,
  target = '',
): ReportFinding['excerpt'] {
  if (line === undefined || !side.tree.has(file)) return undefined;
  const text = hidden.source(side.tree, file, target);
  if (kind === 'values') return valuesExcerpt(text, line, SOURCE_CONTEXT, SOURCE_CONTEXT);
  const document = splitDocuments(text).findLast(d => d.line < line);
  if (document === undefined) return undefined;
  // A template is no YAML, and a patch may stand as text in a kustomization: what belongs to the Secret cannot be told.
  const opaque = kind === 'template' || kind === 'kustomization';
  const context = opaque && /kind["']?:\s*["']?Secret/.test(document.text) ? 0 : SOURCE_CONTEXT;
  const clear = kind === 'template' ? document.text : redactSecrets(document.text);
  const at = line - document.line;
  const shown =
    kind === 'template' ? valuesExcerpt(clear, at, context, context) : excerpt(clear, at, context, context);
  return shown && { firstLine: shown.firstLine + document.line, lines: shown.lines };
}

function engines(side: Side): EngineVersion[] {
  const seen = new Map<string, EngineVersion>();
  for (const { engine } of side.renderings)
    if (engine.tool !== 'none') seen.set(`${engine.tool} ${engine.version}`, engine);
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, engine]) => engine);
}

function targets(head: Side, base: Side | undefined): ReportTarget[] {
  const before = new Set(base?.renderings.filter(r => r.reused).map(r => r.inputs));
  return head.discovery.targets.map(({ id, kind, root }) => ({
    id,
    kind,
    root,
    environments: head.renderings.filter(r => r.target.id === id).map(r => reportEnvironment(r, before)),
  }));
}

function reportEnvironment(rendering: RenderedSide, before: ReadonlySet<string>): ReportEnvironment {
  const { environment, engine, manifests, failed, inputs } = rendering;
  return {
    name: environment.name,
    engine,
    objects: manifests.length,
    ...(failed ? {} : { digest: createHash('sha256').update(text(rendering)).digest('hex') }),
    unchanged: before.has(inputs),
  };
}

function text({ documents }: RenderedSide): string {
  return documents.map(d => d.text).join('\n---\n');
}

function renderedFile({ target, environment, documents }: RenderedSide): RenderedFile {
  const parts = documents.map(({ text, source }) => {
    const body = redactSecrets(text).replace(/^\n+/, '').trimEnd();
    return source === undefined ? `---\n${body}\n` : `---\n# Source: ${source}\n${body}\n`;
  });
  return { target: target.id, environment: environment.name, text: parts.join('') };
}

function ownGuardrail({ section, ...guardrail }: OwnGuardrail): ReportGuardrail {
  return { ...guardrail, url: `${DOCUMENTATION}/configuration.md#${section}` };
}

function reportGuardrail({ guardrail, severity }: ActiveGuardrail, config: Config): ReportGuardrail {
  const { id, title, category, rationale, remediation, notWhen, references, controls } = guardrail;
  return {
    id,
    title,
    category,
    severity,
    rationale,
    remediation,
    ...(notWhen === undefined ? {} : { notWhen }),
    references,
    controls,
    url: guardrailUrl({ id, category }),
    ...(config.guardrails[id]?.locked === true ? { locked: true as const } : {}),
  };
}
