import type { Location } from '../../../findings.ts';
import type { PermissionReport, Pointer } from './types.ts';

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
  const pointers = new Set<Pointer>();
  replaced([paths, workloads, apply, needed, unknown, renamed, ranked], pointer => {
    pointers.add(pointer);
    return pointer;
  });
  return [...pointers];
}

function replaced(value: unknown, placeOf: (pointer: Pointer) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each => replaced(each, placeOf));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'place' && member !== undefined ? placeOf(member as Pointer) : replaced(member, placeOf),
    ]),
  );
}
