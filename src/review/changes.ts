import type { Consequence } from '../changes/index.ts';
import type { Location } from '../findings.ts';
import {
  type ChangeWriter,
  changesSection,
  isQuiet,
  networkSection,
  type Report,
  type ReportFinding,
  type Resource,
} from '../reports/index.ts';
import { clip, codeSpan, escapeText, fencedBlock, folded } from './escape.ts';
import { type LinkContext, linked } from './sections.ts';
import { isShown } from './words.ts';

export interface ReviewChangesOptions {
  /** Most bytes of the section. */
  readonly budget: number;
  /** Where everything is, as safe Markdown. */
  readonly record: string;
  /** For links to lines; absent: places are left out, so that the text is the same while lines move. */
  readonly context?: LinkContext | undefined;
}

/**
 * What the change does to what is deployed, as safe Markdown of at most `budget` bytes; '' when nothing changes but
 * labels, checksums and generated names that nobody restarts for, and all that may change could be compared.
 */
export function reviewChanges({ changes, findings }: Report, options: ReviewChangesOptions): string {
  if (changes === undefined || (isQuiet(changes) && changes.notCompared.length === 0)) return '';
  const { budget, record, context } = options;
  return changesSection(changes, {
    budget,
    record,
    writer: writerWith(context),
    lead: '**What changes** ',
    isSaid: saidBy(findings.filter(isShown)),
  });
}

/** Who can connect to whom now, and no longer, as safe Markdown of at most `budget` bytes; '' when nothing changes. */
export function reviewNetwork(
  { network }: Report,
  { budget, record, context, limit }: ReviewChangesOptions & { readonly limit: number },
): string {
  return networkSection(network, {
    budget,
    record,
    limit,
    writer: writerWith(context),
    lead: '**Network** ',
  });
}

/** Guardrails that say what a consequence of this kind says. */
const SAID_BY: Partial<Record<Consequence['kind'], readonly string[]>> = {
  data: ['data-deleted'],
  scaled: ['replicas-cut'],
};

/** Whether the findings that stand beside it say the same of the same resources. */
function saidBy(findings: readonly ReportFinding[]): (consequence: Consequence) => boolean {
  const said = new Set(findings.map(({ guardrail, resource }) => `${guardrail} ${keyOf(resource)}`));
  return ({ kind, resources }) =>
    (SAID_BY[kind] ?? []).some(guardrail =>
      resources.every(({ resource }) => said.has(`${guardrail} ${keyOf(resource)}`)),
    );
}

function keyOf({ group, kind, namespace, name }: Resource): string {
  return [group, kind, namespace, name].join('/');
}

function writerWith(context: LinkContext | undefined): ChangeWriter {
  return {
    text: escapeText,
    code: codeSpan,
    block: lines => fencedBlock(lines, 'diff'),
    fold: folded,
    place: location => (context === undefined ? '' : placed(location, context)),
  };
}

function placed(location: Location, context: LinkContext): string {
  const { file, line, side } = location;
  const label = codeSpan(clip(line === undefined ? file : `${file}:${line}`, 200));
  return linked(label, location, context, side === 'base');
}
