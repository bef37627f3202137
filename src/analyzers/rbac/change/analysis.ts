import type { Manifest, ManifestSet } from '../../../manifest/index.ts';
import type { Authorizer } from '../authorizer.ts';
import { privilegedNamespaces } from '../privileged.ts';
import { type Reached, type ReachOptions, reach, reachOfRole } from '../reach.ts';
import { implicitGroups } from '../subjects.ts';
import type { Grant, Role, Subject } from '../types.ts';
import { type Exposure, exposures, type Workload, workloadsOf } from '../workloads.ts';
import {
  type Comparison,
  type ComparisonOptions,
  comparisons,
  type Deployed,
  decisiveTexts,
} from './comparison.ts';
import {
  type RoleDelta,
  roleDeltas,
  roleNumbers,
  type SubjectDelta,
  subjectDeltas,
  touchedSubjects,
} from './delta.ts';
import { Holders } from './held.ts';
import { permissionLines, type Telling } from './lines.ts';
import { Chains } from './links.ts';
import { podSecurityLevels } from './namespaces.ts';
import { riskOf } from './paths.ts';
import type { PermissionLine, Pointer } from './types.ts';

/** One side of one environment, with all that is asked of it; worked out when it is first asked for. */
export class Side {
  readonly side: Pointer['side'];
  readonly authorizer: Authorizer;
  readonly workloads: readonly Workload[];
  readonly chains: Chains;
  /** What everybody holds here. */
  readonly holders: Holders;
  /** Workloads that others can reach, by the ServiceAccount they run as. */
  readonly exposed: ReadonlyMap<Subject, Exposure>;
  /** What decides beside the rules how bad a permission is: levels of namespaces, and exposed accounts. */
  readonly surroundings: string;
  readonly #options: () => ReachOptions;
  readonly #reached = new Map<Subject, readonly Reached[]>();

  constructor(
    side: Pointer['side'],
    { manifests, set, authorizer }: Deployed,
    other: Deployed,
    kubernetes: string,
    privileged: () => readonly string[],
  ) {
    this.side = side;
    this.authorizer = authorizer;
    this.chains = new Chains(side, authorizer, other.authorizer);
    this.holders = new Holders(authorizer);
    this.workloads = workloadsOf(manifests, set);
    this.exposed = exposures(this.workloads, manifests);
    const levels = podSecurityLevels(manifests);
    this.surroundings = JSON.stringify([[...levels].sort(), [...this.exposed.keys()].sort()]);
    const exposed = new Set(this.exposed.keys());
    this.#options = () => ({
      kubernetes,
      privileged: privileged(),
      podSecurity: namespace => levels.get(namespace),
      exposed,
    });
  }

  reached(subject: Subject): readonly Reached[] {
    let reached = this.#reached.get(subject);
    if (reached === undefined) {
      reached = reach(this.authorizer, subject, this.#options());
      this.#reached.set(subject, reached);
    }
    return reached;
  }

  reachedBy(role: Role): readonly Reached[] {
    return reachOfRole(this.authorizer, role, '', this.#options());
  }
}

/** What the change does to one environment. */
export class Analysis {
  readonly environment: string;
  readonly base: Side;
  readonly head: Side;
  readonly comparison: Comparison;
  readonly #number = roleNumbers();
  #deltas: readonly SubjectDelta[] | undefined;
  #roles: readonly RoleDelta[] | undefined;

  constructor(comparison: Comparison, kubernetes: string) {
    const { environment, base, head } = comparison;
    this.comparison = comparison;
    this.environment = environment;
    // The same for both sides: what a namespace becomes is a path of the account that brings it there.
    let found: readonly string[] | undefined;
    const privileged = () => {
      found ??= privilegedNamespaces(head.authorizer, kubernetes);
      return found;
    };
    this.base = new Side('base', base, head, kubernetes, privileged);
    this.head = new Side('head', head, base, kubernetes, privileged);
  }

  deltas(): readonly SubjectDelta[] {
    this.#deltas ??= this.comparison.sameRules
      ? []
      : subjectDeltas(this.comparison, this.#number, this.base.holders, this.head.holders);
    return this.#deltas;
  }

  roleDeltas(): readonly RoleDelta[] {
    this.#roles ??= this.comparison.sameRules ? [] : roleDeltas(this.comparison, this.#number);
    return this.#roles;
  }

  /** Whose paths may differ: those whose own bindings do, and the members of such groups. */
  concerned(): readonly Subject[] {
    const same = this.base.surroundings === this.head.surroundings;
    if (same && this.comparison.sameRules) return [];
    const touched = new Set(touchedSubjects(this.comparison, this.#number));
    const all = [...new Set([...this.base.authorizer.subjects(), ...this.head.authorizer.subjects()])].sort();
    if (!same) return all;
    return all.filter(
      subject => touched.has(subject) || implicitGroups(subject).some(group => touched.has(group)),
    );
  }

  /**
   * Lines for what a subject gained (of the head) or lost (of the base).
   *
   * @param compared whose permissions on the other side they are held against, where that is another subject
   */
  lines(
    side: Pointer['side'],
    subject: Subject,
    grants: readonly Grant[],
    compared: Subject = subject,
    reached?: readonly Reached[],
  ): PermissionLine<Pointer>[] {
    if (grants.length === 0) return [];
    const [mine, other] = side === 'head' ? [this.head, this.base] : [this.base, this.head];
    const telling: Telling = {
      subject: compared,
      chains: mine.chains,
      other: other.holders,
      riskOf: riskOf(reached ?? mine.reached(subject)),
    };
    return permissionLines(grants, telling);
  }
}

interface Known {
  readonly base: ManifestSet;
  readonly kubernetes: string;
  readonly context: readonly Manifest[] | undefined;
  readonly isCompared: ComparisonOptions['isCompared'];
  readonly analyses: readonly Analysis[];
}

const known = new WeakMap<ManifestSet, Known>();
/** The last head of each base: proofs of fixes ask about the same rights again and again. */
const lasts = new WeakMap<ManifestSet, Known & { readonly texts: readonly string[] }>();

/** By environment, those in which something that decides about rights differs; the same objects for the same sets. */
export function analysesOf(
  base: ManifestSet,
  head: ManifestSet,
  options: ComparisonOptions,
): readonly Analysis[] {
  const { kubernetes, context, isCompared } = options;
  const last = known.get(head);
  if (
    last?.base === base &&
    last.kubernetes === kubernetes &&
    last.context === context &&
    last.isCompared === isCompared
  )
    return last.analyses;
  const texts = decisiveTexts(head);
  const twin = lasts.get(base);
  const analyses =
    twin?.kubernetes === kubernetes &&
    twin.context === context &&
    twin.isCompared === isCompared &&
    twin.texts.length === texts.length &&
    texts.every((text, index) => text === twin.texts[index])
      ? twin.analyses
      : comparisons(base, head, options).map(each => new Analysis(each, kubernetes));
  const found = { base, kubernetes, context, isCompared, analyses };
  known.set(head, found);
  lasts.set(base, { ...found, texts });
  return analyses;
}
