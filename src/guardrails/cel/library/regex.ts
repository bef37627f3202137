import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { standIn } from '../stand-ins.ts';

const compiled = new Map<string, RE2JS>();

function regex(pattern: string): RE2JS {
  let known = compiled.get(pattern);
  if (known === undefined) {
    // Patterns can be computed from manifests: keep the cache from growing with them.
    if (compiled.size > 500) compiled.clear();
    known = RE2JS.compile(pattern);
    compiled.set(pattern, known);
  }
  return known;
}

/** Answers by pattern, for short texts: label values and names come again and again. */
const answers = new Map<string, Map<string, boolean>>();
let answered = 0;
const SHORT = 100;
const MOST_ANSWERS = 20_000;

/** Whether a pattern is found anywhere in a text. @throws for a pattern that is none */
export function matches(text: string, pattern: string): boolean {
  if (text.length > SHORT) return regex(pattern).test(text);
  let answer = answers.get(pattern)?.get(text);
  if (answer === undefined) {
    answer = regex(pattern).test(text);
    if (++answered > MOST_ANSWERS) {
      answers.clear();
      answered = 1;
    }
    const ofPattern = answers.get(pattern) ?? new Map<string, boolean>();
    answers.set(pattern, ofPattern.set(text, answer));
  }
  return answer;
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library, and `matches`, all in linear time. */
export function registerRegex(environment: Environment): void {
  const findAll = (text: string, pattern: string, limit: bigint): string[] => {
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
  };
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
