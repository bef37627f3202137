import { imageReference } from '../manifest/index.ts';
import {
  type ImageScan,
  VULNERABILITY_SEVERITIES,
  type Vulnerability,
  type VulnerabilitySeverity,
} from './types.ts';

type Object = { readonly [key: string]: unknown };

/** A report of Trivy (`trivy image --format json`) or Grype (`grype -o json`); undefined when it is neither. */
export function readScan(file: string, report: unknown): ImageScan | undefined {
  if (!isObject(report)) return undefined;
  if (report.SchemaVersion !== undefined && typeof report.ArtifactName === 'string')
    return readTrivy(file, report);
  if (Array.isArray(report.matches) && isObject(report.source)) return readGrype(file, report);
  return undefined;
}

/** https://trivy.dev/latest/docs/configuration/reporting/#json */
function readTrivy(file: string, report: Object): ImageScan {
  const metadata = object(report.Metadata);
  const os = object(metadata.OS);
  const labels = object(object(object(metadata.ImageConfig).config).Labels);
  const vulnerabilities = list(report.Results).flatMap(result =>
    list(object(result).Vulnerabilities)
      .map(object)
      .map((v): Vulnerability => {
        return vulnerability(v.VulnerabilityID, v.Severity, v.PkgName, v.InstalledVersion, v.FixedVersion);
      }),
  );
  return {
    file,
    ...identity([report.ArtifactName, ...list(metadata.RepoTags)], list(metadata.RepoDigests)),
    ...(text(os.Family) === ''
      ? {}
      : { os: { name: text(os.Family), version: text(os.Name), unsupported: os.EOSL === true } }),
    ...base(labels),
    vulnerabilities: sorted(vulnerabilities),
  };
}

/** https://github.com/anchore/grype, JSON schema of its models */
function readGrype(file: string, report: Object): ImageScan {
  const target = object(object(report.source).target);
  const distro = object(report.distro);
  const vulnerabilities = list(report.matches).map(match => {
    const found = object(object(match).vulnerability);
    const artifact = object(object(match).artifact);
    const fixed = list(object(found.fix).versions).map(text).join(', ');
    return vulnerability(found.id, found.severity, artifact.name, artifact.version, fixed);
  });
  return {
    file,
    ...identity([target.userInput, ...list(target.tags)], list(target.repoDigests)),
    ...(text(distro.name) === ''
      ? {}
      : { os: { name: text(distro.name), version: text(distro.version), unsupported: false } }),
    ...base(object(target.labels)),
    vulnerabilities: sorted(vulnerabilities),
  };
}

function identity(
  names: readonly unknown[],
  repoDigests: readonly unknown[],
): Pick<ImageScan, 'references' | 'digests'> {
  const images = [...names, ...repoDigests]
    .map(name => imageReference(text(name)))
    .filter(({ valid }) => valid);
  return {
    references: unique(images.filter(({ tag }) => tag !== '').map(({ name, tag }) => `${name}:${tag}`)),
    digests: unique(images.map(({ digest }) => digest).filter(digest => digest !== '')),
  };
}

function base(labels: Object): Pick<ImageScan, 'base'> {
  const name = text(labels['org.opencontainers.image.base.name']);
  return name === '' ? {} : { base: name };
}

function vulnerability(
  id: unknown,
  severity: unknown,
  name: unknown,
  installed: unknown,
  fixed: unknown,
): Vulnerability {
  const level = text(severity).toLowerCase();
  const known =
    VULNERABILITY_SEVERITIES.find(one => one === level) ?? (level === 'negligible' ? 'low' : 'unknown');
  return {
    id: text(id),
    severity: known,
    package: text(name),
    installed: text(installed),
    ...(text(fixed) === '' ? {} : { fixed: text(fixed) }),
  };
}

function sorted(vulnerabilities: readonly Vulnerability[]): Vulnerability[] {
  const rank = (severity: VulnerabilitySeverity) => VULNERABILITY_SEVERITIES.indexOf(severity);
  const key = ({ id, package: name }: Vulnerability) => `${id} ${name}`;
  const all = new Map(vulnerabilities.map(one => [`${key(one)} ${one.installed}`, one]));
  return [...all.values()].sort((a, b) => rank(a.severity) - rank(b.severity) || (key(a) < key(b) ? -1 : 1));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function isObject(value: unknown): value is Object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Object {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Reports hold whatever a package calls itself: nothing longer than a name is shown. */
function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 300) : '';
}
