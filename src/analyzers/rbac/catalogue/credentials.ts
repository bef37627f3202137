import { GOOD_PRACTICES, READ } from './sources.ts';
import type { CatalogueEntry } from './types.ts';

/** Entries SE001 to SE011: Secrets, tokens, and the objects that credentials hang on. */
export const CREDENTIALS: readonly CatalogueEntry[] = [
  {
    id: 'SE001',
    title: 'Read Secrets',
    can: 'read {every Secret|Secret} {where}',
    so: 'passwords, keys and tokens',
    level: { cluster: 'critical', namespace: 'high', named: 'medium' },
    needs: [[{ verbs: READ, group: '', resources: ['secrets'] }]],
    heldBy: 'edit',
    source: `${GOOD_PRACTICES}#listing-secrets`,
  },
];
