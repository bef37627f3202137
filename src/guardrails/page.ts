import { diffArrays } from 'diff';
import { DOCUMENTATION } from '../package.ts';
import { isOnChange } from './compile.ts';
import { type Example, type Guardrail, PROFILES } from './types.ts';

/** Where the generated pages are published. */
const PAGES = `${DOCUMENTATION}/guardrails`;

const FRAMEWORK_NAMES: Readonly<Record<string, string>> = {
  'cis-kubernetes-1.11': 'CIS Kubernetes Benchmark 1.11',
  'cis-kubernetes-1.12': 'CIS Kubernetes Benchmark 1.12',
  'iso-27001-2022': 'ISO/IEC 27001:2022 Annex A',
  'nsa-cisa-1.2': 'NSA/CISA Kubernetes Hardening Guide 1.2',
  'pci-dss-4.0.1': 'PCI DSS 4.0.1',
  pss: 'Pod Security Standards',
  soc2: 'SOC 2 (TSC 2017)',
};

/** Page of a guardrail: of the documentation for those of the pack, the rule file for a team's own. */
export function guardrailUrl(
  guardrail: Pick<Guardrail, 'id' | 'category'> & Partial<Pick<Guardrail, 'origin' | 'file'>>,
): string {
  if (guardrail.origin === 'custom' && guardrail.file !== undefined) return guardrail.file;
  return `${PAGES}/${guardrail.category}/${guardrail.id}.md`;
}

/**
 * A guardrail's page in Markdown: Avoid, Prefer, Why, How to fix, Parameters, When it is fine, Controls, References.
 * `kubeproof explain` prints the same.
 */
export function renderGuardrailPage(guardrail: Guardrail): string {
  const { examples, parameters, controls, references, check } = guardrail;
  const isChange = check.by === 'expression' && isOnChange(check);
  const sections = [
    `# ${guardrail.title}`,
    `\`${guardrail.id}\` · ${guardrail.category} · ${guardrail.severity} · profile ${guardrail.profile}${guardrail.since === '' ? '' : ` · since ${guardrail.since}`}`,
    exampleSection('Avoid', examples.fail, isChange),
    exampleSection('Prefer', examples.pass, isChange),
    `## Why\n\n${paragraph(guardrail.rationale)}`,
    `## How to fix\n\n${paragraph(guardrail.remediation)}${edit(guardrail)}`,
    parameterSection(guardrail.id, parameters),
    guardrail.notWhen === undefined ? '' : `## When it is fine\n\n${paragraph(guardrail.notWhen)}`,
    controlSection(controls),
    references.length === 0 ? '' : `## References\n\n${references.map(url => `- <${url}>`).join('\n')}`,
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** The index of the pages: a table of the families, then each family. */
export function renderGuardrailIndex(guardrails: readonly Guardrail[]): string {
  const categories = [...new Set(guardrails.map(({ category }) => category))].sort();
  const intro = `# Guardrails\n\n${guardrails.length} guardrails come with kubeproof. The profile \`minimal\` has only what is certainly wrong or dangerous, \`recommended\` (the default) what a careful reviewer would say, \`strict\` everything; each includes the one before. Naming a guardrail in the configuration switches it on, \`severity: off\` switches it off. Guardrails about what only a team can know (labels, registries, hosts) say nothing until their parameters do.\n\n[What is covered](coverage.md) compares them with what other tools check.`;
  const count = (all: readonly Guardrail[]) =>
    [all.length, ...PROFILES.map(profile => all.filter(each => each.profile === profile).length)].join(' | ');
  const families = categories.map(category => {
    const own = guardrails.filter(guardrail => guardrail.category === category);
    return `| [${familyTitle(category)}](#${familyTitle(category).toLowerCase().replaceAll(' ', '-')}) | ${count(own)} |`;
  });
  const overview = `| family | guardrails | ${PROFILES.join(' | ')} |\n|---|${'---|'.repeat(PROFILES.length + 1)}\n${families.join('\n')}\n| all | ${count(guardrails)} |`;
  const sections = categories.map(category => {
    const rows = guardrails
      .filter(guardrail => guardrail.category === category)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(
        ({ id, title, severity, profile, parameters }) =>
          `| [${id}](${category}/${id}.md) | ${cell(title)} | ${severity} | ${profile} | ${Object.keys(
            parameters,
          )
            .map(name => `\`${name}\``)
            .join(', ')} |`,
      );
    return `## ${familyTitle(category)}\n\n| guardrail | what is wanted | severity | profile | parameters |\n|---|---|---|---|---|\n${rows.join('\n')}`;
  });
  return `${[GENERATED, intro, overview, ...sections].join('\n\n')}\n`;
}

/** Heading of a category: `api-versions` -> `API versions`. */
export function familyTitle(category: string): string {
  const words = category.replaceAll('-', ' ').replace(/^(?:api|rbac)\b/, word => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const GENERATED = '<!-- Generated from rules/ by `npm run generate`. -->';

/** @param isChange whether base and manifest are two states of the same thing, shown as what differs */
function exampleSection(title: string, examples: readonly Example[], isChange: boolean): string {
  if (examples.length === 0) return '';
  const shown = examples.map(example => {
    const { name, parameters, kubernetes, target, labels } = example;
    const settings = [
      ...(kubernetes === undefined ? [] : [`Kubernetes ${kubernetes}`]),
      ...(target === undefined ? [] : [`rendered by ${target.kind}`]),
      ...(target?.namespace === undefined ? [] : [`into namespace ${target.namespace}`]),
      ...(labels ?? []).map(label => `label \`${label}\``),
      ...Object.entries(parameters ?? {}).map(([key, value]) => `\`${key}: ${JSON.stringify(value)}\``),
    ];
    const heading = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const aside = settings.length === 0 ? '' : ` (${settings.join(', ')})`;
    return `${heading}${aside}:\n\n${isChange ? fence(change(example), 'diff') : fence(marked(example.manifest), 'yaml')}`;
  });
  return `## ${title}\n\n${shown.join('\n\n')}`;
}

/** An example's text, with arrows at the lines that are meant. */
function marked(text: string): string {
  return text.trimEnd().replace(/\s*#(?:\s+expect)+\s*$/gm, ' # ← here');
}

const MARK = / # ← here$/;

/** Both states as a unified diff of all lines; an arrow alone is no difference. */
function change({ base = '', manifest }: Example): string {
  const [before, after] = [base, manifest].map(text => (text === '' ? [] : marked(text).split('\n')));
  const parts = diffArrays(before ?? [], after ?? [], {
    comparator: (a, b) => a.replace(MARK, '') === b.replace(MARK, ''),
  });
  const lines = parts.flatMap(({ value, added, removed }) =>
    value.map(line => `${added ? '+' : removed ? '-' : ' '} ${line}`),
  );
  return lines.join('\n');
}

/** The edit that kubeproof offers, for guardrails that have one. */
function edit({ check }: Guardrail): string {
  if (check.by !== 'expression' || check.fix === undefined) return '';
  const set = Object.entries(check.fix.set ?? {}).map(
    ([field, value]) => `- set \`${field}\` to \`${json(value)}\``,
  );
  const remove = (check.fix.remove ?? []).map(field => `- remove \`${field}\``);
  return `\n\nkubeproof suggests this edit where it can prove that it helps:\n\n${[...set, ...remove].join('\n')}`;
}

/** A code block whose fence is longer than any in the text. */
function fence(text: string, language: 'yaml' | 'diff' = 'yaml'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function parameterSection(id: string, parameters: Guardrail['parameters']): string {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return '';
  const rows = entries.map(
    ([name, { type, default: value, description }]) =>
      `| \`${name}\` | ${type} | \`${cell(json(value))}\` | ${cell(paragraph(description))} |`,
  );
  const [first] = entries;
  const sample =
    first === undefined
      ? ''
      : `\n\n${fence(`guardrails:\n  ${id}:\n    parameters:\n      ${first[0]}: ${json(first[1].default)}`)}`;
  return `## Parameters\n\n| name | type | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}${sample}`;
}

function controlSection(controls: Guardrail['controls']): string {
  const entries = Object.entries(controls);
  if (entries.length === 0) return '';
  const rows = entries.map(([framework, ids]) => {
    const name = Object.hasOwn(FRAMEWORK_NAMES, framework) ? FRAMEWORK_NAMES[framework] : framework;
    return `- ${name}: ${ids.join(', ')}`;
  });
  return `## Controls\n\nA passing result supports evidence for these controls; it makes nobody compliant by itself.\n\n${rows.join('\n')}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

/** Folded YAML text as one paragraph. */
function paragraph(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
