/** How bad it is that somebody can do this. */
export type Level = 'critical' | 'high' | 'medium' | 'low';
/** Worst first. */
export const LEVELS: readonly Level[] = ['critical', 'high', 'medium', 'low'];

/** Any of these verbs on any of these resources. */
export interface Permission {
  /** As the API server asks for them; one that ends in `:` stands for all that begin so. */
  readonly verbs: readonly string[];
  /** API group, '' the core group; absent: whatever the group. Of paths: absent, see `paths`. */
  readonly group?: string;
  /** `pods`, `pods/exec`; `userextras/` stands for each of its subresources, `*` for any resource of the group. */
  readonly resources: readonly string[];
  /** Paths of the API server (nonResourceURLs) instead of resources. */
  readonly paths?: true;
  /** Only a ClusterRoleBinding makes it effective: the request has no namespace. */
  readonly cluster?: true;
  /** Only these names count, where the grant or the API does not leave them open; `x/*` is a prefix. */
  readonly names?: readonly string[];
  /** Only in this namespace. */
  readonly namespace?: string;
  /** The object is the namespace itself: by a RoleBinding only the one it is in. */
  readonly ofNamespace?: true;
  /** The verb has to be written: a wildcard means something else. */
  readonly literal?: true;
  /** The group has to be written: whoever writes `*` holds much that is more than this. */
  readonly ownGroup?: true;
  /** Kubernetes minor versions: from `since` on, and before `before`. */
  readonly since?: number;
  readonly before?: number;
}

/** One part of an entry: any of the permissions does. */
export type Need = readonly Permission[];

/** Levels by where it holds. Absent ones follow: privileged as cluster, namespace and named one below. */
export interface Levels {
  readonly cluster: Level;
  /** In a namespace whose ServiceAccounts own the cluster, such as kube-system. */
  readonly privileged?: Level;
  readonly namespace?: Level;
  /** Where only some objects are named. */
  readonly named?: Level;
}

/**
 * One dangerous permission or escalation path: a conjunction over the union of what a subject has, across roles and
 * bindings. Facts and sources: docs and code of Kubernetes, as cited.
 */
export interface CatalogueEntry {
  /** `SE001`; stable: part of keys and evidence. */
  readonly id: string;
  /** `Read Secrets`. */
  readonly title: string;
  /** Completes "it can …"; `{where}` and `{names}` are filled in: `read {names:every Secret} {where}`. */
  readonly can: string;
  /** What comes of it, a clause without stop: `passwords, keys and tokens of other ServiceAccounts`. */
  readonly so: string;
  readonly level: Levels;
  /** All of them. Empty: judged by code, see `special.ts`. */
  readonly needs: readonly Need[];
  /** Not told where one of these is reached in the same scope: it says more. */
  readonly unless?: readonly string[];
  /** Entry that it is where only some objects are named. */
  readonly namedAs?: string;
  /** Names that are as bad as all: `system:masters`. */
  readonly worst?: readonly string[];
  /** The names are those of roles: as bad as what the strongest of them gives. */
  readonly namesAreRoles?: true;
  /** The names are those of roles that are changed: who has them is told. */
  readonly changesRoles?: 'ClusterRole' | 'Role';
  /** The need whose names say what is reached; default 0. */
  readonly namesOf?: number;
  /** All needs have to be about the same object: names are intersected. */
  readonly sameObject?: true;
  /** It acts on the whole cluster, even where a part of it is held in one namespace. */
  readonly effect?: 'cluster';
  /** The holder has what the namespace's (or cluster's) strongest ServiceAccount has. */
  readonly takeover?: true;
  /** It runs pods: Pod Security admission of the namespace decides how far that leads. */
  readonly runsPods?: true;
  /** Default roles that have it: an aggregation label on these brings nothing new. */
  readonly heldBy?: 'view' | 'edit' | 'admin';
  /** Where it is written that this is so. */
  readonly source: string;
}
