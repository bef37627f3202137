import { jsonText, list } from '../../json.ts';
import { type Json, type Manifest, own, resourceLabel } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { listed } from '../words.ts';
import { type Break, isHit, schemaBreaks } from './crd-schema.ts';
import { isHelmCrd } from './fate.ts';
import type { Context, Found } from './found.ts';
import type { Manager } from './managers.ts';
import { specOf, textAt } from './read.ts';

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
    if (isHelmCrd(head) && !context.managers.of(head.origin.target).some(replaces)) {
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

/** Whether somebody applies what is in crds/ at an upgrade, too: Argo CD, and Flux when it is told to. */
function replaces({ tool, manifest }: Manager): boolean {
  const upgrade = own(specOf(manifest), 'upgrade');
  return tool === 'argocd' || (tool === 'helm' && textAt(upgrade, 'crds') === 'CreateReplace');
}

/** Something to tell of a definition: alone, or together with others of which the same is to be told. */
type Tell = (risk: Found['risk'], one: (crd: string) => string, several?: (crds: string) => string) => void;

function definition(base: Manifest, head: Manifest, { head: set }: Context): Found[] {
  const spec = specOf(head);
  const [old, fresh] = [versionsOf(base), versionsOf(head)];
  const objects = set.ofKind(textAt(spec, 'names', 'kind'), textAt(spec, 'group'));
  const result: Found[] = [];
  const tell: Tell = (risk, one, several) =>
    result.push({
      kind: 'stored',
      risk,
      manifest: head,
      ...(several === undefined ? {} : { id: several(''), name: head.resource.name }),
      text: (label, _, names) =>
        several === undefined || names.length === 1
          ? one(label(head.resource))
          : several(`${names.length} CustomResourceDefinitions (${listed(names)})`),
    });

  for (const { name, isServed, isStored } of old) {
    const next = fresh.find(each => each.name === name);
    if (next === undefined && isStored)
      tell(
        'high',
        crd =>
          `${crd} drops ${name}, in which objects are stored: the API server refuses that while status.storedVersions names it.`,
        crds =>
          `${crds} drop ${name}, in which objects are stored: the API server refuses that while status.storedVersions names it.`,
      );
    if (!isServed || next?.isServed) continue;
    const users = named(objects.filter(({ apiVersion }) => apiVersion.endsWith(`/${name}`)));
    if (users !== '')
      tell(
        'high',
        crd => `${crd} no longer serves ${name}, in which ${users} is written: it cannot be applied.`,
      );
    else
      tell(
        'medium',
        crd => `${crd} no longer serves ${name}: who still asks for it gets nothing.`,
        crds => `${crds} no longer serve ${name}: who still asks for it gets nothing.`,
      );
  }
  const [was, is] = [old, fresh].map(each => each.find(({ isStored }) => isStored)?.name);
  const stays = 'those that are there stay as they are until they are written again';
  if (was !== is && was !== undefined && is !== undefined && fresh.some(({ name }) => name === was))
    tell(
      'low',
      crd => `${crd} stores objects as ${is} now (was ${was}): ${stays}.`,
      crds => `${crds} store objects as ${is} now (was ${was}): ${stays}.`,
    );
  converted(base, head, fresh, tell);
  breaks(old, fresh, objects, tell);
  return result;
}

/** Without a webhook only `apiVersion` is rewritten, and what the other schema does not have is dropped. */
function converted(base: Manifest, head: Manifest, fresh: readonly Version[], tell: Tell): void {
  const [was, is] = [base, head].map(each => textAt(specOf(each), 'conversion', 'strategy'));
  const schemas = new Set(fresh.map(({ schema }) => jsonText(schema ?? null)));
  if (was !== 'Webhook' || is === 'Webhook' || schemas.size < 2) return;
  const lost = 'fields that are called otherwise there are lost';
  tell(
    fresh.filter(({ isServed }) => isServed).length > 1 ? 'high' : 'medium',
    crd => `${crd} no longer converts between its versions: ${lost}.`,
    crds => `${crds} no longer convert between their versions: ${lost}.`,
  );
}

function breaks(
  old: readonly Version[],
  fresh: readonly Version[],
  objects: readonly Manifest[],
  tell: Tell,
): void {
  const known = new Map<string, { each: Break; versions: string[]; hit: Manifest[] }>();
  for (const { name, schema, isServed } of fresh) {
    const before = old.find(each => each.name === name);
    if (before === undefined || !before.isServed || !isServed) continue;
    const here = objects.filter(({ apiVersion }) => apiVersion.endsWith(`/${name}`));
    for (const each of schemaBreaks(before.schema, schema)) {
      const key = `${each.what}\0${each.text}`;
      const entry = known.get(key) ?? { each, versions: [], hit: [] };
      known.set(key, entry);
      entry.versions.push(name);
      entry.hit.push(...here.filter(({ object }) => isHit(each, object)));
    }
  }
  for (const what of ['refused', 'pruned'] as const) {
    // What hits somebody is said first, bounds and rules last.
    const all = [...known.values()]
      .filter(({ each }) => each.what === what)
      .sort((a, b) => b.hit.length - a.hit.length || Number(a.each.isFormal) - Number(b.each.isFormal));
    if (all.length === 0) continue;
    const versions = [...new Set(all.flatMap(each => each.versions))].sort(byText).join(', ');
    const texts = listed(all.map(({ each }) => each.text));
    const hit = named(all.flatMap(each => each.hit));
    const risk = hit !== '' ? 'high' : all.every(({ each }) => each.isFormal) ? 'low' : 'medium';
    const refused = `Objects that are otherwise are refused when they are next written`;
    const are = hit === '' ? '' : ', here ';
    const dropped = 'dropped from objects when they are next written';
    if (what === 'pruned')
      tell(
        risk,
        crd =>
          `${crd} (${versions}) no longer has ${texts}: that is ${dropped}${are}${hit === '' ? '' : `from ${hit}`}.`,
        hit === '' ? crds => `${crds} no longer have ${texts}: that is ${dropped}.` : undefined,
      );
    else if (risk === 'low')
      tell(
        risk,
        crd => `${crd} (${versions}) takes less than before: ${texts}. ${refused}.`,
        crds => `${crds} take less than before, by bounds, patterns or rules. ${refused}.`,
      );
    else
      tell(
        risk,
        crd => `${crd} (${versions}) takes less than before: ${texts}. ${refused}${are}${hit}.`,
        hit === '' ? crds => `${crds} take less than before: ${texts}. ${refused}.` : undefined,
      );
  }
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
