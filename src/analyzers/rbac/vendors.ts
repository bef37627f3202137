/** Who manages objects of RBAC that neither a team nor Kubernetes itself writes. */
export type Vendor = 'EKS' | 'GKE' | 'AKS' | 'OpenShift' | 'add-on manager';

/** Labels that a vendor puts on what it keeps. */
const LABELS: readonly (readonly [string, Vendor])[] = [
  ['eks.amazonaws.com/component', 'EKS'],
  ['kubernetes.azure.com/managedby', 'AKS'],
  ['addonmanager.kubernetes.io/mode', 'add-on manager'],
];

/** What names of a vendor's roles, bindings and subjects begin with. */
const PREFIXES: readonly (readonly [string, Vendor])[] = [
  ['eks:', 'EKS'],
  ['aws-node', 'EKS'],
  ['gce:', 'GKE'],
  ['system:gcp-', 'GKE'],
  ['system:gke-', 'GKE'],
  ['aks-', 'AKS'],
  ['system:azure-', 'AKS'],
  ['openshift-', 'OpenShift'],
  ['system:openshift:', 'OpenShift'],
];

/**
 * Who brings and keeps a role or binding with this name and these labels; undefined: nobody that is known. Labels are
 * what a repository may write too: believe them of a cluster, not of a change.
 */
export function vendorOf(name: string, labels: Readonly<Record<string, string>> = {}): Vendor | undefined {
  const labelled = LABELS.find(([label]) => Object.hasOwn(labels, label));
  return (labelled ?? PREFIXES.find(([prefix]) => name.startsWith(prefix)))?.[1];
}
