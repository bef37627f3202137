import { type UnplacedChanges, unplacedChanges } from './changes/index.ts';
import { comparedRenderings } from './evaluating.ts';
import { HiddenValues } from './hidden-values.ts';
import type { Manifest } from './manifest/index.ts';
import type { Side } from './side.ts';

/**
 * What a change does to what is deployed, as far as both sides could be rendered; `StoryPlaces` finds where it was
 * written.
 * @param environment limits it to what is rendered for environments of that name.
 */
export function changesBetween(base: Side, head: Side, environment?: string): UnplacedChanges {
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
    ...(isRendered === undefined ? {} : { notCompared: failed([base, head]) }),
    hide: (text, target) => hidden.withoutSecrets(text, target),
  });
}

function failed(sides: readonly Side[]): string[] {
  const renderings = sides.flatMap(side => side.renderings.filter(each => each.failed));
  const names = renderings.map(({ target, environment }) =>
    environment.name === 'default' ? target.id : `${target.id} (${environment.name})`,
  );
  const targets = sides.flatMap(side =>
    side.discovery.problems.flatMap(each => (each.gates && each.target !== undefined ? [each.target] : [])),
  );
  return [...new Set([...names, ...targets])];
}
