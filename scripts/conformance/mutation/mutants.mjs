// The mutants of an expression: the same text, changed in one place. Used by ../mutation.mjs.
import { Environment } from '@marcbachmann/cel-js';

const parser = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });

const TURNED = { '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/**
 * Every mutant of a check's `when`, `each` and `expression`: a comparison turned, a clause of && or || dropped, && for
 * ||, a condition negated, a branch taken always, exists() for all(), a literal changed, `when` left out.
 *
 * @returns {{key: string, text: string, what: string}[]} the key it is in, its text, and what was changed in words
 */
export function mutantsOf(check) {
  const mutants = [];
  for (const key of ['when', 'each', 'expression']) {
    const source = check[key];
    if (source === undefined) continue;
    for (const { start, end, text, what } of changes(parser.parse(source).ast, name =>
      isJudged(check, name),
    )) {
      mutants.push({ key, text: source.slice(0, start) + text + source.slice(end), what: words(what) });
    }
  }
  if (check.when !== undefined) mutants.push({ key: 'when', text: 'true', what: 'left out' });
  return mutants;
}

function words(text) {
  return text.replace(/\s+/g, ' ');
}

/** Whether an entry of a map in `each` has a part in the verdict or its place; the others are words of the message. */
function isJudged({ each = '', expression, field }, name) {
  return [each, expression, field].some(
    source =>
      source.includes(`.${name}`) || source.includes(`["${name}"]`) || source.includes(`[?"${name}"]`),
  );
}

function slice(input, range) {
  const { start, end } = balanced(input, range);
  return input.slice(start, end);
}

/**
 * The range of a node with the parentheses that belong to it: the parser leaves out those around its first and last
 * operand, as in `(a || b) && (c || d)`.
 */
function balanced(input, { start, end }) {
  let open = 0;
  let missing = 0;
  for (const { at, text } of parentheses(input)) {
    if (at < start || at >= end) continue;
    if (text === '(') open++;
    else if (open > 0) open--;
    else missing++;
  }
  const before = parentheses(input).filter(({ at }) => at < start);
  const after = parentheses(input).filter(({ at }) => at >= end);
  return {
    start: missing === 0 ? start : (before.at(-missing)?.at ?? start),
    end: open === 0 ? end : (after[open - 1]?.at ?? end - 1) + 1,
  };
}

/** Where parentheses stand in a text, those in its string literals left out. */
function parentheses(input) {
  return [...input.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()]/gs)]
    .filter(([text]) => text === '(' || text === ')')
    .map(match => ({ at: match.index, text: match[0] }));
}

/** Every change of a tree, as replacements in its source. */
function changes(node, judged, parents = []) {
  const { op, args, input } = node;
  const { start, end } = balanced(input, node.range);
  const bare = child => slice(input, child.range);
  const text = child => `(${bare(child)})`;
  const found = [];
  const change = (changed, what) => found.push({ start, end, text: changed, what });
  if (op === '&&' || op === '||') {
    const [left, right] = args;
    const other = op === '&&' ? '||' : '&&';
    change(text(left), `without ${op} ${bare(right)}`);
    change(text(right), `without ${bare(left)} ${op}`);
    change(`${text(left)} ${other} ${text(right)}`, `${other} before ${bare(right)}`);
  } else if (op in TURNED) {
    const turned = `${text(args[0])} ${TURNED[op]} ${text(args[1])}`;
    change(`(${turned})`, `${bare(args[0])} ${TURNED[op]} ${bare(args[1])}`);
  } else if (op === 'in') {
    change(`!(${text(args[0])} in ${text(args[1])})`, `not ${bare(node)}`);
  } else if (op === '!_') {
    change(text(args), `${bare(args)} for ${bare(node)}`);
  } else if (op === '?:') {
    change(text(args[1]), `always ${bare(args[1])}`);
    change(text(args[2]), `never ${bare(args[1])}`);
  } else if (op === 'rcall' && ['exists', 'all'].includes(args[0])) {
    const name = args[0] === 'exists' ? 'all' : 'exists';
    const at = input.indexOf(`.${args[0]}(`, args[1].range.end);
    if (at !== -1 && at < end)
      found.push({
        start: at,
        end: at + args[0].length + 2,
        text: `.${name}(`,
        what: `${name} in ${bare(node)}`,
      });
  } else if (op === 'value') {
    const changed = literal(args, parents);
    const [parent, above] = parents;
    const whole = above !== undefined && isDefault(parent) ? above : (parent ?? node);
    if (changed !== undefined) change(changed, `${changed} for ${bare(node)} in ${bare(whole)}`);
  }
  return [...found, ...children(node, judged).flatMap(child => changes(child, judged, [node, ...parents]))];
}

/** A literal becomes its neighbour; one that is a default becomes a value that the comparison tells from it. */
function literal(value, [parent, above, top]) {
  const near = neighbour(value);
  if (near === undefined || parent === undefined || above === undefined || !isDefault(parent))
    return written(near);
  const isText = above.op === 'call' && above.args[0] === 'string' && top !== undefined;
  const outcome = isText ? outcomeOf(top, above) : outcomeOf(above, parent);
  if (outcome === undefined) return written(near);
  const candidates = [near, ...outcome.literals, ...outcome.literals.map(neighbour)];
  // When none is told apart, any default gives the same verdict: a change of it would mean nothing.
  return written(
    candidates.find(each => typeof each === typeof value && outcome.of(each) !== outcome.of(value)),
  );
}

function neighbour(value) {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'string') return value === '' ? 'mutant' : '';
  return undefined;
}

function written(value) {
  return value === undefined ? undefined : typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function isDefault({ op, args }) {
  return op === 'rcall' && args[0] === 'orValue';
}

const COMPARE = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const TEXT_TESTS = ['startsWith', 'endsWith', 'contains'];

/**
 * What an operation with literals gives for a value of its one operand that is none: `x.orValue("") == "a"` gives false
 * for every default but "a". Undefined when something else has a part in it.
 */
function outcomeOf({ op, args }, operand) {
  if (op in COMPARE) {
    const isLeft = args[0] === operand;
    const other = isLeft ? args[1] : args[0];
    if (other.op !== 'value') return undefined;
    const of = value => (isLeft ? COMPARE[op](value, other.args) : COMPARE[op](other.args, value));
    return { literals: [other.args], of };
  }
  if (op === 'in' && args[0] === operand && args[1].op === 'list') {
    if (!args[1].args.every(item => item.op === 'value')) return undefined;
    const literals = args[1].args.map(item => item.args);
    return { literals, of: value => literals.includes(value) };
  }
  if (op === 'rcall' && args[1] === operand && args[0] === 'matches' && args[2][0]?.op === 'value')
    return matching(args[2][0].args);
  if (op === 'call' && args[0] === 'isQuantity')
    return { literals: ['1'], of: value => /^[0-9]+$/.test(value) };
  if (op === 'rcall' && args[1] === operand && TEXT_TESTS.includes(args[0]) && args[2][0]?.op === 'value') {
    const tested = args[2][0].args;
    const method = { startsWith: 'startsWith', endsWith: 'endsWith', contains: 'includes' }[args[0]];
    return { literals: [tested], of: value => value[method](tested) };
  }
  return undefined;
}

/** Tells texts apart by a pattern; the pieces of the pattern are the texts that it probably takes. */
function matching(pattern) {
  const insensitive = pattern.startsWith('(?i)');
  const source = insensitive ? pattern.slice('(?i)'.length) : pattern;
  const expression = new RegExp(source.replaceAll('(?i:', '(?:'), insensitive ? 'iu' : 'u');
  return {
    literals: [...(source.match(/[A-Za-z]+/g) ?? []), ...source],
    of: value => expression.test(value),
  };
}

function children({ op, args }, judged) {
  if (op === 'map') return args.filter(([name]) => judged(String(name.args))).map(([, value]) => value);
  const isNode = value => value !== null && typeof value === 'object' && 'op' in value && 'range' in value;
  const walk = value => (isNode(value) ? [value] : Array.isArray(value) ? value.flatMap(walk) : []);
  return walk(isNode(args) ? [args] : args);
}
