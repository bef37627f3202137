import { z } from 'zod';
import { REPORT_PARTS } from '../evidence/index.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const count = z.int().min(0);
const outcome = z.enum(['not-satisfied', 'satisfied', 'not-evaluated']);
const severity = z.enum(['error', 'warning', 'info']);
const counts = z.strictObject({ error: count, warning: count, info: count });
const buildRef = z.strictObject({
  digest: digest.describe('SHA-256 of manifest.json of the bundle.'),
  created: time,
  commit: z.string().describe('Empty where the bundle names none.'),
});

const build = z
  .strictObject({
    ...buildRef.shape,
    bundle: z.string().describe('As it was named on the command line.'),
    line: z.string().describe('The line of builds it belongs to: `acme/shop, main`.'),
    repository: z.string().describe('Empty where the bundle names none.'),
    event: z.string(),
    run: z.string().optional().describe('The run of the CI system.'),
    pullRequest: z.int().optional(),
    outcome: z.enum(['pass', 'fail', 'incomplete']),
    counts: counts.describe('Findings that nobody accepted.'),
    accepted: count.describe('Findings that are waived or in the baseline.'),
    limited: z.boolean().describe('Whether the run was limited to some paths.'),
    notEvaluated: z.array(z.string()).describe('What nothing is known about, and why.'),
    signed: z.boolean().describe('Whether it has a signature that was checked.'),
    tool: z.string(),
    profile: z.string(),
    configuration: digest,
    mapping: digest.optional().describe('The mapping of this framework that the bundle was made with.'),
  })
  .describe('A build whose bundle holds.');

const line = z
  .strictObject({
    id: z.string(),
    repository: z.string(),
    branch: z.string().describe('Empty where the bundles do not say.'),
    kind: z
      .enum(['branch', 'pull-requests'])
      .describe('pull-requests: there is no build of what was merged, so those of the requests stand in.'),
    builds: count,
    first: time,
    last: time,
    latest: digest.describe('The bundle that says how things are at the end.'),
    outcome: z.enum(['pass', 'fail', 'incomplete']),
  })
  .describe('The builds of one branch of one repository, in the order of their time.');

const control = z.strictObject({
  id: z.string(),
  title: z.string(),
  outcome: outcome.describe(
    'At the end: satisfied only where some line is and all others are, or have nothing to judge.',
  ),
  builds: z
    .strictObject({ satisfied: count, notSatisfied: count, notEvaluated: count })
    .describe('Over the period, all lines.'),
  lines: z.array(
    z.strictObject({
      line: z.string(),
      outcome,
      reason: z.string(),
      history: z
        .array(z.strictObject({ outcome, from: time, builds: count }))
        .describe('Runs of builds with the same outcome.'),
    }),
  ),
  guardrails: z
    .array(
      z.strictObject({
        id: z.string(),
        strength: z.enum(['direct', 'partial', 'contextual']),
        reason: z.string(),
        source: z.string(),
      }),
    )
    .describe('What the outcome is worked out from.'),
});

const exception = z
  .strictObject({
    line: z.string(),
    id: z.string(),
    guardrails: z.array(z.string()),
    owner: z.string(),
    reason: z.string(),
    ticket: z.string().optional(),
    expires: day.nullable().describe('null: it does not expire.'),
    place: z.string().describe('File and line.'),
    first: time.describe('The first build of the period that has it.'),
    last: time,
    findings: count.describe('Findings it accepts, in the last build that has it.'),
    state: z
      .enum(['open', 'expired', 'withdrawn'])
      .describe('At `asOf`; withdrawn: the last build of the line does not have it any more.'),
  })
  .describe('A waiver.');

const approval = z.strictObject({
  for: z.array(z.string()),
  from: z.array(z.string()),
  count,
  because: z.array(z.string()),
  state: z.enum(['given', 'waiting', 'unknown']),
  given: z.array(z.strictObject({ login: z.string(), at: z.string(), commit: z.string() })),
});

const change = z
  .strictObject({
    build: buildRef,
    line: z.string(),
    pullRequest: z.int().optional(),
    run: z.string().optional(),
    escalations: z
      .array(z.strictObject({ who: z.string(), what: z.string(), risk: z.string() }))
      .describe('What somebody can do from now on that is dangerous.'),
    approvals: z.array(approval).describe('Agreements that the configuration asked for.'),
  })
  .describe('A change that asked for an agreement, or that gave somebody dangerous permissions.');

const duration = z
  .strictObject({
    fixed: count.describe('Came and went within the period.'),
    meanHours: z.number().nullable(),
    medianHours: z.number().nullable(),
    longestHours: z.number().nullable(),
    older: count.describe('Fixed, and there from the first build on: for how long before is not known.'),
    open: count.describe('There at the end, accepted or not.'),
  })
  .describe('From the first build of a line with a finding to the first whole build without it.');

const gap = z.strictObject({
  kind: z.enum([
    'bundle-refused',
    'not-evaluated',
    'run-limited',
    'missing-bundle',
    'chain-broken',
    'not-in-ledger',
    'approval-missing',
    'not-compared',
    'exception-without-end',
    'exception-expired',
    'baseline',
    'guardrail-off',
    'only-pull-requests',
    'no-repository',
    'other-mapping',
    'unsigned',
  ]),
  line: z.string().describe('Empty: not of one line.'),
  text: z.string(),
});

/** The report that joins many bundles. */
export const frameworkReportSchema = z
  .strictObject({
    schema: z.literal('kubeproof.framework-report/v1'),
    tool: z.strictObject({ name: z.literal('kubeproof'), version: z.string() }),
    framework: z.strictObject({
      id: z.string(),
      title: z.string(),
      version: z.string(),
      publisher: z.string(),
      url: z.string(),
      digest: digest.describe('SHA-256 of the file of the mapping.'),
    }),
    template: z.strictObject({
      title: z.string(),
      reader: z.string(),
      scope: z.array(z.string()),
      method: z.array(z.string()),
      asks: z.array(
        z.strictObject({
          what: z.string(),
          answer: z.string(),
          part: z.enum(REPORT_PARTS),
          controls: z.array(z.string()),
        }),
      ),
      limits: z.array(z.string()),
    }),
    asked: z
      .strictObject({
        from: day.optional(),
        to: day.optional(),
        branch: z.string().optional(),
        repository: z.string().optional(),
      })
      .describe('What the report was limited to.'),
    period: z.strictObject({ first: time, last: time }).describe('Of the builds that count.'),
    asOf: day.describe('The day that exceptions are held against.'),
    builds: z.array(build).describe('By time.'),
    leftOut: count.describe('Bundles that hold and are outside of what was asked for.'),
    repeated: count.describe('Bundles that were given more than once.'),
    refused: z
      .array(z.strictObject({ bundle: z.string(), digest: digest.optional(), why: z.array(z.string()) }))
      .describe('Bundles that do not hold: nothing in them is counted.'),
    lines: z.array(line),
    controls: z.array(control),
    exceptions: z.array(exception).describe('Those that accept most first; open ones before others.'),
    changes: z.array(change).describe('By time.'),
    trend: z
      .array(z.strictObject({ at: time, counts, accepted: count }))
      .describe('Findings over all lines after each build of a line.'),
    months: z.array(
      z.strictObject({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        builds: count,
        failed: count,
        incomplete: count,
        appeared: count,
        fixed: count,
        open: counts.describe('At the end of the month, nobody accepted them.'),
        accepted: count,
      }),
    ),
    repair: z.strictObject({
      all: duration,
      bySeverity: z.strictObject({ error: duration, warning: duration, info: duration }),
      longestOpen: z.array(
        z.strictObject({
          line: z.string(),
          fingerprint: z.string(),
          guardrail: z.string(),
          severity,
          what: z.string(),
          since: time,
          fromStart: z.boolean().describe('It was there in the first build of the line.'),
          accepted: z.boolean(),
        }),
      ),
      stoppedBefore: count.describe(
        'Findings that were new in a pull request and never came to a branch whose builds are here.',
      ),
    }),
    coverage: z.strictObject({
      builds: count.describe('Bundles that count, of branches and pull requests.'),
      links: count.describe('Bundles that name the one before them.'),
      linked: count.describe('Of these: the one before is here, and holds.'),
      missing: z
        .array(
          z.strictObject({
            ...buildRef.shape,
            line: z.string(),
            namedBy: digest.nullable().describe('null: the ledger lists it.'),
          }),
        )
        .describe('Bundles that others name or that the ledger lists, and that are not here.'),
      ledger: z.boolean().describe('Whether a ledger was given.'),
      without: count.describe('Builds that the ledger lists as having left no bundle.'),
    }),
    gaps: z.array(gap),
  })
  .describe('What many evidence bundles show of the controls of one standard.');

export type FrameworkReport = z.output<typeof frameworkReportSchema>;
export type ReportBuild = FrameworkReport['builds'][number];
export type ReportLine = FrameworkReport['lines'][number];
export type ReportControl = FrameworkReport['controls'][number];
export type ReportException = FrameworkReport['exceptions'][number];
export type ReportChange = FrameworkReport['changes'][number];
export type ReportGap = FrameworkReport['gaps'][number];
export type Repair = FrameworkReport['repair'];
export type Coverage = FrameworkReport['coverage'];

/** Published as `schemas/framework-report.schema.json`. */
export function frameworkReportJsonSchema(): object {
  return {
    ...z.toJSONSchema(frameworkReportSchema),
    $id: 'urn:kubeproof:schema:framework-report:v1',
    title: 'A report by a framework, of many kubeproof evidence bundles, version 1',
  };
}
