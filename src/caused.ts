import type { Cause, ChangeReport, UnplacedChanges } from './changes/index.ts';
import type { Location, LocationKind } from './findings.ts';
import { locate, own, parseYaml, valueAt } from './manifest/index.ts';
import { byText, joinPath } from './repository/index.ts';
import type { RenderedSide, Side } from './side.ts';
import { ChangedLines, type Hunk, type Located } from './source/index.ts';

/** Renderings that are mapped to their source for stories, and fields that are looked for in all of them. */
const MAX_RENDERINGS = 24;
const MAX_ASKED = 500;
/** Lines of one field: a value and the template that prints it may both be others. */
const MAX_OF_FIELD = 2;
/** Lines of one story: who wants them all reads the change itself. */
const MAX_LOCATIONS = 10;

/** What one rendering is made from otherwise than before. */
interface Difference {
  /** Inputs of this environment that the change touched, sorted. */
  readonly files: readonly string[];
  /** The one place that was touched, where there is but one and the environment's settings are as before. */
  readonly hunk?: Location;
}

interface Question {
  readonly story: number;
  readonly cause: Cause;
}

/**
 * Finds the source lines of stories. All that a rendering has differently comes from the files it is made from: where
 * the change touched a single line of them, that line is the cause, and nothing is rendered for it. Else the places
 * a field comes from are looked for, and those of them that the change touched are told.
 */
export class StoryPlaces {
  /** What has to be located, see `placeFindings`. */
  readonly asked: readonly Cause[];
  readonly #changes: UnplacedChanges;
  readonly #base: Side;
  readonly #head: Side;
  readonly #changed: ChangedLines;
  readonly #differences = new Map<string, Difference>();
  readonly #renderings: Readonly<Record<Cause['side'], ReadonlyMap<string, RenderedSide>>>;
  readonly #questions: readonly Question[];

  constructor(changes: UnplacedChanges, base: Side, head: Side) {
    this.#changes = changes;
    this.#base = base;
    this.#head = head;
    this.#changed = new ChangedLines(base.tree, head.tree);
    const index = ({ renderings }: Side) => new Map(renderings.map(each => [keyOf(each), each]));
    this.#renderings = { base: index(base), head: index(head) };
    this.#questions = this.#questionsOf(changes);
    this.asked = this.#questions.map(({ cause }) => cause);
  }

  /** @param located what became of {@link asked} */
  placed(located: readonly (Located | undefined)[]): ChangeReport {
    const found = this.#changes.causes.map(() => new Map<string, Location>());
    const add = (story: number, location: Location | undefined): void => {
      if (location === undefined) return;
      const { kind, file, line, column, endLine, endColumn, side } = location;
      const known = found[story];
      const key = JSON.stringify([file, line ?? 0, side ?? '']);
      if (known === undefined || known.has(key)) return;
      const range =
        endLine === undefined ? {} : { endLine, ...(endColumn === undefined ? {} : { endColumn }) };
      known.set(key, {
        kind,
        file,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
        ...range,
        ...(side === undefined ? {} : { side }),
      });
    };
    const open: Question[] = [];
    for (const [index, question] of this.#questions.entries()) {
      const places = this.#touched(question.cause, located[index]);
      for (const place of places) add(question.story, place);
      if (places.length === 0) open.push(question);
    }
    for (const [story, causes] of this.#changes.causes.entries()) {
      for (const cause of causes) add(story, onlyLine(this.#differenceOf(cause)));
    }
    // What no line of is known must still come from what was touched.
    for (const { story, cause } of open) {
      const { files, hunk } = this.#differenceOf(cause);
      const [file] = files;
      if (found[story]?.size !== 0 || file === undefined || files.length > 1) continue;
      const side = this.#head.tree.has(file) ? {} : { side: 'base' as const };
      add(story, hunk ?? { kind: 'file', file, ...side });
    }
    const { report } = this.#changes;
    const stories = report.stories.map((story, index) => ({
      ...story,
      locations: [...(found[index] ?? new Map()).values()].slice(0, MAX_LOCATIONS),
    }));
    return { ...report, stories };
  }

  /** Of environments that differ by the same files one is asked for. */
  #questionsOf({ causes }: UnplacedChanges): Question[] {
    const questions: Question[] = [];
    const renderings = new Set<string>();
    for (const [story, ofStory] of causes.entries()) {
      const asked = new Set<string>();
      for (const cause of ofStory) {
        const { target, environment } = cause.manifest.origin;
        const difference = this.#differenceOf(cause);
        const { kind, name } = cause.manifest.resource;
        const own = target.kind === 'helm' && cause.path.length > 0 ? [] : [kind, name];
        const key = JSON.stringify([target.id, difference.files, cause.side, cause.path, ...own]);
        if (onlyLine(difference) !== undefined || asked.has(key)) continue;
        asked.add(key);
        const rendering = `${cause.side}\0${target.id}\0${environment.name}`;
        if (target.kind !== 'manifests' && !renderings.has(rendering)) {
          if (renderings.size >= MAX_RENDERINGS) continue;
          renderings.add(rendering);
        }
        if (questions.length < MAX_ASKED) questions.push({ story, cause });
      }
    }
    return questions;
  }

  /** The places a field comes from that the change touched, the first ones; else the version of its chart. */
  #touched(cause: Cause, located: Located | undefined): Location[] {
    if (located === undefined) return [];
    const { side } = cause;
    const { tree } = side === 'base' ? this.#base : this.#head;
    const isTouched = ({ file, line }: Location) =>
      line !== undefined &&
      tree.has(file) &&
      (side === 'base' ? this.#changed.removed(file, line) : this.#changed.added(file, line));
    const places = [
      located.location,
      ...(located.related ?? []).filter(each => contributes(each, cause)),
    ].filter(isTouched);
    if (places.length === 0) {
      const version = side === 'head' ? this.#chartVersion(cause) : [];
      return version.length > 0 ? version : this.#dependency(cause);
    }
    return places.slice(0, MAX_OF_FIELD).map(place => (side === 'head' ? place : { ...place, side }));
  }

  /** Charts put their version into images: the line of it, where the field has the new one in it. */
  #chartVersion({ manifest, path }: Cause): Location[] {
    const { source } = manifest.origin;
    const at = source?.lastIndexOf('/templates/') ?? -1;
    const file =
      source?.startsWith('templates/') === true ? 'Chart.yaml' : `${source?.slice(0, at)}/Chart.yaml`;
    const value = valueAt(manifest.object, path);
    if (manifest.origin.target.kind !== 'helm' || typeof value !== 'string' || !this.#head.tree.has(file))
      return [];
    return this.#head.tree
      .text(file)
      .split('\n')
      .flatMap((text, index): Location[] => {
        const version = /^(?:appV|v)ersion:\s*["']?([^"'\s#]+)/.exec(text)?.[1];
        const isIt = version !== undefined && value.split(/[^\w.+-]+/).includes(version);
        return isIt && this.#changed.added(file, index + 1)
          ? [{ kind: 'manifest', file, line: index + 1 }]
          : [];
      })
      .slice(0, 1);
  }

  /** What a vendored chart does otherwise comes with its other version: the line that asks for it. */
  #dependency(cause: Cause): Location[] {
    const { target, text } = cause.manifest.origin;
    const name = /^# Source: [^/\n]+\/charts\/([^/\n]+)\//m.exec(text)?.[1];
    const { tree } = this.#head;
    const file = joinPath(target.root, 'Chart.yaml');
    if (target.kind !== 'helm' || name === undefined || !tree.has(file)) return [];
    const vendored = joinPath(target.root, `charts/${name}`);
    if (!this.#differenceOf(cause).files.some(each => each.startsWith(vendored))) return [];
    const parsed = parseYaml(tree.text(file));
    const dependencies = parsed.ok ? own(parsed.value, 'dependencies') : undefined;
    const index = Array.isArray(dependencies)
      ? dependencies.findIndex(each => [own(each, 'alias'), own(each, 'name')].includes(name))
      : -1;
    const at = locate(tree.text(file), ['dependencies', index, 'version']);
    const span = index >= 0 && at.exact ? at.value : undefined;
    if (span === undefined || !this.#changed.added(file, span.line)) return [];
    return [{ kind: 'manifest', file, line: span.line, column: span.column }];
  }

  #differenceOf({ manifest }: Cause): Difference {
    const { target, environment } = manifest.origin;
    const key = keyOf({ target, environment });
    const known = this.#differences.get(key) ?? this.#compare(key);
    this.#differences.set(key, known);
    return known;
  }

  #compare(key: string): Difference {
    const [before, after] = [this.#renderings.base.get(key), this.#renderings.head.get(key)];
    const [old, fresh] = [this.#base.tree, this.#head.tree];
    const inputs = new Set([...inputsOf(before), ...inputsOf(after)]);
    const files = [...inputs].sort(byText).filter(file => {
      const [isOld, isNew] = [old.has(file), fresh.has(file)];
      return isOld !== isNew || (isOld && old.digest(file) !== fresh.digest(file));
    });
    const [file] = files;
    if (file === undefined || files.length > 1 || before === undefined || after === undefined)
      return { files };
    if (settingsOf(before) !== settingsOf(after)) return { files };
    const hunks = this.#changed.hunks(file);
    const [hunk] = hunks ?? [];
    if (hunks === undefined || hunk === undefined || hunks.length > 1) return { files };
    return { files, hunk: locationOf(file, hunk, after) };
  }
}

/** What is overridden was read, and had no say; what pulls a file in says that a resource is there, and not what is in it. */
function contributes({ note = '' }: Location, { path }: Cause): boolean {
  return !note.includes('overridden') && (path.length === 0 || !note.endsWith('pulled in here'));
}

function onlyLine({ hunk }: Difference): Location | undefined {
  return hunk?.endLine === undefined ? hunk : undefined;
}

function keyOf({ target, environment }: Pick<RenderedSide, 'target' | 'environment'>): string {
  return `${target.id}\0${environment.name}`;
}

/** Files that a rendering is made from: those of its target without the values of other environments. */
function inputsOf(rendering: RenderedSide | undefined): readonly string[] {
  if (rendering === undefined) return [];
  const { target, environment } = rendering;
  const own = new Set(environment.values ?? []);
  const others = new Set(
    target.environments.flatMap(({ values }) => values ?? []).filter(path => !own.has(path)),
  );
  return target.inputs.filter(path => !others.has(path));
}

function settingsOf({ environment: { reason: _, ...settings } }: RenderedSide): string {
  return JSON.stringify(settings);
}

function locationOf(file: string, { side, line, endLine }: Hunk, rendering: RenderedSide): Location {
  return {
    kind: kindOf(file, rendering),
    file,
    line,
    ...(endLine === line ? {} : { endLine }),
    ...(side === 'base' ? { side } : {}),
  };
}

function kindOf(file: string, { target, environment }: RenderedSide): LocationKind {
  if (environment.values?.includes(file)) return 'values';
  if (target.kind === 'helm' && /(?:^|\/)values\.ya?ml$/.test(file)) return 'values';
  if (target.kind === 'helm' && /(?:^|\/)templates\//.test(file)) return 'template';
  if (/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file)) return 'kustomization';
  return 'manifest';
}
