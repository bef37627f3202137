/**
 * Whether kustomize would fetch this resource, should no local file or folder have the name.
 *
 * Source: `NewRepoSpecFromURL` and `IsRemoteFile` of sigs.k8s.io/kustomize/api 0.21 (internal/git/repospec.go,
 * internal/loader/fileloader.go): a scheme, a user before the host, or github.com; `git::` is dropped first.
 */
export function isRemote(reference: string): boolean {
  const bare = reference.replace(/^git::/i, '');
  return (
    /^(?:https?|ssh|file|oci):\/\//i.test(bare) ||
    /^github\.com[/:]/i.test(bare) ||
    /^[a-z][a-z0-9-]*@[^/:]+[/:]/i.test(bare)
  );
}
