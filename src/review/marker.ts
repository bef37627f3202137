import { createHash } from 'node:crypto';
import type { ExistingComment } from './types.ts';

/** What the last line of every comment of ours records. */
export interface Marker {
  readonly instance: string;
  /** Fingerprint of the finding, or what else the comment is. */
  readonly fingerprint: string;
  /** 12 hex digits over everything the comment says: decides between leaving and editing it. */
  readonly evidence: string;
  readonly sha: string;
  /** `<run id>.<attempt>`. */
  readonly run: string;
  /** {@link targetKey} of the targets that showed the finding: only when all were evaluated can it be fixed. */
  readonly targets?: readonly string[];
  /** Sticky comment: how many findings it lists, for `all N findings are fixed`. */
  readonly findings?: number;
}

export const STICKY = 'sticky';
export const REVIEW = 'review';

/** `<!-- kubeproof:1 id=.. fp=.. ev=.. sha=.. run=.. -->`; `on=` and `n=` follow when known. */
export function markerLine(marker: Marker): string {
  const fields = [
    `id=${marker.instance}`,
    `fp=${marker.fingerprint}`,
    `ev=${marker.evidence}`,
    `sha=${marker.sha}`,
    `run=${marker.run}`,
  ];
  if (marker.targets !== undefined) fields.push(`on=${marker.targets.join(',')}`);
  if (marker.findings !== undefined) fields.push(`n=${marker.findings}`);
  return `<!-- kubeproof:1 ${fields.join(' ')} -->`;
}

const LINE =
  /^<!-- kubeproof:1 id=([\w.-]{1,100}) fp=([0-9a-f]{32}|sticky|review) ev=([0-9a-f]{12}) sha=([0-9a-f]{40,64}) run=(\d{1,20}\.\d{1,10})(?: on=((?:[0-9a-f]{8},?)*))?(?: n=(\d{1,9}))? -->$/;

/** The marker of a body: its last line that is not empty, nothing else. Undefined when it is not one of ours. */
export function parseMarker(body: string): Marker | undefined {
  const trimmed = body.trimEnd();
  const match = LINE.exec(trimmed.slice(trimmed.lastIndexOf('\n') + 1));
  if (match === null) return undefined;
  const [, instance, fingerprint, evidence, sha, run, targets, findings] = match as unknown as string[];
  return {
    instance: instance as string,
    fingerprint: fingerprint as string,
    evidence: evidence as string,
    sha: sha as string,
    run: run as string,
    ...(targets !== undefined && { targets: targets.split(',').filter(key => key !== '') }),
    ...(findings !== undefined && { findings: Number(findings) }),
  };
}

/** The text of a comment of ours without its marker. */
export function withoutMarker(body: string): string {
  const trimmed = body.trimEnd();
  return parseMarker(trimmed) === undefined
    ? trimmed
    : trimmed.slice(0, trimmed.lastIndexOf('\n') + 1).trimEnd();
}

/**
 * Marker of a comment that is ours: written by the viewer, with a marker that parses, of this instance. The author
 * alone is not enough (`github-actions[bot]` is every workflow of a repository), nor is the marker (anybody can copy it).
 */
export function ownMarker(comment: ExistingComment, viewer: string, instance: string): Marker | undefined {
  if (comment.author === '' || !sameLogin(comment.author, viewer)) return undefined;
  const marker = parseMarker(comment.body);
  return marker?.instance === instance ? marker : undefined;
}

/** 12 hex digits over texts. */
export function evidence(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
}

/** Short name of a target in markers: 8 hex digits, because ids hold paths. */
export function targetKey(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/** An instance id as markers hold it. */
export function instanceId(text: string): string {
  return text.replace(/[^\w.-]+/g, '-').slice(0, 100) || 'default';
}

/** Whether run `a` started before run `b`; run ids of one repository grow (compared as numbers, attempts second). */
export function olderRun(a: string, b: string): boolean {
  const [idA = '0', attemptA = '0'] = a.split('.');
  const [idB = '0', attemptB = '0'] = b.split('.');
  const difference = BigInt(idA) - BigInt(idB);
  return difference === 0n ? Number(attemptA) < Number(attemptB) : difference < 0n;
}

/** Whether two logins are the same account: GraphQL names an app `github-actions`, REST `github-actions[bot]`. */
export function sameLogin(a: string, b: string): boolean {
  const bare = (name: string) => name.toLowerCase().replace(/\[bot\]$/, '');
  return bare(a) === bare(b);
}
