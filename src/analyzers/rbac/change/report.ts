import type { ManifestSet } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { environmentNames } from '../environments.ts';
import type { Grant, Subject } from '../types.ts';
import { type Comparison, type ComparisonOptions, comparisons } from './comparison.ts';
import { roleDeltas, subjectDeltas } from './delta.ts';
import { Holders, sorted } from './held.ts';
import { knownDanger, permissionLines, type Telling } from './lines.ts';
import { Chains } from './links.ts';
import {
  NO_CHANGES,
  type PermissionChange,
  type PermissionLine,
  type PermissionReport,
  type Pointer,
  RISKS,
  type UnknownRole,
} from './types.ts';
import { audienceOf, objectText, scopeText, throughText } from './words.ts';

/** What the change does to permissions. Deterministic; empty when nothing of it changed. */
export function permissionReport(
  base: ManifestSet,
  head: ManifestSet,
  options: ComparisonOptions,
): PermissionReport<Pointer> {
  const compared = comparisons(base, head, options);
  if (compared.length === 0) return NO_CHANGES;
  const all = compared.length === environmentNames(base, head).length;
  const perEnvironment = compared.map(comparison => ({
    environment: comparison.environment,
    changes: changesOf(comparison),
    unknown: unknownRoles(comparison),
  }));
  const changes = merged(
    perEnvironment.map(each => ({ environment: each.environment, items: each.changes })),
    all,
  ).sort((a, b) => byText(a.subject, b.subject) || byText(a.environments.join(), b.environments.join()));
  const unknown = merged(
    perEnvironment.map(each => ({ environment: each.environment, items: each.unknown })),
    all,
  );
  const report = {
    ...NO_CHANGES,
    changes,
    unknown,
    refactored: changes.length === 0 && unknown.length === 0,
  };
  return { ...report, assumptions: assumptions(options), verdict: verdict(report) };
}

function changesOf(comparison: Comparison): Omit<PermissionChange<Pointer>, 'environments'>[] {
  const { base, head } = comparison;
  const inHead = { chains: new Chains('head', head, base), other: new Holders(base), riskOf: knownDanger };
  const inBase = { chains: new Chains('base', base, head), other: new Holders(head), riskOf: knownDanger };
  const lines = (grants: readonly Grant[], subject: Subject, telling: Omit<Telling, 'subject'>) =>
    permissionLines(grants, { ...telling, subject });
  const subjects = subjectDeltas(comparison).map(({ subject, gained, lost }) => {
    const audience = audienceOf(subject);
    return {
      subject,
      ...(audience === undefined ? {} : { audience }),
      gained: lines(gained, subject, inHead),
      lost: lines(lost, subject, inBase),
    };
  });
  return [...subjects, ...boundElsewhere(comparison, lines, inHead, inBase)];
}

/** Roles of the cluster itself that the repository adds to: bindings that are not in it may give them to anybody. */
function boundElsewhere(
  comparison: Comparison,
  lines: (
    grants: readonly Grant[],
    subject: Subject,
    telling: Omit<Telling, 'subject'>,
  ) => PermissionLine<Pointer>[],
  inHead: Omit<Telling, 'subject'>,
  inBase: Omit<Telling, 'subject'>,
): Omit<PermissionChange<Pointer>, 'environments'>[] {
  if (comparison.head.closed) return [];
  return roleDeltas(comparison).map(({ role, gained, lost }) => {
    const subject = `whoever is bound to ${objectText(role)}`;
    const wherever = (line: PermissionLine<Pointer>) => ({ ...line, scope: 'wherever it is bound' });
    return {
      subject,
      audience: 'by bindings outside the repository',
      gained: lines(gained, subject, inHead).map(wherever),
      lost: lines(lost, subject, inBase).map(wherever),
    };
  });
}

/** Bindings that are new, or new for somebody, and whose role is nowhere. */
function unknownRoles({ base, head }: Comparison): Omit<UnknownRole<Pointer>, 'environments'>[] {
  if (head.closed) return [];
  const chains = new Chains('head', head, base);
  return head.bindings.flatMap(binding => {
    if (binding.role !== undefined || binding.manifest === undefined) return [];
    const twin = chains.twin(binding);
    const before = new Set(twin?.subjects.map(each => each.subject));
    const subjects = sorted(binding.subjects.map(each => each.subject));
    const same =
      twin?.roleRef.kind === binding.roleRef.kind &&
      twin.roleRef.name === binding.roleRef.name &&
      subjects.every(subject => before.has(subject));
    if (same) return [];
    const place: Pointer = { side: 'head', manifest: binding.manifest, path: ['roleRef', 'name'] };
    return [
      {
        role: `${binding.roleRef.kind} ${binding.roleRef.name}`,
        scope: scopeText({ verb: '*', group: '', resource: '*', namespace: binding.namespace }),
        subjects,
        through: throughText(binding),
        place,
      },
    ];
  });
}

/** Items that are the same but for their places are one, with the environments that have it. */
function merged<T extends object>(
  perEnvironment: readonly { readonly environment: string; readonly items: readonly T[] }[],
  all: boolean,
): (T & { readonly environments: readonly string[] })[] {
  const byText = new Map<string, { item: T; environments: string[] }>();
  for (const { environment, items } of perEnvironment) {
    for (const item of items) {
      const key = JSON.stringify(item, (name, value) => (name === 'place' ? undefined : value));
      const known = byText.get(key) ?? { item, environments: [] };
      byText.set(key, known);
      known.environments.push(environment);
    }
  }
  return [...byText.values()].map(({ item, environments }) => ({
    ...item,
    environments: all && environments.length === perEnvironment.length ? [] : environments,
  }));
}

function assumptions({ context, kubernetes }: ComparisonOptions): string[] {
  if (context !== undefined) return [];
  return [
    `Roles and bindings are those of the repository and of a Kubernetes ${kubernetes} cluster without anything else: name an export of the cluster as context to close that gap.`,
  ];
}

/** `2 subjects gain permissions (1 high), 1 loses some, 1 role unknown`. */
function verdict({
  changes,
  unknown,
  refactored,
}: Pick<PermissionReport<Pointer>, 'changes' | 'unknown' | 'refactored'>): string {
  if (refactored) return 'roles and bindings changed, nobody’s permissions did';
  const gaining = changes.filter(change => change.gained.length > 0);
  const losing = changes.filter(change => change.lost.length > 0).length;
  const risks = RISKS.flatMap(risk => {
    const count = gaining.flatMap(change => change.gained).filter(line => line.risk === risk).length;
    return count === 0 ? [] : [`${count} ${risk}`];
  });
  return [
    count(
      gaining.length,
      'subject gains',
      'subjects gain',
      ` permissions${risks.length === 0 ? '' : ` (${risks.join(', ')})`}`,
    ),
    count(losing, 'subject loses', 'subjects lose', ' some'),
    count(unknown.length, 'role', 'roles', ' unknown'),
  ]
    .filter(part => part !== '')
    .join(', ');
}

function count(number: number, one: string, many: string, rest: string): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : many}${rest}`;
}
