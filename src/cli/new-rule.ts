import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../problems.ts';
import { plain } from '../reports/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { openSession } from './session.ts';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** `kubeproof new-rule [--change] ID`: a guardrail of one's own that works and whose examples pass, to be changed. */
export async function newRule(parsed: Parsed): Promise<number> {
  const [id, ...others] = parsed.paths;
  if (id === undefined || others.length > 0 || !ID.test(id)) {
    throw new ProblemError({
      code: 'usage',
      message: 'new-rule takes the id of the guardrail to write, in lower case with hyphens',
      hint: 'for example `kubeproof new-rule team-label`',
      gates: true,
    });
  }
  const { root, config } = openSession({ ...parsed, paths: [] });
  const folder = config.rules[0] ?? 'policies';
  const path = `${folder}/${id}.yaml`;
  if (existsSync(join(root, path))) {
    throw new ProblemError({
      code: 'rule-exists',
      message: `${path} exists and was left alone`,
      hint: 'choose another id, or edit the file',
      gates: true,
    });
  }
  writeFile(join(root, path), (parsed.on('change') ? CHANGE_RULE : RULE).replaceAll('ID', id));
  const register =
    config.rules.length > 0
      ? []
      : [`Name its folder in ${config.file ?? '.kubeproof.yaml'}:  rules: [${folder}/]`];
  const lines = [`${path} written`, ...register, `Next: kubeproof test ${path}`];
  process.stdout.write(`${lines.map(plain).join('\n')}\n`);
  return 0;
}

const RULE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/guardrail.schema.json
# How to write one: https://github.com/kubeproof/kubeproof/blob/main/docs/writing-guardrails.md
id: ID
title: Workloads say which team answers for them        # what is wanted, as a sentence
severity: warning                                       # error, warning or info
applies: object                                         # or container, podSpec, volume, env, probe, rbacRule ...
kinds: [apps/Deployment, apps/StatefulSet, apps/DaemonSet]
parameters:
  label: {type: string, default: team, description: Name of the label.}
expression: 'params.label in object.metadata.?labels.orValue({})'   # CEL, true when all is well
field: metadata.labels                                  # what to edit
message: >-
  {{ resource.kind }} {{ resource.name }} has no label {{ params.label }}: at night nobody knows whom to call.
rationale: >-
  An incident is shorter when the manifest says who knows the workload.
remediation: Add the label with the name of your team.
examples:
  fail:
    - name: no labels at all
      manifest: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: # expect
          name: web
    - name: other labels
      manifest: |
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: store
          labels: {app: store} # expect
  pass:
    - name: the label is there
      manifest: |
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {team: checkout}
`;

const CHANGE_RULE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/guardrail.schema.json
# How to write one: https://github.com/kubeproof/kubeproof/blob/main/docs/writing-guardrails.md#guardrails-on-change
id: ID
title: Topics of the message bus are not deleted        # what is wanted, as a sentence
severity: error                                         # error, warning or info
applies: change                                         # or workloadChange, containerChange, changes
kinds: [kafka.strimzi.io/KafkaTopic]
when: operation == "DELETE"                             # or CREATE, UPDATE; then "object" or "oldObject" is null
expression: 'oldObject.metadata.?annotations["acme.example/empty"].orValue("") == "true"'   # CEL, true when all is well
field: kind                                             # of what is gone, in the base; else of what is there now
message: >-
  {{ resource.kind }} {{ resource.name }} is deleted, and its messages with it.
rationale: >-
  Whoever reads a topic finds out when it is gone.
remediation: Drain the topic first, say so in the annotation acme.example/empty, then delete it.
examples:
  fail:
    - name: a topic in use
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic # expect
        metadata:
          name: orders
    - name: an annotation that says something else
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic # expect
        metadata:
          name: orders
          annotations: {acme.example/empty: "soon"}
  pass:
    - name: it was drained
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata:
          name: orders
          annotations: {acme.example/empty: "true"}
    - name: it stays
      base: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata: {name: orders}
      manifest: |
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaTopic
        metadata: {name: orders}
        spec: {partitions: 3}
`;
