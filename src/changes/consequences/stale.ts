import type { Manifest } from '../../manifest/index.ts';
import { changedResource, logicalKey, namedResources } from '../words.ts';
import { type Context, type Found, type Label, resourceKeyOf } from './found.ts';

/** What runs until it is replaced. */
const LASTING = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'Pod', 'ReplicaSet']);

/** Content that changes under a name that stays: who uses it does not notice by itself. */
export function stale({ changes, users, restarts }: Context): Found[] {
  const restarting = new Set(restarts.map(({ manifest }) => resourceKeyOf(changedResource(manifest))));
  return changes.flatMap(({ base, head, moved, fields }): Found[] => {
    if (base === undefined || head === undefined || moved !== undefined) return [];
    const { kind, group, name } = head.resource;
    if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) return [];
    if (!fields.some(({ field, noise }) => noise === undefined && /^(?:data|binaryData)\b/.test(field)))
      return [];
    return users.of(head).flatMap(({ manifest: user, reference: { use } }): Found[] => {
      if (use === undefined || !LASTING.has(user.resource.kind)) return [];
      if (restarting.has(resourceKeyOf(changedResource(user)))) return [];
      const text = (label: Label, all: readonly Manifest[]) => {
        const isOne = new Set(all.map(logicalKey)).size === 1;
        const who = isOne
          ? `${label(user.resource)} does not restart`
          : `${namedResources(all)} do not restart`;
        const [it, works, reads] = isOne ? ['it', 'works', 'reads'] : ['they', 'work', 'read'];
        return use === 'once'
          ? `${who}: ${it} ${works} with the old content of ${kind} ${name} until somebody restarts ${isOne ? 'it' : 'them'}.`
          : `${who}: the files of ${kind} ${name} follow in a minute or so, if ${it} ${reads} them again.`;
      };
      return [
        {
          kind: 'stale',
          risk: use === 'once' ? 'medium' : 'low',
          manifest: user,
          id: `${kind}\0${name}\0${use}`,
          text,
        },
      ];
    });
  });
}
