import { isObject, type Json, type JsonObject } from '../../manifest/index.ts';
import type { Atom, PolicyRule } from './types.ts';

/** A request as the RBAC authorizer sees it (k8s.io/apiserver, `authorizer.Attributes`). */
export interface Attributes {
  readonly verb: string;
  /** '' is the core group; undefined: a request for a URL that is no resource. */
  readonly group?: string;
  /** `pods`; of a request for a URL, its path. */
  readonly resource: string;
  /** `exec`; '' or absent: the resource itself. */
  readonly subresource?: string;
  /** '' or absent where the request names no object. */
  readonly name?: string;
  /** '' or absent: a request for the whole cluster, or for a resource without a namespace. */
  readonly namespace?: string;
}

/** Reads a role's rules. What is no list of strings is empty, as the API server would refuse it. */
export function policyRules(rules: Json | undefined): PolicyRule[] {
  return objects(rules).map(rule => ({
    verbs: strings(rule.verbs),
    apiGroups: strings(rule.apiGroups),
    resources: strings(rule.resources),
    resourceNames: strings(rule.resourceNames),
    nonResourceURLs: strings(rule.nonResourceURLs),
  }));
}

/**
 * Whether a rule allows a request; scopes are the caller's business.
 * Source: `RuleAllows`, plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/apis/rbac/v1/evaluation_helpers.go.
 */
export function ruleAllows(rule: PolicyRule, request: Attributes): boolean {
  if (!matches(rule.verbs, request.verb)) return false;
  if (request.group === undefined) return rule.nonResourceURLs.some(url => urlMatches(url, request.resource));
  return (
    matches(rule.apiGroups, request.group) &&
    rule.resources.some(granted => resourceMatches(granted, request.resource, request.subresource ?? '')) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name ?? ''))
  );
}

/** `*` is everything, subresources included; `*` + `/exec` that subresource of any resource; `pods/*` only itself. */
export function resourceMatches(granted: string, resource: string, subresource: string): boolean {
  if (granted === '*') return true;
  if (subresource === '') return granted === resource;
  return granted === `${resource}/${subresource}` || granted === `*/${subresource}`;
}

/** A trailing `*` is a prefix; `/healthz/*` does not match `/healthz`. */
export function urlMatches(granted: string, path: string): boolean {
  if (granted === path) return true;
  const prefix = urlPrefix(granted);
  return prefix !== undefined && path.startsWith(prefix);
}

/** What every path that a URL of a rule matches begins with; undefined where it matches only itself. */
export function urlPrefix(granted: string): string | undefined {
  let end = granted.length;
  while (end > 0 && granted[end - 1] === '*') end -= 1;
  return end === granted.length ? undefined : granted.slice(0, end);
}

/**
 * The product of a rule's lists, each atom once. URLs count only for the whole cluster: a Role cannot grant them.
 * Source: `BreakdownRule`, component-helpers/auth/rbac/validation/policy_comparator.go.
 */
export function atomsOf(rule: PolicyRule, namespace: string): Atom[] {
  const atoms: Atom[] = [];
  const groups = unique(rule.apiGroups);
  const resources = unique(rule.resources);
  const names = unique(rule.resourceNames);
  const urls = namespace === '' ? unique(rule.nonResourceURLs) : [];
  for (const verb of unique(rule.verbs)) {
    for (const resource of urls) atoms.push({ verb, resource, namespace });
    for (const group of groups) {
      for (const resource of resources) {
        if (rule.resourceNames.length === 0) atoms.push({ verb, group, resource, namespace });
        else for (const name of names) atoms.push({ verb, group, resource, name, namespace });
      }
    }
  }
  return atoms;
}

/**
 * Atoms one role may have before its rules are no longer taken apart. The largest of a thousand roles in public
 * repositories has 712, and one that collects those of all custom resources of a cloud provider some ten thousands;
 * lists that multiply to more are an attack on whoever reads them.
 */
export const MAX_ATOMS = 50_000;

/** What stands for the rules of a role with more than {@link MAX_ATOMS} atoms: everything. Others: undefined. */
export function boundedRules(rules: readonly PolicyRule[]): readonly PolicyRule[] | undefined {
  let count = 0;
  for (const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } of rules) {
    const objects = apiGroups.length * resources.length * Math.max(1, resourceNames.length);
    count += verbs.length * (objects + nonResourceURLs.length);
  }
  return count <= MAX_ATOMS ? undefined : [EVERYTHING];
}

const EVERYTHING: PolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: ['*'],
};

function matches(granted: readonly string[], wanted: string): boolean {
  return granted.includes('*') || granted.includes(wanted);
}

function unique(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}

/** The members of a list that are objects. */
export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}
