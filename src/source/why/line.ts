import { type FieldPath, fieldName, splitDocuments } from '../../manifest/index.ts';
import { dotted } from './chart.ts';
import { mergeAnswers } from './field.ts';
import { explainKustomizationLine } from './kustomization-line.ts';
import { lineReader } from './position.ts';
import { explainTemplateLine } from './template-line.ts';
import type {
  ExplainOptions,
  LineAnswer,
  LineExplanation,
  LineQuestion,
  Place,
  RenderedTarget,
} from './types.ts';
import { explainValuesLine } from './values-line.ts';

interface Answered {
  readonly what: LineExplanation['what'];
  readonly subject: string;
  readonly value?: string;
  readonly answer: LineAnswer;
  /** The line that was explained, when the one asked for holds nothing. */
  readonly line?: number;
}

/**
 * Explains what a source line does in each of the renderings that depend on its file.
 * @returns undefined when the file has no part in any of them that is understood
 */
export async function explainLine(
  question: LineQuestion,
  renderings: readonly RenderedTarget[],
  options: ExplainOptions,
): Promise<LineExplanation | undefined> {
  const answers: (Answered | undefined)[] = new Array(renderings.length).fill(undefined);
  const waiting = [...renderings.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, rendered] = next;
      answers[index] = await answerIn(rendered, question, options);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, renderings.length) }, lane));
  const all = answers.filter(answer => answer !== undefined);
  const [first] = all;
  const target = renderings[0]?.rendering.target.id;
  if (first === undefined || target === undefined) return undefined;
  const same = all.filter(({ what, subject }) => what === first.what && subject === first.subject);
  const at = { kind: first.what, file: question.file, line: first.line ?? question.line };
  const text = options.discretion.line(at, target);
  const line: Place = {
    ...at,
    ...(question.column === undefined || first.line !== undefined ? {} : { column: question.column }),
    ...(text === undefined ? {} : { text }),
  };
  return {
    kind: 'line',
    line,
    what: first.what,
    subject: first.subject,
    ...(first.value === undefined ? {} : { value: first.value }),
    answers: mergeNamespaces(same.map(({ answer }) => answer)),
  };
}

/** Answers that differ in no more than the namespace of what they are about are one, and name none. */
function mergeNamespaces(answers: readonly LineAnswer[]): LineAnswer[] {
  const merged = mergeAnswers(answers);
  const without = (answer: LineAnswer): LineAnswer => ({
    ...answer,
    effects: answer.effects.map(effect => ({ ...effect, resource: { ...effect.resource, namespace: '' } })),
  });
  const groups = mergeAnswers(merged.map(without));
  return groups.map(
    group =>
      merged.find(
        ({ renderings }) =>
          renderings.length === group.renderings.length && renderings[0] === group.renderings[0],
      ) ?? group,
  );
}

async function answerIn(
  rendered: RenderedTarget,
  question: LineQuestion,
  options: ExplainOptions,
): Promise<Answered | undefined> {
  const { target } = rendered.rendering;
  switch (target.kind) {
    case 'helm': {
      const values = await explainValuesLine(rendered, question, options);
      if (values !== undefined) {
        const { path, value, line } = values.node;
        const isMap = typeof value === 'object' && value !== null;
        return {
          what: 'values',
          subject: dotted(path),
          ...(isMap ? {} : { value: options.discretion.value(path, value, target.id) }),
          answer: values.answer,
          ...(line === question.line ? {} : { line }),
        };
      }
      const template = await explainTemplateLine(rendered, question, options);
      return template && { what: 'template', ...template };
    }
    case 'kustomize':
      return explainKustomizationLine(rendered, question, options);
    case 'manifests':
      return explainManifestLine(rendered, question, options);
  }
}

/** A line of a plain manifest: the field that stands there. */
function explainManifestLine(
  { rendering, manifests }: RenderedTarget,
  { file, line, column }: LineQuestion,
  { discretion }: ExplainOptions,
): Answered | undefined {
  const { tree, target, environment } = rendering;
  if (!tree.has(file)) return undefined;
  const document = splitDocuments(tree.text(file)).findLast(each => each.line < line);
  const node = document && lineReader(document.text)(line - document.line, column);
  if (document === undefined || node === undefined) return undefined;
  const here = manifests.filter(
    ({ origin }) =>
      origin.source === file && origin.sourceLine === document.line && startsWith(node.path, origin.within),
  );
  const [manifest] = here;
  if (manifest === undefined) return undefined;
  const path = node.path.slice(manifest.origin.within.length);
  const at = node.line + document.line;
  const field = fieldName(manifest.object, path);
  return {
    what: 'manifest',
    subject: field === '' ? manifest.resource.kind : field,
    answer: {
      renderings: [{ target: target.id, environment: environment.name }],
      outcome: 'decides',
      effects: here.map(({ resource }) => ({ resource, field, value: discretion.rendered(manifest, path) })),
      by: [],
      notes: ['A plain manifest: it is deployed as it stands.'],
    },
    ...(at === line ? {} : { line: at }),
  };
}

function startsWith(path: FieldPath, prefix: FieldPath): boolean {
  return prefix.every((step, index) => path[index] === step);
}
