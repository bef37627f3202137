import type { AppliedWaiver, Location } from '../findings.ts';
import {
  environments,
  type Report,
  type ReportFinding,
  resourceName,
  sentenceStart,
} from '../reports/index.ts';
import { INLINE_MARK } from '../verdict/index.ts';
import type { Anchor } from './anchors.ts';
import { bytes, clip, codeSpan, escapeMessage, escapeText, fencedBlock, folded, link } from './escape.ts';
import { evidence, type Marker, markerLine, targetKey, withoutMarker } from './marker.ts';
import type { CommentPlace } from './types.ts';
import { halves, placeOf, prose, shortSha } from './words.ts';

/** What every comment of one run shares. */
export interface CommentFrame {
  readonly instance: string;
  readonly sha: string;
  /** `<run id>.<attempt>`. */
  readonly run: string;
  /** Waiver file to point to. */
  readonly waivers: string;
  /** Page that shows a line of the change. */
  readonly placeUrl: (place: CommentPlace) => string;
  /** What follows the fence of a block that the forge offers to apply. */
  readonly suggestionFence: (anchor: Anchor) => string;
}

export interface Body {
  readonly body: string;
  /** What the marker records, see {@link Marker.evidence}. */
  readonly evidence: string;
}

/** Lines of the folded excerpt. */
const EXCERPT_LINES = 16;

const ENVIRONMENTS = 6;

/**
 * Most bytes of a comment. GitHub takes 65,536 characters (reference/github.md, row 8), GitLab 1,000,000 (Notes API);
 * nobody reads more.
 */
export const BODY_BYTES = 60_000;

export interface CommentExtras {
  /** For a thread that stays where it was while its finding has moved on. */
  readonly movedTo?: CommentPlace | undefined;
  /** Findings for which this one speaks: of the same guardrail at the same line, or settled by the same edit. */
  readonly others?: readonly ReportFinding[];
}

/** Body of the review comment of a finding: what is wrong, why, where it was rendered, what to do. */
export function findingComment(
  finding: ReportFinding,
  report: Report,
  anchor: Anchor | undefined,
  frame: CommentFrame,
  { movedTo, others = [] }: CommentExtras = {},
): Body {
  const guardrail = report.guardrails.find(({ id }) => id === finding.guardrail);
  const remediation = finding.remediation ?? guardrail?.remediation ?? '';
  const { what, why } = halves(finding.message);
  const sentence = `**${prose(what, finding, 300)}**${why === '' ? '.' : `: ${escapeMessage(clip(why, 1_000))}`}`;
  const moved = movedTo === undefined ? '' : `➡️ Now at ${diffLink(movedTo, frame)}.`;
  const where = whereLine(finding, anchor);
  const also = anchor?.suggestion === undefined ? othersLine(others) : settledLine(others);
  const parts = [moved, sentence, where, also].filter(part => part !== '');
  if (anchor?.suggestion !== undefined)
    parts.push(fencedBlock(anchor.suggestion, frame.suggestionFence(anchor)));
  else if (remediation !== '') parts.push(escapeMessage(clip(oneLine(remediation), 1_000)));
  const small = [
    ...(anchor?.suggestion === undefined
      ? []
      : ['checked: with this change the finding is gone and nothing new appears']),
    guardrail === undefined ? codeSpan(finding.guardrail) : link('why, and when it is fine', guardrail.url),
    howToWaive(finding, report, frame),
    finding.severity,
    finding.state === 'new' ? 'new' : 'known',
  ];
  parts.push(`<sub>${small.join(' · ')}</sub>`);
  const rendered = renderedExcerpt(finding);
  if (rendered !== undefined) parts.push(rendered);
  return close(parts.join('\n\n'), finding.fingerprint, frame, [
    ...new Set(finding.renderings.map(({ target }) => targetKey(target))),
  ]);
}

function diffLink(place: CommentPlace, { placeUrl }: CommentFrame): string {
  return link(codeSpan(clip(`${place.path}:${place.line}`, 300)), placeUrl(place));
}

/** `This line has 30 more findings of the same kind: Deployment `a`, ... and 24 others.` */
function othersLine(others: readonly ReportFinding[]): string {
  if (others.length === 0) return '';
  const names = [...new Set(others.map(({ resource }) => resourceName(resource)))];
  const listed = names.slice(0, ENVIRONMENTS).map(name => codeSpan(clip(name, 200)));
  const more = names.length > listed.length ? ` and ${names.length - listed.length} others` : '';
  const count = others.length === 1 ? 'one more finding' : `${others.length} more findings`;
  return `This line has ${count} of the same kind: ${listed.join(', ')}${more}.`;
}

/** `The same edit settles 2 more: Container `app` may run as root; Container `app` has no memory limit.` */
function settledLine(others: readonly ReportFinding[]): string {
  if (others.length === 0) return '';
  const listed = others.slice(0, ENVIRONMENTS).map(each => prose(halves(each.message).what, each, 200));
  const more = others.length > listed.length ? `; and ${others.length - listed.length} others` : '';
  return `The same edit settles ${others.length === 1 ? 'one' : others.length} more: ${listed.join('; ')}${more}.`;
}

/** A comment on the line where that counts, else an entry of the waiver file. */
function howToWaive(finding: ReportFinding, report: Report, frame: CommentFrame): string {
  const { guardrail: id, location } = finding;
  const locked = report.guardrails.find(g => g.id === id)?.locked === true;
  // A line that is gone takes no comment.
  const isThere = location?.line !== undefined && finding.side !== 'removed';
  if (report.config.inlineWaivers === 'head' && !locked && isThere)
    return `waive: ${codeSpan(`# ${INLINE_MARK} ${id} <reason>`)} on the line`;
  return `waive: add ${codeSpan(`guardrail: ${id}`)} to ${codeSpan(frame.waivers)}${locked ? ' on the base branch' : ''}`;
}

/** Resource, environments, what stands at the commented line, and the places that are related. */
function whereLine(finding: ReportFinding, anchor: Anchor | undefined): string {
  const { kind, namespace, name } = finding.resource;
  const names = environments(finding);
  const more = names.length > ENVIRONMENTS ? `, and ${names.length - ENVIRONMENTS} more` : '';
  const listed = names.slice(0, ENVIRONMENTS).map(env => escapeText(clip(env, 60)));
  const resource = `${escapeText(clip(kind, 100))} ${codeSpan(clip(namespace === '' ? name : `${namespace}/${name}`, 320))}`;
  const shownIn = names.length === 0 ? '' : ` (${listed.join(', ')}${more})`;
  // A message that names the resource need not be followed by it.
  const named = shownIn === '' && finding.message.includes(resourceName(finding.resource));
  const parts = named ? [] : [`${resource}${shownIn}`];
  const set = originOf(finding, anchor);
  const related = relatedPlaces(finding).slice(0, 3);
  const origin = [...(set === '' ? [] : [set]), ...related].join(', ');
  if (origin !== '') parts.push(parts.length === 0 ? sentenceStart(origin) : origin);
  return parts.join(' · ');
}

/** `printed by `_helpers.tpl:8``, `pulled in at `a.yaml:4` and `b.yaml:8``: places with the same note together. */
function relatedPlaces({ related }: ReportFinding): string[] {
  const byNote = new Map<string, string[]>();
  for (const location of related) {
    if (location.note === undefined) continue;
    // What goes without saying in front of the place.
    const note = location.note.replace(/ this [a-z]+(?: [a-z]+)?$/, '').replace(/ here$/, ' at');
    byNote.set(note, [...(byNote.get(note) ?? []), codeSpan(clip(placeText(location), 300))]);
  }
  return [...byNote].map(
    ([note, places]) => `${escapeText(clip(note, 200))} ${places.slice(0, 3).join(' and ')}`,
  );
}

const ORIGINS: Readonly<Record<Location['kind'], string>> = {
  values: 'value set',
  template: 'written',
  patch: 'set by the patch',
  kustomization: 'set',
  manifest: '',
  file: '',
};

/** `value set here`, or the place when the comment stands elsewhere. */
function originOf(finding: ReportFinding, anchor: Anchor | undefined): string {
  const { location } = finding;
  if (location === undefined) return '';
  if (anchor?.side === 'LEFT') return 'removed here';
  const onIt =
    anchor !== undefined &&
    anchor.path === location.file &&
    (anchor.judged ?? anchor.startLine ?? anchor.line) === location.line;
  if (location.add !== undefined) {
    const place = onIt ? 'here' : `in ${codeSpan(clip(placeOf(finding), 300))}`;
    return `add ${codeSpan(clip(location.add, 200))} ${place}`;
  }
  const verb = ORIGINS[location.kind];
  if (onIt) return verb === '' ? '' : `${verb} here`;
  return `${verb === '' ? 'in' : `${verb} in`} ${codeSpan(clip(placeOf(finding), 300))}`;
}

/** The rendered lines around the field, folded. */
function renderedExcerpt({ rendered }: ReportFinding): string | undefined {
  if (rendered === undefined || rendered.lines.length === 0) return undefined;
  const start = Math.max(
    0,
    Math.min(rendered.focus - EXCERPT_LINES / 2, rendered.lines.length - EXCERPT_LINES),
  );
  return folded('Rendered', fencedBlock(dedent(rendered.lines.slice(start, start + EXCERPT_LINES)), 'yaml'));
}

function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map(line => line.slice(Math.min(indent, line.length - line.trimStart().length)));
}

/** Why a comment no longer asks for anything. */
export type Resolution =
  | { readonly kind: 'fixed' }
  | { readonly kind: 'waived'; readonly waiver: AppliedWaiver };

const FOLD = '<details><summary>What it said</summary>\n\n';
const FOLD_END = '\n\n</details>';

/** Body that replaces a comment somebody replied to: fixed or waived, with the former text folded. */
export function resolvedComment(
  resolution: Resolution,
  former: string,
  marker: Marker,
  frame: CommentFrame,
): Body {
  const heading =
    resolution.kind === 'fixed'
      ? `✅ Fixed in ${codeSpan(shortSha(frame.sha))}.`
      : waivedText(resolution.waiver);
  const text = formerText(former);
  const fold = `${FOLD}${text}${FOLD_END}`;
  const body = text === '' || bytes(fold) > BODY_BYTES - 4_000 ? heading : `${heading}\n\n${fold}`;
  const hash = resolvedEvidence(resolution);
  return {
    evidence: hash,
    body: `${body}\n\n${markerLine({ ...marker, evidence: hash, sha: frame.sha, run: frame.run })}`,
  };
}

/** Evidence of {@link resolvedComment}: without the commit, so that a settled comment stays as it is. */
export function resolvedEvidence(resolution: Resolution): string {
  return resolution.kind === 'fixed' ? evidence('fixed') : evidence('waived', waivedText(resolution.waiver));
}

function waivedText({ owner, reason, expires, ticket }: AppliedWaiver): string {
  const term = expires === undefined ? 'without expiry' : `until ${escapeText(clip(expires, 40))}`;
  const where = ticket === undefined || ticket === '' ? '' : ` (${escapeText(clip(ticket, 200))})`;
  const why = escapeText(clip(oneLine(reason).replace(/\.$/, ''), 1_000));
  return `☑️ Waived by ${escapeText(clip(owner, 100))} ${term}: ${why}${where}.`;
}

/** What a comment said before it was first settled. */
function formerText(former: string): string {
  const text = withoutMarker(former);
  const start = text.indexOf(FOLD);
  if (start < 0 || !text.endsWith(FOLD_END) || !/^(?:✅|☑️) /u.test(text)) return text;
  return text.slice(start + FOLD.length, -FOLD_END.length);
}

function close(body: string, fingerprint: string, frame: CommentFrame, targets: readonly string[]): Body {
  const hash = evidence(body);
  const marker = markerLine({
    instance: frame.instance,
    fingerprint,
    evidence: hash,
    sha: frame.sha,
    run: frame.run,
    // A finding in very many targets: without the list any target that was not evaluated keeps the comment.
    ...(targets.length <= 40 && { targets }),
  });
  return { body: `${body}\n\n${marker}`, evidence: hash };
}

function placeText({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
