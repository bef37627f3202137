import { jsonText } from '../../../json.ts';
import { isWorkload, type Manifest, type ManifestSet } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import type { Deployer } from '../apply.ts';
import { Authorizer } from '../authorizer.ts';
import { defaultObjects } from '../defaults.ts';
import { deployedTo, EVERYWHERE, environmentNames, environmentOf } from '../environments.ts';
import { RBAC_GROUP } from '../types.ts';
import { audiencesOf, isRoute, programOf } from '../workloads.ts';

/** One side of one environment. */
export interface Deployed {
  /** All environments of the side. */
  readonly set: ManifestSet;
  readonly manifests: readonly Manifest[];
  readonly authorizer: Authorizer;
}

/** The cluster of one environment, before and after. */
export interface Comparison {
  readonly environment: string;
  readonly base: Deployed;
  readonly head: Deployed;
  /** What decides about rights and is not word for word on the other side too, of both. */
  readonly touched: ReadonlySet<Manifest>;
  /** Every environment there is has something that changed. */
  readonly everywhere: boolean;
  /** Roles and bindings are word for word the same. */
  readonly sameRules: boolean;
}

export interface ComparisonOptions {
  /** Whose default roles and bindings the clusters have. */
  readonly kubernetes: string;
  /** An export of what else is in the cluster. */
  readonly context?: readonly Manifest[];
  /** Who applies the change. */
  readonly deployer?: Deployer;
  /** False for what the other side could not render: it has neither come nor gone. */
  readonly isCompared?: (manifest: Manifest) => boolean;
}

/**
 * The cluster of every environment before and after, for those in which something that decides about rights differs:
 * roles, bindings, accounts, namespaces, workloads, or what opens workloads to callers. None when nothing of it
 * changed.
 */
export function comparisons(
  base: ManifestSet,
  head: ManifestSet,
  { kubernetes, context, isCompared = () => true }: ComparisonOptions,
): Comparison[] {
  const [was, is] = changed(base.manifests.filter(isCompared), head.manifests.filter(isCompared));
  if (was.length + is.length === 0) return [];
  const names = new Set([...environmentNames(base, head), ...[...was, ...is].map(environmentOf)]);
  if (names.size > 1) names.delete(EVERYWHERE);
  const everywhere = [...was, ...is].some(manifest => environmentOf(manifest) === EVERYWHERE);
  const own = new Set([...was, ...is].map(environmentOf));
  const deployed = (set: ManifestSet, environment: string): Deployed => {
    const manifests = deployedTo(set, environment).filter(isCompared);
    const others = { defaults: defaultObjects(kubernetes), ...(context === undefined ? {} : { context }) };
    return { set, manifests, authorizer: new Authorizer({ manifests, ...others }) };
  };
  const touched = new Set([...was, ...is]);
  const changing = [...names].filter(environment => everywhere || own.has(environment));
  return changing.sort(byText).map(environment => ({
    environment,
    touched,
    everywhere: changing.length === names.size,
    base: deployed(base, environment),
    head: deployed(head, environment),
    sameRules: [...was, ...is].every(
      manifest => !isRule(manifest) || ![environment, EVERYWHERE].includes(environmentOf(manifest)),
    ),
  }));
}

const decisive = new WeakMap<ManifestSet, readonly string[]>();

/**
 * All of a set that decides about rights, as texts: equal for sets that differ in nothing but what pods do, beside as
 * whom and by which program.
 */
export function decisiveTexts(set: ManifestSet): readonly string[] {
  let found = decisive.get(set);
  if (found === undefined) {
    found = set.manifests.filter(decides).map(manifest => decisiveText(manifest, set));
    decisive.set(set, found);
  }
  return found;
}

const reduced = new WeakMap<Manifest, string>();

function decisiveText(manifest: Manifest, set: ManifestSet): string {
  const { resource, origin } = manifest;
  if (!isWorkload(resource.group, resource.kind)) return textOf(manifest);
  let text = reduced.get(manifest);
  if (text === undefined) {
    const pods = set
      .podSpecs(manifest)
      .map(({ spec, labels, path }) => [
        path,
        labels,
        [spec.serviceAccountName, spec.serviceAccount, spec.automountServiceAccountToken],
        audiencesOf(spec),
        programOf(spec),
      ]);
    text = jsonText([origin.target.id, environmentOf(manifest), resource, pods]);
    reduced.set(manifest, text);
  }
  return text;
}

/** Manifests of each list that decide about rights and that the other does not have, word for word. */
function changed(
  before: readonly Manifest[],
  after: readonly Manifest[],
): readonly [readonly Manifest[], readonly Manifest[]] {
  // What was not rendered anew is the same object.
  const known = new Set(before);
  const same = new Set(after.filter(manifest => known.has(manifest)));
  const was = before.filter(manifest => !same.has(manifest) && decides(manifest));
  const is = after.filter(manifest => !same.has(manifest) && decides(manifest));
  return [without(was, is), without(is, was)];
}

function without(manifests: readonly Manifest[], others: readonly Manifest[]): Manifest[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(textOf(other), (left.get(textOf(other)) ?? 0) + 1);
  return manifests.filter(manifest => {
    const text = textOf(manifest);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

const texts = new WeakMap<Manifest, string>();

/** Equal for the same object in the same environment. */
function textOf(manifest: Manifest): string {
  let text = texts.get(manifest);
  if (text === undefined) {
    const { resource, object } = manifest;
    text = jsonText([environmentOf(manifest), resource.namespace, object]);
    texts.set(manifest, text);
  }
  return text;
}

function isRule({ resource }: Manifest): boolean {
  return resource.group === RBAC_GROUP;
}

function decides({ resource: { group, kind } }: Manifest): boolean {
  if (group === '' && (kind === 'ServiceAccount' || kind === 'Namespace')) return true;
  return group === RBAC_GROUP || isWorkload(group, kind) || isRoute(group, kind);
}
