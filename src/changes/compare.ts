import type { FindingState, RawFinding, Rendering } from '../findings.ts';
import type { Environment, Target } from '../targets/index.ts';
import { fingerprint } from './fingerprint.ts';

/** The findings of one side and what of it could be evaluated. */
export interface Side {
  readonly findings: readonly RawFinding[];
  readonly targets: readonly Target[];
  /** Renderings that failed: nothing can be concluded from what is absent in them. */
  readonly failed: ReadonlySet<string>;
  /** Targets that could not even be found out about. */
  readonly failedTargets: ReadonlySet<string>;
}

/** Findings of one fingerprint, with what the other side says of it. */
export interface Compared {
  readonly fingerprint: string;
  readonly state: FindingState;
  /** The first rendering's finding; for fixed ones the base's. */
  readonly finding: RawFinding;
  readonly renderings: readonly Rendering[];
}

/** Key of a rendering in {@link Side.failed}. */
export function renderingKey(target: string, environment: string): string {
  return `${target}\0${environment}`;
}

/**
 * Matches the findings of base and head by fingerprint.
 *
 * Without a base every finding is `unchanged`: nothing says that this change brought it. A finding that is only on
 * the base side is `fixed` when all its renderings were evaluated on the head side or no longer exist; where one
 * failed nobody knows, and it is left out rather than claimed.
 */
export function compare(base: Side | undefined, head: Side): Compared[] {
  // Head findings may speak of what was removed: then only the base knows the rendering.
  const targets = [...(base?.targets ?? []), ...head.targets];
  const headGroups = group(head.findings, targets);
  const baseGroups = base === undefined ? new Map<string, Group>() : group(base.findings, targets);
  const compared: Compared[] = [];
  for (const [print, { finding, renderings }] of headGroups) {
    const state = base === undefined || baseGroups.has(print) ? 'unchanged' : 'new';
    compared.push({ fingerprint: print, state, finding, renderings });
  }
  for (const [print, { finding, renderings }] of baseGroups) {
    if (headGroups.has(print)) continue;
    const unknown = (r: Rendering) =>
      head.failedTargets.has(r.target) || head.failed.has(renderingKey(r.target, r.environment));
    if (renderings.some(unknown)) continue;
    compared.push({ fingerprint: print, state: 'fixed', finding, renderings });
  }
  return compared.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

interface Group {
  readonly finding: RawFinding;
  readonly renderings: Rendering[];
}

function group(findings: readonly RawFinding[], all: readonly Target[]): Map<string, Group> {
  const targets = new Map(all.map(target => [target.id, target]));
  const environments = new Map<string, Environment>();
  for (const target of all) {
    for (const environment of target.environments)
      environments.set(renderingKey(target.id, environment.name), environment);
  }
  const ordinals = new Map<string, number>();
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { rendering } = finding;
    const key = renderingKey(rendering.target, rendering.environment);
    const target = targets.get(rendering.target);
    const environment = environments.get(key);
    if (target === undefined || environment === undefined) {
      throw new Error(
        `finding of ${finding.guardrail} names the unknown rendering ${rendering.target} (${rendering.environment})`,
      );
    }
    const first = fingerprint(finding, target, environment, 0);
    const ordinal = ordinals.get(`${key}\0${first}`) ?? 0;
    ordinals.set(`${key}\0${first}`, ordinal + 1);
    const print = ordinal === 0 ? first : fingerprint(finding, target, environment, ordinal);
    const known = groups.get(print);
    if (known === undefined) groups.set(print, { finding, renderings: [rendering] });
    else known.renderings.push(rendering);
  }
  for (const { renderings } of groups.values()) {
    renderings.sort((a, b) => order(a.target, b.target) || order(a.environment, b.environment));
  }
  return groups;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
