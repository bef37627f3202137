import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { permissionReport } from '../../../src/analyzers/index.ts';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { Coverage } from '../../../src/analyzers/rbac/covers.ts';
import { type Attributes, ruleAllows } from '../../../src/analyzers/rbac/rules.ts';
import { implicitGroups } from '../../../src/analyzers/rbac/subjects.ts';
import type { Atom, PolicyRule } from '../../../src/analyzers/rbac/types.ts';
import { readAll, setOf } from '../../support/manifests.ts';
import {
  binding,
  clusterBinding,
  clusterRole,
  type RbacObject,
  type RbacRule,
  type RbacSubject,
  role,
  yaml,
} from '../../support/rbac.ts';

/** Some rules, bound to some subjects in one place. */
interface Granted {
  /** '' is the whole cluster. */
  readonly namespace: string;
  readonly rules: readonly RbacRule[];
  readonly subjects: readonly RbacSubject[];
}

const NAMESPACES = ['shop', 'ops'];
const VERBS = ['get', 'list', 'delete'];
const RESOURCES = ['configmaps', 'secrets', 'pods/exec'];
const NAMES = ['web', 'db'];
const URL = '/metrics';
const PEOPLE: readonly RbacSubject[] = [
  { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' },
  { kind: 'User', name: 'system:serviceaccount:shop:bot' },
  { kind: 'Group', name: 'system:serviceaccounts:shop' },
  { kind: 'Group', name: 'devs' },
  { kind: 'User', name: 'jane' },
];
const SUBJECTS = ['ServiceAccount shop/bot', 'Group system:serviceaccounts:shop', 'Group devs', 'User jane'];

const REQUESTS: readonly Attributes[] = [
  ...['', ...NAMESPACES].flatMap(namespace =>
    [...VERBS, 'bind'].flatMap(verb =>
      [...RESOURCES, 'jobs/exec'].flatMap(full =>
        ['', 'web', 'other'].map(name => {
          const [resource = '', subresource = ''] = full.split('/');
          return { verb, group: '', resource, subresource, name, namespace };
        }),
      ),
    ),
  ),
  ...[URL, `${URL}/x`].map(resource => ({ verb: 'get', resource })),
];

const pick = (...values: string[]) => fc.subarray(values, { minLength: 1 });
const url: fc.Arbitrary<RbacRule> = fc.constant({ verbs: ['get'], nonResourceURLs: [URL] });
const anyGranted = (
  rule: fc.Arbitrary<RbacRule>,
  namespaces: readonly string[],
  people: readonly RbacSubject[] = PEOPLE,
): fc.Arbitrary<Granted> =>
  fc.record({
    namespace: fc.constantFrom(...namespaces),
    rules: fc.array(fc.oneof({ weight: 9, arbitrary: rule }, { weight: 1, arbitrary: url }), {
      minLength: 1,
      maxLength: 3,
    }),
    subjects: fc.subarray([...people], { minLength: 1, maxLength: 2 }),
  });
const listed = fc.record({
  apiGroups: fc.constant(['']),
  verbs: pick(...VERBS),
  resources: pick(...RESOURCES),
});
const widest = fc.record({
  apiGroups: fc.constant(['']),
  verbs: pick(...VERBS, '*'),
  resources: pick(...RESOURCES, '*', '*/exec'),
  resourceNames: fc.oneof(fc.constant([]), pick(...NAMES)),
});
/** Nobody who is in a group of another. */
const ORDINARY = PEOPLE.filter(({ name }) => !name.startsWith('system:serviceaccounts'));
/** Nothing of it contains anything else of it. */
const plain = fc.array(anyGranted(listed, NAMESPACES, ORDINARY), { maxLength: 4 });
const wild = fc.array(anyGranted(widest, ['', ...NAMESPACES]), { maxLength: 4 });
/** Each with a role and a binding of its own; only a ClusterRole can name URLs. */
function objectsOf(granted: readonly Granted[], prefix = 'r'): RbacObject[] {
  return granted.flatMap(({ namespace, rules, subjects }, index) => {
    const name = `${prefix}${index}`;
    if (namespace === '') return [clusterRole(name, rules), clusterBinding(name, name, subjects)];
    if (rules.some(rule => rule.nonResourceURLs !== undefined))
      return [clusterRole(name, rules), binding(name, 'ClusterRole', name, subjects, namespace)];
    return [role(name, rules, namespace), binding(name, 'Role', name, subjects, namespace)];
  });
}

const authorizerOf = (objects: readonly RbacObject[]) =>
  new Authorizer({ manifests: readAll(yaml(objects)), context: [] });
const setFor = (objects: readonly RbacObject[]) => setOf(yaml(objects));
const reportOf = (base: readonly RbacObject[], head: readonly RbacObject[]) =>
  permissionReport(setFor(base), setFor(head), { kubernetes: '1.34' });
const answers = (authorizer: Authorizer) =>
  SUBJECTS.map(subject =>
    REQUESTS.map(request => (authorizer.authorize(subject, request).allowed === 'yes' ? 1 : 0)).join(''),
  );
const atomOf = ({
  verb,
  group,
  resource,
  subresource = '',
  name = '',
  namespace = '',
}: Attributes): Atom => ({
  verb,
  resource: subresource === '' ? resource : `${resource}/${subresource}`,
  namespace,
  ...(group === undefined ? {} : { group }),
  ...(name === '' ? {} : { name }),
});

test('the order of objects, rules and subjects never matters', () => {
  const shuffled = (granted: readonly Granted[]) =>
    [...granted].reverse().map(({ namespace, rules, subjects }) => ({
      namespace,
      rules: [...rules].reverse().map(({ verbs, ...rest }) => ({ ...rest, verbs: [...verbs].reverse() })),
      subjects: [...subjects].reverse(),
    }));
  fc.assert(
    fc.property(wild, granted => {
      expect(answers(authorizerOf(objectsOf(shuffled(granted)).reverse()))).toEqual(
        answers(authorizerOf(objectsOf(granted))),
      );
    }),
    { numRuns: 40 },
  );
});

test('what somebody may do is what they are granted', () => {
  fc.assert(
    fc.property(wild, granted => {
      const authorizer = authorizerOf(objectsOf(granted));
      for (const subject of SUBJECTS) {
        const grants = authorizer.grants(subject);
        const held = new Coverage(grants);
        const wrong = REQUESTS.filter(request => {
          const answer = authorizer.authorize(subject, request);
          if (answer.allowed !== 'yes') return held.allows(atomOf(request));
          const { rule, binding: by } = answer.by;
          const isGranted = grants.some(grant => grant.rule === rule && grant.binding === by);
          return (
            !isGranted || !held.allows(atomOf(request)) || !ruleAllows(rule?.rule as PolicyRule, request)
          );
        });
        expect(wrong).toEqual([]);
      }
    }),
    { numRuns: 30 },
  );
});

describe('a change', () => {
  /** Rules a report says a subject gained or lost, for asking whether they allow a request. */
  function told(report: ReturnType<typeof reportOf>, subject: string, list: 'gained' | 'lost') {
    const lines = report.changes.filter(change => change.subject === subject).flatMap(change => change[list]);
    return ({ namespace = '', ...request }: Attributes) =>
      lines.some(
        line =>
          (line.namespace === '' || line.namespace === namespace) &&
          line.rules.some(rule => ruleAllows(rule, { ...request, namespace })),
      );
  }
  /** As the report has it: what a group gains is said of the group. */
  const own = (subject: string) => [subject, ...implicitGroups(subject)];

  /** Whether bindings that name this very subject allow a request. */
  const directly = (authorizer: Authorizer, subject: string, request: Attributes) =>
    authorizer
      .bindingsOf(subject)
      .some(
        ({ namespace, role: bound }) =>
          (namespace === '' || namespace === request.namespace) &&
          bound?.rules.some(({ rule }) => ruleAllows(rule, request)),
      );
  const held = (objects: readonly RbacObject[]) => {
    const authorizer = authorizerOf(objects);
    return (subject: string, request: Attributes) => authorizer.authorize(subject, request).allowed === 'yes';
  };

  test('applied to the base gives the head', () => {
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const [base, head] = [objectsOf(before), objectsOf(after)];
        const report = reportOf(base, head);
        const is = held(head);
        const named = authorizerOf(base);
        /** What a subject has by itself or through its groups, each with its own part of the report. */
        const applied = (subject: string, request: Attributes): boolean =>
          own(subject).some(
            each =>
              told(report, each, 'gained')(request) ||
              (directly(named, each, request) && !told(report, each, 'lost')(request)),
          );
        for (const subject of SUBJECTS) {
          expect(REQUESTS.filter(request => applied(subject, request) !== is(subject, request))).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('says nothing that was so before, and leaves out nothing that is new, with wildcards too', () => {
    fc.assert(
      fc.property(wild, wild, (before, after) => {
        const [base, head] = [objectsOf(before), objectsOf(after)];
        const report = reportOf(base, head);
        const [was, is] = [held(base), held(head)];
        for (const subject of SUBJECTS) {
          const said = (list: 'gained' | 'lost') => {
            const all = own(subject).map(each => told(report, each, list));
            return (request: Attributes) => all.some(tells => tells(request));
          };
          const [gained, lost] = [said('gained'), said('lost')];
          const [ownGained, ownLost] = [told(report, subject, 'gained'), told(report, subject, 'lost')];
          const wrong = REQUESTS.filter(request => {
            const [then, now] = [was(subject, request), is(subject, request)];
            if (now && !then && !gained(request)) return true;
            if (then && !now && !lost(request)) return true;
            return (ownGained(request) && !now) || (ownLost(request) && !then);
          });
          expect([subject, wrong]).toEqual([subject, []]);
        }
      }),
      { numRuns: 15 },
    );
  });

  /** The same permissions, written otherwise: one rule, role and binding for each verb, resource and subject. */
  const scattered = (granted: readonly Granted[]): Granted[] =>
    granted.flatMap(({ namespace, rules, subjects }) =>
      rules.flatMap(rule =>
        rule.verbs.flatMap(verb =>
          (rule.resources ?? [undefined]).flatMap(resource =>
            subjects.map(subject => ({
              namespace,
              rules: [
                { ...rule, verbs: [verb], ...(resource === undefined ? {} : { resources: [resource] }) },
              ],
              subjects: [subject],
            })),
          ),
        ),
      ),
    );

  test('that says the same otherwise is a refactoring', () => {
    fc.assert(
      fc.property(
        wild.filter(granted => granted.length > 0),
        granted => {
          for (const [base, head] of [
            [objectsOf(granted), objectsOf(scattered(granted), 'other')],
            [objectsOf(scattered(granted), 'other'), objectsOf(granted)],
            [objectsOf(granted), objectsOf([...granted, ...granted])],
          ] as const) {
            const report = reportOf(base, head);
            expect(report.changes).toEqual([]);
            expect(report.paths).toEqual({ opened: [], closed: [] });
            expect(report.refactored).toBe(true);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('of nothing is none', () => {
    fc.assert(
      fc.property(wild, granted => {
        expect(reportOf(objectsOf(granted), objectsOf(granted)).verdict).toBe('');
      }),
      { numRuns: 10 },
    );
  });
});
