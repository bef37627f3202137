import { ADMISSION } from './admission.ts';
import { CONTROL_PLANE } from './control-plane.ts';
import { CREDENTIALS } from './credentials.ts';
import { NETWORK } from './network.ts';
import { OPERATORS } from './operators.ts';
import { SUBJECTS } from './subjects.ts';
import type { CatalogueEntry } from './types.ts';
import { WORKLOADS } from './workloads.ts';

export { type Hit, Matcher } from './match.ts';
export { type CatalogueEntry, LEVELS, type Level, type Levels, type Need, type Permission } from './types.ts';

/** Every dangerous permission and escalation path that is looked for, by id. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...CONTROL_PLANE,
  ...CREDENTIALS,
  ...WORKLOADS,
  ...ADMISSION,
  ...NETWORK,
  ...SUBJECTS,
  ...OPERATORS,
];

const BY_ID = new Map(CATALOGUE.map(entry => [entry.id, entry]));

/** @throws RangeError for an id that is not in the catalogue: a mistake of the caller, never of a manifest. */
export function entryOf(id: string): CatalogueEntry {
  const entry = BY_ID.get(id);
  if (entry === undefined) throw new RangeError(`The RBAC catalogue has no entry ${id}`);
  return entry;
}
