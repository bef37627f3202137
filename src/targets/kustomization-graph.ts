import type { Problem } from '../problems.ts';
import { byText, type Tree } from '../repository/index.ts';
import { type Kustomization, kustomizationFile, readKustomization } from './kustomizations.ts';

/** Everything one build reaches. All sorted. */
export interface KustomizationClosure {
  readonly files: readonly string[];
  readonly charts: readonly string[];
  readonly problems: readonly Problem[];
}

/** Levels of kustomizations that use one another. */
const DEPTH_LIMIT = 200;

/** The kustomizations of a repository and who uses whom. Each is read once. */
export class KustomizationGraph {
  readonly #tree: Tree;
  readonly #read = new Map<string, Kustomization>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  at(folder: string): Kustomization {
    let kustomization = this.#read.get(folder);
    if (kustomization === undefined) {
      kustomization = readKustomization(this.#tree, folder);
      this.#read.set(folder, kustomization);
    }
    return kustomization;
  }

  /** Every file that some kustomization read so far names, whether it can be built or not. */
  files(): ReadonlySet<string> {
    return new Set([...this.#read.values()].flatMap(kustomization => kustomization.files));
  }

  /** Files, charts and problems of a kustomization and of everything it builds on. */
  closure(root: string): KustomizationClosure {
    const files = new Set<string>();
    const charts = new Set<string>();
    const problems: Problem[] = [];
    const done = new Set<string>();
    const round: string[] = [];
    const walk = (folder: string) => {
      const kustomization = this.at(folder);
      done.add(folder);
      round.push(folder);
      for (const file of kustomization.files) files.add(file);
      for (const chart of kustomization.charts) charts.add(chart);
      problems.push(...kustomization.problems);
      for (const { folder: used, line } of kustomization.uses) {
        if (round.includes(used))
          problems.push(this.#cycle(folder, line, [...round.slice(round.indexOf(used)), used]));
        else if (round.length > DEPTH_LIMIT) problems.push(this.#tooDeep(folder, line));
        else if (!done.has(used)) walk(used);
      }
      round.pop();
    };
    walk(root);
    return { files: [...files].sort(byText), charts: [...charts].sort(byText), problems };
  }

  /**
   * Of `folders`, those that nothing else uses: what somebody builds. A ring of kustomizations that only use each
   * other has no such root; its first member stands for it, so that the mistake is reported.
   */
  roots(folders: readonly string[]): {
    readonly roots: readonly string[];
    readonly usedBy: ReadonlyMap<string, string>;
  } {
    const usedBy = new Map<string, string>();
    for (const folder of folders) {
      for (const { folder: used } of this.at(folder).uses) {
        if (used !== folder && !usedBy.has(used)) usedBy.set(used, folder);
      }
    }
    const roots = folders.filter(folder => !usedBy.has(folder));
    const reached = new Set<string>();
    for (const root of roots) this.#reach(root, reached);
    for (const folder of folders) {
      if (reached.has(folder)) continue;
      roots.push(folder);
      this.#reach(folder, reached);
    }
    return { roots: roots.sort(byText), usedBy };
  }

  #reach(from: string, reached: Set<string>): void {
    const waiting = [from];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      if (reached.has(folder)) continue;
      reached.add(folder);
      waiting.push(...this.at(folder).uses.map(use => use.folder));
    }
  }

  #tooDeep(folder: string, line: number | undefined): Problem {
    return this.#problem(folder, line, {
      code: 'kustomization-too-deep',
      message: `More than ${DEPTH_LIMIT} kustomizations build on one another`,
      hint: 'Flatten them: a handful of levels is what people can follow',
    });
  }

  #cycle(folder: string, line: number | undefined, round: readonly string[]): Problem {
    const names = round.map(name => name || '.');
    const shown = names.length > 8 ? [...names.slice(0, 6), '…', names.at(-1)] : names;
    return this.#problem(folder, line, {
      code: 'kustomization-cycle',
      message: `Kustomizations use each other in a circle: ${shown.join(' -> ')}`,
      hint: 'Take one of the references out',
    });
  }

  #problem(
    folder: string,
    line: number | undefined,
    what: Pick<Problem, 'code' | 'message' | 'hint'>,
  ): Problem {
    const file = kustomizationFile(this.#tree, folder);
    return {
      ...what,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      gates: true,
    };
  }
}
