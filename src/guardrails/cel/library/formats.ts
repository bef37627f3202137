import type { Environment } from '@marcbachmann/cel-js';
import { Optional } from '@marcbachmann/cel-js';

/** What a text must be, with the sentence that says so; undefined when it is. */
class Format {
  readonly name: string;
  readonly complaint: (text: string) => string | undefined;
  constructor(name: string, complaint: (text: string) => string | undefined) {
    this.name = name;
    this.complaint = complaint;
  }
}

class FormatNamespace {}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** Grammars of apimachinery's validation.go; `Prefix` ones allow what `metadata.generateName` may end in. */
const FORMATS: Readonly<Record<string, (text: string) => string | undefined>> = {
  dns1123Label: pattern(new RegExp(`^${LABEL}$`), 63, 'a lowercase RFC 1123 label'),
  dns1123LabelPrefix: text => FORMATS.dns1123Label?.(text.replace(/-$/, 'a')),
  dns1123Subdomain: pattern(SUBDOMAIN, 253, 'a lowercase RFC 1123 subdomain'),
  dns1123SubdomainPrefix: text => FORMATS.dns1123Subdomain?.(text.replace(/-$/, 'a')),
  dns1035Label: pattern(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 63, 'a DNS-1035 label'),
  dns1035LabelPrefix: text => FORMATS.dns1035Label?.(text.replace(/-$/, 'a')),
  qualifiedName: qualifiedName,
  labelValue: text => (text === '' ? undefined : pattern(QUALIFIED, 63, 'a label value')(text)),
  uri: pattern(/^[A-Za-z][A-Za-z\d+.-]*:[^\s]*$/, 8_192, 'an absolute URI'),
  uuid: pattern(/^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i, 64, 'a UUID'),
  byte: pattern(/^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/, 1_048_576, 'base64'),
  date: text => (isDate(text) ? undefined : 'must be a date as in 2026-01-31'),
  datetime: text => (isDateTime(text) ? undefined : 'must be a time as in 2026-01-31T12:00:00Z'),
};

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
export function registerFormats(environment: Environment): void {
  environment
    .registerType('kubernetes.NamedFormat', Format)
    .registerType('FormatNamespace', FormatNamespace)
    .registerConstant('format', 'FormatNamespace', new FormatNamespace())
    .registerFunction(
      'FormatNamespace.named(string): optional<kubernetes.NamedFormat>',
      (_: unknown, name: string) => {
        const complaint = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
        return complaint === undefined ? Optional.none() : Optional.of(new Format(name, complaint));
      },
    )
    .registerFunction(
      'kubernetes.NamedFormat.validate(string): optional<list<string>>',
      (format: Format, text: string) => {
        const complaint = format.complaint(text);
        return complaint === undefined ? Optional.none() : Optional.of([complaint]);
      },
    );
  for (const [name, complaint] of Object.entries(FORMATS)) {
    const format = new Format(name, complaint);
    environment.registerFunction(`FormatNamespace.${name}(): kubernetes.NamedFormat`, () => format);
  }
}

function pattern(grammar: RegExp, longest: number, what: string): (text: string) => string | undefined {
  return text => {
    if (text.length > longest) return `must be no more than ${longest} characters`;
    return grammar.test(text) ? undefined : `must be ${what}`;
  };
}

function qualifiedName(text: string): string | undefined {
  const parts = text.split('/');
  const [prefix, name] = parts.length === 2 ? parts : [undefined, text];
  if (parts.length > 2) return 'must be a name with at most one prefix, as in example.com/name';
  if (prefix !== undefined && FORMATS.dns1123Subdomain?.(prefix) !== undefined)
    return 'its prefix must be a lowercase RFC 1123 subdomain';
  return pattern(QUALIFIED, 63, 'a qualified name')(name ?? '');
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isMoment(`${text}T00:00:00Z`, text);
}

function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(
    text,
  );
  return match?.[1] !== undefined && isDate(match[1]) && !Number.isNaN(Date.parse(text));
}

/** The 30th of February is not the 2nd of March. */
function isMoment(iso: string, date: string): boolean {
  const time = Date.parse(iso);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
