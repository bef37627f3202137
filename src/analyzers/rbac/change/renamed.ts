import type { Binding } from '../types.ts';
import type { Analysis } from './analysis.ts';
import { sorted } from './held.ts';
import type { Pointer, RenamedBinding } from './types.ts';
import { objectText } from './words.ts';

/** Bindings that went, with those of the same place, subjects and role that came. */
export function renamedBindings({ base, head }: Analysis): Omit<RenamedBinding<Pointer>, 'environments'>[] {
  const gone = new Map<string, Binding[]>();
  for (const binding of base.authorizer.bindings) {
    if (binding.manifest === undefined || base.chains.twin(binding) !== undefined) continue;
    gone.set(said(binding), [...(gone.get(said(binding)) ?? []), binding]);
  }
  if (gone.size === 0) return [];
  return head.authorizer.bindings.flatMap(binding => {
    const { manifest } = binding;
    if (manifest === undefined || head.chains.twin(binding) !== undefined) return [];
    const from = gone.get(said(binding))?.shift();
    if (from === undefined) return [];
    const place: Pointer = { side: 'head', manifest, path: ['metadata', 'name'] };
    return [{ from: objectText(from), to: objectText(binding), place }];
  });
}

/** What a binding says, whatever its name. */
function said({ kind, namespace, roleRef, subjects }: Binding): string {
  return JSON.stringify([kind, namespace, roleRef, sorted(subjects.map(each => each.subject))]);
}
