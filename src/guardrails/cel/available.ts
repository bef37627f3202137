import { TypeError as CelTypeError, type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { nearest } from '../../nearest.ts';
import { withWrittenNames } from './stand-ins.ts';

/** What an error's message adds about what there is instead, in brackets behind it; '' when nothing helps. */

/** Names listed at most, and how much of each: they come from manifests. */
const MOST = 12;
const LONGEST = 40;

/** For a call that nothing answers: what the function takes, or the one that was meant. */
export function functionHint(error: unknown, environment: Environment): string {
  if (!(error instanceof CelTypeError || error instanceof EvaluationError)) return '';
  if (error.code !== 'no_matching_overload') return '';
  const [, receiver, called] = /'(?:(.+)\.)?(\w+)\(/.exec(withWrittenNames(error.summary)) ?? [];
  if (called === undefined) return '';
  const functions = environment.getDefinitions().functions.map(({ name, receiverType, params }) => ({
    name: withWrittenNames(name),
    receiver: receiverType === null ? undefined : withWrittenNames(`${receiverType}.`).slice(0, -1),
    takes: params.map(({ type }) => (type === 'ast' ? 'expression' : type)).join(', '),
  }));
  const same = functions.filter(({ name }) => name === called);
  if (same.length > 0) {
    const forms = same.map(
      ({ name, receiver: on, takes }) => `${on === undefined ? '' : `${on}.`}${name}(${takes})`,
    );
    return ` (there is: ${listed([...new Set(forms)])})`;
  }
  const near = functions.filter(each => receiver === undefined || plain(each.receiver) === plain(receiver));
  const names = [...new Set((near.length > 0 ? near : functions).map(({ name }) => name))].sort();
  const guess = nearest(called, names);
  if (guess !== undefined) return ` (did you mean "${guess}"?)`;
  return receiver === 'helpers' ? ` (there is: ${listed(names)})` : '';
}

/** `list<int>` and `list` are one. */
function plain(type: string | undefined): string | undefined {
  return type?.replace(/^dyn<(.*)>$/, '$1').replace(/<.*/, '');
}

/** What of cel-js' nodes is needed to see where a key was looked for. */
interface Evaluable {
  readonly op: string;
  readonly args: readonly Evaluable[];
  evaluate(evaluator: unknown, node: Evaluable, context: unknown): unknown;
}

/**
 * For a key that is not there: those that are. The value is seen by evaluating once more.
 *
 * @param again does what failed
 */
export function keyHint(error: unknown, again: () => unknown): string {
  if (!(error instanceof EvaluationError) || error.code !== 'no_such_key') return '';
  const node = error.node as unknown as Evaluable | undefined;
  if (node === undefined || !ACCESS.has(node.op)) return '';
  const key = error.summary.replace('No such key: ', '');
  const value = valueLacking(key, node.args[0] as Evaluable, again);
  const inDots = node.op === '.' ? `; .?${key} reads what may be absent` : '';
  // Effective values are made when they are asked for: their map does not know them.
  if (value instanceof Map && Object.hasOwn(value, 'get')) return '';
  if (value instanceof Map || isPlain(value)) {
    const keys = [...(value instanceof Map ? value.keys() : Object.keys(value))].map(String).sort();
    if (keys.length === 0) return ` (it is empty${inDots})`;
    // Of very short names every other is a neighbour.
    const guess = key.length > 3 ? nearest(key, keys) : undefined;
    return ` (${guess === undefined ? '' : `did you mean "${cut(guess)}"? `}it has: ${listed(keys)}${inDots})`;
  }
  if (Array.isArray(value)) return ` (it is a list of ${value.length})`;
  if (value === null) return ' (it is null)';
  return value === undefined ? '' : ` (it is a ${typeof value === 'bigint' ? 'number' : typeof value})`;
}

const ACCESS = new Set(['.', '.?', '[]', '[?]']);

/** The first value that `from` gives and that lacks a key. */
function valueLacking(key: string, from: Evaluable, again: () => unknown): unknown {
  let root = from;
  while (ACCESS.has(root.op)) root = root.args[0] as Evaluable;
  const run = root.evaluate;
  let found: unknown;
  let isInside = false;
  root.evaluate = (evaluator, node, context) => {
    const value = run.call(root, evaluator, node, context);
    if (found !== undefined || isInside) return value;
    isInside = true;
    try {
      const candidate = from.evaluate(evaluator, from, context);
      if (lacks(candidate, key)) found = candidate;
    } catch {
      // Then it is not this time that the key was looked for.
    } finally {
      isInside = false;
    }
    return value;
  };
  try {
    again();
  } catch {
    // It failed before.
  } finally {
    root.evaluate = run;
  }
  return found;
}

function lacks(value: unknown, key: string): boolean {
  if (value instanceof Map) return !value.has(key);
  return !isPlain(value) || !Object.hasOwn(value, key);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  return `${names.slice(0, MOST).map(cut).join(', ')}${more}`;
}

function cut(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
