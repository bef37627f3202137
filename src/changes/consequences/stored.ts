import { type Json, type Manifest, own, resourceLabel } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { listed } from '../words.ts';
import { type Break, isHit, schemaBreaks } from './crd-schema.ts';
import { isHelmCrd } from './fate.ts';
import type { Context, Found } from './found.ts';
import { list, specOf, textAt } from './read.ts';

/** One served version of a custom resource definition. */
interface Version {
  readonly name: string;
  readonly isServed: boolean;
  readonly isStored: boolean;
  readonly schema: Json | undefined;
}

/** What a changed custom resource definition does to the objects there are of it. */
export function stored(context: Context): Found[] {
  return context.changes.flatMap(({ base, head, moved }): Found[] => {
    if (base === undefined || head === undefined || moved !== undefined) return [];
    const { group, kind } = head.resource;
    if (`${group}/${kind}` !== 'apiextensions.k8s.io/CustomResourceDefinition') return [];
    if (isHelmCrd(head) && !context.managers.of(head.origin.target).some(({ tool }) => tool === 'argocd')) {
      return [
        {
          kind: 'stored',
          risk: 'medium',
          manifest: head,
          id: 'crds/',
          name: head.resource.name,
          text: (_, __, names) =>
            names.length === 1
              ? `CustomResourceDefinition ${names[0]} stays as it is: Helm does not touch what is in crds/ when it upgrades. Apply it yourself first.`
              : `${names.length} CustomResourceDefinitions stay as they are (${listed(names)}): Helm does not touch what is in crds/ when it upgrades. Apply them yourself first.`,
        },
      ];
    }
    return definition(base, head, context);
  });
}

function definition(base: Manifest, head: Manifest, { head: set }: Context): Found[] {
  const spec = specOf(head);
  const [old, fresh] = [versionsOf(base), versionsOf(head)];
  const objects = set.ofKind(textAt(spec, 'names', 'kind'), textAt(spec, 'group'));
  const found = (risk: Found['risk'], said: (name: string) => string): Found => ({
    kind: 'stored',
    risk,
    manifest: head,
    text: label => said(label(head.resource)),
  });
  const result: Found[] = [];
  for (const { name, isServed, isStored } of old) {
    const next = fresh.find(each => each.name === name);
    if (next === undefined && isStored)
      result.push(
        found(
          'high',
          crd =>
            `${crd} drops ${name}, in which objects are stored: the API server refuses that while status.storedVersions names it.`,
        ),
      );
    if (!isServed || next?.isServed) continue;
    const users = named(objects.filter(({ apiVersion }) => apiVersion.endsWith(`/${name}`)));
    result.push(
      users === ''
        ? found('medium', crd => `${crd} no longer serves ${name}: who still asks for it gets nothing.`)
        : found(
            'high',
            crd => `${crd} no longer serves ${name}, in which ${users} is written: it cannot be applied.`,
          ),
    );
  }
  const [was, is] = [old, fresh].map(each => each.find(({ isStored }) => isStored)?.name);
  if (was !== is && was !== undefined && is !== undefined && fresh.some(({ name }) => name === was))
    result.push(
      found(
        'low',
        crd =>
          `${crd} stores objects as ${is} now (was ${was}): those that are there stay as they are until they are written again.`,
      ),
    );
  const isConverted = (manifest: Manifest) =>
    textAt(specOf(manifest), 'conversion', 'strategy') === 'Webhook';
  if (isConverted(base) && !isConverted(head) && fresh.length > 1)
    result.push(
      found(
        'high',
        crd =>
          `${crd} no longer converts between its versions: fields that are called otherwise there are lost.`,
      ),
    );
  return [...result, ...breaks(old, fresh, objects, found)];
}

function breaks(
  old: readonly Version[],
  fresh: readonly Version[],
  objects: readonly Manifest[],
  found: (risk: Found['risk'], said: (name: string) => string) => Found,
): Found[] {
  const byText_ = new Map<string, { each: Break; versions: string[]; hit: Manifest[] }>();
  for (const { name, schema, isServed } of fresh) {
    const before = old.find(each => each.name === name);
    if (before === undefined || !before.isServed || !isServed) continue;
    const here = objects.filter(({ apiVersion }) => apiVersion.endsWith(`/${name}`));
    for (const each of schemaBreaks(before.schema, schema)) {
      const key = `${each.what}\0${each.text}`;
      const known = byText_.get(key) ?? { each, versions: [], hit: [] };
      byText_.set(key, known);
      known.versions.push(name);
      known.hit.push(...here.filter(({ object }) => isHit(each, object)));
    }
  }
  return (['refused', 'pruned'] as const).flatMap(what => {
    const all = [...byText_.values()].filter(({ each }) => each.what === what);
    if (all.length === 0) return [];
    // What hits somebody is said first.
    const ordered = all.toSorted((a, b) => b.hit.length - a.hit.length);
    const versions = [...new Set(all.flatMap(each => each.versions))].sort(byText).join(', ');
    const texts = listed(ordered.map(({ each }) => each.text));
    const hit = named(all.flatMap(each => each.hit));
    const risk = hit === '' ? 'medium' : 'high';
    return [
      what === 'refused'
        ? found(
            risk,
            crd =>
              `${crd} (${versions}) takes less than before: ${texts}. Objects that are otherwise are refused when they are next written${hit === '' ? '' : `, here ${hit}`}.`,
          )
        : found(
            risk,
            crd =>
              `${crd} (${versions}) no longer has ${texts}: that is dropped from objects when they are next written${hit === '' ? '' : `, here from ${hit}`}.`,
          ),
    ];
  });
}

function versionsOf(manifest: Manifest): Version[] {
  const spec = specOf(manifest);
  const shared = own(own(spec, 'validation'), 'openAPIV3Schema');
  return list(own(spec, 'versions')).map(version => ({
    name: textAt(version, 'name'),
    isServed: own(version, 'served') !== false,
    isStored: own(version, 'storage') === true,
    schema: own(own(version, 'schema'), 'openAPIV3Schema') ?? shared,
  }));
}

function named(manifests: readonly Manifest[]): string {
  return listed([...new Set(manifests.map(({ resource }) => resourceLabel(resource)))].sort(byText));
}
