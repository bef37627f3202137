// `npm run conformance:mutation [-- family or id ...]`: do the examples of the guardrails notice when their expressions
// are wrong? Every `when`, `each` and `expression` of the pack is changed in one place at a time (mutation/mutants.mjs),
// and the examples are run again. A change that no example notices is printed: the examples lack a case, or the change
// means nothing. Those that provably mean nothing are in mutation/equivalent.yaml, each with the reason; an entry that
// no longer is a change of its guardrail, or that is noticed after all, is an error.
//
// Needs lib/ (npm run build). Exits with 1 when less than 90 % are noticed, in any family or in all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { evaluateSet } from '../../lib/src/evaluating.js';
import { compileCheck } from '../../lib/src/guardrails/compile.js';
import { loadPack, runExample } from '../../lib/src/guardrails/index.js';
import { mutantsOf } from './mutation/mutants.mjs';

const WANTED = 0.9;
const DEADLINE_MS = 2_000;

const wanted = process.argv.slice(2);
const { guardrails, problems } = loadPack(join(import.meta.dirname, '../../rules'));
if (problems.length > 0) throw new Error(problems.map(problem => problem.message).join('\n'));

/** @type {{guardrail: string, key: string, change: string, reason: string}[]} */
const equivalents = load(readFileSync(join(import.meta.dirname, 'mutation/equivalent.yaml'), 'utf8')) ?? [];

const families = new Map();
let wrong = 0;
for (const guardrail of guardrails) {
  if (guardrail.check.by !== 'expression') continue;
  if (wanted.length > 0 && !wanted.some(name => name === guardrail.category || name === guardrail.id))
    continue;
  const counts = families.get(guardrail.category) ?? { guardrails: 0, all: 0, noticed: 0, equivalent: 0 };
  families.set(guardrail.category, counts);
  counts.guardrails++;
  judge(guardrail, counts);
}

const total = { guardrails: 0, all: 0, noticed: 0, equivalent: 0 };
for (const [family, counts] of [...families].sort()) {
  printCounts(family, counts);
  for (const name of Object.keys(total)) total[name] += counts[name];
}
printCounts('all', total);
const low = [...families.values(), total].some(({ noticed, all }) => noticed < all * WANTED);
process.exitCode = low || wrong > 0 ? 1 : 0;

function judge(guardrail, counts) {
  if (isNoticed(guardrail, guardrail.check)) {
    wrong++;
    console.log(`${guardrail.id}: its examples do not hold as it is, so they show nothing`);
    return;
  }
  const left = new Set(equivalents.filter(({ guardrail: id }) => id === guardrail.id));
  for (const { key, text, what } of mutantsOf(guardrail.check)) {
    if (!compiles({ ...guardrail.check, [key]: text })) continue;
    const entry = [...left].find(each => each.key === key && each.change === what);
    const noticed = isNoticed(guardrail, { ...guardrail.check, [key]: text });
    if (entry !== undefined) left.delete(entry);
    if (entry !== undefined && !noticed) {
      counts.equivalent++;
      continue;
    }
    if (entry !== undefined) complain(guardrail, entry, 'is noticed, so it is not equivalent');
    counts.all++;
    if (noticed) counts.noticed++;
    else console.log(`not noticed: ${guardrail.id} (${key}): ${what}`);
  }
  for (const entry of left) complain(guardrail, entry, 'is no change of this guardrail');
}

function complain({ id }, { key, change }, why) {
  wrong++;
  console.log(`equivalent.yaml: ${id} (${key}): ${change}: ${why}`);
}

/** What does not compile is noticed when the file is loaded: it says nothing about the examples. */
function compiles(check) {
  try {
    compileCheck(check);
    return true;
  } catch (error) {
    if (error.name === 'CompileError') return false;
    throw error;
  }
}

/** Whether some example gives another result: other lines, or an expression that fails. */
function isNoticed(guardrail, check) {
  const mutant = { ...guardrail, check };
  const judgeSet = (set, active, options) => evaluateSet(set, active, { ...options, deadline: DEADLINE_MS });
  const examples = [...guardrail.examples.fail, ...guardrail.examples.pass];
  return examples.some(example => {
    const { found, expected, problems: failed } = runExample(mutant, example, judgeSet);
    return failed.length > 0 || found.join() !== expected.join();
  });
}

function printCounts(name, { guardrails: count, all, noticed, equivalent }) {
  const share = all === 0 ? 1 : noticed / all;
  const aside = equivalent === 0 ? '' : `, ${equivalent} left out as equivalent`;
  console.log(
    `${name}: ${count} guardrails, ${noticed} of ${all} mutants noticed (${(share * 100).toFixed(1)} %)${aside}`,
  );
}
