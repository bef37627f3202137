import { availableParallelism } from 'node:os';
import { renderingKey } from './changes/index.ts';
import type { Config } from './config/index.ts';
import { toolOf } from './equivalents/index.ts';
import { isObject, type Manifest, own, type Resource, stringMap } from './manifest/index.ts';
import type { Placed } from './placing.ts';
import type { Problem } from './problems.ts';
import type { Engine } from './render/index.ts';
import type { Side } from './side.ts';
import { type LocatedRendering, locateFindings, type Unlocated } from './source/index.ts';
import {
  acceptsFinding,
  covers,
  type ForeignAnnotation,
  type ForeignComment,
  type ForeignWaiver,
  foreignProblem,
  foreignWaiver,
  readForeignAnnotations,
  readForeignComments,
} from './verdict/index.ts';

/** What teams accepted for other tools, in annotations and comments; only where the configuration asks for it. */

/** An annotation, located, with every rendering whose object carries it. */
interface AnnotationWaiver extends ForeignWaiver {
  readonly key: string;
  readonly value: string;
  readonly resource: Resource;
  readonly renderings: ReadonlySet<string>;
}

export interface Foreign {
  readonly comments: readonly ForeignComment[];
  readonly annotations: readonly AnnotationWaiver[];
  readonly problems: readonly Problem[];
}

const NONE: Foreign = { comments: [], annotations: [], problems: [] };

/** The tools whose waivers count; none where comments count for nothing. */
export function foreignTools({ foreignWaivers, inlineWaivers }: Config): Config['foreignWaivers'] {
  return inlineWaivers === 'off' ? [] : foreignWaivers;
}

/** Every waiver of other tools on the head side, at the line it is written on. */
export async function readForeign(
  engine: Engine,
  config: Config,
  head: Side,
  tools = foreignTools(config),
): Promise<Foreign> {
  if (tools.length === 0) return NONE;
  // Only Trivy writes comments; the others need no second look at the files.
  const files = tools.includes('trivy')
    ? [...new Set(head.discovery.targets.flatMap(target => target.inputs))].sort()
    : [];
  const read = files.flatMap(file =>
    head.tree.has(file) ? [readForeignComments(tools, file, head.tree.text(file))] : [],
  );
  const found = annotated(head, tools);
  const located = await locateFindings(
    engine,
    found.map(({ item }) => item),
    { kubernetes: config.kubernetes, helm: config.engine.helm },
    availableParallelism(),
  );
  const annotations: AnnotationWaiver[] = [];
  const problems: Problem[] = [];
  for (const [index, { annotation, item, renderings }] of found.entries()) {
    const { file, line = 1 } = located[index]?.location ?? { file: item.manifest.origin.source ?? '' };
    const { key, value, accepts, reason, expires, remarks } = annotation;
    problems.push(
      ...remarks.map(remark => foreignProblem(`the annotation ${key}`, remark, accepts, { file, line })),
    );
    if (accepts.length === 0) continue;
    const waiver = foreignWaiver(toolOf(annotation.tool), {
      accepts,
      reason,
      ...(expires === undefined ? {} : { expires }),
      text: JSON.stringify([item.manifest.resource, key, value]),
      owner: 'an annotation',
      file,
      line,
    });
    annotations.push({ ...waiver, key, value, resource: item.manifest.resource, renderings });
  }
  return {
    comments: read.flatMap(({ waivers }) => waivers),
    annotations,
    problems: [...read.flatMap(each => each.problems), ...problems],
  };
}

interface Annotated {
  readonly annotation: ForeignAnnotation;
  readonly item: Unlocated;
  readonly renderings: Set<string>;
}

/** Objects with such annotations; what several renderings share is one. */
function annotated(side: Side, tools: Config['foreignWaivers']): Annotated[] {
  const found = new Map<string, Annotated>();
  for (const { target, environment, documents, manifests } of side.renderings) {
    const rendering: LocatedRendering = { tree: side.tree, target, environment, documents };
    for (const manifest of manifests) {
      const annotations = annotationsOf(manifest);
      for (const annotation of readForeignAnnotations(tools, annotations, manifest.resource.kind)) {
        const key = JSON.stringify([manifest.resource, annotation]);
        const where = renderingKey(target.id, environment.name);
        const known = found.get(key);
        if (known !== undefined) known.renderings.add(where);
        else {
          const item = {
            finding: { path: ['metadata', 'annotations', annotation.key] },
            manifest,
            rendering,
          };
          found.set(key, { annotation, item, renderings: new Set([where]) });
        }
      }
    }
  }
  return [...found.values()];
}

function annotationsOf({ object }: Manifest): Record<string, string> {
  const metadata = own(object, 'metadata');
  return isObject(metadata) ? stringMap(own(metadata, 'annotations')) : {};
}

/**
 * By fingerprint, the waivers of other tools that accept a finding: a comment in whose block one of its lines lies, an
 * annotation that its object carries wherever the finding shows. Of guardrails that are locked only those count that
 * the base has too.
 */
export function acceptedByForeign(
  { comments, annotations }: Foreign,
  placed: readonly Placed[],
  config: Config,
  base: Side | undefined,
): ReadonlyMap<string, readonly ForeignWaiver[]> {
  const accepted = new Map<string, readonly ForeignWaiver[]>();
  if (comments.length === 0 && annotations.length === 0) return accepted;
  for (const { finding, located } of placed) {
    if (located === undefined || finding.state === 'fixed') continue;
    const places = [located.location, ...(located.related ?? [])];
    const merged = config.inlineWaivers === 'base' || config.guardrails[finding.guardrail]?.locked === true;
    const counts = (stands: () => boolean) => !merged || base === undefined || stands();
    const accepting = [
      ...comments.filter(
        comment =>
          acceptsFinding(comment, finding) &&
          covers(comment, places) &&
          counts(() => hasComment(base as Side, comment)),
      ),
      ...annotations.filter(
        annotation =>
          acceptsFinding(annotation, finding) &&
          isSame(annotation.resource, finding.resource) &&
          finding.renderings.every(r => annotation.renderings.has(renderingKey(r.target, r.environment))) &&
          counts(() => hasAnnotation(base as Side, annotation)),
      ),
    ];
    if (accepting.length > 0) accepted.set(finding.fingerprint, accepting);
  }
  return accepted;
}

function isSame(a: Resource, b: Resource): boolean {
  return a.group === b.group && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** Whether the base has the same comment in the same file, wherever in it. */
function hasComment({ tree }: Side, { tool, file, text }: ForeignComment): boolean {
  return (
    tree.has(file) &&
    readForeignComments([tool], file, tree.text(file)).waivers.some(other => other.text === text)
  );
}

function hasAnnotation({ set }: Side, { resource, key, value }: AnnotationWaiver): boolean {
  return set.manifests.some(
    manifest => isSame(manifest.resource, resource) && annotationsOf(manifest)[key] === value,
  );
}
