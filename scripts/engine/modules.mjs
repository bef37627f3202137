/**
 * The three engines: which Go module each is, and what is told to the linker.
 *
 * `version` is the tool's release; the Go module behind it is pinned in the engine's go.mod, and the build compares.
 */
export const GO = 'go1.26.8';

export const MODULES = [
  {
    name: 'helm4',
    tool: 'helm',
    version: '4.3.1',
    library: 'helm.sh/helm/v4@v4.3.1',
    // As Helm's own Makefile does for a release.
    define: {
      'helm.sh/helm/v4/internal/version.version': 'v4.3.1',
      'helm.sh/helm/v4/internal/version.gitTreeState': 'clean',
    },
  },
  {
    name: 'helm3',
    tool: 'helm',
    version: '3.22.0',
    library: 'helm.sh/helm/v3@v3.22.0',
    // Kubernetes 1.37 follows from client-go v0.37 in Helm's Makefile.
    define: {
      'helm.sh/helm/v3/internal/version.version': 'v3.22.0',
      'helm.sh/helm/v3/internal/version.gitTreeState': 'clean',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': '37',
    },
  },
  {
    name: 'kustomize',
    tool: 'kustomize',
    // The kustomize command whose go.mod names this version of the library.
    version: '5.8.2',
    library: 'sigs.k8s.io/kustomize/api@v0.21.2',
    // provenance.version ends up in the label of buildMetadata managedByLabel.
    define: { 'sigs.k8s.io/kustomize/api/provenance.version': 'kustomize/v5.8.2' },
  },
];

/**
 * Packages of Go itself that engine/stubs/goroot replaces while compiling: the network. `-overlay` does it, which
 * Go refuses for its module cache; the packages in engine/stubs/vendor are exchanged in a vendor folder instead.
 */
export const GOROOT_STUBS = ['crypto/tls', 'net/http'];

/** The parts of apimachinery that only exist to talk to a cluster. `replace` in go.mod works on whole modules. */
export const VENDOR_STUBS = [
  'k8s.io/apimachinery/pkg/api/errors',
  'k8s.io/apimachinery/pkg/apis/meta/v1',
  'k8s.io/apimachinery/pkg/runtime',
];
