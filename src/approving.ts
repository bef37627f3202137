import type { PermissionChange } from './analyzers/index.ts';
import type { ApprovalRule } from './config/index.ts';
import type { ApprovalInput, ApproversKnown, Call } from './verdict/index.ts';

/** What a change does to permissions that nobody has a finding for, for those who want to agree to it first. */
export function approvalInput(
  rules: readonly ApprovalRule[],
  approvers: ApproversKnown | undefined,
  permissions: readonly PermissionChange<unknown>[],
): ApprovalInput {
  const calls = permissions.flatMap(({ subject, gained }) =>
    gained.flatMap(({ text, scope }): Call[] => {
      const said = `${subject} gains ${text} in ${scope === 'cluster' ? 'the cluster' : scope}`;
      const wide = scope === 'cluster' || scope === 'all namespaces';
      return [
        { kind: 'rbac.any', text: said },
        ...(wide ? [{ kind: 'rbac.cluster-scope', text: said }] : []),
      ];
    }),
  );
  return { rules, approvers: approvers ?? 'nobody-asked', calls };
}
