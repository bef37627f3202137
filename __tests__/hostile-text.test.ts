import { describe, expect, test } from '@jest/globals';
import { secretWords, withoutWords } from '../src/evidence/index.ts';
import { locate } from '../src/manifest/index.ts';
import { classifyHelmError, classifyKustomizeError } from '../src/render/errors.ts';
import { selectsText } from '../src/source/kustomize/resource.ts';

/** Far above what linear work takes here, far below what backtracking does. */
const LIMIT_MS = 1_500;

const CASES: Record<string, () => unknown> = {
  'a message of Helm that begins a sentence over and over': () =>
    classifyHelmError(`Error: ${'could not parse  as '.repeat(1_500)}`, 'c'),
  'a message of Kustomize that begins one over and over': () =>
    classifyKustomizeError('yaml: line '.repeat(20_000)),
  'a comment that could begin a block anywhere': () =>
    locate(`a: | #${'|#'.repeat(60_000)}\u2028\n  x\n`, ['a']),
  'thousands of Secrets beside a long file': () => {
    const data = Object.fromEntries(
      Array.from({ length: 40_000 }, (_, i) => [`k${i}`, `${i * 7919}-value-${i}`]),
    );
    const words = secretWords([{ kind: 'Secret', stringData: data }]);
    return withoutWords('k: 1 2 3 4 5 6 7 8 9\n'.repeat(20_000), words);
  },
  'a selector of white space': () => {
    try {
      selectsText(`a=${' '.repeat(60_000)}?`, undefined);
    } catch {}
  },
};

describe('text made to keep a pattern busy is read in time', () => {
  test.each(Object.entries(CASES))('%s', (_, read) => {
    const start = performance.now();
    read();
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });
});
