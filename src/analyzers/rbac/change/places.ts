import type { Location } from '../../../findings.ts';
import { type Pointer, pointersIn, replaced } from '../../places.ts';
import type { PermissionReport } from './types.ts';

/**
 * The report with lines instead of pointers.
 */
export function withPlaces(
  report: PermissionReport<Pointer>,
  placeOf: (pointer: Pointer) => Location,
): PermissionReport {
  return replaced(report, placeOf) as PermissionReport;
}

/** Every pointer of a report, in the order people read it: paths first, then what is dangerous. */
export function pointersOf(report: PermissionReport<Pointer>): Pointer[] {
  const { paths, workloads, apply, needed, unknown, renamed, changes } = report;
  const lines = changes.flatMap(change => [...change.gained, ...change.lost]);
  const ranked = [...lines.filter(line => line.dangerous), ...lines.filter(line => !line.dangerous)];
  return pointersIn([paths, workloads, apply, needed, unknown, renamed, ranked]);
}
