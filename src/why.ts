import { availableParallelism } from 'node:os';
import type { Config } from './config/index.ts';
import { redactSecrets } from './evidence/index.ts';
import type { Location } from './findings.ts';
import { HiddenValues } from './hidden-values.ts';
import {
  type FieldPath,
  fieldName,
  type Json,
  type Manifest,
  type ParsedYaml,
  parseFieldPath,
  parseYaml,
  resourceLabel,
  splitDocuments,
  valueAt,
} from './manifest/index.ts';
import { type Problem, ProblemError } from './problems.ts';
import type { Engine } from './render/index.ts';
import { byText, type Tree } from './repository/index.ts';
import { discoverOptions } from './run.ts';
import { type RenderedSide, renderSide, type Side } from './side.ts';
import { excerpt, valuesExcerpt } from './source/index.ts';
import {
  type Discretion,
  type ExplainOptions,
  type Explanation,
  explainField,
  explainLine,
  type FieldMatch,
  type FieldSubject,
  isSensitive,
  type LineQuestion,
  type Matches,
  matchField,
  matchResource,
  oneLine,
  type RenderedPlace,
  type ResourceQuestion,
  type ShownValue,
} from './source/why/index.ts';
import { type Discovery, discover, type Target } from './targets/index.ts';

export interface WhyInput {
  readonly tree: Tree;
  readonly config: Config;
  readonly engine: Engine;
  /** Only this target: its id, or the folder it lies in. */
  readonly target?: string;
  readonly environment?: string;
  readonly namespace?: string;
  /** Renderings made before, by their inputs; those made for this question are added. */
  readonly known?: Map<string, RenderedSide>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Answered {
  readonly explanation: Explanation;
  /** What else could not be rendered of the targets that were asked about. */
  readonly problems: readonly Problem[];
}

/**
 * Explains a field of a resource: in every target and environment that renders it.
 * @param field any unambiguous end of the field's name; '' asks about the resource itself
 * @throws {ProblemError} for a resource or field that is not there or can mean several, with what to type instead.
 */
export async function whyField(
  input: WhyInput,
  question: ResourceQuestion,
  field: string,
): Promise<Answered> {
  const found = wantedTargets(input, discovered(input), () => true);
  const side = await render(input, found);
  const subjects = subjectsOf(input, side, question, field);
  const fields = withPaths(subjects, question, field);
  const explanation = await explainField(fields, explainOptions(input, side));
  const targets = new Set(subjects.map(({ rendering }) => rendering.target.id));
  const problems = side.problems.filter(({ target }) => target !== undefined && targets.has(target));
  return { explanation, problems };
}

/**
 * Explains what a line of a source file does, in every target and environment that depends on it.
 * @throws {ProblemError} when nothing depends on the file, nothing of it renders, or the line holds nothing.
 */
export async function whyLine(input: WhyInput, question: LineQuestion): Promise<Answered> {
  const { file, line } = question;
  const discovery = discovered(input);
  const wanted = wantedTargets(input, discovery, ({ inputs }) => inputs.includes(file));
  if (wanted.targets.length === 0) throw nothingDepends(input, file, discovery);
  const side = await render(input, wanted);
  const renderings = side.renderings
    .filter(({ failed, documents }) => !failed || documents.length > 0)
    .map(({ target, environment, documents, manifests }) => ({
      rendering: { tree: side.tree, target, environment, documents },
      manifests,
    }));
  const failed = side.problems.find(({ gates }) => gates);
  if (renderings.length === 0 && failed !== undefined) throw new ProblemError(failed);
  const explanation = await explainLine(question, renderings, explainOptions(input, side));
  if (explanation === undefined) {
    throw usage(
      `nothing is known about ${file}:${line}`,
      'lines of values files, templates, kustomizations, patches and manifests can be explained',
    );
  }
  return { explanation, problems: side.problems };
}

/** Explains a line of a file that `kubeproof render` wrote, or of any manifest that names its object. */
export async function whyRendered(input: WhyInput, place: RenderedPlace, asked: Location): Promise<Answered> {
  const { target, environment } = { ...place, ...input };
  const narrowed = {
    ...input,
    ...(target === undefined ? {} : { target }),
    ...(environment === undefined ? {} : { environment }),
  };
  const { explanation, problems } = await whyField(narrowed, place.question, place.field);
  return { explanation: { ...explanation, asked } as Explanation, problems };
}

function nothingDepends(
  { target, tree }: WhyInput,
  file: string,
  { problems, skipped }: Discovery,
): ProblemError {
  const own = problems.find(problem => problem.file !== undefined && problem.file === file);
  if (own !== undefined) return new ProblemError(own);
  const left = skipped.find(({ path }) => file === path || file.startsWith(`${path}/`));
  if (left !== undefined)
    return usage(`${left.path} is left out: ${left.reason}`, '"kubeproof targets" lists what is rendered');
  const what = tree.has(file)
    ? `nothing that is rendered depends on ${file}`
    : `${file} is not in the repository`;
  return usage(
    target === undefined ? what : `${what}, as far as ${target} is concerned`,
    '"kubeproof targets" lists what is rendered',
  );
}

function discovered({ tree, config }: WhyInput): Discovery {
  return discover(tree, discoverOptions([], config));
}

/** The targets asked about, with the environments asked about. */
function wantedTargets(
  { target, environment }: WhyInput,
  found: Discovery,
  isMeant: (target: Target) => boolean,
): Discovery {
  const folder = target?.replace(/\/+$/, '');
  const named = found.targets.filter(
    ({ id, root }) => folder === undefined || id === folder || root === folder,
  );
  if (named.length === 0 && target !== undefined) {
    throw usage(`there is no target ${JSON.stringify(target)}`, '"kubeproof targets" lists them');
  }
  const inEnvironment = named.flatMap(each => {
    const environments = each.environments.filter(
      ({ name }) => environment === undefined || name === environment,
    );
    return environments.length === 0 ? [] : [{ ...each, environments }];
  });
  if (inEnvironment.length === 0 && environment !== undefined) {
    const names = [...new Set(named.flatMap(each => each.environments.map(({ name }) => name)))].sort(byText);
    throw usage(
      `there is no environment ${JSON.stringify(environment)}`,
      `there are ${names.slice(0, 10).join(', ')}`,
    );
  }
  return { ...found, targets: inEnvironment.filter(isMeant) };
}

async function render(
  { tree, config, engine, known, onProgress }: WhyInput,
  discovery: Discovery,
): Promise<Side> {
  const side = await renderSide({
    tree,
    discovery,
    config,
    engine,
    known: known ?? new Map(),
    cache: new Map<string, ParsedYaml>(),
    concurrency: availableParallelism(),
    onProgress: (done, total) => onProgress?.(done, total),
  });
  for (const rendering of side.renderings) known?.set(rendering.inputs, rendering);
  return side;
}

function explainOptions({ tree, config, engine }: WhyInput, side: Side): ExplainOptions {
  return {
    engine,
    render: { kubernetes: config.kubernetes, helm: config.engine.helm },
    concurrency: availableParallelism(),
    discretion: new Discreet(tree, new HiddenValues([], [], [side])),
  };
}

type Subject = Omit<FieldSubject, 'path'>;

/** Candidates listed when several can be meant. */
const MAX_LISTED = 20;
/** Renderings of one resource in which `why` explains a field at most. */
const MAX_TARGETS = 12;

/** The objects that a question means: one resource, in every rendering that has it. */
function subjectsOf(input: WhyInput, side: Side, question: ResourceQuestion, field: string): Subject[] {
  const { namespace = question.namespace } = input;
  const asked = namespace === undefined ? question : { ...question, namespace };
  const subjects = side.renderings.flatMap(({ target, environment, documents, manifests }) => {
    const rendering = { tree: side.tree, target, environment, documents };
    return manifests.map(manifest => ({ manifest, rendering }));
  });
  const manifests = subjects.map(({ manifest }) => manifest);
  const matches = matchResource(asked, manifests);
  const { found } = matches;
  if (found.length === 0) throw notFound(asked, matches, manifests, side);
  const isFound = new Set(found);
  const matching = subjects.filter(({ manifest }) => isFound.has(manifest));
  const typed = typedAs(question);
  const what = field === '' ? '' : ` ${shellWord(field)}`;
  const kinds = [...new Set(found.map(({ resource: { kind, group } }) => `${kind}.${group || 'core'}`))];
  if (kinds.length > 1) {
    throw ambiguous(
      `${typed} can be of several kinds`,
      kinds.sort(byText).map(kind => `kubeproof why ${kind}/${question.name}${what}`),
    );
  }
  const targets = [...new Set(matching.map(({ rendering }) => rendering.target.id))];
  if (targets.length > MAX_TARGETS) {
    throw ambiguous(
      `${targets.length} targets render ${typed}`,
      targets.slice(0, MAX_TARGETS).map(id => `kubeproof why ${typed}${what} --target ${id}`),
      targets.length - MAX_TARGETS,
    );
  }
  const twice = namesakes(matching);
  if (twice.length > 0) {
    throw ambiguous(
      `there are several ${typed}`,
      twice.map(name => `kubeproof why ${typed}${what} -n ${shellWord(name)}`),
    );
  }
  return matching;
}

function typedAs({ kind, group, name }: ResourceQuestion): string {
  return `${kind}${group === undefined ? '' : `.${group}`}/${name}`;
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Namespaces of resources with one name in one rendering. */
function namesakes(subjects: readonly Subject[]): string[] {
  const seen = new Map<object, Set<string>>();
  for (const { manifest, rendering } of subjects) {
    const key = rendering.documents;
    seen.set(key, (seen.get(key) ?? new Set()).add(manifest.resource.namespace));
  }
  const several = [...seen.values()].find(names => names.size > 1);
  return several === undefined ? [] : [...several].sort(byText);
}

function notFound(
  question: ResourceQuestion,
  { near, unknownKind }: Matches,
  manifests: readonly Manifest[],
  { problems }: Side,
): ProblemError {
  const typed = typedAs(question);
  const { namespace, ...anywhere } = question;
  const elsewhere = namespace === undefined ? [] : matchResource(anywhere, manifests).found;
  const namespaces = [...new Set(elsewhere.map(({ resource }) => resource.namespace))].sort(byText);
  if (namespaces.length > 0) {
    const [only = ''] = namespaces;
    const where =
      namespaces.length === 1 && only === ''
        ? 'it names no namespace'
        : `it is in ${namespaces.filter(name => name !== '').join(', ')}`;
    return usage(`nothing renders ${typed} in namespace ${namespace}`, where);
  }
  const failed = problems.filter(problem => problem.gates);
  const [first] = failed;
  const what = manifests.length === 0 ? 'nothing was rendered' : `nothing renders ${typed}`;
  const because =
    first === undefined
      ? ''
      : `; ${failed.length === 1 ? 'one thing' : `${failed.length} things`} could not be rendered: ${first.message}`;
  const suggestions = unknownKind ? `did you mean ${near.join(', ')}?` : `near it: ${near.join(', ')}`;
  const other = first?.hint ?? '"kubeproof render" prints everything that is rendered';
  return usage(`${what}${because}`, near.length > 0 ? suggestions : other);
}

/** The path of the field asked about in each object; the first one that has it, when there is one, comes first. */
function withPaths(subjects: readonly Subject[], question: ResourceQuestion, field: string): FieldSubject[] {
  if (field === '') return subjects.map(subject => ({ ...subject, path: [] }));
  const typed = typedAs(question);
  const matches = subjects.map(({ manifest }) => matchField(field, manifest.object));
  const found = matches.findIndex(match => match.type === 'one' && match.exists);
  const first = found >= 0 ? found : matches.findIndex(match => match.type === 'one');
  const named = matches[first];
  const subject = subjects[first];
  if (named?.type !== 'one' || subject === undefined) throw unclearField(matches, subjects, typed, field);
  const name = fieldName(subject.manifest.object, named.path);
  const paths = subjects.map(({ manifest }, index): FieldPath => {
    const match = matches[index];
    if (match?.type === 'one' && (match.exists || found < 0)) return match.path;
    // It is clear elsewhere what is meant.
    return parseFieldPath(name, manifest.object) ?? named.path;
  });
  const all = subjects.map((each, index) => ({ ...each, path: paths[index] ?? named.path }));
  return [...all.slice(first, first + 1), ...all.slice(0, first), ...all.slice(first + 1)];
}

function unclearField(
  matches: readonly FieldMatch[],
  subjects: readonly Subject[],
  typed: string,
  field: string,
): ProblemError {
  const several = matches.findIndex(({ type }) => type === 'several');
  const match = matches[several];
  const subject = subjects[several];
  if (match?.type === 'several' && subject !== undefined) {
    return ambiguous(
      `${field} can be several fields of ${resourceLabel(subject.manifest.resource)}`,
      match.fields.slice(0, MAX_LISTED).map(name => `kubeproof why ${typed} ${shellWord(name)}`),
      match.fields.length - MAX_LISTED,
    );
  }
  const near = matches.flatMap(each => (each.type === 'none' ? (each.near ?? []) : []))[0];
  return usage(
    `${typed} has no field ${JSON.stringify(field)}, and where it would be is not clear`,
    near === undefined
      ? 'write it from the top of the object, as in spec.template.spec.containers[name=app].image'
      : `did you mean ${near}?`,
  );
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}

/** @param more candidates that are not listed */
function ambiguous(message: string, commands: readonly string[], more = 0): ProblemError {
  const rest = more > 0 ? [`and ${more} more`] : [];
  return usage(`${message}; ask for one of them`, [...commands, ...rest].join('\n'));
}

const DIGEST = /^sha256:[0-9a-f]{16}$/;

/** Shows nothing that a Secret holds, under whatever key it was written. */
class Discreet implements Discretion {
  readonly #tree: Tree;
  readonly #hidden: HiddenValues;
  readonly #redacted = new Map<Manifest, Json | undefined>();

  constructor(tree: Tree, hidden: HiddenValues) {
    this.#tree = tree;
    this.#hidden = hidden;
  }

  rendered(manifest: Manifest, path: FieldPath): ShownValue {
    const clear = valueAt(manifest.object, path);
    if (clear === undefined) return { state: 'absent' };
    const shown = valueAt(this.#redact(manifest), [...manifest.origin.within, ...path]);
    if (shown === undefined) return { state: 'hidden' };
    if (typeof shown === 'string' && shown !== clear && DIGEST.test(shown))
      return { state: 'hidden', digest: shown };
    if (typeof clear === 'string' && clear !== '' && isSensitive(this.#keyOf(manifest, path)))
      return { state: 'hidden' };
    return {
      state: 'set',
      text: this.#hidden.withoutSecrets(oneLine(shown, path), manifest.origin.target.id),
    };
  }

  line({ kind, file, line }: Location, target: string): string | undefined {
    if (line === undefined || !this.#tree.has(file)) return undefined;
    const text = this.#hidden.source(this.#tree, file, target);
    if (kind === 'values' || kind === 'template') return valuesExcerpt(text, line, 0, 0)?.lines[0];
    const document = splitDocuments(text).findLast(d => d.line < line);
    return document && excerpt(redactSecrets(document.text), line - document.line, 0, 0)?.lines[0];
  }

  value(path: FieldPath, value: Json, target: string): string {
    return this.#hidden.withoutSecrets(oneLine(value, path), target);
  }

  /** The key a value belongs to; of an environment variable its name. */
  #keyOf({ object }: Manifest, path: FieldPath): string {
    const last = path.at(-1);
    const name = last === 'value' ? valueAt(object, [...path.slice(0, -1), 'name']) : undefined;
    return typeof name === 'string' ? name : String(path.findLast(step => typeof step === 'string') ?? '');
  }

  #redact(manifest: Manifest): Json | undefined {
    if (!this.#redacted.has(manifest)) {
      const parsed = parseYaml(this.#hidden.text(manifest));
      this.#redacted.set(manifest, parsed.ok ? parsed.value : undefined);
    }
    return this.#redacted.get(manifest);
  }
}
