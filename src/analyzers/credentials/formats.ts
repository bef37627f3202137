import { crc32 } from './crc32.ts';

/** A credential that is known by how it looks, whoever it belongs to. */
export interface CredentialFormat {
  /** With its article, for messages: `a GitHub token`. */
  readonly name: string;
  /** One of these is in every match: most texts are told apart by them alone. */
  readonly hints: readonly string[];
  /** Every alternative begins with fixed text and has bounded length: linear over any input. */
  readonly pattern: RegExp;
  /** For formats that carry a checksum or a structure: whether a match is the real thing. */
  readonly confirm?: (match: string) => boolean;
}

/**
 * Formats that their issuers document with a fixed prefix or structure. Those without one (32 hex digits) are left
 * out: nobody can tell them from a digest.
 */
export const CREDENTIAL_FORMATS: readonly CredentialFormat[] = [
  {
    name: 'a private key',
    hints: ['-----BEGIN'],
    pattern:
      /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----\s{0,20}[A-Za-z0-9+/=\\n\s:,.-]{64}/g,
  },
  { name: 'a PGP private key', hints: ['-----BEGIN'], pattern: /-----BEGIN PGP PRIVATE KEY BLOCK-----/g },
  {
    name: 'an age private key',
    hints: ['AGE-SECRET-KEY-1'],
    pattern: /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b/g,
  },
  { name: 'an AWS access key id', hints: ['AKIA', 'ASIA'], pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { name: 'a GitHub token', hints: ['gh'], pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/g, confirm: hasChecksum },
  {
    name: 'a GitHub token',
    hints: ['github_pat_'],
    pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/g,
  },
  { name: 'an npm token', hints: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, confirm: hasChecksum },
  {
    name: 'a GitLab token',
    hints: ['gl'],
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|oas|soat)-[\w-]{20,64}/g,
  },
  { name: 'a Slack token', hints: ['xox'], pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/g },
  {
    name: 'a Slack webhook',
    hints: ['hooks.slack.com/'],
    pattern: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{20,32}\b/g,
  },
  {
    name: 'a Discord webhook',
    hints: ['.com/api/webhooks/'],
    pattern: /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/g,
  },
  { name: 'a Google API key', hints: ['AIza'], pattern: /\bAIza[\w-]{35}\b/g },
  { name: 'a Google OAuth secret', hints: ['GOCSPX-'], pattern: /\bGOCSPX-[\w-]{28}\b/g },
  { name: 'an Azure storage key', hints: ['AccountKey='], pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g },
  { name: 'an Azure DevOps token', hints: ['AZDO'], pattern: /\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b/g },
  { name: 'a Stripe key', hints: ['k_live_'], pattern: /\b[sr]k_live_[A-Za-z0-9]{20,247}\b/g },
  { name: 'a SendGrid key', hints: ['SG.'], pattern: /\bSG\.[\w-]{22}\.[\w-]{43}\b/g },
  { name: 'a Mailchimp key', hints: ['-us'], pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/g },
  { name: 'a PyPI token', hints: ['pypi-AgE'], pattern: /\bpypi-AgE[\w-]{50,1000}/g },
  { name: 'a RubyGems key', hints: ['rubygems_'], pattern: /\brubygems_[0-9a-f]{48}\b/g },
  { name: 'a Docker Hub token', hints: ['dckr_'], pattern: /\bdckr_(?:pat|oat)_[\w-]{27,36}/g },
  {
    name: 'an OpenAI key',
    hints: ['T3BlbkFJ'],
    pattern: /\bsk-(?:proj-|svcacct-|admin-)?[\w-]{20,120}T3BlbkFJ[\w-]{20,120}/g,
  },
  { name: 'an Anthropic key', hints: ['sk-ant-'], pattern: /\bsk-ant-(?:api|admin)\d{2}-[\w-]{80,120}/g },
  { name: 'a Hugging Face token', hints: ['hf_'], pattern: /\bhf_[A-Za-z]{34}\b/g },
  { name: 'a HashiCorp Vault token', hints: ['hv'], pattern: /\bhv[sbr]\.[\w-]{24,200}/g },
  {
    name: 'a Terraform Cloud token',
    hints: ['.atlasv1.'],
    pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,80}/g,
  },
  { name: 'a Pulumi token', hints: ['pul-'], pattern: /\bpul-[0-9a-f]{40}\b/g },
  {
    name: 'a Doppler token',
    hints: ['dp.'],
    pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9.]{40,60}\b/g,
  },
  { name: 'a DigitalOcean token', hints: ['_v1_'], pattern: /\bdo[oprt]_v1_[0-9a-f]{64}\b/g },
  { name: 'a Databricks token', hints: ['dapi'], pattern: /\bdapi[0-9a-f]{32}(?:-\d)?\b/g },
  {
    name: 'a Grafana token',
    hints: ['glsa_', 'glc_'],
    pattern: /\bgl(?:sa_[A-Za-z0-9]{32}_[0-9a-f]{8}|c_eyJ[A-Za-z0-9+/]{40,400})/g,
  },
  { name: 'a Sentry token', hints: ['sntr'], pattern: /\bsntr(?:ys|yu)_[A-Za-z0-9+/=_]{40,300}/g },
  { name: 'a SonarQube token', hints: ['sq'], pattern: /\bsq[apu]_[0-9a-f]{40}\b/g },
  { name: 'an Artifactory token', hints: ['AKCp'], pattern: /\bAKCp[A-Za-z0-9]{60,80}\b/g },
  { name: 'an Atlassian token', hints: ['ATATT3'], pattern: /\bATATT3[\w=-]{150,260}/g },
  { name: 'a Postman key', hints: ['PMAK-'], pattern: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/g },
  { name: 'a New Relic key', hints: ['NRAK-'], pattern: /\bNRAK-[A-Z0-9]{27}\b/g },
  { name: 'a Shopify token', hints: ['shp'], pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/g },
  { name: 'a Square token', hints: ['EAAA'], pattern: /\bEAAA[\w-]{60}\b/g },
  {
    name: 'a Tailscale key',
    hints: ['tskey-'],
    pattern: /\btskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{10,24}-[A-Za-z0-9]{20,40}\b/g,
  },
  { name: 'a Supabase token', hints: ['sbp_'], pattern: /\bsbp_[0-9a-f]{40}\b/g },
  { name: 'a PlanetScale token', hints: ['pscale_'], pattern: /\bpscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/g },
  { name: 'a Linear key', hints: ['lin_api_'], pattern: /\blin_api_[A-Za-z0-9]{40}\b/g },
  { name: 'a Figma token', hints: ['figd_'], pattern: /\bfigd_[\w-]{40,50}/g },
  {
    name: 'a JSON web token',
    hints: ['eyJ'],
    pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.[\w-]{20,2000}/g,
    confirm: isSignedToken,
  },
  {
    name: 'a URL with its password',
    hints: ['://'],
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[\w.~%-]{0,64}:[^\s:@/"'`<>]{3,128}@[\w[]/gi,
    confirm: hasPassword,
  },
];

const HINTS = new RegExp(
  [...new Set(CREDENTIAL_FORMATS.flatMap(({ hints }) => hints))]
    .map(hint => hint.replace(/[.]/g, '\\$&'))
    .join('|'),
);

/** What of {@link CREDENTIAL_FORMATS} a text contains first; undefined for most. Values of documentations do not count. */
export function credentialFormat(text: string): string | undefined {
  if (text.length < 12 || !HINTS.test(text)) return undefined;
  return CREDENTIAL_FORMATS.find(({ hints, pattern, confirm }) => {
    if (!hints.some(hint => text.includes(hint))) return false;
    for (const [match] of text.matchAll(pattern)) {
      if (!match.includes('EXAMPLE') && (confirm?.(match) ?? true)) return true;
    }
    return false;
  })?.name;
}

/** GitHub's and npm's tokens end in the CRC-32 of what is before, in base 62 (github.blog, "Behind GitHub's new authentication token formats"). */
function hasChecksum(token: string): boolean {
  const payload = token.slice(token.indexOf('_') + 1);
  return base62(crc32(payload.slice(0, -6))).padStart(6, '0') === payload.slice(-6);
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS.charAt(rest % 62) + text;
  return text;
}

/** RFC 7515: the header is JSON that names its algorithm; unsigned ones are no credential. */
function isSignedToken(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
    const { alg } = (header ?? {}) as { alg?: unknown };
    return typeof alg === 'string' && alg.toLowerCase() !== 'none';
  } catch {
    return false;
  }
}

/** `user:$(PASSWORD)@`, `user:<password>@` and `user:password@` say where one goes, and are none. */
function hasPassword(url: string): boolean {
  const password = /:([^:@]*)@.$/.exec(url)?.[1] ?? '';
  return (
    !isPlaceholder(password) && !/^(?:pass(?:word|wd)?|pw|secret|user(?:name)?|port|\d{2,5})$/i.test(password)
  );
}

/** What stands where a value is to be put, or is left out of a text that is shown. */
export function isPlaceholder(value: string): boolean {
  return (
    /[<>{}]|\$[\w(]|%[A-Z_]{3,}%|\.\.\.|…/.test(value) ||
    /^(?:[*x.#-]+|_+)$/i.test(value) ||
    /change[-_ ]?me|replace[-_ ]?me|example|placeholder|redacted|your[-_ ]|todo|dummy|insert|fixme/i.test(
      value,
    )
  );
}
