import * as z from 'zod';
import { TOOLS } from '../equivalents/index.ts';

/**
 * `.kubeproof.yaml`: the one place that holds names, types, defaults and explanations. The published JSON Schema
 * (`schemas/kubeproof.schema.json`), the typed configuration and the defaults of every action input come from here.
 */

/** What kubeproof assumes where nobody says otherwise. `action.yml` repeats none of these. */
export const DEFAULT_KUBERNETES = '1.34';

const severity = z.enum(['error', 'warning', 'info']);
const text = z.string().min(1);
const repositoryPath = text.describe('Path relative to the root of the repository.');
const kubernetes = z
  .union([z.string().regex(/^v?1\.\d{1,2}(\.\d{1,3})?$/, 'a Kubernetes version such as "1.34"'), z.number()])
  .describe('Kubernetes version to render and judge for, such as "1.34".');

const json: z.ZodType<unknown> = z.json();

const set = z
  .strictObject({
    json: z.array(text).optional().describe('As `helm --set-json`.'),
    plain: z.array(text).optional().describe('As `helm --set`.'),
    string: z.array(text).optional().describe('As `helm --set-string`.'),
    file: z.array(text).optional().describe('As `helm --set-file`: key=path in the repository.'),
    literal: z.array(text).optional().describe('As `helm --set-literal`.'),
  })
  .describe("Single values on top of the values files, in Helm's fixed order.");

const environment = z.strictObject({
  name: text.describe('Name of the environment: prod, staging ...'),
  namespace: text.optional().describe('Namespace of the release.'),
  release: text.optional().describe('Helm release name; the chart’s name when left out.'),
  kubernetes: kubernetes.optional(),
  'api-versions': z
    .array(text)
    .optional()
    .describe(
      'As `helm --api-versions`: custom resources the cluster knows, besides what its Kubernetes version has.',
    ),
  values: z.array(repositoryPath).optional().describe('Values files, in order.'),
  set: set.optional(),
});

const environments = z.array(environment).optional().describe('Left out: found by convention.');

const target = z.union([
  z.strictObject({ helm: repositoryPath.describe('Folder of a chart.'), environments }),
  z.strictObject({
    kustomize: repositoryPath.describe('Folder of a kustomization.'),
    'load-restrictor': z
      .enum(['rootOnly', 'none'])
      .optional()
      .describe(
        '`none` lets a kustomization read files outside its folder, as `--load-restrictor LoadRestrictionsNone`.',
      ),
    environments,
  }),
  z.strictObject({
    manifests: z
      .union([repositoryPath, z.array(repositoryPath)])
      .describe('Folders or files of plain manifests; * and ** match.'),
    environments,
  }),
]);

const guardrail = z.union([
  // YAML 1.1, which Kubernetes reads, turns a bare `off` into false.
  z.literal(['off', false]).describe('Switch the guardrail off.'),
  severity.describe('Change its severity.'),
  z.strictObject({
    severity: z.union([severity, z.literal(['off', false])]).optional(),
    parameters: z.record(z.string(), json).optional().describe('See the page of the guardrail.'),
    locked: z
      .boolean()
      .optional()
      .describe('Only waivers that were merged before count: none in the pull request itself.'),
  }),
]);

const approval = z.strictObject({
  for: z
    .array(text)
    .min(1)
    .describe(
      'What calls for it: guardrail ids (* matches any text), or kinds of change to permissions: rbac.escalation, rbac.dangerous, rbac.cluster-scope, rbac.any.',
    ),
  from: z
    .array(
      text.regex(/^@?[\w.-]+(\/[\w.-]+){0,20}$/, 'a login such as alice, or a team such as acme/security'),
    )
    .min(1)
    .describe(
      'Who may agree: logins, and teams as organisation/team (they need the input approvals-token) or, on GitLab, groups as group/subgroup.',
    ),
  count: z.int().min(1).max(10).default(1).describe('How many of them have to.'),
});

/** `owner/repository/path@commit`. */
export const EXTENDS = /^([\w.-]{1,100})\/([\w.-]{1,100})\/([^@\s]{1,500})@([0-9a-f]{40})$/;

export const configSchema = z
  .strictObject({
    extends: z
      .string()
      .regex(EXTENDS, 'owner/repository/path@commit, with all 40 digits of the commit')
      .optional()
      .describe(
        'A shared configuration that this one adds to, read from GitHub by the Action: owner/repository/path@commit. On the command line --extends FILE gives its contents.',
      ),
    kubernetes: kubernetes.default(DEFAULT_KUBERNETES),
    profile: z
      .enum(['minimal', 'recommended', 'strict'])
      .default('recommended')
      .describe(
        'How much is judged: only what is certainly dangerous, what a careful reviewer would say, or everything.',
      ),
    gate: z
      .strictObject({
        'fail-on': z
          .enum(['error', 'warning', 'info', 'never'])
          .default('error')
          .describe('The least severity that fails the check.'),
        scope: z
          .enum(['auto', 'new', 'all'])
          .default('auto')
          .describe(
            'Whether only new findings fail it, or all. auto: new where there is a base to compare with, else all.',
          ),
      })
      .prefault({}),
    engine: z
      .strictObject({
        kind: z
          .enum(['embedded', 'system'])
          .default('embedded')
          .describe('The libraries that come with kubeproof, or the helm and kustomize on PATH.'),
        helm: z.literal([3, 4]).default(4).describe('Major version of Helm.'),
      })
      .prefault({}),
    targets: z.array(target).optional().describe('What to render. Left out: discovered.'),
    exclude: z.array(text).default([]).describe('Paths that discovery leaves out; * and ** match.'),
    guardrails: z.record(z.string(), guardrail).default({}).describe('Settings by guardrail id.'),
    rules: z.array(repositoryPath).default([]).describe('Folders with your own guardrails.'),
    scans: z
      .array(repositoryPath)
      .default([])
      .describe('JSON reports of Trivy or Grype about the images that are deployed.'),
    context: repositoryPath
      .optional()
      .describe(
        'Folder with an export of the cluster: roles, bindings, ServiceAccounts and Namespaces (`kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts,namespaces -A -o yaml`). With it, what is in neither the repository nor there does not exist.',
      ),
    deployer: z
      .union([
        text,
        z.strictObject({
          user: text.describe('Its name as the API server knows it.'),
          groups: z.array(text).default([]).describe('Groups that the identity provider puts it in.'),
        }),
      ])
      .optional()
      .describe(
        'Who applies what is merged: a user name such as system:serviceaccount:ci:deployer. With it, roles and bindings that the API server would refuse as escalation are told.',
      ),
    waivers: repositoryPath.default('.kubeproof/waivers.yaml').describe('File of accepted findings.'),
    'inline-waivers': z
      // YAML 1.1, which Kubernetes reads, turns a bare `off` into false.
      .literal(['head', 'base', 'off', false])
      .default('head')
      .describe(
        'Whether comments `# kubeproof:ignore ID REASON` in the sources accept findings: at once, after they are merged, or never.',
      ),
    'foreign-waivers': z
      .array(z.enum(TOOLS))
      .default([])
      .describe(
        'Tools whose own annotations and comments in the sources accept findings of equivalent guardrails, under the rules of `inline-waivers`.',
      ),
    baseline: repositoryPath
      .default('.kubeproof/baseline.yaml')
      .describe('File of findings that were there before adoption, as `kubeproof baseline` writes it.'),
    approvals: z
      .array(approval)
      .default([])
      .describe('Changes that somebody named has to agree to, by a review of the pull request.'),
    frameworks: z
      .array(text)
      .default([])
      .describe(
        'Standards whose controls the evidence speaks of: ids such as soc2, and YAML files of your own (see evidence.md). Left out: all that come with kubeproof.',
      ),
  })
  .describe('Configuration of kubeproof.');

export type RawConfig = z.output<typeof configSchema>;

export const baselineSchema = z
  .strictObject({
    findings: z.array(
      z.strictObject({
        fingerprint: z.string().regex(/^[0-9a-f]{32}$/, 'a fingerprint of 32 hex digits'),
        guardrail: text,
        resource: text.describe('What it is about, for people.'),
        field: text.optional(),
      }),
    ),
  })
  .describe('Findings that were there before kubeproof was adopted; entries only ever leave.');

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-31');

export const waiversSchema = z
  .strictObject({
    waivers: z.array(
      z.strictObject({
        id: text.optional().describe('Name of this entry; derived from its content when left out.'),
        guardrail: text.describe('Id of the guardrail; * matches any text.'),
        resource: z
          .strictObject({ kind: text.optional(), namespace: text.optional(), name: text.optional() })
          .optional()
          .describe('Which resources; * matches any text.'),
        container: text.optional(),
        field: text
          .optional()
          .describe('Field as findings name it, `spec.containers[name=app].image`; * matches.'),
        target: text.optional().describe('Target id, as `kubeproof targets` prints it; * matches.'),
        environment: text.optional(),
        source: text
          .optional()
          .describe('File the resource comes from: manifest, template, base; * and ** match.'),
        fingerprint: z
          .string()
          .regex(/^[0-9a-f]{32}$/, 'a fingerprint of 32 hex digits')
          .optional(),
        owner: text.describe('Who answers for it.'),
        reason: text.describe('Why it is acceptable.'),
        expires: date.optional().describe('Last day it counts, such as 2027-01-31.'),
        ticket: text.optional(),
      }),
    ),
  })
  .describe('Accepted findings of kubeproof, each with an owner, a reason and, better, an end.');
