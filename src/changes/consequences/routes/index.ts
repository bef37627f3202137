import type { Manifest } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { listed } from '../../words.ts';
import type { Context, Found } from '../found.ts';
import { renderingOf } from '../places.ts';
import {
  type Entry,
  keyOf,
  routingOf,
  servicePorts,
  type Table,
  type Touched,
  tableOf,
  withoutSlash,
} from './table.ts';
import type { Backend, Route } from './types.ts';

/** Where requests from outside go, by host and path: told from the tables of base and head. */
export function routes(context: Context): Found[] {
  const { places, base, head } = context;
  const moves = [...touchedRenderings(context)].map(([rendering, touched]) => {
    const [old, fresh] = [places.base.in(rendering), places.head.in(rendering)];
    return movesOf(tableOf(old, base, touched), tableOf(fresh, head, touched), context);
  });
  return withoutMoved(moves.flat());
}

/** Hosts of routes that change, and Services with other ports, by rendering. */
function touchedRenderings({ changes }: Context): ReadonlyMap<string, Touched> {
  const renderings = new Map<string, { hosts: Set<string>; services: Set<string> }>();
  const sorted = [...changes].flatMap(({ base, head, operation, fields }) => {
    const isPorts = operation !== 'changed' || fields.some(({ field }) => field.startsWith('spec.ports'));
    return [base, head].flatMap(each => (each === undefined ? [] : [{ manifest: each, isPorts }]));
  });
  for (const { manifest, isPorts } of sorted) {
    const isService = isPorts && manifest.resource.kind === 'Service';
    const routing = isService ? undefined : routingOf(manifest);
    if (!isService && routing === undefined) continue;
    const key = renderingOf(manifest);
    const touched = renderings.get(key) ?? { hosts: new Set(), services: new Set() };
    renderings.set(key, touched);
    if (isService) touched.services.add(manifest.resource.name);
    for (const { host } of routing?.routes ?? []) touched.hosts.add(host);
  }
  return renderings;
}

/** Something to tell about a host or a path; for a whole host, what came or went. */
interface Move {
  readonly found: Found;
  readonly gone?: string;
  readonly came?: string;
}

/** What left one target for another, in an environment of the same name, has not moved for anybody outside. */
function withoutMoved(moves: readonly Move[]): Found[] {
  const keys = (pick: (move: Move) => string | undefined) =>
    new Set(moves.flatMap(move => (pick(move) === undefined ? [] : [`${environment(move)}\0${pick(move)}`])));
  const [gone, came] = [keys(({ gone }) => gone), keys(({ came }) => came)];
  return moves
    .filter(move => {
      const key = `${environment(move)}\0${move.gone ?? move.came}`;
      return !(gone.has(key) && came.has(key));
    })
    .map(({ found }) => found);
}

function environment({ found }: Move): string {
  return found.manifest.origin.environment.name;
}

function movesOf(before: Table, after: Table, context: Context): Move[] {
  const moves: Move[] = [];
  const gone = [...before.hosts.keys()].filter(host => !after.hosts.has(host)).sort(byText);
  const come = new Set([...after.hosts.keys()].filter(host => !before.hosts.has(host)).sort(byText));
  const heirs = new Map<string, string[]>();
  for (const host of come) {
    const content = contentOf(after.hosts.get(host));
    heirs.set(content, [...(heirs.get(content) ?? []), host]);
  }
  for (const host of gone) {
    const owner = before.owners.get(host) as Manifest;
    const entries = before.hosts.get(host) as ReadonlyMap<string, Entry>;
    const heir = (heirs.get(contentOf(entries)) ?? []).filter(other => come.has(other));
    const to = listed([...new Set([...entries.values()].map(entry => entry.to))].sort(byText));
    if (heir.length === 1) {
      const [other] = heir as [string];
      come.delete(other);
      const manifest = after.owners.get(other) as Manifest;
      moves.push({
        found: traffic(
          'high',
          manifest,
          `heir\0${to}`,
          `${hostName(other)} in place of ${hostName(host)}`,
          names =>
            `${listed(names)}: requests for the old ${names.length === 1 ? 'host are' : 'hosts are'} not served any more (was ${to}).`,
        ),
      });
    } else if (wider(host, after) !== undefined) {
      const rules = hostName(wider(host, after) as string);
      moves.push({
        gone: `${host}\0${contentOf(entries)}`,
        found: traffic(
          'medium',
          owner,
          `wider\0${rules}\0${to}`,
          hostName(host),
          names =>
            `${listed(names)} ${names.length === 1 ? 'follows' : 'follow'} the rules of ${rules} now (was ${to}).`,
        ),
      });
    } else {
      moves.push({
        gone: `${host}\0${contentOf(entries)}`,
        found: traffic(
          'high',
          owner,
          `gone\0${to}`,
          hostName(host),
          names => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not served any more (was ${to}).`,
        ),
      });
    }
  }
  for (const host of come) {
    const entries = after.hosts.get(host) as ReadonlyMap<string, Entry>;
    const owner = after.owners.get(host) as Manifest;
    const to = listed([...new Set([...entries.values()].map(entry => entry.to))].sort(byText));
    moves.push({
      came: `${host}\0${contentOf(entries)}`,
      found: traffic(
        'low',
        owner,
        `came\0${to}`,
        hostName(host),
        names => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} served now: ${to}.`,
      ),
    });
  }
  for (const [host, fresh] of after.hosts) {
    const old = before.hosts.get(host);
    if (old === undefined) continue;
    moves.push(...pathMoves(host, old, fresh, before, after).map(found => ({ found })));
    const [was, is] = [before.via.get(host), after.via.get(host)];
    const owner = after.owners.get(host) as Manifest;
    if (was !== is) {
      moves.push({
        found: traffic(
          'high',
          owner,
          `via\0${was}\0${is}`,
          hostName(host),
          names =>
            `${listed(names)} ${names.length === 1 ? 'is' : 'are'} served through ${is} now (was ${was}), which may have another address.`,
        ),
      });
    }
    moves.push(...certificate(host, owner, before, after));
  }
  for (const entries of after.hosts.values()) {
    for (const { route } of entries.values()) moves.push(...deadPorts(route, context));
  }
  return moves;
}

/** A wildcard that takes requests for a host without rules of its own. */
function wider(host: string, { hosts }: Table): string | undefined {
  return [host.replace(/^[^.]*/, '*'), '*'].find(each => each !== host && hosts.has(each));
}

function traffic(
  risk: Found['risk'],
  manifest: Manifest,
  id: string,
  name: string,
  said: (names: readonly string[]) => string,
): Found {
  return { kind: 'traffic', risk, manifest, id: `route\0${id}`, name, text: (_, __, names) => said(names) };
}

function pathMoves(
  host: string,
  old: ReadonlyMap<string, Entry>,
  fresh: ReadonlyMap<string, Entry>,
  before: Table,
  after: Table,
): Found[] {
  const found: Found[] = [];
  const left = [...old].filter(([key]) => !fresh.has(key));
  const come = new Map([...fresh].filter(([key]) => !old.has(key)));
  const samePath = new Map([...come].map(([key, { route }]) => [`${route.path}\0${route.also}`, key]));
  for (const [key, entry] of fresh) {
    const was = old.get(key);
    if (was === undefined || was.exactly === entry.exactly) continue;
    const [is, before] = was.to === entry.to ? [entry.withPorts, was.withPorts] : [entry.to, was.to];
    found.push(goes('medium', entry.route, host, is, before));
  }
  for (const [, was] of left) {
    // The same path, matched in another way.
    const other = samePath.get(`${was.route.path}\0${was.route.also}`);
    const entry = other === undefined ? undefined : come.get(other);
    if (other !== undefined && entry !== undefined) {
      come.delete(other);
      const [type, wanted] = [was.route.pathType, entry.route.pathType];
      const to = entry.to === was.to ? '' : ` and goes to ${entry.to}`;
      found.push(
        traffic(
          'medium',
          entry.route.owner,
          `type\0${type}\0${wanted}\0${was.route.path}\0${to}`,
          pathName(host, was.route, ''),
          names => `${listed(names)} is matched as ${wanted} now (was ${type})${to}.`,
        ),
      );
      continue;
    }
    const next = fallback(host, was.route, after);
    if (next === undefined) {
      found.push(
        traffic(
          'high',
          was.route.owner,
          `path\0${keyOf(was.route)}\0${was.to}`,
          pathName(host, was.route),
          names =>
            `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not served any more (was ${was.to}).`,
        ),
      );
    } else if (next.to !== was.to) found.push(goes('medium', was.route, host, next.to, was.to));
  }
  for (const [, entry] of come) {
    const previous = fallback(host, entry.route, before);
    if (previous === undefined) {
      found.push(
        traffic(
          'low',
          entry.route.owner,
          `new\0${keyOf(entry.route)}\0${entry.to}`,
          pathName(host, entry.route),
          names => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} served now: ${entry.to}.`,
        ),
      );
    } else if (previous.to !== entry.to) found.push(goes('medium', entry.route, host, entry.to, previous.to));
  }
  return found;
}

function goes(risk: Found['risk'], route: Route, host: string, is: string, was: string): Found {
  return traffic(
    risk,
    route.owner,
    `goes\0${keyOf(route)}\0${is}\0${was}`,
    pathName(host, route),
    names => `${listed(names)} ${names.length === 1 ? 'goes' : 'go'} to ${is} now (was ${was}).`,
  );
}

/** Folders of a path that are looked at for a route above it. */
const DEEPEST = 64;

/** What takes requests of a route that is not there: the longest path above it, without more conditions. */
function fallback(host: string, { path }: Route, { prefixes }: Table): Entry | undefined {
  for (const each of [host, '*']) {
    const known = prefixes.get(each);
    if (known === undefined) continue;
    let at = withoutSlash(path);
    for (let step = 0; step < DEEPEST && at !== ''; step++) {
      const found = known.get(at);
      if (found !== undefined) return found;
      at = at.slice(0, at.lastIndexOf('/'));
    }
    const whole = known.get('');
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** Kinds that name the certificates of their hosts themselves. */
const SAYS_TLS = new Set(['Ingress', 'Route']);

function certificate(host: string, owner: Manifest, before: Table, after: Table): Move[] {
  const [was, is] = [certificateOf(host, before), certificateOf(host, after)];
  // Routes of other kinds have their certificates elsewhere.
  if (was === is || !SAYS_TLS.has(owner.resource.kind)) return [];
  if (!SAYS_TLS.has(before.owners.get(host)?.resource.kind ?? '')) return [];
  if (is === undefined)
    return [
      {
        found: traffic(
          'high',
          owner,
          'no-tls',
          hostName(host),
          names =>
            `${listed(names)} ${names.length === 1 ? 'has' : 'have'} no certificate any more: the ${owner.resource.kind} says no TLS for it.`,
        ),
      },
    ];
  if (was === undefined)
    return [
      {
        found: traffic(
          'low',
          owner,
          'tls',
          hostName(host),
          names => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} served with TLS now.`,
        ),
      },
    ];
  const title = (secret: string) => (secret === '' ? "the controller's own" : `Secret ${secret}`);
  return [
    {
      found: traffic(
        'low',
        owner,
        `secret\0${was}\0${is}`,
        hostName(host),
        names =>
          `${listed(names)} ${names.length === 1 ? 'has' : 'have'} its certificate from ${title(is)} now (was ${title(was)}).`,
      ),
    },
  ];
}

function certificateOf(host: string, { tls }: Table): string | undefined {
  return tls.get(host) ?? tls.get(host.replace(/^[^.]*/, '*'));
}

/** Backends with a port that their Service had before and has no more. */
function deadPorts(route: Route, { base, head }: Context): Move[] {
  return route.backends.flatMap((backend: Backend): Move[] => {
    if (backend.port === '') return [];
    const has = (ports: ReturnType<typeof servicePorts>) =>
      ports?.some(({ name, number }) => name === backend.port || number === backend.port);
    if (has(servicePorts(backend, route.owner, head)) !== false) return [];
    if (has(servicePorts(backend, route.owner, base)) !== true) return [];
    const port = /^\d+$/.test(backend.port) ? backend.port : `"${backend.port}"`;
    return [
      {
        found: traffic(
          'high',
          route.owner,
          `port\0${backend.title}\0${port}`,
          pathName(route.host, route),
          names =>
            `${listed(names)} ${names.length === 1 ? 'goes' : 'go'} to port ${port} of ${backend.title}, which no longer has it.`,
        ),
      },
    ];
  });
}

function contentOf(entries: ReadonlyMap<string, Entry> | undefined): string {
  return [...(entries ?? [])]
    .map(([key, { exactly }]) => `${key}\0${exactly}`)
    .sort(byText)
    .join('\n');
}

function hostName(host: string): string {
  return host === '*' ? 'every host' : host;
}

/** `shop.example.com/api`, `*` + `/api (exactly)`. */
function pathName(host: string, route: Route, type = typeText(route)): string {
  const { path, also } = route;
  const at = host === '*' ? (path === '' ? 'whatever no rule takes' : path) : `${host}${path}`;
  const more = [type, also].filter(text => text !== '');
  return more.length === 0 ? at : `${at} (${more.join(', ')})`;
}

function typeText({ pathType }: Route): string {
  return pathType === 'Exact' ? 'exactly' : pathType === 'RegularExpression' ? 'pattern' : '';
}
