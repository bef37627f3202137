import { list } from '../../json.ts';
import { type Json, type Manifest, own } from '../../manifest/index.ts';
import type { Context, Found } from './found.ts';
import { specOf, textAt } from './read.ts';

/** Listeners of Gateways that come, go or listen elsewhere. Kubernetes knows them by their names. */
export function gateways({ changes }: Context): Found[] {
  return changes.flatMap(({ base, head, moved }): Found[] => {
    if (base === undefined || head === undefined || moved !== undefined) return [];
    const { group, kind } = head.resource;
    if (kind !== 'Gateway' || group !== 'gateway.networking.k8s.io') return [];
    const [old, fresh] = [listeners(base), listeners(head)];
    const found: Found[] = [];
    const say = (risk: Found['risk'], text: string) =>
      found.push({ kind: 'traffic', risk, manifest: head, text: label => `${label(head.resource)} ${text}` });
    for (const [name, was] of old) {
      const is = fresh.get(name);
      if (is === undefined) say('high', `no longer listens for ${titleOf(was)} (${name}).`);
      else if (titleOf(was) !== titleOf(is))
        say('high', `listens for ${titleOf(is)} now (${name}, was ${titleOf(was)}).`);
    }
    for (const [name, is] of fresh) {
      if (!old.has(name)) say('low', `listens for ${titleOf(is)} now (${name}).`);
    }
    const [was, is] = [base, head].map(each => textAt(specOf(each), 'gatewayClassName'));
    if (was !== is) say('high', `is of class ${is} now (was ${was}), which may have another address.`);
    return found;
  });
}

function listeners(gateway: Manifest): Map<string, Json> {
  return new Map(list(own(specOf(gateway), 'listeners')).map(each => [textAt(each, 'name'), each]));
}

/** `HTTPS on port 443, shop.example.com`. */
function titleOf(listener: Json): string {
  const host = textAt(listener, 'hostname');
  return `${textAt(listener, 'protocol')} on port ${textAt(listener, 'port')}${host === '' ? '' : `, ${host}`}`;
}
