/**
 * What the word target means to every stage: a leaf that all of them may import, so that none has to import another
 * for it. `targets/` finds them.
 */

/** A named set of values / overlay / namespace / Kubernetes version for a target. */
export interface Environment {
  /** Unique within the target; `default` when there is only one and nobody named it. */
  readonly name: string;
  /** Namespace of the release; undefined: the file says it or nobody does. */
  readonly namespace?: string;
  /** Helm release name. */
  readonly releaseName?: string;
  /** `1.34`; overrides the run's. */
  readonly kubernetes?: string;
  readonly apiVersions?: readonly string[];
  /** Values files in order, repository-relative. */
  readonly values?: readonly string[];
  /** `--set` family, each group in Helm's fixed order. */
  readonly set?: SetValues;
  /** The configuration file that states it, where `set` is written. */
  readonly file?: string;
  /**
   * Nobody named it and others exist: chart defaults beside values files. A chart may well demand values, so when
   * this environment alone fails to render, that is worth a notice and does not gate.
   */
  readonly optional?: boolean;
  /** Why it exists: `values file values-prod.yaml`, `configuration`, `chart defaults`. For `kubeproof targets`. */
  readonly reason: string;
}

/** Arguments of Helm's `--set` family, each an expression in strvals grammar (`a.b[0]=x,y={1,2}`). */
export interface SetValues {
  readonly json?: readonly string[];
  readonly plain?: readonly string[];
  readonly string?: readonly string[];
  /** `key=repository-relative path`. */
  readonly file?: readonly string[];
  readonly literal?: readonly string[];
}

export type TargetKind = 'helm' | 'kustomize' | 'manifests';

/** One thing to render. */
export interface Target {
  /** `<kind>:<root>`, for example `helm:charts/checkout`; unique, stable across commits. */
  readonly id: string;
  readonly kind: TargetKind;
  /** Folder of the chart or kustomization; for manifests the folder that holds the files ('' is the root). */
  readonly root: string;
  /** For `manifests`: the files, sorted. Empty otherwise. */
  readonly files: readonly string[];
  readonly environments: readonly Environment[];
  /** Every file the output can depend on, sorted: the key to rendering only what changed. */
  readonly inputs: readonly string[];
  /** Why it was found, one sentence, for `kubeproof targets`. */
  readonly reason: string;
  /** For kustomizations: `none` lifts kustomize's rule that files outside the root are refused. */
  readonly loadRestrictor?: 'rootOnly' | 'none';
}

/** The names kustomize looks for, in its order. */
export const KUSTOMIZATION_NAMES: readonly [string, ...string[]] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];
