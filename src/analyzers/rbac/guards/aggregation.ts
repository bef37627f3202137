import { stringMap, valueAt } from '../../../manifest/index.ts';
import type { Check } from '../../types.ts';
import { CATALOGUE, type CatalogueEntry, Matcher } from '../catalogue/index.ts';
import { minorOf } from '../reach.ts';
import { selectsAll } from '../special.ts';
import { fillAt } from '../story.ts';
import { eachManifest, type Said } from './findings.ts';
import { isWrittenIn } from './world.ts';

/** What each of the roles for people has of the catalogue by itself, see {@link CatalogueEntry.heldBy}. */
const HAS: readonly (readonly [string, readonly string[]])[] = [
  ['view', ['view']],
  ['edit', ['view', 'edit']],
  ['admin', ['view', 'edit', 'admin']],
];
/** Single permissions that deserve a word; milder ones are what such labels are for. */
const TOLD: readonly CatalogueEntry[] = CATALOGUE.filter(
  ({ needs, level, id }) =>
    needs.length === 1 &&
    (level.cluster === 'critical' || level.cluster === 'high') &&
    !id.startsWith('TP001'),
);
const MOST = 2;

/**
 * ClusterRoles that collect every other, and those that a label feeds into view, edit or admin with more than these
 * roles are meant to have: everybody who is bound to one gets it.
 */
export const aggregationGuard: Check = eachManifest((manifest, world) => {
  if (manifest.resource.kind !== 'ClusterRole') return [];
  const found: Said[] = [];
  const { name } = manifest.resource;
  const selectors = valueAt(manifest.object, ['aggregationRule', 'clusterRoleSelectors']);
  if (Array.isArray(selectors)) {
    const index = selectors.findIndex(selectsAll);
    if (index !== -1) {
      found.push({
        path: ['aggregationRule', 'clusterRoleSelectors', index],
        message: `ClusterRole ${name} collects the rules of every ClusterRole, cluster-admin's too: an empty selector matches all of them.`,
        about: 'empty selector',
      });
    }
  }
  const labels = stringMap(valueAt(manifest.object, ['metadata', 'labels']));
  const rules = world.roleOf(manifest)?.rules.filter(rule => isWrittenIn(rule, manifest)) ?? [];
  const matcher = new Matcher(TOLD, minorOf(world.kubernetes));
  for (const [role, has] of HAS) {
    const label = `rbac.authorization.k8s.io/aggregate-to-${role}`;
    if (labels[label] !== 'true') continue;
    const more = rules
      .flatMap(({ rule }) => matcher.hits(rule))
      .filter(({ entry, names }) => names === undefined && !has.includes(entry.heldBy ?? ''));
    const texts = [...new Set(more.map(({ entry }) => fillAt(entry.can, 'there', [])))];
    if (texts.length === 0) continue;
    const others = texts.length > MOST ? ` and ${texts.length - MOST} more of the kind` : '';
    found.push({
      path: ['metadata', 'labels', label],
      message: `ClusterRole ${name} gives everybody who is bound to ${role} more than ${role} is meant to have: they can ${texts.slice(0, MOST).join(', and ')}${others}.`,
      about: `aggregate-to-${role}`,
    });
    // What view gets, edit and admin get through it.
    break;
  }
  return found;
});
