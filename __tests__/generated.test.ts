import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { generatedFiles } from '../src/generated.ts';

const files = generatedFiles();

test.each(Object.keys(files))('%s is what `npm run generate` writes', path => {
  expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(files[path]);
});

test('no page is left of a guardrail that is gone', () => {
  const pages = readdirSync('docs/guardrails', { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.md'),
  );
  expect(pages.map(page => `docs/guardrails/${page}`).filter(path => !(path in files))).toEqual([]);
});
