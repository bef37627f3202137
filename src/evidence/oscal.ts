import { type ControlOutcome, type ControlResult, type FrameworkResult, jsonText } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import type { BundleInput } from './types.ts';
import { uuid } from './uuid.ts';

/** Version of the model that is written; https://pages.nist.gov/OSCAL-Reference/models/v1.2.1/assessment-results/ */
const OSCAL = '1.2.1';
const NAMESPACE = 'https://github.com/kubeproof/kubeproof/ns/oscal';
const OUTCOMES: readonly ControlOutcome[] = ['not-satisfied', 'satisfied', 'not-evaluated'];

/**
 * `assessment-results.oscal.json`: OSCAL Assessment Results, one result for each framework. Per control and outcome there
 * is one observation that names its targets, and a finding where the outcome is known: OSCAL has no third state, and
 * what was not evaluated must not read as either. Times are the day of the run, so that another run gives the same bytes.
 */
export function oscalResults({ report, facts }: BundleInput, frameworks: readonly FrameworkResult[]): string {
  const head = report.head.commit ?? report.head.name;
  const time = `${facts.today}T00:00:00Z`;
  const run = [head, report.config.digest, facts.today];
  const reviewed = frameworks.filter(({ controls }) => controls.length > 0);
  const plan = uuid('plan', ...run);
  const targets = new Map(report.targets.map(({ id }) => [id, uuid('target', id)]));
  return jsonText({
    'assessment-results': {
      uuid: uuid('assessment-results', ...run),
      metadata: {
        title: line(`What kubeproof checked at ${head}`),
        'last-modified': time,
        version: line(report.tool.version),
        'oscal-version': OSCAL,
        remarks:
          'Results support evidence for controls; they do not show that a control is met as a whole. Controls without a finding were not evaluated.',
      },
      'import-ap': { href: `#${plan}` },
      results:
        reviewed.length === 0 ? [empty(run, time)] : reviewed.map(each => result(each, run, time, targets)),
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'No assessment plan',
            description:
              'The checks are automatic. What is checked, and how, is in guardrails.json of the same bundle.',
          },
          ...[...targets]
            .map(([id, target]) => ({
              uuid: target,
              title: line(id),
              description: 'Rendered manifests: rendered/ of the same bundle.',
            }))
            .sort((a, b) => byText(a.title, b.title)),
        ],
      },
    },
  });
}

/** OSCAL wants at least one result. */
function empty(run: readonly string[], time: string): object {
  return {
    uuid: uuid('result', 'none', ...run),
    title: 'No framework',
    description: 'There was no target, or no framework to hold it against.',
    start: time,
    'reviewed-controls': {
      'control-selections': [
        // The model wants a control to be named.
        { description: 'No control was reviewed.', 'include-controls': [{ 'control-id': 'none' }] },
      ],
    },
  };
}

function result(
  framework: FrameworkResult,
  run: readonly string[],
  time: string,
  targets: ReadonlyMap<string, string>,
): object {
  const { id, title, version, controls } = framework;
  const byControl = new Map<string, ControlResult[]>();
  for (const control of controls)
    byControl.get(control.id)?.push(control) ?? byControl.set(control.id, [control]);
  const groups = [...byControl].flatMap(([control, results]) =>
    OUTCOMES.flatMap(outcome => {
      const of = results.filter(each => each.outcome === outcome);
      return of.length === 0 ? [] : [{ control, outcome, of, key: [id, control, outcome, ...run] }];
    }),
  );
  const findings = groups.filter(({ outcome }) => outcome !== 'not-evaluated');
  return {
    uuid: uuid('result', id, ...run),
    title: line(`${title} (${version})`),
    description: 'Guardrails judged what would be deployed, target by target.',
    start: time,
    'reviewed-controls': {
      'control-selections': [
        {
          'include-controls': [...byControl.keys()].map(control => ({ 'control-id': token(id, control) })),
        },
      ],
    },
    ...(groups.length === 0
      ? {}
      : {
          observations: groups.map(({ control, outcome, of, key }) => ({
            uuid: uuid('observation', ...key),
            title: line(`${control}: ${outcome.replaceAll('-', ' ')} in ${of.length}`),
            description: reasons(of),
            props: [
              { name: 'outcome', ns: NAMESPACE, value: outcome },
              { name: 'framework', ns: NAMESPACE, value: line(id) },
              ...guardrailProps(of),
            ],
            methods: ['TEST'],
            subjects: of.map(({ target }) => ({
              'subject-uuid': targets.get(target) ?? uuid('target', target),
              type: 'resource',
            })),
            collected: time,
          })),
        }),
    ...(findings.length === 0
      ? {}
      : {
          findings: findings.map(({ control, outcome, of, key }) => ({
            uuid: uuid('finding', ...key),
            title: line(`${control}: ${of[0]?.title}`),
            description: `${outcome === 'satisfied' ? 'Satisfied by what was checked' : 'Not satisfied'} in ${of.length === 1 ? of[0]?.target : `${of.length} targets: the observation names them`}.`,
            target: {
              type: 'objective-id',
              'target-id': token(id, control),
              status: { state: outcome, reason: outcome === 'satisfied' ? 'pass' : 'fail' },
            },
            'related-observations': [{ 'observation-uuid': uuid('observation', ...key) }],
          })),
        }),
  };
}

/** Each reason once, with what it holds for. */
function reasons(of: readonly ControlResult[]): string {
  const by = new Map<string, string[]>();
  for (const { reason, target } of of) by.get(reason)?.push(target) ?? by.set(reason, [target]);
  return [...by]
    .map(
      ([reason, [first, ...more]]) =>
        `${first}${more.length === 0 ? '' : ` and ${more.length} more`}: ${reason}`,
    )
    .join('\n\n');
}

/** The guardrails that had something to say. */
function guardrailProps(of: readonly ControlResult[]): object[] {
  const states = new Map<string, string>();
  for (const guardrails of new Set(of.map(each => each.guardrails))) {
    for (const { id, strength, state } of guardrails) {
      if (state === 'passed' || state === 'failed' || state === 'accepted')
        states.set(`${id} ${strength} ${state}`, id);
    }
  }
  return [...states.keys()]
    .sort(byText)
    .map(value => ({ name: 'guardrail', ns: NAMESPACE, value: line(value) }));
}

/** OSCAL tokens begin with a letter. */
function token(framework: string, control: string): string {
  return `${framework}_${control}`.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^[^\p{L}_]/u, '_$&');
}

/** OSCAL's texts of one line have no space around them and are not empty. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim() || '-';
}
