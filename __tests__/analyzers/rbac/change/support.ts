import {
  type Deployer,
  type PermissionLine,
  type PermissionReport,
  type Pointer,
  permissionReport,
} from '../../../../src/analyzers/index.ts';
import { setOf } from '../../../support/manifests.ts';

/** YAML of RBAC objects and workloads, and what a report says of them in few words. */

export const RBAC = 'rbac.authorization.k8s.io';
export const BOT = '{kind: ServiceAccount, name: bot, namespace: shop}';
export const READ_SECRETS = '{apiGroups: [""], resources: [secrets], verbs: [get, list]}';

export function rule(group: string, resources: string, verbs: string, more = ''): string {
  return `{apiGroups: ["${group}"], resources: [${resources}], verbs: [${verbs}]${more}}`;
}

/** Roles are in namespace shop. */
export function role(
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: readonly string[],
  metadata = '',
): string {
  return `apiVersion: ${RBAC}/v1
kind: ${kind}
metadata: {name: "${name}"${kind === 'Role' ? ', namespace: shop' : ''}${metadata}}
rules:${rules.length === 0 ? ' []' : ''}
${rules.map(each => `  - ${each}`).join('\n')}
`;
}

/** `RoleBinding b` gives `Role r`; RoleBindings are in namespace shop. */
export function binding(written: string, granted: string, ...subjects: readonly string[]): string {
  const [kind, name] = written.split(' ');
  const [roleKind, roleName] = granted.split(' ');
  return `apiVersion: ${RBAC}/v1
kind: ${kind}
metadata: {name: ${name}${kind === 'RoleBinding' ? ', namespace: shop' : ''}}
subjects:
${(subjects.length === 0 ? [BOT] : subjects).map(each => `  - ${each}`).join('\n')}
roleRef:
  apiGroup: ${RBAC}
  kind: ${roleKind}
  name: ${roleName}
`;
}

export interface WorkloadYaml {
  readonly account?: string;
  readonly namespace?: string;
  readonly image?: string;
  /** Further lines of the pod spec. */
  readonly spec?: string;
}

export function deployment({ account, namespace = 'shop', image = 'web:1', spec }: WorkloadYaml): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
${[account === undefined ? '' : `serviceAccountName: ${account}`, spec ?? '']
  .filter(line => line !== '')
  .map(line => `      ${line}\n`)
  .join('')}      containers: [{name: web, image: "${image}"}]
`;
}

export function yaml(...documents: readonly string[]): string {
  return documents.join('---\n');
}

export function reportOf(base: string, head: string, deployer?: Deployer): PermissionReport<Pointer> {
  const options = { kubernetes: '1.34', ...(deployer === undefined ? {} : { deployer }) };
  return permissionReport(setOf(base), setOf(head), options);
}

/** `ServiceAccount shop/bot + get secrets · namespace shop !high (was only "db")`, for every subject. */
export function changes(report: PermissionReport<unknown>): string[] {
  return report.changes.flatMap(({ subject, gained, lost }) => [
    ...gained.map(each => `${subject} + ${said(each)}`),
    ...lost.map(each => `${subject} - ${said(each)}`),
  ]);
}

export function said({ text, scope, risk, notes }: PermissionLine<unknown>): string {
  const more = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${text} · ${scope}${risk === undefined ? '' : ` !${risk}`}${more}`;
}

/** `RB006 critical: added create clusterrolebindings, same bind clusterroles`. */
export function paths(list: PermissionReport<unknown>['paths']['opened']): string[] {
  return list.map(
    ({ id, risk, was, steps }) =>
      `${id} ${risk}${was === undefined ? '' : ` (was ${was})`}: ${steps.map(step => `${step.change} ${step.text}`).join(', ')}`,
  );
}

/** `added rule: rule 1 of Role shop/r @ head deploy/all.yaml:12`: the line of the YAML that a pointer leads to. */
export function links(line: PermissionLine<Pointer> | undefined): string[] {
  return (line?.because ?? []).map(({ change, kind, text, place }) => {
    const at = place === undefined ? '' : ` @ ${place.side} ${place.path.join('.')}`;
    return `${change} ${kind}: ${text}${at}`;
  });
}
