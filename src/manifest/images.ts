/** A container image's name, taken apart. */
export interface ImageReference {
  /** False when no registry client takes it; then only `text` says anything. */
  readonly valid: boolean;
  /** As written. */
  readonly text: string;
  /** Written out: `docker.io` when none is named. */
  readonly registry: string;
  /** Written out, without registry: `library/nginx`. */
  readonly repository: string;
  /** Registry and repository: `docker.io/library/nginx`. */
  readonly name: string;
  /** '' when none is written. */
  readonly tag: string;
  /** `sha256:...`; '' when none is written. */
  readonly digest: string;
}

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(
  String.raw`^(?:${DOMAIN_PART}(?:\.${DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`,
);
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Longest that distribution accepts for a repository name; anything longer is not looked into. */
const LONGEST = 255;

/**
 * Reads an image reference by the grammar of distribution (`reference/reference.go`, `normalize.go`): registry with
 * optional port, repository, tag, digest; Docker Hub's short names are written out.
 */
export function imageReference(text: string): ImageReference {
  const invalid = { valid: false, text, registry: '', repository: '', name: '', tag: '', digest: '' };
  const at = text.indexOf('@');
  const digest = at < 0 ? '' : text.slice(at + 1);
  const tagged = at < 0 ? text : text.slice(0, at);
  const colon = tagged.lastIndexOf(':');
  const hasTag = colon > tagged.lastIndexOf('/');
  const tag = hasTag ? tagged.slice(colon + 1) : '';
  const whole = hasTag ? tagged.slice(0, colon) : tagged;
  if (whole === '' || whole.length > LONGEST) return invalid;
  if ((hasTag && !TAG.test(tag)) || (at >= 0 && !DIGEST.test(digest))) return invalid;

  const slash = whole.indexOf('/');
  const first = slash < 0 ? '' : whole.slice(0, slash);
  const named = /[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = named ? first : 'docker.io';
  const path = named ? whole.slice(slash + 1) : whole;
  if (named && !DOMAIN.test(registry)) return invalid;
  if (!path.split('/').every(part => PATH_PART.test(part))) return invalid;
  const hub = registry === 'docker.io' || registry === 'index.docker.io';
  const repository = hub && !path.includes('/') ? `library/${path}` : path;
  const host = hub ? 'docker.io' : registry;
  return { valid: true, text, registry: host, repository, name: `${host}/${repository}`, tag, digest };
}
