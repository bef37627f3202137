import type { Finding } from '../findings.ts';
import { applyChanges, type SourceChange } from './changes.ts';
import { type Attempt, isRefusal, type Refusal, Solver, unique } from './solver.ts';
import type { Fixable, Workbench } from './types.ts';

/** What one `kubeproof fix` may cost, in judged trees and renderings. */
const LIMITS = { proofs: 300, renderings: 3_000 };

/** Files as they would be with everything mended that can be. */
export interface Mending {
  /** Contents of the files that change, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Findings that are gone then, in the order given; with the files that were edited for them. */
  readonly fixed: readonly { readonly finding: Finding; readonly files: readonly string[] }[];
  /** Those that stay, and why, in the order given. */
  readonly left: readonly { readonly finding: Finding; readonly refusal: Refusal }[];
}

/**
 * Mends as many findings as can be proven together: with all the edits made, they are gone from every environment and
 * none is there that was not before. Edits at one place become one block, in the order of the findings.
 */
export async function mend(items: readonly Fixable[], bench: Workbench): Promise<Mending> {
  return new Mender(new Solver(bench, LIMITS)).mend(items);
}

class Mender {
  readonly #solver: Solver;
  #accepted: readonly SourceChange[] = [];
  #gone: ReadonlySet<string> = new Set();
  readonly #files = new Map<string, readonly string[]>();
  readonly #refusals = new Map<string, Refusal>();

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  async mend(items: readonly Fixable[]): Promise<Mending> {
    const attempts = await this.#solver.attemptsFor(items);
    const open: Attempt[] = [];
    for (const [index, attempt] of attempts.entries()) {
      const { fingerprint } = (items[index] as Fixable).finding;
      if (isRefusal(attempt)) this.#refusals.set(fingerprint, attempt);
      else open.push(attempt);
    }
    await this.#acceptAll(open);
    const applied = applyChanges(this.#solver.bench.tree, this.#accepted);
    const findings = items.map(({ finding }) => finding);
    return {
      files: applied.ok ? applied.files : new Map(),
      fixed: findings
        .filter(({ fingerprint }) => this.#gone.has(fingerprint))
        .map(finding => ({
          finding,
          files:
            this.#files.get(finding.fingerprint) ?? [...(applied.ok ? applied.files.keys() : [])].slice(0, 1),
        })),
      left: findings
        .filter(({ fingerprint }) => !this.#gone.has(fingerprint))
        .map(finding => ({
          finding,
          refusal: this.#refusals.get(finding.fingerprint) ?? { because: 'not-proven' },
        })),
    };
  }

  /** All at once where that is proven, else half by half; one that stays gets tried in every way it has. */
  async #acceptAll(attempts: readonly Attempt[]): Promise<void> {
    const open = attempts.filter(({ item }) => !this.#gone.has(item.finding.fingerprint));
    const [only] = open;
    if (only === undefined) return;
    if (open.length === 1) return this.#acceptOne(only);
    const changes = unique([...this.#accepted, ...open.flatMap(({ alternatives }) => alternatives[0] ?? [])]);
    const result = await this.#solver.settle(changes);
    if (result !== undefined) {
      const mended = open.filter(({ item }) => result.gone.has(item.finding.fingerprint));
      if (mended.length === open.length) {
        this.#accept(result.changes, result.gone, open);
        return;
      }
      // What has no effect must not stay; what has is proven once more without it.
      if (mended.length > 0) await this.#acceptAll(mended);
      const rest = open.filter(attempt => !mended.includes(attempt));
      for (const attempt of rest) await this.#acceptAll([attempt]);
      return;
    }
    const middle = Math.ceil(open.length / 2);
    await this.#acceptAll(open.slice(0, middle));
    await this.#acceptAll(open.slice(middle));
  }

  async #acceptOne(attempt: Attempt): Promise<void> {
    const proof = await this.#solver.prove(attempt, this.#accepted);
    if (isRefusal(proof)) this.#refusals.set(attempt.item.finding.fingerprint, proof);
    else {
      const changes = unique([...this.#accepted, ...proof.changes]);
      this.#accept(changes, proof.gone, [{ ...attempt, alternatives: [proof.changes] }]);
    }
  }

  #accept(changes: readonly SourceChange[], gone: ReadonlySet<string>, attempts: readonly Attempt[]): void {
    this.#accepted = changes;
    this.#gone = gone;
    for (const { item, alternatives } of attempts) {
      const files = (alternatives[0] ?? []).map(each => (each.kind === 'yaml' ? each.place.file : each.file));
      this.#files.set(item.finding.fingerprint, [...new Set(files)].sort());
    }
  }
}
