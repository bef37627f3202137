import type { Compared } from '../changes/index.ts';
import type { Waiver } from '../config/index.ts';
import type { AppliedWaiver } from '../findings.ts';
import { matchesGlob } from '../targets/index.ts';

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

/** Waivers that accept a finding, in the order given; those that have run out accept nothing. */
export function findWaivers(compared: Compared, waivers: readonly Waiver[], today: string): Waiver[] {
  return waivers.filter(waiver => !isExpired(waiver, today) && accepts(waiver, compared));
}

/** What of a waiver stands beside the finding it accepts. */
export function applied({ id, owner, reason, expires, ticket, file, line }: Waiver): AppliedWaiver {
  return {
    id,
    owner,
    reason,
    ...(expires === undefined ? {} : { expires }),
    ...(ticket === undefined ? {} : { ticket }),
    file,
    line,
  };
}

function accepts(waiver: Waiver, { fingerprint, finding, renderings }: Compared): boolean {
  const fits = (pattern: string | undefined, value: string) =>
    pattern === undefined || matchesPattern(pattern, value);
  return (
    fits(waiver.guardrail, finding.guardrail) &&
    (waiver.fingerprint === undefined || waiver.fingerprint === fingerprint) &&
    fits(waiver.resource?.kind, finding.resource.kind) &&
    fits(waiver.resource?.namespace, finding.resource.namespace) &&
    fits(waiver.resource?.name, finding.resource.name) &&
    fits(waiver.container, finding.container ?? '') &&
    fits(waiver.field, finding.field) &&
    (waiver.source === undefined ||
      (finding.source !== undefined && matchesGlob(finding.source, waiver.source))) &&
    // One finding may show in several renderings: all of them have to be accepted.
    renderings.every(r => fits(waiver.target, r.target) && fits(waiver.environment, r.environment))
  );
}
