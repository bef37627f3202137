import type { Problem } from '../problems.ts';
import { byText, type Tree } from '../repository/index.ts';
import { type Kustomization, kustomizationFile, readKustomization } from './kustomizations.ts';

/** Everything one build reaches. All sorted. */
export interface KustomizationClosure {
  readonly files: readonly string[];
  readonly charts: readonly string[];
  readonly problems: readonly Problem[];
}

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
    const walk = (folder: string, above: readonly string[]) => {
      const kustomization = this.at(folder);
      done.add(folder);
      for (const file of kustomization.files) files.add(file);
      for (const chart of kustomization.charts) charts.add(chart);
      problems.push(...kustomization.problems);
      for (const { folder: used, line } of kustomization.uses) {
        const round = [...above, folder];
        if (round.includes(used))
          problems.push(this.#cycle(folder, line, [...round.slice(round.indexOf(used)), used]));
        else if (!done.has(used)) walk(used, round);
      }
    };
    walk(root, []);
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

  #reach(folder: string, reached: Set<string>): void {
    if (reached.has(folder)) return;
    reached.add(folder);
    for (const { folder: used } of this.at(folder).uses) this.#reach(used, reached);
  }

  #cycle(folder: string, line: number | undefined, round: readonly string[]): Problem {
    const file = kustomizationFile(this.#tree, folder);
    return {
      code: 'kustomization-cycle',
      message: `Kustomizations use each other in a circle: ${round.map(name => name || '.').join(' -> ')}`,
      hint: 'Take one of the references out',
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      gates: true,
    };
  }
}
