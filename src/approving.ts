import type { PermissionLine, PermissionReport } from './analyzers/index.ts';
import type { ApprovalRule } from './config/index.ts';
import type { ApprovalInput, ApproversKnown, Call } from './verdict/index.ts';

type Permissions = Pick<PermissionReport<unknown>, 'changes' | 'paths' | 'workloads'>;

/**
 * What a change does to permissions, for those who want to agree to it first: whether or not a guardrail has a finding
 * for it, in whatever profile.
 */
export function approvalInput(
  rules: readonly ApprovalRule[],
  approvers: ApproversKnown | undefined,
  { changes, paths, workloads }: Permissions,
): ApprovalInput {
  const calls: Call[] = [
    ...changes.flatMap(({ subject, gained }) =>
      gained.flatMap(line => callsOf(line, `${subject} gains ${line.text} ${where(line)}`)),
    ),
    ...workloads.flatMap(({ text, gained }) => gained.flatMap(line => callsOf(line, text))),
    ...paths.opened.flatMap(({ subject, title, id, risk }): Call[] => {
      const text = `${subject} comes to more: ${title} (${id}, ${risk})`;
      const isEscalation = risk === 'critical' || risk === 'high';
      return [{ kind: 'rbac.dangerous', text }, ...(isEscalation ? [{ kind: 'rbac.escalation', text }] : [])];
    }),
  ];
  return { rules, approvers: approvers ?? 'nobody-asked', calls };
}

function callsOf(line: PermissionLine<unknown>, text: string): Call[] {
  return [
    { kind: 'rbac.any', text },
    ...(line.namespace === '' ? [{ kind: 'rbac.cluster-scope', text }] : []),
    ...(line.dangerous ? [{ kind: 'rbac.dangerous', text }] : []),
  ];
}

function where({ scope }: PermissionLine<unknown>): string {
  if (scope === 'wherever it is bound') return scope;
  return `in ${scope === 'cluster' ? 'the cluster' : scope}`;
}
