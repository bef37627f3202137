import type { Compared } from '../changes/index.ts';
import type { Waiver } from '../config/index.ts';
import type { AppliedWaiver } from '../findings.ts';

/** Whether `text` is matched by a pattern in which `*` stands for any characters; linear in both lengths. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** Whether a waiver still counts on `today` (both `YYYY-MM-DD`): its last day is included. */
export function isExpired(waiver: Waiver, today: string): boolean {
  return waiver.expires !== undefined && waiver.expires < today;
}

/** The first waiver in file order that accepts a finding and has not expired. */
export function findWaiver(
  compared: Compared,
  waivers: readonly Waiver[],
  today: string,
): AppliedWaiver | undefined {
  const waiver = waivers.find(w => !isExpired(w, today) && accepts(w, compared));
  if (waiver === undefined) return undefined;
  const { id, owner, reason, expires, ticket } = waiver;
  return {
    id,
    owner,
    reason,
    ...(expires === undefined ? {} : { expires }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}

function accepts(waiver: Waiver, { fingerprint, finding, renderings }: Compared): boolean {
  const fits = (pattern: string | undefined, value: string) =>
    pattern === undefined || matchesPattern(pattern, value);
  return (
    waiver.guardrail === finding.guardrail &&
    (waiver.fingerprint === undefined || waiver.fingerprint === fingerprint) &&
    fits(waiver.resource?.kind, finding.resource.kind) &&
    fits(waiver.resource?.namespace, finding.resource.namespace) &&
    fits(waiver.resource?.name, finding.resource.name) &&
    fits(waiver.container, finding.container ?? '') &&
    // One finding may show in several renderings: all of them have to be accepted.
    renderings.every(r => fits(waiver.target, r.target) && fits(waiver.environment, r.environment))
  );
}
