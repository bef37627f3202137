import type { Manifest } from '../../manifest/index.ts';

/**
 * Whether somebody said the namespace: no object without one, and no chart whose environment names none and that was
 * rendered into `default` only because some namespace is needed.
 */
export function isNamespaceStated({
  resource: { namespace },
  origin: { target, environment },
}: Manifest): boolean {
  return (
    namespace !== '' &&
    !(target.kind === 'helm' && environment.namespace === undefined && namespace === 'default')
  );
}
