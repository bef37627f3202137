import { z } from 'zod';
import {
  type AttestationOptions,
  controlOutcomes,
  type Framework,
  type GuardrailFact,
  type Manifest,
  type ReadBundle,
  type VerifyOptions,
  verifyBundle,
} from '../evidence/index.ts';
import type { Severity } from '../findings.ts';
import { type ControlOutcome, type ControlResult, type Report, resourceName } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import type { ReportBuild, ReportChange, ReportControl } from './schema.ts';

/** What is known of a finding wherever it shows. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly guardrail: string;
  readonly severity: Severity;
  /** `Deployment shop/web: Container "app" runs privileged`. */
  readonly what: string;
}

/**
 * The findings of all builds, each once: a quarter of builds has the same ones over and over, so builds keep numbers.
 */
export class FindingIndex {
  readonly #numbers = new Map<string, number>();
  readonly #known: (KnownFinding & { readonly at: string })[] = [];

  /** @param at when the build was: what the newest says of it counts, in whatever order they are read */
  number(
    { fingerprint, guardrail, severity, message, resource }: Report['findings'][number],
    at: string,
  ): number {
    const number = this.#numbers.get(fingerprint) ?? this.#known.length;
    const known = this.#known[number];
    if (known === undefined || known.at < at) {
      const what = `${resourceName(resource)}: ${message}`;
      this.#known[number] = { fingerprint, guardrail, severity, what, at };
      this.#numbers.set(fingerprint, number);
    }
    return number;
  }

  of(number: number): KnownFinding {
    const { fingerprint, guardrail, severity, what } = this.#known[number] as KnownFinding;
    return { fingerprint, guardrail, severity, what };
  }
}

/** One control in one build, over all its targets. */
export interface BuiltControl {
  readonly outcome: ControlOutcome;
  readonly reason: string;
  /** Not evaluated only because there is nothing of the kind. */
  readonly nothing?: true;
}

/** What all builds share, so that it is kept once. */
export class Shared {
  readonly findings = new FindingIndex();
  readonly #controls: Map<string, Pick<ReportControl, 'id' | 'title' | 'guardrails'>>;

  readonly #given: number;

  constructor({ controls }: Framework) {
    this.#given = controls.length;
    this.#controls = new Map(
      controls.map(({ id, title, mappings }) => [
        id,
        { id, title, guardrails: mappings.map(({ guardrail, ...rest }) => ({ id: guardrail, ...rest })) },
      ]),
    );
  }

  /** Takes what own guardrails add to the controls of the framework. */
  add(results: readonly ControlResult[]): void {
    for (const { id, title, guardrails } of results) {
      const known = this.#controls.get(id) ?? { id, title, guardrails: [] };
      const names = new Set(known.guardrails.map(guardrail => guardrail.id));
      const more = guardrails
        .filter(guardrail => !names.has(guardrail.id))
        .map(({ id: guardrail, strength, reason, source }) => ({ id: guardrail, strength, reason, source }));
      this.#controls.set(id, { id, title, guardrails: [...known.guardrails, ...more] });
    }
  }

  /** In the order of the framework; what only own guardrails name comes after. */
  get controls(): Pick<ReportControl, 'id' | 'title' | 'guardrails'>[] {
    const all = [...this.#controls.values()].map(({ guardrails, ...control }) => ({
      ...control,
      guardrails: [...guardrails].sort((a, b) => byText(a.id, b.id)),
    }));
    const own = all.slice(this.#given).sort((a, b) => byText(a.id, b.id));
    return [...all.slice(0, this.#given), ...own];
  }
}

export interface AcceptedRisk {
  readonly id: string;
  readonly guardrail: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires?: string | undefined;
  readonly ticket?: string | undefined;
  readonly file: string;
  readonly line: number;
}

/** What a report needs of one bundle that holds. */
export interface Build {
  readonly row: Omit<ReportBuild, 'line'>;
  /** Empty where nobody says. */
  readonly branch: string;
  readonly today: string;
  /** Whether there was a base: without one nothing is known of what the build changed. */
  readonly compared: boolean;
  readonly previous:
    | { readonly digest: string; readonly created: string; readonly commit: string }
    | undefined;
  /** Numbers in the index, sorted: findings that are there, accepted or not. */
  readonly present: Uint32Array;
  readonly accepted: ReadonlySet<number>;
  /** Numbers of those that the change brought. */
  readonly fresh: readonly number[];
  readonly baselined: number;
  readonly waivers: readonly AcceptedRisk[];
  /** Findings each waiver accepts, by its id. */
  readonly waived: ReadonlyMap<string, number>;
  readonly approvals: Report['approvals'];
  readonly escalations: ReportChange['escalations'];
  /** Why guardrails did not run, by id. */
  readonly idle: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string>;
  readonly controls: ReadonlyMap<string, BuiltControl>;
}

export interface Refused {
  readonly digest?: string;
  readonly why: readonly string[];
}

const guardrailsFile = z.object({
  guardrails: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      category: z.string(),
      origin: z.enum(['pack', 'custom']),
      digest: z.string(),
      severity: z.enum(['error', 'warning', 'info', 'off']),
      parameters: z.record(z.string(), z.unknown()),
      controls: z.record(z.string(), z.array(z.string())),
      judged: z.array(z.string()),
      idle: z.string().optional(),
    }),
  ),
});
const waiver = z.object({
  id: z.string(),
  guardrail: z.string(),
  owner: z.string(),
  reason: z.string(),
  expires: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  ticket: z.string().optional(),
  file: z.string(),
  line: z.int(),
});
const waiversFile = z.object({ inForce: z.array(waiver), applied: z.array(waiver) });

export interface ReadOptions {
  readonly framework: Framework;
  /**
   * What signatures are held against. With any of these, a bundle that is not signed like that does not hold; with none,
   * signatures are not looked at, and the report says so.
   */
  readonly key?: string;
  readonly attestation?: AttestationOptions;
  readonly readReport: VerifyOptions['readReport'];
  readonly shared: Shared;
}

/** What one bundle says, if it holds; else why it does not. Nothing of one that does not hold is believed. */
export async function readBuild(bundle: ReadBundle, options: ReadOptions): Promise<Build | Refused> {
  const { framework, key, attestation, readReport, shared } = options;
  let report: Report | string = 'not there';
  const isSigned = (key ?? attestation) !== undefined;
  const { holds, digest, manifest, broken } = await verifyBundle(bundle, {
    ...(isSigned ? {} : { skipSignatures: true }),
    ...(key === undefined ? {} : { key }),
    ...(attestation === undefined ? {} : { attestation }),
    readReport: async text => {
      report = await readReport(text);
      return report;
    },
  });
  const about = digest === undefined ? {} : { digest };
  if (!holds || manifest === undefined || digest === undefined) return { ...about, why: broken };
  const guardrails = parse(bundle, 'guardrails.json', guardrailsFile);
  const waivers = parse(bundle, 'waivers.json', waiversFile);
  if (typeof report === 'string' || guardrails === undefined || waivers === undefined)
    return { ...about, why: ['its content is not what kubeproof writes'] };
  if (Number.isNaN(Date.parse(manifest.created)))
    return { ...about, why: [`${manifest.created} is no time`] };
  const verified = { name: bundle.name, digest, manifest, report, isSigned };
  return extract(verified, { guardrails, waivers }, { framework, shared });
}

interface Verified {
  readonly name: string;
  readonly digest: string;
  readonly manifest: Manifest;
  readonly report: Report;
  readonly isSigned: boolean;
}

function extract(
  { name, digest, manifest, report, isSigned }: Verified,
  files: { guardrails: z.output<typeof guardrailsFile>; waivers: z.output<typeof waiversFile> },
  { framework, shared }: Pick<ReadOptions, 'framework' | 'shared'>,
): Build {
  const { findings } = shared;
  const { build, previous, created, today, outcome, paths, tool, profile, config } = manifest;
  const facts = files.guardrails.guardrails as readonly GuardrailFact[];
  const there = report.findings.filter(({ state }) => state !== 'fixed');
  const isAccepted = (finding: (typeof there)[number]) =>
    finding.waiver !== undefined || finding.baselined === true;
  const open = there.filter(finding => !isAccepted(finding));
  const bySeverity = (severity: Severity) => open.filter(finding => finding.severity === severity).length;
  const mapping = manifest.frameworks.find(({ id }) => id === framework.id)?.digest;
  const controls = controlOutcomes({ report, frameworks: [framework], guardrails: facts }).flatMap(
    of => of.controls,
  );
  shared.add(report.targets.length === 0 ? [] : controls.filter(firstOf(controls)));
  return {
    row: {
      digest,
      created,
      commit: build?.commit ?? report.head.commit ?? '',
      bundle: name,
      repository: build?.repository ?? '',
      event: build?.event ?? '',
      ...(build === null ? {} : { run: build.run }),
      ...(build?.pullRequest === undefined ? {} : { pullRequest: build.pullRequest }),
      outcome,
      counts: { error: bySeverity('error'), warning: bySeverity('warning'), info: bySeverity('info') },
      accepted: there.length - open.length,
      limited: paths.length > 0,
      notEvaluated: notEvaluated(report),
      signed: isSigned,
      tool: tool.version,
      profile,
      configuration: config.digest,
      ...(mapping === undefined ? {} : { mapping }),
    },
    branch: branchOf(manifest),
    today,
    compared: manifest.base !== null,
    previous:
      previous === null
        ? undefined
        : { digest: previous.digest, created: previous.created, commit: previous.commit ?? '' },
    present: Uint32Array.from(there.map(finding => findings.number(finding, created))).sort(),
    accepted: new Set(there.filter(isAccepted).map(finding => findings.number(finding, created))),
    fresh: open.filter(({ state }) => state === 'new').map(finding => findings.number(finding, created)),
    baselined: there.filter(({ baselined, waiver: of }) => baselined === true && of === undefined).length,
    waivers: [...files.waivers.inForce, ...files.waivers.applied],
    waived: waivedBy(there),
    approvals: report.approvals,
    escalations: escalationsOf(report),
    idle: new Map(facts.flatMap(({ id, idle }) => (idle === undefined ? [] : [[id, idle] as const]))),
    known: new Set(facts.map(({ id }) => id)),
    controls: controlsOf(controls, paths.length > 0),
  };
}

/** Whether a result is the first of its control: what is behind it is the same in every target. */
function firstOf(results: readonly ControlResult[]): (result: ControlResult, index: number) => boolean {
  return ({ id }, i) => i === 0 || results[i - 1]?.id !== id;
}

/** The branch a bundle was made for, where it says so. */
function branchOf({ build }: Manifest): string {
  const branch: unknown = build === null ? undefined : (build as Record<string, unknown>).branch;
  return typeof branch === 'string' ? branch : '';
}

function waivedBy(findings: Report['findings']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { waiver: of } of findings)
    if (of !== undefined) counts.set(of.id, (counts.get(of.id) ?? 0) + 1);
  return counts;
}

/** At most so many are named of one build. */
const NAMED = 20;

function notEvaluated({ problems }: Report): string[] {
  const texts = problems
    .filter(({ gates }) => gates)
    .map(({ message, target }) => (target === undefined ? message : `${target}: ${message}`));
  const distinct = [...new Set(texts)];
  return distinct.length <= NAMED
    ? distinct
    : [...distinct.slice(0, NAMED), `and ${distinct.length - NAMED} more`];
}

/** What somebody can do from now on that is dangerous: paths first, then single permissions that no path names. */
function escalationsOf({ permissions: { paths, changes } }: Report): ReportChange['escalations'] {
  const isHigh = (risk: string | undefined) => risk === 'critical' || risk === 'high';
  const opened = paths.opened
    .filter(({ risk }) => isHigh(risk))
    .map(({ subject, title, risk }) => ({ who: subject, what: title, risk: risk as string }));
  const gained = changes.flatMap(({ subject, gained: lines }) =>
    lines
      .filter(({ risk }) => isHigh(risk))
      .map(({ text, scope, risk }) => ({ who: subject, what: `${text} (${scope})`, risk: risk as string })),
  );
  const all = [...opened, ...gained];
  return all.filter(
    (each, i) => all.findIndex(({ who, what }) => who === each.who && what === each.what) === i,
  );
}

/** Every control over all targets of the build. */
function controlsOf(results: readonly ControlResult[], isLimited: boolean): Map<string, BuiltControl> {
  const byId = new Map<string, ControlResult[]>();
  for (const result of results) byId.get(result.id)?.push(result) ?? byId.set(result.id, [result]);
  return new Map([...byId].map(([id, of]) => [id, overTargets(of, isLimited)]));
}

/**
 * - not satisfied: in any target;
 * - satisfied: in some target, and in every other one there is nothing to judge, and nothing was left out;
 * - not evaluated: everything else.
 */
export function overTargets(
  results: readonly Pick<ControlResult, 'outcome' | 'reason' | 'target' | 'nothing'>[],
  isLimited: boolean,
): BuiltControl {
  const broken = results.filter(({ outcome }) => outcome === 'not-satisfied');
  if (broken.length > 0) return { outcome: 'not-satisfied', reason: reasons(broken) };
  const satisfied = results.filter(({ outcome }) => outcome === 'satisfied');
  const unknown = results.filter(({ outcome, nothing }) => outcome === 'not-evaluated' && nothing !== true);
  if (unknown.length > 0) return { outcome: 'not-evaluated', reason: reasons(unknown) };
  if (satisfied.length === 0) {
    const reason =
      results.length === 0 ? 'there was no target' : 'no target has anything that its guardrails judge';
    return { outcome: 'not-evaluated', reason, ...(isLimited ? {} : { nothing: true }) };
  }
  if (isLimited) return { outcome: 'not-evaluated', reason: 'the run was limited to some paths' };
  return { outcome: 'satisfied', reason: reasons(satisfied) };
}

/** The reason most targets have, and how many there are. */
function reasons(results: readonly Pick<ControlResult, 'reason' | 'target'>[]): string {
  const targets = new Map<string, string[]>();
  for (const { reason, target } of results)
    targets.get(reason)?.push(target) ?? targets.set(reason, [target]);
  const [first, ...rest] = [...targets].sort(([, a], [, b]) => b.length - a.length);
  if (first === undefined) return '';
  const [reason, where] = first;
  const others = where.length > 1 ? ` and ${where.length - 1} more` : '';
  const more =
    rest.length === 0 ? '' : `; other reasons in ${rest.reduce((sum, [, of]) => sum + of.length, 0)} more`;
  return `${where[0]}${others}: ${reason}${more}`;
}

/** A JSON file of a bundle in its form; undefined when it has another. */
function parse<T>({ files }: ReadBundle, path: string, schema: z.ZodType<T>): T | undefined {
  const bytes = files.get(path);
  if (bytes === undefined) return undefined;
  try {
    const read = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
