import type { Manifest, ManifestSet } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { workloadsOf } from '../consequences/scaled.ts';
import type { ResourceChange } from '../diff/index.ts';
import type { Amounts, ResourceDelta } from '../types.ts';
import { changedResource, inRenderings, type Renderings } from '../words.ts';
import { type Asked, quotasOf } from './quotas.ts';
import { cpuText, memoryText, NO_USE, type Sum, type Use, useOf } from './usage.ts';

export interface ResourceInput {
  readonly changes: readonly ResourceChange[];
  readonly base: ManifestSet;
  readonly head: ManifestSet;
  readonly all: Renderings;
}

/** One workload on both sides. */
interface Pair {
  readonly before?: Manifest;
  readonly after?: Manifest;
}

/** How much more or less is asked for, by environment; targets without environments are told by themselves. */
export function resourceDeltas(input: ResourceInput): ResourceDelta[] {
  const { base, head, changes } = input;
  const groups = new Map<string, Pair[]>();
  const seen = new Set<Manifest>();
  for (const pair of changes.flatMap(change => pairsOf(change, base, head))) {
    const manifest = (pair.after ?? pair.before) as Manifest;
    if (seen.has(manifest)) continue;
    seen.add(manifest);
    const { target, environment } = manifest.origin;
    const key = environment.name === 'default' ? `\0${target.id}` : environment.name;
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  const deltas = [...groups.values()].flatMap(pairs => deltaOf(pairs, input));
  const same = new Map<string, (typeof deltas)[number][]>();
  for (const delta of deltas) same.set(delta.text, [...(same.get(delta.text) ?? []), delta]);
  return [...same.values()]
    .map(members => {
      const [first] = members as [ResourceDelta];
      const renderings = members.flatMap(each => each.renderings);
      return { ...first, renderings, where: inRenderings(renderings, input.all) };
    })
    .sort((a, b) => byText(a.risk, b.risk) || byText(a.where, b.where) || byText(a.text, b.text));
}

function pairsOf(
  { base: before, head: after }: ResourceChange,
  base: ManifestSet,
  head: ManifestSet,
): Pair[] {
  if (before !== undefined && after !== undefined) {
    return workloadsOf(before, after, base, head).map(([old, fresh]) => ({ before: old, after: fresh }));
  }
  const [manifest, set] = before !== undefined ? [before, base] : [after as Manifest, head];
  if (set.podSpecs(manifest).length === 0) return [];
  return [before !== undefined ? { before } : { after: manifest }];
}

function deltaOf(pairs: readonly Pair[], { base, head }: ResourceInput): ResourceDelta[] {
  const differing = pairs
    .map(pair => ({
      ...pair,
      was: pair.before === undefined ? NO_USE : useOf(pair.before, base),
      is: pair.after === undefined ? NO_USE : useOf(pair.after, head),
    }))
    .filter(({ was, is }) => !isSameUse(was, is));
  if (differing.length === 0) return [];
  const was = differing.reduce((sum, each) => added(sum, each.was), NO_USE);
  const is = differing.reduce((sum, each) => added(sum, each.is), NO_USE);
  const quotas = quotasOf(
    differing.map(({ before, after }) => ({
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
    base,
    head,
  );
  const renderings = new Map(
    differing.map(({ before, after }) => {
      const { target, environment } = changedResource((after ?? before) as Manifest);
      return [`${target}\0${environment}`, { target, environment }] as const;
    }),
  );
  const text = [deltaText(was, is), ...quotaTexts(quotas)].join('; ');
  if (text === '') return [];
  return [
    {
      text: `${text}.`,
      where: '',
      risk: quotas.some(({ use, isNew }) => use.exceeds && isNew) ? 'high' : 'low',
      renderings: [...renderings.values()],
      pods: { before: was.pods, after: is.pods },
      requests: amounts(was.requests, is.requests),
      limits: amounts(was.limits, is.limits),
      perNode: amounts(was.perNode, is.perNode),
      quotas: quotas.map(({ use }) => use),
    },
  ];
}

function plus(a: Sum, b: Sum): Sum {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory };
}

function added(a: Use, b: Use): Use {
  return {
    pods: a.pods + b.pods,
    requests: plus(a.requests, b.requests),
    limits: plus(a.limits, b.limits),
    perNode: plus(a.perNode, b.perNode),
  };
}

function isSameUse(a: Use, b: Use): boolean {
  return (['requests', 'limits', 'perNode'] as const).every(
    key => a[key].cpu === b[key].cpu && a[key].memory === b[key].memory,
  );
}

function amounts(before: Sum, after: Sum): { cpu: Amounts; memory: Amounts } {
  return {
    cpu: { before: cpuText(before.cpu), after: cpuText(after.cpu) },
    memory: { before: memoryText(before.memory), after: memoryText(after.memory) },
  };
}

function deltaText(was: Use, is: Use): string {
  const requests = sumDelta(was.requests, is.requests);
  const limits = sumDelta(was.limits, is.limits);
  const pods = is.pods === 1 ? '1 pod' : `${is.pods} pods`;
  const at = is.pods === was.pods ? ` at ${pods}` : ` at ${pods} (was ${was.pods})`;
  const said = [
    requests,
    limits === '' ? '' : requests === '' ? `limits ${limits}` : `their limits ${limits}`,
  ].filter(part => part !== '');
  const perNode = sumDelta(was.perNode, is.perNode);
  return [
    ...(said.length === 0 ? [] : [`${said.join(', ')}${at}`]),
    ...(perNode === '' ? [] : [`${perNode} on each node (DaemonSets)`]),
  ].join('; ');
}

function sumDelta(was: Sum, is: Sum): string {
  const part = (change: bigint, text: (nano: bigint) => string, what: string) =>
    change === 0n ? [] : [`${change > 0n ? '+' : '-'}${text(change < 0n ? -change : change)} ${what}`];
  return [
    ...part(is.cpu - was.cpu, cpuText, 'CPU'),
    ...part(is.memory - was.memory, memoryText, 'memory'),
  ].join(', ');
}

function quotaTexts(asked: readonly Asked[]): string[] {
  const namespaces = [...new Set(asked.map(({ use }) => use.namespace))];
  return namespaces.map(namespace => {
    const here = asked.filter(({ use }) => use.namespace === namespace);
    const over = here.filter(({ use }) => use.exceeds);
    const shown = (over.length > 0 ? over : here).map(
      ({ use: { used, hard }, title }) => `${used} of ${hard} ${title}`,
    );
    return `${over.length > 0 ? 'exceeds' : 'fits'} the quota of namespace ${namespace} (${shown.join(', ')})`;
  });
}
