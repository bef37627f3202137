import { describe, expect, test } from '@jest/globals';
import { acceptedBy, type ToolId, toolOf } from '../../src/equivalents/index.ts';

const accepted = (tool: ToolId, checks: readonly string[], kind?: string) =>
  acceptedBy(toolOf(tool), new Set(checks), kind);

test('a check that says the same leaves its guardrail out', () => {
  expect(accepted('checkov', ['CKV_K8S_16'])).toEqual({
    accepted: [{ guardrail: 'privileged-container', checks: ['CKV_K8S_16'] }],
    refused: [],
  });
});

describe('a guardrail that answers several checks', () => {
  test('is left out in part when one field of it is', () => {
    expect(accepted('trivy', ['KSV-0009'])).toEqual({
      accepted: [{ guardrail: 'host-namespaces', field: '*hostNetwork', checks: ['KSV-0009'] }],
      refused: [],
    });
  });

  test('is left out as a whole when all of them are', () => {
    expect(accepted('trivy', ['KSV-0008', 'KSV-0009', 'KSV-0010'])).toEqual({
      accepted: [{ guardrail: 'host-namespaces', checks: ['KSV-0008', 'KSV-0009', 'KSV-0010'] }],
      refused: [],
    });
  });

  test('stays when it says more than the one that is left out', () => {
    expect(accepted('checkov', ['CKV_K8S_83'])).toEqual({
      accepted: [],
      refused: [
        {
          guardrail: 'api-server-admission',
          checks: ['CKV_K8S_83'],
          also: ['CKV_K8S_79', 'CKV_K8S_82', 'CKV_K8S_85'],
        },
      ],
    });
  });

  test('is left out by any check that says all it says', () => {
    expect(accepted('kubescape', ['C-0190']).accepted).toEqual([
      { guardrail: 'service-account-token', checks: ['C-0190'] },
    ]);
  });
});

describe('a check about one kind', () => {
  test('leaves out that kind', () => {
    expect(accepted('polaris', ['rolebindingClusterAdminClusterRole']).accepted).toEqual([
      {
        guardrail: 'cluster-admin-binding',
        kind: 'RoleBinding',
        checks: ['rolebindingClusterAdminClusterRole'],
      },
    ]);
  });

  test('leaves out the guardrail of an object of that kind, and nothing of another', () => {
    expect(accepted('polaris', ['rolebindingClusterAdminClusterRole'], 'RoleBinding').accepted).toEqual([
      { guardrail: 'cluster-admin-binding', checks: ['rolebindingClusterAdminClusterRole'] },
    ]);
    expect(accepted('polaris', ['rolebindingClusterAdminClusterRole'], 'ClusterRoleBinding')).toEqual({
      accepted: [],
      refused: [],
    });
  });
});

test('what has no equivalent leaves nothing out', () => {
  expect(accepted('trivy', ['KSV-0118', 'no-such'])).toEqual({ accepted: [], refused: [] });
});
