import type { FieldPath } from '../../../manifest/index.ts';
import { bindingsTo } from '../holders.ts';
import {
  groupMeant,
  groupsOf,
  isKnownGroup,
  isVirtual,
  isVirtualSubresource,
  type KnownResource,
  knownResource,
  resourceMeant,
} from '../names.ts';
import { type PolicyRule, RBAC_GROUP } from '../types.ts';
import { inertNames } from './resource-names.ts';
import { clusterScoped, isClusterOnly } from './scope.ts';
import type { Inert, RuleAt } from './types.ts';
import { unfinished } from './unfinished.ts';
import { wrongVerbs } from './verbs.ts';

export function overwritten(): Inert {
  return {
    code: 'overwritten',
    path: ['rules'],
    does: 'nothing',
    why: 'rules beside an aggregationRule are replaced by those of the ClusterRoles that it selects',
    meant: 'Put them into a ClusterRole of their own that carries the label.',
  };
}

/** What of one rule has no effect or a misleading one. */
export function inertRule(at: RuleAt): Inert[] {
  if (at.rule.nonResourceURLs.length > 0) return [];
  const groups = wrongGroups(at);
  const resources = at.rule.resources.flatMap((resource, index) =>
    ofResource(at, resource, index, groups.length > 0),
  );
  return [...groups, ...resources, ...wrongVerbs(at), ...unfinished(at), ...inertNames(at)];
}

/** A group with a version, or `core`: no request has it. */
function wrongGroups({ rule, path }: RuleAt): Inert[] {
  return rule.apiGroups.flatMap((group, index) => {
    const meant = groupMeant(group);
    if (meant === undefined || meant === group || isKnownGroup(group) || rule.apiGroups.includes(meant))
      return [];
    if (rule.apiGroups.includes('*')) return [];
    return [
      {
        code: 'wrong-group' as const,
        path: [...path, 'apiGroups', index],
        does: 'nothing' as const,
        why: `"${group}" is no API group`,
        meant:
          meant === ''
            ? 'The core group, with pods, Secrets and the like, is "".'
            : `Write "${meant}", without a version.`,
      },
    ];
  });
}

function ofResource(at: RuleAt, written: string, index: number, groupTold: boolean): Inert[] {
  const { rule, path, kind, world } = at;
  const here: FieldPath = [...path, 'resources', index];
  if (written === '*' || rule.resources.includes('*')) return [];
  if (written.endsWith('/*')) return [literalResource(at, written, here)];
  if (written.startsWith('*/')) return [];
  const [resource = '', subresource] = written.split('/');
  if (rule.apiGroups.includes('*')) return /[A-Z]/.test(resource) ? misspelt(at, resource, here) : [];
  if (kind === 'Role' && isClusterOnly(rule, written, world)) {
    return isHeldAnyway(at, written) ? [] : [clusterScoped(written, here)];
  }
  const known = rule.apiGroups
    .map(group => knownResource(group, resource))
    .filter(each => each !== undefined);
  if (known.length > 0) return ofKnown(at, known, subresource, written, here);
  if (rule.apiGroups.some(group => isVirtual(group, resource))) return [];
  if (groupTold) return [];
  const spelling = misspelt(at, resource, here);
  return spelling.length > 0 ? spelling : elsewhere(at, resource, here);
}

/** More holders than these are not asked one by one. */
const ASKED = 5;

/** Whoever has the role has this in the cluster too: it is written twice, and missing nowhere. */
function isHeldAnyway({ rule, role, world: { authorizer } }: RuleAt, written: string): boolean {
  const bindings = role === undefined ? [] : bindingsTo(authorizer, role);
  const subjects = new Set(bindings.flatMap(binding => binding.subjects.map(({ subject }) => subject)));
  if (subjects.size === 0 || subjects.size > ASKED) return false;
  const [resource = '', subresource = ''] = written.split('/');
  const requests = rule.apiGroups.flatMap(group =>
    rule.verbs.map(verb => ({ verb, group, resource, subresource })),
  );
  return [...subjects].every(subject =>
    requests.every(request => authorizer.authorize(subject, request).allowed === 'yes'),
  );
}

/** `pods/*` matches a request for a subresource called `*`, and there is none. */
function literalResource({ rule }: RuleAt, written: string, path: FieldPath): Inert {
  const resource = written.slice(0, -2);
  const known = rule.apiGroups.map(group => knownResource(group, resource)).find(each => each !== undefined);
  const subs = known === undefined ? ['status', 'finalizers'] : [...known.subresources.keys()];
  const named = subs.slice(0, 4).map(sub => `${resource}/${sub}`);
  return {
    code: 'literal-resource',
    path,
    does: 'nothing',
    why: `"${written}" is no pattern: RBAC knows only "*" and "*/subresource"`,
    meant:
      resource === '*' || named.length === 0
        ? 'Name the resources and subresources that are needed.'
        : `Name the subresources that are needed: ${named.join(', ')}${subs.length > named.length ? ' ...' : ''}.`,
  };
}

/** A kind, a singular, a short name, capitals, or a slip of the pen. */
function misspelt({ rule }: RuleAt, resource: string, path: FieldPath): Inert[] {
  const meant = resourceMeant(
    resource,
    rule.apiGroups.includes('*') ? groupsOf(resource.toLowerCase()) : rule.apiGroups,
  );
  const foreign = rule.apiGroups.some(group => !isKnownGroup(group));
  const right = meant?.resource ?? (/[A-Z]/.test(resource) ? 'the plural in lower case' : undefined);
  if (right === undefined || rule.resources.includes(right)) return [];
  // A group that is not Kubernetes' own may have a resource of that name.
  if (foreign && !/[A-Z]/.test(resource)) return [];
  return [
    {
      code: 'wrong-resource',
      path,
      does: 'nothing',
      why: `"${resource}" is no resource`,
      meant: meant === undefined ? `Write ${right}.` : `Write ${right}.`,
    },
  ];
}

/** In none of the rule's groups, all of them Kubernetes' own, but in another one. */
function elsewhere({ rule, contents }: RuleAt, resource: string, path: FieldPath): Inert[] {
  const groups = groupsOf(resource);
  const asked = rule.apiGroups.filter(group => group !== 'extensions');
  if (groups.length === 0 || rule.apiGroups.length === 0 || asked.some(group => !isKnownGroup(group)))
    return [];
  // Old and new group side by side: what is meant is granted.
  if (contents.gives(resource, groups)) return [];
  const [group = ''] = groups;
  const written = rule.apiGroups.map(each => (each === '' ? 'the core group' : each)).join(', ');
  return [
    {
      code: 'wrong-group',
      path,
      does: 'nothing',
      why: `there are no ${resource} in ${written}`,
      meant: group === '' ? `${resource} are in the core group: write "".` : `Write apiGroups: ["${group}"].`,
    },
  ];
}

function ofKnown(
  at: RuleAt,
  known: readonly KnownResource[],
  subresource: string | undefined,
  written: string,
  path: FieldPath,
): Inert[] {
  const { rule } = at;
  const [first] = known;
  if (first === undefined) return [];
  if (first.group === RBAC_GROUP && /bindings$/.test(first.resource))
    return bindOnBindings(at, written, path);
  if (subresource === undefined) return withoutEffect(first.verbs, rule, written, path);
  if (first.subresources.has(subresource)) {
    const verbs = known.flatMap(each => each.subresources.get(subresource) ?? []);
    return withoutEffect(verbs, rule, written, path);
  }
  if (isVirtualSubresource(first, subresource)) return [];
  const near = [...first.subresources.keys()].find(
    sub => sub === subresource.toLowerCase().replace(/s$/, '') || `${sub}s` === subresource,
  );
  if (near === undefined) return [];
  return [
    {
      code: 'wrong-resource',
      path,
      does: 'nothing',
      why: `${first.resource} have no subresource "${subresource}"`,
      meant: `Write ${first.resource}/${near}.`,
    },
  ];
}

/** Not one of the rule's verbs is a request that can be made: `delete` on pods/log. */
function withoutEffect(
  verbs: readonly string[],
  { verbs: asked }: PolicyRule,
  written: string,
  path: FieldPath,
): Inert[] {
  // Other verbs are virtual or misspelt, which is told at the verb.
  const standard = asked.filter(verb => STANDARD.has(verb));
  if (
    asked.includes('*') ||
    standard.length === 0 ||
    standard.length < asked.length ||
    standard.some(verb => verbs.includes(verb))
  )
    return [];
  return [
    {
      code: 'wrong-verb',
      path,
      does: 'nothing',
      why: `nobody can ${standard.join(' or ')} ${written}`,
      meant: `What can be done is ${verbs.join(', ')}.`,
    },
  ];
}

const STANDARD = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']);

/** `bind` and `escalate` are asked about roles; on bindings they are never asked. */
function bindOnBindings({ rule, contents }: RuleAt, written: string, path: FieldPath): Inert[] {
  if (!rule.verbs.includes('bind') && !rule.verbs.includes('escalate')) return [];
  if (rule.resources.some(each => /^(?:cluster)?roles$/.test(each))) return [];
  const verb = rule.verbs.includes('bind') ? 'bind' : 'escalate';
  if (contents.hasOnRoles(verb)) return [];
  return [
    {
      code: 'bind-on-bindings',
      path,
      does: 'nothing',
      why: `${verb} on ${written} is never asked for: the API server asks whether the role may be bound`,
      meant: 'Name the roles that may be bound: bind on clusterroles, with resourceNames.',
    },
  ];
}
