import { NO_CHANGES, type PermissionLine, type PermissionReport } from '../../src/analyzers/index.ts';

type Said = Pick<PermissionLine, 'text' | 'scope' | 'through' | 'dangerous'>;

/** A report of permissions with nothing but these texts. */
export function permissions(
  ...changes: readonly {
    readonly subject: string;
    readonly gained: readonly Said[];
    readonly lost: readonly Said[];
  }[]
): PermissionReport {
  const line = (said: Said): PermissionLine => ({
    rules: [],
    namespace: '',
    notes: [],
    because: [],
    ...said,
  });
  return {
    ...NO_CHANGES,
    changes: changes.map(({ subject, gained, lost }) => ({
      subject,
      environments: [],
      gained: gained.map(line),
      lost: lost.map(line),
    })),
  };
}
