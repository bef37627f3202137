import type { Location } from '../findings.ts';
import type { ChangedLines } from './changed-lines.ts';
import type { Located } from './locate.ts';

/** What stands at a place that was the first choice, told beside the one that was changed. */
const NOTES: Readonly<Record<Location['kind'], string>> = {
  values: 'the value is set here',
  template: 'written by this template line',
  patch: 'set by this patch',
  kustomization: 'set by this entry',
  manifest: 'written here',
  file: 'comes from this file',
};

/**
 * The place to edit and the ones behind it, with the first that the change touched in front: an author is told about
 * their own line. A chain the change did not touch stays as it is.
 */
export function preferChanged(located: Located, changed: ChangedLines): Located {
  const { location, related = [] } = located;
  const touched = ({ file, line, side }: Location) =>
    line !== undefined && side !== 'base' && changed.added(file, line);
  if (touched(location)) return located;
  const at = related.findIndex(touched);
  const found = related[at];
  if (found === undefined) return located;
  const { note: _, ...first } = found;
  const others = related.filter((_, index) => index !== at);
  return { ...located, location: first, related: [{ ...location, note: NOTES[location.kind] }, ...others] };
}
