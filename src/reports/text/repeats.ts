import { plural } from '../../plural.ts';
import type { ReportFinding } from '../types.ts';
import { subjectOf, where } from '../words.ts';

/** Findings of one guardrail that a reader takes for one: the same words about the same field of the same file. */
export interface Repeat {
  readonly first: ReportFinding;
  /** Targets besides the first one's that render it: overlays of one base. */
  readonly otherTargets: number;
}

/** Puts together what several overlays render from one file, in the order given. */
export function repeats(findings: readonly ReportFinding[]): Repeat[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const { resource, container, message, field } = finding;
    const key = JSON.stringify([where(finding), resource.kind, resource.name, container, message, field]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap(group => {
    const targets = new Set(group.flatMap(finding => finding.renderings.map(({ target }) => target)));
    // Two findings of one target are two, however alike they look.
    const [first] = group;
    return first === undefined || targets.size < group.length
      ? group.map(finding => ({ first: finding, otherTargets: 0 }))
      : [{ first, otherTargets: targets.size - 1 }];
  });
}

/** `Deployment shop/web, container app (prod), and in 2 other targets`. */
export function subjects({ first, otherTargets }: Repeat): string {
  return `${subjectOf(first)}${otherTargets === 0 ? '' : `, and in ${plural(otherTargets, 'other target')}`}`;
}

/** Whether two messages say the same of two things: equal but for the names of resource and container. */
export function saysTheSame(a: ReportFinding, b: ReportFinding): boolean {
  return a.message === b.message || withoutNames(a) === withoutNames(b);
}

function withoutNames({ message, resource, container }: ReportFinding): string {
  const names = [`${resource.namespace}/${resource.name}`, resource.name, container ?? '', resource.kind];
  return names
    .filter(name => name !== '')
    .reduce(
      (text, name) => text.replaceAll(new RegExp(`(?<![\\w.-])${literal(name)}(?![\\w-])`, 'g'), '\0'),
      message,
    );
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
