import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly body?: { readonly required: boolean; readonly schema: object };
  readonly statuses: readonly number[];
}

/** A request, recognised as one of GitHub's operations. */
export interface MatchedCall {
  readonly operation: string;
  /** Path parameters, decoded; those GitHub types as integers are digits. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What GitHub's schema has against the request: empty when nothing. */
  readonly violations: readonly string[];
}

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly query: Readonly<Record<string, ValidateFunction>>;
  readonly body?: ValidateFunction;
}

/** Judges requests by the extract of GitHub's own OpenAPI description (`scripts/github-openapi/extract.mjs`). */
export class GitHubSchema {
  readonly #routes: readonly Route[];

  constructor() {
    const file = join(process.cwd(), '__tests__/support/github-openapi.json');
    const { operations } = JSON.parse(readFileSync(file, 'utf8')) as { operations: Operation[] };
    const bodies = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false });
    const parameters = new Ajv({ coerceTypes: true, validateFormats: false });
    this.#routes = operations.map(operation => ({
      operation,
      pattern: pathPattern(operation),
      query: Object.fromEntries(
        operation.parameters
          .filter(parameter => parameter.in === 'query')
          .map(({ name, schema }) => [
            name,
            parameters.compile({ type: 'object', properties: { value: schema } }),
          ]),
      ),
      ...(operation.body === undefined ? {} : { body: bodies.compile(closed(operation.body.schema)) }),
    }));
  }

  /** The operation a request means, with what is wrong with it; undefined when GitHub's extract knows no such route. */
  match(method: string, url: URL, body: unknown): MatchedCall | undefined {
    for (const route of this.#routes) {
      const found = route.operation.method === method ? route.pattern.exec(url.pathname) : null;
      if (found === null) continue;
      return {
        operation: route.operation.id,
        parameters: Object.fromEntries(
          Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
        ),
        violations: [...queryViolations(route, url), ...bodyViolations(route, body)],
      };
    }
    return undefined;
  }

  /** The answers GitHub documents for an operation. */
  statuses(operation: string): readonly number[] {
    return this.#routes.find(route => route.operation.id === operation)?.operation.statuses ?? [];
  }
}

function pathPattern(operation: Operation): RegExp {
  const pattern = operation.path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = operation.parameters.find(parameter => parameter.name === name)?.schema;
    const digits = schema !== undefined && (schema as { type?: string }).type === 'integer';
    // A path has slashes of its own.
    return `(?<${name}>${digits ? '\\d+' : name === 'path' ? '.+' : '[^/]+?'})`;
  });
  return new RegExp(`^${pattern}$`);
}

function queryViolations(route: Route, url: URL): string[] {
  return [...url.searchParams].flatMap(([name, value]) => {
    const validate = route.query[name];
    if (validate === undefined) return [`query parameter "${name}" is unknown to ${route.operation.id}`];
    return validate({ value }) ? [] : [`query parameter "${name}": ${describe(validate.errors ?? [])}`];
  });
}

function bodyViolations(route: Route, body: unknown): string[] {
  if (route.body === undefined) {
    return body === undefined ? [] : [`${route.operation.id} takes no body`];
  }
  if (body === undefined) return route.operation.body?.required === true ? ['a body is required'] : [];
  return route.body(body) ? [] : (route.body.errors ?? []).map(error => describe([error]));
}

function describe(errors: readonly ErrorObject[]): string {
  return errors
    .map(error => {
      const at = error.instancePath === '' ? 'body' : error.instancePath.slice(1).replaceAll('/', '.');
      if (error.keyword === 'additionalProperties') {
        return `${at}: unknown property "${error.params.additionalProperty}"`;
      }
      if (error.keyword === 'enum') return `${at}: not one of ${error.params.allowedValues.join(', ')}`;
      return `${at}: ${error.message}`;
    })
    .join('; ');
}

/** GitHub's description does not forbid unknown properties, GitHub ignores them: here they are mistakes. */
function closed(schema: object): object {
  const copy: Record<string, unknown> = { ...schema };
  const { properties, items } = copy;
  if (typeof properties === 'object' && properties !== null) {
    copy.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, closed(property as object)]),
    );
    copy.additionalProperties ??= false;
  }
  if (typeof items === 'object' && items !== null) copy.items = closed(items);
  return copy;
}
