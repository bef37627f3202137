import { type FieldPath, fieldName, type Manifest, valueAt } from '../../manifest/index.ts';
import { type LocatedRendering, locateFindings } from '../locate.ts';
import { type Chain, ExplainedChart } from './chart.ts';
import { kustomizationChain } from './kustomization.ts';
import type {
  Discretion,
  ExplainOptions,
  FieldAnswer,
  FieldExplanation,
  Place,
  RenderingName,
  Step,
} from './types.ts';

/** One object that shows the field, in one rendering. */
export interface FieldSubject {
  readonly manifest: Manifest;
  readonly rendering: LocatedRendering;
  readonly path: FieldPath;
}

/**
 * Explains a field of one resource in all renderings that have it. Renderings with the same answer share it.
 * @param subjects the objects, with the path of the field in each: lists may differ
 */
export async function explainField(
  subjects: readonly FieldSubject[],
  options: ExplainOptions,
): Promise<FieldExplanation> {
  const [first] = subjects;
  if (first === undefined) throw new Error('a field of nothing');
  // An object as a whole is where it says what it is.
  const items = subjects.map(({ path, ...subject }) => {
    const at = path.length === 0 ? ['kind'] : path;
    return { ...subject, path: at, isWhole: path.length === 0, finding: { path: at } };
  });
  const located = await locateFindings(options.engine, items, options.render, options.concurrency);
  const answers: FieldAnswer[] = [];
  for (const [index, { manifest, rendering, path, isWhole }] of items.entries()) {
    const chain = await chainOf(rendering, manifest, path, located[index] ?? noPlace(manifest), options);
    answers.push(answerOf(manifest, rendering, isWhole ? [] : path, chain, options.discretion));
  }
  return {
    kind: 'field',
    resource: first.manifest.resource,
    apiVersion: first.manifest.apiVersion,
    field: fieldName(first.manifest.object, first.path),
    answers: mergeAnswers(answers),
  };
}

function noPlace({ origin }: Manifest) {
  return { location: { kind: 'file' as const, file: origin.source ?? origin.target.root } };
}

function answerOf(
  manifest: Manifest,
  { target, environment }: LocatedRendering,
  path: FieldPath,
  { edit, proof, steps, unknown }: Chain,
  discretion: Discretion,
): FieldAnswer {
  const { kind, name } = manifest.resource;
  const value =
    path.length === 0
      ? { state: 'set' as const, text: `${kind} ${name}` }
      : discretion.rendered(manifest, path);
  const isHidden = value.state === 'hidden';
  return {
    renderings: [
      { target: target.id, environment: environment.name, namespace: manifest.resource.namespace },
    ],
    value,
    edit: isHidden ? concealed(edit) : edit,
    proof,
    steps: isHidden ? steps.map(concealedStep) : steps,
    unknown,
  };
}

/** A step on the way of a value that nobody may see: what other layers say may be such a value too. */
function concealedStep({ place, argument, value, ...step }: Step): Step {
  return {
    ...step,
    ...(place === undefined ? {} : { place: concealed(place) }),
    ...(argument === undefined ? {} : { argument: argument.replace(/=.*$/s, '=…') }),
    ...(value === undefined ? {} : { value: 'hidden' }),
  };
}

/** A line without what it says: texts of a template, anything behind a key. */
function concealed({ text, ...place }: Place): Place {
  if (text === undefined) return place;
  const shown =
    place.kind === 'template' && text.includes('{{')
      ? text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '"…"')
      : text.replace(
          /^(\s*(?:-\s+)?[^\s:]+:\s+)\S.*$|^(\s*)\S.*$/,
          (_, key?: string, indent = '') => `${key ?? indent}…`,
        );
  return { ...place, text: shown };
}

async function chainOf(
  rendering: LocatedRendering,
  manifest: Manifest,
  path: FieldPath,
  located: Parameters<ExplainedChart['chain']>[2],
  options: ExplainOptions,
): Promise<Chain> {
  const { render, discretion } = options;
  switch (rendering.target.kind) {
    case 'helm':
      return new ExplainedChart(rendering, render, discretion).chain(manifest, path, located);
    case 'kustomize':
      return kustomizationChain(rendering, manifest, path, located, options);
    case 'manifests': {
      const text = discretion.line(located.location, rendering.target.id);
      const edit: Place = text === undefined ? located.location : { ...located.location, text };
      const exists = valueAt(manifest.object, path) !== undefined;
      return {
        edit,
        proof: 'source',
        steps: [],
        unknown: exists || edit.line !== undefined ? [] : ['No line is known.'],
      };
    }
  }
}

/** Answers that differ only in who gives them, put together. */
export function mergeAnswers<T extends { readonly renderings: readonly RenderingName[] }>(
  answers: readonly T[],
): T[] {
  const groups = new Map<string, T>();
  for (const answer of answers) {
    const { renderings, ...rest } = answer;
    const key = JSON.stringify(rest);
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined ? answer : { ...known, renderings: [...known.renderings, ...renderings] },
    );
  }
  return [...groups.values()];
}
