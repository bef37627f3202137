import type { Check } from '../../types.ts';
import type { Inert } from '../inert/index.ts';
import { rejections } from '../rejected.ts';
import { eachManifest, type Said } from './findings.ts';

/** What is written into a role or a binding and has no effect (`nothing`), or another than it seems to have. */
export function inertGuard(does: Inert['does']): Check {
  return eachManifest((manifest, world) => {
    const { kind, name } = manifest.resource;
    return world
      .inert(manifest)
      .filter(each => each.does === does)
      .map(({ path, why, meant, code }) => ({
        path,
        message: `${kind} ${name}${does === 'nothing' ? ' grants less than it says' : ' grants other than it seems'}: ${why}.`,
        remediation: meant,
        about: `${code} ${why}`,
      }));
  });
}

/** What the API server will not take. */
export const rejectedGuard: Check = eachManifest(manifest =>
  rejections(manifest).map(
    ({ path, why, meant }): Said => ({
      path,
      message: `The API server refuses ${manifest.resource.kind} ${manifest.resource.name}: ${why}.`,
      remediation: meant,
      about: why,
    }),
  ),
);
