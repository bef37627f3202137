import { type FieldPath, isObject, type Json, own, scalarText } from '../../manifest/index.ts';

/** Longest text of a value: what a terminal shows of it is less. */
const LONGEST = 300;

const SENSITIVE = /passw|secret|token|credential|api[-_]?key|private[-_]?key/i;
/** Names of things about secrets that are none: `secretName`, `tokenPath`, `imagePullSecrets`. */
const ABOUT =
  /(?:names?|refs?|class|mount|path|file|type|namespace|enabled|ttl|seconds|issuer|provider|store|secrets?)$/i;

/** Whether a key's value is one that nobody wants to read: `password`, `apiKey`; not `secretName`. */
export function isSensitive(key: string): boolean {
  return SENSITIVE.test(key) && (!ABOUT.test(key) || /^(?:\w*[-_])?secret$/i.test(key));
}

/** A value on one line, as YAML would have it in flow style; texts under sensitive keys are left out. */
export function oneLine(value: Json, path: FieldPath = []): string {
  const text = flow(value, String(path.findLast(step => typeof step === 'string') ?? ''), 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function flow(value: Json, key: string, depth: number): string {
  if (Array.isArray(value)) {
    if (depth > 3 && value.length > 0) return '[…]';
    return `[${value
      .slice(0, 20)
      .map(item => flow(item, key, depth + 1))
      .join(', ')}${value.length > 20 ? ', …' : ''}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (depth > 3 && entries.length > 0) return '{…}';
    // An environment variable's name says what its value is.
    const named = scalarText(own(value, 'name'));
    return `{${entries
      .slice(0, 20)
      .map(
        ([name, member]) =>
          `${name}: ${flow(member, name === 'value' && named !== '' ? named : name, depth + 1)}`,
      )
      .join(', ')}${entries.length > 20 ? ', …' : ''}}`;
  }
  if (typeof value === 'string') return isSensitive(key) && value !== '' ? '…' : quoted(value, depth > 0);
  return value === null ? 'null' : String(value);
}

/** What YAML reads as something else than a text: numbers, booleans, null (core schema and YAML 1.1). */
const OTHER =
  /^(?:~|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|[-+]?\.inf|\.nan)$/i;

/** Quoted where YAML would read something else than this text. */
function quoted(text: string, inFlow: boolean): string {
  const [first = ''] = text.split('\n');
  const lines = text.trimEnd().split('\n').length;
  if (lines > 1) return `${JSON.stringify(first)}… (${lines} lines)`;
  const isPlain =
    text !== '' &&
    text.trim() === text &&
    !/^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?: |$))/.test(text) &&
    !/: | #|:$/.test(text) &&
    !(inFlow && /[,[\]{}]/.test(text)) &&
    !OTHER.test(text);
  return isPlain ? text : JSON.stringify(text);
}
