import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import {
  type ContainerRef,
  containersOf,
  type ImageReference,
  imageReference,
  own,
  podSpecsOf,
  scalarText,
} from '../../manifest/index.ts';
import {
  type ImageScan,
  VULNERABILITY_SEVERITIES,
  type Vulnerability,
  type VulnerabilitySeverity,
} from '../../scans/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';
import { DATA_DATE, distributionRelease, type Release, releasesOf } from './releases.ts';

/** What is known of the images that workloads run: from their names, and from reports of scanners. */
export const images: Analyzer = {
  checks: { 'end-of-life': endOfLife, vulnerabilities, scanned },
  reach: () => 'object',
};

/** Images whose runtime, program or distribution gets no security fixes any more. */
function endOfLife({ set, guardrail, today = DATA_DATE, scans = [] }: CheckInput): CheckResult {
  const days = Number(guardrail.parameters.grace ?? 0);
  const last = new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
  const index = scanIndex(scans);
  const judge = (container: ContainerRef, image: ImageReference): RawFinding[] => {
    const known = [...releasesOf(image), ...fromScan(index(image))].filter(({ until }) => until < last);
    const [first] = known;
    if (first === undefined) return [];
    const names = [...new Set(known.map(({ name }) => name))].join(' and ');
    const since = first.until === '' ? 'any more' : `since ${first.until}`;
    const message = `Container ${container.name} runs ${names} (image ${image.text}), without security fixes ${since}: what is found in it stays open.`;
    return [about(guardrail, container, message)];
  };
  return { findings: each(set, judge) };
}

/** What a scanner says of the distribution, and of what the image was built on. */
function fromScan(scan: ImageScan | undefined): Release[] {
  if (scan === undefined) return [];
  const base = scan.base === undefined ? [] : releasesOf(imageReference(scan.base));
  if (scan.os === undefined) return base;
  const { name, version, unsupported } = scan.os;
  const release = distributionRelease(name, version);
  if (release !== undefined) return [...base, release];
  return unsupported ? [...base, { name: `${name} ${version}`, until: '' }] : base;
}

/** Vulnerabilities that a scan report names, at or above a severity. */
function vulnerabilities({ set, guardrail, scans = [] }: CheckInput): CheckResult {
  const { parameters } = guardrail;
  const severest = VULNERABILITY_SEVERITIES.indexOf(severityOf(parameters.severity));
  const most = Number(parameters.maximum ?? 0);
  const counts = (one: Vulnerability) =>
    VULNERABILITY_SEVERITIES.indexOf(one.severity) <= severest &&
    (one.fixed !== undefined || parameters.fixable === false);
  const index = scanIndex(scans);
  return {
    findings: each(set, (container, image) => {
      const scan = index(image);
      const found = scan?.vulnerabilities.filter(counts) ?? [];
      if (scan === undefined || found.length <= most) return [];
      const fixable = found.every(({ fixed }) => fixed !== undefined);
      const level = severest === 0 ? 'critical' : `${parameters.severity} or worse`;
      const kind = found.length === 1 ? 'vulnerability' : 'vulnerabilities';
      const message = `Container ${container.name} runs ${image.text} with ${found.length} known ${kind} (${level})${fixable ? ' that a newer version fixes' : ''}: ${listed(found)}; see ${scan.file}.`;
      return [about(guardrail, container, message)];
    }),
  };
}

/** A severity nobody knows counts as the severest: the guardrail then says too little, never something wrong. */
function severityOf(value: unknown): VulnerabilitySeverity {
  return VULNERABILITY_SEVERITIES.find(one => one === value) ?? 'critical';
}

/** Vulnerabilities named in a message; the report has the rest. */
const NAMED = 3;

function listed(found: readonly Vulnerability[]): string {
  const named = found.slice(0, NAMED).map(({ id, package: name, installed, fixed }) => {
    return `${id} in ${name} ${installed}${fixed === undefined ? '' : ` (fixed in ${fixed})`}`;
  });
  const more = found.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where scan reports are given, every image has one. */
function scanned({ set, guardrail, scans = [] }: CheckInput): CheckResult {
  if (scans.length === 0) return { findings: [] };
  const index = scanIndex(scans);
  return {
    findings: each(set, (container, image) => {
      if (index(image) !== undefined) return [];
      const message = `Container ${container.name} runs ${image.text}, of which no scan report was given: nobody knows what is in it.`;
      return [about(guardrail, container, message)];
    }),
  };
}

function each(
  set: CheckInput['set'],
  judge: (container: ContainerRef, image: ImageReference) => readonly RawFinding[],
): RawFinding[] {
  return set.manifests
    .flatMap(podSpecsOf)
    .flatMap(containersOf)
    .flatMap(container => {
      const image = imageReference(scalarText(own(container.spec, 'image')));
      return image.valid ? judge(container, image) : [];
    });
}

function about(guardrail: CheckInput['guardrail'], container: ContainerRef, message: string): RawFinding {
  return findingAbout(guardrail, container.pod.manifest, [...container.path, 'image'], message, {
    container: container.name,
  });
}

/** A scan of an image: by digest where one is written, else by name and tag. */
function scanIndex(scans: readonly ImageScan[]): (image: ImageReference) => ImageScan | undefined {
  const byDigest = new Map(scans.flatMap(scan => scan.digests.map(digest => [digest, scan])));
  const byName = new Map(scans.flatMap(scan => scan.references.map(reference => [reference, scan])));
  return ({ name, tag, digest }) =>
    digest === '' ? byName.get(`${name}:${tag === '' ? 'latest' : tag}`) : byDigest.get(digest);
}
