import { byText } from '../../../repository/index.ts';
import { type AddressRange, type BlockPorts, isPublic, rangeText } from '../blocks.ts';
import type { PodsOpen, Requirements } from '../openness.ts';
import { NAMESPACE_NAME, type Namespace } from '../world.ts';
import { LEVELS, type Level, type Reach } from './types.ts';

/** Whom one side of a comparison has beyond the other, for people: the farthest first, each once. */
export function reachesOf(
  pods: readonly PodsOpen[],
  blocks: readonly BlockPorts[],
  home: Namespace,
): readonly Reach[] {
  const found = new Map<string, Reach>();
  for (const each of pods) {
    const ports = [each.ports.toString(), ...each.named].filter(text => text !== '').join(', ');
    const reach = { ...podsText(each, home), ports };
    found.set(JSON.stringify(reach), reach);
  }
  for (const { range, ports } of blocks) {
    const level: Level = isPublic(range) ? 'outside' : 'private';
    const reach = { level, peer: rangeText(range), ports: ports.toString() };
    found.set(JSON.stringify(reach), reach);
  }
  return everywhere([...found.values()]).sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || byText(a.peer, b.peer) || byText(a.ports, b.ports),
  );
}

/** Every pod and every address on the same ports are one word. */
function everywhere(reaches: readonly Reach[]): Reach[] {
  const [four, six] = ([4, 6] as const).map(family => rangeText(everyAddress(family)));
  const whole = new Set(reaches.filter(({ level }) => level === 'cluster').map(({ ports }) => ports));
  for (const text of [four, six]) {
    for (const ports of whole) {
      if (!reaches.some(reach => reach.peer === text && reach.ports === ports)) whole.delete(ports);
    }
  }
  const isPart = ({ level, peer, ports }: Reach) =>
    whole.has(ports) && ((level === 'cluster' && peer === EVERY_POD) || peer === four || peer === six);
  return [
    ...[...whole].map((ports): Reach => ({ level: 'everywhere', peer: 'everywhere', ports })),
    ...reaches.filter(reach => !isPart(reach)),
  ];
}

const EVERY_POD = 'every pod of the cluster';

function everyAddress(family: 4 | 6): AddressRange {
  return { family, first: 0n, last: (1n << (family === 4 ? 32n : 128n)) - 1n };
}

function podsText({ namespaces, pods }: PodsOpen, home: Namespace): { level: Level; peer: string } {
  const only = namespaces.length === 1 ? namespaces[0] : undefined;
  const name =
    only?.key === NAMESPACE_NAME && only.operator === 'In' && only.values.length === 1
      ? only.values[0]
      : undefined;
  const isHome = name === home.name || name === home.key;
  const some = pods.length > 0;
  const which = some ? `pods with ${requirementsText(pods)}` : 'every pod';
  if (namespaces.length === 0)
    return { level: 'cluster', peer: some ? `${which} in any namespace` : EVERY_POD };
  if (isHome) return { level: some ? 'pods' : 'namespace', peer: some ? which : `${which} of its namespace` };
  const where = name === undefined ? `namespaces with ${requirementsText(namespaces)}` : `namespace ${name}`;
  return { level: 'namespaces', peer: `${which} ${some ? 'in' : 'of'} ${where}` };
}

/** `app=web, tier in (a, b), not old`, as kubectl writes selectors. */
function requirementsText(requirements: Requirements): string {
  return requirements
    .map(({ key, operator, values }) => {
      switch (operator) {
        case 'In':
          return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
        case 'NotIn':
          return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(', ')})`;
        case 'Exists':
          return key;
        case 'DoesNotExist':
          return `!${key}`;
        default:
          return `${key} ${operator}`;
      }
    })
    .join(', ');
}

/** Peers named in one sentence. */
const NAMED = 4;

/** `every pod of the cluster on TCP 8080 and 10.0.0.0/8 on all ports`. */
export function reachesText(reaches: readonly Reach[]): string {
  const byPorts = new Map<string, string[]>();
  for (const { peer, ports } of reaches) byPorts.set(ports, [...(byPorts.get(ports) ?? []), peer]);
  const parts = [...byPorts].map(([ports, peers]) => {
    const on = ports === 'all ports' ? '' : ` on ${ports}`;
    return `${listed(peers, NAMED)}${on}`;
  });
  return listed(parts, NAMED);
}

/** `a, b and c`, `a, b and 4 more`. */
export function listed(texts: readonly string[], most: number): string {
  const shown = texts.length > most ? [...texts.slice(0, most), `${texts.length - most} more`] : texts;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
