import type { FieldPath } from '../../../manifest/index.ts';
import { isKnownGroup, verbMeant } from '../names.ts';
import type { PolicyRule } from '../types.ts';
import type { Inert, RuleAt } from './types.ts';

/** Verbs that are none, and those that are asked about something else. */
export function wrongVerbs({ rule, path }: RuleAt): Inert[] {
  const own = rule.apiGroups.every(isKnownGroup);
  return rule.verbs.flatMap((verb, index): Inert[] => {
    const here: FieldPath = [...path, 'verbs', index];
    const meant = verbMeant(verb);
    // Other API groups may have verbs of their own, but none in capitals.
    if (meant !== undefined && !rule.verbs.includes('*') && (own || verb !== verb.toLowerCase())) {
      return [
        {
          code: 'wrong-verb',
          path: here,
          does: 'nothing',
          why: `"${verb}" is no verb`,
          meant: `Meant is probably ${meant}.`,
        },
      ];
    }
    if (verb === 'approve' && own && !rule.resources.some(each => each === 'signers' || each === '*')) {
      return [
        {
          code: 'wrong-verb',
          path: here,
          does: 'nothing',
          why: `approve is asked about signers, not about ${rule.resources.join(', ')}`,
          meant: 'Write approve on signers, and update on certificatesigningrequests/approval.',
        },
      ];
    }
    if (verb === 'impersonate' && own) return impersonation(rule, path);
    return [];
  });
}

/** Names of impersonation in the wrong group, or without the key that is part of them. */
function impersonation({ resources, apiGroups }: PolicyRule, path: FieldPath): Inert[] {
  return resources.flatMap((resource, index): Inert[] => {
    const here: FieldPath = [...path, 'resources', index];
    if (resource === 'userextras') {
      return [
        {
          code: 'wrong-resource',
          path: here,
          does: 'nothing',
          why: '"userextras" has to name the key it is about',
          meant: 'Write userextras/scopes, or what the key is.',
        },
      ];
    }
    const [group, others] = /^uids$|^userextras\//.test(resource)
      ? ['authentication.k8s.io', ['']]
      : ['', ['authentication.k8s.io']];
    if (!/^(?:uids|users|groups|serviceaccounts|userextras\/.+)$/.test(resource)) return [];
    if (apiGroups.includes(group) || !apiGroups.some(each => others.includes(each))) return [];
    return [
      {
        code: 'wrong-group',
        path: here,
        does: 'nothing',
        why: `impersonate asks about ${resource} in ${group === '' ? 'the core group' : group}`,
        meant: `Write apiGroups: ["${group}"].`,
      },
    ];
  });
}
