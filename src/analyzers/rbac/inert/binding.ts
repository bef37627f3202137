import type { Manifest } from '../../../manifest/index.ts';
import { bindingOf, bindingsTo } from '../holders.ts';
import type { Binding, PolicyRule } from '../types.ts';
import { isClusterOnly } from './scope.ts';
import type { Inert, InertWorld } from './types.ts';

/** What a binding grants without effect, or with more than it seems. */
export function inertBinding(manifest: Manifest, world: InertWorld): Inert[] {
  const binding = bindingOf(world.authorizer, manifest);
  if (binding === undefined) return [];
  return binding.kind === 'RoleBinding' ? inNamespace(binding, world) : everyNamespace(binding);
}

/**
 * A RoleBinding to a ClusterRole, of which some resources are in no namespace: told where nothing is left, and where no
 * ClusterRoleBinding grants the role too, so that the rest is for nobody.
 */
function inNamespace({ role, roleRef }: Binding, world: InertWorld): Inert[] {
  if (role?.kind !== 'ClusterRole' || role.rules.length === 0) return [];
  const lost = role.rules.map(({ rule }) => outside(rule, world));
  const dead = role.rules.every(({ rule }, index) => isAll(rule, lost[index] ?? []));
  const elsewhere = bindingsTo(world.authorizer, role).some(({ kind }) => kind === 'ClusterRoleBinding');
  const resources = [...new Set(lost.flat())];
  if (resources.length === 0 || (!dead && (elsewhere || role.from !== 'repository' || role.aggregated)))
    return [];
  const shown =
    resources.slice(0, 4).join(', ') + (resources.length > 4 ? ` and ${resources.length - 4} more` : '');
  return [
    {
      code: 'cluster-scoped',
      path: ['roleRef', 'name'],
      does: 'nothing',
      why: `${dead ? 'all' : 'part'} of ClusterRole ${roleRef.name} is lost in a RoleBinding: ${shown} ${resources.length === 1 && !shown.endsWith('s') ? 'is' : 'are'} in no namespace`,
      meant: dead
        ? 'Make it a ClusterRoleBinding, or remove it.'
        : 'Give what is in no namespace by a ClusterRoleBinding to a ClusterRole of its own.',
    },
  ];
}

/** Resources and paths of a rule that a RoleBinding cannot give. */
function outside(rule: PolicyRule, world: InertWorld): readonly string[] {
  return [
    ...rule.nonResourceURLs,
    ...rule.resources.filter(resource => isClusterOnly(rule, resource, world)),
  ];
}

function isAll({ resources, nonResourceURLs }: PolicyRule, lost: readonly string[]): boolean {
  return lost.length > 0 && lost.length === resources.length + nonResourceURLs.length;
}

/** Names of ServiceAccounts, granted in the cluster: the name is enough, whatever the namespace. */
function everyNamespace({ role }: Binding): Inert[] {
  const rule = role?.rules.find(each => namesAccounts(each.rule))?.rule;
  if (rule === undefined || role?.from === 'default') return [];
  const names = rule.resourceNames.slice(0, 3).join(', ');
  const what = rule.verbs.some(verb => verb.startsWith('impersonate')) ? 'act as' : 'make tokens of';
  return [
    {
      code: 'every-namespace',
      path: ['roleRef', 'name'],
      does: 'other',
      why: `ClusterRole ${role?.name} lets its holder ${what} ServiceAccount ${names}, and by a ClusterRoleBinding that is every ServiceAccount of this name in any namespace`,
      meant: 'Use a RoleBinding in the namespace of the ServiceAccount.',
    },
  ];
}

function namesAccounts({ resources, verbs, resourceNames }: PolicyRule): boolean {
  if (resourceNames.length === 0) return false;
  return (
    (resources.includes('serviceaccounts') &&
      verbs.some(verb => /^impersonate(?::serviceaccount)?$/.test(verb))) ||
    (resources.includes('serviceaccounts/token') && verbs.includes('create'))
  );
}
