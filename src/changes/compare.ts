import type { FindingState, RawFinding, Rendering } from '../findings.ts';
import { byText } from '../repository/index.ts';
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
  /** As one rendering shows it: the first, or the first that shows it newly; for fixed ones on the base side. */
  readonly finding: RawFinding;
  /** That rendering first, then the others by target and environment. */
  readonly renderings: readonly Rendering[];
}

/** Key of a rendering in {@link Side.failed}. */
export function renderingKey(target: string, environment: string): string {
  return `${target}\0${environment}`;
}

/**
 * Matches the findings of base and head by fingerprint.
 *
 * Without a base every finding is `unchanged`: nothing says that this change brought it. One cause shows in several
 * renderings; it is `new` as soon as one of them existed before and was not seen to show it: what staging always had
 * is new in production. A finding that is only on the base side is `fixed` when all its renderings were
 * evaluated on the head side or no longer exist; where one failed nobody knows, and it is left out, not claimed.
 */
export function compare(base: Side | undefined, head: Side): Compared[] {
  // Head findings may speak of what was removed: then only the base knows the rendering.
  const targets = [...(base?.targets ?? []), ...head.targets];
  const headGroups = group(head.findings, targets);
  const baseGroups = base === undefined ? new Map<string, Group>() : group(base.findings, targets);
  const compared: Compared[] = [];
  for (const [print, members] of headGroups) {
    const before = baseGroups.get(print);
    const fresh =
      base === undefined || before === undefined
        ? members[0]
        : members.find(m => existed(m, base) && !before.some(b => b.key === m.key));
    const state = base === undefined || fresh === undefined ? 'unchanged' : 'new';
    compared.push(summary(print, state, members, fresh));
  }
  for (const [print, members] of baseGroups) {
    if (headGroups.has(print)) continue;
    const unknown = members.some(
      m => head.failedTargets.has(m.finding.rendering.target) || head.failed.has(m.key),
    );
    if (!unknown) compared.push(summary(print, 'fixed', members));
  }
  return compared.sort((a, b) => byText(a.fingerprint, b.fingerprint));
}

/** A finding in one rendering. */
interface Member {
  /** {@link renderingKey}. */
  readonly key: string;
  readonly finding: RawFinding;
}

/** The findings of one fingerprint, by target, then environment. */
type Group = readonly Member[];

function summary(fingerprint: string, state: FindingState, members: Group, shown = members[0]): Compared {
  const { finding } = shown as Member;
  const others = members.filter(m => m !== shown).map(m => m.finding.rendering);
  return { fingerprint, state, finding, renderings: [finding.rendering, ...others] };
}

/** Whether the base had this rendering, evaluated or not. */
function existed({ finding: { rendering } }: Member, base: Side): boolean {
  const target = base.targets.find(t => t.id === rendering.target);
  if (target === undefined) return base.failedTargets.has(rendering.target);
  return target.environments.some(e => e.name === rendering.environment);
}

function group(findings: readonly RawFinding[], all: readonly Target[]): Map<string, Group> {
  const targets = new Map(all.map(target => [target.id, target]));
  const environments = new Map<string, Environment>();
  for (const target of all) {
    for (const environment of target.environments)
      environments.set(renderingKey(target.id, environment.name), environment);
  }
  const ordinals = new Map<string, number>();
  const groups = new Map<string, Member[]>();
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
    groups.set(print, [...(groups.get(print) ?? []), { key, finding }]);
  }
  for (const members of groups.values()) members.sort((a, b) => byText(a.key, b.key));
  return groups;
}
