import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import { readAll } from '../../support/manifests.ts';

/** The subject that `granted` gives its rules to. */
export const BOT = 'ServiceAccount shop/bot';

/**
 * Roles and bindings for {@link BOT} in short: `create,get pods/exec`, `bind clusterroles.rbac.authorization.k8s.io view`
 * (names at the end), `get /metrics`; each with a role and a binding of its own. `shop: get secrets` is by a RoleBinding
 * to a Role in that namespace, `shop! get nodes` by a RoleBinding to a ClusterRole, everything else in the cluster.
 */
export function granted(...lines: readonly string[]): string {
  return lines
    .map((line, index) => {
      const [, namespace, kind, rule = ''] = /^(?:([\w-]+)([:!]) )?(.*)$/.exec(line) ?? [];
      const role = kind === ':' ? 'Role' : 'ClusterRole';
      const binding = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
      const at = namespace === undefined ? '' : `, namespace: ${namespace}`;
      return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${role}
metadata: {name: r${index + 1}${kind === ':' ? at : ''}}
rules: [${ruleOf(rule)}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${binding}
metadata: {name: b${index + 1}${at}}
subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${role}, name: r${index + 1}}`;
    })
    .join('\n---\n');
}

function ruleOf(rule: string): string {
  const [verbs = '', what = '', names] = rule.split(' ');
  if (what.startsWith('/')) return JSON.stringify({ verbs: verbs.split(','), nonResourceURLs: [what] });
  const [, resource, group = ''] = /^([^.]*)(?:\.(.*))?$/.exec(what) ?? [];
  return JSON.stringify({
    apiGroups: [group],
    resources: resource?.split(','),
    verbs: verbs.split(','),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  });
}

export function authorizerOf(yaml: string, options: { defaults?: boolean } = {}): Authorizer {
  return new Authorizer({
    manifests: readAll(yaml),
    ...(options.defaults === true ? { defaults: defaultObjects('1.34') } : {}),
  });
}
