import type { FieldPath } from '../../../manifest/index.ts';
import type { Inert, RuleAt } from './types.ts';

/** resourceNames that match no request, or fewer than it seems. */
export function inertNames({ rule, path }: RuleAt): Inert[] {
  const { resourceNames, verbs, resources } = rule;
  if (resourceNames.length === 0) return [];
  const star = resourceNames.indexOf('*');
  if (star !== -1 && !verbs.some(verb => verb.includes('associated-node'))) {
    return [
      {
        code: 'literal-name',
        path: [...path, 'resourceNames', star],
        does: 'nothing',
        why: '"*" is a name here, and no object has it',
        meant: 'To allow every name, leave resourceNames out.',
      },
    ];
  }
  const here: FieldPath = [...path, 'resourceNames'];
  const nameless = verbs.filter(verb => !carriesName(verb, verbs, resources));
  if (nameless.length > 0 && nameless.length === verbs.length) {
    return [
      {
        code: 'names-unused',
        path: here,
        does: 'nothing',
        why: `a request to ${nameless.join(' or ')} has no name that resourceNames could match`,
        meant: nameless.includes('create')
          ? 'Give create in a rule without resourceNames.'
          : 'Use delete, which has a name.',
      },
    ];
  }
  const found: Inert[] = [];
  if (nameless.length > 0) {
    found.push({
      code: 'names-unused',
      path: [...path, 'verbs', verbs.indexOf(nameless[0] as string)],
      does: 'nothing',
      why: `a request to ${nameless.join(' or ')} has no name that resourceNames could match`,
      meant: `Give ${nameless.join(' and ')} in a rule without resourceNames.`,
    });
  }
  if (!verbs.includes('get') && verbs.every(verb => verb === 'list' || verb === 'watch')) {
    found.push({
      code: 'names-one-by-one',
      path: here,
      does: 'other',
      why: `${verbs.join(' and ')} work only for requests that select one of these names (fieldSelector metadata.name)`,
      meant: 'Most programs use get for one object.',
    });
  }
  return found;
}

/** See {@link Matcher}: creating carries a name by server-side apply (patch) or by PUT (update). */
function carriesName(verb: string, verbs: readonly string[], resources: readonly string[]): boolean {
  if (verb === 'deletecollection') return false;
  if (verb !== 'create') return true;
  return (
    verbs.includes('patch') ||
    verbs.includes('update') ||
    verbs.includes('*') ||
    resources.some(resource => resource.includes('/'))
  );
}
