export const VULNERABILITY_SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type VulnerabilitySeverity = (typeof VULNERABILITY_SEVERITIES)[number];

/** A known vulnerability of a package in an image. */
export interface Vulnerability {
  /** `CVE-2024-1234`, or whatever the scanner's source calls it. */
  readonly id: string;
  readonly severity: VulnerabilitySeverity;
  readonly package: string;
  readonly installed: string;
  /** The version that has it no more; absent when there is none yet. */
  readonly fixed?: string;
}

/** What a scanner found in one image. */
export interface ImageScan {
  /** The report, repository-relative. */
  readonly file: string;
  /** `docker.io/library/nginx:1.27`, written out. */
  readonly references: readonly string[];
  /** `sha256:...`. */
  readonly digests: readonly string[];
  /** The distribution inside, as os-release names it: `debian`, `12`. */
  readonly os?: { readonly name: string; readonly version: string; readonly unsupported: boolean };
  /** What the image says it was built on (`org.opencontainers.image.base.name`). */
  readonly base?: string;
  /** Sorted: severest first, then by id and package. */
  readonly vulnerabilities: readonly Vulnerability[];
}
