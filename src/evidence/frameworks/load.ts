import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYaml } from '../../manifest/index.ts';
import { nearest } from '../../nearest.ts';
import { ownPackage } from '../../package.ts';
import type { Problem } from '../../problems.ts';
import { byText, type Tree, TreeError } from '../../repository/index.ts';
import { type Framework, REPORT_PARTS, type ReportTemplate } from './types.ts';

/** Larger than any mapping a person writes. */
const LARGEST = 1024 * 1024;

const text = z.string().trim().min(1);
const ids = z.array(z.string().regex(/^[a-z0-9][a-z0-9-]*$/)).min(1);

const paragraphs = z.array(text).min(1);

/** What a report by a standard says beside its figures. */
const reportTemplateFile = z
  .strictObject({
    title: text.describe('Title of the document.'),
    reader: text.describe('Whom it is for: `the service auditor`.'),
    scope: paragraphs.describe('What is looked at: paragraphs.'),
    method: paragraphs.describe('How: paragraphs.'),
    asks: z
      .array(
        z.strictObject({
          what: text.describe('What an assessor of this standard asks for.'),
          answer: text.describe('What of it is in the report.'),
          part: z.enum(REPORT_PARTS).describe('Where.'),
          controls: z.array(z.coerce.string().min(1)).default([]).describe('Controls it is about.'),
        }),
      )
      .min(1)
      .describe('What an assessor asks for, and where it is.'),
    limits: paragraphs.describe('What the report cannot show.'),
  })
  .describe('What `kubeproof report` says beside its figures; left out: the general text.');

/** A file of `rules/frameworks/`, and of a team's own. */
const frameworkFile = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]*$/)
      .describe('Name in the configuration: the file name without extension.'),
    title: text.describe('Name for people.'),
    publisher: text.describe('Who publishes the standard.'),
    version: z.coerce.string().min(1).describe('Version or year of the standard.'),
    url: z
      .string()
      .regex(/^https:\/\/\S+$/)
      .describe('Where the standard is published.'),
    grammar: text.describe('Regular expression that every control id matches.'),
    source: text.describe('Where mappings come from that name no source of their own.'),
    'in-rule-files': z
      .boolean()
      .default(false)
      .describe('Whether `controls` of the rule files repeat every mapping.'),
    controls: z
      .array(
        z.strictObject({
          id: z.coerce.string().min(1).describe('Control id as the standard writes it.'),
          title: text.describe('What the control wants, in own words: texts of standards are copyrighted.'),
          guardrails: z
            .array(
              z.strictObject({
                strength: z
                  .enum(['direct', 'partial', 'contextual'])
                  .describe(
                    'direct: what the control asks; partial: a part of it; contextual: worth knowing, decides nothing.',
                  ),
                reason: text.describe('Why they support evidence for the control.'),
                source: text.optional().describe('Where the mapping comes from.'),
                ids: ids.describe('Guardrails.'),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
    unmapped: z
      .array(
        z
          .strictObject({
            reason: text,
            categories: ids.optional().describe('Every guardrail of these categories that no control names.'),
            guardrails: ids.optional(),
          })
          .refine(entry => entry.categories !== undefined || entry.guardrails !== undefined, {
            error: 'must name categories or guardrails',
          }),
      )
      .default([])
      .describe('Guardrails that say nothing about this standard.'),
    report: reportTemplateFile.optional(),
  })
  .describe('Which controls of a standard the guardrails support evidence for.');

/** Published as `schemas/framework.schema.json`. */
export function frameworkJsonSchema(): object {
  return { ...z.toJSONSchema(frameworkFile, { io: 'input' }), title: 'A framework of kubeproof' };
}

/** What loading gives: a framework that is not written as it should be is left out, and gates. */
export interface LoadedFrameworks {
  readonly frameworks: readonly Framework[];
  readonly problems: readonly Problem[];
}

/** Ids of the frameworks that come with this version, sorted. */
export function frameworkIds(): string[] {
  return readdirSync(folder())
    .filter(name => name.endsWith('.yaml'))
    .map(name => name.slice(0, -'.yaml'.length))
    .sort(byText);
}

/**
 * The frameworks a configuration names: ids of `rules/frameworks/`, or YAML files of the repository in the same format;
 * none named: all that come with kubeproof.
 */
export function loadFrameworks(names: readonly string[], tree: Tree): LoadedFrameworks {
  const known = frameworkIds();
  const frameworks = new Map<string, Framework>();
  const problems: Problem[] = [];
  for (const name of names.length === 0 ? known : names) {
    const found = /\.ya?ml$/.test(name)
      ? ownFramework(name, tree)
      : known.includes(name)
        ? packFramework(name)
        : unknown(name, known);
    if ('code' in found) problems.push(found);
    else if (frameworks.has(found.id))
      problems.push(invalid(found.file, `"frameworks" names "${found.id}" twice`));
    else frameworks.set(found.id, found);
  }
  return { frameworks: [...frameworks.values()].sort((a, b) => byText(a.id, b.id)), problems };
}

/** @returns the framework, or what is wrong with its file. */
export function readFramework(file: string, content: string): Framework | Problem {
  if (content.length > LARGEST) return invalid(file, `the file is larger than ${LARGEST / 1024} KiB`);
  const parsed = parseYaml(content);
  if (!parsed.ok) return { ...invalid(file, parsed.error.message), line: parsed.error.line };
  const result = frameworkFile.safeParse(parsed.value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return invalid(file, `at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`);
  }
  const { 'in-rule-files': inRuleFiles, controls, unmapped, source, report, ...rest } = result.data;
  return {
    ...rest,
    ...(report === undefined ? {} : { report }),
    inRuleFiles,
    controls: controls.map(({ id, title, guardrails }) => ({
      id,
      title,
      mappings: guardrails
        .flatMap(group =>
          group.ids.map(guardrail => ({
            guardrail,
            strength: group.strength,
            reason: group.reason,
            source: group.source ?? source,
          })),
        )
        .sort((a, b) => byText(a.guardrail, b.guardrail)),
    })),
    unmapped: unmapped.map(({ reason, guardrails = [], categories = [] }) => ({
      reason,
      guardrails,
      categories,
    })),
    file,
    digest: createHash('sha256').update(content).digest('hex'),
  };
}

/** What the report of a framework says: its own text, or the one for every standard. */
export function reportTemplate({ report }: Framework): ReportTemplate {
  if (report !== undefined) return report;
  const parsed = parseYaml(readFileSync(join(folder(), 'report', 'general.yaml'), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return reportTemplateFile.parse(parsed.value);
}

function folder(): string {
  return join(ownPackage().rules, 'frameworks');
}

const pack = new Map<string, Framework | Problem>();

function packFramework(id: string): Framework | Problem {
  const found =
    pack.get(id) ??
    readFramework(`rules/frameworks/${id}.yaml`, readFileSync(join(folder(), `${id}.yaml`), 'utf8'));
  pack.set(id, found);
  return found;
}

function ownFramework(path: string, tree: Tree): Framework | Problem {
  try {
    return readFramework(path, tree.text(path));
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    return invalid(path, error.message);
  }
}

function unknown(name: string, known: readonly string[]): Problem {
  const close = nearest(name, known);
  return {
    code: 'framework-unknown',
    message: `"frameworks" names "${name}", which kubeproof does not have`,
    hint:
      close === undefined
        ? `There are ${known.join(', ')}, and YAML files of your own`
        : `Did you mean "${close}"?`,
    gates: true,
  };
}

function invalid(file: string, what: string): Problem {
  return {
    code: 'framework-invalid',
    message: `The framework ${file} cannot be used: ${what}`,
    hint: 'docs/evidence.md has the format',
    file,
    gates: true,
  };
}
