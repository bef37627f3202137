import type { Finding, Location, Rendering, SourceEdit } from '../findings.ts';
import type { ObjectEdit } from '../guardrails/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { withFiles } from '../repository/index.ts';
import type { Located, Unlocated } from '../source/index.ts';
import { candidatesFor } from './candidates.ts';
import { applyChanges, readText, type SourceChange } from './changes.ts';
import { sourceEdits } from './lines.ts';
import type { Fixable, Rejudged, Workbench } from './types.ts';

/** Why a finding has no proven fix. */
export type Refusal =
  /** Its guardrail knows none. */
  | { readonly because: 'no-fix' }
  /** What is right depends on what only people know. */
  | { readonly because: 'choice' }
  /** Where the field was written is not known to the line. */
  | { readonly because: 'no-line' }
  /** It is, and the line cannot be edited: an action, an alias, a link, a file that is not in the repository. */
  | { readonly because: 'not-editable' }
  /** With the edit made, the finding was still there, or something could not be evaluated any more. */
  | { readonly because: 'not-proven' }
  /** With the edit made, these guardrails found something new. */
  | { readonly because: 'new-findings'; readonly guardrails: readonly string[] }
  /** The lines hold values of Secrets. */
  | { readonly because: 'secret' }
  /** So many findings were tried that the others were not. */
  | { readonly because: 'limit' };

/** Changes that were made, rendered and judged: their finding is gone and nothing is there that was not before. */
export interface Proof {
  readonly changes: readonly SourceChange[];
  /** Fingerprints of all findings that are gone with it. */
  readonly gone: ReadonlySet<string>;
}

/** Bounds, as counts, so that the same input gives the same answer. */
export interface SolverLimits {
  /** Times that changed files are judged. */
  readonly proofs: number;
  /** Renderings made for that. */
  readonly renderings: number;
}

/** Ways to change the source that may mend a finding, the likeliest first. */
export interface Attempt {
  readonly item: Fixable;
  readonly alternatives: readonly (readonly SourceChange[])[];
}

/** Alternatives that are tried for one finding. */
const MAX_ALTERNATIVES = 4;
/** Environments whose own files are edited for one finding. */
const MAX_ENVIRONMENTS = 8;
/** Findings brought to light by a fix that are mended with it. */
const MAX_APPEARED = 20;

/** Tries changes of the source until they are proven, within limits. */
export class Solver {
  readonly bench: Workbench;
  readonly #limits: SolverLimits;
  #proofs = 0;
  #renderings = 0;

  constructor(bench: Workbench, limits: SolverLimits) {
    this.bench = bench;
    this.#limits = limits;
  }

  get isExhausted(): boolean {
    return this.#proofs >= this.#limits.proofs || this.#renderings >= this.#limits.renderings;
  }

  /** What could be tried for each finding; in the order given. */
  async attemptsFor(items: readonly Fixable[]): Promise<(Attempt | Refusal)[]> {
    const answers = items.map(item => this.#objectEdits(item));
    const elsewhere = items.flatMap((item, index) => {
      const edits = answers[index];
      if (!Array.isArray(edits)) return [];
      return edits.filter(edit => !isSame(edit.path, item.finding.path)).map(edit => ({ item, edit }));
    });
    const located = await this.bench.locate(elsewhere.map(({ item, edit }) => unlocated(item, edit)));
    const chains = new Map(elsewhere.map(({ edit }, index) => [edit, chainOf(located[index])]));
    return items.map((item, index) => {
      const edits = answers[index] as readonly ObjectEdit[] | Refusal;
      if (!isEdits(edits)) return edits;
      const chain = (edit: ObjectEdit) => chains.get(edit) ?? chainOf(item.located);
      const alternatives = this.#alternatives(item.manifest, edits, chain);
      return isRefusal(alternatives) ? alternatives : { item, alternatives };
    });
  }

  /** The first alternative that is proven beside what is accepted already. */
  async prove(
    { item, alternatives }: Attempt,
    accepted: readonly SourceChange[] = [],
  ): Promise<Proof | Refusal> {
    let refusal: Refusal = { because: 'not-editable' };
    for (const alternative of alternatives.slice(0, MAX_ALTERNATIVES)) {
      const result = await this.#proveOne(item, alternative, accepted);
      if ('changes' in result) return result;
      if (result.because === 'limit' || result.because === 'secret') return result;
      if (rank(result) > rank(refusal)) refusal = result;
    }
    return refusal;
  }

  /** Changes with what mends the findings they bring to light; undefined when some stay. */
  async settle(wanted: readonly SourceChange[]): Promise<Proof | undefined> {
    let changes = wanted;
    for (let round = 0; round < MAX_ENVIRONMENTS; round++) {
      const result = await this.judge(changes);
      if (result === undefined || result.problems.length > 0) return undefined;
      if (result.appeared.length === 0) return { changes, gone: result.gone };
      const more = await this.#forAppeared(result.appeared);
      const added = unique(more ?? []).filter(change => !isAmong(change, changes));
      if (added.length === 0) return undefined;
      changes = [...changes, ...added];
    }
    return undefined;
  }

  /** What becomes of everything with some changes made; undefined when they cannot be made, or at the limit. */
  async judge(changes: readonly SourceChange[]): Promise<Rejudged | undefined> {
    if (this.isExhausted) return undefined;
    const { tree, judgeAgain } = this.bench;
    const applied = applyChanges(tree, changes);
    if (!applied.ok) return undefined;
    this.#proofs++;
    const encoder = new TextEncoder();
    const files = new Map([...applied.files].map(([file, text]) => [file, encoder.encode(text)]));
    const rejudged = await judgeAgain(withFiles(tree, files));
    this.#renderings += rejudged.rendered;
    return rejudged;
  }

  /** The whole lines that changes replace, file by file; undefined when they cannot be made. */
  editsOf(changes: readonly SourceChange[]) {
    const { tree } = this.bench;
    const applied = applyChanges(tree, changes);
    if (!applied.ok) return undefined;
    const files = [...applied.files].sort(([a], [b]) => (a < b ? -1 : 1));
    return files.flatMap(([file, text]) => sourceEdits(file, readText(tree, file) ?? '', text));
  }

  #objectEdits({
    finding,
    manifest,
  }: Pick<Fixable, 'manifest'> & { finding: Finding }): readonly ObjectEdit[] | Refusal {
    const { kind, group } = finding.resource;
    if (kind === 'Secret' && group === '') return { because: 'secret' };
    // What was taken away is not mended where it was.
    if (finding.side !== 'present') return { because: 'choice' };
    const answer = this.bench.fixFor(finding, manifest);
    if (answer === 'none') return { because: 'no-fix' };
    return answer === 'choice' || answer.length === 0 ? { because: 'choice' } : answer;
  }

  #alternatives(
    manifest: Manifest,
    edits: readonly ObjectEdit[],
    chain: (edit: ObjectEdit) => readonly Location[],
  ): Attempt['alternatives'] | Refusal {
    const options = edits.map(edit => candidatesFor(this.bench.tree, manifest, edit, chain(edit)));
    const count = Math.min(...options.map(each => each.length));
    if (count === 0) {
      const isLocated = edits.every(edit => chain(edit).some(place => place.line !== undefined));
      return { because: isLocated ? 'not-editable' : 'no-line' };
    }
    return Array.from({ length: count }, (_, index) => options.map(each => each[index] as SourceChange));
  }

  async #proveOne(
    item: Fixable,
    alternative: readonly SourceChange[],
    accepted: readonly SourceChange[],
  ): Promise<Proof | Refusal> {
    const { fingerprint } = item.finding;
    let changes = alternative;
    for (let round = 0; round < MAX_ENVIRONMENTS; round++) {
      const edits = this.editsOf(changes);
      if (edits === undefined || edits.length === 0) return { because: 'not-editable' };
      if (!this.isClear(item, edits)) return { because: 'secret' };
      if (this.isExhausted) return { because: 'limit' };
      const result = await this.judge([...accepted, ...changes]);
      if (result === undefined) return { because: 'not-editable' };
      if (result.problems.length > 0) return { because: 'not-proven' };
      const more =
        result.appeared.length > 0
          ? await this.#forAppeared(result.appeared)
          : result.gone.has(fingerprint)
            ? []
            : await this.#inOtherEnvironment(item, result.left.get(fingerprint) ?? []);
      if (more?.length === 0) return { changes, gone: result.gone };
      const added = unique(more ?? []).filter(change => !isAmong(change, changes));
      if (added.length === 0) return refusalOf(result);
      changes = [...changes, ...added];
    }
    return { because: 'not-proven' };
  }

  /** Changes for an environment that still shows the finding because a file of its own says so. */
  async #inOtherEnvironment(
    { finding }: Fixable,
    left: readonly Rendering[],
  ): Promise<readonly SourceChange[] | undefined> {
    const [first] = finding.renderings;
    const isMended = !left.some(r => r.target === first?.target && r.environment === first?.environment);
    const [next] = left;
    if (next === undefined || !isMended) return undefined;
    const subject = this.bench.subjectIn(finding, next);
    if (subject === undefined) return undefined;
    const edits = this.#objectEdits({ ...subject, finding: { ...finding, path: subject.finding.path } });
    return isEdits(edits) ? this.#likeliest(subject, edits) : undefined;
  }

  /**
   * Changes for what a fix brought to light: a container that is not privileged any more is asked for what was no use
   * before. Undefined when one of them has no fix.
   */
  async #forAppeared(appeared: Rejudged['appeared']): Promise<readonly SourceChange[] | undefined> {
    const changes: SourceChange[] = [];
    for (const { finding, fix } of appeared.slice(0, MAX_APPEARED)) {
      const subject = this.bench.subjectIn(finding, finding.rendering);
      if (subject === undefined || typeof fix === 'string') return undefined;
      const more = await this.#likeliest(subject, fix);
      if (more === undefined) return undefined;
      changes.push(...more);
    }
    return changes;
  }

  async #likeliest(
    subject: Unlocated,
    edits: readonly ObjectEdit[],
  ): Promise<readonly SourceChange[] | undefined> {
    const located = await this.bench.locate(edits.map(edit => unlocated(subject, edit)));
    const chains = new Map(edits.map((edit, index) => [edit, chainOf(located[index])]));
    const alternatives = this.#alternatives(subject.manifest, edits, edit => chains.get(edit) ?? []);
    return isRefusal(alternatives) ? undefined : alternatives[0];
  }

  /** Whether edits hold nothing of what the Secrets of a finding's targets hold. */
  isClear({ finding }: Fixable, edits: readonly SourceEdit[]): boolean {
    const text = edits.flatMap(({ lines }) => lines).join('\n');
    return finding.renderings.every(({ target }) => this.bench.isClear(text, target));
  }
}

function refusalOf({ appeared }: Rejudged): Refusal {
  if (appeared.length === 0) return { because: 'not-proven' };
  const guardrails = [...new Set(appeared.map(({ finding }) => finding.guardrail))].sort();
  return { because: 'new-findings', guardrails };
}

/** The same change twice is one. */
export function unique(changes: readonly SourceChange[]): SourceChange[] {
  return [...new Map(changes.map(change => [JSON.stringify(change), change])).values()];
}

function isAmong(change: SourceChange, others: readonly SourceChange[]): boolean {
  const text = JSON.stringify(change);
  return others.some(other => JSON.stringify(other) === text);
}

export function isRefusal(result: object): result is Refusal {
  return 'because' in result;
}

function isEdits(answer: readonly ObjectEdit[] | Refusal): answer is readonly ObjectEdit[] {
  return Array.isArray(answer);
}

function unlocated(
  { manifest, rendering }: Pick<Fixable, 'manifest' | 'rendering'>,
  { path }: ObjectEdit,
): Unlocated {
  return { finding: { path }, manifest, rendering };
}

/** Places to edit: those on the head's side. */
function chainOf(located: Located | undefined): readonly Location[] {
  if (located === undefined) return [];
  return [located.location, ...(located.related ?? [])].filter(place => place.side !== 'base');
}

function isSame(a: ObjectEdit['path'], b: ObjectEdit['path']): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

/** What says most about why nothing could be offered. */
function rank({ because }: Refusal): number {
  return ['not-editable', 'not-proven', 'new-findings'].indexOf(because);
}
