import type { FieldPart, Location } from '../findings.ts';
import type { FieldPath, Json, Manifest, Resource } from '../manifest/index.ts';
import type { FieldChange, Moved, Noise } from './diff/index.ts';

/** One resource in one rendering. */
export interface ChangedResource {
  /** Target id. */
  readonly target: string;
  readonly environment: string;
  readonly resource: Resource;
}

/** A line of a text diff: `+`, `-` or a blank in front as in a unified diff; `@` where lines are left out. */
export type TextLine = string;

/** A difference as it is shown. Values of Secrets are digests, and what they hold is left out of all other values. */
export interface ShownField {
  readonly field: string;
  /** `Deployment shop/web`: what came or went as a whole; `field` is empty then. */
  readonly resource?: string;
  readonly operation: FieldChange['operation'];
  readonly before?: Json;
  readonly after?: Json;
  /** Of texts with several lines, instead of both values. */
  readonly lines?: readonly TextLine[];
}

export type StoryKind = 'removed' | 'moved' | 'image' | 'changed' | 'added' | 'noise';

/** The same change wherever it shows: one entry. */
export interface Story {
  readonly kind: StoryKind;
  /** `image pay 1.4.2 -> 1.5.0`, `Deployment web`. */
  readonly title: string;
  /** `12 Deployments in dev, staging, prod`; empty where the title says it all. */
  readonly where: string;
  readonly fields: readonly ShownField[];
  readonly resources: readonly ChangedResource[];
  readonly moved?: Moved;
  readonly noise?: Noise;
  /** Environments that have the resource and keep the old value: `prod`. */
  readonly behind: readonly string[];
  /**
   * The source lines that brought it about, the likeliest first, at most ten: lines of the head that the change
   * added or edited, of the base (`side: 'base'`) where it took them away; a `file` without a line where no line is
   * proven. Empty for noise, and where nobody knows.
   */
  readonly locations: readonly Location[];
}

/** A field of a manifest whose source line is that of a story, as far as the change touched it. */
export interface Cause {
  readonly side: 'base' | 'head';
  readonly manifest: Manifest;
  /** Empty: the resource as a whole. */
  readonly path: FieldPath;
  /** What of an image is another. */
  readonly part?: FieldPart;
}

/** Workloads whose pods are made anew in the same way for the same reasons. */
export interface Restart {
  /** `Deployment shop/web`, `12 Deployments: web, pay and 10 more`. */
  readonly title: string;
  /** `in dev, prod`; empty where there is only the one nobody named. */
  readonly where: string;
  /** How many pods, after the change, of workloads that say a number. */
  readonly pods: number;
  /** DaemonSets: one pod per node each, and nobody knows here how many nodes. */
  readonly perNode: number;
  /** `rolling`: new ones before old ones; `recreate`: all stop first; `manual`: each when somebody deletes it. */
  readonly how: 'rolling' | 'recreate' | 'manual';
  /** `image`, `config`, `env`. Sorted. */
  readonly because: readonly string[];
  readonly resources: readonly ChangedResource[];
}

/**
 * `data`: what holds data, or much else, goes. `refused`: the API server will not take it. `stored`: a changed custom
 * resource definition and the objects it has. `traffic`: who is reached by which name, host, path or port. `dangling`:
 * what goes is still needed. `unmatched`: a budget, policy or autoscaler that has nothing left to work on. `recreated`:
 * deleted and made anew. `pruned`: what a GitOps controller deletes or leaves behind. `downtime`: nothing answers for a
 * while. `hook`: what Helm or Argo CD runs because of the change. `stale`: content changes and its users do not restart.
 * `scaled`: another number of pods.
 */
export type ConsequenceKind =
  | 'data'
  | 'refused'
  | 'stored'
  | 'traffic'
  | 'dangling'
  | 'unmatched'
  | 'recreated'
  | 'pruned'
  | 'downtime'
  | 'hook'
  | 'stale'
  | 'scaled';

/** What the change does that its text does not say. */
export interface Consequence {
  readonly kind: ConsequenceKind;
  readonly risk: 'high' | 'medium' | 'low';
  /** One sentence or two, plain text. */
  readonly text: string;
  /** `in dev, prod`; empty where there is only the one nobody named. */
  readonly where: string;
  readonly resources: readonly ChangedResource[];
}

/** A sum over pods before and after, as Kubernetes quantities: `500m`, `1536Mi`; `0` where nothing says it. */
export interface Amounts {
  readonly before: string;
  readonly after: string;
}

/** A ResourceQuota and what the namespace's rendered pods ask for of one of its resources, after the change. */
export interface QuotaUse {
  readonly namespace: string;
  readonly name: string;
  /** As the quota has it: `requests.cpu`, `limits.memory`, `pods`. */
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  readonly exceeds: boolean;
}

/**
 * What pods ask for more or less than before, in all environments where that is the same. DaemonSets are not in the sums:
 * nobody knows here how many nodes there are; nor are Jobs, whose pods end.
 */
export interface ResourceDelta {
  /** `+500m CPU, +512Mi memory at 4 pods (was 2); fits the quota of namespace work: 3.2 of 4 CPU.` Plain text. */
  readonly text: string;
  /** `in dev, prod`; empty where there is only the one nobody named. */
  readonly where: string;
  /** `high` where a quota is exceeded that was not before. */
  readonly risk: 'high' | 'low';
  readonly renderings: readonly Pick<ChangedResource, 'target' | 'environment'>[];
  /** Of the workloads that change; with an autoscaler the fewest. */
  readonly pods: { readonly before: number; readonly after: number };
  readonly requests: { readonly cpu: Amounts; readonly memory: Amounts };
  readonly limits: { readonly cpu: Amounts; readonly memory: Amounts };
  /** Requests of the DaemonSets that change, per node. */
  readonly perNode: { readonly cpu: Amounts; readonly memory: Amounts };
  /** Those that the change touches and the set has a quota for. */
  readonly quotas: readonly QuotaUse[];
}

/** What a change does to what is deployed. */
export interface ChangeReport {
  readonly counts: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    /** Resources in which only noise differs; not counted as changed. */
    readonly noise: number;
  };
  /** By what asks for most attention: removed, moved, images, other changes, added, noise. */
  readonly stories: readonly Story[];
  /** Most workloads first. */
  readonly restarts: readonly Restart[];
  /** Highest risk first. */
  readonly consequences: readonly Consequence[];
  /** Largest risk first; empty where nothing that pods ask for changes. One line each: `Resources  ${text} (${where})`. */
  readonly resources: readonly ResourceDelta[];
  /** Renderings that were not compared, as one of the sides could not be rendered: `helm:charts/web (prod)`. */
  readonly notCompared: readonly string[];
}

/** A report whose stories have no locations yet. */
export interface UnplacedChanges {
  readonly report: ChangeReport;
  /** Of each story, what to look for: those that tell most first. */
  readonly causes: readonly (readonly Cause[])[];
}
