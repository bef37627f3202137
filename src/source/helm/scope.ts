import { type Expression, type Pipeline, parsePipeline } from './expression.ts';
import type { ActionToken } from './lexer.ts';
import { callOf, type Printed } from './map.ts';
import type { Mark } from './markers.ts';
import { bodyOf, type TemplateFile, type Templates } from './templates.ts';

/** One step into values: a key, any member of what is ranged over, or the key of any member. */
export type Step = string | { readonly each: 'value' | 'key' };

/** What an expression stands for, as far as the values of the chart are concerned. */
export type Meaning =
  /** The root context of a chart; `chart` are the names that lead to it, [] for the chart rendered. */
  | { readonly type: 'root'; readonly chart: readonly string[] }
  /** `.Subcharts`: the contexts of the charts inside it, by name. */
  | { readonly type: 'subcharts'; readonly chart: readonly string[] }
  /** A place in the values of the chart at `chart`. */
  | { readonly type: 'path'; readonly chart: readonly string[]; readonly path: readonly Step[] }
  | { readonly type: 'dict'; readonly entries: ReadonlyMap<string, Meaning> }
  | { readonly type: 'list'; readonly items: readonly Meaning[] }
  /** The first of these that is not empty: `default`, `coalesce`, `or`. */
  | { readonly type: 'first'; readonly options: readonly Meaning[] }
  /** Put together out of these maps, key by key. */
  | { readonly type: 'merged'; readonly maps: readonly Meaning[] }
  /** One of these, which one is not known. */
  | { readonly type: 'choice'; readonly of: readonly Meaning[] }
  /** Made out of these in a way that is not followed. */
  | { readonly type: 'computed'; readonly from: readonly Meaning[] }
  | { readonly type: 'literal' }
  | { readonly type: 'unknown' };

/** A branch around a piece of output, and what it depends on. */
export interface Gate {
  readonly meaning: Meaning;
  /** Something is compared, so that another value decides otherwise, not only an empty one. */
  readonly compares: boolean;
  /** The file the branch stands in, and the index of its token there. */
  readonly file: TemplateFile;
  readonly token: number;
}

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
  'fromYaml',
  'fromYamlArray',
  'fromJson',
  'fromJsonArray',
  'mustToYaml',
  'mustToJson',
  'deepCopy',
]);
/** Functions that give the map that is their first argument, with fewer keys. */
const FEWER_KEYS = new Set(['omit', 'pick']);
const MERGES = new Set(['merge', 'mustMerge', 'mergeOverwrite', 'mustMergeOverwrite']);
/** Functions that answer a question about values, for which another value may give another answer. */
const COMPARISON =
  /\b(?:eq|ne|lt|le|gt|ge|has|contains|hasPrefix|hasSuffix|semverCompare|regexMatch|kindIs|until|len)\b/;
/** Branches around one another, through all the templates that call each other. */
const MAX_GATES = 12;
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

/**
 * The branches that a printed piece stands in, innermost first, through the templates that led there. An `else`
 * depends on the conditions before it as well.
 */
export function gatesOf(printed: Printed, chart: readonly string[], templates: Templates): readonly Gate[] {
  return new Scope(chart, templates).gates(printed);
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
    if (action?.type !== 'action') return UNKNOWN;
    return this.#evaluate(this.#printedBy(file, action), place);
  }

  gates(printed: Printed): Gate[] {
    const gates: Gate[] = [];
    for (let at: Printed | undefined = printed; at !== undefined; at = at.caller) {
      const { file, token } = at.mark;
      for (let index = file.tokens[token]?.inside ?? -1; index >= 0; ) {
        const branch = file.tokens[index];
        if (branch?.type !== 'action' || gates.length >= MAX_GATES) return gates;
        const opener = branch.opener >= 0 ? branch.opener : index;
        if (branch.keyword !== 'define' && branch.keyword !== 'block') {
          const heads = this.#heads(file, opener, index);
          const place = { file, token: opener, caller: at.caller };
          const from = heads.map(head => this.#evaluate(this.#pipeline(file, head).value, place));
          gates.push({
            meaning: { type: 'computed', from },
            compares: heads.some(head => COMPARISON.test(bodyOf(file, head))),
            file,
            token: opener,
          });
        }
        index = file.tokens[opener]?.inside ?? -1;
      }
    }
    return gates;
  }

  /** The conditions that lead to a branch: its own first, then those that have to fail before. */
  #heads(file: TemplateFile, opener: number, branch: number): ActionToken[] {
    const heads: ActionToken[] = [];
    for (let index = branch; index >= opener; index--) {
      const token = file.tokens[index];
      if (token?.type !== 'action' || (index !== opener && token.opener !== opener)) continue;
      if (token.role !== 'end' && token.body.end > token.body.start) heads.push(token);
    }
    return heads;
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
      case 'list':
      case 'tuple':
        return { type: 'list', items: values() };
      case 'dig':
        return this.#dig(args, place);
      case 'pluck':
        return this.#pluck(args, place);
      case 'first':
        return itemOf(values()[0] ?? UNKNOWN, 0);
      case 'lookup':
        return LITERAL;
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
      if (key?.type !== 'literal' || typeof key.value !== 'string' || value === undefined)
        return { type: 'computed', from: args.map(argument => this.#evaluate(argument, place)) };
      entries.set(key.value, this.#evaluate(value, place));
    }
    return { type: 'dict', entries };
  }

  /** `dig "a" "b" fallback map` */
  #dig(args: readonly Expression[], place: Place): Meaning {
    const [map, fallback] = [args.at(-1), args.at(-2)];
    if (map === undefined || fallback === undefined) return UNKNOWN;
    const member = this.#member([map, ...args.slice(0, -2)], place);
    return { type: 'first', options: [member, this.#evaluate(fallback, place)] };
  }

  /** `pluck "a" map map`: a list of what each map has there. */
  #pluck([key, ...maps]: readonly Expression[], place: Place): Meaning {
    if (key === undefined) return UNKNOWN;
    return { type: 'list', items: maps.map(map => this.#member([map, key], place)) };
  }

  #member([base, ...keys]: readonly Expression[], place: Place): Meaning {
    if (base === undefined) return UNKNOWN;
    return keys.reduce<Meaning>(
      (meaning, key) =>
        key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')
          ? memberOf(meaning, key.value)
          : each(meaning),
      this.#evaluate(base, place),
    );
  }

  /** A template whose text is not traced piece by piece: all that its actions print, and all they depend on. */
  #included([name, argument]: readonly Expression[], place: Place): Meaning {
    if (argument === undefined) return UNKNOWN;
    const dot = this.#evaluate(argument, place);
    if (name?.type !== 'literal') return UNKNOWN;
    const [printed, decided]: [Meaning[], Meaning[]] = [[], []];
    for (const { file, token } of this.#templates.prints.get(String(name.value)) ?? []) {
      const action = file.tokens[token];
      if (action?.type !== 'action' || ++this.#steps > MAX_STEPS) return UNKNOWN;
      const inner = new Scope(this.#chart, this.#templates);
      inner.#steps = this.#steps;
      inner.#depth = this.#depth;
      inner.#argument = dot;
      const at = { file, token, caller: undefined };
      printed.push(inner.#evaluate(this.#printedBy(file, action), at));
      const mark: Mark = { file, token, offset: action.start, kind: 'action' };
      decided.push(...inner.gates({ mark, start: 0, end: 0, caller: undefined }).map(gate => gate.meaning));
      this.#steps = inner.#steps;
    }
    return { type: 'computed', from: [...printed, ...decided] };
  }

  /** What a printing action prints; `template` is an include. */
  #printedBy(file: TemplateFile, action: ActionToken): Expression {
    if (action.keyword !== 'template') return this.#pipeline(file, action).value;
    const call = callOf(file, file.tokens.indexOf(action));
    return call === undefined
      ? { type: 'unknown' }
      : { type: 'call', name: 'include', args: [{ type: 'literal', value: call.name }, call.argument] };
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
      if (branch.keyword === 'define' || branch.keyword === 'block') return this.#handedIn(place);
      if (branch.keyword === 'with' || branch.keyword === 'else with')
        return this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside });
      if (branch.keyword === 'range')
        return each(this.#evaluate(this.#pipeline(file, branch).value, { ...place, token: outside }));
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
    /** What it may have been set to in branches that may have been taken, and what those depend on. */
    const maybe: Meaning[] = [];
    let defined = false;
    for (let index = file.tokens[token]?.inside ?? -1; index >= 0; ) {
      visible.add(index);
      const branch = file.tokens[index];
      if (branch?.type !== 'action') return UNKNOWN;
      // What the head of a block declares is seen in all its branches.
      if (branch.opener >= 0) visible.add(branch.opener);
      defined ||= branch.keyword === 'define' || branch.keyword === 'block';
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
      const value = this.#evaluate(pipeline.value, { ...place, token: index });
      if (!seen) {
        if (sets && file.within[index] === file.within[token]) {
          const mark: Mark = { file, token: index, offset: action.start, kind: 'action' };
          maybe.push(value, ...this.gates({ mark, start: 0, end: 0, caller: undefined }).map(g => g.meaning));
        }
        continue;
      }
      const item = pipeline.variables.length === 1 || which === 1;
      const base = action.keyword !== 'range' ? value : each(value, item ? 'value' : 'key');
      return maybe.length === 0 ? base : { type: 'choice', of: [...maybe, base] };
    }
    return UNKNOWN;
  }
}

function declares(file: TemplateFile, action: ActionToken): boolean {
  if (action.role === 'assign') return true;
  return (action.role === 'open' || action.role === 'else') && file.text[action.body.start] === '$';
}

/** `.name` of a value. */
function fieldOf(meaning: Meaning, name: string): Meaning {
  switch (meaning.type) {
    case 'root':
      if (name === 'Values') return { type: 'path', chart: meaning.chart, path: [] };
      return name === 'Subcharts' ? { type: 'subcharts', chart: meaning.chart } : LITERAL;
    case 'subcharts':
      return { type: 'root', chart: [...meaning.chart, name] };
    case 'path':
      return { ...meaning, path: [...meaning.path, name] };
    case 'dict':
      return meaning.entries.get(name) ?? UNKNOWN;
    default:
      return within(meaning, inner => fieldOf(inner, name));
  }
}

/** `index value key` */
function memberOf(meaning: Meaning, key: string | number): Meaning {
  return typeof key === 'number' ? itemOf(meaning, key) : fieldOf(meaning, key);
}

function itemOf(meaning: Meaning, index: number): Meaning {
  if (meaning.type === 'list') return meaning.items[index] ?? UNKNOWN;
  if (meaning.type === 'path') return { ...meaning, path: [...meaning.path, String(index)] };
  return within(meaning, inner => itemOf(inner, index));
}

/** Any member of a value that is ranged over, or its key. */
function each(meaning: Meaning, what: 'value' | 'key' = 'value'): Meaning {
  switch (meaning.type) {
    case 'path':
      return { ...meaning, path: [...meaning.path, { each: what }] };
    case 'dict':
      return what === 'key' ? LITERAL : { type: 'choice', of: [...meaning.entries.values()] };
    case 'list':
      return what === 'key' ? LITERAL : { type: 'choice', of: meaning.items };
    default:
      return within(meaning, inner => each(inner, what));
  }
}

/** A step into a value that is one of several, or made of them: what the step gives is that, too. */
function within(meaning: Meaning, step: (inner: Meaning) => Meaning): Meaning {
  switch (meaning.type) {
    case 'first':
      return { type: 'first', options: meaning.options.map(step) };
    case 'merged':
      return { type: 'merged', maps: meaning.maps.map(step) };
    case 'choice':
      return { type: 'choice', of: meaning.of.map(step) };
    case 'computed':
    case 'literal':
      return meaning;
    default:
      return UNKNOWN;
  }
}
