import { child, descend, type Mark, marked, type Node, scalarOf } from './node.ts';
import type { Resource } from './resource.ts';
import { STEPS_OF_RESOURCE, type Work } from './work.ts';

/** An entry of `vars`: a name for a field of a resource, put into texts as `$(NAME)`. */
export interface Variable {
  readonly name: string;
  readonly mark: Mark;
  readonly of: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
  readonly field: readonly string[];
}

export function variableOf(entry: Node): Variable {
  const object = child(entry, 'objref');
  const text = (key: string) => scalarOf(child(object, key));
  const of = Object.fromEntries(
    ['apiVersion', 'kind', 'name'].flatMap(key => {
      const value = text(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const field = scalarOf(child(child(entry, 'fieldref'), 'fieldpath')) ?? 'metadata.name';
  return {
    name: scalarOf(child(entry, 'name')) ?? '',
    mark: marked(entry, 'kustomization', 'variable defined here'),
    of,
    field: field.split('.'),
  };
}

/** What a variable stands for, and where that is written. */
export interface VariableValue {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** The variables whose field is known, by name. */
export function valuesOfVariables(
  work: Work,
  variables: readonly Variable[],
  resources: readonly Resource[],
): ReadonlyMap<string, VariableValue> {
  const values = new Map<string, VariableValue>();
  for (const { name, mark, of, field } of variables) {
    work.spend(STEPS_OF_RESOURCE * resources.length);
    const found = resources.filter(
      ({ root, allIds }) =>
        (of.apiVersion === undefined || scalarOf(child(root, 'apiVersion')) === of.apiVersion) &&
        scalarOf(child(root, 'kind')) === of.kind &&
        allIds.some(id => id.name === of.name),
    );
    const node = found.length === 1 ? descend(found[0]?.root, field) : undefined;
    const text = scalarOf(node);
    if (node !== undefined && text !== undefined) values.set(name, { text, marks: [mark, node.mark] });
  }
  return values;
}

/** A text with its variables put in, and where they come from. */
export function expanded(text: string, values: ReadonlyMap<string, VariableValue>): VariableValue {
  const marks: Mark[] = [];
  const result = text.replace(/\$\(([^$()]*)\)/g, (all, name: string) => {
    const value = values.get(name);
    if (value === undefined) return all;
    marks.push(...value.marks);
    return value.text;
  });
  return { text: result, marks };
}
