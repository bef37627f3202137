import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

const read = (path: string) => readFileSync(join(process.cwd(), path), 'utf8');
const { operations } = JSON.parse(read('__tests__/support/github-openapi.json')) as {
  operations: readonly Operation[];
};

/** `POST /repos/{owner}/{repo}/issues/{issue_number}/labels`, as the sources write routes. */
function routesOf(folder: string): string[] {
  const files = readdirSync(join(process.cwd(), folder)).filter(name => name.endsWith('.ts'));
  return files.flatMap(name =>
    [...read(`${folder}/${name}`).matchAll(/['`]((?:GET|POST|PUT|PATCH|DELETE) \/[^'`\s]*)['`]/g)].map(
      match => match[1] as string,
    ),
  );
}

/**
 * The loopback GitHub judges parameters and bodies by the same description at every request of every test, and refuses
 * what it does not know (`violations`); here each route has to be one of GitHub's, whether or not a test takes it.
 */
test('every route is one of GitHub’s own description, with its names of parameters', () => {
  const routes = [...new Set([...routesOf('src/github'), ...routesOf('src/action')])].sort();
  expect(routes.length).toBeGreaterThan(20);
  const known = new Set(operations.map(({ method, path }) => `${method} ${path}`));
  // Its schema is another; the loopback answers it by a parser of its own, which knows the fields that are asked for.
  const rest = routes.filter(route => route !== 'POST /graphql');
  expect(rest.filter(route => !known.has(route.replace('{+', '{')))).toEqual([]);
});
