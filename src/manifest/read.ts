import type { RenderedDocument } from '../document.ts';
import type { Problem } from '../problems.ts';
import { crdScopes, isNamespaced, type Scopes } from '../schema/index.ts';
import type { Environment, Target } from '../target.ts';
import { DEFAULT_BUDGET, type YamlBudget } from './events.ts';
import { splitApiVersion } from './set.ts';
import type { FieldPath, Json, JsonObject, Manifest, Resource } from './types.ts';
import { isObject, own, scalarText } from './values.ts';
import { type ParsedYaml, parseYaml } from './yaml.ts';

export interface ReadRequest {
  readonly target: Target;
  readonly environment: Environment;
  readonly documents: readonly RenderedDocument[];
  /** Parsed documents by text, shared between readings. Manifests of the same text then share their object: read-only. */
  readonly cache?: Map<string, ParsedYaml>;
  /** Scopes of custom kinds known from elsewhere, as {@link crdScopes} gives them; those of this rendering are added. */
  readonly scopes?: Scopes;
  readonly budget?: YamlBudget;
}

export interface ReadResult {
  /** In the order of the documents; members of Lists in the order of the List. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** Documents of plain manifest files that are not Kubernetes and were left alone. */
  readonly skipped: number;
}

/** What makes a broken document look like one of Kubernetes: the key at the start of a line or of a flow mapping. */
const KUBERNETES_KEY = /(?:^|[{,])[ \t]*(?:[-?][ \t]+)*["']?(?:apiVersion|kind)["']?[ \t]*:/m;

/** How deep Lists inside Lists are followed; kubectl's own have one level. */
const LIST_DEPTH = 8;

/**
 * Reads what was rendered: one manifest per object, Lists expanded. What cannot be read is a gating problem with
 * file and line where the text is the source. In plain manifest files, documents that are not Kubernetes are left
 * alone and counted; anywhere else they are a problem, because the API server would refuse them.
 */
export function readDocuments(request: ReadRequest): ReadResult {
  const reader = new Reader(request);
  request.documents.forEach((document, index) => {
    reader.read(document, index);
  });
  return reader.result();
}

interface Draft {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly document: RenderedDocument;
  readonly documentIndex: number;
  readonly within: FieldPath;
  readonly duplicateKeys: Manifest['duplicateKeys'];
}

class Reader {
  readonly #request: ReadRequest;
  readonly #drafts: Draft[] = [];
  readonly #problems: Problem[] = [];
  #skipped = 0;

  constructor(request: ReadRequest) {
    this.#request = request;
  }

  result(): ReadResult {
    const scopes = new Map([
      ...(this.#request.scopes ?? []),
      ...crdScopes(this.#drafts.map(({ object }) => object)),
    ]);
    const manifests = this.#drafts.map(draft => this.#manifest(draft, scopes));
    return { manifests, problems: this.#problems, skipped: this.#skipped };
  }

  read(document: RenderedDocument, documentIndex: number): void {
    const parsed = this.#parse(document.text);
    if (!parsed.ok) {
      const { kind, message, hint, line, column } = parsed.error;
      if (kind === 'syntax' && this.#isPlain() && !KUBERNETES_KEY.test(document.text)) {
        this.#skipped++;
        return;
      }
      this.#problem(document, documentIndex, {
        code: kind === 'limit' ? 'yaml-limit' : 'yaml-invalid',
        message: `${this.#isPlain() ? 'this document' : 'a rendered document'} cannot be read as YAML: ${message}`,
        ...(hint === undefined ? {} : { hint }),
        line,
        column,
      });
      return;
    }
    if (parsed.value === null) return;
    const before = this.#drafts.length;
    const isKubernetes = this.#object(parsed.value, document, documentIndex, [], parsed.duplicateKeys, 0);
    if (isKubernetes && parsed.ignoredFrom !== undefined) {
      this.#problem(document, documentIndex, {
        code: 'yaml-content-ignored',
        message: 'Kubernetes reads the document up to its end marker and ignores what follows here',
        hint: 'separate documents with a line "---", not with "..."',
        line: parsed.ignoredFrom,
        column: 1,
      });
    }
    if (!isKubernetes && this.#drafts.length === before)
      this.#notKubernetes(parsed.value, document, documentIndex);
  }

  #parse(text: string): ParsedYaml {
    const { cache, budget = DEFAULT_BUDGET } = this.#request;
    const known = cache?.get(text);
    if (known !== undefined) return known;
    const parsed = parseYaml(text, budget);
    cache?.set(text, parsed);
    return parsed;
  }

  #isPlain(): boolean {
    return this.#request.target.kind === 'manifests';
  }

  /** Adds an object and, for lists, its members; false when the value is not an object of Kubernetes. */
  #object(
    value: Json,
    document: RenderedDocument,
    documentIndex: number,
    within: FieldPath,
    duplicateKeys: Manifest['duplicateKeys'],
    depth: number,
  ): boolean {
    if (!isObject(value)) return false;
    const apiVersion = own(value, 'apiVersion');
    const kind = own(value, 'kind');
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '')
      return false;
    const items = own(value, 'items');
    const isList = kind.endsWith('List');
    if (!Array.isArray(items) || !isList) {
      this.#drafts.push({ object: value, apiVersion, kind, document, documentIndex, within, duplicateKeys });
    }
    if (!Array.isArray(items)) return true;
    for (const [index, item] of items.entries()) {
      const path = [...within, 'items', index];
      const member = asMember(item, apiVersion, kind);
      if (depth < LIST_DEPTH && this.#object(member, document, documentIndex, path, duplicateKeys, depth + 1))
        continue;
      if (isList) this.#badMember(item, index, kind, document, documentIndex);
    }
    return true;
  }

  #badMember(
    item: Json,
    index: number,
    kind: string,
    document: RenderedDocument,
    documentIndex: number,
  ): void {
    this.#problem(document, documentIndex, {
      code: 'not-kubernetes',
      message: `item ${index} of this ${kind} is not an object with apiVersion and kind (${summary(item)})`,
      hint: 'give every item of the list its apiVersion and kind',
    });
  }

  #notKubernetes(value: Json, document: RenderedDocument, documentIndex: number): void {
    if (this.#isPlain()) {
      this.#skipped++;
      return;
    }
    this.#problem(document, documentIndex, {
      code: 'not-kubernetes',
      message: `a rendered document is not a Kubernetes object with apiVersion and kind (${summary(value)})`,
      hint: 'check the template or file that prints it',
      line: 1,
    });
  }

  #manifest(draft: Draft, scopes: Scopes): Manifest {
    const { object, apiVersion, kind, document, documentIndex, within, duplicateKeys } = draft;
    const { target, environment } = this.#request;
    const [group] = splitApiVersion(apiVersion);
    const metadata = own(object, 'metadata');
    const namespaced = isNamespaced(group, kind, scopes) ?? true;
    const written = scalarText(own(metadata, 'namespace'));
    const namespace = namespaced ? written || (environment.namespace ?? '') : '';
    const name = scalarText(own(metadata, 'name')) || scalarText(own(metadata, 'generateName'));
    const resource: Resource = { group, kind, namespace, name };
    return {
      object,
      apiVersion,
      resource,
      origin: {
        target,
        environment,
        documentIndex,
        ...(document.source === undefined ? {} : { source: document.source }),
        ...(document.sourceLine === undefined ? {} : { sourceLine: document.sourceLine }),
        text: document.text,
        within,
      },
      duplicateKeys:
        within.length === 0 ? duplicateKeys : duplicateKeys.filter(({ path }) => startsWith(path, within)),
    };
  }

  #problem(
    document: RenderedDocument,
    documentIndex: number,
    { line, column, ...problem }: Omit<Problem, 'gates' | 'file' | 'target' | 'environment'>,
  ): void {
    const { target, environment } = this.#request;
    const isSource = document.sourceLine !== undefined;
    const message =
      isSource || document.source !== undefined
        ? problem.message
        : `${problem.message}, document ${documentIndex + 1} of the output`;
    const rendered = !isSource && line !== undefined ? `${message}, line ${line} of the document` : message;
    this.#problems.push({
      ...problem,
      message: rendered,
      ...(document.source === undefined ? {} : { file: document.source }),
      ...(isSource && line !== undefined ? { line: line + (document.sourceLine ?? 0) } : {}),
      ...(isSource && line !== undefined && column !== undefined ? { column } : {}),
      target: target.id,
      environment: environment.name,
      gates: true,
    });
  }
}

/**
 * A member of a list as an object of its own. Members of typed lists (`RoleList`) may leave out kind and apiVersion
 * (apimachinery `unstructuredJSONScheme.decodeToList`); a plain `List` says nothing about its members.
 */
function asMember(item: Json, apiVersion: string, listKind: string): Json {
  const kind = listKind.replace(/List$/, '');
  if (!isObject(item) || kind === '' || kind === listKind || scalarText(own(item, 'kind')) !== '')
    return item;
  return { ...item, kind, apiVersion: own(item, 'apiVersion') || apiVersion };
}

function startsWith(path: FieldPath, prefix: FieldPath): boolean {
  return prefix.every((step, index) => path[index] === step);
}

/** What a value is, for messages, without showing what it holds. */
function summary(value: Json): string {
  if (Array.isArray(value)) return `it is a list of ${value.length}`;
  if (!isObject(value))
    return `it is ${value === null ? 'empty' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`}`;
  const keys = Object.keys(value).slice(0, 5);
  const lacks = ['apiVersion', 'kind'].filter(
    key => typeof own(value, key) !== 'string' || own(value, key) === '',
  );
  return `it lacks ${lacks.join(' and ')}; its keys: ${keys.join(', ') || 'none'}`;
}
