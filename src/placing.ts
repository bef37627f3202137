import { availableParallelism } from 'node:os';
import {
  grantedRole,
  type NetworkReport,
  networkWithPlaces,
  type PermissionReport,
  type Pointer,
  pointersIn,
  pointersOf,
  roleKey,
  withPlaces,
} from './analyzers/index.ts';
import { type Cause, renderingKey } from './changes/index.ts';
import type { Config } from './config/index.ts';
import type { Because, Finding, Location } from './findings.ts';
import { type Manifest, parseFieldPath, valueAt } from './manifest/index.ts';
import type { Engine } from './render/index.ts';
import type { Side } from './side.ts';
import {
  ChangedLines,
  type Located,
  type LocatedRendering,
  locateField,
  locateFindings,
  preferChanged,
  type Unlocated,
} from './source/index.ts';

/** What a finding is about: its manifest, in the rendering that shows it first. */
export interface Subject {
  readonly manifest: Manifest;
  readonly rendering: LocatedRendering;
}

/** A finding on its side, with what it is about and where that was written. */
export interface Placed {
  readonly finding: Finding;
  /** Fixed findings and those about what was removed are placed in the base. */
  readonly side: Side;
  /** Absent for findings about kubeproof's own input. */
  readonly subject?: Subject;
  readonly located?: Located;
}

/** What the change does to permissions and connections. */
export interface Deltas<P = Location> {
  readonly permissions: PermissionReport<P>;
  /** Absent without a base. */
  readonly network?: NetworkReport<P>;
}

/** Findings and what the change does, each with its places. */
export interface Placing extends Deltas {
  readonly placed: readonly Placed[];
  /** Of each cause, in their order; undefined for what is in no rendering. */
  readonly causes: readonly (Located | undefined)[];
}

/** Places of permissions whose lines are looked for; those of the others are files. */
const MAX_POINTERS = 1_000;

/**
 * Finds the source lines of findings: on the side they belong to, the line of the chain that the change touched in
 * front, and for what the change took away the line that is gone. And those of everything that permissions and connections
 * point at.
 */
export async function placeFindings(
  engine: Engine,
  config: Config,
  findings: readonly Finding[],
  becauseOf: ReadonlyMap<string, readonly Because[]>,
  { permissions, network }: Deltas<Pointer>,
  head: Side,
  base: Side | undefined,
  causes: readonly Cause[] = [],
): Promise<Placing> {
  const onHead = subjectsOf(head);
  const onBase = base === undefined ? undefined : subjectsOf(base);
  const asked: Unlocated[] = [];
  const ask = (item: Unlocated): number => asked.push(item) - 1;
  const known = new Map<Manifest, Map<string, readonly number[]>>();
  /** The place itself; in charts, for names that helpers print, what it stands in too. Each place once. */
  const askAbout = (pointer: Pointer): readonly number[] => {
    const ofManifest = known.get(pointer.manifest) ?? new Map<string, readonly number[]>();
    known.set(pointer.manifest, ofManifest);
    const key = JSON.stringify([pointer.side, pointer.path]);
    const at = ofManifest.get(key) ?? askAnew(pointer);
    ofManifest.set(key, at);
    return at;
  };
  const subjectOf = ({ side, manifest }: Pick<Pointer, 'side' | 'manifest'>): Subject | undefined => {
    const { target, environment, documentIndex } = manifest.origin;
    const key = subjectKey(target.id, environment.name, documentIndex, manifest.resource);
    return (side === 'base' ? onBase : onHead)?.get(key);
  };
  const askAnew = (pointer: Pointer): number[] => {
    const { manifest, path } = pointer;
    const { target } = manifest.origin;
    const subject = subjectOf(pointer);
    if (subject === undefined) return [];
    const around = target.kind === 'helm' && path.length > 1 ? [path.slice(0, -1)] : [];
    return [path, ...around].map(each =>
      ask({ finding: { path: each }, manifest, rendering: subject.rendering }),
    );
  };

  const grantsOf = bindingIndex();
  const placed = findings.map(finding => {
    const inBase = (finding.state === 'fixed' || finding.side === 'removed') && base !== undefined;
    const subject = find(finding, inBase ? onBase : onHead);
    return { finding, side: inBase ? base : head, ...(subject === undefined ? {} : { subject }) };
  });
  const questions = placed.map(item => {
    const { finding, side, subject } = item;
    const gone = side === head ? takenAway(item, onBase) : undefined;
    const because =
      becauseOf.get(finding.fingerprint) ?? bindingsOf(item, grantsOf, side === head ? 'head' : 'base');
    return {
      item,
      at: subject === undefined ? undefined : ask({ finding, ...subject }),
      gone: gone === undefined ? undefined : ask(gone),
      because: because.slice(0, MAX_BECAUSE).map(each => ({ ...each, at: askAbout(each) })),
    };
  });
  const most = asked.length + MAX_POINTERS;
  const pointed = new Map<Pointer, readonly number[]>();
  for (const pointer of [...pointersOf(permissions), ...pointersIn(network)]) {
    if (asked.length >= most) break;
    pointed.set(pointer, askAbout(pointer));
  }
  const causesAt = causes.map(cause => {
    const subject = subjectOf(cause);
    // A resource as a whole is where it says who it is; names of charts are made elsewhere, and their texts know conditions.
    const whole = cause.manifest.origin.target.kind === 'helm' ? ['kind'] : ['metadata', 'name'];
    const path = cause.path.length === 0 ? whole : cause.path;
    const part = cause.part === undefined ? {} : { part: cause.part };
    return subject && ask({ finding: { path, ...part }, ...subject, manifest: cause.manifest });
  });

  const options = { kubernetes: config.kubernetes, helm: config.engine.helm };
  const located = await locateFindings(engine, asked, options, availableParallelism());
  const changed = base === undefined ? undefined : new ChangedLines(base.tree, head.tree);
  const placeOf = (pointer: Pointer, at: readonly number[]): Location => {
    const found = at.map(index => located[index] as Located);
    const inSource = found.find(({ location }) => location.file === pointer.manifest.origin.source);
    const { location } = inSource ?? found[0] ?? unrendered(pointer, head);
    return pointer.side === 'base' ? { ...location, side: 'base' } : location;
  };
  const settled = questions.map(({ item, at, gone, because }) => {
    const place = at === undefined ? undefined : located[at];
    if (place === undefined) return item;
    const also = because.map(each => ({ ...placeOf(each, each.at), note: each.note }));
    // Two steps of a path may be given by one binding.
    const told = new Map([...(place.related ?? []), ...also].map(each => [JSON.stringify(each), each]));
    const whole = { ...place, related: [...told.values()] };
    if (changed === undefined || item.side !== head || item.finding.state !== 'new')
      return { ...item, located: whole };
    const removal = gone === undefined ? undefined : located[gone];
    return { ...item, located: withRemoval(preferChanged(whole, changed), removal, changed) };
  });
  const placeOfPointer = (pointer: Pointer) => placeOf(pointer, pointed.get(pointer) ?? []);
  return {
    placed: settled,
    permissions: withPlaces(permissions, placeOfPointer),
    ...(network === undefined ? {} : { network: networkWithPlaces(network, placeOfPointer) }),
    causes: causesAt.map(at => (at === undefined ? undefined : located[at])),
  };
}

/** Where a pointer leads that nobody looked for, or that is in no rendering, as an export of a cluster. */
function unrendered({ manifest, path }: Pointer, { tree }: Side): Located {
  const { source, sourceLine, target } = manifest.origin;
  if (sourceLine !== undefined) return locateField(manifest, path, target, tree);
  return { location: { kind: 'file', file: source ?? target.root } };
}

/** Bindings shown with a role: more than these nobody reads. */
const MAX_BINDINGS = 3;
/** Related places of one finding, likewise. */
const MAX_BECAUSE = 8;

type BindingIndex = (side: Side, rendering: LocatedRendering) => ReadonlyMap<string, readonly Manifest[]>;

/** The bindings of a rendering by the role they grant, gathered once per side. */
function bindingIndex(): BindingIndex {
  const sides = new Map<Side, Map<string, Map<string, Manifest[]>>>();
  const gather = ({ renderings }: Side) =>
    new Map(
      renderings.map(({ target, environment, manifests }) => {
        const byRole = new Map<string, Manifest[]>();
        for (const manifest of manifests) {
          const role = grantedRole(manifest);
          if (role === undefined) continue;
          const others = byRole.get(role);
          if (others === undefined) byRole.set(role, [manifest]);
          else others.push(manifest);
        }
        return [renderingKey(target.id, environment.name), byRole];
      }),
    );
  return (side, { target, environment }) => {
    const known = sides.get(side) ?? gather(side);
    sides.set(side, known);
    return known.get(renderingKey(target.id, environment.name)) ?? new Map();
  };
}

/** What grants a role that a finding is about, in the rendering that shows it: the grant makes it dangerous. */
function bindingsOf(
  { finding, side, subject }: Placed,
  index: BindingIndex,
  where: Because['side'],
): Because[] {
  if (subject === undefined || finding.state === 'fixed') return [];
  const role = roleKey(subject.manifest);
  if (role === undefined) return [];
  const bindings = index(side, subject.rendering).get(role) ?? [];
  return bindings.slice(0, MAX_BINDINGS).map(manifest => ({
    note: `granted by ${manifest.resource.kind} ${manifest.resource.name}`,
    side: where,
    manifest,
    path: ['roleRef', 'name'],
  }));
}

type Subjects = ReadonlyMap<string, Subject>;

/** Everything that was rendered, by rendering and document, and once more by rendering alone. */
function subjectsOf({ tree, renderings }: Side): Subjects {
  const index = new Map<string, Subject>();
  for (const { target, environment, documents, manifests } of renderings) {
    const rendering = { tree, target, environment, documents };
    for (const manifest of manifests) {
      const subject = { manifest, rendering };
      for (const document of [manifest.origin.documentIndex, undefined]) {
        const key = subjectKey(target.id, environment.name, document, manifest.resource);
        if (!index.has(key)) index.set(key, subject);
      }
    }
  }
  return index;
}

function find({ renderings, resource }: Finding, subjects: Subjects | undefined): Subject | undefined {
  const [first] = renderings;
  if (first === undefined) return undefined;
  return subjects?.get(subjectKey(first.target, first.environment, first.documentIndex, resource));
}

function subjectKey(
  target: string,
  environment: string,
  document: number | undefined,
  { group, kind, namespace, name }: Manifest['resource'],
): string {
  return JSON.stringify([target, environment, document ?? '', group, kind, namespace, name]);
}

/** The same field in the base, when the head lacks it and the base had it. */
function takenAway({ finding, subject }: Placed, before: Subjects | undefined): Unlocated | undefined {
  const [first] = finding.renderings;
  if (before === undefined || subject === undefined || first === undefined || finding.state !== 'new')
    return undefined;
  if (valueAt(subject.manifest.object, finding.path) !== undefined) return undefined;
  const twin = before.get(subjectKey(first.target, first.environment, undefined, finding.resource));
  if (twin === undefined) return undefined;
  const path = parseFieldPath(finding.field, twin.manifest.object);
  if (path === undefined || valueAt(twin.manifest.object, path) === undefined) return undefined;
  return { finding: { ...finding, path }, ...twin };
}

/** Adds the line of the base that set the field, when the change took that very line away. */
function withRemoval(located: Located, before: Located | undefined, changed: ChangedLines): Located {
  const line = before?.location.line;
  if (before === undefined || line === undefined || !changed.removed(before.location.file, line))
    return located;
  const removed = { ...before.location, side: 'base' as const, note: 'it was set here before' };
  return { ...located, related: [removed, ...(located.related ?? [])] };
}
