import { type ChangeReport, changeReport } from './changes/index.ts';
import { comparedRenderings } from './evaluating.ts';
import { HiddenValues } from './hidden-values.ts';
import type { Side } from './side.ts';

/** What a change does to what is deployed, as far as both sides could be rendered. */
export function changesBetween(base: Side, head: Side): ChangeReport {
  const hidden = new HiddenValues([], [], [head, base]);
  const isCompared = comparedRenderings(head, base);
  return changeReport({
    base: base.set,
    head: head.set,
    ...(isCompared === undefined ? {} : { isCompared, notCompared: failed([base, head]) }),
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
