import type { RawFinding } from '../findings.ts';
import type { ActiveGuardrail, AnalyzerCheck, Evaluation } from '../guardrails/index.ts';
import type { ManifestSet } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { apiVersions } from './api-versions/index.ts';
import { credentials } from './credentials/index.ts';
import { images } from './images/index.ts';
import { manifest } from './manifest/index.ts';
import { network } from './network/index.ts';
import { quota } from './quota/index.ts';
import { rbac } from './rbac/index.ts';
import type { AnalyzeOptions, Analyzer, Check, CheckInput, Reach } from './types.ts';
import { workloads } from './workloads/index.ts';

/** Every analyzer by the name rule files use (`analyzer:`). */
export const ANALYZERS: Readonly<Record<string, Analyzer>> = {
  'api-versions': apiVersions,
  credentials,
  images,
  manifest,
  network,
  quota,
  rbac,
  workloads,
};

/**
 * Runs every active guardrail that is judged by an analyzer.
 *
 * @param set manifests of the head, all targets and environments
 * @param active guardrails with settings applied; those with expressions are skipped
 */
export function analyze(
  set: ManifestSet,
  active: readonly ActiveGuardrail[],
  options: AnalyzeOptions,
): Evaluation {
  const findings: RawFinding[] = [];
  const problems: Problem[] = [];
  for (const guardrail of active) {
    const check = guardrail.guardrail.check;
    if (check.by !== 'analyzer') continue;
    const run = findCheck(check.analyzer, check.check);
    if (run === undefined) {
      problems.push({
        code: 'analyzer-unknown',
        message: `Guardrail ${guardrail.guardrail.id} names analyzer "${check.analyzer}" with check "${check.check}", which does not exist`,
        file: guardrail.guardrail.file,
        gates: true,
      });
      continue;
    }
    const input: CheckInput = {
      set,
      guardrail,
      active: options.all ?? active,
      kubernetes: options.kubernetes,
      partial: options.partial ?? false,
      ...(options.base === undefined ? {} : { base: options.base }),
      ...(options.today === undefined ? {} : { today: options.today }),
      ...(options.scans === undefined ? {} : { scans: options.scans }),
      ...(options.context === undefined ? {} : { context: options.context }),
      ...(options.deployer === undefined ? {} : { deployer: options.deployer }),
      ...(options.isCompared === undefined ? {} : { isCompared: options.isCompared }),
    };
    const result = options.around?.(guardrail.guardrail.id, () => run(input)) ?? run(input);
    findings.push(...result.findings);
    problems.push(...(result.problems ?? []));
  }
  return { findings, problems };
}

/** See {@link Analyzer.reach}. */
export function analyzerReach({ analyzer, check }: AnalyzerCheck): Reach {
  const found = Object.hasOwn(ANALYZERS, analyzer) ? ANALYZERS[analyzer] : undefined;
  return found?.reach?.(check) ?? (() => true);
}

/** Names come from rule files: only own properties count. */
function findCheck(analyzer: string, check: string): Check | undefined {
  const checks = Object.hasOwn(ANALYZERS, analyzer) ? ANALYZERS[analyzer]?.checks : undefined;
  return checks !== undefined && Object.hasOwn(checks, check) ? checks[check] : undefined;
}

/** Analyzer names with the checks they offer, for `kubeproof rules` and for validating rule files. */
export function analyzerChecks(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(ANALYZERS).map(([name, { checks }]) => [name, Object.keys(checks)]),
  );
}
