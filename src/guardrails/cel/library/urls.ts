import type { Environment } from '@marcbachmann/cel-js';
import { failure } from './failure.ts';

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export function registerUrls(environment: Environment): void {
  environment
    .registerType('net.URL', Address)
    .registerFunction('url(string): net.URL', (text: string) => {
      const parsed = parseUrl(text);
      if (parsed === undefined) throw failure(`"${text.slice(0, 60)}" is not an absolute URL`);
      return parsed;
    })
    .registerFunction('isURL(string): bool', (text: string) => parseUrl(text) !== undefined)
    .registerFunction('net.URL.getScheme(): string', (u: Address) => u.scheme)
    .registerFunction('net.URL.getHost(): string', (u: Address) => u.host)
    .registerFunction('net.URL.getHostname(): string', (u: Address) => u.hostname)
    .registerFunction('net.URL.getPort(): string', (u: Address) => u.port)
    .registerFunction('net.URL.getEscapedPath(): string', (u: Address) => u.path)
    .registerFunction('net.URL.getQuery(): map', (u: Address) => u.query);
}

class Address {
  readonly scheme: string;
  /** With the port. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  constructor(scheme: string, authority: string, path: string, query: string) {
    const [, hostname = '', port = ''] = /^(.*?)(?::(\d*))?$/s.exec(authority) ?? [];
    this.scheme = scheme;
    this.host = authority;
    this.hostname = hostname.replace(/^\[(.*)\]$/s, '$1');
    this.port = port;
    this.path = path;
    const values = new Map<string, string[]>();
    for (const [key, value] of new URLSearchParams(query))
      values.set(key, [...(values.get(key) ?? []), value]);
    this.query = values;
  }
}

/** RFC 3986's own expression (appendix B); Go's url.ParseRequestURI: a scheme, or a path that starts with a slash. */
const PARTS = /^(?:([A-Za-z][A-Za-z\d+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/;

/** Without `new URL`: that takes default ports away and rewrites paths, which Go does not. */
function parseUrl(text: string): Address | undefined {
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, scheme, authority, path = '', query = ''] = match;
  if (scheme === undefined && !path.startsWith('/')) return undefined;
  if (/%(?![\dA-Fa-f]{2})/.test(path)) return undefined;
  const host = authority?.replace(/^.*@/, '') ?? '';
  if (/[\s"#%<>\\^`{|}]/.test(authority ?? '')) return undefined;
  if (!/^(?:\[[\dA-Fa-f:.%]*\]|[^[\]:]*)(?::\d*)?$/.test(host)) return undefined;
  return new Address(scheme?.toLowerCase() ?? '', host, escapedPath(path), query);
}

/** Go's URL.EscapedPath: as it was written, unless something in it needs escaping; then all of it is escaped anew. */
function escapedPath(path: string): string {
  if (/^(?:[\w.~!$&'()*+,;=:@[\]/-]|%[\dA-Fa-f]{2})*$/.test(path)) return path;
  const parts = [...path.matchAll(/%([\dA-Fa-f]{2})|[^%]+/g)];
  const bytes = Buffer.concat(
    parts.map(([text, hex]) => (hex === undefined ? Buffer.from(text) : Buffer.from(hex, 'hex'))),
  );
  return [...bytes].map(escaped).join('');
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if (/[\w.~$&+,/:;=@-]/.test(character)) return character;
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
