import { type Expression, type Pipeline, parsePipeline } from './expression.ts';
import type { ActionToken } from './lexer.ts';
import { callOf, type Printed } from './map.ts';
import { bodyOf, type TemplateFile, type Templates } from './templates.ts';

/** One step into values; `*` is any item of what is ranged over. */
export type Step = string | { readonly each: true };

/** What an expression stands for, as far as the values of the chart are concerned. */
export type Meaning =
  /** The root context of a chart; `chart` are the names that lead to it, [] for the chart rendered. */
  | { readonly type: 'root'; readonly chart: readonly string[] }
  /** A place in the values of the chart at `chart`. */
  | { readonly type: 'path'; readonly chart: readonly string[]; readonly path: readonly Step[] }
  | { readonly type: 'dict'; readonly entries: ReadonlyMap<string, Meaning> }
  /** The first of these that is not empty: `default`, `coalesce`, `or`. */
  | { readonly type: 'first'; readonly options: readonly Meaning[] }
  /** Put together out of these maps, key by key. */
  | { readonly type: 'merged'; readonly maps: readonly Meaning[] }
  /** Made out of these in a way that is not followed. */
  | { readonly type: 'computed'; readonly from: readonly Meaning[] }
  | { readonly type: 'literal' }
  | { readonly type: 'unknown' };

const UNKNOWN: Meaning = { type: 'unknown' };
const LITERAL: Meaning = { type: 'literal' };

/** Functions whose last argument comes out as it went in, but for quotes, indentation and the type. */
const TRANSPARENT = new Set([
  'quote',
  'squote',
  'toString',
  'toYaml',
  'toYamlPretty',
  'toJson',
  'nindent',
  'indent',
  'trim',
  'int',
  'int64',
  'float64',
  'tpl',
  'required',
  'toRawJson',
  'mustToYaml',
  'mustToJson',
  'deepCopy',
]);
/** Functions that give the map that is their first argument, with fewer keys. */
const FEWER_KEYS = new Set(['omit', 'pick']);
const MERGES = new Set(['merge', 'mustMerge', 'mergeOverwrite', 'mustMergeOverwrite']);
/** Steps from an expression to what it depends on, and actions a scan goes back: bounds on hostile templates. */
const MAX_STEPS = 4000;
/** Expressions that lead to one another, as in a template that includes itself. */
const MAX_DEPTH = 200;

interface Place {
  readonly file: TemplateFile;
  readonly token: number;
  readonly caller: Printed | undefined;
}

/**
 * What the action of a printed piece stands for in the values, followed through `with`, `range`, variables and the
 * arguments of the templates that led there.
 * @param chart names that lead to the chart of the rendered template
 */
export function meaningOf(printed: Printed, chart: readonly string[], templates: Templates): Meaning {
  return new Scope(chart, templates).ofPrinted(printed);
}

/**
 * What the pipeline of any action of a template stands for, whether it was run or not.
 * @param caller the action that called the template it stands in, where it stands in a named one
 */
export function meaningOfAction(
  file: TemplateFile,
  token: number,
  caller: Printed | undefined,
  chart: readonly string[],
  templates: Templates,
): Meaning {
  return new Scope(chart, templates).ofAction({ file, token, caller });
}

class Scope {
  readonly #chart: readonly string[];
  readonly #templates: Templates;
  readonly #pipelines = new Map<ActionToken, Pipeline>();
  #steps = 0;
  #depth = 0;

  constructor(chart: readonly string[], templates: Templates) {
    this.#chart = chart;
    this.#templates = templates;
  }

  ofPrinted({ mark, caller }: Printed): Meaning {
    return this.ofAction({ file: mark.file, token: mark.token, caller });
  }

  ofAction(place: Place): Meaning {
    const { file, token } = place;
    const action = file.tokens[token];
    if (action?.type !== 'action' || action.keyword === 'template') return UNKNOWN;
    return this.#evaluate(this.#pipeline(file, action).value, place);
  }

  #pipeline(file: TemplateFile, action: ActionToken): Pipeline {
    let pipeline = this.#pipelines.get(action);
    if (pipeline === undefined) {
      pipeline = parsePipeline(bodyOf(file, action));
      this.#pipelines.set(action, pipeline);
    }
    return pipeline;
  }

  #evaluate(expression: Expression, place: Place): Meaning {
    if (++this.#steps > MAX_STEPS || this.#depth >= MAX_DEPTH) return UNKNOWN;
    this.#depth++;
    const meaning = this.#read(expression, place);
    this.#depth--;
    return meaning;
  }

  #read(expression: Expression, place: Place): Meaning {
    switch (expression.type) {
      case 'literal':
        return LITERAL;
      case 'dot':
        return this.#dot(place);
      case 'variable':
        return this.#variable(expression.name, place);
      case 'fields':
        return expression.names.reduce(fieldOf, this.#evaluate(expression.base, place));
      case 'call':
        return this.#call(expression.name, expression.args, place);
      case 'unknown':
        return UNKNOWN;
    }
  }

  #call(name: string, args: readonly Expression[], place: Place): Meaning {
    const values = () => args.map(argument => this.#evaluate(argument, place));
    // `tpl` takes the text first, everything else the value last.
    const main = name === 'tpl' || FEWER_KEYS.has(name) ? args[0] : args.at(-1);
    if (TRANSPARENT.has(name) || FEWER_KEYS.has(name))
      return main === undefined ? UNKNOWN : this.#evaluate(main, place);
    if (MERGES.has(name)) return { type: 'merged', maps: values() };
    switch (name) {
      case 'default':
        return { type: 'first', options: values().reverse() };
      case 'coalesce':
      case 'or':
        return { type: 'first', options: values() };
      case 'dict':
        return this.#dict(args, place);
      case 'get':
      case 'index':
        return this.#member(args, place);
      case 'include':
        return this.#included(args, place);
      default:
        return { type: 'computed', from: values() };
    }
  }

  #dict(args: readonly Expression[], place: Place): Meaning {
    const entries = new Map<string, Meaning>();
    for (let i = 0; i + 1 < args.length; i += 2) {
      const [key, value] = [args[i], args[i + 1]];
      if (key?.type !== 'literal' || typeof key.value !== 'string' || value === undefined) return UNKNOWN;
      entries.set(key.value, this.#evaluate(value, place));
    }
    return { type: 'dict', entries };
  }

  #member([base, ...keys]: readonly Expression[], place: Place): Meaning {
    if (base === undefined) return UNKNOWN;
    return keys.reduce<Meaning>(
      (meaning, key) =>
        key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')
          ? fieldOf(meaning, String(key.value))
          : UNKNOWN,
      this.#evaluate(base, place),
    );
  }

  /** A template whose text is not traced piece by piece: all that its actions print. */
  #included([name, argument]: readonly Expression[], place: Place): Meaning {
    if (name?.type !== 'literal' || argument === undefined) return UNKNOWN;
    const dot = this.#evaluate(argument, place);
    const from: Meaning[] = [];
    for (const { file, token } of this.#templates.prints.get(String(name.value)) ?? []) {
      const action = file.tokens[token];
      if (action?.type !== 'action' || ++this.#steps > MAX_STEPS) return UNKNOWN;
      const inner = new Scope(this.#chart, this.#templates);
      inner.#steps = this.#steps;
      inner.#depth = this.#depth;
      inner.#argument = dot;
      from.push(inner.#evaluate(this.#pipeline(file, action).value, { file, token, caller: undefined }));
      this.#steps = inner.#steps;
    }
    return { type: 'computed', from };
  }

  /** Dot of a named template that was entered by {@link #included}. */
  #argument: Meaning | undefined;

  #dot(place: Place): Meaning {
    const { file } = place;
    for (let index = file.tokens[place.token]?.inside ?? -1; index >= 0; ) {
      if (++this.#steps > MAX_STEPS) return UNKNOWN;
      const branch = file.tokens[index];
      if (branch?.type !== 'action') return UNKNOWN;
      const outside = branch.opener >= 0 ? branch.opener : index;
      if (branch.keyword === 'define') return this.#handedIn(place);
      if (branch.keyword === 'with' || branch.keyword === 'else with')
        return this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside });
      if (branch.keyword === 'range')
        return each(this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside }));
      if (branch.keyword === 'block') return UNKNOWN;
      index = file.tokens[outside]?.inside ?? -1;
    }
    return file.partial ? UNKNOWN : { type: 'root', chart: this.#chart };
  }

  /** The dot a named template was called with. */
  #handedIn(place: Place): Meaning {
    if (this.#argument !== undefined) return this.#argument;
    const { caller } = place;
    if (caller === undefined) return UNKNOWN;
    const call = callOf(caller.mark.file, caller.mark.token);
    if (call === undefined) return UNKNOWN;
    const from = { file: caller.mark.file, token: caller.mark.token, caller: caller.caller };
    return this.#evaluate(call.argument, from);
  }

  #variable(name: string, place: Place): Meaning {
    const { file, token } = place;
    const visible = new Set<number>([-1]);
    let defined = false;
    for (let index = file.tokens[token]?.inside ?? -1; index >= 0; ) {
      visible.add(index);
      const branch = file.tokens[index];
      if (branch?.type !== 'action') return UNKNOWN;
      // What the head of a block declares is seen in all its branches.
      if (branch.opener >= 0) visible.add(branch.opener);
      defined ||= branch.keyword === 'define';
      index = file.tokens[branch.opener >= 0 ? branch.opener : index]?.inside ?? -1;
    }
    if (name === '') {
      if (defined) return this.#handedIn(place);
      return file.partial ? UNKNOWN : { type: 'root', chart: this.#chart };
    }
    for (let index = token - 1; index >= 0; index--) {
      if (++this.#steps > MAX_STEPS) return UNKNOWN;
      const action = file.tokens[index];
      if (action?.type !== 'action' || !declares(file, action)) continue;
      const pipeline = this.#pipeline(file, action);
      const which = pipeline.variables.indexOf(name);
      if (which < 0) continue;
      const seen =
        action.role === 'open' || action.role === 'else' ? visible.has(index) : visible.has(action.inside);
      const sets = !/^[^=]*:=/.test(bodyOf(file, action));
      // Set in a branch that may or may not have been taken.
      if (!seen) {
        if (sets) return UNKNOWN;
        continue;
      }
      const value = this.#evaluate(pipeline.value, { ...place, token: index });
      if (action.keyword !== 'range') return value;
      const item = pipeline.variables.length === 1 || which === 1;
      return item ? each(value) : UNKNOWN;
    }
    return UNKNOWN;
  }
}

function declares(file: TemplateFile, action: ActionToken): boolean {
  if (action.role === 'assign') return true;
  return (action.role === 'open' || action.role === 'else') && file.text[action.body.start] === '$';
}

function fieldOf(meaning: Meaning, name: string): Meaning {
  switch (meaning.type) {
    case 'root':
      return name === 'Values' ? { type: 'path', chart: meaning.chart, path: [] } : UNKNOWN;
    case 'path':
      return { ...meaning, path: [...meaning.path, name] };
    case 'dict':
      return meaning.entries.get(name) ?? UNKNOWN;
    case 'first':
      return { type: 'first', options: meaning.options.map(option => fieldOf(option, name)) };
    case 'merged':
      return { type: 'merged', maps: meaning.maps.map(map => fieldOf(map, name)) };
    default:
      return UNKNOWN;
  }
}

function each(meaning: Meaning): Meaning {
  return meaning.type === 'path' ? { ...meaning, path: [...meaning.path, { each: true }] } : UNKNOWN;
}
