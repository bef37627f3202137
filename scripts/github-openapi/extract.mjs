// Writes __tests__/support/github-openapi.json: what GitHub's own OpenAPI description says about the requests that
// kubeproof makes, and nothing else. The loopback GitHub of the end-to-end tests validates request bodies with it.
//
//   node scripts/github-openapi/extract.mjs [folder of an unpacked @octokit/openapi]
//
// Without a folder the pinned version is fetched with `npm pack` into a temporary folder. The package is 385 MB
// unpacked, which is why it is not a dependency and only the extract is committed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '23.0.2';
const OUTPUT = fileURLToPath(new URL('../../__tests__/support/github-openapi.json', import.meta.url));
const DESCRIPTION = 'package/generated/api.github.com.json';

/** The operations a pull request action has a use for. Adding a call to `src/github/` means adding it here. */
const OPERATIONS = [
  'users/get-authenticated',
  'pulls/get',
  'pulls/list-files',
  'pulls/list-reviews',
  'pulls/create-review',
  'pulls/list-comments-for-review',
  'pulls/list-review-comments',
  'pulls/create-review-comment',
  'pulls/create-reply-for-review-comment',
  'pulls/get-review-comment',
  'pulls/update-review-comment',
  'pulls/delete-review-comment',
  'issues/list-comments',
  'issues/create-comment',
  'issues/get-comment',
  'issues/update-comment',
  'issues/delete-comment',
  'issues/list-labels-on-issue',
  'issues/add-labels',
  'issues/remove-label',
  'repos/get-content',
  'pulls/list',
  'actions/list-workflow-runs',
  'actions/list-workflow-run-artifacts',
  'actions/download-artifact',
  'repos/create-attestation',
  'issues/list-events',
  'teams/get-membership-for-user-in-org',
  'repos/list-pull-requests-associated-with-commit',
  'repos/compare-commits-with-basehead',
];
/** Schema keywords that carry no constraint. */
const PROSE = new Set([
  'description',
  'title',
  'example',
  'examples',
  'default',
  'deprecated',
  'externalDocs',
]);

function main() {
  const given = process.argv[2];
  const temporary = given === undefined ? mkdtempSync(join(tmpdir(), 'github-openapi-')) : undefined;
  try {
    if (temporary !== undefined) download(temporary);
    const root = temporary === undefined ? given : join(temporary, 'package');
    const description = JSON.parse(readFileSync(join(root, 'generated/api.github.com.json'), 'utf8'));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const text = `${JSON.stringify(extract(description, version), null, 1)}\n`;
    writeFileSync(OUTPUT, text);
    console.log(
      `${OUTPUT}: ${OPERATIONS.length} operations of @octokit/openapi ${version}, ${text.length} characters`,
    );
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

function download(folder) {
  const packed = execFileSync('npm', ['pack', '--silent', `@octokit/openapi@${VERSION}`], { cwd: folder });
  const files = [DESCRIPTION, 'package/package.json'];
  execFileSync('tar', ['xzf', packed.toString().trim(), ...files], { cwd: folder });
}

function extract(description, version) {
  const byId = new Map();
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of ['get', 'put', 'post', 'patch', 'delete']) {
      const operation = item[method];
      if (operation === undefined) continue;
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      byId.set(operation.operationId, { path, method, operation, parameters });
    }
  }
  const operations = OPERATIONS.filter(id => byId.has(id)).map(id => {
    const { path, method, operation, parameters } = byId.get(id);
    const body = resolve(description, operation.requestBody);
    const bodySchema = body?.content?.['application/json']?.schema;
    return {
      id,
      method: method.toUpperCase(),
      path,
      parameters: parameters
        .map(parameter => resolve(description, parameter))
        .filter(parameter => parameter.in === 'path' || parameter.in === 'query')
        .map(parameter => ({
          name: parameter.name,
          in: parameter.in,
          required: parameter.required === true,
          schema: strip(description, parameter.schema),
        })),
      ...(bodySchema === undefined
        ? {}
        : { body: { required: body.required === true, schema: strip(description, bodySchema) } }),
      statuses: Object.keys(operation.responses)
        .map(Number)
        .sort((a, b) => a - b),
    };
  });
  const missing = OPERATIONS.filter(id => !byId.has(id));
  if (missing.length > 0) console.warn(`not in this description, left out: ${missing.join(', ')}`);
  return {
    source: `@octokit/openapi ${version}, api.github.com.json (MIT), written by scripts/github-openapi/extract.mjs`,
    operations,
  };
}

function resolve(description, value) {
  if (value?.$ref === undefined) return value;
  const parts = value.$ref.slice(2).split('/');
  return resolve(
    description,
    parts.reduce((at, part) => at[part], description),
  );
}

/** The schema with references inlined, prose removed, and OpenAPI 3.0's `nullable` written as JSON Schema has it. */
function strip(description, given) {
  const schema = resolve(description, given);
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (PROSE.has(key) || key.startsWith('x-') || key === 'nullable') continue;
    if (key === 'properties') {
      result[key] = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, strip(description, property)]),
      );
    } else if (key === 'items' || (key === 'additionalProperties' && typeof value === 'object')) {
      result[key] = strip(description, value);
    } else if (['anyOf', 'oneOf', 'allOf'].includes(key)) {
      result[key] = value.map(alternative => strip(description, alternative));
    } else {
      result[key] = value;
    }
  }
  if (schema.nullable === true && typeof result.type === 'string') result.type = [result.type, 'null'];
  return result;
}

main();
