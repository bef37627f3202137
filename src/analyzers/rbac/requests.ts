import type { Attributes } from './rules.ts';

/** What a request for the namespaces themselves may be about besides (apiserver, `namespaceSubresources`). */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);
/** Verbs by HTTP method; others have none (apiserver, `NewRequestInfo`). */
const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/**
 * What the API server asks the authorizer about an HTTP request.
 * Source: `NewRequestInfo`, k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. Dry runs are asked like others. A
 * server-side apply, or a PUT where the kind can be created by one, of what is not there yet is asked a second time, as
 * `create` with the name (handlers/{patch,update}.go, `createAuthorizerAttributes`): rules limited to names match it.
 *
 * @param url path, and query where there is one: `/api/v1/namespaces/shop/pods?watch=1`
 * @returns undefined for what the API server refuses before it asks anybody
 */
export function requestOf(method: string, url: string): Attributes | undefined {
  const mark = url.indexOf('?');
  const path = decoded(mark === -1 ? url : url.slice(0, mark));
  const nonResource = { verb: method.toLowerCase(), resource: path };
  let parts = segments(path);
  const [prefix] = parts;
  if (parts.length < 3 || (prefix !== 'api' && prefix !== 'apis')) return nonResource;
  if (prefix === 'apis' && parts.length < 4) return nonResource;
  const group = prefix === 'api' ? '' : (parts[1] as string);
  parts = parts.slice(prefix === 'api' ? 2 : 3);

  let verb = VERBS.get(method.toUpperCase()) ?? '';
  const special = parts[0] as string;
  if (special === 'proxy' || special === 'watch') {
    if (parts.length < 2) return undefined;
    verb = special;
    parts = parts.slice(1);
  }
  let namespace = '';
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1] as string;
    if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2] as string)) parts = parts.slice(2);
  }
  const [resource = '', written = '', below = ''] = parts;
  const subresource = verb === 'proxy' ? '' : below;
  let name = written;
  if (name === '' && verb === 'get') {
    const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
    verb = isWatch(query.get('watch')) ? 'watch' : 'list';
    name = selectedName(query.get('fieldSelector') ?? '');
  }
  if (name === '' && verb === 'delete') verb = 'deletecollection';
  return { verb, group, resource, subresource, name, namespace };
}

/** A request as people ask about it; see {@link wordedRequest}. */
export interface RequestWords {
  readonly verb: string;
  /** `pods`, `pods/exec`, `deployments.apps/scale`, or a path such as `/healthz`. */
  readonly resource: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A resource as discovery has it. */
export interface KnownResource {
  /** '' is the core group. */
  readonly group: string;
  readonly namespaced: boolean;
}

/** A request, and what the words left open. */
export interface WordedRequest {
  readonly request: Attributes;
  /** No namespace was named for something that lives in one: `request` is for all of them. */
  readonly anywhere: boolean;
}

/**
 * Reads `VERB RESOURCE[.GROUP][/SUBRESOURCE] [NAME]` in a namespace as the request it stands for.
 *
 * As the API server has it: `namespaces NAME` is a request in that namespace, except for `list` and `watch`, which
 * choose it by field selector; resources without a namespace ignore one; `deletecollection` and `create` of the
 * resource itself know no name.
 *
 * @param known groups that have a resource of this name, the preferred first; one that nobody knows is of the core group
 */
export function wordedRequest(
  { verb, resource: words, name, namespace }: RequestWords,
  known: (resource: string) => readonly KnownResource[],
): WordedRequest {
  if (words.startsWith('/')) {
    const request = { verb: verb.toLowerCase(), resource: words };
    return { request, anywhere: false };
  }
  const slash = words.indexOf('/');
  const whole = slash === -1 ? words : words.slice(0, slash);
  const subresource = slash === -1 ? '' : words.slice(slash + 1);
  const dot = whole.indexOf('.');
  const resource = dot === -1 ? whole : whole.slice(0, dot);
  const named = dot === -1 ? undefined : whole.slice(dot + 1);
  const found = known(resource).find(({ group }) => named === undefined || group === named);
  const group = named ?? found?.group ?? '';
  const ofNamespaces = group === '' && resource === 'namespaces';
  const hasName = name !== undefined && name !== '' && takesName(verb, subresource);
  const scope = ofNamespaces
    ? hasName && !['list', 'watch', 'create'].includes(verb)
      ? name
      : ''
    : found?.namespaced === false
      ? ''
      : (namespace ?? '');
  return {
    request: {
      verb,
      group,
      resource,
      subresource,
      namespace: scope,
      ...(hasName ? { name } : {}),
    },
    anywhere: !ofNamespaces && found?.namespaced !== false && (namespace ?? '') === '',
  };
}

/** Whether a request with this verb says the name of its object before its body is read. */
function takesName(verb: string, subresource: string): boolean {
  return verb !== 'deletecollection' && (verb !== 'create' || subresource !== '');
}

function segments(path: string): string[] {
  let start = 0;
  let end = path.length;
  while (start < end && path[start] === '/') start += 1;
  while (end > start && path[end - 1] === '/') end -= 1;
  return start === end ? [] : path.slice(start, end).split('/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As `ListOptions` decodes it: everything but a plain no. */
function isWatch(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** The one name a field selector asks for; '' when it asks for none, for one no path could have, or is not valid. */
function selectedName(selector: string): string {
  const terms = selector.split(',').filter(term => term !== '');
  if (terms.some(term => !term.includes('='))) return '';
  for (const term of terms.sort()) {
    const name = /^metadata\.name==?([^=\\]+)$/.exec(term)?.[1];
    if (name !== undefined) return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name;
  }
  return '';
}
