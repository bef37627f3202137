import { createHash } from 'node:crypto';
import type { Waiver } from '../config/index.ts';
import type { Finding, Severity } from '../findings.ts';
import type { Weakening } from '../weakening/index.ts';

/** What stands for a rule file where kubeproof judges its own input: a waiver is no manifest. */
export interface OwnGuardrail {
  readonly id: string;
  readonly title: string;
  readonly category: 'waivers';
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: readonly string[];
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Heading of docs/configuration.md. */
  readonly section: string;
}

const WAIVER_EXPIRED: OwnGuardrail = {
  id: 'waiver-expired',
  title: 'Waivers are renewed or removed when they run out',
  category: 'waivers',
  severity: 'warning',
  rationale:
    'A waiver is a decision with an end. After it nobody has accepted the finding any more, and it counts again.',
  remediation: 'Fix what was waived and remove the entry, or have its owner decide again and set a new date.',
  references: [],
  controls: { soc2: ['CC3.2', 'CC5.3'] },
  section: 'the-waiver-file',
};

const BASELINE_GROWN: OwnGuardrail = {
  id: 'baseline-grown',
  title: 'The baseline only shrinks',
  category: 'waivers',
  severity: 'warning',
  rationale:
    'The baseline holds what was there before kubeproof. An entry that is added accepts something newer, without an owner, a reason or an end.',
  remediation: 'Fix what was added, or waive it: a waiver says who accepts it, why, and until when.',
  references: [],
  controls: { soc2: ['CC3.2', 'CC5.3'] },
  section: 'the-baseline',
};

const JUDGING_WEAKENED: OwnGuardrail = {
  id: 'judging-weakened',
  title: 'No change makes what judges it milder by itself',
  category: 'waivers',
  severity: 'error',
  rationale:
    'Configuration, own guardrails and the workflow that runs kubeproof decide what every later change is held to. Loosening them deserves a decision of its own, not a line in a change about something else.',
  remediation:
    'Take it out of this change; or let somebody agree to it: approvals with "for: [judging-weakened]" in the configuration of the base.',
  references: [],
  controls: { soc2: ['CC5.3', 'CC8.1'] },
  section: 'changes-to-what-judges',
};

const WAIVER_ADDED: OwnGuardrail = {
  id: 'waiver-added',
  title: 'Waivers are added in sight of a reviewer',
  category: 'waivers',
  severity: 'warning',
  rationale:
    'A waiver counts once it is merged, and then for everybody. Whoever reviews the change should see that it accepts something.',
  remediation: 'Check the owner, the reason and the end of the waiver; or fix what it accepts.',
  references: [],
  controls: { soc2: ['CC3.2', 'CC5.3'] },
  section: 'the-waiver-file',
};

export const OWN_GUARDRAILS: readonly OwnGuardrail[] = [
  BASELINE_GROWN,
  JUDGING_WEAKENED,
  WAIVER_ADDED,
  WAIVER_EXPIRED,
];

/** The finding that a change makes what judges later ones milder. */
export function weakened({ what, subject, file, line, by }: Weakening): Finding {
  return finding(by === 'waiver' ? WAIVER_ADDED : JUDGING_WEAKENED, {
    identity: [file, subject],
    kind: by === 'waiver' ? 'Waiver' : 'Configuration',
    name: subject,
    field: subject,
    message: `This change ${what}${by === 'waiver' ? '' : ': what comes after it is judged more mildly'}.`,
    file,
    line,
    state: 'new',
  });
}

/** The finding that a waiver has run out, at its line. */
export function expiredWaiver(waiver: Waiver): Finding {
  return finding(WAIVER_EXPIRED, {
    identity: [waiver.file, waiver.id],
    kind: 'Waiver',
    name: waiver.id,
    field: 'expires',
    message: `The waiver of ${waiver.guardrail} by ${waiver.owner} ran out on ${waiver.expires}: what it accepted counts again.`,
    file: waiver.file,
    line: waiver.line,
    state: 'unchanged',
  });
}

/** The finding that a change adds to the baseline, at the first line it adds. */
export function grownBaseline(file: string, line: number, added: number): Finding {
  const what = added === 1 ? 'one more finding' : `${added} more findings`;
  return finding(BASELINE_GROWN, {
    identity: [file],
    kind: 'Baseline',
    name: file,
    field: 'findings',
    message: `This change lets the baseline accept ${what}: nobody answers for them.`,
    file,
    line,
    state: 'new',
  });
}

interface About {
  readonly identity: readonly string[];
  readonly kind: string;
  readonly name: string;
  readonly field: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly state: Finding['state'];
}

function finding(guardrail: OwnGuardrail, about: About): Finding {
  const identity = JSON.stringify([guardrail.id, ...about.identity]);
  return {
    guardrail: guardrail.id,
    severity: guardrail.severity,
    resource: { group: 'kubeproof', kind: about.kind, namespace: '', name: about.name },
    apiVersion: '',
    path: [about.field],
    field: about.field,
    message: about.message,
    side: 'present',
    source: about.file,
    fingerprint: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    state: about.state,
    renderings: [],
    blocking: false,
    related: [],
    location: { kind: 'manifest', file: about.file, line: about.line },
  };
}
