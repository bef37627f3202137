import {
  type Link,
  NO_CHANGES,
  type PermissionLine,
  type PermissionReport,
} from '../../src/analyzers/index.ts';
import type { Location } from '../../src/findings.ts';

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

const at = (file: string, line: number, side?: 'base'): Location => ({
  kind: 'manifest',
  file,
  line,
  ...(side === undefined ? {} : { side }),
});

const binding: Link = {
  kind: 'binding',
  text: 'ClusterRoleBinding bot-reader gives ClusterRole reader to ServiceAccount shop/bot',
  change: 'same',
  place: at('access/bot.yaml', 27),
};
const bind: Link = {
  kind: 'rule',
  text: 'rule 2 of ClusterRole reader',
  change: 'added',
  place: at('access/bot.yaml', 14),
};
const create: Link = {
  kind: 'rule',
  text: 'rule 1 of ClusterRole reader',
  change: 'same',
  place: at('access/bot.yaml', 9),
};
const secrets: Link = {
  kind: 'rule',
  text: 'rule 3 of ClusterRole reader',
  change: 'added',
  place: at('access/bot.yaml', 18),
};
const through = 'ClusterRoleBinding bot-reader -> ClusterRole reader';

/** A change with everything that can be said of permissions in it, once. */
export const everyPermission: PermissionReport = {
  changes: [
    {
      subject: 'Group release-managers',
      environments: [],
      gained: [],
      lost: [
        {
          text: 'delete deployments.apps',
          scope: 'namespace shop',
          through: 'RoleBinding release -> Role release',
          dangerous: false,
          rules: [],
          namespace: 'shop',
          notes: [],
          because: [
            {
              kind: 'binding',
              text: 'RoleBinding shop/release gives Role shop/release to Group release-managers',
              change: 'same',
              place: at('access/release.yaml', 21),
            },
            {
              kind: 'rule',
              text: 'rule 2 of Role shop/release',
              change: 'removed',
              place: at('access/release.yaml', 12, 'base'),
            },
          ],
        },
      ],
    },
    {
      subject: 'Group system:authenticated',
      audience: 'everybody who is logged in',
      environments: ['prod'],
      gained: [
        {
          text: 'get, list configmaps',
          scope: 'namespace shop',
          through: 'RoleBinding everybody -> ClusterRole view',
          dangerous: false,
          rules: [],
          namespace: 'shop',
          notes: ['was only "settings"'],
          because: [
            {
              kind: 'binding',
              text: 'RoleBinding shop/everybody gives ClusterRole view to Group system:authenticated',
              change: 'same',
              place: at('access/everybody.yaml', 8),
            },
            {
              kind: 'aggregation',
              text: 'label rbac.authorization.k8s.io/aggregate-to-view of ClusterRole settings put its rules into ClusterRole view',
              change: 'added',
              place: at('access/everybody.yaml', 14),
            },
            {
              kind: 'rule',
              text: 'rule 1 of ClusterRole settings',
              change: 'same',
              place: at('access/everybody.yaml', 16),
            },
          ],
        },
      ],
      lost: [],
    },
    {
      subject: 'ServiceAccount shop/bot',
      environments: [],
      gained: [
        {
          text: 'bind clusterroles.rbac.authorization.k8s.io',
          scope: 'all namespaces',
          through,
          dangerous: true,
          risk: 'critical',
          rules: [],
          namespace: '',
          notes: [],
          because: [binding, bind],
        },
        {
          text: 'get, list secrets',
          scope: 'all namespaces',
          through,
          dangerous: true,
          risk: 'high',
          rules: [],
          namespace: '',
          notes: ['was only in namespace shop'],
          because: [binding, secrets],
        },
      ],
      lost: [],
    },
  ],
  paths: {
    opened: [
      {
        id: 'RB006',
        title: 'Bind any role',
        subject: 'ServiceAccount shop/bot',
        environments: [],
        risk: 'critical',
        namespace: '',
        names: [],
        story:
          'ServiceAccount shop/bot can bind any ClusterRole, cluster-admin too, to anyone: itself included. New is bind clusterroles; create clusterrolebindings was there before.',
        steps: [
          { text: 'bind clusterroles', change: 'added', through, because: [binding, bind] },
          { text: 'create clusterrolebindings', change: 'same', through, because: [binding, create] },
        ],
        key: '["RB006","ServiceAccount shop/bot",""]',
      },
    ],
    closed: [
      {
        id: 'WL002',
        title: 'Write workloads',
        subject: 'Group release-managers',
        environments: ['staging'],
        risk: 'medium',
        namespace: 'shop',
        names: [],
        story: 'Group release-managers can write workloads in namespace shop.',
        steps: [
          {
            text: 'delete deployments',
            change: 'removed',
            through: 'RoleBinding release -> Role release',
            because: [],
          },
        ],
        key: '["WL002","Group release-managers","shop"]',
      },
    ],
  },
  workloads: [
    {
      workload: 'Deployment shop/web',
      environments: ['prod'],
      what: 'account',
      text: 'Deployment shop/web runs as ServiceAccount shop/bot now, it was ServiceAccount shop/web. It can be reached through Ingress shop/web.',
      account: 'ServiceAccount shop/bot',
      before: 'ServiceAccount shop/web',
      exposedBy: 'Ingress shop/web',
      gained: [],
      lost: [],
      risk: 'critical',
      place: at('charts/checkout/values.yaml', 3),
    },
  ],
  apply: [
    {
      id: 'immutable-role-ref',
      text: 'RoleBinding shop/operator refers to ClusterRole operator now, it was ClusterRole edit: the API server refuses to change roleRef.',
      remediation: 'Give the new binding another name, or delete the old one first.',
      resource: 'RoleBinding shop/operator',
      environments: [],
      place: at('access/operator.yaml', 12),
    },
  ],
  needed: [
    {
      subject: 'ServiceAccount shop/operator',
      environments: [],
      workload: 'Deployment shop/operator',
      lost: [],
      text: 'Deployment shop/operator runs the same program as before as ServiceAccount shop/operator, which can no longer get configmaps: where the program needs it, it fails at run time.',
      place: at('access/operator.yaml', 12),
    },
  ],
  renamed: [
    {
      from: 'RoleBinding shop/old',
      to: 'RoleBinding shop/new',
      environments: [],
      place: at('access/jane.yaml', 3),
    },
  ],
  refactored: false,
  unknown: [
    {
      role: 'ClusterRole vendor',
      scope: 'namespace shop',
      subjects: ['User jane'],
      environments: [],
      through: 'RoleBinding vendor -> ClusterRole vendor',
      place: at('access/jane.yaml', 14),
    },
  ],
  assumptions: ['Roles and bindings are those of the repository and of Kubernetes 1.34 itself.'],
  verdict: '2 subjects gain permissions (1 critical), 1 new path (RB006, critical), 1 subject loses some',
};
