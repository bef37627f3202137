// `npm run conformance:mutation [family or id ...]`: do the examples of the guardrails notice when their expressions
// are wrong? Every `when`, `each` and `expression` of the pack is changed in one place at a time (a comparison turned,
// a clause of && or || dropped, a condition negated, a literal changed, `when` left out), and the examples are run
// again. A change that no example notices is printed: the examples lack a case, or the change means nothing.
//
// Needs lib/ (npm run build). Exits with 1 when less than 90 % are noticed.
import { join } from 'node:path';
import { Environment } from '@marcbachmann/cel-js';
import { evaluate, loadPack, runExample } from '../../lib/src/guardrails/index.js';

const WANTED = 0.9;
const DEADLINE = 2_000;

const TURNED = { '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** Changes that cannot be noticed, because they mean the same: `id key "text of the mutant"`, with the reason. */
const EQUIVALENT = new Map([]);

const wanted = process.argv.slice(2);
const { guardrails, problems } = loadPack(join(import.meta.dirname, '../../rules'));
if (problems.length > 0) throw new Error(problems.map(problem => problem.message).join('\n'));

const parser = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });

let noticed = 0;
let all = 0;
let equivalent = 0;
for (const guardrail of guardrails) {
  if (guardrail.check.by !== 'expression') continue;
  if (wanted.length > 0 && !wanted.some(name => name === guardrail.category || name === guardrail.id))
    continue;
  for (const { key, text, what } of mutantsOf(guardrail.check)) {
    if (EQUIVALENT.has(`${guardrail.id} ${key} ${text}`)) {
      equivalent++;
      continue;
    }
    all++;
    if (isNoticed(guardrail, { ...guardrail.check, [key]: text })) noticed++;
    else console.log(`not noticed: ${guardrail.id} (${key}): ${what}`);
  }
}

const share = all === 0 ? 1 : noticed / all;
console.log(
  `${noticed} of ${all} mutants noticed (${(share * 100).toFixed(1)} %), ${equivalent} left out as equivalent`,
);
process.exitCode = share >= WANTED ? 0 : 1;

/** Whether some example gives another result: other lines, or an expression that fails. */
function isNoticed(guardrail, check) {
  const mutant = { ...guardrail, check };
  const judge = (set, active, options) => evaluate(set, active, { ...options, deadline: DEADLINE });
  const examples = [...guardrail.examples.fail, ...guardrail.examples.pass];
  return examples.some(example => {
    const { found, expected, problems: failed } = runExample(mutant, example, judge);
    return failed.length > 0 || found.join() !== expected.join();
  });
}

function mutantsOf(check) {
  const mutants = [];
  for (const key of ['when', 'each', 'expression']) {
    const source = check[key];
    if (source === undefined) continue;
    for (const { start, end, text } of changes(parser.parse(source).ast, key => isJudged(check, key))) {
      const changed = source.slice(0, start) + text + source.slice(end);
      const place = source.slice(Math.max(0, start - 30), end + 30).replace(/\s+/g, ' ');
      mutants.push({
        key,
        text: changed,
        what: `"${source.slice(start, end)}" -> "${text}" in … ${place} …`,
      });
    }
  }
  if (check.when !== undefined) mutants.push({ key: 'when', text: 'true', what: 'left out' });
  return mutants;
}

/** Whether an entry of a map in `each` has a part in the verdict or its place; the others are words of the message. */
function isJudged({ each = '', expression, field }, name) {
  return [each, expression, field].some(
    source =>
      source.includes(`.${name}`) || source.includes(`["${name}"]`) || source.includes(`[?"${name}"]`),
  );
}

/** Every change of a tree, as replacements in its source. */
function changes(node, judged) {
  const { op, args, input } = node;
  const { start, end } = node.range;
  const text = child => `(${input.slice(child.range.start, child.range.end)})`;
  const found = [];
  if (op === '&&' || op === '||') {
    found.push({ start, end, text: text(args[0]) }, { start, end, text: text(args[1]) });
    found.push({ start, end, text: `${text(args[0])} ${op === '&&' ? '||' : '&&'} ${text(args[1])}` });
  } else if (op in TURNED) {
    found.push({ start, end, text: `(${text(args[0])} ${TURNED[op]} ${text(args[1])})` });
  } else if (op === 'in') {
    found.push({ start, end, text: `!(${text(args[0])} in ${text(args[1])})` });
  } else if (op === '!_') {
    found.push({ start, end, text: text(args) });
  } else if (op === '?:') {
    found.push({ start, end, text: text(args[1]) }, { start, end, text: text(args[2]) });
  } else if (op === 'rcall' && ['exists', 'all'].includes(args[0])) {
    const name = args[0] === 'exists' ? '.all(' : '.exists(';
    const at = input.indexOf(`.${args[0]}(`, args[1].range.end);
    if (at !== -1 && at < end) found.push({ start: at, end: at + args[0].length + 2, text: name });
  } else if (op === 'value') {
    found.push(...literal(args, start, end));
  }
  return [...found, ...children(node, judged).flatMap(child => changes(child, judged))];
}

/** A literal becomes its neighbour. */
function literal(value, start, end) {
  if (typeof value === 'boolean') return [{ start, end, text: String(!value) }];
  if (typeof value === 'bigint') return [{ start, end, text: String(value + 1n) }];
  if (typeof value === 'string') return [{ start, end, text: value === '' ? '"mutant"' : '""' }];
  return [];
}

function children({ op, args }, judged) {
  if (op === 'map') return args.filter(([name]) => judged(String(name.args))).map(([, value]) => value);
  const isNode = value => value !== null && typeof value === 'object' && 'op' in value && 'range' in value;
  const walk = value => (isNode(value) ? [value] : Array.isArray(value) ? value.flatMap(walk) : []);
  return walk(isNode(args) ? [args] : args);
}
