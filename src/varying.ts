import type { Config } from './config/index.ts';
import { type Manifest, ManifestSet, type ParsedYaml, readDocuments, withVarying } from './manifest/index.ts';
import { type Engine, otherwise, renderTarget } from './render/index.ts';
import { crdScopes } from './schema/index.ts';
import { mapConcurrent, type RenderedSide, type Side } from './side.ts';

export interface VaryingOptions {
  readonly config: Config;
  readonly engine: Engine;
  readonly cache: Map<string, ParsedYaml>;
  readonly concurrency: number;
  /** Somebody wants to know of all that is rendered, and not only of what may differ between the sides. */
  readonly ofAll: boolean;
}

/**
 * Both sides with what each rendering of the same files makes anew, see `Manifest.varying`: what asked for random bytes or
 * the time is rendered once more, where its files are others in base and head.
 */
export async function findVarying(
  head: Side,
  base: Side | undefined,
  options: VaryingOptions,
): Promise<{ head: Side; base: Side | undefined }> {
  const inputsOf = (side: Side | undefined) => new Set(side?.renderings.map(({ inputs }) => inputs));
  const [inHead, inBase] = [inputsOf(head), inputsOf(base)];
  const known = new Map<string, readonly Manifest[]>();
  const wanted = (others: ReadonlySet<string>) => (rendering: RenderedSide) =>
    rendering.varies === true &&
    !rendering.failed &&
    (options.ofAll || (base !== undefined && !others.has(rendering.inputs)));
  const newHead = await ofSide(head, wanted(inBase), known, options);
  const newBase = base === undefined ? undefined : await ofSide(base, wanted(inHead), known, options);
  return { head: newHead, base: newBase };
}

/** @param known manifests of renderings with the same files, by these; added to */
async function ofSide(
  side: Side,
  isWanted: (rendering: RenderedSide) => boolean,
  known: Map<string, readonly Manifest[]>,
  { config, engine, cache, concurrency }: VaryingOptions,
): Promise<Side> {
  const isKnown = ({ reused, inputs }: RenderedSide) => reused && known.has(inputs);
  if (!side.renderings.some(each => isKnown(each) || isWanted(each))) return side;
  const scopes = crdScopes(side.renderings.flatMap(({ manifests }) => manifests.map(({ object }) => object)));
  const renderings = await mapConcurrent(side.renderings, concurrency, async rendering => {
    if (isKnown(rendering))
      return { ...rendering, manifests: known.get(rendering.inputs) ?? rendering.manifests };
    if (!isWanted(rendering)) return rendering;
    const { target, environment, inputs } = rendering;
    const outcome = await renderTarget(side.tree, target, environment, otherwise(engine), {
      kubernetes: environment.kubernetes ?? config.kubernetes,
      helm: config.engine.helm,
    });
    if (!outcome.ok) return rendering;
    const { documents } = outcome;
    const second = readDocuments({ target, environment, documents, cache, scopes });
    const manifests = withVarying(rendering.manifests, second.manifests);
    known.set(inputs, manifests);
    return { ...rendering, manifests };
  });
  return { ...side, renderings, set: new ManifestSet(renderings.flatMap(({ manifests }) => manifests)) };
}
