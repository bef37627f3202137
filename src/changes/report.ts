import type { Manifest, ManifestSet } from '../manifest/index.ts';
import { consequencesOf } from './consequences/index.ts';
import { diffSets, type ResourceChange } from './diff/index.ts';
import { resourceDeltas } from './resources/index.ts';
import { restartGroups, restartOf } from './restarts.ts';
import { storiesOf } from './stories.ts';
import type { ChangeReport, UnplacedChanges } from './types.ts';
import { renderingsOf } from './words.ts';

export interface ChangeInput {
  readonly base: ManifestSet;
  readonly head: ManifestSet;
  /** Which manifests count: those of renderings that both sides have, or that one of them really lacks. */
  readonly isCompared?: (manifest: Manifest) => boolean;
  /** What `diffSets` says of them, where somebody asked already. */
  readonly differences?: readonly ResourceChange[];
  /** Limits it to what becomes of these manifests of either side. */
  readonly only?: ReadonlySet<Manifest>;
  /** Renderings that could not be compared, as people know them. */
  readonly notCompared?: readonly string[];
  /** Takes what no report may say out of a text of a target. */
  readonly hide?: (text: string, target: string) => string;
}

/**
 * What a change does to what is deployed: its stories, who restarts, and what follows from it. Same input, same answer.
 * Where the stories were written is not looked for, see {@link unplacedChanges}.
 */
export function changeReport(input: ChangeInput): ChangeReport {
  return unplacedChanges(input).report;
}

/** {@link changeReport}, with what leads to the source lines of each story. */
export function unplacedChanges(input: ChangeInput): UnplacedChanges {
  const { base, head, isCompared = () => true, notCompared = [], hide = (text: string) => text } = input;
  const { only } = input;
  const differences = input.differences ?? diffSets(base, head, isCompared);
  const isAsked = (manifest: Manifest | undefined) => manifest !== undefined && only?.has(manifest) === true;
  const changes =
    only === undefined
      ? differences
      : differences.filter(change => isAsked(change.base) || isAsked(change.head));
  const all = renderingsOf([...base.manifests, ...head.manifests]);
  const restarts = changes.flatMap(change => restartOf(change, head));
  const count = (operation: string) => changes.filter(change => change.operation === operation).length;
  const noise = changes.filter(
    ({ operation, moved, fields }) =>
      operation === 'changed' && moved === undefined && fields.every(field => field.noise !== undefined),
  ).length;
  const told = storiesOf({ changes, head, isCompared, all, hide });
  const report: ChangeReport = {
    counts: {
      added: count('added'),
      removed: count('removed'),
      changed: count('changed') - noise,
      noise,
    },
    stories: told.map(({ story }) => story),
    restarts: restartGroups(restarts, all),
    consequences: consequencesOf({ all, changes, base, head, restarts, hide }),
    resources: resourceDeltas({ all, changes, base, head }),
    notCompared: [...notCompared].sort(),
  };
  return { report, causes: told.map(({ causes }) => causes) };
}
