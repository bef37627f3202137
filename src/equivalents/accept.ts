import type { Check, Part, Tool } from './types.ts';

/** A guardrail, or the part of it, that is left out when checks of another tool are. */
export interface Accepted {
  readonly guardrail: string;
  readonly field?: string;
  readonly kind?: string;
  /** Ids of the checks it follows from. */
  readonly checks: readonly string[];
}

/** A guardrail that judges more than the checks that were left out. */
export interface Refused {
  readonly guardrail: string;
  readonly checks: readonly string[];
  /** Checks that it answers as well and that were not left out. */
  readonly also: readonly string[];
}

/**
 * What leaving out checks of another tool leaves out here, and no more than that. A guardrail follows when a check that
 * says as much as it does is among them, or all the checks it answers are; part of it when the check is about one
 * field or kind.
 * @param kind of the one object it is about: what is about other kinds then plays no part
 */
export function acceptedBy(
  tool: Tool,
  left: ReadonlySet<string>,
  kind?: string,
): { accepted: Accepted[]; refused: Refused[] } {
  const accepted: Accepted[] = [];
  const refused: Refused[] = [];
  for (const [guardrail, answers] of answersOf(tool, kind)) {
    const out = answers.filter(({ check }) => left.has(check.id));
    if (out.length === 0) continue;
    const whole =
      (out.length === answers.length && !isOnePart(answers)) ||
      out.some(({ check, part }) => says(check) && !isPart(part, kind));
    if (whole) {
      accepted.push({ guardrail, checks: ids(out) });
      continue;
    }
    const parts = out.filter(({ check, part }) => says(check) && isPart(part, kind));
    for (const { check, part } of parts) {
      const { field, kind: only } = part;
      accepted.push({
        guardrail,
        ...(field === undefined ? {} : { field }),
        ...(only === undefined ? {} : { kind: only }),
        checks: [check.id],
      });
    }
    const wide = out.filter(answer => !parts.includes(answer));
    if (wide.length > 0)
      refused.push({
        guardrail,
        checks: ids(wide),
        also: ids(answers.filter(({ check }) => !left.has(check.id))),
      });
  }
  return { accepted, refused };
}

interface Answer {
  readonly check: Check;
  readonly part: Part;
}

/** By guardrail, every check it answers. */
function answersOf(tool: Tool, kind: string | undefined): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const check of tool.checks.values()) {
    for (const part of check.parts) {
      if (kind !== undefined && part.kind !== undefined && part.kind !== kind) continue;
      const others = answers.get(part.guardrail);
      if (others === undefined) answers.set(part.guardrail, [{ check, part }]);
      else others.push({ check, part });
    }
  }
  return answers;
}

function says({ strength }: Check): boolean {
  return strength !== 'wider';
}

function isPart({ field, kind: only }: Part, kind: string | undefined): boolean {
  return field !== undefined || (only !== undefined && kind === undefined);
}

/** A guardrail of which the tool checks one field only: leaving that out says nothing about the rest. */
function isOnePart(answers: readonly Answer[]): boolean {
  const fields = new Set(answers.map(({ part }) => part.field));
  return fields.size === 1 && !fields.has(undefined);
}

function ids(answers: readonly Answer[]): string[] {
  return [...new Set(answers.map(({ check }) => check.id))];
}
