import type * as Sarif from 'sarif';
import type { Location, Severity, SourceEdit, Suggestion } from '../findings.ts';
import { PROJECT } from '../package.ts';
import { plural } from '../plural.ts';
import type { Problem } from '../problems.ts';
import { escapeMarkdown, plain, safeUrl } from './escape.ts';
import { stringify } from './json.ts';
import type { FrameworkResult, Report, ReportFinding, ReportGuardrail } from './types.ts';
import { engineNames, environments, remedy, resourceName } from './words.ts';

/** What GitHub accepts of one file (code scanning, "SARIF results exceed one or more limits"). */
const LIMITS = { results: 25_000, rules: 25_000, locations: 1_000, tags: 20 } as const;
/** Controls told of one rule: more than any mapping has, so that a framework of one's own cannot swell the file. */
const RELATED = 100;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/**
 * SARIF 2.1.0 (OASIS, errata 01). New and unchanged findings with `baselineState`, fixed ones left out as code
 * scanning expects; waivers as suppressions; what was not evaluated as notifications. Findings beyond GitHub's
 * limit are left out from the end of the report's order, and a notification says how many.
 *
 * @param frameworks what the guardrails are evidence for, as taxonomies; left out: what their rule files name
 */
export function sarifReport(report: Report, frameworks: readonly FrameworkResult[] = []): string {
  const alive = report.findings.filter(finding => finding.state !== 'fixed');
  const kept = alive.slice(0, LIMITS.results);
  const guardrails = report.guardrails.slice(0, LIMITS.rules);
  const related =
    frameworks.length === 0 ? namedControls(guardrails) : mappedControls(guardrails, frameworks);
  const taxa = taxonomies(related, frameworks);
  const ruleIndex = new Map(guardrails.map((guardrail, i) => [guardrail.id, i]));
  const run: Sarif.Run = {
    tool: {
      driver: {
        name: report.tool.name,
        informationUri: PROJECT,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: guardrails.map(guardrail => rule(guardrail, related.get(guardrail.id) ?? [], taxa)),
        ...(taxa.length === 0
          ? {}
          : { supportedTaxonomies: taxa.map(({ name }, index) => ({ name, index })) }),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Root of the repository.' } } },
    invocations: [invocation(report, alive.length - kept.length)],
    results: kept.map(finding => result(report, finding, ruleIndex.get(finding.guardrail))),
    ...(taxa.length === 0 ? {} : { taxonomies: taxa }),
    properties: {
      kubernetes: report.kubernetes,
      engines: engineNames(report.engines),
      profile: report.profile,
      outcome: report.outcome,
      ...(report.head.commit === undefined ? {} : { headCommit: report.head.commit }),
      ...(report.base?.commit === undefined ? {} : { baseCommit: report.base.commit }),
    },
  };
  return `${stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] })}\n`;
}

/** A control that a guardrail supports evidence for. */
interface Related {
  readonly framework: string;
  readonly control: string;
  readonly title?: string;
  /** How much it says: `direct`, `partial` or `contextual`. */
  readonly strength?: string;
}

/** By guardrail, what the rule files name. */
function namedControls(guardrails: readonly ReportGuardrail[]): Map<string, Related[]> {
  return new Map(
    guardrails.map(({ id, controls }) => [
      id,
      Object.entries(controls)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([framework, ids]) => ids.map(control => ({ framework, control })))
        .slice(0, RELATED),
    ]),
  );
}

/** By guardrail, what the mappings of the frameworks say. */
function mappedControls(
  guardrails: readonly ReportGuardrail[],
  frameworks: readonly FrameworkResult[],
): Map<string, Related[]> {
  const related = new Map<string, Related[]>(guardrails.map(({ id }) => [id, []]));
  for (const { id: framework, controls } of frameworks) {
    // Each target has all of them: one tells what stands behind a control.
    const seen = new Set<string>();
    for (const { id: control, title, guardrails: states } of controls) {
      if (seen.has(control)) continue;
      seen.add(control);
      for (const { id, strength } of states) {
        const of = related.get(id);
        if (of !== undefined && of.length < RELATED) of.push({ framework, control, title, strength });
      }
    }
  }
  return related;
}

/** One taxonomy per framework, with the controls that a rule is related to. */
function taxonomies(
  related: ReadonlyMap<string, readonly Related[]>,
  frameworks: readonly FrameworkResult[],
): Sarif.ToolComponent[] {
  const controls = new Map<string, Map<string, string | undefined>>();
  for (const { framework, control, title } of [...related.values()].flat()) {
    const of = controls.get(framework) ?? new Map<string, string | undefined>();
    controls.set(framework, of.set(control, title));
  }
  return [...controls]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, titles]) => ({
      name,
      ...described(frameworks.find(({ id }) => id === name)),
      taxa: [...titles]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, title]) => ({
          id,
          ...(title === undefined ? {} : { shortDescription: { text: plain(title) } }),
        })),
    }));
}

function described(framework: FrameworkResult | undefined): Partial<Sarif.ToolComponent> {
  if (framework === undefined) return {};
  const { title, version, publisher, url } = framework;
  const address = safeUrl(url);
  return {
    version: plain(version),
    organization: plain(publisher),
    shortDescription: { text: plain(title) },
    ...(address === undefined ? {} : { informationUri: address }),
  };
}

function rule(
  guardrail: ReportGuardrail,
  related: readonly Related[],
  taxonomies: readonly Sarif.ToolComponent[],
): Sarif.ReportingDescriptor {
  const url = safeUrl(guardrail.url);
  const parts = [
    guardrail.rationale,
    guardrail.remediation,
    guardrail.notWhen === undefined ? '' : `Fine when: ${guardrail.notWhen}`,
  ].filter(part => part !== '');
  const links = [url, ...guardrail.references.map(safeUrl)].filter(link => link !== undefined);
  const tags = [guardrail.category, ...related.map(({ framework, control }) => `${framework}/${control}`)];
  const relationships = related.map(({ framework, control, strength }) => {
    const index = taxonomies.findIndex(({ name }) => name === framework);
    const taxa = taxonomies[index]?.taxa ?? [];
    return {
      target: {
        id: control,
        index: taxa.findIndex(({ id }) => id === control),
        toolComponent: { name: framework, index },
      },
      kinds: ['relevant'],
      ...(strength === undefined ? {} : { properties: { strength } }),
    };
  });
  return {
    id: guardrail.id,
    shortDescription: { text: plain(guardrail.title) },
    fullDescription: { text: plain(guardrail.rationale || guardrail.title) },
    help: {
      text: [...parts.map(plain), ...links].join('\n\n') || plain(guardrail.title),
      markdown:
        [...parts.map(escapeMarkdown), ...links.map(link => `<${link}>`)].join('\n\n') ||
        plain(guardrail.title),
    },
    ...(url === undefined ? {} : { helpUri: url }),
    defaultConfiguration: { level: LEVELS[guardrail.severity] },
    properties: { tags: [...new Set(tags)].slice(0, LIMITS.tags) },
    ...(relationships.length === 0 ? {} : { relationships }),
  };
}

function result(report: Report, finding: ReportFinding, ruleIndex: number | undefined): Sarif.Result {
  const at: Location | undefined =
    finding.location ?? (finding.source === undefined ? undefined : { kind: 'file', file: finding.source });
  const advice = remedy(report, finding);
  const { resource, waiver } = finding;
  return {
    ruleId: finding.guardrail,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[finding.severity],
    kind: 'fail',
    message: { text: message(advice === '' ? finding.message : `${finding.message} ${advice}`) },
    baselineState: finding.state === 'new' ? 'new' : 'unchanged',
    partialFingerprints: { 'kubeproof/v1': finding.fingerprint },
    locations: [
      {
        ...(at === undefined ? {} : { physicalLocation: physical(at) }),
        logicalLocations: [
          {
            name: plain(finding.field),
            fullyQualifiedName: plain(`${resourceName(resource)} ${finding.field}`),
            kind: 'member',
          },
          { name: plain(resource.name), fullyQualifiedName: plain(resourceName(resource)), kind: 'resource' },
        ],
      },
    ],
    ...relatedLocations(finding),
    ...(finding.suggestion === undefined ? {} : { fixes: [fix(finding.suggestion)] }),
    ...(waiver === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external' as const,
              status: 'accepted' as const,
              justification: plain(
                [
                  waiver.reason,
                  `Owner: ${waiver.owner}.`,
                  waiver.expires && `Until ${waiver.expires}.`,
                  waiver.ticket,
                ]
                  .filter(Boolean)
                  .join(' '),
              ),
            },
          ],
        }),
    properties: {
      blocking: finding.blocking,
      environments: environments(finding),
      targets: [...new Set(finding.renderings.map(rendering => rendering.target))].slice(0, LIMITS.locations),
    },
  };
}

/** Lines of the base are left out: a viewer would show those of the head. */
function relatedLocations({ related }: ReportFinding): Pick<Sarif.Result, 'relatedLocations'> {
  const inHead = related.filter(({ side }) => side !== 'base').slice(0, LIMITS.locations);
  if (inHead.length === 0) return {};
  return {
    relatedLocations: inHead.map((place, id) => ({
      id,
      physicalLocation: physical(place),
      ...(place.note === undefined ? {} : { message: { text: message(place.note) } }),
    })),
  };
}

function fix({ edits }: Suggestion): Sarif.Fix {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: 'Tried: rendered and judged again, this finding is gone and no other appears.' },
    artifactChanges: files.map(file => ({
      artifactLocation: { uri: relativeUri(file), uriBaseId: '%SRCROOT%' },
      replacements: edits.filter(edit => edit.file === file).map(replacement),
    })),
  };
}

/** Without an end column a region ends before its last line's end (SARIF 3.30.8); deleted lines take it along. */
function replacement({ line, endLine, lines }: SourceEdit): Sarif.Replacement {
  return lines.length === 0
    ? { deletedRegion: { startLine: line, startColumn: 1, endLine: endLine + 1, endColumn: 1 } }
    : { deletedRegion: { startLine: line, endLine }, insertedContent: { text: lines.join('\n') } };
}

function physical(at: Location): Sarif.PhysicalLocation {
  return {
    artifactLocation: { uri: relativeUri(at.file), uriBaseId: '%SRCROOT%' },
    ...(at.line === undefined
      ? {}
      : {
          region: {
            startLine: at.line,
            ...(at.column === undefined ? {} : { startColumn: at.column }),
            ...(at.endLine === undefined ? {} : { endLine: at.endLine }),
            ...(at.column === undefined || at.endColumn === undefined ? {} : { endColumn: at.endColumn }),
          },
        }),
  };
}

/** A repository-relative path as a relative reference (RFC 3986): no segment can be taken for a scheme or a query. */
export function relativeUri(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** `[text](target)` in a message is a link (SARIF 3.11.6); brackets that could make one are escaped. */
function message(text: string): string {
  const clean = plain(text);
  return clean.includes('](') ? clean.replace(/[\\[\]]/g, '\\$&') : clean;
}

function invocation(report: Report, leftOut: number): Sarif.Invocation {
  const notifications = report.problems.map(notification);
  if (leftOut > 0) {
    notifications.push({
      level: 'warning',
      message: {
        text: `${plural(leftOut, 'finding')} left out: code scanning takes ${LIMITS.results} per file. The JSON report has all of them.`,
      },
      descriptor: { id: 'results-left-out' },
    });
  }
  return {
    executionSuccessful: report.outcome !== 'incomplete' && !report.problems.some(problem => problem.gates),
    exitCode: report.exitCode,
    exitCodeDescription: plain(report.summary),
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  };
}

function notification(problem: Problem): Sarif.Notification {
  const scope = [problem.target, problem.environment].filter(part => part !== undefined).join(', ');
  const text = [
    problem.message,
    scope === '' ? '' : ` (${scope})`,
    problem.hint === undefined ? '' : `. To do: ${problem.hint}`,
  ];
  const at: Location | undefined =
    problem.file === undefined ? undefined : { kind: 'file', ...problem, file: problem.file };
  return {
    level: problem.gates ? 'error' : 'note',
    message: { text: message(text.join('')) },
    descriptor: { id: problem.code },
    ...(at === undefined ? {} : { locations: [{ physicalLocation: physical(at) }] }),
  };
}
