import type { Resource } from './resource.ts';

/**
 * Steps after which a simulation is given up, a step being about one node visited: about a second. A count and not
 * a time, so that the answer is the same on every machine.
 */
const MAX_STEPS = 10_000_000;
/** Steps that it takes to read a document, whatever its size. */
export const STEPS_OF_DOCUMENT = 1_000;
/** Steps that it takes to see what a resource is. */
export const STEPS_OF_RESOURCE = 50;
/** Steps that it takes to see whether a resource has a field that a transformer may set. */
export const STEPS_OF_FIELD = 3;
/** Steps that it takes to copy a node, or ten characters. */
export const STEPS_OF_COPY = 20;
/** Kustomizations inside each other. */
export const MAX_NESTING = 64;
/** Characters of a pattern, and of a text that is matched against one. */
export const MAX_PATTERN = 500;

/** A kustomization takes more work than is worth a line: nothing is said about any of its resources. */
export class TooMuchWork extends Error {}

/** Sees each resource before and after something is done to it. */
export type Watch = (resource: Resource) => void;

/** What a simulation may still do. */
export class Work {
  readonly watch: Watch;
  #left = MAX_STEPS;

  constructor(watch: Watch = () => {}) {
    this.watch = watch;
  }

  /** @throws {TooMuchWork} when nothing is left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooMuchWork();
  }
}
