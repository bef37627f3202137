import { type ResourceChange, type UnplacedChanges, unplacedChanges } from './changes/index.ts';
import { comparedRenderings } from './evaluating.ts';
import { HiddenValues } from './hidden-values.ts';
import type { Manifest } from './manifest/index.ts';
import type { Side } from './side.ts';

/** What of a change is asked about. */
export interface ChangesWanted {
  /** Only what is rendered for environments of this name. */
  readonly environment?: string;
  /** Only what becomes of these manifests of either side. */
  readonly only?: ReadonlySet<Manifest>;
  /** What differs between all that both sides render, where somebody asked already. */
  readonly differences?: readonly ResourceChange[];
}

/**
 * What a change does to what is deployed, as far as both sides could be rendered; `StoryPlaces` finds where it was
 * written.
 */
export function changesBetween(
  base: Side,
  head: Side,
  { environment, only, differences }: ChangesWanted = {},
): UnplacedChanges {
  const hidden = new HiddenValues([], [], [head, base]);
  const isRendered = comparedRenderings(head, base);
  const isCompared =
    environment === undefined
      ? isRendered
      : (each: Manifest) =>
          each.origin.environment.name === environment && (isRendered === undefined || isRendered(each));
  return unplacedChanges({
    base: base.set,
    head: head.set,
    ...(isCompared === undefined ? {} : { isCompared }),
    ...(differences === undefined ? {} : { differences }),
    ...(only === undefined ? {} : { only }),
    ...(isRendered === undefined ? {} : { notCompared: notCompared(base, head) }),
    hide: (text, target) => hidden.withoutSecrets(text, target),
  });
}

/** What could not be rendered and may differ: what both sides make of the same files is the same, whatever it is. */
function notCompared(base: Side, head: Side): string[] {
  const known = new Set(base.renderings.map(({ inputs }) => inputs));
  const same = new Set(head.renderings.map(({ inputs }) => inputs).filter(inputs => known.has(inputs)));
  const all = [base, head].flatMap(side => side.renderings);
  const names = all
    .filter(({ failed, inputs }) => failed && !same.has(inputs))
    .map(({ target, environment }) =>
      environment.name === 'default' ? target.id : `${target.id} (${environment.name})`,
    );
  const targets = [base, head]
    .flatMap(side => side.discovery.problems)
    .flatMap(({ gates, target }) => (gates && target !== undefined ? [target] : []))
    .filter(id => {
      const renderings = all.filter(({ target }) => target.id === id);
      return renderings.length === 0 || renderings.some(({ inputs }) => !same.has(inputs));
    });
  return [...new Set([...names, ...targets])];
}
