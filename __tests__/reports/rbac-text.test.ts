import { describe, expect, test } from '@jest/globals';
import { Authorizer, can, may, paths, unused, type WholeCluster, whoCan } from '../../src/analyzers/index.ts';
import {
  canGraph,
  canText,
  dot,
  jsonText,
  mayText,
  mermaid,
  overviewText,
  pathsText,
  permissionText,
  reachGraph,
  unusedText,
  whoCanGraph,
  whoCanText,
} from '../../src/reports/index.ts';
import { readAll } from '../support/manifests.ts';
import { everyPermission } from '../support/permissions.ts';

const HOSTILE = '\u001b[31mred\u202e\n::error file=a::b\n##[error]x"]<script>`';
const quoted = JSON.stringify(HOSTILE);

const YAML = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${quoted}}
rules:
  - {apiGroups: [""], resources: [secrets, ${quoted}], verbs: [get, ${quoted}], resourceNames: [${quoted}]}
  - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles, clusterrolebindings], verbs: [bind, create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${quoted}}
subjects: [{kind: User, name: ${quoted}}, {kind: ServiceAccount, name: bot, namespace: ${quoted}}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${quoted}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ${quoted}, namespace: shop}
subjects: [{kind: User, name: ${quoted}}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${quoted}}
`;

const manifests = readAll(YAML);
const cluster: WholeCluster = {
  environment: HOSTILE,
  manifests,
  context: [],
  authorizer: new Authorizer({ manifests }),
};
const subject = `User ${HOSTILE}`;
const question = { request: { verb: 'get', group: '', resource: 'secrets' }, anywhere: true };
const asked = { asked: HOSTILE, isOfCluster: false, anywhere: true };

const who = whoCan([cluster], question);
const all = can([cluster], subject);
const reached = paths([cluster], { kubernetes: '1.34' });

const TEXTS: Readonly<Record<string, (width: number) => string>> = {
  'who-can': width => whoCanText(asked, who, options(width)),
  can: width => canText(all, options(width)),
  may: width => mayText(asked, may([cluster], subject, question), options(width)),
  paths: width => pathsText(subject, reached, options(width)),
  overview: width => overviewText(reached, options(width)),
  unused: width => unusedText(unused([cluster]), options(width)),
  diff: width => permissionText(everyPermission, options(width)),
};

function options(width: number) {
  return { color: false, width, verbose: true, notes: [HOSTILE] };
}

const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

describe('answers about permissions', () => {
  test('the sample says something in every answer', () => {
    expect(who.holders.length).toBeGreaterThan(0);
    expect(who.unknown.length).toBeGreaterThan(0);
    expect(reached.paths.map(({ id }) => id)).toContain('RB006');
  });

  test.each(Object.keys(TEXTS))('%s: no name steers a terminal or a runner', name => {
    for (const width of [40, 100]) {
      const text = TEXTS[name]?.(width) ?? '';
      expect(text).not.toMatch(ACTING);
      expect(text).not.toMatch(/^\s*::|##\[/m);
    }
  });

  test.each([
    ['who-can', () => whoCanGraph(HOSTILE, who, true)],
    ['can', () => canGraph(all, true)],
    ['paths', () => reachGraph(reached, true)],
  ])('%s: nor a drawing', (_, graph) => {
    expect(graph().edges.length).toBeGreaterThan(0);
    for (const text of [mermaid(graph()), dot(graph())]) {
      expect(text).not.toMatch(ACTING);
      expect(text).not.toMatch(/^\s*::/m);
    }
    expect(mermaid(graph())).not.toMatch(/script>|`/);
  });

  test('nor JSON', () => {
    const text = jsonText({ who, all, reached });
    expect(text).not.toMatch(ACTING);
    expect(text).not.toMatch(/<script|##\[/);
    expect(JSON.parse(text).all.subject).toBe(subject);
  });
});
