import { z } from 'zod';
import { SEVERITIES } from '../findings.ts';
import { type Focus, PROFILES } from './types.ts';

/**
 * The format of a rule file, once: validation, the loader's types and the JSON Schema for editors come from here.
 * Every `describe` is shown by editors.
 */

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case: lower-case words joined by "-"')
  .max(80);
const text = z.string().trim().min(1, 'must not be empty');
const cel = z.string().trim().min(1, 'must not be empty').max(10_000);
const json = z.json();
const kubernetes = z.string().regex(/^1\.\d{1,3}$/, 'must be a Kubernetes version such as "1.34"');

const parameter = z
  .strictObject({
    type: z
      .enum(['string', 'integer', 'boolean', 'list', 'quantity'])
      .describe('A list is a list of strings; a quantity is 500m, 1Gi or a number, and "" for none.'),
    default: json.describe('Value when the configuration says nothing.'),
    description: text,
  })
  .describe('A setting that the configuration can change; expressions see it as params.<name>.');

const exampleFields = z.strictObject({
  name: text.describe('What is shown, in a few words.'),
  manifest: text
    .default('')
    .describe(
      'One or more YAML documents. In failing examples, lines that are meant end in "# expect". May be left out where everything in "base" is deleted.',
    ),
  parameters: z.record(z.string(), json).optional(),
  kubernetes: kubernetes.optional().describe('Kubernetes version it is judged for.'),
  target: z
    .strictObject({
      kind: z.enum(['helm', 'kustomize', 'manifests']),
      namespace: text.optional(),
      source: text.optional(),
    })
    .optional()
    .describe(
      'What it is rendered from (and which file of it) and where to, for expressions that look at that.',
    ),
  base: text
    .optional()
    .describe('State before the change, for guardrails on change and analyzers that compare.'),
  again: text.optional().describe('What another rendering of the same gives, for the analyzer of manifests.'),
  labels: z.array(text).optional().describe('Labels of the pull request, for guardrails on change.'),
  deployer: text.optional().describe('User who applies the change, for the analyzer of RBAC.'),
  scans: z.array(json).optional().describe('Reports of image scanners, for the analyzer of images.'),
});
const example = exampleFields.superRefine(({ manifest, base }, context) => {
  if (manifest === '' && base === undefined)
    context.addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: ['manifest'] });
});

/** The keys of an example. */
export const EXAMPLE_KEYS: readonly string[] = Object.keys(exampleFields.shape);

export const FOCUSES = [
  'object',
  'workload',
  'podSpec',
  'volume',
  'container',
  'volumeMount',
  'env',
  'probe',
  'rbacRule',
  'ingressRule',
  'change',
  'workloadChange',
  'containerChange',
  'changes',
] as const satisfies readonly Focus[];

export const guardrailFile = z.strictObject({
  id: id.describe('Same as the file name. Used in the configuration, in waivers and in links.'),
  title: text
    .max(100)
    .describe('The state wanted, as a sentence without stop: Containers do not run privileged.'),
  severity: z.enum(SEVERITIES as [string, ...string[]]).describe('error blocks a pull request by default.'),
  profile: z
    .enum(PROFILES as [string, ...string[]])
    .default('minimal')
    .describe('The smallest profile that includes it. minimal: always on.'),
  since: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must be a version such as "1.2.0"')
    .optional()
    .describe('Version that introduced it.'),
  applies: z.enum(FOCUSES).optional().describe('What the expression looks at, one at a time.'),
  kinds: z
    .array(text)
    .optional()
    .describe('Limits it to objects of these kinds, as Kind or group/Kind ("/Service" is the core group).'),
  when: cel.optional().describe('CEL: judged only where this is true.'),
  each: cel.optional().describe('CEL: a list; judged once per item, as item and index.'),
  expression: cel.optional().describe('CEL: true when all is well.'),
  field: z
    .string()
    .optional()
    .describe('Field it points at, relative to what it looks at; may have {{ CEL }} holes.'),
  message: text.optional().describe('What is wrong and why it matters here; may have {{ CEL }} holes.'),
  'told-by': z
    .array(text)
    .optional()
    .describe(
      'For guardrails on change: guardrails that tell the same where they have a new finding at this field; may have {{ CEL }} holes.',
    ),
  fix: z
    .strictObject({
      when: cel.optional().describe('CEL: only where this is true; elsewhere a person must choose.'),
      set: z
        .record(z.string(), json)
        .optional()
        .describe(
          'Fields, named as under field, and their new values; texts may have {{ CEL }} holes, and a text that is one hole alone takes its value.',
        ),
      remove: z.array(text).optional().describe('Fields or list items to remove, named as under field.'),
    })
    .refine(({ set, remove }) => set !== undefined || remove !== undefined, 'needs "set" or "remove"')
    .optional()
    .describe('The edit that is certainly right: kubeproof fix makes it in the source, once it is proven.'),
  sensitive: z
    .boolean()
    .optional()
    .describe('The field holds a credential: excerpts of source and rendered text hide its value.'),
  part: z
    .enum(['name', 'tag', 'digest', 'key'])
    .optional()
    .describe(
      'What of a field is meant, as each may be set in a place of its own: a part of an image, or the key and not the value.',
    ),
  analyzer: text.optional().describe('Instead of an expression: the analyzer that judges it.'),
  check: text.optional().describe('The check of that analyzer.'),
  rationale: text.describe('Why it matters.'),
  remediation: text.describe('How it is mended.'),
  'not-when': text.optional().describe('When breaking it is fine.'),
  references: z
    .array(z.url({ protocol: /^https$/ }))
    .default([])
    .describe('Pages to read on.'),
  controls: z
    .record(z.string(), z.union([text, z.array(text)]))
    .default({})
    .describe(
      'Controls of frameworks it supports evidence for: framework id, then control ids (quote them).',
    ),
  parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase'), parameter).default({}),
  examples: z
    .strictObject({ fail: z.array(example).default([]), pass: z.array(example).default([]) })
    .default({ fail: [], pass: [] })
    .describe('Its tests and its documentation.'),
});

export type GuardrailFile = z.infer<typeof guardrailFile>;

/** The JSON Schema of a rule file (draft 2020-12), as published in `schemas/guardrail.schema.json`. */
export function guardrailJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(guardrailFile, { io: 'input' });
  return {
    $schema,
    title: 'kubeproof guardrail',
    description: 'One guardrail of kubeproof: rules/<category>/<id>.yaml, or a file in a folder of your own.',
    ...schema,
    oneOf: [
      { required: ['applies', 'expression', 'message'], properties: { analyzer: false, check: false } },
      { required: ['analyzer', 'check'], properties: { applies: false, expression: false } },
    ],
  };
}
