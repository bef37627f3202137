import { createHash } from 'node:crypto';
import type { Waiver } from '../config/index.ts';
import type { Finding } from '../findings.ts';

/** What stands for a rule file where kubeproof judges its own input: a waiver is no manifest. */
export const WAIVER_EXPIRED = {
  id: 'waiver-expired',
  title: 'Waivers are renewed or removed when they run out',
  category: 'waivers',
  severity: 'warning',
  rationale:
    'A waiver is a decision with an end. After it nobody has accepted the finding any more, and it counts again.',
  remediation: 'Fix what was waived and remove the entry, or have its owner decide again and set a new date.',
  references: [],
  controls: { soc2: ['CC3.2', 'CC5.3'] },
} as const;

/** The finding that a waiver has run out, at its line in the waiver file. */
export function expiredWaiver(waiver: Waiver, blocking: boolean): Finding {
  const identity = JSON.stringify([WAIVER_EXPIRED.id, waiver.file, waiver.id]);
  return {
    guardrail: WAIVER_EXPIRED.id,
    severity: WAIVER_EXPIRED.severity,
    resource: { group: 'kubeproof', kind: 'Waiver', namespace: '', name: waiver.id },
    apiVersion: '',
    path: ['expires'],
    field: 'expires',
    message: `The waiver of ${waiver.guardrail} by ${waiver.owner} ran out on ${waiver.expires}: what it accepted counts again.`,
    side: 'present',
    source: waiver.file,
    fingerprint: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    state: 'unchanged',
    renderings: [],
    blocking,
    related: [],
    location: { kind: 'manifest', file: waiver.file, line: waiver.line },
  };
}
