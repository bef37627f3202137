import { list } from '../../json.ts';
import { type Json, type Manifest, type ManifestSet, own } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { Target } from '../../target.ts';
import { specOf, textAt } from './read.ts';

/** A GitOps controller's object that says what it deploys from where. */
export interface Manager {
  readonly manifest: Manifest;
  /** `Argo CD Application web`. */
  readonly title: string;
  readonly tool: 'argocd' | 'flux' | 'helm';
  /** Whether it deletes what is no longer in Git. */
  readonly prunes: boolean;
  /** Whether it acts by itself; else when somebody tells it to. */
  readonly isAutomatic: boolean;
  /** Flux: told to do nothing for now. */
  readonly isSuspended: boolean;
}

/** A path of the repository that a manager deploys. */
interface Claim {
  readonly manager: Manager;
  /** Repository-relative; '' is the root. With `*` for the name of a folder where an ApplicationSet has a generator. */
  readonly path: string;
  /** Whether what is in folders below belongs to it. */
  readonly below: boolean;
  /** Which repository: what has paths that are not here is another one. */
  readonly source: string;
}

/**
 * What deploys the targets of a repository, as far as the repository says it: Argo CD Applications and ApplicationSets by
 * the path of their sources, Flux Kustomizations and HelmReleases by theirs. An object is taken to speak of this
 * repository when at least half of the paths that it and its like name for one source are targets here.
 */
export class Managers {
  readonly #set: ManifestSet;
  #claims: readonly Claim[] | undefined;
  readonly #known = new Map<string, readonly Manager[]>();
  #kustomizations: ReadonlySet<string> = new Set();

  constructor(set: ManifestSet) {
    this.#set = set;
  }

  /** Sorted by title. Empty where nobody knows. */
  of(target: Target): readonly Manager[] {
    let managers = this.#known.get(target.id);
    if (managers === undefined) {
      this.#claims ??= this.#claimed();
      const fitting = this.#claims.filter(claim => this.#fits(claim, target));
      const deepest = fitting.reduce((most, { path }) => Math.max(most, path.length), 0);
      const found = new Map(
        fitting
          .filter(({ path }) => path.length === deepest)
          .map(({ manager }) => [manager.title, manager] as const),
      );
      managers = [...found.values()].sort((a, b) => byText(a.title, b.title));
      this.#known.set(target.id, managers);
    }
    return managers;
  }

  #claimed(): readonly Claim[] {
    const claims = this.#set.manifests.flatMap(claimsOf);
    if (claims.length === 0) return claims;
    const targets = new Map(this.#set.manifests.map(({ origin: { target } }) => [target.id, target]));
    this.#kustomizations = new Set(
      [...targets.values()].flatMap(({ kind, root }) => (kind === 'kustomize' ? [rootOf(root)] : [])),
    );
    const known = new Map<string, { here: Set<string>; all: Set<string> }>();
    for (const claim of claims) {
      const counts = known.get(claim.source) ?? { here: new Set(), all: new Set() };
      known.set(claim.source, counts);
      counts.all.add(claim.path);
      if ([...targets.values()].some(target => this.#fits(claim, target))) counts.here.add(claim.path);
    }
    return claims.filter(({ source }) => {
      const counts = known.get(source);
      return counts !== undefined && counts.here.size * 2 >= counts.all.size;
    });
  }

  #fits({ path, below }: Claim, { root, kind }: Target): boolean {
    const at = rootOf(root);
    if (path.includes('*')) return globbed(path, at);
    if (at === path) return true;
    // Where there is a kustomization, it alone says what belongs to it.
    return below && kind !== 'helm' && isBelow(at, path) && !this.#kustomizations.has(path);
  }
}

/** What an object of a GitOps controller says of how it deploys; undefined for any other object. */
export function managerOf(manifest: Manifest): Manager | undefined {
  const { group, kind } = manifest.resource;
  const spec = specOf(manifest);
  switch (`${group}/${kind}`) {
    case 'argoproj.io/Application':
      return applicationManager(manifest, kind, spec);
    case 'argoproj.io/ApplicationSet':
      return applicationManager(manifest, kind, own(own(spec, 'template'), 'spec'));
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return fluxManager(manifest);
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return helmManager(manifest);
    default:
      return undefined;
  }
}

/**
 * Whether the end of a GitOps controller's object is that of all it deployed, and how that is said; undefined for any other
 * object.
 */
export function cascadeOf(manifest: Manifest): { deletes: boolean; said: string } | undefined {
  const { group, kind } = manifest.resource;
  const spec = specOf(manifest);
  const all = (why: string) => `and everything it deployed with it (${why})`;
  switch (`${group}/${kind}`) {
    case 'argoproj.io/Application': {
      // https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion
      const finalizers = list(own(own(manifest.object, 'metadata'), 'finalizers')).map(String);
      const name = 'resources-finalizer';
      return {
        deletes: finalizers.some(each => each.startsWith(`${name}.argocd.argoproj.io`)),
        said: all(name),
      };
    }
    case 'argoproj.io/ApplicationSet': {
      const isKept = own(own(spec, 'syncPolicy'), 'preserveResourcesOnDeletion') === true;
      return { deletes: !isKept, said: 'and its Applications with everything they deployed' };
    }
    case 'kustomize.toolkit.fluxcd.io/Kustomization': {
      // https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy
      const policy = textAt(spec, 'deletionPolicy') || 'MirrorPrune';
      return policy === 'MirrorPrune'
        ? { deletes: own(spec, 'prune') === true, said: all('prune: true') }
        : { deletes: policy !== 'Orphan', said: all(`deletionPolicy: ${policy}`) };
    }
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return { deletes: true, said: 'and its release is uninstalled with everything in it' };
    default:
      return undefined;
  }
}

function claimsOf(manifest: Manifest): Claim[] {
  const manager = managerOf(manifest);
  const spec = specOf(manifest);
  if (manager === undefined) return [];
  if (manager.tool === 'argocd') {
    return manifest.resource.kind === 'Application'
      ? applicationClaims(manager, spec)
      : applicationSetClaims(manager, spec, own(own(spec, 'template'), 'spec'));
  }
  if (manager.tool === 'flux') {
    const source = sourceText(manifest, own(spec, 'sourceRef'));
    return [{ manager, path: normal(textAt(spec, 'path')), below: true, source }];
  }
  const chart = own(own(spec, 'chart'), 'spec');
  const ref = own(chart, 'sourceRef');
  if (textAt(ref, 'kind') === 'HelmRepository' || textAt(chart, 'chart') === '') return [];
  const source = `helm ${sourceText(manifest, ref)}`;
  return [{ manager, path: normal(textAt(chart, 'chart')), below: false, source }];
}

function applicationManager(manifest: Manifest, kind: string, spec: Json | undefined): Manager {
  const automated = own(own(spec, 'syncPolicy'), 'automated');
  return {
    manifest,
    title: `Argo CD ${kind} ${manifest.resource.name}`,
    tool: 'argocd',
    prunes: own(automated, 'prune') === true,
    // `automated: {}` switches it on; `enabled: false` off.
    isAutomatic: typeof automated === 'object' && automated !== null && own(automated, 'enabled') !== false,
    isSuspended: false,
  };
}

function applicationClaims(manager: Manager, spec: Json | undefined): Claim[] {
  const sources = [own(spec, 'source'), ...list(own(spec, 'sources'))];
  return sources.flatMap(source => {
    if (typeof own(source, 'path') !== 'string') return [];
    const below = own(own(source, 'directory'), 'recurse') === true;
    return [{ manager, path: normal(textAt(source, 'path')), below, source: textAt(source, 'repoURL') }];
  });
}

/** Its template names the path of a Git generator as `{{path}}` or `{{.path.path}}`. */
function applicationSetClaims(manager: Manager, spec: Json | undefined, template: Json | undefined): Claim[] {
  return applicationClaims(manager, template).flatMap(claim => {
    if (!claim.path.includes('{{')) return [claim];
    if (!/^\{\{\s*\.?path(?:\.path)?\s*\}\}$/.test(claim.path)) return [];
    return generators(own(spec, 'generators'), 0).flatMap(git =>
      list(own(git, 'directories')).flatMap(directory =>
        own(directory, 'exclude') === true
          ? []
          : [{ ...claim, path: normal(textAt(directory, 'path')), source: textAt(git, 'repoURL') }],
      ),
    );
  });
}

/** Git generators, also those that a matrix or merge combines. */
function generators(value: Json | undefined, depth: number): Json[] {
  if (depth > 2) return [];
  return list(value).flatMap(each => {
    const git = own(each, 'git');
    return [
      ...(git === undefined ? [] : [git]),
      ...['matrix', 'merge'].flatMap(key => generators(own(own(each, key), 'generators'), depth + 1)),
    ];
  });
}

function fluxManager(manifest: Manifest): Manager {
  const spec = specOf(manifest);
  return {
    manifest,
    title: `Flux Kustomization ${manifest.resource.name}`,
    tool: 'flux',
    prunes: own(spec, 'prune') === true,
    isAutomatic: own(spec, 'suspend') !== true,
    isSuspended: own(spec, 'suspend') === true,
  };
}

function helmManager(manifest: Manifest): Manager {
  const isSuspended = own(specOf(manifest), 'suspend') === true;
  return {
    manifest,
    title: `Flux HelmRelease ${manifest.resource.name}`,
    tool: 'helm',
    prunes: true,
    isAutomatic: !isSuspended,
    isSuspended,
  };
}

function sourceText({ resource }: Manifest, ref: Json | undefined): string {
  const namespace = textAt(ref, 'namespace') || resource.namespace;
  return `${textAt(ref, 'kind')} ${namespace}/${textAt(ref, 'name')}`;
}

/** `./apps/prod/` -> `apps/prod`, `.` -> ''. */
function normal(path: string): string {
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
}

function rootOf(root: string): string {
  return root === '.' ? '' : root;
}

function isBelow(path: string, folder: string): boolean {
  return path !== folder && (folder === '' || path.startsWith(`${folder}/`));
}

/** Go's `path.Match` as far as Git generators use it: `*` is the name of one folder or a part of it. */
function globbed(pattern: string, path: string): boolean {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  return wanted.length === found.length && wanted.every((part, i) => globbedName(part, found[i] as string));
}

function globbedName(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first, last] = [parts[0] as string, parts.at(-1) as string];
  if (parts.length === 1) return name === pattern;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const next = name.indexOf(part, at);
    if (next < 0 || next + part.length > name.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}
