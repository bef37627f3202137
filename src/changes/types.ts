import type { Json, Resource } from '../manifest/index.ts';
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

export type ConsequenceKind = 'data' | 'refused' | 'dangling' | 'recreated' | 'stale' | 'scaled';

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
  /** Renderings that were not compared, as one of the sides could not be rendered: `helm:charts/web (prod)`. */
  readonly notCompared: readonly string[];
}
