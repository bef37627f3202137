/** Permissions one subject gained or lost between base and head. */
export interface PermissionChange {
  /** `ServiceAccount shop/bot`, `Group system:authenticated`. */
  readonly subject: string;
  readonly gained: readonly PermissionLine[];
  readonly lost: readonly PermissionLine[];
}

export interface PermissionLine {
  /** `get, list secrets`. */
  readonly text: string;
  /** `all namespaces`, `namespace shop`, `cluster`. */
  readonly scope: string;
  /** `ClusterRoleBinding bot-reader -> ClusterRole reader`. */
  readonly through: string;
  /** Whether the catalogue of dangerous permissions knows it. */
  readonly dangerous: boolean;
}
