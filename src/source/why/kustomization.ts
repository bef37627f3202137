import type { Location } from '../../findings.ts';
import type { FieldPath, Manifest } from '../../manifest/index.ts';
import { historyOf } from '../kustomize/index.ts';
import type { Located, LocatedRendering } from '../locate.ts';
import type { Chain } from './chart.ts';
import type { ExplainOptions, Place, Step } from './types.ts';

/** What an entry of a kustomization says of itself when it is on the way to a place. */
const PULLING = /pulled in here|applies the patch|pulls in|chart/;

/** The way of a field through a kustomization: what wrote it, in order, and the entries that bring those files in. */
export async function kustomizationChain(
  rendering: LocatedRendering,
  manifest: Manifest,
  path: FieldPath,
  { location, related = [] }: Located,
  { engine, render, discretion }: ExplainOptions,
): Promise<Chain> {
  const { target } = rendering;
  const placed = ({ note: _note, ...at }: Location): Place => {
    const text = discretion.line(at, target.id);
    return text === undefined ? at : { ...at, text };
  };
  const noted = (at: Location, role: Step['role']): Step => ({
    role,
    place: placed(at),
    ...(at.note === undefined ? {} : { note: at.note }),
  });
  const history = (await historyOf(engine, rendering, render, manifest, path)) ?? [];
  const isSame = (at: Location) => at.file === location.file && at.line === location.line;
  const written = history.map(
    ({ location: at, value }): Step => ({
      ...noted(at, 'written'),
      value: value === undefined ? 'removed' : discretion.value(path, value, target.id),
      ...(isSame(at) ? { decides: true as const } : {}),
    }),
  );
  const through = new Map<string, Location>();
  for (const at of [
    ...related.filter(({ note }) => isPulling(note)),
    ...history.flatMap(each => each.through),
  ])
    through.set(`${at.file}:${at.line}`, at);
  const others = related.filter(
    at => !isPulling(at.note) && !history.some(each => sameLine(each.location, at)),
  );
  const isFollowed = location.line !== undefined;
  return {
    edit: placed(location),
    proof: isFollowed ? 'followed' : 'none',
    steps: [
      ...written,
      ...others.map(at => noted(at, at.kind === 'template' ? 'printed' : 'contributes')),
      ...[...through.values()].map(at => noted(at, 'included')),
    ],
    unknown: isFollowed
      ? []
      : [location.note ?? 'something in this build is not followed, so no line is proven'],
  };
}

function isPulling(note: string | undefined): boolean {
  return note !== undefined && PULLING.test(note);
}

function sameLine(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}
