import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import { type Manifest, splitApiVersion } from '../../manifest/index.ts';
import { type ApiLifecycle, lifecycle } from '../../schema/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';

/** API versions that Kubernetes has given up, or is about to. */
export const apiVersions: Analyzer = { checks: { removed, deprecated }, reach: () => 'object' };

/** Versions that the target Kubernetes no longer serves. */
function removed(input: CheckInput): CheckResult {
  return judge(input, (manifest, life, minor, target) => {
    if (life.removed === undefined || minor < minorOf(life.removed)) return undefined;
    return `${describe(manifest)} does not exist in Kubernetes ${target}: it was removed in ${life.removed}, so the API server refuses it.${replacement(manifest, life, 'Use')}`;
  });
}

/** Versions that are still served, and announced to go. */
function deprecated(input: CheckInput): CheckResult {
  return judge(input, (manifest, life, minor) => {
    if (life.deprecated === undefined || minor < minorOf(life.deprecated)) return undefined;
    if (life.removed !== undefined && minor >= minorOf(life.removed)) return undefined;
    // A replacement that is newer than the cluster cannot be used yet.
    if (life.replacement !== undefined && !isServed(life.replacement, minor)) return undefined;
    const since = `${describe(manifest)} is deprecated since ${life.deprecated}`;
    const what =
      life.removed === undefined
        ? `${since}, though no version is announced yet that removes it.`
        : `${since} and removed in ${life.removed}: that upgrade will refuse it.`;
    return `${what}${replacement(manifest, life, 'Move to')}`;
  });
}

function judge(
  { set, guardrail, kubernetes }: CheckInput,
  say: (manifest: Manifest, life: ApiLifecycle, minor: number, target: string) => string | undefined,
): CheckResult {
  const findings: RawFinding[] = [];
  for (const manifest of set.manifests) {
    const [group, version] = splitApiVersion(manifest.apiVersion);
    const life = lifecycle(group, version, manifest.resource.kind);
    if (life === undefined) continue;
    const target = manifest.origin.environment.kubernetes ?? kubernetes;
    const message = say(manifest, life, minorOf(target), target);
    if (message !== undefined) findings.push(findingAbout(guardrail, manifest, ['apiVersion'], message));
  }
  return { findings };
}

function isServed(
  { group, version, kind }: NonNullable<ApiLifecycle['replacement']>,
  minor: number,
): boolean {
  const life = lifecycle(group, version, kind);
  return life?.introduced === undefined || minorOf(life.introduced) <= minor;
}

function describe({ apiVersion, resource: { kind } }: Manifest): string {
  return `${kind} ${apiVersion}`;
}

function replacement({ resource }: Manifest, { replacement: next }: ApiLifecycle, verb: string): string {
  if (next === undefined) return '';
  const apiVersion = next.group === '' ? next.version : `${next.group}/${next.version}`;
  return ` ${verb} ${apiVersion}${next.kind === resource.kind ? '' : ` ${next.kind}`}.`;
}

/** `1.34`, `v1.34.2` -> 34. */
function minorOf(version: string): number {
  return Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0);
}
