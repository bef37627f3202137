import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { standIn } from '../stand-ins.ts';

const compiled = new Map<string, RE2JS>();

function regex(pattern: string): RE2JS {
  let known = compiled.get(pattern);
  if (known === undefined) {
    // Patterns can be computed from manifests: keep the cache from growing with them.
    if (compiled.size >= PATTERNS) compiled.clear();
    known = RE2JS.compile(pattern);
    compiled.set(pattern, known);
  }
  return known;
}

/** Longest text whose answer is kept, and how many are kept of a pattern: labels and names come again soon. */
const SHORT = 100;
const ANSWERS = 4_000;
/** Patterns whose answers are kept. */
const PATTERNS = 500;

/** What says whether a pattern is found anywhere in a text. @throws when it is asked, for a pattern that is none */
export function matching(pattern: string): (text: string) => boolean {
  let answers = new Map<string, boolean>();
  return text => {
    if (text.length > SHORT) return regex(pattern).test(text);
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = regex(pattern).test(text);
      if (answers.size >= ANSWERS) answers = new Map();
      answers.set(text, answer);
    }
    return answer;
  };
}

let matchers = new Map<string, (text: string) => boolean>();

/** Whether a pattern is found anywhere in a text. @throws for a pattern that is none */
export function matches(text: string, pattern: string): boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    if (matchers.size >= PATTERNS) matchers = new Map();
    matcher = matching(pattern);
    matchers.set(pattern, matcher);
  }
  return matcher(text);
}

/** The first matches of a pattern, all of them with a negative limit. @throws for a pattern that is none */
export function findAll(text: string, pattern: string, limit: bigint): string[] {
  const matcher = regex(pattern).matcher(text);
  const found: string[] = [];
  let end = -1;
  while ((limit < 0n || found.length < limit) && matcher.find()) {
    const match = matcher.group() ?? '';
    // As in Go, nothing is not found right behind something that was.
    if (match !== '' || matcher.start() !== end) found.push(match);
    end = matcher.end();
  }
  return found;
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library, and `matches`, all in linear time. */
export function registerRegex(environment: Environment): void {
  environment
    .registerFunction(`string.${standIn('matches')}(string): bool`, matches)
    .registerFunction(`${standIn('matches')}(string, string): bool`, matches)
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern, 1n)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, -1n),
    )
    .registerFunction('string.findAll(string, int): list<string>', findAll);
}
