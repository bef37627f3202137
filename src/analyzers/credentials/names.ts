import { isPlaceholder } from './formats.ts';

/** Names of settings that hold a credential: the last word decides, `password_file` and `token_url` hold none. */
const NAMES =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase)|secret(?:[-_.]?(?:key|access[-_.]?key))?|(?:api|access|private|encryption|signing|account)[-_.]?key|(?:auth|access|api|bearer|refresh|bot|personal|service)[-_.]?token|client[-_.]?secret|credentials?|token)$/i;

/** `dbPassword` and `DB_PASSWORD` alike; `passwordKey`, `tokenTTL` and the like hold something else. */
export function isCredentialName(name: string): boolean {
  return name.length <= 100 && NAMES.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}

/** Values that say where a credential comes from, or switch something. */
const REFERENCES =
  /^(?:true|false|yes|no|on|off|null|none|nil|\d{1,4}|(?:\.{0,2}|~)\/.*|[a-z][a-z0-9+.-]{1,20}:.*|file|env|vault|secret|secrets?\/.*)$/i;

/** Bits per character that words and names stay below; a random text of eight characters has three. */
const LEAST_ENTROPY = 2.75;

/**
 * Whether a value looks like a credential and not like the name, the place or the description of one: eight characters or
 * more without blanks, of two classes at least, and less regular than a word.
 */
export function looksRandom(value: string): boolean {
  if (value.length < 8 || value.length > 512 || /\s/.test(value)) return false;
  if (isPlaceholder(value) || REFERENCES.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter(one => one.test(value)).length;
  if (classes < 2) return false;
  // `my-release-postgresql`, `kube-system/tls`: names of objects. A version or a time is none either.
  if (/^[a-z]+\d{0,2}(?:[-._/][a-z]+\d{0,2})+$/i.test(value) || /^v?\d+(?:[.:-]\d+)+/.test(value))
    return false;
  if (/^[a-z]+\d{0,2}$/i.test(value) || /^[a-z]+(?:[A-Z][a-z]+)+$/.test(value)) return false;
  return entropy(value) >= LEAST_ENTROPY;
}

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** A setting in a text: `key: value`, `key = value`, `--key value`, `"key": "value"`. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Of the text, from 0. */
  readonly line: number;
}

const LINE =
  /^[\s{,-]{0,40}["']?([A-Za-z_][\w.-]{0,99})["']?\s{0,10}[:=]\s{0,10}("[^"\n]{1,512}"|'[^'\n]{1,512}'|[^\s"'#;,]{1,512})/;

/**
 * What a program or YAML's own tags work out, where a value would stand: `get_secret("db")`, `settings.token`,
 * `tokens[0]`, `!env_var NAME`.
 */
const EXPRESSION = /[()[\]]|^![A-Za-z]|^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/;

/** Names of files that are programs: what is not in quotes there is never the value itself. Scripts of a shell are none. */
const PROGRAM = /\.(?:[cm]?[jt]sx?|py|rb|go|lua|groovy|java|kt|php|p[lm]|rs|scala|cs)$/i;

/**
 * Settings of a file in a ConfigMap (properties, env, INI, TOML, YAML, JSON, programs), one per line; the longest files
 * are cut.
 */
export function settingsIn(text: string, file = ''): Setting[] {
  const isProgram = PROGRAM.test(file);
  const settings: Setting[] = [];
  for (const [at, line] of text.slice(0, 1_000_000).split('\n', 20_000).entries()) {
    // Comments show how a thing would be set.
    if (line.length > 2_000 || /^\s*(?:#|\/\/|;)/.test(line)) continue;
    const match = LINE.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const quoted = /^(["'])(.*)\1$/.exec(match[2]);
    if (quoted === null && (isProgram || EXPRESSION.test(match[2]))) continue;
    settings.push({ name: match[1], value: quoted?.[2] ?? match[2], line: at });
  }
  return settings;
}
